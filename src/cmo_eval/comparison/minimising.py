"""Minimisation: all models with the fewest terms, by branch and bound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import nsmallest
from itertools import accumulate
from math import ceil, prod
from operator import or_
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from cmo_eval.comparison.measures import Term
from cmo_eval.comparison.primes import bits, order
from cmo_eval.comparison.truth import Config
from cmo_eval.deferred import dataclass
from cmo_eval.errors import CmoEvalError

MOST_MODELS = 100_000
"""Models beyond which they are counted where they can be, and no longer put in order."""
MOST_STEPS = 1_000_000
"""Choices of a term after which a search for covers ends: some seconds of work."""
_FEW_STEPS = 500
"""Choices after which it pays to weigh rows well."""
_SLACK = 1e-6

Searched: TypeAlias = dict[frozenset[int], tuple[list[tuple[int, ...]], bool]]
"""For sets of rows, as bits, the smallest covers of all rows, and whether the search was ended."""


@dataclass(frozen=True, slots=True)
class Covers:
    """The models with the fewest terms: the first ones in their order, and how many there are.

    Models with fewer literals come first, and of those the ones whose terms come first; a term comes before another
    when it has fewer literals, or else at the first condition in which they differ asks for the higher value, and
    for nothing last. `exact` is False where the search was ended, and there are more. `some` are the terms that are in
    any of all models, `each` those in every one.
    """

    models: tuple[tuple[Term, ...], ...]
    count: int
    exact: bool = True
    some: tuple[Term, ...] = ()
    each: tuple[Term, ...] = ()


def minimum_covers(
    positives: Sequence[Config],
    primes: Sequence[Term],
    most: int = MOST_MODELS,
    shown: int = MOST_MODELS,
    known: Searched | None = None,
) -> Covers:
    """All ways to cover each positive combination with the fewest terms, by branch and bound.

    Args:
        positives: combinations with the outcome.
        primes: the terms to choose from; those that cover the same rows are counted without being searched apart.
        most: choices of sets of rows after which the search ends.
        shown: how many of the first models are made.
        known: what searches of the same positive combinations found; this one's is added.

    Raises:
        CmoEvalError: no cover was found within `MOST_STEPS`.
    """
    if not positives:
        return Covers((), 0)
    by_rows: dict[int, list[int]] = {}
    ordered = sorted(primes, key=order)
    for rank, rows in enumerate(_rows_of(ordered, positives)):
        by_rows.setdefault(rows, []).append(rank)
    known = {} if known is None else known
    sets = frozenset(by_rows)
    if sets not in known:
        search = _Search(sorted(sets), (1 << len(positives)) - 1)
        known[sets] = search.smallest(most), search.ended
    chosen, ended = known[sets]
    lengths = [order(term)[0] for term in ordered]
    models = _first(chosen, by_rows, lengths, min(shown, most))
    some = {rank for one in set().union(*chosen) for rank in by_rows[one]}
    each = [by_rows[one] for one in set(chosen[0]).intersection(*chosen)]
    return Covers(
        tuple(tuple(ordered[rank] for rank in one) for one in models),
        sum(prod(len(by_rows[rows]) for rows in one) for one in chosen),
        len(chosen) < most and not ended,
        tuple(ordered[rank] for rank in sorted(some)),
        tuple(ordered[ranks[0]] for ranks in sorted(each) if len(ranks) == 1),
    )


def _first(
    chosen: Sequence[tuple[int, ...]], by_rows: Mapping[int, Sequence[int]], lengths: Sequence[int], shown: int
) -> list[tuple[int, ...]]:
    """The first models, as places of terms in their order: those with fewer literals first.

    Args:
        chosen: the covers, as sets of rows.
        by_rows: for each set of rows the terms that cover them, as places in their order.
        lengths: how many literals each term has.
        shown: how many.
    """
    shortest = {rows: lengths[ranks[0]] for rows, ranks in by_rows.items()}  # terms with fewer literals come first
    at_least = [sum(shortest[rows] for rows in one) for one in chosen]
    same = {rows: sum(lengths[rank] == shortest[rows] for rank in ranks) for rows, ranks in by_rows.items()}
    longest, known = 0, 0
    for least, cover in sorted(zip(at_least, chosen, strict=True)):
        longest, known = least, known + prod(same[rows] for rows in cover)
        if known >= shown:
            break
    found: list[tuple[int, tuple[int, ...]]] = []
    for least, cover in zip(at_least, chosen, strict=True):
        if least > longest and known >= shown:
            continue
        spare = longest - least if known >= shown else sum(lengths)
        for length, ranks in _within_length([by_rows[rows] for rows in cover], lengths, spare):
            found.append((length, tuple(sorted(ranks))))
            if len(found) >= MOST_MODELS:
                break
        if len(found) >= MOST_MODELS:
            break
    return [one for _, one in nsmallest(shown, found)]


def _within_length(
    choices: Sequence[Sequence[int]], lengths: Sequence[int], spare: int
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """One of each of the choices, in all ways with at most so many literals more than the fewest; with how many."""
    if not choices:
        yield 0, ()
        return
    first, *rest = choices
    for rank in first:
        over = lengths[rank] - lengths[first[0]]
        if over > spare:
            return
        for length, others in _within_length(rest, lengths, spare - over):
            yield length + lengths[rank], (rank, *others)


def _rows_of(terms: Sequence[Term], positives: Sequence[Config]) -> list[int]:
    """For each term the positive combinations that it holds for, as bits."""
    having: list[dict[int, int]] = [{} for _ in positives[0]]
    for row, config in enumerate(positives):
        for have, value in zip(having, config, strict=True):
            have[value] = have.get(value, 0) | 1 << row
    found = []
    for term in terms:
        rows = (1 << len(positives)) - 1
        for have, wanted in zip(having, term, strict=True):
            if wanted is not None:
                rows &= have.get(wanted, 0)
        found.append(rows)
    return found


class _Search:
    """Sets of rows as bits, of which the fewest are wanted that together have all rows.

    Only sets that lie in no other are searched: each smallest cover has one of those for each of its sets, so that the
    others follow. What rows weigh says how many sets are needed still: no set weighs more than 1, so rows that weigh
    4.2 together need 5 sets (the dual of the linear relaxation).
    """

    def __init__(self, sets: Sequence[int], whole: int) -> None:
        self.all, self.whole, self.steps, self.ended = sets, whole, 0, False
        self.largest = _largest(sets)
        number = whole.bit_length()
        self.belongs = np.array([[one >> row & 1 for one in self.largest] for row in range(number)], dtype=float)
        self.order = np.argsort(self.belongs.sum(axis=1), kind="stable").tolist()  # the rarest row is covered first
        self.belongs = self.belongs[self.order]
        self.sets = [_moved(one, self.order) for one in self.largest]
        self.holding = [np.flatnonzero(row).tolist() for row in self.belongs]
        self.having = [sum(1 << at for at in held) for held in self.holding]
        self.before = [[0, *accumulate((1 << at for at in held), or_)] for held in self.holding]
        self.rows_of = [np.ascontiguousarray(self.belongs[:, held].T) for held in self.holding]
        self.without = np.ascontiguousarray(1 - self.belongs.T)
        self.weights = _raised(np.ones(number), self.belongs)

    def smallest(self, most: int) -> list[tuple[int, ...]]:
        """All covers of the fewest sets, or the first ones; `ended` then tells that the search was.

        Raises:
            CmoEvalError: none was found within `MOST_STEPS`.
        """
        found = self._fewest(_FEW_STEPS, most)
        if self.ended:
            self.weights = _raised(_weights(self.belongs), self.belongs)
            found = self._fewest(MOST_STEPS, most)
        if not found:
            raise CmoEvalError(
                "there are too many ways to put these terms together to look at all of them",
                "leave out a condition, or raise the frequency or consistency that a row must have",
            )
        return self._with_smaller([tuple(self.largest[at] for at in one) for one in found], most)

    def _fewest(self, steps: int, most: int) -> list[tuple[int, ...]]:
        """The covers of the least number of sets that has any, until so many choices were made."""
        found: list[tuple[int, ...]] = []
        self.steps, self.most, self.ended, self.enough = 0, steps, False, most
        number = max(1, ceil(self.weights.sum() - _SLACK))
        while not found and not self.ended:
            self._go(self.whole, self.weights, float(self.weights.sum()), number, (), 0, found)
            number += 1
        return found

    def _go(
        self,
        rows: int,
        weights: NDArray[np.float64],
        weight: float,
        left: int,
        chosen: tuple[int, ...],
        tried: int,
        found: list[tuple[int, ...]],
    ) -> None:
        """Find all covers of these rows, with what each and all weigh, by so many sets that were not tried."""
        self.steps += 1
        self.ended = self.steps > self.most
        if self.ended:
            return
        first = (rows & -rows).bit_length() - 1
        gained = self.rows_of[first] @ weights
        held, before = self.holding[first], self.before[first]
        for place in (gained >= weight - (left - 1) - _SLACK).nonzero()[0].tolist():
            at = held[place]
            if tried >> at & 1:
                continue
            rest = rows & ~self.sets[at]
            if not rest and left == 1:
                found.append((*chosen, at))
            elif left == 2 and rest:
                self._end(rest, (*chosen, at), tried | before[place], found)
            elif left > 2 and rest:
                less = weights * self.without[at]
                more = tried | before[place]
                self._go(rest, less, weight - float(gained[place]), left - 1, (*chosen, at), more, found)
            if self.ended or len(found) >= self.enough:
                return

    def _end(self, rows: int, chosen: tuple[int, ...], tried: int, found: list[tuple[int, ...]]) -> None:
        """Find the sets that have all these rows."""
        fitting = ~tried
        while rows:
            low = rows & -rows
            fitting &= self.having[low.bit_length() - 1]
            if not fitting:
                return
            rows ^= low
        found += [(*chosen, at) for at in bits(fitting)]

    def _with_smaller(self, found: Sequence[tuple[int, ...]], most: int) -> list[tuple[int, ...]]:
        """The covers, and those in which smaller sets take the place of larger ones they lie in, each once."""
        within: dict[tuple[int, int], list[int]] = {}
        every: dict[tuple[int, ...], None] = {}
        for cover in found:
            once = twice = 0
            for one in cover:
                twice |= once & one
                once |= one
            choices = []
            for one in cover:
                alone = one & ~twice  # rows that no other set of the cover has
                if (one, alone) not in within:
                    within[one, alone] = [other for other in self.all if other | one == one and other & alone == alone]
                choices.append(within[one, alone])
            for some in _covering(choices, self.whole):
                every[tuple(sorted(some))] = None
            if len(every) >= most:
                break
        return list(every)[:most]


def _raised(weights: NDArray[np.float64], belongs: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same weights made larger and smaller, until no set (belongs: rows x sets) weighs more than 1 and most do."""
    weights = np.maximum(weights, 1e-6)
    for _ in range(6):
        weights = weights / (belongs * (weights @ belongs)).max(axis=1)
    return weights


def _weights(belongs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights of rows by which all together weigh nearly as much as they can (belongs: rows x sets).

    By multiplicative weights (Arora, Hazan and Kale 2012): again and again the row that is in the cheapest sets gains
    weight, which makes its sets dearer.
    """
    rows, sets = belongs.shape
    weights, best, load = np.zeros(rows), np.zeros(rows), np.zeros(sets)
    for step in range(1, 401):
        prices = np.exp(0.3 * (load - load.max()))
        row = int((belongs @ prices).argmin())
        weights[row] += 1
        load += belongs[row]
        if step % 10 == 0 and weights.sum() / load.max() > best.sum():
            best = weights / load.max()
    return best


def _largest(sets: Sequence[int]) -> list[int]:
    """The sets that lie in no other."""
    found: list[int] = []
    for one in sorted(sets, key=int.bit_count, reverse=True):
        if not any(one | other == other for other in found):
            found.append(one)
    return found


def _moved(rows: int, order_: Sequence[int]) -> int:
    """The same rows with the row that stands first in an order as the lowest bit."""
    return sum(1 << place for place, row in enumerate(order_) if rows >> row & 1)


def _covering(choices: Sequence[Sequence[int]], whole: int) -> Iterator[tuple[int, ...]]:
    """One of each of the choices, in all ways in which together they have all rows."""
    if all(len(one) == 1 for one in choices):
        yield tuple(one[0] for one in choices)
        return
    after = [0]
    for one in reversed(choices):
        after.append(after[-1] | _union(one))
    waiting: list[tuple[int, tuple[int, ...]]] = [(0, ())]
    while waiting:
        rows, some = waiting.pop()
        if len(some) == len(choices):
            yield some
            continue
        needed = whole & ~after[len(choices) - len(some) - 1]
        waiting += [(rows | one, (*some, one)) for one in choices[len(some)] if (rows | one) & needed == needed]


def _union(sets: Iterable[int]) -> int:
    whole = 0
    for one in sets:
        whole |= one
    return whole
