"""What comes in from files, `code import` and `text import`, and where quotes stand in texts then, `code anchor`."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cmo_eval.cli import completion
from cmo_eval.cli.options import DryRun, Project, Texts, Yes, formats, today

if TYPE_CHECKING:
    from cmo_eval.api import Evaluation
    from cmo_eval.edits.text_import import Incoming, NewText


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
    from cmo_eval.cli.ending import alone, settle
    from cmo_eval.cli.output import emit, may_be_written, progress, tell, tell_unread, width
    from cmo_eval.cli.who import asked, asks, quality_of
    from cmo_eval.edits import coding_table, imports
    from cmo_eval.edits.draft import QUALITY_WORDS, meant
    from cmo_eval.edits.who_codes import usual_coder
    from cmo_eval.errors import UsageError
    from cmo_eval.output.imports import import_json, import_text
    from cmo_eval.output.plain import number_of

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
            usual = asked(root, repository, may_be_left=not second) if left.coder and usual is None else usual
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
            from cmo_eval.output import coding_table as tables
            from cmo_eval.store.writing.output import write_file

            in_excel = rest.suffix.lower() == ".xlsx"
            table = (
                tables.rest_xlsx(lost, repository)
                if in_excel
                else tables.rest_csv(lost, repository.evaluation.language)
            )
            write_file(rest, table, "name another file with --rest")
            tell(f"wrote {rest}: what could not be placed, to be mended and imported again")
        if lost or evaluation.unread:
            raise typer.Exit(1)


def text(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="txt, md, docx, odt, pdf, vtt or srt.")],
    source: Annotated[
        str | None, typer.Option(metavar="ID", help="Whose text it is; else the file's name says it (FG2.docx).")
    ] = None,
    speaker: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LABEL=ID",
            help="Who a label in the file is: a participant, INT, or ? for nobody registered; may be repeated.",
        ),
    ] = None,
    no_speaker: Annotated[
        list[str] | None,
        typer.Option(metavar="LABEL", help="What looks like a label and is words, such as Note; may be repeated."),
    ] = None,
    unattributed: Annotated[
        bool, typer.Option("--unattributed", help="Go on though less than two thirds of the words have a speaker.")
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Write over what may have been corrected by hand in the text.")
    ] = False,
    texts: Texts = None,
    project: Project = None,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Bring transcripts in: each file becomes a plain text in the folder of texts, one turn or paragraph a line.

    Shown first is what was read and who speaks. A speaker's label becomes the id of the participant, so that no name
    is left in front of a turn; times and pages stay. The source gets the text's name and its digest.

    \b
    Example:
      cmo-eval text import ~/transcripts/FG2.docx --dry-run
      cmo-eval text import talk.vtt --source IN1 --speaker "Jan de Vries=r1"
    """
    import textwrap

    from cmo_eval import api
    from cmo_eval.cli.ending import alone, settle, show
    from cmo_eval.cli.output import emit, opened, tell, width
    from cmo_eval.edits import text_import
    from cmo_eval.output.imports import text_plan
    from cmo_eval.output.plain import visible
    from cmo_eval.store.writing.change import Change
    from cmo_eval.transcripts import store

    asks = sys.stdin.isatty() and not yes
    given = _given(speaker or [])
    with alone(project, when=yes and not dry_run) as root:
        evaluation = opened(root, texts)
        repository = evaluation.repository
        folder = store.folder(root, repository.evaluation.texts, texts)
        names = _names(evaluation)
        planned = []
        for came in _read(evaluation, files, source, given, no_speaker or [], asks=asks):
            new = text_import.new_text(root, repository, came, folder)
            planned.append(new)
            emit(text_plan(new, width()))
            for doubt in text_import.doubts(repository, new, names):
                lines = textwrap.wrap(f"! {visible(doubt)}", width(), subsequent_indent="  ", break_on_hyphens=False)
                for line in lines:
                    tell(line)
        plan = text_import.together(root, planned)
        if not plan.change.files:
            tell("everything is as it was; nothing was written")
            return
        made = ", ".join(file.file for file in plan.change.files if file.before is None)
        changed = tuple(file for file in plan.change.files if file.before is not None)
        if changed:  # of a text that is new nothing is shown, since all of it is
            show(root, Change(changed, plan.change.outside), api.veil(root, repository, texts=texts))
        if not dry_run:
            few = [] if unattributed else [one.incoming for one in plan.texts if one.incoming.few_speak]
            for came in few:
                said = f"only {int(came.share * 100)}% of the words of {came.name} have a speaker"
                _go_on(f"{said}. Go on all the same?", "" if asks else _FEW, asks=asks)
            for lost in (one.corrected for one in plan.texts if one.corrected is not None and not overwrite):
                _go_on(f"{lost}. Write over it?", _CORRECTED if yes else "", asks=asks)
        changing = ", ".join(file.file for file in changed)
        would = "; ".join([f"{made} would be made"] * bool(made) + [f"{changing} would change"] * bool(changing))
        if settle(plan, would, f"{would}. Write it?", yes=yes, dry_run=dry_run):
            _tell_written(plan.texts)


_FEW = "look at who speaks (--dry-run), and name labels with --speaker; --unattributed goes on all the same"
_CORRECTED = "look at the lines (--dry-run); correct the file that comes in too, or --overwrite writes over them"


def _go_on(question: str, refused: str, *, asks: bool) -> None:
    """Go no further unless somebody says so; `refused` is the hint where nobody may be asked."""
    from cmo_eval.cli.output import tell
    from cmo_eval.errors import UsageError
    from cmo_eval.output.plain import visible

    if refused:
        raise UsageError(f"{question.rpartition('. ')[0]}; nothing was written", refused)
    if asks and not typer.confirm(visible(question), err=True):
        tell("nothing was written")
        raise typer.Exit(1)


def _tell_written(texts: Sequence[NewText]) -> None:
    """Say of each source that has its text now where it is, and what to do about its citations."""
    from cmo_eval.cli.output import tell
    from cmo_eval.output.plain import visible

    for new in texts:
        id_, lines = new.incoming.source.record.id, len(new.incoming.transcript.lines)
        tell(visible(f"{id_} has its text: {new.path.resolve()}, {lines} lines; `cmo-eval text show {id_}` shows it"))
        if new.becomes != "becomes" and new.citations:
            stand = "1 citation stands" if new.citations == 1 else f"{new.citations} citations stand"
            tell(f"{stand} in it: run `cmo-eval code anchor {id_}` so that they point at the right words again")


def _given(options: Sequence[str]) -> dict[str, str]:
    """Ids by label, as the options give them."""
    from cmo_eval.errors import UsageError

    given: dict[str, str] = {}
    for option in options:
        label, equals, id_ = (part.strip() for part in option.rpartition("="))
        if not equals or not label or not id_:
            raise UsageError(f"--speaker is '{option}'", 'write a label and an id: --speaker "Jan de Vries=r1"')
        if given.setdefault(label, id_) != id_:
            raise UsageError(f"--speaker gives '{label}' two ids", "give one")
    return given


def _read(
    evaluation: Evaluation,
    files: Sequence[Path],
    source: str | None,
    given: Mapping[str, str],
    never: Sequence[str],
    *,
    asks: bool,
) -> list[Incoming]:
    """The files, each with its source and its speakers; asks where something is not known."""
    from cmo_eval import api
    from cmo_eval.cli.output import tell
    from cmo_eval.edits import text_import
    from cmo_eval.errors import UsageError
    from cmo_eval.transcripts.reading import read_rows

    if source is not None and len(files) > 1:
        raise UsageError("--source is for one file", "let the other files' names begin with the ids of their sources")
    came: list[Incoming] = []
    taken = api.names_in_files(evaluation.root)
    others = {*evaluation.claims, *evaluation.patterns, *evaluation.cases}
    known = [*evaluation.sources, *(other for other in taken if other not in others)]  # withdrawn sources too
    for path in files:
        id_ = source or text_import.guessed_source(path.name, known)
        if id_ is None and asks:
            listed = ", ".join(evaluation.sources) or "none yet"
            tell(f"{path.name}: its name is of no source; the sources are {listed}")
            id_ = str(typer.prompt("Of which source is it the text", err=True)).strip()
        if id_ is None:
            raise text_import.no_source(path.name)
        stored = text_import.source_of(evaluation.repository, id_, taken)
        if any(one.source.record.id == id_ for one in came):
            raise UsageError(f"two files would be the text of {id_}", "bring one in, or put them together first")
        rows = read_rows(path)
        one = text_import.incoming(path.name, rows, stored, given, never=never)
        if asks:
            one = text_import.incoming(path.name, rows, stored, {**given, **_asked(one)}, never=never)
        text_import.refuse_unsure(one)
        came.append(one)
    text_import.refuse_unheard(came, given)
    return came


def _asked(came: Incoming) -> dict[str, str]:
    """Ids by label, as somebody answers them; who is not known stays so."""
    from cmo_eval.cli.output import tell
    from cmo_eval.edits import text_import
    from cmo_eval.errors import UsageError
    from cmo_eval.output.plain import number_of, visible

    source = came.source.record
    asked = [voice for voice in came.unknown if came.register.ids or voice.how == "name"]
    if not asked:
        return {}
    people = ", ".join(f"{one.id} ({one.role})" if one.role else one.id for one in source.participants)
    known = f"participants of {source.id}: {people}" if people else f"no participants of {source.id} are registered"
    tell(visible(f"{known}; INT asks the questions; Enter leaves it open"))
    answers: dict[str, str] = {}
    for voice in asked:
        question = visible(f"Who is '{voice.label}' ({number_of(voice.turns, 'turn')})")
        while answer := str(typer.prompt(question, default="", show_default=False, err=True)).strip():
            try:
                text_import.register_of(came.source, {voice.label: answer})
            except UsageError as error:
                tell(f"{error.message}; {error.hint}")
                continue
            answers[voice.label] = answer
            break
    return answers


def _names(evaluation: Evaluation) -> str | None:
    """The names that must never be published, where evaluation.yaml says where they lie and the file is there."""
    from cmo_eval.store.yaml_io import YamlProblem, read_text

    name = evaluation.repository.evaluation.names
    try:
        return read_text(evaluation.root / name) if name is not None else None
    except YamlProblem:
        return None


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
    from cmo_eval.cli.ending import alone, files_of, settle, show
    from cmo_eval.cli.output import emit, tell, width
    from cmo_eval.edits.anchor import plan as planned
    from cmo_eval.output.changes import anchor_text
    from cmo_eval.output.plain import visible

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
                show(root, plan.change, api.veil(root, plan.repository, texts=texts))
            if settle(plan, f"{files} would change", f"{files} would change. Write it?", yes=yes, dry_run=dry_run):
                tell(f"{files} written" + (f"; {look} to look at" if look else ""))
        raise typer.Exit(1 if look else 0)
