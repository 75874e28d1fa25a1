"""Rows that a question to a portfolio gave, as text, JSON and CSV; knows no portfolio."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any


def rows_text(
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    brief: Sequence[str],
    *,
    width: int = 80,
    colour: bool = False,
) -> str:
    """A table for a terminal with the columns in `brief`; `-` where nothing stands."""
    from cmo_eval.output.tables import Page

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
    from cmo_eval.spreadsheet.csv_tables import csv_text

    return csv_text([list(columns), *(["" if one is None else _plain(one) for one in row] for row in rows)])


def rows_json(**found: tuple[Sequence[str], Sequence[Sequence[Any]]]) -> Iterator[str]:
    """Lists of rows, each a mapping of columns to values, as JSON, version 1; in pieces of whole lines."""
    import json

    encoded = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=("\n", ":")).encode
    yield '{\n  "version": 1,\n'
    for left, (name, (columns, rows)) in zip(range(len(found) - 1, -1, -1), found.items(), strict=True):
        end = "],\n" if left else "]\n"
        if not rows:
            yield f"  {encoded(name)}: [{end}"
            continue
        yield f"  {encoded(name)}: [\n"
        places = {encoded(column).replace("%", "%%"): place for place, column in enumerate(columns)}
        row = ",\n".join(f"      {key}: %s" for key in places)
        for first in range(0, len(rows), _AT_ONCE):
            some = [*zip(*rows[first : first + _AT_ONCE], strict=True)]
            cells = (_encoded(some[place], encoded) for place in places.values())
            lines = ",\n".join(map(f"    {{\n{row}\n    }}".__mod__, zip(*cells, strict=True)))
            yield lines + (",\n" if first + _AT_ONCE < len(rows) else "\n")
        yield f"  {end}"
    yield "}\n"


_AT_ONCE = 1000
"""So many rows are made into text together: what is held then is little."""


def _encoded(column: Sequence[Any], encoded: Callable[[Any], str]) -> Iterable[str]:
    """Each value of a column as JSON; what stands there often is encoded once."""
    kinds = {*map(type, column)} - {type(None)}
    several = len(kinds) > 1 or float in kinds  # for a dict 1 is True, and 0.0 is -0.0
    values = column if several else [*{*column}]
    texts = encoded(values)[1:-1].split("\n")  # which no text in JSON holds
    return texts if several else map(dict(zip(values, texts, strict=True)).__getitem__, column)


def _plain(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value if isinstance(value, int | str) else str(value)
