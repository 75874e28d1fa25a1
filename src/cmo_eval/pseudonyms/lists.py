"""Short lists of our own: first names, words that are names too, and what organisations and places are known by."""

from __future__ import annotations

from pathlib import Path

from cmo_eval.transcripts.speakers import lists_in

_LISTS = lists_in(Path(__file__).with_name("words.txt"))

FIRST_NAMES, COMMON, NO_NAMES, ORDINARY, ORGANISATIONS, PLACES, PARTICLES, TITLES = (
    frozenset(_LISTS[name].split())
    for name in ("first names", "common", "no names", "ordinary", "organisations", "places", "particles", "titles")
)
"""The lists of `words.txt`, in small letters."""
