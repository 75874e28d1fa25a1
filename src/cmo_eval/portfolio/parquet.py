"""The rows of an evaluation as Parquet files, and the version of such files; knows no portfolio folder."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from cmo_eval.errors import CmoEvalError
from cmo_eval.portfolio.duck import connect, first_line, quoted, refusals
from cmo_eval.portfolio.rows import Row
from cmo_eval.portfolio.schema import KEY, TABLES, VERSION

_READ = """header = false, auto_detect = false, delim = ',', quote = '"', escape = '"', new_line = '\\r\\n',
  max_line_size = 33554432"""
"""What DuckDB must know of the text that `csv` writes; the longest line is a claim with all its decisions."""


def write(folder: Path, evaluation: str, tables: Mapping[str, Iterable[Row]]) -> Mapping[str, int]:
    """A file for each table, on the disk when this returns; the number of rows of each.

    Args:
        folder: an empty one; what is in it when this fails is of no use.
        evaluation: the evaluation's id, which each row gets.
        tables: rows by table, in whatever order.

    Raises:
        CmoEvalError: they cannot be written.
    """
    counts = {}
    with connect(config={"threads": 1}) as db, refusals("nothing was written", "make room on the disk, or mend it"):
        for name, table in TABLES.items():
            # as text, which both sides write and read in C; no text of a record is empty, so that an empty cell is none
            lines = folder / "rows"
            with lines.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(tables[name])
            types = ", ".join(f"{column}: '{about.type}'" for column, about in [*table.columns.items()][1:])
            read = f"read_csv({quoted(str(lines))}, {_READ}, columns = {{{types}}})"
            copied = db.execute(
                f"COPY (SELECT {quoted(evaluation)} AS evaluation, * FROM {read} ORDER BY {', '.join(table.order)}) "
                f"TO {quoted(str(folder / name))} "
                f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{KEY}: '{VERSION}'}})"
            )
            counts[name] = copied.fetchone()[0]
            lines.unlink()
            written = (folder / name).rename(folder / f"{name}.parquet")
            with written.open("rb") as file:
                os.fsync(file.fileno())
    return counts


def versions(folders: Sequence[Path]) -> Mapping[Path, int]:
    """The version of the files in each folder of an evaluation.

    Raises:
        CmoEvalError: a table is missing, or a file is none of ours.
    """
    found: dict[Path, int] = {}
    with connect() as db:
        import duckdb  # noqa: PLC0415

        for folder in folders:
            for name in TABLES:
                path = folder / f"{name}.parquet"
                hint = f"remove {folder.name} from the portfolio, and add the evaluation again"
                try:
                    query = f"SELECT value FROM parquet_kv_metadata({quoted(str(path))}) WHERE key = '{KEY}'"
                    known = db.execute(query).fetchall()
                except duckdb.Error as error:
                    raise CmoEvalError(f"{path} cannot be read: {first_line(error)}", hint) from None
                if len(known) != 1 or not known[0][0].isdigit():
                    raise CmoEvalError(f"{path} is no table of a portfolio", hint)
                found[folder] = max(found.get(folder, 0), int(known[0][0]))
                if found[folder] > VERSION:
                    break
    return found
