"""Transcripts as they are searched: quickly at first, and without the words of whoever withdrew."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from cmo_eval.model import Citation, Participant, Source
from cmo_eval.searching.folding import folded, folded_bytes, places
from cmo_eval.texts import speakers, store
from cmo_eval.texts.anchoring import Near, PreparedText, find
from cmo_eval.texts.transcript import Line, Transcript, parse

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


@dataclass
class Withdrawn:
    """What of a source is not to be found: participants who fell silent, and citations that were withdrawn."""

    silent: frozenset[str] = frozenset()
    citations: list[Citation] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.silent or self.citations)


@dataclass(frozen=True)
class Heard:
    """A transcript without what was withdrawn: in its place stand as many `MASK`s.

    `unsure` counts lines that are left out since nobody can tell whether somebody who withdrew speaks in them.
    """

    transcript: Transcript
    unsure: int = 0

    @property
    def text(self) -> str:
        """The whole text, masked."""
        return self.transcript.text

    def speaker(self, line: Line, source: Source) -> str | None:
        """Who speaks in a line: the participant's id where the label is one's, else the label."""
        if line.speaker is None or line.doubtful:
            return None
        return speakers.participant_of(line.speaker, (person.id for person in source.participants)) or line.speaker


def heard(text: str, source: Source, withdrawn: Withdrawn) -> Heard:
    """The transcript of a source, masked.

    Args:
        text: in the form of `store.Text.text`.
        source: with its participants, those who withdrew left out.
        withdrawn: what is masked: turns of those who fell silent, lines whose speaker is not known where somebody
            did, and passages that withdrawn citations quote.
    """
    people = [person.id for person in source.participants]
    transcript = parse(text, [*people, *withdrawn.silent])
    if not withdrawn:
        return Heard(transcript)
    gone: list[tuple[int, int]] = []
    unsure = 0
    for line in transcript.lines if withdrawn.silent else ():
        label = line.speaker
        if label is not None and speakers.participant_of(label, withdrawn.silent) is not None:
            gone.append((line.start, line.end))
        elif (
            label is None
            or line.doubtful
            or not (speakers.is_interviewer(label) or speakers.participant_of(label, people) is not None)
        ):
            unsure += bool(text[line.words : line.end].strip()) and not line.is_page
            gone.append((line.start, line.end))
    finder = Finder(transcript)
    for citation in withdrawn.citations:
        gone += finder.passages(citation, everywhere=True)
    return Heard(Transcript(_masked(text, gone), transcript.lines), unsure)


def may_be_shown(source: Source, line: Line, person: Participant | None) -> bool:
    """Whether the words of a line may be shown, by the same measure as those of a citation.

    Args:
        source: whose transcript it is.
        line: of the transcript.
        person: the participant who speaks in it; None where it is nobody's, the interviewer's, or of who knows whom.
    """
    if person is not None:
        return person.consent == "quote"
    if line.speaker is not None and not line.doubtful and speakers.is_interviewer(line.speaker):
        return True
    return all(other.consent == "quote" for other in source.participants)


def _masked(text: str, gone: Iterable[tuple[int, int]]) -> str:
    parts, done = [], 0
    for start, end in sorted(gone):
        begin = max(start, done)
        if end > begin:
            parts += [text[done:begin], re.sub("[^\n]", MASK, text[begin:end])]
            done = end
    return "".join([*parts, text[done:]])


class Finder:
    """Where citations stand in a transcript; its other forms are made when the first citation needs them."""

    def __init__(self, transcript: Transcript) -> None:
        self._transcript = transcript

    @cached_property
    def _plain(self) -> str:
        return folded(self._transcript.text)

    @cached_property
    def _back(self) -> Sequence[int]:
        return places(self._transcript.text)

    @cached_property
    def _prepared(self) -> PreparedText:
        return PreparedText(self._transcript.text, self._transcript)

    def passages(self, citation: Citation, *, everywhere: bool = False) -> list[tuple[int, int]]:
        """Where a citation stands, as offsets: a passage for each part between cuts.

        Literal words are looked for, whatever signs stand between them, and else words that are like them. Of several
        places the one nearest to the citation's line counts; where it gives none the first, or all of them with
        `everywhere`. Where the words are not found, and for a paraphrase, the line counts that the citation gives;
        nothing where it gives none.
        """
        number = citation.at.line if citation.at is not None else None
        line = self._transcript.line(number) if number is not None else None
        if citation.verbatim and citation.quote is not None:
            found = self._same_words(citation.quote, line, everywhere=everywhere)
            found = found or self._like_words(citation.quote, citation)
            if found:
                return found
        return [(line.start, line.end)] if line is not None else []

    def _same_words(self, quote: str, line: Line | None, *, everywhere: bool) -> list[tuple[int, int]]:
        parts = [_WORD.findall(folded(unicodedata.normalize("NFC", part))) for part in _CUT.split(quote)]
        patterns = [re.compile(r"(?<!\w)" + r"\W+".join(map(re.escape, words)) + r"(?!\w)") for words in parts if words]
        begins = [match.span() for match in patterns[0].finditer(self._plain)] if patterns else []
        if not begins:
            return []
        if line is not None:
            begins = [min(begins, key=lambda span: abs(self._back[span[0]] - line.start))]
        elif not everywhere:
            begins = begins[:1]
        found = []
        for begin in begins:
            spans = [begin]
            for pattern in patterns[1:]:
                match = pattern.search(self._plain, spans[-1][1])
                if match is None:
                    break
                spans.append(match.span())
            else:
                found += spans
        return [(self._back[start], self._back[end - 1] + 1) for start, end in found]

    def _like_words(self, quote: str, citation: Citation) -> list[tuple[int, int]]:
        """Words that are alike, where the transcript was corrected since."""
        selector = citation.selector
        near = Near(
            prefix=selector.prefix if selector else "",
            suffix=selector.suffix if selector else "",
            start=selector.start if selector else None,
            line=citation.at.line if citation.at else None,
        )
        anchor = find(self._prepared, quote, near)
        return list(anchor.parts) if anchor is not None else []
