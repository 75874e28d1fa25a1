"""Coding tables as files: an empty one to fill in, in Excel or CSV, and one of what could not be placed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from cmo_eval.edits.coding_table import COLUMNS, REASON, Column
from cmo_eval.edits.imports import Imported
from cmo_eval.edits.table_reading import guarded
from cmo_eval.messages import words
from cmo_eval.model import PARTS, QUALITIES
from cmo_eval.store.repository import Repository

if TYPE_CHECKING:
    from openpyxl import Workbook

ROWS = 2000
"""Rows of an empty table in which Excel offers lists to choose from."""

_REFUSED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WIDTHS = {"quote": 60, "memo": 40, "judgement": 30, "observation": 30, "event": 30, "codes": 24, "role": 20}
_NUMBERS = frozenset({"line", "version"})


def _said(language: str, name: str) -> str:
    return words(f"coding_sheet.{name}", language)


def _template_columns() -> list[Column]:
    return [column for column in COLUMNS if column.in_template]


def template_csv(language: str) -> bytes:
    """A table with nothing but headers, as Excel opens it in that language: UTF-8 with byte order mark."""
    return _csv([[column.header(language) for column in _template_columns()]], language)


def rest_csv(rows: Sequence[Imported], language: str) -> bytes:
    """The codings that could not be placed, with the reason, so that they can be mended and imported again."""
    named = {name for row in rows for name, text in (row.cells or {}).items() if text}
    columns = [column for column in COLUMNS if column.name in {*named, *_TO_MEND}]
    table = [[*(column.header(language) for column in columns), REASON.header(language)]]
    for row in rows:
        cells = row.cells or {}
        reason = "; ".join(part for problem in row.problems for part in (problem.message, problem.hint) if part)
        table.append([*(cells.get(column.name, "") for column in columns), reason])
    return _csv(table, language)


_TO_MEND = ("source", "quote", "paraphrase", "line")
"""Columns that the rest has in any case: into these goes what most rows lack."""


def _csv(rows: Iterable[Sequence[str]], language: str) -> bytes:
    out = io.StringIO(newline="")
    # a Dutch Excel takes commas for decimal signs, and opens tables with semicolons only
    writer = csv.writer(out, delimiter=";" if language == "nl" else ",", lineterminator="\r\n")
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", "replace")


# ---- Excel ----------------------------------------------------------------------------------------------------------


def template_xlsx(repository: Repository, language: str) -> bytes:
    """An empty table with lists to choose from, a sheet that explains its columns, and one with what can be named."""
    from openpyxl import Workbook

    say = partial(_said, language)
    book = Workbook()
    table: Any = book.active
    table.title = say("table")
    explained = book.create_sheet(say("columns"))
    lists = book.create_sheet(say("lists"))
    ranges = _fill_lists(lists, _choices(repository, language), say)
    _fill_table(table, ranges, language, say)
    _explain(explained, language, say)
    for page in (table, explained, lists):
        page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9  # A4
        page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
        page.sheet_properties.pageSetUpPr.fitToPage = True
    return _packed(book)


def _packed(book: Workbook) -> bytes:
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _choices(repository: Repository, language: str) -> Mapping[str, Sequence[tuple[str, str]]]:
    """What can be named, with its title, by the key of the list's heading."""
    rank = {quality: str(number) for number, quality in enumerate(QUALITIES)}
    return {
        "sources": [(source.id, source.title) for source in repository.sources.values()],
        "claims": [(claim.id, claim.title) for claim in repository.claims.values()],
        "patterns": [(pattern.id, pattern.title) for pattern in repository.patterns.values()],
        "codes": [(code.id, code.label or code.kind) for code in repository.codes.values()],
        "qualities": [(quality, rank[quality]) for quality in QUALITIES],
        "utterances": [("claim", "+"), ("concern", "-"), ("issue", "+/-")],
        "parts": [(part, "") for part in (*PARTS, "mechanism")],
        "yes": [(_said(language, "yes"), "")],
    }


_LIST_OF = {
    "source": "sources",
    "supports": "claims",
    "nuances": "claims",
    "refutes": "claims",
    "suggests": "claims",
    "instead_of": "claims",
    "pattern": "patterns",
    "parts": "parts",
    "codes": "codes",
    "quality": "qualities",
    "utterance": "utterances",
    "paraphrase": "yes",
}
_ONE_ONLY = frozenset({"quality", "utterance"})


def _fill_lists(
    page: Any, choices: Mapping[str, Sequence[tuple[str, str]]], say: Callable[[str], str]
) -> dict[str, str]:
    """Write the lists beside each other; where each stands, as Excel names it."""
    from openpyxl.utils import get_column_letter

    ranges = {}
    for number, (name, rows) in enumerate(choices.items()):
        place = 2 * number + 1
        _put(page.cell(1, place), say(name) if name != "yes" else "", bold=True)
        _put(page.cell(1, place + 1), say("title") if name not in {"yes", "parts"} else "", bold=True)
        for row, (id_, title) in enumerate(rows, start=2):
            _put(page.cell(row, place), id_)
            _put(page.cell(row, place + 1), title)
        letter = get_column_letter(place)
        page.column_dimensions[letter].width = max([12, *(len(id_) + 2 for id_, _ in rows)])
        page.column_dimensions[get_column_letter(place + 1)].width = min(
            50, max([8, *(len(title) + 2 for _, title in rows)])
        )
        if rows:
            ranges[name] = f"'{page.title}'!${letter}$2:${letter}${len(rows) + 1}"
    page.freeze_panes = "A2"
    return ranges


def _fill_table(page: Any, ranges: Mapping[str, str], language: str, say: Callable[[str], str]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for place, column in enumerate(_template_columns(), start=1):
        letter = get_column_letter(place)
        head = page.cell(1, place)
        _put(head, column.header(language), bold=True)
        head.font = Font(name="Calibri", size=11, bold=True, color="FFFFFFFF")
        head.fill = PatternFill("solid", fgColor="FF1F3864")
        head.alignment = Alignment(wrap_text=True, vertical="center")
        head.comment = Comment(column.explained(language), "cmo-eval", width=320, height=90)
        dimension = page.column_dimensions[letter]
        dimension.width = _WIDTHS.get(column.name, max(13, len(column.header(language)) + 3))
        dimension.alignment = Alignment(wrap_text=True, vertical="top")
        if column.name == "coded":
            dimension.number_format = "yyyy-mm-dd"
        elif column.name not in _NUMBERS:
            dimension.number_format = "@"  # what is typed stays as it is typed: no formulas, no dates
        name = _LIST_OF.get(column.name, "")
        if name in ranges:
            choice = DataValidation(type="list", formula1=f"={ranges[name]}", allow_blank=True)
            choice.showErrorMessage = column.name in _ONE_ONLY
            choice.errorStyle = "warning"
            if column.name not in _ONE_ONLY | {"source", "paraphrase"}:
                choice.promptTitle, choice.prompt, choice.showInputMessage = (
                    column.header(language),
                    say("choose"),
                    True,
                )
            choice.add(f"{letter}2:{letter}{ROWS}")
            page.add_data_validation(choice)
    page.row_dimensions[1].height = 30
    page.freeze_panes = "C2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(_template_columns()))}1"


def _explain(page: Any, language: str, say: Callable[[str], str]) -> None:
    from openpyxl.styles import Alignment

    page.column_dimensions["A"].width = 18
    page.column_dimensions["B"].width = 112
    _put(page.cell(1, 1), say("column"), bold=True)
    _put(page.cell(1, 2), say("what"), bold=True)
    row = 2
    for row, column in enumerate(_template_columns(), start=2):
        _put(page.cell(row, 1), column.header(language))
        _put(page.cell(row, 2), column.explained(language))
    _put(page.cell(row + 2, 2), say("stances"))
    for line in page.iter_rows():
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    page.row_dimensions[row + 2].height = 48
    page.freeze_panes = "A2"


def _put(cell: Any, text: str, *, bold: bool = False) -> None:
    """Text as text, whatever it begins with."""
    from openpyxl.styles import Font

    cell.value = _REFUSED.sub("\ufffd", text)
    cell.data_type = "s"  # openpyxl takes a leading = for a formula and #N/A for an error
    if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")):
        cell.quotePrefix = True
    if bold:
        cell.font = Font(name="Calibri", size=11, bold=True)
