"""Tables for Excel and CSV: what a spreadsheet makes of text, names and numbers; knows nothing of evaluations."""

from cmo_eval.spreadsheet.book import Book, Column, Formula, Sheet, Value, write_book
from cmo_eval.spreadsheet.csv_tables import DELIMITERS, csv_rows, csv_text, guarded, said_delimiter
from cmo_eval.spreadsheet.text import MAX_CELL, MAX_COLUMNS, MAX_LINKS, MAX_ROWS, STARTS, letters, reference
from cmo_eval.spreadsheet.workbook_reading import Cell, SheetRows, opened, read_sheet

__all__ = [
    "DELIMITERS",
    "MAX_CELL",
    "MAX_COLUMNS",
    "MAX_LINKS",
    "MAX_ROWS",
    "STARTS",
    "Book",
    "Cell",
    "Column",
    "Formula",
    "Sheet",
    "SheetRows",
    "Value",
    "csv_rows",
    "csv_text",
    "guarded",
    "letters",
    "opened",
    "read_sheet",
    "reference",
    "said_delimiter",
    "write_book",
]
