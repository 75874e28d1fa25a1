"""In which order the words of a page are read: columns of prose one after the other, labels and tables row by row."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from cmo_eval.transcripts.reading.pdf.lines import Line, down_of, text_of, usual_pitch
from cmo_eval.transcripts.reading.pdf.pages import Word, lines_of
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


class _Gutter(NamedTuple):
    start: float
    end: float


def ordered(words: Sequence[Word], depth: int = 0) -> list[Line]:
    """The words as lines in the order in which they are read."""
    lines = lines_of(words, loosely=True)
    found: list[Line] = []
    for band, gutters in _bands(lines):
        if not gutters or depth >= _MOST_DEPTH:
            found += _plain(lines_of(word for line in band for word in line))
            continue
        columns = _parted(band, gutters)
        if _is_prose(columns):
            for column in columns:
                found += ordered([word for line in column for word in line], depth + 1)
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


def _bands(lines: Sequence[_Row]) -> Iterator[tuple[list[_Row], list[_Gutter]]]:
    """Lines that follow each other and have the same columns, with the space between those; none for plain lines."""
    at = 0
    plain: list[_Row] = []
    while at < len(lines):
        end, gutters = _band_from(lines, at) if _gaps(lines[at]) else (at, [])
        if gutters:
            if plain:
                yield plain, []
            plain = []
            yield list(lines[at:end]), gutters
            at = end
        else:
            plain.append(lines[at])
            at += 1
    if plain:
        yield plain, []


def _gaps(line: _Row) -> list[_Gutter]:
    return [
        _Gutter(one.end, other.start)
        for one, other in pairwise(line)
        if other.start - one.end > max(one.size, other.size) * _NARROW
    ]


def _band_from(lines: Sequence[_Row], at: int) -> tuple[int, list[_Gutter]]:
    """Where the band that begins with that line ends, and the gutters that are free in all of it."""
    reached = [_reach(lines, at, gutter) for gutter in _gaps(lines[at])[:_MOST_COLUMNS]]
    sure = [
        one for one in reached if one.both >= (2 if one.gutter.end - one.gutter.start > one.size * _GUTTER else _MANY)
    ]
    best = max(sure, key=lambda one: (one.both, one.gutter.end - one.gutter.start), default=None)
    if best is None:
        return at, []
    gutters = [best.gutter]
    for one in sure:
        again = _reach(lines[: best.end], at, one.gutter) if one.end > best.end else one
        if again.end == best.end and all(
            again.gutter.end <= other.start or other.end <= again.gutter.start for other in gutters
        ):
            gutters.append(again.gutter)
    gutters.sort()
    if any(one.end - one.start <= best.size * _GUTTER for one in gutters) and not _is_prose(
        _parted(lines[at : best.end], gutters)
    ):
        wide = [one for one in gutters if one.end - one.start > best.size * _GUTTER]
        return (best.end, wide) if wide else (at, [])
    return best.end, gutters


class _Reached(NamedTuple):
    """Down to which line a space stays free, what is left of it there, how many lines have words on both sides."""

    end: int
    gutter: _Gutter
    both: int
    size: float


def _reach(lines: Sequence[_Row], at: int, gutter: _Gutter) -> _Reached:
    start, end = gutter
    middle = (start + end) / 2
    both = 0
    last = number = at
    tall = max(word.size for word in lines[at])
    pitch = usual_pitch(lines[at : at + 40])
    while number < len(lines) and number - last < _FAR:
        left = right = None
        size = 0.0
        for word in lines[number]:
            size = max(size, word.size)
            if word.start < middle:
                left = word.end if left is None or word.end > left else left
            elif right is None or word.start < right:
                right = word.start
        new_start = start if left is None else max(start, left)
        new_end = end if right is None else min(end, right)
        if new_end - new_start < size * _NARROW * 0.8:
            break
        if left is not None and right is not None:
            both += 1
            last = number + 1
        start, end = new_start, new_end
        middle = (start + end) / 2
        number += 1
    above = lines[last - 1] if last > at else None
    return _Reached(last + _belonging(lines[last:number], above, pitch), _Gutter(start, end), both, tall)


def _belonging(tail: Sequence[_Row], above: _Row | None, pitch: float) -> int:
    """How many of the lines below the last one with words on both sides still are of a column."""
    kept = 0
    for line in tail:
        if above is not None and pitch and down_of(line) - down_of(above) > pitch * 2.2:
            break
        kept += 1
        above = line
    return kept


def _parted(band: Sequence[_Row], gutters: Sequence[_Gutter]) -> list[list[_Row]]:
    """The lines of each column, from left to right."""
    words: list[list[Word]] = [[] for _ in range(len(gutters) + 1)]
    for line in band:
        for word in line:
            words[sum(word.start >= gutter.end - 0.01 for gutter in gutters)].append(word)
    return [lines_of(column) for column in words if column]


def _is_prose(columns: Sequence[list[_Row]]) -> bool:
    """Whether each column is a text of its own: lines of words that go on below each other, not in rows of a table."""
    if any(len(column) < 2 for column in columns):
        return False
    for column in columns:
        texts = [text_of(line) for line in column]
        labels = sum(text.endswith(":") for text in texts)
        if median(map(len, texts)) < _FEW or labels * 2 >= len(texts):
            return False
    counts = [len(column) for column in columns]
    if min(counts) * 4 < max(counts) and columns[-1] is not min(columns, key=len):
        return False
    return not _in_rows(columns)


def _in_rows(columns: Sequence[list[_Row]]) -> bool:
    """Whether what is more than a line's space apart in one column is so, at the same place, in all others."""
    pitch = min((usual_pitch(column) for column in columns), default=0.0)
    breaks = [
        [round(down_of(other)) for one, other in pairwise(column) if down_of(other) - down_of(one) > pitch * _ANEW]
        for column in columns
    ]
    starts = [{*here, round(down_of(column[0]))} for here, column in zip(breaks, columns, strict=True)]
    shared = sum(all(_near(down, here) for here in starts) for down in starts[0])
    most = max(map(len, starts))
    return shared >= 3 and shared >= most * 0.75


def _near(down: int, others: set[int]) -> bool:
    return any(down + step in others for step in range(-2, 3))


def _by_rows(columns: Sequence[list[_Row]]) -> list[Line]:
    """The rows of a table: each begins where its first column has words; what goes on below is of the last column."""
    firsts = _firsts(columns)
    rows = [_in_which_row(column, firsts) for column in columns]
    found: list[Line] = []
    for number in range(len(firsts) + 1):
        *cells, rest = [one.get(number, []) for one in rows]
        texts = [_cell(cell) for cell in cells]
        filled = tuple(text for text in texts if text)
        if rest:
            found.append(Line(tuple(rest[0]), filled, begins=bool(filled)))
            found += list(_plain(rest))[1:]
        elif filled:
            of_last = next(cell for cell in reversed(cells) if cell)
            lone = len(filled) == 1
            words = tuple(word for line in of_last for word in line)
            found += _plain(of_last) if lone and len(of_last) > 1 else [Line(words, filled[:-1], begins=True)]
    return found


def _in_which_row(column: Sequence[_Row], firsts: Sequence[float]) -> dict[int, list[_Row]]:
    """The lines of a column by the number of their row; 0 above the first."""
    found: dict[int, list[_Row]] = {}
    for line in column:
        found.setdefault(bisect_right(firsts, down_of(line) + _slack(line)), []).append(line)
    return found


def _slack(line: _Row) -> float:
    """Lines of one row need not stand on one line exactly."""
    return max(word.size for word in line) * 0.45


def _firsts(columns: Sequence[list[_Row]]) -> list[float]:
    """How far down each row of a table begins."""
    *before, last = columns
    anchor = max(before, key=len)
    parted = _in_rows(columns)
    ends_so = sum(text_of(line).endswith(":") for line in anchor) * 2 >= len(anchor)
    pitch = min((usual_pitch(column) for column in columns if len(column) > 2), default=0.0)
    found: list[float] = []
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
            found.append(down_of(line) - 0.01)
        above = line
    return found


def _cell(lines: Sequence[_Row]) -> str:
    text = ""
    for line in lines:
        other = text_of(line)
        text = with_next(text, other, frozenset(), frozenset()) if text else other
    return text
