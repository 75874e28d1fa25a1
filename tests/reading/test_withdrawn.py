"""What was withdrawn is as if it had never been said, for everything but validate."""

from __future__ import annotations

import pytest

import cmo_eval
from cmo_eval.store import loading

SOURCE = """\
id: FG2
kind: focus_group
title: Second panel
group: users
participants:
  - {{id: r1, group: users, consent: {consent}}}
  - {{id: r2, group: users, consent: quote}}
{more}
"""
CITATIONS = """\
coder: AB
citations:
  - {{id: FG2-001, quote: Words of r1., speaker: r1, quality: report, evidence: [{{supports: C1, pattern: P1}}]{more}}}
  - {{id: FG2-002, quote: Words of r2., speaker: r2, quality: report, evidence: [{{nuances: C1}}]}}
"""
SECOND_CODER = """\
coder: CD
citations:
  - {id: FG2-001, quality: report, evidence: [{refutes: C1}]}
  - {id: FG2-002, quality: report, evidence: [{refutes: C1}]}
"""
REFERENCES = {
    "claims/C1-value.yaml+": """\
origin: [FG1, FG2]
tests: [{id: T1, kind: hoop, expects: x, citations: [FG2-001]}]
decisions:
  - {verdict: holds, by: AB, date: 2017, second_reader: CD, rationale: x, sets_aside: [FG2-001, FG1-001]}
""",
    "claims/C2-x.yaml": """\
id: C2
title: Refined
versions:
  - {version: 1, statement: S, citations: [FG1-001, FG2-001]}
""",
    "cases/K1-x.yaml": """\
id: K1
title: A case
opened_by: [FG2-001]
shows: [{pattern: P1, absent: [outcome], citations: [FG2-001, FG1-001]}]
framework:
  f.d: {text: words, citations: [FG2-001]}
""",
    "conclusions.yaml": """\
answers:
  Q1: {text: It works., rests_on: [C1, FG2-001]}
recommendations:
  - {id: A1, text: Go on., rests_on: [FG2-001, P1]}
""",
}


def write(evaluation, what):
    """An evaluation in which `what` was withdrawn: source, participant, citation, or nothing."""
    return evaluation(
        {
            "sources/FG2.yaml": SOURCE.format(
                consent="withdrawn" if what == "participant" else "quote",
                more="withdrawn: 2017-04-01" if what == "source" else "",
            ),
            "sources/FG2.citations.yaml": CITATIONS.format(more=", withdrawn: 2017-04" if what == "citation" else ""),
            "sources/FG2.citations.CD.yaml": SECOND_CODER,
            **REFERENCES,
        }
    )


def everything(loaded):
    """All text of a loaded evaluation's records."""
    repository = loaded.repository
    records = [loaded.claims, loaded.patterns, loaded.cases, loaded.sources, repository.conclusions]
    coded = [(one.citation.model_dump(), one.source, one.coder) for coding in repository.codings for one in coding]
    return repr(records) + repr(coded)


GONE = {
    "source": {"FG2", "FG2-001", "FG2-002"},
    "participant": {"FG2-001"},
    "citation": {"FG2-001"},
}


@pytest.mark.parametrize("what", GONE)
def test_the_agreed_coding_of_what_was_withdrawn_is_gone(evaluation, what):
    loaded = cmo_eval.load(write(evaluation, what))
    expected = ["FG1-001", "FG2-001", "FG2-002"]
    assert [one.id for one in loaded.repository.citations] == [id_ for id_ in expected if id_ not in GONE[what]]
    assert ("FG2" in loaded.sources) is (what != "source")
    assert "Words of r1" not in everything(loaded)


def test_nothing_is_gone_when_nothing_was_withdrawn(evaluation):
    loaded = cmo_eval.load(write(evaluation, None))
    assert [one.id for one in loaded.repository.citations] == ["FG1-001", "FG2-001", "FG2-002"]
    assert loaded.claims["C1"].origin == ("FG1", "FG2")
    assert loaded.repository.conclusions.answers["Q1"].rests_on == ("C1", "FG2-001")


@pytest.mark.parametrize("what", GONE)
def test_what_was_withdrawn_in_one_state_is_not_gone_from_another_with_the_same_files(evaluation, what):
    known = {}
    assert len(loading.load(write(evaluation, None), known=known).repository.citations) == 3
    after = loading.load(write(evaluation, what), known=known).repository
    again = loading.load(write(evaluation, None), known=known).repository
    assert GONE[what].isdisjoint(one.id for one in after.coded)
    assert not any(one.withdrawn for one in again.coded)
    assert [len(coding) for coding in again.codings] == [3, 2, 0]  # the team's, second coders', proposed


def test_a_participant_who_withdrew_is_gone_and_the_others_stay(evaluation):
    loaded = cmo_eval.load(write(evaluation, "participant"))
    assert [person.id for person in loaded.sources["FG2"].participants] == ["r2"]


@pytest.mark.parametrize("what", GONE)
def test_references_to_what_was_withdrawn_are_gone_and_others_stay(evaluation, what):
    loaded = cmo_eval.load(write(evaluation, what))
    claim, refined, case = loaded.claims["C1"], loaded.claims["C2"], loaded.cases["K1"]
    assert claim.origin == (("FG1",) if what == "source" else ("FG1", "FG2"))
    assert claim.tests[0].citations == ()
    assert claim.decisions[0].sets_aside == ("FG1-001",)
    assert refined.versions[0].citations == ("FG1-001",)
    assert case.opened_by == ()
    assert case.shows[0].citations == ("FG1-001",)
    assert case.framework["f.d"].citations == ()
    conclusions = loaded.repository.conclusions
    assert conclusions.answers["Q1"].rests_on == ("C1",)
    assert conclusions.recommendations[0].rests_on == ("P1",)


@pytest.mark.parametrize("what", GONE)
def test_what_was_withdrawn_is_not_weighed(evaluation, what):
    evidence = cmo_eval.load(write(evaluation, what)).verify()["C1"].evidence
    assert "FG2-001" not in {row.citation for row in evidence.rows}
    assert not {row.citation for row, _ in evidence.left_out} & {"FG2-001"}


@pytest.mark.parametrize("what", GONE)
def test_validate_still_looks_at_what_was_withdrawn(evaluation, what):
    repository = loading.load(write(evaluation, what), withdrawn=True).repository
    assert [one.id for one in repository.citations] == ["FG1-001", "FG2-001", "FG2-002"]
    withdrawn = dict(
        zip([one.id for one in repository.citations], [one.withdrawn for one in repository.citations], strict=True)
    )
    assert {id_ for id_, gone in withdrawn.items() if gone} == GONE[what] - {"FG2"}
    assert [person.id for person in repository.sources["FG2"].participants] == ["r1", "r2"]
    assert repository.conclusions.recommendations[0].rests_on == ("FG2-001", "P1")


@pytest.mark.parametrize("what", GONE)
def test_validate_does_not_call_references_to_it_unknown(evaluation, what):
    validation = cmo_eval.validate(write(evaluation, what))
    assert not {finding.code for finding in validation.findings} & {"CMO106", "CMO107", "CMO602"}


def test_all_that_a_second_coder_made_of_a_withdrawn_source_is_gone(evaluation):
    assert [one.id for one in cmo_eval.load(write(evaluation, "source")).repository.second_codings] == []


@pytest.mark.parametrize("what", ["participant", "citation"])
def test_a_second_coding_of_what_was_withdrawn_is_gone(evaluation, what):
    assert [one.id for one in cmo_eval.load(write(evaluation, what)).repository.second_codings] == ["FG2-002"]


@pytest.mark.parametrize(
    "default",
    ["defaults: {speaker: r1}\n", "# r1 by name\n"],
)
def test_a_speaker_who_withdrew_is_gone_whether_named_by_default_or_by_the_entry(evaluation, default):
    entry = "quote: q, quality: report, codes: [a]" + ("" if "defaults" in default else ", speaker: r1")
    root = evaluation(
        {
            "sources/FG2.yaml": SOURCE.format(consent="withdrawn", more=""),
            "sources/FG2.citations.yaml": f"{default}citations:\n  - {{id: FG2-001, {entry}}}\n"
            "  - {id: FG2-002, quote: q, quality: report, codes: [a], speaker: r2}\n",
        }
    )
    assert [one.id for one in cmo_eval.load(root).repository.citations] == ["FG1-001", "FG2-002"]


@pytest.mark.parametrize(
    ("added", "look"),
    [
        ("origin: FG2\n", lambda claim: claim.origin),
        ("decisions: [{verdict: holds, sets_aside: FG2-001}]\n", lambda claim: claim.decisions[0].sets_aside),
        ("tests: [{id: T1, kind: hoop, expects: x, citations: FG2-001}]\n", lambda claim: claim.tests[0].citations),
    ],
)
def test_a_reference_in_shorthand_to_what_was_withdrawn_is_gone(evaluation, added, look):
    root = evaluation(
        {
            "sources/FG2.yaml": SOURCE.format(consent="quote", more="withdrawn: 2017"),
            "sources/FG2.citations.yaml": CITATIONS.format(more=""),
            "claims/C1-value.yaml+": added,
        }
    )
    assert look(cmo_eval.load(root).claims["C1"]) == ()


def test_a_mistake_after_a_reference_that_is_gone_keeps_its_place(evaluation, place):
    file = "claims/C2-x.yaml"
    root = evaluation(
        {
            "sources/FG2.yaml": SOURCE.format(consent="quote", more="withdrawn: 2017"),
            file: "id: C2\ntitle: T\nversions: [{version: 1, statement: S}]\norigin: [FG2, FG1, 9x]\n",
        }
    )
    (finding,) = cmo_eval.load(root).findings
    assert finding.location == place(root, file, "9x")
    assert "item 3 of 'origin'" in finding.message


def test_a_text_that_happens_to_equal_a_withdrawn_id_stays(evaluation):
    root = evaluation(
        {
            "sources/FG2.yaml": SOURCE.format(consent="quote", more="withdrawn: 2017"),
            "claims/C1-value.yaml+": "rivals: [FG2, luck]\n",
        }
    )
    assert [one.text for one in cmo_eval.load(root).claims["C1"].rivals] == ["FG2", "luck"]


@pytest.mark.parametrize(
    "mistake", ["withdrawn: yes", "withdrawn: 2017-04-01\ncolour: red", "withdrawn: 2017-04-01\npooled: maybe"]
)
def test_words_of_a_source_whose_file_is_wrong_are_held_back_when_it_says_withdrawn(evaluation, mistake):
    root = evaluation(
        {
            "sources/FG2.yaml": SOURCE.format(consent="quote", more=mistake),
            "sources/FG2.citations.yaml": CITATIONS.format(more=""),
        }
    )
    assert [one.id for one in cmo_eval.load(root).repository.citations] == ["FG1-001"]


def test_words_of_a_participant_who_withdrew_are_held_back_when_the_file_is_wrong(evaluation):
    root = evaluation(
        {
            "sources/FG2.yaml": SOURCE.format(consent="withdrawn", more="colour: red"),
            "sources/FG2.citations.yaml": CITATIONS.format(more=""),
        }
    )
    assert "FG2-001" not in [one.id for one in cmo_eval.load(root).repository.citations]


def test_a_withdrawn_source_with_broken_citations_is_still_named_as_unread(evaluation):
    root = evaluation(
        {
            "sources/FG2.yaml": SOURCE.format(consent="quote", more="withdrawn: 2017"),
            "sources/FG2.citations.yaml": "citations: [\n",
        }
    )
    assert cmo_eval.load(root).unread == ("sources/FG2.citations.yaml",)
