"""How far a claim has come on its route, rung by rung, and the one next step; weighs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from cmo_eval.analysis.verification import BACKWARD_STEPS, ClaimResult, planned
from cmo_eval.deferred import dataclass
from cmo_eval.messages import Phrase, phrase

_ALWAYS = {"criteria", "decided"}
_STEPS = {"reassessed": "reassessment", "tested": "test"}
"""The step of an evaluation's design that a rung is on, where it has another name."""
Standing = Literal["reached", "not", "not_applicable"]
RungName = Literal["criteria", "key_actors", "focus_groups", "cases", "reassessed", "decided", "tested", "distance"]
"""The rungs, from the lowest to the highest."""


@dataclass(frozen=True)
class Rung:
    """One rung: whether it is reached, what is missing (or why it is not applicable), and what to do about it."""

    name: RungName
    standing: Standing
    missing: tuple[Phrase, ...] = ()
    step: Phrase | None = None


@dataclass(frozen=True)
class Ladder:
    """The rungs in their order."""

    rungs: tuple[Rung, ...]

    @property
    def next_step(self) -> Phrase | None:
        """What to do about the first rung that is not reached; None where all are."""
        return next((rung.step for rung in self.rungs if rung.standing == "not"), None)


def ladder(result: ClaimResult) -> Ladder:
    """The rungs of one claim, from its criteria up to the check at a distance, without those that nobody plans.

    The rungs are judged each by itself: one that is reached may stand above one that is not.
    """
    return Ladder(
        tuple(
            rung
            for rung in _rungs(result)
            if rung.name in _ALWAYS or planned(result.design, _STEPS.get(rung.name, rung.name))
        )
    )


def _rungs(result: ClaimResult) -> Iterator[Rung]:
    yield _criteria(result)
    yield _heard("key_actors", "key_actor" in {*result.origin_kinds, *_kinds(result)})
    yield _heard("focus_groups", "focus_group" in _kinds(result))
    yield _cases(result)
    yield _reassessed(result)
    yield _decided(result)
    yield from _checked(result)


def _kinds(result: ClaimResult) -> set[str]:
    """Kinds of source that spoke on the claim, in what is weighed."""
    return {row.kind for row in result.evidence.kept}


def _criteria(result: ClaimResult) -> Rung:
    unmet = result.claim.unmet_criteria
    if not unmet:
        return Rung("criteria", "reached")
    names = [phrase(f"criterion.{name}") for name in unmet]
    return Rung("criteria", "not", (phrase("v1.unmet", criteria=names),), phrase("next.criteria"))


def _heard(name: RungName, heard: bool) -> Rung:
    if heard:
        return Rung(name, "reached")
    return Rung(name, "not", (phrase(f"ladder.{name}"),), phrase(f"next.{name}"))


def _cases(result: ClaimResult) -> Rung:
    if any(row.case is not None for row in result.evidence.kept):
        return Rung("cases", "reached")
    if result.claim.kind != "issue" and all(row.stance == "supports" for row in result.evidence.kept):
        return Rung("cases", "not_applicable", (phrase("ladder.no_question"),))
    return Rung("cases", "not", (phrase("ladder.cases"),), phrase("next.cases"))


def _reassessed(result: ClaimResult) -> Rung:
    done = {check.step for check in result.claim.checks}
    absent = [step for step in BACKWARD_STEPS if step not in done]
    if not absent:
        return Rung("reassessed", "reached")
    missing = tuple(phrase(f"preliminary.{step}") for step in absent)
    return Rung("reassessed", "not", missing, phrase(f"next.{absent[0]}"))


def _decided(result: ClaimResult) -> Rung:
    decision = result.decision
    if decision is None:
        return Rung("decided", "not", (phrase("ladder.undecided"),), phrase("next.decide"))
    missing: list[Phrase] = []
    if decision.version != result.version:
        missing.append(phrase("ladder.other_version", version=decision.version))
    if result.stale:
        missing.append(phrase("ladder.stale"))
    if result.lacks:
        missing.append(phrase("ladder.lacks", lacks=list(result.lacks)))
    if not missing:
        return Rung("decided", "reached")
    step = phrase("next.complete") if result.lacks and not result.stale else phrase("next.decide_again")
    return Rung("decided", "not", tuple(missing), step)


def _checked(result: ClaimResult) -> Iterator[Rung]:
    """Tested by somebody who neither researched nor decided; at a distance stays a third."""
    claim, decision = result.claim, result.decision
    involved = {*(claim.route.researcher if claim.route else ()), decision.by if decision else None} - {None}
    rungs: tuple[tuple[RungName, str], ...] = (("tested", "test"), ("distance", "distance"))
    for name, step in rungs:
        by = [check.by for check in claim.checks if check.step == step]
        others = [who for who in by if who not in involved]
        if others:
            yield Rung(name, "reached")
        elif by:
            missing = phrase(f"ladder.{name}_same", by=list(dict.fromkeys(by)))
            yield Rung(name, "not", (missing,), phrase(f"next.{name}"))
        else:
            yield Rung(name, "not", (phrase(f"ladder.{name}"),), phrase(f"next.{name}"))
        involved |= set(others)
