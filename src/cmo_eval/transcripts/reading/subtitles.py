"""Subtitles (WebVTT and SubRip): a row a cue, or more where several voices speak in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from cmo_eval.errors import CmoEvalError
from cmo_eval.transcripts.encoding import cleaned, decoded, without_entities
from cmo_eval.transcripts.forms import opening
from cmo_eval.transcripts.reading import Row, Rows, remarks, words_in
from cmo_eval.transcripts.reading.cues import HEADER, Cue, Cues, cues_of

_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?(?:[ \t\n]+([^<>]*))?>|</v>", re.IGNORECASE)
_BREAK = re.compile(r"<br[ \t]*/?>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:i|b|u|c|ruby|rt|lang|font)(?:\.[^\s<>]*)?>"
    r"|<font[ \t\n][^<>]*>|<lang(?:\.[^\s<>]*)?[ \t]+[\w-]+>|<(?:\d+:)?\d{1,2}:\d\d[.,]\d{3}>"
    r"|\{\\[A-Za-z0-9][^{}\s]{0,60}\}",
    re.IGNORECASE,
)
_DASH = re.compile(r"[-–—‐](?!\d)[ \t]*(?=\S)")
_CHANGE = re.compile(r">>+[ \t]*")
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
    read = cues_of(text)
    if all(cue.start is None or not cue.lines for cue in read.cues):
        raise CmoEvalError(
            f"these are no {_NAMES[ending]}: no line has times such as 00:00:01.000 --> 00:00:04.000 above words",
            "let its name end in .txt if it is plain text",
        )
    captions = [list(_captions(cue)) for cue in read.cues]
    shown = [caption for cue in captions for caption in cue]
    kept = rolled(shown)
    said = [found.note] if found.note else []
    said += remarks({"invisible character": unseen})
    said += _left_out(read, sum(not cue for cue in captions))
    before, after = (words_in(line for caption in every for line in caption.lines) for every in (shown, kept))
    if before != after:
        said.append(f"{before - after} words that rolling captions show again left out")
    made = tuple(Row(" ".join(one.lines), one.speaker, one.start, one.end) for one in kept)
    header = [line.removeprefix(HEADER) for line in read.header]
    apart = [*header, *read.names, *(line for block in (*read.notes, *read.styles) for line in block)]
    name = _NAMES[".vtt" if text.lstrip().startswith(HEADER) else ".srt"]
    return Rows(made, name, found.encoding, found.guessed, tuple(said), before + words_in(apart))


def _left_out(read: Cues, empty: int) -> Iterator[str]:
    yield from remarks(
        {
            "line of the header": len(read.header[1:]) + (read.header[:1] not in ([], [HEADER])),
            "comment (NOTE)": len(read.notes),
            "style or region": len(read.styles),
            "name of a cue": len(read.names),
            "cue without words": empty,
        }
    )
    if read.unread:
        where = ", ".join(map(str, read.unread[:8])) + (" and more" if len(read.unread) > 8 else "")
        count = "1 cue has" if len(read.unread) == 1 else f"{len(read.unread)} cues have"
        yield f"{count} times that cannot be read (line {where}); the words go on from the cue before"
    starts = [cue.start for cue in read.cues if cue.start is not None]
    back = sum(one > other for one, other in pairwise(starts))
    if back:
        count = "1 cue begins" if back == 1 else f"{back} cues begin"
        yield f"{count} before the one above; all stand in the order of the file"


def _captions(cue: Cue) -> Iterator[Caption]:
    """What is said in a cue: apart for each voice, and within it for each line that begins with a dash."""
    raw = _BREAK.sub("\n", cue.raw)
    voice = cue.speaker
    at = 0
    for match in (*_VOICE.finditer(raw), None):
        part = raw[at : match.start()] if match else raw[at:]
        lines = [_plain(line) for line in _TAG.sub("", part).split("\n")]
        spoken = list(_spoken([line for line in lines if line]))
        whose = "" if len(spoken) > 1 and voice is None else voice
        yield from (Caption(lines, part, whose, cue.start, cue.end) for lines in spoken)
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
