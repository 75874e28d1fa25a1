"""Transcripts as they are searched: quickly at first, and without the words of whoever withdrew."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path

from cmo_eval.analysis.query import folded, folded_bytes, places
from cmo_eval.hearing import Answer, Talk, wanted
from cmo_eval.model import Citation, Source
from cmo_eval.transcripts import speakers, store
from cmo_eval.transcripts.normal import PreparedText
from cmo_eval.transcripts.transcript import Line, Transcript, parse

MASK = "\0"
"""What stands in a text in the place of each character that was withdrawn."""

_WORD = re.compile(r"\w+")
_CUT = re.compile(r"\[\s*(?:\.\.\.|…)\s*\]|\(\s*(?:\.\.\.|…)\s*\)")


def quickly(texts: Path, name: str) -> str | None:
    """The folded text of a plain file in the folder; None where it must be looked at with more care."""
    if "/" in name or store.leaves(name) or "\0" in name:
        return None
    try:
        content = store.regular_file(f"{texts}/{name}", store.MAX_BYTES, links=False)
        return folded_bytes(content) if isinstance(content, bytes) else None
    except (OSError, UnicodeDecodeError):
        return None


@dataclass(frozen=True)
class Heard:
    """A transcript without what was withdrawn: in its place stand as many `MASK`s.

    `unsure` counts lines that are left out since nobody can tell whether somebody who withdrew speaks in them.
    """

    transcript: Transcript
    unsure: int = 0
    talk: Talk | None = None

    def shown(self, line: Line) -> str | None:
        """The words of a line as they may be shown, by the same measure as those of a citation; None if none may."""
        if self.talk is not None and self.talk.of_line(line) is not Answer.HEARD:
            return None
        return self._shown[line.words : line.end]

    @cached_property
    def _shown(self) -> str:
        return self.text if self.talk is None else _masked(self.text, self.talk.spans(Answer.HELD))

    @property
    def text(self) -> str:
        """The whole text, masked."""
        return self.transcript.text

    def speaker(self, line: Line, source: Source) -> str | None:
        """Who speaks in a line: the participant's id where the label is one's, else the label."""
        if line.speaker is None or line.doubtful:
            return None
        return speakers.participant_of(line.speaker, (person.id for person in source.participants)) or line.speaker


def heard(text: str, source: Source, talk: Talk | None) -> Heard:
    """The transcript of a source, masked.

    Args:
        text: in the form of `store.Text.text`.
        source: with its participants, those who withdrew left out.
        talk: the source as it may be heard; None where everybody may be quoted. Masked are turns of those who
            withdrew, lines of which nobody can tell whether they are theirs, and passages that were taken back.
    """
    if talk is None:
        return Heard(parse(text, [person.id for person in source.participants]))
    talk = talk.over(text)
    gone = list(talk.spans(Answer.GONE))
    unsure = 0
    for line in talk.transcript.lines:
        if talk.of_line(line) is Answer.GONE:
            gone.append((line.start, line.end))
            unsure += talk.voice(line) is None and bool(text[line.words : line.end].strip()) and not line.is_page
    return Heard(Transcript(_masked(text, gone), talk.transcript.lines), unsure, talk)


def _masked(text: str, gone: Iterable[tuple[int, int]]) -> str:
    parts, done = [], 0
    for start, end in sorted(gone):
        begin = max(start, done)
        if end > begin:
            parts += [text[done:begin], re.sub("[^\n]", MASK, text[begin:end])]
            done = end
    return "".join([*parts, text[done:]])


class Finder:
    """Where citations stand in a transcript; its other forms are made when the first citation needs them.

    Args:
        transcript: without what was withdrawn.
        plain: its text, folded.
        whole: with what was withdrawn: what was placed in a text stood beside it.
        recorded: the digest of the text in which citations were placed, if the source says it.
    """

    def __init__(
        self, transcript: Transcript, plain: str, whole: Transcript | None = None, recorded: str | None = None
    ) -> None:
        self._transcript = transcript
        self._plain = plain
        self._whole = whole or transcript
        self._recorded = recorded

    @cached_property
    def _prepared(self) -> PreparedText:
        return PreparedText(self._transcript.text, self._transcript)

    @cached_property
    def _prepared_whole(self) -> PreparedText:
        return PreparedText(self._whole.text, self._whole)

    @cached_property
    def _same(self) -> bool:
        return self._recorded is not None and self._recorded == store.digest(self._whole.text)

    def passages(self, citation: Citation) -> list[tuple[int, int]]:
        """Where a citation stands, as offsets: a passage for each part between cuts.

        One that was placed is at its place, if that is found. Else literal words are looked for, whatever signs stand
        between them, and else words that are like them, where the transcript was corrected since. Of several places
        the one nearest to the citation's line counts; where it gives none the first. Where the words are not found,
        and for a paraphrase, the line counts that the citation gives; nothing where it gives none.
        """
        number = citation.at.line if citation.at is not None else None
        line = self._transcript.line(number) if number is not None else None
        if citation.verbatim and citation.quote is not None:
            found = self._same_words(citation.quote, line) if citation.selector is None else []
            found = found or self._anchored(citation, citation.quote, line)
            if found:
                return found
        return [(line.start, line.end)] if line is not None else []

    def _anchored(self, citation: Citation, quote: str, line: Line | None) -> list[tuple[int, int]]:
        from cmo_eval.transcripts.anchoring import anchor_of  # noqa: PLC0415 - only what was placed or corrected asks

        asked = wanted(citation, self._recorded)
        if asked.near.placed:
            anchor = anchor_of(self._prepared_whole, asked, same=self._same)
            return list(anchor.parts) if anchor is not None and (anchor.sure or anchor.home) else []
        found = self._same_words(quote, line) if citation.selector is not None else []
        anchor = anchor_of(self._prepared, asked, same=False) if not found else None
        return list(anchor.parts) if anchor is not None and anchor.sure else found

    @cached_property
    def _words(self) -> tuple[str, Sequence[int], Sequence[tuple[int, int]]]:
        """The words of the text between blanks, where the blank before each stands there, and its place in the text."""
        back = places(self._transcript.text)
        found = list(_WORD.finditer(self._plain))
        blanks = list(accumulate((match.end() - match.start() + 1 for match in found), initial=0))
        spans = [(back[match.start()], back[match.end() - 1] + 1) for match in found]
        return f" {' '.join([match[0] for match in found])} ", blanks, spans

    def _same_words(self, quote: str, line: Line | None) -> list[tuple[int, int]]:
        """Where each part of a quote stands, word for word and one after another; nothing where one does not."""
        text, blanks, spans = self._words
        composed = unicodedata.normalize("NFC", quote)
        found: list[tuple[int, int]] = []
        behind = 0
        for words in filter(None, (_WORD.findall(folded(part)) for part in _CUT.split(composed))):
            sought = f" {' '.join(words)} "
            at = text.find(sought, behind)
            if not found and line is not None and at >= 0:
                starts = [at]
                while (at := text.find(sought, at + 1)) >= 0:
                    starts.append(at)
                at = min(starts, key=lambda start: abs(spans[bisect_left(blanks, start)][0] - line.start))
            if at < 0:
                return []
            first = bisect_left(blanks, at)
            found.append((spans[first][0], spans[first + len(words) - 1][1]))
            behind = at + len(sought) - 1
        return found
