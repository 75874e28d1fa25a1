"""A programme theory as plain data: groups of boxes, what leads to what, what stands against what; draws nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Box:
    """A pattern: its id and title, and a sign (such as + or -) that the legend explains."""

    id: str
    title: str
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A claim with its boxes, each of which stands in one group only; `note` stands beneath its title.

    `elsewhere`: the group holds boxes of groups that are not drawn, as far as arrows come from or go to them.
    """

    id: str
    title: str
    boxes: tuple[Box, ...]
    note: str = ""
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Theory:
    """Groups downwards; `ripples` are pairs of ids, from and to; `contrasts` pairs without direction, each once.

    Pairs that name a box that is not there are not drawn. Loops are allowed.
    """

    groups: tuple[Group, ...]
    ripples: tuple[Pair, ...] = ()
    contrasts: tuple[Pair, ...] = ()

    @property
    def boxes(self) -> Mapping[str, Box]:
        """Every box by its id."""
        return {box.id: box for group in self.groups for box in group.boxes}

    def only(self, groups: Collection[str], elsewhere: str) -> Theory:
        """The theory of some of its groups, with the boxes elsewhere that these lead to, come from or contrast with.

        Args:
            groups: ids of the groups that stay whole.
            elsewhere: the title of the group of other boxes.
        """
        kept = tuple(group for group in self.groups if group.id in groups)
        inside = {box.id for group in kept for box in group.boxes}
        ripples = tuple(pair for pair in self.ripples if inside & set(pair))
        contrasts = tuple(pair for pair in self.contrasts if inside & set(pair))
        beyond = {id_ for pair in (*ripples, *contrasts) for id_ in pair} - inside
        outside = tuple(
            replace(box, title=f"{box.title} ({group.id})" if group.id else box.title)
            for group in self.groups
            for box in group.boxes
            if box.id in beyond
        )
        if outside:
            kept = (*kept, Group("", elsewhere, outside, elsewhere=True))
        return Theory(kept, ripples, contrasts)


def layers(ids: Sequence[str], ripples: Iterable[Pair]) -> Mapping[str, int]:
    """The layer of each box, from 0: one below the lowest of what leads to it (longest path).

    A ripple that closes a loop, found going depth-first in the order of `ids`, does not count (Sugiyama et al. 1981).
    """
    known = set(ids)
    after: dict[str, list[str]] = {id_: [] for id_ in ids}
    for one, other in dict.fromkeys(ripples):
        if one in known and other in known and one != other:
            after[one].append(other)
    finished: list[str] = []
    forward: dict[str, list[str]] = {id_: [] for id_ in ids}
    state: dict[str, int] = {}
    for start in ids:
        if start in state:
            continue
        state[start] = 1
        path = [(start, iter(after[start]))]
        while path:
            id_, rest = path[-1]
            following = next(rest, None)
            if following is None:
                state[id_] = 2
                finished.append(id_)
                path.pop()
            elif state.get(following) != 1:
                forward[id_].append(following)
                if following not in state:
                    state[following] = 1
                    path.append((following, iter(after[following])))
    found = dict.fromkeys(ids, 0)
    for id_ in reversed(finished):
        for following in forward[id_]:
            found[following] = max(found[following], found[id_] + 1)
    return found


def rows(group: Group, theory: Theory, columns: int) -> list[list[Box | None]]:
    """The group's boxes in rows of that many places; None is a place that stays empty.

    Boxes come by layer, in a layer by the mean place of what leads to them (barycentre), else in their own order.
    Those that contrast stand beside each other where they can.
    """
    ids = [box.id for box in group.boxes]
    level = layers(ids, theory.ripples)
    before: dict[str, list[str]] = {id_: [] for id_ in ids}
    for one, other in theory.ripples:
        if one in before and other in before:
            before[other].append(one)
    partners: dict[str, list[str]] = {id_: [] for id_ in ids}
    for one, other in theory.contrasts:
        if one in partners and other in partners and level[one] == level[other]:
            partners[one].append(other)
            partners[other].append(one)
    place = {id_: float(number) for number, id_ in enumerate(ids)}
    units: list[list[str]] = []
    taken: set[str] = set()
    for number in sorted(set(level.values())):
        beside = [id_ for id_ in ids if level[id_] == number]
        weight = {id_: sum(place[one] for one in before[id_] or [id_]) / (len(before[id_]) or 1) for id_ in beside}
        for id_ in sorted(beside, key=weight.__getitem__):
            if id_ not in taken:
                unit = [id_, *(one for one in dict.fromkeys(partners[id_]) if one not in taken | {id_})]
                taken.update(unit)
                units.append(unit)
        place |= {id_: float(number_) for number_, id_ in enumerate(id_ for unit in units for id_ in unit)}
    boxes = theory.boxes
    found: list[list[Box | None]] = [[]]
    for unit in units:
        for number, id_ in enumerate(unit):
            together = 1 if number else min(len(unit), columns)
            if len(found[-1]) + together > columns:
                found.append([])
            found[-1].append(boxes[id_])
    return [[*row, *([None] * (columns - len(row)))] for row in found if row]
