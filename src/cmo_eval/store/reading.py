"""One file of an evaluation, read and looked at: its record or its citations, and what is wrong with it.

A citation is its entry and the file's defaults together. Where the parts of it stand is not kept: whoever needs that
has the entry read again (`Entries`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cmo_eval.diagnostics import CODES, Finding, Location, Position
from cmo_eval.errors import CmoEvalError
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
from cmo_eval.model.base import AnyRecord, Record
from cmo_eval.store.folder import FileName
from cmo_eval.store.repository import Coded, Stored
from cmo_eval.store.shape import shape_findings
from cmo_eval.store.yaml_io import Item, Node, YamlProblem, decoded, read, read_bytes, read_text, stream

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

    `stored` is its record, None where it could not be read. Of a file of citations, `citations` are its entries and
    `coding` is what it says of all of them. `whole` is False as soon as anything in it could not be read. `commented`
    says whether it holds a comment to the tool.
    """

    file: FileName
    findings: list[Finding] = field(default_factory=list)
    stored: Stored[Any] | None = None
    citations: list[Coded] = field(default_factory=list)
    coding: CitationFile | None = None
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


def read_file(root: Path, file: FileName, inspect: Inspector | None = None) -> FileRead:
    """Read one file and look at what is in it; whatever is wrong with it becomes findings."""
    found = FileRead(file)
    try:
        if file.kind == "citations":
            _read_citations(root, found, inspect)
        else:
            _read_record(root, found, inspect)
    except YamlProblem as problem:
        found.whole = False
        where = Location(file.path, *problem.position)
        other = None if problem.related is None else Location(file.path, *problem.related)
        found.report(problem.code, problem.message, where, problem.hint, related=other)
    return found


def _validated(found: FileRead, node: Node, model: type[AnyRecord], value: Any) -> Any:
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
    record = _validated(found, node, MODELS[file.kind], node.value)
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


def _read_citations(root: Path, found: FileRead, inspect: Inspector | None) -> None:
    for node in stream(_text(root, found), "citations"):
        if isinstance(node, Item):
            _read_entry(found, node, inspect)
        elif _is_mapping(found, node):
            _read_rest(found, node, inspect)


def _read_rest(found: FileRead, node: Node, inspect: Inspector | None) -> None:
    order = list(node.value)
    for key in ("defaults", "coder"):
        if "citations" in node.value and key in node.value and order.index(key) > order.index("citations"):
            found.whole = False
            where = Location(found.file.path, *node.locate((key,), key=True))
            found.report("CMO014", f"'{key}' stands below the citations it is for", where)
    found.coding = _validated(found, node, CitationFile, node.value)
    if found.coding is not None and inspect is not None:
        found.findings += inspect(Stored(found.coding, found.file.path, node))


def _read_entry(found: FileRead, item: Item, inspect: Inspector | None) -> None:
    file = found.file
    value = merged(item)
    if file.coder is None and isinstance(value, dict):
        _check_complete(found, item, value)
    citation: Citation | None = _validated(found, item, Citation, value)
    if citation is None:
        return
    if inspect is not None:
        found.findings += inspect(Stored(citation, file.path, item))
    coder = item.before.get("coder")
    found.citations.append(
        Coded(
            citation,
            source=file.source or "",
            coder=file.coder or (coder if isinstance(coder, str) else None),
            file=file.path,
            index=item.index,
            line=item.start.line,
        )
    )


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
    named = item.value.get("role") is not None or item.value.get("speaker") is not None
    return {
        key: value
        for key, value in defaults.items()
        if key in _INHERITED and key not in item.value and not (named and key in {"role", "speaker"})
    }


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
            found.whole = False
            where = Location(found.file.path, *item.locate(()))
            message = f"'{key}' is missing in citation {id_ or item.index + 1}"
            hint = f"add a line that begins with `{key}:`"
            found.report("CMO011", message, where, hint, id_ if isinstance(id_, str) else None)


# ---- an entry again ----------------------------------------------------------------------------------------------


class Entries:
    """Entries of files of citations, read again for where their parts stand; the last file is kept at hand.

    Raises:
        CmoEvalError: the file changed since it was read, and the citation is not where it was.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._at_hand: tuple[str, str, list[int]] = ("", "", [])
        self._items: list[Item] | None = None  # of that file, where one cannot be told from its own lines

    def __call__(self, coded: Coded) -> Stored[Citation]:
        """The citation with the positions of its parts."""
        item = None
        with suppress(YamlProblem):
            text, starts = self._text(coded.file)
            item = _cut_out(text, starts, coded) or self._nth(text, coded.index)
        if item is None or not _is_of(item, coded):
            message = f"{coded.file} changed while it was being used: {coded.id} is not where it was"
            raise CmoEvalError(message, "run again")
        return Stored(coded.citation, coded.file, item)

    def coding(self, file: str, record: CitationFile) -> Stored[CitationFile]:
        """What a file says of all of its entries, with the positions of that."""
        node = Node(None)
        with suppress(YamlProblem):
            *_, node = stream(self._text(file)[0], "citations")
        return Stored(record, file, node)

    def _text(self, file: str) -> tuple[str, list[int]]:
        """The text of a file, and where its lines start."""
        if self._at_hand[0] != file:
            text = read_text(self._root / file)
            self._items = None
            self._at_hand = (file, text, [0, *(match.end() for match in _LINE_END.finditer(text))])
        return self._at_hand[1:]

    def _nth(self, text: str, index: int) -> Item | None:
        """The entry at that place in the list; None where there is none, or what stands above it cannot be read."""
        if self._items is None:
            self._items = []
            with suppress(YamlProblem):
                self._items.extend(node for node in stream(text, "citations") if isinstance(node, Item))
        return self._items[index] if index < len(self._items) else None


_LINE_END = re.compile("\r\n|\r|\n")


def _cut_out(text: str, starts: list[int], coded: Coded) -> Item | None:
    """The entry from its own lines alone, which is quick in a long file; None where they cannot be told from others."""
    start = starts[coded.line - 1] if coded.line <= len(starts) else len(text)
    dash = re.compile(" *- ").match(text, start)
    if dash is None:
        return None
    behind = re.compile(rf"^ {{0,{dash.end() - start - 2}}}[^ \r\n#]", re.MULTILINE).search(text, dash.end())
    own = text[start : behind.start() if behind else None]
    try:
        item = next(stream(f"citations:\n{own}", "citations"))
    except YamlProblem:
        return None
    if not isinstance(item, Item) or not _is_of(item, coded):
        return None
    item.start = Position(coded.line, item.start.column)
    return item


def _is_of(item: Item, coded: Coded) -> bool:
    return isinstance(item.value, dict) and str(item.value.get("id")).strip() == coded.id
