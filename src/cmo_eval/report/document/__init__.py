"""A document as a tree: what headings, tables, figures and notes it has; knows no Markdown and no file format.

Every writer of a format gets this and nothing else, so that all formats say the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from cmo_eval.deferred import dataclass

Alignment = Literal["left", "right", "center"]

_SMALL = 16  # lines, about a quarter of a page
_SHORT = 60  # letters: less than a line


@dataclass(frozen=True, slots=True)
class Text:
    """Words as they are; no writer may take anything in them for a mark."""

    text: str


@dataclass(frozen=True, slots=True)
class Foreign:
    """Words in another language than that of the document."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Code:
    """Words that are typed or read by a machine."""

    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """The next line of the same paragraph."""


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that stand out."""

    parts: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Words with stress."""

    parts: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an address, or with `#` and the id of a heading to a place in the document."""

    target: str
    parts: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class NoteMark:
    """The place of a footnote: `note` counts from 0 in `Document.notes`, `use` the marks of that note."""

    note: int
    use: int = 0


Inline = Text | Foreign | Code | Break | Strong | Emphasis | Link | NoteMark


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` 1 is the document's title, and no level is skipped. Each `id` is there once.

    Without `listed` no table of contents has it.
    """

    level: int
    id: str
    parts: tuple[Inline, ...]
    listed: bool = True

    @property
    def text(self) -> str:
        """The words alone."""
        return plain(self.parts)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words that run on."""

    parts: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Quotation:
    """Blocks in somebody's words; who that is, is empty where it is not said."""

    blocks: tuple[Block, ...]
    attribution: tuple[Inline, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """Items one below the other, numbered from `start` where that is a number."""

    items: tuple[tuple[Block, ...], ...]
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands with a table or figure: `Table`, `3.1`, and what it shows."""

    label: str
    number: str
    parts: tuple[Inline, ...]

    @property
    def text(self) -> str:
        """The whole caption as words alone."""
        return f"{self.label} {self.number}. {plain(self.parts)}"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows beneath a row of headings, each as long as the first; `widths` are percentages that add up to 100."""

    header: tuple[tuple[Inline, ...], ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]
    alignments: tuple[Alignment, ...]
    widths: tuple[int, ...]
    caption: Caption | None = None

    @property
    def heights(self) -> tuple[int, ...]:
        """About how many lines of small print each row takes on paper, the row of headings first."""
        return tuple(
            max((-(-len(plain(cell)) // width) for cell, width in zip(row, self.widths, strict=True)), default=1) or 1
            for row in (self.header, *self.rows)
        )

    @property
    def small(self) -> bool:
        """Whether it is so low that it can stay on one page, whatever stands above it."""
        return sum(self.heights) <= _SMALL


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture by its name, and the words for who cannot see it."""

    name: str
    alternative: str
    caption: Caption | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """Text that keeps its lines, such as a diagram in its own language."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class NewPage:
    """A new part begins: on paper a new page, on a screen a line."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The table of contents beneath a heading of its own, which is not in it; `levels` are those of its headings."""

    heading: Heading | None = None
    levels: tuple[int, int] = (2, 3)


Block = Heading | Paragraph | Quotation | Listing | Table | Figure | Listed | NewPage | Contents


@dataclass(frozen=True, slots=True)
class Document:
    """A document in one language.

    Attributes:
        title: in words alone.
        language: `nl` or `en`.
        blocks: in their order.
        notes: the footnotes in the order of their first marks.
        authors: whom the properties of a file name as authors, if anyone.
        subject: what it is about, for the properties.
        date: `2017`, `2017-04` or `2017-04-20`, or empty.
        written: what was written here, for who reads the document back once somebody edited it.
    """

    title: str
    language: str
    blocks: tuple[Block, ...]
    notes: tuple[tuple[Block, ...], ...] = ()
    authors: tuple[str, ...] = ()
    subject: str = ""
    date: str = ""
    written: str = ""

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The headings, which stand at the top level only."""
        return tuple(block for block in self.blocks if isinstance(block, Heading))

    @property
    def anchors(self) -> tuple[Heading, ...]:
        """All that links may lead to: the headings, and then those of tables of contents."""
        heads = (block.heading for block in self.blocks if isinstance(block, Contents))
        return (*self.headings, *filter(None, heads))

    def listed(self, contents: Contents) -> tuple[Heading, ...]:
        """The headings of its table of contents."""
        first, last = contents.levels
        return tuple(one for one in self.headings if one.listed and first <= one.level <= last)

    @property
    def has_title_page(self) -> bool:
        """Whether what stands between the title and the next heading is a page of its own."""
        kinds = [type(block) for block in self.blocks if isinstance(block, Heading | NewPage | Contents)]
        return kinds[:2] == [Heading, NewPage]


def leading(blocks: Sequence[Block]) -> Iterator[tuple[Block, bool]]:
    """The blocks, and whether one is a paragraph that must stay with what is below it.

    It heads the list or table below it: it begins in bold, ends with a colon, or is a few words below a heading. Or it
    stands right below a heading, above a table, or above the text that it is a note to: then all of it is in emphasis.
    """
    for before, block, following in zip((None, *blocks), blocks, (*blocks[1:], None), strict=False):
        leads = False
        if isinstance(block, Paragraph):
            match before, block.parts, following:
                case (_, (Strong(), *_), Listing() | Table()) | (Heading(), _, Table()):
                    leads = True
                case _, parts, Listing() | Table():
                    said = plain(parts)
                    leads = said.endswith(":") or (isinstance(before, Heading) and len(said) <= _SHORT)
                case Heading(), (_, *_) as parts, Paragraph():
                    leads = all(isinstance(part, Emphasis) for part in parts)
        yield block, leads


def spaced(parts: Sequence[Inline]) -> Iterator[tuple[Inline, bool]]:
    """The inlines, and whether something must stand before one: two marks of notes would read as one number."""
    before: Inline | None = None
    for part in parts:
        yield part, isinstance(part, NoteMark) and isinstance(before, NoteMark)
        before = part


def plain(parts: Sequence[Inline]) -> str:
    """The words of inlines, without their marks."""
    return "".join(_words(parts))


def _words(parts: Sequence[Inline]) -> Iterator[str]:
    for part in parts:
        match part:
            case Text(text) | Foreign(text) | Code(text):
                yield text
            case Break():
                yield " "
            case Strong(inner) | Emphasis(inner) | Link(_, inner):
                yield from _words(inner)
            case NoteMark():
                pass
