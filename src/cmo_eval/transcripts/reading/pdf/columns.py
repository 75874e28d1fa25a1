"""In which order the words of a page are read: columns of prose one after the other, labels and tables row by row.

And which of its lines are footnotes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce
from itertools import chain, pairwise
from statistics import median
from typing import NamedTuple

from cmo_eval.deferred import dataclass, expression
from cmo_eval.transcripts.reading.pdf.pages import Word, down_of, lines_of, text_of, usual_pitch, usual_size
from cmo_eval.transcripts.reading.plain import with_next

_GUTTER, _NARROW = 1.1, 0.7
"""Space between words, in their heights, that may part columns, and columns of prose of many lines."""
_MANY = 6
_FAR = 200
"""Lines in a row with words on one side only, after which a space between words is no more looked for."""
_MOST_COLUMNS = 12
_MOST_DEPTH = 4
_ANEW = 1.3
"""Space above a line, in that which most lines have, with which a paragraph begins."""
_FEW = 20
"""Letters in a line below which it is a label or a cell rather than a line of prose."""

_Row = list[Word]


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


class _Gutter(NamedTuple):
    start: float
    end: float

    @property
    def width(self) -> float:
        return self.end - self.start


def ordered(words: Sequence[Word], depth: int = 0) -> list[Line]:
    """The words as lines in the order in which they are read."""
    found: list[Line] = []
    for band, gutters in _bands(lines_of(words, loosely=True)):
        if not gutters or depth >= _MOST_DEPTH:
            found += _plain(lines_of(chain.from_iterable(band)))
            continue
        columns = _parted(band, gutters)
        if _is_prose(columns):
            for column in columns:
                found += ordered(list(chain.from_iterable(column)), depth + 1)
        else:
            found += _by_rows(columns)
    return found


def _plain(lines: Sequence[_Row]) -> Iterator[Line]:
    pitch = usual_pitch(lines)
    before: float | None = None
    for line in lines:
        down = down_of(line)
        begins = before is not None and pitch > 0 and down - before > max(pitch * _ANEW, pitch + 2)
        yield Line(tuple(line), begins=begins)
        before = down


# ---- bands of columns ------------------------------------------------------------------------------------------------


def _bands(lines: Sequence[_Row]) -> Iterator[tuple[Sequence[_Row], list[_Gutter]]]:
    """Lines that follow each other and have the same columns, with the space between those; none for plain lines."""
    at = start = 0
    while at < len(lines):
        end, gutters = _band_from(lines, at)
        if not gutters:
            at += 1
            continue
        if start < at:
            yield lines[start:at], []
        yield lines[at:end], gutters
        at = start = end
    if start < at:
        yield lines[start:at], []


class _Reached(NamedTuple):
    """Down to which line a space stays free, what is left of it there, how many lines have words on both sides."""

    end: int
    gutter: _Gutter
    both: int
    wide: bool


def _band_from(lines: Sequence[_Row], at: int) -> tuple[int, list[_Gutter]]:
    """Where the band that begins with that line ends, and the gutters that are free in all of it."""
    gaps = [
        _Gutter(one.end, other.start)
        for one, other in pairwise(lines[at])
        if other.start - one.end > max(one.size, other.size) * _NARROW
    ]
    reached = [_reach(lines, at, gutter) for gutter in gaps[:_MOST_COLUMNS]]
    sure = [one for one in reached if one.both >= (2 if one.wide else _MANY)]
    best = max(sure, key=lambda one: (one.both, one.gutter.width), default=None)
    if best is None:
        return at, []
    found = [best]
    for one in sure:
        again = _reach(lines[: best.end], at, one.gutter) if one.end > best.end else one
        start, end = again.gutter
        if again.end == best.end and all(end <= other.gutter.start or other.gutter.end <= start for other in found):
            found.append(again)
    found.sort(key=lambda one: one.gutter)
    gutters = [one.gutter for one in found]
    if not all(one.wide for one in found) and not _is_prose(_parted(lines[at : best.end], gutters)):
        gutters = [one.gutter for one in found if one.wide]
    return (best.end, gutters) if gutters else (at, [])


def _reach(lines: Sequence[_Row], at: int, gutter: _Gutter) -> _Reached:
    both = 0
    last = number = at
    pitch = usual_pitch(lines[at : at + 40])
    while number < len(lines) and number - last < _FAR:
        line = lines[number]
        middle = (gutter.start + gutter.end) / 2
        left = [word.end for word in line if word.start < middle]
        right = [word.start for word in line if word.start >= middle]
        narrower = _Gutter(max([gutter.start, *left]), min([gutter.end, *right]))
        if narrower.width < max(word.size for word in line) * _NARROW * 0.8:
            break
        gutter = narrower
        number += 1
        if left and right:
            both += 1
            last = number
    end = last  # lines below the last one with words on both sides are of a column as long as they follow it
    while end < number and not (end > at and pitch and down_of(lines[end]) - down_of(lines[end - 1]) > pitch * 2.2):
        end += 1
    wide = gutter.width > max(word.size for word in lines[at]) * _GUTTER
    return _Reached(end, gutter, both, wide)


def _parted(band: Sequence[_Row], gutters: Sequence[_Gutter]) -> list[list[_Row]]:
    """The lines of each column, from left to right."""
    words: list[list[Word]] = [[] for _ in range(len(gutters) + 1)]
    for word in chain.from_iterable(band):
        words[sum(word.start >= gutter.end - 0.01 for gutter in gutters)].append(word)
    return [lines_of(column) for column in words if column]


def _is_prose(columns: Sequence[list[_Row]]) -> bool:
    """Whether each column is a text of its own: lines of words that go on below each other, not in rows of a table."""
    for column in columns:
        texts = [text_of(line) for line in column]
        labels = sum(text.endswith(":") for text in texts)
        if len(texts) < 2 or median(map(len, texts)) < _FEW or labels * 2 >= len(texts):
            return False
    counts = [len(column) for column in columns]
    if min(counts) * 4 < max(counts) and columns[-1] is not min(columns, key=len):
        return False
    return not _in_rows(columns)


def _in_rows(columns: Sequence[list[_Row]]) -> bool:
    """Whether what is more than a line's space apart in one column is so, at the same place, in all others."""
    pitch = min((usual_pitch(column) for column in columns), default=0.0)
    starts = [
        {round(down_of(column[0]))}.union(
            round(down_of(other)) for one, other in pairwise(column) if down_of(other) - down_of(one) > pitch * _ANEW
        )
        for column in columns
    ]
    near = [{down + step for down in here for step in range(-2, 3)} for here in starts]
    shared = sum(all(down in here for here in near) for down in starts[0])
    return shared >= max(3, max(map(len, starts)) * 0.75)


# ---- rows of a table -------------------------------------------------------------------------------------------------


def _by_rows(columns: Sequence[list[_Row]]) -> Iterator[Line]:
    """The rows of a table: each begins where its first column has words; what goes on below is of the last column."""
    firsts = list(_firsts(columns))
    rows: list[list[list[_Row]]] = [[[] for _ in columns] for _ in range(len(firsts) + 1)]  # the first: above them
    for at, column in enumerate(columns):
        for line in column:
            rows[bisect_right(firsts, down_of(line) + _slack(line))][at].append(line)
    for *cells, rest in rows:
        filled = [cell for cell in cells if cell]
        texts = tuple(reduce(with_next, map(text_of, cell)) for cell in filled)
        if rest:
            first, *others = _plain(rest)
            yield replace(first, cells=texts, begins=bool(texts))
            yield from others
        elif len(filled) == 1 and len(filled[0]) > 1:
            yield from _plain(filled[0])
        elif filled:
            yield Line(tuple(chain.from_iterable(filled[-1])), texts[:-1], begins=True)


def _slack(line: _Row) -> float:
    """Lines of one row need not stand on one line exactly."""
    return max(word.size for word in line) * 0.45


def _firsts(columns: Sequence[list[_Row]]) -> Iterator[float]:
    """How far down each row of a table begins."""
    *before, last = columns
    anchor = max(before, key=len)
    parted = _in_rows(columns)
    ends_so = sum(text_of(line).endswith(":") for line in anchor) * 2 >= len(anchor)
    pitch = min((usual_pitch(column) for column in columns if len(column) > 2), default=0.0)
    above: _Row | None = None
    for line in anchor:
        goes_on = False
        if above is not None:
            text = text_of(above)
            near = down_of(line) - down_of(above) < max(pitch * _ANEW, max(word.size for word in line) * 1.6)
            beside = any(abs(down_of(other) - down_of(line)) < _slack(line) for other in last)
            goes_on = near and (
                parted or text.endswith(("-", "\u2010", "\u00ad")) or (ends_so and not text.endswith(":")) or not beside
            )
        if not goes_on:
            yield down_of(line) - 0.01
        above = line


# ---- footnotes -------------------------------------------------------------------------------------------------------


_SIGN = r"[\[(]?(\d{1,3}|[*†‡§¶#]{1,3}|[a-z])"
_MARK = expression(rf"{_SIGN}[\])]?")
_START = expression(rf"{_SIGN}[\]).]?")


class Noted(NamedTuple):
    """The lines of a page without its footnotes and their marks; the notes, each as it is printed; and the marks."""

    lines: list[Line]
    notes: list[str]
    marks: list[str]


def with_notes_apart(lines: Sequence[Line], body: float) -> Noted:
    """The footnotes of a page apart from its text: each begins with a mark that is raised in a line above it.

    Args:
        lines: of the page, in the order in which they are read.
        body: how tall the letters of most lines of the document are.
    """
    marks: dict[str, tuple[int, int]] = {}
    for number, line in enumerate(lines):
        for at, (one, other) in enumerate(pairwise(line.words), 1):
            mark = _MARK.fullmatch(other.text)
            if mark and _raised(one, other):
                marks.setdefault(mark[1], (number, at))
    small = [usual_size(line.words) <= body * 0.94 for line in lines]
    starts: dict[int, str] = {}
    for number, line in enumerate(lines):
        mark = _START.fullmatch(line.words[0].text)
        if mark and len(line.words) > 1 and mark[1] in marks and marks[mark[1]][0] < number and small[number]:
            starts[number] = mark[1]
    of_notes: set[int] = set()
    notes: list[str] = []
    for number in starts:
        end = number + 1
        while end < len(lines) and end not in starts and small[end] and not lines[end].begins:
            end += 1
        of_notes.update(range(number, end))
        notes.append(reduce(with_next, (line.text for line in lines[number:end])))
    gone = {marks[mark] for mark in starts.values()}
    kept = [
        replace(line, words=tuple(word for at, word in enumerate(line.words) if (number, at) not in gone))
        for number, line in enumerate(lines)
        if number not in of_notes
    ]
    return Noted(kept, notes, [lines[number].words[at].text for number, at in sorted(gone)])


def _raised(one: Word, other: Word) -> bool:
    return other.size < one.size * 0.85 and other.line < one.line - one.size * 0.12 and other.start - one.end < one.size
