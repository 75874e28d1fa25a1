"""Comments of a Word document with the words that they are about; knows Word's files, no evaluation.

The document is read as `text import` reads it, with the marks of its comments. A range of a comment goes over rows of
the document; the rows become lines of a transcript, with other labels, notes below their paragraphs, and without the
words of who withdrew. What is under the comment are the words of those lines: no label of a speaker, no note or text
box that came between, nothing that is hidden. A reply has the words of the comment that it replies to.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from pathlib import Path
from typing import NamedTuple

from cmo_eval.deferred import dataclass
from cmo_eval.edits.plan import content_of, handed_in
from cmo_eval.errors import CmoEvalError
from cmo_eval.transcripts.reading import Row
from cmo_eval.transcripts.reading.archive import Element, Parts, attribute, each
from cmo_eval.transcripts.reading.programs import arranged
from cmo_eval.transcripts.reading.word import parts_in, rows_of
from cmo_eval.transcripts.speakers import folded
from cmo_eval.transcripts.turns import Register, Turn, lines_of, turns_in, voices

AROUND = 64
"""Characters before and after the words that are kept to find their place again."""

_MOST_UNDER = 10_000_000
"""Characters that lie under all comments of a document together."""
_LABEL_AT_MOST = 200
_SAID = {"w:tab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "\u2011"}


class Commented(NamedTuple):
    """The words under a comment, what stands around them, their line (from 1) in the transcript, 0 without words.

    `why` says why there are no words; it is empty where nothing is selected.
    """

    words: str = ""
    prefix: str = ""
    suffix: str = ""
    line: int = 0
    why: str = ""


_NOTHING = Commented()


@dataclass(frozen=True, slots=True)
class WordComment:
    """A comment: its number in the order of the document (from 1), who wrote it when, its text, and what is under it.

    `author` and `initials` are what Word knows of the writer, `date` such as 2024-05-13 (empty where unknown).
    `replies` are in their order.
    """

    author: str
    initials: str
    date: str
    text: str
    number: int = 0
    under: Commented = _NOTHING
    replies: tuple[WordComment, ...] = ()


def read_comments(path: Path, register: Register | None = None) -> list[WordComment]:
    """The comments of a document in the order of their words, replies with the comments that they reply to.

    Args:
        path: of the document.
        register: who may speak in it; words of who withdrew are never given.

    Raises:
        UsageError: it is no Word document that can be read.
    """
    with handed_in(path):
        return _comments(parts_in(content_of(path)), register or Register())


def _comments(parts: Parts, register: Register) -> list[WordComment]:
    written: dict[str, WordComment] = {}
    names: dict[str, str] = {}  # ids of comments by those of their paragraphs
    for part in parts.parts_of("comments"):
        for comment in (one for one in parts.root(part) if one.tag == "w:comment"):
            id_ = attribute(comment, "id") or ""
            written.setdefault(id_, _written(comment))
            names.update((name, id_) for one in each(comment, "w:p") if (name := attribute(one, "paraId")))
    if not written:
        return []
    parents: dict[str, str] = {}
    for part in parts.parts_of("commentsExtended"):
        for element in parts.root(part):  # a thread is written down by the last paragraph of a comment
            below, above = (names.get(attribute(element, name) or "") for name in ("paraId", "paraIdParent"))
            if below is not None and above is not None and below != above:
                parents[below] = above
    rows = arranged(rows_of(parts)).rows  # as `text import` reads them, so that the lines are the same
    document, places = Document(rows, register), _places(rows)

    def place(id_: str) -> tuple[int, int, int]:
        range_ = places.get(id_)
        return (*(range_.start if range_ is not None else (len(rows), 0)), int(id_) if _is_number(id_) else 0)

    made: dict[str, WordComment] = {}
    threads: dict[str, list[WordComment]] = {}
    for number, id_ in enumerate(sorted(written, key=place), 1):
        under = document.under(places[id_]) if id_ in places else _NOTHING
        made[id_] = replace(written[id_], number=number, under=under)
        threads.setdefault(_top(id_, parents), []).append(made[id_])
    found = []
    for id_, thread in threads.items():
        replies = sorted((one for one in thread if one is not made[id_]), key=lambda one: (one.date, one.number))
        found.append(replace(made[id_], replies=tuple(replies)))
    return sorted(found, key=lambda one: one.number)


def _written(comment: Element) -> WordComment:
    author, initials, date = (attribute(comment, name) or "" for name in ("author", "initials", "date"))
    day = date[:10] if re.match(r"\d{4}-\d\d-\d\d", date) else ""
    text = "\n".join("".join(_text(paragraph)).strip() for paragraph in each(comment, "w:p"))
    return WordComment(author, initials, day, text.strip())


def _text(paragraph: Element) -> Iterator[str]:
    for element in paragraph.iter():
        yield (element.text or "") if element.tag == "w:t" else _SAID.get(element.tag, "")


def _is_number(id_: str) -> bool:
    return id_.isascii() and id_.isdecimal() and len(id_) < 12


def _places(rows: Sequence[Row]) -> dict[str, Range]:
    """The range of each comment; one without an end ends where the comment is hung up, without a start it is empty."""
    found: dict[str, dict[str, tuple[int, int]]] = {"start": {}, "end": {}, "reference": {}}
    for number, row in enumerate(rows):
        for mark in row.marks:
            found[mark.kind].setdefault(mark.of, (number, mark.at))
    ranges = {}
    for id_ in {**found["start"], **found["reference"]}:
        start = found["start"].get(id_, found["reference"].get(id_, (0, 0)))
        end = found["end"].get(id_, found["reference"].get(id_, start)) if id_ in found["start"] else start
        ranges[id_] = Range(start, max(start, end))
    return ranges


def _top(id_: str, parents: Mapping[str, str]) -> str:
    """The comment that begins the thread; a circle of replies, which no program writes, ends where it closes."""
    seen = {id_}
    while (above := parents.get(id_)) is not None and above not in seen:
        seen.add(above)
        id_ = above
    return id_


# ---- the words under a comment --------------------------------------------------------------------------------------


class Range(NamedTuple):
    """The range of a comment: the row (from 0) and the character in it at which it begins, and those where it ends."""

    start: tuple[int, int]
    end: tuple[int, int]


class _Piece(NamedTuple):
    """Characters of a row that are words of a turn: from `start` in the row, from `at` in the turn's words."""

    row: int
    start: int
    turn: int
    at: int
    length: int


@dataclass
class Document:
    """The rows of a document and the lines that they become.

    Args:
        rows: of the document, with the marks of comments.
        register: who may speak in it.
    """

    rows: Sequence[Row]
    register: Register

    def __post_init__(self) -> None:
        self._turns = turns_in(self.rows, self.register)
        heard = voices(self._turns, self.register)
        lines = dict(lines_of(self._turns, heard))
        self._numbers = {turn: number for number, turn in enumerate(lines, 1)}
        self._text = "\n".join(lines.values())
        self._ends = dict(zip(lines, accumulate(len(line) + 1 for line in lines.values()), strict=True))
        withdrawn = {folded(voice.label): voice.becomes for voice in heard if voice.how == "withdrawn"}
        self._silent: list[str] = []  # who speaks in each turn, if it is somebody who withdrew
        for turn in self._turns:
            above = self._silent[-1] if self._silent else ""
            self._silent.append(above if turn.label is None else withdrawn.get(folded(turn.label), ""))
        self._pieces = sorted(piece for number, turn in enumerate(self._turns) for piece in self._of(number, turn))
        self._under = 0

    def under(self, range_: Range) -> Commented:
        """What is under a comment.

        Raises:
            CmoEvalError: the comments lie over each other so much that nobody made them.
        """
        story = self.rows[range_.start[0]].story
        parts: list[tuple[_Piece, int, int]] = []  # with the characters of its turn's words
        first = bisect_left(self._pieces, (range_.start[0],))
        for piece in self._pieces[first:]:
            if piece.row > range_.end[0]:
                break
            low = max(piece.start, range_.start[1]) if piece.row == range_.start[0] else piece.start
            high = piece.start + piece.length
            high = min(high, range_.end[1]) if piece.row == range_.end[0] else high
            if low < high and self.rows[piece.row].story == story:
                shift = piece.at - piece.start
                parts.append((piece, low + shift, high + shift))
                self._under += high - low
        if self._under > _MOST_UNDER:
            raise CmoEvalError("its comments lie over the same words again and again", "keep those that are meant")
        return self._commented(parts, range_)

    def _commented(self, parts: Sequence[tuple[_Piece, int, int]], range_: Range) -> Commented:
        silent = next((name for piece, _, _ in parts if (name := self._silent[piece.turn])), "")
        if silent:
            return Commented(why=f"the words are of {silent}, who withdrew")
        said = [(piece.turn, self._turns[piece.turn].words[low:high]) for piece, low, high in parts]
        filled = [number for number, (_, words) in enumerate(said) if words.strip()]
        if not filled:
            covers = any(self.rows[row].text.strip() for row in range(range_.start[0], range_.end[0] + 1))
            only = covers and range_.start < range_.end
            return Commented(why="no words are selected but who speaks, or when" if only else "")
        said, parts = said[filled[0] : filled[-1] + 1], parts[filled[0] : filled[-1] + 1]
        words = said[0][1].lstrip()
        for (before, _), (turn, more) in pairwise(said):
            apart = any(self._turns[between].words for between in range(before + 1, turn))
            words += f" […] {more}" if apart else f" {more}"
        (piece, low, high), (last, _, end) = parts[0], parts[-1]
        low, end = high - len(said[0][1].lstrip()), end - (len(said[-1][1]) - len(said[-1][1].rstrip()))
        begins, ends = self._place(piece.turn, low), self._place(last.turn, end)
        prefix, suffix = self._text[max(0, begins - AROUND) : begins], self._text[ends : ends + AROUND]
        return Commented(" ".join(words.split()), prefix, suffix, self._numbers[piece.turn])

    def _place(self, turn: int, at: int) -> int:
        """Where in the transcript a character of a turn's words stands: they are the end of its line."""
        return self._ends[turn] - 1 - len(self._turns[turn].words) + at

    def _of(self, number: int, turn: Turn) -> Iterator[_Piece]:
        """Where the words of a turn stand in its rows: of one at its end, of several one after the other."""
        if turn.row is None or turn.page is not None:
            return
        words, at, row = turn.words, 0, turn.row
        if turn.aside and words[:1] == "[" and not self.rows[row].text.lstrip().startswith("["):
            words, at = words[:-1], 1  # brackets that the row does not have
        while at < len(words) and row < len(self.rows):
            text = self.rows[row].text
            place = text.rfind(words[at:]) if row == turn.row else -1
            if place >= 0:
                yield _Piece(row, place, number, at, len(words) - at)
                return
            text = text.rstrip()
            start = next(
                (one for one in range(min(len(text), _LABEL_AT_MOST)) if words.startswith(text[one:], at)), None
            )
            if start is not None and text:
                yield _Piece(row, start, number, at, len(text) - start)
                at += len(text) - start
                at += len(words) - at - len(words[at:].lstrip())
            row += 1
