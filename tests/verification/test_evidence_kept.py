"""V0: which evidence is weighed, and who counts as one voice."""

import pytest
from weighing import Said, claim, outcome, repository, said, weigh

from cmo_eval.analysis.evidence import weighed_version
from cmo_eval.analysis.verification import verify
from cmo_eval.errors import UsageError

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
    assert outcome(weigh("KA+ FG+ CS+")) == ("holds", "V9")
    assert outcome(weigh("KA+ FG+ CS+", claim(origin=["KA1"]))) == ("undecided", "V3")


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
    assert supports.triangulated is False


def test_a_case_with_two_kinds_and_another_voice_are_triangulated():
    spoken = [
        Said("CI1", kind="case_interview", case="K1"),
        Said("DOC1", kind="document", case="K1"),
        Said("CI2", kind="case_interview", case="K2"),
    ]
    assert weigh(spoken).evidence.supports.triangulated is True


def test_two_voices_of_one_kind_are_not_triangulated():
    assert weigh([Said("IN1"), Said("IN2")]).evidence.supports.triangulated is False


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
    assert outcome(weigh(spoken, about, version=1)) == ("holds", "V9")
    assert outcome(weigh(spoken, about, version=2)) == ("undecided", "V3")


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
