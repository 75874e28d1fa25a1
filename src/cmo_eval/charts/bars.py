"""A horizontal stacked bar chart: for each row how many there are of each kind; knows nothing of what is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cmo_eval.charts.canvas import FAINT, INK, RULE, Canvas, ticks
from cmo_eval.charts.lettering import LINE, shortened, width_of, wrapped
from cmo_eval.charts.picture import PAGE_WIDTH, About, Drawing

SIZE = 10.5
_LABEL = 178
_ROW = 34
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
    canvas = Canvas(about, PAGE_WIDTH)
    fills = [_fill(canvas, place) for place in range(len(kinds))]
    most = max((sum(bar.numbers) for bar in bars), default=0)
    marks = ticks(most)
    digits = max(24.0, width_of(str(most), SIZE, bold=True) + 10)
    wholes = max(digits, width_of(total, SIZE - 1, bold=True) + 10)
    numbers = PAGE_WIDTH - digits * len(kinds) - wholes
    left, right = float(_LABEL), numbers - 14
    unit = (right - left) / marks[-1]
    y = _legend(canvas, kinds, fills)
    for place in range(len(kinds)):
        canvas.rect(numbers + digits * (place + 1) - 12, y, 12, 12, fill=fills[place], stroke=INK, stroke_width=0.6)
    canvas.text(PAGE_WIDTH, y + 10, total, size=SIZE - 1, bold=True, anchor="end")
    top = y = y + 20
    rows = [(bar, [bar.id, *wrapped(bar.title, _LABEL - _indent(bars) - 12, SIZE, lines=3)]) for bar in bars]
    heights = [max(_ROW, (len(lines) - 1) * SIZE * LINE + 10) for _, lines in rows]
    bottom = top + sum(heights) + 4
    for mark in marks:
        canvas.path([(left + mark * unit, top - 4), (left + mark * unit, bottom)], stroke=RULE, stroke_width=0.7)
        canvas.text(left + mark * unit, bottom + 13, str(mark), size=SIZE - 1.5, anchor="middle", fill=FAINT)
    canvas.text((left + right) / 2, bottom + 28, axis, size=SIZE - 1, anchor="middle", fill=FAINT)
    for (bar, (id_, *title)), height in zip(rows, heights, strict=True):
        middle = y + height / 2
        first = middle - (len(title) - 1) * SIZE * LINE / 2 + SIZE * 0.36
        canvas.text(0, first, shortened(id_, _indent(bars) - 6, SIZE, bold=True), size=SIZE, bold=True)
        canvas.text(_indent(bars), first, title, size=SIZE)
        x = left
        for place, value in enumerate(bar.numbers):
            if value:
                canvas.rect(x, middle - _BAR / 2, value * unit, _BAR, fill=fills[place], stroke=INK, stroke_width=0.6)
            x += value * unit
            at = numbers + digits * (place + 1)
            canvas.text(at, middle + SIZE * 0.36, str(value), size=SIZE, anchor="end", fill=INK if value else FAINT)
        canvas.text(PAGE_WIDTH, middle + SIZE * 0.36, str(bar.whole), size=SIZE, bold=True, anchor="end")
        y += height
    canvas.path([(left, top - 4), (left, bottom)], stroke=INK, stroke_width=1)
    return canvas.drawing(bottom + 36)


def _indent(bars: Sequence[Bar]) -> float:
    return min(60.0, max((width_of(bar.id, SIZE, bold=True) for bar in bars), default=0.0) + 8)


def _fill(canvas: Canvas, place: int) -> str:
    hatch, ground, lines = _KINDS[place]
    return canvas.hatch(hatch, ground, lines) if hatch else ground


def _legend(canvas: Canvas, kinds: Sequence[str], fills: Sequence[str]) -> float:
    """The names of the kinds beside their fills, in as many lines as it takes; how far down they come."""
    x, y = 0.0, 2.0
    for kind, fill in zip(kinds, fills, strict=True):
        wide = 18 + width_of(kind, SIZE) + 18
        if x and x + wide > PAGE_WIDTH:
            x, y = 0.0, y + 18
        canvas.rect(x, y, 12, 12, fill=fill, stroke=INK, stroke_width=0.6)
        canvas.text(x + 18, y + 10, kind, size=SIZE)
        x += wide
    return y + 26
