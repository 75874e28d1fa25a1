"""Files of citations read in a second process, where there is much to read: what they hold comes through a pipe.

It is a Python of its own, which imports this program and nothing of the one that called it: so it works from a script
or a notebook too, and where other threads run. Whatever it does not answer is read here.
"""

from __future__ import annotations

import gc
import io
import pickle
import signal
import subprocess
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread

from cmo_eval.progress import steps
from cmo_eval.store.folder import FileName
from cmo_eval.store.reading import FileRead, Inspector, read_file

_CHILD = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer);"
    " from cmo_eval.store.second_process import answer; answer()"
)


def read_files(
    root: Path, files: Sequence[FileName], theirs: Collection[FileName], inspect: Inspector | None
) -> list[FileRead]:
    """What each of the files holds, in their order; see `read_file`.

    Args:
        root: the evaluation folder.
        files: all of them.
        theirs: those for the second process.
        inspect: looks at each record as it is read.
    """
    process = _started(root, theirs, inspect)
    if process is None:
        return [read_file(root, file, inspect) for file in steps(files, "reading files")]
    received: list[bytes] = []
    # a pipe holds little: without somebody who listens the process would wait for us
    listener = Thread(target=lambda: received.append(process.stdout.read()), daemon=True)  # type: ignore[union-attr]
    listener.start()
    try:
        own = [file for file in files if file not in theirs]
        found = {file: read_file(root, file, inspect) for file in steps(own, "reading files")}
        while listener.is_alive():
            listener.join(0.5)  # a wait without end is deaf to Ctrl-C on Windows
    finally:
        process.kill()
        with process:  # waits for it, and closes the pipes
            listener.join()
    found |= {one.file: one for one in _answers(b"".join(received))}
    return [found[file] if file in found else read_file(root, file, inspect) for file in files]


def _started(root: Path, files: Collection[FileName], inspect: Inspector | None) -> subprocess.Popen[bytes] | None:
    """The process, at work; None where it cannot be started, or not be told what to do."""
    try:
        job = pickle.dumps(sys.path) + pickle.dumps((root, sorted(files), inspect))
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own words
            [sys.executable, "-P", "-c", _CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except (OSError, pickle.PicklingError, AttributeError, TypeError):
        return None  # such as a function within a function, which cannot be named elsewhere
    with suppress(OSError):  # it is gone already
        assert process.stdin is not None  # noqa: S101 - it is a pipe
        process.stdin.write(job)
        process.stdin.close()
    return process


def _answers(received: bytes) -> Iterator[FileRead]:
    """What the process said of each file, up to where it broke off."""
    stream = io.BytesIO(received)
    with suppress(EOFError, pickle.UnpicklingError):
        while True:
            yield pickle.load(stream)  # noqa: S301 - written by our own process


def answer() -> None:
    """In the second process: read the files that are named on standard input, and write what they hold."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this one ends it
    gc.disable()
    root, files, inspect = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by our own parent
    for file in files:
        sys.stdout.buffer.write(pickle.dumps(read_file(root, file, inspect), pickle.HIGHEST_PROTOCOL))
