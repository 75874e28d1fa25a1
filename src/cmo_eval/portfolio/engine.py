"""DuckDB as the engine: a sorted table made again from the Parquet files whenever these change, and SQL over it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from zlib import crc32

from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.portfolio.duck import connect, library, quoted, refusals
from cmo_eval.portfolio.folder import Portfolio, Stamp, refuse_newer
from cmo_eval.portfolio.schema import TABLES, VERSION
from cmo_eval.portfolio.sql import SORTED as SORTED_VIEWS
from cmo_eval.portfolio.sql import VIEWS
from cmo_eval.store.writing.lock import reason

SORTED = "portfolio.duckdb"
"""In the program's own folder: the sorted tables; never handed on, since another DuckDB may not read it."""
_MEMORY = "1536MiB"
_RULES = Path(__file__).parents[1] / "analysis"
_WEIGHING = (*os.scandir(_RULES), Path(__file__).with_name("weighing.py"))
_NEWEST = max(one.stat().st_mtime_ns for one in _WEIGHING if one.name.endswith(".py"))
_MADE_BY = f"{VERSION} {crc32(repr(VIEWS).encode()):08x} {_NEWEST}"
"""By which program the sorted tables were made: another one may have other queries or rules."""
MECHANISMS = dict.fromkeys(("mechanism", "title", "theory", "reference"), "VARCHAR")
"""The columns of the table `mechanisms`, with their types."""

_REFUSED = ("DuckDB cannot answer this", "mend the query, or see docs/portfolio.md for tables and columns")


class Duck:
    """A connection that answers SQL; it knows the tables, their views, `verdicts` and `mechanisms`."""

    def __init__(self, db: Any) -> None:
        self._db = db

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows that a query gives.

        Raises:
            CmoEvalError: DuckDB refuses it.
        """
        return self.table(query)[1]

    def table(self, query: str) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        """The names of the columns that a query of ours gives, and its rows.

        Raises:
            CmoEvalError: DuckDB refuses it.
        """
        with refusals(*_REFUSED):
            found = self._db.execute(query)
            return tuple(column[0] for column in found.description), found.fetchall()

    def own(self, query: str) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        """The same of a query of the user's own, which may be one SELECT.

        Raises:
            CmoEvalError: DuckDB refuses it, or it is something else.
        """
        with refusals(*_REFUSED):  # looking at it takes 25 ms, which none of ours needs
            statements = library().extract_statements(query)
            if len(statements) != 1 or statements[0].type != library().StatementType.SELECT:
                raise UsageError("this is not one SELECT", "ask one thing at a time; nothing here can be changed")
        return self.table(query)


@contextmanager
def opened(portfolio: Portfolio) -> Iterator[Duck]:
    """The portfolio as it is now, to be asked and not to be changed; nothing else can be read through it.

    Raises:
        CmoEvalError: DuckDB is missing, or a table cannot be read.
    """
    path = portfolio.own / SORTED
    db = _made_from(path, portfolio.stamps()) or _sorted(portfolio, path)
    with db:
        # whoever asks may not read or write other files, fetch anything, or lift this
        for setting in ("enable_external_access = false", "lock_configuration = true"):
            db.execute(f"SET {setting}")
        yield Duck(db)


def _made_from(path: Path, stamps: Mapping[str, Stamp]) -> Any:
    """The sorted tables, where there are any and they were made by this program from just these files; else None."""
    db, known = _known(path)
    if db is not None and known != stamps:
        db.close()
    return db if known == stamps else None


def _known(path: Path) -> tuple[Any, Mapping[str, Stamp] | None]:
    """The sorted tables and what they were made from; None where there are none of this program that can be read."""
    refused = library().Error
    if not path.is_file():
        return None, None
    db = None
    try:
        db = connect(str(path), read_only=True, config={"memory_limit": _MEMORY})
        known = db.execute("SELECT evaluation, stamp FROM made_from WHERE made_by = ?", [_MADE_BY]).fetchall()
    except refused:
        if db is not None:
            db.close()
        return None, None
    return db, {id_: tuple(tuple(file) for file in json.loads(stamp)) for id_, stamp in known} or None


def _sorted(portfolio: Portfolio, path: Path) -> Any:
    """The sorted tables, made again where the Parquet files are others than they were made from."""
    with portfolio.writing():
        now = portfolio.stamps()
        db, before = _known(path)
        if db is not None:
            if before == now:
                return db
            db.close()
        folders = portfolio.evaluations
        changed = [id_ for id_ in folders if before is None or before.get(id_) != now[id_]]
        gone = [id_ for id_ in before or () if id_ not in now]
        refuse_newer({id_: folders[id_] for id_ in changed})
        _clear(path)
        half = path.with_name(f"{SORTED}.{os.getpid()}")
        try:
            if before is not None and 2 * len(changed) <= len(folders):
                shutil.copyfile(path, half)
            else:
                changed, gone = [*folders], []
            _renew(portfolio.root, half, {id_: folders[id_] for id_ in changed}, gone, now)
            half.replace(path)
        except OSError as error:
            raise CmoEvalError(f"the tables cannot be sorted: {reason(error)}", "make room on the disk") from None
        finally:
            _clear(path)
    return connect(str(path), read_only=True, config={"memory_limit": _MEMORY})


def _clear(path: Path) -> None:
    """Nothing that this run, or one that was cut off, made beside the sorted tables; nobody else writes meanwhile."""
    for left in path.parent.glob(f"{SORTED}.*"):
        with suppress(OSError):
            left.unlink()


def _renew(
    root: Path, path: Path, folders: Mapping[str, Path], gone: Sequence[str], stamps: Mapping[str, Stamp]
) -> None:
    """Put the rows of these evaluations into the tables at `path`, in place of what was there of them."""
    from cmo_eval.portfolio.mechanisms import read_mechanisms  # noqa: PLC0415 - only who makes the tables needs it

    mechanisms = read_mechanisms(root)
    hint = "make room on the disk; the Parquet files are as they were"
    with (
        refusals("the tables cannot be sorted", hint),
        connect(str(path), config={"memory_limit": _MEMORY, "temp_directory": str(path.with_name("spill"))}) as db,
    ):
        db.execute("BEGIN")
        prepare(db)
        left = [*folders, *gone]
        for name in (*TABLES, *SORTED_VIEWS, "verdicts"):
            if left:
                db.execute(f"DELETE FROM {name} WHERE evaluation IN ({', '.join(map(quoted, left))})")
        for name in TABLES if folders else ():
            # each file is sorted, and they are read in order
            files = ", ".join(quoted(str(folder / f"{name}.parquet")) for folder in folders.values())
            db.execute(f"INSERT INTO {name} BY NAME SELECT * FROM read_parquet([{files}])")
        fill(db, None if len(folders) == len(stamps) - 1 else [*folders])
        db.execute("DELETE FROM mechanisms")
        rows = [(key, one.title, one.theory, one.reference) for key, one in mechanisms.items()]
        insert(db, "mechanisms", rows)
        db.execute("CREATE OR REPLACE TABLE made_from (evaluation VARCHAR, stamp VARCHAR, made_by VARCHAR)")
        insert(db, "made_from", [(id_, json.dumps(stamp), _MADE_BY) for id_, stamp in stamps.items()])
        db.execute("COMMIT")
        db.execute("CHECKPOINT")  # else what is still in a file beside it is lost, and a full disk goes unnoticed


def prepare(db: Any) -> None:
    """The tables where they are missing, empty, and the views over them."""
    from cmo_eval.portfolio.weighing import VERDICTS  # noqa: PLC0415 - it imports the rules

    tables = {name: {column: about.type for column, about in table.columns.items()} for name, table in TABLES.items()}
    for name, columns in {**tables, "verdicts": VERDICTS, "mechanisms": MECHANISMS}.items():
        typed = ", ".join(f"{column} {kind}" for column, kind in columns.items())
        db.execute(f"CREATE TABLE IF NOT EXISTS {name} ({typed})")
    for name, query in VIEWS.items():
        if name in SORTED_VIEWS:
            db.execute(f"CREATE TABLE IF NOT EXISTS {name} AS SELECT * FROM ({query}) v LIMIT 0")
        else:
            db.execute(f"CREATE OR REPLACE VIEW {name} AS {query}")


def fill(db: Any, evaluations: Sequence[str] | None = None) -> None:
    """What is made from the tables: the rows of views that are kept, and the verdicts; of these evaluations, or all."""
    from cmo_eval.portfolio.weighing import weighed  # noqa: PLC0415 - it imports the rules

    only = "" if evaluations is None else f"WHERE evaluation IN ({', '.join(map(quoted, evaluations)) or 'NULL'})"
    for name in SORTED_VIEWS:
        db.execute(f"INSERT INTO {name} SELECT * FROM ({VIEWS[name]}) v {only}")
    insert(db, "verdicts", [*weighed(Duck(db), evaluations)])


def insert(db: Any, table: str, rows: Sequence[Sequence[Any]]) -> None:
    """Rows of Python put into a table: column by column, since one by one takes a millisecond each."""
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        db.execute(f"INSERT INTO {table} SELECT {', '.join('unnest(?)' for _ in columns)}", columns)
