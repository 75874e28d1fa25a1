"""`cmo-eval sampling`: who was invited, who came, who was heard and who was not."""

from __future__ import annotations

from typing import Annotated

from cmo_eval.cli.options import Project, formats


def command(
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
    from cmo_eval.cli.output import emit, end, opened, width
    from cmo_eval.output.sampling import sampling_json, sampling_text

    evaluation = opened(project)
    found = evaluation.sampling()
    emit(sampling_json(found) if format_ == "json" else sampling_text(found, width=width()))
    end(evaluation.unread)
