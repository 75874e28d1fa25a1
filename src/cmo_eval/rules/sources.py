"""3xx, of sources: who was invited and came, whose voice they are, and what they give to check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import get_args

from cmo_eval.diagnostics import ERROR, NOTE, WARNING
from cmo_eval.model import Evaluation, Source
from cmo_eval.model.case import CaseKind
from cmo_eval.model.source import SourceKind
from cmo_eval.rules.registry import Hit, nearest, rule
from cmo_eval.store.repository import Repository, Stored

TALKS = frozenset({"key_actor", "focus_group", "group_interview", "case_interview", "interview", "informal"})
"""Kinds of source in which people speak."""


def present_sources(evaluation: Repository) -> Mapping[str, Source]:
    """Each source that was not withdrawn, by its id."""
    gone = evaluation.withdrawn_sources
    return {id_: source for id_, source in evaluation.sources.items() if id_ not in gone}


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
    "CMO307",
    WARNING,
    "invitations that are off the targets",
    hint="correct the numbers, or accept it with the reason why others were invited",
)
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
                where = stored.at("invited", stratum, key=True)
                message = f"{id_} invited {total} by {stratum}, the sampling says {sampling.invited_per_panel}"
                yield Hit(where, message, id_)
            targets = sampling.invitations.get(stratum, {})
            for name, number, target in _off(invited, targets, total):
                message = f"{id_} invited {number} of {stratum} {name}, the sampling says {target}"
                yield Hit(stored.at("invited", stratum, name), message, id_)


def _off(
    invited: Mapping[str, int], targets: Mapping[str, int | str], total: int
) -> Iterator[tuple[str, int, int | str]]:
    """Members of a stratum that are off their target: name, number invited, and the target in words."""
    percent = targets.get("unit") == "percent"
    for name, target in targets.items():
        if not isinstance(target, int):
            continue
        number = invited.get(name, 0)
        if percent and abs(number - total * target / 100) > 1:
            yield name, number, f"{target} percent of {total}"
        elif not percent and number != target:
            yield name, number, target


@rule(
    "CMO308",
    WARNING,
    "a focus group of more people than the sampling allows",
    hint="split the group, or correct `max_attendance`",
)
def crowded_panel(evaluation: Repository) -> Iterator[Hit]:
    """A focus group of more people than the sampling allows.

    In a large group a few speak for the others, and what the silent ones saw is lost.

    Bad: fourteen participants with `max_attendance: 12`.

    Good: two groups; or a `max_attendance` that was meant.
    """
    most = evaluation.evaluation.sampling.max_attendance
    for stored in evaluation.stored_sources if most is not None else ():
        source, number = stored.record, len(stored.record.participants)
        if source.kind == "focus_group" and most is not None and number > most:
            where = stored.at("participants", key=True)
            yield Hit(where, f"{source.id} has {number} participants, the sampling allows {most}", source.id)


@rule("CMO309", WARNING, "a focus group of one", hint="call it an interview, or add the other participants", on=Source)
def group_of_one(stored: Stored[Source]) -> Iterator[Hit]:
    """A focus group to which people were invited, with one participant.

    A focus group tests what one says against what others saw. With one person it is an interview, of another kind
    where kinds of source are counted.

    Bad: `kind: focus_group` with `invited` and one participant.

    Good: `kind: interview`; or the others under `participants`.
    """
    source = stored.record
    if source.kind == "focus_group" and source.invited and len(source.participants) == 1:
        message = f"{source.id} is a focus group of one participant"
        yield Hit(stored.at("participants", key=True), message, source.id)


@rule("CMO310", WARNING, "a talk without a date", hint="add `date`, as precise as it is known")
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
            message = f"{source.id} was coded, but does not say when the talk was held"
            yield Hit(stored.at("kind"), message, source.id)


@rule(
    "CMO317",
    NOTE,
    "a talk in fieldwork that only a report tells of",
    hint="enter the report as a document, or say `basis: published`",
)
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
            where = stored.at("reported_in", key=True)
            yield Hit(where, f"{source.id} is a talk that only a report tells of, in fieldwork", source.id)


@rule("CMO320", WARNING, "words without a place in their transcript", hint="add `at`, such as `at: {line: 120}`")
def words_without_a_place(evaluation: Repository) -> Iterator[Hit]:
    """Words as they were said, with no place in their transcript, in fieldwork.

    A reader who doubts a quote must be able to find it. Asked of sources that name their transcript under `text`.

    Bad: a verbatim quote in FG2, which has `text: FG2.txt`, with neither `at` nor `selector`.

    Good: `at: {line: 120}`.
    """
    if evaluation.evaluation.basis != "fieldwork":
        return
    written = {id_ for id_, source in present_sources(evaluation).items() if source.text}
    for coded in evaluation.coded:
        citation = coded.citation
        if coded.source not in written or citation.withdrawn is not None or citation.quote is None:
            continue
        if citation.verbatim and citation.at is None and citation.selector is None:
            where = evaluation.stored(coded).at("id")
            yield Hit(where, f"{citation.id} does not say where it stands in its transcript", citation.id)


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
