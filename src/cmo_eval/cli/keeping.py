"""`cmo-eval report --keep FILE.docx`: what a writer changed in a report goes into the files of the evaluation."""

from __future__ import annotations

from pathlib import Path

import typer

from cmo_eval.cli.ending import alone, files_of, settle, show, tell_notes
from cmo_eval.cli.output import opened, tell
from cmo_eval.edits.plan import content_of, handed_in
from cmo_eval.errors import UsageError
from cmo_eval.output.plain import number_of


def keep(project: Path | None, file: Path, *, yes: bool, dry_run: bool) -> None:
    """Show what would change, ask, and write it; what of the document is not kept is said on stderr.

    Raises:
        typer.Exit: 1, something is not kept, or nothing was written.
        UsageError: it is no report that this program made of this evaluation, or a file cannot be read.
    """
    from cmo_eval.report.edited import kept

    content = content_of(file, "write the report with `cmo-eval report --format docx`, and edit that")
    with alone(project, when=yes and not dry_run) as root:
        evaluation = opened(root)
        if evaluation.unread:
            raise UsageError("a file of the evaluation cannot be read", "mend it first; `cmo-eval validate` shows what")
        with handed_in(file):
            plan = kept(root, evaluation.repository, content)
        tell_notes(plan.notes)
        if plan.change.files:
            show(root, plan.change)
            question = f"Keep the words of the writer in {files_of(plan.change)}?"
            if settle(plan, f"{files_of(plan.change)} would change", question, yes=yes, dry_run=dry_run):
                tell(f"kept {number_of(plan.places, 'change')} of the writer; write the report again to see it")
        elif not plan.lost:
            tell("nothing to keep: it says what the evaluation says")
        if plan.lost:
            tell(f"not kept: {number_of(plan.lost, 'change')}, as noted above; they stay in {file}")
            raise typer.Exit(1)
