"""`cmo-eval graph`: the programme theory as a diagram, and the evidence as charts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cmo_eval.cli.options import Output, Project, among, formats
from cmo_eval.cli.output import by_ending, deliver, end, named_file, opened, refuse_terminal
from cmo_eval.errors import UsageError
from cmo_eval.messages import LANGUAGES

if TYPE_CHECKING:
    from cmo_eval.api import Evaluation
    from cmo_eval.charts.picture import Picture

WHATS = ("theory", "evidence", "cases", "saturation")
ENDINGS = {".svg": "svg", ".png": "png", ".mmd": "mermaid", ".mermaid": "mermaid"}


def command(
    claims: Annotated[
        list[str] | None, typer.Argument(metavar="[CLAIM]...", help="Ids of claims: only what is about these.")
    ] = None,
    project: Project = None,
    what: Annotated[
        str,
        typer.Option(
            metavar="|".join(WHATS),
            help="The programme theory; evidence by claim and stance; patterns by case; what each next source added.",
            callback=among(WHATS, "--what"),
        ),
    ] = "theory",
    format_: Annotated[
        str | None,
        formats(
            "mermaid", "svg", "png", help_="By the ending of FILE, else mermaid for theory and svg for the others."
        ),
    ] = None,
    output: Output = None,
    language: Annotated[
        str | None,
        typer.Option(
            metavar="nl|en",
            help="Of the labels; the evaluation's by default.",
            callback=among(LANGUAGES, "--language"),
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Replace FILE also if cmo-eval did not make it.")] = False,
) -> None:
    """Draw the programme theory: claims, their patterns, what leads to what and what stands against what.

    Or one of three charts. Mermaid is text that Markdown pages draw; only the theory can be written so. Exits 1 when a
    file could not be read.

    \b
    Example:
      cmo-eval graph
      cmo-eval graph C3 -o C3.svg
      cmo-eval graph --what evidence -o evidence.png
    """
    from cmo_eval.charts.picture import ours, png

    target = named_file(output)
    form = format_ or by_ending(target, ENDINGS, "mermaid" if what == "theory" else "svg")
    if form == "mermaid" and what != "theory":
        raise UsageError(f"{what} cannot be written as mermaid", "ask for svg or png")
    if form == "png":
        refuse_terminal(output, "a PNG")
    if target is not None and target.is_dir():
        raise UsageError(f"{target} is a folder", "name a file with -o")
    if target is not None and (target.exists() or target.is_symlink()) and not yes and not ours(target):
        raise UsageError(f"{target} exists and was not made by cmo-eval: nothing was written", "--yes replaces it")
    evaluation = opened(project)
    picture = _picture(evaluation, what, claims or [], language or evaluation.repository.evaluation.language)
    deliver(picture.mermaid if form == "mermaid" else png(picture.svg) if form == "png" else picture.svg, target)
    end(evaluation.unread)


def _picture(evaluation: Evaluation, what: str, claims: list[str], language: str) -> Picture:
    """The one figure that was asked for."""
    from cmo_eval.analysis.completeness import completeness_of
    from cmo_eval.analysis.saturation import saturation_of
    from cmo_eval.report import figures

    repository, verification = evaluation.repository, evaluation.verify(claims)
    about = tuple(verification) if claims else ()
    if what == "theory":
        shown = completeness_of(repository, verification.values(), patterns=repository.patterns)
        found = figures.theory_pictures(repository, verification, shown, language, claims=about, paged=False)
    elif what == "evidence":
        found = figures.evidence_pictures(verification, language, paged=False)
    elif what == "cases":
        found = figures.case_pictures(repository, verification, language, paged=False)
    else:
        found = figures.saturation_pictures(saturation_of(repository, about), language)
    if not found:
        raise UsageError(_MISSING[what], "`cmo-eval list patterns` shows what there is, and so of claims and citations")
    return found[0]


_MISSING = {
    "theory": "there is no pattern to draw",
    "evidence": "there is no claim to draw",
    "cases": "no pattern was seen in a case: no weighed citation with a pattern comes from a source of a case",
    "saturation": "there is no citation to draw",
}
