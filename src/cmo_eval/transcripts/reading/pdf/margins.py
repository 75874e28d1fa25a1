"""Numbers in the margin: each line has one, or every fifth, or each paragraph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from cmo_eval.transcripts.reading.pdf.pages import Page, Word, lines_of

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
