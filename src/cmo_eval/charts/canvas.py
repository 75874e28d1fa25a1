"""An SVG document in the making: shapes, text and hatching by number; knows no chart."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from cmo_eval.charts.lettering import LINE, clean
from cmo_eval.charts.picture import SVG_MARK, About, Drawing

FONT = "Arial, Helvetica, DejaVu Sans Condensed, DejaVu Sans, sans-serif"
"""Those of most machines, then the one that comes along (charts/fonts; typst calls it DejaVu Sans), then any other."""
INK = "#1a1a1a"
FAINT = "#595959"
"""Of text that matters less: 7 to 1 on white."""
RULE = "#bfbfbf"
"""Of lines that carry no meaning."""


class Canvas:
    """A drawing of a fixed width that grows downwards.

    Coordinates are in units of the viewBox, from the top left corner; `y` of a text is that of its baseline.
    """

    def __init__(self, about: About, width: float) -> None:
        self.about = about
        self.width = width
        self._parts: list[str] = []
        self._hatches: dict[tuple[str, str, str], str] = {}

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
        rounded = f' rx="{number(radius)}"' if radius else ""
        self._parts.append(
            f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"{rounded} '
            f'fill="{fill}"{_stroke(stroke, stroke_width, dash)}/>'
        )

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
        end = "Z" if closed else ""
        joined = "" if stroke == "none" else ' stroke-linejoin="round"'
        self._parts.append(f'<path d="{track}{end}" fill="{fill}"{_stroke(stroke, stroke_width, dash)}{joined}/>')

    def circle(self, x: float, y: float, radius: float, *, fill: str, stroke: str = "none") -> None:
        """A circle."""
        self._parts.append(
            f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" fill="{fill}"{_stroke(stroke, 1.2, "")}/>'
        )

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
        """A text, or lines beneath each other from the baseline `y` of the first.

        Args:
            x: where it begins, or what `anchor` says (`middle`, `end`).
            y: the baseline of the first line.
            lines: without markup; they are escaped.
            size: of the font.
            bold: set bold.
            anchor: which part of the text stands at `x`.
            fill: its colour.
            upright: it runs from the bottom to the top.
        """
        rows = [lines] if isinstance(lines, str) else lines
        placed = f'x="{number(x)}" y="{number(y)}" font-size="{number(size)}"'
        placed += ' font-weight="bold"' if bold else ""
        placed += f' text-anchor="{anchor}"' if anchor != "start" else ""
        placed += f' fill="{fill}"' if fill != INK else ""
        placed += f' transform="rotate(-90 {number(x)} {number(y)})"' if upright else ""
        if len(rows) == 1:
            self._parts.append(f"<text {placed}>{escape(clean(rows[0]), quote=False)}</text>")
            return
        spans = "".join(
            f'<tspan x="{number(x)}" y="{number(y + place * size * LINE)}">'
            f"{escape(clean(row), quote=False)}{' ' if place < len(rows) - 1 else ''}</tspan>"
            for place, row in enumerate(rows)
        )
        self._parts.append(f"<text {placed}>{spans}</text>")

    def hatch(self, kind: str, ground: str, lines: str) -> str:
        """The fill of an area that is hatched: `diagonal`, `crossed` or `dotted`, of lines on a ground."""
        key = (kind, ground, lines)
        if key not in self._hatches:
            self._hatches[key] = f"{self.about.id}-{kind}-{len(self._hatches) + 1}"
        return f"url(#{self._hatches[key]})"

    def drawing(self, height: float) -> Drawing:
        """The whole document, with title and description for who listens to it."""
        about, width = self.about, self.width
        id_ = about.id
        hatches = "".join(_pattern(name, *key) for key, name in self._hatches.items())
        definitions = f"<defs>{hatches}</defs>\n" if hatches else ""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(width)} {number(height)}" '
            f'width="{number(width)}" height="{number(height)}" role="img" lang="{about.language}" '
            f'aria-labelledby="{id_}-title {id_}-desc" font-family="{FONT}" fill="{INK}">\n{SVG_MARK}\n'
            f'<title id="{id_}-title">{escape(clean(about.title), quote=False)}</title>\n'
            f'<desc id="{id_}-desc">{escape(clean(about.alternative), quote=False)}</desc>\n{definitions}'
            f'<rect width="{number(width)}" height="{number(height)}" fill="#fff"/>\n'
        )
        return Drawing(head + "\n".join(self._parts) + "\n</svg>\n", width, height)


def number(value: float) -> str:
    """A coordinate with at most two decimals, the same on every machine."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _stroke(stroke: str, width: float, dash: str) -> str:
    if stroke == "none":
        return ""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f' stroke="{stroke}" stroke-width="{number(width)}"{dashes}'


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


# ---- axes ------------------------------------------------------------------------------------------------------------


def ticks(most: int, about: int = 5) -> list[int]:
    """Whole numbers from 0 in equal steps of 1, 2 or 5 times a power of ten; the last is at least `most` and 1.

    Args:
        most: the largest value that is shown.
        about: how many steps there are at most.
    """
    step = 1
    while step * about < max(most, 1):
        digits = str(step)[0]
        step = step * 5 // 2 if digits == "2" else step * 2
    return [step * place for place in range(-(-max(most, 1) // step) + 1)]
