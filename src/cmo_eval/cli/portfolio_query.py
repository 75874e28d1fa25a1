"""`cmo-eval portfolio mechanisms` and the like: one question to all evaluations of a portfolio."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from cmo_eval.cli.ending import tell_notes
from cmo_eval.cli.options import formats, together
from cmo_eval.cli.output import coloured, emit, one_of, progress, width
from cmo_eval.cli.portfolio import Folder, opened_folder
from cmo_eval.errors import UsageError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from cmo_eval.portfolio.questions import Engine as Answers
    from cmo_eval.portfolio.questions import Found

LOCAL = "local[*]"


class How(NamedTuple):
    """The options that say who answers, and how it is shown."""

    format_: Annotated[
        str, formats("text", "json", "csv", help_="text shows the most telling columns, json and csv all.")
    ] = "text"
    engine: Annotated[
        str, typer.Option("--engine", metavar="duckdb|spark", help="Who answers: DuckDB in this program, or Spark.")
    ] = "duckdb"
    master: Annotated[
        str,
        typer.Option(
            "--master", metavar="URL", help="With --engine spark: the cluster, or `local[N]` with N processors."
        ),
    ] = LOCAL


@together
def list_(*, portfolio: Folder = None, how: How) -> None:
    """List the evaluations of a portfolio: who may read what is here of them, and how much there is.

    \b
    Example:
      cmo-eval portfolio list
    """
    from cmo_eval.portfolio.questions import evaluations

    _answer(portfolio, how, lambda db: {"evaluations": evaluations(db)})


@together
def mechanisms(
    mechanism: Annotated[
        str | None, typer.Argument(metavar="[MECHANISM]", help="Its key: shows what is said, down to the words.")
    ] = None,
    *,
    portfolio: Folder = None,
    up: Annotated[
        str | None,
        typer.Option("--from", metavar="EVALUATION/ID", help="From a citation or a pattern up to its mechanisms."),
    ] = None,
    how: How,
) -> None:
    """Show where each shared mechanism was at work and where not: evaluations, patterns, claims, verdicts, voices.

    `shown`: each part of the pattern was seen first hand by somebody in favour of the claim; `partly`: some parts were.
    A mechanism that no pattern is an instance of stands there too, alone.

    \b
    Example:
      cmo-eval portfolio mechanisms
      cmo-eval portfolio mechanisms trusted-third-party
      cmo-eval portfolio mechanisms --from heerlen/FG2-014
    """
    from cmo_eval.portfolio import questions

    if mechanism is not None and up is not None:
        raise UsageError("a mechanism and --from are two ways", "down from a mechanism, or up from a citation")
    if up is not None:
        _answer(portfolio, how, lambda db: {"upwards": questions.upwards(db, up)})
    elif mechanism is not None:
        _answer(portfolio, how, lambda db: {"quotes": questions.quotes(db, mechanism)})
    else:
        _answer(portfolio, how, lambda db: {"mechanisms": questions.mechanisms(db)}, questions.loose)


@together
def verdicts(*, portfolio: Folder = None, how: How) -> None:
    """Show the verdict that the rules propose on every claim, the decision beside it, and who stands where.

    It is what `verify` proposes in the evaluation's own folder, by the same rules.

    \b
    Example:
      cmo-eval portfolio verdicts
      cmo-eval portfolio verdicts --format csv > verdicts.csv
    """
    from cmo_eval.portfolio.questions import verdicts as asked

    _answer(portfolio, how, lambda db: {"verdicts": asked(db)})


@together
def groups(*, portfolio: Folder = None, how: How) -> None:
    """Show each group: its voices, and of how many claims that are for it nobody of it is heard.

    \b
    Example:
      cmo-eval portfolio groups
    """
    from cmo_eval.portfolio.questions import groups as asked

    _answer(portfolio, how, lambda db: {"groups": asked(db)})


@together
def claim(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A claim, in some words.")],
    *,
    portfolio: Folder = None,
    most: Annotated[int, typer.Option("--most", metavar="N", min=1, help="So many claims at most.")] = 5,
    how: How,
) -> None:
    """Show the claims that are most like a text, by their words, and the evidence that is weighed for them.

    \b
    Example:
      cmo-eval portfolio claim "a third party makes both sides trust it"
    """
    from cmo_eval.portfolio.questions import claims_alike

    def asked(db: Answers) -> dict[str, Found]:
        alike, evidence = claims_alike(db, text, most)
        return {"claims": alike, "evidence": evidence}

    _answer(portfolio, how, asked)


@together
def sql(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="One SELECT over the tables of the portfolio.")],
    *,
    portfolio: Folder = None,
    how: How,
) -> None:
    """Ask in SQL, over the tables of docs/portfolio.md; nothing is changed, and nothing else can be read.

    \b
    Example:
      cmo-eval portfolio sql "SELECT verdict, count(*) FROM verdicts GROUP BY 1"
    """
    from cmo_eval.portfolio.questions import own_query

    _answer(portfolio, how, lambda db: {"rows": own_query(db, query)})


def _answer(
    portfolio: Path | None,
    how: How,
    question: Callable[[Answers], dict[str, Found]],
    beside: Callable[[Answers], list[str]] = lambda _: [],
) -> None:
    """Ask, and print what is found; of several tables CSV has the last one, which is the longest.

    What is told `beside` it stands on stderr.
    """
    import sys

    from cmo_eval.output.answers import rows_csv, rows_json, rows_text

    here = opened_folder(portfolio)
    session: AbstractContextManager[Answers]
    if one_of(how.engine, ("duckdb", "spark"), "--engine") == "spark":
        from cmo_eval.portfolio import spark

        session = spark.opened(here, how.master)
    elif how.master != LOCAL:
        raise UsageError("--master is for Spark", "say --engine spark too")
    else:
        from cmo_eval.portfolio.engine import opened

        session = opened(here)
    with progress(), session as db:
        found, notes = question(db), beside(db)
    if how.format_ == "json":
        for lines in rows_json(**{name: (one.columns, one.rows) for name, one in found.items()}):
            emit(lines)
    elif how.format_ == "csv":
        last = [*found.values()][-1]
        emit(rows_csv(last.columns, last.rows))
    else:
        wide, colour = width(), coloured(sys.stdout)
        shown = [
            rows_text(one.columns, one.rows, one.brief, width=wide, colour=colour) if one.rows else one.none
            for one in found.values()
        ]
        emit("\n".join(filter(None, shown)), styled=True)
    tell_notes(notes)
