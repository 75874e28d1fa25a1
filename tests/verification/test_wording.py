"""How phrases, lists and numbers are said; all that a verdict may name has its words."""

import pytest

from cmo_eval.analysis.evidence import LEFT_OUT
from cmo_eval.messages import count, counted, keys, label, phrase, say
from cmo_eval.model import CRITERIA, STANCES

KEYS = set(keys())


@pytest.mark.parametrize(
    "key",
    [
        *(f"criterion.{name}" for name in CRITERIA),
        *(f"noun.{stance}" for stance in STANCES),
        *STANCES,
        *(f"dimension.{name}" for name in ("group", "attribute")),
        *(f"left_out.{reason}" for reason in LEFT_OUT),
        *(f"lacks.{name}" for name in ("by", "date", "rationale", "second_reader", "becomes", "evidence")),
        "holds",
        "nuanced",
        "rejected",
        "transformed",
        "undecided",
    ],
)
def test_families_of_phrases_are_complete(key):
    assert key in KEYS


@pytest.mark.parametrize(
    ("parts", "words"), [([], ""), (["a"], "a"), (["a", "b"], "a en b"), (["a", "b", "c"], "a, b en c")]
)
def test_a_list_is_said_with_and_before_its_last(parts, words):
    assert say(parts, "nl") == words


@pytest.mark.parametrize(("number", "words"), [(0, "0 stemmen"), (1, "1 stem"), (2, "2 stemmen")])
def test_a_number_has_its_noun_in_singular_or_plural(number, words):
    assert count(number, "voice", "nl") == words
    assert counted(number, "voice").say("nl") == words


def test_a_users_own_word_stands_for_itself():
    assert label("zorgkantoor", "nl") == "zorgkantoor"


def test_values_with_braces_are_said_as_they_are():
    assert phrase("v4.tie", others=["{C9}", "C8"], voices="2").say("en").startswith("{C9} and C8")
