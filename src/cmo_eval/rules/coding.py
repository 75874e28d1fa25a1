"""4xx: a codebook that can be used, coding that two people can compare, and quotes that stand there once."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from cmo_eval.diagnostics import ERROR, NOTE, WARNING, Location
from cmo_eval.model import Citation, CitationFile, Codebook, Source
from cmo_eval.model.base import last_day
from cmo_eval.rules.evidence import TALKS
from cmo_eval.rules.quotes import texts_folder
from cmo_eval.rules.registry import Hit, nearest, rule
from cmo_eval.store.register import Facts, Register, folded
from cmo_eval.store.repository import Stored
from cmo_eval.transcripts import store

_MOST_ALIKE = 0.9
_MOST_IN_BLOCK = 20


@rule("CMO401", NOTE, "a code that is never used", hint="use it, or take it out of the codebook")
def unused_code(register: Register) -> Iterator[Hit]:
    """A code that no citation has, once something is coded.

    Either nothing of the kind was said, which is a finding, or coders did not know the code. A code with codes below
    it that are used orders the tree, and need not be used itself.

    Bad: `- {id: focus, kind: mechanism}`, while no citation has `codes: [focus]`.

    Good: the code taken out of the book, or used.
    """
    if any(file.startswith("sources") for file in register.unread):
        return
    coding = [facts for _, facts in register.of_kind("citations", "second_citations")]
    used = {code for facts in coding for code in facts.names.get("code", ())}
    if not used:
        return
    for file, facts in register.of_kind("codebook"):
        if used.issuperset(facts.ids):
            continue
        stored = register.stored(file)
        book: Codebook = stored.record
        parents = {code.id: code.parent for code in book.codes}
        needed = set(used)
        for code in used:
            while (code := parents.get(code) or "") and code not in needed:
                needed.add(code)
        for index, entry in enumerate(book.codes):
            if entry.id not in needed:
                yield Hit(stored.at("codes", index, "id"), f"no citation has the code {entry.id}", entry.id)


@rule(
    "CMO402",
    ERROR,
    "codes that stand above each other in a circle",
    hint="remove `parent` from one of them",
    on=Codebook,
)
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
            yield Hit(stored.at("codes", index, "parent"), f"the codes stand in a circle: {circle}", code.id)


@rule("CMO403", NOTE, "a code without a description of its use", hint="say under `use` when to use it", on=Codebook)
def code_without_use(stored: Stored[Codebook]) -> Iterator[Hit]:
    """A code of which the book does not say when to use it.

    Two coders give it two meanings, and so does one coder after a month.

    Bad: `- {id: scan, kind: mechanism}`.

    Good: `- {id: scan, kind: mechanism, use: the scan itself, avoid: what was done with it}`.
    """
    for index, code in enumerate(stored.record.codes):
        if code.use is None:
            where = stored.at("codes", index, "id")
            yield Hit(where, f"the codebook does not say when to use {code.id}", code.id)


def _citations(register: Register, file: str) -> Iterator[tuple[Stored[Citation], Citation]]:
    """The citations of a file, with their records."""
    for stored in register.records(file):
        if isinstance(stored.record, Citation):
            yield stored, stored.record


@rule(
    "CMO404",
    ERROR,
    "a citation coded before its talk was held",
    hint="correct the date of the talk or of the coding",
)
def coded_before_it_was_said(register: Register) -> Iterator[Hit]:
    """A citation that was coded before its talk was held.

    One of the two dates is wrong.

    Bad: `coded: 2017-01-11` in FG2, which was held on 2017-01-20.

    Good: `coded: 2017-02-11`.
    """
    since = {
        facts.ids[0]: facts.more["since"]
        for _, facts in register.of_kind("sources")
        if facts.more["since"] and facts.more["kind"] in TALKS
    }
    for file, facts in register.of_kind("citations", "second_citations"):
        source, first = facts.more["source"], facts.more["first_coded"]
        if first is None or source not in since or first >= since[source]:
            continue
        for stored, citation in _citations(register, file):
            if citation.coded is not None and _before(citation.coded, since[source]):
                message = f"{citation.id} was coded on {citation.coded}, {source} was held on {since[source]}"
                yield Hit(stored.at("coded"), message, citation.id)


def _before(one: str, other: str) -> bool:
    """Whether a date is surely before another, whatever they leave open."""
    return one < other[: len(one)]


@rule(
    "CMO405",
    WARNING,
    "a difference settled before it was coded",
    hint="correct one of the dates, or settle it again",
    on=Citation,
)
def settled_before_it_was_coded(stored: Stored[Citation]) -> Iterator[Hit]:
    """A difference between coders that was settled before the citation was coded.

    One of the two dates is wrong, or it was coded again afterwards and the difference is open again.

    Bad: `coded: 2017-03-11` with `adjudicated: {by: EF, date: 2017-03-01}`.

    Good: `adjudicated: {by: EF, date: 2017-03-20}`.
    """
    citation = stored.record
    settled, coded = citation.adjudicated, citation.coded
    if settled is not None and coded is not None and last_day(settled.date) < coded:
        message = f"{citation.id} was settled on {settled.date}, and coded on {coded}"
        yield Hit(stored.at("adjudicated", "date"), message, citation.id)


@rule("CMO406", NOTE, "a quote that stands there twice", hint="keep one citation, with all that it shows")
def quoted_twice(register: Register) -> Iterator[Hit]:
    """A quote that stands in another citation too, or nearly so.

    The same words, coded twice, look like two observations. Case, accents, spaces and punctuation make no difference;
    within a source quotes that begin or end alike and are the same for nine tenths are found too.

    Bad: FG2-014 and FG2-031 with the same `quote`.

    Good: one citation with both stances under `evidence`.
    """
    first: dict[int, tuple[str, int]] = {}
    pairs: list[tuple[str, int, str, int]] = []
    gone = register.withdrawn_sources
    for file, facts in register.of_kind("citations"):
        if facts.more["source"] in gone:
            continue
        starts: dict[int, int] = {}
        ends: dict[int, int] = {}
        blocks: dict[tuple[str, int], list[int]] = {}
        for index, (exact, start, end) in enumerate(_likeness(facts)):
            if not exact:
                continue
            if exact in first:
                pairs.append((*first[exact], file, index))
                continue
            first[exact] = (file, index)
            if (other := starts.setdefault(start, index)) != index:
                blocks.setdefault(("start", other), []).append(index)
            if (other := ends.setdefault(end, index)) != index:
                blocks.setdefault(("end", other), []).append(index)
        alike = {
            (one, other) for (_, one), others in blocks.items() if len(others) < _MOST_IN_BLOCK for other in others
        }
        pairs += [(file, one, file, other) for one, other in sorted(alike)]
    for file, index, other_file, other in pairs:
        hit = _twice(register, register.facts[file], (file, index), (other_file, other))
        if hit is not None:
            yield hit


def _likeness(facts: Facts) -> Iterator[tuple[int, int, int]]:
    """For each citation of a file the hashes of its quote, of how that begins and of how it ends; zeros for none."""
    hashes = facts.more["likeness"]
    return zip(hashes[::3], hashes[1::3], hashes[2::3], strict=True)


def _twice(register: Register, facts: Facts, one: tuple[str, int], other: tuple[str, int]) -> Hit | None:
    """What to say of two citations that may have the same quote, each as a file and its place among the citations."""
    before = register.stored(one[0], facts.ids[one[1]])
    after = register.stored(other[0], register.facts[other[0]].ids[other[1]])
    words, again = folded(before.record.quote or ""), folded(after.record.quote or "")
    if before.record.id == after.record.id or before.record.withdrawn or after.record.withdrawn:
        return None
    if words == again:
        how = "the same words as"
    elif _alike(words, again):
        how = "nearly the same words as"
    else:
        return None
    message = f"{after.record.id} has {how} {before.record.id}"
    return Hit(after.at("quote"), message, after.record.id, related=before.at("quote"))


def _alike(one: bytes, other: bytes) -> bool:
    """Whether two folded quotes are the same for nine tenths; the cheap bounds first."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    bounds = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)
    return all(ratio() >= _MOST_ALIKE for ratio in bounds)


@rule(
    "CMO408",
    ERROR,
    "a selector whose end is not after its start",
    hint="remove the selector, or correct it",
    on=Citation,
)
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
        yield Hit(stored.at("selector", "end"), message, citation.id)


@rule(
    "CMO409",
    WARNING,
    "a second coding by the agreed coding's coder",
    hint="rename the file to the second coder's initials",
)
def coded_by_the_same_person(register: Register) -> Iterator[Hit]:
    """A second coder's file by the coder of the agreed coding.

    Agreement between coders is about two people; with oneself it is always good.

    Bad: `FG2.citations.AB.yaml` beside `FG2.citations.yaml` with `coder: AB`.

    Good: `FG2.citations.CD.yaml`.
    """
    coders = {facts.more["source"]: facts.more["coded_by"] for _, facts in register.of_kind("citations")}
    for file, facts in register.of_kind("second_citations"):
        source, coder = facts.more["source"], facts.more["coder"]
        if coder == coders.get(source):
            whole = next((one for one in register.records(file) if isinstance(one.record, CitationFile)), None)
            where = whole.at("coder") if whole is not None else Location(file, 1, 1)
            yield Hit(where, f"{coder} coded {source} for the agreed coding too", source)


@rule(
    "CMO410",
    ERROR,
    "a second coder's citation that the agreed coding does not have",
    hint="correct the id, or name an own fragment <source>-<initials>-<number>",
)
def fragment_of_nobody(register: Register) -> Iterator[Hit]:
    """A second coder's citation that the agreed coding does not have.

    A second coder codes the same fragments under their ids, or adds own ones as `<source>-<initials>-<number>`. What
    is neither can be compared with nothing.

    Bad: `id: FG2-041` in `FG2.citations.CD.yaml`, while `FG2.citations.yaml` ends at FG2-040.

    Good: `id: FG2-CD-001`, with its quote; or the id that was meant.
    """
    agreed = {facts.more["source"]: (file, facts) for file, facts in register.of_kind("citations")}
    for file, facts in register.of_kind("second_citations"):
        source, coder = facts.more["source"], facts.more["coder"]
        agreed_file, known = agreed.get(source, ("", None))
        ids = set(known.ids) if known is not None else set()
        own = re.compile(rf"{re.escape(source)}-{re.escape(coder)}(-[A-Za-z0-9_]+)+")
        strange = {id_ for id_ in set(facts.ids) - ids if not own.fullmatch(id_) and id_.startswith(f"{source}-")}
        if not strange or agreed_file in register.unread or f"sources/{source}.citations.yaml" in register.unread:
            continue
        for stored, citation in _citations(register, file):
            if citation.id in strange:
                message = f"the agreed coding of {source} has no {citation.id}"
                yield Hit(stored.at("id"), message, citation.id, nearest(citation.id, ids))


@rule("CMO411", ERROR, "a claim suggested instead of itself", hint="name the claim that would fit better", on=Citation)
def suggested_instead_of_itself(stored: Stored[Citation]) -> Iterator[Hit]:
    """A citation that suggests a claim in place of that same claim.

    Bad: `{suggests: C3, instead_of: C3}`.

    Good: `{suggests: C9, instead_of: C3}`; or `{nuances: C3}`.
    """
    citation = stored.record
    for index, evidence in enumerate(citation.evidence):
        if evidence.suggests is not None and evidence.suggests == evidence.instead_of:
            message = f"{citation.id} suggests {evidence.suggests} instead of itself"
            yield Hit(stored.at("evidence", index, "suggests"), message, citation.id)


@rule(
    "CMO412",
    WARNING,
    "a stance that is taken twice in one citation",
    hint="keep one entry, with all parts that it shows",
    on=Citation,
)
def stance_twice(stored: Stored[Citation]) -> Iterator[Hit]:
    """A citation that takes the same stance twice: on the same version of a claim, for the same pattern.

    It says one thing; where the parts differ, they belong in one entry.

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
        stance = (evidence.stance, evidence.claim, evidence.suggests, evidence.version, evidence.pattern)
        if stance in taken:
            message = f"{citation.id} {evidence.stance} {evidence.suggests or evidence.claim} twice"
            yield Hit(stored.at("evidence", index), message, citation.id)
        taken.add(stance)


@rule(
    "CMO413",
    NOTE,
    "a transcript that is not in the folder of texts",
    hint="correct `text`, or put the transcript there",
)
def text_not_there(register: Register) -> Iterator[Hit]:
    """A transcript that does not lie in the folder of texts.

    Its quotes cannot be checked. Without the folder itself it is only said which quotes were not checked:
    transcripts are confidential, and most people who look at an evaluation do not have them.

    Bad: `text: FG2.txt`, while `texts/` holds `fg2.txt`.

    Good: `text: fg2.txt`.
    """
    folder = texts_folder(register)
    if folder is None or not os.path.isdir(folder):  # noqa: PTH112 - which never raises
        return
    inside = folder.is_relative_to(register.root)
    name = folder.relative_to(register.root).as_posix() if inside else folder
    for file, facts in register.of_kind("sources"):
        text = facts.more["text"]
        if text is None or store.leaves(text) or os.path.isfile(folder / text):  # noqa: PTH113
            continue
        near = nearest(text, [path.name for path in folder.iterdir() if path.is_file()])
        message = f"{text} does not lie in the folder {name}"
        yield Hit(register.stored(file).at("text"), message, facts.ids[0], near)


@rule(
    "CMO414",
    ERROR,
    "a text outside the folder of texts",
    hint="name the file as it lies in the folder of texts",
    on=Source,
)
def text_outside_texts(stored: Stored[Source]) -> Iterator[Hit]:
    """A transcript named by a path that leads out of the folder of texts.

    The folder of texts is what a team keeps safe, and on each computer it lies somewhere else.

    Bad: `text: ../../Downloads/FG2.txt`, or `text: /home/ab/FG2.txt`.

    Good: `text: FG2.txt`.
    """
    text = stored.record.text
    if text is not None and store.leaves(text):
        id_ = stored.record.id
        yield Hit(stored.at("text"), f"the text of {id_} leads out of the folder of texts", id_)
