"""Names found and counted while a change is planned that puts pseudonyms in their place; writes nothing itself."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from cmo_eval.deferred import dataclass
from cmo_eval.edits.pseudonyms.table import NameTable
from cmo_eval.pseudonyms.finding import Edit, Hit, Mover, Name, Spot, edited, edits_of
from cmo_eval.pseudonyms.numbers import Number, NumberKind, numbers, said
from cmo_eval.store.writing.change import FileChange, digest
from cmo_eval.transcripts import store


class Done(NamedTuple):
    """What changes in one file: how many names, how many numbers; of a transcript how many anchors move with it."""

    file: str
    names: int
    numbers: int


class Open(NamedTuple):
    """What a person has to say before anything is written: the question, the answer in the table, and the places."""

    what: str
    answer: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class Replaced:
    """A transcript: as it is, as it will be, and where a place goes."""

    before: str
    after: str
    place: Mover

    @cached_property
    def _ends(self) -> Sequence[int]:
        """Where the lines end, for thousands of places in one text."""
        return [match.start() for match in re.finditer("\n", self.before)]

    def line(self, at: int) -> int:
        """The line of a place before, from 1."""
        return bisect_left(self._ends, at) + 1


@dataclass
class Planning:
    """What is known, counted and in doubt while a change is planned."""

    root: Path
    table: NameTable
    language: str
    also: Collection[str]
    texts: Path | None
    ids: set[str] = field(default_factory=set)
    files: dict[str, FileChange] = field(default_factory=dict)
    done: list[Done] = field(default_factory=list)
    counted: Counter[int] = field(default_factory=Counter)
    kinds: Counter[NumberKind] = field(default_factory=Counter)
    quotes: set[tuple[str, str]] = field(default_factory=set)
    doubts: dict[tuple[str, str, tuple[Name, ...]], dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    open: list[Open] = field(default_factory=list)
    look: list[str] = field(default_factory=list)
    transcripts: dict[str, Replaced] = field(default_factory=dict)
    unseen: frozenset[str] = frozenset()  # sources in which something may be a name that the table does not have

    def __post_init__(self) -> None:
        self.finder = self.table.finder
        self._named: dict[str, bool] = {}

    def edits(self, text: str, spot: Spot, where: str, *, prose: bool = True) -> list[Edit]:
        """What changes in words, which count from here on; what is in doubt is noted under `where`."""
        found, hits = self._found(text, spot, prose=prose)
        self.kinds.update(one.kind for one in found)
        for hit in hits:
            if hit.new is not None:
                self.counted[hit.names[0].row] += 1
            else:
                self._doubt(text, hit, where)
        return self._edits(text, found, hits, lines=True)

    def _found(self, text: str, spot: Spot, *, prose: bool = True) -> tuple[list[Number], list[Hit]]:
        """Numbers and addresses, where these are looked for, and names that are no part of them."""
        found = [*numbers(text, self.also)] if prose else []
        hits = self.finder.found(text, spot)
        return found, [hit for hit in hits if not any(one.start < hit.end and hit.start < one.end for one in found)]

    def _edits(self, text: str, found: Sequence[Number], hits: Sequence[Hit], *, lines: bool) -> list[Edit]:
        taken = [Edit(one.start, one.end, said(one.kind, self.language)) for one in found]
        return sorted([*taken, *edits_of(hits, text, lines=lines)])

    def _doubt(self, text: str, hit: Hit, where: str) -> None:
        place = f"{where}:{hit.line}" if hit.line is not None else where
        self.doubts[hit.doubt, " ".join(text[hit.start : hit.end].split()), hit.names][place] = None

    def words(self, text: str, spot: Spot, where: str, *, prose: bool = True) -> str:
        """The words with what stands for the names in them."""
        composed = store.composed(text) if not text.isascii() or "\r" in text else text
        edits = self.edits(composed, spot, where, prose=prose)
        return edited(composed, edits) if edits else text

    def quietly(self, text: str, spot: Spot) -> str:
        """The same for words that were counted already, as they stand in a file."""
        found, hits = self._found(text, spot)
        return edited(text, self._edits(text, found, hits, lines=False))

    def names(self, word: str) -> bool:
        """Whether a key or an id holds a name; the same ones come again and again."""
        if word not in self._named:
            self._named[word] = any(not hit.doubt for hit in self.finder.found(word))
        return self._named[word]

    def put(self, file: str, before: bytes, after: bytes, count: tuple[int, int], name: str | None = None) -> None:
        """The file as it will be, if it changes."""
        if before != after or name is not None:
            self.files[file] = FileChange(file, digest(before), after, name)
            names, kinds = sum(self.counted.values()) - count[0], sum(self.kinds.values()) - count[1]
            self.done.append(Done(file, names, kinds))

    @property
    def count(self) -> tuple[int, int]:
        """How many names and numbers were counted so far."""
        return sum(self.counted.values()), sum(self.kinds.values())
