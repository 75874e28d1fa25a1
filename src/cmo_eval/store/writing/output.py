"""Files that a user asked for, such as a report or a table: all of them whole, or each as it was.

Unlike a change of the evaluation's own files these are no part of what `undo` puts back.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Mapping
from os import fsync
from pathlib import Path

from cmo_eval.errors import CmoEvalError, UsageError


def write_file(path: Path, content: bytes, hint: str) -> None:
    """The file with this content, in place of what was there; a device or a pipe gets the content as it is.

    Args:
        path: a link stays, and what it points at is replaced.
        content: all of it.
        hint: what to do where it cannot be written.

    Raises:
        UsageError: it is a folder, or in none.
        CmoEvalError: it cannot be written; what was there is as it was.
    """
    target = Path(os.path.realpath(path))
    if target.is_dir() or not target.parent.is_dir():
        why = "it is a folder" if target.is_dir() else f"there is no folder {path.parent}"
        raise UsageError(f"{path} cannot be written: {why}", hint)
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(content)
        else:
            replace_files({target: content})
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise CmoEvalError(f"{path} cannot be written: {reason}", hint) from None


def replace_files(targets: Mapping[Path, bytes]) -> None:
    """The files with their contents; their folders are made.

    Each is first written beside its place and then moved there, so that no half file is ever seen; when one cannot be
    moved, or the run is interrupted, those that were there come back. Permissions stay.

    Raises:
        OSError: the disk refuses, or a file that is there may not be written.
    """
    staged: dict[Path, Path] = {}
    earlier: dict[Path, Path] = {}
    moved: list[Path] = []
    try:
        for path, content in targets.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            _refuse_read_only(path)
            staged[path] = beside(path, "new")
            with staged[path].open("wb") as file:
                file.write(content)
                file.flush()
                fsync(file.fileno())
            with contextlib.suppress(OSError):  # a new file, or a file system without permissions
                shutil.copymode(path, staged[path])
        for path in staged:
            if path.is_symlink() or path.exists():
                earlier[path] = beside(path, "old")
                _keep(path, earlier[path])
        for path, new in staged.items():
            moved.append(path)
            new.replace(path)
    except BaseException:  # an interruption too
        for path in moved:
            _put_back(path, earlier.get(path), moved=not staged[path].exists())
        raise
    finally:
        for one in (*staged.values(), *earlier.values()):
            with contextlib.suppress(OSError):
                one.unlink(missing_ok=True)


def beside(path: Path, what: str) -> Path:
    """Where a file waits until it can be moved to `path`; the name says for which file and of which process."""
    return path.with_name(f".{path.name}.{os.getpid()}.{what}.tmp")


def _refuse_read_only(path: Path) -> None:
    if path.is_file() and not path.is_symlink() and not os.access(path, os.W_OK):
        raise PermissionError(None, "its permissions say read only", str(path))


def _keep(path: Path, old: Path) -> None:
    old.unlink(missing_ok=True)
    try:
        os.link(path, old, follow_symlinks=False)
    except (OSError, NotImplementedError):  # a file system without links
        shutil.copy2(path, old, follow_symlinks=False)


def _put_back(path: Path, old: Path | None, *, moved: bool) -> None:
    with contextlib.suppress(OSError):
        if moved and old is not None:
            old.replace(path)
        elif moved:
            path.unlink()
