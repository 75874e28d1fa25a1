"""Which terms stay when something is chosen otherwise: cut-offs, anchors, and each case and condition left out.

After Oana and Schneider (2024, Sociological Methods and Research 53): a solution is worth as much as it stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from cmo_eval.comparison.measures import Term, term_name
from cmo_eval.comparison.minimising import Covers, minimum_covers
from cmo_eval.comparison.primes import primes_within, primes_without
from cmo_eval.comparison.sets import Anchors, Calibration, Sets, Table, Threshold, Value, calibrated, literal, sets_of
from cmo_eval.comparison.solving import SHOWN, expectations, intermediate_covers
from cmo_eval.comparison.truth import CutOffs, truth_table
from cmo_eval.deferred import dataclass
from cmo_eval.errors import UsageError
from cmo_eval.messages import Phrase, phrase, say
from cmo_eval.progress import steps

CONSISTENCIES = (0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0)
FREQUENCIES = (1, 2, 3)
SHIFT = 0.1
"""How far an anchor is moved: this part of its distance to the crossover; the crossover, of the nearer anchor's."""
_NOTHING = Covers((), 0)


Changed = Literal["consistency", "frequency", "anchors", "case", "condition"]
"""What is otherwise in a variant."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A run in which one thing was otherwise: of which `kind`, and `what`.

    By solution, `stays` has the names of the terms of the first run that are in a model of this one, `always` of those
    in each model; `apart` names the terms that cannot stay since they name the condition that was left out. `models`
    counts. `trouble` says why there is no result.
    """

    kind: Changed
    what: str | Phrase
    models: Mapping[str, int]
    stays: Mapping[str, tuple[str, ...]]
    always: Mapping[str, tuple[str, ...]]
    apart: Mapping[str, tuple[str, ...]]
    trouble: str = ""

    def has(self, solution: str, term: str) -> bool | None:
        """Whether a term of the first run stays, None where it cannot."""
        return None if term in self.apart[solution] else term in self.stays[solution]


@dataclass(frozen=True, slots=True)
class Robust:
    """By solution the `terms` of the first run, of all its models, and what became of them in the variants.

    There is an intermediate solution where something is `expected`.
    """

    terms: Mapping[str, tuple[str, ...]]
    variants: tuple[Variant, ...]
    expected: tuple[str, ...] = ()

    def share(self, solution: str, term: str) -> tuple[int, int]:
        """In how many variants a term stays, and in how many it could have."""
        could = [stays for one in self.variants if (stays := one.has(solution, term)) is not None]
        return sum(could), len(could)

    def each(self) -> Iterator[tuple[str, str, Variant]]:
        """Each term of each solution with each variant."""
        for solution, terms in self.terms.items():
            for term in terms:
                for one in self.variants:
                    yield solution, term, one


@dataclass(frozen=True, slots=True)
class Asked:
    """What is compared, before any value is a membership; `expect` as `solving.expectations` reads it."""

    table: Table
    calibrations: Mapping[str, Calibration]
    outcome: str
    conditions: Sequence[str]
    cut_offs: CutOffs
    expect: Sequence[str] = ()

    def sets(self) -> Sets:
        """The cases as sets."""
        return sets_of(calibrated(self.table, self.calibrations), self.outcome, self.conditions)


def robust(asked: Asked) -> Robust:
    """The terms of a solution beside those of each run in which one thing is otherwise.

    Raises:
        UsageError: as of `sets_of`, for the first run; or an expectation cannot be meant.
    """
    sets = asked.sets()
    expectations(sets, asked.expect)
    first = {name: covers.some for name, covers in _models(sets, asked.cut_offs, asked.expect).items()}
    every = list(_others(asked, sets))
    variants = [_variant(sets, first, asked.expect, one) for one in steps(every, "robust")]
    terms = {name: tuple(term_name(sets, term) for term in terms) for name, terms in first.items()}
    return Robust(terms, tuple(variants), tuple(asked.expect))


class _Other(NamedTuple):
    """A run that is tried: what is otherwise, what it compares (to be calibrated, or as sets), and its cut-offs."""

    kind: Changed
    what: str | Phrase
    compared: Asked | Sets
    cut_offs: CutOffs


def _others(asked: Asked, sets: Sets) -> Iterator[_Other]:
    for share in CONSISTENCIES:
        if abs(share - asked.cut_offs.consistency) > 1e-9:
            yield _Other("consistency", f"{share:g}", sets, replace(asked.cut_offs, consistency=share))
    for number in FREQUENCIES:
        if number != asked.cut_offs.frequency:
            yield _Other("frequency", str(number), sets, replace(asked.cut_offs, frequency=number))
    for name, how in asked.calibrations.items():
        moves = _moved(how) if isinstance(how, Anchors) else _nearest(how, asked.table.columns[name])
        for anchor, at, moved in moves:
            other = replace(asked, calibrations={**asked.calibrations, name: moved})
            what = phrase(f"solving.anchor.{anchor}", name=name, at=f"{at:.6g}")
            yield _Other("anchors", what, other, asked.cut_offs)
    for place, case in enumerate(sets.cases) if len(sets.cases) > 1 else ():
        keep = [one for one in range(len(sets.cases)) if one != place]
        yield _Other("case", case, sets.only(keep), asked.cut_offs)
    if len(sets.conditions) > 1:
        for place, name in enumerate(sets.conditions):
            yield _Other("condition", name, sets.without(place), asked.cut_offs)


def _moved(how: Anchors) -> Iterator[tuple[str, float, Anchors]]:
    """Each anchor a little to both sides of where it is: which one, and where it is then."""
    narrow = SHIFT * min(abs(how.into - how.cross), abs(how.cross - how.out))
    shifts = {
        "out": SHIFT * abs(how.cross - how.out),
        "cross": narrow,
        "into": SHIFT * abs(how.into - how.cross),
    }
    for name, shift in shifts.items():
        for moved in (getattr(how, name) - shift, getattr(how, name) + shift):
            yield name, moved, replace(how, **{name: moved})


def _nearest(how: Calibration, column: Sequence[Value]) -> Iterator[tuple[str, float, Calibration]]:
    """A threshold at the values of cases just below and above those that it parts now; nothing of a scale of words."""
    if not isinstance(how, Threshold):
        return
    values = sorted({float(value) for value in column if isinstance(value, float | int)})
    inside = [value for value in values if value >= how.least]
    below = [value for value in values if value < how.least]
    for least in (*below[-1:], *inside[1:2]):
        yield "least", least, Threshold(least)


def _variant(sets: Sets, first: Mapping[str, Sequence[Term]], expect: Sequence[str], other: _Other) -> Variant:
    kind, what, compared, cut_offs = other
    left = sets.conditions.index(say(what)) if kind == "condition" else None
    apart: dict[str, tuple[str, ...]] = dict.fromkeys(first, ())
    stays, always = apart.copy(), apart.copy()
    if left is not None:
        apart = {name: _named(sets, [one for one in terms if one[left] is not None]) for name, terms in first.items()}
    try:
        found = _models(compared.sets() if isinstance(compared, Asked) else compared, cut_offs, expect)
    except UsageError as error:
        return Variant(kind, what, dict.fromkeys(first, 0), stays, always, apart, error.message)
    for name, covers in found.items():
        some, each = ({_back(term, left) for term in terms} for terms in (covers.some, covers.each))
        stays[name] = _named(sets, [term for term in first[name] if term in some])
        always[name] = _named(sets, [term for term in first[name] if term in each])
    return Variant(kind, what, {name: covers.count for name, covers in found.items()}, stays, always, apart)


def _models(sets: Sets, cut_offs: CutOffs, expect: Sequence[str]) -> dict[str, Covers]:
    """The models of each solution; what is expected of a condition that is not there is left aside."""
    table = truth_table(sets, cut_offs)
    positives, negatives = table.coded(1), table.coded(0)
    long = primes_within(positives, positives, sets.levels)
    short = primes_without(positives, negatives) if negatives else []
    found = {
        "conservative": minimum_covers(positives, long, shown=1) if long else _NOTHING,
        "parsimonious": minimum_covers(positives, short, shown=SHOWN if expect else 1) if short else _NOTHING,
    }
    if expect:
        wanted = expectations(sets, [one for one in expect if literal(one).name in sets.conditions])
        found["intermediate"] = intermediate_covers(table, found["parsimonious"], wanted)[0] if short else _NOTHING
    return found


def _back(term: Term, left: int | None) -> Term:
    """The term over all conditions, where one was left out."""
    return term if left is None else (*term[:left], None, *term[left:])


def _named(sets: Sets, terms: Sequence[Term]) -> tuple[str, ...]:
    return tuple(term_name(sets, term) for term in terms)
