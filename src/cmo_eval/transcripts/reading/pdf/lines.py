"""Lines of a page: their text, where they are, and what about them recurs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cmo_eval.transcripts.reading.pdf.pages import Word


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

    @property
    def down(self) -> float:
        """How far down it is, in points."""
        largest = max(self.words, key=lambda word: word.size)
        return largest.line


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
