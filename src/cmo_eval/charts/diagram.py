"""A programme theory as a diagram: claims as frames, patterns as boxes, ripples as arrows; knows no evaluation."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from cmo_eval.charts.canvas import FAINT, INK, Canvas
from cmo_eval.charts.layout import PADDING, Frame, Layout, Point, id_gap, laid_out, shown_id
from cmo_eval.charts.lettering import LINE, clean, width_of
from cmo_eval.charts.picture import MERMAID_MARK, PAGE_WIDTH, About, Drawing
from cmo_eval.charts.theory import Box, Group, Theory

_RIPPLE = "#12456b"
_CONTRAST = "#8a3b00"
_DASH = "4 3"
_SIZE = 9.5


@dataclass(frozen=True, slots=True)
class Legend:
    """What the lines and signs mean, in words; `signs` are pairs of a sign and its meaning."""

    ripple: str
    contrast: str
    signs: tuple[tuple[str, str], ...] = ()


def theory_diagram(about: About, theory: Theory, legend: Legend) -> Drawing:
    """The diagram, as wide as a page and as high as it takes; the legend names only what occurs."""
    canvas = Canvas(about, PAGE_WIDTH)
    boxes = theory.boxes
    drawn = {id_ for pair in (*theory.ripples, *theory.contrasts) for id_ in pair} & boxes.keys()
    shown = {box.sign for box in boxes.values()}
    ripple, contrast = (
        words if any(set(pair) <= drawn for pair in pairs) else ""
        for words, pairs in ((legend.ripple, theory.ripples), (legend.contrast, theory.contrasts))
    )
    top = _legend(canvas, ripple, contrast, [pair for pair in legend.signs if pair[0] in shown])
    layout = laid_out(theory, PAGE_WIDTH - 2, top)
    for group, frame in zip(theory.groups, layout.frames, strict=True):
        _frame(canvas, group, frame, layout)
    for way, points in layout.lines:
        _line(canvas, points, contrast=way.contrast)
    ghosts = {box.id for group in theory.groups if group.elsewhere for box in group.boxes}
    for id_, frame in layout.boxes.items():
        _box(canvas, boxes[id_], frame, layout.size, elsewhere=id_ in ghosts)
    return canvas.drawing(layout.bottom + 2)


def _frame(canvas: Canvas, group: Group, frame: Frame, layout: Layout) -> None:
    fill, dash = ("#fff", "2 3") if group.elsewhere else ("#eef3f7", "")
    canvas.rect(1, frame.y, frame.width, frame.height, fill=fill, stroke=FAINT, radius=5, dash=dash)
    size = layout.size + 1
    y = frame.y + 4 + size
    canvas.text(1 + layout.indent, y, frame.lines, size=size, bold=True)
    if frame.note:
        y += (len(frame.lines) - 1) * size * LINE + (size - 2) * LINE + 1
        canvas.text(1 + layout.indent, y, frame.note, size=size - 2, fill=FAINT)


def _box(canvas: Canvas, box: Box, frame: Frame, size: float, *, elsewhere: bool) -> None:
    x, y = frame.x + 1, frame.y
    stroke, dash = (FAINT, "2 2") if elsewhere else (INK, "")
    canvas.rect(x, y, frame.width, frame.height, fill="#fff", stroke=stroke, radius=3, stroke_width=0.8, dash=dash)
    line = y + PADDING + size * 0.8
    first, *others = frame.lines
    name = shown_id(box, frame.width, size)
    canvas.text(x + PADDING, line, name, size=size, bold=True)
    if first:
        canvas.text(x + PADDING + width_of(name, size, bold=True) + id_gap(size), line, first, size=size)
    if others:
        canvas.text(x + PADDING, line + size * LINE, others, size=size)
    if box.sign:
        canvas.text(x + frame.width - PADDING, line, box.sign, size=size, bold=True, anchor="end")


def _line(canvas: Canvas, points: Sequence[Point], *, contrast: bool) -> None:
    placed = [(x + 1, y) for x, y in points]
    if contrast:
        canvas.path(placed, stroke=_CONTRAST, stroke_width=1.3, dash=_DASH)
        return
    (before_x, before_y), (x, y) = placed[-2:]
    wide = 6.0
    dx, dy = _sign(x - before_x), _sign(y - before_y)
    side, back = wide * 0.5, (x - dx * wide, y - dy * wide)
    canvas.path([*placed[:-1], back], stroke=_RIPPLE, stroke_width=1.5)
    corners = [(x, y), (back[0] - dy * side, back[1] + dx * side), (back[0] + dy * side, back[1] - dx * side)]
    canvas.path(corners, stroke="none", fill=_RIPPLE, closed=True)


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _legend(canvas: Canvas, ripple: str, contrast: str, signs: Sequence[tuple[str, str]]) -> float:
    """What occurs in the diagram, in as many lines as it takes; how far down they come."""
    x, y = 0.0, 4.0
    for mark, words in [("ripple", ripple), ("contrast", contrast), *signs]:
        if not words:
            continue
        is_line = mark in {"ripple", "contrast"}
        room = 34.0 if is_line else width_of(mark, _SIZE, bold=True) + 6
        wide = room + width_of(words, _SIZE)
        if x and x + wide > PAGE_WIDTH:
            x, y = 0.0, y + 15
        if is_line:
            _line(canvas, [(x, y + 5), (x + 26, y + 5)], contrast=mark == "contrast")
        else:
            canvas.text(x, y + 8.5, mark, size=_SIZE, bold=True)
        canvas.text(x + room, y + 8.5, words, size=_SIZE)
        x += wide + 20
    return y + 20 if x else 2.0


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
