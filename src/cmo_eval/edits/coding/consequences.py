"""What a change to citations means for what rests on them: decisions that were taken on other evidence, and names."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from cmo_eval.analysis.effect import Becomes, effects
from cmo_eval.store.repository import Coded, Repository


def stale_after(repository: Repository, becomes: Becomes) -> Iterator[str]:
    """A sentence for each decision that will be stale and was not.

    Args:
        repository: as it is.
        becomes: what takes the place of citations.
    """
    if not any(claim.decisions for claim in repository.claims.values()):
        return
    for one in effects(repository, becomes):
        decision = one.before.decision
        if one.stale and decision is not None:
            whose = ", ".join(part for part in (decision.by, decision.date) if part)
            id_ = one.before.claim.id
            yield f"the decision on {id_}{f' ({whose})' if whose else ''} will be stale: `cmo-eval decide {id_}`"


def naming(repository: Repository, id_: str) -> list[str]:
    """The ids of what names a citation; of conclusions and the like the name of the file."""
    things = chain.from_iterable(repository.named.get(one, {}).get(id_, ()) for one in ("citation", "ground"))
    return list(dict.fromkeys(getattr(one.record, "id", one.file) for one in things if not isinstance(one, Coded)))
