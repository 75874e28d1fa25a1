"""From the files of a folder to a Register or a Repository, with a finding for whatever could not be read.

Each file is read once, looked at alone, and boiled down to facts; what is not needed afterwards is let go at once.
"""

from __future__ import annotations

import gc
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from cmo_eval.diagnostics import CODES, Finding, Location
from cmo_eval.errors import CmoEvalError
from cmo_eval.model import Evaluation, Source
from cmo_eval.progress import steps
from cmo_eval.store.citations import Citations
from cmo_eval.store.folder import EVALUATION_FILE, KINDS, FileName, Listing, find_project, list_files, named
from cmo_eval.store.reading import FileRead, Inspector, read_file, reread, validated
from cmo_eval.store.register import Facts, Register
from cmo_eval.store.repository import Repository, Stored
from cmo_eval.store.talks import Talks
from cmo_eval.store.withdrawal import Withdrawal
from cmo_eval.transcripts import store

__all__ = ["EVALUATION_FILE", "KINDS", "Loaded", "Surveyed", "find_project", "list_files", "load", "survey"]

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
    """The same with a register of facts in place of records; what was withdrawn is in it.

    `register` is None while evaluation.yaml cannot be read. `commented` names files that hold a comment to the tool
    (`# cmo: ...`).
    """

    root: Path
    register: Register | None
    findings: tuple[Finding, ...]
    files: int
    unread: tuple[str, ...]
    commented: tuple[str, ...]


def load(
    root: Path,
    *,
    inspect: Inspector | None = None,
    withdrawn: bool = False,
    only: Callable[[FileName], bool] | None = None,
    texts: str | Path | None = None,
) -> Loaded:
    """The evaluation in `root` in memory.

    Args:
        root: the folder that holds evaluation.yaml.
        inspect: called with each record as it is read; what it finds joins the findings.
        withdrawn: keep what was withdrawn (sources, participants, citations). Without it nothing of it, and no
            reference to it, is in the repository.
        only: says which files are read besides evaluation.yaml.
        texts: where the transcripts lie, in place of what CMO_EVAL_TEXTS or evaluation.yaml says: they tell whose words
            a passage holds. Read are those of talks in which somebody withdrew.
    """
    with _no_garbage_collection():
        listing = list_files(root)
        wanted = listing if only is None else listing.only(only)
        reading = _Reading(root, wanted, inspect, records=True)
        reading.run()
        repository = _assembled(reading, withdrawn=withdrawn, texts=texts)
        return Loaded(root, repository, tuple(reading.findings), len(wanted), tuple(reading.missed))


def survey(root: Path, *, inspect: Inspector | None = None) -> Surveyed:
    """The facts of all files of the evaluation in `root`, each record shown to `inspect` as it is read."""
    with _no_garbage_collection():
        reading = _Reading(root, list_files(root), inspect, records=False)
        reading.run()
        register = None
        if reading.evaluation is not None:
            register = Register(
                facts=reading.facts,
                stored_evaluation=reading.evaluation,
                unread=tuple(reading.missed),
                root=root,
                records=_Again(root),
                repository=cache(lambda: _whole(root)),
            )
        return Surveyed(
            root,
            register,
            tuple(reading.findings),
            len(reading.listing),
            tuple(reading.missed),
            tuple(reading.commented),
        )


def _whole(root: Path) -> Repository:
    repository = load(root, withdrawn=True).repository
    if repository is None:
        raise CmoEvalError(f"{EVALUATION_FILE} changed while it was being used", "run again")
    return repository


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

    def __init__(self, root: Path) -> None:
        self._root = root
        self._at_hand: OrderedDict[str, list[Stored[Any]]] = OrderedDict()

    def __call__(self, path: str) -> Iterator[Stored[Any]]:
        if path not in self._at_hand:
            self._at_hand[path] = list(reread(self._root, named(path)))
            if len(self._at_hand) > _FILES_AT_HAND:
                self._at_hand.popitem(last=False)
        return iter(self._at_hand[path])


@dataclass
class _Reading:
    """All files, read once: with `records` what was read is kept in `read`, else its facts in `facts`."""

    root: Path
    listing: Listing
    inspect: Inspector | None
    records: bool
    findings: list[Finding] = field(default_factory=list)
    facts: dict[str, Facts] = field(default_factory=dict)
    read: dict[str, FileRead] = field(default_factory=dict)
    missed: dict[str, None] = field(default_factory=dict)
    commented: list[str] = field(default_factory=list)
    evaluation: Stored[Evaluation] | None = None

    def run(self) -> None:
        for path in self.listing.misplaced:
            self.missed[path] = None
            self._note("CMO001", f"{path} is not a folder that can be read", path)
        for file in steps(self.listing.files, "reading files"):
            self._look_at(file)
        for path in self.listing.misnamed:
            self._note("CMO013", "the file is not read: its name does not end in .yaml", path)
        if self.evaluation is None:
            self._note("CMO015", "without evaluation.yaml only the shape of files is checked", EVALUATION_FILE)

    def _look_at(self, file: FileName) -> None:
        found = read_file(self.root, file, self.inspect, facts=not self.records)
        self.findings += found.findings
        if found.commented:
            self.commented.append(file.path)
        if found.facts is not None:
            self.facts[file.path] = found.facts
        if file.kind == "evaluation":
            self.evaluation = found.stored
        if not found.whole:
            self.missed[file.path] = None
        if self.records:
            self.read[file.path] = found

    def _note(self, code: str, message: str, path: str) -> None:
        self.findings.append(CODES[code].finding(message, Location(path, 1, 1)))


def _assembled(reading: _Reading, *, withdrawn: bool, texts: str | Path | None) -> Repository | None:
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
    coded = by_kind.get("citations", [])
    sources: dict[str, Source] = {}
    for found in by_kind.get("sources", []):
        if found.stored is not None:
            sources.setdefault(found.stored.record.id, found.stored.record)
    named = reading.evaluation.record.texts if reading.evaluation is not None else None
    everything = (one for found in coded for one in found.citations)
    talks = Talks(sources, everything, store.folder(reading.root, named, texts))
    citations, second = Citations(), Citations()
    # the agreed coding first: what it withdraws is gone from second codings too
    for found in sorted(coded, key=lambda found: found.file.coder is not None):
        withdrawal.mark(found.citations, talks)
        coding = citations if found.file.coder is None else second
        coding.extend(one for one in found.citations if withdrawn or not one.withdrawn)

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
    return Repository(
        stored_evaluation=evaluation,
        stored_claims=stored("claims"),
        stored_patterns=stored("patterns"),
        stored_cases=stored("cases"),
        stored_sources=stored("sources"),
        stored_codebook=next(iter(stored("codebook")), None),
        stored_conclusions=next(iter(stored("conclusions")), None),
        citations=citations,
        second_codings=second,
        unread=tuple(reading.missed),
        talk=talks,
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
