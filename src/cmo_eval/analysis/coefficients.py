"""Coefficients of agreement between coders on plain labels; knows nothing of evaluations.

What was coded is a sequence of units, each with one label a coder in the same order, None (or NaN) where a coder gave
none: `[("yes", "yes"), ("yes", "no"), ("no", None)]`. Every coefficient is (observed - expected) / (1 - expected),
where `expected` is the agreement that chance would give; they differ in what they take chance to be. How sure
they are `intervals` says.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from cmo_eval.deferred import dataclass

Array = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
Ratings = Sequence[Sequence[Hashable | None]]
Scale = Literal["nominal", "ordinal"]
Why = Literal["no_overlap", "one_unit", "no_variation", "not_two_coders", "not_numbers", "given", "no_places"]

REASONS: Mapping[Why, str] = {
    "no_overlap": "no unit was coded by two coders",
    "one_unit": "only one unit was coded by two coders",
    "no_variation": "all gave the same value everywhere, so nothing can be said about chance",
    "not_two_coders": "it is for two coders",
    "not_numbers": "the labels are no numbers",
    "given": "only one of them marked fragments; the others coded those",
    "no_places": "nothing says from where to where fragments go (no `selector`; `cmo-eval code anchor` writes them)",
}
"""Why a coefficient is not computable, in words."""

LEAST_UNITS = 2

_NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient, or why there is none.

    `value` is at most 1, and None when it is not computable; `why` says why then. `observed` and `expected` are the
    agreement that was seen and that of chance, from 0 to 1 (of alpha, 0 where all are as far apart as labels go).
    """

    value: float | None
    why: Why | None = None
    observed: float | None = None
    expected: float | None = None


class Table:
    """Units boiled down to the different rows of labels among them, as arrays.

    `categories` in their order; `coder_labels` has 1 where (row, coder, category) holds, `counts` says how many coders
    gave each category (row, category), `row_of_unit` which row each unit has.
    """

    def __init__(self, places: Places, categories: Sequence[Hashable]) -> None:
        """Take in for each unit and coder the place of the label among the categories, -1 where there is none."""
        self.coders = places.shape[1]
        self.categories = tuple(categories)
        alike = np.zeros(len(places), dtype=np.intp)
        for of_coder in places.T:
            _, alike = np.unique(alike * (len(self.categories) + 1) + of_coder + 1, return_inverse=True)
        _, first, alike = np.unique(alike, return_index=True, return_inverse=True)
        # rows in the order in which they first come: sums are then the same to the last bit, whatever sorts before what
        order = np.argsort(first)
        row_of = np.empty_like(order)
        row_of[order] = np.arange(len(order))
        self.row_of_unit = row_of[alike]
        labels = places[first[order]]
        self.coder_labels: Array = (labels[:, :, None] == np.arange(len(self.categories))).astype(float)
        self.counts: Array = self.coder_labels.sum(axis=1)

    @classmethod
    def of(cls, ratings: Ratings, categories: Sequence[Hashable] = ()) -> Table:
        """The table of these labels; `categories` is the scale in its order, to which labels not in it are added.

        Raises:
            ValueError: units have different numbers of labels.
        """
        coders = len(ratings[0]) if ratings else 0
        if any(len(labels) != coders for labels in ratings):
            raise ValueError("each unit must have one label or None for each coder")
        place: dict[Hashable, int] = {category: number for number, category in enumerate(dict.fromkeys(categories))}
        given = [[None if label != label else label for label in labels] for labels in ratings]  # noqa: PLR0124 - NaN
        found = {label for labels in given for label in labels if label is not None and label not in place}
        place |= {label: number for number, label in enumerate(_sorted(found), len(place))}
        places = [[-1 if label is None else place[label] for label in labels] for labels in given]
        return cls(np.array(places, dtype=np.intp).reshape(len(given), coders), tuple(place))

    @property
    def once(self) -> Array:
        """How many units have each row, as one line of a matrix of weights."""
        return np.bincount(self.row_of_unit, minlength=len(self.counts)).astype(float)[None, :]

    @property
    def is_paired(self) -> npt.NDArray[np.bool_]:
        """Of each unit whether two coders or more coded it."""
        paired: npt.NDArray[np.bool_] = self.counts.sum(axis=1)[self.row_of_unit] >= LEAST_UNITS
        return paired

    @property
    def overlap(self) -> int:
        """How many units were coded by two coders or more."""
        return int(self.is_paired.sum())


Chance = Callable[[Table, Array], tuple[Array, Array]]
"""Observed and expected agreement for each line of a matrix of weights (line, row of the table)."""


def _sorted(labels: set[Hashable]) -> list[Hashable]:
    try:
        return sorted(labels)  # type: ignore[type-var]
    except TypeError:
        return sorted(labels, key=repr)


# ---- observed and expected agreement, for many weightings of the units at once --------------------------------------


def percent(table: Table, weights: Array) -> tuple[Array, Array]:
    """The share of pairs of coders that agree, averaged over the units that two coders or more coded; from 0 to 1.

    With two coders the share of units on which they agree. Not corrected for chance.
    """
    return _agreeing_pairs(table, weights), np.zeros(len(weights))


def cohen(power: int = 0) -> Chance:
    """Kappa of two coders, weighted where categories have an order.

    Chance: each coder's own shares of the categories. Units that one of the two did not code are left out. A
    difference of d steps on a scale of q categories weighs as d / (q - 1) to that power; with 0 all weigh alike.

    Source: Cohen (1960); weighted, Cohen (1968).
    """

    def chance(table: Table, weights: Array) -> tuple[Array, Array]:
        number = len(table.categories)
        places = np.arange(number)
        apart = np.abs(places[:, None] - places[None, :]) / max(1, number - 1)
        alike = 1 - apart**power if power else np.eye(number)
        both = table.counts.sum(axis=1) == 2
        one, other = table.coder_labels[both, 0], table.coder_labels[both, 1]
        weights = weights[:, both]
        observed = _mean(np.einsum("rc,cd,rd->r", one, alike, other), weights)
        return observed, np.einsum("bc,cd,bd->b", _mean(one, weights), alike, _mean(other, weights))

    return chance


def fleiss(table: Table, weights: Array) -> tuple[Array, Array]:
    """Kappa of any number of coders, who need not be the same for each unit; of two coders it is Scott's pi.

    Chance: the shares of the categories over all coders together. Where units have different numbers of labels, each
    unit weighs the same in these shares, and those with one label count in them but not in the agreement (Gwet 2014).

    Source: Scott (1955), Fleiss (1971), Gwet (2014, ch. 2).
    """
    return _agreeing_pairs(table, weights), (_shares(table, weights) ** 2).sum(axis=1)


def conger(table: Table, weights: Array) -> tuple[Array, Array]:
    """Cohen's kappa for more than two coders, each with shares of the categories of their own.

    Source: Conger (1980); with missing labels, Gwet (2014, ch. 2).
    """
    own = []
    for coder in range(table.coders):
        labels = table.coder_labels[:, coder]
        coded = labels.sum(axis=1) > 0
        own.append(_mean(labels[coded], weights[:, coded]))
    shares = np.stack(own, axis=1)  # (line, coder, category)
    spread = shares.var(axis=1, ddof=1) if table.coders > 1 else np.zeros_like(shares[:, 0])
    return _agreeing_pairs(table, weights), (shares.mean(axis=1) ** 2 - spread / table.coders).sum(axis=1)


def even_chance(table: Table, weights: Array) -> tuple[Array, Array]:
    """Agreement corrected for a chance that is the same for each category.

    Source: Brennan and Prediger (1981).
    """
    return _agreeing_pairs(table, weights), np.full(len(weights), 1 / len(table.categories))


def ac1(table: Table, weights: Array) -> tuple[Array, Array]:
    """Gwet's AC1, which stays near the percent agreement where one category is rare.

    Chance: that a coder guesses, estimated from how evenly the categories are used. It depends on how many
    categories there are, so give the whole scale.

    Source: Gwet (2008); with missing labels, Gwet (2014, ch. 2).
    """
    shares = _shares(table, weights)
    others = len(table.categories) - 1
    expected = (shares * (1 - shares)).sum(axis=1) / others if others else np.ones(len(weights))
    return _agreeing_pairs(table, weights), expected


Apart = Callable[[Array, Sequence[Any]], Array]
"""How far two categories are apart, squared, as (line, category, category) or (category, category).

From how often each is paired (line, category) and the categories.
"""


def alpha(distance: Apart) -> Chance:
    """Krippendorff's alpha for any number of coders and missing labels: 1 less the disagreements.

    Units with one label are left out. Chance: the labels of all units that two coders or more coded, paired at random.
    A disagreement weighs by its distance: `_nominal` all alike; `_ordinal` by how many labels lie between; `_interval`
    by the difference, `_ratio` by the difference in proportion to the sum (labels are then numbers).

    Source: Krippendorff (2011; 2019, ch. 12).
    """

    def chance(table: Table, weights: Array) -> tuple[Array, Array]:
        number = table.counts.sum(axis=1)
        paired = number >= LEAST_UNITS
        counts, number, lines = table.counts[paired], number[paired], weights[:, paired]
        labels = lines @ counts  # how often each category is paired (line, category)
        total = labels.sum(axis=1)
        # each unit's pairs of labels of two coders, as (row, category, category)
        pairs = counts[:, :, None] * (counts[:, None, :] - np.eye(counts.shape[1])) / (number[:, None, None] - 1)
        coincidences = np.tensordot(lines, pairs, axes=1)
        by_chance = labels[:, :, None] * (labels[:, None, :] - np.eye(counts.shape[1]))
        apart = distance(labels, table.categories)
        farthest = apart.max(axis=(-2, -1), keepdims=True, initial=0)
        apart = apart / np.where(farthest > 0, farthest, 1)  # from 0 to 1
        many = total > 1
        safe = np.where(many, total, 2)
        observed = 1 - (coincidences * apart).sum(axis=(1, 2)) / safe
        expected = 1 - (by_chance * apart).sum(axis=(1, 2)) / (safe * (safe - 1))
        return np.where(many, observed, np.nan), np.where(many, expected, np.nan)

    return chance


def _nominal(labels: Array, _: Sequence[Any]) -> Array:
    return 1 - np.eye(labels.shape[1])


def _ordinal(labels: Array, _: Sequence[Any]) -> Array:
    middle = np.cumsum(labels, axis=1) - labels / 2  # the labels from one to another, of both of these half
    apart: Array = (middle[:, :, None] - middle[:, None, :]) ** 2
    return apart


def _interval(_: Array, categories: Sequence[Any]) -> Array:
    values = np.array(categories, dtype=float)
    apart: Array = (values[:, None] - values[None, :]) ** 2
    return apart


def _ratio(labels: Array, categories: Sequence[Any]) -> Array:
    values = np.array(categories, dtype=float)
    sums: Array = values[:, None] + values[None, :]
    apart: Array = _interval(labels, categories) / np.where(sums == 0, 1, sums) ** 2
    return apart


def _agreeing_pairs(table: Table, weights: Array) -> Array:
    """The share of agreeing pairs of coders, averaged over units with two labels or more; NaN without any."""
    number = table.counts.sum(axis=1)
    paired = number >= LEAST_UNITS
    counts, number = table.counts[paired], number[paired]
    alike = (counts * (counts - 1)).sum(axis=1) / (number * (number - 1))
    return _mean(alike, weights[:, paired])


def _mean(values: Array, weights: Array) -> Array:
    """The weighted mean of values (row, ...) for each line of weights; NaN where these are all 0."""
    total = weights.sum(axis=1)
    total = total.reshape(-1, *[1] * (values.ndim - 1))
    sums: Array = np.tensordot(weights, values, axes=1)
    return np.where(total > 0, sums / np.where(total > 0, total, 1), np.nan)


def _shares(table: Table, weights: Array) -> Array:
    """The share of each category (line, category), each unit with a label weighing the same."""
    number = table.counts.sum(axis=1)
    coded = number > 0
    return _mean(table.counts[coded] / number[coded, None], weights[:, coded])


# ---- by name --------------------------------------------------------------------------------------------------------

CHANCES: Mapping[str, Chance] = {
    "percent": percent,
    "cohen_kappa": cohen(),
    "weighted_kappa_linear": cohen(1),
    "weighted_kappa_quadratic": cohen(2),
    "fleiss_kappa": fleiss,
    "conger_kappa": conger,
    "krippendorff_alpha_nominal": alpha(_nominal),
    "krippendorff_alpha_ordinal": alpha(_ordinal),
    "krippendorff_alpha_interval": alpha(_interval),
    "krippendorff_alpha_ratio": alpha(_ratio),
    "gwet_ac1": ac1,
    "brennan_prediger": even_chance,
}
"""The coefficients by name, with what they take chance to be."""

_FOR_TWO = {"cohen_kappa", "weighted_kappa_linear", "weighted_kappa_quadratic"}
_OF_NUMBERS = {"krippendorff_alpha_interval", "krippendorff_alpha_ratio"}

_FITTING: Mapping[tuple[Scale, bool], str] = {
    ("nominal", True): "percent cohen_kappa krippendorff_alpha_nominal gwet_ac1 fleiss_kappa brennan_prediger",
    ("nominal", False): "percent fleiss_kappa krippendorff_alpha_nominal gwet_ac1 conger_kappa brennan_prediger",
    ("ordinal", True): "percent weighted_kappa_linear weighted_kappa_quadratic krippendorff_alpha_ordinal cohen_kappa"
    " fleiss_kappa gwet_ac1",
    ("ordinal", False): "percent fleiss_kappa krippendorff_alpha_ordinal gwet_ac1 conger_kappa",
}


def fitting(scale: Scale, coders: int) -> Sequence[str]:
    """Names of the coefficients that fit a scale and a number of coders, those for a narrow table first."""
    return _FITTING[scale, coders == 2].split()


def coefficient(name: str, ratings: Ratings, categories: Sequence[Hashable] = ()) -> Coefficient:
    """The coefficient of that name, one of CHANCES.

    Args:
        name: such as `cohen_kappa`; what it is stands with what CHANCES names.
        ratings: the units, each with a label or None for each coder.
        categories: the scale in its order; needed for weights and `ordinal` where labels do not sort so, and for
            coefficients that depend on how many categories there are.

    Raises:
        ValueError: units have different numbers of labels.
    """
    table = Table.of(ratings, categories)
    why = why_not([table], name)
    return Coefficient(None, why) if why else point(*CHANCES[name](table, table.once))


def why_not(tables: Sequence[Table], name: str) -> Why | None:
    """Why the coefficient of that name cannot be asked of these tables of the same units; None where it can."""
    overlap = max((table.overlap for table in tables), default=0)
    if overlap == 0:
        return "no_overlap"
    if name in _FOR_TWO and tables[0].coders != 2:
        return "not_two_coders"
    if name in _OF_NUMBERS and not all(isinstance(one, int | float) for one in tables[0].categories):
        return "not_numbers"
    return "one_unit" if name != "percent" and overlap < LEAST_UNITS else None


def point(observed: Array, expected: Array) -> Coefficient:
    """The coefficient of the first line of observed and expected agreement."""
    value = corrected(observed, expected)[0]
    if np.isnan(value):
        return Coefficient(None, "no_variation")
    return Coefficient(float(value), None, float(observed[0]), float(expected[0]))


def corrected(observed: Array, expected: Array) -> Array:
    """(observed - expected) / (1 - expected), NaN where chance leaves nothing to correct."""
    room = 1 - expected
    possible = np.abs(room) > _NOTHING
    return np.where(possible, (observed - expected) / np.where(possible, room, 1), np.nan)
