"""What can change about a claim: its evidence, decisions, wordings and conditions; finds none of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

from cmo_eval.analysis.verification.frames import Row, framed
from cmo_eval.analysis.verification.result import ClaimResult
from cmo_eval.analysis.verification.verdict import Proposal
from cmo_eval.messages import Phrase, phrase
from cmo_eval.model import Decision

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["added", "removed", "restanced", "reweighed", "recoded", "reattributed"]
KINDS: tuple[Kind, ...] = get_args(Kind)


def differs(one: Proposal, other: Proposal) -> bool:
    """Whether two proposals are different verdicts, for whatever reason."""
    return (one.verdict, one.becomes) != (other.verdict, other.becomes)


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
