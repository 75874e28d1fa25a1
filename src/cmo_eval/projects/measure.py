"""A text as a file counts it: what each position is in a rule of counting, and where it is in the text as we count."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from cmo_eval.projects.project import Document
from cmo_eval.transcripts.store import composed

Unit = Literal["code points", "UTF-16 units", "bytes"]
Places = npt.NDArray[np.int64]

_MARK = "\ufeff"
LINES_TO_BLANKS = str.maketrans("\n\t\u2028\u2029", "    ")  # Qt ends lines with the last
_CHUNK = re.compile("[\x00-\x7f][^\x00-\x7f]*|[^\x00-\x7f]+")


@dataclass(frozen=True, slots=True)
class Rule:
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


class Measure:
    """The text of a document, and what its positions are in each rule."""

    def __init__(self, document: Document) -> None:
        raw = document.text or ""
        self.document = document
        self.raw = raw
        self.text = composed(raw.removeprefix(_MARK))
        self._starts: dict[tuple[object, ...], Places] = {}

    @cached_property
    def blank(self) -> str:
        """The text with a blank in place of each line end and tab, as attributes of XML hold it."""
        return self.text.translate(LINES_TO_BLANKS)

    @cached_property
    def _points(self) -> npt.NDArray[np.uint32]:
        return np.frombuffer(self.raw.encode("utf-32-le", "surrogatepass"), dtype="<u4")

    @cached_property
    def _pairs(self) -> npt.NDArray[np.bool_]:
        """Where a CR stands that a LF follows."""
        points = self._points
        pairs = np.zeros(len(points), dtype=bool)
        pairs[:-1] = (points[:-1] == 13) & (points[1:] == 10)
        return pairs

    @cached_property
    def _alone(self) -> npt.NDArray[np.bool_]:
        """Where a line end of one character stands."""
        points, pairs = self._points, self._pairs
        ends: npt.NDArray[np.bool_] = (points == 13) | (points == 10)
        ends[pairs] = False
        ends[1:][pairs[:-1]] = False
        return ends

    @cached_property
    def _into(self) -> tuple[Places, Places]:
        """The place in `text` of each place in the raw text, for the start of a passage and for its end."""
        into = np.arange(len(self._points) + 1)
        into[1:] -= np.cumsum(self._pairs)
        if self.raw.startswith(_MARK):
            into[1:] -= 1
        plain = self.raw.removeprefix(_MARK).replace("\r\n", "\n").replace("\r", "\n")
        if len(plain) == len(self.text) and unicodedata.is_normalized("NFC", plain):
            return into, into
        before, after = (np.array(places) for places in _composing(plain))
        return before[into], after[into]

    def forget(self) -> None:
        """Let go of what is known of positions; the texts stay."""
        self._starts.clear()
        for name in ("_points", "_pairs", "_alone", "_into"):
            self.__dict__.pop(name, None)

    def _begins(self, rule: Rule) -> Places:
        """The position of each character of the raw text, and of its end."""
        wide = "code points" if self.raw.isascii() else rule.unit
        if wide == "UTF-16 units" and not (self._points > 0xFFFF).any():
            wide = "code points"
        paired = self._pairs.any() and rule.line_end != 1
        alone = self._alone.any() and rule.line_end == 2
        marked = self.raw.startswith(_MARK) and rule.mark
        key = (wide, paired, alone, marked)
        if key not in self._starts:
            points = self._points
            widths = np.ones(len(points), dtype=np.int64)
            if wide == "UTF-16 units":
                widths += points > 0xFFFF
            elif wide == "bytes":
                widths += (points > 0x7F).astype(np.int64) + (points > 0x7FF) + (points > 0xFFFF)
            if rule.line_end == 1:
                widths[self._pairs] = 0
            elif rule.line_end == 2:
                widths[self._alone] = 2
            if self.raw.startswith(_MARK) and not rule.mark:
                widths[0] = 0
            self._starts[key] = np.concatenate([[0], np.cumsum(widths)])
        return self._starts[key]

    def positions(self, rule: Rule) -> Places:
        """The position of each character but the LF of a CRLF, and of the end."""
        begins, first = self._begins(rule), np.ones(len(self._points) + 1, dtype=bool)
        first[1:] = ~self._pairs
        return begins[first]

    def places(self, starts: Places, ends: Places, rule: Rule) -> tuple[Places, Places]:
        """The places in `text` of passages; -1 where a position is no place: outside, or within a character."""
        begins = self._begins(rule)
        found = []
        for positions, into in zip((starts, ends + rule.inclusive), self._into, strict=True):
            at = np.searchsorted(begins, positions)
            at_most = np.minimum(at, len(begins) - 1)
            good = begins[at_most] == positions
            split = np.concatenate([[False], self._pairs])[at_most]  # between a CR and its LF
            found.append(np.where(good & ~split, into[at_most], -1))
        return found[0], found[1]


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
