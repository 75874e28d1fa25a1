"""How a claim was refined: what became of the evidence with each wording; decides nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cmo_eval.analysis.evidence import EvidenceRow, EvidenceTable, Side, evidence_for
from cmo_eval.analysis.verification import ById, ClaimResult
from cmo_eval.deferred import dataclass
from cmo_eval.model import SetAside, Version
from cmo_eval.store.repository import Repository


@dataclass(frozen=True)
class Reworded:
    """A version of a claim, and what became of the evidence with it: of that which is not left out by rule V0.

    Attributes:
        wording: the version, with date, statement and why.
        weighed: whether `verify` weighs this one.
        gained: evidence about it by citations that are about no earlier one.
        carried: evidence about it by citations that are about an earlier one too.
        set_aside: the citations about an earlier one that it need not answer, each with why.
        left_behind: what nuances or refutes an earlier one, by voices that are silent about this one, and is not set
            aside here or before.
        lost: what else was about the version just before, and is not about this one.
    """

    wording: Version
    weighed: bool
    gained: Side
    carried: Side
    set_aside: tuple[SetAside, ...]
    left_behind: Side
    lost: Side


History = tuple[Reworded, ...]
"""The versions of a claim, oldest first."""


def refinement(repository: Repository, result: ClaimResult) -> History:
    """The versions of a claim, and what evidence each gained, carried over, lost, left behind and set aside."""
    return history(result, evidence_by_version(repository, result))


def evidence_by_version(repository: Repository, result: ClaimResult) -> tuple[EvidenceTable, ...]:
    """The evidence about each version of a claim, oldest first; of the one that is weighed, what was weighed."""
    return tuple(
        result.evidence if one.version == result.version else evidence_for(repository, result.claim, one.version)
        for one in result.claim.versions
    )


def history(result: ClaimResult, tables: Sequence[EvidenceTable]) -> History:
    """What became of the evidence with each version of a claim; `tables` are those of `evidence_by_version`."""
    before = [None, *tables]
    return tuple(
        _reworded(wording, earlier, table, weighed=wording.version == result.version)
        for wording, earlier, table in zip(result.claim.versions, before, tables, strict=False)
    )


def _reworded(wording: Version, before: EvidenceTable | None, table: EvidenceTable, *, weighed: bool) -> Reworded:
    known = {row.citation for row, _ in table.earlier}
    about = {row.citation for row in table.kept}
    answered = {one.citation for one in wording.sets_aside} | {*table.left_behind.citations}
    gone: Sequence[EvidenceRow] = before.kept if before is not None else ()
    return Reworded(
        wording,
        weighed,
        gained=Side([row for row in table.kept if row.citation not in known]),
        carried=Side([row for row in table.kept if row.citation in known]),
        set_aside=wording.sets_aside,
        left_behind=table.left_behind,
        lost=Side([row for row in gone if row.citation not in about | answered]),
    )


def by_version(found: Mapping[str, History]) -> ById[History]:
    """The history of each claim, by its id; as a table a row a version.

    Columns: `claim`, `version`, `date`, `statement`, `why`, `weighed`, and ids of citations under `gained`, `carried`,
    `set_aside`, `left_behind` and `lost`.
    """
    columns = ("claim", "version", "date", "statement", "why", "weighed")
    evidence = ("gained", "carried", "set_aside", "left_behind", "lost")
    rows = (
        (
            *(claim, one.wording.version, one.wording.date, one.wording.statement, one.wording.why, one.weighed),
            *(one.gained.citations, one.carried.citations, tuple(aside.citation for aside in one.set_aside)),
            *(one.left_behind.citations, one.lost.citations),
        )
        for claim, history in found.items()
        for one in history
    )
    return ById(found, (*columns, *evidence), tuple(rows))
