"""Whose words are withdrawn, and the files that may hold them as they are; changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cmo_eval.errors import UsageError
from cmo_eval.rules.registry import nearest
from cmo_eval.store.folder import FileName
from cmo_eval.store.reading import merged
from cmo_eval.store.text import decoded, read_bytes
from cmo_eval.store.yaml_io import Item, YamlProblem, read, stream

_MEND = "mend it first, so that nothing is overlooked; `cmo-eval validate` shows what is wrong"


@dataclass(frozen=True, slots=True)
class Whom:
    """Whose words: of a whole source, of one of its participants, or one citation."""

    source: str
    participant: str | None = None
    citation: str | None = None

    @property
    def whole(self) -> bool:
        """Whether it is the source as a whole."""
        return self.participant is None and self.citation is None

    def __str__(self) -> str:
        if self.participant is not None:
            return f"{self.participant} in {self.source}"
        return self.citation or self.source


@dataclass(frozen=True, slots=True)
class Entry:
    """A citation as it stands in its file (`own`), and with what the file's defaults add (`value`)."""

    value: Mapping[str, Any]
    own: Mapping[str, Any]

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.value["id"])

    @property
    def quote(self) -> str | None:
        """The words as they were said; None of a paraphrase, and where there are none."""
        words = self.own.get("quote")
        spoken = str(self.value.get("verbatim", "true")).lower() != "false"
        return words if isinstance(words, str) and spoken else None

    @property
    def selected(self) -> tuple[int, int] | None:
        """Where its selector says that it stands."""
        selector = self.own.get("selector")
        try:
            return (int(selector["start"]), int(selector["end"])) if isinstance(selector, Mapping) else None
        except (KeyError, TypeError, ValueError):
            return None


@dataclass(frozen=True, slots=True)
class Coding:
    """A file of citations: its bytes, its text, and its entries."""

    name: FileName
    raw: bytes
    text: str
    entries: tuple[Entry, ...]


def whom_of(whom: str, sources: Mapping[FileName, Mapping[str, Any]], codings: list[Coding]) -> Whom:
    """Whom the words `FG2`, `FG2.r1` or `FG2-014` mean.

    Args:
        whom: what the user gave.
        sources: the records of sources, by file.
        codings: the files of citations.

    Raises:
        UsageError: nobody; with the nearest id.
    """
    ids = {str(value["id"]): value for value in sources.values() if "id" in value}
    ids |= {str(one.name.source): {} for one in codings if one.name.source not in ids}
    if whom in ids:
        return Whom(whom)
    source, dot, participant = whom.partition(".")
    if dot:
        if source not in ids:
            raise UsageError(f"there is no source {source}", nearest(source, ids) or f"it can be {some(ids)}")
        people = ids[source].get("participants")
        known = (
            [str(person.get("id")) for person in people if isinstance(person, dict)] if isinstance(people, list) else []
        )
        entries = [entry for one in codings if one.name.source == source for entry in one.entries]
        known += [str(entry.value["speaker"]) for entry in entries if "speaker" in entry.value]
        if participant not in known:
            hint = nearest(participant, known) or (f"it can be {some(dict.fromkeys(known))}" if known else "")
            raise UsageError(f"{source} has no participant {participant}", hint)
        return Whom(source, participant=participant)
    for one in codings:
        if any(entry.id == whom for entry in one.entries):
            return Whom(str(one.name.source), citation=whom)
    raise UsageError(
        f"there is no source {whom}",
        nearest(whom, ids) or "name a source (FG2), a participant of one (FG2.r1) or a citation (FG2-014)",
    )


def some(ids: Collection[str]) -> str:
    """The first eight of them, for a message."""
    names = list(ids)
    return ", ".join(names[:8]) + (" ..." if len(names) > 8 else "")


def chosen(whom: Whom, codings: Iterable[Coding]) -> set[str]:
    """Ids of the citations whose words go; a second coder's entry goes with the fragment that it codes again."""
    return {
        entry.id
        for one in codings
        for entry in one.entries
        if (whom.participant is None and whom.citation is None)
        or entry.id == whom.citation
        or (whom.participant is not None and entry.value.get("speaker") == whom.participant)
    }


def content(root: Path, file: str) -> tuple[bytes, str]:
    """The bytes and the text of a file.

    Raises:
        UsageError: it cannot be read, or is a link.
    """
    try:
        if (root / file).is_symlink():
            raise UsageError(f"{file} is a link, and only files are written", "put the file itself in its place")
        raw = read_bytes(root / file)
        return raw, decoded(raw)
    except YamlProblem as problem:
        raise UsageError(f"{file}:{problem.position.line}: {problem.message}", _MEND) from None


def record(root: Path, file: FileName) -> Mapping[str, Any]:
    """A file with one record, as plain values.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        value = read(content(root, file.path)[1]).value
    except YamlProblem as problem:
        raise UsageError(f"{file.path}:{problem.position.line}: {problem.message}", _MEND) from None
    if not isinstance(value, dict):
        raise UsageError(f"{file.path} is no mapping of keys", _MEND)
    return value


def coding(root: Path, file: FileName) -> Coding:
    """A file of citations.

    Raises:
        UsageError: it cannot be read wholly, so that words in it may be overlooked.
    """
    raw, text = content(root, file.path)
    entries: list[Entry] = []
    try:
        for item in stream(text, "citations"):
            if isinstance(item, Item):
                value = merged(item)
                if not isinstance(value, dict) or not isinstance(value.get("id"), str):
                    where = f"{file.path}:{item.locate(()).line}"
                    raise UsageError(f"{where}: an entry has no id", _MEND)
                entries.append(Entry(value, item.value))
    except YamlProblem as problem:
        raise UsageError(f"{file.path}:{problem.position.line}: {problem.message}", _MEND) from None
    return Coding(file, raw, raw.decode("utf-8"), tuple(entries))
