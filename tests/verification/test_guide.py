"""What an interview guide asks a group: from the gaps, each once, and never in somebody's words."""

from dataclasses import replace

import pytest
from weighing import NODE, Said, claim, repository, said

from cmo_eval.analysis.guide import guides
from cmo_eval.errors import UsageError
from cmo_eval.messages import LANGUAGES
from cmo_eval.model import PARTS, Pattern
from cmo_eval.store.repository import Stored

GROUPS = {"participants": "They", "internal": "We", "dropouts": "Who left", "non-participants": "Others"}
WRITTEN = {
    "title": "The scan",
    "context": ["Little time", "a hidden problem."],
    "actor": "The director",
    "resource": "A scan.",
    "reasoning": "I see it now.",
    "outcome": "A plan.",
}
AT_WORK = claim(mechanisms=["P1"])


def evaluation(spoken, claims=(AT_WORK,), patterns=(("P1", WRITTEN),), **about):
    """An evaluation in which that was said, with these patterns and four groups."""
    given = repository(said(spoken) if isinstance(spoken, str) else spoken, claims)
    head = given.evaluation.model_copy(update={"groups": GROUPS, **about})
    records = [Pattern.model_validate({"id": id_, "title": id_, **record}) for id_, record in patterns]
    return replace(
        given,
        stored_evaluation=Stored(head, "evaluation.yaml", NODE),
        stored_patterns=[Stored(one, f"patterns/{one.id}.yaml", NODE) for one in records],
    )


def guide(*given, group="participants", **about):
    return guides(evaluation(*given, **about), [group])[group]


def theme(*given, **about):
    return guide(*given, **about).themes[0]


def words(asked, language="en"):
    return [one.words.say(language) for one in asked]


def shows(*parts, **more):
    return Said("FG1", kind="focus_group", pattern="P1", parts=parts, **more)


@pytest.mark.parametrize(
    ("kind", "first"),
    [
        ("claim", "It is said: it helps. Was that so with you? When was it not?"),
        ("concern", "Some worry about this: it helps. Was that so with you? When was it not?"),
        ("issue", "People see this differently: it helps. How was that with you? When was it otherwise?"),
        ("need", "Some say that this is needed: it helps. Is that so with you? What would become different by it?"),
    ],
)
def test_the_claim_is_put_to_people_by_its_kind(kind, first):
    asked = words(theme("KA+", [claim(kind=kind)]).asked)
    assert asked == [first, "Can you tell of a time when you saw that yourself, and of a time when it went otherwise?"]


def test_the_wording_is_the_one_that_is_weighed():
    two = claim(versions=[{"version": 1, "statement": "Old."}, {"version": 2, "statement": "New."}])
    assert "It is said: old." in words(theme("KA+", [two]).asked)[0]
    assert "It is said: new." in words(theme([Said("KA1", version=2)], [two], group="internal").asked)[0]


def test_each_part_that_nobody_showed_is_asked_about_in_words_of_the_pattern():
    (working,) = theme([shows("resource")]).workings
    assert [(one.gap, one.why.say()) for one in working.asked] == [
        (part, "nobody showed it") for part in ("context", "reasoning", "outcome")
    ]
    context, reasoning, outcome = words(working.asked)
    assert "circumstances: little time; a hidden problem. Was" in context
    assert "of the director: I see it now. Do" in reasoning
    assert "said: a plan. Did" in outcome


def test_a_part_that_was_only_told_at_second_hand_or_is_denied_is_asked_about_too():
    spoken = [shows("context", "resource", "reasoning"), shows("outcome", quality="report")]
    (working,) = theme(spoken).workings
    assert [(one.gap, one.why.say()) for one in working.asked] == [("outcome", "told at second hand only")]
    denied = Said("NP1", "refutes", "interview", "dropouts", pattern="P1", lacks=("outcome",))
    (working,) = theme([shows(*PARTS), denied]).workings
    assert [(one.gap, one.why.say()) for one in working.asked] == [("outcome", "denied by 1 voice, shown by 1 voice")]


def test_a_part_that_is_not_written_down_is_an_open_question():
    (working,) = theme([shows(*PARTS)], patterns=[("P1", {"resource": "A scan."})]).workings
    assert [(one.gap, one.why.say()) for one in working.asked] == [
        (part, "nobody wrote this part down") for part in ("context", "reasoning", "outcome")
    ]
    assert words(working.asked)[0] == "In which circumstances does that happen, and in which not?"


def test_without_an_actor_it_is_said_of_people_in_their_place():
    unnamed = {**WRITTEN, "actor": None}
    (working,) = theme([shows("context", "resource", "outcome")], patterns=[("P1", unnamed)]).workings
    assert "It is said of people in your place: I see it now." in words(working.asked)[0]


def test_who_was_not_heard_on_it_is_asked_about_a_pattern_as_a_whole_where_all_of_it_was_shown():
    spoken = [shows(*PARTS)]
    assert [one.gap for working in theme(spoken, group="dropouts").workings for one in working.asked] == ["whole"]
    assert guide(spoken).themes == ()
    divided = [*spoken, Said("NP1", "refutes", group="dropouts")]
    assert theme(divided).workings == ()


def test_a_pattern_is_asked_about_once():
    claims = [AT_WORK, claim("C2", mechanisms=["P1"])]
    assert [len(one.workings) for one in guide("KA+", claims).themes] == [1, 0]


def test_rivals_are_open_questions_with_who_spoke_for_them():
    rivals = claim(rivals=[{"id": "R1", "text": "The reform did it."}, "Luck."])
    asked = theme([Said("KA1", favours="R1")], [rivals], group="dropouts").rivals
    assert [(one.words.say(), one.why.say()) for one in asked] == [
        ("It may also be something else: the reform did it. What part did that play with you?", "for it: 1 voice"),
        ("It may also be something else: luck. What part did that play with you?", "nobody spoke for it"),
    ]


def test_where_people_differ_it_is_asked_what_makes_the_difference():
    (asked,) = theme("KA+ NP- NP-").contested
    assert "It may be how one had to do with the programme: would that matter" in asked.words.say()
    assert asked.why.say() == "in favour: 1 voice; against: 2 voices"
    (asked,) = theme("FG+ CS-").contested
    assert asked.words.say() == "Some see it so and others do not. What makes the difference, do you think?"
    assert theme("KA+ FG~").contested == ()
    assert theme("KA- NP-").contested == ()


def test_one_voice_of_two_minds_is_a_difference_too():
    assert theme([Said("FG1", person="r1"), Said("FG1", "refutes", person="r2")]).contested


def test_the_reason_that_is_given_for_a_split_is_put_to_people():
    split = claim(split={"by": "region", "why": "The north is far."})
    spoken = [Said("KA1", attributes={"region": "south"}), Said("NP1", "refutes", attributes={"region": "north"})]
    (asked,) = theme(spoken, [split]).contested
    assert "It may depend on a difference in region: the north is far. Do you recognise that" in asked.words.say()


def test_no_value_of_an_attribute_is_told():
    spoken = [
        Said(f"{name}1", stance, kind, attributes={"region": f"secret{name}"[:7]})
        for name, stance, kind in (("KA", "supports", "interview"), ("NP", "refutes", "document"))
        for _ in range(2)
    ]
    assert "secret" not in str(theme(spoken))


def test_a_test_without_a_result_says_what_one_would_expect():
    tests = [{"id": "T1", "kind": "hoop", "expects": "Plans changed."}]
    known = [{"id": "T2", "kind": "hoop", "expects": "x", "result": "passed", "date": "2017"}]
    (asked,) = theme("FG+", [claim(tests=[*tests, *known])]).tests
    assert "expect this: plans changed. Did you see that, or the reverse?" in asked.words.say()
    assert asked.why.say() == "test T1 (hoop test) has no result"


def test_who_did_not_agree_with_an_earlier_wording_gets_the_new_one():
    two = claim(versions=[{"version": 1, "statement": "Old."}, {"version": 2, "statement": "New."}])
    spoken = [Said("KA1", version=2), *said("FG-")]
    asked = theme(spoken, [two]).asked
    assert [one.gap for one in asked] == ["claim", "claim", "left_behind"]
    assert asked[2].words.say().startswith("It was said before: old. Not everybody agreed.")
    assert asked[2].why.say() == "of this group who did not agree: 1 voice"
    other = theme(spoken, [two], group="dropouts")
    assert [one.gap for one in other.asked] == ["claim", "claim"]
    assert "who did not agree with an earlier wording has not been asked about this one" in words_of(other.why)


def words_of(phrases):
    return [one.say() for one in phrases]


def test_numbers_of_voices_stand_by_stance_and_group():
    spoken = [*said("KA+ FG+ CS~ NP- CS>C9"), Said("DOC9", kind="document", group=None)]
    assert theme(spoken, group="dropouts").said == {
        ("supports", ""): {"": 1, "internal": 1, "participants": 1},
        ("nuances", ""): {"participants": 1},
        ("refutes", ""): {"non-participants": 1},
        ("suggests", "C9"): {"participants": 1},
    }


def test_a_person_in_several_talks_is_counted_once():
    first = Said("KA1", person="r1")
    assert theme([first, replace(first, source="FG1", same_as="KA1.r1")], group="dropouts").said == {
        ("supports", ""): {"participants": 1}
    }


def test_other_groups_that_were_not_heard_are_named():
    assert theme("KA+").not_heard == ("dropouts", "non-participants")


def test_what_is_open_is_said_for_this_group():
    found = theme("KA+ NP-")
    assert words_of(found.why) == [
        "nobody of this group was heard on it",
        "people contradict each other",
        "of how it would work, parts are not shown",
    ]
    reported = theme([Said("FG1", quality="report")], [claim()])
    assert words_of(reported.why) == ["nobody in favour saw it first hand"]
    assert "2 more voices (1 of 3)" in words_of(reported.lacking)


def test_a_claim_with_nothing_open_for_the_group_is_left_out():
    found = guide("KA+ FG+", [claim(), claim("C2")])
    assert [one.claim.id for one in found.themes] == ["C2"]
    assert [one.id for one in found.rest] == ["C1"]


def test_the_most_open_stands_first():
    decision = {"verdict": "holds", "by": "AB", "date": "2017", "second_reader": "CD", "rationale": "x"}
    undecided = {**decision, "verdict": "undecided"}
    claims = [
        claim("C1", decisions=[decision]),
        claim("C2", tests=[{"id": "T1", "kind": "hoop", "expects": "x"}]),
        claim("C3"),
        claim("C4", decisions=[undecided]),
    ]
    spoken = [Said("FG1", claim="C2"), Said("FG2", claim="C4"), Said("NP1", "refutes", group="dropouts", claim="C4")]
    assert [one.claim.id for one in guide(spoken, claims).themes] == ["C4", "C3", "C2", "C1"]


def test_each_group_has_a_guide_and_an_unknown_one_is_told():
    found = guides(evaluation("KA+ FG+"))
    assert list(found) == list(GROUPS)
    assert [one.voices for one in found.values()] == [1, 1, 0, 0]
    with pytest.raises(UsageError, match="there is no group dropout"):
        guides(evaluation("KA+"), ["dropout"])


def test_strata_of_which_nobody_was_heard_are_looked_for():
    sampling = evaluation("KA+").evaluation.sampling.model_copy(
        update={"invitations": {"region": {"north": 2, "south": 2}}}
    )
    spoken = [Said("KA1", attributes={"region": "south"})]
    assert [(one.dimension, one.value) for one in guide(spoken, sampling=sampling).unheard] == [("region", "north")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_quoted(language):
    everything = guide([shows("context"), *said("KA+ NP- CS>C9")], [claim(mechanisms=["P1"], rivals=["Luck."])])
    questions = [text for one in everything.themes for text in words(one.questions, language)]
    assert questions
    assert all("words" not in text.replace("own words", "") for text in questions)
    assert all("{" not in text for text in questions)
