"""`cmo-eval diff`: how claims, proposals and decisions changed between two states of the git history."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cmo_eval.cli.options import Project, start

if TYPE_CHECKING:
    from cmo_eval.api import Evaluation
    from cmo_eval.history import State

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
    from cmo_eval import api, loading
    from cmo_eval.cli.output import coloured, emit, one_of, tell, width
    from cmo_eval.formats.plain import visible
    from cmo_eval.history import state
    from cmo_eval.verification.difference import difference

    form = one_of(format_, FORMATS, "--format")
    root = loading.find_project(start(project))
    files = (loading.EVALUATION_FILE, "codebook.yaml", "conclusions.yaml", *loading.KINDS)
    with ExitStack() as stack:
        before = stack.enter_context(state(root, revision, files))
        after = stack.enter_context(state(root, other, files)) if other is not None else None
        old = _loaded(before)
        new = _loaded(after) if after is not None else api.load(root)
        found = difference(old.repository, new.repository)
    names = (_name(before), _name(after))
    for name, evaluation in zip(names, (old, new), strict=True):
        if evaluation.unread:
            tell(visible(f"could not be read in {name}, so evidence may be missing: {', '.join(evaluation.unread)}"))
    if form == "json":
        from cmo_eval.formats.difference_json import difference_json

        emit(difference_json(found, _data(before, old), _data(after, new)))
    elif form == "markdown":
        from cmo_eval.formats.difference_markdown import difference_markdown

        emit(difference_markdown(found, *names))
    else:
        from cmo_eval.formats.difference_text import difference_text

        emit(difference_text(found, *names, width=width(), colour=coloured(sys.stdout)))
    if old.unread or new.unread:
        raise typer.Exit(1)


def _loaded(then: State) -> Evaluation:
    from cmo_eval import api, loading
    from cmo_eval.errors import CmoEvalError, UsageError

    if loading.EVALUATION_FILE not in then.files:
        raise UsageError(
            f"there was no {loading.EVALUATION_FILE} in this folder at {then.revision}",
            "the evaluation may have been elsewhere then; name a later revision",
        )
    try:
        return api.load(then.folder)
    except CmoEvalError as error:
        raise CmoEvalError(
            f"at {then.revision}, {error.message}", "name a revision whose evaluation.yaml can be read"
        ) from None


def _name(then: State | None) -> str:
    if then is None:
        return "the files as they are now"
    return f"{then.revision} ({', '.join(filter(None, (then.commit[:8], then.date)))})"


def _data(then: State | None, evaluation: Evaluation) -> dict[str, Any]:
    if then is None:
        return {"revision": None, "commit": None, "date": None, "unread": list(evaluation.unread)}
    return {
        "revision": then.revision,
        "commit": then.commit,
        "date": then.date or None,
        "unread": list(evaluation.unread),
    }
