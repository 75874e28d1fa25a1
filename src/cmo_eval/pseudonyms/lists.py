"""Short lists of our own: first names, words that are names too, and what organisations and places are known by."""

from __future__ import annotations

import re
from pathlib import Path

_LISTS = dict(
    re.findall(
        r"^= ([a-z ]+): .*\n((?:[^=#\n].*\n)+)", Path(__file__).with_name("words.txt").read_text("utf-8"), re.MULTILINE
    )
)

FIRST_NAMES, COMMON, NO_NAMES, ORDINARY, ORGANISATIONS, PLACES, PARTICLES, TITLES = (
    frozenset(_LISTS[name].split())
    for name in ("first names", "common", "no names", "ordinary", "organisations", "places", "particles", "titles")
)
"""The lists of `words.txt`, in small letters."""
