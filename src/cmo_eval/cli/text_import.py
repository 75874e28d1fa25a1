"""`cmo-eval text import`: a file becomes the text of a source."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cmo_eval.cli.options import Project, Texts, start

if TYPE_CHECKING:
    from cmo_eval.api import Evaluation
    from cmo_eval.edits.text_import import Incoming, NewText
    from cmo_eval.transcripts.turns import Voice


def command(
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
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether to write it.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be written.")] = False,
) -> None:
    """Bring transcripts in: each file becomes a plain text in the folder of texts, one turn or paragraph a line.

    Shown first is what was read and who speaks. A speaker's label becomes the id of the participant, so that no name
    is left in front of a turn; times and pages stay. The source gets the text's name and its digest.

    \b
    Example:
      cmo-eval text import ~/transcripts/FG2.docx --dry-run
      cmo-eval text import talk.vtt --source IN1 --speaker "Jan de Vries=r1"
    """
    from cmo_eval import api
    from cmo_eval.cli.ending import alone, settle, show
    from cmo_eval.cli.output import emit, tell, tell_unread, width
    from cmo_eval.edits import text_import
    from cmo_eval.output.imports import text_plan
    from cmo_eval.store import loading
    from cmo_eval.store.writing.change import Change
    from cmo_eval.transcripts import store

    asks = sys.stdin.isatty() and not yes
    given = _given(speaker or [])
    root = loading.find_project(start(project))
    with alone(root, when=yes and not dry_run):
        evaluation = api.load(root, texts=texts)
        tell_unread(evaluation.unread, evaluation.findings, evaluation.root)
        folder = store.folder(evaluation.root, evaluation.repository.evaluation.texts, texts)
        names = _names(evaluation)
        texts_: list[NewText] = []
        for came in _read(evaluation, files, source, given, no_speaker or [], asks=asks):
            texts_.append(text_import.new_text(evaluation.root, evaluation.repository, came, folder))
            emit(text_plan(texts_[-1], width()))
            _warn(evaluation, texts_[-1], names)
        plan = text_import.together(evaluation.root, texts_)
        if not plan.change.files:
            tell("everything is as it was; nothing was written")
            return
        made = [file for file in plan.change.files if file.before is None]
        changed = tuple(file for file in plan.change.files if file.before is not None)
        if changed:  # of a text that is new nothing is shown, since all of it is
            show(root, Change(changed, plan.change.outside), api.veil(root, evaluation.repository, texts=texts))
        if not dry_run:
            _stop_for_few([] if unattributed else plan.texts, asks=asks)
            _stop_for_corrections([] if overwrite else plan.texts, asks=asks, yes=yes)
        said = [f"{', '.join(file.file for file in made)} would be made"] if made else []
        would = "; ".join([*said, *([f"{', '.join(file.file for file in changed)} would change"] if changed else [])])
        if settle(plan, would, f"{would}. Write it?", yes=yes, dry_run=dry_run):
            _tell_written(plan.texts)


def _tell_written(texts: Sequence[NewText]) -> None:
    """Say of each source that has its text now where it is, and what to do about its citations."""
    from cmo_eval.cli.output import tell
    from cmo_eval.output.plain import visible

    for one in texts:
        id_ = one.incoming.source.record.id
        lines = len(one.incoming.transcript.lines)
        tell(visible(f"{id_} has its text: {one.path}, {lines} lines; `cmo-eval text show {id_}` shows it"))
        if one.text_before is not None and one.citations:
            count = "1 citation stands" if one.citations == 1 else f"{one.citations} citations stand"
            tell(f"{count} in it: run `cmo-eval code anchor {id_}` so that they point at the right words again")


def _stop_for_corrections(texts: Sequence[NewText], *, asks: bool, yes: bool) -> None:
    """Go no further where corrections by hand would be gone, unless somebody says so."""
    from cmo_eval.cli.output import tell
    from cmo_eval.edits.text_doubts import corrections_lost
    from cmo_eval.errors import UsageError
    from cmo_eval.output.plain import visible

    for one in texts:
        said = corrections_lost(one)
        if said is None:
            continue
        if yes:
            hint = "look at the lines (--dry-run); correct the file that comes in too, or --overwrite writes over them"
            raise UsageError(f"{said}; nothing was written", hint)
        if asks and not typer.confirm(visible(f"{said}. Write over it?"), err=True):
            tell("nothing was written")
            raise typer.Exit(1)


def _stop_for_few(texts: Sequence[NewText], *, asks: bool) -> None:
    """Go no further where the words of a file with turns are nobody's for the most part, unless somebody says so."""
    from cmo_eval.cli.output import tell
    from cmo_eval.errors import UsageError
    from cmo_eval.output.plain import visible

    for one in texts:
        came = one.incoming
        if not came.few_speak:
            continue
        said = f"only {int(came.share * 100)}% of the words of {came.name} have a speaker"
        if not asks:
            hint = "look at who speaks (--dry-run), and name labels with --speaker; --unattributed goes on all the same"
            raise UsageError(f"{said}; nothing was written", hint)
        if not typer.confirm(visible(f"{said}. Go on all the same?"), err=True):
            tell("nothing was written")
            raise typer.Exit(1)


def _stop_for_unsure(came: Incoming) -> None:
    """Leave nothing out of which it cannot be told whether it is of somebody who withdrew."""
    from cmo_eval.errors import UsageError

    for turn in came.unsure:
        where = f"line {turn.row + 1}" if turn.row is not None else "a line"
        begins = f"stands in a turn of somebody who withdrew, and begins with '{turn.doubt}'"
        hint = f'--speaker "{turn.doubt}=ID" says who speaks ("{turn.doubt}=?": nobody registered)'
        raise UsageError(
            f"{came.name}: {where} {begins}, which may be another's label",
            f'{hint}; --no-speaker "{turn.doubt}" says that it is words, which are left out with the turn',
        )


def _given(options: Sequence[str]) -> dict[str, str]:
    """Ids by label, as the options give them."""
    from cmo_eval.errors import UsageError

    given: dict[str, str] = {}
    for option in options:
        label, equals, id_ = option.rpartition("=")
        if not equals or not label.strip() or not id_.strip():
            raise UsageError(f"--speaker is '{option}'", 'write a label and an id: --speaker "Jan de Vries=r1"')
        if given.get(label.strip(), id_.strip()) != id_.strip():
            raise UsageError(f"--speaker gives '{label.strip()}' two ids", "give one")
        given[label.strip()] = id_.strip()
    return given


def _read(
    evaluation: Evaluation,
    files: Sequence[Path],
    source: str | None,
    given: dict[str, str],
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
    from cmo_eval.transcripts.speakers import folded

    if source is not None and len(files) > 1:
        raise UsageError("--source is for one file", "let the other files' names begin with the ids of their sources")
    came: list[Incoming] = []
    taken = api.names_in_files(evaluation.root)
    for path in files:
        others = {*evaluation.claims, *evaluation.patterns, *evaluation.cases}
        known = [*evaluation.sources, *(other for other in taken if other not in others)]  # withdrawn sources too
        id_ = source or text_import.guessed_source(path.name, known)
        if id_ is None and asks:
            tell(
                f"{path.name}: its name is of no source; the sources are {', '.join(evaluation.sources) or 'none yet'}"
            )
            id_ = str(typer.prompt("Of which source is it the text", err=True)).strip()
        if id_ is None and (likely := text_import.would_be_source(path.name)) is not None:
            make = f'`cmo-eval new source --id {likely} --kind interview --title "..."` makes it'
            raise UsageError(f"{path.name} is of {likely}, and there is no such source", f"{make}; or give --source ID")
        if id_ is None:
            hint = "say it with --source ID; `cmo-eval new source` makes a new one"
            raise UsageError(f"{path.name} does not say of which source it is the text", hint)
        stored = text_import.source_of(evaluation.repository, id_, taken)
        if any(one.source.record.id == id_ for one in came):
            raise UsageError(f"two files would be the text of {id_}", "bring one in, or put them together first")
        rows = read_rows(path)
        register = text_import.register_of(stored, given, never=never, strict=False)
        one = text_import.incoming(path.name, rows, stored, register)
        if asks:
            register = text_import.register_of(stored, {**given, **_asked(one)}, never=never, strict=False)
            one = text_import.incoming(path.name, rows, stored, register)
        _stop_for_unsure(one)
        came.append(one)
    heard = {folded(voice.label) for one in came for voice in one.voices}
    for label in given:
        if folded(label) not in heard:
            there = list(dict.fromkeys(f"'{voice.label}'" for one in came for voice in one.voices))
            who = f"who speaks is {', '.join(there[:_MOST_LABELS])}" if there else "no turns were recognised"
            raise UsageError(f"nobody speaks as '{label}'", f"write the label as it stands before the turns: {who}")
    for one in came:
        labels = {folded(voice.label) for voice in one.voices}
        text_import.register_of(one.source, {label: id_ for label, id_ in given.items() if folded(label) in labels})
    return came


_MOST_LABELS = 12


def _asked(came: Incoming) -> dict[str, str]:
    """Ids by label, as somebody answers them; who is not known stays so."""
    from cmo_eval.cli.output import tell
    from cmo_eval.edits import text_import
    from cmo_eval.errors import UsageError
    from cmo_eval.output.plain import visible

    ids = came.register.ids
    asked: list[Voice] = [voice for voice in came.unknown if ids or voice.how == "name"]
    if not asked:
        return {}
    people = [f"{one.id} ({one.role})" if one.role else one.id for one in came.source.record.participants]
    known = (
        f"participants of {came.source.record.id}: {', '.join(people)}"
        if people
        else f"no participants of {came.source.record.id} are registered"
    )
    tell(visible(f"{known}; INT asks the questions; Enter leaves it open"))
    answers: dict[str, str] = {}
    for voice in asked:
        turns = "1 turn" if voice.turns == 1 else f"{voice.turns} turns"
        while True:
            answer = str(
                typer.prompt(visible(f"Who is '{voice.label}' ({turns})"), default="", show_default=False, err=True)
            )
            try:
                text_import.register_of(came.source, {voice.label: answer.strip()} if answer.strip() else {})
            except UsageError as error:
                tell(f"{error.message}; {error.hint}")
                continue
            if answer.strip():
                answers[voice.label] = answer.strip()
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


def _warn(evaluation: Evaluation, new: NewText, names: str | None) -> None:
    """Say what somebody should look at, on stderr."""
    import textwrap

    from cmo_eval.cli.output import tell, width
    from cmo_eval.edits.text_doubts import corrections_lost, doubts, quotes_lost
    from cmo_eval.output.plain import visible

    said = doubts(new.incoming, names)
    if (corrected := corrections_lost(new)) is not None:
        said.append(f"{corrected}: see the lines with - below")
    lost = quotes_lost(evaluation.repository, new.incoming)
    if lost:
        shown = ", ".join(lost[:5]) + (f" and {len(lost) - 5} more" if len(lost) > 5 else "")
        said.append(f"the quotes of {shown} do not stand in it")
    for one in said:
        for line in textwrap.wrap(f"! {visible(one)}", width(), subsequent_indent="  ", break_on_hyphens=False):
            tell(line)
