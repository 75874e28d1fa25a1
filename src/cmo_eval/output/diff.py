"""What changed between two states of an evaluation: for a terminal, as Markdown and as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from cmo_eval.analysis.difference import ClaimDifference, ConditionChange, Difference, EvidenceChange, Piece
from cmo_eval.analysis.verdict import Proposal
from cmo_eval.analysis.verification import ClaimResult
from cmo_eval.messages import counted, label, phrase, say
from cmo_eval.model import Decision
from cmo_eval.output.plain import filled, visible

Section = tuple[str, tuple[str, ...]]
"""A heading, and lines that are not yet broken."""


def difference_text(
    difference: Difference, before: str, after: str, *, width: int = 80, colour: bool = False, language: str = "en"
) -> str:
    """Both states by name, then a block for each claim that changed.

    Args:
        difference: what changed.
        before: how the first state is called.
        after: how the second is called.
        width: columns.
        colour: with ANSI styles.
        language: of everything but users' own words.
    """
    lines = _broken(say(phrase("difference.between", before=before, after=after), language), "", width)
    for line in policy_lines(difference, language):
        lines += _broken(line, "", width)
    for claim in difference.claims:
        title = _broken(f"{claim.id} {claim.title}", "", width)
        lines += ["", *(f"\x1b[1m{line}\x1b[0m" if colour else line for line in title)]
        for heading, parts in sections(claim, language):
            if len(parts) == 1:
                lines += _broken(f"{heading}: {parts[0]}", "  ", width)
            else:
                lines.append(f"  {heading}:")
                for part in parts:
                    lines += _broken(part, "    ", width)
    return "\n".join([*lines, "", *_broken(summary(difference, language), "", width)]) + "\n"


def summary(difference: Difference, language: str = "en") -> str:
    """How many claims changed, and how many proposals among them."""
    number = len(difference.claims)
    if not number:
        return say(phrase("difference.nothing"), language)
    proposals = sum(claim.proposal_changed for claim in difference.claims)
    every = counted(number + difference.same, "claim")
    return say(phrase("difference.summary", n=number, all=every, proposals=proposals or phrase("none")), language)


def policy_lines(difference: Difference, language: str = "en") -> Iterator[str]:
    """Thresholds that changed, a line each."""
    for change in difference.policy:
        yield f"{label('difference.policy', language)}: {_condition(change, language)}"


def sections(claim: ClaimDifference, language: str = "en") -> Iterator[Section]:
    """What changed about one claim, under headings."""
    yield from _proposal(claim, language)
    if claim.before is not None and claim.after is not None and claim.weighed_changed:
        weighed = phrase("difference.weighed", before=claim.before.version, after=claim.after.version)
        yield (
            label("difference.version", language),
            (say(weighed, language) + _otherwise(claim.version_without, language),),
        )
    wording = tuple(
        say(phrase(f"difference.version.{one.kind}", n=one.version), language)
        + ": "
        + visible(one.after or one.before or "")
        for one in claim.versions
    )
    evidence = tuple(visible(say(one.phrase(), language)) + _otherwise(one.without, language) for one in claim.evidence)
    conditions = tuple(_condition(one, language) + _otherwise(one.without, language) for one in claim.conditions)
    for heading, lines in (("wording", wording), ("evidence", evidence), ("conditions", conditions)):
        if lines:
            yield label(f"difference.heading.{heading}", language), lines
    if claim.together:
        yield label("difference.heading.together", language), (label("difference.together", language),)
    decisions = tuple(_decisions(claim, language))
    if decisions:
        yield label("difference.heading.decisions", language), decisions


def verdict(proposal: Proposal, language: str = "en") -> str:
    """A proposal as a verdict with its rule."""
    return f"{_verdict(proposal, language)} ({proposal.rule})"


def _proposal(claim: ClaimDifference, language: str) -> Iterator[Section]:
    heading = label("difference.heading.proposal", language)
    old, new = claim.before, claim.after
    if old is None and new is not None:
        said = phrase("difference.claim.added", proposal=verdict(new.proposal, language))
    elif new is None and old is not None:
        said = phrase("difference.claim.removed", proposal=verdict(old.proposal, language))
    elif old is not None and new is not None:
        was, now = (verdict(one.proposal, language) for one in (old, new))
        said = (
            phrase("difference.same", proposal=now) if was == now else phrase("difference.arrow", before=was, after=now)
        )
    else:
        return
    yield heading, (say(said, language),)
    if new is not None and old is not None and claim.proposal_changed:
        yield label("difference.heading.why", language), (visible(say(new.proposal.reason, language)),)


def _decisions(claim: ClaimDifference, language: str) -> Iterator[str]:
    for one in claim.decisions:
        was, now = (_decision(decision, language) for decision in (one.before, one.after))
        said = phrase("difference.arrow", before=was, after=now) if was and now and was != now else now or was
        yield f"{say(phrase(f'difference.decision.{one.kind}', n=one.number), language)}: {say(said, language)}"
    old, new = claim.before, claim.after
    if new is None or new.decision is None:
        return
    if bool(new.stale) != bool(old and old.stale):
        yield label("difference.stale" if new.stale else "difference.not_stale", language)
    if old is not None and new.agrees is not None and old.agrees is not None and new.agrees != old.agrees:
        yield label("difference.agrees" if new.agrees else "difference.differs", language)


def _decision(decision: Decision | None, language: str) -> str:
    if decision is None:
        return ""
    who = " ".join(filter(None, (decision.by, decision.date)))
    if decision.reported_in is not None:
        who = " ".join(filter(None, (decision.reported_in.source, decision.reported_in.section)))
    return visible(_verdict(decision, language) + (f" ({who})" if who else ""))


def _verdict(one: Proposal | Decision, language: str) -> str:
    words = label(one.verdict, language)
    return say(phrase("difference.into", verdict=words, other=one.becomes), language) if one.becomes else words


def _condition(change: ConditionChange, language: str) -> str:
    family, _, name = change.what.partition(".")
    what = label(f"criterion.{name}", language) if family == "criterion" else name
    head = say(phrase(f"difference.condition.{family}", what=what), language)
    was, now = (
        label(f"difference.value.{value}" if value in {"met", "unmet", "logged"} else value, language)
        if value is not None
        else label("difference.value.none", language)
        for value in (change.before, change.after)
    )
    return f"{head}: {say(phrase('difference.arrow', before=was, after=now), language)}"


def _otherwise(proposal: Proposal | None, language: str) -> str:
    if proposal is None:
        return ""
    return " " + say(phrase("difference.without", proposal=verdict(proposal, language)), language)


def _broken(text: str, indent: str, width: int) -> list[str]:
    return filled(text, width, indent, f"{indent}  ")


_SPECIAL = re.compile(r"([\\`*_\[\]#|])")


def difference_markdown(difference: Difference, before: str, after: str, *, language: str = "en") -> str:
    """A heading with both states, then a part for each claim that changed, its changes as a list."""
    said = phrase("difference.between", before=before, after=after).say(language)
    lines = [f"# {_markdown(said)}", "", _markdown(summary(difference, language))]
    policy = [f"- {_markdown(line)}" for line in policy_lines(difference, language)]
    lines += ["", *policy] if policy else []
    for claim in difference.claims:
        lines += ["", f"## {_markdown(f'{claim.id} {claim.title}')}", ""]
        for heading, parts in sections(claim, language):
            if len(parts) == 1:
                lines.append(f"- **{_markdown(heading)}**: {_markdown(parts[0])}")
            else:
                lines.append(f"- **{_markdown(heading)}**:")
                lines += [f"  - {_markdown(part)}" for part in parts]
    return "\n".join(lines) + "\n"


def _markdown(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split())).replace("<", "&lt;")


def difference_json(difference: Difference, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """The changes as JSON; `before` and `after` say which states these are, as plain data."""
    data = {
        "version": 1,
        "evaluation": difference.evaluation,
        "from": dict(before),
        "to": dict(after),
        "policy": [_condition_data(change) for change in difference.policy],
        "same": difference.same,
        "claims": [_claim_data(claim) for claim in difference.claims],
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


def _claim_data(claim: ClaimDifference) -> dict[str, Any]:
    return {
        "id": claim.id,
        "title": claim.title,
        "before": _state_data(claim.before),
        "after": _state_data(claim.after),
        "proposal_changed": claim.proposal_changed,
        "versions": [asdict(change) for change in claim.versions],
        "evidence": [_evidence_data(change) for change in claim.evidence],
        "conditions": [_condition_data(change) for change in claim.conditions],
        "version_without_it": _proposal_data(claim.version_without),
        "decisions": [
            {
                "change": change.kind,
                "number": change.number,
                "before": _decision_data(change.before),
                "after": _decision_data(change.after),
            }
            for change in claim.decisions
        ],
    }


def _state_data(result: ClaimResult | None) -> dict[str, Any] | None:
    if result is None:
        return None
    return {
        "claim_version": result.version,
        "proposal": {**(_proposal_data(result.proposal) or {}), "reason": result.proposal.reason.say()},
        "decision": _decision_data(result.decision),
        "agrees": result.agrees,
        "stale": result.stale,
    }


def _proposal_data(proposal: Proposal | None) -> dict[str, Any] | None:
    if proposal is None:
        return None
    return {"verdict": proposal.verdict, "rule": proposal.rule, "becomes": proposal.becomes}


def _decision_data(decision: Decision | None) -> dict[str, Any] | None:
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


def _evidence_data(change: EvidenceChange) -> dict[str, Any]:
    return {
        "change": change.kind,
        "citation": change.citation,
        "before": _piece_data(change.before),
        "after": _piece_data(change.after),
        "why": change.why,
        "without_it": _proposal_data(change.without),
    }


def _piece_data(piece: Piece | None) -> dict[str, Any] | None:
    return None if piece is None else asdict(piece)


def _condition_data(change: ConditionChange) -> dict[str, Any]:
    return {
        "what": change.what,
        "before": change.before,
        "after": change.after,
        "without_it": _proposal_data(change.without),
    }
