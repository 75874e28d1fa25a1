"""Compared cases as a workbook: cases as sets, truth table, necessary conditions, terms of solutions, what stays."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from cmo_eval.output.compare import KINDS, LIMITS, stays_word
from cmo_eval.spreadsheet.book import Book, Column, Sheet, Value, write_book

if TYPE_CHECKING:
    from cmo_eval.comparison.robust import Robust
    from cmo_eval.comparison.sets import Sets
    from cmo_eval.comparison.solving import Solution, Solved
    from cmo_eval.comparison.truth import TruthTable

_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - the table has no date of its own, and the clock would change its bytes


def truth_table_xlsx(table: TruthTable) -> bytes:
    """The cases as sets and the rows with cases; the same table gives the same bytes."""
    return _book([_cases(table.sets), _rows(table, [*table.sets.notes(), *table.notes()])])


def solved_xlsx(found: Solved) -> bytes:
    """The cases as sets, the truth table, necessary conditions, and a row for each term of each model."""
    necessary = [
        [one.name, _share(one.fit.consistency), _share(one.fit.coverage), _share(one.fit.ron)]
        for one in (*found.necessity, *found.joined)
    ]
    heads = [Column("Condition", 40), *(Column(one, 14) for one in ("Consistency", "Coverage", "Relevance"))]
    sheets = [
        _cases(found.table.sets),
        _rows(found.table, found.notes()),
        Sheet("Necessary", heads, necessary, len(necessary)),
        _terms(found),
    ]
    return _book(sheets)


def robust_xlsx(found: Robust) -> bytes:
    """A row for each term and run."""
    rows: list[list[Value]] = [
        [kind, term, one.kind, one.what, one.models[kind], stays_word(term in one.stays[kind], term in one.apart[kind])]
        for kind, terms in found.terms.items()
        for term in terms
        for one in found.variants
    ]
    widths = {"Solution": 16, "Term": 44, "Run": 14, "What": 26, "Models": 10, "Stays": 12}
    return _book([Sheet("What stays", [Column(name, wide) for name, wide in widths.items()], rows, len(rows))])


def _cases(sets: Sets) -> Sheet:
    """Each case with its membership in each condition and the outcome; below, who is left out."""
    rows: list[list[Value]] = [
        [case, *(round(float(one), 6) for one in values), round(float(outcome), 6)]
        for case, values, outcome in zip(sets.cases, sets.memberships, sets.outcome, strict=True)
    ]
    columns = [Column("Case", 24), *(Column(name, 16) for name in (*sets.conditions, sets.outcome_name))]
    return Sheet("Cases", columns, rows, len(rows), below=_lines(sets.notes()))


def _rows(table: TruthTable, notes: Iterable[str]) -> Sheet:
    rows: list[list[Value]] = [
        [
            *row.config,
            "?" if row.out is None else row.out,
            len(row.cases),
            _share(row.consistency),
            _share(row.pri),
            ", ".join(row.cases),
            ", ".join(row.inside) if row.contradictory else "",
            ", ".join(row.outside) if row.contradictory else "",
        ]
        for row in table.rows
    ]
    columns = [*(Column(name, 16) for name in table.sets.conditions)]
    columns += [Column(name, 14) for name in (f"Outcome {table.sets.outcome_name}", "Cases", "Consistency", "PRI")]
    columns += [Column("Which cases", 40), Column("With the outcome", 30), Column("Without the outcome", 30)]
    empty = f"Without any case: {table.combinations - len(table.rows)} of {table.combinations} rows"
    return Sheet("Truth table", columns, rows, len(rows), below=_lines([*notes, empty]))


def _terms(found: Solved) -> Sheet:
    rows: list[list[Value]] = []
    for kind in KINDS:
        solution: Solution | None = getattr(found, kind)
        for number, model in enumerate(solution.models if solution is not None else (), 1):
            for term in model.terms:
                fit = (term.fit.consistency, term.fit.coverage, term.unique_coverage, term.fit.pri)
                cases = [", ".join(one) for one in (term.cases, term.contradict)]
                count = solution.count if solution is not None else 0
                rows.append([kind, number, count, model.name, term.name, *map(_share, fit), *cases, model.assumptions])
    columns = [Column("Solution", 16), Column("Model", 8), Column("Of", 9), Column("Whole model", 50)]
    columns += [Column("Term", 40), *(Column(one, 14) for one in ("Consistency", "Coverage", "Alone", "PRI"))]
    columns += [Column("Cases", 40), Column("Without the outcome", 30), Column("Taken for granted", 12)]
    return Sheet("Solutions", columns, rows, len(rows), below=_lines(LIMITS))


def _share(value: float | None) -> Value:
    return None if value is None else round(value, 3)


def _lines(texts: Iterable[str]) -> list[Sequence[Value]]:
    return [[text] for text in texts]


def _book(sheets: Sequence[Sheet]) -> bytes:
    packed = io.BytesIO()
    write_book(Book(sheets, title="Compared cases", creator="cmo-eval", made=_MADE), packed)
    return packed.getvalue()
