"""A coding as the cells of a row, which every file that comes in is read into: columns by name, and drafts of cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from cmo_eval.deferred import dataclass, expression
from cmo_eval.edits.coding.draft import (
    STANCE_WORDS,
    TRUTH_WORDS,
    Draft,
    Stance,
    completed,
    listed,
    meant,
    notation,
    plain,
    shown_and_denied,
    stances_in,
)
from cmo_eval.errors import UsageError
from cmo_eval.messages import words
from cmo_eval.model import REMARKS, STANCES, Citation, holding

PLACES = ("line", "page", "section", "time")
_TEXTS = ("source", "quote", "quality", "utterance", "speaker", "role", "case", "coder", "coded", "id")
"""Columns that are a field of a draft by the same name, as they are."""


class Options(NamedTuple):
    """What is said of a file beside what stands in it.

    `source` is whose words it has, `coder` who coded, `coded` (a date) holds for what gives none. Of Word comments,
    `authors` says who an author is (`Name=AB`); of tables, `mapped` what a header stands for
    (`Fragment=quote`) and `sheet` which of a workbook is meant.
    """

    source: str | None = None
    coder: str | None = None
    coded: str | None = None
    authors: Sequence[str] = ()
    mapped: Sequence[str] = ()
    sheet: str | None = None

    @property
    def cells(self) -> dict[str, str]:
        """What it says of codings that do not say it themselves, by the names of columns."""
        return {name: text for name in ("source", "coder", "coded") if (text := getattr(self, name))}


class Incoming(NamedTuple):
    """A coding that comes in: its number in the file it is from, the draft or why there is none, and its cells.

    `cells` are its texts by the names of columns, for a table of what could not be placed; `notes` are for a person.
    """

    number: int
    draft: Draft | UsageError
    cells: Mapping[str, str]
    notes: tuple[str, ...] = ()


class Content(NamedTuple):
    """The codings of a file, what one of them is called (`row`, `comment`), and what was found in the file."""

    codings: Sequence[Incoming]
    unit: str
    notes: Sequence[str] = ()


# ---- columns --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its `name` here; what it is called and what goes into it stands in `messages/coding_table.yaml`.

    `several` when a table may have more columns of it (Code 1, Code 2); `in_template` when an empty table has it.
    """

    name: str
    several: bool = False
    in_template: bool = True

    def header(self, language: str) -> str:
        """What the column is called in that language."""
        return words(f"coding_table.{self.name}", language)

    def explained(self, language: str) -> str:
        """What goes into it, in that language."""
        return words(f"coding_table.{self.name}.about", language)


_NOTES = holding(Citation, "note")

COLUMNS: Sequence[Column] = (
    *map(Column, ("source", "quote", "paraphrase", "speaker", "role")),
    *(Column(stance, several=True) for stance in STANCES),
    Column("instead_of"),
    *(Column(name, in_template=False) for name in ("claim", "stance")),
    *map(Column, ("version", "pattern", "parts", "lacks", "favours")),
    Column("codes", several=True),
    *map(Column, ("quality", "utterance", "case")),
    *(Column(name, several=name in _NOTES) for name in REMARKS),
    *map(Column, (*PLACES, "coder", "coded", "id")),
)

TO_TAKE: Sequence[Column] = tuple(Column(name, in_template=False) for name in ("nearest", "nearest_line", "take"))
"""What a file of rows that could not be placed has of the transcript: words, their line, and whether to take them."""

TO_READ: Sequence[Column] = tuple(Column(name, in_template=False) for name in ("place", "speaks", "shown", "reason"))
"""What the program writes for whoever fills a table in, and does not read: a citation as it stands, and a reason."""

BY_NAME: Mapping[str, Column] = {column.name: column for column in (*COLUMNS, *TO_TAKE, *TO_READ)}
"""Columns by name, those too that a program fills in."""

_NUMBERED = expression(r"(.*?)[ .:]*\d{1,2}")


@cache
def spellings() -> Mapping[str, str]:
    """From each name of a column, in either language, to the column; names as `bare_header` gives them."""
    found: dict[str, str] = {}
    for column in BY_NAME.values():
        for language in ("en", "nl"):
            also = words(f"coding_table.{column.name}.also", language).split(", ")
            for word in (column.name, column.header(language), *also):
                found.setdefault(bare_header(word), column.name)
    return found


def bare_header(header: str) -> str:
    """A header as headers are compared."""
    return plain(header).rstrip(" :*?.")


def column_of(header: str) -> str | None:
    """The name of the column that a header stands for, in English or Dutch; None where it stands for none."""
    text = bare_header(header)
    found = spellings().get(text)
    if found is None and (match := _NUMBERED.fullmatch(text)):
        found = spellings().get(match[1])
        found = found if found is not None and BY_NAME[found].several else None
    return found


# ---- a row ----------------------------------------------------------------------------------------------------------


def joined(name: str, texts: Sequence[str]) -> str:
    """The texts of columns that a table has more than once, as one cell."""
    return ("\n" if name in _NOTES else ", ").join(texts)


def draft_of(cells: Mapping[str, str], stances: Sequence[Stance] = ()) -> Draft:
    """The draft that a row's cells say.

    Args:
        cells: texts by the names of columns; codes may be named by labels, between commas or semicolons.
        stances: that were read already, beside those in cells.

    Raises:
        UsageError: a cell is not in the notation, or a stance lacks its claim.
    """
    if not cells.get("source"):
        raise UsageError("it names no source", "fill in the column, or name one for all: --source FG2")
    if cells.get("take") and meant(cells["take"], TRUTH_WORDS, "take these words") == "yes":
        if not cells.get("nearest"):
            raise UsageError("it takes words of the transcript, and there are none", "write the quote itself")
        cells = {**cells, "quote": cells["nearest"], "line": cells.get("nearest_line") or cells.get("line", "")}
    version = cells.get("version", "").lstrip("vV")
    if version and re.fullmatch(r"(?!0*$)[0-9]{1,9}", version) is None:
        raise UsageError(f"the version is '{version[:20]}'", "write a whole number")
    in_columns = [one for name in STANCES if cells.get(name) for one in stances_in(name, cells[name])]
    parts, lacks = shown_and_denied(cells.get("parts", ""), cells.get("lacks", ""))
    paraphrase = cells.get("paraphrase")
    texts: dict[str, Any] = {name: cells[name] for name in _TEXTS if cells.get(name)}
    draft = Draft(
        source="",
        quote="",
        stances=completed(
            [*stances, *in_columns, *_in_pairs(cells)],
            pattern=cells.get("pattern"),
            parts=parts,
            lacks=lacks,
            favours=cells.get("favours"),
            version=int(version) if version else None,
            instead_of=[cells["instead_of"]] if cells.get("instead_of") else [],
        ),
        codes=_codes_in(cells.get("codes", "")),
        verbatim=meant(paraphrase, TRUTH_WORDS, "paraphrase") == "no" if paraphrase else None,
        at={name: cells[name] for name in PLACES if cells.get(name)},
        remarks={name: cells[name] for name in REMARKS if cells.get(name)},
        actor="import",
    )
    return replace(draft, **texts)


def cells_of(draft: Draft) -> dict[str, str]:
    """The cells of a row that says what the draft says, by the names of columns."""
    found = {name: getattr(draft, name) or "" for name in _TEXTS} | {**draft.remarks, **draft.at}
    for stance in STANCES:
        found[stance] = ", ".join(notation(one) for one in draft.stances if one.stance == stance)
    found["favours"] = next((one.favours for one in draft.stances if one.favours), "")
    found["codes"] = ", ".join(draft.codes)
    return {column.name: found[column.name] for column in COLUMNS if found.get(column.name)}


def _codes_in(text: str) -> tuple[str, ...]:
    """Codes between semicolons or line ends, without #; those between commas are told apart by the codebook.

    A label may have commas in it, and keeps its blanks.
    """
    parts = (part.strip().removeprefix("#") for line in text.splitlines() for part in line.split(";"))
    return tuple(dict.fromkeys(part for part in parts if part))


def _in_pairs(cells: Mapping[str, str]) -> list[Stance]:
    """What the columns Claim and Stance say: one stance for all claims, or one for each."""
    claims, stances = listed(cells.get("claim", "")), [s for s in cells.get("stance", "").split(",") if s.strip()]
    if bool(claims) != bool(stances):
        raise UsageError("it has a claim or a stance, and not both", "give both, or neither")
    if len(stances) not in {0, 1, len(claims)}:
        raise UsageError(f"it has {len(claims)} claims and {len(stances)} stances", "give one stance, or one for each")
    said = [meant(stance, STANCE_WORDS, "the stance") for stance in stances]
    pairs = zip(claims, said if len(said) > 1 else said * len(claims), strict=True)
    return [one for claim, stance in pairs for one in stances_in(stance, claim)]
