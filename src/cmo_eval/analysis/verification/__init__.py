"""Does the evidence carry the verdicts? Pure functions over a repository."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from cmo_eval.analysis.verification.decision import Staleness, evidence_record, lacking, lacking_given
from cmo_eval.analysis.verification.evidence import EvidenceRow, EvidenceTable, Side, evidence_for, weighed_version
from cmo_eval.analysis.verification.ladder import Ladder, Rung, ladder
from cmo_eval.analysis.verification.result import ClaimResult, Configuration
from cmo_eval.analysis.verification.separation import Separation
from cmo_eval.analysis.verification.verdict import Proposal, Step, propose
from cmo_eval.analysis.verification.verify import Verification, agrees, verify

if TYPE_CHECKING:
    from cmo_eval.analysis.verification.completeness import Completeness, completeness_of, configuration
    from cmo_eval.analysis.verification.saturation import Saturation, Yield, saturation_of
    from cmo_eval.analysis.verification.sensitivity import Flip, Sensitivity, Without, sensitivities, without

__all__ = [
    "ClaimResult",
    "Completeness",
    "Configuration",
    "EvidenceRow",
    "EvidenceTable",
    "Flip",
    "Ladder",
    "Proposal",
    "Rung",
    "Saturation",
    "Sensitivity",
    "Separation",
    "Side",
    "Staleness",
    "Step",
    "Verification",
    "Without",
    "Yield",
    "agrees",
    "completeness_of",
    "configuration",
    "evidence_for",
    "evidence_record",
    "lacking",
    "lacking_given",
    "ladder",
    "propose",
    "saturation_of",
    "sensitivities",
    "verify",
    "weighed_version",
    "without",
]

_LATER = {
    **dict.fromkeys(("Completeness", "completeness_of", "configuration"), "completeness"),
    **dict.fromkeys(("Saturation", "Yield", "saturation_of"), "saturation"),
    **dict.fromkeys(("Flip", "Sensitivity", "Without", "sensitivities", "without"), "sensitivity"),
}


def __getattr__(name: str) -> Any:
    """What only some questions need, imported when it is first asked for."""
    if name not in _LATER:
        raise AttributeError(f"module 'cmo_eval.analysis.verification' has no attribute {name!r}")
    return getattr(import_module(f"cmo_eval.analysis.verification.{_LATER[name]}"), name)
