"""What Excel makes of text: characters that it refuses, names that it allows, and how many of what fit."""

from __future__ import annotations

import math
from collections.abc import Iterable
from unicodedata import east_asian_width

from cmo_eval.deferred import expression

MAX_CELL = 32_767  # characters that a cell of Excel can hold, counted in UTF-16 as Excel does
MAX_LINKS = 65_530  # links that a sheet of Excel can hold
MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
MAX_HEADER = 255  # characters in the name of a table's column
MAX_TITLE = 31  # characters in the name of a sheet

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a formula may begin; the wide ones in an Excel of East Asia."""

_REFUSED = expression(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BREAKS = expression(r"\r\n?|[\x85\u2028\u2029]")
_CODED = expression(r"_(?=x[0-9A-Fa-f]{4}_)")
_SHEET_REFUSED = expression(r"[\[\]:*?/\\\s]+")
_TABLE_REFUSED = expression(r"[^\w.]+")
_CELL_LIKE = expression(r"[A-Za-z]{1,3}[0-9]+|[RrCc]|[Rr][0-9]*[Cc][0-9]*")


def clean(text: str, cut: str = "…") -> str:
    """The text as a cell can hold it.

    Characters that XML does not allow become U+FFFD, every end of line one newline; a text that is too long ends in
    `cut`.
    """
    if not text.isprintable():
        text = _REFUSED.sub("\ufffd", _BREAKS.sub("\n", text))
    if len(text) * 2 <= MAX_CELL or _units(text) <= MAX_CELL:
        return text
    return _first(text, MAX_CELL - _units(cut)) + cut


def _first(text: str, longest: int) -> str:
    """As much of the beginning of a text as has at most so many characters, counted in UTF-16 as Excel does."""
    text = text[:longest]
    while (more := _units(text) - longest) > 0:
        text = text[: len(text) - max(1, more // 2)]
    return text


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def coded(text: str) -> str:
    """The clean text as Excel reads it back from an attribute, for names that must equal the text of a cell."""
    return _CODED.sub("_x005F_", text)


def one_line(text: str, longest: int) -> str:
    """The clean text in a line, of at most so many characters."""
    return _first(" ".join(clean(text).split()), longest).strip()


def headers(texts: Iterable[str]) -> list[str]:
    """Headings of a table: each in one line, none empty, and no two the same for Excel, which sees no capitals."""
    return _different((one_line(text, MAX_HEADER - 8) or "-" for text in texts), MAX_HEADER, " ({})")


def sheet_titles(texts: Iterable[str]) -> list[str]:
    """Names for sheets as Excel allows them."""
    legal = (_first(_SHEET_REFUSED.sub(" ", clean(text)).strip(" '"), MAX_TITLE).strip(" '") or "-" for text in texts)
    # Excel keeps this name for itself
    return _different((f"{one}." if one.casefold() == "history" else one for one in legal), MAX_TITLE, " ({})")


def table_names(texts: Iterable[str]) -> list[str]:
    """Names for tables as Excel allows them: words without spaces that look like no cell."""
    legal = []
    for text in texts:
        name = _TABLE_REFUSED.sub("_", clean(text)).strip("_.") or "_"
        legal.append(f"_{name}" if _CELL_LIKE.fullmatch(name) or not (name[0].isalpha() or name[0] == "_") else name)
    return _different(legal, 200, "_{}")


def _different(texts: Iterable[str], longest: int, number: str) -> list[str]:
    found: list[str] = []
    seen: set[str] = set()
    for text in texts:
        other, times = text, 1
        while other.casefold() in seen:
            times += 1
            end = number.format(times)
            other = _first(text, longest - len(end)) + end
        seen.add(other.casefold())
        found.append(other)
    return found


def letters(column: int) -> str:
    """The letters of a column, from 1: A, B, ..., Z, AA."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def reference(title: str, first: str, last: str = "") -> str:
    """A cell, or the cells from `first` to `last`, of the sheet with this (legal) name."""
    return "'{}'!{}".format(title.replace("'", "''"), f"{first}:{last}" if last else first)


def lines(text: str, width: int) -> int:
    """In how many lines a text stands in a cell of this width, in characters.

    A width is in digits of 11 points, and letters of 10 points are narrower: 1.15 stand in the place of one. Words do
    not break where a line is full, so of a text of several lines a tenth of the width is lost.
    """
    if "\n" not in text and len(text) * 2 <= width:
        return 1
    wide = (
        len(line) if line.isascii() else sum(2 if east_asian_width(letter) in "WF" else 1 for letter in line)
        for line in text.split("\n")
    )
    return sum(1 if long <= 1.15 * width else math.ceil(long / max(4.0, 1.04 * width)) for long in wide)
