"""Which evidence is weighed for a claim (rule V0), and who speaks in it; decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from cmo_eval.model import FIRST_HAND, PARTS, QUALITIES, STANCES, Claim, Part, Stance
from cmo_eval.repository import Repository, natural


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One stance of one citation on the claim; `quality` 0-3, `other` the claim that is suggested instead."""

    citation: str
    source: str
    voice: str
    kind: str
    group: str | None
    case: str | None
    quality: int
    stance: Stance
    other: str | None = None
    pattern: str | None = None
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Side:
    """The evidence that takes one stance, and who speaks in it; each list in natural order, each value once."""

    rows: tuple[EvidenceRow, ...]

    @cached_property
    def citations(self) -> tuple[str, ...]:
        """Ids of the citations."""
        return _ordered(row.citation for row in self.rows)

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources."""
        return _ordered(row.source for row in self.rows)

    @cached_property
    def voices(self) -> tuple[str, ...]:
        """Cases where the source belongs to one, else sources."""
        return _ordered(row.voice for row in self.rows)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of source."""
        return _ordered(row.kind for row in self.rows)

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """Address groups; evidence without a group adds none."""
        return _ordered(row.group for row in self.rows if row.group is not None)

    @property
    def triangulated(self) -> bool:
        """At least two voices of at least two kinds of source."""
        return len(self.voices) >= 2 and len(self.kinds) >= 2

    @property
    def first_hand(self) -> bool:
        """Whether at least one voice saw it itself, or documents it."""
        return any(row.quality >= FIRST_HAND for row in self.rows)

    def values_by_voice(self, dimension: str) -> Mapping[str, frozenset[str]]:
        """For each voice its values of `group`, `case` or `pattern`; empty where it has none."""
        values: dict[str, set[str]] = {voice: set() for voice in self.voices}
        for row in self.rows:
            value = getattr(row, dimension)
            if value is not None:
                values[row.voice].add(value)
        return {voice: frozenset(found) for voice, found in values.items()}


def _ordered(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values), key=natural))


@dataclass(frozen=True)
class EvidenceTable:
    """The evidence about one version of a claim: what V0 keeps, and what it leaves out and why.

    `left_out` holds pairs of a row and the reason's key: disputed, below_quality, own_origin.
    """

    claim: str
    version: int
    rows: tuple[EvidenceRow, ...]
    left_out: tuple[tuple[EvidenceRow, str], ...] = ()

    @cached_property
    def all(self) -> Side:
        """All that is kept, whatever its stance."""
        return Side(self.rows)

    @cached_property
    def supports(self) -> Side:
        return self._side("supports")

    @cached_property
    def nuances(self) -> Side:
        return self._side("nuances")

    @cached_property
    def refutes(self) -> Side:
        return self._side("refutes")

    @cached_property
    def suggests(self) -> Mapping[str, Side]:
        """A side for each other claim that is suggested instead."""
        others = _ordered(row.other for row in self.rows if row.other is not None)
        return {other: Side(tuple(row for row in self.rows if row.other == other)) for other in others}

    def _side(self, stance: Stance) -> Side:
        return Side(tuple(row for row in self.rows if row.stance == stance))


def weighed_version(repository: Repository, claim: Claim) -> int:
    """The version whose evidence is weighed: the one the last decision names, else the latest whose evidence counts.

    A claim without decision and without evidence is weighed in its latest version.
    """
    if claim.decision is not None:
        return claim.decision.version
    numbers = [version.version for version in claim.versions]
    heard = (number for number in reversed(numbers) if evidence_for(repository, claim, number).rows)
    return next(heard, numbers[-1])


def evidence_for(repository: Repository, claim: Claim, version: int) -> EvidenceTable:
    """The evidence about that version of the claim, by rule V0.

    Kept is what has the policy's `min_quality`, is not disputed and not withdrawn. Support from the claim's own
    origin is left out: it voiced the hypothesis. That voices collapse follows from counting voices. The order of
    rows is that of ids, whatever the order of files.
    """
    columns = repository.citations
    least = QUALITIES.index(repository.evaluation.policy.verdict.min_quality)
    kept: list[EvidenceRow] = []
    left_out: list[tuple[EvidenceRow, str]] = []
    for number in columns.evidence_of_claim.get(claim.id, ()):
        citation = columns.evidence_citation[number]
        if columns.versions[number] != version or columns.withdrawn[citation]:
            continue
        source = repository.sources.get(columns.sources[citation])
        if source is None:
            continue
        row = EvidenceRow(
            citation=columns.ids[citation],
            source=source.id,
            voice=source.case or source.id,
            kind=source.kind,
            group=repository.group_of(citation),
            case=source.case,
            quality=columns.qualities[citation],
            stance=STANCES[columns.stances[number]],
            other=columns.others[number],
            pattern=columns.patterns[number],
            parts=tuple(part for bit, part in enumerate(PARTS) if columns.parts[number] >> bit & 1),
        )
        if columns.disputed[citation]:
            left_out.append((row, "disputed"))
        elif row.quality < least:
            left_out.append((row, "below_quality"))
        elif row.stance == "supports" and source.id in claim.origin:
            left_out.append((row, "own_origin"))
        else:
            kept.append(row)
    return EvidenceTable(
        claim.id,
        version,
        tuple(sorted(kept, key=_row_order)),
        tuple(sorted(left_out, key=lambda pair: _row_order(pair[0]))),
    )


def _row_order(row: EvidenceRow) -> tuple[object, ...]:
    return (natural(row.citation), STANCES.index(row.stance), row.other or "", row.pattern or "", row.parts)
