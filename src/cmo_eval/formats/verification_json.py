"""Results of `verify` for programs: JSON, version 1."""

from __future__ import annotations

import json
from typing import Any

from cmo_eval.verification import ClaimResult, Side, Verification


def verification_json(verification: Verification, *, explain: bool = False) -> str:
    """The results as JSON; with `explain`, the trail of rules of each proposal."""
    return json.dumps(verification_data(verification, explain=explain), ensure_ascii=False, indent=2)


def verification_data(verification: Verification, *, explain: bool = False) -> dict[str, Any]:
    """The same as plain data."""
    return {
        "version": 1,
        "evaluation": verification.evaluation,
        "unread": list(verification.unread),
        "astray": list(verification.astray),
        "claims": [_claim(result, explain) for result in verification.values()],
    }


def _claim(result: ClaimResult, explain: bool) -> dict[str, Any]:
    proposal, evidence = result.proposal, result.evidence
    data: dict[str, Any] = {
        "id": result.claim.id,
        "title": result.claim.title,
        "claim_version": result.version,
        "proposal": {
            "verdict": proposal.verdict,
            "rule": proposal.rule,
            "reason": proposal.reason.say(),
            "missing": [missing.say() for missing in proposal.missing],
            "becomes": proposal.becomes,
            "separates": proposal.separates,
        },
        "decision": _decision(result),
        "agrees": result.agrees,
        "stale": result.stale,
        "lacks": [lack.say() for lack in result.lacks],
        "preliminary": bool(result.preliminary),
        "preliminary_because": [reason.say() for reason in result.preliminary],
        "incomplete": list(result.incomplete),
        "evidence": {
            "supports": _side(evidence.supports),
            "nuances": _side(evidence.nuances),
            "refutes": _side(evidence.refutes),
            "suggests": {other: _side(side) for other, side in evidence.suggests.items()},
        },
        "patterns": [
            {
                "id": configuration.pattern,
                **{part: list(citations) for part, citations in configuration.citations.items()},
                "cases": list(configuration.cases),
            }
            for configuration in result.configurations
        ],
    }
    if explain:
        data["proposal"]["trail"] = [
            {"rule": step.rule, "decided": step.decided, "why": step.why.say()} for step in proposal.trail
        ]
        data["proposal"]["change"] = proposal.change.say() if proposal.change else None
        data["left_out"] = [
            {"citation": row.citation, "stance": row.stance, "because": reason} for row, reason in evidence.left_out
        ]
    return data


def _decision(result: ClaimResult) -> dict[str, Any] | None:
    decision = result.decision
    if decision is None:
        return None
    reported = decision.reported_in
    return {
        "verdict": decision.verdict,
        "by": decision.by,
        "date": decision.date,
        "version": decision.version,
        "second_reader": decision.second_reader,
        "becomes": decision.becomes,
        "reported_in": {"source": reported.source, "section": reported.section} if reported else None,
    }


def _side(side: Side) -> dict[str, list[str]]:
    return {name: list(getattr(side, name)) for name in ("sources", "voices", "kinds", "groups", "citations")}
