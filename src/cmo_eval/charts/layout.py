"""Where the boxes, frames and lines of a programme theory stand: from the theory to coordinates; draws nothing.

Between two rows runs a channel, between two columns a gutter. In both, lines that would cover each other get lanes of
their own. Lines between groups go up and down in the outermost gutters, so that they cross no title of a group.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cmo_eval.charts.lettering import LINE, shortened, width_of, wrapped
from cmo_eval.charts.theory import Box, Pair, Theory, rows

PADDING = 6
BETWEEN = 10
"""Between two groups."""
FEWEST_COLUMNS, MOST_COLUMNS = 3, 4
_CHANNEL = 9
_GUTTER = 15
_LANE = 5
_MOST_GUTTERS = 220

Point = tuple[float, float]
Channel = tuple[int, int]
"""A group and a number: 0 lies above the group's first row, n below its n-th."""


class Spot(NamedTuple):
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


def _routes(spots: Mapping[str, Spot], columns: int, theory: Theory) -> list[Route]:
    """The way of each ripple and each contrast between boxes that have a spot, each pair once."""
    found = []
    load = [0] * (columns + 1)
    for contrast, pairs in ((False, theory.ripples), (True, theory.contrasts)):
        for start, end in dict.fromkeys(pairs):
            if start in spots and end in spots:
                route = _route((start, end), contrast, (spots[start], spots[end]), load)
                if route.gutter is not None:
                    load[route.gutter] += 1
                found.append(route)
    return found


def _route(pair: Pair, contrast: bool, spots: tuple[Spot, Spot], load: Sequence[int]) -> Route:
    one, other = spots
    above, below = ((one.group, one.row), (one.group, one.row + 1))
    same_row = one[:2] == other[:2]
    if same_row and abs(one.column - other.column) == 1:
        return Route(*pair, contrast, beside=True)
    if one == other:
        return Route(*pair, contrast, leaves=below, arrives=above, gutter=one.column + 1)
    if same_row:
        return Route(*pair, contrast, from_above=False, leaves=below, arrives=below)
    downwards = other[:2] > one[:2]
    leaves = below if downwards else above
    arrives = (other.group, other.row + (not downwards))
    gutter = None if leaves == arrives else _gutter(one, other, load)
    return Route(*pair, contrast, False, downwards, downwards, leaves, arrives, gutter)


def _gutter(one: Spot, other: Spot, load: Sequence[int]) -> int:
    """The gutter with the shortest way, or a little further where that one is crowded."""
    last = len(load) - 1
    choices = range(last + 1) if one.group == other.group else (0, last)

    def cost(gutter: int) -> float:
        way = abs(gutter - one.column - 0.5) + abs(gutter - other.column - 0.5)
        return way + load[gutter] * 0.2

    return min(choices, key=cost)


def lanes(intervals: Sequence[tuple[float, float]]) -> list[int]:
    """A lane from 0 for each interval, so that none touches another in its lane; as few as can be."""
    found = [0] * len(intervals)
    free: list[int] = []
    busy: list[tuple[float, int]] = []
    for place in sorted(range(len(intervals)), key=lambda one: (*intervals[one], one)):
        first, last = intervals[place]
        while busy and busy[0][0] < first:
            heapq.heappush(free, heapq.heappop(busy)[1])
        found[place] = heapq.heappop(free) if free else len(busy)
        heapq.heappush(busy, (last, found[place]))
    return found


# ---- coordinates -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle with the lines of text in it: a title, and what is noted beneath that."""

    x: float
    y: float
    width: float
    height: float
    lines: Sequence[str]
    note: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """All places. `frames` by place of the group, `boxes` by id, `lines` with the points of each route.

    `indent` is how far titles of groups stand from the frame's left side.
    """

    frames: Sequence[Frame]
    boxes: Mapping[str, Frame]
    lines: Sequence[tuple[Route, Sequence[Point]]]
    indent: float
    bottom: float
    size: float


def columns_for(theory: Theory) -> int:
    """How many boxes stand beside each other: four, or three where no group has more."""
    most = max((len(group.boxes) for group in theory.groups), default=0)
    return FEWEST_COLUMNS if most <= FEWEST_COLUMNS else MOST_COLUMNS


def laid_out(theory: Theory, width: float, top: float) -> Layout:
    """The theory in a width, from `top` downwards; how far it comes follows from it."""
    placing = _Placing(theory, width)
    placing.across()
    placing.spread_ports()
    placing.share_channels()
    frames, bottom = placing.downwards(top)
    return Layout(frames, placing.boxes, placing.lines(), placing.indent, bottom, placing.size)


class _Placing:
    """A theory while its boxes and lines get their places; ways are known by their number, ends by whether it leaves.

    First the places across, on which it depends how many lanes a channel has, and on that the places downwards.
    """

    def __init__(self, theory: Theory, width: float) -> None:
        self.theory, self.width, self.columns = theory, width, columns_for(theory)
        self.size = 10.0 if self.columns == MOST_COLUMNS else 10.5
        self.grids = [rows(group, theory, self.columns) for group in theory.groups]
        self.spots = {
            box.id: Spot(group, row, column)
            for group, grid in enumerate(self.grids)
            for row, line in enumerate(grid)
            for column, box in enumerate(line)
            if box is not None
        }
        self.ways = _routes(self.spots, self.columns, theory)
        self.lane_at: dict[int, float] = {}
        self.ports: dict[tuple[int, bool], float] = {}
        self.lane: dict[tuple[int, Channel], int] = {}
        self.many: dict[Channel, int] = {}
        self.boxes: dict[str, Frame] = {}
        self.channels: dict[Channel, tuple[float, float]] = {}

    def across(self) -> None:
        """How wide boxes are, where the columns stand, and the lane of each way in its gutter."""
        by_gutter: dict[int, list[int]] = {}
        for number, way in enumerate(self.ways):
            if way.gutter is not None:
                by_gutter.setdefault(way.gutter, []).append(number)
        taken: dict[int, int] = {}
        many = [0] * (self.columns + 1)
        for gutter, numbers in by_gutter.items():
            found = lanes([_span(self.ways[number]) for number in numbers])
            taken.update(zip(numbers, found, strict=True))
            many[gutter] = max(found) + 1
        wide = [max(float(_GUTTER), (lanes_ + 1) * _LANE) for lanes_ in many]
        shrink = min(1.0, _MOST_GUTTERS / sum(wide))
        wide = [one * shrink for one in wide]
        self.indent = wide[0]
        self.box = (self.width - sum(wide)) / self.columns
        gutters = [sum(wide[:place]) + place * self.box for place in range(self.columns + 1)]
        self.column_at = [gutters[place] + wide[place] for place in range(self.columns)]
        for gutter, numbers in by_gutter.items():
            for number in numbers:
                self.lane_at[number] = gutters[gutter] + (taken[number] + 1) * wide[gutter] / (many[gutter] + 1)

    def spread_ports(self) -> None:
        """Where each way leaves and arrives: spread over the side of the box, in the order of where to.

        Ports of lower sides stand a little to the right of those of upper sides, so that lines in one channel do not
        meet.
        """
        sides: dict[tuple[str, bool], list[tuple[float, int, bool]]] = {}
        for number, way in enumerate(self.ways):
            if not way.beside:
                ends = ((way.start, way.downwards, way.end, True), (way.end, not way.from_above, way.start, False))
                for id_, lower, other, leaving in ends:
                    middle = self.column_at[self.spots[other].column] + self.box / 2
                    to = self.lane_at.get(number, middle)
                    sides.setdefault((id_, lower), []).append((to, number, leaving))
        for (id_, lower), found in sides.items():
            left = self.column_at[self.spots[id_].column]
            for place, (_, number, leaving) in enumerate(sorted(found), start=1):
                shift = 3 if lower else -3
                self.ports[number, leaving] = left + self.box * place / (len(found) + 1) + shift

    def share_channels(self) -> None:
        """How many lanes a channel has, and which one a way has in it."""
        pieces: dict[Channel, list[tuple[int, tuple[float, float]]]] = {}
        for number, way in enumerate(self.ways):
            if way.beside:
                continue
            leaving, arriving = self.ports[number, True], self.ports[number, False]
            stretches = [(way.leaves, leaving, arriving)]
            if way.gutter is not None:
                lane = self.lane_at[number]
                stretches = [(way.leaves, leaving, lane), (way.arrives, lane, arriving)]
            for channel, one, other in stretches:
                pieces.setdefault(channel, []).append((number, (min(one, other) - 3, max(one, other) + 3)))
        for channel, found in pieces.items():
            shared = lanes([stretch for _, stretch in found])
            self.many[channel] = max(shared) + 1
            self.lane |= {(number, channel): lane for (number, _), lane in zip(found, shared, strict=True)}

    def downwards(self, top: float) -> tuple[list[Frame], float]:
        """Place the boxes and channels of each group; the frames of the groups, and how far down they come."""
        frames: list[Frame] = []
        size, room = self.size, self.width - 2 * self.indent
        y = top
        for number, (group, grid) in enumerate(zip(self.theory.groups, self.grids, strict=True)):
            start = y
            title = wrapped(f"{group.id} {group.title}", room, size + 1, bold=True, lines=3)
            note = wrapped(group.note, room, size - 1) if group.note else []
            y += 5 + len(title) * (size + 1) * LINE + len(note) * (size - 1) * LINE
            for row in range(len(grid) + 1):
                high = max(_CHANNEL, (self.many.get((number, row), 0) + 1) * _LANE + 2)
                self.channels[number, row] = (y, high)
                y += high
                if row < len(grid):
                    y += self._row(grid[row], y)
            frames.append(Frame(0, start, self.width, y - start, title, note))
            y += BETWEEN
        return frames, y - BETWEEN

    def _row(self, row: Sequence[Box | None], y: float) -> float:
        """Place the boxes of a row; how high they are."""
        size = self.size
        wordings = [_worded(box, self.box, size) if box is not None else [] for box in row]
        height = max(map(len, wordings)) * size * LINE + 2 * PADDING - 2
        for box, x, lines in zip(row, self.column_at, wordings, strict=True):
            if box is not None:
                self.boxes[box.id] = Frame(x, y, self.box, height, lines)
        return height

    def lines(self) -> list[tuple[Route, Sequence[Point]]]:
        """The points of each way."""
        beside: dict[frozenset[str], int] = {}
        found: list[tuple[Route, Sequence[Point]]] = []
        for number, way in enumerate(self.ways):
            start, end = self.boxes[way.start], self.boxes[way.end]
            if way.beside:
                pair = frozenset((way.start, way.end))
                place = beside[pair] = beside.get(pair, -1) + 1
                y = start.y + min(start.height, end.height) / 2 + place * 8
                left_to_right = start.x < end.x
                from_, to = (start.x + start.width, end.x) if left_to_right else (start.x, end.x + end.width)
                found.append((way, [(from_, y), (to, y)]))
                continue
            leaving, arriving = self.ports[number, True], self.ports[number, False]
            first, last = self._level(number, way.leaves), self._level(number, way.arrives)
            points = [(leaving, start.y + (start.height if way.downwards else 0)), (leaving, first)]
            if way.gutter is not None:
                points += [(self.lane_at[number], first), (self.lane_at[number], last)]
            points += [(arriving, last), (arriving, end.y + (0 if way.from_above else end.height))]
            found.append((way, points))
        return found

    def _level(self, number: int, channel: Channel) -> float:
        y, high = self.channels[channel]
        return y + (self.lane[number, channel] + 1) * high / (self.many[channel] + 1)


def _span(way: Route) -> tuple[float, float]:
    """The channels between which a way goes up or down, as numbers that keep their order."""
    first, last = sorted((way.leaves, way.arrives))
    return (first[0] * 1e6 + first[1], last[0] * 1e6 + last[1])


def _worded(box: Box, width: float, size: float) -> list[str]:
    """The title in lines, the first of which leaves room for the id before it and the sign behind it."""
    taken = width_of(shown_id(box, width, size), size, bold=True) + id_gap(size) + _sign_room(box, size)
    return wrapped(box.title, width - 2 * PADDING, size, indent=taken, lines=6)


def shown_id(box: Box, width: float, size: float) -> str:
    """The id as far as it fits in a box of that width."""
    return shortened(box.id, width - 2 * PADDING - _sign_room(box, size), size, bold=True)


def id_gap(size: float) -> float:
    """The room between an id and the title behind it."""
    return size * 0.45


def _sign_room(box: Box, size: float) -> float:
    return width_of(box.sign, size, bold=True) + 5 if box.sign else 0
