"""A matrix for a terminal: names are folded, columns that do not fit stand in a block of their own below."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from cmo_eval.analysis.matrix import Crosstab
from cmo_eval.messages import counted, phrase, say
from cmo_eval.output.matrix_table import caption, table
from cmo_eval.output.plain import columns, folded, hanging, visible

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
    parts = [_filled(caption(found, texts=texts, language=language), width)]
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
            parts.append(_filled(" ".join(notes), width))
    return "\n\n".join(parts) + "\n"


_NOUNS = {"cases": "case", "cells": "cell"}


def _filled(text: str, width: int) -> str:
    return textwrap.fill(text, width, break_on_hyphens=False)


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
