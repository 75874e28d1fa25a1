"""The codebook for a person: its tree with counts, and its history."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from cmo_eval.analysis.code_tree import Used
from cmo_eval.model.codebook import CodebookChange
from cmo_eval.output.plain import beside, visible

_NAME = 40
_HEADINGS = ("cited", "sources", "in all")


def tree_text(tree: Sequence[Used], width: int | None = None) -> str:
    """A line for each code, indented below its parent, with its counts, and what it is in words.

    The counts are citations with the code, their sources, and citations with it or one below it.

    Args:
        tree: what `code_tree` gives.
        width: columns of the terminal, for lines that are folded; None for a line each, whole.
    """
    if not tree:
        return ""
    names = [visible(f"{'  ' * used.depth}{used.id}") for used in tree]
    rows = [("code", "  ".join(_HEADINGS))]
    for name, used in zip(names, tree, strict=True):
        counts = (used.citations, used.sources, used.with_below)
        numbers = "  ".join(f"{count:>{len(title)}}" for count, title in zip(counts, _HEADINGS, strict=True))
        rows.append((name, f"{numbers}  {visible(_said(used))}"))
    return "\n".join(beside(rows, width, most=_NAME))


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
