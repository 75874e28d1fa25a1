"""One file of an evaluation, read and looked at: its record or its citations, and what is wrong with it.

A citation is its entry and the file's defaults together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cmo_eval.deferred import dataclass
from cmo_eval.diagnostics import CODES, Finding, Location, Position
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
    Writing,
)
from cmo_eval.model.base import AnyRecord, Record
from cmo_eval.store.folder import FileName
from cmo_eval.store.repository import Coded, Stored
from cmo_eval.store.shape import shape_findings
from cmo_eval.store.yaml_io import Item, Node, YamlProblem, decoded, read_bytes, stream

MODELS: Mapping[str, type[Record]] = {
    "evaluation": Evaluation,
    "codebook": Codebook,
    "conclusions": Conclusions,
    "claims": Claim,
    "patterns": Pattern,
    "cases": Case,
    "sources": Source,
    "writing": Writing,
}

COMMENT = b"# cmo:"
"""What a comment to the tool begins with."""

Inspector = Callable[[Stored[Any]], Iterable[Finding]]
"""Looks at one record as soon as it is read; what it finds joins the findings of the file."""


@dataclass
class FileRead:
    """What a file held.

    `stored` is its record, None where it could not be read. Of a file of citations, `citations` are its entries and
    `coding` is what it says of all of them. `whole` is False as soon as anything in it could not be read. `commented`
    says whether it holds a comment to the tool.
    """

    file: FileName
    findings: list[Finding] = field(default_factory=list)
    stored: Stored[Any] | None = None
    citations: list[Coded] = field(default_factory=list)
    coding: Stored[CitationFile] | None = None
    commented: bool = False
    whole: bool = True

    def refuse(self, code: str, message: str, at: Position, hint: str = "", subject: str | None = None) -> None:
        """Add a finding of reading, by which the file is not whole."""
        self.whole = False
        self.findings.append(CODES[code].finding(message, Location(self.file.path, *at), hint, subject))


def read_file(root: Path, file: FileName, inspect: Inspector | None = None) -> FileRead:
    """Read one file and look at what is in it; whatever is wrong with it becomes findings."""
    found = FileRead(file)
    of_citations = file.kind == "citations"
    try:
        content = read_bytes(f"{root}/{file.path}")
        found.commented = COMMENT in content
        for node in stream(decoded(content), "citations" if of_citations else None):
            if isinstance(node, Item):
                _read_entry(found, node, inspect)
            elif not isinstance(node.value, dict):
                what = "nothing" if node.value is None else "a list" if isinstance(node.value, list) else "a bare text"
                at = node.locate(()) if node.value is not None else Position(1, 1)
                found.refuse("CMO007", f"the file holds {what} where a mapping of keys belongs", at)
            elif of_citations:
                _check_order(found, node)
                found.coding = _stored(found, node, CitationFile, inspect)
            else:
                found.stored = _stored(found, node, MODELS[file.kind], inspect)
    except YamlProblem as problem:
        found.whole = False
        where = Location(file.path, *problem.position)
        other = Location(file.path, *problem.related) if problem.related is not None else None
        found.findings.append(CODES[problem.code].finding(problem.message, where, problem.hint, related=other))
    return found


def _stored(
    found: FileRead, node: Node, model: type[AnyRecord], inspect: Inspector | None, value: Any = None
) -> Stored[Any] | None:
    """The record of a node, looked at; None with a finding for each thing that the model refuses.

    Args:
        found: what is read.
        node: where the record stands.
        model: what it is a record of.
        inspect: looks at it.
        value: what it is made from, where that is not the node's own value.
    """
    try:
        stored = Stored(model.model_validate(node.value if value is None else value), found.file.path, node)
    except ValidationError as error:
        found.whole = False
        inherited = defaults_of(node) if isinstance(node, Item) else ()  # said once, where the defaults stand
        found.findings += shape_findings(error, model, found.file.path, node, without=inherited)
        return None
    if inspect is not None:
        found.findings += inspect(stored)
    return stored


def _check_order(found: FileRead, node: Node) -> None:
    order = list(node.value)
    for key in ("defaults", "coder"):
        if "citations" in node.value and key in node.value and order.index(key) > order.index("citations"):
            message = f"'{key}' stands below the citations it is for"
            found.refuse("CMO014", message, node.locate((key,), key=True))


def _read_entry(found: FileRead, item: Item, inspect: Inspector | None) -> None:
    file = found.file
    value = merged(item)
    if file.coder is None and isinstance(value, dict):
        _check_complete(found, item, value)
    stored = _stored(found, item, Citation, inspect, value)
    if stored is not None:
        coder = item.before.get("coder")
        own = coder if isinstance(coder, str) else None
        where = (file.path, item.index, item.extent.start.line, item.extent)
        found.citations.append(Coded(stored.record, file.source or "", file.coder or own, *where))


_INHERITED = frozenset(Defaults.model_fields)


def defaults_of(item: Item) -> dict[str, Any]:
    """What the file's defaults say of this entry.

    An entry that names its speaker by `speaker` or by `role` does not inherit the other of the two.
    """
    if not isinstance(item.value, dict):
        return {}
    defaults = item.before.get("defaults")
    if not isinstance(defaults, dict):
        return {}
    inherited = {key: value for key, value in defaults.items() if key in _INHERITED and key not in item.value}
    if item.value.get("role") is not None or item.value.get("speaker") is not None:
        inherited.pop("role", None)
        inherited.pop("speaker", None)
    return inherited


def merged(item: Item) -> Any:
    """The entry with the defaults for what it leaves out; what is no mapping stays as it is."""
    return {**defaults_of(item), **item.value} if isinstance(item.value, dict) else item.value


def _check_complete(found: FileRead, item: Item, value: dict[str, Any]) -> None:
    """A citation of the agreed coding has the words and their quality; a second coder's need not.

    The words of one that was withdrawn may be gone.
    """
    id_ = value.get("id")
    for key in ("quote", "quality"):
        if value.get(key) is None and not (key == "quote" and value.get("withdrawn") is not None):
            message = f"'{key}' is missing in citation {id_ or item.index + 1}"
            hint = f"add a line that begins with `{key}:`"
            found.refuse("CMO011", message, item.locate(()), hint, id_ if isinstance(id_, str) else None)
