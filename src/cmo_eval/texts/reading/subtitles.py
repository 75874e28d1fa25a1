"""Subtitles (WebVTT and SubRip): a row a cue, or more where several voices speak in it."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator

from cmo_eval.errors import CmoEvalError
from cmo_eval.texts.encoding import cleaned, decoded
from cmo_eval.texts.reading import Row, Rows
from cmo_eval.texts.reading.told import told

_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>]*)>|</v>")
_TAG = re.compile(r"</?(?:[a-z]+(?:[.\s][^>]*)?|\d[\d:.]*)>|\{\\an?\d\}", re.IGNORECASE)
_ARROW = re.compile(r"^[^\n]*\d[ \t]*-->", re.MULTILINE)
_NAMES = {".vtt": "WebVTT subtitles", ".srt": "SubRip subtitles"}


def rows(content: bytes, ending: str) -> Rows:
    """The cues of subtitles; comments, styles and cue ids are left out, comments are said.

    Raises:
        CmoEvalError: they are no subtitles.
    """
    import webvtt  # noqa: PLC0415 - loaded when there are subtitles
    from webvtt.errors import MalformedCaptionError, MalformedFileError  # noqa: PLC0415

    found = decoded(content)
    text, unseen = cleaned(found.text)
    format_ = "vtt" if text.lstrip().startswith("WEBVTT") else "srt"
    if format_ == "srt":
        text = _with_milliseconds(text)
    try:
        captions = webvtt.from_buffer(io.StringIO(text.lstrip()), format=format_).captions
    except MalformedCaptionError as error:
        raise CmoEvalError(f"a cue cannot be read: {error}", "mend its times in a text editor") from None
    except (MalformedFileError, ValueError, IndexError):
        captions = []
    cues = [list(_cue(caption)) for caption in captions]
    made = [row for cue in cues for row in cue]
    if not made:
        raise CmoEvalError(
            f"these are no {_NAMES[ending]}: no line has times such as 00:00:01.000 --> 00:00:04.000",
            "let its name end in .txt if it is plain text",
        )
    said = [found.note] if found.note else []
    said += told({"invisible character": unseen})
    comments = len(re.findall(r"(?:\A|\n\n)NOTE(?=\s)", text)) if format_ == "vtt" else 0
    if comments:
        said.append(f"{comments} comment{'s' if comments != 1 else ''} (NOTE) left out")
    lost = len(_ARROW.findall(text)) - sum(bool(cue) for cue in cues)
    if lost > 0:
        said.append(f"{lost} cue{'s' if lost != 1 else ''} without words, or with times that cannot be read, left out")
    name = _NAMES[f".{format_}"]
    return Rows(tuple(_without_repeats(made)), name, found.encoding, found.guessed, tuple(said))


def _with_milliseconds(text: str) -> str:
    """SubRip as programs write it: a point for the comma in times, hours and milliseconds left out."""
    time = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?"

    def one(match: re.Match[str]) -> str:
        hours, minutes, seconds, rest = match[1] or "0", match[2], match[3], match[4] or "0"
        return f"{int(hours):02d}:{int(minutes):02d}:{seconds},{rest.ljust(3, '0')}"

    def line(match: re.Match[str]) -> str:
        return re.sub(time, one, match[0])

    return re.sub(rf"^[ \t]*{time}[ \t]*-->[ \t]*{time}", line, text, flags=re.MULTILINE)


def _cue(caption: object) -> Iterator[Row]:
    """The rows of a cue: one for each voice, and within it for each line that begins with a dash."""
    raw: str = caption.raw_text  # type: ignore[attr-defined]
    start: float = caption.start_in_seconds  # type: ignore[attr-defined]
    end: float = caption.end_in_seconds  # type: ignore[attr-defined]
    voice: str | None = None
    at = 0
    for match in (*_VOICE.finditer(raw), None):
        said = raw[at : match.start()] if match else raw[at:]
        lines = [html.unescape(_TAG.sub("", part)).strip() for part in said.split("\n")]
        spoken = list(_spoken([line for line in lines if line]))
        apart = "" if len(spoken) > 1 and voice is None else voice
        yield from (Row(text, apart, start, end) for text in spoken)
        if match is not None:
            voice = html.unescape(match[1]).strip() or None if match[1] else None
            at = match.end()


def _spoken(lines: list[str]) -> Iterator[str]:
    """Lines as one, but apart where each is marked by a dash as somebody else's."""
    dashed = sum(line.startswith(("-", "–")) for line in lines)
    if dashed > 1 and dashed == len(lines):
        yield from (line.lstrip("-– ") for line in lines)
    elif lines:
        yield "\n".join(lines)


def _without_repeats(made: list[Row]) -> Iterator[Row]:
    """Rows of rolling captions, which begin with the line that the one before ended with, without that line."""
    before: Row | None = None
    last = ""
    for row in made:
        lines = row.text.split("\n")
        rolls = before is not None and before.end is not None and row.start is not None and row.start <= before.end + 1
        if rolls and before is not None and row.speaker == before.speaker and lines[0] == last and len(last) > 15:
            lines = lines[1:]
        before, last = row, row.text.split("\n")[-1]
        if lines:
            yield row._replace(text=" ".join(lines))
