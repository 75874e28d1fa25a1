"""`cmo-eval exchange`: projects of other programs for coding, handed on and taken in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cmo_eval.cli import completion
from cmo_eval.cli.ending import alone, settle, tell_notes
from cmo_eval.cli.options import Project, Texts, Yes, among, read_by, today
from cmo_eval.cli.output import deliver, emit, end, may_be_written, progress, tell, tell_unread, width
from cmo_eval.cli.report import opened_for, refuse_named, tell_held
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.output.plain import number_of, visible

if TYPE_CHECKING:
    from cmo_eval.api import Evaluation
    from cmo_eval.projects.project import Part
    from cmo_eval.projects.project import Project as Read

_TABLES = (".csv", ".xlsx")
_ENDINGS = (".qdpx", ".qdc", *_TABLES)
PROGRAMS = ("nvivo", "atlas", "maxqda", "qualcoder")
_MOST_NAMED = 5


def export(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="A project (.qdpx), the codes (.qdc) or citations (.xlsx, .csv)."),
    ],
    project: Project = None,
    texts: Texts = None,
    audience: Annotated[str, read_by("Who will read it.")] = "team",
    target: Annotated[
        str | None,
        typer.Option(
            "--for",
            metavar="|".join(PROGRAMS),
            help="The program that will open it, in whose way it counts.",
            callback=among(PROGRAMS, "--for"),
            autocompletion=completion.one_of(*PROGRAMS),
        ),
    ] = None,
    without_kept: Annotated[
        bool, typer.Option("--without-kept", help="Leave out what came in from other programs and has no place here.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Replace FILE if it is there.")] = False,
) -> None:
    """Write a project that NVivo, ATLAS.ti, MAXQDA, QualCoder and others open (REFI-QDA), or a table.

    In it are the transcripts, the codebook, a branch of claims with what was said for and against each, and all
    citations that may be quoted, at their places. Words that may not be quoted are dots. For others than the team the
    quotes stand in place of the transcripts. What came in from another program and has no place here (memos, groups,
    links, coded areas) goes out again, to the team. Exits 1 when a file could not be read.

    \b
    Example:
      cmo-eval exchange export coding.qdpx
      cmo-eval exchange export quotes.qdpx --audience committee
      cmo-eval exchange export coding.qdpx --for maxqda
      cmo-eval exchange export codes.qdc
      cmo-eval exchange export citations.xlsx
    """
    from cmo_eval.edits.exchange.ids import id_map
    from cmo_eval.edits.exchange.outgoing import outgoing
    from cmo_eval.edits.exchange.parts import Side, side, with_parts
    from cmo_eval.edits.exchange.values import with_values
    from cmo_eval.projects import refi_out
    from cmo_eval.projects.targets import PLAIN, TARGETS

    may_be_written(file, _ENDINGS, yes=yes)
    if target is not None and file.suffix.lower() in _TABLES:
        raise UsageError(f"{file.name} is a table, which counts nothing", "leave --for away")
    evaluation = opened_for(project, audience, None, texts)
    repository = evaluation.repository
    if file.suffix.lower() in _TABLES:
        _export_table(file, evaluation)
        return
    with progress():
        known, beside = id_map(evaluation.root, repository), side(evaluation.root)
        made = outgoing(evaluation.root, repository, known, texts)
        goes = beside if audience == "team" and not without_kept else Side()
        with_kept, stays = with_parts(made.project, repository, known, goes)
        handed = with_values(with_kept, repository, known)
        name = repository.evaluation.title
        packed = file.suffix.lower() == ".qdpx"
        habits = TARGETS[target] if target is not None else PLAIN
        content = refi_out.qdpx(handed, name, habits) if packed else refi_out.qdc(handed, habits)
        if packed:
            refi_out.refuse_changed(handed, content)
    if audience != "team":
        parts = refi_out.project_files(handed, name, habits) if packed else {refi_out.PROJECT_FILE: content}
        refuse_named(evaluation, {path.replace(".qde", ".xml"): part for path, part in parts.items()})
    deliver(content, file)
    codes = number_of(len(handed.codes), "code")
    if packed:
        sources, codings = len(handed.documents), len(handed.codings)
        tell(f"{number_of(sources, 'source')}, {codes}, {number_of(codings, 'coding')}")
        alone = [id_ for id_ in made.in_quotes if id_ not in made.not_at_hand]
        _tell_some("quotes stand in place of the transcript of", alone)
        _tell_some("quotes stand alone where their transcripts are not at hand, which --texts names:", made.not_at_hand)
        _tell_some("words that may not be quoted are dots in", made.masked)
        for cause, ids in made.left.items():
            _tell_some(f"not in it, since {cause}: {number_of(len(ids), 'citation')}:", ids)
        _tell_kept(with_kept.parts, beside.parts, stays)
    else:
        tell(codes)
    tell_held(evaluation)
    end(evaluation.unread)


def _export_table(file: Path, evaluation: Evaluation) -> None:
    """Write citations as a table."""
    from cmo_eval.edits.exchange.table import refuse_changed, table
    from cmo_eval.output.coding_table import citations

    repository, ending = evaluation.repository, file.suffix.lower()
    with progress():
        made = table(repository)
        content = citations(made.rows, repository, ending)
        refuse_changed(made.rows, content, ending)
    refuse_named(evaluation, {f"citations{ending}": content})
    deliver(content, file)
    tell(number_of(len(made.rows), "citation"))
    for cause, ids in made.left.items():
        _tell_some(f"not in it, since {cause}: {number_of(len(ids), 'citation')}:", ids)
    tell_held(evaluation)
    end(evaluation.unread)


def _tell_kept(out: Sequence[Part], held: Sequence[Part], left: Mapping[str, Sequence[str]]) -> None:
    """Say on stderr what goes out of what came in from other programs and has no place here, and what does not."""

    def counted(causes: Sequence[str]) -> str:
        return ", ".join(f"{cause} ({causes.count(cause)})" for cause in dict.fromkeys(causes))

    if causes := [part.cause for part in out if part.cause]:
        tell(f"as it came in from other programs: {counted(causes)}")
    for why, some in left.items():
        tell(f"not in it, since {why}: {counted([*some])}")
    if not out and not left and (causes := [part.cause for part in held if part.cause]):
        tell(f"left out of what came in from other programs, which is for the team: {counted(causes)}")


def _tell_some(what: str, ids: Sequence[str]) -> None:
    """Say it on stderr with the first of these ids; nothing without any."""
    if ids:
        more = f" and {len(ids) - _MOST_NAMED} more" if len(ids) > _MOST_NAMED else ""
        tell(visible(f"{what} {', '.join(ids[:_MOST_NAMED])}{more}"))


def import_(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="A project (.qdpx, .qda, .rqda, .sqlite3), codebook (.qdc) or table of passages (.xlsx, .csv).",
        ),
    ],
    project: Project = None,
    texts: Texts = None,
    map_: Annotated[
        Path | None,
        typer.Option(
            "--map",
            metavar="MAP",
            help="What sources, codes and coders are here; written to be filled in if not there.",
        ),
    ] = None,
    yes: Yes = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would come in.")] = False,
) -> None:
    """Take in a project of NVivo, ATLAS.ti, MAXQDA and others (REFI-QDA), QualCoder, Taguette or RQDA.

    How the file counts is proven on the file itself: each coding covers the same words afterwards, or is named as left
    out. In a table of passages, as these and Dedoose write it, are words only, which are looked up. What came in before
    does not come in again. All of it is written in one change, or nothing is. Exits 1 when something is left out.

    \b
    Example:
      cmo-eval exchange import old.qdpx --dry-run
      cmo-eval exchange import old.qdpx --map old.yaml
      cmo-eval exchange import segments.xlsx
    """
    from cmo_eval import api
    from cmo_eval.edits.exchange import incoming
    from cmo_eval.edits.exchange.ids import id_map
    from cmo_eval.edits.exchange.mapping import Mapped, mapping
    from cmo_eval.edits.plan import handed_in
    from cmo_eval.output.exchange import added, incoming_text
    from cmo_eval.projects import counting
    from cmo_eval.transcripts import store

    with alone(project, when=yes and not dry_run) as root:
        with progress():
            evaluation = api.load(root, texts=texts)
        tell_unread(evaluation.unread, evaluation.findings, root)
        repository = evaluation.repository
        found = _read(file)
        with progress(), handed_in(file):
            placing = counting.placed(found)
        known = id_map(root, repository)
        if map_ is not None and not map_.exists():
            _write_map(file, map_, incoming.proposed(repository, found, known))
            return
        mapped = mapping(map_, repository.evaluation.groups) if map_ is not None else Mapped()
        folder = store.folder(root, repository.evaluation.texts, texts)
        with progress():
            read = incoming.Read(found, placing, mapped)
            plan = incoming.plan(root, repository, read, known, folder, today=today())
        emit(incoming_text(plan, width=width()))
        tell_notes(plan.notes)
        if not (things := added(plan)):
            tell("nothing is added")
        elif settle(plan, f"{things} would be added", f"Add {things}?", yes=yes, dry_run=dry_run):
            tell(f"{things} added")
        if plan.left or evaluation.unread:
            raise typer.Exit(1)


def _read(file: Path) -> Read:
    """What is in the file.

    Raises:
        UsageError: it is none that is read.
    """
    from cmo_eval.projects.reading import read_project

    try:
        with progress():
            return read_project(file)
    except CmoEvalError as error:
        raise UsageError(error.message, error.hint) from None


def _write_map(file: Path, path: Path, parts: Mapping[str, list[dict[str, str]]]) -> None:
    """Write a mapping file to be filled in."""
    from cmo_eval.edits.exchange.mapping import template
    from cmo_eval.store.writing.output import write_file

    write_file(path, template(file, path, parts), "name another file with --map")
    tell(f"wrote {path}: say in it what the sources, codes and coders are, and run this again; nothing was imported")
