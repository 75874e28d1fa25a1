"""The codebook: `code new`, `code rename`, `code merge` and `code history`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cmo_eval.cli import completion
from cmo_eval.cli.ending import alone, files_of, settle, show, tell_notes
from cmo_eval.cli.options import DryRun, Json, Project, Yes, start, today
from cmo_eval.cli.output import emit, one_line, tell, width
from cmo_eval.output.plain import number_of

if TYPE_CHECKING:
    from cmo_eval.edits.codebook import Recoding, Signed

Why = Annotated[str | None, typer.Option(metavar="TEXT", help="Why, for the history.")]
_KINDS = ("context", "resource", "reasoning", "mechanism", "outcome", "actor", "intervention", "theme")
All = Annotated[bool, typer.Option("--all", help="Show every citation that changes, not a few of each file.")]


def new(
    code: Annotated[str, typer.Argument(metavar="CODE", help="Its name: a letter, then letters, digits, _ or -.")],
    project: Project = None,
    label: Annotated[str | None, typer.Option(metavar="TEXT", help="The code in words.")] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            metavar="KIND",
            help=f"{', '.join(_KINDS)}; else that of its parent.",
            autocompletion=completion.one_of(*_KINDS),
        ),
    ] = None,
    parent: Annotated[
        str | None, typer.Option(metavar="CODE", help="The code above it.", autocompletion=completion.codes)
    ] = None,
    use: Annotated[str | None, typer.Option(metavar="TEXT", help="When to use it.")] = None,
    avoid: Annotated[str | None, typer.Option(metavar="TEXT", help="When not to use it.")] = None,
    by: Annotated[str | None, typer.Option(metavar="INITIALS", help="Who makes it, for the history.")] = None,
    why: Why = None,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Make a code in the codebook, which is made where there is none.

    The codebook gets a new version, and its history says which code is new; the first code is part of the first
    version.

    \b
    Example:
      cmo-eval code new thursday --kind context --use "who works on Thursdays"
      cmo-eval code new ribbon --parent keys --by AB --why "told apart" --yes
    """
    from cmo_eval.edits import codebook

    texts = {"label": label, "use": use, "avoid": avoid}
    said = {key: one_line(text, f"--{key}") if text is not None else None for key, text in texts.items()}
    with alone(project, when=yes and not dry_run) as root:
        signed = codebook.Signed(today(), by, one_line(why, "the reason") if why is not None else None)
        plan = codebook.new(root, {"id": code, "kind": kind, "parent": parent, **said}, signed)
        tell_notes(plan.notes)
        if dry_run or not yes:
            show(plan.root, plan.change)
        if settle(plan, "the codebook would change", f"Add {code} to the codebook?", yes=yes, dry_run=dry_run):
            tell(f"{code} is in {codebook.BOOK}{_version(plan)}")


def rename(
    old: Annotated[str, typer.Argument(metavar="OLD", help="The code.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Its new name, which no code has.")],
    project: Project = None,
    by: Annotated[str | None, typer.Option(metavar="INITIALS", help="Who renames it, for the history.")] = None,
    why: Why = None,
    all_: All = False,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Give a code another name, in the codebook and in every citation that has it.

    Second coders' files change too. All files change, or none; what stands around the name stays as it is. The
    codebook gets a new version, and its history says what changed.

    \b
    Example:
      cmo-eval code rename mirror outside_view --dry-run
      cmo-eval code rename mirror outside_view --by AB --why "as coders say it"
    """
    from cmo_eval.edits import codebook

    def planned(root: Path, signed: Signed) -> Recoding:
        return codebook.rename(root, old, new, signed)

    _recode(project, planned, by, why, f"{old} is {new}", whole=all_, yes=yes, dry_run=dry_run)


def merge(
    codes: Annotated[list[str], typer.Argument(metavar="CODE...", help="The codes that go.")],
    into: Annotated[str, typer.Option("--into", metavar="CODE", help="The code that stays.", show_default=False)],
    project: Project = None,
    by: Annotated[str | None, typer.Option(metavar="INITIALS", help="Who merges them, for the history.")] = None,
    why: Why = None,
    all_: All = False,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Make one code of several, in the codebook and in every citation that has one of them.

    The codes that go are taken out of the codebook, whose history says what became of them. A citation that had two
    of them has the one that stays once. Codes that have others below them do not go before those do.

    \b
    Example:
      cmo-eval code merge lean cover --into coaching --dry-run
      cmo-eval code merge lean --into cover --by AB --why "never told apart"
    """
    from cmo_eval.edits import codebook

    def planned(root: Path, signed: Signed) -> Recoding:
        return codebook.merge(root, codes, into, signed)

    _recode(project, planned, by, why, f"{', '.join(codes)} became {into}", whole=all_, yes=yes, dry_run=dry_run)


def _recode(
    project: Path | None,
    planned: Callable[[Path, Signed], Recoding],
    by: str | None,
    why: str | None,
    done: str,
    *,
    whole: bool,
    yes: bool,
    dry_run: bool,
) -> None:
    """Show the change and write it, after asking where somebody can be asked; `done` says what was done."""
    from cmo_eval.edits.codebook import Signed
    from cmo_eval.output.changes import recoding_text

    with alone(project, when=yes and not dry_run) as root:
        plan = planned(root, Signed(today(), by, one_line(why, "the reason") if why is not None else None))
        if plan.others.files:
            show(root, plan.others)
        if plan.recoded:
            emit(recoding_text(plan.recoded, whole=whole))
        tell_notes(plan.notes)
        files = files_of(plan.change)
        if settle(plan, f"{files} would change", f"{files} would change. Write it?", yes=yes, dry_run=dry_run):
            recoded = len({(one.file, one.id) for one in plan.recoded if one.id is not None})
            tell(f"{done}: {number_of(recoded, 'citation')}, {files} written{_version(plan)}")


def _version(plan: Recoding) -> str:
    return f"; the codebook is version {plan.version} now" if plan.version is not None else ""


def history(
    project: Project = None,
    json_: Json = False,
) -> None:
    """Show the versions of the codebook: what was renamed and merged, when, by whom and why.

    \b
    Example:
      cmo-eval code history
    """
    import json

    from cmo_eval.edits import codebook
    from cmo_eval.output.changes import history_text
    from cmo_eval.store.folder import find_project

    book = codebook.history(find_project(start(project)))
    changes = book.history if book is not None else ()
    if json_:
        emit(json.dumps([change.model_dump() for change in changes], ensure_ascii=False, indent=2))
    elif changes:
        emit(history_text(changes, width()))
    elif book is None:
        tell("there is no codebook")
    else:
        tell(f"the codebook is version {book.version}, and tells of no change")
