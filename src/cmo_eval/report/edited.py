"""A report that somebody edited in a word processor, read back: what its writer changed.

Beside what stands there now are the digests of what was written then, which the document carries, and what the program
writes today. Tracked changes are read as they are in the end: insertions in, deletions out.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from functools import partial
from pathlib import Path
from typing import Any

from cmo_eval.analysis.coding import coding_of
from cmo_eval.analysis.robustness import recoded
from cmo_eval.analysis.verification import verify
from cmo_eval.deferred import dataclass
from cmo_eval.disclosure import AUDIENCES, Audience
from cmo_eval.disclosure.gate import disclose
from cmo_eval.edits import keep
from cmo_eval.edits.keep import Anchor, Edited, How, Lost, Slot
from cmo_eval.errors import CmoEvalError
from cmo_eval.messages import LANGUAGES, label
from cmo_eval.model.writing import ITEM, mark_of, plain_words, spelled, squeezed
from cmo_eval.report.document.lines import Line, numbered
from cmo_eval.report.formats import CREATOR
from cmo_eval.report.own_words import lines_of
from cmo_eval.report.templates import REPORT, documents
from cmo_eval.report.view import view
from cmo_eval.store.repository import Repository
from cmo_eval.transcripts.reading.archive import Element, Parts, attribute, children, inner, is_on, value_of
from cmo_eval.transcripts.reading.paragraphs import Paragraph
from cmo_eval.transcripts.reading.word import Reading, parts_in

_AGAIN = (
    "Word and LibreOffice keep that when they save it, others may not: write the report again with `cmo-eval report"
    " --format docx`, put the new text there, and save it in one of these"
)
_STYLES = {"quote": "quotation", "intense quote": "quotation", "quote attribution": "quotation", "caption": "caption"}
_FEWER = 0.25
"""From how much of their words a paragraph among changed ones is taken for the one that was there."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A line of the edited document: its kind by its style, its words, and these with the signs of a writer's text."""

    kind: str
    words: str
    marked: str
    mark: str


class _Mark(str):
    """A mark of a note, among the pieces of a paragraph."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class _Was:
    """A line as it was written: `slot` is where words in its place are kept, `own` says that they are already."""

    kind: str
    section: str
    mark: str
    slot: Slot
    own: bool


class Written:
    """An edited report, and what it says was written in it.

    Args:
        content: of the Word file.

    Raises:
        CmoEvalError: it is no Word document, or does not say what was written in it.
    """

    def __init__(self, content: bytes) -> None:
        self._parts = parts_in(content)
        self._about = _about(self._parts)
        self.evaluation: str = self._about["evaluation"]
        self.audience: Audience = self._about["audience"]
        self.language: str = self._about["language"]

    def edits(self, today: Sequence[Line], own: Iterable[str]) -> Edited:
        """What the writer changed.

        Args:
            today: the lines of the whole report as the program writes it now, for these readers and in this language.
            own: what writers wrote themselves, paragraph by paragraph, as the files have it.
        """
        reading = _Reader(self._parts, self._about["notes"])
        reading.rows_in(inner(self._parts.root(self._parts.main), "w:body"))
        edited = Edited(self.audience, self.language)
        waits = label("report.word_pages", self.language)
        now = _Today(today, own)
        _compared(self._about["lines"], [one for one in reading.found if one.words not in {"", waits}], now, edited)
        for slot in edited.changed:
            edited.anchors[slot] = now.anchor(slot, edited.after[slot])
        edited.told.extend(f"a note of your own is not kept, say it in the text: ‘{one}’" for one in reading.own_notes)
        roots = map(self._parts.root, self._parts.parts_of("comments"))
        comments = sum(1 for root in roots for _ in children(root, "w:comment"))
        edited.told.extend([f"comments are left in the document: {comments}"] if comments else [])
        tracked = reading.seen["tracked insertion"] + reading.seen["tracked deletion"]
        edited.told.extend([f"tracked changes are read as if accepted: {tracked}"] if tracked else [])
        return edited


def kept(root: Path, repository: Repository, content: bytes) -> keep.Kept:
    """What a writer changed in a report, as a change of the files of the evaluation.

    Args:
        root: the evaluation folder.
        repository: what was read from it, all of it.
        content: of the Word file that was edited.

    Raises:
        CmoEvalError: it is no report in Word of this evaluation, or does not say what was written in it; a template
            cannot be rendered, or a file cannot be read.
    """
    written = Written(content)
    if written.evaluation != repository.evaluation.id:
        what = f"it is a report of {written.evaluation}, not of {repository.evaluation.id}"
        raise CmoEvalError(what, "name the right document, or the right evaluation with --project")
    disclosed = disclose(repository, written.audience, written.language)
    shown = view(
        disclosed,
        verify(disclosed),
        written.language,
        coding=coding_of(repository),
        recoded=partial(recoded, repository),
    )
    today = documents(shown, root / "templates", chapters=False)[REPORT]
    own = (text for one in repository.stored_writing for own in one.record.paragraphs for text in own.paragraphs)
    return keep.plan(root, repository, written.edits(lines_of(shown, today), own))


def _about(parts: Parts) -> Mapping[str, Any]:
    for part in parts.parts_of("customXml"):
        root = parts.root(part)
        if root.tag == "?:written" and attribute(root, "made") == CREATOR:
            with contextlib.suppress(ValueError, KeyError, TypeError):
                about = json.loads(root.text or "")
                texts = [about[name] for name in ("evaluation", "audience", "language")]
                lines = [_was(*one) for one in about["lines"]]
                if about["audience"] in AUDIENCES and about["language"] in LANGUAGES and all(map(str, texts)):
                    return {**about, "lines": lines, "notes": dict(about["notes"])}
    raise CmoEvalError("it does not say what was written in it, so nobody can tell what was changed", _AGAIN)


def _was(kind: str, section: str, mark: str, nth: int, how: How | None = None, *of: Any) -> _Was:
    slot = Slot(section, how, *of) if how else Slot(section, "instead_of", mark, nth, mark, nth)
    return _Was(kind if section or kind != "text" else "closed", section, mark, slot, bool(how))


_Numbered = tuple[Line, str, int]


class _Today:
    """The lines that the program writes now, by section and digest."""

    def __init__(self, lines: Sequence[Line], own: Iterable[str]) -> None:
        self._sections: dict[str, list[tuple[Line, str, int]]] = {}
        self._words = {mark_of(words): words for words in map(plain_words, own)}
        self._then: dict[str, list[str]] = {}
        for one, mark, nth in numbered(lines):
            self._sections.setdefault(one.section, []).append((one, mark, nth))
            self._words.setdefault(mark, one.words)

    def then(self, was: Sequence[_Was]) -> None:
        """Take in what was written when the document was made."""
        for one in was:
            self._then.setdefault(one.section, []).append(one.slot.now if one.kind == "text" else one.mark)

    def words(self, mark: str) -> str:
        """The words of a line; empty where nothing says them now."""
        return self._words.get(mark, "")

    def anchor(self, slot: Slot, after: Sequence[str]) -> Anchor | None:
        """The line that a place belongs to today; None where its section is gone."""
        here = [one for one in self._sections.get(slot.section, ()) if one[0].end]
        found = [one for one in here if one[1] == slot.now]
        if found:
            line, _, nth = next((one for one in found if one[2] == slot.now_nth), found[-1])
            return Anchor(slot.how, line.words, nth, line.kind == "quotation", changed=False)
        if not here:
            return None
        (line, _, nth), same = self._likest(slot, here, " ".join(map(plain_words, after)))
        return Anchor(slot.how if same else "after", line.words, nth, line.kind == "quotation", changed=True)

    def _likest(
        self, slot: Slot, here: Sequence[tuple[Line, str, int]], words: str
    ) -> tuple[tuple[Line, str, int], bool]:
        """What stands today between the lines that this one stood between: what is most like it, or the line before."""
        then = self._then.get(slot.section, [])
        known = {mark for _, mark, _ in here}
        at = then.index(slot.now) if slot.now in then else len(then)
        before = next((one for one in reversed(then[:at]) if one in known), None)
        behind = next((one for one in then[at + 1 :] if one in known), None)
        places = [mark for _, mark, _ in here]
        first = places.index(before) + 1 if before is not None else 0
        last = places.index(behind, first) if behind in places[first:] else len(places)
        between = [one for one in here[first:last] if one[0].kind == "text" and one[1] not in then]
        if between:
            return max(between, key=lambda one: _alike(one[0].words, words)), True
        return here[max(first - 1, 0)], False


# ---- the edited document --------------------------------------------------------------------------------------------


class _Reader(Reading):
    """Reads the lines of a document with their styles, and what in them is strong or stressed."""

    def __init__(self, parts: Parts, notes: Mapping[str, str]) -> None:
        super().__init__(parts)
        self.found: list[_Said] = []
        self.own_notes: list[str] = []
        self._known = notes
        self._look: dict[int, dict[int, tuple[bool, bool]]] = {}
        self._item = False
        self._names = {
            attribute(style, "styleId"): (value_of(style, "w:name") or "").lower()
            for part in parts.parts_of("styles")
            for style in children(parts.root(part), "w:style")
        }

    def paragraph(self, element: Element, open_: Paragraph) -> None:
        properties = inner(element, "w:pPr")
        number = value_of(properties, "w:numPr", "w:numId")
        name = self._names.get(value_of(properties, "w:pStyle"), "")
        self._item = number not in {None, "0"} or (number is None and name.startswith("list"))
        super().paragraph(element, open_)

    def inline(self, element: Element, into: Paragraph) -> None:
        start = len(into.pieces)
        super().inline(element, into)
        if element.tag == "w:r":
            properties = inner(element, "w:rPr")
            if self._names.get(value_of(properties, "w:rStyle")) == "footnote reference":
                # a further mark of a note that stands elsewhere shows its number
                into.pieces[start:] = [_Mark("") if one.isdecimal() else one for one in into.pieces[start:]]
            look = bool(is_on(properties, "w:b")), bool(is_on(properties, "w:i"))
            self._look.setdefault(id(into), {}).update(dict.fromkeys(range(start, len(into.pieces)), look))

    def note(self, reference: Element, into: Paragraph) -> None:
        key = (reference.tag.removesuffix("Reference"), attribute(reference, "id") or "")
        if key not in self.notes:
            return
        outside, style, item = self.found, self.style, self._item
        self.found = []
        list(self.block(self.notes[key], 0))
        words = squeezed(" ".join(one.words for one in self.found))
        self.found, self.style, self._item = outside, style, item
        name = self._known.get(mark_of(words))
        if name is not None:
            into.add(_Mark(f"[^{name}]"))
        else:
            self.own_notes.append(words)

    def table(self, element: Element, story: int) -> Iterator[Any]:
        rows: list[_Said] = []
        outside = self.found
        for row in self.within(element, frozenset({"w:tr"})):
            if inner(row, "w:trPr", "w:del") is None:
                self.found = []
                for cell in self.within(row, frozenset({"w:tc"})):
                    list(self.block(cell, story))
                words = squeezed(" ".join(one.words for one in self.found))
                rows.append(_Said("row", words, words, mark_of(words)))
        self.found = [*outside, *rows]
        return iter(())

    def closed(self, paragraph: Paragraph, story: int) -> Iterator[Any]:  # noqa: ARG002 - as in `Walk`
        name = self._names.get(self.style, "")
        if not name.startswith(("toc", "contents", "table of contents")):
            kind = "heading" if name.startswith(("heading", "title")) else _STYLES.get(name, "text")
            marked = self._marked(paragraph)
            words = squeezed("".join(one for one in self._pieces(paragraph) if not isinstance(one, _Mark)))
            item = ITEM if self._item and kind == "text" else ""
            self.found.append(_Said(kind, words, item + marked, mark_of(words)))
        return iter(())

    def _pieces(self, paragraph: Paragraph) -> list[str]:
        """The pieces of text, without the commas that keep two marks of notes apart."""
        all_ = paragraph.pieces
        return [
            ""
            if 0 < n < len(all_) - 1 and one.strip() == "," and all(isinstance(all_[m], _Mark) for m in (n - 1, n + 1))
            else one
            for n, one in enumerate(all_)
        ]

    def _marked(self, paragraph: Paragraph) -> str:
        """The words with the signs of a writer's text for what is strong, stressed, or has a note."""
        look = self._look.pop(id(paragraph), {})
        made: list[tuple[str, str]] = []
        for n, one in enumerate(self._pieces(paragraph)):
            strong, stressed = look.get(n, (False, False))
            sign = "**" if strong else "*" if stressed else ""
            text = one if isinstance(one, _Mark) else spelled(one)
            if made and made[-1][0] == sign and not isinstance(one, _Mark):
                made[-1] = (sign, made[-1][1] + text)
            elif text:
                made.append(("" if isinstance(one, _Mark) else sign, text))
        said = []
        for sign, text in made:
            inside = text.strip()
            before, behind = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
            said.append(f"{before}{sign}{inside}{sign}{behind}" if inside and sign else text)
        return squeezed("".join(said))


# ---- what was changed -----------------------------------------------------------------------------------------------

_Pair = tuple[_Was | None, _Said | None]


def _compared(was: Sequence[_Was], said: Sequence[_Said], today: _Today, edited: Edited) -> None:
    """Put into `edited` what became of the lines, and what of it is not kept."""
    today.then(was)
    last: _Was | None = None
    last_stays = True
    gone: dict[str, Lost] = {}
    for one, now in _pairs(was, said, today):
        if one is not None:
            last, last_stays = one, now is not None and now.mark == one.mark
            if one.kind == "text":
                edited.before.setdefault(one.slot, []).append(one.mark)
                edited.after.setdefault(one.slot, []).extend([now.marked] if now is not None else [])
            elif not last_stays:
                what = "changed" if now is not None else "left out"
                lost = Lost(one.kind, one.section, today.words(one.mark), now.words if now is not None else "", what)
                gone[f"{one.mark} {len(gone)}" if one.mark in gone else one.mark] = lost
        elif now is not None and now.mark in gone:
            gone[now.mark] = gone[now.mark]._replace(now=now.words, what="moved")
        elif now is not None:
            slot = _slot_behind(last, stays=last_stays) if now.kind == "text" else None
            if slot is None:
                kind = now.kind if now.kind != "text" else "closed"
                edited.lost.append(Lost(kind, last.section if last is not None else "", "", now.words, "added"))
            else:
                edited.before.setdefault(slot, [])
                edited.after.setdefault(slot, []).append(now.marked)
    edited.lost.extend(gone.values())


def _slot_behind(last: _Was | None, *, stays: bool) -> Slot | None:
    """Where words behind a line are kept; None where nobody may write."""
    if last is None or not last.section:
        return None
    if last.kind == "text" and (last.own or not stays):
        return last.slot
    return replace(last.slot, how="after", mark=last.slot.now, nth=last.slot.now_nth)


def _pairs(was: Sequence[_Was], said: Sequence[_Said], today: _Today) -> Iterator[_Pair]:
    """The lines then and now, each with what became of it, in the order of the edited document."""
    matcher = SequenceMatcher(None, [one.mark for one in was], [one.mark for one in said], autojunk=False)
    for tag, first, last, begin, end in matcher.get_opcodes():
        if tag == "equal":
            yield from zip(was[first:last], said[begin:end], strict=True)
            continue
        at = begin
        for n, one in enumerate(was[first:last], first):
            best = _became(one, last - n - 1, said, at, end, today)
            if best is None:
                yield one, None
                continue
            yield from ((None, other) for other in said[at:best])
            yield one, said[best]
            at = best + 1
        yield from ((None, other) for other in said[at:end])


def _became(one: _Was, others: int, said: Sequence[_Said], at: int, end: int, today: _Today) -> int | None:
    """Which of the lines that are left is what became of this one, with so many others behind it.

    Its words are known where the program still writes them; else it is told by its place and its kind.
    """
    words = today.words(one.mark)
    if not words or (not others and end - at == 1):
        return at if at < end and end - at > others and _kind_alike(one, said[at]) else None
    likest, best = _FEWER, None
    for n in range(at, end):
        alike = _alike(words, said[n].words)
        if alike > likest:
            likest, best = alike, n
    return best


def _kind_alike(one: _Was, now: _Said) -> bool:
    return one.kind == "quotation" or (one.kind in {"text", "closed", "fixed"}) == (now.kind == "text")


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()
