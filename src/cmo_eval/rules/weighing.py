"""What the evaluation says about voices, splits and searches, and what a proposal could then rest on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cmo_eval.deferred import expression
from cmo_eval.diagnostics import ERROR, WARNING
from cmo_eval.model import Claim
from cmo_eval.rules.references import unknown
from cmo_eval.rules.registry import Hit, advice, hit, leads_back, nearest, rule
from cmo_eval.store.repository import Repository, Stored

_CONTRARY = expression(
    r"\b(?:refut|contradict|disprov|counter|against|opposite|weerspr|weerleg|tegenspr|tegenbewijs|tegenover|tegendeel)",
    re.IGNORECASE,
)
_NOTHING = expression(
    r"\b(?:no|none|nobody|nothing|not|never|without|geen|niets|niemand|niet|nooit|zonder)\b", re.IGNORECASE
)


@rule("CMO117", ERROR, "a person in another talk who does not exist")
@advice("write the source's id, a dot and the participant's id, as in KA1.r1")
def unknown_person(evaluation: Repository) -> Iterator[Hit]:
    """A participant who is said to be the same person as somebody who is not registered.

    What one person says in several talks is one voice; with a wrong name it counts as several.

    Bad: `same_as: KA1.r9` while KA1 has participants r1 and r2.

    Good: `same_as: KA1.r1`.
    """
    people = {f"{source.id}.{person.id}" for source in evaluation.sources.values() for person in source.participants}
    yield from unknown(evaluation, "person", people, "person")


@rule("CMO118", WARNING, "persons who are each said to be the other")
@advice("keep `same_as` with the later talks only; it leads to the first")
def circular_persons(evaluation: Repository) -> Iterator[Hit]:
    """A participant whose `same_as` leads back to the same participant.

    The link leads from a later talk to the one in which the person was heard first. In a circle nobody was heard
    first; all of it counts as one voice all the same.

    Bad: `same_as: FG1.r2` with KA1's r1, and `same_as: KA1.r1` with FG1's r2.

    Good: only the second of these.
    """
    linked = {
        f"{source.id}.{person.id}": person.same_as
        for source in evaluation.sources.values()
        for person in source.participants
        if person.same_as is not None
    }
    for stored in evaluation.stored_sources:
        for index, person in enumerate(stored.record.participants):
            start = f"{stored.record.id}.{person.id}"
            if leads_back(linked, start):
                yield hit(
                    stored, f"{start} is the same as itself, by way of `same_as`", "participants", index, "same_as"
                )


@rule("CMO119", ERROR, "a rival explanation that the claim does not have")
@advice("give the explanation an id under the claim's `rivals`: {id: R1, text: ...}")
def unknown_rival(evaluation: Repository) -> Iterator[Hit]:
    """A citation that favours a rival explanation which its claim does not name.

    Bad: `{refutes: C3, favours: R2}` while C3 has the rival R1 only.

    Good: `favours: R1`.
    """
    rivals = {f"{claim.id}.{one.id}" for claim in evaluation.claims.values() for one in claim.rivals if one.id}
    yield from unknown(evaluation, "rival", rivals, "rival explanation")


@rule("CMO225", WARNING, "a split along what nobody has a value for")
@advice("name `group`, or an attribute that cases or participants have")
def split_along_nothing(evaluation: Repository) -> Iterator[Hit]:
    """A claim that is said to be split by something that no case and no participant has.

    A split separates the two sides only where every voice has a value.

    Bad: `split: {by: regoin, why: ...}` while cases have the attribute `region`.

    Good: `split: {by: region, why: ...}`.
    """
    if evaluation.lost("sources", "cases"):
        return  # who has it may stand there
    people = (person for source in evaluation.sources.values() for person in source.participants)
    known = {"group", *(key for person in people for key in person.attributes)}
    known.update(key for case in evaluation.cases.values() for key in case.attributes)
    for stored in evaluation.stored_claims:
        split = stored.record.split
        if split is not None and split.by not in known:
            message = f"{stored.record.id} is split by {split.by}, which no case or participant has"
            yield hit(stored, message, "split", "by", hint=nearest(split.by, known))


@rule("CMO226", WARNING, "a search for counter-evidence that does not say what it found")
@advice("list the citations under `citations`, or say `none: true` where there were none")
def search_unaccounted(evaluation: Repository) -> Iterator[Hit]:
    """A search for evidence against a claim that neither lists citations nor says that there were none.

    Anybody can write that a search was done. What it yielded can be looked up; so only a search with its yield counts
    in a proposal. Asked in fieldwork, unless the policy says `require_disconfirming_search: false`.

    Bad: `disconfirming_search: {by: CD, date: 2017-02-20, where: both panels, found: two doubted it}`.

    Good: the same with `citations: [FG2-014, FG2-019]`; or `found: nothing` with `none: true`.
    """
    conventions = evaluation.evaluation
    if conventions.basis != "fieldwork" or not conventions.policy.verdict.require_disconfirming_search:
        return
    for stored in evaluation.stored_claims:
        search = stored.record.disconfirming_search
        if search is not None and not search.accounted:
            message = f"the search for evidence against {stored.record.id} does not say which citations it found"
            yield hit(stored, message, "disconfirming_search")


@rule("CMO227", WARNING, "a search that seems to have found what it says it did not", Claim)
@advice("code what was found and list it under `citations`, or reword `found`")
def search_found_more(stored: Stored[Claim]) -> Iterator[Hit]:
    """A search with `none: true` whose `found` speaks of something against the claim.

    Counter-evidence that stands only in a remark is weighed by nobody. Looked for are words such as *refutes*,
    *against* or *tegenspraak* in a text without a denial.

    Bad: `{..., found: two letters contradict it, none: true}`.

    Good: the two letters as sources, with citations that refute the claim, listed under `citations`.
    """
    search = stored.record.disconfirming_search
    if search is None or not search.none or _NOTHING.search(search.found) or not _CONTRARY.search(search.found):
        return
    message = f"the search for evidence against {stored.record.id} found none, but says: {search.found}"
    yield hit(stored, message, "disconfirming_search", "found")


@rule("CMO228", WARNING, "a wording that sets aside what it need not answer anyway")
@advice("name citations that refute or nuance an earlier version, or drop the line")
def set_aside_in_vain(evaluation: Repository) -> Iterator[Hit]:
    """A version that sets aside a citation which says nothing against an earlier version.

    It takes away no more than the place of one that was meant: by a slip in the id, a voice that refuted an earlier
    wording seems to be answered, and is not.

    Bad: version 2 `sets_aside: [{citation: FG2-014, why: ...}]` while FG2-014 is about version 2, or supports.

    Good: the citation that refutes or nuances version 1.
    """
    if evaluation.lost("sources"):
        return
    for stored in evaluation.stored_claims:
        claim = stored.record
        against: dict[str, int] = {}
        for coded, said in evaluation.citations.of_claim.get(claim.id, ()):
            if said.stance in {"refutes", "nuances"}:
                against[coded.id] = min(said.version, against.get(coded.id, said.version))
        for index, wording in enumerate(claim.versions):
            for place, one in enumerate(wording.sets_aside):
                known = evaluation.citations.by_id.get(one.citation)
                earliest = against.get(one.citation, wording.version)
                if known is not None and not known.withdrawn and earliest >= wording.version:
                    message = f"{one.citation} says nothing against a version of {claim.id} before {wording.version}"
                    yield hit(stored, message, "versions", index, "sets_aside", place, "citation")


@rule("CMO229", WARNING, "a report that is known through itself")
@advice("let `reported_in` lead to the report that was read, which is reported in none")
def circular_report(evaluation: Repository) -> Iterator[Hit]:
    """A source whose `reported_in` leads back to the source itself.

    A report through which others are known was read by yourself. In a circle nothing was; all of it counts as one
    publication.

    Bad: S1 with `reported_in: {source: S2}`, and S2 with `reported_in: {source: S1}`.

    Good: only the first of these.
    """
    known_from = {id_: one.reported_in.source for id_, one in evaluation.sources.items() if one.reported_in is not None}
    for stored in evaluation.stored_sources:
        start = stored.record.id
        if leads_back(known_from, start):
            yield hit(stored, f"{start} is reported in itself, by way of `reported_in`", "reported_in", key=True)


@rule("CMO321", WARNING, "evidence against a claim that shows its outcome")
@advice("write what is denied under `lacks`, and under `parts` only what is shown to be there")
def refuted_by_its_outcome(evaluation: Repository) -> Iterator[Hit]:
    """A citation that refutes a claim and shows the outcome of one of its patterns, with nothing lacking.

    Who tells that the outcome did not come, denies it: `lacks: [outcome]`. Under `parts` it would count as a sighting
    of that outcome. Not asked where the outcome of the pattern is negative: there it speaks against the claim.

    Bad: `{refutes: C3, pattern: P07, parts: [context, outcome]}`.

    Good: `{refutes: C3, pattern: P07, parts: [context], lacks: [outcome]}`.
    """
    for coded in evaluation.citations:
        for index, one in enumerate(coded.citation.evidence):
            if one.refutes is None or "outcome" not in one.parts or one.lacks or one.pattern is None:
                continue
            pattern = evaluation.patterns.get(one.pattern)
            if pattern is not None and (pattern.outcome is None or pattern.outcome.direction != "negative"):
                message = f"{coded.id} refutes {one.claim}, and shows the outcome of {one.pattern}"
                yield hit(evaluation.stored(coded), message, "evidence", index, "parts")
