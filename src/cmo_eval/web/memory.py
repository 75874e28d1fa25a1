"""The evaluation as it is now, held while the page is open: read again where files changed, and written one at a time.

Only files that changed are read again, so that a coding is saved at once in a large evaluation too.
"""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import field, replace
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from cmo_eval import api
from cmo_eval.analysis import search as searching
from cmo_eval.analysis.coded_text import CodedText, coded_text
from cmo_eval.analysis.query import parsed
from cmo_eval.analysis.robustness import Sensitivity, sensitivities
from cmo_eval.analysis.search import Found, Wanted
from cmo_eval.analysis.verification import Verification
from cmo_eval.deferred import dataclass, expression
from cmo_eval.diagnostics import Finding
from cmo_eval.errors import CmoEvalError
from cmo_eval.nearest import unknown
from cmo_eval.store import loading
from cmo_eval.store.reading import FileRead
from cmo_eval.store.repository import Repository
from cmo_eval.store.writing import recover
from cmo_eval.store.writing.change import Change
from cmo_eval.store.writing.lock import locked
from cmo_eval.store.writing.transaction import Undo, newest
from cmo_eval.transcripts.store import place

_REMEMBERED = 30
"""States of which it is known what was in which file: a page that shows an older one is told that all changed."""

_ANSWERS = 12
"""Answers that a state remembers."""

_QUOTED = expression('["“”„]')


class Planned(Protocol):
    """What can be written: a plan of an edit, or an undo."""

    @property
    def change(self) -> Change: ...
    def apply(self) -> None: ...


P = TypeVar("P", bound=Planned)
T = TypeVar("T")


class ChangedMeanwhileError(CmoEvalError):
    """Files (`files`, with `/` from the root) are not as the page showed them; nothing was written."""

    def __init__(self, files: tuple[str, ...]) -> None:
        super().__init__("the files changed since this was shown", "look at what changed, and save again")
        self.files = files


class _Mark(NamedTuple):
    """What tells that a file was written to, without reading it."""

    written: int
    changed: int
    size: int
    inode: int


@dataclass(frozen=True, eq=False)
class State:
    """What the folder holds at one moment.

    `version` tells this state from others; `files` has the SHA-256 of each file and transcript, by its path from the
    root (of a transcript by its whole path). `evaluation` is None while evaluation.yaml cannot be read; `findings` are
    those of reading.
    """

    root: Path
    version: str
    files: Mapping[str, str]
    evaluation: api.Evaluation | None
    findings: tuple[Finding, ...]
    unread: tuple[str, ...]
    _texts: dict[tuple[str, str | None], CodedText] = field(default_factory=dict)
    _once: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, which is worked out once for this state; the last answers by `key` are remembered."""
        found: T = self._once[key] if key in self._once else make()
        self._once[key] = found
        while len(self._once) > _ANSWERS:
            self._once.popitem(last=False)
        return found

    @property
    def repository(self) -> Repository:
        """The records, without what was withdrawn.

        Raises:
            CmoEvalError: evaluation.yaml cannot be read.
        """
        return self.opened.repository

    @property
    def opened(self) -> api.Evaluation:
        """The evaluation.

        Raises:
            CmoEvalError: evaluation.yaml cannot be read.
        """
        if self.evaluation is None:
            raise CmoEvalError("evaluation.yaml cannot be read", "mend it; the first page says what is wrong")
        return self.evaluation

    @cached_property
    def verification(self) -> Verification:
        """Proposal and decision for each claim, weighed once for all that ask.

        Raises:
            CmoEvalError: evaluation.yaml cannot be read.
        """
        return self.opened.verify()

    @cached_property
    def sensitivity(self) -> Mapping[str, Sensitivity]:
        """What each proposal hangs on, by the claim's id; of a large evaluation it takes a moment.

        Raises:
            CmoEvalError: evaluation.yaml cannot be read.
        """
        return sensitivities(self.repository, self.verification.values())

    def text(self, source: str, coder: str | None = None) -> CodedText:
        """The transcript of a source with what is coded in it, words that may not be quoted too.

        Args:
            source: its id.
            coder: initials of a second coder, whose own coding it is then and no other.

        Raises:
            UsageError: there is no such source, or it has no text.
            CmoEvalError: the text is not at hand, or cannot be read.
        """
        if (source, coder) not in self._texts:
            repository = self.repository
            stored = next((one for one in repository.stored_sources if one.record.id == source), None)
            if stored is None:
                raise unknown("source", source, repository.sources)
            found = coded_text(repository, stored, repository.texts, coder=coder, background=True)
            self._texts[source, coder] = found
        return self._texts[source, coder]

    def touching(self, source: str) -> frozenset[str]:
        """Paths of the files that a page of one source shows: its own, its citations' and its transcript."""
        repository = self.repository
        stored = repository.sources.get(source)
        text = str(place(repository.texts, stored.text)) if stored and stored.text and repository.texts else ""
        return frozenset(path for path in self.files if path == text or path.startswith(f"sources/{source}."))


@dataclass(frozen=True)
class Written(Generic[P]):
    """A plan that was carried out (or changes nothing), with what the folder held before and holds now."""

    plan: P
    before: State
    after: State


class Memory:
    """The evaluation in a folder, for one page server.

    Args:
        root: the evaluation folder.
        texts: where the transcripts lie, in place of what CMO_EVAL_TEXTS or evaluation.yaml says.

    `made` has the ids of the changes that were made here, as `Undo` has them. `shares` remembers how much of a source
    is coded, by its id and the digests of its files.
    """

    def __init__(self, root: Path, texts: Path | None = None) -> None:
        self.root = root
        self.texts = texts
        self.made: set[str] = set()
        self.shares: dict[str, tuple[frozenset[str], float]] = {}
        self._lock = RLock()
        self._known: dict[loading.Content, FileRead] = {}
        self._marks: dict[str, tuple[_Mark, str]] = {}
        self._state: State | None = None
        self._before: OrderedDict[str, Mapping[str, str]] = OrderedDict()

    def now(self) -> State:
        """What the folder holds; what was read before is read again only where it changed."""
        with self._lock:
            recover(self.root)
            state = self._state
            marks = self._look(self._paths(state))
            version = _version(marks)
            if state is None or state.version != version:
                self._state = state = self._read(marks)
            self._marks = marks
            return state

    def changed(self, since: str, about: Callable[[str], bool] = lambda _: True) -> tuple[str, ...]:
        """Paths of files that are not as they were in the version `since`, of those that it is about.

        All of them where nobody knows that version any more.
        """
        with self._lock:
            now, then = self.now().files, self._before.get(since, {})
            return tuple(sorted(path for path in {*now, *then} if about(path) and now.get(path) != then.get(path)))

    def write(
        self, make: Callable[[State], P], *, shown: str, about: Callable[[str], bool] | None = None
    ) -> Written[P]:
        """Carry out what is planned on the files as they are now; nobody else writes in between.

        Args:
            make: makes the plan from what the folder holds.
            shown: the version that the person saw who asked for it.
            about: which files it rests on; none if not given. If one of these changed since, nothing is written.

        Raises:
            ChangedMeanwhileError: a file it rests on changed since.
            CmoEvalError: whatever `make` raises, or it cannot be written; nothing has changed then.
        """
        with self._lock, locked(self.root):
            before = self.now()
            if about is not None and shown != before.version and (files := self.changed(shown, about)):
                raise ChangedMeanwhileError(files)
            plan = make(before)
            if plan.change.files:
                plan.apply()
                undone = isinstance(plan, Undo) and not plan.again
                if (made := newest(self.root, again=undone)) is not None:
                    self.made.add(made)
            return Written(plan, before, self.now())

    def search(self, words: str, wanted: Wanted) -> Found:
        """What holds all the words, in quotes, memos and transcripts; never what was withdrawn.

        Args:
            words: words, phrases in quotation marks and word starts (`zorg*`).
            wanted: where to look.

        Raises:
            UsageError: there is nothing to search for, or no such source, code or claim.
        """
        with self._lock:
            known = self.now().repository
            asked = [words] if _QUOTED.search(words) else words.split()  # else it would be one phrase
            return searching.search(self.root, known, parsed(asked), wanted, known.texts, read=self._known)

    def _paths(self, state: State | None) -> Iterator[str]:
        listing = loading.list_files(self.root)
        yield from listing.paths
        yield from listing.misnamed
        repository = state.evaluation.repository if state is not None and state.evaluation is not None else None
        if repository is not None and repository.evaluation.names is not None:
            yield os.path.abspath(self.root / repository.evaluation.names)  # noqa: PTH100 - links stay as they are
        if repository is not None and repository.texts is not None:
            yield from {str(place(repository.texts, one.text)) for one in repository.sources.values() if one.text}

    def _look(self, paths: Iterable[str]) -> dict[str, tuple[_Mark, str]]:
        """The mark and digest of each file; only one whose mark changed is read."""
        found: dict[str, tuple[_Mark, str]] = {}
        for path in paths:
            with suppress(OSError, ValueError):
                whole = path if os.path.isabs(path) else f"{self.root}/{path}"  # noqa: PTH117 - of thousands
                stat = os.stat(whole)  # noqa: PTH116 - likewise
                mark = _Mark(stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino)
                known = self._marks.get(path)
                found[path] = known if known is not None and known[0] == mark else (mark, _digest(whole))
        return found

    def _read(self, marks: dict[str, tuple[_Mark, str]]) -> State:
        loaded = loading.load(self.root, texts=self.texts, known=self._known)
        evaluation = None
        if loaded.repository is not None:
            evaluation = api.Evaluation(self.root, loaded.repository, loaded.unread, loaded.findings)
        state = State(self.root, "", {}, evaluation, loaded.findings, loaded.unread)
        # only now it is known which transcripts there are; of what was looked at before reading, that look counts
        marks |= self._look({*self._paths(state)} - set(marks))
        files = {path: digest for path, (_, digest) in marks.items()}
        state = replace(state, version=_version(marks), files=files)
        self._before[state.version] = files
        while len(self._before) > _REMEMBERED:
            self._before.popitem(last=False)
        current = set(files.values())
        for content in [one for one in self._known if one[1].hex() not in current]:
            del self._known[content]  # what somebody took out of a file is not kept
        return state


def _version(marks: Mapping[str, tuple[_Mark, str]]) -> str:
    lines = (f"{path} {marks[path][1]}" for path in sorted(marks))
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _digest(path: str) -> str:
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
