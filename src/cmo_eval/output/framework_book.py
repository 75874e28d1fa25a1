"""A framework as a workbook: a table for reading, each cell of which leads to the words it rests on."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cmo_eval.analysis.framework_table import titled
from cmo_eval.errors import UsageError
from cmo_eval.messages import label, phrase, say
from cmo_eval.output.framework_table import agreed, below, named, together, turned, whose
from cmo_eval.spreadsheet.book import UNDATED, Book, Column, Link, Sheet, Value, book_bytes
from cmo_eval.spreadsheet.text import MAX_COLUMNS, MAX_LINKS, MAX_ROWS, letters, reference, sheet_titles

if TYPE_CHECKING:
    from cmo_eval.analysis.framework_table import FrameworkTable

_FIRST, _NARROW, _WIDE = 34, 20, 42
"""Widths of columns in characters: of what the rows are called, of values, and of texts."""
_WORDS: Mapping[str, int] = {
    "compare.dimension": 34,
    "column.words": 80,
    "column.verbatim": 10,
    "compare.who": 40,
    "column.place": 12,
    "column.source": 8,
    "column.citation": 11,
}
"""The columns of the words, behind whose they are."""


class Words(NamedTuple):
    """The words of a citation, None where they may not be quoted, with who said them and where in which source."""

    text: str | None
    verbatim: bool
    who: str
    place: str
    source: str


class _Cell(NamedTuple):
    """A cell: whose it is by key and name, its dimension, what it says, and its citations with whose each is."""

    key: str
    row: str
    dimension: str
    text: str
    cited: Sequence[tuple[str, str]]


def framework_xlsx(
    found: FrameworkTable, words: Mapping[str, Words], title: str, language: str, *, about: str = ""
) -> bytes:
    """A workbook with the table and a sheet of words; the same gives the same bytes.

    Args:
        found: the table.
        words: of its citations, by their ids.
        title: of the evaluation.
        language: `nl` or `en`.
        about: a line above the table, such as who may read it.

    Raises:
        UsageError: there are more columns or words than Excel has room for.
    """
    name = titled(found.framework, language)
    tabs = sheet_titles([name, label("column.words", language)])
    cells = [
        [
            _Cell(
                row.key,
                named(row),
                one.title,
                together(row.key, row.cells[place], language, "\n"),
                [(entry.of, id_) for entry in row.cells[place] for id_ in entry.citations if id_ in words],
            )
            for place, one in enumerate(found.dimensions)
        ]
        for row in found.rows
    ]
    heads, sides, cells = turned(found, cells)
    columns = [label("compare.dimension", language) if found.lying else whose(found, language), *heads]
    rows: list[list[Value]] = [[side, *shown] for side, shown in zip(sides, _linked(cells, tabs[1]), strict=True)]
    agreements = [agreed(found, one, language) for one in found.dimensions]
    under: list[Sequence[Value]] = []
    if any(agreements) and found.lying:
        columns.append(label("compare.agreement", language))
        rows = [[*row, said] for row, said in zip(rows, agreements, strict=True)]
    elif any(agreements):
        under = [[label("compare.agreement", language), *agreements]]
    if len(columns) > MAX_COLUMNS or sum(len(cell.cited) for row in cells for cell in row) > MAX_ROWS - 2:
        raise UsageError("the table is larger than Excel has room for", "write CSV")
    widths = [_FIRST, *(_width(row[place] for row in rows) for place in range(1, len(columns)))]
    remarks = [*below(found, language), say(phrase("compare.led", sheet=tabs[1]), language), about]
    above = [f"{title}: {name}", *(line for one in remarks for line in textwrap.wrap(one, sum(widths)))]
    table = Sheet(tabs[0], [*map(Column, columns, widths)], rows, len(rows), above=above, below=under)
    said = list(_said(cells, words, tabs[0], table.first_row, language))
    heads = [whose(found, language), *(label(key, language) for key in _WORDS)]
    behind = Sheet(tabs[1], [*map(Column, heads, (_FIRST, *_WORDS.values()))], said, len(said))
    return book_bytes(Book([table, behind], title=title, subject=name, creator="cmo-eval", made=UNDATED))


def _linked(cells: Sequence[Sequence[_Cell]], tab: str) -> Iterator[list[Value]]:
    """What the cells of each row say, each with the place of its words where it has any."""
    at, last = 2, letters(1 + len(_WORDS))
    room = sum(map(len, cells)) <= MAX_LINKS
    for row in cells:
        shown: list[Value] = []
        for cell in row:
            end = at + len(cell.cited) - 1
            leads = cell.cited and cell.text and room
            shown.append(Link(cell.text, reference(tab, f"A{at}", f"{last}{end}")) if leads else cell.text)
            at = end + 1
        yield shown


def _said(
    cells: Sequence[Sequence[_Cell]], words: Mapping[str, Words], tab: str, first: int, language: str
) -> Iterator[list[Value]]:
    """A row for each citation of each cell, those of a cell together; the first of each leads back to the cell."""
    yes_no = {True: label("status.yes", language), False: label("status.no", language)}
    for down, row in enumerate(cells, first):
        for right, cell in enumerate(row, 2):
            for number, (of, id_) in enumerate(cell.cited):
                one = words[id_]
                text = one.text if one.text is not None else label("compare.held", language)
                who = cell.row if cell.key == of else f"{cell.row}: {of}"
                back = Link(who, reference(tab, f"{letters(right)}{down}")) if number == 0 else who
                yield [back, cell.dimension, text, yes_no[one.verbatim], one.who, one.place, one.source, id_]


def _width(values: Iterable[Value]) -> int:
    longest = max((len(one.text if isinstance(one, Link) else str(one)) for one in values), default=0)
    return _NARROW if longest <= 2 * _NARROW else _WIDE
