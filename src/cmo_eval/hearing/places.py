"""Where the words of a citation lie in the text of its talk; of words that stand in several places, all of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from cmo_eval.model import Citation
from cmo_eval.texts import cuts
from cmo_eval.texts.anchoring import CUT_OFF, Near, PreparedText, nearest_to
from cmo_eval.texts.transcript import Line, Transcript

FEWEST = 3
"""Fewer words than these are said by everybody; only their line tells whose they are."""

_WORD = re.compile(r"\w+")

Span = tuple[int, int]
"""The first character and the one behind the last, in code points."""


class Passage(NamedTuple):
    """Where the words of a citation lie: their parts, or only a line; `sure` when the words themselves tell.

    `alike` are places of which nobody says that it is they, but that resemble them, or at which they stood before the
    text was corrected: they make nothing milder.
    """

    parts: tuple[Span, ...]
    sure: bool
    alike: tuple[Span, ...] = ()


class Places:
    """Where citations lie in a transcript.

    Args:
        transcript: the text with its lines.
        taken_back: ids of citations of which all places count where they stand in several and give none.
        voice: who speaks in a line.
    """

    def __init__(
        self, transcript: Transcript, taken_back: Collection[str], voice: Callable[[Line], str | None]
    ) -> None:
        self.transcript = transcript
        self._taken_back = taken_back
        self._voice = voice
        self._known: dict[int, tuple[Citation, Passage]] = {}

    def lines(self, part: Span) -> Iterator[Line]:
        """The lines of which words lie in a part of the text."""
        start, end = part
        every = self.transcript.lines
        for index in range(self.transcript.line_of(start).number - 1, len(every)):
            line = every[index]
            if line.start >= end:
                return
            begin, stop = max(start, line.words), min(end, line.end)
            if not line.is_page and begin < stop and self.transcript.text[begin:stop].strip():
                yield line

    def passage(self, citation: Citation) -> Passage:
        """Where a citation lies in the text; of words that stand in several places, all that may be meant."""
        known = self._known.get(id(citation))
        if known is None or known[0] is not citation:
            known = self._known[id(citation)] = (citation, self._located(citation))
        return known[1]

    def _located(self, citation: Citation) -> Passage:
        if not self.transcript.text:
            return Passage((), sure=False)
        at = citation.at.line if citation.at is not None else None
        line = self.transcript.line(at) if at is not None else None
        alike: tuple[Span, ...] = ()
        if citation.quote is not None:
            parts, alike = self._of_words(
                citation, citation.quote, everywhere=citation.id in self._taken_back and line is None
            )
            if parts:
                return Passage(parts, sure=True)
            if citation.selector is not None:
                size = len(self.transcript.text)
                alike = (*alike, (min(citation.selector.start, size), min(citation.selector.end, size)))
        if line is None and citation.at is not None and citation.at.time is not None:
            wanted = citation.at.time.lstrip("0:")
            timed = (one for one in self.transcript.lines if one.time is not None and one.time.lstrip("0:") == wanted)
            line = next(timed, None)
        parts = ((line.words, line.end),) if line is not None and line.words < line.end else ()
        return Passage(parts, sure=False, alike=tuple((start, end) for start, end in alike if start < end))

    def _of_words(
        self, citation: Citation, quote: str, *, everywhere: bool
    ) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        """Where the words stand and, where that is not sure, what resembles them most."""
        text, selector = self.transcript.text, citation.selector
        if selector is not None and text[selector.start : selector.end] == quote:
            return ((selector.start, selector.end),), ()
        near = None
        if selector is not None or citation.at is not None:
            line = citation.at.line if citation.at is not None else None
            before, after = (selector.prefix, selector.suffix) if selector is not None else ("", "")
            near = Near(before, after, selector.start if selector is not None else None, line)
        again = tuple(span for words in worded(citation) for span in self._everywhere(words)) if everywhere else ()
        anchor = nearest_to(self._prepared, quote, near)
        if anchor is None or not anchor.sure or (not citation.verbatim and anchor.how == "fuzzy"):
            resembles = anchor is not None and (citation.verbatim or anchor.score >= CUT_OFF)
            return again, anchor.parts if anchor is not None and resembles else ()
        if not anchor.others or not (anchor.ambiguous or everywhere):
            return (*anchor.parts, *again), ()
        size = anchor.end - anchor.start
        places = [anchor.parts, *(((start, min(len(text), start + size)),) for start in anchor.others)]
        said = None if everywhere else citation.speaker
        own = [
            one for one in places if said and {self._voice(line) for part in one for line in self.lines(part)} == {said}
        ]
        return (*(part for place in own or places for part in place), *again), ()

    def _everywhere(self, words: tuple[str, ...]) -> Iterator[Span]:
        """Where these words stand, whatever stands between them."""
        for at in self._first_words.get(words[0], ()) if len(words) >= FEWEST else ():
            here = self._tokens[at : at + len(words)]
            if tuple(word for word, _ in here) == words:
                yield here[0][1][0], here[-1][1][1]

    @cached_property
    def _tokens(self) -> list[tuple[str, Span]]:
        return [
            (_plain(match[0]), match.span())
            for line in self.transcript.lines
            for match in _WORD.finditer(self.transcript.text, line.words, line.end)
        ]

    @cached_property
    def _first_words(self) -> Mapping[str, Sequence[int]]:
        places: dict[str, list[int]] = {}
        for at, (word, _) in enumerate(self._tokens):
            places.setdefault(word, []).append(at)
        return places

    @cached_property
    def _prepared(self) -> PreparedText:
        return PreparedText(self.transcript.text, self.transcript)


def worded(citation: Citation) -> Iterator[tuple[str, ...]]:
    """The words of each part of a quote, without case and accents."""
    for part in cuts.parts(citation.quote or ""):
        if words := words_of(part):
            yield words


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, without case and accents."""
    return tuple(_plain(word) for word in _WORD.findall(unicodedata.normalize("NFC", text)))


def _plain(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
