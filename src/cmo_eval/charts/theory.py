"""A programme theory as plain data: groups of patterns, what leads to what and what contrasts; draws nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from cmo_eval.deferred import dataclass

Pair = tuple[str, str]


class Part(NamedTuple):
    """One of the parts of a pattern: its words (none where nobody wrote them down), and how many show and deny it."""

    text: str
    showing: int = 0
    denying: int = 0


@dataclass(frozen=True, slots=True)
class Box:
    """A pattern.

    Attributes:
        id: names it among all boxes.
        title: a few words.
        parts: context, resource, reasoning and outcome.
        sign: of its outcome, such as + or -, which the legend explains.
        href: where its box links to; none where it is empty.
    """

    id: str
    title: str
    parts: tuple[Part, Part, Part, Part] = (Part(""), Part(""), Part(""), Part(""))
    sign: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A claim with its boxes, each of which stands in one group only.

    `note` stands beneath its title, `href` is where that links to; none where they are empty.
    `elsewhere`: the group holds boxes that are not drawn, as far as the drawn ones lead to them, come from or contrast
    with them; they are named.
    """

    id: str
    title: str
    boxes: tuple[Box, ...]
    note: str = ""
    href: str = ""
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

    def only(self, groups: Sequence[Group], elsewhere: str) -> Theory:
        """The theory of some groups, or of some of their boxes, with the other boxes that these are joined to.

        Args:
            groups: what is drawn, of this theory.
            elsewhere: the title of the group of other boxes.
        """
        inside = {box.id for group in groups for box in group.boxes}
        ripples = tuple(pair for pair in self.ripples if inside & set(pair))
        contrasts = tuple(pair for pair in self.contrasts if inside & set(pair))
        beyond = {id_ for pair in (*ripples, *contrasts) for id_ in pair} - inside
        outside = tuple(
            replace(box, title=f"{box.title} ({group.id})" if group.id else box.title)
            for group in self.groups
            for box in group.boxes
            if box.id in beyond
        )
        others = (Group("", elsewhere, outside, elsewhere=True),) if outside else ()
        return Theory((*groups, *others), ripples, contrasts)


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a diagram in the language of who reads it.

    Attributes:
        parts: the names of the four parts.
        mechanism: what the second and third are together.
        missing: stands where a part has no words.
        full: of the mark of a part that two or more show.
        half: of the mark of a part that one shows.
        none: of the mark of a part that nobody shows.
        denied: of the mark of a part that is denied.
        ripple: of an arrow.
        contrast: of a dashed line.
        leads_to: stands before boxes that the outcome leads to, where no arrow is drawn.
        comes_from: stands before boxes that the context comes from, where no arrow is drawn.
        against: stands before boxes that contrast, where no line is drawn.
        continued: stands behind the title of a group that began on another page.
        signs: pairs of a sign and its meaning.
    """

    parts: tuple[str, str, str, str]
    mechanism: str
    missing: str
    full: str
    half: str
    none: str
    denied: str
    ripple: str
    contrast: str
    leads_to: str
    comes_from: str
    against: str
    continued: str
    signs: tuple[tuple[str, str], ...] = ()


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


def in_order(group: Group, theory: Theory) -> list[Box]:
    """The group's boxes downwards: what leads to others above these, those that contrast under each other.

    Boxes come by layer, in a layer by the mean place of what leads to them (barycentre), else in their own order.
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
    found: dict[str, None] = {}
    for number in sorted(set(level.values())):
        beside = [id_ for id_ in ids if level[id_] == number]
        weight = {id_: sum(place[one] for one in before[id_] or [id_]) / (len(before[id_]) or 1) for id_ in beside}
        for id_ in sorted(beside, key=weight.__getitem__):
            if id_ not in found:
                found |= dict.fromkeys([id_, *partners[id_]])
        place |= {id_: float(place_) for place_, id_ in enumerate(found)}
    boxes = {box.id: box for box in group.boxes}
    return [boxes[id_] for id_ in found]
