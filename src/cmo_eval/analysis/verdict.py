"""The rule table V1-V10: which verdict the evidence lets a person take. It proposes; a person decides.

This is weighing, not arithmetic: many voices in favour do not undo refutation from several kinds of source, and
whoever judges without having seen anything adds nothing. Each evaluation sets its own thresholds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

from cmo_eval.analysis.evidence import EvidenceTable, Side
from cmo_eval.messages import Phrase, counted, phrase
from cmo_eval.model import Claim, Verdict, VerdictPolicy
from cmo_eval.model.base import last_day
from cmo_eval.store.repository import natural

Dimension = Literal["group", "case", "pattern"]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)


@dataclass(frozen=True)
class Separation:
    """How support and refutation lie along one dimension.

    `supports` and `refutes` have by value the voices that have it; a voice may have several values. `without` names
    the voices that have none. Values and voices stand in natural order.
    """

    dimension: Dimension
    supports: Mapping[str, tuple[str, ...]]
    refutes: Mapping[str, tuple[str, ...]]
    without: tuple[str, ...] = ()

    @property
    def shared(self) -> tuple[str, ...]:
        """The values that occur on both sides."""
        return tuple(value for value in self.supports if value in self.refutes)

    @property
    def separates(self) -> bool:
        """Whether every voice has a value, and none occurs on both sides."""
        return not self.without and not self.shared


def separations(evidence: EvidenceTable) -> tuple[Separation, ...]:
    """The two sides along each dimension, in the order in which V6 tries them."""
    return tuple(_along(evidence, dimension) for dimension in DIMENSIONS)


def _along(evidence: EvidenceTable, dimension: Dimension) -> Separation:
    sides = (evidence.supports, evidence.refutes)
    ours, theirs = (_by_value(side, dimension) for side in sides)
    without: set[str] = set()
    for side, known in zip(sides, (ours, theirs), strict=True):
        without |= set(side.voices).difference(*known.values())
    return Separation(dimension, ours, theirs, tuple(sorted(without, key=natural)))


def _by_value(side: Side, dimension: Dimension) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for row in side.rows:
        value = getattr(row, dimension)
        if value is not None:
            found.setdefault(value, set()).add(row.voice)
    return {value: tuple(sorted(found[value], key=natural)) for value in sorted(found, key=natural)}


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
    Where V6 decided, `sides` says who stands where along each dimension.
    """

    verdict: Verdict
    reason: Phrase
    missing: tuple[Phrase, ...] = ()
    becomes: str | None = None
    separates: str | None = None
    change: Phrase | None = None
    sides: tuple[Separation, ...] = ()
    rule: str = ""
    trail: tuple[Step, ...] = ()


@dataclass(frozen=True)
class _Question:
    claim: Claim
    evidence: EvidenceTable
    policy: VerdictPolicy


_Answer = Proposal | Phrase
"""What a rule answers: a proposal where it decides, else why it does not."""


def differs(one: Proposal, other: Proposal) -> bool:
    """Whether two proposals are different verdicts, or transform into different claims, for whatever reason."""
    return (one.verdict, one.becomes) != (other.verdict, other.becomes)


def propose(claim: Claim, evidence: EvidenceTable, policy: VerdictPolicy) -> Proposal:
    """The proposal of the first rule that matches.

    Shuffling the evidence, or coding a fragment twice, leaves the result as it is.
    """
    question = _Question(claim, evidence, policy)
    trail: list[Step] = []
    for name, rule in _RULES.items():
        answer = rule(question)
        if isinstance(answer, Proposal):
            return replace(answer, rule=name, trail=(*trail, Step(name, decided=True, why=answer.reason)))
        trail.append(Step(name, decided=False, why=answer))
    raise AssertionError("V10 matches whatever the others leave")


def explained() -> Mapping[str, str]:
    """What each rule does, by its name: a title, an empty line and some text."""
    from inspect import cleandoc  # noqa: PLC0415 - slow, and only those who ask need it

    return {"V0": _V0} | {name: cleandoc(rule.__doc__ or "") for name, rule in _RULES.items()}


_V0 = """What is weighed.

Left out, before any rule looks, is what is withdrawn, disputed, below `min_quality`, about another version of the
claim, and support from the claim's own origin, which voiced the hypothesis. What one voice says counts once for each
stance, at its best quality."""


def _criteria(question: _Question) -> _Answer:
    """The four criteria.

    A claim must be researchable, refutable, relevant and addressed to a group. Where one is unmet or not judged, the
    proposal is *undecided* and names it: no evidence repairs a claim that cannot be looked into.
    """
    unmet = question.claim.unmet_criteria
    if not unmet:
        return phrase("v1.met")
    names = [phrase(f"criterion.{name}") for name in unmet]
    return Proposal(
        "undecided",
        phrase("v1.unmet", criteria=names),
        missing=tuple(phrase("missing.criterion", criterion=name) for name in names),
    )


def _failed_hoop(question: _Question) -> _Answer:
    """A failed hoop test.

    A hoop test is one that the claim must pass (`tests`, kind `hoop`). If it was declared before its result and failed,
    and somebody who refutes the claim saw it first hand, the proposal is *rejected*.
    """
    failed = [
        test
        for test in question.claim.tests
        if test.kind == "hoop"
        and test.result == "failed"
        and test.declared is not None
        and (test.date is None or test.declared <= last_day(test.date))
    ]
    if not failed:
        return phrase("v2.none")
    names = [test.id for test in failed]
    if not question.evidence.refutes.first_hand:
        return phrase("v2.no_refuter", tests=names)
    return Proposal("rejected", phrase("v2.failed", tests=names), change=phrase("v2.change", tests=names))


def _thin(question: _Question) -> _Answer:
    """Enough was heard.

    With fewer voices, kinds of source or address groups than `min_sources`, `min_kinds` and `min_groups`, on whichever
    side, the proposal is *undecided* and says how many are missing. Sources of one case are one voice.
    """
    heard, policy = question.evidence.all.heard, question.policy
    short = [
        (have, least, noun)
        for have, least, noun in (
            (heard.voices, policy.min_sources, "voice"),
            (heard.kinds, policy.min_kinds, "kind"),
            (heard.groups, policy.min_groups, "group"),
        )
        if have < least
    ]
    if not short:
        return phrase("v3.enough", heard=_heard(question.evidence.all))
    return Proposal(
        "undecided",
        phrase("v3.thin", missing=[_of(have, least, noun) for have, least, noun in short]),
        missing=tuple(_more(have, least, noun) for have, least, noun in short),
    )


def _of(have: int, least: int, noun: str) -> Phrase:
    return phrase("missing.count", have=have, least=counted(least, noun))


def _more(have: int, least: int, noun: str) -> Phrase:
    more = least - have
    return phrase("missing.more", n=more, noun=phrase(noun if more == 1 else f"{noun}.many"), have=have, least=least)


def _other_claim(question: _Question) -> _Answer:
    """Another claim instead.

    Where at least two voices of at least two kinds of source suggest the same other claim (`suggests`), and they are at
    least as many as the voices that support this one, the proposal is *transformed* into it; if two other claims have
    equally many voices, *undecided*.
    """
    suggestions, support = question.evidence.suggests, question.evidence.supports
    if not suggestions:
        return phrase("v4.none")
    strong = {
        other: side
        for other, side in suggestions.items()
        if side.triangulated and side.heard.voices >= support.heard.voices
    }
    if not strong:
        return phrase("v4.weak", others=list(suggestions), support=counted(support.heard.voices, "voice"))
    most = max(side.heard.voices for side in strong.values())
    first = [other for other, side in strong.items() if side.heard.voices == most]
    if len(first) > 1:
        return Proposal(
            "undecided",
            phrase("v4.tie", others=first, voices=counted(most, "voice")),
            missing=(phrase("missing.choose_other", others=first),),
        )
    return Proposal(
        "transformed",
        phrase(
            "v4.transformed",
            other=first[0],
            heard=_heard(strong[first[0]]),
            support=counted(support.heard.voices, "voice"),
        ),
        becomes=first[0],
        change=phrase("v4.change", other=first[0]),
    )


def _refuted(question: _Question) -> _Answer:
    """Refutation that outweighs support.

    Where at least two voices of at least two kinds of source refute the claim, one of them at first hand, and they are
    more than the voices that support it, and support comes from one kind of source at most, the proposal is
    *rejected*.
    """
    refutes, support = question.evidence.refutes, question.evidence.supports
    if not refutes.rows:
        return phrase("v5.none")
    if not refutes.triangulated:
        return phrase("v5.not_triangulated", heard=_heard(refutes))
    if not refutes.first_hand:
        return phrase("v5.hearsay")
    if refutes.heard.voices <= support.heard.voices or support.heard.kinds >= 2:
        return phrase("v5.supported", refutes=_within(refutes), supports=_within(support))
    support_heard = _heard(support) if support.rows else phrase("nobody")
    return Proposal(
        "rejected", phrase("v5.rejected", refutes=_heard(refutes), supports=support_heard), change=phrase("v5.change")
    )


def _split(question: _Question) -> _Answer:
    """Two sides.

    Where support and refutation both come from at least two voices of at least two kinds of source, it depends on what
    separates the two: the address group, the case or the pattern named. If every voice has a value and none occurs on
    both sides, the proposal is *nuanced*: true for some, untrue for others. Else it is *undecided*: somebody has to
    explain the split. `cmo-eval verify CLAIM --explain` shows who stands where.
    """
    support, refutes = question.evidence.supports, question.evidence.refutes
    if not refutes.rows:
        return phrase("v5.none")
    if not support.rows:
        return phrase("v7.no_support")
    thin = [
        phrase("v6.side", side=phrase(f"noun.{stance}"), heard=_within(side))
        for stance, side in (("supports", support), ("refutes", refutes))
        if not side.triangulated
    ]
    if thin:
        return phrase("v6.thin", sides=thin)
    sides = separations(question.evidence)
    apart = next((one for one in sides if one.separates), None)
    if apart is None:
        return Proposal(
            "undecided",
            phrase("v6.split", supports=_within(support), refutes=_within(refutes)),
            missing=(phrase("missing.explain_split"),),
            sides=sides,
        )
    dimension = phrase(f"dimension.{apart.dimension}")
    return Proposal(
        "nuanced",
        phrase("v6.separated", dimension=dimension, ours=list(apart.supports), theirs=list(apart.refutes)),
        separates=apart.dimension,
        change=phrase("v6.change", dimension=dimension),
        sides=sides,
    )


def _support_with_more(question: _Question) -> _Answer:
    """Support beside something else.

    Where there is support, and nuance, refutation or a suggestion of another claim beside it, the proposal is *nuanced*
    if support comes from at least two voices of at least two kinds of source, or if support and nuance together come
    from `min_sources` voices of two kinds.
    """
    evidence = question.evidence
    support, nuances = evidence.supports, evidence.nuances
    if not support.rows:
        return phrase("v7.no_support")
    if not (nuances.rows or evidence.refutes.rows or evidence.suggests):
        return phrase("v7.only_support")
    together = Side([*support.rows, *nuances.rows])
    enough = together.heard.voices >= question.policy.min_sources and together.heard.kinds >= 2
    carried = support.triangulated or enough
    if not carried:
        return phrase("v7.weak", supports=_within(support), together=_within(together))
    against = [
        phrase("v7.beside", stance=phrase(f"noun.{stance}"), voices=counted(side.heard.voices, "voice"))
        for stance, side in [*evidence.sides.items()][1:]
        if side.rows
    ]
    return Proposal(
        "nuanced", phrase("v7.nuanced", supports=_heard(support), against=against), change=phrase("v7.change")
    )


def _nuance_alone(question: _Question) -> _Answer:
    """Only nuance.

    Where all that was heard nuances the claim, from at least two voices of at least two kinds of source, the proposal
    is *nuanced*.
    """
    evidence = question.evidence
    nuances = evidence.nuances
    if not nuances.rows:
        return phrase("v8.none")
    if len(nuances.rows) != len(evidence.kept):
        return phrase("v8.not_alone")
    if not nuances.triangulated:
        return phrase("v8.not_triangulated", heard=_heard(nuances))
    return Proposal("nuanced", phrase("v8.nuanced", heard=_heard(nuances)), change=phrase("v8.change"))


def _support_alone(question: _Question) -> _Answer:
    """Only support.

    Where all that was heard supports the claim (and V3 found enough of it), the proposal is *holds*, if a search for
    counter-evidence is logged (`disconfirming_search`). Without one it is *undecided*: nobody has looked. The policy
    `require_disconfirming_search: false` lets go of that.
    """
    support, policy = question.evidence.supports, question.policy
    if not support.rows:
        return phrase("v7.no_support")
    if len(support.rows) != len(question.evidence.kept):
        return phrase("v9.not_alone")
    searched = question.claim.disconfirming_search is not None or not policy.require_disconfirming_search
    if not searched:
        return Proposal("undecided", phrase("v9.no_search", heard=_heard(support)), missing=(phrase("missing.search"),))
    return Proposal("holds", phrase("v9.holds", heard=_heard(support)), change=phrase("v9.change"))


def _rest(question: _Question) -> _Answer:
    """Whatever is left.

    No rule above fits, so no side carries a verdict: the proposal is *undecided*.
    """
    evidence = question.evidence
    missing = phrase("missing.more_support" if evidence.supports.rows else "missing.any_support")
    sides = [
        phrase(
            "v10.side",
            stance=phrase(f"noun.{stance}"),
            voices=counted(side.heard.voices, "voice"),
            kinds=counted(side.heard.kinds, "kind"),
        )
        for stance, side in evidence.sides.items()
        if side.rows
    ]
    return Proposal("undecided", phrase("v10", sides=sides or [phrase("nobody")]), missing=(missing,))


_RULES: Mapping[str, Callable[[_Question], _Answer]] = {
    "V1": _criteria,
    "V2": _failed_hoop,
    "V3": _thin,
    "V4": _other_claim,
    "V5": _refuted,
    "V6": _split,
    "V7": _support_with_more,
    "V8": _nuance_alone,
    "V9": _support_alone,
    "V10": _rest,
}
"""The rules by name, in the order in which they are asked; what each does is its docstring."""


def _heard(side: Side) -> Phrase:
    return phrase(
        "heard",
        voices=counted(side.heard.voices, "voice"),
        kinds=counted(side.heard.kinds, "kind"),
        groups=counted(side.heard.groups, "group"),
    )


def _within(side: Side) -> Phrase:
    """The same, to stand between brackets."""
    return Phrase("heard.within", _heard(side).values)
