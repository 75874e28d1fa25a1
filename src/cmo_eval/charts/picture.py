"""A picture as a value: the drawing with the words that go with it; knows no layout and no evaluation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PAGE_WIDTH = 640
"""Units of a drawing that fill A4 portrait between margins of 2 cm: CSS pixels, 96 to the inch."""
PAGE_HEIGHT = 860
"""The same from top to bottom, with room for a caption."""
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
    """A whole SVG document and its size in units of its viewBox; the same bytes for the same content."""

    svg: str
    width: float
    height: float


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
    """

    id: str
    title: str
    caption: str
    alternative: str
    svg: str
    mermaid: str = ""
    width: float = PAGE_WIDTH
    height: float = PAGE_HEIGHT


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
