"""From the files of a folder to a Register or a Repository, with a finding for whatever could not be read.

Each file is read once, looked at alone, and boiled down to facts; what is not needed afterwards is let go at once.
"""

from __future__ import annotations

import gc
import json
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from cmo_eval.cache import Cache, Kept, Known
from cmo_eval.catalogue import CATALOGUE
from cmo_eval.columns import Citations
from cmo_eval.diagnostics import Finding, Location
from cmo_eval.errors import CmoEvalError
from cmo_eval.folder import EVALUATION_FILE, FileName, Listing, list_files, named
from cmo_eval.loading.entries import Rereader
from cmo_eval.loading.reading import FileRead, Inspector, read_file, reread, validated
from cmo_eval.loading.seen import Seen, salt_of
from cmo_eval.loading.standing import Standing, all_differ, wordings
from cmo_eval.loading.talks import Talks
from cmo_eval.loading.text import read_bytes
from cmo_eval.loading.withdrawal import Withdrawal
from cmo_eval.model import Evaluation, Source
from cmo_eval.progress import steps
from cmo_eval.register import Facts, Noted, Register
from cmo_eval.repository import Repository, Stored
from cmo_eval.texts import store
from cmo_eval.yaml_io import YamlProblem

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

    `commented` names files that hold a comment to the tool (`# cmo: ...`). `evaluation` is None while evaluation.yaml
    cannot be read. `standing` is what rules over the whole found in an earlier run, where it is sure to stand: then
    `register`, which takes longer, need not be asked for.
    """

    root: Path
    evaluation: Stored[Evaluation] | None
    findings: tuple[Finding, ...]
    files: int
    unread: tuple[str, ...]
    commented: tuple[str, ...]
    standing: Standing | None
    _register: Callable[[], Register]
    _cache: Cache | None

    @property
    def register(self) -> Register:
        """The facts of all files, made when it is first asked for."""
        return self._register()

    def keep(self, standing: Standing) -> None:
        """Keep what the rules over the whole found for the next run."""
        if self._cache is not None:
            self._cache.keep_rules(standing.plain(self.unread))


def load(
    root: Path,
    *,
    inspect: Inspector | None = None,
    withdrawn: bool = False,
    cache: Cache | None = None,
    only: Callable[[FileName], bool] | None = None,
    texts: str | Path | None = None,
) -> Loaded:
    """The evaluation in `root` as objects and columns.

    Args:
        root: the folder that holds evaluation.yaml.
        inspect: called with each record as it is read; what it finds joins the findings.
        withdrawn: keep what was withdrawn (sources, participants, citations). Without it nothing of it, and no
            reference to it, is in the repository.
        cache: columns of files of citations that did not change come from it.
        only: says which files are read besides evaluation.yaml; whoever leaves some out uses no cache, which would
            forget these.
        texts: where the transcripts lie, in place of what CMO_EVAL_TEXTS or evaluation.yaml says: they tell whose words
            a passage holds. Read are those of talks in which somebody withdrew.
    """
    with _no_garbage_collection():
        listing = list_files(root)
        wanted = listing if only is None else listing.only(only)
        reading = _Reading(root, inspect, cache, records=True, listing=wanted)
        reading.run()
        repository = _assembled(reading, withdrawn=withdrawn, texts=texts)
        return Loaded(root, repository, tuple(reading.findings), len(wanted), tuple(reading.missed))


def survey(
    root: Path,
    *,
    listing: Listing | None = None,
    inspect: Inspector | None = None,
    cache: Cache | None = None,
    about: str = "",
) -> Surveyed:
    """The facts of all files of the evaluation in `root`, each record shown to `inspect` as it is read.

    With a cache, files that did not change are not read: their facts and findings come from it. What rules over the
    whole found before stands only if it was kept with the same `about`.
    """
    with _no_garbage_collection():
        reading = _Reading(root, inspect, cache, records=False, listing=listing or list_files(root), about=about)
        reading.run()
        stored = reading.evaluation
        noted = Noted()

        def register() -> Register:
            assert stored is not None  # noqa: S101 - whoever asks has looked
            return Register(
                facts=reading.all_facts(),
                stored_evaluation=stored,
                unread=tuple(reading.missed),
                records=_Again(root, noted),
                root=root,
                repository=_once(lambda: _whole(root, inspect, cache, noted)),
                noted=noted,
            )

        return Surveyed(
            root,
            stored,
            tuple(reading.findings),
            len(reading.listing),
            tuple(reading.missed),
            tuple(reading.commented),
            reading.standing,
            _once(register),
            cache,
        )


def _whole(root: Path, inspect: Inspector | None, cache: Cache | None, noted: Noted) -> Repository:
    noted.words = True
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
    """The records of a file, read again, a few files kept at hand; it is noted which."""

    def __init__(self, root: Path, noted: Noted) -> None:
        self._root = root
        self._noted = noted
        self._at_hand: OrderedDict[str, list[Stored[Any]]] = OrderedDict()

    def __call__(self, path: str) -> Iterator[Stored[Any]]:
        self._noted.reread.add(path)
        if path not in self._at_hand:
            self._at_hand[path] = list(reread(self._root, named(path)))
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
    listing: Listing
    about: str | None = None
    findings: list[Finding] = field(default_factory=list)
    facts: dict[str, Facts] = field(default_factory=dict)
    read: dict[str, FileRead] = field(default_factory=dict)
    missed: dict[str, None] = field(default_factory=dict)
    commented: list[str] = field(default_factory=list)
    evaluation: Stored[Evaluation] | None = None
    standing: Standing | None = None
    reread: set[str] = field(default_factory=set)
    wordings: set[bytes] = field(default_factory=set)
    said_anew: bool = False

    def run(self) -> None:
        everything = Known(self.listing.stamps.keys(), {}, frozenset())
        known = everything if self.cache is None else self.cache.known(self.listing, self._content)
        self._read(known)
        if self.cache is not None:
            self.standing = self._standing(known)
            if self.standing is None and not self.records and not self._recall_facts(known):
                self.findings, self.facts, self.commented, self.missed = [], {}, [], {}  # the cache is damaged
                self.said_anew = True
                self._read(everything)
            self.cache.finish(self.missed, same_facts=self.standing is not None)
        for path in self.listing.misnamed:
            self._note("CMO013", "the file is not read: its name does not end in .yaml", path)
        if self.evaluation is None:
            self._note("CMO015", "without evaluation.yaml only the shape of files is checked", EVALUATION_FILE)

    def _content(self, path: str) -> bytes | None:
        with suppress(YamlProblem):
            return read_bytes(self.root / path)
        return None

    def _read(self, known: Known) -> None:
        for path in self.listing.misplaced:
            self.missed[path] = None
            self._note("CMO001", f"{path} is not a folder that can be read", path)
        for file in steps(self._worth_a_look(known), "reading files"):
            anew = file.path in known.anew
            if not anew and self._can_do_without(file, known) and self._recalled(file):
                said = known.said.get(file.path)
                if said is not None:
                    self.findings += said.findings
                    self.commented += [file.path] if said.commented else []
            else:
                self._look_at(file, keep=anew or file.kind == "citations")  # those have another salt by now

    def _worth_a_look(self, known: Known) -> Sequence[FileName]:
        """The files of which anything is wanted; of most that did not change nothing is."""
        if self.records or EVALUATION_FILE in known.anew:
            return self.listing.files
        wanted = known.anew | known.said.keys() | {EVALUATION_FILE}
        return [named(path) for path in self.listing.stamps if path in wanted]

    def all_facts(self) -> dict[str, Facts]:
        """The facts of all files that could be read, in the order of the files."""
        return {path: self.facts[path] for path in self.listing.stamps if path in self.facts}

    def _recall_facts(self, known: Known) -> bool:
        """Whether the cache has the facts of all files that did not change."""
        for path in self.listing.stamps.keys() - known.anew - self.facts.keys() - self.missed.keys():
            if path not in self._facts_kept:
                return False
            self.facts[path] = self._facts_kept[path]
        return True

    @cached_property
    def _facts_kept(self) -> dict[str, Facts]:
        return self._from_cache(None)

    def _from_cache(self, path: str | None) -> dict[str, Facts]:
        """By file the facts that the cache has, or those of one file; none where it is damaged."""
        with suppress(TypeError):
            return {} if self.cache is None else {file: Facts(*one) for file, one in self.cache.facts(path).items()}
        return {}

    def _standing(self, known: Known) -> Standing | None:
        """What rules over the whole found before, unless what was read since, or is gone, may change it."""
        assert self.cache is not None  # noqa: S101 - only then it is asked
        if self.said_anew or known.gone or EVALUATION_FILE in known.anew:
            return None
        standing = Standing.of(self.cache.rules())
        if standing is None or self.about not in {None, standing.about} or standing.unread != tuple(self.missed):
            return None
        return standing if standing.stands_without(self.reread) else None

    def _compare(self, path: str, facts: Facts) -> None:
        """Note whether a file that was read again says anything else to rules over the whole than it did before.

        It says the same when its facts are what they were, and new wordings, if any, are those of nothing else.
        """
        assert self.cache is not None  # noqa: S101 - only then it is asked
        self.reread.add(path)
        before = None if self.said_anew else self._from_cache(path).get(path)
        if before is None or tuple(json.loads(json.dumps(facts[:4]))) != before[:4]:
            self.said_anew = True
        elif facts.prints != before.prints:
            new = wordings(facts)
            known = not self.wordings.isdisjoint(new) or any(self.cache.holds_print(one, besides=path) for one in new)
            self.said_anew = known or not all_differ(facts)
            self.wordings.update(new)

    def _can_do_without(self, file: FileName, known: Known) -> bool:
        """Whether what the cache knows of a file is enough: its record is not wanted, and its salt is ours."""
        if file.kind == "citations":
            return EVALUATION_FILE not in known.anew or self._salted_alike(file)
        return file.kind != "evaluation" and not self.records

    def _salted_alike(self, file: FileName) -> bool:
        kept = self._facts_kept.get(file.path)
        return kept is not None and kept.more.get("salt") == self._salt()

    def _salt(self) -> str:
        return salt_of(self.evaluation.record.id) if self.evaluation is not None else ""

    def _look_at(self, file: FileName, *, keep: bool = True) -> None:
        """Read a file; with `keep` what it held is kept for the next run."""
        now = time.time_ns()
        found = read_file(self.root, file, self.inspect, self._salt())
        self.findings += found.findings
        if found.commented:
            self.commented.append(file.path)
        if found.facts is not None and not self.records:
            self.facts[file.path] = found.facts
        if file.kind == "evaluation":
            self.evaluation = found.stored
        stat = self.listing.stat(file.path)
        if not found.whole:
            self.missed[file.path] = None
        if not found.whole or stat is None:
            self.said_anew = True
        elif keep and self.cache is not None and self.inspect and stat is not None and found.facts is not None:
            kept = Kept(
                found.facts,
                [finding.plain for finding in found.findings],
                found.commented,
                wordings(found.facts),
                found.columns.packed() if found.columns is not None else None,
            )
            self._compare(file.path, found.facts)
            self.cache.put(file.path, stat, now, found.digest, kept)
        if self.records:
            found.facts, found.seen = None, Seen()  # they have been kept; a million digests take room
            self.read[file.path] = found

    def _recalled(self, file: FileName) -> bool:
        """Whether the columns of a file that did not change, where they are wanted, came from the cache."""
        if not self.records or self.cache is None:
            return True
        packed = self.cache.columns(file.path)
        if packed is None:
            return False
        try:
            columns = Citations.unpacked(packed, source=file.source or "", file=file.path)
        except (ValueError, KeyError, TypeError):
            return False  # damaged
        self.read[file.path] = FileRead(file, columns=columns)
        return True

    def _note(self, code: str, message: str, path: str) -> None:
        entry = CATALOGUE[code]
        self.findings.append(Finding(code, entry.severity, message, Location(path, 1, 1), entry.hint))


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
    talks = _talks(reading, by_kind, texts)
    citations, second = Citations(), Citations()
    # the agreed coding first: what it withdraws is gone from second codings too
    for found in sorted(by_kind.get("citations", []), key=lambda found: found.file.coder is not None):
        if found.columns is not None:
            coding = citations if found.file.coder is None else second
            coding.extend(found.columns, withdrawal.rows(found.columns, talks), keep=withdrawn)
            found.columns = None  # a million of them are held once

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
        talk=talks,
    )


def _talks(reading: _Reading, by_kind: Mapping[str, list[FileRead]], texts: str | Path | None) -> Talks:
    """The talks of what was read, with everybody who was heard."""
    sources: dict[str, Source] = {}
    for found in by_kind.get("sources", []):
        if found.stored is not None:
            sources.setdefault(found.stored.record.id, found.stored.record)
    codings: dict[str, list[FileName]] = {}
    taken_back: set[str] = set()
    for found in by_kind.get("citations", []):
        codings.setdefault(found.file.source or "", []).append(found.file)
        if found.columns is not None and any(found.columns.withdrawn):
            taken_back.add(found.file.source or "")
    named = reading.evaluation.record.texts if reading.evaluation is not None else None
    return Talks(reading.root, sources, codings, taken_back, store.folder(reading.root, named, texts))


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
