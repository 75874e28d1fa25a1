"""Coding tables as files to fill in, Excel or CSV: an empty one, one to code blind, and what could not be placed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cmo_eval.edits.coding.imports import Imported
from cmo_eval.edits.coding.second import Shown
from cmo_eval.edits.coding.table import BY_NAME, COLUMNS, TO_READ, TO_TAKE, Column
from cmo_eval.messages import words
from cmo_eval.model import PARTS, QUALITIES, STANCES
from cmo_eval.output.sheets import HEAD, TOP, Book, Page, csv_bytes
from cmo_eval.spreadsheet.text import letters
from cmo_eval.store.repository import Repository

_TEMPLATE = [column for column in COLUMNS if column.in_template]
_TO_MEND = ("source", "quote", "paraphrase", "line")
"""Columns that the rest has in any case: into these goes what most rows lack."""
_BLIND = [
    BY_NAME[name]
    for name in (
        *("id", "place", "speaks", "shown", *STANCES, "instead_of", "pattern", "parts", "lacks", "favours"),
        *("codes", "quality", "memo", "coded", "source", "coder"),
    )
]
"""Columns of a table in which a second coder codes: what there is to read, what to say of it, and whose that is."""

Rows = Sequence[Mapping[str, str]]
"""Of a table: texts by the names of columns."""


def template(repository: Repository, language: str, ending: str) -> bytes:
    """An empty table: in Excel with lists to choose from, and sheets that explain the columns and what can be named.

    As each of these tables it is a workbook where `ending` is `.xlsx`, else CSV as Excel opens it in that language.
    """
    return _file(repository, language, _TEMPLATE, (), ending)


def rest(rows: Sequence[Imported], repository: Repository, ending: str) -> bytes:
    """The codings that could not be placed, with the reason, so that they can be mended and imported again.

    Where words of the transcript come near, the row has them with their line, and a column in which they are taken.
    """
    return _file(repository, repository.evaluation.language, *_rest(rows), ending)


def citations(rows: Rows, repository: Repository, ending: str) -> bytes:
    """Citations as a table; a row may name who speaks, which is not read."""
    return _file(repository, repository.evaluation.language, _filled(rows), rows, ending)


def _file(repository: Repository, language: str, columns: Sequence[Column], rows: Rows, ending: str) -> bytes:
    if ending == ".xlsx":
        return _xlsx(repository, language, columns, rows)
    headers = [column.header(language) for column in columns]
    return csv_bytes([headers, *([row.get(column.name, "") for column in columns] for row in rows)], language)


def _filled(rows: Rows) -> list[Column]:
    """The columns with something in them, source and words in any case; who speaks stands behind the words."""
    named = {"source", "quote", *(name for row in rows for name, text in row.items() if text)}
    ordered = [*COLUMNS[:2], BY_NAME["speaks"], *COLUMNS[2:]]
    return [column for column in ordered if column.name in named]


def _rest(rows: Sequence[Imported]) -> tuple[Sequence[Column], Rows]:
    table = [_to_mend(row) for row in rows]
    named = {name for row in table for name, text in row.items() if text}
    nearest = TO_TAKE if "nearest" in named else ()
    columns = [column for column in COLUMNS if column.name in {*named, *_TO_MEND}]
    place = [column.name for column in columns].index("quote") + 1
    return [*columns[:place], *nearest, *columns[place:], BY_NAME["reason"]], table


def _to_mend(row: Imported) -> dict[str, str]:
    """The cells of a row of the rest."""
    near = next((problem for problem in row.problems if problem.line is not None), None)
    words = {"nearest": near.passage, "nearest_line": str(near.line)} if near is not None else {}
    reason = "; ".join(part for problem in row.problems for part in (problem.message, problem.hint) if part)
    return {**(row.cells or {}), "take": "", **words, "reason": reason}


# ---- Excel ----------------------------------------------------------------------------------------------------------

ROWS = 2000
"""Rows of an empty table in which Excel offers lists to choose from."""

_WIDTHS = {
    **dict.fromkeys(("quote", "shown", "nearest"), 60),
    **dict.fromkeys(("memo", "reason"), 40),
    **dict.fromkeys(("judgement", "observation", "event"), 30),
    "codes": 24,
    "role": 20,
    "speaks": 20,
}
# what is typed stays as it is typed: no formulas, no dates
_FORMATS = {"line": "General", "nearest_line": "General", "version": "General", "coded": "yyyy-mm-dd"}
_LIST_OF = {
    "source": "sources",
    **dict.fromkeys(("supports", "nuances", "refutes", "suggests", "instead_of"), "claims"),
    "pattern": "patterns",
    **dict.fromkeys(("parts", "lacks"), "parts"),
    "codes": "codes",
    "quality": "qualities",
    "utterance": "utterances",
    "case": "cases",
    **dict.fromkeys(("paraphrase", "take"), "yes"),
}
_MAY_BE_ALONE = frozenset({"source", "paraphrase", "take"})
_GIVEN = {"font_color": "#595959", "bg_color": "#F2F2F2"}  # is not to be filled in
_ONE_ONLY = frozenset({"quality", "utterance"})


def blind_xlsx(repository: Repository, source: str, coder: str, seen: Sequence[Shown]) -> bytes:
    """The citations of a source as a table in which a second coder codes them; nothing of the first coding is in it.

    Args:
        repository: the evaluation.
        source: id of the source.
        coder: initials of the second coder.
        seen: the citations.
    """
    whose = {"source": source, "coder": coder}
    rows = [{**whose, "id": one.citation, "place": one.place, "speaks": one.who, "shown": one.quote} for one in seen]
    return _xlsx(repository, repository.evaluation.language, _BLIND, rows)


def _xlsx(repository: Repository, language: str, columns: Sequence[Column], rows: Rows) -> bytes:
    book = Book()
    titles = (words(f"coding_sheet.{name}", language) for name in ("table", "columns", "lists"))
    table, explained, lists = (book.page(title, language) for title in titles)
    _fill_table(table, _fill_lists(lists, repository), columns, rows)
    _explain(explained, columns)
    return book.bytes()


def _say(page: Page, name: str) -> str:
    return words(f"coding_sheet.{name}", page.language)


def _fill_lists(page: Page, repository: Repository) -> dict[str, str]:
    """Write what can be named, with its title, in lists beside each other; where each stands, as Excel names it."""
    lists: Mapping[str, Sequence[tuple[str, str]]] = {
        "sources": [(source.id, source.title) for source in repository.sources.values()],
        "claims": [(claim.id, claim.title) for claim in repository.claims.values()],
        "patterns": [(pattern.id, pattern.title) for pattern in repository.patterns.values()],
        "codes": [(code.id, code.label or code.kind) for code in repository.codes.values()],
        "qualities": [(quality, str(number)) for number, quality in enumerate(QUALITIES)],
        "utterances": [("claim", "+"), ("concern", "-"), ("issue", "+/-")],
        "cases": [(case.id, case.title) for case in repository.cases.values()],
        "parts": [(part, "") for part in (*PARTS, "mechanism")],
        "yes": [(_say(page, "yes"), "")],
    }
    ranges = {}
    for number, (name, rows) in enumerate(lists.items()):
        place = 2 * number
        heads = (_say(page, name) if name != "yes" else "", _say(page, "title") if name not in {"yes", "parts"} else "")
        for column, head in enumerate(heads, start=place):
            page.put(0, column, head, {"bold": True})
        for row, (id_, title) in enumerate(rows, start=1):
            page.put(row, place, id_)
            page.put(row, place + 1, title)
        page.sheet.set_column(place, place, max([12, *(len(id_) + 2 for id_, _ in rows)]))
        page.sheet.set_column(place + 1, place + 1, min(50, max([8, *(len(title) + 2 for _, title in rows)])))
        if rows:
            letter = letters(place + 1)
            ranges[name] = f"='{page.sheet.get_name()}'!${letter}$2:${letter}${len(rows) + 1}"
    page.sheet.freeze_panes(1, 0)
    return ranges


def _fill_table(page: Page, ranges: Mapping[str, str], columns: Sequence[Column], rows: Rows) -> None:
    sheet = page.sheet
    for place, column in enumerate(columns):
        header, given = column.header(page.language), column in TO_READ
        page.put(0, place, header, HEAD)
        sheet.write_comment(
            0, place, column.explained(page.language), {"author": "cmo-eval", "width": 320, "height": 90}
        )
        width = _WIDTHS.get(column.name, max(13, len(header) + 3))
        look = {**TOP, "num_format": _FORMATS.get(column.name, "@"), **(_GIVEN if given else {})}
        sheet.set_column(place, place, width, page.format(look))
        for number, row in enumerate(rows, start=1):
            if row.get(column.name):
                page.put(number, place, row[column.name], look)
        name = _LIST_OF.get(column.name, "")
        if name in ranges:
            one_only = column.name in _ONE_ONLY
            choice = {"validate": "list", "source": ranges[name], "show_error": one_only, "error_type": "warning"}
            if not one_only and column.name not in _MAY_BE_ALONE:
                choice |= {"input_title": header, "input_message": _say(page, "choose")}
            sheet.data_validation(1, place, max(ROWS, len(rows) + 1) - 1, place, choice)
    sheet.set_row(0, 30)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, len(rows), len(columns) - 1)


def _explain(page: Page, columns: Sequence[Column]) -> None:
    rows = [(_say(page, "column"), _say(page, "what"))]
    rows += [(column.header(page.language), column.explained(page.language)) for column in columns]
    for row, texts in enumerate(rows):
        for place, text in enumerate(texts):
            page.put(row, place, text, TOP if row else {**TOP, "bold": True})
    below = [_say(page, "blind")] if columns is _BLIND else []
    for row, text in enumerate([*below, _say(page, "stances")], start=len(rows) + 1):
        page.put(row, 1, text, TOP)
        page.sheet.set_row(row, 48)
    page.sheet.set_column(0, 0, 18)
    page.sheet.set_column(1, 1, 112)
    page.sheet.freeze_panes(1, 0)
