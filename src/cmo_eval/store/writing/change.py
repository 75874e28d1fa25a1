"""A change to files as a value: which files, as they were and as they will be, under which names; touches no file."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cmo_eval.errors import CmoEvalError
from cmo_eval.store.writing import FOLDER

_SHA256 = re.compile("[0-9a-f]{64}")


def digest(content: bytes) -> str:
    """SHA-256 of a file's bytes, as hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def named(root: Path, path: Path) -> str:
    """How a `FileChange` names a file: from the root with `/` where it lies in it, else by its whole path."""
    whole, top = (Path(os.path.abspath(part)) for part in (path, root))  # noqa: PTH100 - links stay as they are
    return (whole.relative_to(top) if whole.is_relative_to(top) else whole).as_posix()


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file before and after a change.

    `file` is its path with `/` from the root, or a whole path of a file elsewhere (a transcript), which lies in one of
    the change's folders `outside`. `before` is the digest of its bytes, None of a file that is made; `content` is its
    bytes after, None of a file that is removed. `name` is its new path, None where it keeps its own. `mode` are the
    permissions of a file that is made, else it has those that a new file gets.

    Raises:
        CmoEvalError: nothing such can be done.
    """

    file: str
    before: str | None
    content: bytes | None
    name: str | None = None
    mode: int | None = None

    def __post_init__(self) -> None:
        for path in (self.file, self.name):
            if path is not None:
                _refuse_path(path)
        if self.before is None and self.content is None:
            raise CmoEvalError(f"{self.file} is neither there before the change nor after it")
        if self.before is not None and _SHA256.fullmatch(self.before) is None:
            raise CmoEvalError(f"{self.file} has no digest of what it was before the change")
        if self.name is not None and (self.before is None or self.content is None):
            raise CmoEvalError(f"{self.file} cannot be renamed: it is made or removed by the same change")
        if self.mode is not None and (self.before is not None or not 0 <= self.mode <= 0o777):
            raise CmoEvalError(f"{self.file} cannot be given these permissions")

    @property
    def after(self) -> str | None:
        """The digest of its bytes after the change, None of a file that is removed."""
        return None if self.content is None else digest(self.content)

    @property
    def target(self) -> str:
        """Its path after the change."""
        return self.file if self.name is None else self.name

    @property
    def comes_up(self) -> bool:
        """Whether there was no file of its new name before."""
        return self.before is None or self.target != self.file


@dataclass(frozen=True, slots=True)
class Change:
    """Files that change together.

    `outside` are folders beside the evaluation in which files may change too, such as that of the transcripts.
    `what` says in a few words, without anybody's own, what the change is; `undo` shows it.

    Raises:
        CmoEvalError: two of the changes are to one file, or a file lies elsewhere.
    """

    files: tuple[FileChange, ...]
    outside: tuple[Path, ...] = ()
    what: str = ""

    def __post_init__(self) -> None:
        seen: set[str] = set()
        ends: dict[str, FileChange] = {}
        for one in self.files:
            if one.file in seen:
                raise CmoEvalError(f"{one.file} stands twice in one change")
            seen.add(one.file)
        for one in self.files:
            if one.name is not None and one.name != one.file and one.name in seen:
                raise CmoEvalError(f"{one.file} cannot become {one.name}, which changes too")
            other = ends.setdefault(key(one.target), one)
            if other is not one and (other.target == one.target or other.comes_up or one.comes_up):
                raise CmoEvalError(f"{one.target} would be the name of two files")
        for path in self._elsewhere():
            if not any(Path(path).is_relative_to(os.path.abspath(folder)) for folder in self.outside):  # noqa: PTH100
                raise CmoEvalError(
                    f"{path} lies outside the evaluation and its texts", "only files in these folders are changed"
                )

    def _elsewhere(self) -> Iterator[str]:
        for one in self.files:
            yield from (path for path in {one.file, one.target} if Path(path).is_absolute())


def _refuse_path(path: str) -> None:
    parts = PurePosixPath(path).parts
    plain = parts and "\0" not in path and ".." not in parts and str(PurePosixPath(path)) == path
    if not plain or "\\" in path or (parts[0].casefold() == FOLDER and not Path(path).is_absolute()):
        shown = "".join(letter if letter.isprintable() else "?" for letter in path) or "nothing"
        raise CmoEvalError(f"{shown} is no path of a file of the evaluation", "only files in its folder are changed")


# ---- names that are one and the same on half of all disks ----------------------------------------------------------


def key(name: str) -> str:
    """What names have in common that differ by capitals only, or by how accents are put together."""
    return name.casefold() if name.isascii() else unicodedata.normalize("NFC", name).casefold()


def alike(name: str, known: Iterable[str]) -> str | None:
    """A known name that differs from this one by capitals only; None where there is none."""
    mine = key(name)
    return next((other for other in known if other != name and key(other) == mine), None)


def beside(path: Path) -> Path | None:
    """What lies where the path goes and differs from it by capitals only: the file, or a folder on the way to it."""
    for place in (path, *path.parents):
        try:
            names = [entry.name for entry in place.parent.iterdir()]
        except OSError:  # not there yet
            continue
        if place.name in names:
            return None if place == path else beside_in(place, path)
        other = alike(place.name, names)
        return place.parent / other if other is not None else None
    return None


def beside_in(there: Path, path: Path) -> Path | None:
    """The same below a folder that is there: nothing of the rest of the path is."""
    name = path.relative_to(there).parts[0]
    try:
        other = alike(name, (entry.name for entry in there.iterdir()))
    except OSError:
        return None
    return there / other if other is not None else None
