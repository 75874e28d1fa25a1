"""The codebook for a person: its history, and codes that get another name."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby

from cmo_eval.edits.codebook import Recoded
from cmo_eval.model.codebook import CodebookChange
from cmo_eval.output.plain import number_of, visible


def history_text(changes: Sequence[CodebookChange], width: int) -> str:
    """Each version with its date, who made it, what changed and why; the last one first."""
    lines = []
    for change in reversed(changes):
        head = f"version {change.version}  {change.date}{f'  {change.by}' if change.by else ''}"
        lines.append(visible(head))
        for text in (change.change, change.why):
            if text:
                lines += textwrap.wrap(visible(text), width, initial_indent="  ", subsequent_indent="  ")
    return "\n".join(lines)


_SHOWN = 3


def recoding_text(recoded: Sequence[Recoded], *, whole: bool = False) -> str:
    """Each file of citations with its entries that change.

    Args:
        recoded: the entries, in the order of files.
        whole: show every entry; else the first three of each file, and of so many files.
    """
    return "".join(f"{line}\n" for line in _citations(recoded, whole=whole))


def _citations(recoded: Sequence[Recoded], *, whole: bool) -> Iterator[str]:
    files = [(file, list(entries)) for file, entries in groupby(recoded, key=lambda one: one.file)]
    shown = len(files) if whole or len(files) <= _SHOWN + 1 else _SHOWN
    for file, entries in files[:shown]:
        yield visible(f"{file}: {_entries(entries)}")
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
        yield f"... and {_entries(entries)} in {len(rest)} more files (--all shows them)"


def _entries(entries: list[Recoded]) -> str:
    counted = number_of(len({(one.file, one.id) for one in entries if one.id is not None}), "citation")
    return f"{counted}, and the defaults" if any(one.id is None for one in entries) else counted
