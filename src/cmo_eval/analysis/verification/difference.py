"""What changed between two states of an evaluation, or in the evidence since a decision, and which of it did it."""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from cmo_eval.analysis.verification.changes import (
    ClaimDifference,
    ConditionChange,
    DecisionChange,
    Difference,
    EvidenceChange,
    Kind,
    Piece,
    VersionChange,
    differs,
)
from cmo_eval.analysis.verification.decision import Staleness
from cmo_eval.analysis.verification.evidence import EvidenceRow, EvidenceTable, Rows, evidence_for
from cmo_eval.analysis.verification.result import ClaimResult
from cmo_eval.analysis.verification.verdict import propose
from cmo_eval.analysis.verification.verify import verify
from cmo_eval.model import CRITERIA, QUALITIES, STANCES, Claim, VerdictPolicy
from cmo_eval.store.repository import Repository, natural

MOST_TRIED = 500
"""Of more changes in the evidence on one claim, none is tried alone."""

T = TypeVar("T")


# ---- since a decision -----------------------------------------------------------------------------------------------


def changes_since(
    stale: Staleness, now: EvidenceTable | None = None, known: Container[str] | None = None
) -> tuple[EvidenceChange, ...]:
    """What changed in the evidence since a decision: a line that went and one that came of one citation are one change.

    A line that was written by hand in another form stands by itself.

    Args:
        stale: the lines that came and went.
        now: the evidence on the version that was decided on, to say why what is gone is not weighed any more.
        known: the ids of all citations, for the same.
    """
    before, after = ([_piece_of_line(line) for line in lines] for lines in (stale.removed, stale.added))
    if stale.heard:
        return (EvidenceChange("reattributed", None, None),)
    pairs = _paired(before, after, lambda piece: piece)
    return tuple(
        EvidenceChange(_kind(old, new), old, new, _why_gone(old, now, known) if old and not new else None)
        for old, new in pairs
    )


def _why_gone(piece: Piece, now: EvidenceTable | None, known: Container[str] | None) -> str | None:
    if now is None or known is None or not piece.stance:
        return None
    return _why(piece, now, known)


def _piece_of_line(line: str) -> Piece:
    words = line.split()
    if len(words) >= 3 and words[1] in STANCES:
        citation, stance, *rest = words
        other = rest.pop(0) if stance == "suggests" and len(rest) > 1 else None
        if rest[0] in QUALITIES and len(rest) <= 2:
            return Piece(citation, stance, other, rest[0], rest[1] if len(rest) > 1 else None)
    return Piece(line, "", None, "", None)


def _piece_of_row(row: EvidenceRow) -> Piece:
    pattern = row.pattern + (":" + "+".join(row.parts) if row.parts else "") if row.pattern else None
    return Piece(row.citation, row.stance, row.other, QUALITIES[row.quality], pattern, row.voice, row.kind, row.group)


# ---- between two states ---------------------------------------------------------------------------------------------


def difference(before: Repository, after: Repository) -> Difference:
    """How claims, proposals and decisions changed from one state to another, and which evidence did it.

    A single change did it if the proposal would be another one now without it, everything else as it is.
    """
    policy = tuple(_policy_changes(before, after))
    old, new = verify(before), verify(after)
    found = [
        _claim_difference(before, after, old.get(id_), new.get(id_), policy)
        for id_ in sorted({*old, *new}, key=natural)
    ]
    changed = tuple(one for one in found if one.anything)
    return Difference(after.evaluation.id, changed, len(found) - len(changed), policy)


def _claim_difference(
    before: Repository,
    after: Repository,
    old: ClaimResult | None,
    new: ClaimResult | None,
    policy: Sequence[ConditionChange],
) -> ClaimDifference:
    known = new or old
    if known is None:
        raise AssertionError("the claim is in one of the two")
    shown = ClaimDifference(known.claim.id, known.claim.title, old, new)
    if old is None or new is None:
        return replace(
            shown,
            decisions=tuple(_decision_changes(old, new)),
            evidence=tuple(
                EvidenceChange(
                    "removed" if new is None else "added",
                    _piece_of_row(row) if new is None else None,
                    None if new is None else _piece_of_row(row),
                )
                for row in known.evidence.rows
            ),
        )
    then = old.evidence if old.version == new.version else evidence_for(before, old.claim, new.version)
    evidence = _evidence_changes(then, new, before, after)
    version_without = None
    if old.version != new.version and new.claim.version(old.version) is not None:
        other = propose(new.claim, evidence_for(after, new.claim, old.version), after.evaluation.policy.verdict)
        version_without = other if differs(other, new.proposal) else None
    conditions = _condition_changes(old, new, after.evaluation.policy.verdict)
    return replace(
        shown,
        versions=tuple(_version_changes(old.claim, new.claim)),
        decisions=tuple(_decision_changes(old, new)),
        conditions=(*conditions, *_tried(policy, before, after, new)),
        evidence=evidence,
        version_without=version_without,
    )


def _evidence_changes(
    then: EvidenceTable, new: ClaimResult, before: Repository, after: Repository
) -> tuple[EvidenceChange, ...]:
    now = new.evidence
    pairs = _paired(then.rows, now.rows, _piece_of_row)
    changes = []
    for old_row, new_row in pairs:
        old = _piece_of_row(old_row) if old_row is not None else None
        piece = _piece_of_row(new_row) if new_row is not None else None
        why = None
        if piece is None and old is not None:
            why = _why(old, now, after.citations.row_of)
        elif old is None and piece is not None:
            why = _why(piece, then, before.citations.row_of)
        other = None
        if len(pairs) <= MOST_TRIED:
            rows = [row for row in now.rows if row is not new_row] + ([old_row] if old_row is not None else [])
            table = EvidenceTable(now.claim, now.version, Rows.of(rows), now.left)
            other = propose(new.claim, table, after.evaluation.policy.verdict)
        without = other if other is not None and differs(other, new.proposal) else None
        changes.append(EvidenceChange(_kind(old, piece), old, piece, why, without))
    return tuple(changes)


def _why(piece: Piece, table: EvidenceTable, known: Container[str]) -> str:
    """Why a piece of evidence is not weighed in a state with that table and these citations."""
    for row, reason in table.left_out:
        if row.citation == piece.citation and row.stance == piece.stance and row.other == piece.other:
            return reason
    return "no_stance" if piece.citation in known else "not_there"


def _condition_changes(old: ClaimResult, new: ClaimResult, policy: VerdictPolicy) -> Iterator[ConditionChange]:
    def change(what: str, before: str | None, after: str | None, fields: Mapping[str, Any]) -> ConditionChange:
        undone = propose(new.claim.model_copy(update=dict(fields)), new.evidence, policy)
        return ConditionChange(what, before, after, undone if differs(undone, new.proposal) else None)

    one, other = old.claim, new.claim
    for name in CRITERIA:
        before, after = (_met(claim, name) for claim in (one, other))
        if before != after:
            criteria = other.criteria.model_copy(update={name: getattr(one.criteria, name)})
            yield change(f"criterion.{name}", before, after, {"criteria": criteria})
    before, after = ("logged" if claim.disconfirming_search else None for claim in (one, other))
    if before != after:
        yield change("search", before, after, {"disconfirming_search": one.disconfirming_search})
    tests = {test.id: test for test in one.tests}
    for id_ in sorted({*tests, *(test.id for test in other.tests)}, key=natural):
        was = tests.get(id_)
        now = next((test for test in other.tests if test.id == id_), None)
        if _weight(was) != _weight(now):
            undone = tuple(test for test in other.tests if test.id != id_) + ((was,) if was else ())
            yield change(f"test.{id_}", _outcome(was), _outcome(now), {"tests": undone})
    if set(one.origin) != set(other.origin):
        yield ConditionChange("origin", ", ".join(one.origin) or None, ", ".join(other.origin) or None)


def _met(claim: Claim, name: str) -> str | None:
    criterion = getattr(claim.criteria, name)
    return None if criterion is None else "met" if criterion.met else "unmet"


def _weight(test: Any) -> tuple[object, ...] | None:
    """What of a test a proposal can depend on."""
    return None if test is None else (test.kind, test.result, test.declared, test.date)


def _outcome(test: Any) -> str | None:
    return None if test is None else f"{test.kind}, {test.result or 'no result'}"


def _policy_changes(before: Repository, after: Repository) -> Iterator[ConditionChange]:
    one, other = before.evaluation.policy.verdict, after.evaluation.policy.verdict
    for name in VerdictPolicy.model_fields:
        old, new = getattr(one, name), getattr(other, name)
        if old != new:
            yield ConditionChange(f"policy.{name}", _said(old), _said(new))


def _said(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _tried(
    policy: Sequence[ConditionChange], before: Repository, after: Repository, new: ClaimResult
) -> Iterator[ConditionChange]:
    """The changes of thresholds that make a difference for this claim, each with what it would be without it."""
    for change in policy:
        name = change.what.removeprefix("policy.")
        was = getattr(before.evaluation.policy.verdict, name)
        undone = propose(new.claim, new.evidence, after.evaluation.policy.verdict.model_copy(update={name: was}))
        if differs(undone, new.proposal):
            yield replace(change, without=undone)


def _version_changes(old: Claim, new: Claim) -> Iterator[VersionChange]:
    before = {version.version: version.statement for version in old.versions}
    after = {version.version: version.statement for version in new.versions}
    for number in sorted({*before, *after}):
        was, now = before.get(number), after.get(number)
        if was is None:
            yield VersionChange("added", number, None, now)
        elif now is None:
            yield VersionChange("removed", number, was, None)
        elif was != now:
            yield VersionChange("reworded", number, was, now)


def _decision_changes(old: ClaimResult | None, new: ClaimResult | None) -> Iterator[DecisionChange]:
    before = old.claim.decisions if old is not None else ()
    after = new.claim.decisions if new is not None else ()
    for index in range(max(len(before), len(after))):
        was = before[index] if index < len(before) else None
        now = after[index] if index < len(after) else None
        if was is None:
            yield DecisionChange("added", index + 1, None, now)
        elif now is None:
            yield DecisionChange("removed", index + 1, was, None)
        elif was != now:
            yield DecisionChange("overwritten", index + 1, was, now)


# ---- which goes with which ------------------------------------------------------------------------------------------

_ALIKE: tuple[Callable[[Piece], Hashable], ...] = (
    lambda piece: piece,
    lambda piece: (piece.stance, piece.other, piece.quality, piece.pattern),
    lambda piece: (piece.stance, piece.other, piece.pattern),
    lambda piece: (piece.stance, piece.other),
    lambda piece: piece.pattern,
    lambda piece: piece.citation,
)
"""In what two pieces of one citation agree, for being the same one before and after; tried in this order."""


def _paired(before: Sequence[T], after: Sequence[T], piece: Callable[[T], Piece]) -> list[tuple[T | None, T | None]]:
    """What is not the same before and after, in pairs, in the order of citations."""
    old: dict[str, list[T]] = {}
    new: dict[str, list[T]] = {}
    for side, rows in ((old, before), (new, after)):
        for row in rows:
            side.setdefault(piece(row).citation, []).append(row)
    pairs: list[tuple[T | None, T | None]] = []
    for citation in sorted({*old, *new}, key=natural):
        was, now = old.get(citation, []), new.get(citation, [])
        for alike in _ALIKE:
            for one in list(was):
                other = next((row for row in now if alike(piece(row)) == alike(piece(one))), None)
                if other is None:
                    continue
                was.remove(one)
                now.remove(other)
                if piece(one) != piece(other):
                    pairs.append((one, other))
        pairs += [(one, None) for one in was] + [(None, other) for other in now]
    return pairs


def _kind(before: Piece | None, after: Piece | None) -> Kind:
    if before is None:
        return "added"
    if after is None:
        return "removed"
    if (before.stance, before.other) != (after.stance, after.other):
        return "restanced"
    if before.quality != after.quality:
        return "reweighed"
    return "recoded" if before.pattern != after.pattern else "reattributed"
