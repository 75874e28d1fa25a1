"""A document with its words rewritten: one walk through the tree for all that changes words and no layout."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from cmo_eval.report.tree import (
    Block,
    Caption,
    Contents,
    Document,
    Emphasis,
    Figure,
    Heading,
    Inline,
    Link,
    Listing,
    Paragraph,
    Quotation,
    Strong,
    Table,
    Text,
)

Rewrite = Callable[[Text], Sequence[Inline]]
"""What stands in place of words."""


def rewritten(document: Document, rewrite: Rewrite) -> Document:
    """The document with all its words rewritten; what is typed or read by a machine stays as it is."""
    return replace(
        document,
        blocks=_blocks(document.blocks, rewrite),
        notes=tuple(_blocks(note, rewrite) for note in document.notes),
    )


def _blocks(blocks: Sequence[Block], rewrite: Rewrite) -> tuple[Block, ...]:
    return tuple(_block(block, rewrite) for block in blocks)


def _block(block: Block, rewrite: Rewrite) -> Block:
    match block:
        case Heading() | Paragraph():
            return replace(block, parts=_parts(block.parts, rewrite))
        case Quotation(blocks, attribution):
            return Quotation(_blocks(blocks, rewrite), _parts(attribution, rewrite))
        case Listing(items):
            return replace(block, items=tuple(_blocks(item, rewrite) for item in items))
        case Table():
            return replace(
                block,
                header=tuple(_parts(cell, rewrite) for cell in block.header),
                rows=tuple(tuple(_parts(cell, rewrite) for cell in row) for row in block.rows),
                caption=_caption(block.caption, rewrite),
            )
        case Figure():
            return replace(block, caption=_caption(block.caption, rewrite))
        case Contents():
            heading = block.heading
            return replace(block, heading=heading and replace(heading, parts=_parts(heading.parts, rewrite)))
        case _:
            return block


def _caption(caption: Caption | None, rewrite: Rewrite) -> Caption | None:
    return caption and replace(caption, parts=_parts(caption.parts, rewrite))


def _parts(parts: Sequence[Inline], rewrite: Rewrite) -> tuple[Inline, ...]:
    found: list[Inline] = []
    for part in parts:
        match part:
            case Text():
                found += rewrite(part)
            case Strong() | Emphasis() | Link():
                found.append(replace(part, parts=_parts(part.parts, rewrite)))
            case _:
                found.append(part)
    return tuple(found)
