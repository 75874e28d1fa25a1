"""2xx, of claims: can they be judged, for whom are they, how did their wording change, and on what are they decided?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from cmo_eval.diagnostics import ERROR, NOTE, WARNING
from cmo_eval.messages import Phrase
from cmo_eval.model import Claim
from cmo_eval.model.base import last_day
from cmo_eval.model.claim import Decision
from cmo_eval.rules.registry import Hit, advice, hit, rule
from cmo_eval.store.repository import Repository, Stored


@rule("CMO201", WARNING, "a criterion that is unmet or not judged", Claim)
@advice("say under `criteria` why it is met")
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
        judged = getattr(claim.criteria, name) is not None
        state, path = ("unmet", ("criteria", name)) if judged else ("not judged", ("criteria",))
        yield hit(stored, f"{claim.id}: the criterion '{name}' is {state}", *path, key=not judged)


@rule("CMO205", WARNING, "a claim without working mechanisms", Claim)
@advice("list its patterns under `mechanisms`")
def no_mechanisms(stored: Stored[Claim]) -> Iterator[Hit]:
    """A claim that no pattern works in.

    A claim says that something works; its patterns say why, for whom and when.

    Bad: a claim without `mechanisms`.
    Good: `mechanisms: [P07, P08]`.
    """
    if not stored.record.mechanisms:
        yield hit(stored, f"{stored.record.id} lists no patterns under mechanisms", "id")


@rule("CMO208", WARNING, "a claim for nobody or for no question", Claim)
@advice("fill in `for` and `questions`")
def claim_for_nobody(stored: Stored[Claim]) -> Iterator[Hit]:
    """A claim that answers no question, or is for nobody.

    Each claim serves a question of the evaluation and an address group; else its answer has no reader.

    Bad: a claim without `for`.
    Good: `questions: [Q3]` and `for: [internal, participants]`.
    """
    claim = stored.record
    if not claim.for_:
        yield hit(stored, f"{claim.id} does not say for which address groups it is", "id")
    if not claim.questions:
        yield hit(stored, f"{claim.id} does not say which questions it serves", "id")


@rule("CMO210", NOTE, "a decided claim without what was intended", Claim)
@advice("say under `intended` what the programme meant to do here")
def intention_unknown(stored: Stored[Claim]) -> Iterator[Hit]:
    """A decision on a claim that does not say what the programme meant to do.

    A reader wants to see the working next to the intention: an outcome that nobody meant is another finding than one
    that was the purpose.

    Bad: a decision on a claim without `intended`.
    Good: `intended: the programme wanted each library to know the people who do not come`.
    """
    claim = stored.record
    if claim.decision is not None and claim.intended is None:
        yield hit(stored, f"{claim.id} was decided, but does not say what was intended", "id")


@rule("CMO211", ERROR, "a test that was declared after its result", Claim)
@advice("correct the dates; a test that was declared afterwards is none, so remove it")
def declared_afterwards(stored: Stored[Claim]) -> Iterator[Hit]:
    """A test that was declared after its result was known.

    An expectation that is put down afterwards fits what was found, whatever that was. It tests nothing: `verify`
    rejects nothing by it, and lets nothing hold while it stands there as failed.

    Bad: `{id: T1, declared: 2017-03-10, result: passed, date: 2017-02-14, ...}`.
    Good: `{id: T1, declared: 2017-01-10, result: passed, date: 2017-02-14, ...}`.
    """
    for index, test in enumerate(stored.record.tests):
        if test.declared is not None and test.date is not None and test.declared > last_day(test.date):
            message = f"{test.id} was declared on {test.declared}, after its result of {test.date}"
            yield hit(stored, message, "tests", index, "declared")


@rule("CMO212", WARNING, "a result of a test that nobody can check", Claim)
@advice("give `declared`, `date` and the `citations` that show the result")
def result_without_proof(stored: Stored[Claim]) -> Iterator[Hit]:
    """A result of a test that nobody can check.

    A result needs the citations that show it, the day on which it was known, and the day on which the expectation was
    declared: without these nobody can tell that the expectation came first, or follow how it was met.

    Bad: `{id: T1, kind: hoop, expects: ..., result: failed}`.
    Good: the same with `declared: 2017-01-10`, `date: 2017-02-14` and `citations: [KS1-004]`.
    """
    for index, test in enumerate(stored.record.tests):
        absent = [name for name in ("declared", "date", "citations") if not getattr(test, name)]
        if test.result is not None and absent:
            yield hit(stored, f"{test.id} has a result, but no {', '.join(absent)}", "tests", index, "result")


@rule("CMO215", WARNING, "versions or decisions of a claim whose dates do not ascend", Claim)
@advice("correct the dates; the oldest wording stands first")
def versions_out_of_order(stored: Stored[Claim]) -> Iterator[Hit]:
    """Versions or decisions of a claim whose dates do not ascend.

    The versions are the log of how the claim was refined. A wording that is older than the one before it was inserted
    afterwards, or has a wrong date. Of decisions the last one counts, so an older one below a newer one, as git may put
    it, counts in its place.

    Bad: version 1 of 2017-03-02, version 2 of 2016-12-05.
    Good: the oldest wording first.
    """
    dated = [(index, one, one.date) for index, one in enumerate(stored.record.versions) if one.date is not None]
    for (_, earlier, day), (index, version, date) in pairwise(dated):
        if day > last_day(date):
            message = f"version {version.version} is of {date}, before version {earlier.version} of {day}"
            yield hit(stored, message, "versions", index, "date")
    decided = [(index, one.date) for index, one in enumerate(stored.record.decisions) if one.date is not None]
    for (_, day), (index, date) in pairwise(decided):
        if day > last_day(date):
            message = f"a decision of {date} stands below one of {day}, and the last one counts"
            yield hit(stored, message, "decisions", index, "date", hint="put the newest last, or correct the dates")


@rule("CMO220", NOTE, "a nuance that no version of the claim words", Claim)
@advice("add a version with the claim as it now stands")
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
        message = f"{claim.id} was nuanced, but no version after {decision.version} says how"
        yield _of_last(stored, message, "verdict")


@rule("CMO221", ERROR, "a claim that becomes itself", Claim)
@advice("name under `becomes` another claim, or a later version (C3@2)")
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
            message = f"version {decision.version} of {claim.id} becomes {decision.becomes}, itself"
            yield hit(stored, message, "decisions", index, "becomes")


@rule("CMO222", WARNING, "a claim that no citation is about")
@advice("code what was heard about it, or say that nothing was")
def claim_without_evidence(evaluation: Repository) -> Iterator[Hit]:
    """A claim that no citation is about, once there are conclusions.

    Either nothing was heard about it, which a reader must be told, or what was heard was never coded.

    Bad: `claims/C4-networks.yaml` and a conclusions.yaml, while no citation has evidence on C4.
    Good: the evidence, or the claim decided as `undecided` with a rationale, and this finding accepted.
    """
    if evaluation.stored_conclusions is None or any("sources" in file for file in evaluation.unread):
        return
    evidence = (one for coded in evaluation.citations for one in coded.citation.evidence)
    named = {claim for one in evidence for claim in (one.claim, one.suggests)}
    for stored in evaluation.stored_claims:
        if stored.record.id not in named:
            yield hit(stored, f"no citation is about {stored.record.id}", "id")


@rule("CMO224", WARNING, "a later version of a claim without a reason", Claim)
@advice("say under `why` or `citations` what made the wording change")
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
            yield hit(stored, message, "versions", index)


@rule("CMO204", ERROR, "a decision that lacks what a decision needs")
@advice("complete the decision in the claim's file")
def decision_incomplete(evaluation: Repository) -> Iterator[Hit]:
    """A decision that lacks what a decision needs.

    Who took it, when, why, who read along, what the claim becomes when it is transformed, something to rest on, and the
    ids of opposing evidence that was put aside: without these it cannot be defended to a sceptic. Our
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
    for stored in evaluation.stored_claims:
        claim = stored.record
        if claim.decision is None:
            continue
        for lack in _lacks(evaluation, claim, claim.decision):
            if lack.key != "lacks.other_reader":  # CMO207 names it, at the second reader
                yield _of_last(stored, f"the decision on {claim.id} lacks {lack.say('en')}")


def decided(evaluation: Repository) -> Iterator[tuple[Stored[Claim], Decision]]:
    """Claims with the last decision on them, where that is ours and not our reading of a published report."""
    for stored in evaluation.stored_claims:
        decision = stored.record.decision
        if decision is not None and decision.reported_in is None:
            yield stored, decision


def _of_last(stored: Stored[Claim], message: str, *part: str) -> Hit:
    """A hit at the last decision on a claim, or at a part of it."""
    return hit(stored, message, "decisions", len(stored.record.decisions) - 1, *part)


def _lacks(evaluation: Repository, claim: Claim, decision: Decision) -> tuple[Phrase, ...]:
    """What the decision lacks; the one place where rules weigh evidence."""
    # a tenth of the start of a run that decides nothing
    from cmo_eval.analysis.decision import lacking, lacking_given  # noqa: PLC0415
    from cmo_eval.analysis.evidence import evidence_for  # noqa: PLC0415

    if decision.reported_in is not None or evaluation.lost("sources"):
        return lacking_given(decision, (), rests_on_something=True)  # what it rests on cannot be known
    return lacking(decision, evidence_for(evaluation, claim, decision.version))


@rule("CMO207", ERROR, "a decision read by its own maker", Claim)
@advice("ask another member of the team to read it")
def own_second_reader(stored: Stored[Claim]) -> Iterator[Hit]:
    """A decision whose second reader is the one who took it.

    A second reader is there to see what the first did not.

    Bad: `{verdict: holds, by: AB, second_reader: AB, ...}`.
    Good: `{verdict: holds, by: AB, second_reader: CD, ...}`.
    """
    for index, decision in enumerate(stored.record.decisions):
        if decision.by is not None and decision.by == decision.second_reader:
            yield hit(stored, f"{decision.by} took the decision and read it too", "decisions", index, "second_reader")


@rule("CMO209", WARNING, "a decision without rival explanations", Claim)
@advice("name under `rivals` what else could explain it, and weigh it in the rationale")
def no_rivals(stored: Stored[Claim]) -> Iterator[Hit]:
    """A decision while no other explanation was considered.

    A claim is credible as far as its rivals were looked at and found wanting (Yin 2018). A sceptic will bring them
    up; it is better that the evaluation did.

    Bad: a decision on a claim without `rivals`.
    Good:
    ```yaml
    rivals:
      - organisations that were improving anyway took part
    ```
    """
    claim = stored.record
    if claim.decision is not None and claim.decision.verdict != "undecided" and not claim.rivals:
        message = f"{claim.id} was decided without other explanations under rivals"
        yield _of_last(stored, message)


@rule("CMO213", WARNING, "a decision dated before the wording it decides on", Claim)
@advice("correct the date or the version, or decide again")
def decided_before_worded(stored: Stored[Claim]) -> Iterator[Hit]:
    """A decision that is dated before the wording that it decides on.

    One of the dates is wrong, or the decision was about an earlier version and its number was changed.

    Bad: `{verdict: holds, version: 2, date: 2017-02-20, ...}` while version 2 is of 2017-03-02.
    Good: `version: 1`, or the decision taken again.
    """
    claim = stored.record
    for index, decision in enumerate(claim.decisions):
        version = claim.version(decision.version)
        if decision.date is None or version is None or version.date is None:
            continue
        if version.date > last_day(decision.date):
            message = f"decided on {decision.date}, before version {version.version} was worded on {version.date}"
            yield hit(stored, message, "decisions", index, "date")


@rule("CMO214", WARNING, "a decision dated before the coding of its evidence")
@advice("weigh what was heard or coded since, and decide again")
def decided_before_coded(evaluation: Repository) -> Iterator[Hit]:
    """A decision that was taken before all of its evidence was coded.

    Whoever decided cannot have weighed what was not yet there. What was coded later may change nothing, but somebody
    must have looked. Where nobody says when a citation was coded, it was not before the talk.

    Bad: a decision of 2017-03-20 while FG2-031, about the same version of the claim, was coded on 2017-04-02.
    Good: the decision taken again, on a new line under `decisions`.
    """
    latest: dict[tuple[str, int], tuple[str, str, str]] = {}
    for coded in evaluation.citations:
        citation, source = coded.citation, evaluation.sources.get(coded.source)
        when, what = citation.coded, "was coded"
        if when is None and source is not None:
            when, what = source.since, f"was heard in {source.id}"
        if when is not None and citation.disputed is None and not coded.withdrawn:
            for evidence in citation.evidence:
                key = (evidence.claim, evidence.version)
                latest[key] = max(latest.get(key, ("", "", "")), (when, citation.id, what))
    for stored, decision in decided(evaluation):
        id_ = stored.record.id
        if decision.date is None:
            continue
        day, last, what = latest.get((id_, decision.version), ("", "", ""))
        if day > last_day(decision.date):
            message = f"{id_} was decided on {decision.date}, before {last} {what} on {day}"
            yield _of_last(stored, message, "date")


@rule("CMO216", WARNING, "a route on which one person has two roles", Claim)
@advice("plan another member of the team, or accept it with the reason")
def route_of_too_few(stored: Stored[Claim]) -> Iterator[Hit]:
    """A route on which one person has two of the three roles.

    A claim has three keepers: who researches it, who tests the first result, and who looks at it from outside. With two
    of these roles in one hand there is one pair of eyes less.

    Bad: `route: {researcher: AB, tester: CD, distance: AB}`.
    Good: `route: {researcher: AB, tester: CD, distance: EF}`. A team that is too small for it accepts this finding
    with that reason, so that a reader knows.
    """
    route = stored.record.route
    if route is None:
        return
    roles = dict.fromkeys(route.researcher, "researcher")
    for role in ("tester", "distance"):
        person = getattr(route, role)
        if person is not None and roles.setdefault(person, role) != role:
            message = f"{person} is both {roles[person]} and {role} on the route of {stored.record.id}"
            yield hit(stored, message, "route", role)


@rule("CMO217", WARNING, "a check by somebody whose own work it checks", Claim)
@advice("ask another member of the team to do it")
def own_check(stored: Stored[Claim]) -> Iterator[Hit]:
    """A test, or a check at a distance, by somebody whose own work it checks.

    The test is for another researcher than the one who took the claim along its route or decided on it; the check at
    a distance is for someone who did not test it either.

    Bad: `{step: test, by: AB, date: 2017-03-12}` while `route` says `researcher: AB`.
    Good: `{step: test, by: CD, date: 2017-03-12}`.
    """
    claim = stored.record
    testers = {check.by for check in claim.checks if check.step == "test"}
    for index, check in enumerate(claim.checks):
        if check.step not in {"test", "distance"}:
            continue
        if claim.route is not None and check.by in claim.route.researcher:
            did = "is its researcher"
        elif claim.decision is not None and check.by == claim.decision.by:
            did = "decided on it"
        elif check.step == "distance" and check.by in testers:
            did = "tested it"
        else:
            continue
        what = "tested" if check.step == "test" else "was at a distance from"
        yield hit(stored, f"{check.by} {what} {claim.id}, but {did}", "checks", index, "by")


@rule("CMO218", WARNING, "a decision without a search for evidence against it")
@advice("search for it, and log where and what was found under `disconfirming_search`")
def decided_without_search(evaluation: Repository) -> Iterator[Hit]:
    """A claim that was found to hold, or to hold in part, while nobody logged a search for evidence against it.

    Evidence in favour is found by whoever looks for it. What makes it weigh is that somebody looked for the opposite,
    and wrote down where. Asked in fieldwork, unless the policy says `require_disconfirming_search: false`.

    Bad: `verdict: holds` without `disconfirming_search`.
    Good:
    ```yaml
    disconfirming_search: {by: CD, date: 2017-02-20, where: both panels and the letters of who stopped, found: nothing}
    ```
    """
    conventions = evaluation.evaluation
    if conventions.basis != "fieldwork" or not conventions.policy.verdict.require_disconfirming_search:
        return
    for stored, decision in decided(evaluation):
        claim = stored.record
        if claim.disconfirming_search is None and decision.verdict in {"holds", "nuanced"}:
            message = f"{claim.id} was decided as '{decision.verdict}', but no search for evidence against it is logged"
            yield _of_last(stored, message, "verdict")


@rule("CMO219", ERROR, "an overall confidence without its four components", Claim)
@advice("judge methods, coherence, adequacy and relevance first, or remove `overall`")
def confidence_unfounded(stored: Stored[Claim]) -> Iterator[Hit]:
    """A level of confidence without the four components that it follows from.

    In GRADE-CERQual (Lewin et al. 2018) the overall level is a judgement on methods, coherence, adequacy and
    relevance together. Alone it is a figure that nobody can check.

    Bad: `confidence: {overall: high}`.
    Good: `overall` next to `methods`, `coherence`, `adequacy` and `relevance`, each with `concern` and `why`.
    """
    claim = stored.record
    if claim.confidence is None or claim.confidence.overall is None:
        return
    components = ("methods", "coherence", "adequacy", "relevance")
    absent = [name for name in components if getattr(claim.confidence, name) is None]
    if absent:
        yield hit(stored, f"{claim.id} has an overall confidence, but no {', '.join(absent)}", "confidence", "overall")


@rule("CMO223", NOTE, "a decided claim that was not tested or checked at a distance")
@advice("let two others do it, and record it under `checks`")
def decided_unchecked(evaluation: Repository) -> Iterator[Hit]:
    """A decided claim that nobody else has tested, or checked at a distance.

    Another researcher tests the first presentation of a claim, and a third checks at a distance that the result is
    sound. Until then the verdict is one person's. Asked in fieldwork only.

    Bad: a decision on a claim whose `checks` have no step `test`.
    Good:
    ```yaml
    checks:
      - {step: test, by: CD, date: 2017-03-12, found: two codings corrected}
      - {step: distance, by: EF, date: 2017-03-20, found: sound}
    ```
    """
    for stored, decision in decided(evaluation) if evaluation.evaluation.basis == "fieldwork" else ():
        claim = stored.record
        if decision.verdict == "undecided":
            continue
        checked = {check.step for check in claim.checks}
        absent = [step for step in ("test", "distance") if step not in checked]
        if absent:
            steps = " and no ".join(f"'{step}'" for step in absent)
            yield _of_last(stored, f"{claim.id} was decided, but has no {steps} under checks")
