"""The chain from a conclusion to the words as a picture: a tree whose boxes are links; knows no evaluation.

It is drawn twice, side by side for a wide window and below each other for a narrow one; the page shows the one that
fits. Colours are the page's, so that the picture is as light or dark as that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from cmo_eval.charts.canvas import number
from cmo_eval.charts.lettering import LINE, wrapped
from cmo_eval.deferred import dataclass

_SIZE = 13.0
_PAD = 8
_GAP = 10
_WIDE = 1080
_BETWEEN = 44
_NARROW = 344
_INDENT = 18
_LINES = 3
_SMALL = 0.85
"""The size of what a box is, beside that of its text."""
_REACHED = 15
"""How far below the upper side of a box lines reach it."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box of the chain, with those that it rests on.

    Attributes:
        kind: recommendation, answer, claim, pattern, case, source, citation or more; a class of the style sheet.
        head: a few words: what it is.
        text: its title or words; may be empty.
        href: where it leads.
        below: what it rests on.
    """

    kind: str
    head: str
    text: str
    href: str
    below: tuple[Box, ...] = ()

    @property
    def depth(self) -> int:
        """How many boxes stand one beside the other, at most."""
        return 1 + max((one.depth for one in self.below), default=0)

    @property
    def leaves(self) -> int:
        """How many boxes stand one below the other."""
        return sum(one.leaves for one in self.below) or 1


def drawn(root: Box, name: str, above: Sequence[Box] = ()) -> str:
    """Both drawings as HTML, called by `name` for who does not see them; `above` are boxes that rest on the root."""
    return _svg(_wide(root, above), name, "wide") + _svg(_narrow(root, above), name, "narrow")


@dataclass(frozen=True, slots=True)
class _Drawing:
    width: float
    height: float
    parts: Sequence[str]


def _svg(drawing: _Drawing, name: str, fits: str) -> str:
    width, height = number(drawing.width), number(drawing.height)
    return (
        f'<svg class="chain {fits}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="group" '
        f'aria-label="{escape(name)}">{"".join(drawing.parts)}</svg>'
    )


def _wide(root: Box, above: Sequence[Box]) -> _Drawing:
    """From left to right: what rests on other things stands to the left of them, as high as the first."""
    first = 1 if above else 0
    columns = root.depth + first
    width = (_WIDE - (columns - 1) * _BETWEEN) / max(columns, 3)
    lines: list[str] = []
    boxes: list[str] = []

    def join(column: int, start: float, end: float) -> None:
        x = column * (width + _BETWEEN)
        turn = x - _BETWEEN / 2
        lines.append(_line([(x - _BETWEEN, start), (turn, start), (turn, end), (x, end)]))

    def place(box: Box, column: int, top: float) -> tuple[float, float]:
        """Draws it and all below it from there; where lines reach it, and where it and they end."""
        drawn_, height = _box(box, 1 + column * (width + _BETWEEN), top, width)
        middle, bottom = top + _REACHED, top
        boxes.append(drawn_)
        for one in box.below:
            reached, bottom = place(one, column + 1, bottom)
            join(column + 1, middle, reached)
        return middle, max(bottom, top + height + _GAP)

    middle, bottom = place(root, first, 1)
    top = 1.0
    for one in above:
        join(1, top + _REACHED, middle)
        drawn_, height = _box(one, 1, top, width)
        boxes.append(drawn_)
        top += height + _GAP
    used = columns * width + (columns - 1) * _BETWEEN
    return _Drawing(used + 2, max(bottom, top), [*lines, *boxes])


def _narrow(root: Box, above: Sequence[Box]) -> _Drawing:
    """From top to bottom: what something rests on stands below it, a step to the right."""
    lines: list[str] = []
    boxes: list[str] = []

    def place(box: Box, deep: int, top: float) -> tuple[float, float]:
        x = 1 + deep * _INDENT
        drawn_, height = _box(box, x, top, _NARROW - x - 1)
        boxes.append(drawn_)
        bottom = top + height + _GAP
        for one in box.below:
            reached, after = place(one, deep + 1, bottom)
            lines.append(_line([(x + 8, top + height), (x + 8, reached), (x + _INDENT, reached)]))
            bottom = after
        return top + _REACHED, bottom

    top = 1.0
    for one in above:
        drawn_, height = _box(one, 1, top, _NARROW - 2)
        boxes.append(drawn_)
        lines.append(_line([(9, top + height), (9, top + height + _GAP)]))
        top += height + _GAP
    _, bottom = place(root, 1 if above else 0, top)
    if above:
        lines.append(_line([(9, top - _GAP), (9, top + _REACHED), (1 + _INDENT, top + _REACHED)]))
    return _Drawing(_NARROW, bottom, [*lines, *boxes])


def _box(box: Box, x: float, y: float, width: float) -> tuple[str, float]:
    """A box with its words, as a link; and how high it is."""
    head = wrapped(box.head, width - 2 * _PAD, _SIZE * _SMALL, bold=True, lines=2)
    text = wrapped(box.text, width - 2 * _PAD, _SIZE, lines=_LINES) if box.text else []
    height = _PAD * 1.5 + (len(head) * _SMALL + len(text)) * _SIZE * LINE
    spans = "".join(_spans(head, text, x + _PAD, y + _PAD * 0.5))
    shape = f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}" rx="5"/>'
    inner = f"{shape}<text>{spans}</text>"
    if box.href:
        inner = f'<a href="{escape(box.href)}">{inner}</a>'
    return f'<g class="{escape(box.kind)}">{inner}</g>', height


def _spans(head: Sequence[str], text: Sequence[str], x: float, y: float) -> Iterator[str]:
    for lines, size, kind in ((head, _SIZE * _SMALL, ' class="head"'), (text, _SIZE, "")):
        for line in lines:
            y += size * LINE
            yield f'<tspan{kind} x="{number(x)}" y="{number(y)}">{escape(line, quote=False)} </tspan>'


def _line(points: Sequence[tuple[float, float]]) -> str:
    track = "".join(f"{'L' if place else 'M'}{number(x)} {number(y)}" for place, (x, y) in enumerate(points))
    return f'<path d="{track}"/>'
