"""The eight worked examples of the design, word for word."""

import pytest
from weighing import Said, claim, outcome, weigh

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
