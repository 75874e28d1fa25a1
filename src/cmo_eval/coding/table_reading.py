"""The rows of a coding table in Excel or CSV, as text by column; knows columns, no evaluation."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmo_eval.coding.given_file import archive_in, content_of
from cmo_eval.coding.table_columns import COLUMNS, Layout, column_of, layout
from cmo_eval.coding.vocabulary import plain
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.texts import encoding

if TYPE_CHECKING:
    from zipfile import ZipFile

    from openpyxl import Workbook

_AGAIN = "open it in Excel or LibreOffice and save it as .xlsx without password and macros, or as CSV"
_HEADERS_WITHIN = 25
_DELIMITERS = ",;\t"
_LONGEST_FIELD = 1_000_000
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its number as the program that made it counts, and the cells with something in them.

    `cells` has texts by column name; a column that is there more than once has all its texts. `trouble` says why
    a cell cannot be read, None where each can.
    """

    number: int
    cells: Mapping[str, Sequence[str]]
    trouble: str | None = None

    def one(self, name: str) -> str:
        """The text under a column, empty where there is none."""
        return next(iter(self.cells.get(name, ())), "")


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it was read: its rows (those without anything left out), and `notes` on what was found."""

    rows: Sequence[Row]
    notes: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    trouble: str | None = None
    formula: str | None = None  # the cell's name, such as F12


def read_csv(path: Path, mapped: Mapping[str, str]) -> Table:
    """The rows of a file with commas, semicolons or tabs between its cells, in any usual encoding.

    Args:
        path: of the file.
        mapped: as in `layout`.

    Raises:
        UsageError: it cannot be read, or has no columns of a coding table.
    """
    try:
        found = encoding.decoded(content_of(path))
    except CmoEvalError as error:
        raise UsageError(f"{path.name}: {error.message}", error.hint) from None
    guessed = " (a guess)" if found.guessed else ""
    notes = [] if found.encoding.startswith("UTF-8") else [f"read as {found.encoding}{guessed}"]
    notes += [found.note] if found.note else []
    delimiter, text = _delimiter(found.text, {plain(header) for header in mapped})
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    before = csv.field_size_limit(_LONGEST_FIELD)
    try:
        rows = []
        line = 1
        for cells in reader:
            rows.append((line, [_Cell(_unguarded(cell)) for cell in cells]))
            line = reader.line_num + 1
    except csv.Error as error:
        raise UsageError(
            f"{path.name} is no table from line {reader.line_num} on: {error}",
            "is a quotation mark not closed? save it as CSV again",
        ) from None
    finally:
        csv.field_size_limit(before)
    start, found_layout = _headers(path, rows, mapped)
    return _table(rows[start:], found_layout, notes)


def read_excel(path: Path, mapped: Mapping[str, str], sheet: str | None = None) -> Table:
    """The rows of a sheet of an Excel workbook; of a formula, the value that was last computed.

    Args:
        path: of the file.
        mapped: as in `layout`.
        sheet: its name; else the first one with columns of a coding table.

    Raises:
        UsageError: it cannot be read, has no such sheet, or the sheet no columns of a coding table.
    """
    content = content_of(path)
    with archive_in(path, content, "Excel workbook", _AGAIN) as archive:
        merged = {name: _merged(archive, name) for name in archive.namelist() if name.startswith("xl/worksheets/")}
    values, formulas = (_workbook(path, content, data_only=only) for only in (True, False))
    names = list(values.sheetnames)
    if sheet is not None and sheet not in names:
        near = next((name for name in names if name.casefold() == sheet.casefold()), None)
        raise UsageError(
            f"{path.name} has no sheet {sheet}", f"did you mean '{near}'?" if near else f"it has {', '.join(names)}"
        )
    candidates: list[tuple[str, list[tuple[int, list[_Cell]]], int, Layout]] = []
    trouble: UsageError | None = None
    for name in [sheet] if sheet is not None else names:
        if not hasattr(values[name], "iter_rows"):  # a sheet that is a chart
            continue
        rows = list(_excel_rows(values[name], formulas[name], merged.get(_part(values[name]), {})))
        try:
            start, found = _headers(path, rows, mapped)
        except UsageError as error:
            trouble = trouble or error
            continue
        candidates.append((name, rows, start, found))
    if not candidates:
        raise trouble or UsageError(f"{path.name} has no sheet with rows", "name another file")
    name, rows, start, found = candidates[0]
    filled = [one[0] for one in candidates if len(one[1]) > one[2]]
    if len(filled) > 1:
        raise UsageError(
            f"{path.name} has more than one sheet that could be meant: {', '.join(filled)}",
            f'name one: --sheet "{filled[0]}"; then the next',
        )
    if filled and filled[0] != name:
        name, rows, start, found = next(one for one in candidates if one[0] == filled[0])
    notes = [f"what was read is the sheet {name}; --sheet names another"] if len(names) > 1 else []
    if merged.get(_part(values[name])):
        notes.append("a merged cell counts for each of its rows")
    return _table(rows[start:], found, notes)


# ---- files ----------------------------------------------------------------------------------------------------------


def _delimiter(text: str, mapped: Collection[str]) -> tuple[str, str]:
    """What stands between the cells, and the text without a line `sep=;` that says so to Excel.

    It is what gives the line with the headers most cells: text in a cell may hold any of them.
    """
    first, _, rest = text.partition("\n")
    said = first.strip().strip('"').lower()
    if said.startswith("sep=") and said[4:] and said[4] in _DELIMITERS:
        return said[4], rest
    if said == "sep=":  # a tab, stripped
        return "\t", rest
    best, most = ",", (0, 0)
    for delimiter in _DELIMITERS:
        with suppress(csv.Error):
            for row in islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), _HEADERS_WITHIN):
                known = sum(column_of(cell) is not None or plain(cell) in mapped for cell in row)
                if (known, min(len(row), 2)) > most:
                    best, most = delimiter, (known, min(len(row), 2))
    return best, text


def _unguarded(cell: str) -> str:
    """The cell without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in GUARDED else cell


GUARDED = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def guarded(cell: str) -> str:
    """The text of a cell of CSV such that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith(GUARDED) else cell


def _workbook(path: Path, content: bytes, *, data_only: bool) -> Workbook:
    import warnings  # noqa: PLC0415 - only for Excel
    import zipfile  # noqa: PLC0415

    from openpyxl import load_workbook  # noqa: PLC0415 - heavy
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of extensions that openpyxl does not keep; nothing is written back
            return load_workbook(io.BytesIO(content), read_only=True, data_only=data_only)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError) as error:
        raise UsageError(
            f"{path.name} is no Excel workbook that can be read ({type(error).__name__})", _AGAIN
        ) from None


def _part(page: Any) -> str:
    """The name in the archive of what a sheet is read from."""
    return str(getattr(page, "_worksheet_path", "")).removeprefix("/")


def _merged(archive: ZipFile, name: str) -> dict[tuple[int, int], int]:
    """The row whose value counts, for each cell (row and column from 1) of those that are merged over several rows.

    A workbook that is read row by row does not say which cells are merged; the sheet itself says so at its end.
    """
    found: dict[tuple[int, int], int] = {}
    for column, first, other, last in _MERGED.findall(archive.read(name)):
        if column == other and int(first) < int(last) <= int(first) + _MOST_MERGED:  # below each other
            place = 0
            for letter in column.decode():
                place = place * 26 + ord(letter) - ord("A") + 1
            found |= {(row, place): int(first) for row in range(int(first) + 1, int(last) + 1)}
    return found


_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_MOST_MERGED = 1000


def _excel_rows(values: Any, formulas: Any, merged: Mapping[tuple[int, int], int]) -> Iterator[tuple[int, list[_Cell]]]:
    for page in (values, formulas):
        page.reset_dimensions()  # what a file says about its size need not be so
    above: dict[tuple[int, int], _Cell] = {}
    tops = {(top, column) for (_, column), top in merged.items()}
    width = max((column for _, column in tops), default=0)
    for number, (row, raw) in enumerate(zip_longest(values.iter_rows(), formulas.iter_rows(), fillvalue=()), start=1):
        cells = [_excel_cell(cell, written) for cell, written in zip(row, raw, strict=True)]
        for column, cell in enumerate(cells, start=1):
            if (number, column) in tops:
                above[number, column] = cell
        if any(cell.text or cell.trouble for cell in cells):
            cells += [_Cell("")] * (width - len(cells))
            for column in range(1, len(cells) + 1):
                top = merged.get((number, column))
                if top is not None and not cells[column - 1].text:
                    cells[column - 1] = replace(above.get((top, column), cells[column - 1]), formula=None)
            yield number, cells


def _excel_cell(cell: Any, written: Any) -> _Cell:
    value = cell.value
    if written.data_type == "f":
        name = written.coordinate
        if value is None:
            return _Cell("", f"{name} holds a formula without a value: open the file in Excel, and save it", name)
        if cell.data_type == "e":
            return _Cell("", f"the formula in {name} ends in an error ({value})", name)
        return _Cell(_said(value), None, name)
    if value is None:
        return _Cell("")
    if cell.data_type == "e":
        return _Cell("", f"{written.coordinate} holds an error ({value})")
    return _Cell(_said(value))


def _said(value: Any) -> str:
    """A cell's value as a person would write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value.hour}:{value.minute:02d}:{value.second:02d}"
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return str(value).replace("_x000D_", "")  # Excel's way of writing a carriage return


# ---- rows -----------------------------------------------------------------------------------------------------------


def _headers(path: Path, rows: Sequence[tuple[int, Sequence[_Cell]]], mapped: Mapping[str, str]) -> tuple[int, Layout]:
    """Where the rows below the headers begin (an index), and what the headers say.

    Raises:
        UsageError: there are none; with those that the first row has.
    """
    for index, (_, cells) in enumerate(rows[:_HEADERS_WITHIN]):
        headers = [cell.text for cell in cells]
        found = layout(headers, mapped)
        if found is not None:
            missing = [
                header for header in mapped if header.casefold() not in {one.strip().casefold() for one in headers}
            ]
            if missing:
                raise UsageError(
                    f"{path.name} has no column '{missing[0]}'", f"it has {', '.join(filter(None, headers))}"
                )
            return index + 1, found
    first = next((cells for _, cells in rows if any(cell.text for cell in cells)), ())
    has = ", ".join(f"'{cell.text[:30]}'" for cell in first if cell.text)
    called = " or ".join(f"'{column.en}'" for column in COLUMNS if column.name == "quote")
    raise UsageError(
        f"{path.name} has no column {called} (or 'Citaat') beside others"
        + (f"; it begins with {has[:200]}" if has else ""),
        'say which column has the words: --map "Your header=quote"',
    )


def _table(rows: Iterable[tuple[int, Sequence[_Cell]]], found: Layout, notes: Sequence[str]) -> Table:
    made: list[Row] = []
    computed: list[str] = []
    for number, cells in rows:
        texts: dict[str, list[str]] = {}
        trouble = None
        for name, places in found.places.items():
            for place in places:
                cell = cells[place] if place < len(cells) else _Cell("")
                trouble = trouble or (cell.trouble if name != "reason" else None)
                if cell.formula is not None and cell.trouble is None:
                    computed.append(cell.formula)
                if cell.text.strip() and name != "reason":
                    texts.setdefault(name, []).append(cell.text.strip())
        if texts or trouble:
            made.append(Row(number, texts, trouble))
    more = [*notes]
    if found.unused:
        more.append("columns that were not read: " + ", ".join(found.unused))
    if computed:
        named = ", ".join(computed[:_MOST_NAMED]) + (", ..." if len(computed) > _MOST_NAMED else "")
        cells_ = "1 formula" if len(computed) == 1 else f"{len(computed)} formulas"
        more.append(f"{cells_} read as last computed ({named})")
    return Table(made, more)
