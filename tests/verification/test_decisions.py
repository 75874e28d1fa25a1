"""A person's decision: what it needs, what it was taken on, whether it agrees, and what is still preliminary."""

import hashlib
from dataclasses import replace
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_invariance import evaluations, fragments
from weighing import Said, claim, said, weigh

from cmo_eval.analysis.decision import evidence_record
from cmo_eval.analysis.evidence_change import changes_since
from cmo_eval.model import Case, Decision

WHOLE = {
    "verdict": "nuanced",
    "by": "AB",
    "date": "2017-03-20",
    "second_reader": "CD",
    "rationale": "it depends on the team",
}
EVIDENCE = "KA+ FG+ CS+ NP-"


def decided(spoken=EVIDENCE, *, versions=None, **fields):
    given_fields = {"decisions": [{**WHOLE, **fields}]}
    if versions:
        given_fields["versions"] = versions
    return weigh(spoken, claim(**given_fields), others=[claim("C9")])


def lacks(result):
    return [lack.say("en") for lack in result.lacks]


# what a decision needs


def test_a_whole_decision_lacks_nothing():
    result = decided()
    assert lacks(result) == []
    assert result.sound


@pytest.mark.parametrize(
    ("field", "word"),
    [("by", "who"), ("date", "when"), ("rationale", "rationale"), ("second_reader", "second reader")],
)
def test_each_field_that_is_absent_is_named(field, word):
    result = decided(**{field: None})
    assert len(lacks(result)) == 1
    assert word in lacks(result)[0]
    assert not result.sound


def test_the_decider_cannot_be_the_second_reader():
    assert len(lacks(decided(by="AB", second_reader="AB"))) == 1


def test_a_transformed_claim_names_what_it_becomes():
    assert len(lacks(decided(verdict="transformed"))) == 1
    assert lacks(decided(verdict="transformed", becomes="C9")) == []


@pytest.mark.parametrize("verdict", ["holds", "nuanced", "rejected"])
def test_a_verdict_needs_evidence_to_rest_on(verdict):
    assert len(lacks(decided([], verdict=verdict))) == 1


def test_undecided_needs_no_evidence():
    assert lacks(decided([], verdict="undecided")) == []


@pytest.mark.parametrize(
    ("verdict", "line", "opposing"),
    [
        ("holds", "KA+ FG+ NP-", "NP3-003"),
        ("holds", "KA+ FG+ NP>C9", "NP3-003"),
        ("rejected", "KA+ FG- NP-", "KA1-001"),
    ],
)
def test_opposing_evidence_must_be_set_aside_by_id(verdict, line, opposing):
    assert any(opposing in words for words in lacks(decided(line, verdict=verdict)))
    assert lacks(decided(line, verdict=verdict, sets_aside=[opposing])) == []


def test_only_what_is_not_yet_set_aside_is_named():
    words = lacks(decided("KA+ NP- DOC-", verdict="holds", sets_aside=["NP2-002"]))
    assert len(words) == 1
    assert "DOC3-003" in words[0]
    assert "NP2-002" not in words[0]


def test_a_nuanced_verdict_sets_nothing_aside():
    assert lacks(decided("KA+ FG~ NP- DOC>C9")) == []


@pytest.mark.parametrize("why", [{"disputed": True}, {"quality": "opinion"}, {"withdrawn": True}], ids=str)
def test_evidence_that_is_not_weighed_need_not_be_set_aside(why):
    spoken = [*said("KA+ FG+"), *(replace(one, id="NP9-9") for one in said("NP-", **why))]
    assert lacks(decided(spoken, verdict="holds")) == []


def test_a_decision_reported_in_a_publication_needs_no_more():
    result = weigh(EVIDENCE, claim(decisions=[{"verdict": "holds", "reported_in": {"source": "S1", "section": "4.3"}}]))
    assert lacks(result) == []
    assert result.stale is False
    assert result.sound


def test_a_decision_reported_in_a_publication_still_names_what_the_claim_becomes():
    result = weigh(EVIDENCE, claim(decisions=[{"verdict": "transformed", "reported_in": {"source": "S1"}}]))
    assert len(lacks(result)) == 1


def test_what_is_lacking_can_be_said_in_dutch():
    result = weigh("KA+ NP-", claim(decisions=[{"verdict": "holds"}]))
    assert len(result.lacks) == 5
    assert all(lack.say("nl") and lack.say("nl") != lack.say("en") for lack in result.lacks)


# agreement


def test_without_a_decision_there_is_nothing_to_agree_with():
    result = weigh(EVIDENCE)
    assert (result.decision, result.agrees, result.stale) == (None, None, None)
    assert result.sound


def test_a_decision_agrees_when_its_verdict_is_the_proposal():
    assert decided().agrees is True


def test_a_reasoned_decision_may_differ():
    result = decided(verdict="undecided")
    assert result.agrees is False
    assert result.sound


def test_transformed_into_another_claim_than_proposed_differs():
    line = "KA+ FG>C9 CS>C9 CS~"
    assert decided(line, verdict="transformed", becomes="C9").agrees is True
    assert decided(line, verdict="transformed", becomes="C9@2").agrees is True
    assert decided(line, verdict="transformed", becomes="C8").agrees is False


def test_the_last_decision_counts():
    first, last = {**WHOLE, "verdict": "holds"}, {**WHOLE, "verdict": "nuanced"}
    assert weigh(EVIDENCE, claim(decisions=[first, last])).decision.verdict == "nuanced"


# staleness


def taken_on(spoken):
    """A decision with the record of this evidence, as `decide` will write it."""
    record = evidence_record(weigh(spoken).evidence)
    return {**WHOLE, "evidence": record.model_dump(mode="json")}


def test_the_record_has_a_line_a_stance_and_the_digest_of_its_lines():
    record = evidence_record(weigh(EVIDENCE).evidence)
    assert [line.split()[:2] for line in record.citations] == [
        ["CS3-003", "supports"],
        ["FG2-002", "supports"],
        ["KA1-001", "supports"],
        ["NP4-004", "refutes"],
    ]
    assert record.sha256 == hashlib.sha256("\n".join(record.citations).encode()).hexdigest()


def test_without_a_record_it_is_not_known_whether_a_decision_is_stale():
    assert decided().stale is None


@given(st.permutations(said("KA+ FG+ NP- CS~")))
def test_a_decision_is_not_stale_on_the_evidence_it_was_taken_on_in_whatever_order(shuffled):
    fixed = [replace(one, id=f"{one.source}-1") for one in said("KA+ FG+ NP- CS~")]
    shuffled = [replace(one, id=f"{one.source}-1") for one in shuffled]
    assert weigh(shuffled, claim(decisions=[taken_on(fixed)])).stale is False


BEFORE = [replace(one, id=f"{one.source}-1") for one in said("KA+ FG+ NP- CS>C9")]


@pytest.mark.parametrize(
    ("after", "added", "removed"),
    [
        pytest.param([*BEFORE, Said("IN9", id="IN9-1")], ["IN9-1"], [], id="added"),
        pytest.param(BEFORE[1:], [], ["KA1-1"], id="removed"),
        pytest.param([replace(BEFORE[0], stance="nuances"), *BEFORE[1:]], ["KA1-1"], ["KA1-1"], id="another stance"),
        pytest.param(
            [replace(BEFORE[0], quality="documented"), *BEFORE[1:]], ["KA1-1"], ["KA1-1"], id="another quality"
        ),
        pytest.param([replace(BEFORE[0], pattern="P1"), *BEFORE[1:]], ["KA1-1"], ["KA1-1"], id="another pattern"),
        pytest.param([*BEFORE[:3], replace(BEFORE[3], other="C8")], ["CS4-1"], ["CS4-1"], id="another claim"),
        pytest.param([replace(BEFORE[0], disputed=True), *BEFORE[1:]], [], ["KA1-1"], id="disputed since"),
        pytest.param([replace(BEFORE[0], withdrawn=True), *BEFORE[1:]], [], ["KA1-1"], id="withdrawn since"),
        pytest.param([replace(BEFORE[0], quality="opinion"), *BEFORE[1:]], [], ["KA1-1"], id="no longer good enough"),
    ],
)
def test_a_change_in_the_evidence_makes_a_decision_stale_and_is_named(after, added, removed):
    result = weigh(after, claim(decisions=[taken_on(BEFORE)]))
    assert result.stale is True
    assert [line.split()[0] for line in result.staleness.added] == added
    assert [line.split()[0] for line in result.staleness.removed] == removed
    assert not result.sound


@pytest.mark.parametrize(
    "more",
    [
        Said("IN9", quality="opinion", id="IN9-1"),
        Said("IN9", disputed=True, id="IN9-1"),
        Said("IN9", withdrawn=True, id="IN9-1"),
        Said("IN9", claim="C2", id="IN9-1"),
        Said("IN9", version=2, id="IN9-1"),
    ],
    ids=["opinion", "disputed", "withdrawn", "other claim", "other version"],
)
def test_evidence_that_is_not_weighed_makes_no_decision_stale(more):
    assert weigh([*BEFORE, more], claim(decisions=[taken_on(BEFORE)])).stale is False


@pytest.mark.parametrize(
    "change",
    [{"speaker_group": "dropouts"}, {"group": "dropouts"}, {"case": "K9"}, {"kind": "interview"}],
    ids=["group of the speaker", "group of the source", "case", "kind"],
)
def test_somebody_else_who_is_heard_makes_a_decision_stale(change):
    result = weigh([replace(BEFORE[1], **change), BEFORE[0], *BEFORE[2:]], claim(decisions=[taken_on(BEFORE)]))
    assert (result.stale, result.staleness.added, result.staleness.removed) == (True, (), ())
    (changed,) = changes_since(result.staleness)
    assert (changed.kind, changed.citation) == ("reattributed", "")
    assert changed.phrase().say("en").startswith("heard otherwise")


def test_a_record_without_voices_is_compared_by_its_lines():
    decision = taken_on(BEFORE)
    del decision["evidence"]["voices"]
    other = [replace(BEFORE[0], group="dropouts"), *BEFORE[1:]]
    assert weigh(other, claim(decisions=[decision])).stale is False
    assert weigh(BEFORE[1:], claim(decisions=[decision])).stale is True


def test_what_is_gone_says_why_where_that_is_known():
    after = [replace(BEFORE[0], disputed=True), replace(BEFORE[1], quality="opinion"), replace(BEFORE[2], claim="C2")]
    result = weigh(after, claim(decisions=[taken_on(BEFORE)]))
    for unread, gone in ((), "not_there"), (("sources/CS4.citations.yaml",), "unread"):
        known = Mock(citations=Mock(by_id={one.id for one in after}), may_exist=lambda id_, unread=unread: bool(unread))
        why = {one.citation: one.why for one in changes_since(result.staleness, result.evidence, known)}
        assert why == {"KA1-1": "disputed", "FG2-1": "below_quality", "NP3-1": "no_stance", "CS4-1": gone}
    assert {one.why for one in changes_since(result.staleness)} == {None}


EDITS = st.one_of(
    st.fixed_dictionaries({"stance": st.sampled_from(["supports", "nuances", "refutes"]), "other": st.none()}),
    st.fixed_dictionaries({"stance": st.just("suggests"), "other": st.sampled_from(["C8", "C9"])}),
    st.fixed_dictionaries({"quality": st.sampled_from(["opinion", "report", "observation", "documented"])}),
    st.fixed_dictionaries({"pattern": st.sampled_from(["P1", "P2"]), "parts": st.sampled_from([(), ("outcome",)])}),
    st.fixed_dictionaries({"speaker_group": st.sampled_from([None, "participants", "dropouts"])}),
    st.fixed_dictionaries({"disputed": st.booleans()}),
    st.fixed_dictionaries({"withdrawn": st.booleans()}),
    st.fixed_dictionaries({"version": st.sampled_from([1, 2])}),
    st.fixed_dictionaries({"claim": st.sampled_from(["C1", "C2"])}),
)


def counted(result):
    """All that is weighed, by what it says and who says it."""
    return {
        (row.citation, row.voice, row.kind, row.group, row.stance, row.other, row.quality, row.pattern, row.parts)
        for row in result.evidence.rows
    }


@given(evaluations(), st.lists(st.tuples(st.integers(0, 11), EDITS), max_size=3), st.lists(fragments(), max_size=1))
def test_a_decision_is_stale_exactly_when_its_evidence_changed(evaluation, edits, more):
    spoken, about = evaluation
    decision = {**WHOLE, "evidence": evidence_record(weigh(spoken, about).evidence).model_dump(mode="json")}
    decided_on = about.model_copy(update={"decisions": (Decision.model_validate(decision),)})
    after = list(spoken)
    for place, edit in edits:
        if place < len(after):
            after[place] = replace(after[place], **edit)
    after += [replace(one, id=f"{one.source}-{900 + number}") for number, one in enumerate(more)]
    for now in (after, after[1:]):
        then, result = weigh(spoken, decided_on), weigh(now, decided_on)
        assert then.stale is False
        assert result.stale is (counted(result) != counted(then))


def test_a_decision_taken_again_is_no_longer_stale():
    after = [*BEFORE, Said("IN9", id="IN9-1")]
    assert weigh(after, claim(decisions=[taken_on(BEFORE), taken_on(after)])).stale is False


def test_staleness_is_about_the_version_decided_on_whatever_version_is_asked_for():
    versions = [{"version": 1, "statement": "It helps."}, {"version": 2, "statement": "It helps some."}]
    about = claim(versions=versions, decisions=[taken_on(BEFORE)])
    result = weigh([*BEFORE, Said("IN9", version=2, id="IN9-1")], about, version=2)
    assert (result.version, result.stale, lacks(result)) == (2, False, [])


# preliminary


STEPS = [
    {"step": step, "by": "CD", "date": "2017-03-05"} for step in ("focus_groups_reassessed", "key_actors_reassessed")
]
PARTS = ("context", "resource", "reasoning", "outcome")


def reasons(result):
    return {reason.key for reason in result.preliminary}


def shown(*parts, pattern="P1"):
    return [Said(f"IN{n}", pattern=pattern, parts=(part,)) for n, part in enumerate(parts, start=1)]


def test_a_result_is_preliminary_until_both_backward_steps_and_a_whole_configuration_are_there():
    assert reasons(weigh(shown(*PARTS), claim(checks=STEPS, mechanisms=["P1"]), patterns=["P1"])) == set()
    assert reasons(weigh(shown(*PARTS), claim(checks=STEPS[:1], mechanisms=["P1"]), patterns=["P1"])) == {
        "preliminary.key_actors_reassessed"
    }
    assert reasons(weigh(shown(*PARTS), claim(checks=STEPS[1:], mechanisms=["P1"]), patterns=["P1"])) == {
        "preliminary.focus_groups_reassessed"
    }
    assert len(reasons(weigh([], claim()))) == 3


@pytest.mark.parametrize("absent", PARTS)
def test_a_configuration_without_evidence_for_one_part_is_not_whole(absent):
    parts = [part for part in PARTS if part != absent]
    result = weigh(shown(*parts), claim(checks=STEPS, mechanisms=["P1"]), patterns=["P1"])
    assert reasons(result) == {"preliminary.configuration"}
    assert result.configurations[0].complete is False
    assert result.configurations[0].citations[absent] == ()


def test_parts_of_two_patterns_make_no_whole_configuration():
    spoken = [*shown("context", "resource"), Said("IN3", pattern="P2", parts=("reasoning", "outcome"))]
    result = weigh(spoken, claim(checks=STEPS, mechanisms=["P1", "P2"]), patterns=["P1", "P2"])
    assert reasons(result) == {"preliminary.configuration"}


def test_a_configuration_lists_citations_by_part_and_their_cases():
    spoken = [
        Said("CI1", kind="case_interview", case="K10", pattern="P1", parts=("context", "outcome")),
        Said("CI2", kind="case_interview", case="K2", pattern="P1", parts=("outcome",)),
    ]
    (configuration,) = weigh(spoken, claim(mechanisms=["P1"]), patterns=["P1"]).configurations
    assert configuration.citations["outcome"] == ("CI1-001", "CI2-002")
    assert configuration.citations["context"] == ("CI1-001",)
    assert configuration.citations["resource"] == ()
    assert configuration.cases == ("K2", "K10")


def test_configurations_stand_in_the_claims_order_and_patterns_it_does_not_list_come_last():
    spoken = shown("context", pattern="P3")
    result = weigh(spoken, claim(mechanisms=["P2", "P1"]), patterns=["P1", "P2", "P3"])
    assert [configuration.pattern for configuration in result.configurations] == ["P2", "P1", "P3"]


# decisions and the version of the rules


def of_rules_1(evidence):
    """What a decision under rules 1 kept: no absences, and the sources of every case as one voice."""
    return evidence_record(evidence, 1).model_dump()


def test_a_decision_under_rules_1_is_not_stale_because_the_rules_are_others():
    programme = Case.model_validate({"id": "K1", "title": "x", "kind": "programme"})
    spoken = [Said("CI1", case="K1"), Said("CI2", case="K1"), *said("KA+ FG+ NP-")]
    before = weigh(spoken, cases=[programme])
    assert of_rules_1(before.evidence)["voices"] != evidence_record(before.evidence).voices
    kept = claim(decisions=[{**WHOLE, "evidence": of_rules_1(before.evidence)}])
    now = weigh(spoken, kept, cases=[programme])
    assert (now.stale, now.other_rules) == (False, 1)


def test_a_decision_keeps_the_version_of_the_rules():
    before = weigh(EVIDENCE)
    evidence = evidence_record(before.evidence).model_dump()
    now = weigh(EVIDENCE, claim(decisions=[{**WHOLE, "rules": 2, "evidence": evidence}]))
    assert (now.stale, now.other_rules) == (False, None)


def test_our_reading_of_a_report_was_taken_under_no_rules():
    about = claim(decisions=[{"verdict": "holds", "rationale": "x", "reported_in": {"source": "S1"}}])
    assert weigh(EVIDENCE, about).other_rules is None


def test_a_case_that_lacks_the_outcome_since_makes_a_decision_stale():
    seen = Said("CI9", kind="case_interview", case="K1", pattern="P1", parts=("resource",), claim="C7")
    spoken = [*said(EVIDENCE), seen]
    before = weigh(spoken, claim(mechanisms=["P1"]), patterns=["P1"])
    about = claim(
        mechanisms=["P1"], decisions=[{**WHOLE, "rules": 2, "evidence": evidence_record(before.evidence).model_dump()}]
    )
    case = Case.model_validate({"id": "K1", "title": "x", "shows": [{"pattern": "P1", "absent": ["outcome"]}]})
    now = weigh(spoken, about, patterns=["P1"], cases=[case])
    assert now.staleness.added == ("K1 refutes report P1:-outcome",)
