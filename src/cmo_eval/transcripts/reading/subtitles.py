"""Subtitles (WebVTT and SubRip): a row a cue, or more where several voices speak in it.

Each line of a file is a cue's words, or is counted as something else. Programs write what the two formats do not know:
empty lines inside a cue, numbers left out or out of step, times without hours, end or milliseconds. A cue goes on until
the times of the next one; a line before those is its number or name only where the file has such lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import field
from itertools import groupby, pairwise, starmap
from typing import NamedTuple

from cmo_eval.deferred import dataclass, expression
from cmo_eval.errors import CmoEvalError
from cmo_eval.transcripts.encoding import cleaned, decoded, without_entities
from cmo_eval.transcripts.forms import opening
from cmo_eval.transcripts.reading import Row, Rows, remarks, words_in

_HEADER = "WEBVTT"
_NAMES = {".vtt": "WebVTT subtitles", ".srt": "SubRip subtitles"}


def rows(content: bytes, ending: str) -> Rows:
    """The words of the cues, each with its times; what is no cue's words is left out and said.

    Tags that the formats know go, other words between angle brackets stay. Lines that rolling captions show again go,
    and are counted.

    Raises:
        CmoEvalError: they are no subtitles.
    """
    found = decoded(content)
    text, unseen = cleaned(found.text)
    read = _Cues(text)
    if all(cue.start is None or not cue.lines for cue in read.cues):
        raise CmoEvalError(
            f"these are no {_NAMES[ending]}: no line has times such as 00:00:01.000 --> 00:00:04.000 above words",
            "let its name end in .txt if it is plain text",
        )
    captions = [list(_captions(cue)) for cue in read.cues]
    shown = [caption for cue in captions for caption in cue]
    kept = _rolled(shown)
    said = [found.note] if found.note else []
    said += remarks(
        {
            "invisible character": unseen,
            "line of the header": len(read.header[1:]) + (read.header[:1] not in ([], [_HEADER])),
            "comment (NOTE)": len(read.notes),
            "style or region": len(read.styles),
            "name of a cue": len(read.names),
            "cue without words": sum(not cue for cue in captions),
        }
    )
    said += _odd_times(read)
    before, after = (words_in(line for caption in every for line in caption.lines) for every in (shown, kept))
    if before != after:
        said.append(f"{before - after} words that rolling captions show again left out")
    made = tuple(Row(" ".join(one.lines), one.speaker, one.start, one.end) for one in kept)
    header = [line.removeprefix(_HEADER) for line in read.header]
    apart = [*header, *read.names, *(line for block in (*read.notes, *read.styles) for line in block)]
    name = _NAMES[".vtt" if text.lstrip().startswith(_HEADER) else ".srt"]
    return Rows(made, name, found.encoding, found.guessed, tuple(said), before + words_in(apart))


def _odd_times(read: _Cues) -> Iterator[str]:
    if read.unread:
        where = ", ".join(map(str, read.unread[:8])) + (" and more" if len(read.unread) > 8 else "")
        count = "1 cue has" if len(read.unread) == 1 else f"{len(read.unread)} cues have"
        yield f"{count} times that cannot be read (line {where}); the words go on from the cue before"
    starts = [cue.start for cue in read.cues if cue.start is not None]
    back = sum(one > other for one, other in pairwise(starts))
    if back:
        count = "1 cue begins" if back == 1 else f"{back} cues begin"
        yield f"{count} before the one above; all stand in the order of the file"


# ---- cues ------------------------------------------------------------------------------------------------------------


_TIMES = expression(
    r"[ \t]*(?P<start>\d[\d:.,]*)[ \t]*(?P<arrow>-->|--?>|[–—]-?>)[ \t]*(?P<end>\d[\d:.,]*(?!\S))?(?P<rest>.*)"
)
_UNPADDED = expression(r"^[ \t]*(?:\d+:\d:\d{1,2}|\d+:\d\d:\d)[.,]\d{1,3}[ \t]*-->", re.MULTILINE)
"""A time as Teams gives it by its programming interface: hours, minutes, seconds and thousandths, none padded."""
_CLOCK = expression(r"(?:(\d{1,9}):)?(?:(\d{1,9}):)?(\d{1,9})(?:[.,](\d{0,9}))?")
_SETTING = expression(r"(?:align|position|line|size|vertical|region|[XYxy][12]):\S+")
_NOTE = expression(r"NOTE(?:[ \t].*)?")
_STYLE = expression(r"(?:STYLE|REGION)[ \t]*")
_NUMBER = expression(r"\d{1,9}")
_CODE = expression(r"[\w.:/#-]+")
_NAMES_SPEAKER = expression(r"\d+[ \t]+\"([^\"]{1,100})\"[ \t]*(?:\(\d+\))?")


@dataclass(slots=True)
class _Cue:
    """Lines of words with their times in seconds, None where the file gives none that can be read.

    `speaker` is who speaks, where the cue's name says so.
    """

    start: float | None = None
    end: float | None = None
    speaker: str | None = None
    lines: list[str] = field(default_factory=list)


class _Cues:
    """The cues of a file in its order, and the lines that are none, by what they are.

    `names` are the names of cues that are more than a number or a code, `unread` the numbers of the lines with times
    that cannot be read. What stands above the first cue is one without times.

    Args:
        text: of the file, with line ends LF.
    """

    def __init__(self, text: str) -> None:
        self.cues = [_Cue()]
        self.header: list[str] = []
        self.notes: list[list[str]] = []
        self.styles: list[list[str]] = []
        self.names: list[str] = []
        self.unread: list[int] = []
        self._vtt = text.strip("\n").startswith(_HEADER)
        self._thousandths = _UNPADDED.search(text) is not None
        self._numbered: bool | None = None
        """Whether a line above the times of the first cue is its number or name; None before that cue."""
        self._last: int | None = None
        self._blank = True
        self._fresh = False
        """Whether the last line of the cue is the first one after an empty line."""
        self._read(text.split("\n"))
        if not self.cues[0].lines:
            del self.cues[0]

    def _read(self, lines: Sequence[str]) -> None:
        into: list[str] | None = self.header if self._vtt else None
        for number, line in enumerate(lines, 1):
            stripped = line.strip()
            times = _times(line, whole=self._thousandths) if ">" in line and (into is not self.header or into) else None
            if times is not None:
                self._begin(number, *times)
                into = None
            elif not stripped:
                self._blank = True
                into = into if into is self.header and not into else None
            elif into is not None:
                into.append(stripped)
            elif self._blank and self._vtt and (_NOTE.fullmatch(stripped) or _STYLE.fullmatch(stripped)):
                into = [stripped]
                (self.notes if stripped.startswith("NOTE") else self.styles).append(into)
            else:
                self.cues[-1].lines.append(stripped)
                self._fresh, self._blank = self._blank, False

    def _begin(self, number: int, start: float | None, end: float | None, rest: str) -> None:
        speaker = self._name_above()
        self.cues.append(_Cue(start, end, speaker, [rest] if rest else []))
        self._blank = self._fresh = False
        if start is None:
            self.unread.append(number)

    def _name_above(self) -> str | None:
        """Takes the number or name of the cue that begins from the lines above its times; the speaker it names."""
        first = self._numbered is None
        lines = self.cues[-1].lines
        above = lines[-1] if lines else ""
        number = int(above) if _NUMBER.fullmatch(above) else None
        if first:
            self._numbered = bool(lines) and not self._blank and (self._vtt or number is not None)
        if not lines:
            return None
        if number is not None:
            counts_on = number == self._last + 1 if self._last is not None else first
            if counts_on or (self._numbered and self._fresh and not self._blank):
                self._numbered, self._last = True, number
                lines.pop()
            return None
        if not self._vtt or self._blank or not self._fresh:
            return None
        if not self._numbered and re.search(r"[^\W\d_]\S*\s+\S*[^\W\d_]", above):
            return None  # words, in a file of which the cues have no names
        lines.pop()
        speaker = _NAMES_SPEAKER.fullmatch(above)
        if speaker is None and not (_CODE.fullmatch(above) and any(map(str.isdigit, above))):
            self.names.append(above)
        return speaker[1] if speaker is not None else None


def _times(line: str, *, whole: bool) -> tuple[float | None, float | None, str] | None:
    """Start and end in seconds, and what stands behind them but for settings; None where the line gives no times.

    With `whole` the figures behind the point are thousandths, not a fraction: in a file that pads no number, `.90` is
    0.090 seconds.
    """
    match = _TIMES.fullmatch(line)
    if match is None:
        return None
    start, end, rest = match["start"], match["end"], match["rest"].strip()
    long = match["arrow"] in {"-->", "–>", "—>"}
    if ":" not in start and not (long and re.search(r"\d[.,]\d", start)):
        return None
    if not long and (end is None or ":" not in end):
        return None
    if end is None and rest and not rest[0].isalpha():
        return _seconds(start, whole=whole), None, rest
    settings = all(_SETTING.fullmatch(word) for word in rest.split())
    ended = _seconds(end, whole=whole) if end is not None else None
    return _seconds(start, whole=whole), ended, "" if settings else rest


def _seconds(time: str, *, whole: bool) -> float | None:
    match = _CLOCK.fullmatch(time)
    if match is None:
        return None
    one, other, seconds = match[1], match[2], int(match[3])
    hours, minutes = (int(one), int(other)) if other is not None else (0, int(one or 0))
    if (one is not None and seconds > 59) or (other is not None and minutes > 59):
        return None
    rest = int(match[4] or 0) / 1000 if whole and len(match[4] or "") < 4 else float(f"0.{match[4] or 0}")
    return hours * 3600 + minutes * 60 + seconds + rest


# ---- captions --------------------------------------------------------------------------------------------------------


_VOICE = expression(r"<v(?:\.[^\s<>]*)?(?:[ \t\n]+([^<>]*))?>|</v>", re.IGNORECASE)
_BREAK = expression(r"<br[ \t]*/?>", re.IGNORECASE)
_TAG = expression(
    r"</?(?:i|b|u|c|ruby|rt|lang|font)(?:\.[^\s<>]*)?>"
    r"|<font[ \t\n][^<>]*>|<lang(?:\.[^\s<>]*)?[ \t]+[\w-]+>|<(?:\d+:)?\d{1,2}:\d\d[.,]\d{3}>"
    r"|\{\\[A-Za-z0-9][^{}\s]{0,60}\}",
    re.IGNORECASE,
)
_DASH = expression(r"[-–—‐](?!\d)[ \t]*(?=\S)")
_CHANGE = expression(r">>+[ \t]*")


class _Caption(NamedTuple):
    """What one voice says in a cue: its lines without tags, and with them; times in seconds."""

    lines: tuple[str, ...]
    raw: str
    speaker: str | None
    start: float | None
    end: float | None


def _captions(cue: _Cue) -> Iterator[_Caption]:
    """What is said in a cue: apart for each voice, and within it for each line that begins with a dash."""
    raw = _BREAK.sub("\n", "\n".join(cue.lines))
    voice = cue.speaker
    at = 0
    for match in (*_VOICE.finditer(raw), None):
        part = raw[at : match.start()] if match else raw[at:]
        lines = [_plain(line) for line in _TAG.sub("", part).split("\n")]
        spoken = list(_spoken([line for line in lines if line]))
        whose = "" if len(spoken) > 1 and voice is None else voice
        yield from (_Caption(lines, part, whose, cue.start, cue.end) for lines in spoken)
        if match is not None:
            voice = _plain(match[1]) or None if match[1] else cue.speaker
            at = match.end()


def _plain(line: str) -> str:
    """A line without entities, with single blanks."""
    if "&" in line:
        line = cleaned(without_entities(line))[0]
    return " ".join(line.split())


def _spoken(lines: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Lines together, but apart where dashes or `>>` mark that somebody else speaks."""
    dashed = [bool(_DASH.match(line)) for line in lines]
    apart = sum(dashed) > 1 and dashed[0]
    now: list[str] = []
    for line, dash in zip(lines, dashed, strict=True):
        change = _CHANGE.match(line)
        if now and ((apart and dash) or change):
            yield tuple(now)
            now = []
        said = line[change.end() :] if change is not None else line
        if apart and dash:
            now.append(_DASH.sub("", line, count=1))
        else:
            now.append(said if opening(said).label is not None else line)
    if now:
        yield tuple(now)


# ---- rolling captions ------------------------------------------------------------------------------------------------


_GAP = 1.0
"""Seconds between two captions of which the second still begins with the first."""
_MOMENT = 0.2
"""Seconds that captions take in which nothing is added, as they are written between two that roll."""
_RUN = 3
"""Captions in a row that each begin with the one before, from which on they roll in a file where most do not."""
_MOST_LINES = 4
_TIMED_WORD = expression(r"<(?:\d+:)?\d\d:\d\d\.\d{3}>\s*<c[.>]")
_MARKED = expression(r"<(?:[ubi]|font|c)\b", re.IGNORECASE)


class _Again(NamedTuple):
    """What a caption that shows the one before again adds to it; whether it is only `less` of that one."""

    new: tuple[str, ...] = ()
    less: bool = False


def _rolled(captions: Sequence[_Caption]) -> list[_Caption]:
    """The captions with only the lines that each of them adds; in a file that does not roll, as they are."""
    again = [None, *starmap(_again, pairwise(captions))] if captions else []
    moving = [one for one in again if one is not None]
    timed = bool(moving) and any(_TIMED_WORD.search(caption.raw) for caption in captions)
    if not (timed or (len(moving) * 2 > len(captions) - 1 and not all(one.less for one in moving))):
        again = _runs(again)
    found: list[_Caption] = []
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
    for _, members in groupby(again, key=lambda one: one is None):
        run = list(members)
        rolls = len(run) >= _RUN and any(one is not None and not one.less for one in run)
        kept += run if rolls else [None] * len(run)
    return kept


def _again(before: _Caption, now: _Caption) -> _Again | None:
    if before.speaker != now.speaker or before.start is None or now.start is None or not before.lines or not now.lines:
        return None
    ended = before.end if before.end is not None else before.start
    if not before.start <= now.start <= ended + _GAP:
        return None
    old, new = before.lines, now.lines
    if old == new:
        moment = now.end is not None and now.end - now.start < _MOMENT
        marked = before.raw != now.raw and (_MARKED.search(before.raw) or _MARKED.search(now.raw))
        return _Again() if moment or marked else None
    if len(new) < len(old) and old[-len(new) :] == new:
        return _Again(less=True)
    for size in range(min(len(old), len(new), _MOST_LINES), 0, -1):
        if new[: size - 1] != old[-size:-1]:
            continue
        if new[size - 1] == old[-1] and len(new) > size:
            return _Again(new[size:])
        if new[size - 1].startswith(f"{old[-1]} "):
            return _Again((new[size - 1][len(old[-1]) + 1 :], *new[size:]))
    return None
