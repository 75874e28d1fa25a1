"""Two states of an evaluation in memory: what changed about a claim, and which change made the proposal another."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_decisions import EDITS
from test_invariance import HOOP, evaluations
from weighing import Said, claim, repository, said

from cmo_eval.analysis.difference import difference
from cmo_eval.analysis.proposal import differs
from cmo_eval.messages import phrase

PASSED = {**HOOP, "result": "passed"}
VERSIONS = [{"version": 1, "statement": "a"}, {"version": 2, "statement": "b"}]
SPOKEN = [replace(one, id=f"{one.source}-1") for one in said("KA+ FG+ CS+")]


def between(before, after, old=None, new=None):
    """How C1 changed; None where it did not."""
    old, new = old or claim(), new or old or claim()
    found = difference(repository(before, [old]), repository(after, [new]))
    return found.claims[0] if found.claims else None


def verdicts(changes):
    return {one.citation: one.without.verdict if one.without else None for one in changes}


def test_nothing_changes_between_a_state_and_itself():
    assert between(SPOKEN, SPOKEN) is None


def test_a_changed_stance_names_the_verdict_that_it_changed():
    found = between(SPOKEN, [*SPOKEN[:2], replace(SPOKEN[2], stance="nuances")])
    assert (found.before.proposal.verdict, found.after.proposal.verdict) == ("holds", "nuanced")
    assert [(one.kind, one.citation) for one in found.evidence] == [("restanced", "CS3-1")]
    assert verdicts(found.evidence) == {"CS3-1": "holds"}


def test_of_several_changes_each_says_for_itself_whether_it_did_it():
    after = [replace(SPOKEN[0], quality="documented"), SPOKEN[1], replace(SPOKEN[2], stance="refutes")]
    found = between(SPOKEN, after)
    assert {one.citation: one.kind for one in found.evidence} == {"KA1-1": "reweighed", "CS3-1": "restanced"}
    assert verdicts(found.evidence) == {"KA1-1": None, "CS3-1": "holds"}
    assert not found.together


def test_two_changes_that_only_together_do_it_are_said_to():
    refuted = [*SPOKEN, Said("NP8", "refutes", id="NP8-1"), Said("NP9", "refutes", id="NP9-1")]
    found = between(SPOKEN, refuted)
    assert (found.before.proposal.verdict, found.after.proposal.verdict) == ("holds", "nuanced")
    assert verdicts(found.evidence) == {"NP8-1": None, "NP9-1": None}
    assert found.together
    assert not between(SPOKEN, refuted[:-1]).together


def test_what_others_say_as_well_changes_nothing_when_it_comes():
    found = between(SPOKEN, [*SPOKEN, replace(SPOKEN[0], id="KA1-2")])
    assert [(one.kind, one.citation) for one in found.evidence] == [("added", "KA1-2")]
    assert verdicts(found.evidence) == {"KA1-2": None}


def test_a_stance_that_is_there_once_more_was_added_once():
    found = between(SPOKEN, [*SPOKEN, SPOKEN[0]])
    assert [(one.kind, one.citation) for one in found.evidence] == [("added", "KA1-1")]


def test_somebody_else_who_says_the_same_is_a_change():
    found = between(SPOKEN, [replace(SPOKEN[0], group="participants"), *SPOKEN[1:]])
    (change,) = found.evidence
    assert (change.kind, change.citation) == ("reattributed", "KA1-1")
    assert change.without.verdict == "holds"  # now one group only
    assert change.phrase().say() == (
        "heard otherwise: KA1-1 supports observation, from KA1 (key_actor, internal) to KA1 (key_actor, participants)"
    )


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        ([PASSED], [HOOP], "hoop, passed", "hoop, failed"),
        ([], [HOOP], None, "hoop, failed"),
        ([HOOP], [], "hoop, failed", None),
        ([{**HOOP, "declared": "2017-03"}], [HOOP], "hoop, failed", "hoop, failed"),
    ],
    ids=["another result", "added", "removed", "declared earlier"],
)
def test_a_test_that_a_proposal_depends_on_is_a_condition(old, new, before, after):
    spoken = [*SPOKEN, Said("NP9", "refutes", id="NP9-1")]
    found = between(spoken, spoken, claim(tests=old), claim(tests=new))
    (change,) = found.conditions
    assert (change.what, change.before, change.after) == ("test.T1", before, after)
    assert change.without.verdict == found.before.proposal.verdict
    assert found.proposal_changed


def test_a_test_that_stays_is_no_change():
    spoken = [*SPOKEN, Said("NP9", "refutes", id="NP9-1")]
    assert between(spoken, spoken, claim(tests=[HOOP]), claim(tests=[{**HOOP, "expects": "in other words"}])) is None


def test_another_search_and_another_origin_are_conditions():
    found = between(SPOKEN, SPOKEN, claim(disconfirming_search=None), claim())
    assert [(one.what, one.before, one.after) for one in found.conditions] == [
        ("search", None, phrase("difference.search.none", date="2017-02-20"))
    ]
    assert found.conditions[0].without.verdict == "undecided"
    found = between(SPOKEN, SPOKEN, claim(), claim(origin=["KA1"]))
    assert [one.what for one in found.conditions] == ["origin"]
    assert [(one.kind, one.why) for one in found.evidence] == [("removed", "own_origin")]


def test_another_version_that_is_weighed_says_what_the_earlier_would_give():
    about = claim(versions=VERSIONS)
    later = [Said("NP9", "refutes", version=2, id="NP9-1")]
    found = between(SPOKEN, [*SPOKEN, *later], about)
    assert (found.before.version, found.after.version) == (1, 2)
    assert found.weighed_changed
    assert found.version_without.verdict == "holds"
    assert [(one.kind, one.citation) for one in found.evidence] == [("added", "NP9-1")]
    assert between(SPOKEN, SPOKEN, about, about) is None


def test_a_version_that_is_gone_cannot_be_tried():
    found = between(
        [Said("NP9", version=2, id="NP9-1")], SPOKEN, claim(versions=VERSIONS), claim(versions=VERSIONS[:1])
    )
    assert (found.before.version, found.after.version, found.version_without) == (2, 1, None)
    assert [(one.kind, one.version) for one in found.versions] == [("removed", 2)]


def test_a_suggestion_that_is_weighed_otherwise_names_the_claim_it_suggests():
    before = [*SPOKEN, Said("NP9", "suggests", other="C9", id="NP9-1")]
    (change,) = between(before, [*SPOKEN, replace(before[-1], quality="documented")]).evidence
    assert change.phrase().say() == "re-weighed: NP9-1 suggests C9, from observation to documented"
    (change,) = between(before, [*SPOKEN, replace(before[-1], other="C8")]).evidence
    assert change.phrase().say() == "re-stanced: NP9-1, from suggests C9 to suggests C8"


def test_a_decision_that_is_added_taken_away_or_overwritten_is_named():
    one, other = {"verdict": "holds", "by": "AB"}, {"verdict": "nuanced", "by": "AB"}
    for old, new, expected in (
        ([one], [one, other], [("added", 2)]),
        ([one, other], [one], [("removed", 2)]),
        ([one], [other], [("overwritten", 1)]),
    ):
        found = between(SPOKEN, SPOKEN, claim(decisions=old), claim(decisions=new))
        assert [(change.kind, change.number) for change in found.decisions] == expected


@settings(max_examples=60)
@given(evaluations(), st.lists(st.tuples(st.integers(0, 11), EDITS), min_size=1, max_size=3))
def test_undoing_the_one_change_that_did_it_gives_the_proposal_it_names(evaluation, edits):
    spoken, about = evaluation
    after = list(spoken)
    for place, edit in edits:
        if place < len(after):
            after[place] = replace(after[place], **edit)
    found = between(spoken, after, about)
    if found is None:
        return
    if found.proposal_changed and not found.conditions:
        assert found.evidence
    by_id = {one.id: one for one in spoken}
    for change in found.evidence:
        undone = [by_id[one.id] if one.id == change.citation else one for one in after]
        then = between(spoken, undone, about)
        proposal = then.after.proposal if then else found.before.proposal
        expected = proposal if differs(proposal, found.after.proposal) else None
        assert (change.without and change.without.verdict) == (expected and expected.verdict)


def test_the_table_says_of_a_claim_that_it_came_or_went():
    with_both, with_one = (repository(SPOKEN, [claim(id_) for id_ in ids]) for ids in (("C1", "C2"), ("C1",)))
    for before, after, change in ((with_one, with_both, "added"), (with_both, with_one, "removed")):
        frame = difference(before, after).frame()
        assert frame[["claim", "what", "change"]].to_numpy().tolist() == [["C2", "proposal", change]]
        assert frame["before" if change == "removed" else "after"].tolist() == ["undecided"]


def test_the_table_has_a_row_for_each_kind_of_change():
    old = claim(versions=VERSIONS[:1], decisions=[{"verdict": "holds", "by": "AB"}], disconfirming_search=None)
    new = claim(versions=VERSIONS, decisions=[{"verdict": "nuanced", "by": "AB"}])
    after = [replace(SPOKEN[0], stance="nuances"), *SPOKEN[1:]]
    frame = difference(repository(SPOKEN, [old]), repository(after, [new])).frame()
    assert frame[["what", "change", "subject"]].to_numpy().tolist() == [
        ["proposal", "changed", ""],
        ["decision", "overwritten", "1"],
        ["version", "added", "2"],
        ["evidence", "restanced", "KA1-1"],
        ["condition", "changed", "search"],
    ]


def test_a_split_that_is_given_is_a_condition():
    spoken = [replace(one, id=f"{one.source}-1") for one in said("KA+ FG+ CS+ NP- DOC-")]
    found = between(spoken, spoken, claim(), claim(split={"by": "group", "why": "x"}))
    assert [(one.what, one.before, one.after, one.without.verdict) for one in found.conditions] == [
        ("split", None, "group", "undecided")
    ]
