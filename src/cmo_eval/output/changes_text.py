"""A change to files for a person, on a terminal in colours."""

from __future__ import annotations

from collections.abc import Iterable

from cmo_eval.store.writing.unified import Shown, file_lines

_COLOURS = {"+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"}
_RESET = "\x1b[0m"


def changes_text(
    changes: Iterable[tuple[str, str | None, bytes | None, bytes | None]],
    shown: Shown | None = None,
    *,
    colour: bool = False,
) -> str:
    """The changes in their order as a unified diff; control characters are shown as escapes.

    Args:
        changes: of each file its path, its new path (None where it keeps its own), its bytes before and after (None
            where it is not there).
        shown: what of a file may be shown; all of it unless given.
        colour: with ANSI colours.
    """
    return painted("".join(f"{line}\n" for change in changes for line in file_lines(*change, shown)), colour=colour)


def painted(diff: str, *, colour: bool) -> str:
    """A unified diff, with ANSI colours if that is wanted."""
    return "".join(f"{_painted(line)}\n" for line in diff.split("\n")[:-1]) if colour else diff


def _painted(line: str) -> str:
    style = _COLOURS.get(line[:1], "")
    return f"{style}{line}{_RESET}" if style else line
