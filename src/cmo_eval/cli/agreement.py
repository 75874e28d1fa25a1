"""`cmo-eval agreement`: how far coders agree, and on what they do not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cmo_eval.cli.options import Project, start

if TYPE_CHECKING:
    from cmo_eval.analysis.agreement.units import Disagreement
    from cmo_eval.store.repository import Repository

FORMATS = ("text", "json", "csv", "markdown")


def command(
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="SOURCE", help="Sources that were coded twice; all unless given.")
    ] = None,
    project: Project = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by", metavar="code|stance|quality|coder", help="A row for each; else codes, stances, quality as a whole."
        ),
    ] = None,
    coders: Annotated[
        list[str] | None,
        typer.Option("--coders", metavar="AB,CD", help="Only these coders, two or more; all unless given."),
    ] = None,
    disagreements: Annotated[
        bool, typer.Option("--disagreements", help="List what they saw differently, citation by citation.")
    ] = False,
    format_: Annotated[
        str, typer.Option("--format", metavar="text|json|csv|markdown", help="How to write it.")
    ] = "text",
) -> None:
    """Compare what coders made of the same citations: units, percent agreement, coefficients with intervals.

    The agreed coding is the first coder's; where a difference was settled, what the first coder had made of it counts.
    Exits 1 when a file could not be read.

    \b
    Example:
      cmo-eval agreement
      cmo-eval agreement FG1 --by code
      cmo-eval agreement --disagreements
    """
    from cmo_eval import api
    from cmo_eval.analysis.agreement.agreement import BYS
    from cmo_eval.cli.output import emit, one_of, tell_unread, width

    if by is not None:
        one_of(by, BYS[1:], "--by")
    table = next(one for one in BYS if one == (by or BYS[0]))
    form = one_of(format_, FORMATS, "--format")
    chosen = [part for text in coders or () for part in text.replace(",", " ").split()]
    evaluation = api.load(start(project))
    tell_unread(evaluation.unread, evaluation.findings, evaluation.root)
    found = evaluation.agreement(sources or (), by=table, coders=chosen)
    if form == "text":
        from cmo_eval.output.agreement import agreement_text

        repository = evaluation.repository
        emit(
            agreement_text(found, disagreements=disagreements, words=lambda one: _words(repository, one), width=width())
        )
    else:
        from cmo_eval.output import agreement

        if form == "json":
            emit(agreement.agreement_json(found))
        elif form == "csv":
            emit(agreement.agreement_csv(found, disagreements=disagreements))
        else:
            emit(agreement.agreement_markdown(found, disagreements=disagreements))
    if evaluation.unread:
        raise typer.Exit(1)


def _words(repository: Repository, one: Disagreement) -> str:
    """The words of a citation in the agreed coding, as far as they may be quoted."""
    from cmo_eval.disclosure import words_at_desk

    return "" if one.coded is None else words_at_desk(repository, one.coded)
