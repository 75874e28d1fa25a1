"""The plan of an import of another program's project, told by cause, so that one of any length fits on a screen."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cmo_eval.edits.exchange.incoming import Incoming
from cmo_eval.output.plain import number_of, visible

_MOST = 6
"""Things of a kind that are named."""


class Told(NamedTuple):
    """What becomes of some things: `what` says it and how many they are, `things` names them.

    `below` stands under the last that does not.
    """

    what: str
    things: Sequence[str] = ()
    between: str = ", "
    below: bool = False


def incoming_text(plan: Incoming, *, width: int) -> str:
    """The plan in lines of at most `width` columns; of more than a few things the first are named."""
    lines: list[str] = []
    for one in told(plan):
        more = f" and {len(one.things) - _MOST} more" if len(one.things) > _MOST else ""
        named = f": {one.between.join(one.things[:_MOST])}{more}" if one.things else ""
        line, stands_in = visible(f"{'  ' * one.below}{one.what}{named}"), "    " if one.below else "  "
        lines += textwrap.wrap(line, width, subsequent_indent=stands_in, break_on_hyphens=False)
    return "\n".join(lines)


def told(plan: Incoming) -> Iterator[Told]:
    """The plan: how the file counts, sources, codes, citations, what is there, what is left out by cause."""
    yield Told(f"{plan.origin or 'a program that does not name itself'}: {plan.fit}")
    new = [
        f"{one.source} ({one.name.removeprefix(f'{one.source} ')}), {one.kind}: {one.added}"
        for one in plan.came
        if one.new
    ]
    known = [f"{one.source}: {one.added}" if one.added else one.source for one in plan.came if not one.new]
    yield from _some(f"{number_of(len(new), 'source')} new, with citations", new, "; ")
    yield from _some(
        f"{number_of(len(known), 'source')} there{', with citations more' * any(one.added for one in plan.came)}",
        known,
    )
    yield from _some(f"{number_of(len(plan.codes), 'code')} new", plan.codes)
    named = "1 code says" if len(plan.otherwise) == 1 else f"{len(plan.otherwise)} codes say"
    yield from _some(f"{named} a stance or the like here, by name or by the mapping", plan.otherwise, "; ")
    if plan.meant:
        yield Told(f"{number_of(plan.meant, 'code')} there, or of another meaning here (a stance, a quality)")
    yield from _some("coded by", plan.coders)
    yield Told(
        f"{number_of(plan.codings, 'coding')}: {plan.taken} in {number_of(plan.citations, 'new citation')}"
        + (f", {plan.there} there already" if plan.there else "")
    )
    yield from _some(f"{number_of(len(plan.lacking), 'citation')} there, otherwise", plan.lacking, "; ")
    yield from _some(f"{number_of(len(plan.moved), 'coding')} moved to the words nearby", plan.moved, "; ")
    cut = "that began or ended within a word which says something else as a whole: the whole word is in"
    yield from _some(f"{number_of(len(plan.whole), 'coding')} {cut}", plan.whole, "; ")
    if plan.changed:
        yield Told("otherwise than when it came in; what is coded here stays as it is:")
    for cause, what in plan.changed.items():
        yield from _some(f"{len(what)}: {cause}", [*dict.fromkeys(what)], "; ", below=True)
    if plan.beside:
        yield Told("without a place here, kept for the way out:")
    for cause, what in plan.beside.items():
        yield from _some(f"{len(what)}: {cause}", [*dict.fromkeys(what)], "; ", below=True)
    if plan.named:
        yield Told("may name somebody; it comes in as it is:")
    for cause, what in plan.named.items():
        yield from _some(f"{len(what)}: {cause}", what, "; ", below=True)
    if plan.left:
        yield Told("not taken over:")
    for cause, what in plan.left.items():
        yield from _some(f"{len(what)}: {cause}", [*dict.fromkeys(what)], "; ", below=True)


def added(plan: Incoming) -> str:
    """What is added in a few words; empty where nothing is."""
    some = {"citation": plan.citations, "code": len(plan.codes)}
    if not plan.change.files:
        return ""
    return (
        " and ".join(number_of(count, what) for what, count in some.items() if count)
        or "the ids that the project has for what is here"
    )


def _some(what: str, things: Sequence[str], between: str = ", ", *, below: bool = False) -> Iterator[Told]:
    """What it is, with the things; nothing without any."""
    if things:
        yield Told(what, things, between, below)
