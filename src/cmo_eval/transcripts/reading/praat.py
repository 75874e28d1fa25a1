"""Praat's TextGrid, long or short: intervals of tiers as what somebody says, marks at moments left out.

Praat reads strings between quotes and numbers that stand free, and no other word of the file; so does this.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from cmo_eval.deferred import expression
from cmo_eval.errors import CmoEvalError
from cmo_eval.transcripts.encoding import decoded
from cmo_eval.transcripts.reading import Rows, of_cues
from cmo_eval.transcripts.reading.tiers import Said, in_order, moments_of, time_of

_TOKEN = expression(
    r'"([^"]*(?:""[^"]*)*)"|(?<!\S)(-?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?)(?!\S)|(?<!\S)(<exists>|<absent>)|(?<!\S)![^\n]*'
)
_ACCENTS = {'"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", ",": "\u0327", "v": "\u030c"}
_SIGNS = {"ss": "ß", "ae": "æ", "Ae": "Æ", "o/": "ø", "O/": "Ø", "ao": "å", "Ao": "Å", "!d": "¡", "?d": "¿"}
_SIGNS |= {"<<": "«", ">>": "»", "bu": "•", "bs": "\\"}
_TRIGRAPH = expression(r"""\\(?:([A-Za-z])(["'`^~,v])|(ss|[Aa]e|[oO]/|[Aa]o|!d|\?d|<<|>>|bu|bs))""")
"""A stroke and two signs for a letter that some keyboards lack; those for phonetic signs stay as they are."""


def rows(content: bytes, ending: str) -> Rows:
    """A row an interval with words, in order of time, with the name of its tier as who speaks.

    Raises:
        CmoEvalError: it is no TextGrid, or is damaged.
    """
    del ending
    if content.startswith(b"ooBinaryFile"):
        raise CmoEvalError("it is a binary TextGrid", "save it in Praat as a text file")
    found = decoded(content)
    tokens = [
        match[1].replace('""', '"') if match[1] is not None else match[2] or match[3]
        for match in _TOKEN.finditer(found.text)
    ]
    read = iter([token for token in tokens if token is not None])
    if [next(read, ""), next(read, "")] != ["ooTextFile", "TextGrid"]:
        raise CmoEvalError("it is no TextGrid of Praat", "save it in Praat as a text file")
    try:
        said, marks = _tiers(read)
    except (StopIteration, ValueError):
        what = "the TextGrid is damaged: it ends too early, or a number is missing"
        raise CmoEvalError(what, "open it in Praat and save it anew") from None
    times = {time for one in said for time in (one.start, one.end)}
    moments = moments_of(sorted(((time, time_of(time)) for time in times), key=lambda one: one[1] or 0))
    kept = [one for one in said if one.text.strip()]
    return of_cues(in_order(kept, moments), "TextGrid of Praat", found, {"mark at a moment": len(marks)}, marks)


def _tiers(read: Iterator[str]) -> tuple[list[Said], list[str]]:
    """The intervals of all tiers with their times as they are written, and what is marked at single moments."""
    said: list[Said] = []
    marks: list[str] = []
    _, _, there = islice(read, 3)
    for _ in range(int(next(read)) if there == "<exists>" else 0):
        kind, name, _, _, number = islice(read, 5)
        for _ in range(int(number)):
            if kind == "IntervalTier":
                start, end, text = islice(read, 3)
                float(start), float(end)
                said.append(Said(name.strip(), start, end, _spelled(text)))
            else:
                float(next(read))
                marks.append(_spelled(next(read)))
    return said, marks


def _spelled(text: str) -> str:
    def letter(match: re.Match[str]) -> str:
        if match[3] is not None:
            return _SIGNS[match[3]]
        one = unicodedata.normalize("NFC", match[1] + _ACCENTS[match[2]])
        return one if len(one) == 1 else match[0]

    return _TRIGRAPH.sub(letter, text)
