"""What is found in sources that were read: in their citations and their transcripts; whoever withdrew is not heard."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple

from cmo_eval.analysis.search.query import Query, folded, folded_bytes, places
from cmo_eval.analysis.search.transcripts import MASK, Finder, Heard, heard, quickly
from cmo_eval.diagnostics import Finding
from cmo_eval.disclosure import quotable
from cmo_eval.model import STANCES, Citation, Source
from cmo_eval.store.repository import Repository
from cmo_eval.store.text import read_bytes
from cmo_eval.store.yaml_io import YamlProblem
from cmo_eval.transcripts import store
from cmo_eval.transcripts.transcript import Line

Kind = Literal["quotes", "memos", "texts"]
KINDS: tuple[Kind, ...] = ("quotes", "memos", "texts")


@dataclass(frozen=True)
class Wanted:
    """Where to look; an empty choice is no limit.

    `speakers` are ids of participants or roles, in a transcript labels too; `codes` and `claims` keep what citations
    with one of these codes, or with evidence on one of these claims, are about. `most` is how many hits are given
    whole; 0 for all.
    """

    kinds: Collection[Kind] = KINDS
    sources: Collection[str] = ()
    speakers: Collection[str] = ()
    codes: frozenset[str] = frozenset()
    claims: Collection[str] = ()
    most: int = 100


@dataclass(frozen=True)
class Hit:
    """One part of a citation, or one line of a transcript, in which all that was searched for occurs.

    `field` is quote, judgement, observation, event, memo, disputed or text. `words` are None where they may not be
    shown; `spans` are the places in them, as offsets. `line` counts in the transcript, from 1. `citation` is the one
    whose part it is; `citations` are those that stand at a line of a transcript. `evidence` and `codes` are the
    citation's.
    """

    kind: Kind
    field: str
    source: str
    words: str | None
    spans: tuple[tuple[int, int], ...] = ()
    line: int | None = None
    page: str | None = None
    section: str | None = None
    time: str | None = None
    speaker: str | None = None
    role: str | None = None
    citation: str | None = None
    citations: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass
class Found:
    """Hits in the order of sources, at most as many as were wanted; `total` counts all, by kind.

    `further` counts sources that were not looked into, since there were hits enough, and may hold more. `sources` are
    those that the hits are of; `searched` counts transcripts; `notes` says what was not searched. `unread` names files
    that could not be read, and `findings` say why.
    """

    hits: list[Hit] = field(default_factory=list)
    total: dict[Kind, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    sources: dict[str, Source] = field(default_factory=dict)
    searched: int = 0
    further: int = 0
    notes: list[str] = field(default_factory=list)
    unread: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


# ---- the search in sources that were read ----------------------------------------------------------------------------


_FIELDS: Mapping[str, Kind] = {
    "quote": "quotes",
    "judgement": "memos",
    "observation": "memos",
    "event": "memos",
    "memo": "memos",
    "disputed": "memos",
}


class _Place(NamedTuple):
    """A citation in its transcript."""

    start: int
    end: int
    row: int


_Standing = Mapping[int, Sequence[_Place]]


class Looking:
    """The search in some of the sources; what it finds joins `found`."""

    def __init__(
        self,
        root: Path,
        everything: Repository,
        query: Query,
        wanted: Wanted,
        texts: Path | None,
        found: Found,
    ) -> None:
        self.root, self.everything, self.repository = root, everything, _present(everything)
        self.query, self.wanted, self.texts, self.found = query, wanted, texts, found
        self.columns = self.repository.citations
        self.speakers = {folded(name) for name in wanted.speakers}
        self.missing: list[str] = []

    def run(self) -> None:
        """Search in all sources that were read."""
        wanted = self.wanted
        for id_, source in self.repository.sources.items():
            if wanted.sources and id_ not in wanted.sources:
                continue
            before = len(self.found.hits)
            if "quotes" in wanted.kinds or "memos" in wanted.kinds:
                self._in_citations(id_)
            if "texts" in wanted.kinds and source.text is not None:
                self._in_text(source, source.text)
            if len(self.found.hits) > before:
                self.found.sources[id_] = source

    def _room(self, kind: Kind) -> bool:
        """Count a hit; whether it is one of those that are given whole."""
        self.found.total[kind] += 1
        return not self.wanted.most or len(self.found.hits) < self.wanted.most

    # -- citations

    @cached_property
    def _rows(self) -> Mapping[str, Sequence[int]]:
        """Rows of citations that were not withdrawn, by source."""
        rows: dict[str, list[int]] = {}
        for row, source in enumerate(self.columns.sources):
            if not self.columns.withdrawn[row]:
                rows.setdefault(source, []).append(row)
        return rows

    def _meant(self, row: int) -> bool:
        """Whether a citation has a code and is about a claim that is wanted."""
        wanted, columns = self.wanted, self.columns
        if wanted.codes and wanted.codes.isdisjoint(columns.codes[row]):
            return False
        numbers = columns.evidence_of_citation.get(row, ()) if wanted.claims else ()
        return not wanted.claims or any(
            columns.claims[number] in wanted.claims or columns.others[number] in wanted.claims for number in numbers
        )

    def _said_by(self, *names: str | None) -> bool:
        return not self.speakers or any(name is not None and folded(name) in self.speakers for name in names)

    def _in_citations(self, source: str) -> None:
        columns = self.columns
        rows = [
            row
            for row in self._rows.get(source, ())
            if self._meant(row) and self._said_by(columns.speakers[row], self.repository.role_of(row))
        ]
        hopeful = {file for file in {columns.files[row] for row in rows} if may_hold(self.root, file, self.query)}
        for row in rows:
            if columns.files[row] in hopeful:
                self._in_citation(row, self.repository.stored_citation(row).record)

    def _in_citation(self, row: int, citation: Citation) -> None:
        for name, kind in _FIELDS.items():
            said = getattr(citation, name) if kind in self.wanted.kinds else None
            if said is None:
                continue
            words = unicodedata.normalize("NFC", said)
            plain = folded(words).replace("\n", " ")
            if not self.query.all_in(plain) or not self._room(kind):
                continue
            shown = quotable(self.repository, row)
            at = citation.at
            self.found.hits.append(
                Hit(
                    kind,
                    name,
                    self.columns.sources[row],
                    words if shown else None,
                    self._spans(words, plain) if shown else (),
                    line=at.line if at else None,
                    page=at.page if at else None,
                    section=at.section if at else None,
                    time=at.time if at else None,
                    speaker=citation.speaker,
                    role=self.repository.role_of(row),
                    citation=citation.id,
                    evidence=self._evidence(row),
                    codes=citation.codes,
                )
            )

    def _evidence(self, row: int) -> tuple[str, ...]:
        columns = self.columns
        return tuple(
            f"{STANCES[columns.stances[number]]} {columns.others[number] or columns.claims[number]}"
            for number in columns.evidence_of_citation.get(row, ())
        )

    def _spans(self, words: str, plain: str) -> tuple[tuple[int, int], ...]:
        back = places(words)
        return tuple((back[start], back[end - 1] + 1) for start, end in self.query.spans(plain))

    # -- transcripts

    def _in_text(self, source: Source, name: str) -> None:
        if any(file.startswith(f"sources/{source.id}.citations") for file in self.everything.unread):
            self.found.notes.append(
                f"{name} is not searched: citations of {source.id} cannot be read, so what was withdrawn is not known"
            )
            return
        text = None
        plain = quickly(self.texts, name) if self.texts is not None else None
        if plain is None:
            text = self._text(name)
            if text is None:
                return
            plain = folded(text)
        if not self.query.may_be_in(plain):
            return
        text = text if text is not None else self._text(name)
        if text is not None:
            self._in_lines(source, text, plain)

    def _text(self, name: str) -> str | None:
        look = store.look(self.texts, name)
        if isinstance(look, store.Text):
            return look.text
        if look is None:
            self.missing.append(name)
        else:
            self.found.notes.append(f"{look.why}; {look.hint}")
        return None

    def _in_lines(self, source: Source, text: str, plain: str) -> None:
        talk = self.everything.talk(source.id)
        wanted = self.wanted
        told: Heard | None = None
        if talk is not None:
            told = heard(text, source, talk)
            plain = folded(told.text)
            if told.unsure:
                lines = "1 line" if told.unsure == 1 else f"{told.unsure} lines"
                self.found.notes.append(
                    f"{source.text}: {lines} left out, where nobody can tell whether it is someone who withdrew"
                )
        standing: _Standing | None = None
        number, counted = 1, 0
        for start, _ in self.query.lines(plain):
            number, counted = number + plain.count("\n", counted, start), start
            if self.speakers or wanted.codes or wanted.claims:
                told = told or heard(text, source, talk)
                if wanted.codes or wanted.claims:
                    standing = standing if standing is not None else self._standing(source, told)
                if not self._wanted_line(source, told, number, standing):
                    continue
            if self._room("texts"):
                told = told or heard(text, source, talk)
                standing = standing if standing is not None else self._standing(source, told)
                self.found.hits.append(self._line(source, told, number, standing))

    def _wanted_line(self, source: Source, told: Heard, number: int, standing: _Standing | None) -> bool:
        line = told.transcript.lines[number - 1]
        who = told.speaker(line, source)
        person = source.participant(who) if who is not None else None
        if not self._said_by(who, person.role if person else None):
            return False
        if not (self.wanted.codes or self.wanted.claims):
            return True
        return any(self._meant(row) for row in _at(line, standing or {}))

    def _line(self, source: Source, told: Heard, number: int, standing: _Standing) -> Hit:
        line = told.transcript.lines[number - 1]
        who = told.speaker(line, source)
        person = source.participant(who) if who is not None else None
        shown = told.shown(line)
        words = _MASKED.sub("[…]", shown) if shown is not None else None
        return Hit(
            "texts",
            "text",
            source.id,
            words,
            self._spans(words, folded(words)) if words is not None else (),
            line=number,
            page=line.page,
            time=line.time,
            speaker=who,
            role=person.role if person else None,
            citations=tuple(dict.fromkeys(self.columns.ids[row] for row in _at(line, standing))),
        )

    def _standing(self, source: Source, told: Heard) -> _Standing:
        """Where the citations of a source stand in its transcript, by the numbers of its lines."""
        whole = told.talk.transcript if told.talk is not None else None
        finder = Finder(told.transcript, whole, source.text_sha256)
        found: dict[int, list[_Place]] = {}
        for row in self._rows.get(source.id, ()):
            for start, end in finder.passages(self.repository.stored_citation(row).record):
                first = told.transcript.line_of(start).number
                last = told.transcript.line_of(max(start, end - 1)).number
                for number in range(first, last + 1):
                    found.setdefault(number, []).append(_Place(start, end, row))
        return found


_MASKED = re.compile(f"{MASK}+")


def _present(everything: Repository) -> Repository:
    """The evaluation with those sources and participants only who did not withdraw; rows keep their marks."""
    sources = []
    for stored in everything.stored_sources:
        source = stored.record
        if source.withdrawn is not None:
            continue
        people = tuple(person for person in source.participants if person.consent != "withdrawn")
        if len(people) < len(source.participants):
            stored = replace(stored, record=source.model_copy(update={"participants": people}))  # noqa: PLW2901
        sources.append(stored)
    return replace(everything, stored_sources=sources)


def _at(line: Line, standing: _Standing) -> Iterator[int]:
    places = standing.get(line.number, ())
    return (place.row for place in places if place.start < line.end and place.end > line.start)


def may_hold(root: Path, file: str, query: Query) -> bool:
    """Whether a file of citations can hold the words; behind an escape, anything can stand."""
    try:
        content = read_bytes(f"{root}/{file}")
        return b"\\" in content or query.may_be_in(folded_bytes(content))
    except (YamlProblem, UnicodeDecodeError):
        return True
