"""Names that are replaced, as a person is told: how many in which file, what has to be decided, what to look at."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from cmo_eval.edits.pseudonyms.pseudonymise import Pseudonymising
from cmo_eval.output.plain import number_of, visible

_MOST = 8


def plan_text(plan: Pseudonymising, width: int) -> str:
    """How many names become which pseudonym, how many in each file, and what a person must look at."""
    lines: list[str] = []
    rows = {row.name.row: row.name for row in plan.table.rows}
    names = [f"{rows[row].pseudonym}: {number_of(times, 'time')}" for row, times in sorted(plan.names.items())]
    lines += _wrapped("names: ", ", ".join(names), width) if names else []
    numbers = [f"{kind}: {number_of(times, 'time')}" for kind, times in sorted(plan.numbers.items())]
    lines += _wrapped("numbers and addresses: ", ", ".join(numbers), width) if numbers else []
    for one in plan.done:
        told = [number_of(one.names, "name")] if one.names else []
        told += [number_of(one.numbers, "number")] if one.numbers else []
        lines += _wrapped("", f"{one.file}: {', '.join(told)}", width) if told else []
    follow = ", ".join(one.file for one in plan.done if not one.names and not one.numbers)
    lines += (
        _wrapped("quotes, their places, digests of texts or `pseudonymised` follow in: ", follow, width)
        if follow
        else []
    )
    if plan.quotes:
        lines.append(f"{number_of(plan.quotes, 'citation')} {'moves' if plan.quotes == 1 else 'move'} with the text")
    for sentence in plan.look:
        lines += _wrapped("! ", sentence, width)
    return "".join(f"{line}\n" for line in lines)


def open_text(plan: Pseudonymising, width: int) -> str:
    """What has to be decided before anything is written, with the answer that the table takes and the places."""
    lines: list[str] = []
    for one in plan.open:
        lines += _wrapped("? ", one.what, width)
        lines += _wrapped("  ", f"answer: {one.answer}", width)
        if one.places:
            lines += _wrapped("  ", f"places: {_some(one.places)}", width)
    return "".join(f"{line}\n" for line in lines)


def _some(places: Sequence[str]) -> str:
    more = f" and {len(places) - _MOST} more" if len(places) > _MOST else ""
    return ", ".join(places[:_MOST]) + more


def _wrapped(before: str, text: str, width: int) -> Iterator[str]:
    yield from textwrap.wrap(
        visible(f"{before}{text}"), width, subsequent_indent="    ", break_on_hyphens=False, break_long_words=False
    )
