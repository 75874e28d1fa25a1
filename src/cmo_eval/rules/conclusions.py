"""6xx: conclusions that follow from findings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cmo_eval.diagnostics import ERROR, NOTE, WARNING
from cmo_eval.model import Conclusions
from cmo_eval.model.base import last_day
from cmo_eval.rules.references import unknown_references
from cmo_eval.rules.registry import Hit, advice, hit, nearest, rule
from cmo_eval.store.repository import Repository, Stored


@rule("CMO601", ERROR, "a conclusion that rests on nothing", Conclusions)
@advice("name under `rests_on` the findings it follows from")
def rests_on_nothing(stored: Stored[Conclusions]) -> Iterator[Hit]:
    """An answer or a recommendation that rests on nothing.

    A conclusion without findings is an opinion; a reader must be able to walk from each one back to the words it
    came from.

    Bad: `- {id: A1, text: keep the platform}`.
    Good: `- {id: A1, text: keep the platform, rests_on: [C6, P37]}`.
    """
    for path, name, by, grounds in _resting(stored):
        if not grounds:
            yield hit(stored, f"{name} rests on nothing", *path, about=by)


@rule("CMO602", ERROR, "a conclusion that rests on something that does not exist")
@advice("name claims, patterns, cases or citations")
def rests_on_unknown(evaluation: Repository) -> Iterator[Hit]:
    """A conclusion that rests on something that does not exist.

    Bad: `rests_on: [C12]` while the claims are C1 to C8.
    Good: `rests_on: [C2]`.
    """
    things = {*evaluation.claims, *evaluation.patterns, *evaluation.cases}
    known = things | evaluation.citations.by_id.keys()
    for where, reference, by in unknown_references(evaluation, "ground", known):
        name = f"the answer to {by}" if reference.path[0] == "answers" else f"recommendation {by}"
        message = f"{name} rests on {reference.target}, which is no claim, pattern, case or citation"
        yield Hit(where, message, by, nearest(reference.target, things))


@rule("CMO603", WARNING, "a question without an answer")
@advice("answer it in conclusions.yaml")
def unanswered(evaluation: Repository) -> Iterator[Hit]:
    """A question that no conclusion answers, once there are conclusions.

    Bad: four questions in evaluation.yaml, three of them under `answers`.
    Good: all four, be it with the limits of what can be said.
    """
    if evaluation.stored_conclusions is None:
        return
    for question in evaluation.evaluation.questions:
        if question not in evaluation.conclusions.answers:
            message = f"question {question} is not answered in conclusions.yaml"
            yield hit(evaluation.stored_evaluation, message, "questions", question, key=True, about=question)


@rule("CMO604", WARNING, "a conclusion that rests only on undecided claims")
@advice("decide on the claims, or rest it on what was found")
def rests_on_undecided(evaluation: Repository) -> Iterator[Hit]:
    """An answer or a recommendation that rests on nothing but claims nobody has decided.

    What it says may be true, but the evaluation has not found it yet.

    Bad: `rests_on: [C5]` while C5 has no decision, or was last decided as `undecided`.
    Good: the claim decided; or an answer that says it cannot be said yet, and this finding accepted with that reason.
    """
    verdicts = {stored.record.id: stored.record.decision for stored in evaluation.stored_claims}
    undecided = {id_ for id_, decision in verdicts.items() if decision is None or decision.verdict == "undecided"}
    stored = evaluation.stored_conclusions
    for path, name, by, grounds in _resting(stored) if stored is not None else ():
        if stored is not None and grounds and undecided.issuperset(grounds):
            message = f"{name} rests only on {' and '.join(dict.fromkeys(grounds))}, on which nobody has decided"
            yield hit(stored, message, *path, "rests_on", about=by)


def _resting(stored: Stored[Conclusions]) -> Iterator[tuple[tuple[str | int, ...], str, str, Sequence[str]]]:
    """The conclusions: their paths, how they are called, their ids, and on what they rest."""
    for question, answer in stored.record.answers.items():
        yield ("answers", question), f"the answer to {question}", question, answer.rests_on
    for index, one in enumerate(stored.record.recommendations):
        yield ("recommendations", index), f"recommendation {one.id}", one.id, one.rests_on


@rule("CMO605", NOTE, "an answer without limits", Conclusions)
@advice("say under `limits` what it does not cover and how sure it is")
def no_limits(stored: Stored[Conclusions]) -> Iterator[Hit]:
    """An answer that does not say what it does not cover.

    Who was not heard, where it was not seen, how sure it is: a reader who has to decide on the answer needs its limits
    next to it.

    Bad: `Q3: {text: ..., rests_on: [C2, C3]}`.
    Good: the same with `limits: residents were not heard themselves`.
    """
    for question, answer in stored.record.answers.items():
        if answer.limits is None:
            yield hit(stored, f"the answer to {question} names no limits", "answers", question, about=question)


@rule("CMO606", WARNING, "a recommendation for nobody", Conclusions)
@advice("name under `for` the groups that can act on it")
def recommended_to_nobody(stored: Stored[Conclusions]) -> Iterator[Hit]:
    """A recommendation that is addressed to nobody.

    What everybody should do, nobody does.

    Bad: `- {id: A1, text: keep the platform, rests_on: [C6]}`.
    Good: the same with `for: internal`, one of the `groups` in evaluation.yaml.
    """
    for index, recommendation in enumerate(stored.record.recommendations):
        if not recommendation.for_:
            message = f"recommendation {recommendation.id} does not say for whom it is"
            yield hit(stored, message, "recommendations", index, about=recommendation.id)


@rule("CMO607", WARNING, "a recommendation that is made twice", Conclusions)
@advice("keep one, for both groups, or word the difference")
def recommended_twice(stored: Stored[Conclusions]) -> Iterator[Hit]:
    """Two recommendations with the same text.

    A reader looks for the difference. Most often one of the two was meant to be changed after it was copied.

    Bad: `- {id: A1, text: Keep the platform., for: internal}` and `- {id: A2, text: Keep the platform., for: schools}`.
    Good: one recommendation, `for: [internal, schools]`, that rests on what both rested on.
    """
    first: dict[str, str] = {}
    for index, recommendation in enumerate(stored.record.recommendations):
        words = " ".join(re.findall(r"\w+", recommendation.text.casefold()))
        other = first.setdefault(words, recommendation.id)
        if words and other != recommendation.id:
            message = f"{recommendation.id} says the same as {other}"
            yield hit(stored, message, "recommendations", index, "text", about=recommendation.id)


@rule("CMO608", WARNING, "a question that no claim serves")
@advice("name it under `questions` of a claim, or write a claim for it")
def question_without_claim(evaluation: Repository) -> Iterator[Hit]:
    """A question that no claim serves, once there are claims.

    Evidence reaches a question through the claims that serve it; nothing is being gathered for this one.

    Bad: Q4 in evaluation.yaml, while the claims serve Q1 to Q3.
    Good: `questions: [Q4]` in the claim that bears on it, or a claim for it.
    """
    if not evaluation.stored_claims or evaluation.lost("claims"):
        return
    served = {question for stored in evaluation.stored_claims for question in stored.record.questions}
    for question in evaluation.evaluation.questions:
        if question not in served:
            message = f"no claim serves question {question}"
            yield hit(evaluation.stored_evaluation, message, "questions", question, key=True, about=question)


@rule("CMO609", WARNING, "a decided claim that no conclusion rests on")
@advice("name it under `rests_on` of the answer that it bears on")
def decision_without_conclusion(evaluation: Repository) -> Iterator[Hit]:
    """A claim that was decided and that no conclusion rests on, once there are conclusions.

    What was found about it reaches no reader of the answers. A conclusion may rest on the claim or on one of its
    patterns.

    Bad: a verdict on C4, while no answer and no recommendation names C4 or a pattern of it under `rests_on`.
    Good: `rests_on: [C2, C4]` in the answer that it bears on.
    """
    if evaluation.stored_conclusions is None:
        return
    used = {ground for _, _, _, grounds in _resting(evaluation.stored_conclusions) for ground in grounds}
    for stored in evaluation.stored_claims:
        claim = stored.record
        if claim.decision is None or claim.decision.verdict == "undecided" or used & {claim.id, *claim.patterns}:
            continue
        message = f"{claim.id} was decided, but no conclusion rests on it"
        yield hit(stored, message, "decisions", len(claim.decisions) - 1)


@rule("CMO610", WARNING, "an answer that rests on claims about other questions")
@advice("correct `rests_on`, or the claims' `questions`")
def answer_from_other_claims(evaluation: Repository) -> Iterator[Hit]:
    """An answer that rests on claims none of which serves its question.

    Either a claim does not say that it serves this question too, or the answer was put under the wrong one.

    Bad: `Q3: {text: ..., rests_on: [C1]}` while C1 has `questions: [Q1]`.
    Good: `questions: [Q1, Q3]` in C1, or `rests_on` with the claims about Q3.
    """
    stored = evaluation.stored_conclusions
    if stored is None:
        return
    serves = {stored.record.id: stored.record.questions for stored in evaluation.stored_claims}
    for question, answer in stored.record.answers.items():
        claims = list(dict.fromkeys(ground for ground in answer.rests_on if ground in serves))
        if question not in evaluation.evaluation.questions or not all(serves[claim] for claim in claims):
            continue  # CMO109 and CMO208 say what is wrong
        if claims and not any(question in serves[claim] for claim in claims):
            message = f"the answer to {question} rests on {', '.join(claims)}, which serve other questions"
            yield hit(stored, message, "answers", question, "rests_on", about=question)


@rule("CMO611", WARNING, "an evaluation dated before what it rests on")
@advice("give `date` the day of the report as it is now, or correct the other date")
def dated_before_its_evidence(evaluation: Repository) -> Iterator[Hit]:
    """An evaluation whose date lies before that of a source or a decision.

    The date stands on the title page. A reader who finds a later one among what the report rests on does not know which
    of the two is wrong.

    Bad: `date: 2017-04` while S4 has `date: 2021-02-23`.
    Good: `date: 2021-06`.
    """
    stored = evaluation.stored_evaluation
    if stored is None or stored.record.date is None:
        return
    dated = [
        *((one.record.date, one.record.id) for one in evaluation.stored_sources if one.record.withdrawn is None),
        *((one.date, f"a decision on {claim.id}") for claim in evaluation.claims.values() for one in claim.decisions),
    ]
    later = [(day, what) for day, what in dated if day is not None and day > last_day(stored.record.date)]
    if later:
        day, what = max(later)
        more = f", and {len(later) - 1} more" if len(later) > 1 else ""
        yield hit(stored, f"the evaluation is dated {stored.record.date}, before {what} of {day}{more}", "date")
