"""`cmo-eval init`: a folder to start from."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from cmo_eval.messages import LANGUAGES


def command(
    directory: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where; the current folder by default.")] = Path(),
    demo: Annotated[
        bool,
        typer.Option("--demo", help="A small fictional evaluation with transcripts, ready to verify and report."),
    ] = False,
    title: Annotated[str | None, typer.Option(help="What is evaluated; asked for on a terminal.")] = None,
    language: Annotated[str | None, typer.Option(metavar="nl|en", help="Of the reports.")] = None,
) -> None:
    """Make a new evaluation folder. Nothing that is there already is touched.

    \b
    Example:
      cmo-eval init my-evaluation --title "Warm Welcome" --language en
      cmo-eval init --demo try-it
    """
    from cmo_eval.cli.output import emit, one_line, one_of
    from cmo_eval.edits.init import demo_files, editor_files, new_folder, with_modelines, write_new
    from cmo_eval.errors import UsageError
    from cmo_eval.output.schema import schema_files

    asking = sys.stdin.isatty() and sys.stdout.isatty() and not demo
    if (directory / "evaluation.yaml").exists():
        raise UsageError(f"{directory} holds an evaluation already", "name another folder: `cmo-eval init DIR`")
    if demo:
        if title is not None or language is not None:
            raise UsageError("--demo has its own title and language", "leave --title and --language out")
        files = demo_files()
    else:
        name = title or (typer.prompt("What is evaluated?") if asking else directory.resolve().name or "Evaluation")
        given = language or (typer.prompt("Language of the reports (nl or en)", default="nl") if asking else "nl")
        files = with_modelines(new_folder(one_line(name, "the title"), one_of(given, LANGUAGES, "--language")))
    write_new(directory, {**files, **editor_files(directory, schema_files())})
    inside = "" if directory.resolve() == Path.cwd() else f"cd {shlex.quote(str(directory))} && "
    if demo:
        emit(
            f"A fictional evaluation is in {directory}. Look at it with:\n"
            f"  {inside}cmo-eval validate\n  cmo-eval verify\n  cmo-eval verify C2 --explain\n  cmo-eval report"
        )
    else:
        emit(
            f"A new evaluation is in {directory}. Next:\n"
            f'  {inside}cmo-eval new claim --title "..."\n'
            '  cmo-eval new pattern --title "..."\n'
            '  cmo-eval new source --kind focus_group --title "..."\n'
            "  cmo-eval validate"
        )
