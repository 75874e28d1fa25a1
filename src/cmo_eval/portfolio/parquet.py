"""The rows of an evaluation as Parquet files, and the version of such files; knows no portfolio folder."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from cmo_eval.errors import CmoEvalError
from cmo_eval.portfolio.duck import connect, first_line, quoted, refusals
from cmo_eval.portfolio.rows import Row
from cmo_eval.portfolio.schema import KEY, TABLES, VERSION

_encoded = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


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
            lines = folder / "rows"  # as text: DuckDB reads that ten times faster than it takes values one by one
            columns = [*table.columns][1:]
            with lines.open("w", encoding="utf-8") as file:
                counts[name] = 0
                for row in tables[name]:
                    known = {column: one for column, one in zip(columns, row, strict=True) if one is not None}
                    file.write(f"{_encoded(known)}\n")
                    counts[name] += 1
            types = ", ".join(f"{column}: '{table.columns[column].type}'" for column in columns)
            db.execute(
                f"COPY (SELECT {quoted(evaluation)} AS evaluation, * FROM read_json({quoted(str(lines))}, "
                f"format = 'newline_delimited', maximum_object_size = 134217728, columns = {{{types}}}) "
                f"ORDER BY {', '.join(table.order)}) TO {quoted(str(folder / name))} "
                f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{KEY}: '{VERSION}'}})"
            )
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
