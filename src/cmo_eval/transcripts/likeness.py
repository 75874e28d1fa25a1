"""Words that resemble words: where in a text they may stand, how much, and whether what differs turns what is said.

Knows no quotes. Two texts of which only one says "not" resemble each other more than two in one of which three words
were mistyped. So what differs is looked at word by word: negations and what limits ("hardly", "bijna"), numbers, who
does it and whether it must or may, and prefixes and endings that say the contrary (`on-`, `un-`, `-less`). The lists
are of Dutch, English, German and French; of another language only figures and prefixes tell.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from cmo_eval.deferred import expression
from cmo_eval.transcripts.speakers import LISTS

_WORD = expression(r"\w+")
_LONGER = expression(r"\w{3,}")
_BUCKET = 64  # characters within which seeds speak for the same place
_PLACES = 6  # places that are looked at
_PAIRS = 300  # of words in a quote and in a text; more common words say little about where
_GRAM = 7
_WORD_LENGTH = 4  # letters from which on a word can be told from another one
_SLIPS = 0.015  # share of wrong characters from which on the typing is bad all over
_PUT_IN = 12  # characters that words put in behind a first word, or before a last one, may have more than others lack
_LAST = expression(r"\w+\W*\Z")
_STOP = expression(r"[.!?\u2026\n]")
_NEAR = 24  # characters about an end within which other words are tried
_STRAY = 16  # characters by which places of words may be off where others were left out or put in
_EDGE = 40  # characters by which the ends of a place are found
_LETTERS = expression(r"[^\W_]+(?:'[^\W_]+)*")
_FIGURES = expression(r"\d+")
_BEFORE = expression(r"(?<![^\W_])(?:niet|non|un|on|im|in|dis)[-\u2010\u2011\u00ad]?[^\W\d_]\Z", re.IGNORECASE)
_HEAD = expression(r"[^\W\d_]+\Z")
_BEHIND = expression(r"(?:n?['\u2019\u02bc\u00b4`]|n)t(?![^\W_])", re.IGNORECASE)
_STEM = 3  # letters that a prefix or an ending leaves at least; more where they need not be quite the same
_TOGETHER = 0.75  # likeness of words without the blanks between them, of which the blanks are what differs
_NEGATIVES = frozenset((LISTS["negations"] + LISTS["limits"]).split())
_NO_SLIPS = frozenset(LISTS["no slips"].split())
_CONTRASTS = tuple(
    {word: place for place, group in enumerate(groups.split("|")) for word in group.split()}
    for groups in re.split(r"^- ", LISTS["contrasts"], flags=re.MULTILINE)[1:]
)
_CONTRARY = ("un", "in", "im", "il", "ir", "dis", "non", "mis", "on", "niet", "ont")
_ENDINGS = (("less", "ful"), ("loos", "vol"), ("loze", "volle"), ("los", "voll"), ("less", ""), ("loos", ""))


class Likeness(NamedTuple):
    """How much two texts resemble each other.

    `score` is their Indel similarity, 0-1; `foreign` the number of words of four letters or more in the first one
    that resemble nothing in the second, `left_out` the characters of whole words that only the second one has.
    """

    score: float
    foreign: int = 0
    left_out: int = 0


class Seeds:
    """A text of which it is known which words stand where."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """The starts of each word of three letters or more."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for word in _LONGER.finditer(self.text):
            found[word[0]].append(word.start())
        return found

    def of_words(self, words: str) -> list[tuple[int, int]]:
        """Pairs of where a word begins in `words` and where it begins in the text, of rare words before common ones."""
        places = self.places
        known = [(places.get(word[0], ()), word.start()) for word in _WORD.finditer(words)]
        pairs: list[tuple[int, int]] = []
        for found, offset in sorted(known, key=lambda one: len(one[0])):
            if len(pairs) + len(found) > _PAIRS and pairs:
                break
            pairs += [(offset, place) for place in found[: 10 * _PAIRS]]
        return pairs

    def of_pieces(self, words: str) -> list[tuple[int, int]]:
        """The same for pieces of a few characters, wherever words begin and end."""
        seeds: list[tuple[int, int]] = []
        for offset in range(0, len(words) - _GRAM + 1, _GRAM):
            at = -1
            for _ in range(20):
                at = self.text.find(words[offset : offset + _GRAM], at + 1)
                if at < 0:
                    break
                seeds.append((offset, at))
        return seeds


def likeness(ours: str, theirs: str) -> Likeness:
    """How much the two resemble each other, without looking at single words."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - takes long to load, and most quotes are found as they are

    return Likeness(fuzz.ratio(ours, theirs) / 100)


def nearest(seeds: Seeds, words: str, least: float) -> list[tuple[tuple[int, int], Likeness]]:
    """Places (start, end) in the text whose words resemble `words` at least that much, the likest first.

    Both are to be in their light form.
    """
    found: dict[tuple[int, int], float] = {}
    for pairs in (seeds.of_words, seeds.of_pieces):
        for chosen in islice(_voted(pairs(words)), _PLACES):
            place = _ends(seeds.text, words, chosen, least)
            if place is not None and place[0] not in found:
                found[place[0]] = place[1]
        if found:
            break
    apart: list[tuple[tuple[int, int], Likeness]] = []
    for (start, end), score in sorted(found.items(), key=lambda one: (-one[1], one[0])):
        if all(end <= other[0] or other[1] <= start for other, _ in apart):
            apart.append(((start, end), _compared(words, seeds.text[start:end], score)))
    return apart


def _voted(pairs: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """The seeds that speak for the same place; the place for which most of them speak comes first."""
    weights = {offset: 1 / math.sqrt(often) for offset, often in Counter(offset for offset, _ in pairs).items()}
    votes: defaultdict[int, float] = defaultdict(float)
    at: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for offset, place in pairs:
        bucket = (place - offset) // _BUCKET
        votes[bucket] += weights[offset]
        at[bucket].append((offset, place))
    joined = {bucket: vote + max(votes.get(bucket - 1, 0), votes.get(bucket + 1, 0)) for bucket, vote in votes.items()}
    used: set[int] = set()
    for bucket in sorted(joined, key=lambda one: (-joined[one], one)):
        if bucket not in used:
            used |= {bucket - 1, bucket, bucket + 1}
            yield sorted(at.get(bucket - 1, []) + at[bucket] + at.get(bucket + 1, []))


def _ends(
    text: str, words: str, seeds: Sequence[tuple[int, int]], least: float
) -> tuple[tuple[int, int], float] | None:
    """Where the words begin and end in the text, by those of them that were found there, and how alike they are.

    None where they are less alike than `least`. Of the words that begin and end near, those are taken with which the
    part is least away from the quote: a word in place of another one is less away than no word at all, so a replaced
    first or last word is part of it.
    """
    from rapidfuzz import fuzz  # noqa: PLC0415 - as in `likeness`
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - as in `likeness`

    shifts = sorted(place - offset for offset, place in seeds)
    usual = shifts[len(shifts) // 2]
    agreed = [one for one in seeds if abs(one[1] - one[0] - usual) <= _STRAY + len(words) // 6]
    (first_offset, first), (last_offset, last) = agreed[0], agreed[-1]
    rough = max(0, first - first_offset), max(first + 1, last - last_offset + len(words))
    if fuzz.ratio(words, text[slice(*rough)], score_cutoff=max(0, least - 0.15) * 100) == 0:
        return None
    tail = words[-_EDGE:]
    start = _edge(text, words[:_EDGE], rough[0])[0]
    end = _edge(text, tail, rough[1] - len(tail))[1]
    if end <= start:
        start, end = rough
    low = max(0, start - _NEAR)
    low = _moved(text, low, -1) if text[low : low + 1].isalnum() else low
    starts = {word.start() for word in _WORD.finditer(text, low, min(end, start + _NEAR))} or {start}
    if not words[:1].isalnum():
        starts |= {_moved(text, one, -1, marks=True) for one in starts}
    away = {one: Levenshtein.distance(words, text[one:end]) for one in starts if one < end}
    start = -min((distance, -one) for one, distance in away.items())[1]
    opens = _WORD.match(words)
    own = [(away[one], -one) for one in away if opens and text.startswith(f"{opens[0]} ", one)]
    if own and min(own)[0] <= away[start] + _PUT_IN and _is_of_one_sentence(text[-min(own)[1] : end], words):
        start = -min(own)[1]  # words were put in behind it
    near = _WORD.finditer(text, max(start, end - _NEAR), min(len(text), end + _NEAR + _PUT_IN))
    ends = {_moved(text, word.end(), 1) for word in near} or {end}
    if not words[-1:].isalnum():
        ends |= {_moved(text, one, 1, marks=True) for one in ends}
    away = {one: Levenshtein.distance(words, text[start:one]) for one in ends if start < one}
    end = min((distance, one) for one, distance in away.items())[1]
    closes = _LAST.search(words)
    own = [(away[one], one) for one in away if closes and _ends_with(text[start:one], closes[0])]
    if own and min(own)[0] <= away[end] + _PUT_IN and _is_of_one_sentence(text[start : min(own)[1]][::-1], words[::-1]):
        end = min(own)[1]
    score = fuzz.ratio(words, text[start:end]) / 100
    return ((start, end), score) if score >= least else None


def _is_of_one_sentence(part: str, words: str) -> bool:
    """Whether the first word, which both begin with, is no negation and of one sentence with the quote's next one.

    The same word stands in many a sentence; a negation that belongs to another would make a turned quote a sure one.
    For the last word both are given from behind.
    """
    first, second = [*islice(_WORD.finditer(words), 2), None, None][:2]
    if first is None or second is None or {first[0].casefold(), first[0][::-1].casefold()} & _NEGATIVES:
        return False
    begins = part.find(first[0]) + len(first[0])
    return _STOP.search(part, begins, max(begins, part.find(second[0], begins))) is None


def _ends_with(text: str, word: str) -> bool:
    """Whether a text ends with that whole word and the punctuation behind it."""
    return text.endswith(word) and not text[: -len(word)][-1:].isalnum()


def _moved(text: str, index: int, step: int, *, marks: bool = False) -> int:
    """The index moved on (`step` 1) or back (-1) over the letters and digits, or the punctuation, beside it."""
    at = index if step > 0 else index - 1
    while 0 <= at < len(text) and (
        text[at].isalnum() if not marks else not text[at].isalnum() and not text[at].isspace()
    ):
        at += step
    return at if step > 0 else at + 1


def _edge(text: str, words: str, guess: int) -> tuple[int, int]:
    """The part of the text about `guess` that resembles the words most."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - as in `likeness`

    low = max(0, guess - _EDGE)
    high = max(low, min(len(text), guess + len(words) + _EDGE))
    found = fuzz.partial_ratio_alignment(words, text[low:high])
    if found is None or high - low < len(words):
        return max(0, guess), min(len(text), max(0, guess) + len(words))
    return low + found.dest_start, low + found.dest_end


def _compared(ours: str, theirs: str, score: float) -> Likeness:
    """The likeness with the words that have no like, from one alignment of all characters (Levenshtein)."""
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - as in `likeness`

    wrong = [0] * len(ours)  # characters that are replaced or gone
    put_in: defaultdict[int, str] = defaultdict(str)  # characters put in before each place
    extra = [False] * len(theirs)
    edits = Levenshtein.editops(ours, theirs)
    for edit in edits:
        if edit.tag == "insert":
            put_in[edit.src_pos] += theirs[edit.dest_pos]
            extra[edit.dest_pos] = True
        else:
            wrong[edit.src_pos] = 1
    foreign = 0
    for word in _WORD.finditer(ours):
        start, end = word.span()
        length = end - start
        if length < _WORD_LENGTH:
            continue
        grown = sum(len(put_in[place]) for place in range(start + 1, end) if place in put_in)
        for added in (put_in.get(start, "")[::-1], put_in.get(end, "")):  # the letters that it begins with
            grown += _moved(added, 0, 1)
        errors = sum(wrong[start:end]) + grown
        if errors < 2:
            continue
        elsewhere = (len(edits) - errors) / max(1, len(ours) - length)
        # where all else is right, a word that is half wrong is no slip but another word
        bound = 0.5 if elsewhere > _SLIPS else 0.39
        foreign += errors > bound * (length + grown)
    return Likeness(
        score, foreign, sum(len(one[0]) for one in _WORD.finditer(theirs) if all(extra[slice(*one.span())]))
    )


# ---- whether it is turned -------------------------------------------------------------------------------------------


def is_turned(ours: str, theirs: str, known: Callable[[str], int]) -> bool:
    """Whether one may say what the other does not, as far as single words tell.

    Args:
        ours: the quote's words, in their light form.
        theirs: the text's words, in their light form.
        known: how often a word of three letters or more stands in the text; what stands there is no slip of the pen.
    """
    left, right = _LETTERS.findall(ours), _LETTERS.findall(theirs)
    return left != right and any(_turns(mine, other, known) for mine, other in _differences(left, right))


def is_negative(word: str) -> bool:
    """Whether a word in its light form says that something is not so, or is so within limits only."""
    return word in _NEGATIVES or word.endswith("n't")


def has_negative(words: str) -> bool:
    """Whether one of the words, in their light form, is such a word."""
    return any(map(is_negative, _LETTERS.findall(words)))


def cuts_negation(text: str, start: int, end: int) -> bool:
    """Whether a part of a text leaves out what turns its first or last word: `can` of `can't`, `he` of `she`."""
    if not text[end : end + 1].isspace() and _BEHIND.match(text, end):
        return True
    if text[end : end + 1].isalpha() and text[end - 1 : end].isalpha():  # as `with` of `without`
        mine, rest = _HEAD.search(text, max(0, end - 40), end), _LETTERS.match(text, end)
        if mine is not None and rest is not None:
            own = mine[0].casefold()
            if is_turned(own, own + rest[0].casefold(), lambda _: 0):
                return True
    if start == 0 or text[start - 1].isspace():
        return False
    if _BEFORE.search(text, max(0, start - 8), start + 1):
        return True
    if not (text[start - 1].isalpha() and text[start : start + 1].isalpha()):
        return False
    word = _LETTERS.match(text, start)
    first = _HEAD.search(text, max(0, start - 40), start)
    if word is None or first is None:
        return False
    own = word[0].casefold()
    return is_turned(own, first[0].casefold() + own, lambda _: 0)


def _differences(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[list[str], list[str]]]:
    """What of the two stands in each other's place; what only one of them writes apart is no difference."""
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - as in `likeness`

    mine: list[str] = []
    other: list[str] = []
    for code in [*Levenshtein.opcodes(left, right), None]:
        if code is not None and code.tag != "equal":
            mine += left[code.src_start : code.src_end]
            other += right[code.dest_start : code.dest_end]
            continue
        if "".join(mine) != "".join(other):
            yield mine, other
        mine, other = [], []


def _turns(ours: list[str], theirs: list[str], known: Callable[[str], int]) -> bool:
    from rapidfuzz.distance import Indel  # noqa: PLC0415 - as in `likeness`

    if Counter(_FIGURES.findall(" ".join(ours))) != Counter(_FIGURES.findall(" ".join(theirs))):
        return True
    mine, other = [one for one in ours if one not in theirs], [one for one in theirs if one not in ours]
    for one, rest, itself in ((mine, other, 1), (other, mine, 0)):  # a word of the text stands there once itself
        marked = [word for word in one if is_negative(word)]
        if len(marked) > sum(is_negative(word) for word in rest):
            slips = [word for word in rest if len(word) > 1 and word not in _NO_SLIPS and known(word) <= itself]
            together = Indel.normalized_similarity("".join(one), "".join(rest)) >= _TOGETHER
            if not all(_slipped(word, slips, together=together) for word in marked):
                return True
    for groups in _CONTRASTS:  # a word stands in the place of another one that excludes it
        ours_in, theirs_in = ({groups[word] for word in words if word in groups} for words in (mine, other))
        if ours_in and theirs_in and ours_in != theirs_in:
            return True
    return any(_contrary(one, another) for one in mine for another in other)


def _slipped(word: str, others: Sequence[str], *, together: bool) -> bool:
    """Whether one of the others, none of which is a word, is this one with a slip of the pen.

    With `together` also one that begins or ends with it, as where the blank between two words was forgotten.
    """
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - as in `likeness`

    return any(
        OSA.distance(word, other) <= 1 or (together and (other.startswith(word) or other.endswith(word)))
        for other in others
    )


def _contrary(one: str, other: str) -> bool:
    """Whether the one is the other with a prefix or an ending that says the contrary, but for a slip of the pen."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - as in `likeness`

    short, long = sorted((one, other), key=len)
    for prefix in _CONTRARY:
        if long.startswith(prefix) and len(long) - len(prefix) >= _STEM and not short.startswith(prefix):
            stem = long[len(prefix) :]
            if stem == short or (len(stem) > _STEM + 1 and OSA.distance(stem, short) <= 1 < OSA.distance(long, short)):
                return True
    return any(
        word.endswith(ending) and len(word) - len(ending) >= _STEM and against == word.removesuffix(ending) + contrary
        for ending, contrary in _ENDINGS
        for word, against in ((one, other), (other, one))
    )
