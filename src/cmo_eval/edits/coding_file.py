"""A file of citations as new ones are put into it: what stands there, which ids are free; writes nothing."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from cmo_eval.edits.citation_text import new_file, with_citations, with_fields
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.model import CitationFile, Claim
from cmo_eval.model.relations import references
from cmo_eval.store.reading import merged
from cmo_eval.store.repository import Repository
from cmo_eval.store.text import decoded, read_bytes
from cmo_eval.store.writing import FileChange, digest
from cmo_eval.store.writing.change import key
from cmo_eval.store.yaml_io import Item, YamlProblem, stream
from cmo_eval.transcripts.normal import light_words, loose_words

CODED = ("quality", "evidence", "codes", "coded")
"""What a second coder says of a citation, so that it is coded."""

DIGITS = 3
"""Of the number in an id, where the file has none yet to take after."""

_NUMBER = re.compile("[0-9]{1,9}")
_FIRST_WORD = re.compile(r"\S+")


@dataclass(frozen=True)
class Entry:
    """A citation that stands in the file: its id, its values with what `defaults` adds, and where (line from 1).

    The line is 0 of one that is added.
    """

    id: str
    value: Mapping[str, Any]
    line: int = 0

    @cached_property
    def words(self) -> str:
        """Its words as words are compared, '' where it has none."""
        return words_of(str(self.value.get("quote") or ""))

    @property
    def span(self) -> tuple[int, int] | None:
        """Where in its text it stands, None where nothing says so."""
        selector = self.value.get("selector")
        try:
            return (int(selector["start"]), int(selector["end"])) if isinstance(selector, Mapping) else None
        except (KeyError, TypeError, ValueError):
            return None


def words_of(quote: str) -> str:
    """The words of a quote as words are compared, without accents and punctuation around them; cuts are all alike."""
    words = light_words(re.sub(r"\[\s*(?:\.\.\.|…)\s*\]", "[…]", quote))
    return loose_words(words).strip(" '\".,;:!?-")


@dataclass
class CodingFile:
    """A file of citations, there already or not, with what is to be added.

    `coder` are the initials that it names, or is to name; `second` are those of the second coder whose file it is.
    `filled` has what is said, by id, of citations that stand there to be coded.
    """

    file: str
    source: str
    second: str | None
    before: bytes | None
    text: str
    coder: str | None
    defaults: Mapping[str, Any]
    entries: list[Entry]
    added: list[dict[str, Any]] = field(default_factory=list)
    names_coder: bool = False
    filled: dict[str, dict[str, Any]] = field(default_factory=dict)
    _last: int | None = None  # number that was given out
    _width: int = DIGITS
    _by_id: dict[str, Entry] = field(default_factory=dict)
    _by_key: dict[str, str] = field(default_factory=dict)
    _by_words: dict[str, list[Entry]] = field(default_factory=dict)
    _by_span: dict[tuple[int, int], list[Entry]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for entry in self.entries:
            self._know(entry)

    def _know(self, entry: Entry) -> None:
        self._by_id.setdefault(entry.id, entry)
        self._by_key.setdefault(key(entry.id), entry.id)
        self._by_words.setdefault(entry.words, []).append(entry)
        if entry.span is not None:
            self._by_span.setdefault(entry.span, []).append(entry)

    def add(self, entry: dict[str, Any]) -> None:
        """Add a citation; `entry` may be changed as long as its id, words and place stay."""
        id_ = str(entry["id"])
        self.added.append(entry)
        self._know(self.with_defaults(id_, entry))
        number = id_.removeprefix(self.start)
        if self._last is not None and _NUMBER.fullmatch(number):
            self._last = max(self._last, int(number))

    def with_defaults(self, id_: str, entry: Mapping[str, Any]) -> Entry:
        """An entry with what the file's defaults say of it, now and when it changes."""
        named = "speaker" in entry or "role" in entry
        rest = {key: value for key, value in self.defaults.items() if not (named and key in {"speaker", "role"})}
        return Entry(id_, ChainMap(entry, rest))  # type: ignore[arg-type]  # it is only read

    def to_be_coded(self, entry: Entry) -> bool:
        """Whether a citation stands in a second coder's file with nothing of that coder's yet."""
        return self.second is not None and not any(entry.value.get(key) for key in CODED)

    def get(self, id_: str) -> Entry | None:
        """The citation with that id, there or added."""
        return self._by_id.get(id_)

    def like(self, id_: str) -> str | None:
        """The id of a citation that is there or added, and is this one but for capitals at most."""
        return self._by_key.get(key(id_))

    def alike(self, entry: Entry) -> list[Entry]:
        """Citations at the same place, then those with the same words."""
        at = self._by_span.get(entry.span, []) if entry.span is not None else []
        return [*at, *self._by_words.get(entry.words, [])]

    def next_id(self, reserved: Iterable[str] = ()) -> str:
        """The next free id, one more than the highest, as wide as the others are written.

        Args:
            reserved: ids that were given out elsewhere, whether they still stand for something or not.
        """
        start = self.start
        if self._last is None:
            here = [entry.id.removeprefix(start) for entry in self.entries if entry.id.startswith(start)]
            elsewhere = [id_.removeprefix(start) for id_ in reserved if id_.startswith(start)]
            numbers = [number for number in here if _NUMBER.fullmatch(number)]
            self._width = min((len(number) for number in numbers), default=DIGITS)
            self._last = max((int(one) for one in (*numbers, *elsewhere) if _NUMBER.fullmatch(one)), default=0)
        return f"{start}{self._last + 1:0{self._width}d}"

    @property
    def start(self) -> str:
        """What the ids of its new citations begin with."""
        return f"{self.source}-{self.second}-" if self.second else f"{self.source}-"

    def change(self) -> FileChange | None:
        """The file before and after; None where nothing is added.

        Raises:
            CmoEvalError: it cannot be added without rewriting more.
        """
        if not self.added and not self.filled:
            return None
        after = self.after()
        return FileChange(self.file, digest(self.before) if self.before is not None else None, after.encode("utf-8"))

    def after(self) -> str:
        """The text of the file with what is added.

        Raises:
            CmoEvalError: it cannot be added without rewriting more.
        """
        try:
            if self.before is None:
                return new_file(self.file, self.added, coder=self.coder)
            text = self.text
            if self.names_coder and self.coder:
                text = with_fields(text, {"coder": self.coder}, tuple(CitationFile.model_fields))
            return with_citations(text, add=self.added, change=self.filled)
        except CmoEvalError as error:
            raise CmoEvalError(f"{self.file}: {error.message}", error.hint) from None

    def lines(self, after: str) -> Mapping[str, int]:
        """The line on which each citation that is added or filled in stands in the text after the change, by id."""
        ids = {*self.filled, *(str(entry["id"]) for entry in self.added)}
        found = {}
        for item in _items(after.removeprefix("\ufeff")):
            id_ = item.value.get("id") if isinstance(item.value, dict) else None
            if id_ in ids:
                found[str(id_)] = item.locate(()).line
        return found


def read_coding(root: Path, source: str, coder: str | None = None) -> CodingFile:
    """The file of a source's citations, or of a second coder's.

    Args:
        root: the evaluation folder.
        source: id of the source.
        coder: initials of the second coder; None for the agreed coding.

    Raises:
        UsageError: it is there and cannot be read, so that something may be in it that nobody sees.
    """
    file = f"sources/{source}.citations.{coder}.yaml" if coder else f"sources/{source}.citations.yaml"
    path = root / file
    if path.is_symlink():
        raise UsageError(f"{file} is a link, and only files are written", "put the file itself in its place")
    if not path.exists():
        return CodingFile(file, source, coder, None, "", coder, {}, [])
    try:
        before = read_bytes(path)
        text = decoded(before)
        entries = []
        rest: Any = {}
        for node in stream(text, "citations"):
            if isinstance(node, Item):
                value = merged(node)
                if not isinstance(value, dict) or not isinstance(value.get("id"), str):
                    where = node.locate(()).line
                    raise UsageError(f"{file}:{where} holds an entry without an id", _MEND)
                entries.append(Entry(value["id"], value, node.locate(()).line))
            else:
                rest = node.value
    except YamlProblem as problem:
        raise UsageError(f"{file}:{problem.position.line}: {problem.message}", _MEND) from None
    if not isinstance(rest, dict):
        raise UsageError(f"{file} is no file of citations", _MEND)
    defaults, named = rest.get("defaults"), rest.get("coder")
    return CodingFile(
        file,
        source,
        coder,
        before,
        before.decode("utf-8"),
        named if isinstance(named, str) else None,
        defaults if isinstance(defaults, dict) else {},
        entries,
    )


_MEND = "mend it first; `cmo-eval validate` shows what is wrong"


def given_out(repository: Repository) -> Iterator[str]:
    """Ids of citations that files name anywhere: of those that are gone, too, none is given out again."""
    yield from repository.citations.ids
    yield from repository.second_codings.ids
    records: list[Any] = [stored.record for stored in repository.records]
    if repository.stored_conclusions is not None:
        records.append(repository.stored_conclusions.record)
    for record in records:
        yield from (one.target for one in references(record) if one.relation in {"citation", "ground"})
        for decision in record.decisions if isinstance(record, Claim) else ():
            lines: Sequence[str] = decision.evidence.citations if decision.evidence is not None else ()
            yield from (match[0] for line in lines if (match := _FIRST_WORD.search(line)))


def selector(start: int, end: int, prefix: str, suffix: str) -> dict[str, Any]:
    """A selector as files have it."""
    return {"start": start, "end": end, **{key: text for key, text in (("prefix", prefix), ("suffix", suffix)) if text}}


def _items(text: str) -> Iterator[Item]:
    return (node for node in stream(text, "citations") if isinstance(node, Item))
