"""The eight worked examples of the design, word for word, and as docs/verdict.md gives them."""

import re
from pathlib import Path

import pytest
from weighing import Said, claim, outcome, weigh

from cmo_eval.analysis.verification import Verification
from cmo_eval.output.explanation import explanation

PAGE = (Path(__file__).parents[2] / "docs/verdict.md").read_text(encoding="utf-8")

UNSEARCHED = claim(disconfirming_search=None)
FIVE_FROM_ONE = [Said("KA1", kind="key_actor", group="internal") for _ in range(5)]


@pytest.mark.parametrize(
    ("evidence", "about", "expected"),
    [
        pytest.param("KA+ FG+ CS+ CS+", claim(), ("holds", "V9"), id="1"),
        pytest.param("KA+ FG+ CS+", UNSEARCHED, ("undecided", "V9"), id="2"),
        pytest.param(FIVE_FROM_ONE, claim(), ("undecided", "V3"), id="3"),
        pytest.param("KA+ FG+ CS~ NP-", claim(), ("nuanced", "V7"), id="4"),
        pytest.param("KA+ FG+ NP- DOC-", claim(), ("nuanced", "V6"), id="5"),
        pytest.param("KA+ FG+ CS- DOC-", claim(), ("undecided", "V6"), id="6"),
        pytest.param("KA+ FG- CS- DOC-", claim(), ("rejected", "V5"), id="7"),
        pytest.param("KA+ FG>C9 CS>C9 CS~", claim(), ("transformed", "V4"), id="8"),
    ],
)
def test_worked_example(evidence, about, expected):
    assert outcome(weigh(evidence, about)) == expected


def test_one_supporter_more_can_be_what_lets_the_table_reject():
    assert outcome(weigh("FG- CS-")) == ("undecided", "V3")
    assert outcome(weigh("FG- CS- KA+")) == ("rejected", "V5")


def test_fifth_example_is_separated_by_the_group_of_the_voices():
    assert weigh("KA+ FG+ NP- DOC-").proposal.separates == "group"


def test_eighth_example_becomes_the_claim_that_is_suggested():
    assert weigh("KA+ FG>C9 CS>C9 CS~").proposal.becomes == "C9"


# as the page gives them


def on_the_page():
    """Number, evidence and proposal of each row of the table of examples."""
    section = PAGE.split("## Eight examples", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^\| (\d) \| (.+?) \| (.+?) \| .+ \|$", section, re.MULTILINE)


def test_the_page_has_eight_examples():
    assert [number for number, _, _ in on_the_page()] == list("12345678")


@pytest.mark.parametrize(("number", "evidence", "proposal"), on_the_page())
def test_an_example_of_the_page_gives_the_proposal_that_stands_there(number, evidence, proposal):
    line, _, unless = evidence.partition(",")
    spoken = FIVE_FROM_ONE if line == "five times + from one KA" else line
    result = weigh(spoken, UNSEARCHED if "no search" in unless else claim())
    into = f" into {result.proposal.becomes}" if result.proposal.becomes else ""
    assert f"{result.proposal.verdict}{into} ({result.proposal.rule})" == proposal, number


def test_the_page_shows_who_stands_where_in_the_fifth_example(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    shown = re.search(r"^```text\n(  What separates.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    result = weigh("KA+ FG+ NP- DOC-")
    assert shown is not None
    assert shown[1] in explanation(Verification("x", {"C1": result}))
