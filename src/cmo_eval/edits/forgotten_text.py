"""What becomes of a transcript when words in it are withdrawn: which of its places, and what stands around others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cmo_eval.edits.masking import Span, Spans, turns_of, words_within
from cmo_eval.edits.withdrawn_words import Coding, Entry, Whom
from cmo_eval.errors import UsageError
from cmo_eval.transcripts.anchoring import Anchor, Near, PreparedText, Wanted, anchors, is_known, may_be_at, wanted
from cmo_eval.transcripts.speakers import participant_of
from cmo_eval.transcripts.store import Text
from cmo_eval.transcripts.transcript import Transcript, parse


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

    def choose(self, whom: Whom, gone: Collection[str], codings: list[Coding]) -> None:
        """Find the words: the participant's turns, or where the citation stands.

        Raises:
            UsageError: it cannot be told where the participant's turns end.
        """
        if whom.participant is not None:
            self._be_sure(whom.participant)
            self.spans = turns_of(self.transcript, whom.participant, self.registered)
        self._look_up([entry for one in codings for entry in one.entries])
        chosen = [(entry, self.places(entry)) for one in codings for entry in one.entries if entry.id in gone]
        if whom.participant is None:
            self.spans += [place for entry, places in chosen for place in places if self._is_own(entry, place)]
        for entry, places in chosen:
            if entry.quote is not None and not (places and all(map(self.going.hold, places))):
                self.unplaced.append(entry.id)

    def _look_up(self, entries: Sequence[Entry]) -> None:
        """Where the quotes stand: all at once, as they tell of each other's places."""
        quoted = {id(entry): asked for entry in entries if (asked := _wanted(entry, self.recorded)) is not None}
        found = anchors(self.prepared, list(quoted.values()), same=self.recorded == self.text.sha256)
        self._anchors = dict(zip(quoted, zip(quoted.values(), found, strict=True), strict=True))

    def _is_own(self, entry: Entry, place: Span) -> bool:
        """Whether words in a line are not in the turn of somebody else than the citation's speaker."""
        who = entry.value.get("speaker")
        return not isinstance(who, str) or self.prepared.is_said_by(who, *place) is not False

    def _be_sure(self, participant: str) -> None:
        """Stop at a line in the participant's turns that may be somebody else's."""
        ids = {*self.registered, participant}
        for line in self.transcript.doubts:
            if line.speaker is not None and participant_of(line.speaker, ids) == participant:
                begins = f"line {line.number} begins with '{line.maybe}' in a turn of {participant}"
                raise UsageError(
                    f"{self.text.name}: {begins}, and may be somebody else's; nothing was forgotten",
                    f"write before it who speaks (such as `INT:`), or join it to the line above if {participant} does",
                )

    @cached_property
    def going(self) -> Spans:
        """The places whose words go, once they are chosen."""
        return Spans(self.spans)

    def places(self, entry: Entry) -> list[Span]:
        """Where the words of a quote stand, line by line; empty where nobody can say."""
        _, anchor = self._anchors.get(id(entry), (None, None))
        return self._words([anchor.parts]) if anchor is not None and is_known(anchor) else []

    def touches(self, entry: Entry) -> bool:
        """Whether the quote has words among those that go, or may have them where nobody can say where it stands."""
        asked, anchor = self._anchors.get(id(entry), (None, None))
        if asked is None or anchor is None or is_known(anchor):
            return any(map(self.going.overlap, self.places(entry)))
        return any(map(self.going.overlap, self._words(may_be_at(self.prepared, asked.words, anchor))))

    def _words(self, places: Iterable[Iterable[Span]]) -> list[Span]:
        return [span for parts in places for part in parts for span in words_within(self.transcript, part)]

    @property
    def lines(self) -> int:
        """In how many lines words go."""
        return sum(self.going.overlap((line.words, line.end)) for line in self.transcript.lines)


def _wanted(entry: Entry, recorded: str | None) -> Wanted | None:
    """An entry's quote as it is looked for, whatever else is wrong with the entry."""
    if entry.quote is None:
        return None
    selector, at = entry.own.get("selector"), entry.value.get("at")
    known: Mapping[str, Any] = selector if isinstance(selector, Mapping) else {}
    line = at.get("line") if isinstance(at, Mapping) else None
    who = entry.value.get("speaker")
    near = Near(
        prefix=str(known.get("prefix") or ""),
        suffix=str(known.get("suffix") or ""),
        start=None if entry.selected is None else entry.selected[0],
        line=int(line) if isinstance(line, str) and line.isdecimal() else None,
        speaker=who if isinstance(who, str) else None,
    )
    end = None if entry.selected is None else entry.selected[1]
    return wanted(entry.quote, near, end, recorded=recorded is not None)


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
        if heard is not None and entry.selected is not None:
            start, end = entry.selected
            where = (start - len(words), start) if key == "prefix" else (end, end + len(words))
            same = where[0] >= 0 and heard.text.text[where[0] : where[1]] == words
            if same and not heard.going.overlap(where):
                continue
        del kept[key]
    return kept if kept != selector else None
