"""Intervals: always the same, near what is expected, and none where drawing again would pretend to know."""

from __future__ import annotations

import math

import pytest

from cmo_eval.analysis.coefficients import RESAMPLES, Question, Table, measured


def table(*cells):
    pairs = zip([("yes", "yes"), ("yes", "no"), ("no", "yes"), ("no", "no")], cells, strict=True)
    return Table.of([pair for pair, number in pairs for _ in range(number)], ("yes", "no"))


def one(question, **how):
    return measured([question], **how)[0]


NAMES = ("percent", "cohen_kappa", "krippendorff_alpha_nominal", "gwet_ac1")


def test_the_interval_of_a_percentage_is_that_of_a_share():
    (percent, *_) = one(Question([table(40, 9, 6, 45)], NAMES))
    spread = 1.96 * math.sqrt(0.85 * 0.15 / 100)
    assert percent.value == 0.85
    assert (percent.low, percent.high) == pytest.approx((0.85 - spread, 0.85 + spread), abs=0.012)


def test_the_interval_of_kappa_is_near_that_of_large_samples():
    """Fleiss, Cohen and Everitt (1969): for 40, 9, 6, 45 a standard error of 0.0714 (as statsmodels 0.15.0 has it)."""
    kappa = one(Question([table(40, 9, 6, 45)], NAMES))[1]
    assert (kappa.low, kappa.high) == pytest.approx((0.6995 - 1.96 * 0.0714, 0.6995 + 1.96 * 0.0714), abs=0.015)


def test_the_same_units_give_the_same_interval_whatever_else_is_asked():
    first = Question([table(20, 5, 10, 15)], NAMES)
    alone = one(first)
    assert alone == measured([Question([table(45, 0, 1, 4)], NAMES), first])[1]
    assert alone == one(first)
    assert RESAMPLES == 2000


def test_another_seed_gives_another_interval():
    question = Question([table(20, 5, 10, 15)], NAMES)
    assert one(question, seed=1)[1].low != one(question, seed=2)[1].low


def test_numbers_that_must_not_change_with_the_version_of_a_library():
    kappa = one(Question([table(20, 5, 10, 15)], NAMES))[1]
    assert (round(kappa.low, 6), round(kappa.high, 6)) == (0.132231, 0.640029)


def test_who_agrees_on_everything_gets_no_interval():
    found = one(Question([table(4, 0, 0, 3)], NAMES))
    assert [(each.value, each.low, each.no_interval) for each in found] == [(1, None, "all_agree")] * 4


def test_no_interval_where_draws_often_have_no_variation():
    percent, kappa, alpha, ac1 = one(Question([table(5, 1, 0, 0)], NAMES))
    assert (kappa.value, kappa.low, kappa.no_interval) == (0, None, "seldom_computable")
    assert alpha.no_interval == "seldom_computable"
    assert percent.low is not None
    assert ac1.low is not None


def test_what_is_not_computable_has_no_interval():
    found = one(Question([Table.of([("yes", None)], ("yes", "no"))], NAMES))
    assert {(each.value, each.coefficient.why, each.no_interval) for each in found} == {
        (None, "no_overlap", "not_computable")
    }


def test_no_unit_at_all():
    assert one(Question([Table.of([])], NAMES))[0].coefficient.why == "no_overlap"
    assert measured([]) == []


def test_items_are_pooled_before_chance_is_taken_off():
    """De Vries and others (2008): means of observed and of expected agreement, then one kappa."""
    first, second = table(6, 1, 1, 2), table(1, 2, 0, 7)
    observed = ((6 + 2) / 10 + (1 + 7) / 10) / 2
    expected = ((0.7 * 0.7 + 0.3 * 0.3) + (0.3 * 0.1 + 0.7 * 0.9)) / 2
    kappa = one(Question([first, second], NAMES))[1]
    assert kappa.value == pytest.approx((observed - expected) / (1 - expected))


def test_an_item_without_variation_neither_helps_nor_spoils_the_pooled_kappa():
    some, none = table(6, 1, 1, 2), table(0, 0, 0, 10)
    assert one(Question([some, none], NAMES))[1].value == pytest.approx(one(Question([some], NAMES))[1].value)


def test_a_long_list_of_units_is_drawn_in_pieces():
    wide = one(Question([table(3000, 300, 300, 3000)], ("percent",)), resamples=700)
    assert wide[0].low < 0.909 < wide[0].high
