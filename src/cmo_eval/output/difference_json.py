"""What changed between two states of an evaluation, for programs: JSON, version 1."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from cmo_eval.analysis.difference import ClaimDifference, ConditionChange, Difference, EvidenceChange, Piece
from cmo_eval.analysis.verdict import Proposal
from cmo_eval.analysis.verification import ClaimResult
from cmo_eval.model import Decision


def difference_json(difference: Difference, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """The changes as JSON; `before` and `after` say which states these are, as plain data."""
    data = {
        "version": 1,
        "evaluation": difference.evaluation,
        "from": dict(before),
        "to": dict(after),
        "policy": [_condition(change) for change in difference.policy],
        "same": difference.same,
        "claims": [_claim(claim) for claim in difference.claims],
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


def _claim(claim: ClaimDifference) -> dict[str, Any]:
    return {
        "id": claim.id,
        "title": claim.title,
        "before": _state(claim.before),
        "after": _state(claim.after),
        "proposal_changed": claim.proposal_changed,
        "versions": [asdict(change) for change in claim.versions],
        "evidence": [_evidence(change) for change in claim.evidence],
        "conditions": [_condition(change) for change in claim.conditions],
        "version_without_it": _proposal(claim.version_without),
        "decisions": [
            {
                "change": change.kind,
                "number": change.number,
                "before": _decision(change.before),
                "after": _decision(change.after),
            }
            for change in claim.decisions
        ],
    }


def _state(result: ClaimResult | None) -> dict[str, Any] | None:
    if result is None:
        return None
    return {
        "claim_version": result.version,
        "proposal": {**(_proposal(result.proposal) or {}), "reason": result.proposal.reason.say()},
        "decision": _decision(result.decision),
        "agrees": result.agrees,
        "stale": result.stale,
    }


def _proposal(proposal: Proposal | None) -> dict[str, Any] | None:
    if proposal is None:
        return None
    return {"verdict": proposal.verdict, "rule": proposal.rule, "becomes": proposal.becomes}


def _decision(decision: Decision | None) -> dict[str, Any] | None:
    if decision is None:
        return None
    reported = decision.reported_in
    return {
        "verdict": decision.verdict,
        "version": decision.version,
        "by": decision.by,
        "date": decision.date,
        "second_reader": decision.second_reader,
        "becomes": decision.becomes,
        "reported_in": {"source": reported.source, "section": reported.section} if reported else None,
    }


def _evidence(change: EvidenceChange) -> dict[str, Any]:
    return {
        "change": change.kind,
        "citation": change.citation,
        "before": _piece(change.before),
        "after": _piece(change.after),
        "why": change.why,
        "without_it": _proposal(change.without),
    }


def _piece(piece: Piece | None) -> dict[str, Any] | None:
    return None if piece is None else asdict(piece)


def _condition(change: ConditionChange) -> dict[str, Any]:
    return {
        "what": change.what,
        "before": change.before,
        "after": change.after,
        "without_it": _proposal(change.without),
    }
