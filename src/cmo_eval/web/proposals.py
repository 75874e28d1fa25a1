"""What language models proposed, in the page: one proposal at a time, accepted, changed or rejected by a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cmo_eval.analysis.quotes import stance_line
from cmo_eval.edits.coding import review
from cmo_eval.edits.coding.who_codes import usual_coder
from cmo_eval.errors import UsageError
from cmo_eval.web.judgement import Judgement, choices, judgement_of, today
from cmo_eval.web.memory import State
from cmo_eval.web.page import Sent, done, memory_of, page, shown


class Said(Sent):
    """What a person makes of a proposal: accepted as it is, or with this judgement; or rejected."""

    proposal: str
    by: str
    outcome: Literal["accepted", "rejected"]
    judgement: Judgement | None = None
    quality: str | None = None


def one_by_one(request: Request, state: State) -> Response:
    """One proposal of a source beside the list of those that wait; from now on a person can be reading it."""
    repository, source = state.repository, request.path_params["source"]
    found = review.waiting(repository, [source])
    wanted = request.query_params.get("proposal")
    here = next((one for one in found if one.id == wanted), found[0] if found else None)
    looked: tuple[str, review.Pace] = getattr(request.app.state, "looked", ("", review.Pace()))
    if here is not None:
        looked[1].shown()
        request.app.state.looked = (here.id, looked[1])
    done_ = [one for one in repository.proposals.of_source.get(source, ()) if one.citation.review is not None]
    judged = judgement_of(here.citation) if here is not None else None
    return page(
        request,
        "proposals.html",
        state,
        title=f"{source} proposals",
        source=repository.sources[source],
        found=found,
        here=here,
        stances=[stance_line(one) for one in here.citation.evidence] if here is not None else [],
        done=done_,
        start=judged.model_copy(update={"memo": ""}).model_dump() if judged is not None else None,
        by=request.query_params.get("by") or usual_coder(state.root) or "",
        team=repository.evaluation.team,
        choices=choices(repository, repository.sources[source], recent=repository.citations.of_source.get(source, ())),
    )


def look(request: Request, sent: Said) -> Mapping[str, Any]:
    """Record what a person makes of the proposal that is before them.

    Raises:
        UsageError: it is not the one that was shown last, or yes was said sooner than it can be read.
    """
    memory, source = memory_of(request), request.path_params["source"]
    at, pace = getattr(request.app.state, "looked", ("", review.Pace()))
    if sent.outcome == "accepted":
        if at != sent.proposal:
            raise UsageError(f"{sent.proposal} is not what was shown last", "look at it first")
        words = next((one.citation.quote for one in memory.now().repository.proposals if one.id == at), None)
        pace.accept(words or "")

    def make(state: State) -> review.Looked:
        judged = sent.judgement
        word = review.Word(sent.outcome, sent.by, today(), quality=sent.quality)
        if judged is not None:
            word = review.Word(sent.outcome, sent.by, today(), judged.taken, judged.codes, judged.quality)
        return review.plan(state.root, state.repository, sent.proposal, word, texts=memory.texts)

    files = memory.now().touching(source)
    written = memory.write(make, shown=sent.version, about=files.__contains__)
    pace.shown()
    plan = written.plan
    return {
        "version": written.after.version,
        "notes": plan.notes,
        "outcome": plan.outcome,
        "citation": plan.citation,
        "there": plan.there,
    }


ROUTES = (
    Route("/transcripts/{source}/proposals", shown(one_by_one)),
    Route("/transcripts/{source}/proposals", done(Said, look), methods=["POST"]),
)
