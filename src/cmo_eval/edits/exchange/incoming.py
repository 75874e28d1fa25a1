"""A project of another program taken into an evaluation, as one change: what comes in, is there, or has no place."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from pathlib import Path

from cmo_eval.deferred import dataclass
from cmo_eval.edits import codebook
from cmo_eval.edits.coding.add import Session
from cmo_eval.edits.coding.citation_text import with_fields
from cmo_eval.edits.coding.file import Added, CodingFile, Entry, Refused
from cmo_eval.edits.exchange.changes import changed, of_code, of_coding
from cmo_eval.edits.exchange.identifiers import may_name
from cmo_eval.edits.exchange.ids import IdMap
from cmo_eval.edits.exchange.mapping import USUAL_QUALITY, Mapped
from cmo_eval.edits.exchange.meanings import NOT_HERE, Meanings, initials, said
from cmo_eval.edits.exchange.outgoing import coding_name, known_codings, span_of
from cmo_eval.edits.exchange.parts import Keeping, keeping, side, who_made
from cmo_eval.edits.exchange.sources import READ, Home, Homes, on_one_line
from cmo_eval.edits.exchange.values import without_values
from cmo_eval.edits.plan import Plan, opened
from cmo_eval.edits.transcripts.doubts import listed_names
from cmo_eval.edits.transcripts.text_import import folders_made
from cmo_eval.projects.counting import Placed, Placing
from cmo_eval.projects.project import Left, Project
from cmo_eval.store.folder import EVALUATION_FILE
from cmo_eval.store.repository import Repository
from cmo_eval.store.writing.change import Change, FileChange, digest
from cmo_eval.store.yaml_io import read

_MOST_NAMED = 5

_Passage = tuple[int, int, int, str, str]
"""A passage: its place, the paragraph and the page that the file gives, and its words."""


@dataclass(frozen=True, slots=True)
class Came:
    """What becomes of a document: the source that it is or will be, and how many citations it adds."""

    name: str
    source: str
    kind: str
    new: bool
    added: int


@dataclass(frozen=True, kw_only=True)
class Incoming(Plan):
    """A project as a change of the evaluation.

    `fit` says how the file counts. Of the `codings` of the project, `taken` are in `citations` that are added, `there`
    were there before, and `left` are not taken over: by cause, what they are; other things that are not are among them.
    `codes` are new in the codebook, `otherwise` are codes of the file that mean a stance or the like here, `meant` is
    how many others do or are there. `lacking` are
    citations that are there, with codes and stances that they lack; `moved` are codings that stood near their place.
    What has no place here and is kept for the way out is `beside`, by cause; what came in before and is `changed` in
    the file stays here as it is. `named` is what may name somebody, by cause.
    """

    origin: str
    fit: str
    came: tuple[Came, ...]
    codes: tuple[str, ...]
    otherwise: tuple[str, ...]
    meant: int
    coders: tuple[str, ...]
    codings: int
    taken: int
    citations: int
    there: int
    left: Mapping[str, tuple[str, ...]]
    lacking: tuple[str, ...]
    moved: tuple[str, ...]
    whole: tuple[str, ...]
    beside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    changed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    named: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    texts: tuple[tuple[Path, Path], ...] = ()

    def apply(self) -> None:
        """Make the change, whole or not at all; folders that were made for texts are gone again after an error.

        Raises:
            CmoEvalError: as `Plan.apply`, or a folder cannot be made.
        """
        with folders_made(self.texts):
            Plan.apply(self)


@dataclass(frozen=True)
class Read:
    """A project that was read, where its codings stand, and what somebody says of its parts."""

    project: Project
    placing: Placing
    mapped: Mapped = field(default_factory=Mapped)


def plan(root: Path, repository: Repository, read_: Read, id_map: IdMap, texts: Path | None, *, today: str) -> Incoming:
    """What becomes of a project.

    Args:
        root: the evaluation folder.
        repository: what was read from it, without what was withdrawn.
        read_: the project.
        id_map: what came in before.
        texts: the folder of transcripts, None where nobody says which it is.
        today: the date, for the codebook's history.

    Raises:
        UsageError: there is no folder for texts, a text would take the place of another one, or a file cannot be read.
        CmoEvalError: what is added cannot be put into a file without rewriting more.
    """
    taking = _Taking(root, repository, read_, id_map, texts)
    taking.take()
    return taking.planned(today)


def proposed(repository: Repository, project: Project, id_map: IdMap) -> dict[str, list[dict[str, str]]]:
    """What is proposed for each source, code and coder, to be changed in a mapping file."""
    meanings = Meanings(project, repository, id_map, Mapped())
    who = initials(project, id_map, Mapped(), [*repository.evaluation.team])
    with_words = [one for one in project.documents if one.text is not None or project.by_words]
    sources = [{"name": one.name, "guid": one.id, "kind": ""} for one in with_words]
    codes = []
    for guid, meaning in meanings.meaning.items():
        one = meanings.new.get(meaning[1:], {}) if meaning.startswith("#") else {}
        says = {"id": meaning[1:], "kind": one["kind"]} if one else {"means": meaning}
        if one or not meaning.startswith("#"):
            codes.append({"name": meanings.path(meanings.codes[guid]), "guid": guid, **says})
    coders = [{"name": one.name, "guid": one.id, "initials": who[one.id]} for one in project.coders if one.id in who]
    return {"sources": sources, "codes": codes, "coders": coders}


class _Taking:
    """A project while it is taken in, document by document."""

    def __init__(self, root: Path, repository: Repository, read_: Read, id_map: IdMap, texts: Path | None) -> None:
        self.root, self.repository, self.id_map, self.texts = root, repository, id_map, texts
        self.placing, self.mapped = read_.placing, read_.mapped
        self.project, values = without_values(read_.project, repository)
        self.session = Session(root, repository, texts)
        self.homes = Homes(self.session, id_map, self.mapped, texts, self.project, values)
        self.meanings = Meanings(self.project, repository, id_map, self.mapped)
        self.initials = initials(self.project, id_map, self.mapped, [*repository.evaluation.team])
        self.called = {one.id: one.name for one in self.project.documents}
        self.came: list[Home] = []
        self.side = side(root)
        self.more: dict[str, dict[str, str]] = defaultdict(dict)
        self.left: dict[str, list[str]] = defaultdict(list)
        self.said: dict[str, str] = {}
        self.here = known_codings(repository, id_map)
        self.known: list[tuple[Placed, str]] = []
        self.seen: set[str] = set()
        self.lacking: list[str] = []
        self.whole: list[str] = []
        self.used: dict[str, None] = {}
        self.cuts: dict[str, dict[tuple[int, int], str]] = {}
        self.taken = self.there = self.mended = 0

    def take(self) -> None:
        """Take in all documents with their codings."""
        for thing in self.project.left:
            self.left[thing.cause].append(thing.what)
        for lost in self.placing.unplaced:
            self.left[lost.why].append(self._coding(lost.coding.document, lost.coding.code))
            id_ = lost.coding.id
            self.seen.add(self.here.get(id_) or self.id_map.named("codings", id_) or "")
        of_document: dict[str, list[Placed]] = defaultdict(list)
        whole = {part.id for part in self.project.parts if part.where == "Sources"}
        for one in self.placing.placed:
            name = self.here.get(one.coding.id) or self.id_map.named("codings", one.coding.id)
            if name is not None:
                self.there += 1
                self.known.append((one, name))
            else:
                of_document[one.coding.document].append(one)
        for document in self.project.documents:
            codings = of_document[document.id]
            if document.id in whole:
                continue  # it is kept as it is
            text = self.placing.texts.get(document.id)
            if text is None and not self.project.by_words:
                self.left["a source without a text"].append(document.name)
            elif (home := self.homes.of(document, text)) is None:
                self._leave("its source stays out, was withdrawn or taken out", codings)
            else:
                self.came.append(home)
                self._remember("documents", document.id, home.id)
                self._take_codings(home, codings)

    def _coding(self, document: str, code: str | None) -> str:
        named = self.meanings.codes.get(code or "")
        return f"{self.called[document]}: {named.name}" if named is not None else self.called[document]

    def _leave(self, cause: str, codings: Sequence[Placed], more: str = "") -> None:
        if codings:
            self.left[cause] += [f"{self._coding(one.coding.document, one.coding.code)}{more}" for one in codings]

    def _remember(self, kind: str, guid: str, name: str, said: str = "") -> None:
        if not self.id_map.has(kind, name, guid):
            self.more[kind][guid] = name
            if said and self.id_map.named(kind, guid) is None:
                self.said[guid] = said

    # ---- codings ----

    def _take_codings(self, home: Home, codings: Sequence[Placed]) -> None:
        """The codings of a document, coder by coder: the first one's are the agreed coding if nobody's is yet."""
        rank = {coder.id: place for place, coder in enumerate(self.project.coders)}
        of_coder: dict[str, dict[_Passage, list[Placed]]] = defaultdict(lambda: defaultdict(list))
        for one in codings:
            passage = (one.start, one.end, one.coding.line, one.coding.page, one.words)
            of_coder[one.coding.coder if one.coding.coder in self.initials else ""][passage].append(one)
        home.wording.some = tuple(codings)
        agreed = self.session.coding(home.id)
        for coder in sorted(of_coder, key=lambda one: rank.get(one, -1)):
            who = self.initials.get(coder)
            if who is not None:
                self.used[who] = None
                self._remember("coders", coder, who)
                if agreed.coder is None and not agreed.entries and not agreed.new:
                    agreed.coder, agreed.names_coder = who, True
            target = agreed if who in {None, agreed.coder} else self.session.coding(home.id, who)
            for _, some in sorted(of_coder[coder].items(), key=lambda item: item[0][:2]):
                self._take_citation(home, target, agreed, some)

    def _take_citation(self, home: Home, target: CodingFile, agreed: CodingFile, some: Sequence[Placed]) -> None:
        """The codings of one passage by one coder, which are one citation."""
        what = said(some, self.meanings, self.repository)
        for cause, one in what.left:
            self._leave(cause, [one])
        if not what.taken:
            return
        codings = [one for one, _ in what.taken]
        place = home.place(codings[0], target)
        if isinstance(place, Left):
            self._leave(place.cause, codings, place.what)
            return
        outcome = self._put(home, target, agreed, {**place, **what.entry, "actor": "import"})
        if isinstance(outcome, str):
            self._leave(outcome, codings)
            return
        id_, added, lacks = outcome
        if place["quote"] != on_one_line(codings[0].words):
            longer = on_one_line(codings[0].words) in place["quote"]
            self.whole += [self._coding(one.coding.document, one.coding.code) for one in codings if longer]
            self.mended += not longer
        home.added += added
        self.taken += len(codings) * (lacks is None)
        self.there += len(codings) * (lacks is not None)
        if lacks:
            self.lacking.append(f"{id_} lacks {', '.join(lacks)}")
        for one, meaning in what.taken:
            name = coding_name(id_, target.coder, meaning)
            self.seen.add(name)
            if meaning in (lacks or ()):
                continue  # told again as long as it is not here
            self._remember("codings", one.coding.id, name, of_coding(one))
            if one.coding.passage:
                self.more["passages"][one.coding.passage] = coding_name(id_, target.coder, "")

    def _put(
        self, home: Home, target: CodingFile, agreed: CodingFile, entry: dict[str, object]
    ) -> tuple[str, int, tuple[str, ...] | None] | str:
        """The entry in its file; its id, how many it adds, and of one that is there what it lacks, or why it cannot be.

        What a second coder says of words that the agreed coding has bears the id that they have there.
        """
        same = target.same(entry, home.holds) or self._with_cuts(home, target, entry)
        other = None
        if same is None and target is not agreed:
            other = agreed.same(entry, home.holds) or self._with_cuts(home, agreed, entry)
        problem = home.unheard(target.with_defaults("", entry)) if not home.new else None
        if problem is not None:
            return problem.message
        usual = self.mapped.usual.get("quality", USUAL_QUALITY)
        if target is agreed and "quality" not in entry and not agreed.keeps(usual):
            entry["quality"] = usual
        if other is not None:
            outcome = target.again(other.id, entry)
        else:
            outcome = target.put({"id": same.id if same is not None else self.session.free_id(target), **entry})
        if isinstance(outcome, Refused):
            return outcome.problems[0].message
        if isinstance(outcome, Added):
            return outcome.id, int(not outcome.joined), None
        return outcome.id, 0, outcome.otherwise

    def _with_cuts(self, home: Home, file: CodingFile, entry: Mapping[str, object]) -> Entry | None:
        """The citation that leaves out words of this passage, and gives no place: it went out as the whole of it."""
        place = entry.get("selector")
        if home.there is None or not isinstance(place, dict):
            return None
        if home.id not in self.cuts:
            some = (one.citation for one in self.repository.citations.of_source.get(home.id, ()))
            cut = [one for one in some if one.selector is None and "…" in (one.quote or "").replace("...", "…")]
            self.cuts[home.id] = {span: one.id for one in cut if (span := span_of(home.there, one)) is not None}
        id_ = self.cuts[home.id].get((place["start"], place["end"]))
        return file.by_id.get(id_) if id_ is not None else None

    # ---- all of it ----

    def planned(self, today: str) -> Incoming:
        """All that was taken in, as one change."""
        for guid, meaning in self.meanings.meaning.items():
            if meaning:
                self._remember("codes", guid, meaning, of_code(self.meanings.codes[guid]))
        changes = [change for home in self.came for change in home.files]
        if self.meanings.new:
            entries = [{name: part for name, part in code.items() if part} for code in self.meanings.new.values()]
            changes += codebook.several(self.root, entries, codebook.Signed(today)).change.files
        strangers = [who for who in self.used if who not in self.repository.evaluation.team]
        changes += self._evaluation(strangers)
        changes += self.session.change("").files
        kept = self._keeping()
        for cause, what in kept.left.items():
            self.left[cause] += what
        if (beside := kept.change(self.side)) is not None:
            changes.append(beside)
        if (book := self.id_map.with_more(self.more, self.meanings.colours, self.said)) is not None:
            changes.append(book)
        otherwise = tuple(self.meanings.otherwise({one.code for one in self.project.codings}))
        outside = self.texts is not None and any(Path(one.file).is_absolute() for one in changes)
        sources = f"{len(self.came)} source{'' if len(self.came) == 1 else 's'}"
        return Incoming(
            root=self.root,
            change=Change(
                tuple(changes), (self.texts,) if outside and self.texts else (), f"exchange import: {sources}"
            ),
            notes=tuple(self._notes(strangers)),
            origin=self.project.origin,
            fit=self.placing.fit,
            came=tuple(Came(one.document.name, one.id, one.kind, one.new, one.added) for one in self.came),
            codes=tuple(self.meanings.new),
            otherwise=otherwise,
            meant=sum(map(bool, self.meanings.meaning.values())) - len(self.meanings.new) - len(otherwise),
            coders=tuple(self.used),
            codings=len(self.project.codings),
            taken=self.taken,
            citations=sum(home.added for home in self.came),
            there=self.there,
            left=_by_cause(self.left),
            beside=_by_cause(kept.kept),
            lacking=tuple(self.lacking),
            moved=tuple(self._coding(one.coding.document, one.coding.code) for one in self.placing.placed if one.moved),
            whole=tuple(self.whole),
            texts=tuple(
                (self.texts, self.texts / f"{one.id}.txt")
                for one in self.came
                if one.new and one.text is not None and self.texts
            ),
            changed=self._changed(kept),
            named=may_name(self.came, kept.new(self.side), listed_names(self.root, self.repository)),
        )

    def _changed(self, kept: Keeping) -> dict[str, tuple[str, ...]]:
        """What is otherwise than when it came in, by cause."""
        seen = {*self.seen, *(name for _, name in self.known)} if not self.project.by_words else None
        found = changed(self.repository, self.id_map, self.meanings, self.known, self.came, self.here.values(), seen)
        for cause, what in kept.changed.items():
            found[f"{cause}, otherwise than was kept (taken over)"] = tuple(what)
        for cause, what in kept.gone.items():
            found[f"{cause}, kept and there no more"] = tuple(what)
        return found

    def _keeping(self) -> Keeping:
        """What of the project has no place here, and is kept; who made it is known by initials."""
        homes = {home.document.id: home.id for home in self.came}
        parts = self.project.parts
        out = [
            part.id for part in parts if self.mapped.of("sources", part.id, *part.whats[:1]).get("leave_out") == "true"
        ]
        found = keeping(parts, self.side, homes, out)
        for coder in who_made(found.parts.values()) & self.initials.keys():
            self._remember("coders", coder, self.initials[coder])
        return found

    def _evaluation(self, strangers: Sequence[str]) -> Iterator[FileChange]:
        """evaluation.yaml with coders whom the team does not have yet, and where texts lie if nothing says it."""
        before, text = opened(self.root, EVALUATION_FILE)
        value = read(text).value
        team = (value.get("team") if isinstance(value, dict) else None) or {}
        fields: dict[str, object] = {"team": {**team, **dict.fromkeys(strangers, "coder")}} if strangers else {}
        texts = any(one.new and one.text is not None for one in self.came)
        if self.texts is not None and self.repository.evaluation.texts is None and texts:
            fields["texts"] = Path(os.path.relpath(self.texts, self.root)).as_posix()
        if fields:
            after = with_fields(before.decode("utf-8"), fields)
            yield FileChange(EVALUATION_FILE, digest(before), after.encode("utf-8"))

    def _notes(self, strangers: Sequence[str]) -> Iterator[str]:
        new = [home for home in self.came if home.new]
        if new:
            yield "texts and titles of new sources are as in the file, labels too: see that they name nobody"
        silent = [home.id for home in self.came if home.text is None and home.added and self.project.by_words]
        if silent:
            which = ", ".join(silent[:_MOST_NAMED]) + (
                f" and {len(silent) - _MOST_NAMED} more" if silent[_MOST_NAMED:] else ""
            )
            yield (
                f"no transcript of {which} is at hand: quotes are as in the table, and have no place until "
                "`text import` and `code anchor` give them one"
            )
        known = {
            "sources": {key for one in self.project.documents for key in (one.id, one.name)}
            | {key for part in self.project.parts for key in (part.id, *part.whats[:1])},
            "codes": {key for one in self.project.codes for key in (one.id, one.name, self.meanings.path(one))},
            "coders": {key for one in self.project.coders for key in (one.id, one.name)},
        }
        for what, names in known.items():
            if strange := [*self.mapped.strange(what, names)]:
                more = f" and {len(strange) - _MOST_NAMED} more" if strange[_MOST_NAMED:] else ""
                yield f"{what} in the mapping that are not in the file: {', '.join(strange[:_MOST_NAMED])}{more}"
        if self.mended:
            quotes = "1 quote is" if self.mended == 1 else f"{self.mended} quotes are"
            yield f"{quotes} written as in the transcript, which has other blanks, accents or punctuation"
        if any(home.kind not in READ and self.homes.consent(home.document) is None for home in new):
            yield "nothing says who may be quoted: words of new sources are held back until their `consent` does"
        missing = [match[1] for cause in self.left if (match := NOT_HERE.fullmatch(cause)) is not None]
        if missing:
            some = ", ".join(missing[:_MOST_NAMED]) + (" and others" if missing[_MOST_NAMED:] else "")
            yield (
                f"what names {some} does not come in later, to citations that are here by then: make them first "
                "(`cmo-eval new claim`, `new pattern`) and import after that"
            )
        if strangers:
            yield f"{', '.join(strangers)} would join the team in evaluation.yaml"


def _by_cause(found: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {cause: tuple(what) for cause, what in found.items()}
