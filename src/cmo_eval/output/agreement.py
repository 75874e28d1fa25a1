"""Agreement between coders: for a terminal, and as Markdown, CSV and JSON; what it says and what it does not."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from cmo_eval.analysis.agreement import Agreement, Row
from cmo_eval.analysis.coefficients import REASONS
from cmo_eval.analysis.double_coding import NONE, Disagreement
from cmo_eval.analysis.intervals import CONFIDENCE, NO_INTERVAL, Measured
from cmo_eval.messages import say
from cmo_eval.output.model_coding import model_data
from cmo_eval.output.plain import columns, fields, filled, json_text, markdown_table, number_of, padded, visible
from cmo_eval.spreadsheet.csv_tables import csv_text

if TYPE_CHECKING:
    from cmo_eval.analysis.model_coding import ModelCoder
    from cmo_eval.edits.coding.second import Shown

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
    if compared.units:
        where = _sources(tuple(dict.fromkeys(unit.source for unit in compared.units)))
        title = f"{say(list(compared.coders))} on {number_of(len(compared.units), 'citation')} of {where}"
    else:
        title = f"No citation of {_sources(compared.sources)} was coded by two coders."
        if not found.boundaries:
            return "".join(_filled(line, width) for line in (title, *left_out(found)))
    computed = [(names, rows) for names, rows in blocks(found) if any(one.units for one in rows)]
    parts = [_filled(title, width), _filled(" ".join(differing(found)), width) if found.boundaries else ""]
    parts += [_block(names, rows, width) for names, rows in computed]
    parts += ["".join(_filled(line, width) for line in lines) for lines in (notes(found), left_out(found))]
    open_ = [one for one in found.disagreements if one.settled is None]
    settled = [one for one in found.disagreements if one.settled is not None]
    lists = (("Open", open_), ("Settled", settled), ("Marked differently", found.boundaries))
    alone = found.boundaries or any(one.agreed or one.second or one.waiting for one in compared.alone)
    if disagreements and any(some for _, some in lists):
        last = [_list(title, some, words, width) for title, some in lists if some]
    elif not compared.units:
        last = ["--disagreements lists the fragments.\n"]
    elif not found.disagreements:
        last = ["No disagreements on what two of them coded.\n" if alone else "No disagreements.\n"]
    else:
        also = f", {len(settled)} settled" if settled else ""
        last = [f"{number_of(len(open_), 'disagreement')} open{also}; --disagreements lists them.\n"]
    return "\n".join(filter(None, [*parts, _filled(READING, width), *last]))


def _sources(names: Sequence[str]) -> str:
    return say(list(names)) if len(names) <= _FEW_SOURCES else number_of(len(names), "source")


def _filled(text: str, width: int) -> str:
    return "\n".join(filled(text, width, break_words=False)) + "\n"


def _block(names: Sequence[str], rows: Sequence[Row], width: int) -> str:
    """A table of rows that have the same coefficients; a name that does not fit has a line to itself."""
    coders = "-".join(rows[0].coders) if len(rows[0].coders) == 2 else ""
    beside = 2 * (_COUNT + 1) + (len(names) - 1) * (_FIGURE + 1)
    named = [visible(row_name(row)) for row in rows]
    first = max(_LEAST_NAME, min(max(map(columns, (coders, *named))), width - beside))
    lines = [
        (coders, ["units", "agree", *(NAMES[name] for name in names[1:])]),
        ("-" * first, [*["-" * _COUNT] * 2, *["-" * _FIGURE] * (len(names) - 1)]),
        *(
            (name, [str(row.units), *map(figure, row.measures[: len(names)])])
            for name, row in zip(named, rows, strict=True)
        ),
    ]
    return "".join(f"{_table_line(name, cells, first)}\n" for name, cells in lines)


def _table_line(name: str, cells: Sequence[str], first: int) -> str:
    head = f"{name}\n{' ' * first}" if columns(name) > first else padded(name, first)
    counts = [cell.rjust(_COUNT) for cell in cells[:2]]
    return " ".join([head, *counts, *(cell.ljust(_FIGURE) for cell in cells[2:])]).rstrip()


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
    lines = [_head(several[0]), *_indented(quote, width), *_differences(several, width)]
    return "\n".join(lines) + "\n"


def _indented(words: str, width: int) -> list[str]:
    return filled(words, width, "  ", "  ", break_words=False)


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
    "krippendorff_alpha_unitized": "alpha (unitised)",
}
"""What a coefficient is called at the top of a column."""

_EXPLAINED = {
    "cohen_kappa": "kappa: Cohen's",
    "weighted_kappa_linear": "kappa of quality: Cohen's, weighted by the steps between two qualities, or their square",
    "fleiss_kappa": "kappa: Fleiss'",
    "krippendorff_alpha_nominal": "alpha: Krippendorff's",
    "krippendorff_alpha_ordinal": "alpha of quality: Krippendorff's, ordinal",
    "gwet_ac1": "AC1: Gwet's",
    "krippendorff_alpha_unitized": "alpha of boundaries: Krippendorff's, unitised, by the character",
}

_SHORT: Mapping[str, str] = {
    "no_overlap": "no overlap",
    "one_unit": "one unit",
    "no_variation": "no variation",
    "not_two_coders": "not two coders",
    "not_numbers": "no numbers",
    "given": "given",
    "no_places": "no places",
}

_NO_BOUNDARIES = ("given", "no_places")

_SHOWN = 4
"""Coefficients that a table shows, of each row."""
_FEW = 4

READING = (
    "No figure makes coding good or bad by itself. Kappa and alpha fall where nearly all citations get the same "
    "answer, AC1 does not; with few citations none of them says much. What helps is to talk about the disagreements."
)
"""What to make of the figures."""


def row_name(row: Row) -> str:
    """What a row is about."""
    return row.item or {"code": "codes", "stance": "stances", "boundary": "boundaries"}.get(row.about, row.about)


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
    what = {"code": "code", "stance": "stance on", "pattern": "shown of"}.get(one.about, one.about)
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
    names = {one.name for one in shown if one.coefficient.why not in _NO_BOUNDARIES}
    explained = "; ".join(text for name, text in _EXPLAINED.items() if name in names)
    if explained:
        yield f"{explained}."
    if any(one.low is not None for one in shown if one.name != "percent"):
        yield f"Between brackets: {_brackets(found)}"
    averaged = {
        "codes" if row.about == "code" else "claims": row.items
        for row in found.rows
        if row.items > 1 and row.about in {"code", "stance"}
    }
    if averaged:
        over = " and ".join(f"{number} {what}" for what, number in averaged.items())
        rows = "Codes as a whole" if found.by == "code" else "Stances" if found.by == "stance" else "Codes and stances"
        yield f"{rows}: averaged over {over} before chance is taken off (pooled)."
    for why in dict.fromkeys(one.coefficient.why for one in shown):
        if why in _NO_BOUNDARIES:
            yield f"Boundaries cannot be compared: {REASONS[why]}."
        elif why is not None:
            yield f"{_SHORT[why].capitalize()}: not computable; {REASONS[why]}."
    bare = dict.fromkeys(one.no_interval for one in shown if one.value is not None and one.name != "percent")
    reasons = [NO_INTERVAL[none] for none in bare if none is not None]
    if reasons:
        yield f"No brackets: {'; or '.join(reasons)}."


def _brackets(found: Agreement) -> str:
    """What the intervals are over, in one sentence or some."""
    over = [row for row in found.rows if any(one.low is not None for one in row.measures)]
    sources = max(row.sources for row in over)
    text = f"{CONFIDENCE:.0%} intervals, by leaving out each source in turn."
    if sources == 1:
        text = (
            f"{CONFIDENCE:.0%} intervals, by leaving out each citation of this one source; they say nothing of others."
        )
    elif sources == 2:
        text += " Two sources can hardly say how much sources differ, so these are very wide."
    if any(one.low is not None and one.value == 1 for row in over for one in row.measures if one.name != "percent"):
        text += " Where all agree, the lower end is what may still be with so few."
    return text


def differing(found: Agreement) -> Iterator[str]:
    """How many fragments were marked differently, as sentences; of all who marked."""
    how: Counter[str] = Counter()
    for one in found.boundaries:
        marked = [coder for coder, answer in one.said.items() if answer != NONE]
        some = f"by {marked[0]} only" if len(marked) == 1 else "not by all"
        how["with other boundaries" if len(marked) == len(one.said) else some] += 1
    parts = [f"{number} {what}" for what, number in sorted(how.items())]
    yield f"They marked {number_of(len(found.boundaries), 'fragment')} differently: {', '.join(parts)}."
    if found.compared.units:
        yield "The figures on codes, stances and quality are about what two of them coded, and say nothing of these."


def left_out(found: Agreement) -> Iterator[str]:
    """What could not be compared, as sentences."""
    compared = found.compared
    if compared.unknown_first:
        yield (
            f"Left out: {_citations(compared.unknown_first)} settled without a record of what the first coder had "
            f"made of it ({_some(compared.unknown_first)})."
        )
    for one in compared.alone:
        if one.agreed and one.model:
            why = "coded after its answer, taken from it, kept from it, or without a place"
            yield f"{one.source}: {_citations(one.agreed)} not compared with {one.coder}: {why}."
        elif one.agreed:
            yield f"{one.source}: {_citations(one.agreed)} of the agreed coding not in {one.coder}'s file."
        if one.waiting:
            yield f"{one.source}: {_citations(one.waiting)} in {one.coder}'s file not coded yet."
        if one.second:
            fragments = number_of(len(one.second), "fragment")
            yield f"{one.source}: {fragments} that only {one.coder} marked ({_some(one.second)})."
    if any(row.about == "boundary" and row.units for row in found.rows):
        yield from _boundaries_left_out(found)
    for source in compared.same_coder:
        yield f"{source}: a second coding by its first coder compares nobody; left out."


def _boundaries_left_out(found: Agreement) -> Iterator[str]:
    if found.unplaced:
        lost = number_of(len(found.unplaced), "fragment")
        yield f"Boundaries: {lost} left out, since nothing says from where to where ({_some(found.unplaced)})."
    by_source = found.compared.fragments.values()
    inherited = sum(not one.own for by in by_source for theirs in by.values() for one in theirs)
    if inherited:
        taken = number_of(inherited, "fragment")
        yield (
            f"Boundaries: {taken} coded under another coder's id, and so taken as marked alike; where these were given "
            "to a coder, that says too much."
        )


def _citations(ids: Sequence[str]) -> str:
    return number_of(len(ids), "citation")


def _some(ids: Sequence[str]) -> str:
    return ", ".join(ids) if len(ids) <= _FEW else f"{', '.join(ids[:_FEW])} and {len(ids) - _FEW} more"


def agreement_json(found: Agreement, models: Sequence[ModelCoder] = ()) -> str:
    """Everything as JSON, version 1; what is not computable is null, with `why`. With `models` what these proposed."""
    compared = found.compared
    return json_text(
        {
            "version": 1,
            "by": found.by,
            **fields(compared, "sources", "coders"),
            "citations": len(compared.units),
            "interval": {"confidence": CONFIDENCE, "method": "jackknife"},
            "rows": [_row_data(row) for row in found.rows],
            "left_out": {
                "settled_without_record": compared.unknown_first,
                "second_coding_by_first_coder": compared.same_coder,
                "one_coder_only": [
                    {
                        **fields(one, "source", "coder"),
                        "agreed_only": one.agreed,
                        "second_only": one.second,
                        "not_coded_yet": one.waiting,
                    }
                    for one in compared.alone
                ],
            },
            "disagreements": [_disagreement_data(one) for one in found.disagreements],
            "boundaries": {
                "differing": [_disagreement_data(one) for one in found.boundaries],
                "without_place": found.unplaced,
            },
            **({"models": [model_data(one) for one in models]} if models else {}),
        }
    )


def _disagreement_data(one: Disagreement) -> dict[str, Any]:
    return {
        **fields(one, "citation", "source", "about", "item", "said"),
        "settled": one.settled and fields(one.settled, "by", "date"),
        "disputed": one.disputed,
    }


def _row_data(row: Row) -> dict[str, Any]:
    coefficients = {}
    for one in row.measures:
        why, none = one.coefficient.why, one.no_interval if one.value is not None else None
        coefficients[one.name] = {
            **fields(one, "value", "low", "high"),
            "why": why and REASONS[why],
            "no_interval": none and NO_INTERVAL[none],
        }
    about = fields(row, "about", "item", "coders", "units", "items", "scale", "sources")
    return {**about, "coefficients": coefficients}


def agreement_csv(found: Agreement, *, disagreements: bool = False) -> str:
    """CSV with a line for each coefficient; or, of the disagreements, a line for each with a column for each coder."""
    return csv_text(_disagreement_rows(found) if disagreements else _figure_rows(found))


def _figure_rows(found: Agreement) -> Iterator[list[str | int]]:
    yield [*("about", "item", "coders", "units", "items", "scale"), *("coefficient", "value", "low", "high", "why")]
    for row in found.rows:
        about: list[str | int] = [row.about, row.item or "", " ".join(row.coders), row.units, row.items, row.scale]
        for one in row.measures:
            figures = ["" if value is None else f"{value:.4f}" for value in (one.value, one.low, one.high)]
            why = REASONS[one.coefficient.why] if one.coefficient.why else ""
            if not why and one.no_interval:
                why = NO_INTERVAL[one.no_interval]
            yield [*about, one.name, *figures, why]


def _disagreement_rows(found: Agreement) -> Iterator[list[str | int]]:
    coders = found.compared.coders
    yield ["citation", "about", "item", *coders, "settled_by", "settled", "disputed"]
    for one in (*found.disagreements, *found.boundaries):
        settled = [one.settled.by, one.settled.date] if one.settled else ["", ""]
        said = [one.said.get(coder, "") for coder in coders]
        yield [one.citation, one.about, one.item or "", *said, *settled, "yes" if one.disputed else ""]


def agreement_markdown(found: Agreement, *, disagreements: bool = False) -> str:
    """Tables in Markdown, one for each set of coders and scale, with what was left out below."""
    parts = []
    for names, rows in blocks(found):
        heads = ["", "coders", "units", *(NAMES[name] for name in names)]
        lines = [
            [row_name(row), "-".join(row.coders), row.units, *map(figure, row.measures[: len(names)])] for row in rows
        ]
        parts.append(markdown_table(heads, lines, ["---", "---", *["---:"] * (len(names) + 1)]))
    parts.append(
        "\n".join(
            f"- {line}" for line in [*(differing(found) if found.boundaries else ()), *notes(found), *left_out(found)]
        )
        + "\n"
    )
    if disagreements and (found.disagreements or found.boundaries):
        coders = found.compared.coders
        said: list[list[str]] = []
        for one in (*found.disagreements, *found.boundaries):
            settled = f"{one.settled.by}, {one.settled.date}" if one.settled else ""
            said.append([one.citation, about(one), *(one.said.get(coder, "") for coder in coders), settled])
        parts.append(markdown_table(["citation", "about", *coders, "settled"], said))
    return "\n".join(parts)


def second_text(found: Sequence[Shown], *, width: int = 80) -> str:
    """Each citation with its place, its speaker and its words, and how many are not coded yet."""
    parts = []
    for one in found:
        head = "  ".join(filter(None, (one.citation, one.place, one.who, "coded" if one.coded else "")))
        parts.append("\n".join([visible(head), *_indented(one.quote, width)]) + "\n")
    waiting = sum(not one.coded for one in found)
    parts.append(f"{number_of(len(found), 'citation')}, {f'{waiting} not coded yet' if waiting else 'all coded'}\n")
    return "\n".join(parts)
