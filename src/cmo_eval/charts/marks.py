"""Whether a file is a picture that this tool made, by the mark at its beginning."""

from __future__ import annotations

from pathlib import Path

from cmo_eval.charts import canvas, mermaid, raster

_BYTES = 1000


def ours(path: Path) -> bool:
    """Whether the tool made the picture: by its first lines (SVG, Mermaid) or what its head says (PNG)."""
    try:
        with path.open("rb") as file:
            head = file.read(_BYTES)
    except OSError:
        return False
    return (
        head.startswith(mermaid.MARK.encode())
        or (head.startswith(b"<svg ") and canvas.MARK.encode() in head)
        or (head.startswith(b"\x89PNG") and raster.PNG_MARK in head)
    )
