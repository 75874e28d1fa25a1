"""`cmo-eval code merge`: codes that turned out to be one."""

from __future__ import annotations

from typing import Annotated

import typer

from cmo_eval.cli.options import Project, start


def command(
    codes: Annotated[list[str], typer.Argument(metavar="CODE...", help="The codes that go.")],
    into: Annotated[str, typer.Option("--into", metavar="CODE", help="The code that stays.", show_default=False)],
    project: Project = None,
    by: Annotated[str | None, typer.Option(metavar="INITIALS", help="Who merges them, for the history.")] = None,
    why: Annotated[str | None, typer.Option(metavar="TEXT", help="Why, for the history.")] = None,
    all_: Annotated[
        bool, typer.Option("--all", help="Show every citation that changes, not a few of each file.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether to write it.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be written.")] = False,
) -> None:
    """Make one code of several, in the codebook and in every citation that has one of them.

    The codes that go are taken out of the codebook, whose history says what became of them. A citation that had two
    of them has the one that stays once. Codes that have others below them do not go before those do.

    \b
    Example:
      cmo-eval code merge lean cover --into coaching --dry-run
      cmo-eval code merge lean --into cover --by AB --why "never told apart"
    """
    from cmo_eval.cli.ending import alone
    from cmo_eval.cli.recoding import finish, signed
    from cmo_eval.edits import codebook
    from cmo_eval.store import loading

    root = loading.find_project(start(project))
    with alone(root, when=yes and not dry_run):
        plan = codebook.merge(root, codes, into, signed(by, why))
        finish(plan, f"{', '.join(codes)} became {into}", whole=all_, yes=yes, dry_run=dry_run)
