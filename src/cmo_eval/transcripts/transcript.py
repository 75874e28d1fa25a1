"""A transcript as a person may read and correct it: its lines with speaker, time and page, found by an offset.

One turn or paragraph stands on a line. A turn begins with its speaker's label, and for a recording the time:
`R3 [0:12:31]: words`, `R3: words` or `[0:12:31] words`; other ways that `beginnings` knows are read as well. A page
begins with a line of its own: `[p. 3]`. Whatever else stands between brackets is words. A line without a label goes on
with the turn above it, except a line that stands wholly between brackets, which is a note of whoever wrote the
transcript.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator
from functools import cached_property
from typing import NamedTuple

from cmo_eval.deferred import dataclass, expression
from cmo_eval.transcripts import speakers

_PAGE = expression(r"[ \t]*\[p\.[ \t]?([^\s\[\]][^\[\]\n]{0,19})\][ \t]*")
_BRACKET = expression(r"[\[\]]")


class Line(NamedTuple):
    """A line of a transcript; offsets are code points from the beginning of the text.

    `number` counts from 1; `start` is its first character, `words` the first one behind label and time (`end` where
    there are no words), `end` the one behind its last, the line end not counted. `label` is what the line itself
    begins with, `speaker` whose turn it is part of (both without what stands between ( ) after a label), `time` the
    last one that its turn says, `page` the page it stands on; each None where nothing says so. `is_page` for the line
    that a page begins with. `maybe` is what the line begins with where that looks like another one's label and was
    not taken for one; `doubtful` is that line, and what follows it in the same turn: it may be somebody else's than
    `speaker`.
    """

    number: int
    start: int
    words: int
    end: int
    label: str | None
    speaker: str | None
    time: str | None
    page: str | None
    is_page: bool = False
    maybe: str | None = None
    doubtful: bool = False


@dataclass(frozen=True)
class Transcript:
    """A text with its lines; an empty text has one line, as in an editor a text's last line end starts none."""

    text: str
    lines: tuple[Line, ...]

    def line_of(self, offset: int) -> Line:
        """The line in which the character at `offset` stands (a line's end is part of it).

        Raises:
            IndexError: the offset lies before or behind the text.
        """
        if not 0 <= offset <= len(self.text):
            raise IndexError(offset)
        return self.lines[bisect_right(self._starts, offset) - 1]

    def line(self, number: int) -> Line | None:
        """The line with that number, counted from 1; None where there is none."""
        return self.lines[number - 1] if 1 <= number <= len(self.lines) else None

    def words(self, line: Line) -> str:
        """The line's words, without label and time."""
        return self.text[line.words : line.end]

    def said(self, start: int, end: int) -> Iterator[str]:
        """The words in a part of the text, line by line, without labels and times within it and marks of pages."""
        for line in self.lines[self.line_of(start).number - 1 :]:
            if line.start >= end:
                return
            begin = max(start, line.words if line.start >= start else start)
            if not line.is_page and begin < min(end, line.end):
                yield self.text[begin : min(end, line.end)]

    @cached_property
    def speakers(self) -> tuple[str, ...]:
        """The labels of those who speak, in order of their first turn."""
        found: dict[str, str] = {}
        for line in self.lines:
            if line.label is not None:
                found.setdefault(speakers.folded(line.label), line.label)
        return tuple(found.values())

    @property
    def doubts(self) -> tuple[Line, ...]:
        """The lines that look like the beginning of a turn and were not taken for one."""
        return tuple(line for line in self.lines if line.maybe is not None)

    @cached_property
    def _starts(self) -> list[int]:
        return [line.start for line in self.lines]


def page_of(line: str) -> str | None:
    """The page that begins with this line; None where it is no such line."""
    return match[1].strip() if (match := _PAGE.fullmatch(line)) else None


def is_note(line: str) -> bool:
    """Whether the line stands wholly between brackets, as a note of whoever wrote the transcript."""
    text = line.strip(" \t")
    if not (text.startswith("[") and text.endswith("]")):
        return False
    depth = 0
    for bracket in _BRACKET.finditer(text):  # in a note there may be others
        depth += 1 if bracket[0] == "[" else -1
        if depth == 0:
            return bracket.end() == len(text)
    return False


def parse(text: str, registered: Collection[str] = ()) -> Transcript:
    """The text with its lines; never fails, since whatever is no label, time or page is words.

    Args:
        text: with line ends LF, such as `store.Text.text`.
        registered: labels known to be speakers', such as the ids of the source's participants; without regard to
            case. Others are found by the form that the text's turns have, as `beginnings` says.
    """
    from cmo_eval.transcripts.beginnings import beginnings  # noqa: PLC0415 - many who know lines never make them

    rows = text.removesuffix("\n").split("\n")
    pages = {number: page for number, row in enumerate(rows) if (page := page_of(row)) is not None}
    lines: list[Line] = []
    start = 0
    speaker = time = page = None
    doubtful = False
    for number, (row, found) in enumerate(zip(rows, beginnings(rows, registered, apart=pages), strict=True)):
        end, words = start + len(row), start + found.words
        label = maybe = None
        of = speaker
        if number in pages:
            page, words = pages[number], end
        else:
            time = found.time or (time if found.kind != "turn" else None)  # of a turn without one nobody knows it
            if found.kind == "turn":
                label = of = speaker = found.label
                doubtful = False
            elif found.kind == "doubt":
                maybe, doubtful = found.label, True
            if label is None and found.time is None and is_note(row):
                of = None
        lines.append(Line(number + 1, start, words, end, label, of, time, page, number in pages, maybe, doubtful))
        start = end + 1
    return Transcript(text, tuple(lines))
