"""From the files of a folder to a Register or a Repository, with a finding for whatever could not be read.

Each file is read once, looked at alone, and boiled down to facts; what is not needed afterwards is let go at once.
"""

from __future__ import annotations

import gc
import os
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from cmo_eval.cache import Cache, Kept
from cmo_eval.catalogue import CATALOGUE
from cmo_eval.diagnostics import Finding, Location, Severity
from cmo_eval.errors import CmoEvalError
from cmo_eval.loading.entries import Rereader
from cmo_eval.loading.folder import EVALUATION_FILE, FileName, list_files
from cmo_eval.loading.reading import FileRead, Inspector, read_file, reread, validated
from cmo_eval.loading.seen import salt_of
from cmo_eval.loading.text import read_bytes
from cmo_eval.loading.withdrawal import Withdrawal
from cmo_eval.model import Source
from cmo_eval.register import Facts, Register
from cmo_eval.repository import Citations, Repository, Stored

T = TypeVar("T")

_FILES_AT_HAND = 8


@dataclass(frozen=True)
class Loaded:
    """What a folder held: the repository (None while evaluation.yaml cannot be read) and the findings of reading.

    `files` counts the files looked at; `unread` names those that could not be read, or not wholly.
    """

    root: Path
    repository: Repository | None
    findings: tuple[Finding, ...]
    files: int
    unread: tuple[str, ...]


@dataclass(frozen=True)
class Surveyed:
    """The same with the facts of all files in place of records; what was withdrawn is in it.

    `commented` names files that hold a comment to the tool (`# cmo: ...`).
    """

    root: Path
    register: Register | None
    findings: tuple[Finding, ...]
    files: int
    unread: tuple[str, ...]
    commented: tuple[str, ...] = ()


def load(
    root: Path, *, inspect: Inspector | None = None, withdrawn: bool = False, cache: Cache | None = None
) -> Loaded:
    """The evaluation in `root` as objects and columns.

    Args:
        root: the folder that holds evaluation.yaml.
        inspect: called with each record as it is read; what it finds joins the findings.
        withdrawn: keep what was withdrawn (sources, participants, citations). Without it nothing of it, and no
            reference to it, is in the repository.
        cache: columns of files of citations that did not change come from it.
    """
    with _no_garbage_collection():
        reading = _Reading(root, inspect, cache, records=True)
        reading.run()
        repository = _assembled(reading, withdrawn=withdrawn)
        return Loaded(root, repository, tuple(reading.findings), len(reading.files), tuple(reading.missed))


def survey(root: Path, *, inspect: Inspector | None = None, cache: Cache | None = None) -> Surveyed:
    """The facts of all files of the evaluation in `root`, each record shown to `inspect` as it is read.

    With a cache, files that did not change are not read: their facts and findings come from it.
    """
    with _no_garbage_collection():
        reading = _Reading(root, inspect, cache, records=False)
        reading.run()
        evaluation = reading.read.get(EVALUATION_FILE)
        register = None
        if evaluation is not None and evaluation.stored is not None:
            register = Register(
                facts=reading.facts,
                stored_evaluation=evaluation.stored,
                unread=tuple(reading.missed),
                records=_Again(root, reading.files),
                root=root,
                repository=_once(lambda: _whole(root, inspect, cache)),
            )
        return Surveyed(
            root,
            register,
            tuple(reading.findings),
            len(reading.files),
            tuple(reading.missed),
            tuple(reading.commented),
        )


def _whole(root: Path, inspect: Inspector | None, cache: Cache | None) -> Repository:
    again = None if cache is None else cache.again()
    repository = load(root, inspect=inspect, withdrawn=True, cache=again).repository
    if repository is None:
        raise CmoEvalError(f"{EVALUATION_FILE} changed while it was being used", "run again")
    return repository


def _once(make: Callable[[], T]) -> Callable[[], T]:
    made: list[T] = []

    def get() -> T:
        if not made:
            made.append(make())
        return made[0]

    return get


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Reading makes many objects and no cycles; looking for cycles among them would take most of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class _Again:
    """The records of a file, read again, a few files kept at hand."""

    def __init__(self, root: Path, files: Sequence[FileName]) -> None:
        self._root = root
        self._files = {file.path: file for file in files}
        self._at_hand: OrderedDict[str, list[Stored[Any]]] = OrderedDict()

    def __call__(self, path: str) -> Iterator[Stored[Any]]:
        if path not in self._at_hand:
            self._at_hand[path] = list(reread(self._root, self._files[path]))
            if len(self._at_hand) > _FILES_AT_HAND:
                self._at_hand.popitem(last=False)
        return iter(self._at_hand[path])


@dataclass
class _Reading:
    """All files, read once or known from before; `records` says whether what was read is kept in `read`."""

    root: Path
    inspect: Inspector | None
    cache: Cache | None
    records: bool
    files: Sequence[FileName] = ()
    findings: list[Finding] = field(default_factory=list)
    facts: dict[str, Facts] = field(default_factory=dict)
    read: dict[str, FileRead] = field(default_factory=dict)
    missed: dict[str, None] = field(default_factory=dict)
    commented: list[str] = field(default_factory=list)

    def run(self) -> None:
        listing = list_files(self.root)
        self.files = listing.files
        for path in listing.misnamed:
            self._note("CMO013", "the file is not read: its name does not end in .yaml", path)
        for path in listing.misplaced:
            self.missed[path] = None
            self._note("CMO001", f"{path} is not a folder that can be read", path)
        stats, known = self._known()
        for file in self.files:
            kept = known.get(file.path)
            if kept is not None and self._can_do_without(file, kept):
                self._recall(file, kept)
            else:
                self._look_at(file, stats.get(file.path))
        if self.cache is not None:
            self.cache.finish({file.path for file in self.files})
        if self.read[EVALUATION_FILE].stored is None:
            self._note("CMO015", "without evaluation.yaml only the shape of files is checked", EVALUATION_FILE)

    def _known(self) -> tuple[dict[str, os.stat_result], dict[str, Kept]]:
        if self.cache is None:
            return {}, {}
        stats = {}
        for file in self.files:
            with suppress(OSError):
                stats[file.path] = os.stat(f"{self.root}/{file.path}")  # noqa: PTH116 - ten thousand times
        return stats, self.cache.known(stats, lambda path: read_bytes(self.root / path))

    def _can_do_without(self, file: FileName, kept: Kept) -> bool:
        """Whether what the cache knows of a file is enough: its record is not wanted, and its salt is ours."""
        if file.kind == "citations":
            return Facts(*kept.facts).more.get("salt") == self._salt()
        return file.kind != "evaluation" and not self.records

    def _salt(self) -> str:
        evaluation = self.read.get(EVALUATION_FILE)
        return salt_of(evaluation.stored.record.id) if evaluation is not None and evaluation.stored else ""

    def _recall(self, file: FileName, kept: Kept) -> None:
        facts = Facts(*kept.facts)
        self.facts[file.path] = facts
        self.findings += [_finding(plain) for plain in kept.findings]
        if facts.more.get("commented"):
            self.commented.append(file.path)
        if self.records and self.cache is not None:
            packed = self.cache.columns(file.path)
            if packed is None:
                self._look_at(file, None)
                return
            source, coder = facts.more["source"], facts.more["coded_by"]
            columns = Citations.unpacked(packed, source=source, coder=coder, file=file.path)
            self.read[file.path] = FileRead(file, columns=columns, facts=facts)

    def _look_at(self, file: FileName, stat: os.stat_result | None) -> None:
        found = read_file(self.root, file, self.inspect, self._salt())
        self.findings += found.findings
        if found.commented:
            self.commented.append(file.path)
        if found.facts is not None:
            self.facts[file.path] = found.facts
        if not found.whole:
            self.missed[file.path] = None
        elif self.cache is not None and self.inspect is not None and stat is not None and found.facts is not None:
            packed = found.columns.packed() if found.columns is not None else None
            self.cache.put(
                file.path,
                stat,
                found.digest,
                Kept(found.facts, [_plain(finding) for finding in found.findings]),
                packed,
            )
        if self.records or file.kind == "evaluation":
            self.read[file.path] = found

    def _note(self, code: str, message: str, path: str) -> None:
        entry = CATALOGUE[code]
        self.findings.append(Finding(code, entry.severity, message, Location(path, 1, 1), entry.hint))


def _assembled(reading: _Reading, *, withdrawn: bool) -> Repository | None:
    """The repository of what was read; without what was withdrawn, unless that is wanted."""
    by_kind: dict[str, list[FileRead]] = {}
    for found in reading.read.values():
        by_kind.setdefault(found.file.kind, []).append(found)
    withdrawal = Withdrawal()
    for found in by_kind.get("sources", []):
        if found.stored is None:
            withdrawal.gone.add(found.file.id_in_name)  # who withdrew cannot be known, so nobody is heard
        else:
            withdrawal.note(found.stored.record)
    citations, second = Citations(), Citations()
    # the agreed coding first: what it withdraws is gone from second codings too
    for found in sorted(by_kind.get("citations", []), key=lambda found: found.file.coder is not None):
        if found.columns is not None:
            coding = citations if found.file.coder is None else second
            coding.extend(found.columns, withdrawal.rows(found.columns), keep=withdrawn)

    def stored(kind: str) -> list[Stored[Any]]:
        kept = []
        for found in by_kind.get(kind, []):
            if found.stored is not None:
                present = found.stored if withdrawn else _present(found, found.stored, withdrawal, reading)
                if present is not None:
                    kept.append(present)
        return kept

    evaluation = next(iter(stored("evaluation")), None)
    if evaluation is None:
        return None
    sources = stored("sources")
    return Repository(
        stored_evaluation=evaluation,
        stored_claims=stored("claims"),
        stored_patterns=stored("patterns"),
        stored_cases=stored("cases"),
        stored_sources=sources,
        stored_codebook=next(iter(stored("codebook")), None),
        stored_conclusions=next(iter(stored("conclusions")), None),
        citations=citations,
        second_codings=second,
        unread=tuple(reading.missed),
        reread=Rereader(reading.root),
    )


def _present(found: FileRead, stored: Stored[Any], withdrawal: Withdrawal, reading: _Reading) -> Stored[Any] | None:
    """The record without what was withdrawn; None where it is withdrawn itself."""
    if isinstance(stored.record, Source):
        if stored.record.id in withdrawal.gone:
            return None
        stored = Stored(withdrawal.present(stored.record), stored.file, stored.node)
    value = withdrawal.without(stored.node.value)
    if value == stored.node.value:
        return stored
    record = validated(found, stored.node, type(stored.record), value)
    if record is None:
        reading.missed[found.file.path] = None
        return None
    if isinstance(record, Source):
        record = withdrawal.present(record)
    return Stored(record, stored.file, stored.node)


def _finding(plain: Sequence[Any]) -> Finding:
    """A finding from what the cache kept of it."""
    code, severity, message, location, hint, subject, related = plain
    other = None if related is None else Location(*related)
    return Finding(code, Severity(severity), message, Location(*location), hint, subject, other)


def _plain(finding: Finding) -> list[Any]:
    """A finding as the cache keeps it."""
    about = (finding.location, finding.hint, finding.subject, finding.related)
    return [finding.code, finding.severity, finding.message, *about]
