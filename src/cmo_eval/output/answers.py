"""Rows that a question to a portfolio gave, as text, JSON and CSV; knows no portfolio."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cmo_eval.output.plain import json_text
from cmo_eval.output.tables import Page
from cmo_eval.spreadsheet.csv_tables import csv_text


def rows_text(
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    brief: Sequence[str],
    *,
    width: int = 80,
    colour: bool = False,
) -> str:
    """A table for a terminal with the columns in `brief`; `-` where nothing stands."""
    if not rows:
        return "nothing\n"
    places = [columns.index(name) for name in brief]
    texts = [place for place in places if not all(isinstance(row[place], int | float | None) for row in rows)]
    numbers = [place for place in places if place not in texts]
    shown = [*texts, *numbers]
    page = Page(width, colour=colour)
    heads = [columns[place].removesuffix("_key").removesuffix("_id").replace("_", " ") for place in shown]
    page.table(heads, ([_cell(row[place]) for place in shown] for row in rows), numbers=len(numbers))
    return page.text().lstrip("\n")


def _cell(value: Any) -> str:
    return "-" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def rows_csv(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """CSV with a heading; text that a spreadsheet would take for a formula begins with an apostrophe."""
    return csv_text([list(columns), *(["" if one is None else _plain(one) for one in row] for row in rows)])


def rows_json(**found: tuple[Sequence[str], Sequence[Sequence[Any]]]) -> str:
    """Lists of rows, each a mapping of columns to values, as JSON, version 1."""
    return json_text(
        {
            "version": 1,
            **{name: [dict(zip(columns, row, strict=True)) for row in rows] for name, (columns, rows) in found.items()},
        }
    )


def _plain(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value if isinstance(value, int | str) else str(value)
