"""`cmo-eval matrix`: any two dimensions against each other."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cmo_eval.cli.options import Project, start

FORMATS = ("text", "csv", "markdown", "json", "xlsx")
ENDINGS = {".csv": "csv", ".md": "markdown", ".json": "json", ".xlsx": "xlsx"}
COUNTS = ("citations", "sources", "voices", "text")


def command(
    rows: Annotated[str, typer.Argument(metavar="ROWS", help="What stands at the side, such as claims.")],
    columns: Annotated[str, typer.Argument(metavar="COLUMNS", help="What stands at the top, such as stances.")],
    project: Project = None,
    count: Annotated[
        str | None,
        typer.Option(
            "--count",
            metavar="citations|sources|voices|text",
            help="What to count; `text`, for cells by cases and there the default, shows what the cases say.",
        ),
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Count also what verify does not weigh.")] = False,
    format_: Annotated[
        str | None,
        typer.Option("--format", metavar="text|csv|markdown|json|xlsx", help="By the ending of FILE, else text."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write to FILE; `-` is standard output.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Replace FILE if it is there.")] = False,
) -> None:
    """Count citations, sources or voices by any two dimensions, with totals in which each counts once.

    Dimensions: claims, patterns, cases, kinds, groups, sources, stances, codes, coders, qualities, cells (of the
    frameworks) and roles. Counted is what verify weighs. Exits 1 when a file could not be read.

    \b
    Example:
      cmo-eval matrix claims stances
      cmo-eval matrix codes groups --count voices --all
      cmo-eval matrix cells cases -o cells.xlsx
    """
    import sys

    from cmo_eval import api
    from cmo_eval.analysis.matrix import DIMENSIONS, UNITS, Unit
    from cmo_eval.cli.output import emit, one_of, tell, tell_unread, width
    from cmo_eval.errors import UsageError
    from cmo_eval.store.writing.output import write_file

    one_of(rows, [*DIMENSIONS], "ROWS")
    one_of(columns, [*DIMENSIONS], "COLUMNS")
    prose = {rows, columns} == {"cells", "cases"}
    unit = one_of(count or ("text" if prose else "citations"), COUNTS, "--count")
    if unit == "text" and not prose:
        raise UsageError("--count text is for cells by cases only", "count citations, sources or voices")
    target = None if output is None or str(output) == "-" else output
    ending = ENDINGS.get(target.suffix.lower(), "text") if target else "text"
    form = one_of(format_ or ending, FORMATS, "--format")
    if form == "xlsx" and (output is None or (target is None and sys.stdout.isatty())):
        raise UsageError("a workbook needs a file", "name it with -o FILE")
    if target is not None and target.exists() and not yes:
        raise UsageError(f"{target} is there already", "--yes replaces it")
    evaluation = api.load(start(project))
    tell_unread(evaluation.unread, evaluation.findings, evaluation.root)
    counted: Unit = next((one for one in UNITS if one == unit), "citations")
    found = evaluation.matrix(rows, columns, count=counted, weighed=not all_)
    texts = unit == "text"
    written: str | bytes
    if form == "xlsx":
        from cmo_eval.output.matrix import matrix_xlsx

        written = matrix_xlsx(found, texts=texts)
    elif form == "text":
        from cmo_eval.output.matrix import matrix_text

        written = matrix_text(found, texts=texts, width=width())
    else:
        from cmo_eval.output import matrix

        makers = {
            "csv": matrix.matrix_csv,
            "markdown": matrix.matrix_markdown,
            "json": matrix.matrix_json,
        }
        written = makers[form](found, texts=texts)
    if target is not None:
        content = written if isinstance(written, bytes) else (written.rstrip("\n") + "\n").encode()
        write_file(target, content, "name another file with -o")
        tell(f"wrote {target}")
    elif isinstance(written, bytes):
        sys.stdout.buffer.write(written)
        sys.stdout.flush()
    else:
        emit(written)
    if evaluation.unread:
        raise typer.Exit(1)
