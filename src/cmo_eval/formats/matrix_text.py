"""A matrix for a terminal: columns that do not fit stand in a block of their own below."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from cmo_eval.crosstab import Crosstab
from cmo_eval.formats.matrix_table import caption, table
from cmo_eval.formats.plain import columns, visible
from cmo_eval.wording import phrase, say

_FIRST = 30
"""Most columns of a terminal for the names of rows; half of a narrow one."""
_HEAD = 14
_PROSE = 26
_NAME = 20
"""Of texts: least columns for each, and most for the names of rows."""
_GAP = "  "


def matrix_text(found: Crosstab, *, texts: bool = False, width: int = 80, language: str = "en") -> str:
    """The caption, then one block or more, each with the names of the rows."""
    rows = [[visible(str(cell)) for cell in row] for row in table(found, texts=texts, language=language)]
    said = textwrap.fill(caption(found, texts=texts, language=language), width)
    empty = next((name for name, headers in _sides(found) if not headers), None)
    if empty is not None:
        return say(phrase("matrix.empty", name=phrase(f"matrix.name.{empty}")), language) + "\n"
    if texts:
        for row, header in zip(rows[1:], found.row_headers, strict=True):
            row[0] = visible(header.title)
    first = min(max(columns(row[0]) for row in rows), _NAME if texts else _FIRST, width // 2)
    number = len(rows[0]) - 1
    beside = max(1, min(number, (width - first) // (_PROSE + 2)))
    prose = (width - first) // beside - 2
    wide = [prose if texts else _width(rows, place) for place in range(1, number + 1)]
    blocks = list(_blocks(wide, width - first))
    parts = [said]
    for number, block in enumerate(blocks, start=1):
        lines = _block(rows, block, first, wide, texts=texts)
        if len(blocks) > 1:
            lines.insert(0, say(phrase("matrix.part", n=number, of=len(blocks)), language))
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _sides(found: Crosstab) -> Iterator[tuple[str, Sequence[object]]]:
    yield found.rows, found.row_headers
    yield found.columns, found.column_headers


def _width(rows: Sequence[Sequence[str]], place: int) -> int:
    return max(min(columns(rows[0][place]), _HEAD), *(columns(row[place]) for row in rows[1:]))


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
) -> list[str]:
    lines = []
    for number, row in enumerate(rows):
        if texts:
            cells = [
                textwrap.wrap(textwrap.shorten(row[place], 150, placeholder="…"), wide[place - 1]) for place in block
            ]
            named = textwrap.wrap(row[0], first)
            lines += [
                _GAP.join(
                    [
                        _padded(name, first),
                        *(_padded(part, wide[place - 1]) for part, place in zip(parts, block, strict=True)),
                    ]
                ).rstrip()
                for name, *parts in zip_longest(named, *cells, fillvalue="")
            ]
        else:
            cells_ = [
                _padded(_cut(row[place], max(wide[place - 1], 1)), wide[place - 1], right=True) for place in block
            ]
            lines.append(_GAP.join([_padded(_cut(row[0], first), first), *cells_]).rstrip())
        if number == 0:
            lines.append(_GAP.join(["-" * first, *("-" * wide[place - 1] for place in block)]))
        elif texts and number < len(rows) - 1:
            lines.append("")
    if not texts:
        lines.insert(len(lines) - 1, lines[1])
    return lines


def _cut(text: str, wide: int) -> str:
    """The text, cut with a mark where it takes more columns than there are."""
    if columns(text) <= wide:
        return text
    while columns(text) > wide - 1:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _padded(text: str, wide: int, *, right: bool = False) -> str:
    blanks = " " * max(0, wide - columns(text))
    return blanks + text if right else text + blanks
