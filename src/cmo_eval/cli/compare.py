"""`cmo-eval compare`: cases beside each other."""

from __future__ import annotations

from typing import Annotated

import typer

from cmo_eval.cli import completion
from cmo_eval.cli.options import Output, Project, formats
from cmo_eval.cli.output import deliver, end, opened, target_of, width

ENDINGS = {".csv": "csv", ".md": "md", ".json": "json", ".xlsx": "xlsx"}


def table(
    framework: Annotated[
        str,
        typer.Argument(
            metavar="FRAMEWORK",
            help="The key of a framework in evaluation.yaml.",
            autocompletion=completion.frameworks,
        ),
    ],
    project: Project = None,
    by: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="A row for each partner (`organisation`), or for each value of an attribute of cases.",
        ),
    ] = None,
    format_: Annotated[
        str | None, formats("text", "md", "csv", "json", "xlsx", help_="By the ending of FILE, else text.")
    ] = None,
    output: Output = None,
    yes: Annotated[bool, typer.Option("--yes", help="Replace FILE if it is there.")] = False,
) -> None:
    """Put cases beside each other by the dimensions of a framework, and say where they agree and differ.

    Each cell has its value, a mark for how far along the scale that is, its text, and the citations it rests on.
    Exits 1 when a file could not be read.

    \b
    Example:
      cmo-eval compare table process
      cmo-eval compare table process --by organisation
      cmo-eval compare table process --by region -o process.xlsx
    """
    from cmo_eval.output import framework_table

    form, target = target_of(output, format_, ENDINGS, yes=yes)
    evaluation = opened(project)
    found = evaluation.framework_table(framework, by)
    if form == "text":
        written: str | bytes = framework_table.comparison_text(found, width=width())
    elif form == "xlsx":
        written = framework_table.comparison_xlsx(found)
    else:
        makers = {"csv": framework_table.comparison_csv, "json": framework_table.comparison_json}
        written = makers.get(form, framework_table.comparison_markdown)(found)
    deliver(written, target)
    end(evaluation.unread)
