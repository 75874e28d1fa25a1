"""Words that resemble words: where in a text they may stand, and whether each of them has its like; knows no quotes."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

_WORD = re.compile(r"\w+")
_BUCKET = 64  # characters within which seeds speak for the same place
_PLACES = 6  # places that are looked at
_PAIRS = 300  # of words in a quote and in a text; more common words say little about where
_GRAM = 7
_WORD_LENGTH = 4  # letters from which on a word can be told from another one
_SLIPS = 0.015  # share of wrong characters from which on the typing is bad all over
_NEAR = 24  # characters about an end within which other words are tried
_STRAY = 16  # characters by which places of words may be off where others were left out or put in
_EDGE = 40  # characters by which the ends of a place are found


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
        for word in _WORD.finditer(self.text):
            if word.end() - word.start() > 2:
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
            piece = words[offset : offset + _GRAM]
            at = self.text.find(piece)
            for _ in range(20):
                if at < 0:
                    break
                seeds.append((offset, at))
                at = self.text.find(piece, at + 1)
        return seeds


def likeness(ours: str, theirs: str) -> Likeness:
    """How much the two resemble each other, without looking at single words."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - as in `likeness`

    return Likeness(fuzz.ratio(ours, theirs) / 100)


def nearest(seeds: Seeds, words: str, least: float) -> list[tuple[tuple[int, int], Likeness]]:
    """Places (start, end) in the text whose words resemble `words` at least that much, the likest first.

    Both are to be in their light form.
    """
    found: dict[tuple[int, int], float] = {}
    for pairs in (seeds.of_words, seeds.of_pieces):
        for chosen in _voted(pairs(words)):
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
    """The seeds that speak for the same place, for the places for which most of them speak."""
    if not pairs:
        return
    often: defaultdict[int, int] = defaultdict(int)
    for offset, _ in pairs:
        often[offset] += 1
    votes: defaultdict[int, float] = defaultdict(float)
    at: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for offset, place in pairs:
        bucket = (place - offset) // _BUCKET
        votes[bucket] += 1 / math.sqrt(often[offset])
        at[bucket].append((offset, place))
    joined = {bucket: vote + max(votes.get(bucket - 1, 0), votes.get(bucket + 1, 0)) for bucket, vote in votes.items()}
    used: set[int] = set()
    left = _PLACES
    for bucket in sorted(joined, key=lambda one: (-joined[one], one)):
        if left == 0:
            return
        if bucket not in used:
            left -= 1
            used |= {bucket - 1, bucket, bucket + 1}
            yield sorted(at.get(bucket - 1, []) + at[bucket] + at.get(bucket + 1, []))


def _ends(
    text: str, words: str, seeds: Sequence[tuple[int, int]], least: float
) -> tuple[tuple[int, int], float] | None:
    """Where the words begin and end in the text, by those of them that were found there, and how alike they are.

    None where they are less alike than `least`.
    """
    from rapidfuzz import fuzz  # noqa: PLC0415 - as in `likeness`

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
    start = _best_start(text, words, start, end)
    end = _best_end(text, words, start, end)
    score = fuzz.ratio(words, text[start:end]) / 100
    return ((start, end), score) if score >= least else None


def _best_start(text: str, words: str, start: int, end: int) -> int:
    """Of `start` and the words that begin near it, where the part up to `end` begins that is least away from the words.

    A word in place of another one is less away than no word at all, so a replaced first word is part of it.
    """
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - as in `likeness`

    low = _word_start(text, max(0, start - _NEAR))
    starts = {word.start() for word in _WORD.finditer(text, low, min(end, start + _NEAR))} or {start}
    if not words[:1].isalnum():
        starts |= {_before_punctuation(text, one) for one in starts}
    return -min((Levenshtein.distance(words, text[one:end]), -one) for one in starts if one < end)[1]


def _best_end(text: str, words: str, start: int, end: int) -> int:
    """The same for where it ends, with punctuation behind the last word or without."""
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - as in `likeness`

    near = _WORD.finditer(text, max(start, end - _NEAR), min(len(text), end + _NEAR))
    ends = {_word_end(text, word.end()) for word in near} or {end}
    if not words[-1:].isalnum():
        ends |= {_punctuated(text, one) for one in ends}
    return min((Levenshtein.distance(words, text[start:one]), one) for one in ends if start < one)[1]


def _edge(text: str, words: str, guess: int) -> tuple[int, int]:
    """The part of the text about `guess` that resembles the words most."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - as in `likeness`

    low = max(0, guess - _EDGE)
    high = max(low, min(len(text), guess + len(words) + _EDGE))
    found = fuzz.partial_ratio_alignment(words, text[low:high])
    if found is None or high - low < len(words):
        return max(0, guess), min(len(text), max(0, guess) + len(words))
    return low + found.dest_start, low + found.dest_end


def _word_start(text: str, index: int) -> int:
    while 0 < index < len(text) and text[index].isalnum() and text[index - 1].isalnum():
        index -= 1
    return index


def _word_end(text: str, index: int) -> int:
    while 0 < index < len(text) and text[index].isalnum() and text[index - 1].isalnum():
        index += 1
    return index


def _before_punctuation(text: str, index: int) -> int:
    """The index before the punctuation that stands there."""
    while index > 0 and not text[index - 1].isalnum() and not text[index - 1].isspace():
        index -= 1
    return index


def _punctuated(text: str, index: int) -> int:
    """The index after the punctuation that stands there."""
    while index < len(text) and not text[index].isalnum() and not text[index].isspace():
        index += 1
    return index


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
        grown += _letters(put_in.get(start, "")[::-1]) + _letters(put_in.get(end, ""))
        errors = sum(wrong[start:end]) + grown
        if errors < 2:
            continue
        elsewhere = (len(edits) - errors) / max(1, len(ours) - length)
        # where all else is right, a word that is half wrong is no slip but another word
        bound = 0.5 if elsewhere > _SLIPS else 0.39
        foreign += errors > bound * (length + grown)
    left_out = sum(
        word.end() - word.start() for word in _WORD.finditer(theirs) if all(extra[word.start() : word.end()])
    )
    return Likeness(score, foreign, left_out)


def _letters(text: str) -> int:
    """How many letters the text begins with."""
    word = _WORD.match(text)
    return word.end() if word else 0
