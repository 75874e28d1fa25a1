"""1xx: ids that stand for one thing, where people look for them, and references to what is there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import chain, groupby
from typing import Any

from cmo_eval.diagnostics import ERROR, WARNING, Location
from cmo_eval.model import Case, Cell, Citation, Claim, Pattern, Source
from cmo_eval.model.framework import OPEN_VALUES, Measure, cells_of
from cmo_eval.model.relations import Reference, references
from cmo_eval.nearest import alike, key
from cmo_eval.rules.registry import Hit, advice, hit, nearest, rule
from cmo_eval.store.repository import Repository, Stored, Thing


@rule("CMO103", ERROR, "a claim that does not exist")
@advice("`cmo-eval list claims` shows the ids")
def unknown_claim(evaluation: Repository) -> Iterator[Hit]:
    """A claim that is named somewhere and does not exist.

    Evidence about a claim that is not there is lost evidence.

    Bad:
    ```yaml
    evidence:
      - {supports: C33}
    ```
    Good: `{supports: C3}`, with a file `claims/C3-....yaml`.
    """
    yield from unknown(evaluation, "claim", evaluation.claims.keys(), "claim")


@rule("CMO104", ERROR, "a pattern that does not exist")
@advice("`cmo-eval list patterns` shows the ids")
def unknown_pattern(evaluation: Repository) -> Iterator[Hit]:
    """A pattern that is named somewhere and does not exist.

    Bad: `mechanisms: [P7]` while the pattern's id is `P07`.
    Good: `mechanisms: [P07]`.
    """
    yield from unknown(evaluation, "pattern", evaluation.patterns.keys(), "pattern")


@rule("CMO105", ERROR, "a case that does not exist")
@advice("`cmo-eval list cases` shows the ids")
def unknown_case(evaluation: Repository) -> Iterator[Hit]:
    """A source of a case that does not exist, or a citation about one.

    Sources of one case speak with one voice; with a wrong id they would count as several. What is said about a case
    that is not there is found under none.

    Bad: `case: K9` in a source or a citation, without a file `cases/K9-....yaml`.
    Good: `case: K2`.
    """
    yield from unknown(evaluation, "case", evaluation.cases.keys(), "case")


@rule("CMO106", ERROR, "a source that does not exist")
@advice("`cmo-eval list sources` shows the ids")
def unknown_source(evaluation: Repository) -> Iterator[Hit]:
    """A source that is named as origin or as the report something is known from, and does not exist.

    The origin of a claim may also be an organisation that a participant works for, or somebody in the team.

    Bad: `origin: [KA9]` in a claim.
    Good: `origin: [KA1]`, with a file `sources/KA1.yaml`.
    """
    sources = evaluation.sources
    yield from unknown(evaluation, "source", sources.keys(), "source")
    voices = {*sources, *evaluation.organisations, *evaluation.evaluation.team}
    yield from unknown(evaluation, "origin", voices, "source")


@rule("CMO107", ERROR, "a citation that does not exist")
@advice("`cmo-eval list citations` shows the ids")
def unknown_citation(evaluation: Repository) -> Iterator[Hit]:
    """A citation that is named somewhere and does not exist.

    Bad: `sets_aside: [FG2-41]` while the citation's id is `FG2-014`.
    Good: `sets_aside: [FG2-014]`.
    """
    yield from unknown(evaluation, "citation", evaluation.citations.by_id.keys(), "citation")


@rule("CMO108", ERROR, "a speaker who is no participant of the source")
@advice("add the participant, or give a `role`")
def unknown_speaker(evaluation: Repository) -> Iterator[Hit]:
    """A speaker who is no participant of the source.

    The speaker's group and consent decide how a citation counts and whether it may be quoted.

    Bad: `speaker: r9` in `sources/FG2.citations.yaml`, while `sources/FG2.yaml` has participants r1 to r8.
    Good: `speaker: r8`; for someone who is not registered `role: board member` instead.
    """
    people = {id_: {person.id for person in source.participants} for id_, source in evaluation.sources.items()}
    for coded in evaluation.coded:
        speaker, known = coded.citation.speaker, people.get(coded.source)
        if speaker is not None and known is not None and speaker not in known:
            message = f"{speaker} is no participant of {coded.source}"
            yield hit(evaluation.stored(coded), message, "speaker", hint=nearest(speaker, known))


@rule("CMO109", ERROR, "a question that evaluation.yaml does not ask")
@advice("add it under `questions`")
def unknown_question(evaluation: Repository) -> Iterator[Hit]:
    """A question that evaluation.yaml does not ask.

    Bad: `questions: [Q9]` in a claim, while Q1 to Q4 are asked.
    Good: `questions: [Q3]`.
    """
    known = evaluation.evaluation.questions
    yield from unknown(evaluation, "question", known, "question")
    for one in unknown(evaluation, "answered", known, "question"):
        yield one._replace(message=f"question {one.subject} is answered but not asked")


@rule("CMO110", ERROR, "an address group that evaluation.yaml does not name")
@advice("add it under `groups`")
def unknown_group(evaluation: Repository) -> Iterator[Hit]:
    """An address group that evaluation.yaml does not name.

    Groups are counted: a group that is spelled in two ways would count as two.

    Bad: `group: participant`.
    Good: `group: participants`, as under `groups` in evaluation.yaml.
    """
    yield from unknown(evaluation, "group", evaluation.evaluation.groups, "address group")


@rule("CMO111", ERROR, "initials that are not in the team")
@advice("add the person under `team` in evaluation.yaml")
def unknown_team_member(evaluation: Repository) -> Iterator[Hit]:
    """Initials of someone who is not in the team.

    Who decided, tested and read along is part of the evidence for quality.

    Bad: `by: XY`, while the team is AB, CD and EF.
    Good: `by: AB`.
    """
    known = evaluation.evaluation.team
    yield from unknown(evaluation, "member", known, "team member")
    for file in evaluation.coding_files:
        if file.coder is not None and file.coder not in known:
            where, hint = Location(file.path, 1, 1), nearest(file.coder, known)
            yield Hit(where, f"the coder {file.coder} is not in the team", file.coder, hint)


@rule("CMO112", ERROR, "a code that the codebook does not have")
@advice("add it to codebook.yaml, or correct it")
def unknown_code(evaluation: Repository) -> Iterator[Hit]:
    """A code that the codebook does not have.

    A code that is spelled in two ways splits what belongs together.

    Bad: `codes: [scann]`.
    Good: `codes: [scan]`, with `- {id: scan, kind: mechanism}` in codebook.yaml.
    """
    if "codebook.yaml" in evaluation.unread:
        return
    known = evaluation.codes.keys()
    yield from unknown(evaluation, "parent", known, "code")
    book = evaluation.stored_codebook
    for where, reference, by in unknown_references(evaluation, "code", known):
        became = book.record.successor(reference.target) if book is not None else None
        hint = f"it became '{became}' in the codebook's history" if became else nearest(reference.target, known)
        yield Hit(where, f"{by} has the code {reference.target}, which is not in the codebook", by, hint)


@rule("CMO113", ERROR, "a framework cell that evaluation.yaml does not define")
@advice("write <framework>.<dimension> as under `frameworks` in evaluation.yaml")
def unknown_cell(evaluation: Repository) -> Iterator[Hit]:
    """A framework cell of a framework or dimension that evaluation.yaml does not define.

    Cases are compared by their cells; a cell that is named otherwise falls out of the comparison.

    Bad: `collaborative_governance.start: ...` in a case.
    Good: `collaborative_governance.start_conditions: ...`.
    """
    yield from unknown(evaluation, "cell", cells_of(evaluation.evaluation.frameworks), "framework cell")


@rule("CMO120", ERROR, "a value that the dimension cannot have")
@advice("write one of its `scale`, `unknown` or `not_applicable`; or add it to the scale in evaluation.yaml")
def value_off_scale(evaluation: Repository) -> Iterator[Hit]:
    """A value that is not on the scale of its dimension, or no number where the dimension has a unit.

    Cases are compared by their values: one that is spelled in two ways is two. A dimension without a scale or a unit
    has texts only. What was not found out is `unknown`, what cannot be asked of this case `not_applicable`; both are
    values of every dimension that has any.

    Bad: `process.trust: {value: partial}` in a case, while the scale of `trust` is `{full: 1, partly: 0.5, none: 0}`.
    Good: `process.trust: {value: partly}`.
    """
    known = cells_of(evaluation.evaluation.frameworks)
    for stored, path, name, cell in _cells(evaluation):
        if name not in known or cell.value is None:
            continue
        _, measure = known[name]
        if not measure.scale and not measure.numeric:
            message = f"{name} has no scale and no unit, so that {cell.value} cannot be its value"
            yield hit(
                stored, message, *path, "value", hint="give it a `scale` in evaluation.yaml, or write it as `text`"
            )
        elif not measure.allows(cell.value):
            choices = [*measure.scale, *OPEN_VALUES]
            message = f"{cell.value} is {'no number' if measure.numeric else f'not on the scale of {name}'}"
            hint = "" if measure.numeric else nearest(cell.value, choices)
            yield hit(stored, message, *path, "value", hint=hint or f"it can be {_either(measure)}")


def _either(measure: Measure) -> str:
    """The values that a dimension can have, in words."""
    first = [f"a number of {measure.unit or 'its unit'}"] if measure.numeric else list(measure.scale)
    return ", ".join([*first, OPEN_VALUES[0]]) + f" or {OPEN_VALUES[1]}"


def _cells(evaluation: Repository) -> Iterator[tuple[Stored[Case], tuple[str, ...], str, Cell]]:
    """Every cell of every case and of its partners: its file, its path there, its name."""
    for stored in evaluation.stored_cases:
        for name, cell in stored.record.framework.items():
            yield stored, ("framework", name), name, cell
        for key_, partner in stored.record.partners.items():
            for name, cell in partner.framework.items():
                yield stored, ("partners", key_, "framework", name), name, cell


@rule("CMO121", WARNING, "a value that rests on no citation")
@advice("name under `citations` the words that show it, or write `unknown`")
def value_without_citation(evaluation: Repository) -> Iterator[Hit]:
    """A value in a cell that names no citation.

    A value is compared and counted; a reader must be able to walk from it to the words that bear it out. `unknown` and
    `not_applicable` need no words.

    Bad: `process.trust: {value: partly}`.
    Good: `process.trust: {value: partly, citations: [K2B-003]}`.
    """
    for stored, path, name, cell in _cells(evaluation):
        if cell.value is not None and cell.value not in OPEN_VALUES and not cell.citations:
            yield hit(stored, f"{cell.value} in {name} rests on no citation", *path)


@rule("CMO114", ERROR, "a version that the claim does not have")
@advice("add the version to the claim's `versions`")
def unknown_version(evaluation: Repository) -> Iterator[Hit]:
    """A version that the claim does not have.

    Evidence and decisions are about one wording of a claim; about one that does not exist they say nothing.

    Bad: `{supports: C3, version: 4}` while C3 has versions 1 and 2.
    Good: `{supports: C3, version: 2}`.
    """
    claims = [stored.record for stored in evaluation.stored_claims]
    known = {f"{claim.id}@{version.version}" for claim in claims for version in claim.versions}
    for where, reference, by in unknown_references(evaluation, "version", known):
        claim, _, version = reference.target.partition("@")
        if claim in evaluation.claims:  # of an unknown claim CMO103 speaks
            yield Hit(where, f"{claim} has no version {version}", by)


def unknown(evaluation: Repository, relation: str, known: Collection[str], what: str) -> Iterator[Hit]:
    """Hits for all references of a relation to what is not known."""
    for where, reference, by in unknown_references(evaluation, relation, known):
        message = f"{by} names {what} {reference.target}, which does not exist"
        yield Hit(where, message, by, nearest(reference.target, known))


def unknown_references(
    evaluation: Repository, relation: str, known: Collection[str]
) -> Iterator[tuple[Location, Reference, str]]:
    """References of a relation to what is not known, unless it may stand in a file that could not be read.

    Each comes with its place and the id of what names it.
    """
    missing = {
        target: things
        for target, things in evaluation.named.get(relation, {}).items()
        if target not in known and not evaluation.may_exist(target)
    }
    for thing in {id(thing): thing for things in missing.values() for thing in things}.values():
        stored = evaluation.stored(thing)
        for reference in references(stored.record):
            if reference.relation == relation and reference.target in missing:
                by = reference.by or getattr(stored.record, "id", None) or stored.file.rsplit("/", 1)[-1]
                yield stored.at(*reference.path, key=reference.key), reference, by


@rule("CMO101", ERROR, "an id is used twice")
@advice("give one of the two another id")
def id_used_twice(evaluation: Repository) -> Iterator[Hit]:
    """An id that stands for two things, or two that differ by capitals only.

    Every reference to it would be ambiguous, so ids are unique over the whole folder. `FG2` and `fg2` count as one
    id: on the disks of half of all computers their files are one file. The same goes for participants of a source,
    rival explanations of a claim, goals of a case, codes, initials of the team, and names of texts. A second coder's
    file repeats the ids of the citations it codes again; that is no duplicate.

    Bad:
    ```yaml
    # patterns/P07-scan.yaml and patterns/P07-coach.yaml
    id: P07
    ```
    Good: `P07` in one file, `P08` in the other.
    """
    book = evaluation.stored_codebook
    yield from cited_twice(evaluation)
    for _, of_file in groupby(evaluation.second_codings, lambda one: one.file):
        yield from _once(evaluation, ((one.id, one, ()) for one in of_file))
    yield from _once(evaluation, _in(book, "codes"))
    for source in evaluation.stored_sources:
        yield from _once(evaluation, _in(source, "participants"))
    for claim in evaluation.stored_claims:
        yield from _once(evaluation, (one for one in _in(claim, "rivals") if one[0] is not None))
    for case in evaluation.stored_cases:
        yield from _once(evaluation, _in(case, "goals"))
    yield from _texts(evaluation)
    stored, team = evaluation.stored_evaluation, list(evaluation.evaluation.team)
    for place, initials in enumerate(team):
        other = alike(initials, team[:place])
        if other is not None:
            before = stored.at("team", other)
            yield Hit(stored.at("team", initials), _said(initials, other, before), initials, related=before)


def cited_twice(evaluation: Repository) -> Iterator[Hit]:
    """Ids over the whole folder that stand for two records, recommendations or citations."""
    records: Iterable[_Given] = ((one.record.id, one, ()) for one in evaluation.records)
    coded: Iterable[_Given] = ((one.id, one, ()) for one in evaluation.citations)
    yield from _once(evaluation, chain(records, _in(evaluation.stored_conclusions, "recommendations"), coded))


_Given = tuple[str, Thing, tuple[str | int, ...]]
"""An id, what gives it to something, and under which path."""


def _in(stored: Stored[Any] | None, key: str) -> Iterator[_Given]:
    """The ids in a list of a record."""
    if stored is not None:
        for index, one in enumerate(getattr(stored.record, key)):
            yield one.id, stored, (key, index)


def _texts(evaluation: Repository) -> Iterator[Hit]:
    """Texts of two sources whose names differ by capitals only: one may be written over the other."""
    first: dict[str, tuple[str, str]] = {}
    for stored in evaluation.stored_sources:
        name = stored.record.text
        if name is None:
            continue
        before, other = first.setdefault(key(name), (stored.file, name))
        if other != name:
            said = f"the text {name} is {other} in {before} but for capitals, which half of all disks do not tell apart"
            yield hit(stored, said, "text")


def _once(evaluation: Repository, given: Iterable[_Given]) -> Iterator[Hit]:
    """Hits for ids that something before has already, by what ids are compared by."""
    first: dict[str, _Given] = {}
    places: dict[str, Location] = {}
    for one in given:
        before = first.setdefault(key(one[0]), one)
        if before is not one:
            if before[0] not in places:  # of a citation it is read again
                places[before[0]] = _place(evaluation, before)
            there = places[before[0]]
            yield Hit(_place(evaluation, one), _said(one[0], before[0], there), one[0], related=there)


def _said(id_: str, other: str, before: Location) -> str:
    if id_ == other:
        return f"the id {id_} is used already, in {before}"
    return f"the id {id_} is that of {other} in {before} but for capitals, which half of all disks do not tell apart"


def _place(evaluation: Repository, given: _Given) -> Location:
    """Where the id stands."""
    _, thing, path = given
    return evaluation.stored(thing).at(*path, "id")


@rule("CMO102", ERROR, "a file's name does not begin with its id", Claim, Pattern, Case, Source)
@advice("rename the file to <id>-<words>.yaml")
def file_name(stored: Stored[Claim | Pattern | Case | Source]) -> Iterator[Hit]:
    """A file whose name does not begin with the id inside it.

    People find a record by its file's name. The name is the id, then `-` or `.`.

    Bad: `claims/networks.yaml` with `id: C4`.
    Good: `claims/C4-networks.yaml` with `id: C4`.
    """
    name, id_ = stored.file.rsplit("/", 1)[-1], stored.record.id
    if not name.startswith((f"{id_}-", f"{id_}.")):
        yield hit(stored, f"the file {name} holds the id {id_}", "id")


@rule("CMO115", ERROR, "citations without their source")
@advice("write sources/<id>.yaml for them")
def citations_without_source(evaluation: Repository) -> Iterator[Hit]:
    """A file of citations whose source does not exist.

    Without its source nobody knows whose voice it is, so none of it is weighed.

    Bad: `sources/FG4.citations.yaml` without `sources/FG4.yaml`.
    Good: both files.
    """
    known = evaluation.sources.keys()
    for file in evaluation.coding_files:
        source = file.source or ""
        if source not in known and not evaluation.may_exist(source):
            where = Location(file.path, 1, 1)
            yield Hit(where, f"there is no source {source} for these citations", source, nearest(source, known))


@rule("CMO116", ERROR, "a citation's id does not begin with its source's id", Citation)
@advice("write <source>-<number>, such as FG2-014")
def citation_of_another_source(stored: Stored[Citation]) -> Iterator[Hit]:
    """A citation whose id does not begin with the id of its source.

    The id tells every reader where the words come from.

    Bad: `id: FG1-014` in `sources/FG2.citations.yaml`.
    Good: `id: FG2-014`.
    """
    source, id_ = stored.file.rsplit("/", 1)[-1].split(".", 1)[0], stored.record.id
    if not id_.startswith(f"{source}-"):
        yield hit(stored, f"the citation {id_} stands among those of {source}", "id")
