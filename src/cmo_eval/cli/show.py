"""`cmo-eval show`: one record, with what refers to it."""

from __future__ import annotations

from typing import Annotated

import typer

from cmo_eval.cli.options import Project


def command(
    id_: Annotated[str, typer.Argument(metavar="ID", help="Of a claim, pattern, case, source or citation.")],
    project: Project = None,
    json_: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Show one claim, pattern, case, source or citation: what its file says, and what refers to it.

    The words of someone who may not be quoted are not shown.

    \b
    Example:
      cmo-eval show C3
      cmo-eval show FG1-003 --json
    """
    from cmo_eval.cli.output import emit, end, opened
    from cmo_eval.output.record import record_json, record_text

    evaluation = opened(project)
    emit((record_json if json_ else record_text)(evaluation.repository, id_))
    end(evaluation.unread)
