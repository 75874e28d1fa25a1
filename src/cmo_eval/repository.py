"""The evaluation in memory: few objects with look-ups by id, many citations as columns; knows no disk."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Generic, TypeVar

from cmo_eval.diagnostics import Location
from cmo_eval.model import (
    PARTS,
    QUALITIES,
    STANCES,
    Case,
    Citation,
    Claim,
    Code,
    Codebook,
    Conclusions,
    Evaluation,
    Pattern,
    Source,
)
from cmo_eval.yaml_io import Node

T_co = TypeVar("T_co", covariant=True)


@lru_cache(maxsize=100_000)
def natural(id_: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key by which C2 comes before C10; ids of the same number, such as C2 and C02, have an order too."""
    parts = (part for part in re.split(r"([0-9]+)", id_) if part)
    return (
        *((0, len(part.lstrip("0")), part.lstrip("0")) if "0" <= part[0] <= "9" else (1, 0, part) for part in parts),
        (1, 0, id_),
    )


@dataclass(frozen=True, slots=True)
class Stored(Generic[T_co]):
    """A record with the file it was read from and the position of each of its parts."""

    record: T_co
    file: str
    node: Node

    def at(self, *path: str | int, key: bool = False) -> Location:
        """Where the value at `path` stands (with `key`, its key)."""
        return Location(self.file, *self.node.locate(path, key=key))


class Citations:
    """Citations and their evidence as columns of equal length; a row is an index into them.

    Citation columns: `ids`, `sources`, `speakers` and `roles` (None where not given), `coders`, `adjudicators`,
    `codes` (tuples), `qualities` (0-3, -1 where not given), `verbatim`, `worded` (has the words), `disputed`,
    `withdrawn` (0 or 1), `files`, `indexes` (place in the file's list, from 0), `lines` (from 1).

    Evidence columns, one row a stance: `evidence_citation` (a row of the citation columns), `stances` (index into
    STANCES), `claims`, `others` (the claim suggested instead, or None), `versions`, `patterns` (or None), `parts`
    (bits in the order of PARTS).
    """

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.sources: list[str] = []
        self.speakers: list[str | None] = []
        self.roles: list[str | None] = []
        self.coders: list[str | None] = []
        self.adjudicators: list[str | None] = []
        self.codes: list[tuple[str, ...]] = []
        self.qualities = array("b")
        self.verbatim = bytearray()
        self.worded = bytearray()
        self.disputed = bytearray()
        self.withdrawn = bytearray()
        self.files: list[str] = []
        self.indexes = array("Q")
        self.lines = array("Q")
        self.evidence_citation = array("Q")
        self.stances = bytearray()
        self.claims: list[str] = []
        self.others: list[str | None] = []
        self.versions = array("Q")
        self.patterns: list[str | None] = []
        self.parts = bytearray()

    def __len__(self) -> int:
        return len(self.ids)

    def add(self, citation: Citation, *, source: str, coder: str | None, file: str, index: int, line: int) -> None:
        """Append a citation, and a row for each of its stances."""
        row = len(self.ids)
        self.ids.append(citation.id)
        self.sources.append(source)
        self.speakers.append(citation.speaker)
        self.roles.append(citation.role)
        self.coders.append(coder)
        self.adjudicators.append(citation.adjudicated.by if citation.adjudicated else None)
        self.codes.append(citation.codes)
        self.qualities.append(-1 if citation.quality is None else QUALITIES.index(citation.quality))
        self.verbatim.append(citation.verbatim)
        self.worded.append(citation.quote is not None)
        self.disputed.append(citation.disputed is not None)
        self.withdrawn.append(citation.withdrawn is not None)
        self.files.append(file)
        self.indexes.append(index)
        self.lines.append(line)
        for evidence in citation.evidence:
            self.evidence_citation.append(row)
            self.stances.append(STANCES.index(evidence.stance))
            self.claims.append(evidence.claim)
            self.others.append(evidence.suggests)
            self.versions.append(evidence.version)
            self.patterns.append(evidence.pattern)
            self.parts.append(sum(1 << PARTS.index(part) for part in set(evidence.parts)))

    def extend(self, others: Citations, withdrawn: Sequence[int] = (), *, keep: bool = True) -> None:
        """Append the rows of another; those in `withdrawn` are marked so, or left out unless they are to be kept."""
        gone = set(withdrawn)
        first = len(self.ids)
        flags = bytearray(others.withdrawn)
        for row in gone:
            flags[row] = 1
        if gone and not keep:
            rows = [row for row in range(len(others)) if row not in gone]
            evidence = [number for number, row in enumerate(others.evidence_citation) if row not in gone]
            place = {row: first + number for number, row in enumerate(rows)}
            for name in _ROWS:
                column = getattr(others, name) if name != "withdrawn" else flags
                getattr(self, name).extend(column[row] for row in rows)
            for name in _EVIDENCE_ROWS:
                column = getattr(others, name)
                getattr(self, name).extend(column[number] for number in evidence)
            self.evidence_citation.extend(place[others.evidence_citation[number]] for number in evidence)
            return
        for name in _ROWS:
            getattr(self, name).extend(getattr(others, name) if name != "withdrawn" else flags)
        for name in _EVIDENCE_ROWS:
            getattr(self, name).extend(getattr(others, name))
        self.evidence_citation.extend(first + row for row in others.evidence_citation)

    def packed(self) -> dict[str, Any]:
        """The columns of one file as plain lists, words that recur written once; without source and file."""
        return {
            "coder": self.coders[0] if self.coders else None,
            **{name: list(getattr(self, name)) for name in _NUMBERS},
            "ids": self.ids,
            **{name: _packed(getattr(self, name)) for name in _RECURRING},
        }

    @classmethod
    def unpacked(cls, data: Mapping[str, Any], *, source: str, file: str) -> Citations:
        """The columns from what `packed` made."""
        columns = cls()
        for name in _NUMBERS:
            getattr(columns, name).extend(data[name])
        columns.ids = data["ids"]
        for name in _RECURRING:
            setattr(columns, name, _unpacked(data[name]))
        columns.codes = [tuple(codes) for codes in columns.codes]
        number, coder = len(columns.ids), data["coder"]
        columns.sources, columns.coders, columns.files = [source] * number, [coder] * number, [file] * number
        return columns

    @cached_property
    def row_of(self) -> Mapping[str, int]:
        """The row of each citation id; of an id used twice, the first."""
        rows: dict[str, int] = {}
        for row, id_ in enumerate(self.ids):
            rows.setdefault(id_, row)
        return rows

    @cached_property
    def evidence_of_claim(self) -> Mapping[str, Sequence[int]]:
        """Evidence rows by claim."""
        rows: dict[str, array[int]] = {}
        for row, claim in enumerate(self.claims):
            rows.setdefault(claim, array("Q")).append(row)
        return rows

    @cached_property
    def evidence_of_citation(self) -> Mapping[int, Sequence[int]]:
        """Evidence rows by citation row."""
        rows: dict[int, array[int]] = {}
        for row, citation in enumerate(self.evidence_citation):
            rows.setdefault(citation, array("Q")).append(row)
        return rows


_RECURRING = ("speakers", "roles", "adjudicators", "codes", "claims", "others", "patterns")
_FLAGS = ("verbatim", "worded", "disputed", "withdrawn")
_NUMBERS = ("qualities", *_FLAGS, "indexes", "lines", "evidence_citation", "stances", "versions", "parts")
_EVIDENCE_ROWS = ("stances", "claims", "others", "versions", "patterns", "parts")
_ROWS = (
    *("ids", "sources", "speakers", "roles", "coders", "adjudicators", "codes", "qualities"),
    *(*_FLAGS, "files", "indexes", "lines"),
)


def _packed(values: Sequence[Any]) -> list[Any]:
    places: dict[Any, int] = {}
    numbers = [places.setdefault(value, len(places)) for value in values]
    return [list(places), numbers]


def _unpacked(data: Sequence[Any]) -> list[Any]:
    values, numbers = data
    return [values[number] for number in numbers]


@dataclass(frozen=True)
class Repository:
    """Everything that was read of one evaluation, with where it was read.

    `unread` names files (with `/`) that could not be read, or not wholly. `reread` finds a whole citation again
    by file, place in its list, and id.
    """

    stored_evaluation: Stored[Evaluation]
    stored_claims: Sequence[Stored[Claim]] = ()
    stored_patterns: Sequence[Stored[Pattern]] = ()
    stored_cases: Sequence[Stored[Case]] = ()
    stored_sources: Sequence[Stored[Source]] = ()
    stored_codebook: Stored[Codebook] | None = None
    stored_conclusions: Stored[Conclusions] | None = None
    citations: Citations = field(default_factory=Citations)
    second_codings: Citations = field(default_factory=Citations)
    unread: tuple[str, ...] = ()
    reread: Callable[[str, int, str], Stored[Citation]] = field(default_factory=lambda: _no_file)

    @property
    def records(self) -> Iterator[Stored[Claim | Pattern | Case | Source]]:
        """Everything that has a file and an id of its own: claims, patterns, cases, sources."""
        yield from self.stored_claims
        yield from self.stored_patterns
        yield from self.stored_cases
        yield from self.stored_sources

    @property
    def codings(self) -> tuple[Citations, Citations]:
        """The agreed coding, and what second coders coded."""
        return self.citations, self.second_codings

    @property
    def evaluation(self) -> Evaluation:
        """What is evaluated, and by which conventions."""
        return self.stored_evaluation.record

    @cached_property
    def claims(self) -> Mapping[str, Claim]:
        """Claims by id, in natural order."""
        return _by_id(self.stored_claims)

    @cached_property
    def patterns(self) -> Mapping[str, Pattern]:
        """Patterns by id, in natural order."""
        return _by_id(self.stored_patterns)

    @cached_property
    def cases(self) -> Mapping[str, Case]:
        """Cases by id, in natural order."""
        return _by_id(self.stored_cases)

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Sources by id, in natural order."""
        return _by_id(self.stored_sources)

    @cached_property
    def codes(self) -> Mapping[str, Code]:
        """Codes by id, in the codebook's order; empty without a codebook."""
        book = self.stored_codebook
        return {code.id: code for code in book.record.codes} if book else {}

    @property
    def conclusions(self) -> Conclusions:
        """Answers and recommendations; empty where none were written."""
        return self.stored_conclusions.record if self.stored_conclusions else Conclusions()

    def group_of(self, row: int, citations: Citations | None = None) -> str | None:
        """The address group that a citation counts for: its speaker's, else its source's."""
        columns = citations or self.citations
        source = self.sources.get(columns.sources[row])
        if source is None:
            return None
        speaker = columns.speakers[row]
        person = source.participant(speaker) if speaker else None
        return (person.group if person else None) or source.group

    def role_of(self, row: int) -> str | None:
        """The role of the one who speaks: as the citation gives it, else the participant's."""
        source = self.sources.get(self.citations.sources[row])
        speaker = self.citations.speakers[row]
        person = source.participant(speaker) if source and speaker else None
        return self.citations.roles[row] or (person.role if person else None)

    def voice_of(self, source_id: str) -> str:
        """The voice that a source speaks with: its case where it belongs to one, else itself."""
        source = self.sources.get(source_id)
        return (source.case if source else None) or source_id

    def citation(self, id_: str) -> Citation:
        """The whole citation, read again from its file.

        Raises:
            KeyError: there is no citation with that id.
        """
        return self.stored_citation(self.citations.row_of[id_]).record

    def stored_citation(self, row: int, columns: Citations | None = None) -> Stored[Citation]:
        """The whole citation of a row of the agreed coding (or of `columns`), read again from its file.

        Raises:
            CmoEvalError: the file changed since.
        """
        coding = columns or self.citations
        return self.reread(coding.files[row], coding.indexes[row], coding.ids[row])

    def whole_citations(self, rows: Sequence[int]) -> Iterator[Citation]:
        """The whole citations of these rows, in their order."""
        for row in rows:
            yield self.stored_citation(row).record

    def kind_of(self, id_: str) -> str | None:
        """What kind of thing an id stands for: claim, pattern, case, source, citation; None if nothing."""
        if id_ in self.claims:
            return "claim"
        if id_ in self.patterns:
            return "pattern"
        if id_ in self.cases:
            return "case"
        if id_ in self.sources:
            return "source"
        return "citation" if id_ in self.citations.row_of else None


def _by_id(stored: Sequence[Stored[Any]]) -> Mapping[str, Any]:
    first: dict[str, Any] = {}
    for item in stored:
        first.setdefault(item.record.id, item.record)
    return {id_: first[id_] for id_ in sorted(first, key=natural)}


def _no_file(file: str, index: int, id_: str) -> Stored[Citation]:
    raise KeyError(f"{id_}, citation {index} of {file}")
