"""Cases compared: tables whose cells lead to words; truth tables and solutions whose terms open cases and words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cmo_eval.analysis.framework_table import (
    MARKS,
    ORGANISATION,
    Entry,
    filled_frameworks,
    framework_table,
    titled,
)
from cmo_eval.errors import CmoEvalError
from cmo_eval.output.framework_table import agreed, turned
from cmo_eval.store.repository import Repository
from cmo_eval.web.memory import State
from cmo_eval.web.page import page, shown
from cmo_eval.web.places import Quote, quotes

if TYPE_CHECKING:  # numpy comes with them, and no other page needs it
    from cmo_eval.analysis.case_sets import CaseSets
    from cmo_eval.comparison.solving import Model, Solved

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
    """The frameworks and comparisons that evaluation.yaml states, each comparison with what it asks."""
    evaluation = state.repository.evaluation
    tables = filled_frameworks(state.repository)
    return page(
        request, "comparisons.html", state, title="Comparisons", comparisons=evaluation.comparisons, tables=tables
    )


def table(request: Request, state: State) -> Response:
    """The cases by the dimensions of a framework; each cell leads to its words, which stand below the table."""
    repository, name = state.repository, request.path_params["framework"]
    by = request.query_params.get("by") or None
    found = framework_table(repository, name, by)
    agreements = [agreed(found, one, "en") for one in found.dimensions]
    cells: list[list[tuple[str, Sequence[Entry]]]] = [[(row.key, cell) for cell in row.cells] for row in found.rows]
    heads, sides, cells = turned(found, cells)
    within = f"{name}."
    filling = [case for case in repository.cases.values() if any(cell.startswith(within) for cell in case.framework)]
    partners = [partner for case in repository.cases.values() for partner in case.partners.values()]
    ways = [ORGANISATION] if any(cell.startswith(within) for one in partners for cell in one.framework) else []
    ways += sorted({attribute for case in filling for attribute in case.attributes})
    return page(
        request,
        "framework.html",
        state,
        title=titled(name, repository.evaluation.language),
        key=name,
        by=by,
        ways=ways,
        found=found,
        heads=heads,
        rows=[*zip(sides, cells, strict=True)],
        agreements=agreements if any(agreements) else [],
        marks=MARKS,
        quotes=_quotes(repository, found.cited),
    )


def comparison(request: Request, state: State) -> Response:
    """One comparison; where it cannot be made, the page says why."""
    from cmo_eval.analysis.case_sets import asked_by, case_sets, solved
    from cmo_eval.analysis.term_evidence import evidence_of_terms
    from cmo_eval.output.compare import limits
    from cmo_eval.output.plain import share

    repository, key = state.repository, request.path_params["key"]
    question = asked_by(repository, key)
    known = repository.evaluation.comparisons
    title = known[key].title or key
    try:
        found = case_sets(repository, question)
    except CmoEvalError as error:
        return page(request, "comparison.html", state, title=title, known=known, key=key, trouble=error, found=None)
    answer = solved(found)
    behind = evidence_of_terms(repository, found, answer)
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
        quotes=_quotes(repository, dict.fromkeys(id_ for one in behind for id_ in one.words)),
        patterns=repository.patterns,
        share=share,
        limits=limits(),
    )


def _rows(repository: Repository, found: CaseSets) -> list[Row]:
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
    for kind, solution in answer.solutions.items():
        why_none = solution.why_none.say() if solution.why_none else ""
        yield Shown(kind, solution.models[:_MOST], solution.count, solution.exact, why_none)


def _quotes(repository: Repository, cited: Iterable[str]) -> dict[str, Quote]:
    """The citations behind terms or cells, with their words."""
    known = repository.citations.by_id
    return dict(quotes(repository, (known[id_] for id_ in cited if id_ in known)))


ROUTES = (
    Route("/compare", shown(comparisons)),
    Route("/compare/table/{framework}", shown(table)),
    Route("/compare/{key}", shown(comparison)),
)
