"""A citation that says something else, or becomes several, as a change to its file and nothing else; writes nothing.

What is given is checked as that of a new citation is: names exist, words stand in the transcript, and nobody's words
are coded who withdrew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cmo_eval.deferred import dataclass
from cmo_eval.edits.coding.add import Session, refusal
from cmo_eval.edits.coding.checking import checked, coder_named, misshapen
from cmo_eval.edits.coding.consequences import naming, stale_after
from cmo_eval.edits.coding.draft import Draft, Stance, folded, notation, paragraphs, plain, stance_of
from cmo_eval.edits.coding.file import CodingFile, Entry, Problem, is_true
from cmo_eval.edits.coding.passage import split, stretched
from cmo_eval.edits.coding.who_codes import usual_coder
from cmo_eval.edits.plan import MEND, Plan
from cmo_eval.edits.transcripts.placing import SourceText
from cmo_eval.edits.yaml.edits import as_read
from cmo_eval.errors import UsageError
from cmo_eval.model import Citation, Evidence
from cmo_eval.nearest import did_you_mean, unknown
from cmo_eval.store.repository import Coded, Repository
from cmo_eval.transcripts import anchoring

CLEARED = (
    *("speaker", "role", "at", "quality", "utterance", "judgement", "observation", "event"),
    *("evidence", "codes", "coded", "memo", "disputed", "case"),
)
"""Keys of a citation that can be taken out of it."""

_JUDGED = frozenset({"quality", "evidence", "codes"})
_OF_WORDS = frozenset({"quote", "verbatim", "selector", "at", "speaker", "role"})


@dataclass(frozen=True, kw_only=True)
class Edited:
    """What becomes of a citation; what is None or empty stays as it is.

    `draft` has what is said anew, as of a new citation: its stances and codes join those that are there, and of one
    that is there (on the same claim, version and pattern) it says the parts anew. `starts` and `ends` are words of the
    transcript with which the quote is to begin and end; `splits` those with which further citations begin. `drop` are
    stances that go, by claim, and by version and pattern where they are given; `codes_off` are codes that go. `cleared`
    are keys (CLEARED) that go before anything is added. `day` is the date of what a second coder had yet to code.
    """

    citation: str
    draft: Draft
    coder: str | None = None
    starts: str = ""
    ends: str = ""
    splits: tuple[str, ...] = ()
    drop: tuple[Stance, ...] = ()
    codes_off: tuple[str, ...] = ()
    cleared: frozenset[str] = frozenset()
    disputed: str = ""
    day: str = ""
    withdrawn: str | None = None


@dataclass(frozen=True, kw_only=True)
class Editing(Plan):
    """A citation that may change, in `file`; `line` is where it stands after that (from 1).

    `added` are the ids of those that were split off, each with its line; `becomes` are all that take its place.
    """

    id: str
    file: str
    line: int
    added: Mapping[str, int] = field(default_factory=dict)
    becomes: tuple[Coded, ...] = ()


def plan(root: Path, repository: Repository, wanted: Edited, *, texts: str | Path | None = None) -> Editing:
    """The citation as it is to be; where that is as it is, nothing changes.

    Args:
        root: the evaluation folder.
        repository: what was read from it, without what was withdrawn.
        wanted: what becomes of which citation.
        texts: where the transcripts lie, in place of what evaluation.yaml says.

    Raises:
        NotInTextError: the transcript is at hand, and the words do not stand in it.
        UsageError: there is no such citation, it names what there is not, lacks what a citation needs, is of somebody
            who withdrew, or its file cannot be read.
        CmoEvalError: it cannot be changed without rewriting more.
    """
    coded = _found(repository, wanted)
    session = Session(root, repository, texts)
    source = session.source(coded.source)
    file = session.coding(source.id, coded.coder if coded in repository.second_codings else None)
    unread = [one for one in (file.file, f"sources/{source.id}.yaml") if one in repository.unread]
    if unread:
        raise UsageError(f"{unread[0]} cannot be read wholly", MEND)
    if sum(entry.id == coded.id for entry in file.entries) > 1:
        raise UsageError(f"{coded.id} stands in {file.file} twice", "give one of the two another id first")
    entry = file.by_id[coded.id]
    one = _One(session, file, entry, replace(wanted, draft=replace(wanted.draft, source=source.id)), coded)
    changes = one.changes()
    if not changes and not one.more:
        change = session.change("")
        return Editing(root=root, change=change, id=coded.id, file=file.file, line=entry.line, becomes=(coded,))
    file.new[coded.id] = changes
    for piece in one.more:
        file.put({"id": session.free_id(file), **piece})
    change = session.change(f"code edit {coded.id}")
    lines = session.lines(change)
    ids = [id_ for id_ in file.new if id_ != coded.id]
    made = [_after(coded, file, said) for said in ({"id": coded.id, **one.merged}, *(file.new[id_] for id_ in ids))]
    notes = [*one.notes, *session.notes(), *_of_others(repository, coded, one, ids, named=wanted.coder is not None)]
    notes += stale_after(repository, {coded.key: made})
    return Editing(
        root=root,
        change=change,
        notes=tuple(dict.fromkeys(notes)),
        id=coded.id,
        file=file.file,
        line=lines[file.file, coded.id],
        added={id_: lines[file.file, id_] for id_ in ids},
        becomes=tuple(made),
    )


def _found(repository: Repository, wanted: Edited) -> Coded:
    """The citation that is meant: of the agreed coding, or as a second coder coded it."""
    id_, coder = wanted.citation, wanted.coder
    agreed = repository.citations.by_id.get(id_)
    theirs = [one for one in repository.second_codings if one.id == id_]
    if coder is not None:
        coder_named(repository, coder)
        found = [one for one in (*theirs, *([agreed] if agreed else [])) if one.coder == coder]
        if found:
            return found[0]
        known = dict.fromkeys(one.coder for one in (*([agreed] if agreed else []), *theirs) if one.coder)
        if agreed is not None or theirs:
            coded_by = f"it was coded by {', '.join(known)}" if known else "its file names no coder"
            raise UsageError(f"{coder} did not code {id_}", coded_by)
    elif agreed is not None:
        return agreed
    elif len(theirs) == 1:
        return theirs[0]
    elif theirs:
        raise UsageError(f"{id_} was coded by {', '.join(one.coder or '' for one in theirs)}", "say whose: --coder")
    raise no_citation(repository, id_)


def no_citation(repository: Repository, id_: str) -> UsageError:
    """The error that there is no citation with that id; of those that were withdrawn nothing is told.

    Raises:
        UsageError: it may stand in a file that could not be read.
    """
    repository.refuse_unread(id_)
    known = [one.id for one in repository.coded if one.id[:1].casefold() == id_[:1].casefold()]
    return unknown("citation", id_, known)


class _One:
    """A citation that changes: what is `set` (None: taken out), split off (`more`), and good to know (`notes`)."""

    def __init__(self, session: Session, file: CodingFile, entry: Entry, wanted: Edited, coded: Coded) -> None:
        self._session, self._file, self._entry, self._wanted, self._coded = session, file, entry, wanted, coded
        self._source = session.source(wanted.draft.source)
        self.more: list[dict[str, Any]] = []
        self.notes: list[str] = []
        self.set: dict[str, Any] = {}

    @property
    def merged(self) -> dict[str, Any]:
        """The entry afterwards, as it stands in the file, without what the defaults say."""
        whole = {**self._entry.own, **self.set}
        return {key: value for key, value in whole.items() if value is not None}

    def changes(self) -> dict[str, Any]:
        """Keys of the entry with their new values, None for those that go.

        Raises:
            UsageError: whatever is wrong with it.
        """
        entry, file, draft = self._entry, self._file, self._wanted.draft
        if file.to_be_coded(entry) and draft.coded is None:
            draft = replace(draft, coded=self._wanted.day)
        found = checked(self._session.repository, self._source, replace(draft, quote="", second=True), file.defaults)
        if found.problems:
            raise refusal(found.problems)
        self.notes += found.notes
        words = {"speaker", "role", "at"} & {*found.entry, *self._wanted.cleared}
        asked = draft.quote or self._wanted.starts or self._wanted.ends or self._wanted.splits
        if file.second is not None and not entry.words and (words or asked or draft.verbatim is not None):
            hint = f"they are those of {entry.id} in the agreed coding: change them there"
            raise UsageError(f"{entry.id} has no words of its own in {file.file}", hint)
        self._clear()
        given = found.entry
        for key in ("utterance", "coded", "quality", "case", *draft.remarks):
            if key in given or getattr(draft, key, None) or draft.remarks.get(key):
                self.set[key] = given.get(key)  # None where the defaults say the same
        if self._wanted.disputed:
            self.set["disputed"] = paragraphs(self._wanted.disputed)
        if self._wanted.withdrawn:
            self.set["withdrawn"] = self._wanted.withdrawn
            self.notes.append(f"its words stay in the file: `cmo-eval forget {entry.id}` takes them out")
        if given.get("speaker") or given.get("role"):
            self.set |= {"speaker": given.get("speaker"), "role": given.get("role")}
        self._codes(given.get("codes", []))
        self._evidence(given.get("evidence", []))
        self._words(given.get("at", {}))
        self.set = {key: value for key, value in self.set.items() if as_read(value) != entry.own.get(key)}
        self._sound()
        return self.set

    def _clear(self) -> None:
        for key in sorted(self._wanted.cleared):
            if key == "codes" and key in self._file.defaults:
                self.set[key] = []
            elif key in self._entry.own:
                self.set[key] = None
            elif key in self._file.defaults:
                raise UsageError(
                    f"{self._entry.id} has its {key} from the defaults of {self._file.file}",
                    "they hold for all its citations; say what holds of this one",
                )

    def _now(self, key: str) -> Any:
        """What the entry says of a key by now, with what the defaults say."""
        value = self.set[key] if key in self.set else self._entry.own.get(key)
        return value if value is not None else self._file.defaults.get(key)

    def _codes(self, given: Sequence[str]) -> None:
        if not given and not self._wanted.codes_off:
            return
        now = self._now("codes")
        codes = [now] if isinstance(now, str) else list(now or [])
        for word in self._wanted.codes_off:
            labels = self._session.repository.codes
            alike = [code for code in codes if code == word or plain(code) == plain(word)]
            alike += [code for code in codes if code in labels and plain(labels[code].label or code) == plain(word)]
            if not alike:
                has = f"it has {', '.join(codes)}" if codes else "it has none"
                raise UsageError(f"{self._entry.id} has no code {word}", did_you_mean(word, codes) or has)
            codes.remove(alike[0])
        codes = list(dict.fromkeys([*codes, *given]))
        self.set["codes"] = codes or ([] if "codes" in self._file.defaults else None)

    def _evidence(self, given: Sequence[Mapping[str, Any]]) -> None:
        if not given and not self._wanted.drop:
            return
        before = [] if self.set.get("evidence", "") is None else list(self._entry.own.get("evidence") or [])
        read = [(_stance(one), one) for one in before]
        for off in self._wanted.drop:
            gone = [index for index, (stance, _) in enumerate(read) if _covers(off, stance)]
            if not gone:
                says = "; ".join(f"{one.stance} {notation(one)}" for one, _ in read)
                what = f"{self._entry.id} takes no stance on {notation(off)}"
                raise UsageError(what, f"it says: {says}" if says else "it takes none at all")
            read = [one for index, one in enumerate(read) if index not in gone]
        for one in given:
            about = _stance(one)
            place = _place(about, [stance for stance, _ in read])
            if place is None:
                read.append((about, one))
                continue
            old = read[place][1]
            # what is said of a pattern's parts is all that holds of them
            anew = {"parts", "lacks"} & set(one)
            kept = {key: value for key, value in old.items() if not (anew and key in {"parts", "lacks"})}
            read[place] = (about, {**kept, **one})
        taken = [one for _, one in read]
        several: dict[tuple[str | None, int], set[str]] = {}
        for stance, _ in read:
            several.setdefault((stance.claim, stance.version or 1), set()).add(stance.stance)
        for (claim, _), stances in several.items():
            if len(stances) > 1:
                self.notes.append(
                    f"it {' and '.join(sorted(stances))} {claim}; --drop {claim} takes out what was there"
                )
        self.set["evidence"] = taken or None

    # ---- the words --------------------------------------------------------------------------------------------------

    def _words(self, at: Mapping[str, Any]) -> None:
        """Words, place and speaker: looked up in the transcript where they are literal and that is at hand."""
        wanted, draft, entry = self._wanted, self._wanted.draft, self._entry
        literal = draft.verbatim if draft.verbatim is not None else entry.literal
        asked = bool(draft.quote or wanted.starts or wanted.ends or wanted.splits)
        anew = asked or literal != entry.literal or ("line" in at and literal)
        if not anew:
            if at:
                self.set["at"] = {**(self._now("at") or {}), **at}
            return
        if literal != entry.literal:
            default = is_true(self._file.defaults.get("verbatim", "true"))
            self.set["verbatim"] = None if literal == default else literal
        text = self._session.text(self._source)
        quote = folded(draft.quote) or folded(str(entry.value.get("quote") or ""))
        if wanted.starts or wanted.ends:
            span, name = self._span(text, quote), self._source.text or ""
            quote, line = stretched(text.prepared, span, wanted.starts, wanted.ends, name)
            at = {"line": line, **at}
        pieces = split(quote, wanted.splits)
        first, *others = [self._piece(text, pieces, index, at, literal=literal) for index in range(len(pieces))]
        self.set |= first
        alone = {"id", "quote", "selector", "at", "adjudicated", "withdrawn"}
        shared = {key: value for key, value in self.merged.items() if key not in alone}
        for other in others:
            self.more.append({**shared, **{key: value for key, value in other.items() if value is not None}})
        if len(pieces) > 1 and entry.own.get("adjudicated"):
            self.notes.append(f"what was settled of {entry.id} stays with its first part alone")

    def _piece(
        self, text: SourceText, pieces: Sequence[str], index: int, at: Mapping[str, Any], *, literal: bool
    ) -> dict[str, Any]:
        """Words, selector, place and speaker of one of the citations that come of it."""
        wanted, entry, file = self._wanted, self._entry, self._file
        old = dict(self._now("at") or {})
        speaker, role = self._now("speaker"), self._now("role")
        own = {"quote": pieces[index], **{key: self._now(key) for key in ("speaker", "role") if self._own(key)}}
        section = {key: value for key, value in old.items() if key == "section"}
        line = str(at["line"]) if "line" in at else str(old.get("line", ""))
        draft = replace(
            wanted.draft,
            quote=pieces[index],
            verbatim=literal,
            speaker=str(speaker) if speaker and not self._own("role") else None,
            role=str(role) if role else None,
            at={key: str(value) for key, value in at.items()},
            near_line=int(line) if re.fullmatch(r"[1-9]\d{0,8}", line) else None,
            prefix=pieces[index - 1][-anchoring.CONTEXT :] + " " if index else "",
            suffix=" " + pieces[index + 1][: anchoring.CONTEXT] if index + 1 < len(pieces) else "",
        )
        placed = text.entry(draft, {**own, "at": {**section, **at}}, file)
        if isinstance(placed, Problem):
            raise refusal([placed])
        found, notes = placed
        if "selector" in found:
            same_line = str(found["at"].get("line")) == str(old.get("line"))
            found["at"] = {**(old if same_line else {}), **found["at"]}
        else:
            found |= {"selector": None, "at": {**old, **at} or None}
        self.notes += notes
        same = file.same(found, text.holds)
        if same is not None and same.id != entry.id:
            raise UsageError(f"the words are those of {same.id} already", "take that one, or other words")
        return found

    def _own(self, key: str) -> bool:
        return self.set.get(key, self._entry.own.get(key)) is not None

    def _span(self, text: SourceText, quote: str) -> tuple[int, int]:
        """Where the quote stands in its text by now."""
        if text.text is None:
            raise UsageError(f"{text.why}, so that no words can be found in it", "give the whole quote: --quote")
        span = self._entry.span
        if span is not None and text.holds(self._entry):
            return span
        place = self._coded.citation.at
        found = anchoring.nearest_to(text.prepared, quote, anchoring.Near(line=place.line if place else None))
        if found is None or not found.sure or found.ambiguous:
            raise UsageError(f"where it stands in {self._source.text} is not known", "give the whole quote: --quote")
        return found.start, found.end

    # ---- whether it may be so ---------------------------------------------------------------------------------------

    def _sound(self) -> None:
        """Refuse what no citation may be."""
        file, entry = self._file, self._entry
        problems = [two for one in (self.merged, *self.more) for two in misshapen({**one, "id": entry.id})]
        if problems:
            raise refusal(problems)
        if file.second is None and "quality" in self.set and self._now("quality") is None:
            raise UsageError(f"{entry.id} would have no quality", "give another one with --quality")
        if _OF_WORDS & set(self.set):
            text = self._session.text(self._source)
            if text.talk is not None:  # whose they were said to be does not decide whose they are
                text = replace(text, talk=text.talk.without(self._coded.key))
            for said in (self.merged, *self.more):
                if said.get("quote"):
                    problem = text.unheard(file.with_defaults("", said), self.notes)
                    if problem is not None:
                        raise refusal([problem])


def _stance(said: Mapping[str, Any]) -> Stance:
    """An entry of `evidence` as a stance.

    Raises:
        UsageError: it is none.
    """
    try:
        return stance_of(Evidence.model_validate(said))
    except ValidationError:
        raise UsageError("a stance of the citation cannot be read", MEND) from None


def _place(stance: Stance, stances: Sequence[Stance]) -> int | None:
    """Where among some stances one says something of the same claim, version and pattern, and of no other rival."""
    bare = [replace(one, parts=(), lacks=(), favours=None) for one in (stance, *stances)]
    same = [index for index, one in enumerate(bare[1:]) if one == bare[0]]
    named = [index for index in same if stances[index].favours == stance.favours]
    open_ = [index for index in same if stance.favours is None or stances[index].favours is None]
    return next(iter((*named, *open_)), None)


def _covers(off: Stance, stance: Stance) -> bool:
    """Whether a stance is one of those that go."""
    return (
        (off.claim or "").casefold() == (stance.claim or "").casefold()
        and (off.suggested is None or off.suggested.casefold() == (stance.suggested or "").casefold())
        and (off.version is None or off.version == (stance.version or 1))
        and (off.pattern is None or off.pattern.casefold() == (stance.pattern or "").casefold())
    )


def _after(coded: Coded, file: CodingFile, entry: Mapping[str, Any]) -> Coded:
    """The citation that an entry will be."""
    return coded.but(citation=Citation.model_validate(dict(file.with_defaults("", entry).value)))


def _of_others(repository: Repository, coded: Coded, one: _One, ids: Sequence[str], *, named: bool) -> Iterator[str]:
    """What others made of the citation, or rest on it, which the change touches."""
    changed = set(one.set)
    settled = coded.citation.adjudicated
    if settled is not None and changed & _JUDGED:
        yield f"{coded.id} was settled by {settled.by}: `code adjudicate` records another outcome, with who and when"
    if coded in repository.second_codings:
        return
    others = [two.coder for two in repository.second_codings if two.id == coded.id and two.coder]
    if others and not named and (usual := usual_coder(repository.root)) in others:
        yield f"this is the coding of {coded.coder or 'the first coder'}; --coder {usual} changes that of {usual}"
    if others and settled is None and changed & _JUDGED:
        yield f"{', '.join(others)} coded it too: `code adjudicate` keeps what each coder had made of it"
    if others and changed & {"quote", "verbatim"}:
        yield f"{', '.join(others)} coded it by the words that it had"
    names = naming(repository, coded.id) if ids else []
    if names:
        yield f"{', '.join(names)} name {coded.id}, which is the first part alone"
