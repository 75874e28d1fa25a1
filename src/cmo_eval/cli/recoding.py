"""What `code rename` and `code merge` share: the change is shown, and written when somebody says so."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from cmo_eval.edits.codebook import Planned, Signed


def signed(by: str | None, why: str | None) -> Signed:
    """Who changes the codebook, today, and why.

    Raises:
        UsageError: the reason holds what a file cannot.
    """
    from datetime import datetime

    from cmo_eval.cli.output import one_line
    from cmo_eval.edits.codebook import Signed

    today = datetime.now().astimezone().date().isoformat()
    return Signed(today, by, one_line(why, "the reason") if why is not None else None)


def settle(planned: Planned, done: str, *, whole: bool, yes: bool, dry_run: bool) -> None:
    """Show the change and write it, after asking where somebody can be asked; `done` says what was done."""
    from cmo_eval.cli.output import coloured, emit, tell
    from cmo_eval.output.codebook import recoding_text
    from cmo_eval.store.writing import apply

    emit(recoding_text(planned, whole=whole, colour=coloured(sys.stdout)), styled=True)
    for note in planned.notes:
        tell(f"note: {note}")
    files = len(planned.change.files)
    would = "1 file would change" if files == 1 else f"{files} files would change"
    if dry_run:
        tell(f"{would}; nothing was written")
        return
    if not yes and not sys.stdin.isatty():
        tell(f"{would}; nothing was written (--yes writes it)")
        raise typer.Exit(1)
    if not yes and not typer.confirm(f"{would}. Write it?", err=True):
        tell("nothing was written")
        raise typer.Exit(1)
    apply(planned.root, planned.change)
    recoded = len({(one.file, one.id) for one in planned.recoded if one.id is not None})
    citations = "1 citation" if recoded == 1 else f"{recoded} citations"
    changed = "1 file" if files == 1 else f"{files} files"
    version = f"; the codebook is version {planned.version} now" if planned.version is not None else ""
    tell(f"{done}: {citations}, {changed} written{version}")
