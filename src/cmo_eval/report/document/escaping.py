"""User text that stays text inside Markdown; knows Markdown's marks, nothing of reports."""

from __future__ import annotations

import re

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
# a backslash before these is understood by every Markdown dialect; the others need an entity
_MARKS = re.compile(r"([\\`*_\[\]{}])")
_ENTITIES = {"<": "&lt;", "|": "&#124;", "~": "&#126;", "$": "&#36;"}
_ENTITY_CHARACTERS = re.compile(r"[<|~$]")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_CLOSING = re.compile(r"(?<=\s)#+$")  # at the end of a heading it would go unseen
_LINE_START = re.compile(r"[#>+\-=:]|\d+(?=[.)](?:\s|$))")


def line(text: str) -> str:
    """The text on one line, with everything that Markdown or HTML would take for a mark escaped.

    It may stand anywhere in a line, at its start too, and in a cell of a table.
    """
    return _line(" ".join(_BREAK.sub(" ", text).split()))


def prose(text: str) -> str:
    """The text with its paragraphs kept, each of them one escaped line."""
    lines = _BREAK.sub("\n", text).strip()
    paragraphs = re.split(r"\n\s*\n", lines)
    return "\n\n".join(escaped for paragraph in paragraphs if (escaped := line(paragraph)))


def cell(text: str) -> str:
    """The text for a cell of a table: one line, its paragraphs apart by a line break, a dash where it is empty."""
    return prose(text).replace("\n\n", "<br><br>") or "–"


def _line(text: str) -> str:
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
