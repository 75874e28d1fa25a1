"""Drafts put into the files of an evaluation one after another, as a change to be applied whole; writes nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cmo_eval.edits.checking import Checked, Problem, checked, coder_named, folded, source_named
from cmo_eval.edits.coding_file import CodingFile, Entry, given_out, read_coding, selector, words_of
from cmo_eval.edits.draft import Draft
from cmo_eval.edits.placing import Placed, SourceText, text_of
from cmo_eval.edits.unheard import unheard
from cmo_eval.errors import UsageError
from cmo_eval.hearing import Answer
from cmo_eval.model import PARTS, Citation, Evidence, Source, worded
from cmo_eval.model.base import CITATION_ID_PATTERN
from cmo_eval.store.repository import Repository
from cmo_eval.store.writing import Change
from cmo_eval.store.writing.change import key


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


@dataclass
class Session:
    """An evaluation while drafts are put into its files; each file and text is read once.

    Args:
        root: the evaluation folder.
        repository: what was read from it, without what was withdrawn.
        texts: where the transcripts lie, in place of what evaluation.yaml says.
    """

    root: Path
    repository: Repository
    texts: str | Path | None = None
    _files: dict[tuple[str, str | None], CodingFile] = field(default_factory=dict)
    _texts: dict[str, SourceText] = field(default_factory=dict)
    _reserved: dict[str, str] | None = None
    _counted: set[tuple[str, str | None]] = field(default_factory=set)

    def coding(self, source: str, coder: str | None = None) -> CodingFile:
        """The file of a source's citations: the agreed coding, or a second coder's.

        Raises:
            UsageError: it is there and cannot be read.
        """
        key = (source, coder)
        if key not in self._files:
            self._files[key] = read_coding(self.root, source, coder)
        return self._files[key]

    def text(self, source: Source) -> SourceText:
        """The text of a source, at hand or not."""
        if source.id not in self._texts:
            self._texts[source.id] = text_of(self.root, self.repository, source, self.texts)
        return self._texts[source.id]

    def source(self, id_: str) -> Source:
        """The source with that id.

        Raises:
            UsageError: there is none, or nothing of it may be coded.
        """
        try:
            return source_named(self.repository, id_)
        except UsageError:
            path = self.root / "sources" / f"{id_}.yaml"
            if path.name == f"{id_}.yaml" and path.exists():
                hint = "it is as if it was never heard; `cmo-eval validate` says if it cannot be read"
                raise UsageError(f"{id_} was withdrawn, or its file cannot be read", hint) from None
            raise

    def put(self, draft: Draft) -> Outcome:
        """What becomes of a draft; what is added stands in the file for the drafts that follow."""
        try:
            source = self.source(draft.source)
            target = self._target(source, draft)
        except UsageError as error:
            return Refused((Problem(error.message, error.hint),))
        found = checked(self.repository, source, draft, target.defaults)
        problems, notes = list(found.problems), list(found.notes)
        if not draft.quote.strip():
            return self._again(source, target, draft, found)
        quote = str(found.entry.get("quote", ""))
        placed = self._place(source, target, draft, quote)
        if isinstance(placed, Problem):
            problems.append(placed)
            placed = None
        if problems:
            return Refused(tuple(problems))
        entry = self._whole(source, target, found.entry, placed)
        if placed is not None:
            notes += placed.notes
        notes += self._of_speaker(source, entry, target)
        return self._put(source, target, draft, entry, notes)

    def change(self, what: str) -> Change:
        """All that was added, as one change.

        Raises:
            CmoEvalError: it cannot be added without rewriting more.
        """
        files = [one for file in self._files.values() if (one := file.change()) is not None]
        return Change(tuple(files), what=what)

    def lines(self, change: Change) -> Mapping[str, int]:
        """The line of each citation that the change adds, by file and id (with a space between them)."""
        after = {one.file: (one.content or b"").decode("utf-8") for one in change.files}
        return {
            f"{file.file} {id_}": line
            for file in self._files.values()
            if file.file in after
            for id_, line in file.lines(after[file.file]).items()
        }

    def notes(self) -> list[str]:
        """What a person should know of the texts in which words were looked up, or were not."""
        notes = []
        for text in self._texts.values():
            if text.text is None:
                notes.append(f"{text.why}: the words are not checked, and have no place in it")
            elif text.note:
                notes.append(text.note)
        return list(dict.fromkeys(notes))

    # ---- which file -------------------------------------------------------------------------------------------------

    def _target(self, source: Source, draft: Draft) -> CodingFile:
        """The file that the draft goes into.

        Raises:
            UsageError: it cannot go into the one that is meant, or that cannot be read.
        """
        agreed = self.coding(source.id)
        coder = coder_named(self.repository, draft.coder) if draft.coder else None
        if coder and agreed.coder and coder != agreed.coder and key(coder) == key(agreed.coder):
            raise UsageError(f"the coder {coder} is {agreed.coder} but for capitals", f"write {agreed.coder}")
        if draft.second:
            if coder is None:
                raise UsageError("a second coding needs to know whose it is", "give the coder's initials")
            if coder == agreed.coder:
                hint = f"a second coder is somebody else than {coder}"
                raise UsageError(f"{coder} coded {source.id} for the agreed coding", hint)
            return self.coding(source.id, coder)
        if coder is not None and agreed.coder is None:
            agreed.coder, agreed.names_coder = coder, True
        elif coder is not None and coder != agreed.coder:
            hint = f"--second writes a coding of {coder} beside it"
            raise UsageError(f"{agreed.file} is the coding of {agreed.coder}, not {coder}", hint)
        return agreed

    # ---- which words ------------------------------------------------------------------------------------------------

    def _place(self, source: Source, target: CodingFile, draft: Draft, quote: str) -> Placed | Problem | None:
        """Where the words stand; None where they are not looked up, or no text is at hand."""
        default = str(target.defaults.get("verbatim", "true")).lower() != "false"
        literal = draft.verbatim if draft.verbatim is not None else default
        if not literal or not draft.in_text or (source.text is None and source.kind not in _TALKS):
            return None
        text = self.text(source)
        return text.place(draft, quote) if text.text is not None else None

    def _whole(
        self, source: Source, target: CodingFile, entry: Mapping[str, Any], placed: Placed | None
    ) -> dict[str, Any]:
        """The entry with what the text says of it."""
        whole = dict(entry)
        if placed is None:
            return whole
        whole["quote"] = placed.quote
        said = {"line": placed.line, "page": placed.page, "time": placed.time}
        whole["at"] = {**{key: value for key, value in said.items() if value is not None}, **whole.get("at", {})}
        whole["at"]["line"] = placed.line
        whole["selector"] = selector(placed.start, placed.end, placed.prefix, placed.suffix)
        named = "speaker" in whole or "role" in whole
        inherited = target.defaults.get("speaker") == placed.speaker and "role" not in target.defaults
        heard = placed.speaker is not None and source.participant(placed.speaker) is not None
        if heard and not named and not inherited:
            whole["speaker"] = placed.speaker
        return whole

    def _of_speaker(self, source: Source, entry: Mapping[str, Any], target: CodingFile) -> list[str]:
        speaker = entry.get("speaker") or (target.defaults.get("speaker") if "role" not in entry else None)
        person = source.participant(str(speaker)) if speaker else None
        if person is not None and person.consent == "background":
            said = f"{person.id} may not be quoted (consent: background): the words count and are not printed"
            literal = str(entry.get("verbatim", target.defaults.get("verbatim", "true"))).lower() != "false"
            return [f"{said}; `validate` asks for a paraphrase in their place" if literal else said]
        return []

    # ---- there already or not ---------------------------------------------------------------------------------------

    def _again(self, source: Source, target: CodingFile, draft: Draft, found: Checked) -> Outcome:
        """A second coder's coding of a citation that the agreed coding has, by its id."""
        problems = list(found.problems)
        agreed = {entry.id for entry in self.coding(source.id).entries}
        if target.second is None:
            problems.append(Problem("there are no words", "give the quote"))
        elif draft.id is None or draft.id not in agreed:
            what = f"the agreed coding has no {draft.id}" if draft.id else "there are no words, and no id"
            problems.append(Problem(what, "give the quote, or the id of a citation that is coded again"))
        if problems or draft.id is None:
            return Refused(tuple(problems))
        entry = {key: value for key, value in found.entry.items() if key not in _OF_WORDS}
        return self._add(target, {"id": draft.id, **entry}, list(found.notes))

    def _put(
        self, source: Source, target: CodingFile, draft: Draft, entry: dict[str, Any], notes: list[str]
    ) -> Outcome:
        known = self.repository.citations.row_of
        same = self._same(source, target, entry)
        if target.second is not None and same is None:
            agreed = self._same(source, self.coding(source.id), entry)
            if agreed is not None and agreed.id in known:
                again = {key: value for key, value in entry.items() if key not in _OF_WORDS}
                return self._add(target, {"id": agreed.id, **again}, notes)
        if same is not None and target.second is None and same.line and same.id not in known:
            return Refused((Problem(f"the words are those of {same.id}, which was withdrawn", "leave them out"),))
        unheard = self._unheard(source, target, entry, notes)
        if unheard is not None:
            return Refused((unheard,))
        if same is not None:
            if draft.id and draft.id != same.id:
                return Refused((Problem(f"the words are {same.id} already, not {draft.id}", "leave the id out"),))
            return self._add(target, {"id": same.id, **entry}, notes)
        id_ = draft.id or target.next_id(self._given_out().values())
        problem = self._odd_id(target, id_) if draft.id else None
        return Refused((problem,)) if problem else self._add(target, {"id": id_, **entry}, notes)

    def _unheard(
        self, source: Source, target: CodingFile, entry: Mapping[str, Any], notes: list[str]
    ) -> Problem | None:
        """Why the words cannot be coded so, by whose they are; what is no reason but good to know joins the notes."""
        if self.repository.talk(source.id) is None:
            return None
        talk = self.text(source).talk
        assert talk is not None  # noqa: S101 - the same, over its text
        citation = Citation.model_validate({**target.with_defaults("", entry).value, "id": f"{source.id}-0"})
        hearing = talk.hearing(citation)
        return unheard(citation, hearing, notes) if hearing.answer is not Answer.HEARD else None

    @staticmethod
    def _add(target: CodingFile, entry: dict[str, Any], notes: list[str]) -> Outcome:
        """The entry as a new citation, unless one of its id is there or was added before it."""
        id_ = str(entry["id"])
        there = target.get(id_)
        before = target.filled.get(id_)
        if there is not None and not there.line:
            before = next((one for one in target.added if one["id"] == id_), None)
        if before is None and there is not None and there.line:
            if not target.to_be_coded(there):
                return There(there.id, target.file, there.line, _lacking(there.value, entry))
            target.filled[id_] = {key: value for key, value in entry.items() if key not in {"id", *_OF_WORDS}}
            return Added(id_, target.file, target.filled[id_], tuple(notes))
        if before is None:
            target.add(entry)
            return Added(str(entry["id"]), target.file, entry, tuple(notes))
        apart = [key for key in _SINGLE if before.get(key) and entry.get(key) and before[key] != entry[key]]
        if apart:
            what = f"the same words as {entry['id']}, with another {apart[0]}"
            return Refused((Problem(what, "make it one row, or say which of the two it is"),))
        joined = _joined(before, entry)
        before.clear()
        before.update(joined)
        return Added(str(entry["id"]), target.file, before, tuple(notes), joined=True)

    def _same(self, source: Source, target: CodingFile, entry: Mapping[str, Any]) -> Entry | None:
        """The citation with the same words: at the same place or, where places are not known, of the same speaker."""
        mine = target.with_defaults("", entry)
        for other in target.alike(mine):
            if mine.span is not None and other.span == mine.span and self._holds(source, other):
                return other
            if other.words != mine.words:
                continue
            apart = mine.span is not None and other.span is not None and self._holds(source, other)
            if not apart and _may_be_one(mine.value, other.value):
                return other
        return None

    def _holds(self, source: Source, entry: Entry) -> bool:
        """Whether the place that an entry gives still has its words: the text may have been corrected since."""
        text, span = self.text(source).text, entry.span
        if text is None or span is None:
            return True
        said = words_of(text.text[span[0] : span[1]])
        words = entry.words.split("[…]")
        return said.startswith(words[0].strip()[:40]) and said.endswith(words[-1].strip()[-40:])

    def _odd_id(self, target: CodingFile, id_: str) -> Problem | None:
        if not id_.startswith(target.start) or re.fullmatch(CITATION_ID_PATTERN, id_) is None:
            return Problem(
                f"{id_[:40]} is no id for a new citation here", f"such as {target.next_id(self._given_out().values())}"
            )
        other = self._given_out().get(key(id_)) or target.like(id_)
        free = f"the next free one is {target.next_id(self._given_out().values())}"
        if other == id_:
            return Problem(f"the id {id_} stands for other words", free)
        if other is not None:
            return Problem(f"the id {id_} is {other} but for capitals, which half of all disks do not tell apart", free)
        return None

    def _given_out(self) -> Mapping[str, str]:
        """Ids that stand or stood for something, by what ids are compared by; those of withdrawn citations too."""
        if self._reserved is None:
            self._reserved = {key(id_): id_ for id_ in given_out(self.repository)}
        for name, file in self._files.items():
            if name not in self._counted:
                self._counted.add(name)
                self._reserved |= {key(entry.id): entry.id for entry in file.entries}
        return self._reserved


_TALKS = frozenset(
    {"key_actor", "focus_group", "group_interview", "case_interview", "interview", "informal", "observation"}
)
_OF_WORDS = frozenset({"quote", "verbatim", "selector", "at", "speaker", "role"})
_SINGLE = ("verbatim", "speaker", "role", "quality", "utterance", *worded("retold"))


def _may_be_one(mine: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two citations with the same words have nobody else for a speaker, as far as they say."""
    return all(
        mine.get(key) is None or other.get(key) is None or folded(str(mine[key])) == folded(str(other[key]))
        for key in ("speaker", "role")
    )


def _evidence(value: Mapping[str, Any]) -> dict[str, set[str]]:
    """What a citation shows: parts by stance, in the notation without parts, as far as it can be read."""
    found: dict[str, set[str]] = {}
    for one in value.get("evidence") or ():
        try:
            evidence = Evidence.model_validate(one)
        except ValidationError:
            continue
        about = f"{evidence.suggests}/{evidence.claim}" if evidence.suggests else evidence.claim
        version = f"@{evidence.version}" if evidence.version != 1 else ""
        pattern = f":{evidence.pattern}" if evidence.pattern else ""
        found.setdefault(f"{evidence.stance} {about}{version}{pattern}", set()).update(evidence.parts)
    return found


def _lacking(there: Mapping[str, Any], entry: Mapping[str, Any]) -> tuple[str, ...]:
    """Stances and codes that a citation lacks, of those that a draft has."""
    known = _evidence(there)
    stances = [
        one + (f":{'+'.join(sorted(parts))}" if parts else "")
        for one, parts in _evidence(entry).items()
        if one not in known or not parts <= known[one]
    ]
    codes = there.get("codes") or ()
    has = {codes} if isinstance(codes, str) else set(codes)
    return (*stances, *(f"#{code}" for code in entry.get("codes") or () if code not in has))


def _joined(before: Mapping[str, Any], entry: Mapping[str, Any]) -> dict[str, Any]:
    """Two codings of the same words as one."""
    made = {**entry, **before}
    evidence: list[dict[str, Any]] = []
    for one in (*before.get("evidence", ()), *entry.get("evidence", ())):
        about = {key: value for key, value in one.items() if key != "parts"}
        same = next((other for other in evidence if {**other, "parts": 0} == {**about, "parts": 0}), None)
        if same is None:
            evidence.append(dict(one))
        elif one.get("parts"):
            parts = {*same.get("parts", ()), *one["parts"]}
            same["parts"] = [part for part in PARTS if part in parts]
    codes = list(dict.fromkeys([*before.get("codes", ()), *entry.get("codes", ())]))
    memos = list(
        dict.fromkeys(one for value in (before, entry) for one in (value.get("memo") or "").split("\n") if one)
    )
    whole = {**made, "evidence": evidence or None, "codes": codes or None, "memo": "\n".join(memos) or None}
    return {key: value for key, value in whole.items() if value is not None}
