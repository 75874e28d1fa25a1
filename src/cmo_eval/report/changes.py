"""What changed since an earlier state, without naming what is no longer there: somebody may have withdrawn it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cmo_eval.analysis.difference import ClaimDifference, ConditionChange, Difference, EvidenceChange, Piece
from cmo_eval.messages import label
from cmo_eval.store.repository import Repository


def without_traces(difference: Difference, now: Repository, language: str) -> Difference:
    """The difference, in which evidence and sources that are not there now have no name, stance or place.

    Args:
        difference: between an earlier state and this one.
        now: this state.
        language: in which they are called what they are: no longer there.
    """
    return replace(difference, claims=tuple(_claim(one, now, language) for one in difference.claims))


def _claim(claim: ClaimDifference, now: Repository, language: str) -> ClaimDifference:
    return replace(
        claim,
        evidence=tuple(_evidence(claim.evidence, now, language)),
        conditions=tuple(kept for one in claim.conditions if (kept := _condition(one, now)) is not None),
    )


def _evidence(changes: Sequence[EvidenceChange], now: Repository, language: str) -> Iterator[EvidenceChange]:
    """The changes; of all that are about evidence which is gone, one that says so."""
    gone = False
    for change in changes:
        if change.citation in now.citations.by_id or not change.citation:
            yield change
        elif not gone:
            gone = True
            yield EvidenceChange("removed", Piece(label("disclosure.gone", language), "", None, "", None), None)


def _condition(change: ConditionChange, now: Repository) -> ConditionChange | None:
    """The condition, its origin without sources that are gone; None where nothing of a change is left."""
    if change.what != "origin":
        return change
    before, after = (
        ", ".join(id_ for id_ in (ids or "").split(", ") if id_ in now.sources) or None
        for ids in (change.before, change.after)
    )
    return None if before == after else replace(change, before=before, after=after)
