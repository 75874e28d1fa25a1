"""Tables as CSV that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from cmo_eval.spreadsheet.text import STARTS

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
# a spreadsheet that splits at other marks than commas, or knows no quotation marks, begins a new cell there
_BEGINS = "".join(start for start in STARTS if start.strip())
_INSIDE = re.compile(rf"(\A[ \"'\x0b\x0c]+|[;\t\r\n][ \"'\x0b\x0c]*)(?=[{re.escape(_BEGINS)}])")


def csv_text(rows: Iterable[Sequence[str | int | None]]) -> str:
    """The rows as CSV with commas; what a spreadsheet would take for a formula begins with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue()


def guarded(cell: str | int | None) -> str | int | None:
    """The cell, with an apostrophe before what a spreadsheet would take for a formula.

    Numbers are left alone, also where they are negative. Behind blanks and quotation marks, and where a Dutch Excel
    splits a line (at each semicolon), a formula may begin inside a text: it gets an apostrophe too.
    """
    if not isinstance(cell, str):
        return cell
    cell = _INSIDE.sub(r"\1'", cell.replace("\0", "\ufffd"))
    return f"'{cell}" if cell.startswith(STARTS) and not _NUMBER.fullmatch(cell) else cell
