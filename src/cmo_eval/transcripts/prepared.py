"""A text that is asked for many quotes: its lines, its other forms, and who speaks where, each made when needed."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property

from cmo_eval.transcripts import speakers
from cmo_eval.transcripts.likeness import Seeds
from cmo_eval.transcripts.normal import Normal, light, loose, masked
from cmo_eval.transcripts.transcript import Transcript, parse


class PreparedText:
    """A text that is asked for many quotes; its other forms are made when the first quote needs them.

    Args:
        text: Unicode text without byte order mark, with LF line ends and composed characters (NFC), as
            `texts.store` reads it.
        transcript: its lines where they are known; else they are read when they are wanted.
        people: ids of the source's participants, those who withdrew too.
    """

    def __init__(self, text: str, transcript: Transcript | None = None, people: Collection[str] = ()) -> None:
        self.text = text
        self.people = tuple(people)
        self._given = transcript
        self._turns: dict[str, bool] = {}

    @cached_property
    def transcript(self) -> Transcript:
        """The lines of the text."""
        return self._given or parse(self.text, self.people)

    @cached_property
    def words(self) -> Normal:
        """The light form of what is said: without speakers' labels, times and marks of pages."""
        skipped = [
            (line.start, line.words) if not line.is_page else (line.start, line.end)
            for line in self.transcript.lines
            if line.is_page or line.words > line.start
        ]
        return light(masked(self.text, skipped))

    @cached_property
    def all_words(self) -> Normal:
        """The light form with speakers' labels and times, for quotes that have them too."""
        skipped = [(line.start, line.end) for line in self.transcript.lines if line.is_page]
        return light(masked(self.text, skipped))

    @cached_property
    def plain_words(self) -> Normal:
        """What is said without accents."""
        return loose(self.words)

    @cached_property
    def seeds(self) -> Seeds:
        """Which words of the light form stand where."""
        return Seeds(self.words.text)

    def participant(self, label: str | None) -> str | None:
        """The participant whose label it is, or the interviewer's own label; None where it is nobody's known."""
        if label is None:
            return None
        if speakers.is_interviewer(label):
            return speakers.INTERVIEWER
        return speakers.participant_of(label, self.people)

    def is_said_by(self, who: str, start: int, end: int) -> bool | None:
        """Whether a participant speaks in a part of the text; None where nobody can tell.

        False where each line of it is in the turn of somebody else: of another participant, of the interviewer, or
        of whoever has a label of its own where the participant has one too.
        """
        transcript = self.transcript
        first, last = transcript.line_of(start).number, transcript.line_of(max(start, end - 1)).number
        labels = {
            line.speaker if not line.doubtful else None
            for line in transcript.lines[first - 1 : last]
            if not line.is_page
        }
        if None in labels or not labels:
            return None
        if any(speakers.participant_of(label, [who]) is not None for label in labels if label):
            return True
        known = all(self.participant(label) is not None for label in labels)
        return False if known or self._has_turn(who) else None

    def _has_turn(self, who: str) -> bool:
        """Whether somebody has a turn in the text under a label that is known to be theirs."""
        if who not in self._turns:
            self._turns[who] = any(speakers.participant_of(one, [who]) is not None for one in self.transcript.speakers)
        return self._turns[who]

    def seen(self, word: str) -> int:
        """How often a word of three letters or more stands in what is said."""
        return len(self.seeds.places.get(word, ()))
