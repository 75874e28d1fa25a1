"""`cmo-eval code second`: a file for a second coder, and what that coder may see."""

from __future__ import annotations

import sys
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
    show: Annotated[
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
    from cmo_eval.cli.alone import alone
    from cmo_eval.cli.output import coloured, emit, tell, tell_unread, width
    from cmo_eval.edits import second
    from cmo_eval.errors import UsageError
    from cmo_eval.output.agreement import second_text
    from cmo_eval.output.changes import painted
    from cmo_eval.store import loading
    from cmo_eval.store.writing import apply, diff

    if background and not show:
        raise UsageError("--background goes with --show", "add --show")
    root = loading.find_project(start(project))
    with alone(root, when=not dry_run and not show):
        evaluation = api.load(root)
        tell_unread(evaluation.unread, evaluation.findings, evaluation.root)
        if show:
            seen = second.shown(evaluation.root, evaluation.repository, source, coder, background=background)
            emit(second_text(seen, width=width()))
            return
        planned = second.plan(evaluation.root, evaluation.repository, source, coder, sample=sample, seed=seed)
        if planned.change is None:
            tell(f"{planned.file} has them all; nothing was written")
            return
        number = "1 citation" if len(planned.ids) == 1 else f"{len(planned.ids)} citations"
        if dry_run:
            veil = api.veil(root, evaluation.repository)
            emit(painted(diff(planned.root, planned.change, veil), colour=coloured(sys.stdout)), styled=True)
            tell(f"{planned.file} would get {number} of {planned.of}; nothing was written")
            return
        apply(planned.root, planned.change)
        tell(f"{planned.file} has {number} more, of {planned.of}")
        tell(f"to see the words: cmo-eval code second {source} --coder {coder} --show")
