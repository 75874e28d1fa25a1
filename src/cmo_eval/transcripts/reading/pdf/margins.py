"""What stands in the margins of pages: page numbers, running heads, numbers of lines, notes; what is drawn again."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from statistics import median, quantiles
from typing import NamedTuple

from cmo_eval.deferred import expression
from cmo_eval.transcripts import speakers
from cmo_eval.transcripts.beginnings import labels_in
from cmo_eval.transcripts.forms import opening, time_alone
from cmo_eval.transcripts.reading.pdf.pages import Page, Word, down_of, lines_of, text_of, usual_size

_DEEPEST = 4
"""Lines from the edge of a page among which running heads are looked for."""
_MARGIN = 0.17
"""Share of the height of a page within which running heads stand."""
_PLACE = 4.0
"""Points by which the place of a running head may differ."""
_DIGITS = expression(r"[0-9]+")
_ROMAN = expression(r"(?=.)m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})", re.IGNORECASE)
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_ALONE = expression(r"[^\w\s]{0,2}\s*(\d{1,4})\s*[^\w\s]{0,2}")

_BODY, _SMALL = 0.9, 0.8
"""Shares of the usual size of letters from which words are of the text, and up to which they may be notes beside it."""
_WITHIN = 0.98
"""Share of the lines beyond whose ends notes stand at the right."""
_AGAIN, _MOST_AGAIN = 6, 3
"""Words, and at most so many lines, that no page has again by chance where the one before ends with them."""

_Lines = list[list[Word]]


class _Edge(NamedTuple):
    """A line at an edge: of which page (counted among those with words), how many are nearer to the edge.

    `shape` is its text with a sign for each of its `numbers`; `apart` tells whether it stands in the margin, unlike the
    text; `said` counts the lines of the document with the label that it begins with.
    """

    page: int
    depth: int
    text: str
    down: float
    apart: bool
    shape: str
    numbers: tuple[int, ...]
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
    labels = Counter(_known(opening(text_of(line)).label) for page in lines for line in page)
    taken: list[set[int]] = [set() for _ in filled]
    for top in (True, False):
        edges = [
            edge
            for number, page in enumerate(lines)
            for edge in _edges(number, page, filled[number], (body, gap), labels, top=top)
        ]
        running = _running(edges, len(filled), top=top)
        for number, page in enumerate(lines):
            depth = 0
            while (number, depth) in running and depth < len(page):
                taken[number].add(depth if top else len(page) - 1 - depth)
                depth += 1
    if len(filled) == 1 and _has_its_number_below(pages, filled[0], lines[0], gap):
        taken[0].add(len(lines[0]) - 1)
    found: list[str] = []
    for whole, page, gone in zip(filled, lines, taken, strict=True):
        found += [text_of(page[number]) for number in sorted(gone)]
        if gone:
            whole.words = [word for number, line in enumerate(page) if number not in gone for word in line]
    return found


def _usual_gap(lines: Sequence[_Lines]) -> float:
    """The most space that is usual between the lines of a text, between paragraphs too."""
    gaps = [down_of(other) - down_of(one) for page in lines for one, other in pairwise(page[1:-1])]
    gaps = [gap for gap in gaps if gap > 0]
    return quantiles(gaps, n=20)[17] if len(gaps) > 2 else max(gaps, default=0.0)


def _known(label: str | None) -> str:
    return speakers.folded(label) if label is not None else ""


def _edges(
    number: int, page: _Lines, whole: Page, usual: tuple[float, float], labels: Counter[str], *, top: bool
) -> Iterator[_Edge]:
    """The lines at an edge of a page, from the edge inwards, given how tall letters are and the most usual space."""
    body, gap = usual
    inwards = page if top else page[::-1]
    for depth, line in enumerate(inwards[:_DEEPEST]):
        text, down = text_of(line), down_of(line)
        unlike = abs(usual_size(line) - body) > body * 0.07 or any(
            abs(down_of(other) - down_of(one)) > gap * 1.12 + 1
            for one, other in pairwise(inwards[depth : _DEEPEST + 1])
        )
        apart = unlike and len(inwards) > 1 and _in_margin(whole, down, top=top)
        label = opening(text).label
        yield _Edge(number, depth, text, down, apart, *_shaped(text), label, labels[_known(label)])


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
            values = [_VALUES[letter] for letter in bare.lower()]
            number = sum(-one if one < other else one for one, other in pairwise([*values, 0]))
            words[at] = words[at].replace(bare, str(number))
    joined = " ".join(words).replace("#", "")
    return _DIGITS.sub("#", joined), tuple(int(number[:9]) for number in _DIGITS.findall(joined))


def _running(edges: Sequence[_Edge], pages: int, *, top: bool) -> set[tuple[int, int]]:
    """Of which pages and how deep there the running lines are."""
    shapes, texts = defaultdict[str, list[_Edge]](list), defaultdict[tuple[str, int], list[_Edge]](list)
    for edge in edges:
        shapes[edge.shape].append(edge)
        if top and len(edge.text.split()) >= 3:
            texts[edge.text, edge.depth].append(edge)
    groups = [_with_number(edges, pages), *(_tight(group, pages) for group in texts.values())]
    for group in shapes.values():
        groups += [_numbered(group, pages), _constant(group, pages)]
    return {(edge.page, edge.depth) for edge in chain.from_iterable(groups)}


def _stepping(numbers: Iterable[tuple[int, _Edge]]) -> Iterable[list[_Edge]]:
    """Lines, each with a number in it, together where that number goes up by one from page to page."""
    found: defaultdict[int, list[_Edge]] = defaultdict(list)
    for number, edge in numbers:
        found[number - edge.page].append(edge)
    return found.values()


def _level(edges: Sequence[_Edge]) -> tuple[list[_Edge], set[int]]:
    """Those of lines that stand where most do, and their pages."""
    place = median(edge.down for edge in edges)
    members = [edge for edge in edges if abs(edge.down - place) < _PLACE]
    return members, {edge.page for edge in members}


def _is_speech(edges: Sequence[_Edge]) -> bool:
    """Whether lines alike are somebody's words: they begin with a label such as R3, or one that others have too."""
    return any(edge.label is not None and (speakers.is_code(edge.label) or edge.said > len(edges)) for edge in edges)


def _numbered(group: Sequence[_Edge], pages: int) -> Iterator[_Edge]:
    """Those of lines alike in which a number goes up by one from page to page."""
    for slot in range(len(group[0].numbers)):
        for members in _stepping((edge.numbers[slot], edge) for edge in group):
            here = {edge.page for edge in members}
            span = max(here) - min(here) + 1
            enough = len(here) >= 3 and len(here) * 2 >= span and len(here) >= min(pages * 0.2, 10)
            if pages == 2:
                enough = len(here) == 2 and all(edge.apart for edge in members)
            if enough and not _is_speech(members):
                yield from members


def _constant(group: Sequence[_Edge], pages: int) -> Sequence[_Edge]:
    """Those of lines alike that stand in the same place of most pages, apart from the text."""
    members, here = _level(group)
    apart = sum(edge.apart for edge in members) >= len(members) * 0.6
    if not apart or _is_speech(members) or len(here) < min(3, pages) or pages < 2:
        return ()
    one_side = len({edge.page % 2 for edge in members}) == 1
    return members if len(here) >= ((pages // 2) * 0.6 if one_side else pages * 0.5) else ()


def _tight(group: Sequence[_Edge], pages: int) -> Sequence[_Edge]:
    """The same words at exactly the same place at the top of nearly all pages, with no more space below than usual.

    Some programs put a head right above the text. A few words may be said again and again; three or more that open
    page after page are no speech.
    """
    places = [edge.down for edge in group]
    nearly_all = len(group) >= max(3, pages * 0.8)
    return group if nearly_all and max(places) - min(places) < 1 and not _is_speech(group) else ()


def _with_number(edges: Sequence[_Edge], pages: int) -> Iterator[_Edge]:
    """Lines with a page number before or after words that change, such as the head of a chapter."""
    for at in (0, -1):
        numbered = (
            (edge.numbers[at], edge)
            for edge in edges
            if edge.numbers and edge.apart and edge.label is None
            and len(words := edge.shape.split()) > 1 and words[at] == "#"
        )  # fmt: skip
        for alike in _stepping(numbered):
            members, here = _level(alike)
            if len(here) >= 3 and len(here) >= pages * 0.3:
                yield from members


def _has_its_number_below(pages: Sequence[Page], page: Page, lines: _Lines, gap: float) -> bool:
    """Whether the only page with words ends with nothing but its number, or that and how many pages there are."""
    if len(lines) < 3 or down_of(lines[-1]) - down_of(lines[-2]) <= gap * 1.5:
        return False
    text = text_of(lines[-1])
    numbers = list(map(int, _DIGITS.findall(text)))
    own = pages.index(page) + 1
    alone = _ALONE.fullmatch(text) is not None and numbers == [own]
    return alone or (numbers == [own, len(pages)] and len(text.split()) <= 5)


# ---- numbers of lines ------------------------------------------------------------------------------------------------


_LEAST = 8
_APART = 0.7
"""Space between a line and its number, in heights of letters."""
_END = (".", "?", "!", ":", "…", '"', "”", ")")


class _Numbered(NamedTuple):
    """A number at the edge of a line, whether a sentence ends in that line, and whether it has cells as of a table."""

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
    found: list[int] = []
    for first in (True, False):
        lines = [lines_of(page.words) for page in pages]
        candidates = list(_candidates(lines, first=first))
        numbered = _in_step(candidates)
        inside = sum(not one.ends for one in numbered)
        if len(numbered) < _LEAST or inside < len(numbered) * 0.3:
            numbered = _hanging(candidates, lines) if first else []
        if len(numbered) < _LEAST or sum(one.table for one in numbered) > len(numbered) * 0.3:
            continue
        gone = {id(one.word) for one in numbered}
        for page, its in zip(pages, lines, strict=True):
            page.words = [word for line in its for word in line if id(word) not in gone]
        found += [one.value for one in numbered]
    return found


def _candidates(lines: Sequence[_Lines], *, first: bool) -> Iterator[_Numbered]:
    for page, page_lines in enumerate(lines):
        for at, line in enumerate(page_lines):
            word, others = (line[0], line[1:]) if first else (line[-1], line[:-1])
            value = int(word.text) if word.text.isascii() and word.text.isdigit() and len(word.text) <= 4 else 0
            if value == 0:
                continue
            if not others:
                yield _Numbered(page, at, value, word, ends=True, table=False)
                continue
            apart = others[0].start - word.end if first else word.start - others[-1].end
            if apart >= max(others[0].size, word.size) * _APART:
                table = any(two.start - one.end > one.size * 1.5 for one, two in pairwise(others))
                yield _Numbered(page, at, value, word, others[-1].text.endswith(_END), table)


def _in_step(candidates: Sequence[_Numbered]) -> list[_Numbered]:
    """Those in a column whose numbers go up as the lines do."""
    best: list[_Numbered] = []
    for at_end in (True, False):
        columns: defaultdict[int, list[_Numbered]] = defaultdict(list)
        for one in candidates:
            columns[round((one.word.end if at_end else one.word.start) / 2)].append(one)
        for place in sorted(columns, key=lambda place: -len(columns[place]))[:3]:
            near = chain.from_iterable(columns.get(other, ()) for other in (place - 1, place, place + 1))
            column = sorted(near, key=lambda one: (one.page, one.line))
            if len(column) > len(best) and _goes_up(column):
                best = column
    return best


def _goes_up(column: Sequence[_Numbered]) -> bool:
    """Whether most numbers differ from the one above as much as their lines do; or many, where not all have one."""
    pairs = [
        (other.value - one.value, other.line - one.line) for one, other in pairwise(column) if one.page == other.page
    ]
    good = sum(step == lines for step, lines in pairs)
    by_five = all(step in {2, 5, 10} for step, _ in pairs)
    return len(pairs) >= 3 and good >= len(pairs) * (0.5 if by_five else 0.8)


def _hanging(candidates: Sequence[_Numbered], lines: Sequence[_Lines]) -> list[_Numbered]:
    """Those that go up by one from paragraph to paragraph, left of all other words, as programs for coding print."""
    # where the words of lines begin, that of those with a number before them too
    firsts = (line[1] if line[0].text.isdigit() else line[0] for page in lines for line in page if not _is_number(line))
    starts = sorted(word.start for word in firsts)
    if not starts:
        return []
    edge = starts[len(starts) // 20]
    column = sorted((one for one in candidates if one.word.end < edge), key=lambda one: (one.page, one.line))
    steps = [other.value - one.value == 1 for one, other in pairwise(column)]
    return column if len(steps) >= _LEAST and sum(steps) >= len(steps) * 0.9 else []


def _is_number(line: Sequence[Word]) -> bool:
    return len(line) == 1 and line[0].text.isdigit()


# ---- notes beside the text -------------------------------------------------------------------------------------------


def without_notes_beside(pages: Sequence[Page]) -> list[str]:
    """Take from the pages what stands in small type beside the text of a talk, as codes and comments do; what it was.

    Where those who speak have no labels in the text itself, such type may be their labels, and stays; and so do times.
    """
    body = usual_size(word for page in pages for word in page.words)
    text = [line for page in pages for line in lines_of(word for word in page.words if word.size >= body * _BODY)]
    if not text or not labels_in([text_of(line) for line in text]):
        return []
    left = Counter(round(line[0].start) for line in text).most_common(1)[0][0] - 2 * body
    ends = sorted(max(word.end for word in line) for line in text)
    right = ends[int(len(ends) * _WITHIN)] + body
    found: list[str] = []
    for page in pages:
        gone: set[int] = set()
        for line in lines_of(word for word in page.words if word.size <= body * _SMALL):
            for run in _runs(line):
                if (run[0].start < left or run[0].start > right) and time_alone(text_of(run)) is None:
                    gone.update(map(id, run))
                    found.append(text_of(run))
        page.words = [word for word in page.words if id(word) not in gone]
    return found


def _runs(line: Sequence[Word]) -> Iterator[list[Word]]:
    """The words of a line that stand together, apart from others there."""
    run: list[Word] = []
    for word in line:
        if run and word.start - run[-1].end > word.size * 2:
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def without_what_is_drawn_again(pages: Sequence[Page]) -> list[str]:
    """Take lines from the tops of pages that the pages before end with, of which only one is seen; what was taken."""
    found: list[str] = []
    for page, other in pairwise(pages):
        above, below = lines_of(page.words), lines_of(other.words)
        for number in range(min(_MOST_AGAIN, len(above), len(below)), 0, -1):
            last, first = [text_of(line) for line in above[-number:]], [text_of(line) for line in below[:number]]
            if last == first and sum(map(len, map(str.split, first))) >= _AGAIN:
                other.words = [word for line in below[number:] for word in line]
                found += first
                break
    return found
