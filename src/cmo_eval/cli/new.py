"""Files to start from: a folder (`init`), a record (`new`) and an empty coding table (`code template`)."""

from __future__ import annotations

import inspect
import re
import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from cmo_eval.cli import completion
from cmo_eval.cli.options import Project, start
from cmo_eval.cli.output import emit, end, may_be_written, one_line, one_of, opened, tell
from cmo_eval.cli.who import kind_of
from cmo_eval.edits.kinds import SOURCE_KINDS, USUAL_KIND, explained
from cmo_eval.errors import UsageError
from cmo_eval.messages import LANGUAGES


def init(
    directory: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where; the current folder by default.")] = Path(),
    demo: Annotated[
        bool,
        typer.Option("--demo", help="A small fictional evaluation with transcripts, ready to verify and report."),
    ] = False,
    title: Annotated[str | None, typer.Option(help="What is evaluated; asked for on a terminal.")] = None,
    language: Annotated[str | None, typer.Option(metavar="nl|en", help="Of the reports.")] = None,
) -> None:
    """Make a new evaluation folder. Nothing that is there already is touched.

    \b
    Example:
      cmo-eval init my-evaluation --title "Warm Welcome" --language en
      cmo-eval init --demo try-it
    """
    from cmo_eval.edits.new import demo_files, editor_files, new_folder, with_modelines, write_new
    from cmo_eval.output.schema import schema_files

    folder = directory.resolve().name
    texts = f"../{folder if folder.isprintable() and folder else 'evaluation'}-texts"
    asking = sys.stdin.isatty() and sys.stdout.isatty() and not demo
    if (directory / "evaluation.yaml").exists():
        raise UsageError(f"{directory} holds an evaluation already", "name another folder: `cmo-eval init DIR`")
    if demo:
        if title is not None or language is not None:
            raise UsageError("--demo has its own title and language", "leave --title and --language out")
        files = demo_files()
    else:
        name = title or (typer.prompt("What is evaluated?") if asking else directory.resolve().name or "Evaluation")
        given = language or (typer.prompt("Language of the reports (nl or en)", default="nl") if asking else "nl")
        title, spoken = one_line(name, "the title"), one_of(given, LANGUAGES, "--language")
        files = with_modelines(new_folder(title, spoken, texts))
    write_new(directory, {**files, **editor_files(directory, schema_files())})
    inside = "" if directory.resolve() == Path.cwd() else f"cd {shlex.quote(str(directory))} && "
    if demo:
        emit(
            f"A fictional evaluation is in {directory}. Look at it with:\n"
            f"  {inside}cmo-eval validate\n  cmo-eval verify\n  cmo-eval verify C2 --explain\n  cmo-eval report"
        )
    else:
        emit(
            f"A new evaluation is in {directory}. From a transcript to the first coded words:\n"
            f"  {inside}cmo-eval text import FILE --new\n"
            '  cmo-eval new claim --title "..."\n'
            '  cmo-eval code add FG1 --quote "..." --supports C1\n'
            "`cmo-eval open` codes in a browser. What the questions are, for whom, and who is\n"
            "in the team, write into evaluation.yaml."
        )


def new(
    kind: Annotated[str, typer.Argument(metavar="claim|pattern|case|source", help="What to start.")],
    title: Annotated[str | None, typer.Option(help="Its title; asked for on a terminal.")] = None,
    source_kind: Annotated[
        str | None,
        typer.Option(
            "--kind",
            metavar="KIND",
            help="Of a source; asked for on a terminal, else interview.",
            autocompletion=completion.one_of(*SOURCE_KINDS),
        ),
    ] = None,
    quality: Annotated[
        str | None, typer.Option(metavar="QUALITY", help="Of what a source tells, where a citation gives none.")
    ] = None,
    id_: Annotated[str | None, typer.Option("--id", metavar="ID", help="In place of the next free one.")] = None,
    project: Project = None,
) -> None:
    """Write a file for a new claim, pattern, case or source, with the next free id and comments on what goes where.

    \b
    Example:
      cmo-eval new claim --title "Coaches make staff dare"
      cmo-eval new source --kind focus_group --title "Focus group in the north"

    \b
    Kinds of source:
    {kinds}
    """
    from cmo_eval import api
    from cmo_eval.edits.coding.draft import QUALITY_WORDS, meant
    from cmo_eval.edits.new import (
        KINDS,
        SCHEMAS,
        editor_files,
        next_id,
        record_files,
        with_modelines,
        write_new,
    )
    from cmo_eval.model.base import ID_PATTERN
    from cmo_eval.nearest import alike
    from cmo_eval.output.schema import schema_files
    from cmo_eval.store.writing.change import Change, FileChange
    from cmo_eval.store.writing.transaction import apply

    name = one_of(kind, KINDS, "what to start")
    if source_kind is not None:
        one_of(source_kind, tuple(SOURCE_KINDS), "--kind")
    evaluation = api.load(start(project))
    repository = evaluation.repository
    if source_kind is None:
        source_kind = kind_of() if name == "source" and sys.stdin.isatty() else USUAL_KIND
    taken = [*repository.claims, *repository.patterns, *repository.cases, *repository.sources]
    taken += api.names_in_files(evaluation.root)
    chosen = id_ or next_id(name, taken, source_kind)
    if chosen in taken:
        raise UsageError(f"the id {chosen} is used already", "leave --id out for the next free one")
    if (other := alike(chosen, taken)) is not None:
        raise UsageError(
            f"the id {chosen} is {other} but for capitals, which half of all disks do not tell apart",
            "leave --id out for the next free one",
        )
    if re.fullmatch(ID_PATTERN, chosen) is None:
        raise UsageError(f"{chosen} cannot be an id", "an id is a letter, then letters, digits or _")
    words = title
    if words is None:
        if not sys.stdin.isatty():
            raise UsageError("a title is needed", f'give it: `cmo-eval new {name} --title "..."`')
        words = typer.prompt("Title")
    files = record_files(
        name,
        chosen,
        one_line(words, "the title"),
        source_kind=source_kind,
        quality=meant(quality, QUALITY_WORDS, "the quality") if quality else None,
        questions=list(repository.evaluation.questions)[:1],
        groups=repository.evaluation.groups,
    )
    schemas = {} if (evaluation.root / SCHEMAS).exists() else editor_files(evaluation.root, schema_files())
    made = (FileChange(file, None, text.encode("utf-8")) for file, text in with_modelines(files).items())
    write_new(evaluation.root, schemas)
    apply(evaluation.root, Change(tuple(made), what=f"new {name} {chosen}"))
    emit("\n".join(f"wrote {file}" for file in files))
    if schemas:
        tell(f"wrote {SCHEMAS}: with these an editor completes keys and explains them")


new.__doc__ = inspect.cleandoc(new.__doc__ or "").replace("{kinds}", explained())


def code_template(
    project: Project = None,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="The table, .xlsx or .csv.", show_default=True)
    ] = Path("coding.xlsx"),
    language: Annotated[
        str | None, typer.Option("--language", metavar="nl|en", help="Of the headers; else as the evaluation's.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Replace FILE if it is there.")] = False,
) -> None:
    """Write an empty coding table, with lists of this evaluation's claims, patterns and codes to choose from.

    A second sheet explains the columns. A .csv has the headers only. `cmo-eval code import` reads the table when it
    is filled in, in either language.

    \b
    Example:
      cmo-eval code template
      cmo-eval code template -o codering.xlsx --language nl
    """
    from cmo_eval.output.coding_table import template
    from cmo_eval.store.writing.output import write_file

    may_be_written(output, (".xlsx", ".csv"), yes=yes)
    if language is not None:
        one_of(language, LANGUAGES, "--language")
    evaluation = opened(project)
    spoken = language or evaluation.repository.evaluation.language
    write_file(output, template(evaluation.repository, spoken, output.suffix.lower()), "name another file with -o")
    emit(f"wrote {output}")
    end(evaluation.unread)
