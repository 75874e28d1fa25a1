"""What each next source still added, as `verify --saturation` shows it: a table and curves, and for the JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cmo_eval.analysis.saturation import Yield
from cmo_eval.messages import count
from cmo_eval.output.tables import Page

_EIGHTHS = " ▁▂▃▄▅▆▇█"


def saturation_page(page: Page, yields: Sequence[Yield]) -> None:
    """Write a row for each source in order of date, and curves of the patterns and codes seen so far."""
    page.line(("What each next source added", "bold"))
    rows = [
        (
            one.source,
            one.date or ("no date", "dim"),
            *map(str, (one.citations, len(one.new_patterns), one.patterns, len(one.new_codes), one.codes)),
        )
        for one in yields
    ]
    heads = ("Source", "Date", "Citations", "New patterns", "So far", "New codes", "So far")
    page.table(heads, rows, numbers=5)
    for noun, reached in (("pattern", [one.patterns for one in yields]), ("code", [one.codes for one in yields])):
        if any(reached):
            page.line(f"{noun}s seen so far, source by source (up to {reached[-1]})")
            lines = curve(reached, page.width - 4)
            for line in [*lines, _ends(yields, len(lines[-1]))]:
                page.line(f"  {line}")
            page.line()
    undated = sum(one.date is None for one in yields)
    if undated:
        stand, their = ("stands", "its") if undated == 1 else ("stand", "their")
        page.line(f"{count(undated, 'source')} without a date {stand} last, by id: {their} place says nothing.")
    page.line("A curve that flattens says that the last sources added little. It is no proof that enough was heard.")


def _ends(yields: Sequence[Yield], width: int) -> str:
    """The first source at the left below a curve, and the last at its right, as far as there is room."""
    first, last = yields[0].source, yields[-1].source
    if len(yields) < 2 or len(first) + len(last) + 1 > width:
        return first
    return first + last.rjust(width - len(first))


def curve(values: Sequence[int], width: int, height: int = 4) -> list[str]:
    """The values as columns of block characters, each as wide as fits up to four; many values share a column.

    Where several share one it shows the last of them, since the values rise.
    """
    if not values or not max(values):
        return []
    if len(values) > width:
        values = [values[(place + 1) * len(values) // width - 1] for place in range(width)]
    wide = min(4, width // len(values))
    most = max(values)
    eighths = [-(-value * height * 8 // most) for value in values]
    return [
        "".join(_EIGHTHS[max(0, min(8, one - 8 * row))] * wide for one in eighths).rstrip()
        for row in reversed(range(height))
    ]


def yield_data(found: Yield) -> dict[str, Any]:
    """What one source added, for JSON."""
    return {
        "source": found.source,
        "date": found.date,
        "citations": found.citations,
        "new_patterns": list(found.new_patterns),
        "patterns": found.patterns,
        "new_codes": list(found.new_codes),
        "codes": found.codes,
    }
