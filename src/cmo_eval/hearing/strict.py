"""Words that are not to be heard, in which those of another citation are found again."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from cmo_eval.hearing.answers import Answer
from cmo_eval.hearing.places import FEWEST, Passage, Span, worded, words_of
from cmo_eval.model import Citation

RUN = 5
"""So many words in a row are no chance."""


class Strict:
    """Citations that are not to be heard, with how strictly and where they lie."""

    def __init__(self, found: Sequence[tuple[Citation, Answer, Passage]]) -> None:
        self.words = Words((citation, answer) for citation, answer, _ in found)
        self.unplaced = Words((citation, answer) for citation, answer, passage in found if not passage.sure)
        sure = sorted((part, answer) for _, answer, passage in found if passage.sure for part in passage.parts)
        self._sure = {
            least: merged(part for part, answer in sure if answer >= least) for least in (Answer.HELD, Answer.GONE)
        }
        retold = (passage for one, _, passage in found if not passage.sure and not one.verbatim)
        self.retold = merged(sorted(part for passage in retold for part in passage.parts))
        parts = sorted((part, answer) for _, answer, passage in found for part in passage.parts)
        self.spans = {
            least: merged(part for part, answer in parts if answer >= least) for least in (Answer.HELD, Answer.GONE)
        }

    def at(self, part: Span) -> Answer:
        """The strictest of those that have a character in common with a part of the text."""
        return next((one for one in (Answer.GONE, Answer.HELD) if meet(part, self._sure[one])), Answer.HEARD)

    def is_retold(self, part: Span) -> bool:
        """Whether a part of the text lies in a line of which a paraphrase of theirs tells, nobody knows which words."""
        return meet(part, self.retold)


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
                    for run in _runs(words, size):
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
        for words in worded(citation):
            size = max(FEWEST, min(RUN, len(words)))
            found += [self._runs[run] for run in _runs(words, size) if run in self._runs]
            if self._whole:
                shorter = (run for size in range(FEWEST, RUN) for run in _runs(words, size))
                found += [self._whole[run] for run in shorter if run in self._whole]
            line = citation.at.line if citation.at is not None else None
            if len(words) < FEWEST and line is not None:
                found += [answer for said, answer in self._by_line.get(line, ()) if f" {' '.join(words)} " in said]
        if selectors and citation.selector is not None:
            start, end = citation.selector.start, citation.selector.end
            found += [answer for (begin, stop), answer in self._selected if begin < end and start < stop]
        return max(found)


class Said:
    """What was said in turns that are not to be heard, in which words are found again that lie nowhere for certain.

    Args:
        turns: the lines of a text, with whether they may be heard.
    """

    def __init__(self, turns: Sequence[tuple[str, Answer]]) -> None:
        silent = [(words_of(text), answer) for text, answer in turns if answer]
        heard = [words_of(text) for text, answer in turns if not answer] if silent else []
        self._runs = {run: answer for words, answer in sorted(silent, key=_answer) for run in _runs(words, RUN)}
        for words in heard:
            for run in _runs(words, RUN):
                self._runs.pop(run, None)

    def answer(self, citation: Citation) -> Answer:
        """The strictest of the turns of which it, quote or paraphrase, repeats words in a row that nobody else said."""
        runs = (run for words in worded(citation) for run in _runs(words, RUN))
        return max((self._runs.get(run, Answer.HEARD) for run in runs), default=Answer.HEARD)


def _answer(said: tuple[tuple[str, ...], Answer]) -> Answer:
    return said[1]


def _runs(words: tuple[str, ...], size: int) -> Iterator[tuple[str, ...]]:
    return zip(*(words[first:] for first in range(size)), strict=False) if len(words) >= size else iter(())
