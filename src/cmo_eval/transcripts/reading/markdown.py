"""Markdown: a row a paragraph, heading, item or line of a table, without its marks; what they would swallow is said.

A transcript in Markdown is mostly plain words, and Markdown takes many of those for marks. So each letter and digit of
the file is accounted for: it stands in a row, or in what is left out and said. A paragraph of which reading the marks
would lose any keeps its marks.
"""


# ruff: noqa: SIM905 - names are read more easily so

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from cmo_eval.deferred import expression
from cmo_eval.transcripts.beginnings import beginnings, labels_in
from cmo_eval.transcripts.encoding import ENTITY, cleaned, decoded, without_entities
from cmo_eval.transcripts.reading import Row, Rows, letters, remarks, words_in
from cmo_eval.transcripts.reading.markdown_blocks import Block, Blocks
from cmo_eval.transcripts.reading.plain import begins_anew, is_heading
from cmo_eval.transcripts.speakers import folded

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token


_BOLD = expression(r"[ ]{0,3}\*\*([^*\n]{1,60}?)[ ]*\*\*[ ]+(?![ \[(<#]?\d{1,3}:\d\d)([^ \n].*)")


def rows(content: bytes, ending: str) -> Rows:  # noqa: ARG001 - as in `plain`
    """The rows of a Markdown text; what is left out, such as pictures, is said.

    Raises:
        CmoEvalError: it is no text.
    """
    found = decoded(content)
    text, unseen = cleaned(found.text)
    text = _with_characters(text)
    blocks = Blocks(text)
    read = [(block, _read(block, blocks)) for block in _with_colons(blocks.blocks)]
    known = labels_in([line.strip() for _, lines in read for part in lines for line in part.split(_BREAK)])
    made = [row for block, lines in read for row in _rows(block, lines, known, blocks)]
    said = [found.note] if found.note else []
    left = blocks.left
    if letters(without_entities(text)) > sum(letters(row.text) for row in made) + sum(map(letters, left)):
        made, left = [Row(line) for line in text.split("\n")], []
        said.append("the marks of Markdown stay, since without them words would be lost")
    else:
        if blocks.keys:
            keys = ", ".join(blocks.keys[:6]) + (" and more" if len(blocks.keys) > 6 else "")
            said.append(f"front matter left out ({keys})")
        said += remarks(blocks.seen)
    said += remarks({"invisible character": unseen})
    words = words_in(row.text for row in made) + words_in(left)
    return Rows(tuple(made), "Markdown", found.encoding, found.guessed, tuple(said), words)


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


def _read(block: Block, blocks: Blocks) -> list[str]:
    """The lines of a block without their marks; what a hard line break begins is a line, and what a soft one does."""
    if block.kind == "code":
        return [line for line in block.lines if line.strip()]
    if block.kind == "cells":
        cells = (_without_marks(cell, blocks).replace("\n", " ").replace(_BREAK, " ").strip() for cell in block.lines)
        return ["\t".join(cells)]
    return _without_marks("\n".join(block.lines), blocks).split("\n")


def _rows(block: Block, lines: Sequence[str], known: Collection[str], blocks: Blocks) -> Iterator[Row]:
    if block.kind == "code":
        yield from (Row(line) for line in lines)
        return
    number = block.number
    if number and begins_anew(lines[0].strip(), known):
        blocks.leave("number before a turn", number)
        number = ""
    if block.kind == "note":
        said = f"{number} {' '.join(' '.join(lines).split())}".strip()
        yield Row(f"[{said}]", aside=True)  # else it is words of whoever spoke above
        return
    for line in _turns(lines, known):
        yield Row(f"{number} {line}" if number else line, heading=block.heading)
        number = ""
    if number:
        yield Row(number)


def _turns(lines: Sequence[str], known: Collection[str]) -> Iterator[str]:
    """A paragraph as one line, or a line for each turn and each hard line break in it."""
    line: list[str] = []
    for number, soft in enumerate(lines):
        for count, part in enumerate(soft.split(_BREAK)):
            text = part.strip(" ")
            above = number == 1 and len(line) == 1 and folded(line[0]) in known  # a label alone above the words
            if line and (above or count or begins_anew(text, known) or is_heading(line[-1], known)):
                yield " ".join(line)
                line = []
            if text:
                line.append(text)
    if line:
        yield " ".join(line)


# ---- marks within a paragraph ----------------------------------------------------------------------------------------


_BREAK = "\x0c"
"""Stands where a line break is meant; a text that was cleaned has none of its own."""

_MOST = 2000
"""Characters in a paragraph that may be marks; with more of them they stay, since reading them may take for ever."""
_RULES = ("backticks", "emphasis", "link", "image", "autolink", "html_inline", "entity", "escape", "newline")
_MARK = expression(r"[\\`*_\[\]<&]")
_ADDRESS = expression(r"(?:[A-Za-z][A-Za-z0-9+.-]{1,20}:|[/#?.])\S*|\S*\w[./#@]\w\S*")
_TAG = expression(
    r"</?(?P<name>[A-Za-z][A-Za-z0-9]*)"
    r"(?:\s+[\w:.@-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))*\s*/?>"
)
_HARD = expression(r"(?:(?<! ) {2,}|(?<!\\)\\)\n")
_LABEL = expression(r"^(\*\*|__)([^*_\n]{1,60}:)\1(?=\w)", re.MULTILINE)
"""A label in bold without a blank behind it, which CommonMark does not take for bold."""
_BLOCKS = frozenset(
    """address article aside blockquote body br center dd details div dl dt figcaption figure footer form h1 h2 h3 h4 h5
    h6 head header hr html li main nav ol p pre section summary table tbody tfoot thead title tr ul""".split()
)
_TAGS = _BLOCKS | frozenset(
    """a abbr acronym audio b bdi bdo big cite code col colgroup del dfn em font i iframe img ins kbd label link mark
    meta object q s samp small source span strike strong style sub sup td th time tt u var video wbr""".split()
)


def _with_characters(text: str) -> str:
    """The text with the letters, digits and blanks that entities such as `&eacute;` stand for; other entities stay."""

    def one(match: re.Match[str]) -> str:
        letter = cleaned(html.unescape(match[0]))[0]
        return letter if len(letter) == 1 and (ord(letter) > 0x7F or letter.isalnum()) else match[0]

    return ENTITY.sub(one, text) if "&" in text else text


def _without_marks(text: str, blocks: Blocks) -> str:
    """The text without its marks, and with `_BREAK` where a hard line break is; what goes with them is left out."""
    text = _LABEL.sub(r"\1\2\1 ", _HARD.sub(_BREAK, text))
    marks = len(_MARK.findall(text))
    if not marks:
        return text.rstrip()
    if marks > _MOST:
        blocks.seen["paragraph with very many marks"] += 1
        return text.rstrip()
    left: list[str] = []
    seen: Counter[str] = Counter()
    found = "".join(_words(_reader().parseInline(text)[0].children or [], left, seen)).rstrip()
    if letters(without_entities(text)) > letters(found) + sum(map(letters, left)):
        blocks.seen["paragraph with odd marks"] += 1
        return text.rstrip()
    blocks.left += left
    blocks.seen += seen
    return found


@cache
def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - loaded when there are marks

    reader = MarkdownIt("zero", {"html": True}).enable(list(_RULES))
    reader.inline.ruler.before("emphasis", "stars_in_words", _stars_in_words)
    reader.validateLink = lambda url: _ADDRESS.fullmatch(url) is not None  # type: ignore[method-assign]
    reader.normalizeLink = lambda url: url  # type: ignore[method-assign]
    reader.normalizeLinkText = lambda link: link  # type: ignore[method-assign]
    return reader


def _words(tokens: Sequence[Token], left: list[str], seen: Counter[str]) -> list[str]:
    parts: list[str] = []
    for place, token in enumerate(tokens):
        if token.type in {"text", "text_special"}:
            parts.append(token.content)
        elif token.type == "code_inline":
            # at a word that goes on, the marks are all that holds the two apart
            before = parts[-1][-1:] if parts else ""
            after = tokens[place + 1].content[:1] if place + 1 < len(tokens) else ""
            joined = before.isalnum() or after.isalnum()
            parts.append(f"{token.markup}{token.content}{token.markup}" if joined else token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            parts.append("\n")
        elif token.type == "image":
            seen["picture"] += 1
            left.append(f"{token.content} {token.attrGet('src') or ''} {token.attrGet('title') or ''}")
        elif token.type == "link_open" and token.markup != "autolink":
            seen["address of a link"] += 1
            left.append(f"{token.attrGet('href') or ''} {token.attrGet('title') or ''}")
        elif token.type == "html_inline":
            tag = _TAG.fullmatch(token.content)
            name = tag["name"].lower() if tag is not None else ""
            if name not in _TAGS:
                parts.append(token.content)
                continue
            seen["piece of HTML"] += 1
            left.append(token.content)
            parts.append(_BREAK if name in _BLOCKS else " " if name in {"td", "th"} else "")
    return parts


def _stars_in_words(state: StateInline, silent: bool) -> bool:
    start = end = state.pos
    while end < state.posMax and state.src[end] == "*":
        end += 1
    if start == end or not (start > 0 and end < state.posMax):
        return False
    if not (state.src[start - 1].isalnum() and state.src[end].isalnum()):
        return False
    if not silent:
        state.pending += state.src[start:end]
    state.pos = end
    return True
