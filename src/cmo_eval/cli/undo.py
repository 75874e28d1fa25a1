"""What was written, taken back: `undo` the last change, and `forget` a withdrawn person's words for good."""

from __future__ import annotations

from typing import Annotated

import typer

from cmo_eval.cli.ending import alone, files_of, settle, show
from cmo_eval.cli.options import Project, Texts, Yes, today
from cmo_eval.cli.output import emit, tell, width
from cmo_eval.errors import UsageError
from cmo_eval.output.plain import visible


def undo(
    project: Project = None,
    again: Annotated[bool, typer.Option("--again", help="Make a change anew that was undone.")] = False,
    yes: Yes = False,
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
    from cmo_eval.store.writing.transaction import last

    with alone(project, when=yes and not dry_run) as root:
        undone = last(root, again=again)
        if undone is None:
            raise UsageError(
                f"there is nothing to {'make anew' if again else 'undo'} here",
                "only changes that were undone, and nothing since"
                if again
                else "only what this program wrote, ten changes",
            )
        made = f"{undone.what or 'a change'} ({undone.when[:16].replace('T', ' ')})"
        if not undone.what.startswith("text pseudonymise"):  # which are names, in files of whoever's words
            show(root, undone.change, api.redaction(root))
        files = files_of(undone.change)
        tell(visible(f"this {'makes anew' if again else 'undoes'}: {made}, {files}"))
        if settle(undone, "", "Make it anew?" if again else "Undo it?", yes=yes, dry_run=dry_run):
            tell(f"{files} changed" if again else f"{files} put back; `cmo-eval undo --again` makes it anew")


def forget(
    source: Annotated[
        str, typer.Argument(metavar="SOURCE", help="A source (FG2), a participant (FG2.r1) or a citation (FG2-014).")
    ],
    project: Project = None,
    texts: Texts = None,
    date: Annotated[
        str | None, typer.Option(metavar="DATE", help="When it was withdrawn; today unless given.", show_default=False)
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether to do it.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would go.")] = False,
) -> None:
    """Take a withdrawn person's words out of the files. It cannot be undone.

    Citations keep their ids, codes and stances, so that nothing that names them breaks; their words go, in second
    coders' files and the transcript too. What undo keeps is emptied. At the end it says what no program reaches.

    \b
    Example:
      cmo-eval forget FG2.r1 --dry-run
      cmo-eval forget FG2 --date 2024-06-17
    """
    from cmo_eval.edits import forget
    from cmo_eval.output.changes import forgetting_text, where_to_look

    with alone(project, when=yes and not dry_run) as root:
        plan = forget.plan(root, source, _day(date) if date is not None else today(), texts=texts)
        shown = forgetting_text(plan, width=width())
        if shown:
            emit(shown)
        look = where_to_look(plan.look, "Look at these yourself:", width=width())
        if look:
            tell(look.rstrip())
        files = files_of(plan.change)
        would = f"{files} would change" if plan.change.files else f"no file has words of {plan.what} any more"
        question = f"{would}. Forget {plan.what}, and all that undo keeps? It cannot be undone."
        hint = "--yes does it, and empties undo"
        if settle(plan, would, question, yes=yes, dry_run=dry_run, hint=hint):
            done = f"{plan.what} is forgotten: {files} changed" if plan.change.files else would
            tell(f"{done}; undo is empty")
            tell(where_to_look(plan.beyond, "What this program does not reach:", width=width()).rstrip())


def _day(date: str) -> str:
    from pydantic import TypeAdapter, ValidationError

    from cmo_eval.model.base import PartialDate

    try:
        return TypeAdapter[str](PartialDate).validate_python(date)
    except ValidationError:
        raise UsageError(f"--date is '{date}'", "write it as 2024-06-17, 2024-06 or 2024") from None
