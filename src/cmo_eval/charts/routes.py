"""Orthogonal lines between boxes in a grid: which way they go, and which lane each has; knows no sizes.

Between two rows runs a channel, between two columns a gutter; in both, lines that would cover each other get lanes of
their own. Lines between groups go up and down in the outermost gutters, so that they cross no title of a group.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cmo_eval.charts.theory import Pair

Channel = tuple[int, int]
"""A group and a number: 0 lies above the group's first row, n below its n-th."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a box stands: its group, its row in that group and its column, all from 0."""

    group: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Route:
    """The way of one line from box to box.

    Attributes:
        start: id of the box where it begins.
        end: id of the box where it ends.
        contrast: it has no direction.
        beside: it runs straight between neighbours in a row; all that follows is then without meaning.
        downwards: it leaves at the lower side of `start`.
        from_above: it arrives at the upper side of `end`.
        leaves: the channel that it leaves through.
        arrives: the channel that it arrives through.
        gutter: where it goes up or down, from 0 at the left; None where one channel will do.
    """

    start: str
    end: str
    contrast: bool
    beside: bool = False
    downwards: bool = True
    from_above: bool = True
    leaves: Channel = (0, 0)
    arrives: Channel = (0, 0)
    gutter: int | None = None


def routes(spots: Mapping[str, Spot], columns: int, ripples: Sequence[Pair], contrasts: Sequence[Pair]) -> list[Route]:
    """The way of each ripple and each contrast between boxes that have a spot, each pair once.

    Args:
        spots: of the boxes, by id.
        columns: of the grid.
        ripples: from and to.
        contrasts: each in one direction.
    """
    found = []
    load = [0] * (columns + 1)
    for contrast, pairs in ((False, ripples), (True, contrasts)):
        for start, end in dict.fromkeys(pairs):
            if start in spots and end in spots:
                route = _route((start, end), contrast, (spots[start], spots[end]), load)
                if route.gutter is not None:
                    load[route.gutter] += 1
                found.append(route)
    return found


def _route(pair: Pair, contrast: bool, spots: tuple[Spot, Spot], load: Sequence[int]) -> Route:
    start, end = pair
    one, other = spots
    same_row = (one.group, one.row) == (other.group, other.row)
    above, below = ((one.group, one.row), (one.group, one.row + 1))
    if same_row and abs(one.column - other.column) == 1:
        return Route(start, end, contrast, beside=True)
    if start == end:
        return Route(start, end, contrast, leaves=below, arrives=above, gutter=one.column + 1)
    if same_row:
        return Route(start, end, contrast, from_above=False, leaves=below, arrives=below)
    downwards = (other.group, other.row) > (one.group, one.row)
    leaves = below if downwards else above
    arrives = (other.group, other.row) if downwards else (other.group, other.row + 1)
    gutter = None if leaves == arrives else _gutter(one, other, load)
    return Route(start, end, contrast, False, downwards, downwards, leaves, arrives, gutter)


def _gutter(one: Spot, other: Spot, load: Sequence[int]) -> int:
    """The gutter with the shortest way, or a little further where that one is crowded."""
    last = len(load) - 1
    choices = range(last + 1) if one.group == other.group else (0, last)

    def cost(gutter: int) -> tuple[float, int]:
        way = abs(gutter - one.column - 0.5) + abs(gutter - other.column - 0.5)
        return (way + load[gutter] * 0.2, gutter)

    return min(choices, key=cost)


def lanes(intervals: Sequence[tuple[float, float]]) -> list[int]:
    """A lane from 0 for each interval, so that none touches another in its lane; as few as can be."""
    found = [0] * len(intervals)
    free: list[int] = []
    busy: list[tuple[float, int]] = []
    number = 0
    for place in sorted(range(len(intervals)), key=lambda one: (*intervals[one], one)):
        first, last = intervals[place]
        while busy and busy[0][0] < first:
            heapq.heappush(free, heapq.heappop(busy)[1])
        if free:
            lane = heapq.heappop(free)
        else:
            lane, number = number, number + 1
        found[place] = lane
        heapq.heappush(busy, (last, lane))
    return found
