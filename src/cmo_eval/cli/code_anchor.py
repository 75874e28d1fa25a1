"""`cmo-eval code anchor`: where the quotes stand in their transcripts, also after these were corrected."""

from __future__ import annotations

from typing import Annotated

import typer

from cmo_eval.cli.options import Project, Texts, start


def command(
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Sources, such as FG1; else all with a text.")
    ] = None,
    project: Project = None,
    texts: Texts = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="Take the transcript's words into quotes that differ from them.")
    ] = False,
    all_: Annotated[bool, typer.Option("--all", help="Name every quote that is placed or moved.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether to write it.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be written, as a diff too.")] = False,
) -> None:
    """Find quotes in their transcripts, and write down where they stand: characters, words around them, line.

    After a transcript was corrected, quotes that moved are moved. Quotes that are not quite the transcript's words any
    more keep theirs (unless --accept says otherwise) and are shown with the difference; those that stand in several
    places, or nowhere, stay as they are and are named. Exits 1 when there is something to look at.

    \b
    Example:
      cmo-eval code anchor --dry-run
      cmo-eval code anchor FG1 --texts ~/safe/transcripts
    """
    from cmo_eval import api
    from cmo_eval.cli.ending import alone, files_of, settle, show
    from cmo_eval.cli.output import emit, tell, width
    from cmo_eval.edits import anchor
    from cmo_eval.output.changes import anchor_text
    from cmo_eval.output.plain import visible
    from cmo_eval.store import loading

    root = loading.find_project(start(project))
    with alone(root, when=yes and not dry_run):
        plan = anchor.plan(root, tuple(dict.fromkeys(sources or ())), texts=texts, accept=accept)
        emit(anchor_text(plan, whole=all_, width=width()))
        for left in plan.left:
            tell(visible(f"left alone: {left}"))
        files, look = files_of(plan.change), plan.to_look_at
        if not plan.change.files:
            tell("nothing to write")
        else:
            if dry_run:
                show(root, plan.change, api.veil(root, plan.repository, texts=texts))
            if settle(plan, f"{files} would change", f"{files} would change. Write it?", yes=yes, dry_run=dry_run):
                tell(f"{files} written" + (f"; {look} to look at" if look else ""))
        raise typer.Exit(1 if look else 0)
