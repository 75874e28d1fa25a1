"""What a mistake in a user's files looks like as a value, and its code; knows no file, no model and no output."""

from __future__ import annotations

import inspect
import re
from enum import StrEnum
from typing import NamedTuple

from cmo_eval.deferred import dataclass

LONGEST_MESSAGE = 500


class Severity(StrEnum):
    """How much a finding matters: an error is broken, a warning weakens, a note advises."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


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


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of finding: `CMO` and three digits (never used again for something else), and what is said of it.

    `hint` says what to do where a finding has no better one; `text` is the explanation as it stands in the source.
    """

    code: str
    severity: Severity
    title: str
    hint: str
    text: str

    @property
    def explanation(self) -> str:
        """Why the code exists, with an example (Markdown, which wants the blank lines that the source leaves out)."""
        return re.sub(r"\n+(?=Good:|```yaml)", "\n\n", inspect.cleandoc(self.text))

    def finding(
        self,
        message: str,
        location: Location,
        hint: str = "",
        subject: str | None = None,
        related: Location | None = None,
    ) -> Finding:
        """A finding of this kind, with its own hint or that of the code."""
        return Finding(self.code, self.severity, message, location, hint or self.hint, subject, related)


CODES: dict[str, Code] = {}
"""The codes that are declared so far; all of them once `cmo_eval.rules` is imported."""


def declare(code: str, severity: Severity, title: str, *, hint: str = "", explanation: str) -> Code:
    """Declare a code, beside what finds it; a rule does so by its decorator."""
    if code in CODES:
        raise AssertionError(f"{code} is declared twice")
    CODES[code] = Code(code, severity, title, hint, explanation)
    return CODES[code]
