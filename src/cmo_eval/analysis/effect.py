"""What citations that change, come or go do to the claims they speak about, weighed before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain

from cmo_eval.analysis.proposal import differs
from cmo_eval.analysis.verification import ClaimResult, verify
from cmo_eval.deferred import dataclass
from cmo_eval.store.repository import Citations, Coded, Repository, natural

Becomes = Mapping[tuple[str, int], Sequence[Coded]]
"""By the `key` of a citation those that take its place; none where it goes."""


@dataclass(frozen=True)
class Effect:
    """What `verify` says of a claim before and after."""

    before: ClaimResult
    after: ClaimResult

    @property
    def changes(self) -> bool:
        """Whether another verdict is proposed."""
        return differs(self.before.proposal, self.after.proposal)

    @property
    def stale(self) -> bool:
        """Whether the decision will be stale and was not."""
        return self.before.decision is not None and bool(self.after.stale) and not self.before.stale


def effects(repository: Repository, becomes: Becomes, added: Sequence[Coded] = ()) -> tuple[Effect, ...]:
    """What happens to each claim that these citations speak about, or spoke about, in natural order.

    Args:
        repository: as it is, without what was withdrawn.
        becomes: what takes the place of citations of the agreed coding.
        added: new citations of the agreed coding.
    """
    gone = [one for one in repository.citations if one.key in becomes]
    new = [*chain.from_iterable(becomes.values()), *added]
    touched = {said.claim for one in (*gone, *new) for said in one.citation.evidence} & set(repository.claims)
    if not touched:
        return ()
    heard = chain(chain.from_iterable(becomes.get(one.key, (one,)) for one in repository.citations), added)
    claims = sorted(touched, key=natural)
    before, after = verify(repository, claims), verify(replace(repository, citations=Citations(heard)), claims)
    return tuple(Effect(before[id_], after[id_]) for id_ in claims)
