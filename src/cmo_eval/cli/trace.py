"""`cmo-eval trace`: what rests on something, and what it rests on."""

from __future__ import annotations

from typing import Annotated

import typer

from cmo_eval.cli.options import Project, start

FORMATS = ("text", "json")


def command(
    id_: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="Of a citation, pattern, claim, case, source or recommendation, or a question's key."
        ),
    ],
    project: Project = None,
    format_: Annotated[str, typer.Option("--format", metavar="text|json")] = "text",
) -> None:
    """Walk the chain in both directions: from words to conclusions, and from conclusions to words.

    Quote, citation, pattern and claim, proposal and decision, answer and recommendation. The words of someone who
    may not be quoted are not shown. Exits 1 when a file could not be read.

    \b
    Example:
      cmo-eval trace FG1-003
      cmo-eval trace A1 --format json
    """
    import sys

    from cmo_eval import api
    from cmo_eval.cli.output import emit, one_of, tell_unread, width

    form = one_of(format_, FORMATS, "--format")
    evaluation = api.load(start(project))
    tell_unread(evaluation.unread, evaluation.findings, evaluation.root)
    found = evaluation.trace(id_)
    if form == "json":
        from cmo_eval.output.trace import trace_json

        emit(trace_json(found))
    else:
        from cmo_eval.output.trace import trace_text

        plain = not (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")
        emit(trace_text(found, width=width(), ascii_only=plain))
    if evaluation.unread:
        raise typer.Exit(1)
