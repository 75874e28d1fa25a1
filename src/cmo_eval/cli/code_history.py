"""`cmo-eval code history`: how the codebook came to be what it is."""

from __future__ import annotations

from typing import Annotated

import typer

from cmo_eval.cli.options import Project, start


def command(
    project: Project = None,
    json_: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Show the versions of the codebook: what was renamed and merged, when, by whom and why.

    \b
    Example:
      cmo-eval code history
    """
    import json

    from cmo_eval.cli.output import emit, tell, width
    from cmo_eval.edits import codebook
    from cmo_eval.output.codebook import history_text
    from cmo_eval.store import loading

    book = codebook.history(loading.find_project(start(project)))
    changes = book.history if book is not None else ()
    if json_:
        emit(json.dumps([change.model_dump() for change in changes], ensure_ascii=False, indent=2))
    elif changes:
        emit(history_text(changes, width()))
    elif book is None:
        tell("there is no codebook")
    else:
        tell(f"the codebook is version {book.version}, and tells of no change")
