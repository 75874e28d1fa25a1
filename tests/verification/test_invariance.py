"""What the proposal does not depend on: order, double coding, names, and evidence that does not count."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from weighing import Said, claim, said, weigh

SOURCES = {
    "KA1": ("key_actor", "internal", None),
    "FG1": ("focus_group", "participants", None),
    "FG2": ("focus_group", "dropouts", None),
    "CI1": ("case_interview", "participants", "K1"),
    "CI2": ("case_interview", "participants", "K2"),
    "DOC1": ("document", None, "K1"),
    "DOC2": ("document", "dropouts", "K3"),
    "NP1": ("interview", "non-participants", None),
    "IN1": ("interview", "participants", None),
    "IN2": ("interview", "participants", None),
}
HOOP = {"id": "T1", "kind": "hoop", "expects": "x", "declared": "2017-01", "result": "failed", "date": "2017-02"}
CLAIMS = [
    claim(),
    claim(disconfirming_search=None),
    claim(origin=["KA1", "CI1"]),
    claim(tests=[HOOP]),
]


@st.composite
def fragments(draw):
    source = draw(st.sampled_from(sorted(SOURCES)))
    kind, group, case = SOURCES[source]
    stance = draw(st.sampled_from(["supports", "supports", "nuances", "refutes", "suggests"]))
    return Said(
        source,
        stance,
        kind,
        group,
        case,
        quality=draw(st.sampled_from(["report", "observation", "documented"])),
        other=draw(st.sampled_from(["C8", "C9"])) if stance == "suggests" else None,
        pattern=draw(st.sampled_from([None, "P1", "P2"])),
    )


@st.composite
def evaluations(draw):
    """What was said, each citation with an id of its own, and the claim it is about."""
    spoken = draw(st.lists(fragments(), max_size=12))
    numbered = [replace(one, id=f"{one.source}-{number}") for number, one in enumerate(spoken, start=1)]
    return numbered, draw(st.sampled_from(CLAIMS))


def essence(result):
    proposal = result.proposal
    return (proposal.verdict, proposal.rule, proposal.becomes, proposal.separates)


@given(evaluations(), st.data())
def test_the_order_of_the_evidence_does_not_matter(evaluation, data):
    spoken, about = evaluation
    shuffled = data.draw(st.permutations(spoken))
    one, other = weigh(spoken, about), weigh(shuffled, about)
    assert essence(one) == essence(other)
    assert one.evidence == other.evidence


@given(evaluations(), st.data())
def test_coding_a_fragment_twice_changes_nothing(evaluation, data):
    spoken, about = evaluation
    again = data.draw(st.lists(st.sampled_from(spoken), max_size=4)) if spoken else []
    copies = [replace(one, id=f"{one.source}-{number}") for number, one in enumerate(again, start=900)]
    assert essence(weigh([*spoken, *copies], about)) == essence(weigh(spoken, about))


@given(evaluations(), st.permutations(["A1", "B22", "D3", "E10", "F2", "G7", "H1", "I9", "J5", "L4"]), st.booleans())
def test_other_ids_change_nothing(evaluation, names, swap):
    spoken, about = evaluation
    called = dict(zip(sorted(SOURCES), names, strict=True))
    cases = {"K1": "Z9", "K2": "Z1", "K3": "Z5", None: None}
    others = {"C8": "C90" if swap else "C8", "C9": "C10", None: None}
    patterns = {"P1": "P7", "P2": "P1", None: None}
    renamed = [
        replace(
            one,
            source=called[one.source],
            case=cases[one.case],
            other=others[one.other],
            pattern=patterns[one.pattern],
            claim="C77",
            id=f"{called[one.source]}-{900 - number}",
        )
        for number, one in enumerate(spoken)
    ]
    new_claim = about.model_copy(update={"id": "C77", "origin": tuple(called[source] for source in about.origin)})
    verdict, rule, becomes, separates = essence(weigh(spoken, about))
    assert essence(weigh(renamed, new_claim)) == (verdict, rule, others[becomes], separates)


NOTHING = st.sampled_from(
    [{"withdrawn": True}, {"disputed": True}, {"quality": "opinion"}, {"claim": "C5"}, {"version": 2}]
)


@given(evaluations(), st.lists(st.tuples(fragments(), NOTHING), max_size=6))
def test_evidence_that_does_not_count_changes_nothing(evaluation, more):
    spoken, about = evaluation
    extra = [replace(one, id=f"{one.source}-{number}", **why) for number, (one, why) in enumerate(more, start=900)]
    assert essence(weigh([*spoken, *extra], about)) == essence(weigh(spoken, about))


@given(evaluations())
def test_support_from_the_origin_never_changes_the_proposal(evaluation):
    spoken, about = evaluation
    from_origin = [one for one in spoken if one.stance == "supports" and one.source in about.origin]
    without = [one for one in spoken if one not in from_origin]
    assert essence(weigh(spoken, about)) == essence(weigh(without, about))


@given(evaluations())
def test_the_trail_holds_each_rule_up_to_the_one_that_decides_once(evaluation):
    spoken, about = evaluation
    proposal = weigh(spoken, about).proposal
    rules = [step.rule for step in proposal.trail]
    assert rules == [f"V{number}" for number in range(1, len(rules) + 1)]
    assert rules[-1] == proposal.rule
    assert [step.decided for step in proposal.trail] == [False] * (len(rules) - 1) + [True]
    assert (proposal.trail[-1].why == proposal.reason) == (not proposal.remarks)
    assert proposal.reason.say().startswith(proposal.trail[-1].why.say())


@given(evaluations())
def test_every_proposal_is_undecided_with_what_is_missing_or_decided_with_what_would_change_it(evaluation):
    spoken, about = evaluation
    proposal = weigh(spoken, about).proposal
    assert bool(proposal.missing) == (proposal.verdict == "undecided")
    assert (proposal.change is None) == (proposal.verdict == "undecided")
    assert (proposal.becomes is None) == (proposal.verdict != "transformed")


@settings(max_examples=50)
@given(evaluations())
def test_every_phrase_of_a_result_can_be_said_in_both_languages(evaluation):
    spoken, about = evaluation
    result = weigh(spoken, about)
    for language in ("nl", "en"):
        for phrase in (*(step.why for step in result.proposal.trail), *result.proposal.missing):
            assert phrase.say(language)
        if result.proposal.change is not None:
            assert result.proposal.change.say(language)


def test_sides_list_each_source_once_in_an_order_that_ids_alone_give():
    spoken = [*said("KA+ FG+"), *said("KA+ FG+")]
    assert weigh(spoken).evidence.supports.sources == ("FG2", "KA1")


@given(evaluations())
def test_no_verdict_goes_further_than_the_evidence(evaluation):
    """Holds needs support alone; rejected a first-hand refuter; transformed two voices of two kinds."""
    spoken, about = evaluation
    result = weigh(spoken, about)
    evidence, verdict = result.evidence, result.proposal.verdict
    if verdict == "holds":
        assert {row.stance for row in evidence.rows} == {"supports"}
        assert about.disconfirming_search is not None
    if verdict == "rejected":
        assert any(row.quality >= 2 for row in evidence.refutes.rows)
    if verdict == "transformed":
        rows = result.question.sides.suggests[result.proposal.becomes].rows
        assert len({row.voice for row in rows}) >= 2
        assert len({row.kind for row in rows}) >= 2
    if verdict == "nuanced":
        assert {row.stance for row in evidence.rows} != {"supports"}


@given(evaluations(), st.sampled_from(["nuances", "refutes", "suggests"]))
def test_a_claim_that_holds_no_longer_does_once_any_voice_is_not_support(evaluation, stance):
    spoken, about = evaluation
    about = about.model_copy(update={"tests": ()})  # a failed hoop test would reject it
    supporting = [one for one in spoken if one.stance == "supports"]
    contrary = Said("NP9", stance, "observation", "dropouts", other="C9" if stance == "suggests" else None)
    if weigh(supporting, about).proposal.verdict == "holds":
        assert weigh([*supporting, contrary], about).proposal.verdict == "nuanced"
