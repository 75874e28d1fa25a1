"""What a rule is, and all rules by code; knows no rule by name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from cmo_eval.deferred import dataclass
from cmo_eval.diagnostics import Code, Finding, Location, Severity, declare
from cmo_eval.model.base import AnyRecord
from cmo_eval.nearest import did_you_mean
from cmo_eval.store.repository import Repository, Stored

MOST_COMPARED = 300
MOST_LOOKED_UP = 200


class Hit(NamedTuple):
    """What a rule finds: where, what, about which id, a hint where the code's is not the best, the other end."""

    location: Location
    message: str
    subject: str | None = None
    hint: str = ""
    related: Location | None = None


Find = Callable[[Any], Iterable[Hit]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by its code; `on` names the records it looks at alone; empty means the whole evaluation."""

    code: Code
    find: Find
    on: tuple[type[AnyRecord], ...]

    def finding(self, hit: Hit) -> Finding:
        """What it found, as a finding of its code."""
        return self.code.finding(hit.message, hit.location, hit.hint, hit.subject, hit.related)


RULES: dict[str, Rule] = {}
_LOCAL: dict[type, list[Rule]] = {}
_advice: dict[Find, str] = {}
# of one run of `check`; with what was compared or looked at, so that its id stays its own
_hints: dict[tuple[str, int], tuple[str, Collection[str]]] = {}
_shared: dict[tuple[Callable[..., Any], int], tuple[list[tuple[str, Hit]], Repository]] = {}


def rule(code: str, severity: Severity, title: str, *on: type[AnyRecord]) -> Callable[[Find], Find]:
    """Declare a code and register the function that finds it; its docstring explains the code (Markdown).

    With `on` it is called with each `Stored` record of that type as soon as it is read; without, with the whole
    evaluation once everything is read.
    """

    def register(find: Find) -> Find:
        declared = declare(code, severity, title, hint=_advice.pop(find, ""), explanation=find.__doc__ or "")
        known = RULES[code] = Rule(declared, find, on)
        for kind in on:
            _LOCAL.setdefault(kind, []).append(known)
        return find

    return register


def advice(hint: str) -> Callable[[Find], Find]:
    """Say below `rule` what to do about what the rule finds."""

    def note(find: Find) -> Find:
        _advice[find] = hint
        return find

    return note


def hit(
    stored: Stored[Any], message: str, *path: str | int, key: bool = False, about: str | None = None, hint: str = ""
) -> Hit:
    """What is found at a part of a record (with `key` at its key), about its id unless another is given."""
    return Hit(stored.at(*path, key=key), message, about or getattr(stored.record, "id", None), hint)


def inspect(stored: Stored[Any]) -> Iterator[Finding]:
    """What the local rules find in one record."""
    for known in _LOCAL.get(type(stored.record), ()):
        yield from map(known.finding, known.find(stored))


def check(evaluation: Repository) -> Iterator[Finding]:
    """What the global rules find in the whole."""
    try:
        for known in RULES.values():
            if not known.on:
                yield from map(known.finding, known.find(evaluation))
    finally:
        _hints.clear()
        _shared.clear()


def shared(find: Callable[[Repository], Iterable[tuple[str, Hit]]], evaluation: Repository, code: str) -> Iterator[Hit]:
    """The hits of one code among those that several rules find at once, worked out once for an evaluation."""
    key = (find, id(evaluation))
    if key not in _shared:
        _shared[key] = (list(find(evaluation)), evaluation)
    return (found for one, found in _shared[key][0] if one == code)


def leads_back(links: Mapping[str, str | None], start: str) -> bool:
    """Whether one can walk along the links from something back to itself."""
    passed: set[str] = set()
    here = links.get(start)
    while here is not None and here not in passed:
        passed.add(here)
        here = links.get(here)
    return start in passed


def nearest(word: str, known: Collection[str]) -> str:
    """A hint that names the known word nearest to this one; empty when none is near.

    Of many known words only those of about the same length that begin alike are compared, and in a run only so many
    words are looked up: whoever has thousands of broken references has one cause, not thousands of slips.
    """
    key = (word, id(known))
    if key not in _hints and len(_hints) >= MOST_LOOKED_UP:
        return ""
    if key not in _hints:
        candidates: Iterable[str] = known
        if len(known) > MOST_COMPARED:
            near = (other for other in known if other[:1] == word[:1] and abs(len(other) - len(word)) <= 1)
            candidates = islice(near, MOST_COMPARED)
        _hints[key] = (did_you_mean(word, candidates), known)
    return _hints[key][0]
