"""What stood around a quote when it was placed, found again in a text that was corrected; knows no quotes' words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cmo_eval.transcripts.likeness import likeness, nearest
from cmo_eval.transcripts.normal import PreparedText, light_words

CONTEXT = 32
"""Characters before and after a quote that its selector keeps, as is usual on the web."""

ALIKE = 0.75
"""Least likeness (Indel similarity, 0-1) of what stands on one side of a place and what stood there."""

SAME = 0.9
"""The same where nothing else says that it is the place; a slip that was mended is within it, another word is not."""

_TELLING = 8  # letters and digits: fewer say nothing about where they stand
_LABEL = re.compile(
    r"(?:^|(?<=\n))[ \t]*(?:\[[\d:.,]+\][ \t]*)?[^\s:\[\]][^\n:\[\]]{0,40}(?:\[[\d:.,]+\][ \t]*)?:(?:[ \t]+|\Z)"
)
_LETTER = re.compile(r"[^\W_]")
_MOST = 20  # places where the words of one side stand


@dataclass(frozen=True, slots=True)
class Near:
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
class Sides:
    """How far what stands before and after a place is what stood there, 0-1; None where nothing is known of a side."""

    before: float | None
    after: float | None

    @property
    def known(self) -> list[float]:
        """The sides of which something is known."""
        return [side for side in (self.before, self.after) if side is not None]

    def both(self, least: float) -> bool:
        """Whether both sides are known, and that much alike."""
        return len(self.known) == 2 and min(self.known) >= least

    def one(self, least: float) -> bool:
        """Whether a side is that much alike."""
        return any(side >= least for side in self.known)

    @property
    def share(self) -> float:
        """Both as one number; one side that is the same says it, since the other one may have been corrected."""
        known = self.known
        return max(known) * 0.7 + min(known) * 0.3 if known else 0.0


def tells(words: str) -> bool:
    """Whether what stood on one side, but for a speaker's label, is enough to know a place by."""
    return len(_LETTER.findall(_LABEL.sub(" ", words))) >= _TELLING


def sides_of(text: str, start: int, end: int, near: Near) -> Sides:
    """How far what stands around a part of the text is what stood around the quote."""
    ahead, behind = text[max(0, start - 2 * CONTEXT) : start], text[end : end + 2 * CONTEXT]
    before, after = _like(near.prefix, ahead, near, last=True), _like(near.suffix, behind, near, last=False)
    if before is None and after is not None and _is_edge(near.prefix, ahead):
        before = 1.0
    if after is None and before is not None and _is_edge(near.suffix, behind):
        after = 1.0
    return Sides(before, after)


def _is_edge(old: str, new: str) -> bool:
    """Whether the text begins or ends there, as it did when the quote was placed."""
    return not _LABEL.sub("", old).strip() and not _LABEL.sub("", new).strip()


def _like(old: str, new: str, near: Near, *, last: bool) -> float | None:
    if not tells(old) and (near.placed or not light_words(old)):
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


def stood_beside_itself(words: str, near: Near) -> bool:
    """Whether the same words, in their light form, stood just before or behind a quote."""
    before, after = light_words(_LABEL.sub(" ", near.prefix)), light_words(_LABEL.sub(" ", near.suffix))
    return (
        words in before
        or words in after
        or (tells(before) and words.endswith(before))
        or (tells(after) and words.startswith(after))
    )


def gaps(prepared: PreparedText, near: Near, longest: int) -> list[tuple[int, int]]:
    """Where both sides stand, one soon behind the other: the parts of the text between them, which may be empty.

    Args:
        prepared: the text.
        near: what stood around the quote.
        longest: characters that there may be between the two.
    """
    if not (tells(near.prefix) and tells(near.suffix)):
        return []
    form = prepared.words
    ends = sorted(end for _, end in _places(prepared, _LABEL.sub(" ", near.prefix)))
    begins = sorted(start for start, _ in _places(prepared, _LABEL.sub(" ", near.suffix)))
    found: list[tuple[int, int]] = []
    for end in ends:
        begin = next((one for one in begins if end <= one <= end + longest), None)
        if begin is not None:
            first = form.at[end - 1] + 1
            found.append((first, max(first, form.at[begin])))
    return found


def _places(prepared: PreparedText, words: str) -> Iterator[tuple[int, int]]:
    """Where the words of one side stand in the light form of the text: as they are, else where they are alike."""
    wanted, text = light_words(words), prepared.words.text
    if not wanted:
        return
    at = text.find(wanted)
    if at < 0:
        yield from (place for place, _ in nearest(prepared.seeds, wanted, ALIKE))
    for _ in range(_MOST):
        if at < 0:
            return
        yield at, at + len(wanted)
        at = text.find(wanted, at + 1)
