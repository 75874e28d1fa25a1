"""What was found about one claim: proposal and decision side by side, and what lies beneath them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial

from cmo_eval.analysis.verification.decision import Staleness
from cmo_eval.analysis.verification.evidence import EvidenceTable, Rows, Strand
from cmo_eval.analysis.verification.verdict import Proposal
from cmo_eval.messages import Phrase
from cmo_eval.model import PARTS, Claim, Decision, Part
from cmo_eval.store.repository import natural


@dataclass(frozen=True)
class Configuration:
    """A pattern of the claim and the evidence that shows it."""

    pattern: str
    rows: Rows

    @cached_property
    def citations(self) -> Mapping[Part, tuple[str, ...]]:
        """By part the citations that show it."""
        return {part: self.rows.where(partial(_shows, part)).citations for part in PARTS}

    @property
    def cases(self) -> tuple[str, ...]:
        """The cases they come from."""
        return tuple(sorted({strand.case for strand in self.rows.strands if strand.case is not None}, key=natural))

    @property
    def complete(self) -> bool:
        """Whether context, resource, reasoning and outcome all have evidence."""
        return {part for strand in self.rows.strands for part in strand.parts} == {*PARTS}


@dataclass(frozen=True)
class ClaimResult:
    """What `verify` says about one claim.

    `agrees` and `stale` are None where nobody has decided; `agrees` also where the decision is about another version,
    `stale` where the decision does not say on which evidence it was taken. `preliminary` lists why the result is not
    yet final; `lacks` what the decision lacks; `incomplete` names the files that could not be read and may hold
    evidence on the claim. `pinned`: the version was asked for, or is the decision's, wherever the evidence is.
    `origin_kinds` are the kinds of source in which the claim was voiced.
    """

    claim: Claim
    version: int
    evidence: EvidenceTable
    proposal: Proposal
    decision: Decision | None
    agrees: bool | None
    staleness: Staleness | None
    lacks: tuple[Phrase, ...]
    preliminary: tuple[Phrase, ...]
    configurations: tuple[Configuration, ...]
    incomplete: tuple[str, ...] = ()
    pinned: bool = False
    origin_kinds: tuple[str, ...] = ()

    @property
    def stale(self) -> bool | None:
        """Whether the evidence changed since the decision."""
        return None if self.staleness is None else bool(self.staleness)

    @property
    def sound(self) -> bool:
        """Nothing here makes `verify` fail: no stale decision, none that lacks something, no file unread."""
        return not (self.stale or self.lacks or self.incomplete)


def _shows(part: Part, strand: Strand) -> bool:
    return part in strand.parts
