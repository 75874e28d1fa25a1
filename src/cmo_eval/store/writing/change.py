"""A change to files as a value: which files, as they were and as they will be, and as a person is shown it.

Touches no file.
"""

from __future__ import annotations

import difflib
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Literal

from cmo_eval.deferred import dataclass, expression
from cmo_eval.errors import CmoEvalError
from cmo_eval.nearest import alike, key
from cmo_eval.store.writing import FOLDER

_SHA256 = expression("[0-9a-f]{64}")


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
        outside = [os.path.abspath(folder) for folder in self.outside]  # noqa: PTH100 - links stay as they are
        for path in {path for one in self.files for path in (one.file, one.target)}:
            if Path(path).is_absolute() and not any(Path(path).is_relative_to(folder) for folder in outside):
                raise CmoEvalError(
                    f"{path} lies outside the evaluation and its texts", "only files in these folders are changed"
                )


def _refuse_path(path: str) -> None:
    parts = PurePosixPath(path).parts
    plain = parts and "\0" not in path and ".." not in parts and str(PurePosixPath(path)) == path
    if not plain or "\\" in path or (parts[0].casefold() == FOLDER and not Path(path).is_absolute()):
        shown = "".join(letter if letter.isprintable() else "?" for letter in path) or "nothing"
        raise CmoEvalError(f"{shown} is no path of a file of the evaluation", "only files in its folder are changed")


def beside(path: Path) -> Path | None:
    """What lies where the path goes and differs from it by capitals only: the file, or a folder on the way to it."""
    for place in (path, *path.parents):
        try:
            names = [entry.name for entry in place.parent.iterdir()]
        except OSError:  # not there yet
            continue
        other = None if place.name in names else alike(place.name, names)
        return place.parent / other if other is not None else None
    return None


# ---- as a person is shown it ---------------------------------------------------------------------------------------

Shown = Callable[[str, bytes], Sequence[str] | None]
"""The lines of a file as they may be shown, by its path and content; None for them as they are."""

_CONTROL = expression("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_LINE_END = expression("\r\n|\r|\n")
_NO_END = "\n\\ no line end at the end of the file"
_AROUND = 3
_Tag = Literal["replace", "delete", "insert", "equal"]
_MOST_LINES = 20_000


def diff(root: Path, change: Change, shown: Shown | None = None) -> str:
    """The change to the files in `root` as a unified diff, in the order of its files; control characters are escapes.

    Args:
        root: the evaluation folder.
        change: the change.
        shown: what of a file may be shown; all of it unless given.

    Raises:
        CmoEvalError: a file cannot be read, or is not as it was when the change was planned.
    """
    lines: list[str] = []
    for one in change.files:
        before: bytes | None = None
        if one.before is not None:
            try:
                before = (root / one.file).read_bytes()
            except OSError:
                before = b""
            if digest(before) != one.before:
                raise CmoEvalError(f"{one.file} changed since it was read", "nothing was changed; run again")
        lines += file_lines(one.file, one.name, before, one.content, shown)
    return "".join(f"{line}\n" for line in lines)


def file_lines(
    file: str, name: str | None, before: bytes | None, after: bytes | None, shown: Shown | None = None
) -> Iterator[str]:
    """The change to one file: what is renamed, and a unified diff; None stands for a file that is not there."""
    if name is not None:
        yield _visible(f"rename {file} -> {name}")
    if before != after:
        yield from map(_visible, _unified(file, name or file, before, after, shown))


def _unified(file: str, name: str, before: bytes | None, after: bytes | None, shown: Shown | None) -> Iterator[str]:
    old, new = _split(before or b""), _split(after or b"")
    seen = _seen(shown, file, before, old), _seen(shown, name, after, new)
    head = "/dev/null" if before is None else file, "/dev/null" if after is None else name
    if before is None or after is None:  # the first lines of the file, and how many there are
        yield from (f"--- {head[0]}", f"+++ {head[1]}")
        sign, lines = ("+", seen[1]) if seen[1] else ("-", seen[0])
        if lines:
            yield f"@@ -0,0 +1,{len(lines)} @@" if seen[1] else f"@@ -1,{len(lines)} +0,0 @@"
            yield from (f"{sign}{line}" for line in lines[:_MOST_LINES])
        if len(lines) > _MOST_LINES:
            yield f"(and {len(lines) - _MOST_LINES} lines more)"
        return
    start, end = _common(old, new)
    above, cut = max(0, start - _AROUND), max(0, end - _AROUND)
    first, second = (lines[above : len(lines) - cut] for lines in (old, new))
    left, right = (lines[above : len(lines) - cut] for lines in seen)
    if max(len(first), len(second)) <= _MOST_LINES:
        found = difflib.SequenceMatcher(None, first, second)
    elif len(first) == len(second):
        found = _InPlace(first, second)
    else:
        yield f"--- {file}: lines {start + 1} to {len(old) - end} become {len(new) - end - start} lines"
        return
    yield from (f"--- {head[0]}", f"+++ {head[1]}")
    for group in found.get_grouped_opcodes(_AROUND):
        sides = [(group[0][1], group[-1][2]), (group[0][3], group[-1][4])]
        yield f"@@ -{_range(*sides[0], above)} +{_range(*sides[1], above)} @@"
        for tag, begin, stop, there, until in group:
            if tag == "equal":
                yield from (f" {line}" for line in left[begin:stop])
            else:
                yield from (f"-{line}" for line in left[begin:stop])
                yield from (f"+{line}" for line in right[there:until])


class _InPlace(difflib.SequenceMatcher[str]):
    """Long texts with as many lines as before, each compared with the one in its place: quick, if not the shortest."""

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        super().__init__()
        self._pairs = list(zip(old, new, strict=True))

    def get_opcodes(self) -> list[tuple[_Tag, int, int, int, int]]:
        found: list[tuple[_Tag, int, int, int, int]] = []
        at = 0
        for same, run in groupby(self._pairs, lambda pair: pair[0] == pair[1]):
            until = at + sum(1 for _ in run)
            found.append(("equal" if same else "replace", at, until, at, until))
            at = until
        return found


def _seen(shown: Shown | None, file: str, content: bytes | None, lines: list[str]) -> list[str]:
    """The lines as they may be shown; nothing of them where what may be shown has another number of lines."""
    found = shown(file, content) if shown is not None and content is not None else None
    if found is None:
        return lines
    if len(found) == len(lines) + 1 and not found[-1]:  # what stands behind the last line end
        found = found[:-1]
    if len(found) != len(lines):
        return ["[not shown]"] * len(lines)
    open_ended = bool(lines) and lines[-1].endswith(_NO_END)
    return [*found[:-1], f"{found[-1]}{_NO_END}"] if open_ended else list(found)


def _range(start: int, end: int, above: int) -> str:
    """The lines of a hunk as diff writes them: from 1, and the one before where there are none."""
    size = end - start
    first = start + above + bool(size)
    return str(first) if size == 1 else f"{first},{size}"


def _visible(text: str) -> str:
    return _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _split(content: bytes) -> list[str]:
    lines = _LINE_END.split(content.decode("utf-8", "replace"))
    last = lines.pop()
    return [*lines, f"{last}{_NO_END}"] if last else lines


def _common(old: list[str], new: list[str]) -> tuple[int, int]:
    """How many lines at the top and at the bottom are the same."""
    most = min(len(old), len(new))
    start = next((index for index in range(most) if old[index] != new[index]), most)
    rest = most - start
    end = next((index for index in range(rest) if old[-1 - index] != new[-1 - index]), rest)
    return start, end
