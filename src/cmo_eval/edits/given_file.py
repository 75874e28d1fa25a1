"""The bytes of a file that somebody hands in, read without harm; knows nothing of what is in it."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from cmo_eval.errors import CmoEvalError, UsageError

if TYPE_CHECKING:
    import zipfile

MAX_BYTES = 64 * 1024 * 1024
"""Of a file; a table of five hundred coded rows has a thousandth of it."""


def content_of(path: Path) -> bytes:
    """The bytes of the file.

    Raises:
        UsageError: there is no such file, or it cannot be read, is empty or too large.
    """
    try:
        # without waiting for whoever may never write into a pipe
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                raise UsageError(f"{path} is no file", "name a file")
            if found.st_size > MAX_BYTES:
                size = f"{found.st_size / 2**20:.0f} MiB, and at most {MAX_BYTES // 2**20} MiB is read"
                raise UsageError(f"{path.name} has {size}", "split it")
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise UsageError(f"there is no file {path}", "check the name and the folder") from None
    except OSError as error:
        if path.is_dir():
            raise UsageError(f"{path} is a folder", "name the file in it") from None
        reason = (error.strerror or type(error).__name__).lower()
        raise UsageError(f"{path} cannot be read: {reason}", "is it open elsewhere? look at its permissions") from None
    except ValueError:  # a name with a zero byte
        raise UsageError("there is no file of that name", "check the name") from None
    if not content.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise UsageError(f"{path.name} is empty", "`cmo-eval code template` writes a table to fill in")
    return content


def archive_in(path: Path, content: bytes, what: str, again: str) -> zipfile.ZipFile:
    """The zipped document that the bytes are, once it is known to be harmless.

    Args:
        path: of the file, for messages.
        content: its bytes.
        what: it is said to be, such as `Word document`.
        again: what to do where it is none.

    Raises:
        UsageError: it is none, is damaged or protected, unpacks to too much, or holds macros or entities.
    """
    from cmo_eval.transcripts.reading.archive import looked_through  # noqa: PLC0415 - only for files of this kind

    try:
        return looked_through(content, what)
    except CmoEvalError as error:
        raise UsageError(f"{path.name}: {error.message}", again) from None
