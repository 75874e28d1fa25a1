"""A matrix as an Excel workbook with a table to sort and filter, its totals and what is counted below."""

from __future__ import annotations

import io
from datetime import datetime

from cmo_eval.analysis.matrix import Crosstab
from cmo_eval.errors import UsageError
from cmo_eval.output.matrix_table import Row, caption, table
from cmo_eval.spreadsheet import MAX_COLUMNS, Book, Column, Sheet, write_book

MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - a matrix has no date of its own, and the clock would change its bytes


def matrix_xlsx(found: Crosstab, *, texts: bool = False) -> bytes:
    """A workbook with one sheet; text stays text, whatever it begins with, and the same matrix gives the same bytes.

    Totals count each citation once, so they are numbers and no sums of what stands above them.

    Raises:
        UsageError: the matrix has more columns than Excel.
    """
    head, *rows = table(found, texts=texts)
    if len(head) > MAX_COLUMNS:
        raise UsageError(
            f"the matrix has {len(head)} columns, and Excel no more than {MAX_COLUMNS}",
            "turn rows and columns round, or write CSV",
        )
    below: list[Row] = [] if texts else [rows.pop()]
    width = 34 if texts else 13
    columns = [Column(str(head[0]), 40), *(Column(str(one), width) for one in head[1:])]
    title = f"{found.rows} x {found.columns}"
    sheet = Sheet(title, columns, rows, len(rows), below=[*below, [], [caption(found, texts=texts)]])
    packed = io.BytesIO()
    write_book(Book([sheet], title=title, creator="cmo-eval", made=MADE), packed)
    return packed.getvalue()
