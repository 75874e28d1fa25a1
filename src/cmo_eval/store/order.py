"""The order in which ids are shown; imports nothing, so that whoever only sorts is soon there."""

from __future__ import annotations

import sys
from functools import lru_cache

from cmo_eval.deferred import expression

_NUMBERS = expression(r"([0-9]+)")
_MOST = sys.maxunicode


def natural_once(id_: str) -> str:
    """A sort key by which C, C2 and C10 follow each other; ids of one number, such as C2 and C02, have an order too.

    A text and no list of parts: a hundred thousand are held while so many ids are sorted.
    """
    key, number = "", False
    for part in _NUMBERS.split(id_):
        if number:
            digits = part.lstrip("0")
            size = len(digits)  # the longer number is the larger
            key += f"\1{chr(size if size < _MOST else _MOST)}{digits}"  # noqa: FURB136 - `min` is a third of all this
        elif part:
            key += f"\2{part}\0"
        number = not number
    return f"{key}\0{id_}\0"


natural = lru_cache(maxsize=10_000)(natural_once)
"""The same; what is asked for again is remembered."""
