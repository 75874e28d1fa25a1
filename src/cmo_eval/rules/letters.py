"""Characters as people read them: what is not seen is gone, and what looks alike is the same; knows no meaning."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NOT_SEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0"
)
_SPACES_AND_FORMS = (
    "\u00a0\u1680\u2000-\u200a\u2010-\u2015\u2028\u2029\u202f\u205f\u2212\u3000\ufe50-\ufe6f\uff00-\uffef"
)
_ODD = re.compile(rf"[{_NOT_SEEN}{_SPACES_AND_FORMS}]|(?![0-9])\d")
_GONE = re.compile(f"[{_NOT_SEEN}]")
_BEYOND = re.compile("[^\x00-\x7f]+")
_LETTER = re.compile(
    r"LATIN (?P<case>SMALL|CAPITAL) (?:LETTER|LIGATURE) (?:DOTLESS )?(?P<base>[A-Z]{1,2})(?: WITH .+)?"
)
_NAMED_LETTERS = {"ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ŋ": "n", "Ŋ": "N", "ə": "e", "Ə": "E", "ʼ": "'"}
# letters of other alphabets that look the same, as a keyboard or a scan may give them
_ALIKE = dict(
    zip(
        "аеорсухіјѕһԛԝвкмнтАВЕКМНОРСТУХІЈЅοναρικτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "aeopcyxijshqwbkmhtABEKMHOPCTYXIJSovapiktuxABEZHIKMNOPTYX",
        strict=True,
    )
)


def plain(text: str) -> str:
    """The text with plain spaces, hyphens and digits, and without characters that are not seen; letters stay."""
    return _ODD.sub(_plain, text) if not text.isascii() else text


def _plain(match: re.Match[str]) -> str:
    return _plain_character(match[0])


@lru_cache(maxsize=1_000)
def _plain_character(character: str) -> str:
    if _GONE.match(character):
        return ""
    kind = unicodedata.category(character)
    if kind == "Nd":
        return str(unicodedata.decimal(character))
    if kind in {"Zl", "Zp"}:
        return "\n"
    if kind == "Pd" or character == "\u2212":
        return "-"
    return " " if kind == "Zs" else unicodedata.normalize("NFKC", character)


def letters(text: str) -> str:
    """The text in plain letters, their case kept: without accents, strokes, ligatures and what is not seen.

    `Sørensen`, `Sorensen` and `So\u00adrensen` give the same, as do letters of another alphabet that look the same.
    """
    return text if text.isascii() else _BEYOND.sub(_letters, text)


def _letters(match: re.Match[str]) -> str:
    return "".join(map(_letter, unicodedata.normalize("NFKD", match[0])))


@lru_cache(maxsize=10_000)
def _letter(character: str) -> str:
    if _GONE.match(character) or unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return ""
    found = _NAMED_LETTERS.get(character) or _ALIKE.get(character)
    if found is not None:
        return found
    name = _LETTER.fullmatch(unicodedata.name(character, ""))
    if name is None:
        return character
    return name["base"].lower() if name["case"] == "SMALL" else name["base"].capitalize()


_SEPARATORS = bytes(byte for byte in range(128) if not chr(byte).isalnum())
_NOT_WORDS = re.compile(r"[\W_]+")


def folded(text: str) -> bytes:
    """The letters and digits of a text, without case, accents, spaces and punctuation."""
    if not text.isascii():
        apart = unicodedata.normalize("NFKD", text)
        text = _NOT_WORDS.sub("", "".join(letter for letter in apart if not unicodedata.combining(letter)))
    return text.casefold().encode().translate(None, _SEPARATORS)
