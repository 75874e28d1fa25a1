"""Who codes, and what kind of source and how good it is: given once, or asked once on a terminal; and `code as`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cmo_eval.cli import completion
from cmo_eval.cli.options import Project, start
from cmo_eval.cli.output import emit, one_of, tell
from cmo_eval.errors import UsageError

if TYPE_CHECKING:
    from cmo_eval.store.repository import Repository


def command(
    initials: Annotated[
        str | None,
        typer.Argument(metavar="[INITIALS]", help="Yours, of the team.", autocompletion=completion.coders),
    ] = None,
    forget: Annotated[bool, typer.Option("--forget", help="Remember nobody here.")] = False,
    project: Project = None,
) -> None:
    """Say once who codes in this folder, in place of --coder each time; without INITIALS, show who it is.

    Kept for who is logged in on this computer, in .cmo-eval/coders, which git leaves out. Without it,
    `git config cmo-eval.coder AB` counts, in all evaluations with --global. --coder goes before both.

    \b
    Example:
      cmo-eval code as AB
      cmo-eval code as
    """
    from cmo_eval import api
    from cmo_eval.edits.coding import who_codes
    from cmo_eval.edits.coding.checking import coder_named
    from cmo_eval.store.folder import find_project

    root = find_project(start(project))
    if forget and initials is not None:
        raise UsageError(f"--forget and {initials} contradict each other", "keep one of the two")
    if forget:
        who_codes.remember(root, None)
        tell("nobody is remembered here")
    elif initials is not None:
        who_codes.remember(root, coder_named(api.load(root).repository, initials))
    if (kept := who_codes.remembered(root)) is not None:
        emit(f"{kept} codes here (remembered in {who_codes.REMEMBERED})")
    elif (said := who_codes.configured(root)) is not None:
        emit(f"{said} codes here (git config {who_codes.CODER})")
    else:
        emit("nothing says who codes here: `cmo-eval code as AB` remembers it")


def whose(
    root: Path, repository: Repository, source: str, given: str | None, *, second: bool, asks: bool
) -> str | None:
    """Whose coding it is: who is given, else as is remembered, else as somebody answers; None for whose it is anyhow.

    Raises:
        UsageError: nothing says whose a second coding is, and nobody may be asked.
    """
    from cmo_eval.edits.coding import who_codes
    from cmo_eval.edits.coding.file import read_coding

    if given is not None:
        return given
    nobody = who_codes.usual_coder(root) is None
    if asks and nobody and (second or read_coding(root, source).coder is None):
        return ask_who_codes(root, repository, may_be_left=not second)
    usual, note = who_codes.coder_of(root, source, second=second)
    if note:
        tell(f"note: {note}")
    return usual


def ask_who_codes(root: Path, repository: Repository, *, may_be_left: bool = False) -> str | None:
    """Who codes, as somebody answers, and remembered from then on; None where it is left open, if it may be."""
    from cmo_eval.edits.coding.checking import coder_named
    from cmo_eval.edits.coding.who_codes import remember

    team = ", ".join(repository.evaluation.team) or "initials"
    question = f"Who codes ({team}{'; Enter leaves it open' if may_be_left else ''})"
    while True:
        answer = str(typer.prompt(question, default="" if may_be_left else None, show_default=False, err=True)).strip()
        if not answer:
            return None
        try:
            initials = coder_named(repository, answer)
        except UsageError as error:
            tell(f"{error.message}; {error.hint}")
            continue
        remember(root, initials)
        _remembered(initials)
        return initials


def keep(root: Path, initials: str | None) -> None:
    """Remember who was given, where nobody is yet."""
    from cmo_eval.edits.coding.who_codes import remember, usual_coder

    if initials is not None and usual_coder(root) is None:
        remember(root, initials)
        _remembered(initials)


def _remembered(initials: str) -> None:
    tell(f"{initials} is remembered as who codes here; `cmo-eval code as` changes it")


QUALITIES_MEAN = "opinion: a view; report: from hearsay; observation: seen oneself; documented: on record"
"""What each quality is, for whoever is asked for one."""


def quality_of(source: str) -> str:
    """What somebody answers of the quality of what a source tells."""
    from cmo_eval.edits.coding.draft import QUALITY_WORDS, meant
    from cmo_eval.model import QUALITIES

    tell(QUALITIES_MEAN)
    while True:
        answer = str(
            typer.prompt(f"Quality in {source}, where a fragment gives none ({', '.join(QUALITIES)})", err=True)
        )
        try:
            return meant(answer.strip(), QUALITY_WORDS, "the quality")
        except UsageError as error:
            tell(f"{error.message}; {error.hint}")


def kind_of(source: str = "a source") -> str:
    """What somebody answers of the kind of a source, once all kinds were explained."""
    from cmo_eval.edits.kinds import SOURCE_KINDS, USUAL_KIND, explained

    tell(f"Kinds of source:\n{explained()}")
    while True:
        given = str(typer.prompt(f"Kind of {source}", default=USUAL_KIND, err=True)).strip().replace(" ", "_").lower()
        try:
            return one_of(given, tuple(SOURCE_KINDS), "the kind")
        except UsageError as error:
            tell(f"{error.message}; {error.hint}")


def asks(*, unless: bool) -> bool:
    """Whether somebody may be asked: on a terminal, `unless` nothing is to be asked or written."""
    return sys.stdin.isatty() and not unless
