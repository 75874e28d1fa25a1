"""Who coded how much, how much of it twice, and how far the coders agree: numbers alone, for whoever reads a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cmo_eval.deferred import dataclass
from cmo_eval.store.repository import Repository

if TYPE_CHECKING:
    from cmo_eval.analysis.agreement import Row
    from cmo_eval.analysis.model_coding import ModelCoder


@dataclass(frozen=True)
class Coding:
    """How an evaluation was coded, without words, initials and ids.

    Attributes:
        coders: the citations that each coder coded in the agreed coding, the largest number first; where nobody is
            named, none.
        citations: how many the agreed coding has.
        twice: how many citations two coders or more coded, each by themselves.
        sources: of how many sources.
        alone: how many fragments only one of two coders marked.
        settled: how many citations that were coded differently the coders settled.
        differing: how many are coded differently, and not settled.
        agreement: how far they agree on codes, stances, quality and boundaries.
        models: what language models proposed, and what became of it.
    """

    coders: tuple[int, ...]
    citations: int
    twice: int = 0
    sources: int = 0
    alone: int = 0
    settled: int = 0
    differing: int = 0
    agreement: Sequence[Row] = ()
    models: Sequence[ModelCoder] = ()


def coding_of(repository: Repository) -> Coding:
    """How the evaluation was coded; the whole of it, since readers beyond the team see no second coding."""
    coders = Counter(coded.coder for coded in repository.citations if coded.coder is not None)
    shares, citations = tuple(sorted(coders.values(), reverse=True)), len(repository.citations.by_id)
    models: Sequence[ModelCoder] = ()
    if repository.proposal_files:
        from cmo_eval.analysis.model_coding import model_coders  # noqa: PLC0415 - few evaluations have a model

        models = model_coders(repository)
    if not len(repository.second_codings):
        return Coding(shares, citations, models=models)
    from cmo_eval.analysis.agreement import agreement  # noqa: PLC0415 - heavy

    found = agreement(repository)
    units = found.compared.units
    differing = {one.citation for one in found.disagreements if not one.settled}
    return Coding(
        coders=shares,
        citations=citations,
        twice=len(units),
        sources=len({unit.source for unit in units}),
        alone=sum(len(one.second) for one in found.compared.alone),
        settled=sum(unit.settled is not None for unit in units),
        differing=len(differing),
        agreement=found.rows,
        models=models,
    )
