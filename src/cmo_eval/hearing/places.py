"""Where the words of a citation lie in the text of its talk; of words that stand in several places, all of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from cmo_eval.model import Citation
from cmo_eval.transcripts.store import digest
from cmo_eval.transcripts.transcript import Line, Transcript

if TYPE_CHECKING:
    from cmo_eval.transcripts.anchoring import PreparedText, Wanted

FEWEST = 3
"""Fewer words than these are said by everybody; only their line tells whose they are."""

_WORD = re.compile(r"\w+")

Span = tuple[int, int]
"""The first character and the one behind the last, in code points."""


def wanted(citation: Citation, recorded: str | None) -> Wanted:
    """A citation's quote as it is looked for in its text, with what the citation says of its place.

    Args:
        citation: with a quote.
        recorded: the digest of the text in which its source says that quotes were placed.
    """
    from cmo_eval.transcripts import anchoring  # noqa: PLC0415 - loaded when words are compared

    selector, at = citation.selector, citation.at
    near = anchoring.Near(
        prefix=selector.prefix if selector is not None else "",
        suffix=selector.suffix if selector is not None else "",
        start=selector.start if selector is not None else None,
        line=at.line if at is not None else None,
        page=at.page if at is not None else None,
        time=at.time if at is not None else None,
        speaker=citation.speaker,
    )
    end = selector.end if selector is not None else None
    return anchoring.wanted(citation.quote or "", near, end, recorded=recorded is not None)


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
        recorded: the digest of the text in which the citations were placed, if the source says it.
    """

    def __init__(
        self,
        transcript: Transcript,
        taken_back: Collection[str],
        voice: Callable[[Line], str | None],
        recorded: str | None = None,
    ) -> None:
        self.transcript = transcript
        self._recorded = recorded
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
                return Passage(parts, sure=True, alike=alike)
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
        """Where the words stand and, where that is not sure, what resembles them most.

        They stand at their place if that is known, else wherever they may have been said. Who the citation says that
        speaks does not count for where its place is, as that is what is asked. Of several places that may be it, those
        in the turns of its speaker are meant, if any is.
        """
        from cmo_eval.transcripts import anchoring  # noqa: PLC0415 - as in `wanted`

        again = tuple(span for words in worded(citation) for span in self._everywhere(words)) if everywhere else ()
        asked = wanted(citation, self._recorded)
        asked = replace(asked, near=replace(asked.near, speaker=None))
        anchor = anchoring.anchor_of(self._prepared, asked, same=self._same)
        if anchor is None:
            return again, tuple(self._across(citation))
        known = anchoring.is_known(anchor)
        if known and asked.near.placed:
            return anchor.parts, ()
        places = anchoring.may_be_at(self._prepared, quote, anchor) if everywhere or not known else [anchor.parts]
        if not places or (not citation.verbatim and anchor.how == "fuzzy"):
            like = anchor.parts if citation.verbatim or anchor.score >= anchoring.CUT_OFF else ()
            return again, (*like, *self._across(citation))
        said = None if everywhere else citation.speaker
        own = [
            one for one in places if said and {self._voice(line) for part in one for line in self.lines(part)} == {said}
        ]
        parts = tuple(part for place in own or places for part in place)
        said_line = () if own else self._said_line(asked, parts)
        return (*parts, *again), (*said_line, *(self._across(citation) if anchor.how == "fuzzy" else ()))

    def _across(self, citation: Citation) -> Iterator[Span]:
        """Where its words stand over the end of a turn, of which a quote may leave out the label."""
        for words in worded(citation):
            for span in self._everywhere(words):
                if len({self._voice(line) for line in self.lines(span)}) > 1:
                    yield span

    def _said_line(self, asked: Wanted, parts: Sequence[Span]) -> Iterator[Span]:
        """The line that a citation without a selector gives, if its words stand in other ones: it may be of that."""
        number = asked.near.line
        line = self.transcript.line(number) if number is not None and not asked.near.placed else None
        if line is not None and not any(start < line.end and end > line.start for start, end in parts):
            yield line.words, line.end

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
    def _same(self) -> bool:
        """Whether the text is the one in which the citations were placed."""
        return self._recorded is not None and self._recorded == digest(self.transcript.text)

    @cached_property
    def _prepared(self) -> PreparedText:
        from cmo_eval.transcripts.anchoring import PreparedText  # noqa: PLC0415 - as in `wanted`

        return PreparedText(self.transcript.text, self.transcript)


def worded(citation: Citation) -> Iterator[tuple[str, ...]]:
    """The words of each part of a quote, without case and accents."""
    from cmo_eval.transcripts.anchoring import parts_of  # noqa: PLC0415 - as in `wanted`

    for part in parts_of(citation.quote or ""):
        if words := words_of(part):
            yield words


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, without case and accents."""
    return tuple(_plain(word) for word in _WORD.findall(unicodedata.normalize("NFC", text)))


def _plain(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
