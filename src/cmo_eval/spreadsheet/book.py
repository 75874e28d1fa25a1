"""A workbook: sheets with one table each as plain data, and as a file written with XlsxWriter."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from cmo_eval.deferred import dataclass
from cmo_eval.spreadsheet.text import (
    MAX_HEADER,
    MAX_LINKS,
    STARTS,
    clean,
    coded,
    headers,
    letters,
    lines,
    one_line,
    sheet_titles,
    table_names,
)

FONT = "Calibri"
_PAGE = 222  # characters that stand beside each other on a page of A4, held sideways, in letters of some 7 points
_LINE, _TITLE, _HIGHEST = 13.5, 26, 409.0
"""Points: of a line, of the line of the title, and that a row of Excel can have at most."""
_UPRIGHT = 8  # columns of at most this width, in characters, whose heading does not fit have it upright
_DARK, _LIGHT, _BLUE = "#1F3864", "#E7EBF3", "#0B4F9E"
_NOTE_WIDTH, _NOTE_LETTERS, _NOTE_LINE = 300, 46, 17
_MARGIN = 1.7 - 5 / 7  # characters beside the text of a column; Excel adds five pixels of seven a character
_SHORT = 64  # texts of at most this length are remembered as they are shown
_LITERAL, _LONGEST_FORMULA = 250, 8_000  # characters of a text in a formula, and of a formula: Excel takes few more
_LARGE = 400_000  # rows above which a sheet may take more than 2 GiB before it is packed

_TEXT = {"text_wrap": True, "valign": "top", "align": "left"}
_NUMBER = {"valign": "top", "align": "right", "indent": 1}
_HEAD = {"bold": True, "font_color": "#FFFFFF", "bg_color": _DARK}
_TOTAL = {"bold": True, "bg_color": _LIGHT}
_LOOKS: Mapping[str, Mapping[str, Any]] = {
    "header": {**_HEAD, "text_wrap": True, "valign": "bottom", "align": "left"},
    "upright": {**_HEAD, "rotation": 90, "valign": "bottom", "align": "center"},
    "text": _TEXT,
    "number": _NUMBER,
    "link": {**_TEXT, "font_color": _BLUE, "underline": 1},
    "words": {**_TEXT, "font_color": _BLUE},
    "title": {"bold": True, "font_size": 16, "font_color": _DARK, "valign": "vcenter"},
    "plain": {"valign": "top"},
    "total text": {**_TOTAL, **_TEXT},
    "total number": {**_TOTAL, **_NUMBER},
}
"""How cells look, by name. Of each there is one more, with `=` behind its name, for text that begins like a formula."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of ours, without its `=`, with what it comes to: readers that do not calculate show that."""

    text: str
    value: int


@dataclass(frozen=True, slots=True)
class Link:
    """A text of one cell that leads to a place in the workbook (`'Claims'!A2:H4`), which is chosen there as a whole."""

    text: str
    place: str


Value: TypeAlias = str | int | float | Formula | Link | None
"""What a cell holds. Text is text, whatever it begins with."""


_Cell: TypeAlias = tuple[Any, Any, Any, int]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    header: str  # its heading; the writer makes it one line and different from the others
    width: int  # in characters; narrow ones have their heading upright
    about: str = ""  # what it holds, shown as a note on the heading
    choices: str = ""  # the range of cells that hold what may be chosen here (`'Lists'!$B$2:$B$9`), if that is a list
    # for texts of this column, the place in the workbook that they refer to (`'Claims'!A2`)
    links: Mapping[str, str] = field(default_factory=dict)
    total: bool = False  # its numbers are added up in a row of totals


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with one table."""

    title: str  # the name on its tab; the writer makes it legal and different from the others
    columns: Sequence[Column]  # of the table
    rows: Iterable[Sequence[Value]]  # of the table, each as long as the columns; read once
    count: int  # how many rows there are, known before they are read
    above: Sequence[str] = ()  # lines above the table: a title, and what is said about it
    # rows directly below the table, not part of it: totals, or a remark where there is one cell only
    below: Sequence[Sequence[Value]] = ()
    frozen: int = 1  # how many columns stay in sight, and are printed on each page where the table is wider than one
    # the label of the row of totals, in the first column; there is such a row where a column has a total
    total: str = ""

    @property
    def header_row(self) -> int:
        """The row, from 1, in which the headings stand."""
        return len(self.above) + 2 if self.above else 1

    @property
    def first_row(self) -> int:
        """The row, from 1, in which the first row of the table stands."""
        return self.header_row + 1

    @property
    def last_row(self) -> int:
        """The last row of the table without its totals; a table of nothing has one empty row, as Excel wants."""
        return self.header_row + max(1, self.count)

    @property
    def has_totals(self) -> bool:
        """Whether there is a row of totals."""
        return any(column.total for column in self.columns)


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook, with its properties."""

    sheets: Sequence[Sheet]  # in their order; the first is open
    title: str  # of the document, also in the header of each printed page
    creator: str  # the program that makes it
    made: datetime  # the moment that its properties name; naive, in UTC
    subject: str = ""  # of the document
    cut: str = "…"  # what stands at the end of a text that is longer than a cell can be
    unlisted: tuple[str, str] = ("", "")  # title and text of the warning for what is typed and not in the list


UNDATED = datetime(2000, 1, 1)  # noqa: DTZ001 - the clock would change the bytes
"""The moment that a workbook names whose content has no date of its own."""


def book_bytes(book: Book) -> bytes:
    """The workbook as `write_book` writes it.

    Raises:
        ValueError: a sheet has another number of rows than it says.
    """
    packed = BytesIO()
    write_book(book, packed)
    return packed.getvalue()


def write_book(book: Book, target: Path | BinaryIO) -> None:
    """Write the workbook; the same book gives the same bytes.

    No text becomes a formula or a link, characters that Excel refuses become U+FFFD, and a formula stands there with
    what it comes to. Nothing lies in another file meanwhile.

    Raises:
        ValueError: a sheet has another number of rows than it says.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415 - heavy

    made = Workbook(target, {"in_memory": True})
    if sum(sheet.count for sheet in book.sheets) > _LARGE:
        made.use_zip64()
    about = {"title": one_line(book.title, 255), "subject": one_line(book.subject, 255), "author": book.creator}
    made.set_properties({**about, "created": book.made})
    styles = {
        name + mark: made.add_format({"font_name": FONT, "font_size": 10, **look, "quote_prefix": bool(mark)})
        for name, look in _LOOKS.items()
        for mark in ("", "=")  # the mark keeps it text when somebody edits it
    }
    titles = sheet_titles(sheet.title for sheet in book.sheets)
    # all sheets first: a link may lead to a later one
    pages = [made.add_worksheet(title) for title in titles]
    for page, sheet, name in zip(pages, book.sheets, table_names(titles), strict=True):
        _Page(page, sheet, book, styles).write(name)
    made.close()


class _Page:
    """A sheet while it is written."""

    def __init__(self, page: Any, sheet: Sheet, book: Book, styles: Mapping[str, Any]) -> None:
        self.page, self.sheet, self.book, self.styles = page, sheet, book, styles
        self.heads = headers(column.header for column in sheet.columns)
        self.widths = [column.width for column in sheet.columns]
        self.links: dict[tuple[str, str], tuple[Any, Any]] = {}

    def write(self, name: str) -> None:
        """All of it; `name` is that of the table."""
        sheet = self.sheet
        self._set_up()
        for row, line in enumerate(sheet.above):
            self._cell(row, 0, line, "plain" if row else "title")
        if sheet.above:
            self.page.set_row(0, _TITLE)
        totals = self._rows()
        # what the table writes into its headings and totals is written over
        self._table(name)
        self._headings()
        if sheet.has_totals:
            for place, (column, total) in enumerate(zip(sheet.columns, totals, strict=True)):
                letter = letters(place + 1)
                # 109: a filter changes what they come to
                shown = f"SUBTOTAL(109,{letter}{sheet.first_row}:{letter}{sheet.last_row})"
                label = "" if place else one_line(sheet.total, MAX_HEADER)
                cell = Formula(shown, total) if column.total else label
                self._cell(sheet.last_row, place, cell, "total text")
        for row, values in enumerate(sheet.below, start=sheet.last_row + sheet.has_totals):
            for place, value in enumerate(values):
                self._cell(row, place, value, "total text" if len(values) > 1 else "plain")

    def _set_up(self) -> None:
        """Widths, frozen rows and columns, and the printed page: A4 sideways, fitted to the width."""
        page, sheet = self.page, self.sheet
        for place, width in enumerate(self.widths):
            page.set_column(place, place, width + _MARGIN)
        frozen = min(sheet.frozen, len(self.widths))
        page.freeze_panes(sheet.header_row, frozen)
        page.repeat_rows(sheet.header_row - 1)
        beside = max(1, math.ceil(sum(self.widths) / _PAGE))
        if beside > 1 and frozen:
            page.repeat_columns(0, frozen - 1)
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(beside, 0)
        page.hide_gridlines(0)
        page.set_margins(left=0.4, right=0.4, top=0.65, bottom=0.6)
        title, name = (one_line(text, 100).replace("&", "&&") for text in (self.book.title, page.get_name()))
        page.set_header(f"&L{title}", {"margin": 0.3})
        page.set_footer(f"&L{name}&R&P / &N", {"margin": 0.3})

    def _rows(self) -> list[int]:
        """Write the rows of the table; what each column comes to.

        Raises:
            ValueError: there are not as many rows as the sheet says, so nothing around them would be right.
        """
        sheet, page, widths = self.sheet, self.page, self.widths
        number, links = self.styles["number"], _linked(sheet)
        seen: list[dict[str, _Cell]] = [{} for _ in widths]  # most short texts recur in their column
        totals = [0] * len(widths)
        row = sheet.header_row - 1
        for row, values in enumerate(sheet.rows, start=sheet.header_row):
            tallest = 1
            for place, value in enumerate(values):
                if value is None or value == "":
                    continue
                if isinstance(value, str):
                    cell = seen[place].get(value)
                    if cell is None:
                        cell = self._text(value, widths[place], links[place])
                        if len(value) <= _SHORT:
                            seen[place][value] = cell
                    write, text, style, high = cell
                    write(row, place, text, style)
                    tallest = max(tallest, high)
                elif isinstance(value, Link):
                    high = lines(value.text, widths[place])
                    self._words(row, place, value, wrapped=high > 1)
                    tallest = max(tallest, high)
                elif isinstance(value, Formula):
                    page.write_formula(row, place, f"={value.text}", number, value.value)
                    totals[place] += value.value
                else:
                    page.write_number(row, place, value, number)
                    if isinstance(value, int):  # shares are not added up
                        totals[place] += value
            if tallest > 1:
                page.set_row(row, min(tallest * _LINE + 2, _HIGHEST))
        if (found := row + 1 - sheet.header_row) != sheet.count:
            raise ValueError(f"{sheet.title}: {found} rows, where {sheet.count} were said")
        return totals

    def _text(self, value: str, width: int, links: Mapping[str, str]) -> _Cell:
        """What writes a text into its cell, the text as that holds it, its style, and how many lines it takes."""
        if value in links:
            return self.page.write_url, *self._link(value, links[value]), 1
        plain = len(value) <= width and "\n" not in value and (len(value) * 2 <= width or value.isascii())
        return self.page.write_string, *self._shown(value), 1 if plain else lines(value, width)

    def _shown(self, value: str, style: str = "text") -> tuple[str, Any]:
        """A text as its cell holds it, with its style."""
        text = clean(value, self.book.cut)
        return text, self.styles[f"{style}=" if text.startswith(STARTS) else style]

    def _words(self, row: int, place: int, value: Link, *, wrapped: bool) -> None:
        """A text that leads to another place.

        LibreOffice shows a linked text in one line, however long; what a formula comes to has as many as it needs.
        """
        text, style = self._shown(value.text, "words")
        pieces = [text[at : at + _LITERAL] for at in range(0, len(text), _LITERAL)]
        there, *quoted = ('"{}"'.format(one.replace('"', '""')) for one in (f"#{value.place}", *pieces))
        formula = f"=HYPERLINK({there},{'&'.join(quoted)})"
        if wrapped and len(formula) <= _LONGEST_FORMULA:
            self.page.write_formula(row, place, formula, style, text)
        else:
            self.page.write_url(row, place, *self._link(value.text, value.place, "words"))

    def _link(self, value: str, target: str, look: str = "link") -> tuple[Any, Any]:
        """The link of a text with its style, one for all cells that have it: XlsxWriter keeps each."""
        found = self.links.get((value, target))
        if found is None:
            from xlsxwriter.url import Url  # noqa: PLC0415 - heavy

            link = Url(f"internal:{target}")
            link.text, style = self._shown(value, look)
            found = self.links[value, target] = link, style
        return found

    def _table(self, name: str) -> None:
        sheet = self.sheet
        columns: list[dict[str, str]] = []
        for column, head in zip(sheet.columns, self.heads, strict=True):
            one = {"header": coded(head)}
            if column.total:
                one["total_function"] = "sum"
            elif sheet.has_totals and not columns:
                one["total_string"] = coded(one_line(sheet.total, MAX_HEADER))
            columns.append(one)
        last, right = sheet.last_row - 1 + sheet.has_totals, len(columns) - 1
        look = {"name": name, "style": "Table Style Light 1", "total_row": sheet.has_totals}
        self.page.add_table(sheet.header_row - 1, 0, last, right, {"columns": columns, **look})
        # by cell, against tables that overlap: of 10,000 citations 26 MiB, and there is one table to a sheet
        self.page.table_cells.clear()

    def _headings(self) -> None:
        """The headings with their notes, and the lists that are offered below them."""
        sheet, row, height = self.sheet, self.sheet.header_row - 1, 2 * _LINE
        title, said = self.book.unlisted
        warning = {"error_type": "warning", "error_title": one_line(title, 32), "error_message": one_line(said, 255)}
        for place, (column, head) in enumerate(zip(sheet.columns, self.heads, strict=True)):
            # where the column is too narrow for its words
            upright = column.width <= _UPRIGHT and max(map(len, head.split()), default=0) > column.width - 2
            self._cell(row, place, head, "upright" if upright else "header")
            # the button of the filter takes some of the room
            needed = min(len(head), 24) * 6.2 + 16 if upright else lines(head, column.width - 3) * _LINE + 8
            height = max(height, needed)
            if column.about:
                note = clean(f"{head}\n{column.about}" if upright else column.about)
                high = sum(1 + len(line) // _NOTE_LETTERS for line in note.split("\n")) * _NOTE_LINE + 12
                size = {"width": _NOTE_WIDTH, "height": high, "author": self.book.creator}
                self.page.write_comment(row, place, note, size)
            if column.choices:
                offered = {"validate": "list", "source": f"={column.choices}", **warning}
                self.page.data_validation(row + 1, place, sheet.last_row - 1, place, offered)
        self.page.set_row(row, min(height, _HIGHEST))

    def _cell(self, row: int, place: int, value: Value, style: str) -> None:
        """Write a cell outside the rows of the table; numbers in a line of totals look like numbers."""
        of_number = self.styles["total number"] if style == "total text" else None
        if of_number is not None and isinstance(value, Formula):
            self.page.write_formula(row, place, f"={value.text}", of_number, value.value)
        elif of_number is not None and isinstance(value, int):
            self.page.write_number(row, place, value, of_number)
        elif value:
            self.page.write_string(row, place, *self._shown(str(value), style))
        else:
            self.page.write_blank(row, place, None, self.styles[style])


def _linked(sheet: Sheet) -> list[Mapping[str, str]]:
    """For each column its links, from the left on as far as all links of a column fit in the sheet."""
    room = MAX_LINKS // max(1, sheet.count)
    found: list[Mapping[str, str]] = []
    for column in sheet.columns:
        fits = bool(column.links) and room > 0
        room -= fits
        found.append(column.links if fits else {})
    return found
