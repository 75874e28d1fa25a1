"""`cmo-eval report`: the evaluation as Markdown chapters and an Excel workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cmo_eval.cli.options import Project, start

FORMATS = ("md", "xlsx")
LANGUAGES = ("nl", "en")


def command(
    chapters: Annotated[
        list[str] | None, typer.Argument(metavar="[CHAPTER]...", help="Ids of claims: only their chapters.")
    ] = None,
    project: Project = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help="Where to; `report` in the evaluation by default."),
    ] = None,
    formats: Annotated[str, typer.Option("--format", metavar="md,xlsx", help="One or both.")] = "md,xlsx",
    language: Annotated[
        str | None, typer.Option(metavar="nl|en", help="Of headings and labels; the evaluation's by default.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Replace files that cmo-eval did not write.")] = False,
) -> None:
    """Write the evaluation report: the whole and a chapter for each claim in Markdown, and an Excel workbook.

    Exits 1 when a file could not be read: what rests on it is marked incomplete in the report.

    \b
    Example:
      cmo-eval report
      cmo-eval report C3 --format md -o out
    """
    from functools import partial

    from cmo_eval import api
    from cmo_eval.cli.output import emit, one_of, tell, tell_unread
    from cmo_eval.report import documents, left_over, view, write_report, write_workbook

    wanted = [one_of(form.strip(), FORMATS, "--format") for form in formats.split(",")]
    chosen = None if language is None else one_of(language, LANGUAGES, "--language")
    evaluation = api.load(start(project))
    repository = evaluation.repository
    verification = evaluation.verify(chapters or ())
    tell_unread(evaluation.unread, evaluation.findings, evaluation.root)
    shown = view(repository, verification, chosen or repository.evaluation.language)
    texts = documents(shown, evaluation.root / "templates") if "md" in wanted else {}
    if chapters:
        texts = {name: text for name, text in texts.items() if name.startswith("chapters/")}
    workbook = partial(write_workbook, shown) if "xlsx" in wanted else None
    target = output or evaluation.root / "report"
    written = write_report(target, texts, workbook, force=yes)
    emit("\n".join(f"wrote {path}" for path in written))
    old = left_over(target, written) if not chapters else ()
    if old:
        tell("written by an earlier run and not renewed, remove what is no longer true:")
        tell("\n".join(f"  {path}" for path in old))
    if evaluation.unread:
        raise typer.Exit(1)
