"""The cues of subtitles (WebVTT and SubRip): each line of a file is a cue's words, or is counted as something else.

Programs write what the two formats do not know: empty lines inside a cue, numbers left out or out of step, times
without hours, end or milliseconds. A cue goes on until the times of the next one; a line before those is its number or
name only where the file has such lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

HEADER = "WEBVTT"

_TIMES = re.compile(
    r"[ \t]*(?P<start>\d[\d:.,]*)[ \t]*(?P<arrow>-->|--?>|[–—]-?>)[ \t]*(?P<end>\d[\d:.,]*(?!\S))?(?P<rest>.*)"
)
_CLOCK = re.compile(r"(?:(\d{1,9}):)?(?:(\d{1,9}):)?(\d{1,9})(?:[.,](\d{0,9}))?")
_SETTING = re.compile(r"(?:align|position|line|size|vertical|region|[XYxy][12]):\S+")
_NOTE = re.compile(r"NOTE(?:[ \t]|$)")
_STYLE = re.compile(r"(?:STYLE|REGION)[ \t]*")
_NUMBER = re.compile(r"\d{1,9}")
_CODE = re.compile(r"[\w.:/#-]+")
_NAMES_SPEAKER = re.compile(r"\d+[ \t]+\"([^\"]{1,100})\"[ \t]*(?:\(\d+\))?")


@dataclass(slots=True)
class Cue:
    """Words with their times in seconds, None where the file gives none that can be read.

    `line` is the number (from 1) of the line with its times; `speaker` who speaks, where its name says so.
    """

    start: float | None
    end: float | None
    line: int
    speaker: str | None = None
    lines: list[str] = field(default_factory=list)

    @property
    def raw(self) -> str:
        """Its words with their tags, lines apart."""
        return "\n".join(self.lines)


@dataclass(slots=True)
class Cues:
    """The cues of a file in its order, and the lines that are none, by what they are.

    `names` are the names of cues that are more than a number or a code. `unread` has the numbers of the lines with
    times that cannot be read.
    """

    cues: list[Cue]
    header: list[str]
    notes: list[list[str]]
    styles: list[list[str]]
    names: list[str]
    unread: list[int]


def cues_of(text: str) -> Cues:
    """The cues of a file, given its text with line ends LF; what stands above the first one is a cue without times."""
    return _Reading(text.strip("\n").startswith(HEADER)).of(text.split("\n"))


class _Reading:
    def __init__(self, vtt: bool) -> None:
        self.vtt = vtt
        self.found = Cues([], [], [], [], [], [])
        self.numbered: bool | None = None
        """Whether a line above the times of the first cue is its number or name; None before that cue."""
        self.last: int | None = None
        self.now = Cue(None, None, 0)
        self.blank = True
        self.fresh = False
        """Whether the last line of the cue is the first one after an empty line."""

    def of(self, lines: Sequence[str]) -> Cues:
        at = self._header(lines)
        into: list[str] | None = None
        for number, line in enumerate(lines[at:], at + 1):
            stripped = line.strip()
            times = _times(line) if ">" in line else None
            if times is not None:
                self._begin(number, *times)
                into = None
                continue
            if not stripped:
                self.blank, into = True, None
                continue
            if into is not None:
                into.append(stripped)
                continue
            if self.blank and self.vtt and (_NOTE.match(stripped) or _STYLE.fullmatch(stripped)):
                into = [stripped]
                (self.found.notes if stripped.startswith("NOTE") else self.found.styles).append(into)
                continue
            self.now.lines.append(stripped)
            self.fresh, self.blank = self.blank, False
        self._end()
        return self.found

    def _header(self, lines: Sequence[str]) -> int:
        at = 0
        while self.vtt and at < len(lines) and not (self.found.header and not lines[at].strip()):
            if self.found.header and ">" in lines[at] and _times(lines[at]) is not None:
                break
            if lines[at].strip():
                self.found.header.append(lines[at].strip())
            at += 1
        return at

    def _begin(self, number: int, start: float | None, end: float | None, rest: str) -> None:
        speaker = self._name_above()
        self._end()
        self.now = Cue(start, end, number, speaker, [rest] if rest else [])
        self.blank = self.fresh = False
        if start is None:
            self.found.unread.append(number)

    def _end(self) -> None:
        if self.now.line or self.now.lines:
            self.found.cues.append(self.now)

    def _name_above(self) -> str | None:
        """Takes the number or name of the cue that begins from the lines above its times; the speaker it names."""
        first = self.numbered is None
        above = self.now.lines[-1] if self.now.lines else None
        if first:
            self.numbered = above is not None and not self.blank and (self.vtt or bool(_NUMBER.fullmatch(above)))
        if above is None:
            return None
        number = int(above) if _NUMBER.fullmatch(above) else None
        counts_on = number is not None and (number == self.last + 1 if self.last is not None else first)
        stands_so = bool(self.numbered) and self.fresh and not self.blank
        if number is not None and (counts_on or stands_so):
            self.numbered = True
            self.last = number
            self.now.lines.pop()
            return None
        if number is not None or not self.vtt or self.blank or not self.fresh:
            return None
        if not self.numbered and re.search(r"[^\W\d_]\S*\s+\S*[^\W\d_]", above):
            return None  # words, in a file of which the cues have no names
        self.now.lines.pop()
        speaker = _NAMES_SPEAKER.fullmatch(above)
        if speaker is None and not (_CODE.fullmatch(above) and any(map(str.isdigit, above))):
            self.found.names.append(above)
        return speaker[1] if speaker is not None else None


def _times(line: str) -> tuple[float | None, float | None, str] | None:
    """Start and end in seconds, and what stands behind them but for settings; None where the line gives no times."""
    match = _TIMES.fullmatch(line)
    if match is None:
        return None
    long = match["arrow"] in {"-->", "–>", "—>"}
    if ":" not in match["start"] and not (long and re.search(r"\d[.,]\d", match["start"])):
        return None
    if not long and (match["end"] is None or ":" not in match["end"]):
        return None
    rest = match["rest"].strip()
    if match["end"] is None and rest and not rest[0].isalpha():
        return None if not long else (_seconds(match["start"]), None, rest)
    settings = all(_SETTING.fullmatch(word) for word in rest.split())
    start = _seconds(match["start"])
    end = _seconds(match["end"]) if match["end"] is not None else None
    return start, end, "" if settings else rest


def _seconds(time: str) -> float | None:
    match = _CLOCK.fullmatch(time)
    if match is None:
        return None
    one, other, seconds = match[1], match[2], int(match[3])
    hours, minutes = (int(one), int(other)) if other is not None else (0, int(one or 0))
    if (one is not None and seconds > 59) or (other is not None and minutes > 59):
        return None
    return hours * 3600 + minutes * 60 + seconds + float(f"0.{match[4] or 0}")
