"""What changed between two states of an evaluation, claim by claim, and which of it made the proposal another one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from cmo_eval.analysis.evidence import EvidenceTable, evidence_for
from cmo_eval.analysis.evidence_change import EvidenceChange, Piece, changes_between
from cmo_eval.analysis.proposal import Proposal, differs
from cmo_eval.analysis.verdict import propose
from cmo_eval.analysis.verification import ClaimResult, Row, framed, verify
from cmo_eval.deferred import dataclass
from cmo_eval.messages import Phrase, phrase
from cmo_eval.model import CRITERIA, Claim, Decision, VerdictPolicy
from cmo_eval.store.repository import Repository, natural

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class DecisionChange:
    """A decision that was `added`, `removed` or `overwritten`; `number` counts from 1 in the claim's list."""

    kind: Literal["added", "removed", "overwritten"]
    number: int
    before: Decision | None
    after: Decision | None


@dataclass(frozen=True)
class VersionChange:
    """A wording of the claim that was `added`, `removed` or `reworded`."""

    kind: Literal["added", "removed", "reworded"]
    version: int
    before: str | None
    after: str | None


@dataclass(frozen=True)
class ConditionChange:
    """Something beside the evidence that a proposal depends on.

    `what` is `criterion.<name>`, `test.<id>`, `search`, `origin` or `policy.<threshold>`; `before` and `after` are
    short values, None where there is or was none. `without` as in `EvidenceChange`.
    """

    what: str
    before: str | Phrase | None
    after: str | Phrase | None
    without: Proposal | None = None


@dataclass(frozen=True)
class ClaimDifference:
    """How one claim changed; `before` or `after` is None where the claim was or is not there.

    The evidence of both states is that on the version that is weighed now (of a claim that is gone: that was).
    """

    id: str
    title: str
    before: ClaimResult | None
    after: ClaimResult | None
    versions: tuple[VersionChange, ...] = ()
    decisions: tuple[DecisionChange, ...] = ()
    conditions: tuple[ConditionChange, ...] = ()
    evidence: tuple[EvidenceChange, ...] = ()
    version_without: Proposal | None = None

    @property
    def proposal_changed(self) -> bool:
        """Whether another verdict is proposed, or another claim to become; True for a claim that came or went."""
        if self.before is None or self.after is None:
            return True
        return differs(self.before.proposal, self.after.proposal)

    @property
    def weighed_changed(self) -> bool:
        """Whether another version of the claim is weighed."""
        return self.before is not None and self.after is not None and self.before.version != self.after.version

    @property
    def anything(self) -> bool:
        """Whether there is something to show."""
        if self.before is None or self.after is None:
            return True
        rule = self.before.proposal.rule != self.after.proposal.rule
        stale = self.before.stale != self.after.stale
        changed = self.versions or self.decisions or self.conditions or self.evidence
        return bool(changed or rule or stale or self.weighed_changed or self.proposal_changed)

    @property
    def together(self) -> bool:
        """Whether another verdict is proposed although no single change does it."""
        others = [change.without for change in self.evidence] + [change.without for change in self.conditions]
        alone = self.version_without is not None or any(other is not None for other in others)
        both = self.before is not None and self.after is not None
        return both and self.proposal_changed and bool(others) and not alone


@dataclass(frozen=True)
class Difference:
    """How the claims of an evaluation changed, those that did, in natural order; `same` counts the others."""

    evaluation: str
    claims: tuple[ClaimDifference, ...]
    same: int
    policy: tuple[ConditionChange, ...] = field(default=())

    def frame(self) -> pd.DataFrame:
        """A pandas table with a row for each thing that changed about a claim.

        Columns: `claim`; `what` (proposal, decision, version, evidence or condition); `change` (added, removed,
        restanced, ...); `subject` (a citation, a number, a criterion or threshold); `before` and `after` in short,
        missing where there was or is nothing; `without`, the verdict that would be proposed without this change, where
        it would be another.
        """
        columns = ("claim", "what", "change", "subject", "before", "after", "without")
        return framed(columns, (row for claim in self.claims for row in _rows(claim)))


def _rows(claim: ClaimDifference) -> Iterator[Row]:
    old, new = claim.before, claim.after
    if claim.proposal_changed:
        change = "added" if old is None else "removed" if new is None else "changed"
        verdicts = (_verdict(one.proposal) if one is not None else None for one in (old, new))
        yield (claim.id, "proposal", change, "", *verdicts, None)
    for decided in claim.decisions:
        verdicts = (one.verdict if one is not None else None for one in (decided.before, decided.after))
        yield (claim.id, "decision", decided.kind, str(decided.number), *verdicts, None)
    for wording in claim.versions:
        yield (claim.id, "version", wording.kind, str(wording.version), wording.before, wording.after, None)
    for piece in claim.evidence:
        lines = (one and one.line for one in (piece.before, piece.after))
        yield (claim.id, "evidence", piece.kind, piece.citation, *lines, _verdict(piece.without))
    for condition in claim.conditions:
        values = (condition.before, condition.after)
        yield (claim.id, "condition", "changed", condition.what, *values, _verdict(condition.without))


def _verdict(proposal: Proposal | None) -> str | None:
    if proposal is None:
        return None
    return proposal.verdict + (f" into {proposal.becomes}" if proposal.becomes else "")


# ---- between two states ---------------------------------------------------------------------------------------------

T = TypeVar("T")


def difference(before: Repository, after: Repository) -> Difference:
    """How claims, proposals and decisions changed from one state to another, and which evidence did it.

    A single change did it if the proposal would be another one now without it, everything else as it is.
    """
    was, policy = before.evaluation.policy.verdict, after.evaluation.policy.verdict
    thresholds = {name: getattr(was, name) for name in VerdictPolicy.model_fields}
    changed = {name: value for name, value in thresholds.items() if value != getattr(policy, name)}
    old, new = verify(before), verify(after)
    found = []
    for id_ in sorted({*old, *new}, key=natural):
        one, other = old.get(id_), new.get(id_)
        if one is not None and other is not None:
            found.append(_of_both(before, after, one, other, changed))
        elif one is not None or other is not None:
            found.append(_of_one(one, other))
    kept = tuple(one for one in found if one.anything)
    changes = tuple(_threshold(policy, name, value) for name, value in changed.items())
    return Difference(after.evaluation.id, kept, len(found) - len(kept), changes)


def _threshold(policy: VerdictPolicy, name: str, was: object, without: Proposal | None = None) -> ConditionChange:
    before, after = (
        str(value).lower() if isinstance(value, bool) else str(value) for value in (was, getattr(policy, name))
    )
    return ConditionChange(f"policy.{name}", before, after, without)


def _of_one(old: ClaimResult | None, new: ClaimResult | None) -> ClaimDifference:
    """The difference of a claim that came or went."""
    known = new or old
    assert known is not None  # noqa: S101 - it is in one of the two
    pieces = [Piece.of_row(row) for row in known.evidence.rows]
    evidence = (
        EvidenceChange("removed", one, None) if new is None else EvidenceChange("added", None, one) for one in pieces
    )
    decisions = tuple(_decision_changes(old, new))
    return ClaimDifference(known.claim.id, known.claim.title, old, new, decisions=decisions, evidence=tuple(evidence))


def _of_both(
    before: Repository, after: Repository, old: ClaimResult, new: ClaimResult, thresholds: Mapping[str, object]
) -> ClaimDifference:
    policy = after.evaluation.policy.verdict

    def without(
        claim: Claim = new.claim, evidence: EvidenceTable = new.evidence, policy: VerdictPolicy = policy
    ) -> Proposal | None:
        """What would be proposed with this undone; None where it is the same."""
        other = propose(replace(new.question, claim=claim, evidence=evidence, policy=policy))
        return other if differs(other, new.proposal) else None

    conditions = [
        ConditionChange(*change, without(new.claim.model_copy(update=undone)) if undone else None)
        for change, undone in _conditions(old.claim, new.claim)
    ]
    for name, value in thresholds.items():
        other = without(policy=policy.model_copy(update={name: value}))
        if other is not None:
            conditions.append(_threshold(policy, name, value, other))
    then, unmoved = old.evidence, None
    if old.version != new.version:
        then = evidence_for(before, old.claim, new.version)
        if new.claim.version(old.version) is not None:
            unmoved = without(evidence=evidence_for(after, new.claim, old.version))
    evidence = changes_between(then, new.evidence, before, after, lambda table: without(evidence=table))
    return ClaimDifference(
        new.claim.id,
        new.claim.title,
        old,
        new,
        versions=tuple(_version_changes(old.claim, new.claim)),
        decisions=tuple(_decision_changes(old, new)),
        conditions=tuple(conditions),
        evidence=tuple(evidence),
        version_without=unmoved,
    )


def _searched(claim: Claim) -> Phrase | None:
    """What of the search for counter-evidence a proposal can depend on."""
    search = claim.disconfirming_search
    if search is None:
        return None
    if search.citations:
        return phrase("difference.search.found", date=search.date, citations=list(search.citations))
    return phrase("difference.search.none" if search.none else "difference.search.unsaid", date=search.date)


_Condition = tuple[str, str | Phrase | None, str | Phrase | None]


def _conditions(old: Claim, new: Claim) -> Iterator[tuple[_Condition, dict[str, Any]]]:
    """What changed beside the evidence: what, before and after, and the fields that undo it (none: it is not tried)."""
    for name in CRITERIA:
        was, now = (getattr(claim.criteria, name) for claim in (old, new))
        before, after = (None if one is None else "met" if one.met else "unmet" for one in (was, now))
        if before != after:
            yield (f"criterion.{name}", before, after), {"criteria": new.criteria.model_copy(update={name: was})}
    searched, searches = (_searched(claim) for claim in (old, new))
    if searched != searches:
        yield ("search", searched, searches), {"disconfirming_search": old.disconfirming_search}
    tests, others = ({test.id: test for test in reversed(claim.tests)} for claim in (old, new))
    for id_ in sorted({*tests, *others}, key=natural):
        both = [known.get(id_) for known in (tests, others)]
        was, now = (test and (test.kind, test.result, test.declared, test.date, test.citations) for test in both)
        if was != now:  # on nothing else of a test a proposal depends
            before, after = (f"{test.kind}, {test.result or 'no result'}" if test else None for test in both)
            undone = (*(test for test in new.tests if test.id != id_), *([tests[id_]] if id_ in tests else []))
            yield (f"test.{id_}", before, after), {"tests": undone}
    before, after = (claim.split.by if claim.split else None for claim in (old, new))
    if before != after:
        yield ("split", before, after), {"split": old.split}
    if set(old.origin) != set(new.origin):
        yield ("origin", ", ".join(old.origin) or None, ", ".join(new.origin) or None), {}


def _version_changes(old: Claim, new: Claim) -> Iterator[VersionChange]:
    before, after = ({version.version: version.statement for version in one.versions} for one in (old, new))
    for number, was, now in _unlike(before, after):
        yield VersionChange("added" if was is None else "removed" if now is None else "reworded", number, was, now)


def _decision_changes(old: ClaimResult | None, new: ClaimResult | None) -> Iterator[DecisionChange]:
    before, after = (dict(enumerate(one.claim.decisions if one is not None else (), 1)) for one in (old, new))
    for number, was, now in _unlike(before, after):
        yield DecisionChange("added" if was is None else "removed" if now is None else "overwritten", number, was, now)


def _unlike(before: Mapping[int, T], after: Mapping[int, T]) -> Iterator[tuple[int, T | None, T | None]]:
    """The numbers of what is not the same before and after, with both."""
    for number in sorted({*before, *after}):
        was, now = before.get(number), after.get(number)
        if was != now:
            yield number, was, now
