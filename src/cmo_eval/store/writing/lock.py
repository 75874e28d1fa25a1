"""Who may write: one run at a time in an evaluation folder; the lock of a run that died is no obstacle."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from cmo_eval.errors import CmoEvalError
from cmo_eval.store.writing import FOLDER, GITIGNORE, REDO, UNDER_WAY, UNDO

WAIT = 10.0
"""Seconds that a run waits for another one to finish; a change to 500 files takes one."""

_OURS = (UNDER_WAY, UNDO, REDO, "lock", "lock.holder", ".gitignore", ".gitignore.new")


@contextmanager
def locked(root: Path, *, wait: float = WAIT) -> Iterator[None]:
    """Nobody else writes in the evaluation meanwhile; who holds the lock already holds it on.

    `apply` takes the lock by itself. Who plans and applies without asking anybody does both under it, so that the plan
    is made on what another run has just written.

    Args:
        root: the evaluation folder.
        wait: seconds to wait for another run.

    Raises:
        CmoEvalError: another run is still writing after that time, or nothing can be written here.
    """
    import socket  # noqa: PLC0415 - 20 ms that only who writes should pay

    import filelock  # noqa: PLC0415 - as above

    folder = Path(os.path.realpath(own_folder(root)))
    mode = stat.S_IMODE(folder.stat().st_mode) & 0o666
    lock = filelock.FileLock(folder / "lock", mode=mode | 0o600, is_singleton=True)
    try:
        lock.acquire(timeout=wait)
    except filelock.Timeout:
        who = ""
        with suppress(OSError, ValueError, KeyError, TypeError):
            held = json.loads((folder / "lock.holder").read_text(encoding="utf-8"))
            who = f" (process {int(held['process'])} on {str(held['host'])[:60]}, since {str(held['since'])[:25]})"
        raise CmoEvalError(
            f"another run of cmo-eval is writing here{who}",
            "nothing was changed; wait until it has finished, and run again",
        ) from None
    except (OSError, NotImplementedError) as error:
        raise CmoEvalError(
            f"cannot lock {folder}: {reason(error)}", "nothing was changed; look at the folder and its permissions"
        ) from None
    try:
        if lock.lock_counter == 1:
            _keep_git_out(folder)
            with suppress(OSError):  # it only helps whoever waits
                since = datetime.now().astimezone().isoformat(timespec="seconds")
                holder = {"process": os.getpid(), "host": socket.gethostname(), "since": since}
                (folder / "lock.holder").write_text(json.dumps(holder), encoding="utf-8")
        yield
    finally:
        lock.release()


def own_folder(root: Path) -> Path:
    """The program's own folder in the evaluation, made where it is missing.

    Raises:
        CmoEvalError: it cannot be made, or something else stands there.
    """
    folder = root / FOLDER
    try:
        if folder.is_symlink():
            raise CmoEvalError(f"{folder} is a link", "put a folder in its place; what is in it can be made again")
        folder.mkdir(exist_ok=True)
        for name in _OURS:  # a folder from somebody else may hold links that lead out of it
            if (folder / name).is_symlink():
                (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise CmoEvalError(f"cannot write into {folder}: {reason(error)}", "nothing was changed") from None
    return folder


def _keep_git_out(folder: Path) -> None:
    """A `.gitignore` in the folder, never half written: what undo keeps must not reach git."""
    ignore, half = folder / ".gitignore", folder / ".gitignore.new"
    try:
        if not ignore.exists():
            half.write_text(GITIGNORE, encoding="utf-8")
            half.replace(ignore)
    except OSError as error:
        raise CmoEvalError(f"cannot write into {folder}: {reason(error)}", "nothing was changed") from error


def reason(error: BaseException) -> str:
    """Why the system refused, in words and with the file where it says which."""
    name = getattr(error, "filename", None)
    words = (getattr(error, "strerror", None) or str(error) or type(error).__name__).lower()
    return f"{name}: {words}" if name else words
