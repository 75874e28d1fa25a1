"""A picture as a value: the drawing with the words that go with it, and the drawing as PNG; knows no evaluation.

Text in a PNG is drawn with DejaVu Sans Condensed, of which the letters for European languages come along: the same
picture gives the same bytes on every machine with the same libraries. Only for other scripts are the machine's own
fonts looked at.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from importlib import import_module
from math import ceil
from pathlib import Path
from typing import Any

from cmo_eval.deferred import dataclass, expression
from cmo_eval.errors import CmoEvalError

PAGE_WIDTH = 640
"""Units of a drawing that fill A4 portrait between margins of 2 cm: CSS pixels, 96 to the inch."""
PAGE_HEIGHT = 820
"""The same from top to bottom, with room for a heading, some lines and a caption."""
LETTERS = 11.4
"""The size of letters: 8 points where a drawing is as wide as text in Word and PDF, 16 cm."""
SVG_MARK = "<!-- cmo-eval -->"
MERMAID_MARK = "%% cmo-eval"
PNG_MARK = b"Software\x00cmo-eval"
"""Each stands at the beginning of every picture of ours in that format: such a file may be written over."""
_HEAD = 1000  # bytes in which a mark stands


@dataclass(frozen=True, slots=True)
class About:
    """What a drawing says of itself, for programs that read it aloud.

    Attributes:
        id: names it among all drawings of one page: letters, digits, `-` and `_`.
        title: a few words, without a full stop.
        alternative: what it shows, in plain text.
        language: of both, such as `nl`.
    """

    id: str
    title: str
    alternative: str
    language: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole SVG document and its size in units of its viewBox; the same bytes for the same content.

    `cuts` are the heights at which it may go on on the next page, from the top down: where both parts can be read.
    """

    svg: str
    width: float
    height: float
    cuts: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure that can be printed, heard and drawn again.

    Attributes:
        id: names the figure in file names and references: letters, digits, `-` and `_`.
        title: a few words, without a full stop.
        caption: what stands beneath the figure: how it is to be read. Sentences.
        alternative: what the figure says, for who cannot see it. Plain text of one paragraph.
        svg: the drawing, a whole SVG document; the same bytes for the same figure.
        mermaid: the same as Mermaid text, for diagrams that have one; else empty.
        width: of the drawing, in the units of its viewBox (CSS pixels: 96 to the inch, PAGE_WIDTH fits on A4 portrait).
        height: of the drawing, in the same units.
        cuts: as in `Drawing`.
        drawn_narrow: draws the same for a narrow screen.
    """

    id: str
    title: str
    caption: str
    alternative: str
    svg: str
    mermaid: str = ""
    width: float = PAGE_WIDTH
    height: float = PAGE_HEIGHT
    cuts: tuple[float, ...] = ()
    drawn_narrow: Callable[[], Drawing] | None = field(default=None, compare=False, repr=False)

    @property
    def narrow(self) -> str:
        """The same drawn for a narrow screen, made when it is asked for; empty where there is no such drawing."""
        return self.drawn_narrow().svg if self.drawn_narrow else ""


def ours(path: Path) -> bool:
    """Whether the tool made the picture: by its first lines (SVG, Mermaid) or what its head says (PNG)."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return False
    return (
        head.startswith(MERMAID_MARK.encode())
        or (head.startswith(b"<svg ") and SVG_MARK.encode() in head)
        or (head.startswith(b"\x89PNG") and PNG_MARK in head)
    )


# ---- as PNG, for documents that cannot hold SVG ----------------------------------------------------------------------

FONT = "Arial, Helvetica, DejaVu Sans Condensed, DejaVu Sans, sans-serif"
"""Those of most machines, then the one that comes along (`FONTS`; typst calls it DejaVu Sans), then any other."""
FONTS = Path(__file__).parent / "fonts"
FAMILY = "DejaVu Sans Condensed"
_FOR_TYPST = 'font-family="DejaVu Sans" font-stretch="condensed"'
_PAGE = "#set page(width: auto, height: auto, margin: 0pt, fill: white)\n"
_IMAGE = '#image(bytes(sys.inputs.svg{0}), format: "svg", width: float(sys.inputs.width{0}) * 1pt)'
_SIZE = expression(r'viewBox="0 0 ([0-9.]+) ([0-9.]+)"(?: width="[0-9.]+" height="[0-9.]+")?')
_HAIR = 0.01  # of a pixel
_PIXELS_PER_METRE = 96 / 0.0254
_MOST_PIXELS = 60_000_000
# what the font files here do not hold
_BEYOND_OURS = expression(
    "[^\n\u0020-\u024f\u0300-\u036f\u0370-\u03ff\u0400-\u045f\u1e00-\u1eff\u2000-\u206f\u20ac\u2190-\u2199"
    "\u2212\u2260-\u2265\u25a0-\u25cf\u2713-\u2717\ufffd]"
)


def for_typst(svg: str) -> str:
    """The drawing with its text in the letters that come along, which it was measured in, as typst calls them."""
    return svg.replace(f'font-family="{FONT}"', _FOR_TYPST)


def png(svg: str, scale: float = 3) -> bytes:
    """The picture as PNG on white; see `pngs`."""
    return pngs([svg], scale)[0]


def pngs(svgs: Sequence[str], scale: float = 3) -> list[bytes]:
    """The pictures as PNG on white, by typst where that is installed: it takes a quarter of the time of resvg-py.

    Args:
        svgs: drawings of ours.
        scale: pixels for each unit of a drawing; 3 gives 288 dots to the inch in print. A drawing that would have
            more than 60 million pixels is drawn with fewer.

    Raises:
        CmoEvalError: the library cannot be loaded here, or cannot draw a picture.
    """
    sizes = [_size(svg) for svg in svgs]
    scales = [min(scale, (_MOST_PIXELS / (width * height)) ** 0.5) for width, height in sizes]
    # pages of one document: reading the fonts for each takes as long as drawing a small one
    alike: dict[tuple[float, bool], list[int]] = {}
    for place, svg in enumerate(svgs):
        alike.setdefault((scales[place], _BEYOND_OURS.search(svg) is None), []).append(place)
    drawn: dict[int, bytes] = {}
    for (own, ours_only), places in alike.items():
        drawn |= _by_typst({place: (svgs[place], sizes[place]) for place in places}, own, own_fonts=ours_only)
    return [
        _with_size(drawn.get(place) or _by_resvg(svg, sizes[place][0], scales[place]), scales[place])
        for place, svg in enumerate(svgs)
    ]


def _size(svg: str) -> tuple[float, float]:
    size = _SIZE.search(svg)
    if size is None:
        raise CmoEvalError("the picture has no size", "this is an error in cmo-eval")
    return float(size[1]), float(size[2])


def _by_typst(
    pictures: Mapping[int, tuple[str, tuple[float, float]]], scale: float, *, own_fonts: bool
) -> dict[int, bytes]:
    """The pictures, given with their sizes, as PNG: those that typst draws, none where it is not installed.

    Typst lays pixels over those of the page, and where they are not as many, a row of them is lost, and a line of text
    is cut through. So the drawing is made as large as whole pixels; a hair less, or rounding would make one more.
    """
    try:
        library: Any = import_module("typst")
    except ImportError:
        return {}
    inputs: dict[str, str] = {}
    for place, (svg, size) in pictures.items():
        width, height = ((ceil(one * scale) - _HAIR) / scale for one in size)
        whole = _SIZE.sub(f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"', svg, count=1)
        inputs |= {f"svg{place}": for_typst(whole), f"width{place}": str(width)}
    try:
        made = library.compile(
            (_PAGE + "\n#pagebreak()\n".join(_IMAGE.format(place) for place in pictures)).encode(),
            format="png",
            ppi=72 * scale,
            sys_inputs=inputs,
            font_paths=[FONTS],
            ignore_system_fonts=own_fonts,
        )
    except library.TypstError:
        if len(pictures) == 1:
            return {}
        alone = [_by_typst({place: one}, scale, own_fonts=own_fonts) for place, one in pictures.items()]
        return {place: one for drawn in alone for place, one in drawn.items()}
    return dict(zip(pictures, map(bytes, made if isinstance(made, list) else [made]), strict=True))


def _by_resvg(svg: str, width: float, scale: float) -> bytes:
    """The picture as PNG.

    Raises:
        CmoEvalError: as for `png`.
    """
    try:
        library = import_module("resvg_py")  # it knows no types
    except ImportError as error:
        raise CmoEvalError(
            f"the library resvg-py, which draws pictures as PNG, cannot be loaded: {error}",
            "install cmo-eval again, or ask for svg",
        ) from None
    options: dict[str, Any] = {
        "width": round(width * scale),
        "skip_system_fonts": _BEYOND_OURS.search(svg) is None,
        "font_files": [str(path) for path in sorted(FONTS.glob("*.ttf"))],
        "font_family": FAMILY,
        "sans_serif_family": FAMILY,
        "style_sheet": f"svg {{ font-family: '{FAMILY}' }}",
        "background": "#ffffff",
    }
    try:
        return bytes(library.svg_to_bytes(svg_string=svg, **options))
    except ValueError as error:
        raise CmoEvalError(f"the picture cannot be drawn as PNG: {error}", "ask for svg") from None


def _with_size(drawn: bytes, scale: float) -> bytes:
    """The PNG with its size in print and who made it, after the header (33 bytes)."""
    density = round(_PIXELS_PER_METRE * scale)
    return (
        drawn[:33] + _chunk(b"pHYs", struct.pack(">IIB", density, density, 1)) + _chunk(b"tEXt", PNG_MARK) + drawn[33:]
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
