"""From the files of a folder to a Repository, with a finding for whatever could not be read."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from cmo_eval.catalogue import CATALOGUE
from cmo_eval.diagnostics import Finding, Location
from cmo_eval.loading.folder import FileName, list_files
from cmo_eval.loading.shape import shape_findings
from cmo_eval.loading.text import read_text
from cmo_eval.model import (
    Case,
    Citation,
    CitationFile,
    Claim,
    Codebook,
    Conclusions,
    Defaults,
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

_REPARSED_FILES = 4


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
    return _Loading(root, inspect, withdrawn).run()


@dataclass
class _Loading:
    root: Path
    inspect: Inspector | None
    keep_withdrawn: bool
    findings: list[Finding] = field(default_factory=list)
    unread: dict[str, None] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)  # ids of withdrawn sources and citations
    silent: set[tuple[str, str]] = field(default_factory=set)  # (source, participant) that withdrew

    def run(self) -> Loaded:
        files, ignored = list_files(self.root)
        for path in ignored:
            self._report("CMO013", "the file is not read: its name does not end in .yaml", Location(path, 1, 1))
        by_kind: dict[str, list[FileName]] = {}
        for file in files:
            by_kind.setdefault(file.kind, []).append(file)

        sources = self._sources(by_kind.get("sources", []))
        citations, second = Citations(), Citations()
        for file in by_kind.get("citations", []):
            if file.source in self.gone and not self.keep_withdrawn:
                self._forget(file)
                continue
            self._citations(file, citations if file.coder is None else second)
        evaluation = self._one(by_kind["evaluation"], Evaluation)
        claims = self._many(by_kind.get("claims", []), Claim)
        patterns = self._many(by_kind.get("patterns", []), Pattern)
        cases = self._many(by_kind.get("cases", []), Case)
        codebook = self._one(by_kind.get("codebook", []), Codebook)
        conclusions = self._one(by_kind.get("conclusions", []), Conclusions)

        unread = tuple(self.unread)
        repository = None
        if evaluation is None:
            self._report(
                "CMO015",
                "without evaluation.yaml only the shape of files is checked",
                Location("evaluation.yaml", 1, 1),
            )
        else:
            repository = Repository(
                stored_evaluation=evaluation,
                stored_claims=claims,
                stored_patterns=patterns,
                stored_cases=cases,
                stored_sources=sources,
                stored_codebook=codebook,
                stored_conclusions=conclusions,
                citations=citations,
                second_codings=second,
                unread=unread,
                reread=_Rereader(self.root),
            )
        return Loaded(self.root, repository, tuple(self.findings), len(files), unread)

    def _report(self, code: str, message: str, location: Location, hint: str = "", subject: str | None = None) -> None:
        entry = CATALOGUE[code]
        self.findings.append(Finding(code, entry.severity, message, location, hint or entry.hint, subject))

    def _problem(self, problem: YamlProblem, file: str) -> None:
        self.unread[file] = None
        self._report(problem.code, problem.message, Location(file, *problem.position), problem.hint)

    def _inspected(self, stored: Stored[R]) -> Stored[R]:
        if self.inspect is not None:
            self.findings.extend(self.inspect(stored))
        return stored

    def _record(self, node: Node, model: type[R], file: str, value: Any) -> Stored[R] | None:
        try:
            record = model.model_validate(value)
        except ValidationError as error:
            self.unread[file] = None
            self.findings.extend(shape_findings(error, model, file, node))
            return None
        return self._inspected(Stored(record, file, node))

    def _mapping(self, node: Node, file: str) -> bool:
        if isinstance(node.value, dict):
            return True
        self.unread[file] = None
        what = "nothing" if node.value is None else "a list" if isinstance(node.value, list) else "a bare text"
        self._report(
            "CMO007",
            f"the file holds {what} where a mapping of keys belongs",
            Location(file, *node.locate(())),
        )
        return False

    def _file(self, file: FileName, model: type[R]) -> Stored[R] | None:
        try:
            node = read(read_text(self.root / file.path))
        except YamlProblem as problem:
            self._problem(problem, file.path)
            return None
        if not self._mapping(node, file.path):
            return None
        value = node.value if self.keep_withdrawn else _without(node.value, self.gone)
        return self._record(node, model, file.path, value)

    def _many(self, files: list[FileName], model: type[R]) -> list[Stored[R]]:
        return [stored for file in files if (stored := self._file(file, model)) is not None]

    def _one(self, files: list[FileName], model: type[R]) -> Stored[R] | None:
        return next(iter(self._many(files, model)), None)

    def _sources(self, files: list[FileName]) -> list[Stored[Source]]:
        kept: list[Stored[Source]] = []
        for stored in self._many(files, Source):
            source = stored.record
            silent = {person.id for person in source.participants if person.consent == "withdrawn"}
            self.silent.update((source.id, id_) for id_ in silent)
            if source.withdrawn is not None:
                self.gone.add(source.id)
            if self.keep_withdrawn:
                kept.append(stored)
            elif source.withdrawn is None:
                present = tuple(person for person in source.participants if person.id not in silent)
                kept.append(Stored(source.model_copy(update={"participants": present}), stored.file, stored.node))
        return kept

    def _citations(self, file: FileName, columns: Citations) -> None:
        source = file.source or ""
        try:
            text = read_text(self.root / file.path)
            for node in stream(text, "citations"):
                if isinstance(node, Item):
                    self._citation(node, file, source, columns)
                elif self._mapping(node, file.path):
                    self._rest(node, file)
        except YamlProblem as problem:
            self._problem(problem, file.path)

    def _forget(self, file: FileName) -> None:
        """Note the ids of a withdrawn source's citations, so that nothing refers to them."""
        try:
            for node in stream(read_text(self.root / file.path), "citations"):
                if isinstance(node, Item) and isinstance(node.value, dict) and isinstance(node.value.get("id"), str):
                    self.gone.add(node.value["id"])
        except YamlProblem as problem:
            self._problem(problem, file.path)

    def _rest(self, node: Node, file: FileName) -> None:
        for key in ("defaults", "coder"):
            if key in node.value and "citations" in node.value:
                order = list(node.value)
                if order.index(key) > order.index("citations"):
                    self.unread[file.path] = None
                    where = Location(file.path, *node.locate((key,), key=True))
                    self._report("CMO014", f"'{key}' stands below the citations it is for", where)
        self._record(node, CitationFile, file.path, node.value)

    def _citation(self, item: Item, file: FileName, source: str, columns: Citations) -> None:
        value = merged(item)
        if file.coder is None and isinstance(value, dict):
            for key in ("quote", "quality"):
                if value.get(key) is None:
                    self.unread[file.path] = None
                    where = Location(file.path, *item.locate(()))
                    subject = value.get("id")
                    self._report(
                        "CMO011",
                        f"'{key}' is missing in citation {subject or item.index + 1}",
                        where,
                        f"add a line that begins with `{key}:`",
                        subject if isinstance(subject, str) else None,
                    )
        stored = self._record(item, Citation, file.path, value)
        if stored is None:
            return
        citation = stored.record
        withdrawn = (
            citation.withdrawn is not None
            or source in self.gone
            or (citation.speaker is not None and (source, citation.speaker) in self.silent)
        )
        if withdrawn and not self.keep_withdrawn:
            self.gone.add(citation.id)
            return
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


def merged(item: Item) -> Any:
    """A citation as its entry and the file's defaults say together; what is no mapping stays as it is."""
    if not isinstance(item.value, dict):
        return item.value
    defaults = item.before.value.get("defaults")
    if not isinstance(defaults, dict):
        return item.value
    known = {key: value for key, value in defaults.items() if key in Defaults.model_fields}
    if item.value.get("role") is not None or item.value.get("speaker") is not None:
        # a citation that names its speaker by one of the two does not inherit the other
        known = {key: value for key, value in known.items() if key not in {"role", "speaker"}}
    return {**known, **item.value}


def _without(value: Any, gone: set[str]) -> Any:
    """The value without list items that are ids of what is gone."""
    if not gone:
        return value
    if isinstance(value, dict):
        return {key: _without(part, gone) for key, part in value.items()}
    if isinstance(value, list):
        return [_without(part, gone) for part in value if not (isinstance(part, str) and part in gone)]
    return value


class _Rereader:
    """Whole citations from their files, a few files kept at hand."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._kept: OrderedDict[str, list[Item]] = OrderedDict()

    def __call__(self, file: str, index: int) -> Stored[Citation]:
        items = self._kept.get(file)
        if items is None:
            text = read_text(self._root / file)
            items = [node for node in stream(text, "citations") if isinstance(node, Item)]
            self._kept[file] = items
            if len(self._kept) > _REPARSED_FILES:
                self._kept.popitem(last=False)
        item = items[index]
        return Stored(Citation.model_validate(merged(item)), file, item)
