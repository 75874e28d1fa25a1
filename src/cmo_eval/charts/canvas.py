"""An SVG document in the making: shapes, text and hatching by number; knows no chart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from html import escape

from cmo_eval.charts.lettering import LINE, clean
from cmo_eval.charts.picture import FONT, SVG_MARK, About, Drawing

INK = "#1a1a1a"
FAINT = "#595959"
"""Of text that matters less: 7 to 1 on white."""
RULE = "#bfbfbf"
"""Of lines that carry no meaning."""


class Canvas:
    """A drawing of a fixed width that grows downwards.

    Coordinates are in units of the viewBox, from the top left corner; `y` of a text is that of its baseline. Shapes
    have a `fill` and, of a colour other than `none`, a `stroke` of some width, dashed as SVG's `dash` says.
    """

    def __init__(self, about: About, width: float) -> None:
        self.about = about
        self.width = width
        self._parts: list[str] = []
        self._hatches: dict[tuple[str, str, str], str] = {}
        self._links = False

    @contextmanager
    def group(self, title: str = "", href: str = "") -> Iterator[None]:
        """What is drawn meanwhile is one thing: it shows its title to who points at it, and links to `href`."""
        if not title and not href:
            yield
            return
        self._links = self._links or bool(href)
        element = "a" if href else "g"
        self._parts.append(f"<{element}{_attributes(href=escape(href))}>")
        if title:
            self._parts.append(f"<title>{_escaped(title)}</title>")
        yield
        self._parts.append(f"</{element}>")

    def rect(  # noqa: PLR0913 - each of a rectangle's properties
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str = "none",
        stroke: str = "none",
        radius: float = 0,
        stroke_width: float = 1,
        dash: str = "",
    ) -> None:
        """A rectangle."""
        shape = _attributes(x=x, y=y, width=width, height=height, rx=radius or "", fill=fill)
        self._parts.append(f"<rect{shape}{_stroke(stroke, stroke_width, dash)}/>")

    def path(
        self,
        points: Sequence[tuple[float, float]],
        *,
        stroke: str = INK,
        stroke_width: float = 1,
        dash: str = "",
        fill: str = "none",
        closed: bool = False,
    ) -> None:
        """A line through points, or the shape between them."""
        track = "".join(f"{'L' if place else 'M'}{number(x)} {number(y)}" for place, (x, y) in enumerate(points))
        shape = _attributes(d=track + ("Z" if closed else ""), fill=fill)
        joined = "" if stroke == "none" else ' stroke-linejoin="round"'
        self._parts.append(f"<path{shape}{_stroke(stroke, stroke_width, dash)}{joined}/>")

    def circle(self, x: float, y: float, radius: float, *, fill: str, stroke: str = "none") -> None:
        """A circle."""
        self._parts.append(f"<circle{_attributes(cx=x, cy=y, r=radius, fill=fill)}{_stroke(stroke, 1.2, '')}/>")

    def text(  # noqa: PLR0913 - each of a text's properties
        self,
        x: float,
        y: float,
        lines: str | Sequence[str],
        *,
        size: float = 10,
        bold: bool = False,
        anchor: str = "start",
        fill: str = INK,
        upright: bool = False,
    ) -> None:
        """A text, or lines beneath each other from the baseline `y` of the first; without markup, they are escaped.

        What `anchor` says (`start`, `middle`, `end`) stands at `x`; `upright`, it runs from the bottom to the top.
        """
        rows = [_escaped(line) for line in ([lines] if isinstance(lines, str) else lines)]
        placed = _attributes(
            x=x,
            y=y,
            font_size=size,
            font_weight="bold" if bold else "",
            text_anchor="" if anchor == "start" else anchor,
            fill="" if fill == INK else fill,
            transform=f"rotate(-90 {number(x)} {number(y)})" if upright else "",
        )
        if len(rows) > 1:
            at = f'<tspan x="{number(x)}" y="'
            spans = [f'{at}{number(y + place * size * LINE)}">{row}' for place, row in enumerate(rows)]
            rows = [" </tspan>".join(spans) + "</tspan>"]
        self._parts.append(f"<text{placed}>{rows[0]}</text>")

    def hatch(self, kind: str, ground: str, lines: str) -> str:
        """The fill of an area that is hatched: `diagonal`, `crossed` or `dotted`, of lines on a ground."""
        key = (kind, ground, lines)
        if key not in self._hatches:
            self._hatches[key] = f"{self.about.id}-{kind}-{len(self._hatches) + 1}"
        return f"url(#{self._hatches[key]})"

    def drawing(self, height: float) -> Drawing:
        """The whole document, with title and description for who listens to it."""
        about, width = self.about, self.width
        id_, size = about.id, _attributes(width=width, height=height)
        role = "group" if self._links else "img"  # of an image nobody hears what it links to
        hatches = "".join(_pattern(name, *key) for key, name in self._hatches.items())
        definitions = f"<defs>{hatches}</defs>\n" if hatches else ""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(width)} {number(height)}"{size} '
            f'role="{role}" lang="{about.language}" aria-labelledby="{id_}-title {id_}-desc" font-family="{FONT}" '
            f'fill="{INK}">\n{SVG_MARK}\n<title id="{id_}-title">{_escaped(about.title)}</title>\n'
            f'<desc id="{id_}-desc">{_escaped(about.alternative)}</desc>\n{definitions}<rect{size} fill="#fff"/>\n'
        )
        return Drawing(head + "\n".join(self._parts) + "\n</svg>\n", width, height)


@lru_cache(maxsize=4096)
def number(value: float) -> str:
    """A coordinate with at most two decimals, the same on every machine."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _escaped(text: str) -> str:
    return escape(clean(text), quote=False)


def _attributes(**values: str | float) -> str:
    """Attributes of an element in their order, but for those that are empty."""
    return "".join(
        [
            f' {name.replace("_", "-")}="{value if isinstance(value, str) else number(value)}"'
            for name, value in values.items()
            if value != ""
        ]
    )


def _stroke(stroke: str, width: float, dash: str) -> str:
    return "" if stroke == "none" else _attributes(stroke=stroke, stroke_width=width, stroke_dasharray=dash)


def _pattern(name: str, kind: str, ground: str, lines: str) -> str:
    marks = {
        "diagonal": f'<path d="M-1 1L1 -1M0 6L6 0M5 7L7 5" stroke="{lines}" stroke-width="1.2"/>',
        "crossed": f'<path d="M0 0L6 6M0 6L6 0" stroke="{lines}" stroke-width="1.1"/>',
        "dotted": f'<circle cx="2" cy="2" r="1.1" fill="{lines}"/><circle cx="5" cy="5" r="1.1" fill="{lines}"/>',
    }
    return (
        f'<pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<rect width="6" height="6" fill="{ground}"/>{marks[kind]}</pattern>'
    )
