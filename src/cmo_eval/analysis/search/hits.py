"""What is found in sources that were read: in their citations and their transcripts; whoever withdrew is not heard."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from cmo_eval.analysis.search.query import Query, folded, folded_bytes, places
from cmo_eval.analysis.search.transcripts import MASK, Finder, Heard, heard, quickly
from cmo_eval.diagnostics import Finding
from cmo_eval.disclosure import quotable
from cmo_eval.model import Citation, Source, holding
from cmo_eval.store.citations import Coded
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
    **dict.fromkeys(holding(Citation, "speaker"), "quotes"),
    **dict.fromkeys(holding(Citation, but=("speaker", "around")), "memos"),
}
_MASKED = re.compile(f"{MASK}+")

_Standing = Mapping[int, Sequence[tuple[int, int, Coded]]]
"""Where citations stand in a transcript (start, end, which), by the numbers of its lines."""


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

    def _meant(self, coded: Coded) -> bool:
        """Whether a citation has a code and is about a claim that is wanted."""
        wanted, citation = self.wanted, coded.citation
        if wanted.codes and wanted.codes.isdisjoint(citation.codes):
            return False
        return not wanted.claims or any(
            one.claim in wanted.claims or one.suggests in wanted.claims for one in citation.evidence
        )

    def _said_by(self, *names: str | None) -> bool:
        return not self.speakers or any(name is not None and folded(name) in self.speakers for name in names)

    def _spans(self, words: str, plain: str) -> tuple[tuple[int, int], ...]:
        back = places(words)
        return tuple((back[start], back[end - 1] + 1) for start, end in self.query.spans(plain))

    # -- citations

    def _of_source(self, source: str) -> list[Coded]:
        """The citations that were not withdrawn."""
        return [coded for coded in self.repository.citations.of_source.get(source, ()) if not coded.withdrawn]

    def _in_citations(self, source: str) -> None:
        meant = [
            coded
            for coded in self._of_source(source)
            if self._meant(coded)
            and (not self.speakers or self._said_by(coded.citation.speaker, self.repository.role_of(coded)))
        ]
        hopeful = {file for file in {coded.file for coded in meant} if may_hold(self.root, file, self.query)}
        for coded in meant:
            if coded.file in hopeful:
                self._in_citation(coded)

    def _in_citation(self, coded: Coded) -> None:
        citation = coded.citation
        for name, kind in _FIELDS.items():
            said = getattr(citation, name) if kind in self.wanted.kinds else None
            if said is None:
                continue
            words = unicodedata.normalize("NFC", said)
            plain = folded(words).replace("\n", " ")
            if not self.query.all_in(plain) or not self._room(kind):
                continue
            shown = quotable(self.repository, coded)
            at = citation.at
            self.found.hits.append(
                Hit(
                    kind,
                    name,
                    coded.source,
                    words if shown else None,
                    self._spans(words, plain) if shown else (),
                    line=at.line if at else None,
                    page=at.page if at else None,
                    section=at.section if at else None,
                    time=at.time if at else None,
                    speaker=citation.speaker,
                    role=self.repository.role_of(coded),
                    citation=citation.id,
                    evidence=tuple(f"{one.stance} {one.suggests or one.claim}" for one in citation.evidence),
                    codes=citation.codes,
                )
            )

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
        """The lines of a transcript; who speaks in one, and which citations stand there, is asked once it is found."""
        talk, wanted = self.everything.talk(source.id), self.wanted
        talked: Heard | None = None
        if talk is not None:
            talked = heard(text, source, talk)
            plain = folded(talked.text)
            if talked.unsure:
                lines = "1 line" if talked.unsure == 1 else f"{talked.unsure} lines"
                self.found.notes.append(
                    f"{source.text}: {lines} left out, where nobody can tell whether it is someone who withdrew"
                )
        standing: _Standing | None = None
        number, counted = 1, 0
        for start, _ in self.query.lines(plain):
            number, counted = number + plain.count("\n", counted, start), start
            limited = bool(wanted.codes or wanted.claims)
            if not (self.speakers or limited) and not self._room("texts"):
                continue
            talked = talked or heard(text, source, talk)
            line = talked.transcript.lines[number - 1]
            who = talked.speaker(line, source)
            person = source.participant(who) if who is not None else None
            role = person.role if person else None
            if self.speakers and not self._said_by(who, role):
                continue
            if standing is None and limited:
                standing = self._standing(source, talked, plain)
            if limited and not any(map(self._meant, _at(line, standing or {}))):
                continue
            if (self.speakers or limited) and not self._room("texts"):
                continue
            if standing is None:
                standing = self._standing(source, talked, plain)
            shown = talked.shown(line)
            words = _MASKED.sub("[…]", shown) if shown is not None else None
            self.found.hits.append(
                Hit(
                    "texts",
                    "text",
                    source.id,
                    words,
                    self._spans(words, folded(words)) if words is not None else (),
                    line=number,
                    page=line.page,
                    time=line.time,
                    speaker=who,
                    role=role,
                    citations=tuple(dict.fromkeys(coded.id for coded in _at(line, standing))),
                )
            )

    def _standing(self, source: Source, talked: Heard, plain: str) -> _Standing:
        """Where the citations of a source stand in its transcript."""
        whole = talked.talk.transcript if talked.talk is not None else None
        finder = Finder(talked.transcript, plain, whole, source.text_sha256)
        found: dict[int, list[tuple[int, int, Coded]]] = {}
        for coded in self._of_source(source.id):
            for start, end in finder.passages(coded.citation):
                first = talked.transcript.line_of(start).number
                last = talked.transcript.line_of(max(start, end - 1)).number
                for number in range(first, last + 1):
                    found.setdefault(number, []).append((start, end, coded))
        return found


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


def _at(line: Line, standing: _Standing) -> Iterator[Coded]:
    """The citations that stand in a line."""
    return (coded for start, end, coded in standing.get(line.number, ()) if start < line.end and end > line.start)


def may_hold(root: Path, file: str, query: Query) -> bool:
    """Whether a file of citations can hold the words; behind an escape, anything can stand."""
    try:
        content = read_bytes(f"{root}/{file}")
        return b"\\" in content or query.may_be_in(folded_bytes(content))
    except (YamlProblem, UnicodeDecodeError):
        return True
