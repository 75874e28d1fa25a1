"""A table of cases by conditions that somebody hands in, as CSV or Excel; also a truth table that R's QCA wrote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path

from cmo_eval.comparison.sets import Table, Value
from cmo_eval.edits.plan import content_of, handed_in, workbook_in
from cmo_eval.errors import UsageError
from cmo_eval.nearest import did_you_mean
from cmo_eval.spreadsheet.csv_tables import table_rows, unguarded
from cmo_eval.spreadsheet.workbook_reading import read_sheet
from cmo_eval.transcripts import encoding

UNKNOWN = frozenset(("", "na", "n/a", "nan", "?", "-", "--", "unknown", "onbekend", "not applicable", "nvt", "n.v.t."))
"""What stands in a cell whose value is not known, in small letters."""

_AGAIN = "open it in Excel or LibreOffice and save it as .xlsx without password and macros, or as CSV"
_OF_ROWS = ("OUT", "n", "incl", "PRI")


def read_table(file: Path, wanted: Collection[str]) -> Table:
    """The cases of a table, which are named in its first column, with the columns that are wanted.

    A column that has a name twice is told by its place: the first one counts, since R's truth tables put a condition
    that is called PRI before the column of that name.

    Args:
        file: ends in .csv or .xlsx; the first sheet with two columns or more is read.
        wanted: names of columns.

    Raises:
        UsageError: it cannot be read, lacks a wanted column, or names a case twice.
    """
    rows = rows_of(file, wanted)
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if len(rows) < 2:
        raise UsageError(
            f"{file.name} has no rows of cases", "give it a row of names, and below it a row for each case"
        )
    head, *below = [[cell.strip() for cell in row] for row in rows]
    if {*_OF_ROWS[:3]} <= set(head) and not {*_OF_ROWS[:3]} & set(wanted):
        raise UsageError(
            f"{file.name} is a truth table, of rows and no cases", "name its outcome as OUT: --outcome OUT"
        )
    for name in wanted:
        if name not in head:
            hint = did_you_mean(name, head) or f"it has {', '.join(filter(None, head))}"
            raise UsageError(f"{file.name} has no column {name}", hint)
    places = {name: head.index(name) for name in dict.fromkeys(wanted)}
    named = 0 not in places.values()
    cases = [row[0] if named and row and row[0] else f"row {number}" for number, row in enumerate(below, 2)]
    twice = [case for case, times in Counter(cases).items() if times > 1]
    if twice:
        first, second = [number for number, case in enumerate(cases, 2) if case == twice[0]][:2]
        raise UsageError(
            f"{file.name} has the case {twice[0]} twice, in rows {first} and {second}", "name each case once"
        )
    columns = {name: tuple(value(row[at] if at < len(row) else "") for row in below) for name, at in places.items()}
    return Table(tuple(cases), columns)


def rows_of(file: Path, wanted: Collection[str]) -> list[Sequence[str]]:
    """The rows of a table, .csv or .xlsx, with that of its headers.

    Args:
        file: the first sheet with two columns or more is read.
        wanted: names of columns, by which is seen what stands between the cells of a CSV.

    Raises:
        UsageError: it cannot be read.
    """
    return _excel(file) if file.suffix.lower() == ".xlsx" else _csv(file, wanted)


def value(cell: str) -> Value:
    """What a cell says: a number (with a point or a comma), words, or None where it is not known."""
    text = unguarded(cell.strip())
    if text.casefold() in UNKNOWN:
        return None
    try:
        return float(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
    except ValueError:
        return text


def _csv(file: Path, wanted: Collection[str]) -> list[Sequence[str]]:
    with handed_in(file):
        text = encoding.decoded(content_of(file)).text
        return [cells for _, cells in table_rows(text, lambda cell: cell.strip() in wanted)]


def _excel(file: Path) -> list[Sequence[str]]:
    with handed_in(file, _AGAIN):
        book = workbook_in(file, _AGAIN)
        for sheet in book.sheets:
            rows: list[Sequence[str]] = []
            for number, cells in read_sheet(book, sheet).rows:
                troubled = next((cell.trouble for cell in cells.values() if cell.trouble), None)
                if troubled is not None:
                    raise UsageError(f"{file.name}: {troubled}", f"mend row {number}, and save it again")
                row = [""] * max(cells)
                for column, cell in cells.items():
                    row[column - 1] = cell.value if cell.value is not None else cell.text
                rows.append(row)
            if rows and len(rows[0]) > 1:
                return rows
    raise UsageError(
        f"{file.name} has no sheet with two columns or more", "put the cases in rows, conditions in columns"
    )
