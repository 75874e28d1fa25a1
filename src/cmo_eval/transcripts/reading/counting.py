"""Words of a file counted: as many as come in must come out, or be named among what was left out."""

from __future__ import annotations

from collections.abc import Iterable


def words(text: str) -> int:
    """How many words there are: what stands between blanks and has a letter or digit in it."""
    return sum(part.isalnum() or any(map(str.isalnum, part)) for part in text.split())


def letters(text: str) -> int:
    """How many letters and digits there are."""
    return sum(map(str.isalnum, text))


def words_in(texts: Iterable[str]) -> int:
    """How many words there are in all of them."""
    return sum(map(words, texts))
