"""What changed between two states of an evaluation, or in the evidence since a decision, and which of it did it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from cmo_eval.analysis.decision import Staleness
from cmo_eval.analysis.evidence import EvidenceRow, EvidenceTable, evidence_for
from cmo_eval.analysis.verdict import Proposal, differs, propose
from cmo_eval.analysis.verification import ClaimResult, Row, framed, verify
from cmo_eval.messages import Phrase, phrase
from cmo_eval.model import CRITERIA, QUALITIES, STANCES, Claim, Decision, VerdictPolicy
from cmo_eval.store.repository import Repository, natural

if TYPE_CHECKING:
    import pandas as pd


Kind = Literal["added", "removed", "restanced", "reweighed", "recoded", "reattributed"]


@dataclass(frozen=True, slots=True)
class Piece:
    """One stance of one citation on a claim; `pattern` with its parts, as a decision keeps it (`P06:context`).

    `voice`, `kind` and `group` say who speaks, where that is known: the lines of a decision do not say it.
    """

    citation: str
    stance: str
    other: str | None
    quality: str
    pattern: str | None
    voice: str | None = None
    kind: str | None = None
    group: str | None = None

    @property
    def line(self) -> str:
        """The line that a decision keeps of it."""
        return " ".join(filter(None, (self.citation, self.stance, self.other, self.quality, self.pattern)))


@dataclass(frozen=True)
class EvidenceChange:
    """A piece of evidence before and after; None where it was or is not weighed.

    `kind` says what changed: `added`, `removed`, `restanced`, `reweighed` (its quality), `recoded` (its pattern or
    parts), `reattributed` (whose voice, which kind of source or group). `why` is the key of the reason why it was or
    is not weighed: `disputed`, `below_quality`, `own_origin`, `not_there` or `no_stance`. Since a decision, a
    `reattributed` one has neither before nor after: the decision knows that somebody is heard otherwise, and not who.
    `without` is the proposal
    that would stand now if this one had not changed, None where it would be the same or was not tried.
    """

    kind: Kind
    before: Piece | None
    after: Piece | None
    why: str | None = None
    without: Proposal | None = None

    @property
    def citation(self) -> str:
        """Id of the citation."""
        piece = self.after or self.before
        return piece.citation if piece is not None else ""

    def phrase(self) -> Phrase:
        """The change in words."""
        return _phrase(self)


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
    before: str | None
    after: str | None
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
        verdicts = (one and _verdict(one.proposal) for one in (old, new))
        yield (claim.id, "proposal", change, "", *verdicts, None)
    for decided in claim.decisions:
        verdicts = (one.verdict if one else None for one in (decided.before, decided.after))
        yield (claim.id, "decision", decided.kind, str(decided.number), *verdicts, None)
    for wording in claim.versions:
        yield (claim.id, "version", wording.kind, str(wording.version), wording.before, wording.after, None)
    for piece in claim.evidence:
        lines = (one.line if one else None for one in (piece.before, piece.after))
        yield (claim.id, "evidence", piece.kind, piece.citation, *lines, _otherwise(piece.without))
    for condition in claim.conditions:
        values = (condition.before, condition.after)
        yield (claim.id, "condition", "changed", condition.what, *values, _otherwise(condition.without))


def _verdict(proposal: Proposal) -> str:
    return proposal.verdict + (f" into {proposal.becomes}" if proposal.becomes else "")


def _otherwise(proposal: Proposal | None) -> str | None:
    return None if proposal is None else _verdict(proposal)


def _phrase(change: EvidenceChange) -> Phrase:
    before, after = change.before, change.after
    if before is None and after is None:
        return phrase("difference.heard_otherwise")
    if before is None or after is None:
        piece = after or before
        said = phrase(f"difference.{change.kind}", line=piece.line if piece is not None else "")
        if change.why is None or (change.kind == "added" and change.why == "not_there"):
            return said
        return phrase("difference.because", change=said, why=phrase(f"difference.{change.kind}.{change.why}"))
    if change.kind == "reattributed":
        return phrase("difference.reattributed", line=after.line, before=_speaker(before), after=_speaker(after))
    fields: list[Callable[[Piece], str | Phrase]] = []
    if change.kind == "restanced":
        fields.append(lambda piece: " ".join(filter(None, (piece.stance, piece.other))))
    if before.quality != after.quality:
        fields.append(lambda piece: piece.quality)
    if before.pattern != after.pattern:
        fields.append(lambda piece: piece.pattern or phrase("difference.no_pattern"))
    was, now = (_joined([part(piece) for part in fields]) for piece in (before, after))
    what = after.citation if change.kind == "restanced" else f"{after.citation} {after.stance}"
    if change.kind != "restanced" and after.other:
        what = f"{what} {after.other}"
    return phrase(f"difference.{change.kind}", what=what, before=was, after=now)


def _joined(parts: Sequence[str | Phrase]) -> str | Phrase:
    return parts[0] if len(parts) == 1 else phrase("difference.with", first=parts[0], rest=_joined(parts[1:]))


def _speaker(piece: Piece) -> Phrase:
    group = piece.group or phrase("difference.no_group")
    return phrase("difference.speaker", voice=piece.voice or "", kind=piece.kind or "", group=group)


MOST_TRIED = 500
"""Of more changes in the evidence on one claim, none is tried alone."""

T = TypeVar("T", bound=Hashable)


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
    changes = []
    for old, new in _paired(before, after, lambda piece: piece):
        why = None
        if old is not None and new is None and old.stance and now is not None and known is not None:
            why = _why(old, now, known)
        changes.append(EvidenceChange(_kind(old, new), old, new, why))
    return tuple(changes)


def _piece_of_line(line: str) -> Piece:
    words = line.split()
    if len(words) >= 3 and words[1] in STANCES:
        citation, stance, *rest = words
        other = rest.pop(0) if stance == "suggests" and len(rest) > 1 else None
        if rest[0] in QUALITIES and len(rest) <= 2:
            return Piece(citation, stance, other, rest[0], rest[1] if len(rest) > 1 else None)
    return Piece(line, "", None, "", None)


def _piece_of_row(row: EvidenceRow) -> Piece:
    heard = (row.voice, row.kind, row.group)
    return Piece(row.citation, row.stance, row.other, QUALITIES[row.quality], row.shown, *heard)


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
    undone = _Undone(new, after.evaluation.policy.verdict)
    changes = []
    for old_row, new_row in pairs:
        old = _piece_of_row(old_row) if old_row is not None else None
        piece = _piece_of_row(new_row) if new_row is not None else None
        why = None
        if piece is None and old is not None:
            why = _why(old, now, after.citations.by_id)
        elif old is None and piece is not None:
            why = _why(piece, then, before.citations.by_id)
        without = undone.proposal(old_row, new_row) if len(pairs) <= MOST_TRIED else None
        changes.append(EvidenceChange(_kind(old, piece), old, piece, why, without))
    return tuple(changes)


class _Undone:
    """The evidence on a claim as it is now, to be weighed with one change undone."""

    def __init__(self, now: ClaimResult, policy: VerdictPolicy) -> None:
        self._now, self._policy = now, policy
        self._times = Counter(row.statement for row in now.evidence.rows)
        self._said = {row.statement: row for row in now.evidence.rows}
        self._known: dict[object, Proposal | None] = {}

    def proposal(self, old: EvidenceRow | None, new: EvidenceRow | None) -> Proposal | None:
        """The proposal with the old row in place of the new one; None where that is the same."""
        gone = new.statement if new is not None and self._times[new.statement] == 1 else None
        back = old if old is not None and (old.statement == gone or old.statement not in self._said) else None
        if gone == (back.statement if back is not None else None):
            return None
        key = (gone, back and back.statement)
        if key not in self._known:
            rows = [row for said, row in self._said.items() if said != gone] + ([back] if back is not None else [])
            table = EvidenceTable(self._now.claim.id, self._now.version, tuple(rows))
            other = propose(self._now.claim, table, self._policy)
            self._known[key] = other if differs(other, self._now.proposal) else None
        return self._known[key]


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
    before, after = ({version.version: version.statement for version in one.versions} for one in (old, new))
    return (VersionChange(*change) for change in _numbered(before, after, "reworded"))


def _decision_changes(old: ClaimResult | None, new: ClaimResult | None) -> Iterator[DecisionChange]:
    before, after = (dict(enumerate(one.claim.decisions if one is not None else (), 1)) for one in (old, new))
    return (DecisionChange(*change) for change in _numbered(before, after, "overwritten"))


def _numbered(before: Mapping[int, T], after: Mapping[int, T], changed: Any) -> Iterator[tuple[Any, int, Any, Any]]:
    """What is not the same before and after: how it changed, its number, and both."""
    for number in sorted({*before, *after}):
        was, now = before.get(number), after.get(number)
        if was != now:
            yield "added" if was is None else "removed" if now is None else changed, number, was, now


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
    for side, rows in ((old, _more(before, after)), (new, _more(after, before))):
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


def _more(some: Sequence[T], others: Sequence[T]) -> Iterator[T]:
    """What is not among the others: nearly all is the same in two states, and need not be looked at closely."""
    left = Counter(others)
    for one in some:
        if left[one]:
            left[one] -= 1
        else:
            yield one


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
