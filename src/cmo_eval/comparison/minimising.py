"""Minimisation: all prime implicants, and all models with the fewest terms.

A conjunction of some of a row's values is free of negative rows when it holds, for each of them, a condition in which
the row differs from it; prime implicants are the minimal ones, the minimal transversals of those sets of conditions
(Baumgartner and Thiem 2017; Dușa 2019, chapter 8, reaches the same ones by other ways). With at most fifteen
conditions, all 2**15 sets of conditions that a row may be freed of are looked at together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import prod

import numpy as np
from numpy.typing import NDArray

from cmo_eval.comparison.measures import Term
from cmo_eval.comparison.truth import Config
from cmo_eval.errors import CmoEvalError

MOST_MODELS = 100_000
"""Models beyond which they are counted where they can be, and no longer put in order."""
MOST_STEPS = 1_000_000
"""Choices of a term after which a search for covers ends: half a minute of work."""


@dataclass(frozen=True, slots=True)
class Covers:
    """The models with the fewest terms: the first ones in their order, and how many there are.

    Models with fewer literals come first, and of those the ones whose terms come first; a term comes before another
    when it has fewer literals, or else at the first condition in which they differ asks for the higher value, and
    for nothing last. `exact` is False where the search was ended, and there are more.
    """

    models: tuple[tuple[Term, ...], ...]
    count: int
    exact: bool = True


# ---- prime implicants -----------------------------------------------------------------------------------------------


def primes_without(positives: Sequence[Config], negatives: Sequence[Config]) -> list[Term]:
    """The shortest terms that each hold for a positive combination and for no negative one.

    Args:
        positives: combinations with the outcome.
        negatives: those without it; whatever is neither may be covered.
    """
    others = np.array(negatives, dtype=np.int16)
    found: set[Term] = set()
    for one in positives:
        number = len(one)
        bad = np.zeros(1 << number, dtype=bool)
        if len(others):
            bad[_differences(others, one)] = True
        _summed(bad, number)
        found |= _freed(one, range(number), ~bad)
    return sorted(found, key=order)


def primes_within(positives: Sequence[Config], allowed: Collection[Config], levels: Sequence[int]) -> list[Term]:
    """The shortest terms that each hold for a positive combination and for allowed ones only.

    Args:
        positives: combinations with the outcome.
        allowed: those that may be covered, the positive ones among them.
        levels: how many values each condition has.
    """
    others = np.array(sorted(allowed), dtype=np.int16)
    found: set[Term] = set()
    for one in positives:
        masks = _differences(others, one)
        # a condition can be freed only if the row stays allowed with each other value of it
        loose = [place for place in range(len(one)) if int((masks == 1 << place).sum()) == levels[place] - 1]
        within = masks[(masks & ~sum(1 << place for place in loose)) == 0]
        packed = np.zeros(len(within), dtype=np.int64)
        for bit, place in enumerate(loose):
            packed |= ((within >> place) & 1) << bit
        counts = np.bincount(packed, minlength=1 << len(loose))
        _summed(counts, len(loose))
        whole = np.ones(1, dtype=np.int64)
        for place in loose:
            whole = np.concatenate([whole, whole * levels[place]])
        found |= _freed(one, loose, counts == whole)
    return sorted(found, key=order)


def _differences(others: NDArray[np.int16], one: Config) -> NDArray[np.int64]:
    """For each of the others, the conditions in which it differs, as bits."""
    bits = (1 << np.arange(len(one))).astype(np.int64)
    differ: NDArray[np.int64] = (others != np.array(one, dtype=np.int16)) @ bits
    return differ


def _summed(values: NDArray[np.bool_] | NDArray[np.int64], bits: int) -> None:
    """Add to the value of each set of bits, in place, the values of all its subsets (for truths: whether any is)."""
    for bit in range(bits):
        halves = values.reshape(-1, 2, 1 << bit)
        halves[:, 1] += halves[:, 0]


def _freed(one: Config, places: Sequence[int], valid: NDArray[np.bool_]) -> set[Term]:
    """The terms left of a row by the largest sets of conditions that it may be freed of."""
    largest = valid.copy()
    for bit in range(len(places)):
        halves, below = largest.reshape(-1, 2, 1 << bit), valid.reshape(-1, 2, 1 << bit)
        halves[:, 0] &= ~below[:, 1]
    found = set()
    for mask in np.flatnonzero(largest).tolist():
        freed = {place for bit, place in enumerate(places) if mask >> bit & 1}
        found.add(tuple(None if place in freed else value for place, value in enumerate(one)))
    return found


@lru_cache(maxsize=1 << 16)
def order(term: Term) -> tuple[int, tuple[int, ...]]:
    """What terms are put in order by."""
    return sum(one is not None for one in term), tuple(1 if one is None else -one for one in term)


def covers(term: Term, config: Config) -> bool:
    """Whether a combination is one of those that the term asks for."""
    return all(wanted is None or wanted == value for wanted, value in zip(term, config, strict=True))


def covered(term: Term, levels: Sequence[int]) -> Iterable[Config]:
    """All combinations that the term asks for."""
    return product(*(range(level) if one is None else (one,) for one, level in zip(term, levels, strict=True)))


# ---- models ---------------------------------------------------------------------------------------------------------


def minimum_covers(positives: Sequence[Config], primes: Sequence[Term], most: int = MOST_MODELS) -> Covers:
    """All ways to cover each positive combination with the fewest terms, by branch and bound.

    Args:
        positives: combinations with the outcome.
        primes: the terms to choose from; those that cover the same rows are counted without being searched apart.
        most: choices of sets of rows after which the search ends.

    Raises:
        CmoEvalError: no cover was found within `MOST_STEPS`.
    """
    if not positives:
        return Covers((), 0)
    by_rows: dict[int, list[Term]] = {}
    for term in sorted(primes, key=order):
        rows = sum(1 << place for place, config in enumerate(positives) if covers(term, config))
        by_rows.setdefault(rows, []).append(term)
    search = _Search(list(by_rows), (1 << len(positives)) - 1)
    first = search.smallest()
    chosen = search.every(len(first), most) or [first]
    count = sum(prod(len(by_rows[rows]) for rows in one) for one in chosen)
    models: list[tuple[Term, ...]] = []
    for one in chosen:
        for terms in product(*(by_rows[rows] for rows in one)):
            models.append(tuple(sorted(terms, key=order)))
            if len(models) >= most:
                break
        if len(models) >= most:
            break
    models.sort(key=lambda model: (sum(order(term)[0] for term in model), [order(term) for term in model]))
    return Covers(tuple(models), count, len(chosen) < most and not search.ended)


class _Search:
    """Sets of rows as bits, of which the fewest are wanted that together have all rows."""

    def __init__(self, sets: Sequence[int], whole: int) -> None:
        self.sets, self.whole, self.steps, self.ended = sets, whole, 0, False
        self.holding = [[one for one in sets if one >> row & 1] for row in range(whole.bit_length())]
        for held in self.holding:
            held.sort(key=int.bit_count, reverse=True)
        # rows that share a set with this one: two rows of which neither meets the other need two sets
        self.met = [_union(held) for held in self.holding]

    def smallest(self) -> tuple[int, ...]:
        """One of the smallest covers."""
        largest = [one for one in self.sets if not any(one | other == other != one for other in self.sets)]
        quick = _Search(largest, self.whole) if len(largest) < len(self.sets) else self
        number = quick.least(self.whole)
        while not (found := quick.every(number, 1)):
            if quick.ended:
                raise CmoEvalError(
                    "there are too many ways to put these terms together to look at all of them",
                    "leave out a condition, or raise the frequency or consistency that a row must have",
                )
            number += 1
        return found[0]

    def least(self, rows: int) -> int:
        """A number of sets below which these rows cannot be covered: rows that meet no other such row."""
        number = 0
        while rows:
            row = min(_bits(rows), key=lambda one: (rows & self.met[one]).bit_count())
            rows &= ~self.met[row]
            number += 1
        return number

    def every(self, number: int, most: int) -> list[tuple[int, ...]]:
        """All covers of so many sets, or the first ones; `ended` then tells that the search was."""
        found: list[tuple[int, ...]] = []
        self.steps, self.ended = 0, False
        self._go(self.whole, number, (), frozenset(), found, most)
        return found

    def _go(
        self,
        rows: int,
        left: int,
        chosen: tuple[int, ...],
        tried: frozenset[int],
        found: list[tuple[int, ...]],
        most: int,
    ) -> None:
        self.steps += 1
        self.ended = self.ended or self.steps > MOST_STEPS
        if self.ended:
            return
        if not rows:
            found.append(chosen)
            return
        if left == 1:
            first = rows & -rows
            for one in self.holding[first.bit_length() - 1]:
                if one & rows == rows and one not in tried and len(found) < most:
                    found.append((*chosen, one))
            return
        if self.least(rows) > left:
            return
        open_ = [[one for one in self.holding[row] if one not in tried] for row in _bits(rows)]
        branch = min(open_, key=len)
        before = set(tried)
        for one in branch:
            if len(found) >= most:
                return
            self._go(rows & ~one, left - 1, (*chosen, one), frozenset(before), found, most)
            before.add(one)


def _bits(rows: int) -> list[int]:
    found = []
    while rows:
        low = rows & -rows
        found.append(low.bit_length() - 1)
        rows ^= low
    return found


def _union(sets: Iterable[int]) -> int:
    whole = 0
    for one in sets:
        whole |= one
    return whole
