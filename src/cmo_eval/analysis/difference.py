"""What changed between two states of an evaluation, or in the evidence since a decision, and which of it did it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Hashable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from cmo_eval.analysis.decision import Staleness
from cmo_eval.analysis.evidence import EvidenceRow, EvidenceTable, evidence_for
from cmo_eval.analysis.proposal import Proposal, differs
from cmo_eval.analysis.verdict import propose
from cmo_eval.analysis.verification import ClaimResult, Row, framed, verify
from cmo_eval.deferred import dataclass
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
        before, after = self.before, self.after
        if before is None and after is None:
            return phrase("difference.heard_otherwise")
        if before is None or after is None:
            piece = after or before
            said = phrase(f"difference.{self.kind}", line=piece.line if piece is not None else "")
            if self.why is None or (self.kind == "added" and self.why == "not_there"):
                return said
            return phrase("difference.because", change=said, why=phrase(f"difference.{self.kind}.{self.why}"))
        if self.kind == "reattributed":
            return phrase("difference.reattributed", line=after.line, before=_speaker(before), after=_speaker(after))
        restanced, stance = self.kind == "restanced", f"{after.stance} {after.other or ''}".rstrip()
        fields: list[Callable[[Piece], str | Phrase]] = []
        if restanced:
            fields.append(lambda piece: f"{piece.stance} {piece.other or ''}".rstrip())
        if before.quality != after.quality:
            fields.append(lambda piece: piece.quality)
        if before.pattern != after.pattern:
            fields.append(lambda piece: piece.pattern or phrase("difference.no_pattern"))
        was, now = (_joined([part(piece) for part in fields]) for piece in (before, after))
        what = after.citation if restanced else f"{after.citation} {stance}"
        return phrase(f"difference.{self.kind}", what=what, before=was, after=now)


def _joined(parts: Sequence[str | Phrase]) -> str | Phrase:
    return parts[0] if len(parts) == 1 else phrase("difference.with", first=parts[0], rest=_joined(parts[1:]))


def _speaker(piece: Piece) -> Phrase:
    group = piece.group or phrase("difference.no_group")
    return phrase("difference.speaker", voice=piece.voice or "", kind=piece.kind or "", group=group)


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
    if stale.heard:
        return (EvidenceChange("reattributed", None, None),)
    before, after = ([_piece_of_line(line) for line in lines] for lines in (stale.removed, stale.added))
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

MOST_TRIED = 500
"""Of more changes in the evidence on one claim, none is tried alone."""

T = TypeVar("T", bound=Hashable)


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
    pieces = [_piece_of_row(row) for row in known.evidence.rows]
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
    moved = old.version != new.version
    then = evidence_for(before, old.claim, new.version) if moved else old.evidence
    return ClaimDifference(
        new.claim.id,
        new.claim.title,
        old,
        new,
        tuple(_version_changes(old.claim, new.claim)),
        tuple(_decision_changes(old, new)),
        tuple(conditions),
        tuple(_evidence_changes(then, new.evidence, before, after, lambda table: without(evidence=table))),
        without(evidence=evidence_for(after, new.claim, old.version))
        if moved and new.claim.version(old.version) is not None
        else None,
    )


def _evidence_changes(
    then: EvidenceTable,
    now: EvidenceTable,
    before: Repository,
    after: Repository,
    without: Callable[[EvidenceTable], Proposal | None],
) -> Iterator[EvidenceChange]:
    pairs = _paired(then.rows, now.rows, _piece_of_row)
    times = Counter(row.statement for row in now.weighed)
    said = {row.statement: row for row in now.weighed}
    tried: dict[object, Proposal | None] = {}
    for old, new in pairs:
        one, other = (_piece_of_row(row) if row is not None else None for row in (old, new))
        why = None
        if other is None and one is not None:
            why = _why(one, now, after.citations.by_id)
        elif one is None and other is not None:
            why = _why(other, then, before.citations.by_id)
        # the evidence as it is now, but with the old row in place of the new one
        gone = new.statement if new is not None and times[new.statement] == 1 else None
        back = old if old is not None and (old.statement == gone or old.statement not in said) else None
        undone = (gone, back and back.statement)
        if len(pairs) <= MOST_TRIED and undone not in tried and undone[0] != undone[1]:
            rows = [row for statement, row in said.items() if statement != gone]
            rows += [back] if back is not None else []
            tried[undone] = without(replace(now, kept=tuple(rows), absences=(), results=()))
        yield EvidenceChange(_kind(one, other), one, other, why, tried.get(undone))


def _why(piece: Piece, table: EvidenceTable, known: Container[str]) -> str:
    """Why a piece of evidence is not weighed in a state with that table and these citations."""
    for row, reason in table.left_out:
        if row.citation == piece.citation and row.stance == piece.stance and row.other == piece.other:
            return reason
    return "no_stance" if piece.citation in known else "not_there"


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
