"""The rows of a coding table in Excel or CSV, as text by column; knows columns, no evaluation."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from cmo_eval.edits.draft import plain
from cmo_eval.edits.files import archive_in, content_of
from cmo_eval.edits.table_columns import COLUMNS, Layout, column_of, is_repeated, layout
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.spreadsheet import (
    DELIMITERS,
    STARTS,
    Cell,
    SheetRows,
    csv_rows,
    letters,
    opened,
    read_sheet,
    said_delimiter,
)
from cmo_eval.transcripts import encoding

_AGAIN = "open it in Excel or LibreOffice and save it as .xlsx without password and macros, or as CSV"
_HEADERS_WITHIN = 25
_HEADER_ROWS = 5
_MOST_NAMED = 5
_AS_IT_IS = frozenset({"line", "version", "page", "coded", "time", "paraphrase"})
"""Columns in which a number, day or truth counts, and not how a cell shows it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its number as the program that made it counts, and the cells with something in them.

    `cells` has texts by column name; a column that is there more than once has all its texts. `trouble` says why
    a cell cannot be read, None where each can, and `advice` what to do then.
    """

    number: int
    cells: Mapping[str, Sequence[str]]
    trouble: str | None = None
    advice: str = ""

    def one(self, name: str) -> str:
        """The text under a column, empty where there is none."""
        return next(iter(self.cells.get(name, ())), "")


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it was read: its rows (those without anything left out), and `notes` on what was found."""

    rows: Sequence[Row]
    notes: Sequence[str]


class _Rows(NamedTuple):
    """Rows with something in them: their numbers, and their cells by column (from 1); and what lies around them."""

    rows: Sequence[tuple[int, Mapping[int, Cell]]]
    sheet: SheetRows | None = None


def read_csv(path: Path, mapped: Mapping[str, str]) -> Table:
    """The rows of a file with commas, semicolons, tabs or bars between its cells, in any usual encoding.

    Args:
        path: of the file.
        mapped: as in `layout`.

    Raises:
        UsageError: it cannot be read, a quotation mark is not closed, or it has no columns of a coding table.
    """
    try:
        found = encoding.decoded(content_of(path))
    except CmoEvalError as error:
        raise UsageError(f"{path.name}: {error.message}", error.hint) from None
    guessed = " (a guess)" if found.guessed else ""
    notes = [] if found.encoding.startswith("UTF-8") else [f"read as {found.encoding}{guessed}"]
    notes += [found.note] if found.note else []
    said, start = said_delimiter(found.text)
    text, first = found.text[start:], 2 if start else 1
    delimiter = said or _delimiter(text, {plain(header) for header in mapped})
    rows = []
    try:
        for line, texts in csv_rows(text, delimiter, first):
            cells = {place: Cell(cell) for place, cell in enumerate(texts, 1) if cell.strip()}
            if cells:
                rows.append((line, cells))
    except CmoEvalError as error:
        raise UsageError(f"{path.name}: {error.message}", error.hint) from None
    headed = _headed(path, _Rows(rows), mapped)
    return _table(headed, notes)


def read_excel(path: Path, mapped: Mapping[str, str], sheet: str | None = None) -> Table:
    """The rows of a sheet of an Excel workbook, as its cells show them; of a formula, what was last computed.

    A merged cell counts for each of its rows. What is hidden or filtered away is read, and `notes` say so.

    Args:
        path: of the file.
        mapped: as in `layout`.
        sheet: its name; else the first one in sight with columns of a coding table.

    Raises:
        UsageError: it cannot be read, has no such sheet, or the sheet no columns of a coding table.
    """
    archive = archive_in(path, content_of(path), "Excel workbook", _AGAIN)
    try:
        book = opened(archive)
        sheets = [one for one in book.sheets if sheet is None or one.title == sheet]
        if not sheets:
            raise _no_sheet(path, [one.title for one in book.sheets], sheet)
        candidates: list[tuple[str, bool, _Headed]] = []
        trouble: UsageError | None = None
        for one in sheets:
            found = read_sheet(book, one)
            try:
                headed = _headed(path, _Rows(found.rows, found), mapped)
            except UsageError as error:
                trouble = trouble or error
            else:
                candidates.append((one.title, one.hidden and sheet is None, headed))
    except UsageError:
        raise
    except CmoEvalError as error:
        raise UsageError(f"{path.name}: {error.message}", error.hint or _AGAIN) from None
    name, headed = _meant(path, candidates, trouble)
    notes = [f"what was read is the sheet {name}; --sheet names another"] if len(book.sheets) > 1 else []
    return _table(headed, notes)


def _no_sheet(path: Path, titles: Sequence[str], sheet: str | None) -> UsageError:
    if sheet is None:
        return UsageError(f"{path.name} has no sheet with rows", "name another file")
    near = next((title for title in titles if title.casefold() == sheet.casefold()), None)
    return UsageError(
        f"{path.name} has no sheet {sheet}", f"did you mean '{near}'?" if near else f"it has {', '.join(titles)}"
    )


def _meant(
    path: Path, candidates: Sequence[tuple[str, bool, _Headed]], trouble: UsageError | None
) -> tuple[str, _Headed]:
    """The sheet that is meant, with its name.

    Raises:
        UsageError: there is none in sight, or more than one.
    """
    in_sight = [(name, headed) for name, hidden, headed in candidates if not hidden]
    if not in_sight and candidates:
        name = candidates[0][0]
        raise UsageError(f"{path.name} has its coding on a hidden sheet, {name}", f'--sheet "{name}" reads it')
    if not in_sight:
        raise trouble or UsageError(f"{path.name} has no sheet with rows", "name another file")
    filled = [(name, headed) for name, headed in in_sight if headed.rows]
    if len(filled) > 1:
        raise UsageError(
            f"{path.name} has more than one sheet that could be meant: {', '.join(name for name, _ in filled)}",
            f'name one: --sheet "{filled[0][0]}"; then the next',
        )
    return (filled or in_sight)[0]


def _delimiter(text: str, mapped: Collection[str]) -> str:
    """What stands between the cells: what gives the line with the headers most cells, since text may hold any."""
    best, most = ",", (0, 0)
    for delimiter in DELIMITERS:
        with suppress(CmoEvalError):
            for _, row in islice(csv_rows(text, delimiter), _HEADERS_WITHIN):
                known = sum(column_of(cell) is not None or plain(cell) in mapped for cell in row)
                if (known, min(len(row), 2)) > most:
                    best, most = delimiter, (known, min(len(row), 2))
    return best


def _unguarded(cell: str) -> str:
    """The cell without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in STARTS else cell


def guarded(cell: str) -> str:
    """The text of a cell of CSV such that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith(STARTS) else cell


# ---- rows -----------------------------------------------------------------------------------------------------------


class _Merged:
    """Cells that are merged over several rows: by their first column, where they begin and end."""

    def __init__(self, areas: Iterable[tuple[int, int, int, int]]) -> None:
        self._areas: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self.across: dict[tuple[int, int], int] = {}
        for top, left, bottom, right in areas:
            if bottom > top:
                self._areas[left].append((top, bottom))
            if right > left:
                self.across[top, left] = right
        for below in self._areas.values():
            below.sort()

    def top(self, row: int, column: int) -> int | None:
        """The first row of the merged cell that a row is a further one of."""
        areas = self._areas.get(column, ())
        place = bisect_left(areas, (row, 0)) - 1
        return areas[place][0] if place >= 0 and areas[place][1] >= row else None

    def bottom(self, row: int, column: int) -> int:
        """The last row of the merged cell that begins here."""
        return next((bottom for top, bottom in self._areas.get(column, ()) if top == row), row)


@dataclass(frozen=True)
class _Headed:
    """A table whose headers were found: the rows below them, and what each column holds."""

    rows: Sequence[tuple[int, Mapping[int, Cell]]]
    layout: Layout
    headers: Sequence[str]
    sheet: SheetRows | None
    merged: _Merged
    first: int
    above: Mapping[int, Mapping[int, Cell]] = field(default_factory=dict)

    def cell(self, number: int, cells: Mapping[int, Cell], column: int) -> tuple[Cell, bool]:
        """What counts in that column of a row, and whether it is that of a merged cell which begins above it."""
        own = cells.get(column)
        if own is None and (top := self.merged.top(number, column)) is not None and top >= self.first:
            shared = self.above.get(top, {}).get(column)
            return (shared, True) if shared is not None else (Cell(""), False)
        return own or Cell(""), False


def _headed(path: Path, found: _Rows, mapped: Mapping[str, str]) -> _Headed:
    """The table below the first row that has headers of a coding table.

    Raises:
        UsageError: there are none; with those that the first row has.
    """
    merged = _Merged(found.sheet.merged if found.sheet is not None else ())
    rows = found.rows
    for index, (number, cells) in enumerate(rows[:_HEADERS_WITHIN]):
        headers = _texts(cells, number, merged)
        there = layout(headers, mapped)
        if there is None:
            continue
        last = min(max(merged.bottom(number, column) for column in cells), number + _HEADER_ROWS)
        for below, others in rows[index + 1 : index + 1 + _HEADER_ROWS]:
            if below > last:
                break
            headers = _finer(headers, _texts(others, below, merged), mapped)
            there = layout(headers, mapped) or there
        missing = [header for header in mapped if header.casefold() not in {one.strip().casefold() for one in headers}]
        if missing:
            raise UsageError(f"{path.name} has no column '{missing[0]}'", f"it has {', '.join(filter(None, headers))}")
        under = [row for row in rows[index + 1 :] if row[0] > last]
        return _Headed(under, there, headers, found.sheet, merged, last + 1, dict(under))
    first = rows[0][1] if rows else {}
    has = ", ".join(f"'{cell.text.strip()[:30]}'" for cell in first.values() if cell.text)
    called = " or ".join(f"'{column.header('en')}'" for column in COLUMNS if column.name == "quote")
    raise UsageError(
        f"{path.name} has no column {called} (or 'Citaat') beside others"
        + (f"; it begins with {has[:200]}" if has else ""),
        'say which column has the words: --map "Your header=quote"',
    )


def _texts(cells: Mapping[int, Cell], number: int, merged: _Merged) -> list[str]:
    """The texts of a row of headers, from the first column on; one over several columns of a kind is that of each."""
    texts = [""] * max(cells)
    for column, cell in cells.items():
        texts[column - 1] = cell.text
        right = merged.across.get((number, column), column)
        if right > column and is_repeated(cell.text):
            texts += [""] * (right - len(texts))
            texts[column - 1 : right] = [cell.text] * (right - column + 1)
    return texts


def _finer(above: Sequence[str], below: Sequence[str], mapped: Mapping[str, str]) -> list[str]:
    """Headers of two rows as one: what the lower one says where that is the name of a column."""
    wide = max(len(above), len(below))
    given = {plain(header) for header in mapped}
    pairs = zip([*above, *[""] * (wide - len(above))], [*below, *[""] * (wide - len(below))], strict=True)
    return [low if column_of(low) or plain(low) in given or not high.strip() else high for high, low in pairs]


def _table(headed: _Headed, notes: Sequence[str]) -> Table:
    made: list[Row] = []
    computed: list[str] = []
    without_header: list[str] = []
    shared = False
    headers = headed.headers
    read = [place for name, places in headed.layout.places.items() if name != "reason" for place in places]
    for number, cells in headed.rows:
        texts: dict[str, list[str]] = {}
        trouble, advice = None, "put the value itself into the cell"
        beyond = [column for column in cells if column > len(headers) or not headers[column - 1].strip()]
        if beyond and headed.sheet is None and beyond[-1] > len(headers):
            trouble = f"it has {beyond[-1]} cells, and there are {len(headers)} headers"
            advice = "put words that hold the mark between cells between quotation marks"
        elif beyond:
            without_header += [
                f"{letters(one)}{number}" if headed.sheet else f"row {number}, column {one}" for one in beyond
            ]
        for name, places in headed.layout.places.items():
            for place in places:
                cell, from_above = headed.cell(number, cells, place + 1)
                shared = shared or from_above
                if name == "reason":
                    continue
                trouble = trouble or cell.trouble
                if cell.formula is not None and cell.trouble is None and not from_above:
                    computed.append(cell.formula)
                text = cell.value if cell.value is not None and name in _AS_IT_IS else cell.text
                if text.strip():
                    texts.setdefault(name, []).append(_unguarded(text.strip()))
        if trouble or any(place + 1 in cells for place in read):
            made.append(Row(number, texts, trouble, advice))
    return Table(made, [*notes, *_said(headed, shared=shared, computed=computed, without_header=without_header)])


def _said(headed: _Headed, *, shared: bool, computed: Sequence[str], without_header: Sequence[str]) -> list[str]:
    """What a person should know of how the table was read."""
    said = ["a merged cell counts for each of its rows"] if shared else []
    if headed.layout.unused:
        said.append("columns that were not read: " + ", ".join(one.strip() for one in headed.layout.unused))
    if without_header:
        said.append(f"not read, since no header stands above it: {_some(without_header)}")
    sheet = headed.sheet
    if sheet is not None:
        hidden = set(sheet.hidden_rows)
        rows = [str(number) for number, _ in headed.rows if number in hidden]
        read = {place + 1 for places in headed.layout.places.values() for place in places}
        columns = [letters(one) for one in sorted(read) if any(a <= one <= b for a, b in sheet.hidden_columns)]
        if rows:
            said.append(f"hidden rows are read as others are: {_some(rows)}")
        if columns:
            said.append(f"hidden columns are read as others are: {_some(columns)}")
    if computed:
        cells = "1 formula" if len(computed) == 1 else f"{len(computed)} formulas"
        said.append(f"{cells} read as last computed ({_some(computed)})")
    return said


def _some(texts: Sequence[str]) -> str:
    more = len(texts) - _MOST_NAMED
    return ", ".join(texts[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
