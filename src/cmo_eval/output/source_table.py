"""A table of new sources to be filled in, in Excel or CSV: what transcripts say of themselves stands in it already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cmo_eval.edits.kinds import SOURCE_KINDS
from cmo_eval.edits.transcripts.new_sources import NewSource
from cmo_eval.edits.transcripts.source_table import COLUMNS
from cmo_eval.messages import words
from cmo_eval.model import QUALITIES
from cmo_eval.output.sheets import HEAD, TOP, Book, csv_bytes
from cmo_eval.spreadsheet.text import letters
from cmo_eval.store.repository import Repository

_WIDTHS = {"file": 30, "title": 30, "label": 24, "role": 24, "kind": 16}


def source_table(sources: Sequence[NewSource], repository: Repository, ending: str) -> bytes:
    """The sources as they are proposed as a table, a row for each who speaks.

    Where `ending` is `.xlsx`, in Excel with lists to choose from and a sheet that explains the columns; else CSV.
    """
    language = repository.evaluation.language
    if ending != ".xlsx":
        return csv_bytes([[words(f"source_table.{name}", language) for name in COLUMNS], *_rows(sources)], language)
    book = Book()
    titles = ("source_table.sheet", "coding_sheet.columns", "coding_sheet.lists")
    table, explained, lists = (book.page(words(title, language), language) for title in titles)
    choices: dict[str, list[str]] = {
        "kind": list(SOURCE_KINDS),
        "group": list(repository.evaluation.groups),
        "case": list(repository.cases),
        "quality": list(QUALITIES),
        "consent": ["quote", "background"],
    }
    choices["speaks_for"] = choices["group"]
    for place, (name, chosen) in enumerate(choices.items()):
        lists.put(0, place, words(f"source_table.{name}", language), {"bold": True})
        for row, text in enumerate(chosen, start=1):
            lists.put(row, place, text)
    rows = list(_rows(sources))
    for place, name in enumerate(COLUMNS):
        table.put(0, place, words(f"source_table.{name}", language), HEAD)
        table.sheet.set_column(place, place, _WIDTHS.get(name, 13), table.format({**TOP, "num_format": "@"}))
        for number, cells in enumerate(rows, start=1):
            if cells[place]:
                table.put(number, place, cells[place], {**TOP, "num_format": "@"})
        if choices.get(name):
            letter = letters(list(choices).index(name) + 1)
            source = f"='{lists.sheet.get_name()}'!${letter}$2:${letter}${len(choices[name]) + 1}"
            choice = {"validate": "list", "source": source, "error_type": "warning"}
            table.sheet.data_validation(1, place, len(rows), place, choice)
        explained.put(place, 0, words(f"source_table.{name}", language), TOP)
        explained.put(place, 1, words(f"source_table.{name}.about", language), TOP)
    explained.put(len(COLUMNS) + 1, 1, words("source_table.warning", language), TOP)
    explained.sheet.set_column(0, 0, 18)
    explained.sheet.set_column(1, 1, 100)
    table.sheet.freeze_panes(1, 1)
    return book.bytes()


def _rows(sources: Sequence[NewSource]) -> Iterator[list[str]]:
    for new in sources:
        said = [new.name, new.id, new.kind, new.title, new.date, new.group, new.case, new.quality]
        for number, person in enumerate(new.people or (None,)):
            of_source = [text or "" for text in said] if number == 0 else [new.name, *[""] * (len(said) - 1)]
            if person is None:
                yield [*of_source, *[""] * 7]
                continue
            of_person = (
                person.label,
                str(person.turns),
                person.id,
                person.role,
                person.group,
                person.consent,
                person.same_as,
            )
            yield [*of_source, *(text or "" for text in of_person)]
