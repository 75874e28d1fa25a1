"""Prime implicants: the shortest terms that hold for a row and for none that may not be covered.

A conjunction of some of a row's values is free of negative rows when it holds, for each of them, a condition in which
the row differs from it; prime implicants are the minimal ones, the minimal transversals of those sets of conditions
(Baumgartner and Thiem 2017; Dușa 2019, chapter 8, reaches the same ones by other ways). With at most fifteen
conditions, all 2**15 sets of conditions that a row may be freed of are looked at together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from cmo_eval.comparison.measures import Term
from cmo_eval.comparison.truth import Config


def primes_without(positives: Sequence[Config], negatives: Sequence[Config]) -> list[Term]:
    """The shortest terms that each hold for a positive combination and for no negative one.

    Args:
        positives: combinations with the outcome.
        negatives: those without it; whatever is neither may be covered.
    """
    found: set[Term] = set()
    for one, differ in zip(positives, differences(positives, negatives), strict=True):
        number = len(one)
        bad = np.zeros(1 << number, dtype=bool)
        bad[differ] = True
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
    return primes_among(positives, differences(positives, allowed), levels)


def primes_among(positives: Sequence[Config], masks: NDArray[np.int32], levels: Sequence[int]) -> list[Term]:
    """The same, from what the allowed combinations differ in from each positive one, as of `differences`."""
    # a condition can be freed only if the row stays allowed with each other value of it
    single = masks[:, (masks & (masks - 1) == 0).any(axis=0)]
    freed = [
        ((single == 1 << place).sum(axis=1) == level - 1).astype(np.int32) << place
        for place, level in enumerate(levels)
    ]
    loose = np.bitwise_or.reduce(freed)
    near = masks & ~loose[:, None] == 0
    found: set[Term] = set()
    for one, places, row, chosen in zip(positives, loose.tolist(), masks, near, strict=True):
        within = row[chosen]
        within.sort()
        found |= _within(one, places, within.tobytes(), tuple(levels))
    return sorted(found, key=order)


@lru_cache(maxsize=1 << 12)
def _within(one: Config, loose: int, within: bytes, levels: tuple[int, ...]) -> frozenset[Term]:
    """The shortest terms of a row from what allowed combinations differ from it in, within the loose conditions."""
    places = bits(loose)
    masks = np.frombuffer(within, dtype=np.int32)
    packed = np.zeros(len(masks), dtype=np.int32)
    for bit, place in enumerate(places):
        packed |= ((masks >> place) & 1) << bit
    counts = np.bincount(packed, minlength=1 << len(places))
    _summed(counts, len(places))
    whole = np.ones(1, dtype=np.int64)
    for place in places:
        whole = np.concatenate([whole, whole * levels[place]])
    return frozenset(_freed(one, places, counts == whole))


def differences(positives: Sequence[Config], others: Collection[Config]) -> NDArray[np.int32]:
    """The conditions in which each positive combination differs from each other one (positives x others), as bits."""
    # values are below 256, and bytes become an array much faster than tuples of numbers
    ours, theirs = (
        np.frombuffer(b"".join(map(bytes, some)), dtype=np.uint8).reshape(len(some), -1) if some else np.zeros((0, 0))
        for some in (positives, others)
    )
    found = np.zeros((len(ours), len(theirs)), dtype=np.int32)
    for place in range(ours.shape[1] if found.size else 0):
        found |= (ours[:, place, None] != theirs[:, place]).astype(np.int32) << place
    return found


def _summed(values: NDArray[np.bool_] | NDArray[np.int64], places: int) -> None:
    """Add to the value of each set of bits, in place, the values of all its subsets (for truths: whether any is)."""
    for bit in range(places):
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
        term: list[int | None] = [*one]
        for bit in bits(mask):
            term[places[bit]] = None
        found.add(tuple(term))
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


def bits(rows: int) -> list[int]:
    """The places of the bits that are set, from the lowest on."""
    found = []
    while rows:
        low = rows & -rows
        found.append(low.bit_length() - 1)
        rows ^= low
    return found
