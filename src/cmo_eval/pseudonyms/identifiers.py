"""What in a text points at a person: an address, a number or a name; says of it only what does not give it away.

It finds what has the form of such a thing, and names of a list as people would read them: what is not seen is gone,
and what looks alike is the same. It is a help, and no proof that a text is anonymous.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import cache, lru_cache
from itertools import accumulate
from typing import Literal, NamedTuple
from urllib.parse import unquote

from cmo_eval.deferred import expression

# ---- characters as people read them ----------------------------------------------------------------------------------

_NOT_SEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0"
)
_SPACES_AND_FORMS = (
    "\u00a0\u1680\u2000-\u200a\u2010-\u2015\u2028\u2029\u202f\u205f\u2212\u3000\ufe50-\ufe6f\uff00-\uffef"
)
_ODD = expression(rf"[{_NOT_SEEN}{_SPACES_AND_FORMS}]|(?![0-9])\d")
_GONE = expression(f"[{_NOT_SEEN}]")
_BEYOND = expression("[^\x00-\x7f]+")
_LETTER = expression(
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
    return _ODD.sub(lambda match: _plain(match[0]), text) if not text.isascii() else text


@lru_cache(maxsize=1_000)
def _plain(character: str) -> str:
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
_NOT_WORDS = expression(r"[\W_]+")


def folded(text: str) -> bytes:
    """The letters and digits of a text, without case, accents, spaces and punctuation."""
    if not text.isascii():
        apart = unicodedata.normalize("NFKD", text)
        text = _NOT_WORDS.sub("", "".join(letter for letter in apart if not unicodedata.combining(letter)))
    return text.casefold().encode().translate(None, _SEPARATORS)


# ---- addresses and numbers -------------------------------------------------------------------------------------------

_NOT_DIGITS = bytes(byte for byte in range(256) if not 48 <= byte <= 57 and byte != 64)
_NOT_CAPITALS = bytes(byte for byte in range(256) if not 65 <= byte <= 90)
_BEFORE_AT = expression(r"[\w.%+-]+$")
_AFTER_AT = expression(r"[^\W_](?:[\w-]*[^\W_])?(?:\.[\w-]+)*\.[^\W\d_]{2,}")
_AT_IN_WORDS = expression(
    r"(?<![\w.])([\w.%+-]{1,64}) ?[(\[{] ?at ?[)\]}] ?[\w-]+"
    r"(?:(?:\.| ?[(\[{] ?(?:dot|punt) ?[)\]}] ?)[\w-]{2,})+",
    re.IGNORECASE,
)
_LIKE_AT = expression(r"[(\[{] ?at ?[)\]}]", re.IGNORECASE)
_POSTCODE = r"[1-9][0-9]{3} ?(?!SA|SD|SS)[A-Z]{2}\b"
_ADDRESS = expression(rf"\b[0-9]{{1,5}} ?[A-Za-z]?,?\s+{_POSTCODE}|\b{_POSTCODE},? *(?:nr\.? ?)?[0-9]{{1,5}}\b")
_BSN = expression(
    r"(?<![0-9+])(?<![0-9][.,-])(?:[0-9]{9}|[0-9]{4}([. -])[0-9]{2}\1[0-9]{3})(?![.,-]?[0-9])"
    # in groups of three it could be an amount, so the word has to stand before it
    r"|(?:\bbsn|burgerservice|sofi|citizen service)[a-z-]*(?: ?n[ru]m?mers?| ?number| ?nr)?[ .:=-]{0,4}(?:is )?"
    r"(?-i:[0-9]{3}(?:[ .-][0-9]{3}){2}(?![.,-]?[0-9]))",
    re.IGNORECASE,
)
_IBAN_START = expression(r"(?<![A-Za-z0-9])([A-Za-z]{2})[0-9]{2}")
_IBAN = expression(r"[A-Z]{2}[0-9]{2}(?:[ .-]?[A-Z0-9]){11,30}\b")
_NINE_DIGITS = expression(r"[0-9](?:[ ()./\-]{0,3}[0-9]){8}")
_IBAN_LENGTHS = {
    country: length
    for length, countries in (
        *((15, "NO"), (16, "BE"), (18, "DK FI NL"), (20, "AT LU"), (21, "CH"), (22, "DE GB IE"), (24, "ES SE")),
        *((25, "PT"), (27, "FR IT"), (28, "PL")),
    )
    for country in countries.split()
}
_LIKE_POSTCODE = expression(_POSTCODE)


def may_identify(text: str) -> bool:
    """Whether it is worth looking closer: an @ or (at), nine digits close together, or a postcode. Cheap."""
    text = plain(text)
    content = text.encode("utf-8", "surrogatepass")
    digits = content.translate(None, _NOT_DIGITS)
    return (
        b"@" in digits
        or (("(" in text or "[" in text or "{" in text) and _LIKE_AT.search(text) is not None)
        or (len(digits) > 8 and _NINE_DIGITS.search(text) is not None)
        # a postcode has four digits, and a house number beside it
        or (len(digits) > 4 and len(content.translate(None, _NOT_CAPITALS)) > 1 and bool(_LIKE_POSTCODE.search(text)))
    )


class Pointer(NamedTuple):
    """What in a text points at a person, from `start` to before `end`; `masked` is what may be told of it."""

    kind: Literal["e-mail", "address", "account", "bsn", "telephone"]
    masked: str
    start: int
    end: int


_CALLED = {
    "e-mail": "an e-mail address",
    "address": "a postcode with a house number",
    "account": "a bank account number",
    "bsn": "a citizen service number, BSN",
    "telephone": "a phone number",
}


def identifiers(text: str) -> Iterator[str]:
    """What identifies a person in a text, each in masked words: `an e-mail address (j…@…)`.

    Spaces, hyphens and digits of every kind are read as the plain ones, and what is not seen (soft hyphens) not at all.
    """
    for one in pointers(plain(text)):
        yield f"{_CALLED[one.kind]} ({one.masked})"


def pointers(text: str) -> Iterator[Pointer]:
    """What in a text points at a person by its form, and where; of each kind in their order.

    Args:
        text: with plain spaces, hyphens and digits (`plain`).
    """
    for match in re.finditer("@", text):
        before = _BEFORE_AT.search(text[max(0, match.start() - 64) : match.start()])
        after = _AFTER_AT.match(text[match.end() : match.end() + 256])
        if before is not None and after is not None:
            start, end = match.start() - len(before[0]), match.end() + after.end()
            yield Pointer("e-mail", f"{before[0][0]}…@…", start, end)
    if _LIKE_AT.search(text):
        for match in _AT_IN_WORDS.finditer(text):
            yield Pointer("e-mail", f"{match[1][0]}…@…", *match.span())
    for match in _ADDRESS.finditer(text):
        yield Pointer("address", f"{match[0][:2]}…", *match.span())
    if _NINE_DIGITS.search(text):
        yield from _numbers(text)


def _numbers(text: str) -> Iterator[Pointer]:
    import phonenumbers  # noqa: PLC0415 - few texts hold nine digits

    taken: list[tuple[int, int]] = []
    for start in _IBAN_START.finditer(text):
        match = _iban_of(start[1].upper()).match(text, start.start())
        if match is not None and _is_iban(re.sub("[ .-]", "", match[0])):
            taken.append(match.span())
            yield Pointer("account", f"{match[0][:2]}…", *match.span())
    for match in _BSN.finditer(text):
        digits = re.sub("[^0-9]", "", match[0])
        if is_bsn(digits) and not _overlaps(match.span(), taken):
            taken.append(match.span())
            yield Pointer("bsn", f"{digits[:1]}…", *match.span())
    for found in phonenumbers.PhoneNumberMatcher(text, "NL"):
        if not _overlaps((found.start, found.end), taken) and len(re.sub("[^0-9]", "", found.raw_string)) > 8:
            yield Pointer("telephone", f"{found.raw_string[:2]}…", found.start, found.end)


def _overlaps(span: tuple[int, int], taken: Collection[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)


def is_bsn(digits: str) -> bool:
    """Whether nine digits pass the eleven test of the Dutch citizen service number."""
    weighed = sum(int(digit) * weight for digit, weight in zip(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True))
    return weighed % 11 == 0 and int(digits) > 9_999_999


@cache
def _iban_of(country: str) -> re.Pattern[str]:
    """What a bank account number of that country looks like."""
    if country not in _IBAN_LENGTHS:
        return _IBAN
    letters = _IBAN_LENGTHS[country] - 4
    return re.compile(rf"[A-Z]{{2}}[0-9]{{2}}(?:[ .-]?[A-Z0-9]){{{letters}}}(?![A-Z0-9])", re.IGNORECASE)


def _is_iban(text: str) -> bool:
    """Whether a text is an international bank account number (ISO 13616: the remainder by 97 is 1)."""
    turned = text[4:] + text[:4]
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1


# ---- names of a list -------------------------------------------------------------------------------------------------

_WORD = expression(r"[^\W\d_]+|\d+")
_SPACE = expression(r"\s")
_CAMEL = expression(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


class _Name(NamedTuple):
    """A name of the list: its words, after how many letters one of them ends, and how it is told."""

    words: tuple[str, ...]
    breaks: frozenset[int]
    masked: str


class Names:
    """Names of people, one a line, to be found as whole words, in whatever letters and however they are joined.

    Case, accents, strokes, ligatures and what is not seen (soft hyphens, zero-width characters) do not matter, nor
    whether the parts of a name are joined by a space, a hyphen, an apostrophe, an underscore or nothing. What is
    written for a machine (`&shy;`, `%C3%B8`) is read as people see it. In what has no spaces at all, such as an id, an
    address or the name of a file, a capital begins a word too.
    """

    def __init__(self, text: str) -> None:
        self._names: dict[str, list[_Name]] = {}
        self._begun: set[str] = set()
        for line in text.splitlines():
            words = tuple(_WORD.findall(letters(line).casefold()))
            masked = " ".join(f"{word[0].upper()}…" for word in words)
            name = _Name(words, frozenset(accumulate(map(len, words))), masked)
            joined = "".join(words)
            if len(joined) > 1:
                self._names.setdefault(joined, []).append(name)
                self._begun.update(joined[:end] for end in range(1, len(joined)))

    def may_be_in(self, text: str) -> bool:
        """Whether a name stands in the text of a YAML file, or may stand there escaped."""
        return "\\" in text or any(True for _ in self._found(_as_read(text), apart=True))

    def found(self, text: str) -> Iterator[str]:
        """The names that stand in a text, each once, masked: `J…`."""
        text = _as_read(text)
        apart = _SPACE.search(text.strip()) is None
        yield from (name.masked for name in dict.fromkeys(self._found(text, apart=apart)))

    def _found(self, text: str, *, apart: bool) -> Iterator[_Name]:
        """The names as they stand in a text; with `apart`, capitals begin words."""
        text = letters(text)
        if apart:
            text = _CAMEL.sub("_", text)
        words = [(match.start(), match.end(), match[0].casefold()) for match in _WORD.finditer(text)]
        known, begun = self._names, self._begun
        for first, (_, _, word) in enumerate(words):
            if word not in begun and word not in known:
                continue
            joined = ""
            spaces: set[int] = set()
            for place in range(first, len(words)):
                if joined and _SPACE.search(text, words[place - 1][1], words[place][0]):
                    spaces.add(len(joined))
                joined += words[place][2]
                yield from (name for name in known.get(joined, ()) if spaces <= name.breaks)
                if joined not in begun:
                    break


def _as_read(text: str) -> str:
    """The text as people see it, where it is written for a machine."""
    if "&" in text:
        import html  # noqa: PLC0415 - a list of two thousand names that texts hardly hold

        text = html.unescape(text)
    return unquote(text) if "%" in text else text
