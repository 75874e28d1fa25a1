"""`cmo-eval list`: what is in the evaluation, a line each."""

from __future__ import annotations

from typing import Annotated

import typer

from cmo_eval.cli.options import Project, start

KINDS = ("claims", "patterns", "cases", "sources", "citations", "codes", "questions", "groups")


def command(
    kind: Annotated[str, typer.Argument(metavar="|".join(KINDS), help="What to list.")],
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
    import json

    from cmo_eval import api
    from cmo_eval.cli.output import emit, one_of, room, tell_unread
    from cmo_eval.output.listing import listing
    from cmo_eval.output.plain import beside, visible

    name = one_of(kind, KINDS, "KIND")
    evaluation = api.load(start(project))
    tell_unread(evaluation.unread, evaluation.findings, evaluation.root)
    rows = listing(evaluation.repository, name)
    if json_:
        emit(json.dumps(rows, ensure_ascii=False, indent=2))
    elif name == "codes":
        from cmo_eval.analysis.code_tree import code_tree
        from cmo_eval.output.codebook import tree_text

        emit(tree_text(code_tree(evaluation.repository), room()))
    elif rows:
        emit("\n".join(beside([(visible(str(row["id"])), visible(row["title"])) for row in rows], room())))
    if evaluation.unread:
        raise typer.Exit(1)
