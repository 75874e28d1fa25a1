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
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from cmo_eval.edits.plan import content_of, handed_in
from cmo_eval.errors import CmoEvalError
from cmo_eval.transcripts.reading import Row
from cmo_eval.transcripts.reading.archive import Element, Parts, attribute, each
from cmo_eval.transcripts.reading.word import parts_in, rows_of
from cmo_eval.transcripts.speakers import folded
from cmo_eval.transcripts.turns import Register, Turn, lines_of, turns_in, voices

AROUND = 64
"""Characters before and after the words that are kept to find their place again."""

_MOST_UNDER = 10_000_000
"""Characters that lie under all comments of a document together."""
_LABEL_AT_MOST = 200
_SAID = {"w:tab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "\u2011"}


@dataclass(frozen=True, slots=True)
class WordComment:
    """A comment: its number in the order of the document (from 1), who wrote it when, its text, and its words.

    `author` and `initials` are what Word knows of the writer, `date` such as 2024-05-13 (empty where unknown). `words`
    are empty where nothing is selected, or for the reason `why`; `prefix` and `suffix` stand around them in the
    transcript, on its line `line` (from 1; 0 without words). `replies` are in their order.
    """

    number: int
    author: str
    initials: str
    date: str
    text: str
    words: str
    prefix: str = ""
    suffix: str = ""
    line: int = 0
    why: str = ""
    replies: tuple[WordComment, ...] = ()


@dataclass(slots=True)
class _Found:
    """A comment as comments.xml has it, and ids of its paragraphs, by which others reply to it."""

    author: str = ""
    initials: str = ""
    date: str = ""
    paragraphs: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


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
    written: dict[str, _Found] = {}
    for part in parts.parts_of("comments"):
        written |= _written(parts.root(part))
    if not written:
        return []
    rows = rows_of(parts).rows
    document, places = Document(rows, register), _places(rows)
    parents: dict[str, str] = {}
    for part in parts.parts_of("commentsExtended"):
        parents |= _parents(parts.root(part), written)

    def place(id_: str) -> tuple[int, int, int]:
        range_ = places.get(id_)
        return (*(range_.start if range_ is not None else (len(rows), 0)), int(id_) if _is_number(id_) else 0)

    order = sorted(written, key=place)
    replies: dict[str, list[str]] = {}
    for id_ in order:
        top = _top(id_, parents)
        if top != id_:
            replies.setdefault(top, []).append(id_)
    numbers = {id_: number for number, id_ in enumerate(order, 1)}

    def made(id_: str, answers: Sequence[WordComment] = ()) -> WordComment:
        range_ = places.get(id_)
        under = document.under(range_) if range_ is not None else Commented()
        return _made(numbers[id_], written[id_], under, answers)

    return [
        made(
            id_,
            [made(one) for one in sorted(replies.get(id_, ()), key=lambda one: (written[one].date, numbers[one]))],
        )
        for id_ in order
        if _top(id_, parents) == id_
    ]


def _made(number: int, found: _Found, under: Commented, replies: Sequence[WordComment]) -> WordComment:
    text = "\n".join(found.paragraphs).strip()
    date = found.date[:10] if re.match(r"\d{4}-\d\d-\d\d", found.date) else ""
    return WordComment(number, found.author, found.initials, date, text, *under, replies=tuple(replies))


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


# ---- the parts of the file ------------------------------------------------------------------------------------------


def _written(root: Element) -> dict[str, _Found]:
    found: dict[str, _Found] = {}
    for comment in root:
        if comment.tag != "w:comment":
            continue
        author, initials, date = (attribute(comment, name) or "" for name in ("author", "initials", "date"))
        one = _Found(author, initials, date)
        for paragraph in each(comment, "w:p"):
            one.paragraphs.append("".join(_text(paragraph)).strip())
            one.names.append(attribute(paragraph, "paraId") or "")
        found.setdefault(attribute(comment, "id") or "", one)
    return found


def _text(paragraph: Element) -> Iterator[str]:
    for element in paragraph.iter():
        if element.tag == "w:t":
            yield element.text or ""
        elif element.tag in _SAID:
            yield _SAID[element.tag]


def _parents(root: Element, written: Mapping[str, _Found]) -> dict[str, str]:
    """The comment that each reply is to, by ids; a thread is written down by the last paragraph of a comment."""
    of = {name: id_ for id_, one in written.items() for name in one.names if name}
    found = {}
    for element in root:
        id_, above = (of.get(attribute(element, name) or "") for name in ("paraId", "paraIdParent"))
        if id_ is not None and above is not None and id_ != above:
            found[id_] = above
    return found


# ---- the words under a comment --------------------------------------------------------------------------------------


class Commented(NamedTuple):
    """The words under a comment, what stands around them, their line (from 1) in the transcript, 0 without words.

    `why` says why there are no words; it is empty where nothing is selected.
    """

    words: str = ""
    prefix: str = ""
    suffix: str = ""
    line: int = 0
    why: str = ""


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
        self._lines = dict(lines_of(self._turns, heard))
        self._numbers = {turn: number for number, turn in enumerate(self._lines, 1)}
        withdrawn = {folded(voice.label): voice.becomes for voice in heard if voice.how == "withdrawn"}
        self._silent = list(_silent(self._turns, withdrawn))
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
        return Commented(
            " ".join(words.split()),
            self._before(piece.turn, low),
            self._behind(last.turn, end),
            self._numbers.get(piece.turn, 0),
        )

    def _before(self, turn: int, at: int) -> str:
        """The text of the transcript before a character of a turn's words."""
        line = self._lines.get(turn, "")
        text = line[: len(line) - len(self._turns[turn].words) + at]
        above = turn - 1
        while len(text) < AROUND and above >= 0:
            text = f"{self._lines[above]}\n{text}" if above in self._lines else text
            above -= 1
        return text[-AROUND:]

    def _behind(self, turn: int, at: int) -> str:
        """The text of the transcript from a character of a turn's words on."""
        text = self._turns[turn].words[at:]
        below = turn + 1
        while len(text) < AROUND and below < len(self._turns):
            text += f"\n{self._lines[below]}" if below in self._lines else ""
            below += 1
        return text[:AROUND]

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


def _silent(turns: Sequence[Turn], withdrawn: dict[str, str]) -> Iterator[str]:
    """For each turn who speaks in it, if it is somebody who withdrew, else ''."""
    now = ""
    for turn in turns:
        if turn.label is not None:
            now = withdrawn.get(folded(turn.label), "")
        yield now
