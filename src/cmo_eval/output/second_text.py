"""Citations as a second coder sees them: the words and who speaks, nothing of what anybody made of them."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from cmo_eval.edits.second import Shown
from cmo_eval.output.plain import visible


def second_text(found: Sequence[Shown], *, width: int = 80) -> str:
    """Each citation with its place, its speaker and its words, and how many are not coded yet."""
    parts = [_one(one, width) for one in found]
    waiting = sum(not one.coded for one in found)
    number = "1 citation" if len(found) == 1 else f"{len(found)} citations"
    parts.append(f"{number}, {waiting} not coded yet\n" if waiting else f"{number}, all coded\n")
    return "\n".join(parts)


def _one(one: Shown, width: int) -> str:
    head = "  ".join(part for part in (one.citation, one.place, one.who, "coded" if one.coded else "") if part)
    words = textwrap.wrap(visible(one.quote), width - 2, break_on_hyphens=False, break_long_words=False)
    return "\n".join([visible(head), *(f"  {line}" for line in words)]) + "\n"
