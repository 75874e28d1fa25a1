"""Pages for a terminal that rich lays out: lines that hang, and tables that fit.

rich is imported when a page is begun: it takes a sixth of the time of a short command.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from cmo_eval.output.plain import named, visible

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

Part: TypeAlias = str | tuple[str, str]
"""Words, or words with their style, such as `("holds", "green")`."""


class Hanging(NamedTuple):
    """Words that stand two columns to the right in their cell, on each of their lines."""

    words: str


Cell: TypeAlias = Part | list[Part] | Hanging


class Page:
    """Lines and tables below each other, of at most `width` columns; users' words are made visible."""

    def __init__(self, width: int = 80, *, colour: bool = False) -> None:
        from rich.console import Console

        self.width = width
        self._console = Console(
            width=width,
            force_terminal=colour,
            color_system="standard" if colour else None,
            no_color=False,
            highlight=False,
            emoji=False,
            markup=False,
        )
        self._console.begin_capture()

    def line(self, *parts: Part, indent: int = 0) -> None:
        """The parts behind each other, on as many lines as they need, so many columns from the left."""
        self._put(_text(parts), indent)

    def grid(self, rows: Iterable[Sequence[Cell]], indent: int = 0) -> None:
        """Rows of which the last cell is folded, and the others stand whole before it."""
        from rich.table import Table

        grid = Table.grid(padding=(0, 1))
        for place, row in enumerate(map(list, rows)):
            if place == 0:
                for _ in row[:-1]:
                    grid.add_column(no_wrap=True)
                grid.add_column(overflow="fold")
            grid.add_row(*map(_cell, row))
        self._put(grid, indent)

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[Cell]], *, numbers: int = 0) -> None:
        """A table with headings; the last `numbers` columns stand at the right and are never folded."""
        from rich import box
        from rich.table import Table

        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for place, head in enumerate(heads):
            if place < len(heads) - numbers:
                table.add_column(head, overflow="fold")
            else:
                table.add_column(head, justify="right", no_wrap=True)
        for row in rows:
            table.add_row(*map(_cell, row))
        self._put(table, 0)

    def text(self) -> str:
        """All of it, without the blanks that rich fills lines with; ends with a line end."""
        return "".join(f"{line.rstrip()}\n" for line in self._console.end_capture().splitlines())

    def _put(self, what: RenderableType, indent: int) -> None:
        from rich.padding import Padding

        self._console.print(Padding(what, (0, 0, 0, indent), expand=False) if indent else what)


def name(words: str, style: str = "") -> list[Part]:
    """A name that takes at most some columns, on more lines where it is longer."""
    first, *rest = named(words)
    return [(first, style), *((f"\n{line}", style) for line in rest)]


def _cell(cell: Cell) -> RenderableType:
    if isinstance(cell, Hanging):
        from rich.padding import Padding

        return Padding(_text([cell.words]), (0, 0, 0, 2))
    return _text(cell if isinstance(cell, list) else [cell])


def _text(parts: Sequence[Part]) -> Text:
    """The parts as rich has them; a part may begin on a new line, and holds nothing else that a terminal obeys."""
    from rich.text import Text

    text = Text()
    for part in parts:
        words, style = (part, "") if isinstance(part, str) else part
        text.append(("\n" if words.startswith("\n") else "") + visible(words.removeprefix("\n")), style)
    return text
