"""Tables in Excel or CSV, with the documents that lie beside them in a folder or a zip: read without being unpacked."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from cmo_eval.deferred import dataclass, expression
from cmo_eval.errors import CmoEvalError
from cmo_eval.spreadsheet.csv_tables import table_rows, unguarded
from cmo_eval.spreadsheet.workbook_reading import Cell, opened, read_sheet
from cmo_eval.transcripts.encoding import decoded
from cmo_eval.transcripts.reading import FORMATS, bytes_of, rows_in
from cmo_eval.transcripts.reading.archive import content_of, looked_through

TABLES = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls")
"""How the names of tables end."""
TEXTS = (".txt", ".docx")
"""How the names of texts end that may be what a program exports of a code."""

_HEADERS_WITHIN = 25  # rows
_MOST_BESIDE = 20_000  # files of a folder that are looked at
_AGAIN = "open it in Excel or LibreOffice and save it as .xlsx without password and macros, or as CSV"
_TAGS = expression(r"(?is)<(style|script|title|head)\b.*?</\1\s*>")

IsHeader = Callable[[Collection[str]], bool]


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number as the program that made it counts, its texts by column (from 1), and how many cells it has.

    `values` has the days and numbers themselves of cells that show them in another way; `trouble` says why a cell
    cannot be read, None where each can.
    """

    number: int
    cells: Mapping[int, str]
    width: int
    values: Mapping[int, str]
    trouble: str | None = None

    def at(self, column: int | None) -> str:
        """The text in a column, '' where there is none."""
        return self.cells.get(column or 0, "")

    def itself(self, column: int | None) -> str:
        """The day or number in a column, however it is shown; else its text."""
        return self.values.get(column or 0, self.at(column))


@dataclass(frozen=True, slots=True)
class Table:
    """A table: `headers` by column (from 1), the rows below them, and whether each row has its own number of cells."""

    headers: Mapping[int, str]
    rows: tuple[Row, ...]
    ragged: bool


def bare(header: str) -> str:
    """A header as headers are compared."""
    return " ".join(header.split()).casefold()


def tables_in(content: bytes, is_header: IsHeader, known: Collection[str]) -> tuple[list[Table], list[str]]:
    """The tables in a workbook or a text with delimiters, and the names of other sheets with more than a row.

    Each sheet with a row of headers is a table.

    Args:
        content: of the file.
        is_header: whether cells, as `bare` has them, are the headers of a table that is read.
        known: all headers that are read.

    Raises:
        CmoEvalError: it is damaged, protected, unpacks to too much, holds macros or entities, or is no text.
    """
    if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        try:
            book = opened(looked_through(content, "Excel workbook"))
            sheets = {sheet.title: read_sheet(book, sheet).rows for sheet in book.sheets}
        except CmoEvalError as error:
            raise CmoEvalError(error.message, _AGAIN) from None
        found = {title: _headed(rows, is_header, ragged=False) for title, rows in sheets.items()}
        others = [title for title, rows in sheets.items() if found[title] is None and len(rows) > 1]
        return [one for one in found.values() if one is not None], others
    rows = (
        (line, {place: Cell(cell) for place, cell in enumerate(cells, 1)})
        for line, cells in table_rows(decoded(content).text, lambda cell: bare(cell) in known)
    )
    table = _headed(rows, is_header, ragged=True)
    return ([table] if table is not None else []), []


def _headed(rows: Iterable[tuple[int, Mapping[int, Cell]]], is_header: IsHeader, *, ragged: bool) -> Table | None:
    headers: dict[int, str] = {}
    found: list[Row] = []
    for place, (number, cells) in enumerate(rows):
        if headers:
            row = _row(number, cells)
            found += [row] if row.cells or row.trouble else []
        elif is_header({bare(cell.text) for cell in cells.values()}):
            headers = {column: cell.text.strip() for column, cell in cells.items() if cell.text.strip()}
        elif place > _HEADERS_WITHIN:
            return None
    return Table(headers, tuple(found), ragged) if headers else None


def _row(number: int, cells: Mapping[int, Cell]) -> Row:
    texts = {place: unguarded(cell.text).strip() for place, cell in cells.items()}
    values = {place: cell.value for place, cell in cells.items() if cell.value is not None}
    trouble = next((cell.trouble for cell in cells.values() if cell.trouble is not None), None)
    return Row(number, {place: text for place, text in texts.items() if text}, max(cells, default=0), values, trouble)


# ---- what lies beside a table ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Files:
    """Files that were handed in: `tables` to be read, else `texts`, and all that lies beside, by name in lower case.

    `texts` may be what a program exports of a code; in `tables` and `texts` are names as they are.
    """

    tables: Mapping[str, Callable[[], bytes]]
    texts: Mapping[str, Callable[[], bytes]]
    beside: Mapping[str, Callable[[], bytes]]

    def document(self, name: str) -> tuple[str, bytes] | None:
        """The file of a document with that name, and what is in it; None where none lies beside the table."""
        whole = posixpath.basename(name.replace("\\", "/")).casefold()
        stem = re.sub(r"\.[a-z0-9]{2,5}$", "", whole)
        for one in dict.fromkeys(
            (whole, *(f"{part}{ending}" for part in (whole, stem) for ending in (*FORMATS, ".rtf")))
        ):
            if one in self.beside and not one.endswith(TABLES):
                return one, self.beside[one]()
        return None


def handed_in(path: Path, content: bytes | None) -> Files:
    """The files in a folder or a zip, or a table with those beside it; those in folders within them are left alone.

    Args:
        path: of the file or the folder.
        content: of the file, None for a folder.

    Raises:
        CmoEvalError: the zip is damaged, protected, or unpacks to too much; or the folder cannot be read.
    """
    if content is not None and content.startswith(b"PK") and _is_folder(path, content):
        archive = looked_through(content, "zip file")
        return _files(
            (posixpath.basename(part.replace("\\", "/")), partial(content_of, archive, part, "zip file"))
            for part in archive.namelist()
            if not part.endswith("/") and not part.startswith("__MACOSX")
        )
    beside = _files(_in_folder(path if content is None else path.absolute().parent))
    if content is None:
        return beside
    one = {path.name: lambda: content}
    text = path.name.lower().endswith(TEXTS)
    return replace(beside, tables={} if text else one, texts=one if text else {})


def _files(found: Iterable[tuple[str, Callable[[], bytes]]]) -> Files:
    files = dict(found)
    tables = {name: read for name, read in files.items() if name.lower().endswith(TABLES)}
    texts = {name: read for name, read in files.items() if name.lower().endswith(TEXTS)}
    return Files(tables, texts, {name.casefold(): read for name, read in files.items()})


def _is_folder(path: Path, content: bytes) -> bool:
    """Whether a zip file holds tables and documents, and is not one itself."""
    names = names_in(content)
    return bool(names) and not is_office(names) and not path.name.lower().endswith(TABLES)


def _in_folder(folder: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    try:
        files = sorted(folder.iterdir())
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        raise CmoEvalError(f"{folder.name}: {reason}", "look at its permissions") from None
    for one in files[:_MOST_BESIDE]:
        if not one.name.startswith((".", "~$")):
            yield one.name, partial(bytes_of, one)


def names_in(content: bytes) -> frozenset[str]:
    """The names of the parts of a zip file in lower case; none where it is none, or damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return frozenset(name.replace("\\", "/").lstrip("/").casefold() for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError):
        return frozenset()


def is_office(names: Collection[str]) -> bool:
    """Whether a zip file with parts of these names is a document of an office program."""
    return "[content_types].xml" in names or any(name.startswith(("xl/", "word/")) for name in names)


def lines_of(name: str, content: bytes) -> str:
    """The text of a document: a line for each paragraph.

    Args:
        name: of the file, whose ending says what it is.
        content: of the file.

    Raises:
        CmoEvalError: a file of that kind is not read, or it is damaged, protected or without text.
    """
    return "\n".join(row.text for row in rows_in(content, name).rows if not row.aside and row.page is None)


def without_head(page: str) -> str:
    """A page of HTML without what it does not show."""
    return _TAGS.sub("", page)
