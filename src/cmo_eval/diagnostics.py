"""What a mistake in a user's files looks like as a value; knows no file, no model and no output."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

LONGEST_MESSAGE = 500


class Severity(StrEnum):
    """How much a finding matters: an error is broken, a warning weakens, a note advises."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Position(NamedTuple):
    """A place in a text: line and column, both from 1, columns in characters."""

    line: int
    column: int


class Location(NamedTuple):
    """A place in the evaluation folder: file with `/` from its root, line and column from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake: what is wrong, where, what to do next, which id it is about, and the other place that it is about.

    `related` is the other end: the first use of an id that is used twice.
    """

    code: str
    severity: Severity
    message: str
    location: Location
    hint: str = ""
    subject: str | None = None
    related: Location | None = None

    def __post_init__(self) -> None:
        if len(self.message) > LONGEST_MESSAGE:
            object.__setattr__(self, "message", self.message[: LONGEST_MESSAGE - 1] + "…")

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """A stable order: by place, then by code."""
        return (self.location.file, self.location.line, self.location.column, self.code, self.message)
