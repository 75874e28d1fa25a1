"""The search: a quick look at the bytes of all files, then a good one at the sources that may hold the words.

Whoever withdrew is not heard.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import Literal

from cmo_eval.analysis.code_tree import with_below
from cmo_eval.analysis.query import MASK, Finder, Heard, Query, folded, folded_bytes, heard, places, quickly
from cmo_eval.analysis.selection import Matches, matching
from cmo_eval.deferred import dataclass, expression
from cmo_eval.diagnostics import Finding
from cmo_eval.disclosure import quotable
from cmo_eval.errors import CmoEvalError
from cmo_eval.model import Citation, Source, holding
from cmo_eval.nearest import unknown
from cmo_eval.store import loading
from cmo_eval.store.reading import FileRead
from cmo_eval.store.repository import Coded, Repository, natural
from cmo_eval.store.yaml_io import YamlProblem, read_bytes
from cmo_eval.transcripts import store
from cmo_eval.transcripts.transcript import Line

Kind = Literal["quotes", "memos", "texts"]
KINDS: tuple[Kind, ...] = ("quotes", "memos", "texts")


@dataclass(frozen=True)
class Wanted:
    """Where to look; an empty choice is no limit.

    `speakers` are ids of participants or roles, in a transcript labels too; `codes` and `claims` keep what citations
    with one of these codes, or with evidence on one of these claims, are about. `most` is how many hits are given
    whole; 0 for all. With `background`, words that may not be quoted are given too, to be read by whoever codes them.
    """

    kinds: Collection[Kind] = KINDS
    sources: Collection[str] = ()
    speakers: Collection[str] = ()
    codes: frozenset[str] = frozenset()
    claims: Collection[str] = ()
    most: int = 100
    background: bool = False


@dataclass(frozen=True)
class Hit:
    """One part of a citation, or one line of a transcript, in which all that was searched for occurs.

    `field` is quote, judgement, observation, event, memo, disputed or text. `words` are None where they may not be
    shown; `spans` are the places in them, as offsets. `line` counts in the transcript, from 1. `citation` is the one
    whose part it is; `citations` are those that stand at a line of a transcript. `evidence` and `codes` are the
    citation's. `held` when words are given that may not be quoted.
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
    held: bool = False


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


_AT_A_TIME = 400
"""Sources that are read together: enough that what else is read with them does not count."""


def search(
    root: Path,
    known: Repository,
    query: Query,
    wanted: Wanted,
    texts: Path | None,
    *,
    read: dict[loading.Content, FileRead] | None = None,
) -> Found:
    """What holds the words, of those who did not withdraw.

    Sources that may hold them are read some at a time, until there are as many hits as are wanted.

    Args:
        root: the evaluation folder.
        known: what of the evaluation is no source and no citation: the codebook and the claims.
        query: what to search for.
        wanted: where.
        texts: the folder of the transcripts; None where nobody says which it is.
        read: what was read of the files before, which is not read again.

    Raises:
        UsageError: there is no such source, code or claim.
    """
    files = _Files(root)
    _refuse_unknown("claim", wanted.claims, known.claims)
    _refuse_unknown("code", wanted.codes, known.codes)
    wanted = replace(wanted, codes=with_below(known.codes, wanted.codes))
    found = Found()
    if "texts" in wanted.kinds and files.texts and (texts is None or not texts.is_dir()):
        where = "no folder of texts is named" if texts is None else f"there is no folder {texts.resolve()}"
        found.notes.append(f"transcripts are not searched: {where}")
        wanted = replace(wanted, kinds=[kind for kind in wanted.kinds if kind != "texts"])
    looking = _Looking(files, query, wanted, texts, found, read)
    if not files.sure:  # names of files do not tell whose they are
        candidates = sorted({*files.sources, *files.citations})
    elif wanted.sources:
        _refuse_unknown("source", wanted.sources, files.sources)
        candidates = list(dict.fromkeys(wanted.sources))
    else:
        candidates = [id_ for id_ in sorted(files.sources, key=natural) if looking.may_be_in(id_)]
    step = _AT_A_TIME if files.sure else len(candidates) or 1
    for start in range(0, len(candidates), step):
        if wanted.most and len(found.hits) >= wanted.most:
            found.further = len(candidates) - start
            break
        looking.look_into(candidates[start : start + step])
    missing = list(looking.missing)
    if "texts" in wanted.kinds:
        found.searched = sum(not wanted.sources or id_ in wanted.sources for id_ in files.texts) - len(missing)
    if missing:
        some = ", ".join(missing[:3]) + (", ..." if len(missing) > 3 else "")
        number = "1 transcript is" if len(missing) == 1 else f"{len(missing)} transcripts are"
        found.notes.append(f"{number} not at hand: {some}")
    return found


def _refuse_unknown(what: str, ids: Collection[str], known: Collection[str]) -> None:
    for id_ in ids:
        if id_ not in known:
            raise unknown(what, id_, known)


# ---- the quick look --------------------------------------------------------------------------------------------------

_SCALAR = rb"""(?:"([^"\\\r\n]+)"|'([^'\r\n]+)'|([^\s"'#>|&*!\[{][^#\r\n]*?))[ \t]*(?:[ \t]#.*)?\r?$"""
_ID = expression(rb"^id:[ \t]+" + _SCALAR, re.MULTILINE)
_TEXT = expression(rb"^text:[ \t]+" + _SCALAR, re.MULTILINE)


class _Files:
    """The files of an evaluation that are about sources, as paths, by the id of the source.

    `texts` names its transcript, None where the source must be read to know it. `sure` is False where a file's name
    does not tell whose it is.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.sources: dict[str, list[str]] = {}
        self.citations: dict[str, list[str]] = {}
        self.texts: dict[str, str | None] = {}
        self.sure = True
        for file in loading.list_files(root).files:
            if file.kind == "citations":
                self.citations.setdefault(file.source or "", []).append(file.path)
            elif file.kind == "sources":
                id_ = file.id_in_name
                self.sources.setdefault(id_, []).append(file.path)
                try:
                    self._take_in(id_, read_bytes(f"{root}/{file.path}"))
                except YamlProblem:
                    self.texts[id_] = None

    def _take_in(self, id_: str, content: bytes) -> None:
        content = _COMMENTED.sub(b"", content)
        self.sure = self.sure and _said(_ID, content) == id_ and len(self.sources[id_]) == 1
        # of a source that is gone nothing is told, not even that its text is not there
        text = None if b"withdrawn" in content else _said(_TEXT, content)
        if text is not None or b"text:" in content or b'text"' in content:
            self.texts[id_] = text


_COMMENTED = expression(rb"(?m)^[ \t]*#.*")


def _said(pattern: re.Pattern[bytes], content: bytes) -> str | None:
    match = pattern.search(content)
    return (match[1] or match[2] or match[3]).decode("utf-8", "replace") if match is not None else None


# ---- the search in sources that are read -----------------------------------------------------------------------------

_FIELDS: Mapping[str, Kind] = {
    **dict.fromkeys(holding(Citation, "speaker"), "quotes"),
    **dict.fromkeys(holding(Citation, but=("speaker", "around")), "memos"),
}
_MASKED = expression(f"{MASK}+")

_Standing = Mapping[int, Sequence[tuple[int, int, Coded]]]
"""Where citations stand in a transcript (start, end, which), by the numbers of its lines."""


class _Looking:
    """The search in some of the sources at a time; what it finds joins `found`, transcripts not at hand `missing`."""

    everything: Repository
    repository: Repository
    _meant: Matches

    def __init__(
        self,
        files: _Files,
        query: Query,
        wanted: Wanted,
        texts: Path | None,
        found: Found,
        read: dict[loading.Content, FileRead] | None,
    ) -> None:
        self.files, self.query, self.wanted, self.texts = files, query, wanted, texts
        self.found, self.read = found, read
        self.missing: dict[str, None] = {}
        self.speakers = {folded(name) for name in wanted.speakers}

    def may_be_in(self, id_: str) -> bool:
        """Whether the words may be in a source, by the bytes of its files; whatever is not sure may hold them."""
        kinds, name = self.wanted.kinds, self.files.texts.get(id_)
        absent = name is not None and "texts" in kinds and not os.path.lexists(f"{self.texts}/{name}")
        if absent and name is not None:
            self.missing[name] = None
        if ("quotes" in kinds or "memos" in kinds) and any(map(self._may_hold, self.files.citations.get(id_, ()))):
            return True
        if "texts" not in kinds or absent or id_ not in self.files.texts:
            return False
        plain = quickly(self.texts, name) if self.texts is not None and name is not None else None
        return plain is None or self.query.may_be_in(plain)

    def _may_hold(self, file: str) -> bool:
        """Whether a file of citations can hold the words; behind an escape, anything can stand."""
        try:
            content = read_bytes(f"{self.files.root}/{file}")
            return b"\\" in content or self.query.may_be_in(folded_bytes(content))
        except (YamlProblem, UnicodeDecodeError):
            return True

    def look_into(self, ids: Collection[str]) -> None:
        """Read these sources, and search in them."""
        files, wanted = self.files, self.wanted
        paths = {path for id_ in ids for path in (*files.sources.get(id_, ()), *files.citations.get(id_, ()))}
        loaded = loading.load(
            files.root, withdrawn=True, only=lambda file: file.path in paths, texts=self.texts, known=self.read
        )
        if loaded.repository is None:
            raise CmoEvalError("evaluation.yaml changed while it was being used", "run again")
        self.found.unread += loaded.unread
        self.found.findings += loaded.findings
        self.everything, self.repository = loaded.repository, _present(loaded.repository)
        self._meant = matching(self.repository, {"code": wanted.codes, "claim": wanted.claims})
        if not any(file.startswith("sources/") for file in loaded.unread):
            _refuse_unknown("source", wanted.sources, self.repository.sources)
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

    def _said_by(self, *names: str | None) -> bool:
        return not self.speakers or any(name is not None and folded(name) in self.speakers for name in names)

    def _spans(self, words: str, plain: str) -> tuple[tuple[int, int], ...]:
        back = places(words)
        return tuple((back[start], back[end - 1] + 1) for start, end in self.query.spans(plain))

    def _of_source(self, source: str) -> list[Coded]:
        """The citations that were not withdrawn."""
        return [coded for coded in self.repository.citations.of_source.get(source, ()) if not coded.withdrawn]

    def _in_citations(self, source: str) -> None:
        meant = [
            one
            for one in self._of_source(source)
            if self._meant(one) and self._said_by(one.citation.speaker, self.repository.role_of(one))
        ]
        hopeful = {file for file in {coded.file for coded in meant} if self._may_hold(file)}
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
            open_ = quotable(self.repository, coded)
            shown = open_ or self.wanted.background
            at = citation.at
            self.found.hits.append(
                Hit(
                    kind,
                    name,
                    coded.source,
                    words if shown else None,
                    self._spans(words, plain) if shown else (),
                    *((at.line, at.page, at.section, at.time) if at is not None else (None,) * 4),
                    speaker=citation.speaker,
                    role=self.repository.role_of(coded),
                    citation=citation.id,
                    evidence=tuple(f"{one.stance} {one.suggests or one.claim}" for one in citation.evidence),
                    codes=citation.codes,
                    held=shown and not open_,
                )
            )

    def _in_text(self, source: Source, name: str) -> None:
        if any(file.startswith(f"sources/{source.id}.citations") for file in self.everything.unread):
            self.found.notes.append(
                f"{name} is not searched: citations of {source.id} cannot be read, so what was withdrawn is not known"
            )
            return
        plain = quickly(self.texts, name) if self.texts is not None else None
        text = self._text(name) if plain is None or self.query.may_be_in(plain) else None
        if text is None:
            return
        plain = plain if plain is not None else folded(text)
        if self.query.may_be_in(plain):
            self._in_lines(source, text, plain)

    def _text(self, name: str) -> str | None:
        look = store.look(self.texts, name)
        if isinstance(look, store.Text):
            return look.text
        if look is None:
            self.missing[name] = None
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
                why = "left out, where nobody can tell whether it is someone who withdrew"
                self.found.notes.append(f"{source.text}: {lines} {why}")
        standing: _Standing | None = None
        limited = bool(wanted.codes or wanted.claims)
        every = not (self.speakers or limited)
        number, counted = 1, 0
        for start, _ in self.query.lines(plain):
            if every and not self._room("texts"):
                continue
            number, counted = number + plain.count("\n", counted, start), start
            talked = talked or heard(text, source, talk)
            line = talked.transcript.lines[number - 1]
            who = talked.speaker(line, source)
            person = source.participant(who) if who is not None else None
            role = person.role if person else None
            if not self._said_by(who, role):
                continue
            if limited:
                standing = standing if standing is not None else self._standing(source, talked, plain)
                if not any(map(self._meant, _at(line, standing))):
                    continue
            if not (every or self._room("texts")):
                continue
            standing = standing if standing is not None else self._standing(source, talked, plain)
            open_ = talked.shown(line)
            shown = talked.shown(line, background=True) if wanted.background else open_
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
                    held=shown != open_,
                )
            )

    def _standing(self, source: Source, talked: Heard, plain: str) -> _Standing:
        """Where the citations of a source stand in its transcript."""
        transcript = talked.transcript
        whole = talked.talk.transcript if talked.talk is not None else None
        finder = Finder(transcript, plain, whole, source.text_sha256)
        found: dict[int, list[tuple[int, int, Coded]]] = {}
        for coded in self._of_source(source.id):
            for start, end in finder.passages(coded.citation):
                last = transcript.line_of(max(start, end - 1)).number
                for number in range(transcript.line_of(start).number, last + 1):
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
