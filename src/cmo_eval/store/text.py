"""Bytes to text, refusing what is not UTF-8; knows nothing of YAML."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from cmo_eval.diagnostics import Position
from cmo_eval.store.yaml_io import YamlProblem

MAX_BYTES = 64 * 1024 * 1024

_SOME = 1024 * 1024
_START = Position(1, 1)


def read_text(path: Path | str) -> str:
    """The text of a file, without byte order mark.

    Raises:
        YamlProblem: as `read_bytes` and `decoded`.
    """
    return decoded(read_bytes(path))


def read_bytes(path: Path | str) -> bytes:
    """The bytes of a file.

    Raises:
        YamlProblem: CMO001 (unreadable) or CMO008 (too large).
    """
    try:
        # without waiting for whoever may never write into a pipe
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        try:
            found = os.fstat(descriptor)
            if stat.S_ISDIR(found.st_mode):
                raise YamlProblem("CMO001", "a folder stands where a file is expected", _START)
            if not stat.S_ISREG(found.st_mode):
                raise YamlProblem("CMO001", "this is a pipe or device, not a file", _START)
            if found.st_size > MAX_BYTES:
                mebibytes = f"{found.st_size / 2**20:.0f} MiB; at most {MAX_BYTES // 2**20} MiB is read"
                raise YamlProblem("CMO008", f"the file has {mebibytes}", _START)
            content = os.read(descriptor, found.st_size + 1)  # asking for the most would make room for the most
            while 0 < found.st_size != len(content) <= MAX_BYTES and (more := os.read(descriptor, _SOME)):
                content += more  # it grew in the meantime, or came in pieces
            return content
        finally:
            os.close(descriptor)
    except IsADirectoryError:
        raise YamlProblem("CMO001", "a folder stands where a file is expected", _START) from None
    except FileNotFoundError:
        raise YamlProblem("CMO001", "the file does not exist", _START) from None
    except OSError as error:
        if os.path.isdir(path):  # noqa: PTH112 - Windows says that permission is denied
            raise YamlProblem("CMO001", "a folder stands where a file is expected", _START) from None
        reason = (error.strerror or type(error).__name__).lower()
        raise YamlProblem("CMO001", f"the file cannot be read: {reason}", _START) from None


def decoded(content: bytes) -> str:
    """The text of a file's bytes.

    Raises:
        YamlProblem: CMO002 (not UTF-8) or CMO006 (empty).
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise YamlProblem("CMO002", "the file is UTF-16, not UTF-8", _START)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "ignore")) + 1
        raise YamlProblem(
            "CMO002",
            f"byte 0x{content[error.start]:02x} is not UTF-8; the file looks like Latin-1 or Windows-1252",
            Position(line, column),
        ) from None
    if not text.strip():
        raise YamlProblem("CMO006", "the file is empty", _START)
    return text
