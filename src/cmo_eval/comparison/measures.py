"""How well a set is sufficient or necessary for an outcome: consistency, coverage, PRI and relevance.

Sums of memberships as in Ragin (2008, chapter 3) and Schneider and Wagemann (2012, chapters 5 and 9).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

import numpy as np

from cmo_eval.comparison.sets import Memberships, Sets, literal
from cmo_eval.errors import UsageError
from cmo_eval.nearest import did_you_mean

Term: TypeAlias = tuple[int | None, ...]
"""A conjunction: for each condition the value that it must have (1 present, 0 absent), or None where any will do."""


class Sufficiency(NamedTuple):
    """Of a set x for an outcome y; None where nothing is in the set by which would be divided."""

    consistency: float | None
    coverage: float | None
    pri: float | None


class Necessity(NamedTuple):
    """Of a set x for an outcome y; `ron` is its relevance: low where nearly every case is in the set."""

    consistency: float | None
    coverage: float | None
    ron: float | None


def sufficiency(x: Memberships, y: Memberships) -> Sufficiency:
    """How far cases in x are in y.

    Args:
        x: membership of each case in the set.
        y: membership of each case in the outcome.
    """
    both = float(np.minimum(x, y).sum())
    ambiguous = float(np.minimum(np.minimum(x, y), 1 - y).sum())
    inside = float(x.sum())
    return Sufficiency(ratio(both, inside), ratio(both, float(y.sum())), ratio(both - ambiguous, inside - ambiguous))


def necessity(x: Memberships, y: Memberships) -> Necessity:
    """How far cases in y are in x; relevance as in Schneider and Wagemann (2012, 236).

    Args:
        x: membership of each case in the set.
        y: membership of each case in the outcome.
    """
    both = np.minimum(x, y)
    inside = float(both.sum())
    return Necessity(
        ratio(inside, float(y.sum())),
        ratio(inside, float(x.sum())),
        ratio(float((1 - x).sum()), float((1 - both).sum())),
    )


def ratio(part: float, whole: float) -> float | None:
    """The part of the whole, None where there is no whole; what is left of rounding is nothing."""
    return min(1.0, max(0.0, part / whole)) if whole > 1e-12 else None


def of_value(sets: Sets, place: int, value: int) -> Memberships:
    """Membership of each case in one value of the condition at a place."""
    column: Memberships = sets.memberships[:, place]
    if sets.levels[place] > 2:
        return np.where(column == value, 1.0, 0.0)
    return column if value else np.subtract(1.0, column)


def of_term(sets: Sets, term: Term) -> Memberships:
    """Membership of each case in a conjunction: the least of its parts."""
    parts = [of_value(sets, place, value) for place, value in enumerate(term) if value is not None]
    return np.minimum.reduce(parts) if parts else np.ones(len(sets.cases))


def of_model(sets: Sets, terms: Sequence[Term]) -> Memberships:
    """Membership of each case in a disjunction of terms: the most of them."""
    return np.maximum.reduce([of_term(sets, term) for term in terms]) if terms else np.zeros(len(sets.cases))


def literal_name(sets: Sets, place: int, value: int) -> str:
    """A value of a condition as it is written: `A`, `~A` or `A{2}`."""
    name = sets.conditions[place]
    return f"{name}{{{value}}}" if sets.levels[place] > 2 else name if value else f"~{name}"


def term_name(sets: Sets, term: Term) -> str:
    """A conjunction as it is written: `A*~B`; `1` where it asks for nothing."""
    parts = (literal_name(sets, place, value) for place, value in enumerate(term) if value is not None)
    return "*".join(parts) or "1"


def term_of(sets: Sets, text: str) -> Term:
    """A conjunction from how it is written: `A*~B`, `A{2}*B`.

    Raises:
        UsageError: it names no condition, one twice, or a value that the condition has not.
    """
    found: list[int | None] = [None] * len(sets.conditions)
    for part in text.split("*"):
        one = literal(part)
        if one.name not in sets.conditions:
            hint = did_you_mean(one.name, sets.conditions) or f"the conditions are {', '.join(sets.conditions)}"
            raise UsageError(f"{one.name} is no condition of this comparison", hint)
        place = sets.conditions.index(one.name)
        if found[place] is not None:
            raise UsageError(f"{one.name} stands twice in '{text.strip()}'", "a term has one value of each condition")
        several = sets.levels[place] > 2
        if several != bool(one.values) or len(one.values) > 1 or any(v >= sets.levels[place] for v in one.values):
            values = f"one of its values, {one.name}{{0}} to {one.name}{{{sets.levels[place] - 1}}}"
            raise UsageError(
                f"'{part.strip()}' cannot be in a term", f"write {values if several else f'{one.name} or ~{one.name}'}"
            )
        found[place] = one.values[0] if several else int(not one.negated)
    return tuple(found)
