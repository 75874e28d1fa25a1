"""`cmo-eval agreement`, `code second` and `code adjudicate` as a user meets them."""

from __future__ import annotations

import csv
import io
import json
import re
import sys

import pytest

from cmo_eval import api

AGREED = "sources/FG1.citations.yaml"
THEIRS = "sources/FG1.citations.CD.yaml"


@pytest.fixture
def answering(cmo, monkeypatch):
    """Run with somebody at a terminal who gives these answers."""

    def run(*arguments, answers, cwd):
        stdin = io.StringIO("".join(f"{answer}\n" for answer in answers))
        stdin.isatty = lambda: True
        monkeypatch.setattr(sys, "stdin", stdin)
        return cmo(*arguments, cwd=cwd)

    return run


def test_what_is_denied_is_settled_by_options(cmo, demo):
    words = ("--by", "EF", "--take", "CD", "--refutes", "C1", "--pattern", "P01", "--parts", "context")
    done = cmo("code", "adjudicate", "FG1-001", *words, "--lacks", "outcome", "--yes", cwd=demo)
    assert done.code == 0, done.err
    (found,) = api.load(demo).citation("FG1-001").evidence
    assert (found.stance, found.parts, found.lacks) == ("refutes", ("context",), ("outcome",))


@pytest.mark.parametrize("by", ["", "code", "stance", "quality", "coder"])
@pytest.mark.parametrize("columns", [40, 80, 120])
def test_the_table_fits_the_terminal(cmo, demo, by, columns):
    words = ["--by", by] if by else []
    run = cmo("agreement", *words, "--disagreements", cwd=demo, columns=columns)
    assert run.code == 0, run.err
    assert columns < 80 or max(map(len, run.out.splitlines())) <= columns


def test_the_demo_tells_what_was_compared_and_what_was_not(cmo, demo):
    out = cmo("agreement", cwd=demo).out
    assert out.startswith("AB and CD on 7 citations of FG1\n")
    assert "stances      7   96% 0.90 [0.13 0.99]" in out
    assert "They marked 1 fragment differently: 1 by CD only." in out
    assert "FG1: 1 fragment that only CD marked (FG1-CD-001)." in out
    assert "5 disagreements open, 1 settled; --disagreements lists them." in out


def test_disagreements_name_the_citation_and_what_each_coder_says(cmo, demo):
    out = cmo("agreement", "FG1", "--disagreements", cwd=demo).out
    assert 'FG1-001  "Before the coach came our whole plan was made by …"\n  code hub - AB: yes; CD: no\n' in out
    assert "\nOpen (5 in 4 citations):\n" in out
    assert "Settled (1):\nFG1-003 (settled by EF, 2024-06-04)" in out


@pytest.mark.parametrize("words", [[], ["--disagreements"], ["--by", "code"]])
@pytest.mark.parametrize("form", ["json", "csv", "markdown"])
def test_no_format_for_machines_has_a_word_of_a_quote(cmo, demo, form, words):
    out = cmo("agreement", "--format", form, *words, cwd=demo).out
    assert "Before the coach" not in out
    assert re.search(r"\bnan\b", out, re.IGNORECASE) is None


def test_json_says_why_something_is_not_computable(cmo, evaluation):
    root = evaluation(
        {
            THEIRS: "coder: CD\ncitations:\n  - {id: FG1-001, quality: observation, evidence: [{supports: C1}]}\n",
        }
    )
    data = json.loads(cmo("agreement", "--format", "json", cwd=root).out)
    assert (data["version"], data["coders"], data["interval"]["method"]) == (1, ["AB", "CD"], "jackknife")
    kappa = data["rows"][0]["coefficients"]["cohen_kappa"]
    assert kappa == {
        "value": None,
        "low": None,
        "high": None,
        "why": "only one unit was coded by two coders",
        "no_interval": None,
    }
    assert data["rows"][0]["coefficients"]["percent"]["value"] == 1
    assert "one unit" in cmo("agreement", cwd=root).out


def test_csv_has_a_line_for_each_coefficient_or_for_each_disagreement(cmo, demo):
    figures = list(csv.DictReader(io.StringIO(cmo("agreement", "--format", "csv", cwd=demo).out)))
    kappa = next(row for row in figures if (row["about"], row["coefficient"]) == ("stance", "cohen_kappa"))
    assert (kappa["units"], kappa["value"]) == ("7", "0.9014")
    differing = cmo("agreement", "--format", "csv", "--disagreements", cwd=demo).out
    assert differing.splitlines()[1] == "FG1-001,code,hub,yes,no,,,"


def test_without_a_second_coding_it_says_how_to_begin(cmo, evaluation):
    run = cmo("agreement", cwd=evaluation())
    assert (run.code, "No source was coded by a second coder." in run.out) == (0, True)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["FG9"], "there is no source FG9"),
        (["FG2"], "nobody coded FG2 a second time"),
        (["--by", "codes"], "--by is 'codes'"),
        (["--coders", "AB"], "AB alone cannot agree"),
        (["--format", "xml"], "--format is 'xml'"),
    ],
)
def test_what_is_not_understood_is_a_usage_error(cmo, demo, words, message):
    run = cmo("agreement", *words, cwd=demo)
    assert (run.code, message in run.err) == (2, True)


def test_a_file_that_cannot_be_read_makes_it_exit_1(cmo, demo):
    (demo / "sources/FG2.citations.yaml").write_text("citations: [", "utf-8")
    run = cmo("agreement", cwd=demo)
    assert (run.code, "1 file could not be read" in run.err) == (1, True)


def test_a_second_coding_from_the_empty_file_to_the_outcome(cmo, demo):
    assert cmo("code", "second", "FG2", "--coder", "GH", "--sample", "2", cwd=demo).code == 0
    shown = cmo("code", "second", "FG2", "--coder", "GH", "--show", cwd=demo).out
    assert "2 citations, 2 not coded yet" in shown
    file = demo / "sources/FG2.citations.GH.yaml"
    text = file.read_text("utf-8").replace("    codes: []\n", "    codes: [lean]\n    quality: opinion\n")
    file.write_text(text, "utf-8")
    assert "CD and GH on 2 citations of FG2" in cmo("agreement", "FG2", cwd=demo).out
    assert cmo("validate", cwd=demo).code == 0
    ids = [one.citation for one in api.load(demo).agreement(["FG2"]).disagreements]
    run = cmo("code", "adjudicate", ids[0], "--by", "EF", "--take", "GH", "--yes", cwd=demo)
    assert run.code == 0, run.err
    assert "+      first:" in run.out
    assert cmo("validate", cwd=demo).code == 0
    assert api.load(demo).citation(ids[0]).codes == ("lean",)


def test_a_plan_is_shown_and_not_written_without_yes(cmo, demo):
    before = (demo / AGREED).read_bytes()
    words = ("code", "adjudicate", "FG1-001", "--by", "EF", "--take", "CD")
    assert (cmo(*words, cwd=demo).code, cmo(*words, "--dry-run", cwd=demo).code) == (1, 0)
    assert (demo / AGREED).read_bytes() == before
    run = cmo("code", "second", "FG2", "--coder", "GH", "--dry-run", cwd=demo)
    assert (run.code, "+coder: GH" in run.out) == (0, True)
    assert not (demo / "sources/FG2.citations.GH.yaml").exists()


def test_open_disagreements_are_settled_in_turn_on_a_terminal(answering, demo):
    answers = ["EF", "cd", "AB", "what", "skip", "CD", "y"]
    run = answering("code", "adjudicate", answers=answers, cwd=demo)
    assert run.code == 0, run.err
    assert "FG1-001" in run.out
    assert "3 citations settled by EF" in run.err
    loaded = api.load(demo)
    settled = [id_ for id_ in [one.id for one in loaded.repository.citations] if loaded.citation(id_).adjudicated]
    assert settled == ["FG1-001", "FG1-003", "FG1-004", "FG1-006"]
    assert loaded.citation("FG1-001").codes == ("listening",)


def test_stopping_at_once_writes_nothing(answering, demo):
    before = (demo / AGREED).read_bytes()
    run = answering("code", "adjudicate", "--by", "EF", answers=["stop"], cwd=demo)
    assert (run.code, "nothing to settle" in run.err) == (0, True)
    assert (demo / AGREED).read_bytes() == before


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "which citation is not said"),
        (["--take", "CD"], "nothing says which citation"),
        (["FG1-001", "--take", "CD"], "nothing says who settles it"),
        (["FG1-001", "--by", "EF", "--no-codes", "--code", "hub"], "contradict each other"),
        (["FG1-001", "--by", "EF", "--no-evidence", "--supports", "C1"], "contradict each other"),
        (["FG1-001", "--by", "EF", "--parts", "outcome"], "parts without a stance"),
    ],
)
def test_an_outcome_that_is_not_said_whole_is_refused(cmo, demo, words, message):
    run = cmo("code", "adjudicate", *words, cwd=demo)
    assert (run.code, message in run.err) == (2, True)
