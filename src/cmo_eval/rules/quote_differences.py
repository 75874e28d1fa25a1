"""How a quote and its text differ, in words, worked out when a finding is shown to a person; kept nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from cmo_eval.diagnostics import Finding
from cmo_eval.hearing import Talk, wanted
from cmo_eval.model import Source
from cmo_eval.store.repository import Repository
from cmo_eval.transcripts import store
from cmo_eval.transcripts.anchoring import PreparedText, anchor_of, difference
from cmo_eval.transcripts.transcript import parse

CODES = frozenset({"CMO415", "CMO416"})
"""Findings about words that differ."""

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
        if finding.code not in CODES or coded is None or coded.citation.quote is None or source is None:
            return []
        if source.id not in self._known:
            self._known[source.id] = self._read(source)
        known = self._known[source.id]
        if known is None:
            return []
        prepared, talk = known
        same = source.text_sha256 == store.digest(prepared.text)
        anchor = anchor_of(prepared, wanted(coded.citation, source.text_sha256), same=same)
        if anchor is None or talk.hearing(coded.citation).answer or talk.of_passage(anchor.parts):
            return []  # only what may be heard, of both, is shown
        return list(said(difference(prepared, coded.citation.quote, anchor)))

    def _read(self, source: Source) -> tuple[PreparedText, Talk] | None:
        text = store.look(self._evaluation.texts, source.text) if source.text is not None else None
        if not isinstance(text, store.Text):
            return None
        people = tuple(person.id for person in source.participants)
        cited = {one.key: one.citation for one in self._evaluation.coded if one.source == source.id}
        return PreparedText(text.text, parse(text.text, people), people), Talk(source, text.text, cited)


def said(pairs: tuple[tuple[str, str], ...]) -> Iterator[str]:
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
