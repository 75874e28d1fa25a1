"""What is searched for, words, phrases and word starts, and the folded text in which they are; knows no evaluation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cmo_eval.errors import UsageError

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


# ---- words, phrases and word starts ----------------------------------------------------------------------------------


_PIECE = re.compile(r'"(?P<phrase>[^"]*)"|(?P<word>[^"\s]+)')
_WORD = re.compile(r"\w+")
_BETWEEN = r"[^\w\n\0]+"  # \0 stands for words that were withdrawn


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase: its `words` in folded text; `open` when the last one may go on."""

    words: tuple[str, ...]
    open: bool
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Query:
    """Terms that must all occur in one line of a text, or in one part of a citation."""

    terms: tuple[Term, ...]

    def may_be_in(self, text: str) -> bool:
        """Whether a folded text holds all the words, wherever and whatever they are part of."""
        return all(word in text for term in self.terms for word in term.words)

    def lines(self, text: str) -> Iterator[tuple[int, int]]:
        """Beginning and end of each line of a folded text in which all terms occur."""
        first, *others = self._rarest_first
        at = 0
        while (match := first.search(text, at)) is not None:
            start = text.rfind("\n", 0, match.start()) + 1
            end = text.find("\n", match.end())
            end = end if end >= 0 else len(text)
            if all(other.search(text, start, end) is not None for other in others):
                yield start, end
            at = end + 1
            if at > len(text):
                return

    def all_in(self, line: str) -> bool:
        """Whether all terms occur in a folded text of one line."""
        return all(term.pattern.search(line) is not None for term in self.terms)

    def spans(self, line: str) -> list[tuple[int, int]]:
        """Where terms stand in a folded text of one line, in their order; where two overlap, as one."""
        found: list[tuple[int, int]] = []
        for start, end in sorted(match.span() for term in self.terms for match in term.pattern.finditer(line)):
            if found and start < found[-1][1]:
                found[-1] = (found[-1][0], max(end, found[-1][1]))
            else:
                found.append((start, end))
        return found

    @property
    def _rarest_first(self) -> Sequence[re.Pattern[str]]:
        ordered = sorted(self.terms, key=lambda term: sum(map(len, term.words)), reverse=True)
        return [term.pattern for term in ordered]


def parsed(words: Sequence[str]) -> Query:
    """The query that these words, as somebody typed them, stand for.

    A word with blanks in it, or what stands between double quotes, is a phrase: its words follow each other in one
    line, whatever signs stand between them. `zorg*` is any word that begins so. Case and accents do not matter.

    Raises:
        UsageError: nothing is left to search for, or a star stands elsewhere.
    """
    terms: dict[tuple[tuple[str, ...], bool], Term] = {}
    for typed in words:
        for text in _pieces(typed):
            term = _term(text)
            terms.setdefault((term.words, term.open), term)
    if not terms:
        raise UsageError(
            "there is nothing to search for", "give a word, a phrase between quotes, or a word's start: zorg*"
        )
    return Query(tuple(terms.values()))


def _pieces(typed: str) -> Iterator[str]:
    typed = typed.replace("“", '"').replace("”", '"').replace("„", '"')
    if '"' not in typed:
        yield typed
        return
    if typed.count('"') % 2:
        raise UsageError(f"a quotation mark is not closed: {typed}", "write '\"good care\" costs'")
    for piece in _PIECE.finditer(typed):
        yield piece["phrase"] if piece["phrase"] is not None else piece["word"]


def _term(text: str) -> Term:
    plain = folded(unicodedata.normalize("NFC", text.strip()))
    bare = plain.removesuffix("*")
    found = tuple(_WORD.findall(bare))
    if not found:
        raise UsageError(f"'{text}' holds no word", "search for letters or digits")
    if "*" in bare or (plain.endswith("*") and not bare[-1:].isalnum()):
        raise UsageError(
            f"the star in '{text}' does not stand at the end of a word", "zorg* is any word that begins so"
        )
    going_on = plain.endswith("*")
    first, *others = map(re.escape, found)
    # that it begins a word is asked afterwards: a pattern that begins with letters is found ten times as fast
    whole = _BETWEEN.join([rf"{first}(?<!\w{first})", *others])
    pattern = re.compile(whole + (r"\w*" if going_on else r"(?!\w)"))
    return Term(found, going_on, pattern)
