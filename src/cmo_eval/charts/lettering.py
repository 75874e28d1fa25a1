"""How wide a text is and where it breaks, without any font at hand; knows no shapes.

A drawing is shown in whichever sans-serif font a machine has. Widths are those of the wider of two fonts, character by
character: the metrics of Arial (Liberation Sans) and of DejaVu Sans Condensed, which the PNG is drawn with.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from cmo_eval.deferred import expression

LINE = 1.25
"""From one line to the next, in font sizes."""

# hundredths of the font size, from the space to the tilde
_PLAIN = (
    *(29, 37, 42, 76, 58, 89, 71, 25, 36, 36, 45, 76, 29, 34, 29, 31, 58, 58, 58, 58, 58, 58, 58, 58, 58, 58, 31, 31),
    *(76, 76, 76, 56, 102, 67, 67, 73, 73, 67, 62, 78, 73, 28, 50, 67, 56, 84, 73, 78, 67, 78, 73, 67, 62, 73, 67, 95),
    *(67, 67, 62, 36, 31, 36, 76, 56, 45, 56, 58, 50, 58, 56, 32, 58, 58, 25, 25, 53, 25, 88, 58, 56, 58, 58, 37, 50),
    *(36, 58, 54, 74, 54, 54, 50, 58, 31, 58, 76),
)
_BOLD = (
    *(32, 42, 48, 76, 63, 91, 79, 28, 42, 42, 48, 76, 35, 38, 35, 33, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 36, 36),
    *(76, 76, 76, 62, 98, 73, 73, 73, 75, 67, 62, 78, 76, 34, 56, 73, 62, 90, 76, 78, 67, 78, 73, 67, 62, 74, 70, 100),
    *(70, 67, 66, 42, 33, 42, 76, 56, 45, 61, 65, 56, 65, 62, 40, 65, 65, 31, 31, 60, 31, 94, 65, 62, 65, 65, 45, 56),
    *(44, 65, 59, 84, 59, 59, 53, 65, 33, 65, 76),
)
_WIDE = 105
_UNKNOWN = 70
_LONGEST = 2000
_NO_END = " .,;:-–—"
_NO_TEXT = frozenset({"Cc", "Cs", "Cn", "Co", "Zl", "Zp"})
_BIDI = expression("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

_PLAIN_TEXT = expression("[ -~\u00a1-\u024f\u2010-\u2027\u2030-\u205e\u20ac]*")
"""Letters of Latin script, digits and punctuation, all of which may stand."""


def clean(text: str) -> str:
    """The text in one line, without what no XML document may hold or what would turn other text around.

    Control and unassigned characters become U+FFFD; marks that steer the direction of text are left out: one that is
    not closed would reverse what follows.
    """
    folded = " ".join(_BIDI.sub("", text).split())
    if _PLAIN_TEXT.fullmatch(folded):
        return folded
    return "".join("\ufffd" if unicodedata.category(one) in _NO_TEXT else one for one in folded)


# by the number of an ASCII character
_ASCII = {bold: (_UNKNOWN,) * 32 + (_BOLD if bold else _PLAIN) + (_UNKNOWN,) for bold in (False, True)}


@lru_cache(maxsize=4096)
def _hundredths(character: str, bold: bool) -> int:
    table = _ASCII[bold]
    if ord(character) < len(table):
        return table[ord(character)]
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    base = unicodedata.normalize("NFD", character)[0]
    if base != character and 32 <= ord(base) < len(table) - 1:
        return table[ord(base)]
    return _WIDE if unicodedata.east_asian_width(character) in {"W", "F"} or ord(character) > 0x2000 else _UNKNOWN


def _units(text: str, bold: bool) -> int:
    """How wide the text is in hundredths of the font size."""
    if text.isascii():
        return sum(map(_ASCII[bold].__getitem__, text.encode("ascii")))
    return sum(_hundredths(character, bold) for character in text)


_units_of_word = lru_cache(maxsize=8192)(_units)
"""The same for words, which come back again and again."""


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """How wide the text is at most, in the unit of the font size."""
    return _units(text, bold) * size / 100


def cut(text: str, most: int) -> str:
    """The text in one line of at most so many characters, cut off with an ellipsis, behind a word where that can be."""
    line = clean(text[:_LONGEST])
    if len(line) <= most:
        return line
    kept = line[: most - 1]
    behind = kept.rfind(" ", most // 2)
    if line[most - 1] != " " and behind > 0:
        kept = kept[:behind]
    return kept.rstrip(_NO_END) + "…"


def wrapped(text: str, width: float, size: float, *, bold: bool = False, lines: int = 0) -> list[str]:
    """The text in lines of at most that width; words that are wider are broken with a hyphen.

    Args:
        text: is cleaned first.
        width: of a line.
        size: of the font, in the same unit.
        bold: whether it is set bold.
        lines: at most so many; what does not fit is cut off with an ellipsis. 0: as many as it takes.
    """
    found: list[str] = []
    line, taken = "", 0
    space = _ASCII[bold][32]
    for word in clean(text[:_LONGEST]).split():
        units = _units_of_word(word, bold)
        whole = taken + space + units if line else units
        if whole * size / 100 <= width:
            line, taken = f"{line} {word}" if line else word, whole
            continue
        if line:
            found.append(line)
        line, taken = word, units
        if units * size / 100 > width:
            *broken, line = _broken(word, width, size, bold)
            taken = _units_of_word(line, bold)
            found += broken
        if lines and len(found) > lines:
            break
    if line:
        found.append(line)
    if lines and len(found) > lines:
        found = [*found[: lines - 1], _shortened(found[lines - 1], width, size, bold)]
    return found or [""]


def shortened(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """The text in one line of at most that width, cut off with an ellipsis where it does not fit."""
    line = clean(text[:_LONGEST])
    return line if width_of(line, size, bold=bold) <= width else _shortened(line, width, size, bold)


def _broken(word: str, width: float, size: float, bold: bool) -> Iterator[str]:
    """The pieces of a word; a break after a hyphen or slash needs no hyphen of its own."""
    while width_of(word, size, bold=bold) > width:
        fits = 1
        hyphen = width_of("-", size, bold=bold)
        while fits < len(word) - 1 and width_of(word[: fits + 1], size, bold=bold) + hyphen <= width:
            fits += 1
        own = max(word.rfind(mark, 0, fits + 1) for mark in "-/") + 1
        if own > fits // 3:
            piece, word = word[:own], word[own:]
        else:
            while fits > 1 and unicodedata.combining(word[fits : fits + 1] or "a"):
                fits -= 1
            if 0 < len(word) - fits < 3 < fits:
                fits -= 2
            letters = word[fits - 1].isalpha() and word[fits : fits + 1].isalpha()
            piece, word = word[:fits] + ("-" if letters else ""), word[fits:]
        yield piece
        if not word:
            return
    yield word


def _shortened(line: str, width: float, size: float, bold: bool) -> str:
    while line and width_of(line + "…", size, bold=bold) > width:
        line = line[:-1]
    return line.rstrip(_NO_END) + "…"
