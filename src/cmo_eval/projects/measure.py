"""A text as a file counts it: what each position is in a rule of counting, and where it is in the text as we count."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Literal, NamedTuple

from cmo_eval.deferred import expression
from cmo_eval.projects.project import Document
from cmo_eval.transcripts.store import composed

Unit = Literal["code points", "UTF-16 units", "bytes"]

_MARK = "\ufeff"
LINES_TO_BLANKS = str.maketrans("\n\t\u2028\u2029", "    ")  # Qt ends lines with the last
_CHUNK = expression("[\x00-\x7f][^\x00-\x7f]*|[^\x00-\x7f]+")


class Rule(NamedTuple):
    """How positions count: in what unit, how many of it a line end is, the byte order mark too or not, the last unit.

    `line_end` is 1 or 2 whatever the text holds, or None for as many units as it has. The end is the position after
    the last unit, or that of the last unit itself (`inclusive`).
    """

    unit: Unit = "code points"
    line_end: Literal[1, 2] | None = None
    mark: bool = False
    inclusive: bool = False

    def __str__(self) -> str:
        ends = {1: "a line end as one", 2: "a line end as two", None: "line ends as they are"}[self.line_end]
        mark = ", the byte order mark too" if self.mark else ""
        return f"{self.unit}, {ends}{mark}, the end {'inclusive' if self.inclusive else 'exclusive'}"


_LOST = (-1, -1)
_PAIR, _ALONE, _ASTRAL = r"\r(?=\n)", r"\n(?<!\r\n)|\r(?!\n)", "[\U00010000-\U0010ffff]+"
_LINE_ENDS = {None: (), 1: ((_PAIR, 0),), 2: ((_ALONE, 2),)}
_LETTERS: dict[Unit, tuple[tuple[str, int], ...]] = {
    "code points": (),
    "UTF-16 units": ((_ASTRAL, 2),),
    "bytes": (("[\x80-\u07ff]+", 2), ("[\u0800-\uffff]+", 3), (_ASTRAL, 4)),
}
"""What is not one position wide, and how wide it is; of a CRLF that counts as one the LF is."""


class Measure:
    """The text of a document, and what its positions are in each rule."""

    def __init__(self, document: Document) -> None:
        raw = document.text or ""
        self.document = document
        self.raw = raw
        self.text = composed(raw.removeprefix(_MARK))
        self._marked = raw.startswith(_MARK)

    @cached_property
    def blank(self) -> str:
        """The text with a blank in place of each line end and tab, as attributes of XML hold it."""
        return self.text.translate(LINES_TO_BLANKS)

    @cached_property
    def _pairs(self) -> list[int]:
        """Where a CR stands that a LF follows."""
        return [found.start() for found in re.finditer(_PAIR, self.raw)]

    @cached_property
    def _alone(self) -> bool:
        """Whether there is a line end of one character."""
        return re.search(_ALONE, self.raw) is not None

    @cached_property
    def _astral(self) -> bool:
        """Whether there is a character of two UTF-16 units."""
        return re.search(_ASTRAL, self.raw) is not None

    @cached_property
    def _into(self) -> tuple[Sequence[int], Sequence[int]] | None:
        """Of each place in the raw text with LF that in `text`, for starts and for ends; None where it is the same."""
        plain = self.raw.removeprefix(_MARK).replace("\r\n", "\n").replace("\r", "\n")
        if len(plain) == len(self.text) and unicodedata.is_normalized("NFC", plain):
            return None
        return _composing(plain)

    def forget(self) -> None:
        """Let go of what is known of positions; the texts stay."""
        for name in ("_pairs", "_into"):
            self.__dict__.pop(name, None)

    def simplest(self, rule: Rule) -> Rule:
        """The simplest rule that counts this text as the rule does."""
        told = not self.raw.isascii() and (rule.unit == "bytes" or self._astral)
        ends = {1: bool(self._pairs), 2: self._alone, None: False}[rule.line_end]
        mark = rule.mark and self._marked
        return Rule(rule.unit if told else "code points", rule.line_end if ends else None, mark, rule.inclusive)

    def _runs(self, rule: Rule) -> tuple[list[int], list[tuple[int, int]]]:
        """The raw text as runs of equally wide characters: the position where each begins, and its index and width.

        What comes behind the last wide character, be it nothing, is a run too.
        """
        mark = ((rf"\A{_MARK}", 0),) if self._marked and not rule.mark else ()
        odd = (*mark, *_LINE_ENDS[rule.line_end], *_LETTERS[rule.unit])
        positions, runs, at, done = [], [], 0, 0
        for found in re.finditer("|".join(f"({signs})" for signs, _ in odd), self.raw) if odd else ():
            start, end = found.span()
            width = odd[(found.lastindex or 1) - 1][1]
            if start > done:
                positions.append(at)
                runs.append((done, 1))
                at += start - done
            positions.append(at)
            runs.append((start, width))
            at, done = at + width * (end - start), end
        return [*positions, at], [*runs, (done, 1)]

    def positions(self, rule: Rule) -> Sequence[int]:
        """The position of each character but the LF of a CRLF, and of the end."""
        begins, runs = self._runs(rule)
        if runs == [(0, 1)] and not self._pairs:
            return range(len(self.raw) + 1)
        ends = [*(index for index, _ in runs[1:]), len(self.raw) + 1]
        every: list[int] = []
        for at, (index, width), end in zip(begins, runs, ends, strict=True):
            every += range(at, at + width * (end - index), width) if width else [at] * (end - index)
        gone = {pair + 1 for pair in self._pairs}
        return [at for index, at in enumerate(every) if index not in gone] if gone else every

    def places(self, passages: Iterable[tuple[int, int]], rule: Rule) -> list[tuple[int, int]]:
        """The places in `text` of passages; (-1, -1) of one that begins or ends outside, or within a character."""
        positions, runs = self._runs(rule)
        pairs, into, length = self._pairs, self._into, len(self.raw)
        if runs == [(0, 1)] and not pairs and into is None and not self._marked:  # a position is a place
            last = rule.inclusive
            return [(start, end + last) if 0 <= start < end + last <= length else _LOST for start, end in passages]

        def place(position: int, which: int) -> int:
            number = bisect_left(positions, position)
            if number == len(positions) or positions[number] > position:
                number -= 1
            if number < 0:
                return -1
            index, width = runs[number]
            more, within = divmod(position - positions[number], width or 1)
            index += more
            before = bisect_left(pairs, index)
            if within or index > length or (before and pairs[before - 1] == index - 1):  # between a CR and its LF
                return -1
            index -= before + (self._marked and index > 0)
            return index if into is None else into[which][index]

        found = ((place(start, 0), place(end + rule.inclusive, 1)) for start, end in passages)
        return [(start, end) if 0 <= start < end else _LOST for start, end in found]


def _composing(plain: str) -> tuple[list[int], list[int]]:
    """For each place in a text its place in the composed one: the last not after it, and the first not before it."""
    before, after, done = [0], [0], 0
    for match in _CHUNK.finditer(plain):
        chunk = match[0]
        whole = unicodedata.normalize("NFC", chunk)
        for length in range(1, len(chunk)):
            part = unicodedata.normalize("NFC", chunk[:length])
            clean = whole.startswith(part)
            before.append(done + len(part) - (not clean))
            after.append(done + len(part))
        done += len(whole)
        before.append(done)
        after.append(done)
    return before, after
