"""Where on the pages a thing stands, and citations as the pages show them: the words, and who says them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cmo_eval.analysis.quotes import Said, quotes_of
from cmo_eval.analysis.selection import reading_order
from cmo_eval.disclosure import quotable
from cmo_eval.store.repository import Coded, Repository


def address(repository: Repository, id_: str) -> str | None:
    """The page of a claim, pattern, source or citation; None of what has none."""
    kind = repository.kind_of(id_)
    if kind == "citation":
        return f"/transcripts/{repository.citations.by_id[id_].source}#{id_}"
    folders = {"claim": "claims", "pattern": "patterns", "source": "transcripts"}
    return f"/{folders[kind]}/{id_}" if kind in folders else None


class Quote(NamedTuple):
    """A citation to be read by the team; without `open` its words may not be quoted. `place` counts reading order."""

    said: Said
    open: bool
    place: int

    @property
    def address(self) -> str:
        """Where it stands in its transcript."""
        return f"/transcripts/{self.said.source}#{self.said.citation}"


def quotes(repository: Repository, citations: Iterable[Coded]) -> Mapping[str, Quote]:
    """These citations by id, in reading order, with the words that may not be quoted too."""
    chosen = reading_order(citations)
    rows = quotes_of(repository, chosen, background=True).rows
    pairs = zip(chosen, rows, strict=True)
    return {said.citation: Quote(said, quotable(repository, one), place) for place, (one, said) in enumerate(pairs)}
