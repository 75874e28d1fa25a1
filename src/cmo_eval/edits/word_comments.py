"""Comments of a Word document with the words that they are about; knows Word's files, no evaluation.

The document is read as `text import` reads it, with the marks of its comments: what is under a comment are words of the
transcript. A reply has the words of the comment that it replies to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cmo_eval.edits.commented_words import Commented, Document, Range
from cmo_eval.edits.given_file import content_of
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.transcripts.reading import Row
from cmo_eval.transcripts.reading.archive import Element, attribute, each
from cmo_eval.transcripts.reading.word import rows_of
from cmo_eval.transcripts.reading.word_parts import Parts, parts_in
from cmo_eval.transcripts.turns import Register

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
    try:
        return _comments(parts_in(content_of(path)), register or Register())
    except UsageError:
        raise
    except CmoEvalError as error:
        raise UsageError(f"{path.name}: {error.message}", error.hint) from None


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
