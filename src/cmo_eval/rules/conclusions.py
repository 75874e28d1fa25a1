"""6xx: conclusions that follow from findings."""

from __future__ import annotations

from collections.abc import Iterator

from cmo_eval.diagnostics import Location
from cmo_eval.repository import Repository
from cmo_eval.rules.registry import Hit, nearest, rule


def _conclusions(repository: Repository) -> Iterator[tuple[str, tuple[str, ...], tuple[str | int, ...]]]:
    """Each answer and recommendation: what it is called, what it rests on, and its path in the file."""
    for question, answer in repository.conclusions.answers.items():
        yield f"the answer to {question}", answer.rests_on, ("answers", question)
    for index, recommendation in enumerate(repository.conclusions.recommendations):
        yield f"recommendation {recommendation.id}", recommendation.rests_on, ("recommendations", index)


@rule("CMO601")
def rests_on_nothing(repository: Repository) -> Iterator[Hit]:
    """An answer or a recommendation that rests on nothing.

    A conclusion without findings is an opinion; a reader must be able to walk from each one back to the words it
    came from.

    Bad: `- {id: A1, text: keep the platform}`.

    Good: `- {id: A1, text: keep the platform, rests_on: [C6, P37]}`.
    """
    stored = repository.stored_conclusions
    for name, grounds, path in _conclusions(repository):
        if stored is not None and not grounds:
            yield Hit(stored.at(*path), f"{name} rests on nothing", str(_id(repository, path)))


@rule("CMO602")
def rests_on_unknown(repository: Repository) -> Iterator[Hit]:
    """A conclusion that rests on something that does not exist.

    Bad: `rests_on: [C12]` while the claims are C1 to C8.

    Good: `rests_on: [C2]`.
    """
    stored = repository.stored_conclusions
    for name, grounds, path in _conclusions(repository):
        for index, ground in enumerate(grounds):
            if stored is not None and repository.kind_of(ground) not in {
                "claim",
                "pattern",
                "case",
                "citation",
            }:
                known = (*repository.claims, *repository.patterns, *repository.cases)
                yield Hit(
                    stored.at(*path, "rests_on", index),
                    f"{name} rests on {ground}, which is no claim, pattern, case or citation",
                    str(_id(repository, path)),
                    nearest(ground, known),
                )


@rule("CMO603")
def unanswered(repository: Repository) -> Iterator[Hit]:
    """A question that no conclusion answers, once there are conclusions.

    Bad: four questions in evaluation.yaml, three of them under `answers`.

    Good: all four, be it with the limits of what can be said.
    """
    stored = repository.stored_conclusions
    if stored is None:
        return
    for question in repository.evaluation.questions:
        if question not in stored.record.answers:
            where: Location = repository.stored_evaluation.at("questions", question, key=True)
            yield Hit(where, f"question {question} is not answered in conclusions.yaml", question)


def _id(repository: Repository, path: tuple[str | int, ...]) -> str | int:
    if path[0] == "answers":
        return path[1]
    return repository.conclusions.recommendations[int(path[1])].id
