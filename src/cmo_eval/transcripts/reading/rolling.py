"""Rolling captions: each begins with what the one before it showed; what is shown again goes, what is said again stays.

That a file has such captions is seen from many of them together: somebody who says a line twice makes no such file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

_GAP = 1.0
"""Seconds between two captions of which the second still begins with the first."""
_MOMENT = 0.2
"""Seconds that captions take in which nothing is added, as they are written between two that roll."""
_RUN = 3
"""Captions in a row that each begin with the one before, from which on they roll in a file where most do not."""
_MOST_LINES = 4
_TIMED_WORD = re.compile(r"<(?:\d+:)?\d\d:\d\d\.\d{3}>\s*<c[.>]")
_MARKED = re.compile(r"<(?:[ubi]|font|c)\b", re.IGNORECASE)


class Caption(NamedTuple):
    """What one voice says in a cue: its lines without tags, and with them; times in seconds."""

    lines: tuple[str, ...]
    raw: str
    speaker: str | None
    start: float | None
    end: float | None


class _Again(NamedTuple):
    """What a caption adds to the one before, and how it shows that again."""

    how: Literal["adds", "shows", "less"]
    new: tuple[str, ...]


def rolled(captions: Sequence[Caption]) -> list[Caption]:
    """The captions with only the lines that each of them adds; in a file that does not roll, as they are."""
    again = [None, *(_again(*pair) for pair in pairwise(captions))]
    moving = sum(one is not None for one in again)
    timed = moving > 0 and any(_TIMED_WORD.search(caption.raw) for caption in captions)
    most = moving * 2 > len(captions) - 1 and any(one is not None and one.how != "less" for one in again)
    if not (timed or most):
        again = _runs(again)
    found: list[Caption] = []
    for caption, one in zip(captions, again, strict=True):
        new = one.new if one is not None else caption.lines
        if new or not found:
            found.append(caption._replace(lines=new))
        elif caption.end is not None:
            found[-1] = found[-1]._replace(end=max(caption.end, found[-1].end or 0))
    return found


def _runs(again: Sequence[_Again | None]) -> list[_Again | None]:
    """Only what is shown again in long runs."""
    kept: list[_Again | None] = []
    run: list[_Again] = []
    for one in (*again, None):
        if one is not None:
            run.append(one)
            continue
        rolls = len(run) >= _RUN and any(other.how != "less" for other in run)
        kept += run if rolls else [None] * len(run)
        kept.append(None)
        run = []
    return kept[:-1]


def _again(before: Caption, now: Caption) -> _Again | None:
    if before.speaker != now.speaker or before.start is None or now.start is None or not before.lines or not now.lines:
        return None
    ended = before.end if before.end is not None else before.start
    if not before.start <= now.start <= ended + _GAP:
        return None
    old, new = before.lines, now.lines
    if old == new:
        moment = now.end is not None and now.end - now.start < _MOMENT
        marked = before.raw != now.raw and (_MARKED.search(before.raw) or _MARKED.search(now.raw))
        return _Again("shows", ()) if moment or marked else None
    if len(new) < len(old) and old[-len(new) :] == new:
        return _Again("less", ())
    for size in range(min(len(old), len(new), _MOST_LINES), 0, -1):
        if new[: size - 1] != old[-size:-1]:
            continue
        if new[size - 1] == old[-1] and len(new) > size:
            return _Again("adds", new[size:])
        if new[size - 1].startswith(f"{old[-1]} "):
            return _Again("adds", (new[size - 1][len(old[-1]) + 1 :], *new[size:]))
    return None
