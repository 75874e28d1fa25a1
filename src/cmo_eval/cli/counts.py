"""What is counted: `matrix`, two dimensions against each other, and `sampling`, who was invited and who was heard."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated

import typer

from cmo_eval.cli.options import Output, Project, among, formats
from cmo_eval.cli.output import deliver, emit, end, one_of, opened, target_of, width
from cmo_eval.errors import UsageError

ENDINGS = {".csv": "csv", ".md": "markdown", ".json": "json", ".xlsx": "xlsx"}
COUNTS = ("citations", "sources", "voices", "text")


def matrix(
    rows: Annotated[str, typer.Argument(metavar="ROWS", help="What stands at the side, such as claims.")],
    columns: Annotated[str, typer.Argument(metavar="COLUMNS", help="What stands at the top, such as stances.")],
    project: Project = None,
    count: Annotated[
        str | None,
        typer.Option(
            "--count",
            metavar="|".join(COUNTS),
            help="What to count; `text`, for cells by cases and there the default, shows what the cases say.",
            callback=among(COUNTS, "--count"),
        ),
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Count also what verify does not weigh.")] = False,
    format_: Annotated[
        str | None, formats("text", "csv", "markdown", "json", "xlsx", help_="By the ending of FILE, else text.")
    ] = None,
    output: Output = None,
    yes: Annotated[bool, typer.Option("--yes", help="Replace FILE if it is there.")] = False,
) -> None:
    """Count citations, sources or voices by any two dimensions, with totals in which each counts once.

    Dimensions: claims, patterns, parts (of patterns), cases, kinds, groups, sources, stances, codes, coders, qualities,
    cells (of the frameworks) and roles. A part that is denied, or a pattern of which nothing else is said, stands apart
    (`no outcome`, `no P07`). Counted is what verify weighs. Exits 1 when a file could not be read.

    \b
    Example:
      cmo-eval matrix claims stances
      cmo-eval matrix codes groups --count voices --all
      cmo-eval matrix cells cases -o cells.xlsx
    """
    from cmo_eval.analysis.matrix import DIMENSIONS, UNITS, Unit
    from cmo_eval.output import counts

    one_of(rows, [*DIMENSIONS], "ROWS")
    one_of(columns, [*DIMENSIONS], "COLUMNS")
    prose = {rows, columns} == {"cells", "cases"}
    texts = (count or ("text" if prose else "citations")) == "text"
    if texts and not prose:
        raise UsageError("--count text is for cells by cases only", "count citations, sources or voices")
    form, target = target_of(output, format_, ENDINGS, yes=yes)
    evaluation = opened(project)
    counted: Unit = next((one for one in UNITS if one == count), "citations")
    found = evaluation.matrix(rows, columns, count=counted, weighed=not all_)
    makers: dict[str, Callable[..., str | bytes]] = {
        "text": partial(counts.matrix_text, width=width()),
        "csv": counts.matrix_csv,
        "markdown": counts.matrix_markdown,
        "json": counts.matrix_json,
        "xlsx": counts.matrix_xlsx,
    }
    deliver(makers[form](found, texts=texts), target)
    end(evaluation.unread)


def sampling(
    project: Project = None,
    format_: Annotated[str, formats("text", "json")] = "text",
) -> None:
    """Compare invitations with their targets, and say who was heard and who was not.

    Counts voices, sources, people and citations for each address group, kind of source, role, region and size.
    Marks what too few organisations share to be published. Exits 1 when a file could not be read.

    \b
    Example:
      cmo-eval sampling
      cmo-eval sampling --format json
    """
    from cmo_eval.output.counts import sampling_json, sampling_text

    evaluation = opened(project)
    found = evaluation.sampling()
    emit(sampling_json(found) if format_ == "json" else sampling_text(found, width=width()))
    end(evaluation.unread)
