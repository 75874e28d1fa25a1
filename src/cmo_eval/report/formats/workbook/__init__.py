"""The workbook for analysts: from a view to sheets with one table each, written as Excel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from cmo_eval.report.contents import ReportView
from cmo_eval.report.formats.workbook import claims, evidence, register
from cmo_eval.report.formats.workbook.layout import Layout, Planned, Words, layout_of
from cmo_eval.report.formats.workbook.register import relations
from cmo_eval.report.marks import CREATOR, moment
from cmo_eval.report.sentences import date
from cmo_eval.spreadsheet import MAX_LINKS, Book, Column, Formula, Sheet, Value, reference, write_book

__all__ = ["write_workbook"]


def write_workbook(view: ReportView, target: Path | BinaryIO) -> None:
    """Write the workbook; the same view gives the same bytes.

    Every sheet is a table with a row for each record and one fact in a cell. Text stays text, whatever it begins
    with; characters that Excel refuses become U+FFFD, and a text that does not fit in a cell is cut with a mark that
    says so.
    """
    words = Words(view.language)
    book = Book(
        sheets=sheets_of(view, words),
        title=view.head.title,
        subject=view.head.programme,
        creator=CREATOR,
        made=moment(view.head.date).replace(tzinfo=None),  # XlsxWriter writes it as UTC
        cut=words("cut"),
        unlisted=(words("not_listed"), words("not_listed.about")),
    )
    write_book(book, target)


# ---- the sheets in their order ---------------------------------------------------------------------------------------

NOTES = {"matrix": "matrix_note", "citations": "citations_note"}


def sheets_of(view: ReportView, words: Words) -> list[Sheet]:
    """All sheets: contents, what is about claims, evidence, the register, and what explains the columns."""
    codings = evidence.coding_count(view.citations)
    plan = layout_of(view, words, codings)
    keyed = list(_tables(view, plan, codings))
    keyed.append(("columns", _columns([one for _, one in keyed], plan)))
    keyed.append(("lists", _lists(plan)))
    return [_contents(view, keyed, plan), *(sheet for _, sheet in keyed)]


def _tables(view: ReportView, plan: Layout, codings: int) -> Iterator[tuple[str, Sheet]]:
    for name in ("summary", "claims", "decisions", "criteria", "remarks", "mechanisms"):
        yield name, getattr(claims, name)(view, plan)
    yield "matrix", evidence.matrix(view, plan)
    yield from (("citations", sheet) for sheet in evidence.citations(view, plan))
    yield from (("codings", sheet) for sheet in evidence.codings(view, plan, codings))
    for name in ("patterns", "parts", "cases", "facts", "sources"):
        yield name, getattr(register, name)(view, plan)
    yield "relations", relations(view, plan)


def _contents(view: ReportView, keyed: Sequence[tuple[str, Sheet]], plan: Layout) -> Sheet:
    """The first sheet: what this is, and where each sheet is."""
    words, head = plan.words, view.head
    planned = [Planned("sheet", 26), Planned("row_for", 60), Planned("rows", 12), Planned("remark", 90)]
    rows: list[list[Value]] = []
    titles = [sheet.title for _, sheet in keyed]
    for place, (key, sheet) in enumerate(keyed):
        cells = reference(sheet.title, f"A{sheet.first_row}", f"A{sheet.last_row}")
        remark = [words(NOTES[key])] if key in NOTES else []
        if sheet.count > MAX_LINKS and any(column.links for column in sheet.columns):
            remark.append(words("no_links"))
        if key == "codings" and "citation" not in plan.places:
            remark.append(words("no_links"))
        if place + 1 < len(keyed) and keyed[place + 1][0] == key:
            remark.append(words("continued"))
        counted = Formula(f"COUNTA({cells})", sheet.count)
        rows.append([sheet.title, words.row(key), counted, " ".join(dict.fromkeys(remark))])
    made = plan.sheet("contents", planned, rows)
    links = {title: reference(title, "A1") for title in titles}
    columns = [replace(made.columns[0], links=links), *made.columns[1:]]
    about = ", ".join(filter(None, (head.programme, head.period, date(head.date, words.language))))
    above = [head.title, about, *([words("fictional")] if head.fictional else []), *view.readers, words("made")]
    return replace(made, columns=columns, above=tuple(line for line in above if line))


def _columns(sheets_: Sequence[Sheet], plan: Layout) -> Sheet:
    """What each column of each sheet holds."""
    planned = [Planned("sheet", 24), Planned("column", 34), Planned("holds", 120), Planned("choices", 24)]
    names = {range_: plan.words(f"list.{name}") for name, range_ in plan.ranges().items()}
    rows: list[list[Value]] = [
        [sheet.title, column.header, column.about, names.get(column.choices, "")]
        for sheet in sheets_
        for column in sheet.columns
    ]
    made = plan.sheet("columns", planned, rows)
    links = {sheet.title: reference(sheet.title, "A1") for sheet in sheets_}
    columns: list[Column] = [replace(made.columns[0], links=links), *made.columns[1:]]
    return replace(made, columns=columns)


def _lists(plan: Layout) -> Sheet:
    """What the lists of the other sheets offer, one list below the other."""
    planned = [Planned("list", 24), Planned("choice", 50), Planned("meaning", 100)]
    rows: list[list[Value]] = [
        [plan.words(f"list.{name}"), value, title] for name, choices in plan.lists.items() for value, title in choices
    ]
    return plan.sheet("lists", planned, rows)
