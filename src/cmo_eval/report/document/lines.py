"""The lines of a Markdown document: each paragraph, item, heading and row as its words, with where it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from cmo_eval.deferred import dataclass, expression
from cmo_eval.model.base import CITATION_ID_PATTERN
from cmo_eval.model.writing import SIGN, is_sign, mark_of, squeezed
from cmo_eval.report.document.markdown import ANNEX, CAPTION, CONTENTS, line, parsed, unmarked

if TYPE_CHECKING:
    from markdown_it.token import Token

Kind = Literal["text", "heading", "quotation", "caption", "row", "fixed", "note"]
"""`text` is a paragraph or an item; `quotation` what stands indented, or in a chapter has the note of a citation;
`fixed` keeps its own line ends."""

_LEVELS = {"h1": 1, "h2": 2, "h3": 3}
_BLANKS = frozenset({"softbreak", "hardbreak"})
_WORDS = frozenset({"text", "text_special", "html_inline", "code_inline", "image"})
_ITEM = expression(r"\s*(?:[-*+]|\d+[.)])\s+|\s*")
_CITATION = expression(CITATION_ID_PATTERN)
_QUOTED = "blockquote_open"


@dataclass(frozen=True, slots=True)
class Line:
    """One line.

    Attributes:
        kind: what it is.
        section: the part of the report that it stands in; empty where nobody may write.
        words: without marks and notes, one blank between each.
        start: the first of its lines in the source, from 0.
        end: behind the last one.
        below: behind the last line of what it stands in, where something else may be put.
        lead: what stands before its words in the source, such as `- `; the name of a note.
        notes: the names of the notes that its marks lead to.
    """

    kind: Kind
    section: str
    words: str
    start: int = 0
    end: int = 0
    below: int = 0
    lead: str = ""
    notes: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """The digest by which it is known."""
        return mark_of(self.words)


def numbered(lines: Iterable[Line]) -> list[tuple[Line, str, int]]:
    """The lines, each with its mark, and which one it is of those with that mark in its section, from 1."""
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for one in lines:
        mark = one.mark
        seen[one.section, mark] += 1
        found.append((one, mark, seen[one.section, mark]))
    return found


def lines(text: str, sections: Mapping[str, str], chapters: Mapping[str, str], closed: str) -> list[Line]:
    """The lines of a document in their order, its notes at the end, without table of contents and pictures.

    Args:
        text: Markdown.
        sections: the names of sections by the words of their headings.
        chapters: the same of chapters.
        closed: the heading of what ends a chapter that is a file of its own, where nobody may write.
    """
    found: list[Line] = []
    section, alone = "", False
    for one in _read(text):
        if one.words == CONTENTS:  # its heading is not read back either: Word writes it anew
            found = found[:-1]
            continue
        if one.kind == "heading":
            level = int(one.lead)
            words = ANNEX.sub("", one.words)
            if level == 1:
                section = chapters.get(words, "")
                alone = bool(section)
            elif alone:
                section = "" if words == closed else section
            elif level == 2:
                section = sections.get(words, "")
            elif level == 3 and words in chapters and section in {"chapters", *chapters.values()}:
                section = chapters[words]
        said = one.kind == "text" and any(_of_citation(section, name) for name in one.notes)
        found.append(replace(one, section=section, kind="quotation" if said else one.kind))
    return found


def _of_citation(section: str, note: str) -> bool:
    """Whether the note of a chapter is that of a citation whose words it prints."""
    return note.startswith(f"{section}-") and _CITATION.match(note.removeprefix(f"{section}-")) is not None


def _read(text: str) -> Iterator[Line]:
    source, tokens = unmarked(text), parsed(text)
    around: list[Token] = []
    cells: list[str] | None = None
    for place, token in enumerate(tokens):
        if token.type == "footnote_block_open":
            yield from _notes(tokens[place:])
            return
        if token.type == "tr_open":
            cells = []
        elif token.type == "tr_close" and cells is not None:
            yield Line("row", "", squeezed(" ".join(cells)))
            cells = None
        elif token.type in {"fence", "code_block"}:
            yield Line("fixed", "", squeezed(token.content), *_span(token), _span(token)[1])
        elif token.type == "inline" and cells is not None:
            cells.append(_plain(token.children or ()))
        elif token.type == "inline":
            yield from _of_inline(token, tokens[place - 1], around, source)
        if token.type in {_QUOTED, "bullet_list_open", "ordered_list_open"}:
            around.append(token)
        elif token.type in {"blockquote_close", "bullet_list_close", "ordered_list_close"}:
            around.pop()


def _of_inline(token: Token, opening: Token, around: Sequence[Token], source: Sequence[str]) -> Iterator[Line]:
    """The line that is a heading, paragraph or item; none of a picture or of nothing."""
    children = token.children or []
    words = squeezed(_plain(children))
    if words == CONTENTS:
        yield Line("fixed", "", CONTENTS)
    if words == CONTENTS or [one.type for one in children] == ["image"] or not words:
        return
    start, end = _span(opening)
    outer = next((one for one in around if one.type == _QUOTED), None)
    if opening.type == "heading_open":
        yield Line("heading", "", words, start, end, end, str(_LEVELS.get(opening.tag, 4)))
        return
    lead = _ITEM.match(source[start])
    kind: Kind = "quotation" if outer is not None else "caption" if _is_caption(children, words) else "text"
    below = _span(outer)[1] if outer is not None else end
    notes = tuple(one.meta["label"] for one in children if one.type == "footnote_ref")
    yield Line(kind, "", words, start, end, below, lead[0] if lead is not None else "", notes)


def _notes(tokens: Iterable[Token]) -> Iterator[Line]:
    name, words = "", list[str]()
    for token in tokens:
        if token.type == "footnote_open":
            name, words = token.meta["label"], []
        elif token.type == "inline":
            words.append(_plain(token.children or ()))
        elif token.type == "footnote_close":
            yield Line("note", "", squeezed(" ".join(words)), lead=name)


def _span(token: Token) -> tuple[int, int]:
    start, end = token.map or (0, 0)
    return start, end


def _plain(children: Iterable[Token]) -> str:
    return "".join(" " if one.type in _BLANKS else one.content if one.type in _WORDS else "" for one in children)


def _is_caption(children: Sequence[Token], words: str) -> bool:
    return children[0].type == "em_open" and CAPTION.match(words) is not None


# ---- words of a writer -----------------------------------------------------------------------------------------------


def as_markdown(text: str, notes: Iterable[str]) -> str:
    """A writer's paragraph as Markdown: `**strong**`, `*stress*` and marks of known notes are what they are.

    All else is text. Where the signs do not close one another, they are text too.
    """
    known = {f"[^{one}]" for one in notes}
    made: list[str] = []
    open_: list[str] = []
    for one in SIGN.split(text):
        if one in {"*", "**"}:
            if open_ and open_[-1] == one:
                open_.pop()
            elif one in open_:
                return line(text)
            else:
                open_.append(one)
            made.append(one)
        elif is_sign(one):
            made.append(one if one in known else "")
        else:
            words = one[-1] if SIGN.fullmatch(one) else one
            start, rest = words[: len(words) - len(words.lstrip())], words.strip()
            inside = line(f"x{rest}")[1:] if made and rest else line(rest)
            made.append((" " if start else "") + inside + (" " if rest and words[-1:].isspace() else ""))
    return line(text) if open_ else "".join(made).strip()
