"""The ladder: which rungs a claim has reached, what is missing, and the one next step."""

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_invariance import evaluations
from weighing import Said, claim, repository, said, weigh

from cmo_eval.analysis.ladder import RungName, ladder
from cmo_eval.analysis.verification import verify

WHOLE = {
    "by": "AB",
    "date": "2017-03-20",
    "second_reader": "CD",
    "rationale": "they saw it",
    "verdict": "nuanced",
}
CHECKS = [
    {"step": "focus_groups_reassessed", "by": "AB", "date": "2017"},
    {"step": "key_actors_reassessed", "by": "AB", "date": "2017"},
    {"step": "test", "by": "CD", "date": "2017"},
    {"step": "distance", "by": "EF", "date": "2017"},
]


def standings(result):
    return {rung.name: rung.standing for rung in ladder(result).rungs}


def rung(result, name):
    return next(one for one in ladder(result).rungs if one.name == name)


def test_a_claim_that_went_the_whole_way_has_nothing_left_to_do():
    result = weigh("KA+ FG+ CS~", claim(decisions=[WHOLE], checks=CHECKS))
    assert list(standings(result)) == list(get_args(RungName))
    assert set(standings(result).values()) == {"reached"}
    assert ladder(result).next_step is None


def test_the_next_step_is_about_the_first_rung_that_is_not_reached():
    result = weigh([], claim(criteria={}))
    assert ladder(result).next_step == rung(result, "criteria").step
    assert "judge" in ladder(weigh([], claim(criteria={}))).next_step.say()
    assert ladder(weigh([])).next_step.say() == "hear a key actor on the claim"
    assert ladder(weigh("KA+")).next_step.say() == "put the claim to a focus group"


def test_a_key_actor_who_voiced_the_claim_was_heard_though_the_support_does_not_count():
    spoken = [Said("KA1", kind="key_actor"), Said("FG1", kind="focus_group")]
    assert standings(weigh(spoken, claim(origin=["KA1"])))["key_actors"] == "reached"
    silent = [Said("KA1", kind="key_actor", claim="C5"), Said("FG1", kind="focus_group")]
    assert standings(weigh(silent, claim(origin=["KA1"])))["key_actors"] == "reached"
    assert standings(weigh(silent))["key_actors"] == "not"


@pytest.mark.parametrize(
    ("evidence", "kind", "standing"),
    [
        ("KA+ FG+", "claim", "not_applicable"),
        ("KA+ FG~", "claim", "not"),
        ("KA+ FG-", "claim", "not"),
        ("KA+ FG+", "issue", "not"),
        ("KA+ CS+", "claim", "reached"),
        ("", "claim", "not_applicable"),
    ],
)
def test_a_case_is_called_for_where_a_question_remains(evidence, kind, standing):
    assert standings(weigh(evidence, claim(kind=kind)))["cases"] == standing


@pytest.mark.parametrize("what", [{"disputed": True}, {"quality": "opinion"}], ids=["disputed", "opinion"])
def test_a_key_actor_whose_words_are_not_weighed_was_not_heard(what):
    spoken = [Said("KA9", "supports", "key_actor", "internal", **what)]
    assert standings(weigh(spoken))["key_actors"] == "not"
    assert standings(weigh(spoken, claim(origin=["KA9"])))["key_actors"] == "reached"


def test_both_backward_steps_make_the_rung():
    half = weigh("KA+", claim(checks=CHECKS[:1]))
    assert rung(half, "reassessed").standing == "not"
    assert len(rung(half, "reassessed").missing) == 1
    assert "key actors" in rung(half, "reassessed").step.say()
    assert standings(weigh("KA+", claim(checks=CHECKS[:2])))["reassessed"] == "reached"


def test_a_decision_that_lacks_something_or_is_stale_is_no_decision_yet():
    lacking = weigh("KA+", claim(decisions=[{**WHOLE, "second_reader": None}]))
    assert rung(lacking, "decided").standing == "not"
    assert rung(lacking, "decided").step.say() == "complete the decision"
    record = {"sha256": "0" * 64, "citations": ["KA1-001 refutes report"]}
    stale = weigh("KA+", claim(decisions=[{**WHOLE, "evidence": record}]))
    assert rung(stale, "decided").step.say() == "decide again"
    both = weigh("KA+", claim(decisions=[{**WHOLE, "second_reader": None, "evidence": record}]))
    assert rung(both, "decided").step.say() == "decide again"
    assert len(rung(both, "decided").missing) == 2
    reported = {"verdict": "holds", "reported_in": {"source": "S1"}}
    assert standings(weigh("KA+", claim(decisions=[reported])))["decided"] == "reached"


def test_a_decision_about_another_version_does_not_count_for_this_one():
    versions = [{"version": 1, "statement": "a"}, {"version": 2, "statement": "b"}]
    result = weigh("KA+ FG+ CS~", claim(versions=versions, decisions=[WHOLE]), version=2)
    assert rung(result, "decided").missing[0].say() == "the decision is about version 1"
    assert rung(result, "decided").step.say() == "decide again"


@pytest.mark.parametrize(
    ("tester", "distance", "standing"),
    [
        ("CD", "EF", ("reached", "reached")),
        ("AB", "EF", ("not", "reached")),
        ("CD", "CD", ("reached", "not")),
        ("CD", "AB", ("reached", "not")),
        ("XY", "EF", ("not", "reached")),
    ],
)
def test_who_tests_and_who_keeps_a_distance_are_others(tester, distance, standing):
    checks = [{**CHECKS[2], "by": tester}, {**CHECKS[3], "by": distance}]
    result = weigh("KA+", claim(decisions=[WHOLE], checks=checks, route={"researcher": "XY"}))
    assert (standings(result)["tested"], standings(result)["distance"]) == standing


@pytest.mark.parametrize(("tester", "standing"), [("XY", "not"), ("ZZ", "not"), ("CD", "reached")])
def test_none_of_those_who_research_a_claim_tests_it(tester, standing):
    route = {"researcher": ["XY", "ZZ"]}
    result = weigh("KA+", claim(decisions=[WHOLE], checks=[{**CHECKS[2], "by": tester}], route=route))
    assert standings(result)["tested"] == standing


@pytest.mark.parametrize(
    ("design", "rungs"),
    [
        (None, get_args(RungName)),
        ((), ("criteria", "decided")),
        (("key_actors", "reassessment"), ("criteria", "key_actors", "reassessed", "decided")),
        (("focus_groups", "cases"), ("criteria", "focus_groups", "cases", "decided")),
        (("distance", "test"), ("criteria", "decided", "tested", "distance")),
    ],
)
def test_no_rung_is_asked_for_that_nobody_plans(design, rungs):
    route = ladder(replace(weigh("DOC+", claim()), design=design))
    assert tuple(one.name for one in route.rungs) == rungs
    assert route.next_step == next(one.step for one in route.rungs if one.standing == "not")


@given(evaluations(), st.sampled_from([[], CHECKS[:1], CHECKS]))
def test_every_rung_that_is_not_reached_says_what_is_missing_and_what_to_do(evaluation, checks):
    spoken, about = evaluation
    weighed = repository(spoken, [claim(checks=checks, criteria=about.criteria.model_dump(), origin=about.origin)])
    result = verify(weighed)["C1"]
    for one in ladder(result).rungs:
        assert bool(one.missing) == (one.standing != "reached")
        assert (one.step is not None) == (one.standing == "not")
        for language in ("nl", "en"):
            assert all(missing.say(language) for missing in one.missing)
            assert one.step is None or one.step.say(language)


@given(evaluations(), st.data())
def test_order_and_double_coding_do_not_move_a_claim_on_its_ladder(evaluation, data):
    spoken, about = evaluation
    shuffled = data.draw(st.permutations(spoken))
    twice = [*shuffled, *(replace(one, id=f"{one.source}-{number}") for number, one in enumerate(spoken, start=500))]
    assert standings(weigh(twice, about)) == standings(weigh(spoken, about))


def test_said_is_the_notation_that_the_examples_use():
    assert [one.source for one in said("KA+ FG-")] == ["KA1", "FG2"]
