"""4xx: a codebook that can be used, coding that two people can compare, and quotes that stand there once."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from cmo_eval.diagnostics import ERROR, NOTE, WARNING, Location
from cmo_eval.model import Citation, Codebook, Source
from cmo_eval.model.base import last_day
from cmo_eval.pseudonyms.identifiers import folded
from cmo_eval.rules.evidence import TALKS
from cmo_eval.rules.registry import Hit, advice, hit, nearest, rule
from cmo_eval.store.repository import Coded, Repository, Stored
from cmo_eval.transcripts import store

_MOST_ALIKE = 0.9
_MOST_IN_BLOCK = 20
_LEAST = 24  # letters: what is shorter is said twice by chance
_EDGE = 32


@rule("CMO401", NOTE, "a code that is never used")
@advice("use it, or take it out of the codebook")
def unused_code(evaluation: Repository) -> Iterator[Hit]:
    """A code that no citation has, once something is coded.

    Either nothing of the kind was said, which is a finding, or coders did not know the code. A code with codes below
    it that are used orders the tree, and need not be used itself.

    Bad: `- {id: focus, kind: mechanism}`, while no citation has `codes: [focus]`.
    Good: the code taken out of the book, or used.
    """
    stored = evaluation.stored_codebook
    used = {code for coded in evaluation.coded for code in coded.citation.codes}
    if stored is None or not used or evaluation.lost("sources"):
        return
    parents = {code.id: code.parent for code in stored.record.codes}
    needed = set(used)
    for code in used:
        while (code := parents.get(code) or "") and code not in needed:
            needed.add(code)
    for index, entry in enumerate(stored.record.codes):
        if entry.id not in needed:
            yield hit(stored, f"no citation has the code {entry.id}", "codes", index, "id", about=entry.id)


@rule("CMO402", ERROR, "codes that stand above each other in a circle", Codebook)
@advice("remove `parent` from one of them")
def codes_in_a_circle(stored: Stored[Codebook]) -> Iterator[Hit]:
    """A code that stands above itself in the tree.

    A tree of codes is read from its top; a circle has none.

    Bad: `- {id: scan, parent: start}` and `- {id: start, parent: scan}`.
    Good: one of the two without `parent`.
    """
    parents = {code.id: code.parent for code in stored.record.codes}
    told: set[str] = set()
    for index, code in enumerate(stored.record.codes):
        way = [code.id]
        while (above := parents.get(way[-1])) is not None and above not in way:
            way.append(above)
        if above == code.id and code.id not in told:
            told.update(way)
            circle = " > ".join((*way, code.id))
            yield hit(stored, f"the codes stand in a circle: {circle}", "codes", index, "parent", about=code.id)


@rule("CMO403", NOTE, "a code without a description of its use", Codebook)
@advice("say under `use` when to use it")
def code_without_use(stored: Stored[Codebook]) -> Iterator[Hit]:
    """A code of which the book does not say when to use it.

    Two coders give it two meanings, and so does one coder after a month.

    Bad: `- {id: scan, kind: mechanism}`.
    Good: `- {id: scan, kind: mechanism, use: the scan itself, avoid: what was done with it}`.
    """
    for index, code in enumerate(stored.record.codes):
        if code.use is None:
            yield hit(stored, f"the codebook does not say when to use {code.id}", "codes", index, "id", about=code.id)


@rule("CMO404", ERROR, "a citation coded before its talk was held")
@advice("correct the date of the talk or of the coding")
def coded_before_it_was_said(evaluation: Repository) -> Iterator[Hit]:
    """A citation that was coded before its talk was held.

    One of the two dates is wrong.

    Bad: `coded: 2017-01-11` in FG2, which was held on 2017-01-20.
    Good: `coded: 2017-02-11`.
    """
    since = {id_: source.since for id_, source in evaluation.sources.items() if source.kind in TALKS}
    for coded in evaluation.coded:
        day, held = coded.citation.coded, since.get(coded.source)
        if day is not None and held is not None and day < held[: len(day)]:  # surely, whatever the dates leave open
            message = f"{coded.id} was coded on {day}, {coded.source} was held on {held}"
            yield hit(evaluation.stored(coded), message, "coded")


@rule("CMO405", WARNING, "a difference settled before it was coded", Citation)
@advice("correct one of the dates, or settle it again")
def settled_before_it_was_coded(stored: Stored[Citation]) -> Iterator[Hit]:
    """A difference between coders that was settled before the citation was coded.

    One of the two dates is wrong, or it was coded again afterwards and the difference is open again.

    Bad: `coded: 2017-03-11` with `adjudicated: {by: EF, date: 2017-03-01}`.
    Good: `adjudicated: {by: EF, date: 2017-03-20}`.
    """
    citation = stored.record
    settled, coded = citation.adjudicated, citation.coded
    if settled is not None and coded is not None and last_day(settled.date) < coded:
        yield hit(stored, f"{citation.id} was settled on {settled.date}, and coded on {coded}", "adjudicated", "date")


@rule("CMO406", NOTE, "a quote that stands there twice")
@advice("keep one citation, with all that it shows")
def quoted_twice(evaluation: Repository) -> Iterator[Hit]:
    """A quote that stands in another citation too, or nearly so.

    The same words, coded twice, look like two observations. Case, accents, spaces and punctuation make no difference;
    within a source quotes that begin or end alike and are the same for nine tenths are found too.

    Bad: FG2-014 and FG2-031 with the same `quote`.
    Good: one citation with both stances under `evidence`.
    """
    first: dict[int, Coded] = {}
    for source, citations in evaluation.citations.of_source.items():
        for before, after in _pairs(citations, first) if source not in evaluation.withdrawn_sources else ():
            how = _alike(before.citation, after.citation)
            if how and before.id != after.id:
                one, other = evaluation.stored(before).at("quote"), evaluation.stored(after).at("quote")
                yield Hit(other, f"{after.id} has {how} {before.id}", after.id, related=one)


def _pairs(citations: Sequence[Coded], first: dict[int, Coded]) -> Iterator[tuple[Coded, Coded]]:
    """Citations of a source whose quotes may be the same as another's: here, or of one that came before.

    Args:
        citations: of one source.
        first: by the hash of its letters, who has a quote first; those of this source are added.
    """
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    blocks: dict[tuple[str, int], list[int]] = {}
    for index, coded in enumerate(citations):
        words = folded(coded.citation.quote) if coded.citation.quote is not None else b""
        if len(words) < _LEAST or coded.citation.withdrawn is not None:
            continue
        exact = hash(words)
        if first.setdefault(exact, coded) is not coded:
            yield first[exact], coded
            continue
        for edges, which, edge in ((starts, "start", words[:_EDGE]), (ends, "end", words[-_EDGE:])):
            if (other := edges.setdefault(hash(edge), index)) != index:
                blocks.setdefault((which, other), []).append(index)
    alike = {(one, other) for (_, one), others in blocks.items() if len(others) < _MOST_IN_BLOCK for other in others}
    for one, other in sorted(alike):
        yield citations[one], citations[other]


def _alike(one: Citation, other: Citation) -> str:
    """How far two quotes have the same words: quite, for nine tenths, or not (empty); the cheap bounds first."""
    words, again = folded(one.quote or ""), folded(other.quote or "")
    if words == again:
        return "the same words as"
    from difflib import SequenceMatcher  # noqa: PLC0415 - few quotes begin alike

    matcher = SequenceMatcher(None, words, again, autojunk=False)
    bounds = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)
    return "nearly the same words as" if all(ratio() >= _MOST_ALIKE for ratio in bounds) else ""


@rule("CMO408", ERROR, "a selector whose end is not after its start", Citation)
@advice("remove the selector, or correct it")
def selector_backwards(stored: Stored[Citation]) -> Iterator[Hit]:
    """A selector whose end is not after its start.

    It points at no words, so the quote cannot be found by it.

    Bad: `selector: {start: 5311, end: 5023}`.
    Good: `selector: {start: 5023, end: 5311}`.
    """
    citation = stored.record
    selector = citation.selector
    if selector is not None and selector.end <= selector.start:
        message = f"the selector of {citation.id} ends at {selector.end}, and starts at {selector.start}"
        yield hit(stored, message, "selector", "end")


@rule("CMO409", WARNING, "a second coding by the agreed coding's coder")
@advice("rename the file to the second coder's initials")
def coded_by_the_same_person(evaluation: Repository) -> Iterator[Hit]:
    """A second coder's file by the coder of the agreed coding.

    Agreement between coders is about two people; with oneself it is always good.

    Bad: `FG2.citations.AB.yaml` beside `FG2.citations.yaml` with `coder: AB`.
    Good: `FG2.citations.CD.yaml`.
    """
    coders = {file.source: one.record.coder for file, one in evaluation.coding_files.items() if not file.coder and one}
    for file, stored in evaluation.coding_files.items():
        if file.coder is not None and file.coder == coders.get(file.source):
            where = stored.at("coder") if stored is not None else Location(file.path, 1, 1)
            yield Hit(where, f"{file.coder} coded {file.source} for the agreed coding too", file.source)


@rule("CMO410", ERROR, "a second coder's citation that the agreed coding does not have")
@advice("correct the id, or name an own fragment <source>-<initials>-<number>")
def fragment_of_nobody(evaluation: Repository) -> Iterator[Hit]:
    """A second coder's citation that the agreed coding does not have.

    A second coder codes the same fragments under their ids, or adds own ones as `<source>-<initials>-<number>`. What
    is neither can be compared with nothing.

    Bad: `id: FG2-041` in `FG2.citations.CD.yaml`, while `FG2.citations.yaml` ends at FG2-040.
    Good: `id: FG2-CD-001`, with its quote; or the id that was meant.
    """
    agreed = {source: {one.id for one in given} for source, given in evaluation.citations.of_source.items()}
    for coded in evaluation.second_codings:
        ids = agreed.get(coded.source, set())
        own = f"{coded.source}-{coded.coder}-"
        known = coded.id in ids or f"sources/{coded.source}.citations.yaml" in evaluation.unread
        if not known and coded.id.startswith(f"{coded.source}-") and not coded.id.startswith(own):
            message = f"the agreed coding of {coded.source} has no {coded.id}"
            yield hit(evaluation.stored(coded), message, "id", hint=nearest(coded.id, ids))


@rule("CMO411", ERROR, "a claim suggested instead of itself", Citation)
@advice("name the claim that would fit better")
def suggested_instead_of_itself(stored: Stored[Citation]) -> Iterator[Hit]:
    """A citation that suggests a claim in place of that same claim.

    Bad: `{suggests: C3, instead_of: C3}`.
    Good: `{suggests: C9, instead_of: C3}`; or `{nuances: C3}`.
    """
    citation = stored.record
    for index, evidence in enumerate(citation.evidence):
        if evidence.suggests is not None and evidence.suggests == evidence.instead_of:
            message = f"{citation.id} suggests {evidence.suggests} instead of itself"
            yield hit(stored, message, "evidence", index, "suggests")


@rule("CMO412", WARNING, "a stance that is taken twice in one citation", Citation)
@advice("keep one entry, with all parts that it shows")
def stance_twice(stored: Stored[Citation]) -> Iterator[Hit]:
    """A citation that takes the same stance twice: on the same version of a claim, for the same pattern and rival.

    It says one thing; where the parts differ, they belong in one entry, those that it denies (`lacks`) too.

    Bad:
    ```yaml
    evidence:
      - {supports: C3, pattern: P07, parts: [context]}
      - {supports: C3, pattern: P07, parts: [outcome]}
    ```
    Good: `{supports: C3, pattern: P07, parts: [context, outcome]}`.
    """
    citation, taken = stored.record, set()
    for index, evidence in enumerate(citation.evidence if len(citation.evidence) > 1 else ()):
        stance = (evidence.stance, evidence.claim, evidence.suggests, evidence.version)
        about = (*stance, evidence.pattern, evidence.favours)
        if about in taken:
            message = f"{citation.id} {evidence.stance} {evidence.suggests or evidence.claim} twice"
            yield hit(stored, message, "evidence", index)
        taken.add(about)


@rule("CMO413", NOTE, "a transcript that is not in the folder of texts")
@advice("correct `text`, or put the transcript there")
def text_not_there(evaluation: Repository) -> Iterator[Hit]:
    """A transcript that does not lie in the folder of texts.

    Its quotes cannot be checked. Without the folder itself it is only said which quotes were not checked:
    transcripts are confidential, and most people who look at an evaluation do not have them.

    Bad: `text: FG2.txt`, while `texts/` holds `fg2.txt`.
    Good: `text: fg2.txt`.
    """
    folder = evaluation.texts
    if folder is None or not os.path.isdir(folder):  # noqa: PTH112 - which never raises
        return
    inside = folder.is_relative_to(evaluation.root)
    name = folder.relative_to(evaluation.root).as_posix() if inside else folder
    for stored in evaluation.stored_sources:
        text = stored.record.text
        if text is None or store.leaves(text) or os.path.isfile(store.place(folder, text)):  # noqa: PTH113
            continue
        near = nearest(text, [path.name for path in folder.iterdir() if path.is_file()])
        yield hit(stored, f"{text} does not lie in the folder {name}", "text", hint=near)


@rule("CMO414", ERROR, "a text outside the folder of texts", Source)
@advice("name the file as it lies in the folder of texts")
def text_outside_texts(stored: Stored[Source]) -> Iterator[Hit]:
    """A transcript named by a path that leads out of the folder of texts.

    The folder of texts is what a team keeps safe, and on each computer it lies somewhere else.

    Bad: `text: ../../Downloads/FG2.txt`, or `text: /home/ab/FG2.txt`.
    Good: `text: FG2.txt`.
    """
    text = stored.record.text
    if text is not None and store.leaves(text):
        yield hit(stored, f"the text of {stored.record.id} leads out of the folder of texts", "text")
