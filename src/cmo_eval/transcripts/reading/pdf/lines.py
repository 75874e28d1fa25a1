"""Lines of a page: their text, where they are, what about them recurs, and which of them are footnotes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from cmo_eval.transcripts.reading.pdf.pages import Word
from cmo_eval.transcripts.reading.plain import with_next


@dataclass(frozen=True, slots=True)
class Line:
    """Words that are read one after the other; `cells` are texts that stand before it, in columns of their own."""

    words: tuple[Word, ...]
    cells: tuple[str, ...] = ()
    begins: bool = False
    """A paragraph, because more space than usual is above it, or a row of a table."""

    @property
    def text(self) -> str:
        """The line as one reads it, a tab after each cell."""
        return "\t".join((*self.cells, text_of(self.words)))

    @property
    def size(self) -> float:
        """How tall most of its letters are, in points."""
        return usual_size(self.words)


def text_of(words: Iterable[Word]) -> str:
    """The words with blanks between them, where there are any on the page."""
    text = ""
    for word in words:
        text += word.text if word.glued or not text else f" {word.text}"
    return text


def usual_size(words: Iterable[Word]) -> float:
    """How tall most letters of the words are, in halves of points."""
    counted: Counter[float] = Counter()
    for word in words:
        counted[round(word.size * 2) / 2] += len(word.text)
    return counted.most_common(1)[0][0] if counted else 0.0


def usual_pitch(lines: Sequence[Sequence[Word]]) -> float:
    """The space from line to line that most have, in points; 0 of a single line."""
    counted: Counter[float] = Counter()
    for one, other in pairwise(lines):
        counted[round((down_of(other) - down_of(one)) * 2) / 2] += 1
    most = max(counted.values(), default=0)
    return min((pitch for pitch, number in counted.items() if number * 2 >= most), default=0.0)


def down_of(words: Iterable[Word]) -> float:
    """How far down a line is, in points: as its largest word."""
    return max(words, key=lambda word: word.size).line


# ---- footnotes -------------------------------------------------------------------------------------------------------


_MARK = re.compile(r"[\[(]?(\d{1,3}|[*†‡§¶#]{1,3}|[a-z])[\])]?")
_START = re.compile(r"[\[(]?(\d{1,3}|[*†‡§¶#]{1,3}|[a-z])[\]).]?")


class Noted(NamedTuple):
    """The lines of a page without its footnotes and their marks; the notes, each as it is printed; and the marks."""

    lines: list[Line]
    notes: list[str]
    marks: list[str]


def with_notes_apart(lines: Sequence[Line], body: float) -> Noted:
    """The footnotes of a page apart from its text: each begins with a mark that is raised in a line above it.

    Args:
        lines: of the page, in the order in which they are read.
        body: how tall the letters of most lines of the document are.
    """
    marks: dict[str, tuple[int, int]] = {}
    for number, line in enumerate(lines):
        for at in range(1, len(line.words)):
            mark = _MARK.fullmatch(line.words[at].text)
            if mark and _raised(line.words[at - 1], line.words[at]):
                marks.setdefault(mark[1], (number, at))
    starts: dict[int, str] = {}
    for number, line in enumerate(lines):
        mark = _START.fullmatch(line.words[0].text)
        if mark and len(line.words) > 1 and mark[1] in marks and marks[mark[1]][0] < number and _small(line, body):
            starts[number] = mark[1]
    of_notes: set[int] = set()
    notes: list[str] = []
    for number in starts:
        text = lines[number].text
        end = number + 1
        while end < len(lines) and end not in starts and _small(lines[end], body) and not lines[end].begins:
            text = with_next(text, lines[end].text, frozenset(), frozenset())
            end += 1
        of_notes.update(range(number, end))
        notes.append(text)
    gone = {marks[mark] for mark in starts.values()}
    kept = [_without(line, number, gone) for number, line in enumerate(lines) if number not in of_notes]
    return Noted(kept, notes, [lines[number].words[at].text for number, at in sorted(gone)])


def _raised(one: Word, other: Word) -> bool:
    return other.size < one.size * 0.85 and other.line < one.line - one.size * 0.12 and other.start - one.end < one.size


def _small(line: Line, body: float) -> bool:
    return line.size <= body * 0.94


def _without(line: Line, number: int, gone: set[tuple[int, int]]) -> Line:
    if not any(place[0] == number for place in gone):
        return line
    words: list[Word] = []
    for at, word in enumerate(line.words):
        if (number, at) not in gone:
            after = at > 0 and (number, at - 1) in gone
            words.append(word._replace(glued=after and word.glued) if after else word)
    return Line(tuple(words), line.cells, line.begins)
