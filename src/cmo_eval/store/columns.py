"""Citations as columns: a million of them in memory, a few numbers each; knows no disk."""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Generic, TypeVar, overload

from cmo_eval.model import PARTS, QUALITIES, STANCES, Citation

H = TypeVar("H", bound=Hashable)


class Recurring(Sequence[H], Generic[H]):
    """A column of values that recur, such as the ids of sources: each is held once, a row is a number of four bytes.

    `values` are the distinct values, `codes` gives for each row the place of its value among them.
    """

    __slots__ = ("_places", "codes", "values")

    def __init__(self, values: Iterable[H] = ()) -> None:
        self.values: list[H] = []
        self.codes = array("I")
        self._places: dict[H, int] = {}
        for value in values:
            self.append(value)

    def code(self, value: H) -> int:
        """The place of a value, which is made where there is none."""
        place = self._places.get(value)
        if place is None:
            place = self._places[value] = len(self.values)
            self.values.append(value)
        return place

    def append(self, value: H) -> None:
        self.codes.append(self.code(value))

    def extend(self, others: Recurring[H], rows: Iterable[int] | None = None) -> None:
        """Append the rows of another column, or some of them."""
        places = array("I", [self.code(value) for value in others.values])
        chosen = others.codes if rows is None else (others.codes[row] for row in rows)
        self.codes.extend(map(places.__getitem__, chosen))

    def repeat(self, value: H, times: int) -> None:
        """Append one value so many times."""
        self.codes.extend(array("I", [self.code(value)]) * times)

    @classmethod
    def of(cls, values: list[H], codes: array[int]) -> Recurring[H]:
        """The column that has these values and codes."""
        column = cls()
        column.values, column.codes = values, codes
        column._places = {value: place for place, value in enumerate(values)}
        return column

    @property
    def distinct(self) -> set[H]:
        """The values that any row has."""
        return {self.values[code] for code in set(self.codes)}

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, row: int) -> H: ...
    @overload
    def __getitem__(self, row: slice) -> list[H]: ...
    def __getitem__(self, row: int | slice) -> H | list[H]:
        if isinstance(row, slice):
            return [self.values[code] for code in self.codes[row]]
        return self.values[self.codes[row]]

    def __setitem__(self, row: int, value: H) -> None:
        self.codes[row] = self.code(value)

    def __iter__(self) -> Iterator[H]:
        return map(self.values.__getitem__, self.codes)

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, Sequence) else NotImplemented

    def __hash__(self) -> int:
        raise TypeError("a column changes")


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
        self.sources: Recurring[str] = Recurring()
        self.speakers: Recurring[str | None] = Recurring()
        self.roles: Recurring[str | None] = Recurring()
        self.coders: Recurring[str | None] = Recurring()
        self.adjudicators: Recurring[str | None] = Recurring()
        self.codes: Recurring[tuple[str, ...]] = Recurring()
        self.qualities = array("b")
        self.verbatim = bytearray()
        self.worded = bytearray()
        self.disputed = bytearray()
        self.withdrawn = bytearray()
        self.files: Recurring[str] = Recurring()
        self.indexes = array("I")
        self.lines = array("I")
        self.evidence_citation = array("I")
        self.stances = bytearray()
        self.claims: Recurring[str] = Recurring()
        self.others: Recurring[str | None] = Recurring()
        self.versions = array("Q")
        self.patterns: Recurring[str | None] = Recurring()
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
            for name in _PLAIN:
                column = getattr(others, name) if name != "withdrawn" else flags
                getattr(self, name).extend(column[row] for row in rows)
            for name in _EVIDENCE_PLAIN:
                column = getattr(others, name)
                getattr(self, name).extend(column[number] for number in evidence)
            for names, chosen in ((_RECURRING, rows), (_EVIDENCE_RECURRING, evidence)):
                for name in names:
                    getattr(self, name).extend(getattr(others, name), chosen)
            self.evidence_citation.extend(place[others.evidence_citation[number]] for number in evidence)
            return
        for name in (*_PLAIN, *_RECURRING, *_EVIDENCE_PLAIN, *_EVIDENCE_RECURRING):
            getattr(self, name).extend(getattr(others, name) if name != "withdrawn" else flags)
        self.evidence_citation.extend([first + row for row in others.evidence_citation])

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
        by_code = [array("I") for _ in self.claims.values]
        for row, code in enumerate(self.claims.codes):
            by_code[code].append(row)
        return {claim: rows for claim, rows in zip(self.claims.values, by_code, strict=True) if rows}

    @cached_property
    def evidence_of_citation(self) -> Mapping[int, Sequence[int]]:
        """Evidence rows by citation row."""
        rows: dict[int, array[int]] = {}
        for row, citation in enumerate(self.evidence_citation):
            rows.setdefault(citation, array("I")).append(row)
        return rows


_FLAGS = ("verbatim", "worded", "disputed", "withdrawn")
_PLAIN = ("ids", "qualities", *_FLAGS, "indexes", "lines")
_RECURRING = ("sources", "speakers", "roles", "coders", "adjudicators", "codes", "files")
_EVIDENCE_PLAIN = ("stances", "versions", "parts")
_EVIDENCE_RECURRING = ("claims", "others", "patterns")
