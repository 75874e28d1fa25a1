"""One file of an evaluation, read and looked at: its record or citations, its facts, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cmo_eval.diagnostics import CODES, Finding, Location
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
from cmo_eval.model.base import AnyRecord, Record
from cmo_eval.store.citations import Citations, Coded
from cmo_eval.store.entries import defaults_of, merged
from cmo_eval.store.folder import FileName
from cmo_eval.store.register import Facts, facts_of, facts_of_coding
from cmo_eval.store.repository import Stored
from cmo_eval.store.shape import shape_findings
from cmo_eval.store.tally import Tally
from cmo_eval.store.text import decoded, read_bytes
from cmo_eval.store.yaml_io import Item, Node, YamlProblem, read, stream

MODELS: Mapping[str, type[Record]] = {
    "evaluation": Evaluation,
    "codebook": Codebook,
    "conclusions": Conclusions,
    "claims": Claim,
    "patterns": Pattern,
    "cases": Case,
    "sources": Source,
}

COMMENT = b"# cmo:"
"""What a comment to the tool begins with."""

Inspector = Callable[[Stored[Any]], Iterable[Finding]]
"""Looks at one record as soon as it is read; what it finds joins the findings of the file."""


@dataclass
class FileRead:
    """What a file held.

    `stored` is its record (None where it could not be read), `citations` those of a file of citations; `whole` is
    False as soon as anything in it could not be read. `facts` are there where they were asked for. `commented` says
    whether it holds a comment to the tool.
    """

    file: FileName
    findings: list[Finding] = field(default_factory=list)
    stored: Stored[Any] | None = None
    citations: list[Coded] = field(default_factory=list)
    facts: Facts | None = None
    commented: bool = False
    whole: bool = True

    def report(
        self,
        code: str,
        message: str,
        location: Location,
        hint: str = "",
        subject: str | None = None,
        related: Location | None = None,
    ) -> None:
        """Add a finding of reading."""
        self.findings.append(CODES[code].finding(message, location, hint, subject, related))


def read_file(root: Path, file: FileName, inspect: Inspector | None = None, *, facts: bool = False) -> FileRead:
    """Read one file and look at what is in it, with `facts` for rules over the whole too.

    Whatever is wrong with it becomes findings.
    """
    found = FileRead(file)
    try:
        if file.kind == "citations":
            _read_citations(root, found, inspect, Tally() if facts else None)
        else:
            _read_record(root, found, inspect)
            if facts and found.stored is not None:
                found.facts = facts_of(found.stored.record, file.kind)
    except YamlProblem as problem:
        found.whole = False
        where = Location(file.path, *problem.position)
        other = None if problem.related is None else Location(file.path, *problem.related)
        found.report(problem.code, problem.message, where, problem.hint, related=other)
    return found


def reread(root: Path, file: FileName) -> Iterator[Stored[Any]]:
    """The records of a file that was read before, one by one; those that cannot be read are left out."""
    found: list[Stored[Any]] = []

    def keep(stored: Stored[Any]) -> Iterable[Finding]:
        found.append(stored)
        return ()

    read_file(root, file, keep)
    return iter(found)


def validated(found: FileRead, node: Node, model: type[AnyRecord], value: Any) -> Any:
    """The record, or None with a finding for each thing that the model refuses."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        found.whole = False
        inherited = defaults_of(node) if isinstance(node, Item) else ()  # said once, where the defaults stand
        found.findings += shape_findings(error, model, found.file.path, node, without=inherited)
        return None


def _read_record(root: Path, found: FileRead, inspect: Inspector | None) -> None:
    file = found.file
    node = read(_text(root, found))
    if not _is_mapping(found, node):
        return
    record = validated(found, node, MODELS[file.kind], node.value)
    if record is None:
        return
    found.stored = Stored(record, file.path, node)
    if inspect is not None:
        found.findings += inspect(found.stored)


def _text(root: Path, found: FileRead) -> str:
    content = read_bytes(f"{root}/{found.file.path}")
    found.commented = COMMENT in content
    return decoded(content)


def _is_mapping(found: FileRead, node: Node) -> bool:
    if isinstance(node.value, dict):
        return True
    found.whole = False
    what = "nothing" if node.value is None else "a list" if isinstance(node.value, list) else "a bare text"
    where = Location(found.file.path, *(node.locate(()) if node.value is not None else (1, 1)))
    found.report("CMO007", f"the file holds {what} where a mapping of keys belongs", where)
    return False


def _read_citations(root: Path, found: FileRead, inspect: Inspector | None, tally: Tally | None) -> None:
    file = found.file
    try:
        for node in stream(_text(root, found), "citations"):
            if isinstance(node, Item):
                citation = _read_entry(found, node, inspect)
                if citation is not None and tally is not None:
                    tally.add(citation)
            elif _is_mapping(found, node):
                _read_rest(found, node, inspect)
    finally:
        if tally is not None:
            whole = found.stored.record if found.stored is not None else CitationFile()
            facts = facts_of_coding(whole, Citations(found.citations), file.source or "", file.coder)
            found.facts = facts._replace(more={**facts.more, **tally.facts()})


def _read_rest(found: FileRead, node: Node, inspect: Inspector | None) -> None:
    order = list(node.value)
    for key in ("defaults", "coder"):
        if "citations" in node.value and key in node.value and order.index(key) > order.index("citations"):
            found.whole = False
            where = Location(found.file.path, *node.locate((key,), key=True))
            found.report("CMO014", f"'{key}' stands below the citations it is for", where)
    record = validated(found, node, CitationFile, node.value)
    if record is not None:
        found.stored = Stored(record, found.file.path, node)
        if inspect is not None:
            found.findings += inspect(found.stored)


def _read_entry(found: FileRead, item: Item, inspect: Inspector | None) -> Citation | None:
    """The citation, which joins the others; None where it cannot be read."""
    file = found.file
    value = merged(item)
    if file.coder is None and isinstance(value, dict):
        _check_complete(found, item, value)
    citation: Citation | None = validated(found, item, Citation, value)
    if citation is None:
        return None
    if inspect is not None:
        found.findings += inspect(Stored(citation, file.path, item))
    coder = item.before.value.get("coder")
    found.citations.append(
        Coded(
            citation,
            source=file.source or "",
            coder=file.coder or (coder if isinstance(coder, str) else None),
            file=file.path,
            index=item.index,
            line=item.locate(()).line,
        )
    )
    return citation


def _check_complete(found: FileRead, item: Item, value: dict[str, Any]) -> None:
    """A citation of the agreed coding has the words and their quality; a second coder's need not.

    The words of one that was withdrawn may be gone.
    """
    id_ = value.get("id")
    for key in ("quote", "quality"):
        if value.get(key) is None and not (key == "quote" and value.get("withdrawn") is not None):
            found.whole = False
            where = Location(found.file.path, *item.locate(()))
            message = f"'{key}' is missing in citation {id_ or item.index + 1}"
            hint = f"add a line that begins with `{key}:`"
            found.report("CMO011", message, where, hint, id_ if isinstance(id_, str) else None)
