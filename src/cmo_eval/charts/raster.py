"""An SVG of ours as PNG, for documents that cannot hold SVG; needs no fonts but ours.

Text is drawn with DejaVu Sans Condensed, of which the letters for European languages come along: the same picture gives
the same bytes on every machine. Only for other scripts are the machine's own fonts looked at.
"""

from __future__ import annotations

import re
import struct
import zlib
from importlib import import_module
from pathlib import Path
from typing import Any

from cmo_eval.charts.picture import PNG_MARK
from cmo_eval.errors import CmoEvalError

FONTS = Path(__file__).parent / "fonts"
FAMILY = "DejaVu Sans Condensed"
_PIXELS_PER_METRE = 96 / 0.0254
_MOST_PIXELS = 60_000_000
# what fonts/make.py keeps of the font
_BEYOND_OURS = re.compile(
    "[^\n\u0020-\u024f\u0300-\u036f\u0370-\u03ff\u0400-\u045f\u1e00-\u1eff\u2000-\u206f\u20ac\u2190-\u2199"
    "\u2212\u2260-\u2265\u25a0-\u25cf\u2713-\u2717\ufffd]"
)


def png(svg: str, scale: float = 3) -> bytes:
    """The picture as PNG on white.

    Args:
        svg: a drawing of ours.
        scale: pixels for each unit of the drawing; 3 gives 288 dots to the inch in print. A drawing that would have
            more than 60 million pixels is drawn with fewer.

    Raises:
        CmoEvalError: the library cannot be loaded here, or cannot draw the picture.
    """
    try:
        library = import_module("resvg_py")  # it knows no types
    except ImportError as error:
        raise CmoEvalError(
            f"the library resvg-py, which draws pictures as PNG, cannot be loaded: {error}",
            "install cmo-eval again, or ask for svg",
        ) from None
    size = re.search(r'viewBox="0 0 ([0-9.]+) ([0-9.]+)"', svg)
    if size is None:
        raise CmoEvalError("the picture has no size", "this is an error in cmo-eval")
    area = float(size[1]) * float(size[2])
    scale = min(scale, (_MOST_PIXELS / area) ** 0.5)
    fonts = [str(path) for path in sorted(FONTS.glob("*.ttf"))]
    options: dict[str, Any] = {
        "width": round(float(size[1]) * scale),
        "skip_system_fonts": _BEYOND_OURS.search(svg) is None,
        "font_files": fonts,
        "font_family": FAMILY,
        "sans_serif_family": FAMILY,
        "style_sheet": f"svg {{ font-family: '{FAMILY}' }}",
        "background": "#ffffff",
    }
    try:
        drawn = bytes(library.svg_to_bytes(svg_string=svg, **options))
    except ValueError as error:
        raise CmoEvalError(f"the picture cannot be drawn as PNG: {error}", "ask for svg") from None
    return _with_size(drawn, scale)


def _with_size(drawn: bytes, scale: float) -> bytes:
    """The PNG with its size in print and who made it, after the header (33 bytes)."""
    density = round(_PIXELS_PER_METRE * scale)
    return (
        drawn[:33] + _chunk(b"pHYs", struct.pack(">IIB", density, density, 1)) + _chunk(b"tEXt", PNG_MARK) + drawn[33:]
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
