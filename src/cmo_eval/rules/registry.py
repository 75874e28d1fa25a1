"""What a rule is, and all rules by code; knows no rule by name."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from cmo_eval.diagnostics import Code, Finding, Location, Severity, declare
from cmo_eval.model.base import AnyRecord
from cmo_eval.store.register import Register
from cmo_eval.store.repository import Stored

MOST_COMPARED = 300
MOST_LOOKED_UP = 200
LONGEST_LOOKED_UP = 100

_hints: dict[tuple[str, int], tuple[str, Collection[str]]] = {}  # with what was compared, so that its id stays its own


class Hit(NamedTuple):
    """What a rule finds: where, what, about which id, a hint where the code's is not the best, the other end."""

    location: Location
    message: str
    subject: str | None = None
    hint: str = ""
    related: Location | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by its code; `on` names the records it looks at alone; empty means the whole register."""

    code: Code
    find: Callable[[Any], Iterable[Hit]]
    on: tuple[type[AnyRecord], ...]


RULES: dict[str, Rule] = {}
_LOCAL: dict[type, list[Rule]] = {}


def rule(
    code: str, severity: Severity, title: str, *, hint: str = "", on: type[AnyRecord] | tuple[type[AnyRecord], ...] = ()
) -> Callable[[Callable[[Any], Iterable[Hit]]], Callable[[Any], Iterable[Hit]]]:
    """Declare a code and register the function that finds it; its docstring explains the code (Markdown).

    With `on` it is called with each `Stored` record of that type as soon as it is read; without, with the register once
    everything is read.
    """

    def register(find: Callable[[Any], Iterable[Hit]]) -> Callable[[Any], Iterable[Hit]]:
        declared = declare(code, severity, title, hint=hint, explanation=find.__doc__ or "")
        known = RULES[code] = Rule(declared, find, on if isinstance(on, tuple) else (on,))
        for kind in known.on:
            _LOCAL.setdefault(kind, []).append(known)
        return find

    return register


def inspect(stored: Stored[Any]) -> Iterator[Finding]:
    """What the local rules find in one record."""
    for known in _LOCAL.get(type(stored.record), ()):
        yield from _findings(known, stored)


def check(register: Register) -> Iterator[Finding]:
    """What the global rules find in the whole."""
    _hints.clear()
    for known in RULES.values():
        if not known.on:
            yield from _findings(known, register)


def _findings(known: Rule, subject: Any) -> Iterator[Finding]:
    for hit in known.find(subject):
        yield known.code.finding(hit.message, hit.location, hit.hint, hit.subject, hit.related)


def nearest(word: str, known: Collection[str]) -> str:
    """A hint that names the known word nearest to this one; empty when none is near.

    Of many known words only those of about the same length that begin alike are compared, and in a run only so many
    words are looked up: whoever has thousands of broken references has one cause, not thousands of slips.
    """
    if len(word) > LONGEST_LOOKED_UP:
        return ""
    key = (word, id(known))
    if key not in _hints:
        if len(_hints) >= MOST_LOOKED_UP:
            return ""
        candidates: Collection[str] = known
        if len(known) > MOST_COMPARED:
            near = (other for other in known if other[:1] == word[:1] and abs(len(other) - len(word)) <= 1)
            candidates = list(islice(near, MOST_COMPARED))
        found = difflib.get_close_matches(word, candidates, n=1)
        _hints[key] = (f"did you mean '{found[0]}'?" if found else "", known)
    return _hints[key][0]


def unknown(register: Register, relation: str, known: Collection[str], what: str) -> Iterator[Hit]:
    """Hits for all references of a relation to what is not known."""
    for where, reference, by in register.unknown(relation, known):
        message = f"{by} names {what} {reference.target}, which does not exist"
        yield Hit(where, message, by, nearest(reference.target, known))
