"""Everything of a workbook but its rows, made with openpyxl: styles, tables, notes, lists, pages and properties."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cmo_eval.spreadsheet.rows import is_upright
from cmo_eval.spreadsheet.sheet import Book, Sheet
from cmo_eval.spreadsheet.text import (
    MAX_HEADER,
    clean,
    coded,
    footer,
    headers,
    letters,
    one_line,
    sheet_titles,
    table_names,
    widest,
)

if TYPE_CHECKING:
    from openpyxl import Workbook

FONT = "Calibri"
PAGE = 222
"""Characters that stand beside each other on a page of A4, held sideways, in letters of some 7 points."""
_DARK, _LIGHT, _BLUE = "FF1F3864", "FFE7EBF3", "FF0B4F9E"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_DIMENSION = re.compile(rb'(<dimension ref=")[^"]*')
_ROWS = re.compile(rb"<sheetData\s*/>|<sheetData>.*</sheetData>", re.DOTALL)
_BEFORE_LINKS = b"<printOptions"
NOTE_WIDTH = 300
_NOTE_LETTERS, _NOTE_LINE = 46, 17


@dataclass(frozen=True)
class Frame:
    """The parts of a workbook without rows, in their order.

    Attributes:
        parts: their bytes by name; those of the sheets are not among them.
        pages: of each sheet, by the name of its part: its bytes before the rows, between rows and links, and after.
        headers: of each sheet.
        styles: the number of each style of a cell by its name.
    """

    parts: Mapping[str, bytes]
    pages: Mapping[str, tuple[bytes, bytes, bytes]]
    headers: Sequence[Sequence[str]]
    styles: Mapping[str, int]


def frame(book: Book) -> Frame:
    """The workbook as openpyxl writes it, with places for the rows and links, and without the time of day."""
    from openpyxl import Workbook  # noqa: PLC0415 - heavy

    made = Workbook()
    made.remove(made.worksheets[0])
    _properties(made, book)
    titles = sheet_titles(sheet.title for sheet in book.sheets)
    names = table_names(titles)
    styles: dict[str, int] = {}
    heads = []
    for sheet, title, name in zip(book.sheets, titles, names, strict=True):
        page = made.create_sheet(title)
        if not styles:
            styles = _styles(page)
        heads.append(headers(column.header for column in sheet.columns))
        _set_up(page, sheet, book)
        _notes(page, sheet, heads[-1])
        _table(page, sheet, name, heads[-1])
        _lists(page, sheet, book)
    packed = io.BytesIO()
    made.save(packed)
    return _taken_apart(packed.getvalue(), book, heads, styles)


def _properties(made: Workbook, book: Book) -> None:
    about = made.properties
    about.creator = about.lastModifiedBy = book.creator
    about.title = one_line(book.title, 255)
    about.subject = one_line(book.subject, 255) or None
    about.language = book.language or None
    about.created = book.made


def _styles(page: Any) -> dict[str, int]:
    """The styles of cells, and the number of each in the workbook."""
    from openpyxl.cell import Cell  # noqa: PLC0415
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415

    dark, light = PatternFill("solid", fgColor=_DARK), PatternFill("solid", fgColor=_LIGHT)
    plain, bold = Font(name=FONT, size=10), Font(name=FONT, size=10, bold=True)
    white = Font(name=FONT, size=10, bold=True, color="FFFFFFFF")
    text = Alignment(wrap_text=True, vertical="top", horizontal="left")
    number = Alignment(vertical="top", horizontal="right", indent=1)
    looks: dict[str, tuple[Any, Any, Any]] = {
        "header": (white, dark, Alignment(wrap_text=True, vertical="bottom", horizontal="left")),
        "upright": (white, dark, Alignment(text_rotation=90, vertical="bottom", horizontal="center")),
        "text": (plain, None, text),
        "number": (plain, None, number),
        "link": (Font(name=FONT, size=10, color=_BLUE, underline="single"), None, text),
        "title": (Font(name=FONT, size=16, bold=True, color=_DARK), None, Alignment(vertical="center")),
        "plain": (plain, None, Alignment(vertical="top")),
        "total text": (bold, light, text),
        "total number": (bold, light, number),
    }
    found = {}
    for name, (font, fill, alignment) in looks.items():
        for mark in ("", "="):
            cell = Cell(page, 1, 1)  # of its own: openpyxl keeps the style itself, not a copy
            cell.font, cell.fill, cell.alignment = font, fill or PatternFill(), alignment
            cell.quotePrefix = bool(mark)  # so that it stays text when somebody edits it
            found[name + mark] = cell.style_id
    return found


def _set_up(page: Any, sheet: Sheet, book: Book) -> None:
    """Widths, frozen rows and columns, and the printed page: A4 sideways, fitted to the width."""
    widths = [column.width for column in sheet.columns]
    for number, width in enumerate(widths, start=1):
        page.column_dimensions[letters(number)].width = width + 1.7
    page.freeze_panes = f"{letters(min(sheet.frozen, len(widths)) + 1)}{sheet.first_row}"
    page.print_title_rows = f"{sheet.header_row}:{sheet.header_row}"
    beside = widest(widths, PAGE)
    if beside > 1 and sheet.frozen:
        page.print_title_cols = f"A:{letters(min(sheet.frozen, len(widths)))}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9  # A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = beside, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_options.gridLines = True
    for side in ("left", "right"):
        setattr(page.page_margins, side, 0.4)
    page.page_margins.top, page.page_margins.bottom = 0.65, 0.6
    page.page_margins.header = page.page_margins.footer = 0.3
    page.oddHeader.left.text = footer(book.title)
    page.oddFooter.left.text = footer(page.title)
    page.oddFooter.right.text = "&P / &N"


def _notes(page: Any, sheet: Sheet, heads: Sequence[str]) -> None:
    from openpyxl.comments import Comment  # noqa: PLC0415

    for number, (column, head) in enumerate(zip(sheet.columns, heads, strict=True), start=1):
        cell = page.cell(sheet.header_row, number)
        cell.value, cell.data_type = head, "s"
        if column.about:
            about = clean(column.about)
            said = f"{head}\n{about}" if is_upright(head, column.width) else about
            high = sum(1 + len(line) // _NOTE_LETTERS for line in said.split("\n")) * _NOTE_LINE + 12
            cell.comment = Comment(said, "cmo-eval", width=NOTE_WIDTH, height=high)


def _table(page: Any, sheet: Sheet, name: str, heads: Sequence[str]) -> None:
    from openpyxl.worksheet.filters import AutoFilter  # noqa: PLC0415
    from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo  # noqa: PLC0415

    last = letters(len(heads))
    filtered = f"A{sheet.header_row}:{last}{sheet.last_row}"
    whole = f"A{sheet.header_row}:{last}{sheet.last_row + sheet.has_totals}"
    table = Table(displayName=name, name=name, ref=whole, totalsRowCount=1 if sheet.has_totals else None)
    table.totalsRowShown = sheet.has_totals
    table.autoFilter = AutoFilter(ref=filtered)
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    for number, (column, head) in enumerate(zip(sheet.columns, heads, strict=True), start=1):
        one = TableColumn(id=number, name=coded(head))
        if column.total:
            one.totalsRowFunction = "sum"
        elif sheet.has_totals and number == 1:
            one.totalsRowLabel = coded(one_line(sheet.total, MAX_HEADER))
        table.tableColumns.append(one)
    page.add_table(table)


def _lists(page: Any, sheet: Sheet, book: Book) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    lists: dict[str, Any] = {}
    for number, column in enumerate(sheet.columns, start=1):
        if not column.choices:
            continue
        if column.choices not in lists:
            title, said = book.unlisted
            one = DataValidation(type="list", formula1=column.choices, allow_blank=True, showErrorMessage=True)
            one.errorStyle, one.errorTitle, one.error = "warning", one_line(title, 32), one_line(said, 255)
            lists[column.choices] = one
            page.add_data_validation(one)
        letter = letters(number)
        lists[column.choices].add(f"{letter}{sheet.first_row}:{letter}{sheet.last_row}")


def _taken_apart(content: bytes, book: Book, heads: Sequence[Sequence[str]], styles: Mapping[str, int]) -> Frame:
    stamp = book.made.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    parts: dict[str, bytes] = {}
    pages: dict[str, tuple[bytes, bytes, bytes]] = {}
    of_sheets = {f"xl/worksheets/sheet{number}.xml": sheet for number, sheet in enumerate(book.sheets, start=1)}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            part = archive.read(name)
            if name in of_sheets:
                pages[name] = _opened(part, of_sheets[name])
            elif name == "docProps/core.xml":
                # openpyxl writes the time of saving
                parts[name] = _MODIFIED.sub(lambda match: match[1] + stamp, part)
            else:
                parts[name] = part
    return Frame(parts, {name: pages[name] for name in of_sheets}, heads, styles)


def _opened(part: bytes, sheet: Sheet) -> tuple[bytes, bytes, bytes]:
    """The part of a sheet cut open where its rows and its links go, with its real size."""
    last = sheet.last_row + sheet.has_totals + len(sheet.below)
    size = f"A1:{letters(len(sheet.columns))}{last}".encode()
    before, after = _ROWS.split(_DIMENSION.sub(lambda match: match[1] + size, part, count=1), maxsplit=1)
    between, links, rest = after.partition(_BEFORE_LINKS)
    return before, between, links + rest
