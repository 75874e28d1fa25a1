"""Coefficients on plain labels: published values, edge cases, and what must hold whatever is coded."""

from __future__ import annotations

import math
import random
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmo_eval.analysis.coefficients import coefficient

percent_agreement = partial(coefficient, "percent")
fleiss_kappa = partial(coefficient, "fleiss_kappa")
conger_kappa = partial(coefficient, "conger_kappa")
gwet_ac1 = partial(coefficient, "gwet_ac1")
brennan_prediger = partial(coefficient, "brennan_prediger")


def cohen_kappa(ratings, weights="none", categories=()):
    return coefficient("cohen_kappa" if weights == "none" else f"weighted_kappa_{weights}", ratings, categories)


def krippendorff_alpha(ratings, level="nominal", categories=()):
    return coefficient(f"krippendorff_alpha_{level}", ratings, categories)


QUALITIES = ("opinion", "report", "observation", "documented")


def two_by_two(both, first, second, neither):
    """Ratings of two coders from a table: yes-yes, yes-no, no-yes, no-no."""
    pairs = {("yes", "yes"): both, ("yes", "no"): first, ("no", "yes"): second, ("no", "no"): neither}
    return [pair for pair, number in pairs.items() for _ in range(number)]


def units(*coders):
    """Ratings from what each coder coded, unit by unit; `*` is missing."""
    return [
        tuple(None if one == "*" else int(one) for one in unit)
        for unit in zip(*(text.split() for text in coders), strict=True)
    ]


# Fleiss (1971) as worked out in Wikipedia, "Fleiss' kappa": 10 subjects, 5 categories, 14 raters
FLEISS = [
    (0, 0, 0, 0, 14),
    (0, 2, 6, 4, 2),
    (0, 0, 3, 5, 6),
    (0, 3, 9, 2, 0),
    (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0),
    (3, 2, 6, 3, 0),
    (2, 5, 3, 2, 2),
    (6, 5, 2, 1, 0),
    (0, 2, 2, 3, 7),
]
FLEISS_RATINGS = [tuple(c for c, times in enumerate(row) for _ in range(times)) for row in FLEISS]

# Wikipedia, "Krippendorff's alpha", computational example: three coders, 15 units, missing values
THREE = units(
    "* * * * * 3 4 1 2 1 1 3 3 * 3",
    "1 * 2 1 3 3 4 3 * * * * * * *",
    "* * 2 1 3 4 4 * 2 1 1 3 3 * 4",
)
# Krippendorff (2011), "Computing Krippendorff's alpha-reliability": data A and B
DATA_A = units("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")
DATA_B = units("1 1 2 2 4 3 3 3 5 4 4 1", "2 1 2 2 2 3 3 3 5 4 4 4")


@pytest.mark.parametrize(
    ("table", "percent", "kappa", "ac1", "even", "pi", "alpha"),
    [
        # Wikipedia, "Cohen's kappa": 0.40, and the pair with the same percentage: 0.1304
        ((20, 5, 10, 15), 0.7, 0.4, 0.405941, 0.4, 0.393939, 0.4),
        ((45, 15, 25, 15), 0.6, 0.130435, 0.266055, 0.2, 0.120879, 0.125275),
        # Feinstein and Cicchetti (1990), balanced marginals: 0.70
        ((40, 9, 6, 45), 0.85, 0.699519, 0.700748, 0.7, 0.699248, 0.700752),
        # Gwet (2008), the paradox of kappa: -0.0234 where 94% agree, AC1 0.9408
        ((118, 5, 2, 0), 0.944, -0.023392, 0.940776, 0.888, -0.028807, -0.024691),
    ],
)
def test_published_tables_of_two_coders(table, percent, kappa, ac1, even, pi, alpha):
    ratings = two_by_two(*table)
    found = {
        "percent": percent_agreement(ratings),
        "kappa": cohen_kappa(ratings),
        "conger": conger_kappa(ratings),
        "ac1": gwet_ac1(ratings),
        "even": brennan_prediger(ratings),
        "pi": fleiss_kappa(ratings),
        "alpha": krippendorff_alpha(ratings),
    }
    wanted = {
        "percent": percent,
        "kappa": kappa,
        "conger": kappa,
        "ac1": ac1,
        "even": even,
        "pi": pi,
        "alpha": alpha,
    }
    assert {name: one.value for name, one in found.items()} == pytest.approx(wanted, abs=5e-6)


def test_fleiss_published_example():
    found = fleiss_kappa(FLEISS_RATINGS)
    assert found.value == pytest.approx(0.209931, abs=5e-6)
    assert (found.observed, found.expected) == pytest.approx((0.378, 0.213), abs=5e-4)


@pytest.mark.parametrize(
    ("level", "value"), [("nominal", 0.691358), ("ordinal", 0.806721), ("interval", 0.810845), ("ratio", 0.808944)]
)
def test_alpha_of_three_coders_with_missing_values(level, value):
    assert krippendorff_alpha(THREE, level=level).value == pytest.approx(value, abs=5e-6)


def test_other_coefficients_of_three_coders_with_missing_values():
    found = [
        percent_agreement(THREE),
        gwet_ac1(THREE),
        fleiss_kappa(THREE),
        conger_kappa(THREE),
        brennan_prediger(THREE),
    ]
    assert [one.value for one in found] == pytest.approx([0.777778, 0.709164, 0.686020, 0.691383, 0.703704], abs=5e-6)


@pytest.mark.parametrize(
    ("ratings", "alpha", "others"),
    [
        (DATA_A, 0.095238, (0.310345, 0.047619, 0.090909, 0.2, 0.6)),
        (DATA_B, 0.691964, (0.689655, 0.678571, 0.684211, 0.6875, 0.75)),
    ],
)
def test_krippendorffs_own_examples(ratings, alpha, others):
    assert krippendorff_alpha(ratings).value == pytest.approx(alpha, abs=5e-6)
    found = [gwet_ac1, fleiss_kappa, conger_kappa, brennan_prediger, percent_agreement]
    assert [one(ratings).value for one in found] == pytest.approx(others, abs=5e-6)
    assert cohen_kappa(ratings).value == pytest.approx(others[2], abs=5e-6)


# 12 pairs of qualities; the figures are those of scikit-learn 1.9.1 (cohen_kappa_score with labels 0 to 3)
PAIRS = [(0, 0), (1, 2), (2, 2), (3, 3), (1, 1), (2, 3), (0, 2), (2, 2), (1, 0), (3, 3), (2, 1), (2, 2)]


@pytest.mark.parametrize(
    ("weights", "value"), [("none", 0.41747573), ("linear", 0.53846154), ("quadratic", 0.65957447)]
)
def test_weighted_kappa(weights, value):
    assert cohen_kappa(PAIRS, weights=weights).value == pytest.approx(value, abs=5e-7)
    words = [tuple(QUALITIES[place] for place in pair) for pair in PAIRS]
    assert cohen_kappa(words, weights=weights, categories=QUALITIES).value == pytest.approx(value, abs=5e-7)


def test_ordinal_alpha_and_fleiss_of_the_same_pairs():
    """The figures of krippendorff 0.9.0 and statsmodels 0.15.0."""
    assert krippendorff_alpha(PAIRS, level="ordinal").value == pytest.approx(0.693884892, abs=5e-9)
    assert fleiss_kappa(PAIRS).value == pytest.approx(0.414634146, abs=5e-9)


def test_a_category_that_nobody_used_counts_as_a_step_between():
    """Without the scale the step from opinion to documented would be one like any other."""
    pairs = [("opinion", "documented"), ("opinion", "opinion"), ("documented", "documented"), ("opinion", "report")]
    whole = cohen_kappa(pairs, weights="linear", categories=QUALITIES).value
    assert whole != pytest.approx(
        cohen_kappa(pairs, weights="linear", categories=("opinion", "report", "documented")).value
    )


# ---- not computable -------------------------------------------------------------------------------------------------

ALL = (cohen_kappa, fleiss_kappa, conger_kappa, krippendorff_alpha, gwet_ac1, brennan_prediger)


@pytest.mark.parametrize("one", [cohen_kappa, fleiss_kappa, conger_kappa, krippendorff_alpha])
def test_without_any_variation_it_is_not_computable(one):
    found = one([("yes", "yes")] * 9, categories=("yes", "no"))
    assert (found.value, found.why) == (None, "no_variation")


def test_without_variation_ac1_knows_the_scale():
    assert gwet_ac1([("yes", "yes")] * 9, categories=("yes", "no")).value == 1
    assert gwet_ac1([("yes", "yes")] * 9).why == "no_variation"


@pytest.mark.parametrize("one", ALL)
@pytest.mark.parametrize("ratings", [[], [("a", None), (None, "b")], [(None, None)], [("a",), ("b",)], [()]])
def test_what_nobody_coded_twice_is_not_computable(one, ratings):
    assert (one(ratings).value, one(ratings).why) == (None, "no_overlap")
    assert percent_agreement(ratings).why == "no_overlap"


@pytest.mark.parametrize("one", ALL)
def test_one_unit_is_not_enough(one):
    found = one([("a", "b"), ("a", None)])
    assert (found.value, found.why) == (None, "one_unit")


def test_percent_of_one_unit():
    assert percent_agreement([("a", "a")]).value == 1


def test_cohen_is_for_two_coders():
    assert cohen_kappa([("a", "a", "b"), ("b", "b", "b")]).why == "not_two_coders"


def test_differences_need_numbers():
    assert krippendorff_alpha([("a", "b"), ("b", "b")], level="interval").why == "not_numbers"


def test_not_a_number_is_missing():
    nan = math.nan
    assert krippendorff_alpha([*DATA_A, (nan, 1), (nan, nan)]) == krippendorff_alpha(DATA_A)


def test_a_unit_that_one_coder_coded_is_no_pair():
    assert krippendorff_alpha([*DATA_B, (5, None), (None, 2)]) == krippendorff_alpha(DATA_B)
    assert cohen_kappa([*DATA_B, (5, None), (None, 2)]) == cohen_kappa(DATA_B)


def test_units_need_one_label_a_coder():
    with pytest.raises(ValueError, match="each unit"):
        cohen_kappa([("a", "b"), ("a",)])


# ---- what always holds ----------------------------------------------------------------------------------------------

LABELS = st.sampled_from([0, 1, 2, 3])


def ratings_of(coders, missing=False):
    label = st.one_of(LABELS, st.none()) if missing else LABELS
    return st.lists(st.tuples(*[label] * coders), min_size=2, max_size=25)


def near(one, other):
    if one.value is None or other.value is None:
        return one.value is other.value and one.why == other.why
    return one.value == pytest.approx(other.value, abs=1e-9)


@settings(max_examples=60)
@given(ratings_of(3, missing=True), st.randoms(use_true_random=False))
def test_the_order_of_units_and_coders_is_no_matter(ratings, shuffler):
    order = shuffler.sample(range(3), 3)
    other = [tuple(unit[place] for place in order) for unit in shuffler.sample(ratings, len(ratings))]
    for one in (fleiss_kappa, conger_kappa, krippendorff_alpha, gwet_ac1, brennan_prediger, percent_agreement):
        assert near(one(ratings), one(other))
    assert near(krippendorff_alpha(ratings, level="ordinal"), krippendorff_alpha(other, level="ordinal"))


@settings(max_examples=60)
@given(ratings_of(2))
def test_two_coders_can_change_places(ratings):
    swapped = [(second, first) for first, second in ratings]
    for weights in ("none", "linear", "quadratic"):
        assert near(cohen_kappa(ratings, weights=weights), cohen_kappa(swapped, weights=weights))


@settings(max_examples=60)
@given(ratings_of(3, missing=True), st.permutations(["a", "b", "c", "d"]))
def test_other_names_for_the_labels_change_nothing(ratings, names):
    other = [tuple(None if label is None else names[label] for label in unit) for unit in ratings]
    for one in (fleiss_kappa, conger_kappa, krippendorff_alpha, gwet_ac1, brennan_prediger, percent_agreement):
        assert near(one(ratings), one(other))


@settings(max_examples=60)
@given(st.lists(LABELS, min_size=2, max_size=25), st.integers(2, 5))
def test_who_agrees_on_everything_has_one(labels, coders):
    ratings = [(label,) * coders for label in labels]
    several = len(set(labels)) > 1
    for one in (fleiss_kappa, conger_kappa, krippendorff_alpha, gwet_ac1, brennan_prediger):
        found = one(ratings)
        assert found.value == pytest.approx(1) if several else found.why == "no_variation"
    assert percent_agreement(ratings).value == 1


@settings(max_examples=60)
@given(ratings_of(2, missing=True))
def test_nothing_is_ever_more_than_one_or_not_a_number(ratings):
    for one in (*ALL, percent_agreement):
        found = one(ratings)
        assert (found.value is None) == (found.why is not None)
        assert found.value is None or found.value <= 1 + 1e-12
        assert found.value is None or not math.isnan(found.value)


@settings(max_examples=40)
@given(ratings_of(2))
def test_with_two_categories_ordinal_is_nominal(ratings):
    binary = [tuple(label > 1 for label in unit) for unit in ratings]
    assert near(krippendorff_alpha(binary), krippendorff_alpha(binary, level="ordinal"))
    assert near(cohen_kappa(binary), cohen_kappa(binary, weights="quadratic"))


def test_chance_coding_is_near_zero():
    generator = random.Random(7)  # noqa: S311 - no secret
    ratings = [(generator.randrange(4), generator.randrange(4)) for _ in range(4000)]
    for one in ALL:
        assert one(ratings).value == pytest.approx(0, abs=0.03)
