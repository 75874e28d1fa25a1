"""Goals that cases set themselves, case by case, with what came of each; weighs and prints nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Literal

from cmo_eval.deferred import dataclass
from cmo_eval.model import RESULTS, Case, Goal, Result
from cmo_eval.store.repository import Repository

Silent = Literal["no_result", "unknown", "no_yardstick", "no_citation"]
"""Why no claim can be judged by a goal."""


@dataclass(frozen=True, slots=True)
class OwnGoal:
    """A goal of a case: `name` as it is called over the whole folder (`K1.G1`), `depth` how many it stands under.

    `silent` is why no claim can be judged by it, None where one can; `citations` are those of its result.
    """

    case: str
    title: str
    name: str
    goal: Goal
    depth: int
    silent: Silent | None
    citations: tuple[str, ...]


@dataclass(frozen=True)
class GoalTable:
    """All goals, case by case in natural order, each below the one that it works out."""

    goals: tuple[OwnGoal, ...]

    @cached_property
    def by_case(self) -> Mapping[str, tuple[OwnGoal, ...]]:
        """The goals of each case that has any, by its id."""
        return {
            case: tuple(one for one in self.goals if one.case == case)
            for case in dict.fromkeys(g.case for g in self.goals)
        }

    @cached_property
    def results(self) -> Mapping[Result | None, int]:
        """How many goals have each result that occurs, in the order of RESULTS; last those without any."""
        found = Counter(one.goal.result for one in self.goals)
        return {result: found[result] for result in (*RESULTS, None) if found[result]}


def goal_table(repository: Repository) -> GoalTable:
    """The goals of all cases.

    Args:
        repository: the evaluation, without what was withdrawn.
    """
    return GoalTable(tuple(one for case in repository.cases.values() for one in _of_case(repository, case)))


def _of_case(repository: Repository, case: Case) -> Iterator[OwnGoal]:
    known = {goal.of(case.id) for goal in case.goals}
    below: dict[str | None, list[Goal]] = {}
    for goal in case.goals:
        parent = goal.parent_of(case.id)
        below.setdefault(parent if parent in known else None, []).append(goal)
    passed: set[str] = set()

    def told(goals: list[Goal], depth: int) -> Iterator[OwnGoal]:
        for goal in goals:
            name = goal.of(case.id)
            if name in passed:
                continue
            passed.add(name)
            cited = tuple(id_ for id_ in goal.citations if id_ in repository.citations.by_id)
            yield OwnGoal(case.id, case.title, name, goal, depth, _silent(goal, cited), cited)
            yield from told(below.get(name, []), depth + 1)

    yield from told(below.get(None, []), 0)
    yield from told([*case.goals], 0)  # what stands in a circle stands below none of the others


def _silent(goal: Goal, cited: tuple[str, ...]) -> Silent | None:
    if goal.result is None:
        return "no_result"
    if goal.result == "unknown":
        return "unknown"
    if goal.yardstick is None:
        return "no_yardstick"
    return None if cited else "no_citation"
