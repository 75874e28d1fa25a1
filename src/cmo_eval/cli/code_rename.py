"""`cmo-eval code rename`: a code under another name, everywhere."""

from __future__ import annotations

from typing import Annotated

import typer

from cmo_eval.cli.options import Project, start


def command(
    old: Annotated[str, typer.Argument(metavar="OLD", help="The code.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Its new name, which no code has.")],
    project: Project = None,
    by: Annotated[str | None, typer.Option(metavar="INITIALS", help="Who renames it, for the history.")] = None,
    why: Annotated[str | None, typer.Option(metavar="TEXT", help="Why, for the history.")] = None,
    all_: Annotated[
        bool, typer.Option("--all", help="Show every citation that changes, not a few of each file.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether to write it.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be written.")] = False,
) -> None:
    """Give a code another name, in the codebook and in every citation that has it.

    Second coders' files change too. All files change, or none; what stands around the name stays as it is. The
    codebook gets a new version, and its history says what changed.

    \b
    Example:
      cmo-eval code rename mirror outside_view --dry-run
      cmo-eval code rename mirror outside_view --by AB --why "as coders say it"
    """
    from cmo_eval.cli.ending import alone
    from cmo_eval.cli.recoding import finish, signed
    from cmo_eval.edits import codebook
    from cmo_eval.store import loading

    root = loading.find_project(start(project))
    with alone(root, when=yes and not dry_run):
        plan = codebook.rename(root, old, new, signed(by, why))
        finish(plan, f"{old} is {new}", whole=all_, yes=yes, dry_run=dry_run)
