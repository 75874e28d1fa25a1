"""Where words stand that a table of another program stores without their place: once, or nobody can tell."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property

from cmo_eval.deferred import dataclass, expression
from cmo_eval.projects.counting import Placed
from cmo_eval.transcripts.likeness import cuts_negation

_BLANKS = expression(r"\s+")


@dataclass
class Wording:
    """A text, and the passages in which a program says on which paragraph they begin.

    Programs count paragraphs with or without empty ones, of a text that may be another one. So what they say counts
    where all passages that stand at one place in this text bear it out.
    """

    text: str
    some: tuple[Placed, ...] = ()

    def of(self, one: Placed) -> tuple[int, int] | None:
        """The one place of words that differ from those of the text in blanks, or of which the paragraph tells it."""
        places = [*self._places(one.words)]
        if len(places) > 1 and one.coding.line:
            places = [place for place in places if self._paragraph(place[0]) == one.coding.line]
        return places[0] if len(places) == 1 else None

    def _places(self, words: str) -> Iterator[tuple[int, int]]:
        """Where words stand, whatever blanks there are between and in them; not from within a word to within one."""
        wanted = _BLANKS.sub("", words)
        squeezed, places = self._squeezed
        at = squeezed.find(wanted) if wanted else -1
        while at >= 0:
            start, end = places[at], places[at + len(wanted) - 1] + 1
            if (
                not (self._letter(start - 1) and self._letter(start))
                and not (self._letter(end - 1) and self._letter(end))
                and not cuts_negation(self.text, start, end)
            ):
                yield start, end
            at = squeezed.find(wanted, at + 1)

    def _letter(self, at: int) -> bool:
        return 0 <= at < len(self.text) and self.text[at].isalnum()

    @cached_property
    def _squeezed(self) -> tuple[str, list[int]]:
        """The text without blanks, and the place of each of its characters."""
        places = [place for place, letter in enumerate(self.text) if not letter.isspace()]
        return "".join(self.text[place] for place in places), places

    @cached_property
    def _starts(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Where the lines begin: all of them, and those with words."""
        found = [(match.start(), bool(match[0].strip())) for match in re.finditer("[^\n]*\n?", self.text)]
        return tuple(start for start, _ in found), tuple(start for start, filled in found if filled)

    def _paragraph(self, start: int) -> int | None:
        """The paragraph at a place, as the program counts them; None where that cannot be told."""
        return bisect_right(self._counted, start) if self._counted else None

    @cached_property
    def _counted(self) -> tuple[int, ...]:
        """The beginnings of the paragraphs that the program counts; none where the passages do not bear it out."""
        sure = [*self._sure(self.some)]
        for starts in self._starts:
            if sure and all(bisect_right(starts, start) == line for line, start in sure):
                return starts
        return ()

    def _sure(self, some: Iterable[Placed]) -> Iterator[tuple[int, int]]:
        """What the program says of the paragraph of passages that stand at one place, and where that is."""
        for one in some:
            places = [*self._places(one.words)] if one.coding.line else []
            if len(places) == 1:
                yield one.coding.line, places[0][0]
