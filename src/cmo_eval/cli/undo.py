"""`cmo-eval undo`: the last change to the files, put back."""

from __future__ import annotations

from typing import Annotated

import typer

from cmo_eval.cli.options import Project, start


def command(
    project: Project = None,
    again: Annotated[bool, typer.Option("--again", help="Make a change anew that was undone.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether to write it.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be put back.")] = False,
) -> None:
    """Put the files back as they were before the last change that this program made.

    The last ten changes can be undone, one by one, and made anew with --again. Where a file changed since, nothing is
    put back. What you change with an editor is no change of this program; git keeps that.

    \b
    Example:
      cmo-eval undo --dry-run
      cmo-eval undo
      cmo-eval undo --again
    """
    from cmo_eval import api
    from cmo_eval.cli.ending import alone, files_of, settle, show
    from cmo_eval.cli.output import tell
    from cmo_eval.errors import UsageError
    from cmo_eval.output.plain import visible
    from cmo_eval.store import loading
    from cmo_eval.store.writing.transaction import last

    root = loading.find_project(start(project))
    with alone(root, when=yes and not dry_run):
        undo = last(root, again=again)
        if undo is None:
            raise UsageError(
                f"there is nothing to {'make anew' if again else 'undo'} here",
                "only changes that were undone, and nothing since"
                if again
                else "only what this program wrote, ten changes",
            )
        made = f"{undo.what or 'a change'} ({undo.when[:16].replace('T', ' ')})"
        show(root, undo.change, api.veil(root))
        files = files_of(undo.change)
        tell(visible(f"this {'makes anew' if again else 'undoes'}: {made}, {files}"))
        if settle(undo, "", "Make it anew?" if again else "Undo it?", yes=yes, dry_run=dry_run):
            tell(f"{files} changed" if again else f"{files} put back; `cmo-eval undo --again` makes it anew")
