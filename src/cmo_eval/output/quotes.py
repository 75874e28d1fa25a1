"""Quotes to read: for a terminal, as CSV with a row for each, and as JSON; and those on one thing, in short."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from cmo_eval.analysis.quotes import Quotes, Said, quotes_of
from cmo_eval.model import STANCES
from cmo_eval.output.plain import fields, filled, json_text, number_of, visible
from cmo_eval.output.search import HELD, INDENT, about, heading, wrapped
from cmo_eval.spreadsheet.csv_tables import csv_text

if TYPE_CHECKING:
    from cmo_eval.analysis.evidence import Side
    from cmo_eval.analysis.verification import ClaimResult
    from cmo_eval.store.repository import Repository

_MOST = 40
"""Quotes that are shown for each stance before somebody decides."""
_FEW = 12
"""Quotes that are shown with a record."""


def quotes_text(found: Quotes, *, width: int | None = None, ascii_only: bool = False) -> str:
    """The quotes below their sources, each with who says it where, and what it shows; empty without any.

    Args:
        found: what is shown.
        width: columns of the terminal; None for a line each, whole.
        ascii_only: quotation marks are plain; users' words stay as they are.
    """
    return "\n".join(_lines(found.rows, width, ascii_only=ascii_only))


def _lines(rows: Sequence[Said], width: int | None, *, ascii_only: bool) -> Iterator[str]:
    first = True
    for _, group in groupby(rows, key=attrgetter("source")):
        for place, one in enumerate(group):
            if place == 0:
                if not first:
                    yield ""
                first = False
                yield from _put(heading(one.source, one.title, one.kind, one.date), width, "", "  ")
            yield from _put(", ".join([one.citation, *about(one)]), width, "  ", "    ")
            yield from _words(one, width, ascii_only=ascii_only)


def _put(text: str, width: int | None, first: str, rest: str) -> Sequence[str]:
    if width is None or len(text) + len(first) <= width:
        return [f"{first}{visible(text)}"]
    return filled(text, width, first, rest)


def _words(one: Said, width: int | None, *, ascii_only: bool) -> Iterator[str]:
    """The words in their marks, a paraphrase called so."""
    if one.words is None:
        yield f"{INDENT}{HELD}"
        return
    left, right = ('"', '"') if ascii_only else ("“", "”")
    words = " ".join(one.words.split())
    said = f"{left}{words}{right}" if one.verbatim else f"{words} (paraphrase)"
    if width is None:
        yield f"{INDENT}{visible(said)}"
    else:
        yield from wrapped(said, (), width, colour=False)


def totals(found: Quotes) -> str:
    """How many there are, in words: `12 quotes from 5 sources, 2 of which may not be shown`."""
    if not found.rows:
        return "no quotes"
    held = f", {found.held_back} of which may not be shown" if found.held_back else ""
    return f"{number_of(len(found.rows), 'quote')} from {number_of(found.sources, 'source')}{held}"


# ---- for other programs ---------------------------------------------------------------------------------------------

HEADINGS = tuple(Said.__dataclass_fields__)


def quotes_csv(found: Quotes) -> str:
    """CSV with a heading; text that a spreadsheet would take for a formula begins with an apostrophe.

    Several codes, and several stances, are apart by a semicolon.
    """
    rows = map(attrgetter(*HEADINGS), found.rows)
    said = (["; ".join(value) if isinstance(value, tuple) else value for value in row] for row in rows)
    return csv_text(chain([HEADINGS], said))


def quotes_json(found: Quotes, given: Mapping[str, Sequence[str]]) -> str:
    """A document with the filters, the totals and the quotes; `words` that may not be quoted are null."""
    return json_text(
        {
            "version": 1,
            "filters": given,
            "total": len(found.rows),
            "held_back": found.held_back,
            "quotes": [fields(one, *HEADINGS) for one in found.rows],
        }
    )


# ---- in short, beside something else --------------------------------------------------------------------------------


def for_and_against(
    repository: Repository, result: ClaimResult, *, width: int | None = None, ascii_only: bool = False
) -> str:
    """The words that are weighed for a claim, stance by stance, as they are read before somebody decides on it.

    So are those about an earlier version that have no answer yet. Of a stance with very many it shows the first ones,
    and says how to read the others.
    """
    lines: list[str] = []
    known = repository.citations.by_id
    sides: dict[str, Side] = {stance: result.evidence.sides[stance] for stance in STANCES}
    sides["left behind, about an earlier version of"] = result.evidence.left_behind
    for stance, side in sides.items():
        # an absence has the id of its case, and no words
        coded = [known[id_] for id_ in side.citations if id_ in known]
        if not coded:
            continue
        found = quotes_of(repository, coded)
        lines += ["", f"{stance} {result.claim.id}: {totals(found)}"]
        lines += [
            f"  {line}".rstrip() for line in _lines(found.rows[:_MOST], width and width - 2, ascii_only=ascii_only)
        ]
        filters = f"--claim {result.claim.id}" + (f" --stance {stance}" if stance in STANCES else "")
        lines += _more(len(found.rows) - _MOST, filters)
    return "\n".join(lines[1:])


def in_short(found: Quotes, filters: str, *, width: int | None = None, ascii_only: bool = False) -> list[str]:
    """The first quotes, without headings: who says it where, below it the words, and last how to read the others."""
    lines: list[str] = []
    for one in found.rows[:_FEW]:
        lines += _put(", ".join([one.citation, *about(one)]), width, "  ", "    ")
        lines += _words(one, width, ascii_only=ascii_only)
    return [*lines, *_more(len(found.rows) - _FEW, filters)]


def _more(left: int, filters: str) -> list[str]:
    return [f"  and {left} more: cmo-eval quotes {filters}"] if left > 0 else []
