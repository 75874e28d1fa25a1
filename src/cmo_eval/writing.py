"""A change to files is a value; only `apply` makes it, as a whole or not at all; knows bytes, no YAML."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from cmo_eval.errors import CmoEvalError


def digest(content: bytes) -> str:
    """SHA-256 of a file's bytes, as hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file after a change: its path with `/` from the root, the digest of its bytes before, and its bytes after.

    `name` is its new path, None where it keeps its own.
    """

    file: str
    before: str
    content: bytes
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Files that change together."""

    files: tuple[FileChange, ...]


def apply(root: Path, change: Change) -> None:
    """Make the change to the files in `root`.

    Each file is written beside its place, flushed to the disk and then put in its place, with the permissions that
    it had. When one of them fails, those that were done are put back.

    Raises:
        CmoEvalError: a file is not as it was when the change was planned, a name is taken, or a file cannot be
            written. Nothing has changed then, or the message names what could not be put back.
    """
    for one in change.files:
        _refuse_if_changed(root, one)
    undone: list[Callable[[], object]] = []
    kept: list[Path] = []
    with _swept(kept):
        try:
            ready = [_prepared(root, one, kept) for one in change.files]
            for one in change.files:
                _refuse_if_changed(root, one)
            for one, (new, old) in zip(change.files, ready, strict=True):
                _put_in_place(root, one, new, old, undone)
        except (OSError, CmoEvalError) as error:
            lost = _put_back(undone)
            if lost:
                kept.clear()  # what was there before lies in them
                raise CmoEvalError(
                    f"the change failed and could not be undone wholly: {_reason(error)}",
                    "the files as they were lie beside their places: " + ", ".join(lost),
                ) from error
            if isinstance(error, CmoEvalError):
                raise
            raise CmoEvalError(f"cannot write: {_reason(error)}", "nothing was changed") from error
        except BaseException:  # interrupted: leave nothing half done
            if _put_back(undone):
                kept.clear()
            raise
    for folder in {(root / (one.name or one.file)).parent for one in change.files}:
        _flush(folder)


def _refuse_if_changed(root: Path, one: FileChange) -> None:
    path = root / one.file
    inside = Path(os.path.abspath(path)).is_relative_to(os.path.abspath(root))  # noqa: PTH100 - links are no matter
    try:
        same = inside and not path.is_symlink() and digest(path.read_bytes()) == one.before
    except OSError:
        same = False
    if not same:
        raise CmoEvalError(f"{one.file} changed since it was read", "nothing was changed; run again")
    if not os.access(path, os.W_OK):
        raise CmoEvalError(f"{one.file} may not be written", "nothing was changed; its permissions say read only")
    if one.name is not None and _taken(root / one.name, path):
        raise CmoEvalError(f"{one.name} is there already", "nothing was changed; move it away, or rename by hand")


def _taken(target: Path, path: Path) -> bool:
    """Whether another file has the name; where letters' case does not matter, the file itself may."""
    if not os.path.lexists(target):
        return False
    return target.is_symlink() or not (target.exists() and target.samefile(path))


def _prepared(root: Path, one: FileChange, kept: list[Path]) -> tuple[Path | None, Path | None]:
    """The new contents in a file beside its place, and the old file under a second name; None where only renamed."""
    path = root / one.file
    if digest(one.content) == one.before:
        return None, None
    was = path.stat()
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:60]}.", suffix=".new", dir=path.parent)
    new = Path(name)
    kept.append(new)
    with os.fdopen(handle, "wb") as out:
        out.write(one.content)
        out.flush()
        os.fsync(out.fileno())
    if new.read_bytes() != one.content:
        raise CmoEvalError(f"{one.file} was not written as it should be", "nothing was changed; is the disk well?")
    if (new.stat().st_uid, new.stat().st_gid) != (was.st_uid, was.st_gid):
        with suppress(OSError):
            os.chown(new, was.st_uid, was.st_gid)
    new.chmod(stat.S_IMODE(was.st_mode))
    old = new.with_suffix(".old")
    kept.append(old)
    try:
        os.link(path, old)
    except OSError:  # a file system without links
        old.write_bytes(path.read_bytes())
        old.chmod(stat.S_IMODE(was.st_mode))
        os.utime(old, ns=(was.st_atime_ns, was.st_mtime_ns))
    return new, old


def _put_in_place(
    root: Path, one: FileChange, new: Path | None, old: Path | None, undone: list[Callable[[], object]]
) -> None:
    path = root / one.file
    if new is not None and old is not None:
        new.replace(path)
        undone.append(lambda: old.replace(path))
    if one.name is not None:
        target = root / one.name
        if _taken(target, path):
            raise CmoEvalError(f"{one.name} is there already", "nothing was changed; move it away, or rename by hand")
        path.replace(target)
        undone.append(lambda: target.replace(path))


def _put_back(undone: list[Callable[[], object]]) -> list[str]:
    """Undo the steps, the last one first; what could not be undone, in words."""
    lost: list[str] = []
    for step in reversed(undone):
        try:
            step()
        except OSError as error:
            lost.append(" -> ".join(str(name) for name in (error.filename, error.filename2) if name) or str(error))
    undone.clear()
    return lost


@contextmanager
def _swept(paths: list[Path]) -> Iterator[None]:
    """Files that are removed at the end, where they still are."""
    try:
        yield
    finally:
        for path in paths:
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _flush(folder: Path) -> None:
    """Names in a folder reach the disk; where folders cannot be opened (Windows) they do so by themselves."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        name = f"{error.filename}: " if error.filename else ""
        return name + (error.strerror or type(error).__name__).lower()
    return str(error)
