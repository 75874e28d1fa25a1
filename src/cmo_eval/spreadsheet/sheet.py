"""A workbook as plain data: sheets with one table each, their columns, rows and links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of ours, without its `=`, with what it comes to: readers that do not calculate show that."""

    text: str
    value: int


Value: TypeAlias = str | int | Formula | None
"""What a cell holds. Text is text, whatever it begins with."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        header: its heading; the writer makes it one line and different from the others.
        width: in characters; narrow ones have their heading upright.
        about: what it holds, shown as a note on the heading.
        choices: the range of cells that hold what may be chosen here (`'Lists'!$B$2:$B$9`), if that is a list.
        links: for texts of this column, the place in the workbook that they refer to (`'Claims'!A2`).
        total: its numbers are added up in a row of totals.
    """

    header: str
    width: int
    about: str = ""
    choices: str = ""
    links: Mapping[str, str] = field(default_factory=dict)
    total: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with one table.

    Attributes:
        title: the name on its tab; the writer makes it legal and different from the others.
        columns: of the table.
        rows: of the table, each as long as the columns; read once.
        count: how many rows there are, known before they are read.
        above: lines above the table: a title, and what is said about it.
        below: rows directly below the table, not part of it: totals, or a remark where there is one cell only.
        frozen: how many columns stay in sight, and are printed on each page where the table is wider than one.
        total: the label of the row of totals, in the first column; there is such a row where a column has a total.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    count: int
    above: Sequence[str] = ()
    below: Sequence[Sequence[Value]] = ()
    frozen: int = 1
    total: str = ""

    @property
    def header_row(self) -> int:
        """The row, from 1, in which the headings stand."""
        return len(self.above) + 2 if self.above else 1

    @property
    def first_row(self) -> int:
        """The row, from 1, in which the first row of the table stands."""
        return self.header_row + 1

    @property
    def last_row(self) -> int:
        """The last row of the table without its totals; a table of nothing has one empty row, as Excel wants."""
        return self.header_row + max(1, self.count)

    @property
    def has_totals(self) -> bool:
        """Whether there is a row of totals."""
        return any(column.total for column in self.columns)


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook, with its properties.

    Attributes:
        sheets: in their order; the first is open.
        title: of the document, also in the header of each printed page.
        creator: the program that makes it.
        made: the moment that its properties name; naive, in UTC.
        subject: of the document.
        cut: what stands at the end of a text that is longer than a cell can be.
        unlisted: title and text of the warning for what is typed and not in the list.
    """

    sheets: Sequence[Sheet]
    title: str
    creator: str
    made: datetime
    subject: str = ""
    cut: str = "…"
    unlisted: tuple[str, str] = ("", "")
