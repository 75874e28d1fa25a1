"""Tables as CSV: written so that no spreadsheet takes a text for a formula, and read cell by cell with their lines."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import islice

from cmo_eval.deferred import expression
from cmo_eval.errors import CmoEvalError
from cmo_eval.spreadsheet.text import MAX_COLUMNS, MAX_ROWS, STARTS

DELIMITERS = ",;\t|"
LONGEST_CELL = 1_000_000  # characters in a cell; beyond them it is no cell but a mark that was forgotten

_HEADERS_WITHIN = 25  # rows
_NUMBER = expression(r"-?[0-9]+(?:\.[0-9]+)?")
# a spreadsheet that splits at other marks than commas, or knows no quotation marks, begins a new cell there
_BEGINS = "".join(start for start in STARTS if start.strip())
_INSIDE = expression(rf"(\A[ \"'\x0b\x0c]+|[;\t\r\n][ \"'\x0b\x0c]*)(?=[{re.escape(_BEGINS)}])")
# most cells: nothing in them can begin a formula
_HARMLESS = expression(r"[^\W_][^;\t\r\n\0]*")
_LINE_END = expression(r"\r\n|\r|\n")
_SAID = expression(r'"?sep=(.?)"?[ ,;]*(?:\r\n|\r|\n|\Z)', re.IGNORECASE)


def csv_text(rows: Iterable[Sequence[str | int | None]], delimiter: str = ",") -> str:
    """The rows as CSV; what a spreadsheet would take for a formula begins with an apostrophe."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue()


def guarded(cell: str | int | None) -> str | int | None:
    """The cell, with an apostrophe before what a spreadsheet would take for a formula.

    Numbers are left alone, also where they are negative. Behind blanks and quotation marks, and where a Dutch Excel
    splits a line (at each semicolon), a formula may begin inside a text: it gets an apostrophe too.
    """
    if not isinstance(cell, str) or _HARMLESS.fullmatch(cell):
        return cell
    # the writer puts no quotation marks around a lone CR, at which whoever reads it begins another row
    cell = _INSIDE.sub(r"\1'", _LINE_END.sub("\n", cell.replace("\0", "\ufffd")))
    return f"'{cell}" if cell.startswith(STARTS) and not _NUMBER.fullmatch(cell) else cell


def csv_rows(text: str, delimiter: str, line: int = 1) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row, with the line that it begins on; line ends of any kind end a row.

    A cell may stand between quotation marks, with the delimiter, line ends and doubled marks in it. A mark within a
    cell that does not begin with one is a character like others.

    Args:
        text: of the table.
        delimiter: what stands between cells.
        line: what the first line is counted as.

    Raises:
        CmoEvalError: a quotation mark is not closed, or words stand behind the one that closes it.
    """
    quoted, spaced, bare = _cells(delimiter)
    at, end = 0, len(text)
    while at < end:
        cells: list[str] = []
        first = line
        while True:
            if text.startswith('"', at):
                reach = at + LONGEST_CELL + 2
                match = quoted.match(text, at, reach)
                if match is None or match.end() == reach < end:
                    raise _unclosed(text, at, line)
                line += len(_LINE_END.findall(match[1])) if "\n" in match[1] or "\r" in match[1] else 0
            else:
                match = spaced.match(text, at) or bare.match(text, at)
                assert match is not None  # noqa: S101 - it matches nothing, too
            cells.append(match[1].replace('""', '"') if match.re is not bare else match[0])
            if len(cells[-1]) > LONGEST_CELL:
                raise CmoEvalError(
                    f"a cell on line {first} has {len(cells[-1])} characters, and at most {LONGEST_CELL} are read",
                    "is it a table? save it as CSV again",
                )
            at = match.end()
            if not text.startswith(delimiter, at):
                break
            at += 1
            if len(cells) >= MAX_COLUMNS:
                raise CmoEvalError(f"line {first} has more than {MAX_COLUMNS:,} cells", "is it a table?")
        if (over := _LINE_END.match(text, at)) is not None:
            at = over.end()
        line += 1
        if line > 4 * MAX_ROWS:
            raise CmoEvalError(f"it has more than {4 * MAX_ROWS:,} lines", "split it")
        yield first, cells


def table_rows(text: str, known: Callable[[str], bool]) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row of a table that may begin with `sep=;`, with the line that it begins on.

    Args:
        text: of the table.
        known: whether a cell is a header that is read, which tells what stands between the cells.

    Raises:
        CmoEvalError: as `csv_rows`.
    """
    said, start = said_delimiter(text)
    below = text[start:]
    return csv_rows(below, said or delimiter_of(below, known), 2 if start else 1)


def said_delimiter(text: str) -> tuple[str | None, int]:
    """What a first line `sep=;` says stands between the cells, None without such a line; and where the table begins."""
    match = _SAID.match(text)
    if match is None:
        return None, 0
    return (match[1] or None) if match[1] in DELIMITERS else None, match.end()


def delimiter_of(text: str, known: Callable[[str], bool]) -> str:
    """What stands between the cells: what gives the line with the headers most cells, since text may hold any.

    Args:
        text: of the table.
        known: whether a cell is a header that is read.
    """
    best, most = ",", (0, 0)
    for delimiter in DELIMITERS:
        with suppress(CmoEvalError):
            for _, row in islice(csv_rows(text, delimiter), _HEADERS_WITHIN):
                found = (sum(map(known, row)), min(len(row), 2))
                if found > most:
                    best, most = delimiter, found
    return best


def unguarded(cell: str) -> str:
    """The cell without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in STARTS else cell


@lru_cache(maxsize=16)
def _cells(delimiter: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A cell between quotation marks, one with a blank before them, and one without."""
    between = re.escape(delimiter)
    blanks = " *+" if delimiter == "\t" else r"[ \t]*+"
    over = rf"{blanks}(?=[{between}\r\n]|\Z)"
    return (
        re.compile(rf'"((?:[^"]++|"")*+)"{over}'),
        re.compile(rf' ++"((?:[^"\r\n]++|"")*+)"{over}'),
        re.compile(rf"[^{between}\r\n]*+"),
    )


def _unclosed(text: str, at: int, line: int) -> CmoEvalError:
    closing = re.compile(r'"((?:[^"]++|"")*+)"').match(text, at, at + LONGEST_CELL + 2)
    if (closing is None or closing.end() > at + LONGEST_CELL) and len(text) - at > LONGEST_CELL:
        what = f"is not closed within {LONGEST_CELL:,} characters, and no cell has more"
    elif closing is None:
        what = "is not closed"
    else:
        last = line + len(_LINE_END.findall(closing[1]))
        where = f", on line {last}" if last > line else ""
        what = f"is not closed: words stand right behind the next one{where}"
    return CmoEvalError(
        f"the quotation mark that opens on line {line} {what}",
        'put a second one where it closes, or double a mark that belongs to the words (""); then save it again',
    )
