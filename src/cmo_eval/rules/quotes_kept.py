"""What was found of quotes in their texts, kept until a file of theirs or the program changes; holds no words.

One JSON file in the evaluation's `.cmo-eval`, which only its owner can read. Whatever is wrong with it, it is forgotten
and the texts are read; deleting it is always safe.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from cmo_eval.cache import digest
from cmo_eval.folder import stamp
from cmo_eval.writing.places import FOLDER, GITIGNORE

NAME = "quotes.json"

_DOUBT = 2_000_000_000  # nanoseconds: a file may change again within the resolution of its time stamp
_LARGEST = 64 * 1024 * 1024


class Kept:
    """What is kept of the quotes of one evaluation; every failure of it is silent and costs time only.

    Args:
        root: the evaluation folder.
        texts: which folder the texts were read in.
    """

    def __init__(self, root: Path, texts: str) -> None:
        self._path = root / FOLDER / NAME
        self._program = _program(texts)
        self._known = self._read()
        self._now: dict[str, Any] = {}
        self._changed = False

    def get(self, name: str, files: Sequence[Path | None]) -> Any:
        """The rows of a source by its file's name, if none of these files changed; None where one did."""
        entry: Any = self._known.get(name)
        try:
            of, kept, rows = entry["of"], entry["kept"], entry["rows"]
            if len(of) != len(files) or not all(map(self._is_same, files, of, [kept] * len(of))):
                return None
            rows = [(str(row[0]), str(row[1]), int(row[2]), int(row[3]), *map(str, row[4:7])) for row in rows]
        except (KeyError, TypeError, ValueError, IndexError):
            return None
        self._now[name] = entry
        return rows

    def put(self, name: str, marks: Sequence[Any] | None, rows: Sequence[Sequence[Any]]) -> None:
        """Keep the rows of a source; `marks` are of its files before they were looked at."""
        self._changed = True
        if marks is not None:
            self._now[name] = {"of": list(marks), "kept": time.time_ns(), "rows": [list(row) for row in rows]}

    def finish(self) -> None:
        """Write what was put, and forget sources that were neither asked for nor put."""
        if not self._changed and self._now.keys() == self._known.keys():
            return
        with suppress(OSError, ValueError):
            self._write(json.dumps({"program": self._program, "sources": self._now}, separators=(",", ":")))

    @staticmethod
    def marks(files: Sequence[Path | None]) -> list[Any] | None:
        """What tells whether these files (None for one that is not there) change; None where it cannot be told."""
        try:
            return [_mark(file) for file in files]
        except OSError:
            return None

    @staticmethod
    def _is_same(file: Path | None, mark: Any, kept: int) -> bool:
        """Whether a file is as it was: size, times and inode are trusted, except those of the last two seconds."""
        stat = _stat(file)
        if stat is None or mark is None:
            return stat is None and mark is None
        if stamp(stat) == mark[0] and kept - stat.st_mtime_ns >= _DOUBT:
            return True
        try:
            return file is not None and digest(file.read_bytes()) == mark[1]
        except OSError:
            return False

    def _read(self) -> dict[str, Any]:
        try:
            if self._path.is_symlink() or self._path.stat().st_size > _LARGEST:
                return {}
            content = json.loads(self._path.read_bytes())
            return dict(content["sources"]) if content["program"] == self._program else {}
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return {}

    def _write(self, text: str) -> None:
        folder = self._path.parent
        if not folder.is_dir():
            folder.mkdir()
        ignore = folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text(GITIGNORE, encoding="utf-8")
        handle, name = tempfile.mkstemp(prefix=f".{NAME}.", dir=folder)  # which only the owner can read
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                out.write(text)
            Path(name).replace(self._path)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise


def _stat(file: Path | None) -> os.stat_result | None:
    try:
        return file.stat() if file is not None else None
    except OSError:
        return None


def _mark(file: Path | None) -> list[str] | None:
    stat = _stat(file)
    if stat is None or file is None:
        return None
    return [stamp(stat), digest(file.read_bytes())]


def _program(texts: str) -> str:
    """What tells this state of the program, and this folder of texts, from another."""
    package = Path(__file__).parents[1]
    sources = (
        path for folder in ("", "loading", "model", "rules", "texts") for path in (package / folder).glob("*.py")
    )
    times = sorted((str(path.relative_to(package)), path.stat().st_mtime_ns) for path in sources)
    return hashlib.blake2b(repr((times, texts)).encode(), digest_size=16).hexdigest()
