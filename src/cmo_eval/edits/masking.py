"""A transcript without withdrawn words, every other character in its place: which places they are, and the masking."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from typing import Any

from cmo_eval.attribution import MASK, Span, masked
from cmo_eval.attribution.places import meet, merged
from cmo_eval.deferred import dataclass
from cmo_eval.edits.coding.file import CodingFile, Entry
from cmo_eval.errors import UsageError
from cmo_eval.transcripts.anchoring import Anchor, Near, PreparedText, Wanted, anchors, is_known, may_be_at, wanted
from cmo_eval.transcripts.speakers import participant_of
from cmo_eval.transcripts.store import Text
from cmo_eval.transcripts.transcript import Transcript, parse

__all__ = ["MASK", "Heard", "without_neighbours"]


@dataclass
class Heard:
    """A transcript that is at hand, and the places in it whose words go.

    `recorded` is the digest of the text in which citations were placed. `unplaced` are citations that go and stand
    nowhere in it, or in other words than those that are masked.
    """

    text: Text
    registered: Collection[str]
    recorded: str | None = None
    spans: list[Span] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    _anchors: dict[int, tuple[Wanted, Anchor | None]] = field(default_factory=dict)

    @cached_property
    def transcript(self) -> Transcript:
        """Its lines."""
        return parse(self.text.text, self.registered)

    @cached_property
    def prepared(self) -> PreparedText:
        """The text as quotes are looked up in it."""
        return PreparedText(self.text.text, self.transcript, tuple(self.registered))

    def choose(self, participant: str | None, gone: Collection[str], codings: Sequence[CodingFile]) -> None:
        """Find the words: the participant's turns, or where the citation stands.

        Raises:
            UsageError: it cannot be told where the participant's turns end.
        """
        if participant is not None:
            self.spans = self._turns_of(participant)
        entries = [entry for one in codings for entry in one.entries]
        quoted = {id(entry): asked for entry in entries if (asked := _wanted(entry, self.recorded)) is not None}
        # all at once, as quotes tell of each other's places
        found = anchors(self.prepared, list(quoted.values()), same=self.recorded == self.text.sha256)
        self._anchors = dict(zip(quoted, zip(quoted.values(), found, strict=True), strict=True))
        chosen = [(entry, self.places(entry)) for entry in entries if entry.id in gone]
        if participant is None:
            self.spans += [place for entry, places in chosen for place in places if self._is_own(entry, place)]
        for entry, places in chosen:
            if spoken(entry) is not None and not (places and all(map(self._holds, places))):
                self.unplaced.append(entry.id)

    def _holds(self, place: Span) -> bool:
        """Whether all of a place goes."""
        behind = bisect_left(self.going, (place[0] + 1, 0))
        return bool(behind) and place[1] <= self.going[behind - 1][1]

    def _is_own(self, entry: Entry, place: Span) -> bool:
        """Whether words in a line are not in the turn of somebody else than the citation's speaker."""
        who = entry.value.get("speaker")
        return not isinstance(who, str) or self.prepared.is_said_by(who, *place) is not False

    def _turns_of(self, participant: str) -> list[Span]:
        """Of each line of the participant's turns the words, where none of them may be somebody else's."""
        ids = {*self.registered, participant}
        theirs = {
            who for line in self.transcript.lines if (who := line.speaker) and participant_of(who, ids) == participant
        }
        for line in self.transcript.doubts:
            if line.speaker in theirs:
                begins = f"line {line.number} begins with '{line.maybe}' in a turn of {participant}"
                raise UsageError(
                    f"{self.text.name}: {begins}, and may be somebody else's; nothing was forgotten",
                    f"write before it who speaks (such as `INT:`), or join it to the line above if {participant} does",
                )
        lines = (line for line in self.transcript.lines if line.speaker in theirs and not line.is_page)
        return [(line.words, line.end) for line in lines if line.words < line.end]

    @cached_property
    def going(self) -> list[Span]:
        """The places whose words go, once they are chosen, in order and apart."""
        return merged(sorted(self.spans))

    @cached_property
    def left(self) -> str:
        """The text with the words masked that go."""
        return masked(self.text.text, self.going)

    def places(self, entry: Entry) -> list[Span]:
        """Where the words of a quote stand, line by line; empty where nobody can say."""
        _, anchor = self._anchors.get(id(entry), (None, None))
        return self._words([anchor.parts]) if anchor is not None and is_known(anchor) else []

    def touches(self, entry: Entry) -> bool:
        """Whether the quote has words among those that go, or may have them where nobody can say where it stands."""
        asked, anchor = self._anchors.get(id(entry), (None, None))
        if asked is None or anchor is None or is_known(anchor):
            places = self.places(entry)
        else:
            places = self._words(may_be_at(self.prepared, asked.words, anchor))
        return any(meet(place, self.going) for place in places)

    def _words(self, places: Iterable[Iterable[Span]]) -> list[Span]:
        """The words in places, line by line, without labels, times and marks of pages."""
        found: list[Span] = []
        for start, end in (part for parts in places for part in parts):
            first, last = (self.transcript.line_of(at).number for at in (start, max(start, end - 1)))
            for line in self.transcript.lines[first - 1 : last]:
                words = max(start, line.words), min(end, line.end)
                if not line.is_page and words[0] < words[1]:
                    found.append(words)
        return found

    @property
    def lines(self) -> int:
        """In how many lines words go."""
        return sum(meet((line.words, line.end), self.going) for line in self.transcript.lines)


def spoken(entry: Entry) -> str | None:
    """The words of an entry as they were said; None of a paraphrase, and where there are none of its own."""
    words = entry.own.get("quote")
    return words if isinstance(words, str) and entry.literal else None


def _wanted(entry: Entry, recorded: str | None) -> Wanted | None:
    """An entry's quote as it is looked for, whatever else is wrong with the entry."""
    words = spoken(entry)
    if words is None:
        return None
    selector, at = entry.own.get("selector"), entry.value.get("at")
    known: Mapping[str, Any] = selector if isinstance(selector, Mapping) else {}
    line = at.get("line") if isinstance(at, Mapping) else None
    who = entry.value.get("speaker")
    near = Near(
        prefix=str(known.get("prefix") or ""),
        suffix=str(known.get("suffix") or ""),
        start=None if entry.span is None else entry.span[0],
        line=int(line) if isinstance(line, str) and line.isdecimal() else None,
        speaker=who if isinstance(who, str) else None,
    )
    end = None if entry.span is None else entry.span[1]
    return wanted(words, near, end, recorded=recorded is not None)


def without_neighbours(entry: Entry, heard: Heard | None) -> dict[str, Any] | None:
    """The selector of a citation that stays, without the words around it that go, or that nobody can tell from these.

    None where it stays as it is.
    """
    selector = entry.own.get("selector")
    if not isinstance(selector, Mapping):
        return None
    kept = dict(selector)
    for key in ("prefix", "suffix"):
        words = selector.get(key)
        if not isinstance(words, str) or not words:
            continue
        if heard is not None and entry.span is not None:
            start, end = entry.span
            where = (start - len(words), start) if key == "prefix" else (end, end + len(words))
            same = where[0] >= 0 and heard.text.text[where[0] : where[1]] == words
            if same and not meet(where, heard.going):
                continue
        del kept[key]
    return kept if kept != selector else None
