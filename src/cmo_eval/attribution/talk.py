"""A source as it may be heard: whose words its lines and its citations hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Literal, NamedTuple

from cmo_eval.attribution.places import RUN, Answer, Passage, Places, Span, Strict, meet, runs_of, said_alone, worded
from cmo_eval.model import Citation, Participant, Source
from cmo_eval.transcripts import speakers
from cmo_eval.transcripts.transcript import Line, Transcript, parse

MASK = "·"  # what stands for each character that is not to be heard, so that lines and places of the others stay

Key = tuple[str, int]  # a citation by its file and its place in the file's list


class Hearing(NamedTuple):
    """Whether the words of a citation may be heard, and what decides it.

    `why`: `speaker` (its fields say so), `turn` (it lies in the turn of somebody else than it says), `turns` (in those
    of several people), `nobody` (nothing says whose it is), `remark` (it repeats what was taken back or is somebody
    else's, or was taken back itself), `retold` (it may do so: of what was taken back only a paraphrase of its line is
    known); empty where everybody may be heard. `whose` are ids of the participants who
    decide, `line` is where the words begin in the text, if that is known.
    """

    answer: Answer
    why: Literal["", "speaker", "turn", "turns", "nobody", "remark", "retold"] = ""
    whose: tuple[str, ...] = ()
    line: int | None = None


def masked(text: str, spans: Iterable[Span]) -> str:
    """The text with `MASK` for each character of spans, which are in order and apart; its lines and length stay."""
    parts: list[str] = []
    at = 0
    for start, end in spans:
        parts += [text[at:start], re.sub("[^\n]", MASK, text[start:end])]
        at = end
    return "".join([*parts, text[at:]])


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
        self.citations = citations or {}
        self._people: dict[str, Answer] = {}
        for person in source.participants:
            self._people[person.id] = max(answer_of(person), self._people.get(person.id, Answer.HEARD))
        self._labels: dict[str, str | None] = {}
        self._meant: dict[str, tuple[str, ...]] = {}
        self._heard: dict[Key, Hearing] = {}
        self._masked: dict[bool, str] = {}

    def over(self, text: str) -> Talk:
        """The same talk with another text."""
        return self if text == self.text else Talk(self.source, text, self.citations)

    def without(self, key: Key) -> Talk:
        """The same talk as if one of its citations had not been coded: what it will be says whose its words are."""
        return Talk(self.source, self.text, {one: said for one, said in self.citations.items() if one != key})

    @cached_property
    def anybody(self) -> Answer:
        """What holds for words of which nobody can tell whose they are: the strictest of all who were heard."""
        if self.source.withdrawn is not None:
            return Answer.GONE
        return max(self._people.values(), default=Answer.HEARD)

    @cached_property
    def transcript(self) -> Transcript:
        """The lines of the text; of a talk without one, a single empty line."""
        return parse(self.text or "", tuple(self._people))

    def voice(self, line: Line) -> str | None:
        """Who speaks in a line: a participant's id, `speakers.INTERVIEWER`, or None where nobody can tell."""
        label = line.speaker
        if label is None or line.doubtful:
            return None
        if label not in self._labels:
            person = speakers.participant_of(label, self._people)
            asks = person is None and speakers.is_interviewer(label)
            self._labels[label] = speakers.INTERVIEWER if asks else person
        return self._labels[label]

    def is_unnamed(self, line: Line) -> bool:
        """Whether the label of a line is what only somebody does who withdrew: then it is not to be shown either."""
        if not self._by_role:
            return False
        labels = (label for label in (line.label, line.speaker, line.maybe) if label is not None)
        named = (self._by_role.get(speakers.folded(label), ()) for label in labels)
        return any(people and all(self._people[one] is Answer.GONE for one in people) for people in named)

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
        return self.masked(background=background)[line.words : line.end]

    def masked(self, *, background: bool = False) -> str:
        """The text with `MASK` for passages in it that are not to be shown (see `spans`); its length stays."""
        if background not in self._masked:
            spans = self.spans(Answer.GONE if background else Answer.HELD)
            self._masked[background] = masked(self.transcript.text, spans)
        return self._masked[background]

    def of_passage(self, parts: Iterable[Span]) -> Answer:
        """Whether the words in these parts of the text may be heard: the strictest of their turns, and of `spans`."""
        answers = [Answer.HEARD]
        for part in parts:
            retold = Answer.HELD if meet(part, self._strict.retold) else Answer.HEARD
            answers += [self._strict.at(part), retold, *map(self.of_line, self._places.lines(part))]
        return max(answers)

    def around(self, start: int, end: int) -> tuple[str, str]:
        """Up to 32 characters before and after a part of the text, none of them of words that are not to be heard."""
        from cmo_eval.transcripts.anchoring import CONTEXT  # noqa: PLC0415 - loaded when words are compared

        transcript = self.transcript
        before, after = max(0, start - CONTEXT), min(len(transcript.text), end + CONTEXT)
        near = transcript.lines[transcript.line_of(before).number - 1 : transcript.line_of(after).number]
        silent = ((line.start, line.end) for line in near if self.of_line(line))
        for gone, behind in (*silent, *self.spans()):
            if gone < start and behind >= before:
                before = min(start, behind + 1)
            if behind > end and gone < after:
                after = max(end, gone)
        return transcript.text[before:start], transcript.text[end:after]

    def of(self, key: Key) -> Hearing:
        """Whether the words of one of the citations may be heard."""
        if key not in self._heard:
            citation = self.citations.get(key)
            if citation is not None and citation.quote is None:  # a second coder's, about words that stand elsewhere
                citation = self._worded.get(citation.id, citation)
            self._heard[key] = Hearing(Answer.HELD, "nobody") if citation is None else self.hearing(citation)
        return self._heard[key]

    def hearing(self, citation: Citation) -> Hearing:
        """Whether the words of a citation, one of those or another, may be heard; the strictest of all decides."""
        if self.source.withdrawn is not None or citation.withdrawn is not None or citation.id in self._taken_back:
            return Hearing(Answer.GONE, "remark")
        passage = self._places.passage(citation)
        lines, alike = self._places.lines(*passage.parts), self._places.lines(*passage.alike)
        told = bool(lines) and None not in map(self.voice, lines)
        found = [self._by_fields(citation), self._by_turns(citation, lines)]
        if alike:
            found.append(self._by_turns(citation, alike))
        if citation.speaker is None and citation.role is None:
            answer = Answer.HEARD if told else self.anybody
            found.append(Hearing(answer, "nobody", self._deciding(answer)))
        found.append(self._by_words(citation, passage, told=told))
        strictest = max(found, key=lambda one: one.answer)
        first = next((line.number for line in (*lines, *alike)), None)
        return Hearing(*strictest[:-1], first) if strictest.answer else Hearing(Answer.HEARD, line=first)

    def _of(self, voice: str) -> Answer:
        return Answer.HEARD if voice == speakers.INTERVIEWER and voice not in self._people else self._people[voice]

    def _deciding(self, answer: Answer) -> tuple[str, ...]:
        return tuple(id_ for id_, one in self._people.items() if one is answer) if answer else ()

    def _by_fields(self, citation: Citation) -> Hearing:
        """What `speaker` or `role` says: of a role, the strictest of the participants who have it."""
        if citation.speaker is not None:
            person = speakers.participant_of(citation.speaker, self._people)
            answer = self._people[person] if person is not None else Answer.HELD
            if citation.speaker not in self._people:
                # an id in another case is nobody's in the register, but it may be of somebody who withdrew
                answer = max(answer, Answer.HELD)
            return Hearing(answer, "speaker", (person or citation.speaker,))
        if citation.role is None:
            return Hearing(Answer.HEARD)
        role = speakers.folded(citation.role)
        # with their own consents: of an id that is there twice, either may be the one with this role
        having = [one for one in self.source.participants if one.role and speakers.folded(one.role) == role]
        answer = max(map(answer_of, having), default=Answer.HEARD)
        return Hearing(answer, "nobody", tuple(one.id for one in having if answer_of(one) is answer))

    def _by_turns(self, citation: Citation, lines: Sequence[Line]) -> Hearing:
        """What the turns say that the words lie in."""
        answers: dict[str, Answer] = {}
        for line in lines:
            voice = self.voice(line)
            if line.speaker is None:  # a note between brackets, in the turn of whoever speaks above it
                line = self._turns[line.number - 1]  # noqa: PLW2901
                voice = self.voice(line)
            if voice is not None:
                answers[voice] = self._of(voice)
            elif line.doubtful:  # of whoever spoke before, or of somebody else
                people = [one for label in (line.speaker, line.maybe) if label for one in self._labelled(label)]
                answers |= {person: self._of(person) for person in people if person != citation.speaker}
            elif line.speaker is not None and (having := self._labelled(line.speaker)):
                if citation.speaker not in having:
                    answers |= {person: self._of(person) for person in having}
            elif line.speaker is not None and citation.speaker in self._voices:
                # who is named speaks under another label, so it is somebody else, and nobody can tell who
                answers[line.speaker] = self.anybody
        answer = max(answers.values(), default=Answer.HEARD)
        whose = tuple(voice for voice, one in answers.items() if one is answer and voice in self._people)
        return Hearing(answer, "turns" if len(answers) > 1 else "turn", whose or self._deciding(answer))

    def _by_words(self, citation: Citation, passage: Passage, *, told: bool) -> Hearing:
        """What was taken back; and, where no turn tells whose it is, what is coded as somebody else's."""
        strict = self._remarks if told and passage.sure else self._strict
        answers = [Answer.HEARD, *map(strict.at, passage.parts if passage.sure else passage.alike)]
        if not passage.sure:
            answers.append(strict.words.answer(citation, selectors=self.text is None))
            runs = (run for words in worded(citation) for run in runs_of(words, RUN))
            answers += [self._said[run] for run in runs if run in self._said]
            return Hearing(max(answers), "remark")
        answer = max(*answers, strict.unplaced.answer(citation, selectors=False))
        if not answer and strict.retold and any(meet(part, strict.retold) for part in passage.parts):
            return Hearing(Answer.HELD, "retold")
        return Hearing(answer, "remark")

    @cached_property
    def _worded(self) -> Mapping[str, Citation]:
        """The first citation with a quote, of each id."""
        return {one.id: one for one in [*self.citations.values()][::-1] if one.quote is not None}

    @cached_property
    def _taken_back(self) -> frozenset[str]:
        """Ids of what any coder says was taken back."""
        return frozenset(citation.id for citation in self.citations.values() if citation.withdrawn is not None)

    @cached_property
    def _turns(self) -> Sequence[Line]:
        """For each line itself or, where it is nobody's, the line above it in which somebody speaks."""
        found: list[Line] = []
        for line in self.transcript.lines:
            found.append(line if line.speaker is not None or not found else found[-1])
        return found

    @cached_property
    def _voices(self) -> frozenset[str]:
        """Participants whose label stands in the text, their id or what they alone do."""
        labels = {speakers.folded(line.speaker) for line in self.transcript.lines if line.speaker is not None}
        by_role = (people[0] for role, people in self._by_role.items() if role in labels and len(people) == 1)
        return frozenset((*filter(None, map(self.voice, self.transcript.lines)), *by_role))

    def _labelled(self, label: str) -> tuple[str, ...]:
        """The participants whom a label may mean, by their id or by what they do."""
        if label not in self._meant:  # a text has thousands of lines and few labels
            person = speakers.participant_of(label, self._people)
            by_role = self._by_role.get(speakers.folded(label), ())
            self._meant[label] = (person,) if person is not None else by_role
        return self._meant[label]

    @cached_property
    def _by_role(self) -> Mapping[str, tuple[str, ...]]:
        """Participants by what they do, which some transcripts have as their labels."""
        found: dict[str, tuple[str, ...]] = {}
        for person in self.source.participants:
            if person.role:
                role = speakers.folded(person.role)
                found[role] = (*found.get(role, ()), person.id)
        return found

    @cached_property
    def _said(self) -> Mapping[tuple[str, ...], Answer]:
        """Words in a row that are said in turns that are not to be heard, and in no other."""
        turns: list[tuple[str, Answer]] = []
        for line in self.transcript.lines:
            voice = self.voice(line)
            unknown = () if line.speaker is None or line.doubtful else self._labelled(line.speaker)
            answer = max(map(self._of, (voice,) if voice is not None else unknown), default=Answer.HEARD)
            turns.append((self.transcript.words(line), answer))
        return said_alone(turns)

    @cached_property
    def _remarks(self) -> Strict:
        """Citations that were taken back."""
        gone = (one for one in self.citations.values() if one.id in self._taken_back)
        return Strict([(one, Answer.GONE, self._places.passage(one)) for one in gone])

    @cached_property
    def _strict(self) -> Strict:
        """The same, and those whose own fields name a participant who may not be heard."""
        found = []
        for citation in self.citations.values():
            gone = citation.id in self._taken_back
            answer = Answer.GONE if gone else self._by_fields(citation).answer
            if answer and (gone or speakers.participant_of(citation.speaker or "", self._people) is not None):
                found.append((citation, answer, self._places.passage(citation)))
        return Strict(found)

    @cached_property
    def _places(self) -> Places:
        return Places(self.transcript, self._taken_back, self.voice, self.source.text_sha256)
