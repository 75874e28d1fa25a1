"""What measures the page and the site: material in which all stands, and tables that tell goals."""

from __future__ import annotations

import importlib
import random
import re
import sys
from pathlib import Path

import pytest

from cmo_eval import api
from cmo_eval.diagnostics import Severity

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
NAMES = ("coded", "page", "sites", "generate", "run")


@pytest.fixture(scope="module")
def benchmarks():
    sys.path.insert(0, str(BENCHMARKS))
    yield importlib.import_module("coded"), importlib.import_module("page"), importlib.import_module("sites")
    sys.path[:] = [path for path in sys.path if path != str(BENCHMARKS)]
    for name in NAMES:
        sys.modules.pop(name, None)


def test_every_coding_stands_in_the_transcript_and_there_are_no_errors(benchmarks, tmp_path):
    coded, _, _ = benchmarks
    made = coded.coded(tmp_path, size=20_000, codings=300, others=40)
    validation = api.validate(tmp_path)
    assert [finding for finding in validation.findings if finding.severity is Severity.ERROR] == []
    of_quotes = {finding.code for finding in validation.findings if finding.location.file.endswith(".citations.yaml")}
    assert of_quotes <= {"CMO321", "CMO406"}  # an outcome that is shown against a claim, and the same words twice
    assert (tmp_path / "texts/T1.txt").read_text(encoding="utf-8") == made.text
    every = api.load(tmp_path).repository.citations
    assert len(every) == 340
    mine = [one for one in every if one.source == "T1"]
    assert [(one.citation.selector.start, one.citation.selector.end, *one.citation.codes) for one in mine] == [
        (one.start, one.end, one.code) for one in made.codings
    ]
    assert len(made.text) >= 20_000
    assert len(mine) == len({(one.start, one.end) for one in made.codings}) == 300


def test_the_same_numbers_give_the_same_files(benchmarks, tmp_path):
    coded, _, _ = benchmarks
    one, other = (coded.coded(tmp_path / name, size=5000, codings=50, others=10) for name in "ab")
    assert one == other
    read = [
        {path.relative_to(tmp_path / name): path.read_bytes() for path in (tmp_path / name).rglob("*.*")}
        for name in "ab"
    ]
    assert read[0] == read[1]


def test_pieces_are_counted_as_a_page_marks_them(benchmarks):
    coded, page, _ = benchmarks
    chance = random.Random(3)  # noqa: S311 - the same passages each time
    for _ in range(200):
        spans = [sorted(chance.sample(range(40), 2)) for _ in range(chance.randint(1, 8))]
        codings = [coded.Coding(start, end, "a") for start, end in spans]
        held = [frozenset(n for n, (start, end) in enumerate(spans) if start <= at < end) for at in range(41)]
        edges = {edge for span in spans for edge in span}
        begins = [at for at in range(41) if held[at] and at in edges]
        assert page.pieces(codings) == len(begins)


def test_a_row_meets_its_goals_or_not(benchmarks):
    _, page, _ = benchmarks
    assert page.Row("x", 0.3, "s", 0.4, 0.6, 0.6).met
    assert page.Row("x", 0.41, "s", 0.4, 0.9, 0.6).met is False
    assert page.Row("x", 0.3, "s", 0.4, 0.4, 0.6).met is False
    assert page.Row("x", 0.3, "s", 0.4).met
    assert page.Row("x", 3, "s").met is None
    assert "| x | 0.30 s | ≤ 0.4 s | 0.60 s | 0.50 | ≤ 0.6 | yes |" in page.table(
        [page.Row("x", 0.3, "s", 0.4, 0.6, 0.6)]
    )


def test_the_program_beside_it_gets_every_quote_and_link(benchmarks, tmp_path):
    _, _, sites = benchmarks
    sites.generate.generate(tmp_path / "evaluation", claims=3, patterns=4, citations=60, sources=5)
    sites.material(tmp_path / "evaluation", tmp_path / "docs")
    pages = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "docs").iterdir()}
    repository = api.load(tmp_path / "evaluation").repository
    for coded in repository.citations:
        assert f"## {coded.id}\n\n> {coded.citation.quote}" in pages[f"source-{coded.source}.md"]
        for said in coded.citation.evidence:
            assert f"[{coded.id}](source-{coded.source}.md#{coded.id.lower()})" in pages[f"claim-{said.claim}.md"]
    targets = {name for text in pages.values() for name in re.findall(r"\]\(([^)#]+)", text)}
    assert targets <= pages.keys()


def test_a_table_names_whom_it_is_compared_with(benchmarks):
    _, _, sites = benchmarks
    row = sites.Row("built", 1.0, "s", 2.0, 4.0, 0.2)
    assert "| mkdocs-material |" in sites.table([row], "mkdocs-material")
    assert row.met is False
    assert sites.megabytes(BENCHMARKS) > 0
