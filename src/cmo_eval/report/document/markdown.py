"""Markdown: user text that stays text in it, and from what templates wrote to the tree of a document.

CommonMark with tables and footnotes, and three conventions that read well in plain Markdown too: a paragraph in
emphasis that begins with the word for table or figure and a number is the caption of what stands before or after it;
`[TOC]` alone is the place of the table of contents; a line (`---`) begins a new part. Raw HTML is text, but for the
line break that a cell of a table needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain, pairwise, takewhile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote

from cmo_eval.deferred import expression
from cmo_eval.report import document as doc
from cmo_eval.report.document.widths import widths, widths_as_asked

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

MARK = "<!-- cmo-eval"
"""How the first line of every Markdown file of ours begins."""
CONTENTS = "[TOC]"
"""The paragraph that stands for the table of contents."""

_LINE_BREAK = "<br>"
CAPTION = expression(r"(Tabel|Table|Figuur|Figure) ([A-Z]?[0-9]*(?:\.[0-9]+)*)\. ?")
ANNEX = expression(r"(Bijlage|Annex) [A-Z]\.? ")
_ATTRIBUTION = "— "
_DASHES = expression(r"-+")


def document(
    text: str,
    title: str,
    language: str,
    *,
    authors: tuple[str, ...] = (),
    subject: str = "",
    date: str = "",
) -> doc.Document:
    """The tree of a Markdown text.

    Headings get the ids that Markdown viewers give them too, so that a link to a heading leads there in every format.

    Args:
        text: Markdown; a first line that marks the file as ours is no part of it.
        title: of the document.
        language: `nl` or `en`.
        authors: as in the tree, like what follows.
        subject: of the document.
        date: of the document.
    """
    read = _Reader(text)
    return doc.Document(title, language, read.blocks(), read.notes(), authors, subject, date)


def with_contents(text: str) -> str:
    """The Markdown with a list of links in place of `[TOC]`, as a file that is read as it is needs it."""
    if CONTENTS not in text:
        return text
    read = _outline(text)
    contents = next((block for block in read.blocks if isinstance(block, doc.Contents)), None)
    if contents is None:
        return text
    top = contents.levels[0]
    entries = "\n".join(f"{'  ' * (one.level - top)}- [{line(one.text)}](#{one.id})" for one in read.listed(contents))
    return re.sub(rf"(?m)^{re.escape(CONTENTS)}$", lambda _: entries, text)


def _outline(text: str) -> doc.Document:
    """The headings of a Markdown text and its table of contents, in a fifth of the time that all of it takes."""
    return doc.Document("", "en", _Reader(text, words=False).outline())


def slug(text: str) -> str:
    """The id of a heading with these words: lower case, words joined by `-`, without punctuation."""
    words = " ".join(text.lower().split())
    return re.sub(r"[^\w\- ]", "", words).replace(" ", "-") or "section"


class _Reader:
    """The state of reading one text; without its words, only its headings and its table of contents."""

    def __init__(self, text: str, *, words: bool = True) -> None:
        self._lines = unmarked(text)
        self._ids: set[str] = set()
        self._uses: dict[int, int] = {}
        self._notes: dict[int, tuple[doc.Block, ...]] = {}
        self._parser = parser()
        self._known: dict[str, object] = {}  # addresses and footnotes, which words refer to
        if words:
            self._tokens: Iterator[Token] = iter(parsed(text))
        else:
            self._parser.disable("inline")
            self._tokens = iter(self._parser.parse("\n".join(self._lines), self._known))

    def outline(self) -> tuple[doc.Block, ...]:
        """The headings and the table of contents; something else for whatever stands between two of them."""
        found: list[doc.Block] = []
        for token, words in pairwise(self._tokens):
            if token.type == "heading_open":
                tokens: list[Token] = []
                self._parser.inline.parse(words.content, self._parser, self._known, tokens)
                parts = self._parts(iter(tokens), None)
                id_ = self._id(doc.plain(parts))
                if token.level == 0:
                    found.append(doc.Heading(int(token.tag[1:]), id_, parts))
            elif token.level == 0 and token.type == "paragraph_open" and words.content == CONTENTS:
                found.append(doc.Contents())
            elif token.level == 0 and token.nesting >= 0:
                found.append(doc.NewPage())
        return _levelled(_headed(found))

    def blocks(self) -> tuple[doc.Block, ...]:
        """All blocks, their captions where they belong."""
        return _levelled(_headed(_captioned(self._blocks(None))))

    def notes(self) -> tuple[tuple[doc.Block, ...], ...]:
        """The footnotes in the order of their first marks, once the blocks were read."""
        return tuple(self._notes.get(number, ()) for number in range(max(self._notes, default=-1) + 1))

    def _blocks(self, end: str | None) -> tuple[doc.Block, ...]:
        """The blocks up to the closing token, which is passed."""
        blocks = (self._block(token) for token in self._until(end))
        return tuple(block for block in blocks if block is not None)

    def _until(self, end: str | None) -> Iterator[Token]:
        return takewhile(lambda token: token.type != end, self._tokens)

    def _words(self) -> list[Token]:
        """What holds words, up to the closing token, which is passed."""
        return list(takewhile(lambda token: token.nesting >= 0, self._tokens))

    def _block(self, token: Token) -> doc.Block | None:  # noqa: PLR0911 - one for each kind of block
        match token.type:
            case "heading_open":
                parts = self._inline(self._words())
                return doc.Heading(int(token.tag[1:]), self._id(doc.plain(parts)), parts)
            case "paragraph_open":
                return self._paragraph()
            case "blockquote_open":
                return _attributed(self._blocks("blockquote_close"))
            case "bullet_list_open":
                return doc.Listing(self._items("bullet_list_close"))
            case "ordered_list_open":
                return doc.Listing(self._items("ordered_list_close"), int(token.attrs.get("start", 1)))
            case "table_open":
                return self._table(token)
            case "fence" | "code_block":
                return doc.Listed(token.content.rstrip("\n"), token.info.strip())
            case "hr":
                return doc.NewPage()
            case "footnote_open":
                self._notes[int(token.meta["id"])] = self._blocks("footnote_close")
        return None

    def _paragraph(self) -> doc.Block:
        words = self._words()
        if words[0].content == CONTENTS:
            return doc.Contents()
        match words[0].children:
            case [only] if only.type == "image":
                return doc.Figure(PurePosixPath(unquote(str(only.attrs.get("src", "")))).stem, _alternative(only))
        return doc.Paragraph(self._inline(words))

    def _inline(self, words: Iterable[Token]) -> tuple[doc.Inline, ...]:
        return self._parts(chain.from_iterable(token.children or () for token in words), None)

    def _parts(self, tokens: Iterator[Token], end: str | None) -> tuple[doc.Inline, ...]:
        parts: list[doc.Inline] = []
        for token in takewhile(lambda token: token.type != end, tokens):
            match token.type:
                case "text" | "text_special" | "html_inline":
                    _say(parts, token.content)
                case "softbreak":
                    _say(parts, " ")
                case "hardbreak":
                    parts.append(doc.Break())
                case "code_inline":
                    parts.append(doc.Code(token.content))
                case "strong_open":
                    parts.append(doc.Strong(self._parts(tokens, "strong_close")))
                case "em_open":
                    parts.append(doc.Emphasis(self._parts(tokens, "em_close")))
                case "link_open":
                    target = str(token.attrs.get("href", ""))
                    inner = self._parts(tokens, "link_close")
                    parts.append(doc.Link(unquote(target) if target.startswith("#") else target, inner))
                case "footnote_ref":
                    number = int(token.meta["id"])
                    use = self._uses.get(number, 0)
                    self._uses[number] = use + 1
                    parts.append(doc.NoteMark(number, use))
                case "image":
                    _say(parts, _alternative(token))
        return tuple(parts)

    def _items(self, end: str) -> tuple[tuple[doc.Block, ...], ...]:
        return tuple(self._blocks("list_item_close") for _ in self._until(end))

    def _table(self, opening: Token) -> doc.Table:
        alignments: list[doc.Alignment] = []
        cells: list[list[tuple[doc.Inline, ...]]] = []
        for token in self._until("table_close"):
            match token.type:
                case "tr_open":
                    cells.append([])
                case "th_open":
                    alignments.append(_alignment(token))
                    cells[-1].append(self._inline(self._words()))
                case "td_open":
                    cells[-1].append(self._inline(self._words()))
        header, *rows = map(tuple, cells)
        asked = self._asked_widths(opening, header, rows)
        return doc.Table(header, tuple(rows), tuple(alignments), asked or widths(header, rows))

    def _asked_widths(
        self, opening: Token, header: Sequence[Sequence[doc.Inline]], rows: Sequence[Sequence[Sequence[doc.Inline]]]
    ) -> tuple[int, ...]:
        """The widths that the numbers of dashes ask for, with room for the words; empty where all are as many."""
        dashes = _DASHES.findall(self._lines[opening.map[0] + 1]) if opening.map else []
        if len({len(one) for one in dashes}) < 2:
            return ()
        total = sum(len(one) for one in dashes)
        return widths_as_asked([100 * len(one) / total for one in dashes], header, rows)

    def _id(self, text: str) -> str:
        wanted = slug(text)
        found, number = wanted, 0
        while found in self._ids:
            number += 1
            found = f"{wanted}-{number}"
        self._ids.add(found)
        return found


def unmarked(text: str) -> list[str]:
    """The lines of a Markdown text; one that marks the file as ours says nothing."""
    lines = text.split("\n")
    return ["", *lines[1:]] if text.startswith(MARK) else lines


@lru_cache(maxsize=1)
def parsed(text: str) -> Sequence[Token]:
    """The tokens of a Markdown text, once for whoever asks for its lines and then for its tree, who change nothing."""
    return parser().parse("\n".join(unmarked(text)), {})


def parser() -> MarkdownIt:
    """What reads the Markdown of templates."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - only who writes a document needs it
    from mdit_py_plugins.footnote import footnote_plugin  # noqa: PLC0415

    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.use(footnote_plugin, inline=False)
    reader.inline.ruler.before("autolink", "line_break_mark", _line_break)
    return reader


def _line_break(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith(_LINE_BREAK, state.pos):
        return False
    if not silent:
        state.push("hardbreak", "br", 0)
    state.pos += len(_LINE_BREAK)
    return True


def _say(parts: list[doc.Inline], text: str) -> None:
    """Add words, joined to those before them."""
    last = parts[-1] if parts else None
    if isinstance(last, doc.Text):
        parts[-1] = doc.Text(last.text + text)
    elif text:
        parts.append(doc.Text(text))


def _alternative(image: Token) -> str:
    return "".join(child.content for child in image.children or [])


def _alignment(token: Token) -> doc.Alignment:
    style = str(token.attrs.get("style", ""))
    given: dict[str, Literal["right", "center"]] = {"text-align:right": "right", "text-align:center": "center"}
    return given.get(style, "left")


def _attributed(blocks: tuple[doc.Block, ...]) -> doc.Quotation:
    """A quotation whose last paragraph begins with a dash says there who speaks."""
    last = blocks[-1] if blocks else None
    if len(blocks) > 1 and isinstance(last, doc.Paragraph) and isinstance(last.parts[0], doc.Text):
        said = last.parts[0].text
        if said.startswith(_ATTRIBUTION):
            return doc.Quotation(blocks[:-1], (doc.Text(said.removeprefix(_ATTRIBUTION)), *last.parts[1:]))
    return doc.Quotation(blocks)


# ---- captions and levels --------------------------------------------------------------------------------------------


def _captioned(blocks: Sequence[doc.Block]) -> tuple[doc.Block, ...]:
    """The blocks, with each caption put to the table or figure before it, else to the one after it."""
    found: list[doc.Block | doc.Caption] = []
    for block in blocks:
        caption, last = _caption(block), found[-1] if found else None
        if isinstance(last, doc.Caption) and isinstance(block, doc.Table | doc.Figure):
            found[-1] = replace(block, caption=last)
        elif caption and isinstance(last, doc.Table | doc.Figure) and last.caption is None:
            found[-1] = replace(last, caption=caption)
        else:
            found.append(caption or block)
    return tuple(
        doc.Paragraph((doc.Emphasis((doc.Text(one.text),)),)) if isinstance(one, doc.Caption) else one for one in found
    )


def _caption(block: doc.Block) -> doc.Caption | None:
    if not isinstance(block, doc.Paragraph) or len(block.parts) != 1 or not isinstance(block.parts[0], doc.Emphasis):
        return None
    parts = block.parts[0].parts
    if not parts or not isinstance(parts[0], doc.Text):
        return None
    match = CAPTION.match(parts[0].text)
    if match is None:
        return None
    return doc.Caption(match[1], match[2], (doc.Text(parts[0].text[match.end() :]), *parts[1:]))


def _headed(blocks: Sequence[doc.Block]) -> tuple[doc.Block, ...]:
    """The blocks, with a heading right before the table of contents made part of it."""
    found: list[doc.Block] = []
    for block in blocks:
        last = found[-1] if found else None
        if isinstance(block, doc.Contents) and isinstance(last, doc.Heading) and last.level > 1:
            found[-1] = replace(block, heading=last)
        else:
            found.append(block)
    return tuple(found)


def _levelled(blocks: tuple[doc.Block, ...]) -> tuple[doc.Block, ...]:
    """The blocks with the first heading at level 1, it alone, and no level skipped on the way down.

    Of an annex a table of contents has the heading alone.
    """
    found: list[doc.Block] = []
    level, annex = 0, False
    for block in blocks:
        if isinstance(block, doc.Heading):
            level = 1 if level == 0 else max(2, min(block.level, level + 1))
            annex = bool(ANNEX.match(block.text)) if level == 2 else annex
            found.append(replace(block, level=level, listed=level == 2 or not annex))
        else:
            found.append(block)
    return tuple(found)


# ---- text that stays text --------------------------------------------------------------------------------------------

_CONTROL = expression(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_BREAK = expression(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
# a backslash before these is understood by every Markdown dialect; the others need an entity
_MARKS = expression(r"([\\`*_\[\]{}])")
_ENTITIES = {"<": "&lt;", "|": "&#124;", "~": "&#126;", "$": "&#36;"}
_ENTITY_CHARACTERS = expression(r"[<|~$]")
_ENTITY = expression(r"&(?=#?\w+;)")
_ODD = expression(r"[^\w .,:;?!'\"()/%+=>\u2013\u2018-\u201e\u2026-]|_")  # without any, nothing but a start is a mark
_CLOSING = expression(r"(?<=\s)#+$")  # at the end of a heading it would go unseen
_LINE_START = expression(r"[#>+\-=:]|\d+(?=[.)](?:\s|$))")


def line(text: str) -> str:
    """The text on one line, with everything that Markdown or HTML would take for a mark escaped.

    It may stand anywhere in a line, at its start too, and in a cell of a table.
    """
    text = " ".join(text.split())
    if _ODD.search(text):
        text = _CONTROL.sub("\ufffd", text)
        text = _ENTITY.sub("&amp;", text)
        text = _MARKS.sub(r"\\\1", text)
        text = _ENTITY_CHARACTERS.sub(lambda match: _ENTITIES[match[0]], text)
        text = _CLOSING.sub(r"\\\g<0>", text)
    match = _LINE_START.match(text)
    if match is None:
        return text
    if match[0].isdigit():
        return f"{match[0]}\\{text[match.end() :]}"
    # = and : have no backslash escape everywhere
    start = f"&#{ord(match[0])};" if match[0] in "=:" else "\\" + match[0]
    return start + text[1:]


def prose(text: str) -> str:
    """The text with its paragraphs kept, each of them one escaped line."""
    lines = _BREAK.sub("\n", text).strip()
    paragraphs = re.split(r"\n\s*\n", lines)
    return "\n\n".join(escaped for paragraph in paragraphs if (escaped := line(paragraph)))


def cell(text: str) -> str:
    """The text for a cell of a table: one line, its paragraphs apart by a line break, a dash where it is empty."""
    return prose(text).replace("\n\n", "<br><br>") or "–"
