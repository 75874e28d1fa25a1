"""`cmo-eval portfolio add` and `remove`: which evaluations are in a portfolio."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cmo_eval.cli.options import AUDIENCES
from cmo_eval.cli.output import emit, one_of, progress, tell
from cmo_eval.errors import CmoEvalError
from cmo_eval.output.plain import number_of, visible

if TYPE_CHECKING:
    from cmo_eval.portfolio.folder import Portfolio

Folder = Annotated[
    Path | None,
    typer.Option(
        "--portfolio",
        metavar="DIR",
        help="The portfolio; else the nearest folder upwards from here with mechanisms.yaml.",
        show_default=False,
    ),
]


def opened_folder(portfolio: Path | None) -> Portfolio:
    """The portfolio in that folder, or upwards from here; which evaluations changed since they came in is told.

    Raises:
        CmoEvalError: there is none.
    """
    from cmo_eval.portfolio.folder import find

    here = find(portfolio)
    outdated = here.outdated()
    into = f" --portfolio {shlex.quote(str(portfolio))}" if portfolio is not None else ""
    for id_, source in [*outdated.items()][:_TOLD]:
        again = f"cmo-eval portfolio add {shlex.quote(source)}{into}"
        tell(visible(f"! {id_} changed since it was put in: `{again}` renews what is here"))
    if outdated:
        more = f"; {len(outdated) - _TOLD} more changed" if len(outdated) > _TOLD else ""
        tell(f"! who withdrew there since may still be quoted here{more}")
    return here


_TOLD = 5
"""Evaluations that changed which are named one by one."""


def add(
    evaluations: Annotated[list[Path], typer.Argument(metavar="FOLDER...", help="Folders of evaluations.")],
    portfolio: Folder = None,
    audience: Annotated[str, typer.Option(metavar="|".join(AUDIENCES), help="Who will read the portfolio.")] = "public",
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace an evaluation with the same id that came from another folder.")
    ] = False,
) -> None:
    """Put evaluations into a portfolio, as its readers may see them; each in the place of what was there of it.

    A folder that is named and holds no portfolio becomes one. What these readers may not see is not written. Each goes
    in whole or not at all, and one that is refused keeps no other out: one in which `validate` finds an error, a text
    that points at a person where the public reads it, or another evaluation with the same id. Exits 1 then.

    \b
    Example:
      cmo-eval portfolio add heerlen leiden --portfolio ministry
      cmo-eval portfolio add ~/evaluations/* --audience committee
    """
    from cmo_eval import api
    from cmo_eval.cli.report import tell_repeats, tell_why_not
    from cmo_eval.portfolio.duck import library
    from cmo_eval.portfolio.folder import make

    readers = one_of(audience, AUDIENCES, "--audience")
    library()  # before anything is read: whether it can be written
    into, refused = make(portfolio), 0
    for folder in dict.fromkeys(evaluations):
        try:
            with progress():
                disclosure = api.admit(folder, readers)
                counts = into.add(disclosure.repository, disclosure.root, replace=replace)
        except CmoEvalError as error:
            refused += 1
            tell(visible(f"{folder} is refused"))
            if isinstance(error, api.UnpublishableError):
                tell_why_not(error)
            else:
                for said in (error.message, *([f"  hint: {error.hint}"] if error.hint else [])):
                    tell(visible(said))
            continue
        held = disclosure.repository.held.words
        what = [number_of(counts[table], word) for table, word in (("claims", "claim"), ("citations", "citation"))]
        hidden = f"; the words of {number_of(held, 'citation')} are held back" if held else ""
        emit(visible(f"{disclosure.repository.evaluation.id} is in: {' and '.join(what)}{hidden}"))
        tell_repeats(disclosure.repeats)
    if refused:
        tell(f"{number_of(refused, 'evaluation')} refused; what was here of them is as it was")
        raise typer.Exit(1)


def remove(
    evaluations: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of evaluations.")],
    portfolio: Folder = None,
) -> None:
    """Take evaluations out of a portfolio; their own folders stay as they are.

    \b
    Example:
      cmo-eval portfolio remove heerlen
    """
    from cmo_eval.nearest import unknown
    from cmo_eval.portfolio.folder import find

    here = find(portfolio)
    known = here.evaluations
    for id_ in evaluations:
        if id_ not in known:
            hint = f"here are {', '.join(known)}" if known else "nothing was added yet"
            raise unknown("evaluation", id_, known, hint)
    for id_ in dict.fromkeys(evaluations):
        here.remove(id_)
        emit(f"{id_} is out")
