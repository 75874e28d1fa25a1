"""DuckDB, which is installed only for who asks for it, and how its refusals are told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cmo_eval.errors import CmoEvalError


def library() -> Any:
    """DuckDB itself.

    Raises:
        CmoEvalError: it is not installed, or an older one than 2.
    """
    try:
        import duckdb  # noqa: PLC0415 - heavy, and an extra
    except ImportError:
        raise CmoEvalError(
            "a portfolio needs the library DuckDB, which is not installed",
            'install it with: pip install "cmo-eval[portfolio]"',
        ) from None
    if int(duckdb.__version__.split(".")[0]) < 2:
        raise CmoEvalError(
            f"a portfolio needs DuckDB 2, and {duckdb.__version__} is installed",
            'renew it with: pip install --upgrade "cmo-eval[portfolio]"',
        )
    return duckdb


def connect(path: str = ":memory:", **settings: Any) -> Any:
    """A connection to a database; it looks up no variable of Python by the name of a table.

    Raises:
        CmoEvalError: DuckDB is not installed, or an older one than 2.
    """
    kept = {"python_enable_replacements": False, "autoinstall_known_extensions": False} | settings.pop("config", {})
    return library().connect(path, config=kept, **settings)


@contextmanager
def refusals(what: str, hint: str) -> Iterator[None]:
    """Whatever DuckDB or the disk refuses inside, as a message.

    Raises:
        CmoEvalError: it is refused.
    """
    import duckdb  # noqa: PLC0415 - as above; whoever is here has connected

    try:
        yield
    except duckdb.Error as error:
        raise CmoEvalError(f"{what}: {first_line(error)}", hint) from None
    except OSError as error:
        raise CmoEvalError(f"{what}: {(error.strerror or type(error).__name__).lower()}", hint) from None


def first_line(error: Exception) -> str:
    """What DuckDB says, without the lines that point into a query."""
    return re.sub("^(?:[A-Z][A-Za-z]* )+Error: ", "", str(error).strip().partition("\n")[0])


def quoted(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"
