"""Transcripts that come in: `text import`, into sources that are there or that it makes."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from cmo_eval.cli import completion
from cmo_eval.cli.ending import alone, settle, show
from cmo_eval.cli.options import DryRun, Project, Texts, Yes, among
from cmo_eval.cli.output import emit, opened, tell, width
from cmo_eval.errors import UsageError
from cmo_eval.output.plain import number_of, visible

if TYPE_CHECKING:
    from cmo_eval.api import Evaluation
    from cmo_eval.edits.transcripts.doubts import Doubt
    from cmo_eval.edits.transcripts.new_sources import NewSource, Wanted
    from cmo_eval.edits.transcripts.text_import import Incoming, NewText

CONSENTS = ("quote", "background")


def text(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="txt, md, docx, odt, pdf, vtt, srt, json and others.")
    ],
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
    new: Annotated[
        bool, typer.Option("--new", help="Make sources of files whose names are of none, and register who speaks.")
    ] = False,
    kind: Annotated[
        str | None,
        typer.Option(metavar="KIND", help="With --new: of files whose names do not tell (FG2); see `new --help`."),
    ] = None,
    group: Annotated[
        str | None,
        typer.Option(metavar="GROUP", help="With --new: that speaks in them.", autocompletion=completion.groups),
    ] = None,
    quality: Annotated[
        str | None, typer.Option(metavar="QUALITY", help="With --new: of what they tell, where a citation gives none.")
    ] = None,
    consent: Annotated[
        str | None,
        typer.Option(
            metavar="quote|background", help="With --new: of those who speak.", callback=among(CONSENTS, "--consent")
        ),
    ] = None,
    table: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="With --new: who and what they are (.xlsx, .csv); written if not there."),
    ] = None,
    texts: Texts = None,
    project: Project = None,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Bring transcripts in: each file becomes a plain text in the folder of texts, one turn or paragraph a line.

    Shown first is what was read and who speaks. A speaker's label becomes the id of the participant, so that no name
    is left in front of a turn; times and pages stay. The source gets the text's name and its digest.

    With --new, files make their own sources, all in one change: kind, group, quality and consent are given or asked
    once for all of them, or stand in a table; who speaks becomes a participant with an id.

    \b
    Example:
      cmo-eval text import ~/transcripts/*.docx --new --kind interview
      cmo-eval text import ~/transcripts/FG2.docx --dry-run
      cmo-eval text import talk.vtt --source IN1 --speaker "Jan de Vries=r1"
    """
    from cmo_eval import api
    from cmo_eval.cli import new_texts
    from cmo_eval.edits.transcripts import new_sources, text_import
    from cmo_eval.store.writing.change import Change

    if new and source is not None:
        raise UsageError("--source names a source, and --new makes them", "keep one of the two")
    if not new and (of_new := next((one for one in (kind, group, quality, consent, table) if one is not None), None)):
        raise UsageError(f"{of_new} is said of new sources", "add --new")
    asks = sys.stdin.isatty() and not yes
    said = _Said(source, _given(speaker or []), no_speaker or [], table, asks)
    wanted = _wanted(kind, group, quality, consent, said) if new else None
    with alone(project, when=yes and not dry_run) as root:
        evaluation = opened(root, texts)
        also = []
        if new and evaluation.repository.evaluation.texts is None:
            texts = new_texts.where(root, texts, asks=asks and not dry_run)
            also = [new_sources.texts_named(root, texts)] if texts is not None else []
        planned = _planned(evaluation, files, said, wanted, texts, ask_of_new=asks and not dry_run)
        plan = text_import.together(root, planned, also)
        if not plan.change.files:
            tell("everything is as it was; nothing was written")
            return
        made = tuple(file for file in plan.change.files if file.before is None)
        changed = tuple(file for file in plan.change.files if file.before is not None)
        if changed:  # of a text that is new nothing is shown, since all of it is
            show(root, Change(changed, plan.change.outside), api.redaction(root, evaluation.repository, texts=texts))
        if not dry_run:
            few = [] if unattributed else [one.incoming for one in plan.texts if one.incoming.few_speak]
            for came in few:
                why = f"only {int(came.share * 100)}% of the words of {came.name} have a speaker"
                _go_on(why, "Go on all the same?", "" if asks else _FEW, asks=asks)
            for lost in (one.corrected for one in plan.texts if one.corrected is not None and not overwrite):
                _go_on(lost, "Write over it?", _CORRECTED if yes else "", asks=asks)
        would = "; ".join(
            f"{_listed([file.file for file in some])} would {what}"
            for some, what in ((made, "be made"), (changed, "change"))
            if some
        )
        if settle(plan, would, f"{would}. Write it?", yes=yes, dry_run=dry_run):
            _tell_written(plan.texts)


class _Said(NamedTuple):
    """What the options say of the files: whose text they are, who speaks in them, and whether more may be asked.

    `given` are ids by label, `never` what looks like a label and is none; a `table` says more of new sources.
    """

    source: str | None
    given: Mapping[str, str]
    never: Sequence[str]
    table: Path | None
    asks: bool


def _wanted(kind: str | None, group: str | None, quality: str | None, consent: str | None, said: _Said) -> Wanted:
    """What the options say of new sources."""
    from cmo_eval.edits.coding.checking import named
    from cmo_eval.edits.coding.draft import QUALITY_WORDS, meant
    from cmo_eval.edits.kinds import SOURCE_KINDS
    from cmo_eval.edits.transcripts.new_sources import Wanted

    how_good = meant(quality, QUALITY_WORDS, "the quality") if quality else None
    kind = named(kind, SOURCE_KINDS, "kind of source") if kind else None
    return Wanted(kind=kind, group=group, quality=how_good, consent=consent, given=said.given, never=said.never)


def _planned(
    evaluation: Evaluation,
    files: Sequence[Path],
    said: _Said,
    wanted: Wanted | None,
    texts: Path | None,
    *,
    ask_of_new: bool,
) -> list[NewText]:
    """What each file becomes, shown with what somebody should look at; those of new sources where they are `wanted`."""
    from cmo_eval.cli import new_texts
    from cmo_eval.edits.transcripts import doubts as text_doubts
    from cmo_eval.edits.transcripts import new_sources, text_import
    from cmo_eval.output.imports import new_source_plan, text_plan
    from cmo_eval.transcripts import store

    root, repository = evaluation.root, evaluation.repository
    folder = store.folder(root, repository.evaluation.texts, texts)
    known, fresh = new_texts.split(evaluation, files, folder) if wanted is not None else (files, [])
    planned: list[tuple[NewText, NewSource | None]] = [
        (text_import.new_text(root, repository, came, folder), None) for came in _read(evaluation, known, said, folder)
    ]
    if wanted is not None and fresh:
        begun = new_texts.sources(evaluation, fresh, wanted, said.table, asks=ask_of_new)
        planned += [(new_sources.planned(root, repository, new, folder, said.never), new) for new in begun]
    text_import.refuse_unheard([one.incoming for one, _ in planned], said.given)
    names = text_doubts.listed_names(root, repository)
    for one, new in planned:
        emit(text_plan(one, width()) if new is None else new_source_plan(new, one, width()))
        _tell_doubts(text_doubts.doubts(repository, one, names))
    return [one for one, _ in planned]


def _tell_doubts(doubts: Sequence[Doubt]) -> None:
    import textwrap

    for doubt in doubts:
        for line in textwrap.wrap(
            f"! {visible(''.join(doubt))}", width(), subsequent_indent="  ", break_on_hyphens=False
        ):
            tell(line)


def _listed(files: Sequence[str]) -> str:
    """The names of files, of many how many they are."""
    return ", ".join(files) if len(files) < _MANY else f"{len(files)} files ({files[0]} and so on)"


_MANY = 12
_FEW = "look at who speaks (--dry-run), and name labels with --speaker; --unattributed goes on all the same"
_CORRECTED = "look at the lines (--dry-run); correct the file that comes in too, or --overwrite writes over them"


def _go_on(why: str, question: str, refused: str, *, asks: bool) -> None:
    """Go no further unless somebody says so; `refused` is the hint where nobody may be asked."""
    if refused:
        raise UsageError(f"{why}; nothing was written", refused)
    if asks and not typer.confirm(visible(f"{why}. {question}"), err=True):
        tell("nothing was written")
        raise typer.Exit(1)


def _tell_written(texts: Sequence[NewText]) -> None:
    """Say of each source that has its text now where it is, and what to do about its citations."""
    for new in texts:
        id_, lines = new.incoming.source.record.id, len(new.incoming.transcript.lines)
        tell(visible(f"{id_} has its text: {new.path.resolve()}, {lines} lines; `cmo-eval text show {id_}` shows it"))
        if new.becomes != "becomes" and new.citations:
            are = "1 citation is" if new.citations == 1 else f"{new.citations} citations are"
            tell(f"{are} of this source: `cmo-eval code anchor {id_}` says of each where it stands now")


def _given(options: Sequence[str]) -> dict[str, str]:
    """Ids by label, as the options give them."""
    given: dict[str, str] = {}
    for option in options:
        label, equals, id_ = (part.strip() for part in option.rpartition("="))
        if not equals or not label or not id_:
            raise UsageError(f"--speaker is '{option}'", 'write a label and an id: --speaker "Jan de Vries=r1"')
        if given.setdefault(label, id_) != id_:
            raise UsageError(f"--speaker gives '{label}' two ids", "give one")
    return given


def _read(evaluation: Evaluation, files: Sequence[Path], said: _Said, folder: Path | None) -> list[Incoming]:
    """The files, each with its source and its speakers; asks where something is not known."""
    from cmo_eval import api
    from cmo_eval.cli import new_texts
    from cmo_eval.edits.transcripts import known_talks, text_import
    from cmo_eval.transcripts.reading import read_rows

    if said.source is not None and len(files) > 1:
        raise UsageError("--source is for one file", "let the other files' names begin with the ids of their sources")
    came: list[Incoming] = []
    taken = api.names_in_files(evaluation.root)
    known = new_texts.known_ids(evaluation)
    for path in files:
        id_ = said.source or text_import.guessed_source(path.name, known)
        if id_ is None and said.asks:
            listed = ", ".join(evaluation.sources) or "none yet"
            tell(f"{path.name}: its name is of no source; the sources are {listed}")
            id_ = str(typer.prompt("Of which source is it the text", err=True)).strip()
        if id_ is None:
            raise text_import.no_source(path.name)
        stored = text_import.source_of(evaluation.repository, id_, taken)
        if any(one.source.record.id == id_ for one in came):
            raise UsageError(f"two files would be the text of {id_}", "bring one in, or put them together first")
        rows = read_rows(path)
        known_talks.refuse_forgotten(evaluation.repository, path.name, rows, id_, folder)
        before = text_import.text_of(stored, folder)
        one = text_import.incoming(path.name, rows, stored, said.given, never=said.never, before=before)
        if said.asks and (answers := _asked(one)):
            given = {**said.given, **answers}
            one = text_import.incoming(path.name, rows, stored, given, never=said.never, before=before)
        text_import.refuse_unsure(one)
        came.append(one)
    return came


def _asked(came: Incoming) -> dict[str, str]:
    """Ids by label, as somebody answers them; who is not known stays so."""
    from cmo_eval.edits.transcripts import text_import

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
