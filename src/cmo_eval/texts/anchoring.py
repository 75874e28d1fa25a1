"""Where the words of a quote stand in a text: exactly, but for typography, or alike, with its cuts; knows no files.

The literature calls it robust anchoring: the W3C Web Annotation Data Model keeps a TextQuoteSelector (the words with
32 characters before and after them) and a TextPositionSelector (from which character to which), so that words are
found again in a text that was corrected. What is alike is told from another sentence that shares most of its words:
a mistyped word resembles the word it was, another word does not.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from cmo_eval.texts import cuts
from cmo_eval.texts.likeness import Likeness, Seeds, likeness, nearest
from cmo_eval.texts.normal import Normal, is_bounded, light, light_words, loose, loose_words, masked
from cmo_eval.texts.speakers import folded
from cmo_eval.texts.transcript import Transcript, parse

How = Literal["exact", "normalised", "fuzzy"]

CONTEXT = 32
"""Characters before and after a quote that its selector keeps, as is usual on the web."""

SHORT = 30
"""Quotes of fewer characters are never found by likeness: too much is alike by chance."""

CUT_OFF = 0.85
"""Least likeness (Indel similarity, 0-1) of words that are found without being the same."""

KNOWN_PLACE = 0.7
"""The same where what stands before and after them, or where they stand, says that it is they."""

REACH = 2000
"""Most characters between two parts of a quote with cuts."""

_OUTER = " .,;:!?'-\u2026()[]"
_LONG = 4000
_MOST = 200  # occurrences that are looked at
_SAME_CONTEXT = 0.1  # likenesses of what stands around that differ by less say nothing


@dataclass(frozen=True, slots=True)
class Near:
    """What is known of where a quote stood: the words around it, its first character, its line (from 1)."""

    prefix: str = ""
    suffix: str = ""
    start: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a quote stands: `start` and `end` in code points, and up to 32 characters before and after.

    `score` is 1 where the words are the same but for typography and capitals, else their likeness. `parts` has the
    start and end of each part of a quote with cuts (of another quote one). `others` are the starts of other places
    where it stands as well; `ambiguous` when nothing says which of them is meant. `sure` is False for words that are
    so different that only their place can make them the quote's.
    """

    start: int
    end: int
    prefix: str
    suffix: str
    score: float
    how: How
    parts: tuple[tuple[int, int], ...]
    others: tuple[int, ...] = ()
    ambiguous: bool = False
    sure: bool = True


@dataclass(frozen=True, slots=True)
class _Found:
    """A place before it is chosen among others; `parts` in code points of the text."""

    parts: tuple[tuple[int, int], ...]
    score: float
    how: How
    sure: bool = True

    @property
    def start(self) -> int:
        return self.parts[0][0]

    @property
    def end(self) -> int:
        return self.parts[-1][1]


class PreparedText:
    """A text that is asked for many quotes; its other forms are made when the first quote needs them.

    Args:
        text: Unicode text without byte order mark, with LF line ends and composed characters (NFC), as
            `texts.store` reads it.
        transcript: its lines where they are known; else they are read when they are wanted.
    """

    def __init__(self, text: str, transcript: Transcript | None = None) -> None:
        self.text = text
        self._given = transcript

    @cached_property
    def transcript(self) -> Transcript:
        """The lines of the text."""
        return self._given or parse(self.text)

    @cached_property
    def words(self) -> Normal:
        """The light form of what is said: without speakers' labels, times and marks of pages."""
        skipped = [
            (line.start, line.words) if not line.is_page else (line.start, line.end)
            for line in self.transcript.lines
            if line.is_page or line.words > line.start
        ]
        return light(masked(self.text, skipped))

    @cached_property
    def all_words(self) -> Normal:
        """The light form with speakers' labels and times, for quotes that have them too."""
        skipped = [(line.start, line.end) for line in self.transcript.lines if line.is_page]
        return light(masked(self.text, skipped))

    @cached_property
    def plain_words(self) -> Normal:
        """What is said without accents."""
        return loose(self.words)

    @cached_property
    def seeds(self) -> Seeds:
        """Which words of the light form stand where."""
        return Seeds(self.words.text)


def find(prepared: PreparedText, quote: str, near: Near | None = None) -> Anchor | None:
    """Where the quote stands; None where it does not.

    Words that are not quite the same are found when they are alike enough and nothing says that it is another
    sentence. With `near`, words that are less alike are found as well if they stand where the quote stood.
    """
    anchor = nearest_to(prepared, quote, near)
    return anchor if anchor is not None and anchor.sure else None


def nearest_to(prepared: PreparedText, quote: str, near: Near | None = None) -> Anchor | None:
    """Where the quote stands or, with `sure` False, where words stand that resemble it most; None where none do."""
    wanted = unicodedata.normalize("NFC", quote).strip()
    if not wanted:
        return None
    found = _exactly(prepared.text, wanted)
    pieces = cuts.parts(wanted)
    if not found and len(pieces) == 1:
        found = _normalised(prepared, wanted if pieces[0] == wanted else pieces[0])
    if not found and len(pieces) > 1:
        found = _in_parts(prepared, pieces)
    if not found:
        looser = cuts.loose_parts(wanted)
        if len(looser) > 1 or (looser and looser != pieces):
            found = [one for one in _in_parts(prepared, looser) if one.sure] if len(looser) > 1 else []
            found = found or (_normalised(prepared, looser[0]) if len(looser) == 1 else [])
    if not found and len(pieces) == 1 and len(wanted) >= SHORT:
        found = _alike(prepared, pieces[0]) if len(wanted) <= _LONG else _piecewise(prepared, pieces[0])
    return _chosen(prepared, found, near)


def difference(prepared: PreparedText, quote: str, anchor: Anchor) -> tuple[tuple[str, str], ...]:
    """The words in which quote and text differ: pairs of the quote's and the text's, either of them may be empty.

    Typography and capitals are no difference.
    """
    from difflib import SequenceMatcher  # noqa: PLC0415 - only what is shown needs it

    wanted = unicodedata.normalize("NFC", quote).strip()
    said = _words_at(prepared, anchor.parts)
    pieces = cuts.parts(wanted)
    if len(pieces) != len(anchor.parts):
        pieces = cuts.loose_parts(wanted)
    ours = [word for piece in pieces for word in piece.split()]
    theirs = said.split()
    left, right = [loose_key(word) for word in ours], [loose_key(word) for word in theirs]
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    return tuple(
        (" ".join(ours[a:b]), " ".join(theirs[c:d]))
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal" and ("".join(left[a:b]) != "".join(right[c:d]))
    )


def loose_key(word: str) -> str:
    """A word as it is compared when a difference is shown: in its light form, without punctuation around it."""
    return light_words(word).strip(_OUTER)


def around(prepared: PreparedText, start: int, end: int, silent: Collection[str] = ()) -> tuple[str, str]:
    """Up to 32 characters before and after a part of the text, none of turns whose label is in `silent`.

    Labels in `silent` are in the form of `speakers.folded`: those of people whose words are to stand nowhere else.
    """
    before, after = max(0, start - CONTEXT), min(len(prepared.text), end + CONTEXT)
    if silent:
        for line in prepared.transcript.lines:
            if line.speaker is not None and folded(line.speaker) in silent:
                if line.start < start and line.end >= before:
                    before = min(start, line.end + 1)
                if line.start >= end and line.start < after:
                    after = line.start
    return prepared.text[before:start], prepared.text[end:after]


def words_at(prepared: PreparedText, anchor: Anchor) -> str:
    """The text's own words at the anchor, cuts as `[…]`, without labels, times and marks of pages between them."""
    return " […] ".join(_words_at(prepared, [part]) for part in anchor.parts)


def _words_at(prepared: PreparedText, parts: Sequence[tuple[int, int]]) -> str:
    said: list[str] = []
    for start, end in parts:
        first = prepared.transcript.line_of(start)
        at = start
        for line in prepared.transcript.lines[first.number - 1 :]:
            if line.start >= end:
                break
            begin = max(at, line.words if line.start >= start else at)
            if not line.is_page and begin < min(end, line.end):
                said.append(prepared.text[begin : min(end, line.end)])
    return " ".join(" ".join(said).split())


# ---- the same words -------------------------------------------------------------------------------------------------


def _occurrences(text: str, words: str, *, inside: bool) -> Iterator[tuple[int, int]]:
    """Starts and ends of the words in the text; those that begin and end with a word, or (`inside`) any."""
    at = text.find(words)
    for _ in range(_MOST * 10):
        if at < 0:
            return
        if inside or is_bounded(text, at, at + len(words)):
            yield at, at + len(words)
        at = text.find(words, at + 1)


def _places(text: str, words: str) -> list[tuple[int, int]]:
    """Where the words stand: as whole words or, of a long text, also beginning or ending inside one."""
    found = [place for place, _ in zip(_occurrences(text, words, inside=False), range(_MOST), strict=False)]
    if not found and len(words) >= SHORT:
        found = [place for place, _ in zip(_occurrences(text, words, inside=True), range(_MOST), strict=False)]
    return found


def _exactly(text: str, wanted: str) -> list[_Found]:
    return [_Found((place,), 1.0, "exact") for place in _places(text, wanted)]


def _normalised(prepared: PreparedText, wanted: str) -> list[_Found]:
    """The same words in another typography; then also without accents, or without punctuation around them."""
    words = light_words(wanted)
    for form in (prepared.words, prepared.all_words):
        found = _mapped(prepared.text, form, _places(form.text, words), 1.0)
        if found:
            return found
    plain = loose_words(words)
    places = _mapped(prepared.text, prepared.plain_words, _places(prepared.plain_words.text, plain), 1.0)
    found = [replace(one, score=_score(prepared, words, one)) for one in places]
    bare = words.strip(_OUTER)
    if not found and bare != words and bare:
        found = _mapped(prepared.text, prepared.words, _places(prepared.words.text, bare), len(bare) / len(words))
    return found


def _mapped(text: str, form: Normal, places: Sequence[tuple[int, int]], score: float) -> list[_Found]:
    return [_Found((_whole(text, *form.span(*place)),), score, "normalised") for place in places]


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """The part of a text with the accents that stand behind its last letter as characters of their own."""
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return start, end


def _score(prepared: PreparedText, words: str, found: _Found) -> float:
    said = light_words(prepared.text[found.start : found.end])
    return likeness(words, said).score


# ---- alike ----------------------------------------------------------------------------------------------------------


def _alike(prepared: PreparedText, wanted: str) -> list[_Found]:
    words = light_words(wanted)
    form = prepared.words
    found: list[_Found] = []
    for (start, end), like in nearest(prepared.seeds, words, KNOWN_PLACE):
        sure = like.score >= CUT_OFF and not _is_another(like, len(words))
        part = _whole(prepared.text, *form.span(start, end))
        found.append(_Found((part,), like.score, "fuzzy", sure))
    return found


def _piecewise(prepared: PreparedText, wanted: str) -> list[_Found]:
    """The same for a quote of pages, piece by piece, since two long texts take long to compare."""
    pieces: list[str] = [""]
    for word in wanted.split():
        if len(pieces[-1]) > _LONG // 4:
            pieces.append("")
        pieces[-1] += f" {word}" if pieces[-1] else word
    return [replace(one, parts=((one.start, one.end),)) for one in _in_parts(prepared, pieces)]


def _is_another(like: Likeness, length: int) -> bool:
    """Whether words that are alike are yet another sentence: some of its words have no like in the text.

    In a long quote one word in 300 characters may be replaced, and of the text a seventh may have been left out.
    """
    return like.foreign > length // 300 or like.left_out > length // 7


# ---- parts ----------------------------------------------------------------------------------------------------------


def _in_parts(prepared: PreparedText, pieces: Sequence[str]) -> list[_Found]:
    """Places where the parts stand one after another, none further than `REACH` from the one before it."""
    words = [words for piece in pieces if (words := light_words(piece)).strip(_OUTER)]
    if not words:
        return []
    form = prepared.words
    main = max(range(len(words)), key=lambda index: len(words[index]))
    longest = words[main]
    places = _places(form.text, longest) or _places(form.text, longest.strip(_OUTER))
    starts: list[tuple[int, int, float, bool]] = [(*place, 1.0, True) for place in places]
    if not starts and len(longest) >= SHORT:
        for (start, end), like in nearest(prepared.seeds, longest, CUT_OFF):
            starts.append((start, end, like.score, not _is_another(like, len(longest))))
    found: list[_Found] = []
    for start, end, score, sure in starts[:_MOST]:
        placed = _around(form.text, words, main, (start, end, score))
        if placed is None:
            continue
        total = sum(len(piece) for piece in words)
        mean = sum(len(piece) * one[2] for piece, one in zip(words, placed, strict=True)) / total
        parts = tuple(_whole(prepared.text, *form.span(one[0], one[1])) for one in placed)
        how: How = "normalised" if all(one[2] == 1 for one in placed) else "fuzzy"
        found.append(_Found(parts, mean, how, sure))
    tight: dict[tuple[int, int], _Found] = {}
    for one in sorted(found, key=lambda one: (-one.score, one.end - one.start)):
        tight.setdefault(one.parts[-1], one)  # of those that end with the same words the tightest
    return list(tight.values())


def _around(
    text: str, words: Sequence[str], main: int, place: tuple[int, int, float]
) -> list[tuple[int, int, float]] | None:
    """The places of all parts, each the nearest one to the part that was placed before it; None where one lacks."""
    placed = [place]
    for piece in words[main + 1 :]:
        after = placed[-1][1]
        found = _near(text, piece, after, min(len(text), after + REACH + len(piece)), last=False)
        if found is None:
            return None
        placed.append(found)
    for piece in reversed(words[:main]):
        before = placed[0][0]
        found = _near(text, piece, max(0, before - REACH - len(piece)), before, last=True)
        if found is None:
            return None
        placed.insert(0, found)
    return placed


def _near(text: str, words: str, start: int, end: int, *, last: bool) -> tuple[int, int, float] | None:
    """The first (or last) place of the words in a part of the text; words that are not too few may also be alike."""
    bare = words.strip(_OUTER)
    for wanted in (words, bare):
        at = text.rfind(wanted, start, end) if last else text.find(wanted, start, end)
        while at >= 0:
            if is_bounded(text, at, at + len(wanted)):
                return at, at + len(wanted), 1.0
            at = text.rfind(wanted, start, at + len(wanted) - 1) if last else text.find(wanted, at + 1, end)
    if len(bare) < SHORT // 2:
        return None
    for (begin, stop), like in nearest(Seeds(text[start:end]), words, CUT_OFF):
        if not _is_another(like, len(words)):
            return start + begin, start + stop, like.score
    return None


# ---- which of them --------------------------------------------------------------------------------------------------


def _chosen(prepared: PreparedText, found: Sequence[_Found], near: Near | None) -> Anchor | None:
    """The best of the places: by likeness and by what stands around it, then by how far it is from where it was."""
    if not found:
        return None
    around = [_context(prepared.text, one, near) if near else 0.0 for one in found]
    value = [2 * one.score + one.sure / 10 + context for one, context in zip(found, around, strict=True)]
    best = max(range(len(found)), key=lambda index: (value[index], -found[index].start))
    rivals = [index for index in range(len(found)) if value[index] > value[best] - _SAME_CONTEXT]
    far = _distances(prepared, found, near)
    ambiguous = False
    if len(rivals) > 1:
        best = min(rivals, key=lambda index: (far[index], -value[index], found[index].start))
        ambiguous = not far[best] * 3 < min(far[index] for index in rivals if index != best)
    chosen = found[best]
    in_its_line = near is not None and near.line is not None and far[best] == 0
    if not chosen.sure and (around[best] > KNOWN_PLACE or in_its_line):
        chosen = replace(chosen, sure=True)
    others = tuple(sorted(one.start for index, one in enumerate(found) if index != best and one.sure))
    return _anchor(prepared, chosen, others, ambiguous=ambiguous)


def _distances(prepared: PreparedText, found: Sequence[_Found], near: Near | None) -> list[float]:
    """How far each place is from where the quote stood; in its line it is no distance."""
    if near is None or (near.start is None and near.line is None):
        return [0.0] * len(found)
    line = prepared.transcript.line(near.line) if near.line is not None else None
    if line is not None and any(line.start <= one.start <= line.end for one in found):
        return [0.0 if line.start <= one.start <= line.end else 1.0 + abs(one.start - line.start) for one in found]
    origin = near.start if near.start is not None else line.start if line is not None else len(prepared.text)
    return [float(abs(one.start - origin)) for one in found]


def _context(text: str, found: _Found, near: Near) -> float:
    """How far what stands before and after is what stood there, 0-1."""
    before = light_words(near.prefix)
    after = light_words(near.suffix)
    if not before and not after:
        return 0.0
    here = light_words(text[max(0, found.start - 2 * CONTEXT) : found.start])[-len(before) :] if before else ""
    there = light_words(text[found.end : found.end + 2 * CONTEXT])[: len(after)] if after else ""
    shares = [likeness(old, new).score if new else 0.0 for old, new in ((before, here), (after, there)) if old]
    # one side that is the same says it, since the other one may have been corrected
    return max(shares) * 0.7 + min(shares) * 0.3


def _anchor(prepared: PreparedText, found: _Found, others: tuple[int, ...] = (), *, ambiguous: bool = False) -> Anchor:
    text = prepared.text
    return Anchor(
        found.start,
        found.end,
        text[max(0, found.start - CONTEXT) : found.start],
        text[found.end : found.end + CONTEXT],
        found.score,
        found.how,
        found.parts,
        others,
        ambiguous,
        found.sure,
    )
