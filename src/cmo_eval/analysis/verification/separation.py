"""Who stands where when evidence supports a claim and refutes it: by address group, case and pattern (rule V6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from cmo_eval.analysis.verification.evidence import EvidenceTable, Side
from cmo_eval.store.repository import natural

Dimension = Literal["group", "case", "pattern"]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)


@dataclass(frozen=True)
class Separation:
    """How support and refutation lie along one dimension.

    `supports` and `refutes` have by value the voices that have it; a voice may have several values. `without` names
    the voices that have none. Values and voices stand in natural order.
    """

    dimension: Dimension
    supports: Mapping[str, tuple[str, ...]]
    refutes: Mapping[str, tuple[str, ...]]
    without: tuple[str, ...] = ()

    @property
    def shared(self) -> tuple[str, ...]:
        """The values that occur on both sides."""
        return tuple(value for value in self.supports if value in self.refutes)

    @property
    def separates(self) -> bool:
        """Whether every voice has a value, and none occurs on both sides."""
        return not self.without and not self.shared


def separations(evidence: EvidenceTable) -> tuple[Separation, ...]:
    """The two sides along each dimension, in the order in which V6 tries them."""
    return tuple(_along(evidence, dimension) for dimension in DIMENSIONS)


def _along(evidence: EvidenceTable, dimension: Dimension) -> Separation:
    sides = (evidence.supports, evidence.refutes)
    ours, theirs = (_by_value(side, dimension) for side in sides)
    without: set[str] = set()
    for side, known in zip(sides, (ours, theirs), strict=True):
        without |= set(side.voices).difference(*known.values())
    return Separation(dimension, ours, theirs, tuple(sorted(without, key=natural)))


def _by_value(side: Side, dimension: Dimension) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for voice, value in _values(side, dimension):
        found.setdefault(value, set()).add(voice)
    return {value: tuple(sorted(found[value], key=natural)) for value in sorted(found, key=natural)}


def _values(side: Side, dimension: Dimension) -> Iterator[tuple[str, str]]:
    for strand in side.rows.strands:
        value = getattr(strand, dimension)
        if value is not None:
            yield strand.voice, value
