"""`cmo-eval verify`: does the evidence carry the verdicts?"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from cmo_eval.cli.options import Project, start

if TYPE_CHECKING:
    from cmo_eval.analysis.verification import Verification
    from cmo_eval.api import Evaluation
    from cmo_eval.output.verification import Further

FORMATS = ("text", "json", "markdown", "csv")


def command(
    claims: Annotated[
        list[str] | None, typer.Argument(metavar="[CLAIM]...", help="Ids of claims; all by default.")
    ] = None,
    project: Project = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show how each rule looked at the evidence.")] = False,
    version: Annotated[
        int | None,
        typer.Option("--version", metavar="N", help="Weigh the evidence about this version of the claim."),
    ] = None,
    sensitivity: Annotated[
        bool,
        typer.Option(
            "--sensitivity", help="Show which source, kind, group, coder, case or citation a proposal hangs on."
        ),
    ] = False,
    without: Annotated[
        list[str] | None,
        typer.Option(
            "--without",
            metavar="SOURCE",
            help="Show the proposals without this source, or this participant (FG1.r2); may be repeated.",
        ),
    ] = None,
    saturation: Annotated[
        bool, typer.Option("--saturation", help="Show which patterns and codes each next source still added.")
    ] = False,
    format_: Annotated[str, typer.Option("--format", metavar="text|json|markdown|csv")] = "text",
) -> None:
    """Weigh the evidence for each claim: the proposed verdict, its reason, and the decision beside it.

    The tool proposes, a person decides. Exits 1 when a decision is stale or lacks what a decision needs, or when a
    file could not be read; deciding otherwise than proposed, with reasons, is no error.

    \b
    Example:
      cmo-eval verify
      cmo-eval verify C3 --explain
      cmo-eval verify --sensitivity
      cmo-eval verify --without FG1 --without CI2.r1
      cmo-eval verify --format json > verdicts.json
    """
    from cmo_eval import api
    from cmo_eval.cli.output import emit, one_of, tell_unread
    from cmo_eval.cli.progress import progress

    form = one_of(format_, FORMATS, "--format")
    asked = {"--sensitivity": sensitivity, "--without": bool(without), "--saturation": saturation}
    _refuse_in_tables(form, [option for option, given in asked.items() if given])
    with progress():
        evaluation = api.load(start(project))
        verification = evaluation.verify(claims or (), version=version)
    tell_unread(evaluation.unread, evaluation.findings, evaluation.root)
    further = None
    if explain or any(asked.values()):
        from cmo_eval.output.verification import further_on

        further = further_on(
            evaluation.repository,
            verification,
            claims or (),
            explain=explain,
            sensitivity=sensitivity,
            without=without or (),
            saturation=saturation,
        )
    text = _text(evaluation, verification, form, further, explain=explain)
    emit(text, styled=form == "text")
    if not verification.sound:
        raise typer.Exit(1)


def _text(
    evaluation: Evaluation,
    verification: Verification,
    form: str,
    further: Further | None,
    *,
    explain: bool,
) -> str:
    """What was found, in the form that is wanted; each text ends with a line end."""
    if form == "json":
        from cmo_eval.output.verification import verification_json

        return verification_json(verification, explain=explain, further=further)
    if form in {"markdown", "csv"}:
        from cmo_eval.output.verification import verification_csv, verification_markdown

        return verification_markdown(verification) if form == "markdown" else verification_csv(verification)
    if not verification:
        return "no claims yet: `cmo-eval new claim` writes one to start from"
    from cmo_eval.cli.output import coloured, width
    from cmo_eval.output.verification import further_text, overview

    columns, colour = width(), coloured(sys.stdout)
    if further is None:
        return overview(verification, evaluation.repository.evaluation.title, width=columns, colour=colour)
    return further_text(verification, evaluation.repository, further, explain=explain, width=columns, colour=colour)


def _refuse_in_tables(form: str, options: list[str]) -> None:
    """A table has a row a claim; what these options show has no place in it."""
    from cmo_eval.errors import UsageError

    if options and form in {"markdown", "csv"}:
        raise UsageError(f"--format {form} has no place for {options[0]}", "it is shown as text or json")
