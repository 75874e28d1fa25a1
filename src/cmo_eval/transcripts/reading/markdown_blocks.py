"""Markdown line by line: which lines make up a paragraph, an item, a line of a table, code or a footnote.

Only marks at the beginning of a line are read here, as CommonMark and the tables of GitHub have them, but for what
would take words away: front matter, comments and code count as such only where they end, and definitions of links are
words.
"""


# ruff: noqa: SIM905 - names are read more easily so

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from cmo_eval.transcripts import speakers

_KEY = re.compile(r"([^\W\d][\w .-]{0,40}?)[ \t]*:(?:[ \t]+\S.*|[ \t]*)")
_BELOW_KEY = re.compile(r"(?:[ \t]+\S|-[ \t]|#|[\]}]).*")
_KEYS = frozenset(
    """title subtitle author authors date tags keywords categories category lang language description summary abstract
    layout type status version project location participants interviewer interviewee id created updated modified
    aliases slug draft source duration toc bibliography csl output format published titel auteur datum taal""".split()
)
_FENCE = re.compile(r"[ \t]*(?:>[ \t]*)*(?:[-+*][ \t]+)?(`{3,}|~{3,})[ \t]*([\w.+#-]{0,30}|\{[^{}]{0,60}\})[ \t]*")
_QUOTE = re.compile(r"[ \t]*>")
_BULLET = re.compile(r"[ \t]*[-+*](?=[ \t]|$)")
_NUMBER = re.compile(r"[ \t]*(\d{1,9}[.)])[ \t]+(?=\S)")
_HEADING = re.compile(r"[ \t]*#{1,6}(?=[ \t]|$)")
_FOOTNOTE = re.compile(r"[ \t]*\[\^([^\]\s]{1,60})\]:")
_CELL = re.compile(r"(?<!\\)\|")


class Block(NamedTuple):
    """Lines that belong together: `words` of a paragraph, `cells` of a line of a table, `code`, or a foot`note`.

    `number` is that of an item or a footnote, as it is written.
    """

    kind: Literal["words", "cells", "code", "note"]
    lines: list[str]
    number: str = ""


@dataclass(slots=True)
class Blocks:
    """What a text is made up of; `left` are the words that are left out, `seen` counts what, `keys` of front matter."""

    blocks: list[Block] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    keys: list[str] = field(default_factory=list)

    def leave(self, what: str, words: str) -> None:
        """Leaves words out."""
        self.left.append(words)
        self.seen[what] += 1


def blocks_of(text: str) -> Blocks:
    """The blocks of a text with line ends LF, in its order; takes time in proportion to its length."""
    found = Blocks()
    lines = text.split("\n")
    end = _front_matter(lines, found)
    _Reading(found).of(list(_without_code(lines[end:], found)))
    return found


def _front_matter(lines: Sequence[str], found: Blocks) -> int:
    """The number of lines that front matter takes: of keys with values, none of which looks like somebody speaking."""
    if lines[0].rstrip() != "---":
        return 0
    keys: list[str] = []
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() in {"---", "..."}:
            if not keys or len(set(keys)) != len(keys):
                return 0
            found.keys = keys
            found.left += lines[1:number]
            return number + 1
        key = _KEY.fullmatch(line)
        if key is not None and not speakers.is_code(key[1]) and not speakers.is_role(key[1]):
            if not (key[1][0].islower() or key[1].casefold() in _KEYS):
                return 0
            keys.append(key[1])
        elif not keys or not _BELOW_KEY.fullmatch(line):
            return 0
    return 0


class _Line(NamedTuple):
    text: str
    code: bool = False


def _without_code(lines: Sequence[str], found: Blocks) -> Iterator[_Line]:
    """The lines, those of code marked as such; fences and comments that end are left out."""
    fences = {number: match for number, line in enumerate(lines) if (match := _FENCE.fullmatch(line))}
    places = list(fences)
    last = max((number for number, line in enumerate(lines) if "-->" in line), default=-1)
    endless: dict[str, int] = {}
    at = 0
    while at < len(lines):
        if at in fences and (end := _closed(fences, places, at, endless)) is not None:
            if fences[at][2]:
                found.leave("name of a language of code", fences[at][2])
            yield from (_Line(line, code=True) for line in lines[at + 1 : end])
            yield _Line("")
            at = end + 1
        elif "<!--" in lines[at]:
            text, at = _without_comments(lines, at, last, found)
            if text is not None:
                yield _Line(text)
        else:
            yield _Line(lines[at])
            at += 1


def _closed(fences: dict[int, re.Match[str]], places: Sequence[int], at: int, endless: dict[str, int]) -> int | None:
    """The line with which the code ends that begins at a fence; None where none does.

    `endless` remembers how long a fence of a kind must be for none to end it.
    """
    mark = fences[at][1]
    if len(mark) >= endless.get(mark[0], 1 << 60):
        return None
    for place in places[bisect_right(places, at) :]:
        other = fences[place]
        if other[1][0] == mark[0] and len(other[1]) >= len(mark) and not other[2]:
            return place
    endless[mark[0]] = len(mark)
    return None


def _without_comments(lines: Sequence[str], at: int, last: int, found: Blocks) -> tuple[str | None, int]:
    """The line without the comments that begin in it, None where nothing else stands there; and the next line."""
    parts: list[str] = []
    line, start = lines[at], 0
    while (begin := line.find("<!--", start)) >= 0:
        end = line.find("-->", begin + 4)
        if end >= 0:
            found.leave("comment", line[begin + 4 : end])
            parts.append(line[start:begin])
            start = end + 3
            continue
        if at >= last:
            break
        parts.append(line[start:begin])
        inside = [line[begin + 4 :]]
        at += 1
        while "-->" not in lines[at]:
            inside.append(lines[at])
            at += 1
        line = lines[at]
        start = line.index("-->") + 3
        found.leave("comment", "\n".join([*inside, line[: start - 3]]))
    text = "".join([*parts, line[start:]])
    return (text if text.strip() else None), at + 1


class _Reading:
    """Puts lines together; `open` is the paragraph that the next line may go on with."""

    def __init__(self, found: Blocks) -> None:
        self.found = found
        self.open: Block | None = None
        self.listed = False
        self.note = False
        self.quoted = False

    def of(self, lines: Sequence[_Line]) -> None:
        at = 0
        while at < len(lines):
            one = lines[at]
            if one.code:
                self.open = None
                self.found.blocks.append(Block("code", [one.text]))
            elif not one.text.strip():
                self.open = None
            elif self._is_table(lines, at):
                at = self._table(lines, at)
                continue
            else:
                self._line(one.text)
            at += 1

    def _line(self, line: str) -> None:
        if _is_rule(line):
            self.open = None
            return
        at, quoted, item, number = self._marks(line)
        footnote = _FOOTNOTE.match(line, at)
        if footnote is not None:
            self.found.seen["footnote"] += 1
            self._begin("note", line[footnote.end() :], footnote[1])
            self.note = True
            return
        heading = _HEADING.match(line, at)
        if heading is not None:
            self._begin("words", _without_closing(line[heading.end() :]), number)
            self.open = None
            return
        indented = line.startswith(("    ", "\t"))
        if self.open is None and not indented:
            self.note = False
        alone = line.startswith("|", at)
        if self.open is None or item or quoted != self.quoted or alone:
            if self.open is None and not item and not indented:
                self.listed = False
            self._begin("note" if self.note and indented else "words", line[at:], number)
            self.listed = self.listed or item
            self.quoted = quoted
            if alone:
                self.open = None
        else:
            self.open.lines.append(_trimmed(line[at:]))

    def _marks(self, line: str) -> tuple[int, bool, bool, str]:
        """Where the words begin behind marks of quotes and items; whether it is a quote, an item; and its number."""
        at, quoted, item, number = 0, False, False, ""
        while True:
            if match := _QUOTE.match(line, at):
                quoted = True
            elif match := _BULLET.match(line, at):
                item = True
            else:
                match = _NUMBER.match(line, at)
                begins = self.open is None or self.listed or item or (match is not None and match[1][:-1] == "1")
                if match is not None and begins:
                    return match.end(), quoted, True, match[1]
                return at, quoted, item, number
            at = match.end()

    def _begin(self, kind: Literal["words", "note"], text: str, number: str) -> None:
        self.open = Block(kind, [_trimmed(text)], number)
        self.found.blocks.append(self.open)

    def _is_table(self, lines: Sequence[_Line], at: int) -> bool:
        if "|" not in lines[at].text or at + 1 >= len(lines) or lines[at + 1].code:
            return False
        below = lines[at + 1].text.strip().lstrip("> \t")
        return "|" in below and "-" in below and set(below) <= set("|:- \t") and not lines[at].code

    def _table(self, lines: Sequence[_Line], at: int) -> int:
        self.open = None
        header = at
        while at < len(lines) and not lines[at].code and "|" in lines[at].text:
            if at != header + 1:
                text = lines[at].text.strip()
                while text.startswith(">"):
                    text = text[1:].lstrip()
                cells = [cell.strip() for cell in _CELL.split(text.removeprefix("|"))]
                if text.endswith("|") and not text.endswith("\\|"):
                    cells.pop()
                self.found.blocks.append(Block("cells", cells))
            at += 1
        self.found.seen["table"] += 1
        return at


def _is_rule(line: str) -> bool:
    """Whether a line is a rule, or underlines a heading: three or more of one mark, blanks aside."""
    marks = line.replace(" ", "").replace("\t", "").lstrip(">")
    return len(marks) >= 3 and marks[0] in "*-_=" and marks == marks[0] * len(marks)


def _without_closing(text: str) -> str:
    """A heading without the marks that may close it."""
    without = text.rstrip().rstrip("#")
    return without if not without or without[-1] in " \t" else text


def _trimmed(line: str) -> str:
    """A line without blanks around it; two at its end stay, since they are a hard line break."""
    text = line.strip()
    return f"{text}  " if line.endswith("  ") else text
