"""Where the rows, parts and lines of a programme theory stand: from the theory to coordinates; draws nothing.

A pattern is a row of four parts, with their words or as a brief row without. A line leaves its outcome, goes up or
down at the right of the rows, passes between two rows to the left and arrives at the context of another: so no line
runs through a row or a title.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from cmo_eval.charts.lettering import LINE, cut, wrapped
from cmo_eval.charts.picture import PAGE_WIDTH
from cmo_eval.charts.theory import Box, Group, Pair, Theory, Wording, in_order

PADDING = 6
_BESIDE, _BENEATH = 12.0, 10.0
"""Between two parts of a pattern: beside each other, or beneath each other."""
_BRIEF = 92.0
"""How wide a part without words is."""
_EDGE = 1.0
_LEFT = 17.0
"""At the left of the rows, where lines come in."""
_LANE = 5.0
_EQUALLY = 20.0
"""By which the heights of diagrams of one theory may differ, apart from what lies in their rows."""
_CHANNEL, _GAP = 8.0, 4.0
"""Above or below a row: where a line passes, and where none does."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """How a diagram is divided: how wide it is, how large its letters are, both in units of the drawing.

    `across`: the parts of a pattern stand beside each other, else beneath each other; `lanes`: how many lines may run
    beside each other, the others are told in words.
    """

    width: float
    size: float
    across: bool
    lanes: int


PAGE = Shape(PAGE_WIDTH, 11.4, across=True, lanes=8)
"""On A4, where its letters are 8 points at 16 cm."""
SCREEN = Shape(320, 13, across=False, lanes=4)
"""On a telephone."""


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle, from its left upper corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower side."""
        return self.y + self.height

    @property
    def middle(self) -> float:
        """Halfway between its upper and lower side."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Row:
    """A pattern: its frame, its title in lines, a rectangle with lines for each part, and what stands beneath them."""

    box: Box
    frame: Rect
    title: Sequence[str]
    parts: Sequence[tuple[Rect, Sequence[str]]]
    foot: Sequence[str]


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a group in lines, from `y` downwards, and what is noted beneath it."""

    y: float
    title: Sequence[str]
    note: Sequence[str]


@dataclass(frozen=True, slots=True)
class Layout:
    """All places: the rows lie between `left` and `right`; `columns` are where their parts begin, and how wide.

    `arrows` and `contrasts` are the points of lines, `joints` where a line branches off.
    """

    headings: Sequence[Heading]
    rows: Sequence[Row]
    arrows: Sequence[Sequence[Point]]
    contrasts: Sequence[Sequence[Point]]
    joints: Sequence[Point]
    columns: Sequence[tuple[float, float]]
    left: float
    right: float
    bottom: float


# ---- ways: which lines there are, by the place of rows, and in which lane each runs ----------------------------------


@dataclass(frozen=True, slots=True)
class _Trunk:
    """All arrows from one row in one direction, which leave it as one line."""

    start: int
    ends: tuple[int, ...]
    downwards: bool

    @property
    def span(self) -> tuple[float, float]:
        """From where to where it runs: above row n is 4 n, at its title 4 n + 1, at its outcome + 2, below it + 3."""
        places = [4 * self.start + 2, *(4 * end + (0 if self.downwards else 3) for end in self.ends)]
        return min(places), max(places)


@dataclass(frozen=True, slots=True)
class _Ways:
    """What is drawn, each in its lane from 0, and the pairs that are told in words."""

    trunks: Sequence[tuple[_Trunk, int]]
    contrasts: Sequence[tuple[Pair, int]]
    told: Sequence[tuple[Pair, bool]]

    @property
    def lanes(self) -> int:
        """How many there are."""
        return max((lane + 1 for _, lane in (*self.trunks, *self.contrasts)), default=0)


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


def _pairs(theory: Theory) -> list[tuple[Pair, bool]]:
    """Ripples and contrasts between boxes that are there, each once, and whether it is a contrast."""
    known = theory.boxes.keys()
    ripples = [(pair, False) for pair in dict.fromkeys(theory.ripples)]
    contrasts = [(pair, True) for pair in dict.fromkeys(theory.contrasts) if pair[0] != pair[1]]
    return [one for one in (*ripples, *contrasts) if set(one[0]) <= known]


def _ways(theory: Theory, ids: Sequence[str], most: int) -> _Ways:
    """Lines between rows with these ids, from above, in at most so many lanes."""
    place = {id_: number for number, id_ in enumerate(ids)}
    pairs = _pairs(theory)
    within = [one for one in pairs if set(one[0]) <= place.keys()]
    ends: dict[tuple[int, bool], list[int]] = {}
    for one, other in (pair for pair, contrast in within if not contrast):
        ends.setdefault((place[one], place[other] > place[one]), []).append(place[other])
    trunks = [_Trunk(start, tuple(sorted(to)), downwards) for (start, downwards), to in ends.items()]
    across = [pair for pair, contrast in within if contrast]
    spans = [trunk.span for trunk in trunks]
    for one, other in across:
        first, last = sorted((place[one], place[other]))
        spans.append((4 * first + 1, 4 * last + 1))
    taken = lanes(spans)
    drawn = [(trunk, lane) for trunk, lane in zip(trunks, taken[: len(trunks)], strict=True) if lane < most]
    dashed = [(pair, lane) for pair, lane in zip(across, taken[len(trunks) :], strict=True) if lane < most]
    seen = {((ids[trunk.start], ids[end]), False) for trunk, _ in drawn for end in trunk.ends}
    seen |= {(pair, True) for pair, _ in dashed}
    return _Ways(drawn, dashed, [one for one in pairs if one not in seen])


def _feet(theory: Theory, told: Iterable[tuple[Pair, bool]], wording: Wording) -> dict[str, list[str]]:
    """What stands beneath rows, by id: the boxes that it leads to, comes from and contrasts with, as far as told."""
    boxes = theory.boxes
    found: dict[str, dict[str, list[str]]] = {}
    for (one, other), contrast in told:
        forth, back = (wording.against, wording.against) if contrast else (wording.leads_to, wording.comes_from)
        for id_, words, to in ((one, forth, other), (other, back, one)):
            found.setdefault(id_, {}).setdefault(words, []).append(f"{to} {boxes[to].title}".strip())
    return {id_: [f"{words} {'; '.join(to)}" for words, to in said.items()] for id_, said in found.items()}


# ---- coordinates -----------------------------------------------------------------------------------------------------


def laid_out(theory: Theory, shape: Shape, most: int, wording: Wording, top: float) -> Layout:
    """The theory from `top` downwards; how far it comes follows from it.

    Args:
        theory: the groups that are drawn, and those elsewhere, whose boxes are named.
        shape: of the diagram.
        most: how many characters of a part are shown; at 0 none, and rows are brief.
        wording: the words beneath rows.
        top: where it begins.
    """
    groups = [(group, in_order(group, theory)) for group in theory.groups if not group.elsewhere]
    ids = [box.id for _, boxes in groups for box in boxes]
    ways = _ways(theory, ids, shape.lanes)
    feet = _feet(theory, ways.told, wording)
    left, right = _sides(ways, shape)
    above = {end for trunk, _ in ways.trunks if trunk.downwards for end in trunk.ends}
    below = {end for trunk, _ in ways.trunks if not trunk.downwards for end in trunk.ends}
    headings: list[Heading] = []
    rows: list[Row] = []
    y = top
    for group, boxes in groups:
        heading = _heading(group, y, right - left, shape)
        headings.append(heading)
        y += _height(heading, shape)
        for box in boxes:
            y += _CHANNEL if len(rows) in above else _GAP
            row = _row(box, Rect(left, y, right - left, 0), shape, most, (feet.get(box.id, ()), wording.missing))
            y = row.frame.bottom + (_CHANNEL if len(rows) in below else _GAP)
            rows.append(row)
    arrows, joints = _arrows(ways, rows, right)
    contrasts = _contrasts(ways, rows, {id_: number for number, id_ in enumerate(ids)}, shape, right)
    return Layout(headings, rows, arrows, contrasts, joints, _columns(left, right, shape, most), left, right, y)


class _Heights:
    """How high the rows and groups of a theory come, wherever it is cut: lines to what is cut off are told in words."""

    def __init__(self, theory: Theory, shape: Shape, most: int, wording: Wording) -> None:
        self.groups = [(group, in_order(group, theory)) for group in theory.groups if not group.elsewhere]
        ids = [box.id for _, boxes in self.groups for box in boxes]
        ways = _ways(theory, ids, len(ids) + len(theory.contrasts))
        self._theory, self._shape, self._wording = theory, shape, wording
        self._left, self._right = _sides(ways, shape)
        self._crowded = ways.lanes > shape.lanes
        self._headings: dict[tuple[str, str], float] = {}
        self._pairs: dict[str, list[tuple[Pair, bool]]] = {}
        for one in _pairs(theory):
            for id_ in set(one[0]):
                self._pairs.setdefault(id_, []).append(one)
        self._ends = {ids[end] for trunk, _ in ways.trunks for end in trunk.ends}
        self._most = most
        self._rows: dict[str, float] = {}

    def of_heading(self, group: Group) -> float:
        """How high its title comes."""
        key = group.title, group.id
        if key not in self._headings:
            self._headings[key] = _height(_heading(group, 0, self._right - self._left, self._shape), self._shape)
        return self._headings[key]

    def of_rows(self, boxes: Sequence[Box]) -> float:
        """How high the rows come when they stand together, at most."""
        ids = {box.id for box in boxes}
        cut_off = [one for id_ in ids for one in self._pairs.get(id_, ()) if self._crowded or not set(one[0]) <= ids]
        feet = _feet(self._theory, dict.fromkeys(cut_off), self._wording) if cut_off else {}
        room = self._right - self._left
        below = sum(
            _foot_height(_foot(said, room, self._shape), self._shape) for id_, said in feet.items() if id_ in ids
        )
        return sum(map(self._of_row, boxes)) + below

    def _of_row(self, box: Box) -> float:
        """How high it comes by itself, with the room between it and others."""
        if box.id not in self._rows:
            frame = Rect(self._left, 0, self._right - self._left, 0)
            row = _row(box, frame, self._shape, self._most, ((), self._wording.missing))
            self._rows[box.id] = row.frame.height + 2 * (_CHANNEL if box.id in self._ends else _GAP)
        return self._rows[box.id]


def paged(theory: Theory, shape: Shape, most: int, wording: Wording, room: float, many: int) -> list[tuple[Group, ...]]:
    """The groups, each as far as it fits, of as many diagrams as it takes for each to be at most `room` high.

    These are about equally high; there are none where that would be more than `many`. A group that goes on in the next
    says so behind its title. A row that is higher than the room stands alone.
    """
    heights = _Heights(theory, shape, most, wording)
    pages = _filled(heights, wording, room, many)
    too_low = 0.0
    while len(pages) > 1 and room - too_low > _EQUALLY:
        lower = (room + too_low) / 2
        if fewer := _filled(heights, wording, lower, len(pages)):
            pages, room = fewer, lower
        else:
            too_low = lower
    return pages


def _filled(heights: _Heights, wording: Wording, room: float, many: int) -> list[tuple[Group, ...]]:
    """Pages that are filled one after the other; none where that would be more than `many`."""
    pages: list[list[Group]] = [[]]
    rows: list[Box] = []  # of this page
    titles = 0.0
    for group, boxes in heights.groups:
        part, piece = group, list[Box]()
        titles += heights.of_heading(part)
        for place, box in enumerate(boxes):
            if rows and titles + heights.of_rows([*rows, box]) > room:
                if len(pages) == many:
                    return []
                if piece:
                    pages[-1].append(replace(part, boxes=tuple(piece)))
                if place:
                    part = replace(group, title=f"{group.title} ({wording.continued})")
                pages.append([])
                rows, piece, titles = [], [], heights.of_heading(part)
            rows.append(box)
            piece.append(box)
        pages[-1].append(replace(part, boxes=tuple(piece)))
    return [tuple(page) for page in pages]


def _sides(ways: _Ways, shape: Shape) -> tuple[float, float]:
    """Where rows begin and end: beside them is room for lines."""
    many = ways.lanes
    return _LEFT if ways.trunks else _EDGE, shape.width - (many * _LANE + 5 if many else _EDGE)


def _columns(left: float, right: float, shape: Shape, most: int) -> list[tuple[float, float]]:
    inner = right - left - 2 * PADDING
    if not shape.across:
        return [(left + PADDING, inner)] * 4
    wide = (inner - 3 * _BESIDE) / 4 if most else _BRIEF
    return [(right - PADDING - (4 - number) * (wide + _BESIDE) + _BESIDE, wide) for number in range(4)]


def _heading(group: Group, y: float, width: float, shape: Shape) -> Heading:
    title = wrapped(f"{group.id} {group.title}", width, shape.size + 1.5, bold=True, lines=3)
    return Heading(y, title, wrapped(group.note, width, shape.size, lines=4) if group.note else ())


def _height(heading: Heading, shape: Shape) -> float:
    return 16 + len(heading.title) * (shape.size + 1.5) * LINE + len(heading.note) * shape.size * LINE


def _row(box: Box, frame: Rect, shape: Shape, most: int, told: tuple[Sequence[str], str]) -> Row:
    """A pattern in a frame of which all but the height is known; `told` beneath it, and where words are missing."""
    feet, missing = told
    size, line = shape.size, shape.size * LINE
    columns = _columns(frame.x, frame.right, shape, most)
    brief_beside = shape.across and not most
    inner = columns[0][0] - _BESIDE - frame.x - PADDING if brief_beside else frame.width - 2 * PADDING
    title = wrapped(f"{box.id} {box.title}", inner, size, bold=True, lines=3)
    y = frame.y + PADDING + (0 if brief_beside else len(title) * line + 4)
    words = [
        _words(part.text or missing, most, wide - 2 * PADDING, size) if most else ()
        for part, (_, wide) in zip(box.parts, columns, strict=True)
    ]
    parts: list[tuple[Rect, Sequence[str]]] = []
    highest = max(map(len, words))
    for (x, wide), lines_ in zip(columns, words, strict=True):
        high = (highest if shape.across else len(lines_)) * line + line + (10 if most else 4)
        parts.append((Rect(x, y, wide, high), lines_))
        if not shape.across:
            y += high + _BENEATH
    bottom = parts[-1][0].bottom
    if brief_beside:
        bottom = max(bottom, frame.y + PADDING + len(title) * line + 2)
    foot = _foot(feet, frame.width, shape)
    high = bottom + PADDING + _foot_height(foot, shape) - frame.y
    return Row(box, Rect(frame.x, frame.y, frame.width, high), title, parts, foot)


@lru_cache(maxsize=1024)
def _words(text: str, most: int, width: float, size: float) -> tuple[str, ...]:
    """At most so many characters of a text, in lines: asked for to find where pages end, and again to draw."""
    return tuple(wrapped(cut(text, most), width, size))


def _foot(said: Iterable[str], width: float, shape: Shape) -> list[str]:
    return [line for words in said for line in wrapped(words, width - 2 * PADDING, shape.size, lines=4)]


def _foot_height(foot: Sequence[str], shape: Shape) -> float:
    return len(foot) * shape.size * LINE + 2 if foot else 0


def _arrows(ways: _Ways, rows: Sequence[Row], right: float) -> tuple[list[list[Point]], list[Point]]:
    """The points of each arrow, of which those that branch off begin where they do."""
    found: list[list[Point]] = []
    joints: list[Point] = []
    for trunk, lane in ways.trunks:
        aside = right + 6 + lane * _LANE
        outcome = rows[trunk.start].parts[3][0]
        leaves = outcome.middle + (4 if trunk.downwards else -4)
        farthest = trunk.ends[-1 if trunk.downwards else 0]
        for end in trunk.ends:
            frame, context = rows[end].frame, rows[end].parts[0][0]
            level = frame.y - _CHANNEL / 2 if trunk.downwards else frame.bottom + _CHANNEL / 2
            arrives = context.middle + (-4 if trunk.downwards else 4)
            inwards = frame.x - _LEFT / 2
            to = context.x if context.x - frame.x < 2 * PADDING else frame.x  # before a brief row its title stands
            way = [(aside, level), (inwards, level), (inwards, arrives), (to, arrives)]
            if end == farthest:
                way = [(outcome.right, leaves), (aside, leaves), *way]
            else:
                joints.append((aside, level))
            found.append(way)
    return found, joints


def _contrasts(
    ways: _Ways, rows: Sequence[Row], place: Mapping[str, int], shape: Shape, right: float
) -> list[list[Point]]:
    def level(id_: str) -> float:
        return rows[place[id_]].frame.y + PADDING + shape.size / 2

    found = []
    for (one, other), lane in ways.contrasts:
        aside = right + 6 + lane * _LANE
        found.append([(right, level(one)), (aside, level(one)), (aside, level(other)), (right, level(other))])
    return found
