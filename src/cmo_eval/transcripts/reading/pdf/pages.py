"""The pages of a PDF as words in their places: what PDFium finds, without what it draws twice."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import field
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import IO, Any, NamedTuple, cast

from cmo_eval.deferred import dataclass
from cmo_eval.errors import CmoEvalError
from cmo_eval.transcripts.reading.pdf.pdfium import MOST_LETTERS, MOST_PAGES, SECONDS, TOO_LONG

_TIGHT, _LOOSE = 0.16, 0.3
"""Space, in heights of the letters, within which pieces are one word, and from which on a word surely ends."""
_SHADOW = 0.12
"""A letter drawn again nearer than this, in its heights, is there once: bold, or a shadow."""


class Word(NamedTuple):
    """A word on a page, in points: where it starts and ends, how far down its line is, how tall its letters are.

    `spaced` when a blank is drawn before it, or space that stands for one; `glued` when no space parts it from the word
    before it, of which it is apart because it is raised or lowered.
    """

    text: str
    start: float
    end: float
    line: float
    size: float
    glued: bool = False
    spaced: bool = False


@dataclass(slots=True)
class Page:
    """What stands on a page: its words, those of lines that are turned, and counts of what to say of it.

    `edges` are how far down its upper and lower edge are, where that is known. `letters` counts those of its text that
    are no blanks, before anything was made of them, `lacking` those that no font showed (below 0: nobody can tell).
    """

    label: str = ""
    words: list[Word] = field(default_factory=list)
    turned: list[list[Word]] = field(default_factory=list)
    letters: int = 0
    hidden: int = 0
    twice: int = 0
    outside: int = 0
    lacking: int = 0
    edges: tuple[float, float] | None = None
    notes: int = 0
    fields: int = 0
    unread: bool = False


class _Letter(NamedTuple):
    """A letter: as `Word` has it, and by how many degrees it is turned."""

    text: str
    start: float
    end: float
    line: float
    size: float
    angle: int


_PROGRAM = str(Path(__file__).absolute().with_name("pdfium.py"))
# that module alone: all that reads transcripts, which is imported with it else, takes longer than a short PDF
_ASKED = (
    "import sys; from importlib.machinery import SourceFileLoader; from types import ModuleType; "
    "pdfium = ModuleType('pdfium'); SourceFileLoader('pdfium', {file!r}).exec_module(pdfium); "
    "sys.exit(pdfium.main({seconds}, {letters}))"
)
_PRINT = "print it to a new PDF, or let a program for text recognition (OCR) make one"
_WRONG = {
    "password": ("it is protected: it opens with a password only", "open it, and print it to a new PDF"),
    "security": ("it is protected in a way that is not known", "open it, and print it to a new PDF"),
    "letters": (f"it holds more text than any transcript ({MOST_LETTERS:,} letters)", "split it"),
    "damaged": ("it cannot be read as a PDF; it is damaged", "open it in a reader and print it to a new PDF"),
}


def pages_in(content: bytes) -> list[Page]:
    """The pages of a PDF, in the order in which they are shown.

    Raises:
        CmoEvalError: it cannot be read, is protected by a password, is too large, or takes too long.
    """
    if b"%PDF-" not in content[:1024]:
        raise CmoEvalError("it is no PDF", "is it the right file?")
    found: list[Page] = []
    ended = False
    for one in _told(content):
        if one.get("pages", 0) > MOST_PAGES:
            raise CmoEvalError(f"it has {one['pages']} pages, and at most {MOST_PAGES} are read", "split it")
        if "wrong" in one:
            raise CmoEvalError(*_WRONG[one["wrong"]])
        ended = "end" in one
        if "label" in one:
            found.append(_page(**one))
    if ended and not found:
        raise CmoEvalError("it has no pages", "is it the right file?")
    if all(page.unread for page in found) or not ended:
        raise CmoEvalError(*_WRONG["damaged"])
    return found


def _told(content: bytes) -> Iterator[dict[str, Any]]:
    """What the program that reads the PDF says, line by line."""
    asked = _ASKED.format(file=_PROGRAM, seconds=SECONDS, letters=MOST_LETTERS)
    pipe = subprocess.PIPE
    with subprocess.Popen(  # noqa: S603 - ours
        [sys.executable, "-P", "-c", asked], stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL
    ) as process:
        try:
            given, told = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
            with suppress(OSError):  # it ended before it had read everything; its exit code says why
                given.write(content)
                given.close()
            yield from map(json.loads, told)
            code = process.wait()
        finally:
            process.kill()
    if code == TOO_LONG:
        raise CmoEvalError(f"a page of it takes more than {SECONDS} seconds to read", _PRINT)
    if code != 0:
        raise CmoEvalError("it cannot be read as a PDF: it is damaged, or needs too much memory", _PRINT)


def _page(letters: Iterable[Sequence[Any]] = (), **known: Any) -> Page:
    """A page, given its letters and what else is known of it; the direction that most letters have is upright."""
    page = Page(**known)
    made = list(map(_Letter._make, letters))
    counted = Counter(one.angle for one in made if not one.text.isspace())
    upright = counted.most_common(1)[0][0] if counted else 0
    if upright:
        page.edges = None
    for angle in sorted(counted, key=lambda one: (one != upright, one)):
        here = [one for one in made if one.angle == angle]
        once = list(_once(here))
        page.twice += len(here) - len(once)
        page.letters += sum(len("".join(one.text.split())) for one in once)
        words = [word for line in lines_of(_pieces(once)) for word in _put_together(line)]
        if angle == upright:
            page.words = words
        else:
            page.turned += lines_of(words)
    return page


def _once(letters: Sequence[_Letter]) -> Iterator[_Letter]:
    """The letters without those drawn again in the same place."""
    seen: dict[tuple[str, int, int], _Letter] = {}
    before: _Letter | None = None
    for one in letters:
        text, start, _, line, size, _ = one
        of_one_sign = before is not None and _same_place(before, one)
        before = one
        if text.isspace() or of_one_sign:
            yield one
            continue
        near = max(size * _SHADOW, 0.1)
        column, row = start / (2 * near), line / (2 * near)
        x, y = int(column // 1), int(row // 1)  # the cell of a grid, and the next ones on the nearer sides
        right, down = x + (1 if column - x > 0.5 else -1), y + (1 if row - y > 0.5 else -1)
        for place in ((text, x, y), (text, right, y), (text, x, down), (text, right, down)):
            other = seen.get(place)
            if other is None or abs(other.size - size) > size * 0.1:
                continue
            if abs(other.start - start) < near and abs(other.line - line) < near:
                break
        else:
            seen[text, x, y] = one
            yield one


def _pieces(letters: Iterable[_Letter]) -> Iterator[Word]:
    """Letters that stand together on a line as words, in the order of the file."""
    now: list[_Letter] = []
    spaced = blank = False
    for one in letters:
        if now and (one.text.isspace() or not _goes_on(now[-1], one)):
            yield from _parted(now, spaced=spaced)
            now = []
        if one.text.isspace():
            blank = one.text != "\n"
            continue
        if not now:
            spaced, blank = blank, False
        now.append(one)
    if now:
        yield from _parted(now, spaced=spaced)


def _goes_on(one: _Letter, other: _Letter) -> bool:
    """Whether the other letter follows the one on its line, with a little space at most."""
    size = max(one.size, other.size)
    level = abs(other.line - one.line) < size * 0.08 and abs(other.size - one.size) < size * 0.1
    return level and -size * 0.6 < _gap(one, other) < size


def _same_place(one: _Letter, other: _Letter) -> bool:
    """Whether both letters are of one sign, as those of a ligature are."""
    return one.start == other.start and one.end == other.end and one.line == other.line


def _gap(one: _Letter, other: _Letter) -> float:
    """The space between two letters as one reads on."""
    if _same_place(one, other):
        return 0.0
    if _leftwards(other.text) and other.start < one.start:
        return one.start - other.end
    return other.start - one.end


def _leftwards(text: str) -> bool:
    return text > "\u0590" and unicodedata.bidirectional(text[0]) in {"R", "AL"}


def _parted(stretch: Sequence[_Letter], *, spaced: bool) -> Iterator[Word]:
    """Words of a stretch, parted where there is more space than between its letters."""
    gaps = [_gap(one, other) for one, other in pairwise(stretch)]
    size = max(one.size for one in stretch)
    usual = median(gaps) if len(gaps) >= 4 else 0.0
    most = size * _LOOSE if usual < size * 0.1 else usual + size * 0.15
    start = 0
    for at, apart in enumerate([*gaps, most + 1], 1):
        if apart > most:
            texts, starts, ends, (line, *_), sizes, _ = zip(*stretch[start:at], strict=True)
            place = (min(*starts, *ends), max(*starts, *ends))
            yield Word("".join(texts), *place, line, max(sizes), spaced=spaced or start > 0)
            start = at


def _put_together(line: Sequence[Word]) -> Iterator[Word]:
    """The words of a line; pieces that touch are one word, or `glued` to the one before when raised or lowered."""
    now, *pieces = line
    for piece in pieces:
        size = max(now.size, piece.size)
        backwards = _leftwards(piece.text)
        apart = min(piece.start - now.end, now.start - piece.end) if backwards else piece.start - now.end
        touches = -size * 0.3 < apart < size * (0.02 if piece.spaced else _TIGHT)
        level = abs(piece.line - now.line) < size * 0.08 and abs(piece.size - now.size) < size * 0.2
        if touches and level and not backwards:
            now = now._replace(text=now.text + piece.text, end=piece.end, size=size)
        else:
            yield now
            now = piece._replace(glued=touches and not level)
    yield now


def lines_of(words: Iterable[Word], *, loosely: bool = False) -> list[list[Word]]:
    """The words by line, downwards, each line's in the order in which they are read; what is raised is of its line.

    Lines of columns side by side may be half a line apart; `loosely`, they are one.
    """
    found: list[list[Word]] = []
    main: Word | None = None
    for word in sorted(words, key=lambda one: one.line):
        on_line = main is not None and _on_one_line(main, word, 0.15 if loosely else 0.45)
        if not on_line:
            found.append([])
        found[-1].append(word)
        if main is None or not on_line or word.size > main.size * 1.1:
            main = word
    for line in found:
        line.sort(key=lambda one: one.start)
        if sum(len(word.text) * (1 if _leftwards(word.text) else -1) for word in line) > 0:
            line.sort(key=lambda one: -one.end)
    return found


def _on_one_line(one: Word, other: Word, share: float) -> bool:
    """Whether the one stands beside the other rather than above or below it."""
    smaller = min(one.size, other.size)
    top = max(one.line - one.size * 0.7, other.line - other.size * 0.7)
    low = min(one.line + one.size * 0.2, other.line + other.size * 0.2)
    return low - top > smaller * share and abs(one.line - other.line) < smaller * 0.75


# ---- what is told of words -------------------------------------------------------------------------------------------


def text_of(words: Iterable[Word]) -> str:
    """The words with blanks between them, where there are any on the page."""
    return "".join(word.text if word.glued else f" {word.text}" for word in words).removeprefix(" ")


def down_of(words: Iterable[Word]) -> float:
    """How far down a line is, in points: as its largest word."""
    return max(words, key=lambda word: word.size).line


def usual_size(words: Iterable[Word]) -> float:
    """How tall most letters of the words are, in halves of points."""
    counted: Counter[float] = Counter()
    for word in words:
        counted[round(word.size * 2) / 2] += len(word.text)
    return counted.most_common(1)[0][0] if counted else 0.0


def usual_pitch(lines: Sequence[Sequence[Word]]) -> float:
    """The space from line to line that most have, in points; 0 of a single line."""
    counted = Counter(round((down_of(other) - down_of(one)) * 2) / 2 for one, other in pairwise(lines))
    most = max(counted.values(), default=0)
    return min((pitch for pitch, number in counted.items() if number * 2 >= most), default=0.0)
