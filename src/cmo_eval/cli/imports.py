"""Codings that come in from files, `code import`, and where quotes stand in their texts, `code anchor`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cmo_eval.cli import completion
from cmo_eval.cli.ending import alone, files_of, settle, show
from cmo_eval.cli.options import Project, Texts, Yes, formats, today
from cmo_eval.cli.output import emit, may_be_written, progress, tell, tell_unread, width
from cmo_eval.cli.who import ask_who_codes, asks, quality_of
from cmo_eval.errors import UsageError
from cmo_eval.output.plain import number_of, visible


def code(
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
        str | None, typer.Option(metavar="QUALITY", help="Of what gives none; kept for the source if it has none yet.")
    ] = None,
    rest: Annotated[
        Path | None,
        typer.Option("--rest", metavar="FILE", help="Write what could not be placed to this .xlsx or .csv."),
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Tell each row, also where many have the same cause.")] = False,
    format_: Annotated[str, formats("text", "json", help_="Of the plan.")] = "text",
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
    from cmo_eval.edits.coding import imports
    from cmo_eval.edits.coding import table as coding_table
    from cmo_eval.edits.coding.draft import QUALITY_WORDS, meant
    from cmo_eval.edits.coding.who_codes import usual_coder
    from cmo_eval.output.imports import import_json, import_text

    if rest is not None:
        may_be_written(rest, (".xlsx", ".csv"), yes=yes or dry_run)
    if rest is not None and rest.exists() and file.exists() and rest.samefile(file):
        raise UsageError(f"{rest} is the file that is read", "name another one for --rest")
    with alone(project, when=yes and not dry_run) as root:
        with progress():
            evaluation = api.load(root, texts=texts)
        tell_unread(evaluation.unread, evaluation.findings, root)
        repository = evaluation.repository
        options = coding_table.Options(source, coder, today(), author or (), map_ or (), sheet)
        content = imports.read(file, repository, options)
        usual = coder or usual_coder(root)
        qualities = {}
        if quality is not None:
            qualities = dict.fromkeys(repository.sources, meant(quality, QUALITY_WORDS, "the quality"))
        if asks(unless=yes or dry_run):
            left = imports.still_open(root, repository, content, second=second)
            usual = ask_who_codes(root, repository, may_be_left=not second) if left.coder and usual is None else usual
            qualities = qualities or {source: quality_of(source) for source in left.qualities}
        with progress():
            plan = imports.plan(root, repository, content, second=second, texts=texts, coder=usual, qualities=qualities)
        emit(import_json(plan) if format_ == "json" else import_text(plan, width=width(), whole=all_))
        citations = number_of(len(plan.of("add")), "citation")
        if not plan.change.files:
            tell("nothing is added")
        elif settle(plan, f"{citations} would be added", f"Add {citations}?", yes=yes, dry_run=dry_run):
            tell(f"{citations} added")
        lost = plan.of("not_placed")
        if lost and rest is not None and not dry_run:
            from cmo_eval.output.coding_table import rest as table_of
            from cmo_eval.store.writing.output import write_file

            write_file(rest, table_of(lost, repository, rest.suffix.lower()), "name another file with --rest")
            tell(f"wrote {rest}: what could not be placed, to be mended and imported again")
        if lost or evaluation.unread:
            raise typer.Exit(1)


# ---- quotes ----------------------------------------------------------------------------------------------------------


def anchor(
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Sources, such as FG1; else all with a text.")
    ] = None,
    project: Project = None,
    texts: Texts = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="Take the transcript's words into quotes that differ from them.")
    ] = False,
    all_: Annotated[bool, typer.Option("--all", help="Name every quote that is placed or moved.")] = False,
    yes: Yes = False,
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
    from cmo_eval.edits.transcripts.anchor import plan as planned
    from cmo_eval.output.changes import anchor_text

    with alone(project, when=yes and not dry_run) as root:
        plan = planned(root, tuple(dict.fromkeys(sources or ())), texts=texts, accept=accept)
        emit(anchor_text(plan, whole=all_, width=width()))
        for left in plan.left:
            tell(visible(f"left alone: {left}"))
        files, look = files_of(plan.change), plan.to_look_at
        if not plan.change.files:
            tell("nothing to write")
        else:
            if dry_run:
                show(root, plan.change, api.redaction(root, plan.repository, texts=texts))
            if settle(plan, f"{files} would change", f"{files} would change. Write it?", yes=yes, dry_run=dry_run):
                tell(f"{files} written" + (f"; {look} to look at" if look else ""))
        raise typer.Exit(1 if look else 0)
