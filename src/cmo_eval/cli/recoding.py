"""What `code rename` and `code merge` share: the change is shown, and written when somebody says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cmo_eval.edits.codebook import Recoding, Signed


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


def finish(plan: Recoding, done: str, *, whole: bool, yes: bool, dry_run: bool) -> None:
    """Show the change and write it, after asking where somebody can be asked; `done` says what was done."""
    from cmo_eval.cli.ending import files_of, settle, show, tell_notes
    from cmo_eval.cli.output import emit, tell
    from cmo_eval.output.codebook import recoding_text

    if plan.others.files:
        show(plan.root, plan.others)
    if plan.recoded:
        emit(recoding_text(plan.recoded, whole=whole))
    tell_notes(plan.notes)
    files = files_of(plan.change)
    if settle(plan, f"{files} would change", f"{files} would change. Write it?", yes=yes, dry_run=dry_run):
        recoded = len({(one.file, one.id) for one in plan.recoded if one.id is not None})
        citations = "1 citation" if recoded == 1 else f"{recoded} citations"
        version = f"; the codebook is version {plan.version} now" if plan.version is not None else ""
        tell(f"{done}: {citations}, {files} written{version}")
