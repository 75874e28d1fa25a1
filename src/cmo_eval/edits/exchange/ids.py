"""What things of other programs' projects are called here, and the other way round: kept in `exchange.json`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import field
from functools import cached_property
from pathlib import Path

from cmo_eval.deferred import dataclass
from cmo_eval.edits.plan import opened
from cmo_eval.errors import UsageError
from cmo_eval.projects.project import GUID, Coder, second_guid
from cmo_eval.store.repository import Repository
from cmo_eval.store.writing.change import FileChange, digest

FILE = "exchange.json"
"""In the evaluation folder: GUIDs with what they stand for, no words and no names."""

KINDS = ("coders", "codes", "documents", "codings", "passages")

_OURS = "5b6c8f0e-3f0b-4d43-9b52-6a1d0e3c7a55"
"""Below it lie the GUIDs that are made here."""


def our_guid(what: str) -> str:
    """The GUID of what is the same in all evaluations."""
    return second_guid(_OURS, what)


NOBODY = Coder(our_guid("nobody"), "not named")
"""Who coded what names no coder: other programs want one for each coding."""


@dataclass(frozen=True)
class IdMap:
    """GUIDs of things that came in, by kind of KINDS, each with its name here; `colours` are of codes, by that name.

    Names are a coder's initials, what a code means (see `exchange_codes`), a source's id and, of a coding, the id of
    its citation with what its code means; of a passage that something refers to, the citation and its coder.
    `said` is what codes and codings said when they came in, by GUID (see `exchange_changes`). `evaluation` is the id
    that other GUIDs follow from.
    """

    evaluation: str
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    colours: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)
    before: bytes | None = None
    _given: dict[tuple[str, str], str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def guid(self, kind: str, name: str) -> str:
        """The GUID of a thing: that under which it came in, else one that follows from its name."""
        found = self._given.get((kind, name))
        if found is None:
            found = self.known(kind, name) or second_guid(_OURS, f"{self.evaluation}\n{kind}\n{name}")
            self._given[kind, name] = found
        return found

    def has(self, kind: str, name: str, guid: str) -> bool:
        """Whether that is the GUID of a thing; others than those of version 5 follow from no name."""
        known = self.known(kind, name)
        return known == guid if known else guid[14:15] == "5" and self.guid(kind, name) == guid

    def known(self, kind: str, name: str) -> str:
        """The GUID under which a thing came in; '' where it did not."""
        return self._guids[kind].get(name, "")

    def named(self, kind: str, guid: str) -> str | None:
        """What a GUID stands for here; None where it never came in."""
        return self.names.get(kind, {}).get(guid)

    @cached_property
    def _guids(self) -> Mapping[str, Mapping[str, str]]:
        found = {kind: dict[str, str]() for kind in KINDS}
        for kind, names in self.names.items():
            for guid, name in names.items():
                if GUID.fullmatch(guid):  # some programs write other ids, which no other one would read
                    found[kind].setdefault(name, guid)
        return found

    def with_more(
        self, more: Mapping[str, Mapping[str, str]], colours: Mapping[str, str], said: Mapping[str, str]
    ) -> FileChange | None:
        """The change to the file when more came in; None where all of it is known. What was said first stays."""
        names = {kind: {**self.names.get(kind, {}), **more.get(kind, {})} for kind in KINDS}
        both = {**self.colours, **colours}
        first = {**said, **self.said}
        known = both == self.colours and first == self.said
        if known and names == {kind: self.names.get(kind, {}) for kind in KINDS}:
            return None
        whole = {"schema": 1, **names, "colours": both, "said": first}
        # a line for each, as git wants it; with an indent json has no help of C
        text = json.dumps(whole, ensure_ascii=False, separators=(",\n", ": "), sort_keys=True)
        content = f"{text}\n".encode()
        return FileChange(FILE, None if self.before is None else digest(self.before), content)


def id_map(root: Path, repository: Repository) -> IdMap:
    """What came into an evaluation; codes that got another name since, or became another one, by that.

    Args:
        root: the evaluation folder.
        repository: what was read from it.

    Raises:
        UsageError: the file cannot be read, so that things would come in twice.
    """
    evaluation, book = repository.evaluation.id, repository.stored_codebook
    if not (root / FILE).exists() and not (root / FILE).is_symlink():
        return IdMap(evaluation)

    def now(name: str) -> str:
        """What a code, or what a coding means, is called now."""
        about, mark, code = name.rpartition("#")
        became = book.record.successor(code) if mark and book is not None else None
        return f"{about}#{became}" if became else name

    before, text = opened(root, FILE)
    try:
        said = json.loads(text)
        names = {kind: _texts(said.get(kind, {}).items()) for kind in KINDS}
        colours = {now(code): colour for code, colour in _texts(said.get("colours", {}).items()).items()}
        for kind in ("codes", "codings"):
            names[kind] = {guid: now(name) for guid, name in names[kind].items()}
        return IdMap(evaluation, names, colours, _texts(said.get("said", {}).items()), before)
    except (ValueError, AttributeError, TypeError):
        hint = "put it back from git; without it, what came in before would come in again"
        raise UsageError(f"{FILE} is damaged", hint) from None


def _texts(items: Iterable[tuple[object, object]]) -> dict[str, str]:
    return {str(key): str(value) for key, value in items}
