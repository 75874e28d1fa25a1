"""Paragraphs of a word processor become rows: cleaned, line by line, with the marks of comments where they belong.

`Walk` is what reading a document of any word processor has in common.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, count
from typing import Literal

from cmo_eval.errors import CmoEvalError
from cmo_eval.transcripts.encoding import cleaned
from cmo_eval.transcripts.reading import Mark, Row
from cmo_eval.transcripts.reading.account import UNCOUNTED, Account, words_in
from cmo_eval.transcripts.reading.archive import Element

MOST_MADE = 32 * 1024 * 1024
"""Characters of text that a document may become; a transcript of a whole day has half a million."""


class Paragraph:
    """A paragraph as it is put together: pieces of text, and the marks of comments between them."""

    __slots__ = ("length", "marks", "pieces")

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.marks: list[Mark] = []

    def add(self, text: str) -> None:
        """Text behind what is there."""
        self.pieces.append(text)
        self.length += len(text)

    def mark(self, kind: Literal["start", "end", "reference"], of: str) -> None:
        """The range of a comment begins or ends here, or the comment is hung up here."""
        self.marks.append(Mark(self.length, kind, of))


class Walk:
    """One walk through a document: makes rows within bounds, and counts in `seen` what is met.

    `account` knows what became of its words; `beside` are notes (True) and text boxes of the paragraph at hand.
    """

    def __init__(self, account: Account) -> None:
        self.account = account
        self.seen: Counter[str] = Counter()
        self.beside: list[tuple[Element, bool]] = []
        self._made = 0
        self._stories = count(1)
        self._held: dict[int, list[Mark]] = {}

    def block(self, element: Element, story: int, depth: int) -> Iterator[Row]:
        """The rows of whatever holds paragraphs and tables; `story` as in `Row`, `depth` in how many others it is."""
        raise NotImplementedError

    def closed(self, paragraph: Paragraph, story: int, depth: int) -> Iterator[Row]:
        """The rows of a paragraph that has ended: a line for each line break in it, then notes and text boxes."""
        yield from self.lines(paragraph, story)
        mine, self.beside = self.beside, []
        for element, is_note in mine:
            made = list(self.block(element, next(self._stories), depth + 1))
            yield from as_note(made) if is_note else made

    def words(self, rows: Sequence[Row]) -> int | None:
        """How many words the document has, those that were left out too; None where nobody knows."""
        if any(self.seen[what] for what in UNCOUNTED):
            return None
        return words_in(row.text for row in rows) + self.account.left

    def lines(self, paragraph: Paragraph, story: int) -> list[Row]:
        """A row for each line of the paragraph that is not blank.

        Raises:
            CmoEvalError: the document becomes more text than any transcript is.
        """
        self._made += paragraph.length
        if self._made > MOST_MADE:
            raise CmoEvalError(f"it becomes more than {MOST_MADE // 2**20} million characters of text", "split it")
        raw = "".join(paragraph.pieces)
        text, unseen = cleaned(raw)
        self.seen["invisible character"] += unseen
        marks = list(_moved(raw, text, paragraph.marks)) if paragraph.marks else []
        made: list[Row] = []
        start = 0
        for line in text.split("\n"):
            end = start + len(line)
            here = [mark._replace(at=max(0, mark.at - start)) for mark in marks if mark.at <= end]
            if here:
                marks = marks[len(here) :]
                self._held.setdefault(story, []).extend(here if line.strip() else (one._replace(at=0) for one in here))
            if line.strip():
                held = self._held.pop(story, ())
                made.append(Row(line, marks=tuple(held), story=story))
            start = end + 1
        return made

    def ended(self, rows: Sequence[Row]) -> tuple[Row, ...]:
        """All rows of a document; marks behind the last row of a story stand at its end."""
        made = list(rows)
        last = {row.story: number for number, row in enumerate(made)}
        for story, marks in self._held.items():
            if story in last:
                row = made[last[story]]
                behind = tuple(mark._replace(at=len(row.text)) for mark in marks)
                made[last[story]] = row._replace(marks=(*row.marks, *behind))
        return tuple(made)


def as_note(rows: Sequence[Row]) -> Iterator[Row]:
    """The rows of a note as one, between brackets; none where it is empty."""
    if rows:
        row = joined_rows(rows, " ")
        marks = tuple(mark._replace(at=mark.at + 1) for mark in row.marks)
        yield row._replace(text=f"[{row.text}]", aside=True, marks=marks)


def as_rows(cells: Sequence[Sequence[Row]], story: int = 0) -> Iterator[Row]:
    """The rows of one row of a table, given those in each cell: the first of each cell on one line.

    Notes and text boxes in the cells, which are of another story or stand aside, come behind it.
    """
    filled = [cell for cell in cells if cell]
    if len(filled) < 2:
        yield from (row for cell in filled for row in cell)
        return
    *labels, words = filled
    if all(len(cell) == 1 for cell in labels):
        yield joined_rows([*(cell[0] for cell in labels), words[0]], "\t")
        yield from words[1:]
        return
    own = [[row for row in cell if not row.aside and row.story == story] for cell in filled]
    merged = [joined_rows(cell, " ") for cell in own if cell]
    if merged:
        yield joined_rows(merged, "\t")
    yield from (row for cell in filled for row in cell if row.aside or row.story != story)


def joined_rows(rows: Sequence[Row], between: str) -> Row:
    """Rows as one, without the blanks around each."""
    texts = [row.text.strip() for row in rows]
    starts = accumulate((len(text) + len(between) for text in texts), initial=0)
    marks: list[Mark] = []
    for row, text, start in zip(rows, texts, starts, strict=False):
        lead = len(row.text) - len(row.text.lstrip())
        marks += [mark._replace(at=start + min(max(0, mark.at - lead), len(text))) for mark in row.marks]
    return rows[0]._replace(text=between.join(texts), marks=tuple(marks))


def _moved(raw: str, text: str, marks: Sequence[Mark]) -> Iterator[Mark]:
    """The marks where they stand in the cleaned text: behind the same number of characters that are no blanks.

    Cleaning takes away or moves only what nobody sees, and composes letters; a letter and its accent are never parted.
    """
    sums = list(accumulate(_weight(text[start : start + _BLOCK]) for start in range(0, len(text), _BLOCK)))
    done = seen = 0
    for mark in marks:
        seen += _weight(raw[done : mark.at])
        done = mark.at
        block = bisect_left(sums, seen)
        rest = seen - (sums[block - 1] if block else 0)
        at = block * _BLOCK
        while rest > 0 and at < len(text):
            rest -= _weight_of_one(text[at])
            at += 1
        yield mark._replace(at=min(at, len(text)))


_BLOCK = 256


def _weight(text: str) -> int:
    """How many characters there are, blanks and the unseen aside, each letter and accent by itself."""
    return len("".join(unicodedata.normalize("NFD", cleaned(text)[0]).split()))


def _weight_of_one(letter: str) -> int:
    if letter.isascii():
        return 0 if letter.isspace() else 1
    return 0 if letter.isspace() else len(unicodedata.normalize("NFD", letter))
