"""`cmo-eval code anchor`: where the quotes stand in their transcripts, also after these were corrected."""

from __future__ import annotations

import sys
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
    from cmo_eval.cli.alone import alone
    from cmo_eval.cli.output import coloured, emit, tell, width
    from cmo_eval.edits import anchor
    from cmo_eval.output.anchors import anchor_text
    from cmo_eval.output.changes import changes_text
    from cmo_eval.output.plain import visible
    from cmo_eval.store import loading
    from cmo_eval.store.writing import apply

    root = loading.find_project(start(project))
    with alone(root, when=yes and not dry_run):
        planned = anchor.plan(root, tuple(dict.fromkeys(sources or ())), texts=texts, accept=accept)
        emit(anchor_text(planned, whole=all_, width=width()))
        for left in planned.left:
            tell(visible(f"left alone: {left}"))
        number = len(planned.files)
        files = "1 file" if number == 1 else f"{number} files"
        ends = typer.Exit(1) if planned.to_look_at else typer.Exit()
        if not number:
            tell("nothing to write")
            raise ends
        if dry_run:
            emit(
                changes_text(planned.files, api.veil(planned.root, texts=texts), colour=coloured(sys.stdout)),
                styled=True,
            )
            tell(f"{files} would change; nothing was written")
            raise ends
        if not yes and not sys.stdin.isatty():
            tell(f"{files} would change; nothing was written (--yes writes it)")
            raise typer.Exit(1)
        if not yes and not typer.confirm(f"{files} would change. Write it?", err=True):
            tell("nothing was written")
            raise typer.Exit(1)
        apply(root, planned.change)
        look = planned.to_look_at
        tell(f"{files} written" + (f"; {look} to look at" if look else ""))
        raise ends
