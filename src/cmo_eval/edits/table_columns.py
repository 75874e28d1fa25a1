"""The columns of a coding table: what they are called in English and Dutch, and what goes into them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from cmo_eval.edits.draft import plain
from cmo_eval.errors import UsageError
from cmo_eval.messages import words
from cmo_eval.model import REMARKS, STANCES, Citation, holding
from cmo_eval.nearest import nearest


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


COLUMNS: Sequence[Column] = (
    *map(Column, ("source", "quote", "paraphrase", "speaker", "role")),
    *(Column(stance, several=True) for stance in STANCES),
    Column("instead_of"),
    *(Column(name, in_template=False) for name in ("claim", "stance")),
    *map(Column, ("version", "pattern", "parts")),
    Column("codes", several=True),
    *map(Column, ("quality", "utterance")),
    *(Column(name, several=name in holding(Citation, "note")) for name in REMARKS),
    *map(Column, ("line", "page", "section", "time", "coder", "coded", "id")),
)

REASON = Column("reason", in_template=False)
"""What a file of rows that could not be placed says beside them; it is not read."""

BY_NAME: Mapping[str, Column] = {column.name: column for column in (*COLUMNS, REASON)}
"""Columns by name, that of reasons too."""

_NUMBERED = re.compile(r"(.*?)[ .:]*\d{1,2}")


@cache
def _spellings() -> Mapping[str, str]:
    """From each name of a column, in either language, to the column."""
    found: dict[str, str] = {}
    for column in BY_NAME.values():
        for language in ("en", "nl"):
            also = words(f"coding_table.{column.name}.also", language).split(", ")
            for word in (column.name, column.header(language), *also):
                found.setdefault(_folded(word), column.name)
    return found


def _folded(header: str) -> str:
    return plain(header).rstrip(" :*?.")


def column_of(header: str) -> str | None:
    """The name of the column that a header stands for, in English or Dutch; None where it stands for none."""
    text = _folded(header)
    found = _spellings().get(text)
    if found is None and (match := _NUMBERED.fullmatch(text)):
        found = _spellings().get(match[1])
        found = found if found is not None and BY_NAME[found].several else None
    return found


def is_repeated(header: str) -> bool:
    """Whether a table may have more than one column of what this header stands for."""
    name = column_of(header)
    return name is not None and BY_NAME[name].several


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns of a table hold what: places (from 0) by name, and headers that stand for nothing."""

    places: Mapping[str, tuple[int, ...]]
    unused: tuple[str, ...]


def layout(headers: Sequence[str], mapped: Mapping[str, str]) -> Layout | None:
    """What the columns under these headers hold; None where they are no headers of a coding table.

    Args:
        headers: the cells of a row, empty ones too.
        mapped: column names by header, as the user gave them (`Fragment=quote`), an empty one for a column that is
            not to be read; without regard to case.

    Raises:
        UsageError: two columns hold the same thing, of which there can be one only.
    """
    given = {plain(header): name for header, name in mapped.items()}
    places: dict[str, list[int]] = {}
    unused: list[str] = []
    for place, header in enumerate(headers):
        if not header.strip():
            continue
        name = given.get(plain(header), column_of(header))
        if not name or (name in given.values() and plain(header) not in given and not BY_NAME[name].several):
            unused.append(header)
        else:
            places.setdefault(name, []).append(place)
    if not ({"quote", "id"} & places.keys()) or len(places) < 2:
        return None
    for name, found in places.items():
        if len(found) > 1 and not BY_NAME[name].several:
            called = " and ".join(f"'{headers[place]}'" for place in found)
            raise UsageError(
                f"{called} both hold the {BY_NAME[name].header('en').lower()}",
                f'say which is meant, such as --map "{headers[found[0]]}={name}"',
            )
    return Layout({name: tuple(found) for name, found in places.items()}, tuple(unused))


def mapping(options: Iterable[str]) -> Mapping[str, str]:
    """Column names by header, from texts such as `Fragment=quote`, or `Number=` for a column that is not to be read.

    Raises:
        UsageError: one is not of that form, or names no column.
    """
    found: dict[str, str] = {}
    for option in options:
        header, equals, word = option.rpartition("=")
        name = column_of(word) if word.strip() else ""
        if not equals or not header.strip():
            raise UsageError(f"--map {option} says no column", 'write --map "Your header=quote"')
        if name is None:
            near = nearest(_folded(word), _spellings())
            hint = f"did you mean '{_spellings()[near]}'?" if near else f"it can be {', '.join(BY_NAME)}"
            raise UsageError(f"--map {option}: there is no column {word}", hint)
        found[header.strip()] = name
    return found
