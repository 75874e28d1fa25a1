"""The citations of a report: each stance of each is there once, with the words that its file has."""

from __future__ import annotations

import pytest
from reported import FILES

from cmo_eval.analysis.evidence import evidence_for
from cmo_eval.analysis.verification import verify
from cmo_eval.disclosure.gate import disclose
from cmo_eval.report import documents, files, house, view
from cmo_eval.report.sentences import within
from cmo_eval.store.loading import load
from cmo_eval.store.repository import natural

NO_CITATIONS = {name: None for name in FILES if name.endswith(".citations.yaml")} | {
    "cases/K1-huis.yaml": "id: K1\ntitle: Huis aan de dijk\n",
    "claims/C1-waarde.yaml": FILES["claims/C1-waarde.yaml"].partition("decisions:")[0],
    "conclusions.yaml": None,
}
CROSSING = {
    "sources/FG1.citations.yaml": FILES["sources/FG1.citations.yaml"]
    + """\
  - id: FG1-10
    quote: Bij nader inzien.
    speaker: r1
    evidence:
      - {refutes: C2, version: 2}
      - {suggests: C2, instead_of: C1}
      - {nuances: C1, pattern: P1, parts: [outcome]}
      - {supports: C1, pattern: P2, parts: [resource]}
      - {supports: C2, version: 1}
  - {id: FG1-6, quote: Zonder standpunt., speaker: r1}
  - {id: FG1-001, quote: Nog eens hetzelfde nummer., speaker: r1, evidence: [{refutes: C1}]}
"""
}


@pytest.fixture
def load_it(folder):
    """The evaluation, its view and its verification, with files replaced; of these claims or of all."""

    def build(changed, claims=()):
        repository = load(folder(files=changed)).repository
        disclosed = disclose(repository, "team")
        verification = verify(disclosed, claims)
        return disclosed, verification, view(disclosed, verification, disclosed.evaluation.language)

    return build


def expected(repository, verification):
    """The same rows by the plain way: all rows of all tables, sorted."""
    rows = {}
    for result in verification.values():
        for number in (version.version for version in result.claim.versions):
            table = evidence_for(repository, result.claim, number)
            for row, reason in [*((row, "") for row in table.rows), *table.left_out]:
                kept = reason if number == result.version else "other_version"
                said = (row.citation, row.stance, result.claim.id, number, row.other or "", row.pattern or "")
                rows.setdefault(row.citation, []).append((*said, tuple(row.parts), kept))
    for id_ in sorted(repository.citations.by_id, key=natural):
        yield from rows.get(id_, [(id_, "", "", 1, "", "", (), "")])


@pytest.mark.parametrize("claims", [(), ("C1",), ("C2",)])
@pytest.mark.parametrize("changed", [{}, CROSSING])
def test_each_stance_of_each_citation_has_a_row(load_it, changed, claims):
    repository, verification, shown = load_it(changed, claims)
    found = [
        (one.id, one.stance, one.claim, one.version, one.other, one.pattern, one.parts, one.left_out)
        for one in shown.citations
    ]
    wanted = list(expected(repository, verification))
    assert [one[0] for one in found] == [one[0] for one in wanted]
    assert sorted(found) == sorted(wanted)


def test_words_are_those_of_the_first_that_has_the_id(load_it):
    _, _, shown = load_it(CROSSING)
    assert {one.text for one in shown.citations if one.id == "FG1-001"} == {"Wij zagen het ineens […] op tafel liggen."}
    assert {one.place for one in shown.citations if one.id == "FG1-001"} == {"regel 12"}
    assert {one.text for one in shown.citations if one.id == "FG1-002"} == {""}


def test_citation_on_two_claims_is_in_both_chapters(load_it):
    _, verification, shown = load_it(CROSSING)
    first, second = shown.chapters
    for chapter in (first, second):
        assert "FG1-10" in {one.id for one in (*chapter.counter_evidence, *chapter.other_evidence)} | {
            quote.id for one in chapter.mechanisms for quote in (*one.quotes, *one.denials)
        }
    for chapter in shown.chapters:
        evidence = verification[chapter.id].evidence
        assert (chapter.citations, chapter.voices) == (len(evidence.all.citations), len(evidence.all.voices))
        for stance, citations, voices in chapter.matrix[-1].stances:
            rows = [row for row in evidence.rows if row.stance == stance]
            assert citations == len({row.citation for row in rows})
            assert voices == len({row.voice for row in rows})


@pytest.mark.parametrize("language", ["nl", "en"])
def test_evaluation_without_any_citation_has_a_report(see, language):
    shown = see(NO_CITATIONS, language)
    assert tuple(shown.citations) == ()
    assert all(one.voices == 0 for chapter in shown.chapters for one in chapter.mechanisms)
    made = files(shown, documents(shown), ["md", "xlsx", "docx", "html"], house(None), chapters=False)
    assert {"report.md", "report.xlsx", "report.docx", "report.html"} <= made.keys()


def test_file_that_changes_after_that_changes_nothing(folder):
    root = folder()
    disclosed = disclose(load(root).repository, "team")
    shown = view(disclosed, verify(disclosed), disclosed.evaluation.language)
    before = list(shown.citations)
    for path in (root / "sources").iterdir():
        path.unlink()
    assert list(shown.citations) == before
    assert any(one.text for one in before)


def test_quotes_that_are_held_back_have_no_words(see):
    quotes = see(audience="public").citations
    assert {quote.held_back for quote in quotes} == {True, False}
    assert all(bool(quote.text) != quote.held_back for quote in quotes)


@pytest.mark.parametrize(
    ("name", "language", "said"),
    [
        ("Een coach", "nl", "een coach"),
        ("An adviser", "en", "an adviser"),
        ("Coach 2", "nl", "Coach 2"),
        ("Eenheid van tellen", "nl", "Eenheid van tellen"),
    ],
)
def test_within_a_sentence_only_an_article_loses_its_capital(name, language, said):
    assert within(name, language) == said
