"""What is coded in a text, and where: the citations of a source beside the lines they stand in."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Literal

from cmo_eval.attribution import MASK, Answer, Talk, wanted
from cmo_eval.deferred import dataclass, expression
from cmo_eval.diagnostics import Finding
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.model import Citation, Source
from cmo_eval.nearest import did_you_mean
from cmo_eval.store.repository import Repository, Stored
from cmo_eval.transcripts import speakers, store
from cmo_eval.transcripts.anchoring import PreparedText, anchor_of, difference
from cmo_eval.transcripts.transcript import Line, Transcript, parse

_WORD = expression(r"\w+")

By = Literal["words", "selector", "line", "time", "page", "proposal"]


@dataclass(frozen=True, slots=True)
class PlacedCitation:
    """A citation in its text: its first and last line, and by what these are known.

    `parts` has the start and end of its words in code points (of a quote with cuts, of each part); empty where only
    its line is known.
    """

    citation: Citation
    first: int
    last: int
    parts: tuple[tuple[int, int], ...]
    by: By


@dataclass(frozen=True)
class CodedText:
    """The text of a source with what is coded in it; `unplaced` are citations of which nothing says where they stand.

    `transcript` has `hearing.MASK` for passages within a line that are not to be shown; `talk` tells of whole lines
    (None where everybody may be quoted). `changed` when the text is not the one that the source has the digest of. With
    `background`, words that may not be quoted are shown all the same, to be read by whoever codes them. `proposed` are
    proposals of language models that nobody looked at yet, which are not coded.
    """

    source: Source
    text: store.Text
    transcript: Transcript
    coded: tuple[PlacedCitation, ...]
    unplaced: tuple[Citation, ...]
    talk: Talk | None
    changed: bool
    background: bool = False
    proposed: tuple[PlacedCitation, ...] = ()

    @cached_property
    def proposed_on(self) -> dict[int, list[PlacedCitation]]:
        """What is proposed from each line on, by its number."""
        found: dict[int, list[PlacedCitation]] = {}
        for one in self.proposed:
            found.setdefault(one.first, []).append(one)
        return found

    @cached_property
    def by_line(self) -> dict[int, list[PlacedCitation]]:
        """What is coded in each line, by its number; in the order in which it begins."""
        found: dict[int, list[PlacedCitation]] = {}
        for one in self.coded:
            for number in range(one.first, one.last + 1):
                found.setdefault(number, []).append(one)
        return found

    @cached_property
    def share(self) -> float:
        """Which part of the words is coded, from 0 to 1: those that are said, by whoever did not withdraw."""
        text, lines = self.transcript.text, self.transcript.lines
        heard = (one for one in lines if not one.is_page and not self.is_silent(one))
        starts = [word.start() for one in heard for word in _WORD.finditer(text, one.words, one.end)]
        if not starts:
            return 0.0
        inside = bytearray(len(starts))
        for one in self.coded:
            for start, end in one.parts or [(lines[one.first - 1].start, lines[one.last - 1].end)]:
                first, last = bisect_left(starts, start), bisect_left(starts, end)
                inside[first:last] = b"\1" * (last - first)
        return sum(inside) / len(starts)

    def is_silent(self, line: Line) -> bool:
        """Whether somebody speaks in the line who withdrew, or who may be that person."""
        return self._is(line, Answer.GONE)

    def is_held_back(self, line: Line) -> bool:
        """Whether the words of the line are not shown since whoever says them may not be quoted."""
        return not self.background and self.is_quiet(line)

    def is_quiet(self, line: Line) -> bool:
        """Whether whoever speaks in the line may not be quoted."""
        return self._is(line, Answer.HELD)

    def is_known(self, line: Line) -> bool:
        """Whether it can be told who speaks in the line, as far as that matters."""
        return self.talk is None or self.talk.voice(line) is not None

    def _is(self, line: Line, answer: Answer) -> bool:
        if self.talk is None or line.is_page or not self.transcript.text[line.words : line.end].strip():
            return False
        return self.talk.of_line(line) is answer

    def speaker(self, line: Line) -> str | None:
        """Whose turn the line is part of: a participant's id where the label is of one, else the label."""
        if line.speaker is None or line.doubtful:
            return None
        ids = [person.id for person in self.source.participants]
        return speakers.participant_of(line.speaker, ids) or line.speaker

    def around(self, id_: str, lines: int = 5) -> tuple[int, int]:
        """First and last line of the citation, with so many lines before and after it.

        Raises:
            UsageError: it is not coded in this text, or nothing says where it stands.
        """
        held = next((one for one in self.coded if one.citation.id == id_), None)
        if held is not None:
            return max(1, held.first - lines), min(len(self.transcript.lines), held.last + lines)
        if any(one.id == id_ for one in self.unplaced):
            hint = "give it `at: {line: ...}`, or look at its quote"
            raise UsageError(f"{id_} is not found in the text of {self.source.id}", hint)
        ids = [one.citation.id for one in self.coded]
        known = f"its citations are {', '.join(ids[:20])}" if ids else "nothing is coded in it yet"
        raise UsageError(f"{self.source.id} has no citation {id_}", did_you_mean(id_, ids) or known)


def withdrawn_participants(stored: Stored[Source]) -> tuple[str, ...]:
    """Ids of a source's participants who withdrew, whom the loaded source leaves out."""
    people = stored.node.value.get("participants") if isinstance(stored.node.value, dict) else None
    return tuple(
        str(person.get("id")).strip()
        for person in people or ()
        if isinstance(person, dict) and person.get("consent") == "withdrawn"
    )


def coded_text(
    repository: Repository,
    stored: Stored[Source],
    texts: Path | None,
    *,
    blind: bool = False,
    background: bool = False,
    coder: str | None = None,
) -> CodedText:
    """The text of a source with what the agreed coding says about it, or a second coder's.

    Args:
        repository: the evaluation, without what was withdrawn.
        stored: the source.
        texts: the folder of the transcripts; None where nobody says which it is.
        blind: the text alone.
        background: words that may not be quoted are shown too.
        coder: initials of a second coder, of whose coding is shown what has words of its own.

    Raises:
        UsageError: the source has no text.
        CmoEvalError: the text is not at hand, or cannot be read.
    """
    source = stored.record
    if source.text is None:
        raise UsageError(f"{source.id} has no text", f"bring one in: `cmo-eval text import FILE --source {source.id}`")
    text = store.read(texts, source.text)
    if text is None:
        where, hint = "nobody says where the texts lie", "give --texts DIR, or write `texts:` into evaluation.yaml"
        if texts is not None:
            where, hint = f"{source.text} does not lie in {texts}", "give --texts DIR if it lies elsewhere"
        raise CmoEvalError(f"the text of {source.id} is not at hand: {where}", hint)
    known, recorded = repository.talk(source.id), source.text_sha256
    people = tuple(person.id for person in source.participants)
    talk = known.over(text.text) if known is not None else None
    transcript = talk.transcript if talk is not None else parse(text.text, people)
    prepared = PreparedText(text.text, transcript, people)
    coding = repository.citations if coder is None else repository.second_codings
    cited = () if blind else coding.of_source.get(source.id, ())
    given = [one for one in cited if coder is None or (one.coder == coder and one.citation.quote is not None)]
    places = {one: _place(prepared, one.citation, recorded, as_anchored=recorded == text.sha256) for one in given}
    coded = [place for place in places.values() if place is not None]
    coded.sort(key=lambda one: (one.first, not one.parts, one.parts[:1], one.citation.id))
    unplaced = tuple(one.citation for one, place in places.items() if place is None)
    if talk is not None:
        lines = (
            line._replace(label=line.label and MASK, speaker=MASK, maybe=None) if talk.is_unnamed(line) else line
            for line in transcript.lines
        )
        transcript = Transcript(talk.masked(background=background), tuple(lines))
    changed = recorded is not None and recorded != text.sha256
    waiting = [] if blind or coder is not None else repository.proposals.of_source.get(source.id, ())
    proposed = (
        _place(prepared, one.citation, recorded, as_anchored=not changed)
        for one in waiting
        if one.citation.review is None
    )
    offered = tuple(replace(one, by="proposal") for one in proposed if one is not None)
    return CodedText(source, text, transcript, tuple(coded), unplaced, talk, changed, background, offered)


def _place(
    prepared: PreparedText, citation: Citation, recorded: str | None, *, as_anchored: bool
) -> PlacedCitation | None:
    """Where a citation stands: by its selector while the text is the same, by its words, else by what `at` says."""
    transcript, selector = prepared.transcript, citation.selector
    length = len(prepared.text)
    line = transcript.line(citation.at.line) if citation.at is not None and citation.at.line is not None else None
    if selector is not None and as_anchored and selector.start < selector.end <= length:
        return _coded(transcript, citation, ((selector.start, selector.end),), "selector")
    if citation.verbatim and citation.quote is not None:
        anchor = anchor_of(prepared, wanted(citation, recorded), same=as_anchored)
        if anchor is not None and (anchor.sure or anchor.home):
            return _coded(transcript, citation, anchor.parts, "words")
    if line is not None:
        return PlacedCitation(citation, line.number, line.number, (), "line")
    at = citation.at
    if at is not None and at.time is not None:
        time = at.time.lstrip("0:")
        for line in transcript.lines:
            if line.time is not None and line.time.lstrip("0:") == time:
                return PlacedCitation(citation, line.number, line.number, (), "time")
    if at is not None and at.page is not None:
        for line in transcript.lines:
            if line.page == at.page and not line.is_page:
                return PlacedCitation(citation, line.number, line.number, (), "page")
    return None


def _coded(transcript: Transcript, citation: Citation, parts: tuple[tuple[int, int], ...], by: By) -> PlacedCitation:
    first, last = transcript.line_of(parts[0][0]), transcript.line_of(max(parts[-1][1] - 1, parts[-1][0]))
    return PlacedCitation(citation, first.number, last.number, parts, by)


# ---- how quotes and their text differ, worked out when a finding is shown to a person; kept nowhere ------------------

_LONGEST = 160
_MOST = 4


class Differences:
    """What quotes and their texts say where they differ, of findings about quotes; each text is read once.

    Args:
        evaluation: with what was withdrawn.
    """

    def __init__(self, evaluation: Repository) -> None:
        self._evaluation = evaluation
        self._cited = {(one.file, one.id): one for one in evaluation.coded}
        self._known: dict[str, tuple[PreparedText, Talk] | None] = {}

    def lines(self, finding: Finding) -> list[str]:
        """What quote and text say where they differ, a line each; none for other findings."""
        coded = self._cited.get((finding.location.file, finding.subject or ""))
        source = self._evaluation.sources.get(coded.source) if coded is not None else None
        if finding.code not in {"CMO415", "CMO416"} or coded is None or source is None:
            return []
        if source.id not in self._known:
            self._known[source.id] = self._read(source)
        known, quote = self._known[source.id], coded.citation.quote
        if known is None or quote is None:
            return []
        prepared, talk = known
        same = source.text_sha256 == store.digest(prepared.text)
        anchor = anchor_of(prepared, wanted(coded.citation, source.text_sha256), same=same)
        if anchor is None or talk.hearing(coded.citation).answer or talk.of_passage(anchor.parts):
            return []  # only what may be heard, of both, is shown
        return list(difference_lines(difference(prepared, quote, anchor)))

    def _read(self, source: Source) -> tuple[PreparedText, Talk] | None:
        text = store.look(self._evaluation.texts, source.text) if source.text is not None else None
        if not isinstance(text, store.Text):
            return None
        people = tuple(person.id for person in source.participants)
        cited = {one.key: one.citation for one in self._evaluation.coded if one.source == source.id}
        return PreparedText(text.text, parse(text.text, people), people), Talk(source, text.text, cited)


def difference_lines(pairs: tuple[tuple[str, str], ...]) -> Iterator[str]:
    """The differences in words: what the quote has and what the text has, a line each, of many the first few."""
    for ours, theirs in pairs[:_MOST]:
        if ours and theirs:
            yield f"the quote has '{_cut(ours)}', the text '{_cut(theirs)}'"
        elif ours:
            yield f"the quote has '{_cut(ours)}', which the text has not"
        else:
            yield f"the text has '{_cut(theirs)}', which the quote has not"
    if len(pairs) > _MOST:
        yield f"and {len(pairs) - _MOST} more such places"


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
