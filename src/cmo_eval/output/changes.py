"""Changes to files for a person: as a unified diff, and what is to be forgotten without a word of it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from itertools import groupby

from cmo_eval.edits.forgetting import Forgotten, Planned
from cmo_eval.edits.masking import MASK
from cmo_eval.output.plain import number_of, visible
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


def forgetting_text(planned: Planned, *, width: int = 80) -> str:
    """The plan, a line for each record; empty where nothing changes.

    Args:
        planned: the plan.
        width: columns.
    """
    lines = list(_lines(planned))
    return "".join(f"{row}\n" for line in lines for row in _wrapped(line, width))


def where_to_look(sentences: Iterable[str], heading: str, *, width: int = 80) -> str:
    """Sentences about what is left to a person, under a heading; empty where there are none."""
    rows = [row for sentence in sentences for row in _wrapped(f"  - {sentence}", width)]
    return "\n".join([heading, *rows]) + "\n" if rows else ""


def _lines(planned: Planned) -> Iterator[str]:
    for file, records in groupby(planned.records, key=lambda one: one.file):
        yield visible(file)
        for one in records:
            yield visible(f"  {one.id}  {_said(one)}")
    if planned.text is not None:
        yield visible(planned.text.file)
        lines = number_of(planned.text.lines, "line")
        masked = f"  in {lines} each character of the words becomes {MASK}; lines and places of the others stay"
        yield masked if planned.text.lines else "  the file is removed"
    for file in planned.backups:
        yield visible(file)
        yield "  a copy that an editor left: the file is removed"


def _said(one: Forgotten) -> str:
    gone = f"without {', '.join(one.keys)}" if one.keys else ""
    marked = "marked as withdrawn" if one.marked else ""
    return "; ".join(part for part in (gone, marked) if part)


def _wrapped(line: str, width: int) -> list[str]:
    indent = " " * (4 if line.startswith("  ") else 2)
    rows = textwrap.wrap(
        line, width, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False, replace_whitespace=False
    )
    return rows or [line]
