"""Whose words never reach a report, in whatever form."""

from __future__ import annotations

import zipfile

import pytest
from reported import FILES

from cmo_eval.disclosure import quotable
from cmo_eval.report.formats.workbook import write_workbook
from cmo_eval.store.loading import load


@pytest.fixture
def everything(report, see, tmp_path):
    """All text of the documents and of the workbook's parts."""
    write_workbook(see(), tmp_path / "book.xlsx")
    with zipfile.ZipFile(tmp_path / "book.xlsx") as book:
        parts = [book.read(name).decode() for name in book.namelist()]
    return "\n".join([*report().values(), *parts])


@pytest.mark.parametrize("words", ["ACHTERGRONDWOORDEN", "ACHTERGRONDPARAFRASE"])
def test_background_is_counted_and_never_quoted(everything, words):
    assert words not in everything


@pytest.mark.parametrize("words", ["INGETROKKEN", "FG1-004"])
def test_withdrawn_is_absent(everything, words):
    assert words not in everything


def test_participants_have_no_id(everything):
    assert "geheim9" not in everything


def test_what_is_held_back_is_counted(report):
    text = report()["report.md"]
    assert "Eén citaat telt hier mee maar wordt niet getoond" in text
    assert "Van 2 citaten zijn de woorden niet getoond, omdat de toestemming" in text


def test_citation_of_a_source_without_its_title_is_named_by_what_kind_it_is(report):
    files = {
        "sources/CI1.yaml": FILES["sources/CI1.yaml"] + "confidentiality: team\n",
        "conclusions.yaml": FILES["conclusions.yaml"].replace("FG1-001]", "CI1-001, CI1-002]"),
    }
    assert "; woorden uit ‘Gesprek in het huis’[^R-CI1-001] [^R-CI1-002]." in report(files)["report.md"]
    assert "; woorden uit ‘Casusinterview’[^R-CI1-001]." in report(files, audience="public")["report.md"]


@pytest.mark.parametrize(
    ("citation", "participants", "allowed"),
    [
        ("speaker: r1", "{id: r1, consent: quote}", True),
        ("speaker: r1", "{id: r1, consent: background}", False),
        ("speaker: r1", "{id: r1}", False),
        ("speaker: r9", "{id: r1, consent: quote}", False),
        ("role: coach", "{id: r1, consent: background}", True),
        ("codes: [x]", "{id: r1, consent: background}", False),
        ("codes: [x]", "{id: r1, consent: quote}", True),
    ],
)
def test_who_may_be_quoted(folder, citation, participants, allowed):
    root = folder(
        files={
            "sources/X1.yaml": f"id: X1\nkind: interview\ntitle: X\nparticipants: [{participants}]\n",
            "sources/X1.citations.yaml": f"citations:\n  - {{id: X1-1, quote: a, quality: report, {citation}}}\n",
        }
    )
    repository = load(root).repository
    assert quotable(repository, repository.citations.by_id["X1-1"]) is allowed
