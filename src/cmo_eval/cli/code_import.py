"""`cmo-eval code import`: codings from Excel, CSV and Word comments."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cmo_eval.cli import completion
from cmo_eval.cli.options import Project, Texts, start, today

if TYPE_CHECKING:
    from cmo_eval.edits.imports import Import


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A table (.xlsx, .csv) or a Word document (.docx).")],
    project: Project = None,
    source: Annotated[
        str | None,
        typer.Option(
            metavar="ID", help="Whose words they are, where the file does not say.", autocompletion=completion.sources
        ),
    ] = None,
    coder: Annotated[
        str | None, typer.Option(metavar="INITIALS", help="Who coded, where a row does not say; of all comments.")
    ] = None,
    second: Annotated[
        bool, typer.Option("--second", help="Into the coders' own files, beside the agreed coding.")
    ] = False,
    author: Annotated[
        list[str] | None, typer.Option(metavar="NAME=INITIALS", help="Who an author of comments is; once for each.")
    ] = None,
    map_: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="HEADER=COLUMN", help='A column by another name: "Fragment=quote".'),
    ] = None,
    sheet: Annotated[str | None, typer.Option(metavar="NAME", help="Of the workbook.")] = None,
    quality: Annotated[
        str | None, typer.Option(metavar="QUALITY", help="Of what gives none, where the file of citations does not.")
    ] = None,
    rest: Annotated[
        Path | None, typer.Option("--rest", metavar="FILE", help="Write what could not be placed to this .csv.")
    ] = None,
    format_: Annotated[str, typer.Option("--format", metavar="text|json", help="Of the plan.")] = "text",
    texts: Texts = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask whether to write; replace the file of --rest.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be added.")] = False,
) -> None:
    """Bring in codings from a table or from Word comments: what is added, what is there, what has no place.

    Every row and comment is in the plan. What is there already is not added again. All that can be added is written
    in one change, or nothing is. Exits 1 when something could not be placed.

    \b
    Example:
      cmo-eval code import coding.xlsx --dry-run
      cmo-eval code import FG2.docx --author "A. Bakker=AB" --rest rest.csv
    """
    from cmo_eval import api
    from cmo_eval.cli.ending import alone, settle
    from cmo_eval.cli.output import emit, one_of, progress, tell, tell_unread, width
    from cmo_eval.edits import coding_table, imports
    from cmo_eval.errors import UsageError
    from cmo_eval.output.imports import import_json, import_text
    from cmo_eval.store import loading

    one_of(format_, ("text", "json"), "--format")
    if rest is not None and rest.suffix.lower() != ".csv":
        raise UsageError(f"{rest} is no .csv", "let its name end in .csv")
    if rest is not None and rest.exists() and not (yes and rest.is_file()) and not dry_run:
        raise UsageError(f"{rest} is there already", "--yes replaces it" if rest.is_file() else "name a file")
    if rest is not None and rest.exists() and file.exists() and rest.samefile(file):
        raise UsageError(f"{rest} is the file that is read", "name another one for --rest")
    root = loading.find_project(start(project))
    with alone(root, when=yes and not dry_run):
        with progress():
            evaluation = api.load(root, texts=texts)
        tell_unread(evaluation.unread, evaluation.findings, evaluation.root)
        options = coding_table.Options(source, coder, quality, today(), author or (), map_ or (), sheet)
        content = imports.read(file, evaluation.repository, options)
        with progress():
            plan = imports.plan(evaluation.root, evaluation.repository, content, second=second, texts=texts)
        emit(import_json(plan) if format_ == "json" else import_text(plan, width=width()))
        lost = len(plan.of("not_placed"))
        added = len(plan.of("add"))
        citations = "1 citation" if added == 1 else f"{added} citations"
        if not plan.change.files:
            tell("nothing is added")
        elif settle(plan, f"{citations} would be added", f"Add {citations}?", yes=yes, dry_run=dry_run):
            tell(f"{citations} added")
        if rest is not None and not dry_run:
            _write_rest(rest, plan, evaluation.repository.evaluation.language)
        if lost or evaluation.unread:
            raise typer.Exit(1)


def _write_rest(target: Path, plan: Import, language: str) -> None:
    from cmo_eval.cli.output import tell
    from cmo_eval.output.coding_table import rest_csv
    from cmo_eval.store.writing.output import write_file

    lost = plan.of("not_placed")
    if not lost:
        return
    write_file(target, rest_csv(lost, language), "name another file with --rest")
    tell(f"wrote {target}: what could not be placed, to be mended and imported again")
