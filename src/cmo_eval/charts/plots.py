"""Charts of numbers: stacked bars, a heat map, step curves above each other; knows nothing of what is counted."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from cmo_eval.charts.canvas import FAINT, INK, RULE, Canvas
from cmo_eval.charts.lettering import LINE, shortened, width_of, wrapped
from cmo_eval.charts.picture import LETTERS, PAGE_WIDTH, About, Drawing
from cmo_eval.deferred import dataclass


def ticks(most: int, about: int = 5) -> list[int]:
    """Whole numbers from 0 in at most `about` equal steps of 1, 2 or 5 times a power of ten, up to `most` and 1."""
    step = 1
    while step * about < max(most, 1):
        digits = str(step)[0]
        step = step * 5 // 2 if digits == "2" else step * 2
    return [step * place for place in range(-(-max(most, 1) // step) + 1)]


def _indent(ids: Iterable[str], size: float, gap: float, most: float = 60) -> float:
    """Where titles begin beside these ids."""
    return min(most, max((width_of(id_, size, bold=True) for id_ in ids), default=0.0) + gap)


def _named(canvas: Canvas, id_: str, title: Sequence[str], middle: float, size: float, indent: float) -> None:
    """A row's id and title at the left, around the middle of the row."""
    y = middle - (len(title) - 1) * size * LINE / 2 + size * 0.36
    canvas.text(0, y, id_, size=size, bold=True)
    canvas.text(indent, y, title, size=size)


# ---- stacked bars: for each row how many there are of each kind ------------------------------------------------------

_BAR_LABEL = 178
_BAR_ROW = 34
_BAR = 18
# ground and lines: told apart without colours by hatching, and as greys by their lightness (L* 27, 78, 56, 92)
_KINDS = (
    ("", "#12456b", ""),
    ("diagonal", "#9fcdea", "#3d7ea6"),
    ("crossed", "#e08a3c", "#6b2d00"),
    ("dotted", "#f3ecd2", "#6b5d1f"),
)


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of the chart: its name, a number for each of the chart's kinds, and how many that are in all.

    The whole may be less than the sum, where something is of two kinds.
    """

    id: str
    title: str
    numbers: tuple[int, ...]
    whole: int


def stacked_bars(about: About, kinds: Sequence[str], bars: Sequence[Bar], axis: str, total: str) -> Drawing:
    """The chart, as wide as a page: at the left the names, at the right each number and the row's total.

    Args:
        about: what the drawing says of itself.
        kinds: the names of at most four kinds, in the order of the numbers.
        bars: the rows, downwards.
        axis: what is counted.
        total: the heading of what it is in all.
    """
    canvas, size = Canvas(about, PAGE_WIDTH), LETTERS
    fills = [canvas.hatch(hatch, ground, lines) if hatch else ground for hatch, ground, lines in _KINDS[: len(kinds)]]
    most = max((sum(bar.numbers) for bar in bars), default=0)
    marks = ticks(most)
    digits = max(24.0, width_of(str(most), size, bold=True) + 10)
    wholes = max(digits, width_of(total, size, bold=True) + 10)
    numbers = PAGE_WIDTH - digits * len(kinds) - wholes
    left, right = float(_BAR_LABEL), numbers - 14
    unit = (right - left) / marks[-1]
    y = _kinds(canvas, kinds, fills)
    for place, fill in enumerate(fills, start=1):
        canvas.rect(numbers + digits * place - 12, y, 12, 12, fill=fill, stroke=INK, stroke_width=0.6)
    canvas.text(PAGE_WIDTH, y + 10, total, size=size, bold=True, anchor="end")
    top = y = y + 20
    indent = _indent((bar.id for bar in bars), size, 8)
    titles = [wrapped(bar.title, _BAR_LABEL - indent - 12, size, lines=3) for bar in bars]
    heights = [max(_BAR_ROW, len(title) * size * LINE + 10) for title in titles]
    bottom = top + sum(heights) + 4
    for mark in marks:
        canvas.path([(left + mark * unit, top - 4), (left + mark * unit, bottom)], stroke=RULE, stroke_width=0.7)
        canvas.text(left + mark * unit, bottom + 13, str(mark), size=size, anchor="middle", fill=FAINT)
    canvas.text((left + right) / 2, bottom + 28, axis, size=size, anchor="middle", fill=FAINT)
    for bar, title, height in zip(bars, titles, heights, strict=True):
        middle = y + height / 2
        _named(canvas, shortened(bar.id, indent - 6, size, bold=True), title, middle, size, indent)
        x = left
        for place, (value, fill) in enumerate(zip(bar.numbers, fills, strict=True), start=1):
            if value:
                canvas.rect(x, middle - _BAR / 2, value * unit, _BAR, fill=fill, stroke=INK, stroke_width=0.6)
            x += value * unit
            at = numbers + digits * place
            canvas.text(at, middle + size * 0.36, str(value), size=size, anchor="end", fill=INK if value else FAINT)
        canvas.text(PAGE_WIDTH, middle + size * 0.36, str(bar.whole), size=size, bold=True, anchor="end")
        y += height
    canvas.path([(left, top - 4), (left, bottom)], stroke=INK, stroke_width=1)
    return canvas.drawing(bottom + 36)


def _kinds(canvas: Canvas, kinds: Sequence[str], fills: Sequence[str]) -> float:
    """The names of the kinds beside their fills, in as many lines as it takes; how far down they come."""
    x, y = 0.0, 2.0
    for kind, fill in zip(kinds, fills, strict=True):
        wide = 18 + width_of(kind, LETTERS) + 18
        if x and x + wide > PAGE_WIDTH:
            x, y = 0.0, y + 18
        canvas.rect(x, y, 12, 12, fill=fill, stroke=INK, stroke_width=0.6)
        canvas.text(x + 18, y + 10, kind, size=LETTERS)
        x += wide
    return y + 26


# ---- a heat map: how many there are of each row in each column, printed in its cells ---------------------------------

MOST_COLUMNS = 20
"""Columns beside each other; further ones stand beneath, in a map of their own."""
_MAP_LABEL = 190
_WIDEST = 64
# lightness falls evenly; black is read on the first three, white on the others
_STEPS = ("#e3eef7", "#c3daec", "#93bddd", "#3e72a0", "#235688", "#0c2f55")
_BLACK_ON = 3


@dataclass(frozen=True, slots=True)
class Named:
    """A row or column: its id and its title."""

    id: str
    title: str


def heat_map(  # noqa: PLR0913 - the sides, the cells and their words
    about: About,
    rows: Sequence[Named],
    columns: Sequence[Named],
    numbers: Mapping[tuple[str, str], int],
    absent: frozenset[tuple[str, str]] = frozenset(),
    *,
    most: int | None = None,
    absent_label: str = "",
    scale_label: str = "",
) -> Drawing:
    """The map, as wide as a page; what the columns' ids stand for is listed beneath.

    Args:
        about: what the drawing says of itself.
        rows: downwards.
        columns: to the right.
        numbers: by ids of row and column; no number, or 0, is an empty cell.
        absent: cells of which something else is known: that it was looked for and not found.
        most: the number that is darkest, where several maps are to be compared; else the largest.
        absent_label: what the mark of those says.
        scale_label: what the numbers count.
    """
    canvas = Canvas(about, PAGE_WIDTH)
    darkest = max([most or 0, 1, *numbers.values()])
    y = _scale(canvas, darkest, scale_label, absent_label if absent else "")
    indent = _indent((row.id for row in rows), LETTERS, 7)
    titles = [wrapped(row.title, _MAP_LABEL - indent - 8, LETTERS, lines=3) for row in rows]
    for first in range(0, len(columns), MOST_COLUMNS):
        panel = columns[first : first + MOST_COLUMNS]
        wide = min(_WIDEST, (PAGE_WIDTH - _MAP_LABEL) / min(len(columns), MOST_COLUMNS))
        y += _heads(canvas, panel, wide, y)
        for row, title in zip(rows, titles, strict=True):
            height = max(17.0, len(title) * LETTERS * LINE + 4)
            _named(canvas, shortened(row.id, indent - 5, LETTERS, bold=True), title, y + height / 2, LETTERS, indent)
            for place, column in enumerate(panel):
                cell, x = (row.id, column.id), _MAP_LABEL + place * wide
                value = numbers.get(cell, 0)
                fill, ink = _colours(value, darkest) if value else ("#fff", INK)
                canvas.rect(x, y, wide, height, fill=fill, stroke=RULE, stroke_width=0.7)
                if cell in absent:
                    _corner(canvas, x + wide, y)
                if value:
                    size = min(LETTERS, (wide - 3) / max(1.0, width_of(str(value), 1)))
                    line = y + height / 2 + size * 0.36
                    canvas.text(x + wide / 2, line, str(value), size=size, anchor="middle", fill=ink)
            y += height
        y += 16
    return canvas.drawing(_key(canvas, columns, y) + 4)


def _corner(canvas: Canvas, x: float, y: float) -> None:
    """A filled corner with a white rim: seen on every ground."""
    canvas.path([(x - 9, y), (x, y), (x, y + 9)], fill=INK, stroke="#fff", stroke_width=1, closed=True)


def _colours(value: int, darkest: int) -> tuple[str, str]:
    step = min(len(_STEPS) - 1, (value - 1) * len(_STEPS) // darkest)
    return _STEPS[step], INK if step < _BLACK_ON else "#fff"


def _heads(canvas: Canvas, panel: Sequence[Named], wide: float, y: float) -> float:
    """The ids above the columns, upright where they do not fit; how much room they take."""
    widest = max((width_of(column.id, LETTERS, bold=True) for column in panel), default=0.0)
    upright = widest > wide - 4
    room = min(widest, 120.0) + 6 if upright else LETTERS + 6
    for place, column in enumerate(panel):
        x = _MAP_LABEL + (place + 0.5) * wide
        if upright:
            shown = shortened(column.id, 120, LETTERS, bold=True)
            canvas.text(x + LETTERS * 0.36, y + room - 4, shown, size=LETTERS, bold=True, upright=True)
        else:
            canvas.text(x, y + room - 5, column.id, size=LETTERS, bold=True, anchor="middle")
    return room


def _scale(canvas: Canvas, darkest: int, scale_label: str, absent_label: str) -> float:
    """What the colours and the mark in a corner say; how far down that comes."""
    x = 0.0
    if scale_label:
        canvas.text(x, 12, scale_label, size=LETTERS)
        x += width_of(scale_label, LETTERS) + 10
        shown = sorted({1, darkest, *(-(-darkest * step // len(_STEPS)) for step in range(1, len(_STEPS)))})
        for value in shown:
            fill, ink = _colours(value, darkest)
            wide = max(22.0, width_of(str(value), LETTERS) + 8)
            canvas.rect(x, 1, wide, 16, fill=fill, stroke=RULE, stroke_width=0.7)
            canvas.text(x + wide / 2, 12.4, str(value), size=LETTERS, anchor="middle", fill=ink)
            x += wide
        x += 18
    y = 0.0
    if absent_label:
        if x + 24 + width_of(absent_label, LETTERS) > PAGE_WIDTH:
            x, y = 0.0, 22.0
        canvas.rect(x, y + 1, 16, 16, fill="#fff", stroke=RULE, stroke_width=0.7)
        _corner(canvas, x + 16, y + 1)
        lines = wrapped(absent_label, PAGE_WIDTH - x - 24, LETTERS, lines=2)
        canvas.text(x + 22, y + 12.4, lines, size=LETTERS)
        y += (len(lines) - 1) * LETTERS * LINE
    return y + 26


def _key(canvas: Canvas, columns: Sequence[Named], y: float) -> float:
    """What the columns' ids stand for, in two columns of text; how far down it comes."""
    half = PAGE_WIDTH / 2
    indent = _indent((one.id for one in columns), LETTERS, 7, most=150)
    for place in range(0, len(columns), 2):
        deepest = 1
        for side, column in enumerate(columns[place : place + 2]):
            lines = wrapped(column.title, half - indent - 14, LETTERS, lines=2)
            name = shortened(column.id, indent - 5, LETTERS, bold=True)
            canvas.text(side * half, y + LETTERS, name, size=LETTERS, bold=True, fill=FAINT)
            canvas.text(side * half + indent, y + LETTERS, lines, size=LETTERS)
            deepest = max(deepest, len(lines))
        y += deepest * LETTERS * LINE + 2
    return y


# ---- step curves above each other, over the same row of moments ------------------------------------------------------

_LEFT, _RIGHT = 34, PAGE_WIDTH - 8
_HEIGHT = 130
_NARROWEST = 12
_UNDATED = "#dedede"
_STYLES = (("#12456b", ""), ("#8a3b00", "5 3"))


@dataclass(frozen=True, slots=True)
class Curve:
    """A panel: its title, and for each moment what was seen up to and with it (never falling)."""

    title: str
    reached: tuple[int, ...]


def step_curves(
    about: About, moments: Sequence[tuple[str, str]], curves: Sequence[Curve], undated: int = 0, undated_label: str = ""
) -> Drawing:
    """The curves, as wide as a page, each with a scale of its own.

    What a moment adds is printed at its step, unless the moments stand too close to print that for each.

    Args:
        about: what the drawing says of itself.
        moments: id and date of each, in order; where they stand closer than they can be read, some go unnamed.
        curves: at most two, each with a value for each moment.
        undated: how many of the last moments have no place in the order; their ground is hatched.
        undated_label: what is said of those.
    """
    canvas = Canvas(about, PAGE_WIDTH)
    slot = (_RIGHT - _LEFT) / max(1, len(moments))
    y = 4.0
    first_undated = _LEFT + (len(moments) - undated) * slot
    ground = canvas.hatch("diagonal", "#fff", _UNDATED) if undated else ""
    if undated:
        lines = wrapped(undated_label, 240, LETTERS, lines=2)
        x = min(first_undated, _RIGHT - max(width_of(line, LETTERS) for line in lines) - 18)
        canvas.rect(x, y, 12, 12, fill=ground, stroke=RULE, stroke_width=0.7)
        canvas.text(x + 18, y + 9.5, lines, size=LETTERS)
        y += 10 + len(lines) * 12
    for curve, style in zip(curves, _STYLES, strict=False):
        canvas.text(
            0, y + LETTERS, wrapped(curve.title, PAGE_WIDTH, LETTERS, bold=True, lines=1), size=LETTERS, bold=True
        )
        y += 20
        if undated:
            canvas.rect(first_undated, y, _RIGHT - first_undated, _HEIGHT, fill=ground)
        _panel(canvas, curve, y, slot, style)
        y += _HEIGHT + 18
    return canvas.drawing(_moments(canvas, moments, slot, y - 10) + 4)


def _panel(canvas: Canvas, curve: Curve, top: float, slot: float, style: tuple[str, str]) -> None:
    colour, dash = style
    marks = ticks(curve.reached[-1] if curve.reached else 0, 4)
    unit = (_HEIGHT - 14) / marks[-1]
    floor = top + _HEIGHT
    for mark in marks:
        level = floor - mark * unit
        canvas.path([(_LEFT, level), (_RIGHT, level)], stroke=RULE, stroke_width=0.7)
        canvas.text(_LEFT - 5, level + 3.4, str(mark), size=LETTERS, anchor="end", fill=FAINT)
    points: list[tuple[float, float]] = []
    before = 0
    added: list[tuple[float, float, int]] = []
    for place, value in enumerate(curve.reached):
        x, height = _LEFT + place * slot, floor - value * unit
        points += [(x, floor - before * unit), (x, height), (x + slot, height)]
        if value > before:
            added.append((x + slot / 2, height, value - before))
        before = value
    if points:
        canvas.path([(_LEFT, floor), *points[1:]], stroke=colour, stroke_width=2, dash=dash)
    taken = 0.0
    for x, height, more in added:
        if slot >= 5:
            canvas.circle(x, height, 2.6, fill=colour if not dash else "#fff", stroke=colour)
        wide = width_of(f"+{more}", LETTERS, bold=True)
        middle = min(max(x, _LEFT + wide / 2 + 1), PAGE_WIDTH - wide / 2)
        if slot >= _NARROWEST and middle - wide / 2 >= taken:
            canvas.rect(middle - wide / 2 - 1, height - 15, wide + 2, 11, fill="#fff")
            canvas.text(middle, height - 6, f"+{more}", size=LETTERS, bold=True, anchor="middle")
            taken = middle + wide / 2 + 3
    canvas.path([(_LEFT, top), (_LEFT, floor), (_RIGHT, floor)], stroke=INK, stroke_width=1)


def _moments(canvas: Canvas, moments: Sequence[tuple[str, str]], slot: float, y: float) -> float:
    """Ids and dates beneath the curves, upright; how far down they come."""
    every = math.ceil(_NARROWEST / slot)
    deepest = 0.0
    for place in range(0, len(moments), every):
        shown = shortened(" ".join(moments[place]).strip(), 150, LETTERS)
        x = _LEFT + (place + 0.5) * slot
        canvas.path([(x, y - 8), (x, y - 4)], stroke=FAINT, stroke_width=0.8)
        canvas.text(x + LETTERS * 0.36, y, shown, size=LETTERS, anchor="end", upright=True)
        deepest = max(deepest, width_of(shown, LETTERS))
    return y + deepest


# ---- an XY plot: how far each case is in one set and in another ------------------------------------------------------

_PLOT = 380
_PLOT_LEFT = 60


@dataclass(frozen=True, slots=True)
class Point:
    """Something by how far it is in two sets, from 0 to 1."""

    id: str
    x: float
    y: float


def xy_plot(about: About, points: Sequence[Point], across: str, upwards: str) -> Drawing:
    """A square with a point for each thing and the line on which both memberships are the same; as wide as a page.

    Things at the same place are named together beside one point.

    Args:
        about: what the drawing says of itself.
        points: what is plotted.
        across: what is told from left to right.
        upwards: what is told from bottom to top.
    """
    canvas = Canvas(about, PAGE_WIDTH)
    top, left, size = 12.0, float(_PLOT_LEFT), LETTERS
    floor, right = top + _PLOT, left + _PLOT
    for step in range(5):
        part = step / 4
        x, y = left + part * _PLOT, floor - part * _PLOT
        canvas.path([(x, top), (x, floor)], stroke=RULE, stroke_width=0.7)
        canvas.path([(left, y), (right, y)], stroke=RULE, stroke_width=0.7)
        canvas.text(x, floor + 15, f"{part:g}", size=size, anchor="middle", fill=FAINT)
        canvas.text(left - 7, y + size * 0.36, f"{part:g}", size=size, anchor="end", fill=FAINT)
    canvas.path([(left, floor), (right, top)], stroke=INK, stroke_width=1)
    at: dict[tuple[float, float], list[str]] = {}
    for one in points:
        at.setdefault((round(one.x, 2), round(one.y, 2)), []).append(one.id)
    taken: list[tuple[float, float, float]] = []  # left, right and line of names that stand there
    for (x_part, y_part), ids in sorted(at.items(), key=lambda pair: (-pair[0][1], pair[0][0])):
        x, y = left + x_part * _PLOT, floor - y_part * _PLOT
        names = shortened(", ".join(ids), PAGE_WIDTH - x - 12, size)
        wide, line = width_of(names, size), y + size * 0.36
        while any(x + 8 < end and begin < x + 8 + wide and abs(line - other) < size for begin, end, other in taken):
            line += size
        taken.append((x + 8, x + 8 + wide, line))
        canvas.circle(x, y, 4.2, fill="#12456b", stroke="#fff")
        canvas.text(x + 8, line, names, size=size)
    canvas.text((left + right) / 2, floor + 34, across, size=size, anchor="middle", fill=FAINT)
    canvas.text(14, (top + floor) / 2 + width_of(upwards, size) / 2, upwards, size=size, fill=FAINT, upright=True)
    return canvas.drawing(floor + 44)
