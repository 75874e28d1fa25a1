"""How many citations each value of each filter would leave, beside the filters that are given; asks, reads no file.

A set of citations is a number with a bit for each of them: thousands of sets are cut with one another in milliseconds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from functools import cached_property

from cmo_eval.analysis.code_tree import with_below
from cmo_eval.analysis.matrix import Dimension
from cmo_eval.analysis.query import folded
from cmo_eval.analysis.selection import FILTERS, Selection, chosen, reading_order
from cmo_eval.deferred import dataclass
from cmo_eval.store.repository import Coded, Repository

_MECHANISM = ("resource", "reasoning")

Layers = Mapping[int, int]
"""For the first stance of citations, the second and so on, those of which it has a value; 0 alone of a citation's."""


@dataclass(frozen=True, eq=False)
class Facets:
    """The citations of an evaluation by their values.

    Attributes:
        repository: the evaluation; what was withdrawn is not counted.
        citations: in reading order; the bit of each is its place here.
    """

    repository: Repository
    citations: Sequence[Coded]
    _having: Mapping[str, Mapping[str, Layers]] = field(repr=False)

    def counts(self, selection: Selection, among: Iterable[Coded] | None = None) -> Mapping[str, Mapping[str, int]]:
        """By filter and value, how many citations pass if that value alone is asked of the filter, and all others stay.

        Values that no citation has are not there; those of roles are folded.

        Args:
            selection: what is asked, with values that exist.
            among: only these citations count; all unless given.
        """
        given = {name: values for name, values in selection.given.items() if name in FILTERS}
        kept = self._bits(self.citations if among is None else among)
        dates = Selection(from_=selection.from_, to=selection.to, since=selection.since)
        if dates.given:
            kept &= self._bits(chosen(self.repository, dates))
        asked = {name: self._asked(name, values) for name, values in given.items()}
        return {
            name: {value: number for value, has in having.items() if (number := self._count(name, has, asked, kept))}
            for name, having in self._with_whole.items()
        }

    def _count(self, name: str, has: Layers, asked: Mapping[str, Layers], kept: int) -> int:
        """How many of the kept ones have one of these values and meet what is asked of the other filters."""
        others = {**asked, name: has}
        found = kept
        for other, layers in others.items():
            if not FILTERS[other].of_stance:
                found &= layers.get(0, 0)
        stances = [layers for other, layers in others.items() if FILTERS[other].of_stance]
        if not stances or not found:
            return found.bit_count()
        one = 0
        for layer in stances[0]:
            together = found
            for layers in stances:
                together &= layers.get(layer, 0)
            one |= together
        return one.bit_count()

    def _asked(self, name: str, values: Sequence[str]) -> Layers:
        """What has any of these values."""
        having = self._with_whole[name]
        return _any(having.get(folded(value) if name == "role" else value, {}) for value in values)

    @cached_property
    def _with_whole(self) -> Mapping[str, Mapping[str, Layers]]:
        """The same with what a value stands for besides itself: a code for those below it, mechanism for its parts."""
        found = {name: dict(having) for name, having in self._having.items()}
        codes, own = self.repository.codes, self._having["code"]
        for code in codes:
            found["code"][code] = _any(own.get(one, {}) for one in with_below(codes, [code]))
        for name in ("part", "lacks"):
            both = [self._having[name].get(part, {}) for part in ("mechanism", *_MECHANISM)]
            found[name]["mechanism"] = _any(both)
        return found

    def _bits(self, citations: Iterable[Coded]) -> int:
        return _number(self.place[one.key] for one in citations if one.key in self.place)

    @cached_property
    def place(self) -> Mapping[tuple[str, int], int]:
        """By the key of a citation its place in reading order."""
        return {one.key: place for place, one in enumerate(self.citations)}


def facets_of(repository: Repository) -> Facets:
    """The citations of the agreed coding by their values."""
    citations = reading_order(one for one in repository.citations if not one.withdrawn)
    having = {name: _having(repository, citations, dimension) for name, dimension in FILTERS.items()}
    return Facets(repository, citations, having)


def _having(repository: Repository, citations: Sequence[Coded], dimension: Dimension) -> Mapping[str, Layers]:
    """By value the places of the citations that have it, stance by stance where a stance has it."""
    read, places = dimension.reader(repository), defaultdict[tuple[str, int], list[int]](list)
    for place, coded in enumerate(citations):
        for layer, said in enumerate(coded.citation.evidence if dimension.of_stance else (None,)):
            for value in filter(None, read(coded, said)):
                places[value, layer].append(place)
    found: dict[str, dict[int, int]] = {}
    for (value, layer), those in places.items():
        found.setdefault(value, {})[layer] = _number(those)
    return found


def _number(places: Iterable[int]) -> int:
    """A number with these bits."""
    bits = bytearray()
    for place in places:
        byte = place >> 3
        if byte >= len(bits):
            bits += bytes(byte + 1 - len(bits))
        bits[byte] |= 1 << (place & 7)
    return int.from_bytes(bits, "little")


def _any(several: Iterable[Layers]) -> Layers:
    found: dict[int, int] = {}
    for layers in several:
        for layer, those in layers.items():
            found[layer] = found.get(layer, 0) | those
    return found
