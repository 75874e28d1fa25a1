"""What was read and found before, safely forgotten: one SQLite file in the evaluation's own `.cmo-eval` folder.

It holds facts, findings and columns of files that could be read wholly, and answers that were given about the whole:
ids, codes, titles and numbers, no words of quotes. Only the owner can read it, git ignores it, and deleting it is
always safe. Whatever is wrong with it, it is forgotten and the files are read.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from cmo_eval.diagnostics import Finding
from cmo_eval.folder import Listing, stamp, stamp_at
from cmo_eval.writing.places import FOLDER, GITIGNORE

_NAME = "cache.sqlite"
_DOUBT = 2_000_000_000  # nanoseconds: a file may change again within the resolution of its time stamp
_ENOUGH = 8_000_000  # characters: what is put is written when it is so much, to have the memory back
_FAILURES = (sqlite3.Error, OSError, UnicodeError)  # of names that are not UTF-8 too
_MOST_ANSWERS = 16
_LONGEST_ANSWER = 4_000_000

_TABLES = {
    "files": "(path TEXT PRIMARY KEY, stamp TEXT, digest TEXT, kept INTEGER, commented INTEGER, findings TEXT)",
    "facts": "(path TEXT PRIMARY KEY, data TEXT)",
    "columns": "(path TEXT PRIMARY KEY, data BLOB)",
    "prints": "(print BLOB, path TEXT, PRIMARY KEY (print, path)) WITHOUT ROWID",
    "answers": "(question TEXT PRIMARY KEY, state TEXT, outside TEXT, data TEXT, given INTEGER)",
}


class Kept(NamedTuple):
    """What the cache keeps of a file, as plain data.

    `facts` are what rules over the whole ask, `findings` those of the file alone; `commented` says whether it holds a
    comment to the tool. `prints` tell whether the same words stand elsewhere; `columns` are those of citations.
    """

    facts: Sequence[Any]
    findings: Sequence[Any]
    commented: bool
    prints: Iterable[bytes] = ()
    columns: bytes | None = None


class Same(NamedTuple):
    """What was found in a file that did not change, and whether it holds a comment to the tool."""

    commented: bool
    findings: Sequence[Finding]


class Answer(NamedTuple):
    """What was found about the whole, and the state of things outside the folder that it rests on.

    `outside` gives by path what `stamp` says of it, None where nothing is there.
    """

    data: Any
    outside: Mapping[str, str | None]


def digest(content: bytes) -> str:
    """A short digest of a file's bytes."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def program() -> str:
    """What tells this state of the program from another: what it reads and finds may differ between the two."""
    package = os.path.dirname(__file__)  # noqa: PTH120 - this runs before everything else
    times = sorted((entry.path, entry.stat().st_mtime_ns) for entry in _sources(package))
    return f"{hashlib.blake2b(repr(times).encode(), digest_size=16).hexdigest()} {sys.version_info[:2]}"


def _sources(folder: str) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                yield entry
            elif entry.name.isidentifier() and entry.is_dir() and entry.name != "__pycache__":
                yield from _sources(entry.path)


class Cache:
    """The cache of one evaluation folder; every failure of it is silent and costs time only.

    Args:
        root: the evaluation folder.
        program: tells versions of the program apart: what another one kept is forgotten.
    """

    def __init__(self, root: Path, program: str) -> None:
        self._folder = root / FOLDER
        self._program = program
        self._rows: dict[str, Sequence[Any]] = {}
        self._put: dict[str, _Texts] = {}
        self._size = 0
        self._generation: str | None = None
        self._touched: list[tuple[str, int, str]] = []
        self._db = self._opened()

    def again(self) -> Cache:
        """The same cache for another pass over the files."""
        return Cache(self._folder.parent, self._program)

    def _opened(self) -> sqlite3.Connection | None:
        path = self._folder / _NAME
        if not path.exists():
            return None
        try:
            db = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=1, check_same_thread=False)
            if db.execute("SELECT value FROM meta WHERE key = 'program'").fetchone() == (self._program,):
                return db
            db.close()
        except sqlite3.Error:
            pass
        return None

    def _select(self, query: str, *values: Any) -> list[Any]:
        """The rows that a query gives; none, from now on, where the cache is damaged."""
        if self._db is None:
            return []
        try:
            return self._db.execute(query, values).fetchall()
        except sqlite3.Error:
            self._forget()
            return []

    # ---- answers about the whole

    def answer(self, question: str, state: str) -> Answer | None:
        """What was answered before in the same state of all files; None where anything is another than it was.

        Args:
            question: all that the answer depends on besides the files.
            state: see `Listing.state`.
        """
        rows = self._select("SELECT outside, data FROM answers WHERE question = ? AND state = ?", question, state)
        with suppress(ValueError, TypeError, AttributeError):
            for outside, data in rows:
                found = json.loads(outside)
                if all(stamp_at(path) == stamped for path, stamped in found.items()):
                    return Answer(json.loads(data), found)
        return None

    def keep_answer(self, question: str, listing: Listing, answer: Answer) -> None:
        """Keep an answer for as long as no file changes, unless one was modified too short a time ago to tell."""
        data = _text(answer.data)
        now = time.time_ns()
        if now - listing.newest < _DOUBT or len(data) > _LONGEST_ANSWER or not (self._folder / _NAME).exists():
            return
        state = listing.state
        with suppress(*_FAILURES):
            db = self._writable()
            try:
                db.execute("DELETE FROM answers WHERE state <> ?", (state,))
                row = (question, state, _text(answer.outside), data, now)
                db.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?)", row)
                db.execute(
                    "DELETE FROM answers WHERE question NOT IN"
                    " (SELECT question FROM answers ORDER BY given DESC LIMIT ?)",
                    (_MOST_ANSWERS,),
                )
                db.execute("COMMIT")
            finally:
                db.close()

    # ---- files that did not change

    def same(self, listing: Listing, content: Callable[[str], bytes]) -> dict[str, Same]:
        """Files that are as they were when they were kept, and what was found in each alone.

        Size, times and inode are trusted; where they changed, or the file was modified less than two seconds before it
        was kept, `content` gives its bytes and their digest decides.
        """
        same: dict[str, Same] = {}
        rows = self._select("SELECT path, stamp, digest, kept, commented, findings FROM files")
        self._rows = {row[0]: row for row in rows}
        stats = listing.stats
        try:
            for path, stamped, digested, kept, commented, findings in rows:
                stat = stats.get(path)
                if stat is None:
                    continue
                if stamp(stat) != stamped or kept - stat.st_mtime_ns < _DOUBT:
                    if not _has(digested, path, content):
                        continue
                    self._touched.append((stamp(stat), time.time_ns(), path))
                found = [Finding.of(plain) for plain in json.loads(findings)] if findings else ()
                same[path] = Same(bool(commented), found)
        except (ValueError, TypeError):
            self._forget()
            return {}
        return same

    @property
    def paths(self) -> Collection[str]:
        """The files that are kept, after `same`; also those that changed or are gone."""
        return self._rows.keys()

    def _forget(self) -> None:
        self._db = None
        self._touched.clear()

    def facts(self, path: str | None = None) -> dict[str, Any]:
        """By file the facts that were kept of it; of one file only where a path is given."""
        where, values = ("", ()) if path is None else (" WHERE path = ?", (path,))
        rows = self._select(f"SELECT path, data FROM facts{where}", *values)  # noqa: S608 - no words of anyone in it
        try:
            everything = json.loads(f"[{','.join(data for _, data in rows)}]")
        except (ValueError, TypeError):
            self._forget()
            return {}
        return {row[0]: facts for row, facts in zip(rows, everything, strict=True)}

    def columns(self, path: str) -> bytes | None:
        """The columns kept of a file of citations."""
        rows = self._select("SELECT data FROM columns WHERE path = ?", path)
        return rows[0][0] if rows and isinstance(rows[0][0], bytes) else None

    def holds_print(self, one: bytes, *, besides: str) -> bool:
        """Whether another file than `besides` has this print."""
        return bool(self._select("SELECT 1 FROM prints WHERE print = ? AND path <> ? LIMIT 1", one, besides))

    # ---- what rules over the whole found

    def rules(self) -> Any:
        """What was kept of them, if the facts of all files are those they looked at; None where they are not."""
        rows = dict(self._select("SELECT key, value FROM meta"))
        self._generation = rows.get("generation")
        with suppress(ValueError, TypeError, KeyError):
            generation, data = json.loads(rows["rules"])
            return data if generation == self._generation else None
        return None

    def keep_rules(self, data: Any) -> None:
        """Keep what rules over the whole found in the facts that are now in the cache."""
        if self._generation is None:
            return
        with suppress(*_FAILURES):
            db = self._writable()
            try:
                row = ("rules", _text([self._generation, data]))
                db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", row)
                db.execute("COMMIT")
            finally:
                db.close()

    # ---- writing

    def put(self, path: str, stat: os.stat_result, content: str, kept: Kept) -> None:
        """Keep what a file held: `content` is the digest of the bytes that were read, `stat` from before reading."""
        findings = _text(kept.findings) if kept.findings else None
        row = (path, stamp(stat), content, time.time_ns(), int(kept.commented), findings)
        texts = _Texts(row, _text(kept.facts), kept.columns, list(kept.prints))
        self._put[path] = texts
        self._size += len(texts.facts) + len(kept.columns or b"")
        if self._size > _ENOUGH:
            self._write()

    def finish(self, present: Collection[str], *, same_facts: bool = False) -> None:
        """Write what was put, and forget files that are not present any more.

        Args:
            present: the files that could be read wholly.
            same_facts: what was put has the facts that were kept before, so that what rules found in them stands.
        """
        gone = self._rows.keys() - set(present)
        known = self._db is not None
        if self._db is not None:
            self._db.close()
            self._db = None
        if known and not (self._put or self._touched or gone):
            return
        self._write(gone, same_facts=same_facts)

    def _write(self, gone: Collection[str] = (), *, same_facts: bool = False) -> None:
        with suppress(*_FAILURES):
            self._make()
            try:
                self._write_to(gone, same_facts=same_facts)
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise  # somebody else is writing; what they keep is as good
                (self._folder / _NAME).unlink()  # damaged
                self._make()
                self._write_to(gone, same_facts=False)
        self._put.clear()
        self._touched.clear()
        self._size = 0

    def _make(self) -> None:
        if not self._folder.is_dir():
            self._folder.mkdir()
        ignore = self._folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text(GITIGNORE, encoding="utf-8")
        path = self._folder / _NAME
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))

    def _writable(self) -> sqlite3.Connection:
        """A connection in a transaction, on tables of this program's."""
        db = sqlite3.connect(self._folder / _NAME, timeout=1, isolation_level=None)
        try:
            db.execute("PRAGMA synchronous = OFF")  # a cache that is lost is no loss
            db.execute("BEGIN IMMEDIATE")
            db.execute("CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT)")
            if db.execute("SELECT value FROM meta WHERE key = 'program'").fetchone() != (self._program,):
                for table in _TABLES:
                    db.execute(f"DROP TABLE IF EXISTS {table}")
                for table, columns in _TABLES.items():
                    db.execute(f"CREATE TABLE {table} {columns}")
                db.execute("INSERT OR REPLACE INTO meta VALUES ('program', ?)", (self._program,))
        except BaseException:
            db.close()
            raise
        return db

    def _write_to(self, gone: Collection[str], *, same_facts: bool) -> None:
        db = self._writable()
        try:
            put = self._put
            stale = [(path,) for path in self._rows.keys() & (put.keys() | set(gone))]
            for table in ("files", "facts", "columns") if stale else ():
                db.executemany(f"DELETE FROM {table} WHERE path = ?", stale)  # noqa: S608 - our own tables
            if stale:  # at once: prints are found by themselves, not by their files
                names = _text([path for (path,) in stale])
                db.execute("DELETE FROM prints WHERE path IN (SELECT value FROM json_each(?))", (names,))
            db.executemany("UPDATE files SET stamp = ?, kept = ? WHERE path = ?", self._touched)
            db.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)", (one.row for one in put.values()))
            facts = ((path, one.facts) for path, one in put.items())
            db.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", facts)
            columns = ((path, one.columns) for path, one in put.items() if one.columns is not None)
            db.executemany("INSERT OR REPLACE INTO columns VALUES (?, ?)", columns)
            prints = ((one, path) for path, texts in put.items() for one in texts.prints)
            db.executemany("INSERT OR IGNORE INTO prints VALUES (?, ?)", prints)
            if not same_facts:
                self._generation = str(time.time_ns())
                row = ("generation", self._generation)
                db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", row)
            db.execute("COMMIT")
        finally:
            db.close()


class _Texts(NamedTuple):
    """What is put of a file, as it is written."""

    row: Sequence[Any]
    facts: str
    columns: bytes | None
    prints: Sequence[bytes]


def _has(digested: str, path: str, content: Callable[[str], bytes]) -> bool:
    """Whether the file still has the bytes of that digest; what cannot be read has not."""
    try:
        return digest(content(path)) == digested
    except (OSError, ValueError):
        return False


_text = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
"""A value as JSON; the encoder is made once, for ten thousand files."""
