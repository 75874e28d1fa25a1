"""The workbook for analysts: from a view to sheets with one table each, written as Excel."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from cmo_eval.report.contents import ReportView
from cmo_eval.report.packing import moment
from cmo_eval.report.workbook.sheets import sheets_of
from cmo_eval.report.workbook.words import Words
from cmo_eval.report.writing import CREATOR
from cmo_eval.spreadsheet import Book, write_book

__all__ = ["write_workbook"]


def write_workbook(view: ReportView, target: Path | BinaryIO) -> None:
    """Write the workbook; the same view gives the same bytes.

    Every sheet is a table with a row for each record and one fact in a cell. Text stays text, whatever it begins
    with; characters that Excel refuses become U+FFFD, and a text that does not fit in a cell is cut with a mark that
    says so. The citations are streamed, so that their number costs no memory here.
    """
    words = Words(view.language)
    book = Book(
        sheets=sheets_of(view, words),
        title=view.head.title,
        subject=view.head.programme,
        creator=CREATOR,
        made=moment(view.head.date).replace(tzinfo=None),  # openpyxl wants it naive and reads it as UTC
        language=view.language,
        cut=words("cut"),
        unlisted=(words("not_listed"), words("not_listed.about")),
    )
    write_book(book, target)
