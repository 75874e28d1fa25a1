"""The pages of an evaluation as one application: which address is answered by what."""

from __future__ import annotations

from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from cmo_eval.errors import CmoEvalError
from cmo_eval.web import (
    bring,
    claim,
    coders,
    codes,
    compare,
    evaluation,
    find,
    pattern,
    proposals,
    settling,
    transcript,
    transcripts,
    undo,
)
from cmo_eval.web.memory import Memory
from cmo_eval.web.page import memory_of, refused, static

VIEWS = (
    *(evaluation, claim, pattern, transcript, proposals, settling),
    *(coders, find, codes, transcripts, compare, bring, undo),
)


def pages(memory: Memory) -> Starlette:
    """The application; who may ask it anything is for `access` to say."""
    routes = [Route("/version", version)]
    for view in VIEWS:
        routes += view.ROUTES
    # by the address that changes with them a browser keeps them
    kept = Mount(static(), _Kept(packages=[("cmo_eval.web", "static")]))
    bare = Mount("/static", StaticFiles(packages=[("cmo_eval.web", "static")]))
    app = Starlette(routes=[*routes, kept, bare], exception_handlers={CmoEvalError: refused, 404: missing})
    app.state.memory = memory
    app.state.brought = {}
    return app


class _Kept(StaticFiles):
    """Scripts and styles that a browser need not ask for again."""

    def file_response(self, *given: Any, **more: Any) -> Response:
        answer = super().file_response(*given, **more)
        answer.headers["cache-control"] = "private, max-age=604800, immutable"
        return answer


def version(request: Request) -> Response:
    """Which state of the files there is now, for pages that show an older one."""
    return JSONResponse({"version": memory_of(request).now().version})


def missing(request: Request, _: Exception) -> Response:
    """The page of an address that there is not."""
    return refused(request, CmoEvalError("there is no such page", "begin with the evaluation"))
