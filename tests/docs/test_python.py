"""docs/python.md is a notebook: its blocks run one after the other on the demo and print what stands below them."""

import contextlib
import io
import re

import pytest
from walking import ROOT, run, tidy

import cmo_eval
from cmo_eval.analysis.difference import difference

PAGE = (ROOT / "docs/python.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```\n\n^```text\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


@pytest.fixture
def demo(tmp_path, monkeypatch):
    run(["cmo-eval", "init", "--demo", "try-it"], tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "try-it"


def test_each_block_prints_what_the_page_shows(demo):
    assert PAGE.count("```python") == len(BLOCKS) > 3
    names = {}
    for code, shown in BLOCKS:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(code, names)  # noqa: S102 - our own page
        assert tidy(printed.getvalue()) == tidy(shown), code


def _columns(table: str, section: str) -> set[str]:
    part = PAGE.split(section, 1)[1]
    row = re.search(rf"^\| `{re.escape(table)}` \| (.+) \|$", part, re.MULTILINE)
    return set(re.findall(r"`(\w+)`", row[1]))


def test_the_page_names_the_columns_of_each_table(demo):
    evaluation = cmo_eval.load(demo)
    for section, frames in (
        ("`evaluation.frames()`, a row", evaluation.frames()),
        ("`sampling().frames()`:", evaluation.sampling().frames()),
    ):
        for name, frame in frames.items():
            named = _columns(name, section)
            columns = set(frame.columns)
            assert {column for column in columns if not column.startswith("attribute_")} <= named <= columns, name


def test_the_page_names_the_columns_of_what_is_asked_further(demo):
    evaluation = cmo_eval.load(demo)
    for name, frame in {
        "verify().frame()": evaluation.verify().frame(),
        "sensitivity().frame()": evaluation.sensitivity().frame(),
        'without(["FG1"]).frame()': evaluation.without(["FG1"]).frame(),
        "completeness().frame()": evaluation.completeness().frame(),
        "saturation().frame()": evaluation.saturation().frame(),
        "history().frame()": evaluation.history().frame(),
        "agreement().frame()": evaluation.agreement().frame(),
        "quotes().frame()": evaluation.quotes().frame(),
        'cmo_eval.diff(".").frame()': framed_difference(evaluation),
    }.items():
        assert _columns(name, "Those of the others:") == set(frame.columns), name


def framed_difference(evaluation):
    return difference(evaluation.repository, evaluation.repository).frame()
