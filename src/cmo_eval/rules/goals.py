"""1xx, of goals that cases set themselves: whose are they, by which yardstick, what came of them, and by when?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from cmo_eval.diagnostics import ERROR, WARNING
from cmo_eval.model import Case, Goal
from cmo_eval.model.base import last_day
from cmo_eval.rules.references import unknown_references
from cmo_eval.rules.registry import Hit, advice, hit, leads_back, nearest, rule
from cmo_eval.store.repository import Repository, Stored

_WEIGHED = ("reached", "partly", "not")


@rule("CMO122", ERROR, "a goal that works out one that does not exist")
@advice("write the id of a goal of this case, or of another case as K1.G0")
def unknown_parent(evaluation: Repository) -> Iterator[Hit]:
    """A goal whose `parent` is no goal.

    From a goal for this year a reader must be able to walk to what it is to serve.

    Bad: `{id: G1, parent: G9, ...}` while the case has G0 and G1.
    Good: `parent: G0`, or `parent: K1.G0` for a goal of the case K1.
    """
    goals = _parents(evaluation)
    for where, reference, by in unknown_references(evaluation, "goal", goals):
        message = f"{by} works out {reference.target}, which is no goal"
        yield Hit(where, message, by, nearest(reference.target, goals))


@rule("CMO123", ERROR, "goals that work each other out")
@advice("let `parent` lead from the smaller goal to the larger one, and give the largest none")
def circular_goals(evaluation: Repository) -> Iterator[Hit]:
    """A goal whose `parent` leads back to the goal itself.

    A goal works out a larger one. In a circle none is the larger one, and nobody can tell what all of it is for.

    Bad: G1 with `parent: G2`, and G2 with `parent: G1`.
    Good: only one of these.
    """
    parents = _parents(evaluation)
    for stored, index, goal in _goals(evaluation):
        start = goal.of(stored.record.id)
        if leads_back(parents, start):
            yield hit(stored, f"{start} works itself out, by way of `parent`", "goals", index, "parent", about=start)


@rule("CMO124", WARNING, "a goal that nobody owns", Case)
@advice("say under `owner` which role or organisation answers for it; never a person's name")
def goal_without_owner(stored: Stored[Case]) -> Iterator[Hit]:
    """A goal without an owner.

    What everybody should reach, nobody answers for; and whose yardstick it is judged by cannot be told.

    Bad: `- {id: G1, text: each pupil does a placement in two kinds of care}`.
    Good: the same with `owner: the colleges of the region`.
    """
    yield from _absent(stored, "owner", "has no owner")


@rule("CMO125", WARNING, "a goal without a yardstick", Case)
@advice("say under `yardstick` by what its owner tells whether it is reached")
def goal_without_yardstick(stored: Stored[Case]) -> Iterator[Hit]:
    """A goal without a yardstick.

    Without one, *reached* is an opinion. The yardstick is that of the goal's owner, and need not be a number. In a
    claim that is judged by own goals, a result without a yardstick is not weighed.

    Bad: `- {id: G1, text: better placements, owner: the colleges}`.
    Good: the same with `yardstick: each pupil sees two kinds of care before the exam`.
    """
    yield from _absent(stored, "yardstick", "has no yardstick")


def _absent(stored: Stored[Case], key: str, said: str) -> Iterator[Hit]:
    for index, goal in enumerate(stored.record.goals):
        if getattr(goal, key) is None:
            name = goal.of(stored.record.id)
            yield hit(stored, f"{name} {said}", "goals", index, "id", about=name)


@rule("CMO126", WARNING, "a goal without a result")
@advice("give its `result`: reached, partly or not, or `unknown` where nobody could tell")
def goal_without_result(evaluation: Repository) -> Iterator[Hit]:
    """A goal of which nobody says what came of it, although that can be asked.

    It can be asked when its `due` date has passed; of a goal without a date, once there are conclusions. Before that,
    silence is no omission. What is past is told by the `date` of the evaluation, or by today's where it has none. It is
    no more than a warning: an evaluation may end before anybody knows, and `unknown` says so.

    Bad: `- {id: G1, due: 2016, ...}` without `result`, in an evaluation of 2017.
    Good: `result: partly`, with the `citations` that show it.
    """
    today = _today(evaluation)
    for stored, index, goal in _goals(evaluation):
        if goal.result is not None:
            continue
        name = goal.of(stored.record.id)
        if goal.due is not None and last_day(goal.due) < today:
            yield hit(stored, f"{name} was due {goal.due} and has no result", "goals", index, "due", about=name)
        elif goal.due is None and evaluation.stored_conclusions is not None:
            yield hit(stored, f"{name} has no result, while there are conclusions", "goals", index, "id", about=name)


@rule("CMO127", WARNING, "a due date that has passed")
@advice("find out what came of it, or give the date that holds now")
def due_passed(evaluation: Repository) -> Iterator[Hit]:
    """A recommendation that was to be followed before now, or a goal whose date has passed with `result: unknown`.

    A recommendation with a date in the past was overtaken, or its date is a slip. A goal that is due can be asked
    about. What is past is told as for `CMO126`, which speaks of goals without any result.

    Bad: `- {id: A1, due: 2016, ...}` in an evaluation of 2017.
    Good: `due: 2018`.
    """
    today = _today(evaluation)
    for stored, index, goal in _goals(evaluation):
        if goal.result == "unknown" and goal.due is not None and last_day(goal.due) < today:
            name = goal.of(stored.record.id)
            message = f"{name} was due {goal.due}, and its result is unknown"
            yield hit(stored, message, "goals", index, "due", about=name)
    conclusions = evaluation.stored_conclusions
    for index, one in enumerate(conclusions.record.recommendations if conclusions is not None else ()):
        if conclusions is not None and one.due is not None and last_day(one.due) < today:
            message = f"recommendation {one.id} was due {one.due}"
            yield hit(conclusions, message, "recommendations", index, "due", about=one.id)


@rule("CMO128", WARNING, "a result that rests on no citation", Case)
@advice("name under `citations` the words that show it, or write `unknown`")
def result_without_citation(stored: Stored[Case]) -> Iterator[Hit]:
    """A goal with a result and no citation.

    A reader must be able to walk from a result to the words that bear it out; without them a claim that is judged by
    own goals does not rest on it. `unknown` needs no words.

    Bad: `- {id: G1, result: reached, ...}`.
    Good: the same with `citations: [K2B-003]`.
    """
    for index, goal in enumerate(stored.record.goals):
        if goal.result in _WEIGHED and not goal.citations:
            name = goal.of(stored.record.id)
            yield hit(stored, f"the result of {name} rests on no citation", "goals", index, "result", about=name)


@rule("CMO129", WARNING, "a claim judged by own goals, while nobody set any")
@advice("write `goals` in the cases, or let the claim be judged by what was heard")
def no_goals_to_judge_by(evaluation: Repository) -> Iterator[Hit]:
    """A claim that is judged by own goals, while no case has goals.

    Such a claim needs no indicators of the evaluation, since each goal has its own yardstick; without goals nothing can
    support it.

    Bad: `judged_by: own_goals` while no file in `cases/` has `goals`.
    Good: `goals` in the cases, each with its owner, its yardstick and its result.
    """
    if evaluation.lost("cases") or any(case.goals for case in evaluation.cases.values()):
        return
    for stored in evaluation.stored_claims:
        if stored.record.judged_by == "own_goals":
            yield hit(stored, f"{stored.record.id} is judged by own goals, and no case has any", "judged_by")


def _today(evaluation: Repository) -> str:
    """The day by which things are past: that of the evaluation, as the report prints it, else today."""
    return evaluation.evaluation.date or date.today().isoformat()  # noqa: DTZ011 - the day where the researcher is


def _goals(evaluation: Repository) -> Iterator[tuple[Stored[Case], int, Goal]]:
    """Every goal of every case: its file, its place there."""
    for stored in evaluation.stored_cases:
        for index, goal in enumerate(stored.record.goals):
            yield stored, index, goal


def _parents(evaluation: Repository) -> Mapping[str, str | None]:
    """By goal, as `K1.G1`, the goal that it works out."""
    return {goal.of(one.record.id): goal.parent_of(one.record.id) for one, _, goal in _goals(evaluation)}
