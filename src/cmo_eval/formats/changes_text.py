"""A change to files for a person: what is renamed, and a unified diff of each file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import unified_diff

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_LINE_END = re.compile("\r\n|\r|\n")
_COLOURS = {"+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"}
_RESET = "\x1b[0m"
_MOST_LINES = 20_000


def changes_text(changes: Iterable[tuple[str, str | None, bytes, bytes]], *, colour: bool = False) -> str:
    """The changes in their order; control characters are shown as escapes.

    Args:
        changes: of each file its path, its new path (None where it keeps its own), its bytes before and after.
        colour: with ANSI colours.
    """
    return "".join(f"{_painted(line, colour)}\n" for change in changes for line in _lines(*change))


def _lines(file: str, name: str | None, before: bytes, after: bytes) -> Iterator[str]:
    if name is not None:
        yield f"rename {_visible(file)} -> {_visible(name)}"
    if before == after:
        return
    old, new = _split(before), _split(after)
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    shown = max(0, start - 3)
    if max(len(old), len(new)) - shown > _MOST_LINES:
        yield f"--- {_visible(file)}: from line {start + 1} on, too long to show"
        return
    diff = unified_diff(["\0"] * shown + old[shown:], ["\0"] * shown + new[shown:], file, name or file, lineterm="")
    yield from (_visible(line) for line in diff)


def _split(content: bytes) -> list[str]:
    lines = _LINE_END.split(content.decode("utf-8", "replace"))
    last = lines.pop()
    return [*lines, f"{last}\n\\ no line end at the end of the file"] if last else lines


def _visible(text: str) -> str:
    return "\n".join(_CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", line) for line in text.split("\n"))


def _painted(line: str, colour: bool) -> str:
    style = _COLOURS.get(line[:1], "") if colour else ""
    return f"{style}{line}{_RESET}" if style else line
