"""Where on the pages a thing stands, and citations as the pages show them: the words, and who says them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cmo_eval.analysis.quotes import Said, quotes_of
from cmo_eval.analysis.selection import reading_order
from cmo_eval.disclosure import quotable
from cmo_eval.store.repository import Coded, Repository


def address(repository: Repository, id_: str) -> str | None:
    """The page of a claim or pattern, or where a source or citation is read; None of what has none.

    What has no transcript is read among the quotes of its source.
    """
    kind = repository.kind_of(id_)
    if kind in {"claim", "pattern"}:
        return f"/{kind}s/{id_}"
    source = repository.citations.by_id[id_].source if kind == "citation" else id_
    if source not in repository.sources:
        return None
    if repository.sources[source].text is None:
        return f"/find?source={source}" + (f"#to-{id_}" if kind == "citation" else "")
    return f"/transcripts/{source}" + (f"#{id_}" if kind == "citation" else "")


class Quote(NamedTuple):
    """A citation to be read by the team; without `open` its words may not be quoted. `place` counts reading order.

    `address` is that of its place in the transcript; None where there is none.
    """

    said: Said
    open: bool
    place: int
    address: str | None


def quotes(repository: Repository, citations: Iterable[Coded]) -> Mapping[str, Quote]:
    """These citations by id, in reading order, with the words that may not be quoted too."""
    chosen = reading_order(citations)
    rows = quotes_of(repository, chosen, background=True).rows
    return {
        said.citation: Quote(said, quotable(repository, one), place, address(repository, said.citation))
        for place, (one, said) in enumerate(zip(chosen, rows, strict=True))
    }
