"""What changed between two states of an evaluation: for a terminal, as Markdown and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cmo_eval.analysis.difference import ClaimDifference, ConditionChange, Difference
from cmo_eval.analysis.proposal import Proposal
from cmo_eval.analysis.verification import ClaimResult
from cmo_eval.deferred import expression
from cmo_eval.messages import counted, label, phrase, say
from cmo_eval.model import Decision
from cmo_eval.output.plain import fields, filled, json_text, visible

Section = tuple[str, tuple[str, ...]]
"""A heading, and lines that are not yet broken."""


def difference_text(difference: Difference, before: str, after: str, *, width: int = 80, colour: bool = False) -> str:
    """Both states by name, then a block for each claim that changed.

    Args:
        difference: what changed.
        before: how the first state is called.
        after: how the second is called.
        width: columns.
        colour: with ANSI styles.
    """
    said = say(phrase("difference.between", before=before, after=after))
    lines = [line for text in (said, *policy_lines(difference)) for line in _broken(text, "", width)]
    for claim in difference.claims:
        title = _broken(f"{claim.id} {claim.title}", "", width)
        lines += ["", *(f"\x1b[1m{line}\x1b[0m" if colour else line for line in title)]
        for heading, parts in sections(claim):
            if len(parts) == 1:
                lines += _broken(f"{heading}: {parts[0]}", "  ", width)
            else:
                lines.append(f"  {heading}:")
                lines += [line for part in parts for line in _broken(part, "    ", width)]
    return "\n".join([*lines, "", *_broken(summary(difference), "", width)]) + "\n"


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
        weighed = say(phrase("difference.weighed", before=claim.before.version, after=claim.after.version), language)
        yield label("difference.version", language), (weighed + _otherwise(claim.version_without, language),)
    wording = (
        say(phrase(f"difference.version.{one.kind}", n=one.version), language)
        + f": {visible(one.after or one.before or '')}"
        for one in claim.versions
    )
    evidence = (visible(say(one.phrase(), language)) + _otherwise(one.without, language) for one in claim.evidence)
    conditions = (_condition(one, language) + _otherwise(one.without, language) for one in claim.conditions)
    together = [label("difference.together", language)] if claim.together else []
    for heading, lines in (
        ("wording", wording),
        ("evidence", evidence),
        ("conditions", conditions),
        ("together", together),
        ("decisions", _decisions(claim, language)),
    ):
        if parts := tuple(lines):
            yield label(f"difference.heading.{heading}", language), parts


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
        said = phrase("difference.arrow", before=was, after=now)
        if was == now:
            said = phrase("difference.same", proposal=now)
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
        label("difference.value.none", language)
        if value is None
        else label(f"difference.value.{value}", language)
        if value in ("met", "unmet")
        else say(value, language)
        for value in (change.before, change.after)
    )
    return f"{head}: {say(phrase('difference.arrow', before=was, after=now), language)}"


def _otherwise(proposal: Proposal | None, language: str) -> str:
    if proposal is None:
        return ""
    return " " + say(phrase("difference.without", proposal=verdict(proposal, language)), language)


def _broken(text: str, indent: str, width: int) -> list[str]:
    return filled(text, width, indent, f"{indent}  ")


_SPECIAL = expression(r"([\\`*_\[\]#|])")


def difference_markdown(difference: Difference, before: str, after: str) -> str:
    """A heading with both states, then a part for each claim that changed, its changes as a list."""
    said = phrase("difference.between", before=before, after=after).say()
    lines = [f"# {_markdown(said)}", "", _markdown(summary(difference))]
    policy = [f"- {_markdown(line)}" for line in policy_lines(difference)]
    lines += ["", *policy] if policy else []
    for claim in difference.claims:
        lines += ["", f"## {_markdown(f'{claim.id} {claim.title}')}", ""]
        for heading, parts in sections(claim):
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
    return json_text(
        {
            "version": 1,
            "evaluation": difference.evaluation,
            "from": before,
            "to": after,
            "policy": [_condition_data(change) for change in difference.policy],
            "same": difference.same,
            "claims": [_claim_data(claim) for claim in difference.claims],
        }
    )


def _claim_data(claim: ClaimDifference) -> dict[str, Any]:
    return {
        **fields(claim, "id", "title"),
        "before": _state_data(claim.before),
        "after": _state_data(claim.after),
        **fields(claim, "proposal_changed", "versions"),
        "evidence": [
            {
                "change": change.kind,
                **fields(change, "citation", "before", "after", "why"),
                "without_it": _proposal_data(change.without),
            }
            for change in claim.evidence
        ],
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


def _condition_data(change: ConditionChange) -> dict[str, Any]:
    return {**fields(change, "what", "before", "after"), "without_it": _proposal_data(change.without)}


def _state_data(result: ClaimResult | None) -> dict[str, Any] | None:
    if result is None:
        return None
    return {
        "claim_version": result.version,
        "proposal": fields(result.proposal, "verdict", "rule", "becomes", "reason"),
        "decision": _decision_data(result.decision),
        **fields(result, "agrees", "stale"),
    }


def _proposal_data(proposal: Proposal | None) -> dict[str, Any] | None:
    return None if proposal is None else fields(proposal, "verdict", "rule", "becomes")


def _decision_data(decision: Decision | None) -> dict[str, Any] | None:
    if decision is None:
        return None
    return {
        **fields(decision, "verdict", "version", "by", "date", "second_reader", "becomes"),
        "reported_in": decision.reported_in and fields(decision.reported_in, "source", "section"),
    }
