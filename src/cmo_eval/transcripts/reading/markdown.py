"""Markdown: a row a paragraph, heading, item or line of a table, without its marks; what they would swallow is said.

A transcript in Markdown is mostly plain words, and Markdown takes many of those for marks. So each letter and digit of
the file is accounted for: it stands in a row, or in what is left out and said. A paragraph of which reading the marks
would lose any keeps its marks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from cmo_eval.transcripts.beginnings import beginnings, labels_in
from cmo_eval.transcripts.encoding import cleaned, decoded
from cmo_eval.transcripts.reading import Row, Rows
from cmo_eval.transcripts.reading.counting import letters, words_in
from cmo_eval.transcripts.reading.markdown_blocks import Block, Blocks, blocks_of
from cmo_eval.transcripts.reading.markdown_marks import BREAK, Marks, letters_of, with_characters
from cmo_eval.transcripts.reading.paragraphs import begins_anew, is_heading
from cmo_eval.transcripts.reading.told import told
from cmo_eval.transcripts.speakers import folded

_BOLD = re.compile(r"[ ]{0,3}\*\*([^*\n]{1,60}?)[ ]*\*\*[ ]+(?![ \[(<#]?\d{1,3}:\d\d)([^ \n].*)")


def rows(content: bytes, ending: str) -> Rows:  # noqa: ARG001 - as in `plain`
    """The rows of a Markdown text; what is left out, such as pictures, is said.

    Raises:
        CmoEvalError: it is no text.
    """
    found = decoded(content)
    text, unseen = cleaned(found.text)
    text = with_characters(text)
    said = [found.note] if found.note else []
    blocks = blocks_of(text)
    marks = Marks()
    read = [(block, _read(block, marks)) for block in _with_colons(blocks.blocks)]
    known = labels_in([line.strip() for _, lines in read for part in lines for line in part.split(BREAK)])
    made = [row for block, lines in read for row in _rows(block, lines, known, blocks)]
    left = [*blocks.left, *marks.left]
    if letters_of(text) > sum(letters(row.text) for row in made) + sum(map(letters, left)):
        made = [Row(line) for line in text.split("\n")]
        said.append("the marks of Markdown stay, since without them words would be lost")
        left, seen = [], Counter[str]()
    else:
        seen = blocks.seen + marks.seen
    said += _said(seen, blocks, left)
    said += told({"invisible character": unseen})
    words = words_in(row.text for row in made) + words_in(left)
    return Rows(tuple(made), "Markdown", found.encoding, found.guessed, tuple(said), words)


def _said(seen: Counter[str], blocks: Blocks, left: Sequence[str]) -> Iterator[str]:
    if left and blocks.keys:
        keys = ", ".join(blocks.keys[:6]) + (" and more" if len(blocks.keys) > 6 else "")
        yield f"front matter left out ({keys})"
    yield from told(seen)


def _with_colons(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks with a colon behind bold words that stand before others as a speaker's label does: `**INT** Why?`.

    Without the bold type such a label could not be told from the words.
    """
    bold = {
        (number, at): f"{match[1].strip()}: {match[2]}"
        for number, block in enumerate(blocks)
        for at, line in enumerate(block.lines)
        if block.kind not in {"code", "cells"} and (match := _BOLD.fullmatch(line)) is not None
    }
    found = beginnings(list(bold.values()))
    labels = {where for where, one in zip(bold, found, strict=True) if one.kind == "turn"}
    for number, block in enumerate(blocks):
        lines = [
            _BOLD.sub(r"**\1:** \2", line) if (number, at) in labels else line for at, line in enumerate(block.lines)
        ]
        yield block._replace(lines=lines)


def _read(block: Block, marks: Marks) -> list[str]:
    """The lines of a block without their marks; what a hard line break begins is a line, and what a soft one does."""
    if block.kind == "code":
        return [line for line in block.lines if line.strip()]
    if block.kind == "cells":
        cells = (marks.without(cell).replace("\n", " ").replace(BREAK, " ").strip() for cell in block.lines)
        return ["\t".join(cells)]
    return marks.without("\n".join(block.lines)).split("\n")


def _rows(block: Block, lines: Sequence[str], known: Collection[str], blocks: Blocks) -> Iterator[Row]:
    if block.kind == "code":
        yield from (Row(line) for line in lines)
        return
    number = block.number
    if number and begins_anew(lines[0].strip(), known):
        blocks.leave("number before a turn", number)
        number = ""
    if block.kind == "note":
        yield Row(f"{number} {' '.join(' '.join(lines).split())}".strip(), aside=True)
        return
    for line in _turns(lines, known):
        yield Row(f"{number} {line}" if number else line)
        number = ""
    if number:
        yield Row(number)


def _turns(lines: Sequence[str], known: Collection[str]) -> Iterator[str]:
    """A paragraph as one line, or a line for each turn and each hard line break in it."""
    line: list[str] = []
    for number, soft in enumerate(lines):
        for count, part in enumerate(soft.split(BREAK)):
            text = part.strip(" ")
            above = number == 1 and len(line) == 1 and folded(line[0]) in known  # a label alone above the words
            if line and (above or count or begins_anew(text, known) or is_heading(line[-1], known)):
                yield " ".join(line)
                line = []
            if text:
                line.append(text)
    if line:
        yield " ".join(line)
