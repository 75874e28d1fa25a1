"""6xx: conclusions that follow from findings."""

from __future__ import annotations

from collections.abc import Iterator

from cmo_eval.model import Conclusions
from cmo_eval.register import Register
from cmo_eval.repository import Stored
from cmo_eval.rules.registry import Hit, nearest, rule


@rule("CMO601", on=Conclusions)
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


@rule("CMO602")
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


@rule("CMO603")
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
