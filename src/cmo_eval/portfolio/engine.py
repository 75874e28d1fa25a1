"""DuckDB as the engine: a sorted table made again from the Parquet files whenever these change, and SQL over it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from cmo_eval.errors import UsageError
from cmo_eval.portfolio.duck import connect, quoted, refusals
from cmo_eval.portfolio.folder import Portfolio, Stamp, refuse_newer
from cmo_eval.portfolio.mechanisms import Mechanism, read_mechanisms
from cmo_eval.portfolio.schema import TABLES, VERSION
from cmo_eval.portfolio.sql import VIEWS
from cmo_eval.portfolio.weighing import VERDICTS, weighed

SORTED = "portfolio.duckdb"
"""In the program's own folder: the sorted tables; never handed on, since another DuckDB may not read it."""
_MEMORY = "1536MiB"


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
        """The names of the columns that a query gives, and its rows.

        Raises:
            CmoEvalError: DuckDB refuses it.
        """
        import duckdb  # noqa: PLC0415 - whoever is here has connected

        with refusals("DuckDB cannot answer this", "mend the query, or see docs/portfolio.md for tables and columns"):
            statements = duckdb.extract_statements(query)
            if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                raise UsageError("this is not one SELECT", "ask one thing at a time; nothing here can be changed")
            found = self._db.execute(query)
            return tuple(column[0] for column in found.description), found.fetchall()


@contextmanager
def opened(portfolio: Portfolio) -> Iterator[Duck]:
    """The portfolio as it is now, to be asked and not to be changed; nothing else can be read through it.

    Raises:
        CmoEvalError: DuckDB is missing, or a table cannot be read.
    """
    mechanisms = read_mechanisms(portfolio.root)
    path = _sorted(portfolio)
    with (
        refusals(f"{path} cannot be read", "remove it: it is made again"),
        connect(str(path), read_only=True, config={"memory_limit": _MEMORY}) as db,
    ):
        shared(db, mechanisms)
        # whoever asks may not read or write other files, fetch anything, or lift this
        for setting in ("enable_external_access = false", "lock_configuration = true"):
            db.execute(f"SET {setting}")
        yield Duck(db)


def shared(db: Any, mechanisms: Mapping[str, Mechanism]) -> None:
    """The table of mechanisms, as mechanisms.yaml has them now."""
    db.execute("CREATE TEMP TABLE mechanisms (mechanism VARCHAR, title VARCHAR, theory VARCHAR, reference VARCHAR)")
    insert(db, "mechanisms", [(key, one.title, one.theory, one.reference) for key, one in mechanisms.items()])


def _sorted(portfolio: Portfolio) -> Path:
    """The sorted tables, made again where the Parquet files are others than they were made from."""
    path = portfolio.own / SORTED
    if _made_from(path) == portfolio.stamps():
        return path
    with portfolio.writing():
        now, before = portfolio.stamps(), _made_from(path)
        if now == before:
            return path
        folders = portfolio.evaluations
        changed = [id_ for id_ in now if before is None or before.get(id_) != now[id_]]
        gone = [id_ for id_ in before or () if id_ not in now]
        refuse_newer({id_: folders[id_] for id_ in changed})
        half = path.with_name(f"{SORTED}.{os.getpid()}")
        try:
            if before is not None and 2 * len(changed) <= len(now):
                shutil.copyfile(path, half)
            else:
                changed, gone = [*now], []
            _renew(half, {id_: folders[id_] for id_ in changed}, gone, now)
            half.replace(path)
        finally:
            with suppress(OSError):
                half.unlink(missing_ok=True)
    return path


def _made_from(path: Path) -> Mapping[str, Stamp] | None:
    """What the sorted tables were made from; None where there are none of this version that can be read."""
    import duckdb  # noqa: PLC0415 - heavy, and an extra

    if not path.is_file():
        return None
    try:
        with connect(str(path), read_only=True) as db:
            known = db.execute("SELECT evaluation, stamp FROM made_from WHERE version = ?", [VERSION]).fetchall()
    except duckdb.Error:
        return None
    return {id_: tuple(tuple(file) for file in json.loads(stamp)) for id_, stamp in known}


def _renew(path: Path, folders: Mapping[str, Path], gone: Sequence[str], stamps: Mapping[str, Stamp]) -> None:
    """Put the rows of these evaluations into the tables at `path`, sorted, in place of what was there of them."""
    hint = "make room on the disk; the Parquet files are as they were"
    with (
        refusals("the tables cannot be sorted", hint),
        connect(str(path), config={"memory_limit": _MEMORY, "temp_directory": str(path.with_name("spill"))}) as db,
    ):
        db.execute("BEGIN")
        prepare(db)
        left = [*folders, *gone]
        for name in (*TABLES, "verdicts"):
            if left:
                db.execute(f"DELETE FROM {name} WHERE evaluation IN ({', '.join(map(quoted, left))})")
        for name, table in TABLES.items() if folders else ():
            files = ", ".join(quoted(str(folder / f"{name}.parquet")) for folder in folders.values())
            order = ", ".join(table.order)
            db.execute(f"INSERT INTO {name} BY NAME SELECT * FROM read_parquet([{files}]) ORDER BY {order}")
        insert(db, "verdicts", [*weighed(Duck(db), [*folders])])
        db.execute("CREATE OR REPLACE TABLE made_from (evaluation VARCHAR, stamp VARCHAR, version INTEGER)")
        insert(db, "made_from", [(id_, json.dumps(stamp), VERSION) for id_, stamp in stamps.items()])
        db.execute("COMMIT")


def prepare(db: Any) -> None:
    """The tables where they are missing, empty, and the views over them."""
    tables = {name: {column: about.type for column, about in table.columns.items()} for name, table in TABLES.items()}
    for name, columns in {**tables, "verdicts": VERDICTS}.items():
        typed = ", ".join(f"{column} {kind}" for column, kind in columns.items())
        db.execute(f"CREATE TABLE IF NOT EXISTS {name} ({typed})")
    for name, query in VIEWS.items():
        db.execute(f"CREATE OR REPLACE VIEW {name} AS {query}")


def insert(db: Any, table: str, rows: Sequence[Sequence[Any]]) -> None:
    """Rows of Python put into a table: column by column, since one by one takes a millisecond each."""
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        db.execute(f"INSERT INTO {table} SELECT {', '.join('unnest(?)' for _ in columns)}", columns)
