"""A file of citations as new ones are put into it: what stands there, what is the same, which ids are free.

Writes nothing.
"""

from __future__ import annotations

import re
from collections import ChainMap, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from cmo_eval.deferred import dataclass, expression
from cmo_eval.edits.coding.citation_text import new_file, with_citations, with_fields
from cmo_eval.edits.coding.draft import folded, notation, stance_of
from cmo_eval.edits.examples import without_examples
from cmo_eval.edits.plan import MEND, opened, unreadable
from cmo_eval.errors import UsageError, said_of
from cmo_eval.model import PARTS, Citation, CitationFile, Claim, Evidence, holding
from cmo_eval.model.base import CITATION_ID_PATTERN
from cmo_eval.model.relations import references
from cmo_eval.nearest import key
from cmo_eval.store.reading import merged
from cmo_eval.store.repository import Repository
from cmo_eval.store.writing.change import FileChange, digest
from cmo_eval.store.yaml_io import Item, YamlProblem, stream
from cmo_eval.transcripts.normal import light_words, loose_words

DIGITS = 3
"""Of the number in an id, where the file has none yet to take after."""

_LONGEST_SHOWN = 300
_CODED = ("quality", "evidence", "codes", "coded")
_OF_WORDS = frozenset({"quote", "verbatim", "selector", "at", "speaker", "role"})
_SINGLE = ("verbatim", "speaker", "role", "quality", "utterance", "case", *holding(Citation, "retold", "about"))
_NUMBER = expression("[0-9]{1,9}")
_FIRST_WORD = expression(r"\S+")
_CUT = expression(r"\[\s*(?:\.\.\.|…)\s*\]")


class Problem(NamedTuple):
    """Why a draft cannot be an entry, and what to do about it; neither holds anybody's words.

    `passage` are words of the text that come near, all of them; `line` is where they stand (from 1). `cause` is the
    same for all of a kind, of words that are nowhere or at several places; else ''.
    """

    message: str
    hint: str = ""
    passage: str = ""
    line: int | None = None
    cause: str = ""

    @property
    def shown(self) -> str:
        """As much of the passage as a person is shown to look at."""
        return self.passage[:_LONGEST_SHOWN]


@dataclass(frozen=True, slots=True)
class Added:
    """A draft that will be the citation `id` in `file`; `joined` where it says more of one that is added anyhow."""

    id: str
    file: str
    entry: Mapping[str, Any]
    notes: tuple[str, ...]
    joined: bool = False


@dataclass(frozen=True, slots=True)
class There:
    """A draft whose words are a citation already; `otherwise` names stances and codes that this one lacks."""

    id: str
    file: str
    line: int
    otherwise: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A draft that cannot be a citation, and why."""

    problems: tuple[Problem, ...]


Outcome = Added | There | Refused


@dataclass(frozen=True)
class Entry:
    """A citation of a file: its id, its values with what `defaults` adds (`value`) and without (`own`), and its line.

    Lines are counted from 1; it is 0 of one that is added.
    """

    id: str
    value: Mapping[str, Any]
    own: Mapping[str, Any]
    line: int = 0

    @cached_property
    def words(self) -> str:
        """Its words as words are compared, '' where it has none."""
        return _words(self.own, self.value)

    @property
    def literal(self) -> bool:
        """Whether its words are said to be those that were spoken."""
        return is_true(self.value.get("verbatim", "true"))

    @cached_property
    def span(self) -> tuple[int, int] | None:
        """Where in its text it stands, None where nothing says so."""
        return _span(self.own)


def _words(own: Mapping[str, Any], value: Mapping[str, Any]) -> str:
    return words_of(str((own if "quote" in own else value).get("quote") or ""))


def _span(own: Mapping[str, Any]) -> tuple[int, int] | None:
    selector = own.get("selector")
    try:
        return (int(selector["start"]), int(selector["end"])) if isinstance(selector, Mapping) else None
    except (KeyError, TypeError, ValueError):
        return None


def is_true(value: Any) -> bool:
    """Whether a value of a file means yes; nothing but `false` means no."""
    return str(value).lower() != "false"


@lru_cache(maxsize=256)  # those of a new one are asked for where it is looked for, and again where it is put
def words_of(quote: str) -> str:
    """The words of a quote as words are compared, without accents and punctuation around them; cuts are all alike."""
    cut = _CUT.sub("[…]", quote) if "[" in quote else quote
    return loose_words(light_words(cut)).strip(" '\".,;:!?-")


@dataclass
class CodingFile:
    """A file of citations, there already or not, with what is to be added.

    `coder` are the initials that it names, or is to name; `second` are those of the second coder whose file it is.
    `new` has what is said, by id, in citations that are added and of those that stand there to be coded.
    """

    file: str
    source: str
    second: str | None
    before: bytes | None
    coder: str | None
    defaults: Mapping[str, Any]
    entries: list[Entry]
    new: dict[str, dict[str, Any]] = field(default_factory=dict)
    names_coder: bool = False
    kept: dict[str, Any] = field(default_factory=dict)  # what its defaults are to say beside
    _last: int | None = None  # number that was given out
    _width: int = DIGITS

    @property
    def text(self) -> str:
        """The text of the file, with its byte order mark; empty where it is not there yet."""
        return (self.before or b"").decode("utf-8")

    @cached_property
    def start(self) -> str:
        """What the ids of its new citations begin with."""
        return f"{self.source}-{self.second}-" if self.second else f"{self.source}-"

    @cached_property
    def by_id(self) -> dict[str, Entry]:
        """Its citations by id, those that are added too; of an id used twice, the first."""
        return {entry.id: entry for entry in reversed(self.entries)}

    @cached_property
    def by_key(self) -> dict[str, str]:
        """Ids of its citations by what ids are compared by, so that capitals do not tell them apart."""
        return {key(entry.id): entry.id for entry in reversed(self.entries)}

    @cached_property
    def _at(self) -> dict[tuple[int, int] | None, list[Entry]]:
        """Its citations by their places."""
        found: dict[tuple[int, int] | None, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            found[entry.span].append(entry)
        return found

    @cached_property
    def _unread(self) -> list[Entry]:
        """Citations that are not among `_saying` yet: where all stand at their places nobody asks for words."""
        return [*self.entries]

    @cached_property
    def _saying(self) -> dict[str, list[Entry]]:
        return defaultdict(list)

    def _with_words(self, words: str) -> Sequence[Entry]:
        """Its citations with these words."""
        for entry in self._unread:
            self._saying[entry.words].append(entry)
        self._unread.clear()
        return self._saying.get(words, ())

    def with_defaults(self, id_: str, entry: Mapping[str, Any]) -> Entry:
        """An entry with what the file's defaults say of it, now and when it changes."""
        rest = self.defaults
        if "speaker" in entry or "role" in entry:
            rest = {key: value for key, value in rest.items() if key not in {"speaker", "role"}}
        return Entry(id_, ChainMap(entry, rest), entry)  # type: ignore[arg-type]  # it is only read

    def keeps(self, quality: str) -> bool:
        """Whether its defaults say that quality, from now on if they say none; not where that would change others."""
        if "quality" not in self.defaults and self.second is None:
            if any(entry.line and not entry.value.get("quality") for entry in self.entries):
                return False
            self.defaults, self.kept = {**self.defaults, "quality": quality}, {"quality": quality}
        return self.defaults.get("quality") == quality

    def to_be_coded(self, entry: Entry) -> bool:
        """Whether a citation stands in a second coder's file with nothing of that coder's yet."""
        return self.second is not None and not any(entry.value.get(key) for key in _CODED)

    # ---- what a new one is ------------------------------------------------------------------------------------------

    def same(self, entry: Mapping[str, Any], holds: Callable[[Entry], bool] | None) -> Entry | None:
        """The citation with the same words: at the same place or, where places are not known, of the same speaker.

        Args:
            entry: the new one.
            holds: whether the place that one gives still has its words; None where all places do.
        """
        span = _span(entry)
        at: Sequence[Entry] = self._at.get(span, ()) if span is not None else ()
        if holds is None and span is not None and None not in self._at:  # then words tell nothing
            return at[0] if at else None
        words = _words(entry, self.defaults)
        for other in [*at, *self._with_words(words)]:
            there = other.span is not None and (holds is None or holds(other))
            if span is not None and other.span == span and there:
                return other
            if other.words != words:
                continue
            apart = span is not None and there
            if not apart and _may_be_one(self.with_defaults("", entry).value, other.value):
                return other
        return None

    def put(self, entry: dict[str, Any], notes: Iterable[str] = ()) -> Outcome:
        """The entry as a new citation, unless one of its id is there or was added before it."""
        id_ = str(entry["id"])
        before, there = self.new.get(id_), self.by_id.get(id_)
        if there is not None and there.line:  # it stands in the file, with its words
            if not self.to_be_coded(there):
                return There(id_, self.file, there.line, _lacking(there.value, entry))
            entry = {key: value for key, value in entry.items() if key not in {"id", *_OF_WORDS}}
        if before is None:
            if there is None:
                self._add(id_, entry)
            self.new[id_] = entry
            return Added(id_, self.file, entry, tuple(notes))
        apart = [key for key in _SINGLE if before.get(key) and entry.get(key) and before[key] != entry[key]]
        if apart:
            what = f"the same words as {id_}, with another {apart[0]}"
            return Refused((Problem(what, "make it one row, or say which of the two it is"),))
        joined = _joined(before, entry)
        if any({*one.get("parts", ())} & {*one.get("lacks", ())} for one in joined.get("evidence", ())):
            what = f"the same words as {id_}, with a part denied that is shown there, or the other way round"
            return Refused((Problem(what, "make it one row, or say which of the two it is"),))
        before.clear()
        before.update(joined)
        return Added(id_, self.file, before, tuple(notes), joined=True)

    def again(self, id_: str, entry: Mapping[str, Any], notes: Iterable[str] = ()) -> Outcome:
        """What a second coder says of the citation with that id, whose words the agreed coding has."""
        return self.put({"id": id_, **{key: value for key, value in entry.items() if key not in _OF_WORDS}}, notes)

    def _add(self, id_: str, entry: dict[str, Any]) -> None:
        """Add a citation, which may be changed as long as its id, words and place stay."""
        known = self.with_defaults(id_, entry)
        self.by_id[id_] = known
        self.by_key.setdefault(key(id_), id_)
        self._unread.append(known)
        self._at[known.span].append(known)
        if self._last is not None:
            self._last = max(self._last, int(self._number(id_) or 0))

    # ---- ids --------------------------------------------------------------------------------------------------------

    def next_id(self, reserved: Iterable[str] = ()) -> str:
        """The next free id, one more than the highest, as wide as the others are written.

        Args:
            reserved: ids that were given out elsewhere, whether they still stand for something or not.
        """
        start = self.start
        if self._last is None:
            numbers = list(filter(None, (self._number(entry.id) for entry in self.entries)))
            elsewhere = filter(None, map(self._number, reserved))
            self._width = min(map(len, numbers), default=DIGITS)
            self._last = max(map(int, chain(numbers, elsewhere)), default=0)
        return f"{start}{self._last + 1:0{self._width}d}"

    def _number(self, id_: str) -> str:
        """The number in an id of this file; empty of another id."""
        match = _NUMBER.fullmatch(id_.removeprefix(self.start)) if id_.startswith(self.start) else None
        return match[0] if match is not None else ""

    def odd_id(self, id_: str, reserved: Mapping[str, str]) -> Problem | None:
        """Why a new citation here cannot have that id; `reserved` as for `next_id`, by what ids are compared by."""
        free = self.next_id(reserved.values())
        if not id_.startswith(self.start) or re.fullmatch(CITATION_ID_PATTERN, id_) is None:
            return Problem(f"{id_[:40]} is no id for a new citation here", f"such as {free}")
        other = reserved.get(key(id_)) or self.by_key.get(key(id_))
        hint = f"the next free one is {free}"
        if other == id_:
            return Problem(f"the id {id_} stands for other words", hint)
        if other is not None:
            return Problem(f"the id {id_} is {other} but for capitals, which half of all disks do not tell apart", hint)
        return None

    # ---- the change -------------------------------------------------------------------------------------------------

    def change(self) -> FileChange | None:
        """The file before and after; None where nothing is added.

        Raises:
            CmoEvalError: it cannot be added without rewriting more.
        """
        if not self.new:
            return None
        added = [entry for entry in self.new.values() if "id" in entry]
        filled = {id_: entry for id_, entry in self.new.items() if "id" not in entry}
        with said_of(self.file):
            if self.before is None:
                whole = new_file(self.file, added, coder=self.coder, defaults=self.kept)
                return FileChange(self.file, None, whole.encode("utf-8"))
            text = self.text
            said = {"coder": self.coder if self.names_coder else None, "defaults": self.kept and self.defaults}
            if fields := {name: value for name, value in said.items() if value}:
                text = with_fields(text, fields, tuple(CitationFile.model_fields))
            places = () if fields else [(entry.id, entry.line) for entry in self.entries if entry.line]
            after = with_citations(text, add=added, change=filled, places=places)
            if not any(entry.line for entry in self.entries):
                done = ("citations", "coder") if self.coder else ("citations",)
                after = without_examples(after, "citations", self.source, done)
        return FileChange(self.file, digest(self.before), after.encode("utf-8"))

    def lines(self, after: str) -> Mapping[str, int]:
        """The line on which each citation that is added or filled in stands in the text after the change, by id."""
        return {
            id_: item.extent.start.line
            for item in stream(after.removeprefix("\ufeff"), "citations")
            if isinstance(item, Item) and isinstance(item.value, dict) and (id_ := item.value.get("id")) in self.new
        }


def read_coding(root: Path, source: str, coder: str | None = None, *, proposed: bool = False) -> CodingFile:
    """The file of a source's citations, or of a second coder's.

    Args:
        root: the evaluation folder.
        source: id of the source.
        coder: initials of the second coder; None for the agreed coding.
        proposed: what the model of that name proposed.

    Raises:
        UsageError: it is there and cannot be read, so that something may be in it that nobody sees.
    """
    file = f"sources/{source}.citations.{coder}.yaml" if coder else f"sources/{source}.citations.yaml"
    if proposed:
        file = f"sources/{source}.proposed.{coder}.yaml"
    if not (root / file).exists() and not (root / file).is_symlink():
        return CodingFile(file, source, coder, None, coder, {}, [])
    before, text = opened(root, file)
    entries = []
    rest: Any = {}
    try:
        for node in stream(text, "citations"):
            if isinstance(node, Item):
                value, line = merged(node), node.extent.start.line
                if not isinstance(value, dict) or not isinstance(value.get("id"), str):
                    raise UsageError(f"{file}:{line} holds an entry without an id", MEND)
                entries.append(Entry(value["id"], value, node.value, line))
            else:
                rest = node.value
    except YamlProblem as problem:
        raise unreadable(file, problem) from None
    if not isinstance(rest, dict):
        raise UsageError(f"{file} is no file of citations", MEND)
    defaults, named = rest.get("defaults"), rest.get("coder")
    defaults = defaults if isinstance(defaults, dict) else {}
    named = named if isinstance(named, str) else None
    return CodingFile(file, source, coder, before, named, defaults, entries)


def given_out(repository: Repository) -> Iterator[str]:
    """Ids of citations that files name anywhere: of those that are gone, too, none is given out again."""
    for coding in repository.codings:
        yield from (coded.id for coded in coding)
    records: list[Any] = [stored.record for stored in repository.records]
    if repository.stored_conclusions is not None:
        records.append(repository.stored_conclusions.record)
    for record in records:
        yield from (one.target for one in references(record) if one.relation in {"citation", "ground"})
        for decision in record.decisions if isinstance(record, Claim) else ():
            lines = decision.evidence.citations if decision.evidence is not None else ()
            yield from (match[0] for line in lines if (match := _FIRST_WORD.search(line)))


# ---- two codings of the same words ---------------------------------------------------------------------------------


def _may_be_one(mine: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two citations with the same words have nobody else for a speaker, as far as they say."""
    return all(
        mine.get(key) is None or other.get(key) is None or folded(str(mine[key])) == folded(str(other[key]))
        for key in ("speaker", "role")
    )


def _evidence(value: Mapping[str, Any]) -> dict[str, set[str]]:
    """What a citation shows: parts by stance, in the notation without parts, as far as it can be read.

    A part that is denied has a minus before it.
    """
    found: dict[str, set[str]] = {}
    for said in value.get("evidence") or ():
        try:
            evidence = Evidence.model_validate(said)
        except ValidationError:
            continue
        one = replace(stance_of(evidence), parts=(), lacks=())
        parts = found.setdefault(f"{evidence.stance} {notation(one)}", set())
        parts.update(evidence.parts, (f"-{part}" for part in evidence.lacks))
    return found


def _lacking(there: Mapping[str, Any], entry: Mapping[str, Any]) -> tuple[str, ...]:
    """Stances and codes that a citation lacks, of those that a draft has."""
    known = _evidence(there)
    stances = [
        one + (f":{'+'.join(sorted(parts)).replace('+-', '-')}" if parts else "")
        for one, parts in _evidence(entry).items()
        if one not in known or not parts <= known[one]
    ]
    codes = there.get("codes") or ()
    has = {codes} if isinstance(codes, str) else set(codes)
    return (*stances, *(f"#{code}" for code in entry.get("codes") or () if code not in has))


def _joined(before: Mapping[str, Any], entry: Mapping[str, Any]) -> dict[str, Any]:
    """Two codings of the same words as one."""
    evidence: dict[tuple[tuple[str, Any], ...], dict[str, Any]] = {}
    for one in (*before.get("evidence", ()), *entry.get("evidence", ())):
        about = {key: value for key, value in one.items() if key not in {"parts", "lacks"}}
        same = evidence.setdefault(tuple(sorted(about.items())), about)
        for which in ("parts", "lacks"):
            if parts := {*same.get(which, ()), *one.get(which, ())}:
                same[which] = [part for part in PARTS if part in parts]
    codes = list(dict.fromkeys([*before.get("codes", ()), *entry.get("codes", ())]))
    memos = [line for value in (before, entry) for line in (value.get("memo") or "").split("\n") if line]
    said = {"evidence": [*evidence.values()], "codes": codes, "memo": "\n".join(dict.fromkeys(memos))}
    whole = {**entry, **before, **{key: value or None for key, value in said.items()}}
    return {key: value for key, value in whole.items() if value is not None}
