"""`cmo-eval agreement`: how far coders agree, and on what they do not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cmo_eval.cli.options import Project, among, formats

if TYPE_CHECKING:
    from cmo_eval.analysis.double_coding import Disagreement

BY = ("code", "stance", "quality", "coder")


def command(
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="SOURCE", help="Sources that were coded twice; all unless given.")
    ] = None,
    project: Project = None,
    by: Annotated[
        str | None,
        typer.Option(
            metavar="|".join(BY),
            help="A row for each; else codes, stances, quality as a whole.",
            callback=among(BY, "--by"),
        ),
    ] = None,
    coders: Annotated[
        list[str] | None,
        typer.Option("--coders", metavar="AB,CD", help="Only these coders, two or more; all unless given."),
    ] = None,
    disagreements: Annotated[
        bool, typer.Option("--disagreements", help="List what they saw differently, citation by citation.")
    ] = False,
    format_: Annotated[str, formats("text", "json", "csv", "markdown", help_="How to write it.")] = "text",
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
    from cmo_eval.analysis.agreement import BYS
    from cmo_eval.cli.output import emit, end, opened, width
    from cmo_eval.disclosure import words_at_desk
    from cmo_eval.output import agreement

    chosen = [part for text in coders or () for part in text.replace(",", " ").split()]
    evaluation = opened(project)
    found = evaluation.agreement(sources or (), by=next(one for one in BYS if one == (by or BYS[0])), coders=chosen)
    if format_ == "text":
        repository = evaluation.repository

        def words(one: Disagreement) -> str:
            """The words of a citation in the agreed coding, as far as they may be quoted."""
            return "" if one.coded is None else words_at_desk(repository, one.coded)

        emit(agreement.agreement_text(found, disagreements=disagreements, words=words, width=width()))
    elif format_ == "json":
        emit(agreement.agreement_json(found))
    else:
        write = agreement.agreement_csv if format_ == "csv" else agreement.agreement_markdown
        emit(write(found, disagreements=disagreements))
    end(evaluation.unread)
