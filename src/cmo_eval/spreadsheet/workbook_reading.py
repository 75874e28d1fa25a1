"""A workbook as it was handed in, whatever program wrote it: its sheets, and their cells as they are shown."""

from __future__ import annotations

import io
import math
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

from cmo_eval.errors import CmoEvalError
from cmo_eval.spreadsheet.number_format import BUILT_IN, general, plain, shown
from cmo_eval.spreadsheet.text import MAX_CELL, MAX_COLUMNS, MAX_ROWS, letters

if TYPE_CHECKING:
    from zipfile import ZipFile


_CODED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
MOST_ELEMENTS = 3_000_000
"""Of a part: of a sheet, its cells and what is in and around them."""
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet: the name on its tab, the part of the archive that holds it, and whether it is out of sight."""

    title: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Workbook:
    """What the cells of a workbook refer to.

    Attributes:
        sheets: with cells, in their order; those that are a chart are left out.
        texts: that cells name by number; None where the file lacks them.
        formats: of numbers, by the number of a cell's style.
        from_1904: days are counted from 1904.
    """

    archive: ZipFile
    sheets: Sequence[SheetPart]
    texts: Sequence[str] | None
    formats: Sequence[str]
    from_1904: bool


def opened(archive: ZipFile) -> Workbook:
    """The workbook in an archive that is known to be harmless; both forms of the standard are read.

    Raises:
        CmoEvalError: it is no workbook, or a part of it is damaged.
    """
    names = {_named(name): name for name in archive.namelist()}
    main = _main(archive, names)
    related = _related(archive, names, main)
    sheets, from_1904 = [], False
    for begins, name, element in walked(archive, main):
        if begins and name == "workbookPr":
            from_1904 = from_1904 or attribute(element, "date1904") in {"1", "true", "on"}  # extensions have one too
        if not begins or name != "sheet":
            continue
        kind, part = related.get(attribute(element, "id"), ("", ""))
        if kind == "worksheet" and part:
            title = unescaped(attribute(element, "name")) or part
            sheets.append(SheetPart(title, part, attribute(element, "state") in {"hidden", "veryHidden"}))
    parts = {kind: part for kind, part in related.values() if part}
    texts = list(_texts(archive, parts["sharedStrings"])) if "sharedStrings" in parts else None
    formats = _formats(archive, parts["styles"]) if "styles" in parts else []
    return Workbook(archive, sheets, texts, formats, from_1904)


# ---- elements -------------------------------------------------------------------------------------------------------


def local(tag: str) -> str:
    """The name of an element without its namespace, which differs between the two forms of the standard."""
    return tag.rpartition("}")[2]


def attribute(element: ET.Element, name: str) -> str:
    """An attribute, in whatever namespace; empty where it is not there. That of a namespace goes first (`r:id`)."""
    found = ""
    for key, value in element.items():
        if key == name:
            found = found or value
        elif key.endswith(f"}}{name}"):
            return value
    return found


def walked(archive: ZipFile, part: str) -> Iterator[tuple[bool, str, ET.Element]]:
    """The elements of a part, where each begins (True) and ends (False), with its name; none is kept when it has ended.

    Raises:
        CmoEvalError: the part is no well-formed XML, or has too many elements.
    """
    content = _unpacked(archive, part)
    # counted before they are read: a limit is said at once
    if content.count(b"<") - content.count(b"</") > MOST_ELEMENTS:
        raise CmoEvalError(
            f"its part {part[:80]} has more than {MOST_ELEMENTS:,} elements",
            "split it, and leave out what is no coding",
        )
    above: list[ET.Element] = []
    try:
        for event, element in ET.iterparse(io.BytesIO(content), ("start", "end")):  # noqa: S314 - no entities in it
            begins = event == "start"
            yield begins, local(element.tag), element
            if begins:
                above.append(element)
                continue
            above.pop()
            if above:
                above[-1].remove(element)
    except (ET.ParseError, ValueError, LookupError):
        raise _damaged(part) from None


def _unpacked(archive: ZipFile, part: str) -> bytes:
    try:
        return archive.read(part)
    except (KeyError, OSError, EOFError, NotImplementedError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error):
        raise _damaged(part) from None


def _damaged(part: str) -> CmoEvalError:
    return CmoEvalError(f"it is damaged: its part {part[:80]} cannot be read")


class Runs:
    """A text in the making, from its runs; how it is pronounced is no part of it."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._pronounced = 0

    def take(self, name: str, element: ET.Element, *, begins: bool) -> None:
        """Take in an element within the text, where it begins and where it ends."""
        if name == "rPh":
            self._pronounced += 1 if begins else -1
        elif name == "t" and not begins and not self._pronounced and element.text:
            self._pieces.append(element.text)

    def text(self) -> str:
        """The whole text."""
        return unescaped("".join(self._pieces))


def unescaped(text: str) -> str:
    """The text with its characters in place of their codes (`_x00A0_`), and LF at the end of each line."""
    if "_x" in text or "_X" in text:
        text = _CODED.sub(lambda match: chr(int(match[1], 16)), text)
        if _SURROGATES.search(text):
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _LINE_ENDS.sub("\n", text)


# ---- parts ----------------------------------------------------------------------------------------------------------


def _named(name: str) -> str:
    """The name of a part as names are compared: some programs write other letters, or strokes, than they refer to."""
    return normpath(name.replace("\\", "/").lstrip("/")).casefold()


def _main(archive: ZipFile, names: Mapping[str, str]) -> str:
    for kind, part in _related(archive, names, "").values():
        if kind == "officeDocument" and part:
            return part
    if "xl/workbook.xml" not in names:
        raise CmoEvalError("it is no Excel workbook, or it is damaged")
    return names["xl/workbook.xml"]


def _related(archive: ZipFile, names: Mapping[str, str], part: str) -> dict[str, tuple[str, str]]:
    """What a part refers to, by id: the kind, and the name of the other part (empty where it is not there)."""
    folder, _, file = part.replace("\\", "/").rpartition("/")
    own = names.get(_named(f"{folder}/_rels/{file}.rels"))
    found: dict[str, tuple[str, str]] = {}
    if own is None:
        return found
    for begins, name, element in walked(archive, own):
        if not begins or name != "Relationship":
            continue
        target = attribute(element, "Target").replace("\\", "/")
        path = target if target.startswith("/") else join(dirname(part.replace("\\", "/")), target)
        kind = attribute(element, "Type").rpartition("/")[2]
        found[attribute(element, "Id")] = (kind, names.get(_named(path), ""))
    return found


def _texts(archive: ZipFile, part: str) -> Iterator[str]:
    runs = Runs()
    for begins, name, element in walked(archive, part):
        if name != "si":
            runs.take(name, element, begins=begins)
        elif begins:
            runs = Runs()
        else:
            yield runs.text()


def _formats(archive: ZipFile, part: str) -> list[str]:
    own: dict[str, str] = {}
    found: list[str] = []
    within = False
    for begins, name, element in walked(archive, part):
        if name == "cellXfs":
            within = begins
        elif begins and name == "numFmt":
            own.setdefault(attribute(element, "numFmtId"), unescaped(attribute(element, "formatCode")))
        elif begins and within and name == "xf":
            number = attribute(element, "numFmtId")
            known = BUILT_IN.get(int(number)) if number.isascii() and number.isdecimal() and len(number) < 9 else None
            found.append(own.get(number, known or "General"))
    return found


# ---- cells -----------------------------------------------------------------------------------------------------------


LONGEST_CELL = 4 * MAX_CELL
"""Characters of a cell that are read: programs other than Excel may hold some more than it does."""
MOST_CELLS = 500_000
"""With something in them, of a sheet."""
MOST_CHARACTERS = 64 * 1024 * 1024
"""Of all cells of a sheet together, however often one text is shown."""

_PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_WHOLE = re.compile(r"[0-9]{1,7}")
_OPEN = "open the file in Excel or LibreOffice, and save it"


class Cell(NamedTuple):
    """A cell as it is shown.

    Attributes:
        text: what it shows.
        value: the number, day or truth itself where the cell shows it in another way; else None.
        trouble: why it shows nothing that can be read, else None.
        formula: the place of the cell (F12) if a formula is in it, else None.
    """

    text: str
    value: str | None = None
    trouble: str | None = None
    formula: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to see in it."""
        return self.trouble is None and not self.text.strip()


@dataclass
class SheetRows:
    """A sheet once its rows are read: `merged` (first row, first column, last row, last column), hidden rows, columns.

    Rows and columns are counted from 1.
    """

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    rows: list[tuple[int, Mapping[int, Cell]]] = field(default_factory=list)


def read_sheet(book: Workbook, sheet: SheetPart) -> SheetRows:
    """The rows of a sheet that have something in them, with their cells by the number of the column.

    Cost and memory are in proportion to the cells that are there, not to what the sheet says of its size.

    Raises:
        CmoEvalError: the part is damaged, refers to texts that the file lacks, or shows too much.
    """
    return _Reading(book, sheet).read()


class _Reading:
    """A sheet while it is read from its beginning to its end."""

    def __init__(self, book: Workbook, sheet: SheetPart) -> None:
        self.book, self.sheet = book, sheet
        self.found = SheetRows()
        self.row = self.column = 0
        self.hidden = False
        self.cells: dict[int, Cell] = {}
        self.cell: _Raw | None = None
        self.count = self.characters = 0

    def read(self) -> SheetRows:
        for begins, name, element in walked(self.book.archive, self.sheet.part):
            if self.cell is not None and name != "c":
                self.cell.take(name, element, begins=begins)
            elif name == "c":
                self._cell(element, begins=begins)
            elif name == "row":
                self._row(element, begins=begins)
            elif begins and name == "mergeCell":
                self.found.merged += _area(attribute(element, "ref"))
            elif begins and name == "col" and _true(attribute(element, "hidden")):
                first, last = _whole(attribute(element, "min")), _whole(attribute(element, "max"))
                self.found.hidden_columns.append((first, last))
        return self.found

    def _row(self, element: ET.Element, *, begins: bool) -> None:
        if begins:
            self.row, self.column = _whole(attribute(element, "r")) or self.row + 1, 0
            self.hidden = _true(attribute(element, "hidden"))
            self.cells = {}
        elif self.cells and self.row <= MAX_ROWS:
            self.found.rows.append((self.row, self.cells))
            if self.hidden:
                self.found.hidden_rows.append(self.row)

    def _cell(self, element: ET.Element, *, begins: bool) -> None:
        if begins:
            place = _PLACE.fullmatch(attribute(element, "r"))
            self.column = _column(place[1]) if place is not None else self.column + 1
            self.cell = _Raw(f"{letters(self.column)}{self.row}", attribute(element, "t"), attribute(element, "s"))
            return
        raw, self.cell = self.cell, None
        cell = _shown(self.book, raw) if raw is not None and 0 < self.column <= MAX_COLUMNS else Cell("")
        if cell.is_empty:
            return
        self.cells[self.column] = cell
        self.count += 1
        self.characters += len(cell.text)
        if self.count > MOST_CELLS or self.characters > MOST_CHARACTERS:
            raise CmoEvalError(
                f"the sheet {self.sheet.title} has over {MOST_CELLS:,} cells or {MOST_CHARACTERS:,} characters",
                "split it, and leave out what is no coding",
            )


class _Raw:
    """A cell as it is written."""

    def __init__(self, place: str, kind: str, style: str) -> None:
        self.place, self.kind, self.style = place, kind, style
        self.formula: str | None = None
        self.value: str | None = None
        self.runs: Runs | None = None

    def take(self, name: str, element: ET.Element, *, begins: bool) -> None:
        if name == "f":
            self.formula = self.place
        elif name == "v":
            if not begins:
                self.value = element.text or ""
        elif name == "is" and begins:
            self.runs = Runs()
        elif self.runs is not None:
            self.runs.take(name, element, begins=begins)


def _shown(book: Workbook, raw: _Raw) -> Cell:
    place, formula, value, kind = raw.place, raw.formula, raw.value, raw.kind
    if raw.runs is not None and (kind == "inlineStr" or value is None):
        return _held(raw.runs.text(), place, formula)
    if value is None or (not value and kind != "str"):
        missing = f"{place} holds a formula without a value: {_OPEN}" if formula is not None else None
        return Cell("", None, missing, formula)
    if kind in {"str", "inlineStr"}:
        return _held(unescaped(value), place, formula)
    value = value.strip()
    if kind == "e":
        what = f"the formula in {place} ends in an error" if formula else f"{place} holds an error"
        return Cell("", None, f"{what} ({value[:20]})", formula)
    if kind == "b":
        return Cell(*(("TRUE", "yes") if _true(value) else ("FALSE", "no")), None, formula)
    if kind == "d":
        return _held(_written_date(value), place, formula)
    return _shared(book, value, place, formula) if kind == "s" else _number(book, raw, value)


def _held(text: str, place: str, formula: str | None) -> Cell:
    if len(text) > LONGEST_CELL:
        return Cell("", None, f"{place} holds {len(text)} characters, and a cell at most {MAX_CELL}", formula)
    return Cell(text, None, None, formula)


def _shared(book: Workbook, value: str, place: str, formula: str | None) -> Cell:
    if book.texts is None:
        raise CmoEvalError(f"it lacks the texts that its cells refer to (from {place} on)")
    index = int(value) if _WHOLE.fullmatch(value) else -1
    if not 0 <= index < len(book.texts):
        return Cell("", None, f"{place} refers to a text that the file does not have", formula)
    return _held(book.texts[index], place, formula)


def _number(book: Workbook, raw: _Raw, value: str) -> Cell:
    place, formula = raw.place, raw.formula
    try:
        number = float(value) if len(value) < 400 and "_" not in value else math.nan
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        return Cell("", None, f"{place} holds what is no number ('{value[:20]}')", formula)
    index = int(raw.style) if _WHOLE.fullmatch(raw.style) else 0
    code = book.formats[index] if index < len(book.formats) else "General"
    text = shown(number, code, from_1904=book.from_1904)
    itself = plain(number, code, from_1904=book.from_1904) if code != "General" else general(number)
    return Cell(text, itself if itself != text else None, None, formula)


def _written_date(value: str) -> str:
    """A date that is written out (ISO 8601), as one of the form for strict workbooks holds them."""
    for kind in (date, datetime, time):
        try:
            found = kind.fromisoformat(value)
        except ValueError:
            continue
        if isinstance(found, datetime) and found.time() == time():
            return found.date().isoformat()
        if isinstance(found, datetime):
            return f"{found:%Y-%m-%d} {found.hour}:{found:%M:%S}"
        return f"{found.hour}:{found:%M:%S}" if isinstance(found, time) else found.isoformat()
    return value


def _area(reference: str) -> list[tuple[int, int, int, int]]:
    first, _, last = reference.partition(":")
    start, end = _PLACE.fullmatch(first), _PLACE.fullmatch(last)
    if start is None or end is None:
        return []
    rows, columns = sorted((int(start[2]), int(end[2]))), sorted((_column(start[1]), _column(end[1])))
    return [(rows[0], columns[0], rows[1], columns[1])]


def _column(text: str) -> int:
    number = 0
    for letter in text.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _whole(text: str) -> int:
    return int(text) if _WHOLE.fullmatch(text) else 0


def _true(text: str) -> bool:
    return text in {"1", "true", "on"}
