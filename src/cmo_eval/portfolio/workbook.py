"""The workbook of a synthesis: a sheet with the rows of each question, in words of its language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cmo_eval.messages import label
from cmo_eval.model import QUALITIES
from cmo_eval.portfolio.synthesis import Synthesis
from cmo_eval.report.formats import CREATOR, moment
from cmo_eval.spreadsheet.book import Book, Column, Sheet, book_bytes

_SHEETS = {
    "evaluations": """title 40, programme 28, basis 22, date 11, fictional 9, audience 24, claims 9, sources 9,
        citations 9, held_back 12, evaluation 16""",
    "mechanisms": """mechanism_title 32, of 32, pattern_title 32, context 44, outcome 44, claim_title 32, shown 14,
        verdict 16, decision 16, showing 12, denying 12, groups_showing 12, cases_showing 12, best 16, mechanism 18,
        evaluation 16, pattern 9, claim 9""",
    "verdicts": """of 32, title 36, verdict 16, decision 16, agrees 9, becomes 9, rule 7, for_voices 11, for_kinds 11,
        for_groups 11, for_best 16, against_voices 11, against_kinds 11, against_groups 11, against_best 16,
        left_behind 18, reason 60, evaluation 16, claim 9""",
    "groups": "of 32, label 36, voices 9, citations 9, claims 9, unheard 18, evaluation 16, group_key 16",
}
COLUMNS: Mapping[str, Mapping[str, int]] = {
    key: {name: int(width) for name, width in map(str.split, columns.split(","))} for key, columns in _SHEETS.items()
}
"""The columns of each sheet with their widths in characters; `of` is the title of the evaluation."""
_WORDED = {"shown": "seen", "basis": "basis", "audience": "audience"}


def workbook(found: Synthesis) -> bytes:
    """The workbook; the same portfolio gives the same bytes."""
    sheets = [_sheet(found, key) for key in COLUMNS]
    return book_bytes(Book(sheets, title=found.title, creator=CREATOR, made=moment("").replace(tzinfo=None)))


def _sheet(found: Synthesis, key: str) -> Sheet:
    """A sheet with the rows of one question; ids stand last, for who wants to go on with them."""
    rows: Sequence[Mapping[str, Any]] = getattr(found, key)
    titles = {one["evaluation"]: one["title"] for one in found.evaluations}
    widths = COLUMNS[key]
    columns = [Column(label(f"synthesis.column.{name}", found.language), width) for name, width in widths.items()]
    cells = [
        [
            titles.get(one["evaluation"]) if name == "of" else _value(name, one[name], found.language)
            for name in COLUMNS[key]
        ]
        for one in rows
    ]
    title = label(f"synthesis.{'matrix' if key == 'mechanisms' else key}", found.language)
    above = (title, label(f"report.audience.{found.audience}", found.language))
    return Sheet(title, columns, cells, len(cells), above=above)


def _value(name: str, value: Any, language: str) -> str | int | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return label(f"status.{'yes' if value else 'no'}", language)
    if name in {"for_best", "against_best", "best"}:
        return label(f"quality.{QUALITIES[value]}", language)
    if name in {"verdict", "decision"}:
        return label(value, language)
    if name in _WORDED:
        return label(f"synthesis.{_WORDED[name]}.{value}", language)
    return value if isinstance(value, int) else str(value)
