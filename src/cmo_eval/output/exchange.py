"""The plan of an import of another program's project, by cause, so that one of any length fits on a screen."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from cmo_eval.edits.exchange_in import Incoming
from cmo_eval.output.plain import number_of, visible

_MOST = 6
"""Things of a kind that are named."""


def incoming_text(plan: Incoming, *, width: int) -> str:
    """The plan: sources, codes, citations, what is there, what is left out by cause with examples, how it counts."""
    lines: list[str] = []
    for line in _lines(plan):
        stands_in = len(line) - len(line.lstrip()) + 2
        lines += textwrap.wrap(visible(line), width, subsequent_indent=" " * stands_in, break_on_hyphens=False)
    return "\n".join(lines)


def _lines(plan: Incoming) -> Iterator[str]:
    yield f"{plan.origin or 'a program that does not name itself'}: {plan.fit}"
    new = [
        f"{one.source} ({one.name.removeprefix(f'{one.source} ')}), {one.kind}: {one.added}"
        for one in plan.came
        if one.new
    ]
    known = [f"{one.source}: {one.added}" if one.added else one.source for one in plan.came if not one.new]
    yield from _some(f"{number_of(len(new), 'source')} new, with citations:", new, "; ")
    yield from _some(
        f"{number_of(len(known), 'source')} there{', with citations more' * any(one.added for one in plan.came)}:",
        known,
    )
    yield from _some(f"{number_of(len(plan.codes), 'code')} new:", plan.codes)
    if plan.meant:
        yield f"{number_of(plan.meant, 'code')} there, or of another meaning here (a stance, a quality)"
    yield from _some("coded by:", plan.coders)
    yield f"{number_of(plan.codings, 'coding')}: {plan.taken} in {number_of(plan.citations, 'new citation')}" + (
        f", {plan.there} there already" if plan.there else ""
    )
    yield from _some(f"{number_of(len(plan.lacking), 'citation')} there, otherwise:", plan.lacking, "; ")
    yield from _some(f"{number_of(len(plan.moved), 'coding')} moved to the words nearby:", plan.moved, "; ")
    if plan.left:
        yield "not taken over:"
    for cause, what in plan.left.items():
        yield from (f"  {line}" for line in _some(f"{len(what)}: {cause}:", [*dict.fromkeys(what)], "; "))


def _some(what: str, things: Sequence[str], between: str = ", ") -> Iterator[str]:
    """What it is, with the first things of it; nothing without any."""
    if things:
        more = f" and {len(things) - _MOST} more" if len(things) > _MOST else ""
        yield f"{what} {between.join(things[:_MOST])}{more}"
