"""V0: which evidence is weighed, and who counts as one voice."""

from dataclasses import replace

import pytest
from weighing import Said, claim, outcome, repository, said, weigh

from cmo_eval.analysis.evidence import weighed_version
from cmo_eval.analysis.verification import verify
from cmo_eval.errors import UsageError
from cmo_eval.model import Case

TWO_VERSIONS = [
    {"version": 1, "statement": "It helps."},
    {"version": 2, "statement": "It helps some."},
]


def left_out(result):
    return [(row.citation, reason) for row, reason in result.evidence.left_out]


def test_an_opinion_is_left_out_and_a_report_kept_by_default():
    result = weigh([Said("IN1", quality="opinion"), Said("IN2", quality="report")])
    assert result.evidence.all.sources == ("IN2",)
    assert left_out(result) == [("IN1-001", "below_quality")]


def test_of_a_need_opinions_are_weighed_and_are_not_first_hand():
    spoken = said("KA+ FG+ CS+ CS+")
    opinions = [replace(one, quality="opinion") for one in spoken]
    need = claim(kind="need")
    result = weigh(opinions, need)
    assert len(result.evidence.supports.voices) == 4
    assert (left_out(result), result.proposal.verdict) == ([], "undecided")
    result = weigh([*opinions[:3], spoken[3]], need, policy={"min_quality": "documented"})
    assert (result.proposal.verdict, result.proposal.rule) == ("holds", "V7")
    assert "less than usual" not in result.proposal.trail[-1].why.say()
    assert weigh([*opinions[:3], spoken[3]]).proposal.verdict == "undecided"  # of any other claim they are not evidence
    unsaid = weigh([*spoken, Said("NP9", "refutes", quality=None)], need)
    assert left_out(unsaid) == [("NP9-005", "below_quality")]


@pytest.mark.parametrize(
    ("least", "kept"),
    [
        ("opinion", ("A1", "B1", "D1", "E1")),
        ("report", ("B1", "D1", "E1")),
        ("observation", ("D1", "E1")),
        ("documented", ("E1",)),
    ],
)
def test_the_policy_sets_the_least_quality(least, kept):
    qualities = {"A1": "opinion", "B1": "report", "D1": "observation", "E1": "documented"}
    spoken = [Said(source, quality=quality) for source, quality in qualities.items()]
    assert weigh(spoken, policy={"min_quality": least}).evidence.all.sources == kept


def test_disputed_evidence_is_left_out_and_said_to_be():
    result = weigh([Said("IN1", disputed=True), Said("IN2")])
    assert result.evidence.all.sources == ("IN2",)
    assert left_out(result) == [("IN1-001", "disputed")]


def test_withdrawn_evidence_leaves_no_trace():
    result = weigh([Said("IN1", withdrawn=True), Said("IN2")])
    assert result.evidence.all.sources == ("IN2",)
    assert left_out(result) == []


def test_support_from_the_claims_own_origin_is_the_hypothesis():
    result = weigh(said("KA+ FG+"), claim(origin=["KA1"]))
    assert result.evidence.supports.sources == ("FG2",)
    assert left_out(result) == [("KA1-001", "own_origin")]


@pytest.mark.parametrize("line", ["KA~ FG+", "KA- FG+", "KA>C9 FG+"])
def test_what_the_origin_says_against_its_own_claim_counts(line):
    assert weigh(line, claim(origin=["KA1"])).evidence.all.sources == ("FG2", "KA1")


def test_without_the_origin_a_claim_may_have_too_few_voices():
    assert outcome(weigh("KA+ FG+ CS+")) == ("holds", "V7")
    assert outcome(weigh("KA+ FG+ CS+", claim(origin=["KA1"]))) == ("undecided", "V8")


def test_sources_of_one_case_are_one_voice_with_all_their_kinds():
    spoken = [
        Said("CI1", kind="case_interview", case="K1"),
        Said("DOC1", kind="document", case="K1", group="internal"),
        Said("CI2", kind="case_interview", case="K1"),
    ]
    supports = weigh(spoken).evidence.supports
    assert supports.voices == ("K1",)
    assert supports.kinds == ("case_interview", "document")
    assert supports.sources == ("CI1", "CI2", "DOC1")
    assert supports.heard == (1, 1, 1)


def test_a_case_with_two_kinds_and_another_voice_are_of_two_kinds():
    spoken = [
        Said("CI1", kind="case_interview", case="K1"),
        Said("DOC1", kind="document", case="K1"),
        Said("CI2", kind="case_interview", case="K2"),
    ]
    assert weigh(spoken).evidence.supports.heard == (2, 2, 1)


def test_a_side_has_as_many_kinds_as_voices_can_each_be_given_a_different_one():
    everywhere = [Said("IN1"), Said("FG1", kind="focus_group", person="r1", same_as="IN1.r1")]
    spoken = [replace(everywhere[0], person="r1"), everywhere[1], Said("IN2"), Said("IN3")]
    supports = weigh(spoken).evidence.supports
    assert supports.voices == ("IN1", "IN2", "IN3")
    assert supports.kinds == ("focus_group", "interview")
    assert supports.heard.kinds == 2
    assert weigh(spoken[:2]).evidence.supports.heard == (1, 1, 1)


# who is one voice


def voices(*spoken, cases=()):
    return weigh(spoken, cases=cases).evidence.all.voices


def test_a_person_in_another_talk_speaks_with_the_voice_of_the_talk_named():
    first = Said("KA1", kind="key_actor", person="r1")
    again = Said("FG1", kind="focus_group", person="r2", same_as="KA1.r1")
    other = Said("FG1", kind="focus_group", person="r3")
    assert voices(first, again, other) == ("FG1", "KA1")


def test_a_chain_of_talks_leads_to_the_first_and_a_circle_to_one_of_them():
    chain = [
        Said("A1", person="r1"),
        Said("B1", person="r1", same_as="A1.r1"),
        Said("D1", person="r1", same_as="B1.r1"),
    ]
    assert voices(*chain) == ("A1",)
    circle = [replace(chain[0], same_as="D1.r1"), *chain[1:]]
    assert voices(*circle) == ("A1",)


def test_a_person_who_is_registered_nowhere_else_is_a_voice_of_the_own_talk():
    assert voices(Said("A1", person="r1"), Said("B1", person="r1", same_as="A1.r9")) == ("A1", "B1")


def test_a_person_of_a_case_speaks_elsewhere_with_the_voice_of_the_case():
    spoken = [Said("CI1", case="K1", person="r1"), Said("CI2", case="K1"), Said("FG1", person="r1", same_as="CI1.r1")]
    assert voices(*spoken) == ("K1",)


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ({"kind": "case_study"}, ("K1",)),
        ({"kind": "practice_example"}, ("K1",)),
        ({"kind": "programme"}, ("CI1", "CI2")),
        ({"kind": "programme", "voices": "one"}, ("K1",)),
        ({"kind": "case_study", "voices": "apart"}, ("CI1", "CI2")),
    ],
)
def test_sources_of_a_case_are_one_voice_where_it_is_one_organisation(case, expected):
    spoken = [Said("CI1", case="K1"), Said("CI2", case="K1")]
    assert voices(*spoken, cases=[Case.model_validate({"id": "K1", "title": "x", **case})]) == expected


# a report and what is known through it


REPORT = Said("R1", kind="document", group=None, published=True)


def test_a_reports_own_sentences_add_no_voice_beside_a_talk_that_it_tells_of():
    talk = Said("FG1", kind="focus_group", reported_in="R1")
    sides = weigh([REPORT, talk]).question.sides
    assert (sides.for_.voices, sides.for_.heard.kinds, sides.for_.publications) == (("FG1",), 1, ("R1",))
    against = replace(talk, stance="refutes")
    assert (weigh([REPORT, against]).question.sides.for_.voices) == ("R1",)


def test_talks_through_one_report_are_voices_of_their_own():
    talks = [Said(f"FG{number}", kind="focus_group", reported_in="R1") for number in (1, 2)]
    for_ = weigh([REPORT, *talks]).question.sides.for_
    assert (for_.voices, for_.publications) == (("FG1", "FG2"), ("R1",))
    mixed = weigh([REPORT, *talks, Said("IN1")]).question.sides.for_
    assert (mixed.own_voices, mixed.publications) == ({"IN1"}, ("R1",))


@pytest.mark.parametrize(
    ("verdict", "stance", "quality", "kept"),
    [
        ("holds", "supports", "report", False),
        ("nuanced", "supports", "report", False),
        ("nuanced", "nuances", "observation", False),
        ("rejected", "refutes", "report", False),
        ("holds", "supports", "documented", True),
        ("holds", "refutes", "report", True),
        ("holds", "nuances", "report", True),
        ("undecided", "supports", "report", True),
    ],
)
def test_what_a_report_concludes_is_no_evidence_for_that_conclusion(verdict, stance, quality, kept):
    about = claim(decisions=[{"verdict": verdict, "rationale": "x", "reported_in": {"source": "R1"}}])
    talk = Said("FG1", stance, "focus_group", reported_in="R1", quality=quality)
    result = weigh([replace(REPORT, stance=stance, quality=quality), talk], about)
    assert result.evidence.all.sources == (("FG1", "R1") if kept else ("FG1",))
    assert left_out(result) == ([] if kept else [("R1-001", "own_conclusion")])


# who voiced it


def test_who_voiced_the_claim_is_no_evidence_in_another_talk_either():
    about = claim(origin=["KA1"])
    spoken = [Said("KA1", "nuances", person="r1"), Said("FG1", person="r2", same_as="KA1.r1"), Said("FG1", person="r3")]
    assert left_out(weigh(spoken, about)) == [("FG1-002", "own_origin")]
    reverse = [Said("KA1", "nuances", person="r1", same_as="FG1.r2"), Said("FG1", person="r2")]
    assert left_out(weigh(reverse, about)) == [("FG1-002", "own_origin")]


def test_an_organisation_can_have_voiced_the_claim():
    spoken = [Said("IN1", organisation="bureau"), Said("IN2", organisation="house")]
    assert left_out(weigh(spoken, claim(origin=["bureau"]))) == [("IN1-001", "own_origin")]


# cases that lack the outcome


def lacking(absent=("outcome",), parts=("resource",), citations=(), mechanisms=("P1",), **more):
    case = {
        "id": "K1",
        "title": "x",
        "shows": [{"pattern": "P1", "absent": list(absent), "citations": list(citations)}],
    }
    seen = Said("CI1", kind="case_interview", case="K1", pattern="P1", parts=parts, claim="C7", **more)
    about = claim(mechanisms=list(mechanisms))
    return weigh([seen, Said("IN1")], about, patterns=["P1", "P2"], cases=[Case.model_validate(case)]).evidence


def test_a_case_without_the_outcome_refutes_as_its_voice():
    (row,) = lacking().absences
    assert (row.citation, row.voice, row.kind, row.group, row.stance) == (
        *("K1", "K1", "case_interview", "participants", "refutes"),
    )
    assert (row.quality, row.lacks, row.line) == (1, ("outcome",), "K1 refutes report P1:-outcome")


def test_its_quality_is_that_of_the_citations_it_lists():
    (row,) = lacking(citations=["CI1-001"]).absences
    assert row.quality == 2


@pytest.mark.parametrize(
    "what",
    [
        {"absent": ("context",)},
        {"absent": ("outcome", "resource")},
        {"parts": ("context", "outcome")},
        {"mechanisms": ("P2",)},
        {"disputed": True},
        {"withdrawn": True},
    ],
    ids=str,
)
def test_it_refutes_only_where_the_outcome_lacks_of_a_pattern_at_work_of_this_claim(what):
    assert lacking(**what).absences == ()


# who is left behind


@pytest.mark.parametrize(
    ("earlier", "now", "aside", "left"),
    [
        ({"stance": "refutes"}, (), (), ("OLD",)),
        ({"stance": "nuances"}, (), (), ("OLD",)),
        ({"stance": "supports"}, (), (), ()),
        ({"stance": "refutes", "disputed": True}, (), (), ()),
        ({"stance": "refutes"}, (Said("OLD", "supports", version=2),), (), ()),
        ({"stance": "refutes"}, (), ("OLD-001",), ()),
        ({"stance": "refutes"}, (), ("OLD-999",), ("OLD",)),
    ],
)
def test_who_said_no_to_an_earlier_version_is_left_behind_unless_heard_again_or_set_aside(earlier, now, aside, left):
    versions = [
        TWO_VERSIONS[0],
        {**TWO_VERSIONS[1], "sets_aside": [{"citation": id_, "why": "x"} for id_ in aside]},
    ]
    spoken = [Said("OLD", **earlier), *now, Said("IN1", version=2)]
    assert weigh(spoken, claim(versions=versions)).evidence.left_behind.voices == left


def test_evidence_counts_for_the_group_of_its_speaker_before_that_of_its_source():
    spoken = [Said("FG1", speaker_group="dropouts"), Said("FG1")]
    assert weigh(spoken).evidence.all.groups == ("dropouts", "participants")


def test_evidence_about_another_claim_is_not_weighed():
    result = weigh([Said("IN1"), Said("IN2", claim="C2")])
    assert result.evidence.all.sources == ("IN1",)


def test_citations_without_a_source_file_are_not_weighed():
    weighed = repository([Said("IN1"), Said("IN2")])
    weighed = type(weighed)(
        stored_evaluation=weighed.stored_evaluation,
        stored_claims=weighed.stored_claims,
        stored_sources=[stored for stored in weighed.stored_sources if stored.record.id == "IN2"],
        citations=weighed.citations,
    )
    assert verify(weighed)["C1"].evidence.all.sources == ("IN2",)


def test_sources_stand_in_natural_order():
    assert weigh([Said(f"IN{n}") for n in (10, 9, 1)]).evidence.all.sources == ("IN1", "IN9", "IN10")


def test_the_latest_version_with_evidence_is_weighed():
    about = claim(versions=[*TWO_VERSIONS, {"version": 3, "statement": "It hardly helps."}])
    result = weigh([Said("IN1"), Said("IN2", version=2)], about)
    assert result.version == 2
    assert result.evidence.all.sources == ("IN2",)


def test_the_version_of_the_last_decision_is_weighed():
    about = claim(
        versions=TWO_VERSIONS,
        decisions=[{"verdict": "holds", "version": 2}, {"verdict": "holds", "version": 1}],
    )
    assert weigh([Said("IN1"), Said("IN2", version=2)], about).version == 1


def test_without_decision_and_evidence_the_latest_version_is_weighed():
    assert weigh([], claim(versions=TWO_VERSIONS)).version == 2


def test_evidence_about_a_version_that_does_not_exist_is_not_picked():
    about = claim(versions=TWO_VERSIONS)
    assert weighed_version(repository([Said("IN1"), Said("IN2", version=7)], [about]), about) == 1


@pytest.mark.parametrize(
    "what", [{"disputed": True}, {"withdrawn": True}, {"quality": "opinion"}], ids=lambda what: next(iter(what))
)
def test_a_version_with_nothing_but_evidence_that_does_not_count_is_not_picked(what):
    about = claim(versions=TWO_VERSIONS)
    assert weigh([*said("KA+ FG+ CS+"), Said("IN9", version=2, **what)], about).version == 1


def test_a_version_can_be_asked_for():
    about = claim(versions=TWO_VERSIONS)
    spoken = [*said("KA+ FG+ CS+"), Said("IN9", version=2)]
    assert outcome(weigh(spoken, about, version=1)) == ("holds", "V7")
    assert outcome(weigh(spoken, about, version=2)) == ("undecided", "V8")


@pytest.mark.parametrize("number", [0, 3, -1])
def test_a_version_that_the_claim_does_not_have_is_refused_with_those_it_has(number):
    with pytest.raises(UsageError, match=f"C1 has no version {number}") as refused:
        weigh([], claim(versions=TWO_VERSIONS), version=number)
    assert "1, 2" in refused.value.hint


def test_an_unknown_claim_is_refused_with_those_that_exist():
    with pytest.raises(UsageError, match="no claim C7") as refused:
        verify(repository([], [claim("C1"), claim("C2")]), ["C7"])
    assert "C1, C2" in refused.value.hint


def test_claims_come_in_natural_order_each_once_whatever_was_asked():
    weighed = repository([], [claim("C10"), claim("C2")])
    assert list(verify(weighed)) == ["C2", "C10"]
    assert list(verify(weighed, ["C10", "C2", "C10"])) == ["C2", "C10"]
