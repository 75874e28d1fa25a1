"""Text as words are searched for in it: without case and accents, each character in its place; knows no files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_BEYOND = re.compile("[^\x00-\xff]+")
_NOT_ASCII = re.compile("[^\x00-\x7f]+")
_LETTERS_OF_MORE = re.compile("[ßẞﬀ-ﬆĲĳ]")
_SIGNS = re.compile(rb"\xe2[\x80-\x83][\x80-\xbf]")


@lru_cache(maxsize=10_000)
def _plain(character: str) -> str:
    """What a character is searched as: most often one character, more for a ligature or ß, never none."""
    if character == "_" or "\u2000" <= character <= "\u20ff":  # emphasis; quotation marks, dashes, spaces
        return " "
    parts = unicodedata.normalize("NFKD", character)
    bare = "".join(part for part in parts if not unicodedata.combining(part)).casefold()
    if character <= "\xff" < bare:  # the micro sign would become a Greek letter
        return character
    if len(bare) == 1 or (bare and _LETTERS_OF_MORE.match(character)):
        return bare
    return " " if not character.isalnum() else character


_TABLE = bytes(ord(_plain(chr(byte))) if byte != 0xDF else byte for byte in range(256))
"""Latin-1 to Latin-1, which most texts of Western languages fit into; ß is seen to apart."""


def _folded_run(match: re.Match[str]) -> str:
    return "".join(map(_plain, match[0]))


def folded(text: str) -> str:
    """The text without case and accents; a line end stays one, so that lines keep their numbers.

    Characters keep their places too, where `aligned` says so. Accents that stand apart from their letters should be
    composed (NFC) first.
    """
    try:
        plain = text.encode("latin-1")
    except UnicodeEncodeError:
        text = _BEYOND.sub(_folded_run, text)
        try:
            plain = text.encode("latin-1")
        except UnicodeEncodeError:  # other scripts
            return _NOT_ASCII.sub(_folded_run, text.lower().replace("_", " "))
    found = plain.translate(_TABLE).decode("latin-1")
    return found.replace("ß", "ss")


def folded_bytes(content: bytes) -> str:
    """The same of the bytes of a UTF-8 file, with line ends LF; faster than by way of its text.

    Raises:
        UnicodeDecodeError: it is no UTF-8.
    """
    content = content.removeprefix(b"\xef\xbb\xbf")
    if b"\r" in content:
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if content.isascii():
        return content.translate(_TABLE).decode("ascii")
    if b"\xe2" in content:
        content = _SIGNS.sub(b" ", content)
    text = content.decode("utf-8")
    try:
        return text.encode("latin-1").translate(_TABLE).decode("latin-1").replace("ß", "ss")
    except UnicodeEncodeError:
        return folded(unicodedata.normalize("NFC", text))


def places(text: str) -> Sequence[int]:
    """For each character of the folded text, and for its end, the index in the text that it comes from."""
    if _LETTERS_OF_MORE.search(text) is None:
        return range(len(text) + 1)
    found: list[int] = []
    for index, character in enumerate(text):
        found += [index] * len(folded(character))
    return [*found, len(text)]
