"""Names of a table where they stand in a text, and the text with what stands for them; knows no file.

Words are looked up in a tree of words, so that a text is gone through once however many names there are, and a name
within a word is never found.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, Literal, NamedTuple, get_args

from cmo_eval.deferred import dataclass, expression
from cmo_eval.pseudonyms.identifiers import letters
from cmo_eval.pseudonyms.lists import COMMON, FIRST_NAMES, PARTICLES
from cmo_eval.pseudonyms.variants import variants

Kind = Literal["person", "organisation", "place", "other", "word"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""What a name is of; `word` is what looks like a name and is none, and stays."""

Doubt = Literal["", "several", "word", "genitive", "capitals"]
"""Why a person has to say what stands there: it is a name of several, a common word, or may be another's name.

What is written without the capitals of its name (`capitals`) is told and left.
"""

_TOKEN = expression(r"[^\W\d_](?:[^\W\d_]|[\u00ad\u200b-\u200d\u2060\ufeff\u0300-\u036f])*|\d+")
_APOSTROPHES = "'’ʼ‘`´"
_GENITIVE = expression(rf"[{_APOSTROPHES}][sS](?![^\W_])")
_BARE = expression(rf"[{_APOSTROPHES}](?=\s+[^\W\d_])")
_OPENS = expression(rf"(?:^|[\s(]){'[' + _APOSTROPHES + ']'}[^\W_]")
_SPACE = expression(r"[^\S\n]+|[^\S\n]*\n[^\S\n]*|[-‐‑]")
_DOT = expression(r"\.?[^\S\n]*\n?[^\S\n]*")
_COMMA = expression(r",\s{0,3}")
_HYPHEN = expression(r"[-‐‑ ]")
_QUOTE = expression(f"[{_APOSTROPHES}]")


class Where(NamedTuple):
    """A source, or the path of a file, and the lines in it (from 1) if not all of it."""

    of: str
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True)
class Name:
    """Whose or what name, and what stands for it.

    Args:
        pseudonym: what stands for it; empty of a `word`, which stays.
        forms: how it is written; of a person's whole name parts, initials and turned round are found too.
        kind: what it is a name of.
        where: only there; everywhere where none is given.
        sure: forms that are this name though they are common words, or may be another name.
        row: in the table, from 1.
    """

    pseudonym: str
    forms: tuple[str, ...]
    kind: Kind = "person"
    where: tuple[Where, ...] = ()
    sure: frozenset[str] = frozenset()
    row: int = 0


class Spot(NamedTuple):
    """Where a text stands: of which source, in which file, and in which line it begins; empty or None: not known."""

    source: str = ""
    file: str = ""
    line: int | None = None


NOWHERE = Spot()
"""Of a text of which nothing is known."""

EVERYWHERE = Spot(file="*")
"""Of a text that may stand anywhere: all names are looked for."""


class Hit(NamedTuple):
    """A name in a text: from `start` to before `end`, what stands for it (None: it stays), and in which line.

    `names` are those that it may be of; `doubt` is why it stays until somebody says what it is.
    """

    start: int
    end: int
    new: str | None
    names: tuple[Name, ...]
    doubt: Doubt = ""
    line: int | None = None


class Edit(NamedTuple):
    """What stands in place of a part of a text."""

    start: int
    end: int
    new: str


class _Form(NamedTuple):
    name: Name
    words: tuple[str, ...]
    gaps: tuple[re.Pattern[str], ...]
    listed: bool
    dotted: bool


class _Candidate(NamedTuple):
    last: int  # the token it ends with
    form: _Form
    genitive: bool
    cased: bool


class _Reading(NamedTuple):
    last: int
    genitive: bool
    forms: Sequence[_Form]
    written: Sequence[str]
    gaps: Sequence[str]


Mover = Callable[[int, bool], int]
"""Where a place goes; True for the one behind the last character of a part."""

_Node = dict[str | None, Any]


@lru_cache(maxsize=65_536)
def _plain(word: str) -> str:
    return letters(word)


@lru_cache(maxsize=65_536)
def key(word: str) -> str:
    """A word as words are compared: without case, accents and what is not seen."""
    return letters(word).casefold()


def words_of(form: str) -> tuple[str, ...]:
    """The words of a form, in plain letters."""
    return tuple(_plain(word) for word in _TOKEN.findall(form))


class Finder:
    """The names of a table, to be found in any number of texts."""

    def __init__(self, names: Iterable[Name]) -> None:
        self.names = tuple(names)
        self._tree: _Node = {}
        for name in self.names:
            seen: set[tuple[str, ...]] = set()
            for form, listed in variants(name.forms, person=name.kind == "person"):
                made = _form(name, form, listed=listed)
                if made is not None and made.words not in seen:
                    seen.add(made.words)
                    node = self._tree
                    for word in made.words:
                        node = node.setdefault(word.casefold(), {})
                    node.setdefault(None, []).append(made)

    def found(self, text: str, spot: Spot = NOWHERE) -> list[Hit]:
        """The names in a text, in their order and apart; those too that stay since somebody must look at them.

        Args:
            text: composed (NFC); a name may go on in the next line.
            spot: where it stands, for names that are somebody's in some places only.
        """
        tree = self._tree
        tokens = [(match.start(), match.end()) for match in _TOKEN.finditer(text)]
        hits: list[Hit] = []
        number, count = 0, len(tokens)
        line, counted = spot.line, 0
        while number < count:
            start, end = tokens[number]
            word = key(text[start:end])
            node = tree.get(word)
            if node is None and not (word[-1:] == "s" and (word[:-1] in tree or word[:-2] in tree)):
                number += 1
                continue
            if node is not None and None not in node and not self._goes_on(text, tokens, number, node):
                number += 1  # one of many `de` and `van`
                continue
            if line is not None:
                line += text.count("\n", counted, start)
                counted = start
            hit, last = self._at(text, tokens, number, spot._replace(line=line))
            number = number + 1 if hit is not None and hit.doubt == "capitals" else last + 1
            if hit is None:
                continue
            if hits and hits[-1].end > hit.start:
                hits.pop()  # in other capitals, and a name may begin within it
            hits.append(hit)
            while number < count and hit.doubt != "capitals" and tokens[number][0] < hit.end:
                number += 1  # the s of a genitive
        return hits

    @staticmethod
    def _goes_on(text: str, tokens: Sequence[tuple[int, int]], number: int, node: _Node) -> bool:
        if number + 1 == len(tokens):
            return False
        following = key(text[slice(*tokens[number + 1])])
        return following in node or (following[-1:] == "s" and (following[:-1] in node or following[:-2] in node))

    def _at(self, text: str, tokens: Sequence[tuple[int, int]], number: int, spot: Spot) -> tuple[Hit | None, int]:
        """The name that begins with a word, and the last of its words; no name and that word where none does."""
        for alike in self._ranked(text, tokens, number, spot):
            first = alike[0]
            placed = [one for one in alike if one.form.name.where] or alike
            start, end = tokens[number][0], tokens[first.last][1]
            names = tuple(dict.fromkeys(one.form.name for one in placed))
            if any(name.kind == "word" for name in names):
                return None, first.last
            if first.form.dotted and text[end : end + 1] == ".":
                end += 1
            if not first.cased and (not first.form.listed or key(text[start:end]) in COMMON):
                continue
            doubt = _doubt(first, names, text[tokens[number][0] : tokens[first.last][1]])
            suffix = ""
            if first.genitive:
                suffix = "s"
            elif (found := _GENITIVE.match(text, end)) or (found := _bare(text, end)):
                suffix, end = found[0], found.end()
            new = None if doubt else _said(names[0].pseudonym, text[start:end], suffix)
            return Hit(start, end, new, names, doubt, spot.line), first.last
        return None, number

    def _ranked(
        self, text: str, tokens: Sequence[tuple[int, int]], number: int, spot: Spot
    ) -> Iterator[Sequence[_Candidate]]:
        """The forms that stand there, the likeliest first; together those that differ in whose name they are only."""
        lower: list[Sequence[_Candidate]] = []
        for last, genitive, forms, written, gaps in reversed([*self._read(text, tokens, number)]):
            ranks: dict[tuple[bool, bool], list[_Candidate]] = {}
            cased: dict[tuple[str, ...], bool] = {}  # many people share a first name
            for form in forms:
                if (not form.name.where or _may_be(form.name, spot)) and _fits(form, gaps):
                    if form.words not in cased:
                        cased[form.words] = _cased(written, form.words)
                    one = _Candidate(last, form, genitive, cased[form.words])
                    ranks.setdefault((one.cased, form.listed), []).append(one)
            yield from (ranks[True, listed] for listed in (True, False) if (True, listed) in ranks)
            lower += (ranks[False, listed] for listed in (True, False) if (False, listed) in ranks)
        yield from lower

    def _read(self, text: str, tokens: Sequence[tuple[int, int]], number: int) -> Iterator[_Reading]:
        node = self._tree
        gaps: list[str] = []
        written: list[str] = []
        for last in range(number, len(tokens)):
            start, end = tokens[last]
            word = text[start:end]
            if last > number:
                gaps.append(text[tokens[last - 1][1] : start])
            written.append(_plain(word))
            low = key(word)
            cut = 2 if low[-3:] in {"ses", "xes", "zes"} else 1
            if low[-1:] == "s" and (stem := node.get(low[:-cut])) is not None and (cut == 2 or low[-2:-1] not in "sxz"):
                forms = [form for form in stem.get(None, ()) if form.name.kind != "word"]
                yield _Reading(last, True, forms, (*written[:-1], written[-1][:-cut]), tuple(gaps))
            if low not in node:
                return
            node = node[low]
            yield _Reading(last, False, node.get(None, ()), tuple(written), tuple(gaps))


def edits_of(hits: Iterable[Hit], text: str, *, lines: bool = True) -> list[Edit]:
    """What changes in a text; a line end within a name stays behind it, unless `lines` need not stay."""
    return [
        Edit(hit.start, hit.end, hit.new + "\n" if lines and "\n" in text[hit.start : hit.end] else hit.new)
        for hit in hits
        if hit.new is not None
    ]


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits made, which are in their order and apart."""
    parts: list[str] = []
    at = 0
    for edit in edits:
        parts += (text[at : edit.start], edit.new)
        at = edit.end
    return "".join([*parts, text[at:]])


def moved(edits: Sequence[Edit]) -> Mover:
    """Where a place in the text is after the edits; one within a name goes to its beginning, or (True) to its end."""
    starts = [edit.start for edit in edits]
    shifts = [0]
    for edit in edits:
        shifts.append(shifts[-1] + len(edit.new) - (edit.end - edit.start))

    def place(at: int, end: bool) -> int:
        number = bisect_right(starts, at)
        if number and starts[number - 1] < at < edits[number - 1].end:
            edit = edits[number - 1]
            return edit.start + shifts[number - 1] + (len(edit.new) if end else 0)
        if number and starts[number - 1] == at:
            number -= 1
        return at + shifts[number]

    return place


# ---- forms -----------------------------------------------------------------------------------------------------------


def _form(name: Name, form: str, *, listed: bool) -> _Form | None:
    places = [match.span() for match in _TOKEN.finditer(form)]
    words = words_of(form)
    if not words or (len(words) == 1 and len(words[0]) < 2) or not all(words):
        return None
    between = [form[left[1] : right[0]] for left, right in pairwise(places)]
    dotted = form.rstrip().endswith(".") and len(words[-1]) == 1
    return _Form(name, words, tuple(map(_gap, between)), listed, dotted)


@lru_cache(maxsize=1_000)
def _gap(between: str) -> re.Pattern[str]:
    if not between.strip():
        return _SPACE
    if "." in between and not between.strip(". "):
        return _DOT
    if between.strip() in {"-", "‐", "‑"} and between == between.strip():
        return _HYPHEN
    if between.strip(_APOSTROPHES) == "":
        return _QUOTE
    if between.strip() == ",":
        return _COMMA
    return re.compile(r"\s+".join(map(re.escape, re.split(r"\s+", between))))


def _fits(form: _Form, gaps: Sequence[str]) -> bool:
    return not gaps or all(gap.fullmatch(between) for gap, between in zip(form.gaps, gaps, strict=True))


def _cased(written: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the words have the capitals of the form, or more of them."""
    return all(
        found in {word, word.upper()}
        or (found[1:] == word[1:] and found[:1] == word[:1].upper())
        or (found.islower() and found in PARTICLES)
        for found, word in zip(written, words, strict=True)
    )


def _may_be(name: Name, spot: Spot) -> bool:
    return (
        not name.where
        or spot == EVERYWHERE
        or any(
            one.of in {spot.source, spot.file}
            and (one.first is None or spot.line is None or one.first <= spot.line <= (one.last or one.first))
            for one in name.where
        )
    )


def _doubt(one: _Candidate, names: Sequence[Name], written: str) -> Doubt:
    if not one.cased:
        return "capitals"
    if len({name.pseudonym for name in names}) > 1:
        return "several"
    sure = {key(word) for name in names for word in name.sure}
    alone, low = len(one.form.words) == 1, key(written)
    if one.genitive and alone and low not in sure and (low in FIRST_NAMES or low in COMMON):
        return "genitive"
    return "word" if alone and not one.genitive and low in COMMON and low not in sure else ""


def _bare(text: str, end: int) -> re.Match[str] | None:
    """The apostrophe of a genitive without s (Hans' book), where it does not close words between quotes."""
    if text[end - 1 : end].casefold() not in {"s", "x", "z"}:
        return None
    found = _BARE.match(text, end)
    line = text[max(text.rfind("\n", 0, end) + 1, end - 500) : end]
    return None if found is None or _OPENS.search(line) else found


def _said(pseudonym: str, written: str, suffix: str) -> str:
    """The pseudonym as it is written here: in capitals where the name was, and of whom something is."""
    capitals = written.isupper() and sum(map(str.isalpha, written)) > 2
    new = pseudonym.upper() if capitals else pseudonym
    if not suffix:
        return new
    last = new[-1:].casefold()
    if last in {"s", "x", "z"}:
        return f"{new}'"
    ending = "S" if capitals else "s"
    quoted = suffix != "s" and suffix[0] in _APOSTROPHES and len(suffix) > 1
    plain = last.isalpha() and last not in {"a", "i", "o", "u", "y"} and not quoted
    return f"{new}{ending}" if plain else f"{new}{suffix[0] if quoted else chr(39)}{ending}"
