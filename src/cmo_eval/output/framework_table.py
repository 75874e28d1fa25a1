"""A framework as a table: dimensions with who has which value, or cases, partners and groups of cases in rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, TypeVar

from cmo_eval.analysis.framework_table import MARKS, ORGANISATION
from cmo_eval.messages import label, phrase, say
from cmo_eval.model.framework import OPEN_VALUES
from cmo_eval.output.plain import json_text, markdown_table
from cmo_eval.spreadsheet.csv_tables import csv_text

if TYPE_CHECKING:
    from cmo_eval.analysis.framework_table import Across, Entry, FrameworkTable, Row

T = TypeVar("T")

_NO_MARK = {"unknown": "?", "not_applicable": "-"}


def comparison_text(found: FrameworkTable, *, width: int = 80, language: str = "en") -> str:
    """Each dimension with whether the cases agree, and each value with whose it is, its text and its citations."""
    from cmo_eval.output.tables import Page

    page = Page(width)
    titles = {row.key: row.title for row in found.rows}
    partners = {row.key: named(row) for row in found.rows} if found.by == ORGANISATION else {}
    for place, one in enumerate(found.dimensions):
        page.line(one.title, f" ({one.name}){agreed(found, one, language, before=': ')}")
        order = {value: number for number, (value, _) in enumerate(one.values)}
        told = [(row, entry) for row in found.rows for entry in row.cells[place]]
        told.sort(key=lambda pair: order.get(pair[1].value or "", len(order)))
        rows = []
        for row, entry in told:
            whose = entry.of if titles.get(entry.of) or row.key == entry.of else f"{entry.of} ({row.title})"
            whose = partners.get(row.key, whose)
            rows.append([_valued(entry, language), whose, " ".join(filter(None, (entry.text, _cited(entry))))])
        if rows:
            page.grid(rows, indent=2)
        if one.empty:
            page.line(
                label("compare.empty", language), ": ", ", ".join(partners.get(key, key) for key in one.empty), indent=2
            )
        page.line("")
    for line in below(found, language):
        page.line(line)
    return page.text()


def agreed(found: FrameworkTable, one: Across, language: str, before: str = "") -> str:
    """Whether the cases agree in a dimension, after `before`; of texts only nobody can say so, and it is empty."""
    return before + say(phrase(f"compare.{one.agreement}", by=found.by or ""), language) if one.values else ""


def _valued(entry: Entry, language: str) -> str:
    """The value of an entry after its mark; a bare text has neither."""
    if entry.value is None:
        return ""
    word = label(f"value.{entry.value}", language) if entry.value in OPEN_VALUES else entry.value
    mark = MARKS[entry.shade] if entry.shade is not None else _NO_MARK.get(entry.value, " ")
    return f"{mark} {word}"


def _cited(entry: Entry) -> str:
    return f"[{', '.join(entry.citations)}]" if entry.citations else ""


def below(found: FrameworkTable, language: str) -> Iterator[str]:
    """What the marks mean, and who is not in the table."""
    if any(entry.shade is not None for row in found.rows for cell in row.cells for entry in cell):
        yield say(phrase("compare.marks", low=MARKS[0], high=MARKS[-1]), language)
    if found.left_out:
        yield say(phrase("compare.left_out", ids=", ".join(found.left_out)), language)


def _rows(found: FrameworkTable, language: str) -> list[list[str]]:
    """A heading, and a row for each case, partner or group; below them whether they agree."""
    rows = [[whose(found, language), *(one.title for one in found.dimensions)]]
    rows += [[named(row), *(together(row.key, cell, language) for cell in row.cells)] for row in found.rows]
    return [*rows, [label("compare.agreement", language), *(agreed(found, one, language) for one in found.dimensions)]]


def whose(found: FrameworkTable, language: str) -> str:
    """What the rows are: cases, partners, or values of an attribute, by what that is called."""
    if found.by not in {None, ORGANISATION}:
        return found.by or ""
    return label("compare.organisation" if found.by else "compare.case", language)


def named(row: Row) -> str:
    """A row by its id and its title, or by what both are; a partner by the id of its case, as its key tells nobody."""
    return row.key if row.key == row.title else f"{row.key.partition('.')[0]} {row.title}"


def turned(found: FrameworkTable, cells: list[list[T]]) -> tuple[list[str], list[str], list[list[T]]]:
    """The heads of the columns, those of the rows, and the cells: dimensions are rows where the table lies."""
    heads, sides = [one.title for one in found.dimensions], [named(row) for row in found.rows]
    if found.lying:
        return sides, heads, [[*column] for column in zip(*cells, strict=True)]
    return heads, sides, cells


def together(row: str, entries: Sequence[Entry], language: str, apart: str = "; ") -> str:
    """All that a cell holds; where it gathers several cases, each with its id, with `apart` between them."""
    said = []
    for entry in entries:
        words = ": ".join(filter(None, (_valued(entry, language).strip(), entry.text)))
        said.append(" ".join(filter(None, ("" if entry.of == row else f"{entry.of}:", words, _cited(entry)))))
    return apart.join(said)


def comparison_markdown(found: FrameworkTable, *, language: str = "en") -> str:
    """A table in Markdown with what the marks mean below."""
    heads, *rows = _rows(found, language)
    remarks = "".join(f"\n*{line}*\n" for line in below(found, language))
    return f"{markdown_table(heads, rows)}{remarks}"


def comparison_csv(found: FrameworkTable) -> str:
    """CSV with a heading: a row for each entry of a case in a dimension, in the keys and values of the files."""
    heads = ["row", "of", "dimension", "value", "number", "text", "citations"]
    rows = [
        [
            *(row.key, entry.of, one.name, entry.value or "", "" if entry.number is None else f"{entry.number:g}"),
            *(entry.text, " ".join(entry.citations)),
        ]
        for place, one in enumerate(found.dimensions)
        for row in found.rows
        for entry in row.cells[place]
    ]
    return csv_text([heads, *rows])


def comparison_json(found: FrameworkTable) -> str:
    """All of it as JSON, version 1; `values` of a dimension are pairs of a value and whose it is."""
    rows = [
        {
            "key": row.key,
            "title": row.title,
            "cells": {one.name: [asdict(entry) for entry in row.cells[place]] for place, one in _each(found)},
        }
        for row in found.rows
    ]
    told = {"version": 1, "framework": found.framework, "by": found.by}
    return json_text(
        {**told, "dimensions": list(map(asdict, found.dimensions)), "rows": rows, "left_out": found.left_out}
    )


def _each(found: FrameworkTable) -> list[tuple[int, Across]]:
    return list(enumerate(found.dimensions))
