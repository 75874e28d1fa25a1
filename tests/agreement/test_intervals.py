"""Intervals: by leaving out a source or a citation, as worked out by hand, and never narrower than can be known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cmo_eval.analysis.coefficients import Coefficient, Table, coefficient
from cmo_eval.analysis.intervals import Measurement, interval, lower_bound, measured, student

PAIRS = [("yes", "yes"), ("yes", "no"), ("no", "yes"), ("no", "no")]
NAMES = ("percent", "cohen_kappa", "krippendorff_alpha_nominal", "gwet_ac1")


def ratings(*cells):
    return [pair for pair, number in zip(PAIRS, cells, strict=True) for _ in range(number)]


def table(*cells):
    return Table.of(ratings(*cells), ("yes", "no"))


def one(question, sources=None):
    return measured([question], None if sources is None else np.array(sources))[0]


def by_hand(value, without, times, least=-1):
    """Tukey's standard error, times Student's t, on Fisher's scale."""
    number = len(without)
    error = math.sqrt((number - 1) / number * sum((other - value) ** 2 for other in without))
    half = times * error / (1 - value**2)
    return max(least, math.tanh(math.atanh(value) - half)), math.tanh(math.atanh(value) + half)


SOURCES = [(8, 1, 1, 10), (6, 3, 2, 9), (4, 2, 6, 8)]


def joined(*left_out):
    return [pair for at, cells in enumerate(SOURCES) if at not in left_out for pair in ratings(*cells)]


T_2, T_59 = 4.302653, 2.000995  # between which 95% lies; from tables


def test_the_interval_is_that_of_a_jackknife_of_sources():
    kappa = one(Measurement([Table.of(joined())], NAMES), [0] * 20 + [1] * 20 + [2] * 20)[1]
    without = [coefficient("cohen_kappa", joined(at)).value for at in range(3)]
    wanted = by_hand(coefficient("cohen_kappa", joined()).value, without, T_2)
    assert (kappa.low, kappa.high) == pytest.approx(wanted, abs=1e-6)


def test_of_one_source_it_is_that_of_a_jackknife_of_citations():
    units = joined()
    kappa = one(Measurement([Table.of(units)], NAMES))[1]
    without = [coefficient("cohen_kappa", units[:at] + units[at + 1 :]).value for at in range(60)]
    wanted = by_hand(coefficient("cohen_kappa", units).value, without, T_59)
    assert (kappa.low, kappa.high) == pytest.approx(wanted, abs=1e-6)


def test_sources_that_happen_to_be_alike_give_no_narrower_interval_than_their_citations():
    alone = one(Measurement([table(16, 2, 2, 20)], NAMES))
    both = ratings(8, 1, 1, 10) * 2
    assert one(Measurement([Table.of(both)], NAMES), [0] * 20 + [1] * 20) == alone


def test_sources_of_unequal_size_count_for_fewer():
    """Kish: 12, 4 and 4 citations are as 400/176 = 2.27 sources alike, so 1.27 degrees of freedom."""
    found = Coefficient(0.5, None, 0.75, 0.5)
    without = np.array([0.4, 0.5, 0.55])
    measures = interval("cohen_kappa", found, [(without, np.array([12, 4, 4]))])
    assert (measures.low, measures.high) == pytest.approx(by_hand(0.5, without, student(400 / 176 - 1)))
    assert student(400 / 176 - 1) > 2 * T_2 * 0.9


@pytest.mark.parametrize(
    ("freedom", "times"), [(0.02, 12.7062), (1, 12.7062), (2, T_2), (5, 2.5706), (11, 2.2010), (100, 1.9840)]
)
def test_students_t(freedom, times):
    assert student(freedom) == pytest.approx(times, abs=1e-4)


def test_students_t_between_whole_degrees():
    """By numerical integration: 3.1824 with 3 and 2.7764 with 4 degrees, 2.9453 with 3.5."""
    assert student(3.5) == pytest.approx(2.9453, abs=0.01)


def test_the_interval_of_a_percentage_is_near_that_of_a_share():
    (percent, *_) = one(Measurement([table(40, 9, 6, 45)], NAMES))
    assert percent.value == 0.85
    assert (percent.low, percent.high) == pytest.approx((0.765, 0.907), abs=0.015)  # Wilson's


def test_the_interval_of_kappa_is_near_that_of_large_samples():
    """Fleiss, Cohen and Everitt (1969): for 40, 9, 6, 45 a standard error of 0.0714 (as statsmodels 0.15.0 has it)."""
    kappa = one(Measurement([table(40, 9, 6, 45)], NAMES))[1]
    half = 1.96 * 0.0714 / (1 - 0.6995**2)
    wanted = math.tanh(math.atanh(0.6995) - half), math.tanh(math.atanh(0.6995) + half)
    assert (kappa.low, kappa.high) == pytest.approx(wanted, abs=0.005)


def test_the_same_units_give_the_same_interval_whatever_else_is_asked():
    first = Measurement([table(20, 5, 10, 15)], NAMES)
    assert one(first) == measured([Measurement([table(45, 0, 1, 4)], NAMES), first])[1]


def test_where_all_agree_there_is_a_lower_bound():
    """Of 30 independent citations 0.05 to the power 1/30 = 0.905, so of kappa (0.905 - 0.5) / (1 - 0.5)."""
    percent, kappa, _, ac1 = one(Measurement([table(15, 0, 0, 15)], NAMES))
    assert lower_bound(np.array([30])) == pytest.approx(0.90497, abs=1e-5)
    assert (percent.value, percent.low) == (1, pytest.approx(0.90497, abs=1e-5))
    assert (kappa.value, kappa.low, kappa.high) == (1, pytest.approx(0.80993, abs=1e-5), 1)
    assert ac1.low == kappa.low


def test_citations_of_one_source_count_for_fewer_where_all_agree():
    """90 of six sources: 1 + 14 * 0.05 = 1.7 of them are as one."""
    assert lower_bound(np.array([15] * 6)) == pytest.approx(0.05 ** (1.7 / 90))
    sources = np.repeat([0, 1], 15)
    bound = 0.05 ** (1.7 / 30)
    assert one(Measurement([table(15, 0, 0, 15)], NAMES), sources)[0].low == pytest.approx(bound)


def test_two_citations_on_which_all_agree_say_nearly_nothing():
    assert one(Measurement([table(1, 0, 0, 1)], NAMES))[1].low == pytest.approx(2 * math.sqrt(0.05) - 1)


def test_no_interval_where_one_citation_or_one_source_has_all_the_variation():
    percent, kappa, alpha, ac1 = one(Measurement([table(5, 1, 0, 0)], NAMES))
    assert (kappa.value, kappa.low, kappa.no_interval) == (0, None, "rests_on_one")
    assert alpha.no_interval == "rests_on_one"
    assert percent.low is not None
    assert ac1.low is not None
    units = ratings(0, 0, 0, 6) + ratings(2, 1, 0, 3)
    assert one(Measurement([Table.of(units)], NAMES), [0] * 6 + [1] * 6)[1].no_interval == "rests_on_one"


def test_no_interval_where_leaving_out_changes_nothing():
    assert one(Measurement([table(0, 4, 4, 0)], NAMES))[0].no_interval == "no_spread"


def test_no_interval_where_one_coder_gives_the_same_answer_always_but_for_the_last_bits():
    qualities = ("opinion", "report", "observation", "documented")
    other = ["observation"] * 4 + ["observation", "observation", "report"] + ["opinion", "observation", "observation"]
    table_ = Table.of([("observation", one) for one in other], qualities)
    names = ("weighted_kappa_linear", "weighted_kappa_quadratic")
    found = one(Measurement([table_], names), [0] * 4 + [1] * 3 + [2] * 3)
    assert [one.value for one in found] == pytest.approx([0, 0])
    assert [(one.low, one.high, one.no_interval) for one in found] == [(None, None, "no_spread")] * 2


def test_a_source_in_which_nobody_was_compared_is_no_source():
    units = [*ratings(8, 1, 1, 10), *[("yes", None)] * 5]
    found = one(Measurement([Table.of(units)], NAMES), [0] * 20 + [1] * 5)
    assert found == one(Measurement([Table.of(units)], NAMES))


def test_what_is_not_computable_has_no_interval():
    found = one(Measurement([Table.of([("yes", None)], ("yes", "no"))], NAMES))
    assert {(each.value, each.coefficient.why, each.no_interval) for each in found} == {
        (None, "no_overlap", "not_computable")
    }


def test_no_unit_at_all():
    assert one(Measurement([Table.of([])], NAMES))[0].coefficient.why == "no_overlap"
    assert measured([]) == []


def test_items_are_pooled_before_chance_is_taken_off():
    """De Vries and others (2008): means of observed and of expected agreement, then one kappa."""
    first, second = table(6, 1, 1, 2), table(1, 2, 0, 7)
    observed = ((6 + 2) / 10 + (1 + 7) / 10) / 2
    expected = ((0.7 * 0.7 + 0.3 * 0.3) + (0.3 * 0.1 + 0.7 * 0.9)) / 2
    kappa = one(Measurement([first, second], NAMES))[1]
    assert kappa.value == pytest.approx((observed - expected) / (1 - expected))


def test_an_item_without_variation_neither_helps_nor_spoils_the_pooled_kappa():
    some, none = table(6, 1, 1, 2), table(0, 0, 0, 10)
    assert one(Measurement([some, none], NAMES))[1].value == pytest.approx(one(Measurement([some], NAMES))[1].value)
