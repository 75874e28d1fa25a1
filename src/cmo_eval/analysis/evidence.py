"""Which evidence is weighed for a claim (rule V0), and who speaks in it; decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import NamedTuple, overload

from cmo_eval.model import FIRST_HAND, PARTS, QUALITIES, STANCES, Claim, Part, Stance
from cmo_eval.store.citations import Citations
from cmo_eval.store.repository import Repository, natural


class Strand(NamedTuple):
    """What the rules see of a stance; many citations may say the same.

    `voice` is the case of the source where it belongs to one, else the source; `quality` is 0-3, `other` the claim
    that is suggested instead.
    """

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


class EvidenceRow(NamedTuple):
    """One stance of one citation on the claim: its id, and then what a `Strand` has."""

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


class Rows(Sequence[EvidenceRow]):
    """Rows of evidence, held as strands with the citations of each; rows of their own are made when asked for.

    A million citations make a few thousand strands, and most questions are about these. The order of rows is that of
    ids, whatever the order of files.
    """

    def __init__(self, strands: Mapping[Strand, Sequence[str]]) -> None:
        self.strands = strands

    @classmethod
    def of(cls, rows: Iterable[EvidenceRow]) -> Rows:
        """The same rows; those that are `Rows` already stay as they are."""
        if isinstance(rows, Rows):
            return rows
        strands: dict[Strand, list[str]] = {}
        for row in rows:
            strands.setdefault(Strand(*row[1:]), []).append(row.citation)
        return cls(strands)

    def where(self, test: Callable[[Strand], bool]) -> Rows:
        """The rows of those strands that pass."""
        return Rows({strand: ids for strand, ids in self.strands.items() if test(strand)})

    @cached_property
    def _rows(self) -> tuple[EvidenceRow, ...]:
        rows = (EvidenceRow(citation, *strand) for strand, ids in self.strands.items() for citation in ids)
        return tuple(sorted(rows, key=_row_order))

    @cached_property
    def citations(self) -> tuple[str, ...]:
        """Ids of the citations, each once."""
        return _ordered(citation for ids in self.strands.values() for citation in ids)

    def __bool__(self) -> bool:
        return bool(self.strands)

    def __len__(self) -> int:
        return sum(map(len, self.strands.values()))

    @overload
    def __getitem__(self, place: int) -> EvidenceRow: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[EvidenceRow, ...]: ...
    def __getitem__(self, place: int | slice) -> EvidenceRow | tuple[EvidenceRow, ...]:
        return self._rows[place]

    def __iter__(self) -> Iterator[EvidenceRow]:
        return iter(self._rows)

    def __add__(self, others: Rows) -> Rows:
        strands = {strand: list(ids) for strand, ids in self.strands.items()}
        for strand, ids in others.strands.items():
            strands.setdefault(strand, []).extend(ids)
        return Rows(strands)

    def __eq__(self, other: object) -> bool:
        return self._rows == tuple(other) if isinstance(other, Sequence) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._rows)


@dataclass(frozen=True)
class Side:
    """The evidence that takes one stance, and who speaks in it; each list in natural order, each value once."""

    rows: Rows

    @property
    def citations(self) -> tuple[str, ...]:
        """Ids of the citations."""
        return self.rows.citations

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources."""
        return _ordered(strand.source for strand in self.rows.strands)

    @cached_property
    def voices(self) -> tuple[str, ...]:
        """Cases where the source belongs to one, else sources."""
        return _ordered(strand.voice for strand in self.rows.strands)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of source."""
        return _ordered(strand.kind for strand in self.rows.strands)

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """Address groups; evidence without a group adds none."""
        return _ordered(strand.group for strand in self.rows.strands if strand.group is not None)

    @property
    def triangulated(self) -> bool:
        """At least two voices of at least two kinds of source."""
        return len(self.voices) >= 2 and len(self.kinds) >= 2

    @property
    def first_hand(self) -> bool:
        """Whether at least one voice saw it itself, or documents it."""
        return any(strand.quality >= FIRST_HAND for strand in self.rows.strands)


def _ordered(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values), key=natural))


@dataclass(frozen=True)
class EvidenceTable:
    """The evidence about one version of a claim: what V0 keeps, and what it leaves out and why.

    `left` has the rows that are left out by the reason's key: disputed, below_quality, own_origin.
    """

    claim: str
    version: int
    rows: Rows
    left: Mapping[str, Rows] = field(default_factory=dict)

    @cached_property
    def left_out(self) -> tuple[tuple[EvidenceRow, str], ...]:
        """Each row that is left out, with the reason's key, in the order of rows."""
        pairs = ((row, reason) for reason, rows in self.left.items() for row in rows)
        return tuple(sorted(pairs, key=lambda pair: _row_order(pair[0])))

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
        others = _ordered(strand.other for strand in self.rows.strands if strand.other is not None)
        return {other: Side(self.rows.where(partial(_suggests, other))) for other in others}

    def _side(self, stance: Stance) -> Side:
        return Side(self.rows.where(lambda strand: strand.stance == stance))


def _suggests(other: str, strand: Strand) -> bool:
    return strand.other == other


def weighed_version(repository: Repository, claim: Claim) -> int:
    """The version whose evidence is weighed: the one the last decision names, else the latest whose evidence counts.

    A claim without decision and without evidence is weighed in its latest version.
    """
    if claim.decision is not None:
        return claim.decision.version
    numbers = [version.version for version in claim.versions]
    if len(numbers) == 1:
        return numbers[0]
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
    kept: dict[Strand, list[str]] = {}
    left: dict[str, dict[Strand, list[str]]] = {}
    for alike, citations in _alike(columns, columns.evidence_of_claim.get(claim.id, ()), version).items():
        source_code, speaker, quality, disputed, stance, other, pattern, parts = alike
        source = repository.sources.get(columns.sources.values[source_code])
        if source is None:
            continue
        person = columns.speakers.values[speaker]
        strand = Strand(
            source=source.id,
            voice=source.case or source.id,
            kind=source.kind,
            group=source.group_of(person),
            case=source.case,
            quality=quality,
            stance=STANCES[stance],
            other=columns.others.values[other],
            pattern=columns.patterns.values[pattern],
            parts=tuple(part for bit, part in enumerate(PARTS) if parts >> bit & 1),
        )
        chosen = kept
        if disputed:
            chosen = left.setdefault("disputed", {})
        elif quality < least:
            chosen = left.setdefault("below_quality", {})
        elif strand.stance == "supports" and source.id in claim.origin:
            chosen = left.setdefault("own_origin", {})
        chosen.setdefault(strand, []).extend(citations)
    return EvidenceTable(claim.id, version, Rows(kept), {reason: Rows(strands) for reason, strands in left.items()})


def _alike(columns: Citations, rows: Iterable[int], version: int) -> Mapping[tuple[int, ...], list[str]]:
    """Ids of citations by all that V0 asks of a row, in numbers: one pass over what may be a million rows.

    A key has source, speaker, quality, disputed, stance, other claim, pattern and parts, by their codes in the columns.
    """
    found: dict[tuple[int, ...], list[str]] = {}
    ids, of, withdrawn, disputed = columns.ids, columns.evidence_citation, columns.withdrawn, columns.disputed
    sources, speakers, qualities = columns.sources.codes, columns.speakers.codes, columns.qualities
    versions, stances, parts = columns.versions, columns.stances, columns.parts
    others, patterns = columns.others.codes, columns.patterns.codes
    for number in rows:
        row = of[number]
        if versions[number] != version or withdrawn[row]:
            continue
        key = (
            *(sources[row], speakers[row], qualities[row], disputed[row]),
            *(stances[number], others[number], patterns[number], parts[number]),
        )
        if key in found:
            found[key].append(ids[row])
        else:
            found[key] = [ids[row]]
    return found


def _row_order(row: EvidenceRow) -> tuple[object, ...]:
    return (natural(row.citation), STANCES.index(row.stance), row.other or "", row.pattern or "", row.parts)
