"""Does the evidence carry the verdicts? Pure functions over a repository."""

from cmo_eval.verification.decision import Staleness, evidence_record, lacking
from cmo_eval.verification.evidence import EvidenceRow, EvidenceTable, Side, evidence_for, weighed_version
from cmo_eval.verification.verdict import Proposal, Step, propose
from cmo_eval.verification.verify import ClaimResult, Configuration, Verification, verify

__all__ = [
    "ClaimResult",
    "Configuration",
    "EvidenceRow",
    "EvidenceTable",
    "Proposal",
    "Side",
    "Staleness",
    "Step",
    "Verification",
    "evidence_for",
    "evidence_record",
    "lacking",
    "propose",
    "verify",
    "weighed_version",
]
