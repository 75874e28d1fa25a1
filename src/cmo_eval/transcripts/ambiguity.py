"""Which of several places is a quote's: by its words, who says them, what stood around them, and where they were.

What is alike is told from another sentence that shares most of its words: a mistyped word resembles the word it was,
another word does not. And the passage is told from its copy: a quote that was placed before is looked for where its
surroundings stand, also in a text that was corrected, and in the turns of who said it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from cmo_eval.deferred import dataclass, expression
from cmo_eval.transcripts.candidates import (
    CUT_OFF,
    KNOWN_PLACE,
    REACH,
    SHORT,
    Found,
    How,
    instead,
    like_words,
    like_words_in,
    parts_of,
    same_words,
)
from cmo_eval.transcripts.likeness import likeness, nearest
from cmo_eval.transcripts.normal import PreparedText, light_words

CONTEXT = 32  # characters before and after a quote that its selector keeps, as is usual on the web

_ALIKE = 0.75  # least likeness (Indel similarity, 0-1) of what stands on one side of a place and what stood there
# the same where nothing else says that it is the place; a slip that was mended is within it, another word is not
_SAME = 0.9
_SOMEWHAT = 0.6  # likeness of the other side where words stand elsewhere too; what is quite different is about 0.45
_TWIN = 0.95  # likeness of both sides where the same words stand next to each other
_SAME_CONTEXT = 0.1  # likenesses of what stands around that differ by less say nothing
_SAME_PLACE = 150  # characters by which a place may be off where what stood around it was changed
_SAME_PLACE_SHORT = 40  # the same of a quote of few words
_TELLING = 8  # letters and digits: fewer say nothing about where they stand
_LABEL = expression(
    r"(?:^|(?<=\n))[ \t]*(?:\[[\d:.,]+\][ \t]*)?[^\s:\[\]][^\n:\[\]]{0,40}(?:\[[\d:.,]+\][ \t]*)?:(?:[ \t]+|\Z)"
)
_LETTER = expression(r"[^\W_]")
_SIDES = 20  # places where the words of one side stand

Doubt = Literal["words", "sense", "place", "speaker"]


class Near(NamedTuple):
    """What is known of where a quote stood.

    `prefix` and `suffix` are the characters before and after it, `start` its first character, `line` counts from 1,
    `page` and `time` are as the text has them, `speaker` is the participant who said it. With `placed` it had been
    placed in this text before: then words that stand elsewhere are not taken for it.
    """

    prefix: str = ""
    suffix: str = ""
    start: int | None = None
    line: int | None = None
    page: str | None = None
    time: str | None = None
    speaker: str | None = None
    placed: bool = False


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a quote stands: `start` and `end` in code points, and up to 32 characters before and after.

    `score` is 1 where the words are the same but for typography and capitals, else their likeness. `parts` has the
    start and end of each part of a quote with cuts (of another quote one). `others` are the starts of other places
    where it stands as well; `ambiguous` when nothing says which of them is meant.

    `doubt` is None where it is the quote's place; else it says why it may not be: `words` are too different to be the
    quote's, `sense` differs by words that may turn what is said, at `place` the same words stand, but not where the
    quote stood, and the `speaker` is another one than the quote's. `home` says that its place is known all the same.
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
    doubt: Doubt | None = None
    home: bool = False

    @property
    def sure(self) -> bool:
        """Whether these are the quote's words, at its place."""
        return self.doubt is None


@dataclass(frozen=True, slots=True)
class _Place:
    """A candidate with what speaks for it: what stands around it, who speaks, how far it is from where it was.

    `sides` are how far what stands before and after it is what stood there, 0-1; without those of which nothing is
    known.
    """

    found: Found
    sides: tuple[float, ...]
    said: bool | None  # whether the quote's speaker says it; None where nobody can tell
    far: float
    known: bool  # whether anything says where it was
    in_line: bool  # whether it stands in the line that is given

    @property
    def share(self) -> float:
        """Both sides as one number; one that is the same says it, since the other one may have been corrected."""
        return max(self.sides) * 0.7 + min(self.sides) * 0.3 if self.sides else 0.0

    @property
    def value(self) -> float:
        return 2 * self.found.score + self.found.sure / 10 + self.share

    @property
    def is_short(self) -> bool:
        return self.found.end - self.found.start < SHORT

    @property
    def is_near(self) -> bool:
        """Whether it stands where the quote is to be expected."""
        return self.known and self.far <= (_SAME_PLACE_SHORT if self.is_short else _SAME_PLACE)

    def both(self, least: float) -> bool:
        """Whether both sides are known, and that much alike."""
        return len(self.sides) == 2 and min(self.sides) >= least

    def one(self, least: float) -> bool:
        """Whether a side is that much alike."""
        return max(self.sides, default=0) >= least

    def is_home(self, *, twin: bool, lone: bool) -> bool:
        """Whether it is where the quote stood, by what stands around it, and else by where it is.

        With `twin` the same words stood beside it, so that only what stands around both of them tells; where they stand
        elsewhere as well (not `lone`), one side is not enough.
        """
        if twin or not self.sides:
            return self.both(_TWIN) or (not twin and (self.is_near or (self.in_line and not self.is_short)))
        if self.both(_SAME):
            return True
        if self.is_short or not lone:  # a few words are soon said again
            return self.is_near and (self.both(_ALIKE) or (self.one(_SAME) and self.both(_SOMEWHAT)))
        return (self.is_near and self.one(_ALIKE)) or (self.in_line and self.one(_SAME))


def nearest_to(prepared: PreparedText, quote: str, near: Near | None = None) -> Anchor | None:
    """Where the quote stands or, with a `doubt`, where words stand that resemble it most; None where none do."""
    wanted = unicodedata.normalize("NFC", quote).strip()
    if not wanted:
        return None
    found = same_words(prepared, wanted)
    if near is not None and near.placed:
        return _again(prepared, wanted, found, near)
    if near is not None and near.line is not None:
        found = _with_line(prepared, wanted, found, near.line)
    return _chosen(prepared, found or like_words(prepared, wanted), near)


# ---- for the first time ---------------------------------------------------------------------------------------------


def _with_line(prepared: PreparedText, wanted: str, found: list[Found], number: int) -> list[Found]:
    """The places, or what resembles the quote in the line that it is said to stand on, if none of them is there."""
    line = prepared.transcript.line(number)
    if not found or line is None or len(wanted) < SHORT or len(parts_of(wanted)) != 1:
        return found
    if any(one.start <= line.end and one.end > line.start for one in found):
        return found
    alike = like_words_in(prepared, wanted, line.words, line.end)
    return [alike] if alike is not None and alike.score >= CUT_OFF else found


def _chosen(prepared: PreparedText, found: Sequence[Found], near: Near | None) -> Anchor | None:
    """The best of the places: by who says it, by likeness and what stands around, by how far it is from its place."""
    if not found:
        return None
    doubt: Doubt | None = None
    if near is None and len(found) == 1:  # as most are
        doubt = "sense" if found[0].turned else None if found[0].sure else "words"
        return _anchor(prepared, found[0], (), doubt, ambiguous=False, home=False)
    places = _placed(prepared, found, near)
    best, ambiguous = _best(prepared, _of_speaker(places), near)
    if best.said is False:
        doubt = "speaker"
    elif best.found.turned:
        doubt = "sense"
    elif not best.found.sure:
        in_its_line = near is not None and near.line is not None and best.far == 0
        doubt = None if best.share > KNOWN_PLACE or in_its_line else "words"
    others = [one.found.start for one in places if one is not best and one.found.sure]
    several = ambiguous and doubt in {None, "speaker"}
    return _anchor(prepared, best.found, others, doubt, ambiguous=several, home=False)


def _placed(prepared: PreparedText, found: Sequence[Found], near: Near | None) -> list[_Place]:
    if near is None:
        return [_Place(one, (), None, 0.0, known=False, in_line=False) for one in found]
    far = _distances(prepared, found, near)
    known = near.start is not None or (near.line is not None and not near.placed)
    return [
        _Place(
            one,
            _sides_of(prepared.text, one.start, one.end, near),
            prepared.is_said_by(near.speaker, one.start, one.end) if near.speaker is not None else None,
            away,
            known,
            near.line is not None and prepared.transcript.line_of(one.start).number == near.line,
        )
        for one, away in zip(found, far, strict=True)
    ]


def _of_speaker(places: list[_Place]) -> list[_Place]:
    """Those that the quote's speaker says; where there are none, those of which nobody can tell; else all."""
    of_both = [one for one in places if one.said is not False]
    return [one for one in of_both if one.said] or of_both or places


def _best(prepared: PreparedText, places: list[_Place], near: Near | None) -> tuple[_Place, bool]:
    """The best of the places, and whether nothing tells it from another one."""
    if near is not None and len(places) > 1:  # those at the time or on the page that is given, if any is
        lines = [(one, prepared.transcript.line_of(one.found.start)) for one in places]
        at_time = [one for one, line in lines if near.time and line.time == near.time]
        places = at_time or [one for one, line in lines if near.page and line.page == near.page] or places
    best = max(places, key=lambda one: (one.value, -one.found.start))
    rivals = [one for one in places if one.value > best.value - _SAME_CONTEXT]
    if len(rivals) == 1:
        return best, False
    best = min(rivals, key=lambda one: (one.far, -one.value, one.found.start))
    return best, not best.far * 3 < min(one.far for one in rivals if one is not best)


def _distances(prepared: PreparedText, found: Sequence[Found], near: Near) -> list[float]:
    """How far each place is from where the quote stood; in its line it is no distance."""
    if near.start is None and near.line is None:
        return [0.0] * len(found)
    if near.placed and near.start is not None:
        return [float(abs(one.start - near.start)) for one in found]
    line = prepared.transcript.line(near.line) if near.line is not None else None
    if line is not None and any(line.start <= one.start <= line.end for one in found):
        return [0.0 if line.start <= one.start <= line.end else 1.0 + abs(one.start - line.start) for one in found]
    origin = near.start if near.start is not None else line.start if line is not None else len(prepared.text)
    return [float(abs(one.start - origin)) for one in found]


# ---- once more ------------------------------------------------------------------------------------------------------


def _again(prepared: PreparedText, wanted: str, found: list[Found], near: Near) -> Anchor | None:
    """The place of a quote that had been placed before: where its surroundings stand, not where a copy of it does."""
    twin = _stood_beside_itself(light_words(wanted), near)
    places = _placed(prepared, found, near)
    homes = _of_speaker([one for one in places if one.is_home(twin=twin, lone=len(places) == 1)])
    gapped = _in_gaps(prepared, wanted, near, found)
    if not homes and not gapped:  # the words were changed, and half of what stood around them
        alike = _placed(prepared, like_words(prepared, wanted), near)
        homes = [one for one in alike if one.is_home(twin=twin, lone=len(alike) == 1 and not places)]
        places = places or alike
    if homes:
        best, ambiguous = _best(prepared, homes, near)
        rival = min(gapped, key=lambda one: one.far, default=None)
        if rival is None or (best.both(_ALIKE) and best.known and best.far * 3 < rival.far):
            return _at_home(prepared, best, places, ambiguous=ambiguous)
        if best.both(_ALIKE) and not (best.known and rival.far * 3 < best.far):
            return _at_home(prepared, best, [*places, rival], ambiguous=True)
    if filled := [one for one in gapped if one.found.score >= KNOWN_PLACE]:
        best, ambiguous = _best(prepared, filled, near)
        return _at_home(prepared, best, places, ambiguous=ambiguous)
    if not places:
        return None
    best, _ = _best(prepared, _of_speaker(places), near)
    doubt: Doubt = "speaker" if best.said is False else "words" if best.found.how == "fuzzy" else "place"
    others = [one.found.start for one in places if one is not best]
    return _anchor(prepared, best.found, others, doubt, ambiguous=False, home=False)


def _in_gaps(prepared: PreparedText, wanted: str, near: Near, found: Sequence[Found]) -> list[_Place]:
    """What stands between the old surroundings where that is not the quote; of likeness 0 if it is quite different."""
    longest = 2 * len(wanted) + (REACH if len(parts_of(wanted)) > 1 else 2 * CONTEXT)
    between = [
        (start, end)
        for start, end in _gaps(prepared, near, longest)
        if not any(one.start < end and one.end > start for one in found)
    ]
    filled = [instead(prepared, wanted, *gap) or Found((gap,), 0.0, "fuzzy", sure=False) for gap in between]
    return _placed(prepared, filled, near)


def _at_home(prepared: PreparedText, best: _Place, places: Sequence[_Place], *, ambiguous: bool) -> Anchor:
    """The anchor of a place that is the quote's by what stands around it."""
    doubt: Doubt | None = None
    home = not ambiguous
    if best.said is False:
        doubt = "speaker"
        home = home and best.is_near and best.both(_SAME)
    elif best.found.turned:
        doubt = "sense"
    others = [
        one.found.start for one in places if one.found.start != best.found.start and (ambiguous or one.found.sure)
    ]
    return _anchor(prepared, best.found, others, doubt, ambiguous=ambiguous and doubt is None, home=home)


def _anchor(
    prepared: PreparedText, found: Found, others: Sequence[int], doubt: Doubt | None, *, ambiguous: bool, home: bool
) -> Anchor:
    sides = around(prepared.text, found.start, found.end)
    others = tuple(sorted(others))
    return Anchor(found.start, found.end, *sides, found.score, found.how, found.parts, others, ambiguous, doubt, home)


# ---- what stands around ----------------------------------------------------------------------------------------------


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """Up to 32 characters before and after a part of a text."""
    return text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]


def _tells(words: str) -> bool:
    """Whether what stood on one side, but for a speaker's label, is enough to know a place by."""
    return len(_LETTER.findall(_LABEL.sub(" ", words))) >= _TELLING


def _sides_of(text: str, start: int, end: int, near: Near) -> tuple[float, ...]:
    """How far what stands around a part of the text is what stood around the quote; see `_Place.sides`."""
    ahead, behind = text[max(0, start - 2 * CONTEXT) : start], text[end : end + 2 * CONTEXT]
    before, after = _like(near.prefix, ahead, near, last=True), _like(near.suffix, behind, near, last=False)
    found = [side for side in (before, after) if side is not None]
    old, new = (near.prefix, ahead) if before is None else (near.suffix, behind)
    if len(found) == 1 and not _LABEL.sub("", old).strip() and not _LABEL.sub("", new).strip():
        found.append(1.0)  # the text begins or ends there, as it did when the quote was placed
    return tuple(found)


def _like(old: str, new: str, near: Near, *, last: bool) -> float | None:
    if not _tells(old) and (near.placed or not light_words(old)):
        return None
    forms = [(old, new)]
    if near.speaker is not None:  # labels may have been written otherwise; who speaks is known besides
        forms.append((_LABEL.sub(" ", old), _LABEL.sub(" ", new)))
    best = 0.0
    for mine, other in forms:
        words, here = light_words(mine), light_words(other)
        if words and here:
            best = max(best, likeness(words, here[-len(words) :] if last else here[: len(words)]).score)
    return best


def _stood_beside_itself(words: str, near: Near) -> bool:
    """Whether the same words, in their light form, stood just before or behind a quote."""
    before, after = light_words(_LABEL.sub(" ", near.prefix)), light_words(_LABEL.sub(" ", near.suffix))
    return (
        words in before
        or words in after
        or (_tells(before) and words.endswith(before))
        or (_tells(after) and words.startswith(after))
    )


def _gaps(prepared: PreparedText, near: Near, longest: int) -> list[tuple[int, int]]:
    """Where both sides stand, one soon behind the other: the parts of the text between them, which may be empty.

    Args:
        prepared: the text.
        near: what stood around the quote.
        longest: characters that there may be between the two.
    """
    if not (_tells(near.prefix) and _tells(near.suffix)):
        return []
    form = prepared.words
    ends = sorted(end for _, end in _places(prepared, _LABEL.sub(" ", near.prefix)))
    begins = sorted(start for start, _ in _places(prepared, _LABEL.sub(" ", near.suffix)))
    soon = ((end, next((one for one in begins if end <= one <= end + longest), None)) for end in ends)
    between = ((form.origin(end - 1) + 1, form.origin(begin)) for end, begin in soon if begin is not None)
    return [(first, max(first, last)) for first, last in between]


def _places(prepared: PreparedText, words: str) -> Iterator[tuple[int, int]]:
    """Where the words of one side stand in the light form of the text: as they are, else where they are alike."""
    wanted, text = light_words(words), prepared.words.text
    if not wanted:
        return
    at = text.find(wanted)
    if at < 0:
        yield from (place for place, _ in nearest(prepared.seeds, wanted, _ALIKE))
    for _ in range(_SIDES):
        if at < 0:
            return
        yield at, at + len(wanted)
        at = text.find(wanted, at + 1)
