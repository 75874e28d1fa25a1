"""Transcripts as they are searched: quickly at first, and without the words of whoever withdrew."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cmo_eval.analysis.search.query import folded, folded_bytes, places
from cmo_eval.hearing import Answer, Talk, wanted
from cmo_eval.model import Citation, Source
from cmo_eval.transcripts import speakers, store
from cmo_eval.transcripts.anchoring import Wanted, anchor_of
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
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(f"{texts}/{name}", flags)
    except OSError:
        return None
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_size > store.MAX_BYTES:
            return None
        content = b""
        while part := os.read(descriptor, found.st_size + 1 - len(content) or 1):
            content += part
        return folded_bytes(content)
    except (OSError, UnicodeDecodeError):
        return None
    finally:
        os.close(descriptor)


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


def _composed(words: str) -> str:
    return unicodedata.normalize("NFC", words)


class Finder:
    """Where citations stand in a transcript; its other forms are made when the first citation needs them.

    Args:
        transcript: without what was withdrawn.
        whole: with it: what was placed in a text stood beside it.
        recorded: the digest of the text in which citations were placed, if the source says it.
    """

    def __init__(self, transcript: Transcript, whole: Transcript | None = None, recorded: str | None = None) -> None:
        self._transcript = transcript
        self._whole = whole or transcript
        self._recorded = recorded

    @cached_property
    def _plain(self) -> str:
        return folded(self._transcript.text)

    @cached_property
    def _back(self) -> Sequence[int]:
        return places(self._transcript.text)

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
        between them, and else words that are like them. Of several
        places the one nearest to the citation's line counts; where it gives none the first. Where the words are not
        found, and for a paraphrase, the line counts that the citation gives; nothing where it gives none.
        """
        number = citation.at.line if citation.at is not None else None
        line = self._transcript.line(number) if number is not None else None
        if citation.verbatim and citation.quote is not None:
            asked = wanted(citation, self._recorded)
            if asked.near.placed:
                anchor = anchor_of(self._prepared_whole, asked, same=self._same)
                found = list(anchor.parts) if anchor is not None and (anchor.sure or anchor.home) else []
            else:
                found = self._same_words(citation.quote, line)
                found = found or self._like_words(asked)
            if found:
                return found
        return [(line.start, line.end)] if line is not None else []

    def _same_words(self, quote: str, line: Line | None) -> list[tuple[int, int]]:
        parts = [words for part in _CUT.split(quote) if (words := _WORD.findall(folded(_composed(part))))]
        begins = self._occurrences(parts[0]) if parts else []
        if not begins:
            return []
        begin = begins[0]
        if line is not None:
            begin = min(begins, key=lambda at: abs(self._back[self._spans[at][0]] - line.start))
        ranges = [(begin, begin + len(parts[0]))]
        for words in parts[1:]:
            further = self._occurrences(words)
            after = bisect_left(further, ranges[-1][1])
            if after == len(further):
                return []
            ranges.append((further[after], further[after] + len(words)))
        spans = self._spans
        return [(self._back[spans[first][0]], self._back[spans[last - 1][1] - 1] + 1) for first, last in ranges]

    def _occurrences(self, words: Sequence[str]) -> list[int]:
        """Where the words stand one after another, as numbers of words; looked for by the rarest of them."""
        index, said, count = self._index, self._said, len(words)
        rarest = min(range(count), key=lambda place: len(index.get(words[place], ())))
        starts = (at - rarest for at in index.get(words[rarest], ()))
        return [at for at in starts if at >= 0 and said[at : at + count] == words]

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        """Where each word stands in the folded text."""
        return [word.span() for word in _WORD.finditer(self._plain)]

    @cached_property
    def _said(self) -> list[str]:
        return [self._plain[start:end] for start, end in self._spans]

    @cached_property
    def _index(self) -> dict[str, list[int]]:
        """The numbers of each word."""
        index: dict[str, list[int]] = {}
        for at, word in enumerate(self._said):
            index.setdefault(word, []).append(at)
        return index

    def _like_words(self, asked: Wanted) -> list[tuple[int, int]]:
        """Words that are alike, where the transcript was corrected since."""
        anchor = anchor_of(self._prepared, asked, same=False)
        return list(anchor.parts) if anchor is not None and anchor.sure else []
