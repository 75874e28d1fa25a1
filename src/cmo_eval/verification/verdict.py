"""The rule table V1-V10: which verdict the evidence lets a person take. It proposes; a person decides.

This is weighing, not arithmetic: many voices in favour do not undo refutation from several kinds of source, and
whoever judges without having seen anything adds nothing. Each evaluation sets its own thresholds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from cmo_eval.model import Claim, Verdict, VerdictPolicy
from cmo_eval.model.base import last_day
from cmo_eval.verification.evidence import EvidenceTable, Side
from cmo_eval.wording import Phrase, counted, phrase


@dataclass(frozen=True)
class Step:
    """What one rule saw: its name, whether it decided, and why or why not."""

    rule: str
    decided: bool
    why: Phrase


@dataclass(frozen=True)
class Proposal:
    """The verdict that the evidence carries, the rule that gave it, and the way there.

    `missing` says what would have to be there for a verdict; `becomes` names the claim of `transformed`;
    `separates` the dimension (group, case or pattern) of a V6 `nuanced`; `change` what would change the proposal.
    """

    verdict: Verdict
    rule: str
    reason: Phrase
    missing: tuple[Phrase, ...] = ()
    becomes: str | None = None
    separates: str | None = None
    change: Phrase | None = None
    trail: tuple[Step, ...] = ()


@dataclass(frozen=True)
class _Question:
    claim: Claim
    evidence: EvidenceTable
    policy: VerdictPolicy


@dataclass(frozen=True)
class _Answer:
    """A rule's answer: why; and where it decides, the verdict with what belongs to it."""

    why: Phrase
    verdict: Verdict | None = None
    missing: tuple[Phrase, ...] = field(default=())
    becomes: str | None = None
    separates: str | None = None
    change: Phrase | None = None


def propose(claim: Claim, evidence: EvidenceTable, policy: VerdictPolicy) -> Proposal:
    """The proposal of the first rule that matches.

    Shuffling the evidence, or coding a fragment twice, leaves the result as it is.
    """
    question = _Question(claim, evidence, policy)
    trail: list[Step] = []
    for name, rule in _rules():
        answer = rule(question)
        decided = answer.verdict is not None
        trail.append(Step(name, decided, answer.why))
        if answer.verdict is not None:
            return Proposal(
                answer.verdict,
                name,
                answer.why,
                answer.missing,
                answer.becomes,
                answer.separates,
                answer.change,
                tuple(trail),
            )
    raise AssertionError("V10 matches whatever the others leave")


def _rules() -> Iterator[tuple[str, Callable[[_Question], _Answer]]]:
    yield "V1", _criteria
    yield "V2", _failed_hoop
    yield "V3", _thin
    yield "V4", _other_claim
    yield "V5", _refuted
    yield "V6", _split
    yield "V7", _support_with_more
    yield "V8", _nuance_alone
    yield "V9", _support_alone
    yield "V10", _rest


def _criteria(question: _Question) -> _Answer:
    unmet = question.claim.unmet_criteria
    if not unmet:
        return _Answer(phrase("v1.met"))
    names = [phrase(f"criterion.{name}") for name in unmet]
    return _Answer(
        phrase("v1.unmet", criteria=names),
        "undecided",
        missing=tuple(phrase("missing.criterion", criterion=name) for name in names),
    )


def _failed_hoop(question: _Question) -> _Answer:
    failed = [
        test
        for test in question.claim.tests
        if test.kind == "hoop"
        and test.result == "failed"
        and test.declared is not None
        and (test.date is None or test.declared <= last_day(test.date))
    ]
    if not failed:
        return _Answer(phrase("v2.none"))
    names = [test.id for test in failed]
    if not question.evidence.refutes.first_hand:
        return _Answer(phrase("v2.no_refuter", tests=names))
    return _Answer(phrase("v2.failed", tests=names), "rejected", change=phrase("v2.change", tests=names))


def _thin(question: _Question) -> _Answer:
    heard, policy = question.evidence.all, question.policy
    shortfalls = tuple(
        phrase("missing.count", have=have, least=counted(least, noun))
        for have, least, noun in (
            (len(heard.voices), policy.min_sources, "voice"),
            (len(heard.kinds), policy.min_kinds, "kind"),
            (len(heard.groups), policy.min_groups, "group"),
        )
        if have < least
    )
    if not shortfalls:
        return _Answer(phrase("v3.enough", heard=_heard(heard)))
    return _Answer(phrase("v3.thin", missing=list(shortfalls)), "undecided", missing=shortfalls)


def _other_claim(question: _Question) -> _Answer:
    suggestions, support = question.evidence.suggests, question.evidence.supports
    if not suggestions:
        return _Answer(phrase("v4.none"))
    strong = {
        other: side
        for other, side in suggestions.items()
        if side.triangulated and len(side.voices) >= len(support.voices)
    }
    if not strong:
        return _Answer(phrase("v4.weak", others=list(suggestions), support=counted(len(support.voices), "voice")))
    most = max(len(side.voices) for side in strong.values())
    first = [other for other, side in strong.items() if len(side.voices) == most]
    if len(first) > 1:
        return _Answer(
            phrase("v4.tie", others=first, voices=counted(most, "voice")),
            "undecided",
            missing=(phrase("missing.choose_other", others=first),),
        )
    return _Answer(
        phrase(
            "v4.transformed",
            other=first[0],
            heard=_heard(strong[first[0]]),
            support=counted(len(support.voices), "voice"),
        ),
        "transformed",
        becomes=first[0],
        change=phrase("v4.change", other=first[0]),
    )


def _refuted(question: _Question) -> _Answer:
    refutes, support = question.evidence.refutes, question.evidence.supports
    if not refutes.rows:
        return _Answer(phrase("v5.none"))
    if not refutes.triangulated:
        return _Answer(phrase("v5.not_triangulated", heard=_heard(refutes)))
    if not refutes.first_hand:
        return _Answer(phrase("v5.hearsay"))
    if len(refutes.voices) <= len(support.voices) or len(support.kinds) >= 2:
        return _Answer(phrase("v5.supported", refutes=_heard(refutes), supports=_heard(support)))
    support_heard = _heard(support) if support.rows else phrase("nobody")
    return _Answer(
        phrase("v5.rejected", refutes=_heard(refutes), supports=support_heard),
        "rejected",
        change=phrase("v5.change"),
    )


def _split(question: _Question) -> _Answer:
    support, refutes = question.evidence.supports, question.evidence.refutes
    if not (support.triangulated and refutes.triangulated):
        return _Answer(phrase("v6.one_sided"))
    for dimension in ("group", "case", "pattern"):
        ours = support.values_by_voice(dimension)
        theirs = refutes.values_by_voice(dimension)
        known = all(ours.values()) and all(theirs.values())
        left = frozenset().union(*ours.values())
        right = frozenset().union(*theirs.values())
        if known and not left & right:
            return _Answer(
                phrase(
                    "v6.separated",
                    dimension=phrase(f"dimension.{dimension}"),
                    ours=sorted(left),
                    theirs=sorted(right),
                ),
                "nuanced",
                separates=dimension,
                change=phrase("v6.change", dimension=phrase(f"dimension.{dimension}")),
            )
    return _Answer(
        phrase("v6.split", supports=_heard(support), refutes=_heard(refutes)),
        "undecided",
        missing=(phrase("missing.explain_split"),),
    )


def _support_with_more(question: _Question) -> _Answer:
    evidence = question.evidence
    support, nuances = evidence.supports, evidence.nuances
    if not support.rows:
        return _Answer(phrase("v7.no_support"))
    if not (nuances.rows or evidence.refutes.rows or evidence.suggests):
        return _Answer(phrase("v7.only_support"))
    together = Side(support.rows + nuances.rows)
    carried = support.triangulated or (len(together.voices) >= question.policy.min_sources and len(together.kinds) >= 2)
    if not carried:
        return _Answer(phrase("v7.weak", supports=_heard(support), together=_heard(together)))
    against = [
        phrase("v7.beside", stance=phrase(f"noun.{stance}"), voices=counted(len(voices), "voice"))
        for stance, voices in (
            ("nuances", nuances.voices),
            ("refutes", evidence.refutes.voices),
            ("suggests", tuple({voice for side in evidence.suggests.values() for voice in side.voices})),
        )
        if voices
    ]
    return _Answer(
        phrase("v7.nuanced", supports=_heard(support), against=against),
        "nuanced",
        change=phrase("v7.change"),
    )


def _nuance_alone(question: _Question) -> _Answer:
    evidence = question.evidence
    nuances = evidence.nuances
    if not nuances.rows or len(nuances.rows) != len(evidence.rows):
        return _Answer(phrase("v8.not_alone"))
    if not nuances.triangulated:
        return _Answer(phrase("v8.not_triangulated", heard=_heard(nuances)))
    return _Answer(phrase("v8.nuanced", heard=_heard(nuances)), "nuanced", change=phrase("v8.change"))


def _support_alone(question: _Question) -> _Answer:
    support, policy = question.evidence.supports, question.policy
    if not support.rows or len(support.rows) != len(question.evidence.rows):
        return _Answer(phrase("v9.not_alone"))
    searched = question.claim.disconfirming_search is not None or not policy.require_disconfirming_search
    if not searched:
        return _Answer(phrase("v9.no_search", heard=_heard(support)), "undecided", missing=(phrase("missing.search"),))
    return _Answer(phrase("v9.holds", heard=_heard(support)), "holds", change=phrase("v9.change"))


def _rest(question: _Question) -> _Answer:
    evidence = question.evidence
    missing = phrase("missing.more_support" if evidence.supports.rows else "missing.any_support")
    return _Answer(phrase("v10", heard=_heard(evidence.all)), "undecided", missing=(missing,))


def _heard(side: Side) -> Phrase:
    return phrase(
        "heard",
        voices=counted(len(side.voices), "voice"),
        kinds=counted(len(side.kinds), "kind"),
        groups=counted(len(side.groups), "group"),
    )
