"""The rule table V1-V8: which verdict the evidence lets a person take. It proposes; a person decides.

This is weighing, not arithmetic: many voices in favour do not undo refutation from several kinds of source, and
whoever judges without having seen anything adds nothing. Each threshold is asked of one side, never of both together,
so that what weakens one side cannot help the other. Each evaluation sets its own thresholds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import reduce

from cmo_eval.analysis.evidence import Side
from cmo_eval.analysis.proposal import Proposal, Question, Step
from cmo_eval.analysis.remarks import remarks_on
from cmo_eval.analysis.sides import (
    GROUP,
    Short,
    firm,
    separation,
    separations,
    short_of_carried,
    short_of_enough,
)
from cmo_eval.messages import Phrase, counted, phrase
from cmo_eval.model.base import last_day

_Answer = Proposal | Phrase
"""What a rule answers: a proposal where it decides, else why it does not."""


def propose(question: Question) -> Proposal:
    """The proposal of the first rule that matches.

    Shuffling the evidence, or coding a fragment twice, leaves the result as it is. One more voice against never raises
    a proposal, and one more in support never lowers it (rejected < undecided < nuanced < holds), but for what another
    claim, a split or evidence about another version changes.
    """
    trail: list[Step] = []
    for name, rule in _RULES.items():
        answer = rule(question)
        if isinstance(answer, Proposal):
            trail.append(Step(name, decided=True, why=answer.reason))
            return _remarked(question, replace(answer, rule=name, trail=tuple(trail)))
        trail.append(Step(name, decided=False, why=answer))
    raise AssertionError("V8 matches whatever the others leave")


def explained() -> Mapping[str, str]:
    """What each rule does, by its name: a title, an empty line and some text."""
    from inspect import cleandoc  # noqa: PLC0415 - slow, and only those who ask need it

    return {"V0": _V0} | {name: cleandoc(rule.__doc__ or "") for name, rule in _RULES.items()}


_V0 = """What is weighed.

Left out, before any rule looks, is what is withdrawn, disputed, below `min_quality`, about another version of the
claim, support from the claim's own origin, which voiced the hypothesis, and what a report concludes where the decision
is our reading of that conclusion. A case in which the outcome was looked for and not found, while the pattern was at
work, refutes. Of a claim of kind `need` opinions count too, since what people say that they need is its subject; they
are not first hand. Of a claim that is judged by own goals, all support is left out that is no result of such a goal:
one that was reached supports the claim, one reached in part nuances it and one not reached refutes it, if it has a
yardstick and citations; all results of a case are its one voice. Then voices collapse: what one voice says counts once
on each side. A voice that supports and refutes is divided, and counts as nuance."""


def _criteria(question: Question) -> _Answer:
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


def _failed_test(question: Question) -> _Answer:
    """A failed test.

    A hoop test, or a doubly decisive one, is a test that the claim must pass (`tests`). If it was declared before its
    result (on an earlier day) and failed, and somebody against the claim saw it first hand, or the test lists a
    citation that is first hand, the proposal is *rejected*; else *undecided*: somebody has to find out whether it is
    so. One that failed, and of which nothing shows that it was declared before its result, rejects nothing; but nothing
    holds or is nuanced while it stands there.
    """
    failed = [test for test in question.claim.tests if test.failed and test.foretold]
    if not failed:
        unsure = _not_foretold(question)
        return phrase("v2.not_foretold", tests=unsure) if unsure else phrase("v2.none")
    names = [test.id for test in failed]
    listed = question.first_hand.intersection(id_ for test in failed for id_ in test.citations)
    if not (question.sides.against.first_hand or listed):
        missing = phrase("missing.seen_failing", tests=names)
        return Proposal("undecided", phrase("v2.unseen", tests=names), missing=(missing,))
    return Proposal("rejected", phrase("v2.failed", tests=names), change=phrase("v2.change", tests=names))


def _refuted(question: Question) -> _Answer:
    """Refutation that outweighs what is in favour.

    Where the voices against are enough (`min_sources` voices, `min_kinds` kinds of source and `min_groups` groups, one
    of them first hand) and carried (by fieldwork of one's own, or `min_publications` publications), are more than those
    in favour, and those in favour are neither enough nor firm (two voices of two kinds, one first hand), the proposal
    is *rejected*.
    """
    in_favour, against = question.sides.for_, question.sides.against
    if not against.rows:
        return _nobody_against(question)
    short = _short(question, against)
    if short:
        return phrase("v3.thin", heard=_heard(against), missing=_lacking(short))
    if against.heard.voices <= in_favour.heard.voices:
        return phrase("v3.not_more", against=_heard(against), for_=_heard(in_favour))
    if _strong(question, in_favour):
        return phrase("v3.firm", for_=_heard(in_favour))
    return Proposal(
        "rejected", phrase("v3.rejected", against=_heard(against), for_=_heard(in_favour)), change=phrase("v3.change")
    )


def _nobody_against(question: Question) -> Phrase:
    divided = len(question.sides.torn)
    return phrase("v3.divided", voices=counted(divided, "voice")) if divided else phrase("v3.none")


def _other_claim(question: Question) -> _Answer:
    """Another claim instead.

    Where at least two voices of two kinds of source, one of them first hand, suggest the same other claim (`suggests`),
    and they are more than the voices that support this one, the proposal is *transformed* into it, if that claim meets
    its own criteria. If it does not, or two other claims have equally many voices, *undecided*.
    """
    suggestions, support = question.sides.suggests, question.sides.supporters
    if not suggestions:
        return phrase("v4.none")
    strong = {other: side for other, side in suggestions.items() if firm(side) and side.heard.voices > support}
    if not strong:
        return phrase("v4.weak", others=list(suggestions), support=counted(support, "voice"))
    most = max(side.heard.voices for side in strong.values())
    first = [other for other, side in strong.items() if side.heard.voices == most]
    if len(first) > 1:
        return Proposal(
            "undecided",
            phrase("v4.tie", others=first, voices=counted(most, "voice")),
            missing=(phrase("missing.choose_other", others=first),),
        )
    values = {"other": first[0], "heard": _heard(strong[first[0]]), "support": counted(support, "voice")}
    if not question.meets_criteria.get(first[0], False):
        key = "missing.judge_other" if first[0] in question.meets_criteria else "missing.write_other"
        return Proposal("undecided", phrase("v4.unjudged", **values), missing=(phrase(key, other=first[0]),))
    change = phrase("v4.change", other=first[0])
    return Proposal("transformed", phrase("v4.transformed", **values), becomes=first[0], change=change)


def _split(question: Question) -> _Answer:
    """Two sides.

    Where both sides are firm (two voices of two kinds, one first hand) or enough, it depends on what separates them. A
    person says what (`split`: a group or an attribute of cases or participants, and why). If every voice has a value on
    it, none occurs on both sides, and there are fewer values than voices, the proposal is *nuanced*: true for some,
    untrue for others. A divided voice stands on both sides, so a dimension must separate the persons in it. Else it is
    *undecided*, and names what would separate the two. `cmo-eval verify CLAIM --explain` shows who stands where.
    """
    sides, split = question.sides, question.claim.split
    if not sides.against.rows:
        return _nobody_against(question)
    thin = [
        phrase(f"v5.{name}", heard=_heard(side))
        for name, side in (("for", sides.for_), ("against", sides.against))
        if not _strong(question, side)
    ]
    if thin:
        return phrase("v5.thin", sides=thin)
    along = separations(sides)
    if split is not None:
        chosen = separation(sides, split.by)
        along = (chosen, *(one for one in along if one.dimension != split.by))
        if chosen.separates and not _left_refuting(question) and not _not_foretold(question):
            values = {"dimension": dimension(split.by), "why": split.why.rstrip(".")}
            # reasons are printed, and what another attribute comes to may give an organisation away
            if split.by == GROUP:
                stand = {"ours": list(chosen.for_), "theirs": list(chosen.against)}
                reason = phrase("v5.separated", **values, **stand)
            else:
                reason = phrase("v5.separated_by", **values)
            return Proposal(
                "nuanced",
                reason,
                separates=split.by,
                change=phrase("v5.change", dimension=dimension(split.by)),
                sides=along,
            )
    candidates = [dimension(one.dimension) for one in along if one.separates]
    explained = split is not None and along[0].separates
    explain = phrase("missing.explain_split", dimensions=candidates) if candidates else phrase("missing.find_split")
    return Proposal(
        "undecided",
        phrase("v5.split", for_=_heard(sides.for_), against=_heard(sides.against)),
        missing=(*([] if explained else [explain]), *_not_left_behind(question), *_foretold(question)),
        sides=along,
    )


def _nuanced(question: Question) -> _Answer:
    """In favour, and something beside it.

    Where the voices in favour (that support or nuance) are enough and carried, and somebody nuances, refutes or
    suggests another claim too, the proposal is *nuanced* if they are more than those against, a search for
    counter-evidence counts, nobody who refuted an earlier version was left behind, no test failed that may have been
    declared beforehand (V2), and those in favour are firm or enough also without the voices that are divided: who
    supports and refutes alike cannot carry a claim alone. Else it is *undecided*, and says what is lacking.
    """
    sides = question.sides
    if not sides.for_.rows:
        return phrase("v7.no_support")
    short = _short(question, sides.for_)
    if short:
        return phrase("v6.thin", heard=_heard(sides.for_), missing=_lacking(short))
    beside = [
        phrase("v6.beside", stance=phrase(f"noun.{stance}"), voices=counted(number, "voice"))
        for stance, number in (
            ("nuances", sides.nuances),
            ("refutes", sides.against.heard.voices),
            ("suggests", len({row.voice for side in sides.suggests.values() for row in side.rows})),
        )
        if number
    ]
    if not beside:
        return phrase("v6.only_support")
    lacking = list(_guards(question))
    if sides.against.heard.voices >= sides.for_.heard.voices:
        lacking.insert(0, phrase("missing.more_for", n=counted(sides.against.heard.voices, "voice")))
    if sides.torn and not _strong(question, sides.undivided):
        lacking.insert(0, phrase("missing.undivided", heard=_heard(sides.undivided)))
    values = {"for_": _heard(sides.for_), "beside": beside}
    if lacking:
        return Proposal("undecided", phrase("v6.lacking", **values, missing=lacking), missing=tuple(lacking))
    return Proposal("nuanced", phrase("v6.nuanced", **values), change=phrase("v6.change"))


def _holds(question: Question) -> _Answer:
    """Only support.

    Where all that was heard supports the claim, from voices that are enough and carried, the proposal is *holds* if a
    search for counter-evidence counts (`disconfirming_search`: dated on or after the version that is weighed, with the
    citations that it found, or `none: true`), nobody who refuted an earlier version was left behind and no test failed
    that may have been declared beforehand (V2). Else it is *undecided*: nobody has looked, or has answered. The policy
    `require_disconfirming_search: false` lets go of the search.
    """
    side = question.sides.for_
    if not side.rows:
        return phrase("v7.no_support")
    short = _short(question, side)
    if short:
        return phrase("v6.thin", heard=_heard(side), missing=_lacking(short))
    lacking = tuple(_guards(question))
    if lacking:
        return Proposal("undecided", phrase("v7.lacking", heard=_heard(side), missing=list(lacking)), missing=lacking)
    return Proposal("holds", phrase("v7.holds", heard=_heard(side)), change=phrase("v7.change"))


def _rest(question: Question) -> _Answer:
    """Whatever is left.

    No rule above fits, so neither side carries a verdict: the proposal is *undecided*, and says what the larger side
    lacks.
    """
    sides = question.sides
    if not (sides.for_.rows or sides.against.rows):
        policy = question.policy
        least = [_asked(Short("voice", 0, policy.min_sources)), _asked(Short("kind", 0, policy.min_kinds))]
        return Proposal("undecided", phrase("v8.nobody"), missing=tuple(least))
    larger = max((sides.for_, sides.against), key=lambda side: (side.heard.voices, side is sides.for_))
    heard = [
        phrase(f"v5.{name}", heard=_heard(side))
        for name, side in (("for", sides.for_), ("against", sides.against))
        if side.rows
    ]
    missing = tuple(_lacking(_short(question, larger)))
    return Proposal("undecided", phrase("v8.thin", sides=heard, missing=list(missing)), missing=missing)


_RULES: Mapping[str, Callable[[Question], _Answer]] = {
    "V1": _criteria,
    "V2": _failed_test,
    "V3": _refuted,
    "V4": _other_claim,
    "V5": _split,
    "V6": _nuanced,
    "V7": _holds,
    "V8": _rest,
}
"""The rules by name, in the order in which they are asked; what each does is its docstring."""


def _short(question: Question, side: Side) -> tuple[Short, ...]:
    """What a side lacks to be enough and carried."""
    return (*short_of_enough(side, question.policy), *short_of_carried(side, question.policy))


def _strong(question: Question, side: Side) -> bool:
    """Firm, or enough: with a policy that asks for one kind or one voice, a side can be enough and not firm."""
    return firm(side) or not short_of_enough(side, question.policy)


def _guards(question: Question) -> Iterator[Phrase]:
    """What lacks before anything may hold or be nuanced: a search that counts, and an answer to who was left behind.

    A claim that is judged by own goals needs as many cases that reached theirs as others need voices.
    """
    search = question.claim.disconfirming_search
    if question.policy.require_disconfirming_search:
        worded = question.claim.version(question.evidence.version)
        since = worded.date if worded is not None else None
        if search is None:
            yield phrase("missing.search")
        elif since is not None and last_day(search.date) < since:
            yield phrase("missing.later_search", date=search.date, version=question.evidence.version, since=since)
        elif not search.accounted:
            yield phrase("missing.accounted_search")
    yield from _not_left_behind(question)
    yield from _foretold(question)
    if question.claim.judged_by == "own_goals":
        results = Side([row for row in question.sides.for_.rows if row.goal is not None])
        if results.heard.voices < (least := question.policy.min_sources):
            have = counted(results.heard.voices, "case")
            yield phrase("missing.own_results", have=have, least=least)


def _not_foretold(question: Question) -> list[str]:
    """The tests that the claim must pass and failed, of which nothing shows that they were declared beforehand."""
    return [test.id for test in question.claim.tests if test.failed and not test.foretold]


def _foretold(question: Question) -> Iterator[Phrase]:
    if unsure := _not_foretold(question):
        yield phrase("missing.foretold", tests=unsure)


def _left_refuting(question: Question) -> tuple[str, ...]:
    """The voices that refuted an earlier version and were left behind."""
    return Side([row for row in question.evidence.left_behind.rows if row.stance == "refutes"]).voices


def _not_left_behind(question: Question) -> Iterator[Phrase]:
    left = _left_refuting(question)
    if left:
        yield phrase("missing.left_behind", voices=list(left))


def _remarked(question: Question, answer: Proposal) -> Proposal:
    """A proposal whose reason tells what a reader has to know beside it."""
    left = _left_refuting(question)
    remarks = tuple(remarks_on(question, answer, left_refuting=bool(left)))
    if not remarks:
        return answer
    # one behind the other, since each may have an "and" of its own
    said = reduce(lambda further, one: phrase("remarked", reason=one, remarks=further), reversed(remarks))
    return replace(answer, reason=phrase("remarked", reason=answer.reason, remarks=said), remarks=remarks)


def dimension(name: str) -> Phrase:
    """What separates two sides, to be said: the address group, or an attribute by its key."""
    return phrase("dimension.group") if name == GROUP else phrase("dimension.attribute", name=name)


def _lacking(short: Iterable[Short]) -> list[Phrase]:
    """What a side lacks, to stand inside a sentence."""
    return [_asked(one) for one in short]


def _asked(one: Short) -> Phrase:
    if one.need == "first_hand":
        return phrase("missing.first_hand")
    more = one.least - one.have
    noun = phrase(one.need if more == 1 else f"{one.need}.many")
    return phrase("missing.more", n=more, noun=noun, have=one.have, least=one.least)


def _heard(side: Side) -> Phrase:
    """Who is heard on a side, in numbers, and through how many publications."""
    if not side.rows:
        return phrase("nobody")
    voices, kinds, groups = side.heard
    values = {"voices": counted(voices, "voice"), "kinds": counted(kinds, "kind"), "groups": counted(groups, "group")}
    if not side.publications:
        return phrase("heard", **values)
    through = counted(len(side.publications), "publication")
    if not side.own_voices:
        return phrase("heard.published", **values, publications=through)
    return phrase("heard.partly", **values, n=voices - len(side.own_voices), publications=through)
