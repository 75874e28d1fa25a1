"""Any two dimensions counted against each other: for a terminal, and as Markdown, CSV, JSON and Excel."""

from __future__ import annotations

import io
import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import zip_longest
from typing import Any

from cmo_eval.analysis.matrix import Crosstab, Header
from cmo_eval.errors import UsageError
from cmo_eval.messages import counted, label, phrase, say
from cmo_eval.output.plain import columns, filled, folded, hanging, markdown_table, visible
from cmo_eval.spreadsheet import MAX_COLUMNS, Book, Column, Sheet, csv_text, write_book

_FIRST, _LEAST = 30, 16
"""Most columns of a terminal for the names of rows, or half of a narrow one; least where that saves a block."""
_HEAD = 16
_PROSE = 26
_NAME = 20
"""Of texts: least columns for each, and most for the names of rows."""
_LONGEST = 150
"""Letters of a text that are shown."""
_GAP = "  "


def matrix_text(found: Crosstab, *, texts: bool = False, width: int = 80, language: str = "en") -> str:
    """The caption, then one block or more, each with the names of the rows.

    Of texts, columns in which nothing stands are left out and counted, and what is long is cut; both are said below.
    """
    empty = next((name for name, headers in _sides(found) if not headers), None)
    if empty is not None:
        return say(phrase("matrix.empty", name=phrase(f"matrix.name.{empty}")), language) + "\n"
    shown = _with_texts(found) if texts else found
    rows = [[visible(str(cell)) for cell in row] for row in table(shown, texts=texts, in_words=True, language=language)]
    parts = ["\n".join(filled(caption(found, texts=texts, language=language), width))]
    if texts:
        for row, header in zip(rows[1:], shown.row_headers, strict=True):
            row[0] = visible(header.title)
    first, wide = _widths(rows, width, texts=texts)
    blocks = list(_blocks(wide, width - first))
    for number, block in enumerate(blocks, start=1):
        lines = list(_block(rows, block, first, wide, texts=texts))
        if len(blocks) > 1:
            lines.insert(0, say(phrase("matrix.part", n=number, of=len(blocks)), language))
        parts.append("\n".join(lines))
    if texts:
        notes = []
        left = len(found.column_headers) - len(shown.column_headers)
        if left:
            what = phrase("matrix.silent", columns=counted(left, _NOUNS[found.columns]))
            notes.append(say(what, language))
        if any(len(cell) > _LONGEST for row in rows[1:] for cell in row[1:]):
            notes.append(say(phrase("matrix.cut"), language))
        if notes:
            parts.append("\n".join(filled(" ".join(notes), width)))
    return "\n\n".join(parts) + "\n"


_NOUNS = {"cases": "case", "cells": "cell"}


def _sides(found: Crosstab) -> Iterator[tuple[str, Sequence[object]]]:
    yield found.rows, found.row_headers
    yield found.columns, found.column_headers


def _with_texts(found: Crosstab) -> Crosstab:
    """The columns in which any text stands; all, where there is none."""
    said = {key for place, text in found.texts.items() if text for key in place}
    places = [place for place, header in enumerate(found.column_headers) if header.key in said]
    if not places:
        return found
    return replace(
        found,
        column_headers=tuple(found.column_headers[place] for place in places),
        column_totals=tuple(found.column_totals[place] for place in places),
        counts=tuple(tuple(row[place] for place in places) for row in found.counts),
    )


def _widths(rows: Sequence[Sequence[str]], width: int, *, texts: bool) -> tuple[int, list[int]]:
    """Columns of the terminal for the names of rows, and for each column of the matrix."""
    number = len(rows[0]) - 1
    needed = max(columns(row[0]) for row in rows)
    first = min(needed, _NAME if texts else _FIRST, width // 2)
    if texts:
        beside = max(1, min(number, (width - first) // (_PROSE + len(_GAP))))
        return first, [(width - first) // beside - len(_GAP)] * number
    wide = [max(_head(rows[0][place]), *(columns(row[place]) for row in rows[1:])) for place in range(1, number + 1)]
    room = width - sum(one + len(_GAP) for one in wide)
    return room if min(_LEAST, first) <= room < first else first, wide


def _head(text: str) -> int:
    """Columns for a heading: its longest line when it is folded."""
    return max(columns(line) for line in folded(text, _HEAD))


def _blocks(wide: Sequence[int], room: int) -> Iterator[list[int]]:
    """Places of columns that fit side by side, at least one in each block."""
    block: list[int] = []
    taken = 0
    for place, needed in enumerate(wide, start=1):
        if block and taken + needed + len(_GAP) > room:
            yield block
            block, taken = [], 0
        block.append(place)
        taken += needed + len(_GAP)
    if block:
        yield block


def _block(
    rows: Sequence[Sequence[str]], block: Sequence[int], first: int, wide: Sequence[int], *, texts: bool
) -> Iterator[str]:
    rule = _GAP.join(["-" * first, *("-" * wide[place - 1] for place in block)])
    for number, row in enumerate(rows):
        if not texts and number == len(rows) - 1:
            yield rule
        cells = [folded(_shortened(row[place]), wide[place - 1]) for place in block]
        for name, *parts in zip_longest((folded if texts else hanging)(row[0], first), *cells, fillvalue=""):
            yield _GAP.join(
                [
                    _padded(name, first),
                    *(
                        _padded(part, wide[place - 1], right=not texts)
                        for part, place in zip(parts, block, strict=True)
                    ),
                ]
            ).rstrip()
        if number == 0:
            yield rule
        elif texts and number < len(rows) - 1:
            yield ""


def _shortened(text: str) -> str:
    return textwrap.shorten(text, _LONGEST, placeholder="…") if len(text) > _LONGEST else text


def _padded(text: str, wide: int, *, right: bool = False) -> str:
    blanks = " " * max(0, wide - columns(text))
    return blanks + text if right else text + blanks


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
    return f"{markdown_table(rows[0], rows[1:], align)}\n*{caption(found, texts=texts)}*\n"


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
