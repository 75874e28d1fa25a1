"""Compared cases as text, JSON and CSV: truth tables, solutions with all their models, and what stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cmo_eval.comparison.solving import MOST_ASSUMPTIONS, Model, Necessary, Solution, Solved
from cmo_eval.comparison.truth import Config, Row, TruthTable, shown
from cmo_eval.messages import label, say
from cmo_eval.output.plain import json_text, number_of, share
from cmo_eval.spreadsheet.csv_tables import csv_text

if TYPE_CHECKING:
    from cmo_eval.analysis.term_evidence import TermEvidence
    from cmo_eval.comparison.robust import Robust
    from cmo_eval.comparison.sets import Sets
    from cmo_eval.output.tables import Cell, Page

_FEW = 12
"""Combinations that a text lists; JSON has more."""


def limits(language: str = "en") -> list[str]:
    """What a solution cannot say; it stands beside each."""
    return [label(f"solving.limit.{one}", language) for one in ("few", "models", "mechanism")]


# ---- truth table ----------------------------------------------------------------------------------------------------


def truth_table_text(table: TruthTable, *, width: int = 80, colour: bool = False) -> str:
    """The rows with cases, those that contradict themselves with their cases, and how many there are without."""
    page = _page(width, colour=colour)
    _table(page, table)
    _notes(page, [*table.sets.notes(), *table.notes()])
    return page.text()


def _table(page: Page, table: TruthTable) -> None:
    cut_offs = table.cut_offs
    pri = f", PRI {cut_offs.pri:g}" if cut_offs.pri else ""
    at_least = number_of(cut_offs.frequency, "case")
    page.line(
        f"Outcome {table.sets.outcome_name}, {number_of(len(table.sets.cases), 'case')}; a row counts with {at_least}, "
        f"and is 1 from consistency {cut_offs.consistency:g}{pri} on."
    )
    heads = [*table.sets.conditions, "OUT", "n", "consist.", "PRI", "cases"]
    rows: list[list[Cell]] = [
        [
            *map(str, row.config),
            "?" if row.out is None else f"{row.out}{'*' if row.tie else ''}",
            str(len(row.cases)),
            share(row.consistency),
            share(row.pri),
            ", ".join(row.cases),
        ]
        for row in table.rows
    ]
    page.table(heads, rows)
    for row in table.rows:
        if row.contradictory:
            page.line(
                f"Row {shown(row.config)}: same conditions, different outcome: with it {', '.join(row.inside)}; "
                f"without it {', '.join(row.outside)}"
            )
    if table.empty:
        first = table.unseen(_FEW)
        more = ", …" if table.empty > len(first) else ""
        page.line(f"Without any case: {table.empty:,} of {table.combinations:,} ({', '.join(map(shown, first))}{more})")


def rows_json(table: TruthTable) -> list[dict[str, Any]]:
    """The rows with cases."""
    return [_row_json(table, row) for row in table.rows]


def _row_json(table: TruthTable, row: Row) -> dict[str, Any]:
    return {
        "row": dict(zip(table.sets.conditions, row.config, strict=True)),
        "out": row.out,
        "n": len(row.cases),
        "consistency": row.consistency,
        "pri": row.pri,
        "tie": row.tie,
        "contradictory": row.contradictory,
        "cases": row.cases,
        "with_outcome": row.inside,
        "without_outcome": row.outside,
    }


def _asked(table: TruthTable) -> dict[str, Any]:
    cut_offs = table.cut_offs
    return {
        "version": 1,
        "outcome": table.sets.outcome_name,
        "conditions": table.sets.conditions,
        "cases": table.sets.cases,
        "left_out": table.sets.left_out,
        "cut_offs": {"consistency": cut_offs.consistency, "frequency": cut_offs.frequency, "pri": cut_offs.pri},
    }


def truth_table_json(table: TruthTable) -> str:
    """The rows with cases, and the first thousand of those without, as JSON, version 1."""
    unseen = table.unseen(MOST_ASSUMPTIONS)
    return json_text(
        {
            **_asked(table),
            "truth_table": rows_json(table),
            "remainders": {"count": table.empty, "rows": _configs(table.sets, unseen)},
            "notes": [*table.sets.notes(), *table.notes()],
        }
    )


def _configs(sets: Sets, configs: Iterable[Config]) -> list[dict[str, int]]:
    return [dict(zip(sets.conditions, config, strict=True)) for config in configs]


def truth_table_csv(table: TruthTable) -> str:
    """The rows as R's QCA names their columns: conditions, OUT, n, incl, PRI and cases; `?` is a remainder."""
    rows: list[Sequence[str | int]] = [
        [
            *row.config,
            "?" if row.out is None else row.out,
            len(row.cases),
            share(row.consistency, "NA"),
            share(row.pri, "NA"),
            ",".join(row.cases),
        ]
        for row in table.rows
    ]
    return csv_text([[*table.sets.conditions, "OUT", "n", "incl", "PRI", "cases"], *rows])


def sets_csv(sets: Sets) -> str:
    """Each case with its memberships, from which R's QCA makes its own truth table: `read.csv(FILE, row.names = 1)`."""
    name = "".join(one if one.isalnum() else "_" for one in sets.outcome_name.replace("~", "not_")).strip("_")
    rows = [
        [case, *(f"{one:.10g}" for one in values), f"{outcome:.10g}"]
        for case, values, outcome in zip(sets.cases, sets.memberships, sets.outcome, strict=True)
    ]
    return csv_text([["case", *sets.conditions, name], *rows])


# ---- solutions ------------------------------------------------------------------------------------------------------


def solved_text(found: Solved, *, width: int = 80, colour: bool = False, traced: Sequence[TermEvidence] = ()) -> str:
    """The truth table, necessary conditions, each solution with all its models and cases, and what carries terms."""
    page = _page(width, colour=colour)
    _table(page, found.table)
    _notes(page, found.notes())
    page.line()
    page.line(("Necessary conditions", "bold"))
    every = [*found.necessity, *found.joined]
    rows = [[one.name, share(one.fit.consistency), share(one.fit.coverage), share(one.fit.ron)] for one in every]
    page.table(["", "consist.", "coverage", "relevance"], rows, numbers=3)
    for kind, solution in found.solutions.items():
        _solution(page, found, kind, solution)
    if found.intermediate is None:
        page.line("No intermediate solution: nothing is expected of the conditions (--expect A,~B).")
    page.line()
    for limit in limits():
        page.line(limit)
    if not traced:
        return page.text()
    from cmo_eval.output.term_evidence import term_evidence_text

    return f"{page.text()}\n{term_evidence_text(traced, width=width)}"


def _solution(page: Page, found: Solved, kind: str, solution: Solution) -> None:
    page.line()
    page.line((_called(kind, found.expected), "bold"))
    if solution.why_none:
        page.line(f"none: {solution.why_none.say()}")
        return
    many = "" if solution.exact else "more than "
    first = f", the first {len(solution.models)} are shown" if solution.count > len(solution.models) else ""
    page.line(f"{many}{number_of(solution.count, 'model')}{first}")
    if solution.easy:
        page.line(f"easy counterfactuals ({len(solution.easy):,}): {_few(solution.easy, len(solution.easy))}")
    for number, model in enumerate(solution.models, 1):
        _model(page, number, model)


def _model(page: Page, number: int, model: Model) -> None:
    page.line()
    page.line(f"{number}. ", (model.name, "bold"))
    page.line(
        f"consistency {share(model.fit.consistency)}, coverage {share(model.fit.coverage)}, PRI {share(model.fit.pri)}",
        indent=3,
    )
    rows: list[list[Cell]] = [
        [
            term.name,
            share(term.fit.consistency),
            share(term.fit.coverage),
            share(term.unique_coverage),
            share(term.fit.pri),
            ", ".join(term.cases) + (f"; against it: {', '.join(term.contradict)}" if term.contradict else ""),
        ]
        for term in model.terms
    ]
    page.table(["term", "consist.", "raw", "unique", "PRI", "cases"], rows)
    if model.contradict:
        page.line(f"without the outcome all the same: {', '.join(model.contradict)}", indent=3)
    if model.uncovered:
        page.line(f"with the outcome, and in no term: {', '.join(model.uncovered)}", indent=3)
    if model.assumptions:
        page.line(f"takes for granted ({model.assumptions:,}): {_few(model.assumed, model.assumptions)}", indent=3)


def _few(configs: Sequence[Config], count: int) -> str:
    return ", ".join(map(shown, configs[:_FEW])) + (", …" if count > _FEW else "")


def solved_json(found: Solved, traced: Sequence[TermEvidence] = ()) -> str:
    """The truth table, necessary conditions and solutions as JSON, version 1; `trace` has what carries terms."""
    from cmo_eval.output.term_evidence import term_evidence_rows

    sets = found.table.sets
    return json_text(
        {
            **_asked(found.table),
            "expected": found.expected,
            "truth_table": rows_json(found.table),
            "remainders": {"count": found.table.empty},
            "necessity": [_necessary_json(one) for one in found.necessity],
            "necessary_together": [_necessary_json(one) for one in found.joined],
            **{kind: _solution_json(sets, solution) for kind, solution in found.solutions.items()},
            "notes": found.notes(),
            "limits": limits(),
            **({"trace": term_evidence_rows(traced)} if traced else {}),
        }
    )


def _necessary_json(one: Necessary) -> dict[str, Any]:
    return {"condition": one.name, **one.fit._asdict()}


def _solution_json(sets: Sets, solution: Solution) -> dict[str, Any]:
    return {
        "count": solution.count,
        "exact": solution.exact,
        "models": [_model_json(sets, model) for model in solution.models],
        "prime_implicants": solution.primes,
        "easy_counterfactuals": _configs(sets, solution.easy),
        **({"why_none": solution.why_none.say()} if solution.why_none else {}),
    }


def _model_json(sets: Sets, model: Model) -> dict[str, Any]:
    terms = [
        {
            "term": term.name,
            "consistency": term.fit.consistency,
            "raw_coverage": term.fit.coverage,
            "unique_coverage": term.unique_coverage,
            "pri": term.fit.pri,
            "cases": term.cases,
            "contradict": term.contradict,
        }
        for term in model.terms
    ]
    return {
        "solution": model.name,
        **model.fit._asdict(),
        "terms": terms,
        "contradict": model.contradict,
        "uncovered": model.uncovered,
        "assumptions": {"count": model.assumptions, "rows": _configs(sets, model.assumed)},
    }


def solved_csv(found: Solved) -> str:
    """A row for each term of each model."""
    heads = [
        "solution",
        "model",
        "of",
        "term",
        "consistency",
        "raw_coverage",
        "unique_coverage",
        "PRI",
        "cases",
        "contradict",
    ]
    rows: list[list[str | int]] = []
    for kind, solution in found.solutions.items():
        for number, model in enumerate(solution.models, 1):
            for term in model.terms:
                every = (term.fit.consistency, term.fit.coverage, term.unique_coverage, term.fit.pri)
                shares = (share(one, "NA") for one in every)
                cases = (",".join(one) for one in (term.cases, term.contradict))
                rows.append([kind, number, solution.count, term.name, *shares, *cases])
    return csv_text([heads, *rows])


# ---- what stays -----------------------------------------------------------------------------------------------------


def robust_text(found: Robust, *, width: int = 80, colour: bool = False) -> str:
    """Each term with in how many runs it stays, and the runs in which one does not."""
    page = _page(width, colour=colour)
    page.line(f"{number_of(len(found.variants), 'run')}, each with one thing otherwise.")
    for kind, terms in found.terms.items():
        page.line()
        page.line((_called(kind, found.expected), "bold"))
        if not terms:
            page.line("none: no row is coded 1, or none 0")
            continue
        rows: list[list[Cell]] = []
        for term in terms:
            stays, could = found.share(kind, term)
            gone = [one for one in found.variants if one.has(kind, term) is False]
            rows.append([term, f"{stays} of {could}", "; ".join(f"{one.kind} {say(one.what)}" for one in gone) or "-"])
        page.table(["term", "stays in", "is gone with another"], rows)
    page.line()
    page.line("Case and condition name what was left out; a term stays when a model of the run has it.")
    return page.text()


def robust_json(found: Robust) -> str:
    """The terms and the runs as JSON, version 1."""
    terms = {
        kind: [
            {"term": term, "stays": found.share(kind, term)[0], "runs": found.share(kind, term)[1]} for term in names
        ]
        for kind, names in found.terms.items()
    }
    runs = [replace(one, what=say(one.what)) for one in found.variants]
    return json_text({"version": 1, "expected": found.expected, "terms": terms, "runs": runs})


def robust_csv(found: Robust) -> str:
    """A row for each term and run."""
    words = {None: "left out", True: "yes", False: "no"}
    rows: list[list[str | int]] = [
        [kind, term, one.kind, say(one.what), one.models[kind], words[one.has(kind, term)]]
        for kind, term, one in found.each()
    ]
    return csv_text([["solution", "term", "run", "what", "models", "stays"], *rows])


def _called(kind: str, expected: Sequence[str]) -> str:
    """What a solution is called, with what is expected where it goes by that."""
    return f"{kind.capitalize()} solution" + (f" (expected: {', '.join(expected)})" if kind == "intermediate" else "")


# ---- pages ----------------------------------------------------------------------------------------------------------


def _page(width: int, *, colour: bool) -> Page:
    from cmo_eval.output.tables import Page

    return Page(width, colour=colour)


def _notes(page: Page, notes: Iterable[str]) -> None:
    for note in notes:
        page.line(f"Note: {note}")
