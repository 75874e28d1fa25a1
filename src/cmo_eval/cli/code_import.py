"""`cmo-eval code import`: codings from Excel, CSV and Word comments."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cmo_eval.cli import completion
from cmo_eval.cli.options import Project, Texts, start

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cmo_eval.api import Evaluation
    from cmo_eval.edits.importing import Incoming, Planned

_TABLES = (".xlsx", ".csv", ".tsv", ".txt")


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
    from cmo_eval.cli.alone import alone
    from cmo_eval.cli.output import emit, one_of, tell, tell_unread, width
    from cmo_eval.cli.progress import progress
    from cmo_eval.errors import UsageError
    from cmo_eval.output.imports import import_json, import_text
    from cmo_eval.store import loading
    from cmo_eval.store.writing import apply

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
        incoming, unit, notes = _read(
            evaluation,
            file,
            source=source,
            coder=coder,
            author=author or (),
            mapped=map_ or (),
            sheet=sheet,
            quality=quality,
        )
        with progress():
            planned = _plan(evaluation, incoming, unit, notes, second=second, texts=texts)
        emit(import_json(planned) if format_ == "json" else import_text(planned, width=width()))
        lost = len(planned.of("not_placed"))
        added = len(planned.of("add"))
        citations = "1 citation" if added == 1 else f"{added} citations"
        if planned.change is None:
            tell("nothing is added")
        elif dry_run:
            tell(f"{citations} would be added; nothing was written")
        elif not yes and not sys.stdin.isatty():
            tell(f"{citations} would be added; nothing was written (--yes writes it)")
            raise typer.Exit(1)
        elif not yes and not typer.confirm(f"Add {citations}?", err=True):
            tell("nothing was written")
            raise typer.Exit(1)
        else:
            apply(planned.root, planned.change)
            tell(f"{citations} added")
        if rest is not None and not dry_run:
            _write_rest(rest, planned, evaluation.repository.evaluation.language)
        if lost or evaluation.unread:
            raise typer.Exit(1)


def _plan(
    evaluation: Evaluation,
    incoming: Sequence[Incoming],
    unit: str,
    notes: Sequence[str],
    *,
    second: bool,
    texts: Path | None,
) -> Planned:
    from cmo_eval.edits import importing

    return importing.plan(
        evaluation.root,
        evaluation.repository,
        incoming,
        unit=unit,
        what="code import",
        notes=notes,
        second=second,
        texts=texts,
    )


def _read(
    evaluation: Evaluation,
    file: Path,
    *,
    source: str | None,
    coder: str | None,
    author: Sequence[str],
    mapped: Sequence[str],
    sheet: str | None,
    quality: str | None,
) -> tuple[list[Incoming], str, list[str]]:
    """The codings in the file, what one of them is called, and what was found in it."""
    from datetime import datetime

    from cmo_eval.edits import comment_drafts, table_drafts
    from cmo_eval.edits.checking import coder_named, source_named
    from cmo_eval.edits.table_columns import mapping
    from cmo_eval.edits.table_reading import read_csv, read_excel
    from cmo_eval.edits.text_import import register_of
    from cmo_eval.edits.word_comments import read_comments
    from cmo_eval.errors import UsageError

    ending, repository = file.suffix.lower(), evaluation.repository
    known = source_named(repository, source).id if source is not None else _source_in_name(repository.sources, file)
    if coder is not None:
        coder_named(repository, coder)
    today = datetime.now().astimezone().date().isoformat()
    if ending == ".docx":
        if known is None:
            raise UsageError(f"{file.name} does not say whose words it has", "name the source: --source FG2")
        stored = next(one for one in repository.stored_sources if one.record.id == known)
        comments = read_comments(file, register_of(stored, {}))
        if not comments:
            raise UsageError(f"{file.name} has no comments", "`cmo-eval text import` brings in the text itself")
        found = comment_drafts.incoming(
            comments,
            repository,
            source=known,
            coder=coder,
            known=comment_drafts.authors(author),
            coded=today,
            quality=quality,
        )
        notes = [] if source is not None else [f"the comments are taken to be on {known}, by the file's name"]
        return found, "comment", notes
    if ending not in _TABLES:
        hint = "save it as .xlsx, .csv or, with comments, .docx"
        raise UsageError(f"{file.name} is of a kind that is not read", hint)
    if ending == ".xlsx":
        table = read_excel(file, mapping(mapped), sheet)
    else:
        if sheet is not None:
            raise UsageError(f"{file.name} has no sheets", "leave --sheet out")
        table = read_csv(file, mapping(mapped))
    rows = table_drafts.incoming(table.rows, source=known, coder=coder, coded=today, quality=quality)
    return rows, "row", list(table.notes)


def _source_in_name(sources: Mapping[str, object], file: Path) -> str | None:
    """The source that the file's name begins with, such as FG2 in `FG2-coded.docx`."""
    first = re.split(r"[-_. ]", file.stem, maxsplit=1)[0]
    return first if first in sources else None


def _write_rest(target: Path, planned: Planned, language: str) -> None:
    from cmo_eval.cli.output import tell
    from cmo_eval.output.coding_table import rest_csv
    from cmo_eval.store.writing.output import write_file

    lost = planned.of("not_placed")
    if not lost:
        return
    write_file(target, rest_csv(lost, language), "name another file with --rest")
    tell(f"wrote {target}: what could not be placed, to be mended and imported again")
