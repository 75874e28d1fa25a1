"""How sure a coefficient of agreement is: what it would be without one source, or one citation; on plain labels.

Citations of one source are alike: a talk that is hard to code is hard throughout. So an interval is as wide as the
coefficient differs without one source in turn (jackknife), times Student's t, and never narrower than without one
citation in turn. docs/agreement.md has how often such intervals hold the truth, by simulation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import atanh, cos, exp, floor, inf, log, pi, sin, sqrt, tan, tanh
from typing import Literal

import numpy as np

from cmo_eval.analysis.coefficients import (
    CHANCES,
    LEAST_UNITS,
    Array,
    Coefficient,
    Places,
    Table,
    corrected,
    point,
    why_not,
)
from cmo_eval.deferred import dataclass

NoInterval = Literal["not_computable", "rests_on_one", "no_spread", "one_text"]
NO_INTERVAL: Mapping[NoInterval, str] = {
    "not_computable": "there is no coefficient",
    "rests_on_one": "without one of the sources, or of the citations, all give the same answer everywhere",
    "no_spread": "it is the same without any source and any citation",
    "one_text": "how boundaries differ in one text says nothing of others",
}
"""Why there is no interval, in words."""

CONFIDENCE = 0.95
"""How often an interval is to hold what all sources like these would give."""
ALIKE = 0.05
"""How much citations of one source are taken to be alike (intraclass correlation) where nothing shows it."""

_SURE = 1 - 1e-9
_NOTHING = 1e-9  # what is less comes of rounding, as where one coder always gives the same answer and kappa is always 0


@dataclass(frozen=True, slots=True)
class Measured:
    """A coefficient by its name with an interval, or why there is none of either.

    `low` and `high` are those of `interval`; where all agree `low` is that of `lower_bound` and `high` the value.
    """

    name: str
    coefficient: Coefficient
    low: float | None = None
    high: float | None = None
    no_interval: NoInterval | None = None

    @property
    def value(self) -> float | None:
        """The coefficient; None where it is not computable."""
        return self.coefficient.value


@dataclass(frozen=True)
class Measurement:
    """What is to be measured: the same units coded for one item or more, by these coefficients.

    Of several items, such as codes that apply or not, observed agreement and that of chance are averaged before the
    one is corrected for the other (pooled kappa; De Vries, Elliott, Kanouse and Teleki 2008; the other coefficients
    in the same manner).
    """

    tables: Sequence[Table]
    names: Sequence[str]

    @property
    def overlap(self) -> int:
        """How many units were coded by two coders or more, for any of the items."""
        return max((table.overlap for table in self.tables), default=0)


def measured(questions: Sequence[Measurement], sources: Places | None = None) -> list[list[Measured]]:
    """For each question its coefficients with their intervals; all questions are about the same units.

    Args:
        questions: what is measured.
        sources: the number of the source of each unit, from 0; None where all are of one.
    """
    units = max((len(table.row_of_unit) for question in questions for table in question.tables), default=0)
    without = _Without(np.zeros(units, dtype=np.intp) if sources is None else sources)
    return [[_measured(question, name, without) for name in question.names] for question in questions]


class _Without:
    """Agreement in a table as it is, without each source and without each unit; what is asked twice is found once."""

    def __init__(self, sources: Places) -> None:
        self.sources, self.number = sources, int(sources.max(initial=-1)) + 1
        self._found: dict[tuple[int, str], tuple[Array, Array]] = {}

    def pooled(self, tables: Sequence[Table], name: str) -> tuple[Array, Array]:
        """Observed and expected agreement, averaged over the tables: of all, without a source each, a unit each."""
        found = [self._of(table, name) for table in tables]
        return np.mean([one for one, _ in found], axis=0), np.mean([other for _, other in found], axis=0)

    def _of(self, table: Table, name: str) -> tuple[Array, Array]:
        key = (id(table), name)
        if key not in self._found:
            rows, once = len(table.counts), table.once
            of_source = np.zeros((self.number, rows))
            np.add.at(of_source, (self.sources, table.row_of_unit), 1)
            lines = np.concatenate([once, once - of_source, once - np.eye(rows)])
            observed, expected = CHANCES[name](table, lines)
            line = np.concatenate([np.arange(1 + self.number), 1 + self.number + table.row_of_unit])
            self._found[key] = observed[line], expected[line]
        return self._found[key]


def _measured(question: Measurement, name: str, without: _Without) -> Measured:
    """A coefficient with its interval, where there can be one."""
    why = why_not(question.tables, name)
    if why is not None:
        return Measured(name, Coefficient(None, why), no_interval="not_computable")
    observed, expected = without.pooled(question.tables, name)
    found = point(observed, expected)
    if found.value is None:
        return Measured(name, found, no_interval="not_computable")
    paired = np.any([table.is_paired for table in question.tables], axis=0)
    sizes = np.bincount(without.sources[paired], minlength=without.number)
    values, sources = corrected(observed, expected), sizes > 0
    left_out = [(values[1 + without.number :][paired], np.ones(int(paired.sum()), dtype=np.intp))]
    if sources.sum() > 1:
        left_out.append((values[1 : 1 + without.number][sources], sizes[sources]))
    return interval(name, found, left_out, sizes[sources])


def interval(
    name: str, found: Coefficient, left_out: Sequence[tuple[Array, Places]], units: Places | None = None
) -> Measured:
    """A coefficient with from where to where it may be expected in sources like these, or why that cannot be said.

    The standard error is that of the jackknife (Tukey 1958; over sources, Rust and Rao 1996). It is multiplied by
    Student's t, with as many degrees of freedom as there are sources less one, where sources of unequal size count for
    fewer (Kish 1965); and taken from and added to the coefficient on Fisher's scale (1915, atanh), which keeps it below
    1. Of several jackknives the widest counts.

    Args:
        name: the coefficient's.
        found: the coefficient, with `value`.
        left_out: for each jackknife what the coefficient is without one of its parts in turn, and how large these are.
        units: how many units each source has, for the lower bound where all agree; None for no such bound.
    """
    value, observed, expected = found.value, found.observed, found.expected
    assert value is not None and observed is not None and expected is not None  # noqa: S101, PT018 - it has a value
    least = 0.0 if name == "percent" else -1.0
    if observed >= _SURE and units is not None:
        return Measured(name, found, max(least, (lower_bound(units) - expected) / (1 - expected)), value)
    half = max((_half(value, without, sizes) for without, sizes in left_out), default=inf)
    room = 1 - value**2
    if half == inf:
        return Measured(name, found, no_interval="rests_on_one")
    if half < _NOTHING or room <= 0:
        return Measured(name, found, no_interval="no_spread")
    middle = atanh(value)
    return Measured(name, found, max(least, tanh(middle - half / room)), tanh(middle + half / room))


def lower_bound(sizes: Places) -> float:
    """The least share of agreement by which so many units would all agree as often as one time in twenty.

    One-sided; of n independent units 0.05 to the power 1/n (the rule of three; Hanley and Lippman-Hand 1983). Units of
    one source are alike, and count for fewer: n / (1 + (m - 1) ALIKE) with m of them in a source (Kish 1965).
    """
    units = float(sizes.sum())
    each = float((sizes**2).sum()) / units
    alike = 1 + (each - 1) * ALIKE if len(sizes) > 1 else 1
    return float((1 - CONFIDENCE) ** (alike / units))


def _half(value: float, without: Array, sizes: Places) -> float:
    """Half of an interval by leaving out one in turn; infinite where without one of them there is no coefficient."""
    number = len(without)
    if number < LEAST_UNITS or np.isnan(without).any():
        return inf
    error = sqrt((number - 1) / number * float(((without - value) ** 2).sum()))
    as_if_equal = float(sizes.sum()) ** 2 / float((sizes**2).sum())
    return student(as_if_equal - 1) * error


def student(freedom: float) -> float:
    """Student's t between whose minus and plus the share CONFIDENCE lies, at least one degree of freedom.

    Between whole degrees by its logarithm, in 1 / freedom.
    """
    freedom = max(1.0, freedom)
    below = floor(freedom)
    if below == freedom:
        return _student(below)
    part = (1 / below - 1 / freedom) / (1 / below - 1 / (below + 1))
    return exp((1 - part) * log(_student(below)) + part * log(_student(below + 1)))


@lru_cache(maxsize=1024)
def _student(freedom: int) -> float:
    """By halving, on the finite sums of Abramowitz and Stegun (1972, 26.7.3 and 26.7.4)."""
    low, high = 0.0, pi / 2
    for _ in range(60):
        angle = (low + high) / 2
        term, total, odd = (cos(angle), 0.0, True) if freedom % 2 else (1.0, 0.0, False)
        for step in range(1 if odd else 0, freedom - 1, 2):
            total += term
            term *= cos(angle) ** 2 * (step + 1) / (step + 2)
        inside = 2 / pi * (angle + sin(angle) * total) if odd else sin(angle) * total
        low, high = (angle, high) if inside < CONFIDENCE else (low, angle)
    return sqrt(freedom) * tan(low)
