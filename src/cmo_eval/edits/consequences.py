"""What a change to citations means for what rests on them: decisions that were taken on other evidence, and names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from cmo_eval.analysis.verification import verify
from cmo_eval.store.repository import Citations, Coded, Repository


def stale_after(repository: Repository, becomes: Mapping[tuple[str, int], Sequence[Coded]]) -> Iterator[str]:
    """A sentence for each decision that will be stale and was not.

    Args:
        repository: as it is.
        becomes: by the `key` of a citation those that take its place; none where it goes.
    """
    coded = [one for one in repository.citations if one.key in becomes]
    new = [other for one in coded for other in becomes[one.key]]
    touched = {said.claim for one in (*coded, *new) for said in one.citation.evidence}
    decided = [id_ for id_ in repository.claims if id_ in touched and repository.claims[id_].decisions]
    if not decided:
        return
    heard = chain.from_iterable(becomes.get(one.key, (one,)) for one in repository.citations)
    after = verify(replace(repository, citations=Citations(heard)), decided)
    for id_, result in verify(repository, decided).items():
        decision = result.decision
        if decision is not None and after[id_].stale and not result.stale:
            whose = ", ".join(part for part in (decision.by, decision.date) if part)
            yield f"the decision on {id_}{f' ({whose})' if whose else ''} will be stale: `cmo-eval decide {id_}`"


def naming(repository: Repository, id_: str) -> list[str]:
    """The ids of what names a citation; of conclusions and the like the name of the file."""
    things = chain.from_iterable(repository.named.get(one, {}).get(id_, ()) for one in ("citation", "ground"))
    return list(dict.fromkeys(getattr(one.record, "id", one.file) for one in things if not isinstance(one, Coded)))
