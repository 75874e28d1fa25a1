"""Codes that get another name, for a person: the book as a diff, citations a line each, without anyone's words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from cmo_eval.edits.codebook import Planned, Recoded
from cmo_eval.output.changes_text import changes_text
from cmo_eval.output.plain import visible

_SHOWN = 3


def recoding_text(planned: Planned, *, whole: bool = False, colour: bool = False) -> str:
    """The book as a unified diff, then each file of citations with its entries.

    Args:
        planned: the change.
        whole: show every entry; else the first three of each file, and of so many files.
        colour: with ANSI colours.
    """
    book = changes_text(((file, None, before, after) for file, before, after in planned.others), colour=colour)
    return book + "".join(f"{line}\n" for line in _citations(planned, whole=whole))


def _citations(planned: Planned, *, whole: bool) -> Iterator[str]:
    files = [(file, list(entries)) for file, entries in groupby(planned.recoded, key=lambda one: one.file)]
    shown = len(files) if whole or len(files) <= _SHOWN + 1 else _SHOWN
    for file, entries in files[:shown]:
        yield visible(f"{file}: {_counted(entries)}")
        some = entries if whole or len(entries) <= _SHOWN + 1 else entries[:_SHOWN]
        wide = max(len(one.id or "defaults") for one in some)
        for one in some:
            codes = f"{', '.join(one.before)} -> {', '.join(one.after)}"
            yield visible(f"  line {one.line}  {one.id or 'defaults':<{wide}}  {codes}")
        if len(some) < len(entries):
            yield f"  ... and {len(entries) - len(some)} more"
    rest = files[shown:]
    if rest:
        entries = [one for _, some in rest for one in some]
        yield f"... and {_counted(entries)} in {len(rest)} more files (--all shows them)"


def _counted(entries: list[Recoded]) -> str:
    number = len({(one.file, one.id) for one in entries if one.id is not None})
    counted = "1 citation" if number == 1 else f"{number} citations"
    return f"{counted}, and the defaults" if any(one.id is None for one in entries) else counted
