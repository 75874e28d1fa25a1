"""`cmo-eval sampling`: who was invited, who came, who was heard and who was not."""

from __future__ import annotations

from typing import Annotated

import typer

from cmo_eval.cli.options import Project, start

FORMATS = ("text", "json")


def command(
    project: Project = None,
    format_: Annotated[str, typer.Option("--format", metavar="text|json")] = "text",
) -> None:
    """Compare invitations with their targets, and say who was heard and who was not.

    Counts voices, sources, people and citations for each address group, kind of source, role, region and size.
    Marks what too few organisations share to be published. Exits 1 when a file could not be read.

    \b
    Example:
      cmo-eval sampling
      cmo-eval sampling --format json
    """
    from cmo_eval import api
    from cmo_eval.cli.output import emit, one_of, tell_unread, width

    form = one_of(format_, FORMATS, "--format")
    evaluation = api.load(start(project))
    tell_unread(evaluation.unread, evaluation.findings, evaluation.root)
    found = evaluation.sampling()
    if form == "json":
        from cmo_eval.output.sampling import sampling_json

        emit(sampling_json(found))
    else:
        from cmo_eval.output.sampling import sampling_text

        emit(sampling_text(found, width=width()))
    if evaluation.unread:
        raise typer.Exit(1)
