"""What measures the site: the same quotes and links as pages of Markdown for the program beside it."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path

import pytest

from cmo_eval import api

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
NAMES = ("sites", "page", "coded", "generate", "run")


@pytest.fixture(scope="module")
def sites():
    sys.path.insert(0, str(BENCHMARKS))
    yield importlib.import_module("sites")
    sys.path[:] = [path for path in sys.path if path != str(BENCHMARKS)]
    for name in NAMES:
        sys.modules.pop(name, None)


def test_the_program_beside_it_gets_every_quote_and_link(sites, tmp_path):
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


def test_a_table_names_whom_it_is_compared_with(sites):
    row = sites.Row("built", 1.0, "s", 2.0, 4.0, 0.2)
    assert "| mkdocs-material |" in sites.table([row], "mkdocs-material")
    assert row.met is False
    assert sites.megabytes(BENCHMARKS) > 0
