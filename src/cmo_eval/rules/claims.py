"""2xx: claims that can be judged, patterns that are whole, decisions that can be defended."""

from __future__ import annotations

from collections.abc import Iterator

from cmo_eval.model import Claim, Pattern
from cmo_eval.register import Register
from cmo_eval.repository import Stored
from cmo_eval.rules.registry import Hit, rule
from cmo_eval.verification import EvidenceTable, evidence_for, lacking


@rule("CMO201", on=Claim)
def criterion_unmet(stored: Stored[Claim]) -> Iterator[Hit]:
    """One of the four criteria of a claim is unmet, or nobody has judged it.

    A claim must be researchable, refutable, relevant to the instrument that is evaluated, and addressed to a group
    that wants to know. Until it is, no evidence can decide it, and `verify` proposes *undecided*.

    Bad:

    ```yaml
    criteria:
      researchable: board members and coaches can tell what they saw
    ```

    Good:

    ```yaml
    criteria:
      researchable: board members and coaches can tell what they saw
      refutable: refuted if savings came first in most trajectories
      relevant: the programme meant to bring this about
      addressed: the ministry, which decides on a successor
    ```
    """
    claim = stored.record
    for name in claim.unmet_criteria:
        state = "not judged" if getattr(claim.criteria, name) is None else "unmet"
        where = stored.at("criteria", name) if state == "unmet" else stored.at("criteria", key=True)
        yield Hit(where, f"{claim.id}: the criterion '{name}' is {state}", claim.id)


@rule("CMO202", on=Pattern)
def no_reasoning(stored: Stored[Pattern]) -> Iterator[Hit]:
    """A mechanism without reasoning is an activity.

    A mechanism is a resource and what it changes in how someone thinks (Dalkin et al. 2015). Without the second
    nobody learns why it worked, or where it would work again.

    Bad:

    ```yaml
    resource: a scan by an outsider
    ```

    Good:

    ```yaml
    resource: a scan by an outsider
    reasoning: the problem can no longer be denied, so doing nothing feels unsafe
    ```
    """
    pattern = stored.record
    if pattern.reasoning is None:
        where = stored.at("resource", key=True)
        yield Hit(
            where,
            f"{pattern.id} does not say what changes in the actor's reasoning",
            pattern.id,
        )


@rule("CMO203", on=Pattern)
def part_missing(stored: Stored[Pattern]) -> Iterator[Hit]:
    """A configuration without context, resource or outcome.

    Context, mechanism and outcome explain something only together; apart they are labels.

    Bad: a pattern with `resource` and `outcome` only.

    Good: with `context` too, the circumstances in which it works.
    """
    pattern = stored.record
    for part in pattern.missing_parts:
        if part != "reasoning":
            yield Hit(stored.at("id"), f"{pattern.id} has no {part}", pattern.id)


@rule("CMO204")
def decision_incomplete(register: Register) -> Iterator[Hit]:
    """A decision that lacks what a decision needs.

    Who took it, when, a rationale, a second reader, the claim it becomes when it is transformed, evidence to rest
    on, and by id the opposing evidence that it sets aside: without these it cannot be defended to a sceptic. Our
    reading of a published report (`reported_in`) needs no more than that report gives.

    Bad: `- {verdict: holds, by: AB, date: 2017-03-20}` while FG2-014 refutes the claim.

    Good:

    ```yaml
    - verdict: holds
      by: AB
      date: 2017-03-20
      second_reader: CD
      rationale: the one refutation is about another scan
      sets_aside: [FG2-014]
    ```
    """
    for file, facts in register.of_kind("claims"):
        if not facts.more["decided"]:
            continue
        stored = register.stored(file)
        claim: Claim = stored.record
        last = len(claim.decisions) - 1
        decision = claim.decisions[last]
        if decision.reported_in is not None:
            evidence = EvidenceTable(claim.id, decision.version, ())
        else:
            evidence = evidence_for(register.repository(), claim, decision.version)
        for lack in lacking(decision, evidence):
            if lack.key != "lacks.other_reader":  # CMO207 names it, at the second reader
                where = stored.at("decisions", last)
                yield Hit(where, f"the decision on {claim.id} lacks {lack.say('en')}", claim.id)


@rule("CMO205", on=Claim)
def no_mechanisms(stored: Stored[Claim]) -> Iterator[Hit]:
    """A claim that no pattern works in.

    A claim says that something works; its patterns say why, for whom and when.

    Bad: a claim without `mechanisms`.

    Good: `mechanisms: [P07, P08]`.
    """
    if not stored.record.mechanisms:
        yield Hit(stored.at("id"), f"{stored.record.id} lists no patterns under mechanisms", stored.record.id)


@rule("CMO206")
def orphan_pattern(register: Register) -> Iterator[Hit]:
    """A pattern that no claim lists.

    What was found about how the programme works stands in no chapter.

    Bad: `patterns/P22-....yaml`, while no claim has P22 under `mechanisms`.

    Good: P22 under the `mechanisms` of the claim that it explains.
    """
    if any(file.startswith("claims") for file in register.unread):
        return  # the claim that lists it may be the one that cannot be read
    listed = {pattern for _, facts in register.of_kind("claims") for pattern in facts.more["patterns"]}
    for file, facts in register.of_kind("patterns"):
        if facts.ids[0] not in listed:
            where = register.stored(file).at("id")
            yield Hit(where, f"no claim lists {facts.ids[0]} under mechanisms", facts.ids[0])


@rule("CMO207", on=Claim)
def own_second_reader(stored: Stored[Claim]) -> Iterator[Hit]:
    """A decision whose second reader is the one who took it.

    A second reader is there to see what the first did not.

    Bad: `{verdict: holds, by: AB, second_reader: AB, ...}`.

    Good: `{verdict: holds, by: AB, second_reader: CD, ...}`.
    """
    for index, decision in enumerate(stored.record.decisions):
        if decision.by is not None and decision.by == decision.second_reader:
            where = stored.at("decisions", index, "second_reader")
            yield Hit(where, f"{decision.by} took the decision and read it too", stored.record.id)


@rule("CMO208", on=Claim)
def claim_for_nobody(stored: Stored[Claim]) -> Iterator[Hit]:
    """A claim that answers no question, or is for nobody.

    Each claim serves a question of the evaluation and an address group; else its answer has no reader.

    Bad: a claim without `for`.

    Good: `questions: [Q3]` and `for: [internal, participants]`.
    """
    claim = stored.record
    if not claim.for_:
        yield Hit(stored.at("id"), f"{claim.id} does not say for which address groups it is", claim.id)
    if not claim.questions:
        yield Hit(stored.at("id"), f"{claim.id} does not say which questions it serves", claim.id)
