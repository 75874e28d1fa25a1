"""Pages that are only read, made elsewhere: which file answers which address, and what a browser is told of it."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from pathlib import PurePosixPath

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from cmo_eval.errors import CmoEvalError

_KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}


def reading(file: Callable[[str], bytes | None], start: str) -> Starlette:
    """An application that answers with files.

    Args:
        file: gives the bytes of a file by its name, None where there is none; called from several threads.
        start: the name of the one that a bare address asks for.
    """

    def answer(request: Request) -> Response:
        name = request.path_params["name"] or start
        if name == "favicon.ico":  # browsers ask for it unasked, and say so where there is none
            return Response(status_code=HTTPStatus.NO_CONTENT)
        found = file(name)
        if found is None:
            return PlainTextResponse(f"there is no such page: begin with /{start}", HTTPStatus.NOT_FOUND)
        return Response(found, media_type=_KINDS.get(PurePosixPath(name).suffix))

    return Starlette(routes=[Route("/{name:path}", answer)], exception_handlers={CmoEvalError: _refused})


def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, CmoEvalError)  # noqa: S101 - it is registered for these
    return PlainTextResponse("\n".join(filter(None, (error.message, error.hint))), HTTPStatus.SERVICE_UNAVAILABLE)
