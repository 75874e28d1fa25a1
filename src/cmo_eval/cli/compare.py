"""`cmo-eval compare`: cases beside each other."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from cmo_eval.cli import completion
from cmo_eval.cli.options import Output, Project, formats, read_by
from cmo_eval.cli.output import deliver, end, one_of, target_of, width
from cmo_eval.cli.report import opened_for, refuse_named, tell_held

if TYPE_CHECKING:
    from cmo_eval.analysis.framework_table import FrameworkTable
    from cmo_eval.api import Evaluation

ENDINGS = {".csv": "csv", ".md": "md", ".json": "json", ".xlsx": "xlsx"}


def table(
    framework: Annotated[
        str,
        typer.Argument(
            metavar="FRAMEWORK",
            help="The key of a framework in evaluation.yaml.",
            autocompletion=completion.frameworks,
        ),
    ],
    project: Project = None,
    by: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="A row for each partner (`organisation`), or for each value of an attribute of cases.",
        ),
    ] = None,
    format_: Annotated[
        str | None, formats("text", "md", "csv", "json", "xlsx", help_="By the ending of FILE, else text.")
    ] = None,
    output: Output = None,
    audience: Annotated[str, read_by("Who will read it.")] = "team",
    language: Annotated[
        str | None, typer.Option(metavar="nl|en", help="Of md and xlsx; the evaluation's by default.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Replace FILE if it is there.")] = False,
) -> None:
    """Put cases beside each other by the dimensions of a framework, and say where they agree and differ.

    Each cell has its value, a mark for how far along the scale that is, its text, and the citations it rests on; in a
    workbook it leads to their words. Exits 1 when a file could not be read.

    \b
    Example:
      cmo-eval compare table process
      cmo-eval compare table process --by organisation
      cmo-eval compare table process -o process.xlsx --audience committee
    """
    from cmo_eval.messages import LANGUAGES
    from cmo_eval.output import framework_table

    form, target = target_of(output, format_, ENDINGS, yes=yes)
    given = None if language is None else one_of(language, LANGUAGES, "--language")
    evaluation = opened_for(project, audience, given)
    spoken = given or evaluation.repository.evaluation.language
    found = evaluation.framework_table(framework, by)
    makers: dict[str, Callable[[FrameworkTable], str | bytes]] = {
        "text": partial(framework_table.comparison_text, width=width()),
        "md": partial(framework_table.comparison_markdown, language=spoken),
        "csv": framework_table.comparison_csv,
        "json": framework_table.comparison_json,
        "xlsx": partial(_workbook, evaluation, language=spoken, readers=audience),
    }
    written = makers[form](found)
    refuse_named(evaluation, {f"table.{form}": written if isinstance(written, bytes) else written.encode()})
    deliver(written, target)
    tell_held(evaluation)
    end(evaluation.unread)


def _workbook(evaluation: Evaluation, found: FrameworkTable, language: str, readers: str) -> bytes:
    """The table as a workbook, with the words that its cells rest on, and who may read them."""
    from cmo_eval.analysis.completeness import names_of
    from cmo_eval.analysis.quotes import quotes_of
    from cmo_eval.messages import label
    from cmo_eval.output.framework_book import Words, framework_xlsx
    from cmo_eval.report.quotations import who
    from cmo_eval.report.sentences import place

    repository = evaluation.repository
    known, names = repository.citations.by_id, names_of(repository.evaluation)
    cited = quotes_of(repository, (known[id_] for id_ in found.cited if id_ in known), language=language).rows
    words = {
        one.citation: Words(
            one.words, one.verbatim, who(repository, one, language, names), place(one, language), one.source
        )
        for one in cited
    }
    about = label(f"report.audience.{readers}", language)
    return framework_xlsx(found, words, repository.evaluation.title, language, about=about)
