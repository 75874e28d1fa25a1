"""A transcript without some of its words, every other character in its place: text in, text out."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence

from cmo_eval.transcripts import speakers
from cmo_eval.transcripts.transcript import Transcript

MASK = "·"
"""What stands for each character that is gone, so that lines and places of the others stay."""

_LINE = re.compile("([^\r\n]*)(\r\n|\r|\n|\\Z)")

Span = tuple[int, int]
"""The first character and the one behind the last, in code points of the text in the form of `store.composed`."""


def turns_of(found: Transcript, participant: str, registered: Collection[str]) -> list[Span]:
    """Where a participant speaks: of each line of their turns the words, without label and time.

    Args:
        found: the transcript.
        participant: the id, such as r3.
        registered: ids of all participants of the source.
    """
    ids = {*registered, participant}
    return [
        (line.words, line.end)
        for line in found.lines
        if line.speaker is not None
        and line.words < line.end
        and not line.is_page
        and speakers.participant_of(line.speaker, ids) == participant
    ]


def words_within(found: Transcript, span: Span) -> list[Span]:
    """The words that stand in a span, line by line, without labels, times and marks of pages."""
    first, last = found.line_of(span[0]).number, found.line_of(max(span[0], span[1] - 1)).number
    return [
        (max(span[0], line.words), min(span[1], line.end))
        for line in found.lines[first - 1 : last]
        if not line.is_page and max(span[0], line.words) < min(span[1], line.end)
    ]


def masked(text: str, spans: Iterable[Span]) -> str:
    """The text with the spans masked, line ends kept; its length stays."""
    parts: list[str] = []
    at = 0
    for start, end in sorted(spans):
        begin = max(start, at)
        if begin < end:
            parts += [text[at:begin], re.sub("[^\n]", MASK, text[begin:end])]
            at = end
    return "".join([*parts, text[at:]])


def masked_bytes(content: bytes, spans: Sequence[Span]) -> bytes:
    """The bytes of the transcript's file with the spans masked; lines in which nothing is masked stay as they are.

    Raises:
        UnicodeDecodeError: it is not UTF-8.
    """
    raw = content.decode("utf-8")
    mark = "\ufeff" if raw.startswith("\ufeff") else ""
    rows = [match for match in _LINE.finditer(raw.removeprefix("\ufeff")) if match[0]]
    plain = [unicodedata.normalize("NFC", row[1]) for row in rows]
    after = masked("\n".join(plain), spans).split("\n")
    pairs = zip(rows, plain, after, strict=True) if rows else ()
    return (mark + "".join((row[1] if old == new else new) + row[2] for row, old, new in pairs)).encode("utf-8")


class Spans:
    """Places whose words go, of which it is asked many times whether something lies among them."""

    def __init__(self, spans: Iterable[Span]) -> None:
        joined: list[Span] = []
        for start, end in sorted(spans):
            if joined and start <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(joined[-1][1], end))
            elif start < end:
                joined.append((start, end))
        self._starts = [start for start, _ in joined]
        self._ends = [end for _, end in joined]

    def overlap(self, one: Span) -> bool:
        """Whether a span has a character in common with one of them."""
        at = bisect_right(self._ends, one[0])
        return at < len(self._starts) and self._starts[at] < one[1]

    def hold(self, one: Span) -> bool:
        """Whether a span lies wholly within them."""
        at = bisect_right(self._starts, one[0]) - 1
        return at >= 0 and one[1] <= self._ends[at]
