"""Markdown: a row a paragraph, heading, item or line of a table, without its marks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cmo_eval.texts.beginnings import labels_in
from cmo_eval.texts.encoding import cleaned, decoded
from cmo_eval.texts.reading import Row, Rows
from cmo_eval.texts.reading.paragraphs import begins_anew, is_heading
from cmo_eval.texts.reading.told import told

if TYPE_CHECKING:
    from markdown_it.token import Token


def rows(content: bytes, ending: str) -> Rows:  # noqa: ARG001 - as in `plain`
    """The rows of a Markdown text; pictures and HTML are left out, and it is said.

    Raises:
        CmoEvalError: it is no text.
    """
    from markdown_it import MarkdownIt  # noqa: PLC0415 - loaded when there is Markdown

    found = decoded(content)
    text, unseen = cleaned(found.text)
    reader = MarkdownIt("commonmark", {"maxNesting": 20}).enable("table").disable(["code", "entity"])
    tokens = reader.parse(_without_front_matter(text))
    known = labels_in([line.lstrip("*_ ").replace("**", "") for line in text.split("\n")])
    said = [found.note] if found.note else []
    said += told({**_left_out(tokens), "invisible character": unseen})
    lines = [line for one in _blocks(tokens) for line in _turns(one, known)]
    return Rows(tuple(Row(line) for line in lines), "Markdown", found.encoding, found.guessed, tuple(said))


def _without_front_matter(text: str) -> str:
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return text
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() in {"---", "..."}), None)
    return text if end is None else "\n".join(lines[end + 1 :])


def _blocks(tokens: list[Token]) -> Iterator[str]:
    """The text of each block; the cells of a row stand on one line with tabs between."""
    cells: list[str] | None = None
    for token in tokens:
        if token.type == "tr_open":
            cells = []
        elif token.type == "tr_close" and cells is not None:
            yield "\t".join(cells)
            cells = None
        elif token.type == "inline":
            text = _inline(token.children or [])
            if cells is None:
                yield text
            else:
                cells.append(text)
        elif token.type == "fence":
            yield from token.content.split("\n")


def _inline(tokens: list[Token]) -> str:
    parts: list[str] = []
    for token in tokens:
        if token.type in {"text", "code_inline", "text_special"}:
            parts.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            parts.append("\n")
    return "".join(parts)


def _turns(block: str, known: frozenset[str]) -> Iterator[str]:
    """A paragraph as one line, or a line for each turn that begins in it."""
    line = ""
    for part in block.split("\n"):
        text = part.strip(" ")
        if line and (begins_anew(text, known) or is_heading(line, known)):
            yield line
            line = text
        else:
            line = f"{line} {text}".strip(" ")
    if line:
        yield line


def _left_out(tokens: list[Token]) -> dict[str, int]:
    every = [*tokens, *(child for token in tokens for child in token.children or [])]
    return {
        "picture": sum(token.type == "image" for token in every),
        "piece of HTML": sum(token.type in {"html_block", "html_inline"} for token in every),
    }
