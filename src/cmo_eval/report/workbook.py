"""An Excel workbook from a view; knows openpyxl and what Excel makes of text, not what the sheets say."""

from __future__ import annotations

import io
import math
import os
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cmo_eval.report.contents import ReportView
from cmo_eval.report.sheets import Sheet, Value, sheets
from cmo_eval.wording import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl import Workbook
    from openpyxl.cell import Cell

CREATOR = "cmo-eval"
"""Who made the workbook, in its properties; by this `write_report` knows its own."""

MAX_CELL = 32_767
"""Characters that a cell of Excel can hold."""

_REFUSED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile(r"\r\n?|[\x85\u2028\u2029]")
_FORMULA_STARTS = tuple("=+-@\t\r\n")
_LINE_POINTS = 13.5
_MAX_POINTS = 409.0  # of a row, in Excel
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can hold


def write_workbook(view: ReportView, target: Path) -> None:
    """Write the workbook to `target`; the same view gives the same bytes.

    Text stays text, whatever it begins with. Characters that Excel refuses become U+FFFD, and a text that does not
    fit in a cell is cut with a mark that says so.
    """
    from openpyxl import Workbook  # noqa: PLC0415 - heavy

    book = Workbook(write_only=True)
    made = _date(view)
    book.properties.creator = CREATOR
    book.properties.lastModifiedBy = CREATOR
    book.properties.title = _clean(view.head.title, view.language)[:255]
    book.properties.created = made
    _styles(book)
    for sheet in sheets(view):
        _write(book, sheet, view)
    packed = io.BytesIO()
    book.save(packed)
    target.write_bytes(_reproducible(packed.getvalue(), made))


def _date(view: ReportView) -> datetime:
    """The evaluation's date; else SOURCE_DATE_EPOCH (seconds since 1970); else 2000-01-01."""
    parts = [int(part) for part in view.head.date.split("-")] if view.head.date else []
    if parts:
        year, month, day = (*parts, 1, 1)[:3]
        return datetime(year, month, day)  # noqa: DTZ001 - openpyxl wants a naive date and reads it as UTC
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal():
        return datetime.fromtimestamp(int(epoch), UTC).replace(tzinfo=None)
    return datetime(2000, 1, 1)  # noqa: DTZ001 - the same


def _styles(book: Workbook) -> None:
    from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side  # noqa: PLC0415

    line = Side(style="thin", color="FFBFBFBF")
    border = Border(left=line, right=line, top=line, bottom=line)
    text = Alignment(wrap_text=True, vertical="top", horizontal="left")
    number = Alignment(vertical="top", horizontal="right")
    fill = PatternFill("solid", fgColor="FF1F3864")
    total = PatternFill("solid", fgColor="FFE7EBF3")
    heading = Alignment(wrap_text=True, vertical="center", horizontal="left")
    plain, bold = Font(name="Calibri", size=10), Font(name="Calibri", size=10, bold=True)
    white = Font(name="Calibri", size=10, bold=True, color="FFFFFFFF")
    note = Font(name="Calibri", size=9, italic=True)
    for style in (
        NamedStyle("cmo header", font=white, alignment=heading, border=border, fill=fill),
        NamedStyle("cmo text", font=plain, alignment=text, border=border),
        NamedStyle("cmo number", font=plain, alignment=number, border=border),
        NamedStyle("cmo text total", font=bold, alignment=text, border=border, fill=total),
        NamedStyle("cmo number total", font=bold, alignment=number, border=border, fill=total),
        NamedStyle("cmo note", font=note, alignment=Alignment(vertical="top")),
    ):
        book.add_named_style(style)


def _write(book: Workbook, sheet: Sheet, view: ReportView) -> None:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    page = book.create_sheet(sheet.title)
    widths = [width for _, width in sheet.columns]
    last = get_column_letter(len(widths))
    for number, width in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(number)].width = width + 2
    page.freeze_panes = "C2"
    page.auto_filter.ref = f"A1:{last}{len(sheet.rows) + 1}"
    page.print_title_rows = "1:1"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9 if len(widths) < 15 else 8  # A4, and A3 for what has many columns
    for side in ("left", "right", "top", "bottom"):
        setattr(page.page_margins, side, 0.5)
    page.page_setup.fitToWidth = 1
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.oddFooter.center.text = f"{sheet.title} – &P/&N"

    def row(values: Sequence[Value], style: str) -> list[Cell]:
        cells: list[Cell] = []
        for value in values:
            cell = WriteOnlyCell(page)
            if isinstance(value, int):
                cell.value = value
                cell.style = style.replace("text", "number")
            else:
                text = _clean(value or "", view.language)
                cell.value = text
                cell.data_type = "s"  # openpyxl takes a leading = for a formula and #N/A for an error
                cell.style = style
                if text.startswith(_FORMULA_STARTS):
                    cell.quotePrefix = True
            cells.append(cell)
        return cells

    headers = [header[:1].upper() + header[1:] for header, _ in sheet.columns]
    page.row_dimensions[1].height = _height(headers, [width - 4 for width in widths])
    page.append(row(headers, "cmo header"))
    for index, values in enumerate(sheet.rows):
        style = "cmo text total" if index in sheet.bold else "cmo text"
        page.row_dimensions[index + 2].height = _height(values, widths)
        page.append(row(values, style))
    if sheet.note:
        page.append([])
        page.append(row([sheet.note], "cmo note"))


def _height(values: Sequence[Value], widths: Sequence[int]) -> float:
    """Points in which the longest of the wrapped texts shows, as far as Excel lets a row grow.

    Excel and LibreOffice do not fit rows themselves in a file that was not made by them.
    """
    lines = max(
        (_lines(value, width) for value, width in zip(values, widths, strict=True) if isinstance(value, str)),
        default=1,
    )
    return min(_MAX_POINTS, lines * _LINE_POINTS + 3)


def _lines(text: str, width: int) -> int:
    # words do not break where a line is full: a tenth of the width is lost on average
    room = max(4.0, width * 0.95)
    return sum(max(1, math.ceil(len(part) / room)) for part in text.split("\n"))


def _clean(text: str, language: str) -> str:
    text = _REFUSED.sub("\ufffd", _BREAKS.sub("\n", text))
    if len(text) <= MAX_CELL:
        return text
    mark = label("workbook.cut", language)
    return text[: MAX_CELL - len(mark)] + mark


def _reproducible(content: bytes, made: datetime) -> bytes:
    """The same workbook with fixed dates: openpyxl writes the time of saving into the zip and the properties."""
    stamp = made.strftime("%Y-%m-%dT%H:%M:%SZ")
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = before.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", lambda match: match[1] + stamp.encode(), part)
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            after.writestr(entry, part)
    return packed.getvalue()
