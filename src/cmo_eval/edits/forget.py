"""A withdrawn person's words taken out of the files, as a plan; ids, stances and places stay. Writes nothing.

What was withdrawn counts as never said already while the files are read. This is about the words themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Any

from cmo_eval.attribution import masked
from cmo_eval.deferred import dataclass
from cmo_eval.edits import copies
from cmo_eval.edits.coding.citation_text import with_citations, with_fields
from cmo_eval.edits.coding.file import CodingFile, read_coding
from cmo_eval.edits.copies import some
from cmo_eval.edits.exchange.parts import side
from cmo_eval.edits.masking import Heard, without_neighbours
from cmo_eval.edits.plan import NOTHING_OVERLOOKED, Plan, opened, record_in
from cmo_eval.errors import UsageError, said_of
from cmo_eval.model import Citation, Source, holding
from cmo_eval.nearest import did_you_mean, unknown
from cmo_eval.projects import side_file
from cmo_eval.projects.refi_parts import words_of
from cmo_eval.store.folder import EVALUATION_FILE, FileName, list_files
from cmo_eval.store.writing.change import Change, FileChange, digest, named
from cmo_eval.store.writing.transaction import apply
from cmo_eval.transcripts import store

WORDS = holding(Citation)
"""Keys of a citation that hold words, of who spoke or about them."""


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
class Forgotten:
    """What goes of one record: `keys` are removed, and `marked` says that it is marked as withdrawn from now on."""

    file: str
    id: str
    keys: tuple[str, ...]
    marked: bool


@dataclass(frozen=True, slots=True)
class ForgottenText:
    """What becomes of a transcript: the whole file goes (`lines` is 0), or the words in so many of its lines."""

    file: str
    lines: int


@dataclass(frozen=True, kw_only=True)
class Forgetting(Plan):
    """What is to be forgotten of whom, and what a person has to look at.

    `what` says whose words; `backups` are copies that editors left; `look` are sentences about places in the folder,
    `beyond` about those that no program reaches from here.
    """

    what: str
    records: tuple[Forgotten, ...]
    text: ForgottenText | None
    backups: tuple[str, ...]
    look: tuple[str, ...]
    beyond: tuple[str, ...]

    def apply(self) -> None:
        """Make the change, and keep nothing of what was there before, nor of what earlier changes kept.

        Raises:
            CmoEvalError: as `Plan.apply`.
        """
        apply(self.root, self.change, forget=True)


@dataclass
class _Planning:
    root: Path
    whom: Whom
    date: str
    source: Mapping[str, Any]
    texts: Path | None
    files: dict[str, FileChange] = field(default_factory=dict)
    records: list[Forgotten] = field(default_factory=list)
    said: list[tuple[str, str]] = field(default_factory=list)  # what goes: the citation, and words of it
    look: list[str] = field(default_factory=list)
    beyond: list[str] = field(default_factory=list)
    text: ForgottenText | None = None
    whole: str = ""  # the transcript, where all of it goes
    heard: Heard | None = None

    @property
    def people(self) -> list[Any]:
        """The source's participants, as they stand in its file."""
        people = self.source.get("participants")
        return people if isinstance(people, list) else []

    @property
    def ids(self) -> list[str]:
        """Ids of the participants."""
        return [str(person["id"]) for person in self.people if isinstance(person, dict) and "id" in person]

    def put(self, file: str, before: bytes, after: bytes | None) -> None:
        """The file as it will be, if it changes."""
        if before != after:
            self.files[file] = FileChange(file, digest(before), after)


def plan(root: Path, whom: str, date: str, *, texts: str | Path | None = None) -> Forgetting:
    """What has to change for a withdrawn person's words to be gone from the files.

    Of the citations go quote, selector, judgement, observation, event, memo and the reason of a dispute, in second
    coders' files too; id, place, codes and stances stay, and `withdrawn` is set where it is missing. Of a whole source
    the transcript goes, of a participant (or one citation) the words in it. Apply it with `forget`, so that nothing of
    it is kept.

    Args:
        root: the evaluation folder.
        whom: a source (FG2), a participant of one (FG2.r1) or a citation (FG2-014).
        date: of the withdrawal, for what does not say it yet.
        texts: where the transcripts lie; else as CMO_EVAL_TEXTS or evaluation.yaml says.

    Raises:
        UsageError: there is nobody such, or a file that may hold the words cannot be read.
        CmoEvalError: the words cannot be taken out without rewriting more of a file.
    """
    listing = list_files(root)
    sources = {file: record_in(root, file.path) for file in listing.files if file.kind == "sources"}
    meant = {whom, *(whom.partition(mark)[0] for mark in ".-")}
    named_so = (file for file in listing.files if file.kind == "citations" and file.source in meant)
    codings = [read_coding(root, file.source or "", file.coder, proposed=file.proposed) for file in named_so]
    person = _whom_of(whom, sources, codings)
    held = [file for file, value in sources.items() if value.get("id") == person.source]
    if len(held) > 1:
        where = " and in ".join(file.path for file in held)
        raise UsageError(f"{person.source} stands in {where}", "give one of the two another id")
    folder = record_in(root, EVALUATION_FILE).get("texts")
    at_hand = store.folder(root, folder if isinstance(folder, str) else None, texts)
    planning = _Planning(root, person, date, sources[held[0]] if held else {}, at_hand)
    gone = _gone(person, codings)
    others = [value for file, value in sources.items() if file not in held]
    _forget_text(planning, gone, codings, others)
    agreed = {entry.id for one in codings if one.second is None for entry in one.entries}
    for one in codings:
        _forget_citations(planning, one, gone, agreed)
    if held:
        _forget_source(planning, held[0])
    if person.whole:
        _forget_beside(planning)
    text = [] if planning.text is None else [planning.text.file]
    paths = (*(one.file for one in codings), *(file.path for file in held), *text, side_file.FILE)
    backups = _forget_backups(planning, paths)
    _say_where_to_look(planning, codings)
    _say_who_else(planning, sources.values())
    searched = _look_for_copies(planning, others)
    outside = (planning.texts,) if planning.texts is not None else ()
    return Forgetting(
        root=root,
        change=Change(tuple(planning.files.values()), outside, f"forget {whom}"),
        what=str(person),
        records=tuple(planning.records),
        text=planning.text,
        backups=backups,
        look=tuple(planning.look),
        beyond=(*planning.beyond, *copies.beyond(searched=searched)),
    )


def _gone(person: Whom, codings: Sequence[CodingFile]) -> set[str]:
    """Ids of the entries whose words go."""
    gone = {  # a second coder's entry goes with the fragment that it codes again
        entry.id
        for one in codings
        for entry in one.entries
        if person.whole
        or entry.id == person.citation
        or (person.participant is not None and entry.value.get("speaker") == person.participant)
    }
    return gone | {  # a proposal goes with the citation that it became
        entry.id
        for one in codings
        for entry in one.entries
        if isinstance(entry.own.get("review"), dict) and entry.own["review"].get("citation") in gone
    }


def _forget_backups(planning: _Planning, paths: Iterable[str]) -> tuple[str, ...]:
    """Copies that editors left beside these files, which go too."""
    found: list[str] = []
    for path in paths:
        for copy in copies.backups_of(planning.root / path):
            found.append(named(planning.root, copy))
            planning.put(found[-1], copy.read_bytes(), None)
    return tuple(found)


def _look_for_copies(planning: _Planning, others: Iterable[Mapping[str, Any]]) -> bool:
    """Look for the words that go in all other files, and in git; whether it is known which words these are.

    Args:
        planning: what goes, planned already.
        others: the other sources, as their files say them.
    """
    heard, going, stays = planning.heard, planning.said, ""
    if heard is not None:
        going += (("", heard.text.text[start:end]) for start, end in heard.spans)
        stays = heard.left
    elif planning.text is not None:
        going.append(("", planning.whole))
    words = copies.Words(going, stays)
    if not words:
        return False
    folders = [planning.root, *([planning.texts] if planning.texts is not None else [])]
    at_rest = {(planning.root / file).resolve(): change.content for file, change in planning.files.items()}
    names = [name for other in others if isinstance(name := other.get("text"), str)]
    talks = {store.place(planning.texts, name).resolve() for name in names} if planning.texts is not None else set()
    planning.look += copies.leftovers(folders, words, at_rest, (talks, copies.Words(going, stays, copies.OF_TALKS)))
    planning.beyond += copies.in_history(folders, words)
    return True


def _forget_text(
    planning: _Planning, gone: set[str], codings: list[CodingFile], others: list[Mapping[str, Any]]
) -> None:
    """The transcript as a whole, or the words in it."""
    name = planning.source.get("text")
    if not isinstance(name, str):
        return
    found = store.look(planning.texts, name)
    if not isinstance(found, store.Text):
        why = f" ({found.why})" if isinstance(found, store.Refused) else ""
        planning.beyond.append(f"the transcript {name} is not at hand{why}: take the words out where it lies")
        return
    if found.path.is_symlink():
        planning.beyond.append(f"the transcript {name} is a link: take the words out of the file that it leads to")
        return
    raw = found.path.read_bytes()
    file = named(planning.root, found.path)
    if planning.whom.whole:
        if any(other.get("text") == name for other in others):
            planning.look.append(f"the transcript {name} stays, since another source names it too")
            return
        planning.put(file, raw, None)
        planning.text, planning.whole = ForgottenText(file, 0), found.text
        return
    recorded = planning.source.get("text_sha256")
    heard = planning.heard = Heard(found, planning.ids, recorded if isinstance(recorded, str) else None)
    heard.choose(planning.whom.participant, gone, codings)
    if not heard.spans:
        planning.look.append(f"no words of {planning.whom} were found in the transcript {name}")
    elif heard.unplaced:
        planning.look.append(f"{some(heard.unplaced)} may still stand in the transcript {name}: it was not found there")
    if heard.left != found.text:
        planning.put(file, raw, store.rewritten(raw, lambda text: masked(text, heard.going)))
        planning.text = ForgottenText(file, heard.lines)


def _forget_citations(planning: _Planning, one: CodingFile, gone: set[str], agreed: set[str]) -> None:
    changes: dict[str, dict[str, Any]] = {}
    inside: list[str] = []
    file, heard = one.file, planning.heard
    for entry in one.entries:
        if entry.id in gone:
            keys = tuple(key for key in WORDS if key in entry.own)
            planning.said += [(entry.id, value) for key in keys if isinstance(value := entry.own[key], str)]
            # a second coder's entry about a fragment of the agreed coding is withdrawn with it
            again = one.second is not None and entry.id in agreed
            marked = entry.value.get("withdrawn") is None and not again
            if keys or marked:
                date = {"withdrawn": planning.date} if marked else {}
                changes[entry.id] = {**dict.fromkeys(keys), **date}
                planning.records.append(Forgotten(file, entry.id, keys, marked))
            continue
        around = without_neighbours(entry, heard)
        if around is not None:
            changes[entry.id] = {"selector": around}
            lost = tuple(
                f"selector.{key}" for key in ("prefix", "suffix") if key in {*entry.own["selector"]} - {*around}
            )
            planning.records.append(Forgotten(file, entry.id, lost, marked=False))
        if heard is not None and heard.touches(entry):
            inside.append(entry.id)
    if inside:
        planning.look.append(f"{some(inside)} may quote words of {planning.whom} as well")
    if not changes:
        return
    with said_of(file, UsageError):
        after = with_citations(one.text, change=changes)
    planning.put(file, one.before or b"", after.encode("utf-8"))


def _forget_source(planning: _Planning, file: FileName) -> None:
    raw, _ = opened(planning.root, file.path, NOTHING_OVERLOOKED)
    whom, source, text = planning.whom, planning.source, planning.text
    fields: dict[str, Any] = {}
    keys: list[str] = []
    marked = False
    if whom.participant is not None:
        people = [
            {**person, "consent": "withdrawn"}
            if isinstance(person, dict) and person.get("id") == whom.participant
            else person
            for person in planning.people
        ]
        marked = people != planning.people
        if marked:
            fields["participants"] = people
        elif whom.participant not in planning.ids:
            planning.look.append(f"{whom.participant} is no registered participant of {whom.source}")
    elif whom.whole:
        marked = source.get("withdrawn") is None
        if marked:
            fields["withdrawn"] = planning.date
        if text is not None:
            keys = [key for key in ("text", "text_sha256", "imported_sha256") if key in source]
            fields |= dict.fromkeys(keys)
    if planning.heard is not None and text is not None:
        after = store.digest(planning.heard.left)
        digests = [key for key in ("text_sha256", "imported_sha256") if source.get(key) == planning.heard.text.sha256]
        fields |= dict.fromkeys(digests, after)
    if not fields:
        return
    if keys or marked:
        planning.records.append(Forgotten(file.path, whom.participant or whom.source, tuple(keys), marked))
    after = with_fields(raw.decode("utf-8"), fields, tuple(Source.model_fields))
    planning.put(file.path, raw, after.encode("utf-8"))


def _forget_beside(planning: _Planning) -> None:
    """What came in from other programs about the source and has no place here."""
    kept, source = side(planning.root), planning.whom.source
    stay = side_file.without(kept.parts, source)
    gone = [part for part in kept.parts if part not in stay]
    if kept.before is None or not gone:
        return
    planning.said += (("", words_of(part)) for part in gone)
    whats = tuple(dict.fromkeys(part.cause for part in gone if part.cause))
    planning.records.append(Forgotten(side_file.FILE, source, whats, marked=False))
    planning.put(side_file.FILE, kept.before, side_file.content(stay) if stay else None)


def _say_where_to_look(planning: _Planning, codings: list[CodingFile]) -> None:
    if planning.whom.participant is not None:
        silent = [
            entry.id
            for one in codings
            for entry in one.entries
            if one.second is None and entry.value.get("speaker") is None and "quote" in entry.own
        ]
        if silent:
            planning.look.append(f"{some(silent)} names no speaker: it may be {planning.whom}")
    commented = [
        file for file, change in planning.files.items() if file.endswith(".yaml") and copies.has_comment(change.content)
    ]
    if commented:
        planning.look.append(f"comments stay as they are in {some(commented)}")


def _say_who_else(planning: _Planning, sources: Iterable[Mapping[str, Any]]) -> None:
    """In which other talks the person is heard, as far as `same_as` says so."""
    if planning.whom.participant is None:
        return
    own = f"{planning.whom.source}.{planning.whom.participant}"
    people = {
        f"{source.get('id')}.{person.get('id')}": person.get("same_as")
        for source in sources
        if isinstance(listed := source.get("participants"), list)
        for person in listed
        if isinstance(person, dict)
    }
    others = [name for name, same in people.items() if same == own or (name == people.get(own) != own)]
    if others:
        again = " and ".join(f"`cmo-eval forget {name}`" for name in others)
        planning.look.append(f"the same person is {' and '.join(others)}: ask whether that too; then {again}")


# ---- whose words ----------------------------------------------------------------------------------------------------


def _whom_of(whom: str, sources: Mapping[FileName, Mapping[str, Any]], codings: list[CodingFile]) -> Whom:
    """Whom the words `FG2`, `FG2.r1` or `FG2-014` mean."""
    ids = {str(value["id"]): value for value in sources.values() if "id" in value}
    ids |= {str(one.source): {} for one in codings if one.source not in ids}
    if whom in ids:
        return Whom(whom)
    source, dot, participant = whom.partition(".")
    if dot:
        if source not in ids:
            raise unknown("source", source, ids, f"it can be {some(ids)}")
        people = ids[source].get("participants")
        known = [str(one.get("id")) for one in (people if isinstance(people, list) else ()) if isinstance(one, dict)]
        entries = [entry for one in codings if one.source == source for entry in one.entries]
        known += [str(entry.value["speaker"]) for entry in entries if "speaker" in entry.value]
        if participant not in known:
            hint = did_you_mean(participant, known) or (f"it can be {some(dict.fromkeys(known))}" if known else "")
            raise UsageError(f"{source} has no participant {participant}", hint)
        return Whom(source, participant=participant)
    for one in codings:
        if any(entry.id == whom for entry in one.entries):
            return Whom(str(one.source), citation=whom)
    advice = "name a source (FG2), a participant of one (FG2.r1) or a citation (FG2-014)"
    raise unknown("source", whom, ids, advice)
