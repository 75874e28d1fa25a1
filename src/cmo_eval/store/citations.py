"""Citations in memory: each a record with who coded it and where it stands, and the ways to find them; no disk."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, overload

from cmo_eval.model import PARTS, QUALITIES, STANCES, Citation, Evidence
from cmo_eval.store.columns import Recurring


class Coded:
    """A citation as it was coded: in which source, by whom, and where it stands.

    Attributes:
        citation: the record.
        source: id of its source, by the name of its file.
        coder: initials of who coded it; None where nobody says so.
        file: its file, with `/` from the root.
        index: its place in the file's list, from 0.
        line: where it begins in the file, from 1.
        withdrawn: as if never said: it was taken back itself, or with its source, its speaker or what it repeats.
    """

    __slots__ = ("citation", "coder", "file", "index", "line", "source", "withdrawn")

    def __init__(
        self,
        citation: Citation,
        *,
        source: str,
        coder: str | None = None,
        file: str = "",
        index: int = 0,
        line: int = 1,
        withdrawn: bool = False,
    ) -> None:
        self.citation = citation
        self.source = source
        self.coder = coder
        self.file = file
        self.index = index
        self.line = line
        self.withdrawn = withdrawn or citation.withdrawn is not None

    @property
    def id(self) -> str:
        """The citation's id."""
        return self.citation.id

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from all others, also from one with the same id."""
        return self.file, self.index

    @property
    def quality(self) -> int:
        """The rank of its quality in QUALITIES, -1 where none is given."""
        return -1 if self.citation.quality is None else QUALITIES.index(self.citation.quality)

    def but(self, **changes: Any) -> Coded:
        """The same with other values for some of its attributes."""
        given = {name: getattr(self, name) for name in self.__slots__}
        return Coded(**{**given, **changes})

    def __reduce__(self) -> tuple[Any, ...]:
        # shorter than by the names of its slots: tens of thousands of them come from a second process
        where = (self.source, self.coder, self.file, self.index, self.line, self.withdrawn)
        return _coded, (self.citation, *where)

    def __repr__(self) -> str:
        return f"Coded({self.id})"


def _coded(citation: Citation, *where: Any) -> Coded:
    return Coded(citation, **dict(zip(("source", "coder", "file", "index", "line", "withdrawn"), where, strict=True)))


class Citations(Sequence[Coded]):
    """Citations in the order of their files, with look-ups."""

    def __init__(self, coded: Iterable[Coded] = ()) -> None:
        self._coded = list(coded)

    def __len__(self) -> int:
        return len(self._coded)

    @overload
    def __getitem__(self, place: int) -> Coded: ...
    @overload
    def __getitem__(self, place: slice) -> list[Coded]: ...
    def __getitem__(self, place: int | slice) -> Coded | list[Coded]:
        return self._coded[place]

    def __iter__(self) -> Iterator[Coded]:
        return iter(self._coded)

    def add(self, citation: Citation, **where: Any) -> None:
        """Append a citation; `where` as for `Coded`."""
        self._coded.append(Coded(citation, **where))

    def append(self, coded: Coded) -> None:
        """Append one."""
        self._coded.append(coded)

    def extend(self, coded: Iterable[Coded]) -> None:
        """Append others."""
        self._coded.extend(coded)

    @cached_property
    def by_id(self) -> Mapping[str, Coded]:
        """Citations by id; of an id used twice, the first."""
        found: dict[str, Coded] = {}
        for coded in self._coded:
            found.setdefault(coded.citation.id, coded)
        return found

    @cached_property
    def of_claim(self) -> Mapping[str, Sequence[tuple[Coded, Evidence]]]:
        """By claim, each stance on it with its citation."""
        found: dict[str, list[tuple[Coded, Evidence]]] = {}
        for coded in self._coded:
            for evidence in coded.citation.evidence:
                found.setdefault(evidence.claim, []).append((coded, evidence))
        return found

    @cached_property
    def of_source(self) -> Mapping[str, Sequence[Coded]]:
        """By source, its citations."""
        found: dict[str, list[Coded]] = {}
        for coded in self._coded:
            found.setdefault(coded.source, []).append(coded)
        return found

    # ---- the same as columns, for whoever still asks so: goes once nobody does ----

    @cached_property
    def ids(self) -> list[str]:
        return [one.citation.id for one in self._coded]

    @cached_property
    def sources(self) -> Recurring[str]:
        return Recurring(one.source for one in self._coded)

    @cached_property
    def speakers(self) -> Recurring[str | None]:
        return Recurring(one.citation.speaker for one in self._coded)

    @cached_property
    def roles(self) -> Recurring[str | None]:
        return Recurring(one.citation.role for one in self._coded)

    @cached_property
    def coders(self) -> Recurring[str | None]:
        return Recurring(one.coder for one in self._coded)

    @cached_property
    def adjudicators(self) -> Recurring[str | None]:
        return Recurring(given.by if (given := one.citation.adjudicated) else None for one in self._coded)

    @cached_property
    def codes(self) -> Recurring[tuple[str, ...]]:
        return Recurring(one.citation.codes for one in self._coded)

    @cached_property
    def qualities(self) -> array[int]:
        return array("b", [one.quality for one in self._coded])

    @cached_property
    def verbatim(self) -> bytes:
        return bytes(one.citation.verbatim for one in self._coded)

    @cached_property
    def worded(self) -> bytes:
        return bytes(one.citation.quote is not None for one in self._coded)

    @cached_property
    def disputed(self) -> bytes:
        return bytes(one.citation.disputed is not None for one in self._coded)

    @cached_property
    def withdrawn(self) -> bytes:
        return bytes(one.withdrawn for one in self._coded)

    @cached_property
    def files(self) -> Recurring[str]:
        return Recurring(one.file for one in self._coded)

    @cached_property
    def indexes(self) -> list[int]:
        return [one.index for one in self._coded]

    @cached_property
    def lines(self) -> list[int]:
        return [one.line for one in self._coded]

    @cached_property
    def _stances(self) -> list[tuple[int, Evidence]]:
        return [(row, evidence) for row, one in enumerate(self._coded) for evidence in one.citation.evidence]

    @cached_property
    def evidence_citation(self) -> list[int]:
        return [row for row, _ in self._stances]

    @cached_property
    def stances(self) -> bytes:
        return bytes(STANCES.index(one.stance) for _, one in self._stances)

    @cached_property
    def claims(self) -> Recurring[str]:
        return Recurring(one.claim for _, one in self._stances)

    @cached_property
    def others(self) -> Recurring[str | None]:
        return Recurring(one.suggests for _, one in self._stances)

    @cached_property
    def versions(self) -> list[int]:
        return [one.version for _, one in self._stances]

    @cached_property
    def patterns(self) -> Recurring[str | None]:
        return Recurring(one.pattern for _, one in self._stances)

    @cached_property
    def parts(self) -> bytes:
        return bytes(sum(1 << PARTS.index(part) for part in set(one.parts)) for _, one in self._stances)

    @cached_property
    def row_of(self) -> Mapping[str, int]:
        rows: dict[str, int] = {}
        for row, one in enumerate(self._coded):
            rows.setdefault(one.citation.id, row)
        return rows

    @cached_property
    def evidence_of_claim(self) -> Mapping[str, Sequence[int]]:
        found: dict[str, list[int]] = {}
        for number, (_, evidence) in enumerate(self._stances):
            found.setdefault(evidence.claim, []).append(number)
        return found

    @cached_property
    def evidence_of_citation(self) -> Mapping[int, Sequence[int]]:
        found: dict[int, list[int]] = {}
        for number, (row, _) in enumerate(self._stances):
            found.setdefault(row, []).append(number)
        return found
