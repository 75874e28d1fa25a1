"""Results of `verify` for programs: JSON, version 1."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cmo_eval.analysis.evidence import Side
from cmo_eval.analysis.ladder import ladder
from cmo_eval.analysis.verdict import Proposal
from cmo_eval.analysis.verification import ClaimResult, Verification
from cmo_eval.model import Claim
from cmo_eval.model.claim import Confidence

if TYPE_CHECKING:
    from cmo_eval.analysis.completeness import Completeness
    from cmo_eval.analysis.robustness import Sensitivity, Without
    from cmo_eval.analysis.saturation import Yield


COMPONENTS = ("methods", "coherence", "adequacy", "relevance")
"""The components of GRADE-CERQual, as a claim's `confidence` names them."""


@dataclass(frozen=True)
class Further:
    """What was asked for beyond the verdicts; each by claim id, `completeness` by claim and pattern."""

    completeness: Mapping[str, Mapping[str, Completeness]] = field(default_factory=dict)
    sentences: Mapping[str, str] = field(default_factory=dict)
    sensitivity: Mapping[str, Sensitivity] = field(default_factory=dict)
    without: Mapping[str, Without] = field(default_factory=dict)
    saturation: Sequence[Yield] | None = None


def verification_json(verification: Verification, *, explain: bool = False, further: Further | None = None) -> str:
    """The results as JSON; with `explain`, the trail of rules of each proposal."""
    data = verification_data(verification, explain=explain)
    if further is not None:
        _add(data, further)
    return json.dumps(data, ensure_ascii=False, indent=2)


def _add(data: dict[str, Any], further: Further) -> None:
    for claim in data["claims"]:
        id_ = claim["id"]
        for pattern in claim["patterns"]:
            found = further.completeness.get(id_, {}).get(pattern["id"])
            if found is not None:
                pattern.update(_completeness(found, further.sentences))
        if id_ in further.sensitivity:
            claim["sensitivity"] = _sensitivity(further.sensitivity[id_])
        if id_ in further.without:
            claim["without"] = _without(further.without[id_])
    if further.saturation is not None:
        data["saturation"] = [_yield(one) for one in further.saturation]


def _completeness(found: Completeness, sentences: Mapping[str, str]) -> dict[str, Any]:
    return {
        "sentence": sentences.get(found.pattern),
        "missing": list(found.missing),
        "voices": {part: list(side.voices) for part, side in found.parts.items()},
        "groups": {part: list(side.groups) for part, side in found.parts.items()},
        "parts_in_cases": {case: list(parts) for case, parts in found.cases.items()},
        "demi_regular": found.demi_regular,
        "absent_in_cases": {case: list(parts) for case, parts in found.absent.items()},
        "deviant_cases": list(found.deviant),
        "two_parts_or_more": found.joined,
        "of_citations": found.citations,
    }


def _brief(proposal: Proposal) -> dict[str, Any]:
    return {
        "verdict": proposal.verdict,
        "rule": proposal.rule,
        "reason": proposal.reason.say(),
        "becomes": proposal.becomes,
    }


def _sensitivity(found: Sensitivity) -> dict[str, Any]:
    return {
        "robust": found.robust,
        "tried": dict(found.tried),
        "untried_pairs": found.untried_pairs,
        "flips": [
            {"loss": flip.loss, "ids": list(flip.ids), "claim_version": flip.version, **_brief(flip.proposal)}
            for flip in found.flips
        ],
    }


def _without(found: Without) -> dict[str, Any]:
    return {
        "names": list(found.names),
        "lost": list(found.lost),
        "claim_version": found.version,
        "proposal": _brief(found.proposal),
        "changed": found.changed,
    }


def _yield(found: Yield) -> dict[str, Any]:
    return {
        "source": found.source,
        "date": found.date,
        "citations": found.citations,
        "new_patterns": list(found.new_patterns),
        "patterns": found.patterns,
        "new_codes": list(found.new_codes),
        "codes": found.codes,
    }


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
    proposal, evidence, route = result.proposal, result.evidence, ladder(result)
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
        "ladder": [
            {"rung": rung.name, "standing": rung.standing, "missing": [missing.say() for missing in rung.missing]}
            for rung in route.rungs
        ],
        "next_step": route.next_step.say() if route.next_step else None,
        "confidence": _confidence(result.claim.confidence),
        "tests": _tests(result.claim),
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
        data["proposal"]["sides"] = [
            {
                "dimension": one.dimension,
                "separates": one.separates,
                "supports": {value: list(voices) for value, voices in one.supports.items()},
                "refutes": {value: list(voices) for value, voices in one.refutes.items()},
                "without": list(one.without),
            }
            for one in proposal.sides
        ]
        data["changed_since"] = _changed(result)
        data["left_out"] = [
            {"citation": row.citation, "stance": row.stance, "because": reason} for row, reason in evidence.left_out
        ]
    return data


def _changed(result: ClaimResult) -> list[str] | None:
    """What changed since the decision, in words; None where it is not known."""
    if result.staleness is None:
        return None
    from cmo_eval.analysis.difference import changes_since  # noqa: PLC0415 - only --explain needs it

    return [change.phrase().say() for change in changes_since(result.staleness)]


def _confidence(confidence: Confidence | None) -> dict[str, Any] | None:
    """The components that a person judged; a level as a whole only with all four."""
    if confidence is None:
        return None
    judged = {name: getattr(confidence, name) for name in COMPONENTS}
    return {
        **{name: {"concern": one.concern, "why": one.why} if one else None for name, one in judged.items()},
        "overall": confidence.overall if all(judged.values()) else None,
    }


def _tests(claim: Claim) -> list[dict[str, Any]]:
    return [
        {
            "id": test.id,
            "kind": test.kind,
            "expects": test.expects,
            "declared": test.declared,
            "result": test.result,
            "date": test.date,
            "citations": list(test.citations),
        }
        for test in claim.tests
    ]


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
