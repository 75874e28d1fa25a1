"""The codebook for a person: its tree with counts, and its history."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from cmo_eval.coding.code_tree import Used
from cmo_eval.formats.plain import columns, visible
from cmo_eval.model.codebook import CodebookChange

_HEADINGS = ("cited", "sources", "in all")


def tree_text(tree: Sequence[Used], width: int) -> str:
    """A line for each code, indented below its parent, with its counts, and what it is in words.

    The counts are citations with the code, their sources, and citations with it or one below it.

    Args:
        tree: what `code_tree` gives.
        width: columns of the terminal; what is longer is cut off with `…`.
    """
    if not tree:
        return ""
    names = [visible(f"{'  ' * used.depth}{used.id}") for used in tree]
    wide = max(len("code"), *map(columns, names))
    head = f"{'code':<{wide}}  {'  '.join(_HEADINGS)}"
    lines = [head]
    for name, used in zip(names, tree, strict=True):
        counts = (used.citations, used.sources, used.with_below)
        numbers = "  ".join(f"{count:>{len(title)}}" for count, title in zip(counts, _HEADINGS, strict=True))
        line = f"{name}{' ' * (wide - columns(name))}  {numbers}  {visible(_said(used))}"
        lines.append(line if columns(line) <= width else f"{line[: width - 1].rstrip()}…")
    return "\n".join(lines)


def _said(used: Used) -> str:
    if used.code is None:
        return "not in the codebook"
    return f"{used.code.label} ({used.code.kind})" if used.code.label else f"({used.code.kind})"


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
