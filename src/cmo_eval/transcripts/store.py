"""Where transcripts lie, and how one of them is read safely; knows files, no evaluation."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from cmo_eval.deferred import dataclass, expression
from cmo_eval.errors import CmoEvalError

ENVIRONMENT = "CMO_EVAL_TEXTS"  # the environment variable that says where the transcripts lie on this computer

MAX_BYTES = 64 * 1024 * 1024  # of one transcript; a talk of a day has a thousandth of it
_SOME = 1024 * 1024
_CONFLICT = expression(
    r"""^<{7}(?:[ ][^\r\n]*)?\r?\n (?:(?!<{7}[ \r\n]|={7}\r?$)[^\n]*\n)*?
    ={7}\r?\n (?:(?![<=]{7}[ \r\n])[^\n]*\n)*? >{7}(?:[ ][^\r\n]*)?(?=\r?$)""",
    re.MULTILINE | re.VERBOSE,
)
MERGE = "make one text of both sides, which stand above and below =======, and take the lines of git out"
"""What to do about `conflicts`."""
_LINE_END = expression("\r\n|\r|\n")
_LINE = expression("([^\r\n]*)(\r\n|\r|\n|\\Z)")


@dataclass(frozen=True)
class Text:
    """A transcript as offsets count it: no byte order mark, line ends LF, composed characters (NFC).

    `name` is what the source calls it, `path` where it lies.
    """

    name: str
    path: Path
    text: str

    @cached_property
    def sha256(self) -> str:
        """The digest that a source records as `text_sha256`."""
        return digest(self.text)


@dataclass(frozen=True, slots=True)
class Refused:
    """A transcript that is named or there, and is not read: `why` in words, and what to do about it."""

    why: str
    hint: str


def folder(root: Path, named: str | None, override: str | Path | None = None) -> Path | None:
    """The folder of the transcripts, whether it exists or not; None where nobody says which it is.

    Args:
        root: the evaluation folder.
        named: what evaluation.yaml says under `texts`; from `root`.
        override: the option `--texts`, which wins; then comes the environment variable CMO_EVAL_TEXTS. Both count
            from the current folder.
    """
    elsewhere = override or os.environ.get(ENVIRONMENT)
    if elsewhere:
        return Path(os.path.abspath(elsewhere))  # noqa: PTH100 - links stay as the user wrote them
    return place(root, named) if named else None


def leaves(name: str) -> bool:
    """Whether a file's name leads out of the folder that it is to lie in, on any system."""
    return name.startswith(("/", "\\", "~")) or name[1:2] == ":" or ".." in re.split(r"[/\\]", name)


def place(texts: Path, name: str) -> Path:
    """Where a file of that name lies, or would: as the disk spells it, since a Mac may write `é` as two characters.

    Args:
        texts: the folder.
        name: what a record says, with `/` for folders in it; where nothing of that name is there, a backslash too, as
            on Windows.
    """
    path = texts / name
    if os.path.lexists(path):
        return path
    if "\\" in name:
        name = name.replace("\\", "/")
        path = texts / name
    if name.isascii() or os.path.lexists(path):
        return path
    there = texts
    for part in name.split("/"):
        if part in {"", ".", ".."}:
            there /= part
            continue
        try:
            alike = [one for one in os.listdir(there) if _composed(one) == _composed(part)]  # noqa: PTH208 - names
        except OSError:
            return path
        if len(alike) != 1:
            return path
        there /= alike[0]
    return there


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def look(texts: Path | None, name: str) -> Text | Refused | None:
    """The transcript, or why it is not read, or None where it is not at hand; never raises for what a file holds.

    Args:
        texts: the folder, from `folder`.
        name: what the source says under `text`, with `/` for folders in it.
    """
    if leaves(name) or "\0" in name:
        return Refused(f"{name} leads out of the folder of texts", "let the source name a file in that folder")
    if texts is None:
        return None
    path = place(texts, name)
    try:
        # a link to another file in the folder is well, one that leads out of it is not
        if not path.resolve().is_relative_to(texts.resolve()):
            return Refused(f"{name} is a link out of the folder of texts", "put the file itself in its place")
        found = regular_file(path, MAX_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle, until Python 3.12
        reason = (getattr(error, "strerror", None) or "links in a circle").lower()
        return Refused(f"{name} cannot be read: {reason}", "look at the file and its permissions")
    if not isinstance(found, bytes):
        large = f"{name} has {size_over(found or 0, MAX_BYTES)}", "split it into a text for each talk"
        return Refused(*large if found is not None else (f"{name} is no file", "put a text file in its place"))
    try:
        text = Text(name, path, composed(found.decode("utf-8-sig")))
    except UnicodeDecodeError:
        again = "bring it in again with `cmo-eval text import`, which makes it so"
        return Refused(f"{name} is not UTF-8, so places in it cannot be counted", again)
    left = [f"lines {first} to {last}" for first, last in conflicts(text.text)]
    return Refused(f"git could not merge {name}, and left what each side has in {left[0]}", MERGE) if left else text


def conflicts(text: str) -> list[tuple[int, int]]:
    """The first and last lines (from 1) of each place where git could not merge two texts, and left both."""
    if "<<<<<<< " not in text:
        return []
    lines: list[int] = []
    before, line = 0, 1
    for at in (at for found in _CONFLICT.finditer(text) for at in found.span()):
        line += len(_LINE_END.findall(text[before:at]))
        before = at
        lines.append(line)
    return list(zip(lines[::2], lines[1::2], strict=True))


def read(texts: Path | None, name: str) -> Text | None:
    """The transcript, or None where it is not at hand.

    Raises:
        CmoEvalError: its name leads out of the folder, or it is there and cannot be read as text.
    """
    found = look(texts, name)
    if isinstance(found, Refused):
        raise CmoEvalError(found.why, found.hint)
    return found


def composed(text: str) -> str:
    """The text as offsets count it: line ends LF, composed characters (NFC)."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def digest(text: str) -> str:
    """SHA-256 of a text in the form of `composed`, as hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def rewritten(content: bytes, change: Callable[[str], str]) -> bytes:
    """The bytes of a text with its lines changed, which stay as many; those that say the same stay as they are.

    Args:
        content: with any line ends, with or without byte order mark.
        change: of the text as offsets count it (`composed`), but for a last line end.

    Raises:
        UnicodeDecodeError: it is not UTF-8.
        ValueError: there are more lines afterwards, or fewer.
    """
    raw = content.decode("utf-8")
    mark = "\ufeff" if raw.startswith("\ufeff") else ""
    rows = [match for match in _LINE.finditer(raw.removeprefix("\ufeff")) if match[0]]
    plain = [unicodedata.normalize("NFC", row[1]) for row in rows]
    after = change("\n".join(plain)).split("\n")
    pairs = zip(rows, plain, after, strict=True) if rows else ()
    return (mark + "".join((row[1] if old == new else new) + row[2] for row, old, new in pairs)).encode("utf-8")


def regular_file(path: Path | str, most: int, *, links: bool = True) -> bytes | int | None:
    """The bytes of a file; its size where that is over `most`, and None where it is a folder, a pipe or a device.

    Args:
        path: of the file.
        most: bytes that are read.
        links: a link in its place is followed; else it is an error.

    Raises:
        OSError: it is not there, or cannot be read.
    """
    # without waiting for whoever may never write into a pipe
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags if links else flags | getattr(os, "O_NOFOLLOW", 0))
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            return None
        if found.st_size > most:
            return found.st_size
        content = os.read(descriptor, found.st_size + 1)  # asking for the most would make room for the most
        # it grew in the meantime, came in pieces, or is of those that the system makes and gives no size
        while not 0 < len(content) == found.st_size and len(content) <= most and (more := os.read(descriptor, _SOME)):
            content += more
        return content if len(content) <= most else len(content)
    finally:
        os.close(descriptor)


def size_over(size: int, most: int) -> str:
    """A size in words, and how much is read."""
    return f"{size / 2**20:.0f} MiB, and at most {most // 2**20} MiB is read"
