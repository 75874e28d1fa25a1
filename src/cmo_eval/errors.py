"""The one exception that says: the tool could not do what was asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class CmoEvalError(Exception):
    """The tool could not run; mistakes in a user's files are findings, never this.

    Args:
        message: what is wrong and where, in one line.
        hint: what to do next, in one line, or nothing.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        if hint:
            self.add_note(f"hint: {hint}")  # below the message where nobody catches it, as in a notebook


class UsageError(CmoEvalError):
    """What was asked for cannot be meant: an unknown id, a file that is in the way."""


def reason_of(error: OSError) -> str:
    """Why the system refuses something, in its own words."""
    return (error.strerror or type(error).__name__).lower()


@contextmanager
def said_of(what: str, error: type[CmoEvalError] = CmoEvalError) -> Iterator[None]:
    """Errors that are raised meanwhile say what they are about: `FG1.csv: it is damaged`.

    Args:
        what: they are about, such as a file.
        error: what is raised then.
    """
    try:
        yield
    except CmoEvalError as problem:
        raise error(f"{what}: {problem.message}", problem.hint) from None
