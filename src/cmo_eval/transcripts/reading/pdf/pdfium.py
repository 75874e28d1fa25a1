"""What PDFium finds on the pages of a PDF, in a process of its own: it can neither crash nor hold up who asks.

A PDF may be made to take hours or all memory (forms that hold forms, streams that unpack to gigabytes), and a library
in another language cannot be stopped from here. So this runs as a program: the PDF comes in by standard input, and out
goes a line of JSON with the number of pages, a line a page, and a line that says that it is the end, or what is wrong.
"""

from __future__ import annotations

import ctypes
import io
import json
import math
import os
import sys
import threading
from collections.abc import Iterator
from typing import Any

MOST_PAGES = 5_000
MOST_LETTERS = 5_000_000
SECONDS = 60
"""For one page; a long transcript's takes a tenth of one."""

_MEMORY = 3 * 1024**3
TOO_LONG = 3
"""The exit code when a page took longer than that."""

_TEXT_IN_NOTES = {1, 3}  # of PDFium's kinds of annotation: a note, and text written on the page
_FIELD = 20
_EVERYWHERE = (b"Helvetica", b"Times", b"Courier", b"Arial", b"Symbol", b"ZapfDingbats")
_MOST_OBJECTS = 10_000
_BLANK = 32
_HIDDEN = 3  # of its ways to draw text: neither filled nor outlined, as text recognised under a picture is


def main(seconds: float, letters: int) -> int:
    """Write what the PDF on standard input holds, at most so many letters, to standard output; a page in time."""
    _limit_memory()
    for found in _found(sys.stdin.buffer.read(), seconds, letters):
        sys.stdout.write(json.dumps(found, separators=(",", ":")))
        sys.stdout.write("\n")
    return 0


def _limit_memory() -> None:
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY if most == resource.RLIM_INFINITY else min(_MEMORY, most), most))


def _found(content: bytes, seconds: float, most: int) -> Iterator[dict[str, Any]]:
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # noqa: PLC0415 - in this process only

    timer = _Timer(seconds)
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
    otherwise = _Otherwise(content)
    for index in range(number):
        timer.start()
        page = pdfium.FPDF_LoadPage(document, index)
        if not page:
            yield {"label": _label(pdfium, document, index), "unread": True}
            continue
        text = pdfium.FPDFText_LoadPage(page)
        letters += max(pdfium.FPDFText_CountChars(text), 0)
        if letters > most:
            yield {"wrong": "letters"}
            return
        found = _page(pdfium, page, text)
        lacking = _lacking(pdfium, page, otherwise, index, found["letters"])
        yield {"label": _label(pdfium, document, index), **found, **_beside(pdfium, page), "lacking": lacking}
        pdfium.FPDFText_ClosePage(text)
        pdfium.FPDF_ClosePage(page)
    timer.stop()
    yield {"end": True}


class _Timer:
    """Ends this process when a page takes too long; no error can be raised into what is not Python."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._now: threading.Timer | None = None
        self.start()

    def start(self) -> None:
        self.stop()
        self._now = threading.Timer(self._seconds, os._exit, (TOO_LONG,))
        self._now.daemon = True
        self._now.start()

    def stop(self) -> None:
        if self._now is not None:
            self._now.cancel()


def _label(pdfium: Any, document: Any, index: int) -> str:
    """The number of a page as it is printed, where the file says it."""
    size = pdfium.FPDF_GetPageLabel(document, index, None, 0)
    if not 2 < size <= 128:
        return ""
    room = ctypes.create_string_buffer(size)
    pdfium.FPDF_GetPageLabel(document, index, room, size)
    return room.raw[: size - 2].decode("utf-16-le", "ignore")


def _page(pdfium: Any, page: Any, text: Any) -> dict[str, Any]:
    """The letters of a page in the order of the file: where each stands on the page as it is shown, and how large."""
    x, y, box, matrix = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    turns = pdfium.FPDFPage_GetRotation(page) % 4
    shown = _Shown(pdfium, page)
    pieces: dict[int, _Piece] = {}
    letters: list[str] = []
    places: list[tuple[float, float, float, float]] = []
    turned: list[int] = []
    hidden: list[int] = []
    unmapped: list[int] = []
    guessed: dict[int, list[tuple[int, int]]] = {}
    outside = 0
    for at in range(pdfium.FPDFText_CountChars(text)):
        code = pdfium.FPDFText_GetUnicode(text, at)
        if pdfium.FPDFText_IsGenerated(text, at) == 1:
            if letters:  # blanks and line ends, where it finds words and lines apart
                letters.append(" " if code == _BLANK else "\n")
                places.append((places[-1][1], *places[-1][1:]))
                turned.append(turned[-1])
            continue
        pdfium.FPDFText_GetCharOrigin(text, at, x, y)
        pdfium.FPDFText_GetLooseCharBox(text, at, box)
        reference = pdfium.FPDFText_GetTextObject(text, at)
        key = ctypes.addressof(reference.contents) if reference else 0
        piece = pieces.get(key)
        if piece is None:
            matrix.a, matrix.b, matrix.c, matrix.d = 1, 0, 0, 1
            pdfium.FPDFText_GetMatrix(text, at, matrix)
            mode = pdfium.FPDFTextObj_GetTextRenderMode(reference) if reference else 0
            piece = pieces[key] = _Piece(turns, matrix, pdfium.FPDFText_GetFontSize(text, at), hidden=mode == _HIDDEN)
            font = pdfium.FPDFTextObj_GetFont(reference) if reference else None
            piece.font = ctypes.addressof(font.contents) if font else 0
        if not shown.holds(box) and code > _BLANK:
            outside += 1
            continue
        number = len(letters)
        if code in {0, 0xFFFD}:
            unmapped.append(number)
        elif pdfium.FPDFText_HasUnicodeMapError(text, at) == 1:
            guessed.setdefault(piece.font, []).append((number, code))
        if piece.hidden:
            hidden.append(number)
        letters.append(_letter(code))
        places.append(piece.place(x.value, y.value, box))
        turned.append(piece.degrees)
    for letters_of_font in guessed.values():
        unmapped += _wrong(letters_of_font)
    return {
        "letters": letters,
        "places": places,
        "turned": turned if any(turned) else [],
        "hidden": hidden,
        "unmapped": unmapped,
        "outside": outside,
        "box": shown.box if turns == 0 else None,
    }


def _wrong(guessed: list[tuple[int, int]]) -> list[int]:
    """Of letters for which a font's own numbers were taken, those that are surely no letters; all when many are.

    Often those numbers are the usual ones, and the letters right; else some of them are of no letter, such as that of
    the blank.
    """
    odd = [number for number, code in guessed if code < _BLANK or 0x7F <= code < 0xA0 or code >= 0xD800]
    return [number for number, _ in guessed] if len(odd) * 50 > len(guessed) else odd


class _Shown:
    """The part of a page that is shown; what a program left beyond it nobody sees."""

    def __init__(self, pdfium: Any, page: Any) -> None:
        self._box = pdfium.FS_RECTF()
        self._known = bool(pdfium.FPDF_GetPageBoundingBox(page, self._box))

    @property
    def box(self) -> list[float] | None:
        """How far down, in points, its upper and its lower edge are."""
        return [round(-self._box.top, 2), round(-self._box.bottom, 2)] if self._known else None

    def holds(self, box: Any) -> bool:
        """Whether any of the letter is on it."""
        here = self._box
        return not self._known or (
            box.right >= here.left and box.left <= here.right and box.top >= here.bottom and box.bottom <= here.top
        )


class _Piece:
    """Letters that are drawn at once: how they are turned on the page as it is shown, and how tall they are."""

    def __init__(self, turns: int, matrix: Any, size: float, *, hidden: bool) -> None:
        self.hidden = hidden
        self.font = 0
        self._cosine, self._sine = ((1, 0), (0, -1), (-1, 0), (0, 1))[turns]
        a = matrix.a * self._cosine - matrix.b * self._sine
        b = matrix.a * self._sine + matrix.b * self._cosine
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
        down = shown_x * along_y - shown_y * along_x
        if self.degrees % 90:  # the box of what stands askew is wider than the letter
            start = shown_x * along_x + shown_y * along_y
            return round(start, 2), round(start + self._tall / 2, 2), round(down, 2), self._tall
        corners = [self._turned(px, py) for px in (box.left, box.right) for py in (box.bottom, box.top)]
        along = [px * along_x + py * along_y for px, py in corners]
        return round(min(along), 2), round(max(along), 2), round(down, 2), self._tall

    def _turned(self, x: float, y: float) -> tuple[float, float]:
        return x * self._cosine - y * self._sine, x * self._sine + y * self._cosine


UNKNOWN = -1
"""In place of a number of letters that nobody can count."""


def _lacking(pdfium: Any, page: Any, pages: Any, index: int, letters: list[str]) -> int:
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
                every = pages.count(index)
                if every is None:
                    return UNKNOWN
                found = every - sum(not one.isspace() for one in letters)
                return found if found > len(letters) * 0.02 + 2 else 0
    return 0


class _Otherwise:
    """The letters of a page as another library counts them."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._reader: Any = None

    def count(self, index: int) -> int | None:
        """How many letters the page has; None where that is not known."""
        import pypdf  # noqa: PLC0415 - seldom needed

        try:
            if self._reader is None:
                self._reader = pypdf.PdfReader(io.BytesIO(self._content))
            return len("".join(self._reader.pages[index].extract_text().split()))
        except Exception:  # noqa: BLE001 - whatever it makes of an odd file, it only counts
            return None


def _letter(code: int) -> str:
    if code == 2:
        return "-"  # its sign for a hyphen at a line's end
    return chr(code) if 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"


def _beside(pdfium: Any, page: Any) -> dict[str, Any]:
    """How many notes with words and filled form fields are on the page."""
    notes = fields = 0
    for at in range(min(pdfium.FPDFPage_GetAnnotCount(page), 10_000)):
        annotation = pdfium.FPDFPage_GetAnnot(page, at)
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        notes += kind != _FIELD and kind in _TEXT_IN_NOTES and _says(pdfium, annotation, b"Contents")
        fields += kind == _FIELD and _says(pdfium, annotation, b"V")
        pdfium.FPDFPage_CloseAnnot(annotation)
    return {"notes": notes, "fields": fields}


def _says(pdfium: Any, annotation: Any, key: bytes) -> bool:
    return bool(pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0) > 2)
