"""`cmo-eval trace`: what rests on something, and what it rests on."""

from __future__ import annotations

from typing import Annotated

import typer

from cmo_eval.cli.options import Project, formats


def command(
    id_: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="Of a citation, pattern, claim, case, source or recommendation, or a question's key."
        ),
    ],
    project: Project = None,
    format_: Annotated[str, formats("text", "json")] = "text",
) -> None:
    """Walk the chain in both directions: from words to conclusions, and from conclusions to words.

    Quote, citation, pattern and claim, proposal and decision, answer and recommendation. The words of someone who
    may not be quoted are not shown. Exits 1 when a file could not be read.

    \b
    Example:
      cmo-eval trace FG1-003
      cmo-eval trace A1 --format json
    """
    from cmo_eval.cli.output import ascii_only, emit, end, opened, width
    from cmo_eval.output.trace import trace_json, trace_text

    evaluation = opened(project)
    found = evaluation.trace(id_)
    emit(trace_json(found) if format_ == "json" else trace_text(found, width=width(), ascii_only=ascii_only()))
    end(evaluation.unread)
