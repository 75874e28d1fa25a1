"""323-326: what language models proposed, and what people took from it."""

from __future__ import annotations

from collections.abc import Iterator

from cmo_eval.diagnostics import ERROR, WARNING, Location
from cmo_eval.rules.registry import Hit, advice, hit, nearest, rule
from cmo_eval.store.repository import Repository


@rule("CMO323", ERROR, "proposals of a source that is not there")
@advice("remove the file, or give it the name of its source")
def proposals_without_source(evaluation: Repository) -> Iterator[Hit]:
    """A file of proposals whose source does not exist.

    Nobody can look at them, since there is no transcript to look at.

    Bad: `sources/FG4.proposed.model_a.yaml` without `sources/FG4.yaml`.
    Good: both files.
    """
    known = evaluation.sources.keys()
    for file in evaluation.proposal_files:
        source = file.source or ""
        if source not in known and not evaluation.may_exist(source):
            where = Location(file.path, 1, 1)
            yield Hit(where, f"there is no source {source} for these proposals", source, nearest(source, known))


@rule("CMO324", WARNING, "proposals of a source that models may not read")
@advice("record what those who were heard agreed to: `consent: {models: local}` or `any`; else remove the proposals")
def proposals_without_consent(evaluation: Repository) -> Iterator[Hit]:
    """A file of proposals for a source that no model may read, by what its file says.

    Its names are not known to be replaced (`pseudonymised: true`), or `consent.models` is `none` or not there. Either
    somebody handed a transcript to a model without being allowed to, or the record of what was agreed to is missing.

    Bad: `sources/FG2.proposed.model_a.yaml`, while FG2 has no `consent: {models: ...}`.
    Good: the same with `pseudonymised: true` and `consent: {models: local}` in `sources/FG2.yaml`.
    """
    for file in evaluation.proposal_files:
        source = evaluation.sources.get(file.source or "")
        if source is not None and source.withdrawn is None and source.models == "none":
            why = "models may not read it" if source.pseudonymised else "its names are not known to be replaced"
            message = f"a model proposed codings of {source.id}, and {why}"
            yield Hit(Location(file.path, 1, 1), message, source.id)


@rule("CMO325", WARNING, "a citation taken from a model that did not propose it")
@advice("take `proposed_by` out, or bring the file of proposals back")
def nobody_proposed_it(evaluation: Repository) -> Iterator[Hit]:
    """A citation that names a model in `proposed_by`, of which no proposal says that it became this citation.

    The report tells how many proposals were accepted; who reads it must be able to find each of them.

    Bad: `proposed_by: model_a` in FG2-014, and no `FG2.proposed.model_a.yaml`.
    Good: a proposal there with `review: {outcome: accepted, by: AB, date: 2026-11-30, citation: FG2-014}`.
    """
    became = {
        (one.source, one.coder, one.citation.review.citation)
        for one in evaluation.proposals
        if one.citation.review is not None
    }
    for coded in evaluation.coded:
        model = coded.citation.proposed_by
        if model is not None and (coded.source, model, coded.id) not in became:
            message = f"{coded.id} is said to be proposed by {model}, and no proposal became it"
            yield hit(evaluation.stored(coded), message, "proposed_by")


@rule("CMO326", WARNING, "an accepted proposal without its citation")
@advice("set `review` right, or take it out so that somebody looks at the proposal again")
def accepted_without_citation(evaluation: Repository) -> Iterator[Hit]:
    """A proposal that was accepted or changed, whose citation is not there, or that names none.

    It counts as accepted in the report, and nothing in the coding stands for it. A citation that was taken out with
    `code remove` leaves its proposal so: what was made of it in the end is that it was rejected.

    Bad: `review: {outcome: accepted, by: AB, date: 2026-11-30, citation: FG2-014}`, and no FG2-014.
    Good: the same with FG2-014 there; or `review: {outcome: rejected, by: AB, date: 2026-11-30}`.
    """
    known = {one.id for one in evaluation.coded}
    for one in evaluation.proposals:
        review = one.citation.review
        if review is not None and review.outcome != "rejected" and review.citation not in known:
            what = review.citation or "no citation"
            yield hit(evaluation.stored(one), f"{one.id} became {what}, which is not there", "review")
