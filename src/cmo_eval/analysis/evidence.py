"""Which evidence is weighed for a claim (rule V0), and who speaks in it; decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from cmo_eval.model import FIRST_HAND, PARTS, QUALITIES, STANCES, Claim, Evidence, Part, Stance
from cmo_eval.store.repository import Coded, Repository, natural


class EvidenceRow(NamedTuple):
    """One stance of one citation on the claim.

    `voice` is the case of the source where it belongs to one, else the source; `quality` is 0-3, `other` the claim
    that is suggested instead; `parts` stand in the order of PARTS.
    """

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

    @property
    def statement(self) -> tuple[object, ...]:
        """All that the rules see of it: of rows with the same statement one does as well as many."""
        first_hand = self.quality >= FIRST_HAND
        return (self.voice, self.kind, self.group, self.case, first_hand, self.stance, self.other, self.pattern)

    @property
    def shown(self) -> str | None:
        """The pattern with its parts, as a decision keeps it: `P06:context+outcome`."""
        return f"{self.pattern}:{'+'.join(self.parts)}" if self.pattern and self.parts else self.pattern

    @property
    def line(self) -> str:
        """The line that a decision keeps of it: citation, stance, the other claim, quality, and what is shown."""
        words = (self.citation, self.stance, self.other, QUALITIES[self.quality], self.shown)
        return " ".join(word for word in words if word)


class Heard(NamedTuple):
    """How many different voices, kinds of source and address groups were heard."""

    voices: int
    kinds: int
    groups: int


@dataclass(frozen=True)
class Side:
    """Rows of evidence, such as those that take one stance, and who speaks in them; lists have each value once."""

    rows: Sequence[EvidenceRow]

    @cached_property
    def citations(self) -> tuple[str, ...]:
        """Ids of the citations, in natural order, as are all of these."""
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

    @cached_property
    def heard(self) -> Heard:
        """How many are heard: what the rules ask, again and again, and who they are is only for who reads it."""
        groups = {row.group for row in self.rows} - {None}
        return Heard(len({row.voice for row in self.rows}), len({row.kind for row in self.rows}), len(groups))

    @property
    def triangulated(self) -> bool:
        """At least two voices of at least two kinds of source."""
        return self.heard.voices >= 2 and self.heard.kinds >= 2

    @property
    def first_hand(self) -> bool:
        """Whether at least one voice saw it itself, or documents it."""
        return any(row.quality >= FIRST_HAND for row in self.rows)


def _ordered(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values), key=natural))


@dataclass(frozen=True)
class EvidenceTable:
    """The evidence about one version of a claim: the rows that V0 keeps, and those that it drops, sorted as text.

    `dropped` has each row that is left out with the reason's key: disputed, below_quality, own_origin.
    """

    claim: str
    version: int
    kept: Sequence[EvidenceRow] = ()
    dropped: Sequence[tuple[EvidenceRow, str]] = ()

    @cached_property
    def rows(self) -> tuple[EvidenceRow, ...]:
        """What is kept in the natural order of citations, whatever the order of files."""
        return tuple(sorted(self.kept, key=_row_order))

    @cached_property
    def left_out(self) -> tuple[tuple[EvidenceRow, str], ...]:
        """What is dropped, with the reason, in the same order."""
        return tuple(sorted(self.dropped, key=lambda pair: _row_order(pair[0])))

    @cached_property
    def all(self) -> Side:
        """All that is kept, whatever its stance."""
        return Side(self.kept)

    @cached_property
    def sides(self) -> Mapping[Stance, Side]:
        """What is kept by the stance that it takes, for each stance; suggestions together, whatever they suggest."""
        taken: dict[Stance, list[EvidenceRow]] = {stance: [] for stance in STANCES}
        for row in self.kept:
            taken[row.stance].append(row)
        return {stance: Side(rows) for stance, rows in taken.items()}

    @property
    def supports(self) -> Side:
        return self.sides["supports"]

    @property
    def nuances(self) -> Side:
        return self.sides["nuances"]

    @property
    def refutes(self) -> Side:
        return self.sides["refutes"]

    @cached_property
    def suggests(self) -> Mapping[str, Side]:
        """A side for each other claim that is suggested instead."""
        others: dict[str, list[EvidenceRow]] = {}
        for row in self.kept:
            if row.other is not None:
                others.setdefault(row.other, []).append(row)
        return {other: Side(others[other]) for other in sorted(others, key=natural)}


def weighed_version(repository: Repository, claim: Claim) -> int:
    """The version whose evidence is weighed: the one the last decision names, else the latest whose evidence counts.

    A claim without decision and without evidence is weighed in its latest version.
    """
    if claim.decision is not None:
        return claim.decision.version
    numbers = [version.version for version in claim.versions]
    if len(numbers) == 1:
        return numbers[0]
    heard = {said.version for _, said, why in stances_on(repository, claim) if not why}
    return next((number for number in reversed(numbers) if number in heard), numbers[-1])


def stances_on(repository: Repository, claim: Claim) -> Iterator[tuple[Coded, Evidence, str]]:
    """Each stance on the claim, in whatever version, with its citation and why rule V0 leaves it out (empty: kept).

    Kept is what has the policy's `min_quality` and is not disputed. Support from the claim's own origin is left out:
    it voiced the hypothesis. What is withdrawn, or of a source that there is not, is not among them.
    """
    least = QUALITIES.index(repository.evaluation.policy.verdict.min_quality)
    for coded, said in repository.citations.of_claim.get(claim.id, ()):
        if coded.withdrawn or coded.source not in repository.sources:
            continue
        why = ""
        if coded.citation.disputed is not None:
            why = "disputed"
        elif coded.quality < least:
            why = "below_quality"
        elif said.supports is not None and coded.source in claim.origin:
            why = "own_origin"
        yield coded, said, why


def evidence_for(repository: Repository, claim: Claim, version: int) -> EvidenceTable:
    """The evidence about that version of the claim, by rule V0 (see `stances_on`).

    That voices collapse follows from counting voices.
    """
    speakers: dict[tuple[str, str | None], tuple[str, str, str, str | None, str | None]] = {}
    kept: list[EvidenceRow] = []
    dropped: list[tuple[EvidenceRow, str]] = []
    for coded, said, why in stances_on(repository, claim):
        if said.version != version:
            continue
        who = (coded.source, coded.citation.speaker)
        if who not in speakers:
            source = repository.sources[coded.source]
            voice = repository.voice_of(source.id)
            speakers[who] = source.id, voice, source.kind, source.group_of(coded.citation.speaker), source.case
        shown = (said.suggests, said.pattern, in_order(said.parts))
        row = EvidenceRow(coded.citation.id, *speakers[who], coded.quality, said.stance, *shown)
        if why:
            dropped.append((row, why))
        else:
            kept.append(row)
    # the same order whatever the order of files; natural order takes longer than all else here, and few ask for it
    kept.sort(key=_as_text)
    dropped.sort(key=lambda pair: _as_text(pair[0]))
    return EvidenceTable(claim.id, version, kept, dropped)


def weighed_stances(repository: Repository) -> Mapping[Coded, list[Evidence]]:
    """The stances that are weighed for all claims, each in its weighed version, by the citation that takes them."""
    found: dict[Coded, list[Evidence]] = {}
    for claim in repository.claims.values():
        version = weighed_version(repository, claim)
        for coded, said, why in stances_on(repository, claim):
            if not why and said.version == version:
                found.setdefault(coded, []).append(said)
    return found


@lru_cache
def in_order(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Parts of a pattern in the order of PARTS, each once."""
    return tuple(part for part in PARTS if part in parts)


def _row_order(row: EvidenceRow) -> tuple[object, ...]:
    return (natural(row.citation), STANCES.index(row.stance), row.other or "", row.pattern or "", row.parts)


def _as_text(row: EvidenceRow) -> tuple[object, ...]:
    return (row.citation, row.stance, row.other or "", row.pattern or "", row.parts)
