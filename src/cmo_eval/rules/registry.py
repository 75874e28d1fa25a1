"""What a rule is, and all rules by code; knows no rule by name."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from cmo_eval.diagnostics import Code, Finding, Location, Severity, declare
from cmo_eval.model.base import AnyRecord
from cmo_eval.nearest import did_you_mean
from cmo_eval.store.repository import Repository, Stored

MOST_COMPARED = 300
MOST_LOOKED_UP = 200
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
    """A rule by its code; `on` names the records it looks at alone; empty means the whole evaluation."""

    code: Code
    find: Callable[[Any], Iterable[Hit]]
    on: tuple[type[AnyRecord], ...]


RULES: dict[str, Rule] = {}
_LOCAL: dict[type, list[Rule]] = {}


def rule(
    code: str, severity: Severity, title: str, *, hint: str = "", on: type[AnyRecord] | tuple[type[AnyRecord], ...] = ()
) -> Callable[[Callable[[Any], Iterable[Hit]]], Callable[[Any], Iterable[Hit]]]:
    """Declare a code and register the function that finds it; its docstring explains the code (Markdown).

    With `on` it is called with each `Stored` record of that type as soon as it is read; without, with the whole
    evaluation once everything is read.
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
        for hit in known.find(stored):
            yield known.code.finding(hit.message, hit.location, hit.hint, hit.subject, hit.related)


def check(evaluation: Repository) -> Iterator[Finding]:
    """What the global rules find in the whole."""
    _hints.clear()
    for known in RULES.values():
        for hit in known.find(evaluation) if not known.on else ():
            yield known.code.finding(hit.message, hit.location, hit.hint, hit.subject, hit.related)


_known: list[tuple[weakref.ref[Repository], Callable[..., Any], list[tuple[str, Hit]]]] = []


def shared(find: Callable[[Repository], Iterable[tuple[str, Hit]]], evaluation: Repository, code: str) -> Iterator[Hit]:
    """The hits of one code among those that several rules find at once, worked out once for an evaluation."""
    found = next((hits for of, by, hits in _known if of() is evaluation and by is find), None)
    if found is None:
        found = list(find(evaluation))
        _known[:] = [(of, by, hits) for of, by, hits in _known if of() is evaluation]
        _known.append((weakref.ref(evaluation), find, found))
    return (hit for one, hit in found if one == code)


def nearest(word: str, known: Collection[str]) -> str:
    """A hint that names the known word nearest to this one; empty when none is near.

    Of many known words only those of about the same length that begin alike are compared, and in a run only so many
    words are looked up: whoever has thousands of broken references has one cause, not thousands of slips.
    """
    key = (word, id(known))
    if key not in _hints:
        if len(_hints) >= MOST_LOOKED_UP:
            return ""
        candidates: Collection[str] = known
        if len(known) > MOST_COMPARED:
            near = (other for other in known if other[:1] == word[:1] and abs(len(other) - len(word)) <= 1)
            candidates = list(islice(near, MOST_COMPARED))
        _hints[key] = (did_you_mean(word, candidates), known)
    return _hints[key][0]
