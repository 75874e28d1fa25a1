"""A project that is an SQLite database, opened without a change to it, and its tables row by row."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from cmo_eval.errors import CmoEvalError
from cmo_eval.projects.project import Coding, Left, second_guid, short

_OURS = "0f0a7d5e-7c1b-4d0a-9a53-3f8f5f2f6b11"
"""Below it lie the GUIDs of what has none in a database."""
_HEADER = 100  # bytes
_PAGES = frozenset({1, *(2**power for power in range(9, 16))})  # sizes of a page; 1 stands for 65,536
_CLOSE = "close the program that has it open, and try again"


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The database, for reading only.

    Raises:
        CmoEvalError: it is damaged or cut off, or another program has changes to it that are not in the file yet.
    """
    for ending in ("-wal", "-journal"):
        beside = path.with_name(path.name + ending)
        with suppress(OSError):
            if beside.stat().st_size:
                raise CmoEvalError(f"not all of it is in the file: {beside.name} lies beside it", _CLOSE)
    if (cut := _cut_off(path)) is not None:
        raise CmoEvalError(f"it ends too early: {cut} are not in the file", "copy it again from where it was whole")
    connection = None
    try:
        # immutable: no file is made or locked beside it
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        connection.text_factory = _decoded
        connection.execute("PRAGMA trusted_schema = OFF")
        yield connection
    except (sqlite3.Error, UnicodeDecodeError) as error:  # the latter where a message of its own is no text
        raise CmoEvalError(f"it is damaged: {error}", "open it in the program that wrote it, and save a copy") from None
    finally:
        if connection is not None:
            connection.close()


def _cut_off(path: Path) -> str | None:
    """How much of the file is lost, by what its header says of its size; SQLite itself reads on as far as there is."""
    with path.open("rb") as file:
        header = file.read(_HEADER)
        there = file.seek(0, 2)
    size = int.from_bytes(header[16:18], "big")
    pages, counted = int.from_bytes(header[28:32], "big"), header[24:28] == header[92:96] and size in _PAGES
    lost = pages * (65_536 if size == 1 else size) - there if counted else 0
    return f"{lost:,} of its bytes" if lost > 0 and len(header) == _HEADER else None


def tables(connection: sqlite3.Connection) -> frozenset[str]:
    """The names of its tables; a view is none."""
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return frozenset(name.lower() for (name,) in found if isinstance(name, str))


def rows(
    connection: sqlite3.Connection, table: str, columns: Sequence[str], order: str = "rowid"
) -> Iterator[tuple[Any, ...]]:
    """The rows of a table in order; nothing where it is not there, None for a column that it lacks."""
    if table not in tables(connection):
        return
    there = {name.lower() for _, name, *_ in connection.execute(f'PRAGMA table_info("{table}")')} | {"rowid"}
    picked = ", ".join(f'"{one}"' if one in there else "NULL" for one in columns)
    yield from connection.execute(f'SELECT {picked} FROM "{table}" ORDER BY {order}')  # noqa: S608 - names of ours


def left(connection: sqlite3.Connection, table: str, cause: str, columns: Sequence[str] = ("name",)) -> list[Left]:
    """Each row of a table as something that is not taken over, called by the first of the columns that it has."""
    found = rows(connection, table, columns)
    return [Left(cause, short(next((text(one) for one in row if text(one)), table))) for row in found]


def coded(
    found: Iterable[tuple[Any, ...]],
    kind: str,
    id_: Callable[[str, object], str],
    codes: Collection[str],
    documents: Collection[str],
) -> tuple[list[Coding], list[Left], dict[str, str]]:
    """The codings in rows, what is left of them, and the names of the coders by their ids.

    Args:
        found: key, code (None for a passage without one), document, words, start, end, owner, date and memo.
        kind: of the rows, for their ids.
        id_: the id of a kind and a key.
        codes: the ids of those that are in the file.
        documents: the same.
    """
    codings: list[Coding] = []
    gone: list[Left] = []
    coders: dict[str, str] = {}
    for key, code, document, words, first, last, owner, date, memo in found:
        start, end = position(first), position(last)
        what = short(text(words) or text(memo) or f"{text(first)} to {text(last)}")
        if start is None or end is None:
            gone.append(Left("a passage without positions", what))
        elif code is not None and id_("code", code) not in codes:
            gone.append(Left("a coding of a code that is not in the file", what))
        elif id_("source", document) not in documents:
            gone.append(Left("a coding of a source that is not in the file", what))
        else:
            coder = id_("coder", owner) if text(owner) else None
            if coder is not None:
                coders.setdefault(coder, text(owner))
            about = id_("code", code) if code is not None else None
            said = text(words), text(memo), text(date)
            codings.append(Coding(id_(kind, key), id_("source", document), start, end, about, coder, *said))
    return codings, gone, coders


def text(value: object) -> str:
    """A value as text; '' for none."""
    return "" if value is None else value if isinstance(value, str) else str(value)


def position(value: object) -> int | None:
    """A position, which may be kept as a number with a fraction of nothing or as text; None for anything else."""
    with suppress(TypeError, ValueError, OverflowError):
        number = float(value)  # type: ignore[arg-type]
        if number.is_integer() and abs(number) < 2**40:
            return int(number)
    return None


def colour(value: object) -> str:
    """A colour as `#rrggbb`; '' where it is none, or a name."""
    found = text(value).strip().lower()
    return found if re.fullmatch(r"#[0-9a-f]{6}", found) else ""


def guid(*parts: object) -> str:
    """The GUID of something that has none, the same for the same parts."""
    return second_guid(_OURS, "\n".join(map(text, parts)))


def live(status: object) -> bool:
    """Whether a row is not marked as deleted."""
    return position(status) not in {-1, 0}


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
