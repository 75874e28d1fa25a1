"""Agreement between coders for a terminal: a table that fits, what it says and does not say, and the disagreements."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from itertools import groupby

from cmo_eval.analysis.agreement.agreement import Agreement, Row
from cmo_eval.analysis.agreement.units import Disagreement
from cmo_eval.output.agreement_words import NAMES, READING, about, blocks, figure, left_out, notes, row_name
from cmo_eval.output.plain import columns, visible

_FIGURE = len("0.00 [-0.00 0.00]")
_COUNT = 5
_LEAST_NAME = 8
_BEGINNING = 54
_FEW = 8

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
    number = len(compared.units)
    citations = "1 citation" if number == 1 else f"{number} citations"
    sources = tuple(dict.fromkeys(unit.source for unit in compared.units))
    title = f"{_joined(compared.coders)} on {citations} of {_sources(sources)}"
    parts = [_filled(title, width), *(_block(names, rows, width) for names, rows in blocks(found))]
    parts.append("".join(_filled(line, width) for line in notes(found)))
    kept = "".join(_filled(line, width) for line in left_out(found))
    parts += [kept] if kept else []
    parts.append(_filled(READING, width))
    parts.append(_listed(found, words, width) if disagreements else _counted(found))
    return "\n".join(parts)


def _joined(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _sources(names: Sequence[str]) -> str:
    return _joined(names) if len(names) <= _FEW else f"{len(names)} sources"


def _filled(text: str, width: int) -> str:
    return textwrap.fill(visible(text), width, break_on_hyphens=False, break_long_words=False) + "\n"


def _block(names: Sequence[str], rows: Sequence[Row], width: int) -> str:
    """A table of rows that have the same coefficients; a name that does not fit has a line to itself."""
    coders = "-".join(rows[0].coders) if len(rows[0].coders) == 2 else ""
    beside = 2 * (_COUNT + 1) + (len(names) - 1) * (_FIGURE + 1)
    longest = max(columns(visible(row_name(row))) for row in rows)
    first = max(_LEAST_NAME, min(max(longest, columns(coders)), width - beside))
    heads = ["units", "agree", *(NAMES[name] for name in names[1:])]
    rule = [*["-" * _COUNT] * 2, *["-" * _FIGURE] * (len(names) - 1)]
    lines = [_line(coders, heads, first), _line("-" * first, rule, first)]
    for row in rows:
        shown = [str(row.units), *(figure(one) for one in row.measures[: len(names)])]
        lines.append(_line(visible(row_name(row)), shown, first))
    return "\n".join(lines) + "\n"


def _line(name: str, cells: Sequence[str], first: int) -> str:
    head = f"{name}\n{' ' * first}" if columns(name) > first else name + " " * (first - columns(name))
    counts = [cell.rjust(_COUNT) for cell in cells[:2]]
    return " ".join([head, *counts, *(cell.ljust(_FIGURE) for cell in cells[2:])]).rstrip()


def _counted(found: Agreement) -> str:
    open_ = [one for one in found.disagreements if one.settled is None]
    if not found.disagreements:
        return "No disagreements.\n"
    settled = len(found.disagreements) - len(open_)
    also = f", {settled} settled" if settled else ""
    number = "1 disagreement" if len(open_) == 1 else f"{len(open_)} disagreements"
    return f"{number} open{also}; --disagreements lists them.\n"


def _listed(found: Agreement, words: Words, width: int) -> str:
    open_ = [one for one in found.disagreements if one.settled is None]
    settled = [one for one in found.disagreements if one.settled is not None]
    parts = [_list("Open", open_, words, width)] if open_ else []
    parts += [_list("Settled", settled, words, width)] if settled else []
    return "\n".join(parts) if parts else "No disagreements.\n"


def _list(title: str, found: Sequence[Disagreement], words: Words, width: int) -> str:
    citations = len({one.citation for one in found})
    several_in = "" if citations == len(found) else f" in {citations} citation{'s'[: citations > 1]}"
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
    words = textwrap.wrap(visible(quote), width - 2, break_on_hyphens=False, break_long_words=False)
    lines = [_head(several[0]), *(f"  {line}" for line in words), *_differences(several, width)]
    return "\n".join(lines) + "\n"


def _head(one: Disagreement) -> str:
    marks = [f"settled by {one.settled.by}, {one.settled.date}"] if one.settled else []
    marks += ["disputed"] if one.disputed else []
    return f"{one.citation} ({'; '.join(marks)})" if marks else one.citation


def _differences(several: Sequence[Disagreement], width: int) -> list[str]:
    lines: list[str] = []
    for one in several:
        answers = "; ".join(f"{coder}: {answer}" for coder, answer in one.said.items())
        said = visible(f"  {about(one)} - {answers}")
        lines += textwrap.wrap(said, width, subsequent_indent="    ", break_on_hyphens=False)
    return lines
