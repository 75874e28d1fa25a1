"""The page in a browser: `open`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cmo_eval.cli import completion
from cmo_eval.cli.options import Project, Texts, start
from cmo_eval.cli.output import tell
from cmo_eval.errors import UsageError
from cmo_eval.nearest import did_you_mean

if TYPE_CHECKING:
    from cmo_eval.web.memory import Memory


Port = Annotated[
    int | None,
    typer.Option(metavar="N", help="The port; else the first free one.", min=1, max=65535, show_default=False),
]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Only show the address.")]


def command(
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="[SOURCE|CLAIM|PATTERN]",
            help="What to open first.",
            autocompletion=completion.pages,
            show_default=False,
        ),
    ] = None,
    project: Project = None,
    texts: Texts = None,
    port: Port = None,
    no_browser: NoBrowser = False,
) -> None:
    """Read and code in a browser, on the files of this folder, until Ctrl-C.

    Only this computer can reach the page, and only with the address that is shown: it holds a token. What is saved in
    the page stands in the files at once, as by the commands, and can be undone.

    \b
    Example:
      cmo-eval open
      cmo-eval open FG2
    """
    from cmo_eval.store.folder import EVALUATION_FILE, find_project
    from cmo_eval.web.app import pages
    from cmo_eval.web.memory import Memory
    from cmo_eval.web.serving import serve

    here = start(project)
    if (here / "mechanisms.yaml").is_file() and not (here / EVALUATION_FILE).exists():
        raise UsageError(f"{here.absolute()} is a portfolio, not an evaluation", "`cmo-eval portfolio open` shows it")
    memory = Memory(find_project(here), texts.absolute() if texts is not None else None)
    path = _path(memory, what) if what is not None else "/"
    serve(pages(memory), path, port=port, browser=not no_browser, tell=tell)


def _path(memory: Memory, what: str) -> str:
    """The page of a source, claim or pattern.

    Raises:
        UsageError: there is none with that id.
    """
    known = memory.now().repository
    for folder, ids in (("transcripts", known.sources), ("claims", known.claims), ("patterns", known.patterns)):
        if what in ids:
            return f"/{folder}/{what}"
    near = did_you_mean(what, [*known.sources, *known.claims, *known.patterns])
    raise UsageError(
        f"there is no source, claim or pattern {what}", near or "leave it out to begin with the evaluation"
    )
