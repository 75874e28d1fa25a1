"""`cmo-eval verify`: does the evidence carry the verdicts?"""

from __future__ import annotations

from typing import Annotated

import typer

from cmo_eval.cli.options import NoCache, Project, start

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
    format_: Annotated[str, typer.Option("--format", metavar="text|json|markdown|csv")] = "text",
    no_cache: NoCache = False,
) -> None:
    """Weigh the evidence for each claim: the proposed verdict, its reason, and the decision beside it.

    The tool proposes, a person decides. Exits 1 when a decision is stale or lacks what a decision needs, or when a
    file could not be read; a proposal that differs from a reasoned decision is shown, not an error.

    \b
    Example:
      cmo-eval verify
      cmo-eval verify C3 --explain
      cmo-eval verify --format json > verdicts.json
    """
    from cmo_eval import api
    from cmo_eval.cli.output import emit, one_of, tell_unread

    form = one_of(format_, FORMATS, "--format")
    evaluation = api.load(start(project), cache=not no_cache)
    repository = evaluation.repository
    verification = evaluation.verify(claims or (), version=version)
    tell_unread(evaluation.unread, evaluation.findings, evaluation.root)
    if form == "json":
        from cmo_eval.formats.verification_json import verification_json

        emit(verification_json(verification, explain=explain))
    elif form in {"markdown", "csv"}:
        from cmo_eval.formats.verification_table import verification_csv, verification_markdown

        emit(verification_markdown(verification) if form == "markdown" else verification_csv(verification))
    elif not verification:
        emit("no claims yet: `cmo-eval new claim` writes one to start from")
    else:
        from cmo_eval.cli.verdicts import explanation, overview

        emit(explanation(verification) if explain else overview(verification, repository.evaluation.title))
    if not verification.sound:
        raise typer.Exit(1)
