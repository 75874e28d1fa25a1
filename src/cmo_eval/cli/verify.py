"""The verdicts that the evidence carries: `verify`, and `diff`, how they changed between two states of the history."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from cmo_eval.cli.options import Project, formats, start
from cmo_eval.cli.output import coloured, emit, end, progress, tell, tell_twice, tell_unread, width
from cmo_eval.errors import UsageError
from cmo_eval.output.plain import visible


def verify(
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
    history: Annotated[
        bool, typer.Option("--history", help="Show each wording of the claims, and what evidence it gained or lost.")
    ] = False,
    saturation: Annotated[
        bool, typer.Option("--saturation", help="Show which patterns and codes each next source still added.")
    ] = False,
    format_: Annotated[str, formats("text", "json", "markdown", "csv")] = "text",
) -> None:
    """Weigh the evidence for each claim: the proposed verdict, its reason, and the decision beside it.

    The tool proposes, a person decides. Exits 1 when a decision is stale or lacks what a decision needs, when a
    file could not be read, or an id is used twice; deciding otherwise than proposed, with reasons, is no error.

    \b
    Example:
      cmo-eval verify
      cmo-eval verify C3 --explain
      cmo-eval verify --sensitivity
      cmo-eval verify --without FG1 --without CI2.r1
      cmo-eval verify --format json > verdicts.json
    """
    from cmo_eval import api
    from cmo_eval.output.verification import (
        verification_csv,
        verification_json,
        verification_markdown,
        verification_text,
    )

    asked = {
        "--sensitivity": sensitivity,
        "--without": bool(without),
        "--history": history,
        "--saturation": saturation,
    }
    options = [option for option, given in asked.items() if given]
    if options and format_ in {"markdown", "csv"}:  # a row a claim: what these options show has no place in it
        raise UsageError(f"--format {format_} has no place for {options[0]}", "it is shown as text or json")
    with progress():
        evaluation = api.load(start(project))
        verification = evaluation.verify(claims or (), version=version)
    tell_unread(evaluation.unread, evaluation.findings, evaluation.root)
    tell_twice(evaluation.repository)
    details = None
    if explain or options:
        details = evaluation.details(
            verification,
            claims or (),
            explain=explain,
            sensitivity=sensitivity,
            without=without or (),
            history=history,
            saturation=saturation,
        )
    if format_ == "json":
        emit(verification_json(verification, details))
    elif format_ == "csv":
        emit(verification_csv(verification))
    elif format_ == "markdown":
        emit(verification_markdown(verification))
    elif not verification:
        emit("no claims yet: `cmo-eval new claim` writes one to start from")
    else:
        colour = coloured(sys.stdout)
        emit(verification_text(verification, evaluation.repository, details, width=width(), colour=colour), styled=True)
    if not verification.sound or evaluation.repository.used_twice:
        raise typer.Exit(1)


def diff(
    revision: Annotated[
        str, typer.Argument(metavar="REV", help="A commit, tag or branch, such as HEAD~1 or v2: the state before.")
    ],
    other: Annotated[
        str | None, typer.Argument(metavar="[REV]", help="The state after; the files as they are now by default.")
    ] = None,
    project: Project = None,
    format_: Annotated[str, formats("text", "json", "markdown")] = "text",
) -> None:
    """Show how claims, proposals and decisions changed between two states of the git history, and what did it.

    Each change of the evidence without which another verdict would be proposed says so. Both states are weighed by
    this program's rules, each with its own thresholds. Exits 1 when a file of one of them could not be read.

    \b
    Example:
      cmo-eval diff HEAD
      cmo-eval diff v1 v2 --format markdown > changes.md
    """
    from cmo_eval import api
    from cmo_eval.output.diff import difference_json, difference_markdown, difference_text

    compared = api.diff(start(project), revision, other)
    before, after = compared.before, compared.after
    for then in (before, after):
        if then.unread:
            tell(visible(f"could not be read in {then}, so evidence may be missing: {', '.join(then.unread)}"))
    if format_ == "json":
        emit(difference_json(compared.difference, vars(before), vars(after)))
    elif format_ == "markdown":
        emit(difference_markdown(compared.difference, str(before), str(after)))
    else:
        shown = difference_text(
            compared.difference, str(before), str(after), width=width(), colour=coloured(sys.stdout)
        )
        emit(shown, styled=True)
    end((*before.unread, *after.unread))
