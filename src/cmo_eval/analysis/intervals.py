"""Coefficients with intervals: units drawn again at random, always in the same way; knows arrays, no evaluation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from cmo_eval.analysis.coefficients import CHANCES, LEAST_UNITS, Array, Coefficient, Table, corrected

RESAMPLES = 2000
"""How often units are drawn again."""
SEED = 1
"""Where drawing at random begins."""
CONFIDENCE = 0.95
"""The share of the resamples that an interval holds."""
LEAST_COMPUTABLE = 0.95
"""The share of the resamples in which a coefficient must be computable for it to have an interval."""

NoInterval = Literal["not_computable", "all_agree", "seldom_computable"]
NO_INTERVAL: Mapping[NoInterval, str] = {
    "not_computable": "there is no coefficient",
    "all_agree": "all agree everywhere, so drawing units again can show no uncertainty",
    "seldom_computable": "too many resamples have no variation",
}
"""Why there is no interval, in words."""

_AT_ONCE = 4_000_000  # draws that are held in memory together
_EXACT = 2**24  # numbers of units below this are whole numbers in half the memory too

Times = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Measured:
    """A coefficient by its name with an interval, or why there is none of either.

    `low` and `high` are percentiles of the coefficient over `resamples` draws of the units, as many as there are, with
    replacement (percentile bootstrap; Efron and Tibshirani 1993, ch. 13; for kappa, Hale and Fleiss 1993).
    """

    name: str
    coefficient: Coefficient
    low: float | None = None
    high: float | None = None
    no_interval: NoInterval | None = None
    resamples: int = RESAMPLES

    @property
    def value(self) -> float | None:
        """The coefficient; None where it is not computable."""
        return self.coefficient.value


@dataclass(frozen=True)
class Question:
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


def measured(questions: Sequence[Question], *, resamples: int = RESAMPLES, seed: int = SEED) -> list[list[Measured]]:
    """For each question its coefficients with their intervals; all questions are about the same units.

    The same units in the same order give the same intervals, whatever else is asked. Of percent agreement `percent`
    the interval is made in the same way.
    """
    tables = list({id(table): table for question in questions for table in question.tables}.values())
    whole = _Drawn({id(table): table.once for table in tables})
    points = [[_point(question, name, whole) for name in question.names] for question in questions]
    values: list[list[list[Array]]] = [[[] for _ in question.names] for question in questions]
    for times in _draws(max((len(table.row_of_unit) for table in tables), default=0), resamples, seed):
        drawn = _Drawn(_weights(tables, times))
        for question, found, lines in zip(questions, values, points, strict=True):
            for name, line, point in zip(question.names, found, lines, strict=True):
                if _no_interval(point) is None:
                    line.append(corrected(*drawn.pooled(question.tables, name)))
    return [
        [
            _with_interval(name, point, line, resamples)
            for name, point, line in zip(question.names, lines, found, strict=True)
        ]
        for question, lines, found in zip(questions, points, values, strict=True)
    ]


class _Drawn:
    """How often each row of each table is drawn, and what follows: of a table that is asked about twice found once."""

    def __init__(self, weights: Mapping[int, Array]) -> None:
        self._weights = weights
        self._found: dict[tuple[int, str], tuple[Array, Array]] = {}

    def pooled(self, tables: Sequence[Table], name: str) -> tuple[Array, Array]:
        """Observed and expected agreement, averaged over the tables, for each line of weights."""
        found = [self._of(table, name) for table in tables]
        return np.mean([one for one, _ in found], axis=0), np.mean([other for _, other in found], axis=0)

    def _of(self, table: Table, name: str) -> tuple[Array, Array]:
        key = (id(table), name)
        if key not in self._found:
            self._found[key] = CHANCES[name](table, self._weights[id(table)])
        return self._found[key]


def _point(question: Question, name: str, whole: _Drawn) -> Coefficient:
    overlap = question.overlap
    if overlap == 0:
        return Coefficient(None, "no_overlap")
    if name != "percent" and overlap < LEAST_UNITS:
        return Coefficient(None, "one_unit")
    observed, expected = whole.pooled(question.tables, name)
    value = corrected(observed, expected)[0]
    if np.isnan(value):
        return Coefficient(None, "no_variation")
    return Coefficient(float(value), None, float(observed[0]), float(expected[0]))


def _draws(units: int, resamples: int, seed: int) -> Iterator[Times]:
    """How often each unit is drawn, as (resample, unit), some resamples at a time."""
    if units == 0:
        return
    # the legacy generator: its numbers stay the same with every version of numpy, so that intervals do
    random = np.random.RandomState(seed)
    at_once = max(1, min(resamples, _AT_ONCE // units))
    for first in range(0, resamples, at_once):
        lines = min(at_once, resamples - first)
        times = np.empty((lines, units), dtype=np.float32 if units < _EXACT else np.float64)
        for line, drawn in zip(times, random.randint(0, units, size=(lines, units), dtype=np.int64), strict=True):
            line[:] = np.bincount(drawn, minlength=units)  # one by one: what is counted stays near the processor
        yield times


def _weights(tables: Sequence[Table], times: Times) -> dict[int, Array]:
    """How often each row of each table is drawn, as (resample, row): one product for all tables together."""
    ends = np.cumsum([len(table.counts) for table in tables])
    has_row = np.zeros((times.shape[1], ends[-1]), dtype=times.dtype)
    for table, end in zip(tables, ends, strict=True):
        has_row[np.arange(len(table.row_of_unit)), end - len(table.counts) + table.row_of_unit] = 1
    weights = times @ has_row
    return {
        id(table): np.ascontiguousarray(weights[:, end - len(table.counts) : end], dtype=float)
        for table, end in zip(tables, ends, strict=True)
    }


def _no_interval(point: Coefficient) -> NoInterval | None:
    if point.value is None:
        return "not_computable"
    return "all_agree" if point.observed is not None and point.observed >= 1 else None


def _with_interval(name: str, point: Coefficient, lines: Sequence[Array], resamples: int) -> Measured:
    why = _no_interval(point)
    if why is not None:
        return Measured(name, point, no_interval=why, resamples=resamples)
    values = np.concatenate(lines)
    values = values[~np.isnan(values)]
    if len(values) < LEAST_COMPUTABLE * resamples:
        return Measured(name, point, no_interval="seldom_computable", resamples=resamples)
    low, high = np.quantile(values, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return Measured(name, point, float(low), float(high), resamples=resamples)
