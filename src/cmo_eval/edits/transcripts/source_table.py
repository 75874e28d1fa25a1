"""A table of new sources, filled in by a person: a row for each who speaks in a transcript, in Excel or CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from cmo_eval.edits.coding.draft import QUALITY_WORDS, meant, plain
from cmo_eval.edits.plan import content_of, handed_in, workbook_in
from cmo_eval.edits.transcripts.new_sources import NewSource, Person
from cmo_eval.errors import UsageError
from cmo_eval.messages import words
from cmo_eval.nearest import did_you_mean
from cmo_eval.spreadsheet.csv_tables import table_rows, unguarded
from cmo_eval.spreadsheet.workbook_reading import read_sheet
from cmo_eval.transcripts import encoding
from cmo_eval.transcripts.speakers import folded

OF_SOURCE = ("file", "source", "kind", "title", "date", "group", "case", "quality")
OF_PERSON = ("label", "is", "role", "speaks_for", "consent", "same_as")
COLUMNS = (*OF_SOURCE, "label", "turns", *OF_PERSON[1:])
"""Columns in their order; `turns` is written by the program and not read."""

_AGAIN = "save it as .xlsx without password and macros, or as CSV"

Row = Mapping[str, str]
"""Texts by the names of columns, as far as there are any."""


def filled_in(path: Path, proposal: Sequence[NewSource]) -> tuple[NewSource, ...]:
    """The sources as a table says, and where it leaves something out as they were proposed.

    Args:
        path: of the table.
        proposal: the sources that the files would make without it.

    Raises:
        UsageError: the table cannot be read, speaks of a file, or somebody in it, that is not there, or says two things
            of one.
    """
    return as_said(_rows(path), proposal, path.name)


def as_said(rows: Iterable[tuple[int, Row]], proposal: Sequence[NewSource], table: str) -> tuple[NewSource, ...]:
    """The sources as rows say, each with its number; `table` is where they stand, for messages.

    Raises:
        UsageError: as `filled_in`.
    """
    by_file: dict[str, list[tuple[int, Row]]] = {new.name: [] for new in proposal}
    above = ""
    for number, row in rows:
        above = row.get("file", above)
        if above not in by_file:
            near = did_you_mean(above, by_file) or "name it on the command line, or take the row out"
            raise UsageError(f"{table}, row {number}: the file '{above}' is not among those that come in", near)
        by_file[above].append((number, row))
    return tuple(_with(new, by_file[new.name], table) for new in proposal)


def _with(new: NewSource, rows: Sequence[tuple[int, Row]], table: str) -> NewSource:
    said: dict[str, str] = {}
    people = {folded(person.label): person for person in new.people}
    for number, row in rows:
        where = f"{table}, row {number}"
        for name in OF_SOURCE[1:]:
            if row.get(name) and said.setdefault(name, row[name]) != row[name]:
                raise UsageError(f"{where}: {new.name} has two of '{name}'", "say it once, in the first row of a file")
        label = row.get("label")
        if label is None:
            if any(row.get(name) for name in OF_PERSON[1:]):
                one = _without_label(row, where)
                people[folded(one.label)] = one
            continue
        if folded(label) not in people:
            labels = ", ".join(person.label for person in new.people) or "nobody"
            raise UsageError(
                f"{where}: nobody speaks as '{label}' in {new.name}",
                f'who speaks is {labels}; --speaker "{label}=ID" has it heard',
            )
        people[folded(label)] = _person(people[folded(label)], row, where)
    quality = meant(said["quality"], QUALITY_WORDS, "the quality") if "quality" in said else new.quality
    told = {name: said[name] for name in ("kind", "title", "date", "group", "case") if name in said}
    return replace(new, id=said.get("source", new.id), people=tuple(people.values()), quality=quality, **told)  # type: ignore[arg-type]


def _without_label(row: Row, where: str) -> Person:
    """Somebody who was heard and has no label in the file, as where questions and answers alone are written down."""
    id_ = row.get("is")
    if id_ is None or not (one := Person(label=id_, id=id_)).takes_part:
        what = f"{where}: it says of somebody without a label who that is"
        raise UsageError(what, "put the id of a participant (r1) under Becomes, or the label that stands in the file")
    return _person(one, row, where)


def _person(person: Person, row: Row, where: str) -> Person:
    consent = row.get("consent", "").casefold() or None
    if consent not in {None, "quote", "background"}:
        raise UsageError(f"{where}: the consent is '{row['consent'][:20]}'", "it can be quote or background")
    becomes = replace(person, id=row.get("is", person.id), guessed=person.guessed and "is" not in row)
    if not becomes.takes_part:
        return replace(becomes, consent=None)
    return replace(
        becomes,
        role=row.get("role"),
        group=row.get("speaks_for"),
        consent=consent or person.consent,
        same_as=row.get("same_as"),
    )


# ---- rows -----------------------------------------------------------------------------------------------------------


def _rows(path: Path) -> Iterator[tuple[int, Row]]:
    """The rows below the headers, each with its number."""
    with handed_in(path, _AGAIN):
        table = _of_excel(path) if path.suffix.lower() == ".xlsx" else _of_csv(path)
    columns: dict[int, str] = {}
    for number, cells in table:
        if not columns:
            columns = {place: name for place, text in cells.items() if (name := _spellings().get(plain(text)))}
            if "file" not in columns.values():
                hint = "`text import FILE... --new --table NEW.xlsx` writes one to fill in"
                raise UsageError(f"{path.name} has no column '{words('source_table.file', 'en')}'", hint)
            continue
        row = {columns[place]: text.strip() for place, text in cells.items() if place in columns and text.strip()}
        if row:
            yield number, row


def _of_excel(path: Path) -> list[tuple[int, dict[int, str]]]:
    book = workbook_in(path, _AGAIN)
    sheet = read_sheet(book, book.sheets[0])
    trouble = next((cell.trouble for _, cells in sheet.rows for cell in cells.values() if cell.trouble), None)
    if trouble is not None:
        raise UsageError(f"{path.name}: {trouble}", "put the value itself into the cell")
    return [(number, {place: cell.value or cell.text for place, cell in cells.items()}) for number, cells in sheet.rows]


def _of_csv(path: Path) -> list[tuple[int, dict[int, str]]]:
    text = encoding.decoded(content_of(path)).text
    rows = table_rows(text, lambda cell: plain(cell) in _spellings())
    return [(number, dict(enumerate(map(unguarded, cells)))) for number, cells in rows]


@cache
def _spellings() -> Mapping[str, str]:
    """From each name of a column, in either language, to the column."""
    spelled = {plain(words(f"source_table.{name}", language)): name for name in COLUMNS for language in ("en", "nl")}
    return {**{name: name for name in COLUMNS}, **spelled}
