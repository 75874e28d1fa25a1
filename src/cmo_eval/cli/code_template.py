"""`cmo-eval code template`: an empty coding table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cmo_eval.cli.options import Project, start


def command(
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
    from cmo_eval import api
    from cmo_eval.cli.output import emit, one_of, tell_unread
    from cmo_eval.errors import UsageError
    from cmo_eval.output import coding_table
    from cmo_eval.store.writing.output import write_file

    ending = output.suffix.lower()
    if ending not in {".xlsx", ".csv"}:
        raise UsageError(f"{output} is neither .xlsx nor .csv", "let its name end in one of these")
    if language is not None:
        one_of(language, ("nl", "en"), "--language")
    if output.exists() and not (yes and output.is_file()):
        raise UsageError(f"{output} is there already", "--yes replaces it" if output.is_file() else "name a file")
    evaluation = api.load(start(project))
    tell_unread(evaluation.unread, evaluation.findings, evaluation.root)
    spoken = language or evaluation.repository.evaluation.language
    content = (
        coding_table.template_csv(spoken)
        if ending == ".csv"
        else coding_table.template_xlsx(evaluation.repository, spoken)
    )
    write_file(output, content, "name another file with -o")
    emit(f"wrote {output}")
    if evaluation.unread:
        raise typer.Exit(1)
