"""6xx: conclusions that follow from findings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cmo_eval.diagnostics import ERROR, NOTE, WARNING, Location
from cmo_eval.model import Conclusions
from cmo_eval.rules.references import unknown_references
from cmo_eval.rules.registry import Hit, nearest, rule
from cmo_eval.store.repository import Repository, Stored


@rule(
    "CMO601",
    ERROR,
    "a conclusion that rests on nothing",
    hint="name under `rests_on` the findings it follows from",
    on=Conclusions,
)
def rests_on_nothing(stored: Stored[Conclusions]) -> Iterator[Hit]:
    """An answer or a recommendation that rests on nothing.

    A conclusion without findings is an opinion; a reader must be able to walk from each one back to the words it
    came from.

    Bad: `- {id: A1, text: keep the platform}`.

    Good: `- {id: A1, text: keep the platform, rests_on: [C6, P37]}`.
    """
    for question, answer in stored.record.answers.items():
        if not answer.rests_on:
            yield Hit(stored.at("answers", question), f"the answer to {question} rests on nothing", question)
    for index, recommendation in enumerate(stored.record.recommendations):
        if not recommendation.rests_on:
            where = stored.at("recommendations", index)
            yield Hit(where, f"recommendation {recommendation.id} rests on nothing", recommendation.id)


@rule(
    "CMO602",
    ERROR,
    "a conclusion that rests on something that does not exist",
    hint="name claims, patterns, cases or citations",
)
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


@rule("CMO603", WARNING, "a question without an answer", hint="answer it in conclusions.yaml")
def unanswered(evaluation: Repository) -> Iterator[Hit]:
    """A question that no conclusion answers, once there are conclusions.

    Bad: four questions in evaluation.yaml, three of them under `answers`.

    Good: all four, be it with the limits of what can be said.
    """
    if evaluation.stored_conclusions is None:
        return
    for question in evaluation.evaluation.questions:
        if question not in evaluation.conclusions.answers:
            where = evaluation.stored_evaluation.at("questions", question, key=True)
            yield Hit(where, f"question {question} is not answered in conclusions.yaml", question)


@rule(
    "CMO604",
    WARNING,
    "a conclusion that rests only on undecided claims",
    hint="decide on the claims, or rest it on what was found",
)
def rests_on_undecided(evaluation: Repository) -> Iterator[Hit]:
    """An answer or a recommendation that rests on nothing but claims nobody has decided.

    What it says may be true, but the evaluation has not found it yet.

    Bad: `rests_on: [C5]` while C5 has no decision, or was last decided as `undecided`.

    Good: the claim decided; or an answer that says it cannot be said yet, and this finding accepted with that reason.
    """
    verdicts = {stored.record.id: stored.record.decision for stored in evaluation.stored_claims}
    undecided = {id_ for id_, decision in verdicts.items() if decision is None or decision.verdict == "undecided"}
    for where, name, by, grounds in _resting(evaluation):
        if grounds and undecided.issuperset(grounds):
            claims = " and ".join(dict.fromkeys(grounds))
            yield Hit(where, f"{name} rests only on {claims}, on which nobody has decided", by)


def _resting(evaluation: Repository) -> Iterator[tuple[Location, str, str, Sequence[str]]]:
    """Conclusions whose grounds are as wanted: where they rest, how they are called, their id, and their grounds."""
    stored = evaluation.stored_conclusions
    if stored is None:
        return
    for question, answer in stored.record.answers.items():
        yield stored.at("answers", question, "rests_on"), f"the answer to {question}", question, answer.rests_on
    for index, one in enumerate(stored.record.recommendations):
        yield stored.at("recommendations", index, "rests_on"), f"recommendation {one.id}", one.id, one.rests_on


@rule(
    "CMO605",
    NOTE,
    "an answer without limits",
    hint="say under `limits` what it does not cover and how sure it is",
    on=Conclusions,
)
def no_limits(stored: Stored[Conclusions]) -> Iterator[Hit]:
    """An answer that does not say what it does not cover.

    Who was not heard, where it was not seen, how sure it is: a reader who has to decide on the answer needs its limits
    next to it.

    Bad: `Q3: {text: ..., rests_on: [C2, C3]}`.

    Good: the same with `limits: residents were not heard themselves`.
    """
    for question, answer in stored.record.answers.items():
        if answer.limits is None:
            yield Hit(stored.at("answers", question), f"the answer to {question} names no limits", question)


@rule(
    "CMO606",
    WARNING,
    "a recommendation for nobody",
    hint="name under `for` the groups that can act on it",
    on=Conclusions,
)
def recommended_to_nobody(stored: Stored[Conclusions]) -> Iterator[Hit]:
    """A recommendation that is addressed to nobody.

    What everybody should do, nobody does.

    Bad: `- {id: A1, text: keep the platform, rests_on: [C6]}`.

    Good: the same with `for: internal`, one of the `groups` in evaluation.yaml.
    """
    for index, recommendation in enumerate(stored.record.recommendations):
        if not recommendation.for_:
            message = f"recommendation {recommendation.id} does not say for whom it is"
            yield Hit(stored.at("recommendations", index), message, recommendation.id)


@rule(
    "CMO607",
    WARNING,
    "a recommendation that is made twice",
    hint="keep one, for both groups, or word the difference",
    on=Conclusions,
)
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
            where = stored.at("recommendations", index, "text")
            yield Hit(where, f"{recommendation.id} says the same as {other}", recommendation.id)


@rule(
    "CMO608",
    WARNING,
    "a question that no claim serves",
    hint="name it under `questions` of a claim, or write a claim for it",
)
def question_without_claim(evaluation: Repository) -> Iterator[Hit]:
    """A question that no claim serves, once there are claims.

    Evidence reaches a question through the claims that serve it; nothing is being gathered for this one.

    Bad: Q4 in evaluation.yaml, while the claims serve Q1 to Q3.

    Good: `questions: [Q4]` in the claim that bears on it, or a claim for it.
    """
    if not evaluation.stored_claims or any(file.startswith("claims") for file in evaluation.unread):
        return
    served = {question for stored in evaluation.stored_claims for question in stored.record.questions}
    for question in evaluation.evaluation.questions:
        if question not in served:
            where = evaluation.stored_evaluation.at("questions", question, key=True)
            yield Hit(where, f"no claim serves question {question}", question)


@rule(
    "CMO609",
    WARNING,
    "a decided claim that no conclusion rests on",
    hint="name it under `rests_on` of the answer that it bears on",
)
def decision_without_conclusion(evaluation: Repository) -> Iterator[Hit]:
    """A claim that was decided and that no conclusion rests on, once there are conclusions.

    What was found about it reaches no reader of the answers. A conclusion may rest on the claim or on one of its
    patterns.

    Bad: a verdict on C4, while no answer and no recommendation names C4 or a pattern of it under `rests_on`.

    Good: `rests_on: [C2, C4]` in the answer that it bears on.
    """
    if evaluation.stored_conclusions is None:
        return
    used = {ground for _, _, _, grounds in _resting(evaluation) for ground in grounds}
    for stored in evaluation.stored_claims:
        claim = stored.record
        if claim.decision is None or claim.decision.verdict == "undecided" or used & {claim.id, *claim.patterns}:
            continue
        where = stored.at("decisions", len(claim.decisions) - 1)
        yield Hit(where, f"{claim.id} was decided, but no conclusion rests on it", claim.id)


@rule(
    "CMO610",
    WARNING,
    "an answer that rests on claims about other questions",
    hint="correct `rests_on`, or the claims' `questions`",
)
def answer_from_other_claims(evaluation: Repository) -> Iterator[Hit]:
    """An answer that rests on claims none of which serves its question.

    Either a claim does not say that it serves this question too, or the answer was put under the wrong one.

    Bad: `Q3: {text: ..., rests_on: [C1]}` while C1 has `questions: [Q1]`.

    Good: `questions: [Q1, Q3]` in C1, or `rests_on` with the claims about Q3.
    """
    stored = evaluation.stored_conclusions
    serves = {stored.record.id: stored.record.questions for stored in evaluation.stored_claims}
    for question, answer in evaluation.conclusions.answers.items():
        claims = list(dict.fromkeys(ground for ground in answer.rests_on if ground in serves))
        if question not in evaluation.evaluation.questions or not all(serves[claim] for claim in claims):
            continue  # CMO109 and CMO208 say what is wrong
        if stored is not None and claims and not any(question in serves[claim] for claim in claims):
            message = f"the answer to {question} rests on {', '.join(claims)}, which serve other questions"
            yield Hit(stored.at("answers", question, "rests_on"), message, question)
