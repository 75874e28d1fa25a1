"""Where the boxes, frames and lines of a programme theory stand: from the theory to coordinates; draws nothing."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cmo_eval.charts.lettering import LINE, shortened, width_of, wrapped
from cmo_eval.charts.theory import Box, Group, Pair, Theory, rows

PADDING = 6
BETWEEN = 10
"""Between two groups."""
FEWEST_COLUMNS, MOST_COLUMNS = 3, 4
_CHANNEL = 9
_GUTTER = 15
_LANE = 5
_MOST_GUTTERS = 220

Point = tuple[float, float]


# ---- the ways of lines: between two rows runs a channel, between two columns a gutter --------------------------------

# In both, lines that would cover each other get lanes of their own. Lines between groups go up and down in the
# outermost gutters, so that they cross no title of a group.

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


# ---- coordinates -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle with the lines of text in it: a title, and what is noted beneath that."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...] = ()
    note: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """All places. `frames` by place of the group, `boxes` by id, `lines` with the points of each route.

    `indent` is how far titles of groups stand from the frame's left side.
    """

    frames: tuple[Frame, ...]
    boxes: Mapping[str, Frame]
    lines: tuple[tuple[Route, tuple[Point, ...]], ...]
    indent: float
    bottom: float
    size: float


def columns_for(theory: Theory) -> int:
    """How many boxes stand beside each other: four, or three where no group has more."""
    most = max((len(group.boxes) for group in theory.groups), default=0)
    return FEWEST_COLUMNS if most <= FEWEST_COLUMNS else MOST_COLUMNS


def laid_out(theory: Theory, width: float, top: float) -> Layout:
    """The theory in a width, from `top` downwards; how far it comes follows from it."""
    columns = columns_for(theory)
    size = 10.0 if columns == MOST_COLUMNS else 10.5
    grids = [rows(group, theory, columns) for group in theory.groups]
    spots = {
        box.id: Spot(group, row, column)
        for group, grid in enumerate(grids)
        for row, line in enumerate(grid)
        for column, box in enumerate(line)
        if box is not None
    }
    ways = routes(spots, columns, theory.ripples, theory.contrasts)
    across = _across(ways, columns, width)
    ports = _ports(ways, spots, across)
    channels = _channels(ways, ports, across)
    return _placed(theory.groups, grids, _Plan(ways, across, ports, channels, width, size), top)


@dataclass(frozen=True)
class _Across:
    """Horizontal places: of the columns, of each way's lane in its gutter, and how wide boxes are."""

    columns: Sequence[float]
    box: float
    lanes: Mapping[int, float]
    first_gutter: float


@dataclass(frozen=True)
class _Plan:
    ways: Sequence[Route]
    across: _Across
    ports: Mapping[tuple[int, bool], float]
    channels: _Channels
    width: float
    size: float


@dataclass(frozen=True)
class _Channels:
    """How many lanes a channel has, and which one a way has in it."""

    many: Mapping[Channel, int] = field(default_factory=dict)
    lane: Mapping[tuple[int, Channel], int] = field(default_factory=dict)


def _across(ways: Sequence[Route], columns: int, width: float) -> _Across:
    by_gutter: dict[int, list[int]] = {}
    for number, way in enumerate(ways):
        if way.gutter is not None:
            by_gutter.setdefault(way.gutter, []).append(number)
    taken: dict[int, int] = {}
    many = [0] * (columns + 1)
    for gutter, numbers in by_gutter.items():
        spans = [_span(ways[number]) for number in numbers]
        for number, lane in zip(numbers, lanes(spans), strict=True):
            taken[number] = lane
            many[gutter] = max(many[gutter], lane + 1)
    wide = [max(float(_GUTTER), (lanes_ + 1) * _LANE) for lanes_ in many]
    shrink = min(1.0, _MOST_GUTTERS / sum(wide))
    wide = [one * shrink for one in wide]
    box = (width - sum(wide)) / columns
    gutters = [sum(wide[:place]) + place * box for place in range(columns + 1)]
    places = {
        number: gutters[way.gutter] + (taken[number] + 1) * wide[way.gutter] / (many[way.gutter] + 1)
        for number, way in enumerate(ways)
        if way.gutter is not None
    }
    return _Across([gutters[place] + wide[place] for place in range(columns)], box, places, wide[0])


def _span(way: Route) -> tuple[float, float]:
    """The channels between which a way goes up or down, as numbers that keep their order."""
    first, last = sorted((way.leaves, way.arrives))
    return (first[0] * 1e6 + first[1], last[0] * 1e6 + last[1])


def _ports(ways: Sequence[Route], spots: Mapping[str, Spot], across: _Across) -> Mapping[tuple[int, bool], float]:
    """Where each way leaves (True) and arrives (False): spread over the side of the box, in the order of where to.

    Ports of lower sides stand a little to the right of those of upper sides, so that lines in one channel do not meet.
    """

    def middle(id_: str) -> float:
        return across.columns[spots[id_].column] + across.box / 2

    sides: dict[tuple[str, bool], list[tuple[float, int, bool]]] = {}
    for number, way in enumerate(ways):
        if not way.beside:
            ends = ((way.start, way.downwards, way.end, True), (way.end, not way.from_above, way.start, False))
            for id_, lower, other, leaving in ends:
                to = across.lanes.get(number, middle(other))
                sides.setdefault((id_, lower), []).append((to, number, leaving))
    ports: dict[tuple[int, bool], float] = {}
    for (id_, lower), found in sides.items():
        left = across.columns[spots[id_].column]
        for place, (_, number, leaving) in enumerate(sorted(found), start=1):
            shift = 3 if lower else -3
            ports[number, leaving] = left + across.box * place / (len(found) + 1) + shift
    return ports


def _channels(ways: Sequence[Route], ports: Mapping[tuple[int, bool], float], across: _Across) -> _Channels:
    pieces: dict[Channel, list[tuple[int, tuple[float, float]]]] = {}
    for number, way in enumerate(ways):
        if way.beside:
            continue
        leaving, arriving = ports[number, True], ports[number, False]
        if way.gutter is None:
            stretches = [(way.leaves, leaving, arriving)]
        else:
            lane = across.lanes[number]
            stretches = [(way.leaves, leaving, lane), (way.arrives, lane, arriving)]
        for channel, one, other in stretches:
            pieces.setdefault(channel, []).append((number, (min(one, other) - 3, max(one, other) + 3)))
    many: dict[Channel, int] = {}
    lane_of: dict[tuple[int, Channel], int] = {}
    for channel, found in pieces.items():
        for (number, _), lane in zip(found, lanes([stretch for _, stretch in found]), strict=True):
            lane_of[number, channel] = lane
            many[channel] = max(many.get(channel, 0), lane + 1)
    return _Channels(many, lane_of)


def _placed(
    groups: Sequence[Group], grids: Sequence[Sequence[Sequence[Box | None]]], plan: _Plan, top: float
) -> Layout:
    frames: list[Frame] = []
    boxes: dict[str, Frame] = {}
    channel_at: dict[Channel, tuple[float, float]] = {}
    size, across = plan.size, plan.across
    indent = across.first_gutter
    y = top
    for number, (group, grid) in enumerate(zip(groups, grids, strict=True)):
        start = y
        title = tuple(wrapped(f"{group.id} {group.title}", plan.width - 2 * indent, size + 1, bold=True, lines=3))
        note = tuple(wrapped(group.note, plan.width - 2 * indent, size - 1)) if group.note else ()
        y += 5 + len(title) * (size + 1) * LINE + len(note) * (size - 1) * LINE
        for row in range(len(grid) + 1):
            high = max(_CHANNEL, (plan.channels.many.get((number, row), 0) + 1) * _LANE + 2)
            channel_at[number, row] = (y, high)
            y += high
            if row == len(grid):
                break
            wordings = {box.id: _worded(box, across.box, size) for box in grid[row] if box is not None}
            height = max(len(lines) for lines in wordings.values()) * size * LINE + 2 * PADDING - 2
            for column, box in enumerate(grid[row]):
                if box is not None:
                    boxes[box.id] = Frame(across.columns[column], y, across.box, height, tuple(wordings[box.id]))
            y += height
        frames.append(Frame(0, start, plan.width, y - start, title, note))
        y += BETWEEN
    lines = tuple((way, tuple(points)) for way, points in zip(plan.ways, _points(plan, boxes, channel_at), strict=True))
    return Layout(tuple(frames), boxes, lines, indent, y - BETWEEN, size)


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


def _points(
    plan: _Plan, boxes: Mapping[str, Frame], channel_at: Mapping[Channel, tuple[float, float]]
) -> list[list[Point]]:
    beside: dict[frozenset[str], int] = {}
    found = []

    def level(number: int, channel: Channel) -> float:
        y, high = channel_at[channel]
        many = plan.channels.many[channel]
        return y + (plan.channels.lane[number, channel] + 1) * high / (many + 1)

    for number, way in enumerate(plan.ways):
        start, end = boxes[way.start], boxes[way.end]
        if way.beside:
            place = beside[frozenset((way.start, way.end))] = beside.get(frozenset((way.start, way.end)), -1) + 1
            y = start.y + min(start.height, end.height) / 2 + place * 8
            left_to_right = start.x < end.x
            found.append(
                [(start.x + (start.width if left_to_right else 0), y), (end.x + (0 if left_to_right else end.width), y)]
            )
            continue
        leaving, arriving = plan.ports[number, True], plan.ports[number, False]
        first, last = level(number, way.leaves), level(number, way.arrives)
        points = [(leaving, start.y + (start.height if way.downwards else 0)), (leaving, first)]
        if way.gutter is not None:
            lane = plan.across.lanes[number]
            points += [(lane, first), (lane, last)]
        points += [(arriving, last), (arriving, end.y + (0 if way.from_above else end.height))]
        found.append(points)
    return found
