"""A matrix as an Excel workbook; knows openpyxl and what Excel makes of text."""

from __future__ import annotations

import io
import re

from cmo_eval.crosstab import Crosstab
from cmo_eval.formats.matrix_table import Row, caption, table

MAX_CELL = 32_767
"""Characters that a cell of Excel can hold."""

_REFUSED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def matrix_xlsx(found: Crosstab, *, texts: bool = False) -> bytes:
    """A workbook with one sheet, totals in bold and the caption below; text stays text, whatever it begins with."""
    from openpyxl import Workbook  # noqa: PLC0415 - heavy
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook()
    page = book.active
    if page is None:  # a new workbook has one sheet
        page = book.create_sheet()
    page.title = f"{found.rows} x {found.columns}"
    rows: list[Row] = [*table(found, texts=texts), [], [caption(found, texts=texts)]]
    last = len(rows) - 2  # the row of totals; of texts there is none
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            cell = page.cell(number, place)
            if isinstance(value, int):
                cell.value = value
            else:
                cell.value = _REFUSED.sub("\ufffd", value)[:MAX_CELL]
                cell.data_type = "s"  # openpyxl takes a leading = for a formula and #N/A for an error
                if value.startswith(tuple("=+-@\t\r\n")):
                    cell.quotePrefix = True
            totals = not texts and (number == last or (place == len(rows[0]) and number <= last))
            cell.font = Font(bold=number == 1 or totals, italic=number == len(rows))
            if number <= last:
                cell.alignment = Alignment(wrap_text=place == 1 or texts, vertical="top")
    page.freeze_panes = "B2"
    page.column_dimensions["A"].width = 40
    for place in range(2, len(rows[0]) + 1):
        page.column_dimensions[get_column_letter(place)].width = 34 if texts else 13
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()
