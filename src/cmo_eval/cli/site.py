"""`cmo-eval site`: the evidence as static files, from each conclusion down to the words and back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from cmo_eval.cli.options import AUDIENCES, Project
from cmo_eval.cli.output import emit, one_of, progress
from cmo_eval.cli.report import disclosed, refuse_named, tell_held
from cmo_eval.messages import LANGUAGES


def command(
    project: Project = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="DIR", help="Where to; `site` in the evaluation by default (see --audience)."
        ),
    ] = None,
    audience: Annotated[
        str,
        typer.Option(
            metavar="|".join(AUDIENCES),
            help="Who will read it; for others than the public it is written into `site-committee` or `site-team`.",
        ),
    ] = "public",
    language: Annotated[
        str | None, typer.Option(metavar="nl|en", help="Of headings and labels; the evaluation's by default.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be written.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Write it among files that cmo-eval did not write.")] = False,
) -> None:
    """Write the evidence as a site: from each conclusion down to the words, and from each quote up.

    It opens from disk (index.html) and from any web server, and fetches nothing from anywhere. What these readers may
    not see is held back, and counted. A site made earlier is replaced whole; other files in its folder stay. Exits 1
    when a file could not be read; a public site is not written then, nor where a text points at a person.

    \b
    Example:
      cmo-eval site
      cmo-eval site -o out --audience committee --language en
    """
    from cmo_eval.report import view
    from cmo_eval.site import files, link_to, refuse_foreign

    chosen = None if language is None else one_of(language, LANGUAGES, "--language")
    readers = one_of(audience, AUDIENCES, "--audience")
    evaluation = disclosed(project, readers, chosen)
    repository = evaluation.repository
    target = output or evaluation.root / ("site" if readers == "public" else f"site-{readers}")
    refuse_foreign(target, force=yes)
    with progress():
        made = files(
            view(
                repository,
                evaluation.verify(),
                chosen or repository.evaluation.language,
                coding=evaluation.coding(),
                recoded=evaluation.recoded,
                links=link_to,
            )
        )
    refuse_foreign(target, made, force=yes)
    refuse_named(evaluation, made)
    put(target, made, yes=yes, dry_run=dry_run)
    tell_held(evaluation)
    if evaluation.unread:
        raise typer.Exit(1)


def put(target: Path, made: Mapping[str, bytes], *, yes: bool, dry_run: bool) -> None:
    """Write the files of a site in place of an earlier one, and say so; or only say what would be written."""
    from cmo_eval.site import write_site

    if dry_run:
        emit(f"would write {len(made)} files into {target}")
        return
    gone = write_site(target, made, force=yes)
    emit(f"wrote {len(made)} files into {target}; begin at {target / 'index.html'}")
    if gone:
        emit(f"took away {gone} of an earlier site")
