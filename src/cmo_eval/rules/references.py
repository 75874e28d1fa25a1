"""1xx: every reference from one file to another."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from cmo_eval.diagnostics import Location
from cmo_eval.model import Claim
from cmo_eval.repository import Repository, Stored
from cmo_eval.rules.registry import Hit, nearest, rule
from cmo_eval.yaml_io import Path


class _Reference(NamedTuple):
    """An id that something in a file names, where (looked up only if need be), and the id of what names it."""

    to: str
    stored: Stored[Any]
    path: Path
    by: str
    key: bool = False


def _unknown(
    repository: Repository, references: Iterable[_Reference], known: Collection[str], what: str
) -> Iterator[Hit]:
    """What names something that is not known, unless it may stand in a file that could not be read."""
    for reference in references:
        if reference.to not in known and not repository.may_exist(reference.to):
            yield Hit(
                reference.stored.at(*reference.path, key=reference.key),
                f"{reference.by} names {what} {reference.to}, which does not exist",
                reference.by,
                nearest(reference.to, known),
            )


def _from(stored: Stored[Any], ids: Iterable[str], *path: str | int, by: str | None = None) -> Iterator[_Reference]:
    for index, id_ in enumerate(ids):
        yield _Reference(id_, stored, (*path, index), by or stored.record.id)


def _one(stored: Stored[Any], id_: str | None, *path: str | int, by: str | None = None) -> Iterator[_Reference]:
    if id_ is not None:
        yield _Reference(id_, stored, path, by or stored.record.id)


def _evidence(repository: Repository, column: str, known: Collection[str], keys: Sequence[str]) -> Iterator[_Reference]:
    """References from evidence whose value in `column` is not known; only these are looked up in their files."""
    for columns in repository.codings:
        values = getattr(columns, column)
        missing = {value for value in values if value is not None}.difference(known)
        if not missing:
            continue
        for row, value in enumerate(values):
            if value in missing:
                citation = columns.evidence_citation[row]
                stored = repository.stored_citation(citation, columns)
                index = row - columns.evidence_of_citation[citation][0]
                for key in keys:
                    if getattr(stored.record.evidence[index], key) == value:
                        yield _Reference(value, stored, ("evidence", index, key), columns.ids[citation])


@rule("CMO103")
def unknown_claim(repository: Repository) -> Iterator[Hit]:
    """A claim that is named somewhere and does not exist.

    Evidence about a claim that is not there is lost evidence.

    Bad:

    ```yaml
    evidence:
      - {supports: C33}
    ```

    Good: `{supports: C3}`, with a file `claims/C3-....yaml`.
    """
    yield from _unknown(
        repository,
        _evidence(repository, "claims", repository.claims, ("supports", "nuances", "refutes", "instead_of")),
        repository.claims,
        "claim",
    )
    yield from _unknown(
        repository, _evidence(repository, "others", repository.claims, ("suggests",)), repository.claims, "claim"
    )
    for claim_file in repository.stored_claims:
        for index, decision in enumerate(claim_file.record.decisions):
            target = decision.becomes.split("@")[0] if decision.becomes else None
            yield from _unknown(
                repository, _one(claim_file, target, "decisions", index, "becomes"), repository.claims, "claim"
            )


@rule("CMO104")
def unknown_pattern(repository: Repository) -> Iterator[Hit]:
    """A pattern that is named somewhere and does not exist.

    Bad: `mechanisms: [P7]` while the pattern's id is `P07`.

    Good: `mechanisms: [P07]`.
    """
    yield from _unknown(
        repository, _evidence(repository, "patterns", repository.patterns, ("pattern",)), repository.patterns, "pattern"
    )
    for claim_file in repository.stored_claims:
        for index, group in enumerate(claim_file.record.mechanisms):
            references = _from(claim_file, group.patterns, "mechanisms", index, "patterns")
            yield from _unknown(repository, references, repository.patterns, "pattern")
    for pattern_file in repository.stored_patterns:
        for key in ("leads_to", "contrasts_with"):
            references = _from(pattern_file, getattr(pattern_file.record, key), key)
            yield from _unknown(repository, references, repository.patterns, "pattern")
    for case_file in repository.stored_cases:
        for index, shown in enumerate(case_file.record.shows):
            references = _one(case_file, shown.pattern, "shows", index, "pattern")
            yield from _unknown(repository, references, repository.patterns, "pattern")


@rule("CMO105")
def unknown_case(repository: Repository) -> Iterator[Hit]:
    """A source of a case that does not exist.

    Sources of one case speak with one voice; with a wrong id they would count as several.

    Bad: `case: K9` in a source, without a file `cases/K9-....yaml`.

    Good: `case: K2`.
    """
    for source_file in repository.stored_sources:
        yield from _unknown(repository, _one(source_file, source_file.record.case, "case"), repository.cases, "case")


@rule("CMO106")
def unknown_source(repository: Repository) -> Iterator[Hit]:
    """A source that is named as origin or as the report something is known from, and does not exist.

    Bad: `origin: [KA9]` in a claim.

    Good: `origin: [KA1]`, with a file `sources/KA1.yaml`.
    """
    for claim_file in repository.stored_claims:
        yield from _unknown(
            repository, _from(claim_file, claim_file.record.origin, "origin"), repository.sources, "source"
        )
        for index, decision in enumerate(claim_file.record.decisions):
            if decision.reported_in is not None:
                where = ("decisions", index, "reported_in", "source")
                references = _one(claim_file, decision.reported_in.source, *where)
                yield from _unknown(repository, references, repository.sources, "source")
    for source_file in repository.stored_sources:
        if source_file.record.reported_in is not None:
            references = _one(source_file, source_file.record.reported_in.source, "reported_in", "source")
            yield from _unknown(repository, references, repository.sources, "source")


@rule("CMO107")
def unknown_citation(repository: Repository) -> Iterator[Hit]:
    """A citation that is named somewhere and does not exist.

    Bad: `sets_aside: [FG2-41]` while the citation's id is `FG2-014`.

    Good: `sets_aside: [FG2-014]`.
    """
    known = repository.citations.row_of
    for claim_file in repository.stored_claims:
        for key in ("versions", "tests"):
            for index, part in enumerate(getattr(claim_file.record, key)):
                yield from _unknown(
                    repository, _from(claim_file, part.citations, key, index, "citations"), known, "citation"
                )
        for index, decision in enumerate(claim_file.record.decisions):
            references = _from(claim_file, decision.sets_aside, "decisions", index, "sets_aside")
            yield from _unknown(repository, references, known, "citation")
    for case_file in repository.stored_cases:
        yield from _unknown(repository, _from(case_file, case_file.record.opened_by, "opened_by"), known, "citation")
        for index, shown in enumerate(case_file.record.shows):
            yield from _unknown(
                repository, _from(case_file, shown.citations, "shows", index, "citations"), known, "citation"
            )
        for name, cell in case_file.record.framework.items():
            references = _from(case_file, cell.citations, "framework", name, "citations")
            yield from _unknown(repository, references, known, "citation")


@rule("CMO108")
def unknown_speaker(repository: Repository) -> Iterator[Hit]:
    """A speaker who is no participant of the source.

    The speaker's group and consent decide how a citation counts and whether it may be quoted.

    Bad: `speaker: r9` in `sources/FG2.citations.yaml`, while `sources/FG2.yaml` has participants r1 to r8.

    Good: `speaker: r8`; for someone who is not registered `role: board member` instead.
    """
    people = {source.id: {person.id for person in source.participants} for source in repository.sources.values()}
    for columns in repository.codings:
        for row, speaker in enumerate(columns.speakers):
            source = columns.sources[row]
            if speaker is None or source not in people or speaker in people[source]:
                continue
            stored = repository.stored_citation(row, columns)
            yield Hit(
                stored.at("speaker"),
                f"{speaker} is no participant of {source}",
                columns.ids[row],
                nearest(speaker, people[source]),
            )


@rule("CMO109")
def unknown_question(repository: Repository) -> Iterator[Hit]:
    """A question that evaluation.yaml does not ask.

    Bad: `questions: [Q9]` in a claim, while Q1 to Q4 are asked.

    Good: `questions: [Q3]`.
    """
    known = repository.evaluation.questions
    for claim_file in repository.stored_claims:
        yield from _unknown(repository, _from(claim_file, claim_file.record.questions, "questions"), known, "question")
    if repository.stored_conclusions is not None:
        for question in repository.conclusions.answers:
            if question not in known:
                where = repository.stored_conclusions.at("answers", question, key=True)
                yield Hit(
                    where,
                    f"question {question} is answered but not asked",
                    question,
                    nearest(question, known),
                )


@rule("CMO110")
def unknown_group(repository: Repository) -> Iterator[Hit]:
    """An address group that evaluation.yaml does not name.

    Groups are counted: a group that is spelled in two ways would count as two.

    Bad: `group: participant`.

    Good: `group: participants`, as under `groups` in evaluation.yaml.
    """
    known = repository.evaluation.groups
    for claim_file in repository.stored_claims:
        yield from _unknown(repository, _from(claim_file, claim_file.record.for_, "for"), known, "address group")
    for source_file in repository.stored_sources:
        yield from _unknown(repository, _one(source_file, source_file.record.group, "group"), known, "address group")
        for index, person in enumerate(source_file.record.participants):
            references = _one(source_file, person.group, "participants", index, "group")
            yield from _unknown(repository, references, known, "address group")
    if repository.stored_conclusions is not None:
        for index, recommendation in enumerate(repository.conclusions.recommendations):
            references = _from(
                repository.stored_conclusions,
                recommendation.for_,
                "recommendations",
                index,
                "for",
                by=recommendation.id,
            )
            yield from _unknown(repository, references, known, "address group")


@rule("CMO111")
def unknown_team_member(repository: Repository) -> Iterator[Hit]:
    """Initials of someone who is not in the team.

    Who decided, tested and read along is part of the evidence for quality.

    Bad: `by: XY`, while the team is AB, CD and EF.

    Good: `by: AB`.
    """
    known = repository.evaluation.team
    for claim_file in repository.stored_claims:
        yield from _unknown(repository, _people_of(claim_file), known, "team member")
    for stored in repository.stored_citation_files:
        coded_by = _one(stored, stored.record.coder, "coder", by=stored.file.rsplit("/", 1)[-1])
        yield from _unknown(repository, coded_by, known, "team member")
        coder = re.fullmatch(r".*\.citations\.(.+)\.yaml", stored.file)
        if coder is not None and coder[1] not in known:
            where = Location(stored.file, 1, 1)
            yield Hit(where, f"the coder {coder[1]} is not in the team", coder[1], nearest(coder[1], known))
    for columns in repository.codings:
        for row, who in enumerate(columns.adjudicators):
            if who is not None and who not in known:
                citation = repository.stored_citation(row, columns)
                reference = [_Reference(who, citation, ("adjudicated", "by"), columns.ids[row])]
                yield from _unknown(repository, reference, known, "team member")


def _people_of(stored: Stored[Claim]) -> Iterator[_Reference]:
    claim = stored.record
    if claim.route is not None:
        for key in ("researcher", "tester", "distance"):
            yield from _one(stored, getattr(claim.route, key), "route", key)
    if claim.disconfirming_search is not None:
        yield from _one(stored, claim.disconfirming_search.by, "disconfirming_search", "by")
    for index, done in enumerate(claim.checks):
        yield from _one(stored, done.by, "checks", index, "by")
    for index, decision in enumerate(claim.decisions):
        for key in ("by", "second_reader"):
            yield from _one(stored, getattr(decision, key), "decisions", index, key)


@rule("CMO112")
def unknown_code(repository: Repository) -> Iterator[Hit]:
    """A code that the codebook does not have.

    A code that is spelled in two ways splits what belongs together.

    Bad: `codes: [scann]`.

    Good: `codes: [scan]`, with `- {id: scan, kind: mechanism}` in codebook.yaml.
    """
    known = repository.codes
    if "codebook.yaml" in repository.unread:
        return
    for columns in repository.codings:
        for row, codes in enumerate(columns.codes):
            for index, code in enumerate(codes):
                if code not in known:
                    stored = repository.stored_citation(row, columns)
                    id_ = columns.ids[row]
                    yield Hit(
                        stored.at("codes", index),
                        f"{id_} has the code {code}, which is not in the codebook",
                        id_,
                        nearest(code, known),
                    )
    book = repository.stored_codebook
    if book is not None:
        for index, entry in enumerate(book.record.codes):
            yield from _unknown(
                repository, _one(book, entry.parent, "codes", index, "parent", by=entry.id), known, "code"
            )


@rule("CMO113")
def unknown_cell(repository: Repository) -> Iterator[Hit]:
    """A framework cell of a framework or dimension that evaluation.yaml does not define.

    Cases are compared by their cells; a cell that is named otherwise falls out of the comparison.

    Bad: `collaborative_governance.start: ...` in a case.

    Good: `collaborative_governance.start_conditions: ...`.
    """
    known = {
        f"{framework}.{dimension}"
        for framework, dimensions in repository.evaluation.frameworks.items()
        for dimension in dimensions
    }
    for case_file in repository.stored_cases:
        for cell in case_file.record.framework:
            references = [_Reference(cell, case_file, ("framework", cell), case_file.record.id, key=True)]
            yield from _unknown(repository, references, known, "framework cell")


@rule("CMO114")
def unknown_version(repository: Repository) -> Iterator[Hit]:
    """A version that the claim does not have.

    Evidence and decisions are about one wording of a claim; about one that does not exist they say nothing.

    Bad: `{supports: C3, version: 4}` while C3 has versions 1 and 2.

    Good: `{supports: C3, version: 2}`.
    """
    versions = {id_: {version.version for version in claim.versions} for id_, claim in repository.claims.items()}
    for columns in repository.codings:
        for row, claim in enumerate(columns.claims):
            if claim in versions and columns.versions[row] not in versions[claim]:
                citation = columns.evidence_citation[row]
                stored = repository.stored_citation(citation, columns)
                index = row - columns.evidence_of_citation[citation][0]
                id_ = columns.ids[citation]
                yield Hit(
                    stored.at("evidence", index, "version"),
                    f"{claim} has no version {columns.versions[row]}",
                    id_,
                )
    for claim_file in repository.stored_claims:
        for index, decision in enumerate(claim_file.record.decisions):
            if claim_file.record.version(decision.version) is None:
                where = claim_file.at("decisions", index, "version")
                yield Hit(where, f"{claim_file.record.id} has no version {decision.version}", claim_file.record.id)
            target, _, number = (decision.becomes or "").partition("@")
            if number and target in versions and int(number) not in versions[target]:
                where = claim_file.at("decisions", index, "becomes")
                yield Hit(where, f"{target} has no version {number}", claim_file.record.id)
