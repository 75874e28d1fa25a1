"""From the files of a folder to a Repository, with a finding for whatever could not be read."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from cmo_eval.catalogue import CATALOGUE
from cmo_eval.diagnostics import Finding, Location
from cmo_eval.loading.entries import Rereader, defaults_of, merged
from cmo_eval.loading.folder import FileName, list_files
from cmo_eval.loading.shape import shape_findings
from cmo_eval.loading.text import read_text
from cmo_eval.loading.withdrawal import Withdrawal
from cmo_eval.model import (
    Case,
    Citation,
    CitationFile,
    Claim,
    Codebook,
    Conclusions,
    Evaluation,
    Pattern,
    Source,
)
from cmo_eval.model.base import Record
from cmo_eval.repository import Citations, Repository, Stored
from cmo_eval.yaml_io import Item, Node, YamlProblem, read, stream

R = TypeVar("R", bound=Record)
Inspector = Callable[[Stored[Any]], Iterable[Finding]]
"""Looks at one record as soon as it is read; what it finds joins the findings of the run."""


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


def load(root: Path, *, inspect: Inspector | None = None, withdrawn: bool = False) -> Loaded:
    """Read the evaluation in `root`.

    Args:
        root: the folder that holds evaluation.yaml.
        inspect: called with each record as it is read.
        withdrawn: keep what was withdrawn (sources, participants, citations); only `validate` wants it. Without
            it nothing of it, and no reference to it, is in the repository.
    """
    with _no_garbage_collection():
        return _Loading(root, inspect, withdrawn).run()


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


@dataclass
class _Loading:
    root: Path
    inspect: Inspector | None
    keep_withdrawn: bool
    findings: list[Finding] = field(default_factory=list)
    unread: dict[str, None] = field(default_factory=dict)
    withdrawal: Withdrawal = field(default_factory=Withdrawal)

    def run(self) -> Loaded:
        listing = list_files(self.root)
        for path in listing.misnamed:
            self._report("CMO013", "the file is not read: its name does not end in .yaml", Location(path, 1, 1))
        for path in listing.misplaced:
            self.unread[path] = None
            self._report("CMO001", f"{path} is not a folder that can be read", Location(path, 1, 1))
        by_kind: dict[str, list[FileName]] = {}
        for file in listing.files:
            by_kind.setdefault(file.kind, []).append(file)

        sources = self._sources(by_kind.get("sources", []))
        citations, second = Citations(), Citations()
        coded: list[Stored[CitationFile]] = []
        # the agreed coding first: what it withdraws is gone from second codings too
        for file in sorted(by_kind.get("citations", []), key=lambda file: file.coder is not None):
            stored = self._citations(file, citations if file.coder is None else second)
            if stored is not None:
                coded.append(stored)
        evaluation = self._one(by_kind["evaluation"], Evaluation)
        claims = self._many(by_kind.get("claims", []), Claim)
        patterns = self._many(by_kind.get("patterns", []), Pattern)
        cases = self._many(by_kind.get("cases", []), Case)
        codebook = self._one(by_kind.get("codebook", []), Codebook)
        conclusions = self._one(by_kind.get("conclusions", []), Conclusions)

        unread = tuple(self.unread)
        repository = None
        if evaluation is None:
            where = Location("evaluation.yaml", 1, 1)
            self._report("CMO015", "without evaluation.yaml only the shape of files is checked", where)
        else:
            repository = Repository(
                stored_evaluation=evaluation,
                stored_claims=claims,
                stored_patterns=patterns,
                stored_cases=cases,
                stored_sources=sources,
                stored_codebook=codebook,
                stored_conclusions=conclusions,
                stored_citation_files=coded,
                citations=citations,
                second_codings=second,
                unread=unread,
                reread=Rereader(self.root),
            )
        return Loaded(self.root, repository, tuple(self.findings), len(listing.files), unread)

    def _report(self, code: str, message: str, location: Location, hint: str = "", subject: str | None = None) -> None:
        entry = CATALOGUE[code]
        self.findings.append(Finding(code, entry.severity, message, location, hint or entry.hint, subject))

    def _problem(self, problem: YamlProblem, file: str) -> None:
        self.unread[file] = None
        self._report(problem.code, problem.message, Location(file, *problem.position), problem.hint)

    def _record(self, node: Node, model: type[R], file: str, value: Any) -> R | None:
        try:
            return model.model_validate(value)
        except ValidationError as error:
            self.unread[file] = None
            inherited = defaults_of(node) if isinstance(node, Item) else ()  # said once, where the defaults stand
            self.findings.extend(shape_findings(error, model, file, node, without=inherited))
            return None

    def _inspected(self, stored: Stored[R]) -> Stored[R]:
        if self.inspect is not None:
            self.findings.extend(self.inspect(stored))
        return stored

    def _mapping(self, node: Node, file: str) -> bool:
        if isinstance(node.value, dict):
            return True
        self.unread[file] = None
        what = "nothing" if node.value is None else "a list" if isinstance(node.value, list) else "a bare text"
        where = Location(file, *(node.locate(()) if node.value is not None else (1, 1)))
        self._report("CMO007", f"the file holds {what} where a mapping of keys belongs", where)
        return False

    def _file(self, file: FileName, model: type[R]) -> Stored[R] | None:
        try:
            node = read(read_text(self.root / file.path))
        except YamlProblem as problem:
            self._problem(problem, file.path)
            return None
        if not self._mapping(node, file.path):
            return None
        record = self._record(node, model, file.path, node.value)
        if record is None:
            return None
        if not self.keep_withdrawn:
            present = self.withdrawal.without(node.value)
            if present != node.value:
                record = self._record(node, model, file.path, present)
        return None if record is None else self._inspected(Stored(record, file.path, node))

    def _many(self, files: list[FileName], model: type[R]) -> list[Stored[R]]:
        return [stored for file in files if (stored := self._file(file, model)) is not None]

    def _one(self, files: list[FileName], model: type[R]) -> Stored[R] | None:
        return next(iter(self._many(files, model)), None)

    def _sources(self, files: list[FileName]) -> list[Stored[Source]]:
        everything = []
        for file in files:
            stored = self._file(file, Source)
            if stored is None:
                # who withdrew cannot be known, so nobody is heard until the file is mended
                self.withdrawal.gone.add(file.id_in_name)
            else:
                self.withdrawal.note(stored.record)
                everything.append(stored)
        if self.keep_withdrawn:
            return everything
        return [
            Stored(self.withdrawal.present(stored.record), stored.file, stored.node)
            for stored in everything
            if stored.record.id not in self.withdrawal.gone
        ]

    def _citations(self, file: FileName, columns: Citations) -> Stored[CitationFile] | None:
        try:
            text = read_text(self.root / file.path)
            for node in stream(text, "citations"):
                if isinstance(node, Item):
                    self._citation(node, file, columns)
                elif self._mapping(node, file.path):
                    return self._rest(node, file)
        except YamlProblem as problem:
            self._problem(problem, file.path)
        return None

    def _rest(self, node: Node, file: FileName) -> Stored[CitationFile] | None:
        order = list(node.value)
        for key in ("defaults", "coder"):
            if "citations" in node.value and key in node.value and order.index(key) > order.index("citations"):
                self.unread[file.path] = None
                where = Location(file.path, *node.locate((key,), key=True))
                self._report("CMO014", f"'{key}' stands below the citations it is for", where)
        record = self._record(node, CitationFile, file.path, node.value)
        return None if record is None else Stored(record, file.path, node)

    def _citation(self, item: Item, file: FileName, columns: Citations) -> None:
        value = merged(item)
        if file.coder is None and isinstance(value, dict):
            self._complete(item, value, file)
        citation = self._record(item, Citation, file.path, value)
        if citation is None:
            return
        source = file.source or ""
        withdrawn = self.withdrawal.covers(citation, source)
        if withdrawn and not self.keep_withdrawn:
            self.withdrawal.gone.add(citation.id)
            return
        self._inspected(Stored(citation, file.path, item))
        coder = item.before.value.get("coder")
        columns.add(
            citation,
            source=source,
            coder=file.coder or (coder if isinstance(coder, str) else None),
            file=file.path,
            index=item.index,
            line=item.locate(()).line,
            withdrawn=withdrawn,
        )

    def _complete(self, item: Item, value: dict[str, Any], file: FileName) -> None:
        """A citation of the agreed coding has the words and their quality; a second coder's need not."""
        id_ = value.get("id")
        for key in ("quote", "quality"):
            if value.get(key) is None:
                self.unread[file.path] = None
                where = Location(file.path, *item.locate(()))
                message = f"'{key}' is missing in citation {id_ or item.index + 1}"
                hint = f"add a line that begins with `{key}:`"
                self._report("CMO011", message, where, hint, id_ if isinstance(id_, str) else None)
