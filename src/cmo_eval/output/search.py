"""What was found: for a terminal, as CSV with a row for each hit, and as JSON."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from cmo_eval.messages import say
from cmo_eval.output.plain import fields, filled, json_text, number_of, visible
from cmo_eval.spreadsheet.csv_tables import csv_text

if TYPE_CHECKING:
    from cmo_eval.analysis.quotes import Said
    from cmo_eval.analysis.search import Found, Hit

INDENT = "    "
HELD = "(may not be quoted)"
_WHOLE = 360
"""Characters of words that are shown whole; of longer ones only what stands around the places."""
_AROUND = 110
_MOST_PLACES = 4
_MARKED, _PLAIN = "\x1b[1;31m", "\x1b[0m"
_COUNTED = {"quotes": "quote", "memos": "memo", "texts": "line"}


def search_text(found: Found, *, width: int = 80, colour: bool = False, ascii_only: bool = False) -> str:
    """Hits by source; the places that were found are marked with `colour`.

    With `ascii_only` what is left out is marked with three dots, users' words stay as they are.
    """
    lines: list[str] = []
    dots = "..." if ascii_only else "…"
    for source, group in groupby(found.hits, key=lambda hit: hit.source):
        hits, of = list(group), found.sources[source]
        above = {hit.citation: len(hit.spans) for hit in hits if hit.field == "quote" and hit.words is not None}
        if lines:
            lines.append("")
        lines += textwrap.wrap(heading(of.id, of.title, of.kind, of.date), width, subsequent_indent="  ")
        for hit in hits:
            again = hit.kind == "texts" and 0 < len(hit.spans) <= sum(above.get(id_, 0) for id_ in hit.citations)
            where = _where(hit) + (", as above" if again else "")
            lines += filled(where, width, "  ", "    ")
            if again:  # every place stands in a quote that was shown
                continue
            if hit.words is None:
                lines.append(f"{INDENT}{HELD}")
                continue
            for text, spans in _excerpts(hit.words, hit.spans, dots):
                lines += wrapped(text, spans, width, colour=colour)
    return "\n".join(lines)


def totals(found: Found) -> str:
    """How much was found, in words: `3 quotes and 1 line of transcripts`."""
    parts = [
        number_of(number, _COUNTED[kind]) + (" of transcripts" if kind == "texts" else "")
        for kind, number in found.total.items()
        if number
    ]
    return say(parts) or "nothing"


def heading(source: str, title: str, kind: str, date: str | None) -> str:
    """What stands above all that is of one source, on one line."""
    what = ", ".join(filter(None, (kind.replace("_", " "), date)))
    return visible(f"{source}  {title}{f' ({what})' if what else ''}")


def about(one: Hit | Said) -> Iterator[str]:
    """Where words stand, who says them, and what is coded in them."""
    yield from stands(one)
    if one.evidence:
        yield ", ".join(one.evidence)
    if one.codes:
        yield f"codes {' '.join(one.codes)}"


def stands(one: Hit | Said) -> Iterator[str]:
    """Where words stand, and who says them."""
    places = [("line", one.line), ("page", one.page), ("section", one.section), ("at", one.time)]
    yield from (f"{name} {value}" for name, value in places if value is not None)
    who = " ".join(part for part in (one.speaker, f"({one.role})" if one.speaker and one.role else one.role) if part)
    if who:
        yield who


def _where(hit: Hit) -> str:
    """Who says it where, and what is coded there."""
    parts = [*([f"{hit.citation} {hit.field}"] if hit.citation else ()), *about(hit)]
    if hit.citation is None:
        parts.append(f"cited in {' '.join(hit.citations)}" if hit.citations else "not cited")
    return ", ".join(parts)


def _excerpts(
    words: str, spans: Sequence[tuple[int, int]], dots: str
) -> Iterator[tuple[str, Sequence[tuple[int, int]]]]:
    """Of short words all, of long ones what stands around the places; each with the places in it."""
    windows: list[tuple[int, int]] = []
    if len(words) <= _WHOLE or not spans:
        windows.append((0, len(words) if spans else min(len(words), _WHOLE)))
    else:
        for start, end in spans[:_MOST_PLACES]:
            left, right = _at_word(words, start - _AROUND, end + _AROUND)
            if windows and left <= windows[-1][1]:
                left, earlier = windows.pop()
                right = max(right, earlier)
            windows.append((left, right))
    for left, right in windows:
        before, after = f"{dots} " if left else "", f" {dots}" if right < len(words) else ""
        shift = len(before) - left
        inside = [(start + shift, end + shift) for start, end in spans if left <= start and end <= right]
        yield before + words[left:right] + after, inside


def _at_word(words: str, left: int, right: int) -> tuple[int, int]:
    """The window with whole words at its ends."""
    begin = words.rfind(" ", 0, left) + 1 if left > 0 else 0
    end = words.find(" ", right) if right < len(words) else len(words)
    return max(0, begin), end if end >= 0 else len(words)


def wrapped(text: str, spans: Sequence[tuple[int, int]], width: int, *, colour: bool) -> Iterator[str]:
    """The text in lines, its places marked; what a terminal would obey is made visible."""
    room = max(20, width - len(INDENT))
    for line in _lines(room).finditer(text):
        yield INDENT + _marked(text, *line.span(), spans, colour=colour)


@cache
def _lines(room: int) -> re.Pattern[str]:
    """As many words as there is room for, or one that is wider."""
    return re.compile(rf"\S(?:.{{0,{room - 2}}}\S)?(?!\S)|\S+", re.DOTALL)


def _marked(text: str, start: int, end: int, spans: Sequence[tuple[int, int]], *, colour: bool) -> str:
    parts, done = [], start
    for first, last in spans if colour else ():
        begin, stop = max(first, start), min(last, end)
        if begin < stop:
            parts += [visible(text[done:begin]), _MARKED, visible(text[begin:stop]), _PLAIN]
            done = stop
    return "".join([*parts, visible(text[done:end])])


HEADINGS = (
    *("source", "kind", "field", "citation", "line", "page", "section", "time", "speaker", "role"),
    *("words", "citations", "evidence", "codes"),
)


def search_json(found: Found, words: Sequence[str]) -> str:
    """A document with what was searched for, the totals, the hits and what was not searched.

    `further_sources` were not looked into, since there were hits enough, and may hold more.
    Of words that may not be quoted there is null; `matches` are places in the words, as pairs of offsets in Unicode
    code points.
    """
    return json_text(
        {
            "version": 1,
            "searched_for": words,
            "total": found.total,
            "transcripts": found.searched,
            "further_sources": found.further,
            "hits": [{**fields(hit, *HEADINGS), "matches": hit.spans} for hit in found.hits],
            "notes": found.notes,
        }
    )


def search_csv(found: Found) -> str:
    """CSV with a heading; text that a spreadsheet would take for a formula begins with an apostrophe."""
    return csv_text([HEADINGS, *([*map(_cell, fields(hit, *HEADINGS).values())] for hit in found.hits)])


def _cell(value: Any) -> str:
    return "" if value is None else " ".join(value) if isinstance(value, tuple) else str(value)
