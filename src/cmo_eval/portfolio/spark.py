"""Spark as the engine: the same SQL over the same Parquet files, on a cluster or on this computer."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cmo_eval.errors import CmoEvalError
from cmo_eval.portfolio.engine import MECHANISMS
from cmo_eval.portfolio.folder import Portfolio, refuse_newer
from cmo_eval.portfolio.mechanisms import read_mechanisms
from cmo_eval.portfolio.schema import TABLES
from cmo_eval.portfolio.sql import SORTED, VIEWS
from cmo_eval.portfolio.weighing import VERDICTS, weighed

_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.runSQLOnFiles": "false",  # whoever asks may not read other files by their names
    "spark.sql.session.timeZone": "UTC",
}
_TYPES = {"VARCHAR": "string", "INTEGER": "int", "BOOLEAN": "boolean"}


class Spark:
    """A session that answers SQL; it knows the tables, their views, `verdicts` and `mechanisms`."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows that a query gives.

        Raises:
            CmoEvalError: Spark refuses it.
        """
        return self.table(query)[1]

    def table(self, query: str) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        """The names of the columns that a query gives, and its rows; of ours, or by its other name of the user's own.

        Raises:
            CmoEvalError: Spark refuses it.
        """
        from pyspark.errors import PySparkException  # noqa: PLC0415 - heavy, and an extra

        try:
            found = self._session.sql(query)
            return tuple(found.columns), [tuple(row) for row in found.collect()]
        except PySparkException as error:
            said = re.sub(r"\s*;.*|\s*SQLSTATE.*", "", str(error).partition("\n")[0])
            raise CmoEvalError(f"Spark cannot answer this: {said}", "mend the query, or look at the cluster") from None

    own = table


@contextmanager
def opened(portfolio: Portfolio, master: str) -> Iterator[Spark]:
    """The portfolio as it is now, to be asked.

    Args:
        portfolio: its files must be readable under the same path wherever Spark runs.
        master: the address of a cluster (`spark://host:7077`), or `local[2]` for this computer.

    Raises:
        CmoEvalError: pyspark or Java is missing, the cluster cannot be reached, or a table cannot be read.
    """
    folders = portfolio.evaluations
    mechanisms = read_mechanisms(portfolio.root)
    if not folders:
        raise CmoEvalError("nothing was added to this portfolio yet", "`cmo-eval portfolio add FOLDER...`")
    refuse_newer(folders)
    session = _session(master)
    try:
        for name in TABLES:
            files = [(folder / f"{name}.parquet").absolute().as_uri() for folder in folders.values()]
            session.read.parquet(*files).createOrReplaceTempView(name)
        for name, query in VIEWS.items():
            made = session.sql(query)
            (made.cache() if name in SORTED else made).createOrReplaceTempView(name)
        engine = Spark(session)
        _table(session, "verdicts", VERDICTS, weighed(engine))
        rows = ((key, one.title, one.theory, one.reference) for key, one in mechanisms.items())
        _table(session, "mechanisms", MECHANISMS, rows)
        yield engine
    finally:
        session.stop()


def _session(master: str) -> Any:
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 - heavy, and an extra
    except ImportError:
        raise CmoEvalError(
            "--engine spark needs the library pyspark, which is not installed",
            'install it with: pip install "cmo-eval[spark]"; it needs Java 17 too',
        ) from None
    if master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    builder = SparkSession.builder.master(master).appName("cmo-eval")
    for name, value in _SETTINGS.items():
        builder = builder.config(name, value)
    if master.startswith("local"):
        builder = builder.config("spark.sql.shuffle.partitions", "4")
    try:
        session = builder.getOrCreate()
    except Exception as error:  # noqa: BLE001 - py4j and Java have no errors in common
        raise CmoEvalError(
            f"Spark cannot be started at {master}: {str(error).partition(chr(10))[0]}",
            "is Java 17 there (JAVA_HOME), and can the cluster be reached?",
        ) from None
    session.sparkContext.setLogLevel("ERROR")
    return session


def _table(session: Any, name: str, columns: Any, rows: Any) -> None:
    typed = ", ".join(f"{column} {_TYPES[kind]}" for column, kind in columns.items())
    session.createDataFrame([tuple(row) for row in rows], typed).createOrReplaceTempView(name)
