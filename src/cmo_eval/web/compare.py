"""Comparisons of cases: values, truth table and solutions, of which each term opens its cases, patterns and words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cmo_eval.errors import CmoEvalError
from cmo_eval.store.repository import Repository
from cmo_eval.web.memory import State
from cmo_eval.web.page import page, shown
from cmo_eval.web.places import Quote, quotes

if TYPE_CHECKING:  # numpy comes with them, and no other page needs it
    from cmo_eval.analysis.carried import Carried
    from cmo_eval.analysis.compared import Compared
    from cmo_eval.comparison.solving import Model, Solution, Solved

_MOST = 10
"""Models of a solution that stand on the page; all are counted, and `compare solve` lists a hundred."""


class Shown(NamedTuple):
    """A solution: its kind, the models that stand on the page, how many there are, and why there is none."""

    kind: str
    models: Sequence[Model]
    number: int
    exact: bool
    why_none: str


class Row(NamedTuple):
    """A case with the value and the membership that it has in each column."""

    case: str
    title: str
    values: Sequence[tuple[str, str]]


def comparisons(request: Request, state: State) -> Response:
    """The comparisons that evaluation.yaml states, each with what it asks."""
    known = state.repository.evaluation.comparisons
    return page(request, "comparisons.html", state, title="Comparisons", comparisons=known)


def comparison(request: Request, state: State) -> Response:
    """One comparison; where it cannot be made, the page says why."""
    from cmo_eval.analysis.carried import carried
    from cmo_eval.analysis.compared import asked_by, compared, solved
    from cmo_eval.output.compare import LIMITS, share

    repository, key = state.repository, request.path_params["key"]
    question = asked_by(repository, key)
    known = repository.evaluation.comparisons
    title = known[key].title or key
    try:
        found = compared(repository, question)
    except CmoEvalError as error:
        return page(request, "comparison.html", state, title=title, known=known, key=key, trouble=error, found=None)
    answer = solved(found)
    behind = carried(repository, found, answer)
    return page(
        request,
        "comparison.html",
        state,
        title=title,
        known=known,
        key=key,
        trouble=None,
        found=found,
        solved=answer,
        rows=_rows(repository, found),
        solutions=list(_solutions(answer)),
        behind={one.term: one for one in behind},
        quotes=_quotes(repository, behind),
        patterns=repository.patterns,
        share=share,
        limits=LIMITS,
    )


def _rows(repository: Repository, found: Compared) -> list[Row]:
    rows = []
    for place, id_ in enumerate(found.sets.cases):
        case = repository.cases[id_]
        members = [*found.sets.memberships[place].tolist(), float(found.sets.outcome[place])]
        values = []
        for column, member in zip(found.columns.values(), members, strict=True):
            cell = case.framework.get(column.cell or "")
            value = (cell.value or "") if cell is not None else case.attributes.get(column.name, "")
            values.append((value, f"{member:.3g}"))
        rows.append(Row(id_, case.title, values))
    return rows


def _solutions(answer: Solved) -> Iterable[Shown]:
    from cmo_eval.analysis.carried import KINDS

    for kind in KINDS:
        solution: Solution | None = getattr(answer, kind)
        if solution is not None:
            first = solution.models[:_MOST]
            yield Shown(kind, first, solution.count, solution.exact, solution.why_none)


def _quotes(repository: Repository, behind: Iterable[Carried]) -> dict[str, Quote]:
    """The citations behind all terms, with their words."""
    known = repository.citations.by_id
    cited = dict.fromkeys(id_ for one in behind for id_ in one.words)
    return dict(quotes(repository, (known[id_] for id_ in cited)))


ROUTES = (Route("/compare", shown(comparisons)), Route("/compare/{key}", shown(comparison)))
