"""The known name that a mistyped one was meant to be."""

from __future__ import annotations

import pytest

from cmo_eval.nearest import did_you_mean, nearest


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("coching", ["coach", "coaching"], "coaching"),
        ("c3", ["C1", "C3"], "C3"),
        ("KEYS", ["keys", "cover"], "keys"),
        ("Mirorr", ["mirror"], "mirror"),
        ("keys", ["KEYS"], "KEYS"),
        ("P1", ["C1"], None),
        ("x", [], None),
        ("a" * 101, ["a" * 102], None),
    ],
)
def test_the_nearest_name_letters_case_aside(word, known, meant):
    assert nearest(word, known) == meant
    assert did_you_mean(word, known) == (f"did you mean '{meant}'?" if meant else "")


def test_a_name_in_the_same_case_comes_before_one_in_another():
    assert nearest("ab1", ["AB1", "ab2"]) == "ab2"


def test_whoever_has_very_many_names_is_not_kept_waiting():
    assert nearest("last", [*(f"n{number}" for number in range(5000)), "last"]) is None
