"""3xx: what citations and cases show, who was invited and came, whose voice it is, and what there is to check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import get_args

from cmo_eval.diagnostics import ERROR, NOTE, WARNING
from cmo_eval.model import Case, Evaluation, Pattern, Source
from cmo_eval.model.case import CaseKind
from cmo_eval.model.relations import references
from cmo_eval.model.source import SourceKind
from cmo_eval.rules.registry import Hit, advice, hit, nearest, rule
from cmo_eval.store.repository import Repository, Stored, natural

TALKS = frozenset({"key_actor", "focus_group", "group_interview", "case_interview", "interview", "informal"})
"""Kinds of source in which people speak."""


@rule("CMO301", WARNING, "a citation that shows nothing")
@advice("add `evidence`, or `codes` if it only illustrates")
def shows_nothing(evaluation: Repository) -> Iterator[Hit]:
    """A citation without evidence and without codes, on which no cell and no result of a case rests.

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
    shown: set[str] = set()
    for case in evaluation.cases.values():
        shown.update(*(cell.citations for _, cell in case.cells), *(goal.citations for goal in case.goals))
    for coded in evaluation.citations:
        if not coded.citation.evidence and not coded.citation.codes and coded.id not in shown:
            yield hit(evaluation.stored(coded), f"{coded.id} has neither evidence nor codes", "id")


@rule("CMO302", WARNING, "evidence for a pattern that its claim does not list")
@advice("list the pattern under the claim's `mechanisms`, or correct it")
def pattern_outside_claim(evaluation: Repository) -> Iterator[Hit]:
    """Evidence that names a pattern which its claim does not list.

    The chapter of the claim presents the patterns under `mechanisms`; this piece of evidence for a mechanism would
    stand under none.

    Bad: `{supports: C3, pattern: P21}` while C3 lists P07 and P08.
    Good: P21 under the `mechanisms` of C3, or `pattern: P07`.
    """
    listed = {(stored.record.id, pattern) for stored in evaluation.stored_claims for pattern in stored.record.patterns}
    for coded in evaluation.citations:
        for index, one in enumerate(coded.citation.evidence):
            if one.pattern is None or (one.claim, one.pattern) in listed:
                continue
            if one.claim in evaluation.claims and one.pattern in evaluation.patterns:
                message = f"{coded.id} is evidence on {one.claim} for {one.pattern}, which {one.claim} does not list"
                yield hit(evaluation.stored(coded), message, "evidence", index, "pattern")


@rule("CMO304", WARNING, "a declared count that the register does not bear out")
@advice("correct it, or accept it with a reason")
def declared_count(evaluation: Repository) -> Iterator[Hit]:
    """A count that the report states and the register does not bear out.

    Counts in a report are computed from the register, else they go wrong as soon as a source is added. A count
    that is stated is compared with the sources and cases of its kinds.

    Bad: `{what: case studies, count: 4, kinds: [case_study]}` while `cases/` holds three.
    Good: `count: 3`, or the fourth case.
    """
    if evaluation.lost("sources", "cases"):
        return  # what could not be read may be what is missing
    kinds: list[str] = [one.record.kind for one in evaluation.stored_sources if one.record.withdrawn is None]
    kinds += [one.record.kind for one in evaluation.stored_cases]
    stored = evaluation.stored_evaluation
    for index, declared in enumerate(stored.record.declared):
        found = sum(kind in declared.kinds for kind in kinds)
        if found != declared.count:
            message = f"{declared.count} {declared.what} are declared, the register has {found}"
            yield hit(stored, message, "declared", index, "count", about=declared.what)


@rule("CMO306", WARNING, "a claim heard from one address group only")
@advice("hear another group, or accept it with the reason why only this one can know")
def one_group_heard(evaluation: Repository) -> Iterator[Hit]:
    """A claim that several sources speak about, all of one address group.

    Whoever has an interest in a claim is not the only one to ask. What the others saw may refute it, or show for whom
    it holds. Counted is what can count in a verdict: not disputed, of the quality that the policy asks, and not the
    support of the source that voiced the claim. A policy with `min_groups: 1` asks for no other group.

    Bad: C3 with evidence in FG1 and FG2, both with `group: participants`.
    Good: evidence on C3 in a talk with `group: dropouts` too; or the reason why nobody else could know, accepted.
    """
    policy, groups = evaluation.evaluation.policy.verdict, evaluation.evaluation.groups
    if policy.min_groups < 2 or len(groups) < 2 or evaluation.lost("sources"):
        return  # or who else speaks may stand in what could not be read
    from cmo_eval.analysis.evidence import least_quality  # noqa: PLC0415

    speaking: dict[str, set[tuple[str, str]]] = {}
    for coded in evaluation.citations:
        group = evaluation.group_of(coded)
        if not group or coded.withdrawn or coded.citation.disputed is not None:
            continue
        for one in coded.citation.evidence:
            claim = evaluation.claims.get(one.claim)
            if claim is None or coded.quality < least_quality(policy, claim):
                continue
            if not (one.supports and coded.source in claim.origin):
                speaking.setdefault(claim.id, set()).add((group, coded.source))
    for stored in evaluation.stored_claims:
        heard = speaking.get(stored.record.id, set())
        if len({group for group, _ in heard}) == 1 and len(heard) > 1:
            message = f"{stored.record.id} is heard in {len(heard)} sources, all of them {next(iter(heard))[0]}"
            yield hit(stored, message, "id")


@rule("CMO311", NOTE, "a case that nothing comes from")
@advice("name the case in a source or a citation, or citations in the case")
def empty_case(evaluation: Repository) -> Iterator[Hit]:
    """A case that no source belongs to, that names no citation, and that no citation is about.

    Nobody can see what is said of the case back in anyone's words.

    Bad: `cases/K4-....yaml` with a summary only, while no source and no citation has `case: K4`.
    Good: a source or a citation with `case: K4`, or citations under `shows` or `framework`.
    """
    if evaluation.lost("sources"):
        return
    named = {stored.record.case for stored in evaluation.stored_sources}
    named |= {coded.citation.case for coded in evaluation.citations if not coded.withdrawn}
    for stored in evaluation.stored_cases:
        id_ = stored.record.id
        if id_ not in named and not _cites(stored.record):
            yield hit(stored, f"no source belongs to {id_}, no citation is about it, and it names none", "id")


@rule("CMO312", NOTE, "a case study left out of a comparison")
@advice("fill in a cell, be it with what was looked for and not found")
def case_not_compared(evaluation: Repository) -> Iterator[Hit]:
    """A case study without a cell in a framework that other case studies fill.

    A framework compares cases; the one that is left out is missed most where it differs.

    Bad: K1 and K2 with cells of `collaborative_governance`, K3 with none.
    Good: cells in K3 too, be it with what was looked for and not found.
    """
    filled: dict[str, set[str]] = {}
    studies = [stored for stored in evaluation.stored_cases if stored.record.kind == "case_study"]
    for stored in studies:
        for cell, _ in stored.record.cells:
            filled.setdefault(cell.partition(".")[0], set()).add(stored.record.id)
    for stored in studies:
        id_ = stored.record.id
        for framework, cases in filled.items():
            if id_ not in cases and framework in evaluation.evaluation.frameworks:
                others = ", ".join(sorted(cases, key=natural))
                where = "framework" if stored.record.framework else "id"
                yield hit(stored, f"{id_} has no cell of {framework}, which {others} fill", where)


def _cites(case: Case) -> bool:
    """Whether a case names a citation."""
    return any(reference.relation == "citation" for reference in references(case))


def _shown(evaluation: Repository) -> Mapping[str, set[int]]:
    """For each pattern how many of its parts are shown together, in each citation."""
    shown: dict[str, set[int]] = {}
    for coded in evaluation.citations:
        for one in coded.citation.evidence if coded.source in evaluation.sources and not coded.withdrawn else ():
            if one.pattern is not None and one.shows_pattern:
                shown.setdefault(one.pattern, set()).add(len(set(one.parts)))
    return shown


def _decided_patterns(evaluation: Repository) -> Iterator[tuple[Stored[Pattern], str]]:
    """Patterns of decided claims, each once, with the first such claim."""
    files = {stored.record.id: stored for stored in evaluation.stored_patterns}
    claim_of: dict[str, str] = {}
    for stored in evaluation.stored_claims:
        for pattern in stored.record.patterns if stored.record.decision is not None else ():
            claim_of.setdefault(pattern, stored.record.id)
    yield from ((files[pattern], claim) for pattern, claim in claim_of.items() if pattern in files)


@rule("CMO313", WARNING, "a decided pattern that no citation shows")
@advice("name the pattern in the evidence that shows it, or take it out of the claim")
def pattern_not_shown(evaluation: Repository) -> Iterator[Hit]:
    """A pattern of a claim that is decided, which no citation shows.

    The chapter presents it as found, and nobody's words bear it out: who only denies parts of it (`lacks`) does not
    show it. What a case says of it under `shows`, with citations, counts too.

    Bad: P07 under the `mechanisms` of a decided claim, while no evidence names `pattern: P07`.
    Good: `{supports: C3, pattern: P07, parts: [resource, reasoning]}` with a citation; or no P07.
    """
    if evaluation.lost("sources", "cases"):
        return
    shown = _shown(evaluation)
    cases = [stored.record for stored in evaluation.stored_cases if _cites(stored.record)]
    looked_for = {one.pattern for case in cases for one in case.shows}
    for stored, claim in _decided_patterns(evaluation):
        pattern = stored.record.id
        if pattern not in shown and pattern not in looked_for:
            yield hit(stored, f"{claim} is decided, but no citation shows its pattern {pattern}", "id")


@rule("CMO314", NOTE, "a pattern whose parts are never shown together")
@advice("look for words that show how one part leads to another")
def parts_apart(evaluation: Repository) -> Iterator[Hit]:
    """A pattern of a claim that is decided, of which no citation shows two parts together.

    Context, mechanism and outcome explain something only together. When each part comes from other words, the link
    between them is the evaluator's.

    Bad: one citation with `parts: [context]`, another with `parts: [outcome]`.
    Good: a citation with `parts: [resource, reasoning, outcome]`.
    """
    if evaluation.lost("sources"):
        return
    shown = _shown(evaluation)
    for stored, _ in _decided_patterns(evaluation):
        pattern = stored.record.id
        if pattern in shown and max(shown[pattern]) < 2:
            yield hit(stored, f"no citation shows two parts of {pattern} together", "id")


@rule("CMO319", NOTE, "a disputed citation on a decided claim")
@advice("settle the dispute, or say in the rationale why it does not matter")
def disputed_and_decided(evaluation: Repository) -> Iterator[Hit]:
    """A disputed citation on a claim that is decided.

    It does not count as long as it is disputed. Once the claim is decided, the dispute should be over, or the
    decision should say why it does not matter.

    Bad: `disputed: which year?` in FG1-005, while C3, which it is about, has a decision.
    Good: the dispute settled and `disputed` removed; or the finding accepted with the reason.
    """
    decided = {stored.record.id for stored in evaluation.stored_claims if stored.record.decision is not None}
    for coded in evaluation.citations:
        citation = coded.citation
        if citation.disputed is None or coded.withdrawn:
            continue
        claims = sorted({evidence.claim for evidence in citation.evidence} & decided, key=natural)
        if claims:
            message = f"{citation.id} is disputed, but {', '.join(claims)} is decided"
            yield hit(evaluation.stored(coded), message, "disputed", key=True)


@rule("CMO303", ERROR, "a table whose rows do not add up to its total", Source)
@advice("check the figures in the document")
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
            subject = f"{stored.record.id}.{table.id}"
            message = f"the rows of {subject} add up to {found}, not to {table.total}"
            yield hit(stored, message, "tables", index, "total", about=subject)


@rule("CMO305", WARNING, "a citation of whom nobody knows the group", Source)
@advice("give the speaker or the source a `group`")
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
        yield hit(stored, f"{source.id} is a talk, but nobody in it has an address group", "id")
        return
    for index, person in enumerate(source.participants):
        if person.group is None:
            yield hit(stored, f"neither {person.id} nor {source.id} has an address group", "participants", index)


@rule("CMO307", WARNING, "invitations that are off the targets")
@advice("correct the numbers, or accept it with the reason why others were invited")
def invitations_off_target(evaluation: Repository) -> Iterator[Hit]:
    """Invitations of a panel that are off the targets of the sampling.

    Invitations are steered, attendance is not; who is invited decides whose experience can be heard at all. Numbers
    must be met; percentages within one person; and each stratum adds up to `invited_per_panel`.

    Bad: `invited: {region: {north: 15, middle: 5, south: 5}}`, with targets of 20, 60 and 20 percent.
    Good: `invited: {region: {north: 5, middle: 15, south: 5}}`.
    """
    sampling, gone = evaluation.evaluation.sampling, evaluation.withdrawn_sources
    for stored in evaluation.stored_sources:
        id_ = stored.record.id
        for stratum, invited in stored.record.invited.items() if id_ not in gone else ():
            total = sum(invited.values())
            if sampling.invited_per_panel not in {None, total}:
                message = f"{id_} invited {total} by {stratum}, the sampling says {sampling.invited_per_panel}"
                yield hit(stored, message, "invited", stratum, key=True)
            targets = dict(sampling.invitations.get(stratum, {}))
            percent = targets.pop("unit", None) == "percent"
            for name, target in targets.items():
                number = invited.get(name, 0)
                if isinstance(target, int) and abs(number - (total * target / 100 if percent else target)) > percent:
                    said = f"{target} percent of {total}" if percent else target
                    message = f"{id_} invited {number} of {stratum} {name}, the sampling says {said}"
                    yield hit(stored, message, "invited", stratum, name)


@rule("CMO308", WARNING, "a focus group of more people than the sampling allows")
@advice("split the group, or correct `max_attendance`")
def crowded_panel(evaluation: Repository) -> Iterator[Hit]:
    """A focus group of more people than the sampling allows.

    In a large group a few speak for the others, and what the silent ones saw is lost.

    Bad: fourteen participants with `max_attendance: 12`.
    Good: two groups; or a `max_attendance` that was meant.
    """
    most = evaluation.evaluation.sampling.max_attendance
    for stored in evaluation.stored_sources:
        source, number = stored.record, len(stored.record.participants)
        if source.kind == "focus_group" and most is not None and number > most:
            message = f"{source.id} has {number} participants, the sampling allows {most}"
            yield hit(stored, message, "participants", key=True)


@rule("CMO309", WARNING, "a focus group of one", Source)
@advice("call it an interview, or add the other participants")
def group_of_one(stored: Stored[Source]) -> Iterator[Hit]:
    """A focus group to which people were invited, with one participant.

    A focus group tests what one says against what others saw. With one person it is an interview, of another kind
    where kinds of source are counted.

    Bad: `kind: focus_group` with `invited` and one participant.
    Good: `kind: interview`; or the others under `participants`.
    """
    source = stored.record
    if source.kind == "focus_group" and source.invited and len(source.participants) == 1:
        yield hit(stored, f"{source.id} is a focus group of one participant", "participants", key=True)


@rule("CMO310", WARNING, "a talk without a date")
@advice("add `date`, as precise as it is known")
def undated_talk(evaluation: Repository) -> Iterator[Hit]:
    """A talk without a date, in fieldwork.

    Nobody can tell whether it was held before or after the events that it is about, or what was known by then. Asked
    once the coding of the talk has dates, and not of a re-reading of published reports.

    Bad: `sources/FG2.yaml` without `date`, with citations that were `coded: 2017-02-11`.
    Good: `date: 2017-01-20`, or a `period`.
    """
    if evaluation.evaluation.basis != "fieldwork":
        return
    coded = {one.source for one in evaluation.citations if one.citation.coded is not None}
    for stored in evaluation.stored_sources:
        source = stored.record
        if source.kind in TALKS and source.since is None and source.reported_in is None and source.id in coded:
            yield hit(stored, f"{source.id} was coded, but does not say when the talk was held", "kind")


@rule("CMO317", NOTE, "a talk in fieldwork that only a report tells of")
@advice("enter the report as a document, or say `basis: published`")
def own_talk_from_a_report(evaluation: Repository) -> Iterator[Hit]:
    """A talk that is known only through a report, in an evaluation of one's own fieldwork.

    `reported_in` is for re-reading published reports. In fieldwork the words of others' interviews are their report:
    second hand, and no voice that the evaluators heard.

    Bad: `kind: interview` with `reported_in: {source: S1}` in fieldwork.
    Good: the report as a source of `kind: document`, with the quotes that it gives; or `basis: published`.
    """
    if evaluation.evaluation.basis != "fieldwork":
        return
    for stored in evaluation.stored_sources:
        source = stored.record
        if source.reported_in is not None and source.kind in TALKS:
            message = f"{source.id} is a talk that only a report tells of, in fieldwork"
            yield hit(stored, message, "reported_in", key=True)


@rule("CMO320", WARNING, "words without a place in their transcript")
@advice("add `at`, such as `at: {line: 120}`")
def words_without_a_place(evaluation: Repository) -> Iterator[Hit]:
    """Words as they were said, with no place in their transcript, in fieldwork.

    A reader who doubts a quote must be able to find it. Asked of sources that name their transcript under `text`.

    Bad: a verbatim quote in FG2, which has `text: FG2.txt`, with neither `at` nor `selector`.
    Good: `at: {line: 120}`.
    """
    if evaluation.evaluation.basis != "fieldwork":
        return
    written = {id_ for id_, source in evaluation.sources.items() if source.text and source.withdrawn is None}
    for coded in evaluation.coded:
        citation = coded.citation
        if coded.source not in written or citation.withdrawn is not None or citation.quote is None:
            continue
        if citation.verbatim and citation.at is None and citation.selector is None:
            yield hit(evaluation.stored(coded), f"{citation.id} does not say where it stands in its transcript", "id")


@rule("CMO315", WARNING, "a document without a reference", Source)
@advice("add `reference` with a title, and author and year where it gives them")
def no_reference(stored: Stored[Source]) -> Iterator[Hit]:
    """A document or research report without a reference.

    A reader cannot find what is cited.

    Bad: `kind: document` without `reference`.
    Good: `reference: {author: Sioo, year: 2017, title: Doen wat nodig is}`.
    """
    source = stored.record
    if source.kind in {"document", "research"} and source.reference is None and source.reported_in is None:
        yield hit(stored, f"{source.id} is a {source.kind} without a reference", "kind")


@rule("CMO316", WARNING, "a pooled source with participants", Source)
@advice("give each talk a source of its own, or a `role` to each citation")
def pooled_people(stored: Stored[Source]) -> Iterator[Hit]:
    """A pooled source that lists participants.

    Pooled means that a report does not tell its talks apart. Whoever is known as a person spoke in a talk of their
    own, and that talk is a voice of its own.

    Bad: `pooled: true` with `participants: [{id: r1, role: director}]`.
    Good: `pooled: true` and a `role` with each citation; or a source for each talk.
    """
    source = stored.record
    if source.pooled and source.participants:
        yield hit(stored, f"{source.id} is pooled and lists participants", "participants", key=True)


@rule("CMO318", ERROR, "a declared count of a kind that does not exist", Evaluation)
@advice("write a kind of source or of case")
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
                message = f"no source or case is of the kind '{kind}'"
                yield hit(
                    stored, message, "declared", index, "kinds", place, about=declared.what, hint=nearest(kind, known)
                )
