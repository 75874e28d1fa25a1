"""How wide the columns of a table are: so that words stay whole, and rows take few lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache, reduce
from itertools import permutations
from math import ceil, floor
from operator import add

from cmo_eval.deferred import expression
from cmo_eval.report.document import Inline, NoteMark, Strong, plain

_Counted = Callable[[int, float], tuple[list[int], float]]

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
_WIDEST = max(_LETTERS.values())
_EM, _BOLD = 1.88, 2.02  # percent of the text on a page, in the small print of a table
_EDGES = 2.3  # percent, of a column
_MANY_ROWS, _SHORT_WORD, _HALF = 100, 14, 0.6
_NOTE = "00"  # what is as wide as the number of a note, which stands small behind a word
_RAGGED = 1.12  # how much more room words take that do not fill their lines
_STAND_IN = 1.25  # how much wider the letters are of a font that stands in for ours, such as DejaVu Sans
_SPARED = 0.7  # of what is left of the page, the part that goes to that
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
    needs = _roomier(needs)
    weighed = rows[:: -(-len(rows) // _MOST_WEIGHED) or 1]
    counted = _counted([[_EM * _width(_seen(row[column])) for row in (header, *weighed)] for column in columns])
    return _percentages(_traded(counted, needs, _filled(counted, needs)))


def _roomier(needs: list[float]) -> list[float]:
    """What columns need where another font stands in for ours, as far as a part of what is left of the page allows."""
    left = 100 - sum(needs)
    more = min(_STAND_IN - 1, _SPARED * left / sum(needs)) if left > 0 else 0
    return [need + floor(need * more) for need in needs]


def _counted(columns: Sequence[Sequence[float]]) -> _Counted:
    """Says about how many lines each row of a column takes at some width, and how full they are in all.

    What is less full counts a bit less, so that no room is left unused.

    Args:
        columns: how wide the text is in each row of each, as a percentage of the page.
    """

    @cache
    def counted(column: int, width: float) -> tuple[list[int], float]:
        full = [text / max(width - _EDGES, 1) for text in columns[column]]
        # not `sum`, which rounds otherwise in one version of Python than in another
        return [1 if one <= 1 else ceil(one * _RAGGED) for one in full], reduce(add, full, 0.0) / 50

    return counted


def _without(lines: Sequence[Sequence[int]], *columns: int) -> Sequence[Sequence[int]]:
    """The most lines that one of the other columns takes in each row, if there are others."""
    others = [rows for column, rows in enumerate(lines) if column not in columns]
    return [list(map(max, *others))] if len(others) > 1 else others


def _high(*columns: Sequence[int]) -> int:
    """How many lines the rows take together."""
    return sum(map(max, *columns)) if len(columns) > 1 else sum(columns[0])


def _filled(counted: _Counted, needs: Sequence[float]) -> list[float]:
    """The widths when what is left of the page went, bit by bit, to the column where it saves most lines."""
    found, room = list(needs), 100 - round(sum(needs))
    while room > 0:
        lines = [counted(*one)[0] for one in enumerate(found)]
        now = _high(*lines)
        each_one = now == len(lines[0])  # then none can be saved
        gain, column, more = max(
            (((0 if each_one else now - _high(rows, *others)) + full - filled) / more, column, more)
            for column, width in enumerate(found)
            for others, full in [(_without(lines, column), counted(column, width)[1])]
            for more in _STEPS
            if more <= room
            for rows, filled in [counted(column, width + more)]
        )
        if gain <= 0:
            break
        found[column] += more
        room -= more
    return found


def _traded(counted: _Counted, needs: Sequence[float], found: list[float]) -> list[float]:
    """The widths after trades of one column with another that save lines, until there is none or they are many."""
    for _ in found:
        lines, fulls = zip(*(counted(*one) for one in enumerate(found)), strict=True)
        now, best = _high(*lines), (0.0, found)
        for giver, taker in permutations(range(len(found)), 2):
            others = _without(lines, giver, taker)
            for more in _STEPS[:4]:
                if found[giver] - more < needs[giver]:
                    continue
                given, less = counted(giver, found[giver] - more)
                taken, fuller = counted(taker, found[taker] + more)
                lost = _high(given, taken, *others) - now + (less - fulls[giver]) + (fuller - fulls[taker])
                if lost <= best[0]:
                    trade = list(found)
                    trade[giver] -= more
                    trade[taker] += more
                    best = min(best, (lost, trade))
        if best[0] >= 0:
            break
        found = best[1]
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


def words_break(rows: Sequence[Sequence[Sequence[Inline]]], widths: Sequence[float]) -> bool:
    """Whether a word of the cells may not fit in its column, of so many percent, and must be hyphenated."""
    rooms = [width - _EDGES for width in widths]
    return any(
        len(word) * _EM * _WIDEST > room and _EM * _width(word) > room
        for row in rows
        for cell, room in zip(row, rooms, strict=True)
        for word in _JOINED.split(_seen(cell))
    )


def _column_need(heading: Sequence[Inline], cells: Sequence[Sequence[Inline]]) -> int:
    bold = " ".join([_seen(heading), *(_seen(cell) for cell in cells if any(isinstance(one, Strong) for one in cell))])
    return _need(bold, [_seen(cell) for cell in cells])


def _seen(cell: Sequence[Inline]) -> str:
    """The words of a cell, those with a note behind them as much longer as its number takes."""
    return "".join(_NOTE if isinstance(one, NoteMark) else plain([one]) for one in cell)


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
