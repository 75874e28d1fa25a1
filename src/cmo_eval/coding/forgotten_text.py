"""What becomes of a transcript when words in it are withdrawn: which of its places, and what stands around others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cmo_eval.coding.masking import Span, Spans, turns_of, words_within
from cmo_eval.coding.withdrawn_words import Coding, Entry, Whom
from cmo_eval.errors import UsageError
from cmo_eval.texts.anchoring import Near, PreparedText, find
from cmo_eval.texts.speakers import participant_of
from cmo_eval.texts.store import Text
from cmo_eval.texts.transcript import Transcript, parse


@dataclass
class Heard:
    """A transcript that is at hand, and the places in it whose words go.

    `unplaced` are citations that go and stand nowhere in it, or in other words than those that are masked.
    """

    text: Text
    registered: Collection[str]
    spans: list[Span] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)

    @cached_property
    def transcript(self) -> Transcript:
        """Its lines."""
        return parse(self.text.text, self.registered)

    @cached_property
    def prepared(self) -> PreparedText:
        """The text as quotes are looked up in it."""
        return PreparedText(self.text.text, self.transcript)

    def choose(self, whom: Whom, gone: Collection[str], codings: list[Coding]) -> None:
        """Find the words: the participant's turns, or where the citation stands.

        Raises:
            UsageError: it cannot be told where the participant's turns end.
        """
        if whom.participant is not None:
            self._be_sure(whom.participant)
            self.spans = turns_of(self.transcript, whom.participant, self.registered)
        chosen = [(entry, self.places(entry)) for one in codings for entry in one.entries if entry.id in gone]
        if whom.participant is None:
            self.spans += [place for _, places in chosen for place in places]
        for entry, places in chosen:
            if entry.quote is not None and not (places and all(map(self.going.hold, places))):
                self.unplaced.append(entry.id)

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
        """Where the words of a quote stand; empty where nobody can say."""
        if entry.quote is None:
            return []
        selector, at = entry.own.get("selector"), entry.value.get("at")
        known: Mapping[str, Any] = selector if isinstance(selector, Mapping) else {}
        line = at.get("line") if isinstance(at, Mapping) else None
        near = Near(
            prefix=str(known.get("prefix") or ""),
            suffix=str(known.get("suffix") or ""),
            start=None if entry.selected is None else entry.selected[0],
            line=int(line) if isinstance(line, str) and line.isdecimal() else None,
        )
        anchor = find(self.prepared, entry.quote, near)
        if anchor is None or anchor.ambiguous:
            return []
        return [span for part in anchor.parts for span in words_within(self.transcript, part)]

    def touches(self, entry: Entry) -> bool:
        """Whether the quote has words among those that go."""
        return any(map(self.going.overlap, self.places(entry)))

    @property
    def lines(self) -> int:
        """In how many lines words go."""
        return sum(self.going.overlap((line.words, line.end)) for line in self.transcript.lines)


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
