"""What can be asked of a portfolio: evaluations, mechanisms, verdicts, groups, claims alike, and whatever SQL says."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from cmo_eval.errors import UsageError
from cmo_eval.nearest import unknown
from cmo_eval.portfolio import sql
from cmo_eval.portfolio.duck import quoted
from cmo_eval.store.order import natural_once

_IDS = frozenset({"mechanism", "evaluation", "pattern", "claim", "group_key", "citation", "source"})
"""The columns by which rows are put in natural order (C2 before C10), from the left."""
LEAST_LIKE = 55.0
"""Likeness in percent from which claims are alike."""


class Engine(Protocol):
    """Whatever answers SQL over the tables of a portfolio."""

    def table(self, query: str) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        """The names of the columns that a query of ours gives, and its rows."""

    def own(self, query: str) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        """The same of a query of the user's own."""


class Found(NamedTuple):
    """What a question gave: the names of the columns, the rows, and which columns are enough for a terminal.

    `none` is what a terminal says where there are no rows; it may be nothing.
    """

    columns: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]
    brief: tuple[str, ...] = ()
    none: str = "nothing\n"

    def by_name(self) -> list[dict[str, Any]]:
        """The rows, each by the names of the columns."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def evaluations(engine: Engine) -> Found:
    """The evaluations, and how much there is of each."""
    return _found(engine, sql.EVALUATIONS, "evaluation title audience claims sources citations held_back")


def verdicts(engine: Engine, language: str = "en") -> Found:
    """Each claim with the verdict that the rules propose, why, in that language, and the decision beside it."""
    brief = "evaluation claim title verdict decision rule for_voices against_voices"
    return _found(engine, sql.VERDICTS_NL if language == "nl" else sql.VERDICTS, brief)


def groups(engine: Engine) -> Found:
    """Each group, how many of it are heard, and in how many of the claims that are for it nobody is."""
    return _found(engine, sql.GROUPS, "evaluation group_key label voices citations claims unheard")


def mechanisms(engine: Engine) -> Found:
    """Each shared mechanism with the evaluations, patterns and claims in which it was at work, or was not shown."""
    brief = "mechanism evaluation pattern claim shown verdict showing denying"
    return _found(engine, sql.MECHANISMS, brief)


def loose(engine: Engine) -> list[str]:
    """A sentence for each evaluation of which patterns name no mechanism, and so are nowhere among them."""
    return [
        f"{loose} of {patterns} pattern{'s' if patterns > 1 else ''} of {evaluation} "
        f"name{'s' if loose == 1 else ''} no mechanism; `instance_of` in a pattern says which one it is"
        for evaluation, patterns, loose in engine.table(sql.LOOSE)[1]
        if loose
    ]


def quotes(engine: Engine, mechanism: str) -> Found:
    """From a mechanism down to the words: evaluations, patterns, claims, citations.

    Raises:
        UsageError: there is no such mechanism.
    """
    known = {
        str(row[0]) for row in engine.table("SELECT mechanism FROM mechanisms UNION SELECT mechanism FROM instances")[1]
    }
    if mechanism not in known:
        hint = f"the mechanisms are {', '.join(sorted(known))}" if known else "no pattern is an instance of any yet"
        raise unknown("mechanism", mechanism, known, hint)
    brief = "evaluation pattern claim stance citation group_key quote"
    return _found(engine, sql.QUOTES.format(where=f"i.mechanism = {quoted(mechanism)}"), brief)


def upwards(engine: Engine, place: str) -> Found:
    """From a citation or a pattern, as `EVALUATION/ID`, up to claims, patterns and mechanisms.

    Raises:
        UsageError: it is not written so, or there is nothing with that id.
    """
    evaluation, slash, id_ = place.partition("/")
    if not (slash and evaluation and id_):
        raise UsageError(f"{place} names no place in a portfolio", "write it as EVALUATION/ID, such as heerlen/FG2-014")
    found = _found(engine, sql.BACK.format(evaluation=quoted(evaluation), id=quoted(id_)), "")
    if not found.rows:
        raise UsageError(
            f"no evidence in {evaluation} is a citation or about a pattern {id_}", "`portfolio list` shows evaluations"
        )
    return found


def claims_alike(engine: Engine, text: str, most: int) -> tuple[Found, Found]:
    """The claims that are most like a text, the likeness in percent, and what is weighed about each.

    Likeness is that of the words, in whatever order (`token_set_ratio` of RapidFuzz), of the title or the statement,
    whichever is more alike; it knows no synonyms.

    Args:
        engine: of the portfolio.
        text: a claim, in some words.
        most: how many claims at most.
    """
    from rapidfuzz.fuzz import token_set_ratio  # noqa: PLC0415 - only this question needs it
    from rapidfuzz.utils import default_process  # noqa: PLC0415

    columns, rows = engine.table(sql.CLAIMS)
    like = [
        (round(max(token_set_ratio(text, said, processor=default_process) for said in row[2:4]), 1), row)
        for row in rows
    ]
    chosen = sorted((one for one in like if one[0] >= LEAST_LIKE), key=lambda one: (-one[0], one[1]))[:most]
    claims = Found(
        ("likeness", *columns),
        [(score, *row) for score, row in chosen],
        ("likeness", "evaluation", "claim", "title", "verdict", "decision"),
        f"no claim has a likeness of {LEAST_LIKE:.0f} or more\n",
    )
    wanted = [f"(w.evaluation = {quoted(row[0])} AND w.claim = {quoted(row[1])})" for _, row in chosen] or ["1 = 0"]
    query = sql.ON_CLAIMS.format(where=" OR ".join(wanted))
    evidence = _found(engine, query, "evaluation claim stance citation group_key quote")
    return claims, evidence._replace(none="nothing is weighed for these\n" if chosen else "")


def own_query(engine: Engine, query: str) -> Found:
    """What a query of the user's own gives; values that are no text, number or truth are texts.

    Raises:
        CmoEvalError: the engine refuses it.
    """
    columns, rows = engine.own(query)
    return Found(columns, [tuple(map(_plain, row)) for row in rows], columns)


def _plain(value: Any) -> Any:
    known = value is None or isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value))
    return value if known else str(value)


def _found(engine: Engine, query: str, brief: str) -> Found:
    columns, rows = engine.table(query)
    weight, ranks = 1, []
    for name, column in reversed([*zip(columns, zip(*rows, strict=True), strict=False)]):
        if name in _IDS:
            known = {*column}
            ids = [*(known & {None}), *sorted(known - {None}, key=natural_once)]
            ranks.append(map({id_: rank * weight for rank, id_ in enumerate(ids)}.__getitem__, column))
            weight *= len(ids)
    keys = [*map(sum, zip(*ranks, strict=True))]
    ordered = [rows[place] for place in sorted(range(len(rows)), key=keys.__getitem__)]
    return Found(columns, ordered, tuple(brief.split()) or columns)
