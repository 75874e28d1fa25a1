"""The words of a writer, taken over from an edited report into the files of the evaluation.

What the evaluation says itself, paragraph for paragraph, is changed in its own file; all else becomes words of a
writer in a file of its section. What cannot be kept is told whole, and by where it is to be changed.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Any, Literal, NamedTuple

from cmo_eval.deferred import dataclass
from cmo_eval.disclosure import AUDIENCES
from cmo_eval.edits.copies import Words
from cmo_eval.edits.plan import Plan, opened
from cmo_eval.edits.yaml.edits import changed, with_value
from cmo_eval.model import Case, Claim, Conclusions, Evaluation, OwnWords, Pattern
from cmo_eval.model.writing import mark_in, mark_of, nameless, plain_words
from cmo_eval.rules.privacy import prose
from cmo_eval.rules.publishing import said_in
from cmo_eval.store.repository import Repository, Stored
from cmo_eval.store.writing.change import Change, FileChange, digest

FOLDER = "writing"
_RECORDED = frozenset({"decisions", "versions"})
_NEVER = frozenset({"id", "schema"})
_FEWEST = 4
"""Of how many words a text is, that is looked for inside others."""
_SHORT = 100
"""Letters that are shown of what a line said; what it says now is shown whole, so that nobody has to look it up."""
_WHY = {
    "pattern": "it is made from the pattern",
    "quotation": "what people said is not changed here: choose which is printed by `highlights` of the claim, or mend"
    " the citation with `cmo-eval code edit`",
    "heading": "headings are those of the report",
    "row": "tables are computed from the evaluation",
    "caption": "captions are those of the report",
    "fixed": "it is made by the program",
    "closed": "here all is made from the evaluation",
}


How = Literal["instead_of", "after"]
"""In place of a paragraph of the program, or behind it."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Where words of a writer are kept: `how` beside which paragraph, the `nth` with its digest.

    `now` and `now_nth` are those of that paragraph as the program wrote it in the document that was edited, which
    is another where the writer's words stand in place of one that changed.
    """

    section: str
    how: How
    mark: str
    nth: int
    now: str
    now_nth: int


class Anchor(NamedTuple):
    """The paragraph of the program that words of a writer belong to today, and `how`.

    `quoted` tells that it is in somebody's words, `changed` that the program wrote something else when the document
    was made.
    """

    how: How
    words: str
    nth: int
    quoted: bool
    changed: bool


class Lost(NamedTuple):
    """A change that is not kept: of which kind of line, what it said (empty if that is not known), and says now."""

    kind: str
    section: str
    was: str
    now: str
    what: str


@dataclass(frozen=True, slots=True)
class Edited:
    """What somebody made of a report: for whom and in which language it was, and the paragraphs by their place.

    `before` are digests, `after` the paragraphs with the signs of a writer's text; `anchors` are where they belong
    today (None where that section is no longer there), `told` what else to know.
    """

    audience: str
    language: str
    before: dict[Slot, list[str]] = field(default_factory=dict)
    after: dict[Slot, list[str]] = field(default_factory=dict)
    anchors: dict[Slot, Anchor | None] = field(default_factory=dict)
    lost: list[Lost] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    @property
    def changed(self) -> Iterator[Slot]:
        """The places at which it says something else."""
        return (slot for slot, now in self.after.items() if marks(now) != self.before[slot])


@dataclass(frozen=True, kw_only=True)
class Kept(Plan):
    """A change that keeps the words of a writer: in `places` places, and how many changes are `lost`."""

    places: int
    lost: int


def marks(paragraphs: Iterable[str]) -> list[str]:
    """The digests of a writer's paragraphs."""
    return [mark_of(plain_words(one)) for one in paragraphs]


def plan(root: Path, repository: Repository, edited: Edited) -> Kept:
    """What a writer changed, put into the files of the evaluation.

    Where somebody else has put other words at a place since the document was written, theirs stay, and both are told.

    Args:
        root: the evaluation folder.
        repository: what was read from it, all of it.
        edited: what the writer made of the report.

    Raises:
        UsageError: a file cannot be read.
    """
    origins = _Origins(repository)
    own = _Own(repository, edited)
    notes = [*edited.told]
    lost = [_told(one, origins) for one in edited.lost]
    places = 0
    for slot in edited.changed:
        anchor, now = edited.anchors[slot], edited.after[slot]
        said = _shown(now)
        if anchor is None:
            lost.append(f"{slot.section} is no longer in the report, so this is not kept: {said}")
            continue
        origin = origins.whole.get(slot.now) if slot.how == "instead_of" else None
        if origin is not None and now and edited.before[slot] == [slot.now]:
            taken = origins.take(origin, [plain_words(one) for one in now])
            places += taken
            if not taken:
                lost.append(f"{origin} is changed at two places and says something else at each; not kept: {said}")
            continue
        refused = own.take(slot, anchor)
        if refused is None:
            continue
        if refused:
            lost.append(refused)
            continue
        places += 1
        if anchor.changed:
            notes.append(
                f"{slot.section}: the program writes something else here since the document was made, look again:"
                f" {_shown([anchor.words])}; the writer's words stay: {said}"
            )
        notes += [
            f"{slot.section}: {said} repeats {one}, which is printed elsewhere too: change it there if it is to"
            " change everywhere"
            for one in origins.inside(anchor.words)
            if slot.how == "instead_of"
        ]
    change = Change((*origins.changes(root), *own.changes(root)), what="words of a writer")
    return Kept(root=root, change=change, notes=(*lost, *notes), places=places, lost=len(lost))


def _shown(paragraphs: Iterable[str]) -> str:
    return f"‘{' / '.join(paragraphs)}’" if paragraphs else "left out"


def _told(one: Lost, origins: _Origins) -> str:
    where = f"{one.section}: " if one.section else ""
    was = one.was if len(one.was) <= _SHORT else f"{one.was[:_SHORT]}..."
    thing = _shown([was]) if was else f"a {one.kind}"
    what = {
        "added": f"{_shown([one.now])} was added",
        "moved": f"{thing} was moved",
        "left out": f"{thing} was left out",
        "changed": f"{thing} was changed to {_shown([one.now])}",
    }[one.what]
    named = origins.inside(one.was)
    kind = "pattern" if one.kind == "quotation" and any(origin.is_pattern for origin in named) else one.kind
    places = ", ".join(map(str, named))
    return f"{where}{what}, which is not kept: {_WHY[kind]}" + (f"; its words stand in {places}" if places else "")


# ---- what the evaluation says itself --------------------------------------------------------------------------------


class _Origin(NamedTuple):
    """A paragraph of a text of the evaluation: in which file, at which path, and which one of the text it is."""

    stored: Stored[Any]
    path: tuple[str | int, ...]
    paragraph: int

    @property
    def is_pattern(self) -> bool:
        """Whether it is of a pattern, whose sentences the report makes itself."""
        return isinstance(self.stored.record, Pattern)

    def __str__(self) -> str:
        return f"{self.stored.file} ({'.'.join(map(str, self.path))})"


class _Origins:
    """The texts of the evaluation that a report prints, by digest; and what a writer makes of them."""

    def __init__(self, repository: Repository) -> None:
        self.whole: dict[str, _Origin] = {}
        self._texts: list[tuple[str, _Origin]] = []
        self._new: dict[tuple[str, tuple[str | int, ...], int], tuple[_Origin, list[str]]] = {}
        for stored in _printed(repository):
            for path, text, is_key in prose(stored):
                if is_key or _NEVER & {*map(str, path[-1:])}:
                    continue
                for n, paragraph in enumerate(_paragraphs(text)):
                    origin = _Origin(stored, path, n)
                    if len(paragraph.split()) >= _FEWEST:
                        self._texts.append((paragraph.rstrip(".").casefold(), origin))
                    if not origin.is_pattern and not _RECORDED & {*map(str, path)}:
                        self.whole.setdefault(mark_of(paragraph), origin)

    def inside(self, words: str) -> list[_Origin]:
        """Where the texts stand that these words hold."""
        said = words.casefold()
        return list({str(one): one for text, one in self._texts if text in said}.values())

    def take(self, origin: _Origin, paragraphs: list[str]) -> bool:
        """Put these in the place of a paragraph; False where others were put there already."""
        key = (origin.stored.file, origin.path, origin.paragraph)
        return self._new.setdefault(key, (origin, paragraphs))[1] == paragraphs

    def changes(self, root: Path) -> Iterator[FileChange]:
        """The files with what was taken."""
        for file in dict.fromkeys(file for file, _, _ in self._new):
            raw, text = opened(root, file)
            new = [one for (name, _, _), one in self._new.items() if name == file]
            after = changed(text, _replacing(new), block=[str(one.path[-1]) for one, _ in new])
            yield FileChange(file, digest(raw), after.encode("utf-8"))


def _printed(repository: Repository) -> Iterator[Stored[Any]]:
    wanted = (Evaluation, Conclusions, Claim, Case, Pattern)
    alone = filter(None, (repository.stored_evaluation, repository.stored_conclusions))
    yield from (one for one in (*alone, *repository.records) if isinstance(one.record, wanted))


def _paragraphs(text: str) -> list[str]:
    return [*OwnWords(after="-", text=text).paragraphs] if text.strip() else []


def _replacing(new: Sequence[tuple[_Origin, list[str]]]) -> Callable[[Any], Any]:
    def change(value: Any) -> Any:
        made = copy.deepcopy(value)
        texts: dict[tuple[str | int, ...], list[list[str]]] = {}
        for origin, paragraphs in new:
            *above, last = origin.path
            holder = made
            for step in above:
                holder = holder[step]
            said = texts.setdefault(origin.path, [[one] for one in _paragraphs(holder[last])])
            said[origin.paragraph] = paragraphs
            holder[last] = "\n\n".join(one for paragraphs in said for one in paragraphs)
        return made

    return change


# ---- words of their own ----------------------------------------------------------------------------------------------


class _Own:
    """The entries of the files of sections, and what a writer makes of them."""

    def __init__(self, repository: Repository, edited: Edited) -> None:
        self._edited = edited
        self._usual = repository.evaluation.language
        self._files = {one.record.section: one.file for one in repository.stored_writing}
        self._entries = {one.record.section: [*map(_entry, one.record.paragraphs)] for one in repository.stored_writing}
        self._touched: dict[str, None] = {}
        self._spoken = Words((one.id, text) for one in repository.citations for text in said_in(one.citation) if text)

    def take(self, slot: Slot, anchor: Anchor) -> str | None:
        """Put what a writer made of a place into its file: empty, or why not; None where the file says so already."""
        here = self._entries.setdefault(slot.section, [])
        at = [n for n, one in enumerate(here) if self._is_at(one, slot)]
        at.sort(key=lambda n: AUDIENCES.index(here[n].get("audience", "public")))
        known = here[at[-1]] if at else None
        new = self._made(slot, anchor)
        if known is not None and new is not None and known.get("text") == new.get("text"):
            return None
        if not _as_it_was(known, slot, self._edited.before[slot]):
            there = _shown([known["text"]]) if known is not None and "text" in known else "left out"
            return (
                f"{FOLDER}/{slot.section}.yaml has other words by now, which stay: {there};"
                f" not kept: {_shown(self._edited.after[slot])}"
            )
        mine = known is not None and known.get("audience", "public") == self._edited.audience
        if new is None and not mine:
            return None if known is None else f"{FOLDER}/{slot.section}.yaml is for others too: change it there"
        self._touched[slot.section] = None
        place = at[-1] if mine else len(here)
        here[place : place + 1] = [new] if new is not None else []
        return ""

    def changes(self, root: Path) -> Iterator[FileChange]:
        """The files with what was taken."""
        for section in self._touched:
            entries = self._entries[section]
            file = self._files.get(section, f"{FOLDER}/{section}.yaml")
            value = {"section": section, "paragraphs": entries}
            if not (root / file).exists():
                text = with_value("", value, block=("paragraphs", "text"))
                yield FileChange(file, None, text.encode("utf-8"))
                continue
            raw, text = opened(root, file)
            after = with_value(text, value, block=("paragraphs", "text")).encode("utf-8") if entries else None
            yield FileChange(file, digest(raw), after)

    def _is_at(self, entry: Mapping[str, Any], slot: Slot) -> bool:
        return (
            mark_in(entry.get(slot.how, "")) == slot.mark
            and slot.how in entry
            and entry.get("nth", 1) == slot.nth
            and entry.get("language", self._usual) == self._edited.language
            and AUDIENCES.index(entry.get("audience", "public")) <= AUDIENCES.index(self._edited.audience)
        )

    def _made(self, slot: Slot, anchor: Anchor) -> dict[str, Any] | None:
        """The entry for a place; None where it says again what the program writes there."""
        now = self._edited.after[slot]
        same = slot.how == "instead_of" and marks(now) == [mark_of(anchor.words)]
        if same or (slot.how == "after" and not now):
            return None
        hidden = anchor.quoted or self._spoken.of(anchor.words) is not None
        made: dict[str, Any] = {anchor.how: nameless(mark_of(anchor.words)) if hidden else anchor.words}
        made |= {"nth": anchor.nth} if anchor.nth > 1 else {}
        made |= {"text": "\n\n".join(now)} if now else {}
        made |= {"audience": self._edited.audience} if self._edited.audience != "public" else {}
        made |= {"language": self._edited.language} if self._edited.language != self._usual else {}
        return made | ({"look_again": True} if anchor.changed else {})


def _entry(own: OwnWords) -> dict[str, Any]:
    return {name: value for name, value in own.model_dump(exclude_defaults=True).items() if value is not None}


def _as_it_was(known: Mapping[str, Any] | None, slot: Slot, before: Sequence[str]) -> bool:
    """Whether the file says at a place what was printed there in the document that was edited."""
    if known is None:
        return [*before] == ([] if slot.how == "after" else [slot.now])
    return marks(_paragraphs(known.get("text", ""))) == [*before]
