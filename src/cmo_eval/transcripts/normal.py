"""Text as it is compared: without what typists, printers and word processors vary, with the way back to each character.

Light: runs of white space are one space; a hyphen inside a word or at the end of a line is gone; quotation marks are
all the same, dashes too; ligatures and the ellipsis are their letters and dots; capitals are small. Loose: without
accents besides.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterable
from dataclasses import dataclass

_SPOT = re.compile(
    r"""
    (?P<hyphen>(?<=[^\W\d_])[-\u2010\u2011\u00ad]+\s*(?=[^\W\d_]))
    |(?P<range>(?<=\d)[\u2010-\u2015](?=\d))
    |(?P<dash>(?:\s*(?:[\u2012-\u2015]|--+))+\s*)
    |(?P<white>[^\S ]\s*|[ ]\s+)
    |(?P<unseen>[\u00ad\u200b-\u200f\u2060\ufeff])
    |(?P<mark>['"\u2018-\u201f\u2032\u2033\u00b4`\u00ab\u00bb\u2039\u203a]{2,}
        |["\u2018-\u201f\u2032\u2033\u00b4`\u00ab\u00bb\u2039\u203a])
    |(?P<letters>[\u2026\u00df\u0130\u0132\u0133\u0149\u01c4-\u01cc\u01f0-\u01f3\u0390\u03b0\u0587\u1e96-\u1e9e
        \u1f50-\u1f57\u1f80-\u1fff\ufb00-\ufb17])
    """,
    re.VERBOSE,
)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_LETTER_OR_DIGIT = re.compile(r"\w")
_WITH = {"hyphen": "", "range": "-", "dash": " - ", "white": " ", "unseen": "", "mark": "'"}


@dataclass(frozen=True, slots=True)
class Normal:
    """A text in its light or loose form; `at` has for each of its characters the index of the one it came from."""

    text: str
    at: array[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the text it was made from that became the characters from `start` to before `end`.

        Raises:
            IndexError: there are no such characters.
        """
        return self.at[start], self.at[end - 1] + 1

    def index(self, origin: int) -> int:
        """The first character that came from `origin` or from behind it; the length of the text where none did."""
        low, high = 0, len(self.at)
        while low < high:
            middle = (low + high) // 2
            if self.at[middle] < origin:
                low = middle + 1
            else:
                high = middle
        return low


def light(text: str) -> Normal:
    """The text in its light form. Skipped parts are to be `masked` before."""
    parts: list[str] = []
    at = array("l")
    done = 0
    for spot in _SPOT.finditer(text):
        start, end = spot.span()
        if start > done:
            parts.append(text[done:start].casefold())
            at.extend(range(done, start))
        written = _written(spot)
        parts.append(written)
        if written == " - ":
            inside = start + len(spot[0]) - len(spot[0].lstrip())
            at.extend((start, inside, end - 1))
        else:
            at.extend([start] * len(written))
        done = end
    parts.append(text[done:].casefold())
    at.extend(range(done, len(text)))
    return Normal("".join(parts), at)


def light_words(text: str) -> str:
    """The text in its light form, without the way back and without white space around it."""
    parts: list[str] = []
    done = 0
    for spot in _SPOT.finditer(text):
        parts += (text[done : spot.start()].casefold(), _written(spot))
        done = spot.end()
    parts.append(text[done:].casefold())
    return "".join(parts).strip()


def loose(form: Normal) -> Normal:
    """A light text without accents."""
    parts: list[str] = []
    at = array("l")
    done = 0
    for spot in _NOT_ASCII.finditer(form.text):
        start = spot.start()
        parts.append(form.text[done:start])
        at.extend(form.at[done:start])
        letters = loose_words(spot[0])
        parts.append(letters)
        at.extend([form.at[start]] * len(letters))
        done = start + 1
    parts.append(form.text[done:])
    at.extend(form.at[done:])
    return Normal("".join(parts), at)


def loose_words(text: str) -> str:
    """The letters without their accents."""
    if text.isascii():
        return text
    return "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))


def masked(text: str, skipped: Iterable[tuple[int, int]]) -> str:
    """The text with blanks in place of the parts from a start to before an end, so that no index changes."""
    parts: list[str] = []
    done = 0
    for start, end in skipped:
        parts += (text[done:start], " " * (end - start))
        done = end
    return "".join([*parts, text[done:]])


def is_bounded(text: str, start: int, end: int) -> bool:
    """Whether the part of the text neither begins nor ends inside a word."""
    return not (_joined(text, start) or _joined(text, end))


def _joined(text: str, index: int) -> bool:
    return (
        0 < index < len(text)
        and _LETTER_OR_DIGIT.match(text, index) is not None
        and _LETTER_OR_DIGIT.match(text, index - 1) is not None
    )


def _written(spot: re.Match[str]) -> str:
    kind = spot.lastgroup or ""
    if kind == "letters":
        return unicodedata.normalize("NFKC", spot[0]).casefold()
    return _WITH[kind]
