"""The codes as a tree, with how often each is used; asks the repository, reads no file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cmo_eval.deferred import dataclass
from cmo_eval.model import Code
from cmo_eval.store.repository import Repository, natural


@dataclass(frozen=True, slots=True)
class CodeUse:
    """A code in the tree, and how often the agreed coding uses it.

    `depth` is 0 for a code without one above it. `citations` and `sources` count those that have the code, and
    `with_below` the citations that have it or one below it. `code` is None for a name that citations use and the
    codebook does not have.
    """

    id: str
    code: Code | None
    depth: int
    citations: int
    sources: int
    with_below: int


def code_tree(repository: Repository) -> list[CodeUse]:
    """Every code, each below its parent and otherwise in the codebook's order, then names that the book lacks.

    A code whose parent does not exist, or that stands above itself, is placed as if it had none.
    """
    having: dict[str, set[int]] = {}
    for place, coded in enumerate(repository.citations):
        for code in coded.citation.codes:
            having.setdefault(code, set()).add(place)
    codes = repository.codes
    children: dict[str | None, list[str]] = {}
    for id_ in codes:
        children.setdefault(_parent(codes, id_), []).append(id_)
    # with their own and those below them, from the leaves up
    order = list(_in_order(children))
    below = {id_: set(having.get(id_, ())) for id_, _ in order}
    for id_, _ in reversed(order):
        if (parent := _parent(codes, id_)) is not None:
            below[parent] |= below[id_]
    placed = [(id_, depth) for id_, depth in order]
    placed += [(id_, 0) for id_ in sorted(having.keys() - codes.keys(), key=natural)]
    return [
        CodeUse(
            id_,
            codes.get(id_),
            depth,
            len(having.get(id_, ())),
            len({repository.citations[place].source for place in having.get(id_, ())}),
            len(below.get(id_, having.get(id_, ()))),
        )
        for id_, depth in placed
    ]


def with_below(codes: Mapping[str, Code], wanted: Iterable[str]) -> frozenset[str]:
    """These codes and all below them."""
    found = set(wanted)
    while below := {id_ for id_, code in codes.items() if code.parent in found} - found:
        found |= below
    return frozenset(found)


def _parent(codes: Mapping[str, Code], id_: str) -> str | None:
    """The code above it; None where there is none, or where it would stand in a circle."""
    parent = codes[id_].parent
    if parent not in codes:
        return None
    seen, here = {id_}, parent
    while here is not None and here in codes:
        if here in seen:
            return None
        seen.add(here)
        here = codes[here].parent
    return parent


def _in_order(children: Mapping[str | None, list[str]]) -> Iterator[tuple[str, int]]:
    waiting = [(id_, 0) for id_ in reversed(children.get(None, []))]
    while waiting:
        id_, depth = waiting.pop()
        yield id_, depth
        waiting += [(child, depth + 1) for child in reversed(children.get(id_, []))]
