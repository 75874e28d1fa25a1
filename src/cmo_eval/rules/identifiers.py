"""What in a text points at a person: an address, a number or a name; says of it only what does not give it away.

It finds what has the form of such a thing. It is a help, and no proof that a text is anonymous.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from typing import Any

_NOT_DIGITS = bytes(byte for byte in range(256) if not 48 <= byte <= 57 and byte != 64)
_NOT_CAPITALS = bytes(byte for byte in range(256) if not 65 <= byte <= 90)

_BEFORE_AT = re.compile(r"[\w.%+-]+$")
_AFTER_AT = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_POSTCODE = r"[1-9][0-9]{3} ?(?!SA|SD|SS)[A-Z]{2}\b"
_ADDRESS = re.compile(rf"\b[0-9]{{1,5}} ?[A-Za-z]?,? +{_POSTCODE}|\b{_POSTCODE},? *(?:nr\.? ?)?[0-9]{{1,5}}\b")
_BSN = re.compile(r"(?<![0-9+])(?<![0-9][.,-])(?:[0-9]{9}|[0-9]{4}([. ])[0-9]{2}\1[0-9]{3})(?![.,-]?[0-9])")
_IBAN = re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]){11,30}\b")
_NINE_DIGITS = re.compile(r"[0-9](?:[ ()./\-–]{0,3}[0-9]){8}")
_IBAN_LENGTHS = {
    country: length
    for length, countries in (
        *((15, "NO"), (16, "BE"), (18, "DK FI NL"), (20, "AT LU"), (21, "CH"), (22, "DE GB IE"), (24, "ES SE")),
        *((25, "PT"), (27, "FR IT"), (28, "PL")),
    )
    for country in countries.split()
}
_LIKE_POSTCODE = re.compile(_POSTCODE)
_NOT_PROSE = frozenset({"url", "sha256", "text_sha256"})

Path = tuple[str | int, ...]


def prose(value: Any, path: Path = ()) -> Iterator[tuple[Path, str, bool]]:
    """All texts in a value as read from YAML, with their paths; keys too (True) where they hold more than one word."""
    if isinstance(value, dict):
        for key, part in value.items():
            if " " in key or "@" in key:
                yield (*path, key), key, True
            if key not in _NOT_PROSE:
                yield from prose(part, (*path, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from prose(part, (*path, index))
    elif isinstance(value, str):
        yield path, value, False


def may_identify(text: str) -> bool:
    """Whether it is worth looking closer: an @, nine digits close together, or a postcode. Cheap."""
    content = text.encode("utf-8", "surrogatepass")
    digits = content.translate(None, _NOT_DIGITS)
    if len(digits) < 5:
        return b"@" in digits
    if b"@" in digits or (len(digits) > 8 and _NINE_DIGITS.search(text) is not None):
        return True
    return len(content.translate(None, _NOT_CAPITALS)) > 1 and _LIKE_POSTCODE.search(text) is not None


def identifiers(text: str) -> Iterator[str]:
    """What identifies a person in a text, each in masked words: `an e-mail address (j…@…)`."""
    for match in re.finditer("@", text):
        before = _BEFORE_AT.search(text[max(0, match.start() - 64) : match.start()])
        if before is not None and _AFTER_AT.match(text[match.end() : match.end() + 256]):
            yield f"an e-mail address ({before[0][0]}…@…)"
    for match in _ADDRESS.finditer(text):
        yield f"a postcode with a house number ({match[0][:2]}…)"
    if _NINE_DIGITS.search(text):
        yield from _numbers(text)


def _numbers(text: str) -> Iterator[str]:
    import phonenumbers  # noqa: PLC0415 - few texts hold nine digits

    taken: list[tuple[int, int]] = []
    for match in _IBAN.finditer(text):
        if _is_iban(match[0].replace(" ", "")):
            taken.append(match.span())
            yield f"a bank account number ({match[0][:2]}…)"
    for match in _BSN.finditer(text):
        if is_bsn(re.sub("[^0-9]", "", match[0])) and not _overlaps(match.span(), taken):
            taken.append(match.span())
            yield f"a citizen service number, BSN ({match[0][:1]}…)"
    for found in phonenumbers.PhoneNumberMatcher(text, "NL"):
        if not _overlaps((found.start, found.end), taken) and len(re.sub("[^0-9]", "", found.raw_string)) > 8:
            yield f"a phone number ({found.raw_string[:2]}…)"


def _overlaps(span: tuple[int, int], taken: Collection[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)


def is_bsn(digits: str) -> bool:
    """Whether nine digits pass the eleven test of the Dutch citizen service number."""
    weighed = sum(int(digit) * weight for digit, weight in zip(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True))
    return weighed % 11 == 0 and int(digits) > 9_999_999


def _is_iban(text: str) -> bool:
    """Whether a text is an international bank account number (ISO 13616: the remainder by 97 is 1)."""
    length = _IBAN_LENGTHS.get(text[:2], len(text))
    number = text[:length]
    turned = number[4:] + number[:4]
    return len(number) == length and int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1


class Names:
    """Names of people, one a line, to be found as whole words, whatever their case and accents."""

    def __init__(self, text: str) -> None:
        self._names: dict[str, list[tuple[str, ...]]] = {}
        for line in text.splitlines():
            words = tuple(_words(line))
            if words and len("".join(words)) > 1:
                self._names.setdefault(words[0], []).append(words)

    @property
    def first_words(self) -> Mapping[str, list[tuple[str, ...]]]:
        """The names by their first words, folded."""
        return self._names

    def may_be_in(self, text: str) -> bool:
        """Whether the first word of a name stands in the text of a file, or may stand there escaped."""
        return "\\" in text or not self._names.keys().isdisjoint(_words(text))

    def found(self, text: str) -> Iterator[str]:
        """The names that stand in a text, each once, masked: `J…`."""
        words = _words(text)
        told = set()
        for index, word in enumerate(words):
            for name in self._names.get(word, ()):
                if tuple(words[index : index + len(name)]) == name and name not in told:
                    told.add(name)
                    yield " ".join(f"{part[0].upper()}…" for part in name)


def _words(text: str) -> list[str]:
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return re.findall(r"\w+", text.casefold())
