"""Files of many kinds as rows of text, each in a module of its own that is imported when it is needed."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Literal, NamedTuple

from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.transcripts.store import regular_file, size_over

MAX_BYTES = 200 * 1024 * 1024
"""Of a file, and of what it unpacks to."""

FORMATS = {
    ".txt": "cmo_eval.transcripts.reading.plain",
    ".text": "cmo_eval.transcripts.reading.plain",
    ".md": "cmo_eval.transcripts.reading.markdown",
    ".markdown": "cmo_eval.transcripts.reading.markdown",
    ".docx": "cmo_eval.transcripts.reading.word",
    ".odt": "cmo_eval.transcripts.reading.opendocument",
    ".pdf": "cmo_eval.transcripts.reading.pdf",
    ".vtt": "cmo_eval.transcripts.reading.subtitles",
    ".srt": "cmo_eval.transcripts.reading.subtitles",
}
"""The module of each format by the ending of a file's name; each has `rows(content, ending) -> Rows`."""

_OTHERS = {
    ".doc": "open it in a word processor and save it as .docx",
    ".rtf": "open it in a word processor and save it as .docx",
    ".docm": "open it in a word processor and save it as .docx, without macros",
    ".dotm": "open it in a word processor and save it as .docx, without macros",
    ".ott": "open it in a word processor and save it as .odt",
    ".fodt": "open it in a word processor and save it as .odt",
    ".pages": "export it as .docx",
    ".html": "open it in a word processor and save it as .docx",
    ".htm": "open it in a word processor and save it as .docx",
    ".xlsx": "`cmo-eval text import` reads transcripts, not tables",
    ".mp3": "a recording must be written out first",
    ".m4a": "a recording must be written out first",
    ".wav": "a recording must be written out first",
    ".mp4": "a recording must be written out first; its subtitles (.vtt) can be brought in",
}


class Mark(NamedTuple):
    """Where in a row's text (in characters) the range of the comment `of` begins or ends, or the comment is hung up."""

    at: int
    kind: Literal["start", "end", "reference"]
    of: str


class Row(NamedTuple):
    """A line, paragraph or cue of a file.

    `speaker` where the format itself names one, '' where it says only that it is somebody else; `start` and `end` of
    a cue in seconds; `page` for a row without words with which that page begins; `aside` for what stands beside the
    text, such as a footnote. `marks` of comments are in the order of the file; `story` tells the flow of the text (0)
    from each text box and note, through which no comment on the flow runs.
    """

    text: str
    speaker: str | None = None
    start: float | None = None
    end: float | None = None
    page: str | None = None
    aside: bool = False
    marks: tuple[Mark, ...] = ()
    story: int = 0


@dataclass(frozen=True, slots=True)
class Rows:
    """What a file holds, in its order.

    `encoding` in words, `guessed` when it is not certain, both of plain formats only; `said` names what was left out
    or changed, in sentences without a full stop. `words` counts the words of the file, those that were left out too;
    None where they were not counted.
    """

    rows: tuple[Row, ...]
    format: str
    encoding: str | None = None
    guessed: bool = False
    said: tuple[str, ...] = ()
    words: int | None = None


def read_rows(path: Path) -> Rows:
    """The rows of a file; its name's ending says what it is.

    Raises:
        UsageError: a file of that kind is not read.
        CmoEvalError: it is not there, cannot be read, is too large, protected, damaged, or holds no text.
    """
    ending = path.suffix.lower()
    if ending not in FORMATS:
        known = f"it reads {', '.join(one for one in FORMATS if one not in {'.text', '.markdown'})}"
        raise UsageError(f"{path.name} is of a kind that is not read", _OTHERS.get(ending, known))
    content = _content(path)
    try:
        found: Rows = import_module(FORMATS[ending]).rows(content, ending)
    except CmoEvalError as error:
        raise CmoEvalError(f"{path.name}: {error.message}", error.hint) from None
    if not any(row.text.strip() for row in found.rows):
        hint = "; ".join(found.said) or "is it the right file?"
        raise CmoEvalError(f"{path.name}: there is no text in it", hint)
    return found


def _content(path: Path) -> bytes:
    try:
        found = regular_file(path, MAX_BYTES)
    except FileNotFoundError:
        raise CmoEvalError(f"there is no file {path}", "look at the name and the folder") from None
    except IsADirectoryError:
        raise CmoEvalError(f"{path} is a folder", "name the files in it") from None
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise CmoEvalError(f"{path} cannot be read: {reason}", "look at its permissions") from None
    if found is None and path.is_dir():
        raise CmoEvalError(f"{path} is a folder", "name the files in it")
    if found is None:
        raise CmoEvalError(f"{path} is no file", "name a file")
    if isinstance(found, int):
        raise CmoEvalError(f"{path.name} has {size_over(found, MAX_BYTES)}", "split it, or leave its pictures out")
    return found
