"""Whose words a passage of a talk holds, and whether they may be heard: one rule for every screen and file.

A citation says in its fields who speaks; where the text is at hand, the turns that its words lie in say it too. The
strictest of all decides. Knows no files and no audience.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from functools import cached_property
from typing import Literal, NamedTuple

from cmo_eval.model import Citation, Participant, Source
from cmo_eval.texts import cuts, speakers
from cmo_eval.texts.anchoring import CONTEXT, Near, PreparedText, nearest_to
from cmo_eval.texts.transcript import Line, Transcript, parse

MASK = "·"
"""What stands for each character that is not to be heard, so that lines and places of the others stay."""

RUN = 5
"""So many words in a row are no chance."""
_FEWEST = 3
"""Fewer words than these are said by everybody; only their line tells whose they are."""

_WORD = re.compile(r"\w+")

Key = tuple[str, int]
"""A citation by its file and its place in the file's list."""

Span = tuple[int, int]
"""The first character and the one behind the last, in code points."""


class Answer(IntEnum):
    """Whether words may be heard, from the mildest to the strictest.

    HEARD: consent allows that they are quoted. HELD: they count, and are not to be quoted. GONE: as if never said.
    """

    HEARD = 0
    HELD = 1
    GONE = 2


Why = Literal["", "speaker", "turn", "turns", "nobody", "remark", "retold"]


class Hearing(NamedTuple):
    """Whether the words of a citation may be heard, and what decides it.

    `why`: `speaker` (its fields say so), `turn` (it lies in the turn of somebody else than it says), `turns` (in those
    of several people), `nobody` (nothing says whose it is), `remark` (it repeats what was taken back or is somebody
    else's, or was taken back itself), `retold` (it may do so: of what was taken back only a paraphrase of its line is
    known); empty where everybody may be heard. `whose` are ids of the participants who
    decide, `line` is where the words begin in the text, if that is known.
    """

    answer: Answer
    why: Why = ""
    whose: tuple[str, ...] = ()
    line: int | None = None


class _Passage(NamedTuple):
    """Where the words of a citation lie: their parts, or only a line; `sure` when the words themselves tell."""

    parts: tuple[Span, ...]
    sure: bool


def answer_of(person: Participant) -> Answer:
    """What a participant's consent says of their words; silence is no consent."""
    return {"quote": Answer.HEARD, "withdrawn": Answer.GONE}.get(person.consent or "", Answer.HELD)


class Talk:
    """A source as it may be heard: everybody in it, its text where that is at hand, and all that is coded in it.

    Args:
        source: with all participants, those who withdrew too.
        text: in the form of `store.Text.text`; None where it is not at hand.
        citations: of all coders, those that were taken back too.
    """

    def __init__(
        self, source: Source, text: str | None = None, citations: Mapping[Key, Citation] | None = None
    ) -> None:
        self.source = source
        self.text = text
        self._citations = citations or {}
        self._people = {person.id: answer_of(person) for person in source.participants}
        self._labels: dict[str, str | None] = {}
        self._passages: dict[int, tuple[Citation, _Passage]] = {}
        self._heard: dict[Key, Hearing] = {}

    @property
    def citations(self) -> Mapping[Key, Citation]:
        """All that is coded in it, by file and place in the file."""
        return self._citations

    def over(self, text: str) -> Talk:
        """The same talk with another text."""
        return self if text == self.text else Talk(self.source, text, self._citations)

    @property
    def anybody(self) -> Answer:
        """What holds for words of which nobody can tell whose they are: the strictest of all who were heard."""
        if self.source.withdrawn is not None:
            return Answer.GONE
        return max(self._people.values(), default=Answer.HEARD)

    @cached_property
    def transcript(self) -> Transcript:
        """The lines of the text; of a talk without one, a single empty line."""
        return parse(self.text or "", tuple(self._people))

    # ---- lines ------------------------------------------------------------------------------------------------------

    def voice(self, line: Line) -> str | None:
        """Who speaks in a line: a participant's id, `speakers.INTERVIEWER`, or None where nobody can tell."""
        label = line.speaker
        if label is None:
            return None
        if label not in self._labels:
            person = speakers.participant_of(label, self._people)
            asks = person is None and speakers.is_interviewer(label)
            self._labels[label] = speakers.INTERVIEWER if asks else person
        return self._labels[label]

    def of_line(self, line: Line) -> Answer:
        """Whether the words of a line may be heard."""
        if self.source.withdrawn is not None:
            return Answer.GONE
        voice = self.voice(line)
        return self._of(voice) if voice is not None else self.anybody

    def spans(self, least: Answer = Answer.HELD) -> Sequence[Span]:
        """Passages that are not to be heard, at least so strictly, whoever's turn they stand in; merged and in order.

        They were taken back, or are coded as the words of somebody who may not be heard.
        """
        return self._strict.spans[least]

    def shown(self, line: Line, *, background: bool = False) -> str | None:
        """The words of a line as they may be shown, with `MASK` for what may not; None where none of them may.

        With `background` words are shown too that may not be quoted: to be read by whoever codes them.
        """
        least = Answer.GONE if background else Answer.HELD
        if self.of_line(line) >= least and not line.is_page:
            return None
        return (self._masked_background if background else self._masked)[line.words : line.end]

    @cached_property
    def _masked(self) -> str:
        return self.masked()

    @cached_property
    def _masked_background(self) -> str:
        return self.masked(background=True)

    def masked(self, *, background: bool = False) -> str:
        """The text with `MASK` for passages in it that are not to be shown (see `spans`); its length stays."""
        text, parts, at = self.transcript.text, [], 0
        for start, end in self.spans(Answer.GONE if background else Answer.HELD):
            parts += [text[at:start], re.sub("[^\n]", MASK, text[start:end])]
            at = end
        return "".join([*parts, text[at:]])

    def of_passage(self, parts: Iterable[Span]) -> Answer:
        """Whether the words in these parts of the text may be heard: the strictest of their turns, and of `spans`."""
        answers = [Answer.HEARD]
        for part in parts:
            answers += [
                self._strict.at(part),
                Answer(_meet(part, self._strict.retold)),
                *map(self.of_line, self._lines(part)),
            ]
        return max(answers)

    def around(self, start: int, end: int) -> tuple[str, str]:
        """Up to 32 characters before and after a part of the text, none of them of words that are not to be heard."""
        text = self.transcript.text
        before, after = max(0, start - CONTEXT), min(len(text), end + CONTEXT)
        first, last = self.transcript.line_of(before).number, self.transcript.line_of(after).number
        silent = [(line.start, line.end) for line in self.transcript.lines[first - 1 : last] if self.of_line(line)]
        for gone, behind in [*silent, *self.spans()]:
            if gone < start and behind >= before:
                before = min(start, behind + 1)
            if behind > end and gone < after:
                after = max(end, gone)
        return text[before:start], text[end:after]

    # ---- citations --------------------------------------------------------------------------------------------------

    def of(self, key: Key) -> Hearing:
        """Whether the words of one of the citations may be heard."""
        if key not in self._heard:
            citation = self._citations.get(key)
            if (
                citation is not None and citation.quote is None
            ):  # a second coder's entry about words that stand elsewhere
                citation = self._worded.get(citation.id, citation)
            self._heard[key] = Hearing(Answer.HELD, "nobody") if citation is None else self.hearing(citation)
        return self._heard[key]

    def hearing(self, citation: Citation) -> Hearing:
        """Whether the words of a citation, one of those or another, may be heard; the strictest of all decides."""
        if self.source.withdrawn is not None or citation.withdrawn is not None or citation.id in self._taken_back:
            return Hearing(Answer.GONE, "remark")
        passage = self._passage(citation)
        lines = [line for part in passage.parts for line in self._lines(part)]
        first = lines[0].number if lines else None
        found = [self._by_fields(citation), self._by_turns(citation, lines)]
        if citation.speaker is None and citation.role is None:
            told = bool(lines) and all(self.voice(line) is not None for line in lines)
            found.append(
                Hearing(Answer.HEARD) if told else Hearing(self.anybody, "nobody", self._deciding(self.anybody))
            )
        told = any(self.voice(line) is not None for line in lines)
        found.append(self._by_words(citation, passage, told=told))
        strictest = max(found, key=lambda one: one.answer)
        return strictest._replace(line=first) if strictest.answer else Hearing(Answer.HEARD, line=first)

    def _of(self, voice: str) -> Answer:
        return Answer.HEARD if voice == speakers.INTERVIEWER and voice not in self._people else self._people[voice]

    def _deciding(self, answer: Answer) -> tuple[str, ...]:
        return tuple(id_ for id_, one in self._people.items() if one is answer) if answer else ()

    def _by_fields(self, citation: Citation) -> Hearing:
        """What `speaker` or `role` says: of a role, the strictest of the participants who have it."""
        if citation.speaker is not None:
            person = speakers.participant_of(citation.speaker, self._people)
            exact = citation.speaker in self._people
            answer = self._people[person] if person is not None else Answer.HELD
            # an id in another case is nobody's in the register, but it may be of somebody who withdrew
            answer = answer if exact else max(answer, Answer.HELD)
            return Hearing(answer, "speaker", (person or citation.speaker,))
        if citation.role is not None:
            role = speakers.folded(citation.role)
            having = [one for one in self.source.participants if one.role and speakers.folded(one.role) == role]
            answer = max((answer_of(one) for one in having), default=Answer.HEARD)
            return Hearing(answer, "nobody", tuple(one.id for one in having if answer_of(one) is answer))
        return Hearing(Answer.HEARD)

    def _by_turns(self, citation: Citation, lines: Sequence[Line]) -> Hearing:
        """What the turns say that the words lie in."""
        answers: dict[str, Answer] = {}
        for line in lines:
            voice = self.voice(line)
            if voice is not None:
                answers[voice] = self._of(voice)
            elif line.speaker is not None and citation.speaker in self._voices:
                # who is named speaks under another label, so it is somebody else, and nobody can tell who
                answers[line.speaker] = self.anybody
        answer = max(answers.values(), default=Answer.HEARD)
        whose = tuple(voice for voice, one in answers.items() if one is answer and voice in self._people)
        return Hearing(answer, "turns" if len(answers) > 1 else "turn", whose or self._deciding(answer))

    def _by_words(self, citation: Citation, passage: _Passage, *, told: bool) -> Hearing:
        """What was taken back; and, where no turn tells whose it is, what is coded as somebody else's."""
        strict = self._remarks if told and passage.sure else self._strict
        if not passage.sure:
            return Hearing(strict.words.answer(citation, selectors=self.text is None), "remark")
        answer = max(map(strict.at, passage.parts), default=Answer.HEARD)
        answer = max(answer, strict.unplaced.answer(citation, selectors=False))
        if not answer and any(map(strict.is_retold, passage.parts)):
            return Hearing(Answer.HELD, "retold")
        return Hearing(answer, "remark")

    @cached_property
    def _worded(self) -> Mapping[str, Citation]:
        found: dict[str, Citation] = {}
        for citation in self._citations.values():
            if citation.quote is not None:
                found.setdefault(citation.id, citation)
        return found

    @cached_property
    def _taken_back(self) -> frozenset[str]:
        """Ids of what any coder says was taken back."""
        return frozenset(citation.id for citation in self._citations.values() if citation.withdrawn is not None)

    @cached_property
    def _voices(self) -> frozenset[str]:
        """Participants whose label stands in the text."""
        return frozenset(voice for line in self.transcript.lines if (voice := self.voice(line)) is not None)

    @cached_property
    def _remarks(self) -> _Strict:
        """Citations that were taken back."""
        gone = (one for one in self._citations.values() if one.id in self._taken_back)
        return _Strict([(one, Answer.GONE, self._passage(one)) for one in gone])

    @cached_property
    def _strict(self) -> _Strict:
        """The same, and those whose own fields name a participant who may not be heard."""
        found = []
        for citation in self._citations.values():
            gone = citation.id in self._taken_back
            answer = Answer.GONE if gone else self._by_fields(citation).answer
            if answer and (gone or speakers.participant_of(citation.speaker or "", self._people) is not None):
                found.append((citation, answer, self._passage(citation)))
        return _Strict(found)

    # ---- places -----------------------------------------------------------------------------------------------------

    def _lines(self, part: Span) -> Iterator[Line]:
        """The lines of which words lie in a part of the text."""
        start, end = part
        for line in self.transcript.lines[self.transcript.line_of(start).number - 1 :]:
            if line.start >= end:
                return
            begin, stop = max(start, line.words), min(end, line.end)
            if not line.is_page and begin < stop and self.transcript.text[begin:stop].strip():
                yield line

    def _passage(self, citation: Citation) -> _Passage:
        """Where a citation lies in the text; of words that stand in several places, all that may be meant."""
        known = self._passages.get(id(citation))
        if known is None or known[0] is not citation:
            known = self._passages[id(citation)] = (citation, self._located(citation))
        return known[1]

    def _located(self, citation: Citation) -> _Passage:
        if not self.text:
            return _Passage((), sure=False)
        at = citation.at.line if citation.at is not None else None
        line = self.transcript.line(at) if at is not None else None
        if citation.quote is not None:
            parts = self._of_words(
                citation, citation.quote, everywhere=citation.id in self._taken_back and line is None
            )
            if parts:
                return _Passage(parts, sure=True)
        if line is None and citation.at is not None and citation.at.time is not None:
            wanted = citation.at.time.lstrip("0:")
            timed = (one for one in self.transcript.lines if one.time is not None and one.time.lstrip("0:") == wanted)
            line = next(timed, None)
        return _Passage(((line.words, line.end),) if line is not None and line.words < line.end else (), sure=False)

    def _of_words(self, citation: Citation, quote: str, *, everywhere: bool) -> tuple[Span, ...]:
        text, selector = self.transcript.text, citation.selector
        if selector is not None and text[selector.start : selector.end] == quote:
            return ((selector.start, selector.end),)
        near = None
        if selector is not None or citation.at is not None:
            line = citation.at.line if citation.at is not None else None
            before, after = (selector.prefix, selector.suffix) if selector is not None else ("", "")
            near = Near(before, after, selector.start if selector is not None else None, line)
        again = tuple(span for words in _worded(citation) for span in self._everywhere(words)) if everywhere else ()
        anchor = nearest_to(self._prepared, quote, near)
        if anchor is None or not anchor.sure or (not citation.verbatim and anchor.how == "fuzzy"):
            return again
        if not anchor.others or not (anchor.ambiguous or everywhere):
            return (*anchor.parts, *again)
        size = anchor.end - anchor.start
        places = [anchor.parts, *(((start, min(len(text), start + size)),) for start in anchor.others)]
        said = None if everywhere else citation.speaker
        own = [
            one for one in places if said and {self.voice(line) for part in one for line in self._lines(part)} == {said}
        ]
        return (*(part for place in own or places for part in place), *again)

    def _everywhere(self, words: tuple[str, ...]) -> Iterator[Span]:
        """Where these words stand, whatever stands between them."""
        plain, tokens = [word for word, _ in self._tokens], self._tokens
        for at in self._first_words.get(words[0], ()) if len(words) >= _FEWEST else ():
            if tuple(plain[at : at + len(words)]) == words:
                yield tokens[at][1][0], tokens[at + len(words) - 1][1][1]

    @cached_property
    def _tokens(self) -> list[tuple[str, Span]]:
        found = []
        for line in self.transcript.lines:
            for match in _WORD.finditer(self.transcript.text, line.words, line.end):
                found.append((_plain(match[0]), match.span()))
        return found

    @cached_property
    def _first_words(self) -> Mapping[str, Sequence[int]]:
        places: dict[str, list[int]] = {}
        for at, (word, _) in enumerate(self._tokens):
            places.setdefault(word, []).append(at)
        return places

    @cached_property
    def _prepared(self) -> PreparedText:
        return PreparedText(self.transcript.text, self.transcript)


class _Strict:
    """Citations that are not to be heard, with how strictly and where they lie."""

    def __init__(self, found: Sequence[tuple[Citation, Answer, _Passage]]) -> None:
        self.words = _Words((citation, answer) for citation, answer, _ in found)
        self.unplaced = _Words((citation, answer) for citation, answer, passage in found if not passage.sure)
        sure = sorted((part, answer) for _, answer, passage in found if passage.sure for part in passage.parts)
        self._sure = {
            least: _merged(part for part, answer in sure if answer >= least) for least in (Answer.HELD, Answer.GONE)
        }
        retold = (passage for one, _, passage in found if not passage.sure and not one.verbatim)
        self.retold = _merged(sorted(part for passage in retold for part in passage.parts))
        parts = sorted((part, answer) for _, answer, passage in found for part in passage.parts)
        self.spans = {
            least: _merged(part for part, answer in parts if answer >= least) for least in (Answer.HELD, Answer.GONE)
        }

    def at(self, part: Span) -> Answer:
        """The strictest of those that have a character in common with a part of the text."""
        return next((one for one in (Answer.GONE, Answer.HELD) if _meet(part, self._sure[one])), Answer.HEARD)

    def is_retold(self, part: Span) -> bool:
        """Whether a part of the text lies in a line of which a paraphrase of theirs tells, nobody knows which words."""
        return _meet(part, self.retold)


def _meet(part: Span, spans: Sequence[Span]) -> bool:
    """Whether a part of the text has a character in common with one of these, which are in order and apart."""
    behind = bisect_left(spans, (part[1], 0))
    return bool(behind) and spans[behind - 1][1] > part[0]


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in the order of their starts, those that touch put together."""
    merged: list[Span] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


class _Words:
    """The words of some citations, in which those of another are found again where no text tells their places."""

    def __init__(self, strict: Iterable[tuple[Citation, Answer]]) -> None:
        self._runs: dict[tuple[str, ...], Answer] = {}
        self._whole: dict[tuple[str, ...], Answer] = {}
        self._by_line: dict[int, list[tuple[str, Answer]]] = {}
        self._selected: list[tuple[Span, Answer]] = []
        for citation, answer in strict:
            for words in _worded(citation):
                for size in range(_FEWEST, RUN + 1):
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
        for words in _worded(citation):
            size = max(_FEWEST, min(RUN, len(words)))
            found += [self._runs[run] for run in _runs(words, size) if run in self._runs]
            if self._whole:
                shorter = (run for size in range(_FEWEST, RUN) for run in _runs(words, size))
                found += [self._whole[run] for run in shorter if run in self._whole]
            line = citation.at.line if citation.at is not None else None
            if len(words) < _FEWEST and line is not None:
                found += [answer for said, answer in self._by_line.get(line, ()) if f" {' '.join(words)} " in said]
        if selectors and citation.selector is not None:
            start, end = citation.selector.start, citation.selector.end
            found += [answer for (begin, stop), answer in self._selected if begin < end and start < stop]
        return max(found)


def _worded(citation: Citation) -> Iterator[tuple[str, ...]]:
    """The words of each part of a quote, without case and accents."""
    for part in cuts.parts(citation.quote or ""):
        if words := tuple(_plain(word) for word in _WORD.findall(unicodedata.normalize("NFC", part))):
            yield words


def _plain(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _runs(words: tuple[str, ...], size: int) -> Iterator[tuple[str, ...]]:
    return zip(*(words[first:] for first in range(size)), strict=False) if len(words) >= size else iter(())
