"""`cmo-eval portfolio report`: the synthesis of a portfolio, to read and as a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cmo_eval.cli.output import emit, one_of, progress
from cmo_eval.cli.portfolio import Folder, opened_folder
from cmo_eval.messages import LANGUAGES


def report(
    portfolio: Folder = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help="Where to; `report` in the portfolio by default."),
    ] = None,
    formats: Annotated[
        str, typer.Option("--format", metavar="md,docx,html,xlsx", help="One or more, with commas between.")
    ] = "docx,xlsx",
    language: Annotated[str, typer.Option(metavar="nl|en", help="Of headings and sentences.")] = "en",
    yes: Annotated[bool, typer.Option("--yes", help="Replace files that cmo-eval did not write.")] = False,
) -> None:
    """Write a synthesis: mechanisms by evaluations, contexts that separate, gaps, and what people said.

    It holds what the readers may see for whom the evaluations were put in, and says who these are.

    \b
    Example:
      cmo-eval portfolio report --portfolio ministry
      cmo-eval portfolio report --format docx,html,md,xlsx --language nl -o out
    """
    from cmo_eval.portfolio.engine import opened
    from cmo_eval.portfolio.formats import FORMATS, synthesis_file
    from cmo_eval.portfolio.synthesis import synthesis
    from cmo_eval.report import house, write_report

    wanted = list(dict.fromkeys(one_of(form.strip(), FORMATS, "--format") for form in formats.split(",")))
    spoken = one_of(language, LANGUAGES, "--language")
    here = opened_folder(portfolio)
    with progress(), opened(here) as engine:
        found = synthesis(engine, spoken)
    look = house(here.root / "templates")
    made = {f"synthesis.{form}": synthesis_file(found, form, look) for form in wanted}
    written = write_report(output or here.root / "report", made, force=yes)
    emit("\n".join(f"wrote {path}" for path in written))
