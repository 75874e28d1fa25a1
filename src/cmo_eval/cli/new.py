"""`cmo-eval new`: a record to fill in, with the next free id."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from cmo_eval.cli.options import Project, start


def command(
    kind: Annotated[str, typer.Argument(metavar="claim|pattern|case|source", help="What to start.")],
    title: Annotated[str | None, typer.Option(help="Its title; asked for on a terminal.")] = None,
    source_kind: Annotated[
        str, typer.Option("--kind", metavar="KIND", help="Of a source, such as focus_group or document.")
    ] = "interview",
    id_: Annotated[str | None, typer.Option("--id", metavar="ID", help="In place of the next free one.")] = None,
    project: Project = None,
) -> None:
    """Write a file for a new claim, pattern, case or source, with the next free id and comments on what goes where.

    \b
    Example:
      cmo-eval new claim --title "Coaches make staff dare"
      cmo-eval new source --kind focus_group --title "Focus group in the north"
    """
    import re

    from cmo_eval import api
    from cmo_eval.cli.output import emit, one_line, one_of, tell
    from cmo_eval.edits.init import SCHEMAS, editor_files, with_modelines, write_new
    from cmo_eval.edits.new import KINDS, SOURCE_PREFIXES, next_id, record_files
    from cmo_eval.errors import UsageError
    from cmo_eval.model.base import ID_PATTERN
    from cmo_eval.output.schema import schema_files
    from cmo_eval.store.writing.change import Change, FileChange, alike
    from cmo_eval.store.writing.transaction import apply

    name = one_of(kind, KINDS, "what to start")
    one_of(source_kind, tuple(SOURCE_PREFIXES), "--kind")
    evaluation = api.load(start(project))
    repository = evaluation.repository
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
