"""2xx, of claims: can they be judged, for whom are they, and how did their wording change?"""

from __future__ import annotations

from collections.abc import Iterator

from cmo_eval.diagnostics import ERROR, NOTE, WARNING
from cmo_eval.model import Claim
from cmo_eval.model.base import last_day
from cmo_eval.model.claim import Version
from cmo_eval.rules.registry import Hit, rule
from cmo_eval.store.repository import Repository, Stored


@rule("CMO201", WARNING, "a criterion that is unmet or not judged", hint="say under `criteria` why it is met", on=Claim)
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


@rule("CMO205", WARNING, "a claim without working mechanisms", hint="list its patterns under `mechanisms`", on=Claim)
def no_mechanisms(stored: Stored[Claim]) -> Iterator[Hit]:
    """A claim that no pattern works in.

    A claim says that something works; its patterns say why, for whom and when.

    Bad: a claim without `mechanisms`.

    Good: `mechanisms: [P07, P08]`.
    """
    if not stored.record.mechanisms:
        yield Hit(stored.at("id"), f"{stored.record.id} lists no patterns under mechanisms", stored.record.id)


@rule("CMO208", WARNING, "a claim for nobody or for no question", hint="fill in `for` and `questions`", on=Claim)
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


@rule(
    "CMO210",
    NOTE,
    "a decided claim without what was intended",
    hint="say under `intended` what the programme meant to do here",
    on=Claim,
)
def intention_unknown(stored: Stored[Claim]) -> Iterator[Hit]:
    """A decision on a claim that does not say what the programme meant to do.

    A reader wants to see the working next to the intention: an outcome that nobody meant is another finding than one
    that was the purpose.

    Bad: a decision on a claim without `intended`.

    Good: `intended: the programme wanted each library to know the people who do not come`.
    """
    claim = stored.record
    if claim.decision is not None and claim.intended is None:
        yield Hit(stored.at("id"), f"{claim.id} was decided, but does not say what was intended", claim.id)


@rule(
    "CMO211",
    ERROR,
    "a test that was declared after its result",
    hint="correct the dates; a test that was declared afterwards is none, so remove it",
    on=Claim,
)
def declared_afterwards(stored: Stored[Claim]) -> Iterator[Hit]:
    """A test that was declared after its result was known.

    An expectation that is put down afterwards fits what was found, whatever that was. It tests nothing, and `verify`
    does not count it.

    Bad: `{id: T1, declared: 2017-03-10, result: passed, date: 2017-02-14, ...}`.

    Good: `{id: T1, declared: 2017-01-10, result: passed, date: 2017-02-14, ...}`.
    """
    for index, test in enumerate(stored.record.tests):
        if test.declared is not None and test.date is not None and test.declared > last_day(test.date):
            message = f"{test.id} was declared on {test.declared}, after its result of {test.date}"
            yield Hit(stored.at("tests", index, "declared"), message, stored.record.id)


@rule(
    "CMO212",
    WARNING,
    "a result of a test that nobody can check",
    hint="give `declared`, `date` and the `citations` that show the result",
    on=Claim,
)
def result_without_proof(stored: Stored[Claim]) -> Iterator[Hit]:
    """A result of a test that nobody can check.

    A result needs the citations that show it, the day on which it was known, and the day on which the expectation was
    declared: without these nobody can tell that the expectation came first, or follow how it was met.

    Bad: `{id: T1, kind: hoop, expects: ..., result: failed}`.

    Good: the same with `declared: 2017-01-10`, `date: 2017-02-14` and `citations: [KS1-004]`.
    """
    for index, test in enumerate(stored.record.tests):
        lacking_ = [name for name in ("declared", "date", "citations") if not getattr(test, name)]
        if test.result is not None and lacking_:
            message = f"{test.id} has a result, but no {', '.join(lacking_)}"
            yield Hit(stored.at("tests", index, "result"), message, stored.record.id)


@rule(
    "CMO215",
    WARNING,
    "versions of a claim whose dates do not ascend",
    hint="correct the dates; the oldest wording stands first",
    on=Claim,
)
def versions_out_of_order(stored: Stored[Claim]) -> Iterator[Hit]:
    """Versions of a claim whose dates do not ascend.

    The versions are the log of how the claim was refined. A wording that is older than the one before it was inserted
    afterwards, or has a wrong date.

    Bad: version 1 of 2017-03-02, version 2 of 2016-12-05.

    Good: the oldest wording first.
    """
    latest: Version | None = None
    for index, version in enumerate(stored.record.versions):
        if version.date is None:
            continue
        if latest is not None and latest.date is not None and latest.date > last_day(version.date):
            message = (
                f"version {version.version} is of {version.date}, before version {latest.version} of {latest.date}"
            )
            yield Hit(stored.at("versions", index, "date"), message, stored.record.id)
        latest = version


@rule(
    "CMO220",
    NOTE,
    "a nuance that no version of the claim words",
    hint="add a version with the claim as it now stands",
    on=Claim,
)
def nuance_not_worded(stored: Stored[Claim]) -> Iterator[Hit]:
    """A claim that was nuanced, without a later version that words the nuance.

    A realist evaluation refines the theory: the product of *nuanced* is the claim as it now stands, with for whom and
    in which circumstances. Our reading of a published report (`reported_in`) needs none.

    Bad: `verdict: nuanced, version: 1` on a claim with version 1 only.

    Good: a version 2 with the condition in its `statement`, and under `citations` the words that made the difference.
    """
    claim = stored.record
    decision = claim.decision
    if decision is None or decision.verdict != "nuanced" or decision.reported_in or decision.becomes:
        return
    if all(version.version <= decision.version for version in claim.versions):
        where = stored.at("decisions", len(claim.decisions) - 1, "verdict")
        yield Hit(where, f"{claim.id} was nuanced, but no version after {decision.version} says how", claim.id)


@rule(
    "CMO221",
    ERROR,
    "a claim that becomes itself",
    hint="name under `becomes` another claim, or a later version (C3@2)",
    on=Claim,
)
def becomes_itself(stored: Stored[Claim]) -> Iterator[Hit]:
    """A claim that is transformed into itself.

    Transformed means that another wording takes its place: another claim, or a later version of this one.

    Bad: `verdict: transformed, version: 2, becomes: C3@2` in the claim C3.

    Good: `becomes: C3@3`, or `becomes: C9`.
    """
    claim = stored.record
    for index, decision in enumerate(claim.decisions):
        target, _, number = (decision.becomes or "").partition("@")
        if target == claim.id and (not number or int(number) <= decision.version):
            where = stored.at("decisions", index, "becomes")
            yield Hit(where, f"version {decision.version} of {claim.id} becomes {decision.becomes}, itself", claim.id)


@rule(
    "CMO222", WARNING, "a claim that no citation is about", hint="code what was heard about it, or say that nothing was"
)
def claim_without_evidence(evaluation: Repository) -> Iterator[Hit]:
    """A claim that no citation is about, once there are conclusions.

    Either nothing was heard about it, which a reader must be told, or what was heard was never coded.

    Bad: `claims/C4-networks.yaml` and a conclusions.yaml, while no citation has evidence on C4.

    Good: the evidence, or the claim decided as `undecided` with a rationale, and this finding accepted.
    """
    if evaluation.stored_conclusions is None or any("sources" in file for file in evaluation.unread):
        return
    named = {
        claim
        for coded in evaluation.citations
        for one in coded.citation.evidence
        for claim in (one.claim, one.suggests)
    }
    for stored in evaluation.stored_claims:
        if stored.record.id not in named:
            yield Hit(stored.at("id"), f"no citation is about {stored.record.id}", stored.record.id)


@rule(
    "CMO224",
    WARNING,
    "a later version of a claim without a reason",
    hint="say under `why` or `citations` what made the wording change",
    on=Claim,
)
def refined_without_reason(stored: Stored[Claim]) -> Iterator[Hit]:
    """A later version of a claim that does not say what made the wording change.

    The versions are the log of the theory's refinement. Without `why` or `citations` a reader sees that the claim
    changed, and has to guess whether evidence or convenience did it.

    Bad: `{version: 2, statement: ...}`.

    Good: `{version: 2, statement: ..., why: two small libraries had nobody at the desk, citations: [FG2-014]}`.
    """
    claim = stored.record
    for index, version in enumerate(claim.versions):
        if index and version.why is None and not version.citations:
            message = f"version {version.version} of {claim.id} does not say what made the wording change"
            yield Hit(stored.at("versions", index), message, claim.id)
