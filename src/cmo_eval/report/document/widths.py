"""How wide the columns of a table are: so that words stay whole, and rows take few lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache, reduce
from itertools import repeat
from math import ceil
from operator import add, truediv

from cmo_eval.deferred import expression
from cmo_eval.report.document import Inline, NoteMark, Strong, plain

_Lines = Callable[[Sequence[float]], float]

_LEAST_WIDTH = 6
_LETTERS = {
    letter: width
    for width, letters in (
        (0.23, "ijl'|"),
        (0.29, " .,:;!ft/()[]I"),
        (0.34, "r-"),
        (0.5, "ckszxyvJ"),
        (0.7, "ABCDEFGHKLNOPQRSTUVXYZ&w"),
        (0.85, "mMW@%"),
    )
    for letter in letters
}
"""What letters of a sans serif take of a line as high as they are; about 0.56 for the others."""
_EM, _BOLD = 1.88, 2.02  # percent of the text on a page, in the small print of a table
_EDGES = 2.3  # percent, of a column
_MANY_ROWS, _SHORT_WORD, _HALF = 100, 14, 0.6
_NOTE = "00"  # what is as wide as the number of a note, which stands small behind a word
_RAGGED = 1.12  # how much more room words take that do not fill their lines
_STEPS = (1, 2, 3, 5, 8, 13, 21)  # percent, by which a column is made wider
_MOST_WEIGHED = 100  # rows by which widths are chosen
_MOST_WORD = 24.0  # percent; a longer word is hyphenated
# where a line may end; not before the number of an id
_JOINED = expression(r"(?:[^\S\u00a0]|[\u2013/])+|(?<=\w)-(?=[^\W\d])")


def widths(header: Sequence[Sequence[Inline]], rows: Sequence[Sequence[Sequence[Inline]]]) -> tuple[int, ...]:
    """Percentages by what stands in the columns: the longest words fit, and the rest goes where it saves most lines."""
    columns = range(len(header))
    needs: list[float] = [_column_need(header[column], [row[column] for row in rows]) for column in columns]
    most = max(needs, default=0.0)
    while sum(needs) > 100 and most > _EDGES:
        # where not all words fit, it is the longest that are hyphenated
        most -= 1
        needs = [min(need, most) for need in needs]
    weighed = rows[:: -(-len(rows) // _MOST_WEIGHED) or 1]
    lines = _lines_of([[_EM * _width(_seen(row[column])) for row in (header, *weighed)] for column in columns])
    return _percentages(_traded(lines, needs, _filled(lines, needs)))


def _lines_of(columns: Sequence[Sequence[float]]) -> _Lines:
    """Counts about how many lines the rows of a table take at some widths.

    It counts a bit less where lines are less full, so that no room is left unused.

    Args:
        columns: how wide the text is in each row of each, as a percentage of the page.
    """

    @cache
    def counted(column: int, width: float) -> tuple[list[int], list[float]]:
        full = [text / max(width - _EDGES, 1) for text in columns[column]]
        return [1 if one <= 1 else ceil(one * _RAGGED) for one in full], full

    def lines(widths: Sequence[float]) -> float:
        found = [counted(column, width) for column, width in enumerate(widths)]
        most = map(max, zip(*(lines for lines, _ in found), strict=True))
        full = map(sum, zip(*(full for _, full in found), strict=True))
        # not `sum`, which rounds otherwise in one version of Python than in another
        return reduce(add, map(add, most, map(truediv, full, repeat(50))), 0.0)

    return lines


def _filled(lines: _Lines, needs: Sequence[float]) -> list[float]:
    """The widths when what is left of the page went, bit by bit, to the column where it saves most lines."""
    found, room = list(needs), 100 - round(sum(needs))
    while room > 0:
        now = lines(found)
        gain, column, more = max(
            ((now - lines(_wider(found, column, more))) / more, column, more)
            for column in range(len(found))
            for more in _STEPS
            if more <= room
        )
        if gain <= 0:
            break
        found = _wider(found, column, more)
        room -= more
    return found


def _traded(lines: _Lines, needs: Sequence[float], found: list[float]) -> list[float]:
    """The widths after trades of one column with another that save lines, until there is none or they are many."""
    columns = range(len(found))
    for _ in columns:
        least, best = min(
            (lines(trade), trade)
            for trade in (
                found,
                *(
                    _wider(_wider(found, giver, -more), taker, more)
                    for giver in columns
                    for taker in columns
                    for more in _STEPS[:4]
                    if giver != taker and found[giver] - more >= needs[giver]
                ),
            )
        )
        if best == found or least >= lines(found):
            break
        found = best
    return found


def widths_as_asked(
    asked: Sequence[float], header: Sequence[Sequence[Inline]], rows: Sequence[Sequence[Sequence[Inline]]]
) -> tuple[int, ...]:
    """Percentages as asked for, with room for the words, or at least for those of the headings, where that can be."""
    words = [_column_need(heading, [row[column] for row in rows]) for column, heading in enumerate(header)]
    for needs in (words, [_need(_seen(heading)) for heading in header]):
        found = _with_room(asked, needs)
        if found:
            return _percentages(found)
    return _percentages(asked)


def _column_need(heading: Sequence[Inline], cells: Sequence[Sequence[Inline]]) -> int:
    bold = " ".join([_seen(heading), *(_seen(cell) for cell in cells if any(isinstance(one, Strong) for one in cell))])
    return _need(bold, [_seen(cell) for cell in cells])


def _seen(cell: Sequence[Inline]) -> str:
    """The words of a cell, those with a note behind them as much longer as its number takes."""
    return "".join(_NOTE if isinstance(one, NoteMark) else plain([one]) for one in cell)


def _wider(widths: Sequence[float], column: int, more: int) -> list[float]:
    return [width + more if place == column else width for place, width in enumerate(widths)]


def _need(heading: str, texts: Sequence[str] = ()) -> int:
    """The whole percentage that a column takes in which the longest word of its heading and its texts fits."""
    words = Counter(word for text in texts for word in set(_JOINED.split(text)))
    # a long word that is there once among very many rows may be hyphenated, or all of them would be too narrow
    seldom = len(texts) // _MANY_ROWS
    longest = [_BOLD * _width(word) for word in _JOINED.split(heading)]
    for word, many in words.items():
        broken = many <= seldom and len(word) > _SHORT_WORD
        longest.append(_EM * _width(word) * (_HALF if broken else 1))
    # whole: what were rounded down later would break the word
    return ceil(min(max(longest), _MOST_WORD) + _EDGES)


def _width(text: str) -> float:
    """About how wide a text is, in heights of its letters."""
    return sum(_LETTERS.get(letter, 0.56) for letter in text)


def _with_room(asked: Sequence[float], needs: Sequence[float]) -> list[float]:
    """Widths as asked, but none less than it needs: that comes from those that have more; empty where it cannot."""
    lacking = sum(max(need - width, 0) for width, need in zip(asked, needs, strict=True))
    spare = sum(max(width - need, 0) for width, need in zip(asked, needs, strict=True))
    if spare < lacking:
        return []
    if not lacking:
        return list(asked)
    kept = 1 - lacking / spare
    return [need + max(width - need, 0) * kept for width, need in zip(asked, needs, strict=True)]


def _percentages(shares: Sequence[float]) -> tuple[int, ...]:
    """Whole percentages in these proportions, that add up to 100 and are never tiny."""
    total = sum(shares) or 1
    least = min(_LEAST_WIDTH, 100 // max(len(shares), 1))
    found = [max(least, round(100 * share / total)) for share in shares]
    while found and sum(found) != 100:
        step = 1 if sum(found) < 100 else -1
        widest = max(range(len(found)), key=lambda column: found[column])
        found[widest] += step
    return tuple(found)
