"""Files of many kinds as rows of text, each in a module of its own that is imported when it is needed.

What stands in a file and is no row is left out and said, and words are counted, so that none is overlooked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple

from cmo_eval.deferred import dataclass
from cmo_eval.errors import CmoEvalError, UsageError, reason_of, said_of
from cmo_eval.transcripts.store import regular_file, size_over

if TYPE_CHECKING:
    from cmo_eval.transcripts.encoding import Decoded

MAX_BYTES = 200 * 1024 * 1024
"""Of a file, and of what it unpacks to."""

FORMATS = {
    ".txt": "plain",
    ".text": "plain",
    ".md": "markdown",
    ".markdown": "markdown",
    ".docx": "word",
    ".odt": "opendocument",
    ".pdf": "pdf",
    ".vtt": "subtitles",
    ".srt": "subtitles",
    ".json": "segments",
    ".tsv": "segments",
    ".otr": "markup",
    ".html": "markup",
    ".htm": "markup",
    ".eaf": "tiers",
    ".exb": "tiers",
    ".textgrid": "praat",
    ".cha": "chat",
    ".csv": "tables",
    ".xlsx": "tables",
}
"""The module of each format by the ending of a file's name; each has `rows(content, ending) -> Rows`."""

_SIGNS = {
    b"WEBVTT": "subtitles",
    b'File type = "ooTextFile"': "praat",
    b"@UTF8": "chat",
    b"@Begin": "chat",
    b"start\tend\ttext": "segments",
}
"""The module of a format by the first signs of a file whose name ends as one of plain text does."""

_OTHERS = {
    **dict.fromkeys((".doc", ".rtf"), "open it in a word processor and save it as .docx"),
    **dict.fromkeys((".docm", ".dotm"), "open it in a word processor and save it as .docx, without macros"),
    **dict.fromkeys((".ott", ".fodt"), "open it in a word processor and save it as .odt"),
    ".pages": "export it as .docx",
    **dict.fromkeys((".ods", ".xls"), "open it in a spreadsheet and save it as .xlsx"),
    **dict.fromkeys((".mp3", ".m4a", ".wav"), "a recording must be written out first"),
    ".mp4": "a recording must be written out first; its subtitles (.vtt) can be brought in",
}


class Mark(NamedTuple):
    """Where in a row's text (in characters) the range of the comment `of` begins or ends, or the comment is hung up."""

    at: int
    kind: Literal["start", "end", "reference"]
    of: str


class Row(NamedTuple):
    """A line, paragraph or cue of a file.

    `speaker` where the format itself names one, '' where it says only that it is somebody else; `start` and `end` of a
    cue in seconds; `page` for a row without words with which that page begins; `aside` for what stands beside the text,
    such as a footnote; `heading` where the format says that it is one. `marks` of comments are in the order of the
    file; `story` tells the flow of the text (0) from each text box and note, through which no comment on the flow runs.
    """

    text: str
    speaker: str | None = None
    start: float | None = None
    end: float | None = None
    page: str | None = None
    aside: bool = False
    marks: tuple[Mark, ...] = ()
    story: int = 0
    heading: bool = False


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
    return _rows(path.name, lambda: bytes_of(path))


def rows_in(content: bytes, name: str) -> Rows:
    """The rows of a file that was read already; raises as `read_rows` does."""
    return _rows(name, lambda: content)


def _rows(name: str, content_of: Callable[[], bytes]) -> Rows:
    ending = Path(name).suffix.lower()
    if ending not in FORMATS:
        known = f"it reads {', '.join(one for one in FORMATS if one not in {'.text', '.markdown', '.htm'})}"
        raise UsageError(f"{name} is of a kind that is not read", _OTHERS.get(ending, known))
    content = content_of()
    with said_of(name):
        read: Rows = import_module(f"{__name__}.{_module(content, ending)}").rows(content, ending)
        found: Rows = import_module(f"{__name__}.programs").arranged(read)
    if not any(row.text.strip() for row in found.rows):
        hint = "; ".join(found.said) or "is it the right file?"
        raise CmoEvalError(f"{name}: there is no text in it", hint)
    return found


def _module(content: bytes, ending: str) -> str:
    """The module that reads a file; one of plain text may say in its first line that it is something else."""
    first = content[:400].replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe \r\n")
    known = (module for sign, module in _SIGNS.items() if first.startswith(sign))
    return next(known, FORMATS[ending]) if FORMATS[ending] == "plain" else FORMATS[ending]


def bytes_of(path: Path) -> bytes:
    """What is in a file; raises CmoEvalError where it is not there, too large, or cannot be read."""
    try:
        found = regular_file(path, MAX_BYTES)
    except FileNotFoundError:
        raise CmoEvalError(f"there is no file {path}", "look at the name and the folder") from None
    except IsADirectoryError:
        found = None
    except OSError as error:
        raise CmoEvalError(f"{path} cannot be read: {reason_of(error)}", "look at its permissions") from None
    if found is None:
        what = ("a folder", "the files in it") if path.is_dir() else ("no file", "a file")
        raise CmoEvalError(f"{path} is {what[0]}", f"name {what[1]}")
    if isinstance(found, int):
        raise CmoEvalError(f"{path.name} has {size_over(found, MAX_BYTES)}", "split it, or leave its pictures out")
    return found


# ---- what was left out, and words counted ----------------------------------------------------------------------------


_WITH_MARKS = "read with its marks"
_ANEW = "left out: open it in a word processor and save it anew, and its words are read"
_KINDS = {
    "comment": ("comments", "left out"),
    "tracked deletion": ("tracked deletions", "left out"),
    "tracked insertion": ("tracked insertions", "read as accepted"),
    "picture": ("pictures", "left out"),
    "chart": ("charts", "left out"),
    "diagram": ("diagrams", "left out"),
    "drawn word": ("drawn words", "left out"),
    "embedded object": ("embedded objects", "left out"),
    "embedded part": ("embedded parts", _ANEW),
    "placeholder of a form": ("placeholders of forms", "left out"),
    "automatic number of a list": ("automatic numbers of lists", "left out"),
    "reading aid above words": ("reading aids above words", "left out"),
    "equation": ("equations", "read on one line"),
    "piece of hidden text": ("pieces of hidden text", "left out"),
    "symbol": ("symbols", "left out"),
    "index": ("indexes", "left out"),
    "piece of HTML": ("pieces of HTML", "left out"),
    "address of a link": ("addresses of links", "left out"),
    "name of a language of code": ("names of languages of code", "left out"),
    "number before a turn": ("numbers before turns", "left out"),
    "paragraph with odd marks": ("paragraphs with odd marks", _WITH_MARKS),
    "paragraph with very many marks": ("paragraphs with very many marks", _WITH_MARKS),
    "line of the header": ("lines of the header", "left out"),
    "line above the talk": ("lines above the talk", "left out"),
    "line below the talk": ("lines below the talk", "left out"),
    "private message": ("private messages", "read as well"),
    "turn inside another one": ("turns inside other ones", "read on lines of their own"),
    "stroke before a mark": ("strokes before marks", "left out"),
    "comment (NOTE)": ("comments (NOTE)", "left out"),
    "style or region": ("styles and regions", "left out"),
    "name of a cue": ("names of cues", "left out"),
    "annotation of another tier": ("annotations of other tiers", "left out"),
    "mark at a moment": ("marks at moments", "left out"),
    "note below a turn": ("notes below turns", "left out"),
    "cue without words": ("cues without words", "left out"),
    "footnote": ("footnotes", "read below the paragraph"),
    "text box": ("text boxes", "read below the paragraph"),
    "further reference to a footnote": ("further references to footnotes", "left out"),
    "repeated row or cell": ("repeated rows or cells", "read once"),
    "table": ("tables", "read, a row a line"),
    "invisible character": ("invisible characters", "left out"),
}
"""Kinds of things in files in the order in which they are said: what more of them are called, what became of them."""


def remarks(seen: Mapping[str, int]) -> Iterator[str]:
    """A few words on each kind of thing that was met, such as `2 comments left out`."""
    for what, (plural, how) in _KINDS.items():
        if number := seen.get(what, 0):
            yield f"{number} {what if number == 1 else plural} {how}"


def of_cues(
    rows: Iterable[Row],
    name: str,
    found: Decoded | None,
    seen: Mapping[str, int] = MappingProxyType({}),
    apart: Iterable[str] = (),
) -> Rows:
    """What a file of a recording's segments holds; those without words are counted.

    Args:
        rows: with their times in seconds.
        name: of the format.
        found: the text that they were read from, where it is plain.
        seen: what else was met, as `remarks` has it.
        apart: texts of the file that are no rows.
    """
    held = list(rows)
    kept = [row for row in held if row.text.strip()]
    said = [found.note] if found is not None and found.note else []
    said += remarks({**seen, "cue without words": len(held) - len(kept)})
    words = words_in([*(row.text for row in kept), *apart])
    encoding, guessed = (found.encoding, found.guessed) if found is not None else (None, False)
    return Rows(tuple(kept), name, encoding, guessed, tuple(said), words)


def words_in(texts: Iterable[str]) -> int:
    """How many words there are in all of them: what stands between blanks and has a letter or digit in it."""
    return sum(part.isalnum() or any(map(str.isalnum, part)) for text in texts for part in text.split())


def letters(text: str) -> int:
    """How many letters and digits there are."""
    return sum(map(str.isalnum, text))
