"""The pages of an evaluation as one application: which address is answered by what."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from cmo_eval.errors import CmoEvalError
from cmo_eval.web import (
    claim,
    coders,
    codes,
    evaluation,
    find,
    newcode,
    pattern,
    settling,
    transcript,
    transcripts,
    undo,
)
from cmo_eval.web.memory import Memory
from cmo_eval.web.page import memory_of, refused

VIEWS = (evaluation, claim, newcode, pattern, transcript, settling, coders, find, codes, transcripts, undo)


def pages(memory: Memory) -> Starlette:
    """The application; who may ask it anything is for `access` to say."""
    routes = [Route("/version", version)]
    for view in VIEWS:
        routes += view.ROUTES
    static = Mount("/static", StaticFiles(packages=[("cmo_eval.web", "static")]))
    app = Starlette(routes=[*routes, static], exception_handlers={CmoEvalError: refused, 404: missing})
    app.state.memory = memory
    return app


def version(request: Request) -> Response:
    """Which state of the files there is now, for pages that show an older one."""
    return JSONResponse({"version": memory_of(request).now().version})


def missing(request: Request, _: Exception) -> Response:
    """The page of an address that there is not."""
    return refused(request, CmoEvalError("there is no such page", "begin with the evaluation"))
