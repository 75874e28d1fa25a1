"""What a reader of a proposal has to know beside it: divided voices, other wordings, conventions, the search."""

from __future__ import annotations

from collections.abc import Iterator

from cmo_eval.analysis.evidence import RESULT_STANCES, EvidenceRow, Side, least_quality
from cmo_eval.analysis.proposal import Proposal, Question
from cmo_eval.analysis.sides import GROUP, Divided, short_of_enough
from cmo_eval.messages import Phrase, counted, phrase
from cmo_eval.model import VerdictPolicy
from cmo_eval.model.base import last_day
from cmo_eval.store.repository import natural

_USUAL = VerdictPolicy()


def remarks_on(question: Question, answer: Proposal, *, left_refuting: bool) -> Iterator[Phrase]:
    """What a reader has to know beside a proposal by that rule, in words; `left_refuting`: refuters are left behind."""
    if question.not_heard:
        yield phrase("remark.not_heard", groups=list(question.not_heard))
    if question.claim.judged_by == "own_goals":
        yield _own_goals(question) if question.evidence.results else phrase("remark.no_results")
    if question.sides.divided:
        yield phrase("remark.divided", voices=[_divided(one) for one in question.sides.divided])
    if answer.becomes is not None and (against := question.against_others.get(answer.becomes)) and against.rows:
        voices = counted(len(against.voices), "voice")
        yield phrase("remark.becomes_opposed", other=answer.becomes, voices=voices, who=list(against.voices))
    if answer.verdict in {"holds", "nuanced", "rejected"}:
        yield from _carried_by(question, answer)
    left, aside, later = question.evidence.left_behind, question.evidence.put_aside, question.evidence.later
    if left.rows and not left_refuting:
        yield phrase("remark.left_behind", voices=list(left.voices))
    if aside.rows:
        yield phrase("remark.set_aside", voices=list(aside.voices))
    contrary = Side([row for row in later if row.stance != "supports"])
    if contrary.rows:
        yield phrase("remark.later", voices=list(contrary.voices))
    disputed = Side([row for row, why in question.evidence.dropped if why == "disputed" and row.stance == "refutes"])
    if disputed.rows:
        yield phrase("remark.disputed", voices=list(disputed.voices))
    low = Side([row for row, why in question.evidence.dropped if why == "below_quality" and row.stance == "refutes"])
    if low.rows and answer.verdict in {"holds", "nuanced"}:
        yield phrase("remark.low", voices=counted(len(low.voices), "voice"))
    context = question.context
    if context.read_otherwise:
        of = counted(context.coded_twice, "citation")
        yield phrase("remark.read_otherwise", n=context.read_otherwise, of=of)


def _own_goals(question: Question) -> Phrase:
    """On which results of goals that cases set themselves a proposal rests, for and against."""
    named = {
        stance: dict.fromkeys(row.goal or "" for row in question.evidence.results if row.stance == stance)
        for stance in ("supports", "nuances", "refutes")
    }
    said = [
        phrase("remark.result", result=phrase(f"result.{result}"), goals=sorted(named[stance], key=natural))
        for result, stance in RESULT_STANCES.items()
        if named[stance]
    ]
    cases = {row.case for row in question.evidence.results}
    return phrase("remark.own_goals", cases=counted(len(cases), "case"), results=said)


def _divided(one: Divided) -> Phrase | str:
    if not (one.supports and one.refutes):
        return one.voice
    return phrase("remark.divided_people", voice=one.voice, supports=one.supports, refutes=one.refutes)


def _carried_by(question: Question, answer: Proposal) -> Iterator[Phrase]:
    """What a verdict rests on that a reader may not expect: this evaluation's conventions, and who searched."""
    policy, sides = question.policy, question.sides
    side = sides.against if answer.verdict == "rejected" else sides.for_
    if policy.min_publications < 2 and not side.own_voices and len(side.publications) < 2:
        yield phrase("remark.one_publication")
    if answer.separates not in {None, GROUP}:
        yield phrase("remark.attribute", name=answer.separates)
    if answer.rule in {"V3", "V6", "V7"} and (low := _lowered(question, side)):
        yield phrase("remark.lowered", asked=low)
    if answer.verdict != "rejected":
        yield from _half_hearted(question)
    yield from _alike(question, answer, side)
    for case in dict.fromkeys(row.case for row in side.rows if row.case is not None):
        apart = {row.voice for row in side.rows if row.case == case and row.voice == row.source and not row.elsewhere}
        if len(apart) > 1:
            yield phrase("remark.apart", case=case, voices=counted(len(apart), "voice"))
    if answer.verdict != "rejected":
        yield from _searched(question)


def _half_hearted(question: Question) -> Iterator[Phrase]:
    """Who is counted in favour, and says what one would not expect of that."""
    sides = question.sides
    if sides.for_.rows and not sides.supporters:
        yield phrase("remark.no_support")
    denied = [row for row in sides.for_.rows if row.stance == "supports" and "outcome" in row.lacks]
    if denied:
        patterns = sorted({row.pattern or "" for row in denied}, key=natural)
        yield phrase("remark.outcome_denied", patterns=patterns, voices=list(Side(denied).voices))
    standing = {row.who.group for row in sides.for_.rows}
    turned = [key for key in question.claim.for_ if key not in standing and key in sides.against.groups]
    if turned:
        yield phrase("remark.turned", groups=turned)
    for rival in dict.fromkeys(row.favours for row in sides.for_.rows if row.favours is not None):
        voices = Side([row for row in sides.for_.rows if row.favours == rival]).voices
        yield phrase("remark.rival", rival=rival, voices=list(voices))


def _alike(question: Question, answer: Proposal, side: Side) -> Iterator[Phrase]:
    """In what the voices that a verdict rests on are alike: when they were heard, where they are from."""
    context, rows = question.context, side.rows
    early = Side([row for row in rows if row.source in context.early])
    if early.rows and len(early.rows) == len(rows):
        yield phrase("remark.early.all", began=context.began)
    elif early.rows:
        yield phrase("remark.early", began=context.began, voices=list(early.voices))
    organisations: dict[str, set[str | None]] = {}
    for row in rows:
        organisations.setdefault(row.voice, set()).add(row.who.organisation)
    for one in dict.fromkeys(row.who.organisation for row in rows if row.who.organisation is not None):
        voices = [voice for voice, several in organisations.items() if several == {one}]
        if len(voices) > 1:  # which they are is not told: that two talks are of one house may give it away
            yield phrase("remark.organisation", voices=counted(len(voices), "voice"))
    first_hand = {row.voice for row in rows if row.first_hand}
    if len(first_hand) == 1 and len(side.voices) > 2:
        yield phrase("remark.one_saw", voice=min(first_hand))
    if len(side.voices) > 1 and answer.separates is None:
        values = [{key: " ".join(value.casefold().split()) for key, value in row.who.attributes} for row in rows]
        alike = [key for key, value in values[0].items() if all(one.get(key) == value for one in values)]
        if names := sorted(context.varied.intersection(alike)):
            yield phrase("remark.alike", names=names)


def _searched(question: Question) -> Iterator[Phrase]:
    """What of the search for counter-evidence a reader may not expect."""
    claim, policy, opposing = question.claim, question.policy, question.sides.opposing
    search, route, worded = claim.disconfirming_search, claim.route, claim.version(question.evidence.version)
    if not policy.require_disconfirming_search and (search is None or not search.accounted):
        yield phrase("remark.unsearched")
    if search is None:
        return
    if route is not None and search.by in route.researcher:
        yield phrase("remark.own_search", by=search.by)
    if worded is not None and worded.date is None and worded is not claim.versions[0]:
        yield phrase("remark.undated", version=worded.version)
    if question.context.first and last_day(search.date) < question.context.first:
        yield phrase("remark.search_first", date=search.date, first=question.context.first)
    if search.citations and not question.found_contrary:
        yield phrase("remark.found_support")
    listed = {*search.citations}
    unweighed = Side([row for row, _ in question.evidence.dropped if row.citation in listed and _contrary(row)])
    if unweighed.rows:
        yield phrase("remark.found_unweighed", citations=list(unweighed.citations))
    if search.none and opposing.rows:
        yield phrase("remark.found_none", voices=counted(len(opposing.voices), "voice"))


def _contrary(row: EvidenceRow) -> bool:
    return row.stance in {"nuances", "refutes"}


def _lowered(question: Question, side: Side) -> list[Phrase]:
    """What this evaluation asks of a side that is less than usual, where the side would not reach the usual."""
    least = least_quality(_USUAL, question.claim)
    usual = Side([row for row in side.rows if row.quality >= least])
    return [
        phrase("remark.asked", have=counted(one.have, one.need), least=one.least)
        for one in short_of_enough(usual, _USUAL)
    ]
