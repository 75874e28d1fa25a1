"""The first page: each claim with what is proposed and decided, what to do next, and what is wrong with the files."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from cmo_eval import api
from cmo_eval.analysis.ladder import ladder
from cmo_eval.web.memory import State
from cmo_eval.web.page import fragment, memory_of, page, shown


def overview(request: Request, state: State) -> Response:
    """Claims with their standing, and the transcripts."""
    verification = state.opened.verify()
    claims = [
        {
            "result": result,
            "sides": result.question.sides,
            "next": ladder(result).next_step,
        }
        for result in verification.values()
    ]
    repository = state.repository
    sources = [
        {"source": source, "citations": len(repository.citations.of_source.get(source.id, ()))}
        for source in repository.sources.values()
    ]
    return page(
        request,
        "evaluation.html",
        state,
        title="Evaluation",
        claims=claims,
        sources=sources,
        unread=state.unread,
        astray=verification.astray,
    )


def findings(request: Request) -> Response:
    """What `validate` finds, as a part of the first page: it takes longer than the rest."""
    memory = memory_of(request)
    validation = api.validate(memory.root, texts=memory.texts)
    return HTMLResponse(fragment("findings.html", findings=validation.findings))


ROUTES = (Route("/", shown(overview)), Route("/findings", findings))
