"""What PDFium finds on the pages of a PDF, in a process of its own: it can neither crash nor hold up who asks.

A PDF may be made to take hours or all memory (forms that hold forms, streams that unpack to gigabytes), and a library
in another language cannot be stopped from here. So this runs as a program: the PDF comes in by standard input, and out
goes a line of JSON with the number of pages, a line a page, and a line that says that it is the end, or what is wrong.
"""

from __future__ import annotations

import ctypes
import faulthandler
import io
import json
import math
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache
from typing import Any

MOST_PAGES = 5_000
MOST_LETTERS = 5_000_000
SECONDS = 60
"""For one page; a long transcript's takes a tenth of one."""
UNREAD = "\ufffd"
"""Stands for a letter of which a font does not say which it is."""
UNKNOWN = -1
"""In place of a number of letters that nobody can count."""

_MEMORY = 3 * 1024**3
TOO_LONG, _FAILED = 1, 2
"""The exit codes when a page took longer than that, which is that of `faulthandler`, and when anything else failed."""

_Letter = tuple[str, float, float, float, float, int]
"""What it is, where it starts and ends, how far down its line is, how tall it is, by how many degrees it is turned."""

_TEXT_IN_NOTES = {1, 3}  # of PDFium's kinds of annotation: a note, and text written on the page
_FIELD = 20
_EVERYWHERE = (b"Helvetica", b"Times", b"Courier", b"Arial", b"Symbol", b"ZapfDingbats")
_MOST_OBJECTS = 10_000
_BLANK = 32
_HIDDEN = 3  # of its ways to draw text: neither filled nor outlined, as text recognised under a picture is


def main(seconds: float, letters: int) -> int:
    """Write what the PDF on standard input holds, at most so many letters, to standard output; a page in time."""
    try:
        _limit_memory()
        for found in _found(sys.stdin.buffer.read(), seconds, letters):
            sys.stdout.write(json.dumps(found, separators=(",", ":")))
            sys.stdout.write("\n")
    except Exception:  # noqa: BLE001 - whatever it is, the exit code is all that is asked for
        return _FAILED
    return 0


def _limit_memory() -> None:
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    lower = _MEMORY if most == resource.RLIM_INFINITY else min(_MEMORY, most)
    with suppress(ValueError, OSError):  # macOS knows this limit by name only
        resource.setrlimit(resource.RLIMIT_AS, (lower, most))


def _found(content: bytes, seconds: float, most: int) -> Iterator[dict[str, Any]]:
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # noqa: PLC0415 - in this process only

    def in_time() -> None:
        """End this process when what follows takes too long; no error can be raised into what is not Python."""
        faulthandler.dump_traceback_later(seconds, exit=True)

    in_time()
    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(content, len(content), None)
    if not document:
        kinds = {pdfium.FPDF_ERR_PASSWORD: "password", pdfium.FPDF_ERR_SECURITY: "security"}
        yield {"wrong": kinds.get(pdfium.FPDF_GetLastError(), "damaged")}
        return
    number = pdfium.FPDF_GetPageCount(document)
    yield {"pages": number}
    if number > MOST_PAGES:
        return
    letters = 0
    for index in range(number):
        in_time()
        label = _label(pdfium, document, index)
        page = pdfium.FPDF_LoadPage(document, index)
        if not page:
            yield {"label": label, "unread": True}
            continue
        text = pdfium.FPDFText_LoadPage(page)
        letters += max(pdfium.FPDFText_CountChars(text), 0)
        if letters > most:
            yield {"wrong": "letters"}
            return
        found = _page(pdfium, page, text)
        lacking = _lacking(pdfium, page, found["letters"], index, content)
        yield {"label": label, **found, **_beside(pdfium, page), "lacking": lacking}
        pdfium.FPDFText_ClosePage(text)
        pdfium.FPDF_ClosePage(page)
    faulthandler.cancel_dump_traceback_later()
    yield {"end": True}


def _label(pdfium: Any, document: Any, index: int) -> str:
    """The number of a page as it is printed, where the file says it."""
    size = pdfium.FPDF_GetPageLabel(document, index, None, 0)
    if not 2 < size <= 128:
        return ""
    room = ctypes.create_string_buffer(size)
    pdfium.FPDF_GetPageLabel(document, index, room, size)
    return room.raw[: size - 2].decode("utf-16-le", "ignore")


def _page(pdfium: Any, page: Any, text: Any) -> dict[str, Any]:
    """The letters of a page in the order of the file: where each stands on the page as it is shown, and how large.

    Beyond the part that is shown nobody sees what a program left there. `edges` are how far down its upper and lower
    edge are, in points, where it is not turned.
    """
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    turns = pdfium.FPDFPage_GetRotation(page) % 4
    shown = pdfium.FS_RECTF()
    known = bool(pdfium.FPDF_GetPageBoundingBox(page, shown))
    pieces: dict[int, _Piece] = {}
    letters: list[_Letter] = []
    unread: list[int] = []
    hidden: list[int] = []
    guessed: dict[int, list[tuple[int, int]]] = {}
    outside = 0
    for at in range(pdfium.FPDFText_CountChars(text)):
        code = pdfium.FPDFText_GetUnicode(text, at)
        if pdfium.FPDFText_IsGenerated(text, at) == 1:
            if letters:  # blanks and line ends, where it finds words and lines apart
                _, _, end, line, size, degrees = letters[-1]
                letters.append((" " if code == _BLANK else "\n", end, end, line, size, degrees))
            continue
        pdfium.FPDFText_GetCharOrigin(text, at, x, y)
        pdfium.FPDFText_GetLooseCharBox(text, at, box)
        reference = pdfium.FPDFText_GetTextObject(text, at)
        key = ctypes.addressof(reference.contents) if reference else 0
        piece = pieces.get(key)
        if piece is None:
            matrix = pdfium.FS_MATRIX(1, 0, 0, 1)
            pdfium.FPDFText_GetMatrix(text, at, matrix)
            piece = pieces[key] = _Piece(turns, matrix, pdfium.FPDFText_GetFontSize(text, at))
            piece.hidden = bool(reference) and pdfium.FPDFTextObj_GetTextRenderMode(reference) == _HIDDEN
            font = pdfium.FPDFTextObj_GetFont(reference) if reference else None
            piece.font = ctypes.addressof(font.contents) if font else 0
        if known and code > _BLANK and not _meet(box, shown):
            outside += 1
            continue
        number = len(letters)
        if code in {0, 0xFFFD}:
            unread.append(number)
        elif pdfium.FPDFText_HasUnicodeMapError(text, at) == 1:
            guessed.setdefault(piece.font, []).append((number, code))
        if piece.hidden:
            hidden.append(number)
        letters.append((_letter(code), *piece.place(x.value, y.value, box), piece.degrees))
    for of_font in guessed.values():
        unread += _wrong(of_font)
    for number in unread:
        letters[number] = (UNREAD, *letters[number][1:])
    return {
        "letters": letters,
        "hidden": sum(not letters[number][0].isspace() for number in hidden),
        "outside": outside,
        "edges": (round(-shown.top, 2), round(-shown.bottom, 2)) if known and turns == 0 else None,
    }


def _meet(box: Any, shown: Any) -> bool:
    return bool(
        box.right >= shown.left and box.left <= shown.right and box.top >= shown.bottom and box.bottom <= shown.top
    )


def _wrong(guessed: Sequence[tuple[int, int]]) -> list[int]:
    """Of letters for which a font's own numbers were taken, those that are surely no letters; all when many are.

    Often those numbers are the usual ones, and the letters right; else some of them are of no letter, such as that of
    the blank.
    """
    odd = [number for number, code in guessed if code < _BLANK or 0x7F <= code < 0xA0 or code >= 0xD800]
    return [number for number, _ in guessed] if len(odd) * 50 > len(guessed) else odd


class _Piece:
    """Letters that are drawn at once: how they are turned on the page as it is shown, and how tall they are."""

    hidden = False
    font = 0

    def __init__(self, turns: int, matrix: Any, size: float) -> None:
        self._cosine, self._sine = ((1, 0), (0, -1), (-1, 0), (0, 1))[turns]
        a, b = self._turned(matrix.a, matrix.b)
        length = math.hypot(a, b) or 1.0
        self.degrees = round(math.degrees(math.atan2(b, a))) % 360
        self._along = (a / length, b / length)
        self._tall = round(abs(size) * (math.hypot(matrix.c, matrix.d) or length), 2)
        self._plain = turns == 0 and self.degrees == 0

    def place(self, x: float, y: float, box: Any) -> tuple[float, float, float, float]:
        """Where a letter starts and ends along its line, how far down that line is, and how tall letters are.

        All as one reads along the letter's own direction.
        """
        if self._plain:
            return round(box.left, 2), round(box.right, 2), round(-y, 2), self._tall
        along_x, along_y = self._along
        shown_x, shown_y = self._turned(x, y)
        down = round(shown_x * along_y - shown_y * along_x, 2)
        if self.degrees % 90:  # the box of what stands askew is wider than the letter
            start = shown_x * along_x + shown_y * along_y
            return round(start, 2), round(start + self._tall / 2, 2), down, self._tall
        corners = [self._turned(px, py) for px in (box.left, box.right) for py in (box.bottom, box.top)]
        along = [px * along_x + py * along_y for px, py in corners]
        return round(min(along), 2), round(max(along), 2), down, self._tall

    def _turned(self, x: float, y: float) -> tuple[float, float]:
        return x * self._cosine - y * self._sine, x * self._sine + y * self._cosine


def _letter(code: int) -> str:
    if code == 2:
        return "-"  # its sign for a hyphen at a line's end
    return chr(code) if 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else UNREAD


def _lacking(pdfium: Any, page: Any, letters: Sequence[_Letter], index: int, content: bytes) -> int:
    """How many letters of the page were not found: those of fonts that are not in the file may need one of the system.

    Only where there are such fonts, and no others that every reader has, it is asked of a library that needs no fonts;
    `UNKNOWN` where that cannot read the file.
    """
    name = ctypes.create_string_buffer(128)
    for at in range(min(pdfium.FPDFPage_CountObjects(page), _MOST_OBJECTS)):
        one = pdfium.FPDFPage_GetObject(page, at)
        font = pdfium.FPDFTextObj_GetFont(one) if pdfium.FPDFPageObj_GetType(one) == pdfium.FPDF_PAGEOBJ_TEXT else None
        if font and pdfium.FPDFFont_GetIsEmbedded(font) == 0:
            pdfium.FPDFFont_GetBaseFontName(font, name, len(name))
            if not name.value.startswith(_EVERYWHERE):
                try:
                    every = len("".join(_otherwise(content).pages[index].extract_text().split()))
                except Exception:  # noqa: BLE001 - whatever it makes of an odd file, it only counts
                    return UNKNOWN
                found = every - sum(not text.isspace() for text, *_ in letters)
                return found if found > len(letters) * 0.02 + 2 else 0
    return 0


@cache
def _otherwise(content: bytes) -> Any:
    """The document as another library reads it."""
    import pypdf  # noqa: PLC0415 - seldom needed

    return pypdf.PdfReader(io.BytesIO(content))


def _beside(pdfium: Any, page: Any) -> dict[str, Any]:
    """How many notes with words and filled form fields are on the page."""
    found = {"notes": 0, "fields": 0}
    for at in range(min(pdfium.FPDFPage_GetAnnotCount(page), 10_000)):
        annotation = pdfium.FPDFPage_GetAnnot(page, at)
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        if kind == _FIELD or kind in _TEXT_IN_NOTES:
            what, key = ("fields", b"V") if kind == _FIELD else ("notes", b"Contents")
            found[what] += pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0) > 2
        pdfium.FPDFPage_CloseAnnot(annotation)
    return found
