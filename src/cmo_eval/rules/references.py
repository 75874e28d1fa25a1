"""1xx: every reference from one file to another."""

from __future__ import annotations

from collections.abc import Iterator

from cmo_eval.diagnostics import ERROR, Location
from cmo_eval.model import Codebook
from cmo_eval.rules.registry import Hit, nearest, rule, unknown
from cmo_eval.store.register import Register


@rule("CMO103", ERROR, "a claim that does not exist", hint="`cmo-eval list claims` shows the ids")
def unknown_claim(register: Register) -> Iterator[Hit]:
    """A claim that is named somewhere and does not exist.

    Evidence about a claim that is not there is lost evidence.

    Bad:

    ```yaml
    evidence:
      - {supports: C33}
    ```

    Good: `{supports: C3}`, with a file `claims/C3-....yaml`.
    """
    yield from unknown(register, "claim", register.ids("claims"), "claim")


@rule("CMO104", ERROR, "a pattern that does not exist", hint="`cmo-eval list patterns` shows the ids")
def unknown_pattern(register: Register) -> Iterator[Hit]:
    """A pattern that is named somewhere and does not exist.

    Bad: `mechanisms: [P7]` while the pattern's id is `P07`.

    Good: `mechanisms: [P07]`.
    """
    yield from unknown(register, "pattern", register.ids("patterns"), "pattern")


@rule("CMO105", ERROR, "a case that does not exist", hint="`cmo-eval list cases` shows the ids")
def unknown_case(register: Register) -> Iterator[Hit]:
    """A source of a case that does not exist.

    Sources of one case speak with one voice; with a wrong id they would count as several.

    Bad: `case: K9` in a source, without a file `cases/K9-....yaml`.

    Good: `case: K2`.
    """
    yield from unknown(register, "case", register.ids("cases"), "case")


@rule("CMO106", ERROR, "a source that does not exist", hint="`cmo-eval list sources` shows the ids")
def unknown_source(register: Register) -> Iterator[Hit]:
    """A source that is named as origin or as the report something is known from, and does not exist.

    Bad: `origin: [KA9]` in a claim.

    Good: `origin: [KA1]`, with a file `sources/KA1.yaml`.
    """
    yield from unknown(register, "source", register.ids("sources"), "source")


@rule("CMO107", ERROR, "a citation that does not exist", hint="`cmo-eval list citations` shows the ids")
def unknown_citation(register: Register) -> Iterator[Hit]:
    """A citation that is named somewhere and does not exist.

    Bad: `sets_aside: [FG2-41]` while the citation's id is `FG2-014`.

    Good: `sets_aside: [FG2-014]`.
    """
    yield from unknown(register, "citation", register.citation_ids, "citation")


@rule("CMO108", ERROR, "a speaker who is no participant of the source", hint="add the participant, or give a `role`")
def unknown_speaker(register: Register) -> Iterator[Hit]:
    """A speaker who is no participant of the source.

    The speaker's group and consent decide how a citation counts and whether it may be quoted.

    Bad: `speaker: r9` in `sources/FG2.citations.yaml`, while `sources/FG2.yaml` has participants r1 to r8.

    Good: `speaker: r8`; for someone who is not registered `role: board member` instead.
    """
    people = {facts.ids[0]: facts.more["consent"] for _, facts in register.of_kind("sources")}
    for file, facts in register.of_kind("citations", "second_citations"):
        source = facts.more["source"]
        missing = set(facts.names.get("speaker", ())) - set(people.get(source, ()))
        if source in people and missing:
            for where, reference, by in register.places(file, "speaker", missing):
                hint = nearest(reference.target, people[source])
                yield Hit(where, f"{reference.target} is no participant of {source}", by, hint)


@rule("CMO109", ERROR, "a question that evaluation.yaml does not ask", hint="add it under `questions`")
def unknown_question(register: Register) -> Iterator[Hit]:
    """A question that evaluation.yaml does not ask.

    Bad: `questions: [Q9]` in a claim, while Q1 to Q4 are asked.

    Good: `questions: [Q3]`.
    """
    known = register.evaluation.questions
    yield from unknown(register, "question", known, "question")
    for where, reference, by in register.unknown("answered", known):
        hint = nearest(reference.target, known)
        yield Hit(where, f"question {reference.target} is answered but not asked", by, hint)


@rule("CMO110", ERROR, "an address group that evaluation.yaml does not name", hint="add it under `groups`")
def unknown_group(register: Register) -> Iterator[Hit]:
    """An address group that evaluation.yaml does not name.

    Groups are counted: a group that is spelled in two ways would count as two.

    Bad: `group: participant`.

    Good: `group: participants`, as under `groups` in evaluation.yaml.
    """
    yield from unknown(register, "group", register.evaluation.groups, "address group")


@rule("CMO111", ERROR, "initials that are not in the team", hint="add the person under `team` in evaluation.yaml")
def unknown_team_member(register: Register) -> Iterator[Hit]:
    """Initials of someone who is not in the team.

    Who decided, tested and read along is part of the evidence for quality.

    Bad: `by: XY`, while the team is AB, CD and EF.

    Good: `by: AB`.
    """
    known = register.evaluation.team
    yield from unknown(register, "member", known, "team member")
    for file, facts in register.of_kind("second_citations"):
        coder = facts.more["coder"]
        if coder not in known:
            where = Location(file, 1, 1)
            yield Hit(where, f"the coder {coder} is not in the team", coder, nearest(coder, known))


@rule("CMO112", ERROR, "a code that the codebook does not have", hint="add it to codebook.yaml, or correct it")
def unknown_code(register: Register) -> Iterator[Hit]:
    """A code that the codebook does not have.

    A code that is spelled in two ways splits what belongs together.

    Bad: `codes: [scann]`.

    Good: `codes: [scan]`, with `- {id: scan, kind: mechanism}` in codebook.yaml.
    """
    if "codebook.yaml" in register.unread:
        return
    known = register.ids("codebook")
    yield from unknown(register, "parent", known, "code")
    for where, reference, by in register.unknown("code", known):
        message = f"{by} has the code {reference.target}, which is not in the codebook"
        yield Hit(where, message, by, _became(register, reference.target) or nearest(reference.target, known))


def _became(register: Register, code: str) -> str:
    """A hint that names what became of the code in a later version of the codebook; empty where nothing did."""
    for file, _ in register.of_kind("codebook"):
        book: Codebook = register.stored(file).record
        if (other := book.successor(code)) is not None:
            return f"it became '{other}' in the codebook's history"
    return ""


@rule(
    "CMO113",
    ERROR,
    "a framework cell that evaluation.yaml does not define",
    hint="write <framework>.<dimension> as under `frameworks` in evaluation.yaml",
)
def unknown_cell(register: Register) -> Iterator[Hit]:
    """A framework cell of a framework or dimension that evaluation.yaml does not define.

    Cases are compared by their cells; a cell that is named otherwise falls out of the comparison.

    Bad: `collaborative_governance.start: ...` in a case.

    Good: `collaborative_governance.start_conditions: ...`.
    """
    known = {
        f"{framework}.{dimension}"
        for framework, dimensions in register.evaluation.frameworks.items()
        for dimension in dimensions
    }
    yield from unknown(register, "cell", known, "framework cell")


@rule("CMO114", ERROR, "a version that the claim does not have", hint="add the version to the claim's `versions`")
def unknown_version(register: Register) -> Iterator[Hit]:
    """A version that the claim does not have.

    Evidence and decisions are about one wording of a claim; about one that does not exist they say nothing.

    Bad: `{supports: C3, version: 4}` while C3 has versions 1 and 2.

    Good: `{supports: C3, version: 2}`.
    """
    known: set[str] = set()
    claims = register.ids("claims")
    for _, facts in register.of_kind("claims"):
        known.update(f"{facts.ids[0]}@{version}" for version in facts.more["versions"])
    for where, reference, by in register.unknown("version", known):
        claim, _, version = reference.target.partition("@")
        if claim in claims:  # of an unknown claim CMO103 speaks
            yield Hit(where, f"{claim} has no version {version}", by)
