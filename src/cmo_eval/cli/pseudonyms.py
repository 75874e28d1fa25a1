"""`text pseudonymise`: names suggested, replaced in every file, and looked for in what is left."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cmo_eval.cli import completion
from cmo_eval.cli.ending import alone, files_of, settle, show
from cmo_eval.cli.options import DryRun, Project, Texts, Yes
from cmo_eval.cli.output import emit, progress, tell, width
from cmo_eval.errors import UsageError
from cmo_eval.output.plain import number_of, visible

if TYPE_CHECKING:
    from cmo_eval.edits.pseudonyms.table import NameTable


def pseudonymise(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SOURCE]...", help="Only of these, such as FG1.", autocompletion=completion.sources),
    ] = None,
    table: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The table of names (.yaml, .csv, .xlsx), outside the evaluation."),
    ] = None,
    suggest: Annotated[bool, typer.Option("--suggest", help="Write what may be a name into the table.")] = False,
    deduce: Annotated[bool, typer.Option("--deduce", help="With --suggest: ask deduce too (Dutch).")] = False,
    check: Annotated[bool, typer.Option("--check", help="Look for names that are left, in git too.")] = False,
    ages: Annotated[bool, typer.Option("--ages", help="Replace ages too.")] = False,
    dates: Annotated[bool, typer.Option("--dates", help="Replace dates too.")] = False,
    clear_undo: Annotated[
        bool, typer.Option("--clear-undo", help="Empty what undo keeps, which holds the names.")
    ] = False,
    project: Project = None,
    texts: Texts = None,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Put pseudonyms in place of names, in transcripts, quotes and every other file of words.

    A table says who is who. It lies outside the evaluation, for you alone. --suggest writes what may be a name into it;
    you accept, change and add. Then all files change at once, and quotes keep their places. Texts with pseudonyms are
    still about people who may be known by what they tell.

    \b
    Example:
      cmo-eval text pseudonymise --suggest
      cmo-eval text pseudonymise --dry-run
      cmo-eval text pseudonymise --check
    """
    from cmo_eval.edits.pseudonyms.table import NameTable, place_of, read_table, refuse_place

    if suggest and check:
        raise UsageError("--suggest and --check are two things", "give one of them")
    if deduce and not suggest:
        raise UsageError("--deduce suggests names", "add --suggest")
    chosen = tuple(dict.fromkeys(sources or ()))
    with alone(project, when=yes and not dry_run) as root:
        path, folder = place_of(root, table, texts)
        refuse_place(path, root, folder)
        if suggest:
            known = read_table(path) if path.exists() else NameTable(path)
            _suggest(root, known, chosen, texts, deduce=deduce, dry_run=dry_run)
        elif not path.exists() and clear_undo and not check:
            _clear(root, yes=yes, dry_run=dry_run)
        elif not path.exists():
            raise UsageError(
                f"there is no table of names ({path})", "`cmo-eval text pseudonymise --suggest` writes one"
            )
        elif check:
            _check(root, read_table(path), folder)
        else:
            also = [what for what, asked in (("age", ages), ("date", dates)) if asked]
            _replace(root, read_table(path), chosen, texts, also, yes=yes, dry_run=dry_run, clear_undo=clear_undo)


def _suggest(
    root: Path, table: NameTable, sources: tuple[str, ...], texts: Path | None, *, deduce: bool, dry_run: bool
) -> None:
    from cmo_eval.edits.pseudonyms.suggestions import plan
    from cmo_eval.edits.pseudonyms.table import write_table

    with progress():
        found, with_them, language = plan(root, table, sources, texts=texts, deduce=deduce)
    count = number_of(len(found), "suggestion")
    if not found:
        tell(f"nothing more to suggest; {table.path}")
    elif dry_run:
        tell(f"{count} would be written to {table.path}; nothing was written")
    else:
        write_table(with_them, language)
        tell(f"{count} written to {table.path}; say yes or no to each (accept), and add what is missing")
        tell("nothing was replaced yet: `cmo-eval text pseudonymise --dry-run` shows what would be")


def _replace(
    root: Path,
    table: NameTable,
    sources: tuple[str, ...],
    texts: Path | None,
    also: list[str],
    *,
    yes: bool,
    dry_run: bool,
    clear_undo: bool,
) -> None:
    from cmo_eval.edits.pseudonyms.pseudonymise import plan as planned
    from cmo_eval.output.pseudonyms import open_text, plan_text

    plan = planned(root, table, sources, texts=texts, also=also)
    if plan.change.files and not plan.open and not yes:
        from cmo_eval import api
        from cmo_eval.disclosure.redaction import as_before

        show(root, plan.shown, as_before(root, plan.shown, api.redaction(root, texts=texts)))
    if told := plan_text(plan, width()):
        emit(told)
    if plan.open:
        tell(open_text(plan, width()).rstrip("\n"))
        tell("nothing was written: say in the table what is meant, and run again")
        raise typer.Exit(1)
    files = files_of(plan.change)
    if not plan.change.files:
        tell("no name of the table is left in these files")
    elif settle(plan, f"{files} would change", f"{files} would change. Write it?", yes=yes, dry_run=dry_run):
        tell(f"{files} changed; `cmo-eval undo` puts the names back, from what it keeps of them")
    if clear_undo:
        _clear(root, yes=yes, dry_run=dry_run)
    elif plan.change.files and not dry_run:
        tell("undo and git still have the names: `cmo-eval text pseudonymise --check` says where")


def _clear(root: Path, *, yes: bool, dry_run: bool) -> None:
    from cmo_eval.edits.pseudonyms.table import UndoCleared

    if settle(UndoCleared(root), "undo would be emptied", "Empty undo? No change can be undone then.",
              yes=yes, dry_run=dry_run):  # fmt: skip
        tell("undo is empty")


def _check(root: Path, table: NameTable, folder: Path | None) -> None:
    from cmo_eval.edits.pseudonyms.check import left, what_to_do
    from cmo_eval.edits.pseudonyms.suggestions import transcripts_of

    found = left(root, folder, table.finder, transcripts_of(root, folder))
    for sentence in what_to_do(found):
        tell(visible(sentence))
    if found:
        raise typer.Exit(1)
    tell(f"none of {number_of(len(table.names), 'name')} of the table is left in the files, in undo or in git")
