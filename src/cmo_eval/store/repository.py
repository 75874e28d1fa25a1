"""The evaluation in memory: records and citations, with look-ups by id and where each stands; knows no disk."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from cmo_eval.deferred import dataclass, expression
from cmo_eval.diagnostics import Location
from cmo_eval.errors import UsageError
from cmo_eval.model import (
    QUALITIES,
    Case,
    Citation,
    CitationFile,
    Claim,
    Code,
    Codebook,
    Conclusions,
    Evaluation,
    Evidence,
    Pattern,
    Source,
    Writing,
)
from cmo_eval.model.relations import references
from cmo_eval.store import order
from cmo_eval.store.folder import KINDS, FileName
from cmo_eval.store.voices import Voices
from cmo_eval.store.yaml_io import Extent, Node

if TYPE_CHECKING:
    from cmo_eval.attribution import Talk

T_co = TypeVar("T_co", covariant=True)

natural = order.natural


@dataclass(frozen=True, slots=True)
class Stored(Generic[T_co]):
    """A record with the file it was read from and the position of each of its parts."""

    record: T_co
    file: str
    node: Node = field(repr=False)

    def at(self, *path: str | int, key: bool = False) -> Location:
        """Where the value at `path` stands (with `key`, its key)."""
        return Location(self.file, *self.node.locate(path, key=key))


@dataclass(slots=True, eq=False, repr=False)
class Coded:
    """A citation as it was coded: in which source, by whom, and where it stands.

    Attributes:
        citation: the record.
        source: id of its source, by the name of its file.
        coder: initials of who coded it; None where nobody says so.
        file: its file, with `/` from the root.
        index: its place in the file's list, from 0.
        line: where it begins in the file, from 1.
        extent: its part of the file's text; None of a copy, which may say something else.
        withdrawn: as if never said: it was taken back itself, or with its source, its speaker or what it repeats.
    """

    citation: Citation
    source: str
    coder: str | None = None
    file: str = ""
    index: int = 0
    line: int = 1
    extent: Extent | None = None
    withdrawn: bool = False

    def __post_init__(self) -> None:
        self.withdrawn = self.withdrawn or self.citation.withdrawn is not None

    @property
    def id(self) -> str:
        """The citation's id."""
        return self.citation.id

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from all others, also from one with the same id."""
        return self.file, self.index

    @property
    def quality(self) -> int:
        """The rank of its quality in QUALITIES, -1 where none is given."""
        return -1 if self.citation.quality is None else QUALITIES.index(self.citation.quality)

    def but(self, **changes: Any) -> Coded:
        """The same with other values for some of its attributes, and without the text that it was read from."""
        same = {"citation": self.citation, "source": self.source, "coder": self.coder, "file": self.file}
        same |= {"index": self.index, "line": self.line, "withdrawn": self.withdrawn}
        return Coded(**{**same, **changes})  # a third of what `replace` takes, of which a gate needs ten thousand

    def __reduce__(self) -> tuple[Any, ...]:
        # shorter than by the names of its slots: tens of thousands of them come from a second process
        where = (self.source, self.coder, self.file, self.index, self.line, self.extent, self.withdrawn)
        return Coded, (self.citation, *where)

    def __repr__(self) -> str:
        return f"Coded({self.id})"


class Citations(list[Coded]):
    """Citations in the order of their files, with look-ups, which are made when they are first asked for."""

    @cached_property
    def by_id(self) -> Mapping[str, Coded]:
        """Citations by id; of an id used twice, the first."""
        found: dict[str, Coded] = {}
        for coded in self:
            found.setdefault(coded.id, coded)
        return found

    @cached_property
    def of_claim(self) -> Mapping[str, Sequence[tuple[Coded, Evidence]]]:
        """By claim, each stance on it with its citation."""
        found: dict[str, list[tuple[Coded, Evidence]]] = {}
        for coded in self:
            for evidence in coded.citation.evidence:
                found.setdefault(evidence.claim, []).append((coded, evidence))
        return found

    @cached_property
    def of_source(self) -> Mapping[str, Sequence[Coded]]:
        """By source, its citations."""
        found: dict[str, list[Coded]] = {}
        for coded in self:
            found.setdefault(coded.source, []).append(coded)
        return found


_STEM = expression("[-@. ]")  # behind the id of a claim, source, pattern or case, in ids and names of files

Thing = Stored[Any] | Coded
"""What names other things: a record, which may be of a file of citations, or a citation."""


@dataclass(frozen=True)
class Repository:
    """Everything that was read of one evaluation, with where it was read.

    `citations` are those of the agreed coding, `second_codings` what second coders coded; `coding_files` gives for each
    file of citations what it says of all of them (None where that cannot be read). `proposals` are what language models
    proposed, which counts for nothing, and `proposal_files` the same of their files. `unread` names files (with `/`)
    that could not be read, or not wholly. `root` is the folder, `texts` where the transcripts lie (None where nobody
    says so). `talk` tells by the id of a source how it may be heard (see `hearing`): None where everybody in it may be
    quoted and nothing was taken back. `heard_as` says who speaks with which voice, where the records do not.
    """

    stored_evaluation: Stored[Evaluation]
    stored_claims: Sequence[Stored[Claim]] = ()
    stored_patterns: Sequence[Stored[Pattern]] = ()
    stored_cases: Sequence[Stored[Case]] = ()
    stored_sources: Sequence[Stored[Source]] = ()
    stored_codebook: Stored[Codebook] | None = None
    stored_conclusions: Stored[Conclusions] | None = None
    stored_writing: Sequence[Stored[Writing]] = ()
    citations: Citations = field(default_factory=Citations)
    second_codings: Citations = field(default_factory=Citations)
    proposals: Citations = field(default_factory=Citations)
    coding_files: Mapping[FileName, Stored[CitationFile] | None] = field(default_factory=dict)
    proposal_files: Mapping[FileName, Stored[CitationFile] | None] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    root: Path = Path()
    texts: Path | None = None
    talk: Callable[[str], Talk | None] = field(default=lambda _: None)
    heard_as: Voices | None = field(default=None, repr=False)

    @property
    def records(self) -> Iterator[Stored[Claim | Pattern | Case | Source]]:
        """Everything that has a file and an id of its own: claims, patterns, cases, sources."""
        yield from self.stored_claims
        yield from self.stored_patterns
        yield from self.stored_cases
        yield from self.stored_sources

    @cached_property
    def used_twice(self) -> tuple[str, ...]:
        """Ids that two records or two citations have, as two people gave them on branches of their own."""
        given = [one.record.id for one in self.records]
        records = (id_ for id_, times in Counter(given).items() if times > 1) if len({*given}) < len(given) else ()
        several = len(self.citations.by_id) < len(self.citations)
        coded = Counter(one.id for one in self.citations) if several else {}
        return tuple(sorted({*records, *(id_ for id_, times in coded.items() if times > 1)}, key=natural))

    @property
    def codings(self) -> tuple[Citations, Citations, Citations]:
        """The agreed coding, what second coders coded, and what models proposed."""
        return self.citations, self.second_codings, self.proposals

    @property
    def evaluation(self) -> Evaluation:
        """What is evaluated, and by which conventions."""
        return self.stored_evaluation.record

    @cached_property
    def claims(self) -> Mapping[str, Claim]:
        """Claims by id, in natural order."""
        return _by_id(self.stored_claims)

    @cached_property
    def patterns(self) -> Mapping[str, Pattern]:
        """Patterns by id, in natural order."""
        return _by_id(self.stored_patterns)

    @cached_property
    def cases(self) -> Mapping[str, Case]:
        """Cases by id, in natural order."""
        return _by_id(self.stored_cases)

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Sources by id, in natural order."""
        return _by_id(self.stored_sources)

    @cached_property
    def codes(self) -> Mapping[str, Code]:
        """Codes by id, in the codebook's order; empty without a codebook."""
        book = self.stored_codebook
        return {code.id: code for code in book.record.codes} if book else {}

    @property
    def conclusions(self) -> Conclusions:
        """Answers and recommendations; empty where none were written."""
        return self.stored_conclusions.record if self.stored_conclusions else Conclusions()

    def group_of(self, coded: Coded) -> str | None:
        """The address group that a citation counts for: its speaker's, else its source's."""
        source = self.sources.get(coded.source)
        return source.group_of(coded.citation.speaker) if source is not None else None

    def role_of(self, coded: Coded) -> str | None:
        """The role of the one who speaks: as the citation gives it, else the participant's."""
        source, speaker = self.sources.get(coded.source), coded.citation.speaker
        person = source.participant(speaker) if source and speaker else None
        return coded.citation.role or (person.role if person else None)

    def case_of(self, coded: Coded) -> str | None:
        """Id of the case that a citation is about: its own, else its source's."""
        source = self.sources.get(coded.source)
        return coded.citation.case or (source.case if source is not None else None)

    @cached_property
    def voices(self) -> Voices:
        """Who speaks in each source with which voice."""
        return self.heard_as or Voices(self.sources, self.cases)

    def voice_of(self, coded: Coded) -> str:
        """The voice that a citation comes from (see `Voices`)."""
        return self.voices.of(coded.source, coded.citation.speaker, coded.citation.case).voice

    def citation(self, id_: str) -> Citation:
        """The citation with that id.

        Raises:
            KeyError: there is none.
        """
        return self.citations.by_id[id_].citation

    @property
    def coded(self) -> Iterator[Coded]:
        """All citations, of the agreed coding and of second coders."""
        return chain(self.citations, self.second_codings)

    @cached_property
    def withdrawn_sources(self) -> frozenset[str]:
        """Ids of sources that were withdrawn as a whole."""
        return frozenset(one.record.id for one in self.stored_sources if one.record.withdrawn is not None)

    def consent_of(self, coded: Coded) -> str | None:
        """The consent of who speaks in a citation; None where nobody is named, or nobody registered."""
        return self._consents.get((coded.source, coded.citation.speaker))

    @cached_property
    def _consents(self) -> Mapping[tuple[str, str | None], str | None]:
        people = ((one.record.id, person) for one in self.stored_sources for person in one.record.participants)
        return {(source, person.id): person.consent for source, person in people}

    # ---- who names whom, and where ----

    @property
    def things(self) -> Iterator[Thing]:
        """All that names something: records, files of citations and citations."""
        one: Thing | None
        for one in (self.stored_evaluation, self.stored_codebook, self.stored_conclusions):
            if one is not None:
                yield one
        yield from self.records
        yield from self.stored_writing
        yield from filter(None, self.coding_files.values())
        yield from self.coded

    @cached_property
    def named(self) -> Mapping[str, Mapping[str, Sequence[Thing]]]:
        """By relation (see `model.relations`) and target, all that names it."""
        flat: dict[tuple[str, str], list[Thing]] = defaultdict(list)
        for thing in self.things:
            for reference in references(thing.citation if isinstance(thing, Coded) else thing.record):
                flat[reference.relation, reference.target].append(thing)
        found: dict[str, dict[str, list[Thing]]] = {}
        for (relation, target), things in flat.items():
            found.setdefault(relation, {})[target] = things
        return found

    def stored(self, thing: Thing) -> Stored[Any]:
        """A record or a citation, with the positions of its parts."""
        if isinstance(thing, Stored):
            return thing
        return Stored(thing.citation, thing.file, thing.extent.node() if thing.extent is not None else Node(None))

    def lost(self, *folders: str) -> bool:
        """Whether a file in one of these folders, or the folder itself, could not be read."""
        return any(file.split("/", 1)[0] in folders for file in self.unread)

    def may_exist(self, id_: str) -> bool:
        """Whether something with that id may stand in a file that could not be read."""
        unread = self._unread_names
        return bool(unread) and (not unread.isdisjoint(KINDS) or _STEM.split(id_, maxsplit=1)[0] in unread)

    def refuse_twice(self, id_: str) -> None:
        """Nothing, where not two records have that id.

        Raises:
            UsageError: they do, so that nobody can say which of them is meant.
        """
        if id_ in self.used_twice:
            files = [stored.file for stored in self.records if stored.record.id == id_]
            if len(files) > 1:
                raise UsageError(f"{id_} stands in {' and in '.join(files)}", "give one of the two another id first")

    def refuse_unread(self, id_: str) -> None:
        """Nothing, where nothing with that id can stand in a file that could not be read.

        Raises:
            UsageError: it may, so that nobody can say that it is not there.
        """
        if self.may_exist(id_):
            stem = _STEM.split(id_, maxsplit=1)[0]
            files = [file for file in self.unread if file in KINDS or _STEM.split(file.rsplit("/", 1)[-1])[0] == stem]
            raise UsageError(
                f"{id_} may stand in {files[0]}, which cannot be read",
                "mend that first; `cmo-eval validate` shows why",
            )

    @cached_property
    def _unread_names(self) -> frozenset[str]:
        """Ids that the names of files begin with that could not be read, and folders that could not."""
        return frozenset(_STEM.split(file.rsplit("/", 1)[-1], maxsplit=1)[0] for file in self.unread)

    @cached_property
    def organisations(self) -> frozenset[str]:
        """Keys of the organisations that participants work for."""
        people = (person for source in self.sources.values() for person in source.participants)
        return frozenset(person.organisation for person in people if person.organisation is not None)

    def kind_of_origin(self, key: str) -> Literal["source", "organisation", "member"] | None:
        """What voiced a claim: a source, an organisation by its key, or somebody in the team; None if nothing."""
        if key in self.sources:
            return "source"
        if key in self.organisations:
            return "organisation"
        return "member" if key in self.evaluation.team else None

    def kind_of(self, id_: str) -> str | None:
        """What kind of thing an id stands for: claim, pattern, case, source, citation; None if nothing."""
        kinds = ("claim", "pattern", "case", "source", "citation")
        known = (self.claims, self.patterns, self.cases, self.sources, self.citations.by_id)
        return next((kind for kind, ids in zip(kinds, known, strict=True) if id_ in ids), None)


def _by_id(stored: Sequence[Stored[Any]]) -> Mapping[str, Any]:
    first = {item.record.id: item.record for item in reversed(stored)}
    return {id_: first[id_] for id_ in sorted(first, key=natural)}
