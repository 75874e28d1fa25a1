"""Citations are taken out with what second coders made of them, once what becomes of their names is known."""

import pytest

from cmo_eval import api
from cmo_eval.edits.coding import remove
from cmo_eval.errors import UsageError
from cmo_eval.store.writing.transaction import apply

AGREED = """\
coder: AB
defaults: {quality: observation}
citations:
  - id: FG1-001   # the first
    quote: We saw it.
    speaker: r1
    evidence: [{supports: C1}]
  # about the second
  - {id: FG1-002, quote: It stayed., speaker: r1, evidence: [{refutes: C1}]}
  - id: FG1-003
    quote: It went.
    speaker: r1
    withdrawn: 2024-01-01
  - {id: FG1-0010, quote: It came back., speaker: r1, evidence: [{supports: C1}]}
"""
SECOND = """\
coder: CD
citations:
  - {id: FG1-001, evidence: [{nuances: C1}]}   # theirs
  - {id: FG1-CD-001, quote: Another, quality: report}
"""
CLAIM = """\
id: C1
title: Value comes first
questions: [Q1]
for: [staff]
versions:
  - version: 1
    statement: Value came before cost.
    citations: [FG1-002, FG1-001]   # because
    sets_aside:
      - {citation: FG1-002, why: another matter}
      - {citation: FG1-001, why: the same}
tests:
  - id: T1
    kind: hoop
    expects: x
    citations: FG1-002
disconfirming_search: {by: AB, date: 2024-05-01, where: all, found: one, citations: [FG1-002]}
criteria: {researchable: a, refutable: b, relevant: c, addressed: d}
mechanisms: [P1]
"""
CASE = "id: K1\ntitle: One\nopened_by: [FG1-002]\nframework: {place: {text: a hall, citations: [FG1-0010, FG1-002]}}\n"
CONCLUSIONS = "answers: {Q1: {text: It did., rests_on: [C1, FG1-002]}}\n"
FILES = {
    "sources/FG1.citations.yaml": AGREED,
    "sources/FG1.citations.CD.yaml": SECOND,
    "claims/C1-value.yaml": CLAIM,
    "cases/K1-one.yaml": CASE,
    "conclusions.yaml": CONCLUSIONS,
}


@pytest.fixture
def removed(evaluation):
    def plan(*ids, files=None, **more):
        root = evaluation({**FILES, **(files or {})})
        return remove.plan(root, api.load(root).repository, ids, **more)

    return plan


def after(planned):
    return {change.file: change.content.decode() for change in planned.change.files}


def test_an_entry_goes_and_nothing_else(removed):
    planned = removed("FG1-0010")
    assert after(planned) == {
        "sources/FG1.citations.yaml": AGREED.replace(
            "  - {id: FG1-0010, quote: It came back., speaker: r1, evidence: [{supports: C1}]}\n", ""
        )
    }


def test_what_second_coders_made_of_it_goes_along(removed):
    planned = removed("FG1-001")
    assert planned.along == (("FG1-001", "CD"),)
    text = after(planned)["sources/FG1.citations.CD.yaml"]
    assert "FG1-CD-001" in text
    assert "FG1-001," not in text


def test_a_second_coders_coding_goes_alone(removed):
    planned = removed("FG1-001", coder="CD")
    assert list(after(planned)) == ["sources/FG1.citations.CD.yaml"]
    assert (planned.along, planned.named, planned.broken) == (
        (),
        (),
        False,
    )  # the names are of the agreed one, which stays
    assert list(after(removed("FG1-CD-001"))) == ["sources/FG1.citations.CD.yaml"]


def test_all_that_names_it_is_named_with_its_place(removed):
    planned = removed("FG1-002")
    assert [(one.file, one.line, one.keys, one.binds) for one in planned.named] == [
        ("conclusions.yaml", 1, "answers.Q1.rests_on", True),
        ("claims/C1-value.yaml", 8, "versions.citations", False),
        ("claims/C1-value.yaml", 10, "versions.sets_aside", False),
        ("claims/C1-value.yaml", 16, "tests.citations", False),
        ("claims/C1-value.yaml", 17, "disconfirming_search.citations", False),
        ("cases/K1-one.yaml", 3, "opened_by", False),
        ("cases/K1-one.yaml", 4, "framework.place.citations", False),
    ]
    assert planned.broken


def test_names_go_too_where_that_is_said(removed):
    planned = removed("FG1-002", names=True)
    text = after(planned)
    assert not planned.broken
    assert planned.named  # and are said all the same
    claim = text["claims/C1-value.yaml"]
    assert (
        "    citations: [FG1-001]   # because\n    sets_aside:\n      - {citation: FG1-001, why: the same}\n" in claim
    )
    assert "FG1-002" not in claim + text["cases/K1-one.yaml"] + text["conclusions.yaml"]
    assert text["cases/K1-one.yaml"].endswith("citations: [FG1-0010]}}\n")
    apply(planned.root, planned.change)
    assert not [one for one in api.validate(planned.root).findings if one.subject == "FG1-002"]


def test_every_list_of_citations_that_the_model_knows_can_lose_names():
    from cmo_eval.model import Case, Claim, Conclusions, Evaluation, Pattern, Source
    from cmo_eval.model.base import AnyRecord, Names
    from cmo_eval.model.relations import _seen
    from cmo_eval.store.withdrawal import names_in

    def keys(record):
        for name, field in record.model_fields.items():
            marks = [*_seen(field.annotation), *field.metadata]
            if any(isinstance(one, Names) and one.relation in {"citation", "ground"} for one in marks):
                yield field.alias or name
            for one in marks:
                if isinstance(one, type) and issubclass(one, AnyRecord):
                    yield from keys(one)

    found = {key for one in (Case, Claim, Conclusions, Evaluation, Pattern, Source) for key in keys(one)}
    assert {"citations", "opened_by", "rests_on", "sets_aside"} <= found
    for key in found - {"citation"}:  # that one is a key beside others in a list of `sets_aside`
        assert list(names_in({key: ["FG1-001"]}, ["FG1-001"])) == [((key, 0), "FG1-001")]


def test_a_decision_that_sets_it_aside_binds(removed):
    decided = CLAIM + "decisions: [{verdict: holds, version: 1, sets_aside: [FG1-0010]}]\n"
    planned = removed("FG1-0010", files={"claims/C1-value.yaml": decided})
    (named,) = [one for one in planned.named if one.file.startswith("claims")]
    assert (named.keys, named.binds, planned.broken) == ("decisions.sets_aside", True, True)


@pytest.mark.parametrize(
    ("file", "more", "id_", "binds"),
    [
        ("conclusions.yaml", 'recommendations: [{id: A1, text: t, rests_on: ["FG1\\u002d0010"]}]\n', "FG1-0010", True),
        ("conclusions.yaml", "recommendations: [{id: A1, text: t, rests_on: FG1-CD-001}]\n", "FG1-CD-001", True),
        ("cases/K1-one.yaml", "id: K1\ntitle: One\nopened_by: FG1-0010\n", "FG1-0010", False),
    ],
)
def test_a_name_is_found_however_it_is_written(file, more, id_, binds, removed):
    planned = removed(id_, files={"cases/K1-one.yaml": "id: K1\ntitle: One\n", file: more})
    assert [(one.file, one.binds) for one in planned.named] == [(file, binds)]
    assert planned.broken


def test_a_finding_that_is_accepted_of_it_is_pointed_out(removed):
    more = "ignore: [{code: CMO403, id: FG1-0010, why: r}]\n"
    assert removed("FG1-0010", files={"evaluation.yaml+": more}).notes == (
        "evaluation.yaml accepts CMO403 of FG1-0010: take that entry out",
    )


@pytest.mark.parametrize(
    ("ids", "more", "says"),
    [
        (["FG1-003"], {}, "there is no citation FG1-003"),
        (["FG1-001", "FG1-009"], {}, "there is no citation FG1-009"),
        (["FG1-002"], {"coder": "CD"}, "is not in a file of second coder CD"),
        (["FG1-002"], {"coder": "ZZ"}, "is not in the team"),
    ],
)
def test_what_is_not_there_cannot_go(ids, more, says, removed):
    with pytest.raises(UsageError, match=says):
        removed(*ids, **more)


def test_nothing_goes_while_a_file_cannot_be_read(removed):
    with pytest.raises(UsageError, match=r"claims/C9-x\.yaml cannot be read wholly"):
        removed("FG1-0010", files={"claims/C9-x.yaml": "id: [C9\n"})


def test_a_decision_that_becomes_stale_is_said(removed, evaluation):
    from cmo_eval.edits import decide

    root = evaluation(FILES)
    taken = decide.Taken("undecided", 1, "AB", "CD", "2024-06-01", "Too little.")
    (change,) = decide.plan(root, api.load(root).repository, "C1", taken).change.files
    files = {change.file: change.content.decode()}
    stale = ("the decision on C1 (AB, 2024-06-01) will be stale: `cmo-eval decide C1`",)
    planned = removed("FG1-0010", files=files)
    (named,) = [one for one in planned.named if one.file.startswith("claims")]
    assert (named.keys, named.recorded) == ("decisions.evidence.citations", True)
    assert files[named.file].splitlines()[named.line - 1].lstrip(" -'\"").startswith("FG1-0010 ")
    assert planned.notes == stale
    kept = removed("FG1-0010", files={**files, "cases/K1-one.yaml": "id: K1\ntitle: One\n"}, names=True)
    assert [change.file for change in kept.change.files] == ["sources/FG1.citations.yaml"]
    assert not removed("FG1-0010", files={**files, "cases/K1-one.yaml": "id: K1\ntitle: One\n"}).broken
    assert removed("FG1-001", files=files, coder="CD").notes == ()


def test_of_an_id_that_two_people_gave_nothing_goes(removed):
    """As both sides of a merge add FG1-002: which of the two is meant nobody can tell."""
    again = "  - {id: FG1-0010, quote: It was another., speaker: r2, evidence: [{refutes: C1}]}\n"
    with pytest.raises(UsageError, match=r"FG1-0010 stands in .*citations\.yaml:14 and in .*citations\.yaml:15"):
        removed("FG1-0010", files={"sources/FG1.citations.yaml": AGREED + again})
