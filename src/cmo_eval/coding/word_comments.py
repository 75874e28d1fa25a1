"""Comments of a Word document with the words that they are about; knows Word's files, no evaluation.

The words of a comment are those between the two ends of its range, over runs, paragraphs and tables, as the document
reads with its tracked changes accepted. A reply has the words of the comment that it replies to.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

from cmo_eval.coding.given_file import archive_in, content_of
from cmo_eval.errors import UsageError

AROUND = 64
"""Characters before and after the words that are kept to find their place again."""

_AGAIN = "open it in Word or LibreOffice and save it as .docx, without password and macros"
_WORD = re.compile(r"\{[^}]*wordprocessingml[^}]*\}")
_LEFT_OUT = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "rPr"})
_SAID = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "p": "\n"}


@dataclass(frozen=True, slots=True)
class WordComment:
    """A comment: its number in the order of the document (from 1), who wrote it when, its text, and its words.

    `author` and `initials` are what Word knows of the writer, `date` such as 2024-05-13 (empty where unknown). `words`
    are empty where nothing is selected; `prefix` and `suffix` stand around them. `replies` are in their order.
    """

    number: int
    author: str
    initials: str
    date: str
    text: str
    words: str
    prefix: str = ""
    suffix: str = ""
    replies: tuple[WordComment, ...] = ()


@dataclass(slots=True)
class _Found:
    """A comment as comments.xml has it, and ids of its paragraphs, by which others reply to it."""

    author: str = ""
    initials: str = ""
    date: str = ""
    paragraphs: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Flow:
    """The text of a part as it is read, and where in it ranges begin and end, and comments are referred to."""

    text: str = ""
    starts: dict[str, int] = field(default_factory=dict)
    ends: dict[str, int] = field(default_factory=dict)
    references: dict[str, int] = field(default_factory=dict)


def read_comments(path: Path) -> list[WordComment]:
    """The comments of a document in the order of their words, replies with the comments that they reply to.

    Raises:
        UsageError: it is no Word document that can be read.
    """
    try:
        with archive_in(path, content_of(path), "Word document", _AGAIN) as file:
            return _comments(file)
    except (zipfile.BadZipFile, ET.ParseError, KeyError, EOFError, NotImplementedError, RuntimeError) as error:
        message = f"{path.name} is no Word document that can be read ({type(error).__name__})"
        raise UsageError(message, _AGAIN) from None


def _comments(file: zipfile.ZipFile) -> list[WordComment]:
    main = next(iter(_related(file, "", "officeDocument")), "word/document.xml")
    file.getinfo(main)  # KeyError where it is no Word document
    written: dict[str, _Found] = {}
    for part in _related(file, main, "comments"):
        written |= _written(file.read(part))
    if not written:
        return []
    flows = [_flow(file.read(main))]
    for kind in ("footnotes", "endnotes"):
        flows += [_flow(file.read(part)) for part in _related(file, main, kind)]
    parents: dict[str, str] = {}
    for part in _related(file, main, "commentsExtended"):
        parents |= _parents(file.read(part), written)
    order = sorted(written, key=lambda id_: _place(flows, id_))
    replies: dict[str, list[str]] = {}
    for id_ in order:
        top = _top(id_, parents)
        if top != id_:
            replies.setdefault(top, []).append(id_)
    numbers = {id_: number for number, id_ in enumerate(order, 1)}
    return [
        _made(
            numbers[id_],
            written[id_],
            flows,
            id_,
            [
                _made(numbers[one], written[one], flows, one)
                for one in sorted(replies.get(id_, ()), key=lambda one: (written[one].date, numbers[one]))
            ],
        )
        for id_ in order
        if _top(id_, parents) == id_
    ]


def _made(
    number: int, found: _Found, flows: Sequence[_Flow], id_: str, replies: Sequence[WordComment] = ()
) -> WordComment:
    words, prefix, suffix = _words(flows, id_)
    text = "\n".join(found.paragraphs).strip()
    date = found.date[:10] if re.match(r"\d{4}-\d\d-\d\d", found.date) else ""
    return WordComment(number, found.author, found.initials, date, text, words, prefix, suffix, tuple(replies))


def _words(flows: Sequence[_Flow], id_: str) -> tuple[str, str, str]:
    """The words of a comment's range, and what stands before and after them."""
    for flow in flows:
        start = flow.starts.get(id_)
        end = flow.ends.get(id_, flow.references.get(id_))
        if start is not None and end is not None and start < end:
            raw = flow.text[start:end]
            start += len(raw) - len(raw.lstrip())
            end -= len(raw) - len(raw.rstrip())
            if start < end:
                return flow.text[start:end], flow.text[max(0, start - AROUND) : start], flow.text[end : end + AROUND]
    return "", "", ""


def _place(flows: Sequence[_Flow], id_: str) -> tuple[int, int, int]:
    for number, flow in enumerate(flows):
        at = flow.starts.get(id_, flow.references.get(id_))
        if at is not None:
            return number, at, int(id_) if id_.isdecimal() else 0
    return len(flows), 0, int(id_) if id_.isdecimal() else 0


def _top(id_: str, parents: Mapping[str, str]) -> str:
    """The comment that begins the thread; a circle of replies, which no program writes, ends where it closes."""
    seen = {id_}
    while (above := parents.get(id_)) is not None and above not in seen:
        seen.add(above)
        id_ = above
    return id_


# ---- the parts of the file ------------------------------------------------------------------------------------------


def _related(file: zipfile.ZipFile, part: str, kind: str) -> list[str]:
    """The parts of a kind that a part (empty: the whole file) refers to and that are there."""
    folder, name = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    if relations not in file.namelist():
        return []
    found = []
    for element in ET.fromstring(file.read(relations)):  # noqa: S314 - archive_in refuses entities
        if element.get("Type", "").rpartition("/")[2] == kind and element.get("TargetMode") != "External":
            target = element.get("Target", "")
            whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            if whole in file.namelist():
                found.append(whole)
    return found


def _named(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _attribute(element: ET.Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _written(content: bytes) -> dict[str, _Found]:
    found: dict[str, _Found] = {}
    for comment in ET.fromstring(content):  # noqa: S314
        if _named(comment) != "comment":
            continue
        one = _Found(_attribute(comment, "author"), _attribute(comment, "initials"), _attribute(comment, "date"))
        for paragraph in comment.iter():
            if _named(paragraph) == "p" and _WORD.match(paragraph.tag):
                one.paragraphs.append("".join(_text(paragraph)).strip())
                one.names.append(_attribute(paragraph, "paraId"))
        found.setdefault(_attribute(comment, "id"), one)
    return found


def _text(paragraph: ET.Element) -> Iterator[str]:
    for element in paragraph.iter():
        name = _named(element)
        if name == "t":
            yield element.text or ""
        elif name in {"tab", "br", "cr", "noBreakHyphen"}:
            yield _SAID[name]


def _parents(content: bytes, written: Mapping[str, _Found]) -> dict[str, str]:
    """The comment that each reply is to, by ids; a thread is written down by the last paragraph of a comment."""
    of = {name: id_ for id_, one in written.items() for name in one.names if name}
    found = {}
    for element in ET.fromstring(content):  # noqa: S314
        id_, above = of.get(_attribute(element, "paraId")), of.get(_attribute(element, "paraIdParent"))
        if id_ is not None and above is not None and id_ != above:
            found[id_] = above
    return found


def _flow(content: bytes) -> _Flow:
    flow, parts, length = _Flow(), [], 0
    left_out = 0
    for event, element in ET.iterparse(io.BytesIO(content), events=("start", "end")):  # noqa: S314
        name = _named(element)
        if name in _LEFT_OUT:
            left_out += 1 if event == "start" else -1
        said = ""
        if event == "start":
            marked = {
                "commentRangeStart": flow.starts,
                "commentRangeEnd": flow.ends,
                "commentReference": flow.references,
            }
            if name in marked:
                marked[name].setdefault(_attribute(element, "id"), length)
            elif name in {"tab", "br", "cr", "noBreakHyphen"} and not left_out and _WORD.match(element.tag):
                said = _SAID[name]
        elif name == "t" and not left_out and _WORD.match(element.tag):
            said = element.text or ""
        elif name == "p" and _WORD.match(element.tag):
            said = _SAID[name]
        parts.append(said)
        length += len(said)
        if event == "end" and name in {"p", "tbl"}:
            element.clear()
    flow.text = "".join(parts)
    return flow
