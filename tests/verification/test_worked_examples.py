"""The worked examples of the rules, which hold the attacks that rules 1 did not survive; and as the page gives them."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from weighing import FAILED_HOOP, Said, claim, outcome, repository, said, weigh

from cmo_eval.analysis.robustness import sensitivities
from cmo_eval.analysis.verification import Verification, verify
from cmo_eval.model import Case
from cmo_eval.output.explanation import explanation

PAGE = (Path(__file__).parents[2] / "docs/verdict.md").read_text(encoding="utf-8")

UNSEARCHED = claim(disconfirming_search=None)
SPLIT = {"by": "group", "why": "who stayed away never met a coach."}
C9 = claim("C9", title="The other one")
TWO_VERSIONS = [{"version": 1, "statement": "It helps."}, {"version": 2, "statement": "It helps some."}]
FIVE_FROM_ONE = [Said("KA1", kind="key_actor", group="internal") for _ in range(5)]


def report_with_two_talks():
    """A report that supports, and two talks that are known only through it."""
    report = Said("R", kind="document", group=None, published=True)
    talks = [replace(one, reported_in="R") for one in said("FG+ NP+")]
    return [report, *talks]


def one_person_in_three_talks():
    first = Said("KA1", kind="key_actor", group="internal", person="r1")
    again = [replace(one, person="r1", same_as="KA1.r1") for one in said("FG+ CS+")]
    return [first, *again]


def cases_without_the_outcome(*kinds):
    """Cases of which a citation shows the mechanism, of these kinds of source, in which the outcome was not found."""
    shown = [
        Said(
            f"S{number}", "supports", kind, "participants", f"A{number}", pattern="P1", parts=("resource",), claim="C7"
        )
        for number, kind in enumerate(kinds, start=1)
    ]
    cases = [
        Case.model_validate(
            {
                "id": f"A{number}",
                "title": "x",
                "shows": [{"pattern": "P1", "absent": ["outcome"], "citations": [f"S{number}-{4 + number:03d}"]}],
            }
        )
        for number in range(1, len(kinds) + 1)
    ]
    return [*said("KA+ FG+ CS+ CS+"), *shown], cases


def two_minds_in_a_group():
    talk = [
        Said("FG1", stance, "focus_group", "participants", person=who)
        for stance, who in (("supports", "r1"), ("supports", "r2"), ("refutes", "r3"))
    ]
    return [*talk, *said("KA+ CS+ CS+")]


@pytest.mark.parametrize(
    ("evidence", "about", "expected"),
    [
        pytest.param("KA+ FG+ CS+ CS+", claim(), ("holds", "V7"), id="1"),
        pytest.param("KA+ FG+ CS+", UNSEARCHED, ("undecided", "V7"), id="2"),
        pytest.param(FIVE_FROM_ONE, claim(), ("undecided", "V8"), id="3"),
        pytest.param("KA+ FG+ CS~ NP-", claim(), ("nuanced", "V6"), id="4"),
        pytest.param("KA+ FG+ CS+ NP- DOC-", claim(), ("undecided", "V5"), id="5"),
        pytest.param("KA+ FG+ CS+ NP- DOC-", claim(split=SPLIT), ("nuanced", "V5"), id="5b"),
        pytest.param("KA+ FG+ CS- DOC-", claim(), ("undecided", "V5"), id="6"),
        pytest.param("KA+ FG- CS- DOC-", claim(), ("rejected", "V3"), id="7"),
        pytest.param("KA+ FG+ CS+ NP-", UNSEARCHED, ("undecided", "V6"), id="10"),
        pytest.param("KA+ FG+ CS+ CS+", claim(tests=[FAILED_HOOP]), ("undecided", "V2"), id="11"),
        pytest.param(report_with_two_talks(), claim(), ("undecided", "V8"), id="12"),
        pytest.param(one_person_in_three_talks(), claim(), ("undecided", "V8"), id="13"),
        pytest.param(said("KA+ FG+ CS+ CS+", quality="report"), claim(), ("undecided", "V8"), id="14"),
        pytest.param(two_minds_in_a_group(), claim(), ("nuanced", "V6"), id="17"),
    ],
)
def test_worked_example(evidence, about, expected):
    assert outcome(weigh(evidence, about)) == expected


def test_5_names_what_would_separate_the_sides():
    proposal = weigh("KA+ FG+ CS+ NP- DOC-").proposal
    assert "which would have to do with the address group" in proposal.missing[0].say()


def test_8_is_transformed_once_the_other_claim_meets_its_criteria():
    result = weigh("KA+ FG>C9 CS>C9 CS~", others=[C9])
    assert (*outcome(result), result.proposal.becomes) == ("transformed", "V4", "C9")
    unjudged = weigh("KA+ FG>C9 CS>C9 CS~", others=[claim("C9", criteria={})])
    assert outcome(unjudged) == ("undecided", "V4")
    assert outcome(weigh("KA+ FG>C9 CS>C9 CS~")) == ("undecided", "V4")


def test_9_four_who_saw_it_outweigh_what_a_programme_says_of_itself():
    own_reports = said("PR+ PR+", quality="report")
    assert outcome(weigh([*own_reports, *said("FG- CS- NP- DOC-")])) == ("rejected", "V3")


def test_10_a_voice_against_raises_nothing():
    without = weigh("KA+ FG+ CS+", UNSEARCHED)
    assert outcome(without) == ("undecided", "V7")


def test_12_a_report_adds_no_voice_to_the_talks_it_tells_of():
    reason = weigh(report_with_two_talks()).proposal.reason.say()
    assert "2 voices" in reason
    assert "all through 1 publication" in reason


def test_13_one_person_is_one_voice_in_however_many_talks():
    assert "in favour 1 voice (1 kind, 1 group)" in weigh(one_person_in_three_talks()).proposal.reason.say()


def test_15_refuters_of_an_earlier_version_are_not_left_behind_in_silence():
    spoken = [*said("KA+ FG+ CS+ CS+", version=2), *said("NP- DOC-", version=1)]
    result = weigh(spoken, claim(versions=TWO_VERSIONS))
    assert outcome(result) == ("undecided", "V7")
    assert "an answer to DOC2 and NP1, who refuted an earlier version" in result.proposal.reason.say()
    aside = [{"citation": "NP1-005", "why": "x"}, {"citation": "DOC2-006", "why": "x"}]
    answered = [TWO_VERSIONS[0], {**TWO_VERSIONS[1], "sets_aside": aside}]
    assert outcome(weigh(spoken, claim(versions=answered))) == ("holds", "V7")


def test_16_cases_without_the_outcome_refute():
    about = claim(mechanisms=["P1"])
    of_one_kind, cases = cases_without_the_outcome(*["case_interview"] * 3)
    assert outcome(weigh(of_one_kind, about, patterns=["P1"], cases=cases)) == ("nuanced", "V6")
    of_two_kinds, cases = cases_without_the_outcome("case_interview", "document", "document")
    assert outcome(weigh(of_two_kinds, about, patterns=["P1"], cases=cases)) == ("undecided", "V5")


def test_17_says_how_many_stand_where_in_a_divided_group():
    assert (
        "divided, so counted as nuance: FG1 (2 for, 1 against)" in weigh(two_minds_in_a_group()).proposal.reason.say()
    )


def test_18_holds_but_not_robustly_when_what_was_left_out_would_change_it():
    doubtful = [replace(one, disputed=True) for one in said("NP- DOC- FG- CS- NP- DOC-")]
    opinions = said("NP- DOC- FG- CS- NP- DOC-", quality="opinion")
    spoken = [replace(one, source=f"X{number}") for number, one in enumerate([*doubtful, *opinions])]
    weighed = repository([*said("KA+ FG+ CS+"), *spoken])
    results = verify(weighed)
    assert outcome(results["C1"]) == ("holds", "V7")
    found = sensitivities(weighed, results.values())["C1"]
    assert {flip.ids for flip in found.flips if flip.change == "let_in"} == {("disputed",), ("below_quality",)}


# as the page gives them


def on_the_page():
    """Number, evidence and proposal of each row of the table of examples."""
    section = PAGE.split("## Worked examples", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^\| (\d+b?) \| ((?:KA|FG|CS)[^|]+?) \| (.+?) \| .+ \|$", section, re.MULTILINE)


def test_the_page_has_these_examples():
    assert [number for number, _, _ in on_the_page()] == ["1", "2", "4", "5", "5b", "6", "7", "8"]


@pytest.mark.parametrize(("number", "evidence", "proposal"), on_the_page())
def test_an_example_of_the_page_gives_the_proposal_that_stands_there(number, evidence, proposal):
    line, _, unless = evidence.partition(",")
    about = UNSEARCHED if "no search" in unless else claim(split=SPLIT) if "split" in unless else claim()
    result = weigh(line, about, others=[C9])
    into = f" into {result.proposal.becomes}" if result.proposal.becomes else ""
    assert f"{result.proposal.verdict}{into} ({result.proposal.rule})" == proposal, number


def test_the_page_shows_who_stands_where_in_the_fifth_example(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    shown = re.search(r"^```text\n(  What separates.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    result = weigh("KA+ FG+ CS+ NP- DOC-")
    assert shown is not None
    assert shown[1] in explanation(Verification("x", {"C1": result}))
