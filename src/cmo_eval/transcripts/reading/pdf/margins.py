"""What stands in the margins of pages: page numbers, running heads, and numbers of lines."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, quantiles
from typing import NamedTuple

from cmo_eval.transcripts import speakers
from cmo_eval.transcripts.forms import opening
from cmo_eval.transcripts.reading.pdf.lines import down_of, text_of, usual_size
from cmo_eval.transcripts.reading.pdf.pages import Page, Word, lines_of

_DEEPEST = 4
"""Lines from the edge of a page among which running heads are looked for."""
_MARGIN = 0.17
"""Share of the height of a page within which running heads stand."""
_PLACE = 4.0
"""Points by which the place of a running head may differ."""
_DIGITS = re.compile(r"[0-9]+")
_ROMAN = re.compile(r"(?=.)m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})", re.IGNORECASE)
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_ALONE = re.compile(r"[^\w\s]{0,2}\s*(\d{1,4})\s*[^\w\s]{0,2}")


@dataclass(frozen=True, slots=True)
class _Edge:
    """A line at an edge: of which page (counted among those with words), how many are nearer to the edge.

    `said` counts the lines of the document with the label that it begins with.
    """

    page: int
    depth: int
    text: str
    down: float
    apart: bool
    numbers: tuple[int, ...]
    shape: str
    label: str | None
    said: int


def without_edges(pages: Sequence[Page]) -> list[str]:
    """Take the page numbers and running heads from the pages; what was taken, in the order of the pages.

    A line is one when it stands at an edge, and on most pages (or most left, or most right ones) there is one like it:
    with a number that goes up by one a page, or in the same place and with more space between it and the text than the
    text has between paragraphs. What is merely said again at a page's end is not.
    """
    filled = [page for page in pages if page.words]
    lines = [lines_of(page.words) for page in filled]
    body = usual_size(word for page in filled for word in page.words)
    gap = _usual_gap(lines)
    labels = _labels(lines)
    taken: list[set[int]] = [set() for _ in filled]
    for top in (True, False):
        edges = [
            edge
            for number, page in enumerate(lines)
            for edge in _edges(number, page, filled[number], (body, gap), labels, top=top)
        ]
        running = _running(edges, len(filled)) | (_tight(edges, len(filled)) if top else set())
        for number, page in enumerate(lines):
            here = {edge.depth for edge in edges if edge.page == number and (number, edge.depth) in running}
            depth = 0
            while depth in here:
                taken[number].add(depth if top else len(page) - 1 - depth)
                depth += 1
    if len(filled) == 1:
        _lone(pages, filled[0], lines[0], taken[0], gap)
    found: list[str] = []
    for whole, page_lines, gone in zip(filled, lines, taken, strict=True):
        found += [text_of(page_lines[number]) for number in sorted(gone)]
        if gone:
            whole.words = [word for number, line in enumerate(page_lines) if number not in gone for word in line]
    return found


def _usual_gap(lines: Sequence[Sequence[Sequence[Word]]]) -> float:
    """The most space that is usual between the lines of a text, between paragraphs too."""
    gaps = [
        down_of(other) - down_of(one)
        for page in lines
        for one, other in pairwise(page[1:-1])
        if down_of(other) > down_of(one)
    ]
    return quantiles(gaps, n=20)[17] if len(gaps) > 2 else max(gaps, default=0.0)


def _labels(lines: Sequence[Sequence[Sequence[Word]]]) -> Counter[str]:
    """How often a line begins with each label."""
    found: Counter[str] = Counter()
    for page in lines:
        for line in page:
            label = opening(text_of(line)).label
            if label is not None:
                found[speakers.folded(label)] += 1
    return found


def _edges(
    number: int,
    page: list[list[Word]],
    whole: Page,
    usual: tuple[float, float],
    labels: Counter[str],
    *,
    top: bool,
) -> Iterable[_Edge]:
    """The lines at an edge of a page, from the edge inwards."""
    body, gap = usual
    inwards = page if top else page[::-1]
    for depth, line in enumerate(inwards[:_DEEPEST]):
        text = text_of(line)
        further = inwards[depth : _DEEPEST + 1]
        apart = abs(usual_size(line) - body) > body * 0.07 or any(
            abs(down_of(other) - down_of(one)) > gap * 1.12 + 1 for one, other in pairwise(further)
        )
        label = opening(text).label
        said = labels[speakers.folded(label)] if label is not None else 0
        shape, numbers = _shaped(text)
        yield _Edge(
            number,
            depth,
            text,
            down_of(line),
            apart and len(inwards) > 1 and _in_margin(whole, down_of(line), top=top),
            numbers,
            shape,
            label,
            said,
        )


def _in_margin(page: Page, down: float, *, top: bool) -> bool:
    """Whether a line is so near to the edge of the paper that a running head may stand there."""
    if page.edges is None:
        return True
    upper, lower = page.edges
    return (down - upper if top else lower - down) < (lower - upper) * _MARGIN


def _shaped(text: str) -> tuple[str, tuple[int, ...]]:
    """A line with a sign for each number, and the numbers; Roman ones where they stand alone at its start or end."""
    words = text.split()
    for at in {0, len(words) - 1} if words else ():
        bare = words[at].strip("-–—.()[]|")
        if _ROMAN.fullmatch(bare) and (bare.islower() or bare.isupper()):
            words[at] = words[at].replace(bare, str(_of_roman(bare.lower())))
    joined = " ".join(words).replace("#", "")
    return _DIGITS.sub("#", joined), tuple(int(number[:9]) for number in _DIGITS.findall(joined))


def _of_roman(text: str) -> int:
    values = [_VALUES[letter] for letter in text]
    return sum(-one if one < other else one for one, other in zip(values, [*values[1:], 0], strict=True))


def _running(edges: Sequence[_Edge], pages: int) -> set[tuple[int, int]]:
    """Of which pages and how deep there the running lines are."""
    found: set[tuple[int, int]] = set()
    alike: dict[str, list[_Edge]] = defaultdict(list)
    for edge in edges:
        alike[edge.shape].append(edge)
    for group in alike.values():
        found |= _numbered(group, pages) | _constant(group, pages)
    found |= _with_number(edges, pages)
    return found


def _numbered(group: Sequence[_Edge], pages: int) -> set[tuple[int, int]]:
    """Those of lines alike in which a number goes up by one from page to page."""
    found: set[tuple[int, int]] = set()
    for slot in range(len(group[0].numbers)):
        stepping: dict[int, list[_Edge]] = defaultdict(list)
        for edge in group:
            stepping[edge.numbers[slot] - edge.page].append(edge)
        for members in stepping.values():
            here = {edge.page for edge in members}
            span = max(here) - min(here) + 1
            enough = len(here) >= 3 and len(here) * 2 >= span and len(here) >= _share(pages, 0.2)
            if pages == 2:
                enough = len(here) == 2 and all(edge.apart for edge in members)
            if enough and not _is_speech(members):
                found |= {(edge.page, edge.depth) for edge in members}
    return found


def _is_speech(edges: Sequence[_Edge]) -> bool:
    """Whether lines alike are somebody's words: they begin with a label such as R3, or one that others have too."""
    return any(edge.label is not None and (speakers.is_code(edge.label) or edge.said > len(edges)) for edge in edges)


def _share(pages: int, share: float) -> float:
    return min(pages * share, 10)


def _constant(group: Sequence[_Edge], pages: int) -> set[tuple[int, int]]:
    """Those of lines alike that stand in the same place of most pages, apart from the text."""
    place = median(edge.down for edge in group)
    members = [edge for edge in group if abs(edge.down - place) < _PLACE]
    here = {edge.page for edge in members}
    apart = sum(edge.apart for edge in members) >= len(members) * 0.6
    if not apart or _is_speech(members) or len(here) < min(3, pages) or pages < 2:
        return set()
    one_side = len({edge.page % 2 for edge in members}) == 1
    most = len(here) >= ((pages // 2) * 0.6 if one_side else pages * 0.5)
    return {(edge.page, edge.depth) for edge in members} if most else set()


def _tight(edges: Sequence[_Edge], pages: int) -> set[tuple[int, int]]:
    """The same words at exactly the same place at the top of nearly all pages, with no more space below than usual.

    Some programs put a head right above the text. A few words may be said again and again; three or more that open
    page after page are no speech.
    """
    alike: dict[tuple[str, int], list[_Edge]] = defaultdict(list)
    for edge in edges:
        if len(edge.text.split()) >= 3:
            alike[edge.text, edge.depth].append(edge)
    found: set[tuple[int, int]] = set()
    for members in alike.values():
        places = [edge.down for edge in members]
        nearly_all = len(members) >= max(3, pages * 0.8)
        if nearly_all and max(places) - min(places) < 1 and not _is_speech(members):
            found |= {(edge.page, edge.depth) for edge in members}
    return found


def _with_number(edges: Sequence[_Edge], pages: int) -> set[tuple[int, int]]:
    """Lines with a page number before or after words that change, such as the head of a chapter."""
    found: set[tuple[int, int]] = set()
    for first in (True, False):
        stepping: dict[int, list[_Edge]] = defaultdict(list)
        for edge in edges:
            words = edge.shape.split()
            if (
                edge.numbers
                and len(words) > 1
                and words[0 if first else -1] == "#"
                and edge.apart
                and edge.label is None
            ):
                stepping[edge.numbers[0 if first else -1] - edge.page].append(edge)
        for alike in stepping.values():
            place = median(edge.down for edge in alike)
            members = [edge for edge in alike if abs(edge.down - place) < _PLACE]
            here = {edge.page for edge in members}
            if len(here) >= 3 and len(here) >= pages * 0.3:
                found |= {(edge.page, edge.depth) for edge in members}
    return found


def _lone(pages: Sequence[Page], page: Page, lines: Sequence[Sequence[Word]], taken: set[int], gap: float) -> None:
    """The number below the text of the only page with words: nothing but its number, or that and how many there are."""
    if len(lines) < 3:
        return
    numbers = tuple(map(int, _DIGITS.findall(text := text_of(lines[-1]))))
    own = pages.index(page) + 1
    alone = _ALONE.fullmatch(text) is not None and numbers == (own,)
    of_all = numbers == (own, len(pages)) and len(text.split()) <= 5
    if (alone or of_all) and down_of(lines[-1]) - down_of(lines[-2]) > gap * 1.5:
        taken.add(len(lines) - 1)


# ---- numbers of lines ------------------------------------------------------------------------------------------------


_LEAST = 8
_APART = 0.7
"""Space between a line and its number, in heights of letters."""
_END = (".", "?", "!", ":", "…", '"', "”", ")")


class _Numbered(NamedTuple):
    page: int
    line: int
    value: int
    word: Word
    ends: bool
    table: bool


def without_line_numbers(pages: Sequence[Page]) -> list[int]:
    """Take the numbers of lines from the pages; what they were.

    They stand before or after all lines at the same place, apart from the words, and differ by as much as the lines
    that they stand at; numbers of a list or a table do not, for their items take lines of their own or end sentences.
    """
    lines = [lines_of(page.words) for page in pages]
    found: list[int] = []
    for first in (True, False):
        candidates = list(_candidates(lines, first=first))
        numbered = _in_step(candidates)
        inside = sum(not one.ends for one in numbered)
        if len(numbered) < _LEAST or inside < len(numbered) * 0.3:
            numbered = _hanging(candidates, lines) if first else []
        if len(numbered) < _LEAST or sum(one.table for one in numbered) > len(numbered) * 0.3:
            continue
        for number, page in enumerate(pages):
            gone = {id(one.word) for one in numbered if one.page == number}
            page.words = [word for line in lines[number] for word in line if id(word) not in gone]
        found += [one.value for one in numbered]
        lines = [lines_of(page.words) for page in pages]
    return found


def _candidates(lines: Sequence[Sequence[list[Word]]], *, first: bool) -> Iterator[_Numbered]:
    for page, page_lines in enumerate(lines):
        for at, line in enumerate(page_lines):
            word = line[0 if first else -1]
            if not (word.text.isascii() and word.text.isdigit() and len(word.text) <= 4) or int(word.text) == 0:
                continue
            others = line[1:] if first else line[:-1]
            if others:
                apart = others[0].start - word.end if first else word.start - others[-1].end
                if apart < max(others[0].size, word.size) * _APART:
                    continue
                ends = others[-1].text.endswith(_END)
                table = any(two.start - one.end > one.size * 1.5 for one, two in pairwise(others))
                yield _Numbered(page, at, int(word.text), word, ends, table)
            else:
                yield _Numbered(page, at, int(word.text), word, ends=True, table=False)


def _in_step(candidates: Sequence[_Numbered]) -> list[_Numbered]:
    """Those in a column whose numbers go up as the lines do."""
    best: list[_Numbered] = []
    for at_end in (True, False):
        columns: dict[int, list[_Numbered]] = {}
        for one in candidates:
            columns.setdefault(round((one.word.end if at_end else one.word.start) / 2), []).append(one)
        places = sorted(columns, key=lambda place: -len(columns[place]))[:3]
        for place in places:
            near = [one for other in (place - 1, place, place + 1) for one in columns.get(other, [])]
            near.sort(key=lambda one: (one.page, one.line))
            kept = _stepping(near)
            if len(kept) > len(best):
                best = kept
    return best


def _hanging(candidates: Sequence[_Numbered], lines: Sequence[Sequence[list[Word]]]) -> list[_Numbered]:
    """Those that go up by one from paragraph to paragraph, left of all other words, as programs for coding print."""
    starts = sorted(word.start for page in lines for line in page if (word := _first_word(line)) is not None)
    if not starts:
        return []
    edge = starts[len(starts) // 20]
    column = sorted((one for one in candidates if one.word.end < edge), key=lambda one: (one.page, one.line))
    steps = [other.value - one.value == 1 for one, other in pairwise(column)]
    return column if len(steps) >= _LEAST and sum(steps) >= len(steps) * 0.9 else []


def _first_word(line: Sequence[Word]) -> Word | None:
    """Where the words of a line begin that may have a number before them."""
    if not line[0].text.isdigit():
        return line[0]
    return line[1] if len(line) > 1 else None


def _stepping(column: Sequence[_Numbered]) -> list[_Numbered]:
    good = pairs = 0
    for one, other in pairwise(column):
        if one.page == other.page:
            pairs += 1
            good += other.value - one.value == other.line - one.line
    steps = {other.value - one.value for one, other in pairwise(column) if one.page == other.page}
    by_five = len(steps) > 0 and all(step in {2, 5, 10} for step in steps)
    return list(column) if pairs >= 3 and good >= pairs * (0.5 if by_five else 0.8) else []
