"""Compared cases as a workbook: cases as sets, truth table, necessary conditions, terms of solutions, what stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from cmo_eval.messages import label, phrase, say
from cmo_eval.output.compare import limits
from cmo_eval.spreadsheet.book import UNDATED, Book, Column, Sheet, Value, book_bytes

if TYPE_CHECKING:
    from cmo_eval.comparison.robust import Robust
    from cmo_eval.comparison.sets import Sets
    from cmo_eval.comparison.solving import Solved
    from cmo_eval.comparison.truth import TruthTable

_PRI = "PRI"
_NECESSARY = {"solving.condition": 40, "compare.consistency": 14, "compare.coverage": 14, "solving.relevance": 14}
_STAYS = {
    "solving.solution": 16,
    "solving.term": 44,
    "solving.run": 14,
    "solving.what": 26,
    "solving.models": 10,
    "solving.stay": 12,
}
_ROWS = {
    "compare.cases": 14,
    "compare.consistency": 14,
    _PRI: 14,
    "solving.which": 40,
    "solving.with": 30,
    "compare.against": 30,
}
_TERMS = {
    "solving.solution": 16,
    "solving.model": 8,
    "solving.of": 9,
    "solving.whole": 50,
    "solving.term": 40,
    "compare.consistency": 14,
    "compare.coverage": 14,
    "solving.alone": 14,
    _PRI: 14,
    "compare.cases": 40,
    "compare.against": 30,
    "solving.assumed": 12,
}
"""Columns of the sheets by what they are called, with their widths in characters."""


def truth_table_xlsx(table: TruthTable, *, language: str = "en") -> bytes:
    """The cases as sets and the rows with cases; the same table gives the same bytes."""
    notes = [*table.sets.notes(language), *table.notes(language)]
    return _book([_cases(table.sets, language), _rows(table, notes, language)], language)


def solved_xlsx(found: Solved, *, language: str = "en") -> bytes:
    """The cases as sets, the truth table, necessary conditions, and a row for each term of each model."""
    necessary = [
        [one.name, _share(one.fit.consistency), _share(one.fit.coverage), _share(one.fit.ron)]
        for one in (*found.necessity, *found.joined)
    ]
    sheets = [
        _cases(found.table.sets, language),
        _rows(found.table, found.notes(language), language),
        Sheet(label("solving.necessary", language), _columns(_NECESSARY, language), necessary, len(necessary)),
        _terms(found, language),
    ]
    return _book(sheets, language)


def robust_xlsx(found: Robust, *, language: str = "en") -> bytes:
    """A row for each term and run."""
    words = {None: "solving.apart", True: "compare.yes", False: "compare.no"}
    rows: list[list[Value]] = [
        [
            label(f"solving.kind.{kind}", language),
            term,
            label(f"solving.run.{one.kind}", language),
            say(one.what, language),
            one.models[kind],
            label(words[one.has(kind, term)], language),
        ]
        for kind, term, one in found.each()
    ]
    return _book([Sheet(label("solving.stays", language), _columns(_STAYS, language), rows, len(rows))], language)


def _cases(sets: Sets, language: str) -> Sheet:
    """Each case with its membership in each condition and the outcome; below, who is left out."""
    rows: list[list[Value]] = [
        [case, *(round(float(one), 6) for one in values), round(float(outcome), 6)]
        for case, values, outcome in zip(sets.cases, sets.memberships, sets.outcome, strict=True)
    ]
    first = Column(label("compare.case", language), 24)
    columns = [first, *(Column(name, 16) for name in (*sets.conditions, sets.outcome_name))]
    return Sheet(label("compare.cases", language), columns, rows, len(rows), below=_lines(sets.notes(language)))


def _rows(table: TruthTable, notes: Iterable[str], language: str) -> Sheet:
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
    outcome = Column(f"{label('compare.outcome', language)} {table.sets.outcome_name}", 14)
    columns = [*(Column(name, 16) for name in table.sets.conditions), outcome, *_columns(_ROWS, language)]
    empty = phrase("solving.empty", empty=table.empty, all=table.combinations)
    below = _lines([*notes, empty.say(language)])
    return Sheet(label("solving.rows", language), columns, rows, len(rows), below=below)


def _terms(found: Solved, language: str) -> Sheet:
    rows: list[list[Value]] = []
    below: list[str] = []
    for kind, solution in found.solutions.items():
        called = label(f"solving.kind.{kind}", language)
        if solution.why_none is not None:
            below.append(f"{called}: {solution.why_none.say(language)}")
        for number, model in enumerate(solution.models, 1):
            for term in model.terms:
                fit = (term.fit.consistency, term.fit.coverage, term.unique_coverage, term.fit.pri)
                cases = [", ".join(one) for one in (term.cases, term.contradict)]
                name = model.name, term.name
                rows.append([called, number, solution.count, *name, *map(_share, fit), *cases, model.assumptions])
    below += limits(language)
    title = label("solving.solutions", language)
    return Sheet(title, _columns(_TERMS, language), rows, len(rows), below=_lines(below))


def _columns(widths: Mapping[str, int], language: str) -> list[Column]:
    return [Column(label(key, language), wide) for key, wide in widths.items()]


def _share(value: float | None) -> Value:
    return None if value is None else round(value, 3)


def _lines(texts: Iterable[str]) -> list[Sequence[Value]]:
    return [[text] for text in texts]


def _book(sheets: Sequence[Sheet], language: str) -> bytes:
    return book_bytes(Book(sheets, title=label("solving.title", language), creator="cmo-eval", made=UNDATED))
