"""Control characters in users' data, made visible so that no terminal obeys them."""

from __future__ import annotations

import re
import unicodedata

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """The text with control and direction characters as escapes; tabs become spaces, line ends a space."""
    return _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", text.replace("\t", " ").replace("\n", " "))


def columns(text: str) -> int:
    """How many columns of a terminal the text takes: two for a wide character, none for a combining one."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )
