"""Where the words of a citation lie in the text of its talk, and whether they are those of one not to be heard.

Of words that stand in several places, all of them count.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from cmo_eval.deferred import expression
from cmo_eval.model import Citation
from cmo_eval.transcripts.store import digest
from cmo_eval.transcripts.transcript import Line, Transcript

if TYPE_CHECKING:
    from cmo_eval.transcripts.anchoring import PreparedText, Wanted

FEWEST, RUN = 3, 5
"""Fewer words than `FEWEST` are said by everybody; only their line tells whose. `RUN` in a row are no chance."""

_WORD = expression(r"\w+")

Span = tuple[int, int]  # the first character and the one behind the last, in code points


class Answer(IntEnum):
    """Whether words may be heard, from the mildest to the strictest.

    HEARD: consent allows that they are quoted. HELD: they count, and are not to be quoted. GONE: as if never said.
    """

    HEARD = 0
    HELD = 1
    GONE = 2


def wanted(citation: Citation, recorded: str | None, *, of_speaker: bool = True) -> Wanted:
    """A citation's quote as it is looked for in its text, with what the citation says of its place.

    Args:
        citation: with a quote.
        recorded: the digest of the text in which its source says that quotes were placed.
        of_speaker: whether who the citation says that speaks counts for where its place is.
    """
    from cmo_eval.transcripts.anchoring import Near  # noqa: PLC0415 - loaded when words are compared
    from cmo_eval.transcripts.anchoring import wanted as looked_for  # noqa: PLC0415

    selector, at = citation.selector, citation.at
    near = Near(
        prefix=selector.prefix if selector is not None else "",
        suffix=selector.suffix if selector is not None else "",
        start=selector.start if selector is not None else None,
        line=at.line if at is not None else None,
        page=at.page if at is not None else None,
        time=at.time if at is not None else None,
        speaker=citation.speaker if of_speaker else None,
    )
    end = selector.end if selector is not None else None
    return looked_for(citation.quote or "", near, end, recorded=recorded is not None)


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
        recorded: str | None,
    ) -> None:
        self.transcript = transcript
        self._recorded = recorded
        self._taken_back = taken_back
        self._voice = voice
        self._known: dict[int, tuple[Citation, Passage]] = {}

    def lines(self, *parts: Span) -> list[Line]:
        """The lines of which words lie in parts of the text, those of one part after those of the other."""
        every, text = self.transcript.lines, self.transcript.text
        found: list[Line] = []
        for start, end in parts:
            for index in range(self.transcript.line_of(start).number - 1, len(every)):
                line = every[index]
                if line.start >= end:
                    break
                if not line.is_page and text[max(start, line.words) : min(end, line.end)].strip():
                    found.append(line)
        return found

    def passage(self, citation: Citation) -> Passage:
        """Where a citation lies in the text; of words that stand in several places, all that may be meant."""
        if id(citation) not in self._known:  # kept with it, so that the number stays its own
            self._known[id(citation)] = (citation, self._located(citation))
        return self._known[id(citation)][1]

    def _located(self, citation: Citation) -> Passage:
        text, at = self.transcript.text, citation.at
        if not text:
            return Passage((), sure=False)
        line = self.transcript.line(at.line) if at is not None and at.line is not None else None
        alike: tuple[Span, ...] = ()
        if citation.quote is not None:
            everywhere = line is None and citation.id in self._taken_back
            parts, alike = self._of_words(citation, citation.quote, everywhere=everywhere)
            if parts:
                return Passage(parts, sure=True, alike=alike)
            if citation.selector is not None:
                alike = (*alike, (min(citation.selector.start, len(text)), min(citation.selector.end, len(text))))
        if line is None and at is not None and at.time is not None:
            time = at.time.lstrip("0:")
            timed = (one for one in self.transcript.lines if one.time is not None and one.time.lstrip("0:") == time)
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
        from cmo_eval.transcripts.anchoring import CUT_OFF, anchor_of, is_known, may_be_at  # noqa: PLC0415 - as above

        again = tuple(self._everywhere(citation)) if everywhere else ()
        # over the end of a turn, of which a quote may leave out the label
        across = (one for one in self._everywhere(citation) if len({self._voice(line) for line in self.lines(one)}) > 1)
        asked = wanted(citation, self._recorded, of_speaker=False)
        prepared, same = self._prepared
        anchor = anchor_of(prepared, asked, same=same)
        if anchor is None:
            return again, tuple(across)
        known = is_known(anchor)
        if known and asked.near.placed:
            return anchor.parts, ()
        places = may_be_at(prepared, quote, anchor) if everywhere or not known else [anchor.parts]
        if not places or (not citation.verbatim and anchor.how == "fuzzy"):
            like = anchor.parts if citation.verbatim or anchor.score >= CUT_OFF else ()
            return again, (*like, *across)
        said = None if everywhere else citation.speaker
        own = [one for one in places if said and {*map(self._voice, self.lines(*one))} == {said}]
        parts = tuple(part for place in own or places for part in place)
        alike: tuple[Span, ...] = ()
        # the line that a citation without a selector gives, if its words stand in other ones: it may be of that
        number = asked.near.line if not own and not asked.near.placed else None
        line = self.transcript.line(number) if number is not None else None
        if line is not None and not any(start < line.end and end > line.start for start, end in parts):
            alike = ((line.words, line.end),)
        return (*parts, *again), (*alike, *(across if anchor.how == "fuzzy" else ()))

    def _everywhere(self, citation: Citation) -> Iterator[Span]:
        """Where the words of each part of a quote stand, whatever stands between them."""
        for words in worded(citation):
            tokens, first = self._tokens
            for at in first.get(words[0], ()) if len(words) >= FEWEST else ():
                here = tokens[at : at + len(words)]
                if tuple(word for word, _ in here) == words:
                    yield here[0][1][0], here[-1][1][1]

    @cached_property
    def _tokens(self) -> tuple[list[tuple[str, Span]], Mapping[str, Sequence[int]]]:
        """The words of the text with their places, and at which of those each word is."""
        tokens = [
            (_plain(match[0]), match.span())
            for line in self.transcript.lines
            for match in _WORD.finditer(self.transcript.text, line.words, line.end)
        ]
        first: dict[str, list[int]] = {}
        for at, (word, _) in enumerate(tokens):
            first.setdefault(word, []).append(at)
        return tokens, first

    @cached_property
    def _prepared(self) -> tuple[PreparedText, bool]:
        """The text for all quotes, and whether it is the one in which the citations were placed."""
        from cmo_eval.transcripts.anchoring import PreparedText  # noqa: PLC0415 - as in `wanted`

        text = self.transcript.text
        return PreparedText(text, self.transcript), self._recorded is not None and self._recorded == digest(text)


# ---- citations that are not to be heard -----------------------------------------------------------------------------


class Strict:
    """Citations that are not to be heard, with how strictly and where they lie.

    `spans` are the parts of the text that are so at least so strictly, and `retold` lines of which a paraphrase tells,
    nobody knows which words; both in order and apart.
    """

    def __init__(self, found: Sequence[tuple[Citation, Answer, Passage]]) -> None:
        self.words = Words((citation, answer) for citation, answer, _ in found)
        self.unplaced = Words((citation, answer) for citation, answer, passage in found if not passage.sure)
        retold = (passage for one, _, passage in found if not passage.sure and not one.verbatim)
        self.retold = merged(sorted(part for passage in retold for part in passage.parts))
        parts = sorted((part, answer, passage.sure) for _, answer, passage in found for part in passage.parts)
        levels = (Answer.HELD, Answer.GONE)
        self.spans = {least: merged(part for part, answer, _ in parts if answer >= least) for least in levels}
        self._sure = {
            least: merged(part for part, answer, sure in parts if sure and answer >= least) for least in levels
        }

    def at(self, part: Span) -> Answer:
        """The strictest of those that have a character in common with a part of the text."""
        for answer in (Answer.GONE, Answer.HELD):
            if self._sure[answer] and meet(part, self._sure[answer]):
                return answer
        return Answer.HEARD


def meet(part: Span, spans: Sequence[Span]) -> bool:
    """Whether a part of the text has a character in common with one of these, which are in order and apart."""
    behind = bisect_left(spans, (part[1], 0))
    return bool(behind) and spans[behind - 1][1] > part[0]


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in the order of their starts, those that touch put together."""
    merged: list[Span] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


class Words:
    """The words of some citations, in which those of another are found again where no text tells their places."""

    def __init__(self, strict: Iterable[tuple[Citation, Answer]]) -> None:
        self._runs: dict[tuple[str, ...], Answer] = {}
        self._whole: dict[tuple[str, ...], Answer] = {}
        self._by_line: dict[int, list[tuple[str, Answer]]] = {}
        self._selected: list[tuple[Span, Answer]] = []
        for citation, answer in strict:
            for words in worded(citation):
                for size in range(FEWEST, RUN + 1):
                    for run in runs_of(words, size):
                        self._runs[run] = max(answer, self._runs.get(run, answer))
                if len(words) < RUN:
                    self._whole[words] = max(answer, self._whole.get(words, answer))
                if citation.at is not None and citation.at.line is not None:
                    self._by_line.setdefault(citation.at.line, []).append((f" {' '.join(words)} ", answer))
            if citation.selector is not None:
                self._selected.append(((citation.selector.start, citation.selector.end), answer))

    def answer(self, citation: Citation, *, selectors: bool) -> Answer:
        """The strictest of those of which this one repeats words: five in a row, or all of its own."""
        found = [Answer.HEARD]
        told = self._runs or self._whole or self._by_line  # mostly none is
        for words in worded(citation) if told else ():
            size = max(FEWEST, min(RUN, len(words)))
            found += [self._runs[run] for run in runs_of(words, size) if run in self._runs]
            if self._whole:
                shorter = (run for size in range(FEWEST, RUN) for run in runs_of(words, size))
                found += [self._whole[run] for run in shorter if run in self._whole]
            line = citation.at.line if citation.at is not None else None
            if len(words) < FEWEST and line is not None:
                found += [answer for said, answer in self._by_line.get(line, ()) if f" {' '.join(words)} " in said]
        if selectors and citation.selector is not None:
            start, end = citation.selector.start, citation.selector.end
            found += [answer for (begin, stop), answer in self._selected if begin < end and start < stop]
        return max(found)


def said_alone(turns: Iterable[tuple[str, Answer]]) -> dict[tuple[str, ...], Answer]:
    """Words in a row that are said in turns that are not to be heard, and in no other; and how strictly they are not.

    Args:
        turns: the lines of a text, with whether they may be heard.
    """
    turns = sorted(turns, key=lambda one: one[1])
    silent = {run: answer for text, answer in turns if answer for run in runs_of(words_of(text), RUN)}
    for text, answer in turns if silent else ():
        for run in runs_of(words_of(text), RUN) if not answer else ():
            silent.pop(run, None)
    return silent


def worded(citation: Citation) -> Iterator[tuple[str, ...]]:
    """The words of each part of a quote, without case and accents."""
    from cmo_eval.transcripts.anchoring import parts_of  # noqa: PLC0415 - as in `wanted`

    return filter(None, map(words_of, parts_of(citation.quote or "")))


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, without case and accents."""
    return tuple(_plain(word) for word in _WORD.findall(unicodedata.normalize("NFC", text)))


def runs_of(words: tuple[str, ...], size: int) -> Iterator[tuple[str, ...]]:
    """So many words in a row, from each word on."""
    return zip(*(words[first:] for first in range(size)), strict=False)


def _plain(word: str) -> str:
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
