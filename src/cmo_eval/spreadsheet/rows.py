"""The rows of a sheet as XML, one after the other, so that long tables take no memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cmo_eval.spreadsheet.sheet import Formula, Sheet, Value
from cmo_eval.spreadsheet.text import MAX_HEADER, MAX_LINKS, STARTS, clean, escaped, letters, lines, one_line

STYLES = ("header", "upright", "text", "number", "link", "title", "total text", "total number")
LINE = 13.5
"""Points that a line takes."""
TITLE = 26
"""Points that the line of the title takes."""
HIGHEST = 409.0
"""Points that a row of Excel can have."""
UPRIGHT = 8
"""Columns of at most this width, in characters, whose heading does not fit have it upright."""
_REMEMBERED = 64
"""Texts of at most this length are kept as XML: most of them recur."""
_MOST_REMEMBERED = 20_000


@dataclass
class Rows:
    """The rows of one sheet; after they were read, `links` are known and the totals were written.

    Attributes:
        sheet: whose rows.
        headers: as they stand in the table.
        styles: the number of each style of `STYLES`, and of the same for text that begins like a formula ("text=").
        cut: what stands at the end of a text that is too long.
        links: place in the sheet and place that it links to.
    """

    sheet: Sheet
    headers: Sequence[str]
    styles: Mapping[str, int]
    cut: str = "…"
    links: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Prepare what is the same in each row."""
        sheet = self.sheet
        self._letters = [letters(number) for number in range(1, len(sheet.columns) + 1)]
        self._rooms = [column.width for column in sheet.columns]
        self._linked = linked(sheet)
        self._texts: dict[str, str] = {}

    def xml(self) -> Iterator[str]:
        """The rows, each as the text of an element.

        Raises:
            ValueError: there are not as many rows as the sheet says, so nothing around them would be right.
        """
        sheet = self.sheet
        for number, line in enumerate(sheet.above, start=1):
            height = f' ht="{TITLE}" customHeight="1"' if number == 1 else ""
            cell = self._text("A", number, line, "title" if number == 1 else "plain")
            yield f'<row r="{number}"{height}>{cell}</row>'
        yield self._header()
        number = sheet.header_row
        totals = [0] * len(sheet.columns)
        summed = [place for place, column in enumerate(sheet.columns) if column.total]
        for values in sheet.rows:
            number += 1
            for place in summed:
                totals[place] += _number(values[place])
            yield self._row(number, values)
        if number - sheet.header_row != sheet.count:
            raise ValueError(f"{sheet.title}: {number - sheet.header_row} rows, where {sheet.count} were said")
        number = sheet.last_row
        if sheet.has_totals:
            number += 1
            yield self._totals(number, totals)
        for values in sheet.below:
            number += 1
            yield f'<row r="{number}">{self._below(number, values)}</row>'

    def _below(self, number: int, values: Sequence[Value]) -> str:
        if len(values) == 1:
            return self._text("A", number, str(values[0]), "plain")
        placed = zip(self._letters, values, strict=False)
        return "".join(self._cell(letter, number, value, "total ") for letter, value in placed)

    def _header(self) -> str:
        number, cells, height = self.sheet.header_row, [], 2 * LINE
        for letter, header, room in zip(self._letters, self.headers, self._rooms, strict=True):
            upright = is_upright(header, room)
            cells.append(self._text(letter, number, header, "upright" if upright else "header"))
            # the button of the filter takes some of the room
            needed = min(len(header), 24) * 6.2 + 16 if upright else lines(header, room - 3) * LINE + 8
            height = max(height, needed)
        return f'<row r="{number}" ht="{min(height, HIGHEST):g}" customHeight="1">{"".join(cells)}</row>'

    def _row(self, number: int, values: Sequence[Value]) -> str:
        cells, tallest = [], 1
        remembered, linked_ = self._texts, self._linked
        for letter, room, links, value in zip(self._letters, self._rooms, linked_, values, strict=True):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                if links and value in links:
                    self.links.append((f"{letter}{number}", links[value]))
                    cells.append(self._text(letter, number, value, "link"))
                    continue
                rest = remembered.get(value)
                if rest is None:
                    rest = self._rest(value)
                    if len(value) <= _REMEMBERED and len(remembered) < _MOST_REMEMBERED:
                        remembered[value] = rest
                cells.append(f'<c r="{letter}{number}{rest}')
                if len(value) > room or "\n" in value or (len(value) * 2 > room and not value.isascii()):
                    tallest = max(tallest, lines(value, room))
            else:
                cells.append(self._cell(letter, number, value, ""))
        height = f' ht="{min(tallest * LINE + 2, HIGHEST):g}" customHeight="1"' if tallest > 1 else ""
        return f'<row r="{number}"{height}>{"".join(cells)}</row>'

    def _totals(self, number: int, totals: Sequence[int]) -> str:
        sheet = self.sheet
        cells, label = [], one_line(sheet.total, MAX_HEADER)
        for place, (letter, column) in enumerate(zip(self._letters, sheet.columns, strict=True)):
            if column.total:
                range_ = f"{letter}{sheet.first_row}:{letter}{sheet.last_row}"
                formula = Formula(f"SUBTOTAL(109,{range_})", totals[place])
                cells.append(self._cell(letter, number, formula, "total "))
            else:
                cells.append(self._text(letter, number, label if place == 0 else "", "total text"))
        return f'<row r="{number}">{"".join(cells)}</row>'

    def _cell(self, letter: str, number: int, value: Value, style: str) -> str:
        if isinstance(value, Formula):
            inner = f"<f>{escaped(value.text)}</f><v>{value.value}</v>"
        elif isinstance(value, int):
            inner = f"<v>{value:d}</v>"
        else:
            return self._text(letter, number, value or "", f"{style}text")
        return f'<c r="{letter}{number}" s="{self.styles[style + "number"]}">{inner}</c>'

    def _text(self, letter: str, number: int, text: str, style: str) -> str:
        return f'<c r="{letter}{number}{self._rest(text, style)}'

    def _rest(self, text: str, style: str = "text") -> str:
        """The element of a text after its place; as a string inside the cell, so that no table of strings is kept."""
        if not text:
            return f'" s="{self.styles[style]}"/>'
        text = clean(text, self.cut)
        number = self.styles[f"{style}=" if text.startswith(STARTS) else style]
        space = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() or "\n" in text else ""
        return f'" s="{number}" t="inlineStr"><is><t{space}>{escaped(text)}</t></is></c>'


def linked(sheet: Sheet) -> list[Mapping[str, str]]:
    """For each column its links, from the left on as far as all links of a column fit in the sheet."""
    room = MAX_LINKS // max(1, sheet.count)
    found: list[Mapping[str, str]] = []
    for column in sheet.columns:
        fits = bool(column.links) and room > 0
        room -= fits
        found.append(column.links if fits else {})
    return found


def is_upright(header: str, room: int) -> bool:
    """Whether the heading stands upright, since its column is too narrow for its words."""
    return room <= UPRIGHT and max(map(len, header.split()), default=0) > room - 2


def _number(value: Value) -> int:
    if isinstance(value, Formula):
        return value.value
    return value if isinstance(value, int) else 0
