"""`cmo-eval code second`: a file for a second coder, and what that coder may see."""

from __future__ import annotations

from typing import Annotated

import typer

from cmo_eval.cli import completion
from cmo_eval.cli.options import Project, start


def command(
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE", help="Id of a source that a first coder coded.", autocompletion=completion.sources
        ),
    ],
    coder: Annotated[str, typer.Option("--coder", metavar="INITIALS", help="The second coder, of the team.")],
    project: Project = None,
    sample: Annotated[
        str | None,
        typer.Option("--sample", metavar="N|N%", help="How many citations, or which share; all unless given."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="By which the sample is drawn.")] = 1,
    show_: Annotated[
        bool, typer.Option("--show", help="Print the words to be coded, without the first coding.")
    ] = False,
    background: Annotated[
        bool, typer.Option("--background", help="With --show: words too that may not be quoted, to be coded.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be written.")] = False,
) -> None:
    """Write a file in which a second coder codes the same citations blind; run again, it adds what is missing.

    The file has their ids and places, and nothing that the first coder made of them. --show prints the words,
    those that may not be quoted with --background only.

    \b
    Example:
      cmo-eval code second FG2 --coder CD --sample 20%
      cmo-eval code second FG2 --coder CD --show
    """
    from cmo_eval import api
    from cmo_eval.cli.ending import alone, settle, show
    from cmo_eval.cli.output import emit, tell, tell_unread, width
    from cmo_eval.edits import second
    from cmo_eval.errors import UsageError
    from cmo_eval.output.agreement import second_text
    from cmo_eval.store import loading

    if background and not show_:
        raise UsageError("--background goes with --show", "add --show")
    root = loading.find_project(start(project))
    with alone(root, when=not dry_run and not show_):
        evaluation = api.load(root)
        tell_unread(evaluation.unread, evaluation.findings, evaluation.root)
        if show_:
            seen = second.shown(evaluation.root, evaluation.repository, source, coder, background=background)
            emit(second_text(seen, width=width()))
            return
        plan = second.plan(evaluation.root, evaluation.repository, source, coder, sample=sample, seed=seed)
        if not plan.change.files:
            tell(f"{plan.file} has them all; nothing was written")
            return
        number = "1 citation" if len(plan.ids) == 1 else f"{len(plan.ids)} citations"
        if dry_run:
            show(plan.root, plan.change, api.veil(root, evaluation.repository))
        if settle(plan, f"{plan.file} would get {number} of {plan.of}", "", yes=True, dry_run=dry_run):
            tell(f"{plan.file} has {number} more, of {plan.of}")
            tell(f"to see the words: cmo-eval code second {source} --coder {coder} --show")
