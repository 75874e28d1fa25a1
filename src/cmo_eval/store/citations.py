"""Citations in memory: each a record with who coded it and where it stands, and the ways to find them; no disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, overload

from cmo_eval.model import QUALITIES, Citation, Evidence


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
