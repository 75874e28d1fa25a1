"""`cmo-eval list`: what is in the evaluation, a line each."""

from __future__ import annotations

from typing import Annotated

import typer

from cmo_eval.cli.options import Project, among

KINDS = ("claims", "patterns", "cases", "sources", "citations", "codes", "questions", "groups")


def command(
    kind: Annotated[str, typer.Argument(metavar="|".join(KINDS), help="What to list.", callback=among(KINDS, "KIND"))],
    project: Project = None,
    json_: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """List claims, patterns, cases, sources, citations, codes, questions or groups.

    Codes come as a tree, with how many citations and sources have each.

    \b
    Example:
      cmo-eval list claims
      cmo-eval list codes
      cmo-eval list citations --json
    """
    from cmo_eval.cli.output import emit, end, opened, room
    from cmo_eval.output.listing import listing_json, listing_text

    evaluation = opened(project)
    text = listing_json(evaluation.repository, kind) if json_ else listing_text(evaluation.repository, kind, room())
    if text:
        emit(text)
    end(evaluation.unread)
