"""The kind of a source, asked for on the terminal after an explanation of all."""

from __future__ import annotations

import typer

from cmo_eval.cli.output import one_of, tell
from cmo_eval.edits.kinds import SOURCE_KINDS, USUAL_KIND, explained
from cmo_eval.errors import UsageError


def asked(of: str = "a source") -> str:
    """The kind that somebody gives; `of` says of which source it is asked."""
    tell(f"Kinds of source:\n{explained()}")
    while True:
        given = str(typer.prompt(f"Kind of {of}", default=USUAL_KIND, err=True)).strip().replace(" ", "_").lower()
        try:
            return one_of(given, tuple(SOURCE_KINDS), "the kind")
        except UsageError as error:
            tell(f"{error.message}; {error.hint}")
