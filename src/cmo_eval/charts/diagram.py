"""A programme theory as a diagram: the parts of each pattern, how well each is shown, lines; knows no evaluation."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from cmo_eval.charts.canvas import FAINT, INK, Canvas
from cmo_eval.charts.layout import (
    AFTER_MARK,
    APART,
    PADDING,
    PAGE,
    RADIUS,
    Layout,
    Point,
    Row,
    Shape,
    laid_out,
    lines_drawn,
    paged,
    shown_width,
)
from cmo_eval.charts.lettering import LINE, clean, width_of
from cmo_eval.charts.picture import MERMAID_MARK, PAGE_HEIGHT, About, Drawing
from cmo_eval.charts.theory import Group, Part, Theory, Wording

_RIPPLE = "#12456b"
_CONTRAST = "#8a3b00"
_DASH = "4 3"
_GROUND = "#f3f5f7"
_MECHANISM = "#d9e6f1"
_FILLS = ("#fffaf0", "#fff", "#fff", "#f2f9f0")


def theory_diagram(about: About, theory: Theory, most: int, wording: Wording, shape: Shape = PAGE) -> Drawing:
    """The diagram, as wide as its shape and as high as it takes; the legend names only what occurs.

    Args:
        about: what the drawing says of itself.
        theory: what is drawn.
        most: how many characters of a part are shown; who points at a part that is cut off sees the whole. At 0 rows
            are brief: a title, and of each part only how well it is shown.
        wording: names, and the words of the legend.
        shape: for paper or for a telephone.
    """
    canvas = Canvas(about, shape.width)
    top = _top(theory, wording, shape)
    layout = laid_out(theory, shape, most, wording, top)
    _legend(canvas, theory, wording, shape)
    if shape.across and layout.rows:
        _names(canvas, layout, wording, shape, top)
    groups = [group for group in theory.groups if not group.elsewhere]
    for group, heading in zip(groups, layout.headings, strict=True):
        size, y = shape.size + 1.5, heading.y + shape.size + 11
        if heading.y > top:
            canvas.path([(layout.left, heading.y + 5), (layout.right, heading.y + 5)], stroke=FAINT, stroke_width=0.6)
        with canvas.group(href=group.href):
            canvas.text(layout.left, y, heading.title, size=size, bold=True)
        if heading.note:
            y += (len(heading.title) - 1) * size * LINE + shape.size * LINE + 1
            canvas.text(layout.left, y, heading.note, size=shape.size, fill=FAINT)
    for row in layout.rows:
        _row(canvas, row, most, wording, shape)
    for points in layout.contrasts:
        canvas.path(points, stroke=_CONTRAST, stroke_width=1.3, dash=_DASH)
    for points in layout.arrows:
        _arrow(canvas, points)
    for x, y in layout.joints:
        canvas.circle(x, y, 2.2, fill=_RIPPLE)
    return replace(canvas.drawing(layout.bottom + 2), cuts=tuple(_cuts(layout, brief=not most)))


def _cuts(layout: Layout, *, brief: bool) -> Iterator[float]:
    """Where neither part is less than a third and no line is cut through: between rows, or above the title of a group.

    Between `brief` rows a part without that title and the names of the columns would say nothing.
    """
    spans = [(min(y for _, y in line), max(y for _, y in line)) for line in (*layout.arrows, *layout.contrasts)]
    for one, other in pairwise(layout.rows):
        titles = [heading.y for heading in layout.headings if one.frame.bottom <= heading.y < other.frame.y]
        cut = titles[0] if titles else (one.frame.bottom + other.frame.y) / 2
        parts = 1 / 3 <= cut / layout.bottom <= 2 / 3
        if parts and (titles or not brief) and not any(top < cut < bottom for top, bottom in spans):
            yield cut


def pages(theory: Theory, most: int, wording: Wording, many: int) -> list[tuple[Group, ...]]:
    """The groups of as many diagrams as it takes for none to be higher than a page; see `layout.paged`."""
    return paged(theory, PAGE, most, wording, PAGE_HEIGHT - _top(theory, wording, PAGE) - 2, many)


def _row(canvas: Canvas, row: Row, most: int, wording: Wording, shape: Shape) -> None:
    """A pattern: its title, its parts with how well each is shown, and what it is joined to elsewhere."""
    frame, size, line = row.frame, shape.size, shape.size * LINE
    with canvas.group(href=row.box.href):
        canvas.rect(frame.x, frame.y, frame.width, frame.height, fill=_GROUND, stroke=FAINT, radius=4, stroke_width=0.7)
        brief = shape.across and not most
        first = row.parts[0][0].bottom - 5.5 if brief else frame.y + PADDING + size * 0.85  # level with its numbers
        canvas.text(frame.x + PADDING, first, row.title, size=size, bold=True)
        _mechanism(canvas, row)
        for number, part in enumerate(row.box.parts):
            whole = clean(part.text)
            with canvas.group(whole if len(whole) > most > 0 else ""):
                _part(canvas, row, number, wording, shape, side=4 if brief else PADDING)
        if row.foot:
            y = frame.bottom - 5 - len(row.foot) * line + size * 0.85
            canvas.text(frame.x + PADDING, y, row.foot, size=size, fill=_RIPPLE)


def _part(canvas: Canvas, row: Row, number: int, wording: Wording, shape: Shape, *, side: float) -> None:
    """A part of a pattern in its frame: its words, and how well it is shown."""
    part, (rect, lines), size = row.box.parts[number], row.parts[number], shape.size
    fill, ink = (_FILLS[number], INK) if part.text else ("#fff", FAINT)
    dash = "" if part.showing else "2 2"
    place = (rect.x, rect.y, rect.width, rect.height)
    canvas.rect(*place, fill=fill, stroke=INK, radius=2, stroke_width=0.7, dash=dash)
    x, first = rect.x + side, rect.y + (4 if lines else 2.5) + size * 0.85
    sign = row.box.sign if number == 3 else ""
    if shape.across:
        if lines:
            canvas.text(x, first, lines, size=size, fill=ink)
        _shown(canvas, part, x, rect.bottom - 5.5, size)
        if sign:
            canvas.text(rect.right - side, rect.bottom - 5.5, sign, size=size, bold=True, anchor="end")
        return
    name = _part_name(number, wording)
    canvas.text(x, first, name, size=size, bold=True, fill=FAINT)
    if sign:
        canvas.text(x + width_of(name, size, bold=True) + 8, first, sign, size=size, bold=True)
    _shown(canvas, part, rect.right - PADDING - shown_width(part, size), first, size)
    if lines:
        canvas.text(x, first + size * LINE, lines, size=size, fill=ink)


def _mechanism(canvas: Canvas, row: Row) -> None:
    """What holds resource and reasoning together, and small arrows from part to part."""
    first, last = row.parts[1][0], row.parts[2][0]
    wide, high = last.right - first.x + 6, last.bottom - first.y + 6
    canvas.rect(first.x - 3, first.y - 3, wide, high, fill=_MECHANISM, radius=3)
    for (one, _), (other, _) in zip(row.parts, row.parts[1:], strict=False):
        if other.x > one.x:
            x, y = (one.right + other.x) / 2, one.middle
            corners = [(x - 1.5, y - 3.5), (x + 2, y), (x - 1.5, y + 3.5)]
        else:
            x, y = one.x + one.width / 2, (one.bottom + other.y) / 2
            corners = [(x - 4.5, y - 1.5), (x + 4.5, y - 1.5), (x, y + 2.5)]
        canvas.path(corners, stroke="none", fill=INK, closed=True)


def _part_name(number: int, wording: Wording) -> str:
    name = wording.parts[number]
    return f"{wording.mechanism}: {name}" if number in {1, 2} else _begun(name)


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]


def _names(canvas: Canvas, layout: Layout, wording: Wording, shape: Shape, top: float) -> None:
    """The names of the columns above the first row."""
    size, line = shape.size, shape.size * LINE
    y = top - 7
    for number, (x, wide) in enumerate(layout.columns):
        canvas.text(x + wide / 2, y, _begun(wording.parts[number]), size=size, bold=True, anchor="middle")
    (x, _), (last, wide) = layout.columns[1:3]
    canvas.text((x + last + wide) / 2, y - line - 2, wording.mechanism, size=size, bold=True, anchor="middle")
    canvas.path([(x, y - line + 1.5), (last + wide, y - line + 1.5)], stroke=FAINT, stroke_width=0.8)


# ---- marks: how well a part is shown, by what they look like and in numbers ------------------------------------------


def _shown(canvas: Canvas, part: Part, x: float, y: float, size: float) -> None:
    """The mark with the number that show the part, and a cross with the number that deny it."""
    _mark(canvas, part.showing, x, y - size * 0.36)
    canvas.text(x + AFTER_MARK, y, str(part.showing), size=size)
    if part.denying:
        x += AFTER_MARK + width_of(str(part.showing), size) + APART
        _cross(canvas, x, y - size * 0.36)
        canvas.text(x + AFTER_MARK, y, str(part.denying), size=size, bold=True, fill=_CONTRAST)


def _mark(canvas: Canvas, showing: int, x: float, y: float) -> None:
    """A circle that is full from two, half filled at one and empty at none, from `x` and around the height `y`."""
    x += RADIUS
    canvas.circle(x, y, RADIUS, fill=INK if showing > 1 else "#fff", stroke=INK)
    if showing == 1:
        turns = [math.pi * number / 8 for number in range(9)]
        half = [(x - RADIUS * math.sin(turn), y - RADIUS * math.cos(turn)) for turn in turns]
        canvas.path(half, stroke="none", fill=INK, closed=True)


def _cross(canvas: Canvas, x: float, y: float) -> None:
    right, high = x + 2 * RADIUS - 1, RADIUS - 0.5
    for sign in (1, -1):
        canvas.path([(x, y - sign * high), (right, y + sign * high)], stroke=_CONTRAST, stroke_width=1.8)


def _arrow(canvas: Canvas, points: Sequence[Point]) -> None:
    """A line that ends in a head that points to the right."""
    (x, y), wide, side = points[-1], 6.0, 3.0
    canvas.path([*points[:-1], (x - wide, y)], stroke=_RIPPLE, stroke_width=1.5)
    canvas.path([(x, y), (x - wide, y - side), (x - wide, y + side)], stroke="none", fill=_RIPPLE, closed=True)


# ---- the legend ------------------------------------------------------------------------------------------------------

_MARKS = ("full", "half", "none", "denied", "ripple", "contrast")


def _said(theory: Theory, wording: Wording, shape: Shape) -> list[tuple[str, str]]:
    """What the legend may name: marks and signs that occur, with their meanings."""
    groups = [group for group in theory.groups if not group.elsewhere]
    boxes = [box for group in groups for box in group.boxes]
    parts = [part for box in boxes for part in box.parts]
    ripples, contrasts = lines_drawn(theory, shape)
    occurs = {
        "full": any(part.showing > 1 for part in parts),
        "half": any(part.showing == 1 for part in parts),
        "none": any(not part.showing for part in parts),
        "denied": any(part.denying for part in parts),
        "ripple": ripples,
        "contrast": contrasts,
    }
    signs = {box.sign for box in boxes}
    named = [(mark, getattr(wording, mark)) for mark in _MARKS if occurs[mark]]
    return [*named, *(pair for pair in wording.signs if pair[0] in signs)]


def _placed(theory: Theory, wording: Wording, shape: Shape) -> tuple[list[tuple[str, str, float, float]], float]:
    """Each mark with its meaning and where it begins, in as many lines as it takes; and how far down they come."""
    found, x, y, line = [], 1.0, 3.0, shape.size * LINE + 2
    for mark, words in _said(theory, wording, shape):
        wide = _mark_room(mark, shape.size) + width_of(words, shape.size)
        if x > 1 and x + wide > shape.width:
            x, y = 1.0, y + line
        found.append((mark, words, x, y))
        x += wide + 18
    return found, y + line if found else 0.0


def _mark_room(mark: str, size: float) -> float:
    if mark in {"ripple", "contrast"}:
        return 32.0
    return AFTER_MARK + 3 if mark in _MARKS else width_of(mark, size, bold=True) + 6


def _top(theory: Theory, wording: Wording, shape: Shape) -> float:
    """Where the groups begin, beneath the legend and the names of the columns."""
    _, bottom = _placed(theory, wording, shape)
    return bottom + (2 * shape.size * LINE + 12 if shape.across and theory.boxes else 2)


def _legend(canvas: Canvas, theory: Theory, wording: Wording, shape: Shape) -> None:
    size = shape.size
    for mark, words, x, y in _placed(theory, wording, shape)[0]:
        middle, base = y + size / 2, y + size * 0.86
        if mark in {"full", "half", "none"}:
            _mark(canvas, {"full": 2, "half": 1, "none": 0}[mark], x, middle)
        elif mark == "denied":
            _cross(canvas, x, middle)
        elif mark == "ripple":
            _arrow(canvas, [(x, middle), (x + 26, middle)])
        elif mark == "contrast":
            canvas.path([(x, middle), (x + 26, middle)], stroke=_CONTRAST, stroke_width=1.3, dash=_DASH)
        else:
            canvas.text(x, base, mark, size=size, bold=True)
        canvas.text(x + _mark_room(mark, size), base, words, size=size)


# ---- as Mermaid text, for pages that draw it themselves; no label can break it ---------------------------------------

_PLAIN = frozenset(" .,:-–—‘’'()/?!+−±=…")


def theory_mermaid(about: About, theory: Theory, contrast: str) -> str:
    """A flowchart with a subgraph for each group; `contrast` are the words on a line between boxes that contrast."""
    lines = [
        MERMAID_MARK,
        "flowchart TB",
        f"  accTitle: {_mermaid_line(about.title)}",
        f"  accDescr: {_mermaid_line(about.alternative)}",
    ]
    names: dict[str, str] = {}
    for number, group in enumerate(theory.groups, start=1):
        words = " ".join(filter(None, (group.id, group.title)))
        title = f"{words} ({group.note})" if group.note else words
        lines.append(f'  subgraph g{number}["{mermaid_label(title)}"]')
        lines.append("    direction LR")
        for box in group.boxes:
            names[box.id] = f"b{len(names) + 1}"
            sign = f" ({box.sign})" if box.sign else ""
            lines.append(f'    {names[box.id]}["{mermaid_label(f"{box.id} {box.title}{sign}")}"]')
        lines.append("  end")
    for joined, pairs in (("-->", theory.ripples), (f'-.-|"{mermaid_label(contrast)}"|', theory.contrasts)):
        drawn = [(one, other) for one, other in dict.fromkeys(pairs) if one in names and other in names]
        lines += [f"  {names[one]} {joined} {names[other]}" for one, other in drawn]
    return "\n".join(lines) + "\n"


def mermaid_label(text: str) -> str:
    """The text as it may stand between quotation marks: what could be markup is written as a number (`#60;`)."""
    return "".join(
        one if one in _PLAIN or unicodedata.category(one)[0] in "LMN" else f"#{ord(one)};" for one in clean(text)
    )


def _mermaid_line(text: str) -> str:
    """The text as a title or description, which Mermaid reads to the end of the line as it stands.

    It would end at a `#` or `;`, and read settings between `%%{` and `}%%`.
    """
    return clean(text).translate(str.maketrans(";{}", ",()", "#%<>"))
