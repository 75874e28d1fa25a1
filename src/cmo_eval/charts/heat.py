"""A heat map: how many there are of each row in each column, printed in its cells; knows nothing of what is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cmo_eval.charts.canvas import FAINT, INK, RULE, Canvas
from cmo_eval.charts.lettering import LINE, shortened, width_of, wrapped
from cmo_eval.charts.picture import PAGE_WIDTH, About, Drawing

SIZE = 9.5
MOST_COLUMNS = 20
"""Columns beside each other; further ones stand beneath, in a map of their own."""
_LABEL = 190
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
    y = _legend(canvas, darkest, scale_label, absent_label if absent else "")
    indent = min(60.0, max((width_of(row.id, SIZE, bold=True) for row in rows), default=0.0) + 7)
    titles = [wrapped(row.title, _LABEL - indent - 8, SIZE, lines=3) for row in rows]
    for first in range(0, len(columns), MOST_COLUMNS):
        panel = columns[first : first + MOST_COLUMNS]
        wide = min(_WIDEST, (PAGE_WIDTH - _LABEL) / min(len(columns), MOST_COLUMNS))
        y += _heads(canvas, panel, wide, y)
        for row, title in zip(rows, titles, strict=True):
            height = max(17.0, len(title) * SIZE * LINE + 4)
            line = y + height / 2 - (len(title) - 1) * SIZE * LINE / 2 + SIZE * 0.36
            canvas.text(0, line, shortened(row.id, indent - 5, SIZE, bold=True), size=SIZE, bold=True)
            canvas.text(indent, line, title, size=SIZE)
            for place, column in enumerate(panel):
                cell = (row.id, column.id)
                box = (_LABEL + place * wide, y, wide, height)
                _cell(canvas, box, numbers.get(cell, 0), darkest, absent=cell in absent)
            y += height
        y += 16
    return canvas.drawing(_key(canvas, columns, y) + 4)


def _cell(canvas: Canvas, box: tuple[float, float, float, float], value: int, darkest: int, *, absent: bool) -> None:
    x, y, wide, height = box
    fill, ink = _colours(value, darkest) if value else ("#fff", INK)
    canvas.rect(x, y, wide, height, fill=fill, stroke=RULE, stroke_width=0.7)
    if absent:
        _corner(canvas, x + wide, y)
    if value:
        size = min(SIZE, (wide - 3) / max(1.0, width_of(str(value), 1)))
        canvas.text(x + wide / 2, y + height / 2 + size * 0.36, str(value), size=size, anchor="middle", fill=ink)


def _corner(canvas: Canvas, x: float, y: float) -> None:
    """A filled corner with a white rim: seen on every ground."""
    canvas.path([(x - 9, y), (x, y), (x, y + 9)], fill=INK, stroke="#fff", stroke_width=1, closed=True)


def _colours(value: int, darkest: int) -> tuple[str, str]:
    step = min(len(_STEPS) - 1, (value - 1) * len(_STEPS) // darkest)
    return _STEPS[step], INK if step < _BLACK_ON else "#fff"


def _heads(canvas: Canvas, panel: Sequence[Named], wide: float, y: float) -> float:
    """The ids above the columns, upright where they do not fit; how much room they take."""
    widest = max((width_of(column.id, SIZE, bold=True) for column in panel), default=0.0)
    upright = widest > wide - 4
    room = min(widest, 120.0) + 6 if upright else SIZE + 6
    for place, column in enumerate(panel):
        x = _LABEL + (place + 0.5) * wide
        if upright:
            shown = shortened(column.id, 120, SIZE, bold=True)
            canvas.text(x + SIZE * 0.36, y + room - 4, shown, size=SIZE, bold=True, upright=True)
        else:
            canvas.text(x, y + room - 5, column.id, size=SIZE, bold=True, anchor="middle")
    return room


def _legend(canvas: Canvas, darkest: int, scale_label: str, absent_label: str) -> float:
    x = 0.0
    if scale_label:
        canvas.text(x, 12, scale_label, size=SIZE)
        x += width_of(scale_label, SIZE) + 10
        shown = sorted({1, darkest, *(-(-darkest * step // len(_STEPS)) for step in range(1, len(_STEPS)))})
        for value in shown:
            fill, ink = _colours(value, darkest)
            wide = max(22.0, width_of(str(value), SIZE) + 8)
            canvas.rect(x, 1, wide, 16, fill=fill, stroke=RULE, stroke_width=0.7)
            canvas.text(x + wide / 2, 12.4, str(value), size=SIZE, anchor="middle", fill=ink)
            x += wide
        x += 18
    y = 0.0
    if absent_label:
        if x + 24 + width_of(absent_label, SIZE) > PAGE_WIDTH:
            x, y = 0.0, 22.0
        canvas.rect(x, y + 1, 16, 16, fill="#fff", stroke=RULE, stroke_width=0.7)
        _corner(canvas, x + 16, y + 1)
        lines = wrapped(absent_label, PAGE_WIDTH - x - 24, SIZE, lines=2)
        canvas.text(x + 22, y + 12.4, lines, size=SIZE)
        y += (len(lines) - 1) * SIZE * LINE
    return y + 26


def _key(canvas: Canvas, columns: Sequence[Named], y: float) -> float:
    """What the columns' ids stand for, in two columns of text; how far down it comes."""
    half = PAGE_WIDTH / 2
    indent = min(150.0, max((width_of(one.id, SIZE, bold=True) for one in columns), default=0.0) + 7)
    for place in range(0, len(columns), 2):
        deepest = 1
        for side, column in enumerate(columns[place : place + 2]):
            lines = wrapped(column.title, half - indent - 14, SIZE, lines=2)
            name = shortened(column.id, indent - 5, SIZE, bold=True)
            canvas.text(side * half, y + SIZE, name, size=SIZE, bold=True, fill=FAINT)
            canvas.text(side * half + indent, y + SIZE, lines, size=SIZE)
            deepest = max(deepest, len(lines))
        y += deepest * SIZE * LINE + 2
    return y
