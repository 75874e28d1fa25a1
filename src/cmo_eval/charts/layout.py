"""Where the rows, parts and lines of a programme theory stand: from the theory to coordinates; draws nothing.

A pattern is a row of four parts, with their words or as a brief row without. A line leaves its outcome, goes up or
down at the right of the rows, passes between two rows to the left and arrives at the context of another: so no line
runs through a row or a title.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from cmo_eval.charts.lettering import LINE, cut, width_of, wrapped
from cmo_eval.charts.picture import LETTERS, PAGE_WIDTH
from cmo_eval.charts.theory import Box, Group, Pair, Part, Theory, Wording, in_order
from cmo_eval.deferred import dataclass

PADDING = 6
_BESIDE, _BENEATH = 12.0, 10.0
"""Between two parts of a pattern: beside each other, or beneath each other."""
_BRIEF_PADDING = 4
"""In a row and a part without words."""
RADIUS = 4.2
"""Of a mark."""
AFTER_MARK = 2 * RADIUS + 3
"""From a mark to its number."""
APART = 7.0
"""From the number that show a part to the mark of those that deny it."""
_EDGE = 1.0
_LEFT = 17.0
"""At the left of the rows, where lines come in."""
_LANE = 5.0
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


PAGE = Shape(PAGE_WIDTH, LETTERS, across=True, lanes=8)
"""On A4."""
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


def lines_drawn(theory: Theory, shape: Shape = PAGE) -> tuple[bool, bool]:
    """Whether an arrow is drawn, and whether a dashed line: not where these pairs are told in words."""
    groups = [group for group in theory.groups if not group.elsewhere]
    ways = _ways(theory, [box.id for group in groups for box in in_order(group, theory)], shape.lanes)
    return bool(ways.trunks), bool(ways.contrasts)


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
    measure = _measure(theory, shape, most, wording, (left, right))
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
            row = _row(box, Rect(left, y, right - left, 0), feet.get(box.id, ()), measure)
            y = row.frame.bottom + (_CHANNEL if len(rows) in below else _GAP)
            rows.append(row)
    arrows, joints = _arrows(ways, rows, right)
    contrasts = _contrasts(ways, rows, {id_: number for number, id_ in enumerate(ids)}, shape, right)
    return Layout(headings, rows, arrows, contrasts, joints, measure.columns, left, right, y)


class _Heights:
    """How high the rows and groups of a theory come, wherever it is cut: lines to what is cut off are told in words."""

    def __init__(self, theory: Theory, shape: Shape, most: int, wording: Wording) -> None:
        self.groups = [(group, in_order(group, theory)) for group in theory.groups if not group.elsewhere]
        ids = [box.id for _, boxes in self.groups for box in boxes]
        ways = _ways(theory, ids, len(ids) + len(theory.contrasts))
        self._theory, self._shape, self._wording = theory, shape, wording
        self._left, self._right = _sides(ways, shape)
        self._measure = _measure(theory, shape, most, wording, (self._left, self._right))
        self._headings: dict[tuple[str, str], float] = {}
        self._pairs: dict[str, list[tuple[Pair, bool]]] = {}
        for one in _pairs(theory):
            for id_ in set(one[0]):
                self._pairs.setdefault(id_, []).append(one)
        self._ends = {ids[end] for trunk, _ in ways.trunks for end in trunk.ends}
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
        cut_off = [one for id_ in ids for one in self._pairs.get(id_, ()) if not set(one[0]) <= ids]
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
            row = _row(box, frame, (), self._measure)
            self._rows[box.id] = row.frame.height + 2 * (_CHANNEL if box.id in self._ends else _GAP)
        return self._rows[box.id]


def paged(theory: Theory, shape: Shape, most: int, wording: Wording, room: float, many: int) -> list[tuple[Group, ...]]:
    """The groups, each as far as it fits, of as many diagrams as it takes for each to be at most `room` high.

    There are none where that would be more than `many`. A group that goes on in the next says so behind its title. A
    row that is higher than the room stands alone.
    """
    heights = _Heights(theory, shape, most, wording)
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


def shown_width(part: Part, size: float) -> float:
    """How wide the mark and number are of who shows the part, with those of who denies it."""
    wide = AFTER_MARK + width_of(str(part.showing), size)
    return wide + (APART + AFTER_MARK + width_of(str(part.denying), size, bold=True) if part.denying else 0)


@dataclass(frozen=True, slots=True)
class _Measure:
    """How all rows are divided: where parts begin and how wide they are, how many characters of each are shown."""

    shape: Shape
    most: int
    columns: Sequence[tuple[float, float]]
    missing: str

    @property
    def brief(self) -> bool:
        """Whether titles stand beside parts without words."""
        return self.shape.across and not self.most

    @property
    def padding(self) -> float:
        """Above and below what stands in a row."""
        return _BRIEF_PADDING if self.brief else PADDING


def _measure(theory: Theory, shape: Shape, most: int, wording: Wording, sides: tuple[float, float]) -> _Measure:
    left, right = sides
    inner = right - left - 2 * PADDING
    if not shape.across:
        return _Measure(shape, most, [(left + PADDING, inner)] * 4, wording.missing)
    wide = (inner - 3 * _BESIDE) / 4 if most else _brief(theory, shape, wording)
    columns = [(right - PADDING - (4 - number) * (wide + _BESIDE) + _BESIDE, wide) for number in range(4)]
    return _Measure(shape, most, columns, wording.missing)


def _brief(theory: Theory, shape: Shape, wording: Wording) -> float:
    """How wide a part without words is: for how well it is shown, the sign of an outcome, and its name."""
    boxes = theory.boxes.values()
    shown = max((shown_width(part, shape.size) for box in boxes for part in box.parts), default=0.0)
    sign = max((width_of(box.sign, shape.size, bold=True) for box in boxes), default=0.0)
    name = max(width_of(name, shape.size, bold=True) for name in wording.parts)
    return max(shown + 6 + sign + 2 * _BRIEF_PADDING, name - _BESIDE + 6)


def _heading(group: Group, y: float, width: float, shape: Shape) -> Heading:
    title = wrapped(f"{group.id} {group.title}", width, shape.size + 1.5, bold=True, lines=3)
    return Heading(y, title, wrapped(group.note, width, shape.size, lines=4) if group.note else ())


def _height(heading: Heading, shape: Shape) -> float:
    return 16 + len(heading.title) * (shape.size + 1.5) * LINE + len(heading.note) * shape.size * LINE


def _row(box: Box, frame: Rect, feet: Iterable[str], measure: _Measure) -> Row:
    """A pattern in a frame of which all but the height is known, and what stands beneath it."""
    shape, columns, most = measure.shape, measure.columns, measure.most
    size, line = shape.size, shape.size * LINE
    inner = columns[0][0] - _BESIDE - frame.x - PADDING if measure.brief else frame.width - 2 * PADDING
    title = wrapped(f"{box.id} {box.title}", inner, size, bold=True, lines=3)
    y = frame.y + measure.padding + (0 if measure.brief else len(title) * line + 4)
    words = [
        _words(part.text or measure.missing, most, wide - 2 * PADDING, size) if most else ()
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
    if measure.brief:
        bottom = max(bottom, frame.y + measure.padding + len(title) * line + 2)
    foot = _foot(feet, frame.width, shape)
    high = bottom + measure.padding + _foot_height(foot, shape) - frame.y
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
