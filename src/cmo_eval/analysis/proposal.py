"""What the rules are asked about a claim, and what they answer; decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from functools import cached_property
from typing import NamedTuple

from cmo_eval.analysis.evidence import EvidenceTable, Side
from cmo_eval.analysis.sides import Separation, Sides
from cmo_eval.deferred import dataclass
from cmo_eval.messages import Phrase
from cmo_eval.model import Claim, Verdict, VerdictPolicy

RULES_VERSION = 2
"""The version of these rules: what a proposal was made by, printed in reports and kept in decisions."""


@dataclass(frozen=True)
class Step:
    """What one rule saw: its name, whether it decided, and why or why not."""

    rule: str
    decided: bool
    why: Phrase


@dataclass(frozen=True)
class Proposal:
    """The verdict that the evidence carries, the rule that gave it, and the way there.

    `missing` says what would have to be there for a verdict; `becomes` names the claim of `transformed`; `separates`
    the dimension (group, or an attribute) of a V5 `nuanced`; `change` what would change the proposal. Where V5 decided,
    `sides` says who stands where along each dimension.
    """

    verdict: Verdict
    reason: Phrase
    missing: tuple[Phrase, ...] = ()
    becomes: str | None = None
    separates: str | None = None
    change: Phrase | None = None
    sides: tuple[Separation, ...] = ()
    rule: str = ""
    trail: tuple[Step, ...] = ()
    remarks: tuple[Phrase, ...] = ()


class Context(NamedTuple):
    """What of the sources of a claim's evidence is known beside who says what.

    `began` is when the programme began, and `early` the sources that are all from before; `first` the earliest date of
    a source that is weighed; `varied` the attributes of which more than one value is known; `coded_twice` how many of
    the citations a second coder coded too, and `read_otherwise` how many of these that coder read otherwise, which
    nobody settled.
    """

    began: str = ""
    early: frozenset[str] = frozenset()
    first: str = ""
    varied: frozenset[str] = frozenset()
    coded_twice: int = 0
    read_otherwise: int = 0


@dataclass(frozen=True)
class Question:
    """What the rules are asked: a claim, the evidence on it and the conventions.

    `meets_criteria` tells of each claim of the evaluation whether it meets its own criteria (for V4); `first_hand` are
    the citations in which somebody tells what was seen, or that document it (for the tests of V2).
    `found_contrary`: a citation that the search for counter-evidence lists says something else than support.
    `against_others` has by id, of each claim that is suggested instead, who stands against that. `context` is what of
    the sources the rules do not weigh and a reader has to know.
    """

    claim: Claim
    evidence: EvidenceTable
    policy: VerdictPolicy
    meets_criteria: Mapping[str, bool] = field(default_factory=dict)
    first_hand: frozenset[str] = frozenset()
    found_contrary: bool = True
    context: Context = Context()
    against_others: Mapping[str, Side] = field(default_factory=dict)

    @cached_property
    def sides(self) -> Sides:
        """Where each voice stands."""
        return Sides(self.evidence.weighed)

    def under(self, policy: VerdictPolicy) -> Question:
        """The same question by other conventions, on which who was heard and where each voice stands do not depend."""
        other = replace(self, policy=policy)
        vars(other).update(sides=self.sides, not_heard=self.not_heard)
        return other

    @cached_property
    def not_heard(self) -> tuple[str, ...]:
        """The groups that the claim is for and of which nobody was heard."""
        heard = {row.who.group for row in self.evidence.weighed} if self.claim.for_ else set()
        return tuple(group for group in self.claim.for_ if group not in heard)


def differs(one: Proposal, other: Proposal) -> bool:
    """Whether two proposals are different verdicts, or transform into different claims, for whatever reason."""
    return (one.verdict, one.becomes) != (other.verdict, other.becomes)
