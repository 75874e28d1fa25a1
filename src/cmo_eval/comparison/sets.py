"""Cases by conditions as sets: what a table holds, how its values become memberships, and what is wrong with them.

Direct calibration is that of Ragin (2008, Redesigning Social Inquiry, chapter 5): a logistic function of the log odds,
with a slope of its own on each side of the crossover.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from cmo_eval.deferred import dataclass, expression
from cmo_eval.errors import UsageError
from cmo_eval.messages import Phrase, label, phrase
from cmo_eval.nearest import did_you_mean

MOST_CONDITIONS = 15
MOST_LEVELS = 10
"""Values that a condition with more than two can have, counted from 0."""
FULL = 0.95
"""Membership at the anchor for full membership; at the one for none it is 1 less this."""

Value: TypeAlias = float | str | None
Memberships: TypeAlias = NDArray[np.float64]

_NAME = expression(r"[^\s~*+{}(),=<>-][^~*+{}(),=<>]*")
_LITERAL = expression(r"(~?)\s*([^~{}]+?)\s*(?:\{\s*(\d+(?:\s*,\s*\d+)*)\s*\})?")


@dataclass(frozen=True, slots=True)
class Table:
    """Cases with a value in each column: a number, words of a scale, or None where it is not known.

    `lacking` says by case and column why there is none, where that is known: it was not found out, or cannot be asked.
    """

    cases: tuple[str, ...]
    columns: Mapping[str, tuple[Value, ...]]
    lacking: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def only(self, keep: Sequence[int]) -> Table:
        """The same with only the cases at these places."""
        columns = {name: tuple(values[place] for place in keep) for name, values in self.columns.items()}
        return replace(self, cases=tuple(self.cases[place] for place in keep), columns=columns)


@dataclass(frozen=True, slots=True)
class Anchors:
    """Values at which a case is fully out of a set (.05), neither in nor out (.5), and fully in (.95)."""

    out: float
    cross: float
    into: float

    def __post_init__(self) -> None:
        numbers = (self.out, self.cross, self.into)
        rises, falls = self.out < self.cross < self.into, self.out > self.cross > self.into
        if not all(map(math.isfinite, numbers)) or not (rises or falls):
            raise UsageError(
                f"the anchors {', '.join(f'{one:g}' for one in numbers)} neither rise nor fall",
                "give the values for fully out, the crossover and fully in, such as 10,30,60",
            )

    def membership(self, value: float) -> float:
        """How far a case with this value is in the set, between 0 and 1."""
        side = self.into if (value > self.cross) == (self.into > self.cross) else self.out
        slope = math.log(FULL / (1 - FULL)) / abs(side - self.cross)
        odds = slope * (value - self.cross) * (1 if self.into > self.out else -1)
        return 1 / (1 + math.exp(-odds)) if odds > -700 else 0.0


@dataclass(frozen=True, slots=True)
class Threshold:
    """The least value with which a case is in a crisp set."""

    least: float

    def membership(self, value: float) -> float:
        """1 from the threshold on, else 0."""
        return 1.0 if value >= self.least else 0.0


Scale: TypeAlias = Mapping[str, float]
"""Membership by the words of a scale."""
Calibration: TypeAlias = Anchors | Threshold | Scale


@dataclass(frozen=True, slots=True)
class Literal:
    """A set by its name: a condition's presence (`A`), absence (`~A`), or one or more of its values (`A{1,2}`)."""

    name: str
    negated: bool = False
    values: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sets:
    """Cases with their membership in conditions and in the outcome.

    `memberships` is cases x conditions: between 0 and 1, or for a condition of `levels` above 2 its value. `outcome`
    has a membership for each case. `left_out` names the cases without a value and the columns in which it lacks,
    `lacking` says why, by a key of `messages`.
    """

    cases: tuple[str, ...]
    conditions: tuple[str, ...]
    levels: tuple[int, ...]
    memberships: Memberships
    outcome: Memberships
    outcome_name: str
    left_out: Mapping[str, tuple[str, ...]]
    lacking: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def only(self, keep: Sequence[int]) -> Sets:
        """The same with only the cases at these places."""
        cases = tuple(self.cases[place] for place in keep)
        rows = list(keep)
        return replace(self, cases=cases, memberships=self.memberships[rows], outcome=self.outcome[rows])

    def without(self, condition: int) -> Sets:
        """The same without the condition at this place."""
        keep = [place for place in range(len(self.conditions)) if place != condition]
        return replace(
            self,
            conditions=tuple(self.conditions[place] for place in keep),
            levels=tuple(self.levels[place] for place in keep),
            memberships=self.memberships[:, keep],
        )

    def fuzzy(self) -> bool:
        """Whether any case is partly in a set."""
        values = (self.memberships, self.outcome)
        return any(bool(np.any(one != np.round(one))) for one in values)

    def tells_apart(self, place: int) -> bool:
        """Whether the condition at a place is not the same in every case."""
        column = self.memberships[:, place]
        if self.levels[place] > 2:
            return bool(np.any(column != column[0]))
        return not (np.all(column > 0.5) or np.all(column < 0.5))

    def notes(self, language: str = "en") -> list[str]:
        """What a reader should know of the sets before any result."""
        return [one.say(language) for one in self._notes(language)]

    def _notes(self, language: str) -> Iterator[Phrase]:
        for case in self.left_out:
            yield phrase("solving.left_out", case=case, what=self._lacks(case, language))
        if not self.cases:
            return
        for place, name in enumerate(self.conditions):
            first = self.memberships[0, place]
            several = self.levels[place] > 2
            if several:
                yield phrase("solving.values", name=name, most=self.levels[place] - 1)
            if not self.tells_apart(place):
                where = "is" if several else "in" if first > 0.5 else "out"
                yield phrase(f"solving.every_{where}", name=f"{name}{{{int(first)}}}" if several else name)
        between = [f"{case}: {', '.join(names)}" for case, names in self._at_crossover().items()]
        if between:
            yield phrase("solving.crossover", cases="; ".join(between))

    def _lacks(self, case: str, language: str) -> str:
        """The columns in which a case has no value, each with why where that is known."""
        whys = [(name, self.lacking.get((case, name))) for name in self.left_out[case]]
        return ", ".join(f"{name} ({label(why, language)})" if why else name for name, why in whys)

    def _at_crossover(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for row, column in np.argwhere(self.memberships == 0.5):
            found.setdefault(self.cases[row], []).append(self.conditions[column])
        return found


def literal(text: str) -> Literal:
    """A set as it is written: `A`, `~A`, `A{1}` or `A{1,2}`.

    Raises:
        UsageError: it is not written so.
    """
    found = _LITERAL.fullmatch(text.strip())
    if found is None or (found[1] and found[3]):
        raise UsageError(
            f"'{text}' is no set", "write NAME, ~NAME where it is absent, or NAME{2} for one of its values"
        )
    values = tuple(sorted({int(one) for one in found[3].split(",")})) if found[3] else ()
    return Literal(found[2], bool(found[1]), values)


def calibrated(table: Table, calibrations: Mapping[str, Calibration]) -> Table:
    """The table with the values of these columns as memberships; others stay.

    Raises:
        UsageError: there is no such column, or a value cannot be placed; with its case.
    """
    columns = dict(table.columns)
    for name, how in calibrations.items():
        _known(name, table)
        columns[name] = tuple(
            _membership(value, how, f"{name} of {case}") for case, value in zip(table.cases, columns[name], strict=True)
        )
    return replace(table, columns=columns)


def _membership(value: Value, how: Calibration, where: str) -> float | None:
    if value is None:
        return None
    if isinstance(how, Anchors | Threshold):
        if isinstance(value, str):
            raise UsageError(f"{where} is '{value[:40]}', and anchors need a number", "give a scale for words")
        return how.membership(value)
    word = value if isinstance(value, str) else f"{value:g}"
    by_word = {one.casefold(): membership for one, membership in how.items()}
    if word.casefold() not in by_word:
        raise UsageError(f"{where} is '{word[:40]}', which its scale does not have", f"it has {', '.join(how)}")
    return by_word[word.casefold()]


def sets_of(table: Table, outcome: str, conditions: Sequence[str]) -> Sets:
    """The cases of a table as sets; those without a value are left out and named.

    A column of whole numbers of which one is above 1 has several values; all others are crisp or fuzzy.

    Args:
        table: calibrated.
        outcome: its name, `~NAME` for its absence, or `NAME{2}` for one of its values.
        conditions: their names, at most `MOST_CONDITIONS`.

    Raises:
        UsageError: there are too many conditions or none, one is there twice or not in the table, a value lies outside
            0..1, or no case has all values.
    """
    wanted = literal(outcome)
    conditions_may_be(conditions, wanted.name)
    for name in (wanted.name, *conditions):
        _known(name, table)
    names = (*conditions, wanted.name)
    lacking = {
        case: tuple(name for name in names if table.columns[name][place] is None)
        for place, case in enumerate(table.cases)
    }
    left_out = {case: missing for case, missing in lacking.items() if missing}
    table = table.only([place for place, case in enumerate(table.cases) if case not in left_out])
    if not table.cases:
        why = "; ".join(f"{case} has none for {', '.join(names)}" for case, names in [*left_out.items()][:3])
        raise UsageError(
            "no case has a value for each of them", why if left_out else "give the table a row for each case"
        )
    columns = [_numbers(table, name) for name in names]
    levels = [_levels(table, name, column) for name, column in zip(names, columns, strict=True)]
    return Sets(
        table.cases,
        tuple(conditions),
        tuple(levels[:-1]),
        np.array(columns[:-1], dtype=float).T.reshape(len(table.cases), len(conditions)),
        _outcome(wanted, np.array(columns[-1], dtype=float), levels[-1]),
        outcome.strip(),
        left_out,
        table.lacking,
    )


def conditions_may_be(conditions: Sequence[str], outcome: str) -> None:
    """Let conditions through that can be compared.

    Raises:
        UsageError: there are too many or none, or a name is there twice, is the outcome's, or cannot be one.
    """
    if not conditions:
        raise UsageError("no conditions are named", "name some, such as --conditions A,B,C")
    if len(conditions) > MOST_CONDITIONS:
        raise UsageError(
            f"{len(conditions)} conditions are too many: at most {MOST_CONDITIONS}",
            f"{len(conditions)} conditions make {2 ** len(conditions):,} rows, nearly all without a case: choose those "
            "that the theory names, or join several into one",
        )
    for name in conditions:
        if _NAME.fullmatch(name) is None:
            raise UsageError(f"'{name}' cannot be the name of a condition", "name the column without ~ * + { } ( ) , =")
        if name == outcome:
            raise UsageError(f"{name} is the outcome and a condition", "leave it out of the conditions")
        if conditions.count(name) > 1:
            raise UsageError(f"{name} is named twice", "name each condition once")


def _known(name: str, table: Table) -> None:
    if name not in table.columns:
        hint = did_you_mean(name, table.columns)
        raise UsageError(f"there is no column {name}", hint or f"there are {', '.join(table.columns)}")


def _numbers(table: Table, name: str) -> list[float]:
    found = []
    for case, value in zip(table.cases, table.columns[name], strict=True):
        if isinstance(value, str):
            raise UsageError(
                f"{name} of {case} is '{value[:40]}', which is no number",
                f"say what its words mean: --scale {name}=yes:1,partly:0.5,no:0",
            )
        if value is None or not math.isfinite(value):
            raise UsageError(f"{name} of {case} is no finite number", "give it a number, or leave the cell empty")
        found.append(float(value))
    return found


def _levels(table: Table, name: str, column: Sequence[float]) -> int:
    """How many values a column has: 2 where it is crisp or fuzzy."""
    whole = all(value == int(value) for value in column)
    top = MOST_LEVELS - 1 if whole else 1
    for case, value in zip(table.cases, column, strict=True):
        if not 0 <= value <= top:
            raise UsageError(
                f"{name} of {case} is {value:g}, outside 0..1",
                f"calibrate it by three anchors (--calibrate {name}=OUT,CROSS,IN) or one threshold, or mend the table",
            )
    return max(2, int(max(column)) + 1) if whole else 2


def _outcome(wanted: Literal, column: Memberships, levels: int) -> Memberships:
    if wanted.values:
        return np.isin(column, wanted.values).astype(float)
    if levels > 2:
        raise UsageError(
            f"the outcome {wanted.name} has {levels} values",
            f"say which is to be explained: --outcome {wanted.name}{{1}}",
        )
    return 1 - column if wanted.negated else column
