"""Tables for people to fill in, as bytes of a workbook or of CSV: text stays text, whatever it begins with."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cmo_eval.edits.coding.table_reading import guarded
from cmo_eval.spreadsheet.book import UNDATED
from cmo_eval.spreadsheet.text import STARTS, clean

TOP = {"text_wrap": True, "valign": "top"}
HEAD = {"bold": True, "text_wrap": True, "valign": "vcenter", "font_color": "#FFFFFF", "bg_color": "#1F3864"}
"""How cells look: those below, and those with headers."""


def csv_bytes(rows: Iterable[Sequence[str]], language: str) -> bytes:
    """The rows as Excel opens them in that language: UTF-8 with byte order mark."""
    out = io.StringIO(newline="")
    # a Dutch Excel takes commas for decimal signs, and opens tables with semicolons only
    writer = csv.writer(out, delimiter=";" if language == "nl" else ",", lineterminator="\r\n")
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", "replace")


class Book:
    """A workbook that is made in memory."""

    def __init__(self) -> None:
        from xlsxwriter import Workbook

        self._packed = io.BytesIO()
        self._book = Workbook(self._packed, {"in_memory": True})
        self._book.set_properties({"created": UNDATED})

    def page(self, title: str, language: str) -> Page:
        """A further sheet; `language` is that of its words."""
        return Page(self._book, title, language)

    def bytes(self) -> bytes:
        """The workbook, once all is in it."""
        self._book.close()
        return self._packed.getvalue()


class Page:
    """A sheet in which text is text, whatever it begins with; printed on A4 sideways, fitted to the width."""

    def __init__(self, book: Any, title: str, language: str) -> None:
        self.language = language
        self.sheet = book.add_worksheet(title)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.fit_to_pages(1, 0)
        self.format = book.add_format

    def put(self, row: int, place: int, text: str, look: Mapping[str, Any] | None = None) -> None:
        """Write a text into a cell (both counted from 0)."""
        shown = clean(text)
        marked = {"quote_prefix": shown.startswith(STARTS)}  # the mark keeps it text when somebody edits it
        self.sheet.write_string(row, place, shown, self.format({**(look or {}), **marked}))
