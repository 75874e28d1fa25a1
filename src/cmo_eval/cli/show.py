"""`cmo-eval show`: one record, with what refers to it."""

from __future__ import annotations

from typing import Annotated

import typer

from cmo_eval.cli.options import Project, start


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
    from cmo_eval import api
    from cmo_eval.cli.output import emit, tell_unread
    from cmo_eval.errors import UsageError
    from cmo_eval.output.record import record_json, record_text
    from cmo_eval.rules.registry import nearest

    evaluation = api.load(start(project))
    repository = evaluation.repository
    tell_unread(evaluation.unread, evaluation.findings, evaluation.root)
    if repository.kind_of(id_) is None:
        known = (
            *repository.claims,
            *repository.patterns,
            *repository.cases,
            *repository.sources,
            *repository.citations.row_of,
        )
        raise UsageError(f"there is nothing with the id {id_}", nearest(id_, known) or "`cmo-eval list` shows the ids")
    emit(record_json(repository, id_) if json_ else record_text(repository, id_))
    if evaluation.unread:
        raise typer.Exit(1)
