"""A workbook as it was handed in, whatever program wrote it: its sheets, and their cells as they are shown."""

from __future__ import annotations

import io
import math
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime, time
from posixpath import join, normpath
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

from cmo_eval.deferred import dataclass, expression
from cmo_eval.errors import CmoEvalError
from cmo_eval.spreadsheet.number_format import BUILT_IN, general, plain, shown
from cmo_eval.spreadsheet.text import MAX_CELL, MAX_COLUMNS, MAX_ROWS, letters

if TYPE_CHECKING:
    from zipfile import ZipFile

MOST_ELEMENTS = 3_000_000  # Of a part: of a sheet, its cells and what is in and around them
LONGEST_CELL = 4 * MAX_CELL
"""Characters of a cell that are read: programs other than Excel may hold some more than it does."""
MOST_CELLS = 500_000  # with something in them, of a sheet
MOST_CHARACTERS = 64 * 1024 * 1024  # of all cells of a sheet together, however often one text is shown

_CODED = expression(r"_x([0-9A-Fa-f]{4})_")
_LINE_ENDS = expression("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SURROGATES = expression("[\ud800-\udfff]")
_PLACE = expression(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_WHOLE = expression(r"[0-9]{1,7}")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet: the name on its tab, the part of the archive that holds it, and whether it is out of sight."""

    title: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Workbook:
    """What the cells of a workbook refer to."""

    archive: ZipFile
    sheets: Sequence[SheetPart]  # with cells, in their order; those that are a chart are left out
    texts: Sequence[str] | None  # that cells name by number; None where the file lacks them
    formats: Sequence[str]  # of numbers, by the number of a cell's style
    from_1904: bool  # days are counted from 1904


class Cell(NamedTuple):
    """A cell as it is shown."""

    text: str  # what it shows
    value: str | None = None  # the number, day or truth itself where the cell shows it in another way; else None
    trouble: str | None = None  # why it shows nothing that can be read, else None
    formula: str | None = None  # the place of the cell (F12) if a formula is in it, else None


@dataclass
class SheetRows:
    """A sheet once its rows are read: `merged` (first row, first column, last row, last column), hidden rows, columns.

    Rows and columns are counted from 1.
    """

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    rows: list[tuple[int, Mapping[int, Cell]]] = field(default_factory=list)


def opened(archive: ZipFile) -> Workbook:
    """The workbook in an archive that is known to be harmless; both forms of the standard are read.

    Raises:
        CmoEvalError: it is no workbook, or a part of it is damaged.
    """
    names = {_named(name): name for name in archive.namelist()}
    mains = (part for kind, part in _related(archive, names, "").values() if kind == "officeDocument" and part)
    main = next(mains, None) or names.get("xl/workbook.xml")
    if main is None:
        raise CmoEvalError("it is no Excel workbook, or it is damaged")
    related = _related(archive, names, main)
    sheets, from_1904 = [], False
    for begins, name, element in walked(archive, main):
        if begins and name == "workbookPr":
            from_1904 = from_1904 or _true(attribute(element, "date1904"))  # extensions have one too
        elif begins and name == "sheet":
            kind, part = related.get(attribute(element, "id"), ("", ""))
            if kind == "worksheet" and part:
                title = unescaped(attribute(element, "name")) or part
                sheets.append(SheetPart(title, part, attribute(element, "state") in {"hidden", "veryHidden"}))
    parts = {kind: part for kind, part in related.values() if part}
    texts = None
    if "sharedStrings" in parts:
        every = walked(archive, parts["sharedStrings"], {"si"})
        texts = [_text_in(element) for begins, name, element in every if name == "si" and not begins]
    formats = _formats(archive, parts["styles"]) if "styles" in parts else []
    return Workbook(archive, sheets, texts, formats, from_1904)


def read_sheet(book: Workbook, sheet: SheetPart) -> SheetRows:
    """The rows of a sheet that have something in them, with their cells by the number of the column.

    Cost and memory are in proportion to the cells that are there, not to what the sheet says of its size.

    Raises:
        CmoEvalError: the part is damaged, refers to texts that the file lacks, or shows too much.
    """
    found = SheetRows()
    row = column = count = characters = 0
    cells: dict[int, Cell] = {}
    for begins, name, element in walked(book.archive, sheet.part, {"c"}):
        if name == "row" and begins:
            row, column, cells = _whole(attribute(element, "r")) or row + 1, 0, {}
        elif name == "row" and cells and row <= MAX_ROWS:
            found.rows.append((row, cells))
            if _true(attribute(element, "hidden")):
                found.hidden_rows.append(row)
        elif name == "c" and not begins:
            place = _PLACE.fullmatch(attribute(element, "r"))
            column = _column(place[1]) if place is not None else column + 1
            cell = _cell(book, element, f"{letters(column)}{row}") if 0 < column <= MAX_COLUMNS else Cell("")
            if cell.trouble is None and not cell.text.strip():
                continue  # nothing to see in it
            cells[column] = cell
            count += 1
            characters += len(cell.text)
            if count > MOST_CELLS or characters > MOST_CHARACTERS:
                raise CmoEvalError(
                    f"the sheet {sheet.title} has over {MOST_CELLS:,} cells or {MOST_CHARACTERS:,} characters",
                    "split it, and leave out what is no coding",
                )
        elif begins and name == "mergeCell":
            corners = [_PLACE.fullmatch(one) for one in attribute(element, "ref").partition(":")[::2]]
            places = [(int(one[2]), _column(one[1])) for one in corners if one is not None]
            if len(places) == 2:
                (top, bottom), (left, right) = (sorted(pair) for pair in zip(*places, strict=True))
                found.merged.append((top, left, bottom, right))
        elif begins and name == "col" and _true(attribute(element, "hidden")):
            found.hidden_columns.append((_whole(attribute(element, "min")), _whole(attribute(element, "max"))))
    return found


def walked(archive: ZipFile, part: str, whole: Collection[str] = ()) -> Iterator[tuple[bool, str, ET.Element]]:
    """The elements of a part, where each begins (True) and ends (False), with its name; none is kept when it has ended.

    Args:
        archive: the workbook.
        part: its name there.
        whole: names of elements that are whole where they end; what is within them does not come by itself.

    Raises:
        CmoEvalError: the part is no well-formed XML, or has too many elements.
    """
    damaged = CmoEvalError(f"it is damaged: its part {part[:80]} cannot be read")
    try:
        content = archive.read(part)
    except (KeyError, OSError, EOFError, NotImplementedError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error):
        raise damaged from None
    # counted before they are read: a limit is said at once
    if content.count(b"<") - content.count(b"</") > MOST_ELEMENTS:
        raise CmoEvalError(
            f"its part {part[:80]} has more than {MOST_ELEMENTS:,} elements",
            "split it, and leave out what is no coding",
        )
    above: list[ET.Element] = []
    within = 0
    try:
        for event, element in ET.iterparse(io.BytesIO(content), ("start", "end")):  # noqa: S314 - no entities in it
            # without its namespace, which differs between the two forms of the standard
            name = element.tag.rpartition("}")[2]
            if event == "start":
                if not within:
                    yield True, name, element
                above.append(element)
                within += name in whole
                continue
            above.pop()
            within -= name in whole
            if not within:
                yield False, name, element
                if above:
                    above[-1].remove(element)
    except (ET.ParseError, ValueError, LookupError):
        raise damaged from None


def attribute(element: ET.Element, name: str) -> str:
    """An attribute, in whatever namespace; empty where it is not there. That of a namespace goes first (`r:id`)."""
    found = ""
    for key, value in element.items():
        if key == name:
            found = found or value
        elif key.endswith(f"}}{name}"):
            return value
    return found


def _text_in(element: ET.Element) -> str:
    """A text from its runs; how it is pronounced is no part of it."""
    runs = (one for part in element if part.tag.rpartition("}")[2] != "rPh" for one in part.iter())
    return unescaped("".join(one.text or "" for one in runs if one.tag.rpartition("}")[2] == "t"))


def unescaped(text: str) -> str:
    """The text with its characters in place of their codes (`_x00A0_`), and LF at the end of each line."""
    if "_x" in text or "_X" in text:
        text = _CODED.sub(lambda match: chr(int(match[1], 16)), text)
        if _SURROGATES.search(text):
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _LINE_ENDS.sub("\n", text)


def _named(name: str) -> str:
    """The name of a part as names are compared: some programs write other letters, or strokes, than they refer to."""
    return normpath(name.replace("\\", "/").lstrip("/")).casefold()


def _related(archive: ZipFile, names: Mapping[str, str], part: str) -> dict[str, tuple[str, str]]:
    """What a part refers to, by id: the kind, and the name of the other part (empty where it is not there)."""
    folder, _, file = part.replace("\\", "/").rpartition("/")
    own = names.get(_named(f"{folder}/_rels/{file}.rels"))
    found: dict[str, tuple[str, str]] = {}
    for begins, name, element in walked(archive, own) if own is not None else ():
        if begins and name == "Relationship":
            target = attribute(element, "Target").replace("\\", "/")
            path = target if target.startswith("/") else join(folder, target)
            kind = attribute(element, "Type").rpartition("/")[2]
            found[attribute(element, "Id")] = (kind, names.get(_named(path), ""))
    return found


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


def _cell(book: Workbook, element: ET.Element, place: str) -> Cell:
    """A cell as it is shown, from its element."""
    formula = written = text = None
    for one in element:
        name = one.tag.rpartition("}")[2]
        if name == "f":
            formula = place
        elif name == "v":
            written = one.text or ""
        elif name == "is":
            text = _text_in(one)
    kind = attribute(element, "t")
    if text is not None and (kind == "inlineStr" or written is None):
        cell = _held(text, place)
    elif written is None or (not written and kind != "str"):
        missing = f"{place} holds a formula without a value: open the file in Excel or LibreOffice, and save it"
        cell = Cell("", trouble=missing if formula is not None else None)
    elif kind == "e":
        what = f"the formula in {place} ends in an error" if formula else f"{place} holds an error"
        cell = Cell("", trouble=f"{what} ({written.strip()[:20]})")
    elif kind in {"str", "inlineStr"}:
        cell = _held(unescaped(written), place)
    else:
        cell = _of_kind(book, kind, attribute(element, "s"), written.strip(), place)
    return cell._replace(formula=formula)


def _of_kind(book: Workbook, kind: str, style: str, written: str, place: str) -> Cell:
    """What is written in a cell: whether something is so, a day, the number of a text, or a number."""
    if kind == "b":
        return Cell("TRUE", "yes") if _true(written) else Cell("FALSE", "no")
    if kind == "d":
        return _held(_written_date(written), place)
    if kind != "s":
        return _number(book, style, written, place)
    if book.texts is None:
        raise CmoEvalError(f"it lacks the texts that its cells refer to (from {place} on)")
    index = int(written) if _WHOLE.fullmatch(written) else len(book.texts)
    if index >= len(book.texts):
        return Cell("", trouble=f"{place} refers to a text that the file does not have")
    return _held(book.texts[index], place)


def _held(text: str, place: str) -> Cell:
    if len(text) > LONGEST_CELL:
        return Cell("", trouble=f"{place} holds {len(text)} characters, and a cell at most {MAX_CELL}")
    return Cell(text)


def _number(book: Workbook, style: str, written: str, place: str) -> Cell:
    try:
        number = float(written) if len(written) < 400 and "_" not in written else math.nan
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        return Cell("", trouble=f"{place} holds what is no number ('{written[:20]}')")
    index = _whole(style)
    code = book.formats[index] if index < len(book.formats) else "General"
    text = shown(number, code, from_1904=book.from_1904)
    itself = plain(number, code, from_1904=book.from_1904) if code != "General" else general(number)
    return Cell(text, itself if itself != text else None)


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


def _column(text: str) -> int:
    number = 0
    for letter in text.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _whole(text: str) -> int:
    return int(text) if _WHOLE.fullmatch(text) else 0


def _true(text: str) -> bool:
    return text in {"1", "true", "on"}
