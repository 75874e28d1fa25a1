"""A folder for the time being that is gone afterwards, however the run ends, and whether a run has ended."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cmo_eval.errors import CmoEvalError

_PASSING = re.compile(r"cmo-eval-([0-9]{1,10})-[a-z0-9_]{8}")
_LONG_AGO = 3600
"""Seconds after which nobody is at work any more, where it cannot be seen who is."""

# waits until whoever started it is gone, however that ended; it has a session of its own, so that no Ctrl-C reaches it
_REMOVER = "import shutil, sys; sys.stdin.buffer.read(); shutil.rmtree(sys.argv[1], ignore_errors=True)"


@contextmanager
def passing_folder() -> Iterator[Path]:
    """A folder for the time being, which is gone afterwards, also when this process is killed.

    What is in it may be somebody's words who withdrew since. So another process waits for the end of this one and
    removes the folder then; and where both were ended, as when the power goes, the next run does.
    """
    _clear_away()
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


def _clear_away() -> None:
    """Remove what killed runs of this user left."""
    with suppress(OSError):
        for path in Path(tempfile.gettempdir()).iterdir():
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
