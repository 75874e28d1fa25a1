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
from typing import Literal, NamedTuple

from cmo_eval.deferred import expression
from cmo_eval.transcripts import speakers

_KEY = expression(r"([^\W\d][\w .-]{0,40}?)[ \t]*:(?:[ \t]+\S.*|[ \t]*)")
_BELOW_KEY = expression(r"(?:[ \t]+\S|-[ \t]|#|[\]}]).*")
_KEYS = frozenset(
    """title subtitle author authors date tags keywords categories category lang language description summary abstract
    layout type status version project location participants interviewer interviewee id created updated modified
    aliases slug draft source duration toc bibliography csl output format published titel auteur datum taal""".split()
)
_FENCE = expression(r"[ \t]*(?:>[ \t]*)*(?:[-+*][ \t]+)?(`{3,}|~{3,})[ \t]*([\w.+#-]{0,30}|\{[^{}]{0,60}\})[ \t]*")
_QUOTE = expression(r"[ \t]*>")
_BULLET = expression(r"[ \t]*[-+*](?=[ \t]|$)")
_NUMBER = expression(r"[ \t]*(\d{1,9}[.)])[ \t]+(?=\S)")
_HEADING = expression(r"[ \t]*#{1,6}(?=[ \t]|$)")
_FOOTNOTE = expression(r"[ \t]*\[\^([^\]\s]{1,60})\]:")
_CELL = expression(r"(?<!\\)\|")


class Block(NamedTuple):
    """Lines that belong together: `words` of a paragraph, `cells` of a line of a table, `code`, or a foot`note`.

    `number` is that of an item or a footnote, as it is written; `heading` is whether the words are one.
    """

    kind: Literal["words", "cells", "code", "note"]
    lines: list[str]
    number: str = ""
    heading: bool = False


class Blocks:
    """What a text is made up of, in its order; takes time in proportion to its length.

    `left` are the words that are left out, `seen` counts what they are, `keys` are those of front matter.

    Args:
        text: with line ends LF.
    """

    def __init__(self, text: str) -> None:
        self.blocks: list[Block] = []
        self.left: list[str] = []
        self.seen: Counter[str] = Counter()
        self.keys: list[str] = []
        self._open: Block | None = None
        """The paragraph that the next line may go on with."""
        self._listed = self._note = self._quoted = False
        lines = text.split("\n")
        self._read(list(self._without_code(lines[self._front_matter(lines) :])))

    def leave(self, what: str, words: str) -> None:
        """Leaves words out."""
        self.left.append(words)
        self.seen[what] += 1

    # ---- what is apart from the text --------------------------------------------------------------------------------

    def _front_matter(self, lines: Sequence[str]) -> int:
        """The lines that front matter takes: of keys with values, none of which looks like somebody speaking."""
        if lines[0].rstrip() != "---":
            return 0
        keys: list[str] = []
        for number, line in enumerate(lines[1:], 1):
            if line.rstrip() in {"---", "..."}:
                if not keys or len(set(keys)) != len(keys):
                    return 0
                self.keys = keys
                self.left += lines[1:number]
                return number + 1
            key = _KEY.fullmatch(line)
            if key is not None and not speakers.is_code(key[1]) and not speakers.is_role(key[1]):
                if not (key[1][0].islower() or key[1].casefold() in _KEYS):
                    return 0
                keys.append(key[1])
            elif not keys or not _BELOW_KEY.fullmatch(line):
                return 0
        return 0

    def _without_code(self, lines: Sequence[str]) -> Iterator[str | Block]:
        """The lines, those of code as blocks; fences and comments that end are left out."""
        fences = {number: match for number, line in enumerate(lines) if (match := _FENCE.fullmatch(line))}
        places = list(fences)
        last = max((number for number, line in enumerate(lines) if "-->" in line), default=-1)
        endless: dict[str, int] = {}  # how long a fence of a kind must be for none to end it
        at = 0
        while at < len(lines):
            if at in fences and (end := _closed(fences, places, at, endless)) is not None:
                if fences[at][2]:
                    self.leave("name of a language of code", fences[at][2])
                yield from (Block("code", [line]) for line in lines[at + 1 : end])
                yield ""
                at = end + 1
            elif "<!--" in lines[at]:
                text, at = self._without_comments(lines, at, last)
                if text.strip():
                    yield text
            else:
                yield lines[at]
                at += 1

    def _without_comments(self, lines: Sequence[str], at: int, last: int) -> tuple[str, int]:
        """The line without the comments that begin in it, and the number of the next line."""
        parts: list[str] = []
        line, start = lines[at], 0
        while (begin := line.find("<!--", start)) >= 0 and (at < last or line.find("-->", begin + 4) >= 0):
            parts.append(line[start:begin])
            inside: list[str] = []
            start = begin + 4
            while (end := line.find("-->", start)) < 0:
                inside.append(line[start:])
                at += 1
                line, start = lines[at], 0
            self.leave("comment", "\n".join([*inside, line[start:end]]))
            start = end + 3
        return "".join([*parts, line[start:]]), at + 1

    # ---- lines put together -----------------------------------------------------------------------------------------

    def _read(self, lines: Sequence[str | Block]) -> None:
        at = 0
        while at < len(lines):
            one = lines[at]
            if isinstance(one, Block):
                self._open = None
                self.blocks.append(one)
            elif not one.strip():
                self._open = None
            elif "|" in one and at + 1 < len(lines) and _is_below_header(lines[at + 1]):
                at = self._table(lines, at)
                continue
            else:
                self._line(one)
            at += 1

    def _line(self, line: str) -> None:
        if _is_rule(line):
            self._open = None
            return
        at, quoted, item, number = self._marks(line)
        footnote = _FOOTNOTE.match(line, at)
        if footnote is not None:
            self.seen["footnote"] += 1
            self._begin("note", line[footnote.end() :], footnote[1])
            self._note = True
            return
        heading = _HEADING.match(line, at)
        if heading is not None:
            words = _trimmed(_without_closing(line[heading.end() :]))
            self.blocks.append(Block("words", [words], number, heading=True))
            self._open = None
            return
        indented = line.startswith(("    ", "\t"))
        if self._open is None and not indented:
            self._note = False
        alone = line.startswith("|", at)
        if self._open is not None and not item and quoted == self._quoted and not alone:
            self._open.lines.append(_trimmed(line[at:]))
            return
        if self._open is None and not item and not indented:
            self._listed = False
        self._begin("note" if self._note and indented else "words", line[at:], number)
        self._listed = self._listed or item
        self._quoted = quoted
        if alone:
            self._open = None

    def _marks(self, line: str) -> tuple[int, bool, bool, str]:
        """Where the words begin behind marks of quotes and items; whether it is a quote, an item; and its number."""
        at, quoted, item = 0, False, False
        while True:
            if match := _QUOTE.match(line, at):
                quoted = True
            elif match := _BULLET.match(line, at):
                item = True
            else:
                match = _NUMBER.match(line, at)
                begins = self._open is None or self._listed or item or (match is not None and match[1][:-1] == "1")
                if match is not None and begins:
                    return match.end(), quoted, True, match[1]
                return at, quoted, item, ""
            at = match.end()

    def _begin(self, kind: Literal["words", "note"], text: str, number: str) -> None:
        self._open = Block(kind, [_trimmed(text)], number)
        self.blocks.append(self._open)

    def _table(self, lines: Sequence[str | Block], at: int) -> int:
        """Take the lines of a table from its header on; the number of the line behind it."""
        self._open = None
        self.seen["table"] += 1
        header = at
        while at < len(lines) and isinstance(line := lines[at], str) and "|" in line:
            if at != header + 1:
                text = line.strip()
                while text.startswith(">"):
                    text = text[1:].lstrip()
                cells = [cell.strip() for cell in _CELL.split(text.removeprefix("|"))]
                if text.endswith("|") and not text.endswith("\\|"):
                    cells.pop()
                self.blocks.append(Block("cells", cells))
            at += 1
        return at


def _closed(fences: dict[int, re.Match[str]], places: Sequence[int], at: int, endless: dict[str, int]) -> int | None:
    """The line with which the code ends that begins at a fence; None where none does."""
    mark = fences[at][1]
    if len(mark) >= endless.get(mark[0], 1 << 60):
        return None
    for place in places[bisect_right(places, at) :]:
        other = fences[place]
        if other[1][0] == mark[0] and len(other[1]) >= len(mark) and not other[2]:
            return place
    endless[mark[0]] = len(mark)
    return None


def _is_below_header(line: str | Block) -> bool:
    below = line.strip().lstrip("> \t") if isinstance(line, str) else ""
    return "|" in below and "-" in below and set(below) <= set("|:- \t")


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
