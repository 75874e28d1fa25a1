"""6xx: conclusions that follow from findings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from cmo_eval.diagnostics import ERROR, NOTE, WARNING, Location
from cmo_eval.model import Conclusions
from cmo_eval.rules.registry import Hit, nearest, rule
from cmo_eval.store.register import Register
from cmo_eval.store.repository import Stored


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
def rests_on_unknown(register: Register) -> Iterator[Hit]:
    """A conclusion that rests on something that does not exist.

    Bad: `rests_on: [C12]` while the claims are C1 to C8.

    Good: `rests_on: [C2]`.
    """
    known = register.ids("claims", "patterns", "cases", "citations")
    for where, reference, by in register.unknown("ground", known):
        name = f"the answer to {by}" if reference.path[0] == "answers" else f"recommendation {by}"
        message = f"{name} rests on {reference.target}, which is no claim, pattern, case or citation"
        yield Hit(where, message, by, nearest(reference.target, register.ids("claims", "patterns", "cases")))


@rule("CMO603", WARNING, "a question without an answer", hint="answer it in conclusions.yaml")
def unanswered(register: Register) -> Iterator[Hit]:
    """A question that no conclusion answers, once there are conclusions.

    Bad: four questions in evaluation.yaml, three of them under `answers`.

    Good: all four, be it with the limits of what can be said.
    """
    for _, facts in register.of_kind("conclusions"):
        for question in register.evaluation.questions:
            if question not in facts.names.get("answered", ()):
                where = register.stored_evaluation.at("questions", question, key=True)
                yield Hit(where, f"question {question} is not answered in conclusions.yaml", question)


@rule(
    "CMO604",
    WARNING,
    "a conclusion that rests only on undecided claims",
    hint="decide on the claims, or rest it on what was found",
)
def rests_on_undecided(register: Register) -> Iterator[Hit]:
    """An answer or a recommendation that rests on nothing but claims nobody has decided.

    What it says may be true, but the evaluation has not found it yet.

    Bad: `rests_on: [C5]` while C5 has no decision, or was last decided as `undecided`.

    Good: the claim decided; or an answer that says it cannot be said yet, and this finding accepted with that reason.
    """
    verdicts = {facts.ids[0]: facts.more["verdict"] for _, facts in register.of_kind("claims")}
    for where, name, by, grounds in _resting(register, lambda grounds: _all_undecided(grounds, verdicts)):
        claims = " and ".join(dict.fromkeys(grounds))
        yield Hit(where, f"{name} rests only on {claims}, on which nobody has decided", by)


def _all_undecided(grounds: Sequence[str], verdicts: Mapping[str, str | None]) -> bool:
    return bool(grounds) and all(ground in verdicts and verdicts[ground] in {None, "undecided"} for ground in grounds)


def _resting(
    register: Register, wanted: Callable[[Sequence[str]], bool]
) -> Iterator[tuple[Location, str, str, Sequence[str]]]:
    """Conclusions whose grounds are as wanted: where they rest, how they are called, their id, and their grounds."""
    for file, facts in register.of_kind("conclusions"):
        chosen = {name: grounds for name, grounds in facts.more["grounds"].items() if wanted(grounds)}
        if not chosen:
            continue
        stored = register.stored(file)
        for question in stored.record.answers:
            name = f"the answer to {question}"
            if name in chosen:
                yield stored.at("answers", question, "rests_on"), name, question, chosen[name]
        for index, recommendation in enumerate(stored.record.recommendations):
            name = f"recommendation {recommendation.id}"
            if name in chosen:
                where = stored.at("recommendations", index, "rests_on")
                yield where, name, recommendation.id, chosen[name]


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
def question_without_claim(register: Register) -> Iterator[Hit]:
    """A question that no claim serves, once there are claims.

    Evidence reaches a question through the claims that serve it; nothing is being gathered for this one.

    Bad: Q4 in evaluation.yaml, while the claims serve Q1 to Q3.

    Good: `questions: [Q4]` in the claim that bears on it, or a claim for it.
    """
    served: set[str] = set()
    claims = False
    for _, facts in register.of_kind("claims"):
        claims = True
        served.update(facts.names.get("question", ()))
    if not claims or any(file.startswith("claims") for file in register.unread):
        return
    for question in register.evaluation.questions:
        if question not in served:
            where = register.stored_evaluation.at("questions", question, key=True)
            yield Hit(where, f"no claim serves question {question}", question)


@rule(
    "CMO609",
    WARNING,
    "a decided claim that no conclusion rests on",
    hint="name it under `rests_on` of the answer that it bears on",
)
def decision_without_conclusion(register: Register) -> Iterator[Hit]:
    """A claim that was decided and that no conclusion rests on, once there are conclusions.

    What was found about it reaches no reader of the answers. A conclusion may rest on the claim or on one of its
    patterns.

    Bad: a verdict on C4, while no answer and no recommendation names C4 or a pattern of it under `rests_on`.

    Good: `rests_on: [C2, C4]` in the answer that it bears on.
    """
    used: set[str] = set()
    concluded = False
    for _, facts in register.of_kind("conclusions"):
        concluded = True
        used.update(facts.names.get("ground", ()))
    for file, facts in register.of_kind("claims") if concluded else ():
        if facts.more["verdict"] in {None, "undecided"} or used & {facts.ids[0], *facts.more["patterns"]}:
            continue
        stored = register.stored(file)
        where = stored.at("decisions", len(stored.record.decisions) - 1)
        yield Hit(where, f"{facts.ids[0]} was decided, but no conclusion rests on it", facts.ids[0])


@rule(
    "CMO610",
    WARNING,
    "an answer that rests on claims about other questions",
    hint="correct `rests_on`, or the claims' `questions`",
)
def answer_from_other_claims(register: Register) -> Iterator[Hit]:
    """An answer that rests on claims none of which serves its question.

    Either a claim does not say that it serves this question too, or the answer was put under the wrong one.

    Bad: `Q3: {text: ..., rests_on: [C1]}` while C1 has `questions: [Q1]`.

    Good: `questions: [Q1, Q3]` in C1, or `rests_on` with the claims about Q3.
    """
    serves = {facts.ids[0]: facts.names.get("question", ()) for _, facts in register.of_kind("claims")}
    for file, facts in register.of_kind("conclusions"):
        for question in facts.names.get("answered", ()):
            grounds = facts.more["grounds"].get(f"the answer to {question}", ())
            claims = list(dict.fromkeys(ground for ground in grounds if ground in serves))
            if question not in register.evaluation.questions or not all(serves[claim] for claim in claims):
                continue  # CMO109 and CMO208 say what is wrong
            if claims and not any(question in serves[claim] for claim in claims):
                where = register.stored(file).at("answers", question, "rests_on")
                message = f"the answer to {question} rests on {', '.join(claims)}, which serve other questions"
                yield Hit(where, message, question)
