"""Step curves above each other over the same row of moments; knows nothing of what is counted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from cmo_eval.charts.canvas import FAINT, INK, RULE, Canvas, ticks
from cmo_eval.charts.lettering import shortened, width_of, wrapped
from cmo_eval.charts.picture import PAGE_WIDTH, About, Drawing

SIZE = 9.5
_LEFT = 34
_RIGHT = 8
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
    slot = (PAGE_WIDTH - _LEFT - _RIGHT) / max(1, len(moments))
    y = 4.0
    first_undated = _LEFT + (len(moments) - undated) * slot
    if undated:
        lines = wrapped(undated_label, 240, SIZE, lines=2)
        widest = max(width_of(line, SIZE) for line in lines)
        ground = canvas.hatch("diagonal", "#fff", _UNDATED)
        x = min(first_undated, PAGE_WIDTH - _RIGHT - widest - 18)
        canvas.rect(x, y, 12, 12, fill=ground, stroke=RULE, stroke_width=0.7)
        canvas.text(x + 18, y + 9.5, lines, size=SIZE)
        y += 10 + len(lines) * 12
    for place, curve in enumerate(curves):
        canvas.text(0, y + SIZE, wrapped(curve.title, PAGE_WIDTH, SIZE, bold=True, lines=1), size=SIZE, bold=True)
        y += 20
        if undated:
            ground = canvas.hatch("diagonal", "#fff", _UNDATED)
            canvas.rect(first_undated, y, PAGE_WIDTH - _RIGHT - first_undated, _HEIGHT, fill=ground)
        _panel(canvas, curve, y, slot, _STYLES[place % len(_STYLES)])
        y += _HEIGHT + 18
    return canvas.drawing(_names(canvas, moments, slot, y - 10) + 4)


def _panel(canvas: Canvas, curve: Curve, top: float, slot: float, style: tuple[str, str]) -> None:
    colour, dash = style
    marks = ticks(curve.reached[-1] if curve.reached else 0, 4)
    unit = (_HEIGHT - 14) / marks[-1]
    floor = top + _HEIGHT
    for mark in marks:
        canvas.path(
            [(_LEFT, floor - mark * unit), (PAGE_WIDTH - _RIGHT, floor - mark * unit)], stroke=RULE, stroke_width=0.7
        )
        canvas.text(_LEFT - 5, floor - mark * unit + 3.4, str(mark), size=SIZE - 1, anchor="end", fill=FAINT)
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
        wide = width_of(f"+{more}", SIZE, bold=True)
        middle = min(max(x, _LEFT + wide / 2 + 1), PAGE_WIDTH - wide / 2)
        if slot >= _NARROWEST and middle - wide / 2 >= taken:
            canvas.rect(middle - wide / 2 - 1, height - 15, wide + 2, 11, fill="#fff")
            canvas.text(middle, height - 6, f"+{more}", size=SIZE, bold=True, anchor="middle")
            taken = middle + wide / 2 + 3
    canvas.path([(_LEFT, top), (_LEFT, floor), (PAGE_WIDTH - _RIGHT, floor)], stroke=INK, stroke_width=1)


def _names(canvas: Canvas, moments: Sequence[tuple[str, str]], slot: float, y: float) -> float:
    """Ids and dates beneath the moments, upright; how far down they come."""
    every = math.ceil(_NARROWEST / slot)
    deepest = 0.0
    for place, (id_, date) in enumerate(moments):
        if place % every:
            continue
        shown = shortened(f"{id_} {date}".strip(), 150, SIZE)
        x = _LEFT + (place + 0.5) * slot
        canvas.path([(x, y - 8), (x, y - 4)], stroke=FAINT, stroke_width=0.8)
        canvas.text(x + SIZE * 0.36, y, shown, size=SIZE, anchor="end", upright=True)
        deepest = max(deepest, width_of(shown, SIZE))
    return y + deepest
