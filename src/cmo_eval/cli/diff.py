"""`cmo-eval diff`: how claims, proposals and decisions changed between two states of the git history."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from cmo_eval.cli.options import Project, formats, start


def command(
    revision: Annotated[
        str, typer.Argument(metavar="REV", help="A commit, tag or branch, such as HEAD~1 or v2: the state before.")
    ],
    other: Annotated[
        str | None, typer.Argument(metavar="[REV]", help="The state after; the files as they are now by default.")
    ] = None,
    project: Project = None,
    format_: Annotated[str, formats("text", "json", "markdown")] = "text",
) -> None:
    """Show how claims, proposals and decisions changed between two states of the git history, and what did it.

    Each change of the evidence without which another verdict would be proposed says so. Both states are weighed by
    this program's rules, each with its own thresholds. Exits 1 when a file of one of them could not be read.

    \b
    Example:
      cmo-eval diff HEAD
      cmo-eval diff v1 v2 --format markdown > changes.md
    """
    from cmo_eval import api
    from cmo_eval.cli.output import coloured, emit, end, tell, width
    from cmo_eval.output.diff import difference_json, difference_markdown, difference_text
    from cmo_eval.output.plain import visible

    compared = api.diff(start(project), revision, other)
    before, after = compared.before, compared.after
    for then in (before, after):
        if then.unread:
            tell(visible(f"could not be read in {then}, so evidence may be missing: {', '.join(then.unread)}"))
    if format_ == "json":
        emit(difference_json(compared.difference, vars(before), vars(after)))
    elif format_ == "markdown":
        emit(difference_markdown(compared.difference, str(before), str(after)))
    else:
        shown = difference_text(
            compared.difference, str(before), str(after), width=width(), colour=coloured(sys.stdout)
        )
        emit(shown, styled=True)
    end((*before.unread, *after.unread))
