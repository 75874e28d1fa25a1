"""`cmo-eval diff`: how claims, proposals and decisions changed between two states of the git history."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cmo_eval.cli.options import Project, start

if TYPE_CHECKING:
    from cmo_eval.api import Moment

FORMATS = ("text", "json", "markdown")


def command(
    revision: Annotated[
        str, typer.Argument(metavar="REV", help="A commit, tag or branch, such as HEAD~1 or v2: the state before.")
    ],
    other: Annotated[
        str | None, typer.Argument(metavar="[REV]", help="The state after; the files as they are now by default.")
    ] = None,
    project: Project = None,
    format_: Annotated[str, typer.Option("--format", metavar="text|json|markdown")] = "text",
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
    from cmo_eval.cli.output import coloured, emit, one_of, tell, width
    from cmo_eval.output.plain import visible

    form = one_of(format_, FORMATS, "--format")
    compared = api.diff(start(project), revision, other)
    names = (_name(compared.before), _name(compared.after))
    for name, then in zip(names, (compared.before, compared.after), strict=True):
        if then.unread:
            tell(visible(f"could not be read in {name}, so evidence may be missing: {', '.join(then.unread)}"))
    if form == "json":
        from cmo_eval.output.diff import difference_json

        emit(difference_json(compared.difference, _data(compared.before), _data(compared.after)))
    elif form == "markdown":
        from cmo_eval.output.diff import difference_markdown

        emit(difference_markdown(compared.difference, *names))
    else:
        from cmo_eval.output.diff import difference_text

        emit(difference_text(compared.difference, *names, width=width(), colour=coloured(sys.stdout)), styled=True)
    if compared.before.unread or compared.after.unread:
        raise typer.Exit(1)


def _name(then: Moment) -> str:
    if then.revision is None:
        return "the files as they are now"
    return f"{then.revision} ({', '.join(filter(None, ((then.commit or '')[:8], then.date)))})"


def _data(then: Moment) -> dict[str, Any]:
    return {"revision": then.revision, "commit": then.commit, "date": then.date, "unread": list(then.unread)}
