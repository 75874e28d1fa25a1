"""Tables for Excel and CSV: what a spreadsheet makes of text, names and numbers; knows nothing of evaluations."""

from cmo_eval.spreadsheet.book import write_book
from cmo_eval.spreadsheet.csv_text import csv_text, guarded
from cmo_eval.spreadsheet.sheet import Book, Column, Formula, Sheet, Value
from cmo_eval.spreadsheet.text import MAX_CELL, MAX_COLUMNS, MAX_LINKS, MAX_ROWS, reference

__all__ = [
    "MAX_CELL",
    "MAX_COLUMNS",
    "MAX_LINKS",
    "MAX_ROWS",
    "Book",
    "Column",
    "Formula",
    "Sheet",
    "Value",
    "csv_text",
    "guarded",
    "reference",
    "write_book",
]
