"""What the pages share: a template filled in, what a browser asks for checked, and every error as something to read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, TypeVar

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from cmo_eval.deferred import expression
from cmo_eval.errors import CmoEvalError
from cmo_eval.messages import label
from cmo_eval.output.search import stands
from cmo_eval.web.findings import by_kind
from cmo_eval.web.memory import ChangedMeanwhileError, Memory, State

NAVIGATION = (
    ("/", "Evaluation", "E"),
    ("/transcripts", "Transcripts", "T"),
    ("/patterns", "Patterns", "P"),
    ("/find", "Find", "F"),
    ("/codes", "Codes", "O"),
    ("/coders", "Coders", "C"),
    ("/bring", "Bring in", "B"),
)
"""The pages that each page leads to: address, name and key."""


LANGUAGE = "en"
"""Of the pages themselves."""

_ODD = expression("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class Sent(BaseModel):
    """What a page sends to have something done; `version` is the state of the files that it showed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str = ""


A = TypeVar("A", bound=Sent)


@lru_cache(maxsize=1)
def static() -> str:
    """The address below which scripts and styles are found: another one as soon as one of them changes.

    So a browser may keep them, unlike everything else.
    """
    digest = hashlib.sha256()
    for file in sorted(files("cmo_eval.web").joinpath("static").iterdir(), key=lambda one: one.name):
        digest.update(file.name.encode() + file.read_bytes())
    return f"/static/{digest.hexdigest()[:12]}"


@lru_cache(maxsize=1)
def _templates() -> Environment:
    found = Environment(
        loader=PackageLoader("cmo_eval.web", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals |= {"label": label, "stands": stands, "static": static()}
    found.filters["own"] = _own
    found.filters["begun"] = lambda text: text[:1].upper() + text[1:]
    return found


@pass_context
def _own(context: Context, text: str) -> Markup:
    """Words of the team, such as a title: marked as in its language, where the page around them is in English."""
    language = context.get("language", LANGUAGE)
    return (
        escape(text) if language == LANGUAGE or not text else Markup('<span lang="{}">{}</span>').format(language, text)
    )


def memory_of(request: Request) -> Memory:
    """The evaluation that is served."""
    found: Memory = request.app.state.memory
    return found


def fragment(name: str, **values: Any) -> str:
    """A part of a page as HTML, from the template of that name."""
    return _templates().get_template(name).render(values)


def page(request: Request, name: str, state: State, *, title: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A whole page, from the template of that name, which extends `base.html`.

    Args:
        request: what was asked.
        name: of the template.
        state: what the folder holds; its `version` is what the page says that it shows.
        title: of the page.
        status: of the answer.
        values: what the template fills in.
    """
    head = state.evaluation.repository.evaluation if state.evaluation is not None else None
    text = (
        _templates()
        .get_template(name)
        .render(
            {
                "title": title,
                "evaluation": head.title if head is not None else state.root.name,
                "version": state.version,
                "unread": state.unread,
                "language": head.language if head is not None else LANGUAGE,
                "twice": state.evaluation.repository.used_twice if state.evaluation is not None else (),
                "navigation": [(path, text, key, _is_here(path, request.url.path)) for path, text, key in NAVIGATION],
                **values,
            }
        )
    )
    return HTMLResponse(text, status)


def _is_here(path: str, here: str) -> bool:
    return here == path or (path != "/" and here.startswith(f"{path}/"))


def shown(ask: Callable[[Request, State], Response]) -> Callable[[Request], Response]:
    """An endpoint that answers from the evaluation as it is; where that cannot be read, the page says why."""

    def endpoint(request: Request) -> Response:
        state = memory_of(request).now()
        if state.evaluation is None:
            return page(request, "broken.html", state, title="Cannot be read", kinds=by_kind(state.findings, None))
        return ask(request, state)

    return endpoint


def done(asked: type[A], act: Callable[[Request, A], Mapping[str, Any]]) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that does what a page asks for, and answers with JSON: what `act` gives, or why it was not done.

    An error is `{"error": what, "hint": what to do}` with status 422; where files changed since the page showed them,
    `changed` names them and `version` is the present state, with status 409, and nothing was written.
    """

    async def endpoint(request: Request) -> Response:
        try:
            given = json.loads(await request.body())
            if _odd(given):
                what = "something in it is a character that no text file should hold"
                return JSONResponse({"error": what, "hint": "leave control characters out"}, 422)
            sent = asked.model_validate(given)
        except (ValueError, RecursionError) as error:  # a ValidationError is a ValueError
            where = ".".join(map(str, error.errors()[0]["loc"])) if isinstance(error, ValidationError) else ""
            return JSONResponse({"error": f"that is nothing that can be done here: {where}", "hint": ""}, 400)
        return await run_in_threadpool(_answer, request, sent)

    def _answer(request: Request, sent: A) -> Response:
        try:
            return JSONResponse(dict(act(request, sent)))
        except ChangedMeanwhileError as error:
            now = memory_of(request).now()
            told = {"error": error.message, "hint": error.hint, "changed": error.files, "version": now.version}
            return JSONResponse(told, 409)
        except CmoEvalError as error:
            told = {"error": error.message, "hint": error.hint or ""}
            for key in ("passage", "line"):  # of words that do not stand in their text
                if getattr(error, key, None):
                    told[key] = getattr(error, key)
            return JSONResponse(told, 422)

    return endpoint


def _odd(given: Any) -> bool:
    """Whether a text anywhere in it holds control characters, or halves of one that is no character by itself."""
    if isinstance(given, Mapping):
        return any(map(_odd, given.values()))
    if isinstance(given, list):
        return any(map(_odd, given))
    return isinstance(given, str) and _ODD.search(given) is not None


def refused(request: Request, error: Exception) -> Response:
    """The page that says why another cannot be shown."""
    assert isinstance(error, CmoEvalError)  # noqa: S101 - it is registered for these
    state = memory_of(request).now()
    told = {"message": error.message, "hint": error.hint or ""}
    return page(request, "error.html", state, title="That cannot be shown", status=404, **told)
