"""A matrix as rows of plain values, and as Markdown, CSV and JSON; columns of a terminal are left to matrix_text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from cmo_eval.analysis.matrix import Crosstab, Header
from cmo_eval.messages import label, phrase, say
from cmo_eval.output.plain import visible
from cmo_eval.spreadsheet import csv_text

Row = Sequence[str | int]


def table(found: Crosstab, *, texts: bool = False, in_words: bool = False, language: str = "en") -> list[Row]:
    """A heading, a row for each value, and a row of totals; with `texts`, what the cases say and no totals.

    Kinds of source are as the files have them (`focus_group`), or with `in_words` as one says them.
    """
    if in_words:
        found = _in_words(found, language)
    total = label("matrix.total", language)
    corner = label(f"matrix.name.{found.rows}", language)
    heads = [_key(header, language) for header in found.column_headers]
    if texts:
        turned = found.rows == "cases"
        written = [
            [_text(found, (other, one) if turned else (one, other)) for other in found.column_headers]
            for one in found.row_headers
        ]
        return [
            [corner, *heads],
            *([_named(one, language), *row] for one, row in zip(found.row_headers, written, strict=True)),
        ]
    rows: list[Row] = [[corner, *heads, total]]
    for header, counts, sum_ in zip(found.row_headers, found.counts, found.row_totals, strict=True):
        rows.append([_named(header, language), *counts, sum_])
    rows.append([total, *found.column_totals, found.total])
    return rows


def _in_words(found: Crosstab, language: str) -> Crosstab:
    def said(headers: tuple[Header, ...]) -> tuple[Header, ...]:
        return tuple(Header(one.key and label(f"source_kind.{one.key}", language), "") for one in headers)

    return replace(
        found,
        row_headers=said(found.row_headers) if found.rows == "kinds" else found.row_headers,
        column_headers=said(found.column_headers) if found.columns == "kinds" else found.column_headers,
    )


def _text(found: Crosstab, place: tuple[Header, Header]) -> str:
    return found.texts.get((place[0].key or "", place[1].key or ""), "")


def _key(header: Header, language: str) -> str:
    return label("matrix.none", language) if header.key is None else header.key


def _named(header: Header, language: str) -> str:
    key = _key(header, language)
    return f"{key}: {header.title}" if header.title and header.title != key else key


def caption(found: Crosstab, *, texts: bool = False, language: str = "en") -> str:
    """What is counted, and what its totals are."""
    names = {"rows": phrase(f"matrix.name.{found.rows}"), "columns": phrase(f"matrix.name.{found.columns}")}
    if texts:
        return say(phrase("matrix.text", **names), language)
    which = phrase("matrix.weighed" if found.weighed else "matrix.all")
    counted = say(phrase(f"matrix.name.{found.count}"), language).capitalize()
    said = say(phrase("matrix.caption", count=counted, which=which, **names), language)
    more = ["matrix.same"] if found.rows == found.columns else []
    return " ".join([said, *(label(key, language) for key in [*more, "matrix.totals"])])


def matrix_markdown(found: Crosstab, *, texts: bool = False) -> str:
    """A table in Markdown with its caption below."""
    rows = table(found, texts=texts, in_words=True)
    align = ["---", *("---" if texts else "---:" for _ in rows[0][1:])]
    lines = [rows[0], align, *rows[1:]]
    body = "".join("| " + " | ".join(_escaped(str(cell)) for cell in row) + " |\n" for row in lines)
    return f"{body}\n*{caption(found, texts=texts)}*\n"


def matrix_csv(found: Crosstab, *, texts: bool = False) -> str:
    """CSV with a heading; text that a spreadsheet would take for a formula begins with an apostrophe."""
    return csv_text(table(found, texts=texts))


def matrix_json(found: Crosstab, *, texts: bool = False) -> str:
    """The counts, the totals and, of framework cells by cases, the texts as JSON, version 1."""
    data: dict[str, Any] = {
        "version": 1,
        "rows": found.rows,
        "columns": found.columns,
        "count": found.count,
        "weighed": found.weighed,
        "row_values": [{"key": one.key, "title": one.title} for one in found.row_headers],
        "column_values": [{"key": one.key, "title": one.title} for one in found.column_headers],
        "counts": [list(row) for row in found.counts],
        "row_totals": list(found.row_totals),
        "column_totals": list(found.column_totals),
        "total": found.total,
    }
    if texts:
        data["texts"] = [{"cell": cell, "case": case, "text": text} for (cell, case), text in found.texts.items()]
    return json.dumps(data, ensure_ascii=False, indent=2)


def _escaped(cell: str) -> str:
    return visible(cell).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
