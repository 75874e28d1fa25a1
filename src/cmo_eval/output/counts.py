"""What is counted: two dimensions against each other (`matrix`), and who was invited and heard (`sampling`)."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from cmo_eval.errors import UsageError
from cmo_eval.messages import counted, label, phrase, say
from cmo_eval.output.plain import columns, fields, filled, folded, hanging, json_text, markdown_table, padded, visible
from cmo_eval.spreadsheet.csv_tables import csv_text
from cmo_eval.spreadsheet.text import MAX_COLUMNS

if TYPE_CHECKING:
    from cmo_eval.analysis.matrix import Crosstab, Header
    from cmo_eval.analysis.sampling import Sampling, Stratum

_GAP = "  "

# ---- two dimensions against each other ------------------------------------------------------------------------------

_FIRST, _LEAST = 30, 16
"""Most columns of a terminal for the names of rows, or half of a narrow one; least where that saves a block."""
_HEAD = 16
_PROSE = 26
_NAME = 20
"""Of texts: least columns for each, and most for the names of rows."""
_LONGEST = 150
"""Letters of a text that are shown."""
_NOUNS = {"cases": "case", "cells": "cell"}

Row = Sequence[str | int]


def matrix_text(found: Crosstab, *, texts: bool = False, width: int = 80, language: str = "en") -> str:
    """The caption, then one block or more, each with the names of the rows.

    Of texts, columns in which nothing stands are left out and counted, and what is long is cut; both are said below.
    """
    for name, headers in ((found.rows, found.row_headers), (found.columns, found.column_headers)):
        if not headers:
            return say(phrase("matrix.empty", name=phrase(f"matrix.name.{name}")), language) + "\n"
    shown = _with_texts(found) if texts else found
    rows = [[visible(str(cell)) for cell in row] for row in table(shown, texts=texts, in_words=True, language=language)]
    if texts:
        for row, header in zip(rows[1:], shown.row_headers, strict=True):
            row[0] = visible(header.title)
    first, wide = _widths(rows, width, texts=texts)
    blocks = list(_blocks(wide, width - first))
    parts = ["\n".join(filled(caption(found, texts=texts, language=language), width))]
    for number, block in enumerate(blocks, start=1):
        part = [say(phrase("matrix.part", n=number, of=len(blocks)), language)] if len(blocks) > 1 else []
        parts.append("\n".join([*part, *_block(rows, block, first, wide, texts=texts)]))
    notes = []
    if left := len(found.column_headers) - len(shown.column_headers):
        notes.append(say(phrase("matrix.silent", columns=counted(left, _NOUNS[found.columns])), language))
    if texts and any(len(cell) > _LONGEST for row in rows[1:] for cell in row[1:]):
        notes.append(say(phrase("matrix.cut"), language))
    if notes:
        parts.append("\n".join(filled(" ".join(notes), width)))
    return "\n\n".join(parts) + "\n"


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
    widths = [first, *(wide[place - 1] for place in block)]
    rule = _GAP.join("-" * one for one in widths)
    for number, row in enumerate(rows):
        if not texts and number == len(rows) - 1:
            yield rule
        name = (folded if texts else hanging)(row[0], first)
        cells = [folded(_shortened(row[place]), wide[place - 1]) for place in block]
        for parts in zip_longest(name, *cells, fillvalue=""):
            beside = [padded(part, one, right=not texts) for part, one in zip(parts[1:], widths[1:], strict=True)]
            yield _GAP.join([padded(parts[0], first), *beside]).rstrip()
        if number == 0:
            yield rule
        elif texts and number < len(rows) - 1:
            yield ""


def _shortened(text: str) -> str:
    return textwrap.shorten(text, _LONGEST, placeholder="…") if len(text) > _LONGEST else text


def table(found: Crosstab, *, texts: bool = False, in_words: bool = False, language: str = "en") -> list[Row]:
    """A heading, a row for each value, and a row of totals; with `texts`, what the cases say and no totals.

    Kinds of source are as the files have them (`focus_group`), or with `in_words` as one says them.
    """
    if in_words and found.rows == "kinds":
        found = replace(found, row_headers=_in_words(found.row_headers, language))
    if in_words and found.columns == "kinds":
        found = replace(found, column_headers=_in_words(found.column_headers, language))
    total = label("matrix.total", language)
    heads = [label(f"matrix.name.{found.rows}", language), *(_key(header, language) for header in found.column_headers)]
    names = [_named(header, language) for header in found.row_headers]
    if texts:
        rows: list[Row] = [heads]
        for name, one in zip(names, found.row_headers, strict=True):
            pairs = [(other, one) if found.rows == "cases" else (one, other) for other in found.column_headers]
            rows.append([name, *(found.texts.get((cell.key or "", case.key or ""), "") for cell, case in pairs)])
        return rows
    sums = zip(names, found.counts, found.row_totals, strict=True)
    counts: list[Row] = [[name, *numbers, sum_] for name, numbers, sum_ in sums]
    return [[*heads, total], *counts, [total, *found.column_totals, found.total]]


def _in_words(kinds: Sequence[Header], language: str) -> tuple[Header, ...]:
    return tuple(replace(one, key=one.key and label(f"source_kind.{one.key}", language), title="") for one in kinds)


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
    said = [{"cell": cell, "case": case, "text": text} for (cell, case), text in found.texts.items()]
    return json_text(
        {
            "version": 1,
            **fields(found, "rows", "columns", "count", "weighed"),
            "row_values": [fields(one, "key", "title") for one in found.row_headers],
            "column_values": [fields(one, "key", "title") for one in found.column_headers],
            **fields(found, "counts", "row_totals", "column_totals", "total"),
            **({"texts": said} if texts else {}),
        }
    )


def matrix_xlsx(found: Crosstab, *, texts: bool = False) -> bytes:
    """A workbook with one sheet; text stays text, whatever it begins with, and the same matrix gives the same bytes.

    Totals count each citation once, so they are numbers and no sums of what stands above them.

    Raises:
        UsageError: the matrix has more columns than Excel.
    """
    from cmo_eval.spreadsheet.book import UNDATED, Book, Column, Sheet, book_bytes

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
    return book_bytes(Book([sheet], title=title, creator="cmo-eval", made=UNDATED))


# ---- invitations beside targets, who was heard and who was not ------------------------------------------------------


def sampling_text(found: Sampling, *, width: int = 80, language: str = "en") -> str:
    """Panels, strata beside their targets, who was heard, who was not, and cells that are too small to publish."""
    writer = _Writer(width, language)
    parts = {
        name: "\n".join(getattr(writer, name)(found)) for name in ("panels", "strata", "heard", "unheard", "cells")
    }
    heads = {name: label(f"sampling.{name}", language) for name in parts}
    empty = {"panels": not found.panels, "cells": not found.cells}
    said = [
        "\n".join(filled(f"{heads[name]}: {part.strip()}", width)) if empty.get(name) else f"{heads[name]}\n{part}"
        for name, part in parts.items()
        if part
    ]
    return "\n\n".join(said) + "\n"


class _Writer:
    def __init__(self, width: int, language: str) -> None:
        self.width, self.language = width, language

    def say(self, key: str, **values: object) -> str:
        return say(phrase(key, **values), self.language)

    def panels(self, found: Sampling) -> Iterator[str]:
        if not found.panels:
            yield f"  {self.say('sampling.no_panels')}"
            return
        limits = [
            self.say(key, n=number) if number is not None else ""
            for key, number in (
                ("sampling.target_of", found.invited_per_panel),
                ("sampling.at_most", found.max_attendance),
            )
        ]
        rows = [["", self.say("sampling.invited"), self.say("sampling.attended")]]
        rows += [["", *limits]] if any(limits) else []
        rows += [[f"{one.id}: {one.title}", str(one.invited), str(one.attended)] for one in found.panels]
        yield from self._table(rows)

    def strata(self, found: Sampling) -> Iterator[str]:
        if not found.strata:
            return
        names = ("target", "invited", "short", "attended")
        rows = [["", *(self.say(f"sampling.{name}") for name in names)]]
        for one in found.strata:
            percent = " %" if one.unit == "percent" else ""
            target = "-" if one.target is None else f"{one.target}{percent}"
            short = f"{one.short}{percent}" if one.short else ""
            named = f"{one.panel} {self._dimension(one.stratum)}: {one.value}"
            rows.append([named, target, _invited(one), short, str(one.attended)])
        yield from self._table(rows)

    def heard(self, found: Sampling) -> Iterator[str]:
        names = ("voices", "sources", "people", "citations")
        rows = [["", *(self.say(f"sampling.{name}") for name in names)]]
        for dimension in found.dimensions:
            rows.append([self._dimension(dimension), "", "", "", ""])
            for one in (one for one in found.heard if one.dimension == dimension):
                numbers = map(str, fields(one, *names).values())
                rows.append([f"  {self._value(dimension, one.value, one.title)}", *numbers])
        yield from self._table(rows)

    def unheard(self, found: Sampling) -> Iterator[str]:
        if not found.unheard:
            yield f"  {self.say('sampling.everybody')}"
        for one in found.unheard:
            named = f"{self._dimension(one.dimension)} {self._value(one.dimension, one.value, one.value)}"
            yield from self._wrapped(f"{named}: {self.say(f'sampling.{one.why}')}")

    def cells(self, found: Sampling) -> Iterator[str]:
        if not found.cells:
            yield f"  {self.say('sampling.no_cells')}"
            return
        rows = [["", self.say("sampling.organisations"), ""]]
        for one in found.cells:
            missing = self.say("sampling.not_recorded")
            named = ", ".join(part or missing for part in (one.role, *one.attributes.values()))
            mark = "" if one.publishable else self.say("sampling.small")
            rows.append([named, str(one.organisations), mark])
        yield from self._table(rows)
        if not all(one.publishable for one in found.cells):
            yield from self._wrapped(self.say("sampling.small_note", n=found.small_cell))

    def _dimension(self, name: str) -> str:
        key = f"sampling.dimension.{name}"
        said = label(key, self.language)
        return name if said == key else said

    def _value(self, dimension: str, value: str, title: str) -> str:
        from cmo_eval.analysis.sampling import GROUP, KIND

        if not value:
            return self.say("sampling.not_recorded")
        if dimension == KIND:
            return label(f"source_kind.{value}", self.language)
        return f"{value}: {title}" if dimension == GROUP and title != value else value

    def _wrapped(self, text: str) -> list[str]:
        return filled(text, self.width, "  ", "    ")

    def _table(self, rows: Sequence[Sequence[str]]) -> Iterator[str]:
        """Lines of columns: the first to the left and folded where there is no room, the others to the right."""
        shown = [[visible(cell) for cell in row] for row in rows]
        wide = [max(columns(row[place]) for row in shown) for place in range(len(shown[0]))]
        room = self.width - 2 - sum(one + len(_GAP) for one in wide[1:])
        wide[0] = min(wide[0], max(room, 12))
        for row in shown:
            *named, last = hanging(row[0], wide[0])
            cells = [padded(cell, one, right=True) for cell, one in zip(row[1:], wide[1:], strict=True)]
            yield from (f"  {line}" for line in named)
            yield f"  {_GAP.join([padded(last, wide[0]), *cells])}".rstrip()


def _invited(one: Stratum) -> str:
    return f"{one.invited} ({one.share}%)" if one.total else str(one.invited)


def sampling_json(found: Sampling) -> str:
    """Panels, strata, who was heard and who was not, and cells that are too small, as JSON."""
    return json_text(
        {
            "version": 1,
            **fields(found, "invited_per_panel", "max_attendance", "small_cell", "panels"),
            "strata": [{**asdict(one), "percent": one.share, "short": one.short} for one in found.strata],
            **fields(found, "heard", "unheard", "cells"),
        }
    )
