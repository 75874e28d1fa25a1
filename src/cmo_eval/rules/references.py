"""1xx: every reference from one file to another."""

from __future__ import annotations

from collections.abc import Iterator

from cmo_eval.diagnostics import ERROR, Location
from cmo_eval.rules.registry import Hit, nearest, rule, unknown, unknown_references
from cmo_eval.store.repository import Repository


@rule("CMO103", ERROR, "a claim that does not exist", hint="`cmo-eval list claims` shows the ids")
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


@rule("CMO104", ERROR, "a pattern that does not exist", hint="`cmo-eval list patterns` shows the ids")
def unknown_pattern(evaluation: Repository) -> Iterator[Hit]:
    """A pattern that is named somewhere and does not exist.

    Bad: `mechanisms: [P7]` while the pattern's id is `P07`.

    Good: `mechanisms: [P07]`.
    """
    yield from unknown(evaluation, "pattern", evaluation.patterns.keys(), "pattern")


@rule("CMO105", ERROR, "a case that does not exist", hint="`cmo-eval list cases` shows the ids")
def unknown_case(evaluation: Repository) -> Iterator[Hit]:
    """A source of a case that does not exist.

    Sources of one case speak with one voice; with a wrong id they would count as several.

    Bad: `case: K9` in a source, without a file `cases/K9-....yaml`.

    Good: `case: K2`.
    """
    yield from unknown(evaluation, "case", evaluation.cases.keys(), "case")


@rule("CMO106", ERROR, "a source that does not exist", hint="`cmo-eval list sources` shows the ids")
def unknown_source(evaluation: Repository) -> Iterator[Hit]:
    """A source that is named as origin or as the report something is known from, and does not exist.

    Bad: `origin: [KA9]` in a claim.

    Good: `origin: [KA1]`, with a file `sources/KA1.yaml`.
    """
    yield from unknown(evaluation, "source", evaluation.sources.keys(), "source")


@rule("CMO107", ERROR, "a citation that does not exist", hint="`cmo-eval list citations` shows the ids")
def unknown_citation(evaluation: Repository) -> Iterator[Hit]:
    """A citation that is named somewhere and does not exist.

    Bad: `sets_aside: [FG2-41]` while the citation's id is `FG2-014`.

    Good: `sets_aside: [FG2-014]`.
    """
    yield from unknown(evaluation, "citation", evaluation.citations.by_id.keys(), "citation")


@rule("CMO108", ERROR, "a speaker who is no participant of the source", hint="add the participant, or give a `role`")
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
            where = evaluation.stored(coded).at("speaker")
            yield Hit(where, f"{speaker} is no participant of {coded.source}", coded.id, nearest(speaker, known))


@rule("CMO109", ERROR, "a question that evaluation.yaml does not ask", hint="add it under `questions`")
def unknown_question(evaluation: Repository) -> Iterator[Hit]:
    """A question that evaluation.yaml does not ask.

    Bad: `questions: [Q9]` in a claim, while Q1 to Q4 are asked.

    Good: `questions: [Q3]`.
    """
    known = evaluation.evaluation.questions
    yield from unknown(evaluation, "question", known, "question")
    for where, reference, by in unknown_references(evaluation, "answered", known):
        hint = nearest(reference.target, known)
        yield Hit(where, f"question {reference.target} is answered but not asked", by, hint)


@rule("CMO110", ERROR, "an address group that evaluation.yaml does not name", hint="add it under `groups`")
def unknown_group(evaluation: Repository) -> Iterator[Hit]:
    """An address group that evaluation.yaml does not name.

    Groups are counted: a group that is spelled in two ways would count as two.

    Bad: `group: participant`.

    Good: `group: participants`, as under `groups` in evaluation.yaml.
    """
    yield from unknown(evaluation, "group", evaluation.evaluation.groups, "address group")


@rule("CMO111", ERROR, "initials that are not in the team", hint="add the person under `team` in evaluation.yaml")
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


@rule("CMO112", ERROR, "a code that the codebook does not have", hint="add it to codebook.yaml, or correct it")
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


@rule(
    "CMO113",
    ERROR,
    "a framework cell that evaluation.yaml does not define",
    hint="write <framework>.<dimension> as under `frameworks` in evaluation.yaml",
)
def unknown_cell(evaluation: Repository) -> Iterator[Hit]:
    """A framework cell of a framework or dimension that evaluation.yaml does not define.

    Cases are compared by their cells; a cell that is named otherwise falls out of the comparison.

    Bad: `collaborative_governance.start: ...` in a case.

    Good: `collaborative_governance.start_conditions: ...`.
    """
    frameworks = evaluation.evaluation.frameworks.items()
    known = {f"{framework}.{dimension}" for framework, dimensions in frameworks for dimension in dimensions}
    yield from unknown(evaluation, "cell", known, "framework cell")


@rule("CMO114", ERROR, "a version that the claim does not have", hint="add the version to the claim's `versions`")
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
