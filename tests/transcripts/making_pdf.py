"""PDFs written by hand, as tests need them: each letter stands where the test says."""

import zlib
from collections.abc import Iterable, Mapping, Sequence

WIDE, TALL = 595, 842


def text(x: float, y: float, words: str, size: float = 11, *, font: str = "F1", extra: str = "") -> str:
    """Operators that draw words, `x` and `y` points from the lower left corner; a soft hyphen is drawn as a hyphen."""
    shown = words.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    return f"BT /{font} {size} Tf {extra} {x} {y} Td ({shown.decode('latin-1')}) Tj ET\n"


def column(lines: Iterable[str], x: float = 72, top: float = 770, *, pitch: float = 14, size: float = 11) -> str:
    """Lines below each other; an empty one leaves its place open."""
    return "".join(text(x, top - at * pitch, line, size) for at, line in enumerate(lines) if line)


def pdf(
    pages: Sequence[str],
    *,
    page: str = "",
    catalog: str = "",
    font: str = "/BaseFont /Helvetica /Encoding /WinAnsiEncoding",
    more: Mapping[int, bytes] | None = None,
    packed: bool = False,
) -> bytes:
    """A PDF with these pages (operators, see `text`); `page`, `catalog` and `more` objects add what a test needs."""
    kids = " ".join(f"{10 + 2 * at} 0 R" for at in range(len(pages)))
    objects: dict[int, bytes] = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        2: f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        3: f"<< /Type /Font /Subtype /Type1 {font} >>".encode(),
    }
    for at, operators in enumerate(pages):
        resources = "/Resources << /Font << /F1 3 0 R >> >>"
        box = f"/MediaBox [0 0 {WIDE} {TALL}]"
        objects[10 + 2 * at] = (
            f"<< /Type /Page /Parent 2 0 R {box} {resources} /Contents {11 + 2 * at} 0 R {page} >>".encode()
        )
        objects[11 + 2 * at] = stream(operators.encode("latin-1"), packed=packed)
    return written({**objects, **(more or {})})


def stream(content: bytes, *, packed: bool = False, about: str = "") -> bytes:
    """A stream object, compressed or not."""
    if packed:
        content, about = zlib.compress(content, 9), f"{about} /Filter /FlateDecode"
    return f"<< /Length {len(content)} {about} >>\nstream\n".encode() + content + b"\nendstream"


def written(objects: Mapping[int, bytes]) -> bytes:
    """A file with these objects, of which the first is the catalog."""
    found = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, content in objects.items():
        places[number] = len(found)
        found += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(found)
    found += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        found += f"{number} 1\n{place:010} 00000 n \n".encode()
    found += f"trailer\n<< /Size {max(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(found)
