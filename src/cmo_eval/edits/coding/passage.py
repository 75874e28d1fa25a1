"""A quote made longer or shorter by words of its transcript, or taken apart by its own; knows no files of citations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from cmo_eval.deferred import expression
from cmo_eval.errors import UsageError
from cmo_eval.transcripts import anchoring

_WORD = expression(r"[^\W_]+")


def stretched(
    prepared: anchoring.PreparedText, span: tuple[int, int], starts: str, ends: str, name: str
) -> tuple[str, int]:
    """The words of a text from some words to others, each where it stands nearest to where the quote does so.

    Args:
        prepared: the text.
        span: where the quote begins and ends in it.
        starts: words with which it is to begin; it begins as before where there are none.
        ends: words with which it is to end.
        name: of the text, for messages.

    Returns:
        The words, with labels where they go on into another turn, and the line on which they begin (from 1).

    Raises:
        UsageError: words do not stand there.
    """
    text, lines = prepared.text, prepared.transcript
    first, last = span
    if starts:
        places = [start for start, _ in _found(starts, text) if start < span[1]]
        first = _nearest(places, first, f"the words of --from do not stand in {name} before the end of the quote")
    if ends:
        places = [end for _, end in _found(ends, text) if end > first]
        last = _nearest(places, last, f"the words of --until do not stand in {name} behind the beginning of the quote")
    line = lines.line_of(first)
    if line.speaker != lines.line_of(last - 1).speaker:
        return " ".join(text[first:last].split()), line.number
    whole = anchoring.Anchor(first, last, "", "", 1.0, "exact", ((first, last),))
    return anchoring.words_at(prepared, whole), line.number


def split(quote: str, words: Sequence[str]) -> list[str]:
    """The quote in parts: each but the first begins with some of the words.

    Raises:
        UsageError: they do not stand in it, or more than once, or it begins with them.
    """
    places = {0}
    for one in words:
        found = [start for start, _ in _found(one, quote)]
        if len(found) != 1:
            how = f"stand in the quote {len(found)} times" if found else "do not stand in the quote"
            raise UsageError(f"the words of --split {how}", "give words that it has once, with those that follow")
        if not _WORD.search(quote[: found[0]]):
            raise UsageError("the quote begins with the words of --split", "give those that begin the second part")
        places.add(found[0])
    return [quote[start:end].strip() for start, end in pairwise([*sorted(places), len(quote)])]


def _found(words: str, text: str) -> list[tuple[int, int]]:
    """Where words begin and end in a text, whatever stands between them, with the mark at the end of a sentence."""
    known = _WORD.findall(words)
    if not known:
        return []
    pattern = r"[\W_]+".join(map(re.escape, known))
    return [one.span() for one in re.finditer(rf"(?<!\w){pattern}(?!\w)[.!?…]?", text, re.IGNORECASE)]


def _nearest(places: Sequence[int], to: int, otherwise: str) -> int:
    if not places:
        raise UsageError(otherwise, "write them as the text has them")
    return min(places, key=lambda place: abs(place - to))
