"""Names that may stand in transcripts, for a person to look at: by capitals that recur, titles, labels and lists.

Gives forms and places only, never the words around them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field, replace
from typing import NamedTuple

from cmo_eval.deferred import dataclass, expression
from cmo_eval.pseudonyms.finding import Finder, Kind, Name, key, words_of
from cmo_eval.pseudonyms.lists import COMMON, FIRST_NAMES, NO_NAMES, ORDINARY, ORGANISATIONS, PARTICLES, PLACES, TITLES
from cmo_eval.pseudonyms.variants import variants
from cmo_eval.transcripts.speakers import tells_no_name

_TOKEN = expression(r"[^\W\d_][\w\u00ad]*(?:[-‐‑][^\W\d_]\w*)*|\d+")
_ENDS = frozenset(".?!…:;\"“”„«»(['’‘-–—")
_SENTENCE = expression(r"(?<=[.?!…])[\"'”’)\]]*\s+")
_PLACES_BEFORE = frozenset(["in", "te", "uit", "naar", "vanuit", "bij", "from", "near", "to", "at"])
_MOST_SHOWN = 5


class Turn(NamedTuple):
    """A line of a transcript: of which source, its number (from 1), its label or an empty text, and its words."""

    source: str
    line: int
    label: str
    words: str


@dataclass(frozen=True)
class Suggestion:
    """What may be a name: how it is written, what of, why, how often it stands there, in which first places and where.

    `sources` are all in which it stands.
    """

    forms: tuple[str, ...]
    kind: Kind
    why: str
    times: int
    seen: tuple[str, ...]
    sources: frozenset[str] = frozenset()


@dataclass
class _Found:
    kinds: Counter[str] = field(default_factory=Counter)
    why: dict[str, None] = field(default_factory=dict)
    times: int = 0
    within: int = 0  # of them within a sentence, where a capital says something
    sure: bool = False
    seen: list[str] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)

    def add(self, turn: Turn, kind: Kind, why: str, *, within: bool, sure: bool) -> None:
        self.kinds[kind] += 1
        self.why[why] = None
        self.times += 1
        self.within += within
        self.sure |= sure
        self.sources.add(turn.source)
        place = f"{turn.source}:{turn.line}"
        if place not in self.seen and len(self.seen) < _MOST_SHOWN:
            self.seen.append(place)


def sentences(words: str) -> Iterator[str]:
    """The sentences of a turn."""
    yield from (one for one in _SENTENCE.split(words) if one.strip())


def suggested(turns: Sequence[Turn], known: Finder) -> list[Suggestion]:
    """What may be a name in these turns and is not known yet, what is surest and most frequent first.

    Args:
        turns: lines of transcripts.
        known: the names of the table, refused ones too.
    """
    small = Counter(key(word) for turn in turns for word in _TOKEN.findall(turn.words) if word[:1].islower())
    found: dict[str, _Found] = defaultdict(_Found)
    for turn in turns:
        if turn.label and not tells_no_name(turn.label) and not any(map(str.isdigit, turn.label)):
            found[turn.label.title() if turn.label.isupper() else turn.label].add(
                turn, "person", "speaks", within=True, sure=True
            )
        for run in _runs(turn.words, small):
            found[run.text].add(turn, run.kind, run.why, within=run.within, sure=run.sure)
    _genitives(found)
    kept = {form: one for form, one in found.items() if _worth(form, one, small) and not known.found(form)}
    return _grouped(kept)


class _Run(NamedTuple):
    text: str
    kind: Kind
    why: str
    within: bool
    sure: bool


def _runs(words: str, small: Counter[str]) -> Iterator[_Run]:  # noqa: C901 - one walk over the words
    tokens = list(_TOKEN.finditer(words))
    number = 0
    while number < len(tokens):
        token = tokens[number]
        word = token[0]
        low = key(word)
        titled = number > 0 and low not in TITLES and _titled(words, tokens, number)
        particle = low in PARTICLES and titled
        if not (word[0].isupper() or particle) or any(map(str.isdigit, word)):
            number += 1
            continue
        start = _starts(words, token.start())
        last, joined = number, False
        while (step := _step(words, tokens, last)) is not None:
            over = step > last + 1
            if over and (joined or key(tokens[step][0]) in ORGANISATIONS):
                break  # who works somewhere: the surname was whole
            last, joined = step, joined or over
        first = number
        number = last + 1
        if low in TITLES and last > first:
            first, low, titled = first + 1, key(tokens[first + 1][0]), True
        elif low in TITLES:
            continue
        known = low.split("-")[0] in FIRST_NAMES and low not in COMMON
        if start and not known and not titled and (low in NO_NAMES or small[low] or last == first or low in PARTICLES):
            first += 1  # a capital that only says that a sentence begins
            while first <= last and _says_nothing(tokens[first][0]):
                first += 1
            if first > last:
                if not _is_everyday(low) and low not in PARTICLES and low not in ORDINARY:
                    yield _Run(word, "person", "begins sentences, never small", within=False, sure=False)
                continue
            start, low = False, key(tokens[first][0])
            known = low.split("-")[0] in FIRST_NAMES and low not in COMMON
        while last > first and _is_everyday(key(tokens[last][0])):
            last -= 1
        if first == last and _is_everyday(low):
            continue
        text = words[tokens[first].start() : tokens[last].end()]
        before = key(tokens[first - 1][0]) if first else ""
        parts = [key(one[0]) for one in tokens[first : last + 1]]
        kind, why = _kind(text, parts, before, titled=titled, known=known)
        sure = known or titled or (kind == "place" and parts[0] in PLACES) or len(parts) > 1
        yield _Run(text, kind, why, within=not start, sure=sure)


def _says_nothing(word: str) -> bool:
    """Whether a word with which a name seems to begin is none: a small particle, or a word of everyday."""
    return word.islower() if key(word) in PARTICLES else _is_everyday(key(word))


def _is_everyday(word: str) -> bool:
    """Whether a word, or that of which it is the plural (Fridays), has a capital and is no name."""
    return word in NO_NAMES or word.removesuffix("s") in NO_NAMES


def _is_ordinary(word: str) -> bool:
    """Whether a word is of those that a programme is called by (Warm Welcome), and nobody's surname."""
    return word in ORDINARY or word in PARTICLES or _is_everyday(word)


def _step(words: str, tokens: Sequence[re.Match[str]], at: int) -> int | None:
    """The next word of a name behind this one; particles between two capitals are part of it."""
    ahead = at + 1
    for _ in range(4):
        if ahead >= len(tokens):
            return None
        gap = words[tokens[ahead - 1].end() : tokens[ahead].start()]
        initial = len(tokens[ahead - 1][0]) == 1 or key(tokens[ahead - 1][0]) in TITLES
        if gap not in {" ", "\u00a0", " '", " ’", " ‘", " & "} and not (initial and gap in {".", ". ", "'", "’"}):
            return None
        word = tokens[ahead][0]
        if word[0].isupper():
            return ahead
        if key(word) not in PARTICLES or key(word) in {"in", "op", "aan", "bij", "uit", "al", "do"}:
            return None
        ahead += 1
    return None


def _titled(words: str, tokens: Sequence[re.Match[str]], at: int) -> bool:
    before = tokens[at - 1]
    gap = words[before.end() : tokens[at].start()]
    return key(before[0]) in TITLES and gap.strip(".") in {" ", ""}


def _starts(words: str, at: int) -> bool:
    before = words[:at].rstrip()
    return not before or before[-1] in _ENDS


def _kind(text: str, parts: Sequence[str], before: str, *, titled: bool, known: bool) -> tuple[Kind, str]:
    if titled:
        return "person", "title before it"
    if len(parts) > 1 and all(_is_ordinary(part) for part in parts):
        return "other", "capitals, of ordinary words"
    if any(part in ORGANISATIONS for part in parts):
        return "organisation", "looks like an organisation"
    if known:
        return "person", "first name of the list"
    if parts[0] in PLACES:
        return "place", "place of the list"
    if text.isupper() and len(text) > 1:
        return "organisation", "capitals only"
    if before in _PLACES_BEFORE:
        return "place", "capital, behind a word of place"
    return ("person" if len(parts) > 1 else "other"), "capital within a sentence"


def _genitives(found: dict[str, _Found]) -> None:
    """What is written with an s and without is one name."""
    for form in [one for one in found if one.endswith("s") and one[:-1] in found and key(one) not in FIRST_NAMES]:
        one, other = found.pop(form), found[form[:-1]]
        other.times += one.times
        other.within += one.within
        other.kinds += one.kinds
        other.why |= one.why


def _worth(form: str, one: _Found, small: Counter[str]) -> bool:
    parts = [key(word) for word in words_of(form)]
    if not parts or all(len(part) < 2 for part in parts):
        return False
    if one.sure:
        return True
    if len(parts) == 1 and (parts[0] in FIRST_NAMES or parts[0] in COMMON):
        return one.within > 0
    never_small = not any(small[part] for part in parts if part not in PARTICLES)
    return never_small and (one.within > 0 or (one.times > 1 and len(parts[0]) > 2))


def _grouped(found: dict[str, _Found]) -> list[Suggestion]:
    """One suggestion for what is clearly one name: parts of whole names go with them."""
    whole = sorted((form for form in found if len(words_of(form)) > 1), key=lambda form: -found[form].times)
    persons = [form for form in whole if found[form].kinds.most_common(1)[0][0] == "person"]
    members: dict[str, list[str]] = {form: [form] for form in found}
    of: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for form in persons:
        for one, listed in variants([form], person=True):
            if not listed:
                of[tuple(map(key, words_of(one)))].add(form)
    for form in list(found):
        owners = of.get(tuple(map(key, words_of(form))), set()) - {form}
        if len(owners) == 1 and (owner := next(iter(owners))) in members:
            members[owner].append(form)
            del members[form]
    made = []
    for form, forms in members.items():
        some = [found[one] for one in forms]
        kinds = sum((one.kinds for one in some), Counter[str]())
        why = list(dict.fromkeys(word for one in some for word in one.why))
        kind: Kind = "person" if len(forms) > 1 else kinds.most_common(1)[0][0]  # type: ignore[assignment]
        seen = tuple(dict.fromkeys(place for one in some for place in one.seen))[:_MOST_SHOWN]
        shown = tuple(one for one in forms if not one.isupper() or one == form)
        sources = frozenset(source for one in some for source in one.sources)
        made.append(Suggestion(shown, kind, "; ".join(why), sum(one.times for one in some), seen, sources))
    made.sort(key=lambda one: (one.kind != "person", one.kind, -one.times, one.forms))
    return _with_likenesses(made)


def _with_likenesses(made: Sequence[Suggestion]) -> list[Suggestion]:
    """Where a name is another one but for a letter, that is said: it may be a misspelling, or somebody else."""
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - only where names are suggested

    singles = [
        (place, form) for place, one in enumerate(made) for form in one.forms if len(form) > 4 and " " not in form
    ]
    like: dict[int, str] = {}
    for place, form in singles:
        for other, another in singles:
            alike = place != other and made[other].times >= made[place].times and place not in like
            if alike and Levenshtein.distance(form.casefold(), another.casefold(), score_cutoff=1) == 1:
                like[place] = another
    return [
        replace(one, why=f"{one.why}; like {like[place]}: a misspelling, or another?") if place in like else one
        for place, one in enumerate(made)
    ]


Ask = Callable[[str], Iterable[tuple[str, Kind]]]


def asked(turns: Sequence[Turn], ask: Ask, known: Finder, already: Iterable[Suggestion]) -> list[Suggestion]:
    """What another program takes for names, sentence by sentence, beyond what is suggested already.

    Args:
        turns: lines of transcripts.
        ask: the names in a sentence, and what of.
        known: the names of the table.
        already: what is suggested.
    """
    finder = Finder([*known.names, *(Name("-", one.forms, one.kind, row=-1) for one in already)])
    found: dict[str, _Found] = defaultdict(_Found)
    for turn in turns:
        for sentence in sentences(turn.words):
            for text, kind in ask(sentence):
                form = " ".join(text.split()).strip(" .,;:!?'\"")
                if words_of(form) and not finder.found(form):
                    found[form].add(turn, kind, "deduce", within=True, sure=True)
    return _grouped(found)
