"""`cmo-eval portfolio site` and `open`: a portfolio as pages, written or shown on this computer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cmo_eval.cli.open import NoBrowser, Port
from cmo_eval.cli.output import one_of, progress, tell
from cmo_eval.cli.portfolio import Folder, opened_folder
from cmo_eval.cli.site import put
from cmo_eval.messages import LANGUAGES

Language = Annotated[str, typer.Option(metavar="nl|en", help="Of headings and labels.")]


def site(
    portfolio: Folder = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="DIR", help="Where to; `site` in the portfolio by default.")
    ] = None,
    language: Language = "en",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be written.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Write it among files that cmo-eval did not write.")] = False,
) -> None:
    """Write the portfolio as a site: from shared mechanisms down to the words, and from each quote up.

    It opens from disk (index.html) and from any web server, and fetches nothing from anywhere. It holds what the
    readers may see for whom the evaluations were put in, and says who these are. A site made earlier is replaced
    whole; other files in its folder stay.

    \b
    Example:
      cmo-eval portfolio site --portfolio ministry
      cmo-eval portfolio site -o out --language nl
    """
    from cmo_eval.portfolio.engine import opened
    from cmo_eval.site import refuse_foreign
    from cmo_eval.site.portfolio import PortfolioSite

    spoken = one_of(language, LANGUAGES, "--language")
    here = opened_folder(portfolio)
    target = output or here.root / "site"
    refuse_foreign(target, force=yes)
    with progress(), opened(here) as engine:
        made = dict(PortfolioSite(engine, spoken).files())
    refuse_foreign(target, made, force=yes)
    put(target, made, yes=yes, dry_run=dry_run)


def open_(
    what: Annotated[
        str | None,
        typer.Argument(metavar="[MECHANISM|EVALUATION|EVALUATION/ID]", help="What to open first.", show_default=False),
    ] = None,
    portfolio: Folder = None,
    language: Language = "en",
    port: Port = None,
    no_browser: NoBrowser = False,
) -> None:
    """Read a portfolio in a browser, a page at a time, until Ctrl-C; evaluations that come in appear by themselves.

    Only this computer can reach the pages, and only with the address that is shown: it holds a token.

    \b
    Example:
      cmo-eval portfolio open --portfolio ministry
      cmo-eval portfolio open trusted-third-party
      cmo-eval portfolio open heerlen/FG2-014
    """
    from cmo_eval.site.frame import START
    from cmo_eval.site.renewing import Renewed
    from cmo_eval.web.reading import reading
    from cmo_eval.web.serving import serve

    with Renewed(opened_folder(portfolio), one_of(language, LANGUAGES, "--language")) as pages:
        first = pages.address(what) if what is not None else START
        serve(reading(pages.file, START), f"/{first}", port=port, browser=not no_browser, tell=tell)
