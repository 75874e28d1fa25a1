"""Three solutions with all their models: conservative, parsimonious, and intermediate with what theory expects.

The intermediate solution follows Ragin (2008, chapter 9) and Schneider and Wagemann (2012, chapter 6): of the
combinations without cases that the parsimonious solution takes for granted, it takes the easy ones only.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations, islice, product
from math import prod
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from cmo_eval.comparison.measures import (
    Necessity,
    Sufficiency,
    Term,
    literal_name,
    necessity,
    of_term,
    of_value,
    ratio,
    sufficiency,
    term_name,
)
from cmo_eval.comparison.minimising import Covers, Searched, minimum_covers
from cmo_eval.comparison.primes import (
    covered,
    covers,
    differences,
    order,
    primes_among,
    primes_within,
    primes_without,
)
from cmo_eval.comparison.sets import MOST_CONDITIONS, Memberships, Sets, literal
from cmo_eval.comparison.truth import Config, TruthTable
from cmo_eval.deferred import dataclass
from cmo_eval.errors import UsageError
from cmo_eval.messages import Phrase, phrase
from cmo_eval.nearest import did_you_mean

SHOWN = 100
"""Models that are measured and shown; all are counted."""
MOST_ASSUMPTIONS = 1_000
"""Combinations that are listed; all are counted."""
_NECESSARY, _RELEVANT = 0.9, 0.6

Expectations: TypeAlias = Mapping[int, frozenset[int]]
"""For the place of a condition, the values with which the outcome is expected."""


@dataclass(frozen=True, slots=True)
class TermFound:
    """A term of a model: how sufficient it is, what only it covers, and its cases with and without the outcome."""

    term: Term
    name: str
    fit: Sufficiency
    unique_coverage: float | None
    cases: tuple[str, ...]
    contradict: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A solution of the fewest terms; `assumptions` counts uncoded combinations in it, `assumed` lists the first."""

    name: str
    fit: Sufficiency
    terms: tuple[TermFound, ...]
    assumed: tuple[Config, ...]
    assumptions: int
    contradict: tuple[str, ...]
    uncovered: tuple[str, ...]  # cases with the outcome that no term covers


@dataclass(frozen=True, slots=True)
class Solution:
    """All models of one kind; `why_none` says why there is none.

    `models` are the first `SHOWN` of `count`, `easy` the counterfactuals that an intermediate solution may use.
    """

    models: tuple[Model, ...]
    count: int
    exact: bool = True
    primes: tuple[str, ...] = ()
    easy: tuple[Config, ...] = ()
    why_none: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Necessary:
    """A set, or two that are joined, as a necessary condition."""

    name: str
    fit: Necessity


@dataclass(frozen=True, slots=True)
class Solved:
    """What a truth table comes to; `intermediate` is None where nothing is expected, `remarks` say by whom it is."""

    table: TruthTable
    necessity: tuple[Necessary, ...]
    joined: tuple[Necessary, ...]
    conservative: Solution
    parsimonious: Solution
    intermediate: Solution | None
    expected: tuple[str, ...] = ()
    remarks: tuple[Phrase, ...] = ()

    @property
    def solutions(self) -> dict[str, Solution]:
        """Those that there are, by their kinds, in the order in which they are told."""
        kinds = {
            "conservative": self.conservative,
            "parsimonious": self.parsimonious,
            "intermediate": self.intermediate,
        }
        return {kind: one for kind, one in kinds.items() if one is not None}

    def notes(self, language: str = "en") -> list[str]:
        """What a reader should know before any solution."""
        remarks = [one.say(language) for one in self.remarks]
        return [*self.table.sets.notes(language), *self.table.notes(language), *remarks]


def expectations(sets: Sets, expected: Sequence[str]) -> Expectations:
    """What is expected of conditions: `A` that its presence leads to the outcome, `~A` its absence, `A{1,2}` values.

    Raises:
        UsageError: one is no condition, is expected twice, or has no such value.
    """
    found: dict[int, frozenset[int]] = {}
    for text in expected:
        one = literal(text)
        if one.name not in sets.conditions:
            hint = did_you_mean(one.name, sets.conditions) or f"the conditions are {', '.join(sets.conditions)}"
            raise UsageError(f"{one.name} is expected and is no condition", hint)
        place = sets.conditions.index(one.name)
        level = sets.levels[place]
        if place in found:
            raise UsageError(f"{one.name} is expected twice", "expect its presence or its absence, or neither")
        if level > 2 and not one.values:
            raise UsageError(f"{one.name} has {level} values", f"say which is expected, such as {one.name}{{1}}")
        values = frozenset(one.values or (int(not one.negated),))
        if max(values) >= level:
            raise UsageError(f"{text}: {one.name} has the values 0 to {level - 1}", "expect one of them")
        found[place] = values
    return found


def solve(table: TruthTable, expected: Sequence[str] = (), remarks: Sequence[Phrase] = ()) -> Solved:
    """The three solutions of a truth table, with necessary conditions.

    Args:
        table: rows with their codes.
        expected: sets as `expectations` reads them; without any there is no intermediate solution.
        remarks: what a reader should know of them, such as who expects it.

    Raises:
        UsageError: an expectation cannot be meant.
    """
    sets = table.sets
    wanted = expectations(sets, expected)
    positives, negatives = table.coded(1), table.coded(0)
    parts = {
        "table": table,
        "necessity": tuple(single_conditions(sets)),
        "joined": tuple(joined_conditions(sets)),
        "expected": tuple(expected),
        "remarks": tuple(remarks),
    }
    if not positives:
        best = max((row.consistency or 0.0 for row in table.rows if row.out is not None), default=0.0)
        least = table.cut_offs.consistency
        none = Solution((), 0, why_none=phrase("solving.none_in", best=f"{best:.3f}", least=f"{least:g}"))
        return Solved(**parts, conservative=none, parsimonious=none, intermediate=none if expected else None)  # type: ignore[arg-type]
    told = _Told(table)
    primes = primes_within(positives, positives, sets.levels)
    conservative = told.solution(primes, minimum_covers(positives, primes, shown=SHOWN))
    if not negatives:
        none = Solution((), 0, why_none=phrase("solving.none_out"))
        return Solved(**parts, conservative=conservative, parsimonious=none, intermediate=none if expected else None)  # type: ignore[arg-type]
    primes = primes_without(positives, negatives)
    short = minimum_covers(positives, primes, shown=SHOWN)
    parsimonious = told.solution(primes, short)
    between = None
    if expected:
        found, among, easy = intermediate_covers(table, short, wanted)
        between = told.solution(among, found, easy)
    return Solved(**parts, conservative=conservative, parsimonious=parsimonious, intermediate=between)  # type: ignore[arg-type]


# ---- intermediate ---------------------------------------------------------------------------------------------------


def easy_counterfactuals(
    positives: Sequence[Config], term: Term, coded: Collection[Config], expected: Expectations
) -> set[Config]:
    """The combinations without cases within a parsimonious term that follow from an observed one and what is expected.

    Such a combination differs from a positive one, covered by the same term, only in conditions that have in it a value
    that is expected and there one that is not: if the outcome came in spite of that, it would come the more without it.

    Args:
        positives: combinations coded 1.
        term: of a parsimonious model.
        coded: all combinations that are coded, which are no counterfactuals.
        expected: by place of the condition.
    """
    found: set[Config] = set()
    for config in positives:
        if not covers(term, config):
            continue
        choices = [
            (value, *sorted(expected[place]))
            if place in expected and term[place] is None and value not in expected[place]
            else (value,)
            for place, value in enumerate(config)
        ]
        found.update(product(*choices))
    return found.difference(coded)


def intermediate_covers(
    table: TruthTable, short: Covers, expected: Expectations
) -> tuple[Covers, list[Term], frozenset[Config]]:
    """The models of each of the first parsimonious ones with its easy counterfactuals, those of the fewest terms.

    Args:
        table: rows with their codes, positive and negative ones among them.
        short: its parsimonious models, `SHOWN` of them where there are as many.
        expected: by place of the condition.

    Returns:
        the models; the terms that they are chosen from; all easy counterfactuals.
    """
    positives = table.coded(1)
    seen = frozenset((*positives, *table.coded(0)))
    chosen = short.models[:SHOWN]
    terms = dict.fromkeys(term for model in chosen for term in model)
    by_term = {term: easy_counterfactuals(positives, term, seen, expected) for term in terms}
    easy = frozenset().union(*by_term.values())
    places = {config: place for place, config in enumerate((*positives, *easy))}
    masks = differences(positives, list(places))
    allowed = {term: np.arange(len(places)) < len(positives) for term in terms}
    for term, configs in by_term.items():
        allowed[term][[places[config] for config in configs]] = True
    done: dict[bytes, Covers] = {}
    known: Searched = {}
    primes: dict[Term, None] = {}
    for model in chosen:
        within = np.logical_or.reduce([allowed[term] for term in model])
        if within.tobytes() not in done:
            found = primes_among(positives, masks[:, within], table.sets.levels)
            primes.update(dict.fromkeys(found))
            done[within.tobytes()] = minimum_covers(positives, found, known=known)
    models = {model: None for one in done.values() for model in one.models}
    ordered = sorted(models, key=lambda one: (len(one), sum(order(term)[0] for term in one), [*map(order, one)]))
    exact = all(one.exact and one.count == len(one.models) for one in done.values()) and short.count <= SHOWN
    some = tuple(sorted({term for one in ordered for term in one}, key=order))
    each = tuple(term for term in some if all(term in one for one in ordered))
    return Covers(tuple(ordered), len(ordered), exact, some, each), list(primes), easy


# ---- what is said of models -----------------------------------------------------------------------------------------


class _Told:
    """What is said of terms and models of a truth table; of a term once, however many models have it."""

    def __init__(self, table: TruthTable) -> None:
        self.table, self.sets = table, table.sets
        self.outcome = self.sets.outcome
        self.total = float(self.outcome.sum())
        self.inside = self.outcome > 0.5
        self.terms: dict[Term, tuple[Memberships, str, Sufficiency, tuple[str, ...], tuple[str, ...]]] = {}
        self.coded = [row.config for row in table.rows if row.out is not None]
        self.few = table.combinations <= 1 << MOST_CONDITIONS
        if self.few:
            self.every = np.empty(table.combinations, dtype=object)
            self.every[:] = list(product(*(range(level) for level in self.sets.levels)))
            self.covered: dict[Term, NDArray[np.bool_]] = {}
            self.open = np.ones(self.sets.levels, dtype=bool)
            for config in self.coded:
                self.open[config] = False

    def solution(self, primes: Sequence[Term], found: Covers, easy: Collection[Config] = ()) -> Solution:
        """The first models with what is said of each."""
        return Solution(
            tuple(self._model(terms) for terms in found.models[:SHOWN]),
            found.count,
            found.exact,
            tuple(term_name(self.sets, term) for term in sorted(primes, key=order)),
            tuple(sorted(easy, reverse=True)),
        )

    def _term(self, term: Term) -> tuple[Memberships, str, Sufficiency, tuple[str, ...], tuple[str, ...]]:
        if term not in self.terms:
            members = of_term(self.sets, term)
            cases, against = (self._cases((members > 0.5) & which) for which in (self.inside, ~self.inside))
            fit = sufficiency(members, self.outcome)
            self.terms[term] = members, term_name(self.sets, term), fit, cases, against
        return self.terms[term]

    def _model(self, terms: Sequence[Term]) -> Model:
        parts = [self._term(term) for term in terms]
        members = np.array([part[0] for part in parts])
        together = members.max(axis=0)
        both = np.minimum(members, self.outcome)
        # what the others have of a case is the most of all, or where that is this term's the next
        two = np.sort(both, axis=0)[-2:] if len(terms) > 1 else np.array([np.zeros(len(self.outcome)), both[0]])
        only = float(two[1].sum()) - np.where(both == two[1], two[0], two[1]).sum(axis=1)
        found = [
            TermFound(term, name, fit, ratio(float(alone), self.total), cases, against)
            for term, (_, name, fit, cases, against), alone in zip(terms, parts, only, strict=True)
        ]
        assumed, assumptions = self._assumed(terms)
        return Model(
            " + ".join(one.name for one in found),
            sufficiency(together, self.outcome),
            tuple(found),
            assumed,
            assumptions,
            self._cases((together > 0.5) & ~self.inside),
            self._cases((together <= 0.5) & self.inside),
        )

    def _cases(self, which: NDArray[np.bool_]) -> tuple[str, ...]:
        return tuple(self.sets.cases[place] for place in which.nonzero()[0].tolist())

    def _uncoded(self, term: Term) -> NDArray[np.bool_]:
        """Which of all combinations the term covers that are not coded, in their order."""
        if term not in self.covered:
            found = np.zeros(self.sets.levels, dtype=bool)
            found[tuple(slice(None) if one is None else one for one in term)] = True
            self.covered[term] = (found & self.open).ravel()
        return self.covered[term]

    def _assumed(self, terms: Sequence[Term]) -> tuple[tuple[Config, ...], int]:
        """The first combinations that are not coded and that the terms cover, and how many there are."""
        if self.few:
            places = np.flatnonzero(np.logical_or.reduce([self._uncoded(term) for term in terms]))
            return tuple(self.every[places[::-1][:MOST_ASSUMPTIONS]].tolist()), len(places)
        levels = self.sets.levels
        apart = _apart(terms, levels)
        # no coded row but a positive one is covered, and each of those is covered by one of the parts only
        number = sum(_size(term, levels) for term in apart) - sum(
            any(covers(term, config) for term in terms) for config in self.coded
        )
        every = (config for term in apart for config in covered(term, levels))
        first = islice((config for config in every if config not in self.coded), MOST_ASSUMPTIONS)
        return tuple(sorted(first, reverse=True)), number


def _size(term: Term, levels: Sequence[int]) -> int:
    return prod(level for one, level in zip(term, levels, strict=True) if one is None)


def _apart(terms: Sequence[Term], levels: Sequence[int]) -> list[Term]:
    """Terms that cover the same combinations, each of them once."""
    found: list[Term] = []
    for term in terms:
        pieces = [term]
        for other in found.copy():
            pieces = [part for piece in pieces for part in _minus(piece, other, levels)]
        found += pieces
    return found


def _minus(term: Term, other: Term, levels: Sequence[int]) -> list[Term]:
    """What a term covers and another does not, in pieces that do not overlap."""
    if any(one is not None and two is not None and one != two for one, two in zip(term, other, strict=True)):
        return [term]
    pieces = []
    left = list(term)
    for place, value in enumerate(other):
        if value is not None and left[place] is None:
            others = (one for one in range(levels[place]) if one != value)
            pieces += [(*left[:place], another, *left[place + 1 :]) for another in others]
            left[place] = value
    return pieces


# ---- necessity ------------------------------------------------------------------------------------------------------


def single_conditions(sets: Sets) -> list[Necessary]:
    """Each value of each condition as a necessary one: presences before absences."""
    return [
        Necessary(literal_name(sets, place, value), necessity(of_value(sets, place, value), sets.outcome))
        for place, value in _literals(sets)
    ]


def joined_conditions(sets: Sets) -> list[Necessary]:
    """Two conditions of which both (`A*B`), or one or the other (`A + B`), are necessary, the most relevant first.

    Both are when each is necessary by itself (consistency at least .9) and so are they together; one or the other where
    neither is by itself. Only what is no truism is told: relevance (RoN) at least .6.
    """
    single = [
        (place, of_value(sets, place, value), alone)
        for (place, value), alone in zip(_literals(sets), single_conditions(sets), strict=True)
    ]
    found = []
    for (one, x, first), (two, z, second) in combinations(single, 2):
        if one == two:
            continue
        alone = first.fit.consistency or 0.0, second.fit.consistency or 0.0
        if min(alone) >= _NECESSARY:
            found.append(Necessary(f"{first.name}*{second.name}", necessity(np.minimum(x, z), sets.outcome)))
        elif max(alone) < _NECESSARY:
            found.append(Necessary(f"{first.name} + {second.name}", necessity(np.maximum(x, z), sets.outcome)))
    good = [one for one in found if (one.fit.consistency or 0) >= _NECESSARY and (one.fit.ron or 0) >= _RELEVANT]
    return sorted(good, key=lambda one: (-(one.fit.ron or 0), one.name))


def _literals(sets: Sets) -> list[tuple[int, int]]:
    return [
        (place, value) for place, level in enumerate(sets.levels) for value in ((1, 0) if level == 2 else range(level))
    ]
