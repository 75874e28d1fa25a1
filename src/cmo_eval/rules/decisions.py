"""2xx, of decisions: what one needs to be defended, what it rests on, and who may check it."""

from __future__ import annotations

from collections.abc import Iterator

from cmo_eval.diagnostics import ERROR, NOTE, WARNING
from cmo_eval.messages import Phrase
from cmo_eval.model import Claim
from cmo_eval.model.base import last_day
from cmo_eval.model.claim import Decision
from cmo_eval.rules.registry import Hit, rule
from cmo_eval.store.repository import Repository, Stored


@rule("CMO204", ERROR, "a decision that lacks what a decision needs", hint="complete the decision in the claim's file")
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
        where = stored.at("decisions", len(claim.decisions) - 1)
        for lack in _lacks(evaluation, claim, claim.decision):
            if lack.key != "lacks.other_reader":  # CMO207 names it, at the second reader
                yield Hit(where, f"the decision on {claim.id} lacks {lack.say('en')}", claim.id)


def _lacks(evaluation: Repository, claim: Claim, decision: Decision) -> tuple[Phrase, ...]:
    """What the decision lacks; the one place where rules weigh evidence."""
    # a tenth of the start of a run that decides nothing
    from cmo_eval.analysis.decision import lacking, lacking_given  # noqa: PLC0415
    from cmo_eval.analysis.evidence import evidence_for  # noqa: PLC0415

    if decision.reported_in is not None or evaluation.lost("sources"):
        return lacking_given(decision, (), rests_on_something=True)  # what it rests on cannot be known
    return lacking(decision, evidence_for(evaluation, claim, decision.version))


@rule("CMO207", ERROR, "a decision read by its own maker", hint="ask another member of the team to read it", on=Claim)
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


@rule(
    "CMO209",
    WARNING,
    "a decision without rival explanations",
    hint="name under `rivals` what else could explain it, and weigh it in the rationale",
    on=Claim,
)
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
        where = stored.at("decisions", len(claim.decisions) - 1)
        yield Hit(where, f"{claim.id} was decided without other explanations under rivals", claim.id)


@rule(
    "CMO213",
    WARNING,
    "a decision dated before the wording it decides on",
    hint="correct the date or the version, or decide again",
    on=Claim,
)
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
            yield Hit(stored.at("decisions", index, "date"), message, claim.id)


@rule(
    "CMO214",
    WARNING,
    "a decision dated before the coding of its evidence",
    hint="weigh what was coded since, and decide again",
)
def decided_before_coded(evaluation: Repository) -> Iterator[Hit]:
    """A decision that was taken before all of its evidence was coded.

    Whoever decided cannot have weighed what was not yet there. What was coded later may change nothing, but somebody
    must have looked.

    Bad: a decision of 2017-03-20 while FG2-031, about the same version of the claim, was coded on 2017-04-02.

    Good: the decision taken again, on a new line under `decisions`.
    """
    gone = evaluation.withdrawn_sources
    latest: dict[tuple[str, int], tuple[str, str]] = {}
    for coded in evaluation.citations:
        citation = coded.citation
        counts = citation.withdrawn is None and citation.disputed is None and coded.source not in gone
        if citation.coded is not None and counts and evaluation.consent_of(coded) != "withdrawn":
            for evidence in citation.evidence:
                key = (evidence.claim, evidence.version)
                latest[key] = max(latest.get(key, ("", "")), (citation.coded, citation.id))
    for stored in evaluation.stored_claims:
        id_, decision = stored.record.id, stored.record.decision
        if decision is None or decision.reported_in is not None or decision.date is None:
            continue
        day, last = latest.get((id_, decision.version), ("", ""))
        if day > last_day(decision.date):
            where = stored.at("decisions", len(stored.record.decisions) - 1, "date")
            yield Hit(where, f"{id_} was decided on {decision.date}, before {last} was coded on {day}", id_)


@rule(
    "CMO216",
    WARNING,
    "a route on which one person has two roles",
    hint="plan another member of the team, or accept it with the reason",
    on=Claim,
)
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
    roles: dict[str, str] = {}
    for role in ("researcher", "tester", "distance"):
        person = getattr(route, role)
        if person is None:
            continue
        if person in roles:
            message = f"{person} is both {roles[person]} and {role} on the route of {stored.record.id}"
            yield Hit(stored.at("route", role), message, stored.record.id)
        else:
            roles[person] = role


@rule(
    "CMO217",
    WARNING,
    "a check by somebody whose own work it checks",
    hint="ask another member of the team to do it",
    on=Claim,
)
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
        if claim.route is not None and check.by == claim.route.researcher:
            did = "is its researcher"
        elif claim.decision is not None and check.by == claim.decision.by:
            did = "decided on it"
        elif check.step == "distance" and check.by in testers:
            did = "tested it"
        else:
            continue
        what = "tested" if check.step == "test" else "was at a distance from"
        yield Hit(stored.at("checks", index, "by"), f"{check.by} {what} {claim.id}, but {did}", claim.id)


@rule(
    "CMO218",
    WARNING,
    "a decision without a search for evidence against it",
    hint="search for it, and log where and what was found under `disconfirming_search`",
)
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
    for stored in evaluation.stored_claims:
        claim = stored.record
        decision = claim.decision
        if decision is None or decision.reported_in is not None or claim.disconfirming_search is not None:
            continue
        if decision.verdict in {"holds", "nuanced"}:
            where = stored.at("decisions", len(claim.decisions) - 1, "verdict")
            message = f"{claim.id} was decided as '{decision.verdict}', but no search for evidence against it is logged"
            yield Hit(where, message, claim.id)


@rule(
    "CMO219",
    ERROR,
    "an overall confidence without its four components",
    hint="judge methods, coherence, adequacy and relevance first, or remove `overall`",
    on=Claim,
)
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
        where = stored.at("confidence", "overall")
        yield Hit(where, f"{claim.id} has an overall confidence, but no {', '.join(absent)}", claim.id)


@rule(
    "CMO223",
    NOTE,
    "a decided claim that was not tested or checked at a distance",
    hint="let two others do it, and record it under `checks`",
)
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
    if evaluation.evaluation.basis != "fieldwork":
        return
    for stored in evaluation.stored_claims:
        claim = stored.record
        decision = claim.decision
        if decision is None or decision.reported_in is not None or decision.verdict == "undecided":
            continue
        checked = {check.step for check in claim.checks}
        absent = [step for step in ("test", "distance") if step not in checked]
        if absent:
            where = stored.at("decisions", len(claim.decisions) - 1)
            steps = " and no ".join(f"'{step}'" for step in absent)
            yield Hit(where, f"{claim.id} was decided, but has no {steps} under checks", claim.id)
