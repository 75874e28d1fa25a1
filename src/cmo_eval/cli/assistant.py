"""The door of an assistant: `mcp`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, cast

import typer

from cmo_eval.cli.options import ModelIs, Project, read_by, start, today
from cmo_eval.cli.output import tell
from cmo_eval.errors import UsageError

if TYPE_CHECKING:
    from cmo_eval.disclosure import Audience
    from cmo_eval.model import ModelRuns


def command(
    project: Project = None,
    audience: Annotated[str, read_by("Who is taken to read what the assistant gets.")] = "public",
    model_is: ModelIs = "any",
    coder: Annotated[
        str | None, typer.Option("--coder", metavar="NAME", help="What the model is called here; then it may propose.")
    ] = None,
    model: Annotated[
        str | None, typer.Option("--model", metavar="M", help="Which model it is, with its version; with --coder.")
    ] = None,
) -> None:
    """Let an assistant that speaks the Model Context Protocol read this evaluation, and hand in proposals.

    An assistant starts it itself; it answers on standard input and output and opens no network. It gives what the
    audience may read, words only of pseudonymised sources whose `consent.models` allows that, and what it proposes
    counts for nothing until a person accepts it with `code review`. Needs `pip install "cmo-eval[mcp]"`.

    \b
    Example:
      cmo-eval mcp --project ~/evaluations/labs --audience team
      cmo-eval mcp --audience team --coder model_a --model "name 1.0"
    """
    from cmo_eval.assistant.inputs import Coder
    from cmo_eval.assistant.serving import need_mcp, serve
    from cmo_eval.assistant.tools import tools
    from cmo_eval.assistant.view import View
    from cmo_eval.store.folder import find_project

    need_mcp()
    if (coder is None) != (model is None):
        lacking = "--model says which model it is" if model is None else "--coder says what it is called here"
        raise UsageError("an assistant that proposes has a name and a model", lacking)
    if sys.stdin.isatty():
        tell("waiting for an assistant on standard input; Ctrl-C ends it. docs/mcp.md says how an assistant starts it")
    view = View(find_project(start(project)), cast("Audience", audience), cast("ModelRuns", model_is))
    serve(tools(view, Coder(coder, model) if coder and model else None, today), view.warm)
