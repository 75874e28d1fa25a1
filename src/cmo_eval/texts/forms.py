"""The many ways in which programs and people write who speaks and when, at the beginning of a line or above it."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal, NamedTuple

from cmo_eval.texts import speakers
from cmo_eval.texts.speakers import Opening, folded

_TIME = r"(?<!\d)\d{1,3}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?"
_FULL = r"\d{1,2}:\d\d:\d\d(?:[.,]\d{1,3})?"
_LABEL = rf"(?P<label>{speakers.LABEL}?)(?P<note>[ \t\u00a0]*\([^()\n:]{{1,40}}\))?"
_BRACKETED = rf"[\[(<#](?P<time>{_TIME})(?:-\d)?[\])>#]"
_BLANK = r"[ \t\u00a0]"

_BEFORE = re.compile(rf"(?:{_BRACKETED}|(?P<bare>{_TIME})){_BLANK}*[-–]?{_BLANK}*{_LABEL}{_BLANK}*:(?=\s|$)")
_AFTER = re.compile(rf"{_LABEL}{_BLANK}*[,–-]?{_BLANK}*(?:{_BRACKETED}{_BLANK}*:?|(?P<bare>{_TIME}):)(?=\s|$)")
_ABOVE = re.compile(rf"{_LABEL}{_BLANK}+(?:[,|–-]{_BLANK}*)?[\[(<]?(?P<time>{_TIME})[\])>]?$")
_ABOVE_AFTER = re.compile(rf"(?:{_BRACKETED}|(?P<bare>{_FULL})){_BLANK}+{_LABEL}:?$")
_WITHOUT_COLON = re.compile(rf"(?:{_BRACKETED}|(?P<bare>{_FULL})){_BLANK}+(?P<label>[A-Za-z]{{1,4}}\d{{0,3}})(?=\s)")
_INSIDE = re.compile(rf"[\[<]{_LABEL}[\]>]{_BLANK}*:?(?=\s|$)")
_ALONE = re.compile(rf"(?:{_BRACKETED}|(?P<bare>{_FULL}))(?=\s|$)")
_AT_END = re.compile(rf"{_BLANK}*#(?P<time>{_FULL})-\d#$")
_CELL_TIME = re.compile(rf"[\[(<#]?(?P<time>{_TIME})(?:-\d)?[\])>#]?(?:{_BLANK}*[-–>]+{_BLANK}*{_TIME})?")
_LABEL_ALONE = re.compile(rf"{_LABEL}{_BLANK}*:?")


class Found(NamedTuple):
    """A line taken apart: a label that may be a speaker's, a time in seconds, and the words behind them.

    `otherwise` are the words, and `time_otherwise` the time, if the label is nobody's. `needs` says when it is a
    speaker's: when it is `recognised` with the others in the text; only when it is registered, a `code` or a word such
    as INT; only when it is recognised in `another` way of writing it. `sure` as of an `Opening`. `ends` is the time at
    which the line's words end.
    """

    label: str | None
    time: int | None
    words: str
    otherwise: str
    time_otherwise: int | None = None
    needs: Literal["recognised", "code", "another"] = "recognised"
    sure: bool = False
    ends: int | None = None

    @property
    def opening(self) -> Opening:
        """The label as `speakers.recognised` counts it."""
        return Opening(self.label if self.needs == "recognised" else None, None, 0, 0, self.sure)

    def is_of(self, known: Collection[str], registered: Collection[str]) -> bool:
        """Whether the label is a speaker's, given those recognised in the whole text and those registered."""
        if self.label is None:
            return False
        key = folded(self.label)
        if self.needs != "code":
            return key in known or key in registered
        role = speakers.is_role(self.label) and len(key) > 1
        return key in registered or speakers.is_code(self.label) or role


def taken_apart(line: str) -> Found:
    """The line's label, time and words, in whichever of the known ways they are written."""
    text = line.strip()
    ends = None
    if match := _AT_END.search(text):
        ends = seconds(match["time"])
        text = text[: match.start()] if ends is not None else text
    return (_ours(text) or _in_cells(text) or _theirs(text) or Found(None, None, text, text))._replace(ends=ends)


def seconds(time: str) -> int | None:
    """Whole seconds of a time written h:mm:ss or mm:ss; None where it is no time."""
    parts = [int(part) for part in re.split("[.,]", time)[0].split(":")]
    if parts[-1] > 59 or (len(parts) == 3 and parts[1] > 59):
        return None
    total = 0
    for part in parts:
        total = total * 60 + part
    return total


def clock(time: int) -> str:
    """Seconds as h:mm:ss."""
    return f"{time // 3600}:{time // 60 % 60:02d}:{time % 60:02d}"


def _ours(text: str) -> Found | None:
    """In the way of a transcript that was brought in: `R3 [0:12:31]: words`, `R3: words`, `[0:12:31] words`."""
    found = speakers.opening(text)
    time = seconds(found.time) if found.time is not None else None
    if found.time is not None and time is None:
        return None
    if found.label is None:
        return Found(None, time, text[found.bare :], text[found.bare :], time) if time is not None else None
    of_line = None if found.sure else time
    return Found(found.label, time, text[found.words :], text[found.bare :], of_line, sure=found.sure)


def _theirs(text: str) -> Found | None:
    for pattern in (_BEFORE, _AFTER, _ABOVE, _ABOVE_AFTER, _WITHOUT_COLON, _INSIDE, _ALONE):
        match = pattern.match(text)
        if match is None:
            continue
        named = match.groupdict()
        stamp = named.get("time") or named.get("bare")
        time = seconds(stamp) if stamp else None
        words = text[match.end() :].strip()
        label = named.get("label")
        if stamp and time is None:
            continue
        if label is None:
            return Found(None, time, words, words, time)
        alike = speakers.looks_like_name(label) or speakers.is_code(label) or speakers.is_role(label)
        if not alike:
            continue
        alone = _ALONE.match(text) if pattern in {_BEFORE, _ABOVE_AFTER, _WITHOUT_COLON} else None
        if alone is not None:
            needs: Literal["recognised", "another"] = "another" if pattern is _WITHOUT_COLON else "recognised"
            return Found(label, time, words, text[alone.end() :].strip(), time, needs)
        if pattern is _INSIDE:
            return Found(label, None, words, text, needs="code")
        return Found(label, time, words, text, sure=pattern is _AFTER)
    return None


def _in_cells(text: str) -> Found | None:
    """Of a table, or of words behind a tab: cells with a number, a time and a label come before the words."""
    cells = text.split("\t")
    if len(cells) == 1:
        return None
    label: str | None = None
    time: int | None = None
    for number, cell in enumerate(cells[:-1]):
        inside = cell.strip()
        stamp = _CELL_TIME.fullmatch(inside)
        named = _LABEL_ALONE.fullmatch(inside)
        if time is None and stamp is not None and (at := seconds(stamp["time"])) is not None:
            time = at
        elif label is None and named is not None:
            label = named["label"]
        elif not (number == 0 and (inside.isdigit() or not inside)):
            break
        if label is not None and time is not None:
            number += 1  # noqa: PLW2901 - the words begin with the next cell
            break
    else:
        number = len(cells) - 1
    words = "\t".join(cells[number:]).strip()
    if label is None:
        return Found(None, time, words, words, time) if time is not None else None
    behind = text[text.index("\t") :].strip() if time is not None and _CELL_TIME.fullmatch(cells[0].strip()) else None
    return Found(label, time, words, behind or text, time if behind else None)
