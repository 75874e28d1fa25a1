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
from collections.abc import Set as AbstractSet
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from cmo_eval.diagnostics import Finding
from cmo_eval.folder import EVALUATION_FILE, Listing, joined, parted, stamp, stamp_at
from cmo_eval.writing.places import FOLDER, GITIGNORE

_NAME = "cache.sqlite"
_DOUBT = 2_000_000_000  # nanoseconds: a file may change again within the resolution of its time stamp
_ENOUGH = 8_000_000  # characters: what is put is written when it is so much, to have the memory back
_FAILURES = (sqlite3.Error, OSError, UnicodeError)  # of names that are not UTF-8 too
_MOST_ANSWERS = 16
_LONGEST_ANSWER = 4_000_000

_TABLES = {
    "files": "(path TEXT PRIMARY KEY, digest TEXT, commented INTEGER, findings TEXT)",
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


class Said(NamedTuple):
    """What was found in a file that did not change, and whether it holds a comment to the tool."""

    commented: bool
    findings: Sequence[Finding]


class Known(NamedTuple):
    """What there is to know about the files of a folder before they are read.

    `anew` are those that changed or are new; of all others `said` gives what was found in them alone, where that is
    anything. `gone` are those that are kept and not there any more.
    """

    anew: AbstractSet[str]
    said: Mapping[str, Said]
    gone: AbstractSet[str]


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
        self._made = time.time_ns()
        self._stamps: dict[str, str] = {}  # of files that are kept; empty where the file may have changed unseen
        self._turn: str | None = None  # which write is the last, as far as this run knows
        self._anew: AbstractSet[str] = frozenset()
        self._gone: AbstractSet[str] = frozenset()
        self._touched: dict[str, str] = {}
        self._put: dict[str, _Texts] = {}
        self._size = 0
        self._damaged = False  # what is there is thrown away
        self._given_up = False  # nothing more is written
        self._db = self._opened()

    def again(self) -> Cache:
        """The same cache for another pass over the files."""
        return Cache(self._folder.parent, self._program)

    def _opened(self) -> sqlite3.Connection | None:
        path = self._folder / _NAME
        if not path.exists():
            return None
        with suppress(sqlite3.Error):
            db = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=1, check_same_thread=False)
            with suppress(sqlite3.Error):
                if db.execute("SELECT value FROM meta WHERE key = 'program'").fetchone() == (self._program,):
                    return db
            db.close()
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
        """Keep an answer for as long as no file changes, unless one was modified too short a time before to tell."""
        data = _text(answer.data)
        young = self._made - listing.newest < _DOUBT
        if young or self._given_up or len(data) > _LONGEST_ANSWER or not (self._folder / _NAME).exists():
            return
        state = listing.state
        with suppress(*_FAILURES):
            db = self._writable()
            try:
                db.execute("DELETE FROM answers WHERE state <> ?", (state,))
                row = (question, state, _text(answer.outside), data, time.time_ns())
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

    def known(self, listing: Listing, content: Callable[[str], bytes | None]) -> Known:
        """Which files are as they were when they were kept, and what was found in each alone.

        Size, times and inode are trusted; where they changed, or the file was modified less than two seconds before it
        was kept, `content` gives its bytes (None where it cannot be read) and their digest decides.
        """
        stamps = listing.stamps
        try:
            meta = dict(self._select("SELECT key, value FROM meta WHERE key IN ('stamps', 'turn')"))
            self._turn = meta.get("turn")
            self._stamps = parted(meta.get("stamps", b"").decode())
            anew = {path for path, stamped in stamps.items() if not stamped or self._stamps.get(path) != stamped}
            for path in sorted(anew & self._stamps.keys()):
                now = time.time_ns()
                if self._digest(path) == _digest_of(content(path)):
                    anew.remove(path)
                    stamped = _trusted(listing.stat(path), now)
                    self._touched |= {path: stamped} if stamped != self._stamps[path] else {}
            said = self._said(stamps.keys() - anew)
        except (ValueError, TypeError, AttributeError):
            self._forget()
        if self._db is None:
            self._anew = stamps.keys()
            return Known(self._anew, {}, frozenset())
        self._anew, self._gone = anew, self._stamps.keys() - stamps.keys()
        return Known(anew, said, self._gone)

    def _digest(self, path: str) -> str:
        rows = self._select("SELECT digest FROM files WHERE path = ?", path)
        return rows[0][0] if rows else ""

    def _said(self, same: AbstractSet[str]) -> Mapping[str, Said]:
        """What was found in these files.

        Raises:
            ValueError, TypeError: the cache is damaged.
        """
        if self._select("SELECT count(*) FROM files") not in ([], [(len(self._stamps),)]):
            raise ValueError("there are other files than stamps")
        rows = self._select("SELECT path, commented, findings FROM files WHERE commented OR findings IS NOT NULL")
        return {
            path: Said(
                bool(commented), [Finding.of(plain) for plain in (json.loads(findings) if findings is not None else ())]
            )
            for path, commented, findings in rows
            if path in same
        }

    def _forget(self) -> None:
        if self._db is not None:
            self._db.close()
        self._db, self._turn, self._damaged = None, None, True
        self._stamps, self._touched, self._gone = {}, {}, frozenset()

    def facts(self, path: str | None = None) -> dict[str, Any]:
        """By file the facts that were kept of it; of one file only where a path is given."""
        if path is not None and path not in self._stamps:
            return {}
        where, values = ("", ()) if path is None else (" WHERE path = ?", (path,))
        rows = self._select(f"SELECT path, data FROM facts{where}", *values)  # noqa: S608 - no words of anyone in it
        try:
            everything = json.loads(f"[{','.join(data for _, data in rows)}]")
            return {row[0]: facts for row, facts in zip(rows, everything, strict=True)}
        except (ValueError, TypeError):
            self._forget()
            return {}

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
        rows = dict(self._select("SELECT key, value FROM meta WHERE key IN ('turn', 'rules')"))
        with suppress(ValueError, TypeError, KeyError):
            return json.loads(rows["rules"]) if rows.get("turn") == self._turn else None
        return None

    def keep_rules(self, data: Any) -> None:
        """Keep what rules over the whole found in the facts that are now in the cache."""
        if self._turn is None:
            return
        with suppress(*_FAILURES):
            db = self._writable()
            try:
                if self._is_last(db):
                    db.execute("INSERT OR REPLACE INTO meta VALUES ('rules', ?)", (_text(data),))
                    db.execute("COMMIT")
            finally:
                db.close()

    # ---- writing

    def put(self, path: str, stat: os.stat_result, now: int, content: str, kept: Kept) -> None:
        """Keep what a file held.

        Args:
            path: its path; nothing is kept where the name is not UTF-8, which no database takes.
            stat: what the file system knew of it before it was read.
            now: the time before it was read, in nanoseconds.
            content: the digest of the bytes that were read.
            kept: what it held.
        """
        try:
            path.encode()
        except UnicodeEncodeError:
            return
        row = (path, content, int(kept.commented), _text(kept.findings) if kept.findings else None)
        texts = _Texts(_trusted(stat, now), row, _text(kept.facts), kept.columns, list(kept.prints))
        self._put[path] = texts
        self._size += len(texts.facts) + len(kept.columns or b"")
        if self._size > _ENOUGH:
            self._write_some()

    def _write_some(self) -> None:
        """Write what was put; evaluation.yaml comes last, since its id is in the digests of all quotes.

        Were the run cut off before all are kept anew, those that are not would be taken for those of this id.
        """
        last = {path: self._put.pop(path) for path in (EVALUATION_FILE,) if path in self._put}
        self._write(self._anew & {EVALUATION_FILE})
        self._put |= last

    def finish(self, unread: Collection[str], *, same_facts: bool = False) -> None:
        """Write what was put, and forget files that are gone.

        Args:
            unread: files that could not be read wholly, so that nothing is kept of them.
            same_facts: what was put has the facts that were kept before, so that what rules found in them stands.
        """
        gone = self._gone | (self._stamps.keys() & set(unread))
        for path in unread:
            self._put.pop(path, None)
        known = self._db is not None
        if self._db is not None:
            self._db.close()
            self._db = None
        if known and not (self._put or self._touched or gone):
            return
        self._write(gone, same_facts=same_facts)

    def _write(self, gone: AbstractSet[str] = frozenset(), *, same_facts: bool = False) -> None:
        """Write what was put; when that fails once, what is in memory is not what is kept, and nothing more is."""
        try:
            if not self._given_up:
                self._make()
                self._write_or_replace(gone, same_facts=same_facts)
        except _FAILURES:
            self._given_up, self._turn = True, None
        self._put.clear()
        self._touched.clear()
        self._size = 0

    def _write_or_replace(self, gone: AbstractSet[str], *, same_facts: bool) -> None:
        try:
            self._write_to(gone, same_facts=same_facts)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise  # somebody else is writing; what they keep is as good
            (self._folder / _NAME).unlink()  # damaged
            self._make()
            self._stamps, self._turn = {}, None
            self._write_to(gone, same_facts=False)

    def _make(self) -> None:
        if not self._folder.is_dir():
            self._folder.mkdir()
        ignore = self._folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text(GITIGNORE, encoding="utf-8")
        path = self._folder / _NAME
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))

    def _writable(self, *, empty: bool = False) -> sqlite3.Connection:
        """A connection in a transaction, on tables of this program's; with `empty` nothing is in them."""
        db = sqlite3.connect(self._folder / _NAME, timeout=1, isolation_level=None)
        try:
            db.execute("PRAGMA synchronous = OFF")  # a cache that is lost is no loss
            db.execute("BEGIN IMMEDIATE")
            db.execute("CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT)")
            if empty or db.execute("SELECT value FROM meta WHERE key = 'program'").fetchone() != (self._program,):
                db.execute("DELETE FROM meta")
                for table in _TABLES:
                    db.execute(f"DROP TABLE IF EXISTS {table}")
                for table, columns in _TABLES.items():
                    db.execute(f"CREATE TABLE {table} {columns}")
                db.execute("INSERT INTO meta VALUES ('program', ?)", (self._program,))
        except BaseException:
            db.close()
            raise
        return db

    def _is_last(self, db: sqlite3.Connection) -> bool:
        """Whether nobody wrote after what this run read or wrote."""
        turns = db.execute("SELECT value FROM meta WHERE key = 'turn'").fetchall()
        return turns == ([] if self._turn is None else [(self._turn,)])

    def _write_to(self, gone: AbstractSet[str], *, same_facts: bool) -> None:
        """Write what was put.

        Raises:
            BlockingIOError: another run wrote in the meantime; what rules found here is not about what it kept.
            sqlite3.Error: it cannot be written.
        """
        db = self._writable(empty=self._damaged)
        try:
            if not self._is_last(db):
                raise BlockingIOError
            put = self._put
            stale = [(path,) for path in self._stamps.keys() & (put.keys() | gone)]
            for table in ("files", "facts", "columns") if stale else ():
                db.executemany(f"DELETE FROM {table} WHERE path = ?", stale)  # noqa: S608 - our own tables
            if stale:  # at once: prints are found by themselves, not by their files
                names = _text([path for (path,) in stale])
                db.execute("DELETE FROM prints WHERE path IN (SELECT value FROM json_each(?))", (names,))
            db.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", (one.row for one in put.values()))
            facts = ((path, one.facts) for path, one in put.items())
            db.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", facts)
            columns = ((path, one.columns) for path, one in put.items() if one.columns is not None)
            db.executemany("INSERT OR REPLACE INTO columns VALUES (?, ?)", columns)
            prints = ((one, path) for path, texts in put.items() for one in texts.prints)
            db.executemany("INSERT OR IGNORE INTO prints VALUES (?, ?)", prints)
            stamps = self._stamps | self._touched | {path: one.stamp for path, one in put.items()}
            for path in gone:
                stamps.pop(path, None)
            turn = f"{time.time_ns()} {os.getpid()}"
            rows = (("stamps", joined(stamps).encode()), ("turn", turn))
            db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", rows)
            if (put or gone) and not same_facts:
                db.execute("DELETE FROM meta WHERE key = 'rules'")
            db.execute("COMMIT")
        finally:
            db.close()
        self._stamps, self._turn, self._damaged = stamps, turn, False


class _Texts(NamedTuple):
    """What is put of a file, as it is written."""

    stamp: str
    row: Sequence[Any]
    facts: str
    columns: bytes | None
    prints: Sequence[bytes]


def _trusted(stat: os.stat_result | None, now: int) -> str:
    """The stamp of a file; empty where it was modified so short a time ago that it may change again unseen."""
    return "" if stat is None or now - stat.st_mtime_ns < _DOUBT else stamp(stat)


def _digest_of(content: bytes | None) -> str | None:
    return None if content is None else digest(content)


_text = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
"""A value as JSON; the encoder is made once, for ten thousand files."""
