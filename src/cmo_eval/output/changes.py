"""Changes to files for a person: as a unified diff, and what is to be forgotten without a word of it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from itertools import groupby

from cmo_eval.edits.forget import Forgetting, Forgotten
from cmo_eval.edits.masking import MASK
from cmo_eval.output.plain import columns, folded, number_of, visible

_COLOURS = {"+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"}
_RESET = "\x1b[0m"


def painted(diff: str, *, colour: bool, wide: int | None = None) -> str:
    """A unified diff, with ANSI colours and lines of at most `wide` columns if that is wanted.

    A line that is longer goes on below, behind the same sign and further to the right.
    """
    if not colour and wide is None:
        return diff
    return "".join(
        f"{_painted(part, line) if colour else part}\n" for line in diff.split("\n")[:-1] for part in _parts(line, wide)
    )


def _parts(line: str, wide: int | None) -> list[str]:
    if wide is None or columns(line) <= wide or not line.startswith(("+", "-", " ")):
        return [line]
    sign, text = line[0], line[1:].lstrip(" ")
    blanks = " " * (len(line) - 1 - len(text))
    first, *rest = folded(text, max(wide - len(blanks) - 5, 20))
    return [f"{sign}{blanks}{first}", *(f"{sign}{blanks}    {one}" for one in rest)]


def _painted(part: str, line: str) -> str:
    style = _COLOURS.get(line[:1], "")
    return f"{style}{part}{_RESET}" if style else part


def summary(diff: str) -> Iterator[str]:
    """A line for each file of a unified diff: how many lines of it come and go."""
    for part in re.split(r"(?m)^(?=--- )", diff):
        names = re.match(r"--- (.*)\n\+\+\+ (.*)\n", part)
        if names is not None:
            lines = part[names.end() :].splitlines()
            come, go = (sum(line.startswith(sign) for line in lines) for sign in "+-")
            yield f"{names[2] if names[2] != '/dev/null' else names[1]}: {come} lines come, {go} go"


def forgetting_text(planned: Forgetting, *, width: int = 80) -> str:
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


def _lines(planned: Forgetting) -> Iterator[str]:
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
