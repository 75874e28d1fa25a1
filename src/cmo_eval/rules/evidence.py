"""3xx: citations that show something, and figures that add up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from cmo_eval.diagnostics import ERROR, NOTE, WARNING
from cmo_eval.model import QUALITIES, Citation, Evaluation, Source
from cmo_eval.model.case import CaseKind
from cmo_eval.model.source import SourceKind
from cmo_eval.rules.registry import Hit, nearest, rule
from cmo_eval.store.register import Register
from cmo_eval.store.repository import Stored, natural

TALKS = frozenset({"key_actor", "focus_group", "group_interview", "case_interview", "interview", "informal"})
"""Kinds of source in which people speak."""


def present_sources(register: Register) -> Mapping[str, Mapping[str, Any]]:
    """What the facts say of each source that was not withdrawn, by its id."""
    sources = (facts for _, facts in register.of_kind("sources"))
    return {facts.ids[0]: facts.more for facts in sources if not facts.more["withdrawn"]}


@rule(
    "CMO301",
    WARNING,
    "a citation that shows nothing",
    hint="add `evidence`, or `codes` if it only illustrates",
    on=Citation,
)
def shows_nothing(stored: Stored[Citation]) -> Iterator[Hit]:
    """A citation without evidence and without codes.

    It was picked out of the talk for a reason that nobody wrote down. A second coder's file may say so of the first
    coder's choice, or be waiting for its coder; of that nothing is said here.

    Bad:

    ```yaml
    - id: FG2-014
      quote: the scan put it on the table
      quality: observation
    ```

    Good: the same with `evidence: [{supports: C3, pattern: P07}]`, or with `codes: [scan]`.
    """
    citation = stored.record
    agreed = stored.file.endswith(".citations.yaml")
    if agreed and not citation.evidence and not citation.codes:
        yield Hit(stored.at("id"), f"{citation.id} has neither evidence nor codes", citation.id)


@rule(
    "CMO302",
    WARNING,
    "evidence for a pattern that its claim does not list",
    hint="list the pattern under the claim's `mechanisms`, or correct it",
)
def pattern_outside_claim(register: Register) -> Iterator[Hit]:
    """Evidence that names a pattern which its claim does not list.

    The chapter of the claim presents the patterns under `mechanisms`; this piece of evidence for a mechanism would
    stand under none.

    Bad: `{supports: C3, pattern: P21}` while C3 lists P07 and P08.

    Good: P21 under the `mechanisms` of C3, or `pattern: P07`.
    """
    listed = {
        f"{facts.ids[0]} {pattern}" for _, facts in register.of_kind("claims") for pattern in facts.more["patterns"]
    }
    claims, patterns = register.ids("claims"), register.ids("patterns")
    for file, facts in register.of_kind("citations"):
        pairs = {pair for pair in facts.names.get("listed", ()) if pair not in listed}
        strange = {pair for pair in pairs if pair.split()[0] in claims and pair.split()[1] in patterns}
        for where, reference, by in register.places(file, "listed", strange) if strange else ():
            claim, pattern = reference.target.split()
            yield Hit(where, f"{by} is evidence on {claim} for {pattern}, which {claim} does not list", by)


@rule(
    "CMO303",
    ERROR,
    "a table whose rows do not add up to its total",
    hint="check the figures in the document",
    on=Source,
)
def table_does_not_add_up(stored: Stored[Source]) -> Iterator[Hit]:
    """A table whose rows do not add up to the total that it prints.

    Either the document is wrong, which a report that uses it must say, or a figure was copied wrongly.

    Bad:

    ```yaml
    tables:
      - {id: T2, rows: {intake: 138, scan: 60}, total: 279}
    ```

    Good: all rows of the table, with their total.
    """
    for index, table in enumerate(stored.record.tables):
        found = sum(table.rows.values())
        if table.total is not None and found != table.total:
            where = stored.at("tables", index, "total")
            subject = f"{stored.record.id}.{table.id}"
            yield Hit(where, f"the rows of {subject} add up to {found}, not to {table.total}", subject)


@rule(
    "CMO304",
    WARNING,
    "a declared count that the register does not bear out",
    hint="correct it, or accept it with a reason",
)
def declared_count(register: Register) -> Iterator[Hit]:
    """A count that the report states and the register does not bear out.

    Counts in a report are computed from the register, else they go wrong as soon as a source is added. A count
    that is stated is compared with the sources and cases of its kinds.

    Bad: `{what: case studies, count: 4, kinds: [case_study]}` while `cases/` holds three.

    Good: `count: 3`, or the fourth case.
    """
    if register.lost("sources", "cases"):
        return  # what could not be read may be what is missing
    kinds = [facts.more["kind"] for _, facts in register.of_kind("sources") if not facts.more["withdrawn"]]
    kinds += [facts.more["kind"] for _, facts in register.of_kind("cases")]
    for index, declared in enumerate(register.evaluation.declared):
        found = sum(kind in declared.kinds for kind in kinds)
        if found != declared.count:
            where = register.stored_evaluation.at("declared", index, "count")
            message = f"{declared.count} {declared.what} are declared, the register has {found}"
            yield Hit(where, message, declared.what)


@rule(
    "CMO305",
    WARNING,
    "a citation of whom nobody knows the group",
    hint="give the speaker or the source a `group`",
    on=Source,
)
def nobodys_voice(stored: Stored[Source]) -> Iterator[Hit]:
    """Evidence from someone whose address group is not known, in a source that is a talk.

    A claim must be heard from several groups; a voice without a group counts for none. A document is nobody's voice
    unless it says so, and needs no group.

    Bad: a focus group without `group`, with participants without `group`.

    Good: `group: participants`.
    """
    source = stored.record
    if source.kind in {"document", "research", "observation"} or source.group is not None:
        return
    if not any(person.group for person in source.participants):
        yield Hit(stored.at("id"), f"{source.id} is a talk, but nobody in it has an address group", source.id)
        return
    for index, person in enumerate(source.participants):
        if person.group is None:
            message = f"neither {person.id} nor {source.id} has an address group"
            yield Hit(stored.at("participants", index), message, source.id)


@rule(
    "CMO306",
    WARNING,
    "a claim heard from one address group only",
    hint="hear another group, or accept it with the reason why only this one can know",
)
def one_group_heard(register: Register) -> Iterator[Hit]:
    """A claim that several sources speak about, all of one address group.

    Whoever has an interest in a claim is not the only one to ask. What the others saw may refute it, or show for whom
    it holds. Counted is what can count in a verdict: not disputed, of the quality that the policy asks, and not the
    support of the source that voiced the claim. A policy with `min_groups: 1` asks for no other group.

    Bad: C3 with evidence in FG1 and FG2, both with `group: participants`.

    Good: evidence on C3 in a talk with `group: dropouts` too; or the reason why nobody else could know, accepted.
    """
    evaluation = register.evaluation
    if evaluation.policy.verdict.min_groups < 2 or len(evaluation.groups) < 2:
        return
    if any(file.startswith("sources") for file in register.unread):
        return  # who else speaks may stand there
    least = QUALITIES.index(evaluation.policy.verdict.min_quality)
    sources = present_sources(register)
    origin = {facts.ids[0]: facts.names.get("source", ()) for _, facts in register.of_kind("claims")}
    groups: dict[str, set[str]] = {}
    speaking: dict[str, set[str]] = {}
    for _, facts in register.of_kind("citations"):
        id_ = facts.more["source"]
        source = sources.get(id_)
        if source is None:
            continue
        for claim, speaker, quality, supports in facts.more["heard"]:
            own = supports and id_ in origin.get(claim, ())
            group = source["groups"].get(speaker) or source["group"]
            if quality >= least and not own and group and source["consent"].get(speaker) != "withdrawn":
                groups.setdefault(claim, set()).add(group)
                speaking.setdefault(claim, set()).add(id_)
    for file, facts in register.of_kind("claims"):
        claim = facts.ids[0]
        heard = groups.get(claim, set())
        if len(heard) == 1 and len(speaking[claim]) > 1:
            number = len(speaking[claim])
            message = f"{claim} is heard in {number} sources, all of them {next(iter(heard))}"
            yield Hit(register.stored(file).at("id"), message, claim)


@rule("CMO311", NOTE, "a case that nothing comes from", hint="name the case in a source, or citations in the case")
def empty_case(register: Register) -> Iterator[Hit]:
    """A case that no source belongs to, and that names no citation.

    Nobody can see what is said of the case back in anyone's words.

    Bad: `cases/K4-....yaml` with a summary only, while no source has `case: K4`.

    Good: a source with `case: K4`, or citations under `shows` or `framework`.
    """
    if any(file.startswith("sources") for file in register.unread):
        return
    named = {case for _, facts in register.of_kind("sources") for case in facts.names.get("case", ())}
    for file, facts in register.of_kind("cases"):
        if facts.ids[0] not in named and not facts.names.get("citation"):
            message = f"no source belongs to {facts.ids[0]}, and it names no citation"
            yield Hit(register.stored(file).at("id"), message, facts.ids[0])


@rule(
    "CMO312",
    NOTE,
    "a case study left out of a comparison",
    hint="fill in a cell, be it with what was looked for and not found",
)
def case_not_compared(register: Register) -> Iterator[Hit]:
    """A case study without a cell in a framework that other case studies fill.

    A framework compares cases; the one that is left out is missed most where it differs.

    Bad: K1 and K2 with cells of `collaborative_governance`, K3 with none.

    Good: cells in K3 too, be it with what was looked for and not found.
    """
    filled: dict[str, set[str]] = {}
    studies = [(file, facts) for file, facts in register.of_kind("cases") if facts.more["kind"] == "case_study"]
    for _, facts in studies:
        for cell in facts.names.get("cell", ()):
            filled.setdefault(cell.partition(".")[0], set()).add(facts.ids[0])
    for file, facts in studies:
        for framework, cases in filled.items():
            if facts.ids[0] not in cases and framework in register.evaluation.frameworks:
                others = ", ".join(sorted(cases, key=natural))
                message = f"{facts.ids[0]} has no cell of {framework}, which {others} fill"
                where = register.stored(file)
                yield Hit(where.at("framework") if where.record.framework else where.at("id"), message, facts.ids[0])


def _shown(register: Register) -> Mapping[str, set[int]]:
    """For each pattern which parts of it are shown together, as bits."""
    sources = present_sources(register)
    shown: dict[str, set[int]] = {}
    for _, facts in register.of_kind("citations"):
        if facts.more["source"] in sources:
            for pattern, parts in facts.more["shown"]:
                shown.setdefault(pattern, set()).add(parts)
    return shown


def _decided_patterns(register: Register) -> Iterator[tuple[str, str, str]]:
    """Patterns of decided claims, each once: its file, its id, and the first such claim."""
    files = {facts.ids[0]: file for file, facts in register.of_kind("patterns")}
    claim_of: dict[str, str] = {}
    for _, facts in register.of_kind("claims"):
        for pattern in facts.more["patterns"] if facts.more["decided"] else ():
            claim_of.setdefault(pattern, facts.ids[0])
    yield from ((files[pattern], pattern, claim) for pattern, claim in claim_of.items() if pattern in files)


@rule(
    "CMO313",
    WARNING,
    "a decided pattern that no citation shows",
    hint="name the pattern in the evidence that shows it, or take it out of the claim",
)
def pattern_not_shown(register: Register) -> Iterator[Hit]:
    """A pattern of a claim that is decided, which no citation shows.

    The chapter presents it as found, and nobody's words bear it out. What a case says of it under `shows`, with
    citations, counts too.

    Bad: P07 under the `mechanisms` of a decided claim, while no evidence names `pattern: P07`.

    Good: `{supports: C3, pattern: P07, parts: [resource, reasoning]}` with a citation; or no P07.
    """
    if any(file.startswith(("sources", "cases")) for file in register.unread):
        return
    shown = _shown(register)
    looked_for = {
        pattern
        for _, facts in register.of_kind("cases")
        if facts.names.get("citation")
        for pattern in facts.names.get("pattern", ())
    }
    for file, pattern, claim in _decided_patterns(register):
        if pattern not in shown and pattern not in looked_for:
            message = f"{claim} is decided, but no citation shows its pattern {pattern}"
            yield Hit(register.stored(file).at("id"), message, pattern)


@rule(
    "CMO314",
    NOTE,
    "a pattern whose parts are never shown together",
    hint="look for words that show how one part leads to another",
)
def parts_apart(register: Register) -> Iterator[Hit]:
    """A pattern of a claim that is decided, of which no citation shows two parts together.

    Context, mechanism and outcome explain something only together. When each part comes from other words, the link
    between them is the evaluator's.

    Bad: one citation with `parts: [context]`, another with `parts: [outcome]`.

    Good: a citation with `parts: [resource, reasoning, outcome]`.
    """
    if any(file.startswith("sources") for file in register.unread):
        return
    shown = _shown(register)
    for file, pattern, _ in _decided_patterns(register):
        parts = shown.get(pattern)
        if parts and not any(bits.bit_count() > 1 for bits in parts):
            message = f"no citation shows two parts of {pattern} together"
            yield Hit(register.stored(file).at("id"), message, pattern)


@rule(
    "CMO315",
    WARNING,
    "a document without a reference",
    hint="add `reference` with a title, and author and year where it gives them",
    on=Source,
)
def no_reference(stored: Stored[Source]) -> Iterator[Hit]:
    """A document or research report without a reference.

    A reader cannot find what is cited.

    Bad: `kind: document` without `reference`.

    Good: `reference: {author: Sioo, year: 2017, title: Doen wat nodig is}`.
    """
    source = stored.record
    if source.kind in {"document", "research"} and source.reference is None and source.reported_in is None:
        yield Hit(stored.at("kind"), f"{source.id} is a {source.kind} without a reference", source.id)


@rule(
    "CMO316",
    WARNING,
    "a pooled source with participants",
    hint="give each talk a source of its own, or a `role` to each citation",
    on=Source,
)
def pooled_people(stored: Stored[Source]) -> Iterator[Hit]:
    """A pooled source that lists participants.

    Pooled means that a report does not tell its talks apart. Whoever is known as a person spoke in a talk of their
    own, and that talk is a voice of its own.

    Bad: `pooled: true` with `participants: [{id: r1, role: director}]`.

    Good: `pooled: true` and a `role` with each citation; or a source for each talk.
    """
    source = stored.record
    if source.pooled and source.participants:
        yield Hit(stored.at("participants", key=True), f"{source.id} is pooled and lists participants", source.id)


@rule(
    "CMO318",
    ERROR,
    "a declared count of a kind that does not exist",
    hint="write a kind of source or of case",
    on=Evaluation,
)
def unknown_kind(stored: Stored[Evaluation]) -> Iterator[Hit]:
    """A declared count of a kind that no source and no case can have.

    Nothing is counted under it, so the count is never borne out.

    Bad: `{what: panels, count: 6, kinds: [panel]}`.

    Good: `kinds: [focus_group]`.
    """
    known = (*get_args(SourceKind), *get_args(CaseKind))
    for index, declared in enumerate(stored.record.declared):
        for place, kind in enumerate(declared.kinds):
            if kind not in known:
                where = stored.at("declared", index, "kinds", place)
                message = f"no source or case is of the kind '{kind}'"
                yield Hit(where, message, declared.what, nearest(kind, known))


@rule(
    "CMO319",
    NOTE,
    "a disputed citation on a decided claim",
    hint="settle the dispute, or say in the rationale why it does not matter",
)
def disputed_and_decided(register: Register) -> Iterator[Hit]:
    """A disputed citation on a claim that is decided.

    It does not count as long as it is disputed. Once the claim is decided, the dispute should be over, or the
    decision should say why it does not matter.

    Bad: `disputed: which year?` in FG1-005, while C3, which it is about, has a decision.

    Good: the dispute settled and `disputed` removed; or the finding accepted with the reason.
    """
    decided = {facts.ids[0] for _, facts in register.of_kind("claims") if facts.more["decided"]}
    gone = register.withdrawn_sources
    for file, facts in register.of_kind("citations"):
        if facts.more["source"] in gone or decided.isdisjoint(facts.more["disputed"]):
            continue
        for stored in register.records(file):
            citation = stored.record
            if not isinstance(citation, Citation) or citation.disputed is None or citation.withdrawn is not None:
                continue
            claims = sorted({evidence.claim for evidence in citation.evidence} & decided, key=natural)
            if claims:
                message = f"{citation.id} is disputed, but {', '.join(claims)} is decided"
                yield Hit(stored.at("disputed", key=True), message, citation.id)
