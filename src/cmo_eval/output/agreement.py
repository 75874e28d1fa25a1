"""Agreement between coders: for a terminal, and as Markdown, CSV and JSON; what it says and what it does not."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from cmo_eval.analysis.agreement import Agreement, Row
from cmo_eval.analysis.coefficients import CONFIDENCE, NO_INTERVAL, REASONS, Measured
from cmo_eval.analysis.double_coding import Disagreement
from cmo_eval.edits.second import Shown
from cmo_eval.messages import say
from cmo_eval.output.plain import columns, filled, markdown_table, number_of, visible
from cmo_eval.spreadsheet import csv_text

_FIGURE = len("0.00 [-0.00 0.00]")
_COUNT = 5
_LEAST_NAME = 8
_BEGINNING = 54
_FEW_SOURCES = 8

Words = Callable[[Disagreement], str]
"""The words of the citation, as far as they may be shown; else an empty text."""


def agreement_text(
    found: Agreement, *, disagreements: bool = False, words: Words = lambda _: "", width: int = 80
) -> str:
    """The table, a sentence on how to read it, what was left out; and the disagreements, or how many there are."""
    compared = found.compared
    if not compared.sources:
        return _filled("No source was coded by a second coder. `cmo-eval code second SOURCE --coder CD` begins.", width)
    if not found.rows:
        said = [f"No citation of {_sources(compared.sources)} was coded by two coders.", *left_out(found)]
        return "".join(_filled(line, width) for line in said)
    sources = tuple(dict.fromkeys(unit.source for unit in compared.units))
    title = f"{say(list(compared.coders))} on {number_of(len(compared.units), 'citation')} of {_sources(sources)}"
    parts = [_filled(title, width), *(_block(names, rows, width) for names, rows in blocks(found))]
    parts.append("".join(_filled(line, width) for line in notes(found)))
    kept = "".join(_filled(line, width) for line in left_out(found))
    parts += [kept] if kept else []
    parts.append(_filled(READING, width))
    parts.append(_listed(found, words, width) if disagreements else _how_many(found))
    return "\n".join(parts)


def _sources(names: Sequence[str]) -> str:
    return say(list(names)) if len(names) <= _FEW_SOURCES else number_of(len(names), "source")


def _filled(text: str, width: int) -> str:
    return "\n".join(filled(text, width, break_words=False)) + "\n"


def _block(names: Sequence[str], rows: Sequence[Row], width: int) -> str:
    """A table of rows that have the same coefficients; a name that does not fit has a line to itself."""
    coders = "-".join(rows[0].coders) if len(rows[0].coders) == 2 else ""
    beside = 2 * (_COUNT + 1) + (len(names) - 1) * (_FIGURE + 1)
    longest = max(columns(visible(row_name(row))) for row in rows)
    first = max(_LEAST_NAME, min(max(longest, columns(coders)), width - beside))
    heads = ["units", "agree", *(NAMES[name] for name in names[1:])]
    rule = [*["-" * _COUNT] * 2, *["-" * _FIGURE] * (len(names) - 1)]
    lines = [_table_line(coders, heads, first), _table_line("-" * first, rule, first)]
    for row in rows:
        shown = [str(row.units), *(figure(one) for one in row.measures[: len(names)])]
        lines.append(_table_line(visible(row_name(row)), shown, first))
    return "\n".join(lines) + "\n"


def _table_line(name: str, cells: Sequence[str], first: int) -> str:
    head = f"{name}\n{' ' * first}" if columns(name) > first else name + " " * (first - columns(name))
    counts = [cell.rjust(_COUNT) for cell in cells[:2]]
    return " ".join([head, *counts, *(cell.ljust(_FIGURE) for cell in cells[2:])]).rstrip()


def _how_many(found: Agreement) -> str:
    open_ = [one for one in found.disagreements if one.settled is None]
    if not found.disagreements:
        return "No disagreements.\n"
    settled = len(found.disagreements) - len(open_)
    also = f", {settled} settled" if settled else ""
    return f"{number_of(len(open_), 'disagreement')} open{also}; --disagreements lists them.\n"


def _listed(found: Agreement, words: Words, width: int) -> str:
    open_ = [one for one in found.disagreements if one.settled is None]
    settled = [one for one in found.disagreements if one.settled is not None]
    parts = [_list("Open", open_, words, width)] if open_ else []
    parts += [_list("Settled", settled, words, width)] if settled else []
    return "\n".join(parts) if parts else "No disagreements.\n"


def _list(title: str, found: Sequence[Disagreement], words: Words, width: int) -> str:
    citations = len({one.citation for one in found})
    several_in = "" if citations == len(found) else f" in {number_of(citations, 'citation')}"
    lines = [f"{title} ({len(found)}{several_in}):"]
    for _, group in groupby(found, key=lambda one: one.citation):
        several = list(group)
        beginning = textwrap.shorten(visible(words(several[0])), _BEGINNING, placeholder=" …")
        head = f'{_head(several[0])}  "{beginning}"' if beginning else _head(several[0])
        lines += textwrap.wrap(head, width, subsequent_indent="  ")
        lines += _differences(several, width)
    return "\n".join(lines) + "\n"


def open_text(several: Sequence[Disagreement], quote: str, *, width: int = 80) -> str:
    """All that coders saw differently in one citation, below its words."""
    words = filled(quote, width, "  ", "  ", break_words=False)
    lines = [_head(several[0]), *words, *_differences(several, width)]
    return "\n".join(lines) + "\n"


def _head(one: Disagreement) -> str:
    marks = [f"settled by {one.settled.by}, {one.settled.date}"] if one.settled else []
    marks += ["disputed"] if one.disputed else []
    return f"{one.citation} ({'; '.join(marks)})" if marks else one.citation


def _differences(several: Sequence[Disagreement], width: int) -> list[str]:
    lines: list[str] = []
    for one in several:
        answers = "; ".join(f"{coder}: {answer}" for coder, answer in one.said.items())
        lines += filled(f"{about(one)} - {answers}", width, "  ", "    ")
    return lines


NAMES: Mapping[str, str] = {
    "percent": "agree",
    "cohen_kappa": "kappa",
    "weighted_kappa_linear": "kappa (linear)",
    "weighted_kappa_quadratic": "kappa (squared)",
    "fleiss_kappa": "kappa (Fleiss)",
    "krippendorff_alpha_nominal": "alpha",
    "krippendorff_alpha_ordinal": "alpha (ordinal)",
    "gwet_ac1": "AC1",
}
"""What a coefficient is called at the top of a column."""

_EXPLAINED = {
    "cohen_kappa": "kappa: Cohen's",
    "weighted_kappa_linear": "kappa of quality: Cohen's, weighted by the steps between two qualities, or their square",
    "fleiss_kappa": "kappa: Fleiss'",
    "krippendorff_alpha_nominal": "alpha: Krippendorff's",
    "krippendorff_alpha_ordinal": "alpha of quality: Krippendorff's, ordinal",
    "gwet_ac1": "AC1: Gwet's",
}

_SHORT: Mapping[str, str] = {
    "no_overlap": "no overlap",
    "one_unit": "one unit",
    "no_variation": "no variation",
    "not_two_coders": "not two coders",
    "not_numbers": "no numbers",
}

_SHOWN = 4
_FEW = 4

READING = (
    "No figure makes coding good or bad by itself. Kappa and alpha fall where nearly all citations get the same "
    "answer, AC1 does not; with few citations none of them says much. What helps is to talk about the disagreements."
)
"""What to make of the figures."""


def row_name(row: Row) -> str:
    """What a row is about."""
    return row.item or {"code": "codes", "stance": "stances"}.get(row.about, row.about)


def figure(one: Measured) -> str:
    """A coefficient with its interval, or in a word why there is none; percent agreement without its interval."""
    if one.value is None:
        return _SHORT[one.coefficient.why or "no_overlap"]
    if one.name == "percent":
        text = f"{one.value:.0%}"
        return ">99%" if text == "100%" and one.value < 1 else text
    interval = "" if one.low is None or one.high is None else f" [{_number(one.low)} {_number(one.high)}]"
    return _number(one.value) + interval


def _number(value: float) -> str:
    text = f"{value:.2f}"
    return "0.00" if text == "-0.00" else text


def about(one: Disagreement) -> str:
    """What a disagreement is about, in a word or some."""
    what = {"code": "code", "stance": "stance on", "pattern": "shown of", "quality": "quality"}[one.about]
    return f"{what} {one.item}" if one.item else what


def blocks(found: Agreement) -> list[tuple[tuple[str, ...], list[Row]]]:
    """Rows that have the same coders and coefficients, with the names of those that a table shows."""
    made: list[tuple[tuple[str, ...], list[Row]]] = []
    for row in found.rows:
        names = tuple(one.name for one in row.measures)[:_SHOWN]
        if not made or made[-1][0] != names or made[-1][1][-1].coders != row.coders:
            made.append((names, []))
        made[-1][1].append(row)
    return made


def notes(found: Agreement) -> Iterator[str]:
    """What the figures of this table are, as sentences."""
    shown = [one for row in found.rows for one in row.measures[:_SHOWN]]
    names = {one.name for one in shown}
    explained = "; ".join(text for name, text in _EXPLAINED.items() if name in names)
    draws = f"{CONFIDENCE:.0%} of {found.resamples:,} random draws of the same citations (seed {found.seed})"
    if explained:
        yield f"{explained}. Between brackets: {draws}."
    averaged = {
        "codes" if row.about == "code" else "claims": row.items
        for row in found.rows
        if row.items > 1 and row.about != "claim"
    }
    if averaged:
        over = " and ".join(f"{number} {what}" for what, number in averaged.items())
        rows = "Codes as a whole" if found.by == "code" else "Stances" if found.by == "stance" else "Codes and stances"
        yield f"{rows}: averaged over {over} before chance is taken off (pooled)."
    for why in dict.fromkeys(one.coefficient.why for one in shown):
        if why is not None:
            yield f"{_SHORT[why].capitalize()}: not computable; {REASONS[why]}."
    bare = dict.fromkeys(one.no_interval for one in shown if one.value is not None and one.name != "percent")
    reasons = [NO_INTERVAL[none] for none in bare if none is not None]
    if reasons:
        yield f"No brackets: {'; or '.join(reasons)}."


def left_out(found: Agreement) -> Iterator[str]:
    """What could not be compared, as sentences."""
    compared = found.compared
    if compared.unknown_first:
        yield (
            f"Left out: {_citations(compared.unknown_first)} settled without a record of what the first coder had "
            f"made of it ({_some(compared.unknown_first)})."
        )
    for one in compared.alone:
        if one.agreed:
            yield f"{one.source}: {_citations(one.agreed)} of the agreed coding not in {one.coder}'s file."
        if one.waiting:
            yield f"{one.source}: {_citations(one.waiting)} in {one.coder}'s file not coded yet."
        if one.second:
            fragments = number_of(len(one.second), "fragment")
            yield f"{one.source}: {fragments} that only {one.coder} marked ({_some(one.second)})."
    for source in compared.same_coder:
        yield f"{source}: a second coding by its first coder compares nobody; left out."


def _citations(ids: Sequence[str]) -> str:
    return number_of(len(ids), "citation")


def _some(ids: Sequence[str]) -> str:
    return ", ".join(ids) if len(ids) <= _FEW else f"{', '.join(ids[:_FEW])} and {len(ids) - _FEW} more"


def agreement_json(found: Agreement) -> str:
    """Everything as JSON, version 1; what is not computable is null, with `why`."""
    compared = found.compared
    data: dict[str, Any] = {
        "version": 1,
        "by": found.by,
        "sources": list(compared.sources),
        "coders": list(compared.coders),
        "citations": len(compared.units),
        "interval": {"confidence": CONFIDENCE, "resamples": found.resamples, "seed": found.seed},
        "rows": [_row_data(row) for row in found.rows],
        "left_out": {
            "settled_without_record": list(compared.unknown_first),
            "second_coding_by_first_coder": list(compared.same_coder),
            "one_coder_only": [
                {
                    "source": one.source,
                    "coder": one.coder,
                    "agreed_only": list(one.agreed),
                    "second_only": list(one.second),
                    "not_coded_yet": list(one.waiting),
                }
                for one in compared.alone
            ],
        },
        "disagreements": [
            {
                "citation": one.citation,
                "source": one.source,
                "about": one.about,
                "item": one.item,
                "said": dict(one.said),
                "settled": {"by": one.settled.by, "date": one.settled.date} if one.settled else None,
                "disputed": one.disputed,
            }
            for one in found.disagreements
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)


def _row_data(row: Row) -> dict[str, Any]:
    return {
        "about": row.about,
        "item": row.item,
        "coders": list(row.coders),
        "units": row.units,
        "items": row.items,
        "scale": row.scale,
        "coefficients": {
            one.name: {
                "value": one.value,
                "low": one.low,
                "high": one.high,
                "why": REASONS[one.coefficient.why] if one.coefficient.why else None,
                "no_interval": NO_INTERVAL[one.no_interval] if one.no_interval and one.value is not None else None,
            }
            for one in row.measures
        },
    }


def agreement_csv(found: Agreement, *, disagreements: bool = False) -> str:
    """CSV with a line for each coefficient; or, of the disagreements, a line for each with a column for each coder."""
    return csv_text(_disagreement_rows(found) if disagreements else _figure_rows(found))


def _figure_rows(found: Agreement) -> list[list[str | int]]:
    head: list[str | int] = [
        "about",
        "item",
        "coders",
        "units",
        "items",
        "scale",
        "coefficient",
        "value",
        "low",
        "high",
        "why",
    ]
    rows: list[list[str | int]] = [list(head)]
    for row in found.rows:
        for one in row.measures:
            figures = ["" if value is None else f"{value:.4f}" for value in (one.value, one.low, one.high)]
            why = REASONS[one.coefficient.why] if one.coefficient.why else ""
            if not why and one.no_interval:
                why = NO_INTERVAL[one.no_interval]
            coders = " ".join(row.coders)
            rows.append([row.about, row.item or "", coders, row.units, row.items, row.scale, one.name, *figures, why])
    return rows


def _disagreement_rows(found: Agreement) -> list[list[str | int]]:
    coders = found.compared.coders
    rows: list[list[str | int]] = []
    rows.append(["citation", "about", "item", *coders, "settled_by", "settled", "disputed"])
    for one in found.disagreements:
        said = [one.said.get(coder, "") for coder in coders]
        settled = [one.settled.by, one.settled.date] if one.settled else ["", ""]
        rows.append([one.citation, one.about, one.item or "", *said, *settled, "yes" if one.disputed else ""])
    return rows


def agreement_markdown(found: Agreement, *, disagreements: bool = False) -> str:
    """Tables in Markdown, one for each set of coders and scale, with what was left out below."""
    parts = []
    for names, rows in blocks(found):
        heads = ["", "coders", "units", *(NAMES[name] for name in names)]
        lines = [
            [row_name(row), "-".join(row.coders), row.units, *map(figure, row.measures[: len(names)])] for row in rows
        ]
        parts.append(markdown_table(heads, lines, ["---", "---", *["---:"] * (len(names) + 1)]))
    parts.append("\n".join(f"- {line}" for line in [*notes(found), *left_out(found)]) + "\n")
    if disagreements and found.disagreements:
        coders = found.compared.coders
        said: list[list[str]] = []
        for one in found.disagreements:
            settled = f"{one.settled.by}, {one.settled.date}" if one.settled else ""
            said.append([one.citation, about(one), *(one.said.get(coder, "") for coder in coders), settled])
        parts.append(markdown_table(["citation", "about", *coders, "settled"], said))
    return "\n".join(parts)


def second_text(found: Sequence[Shown], *, width: int = 80) -> str:
    """Each citation with its place, its speaker and its words, and how many are not coded yet."""
    parts = [_shown(one, width) for one in found]
    waiting = sum(not one.coded for one in found)
    number = number_of(len(found), "citation")
    parts.append(f"{number}, {waiting} not coded yet\n" if waiting else f"{number}, all coded\n")
    return "\n".join(parts)


def _shown(one: Shown, width: int) -> str:
    head = "  ".join(part for part in (one.citation, one.place, one.who, "coded" if one.coded else "") if part)
    return "\n".join([visible(head), *filled(one.quote, width, "  ", "  ", break_words=False)]) + "\n"
