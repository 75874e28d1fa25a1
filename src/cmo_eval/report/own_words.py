"""The words of writers put into the Markdown of a report: in place of paragraphs, behind them, or none at all.

A three-way merge by paragraph. A file of the evaluation names the paragraph that the writer saw; where the program now
writes another, the writer's stays, in the place of the one that is most like it, and both are told.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from cmo_eval.deferred import dataclass
from cmo_eval.disclosure import AUDIENCES
from cmo_eval.messages import label
from cmo_eval.model import OwnWords, Writing
from cmo_eval.model.writing import ITEM, SIGN, mark_of, plain_words, squeezed
from cmo_eval.report.contents import ReportView
from cmo_eval.report.document.lines import Line, as_markdown, lines, numbered
from cmo_eval.report.templates import REPORT

ALIKE = 0.6
"""From how much of their words two paragraphs are taken for one that changed."""
SECTIONS = (
    *("summary", "theory", "answers", "recommendations", "chapters", "cases"),
    *("method", "sampling", "rameses", "accepted"),
)
"""The sections of a whole report in which a writer may write, beside the claims; each is named as its heading is."""

_Found = Sequence[tuple[Line, str, int]]


@dataclass(frozen=True, slots=True)
class Look:
    """Words of a writer whose paragraph says something else by now: `now` is empty where there is none like it.

    Or words with `notes` that are not in the report, by their names: they have gone, or are called otherwise.
    """

    section: str
    own: OwnWords
    now: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Worded:
    """A document with the words of its writers.

    Attributes:
        text: Markdown.
        look: what a writer must look at again.
        written: digests of all lines as JSON, by which somebody's edits of the document are found.
    """

    text: str
    look: tuple[Look, ...]
    written: str


@dataclass(frozen=True, slots=True)
class _Put:
    """Words of a writer in place of a line or behind it; `lost` where no line is like the one that was meant."""

    own: OwnWords
    line: int
    lost: bool = False

    @property
    def instead(self) -> bool:
        """Whether they take the place of the line."""
        return self.own.instead_of is not None and not self.lost


def sections_of(view: ReportView) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The names of the sections and of the chapters, by their headings."""
    named = {squeezed(label(f"report.{one}", view.language)): one for one in SECTIONS}
    return named, {squeezed(f"{one.number} {one.title}"): one.id for one in view.chapters}


def lines_of(view: ReportView, text: str) -> list[Line]:
    """The lines of a document of the report, with their sections."""
    return lines(text, *sections_of(view), squeezed(label("report.justification", view.language)))


def worded(view: ReportView, text: str, writing: Iterable[Writing], *, whole: bool, remember: bool = True) -> Worded:
    """A document with the words of its writers in it.

    Args:
        view: what the report says.
        text: Markdown, as templates make it.
        writing: what these readers may see of what writers wrote.
        whole: it is the whole report; else one chapter, which lacks the other sections.
        remember: whether digests of the lines are wanted.
    """
    own_words = [*_in_language(writing, view.language, view.own_language or view.language)]
    if not own_words and not remember:
        return Worded(text, (), "")
    found = numbered(lines_of(view, text))
    here = {one.section for one, _, _ in found}
    puts: dict[tuple[int, bool], list[_Put]] = {}
    look: list[Look] = []
    notes = {f"[^{one.lead}]" for one, _, _ in found if one.kind == "note"}
    for section, own in own_words:
        if section not in here and not whole:
            continue
        put, now = _placed(found, section, own, {line for line, instead in puts if instead})
        if put is None or now is not None or own.look_again:
            look.append(Look(section, own, now if now is not None else own.instead_of or own.after or ""))
        marks = (one for words in own.paragraphs for one in SIGN.split(words) if one.startswith("[^"))
        gone = tuple(dict.fromkeys(one[2:-1] for one in marks if one not in notes))
        if put is not None and gone:
            look.append(Look(section, own, "", gone))
        if put is not None:
            at = (put.line, put.instead)
            puts[at] = [put] if put.instead else [*puts.get(at, ()), put]
    instead = {line: ones[0] for (line, is_instead), ones in puts.items() if is_instead}
    after = {line: ones for (line, is_instead), ones in puts.items() if not is_instead}
    written = _written(view, found, instead, after) if remember else ""
    return Worded(_put_in(text, found, instead, after) if puts else text, tuple(look), written)


def all_worded(
    view: ReportView, texts: Mapping[str, str], writing: Sequence[Writing], *, remember: Container[str]
) -> tuple[dict[str, str], dict[str, str], tuple[Look, ...]]:
    """The documents with the words of their writers, what is written in each, and what to look at again.

    Args:
        view: what the report says.
        texts: Markdown by file name, as templates make it.
        writing: as in `worded`.
        remember: the names of those of which digests of the lines are wanted.
    """
    made = {
        name: worded(view, text, writing, whole=name == REPORT, remember=name in remember)
        for name, text in texts.items()
    }
    told = [made[REPORT]] if REPORT in made else made.values()
    look = tuple(one for document in told for one in document.look)
    return {n: one.text for n, one in made.items()}, {n: one.written for n, one in made.items()}, look


def look_again(one: Look) -> str:
    """What a writer is told of words whose paragraph says something else by now."""
    own = one.own
    words = f"‘{' / '.join(own.paragraphs)}’" if own.paragraphs else "which left a paragraph out"
    file = f"writing/{one.section}.yaml"
    if one.notes:
        named = " and ".join(one.notes)
        return f"look again at {words} ({file}): no note of this report is called {named}, so its mark is left out"
    if own.look_again:
        return f"look again at {words} ({file}): the program wrote something else there when it was written"
    if not one.now:
        gone = "stands at the end of its section" if own.paragraphs else "leaves nothing out"
        return f"look again at {words} ({file}): what it belongs to is no longer in the report, so it {gone}"
    return f"look again at {words} ({file}): the program writes something else there now, ‘{one.now}’"


def _in_language(writing: Iterable[Writing], language: str, usual: str) -> Iterator[tuple[str, OwnWords]]:
    """The sections and the words in them, those for the narrowest circle last: they go before others at their place."""
    found = [(one.section, own) for one in writing for own in one.paragraphs if (own.language or usual) == language]
    yield from sorted(found, key=lambda one: AUDIENCES.index(one[1].audience))


def _placed(found: _Found, section: str, own: OwnWords, taken: set[int]) -> tuple[_Put | None, str | None]:
    """Where words belong, and what the program writes there if it is not what the writer saw.

    It is the line with these words, else the one that is most like them, else the last one of the section. Nowhere,
    where the section is not there, or what was left out says something else by now: then that is printed.
    """
    mark = own.mark
    inside = [n for n, (one, _, _) in enumerate(found) if one.section == section and one.end]
    same = [n for n in inside if found[n][1] == mark and (own.after or found[n][0].kind == "text")]
    if same:
        return _Put(own, same[min(own.nth, len(same)) - 1]), None
    wanted = squeezed(own.instead_of or own.after or "").split()
    likest, best = ALIKE, None
    for n in inside:
        if found[n][0].kind == "text" and n not in taken:
            alike = SequenceMatcher(None, wanted, found[n][0].words.split(), autojunk=False).ratio()
            if alike >= likest:
                likest, best = alike, n
    now = "" if best is None else found[best][0].words
    if not own.paragraphs or not inside:
        return None, now
    return _Put(own, inside[-1] if best is None else best, lost=best is None), now


def _put_in(text: str, found: _Found, instead: Mapping[int, _Put], after: Mapping[int, Sequence[_Put]]) -> str:
    source = text.split("\n")
    notes = [one.lead for one, _, _ in found if one.kind == "note"]
    added: dict[int, list[str]] = {}
    for n, (one, _, _) in enumerate(found):
        blocks = []
        if n in instead:
            for at in range(one.start, one.end):
                source[at] = ""
            own = instead[n].own.paragraphs
            blocks = [_block(words, one.lead, notes, first=place == 0) for place, words in enumerate(own)]
        blocks += [_block(words, one.lead, notes) for put in after.get(n, ()) for words in put.own.paragraphs]
        if blocks:
            added.setdefault(one.end if n in instead else one.below, []).extend(blocks)
    made: list[str] = []
    for at, words in enumerate([*source, ""]):
        for block in added.get(at, ()):
            made += ["", block, ""]
        made.append(words)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(made)).rstrip("\n") + "\n"


def _block(paragraph: str, lead: str, notes: Iterable[str], *, first: bool = False) -> str:
    """A paragraph of a writer; `first` in the place of the line that has the `lead`."""
    words = as_markdown(paragraph.removeprefix(ITEM), notes)
    if first:
        return f"{lead}{words}"
    return f"{lead if lead.strip() else ITEM}{words}" if paragraph.startswith(ITEM) else words


def _written(view: ReportView, found: _Found, instead: Mapping[int, _Put], after: Mapping[int, Sequence[_Put]]) -> str:
    """What every line is, as digests: who deletes a line in a word processor, deletes its words from the file.

    A line is its kind, section, digest and number among those with that digest; a line of a writer also says how it
    is put, by the digest and number that its file has, and by those of the program's line there.
    """
    said: list[list[Any]] = []
    for n, (one, mark, nth) in enumerate(found):
        if n not in instead and one.kind != "note":
            said.append([one.kind, one.section, mark, nth])
        for put in (*((instead[n],) if n in instead else ()), *after.get(n, ())):
            how = "after" if put.own.instead_of is None else "instead_of"
            now = [put.own.mark, put.own.nth] if put.lost else [mark, nth]
            said += [
                ["text", one.section, mark_of(plain_words(words)), 0, how, put.own.mark, put.own.nth, *now]
                for words in put.own.paragraphs
            ]
    about = {"evaluation": view.head.id, "language": view.language, "audience": view.audience}
    notes = {mark: one.lead for one, mark, _ in found if one.kind == "note"}
    return json.dumps({**about, "lines": said, "notes": notes}, separators=(",", ":"))
