"""What changed between two states of an evaluation, for a person: lines no wider than asked."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from cmo_eval.analysis.difference import ClaimDifference, ConditionChange, Difference
from cmo_eval.analysis.verdict import Proposal
from cmo_eval.messages import Phrase, counted, label, phrase
from cmo_eval.model import Decision
from cmo_eval.output.plain import visible

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
    lines = _broken(_say(phrase("difference.between", before=before, after=after), language), "", width)
    for line in policy_lines(difference, language):
        lines += _broken(line, "", width)
    for claim in difference.claims:
        title = _broken(f"{claim.id} {visible(claim.title)}", "", width)
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
        return _say(phrase("difference.nothing"), language)
    proposals = sum(claim.proposal_changed for claim in difference.claims)
    every = counted(number + difference.same, "claim")
    return _say(phrase("difference.summary", n=number, all=every, proposals=proposals or phrase("none")), language)


def policy_lines(difference: Difference, language: str = "en") -> Iterator[str]:
    """Thresholds that changed, a line each."""
    for change in difference.policy:
        yield f"{_words('difference.policy', language)}: {_condition(change, language)}"


def sections(claim: ClaimDifference, language: str = "en") -> Iterator[Section]:
    """What changed about one claim, under headings."""
    yield from _proposal(claim, language)
    if claim.before is not None and claim.after is not None and claim.weighed_changed:
        weighed = phrase("difference.weighed", before=claim.before.version, after=claim.after.version)
        yield (
            _words("difference.version", language),
            (_say(weighed, language) + _otherwise(claim.version_without, language),),
        )
    wording = tuple(
        _say(phrase(f"difference.version.{one.kind}", n=one.version), language)
        + ": "
        + visible(one.after or one.before or "")
        for one in claim.versions
    )
    evidence = tuple(
        visible(_say(one.phrase(), language)) + _otherwise(one.without, language) for one in claim.evidence
    )
    conditions = tuple(_condition(one, language) + _otherwise(one.without, language) for one in claim.conditions)
    for heading, lines in (("wording", wording), ("evidence", evidence), ("conditions", conditions)):
        if lines:
            yield _words(f"difference.heading.{heading}", language), lines
    if claim.together:
        yield _words("difference.heading.together", language), (_words("difference.together", language),)
    decisions = tuple(_decisions(claim, language))
    if decisions:
        yield _words("difference.heading.decisions", language), decisions


def verdict(proposal: Proposal, language: str = "en") -> str:
    """A proposal as a verdict with its rule."""
    return f"{_verdict(proposal, language)} ({proposal.rule})"


def _proposal(claim: ClaimDifference, language: str) -> Iterator[Section]:
    heading = _words("difference.heading.proposal", language)
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
    yield heading, (_say(said, language),)
    if new is not None and old is not None and claim.proposal_changed:
        yield _words("difference.heading.why", language), (visible(_say(new.proposal.reason, language)),)


def _decisions(claim: ClaimDifference, language: str) -> Iterator[str]:
    for one in claim.decisions:
        was, now = (_decision(decision, language) for decision in (one.before, one.after))
        said = phrase("difference.arrow", before=was, after=now) if was and now and was != now else now or was
        yield f"{_say(phrase(f'difference.decision.{one.kind}', n=one.number), language)}: {_say(said, language)}"
    old, new = claim.before, claim.after
    if new is None or new.decision is None:
        return
    if bool(new.stale) != bool(old and old.stale):
        yield _words("difference.stale" if new.stale else "difference.not_stale", language)
    if old is not None and new.agrees is not None and old.agrees is not None and new.agrees != old.agrees:
        yield _words("difference.agrees" if new.agrees else "difference.differs", language)


def _decision(decision: Decision | None, language: str) -> str:
    if decision is None:
        return ""
    who = " ".join(filter(None, (decision.by, decision.date)))
    if decision.reported_in is not None:
        who = " ".join(filter(None, (decision.reported_in.source, decision.reported_in.section)))
    return visible(_verdict(decision, language) + (f" ({who})" if who else ""))


def _verdict(one: Proposal | Decision, language: str) -> str:
    words = label(one.verdict, language)
    return _say(phrase("difference.into", verdict=words, other=one.becomes), language) if one.becomes else words


def _condition(change: ConditionChange, language: str) -> str:
    family, _, name = change.what.partition(".")
    what = _words(f"criterion.{name}", language) if family == "criterion" else name
    head = _say(phrase(f"difference.condition.{family}", what=what), language)
    was, now = (
        label(f"difference.value.{value}" if value in {"met", "unmet", "logged"} else value, language)
        if value is not None
        else _words("difference.value.none", language)
        for value in (change.before, change.after)
    )
    return f"{head}: {_say(phrase('difference.arrow', before=was, after=now), language)}"


def _otherwise(proposal: Proposal | None, language: str) -> str:
    if proposal is None:
        return ""
    return " " + _say(phrase("difference.without", proposal=verdict(proposal, language)), language)


def _say(what: Phrase | str, language: str) -> str:
    return what.say(language) if isinstance(what, Phrase) else what


def _words(key: str, language: str) -> str:
    return label(key, language)


def _broken(text: str, indent: str, width: int) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=f"{indent}  ",
        break_on_hyphens=False,
    )
