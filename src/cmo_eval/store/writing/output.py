"""What is no change of the evaluation: files that a user asked for, each whole or as it was, and a passing folder.

No `undo` puts these back. What waits beside them bears the number of its process, so that a later run can tell whether
anybody is still at work on it.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from os import fsync
from pathlib import Path

from cmo_eval.deferred import expression
from cmo_eval.errors import CmoEvalError, UsageError, reason_of
from cmo_eval.store.writing.steps import second_name

_PASSING = expression(r"cmo-eval-([0-9]{1,10})-[a-z0-9_]{8}")
_LONG_AGO = 3600
"""Seconds after which nobody is at work any more, where it cannot be seen who is."""

# waits until whoever started it is gone, however that ended; it has a session of its own, so that no Ctrl-C reaches it
_REMOVER = "import shutil, sys; sys.stdin.buffer.read(); shutil.rmtree(sys.argv[1], ignore_errors=True)"


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
        raise CmoEvalError(f"{path} cannot be written: {reason_of(error)}", hint) from None


def replace_files(targets: Mapping[Path, bytes]) -> None:
    """The files with their contents; their folders are made.

    Each is first written beside its place and then moved there, so that no half file is ever seen; when one cannot be
    moved, or the run is interrupted, those that were there come back. Permissions stay.

    Raises:
        OSError: the disk refuses, or a file that is there may not be written.
    """
    for path in targets:
        if path.is_file() and not path.is_symlink() and not os.access(path, os.W_OK):
            raise PermissionError(None, "its permissions say read only", str(path))
    staged: dict[Path, Path] = {}
    earlier: dict[Path, Path] = {}
    moved: list[Path] = []
    try:
        for path, content in targets.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            staged[path] = beside(path, "new")
            with staged[path].open("wb") as file:
                file.write(content)
                file.flush()
                fsync(file.fileno())
            with suppress(OSError):  # a new file, or a file system without permissions
                shutil.copymode(path, staged[path])
        for path in staged:
            if os.path.lexists(path):
                old = earlier[path] = beside(path, "old")
                old.unlink(missing_ok=True)
                second_name(path, old)
        for path, new in staged.items():
            moved.append(path)
            new.replace(path)
    except BaseException:  # an interruption too
        for path in moved:
            with suppress(OSError):
                if not staged[path].exists() and path in earlier:
                    earlier[path].replace(path)
                elif not staged[path].exists():
                    path.unlink()
        raise
    finally:
        for one in (*staged.values(), *earlier.values()):
            with suppress(OSError):
                one.unlink(missing_ok=True)


def beside(path: Path, what: str) -> Path:
    """Where a file waits until it can be moved to `path`; the name says for which file and of which process."""
    return path.with_name(f".{path.name}.{os.getpid()}.{what}.tmp")


@contextmanager
def passing_folder() -> Iterator[Path]:
    """A folder for the time being, which is gone afterwards, also when this process is killed.

    What is in it may be somebody's words who withdrew since. So another process waits for the end of this one and
    removes the folder then; and where both were ended, as when the power goes, the next run does.
    """
    import subprocess  # noqa: PLC0415 - 10 ms that only who looks into the history should pay
    import tempfile  # noqa: PLC0415

    _clear_away(Path(tempfile.gettempdir()))
    try:
        folder = Path(tempfile.mkdtemp(prefix=f"cmo-eval-{os.getpid()}-"))
    except OSError as error:
        raise CmoEvalError(
            f"no folder can be made in {tempfile.gettempdir()}: {error.strerror or error}",
            "make room there, or let TMPDIR name another folder",
        ) from error
    remover = None
    try:
        with suppress(OSError):  # no more processes: then the next run does it, should this one be killed
            remover = subprocess.Popen(  # noqa: S603 - our own interpreter and our own words
                [sys.executable, "-I", "-S", "-c", _REMOVER, str(folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=folder.parent,
                start_new_session=True,
            )
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if remover is not None and remover.stdin is not None:
            remover.stdin.close()
            remover.wait()


def _clear_away(folder: Path) -> None:
    """Remove what killed runs of this user left."""
    with suppress(OSError):
        for path in folder.iterdir():
            found = _PASSING.fullmatch(path.name)
            if found is None:
                continue
            with suppress(OSError):
                about = path.lstat()
                ours = not hasattr(os, "getuid") or about.st_uid == os.getuid()
                if ours and stat.S_ISDIR(about.st_mode) and not runs(int(found[1]), about.st_mtime):
                    shutil.rmtree(path, ignore_errors=True)


def runs(process: int, since: float) -> bool:
    """Whether a process may still be at work.

    Args:
        process: its number.
        since: when it last wrote, in seconds as of `time.time`.
    """
    if sys.platform == "win32":  # to ask for a process there may end it
        return time.time() - since < _LONG_AGO
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True  # of another user
    return True
