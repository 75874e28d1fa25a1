"""What was read before, safely forgotten: one SQLite file in the evaluation's own `.cmo-eval` folder.

It holds facts, findings and columns of files that could be read wholly: ids, codes and numbers, no words of quotes.
Only the owner can read it, git ignores it, and deleting it is always safe. Whatever is wrong with it, it is forgotten
and the files are read.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = ".cmo-eval"
_NAME = "cache.sqlite"
_GITIGNORE = "# what is here can be made again\n*\n!schemas/\n!schemas/*\n!.gitignore\n"
_DOUBT = 2_000_000_000  # nanoseconds: a file may change again within the resolution of its time stamp


class Kept(NamedTuple):
    """What the cache has of a file: facts and findings as they were put."""

    facts: Any
    findings: Any


def digest(content: bytes) -> str:
    """A short digest of a file's bytes."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def stamp(stat: os.stat_result) -> str:
    """What tells whether a file is the same without reading it: size, times of change, and inode."""
    return f"{stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns} {stat.st_ino}"


class Cache:
    """The cache of one evaluation folder; every failure of it is silent and costs time only.

    Args:
        root: the evaluation folder.
        program: tells versions of the program apart: what another one kept is forgotten.
    """

    def __init__(self, root: Path, program: str) -> None:
        self._folder = root / FOLDER
        self._name = program
        self._program = f"{program} {sys.version_info[:2]}"
        self._put: list[tuple[Any, ...]] = []
        self._touched: list[tuple[str, int, str]] = []
        self._db = self._opened()

    def again(self) -> Cache:
        """The same cache for another pass over the files."""
        return Cache(self._folder.parent, self._name)

    def _opened(self) -> sqlite3.Connection | None:
        path = self._folder / _NAME
        if not path.exists():
            return None
        try:
            db = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=1)
            if db.execute("SELECT value FROM meta WHERE key = 'program'").fetchone() == (self._program,):
                return db
            db.close()
        except sqlite3.Error:
            pass
        return None

    def known(self, stats: Mapping[str, os.stat_result], content: Callable[[str], bytes]) -> dict[str, Kept]:
        """What is kept of those files that did not change.

        Size, times and inode are trusted; where they changed, or the file was modified less than two seconds before it
        was kept, `content` gives its bytes and their digest decides.
        """
        if self._db is None:
            return {}
        same: list[str] = []
        texts: list[str] = []
        try:
            rows = self._db.execute("SELECT path, stamp, digest, kept, data FROM files")
            for path, stamped, digested, kept, data in rows:
                stat = stats.get(path)
                if stat is None:
                    continue
                if stamp(stat) != stamped or kept - stat.st_mtime_ns < _DOUBT:
                    with suppress(OSError):
                        if digest(content(path)) == digested:
                            self._touched.append((stamp(stat), time.time_ns(), path))
                            same.append(path)
                            texts.append(data)
                    continue
                same.append(path)
                texts.append(data)
            everything = json.loads(f"[{','.join(texts)}]")
            return {path: Kept(*data) for path, data in zip(same, everything, strict=True)}
        except (sqlite3.Error, ValueError, TypeError):
            self._db = None
            self._touched.clear()
            return {}

    def columns(self, path: str) -> Any:
        """The columns kept of a file of citations, or None."""
        if self._db is None:
            return None
        try:
            row = self._db.execute("SELECT columns FROM files WHERE path = ?", (path,)).fetchone()
            return json.loads(row[0]) if row and row[0] else None
        except (sqlite3.Error, ValueError):
            return None

    def put(self, path: str, stat: os.stat_result, content: str, kept: Kept, columns: Any = None) -> None:
        """Keep what a file held: `content` is the digest of the bytes that were read, `stat` from before reading."""
        data = json.dumps(kept, separators=(",", ":"), ensure_ascii=False)
        packed = None if columns is None else json.dumps(columns, separators=(",", ":"), ensure_ascii=False)
        self._put.append((path, stamp(stat), content, time.time_ns(), data, packed))

    def finish(self, present: Collection[str]) -> None:
        """Write what was put, and forget files that are not present any more."""
        stale = self._db is not None and not self._put and not self._touched and not self._vanished(present)
        if self._db is not None:
            self._db.close()
        if stale:
            self._db = None
            return
        with suppress(sqlite3.Error, OSError):
            self._write(present)
        self._db = None

    def _vanished(self, present: Collection[str]) -> set[str]:
        if self._db is None:
            return set()
        with suppress(sqlite3.Error):
            return {path for (path,) in self._db.execute("SELECT path FROM files")} - set(present)
        return set()

    def _write(self, present: Collection[str]) -> None:
        if not self._folder.is_dir():
            self._folder.mkdir()
        ignore = self._folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text(_GITIGNORE, encoding="utf-8")
        path = self._folder / _NAME
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        try:
            self._write_to(path, present)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise  # somebody else is writing; what they keep is as good
            path.unlink()  # damaged
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
            self._write_to(path, present)

    def _write_to(self, path: Path, present: Collection[str]) -> None:
        db = sqlite3.connect(path, timeout=1, isolation_level=None)
        try:
            db.execute("PRAGMA synchronous = OFF")  # a cache that is lost is no loss
            db.execute("BEGIN IMMEDIATE")
            db.execute("CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT)")
            if db.execute("SELECT value FROM meta WHERE key = 'program'").fetchone() != (self._program,):
                db.execute("DROP TABLE IF EXISTS files")
                db.execute("INSERT OR REPLACE INTO meta VALUES ('program', ?)", (self._program,))
            db.execute(
                "CREATE TABLE IF NOT EXISTS files"
                " (path TEXT PRIMARY KEY, stamp TEXT, digest TEXT, kept INTEGER, data TEXT, columns TEXT)"
            )
            gone = {row for (row,) in db.execute("SELECT path FROM files")} - set(present)
            db.executemany("DELETE FROM files WHERE path = ?", [(row,) for row in gone])
            db.executemany("UPDATE files SET stamp = ?, kept = ? WHERE path = ?", self._touched)
            db.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)", self._put)
            db.execute("COMMIT")
        finally:
            db.close()
