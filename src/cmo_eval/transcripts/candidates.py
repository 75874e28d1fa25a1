"""Places in a text where the words of a quote may stand: the same words, those that are alike, or its parts in order.

Which of them is the quote's is not told here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Literal

from cmo_eval.deferred import dataclass, expression
from cmo_eval.transcripts.likeness import Likeness, Seeds, cuts_negation, has_negative, is_turned, likeness, nearest
from cmo_eval.transcripts.normal import Normal, PreparedText, is_bounded, light_words, loose_words

How = Literal["exact", "normalised", "fuzzy"]

SHORT = 30  # quotes of fewer characters are never found by likeness: too much is alike by chance

CUT_OFF = 0.85  # least likeness (Indel similarity, 0-1) of words that are found without being the same

KNOWN_PLACE = 0.7  # the same where what stands before and after them, or where they stand, says that it is they

REACH = 2000  # most characters between two parts of a quote with cuts

OUTER = " .,;:!?'-\u2026()[]"
_LONG = 4000
_MOST = 200  # occurrences that are looked at
_EDGE = 16  # characters by which what stands around a place may reach into it, where it was changed as well
_CUT_OUT = 2  # words: a cut that leaves out no more than these, and a negation among them, turns what is said
_AROUND = 60  # characters in which the words next to a place are looked for
_SLIP = 0.5  # likeness from which on a word at an end is the same one, mistyped
_WORDS = expression(r"[^\W_]+(?:'[^\W_]+)*")
_WITHIN = expression(r"(?:[^\W_]+')?\Z")
_BEFORE = expression(r"(?:[^\W_]+(?:'[^\W_]+)*[^\w.;:?!]*){0,2}\Z")
_BEHIND = expression(r"(?:[^\w.;:?!]*[^\W_]+(?:'[^\W_]+)*){0,2}")


@dataclass(frozen=True, slots=True)
class Found:
    """A place that may be a quote's: the start and end of each part in code points, and how alike the words are.

    `sure` is False for words so different that only their place can make them the quote's, `turned` True where what
    differs may turn what is said.
    """

    parts: tuple[tuple[int, int], ...]
    score: float
    how: How
    sure: bool = True
    turned: bool = False

    @property
    def start(self) -> int:
        """The first character."""
        return self.parts[0][0]

    @property
    def end(self) -> int:
        """The character behind the last one."""
        return self.parts[-1][1]


def same_words(prepared: PreparedText, wanted: str) -> list[Found]:
    """Places where the words of the quote stand, but for typography and accents, its parts one after another."""
    text = prepared.text
    found = [Found((one,), 1.0, "exact", turned=cuts_negation(text, *one)) for one in _places(text, wanted)]
    pieces = parts_of(wanted)
    if not found and len(pieces) == 1:
        found = _normalised(prepared, pieces[0])
    if not found and len(pieces) > 1:
        found = _in_parts(prepared, pieces)
    if not found:
        looser = loose_parts_of(wanted)
        if len(looser) > 1 or (looser and looser != pieces):
            found = [one for one in _in_parts(prepared, looser) if one.sure] if len(looser) > 1 else []
            found = found or (_normalised(prepared, looser[0]) if len(looser) == 1 else [])
            if has_negative(light_words(" ".join(put_in(wanted)))):
                found = [replace(one, turned=True) for one in found]
    return found


def like_words(prepared: PreparedText, wanted: str) -> list[Found]:
    """Places where words stand that resemble those of a quote without cuts."""
    pieces = parts_of(wanted)
    if len(pieces) != 1 or len(wanted) < SHORT:
        return []
    words = light_words(pieces[0])
    if len(wanted) <= _LONG:
        return [_like(prepared, words, *place, like) for place, like in nearest(prepared.seeds, words, KNOWN_PLACE)]
    parts: list[str] = [""]
    for word in pieces[0].split():  # piece by piece, since two long texts take long to compare
        if len(parts[-1]) > _LONG // 4:
            parts.append("")
        parts[-1] += f" {word}" if parts[-1] else word
    return [_joined(prepared, words, one) for one in _in_parts(prepared, parts)]


def like_words_in(prepared: PreparedText, wanted: str, start: int, end: int) -> Found | None:
    """The place between two characters of the text whose words resemble the quote's most; None where none do."""
    words, form = light_words(wanted), prepared.words
    first, last = form.index(start), form.index(end)
    for (begin, stop), like in nearest(Seeds(form.text[first:last]), words, KNOWN_PLACE)[:1]:
        return _like(prepared, words, first + begin, first + stop, like)
    return None


def instead(prepared: PreparedText, wanted: str, start: int, end: int) -> Found | None:
    """What stands about where one character is to another in the quote's place; None where it is too different."""
    if len(wanted) >= SHORT:
        alike = like_words_in(prepared, wanted, max(0, start - _EDGE), min(len(prepared.text), end + _EDGE))
        if alike is not None:
            return alike
    words, form = light_words(wanted), prepared.words
    first, last = form.index(start), form.index(end)
    said = form.text[first:last]
    first, last = first + len(said) - len(said.lstrip()), last - len(said) + len(said.rstrip())
    if first >= last:
        return None
    like = likeness(words, form.text[first:last])
    return _like(prepared, words, first, last, like) if like.score >= KNOWN_PLACE else None


def _places(text: str, words: str) -> list[tuple[int, int]]:
    """Where the words stand: as whole words or, of a long text, also beginning or ending inside one."""
    whole: list[tuple[int, int]] = []
    inside: list[tuple[int, int]] = []
    at = text.find(words)
    for _ in range(_MOST * 10):
        if at < 0 or len(whole) == _MOST:
            break
        place = (at, at + len(words))
        (whole if is_bounded(text, *place) else inside).append(place)
        at = text.find(words, at + 1)
    return whole or (inside[:_MOST] if len(words) >= SHORT else [])


def _normalised(prepared: PreparedText, wanted: str) -> list[Found]:
    """The same words in another typography; then also without accents, or without punctuation around them."""
    words = light_words(wanted)
    for form in (prepared.words, prepared.all_words):
        found = _mapped(prepared.text, form, _places(form.text, words), 1.0)
        if found:
            return found
    plain = loose_words(words)
    places = _mapped(prepared.text, prepared.plain_words, _places(prepared.plain_words.text, plain), 1.0)
    text = prepared.text
    found = [replace(one, score=likeness(words, light_words(text[one.start : one.end])).score) for one in places]
    bare = words.strip(OUTER)
    if not found and bare != words and bare:
        found = _mapped(prepared.text, prepared.words, _places(prepared.words.text, bare), len(bare) / len(words))
    return found


def _mapped(text: str, form: Normal, places: Sequence[tuple[int, int]], score: float) -> list[Found]:
    return [
        Found((_whole(text, *form.span(*place)),), score, "normalised", turned=cuts_negation(form.text, *place))
        for place in places
    ]


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """The part of a text with the accents that stand behind its last letter as characters of their own."""
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return start, end


def _like(prepared: PreparedText, words: str, start: int, end: int, like: Likeness) -> Found:
    """A place in the light form of the text, whose words are alike."""
    form = prepared.words
    sure = like.score >= CUT_OFF and not _is_another(like, len(words))
    part = _whole(prepared.text, *form.span(start, end))
    return Found((part,), like.score, "fuzzy", sure, _is_turned(prepared, words, start, end))


def _is_turned(prepared: PreparedText, words: str, start: int, end: int) -> bool:
    """Whether the words may say what a part of the light form of the text does not, or the other way round.

    Where they begin or end with another word than the part does, it may have been taken too short: a negation that
    stands next to it may then be what they lack.
    """
    text = prepared.words.text
    start -= len(_WITHIN.search(text, max(0, start - _AROUND), start)[0])  # type: ignore[index]
    ours, theirs = _WORDS.findall(words), _WORDS.findall(text[start:end])
    before = _BEFORE.search(text, max(0, start - _AROUND), start) if _is_other(ours[:1], theirs[:1]) else None
    behind = _BEHIND.match(text, end, end + _AROUND) if _is_other(ours[-1:], theirs[-1:]) else None
    first, last = before.start() if before else start, behind.end() if behind else end
    beside = has_negative(text[first:start]) or has_negative(text[end:last])
    return is_turned(words, text[start:end], prepared.seen) or (
        beside and is_turned(words, text[first:last], prepared.seen)
    )


def _is_other(ours: list[str], theirs: list[str]) -> bool:
    """Whether a word is not the other one with a slip of the pen."""
    return ours != theirs and likeness("".join(ours), "".join(theirs)).score < _SLIP


def _joined(prepared: PreparedText, words: str, found: Found) -> Found:
    """The place as one part; what the text has between two pieces counts as words of it that the quote has not."""
    form = prepared.words
    said = form.text[form.index(found.start) : form.index(found.end)].strip()
    if said == words:
        return replace(found, parts=((found.start, found.end),))
    score = min(found.score, likeness(words, said).score)
    first, last = form.index(found.start), form.index(found.end)
    turned = found.turned or _is_turned(prepared, words, first, last)
    return replace(found, parts=((found.start, found.end),), score=score, how="fuzzy", turned=turned)


def _is_another(like: Likeness, length: int) -> bool:
    """Whether words that are alike are yet another sentence: some of its words have no like in the text.

    In a long quote one word in 300 characters may be replaced, and of the text a seventh may have been left out.
    """
    return like.foreign > length // 300 or like.left_out > length // 7


def _in_parts(prepared: PreparedText, pieces: Sequence[str]) -> list[Found]:
    """Places where the parts stand one after another, none further than `REACH` from the one before it."""
    words = [words for piece in pieces if (words := light_words(piece)).strip(OUTER)]
    if not words:
        return []
    form = prepared.words
    longest = max(words, key=len)
    places = _places(form.text, longest) or _places(form.text, longest.strip(OUTER))
    starts: list[tuple[int, int, float, bool]] = [(*place, 1.0, True) for place in places]
    if not starts and len(longest) >= SHORT:
        for (start, end), like in nearest(prepared.seeds, longest, CUT_OFF):
            starts.append((start, end, like.score, not _is_another(like, len(longest))))
    found: list[Found] = []
    for start, end, score, sure in starts[:_MOST]:
        placed = _around(form.text, words, words.index(longest), (start, end, score))
        if placed is None:
            continue
        total = sum(len(piece) for piece in words)
        mean = sum(len(piece) * one[2] for piece, one in zip(words, placed, strict=True)) / total
        parts = tuple(_whole(prepared.text, *form.span(one[0], one[1])) for one in placed)
        how: How = "normalised" if all(one[2] == 1 for one in placed) else "fuzzy"
        turned = any(
            one[2] < 1 and _is_turned(prepared, piece, one[0], one[1]) for piece, one in zip(words, placed, strict=True)
        )
        # a cut leaves out a negation and little else, or a part begins or ends inside one
        cut = any(is_cut_out(form.text[one[1] : other[0]]) for one, other in pairwise(placed))
        cut = cut or any(cuts_negation(form.text, one[0], one[1]) for one in placed)
        found.append(Found(parts, mean, how, sure, turned or cut))
    tight: dict[tuple[int, int], Found] = {}
    for one in sorted(found, key=lambda one: (-one.score, one.end - one.start)):
        tight.setdefault(one.parts[-1], one)  # of those that end with the same words the tightest
    return list(tight.values())


def _around(
    text: str, words: Sequence[str], main: int, place: tuple[int, int, float]
) -> list[tuple[int, int, float]] | None:
    """The places of all parts, each the nearest one to the part that was placed before it; None where one lacks."""
    placed = [place]
    for number in (*range(main + 1, len(words)), *range(main - 1, -1, -1)):
        piece, last = words[number], number < main
        reach = REACH + len(piece)
        before, after = placed[0][0], placed[-1][1]
        start, end = (max(0, before - reach), before) if last else (after, min(len(text), after + reach))
        found = _near(text, piece, start, end, last=last)
        if found is None:
            return None
        placed.insert(0 if last else len(placed), found)
    return placed


def _near(text: str, words: str, start: int, end: int, *, last: bool) -> tuple[int, int, float] | None:
    """The first (or last) place of the words in a part of the text; words that are not too few may also be alike."""
    bare = words.strip(OUTER)
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


def is_cut_out(between: str) -> bool:
    """Whether the words that a cut leaves out, in their light form, are a negation and little else."""
    return len(between.split()) <= _CUT_OUT and has_negative(between)


_DOTS = r"(?:\u2026|\.[ \u00a0]?\.(?:[ \u00a0]?\.)*)"
_CUT = expression(rf"\s*(?:\[\s*{_DOTS}\s*\]|\(\s*{_DOTS}\s*\)|<\s*{_DOTS}\s*>|/\s*{_DOTS}\s*/)\s*")
_MARK_OR_EDIT = expression(rf"\s*(?:{_DOTS}|\[[^\[\]]{{1,80}}\])\s*")
_EDIT = expression(r"\[([^\[\]]{1,80})\]")
_WORD = expression(r"\w")


def parts_of(quote: str) -> tuple[str, ...]:
    """The words between the cuts, such as `[...]`, `[…]` and `(...)`; one part where nothing is left out."""
    return _worded(_CUT.split(quote))


def loose_parts_of(quote: str) -> tuple[str, ...]:
    """The same, where `...` without brackets and what is put in between brackets, as `[the coach]`, cut too."""
    return _worded(piece for part in _CUT.split(quote) for piece in _MARK_OR_EDIT.split(part))


def put_in(quote: str) -> tuple[str, ...]:
    """What stands between brackets in a quote and is no cut, as `the coach` of `[the coach]`."""
    return tuple(_EDIT.findall(_CUT.sub(" ", quote)))


def _worded(pieces: object) -> tuple[str, ...]:
    return tuple(piece.strip() for piece in pieces if _WORD.search(piece))  # type: ignore[attr-defined]
