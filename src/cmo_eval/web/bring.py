"""Files brought in: a project of another program or transcripts are read, their plan is shown, and it is written once.

A file lies on the disk, outside the evaluation and for oneself alone, no longer than it is read; what was read waits in
memory for what a person says of it.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cmo_eval.deferred import expression
from cmo_eval.edits.exchange.mapping import mapping, template
from cmo_eval.edits.transcripts.new_sources import texts_named
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.output.plain import visible
from cmo_eval.projects import counting
from cmo_eval.projects.reading import read_project
from cmo_eval.projects.tables import TABLES
from cmo_eval.store.writing.change import FileChange
from cmo_eval.transcripts import store
from cmo_eval.transcripts.reading import FORMATS, MAX_BYTES, read_rows
from cmo_eval.web import bring_project, bring_texts
from cmo_eval.web.access import FILES
from cmo_eval.web.bringing import Asking, Brought, Planned, Said
from cmo_eval.web.memory import Memory, State
from cmo_eval.web.page import done, fragment, memory_of, page, shown

_MOST = 400
"""Files whose content waits to be written."""

_LONGEST = 200
_ODD = expression("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_ENDING = expression(r"\.[a-z0-9]{1,8}")
_PROJECTS = (".qdpx", ".qdc", ".qde", ".qda", ".rqda", ".sqlite3", ".sqlite", ".db", ".zip", *TABLES)
"""How files end that are projects; a table may be a transcript too."""


def bring(request: Request, state: State) -> Response:
    """The page."""
    endings = [*_PROJECTS, *FORMATS]
    return page(request, "bring.html", state, title="Bring in", endings=endings, most=MAX_BYTES)


# ---- a file comes in ------------------------------------------------------------------------------------------------


async def receive(request: Request) -> Response:
    """A file as it is, by the `name` of the address: what waits of it, `{"id", "name", "project"}`, or why it does not.

    `project` is whether it is one, and not a transcript. A mapping file does not wait: `{"said"}` is what it says.
    """
    name = _ODD.sub("", PurePosixPath(request.query_params.get("name", "").replace("\\", "/")).name)[-_LONGEST:]
    ending = os.path.splitext(name)[1].lower()  # noqa: PTH122 - `.vtt` alone is an ending here
    try:
        with TemporaryDirectory(prefix="cmo-eval-") as folder:
            path = Path(folder) / f"{secrets.token_hex(8)}{ending if _ENDING.fullmatch(ending) else ''}"
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                async for part in request.stream():
                    file.write(part)
            found = await run_in_threadpool(_read, path, name, memory_of(request))
    except ClientDisconnect:
        return Response(status_code=400)
    except OSError as error:
        reason = (error.strerror or "error").lower()
        return JSONResponse({"error": f"{name} cannot be kept: {reason}", "hint": "is there room on the disk?"}, 422)
    except CmoEvalError as error:
        return JSONResponse({"error": visible(error.message), "hint": visible(error.hint or "")}, 422)
    if isinstance(found, Said):
        return JSONResponse({"said": found.model_dump()})
    waiting: dict[str, Brought] = request.app.state.brought
    id_ = secrets.token_hex(8)
    waiting[id_] = found
    for old in [*waiting][:-_MOST]:
        waiting.pop(old, None)
    return JSONResponse({"id": id_, "name": name, "project": found.project is not None})


def _read(path: Path, name: str, memory: Memory) -> Brought | Said:
    """What is in a file that is called so elsewhere.

    Raises:
        CmoEvalError: it is none that is read; said of that name.
    """
    try:
        if path.suffix in {".yaml", ".yml"}:
            says = mapping(path, memory.now().repository.evaluation.groups)
            parts = {what: {id(row): {**row} for row in rows.values()} for what, rows in says.parts.items()}
            # each stands there by its GUID and by its name
            return Said(usual={**says.usual}, **{what: tuple(rows.values()) for what, rows in parts.items()})
        if path.suffix not in {"", *_PROJECTS}:
            return Brought(name, rows=read_rows(path))
        if path.suffix in FORMATS:
            with suppress(CmoEvalError):
                return Brought(name, rows=read_rows(path))
        project = read_project(path)
        return Brought(name, project=project, placing=counting.placed(project))
    except CmoEvalError as error:
        told = error.message if path.name in error.message else f"{name}: {error.message}"
        hint = (error.hint or "").replace(str(path), name).replace(path.name, name)
        raise CmoEvalError(told.replace(str(path), name).replace(path.name, name), hint) from None


def leave(request: Request, asked: Asking) -> Mapping[str, Any]:
    """Files that are not to come in wait no longer."""
    for id_ in asked.files:
        request.app.state.brought.pop(id_, None)
    return {}


# ---- what becomes of them -------------------------------------------------------------------------------------------


def form(request: Request, asked: Asking) -> Mapping[str, Any]:
    """What may be said of these files, as a form (`html`) that has what was said already."""
    memory, brought = memory_of(request), _brought(request, asked)
    state = memory.now()
    folder = _folder(memory, state)
    if brought[0].project is not None:
        html = bring_project.form(state, brought[0], asked.said)
    else:
        html = bring_texts.form(state, brought, asked.said, folder)
    if folder is None:
        proposed = asked.said.texts or f"../{memory.root.name}-texts"
        html += fragment("bring-folder.html", folder=proposed)
    return {"html": html}


def plan(request: Request, asked: Asking) -> Mapping[str, Any]:
    """What would become of these files.

    `html` shows it; `version` is the state of the files that it was planned on; `add` says what would be added, empty
    where nothing is; `sure` are sentences about what a person must agree to beside that.
    """
    memory = memory_of(request)
    state = memory.now()
    planned = _planned(memory, state, _brought(request, asked), asked)
    html = fragment("bring-plan.html", planned=planned)
    return {"html": html, "version": state.version, "add": planned.add, "sure": planned.sure}


def write(request: Request, asked: Asking) -> Mapping[str, Any]:
    """Write it, all in one change that can be undone; `html` says what came in.

    Raises:
        ChangedMeanwhileError: a file of the evaluation changed since the plan was shown.
        CmoEvalError: it cannot be planned or written, or nobody agreed to what must be agreed to.
    """
    memory, brought = memory_of(request), _brought(request, asked)
    made: list[Planned] = []

    def make(state: State) -> Any:
        planned = _planned(memory, state, brought, asked)
        if planned.sure and not asked.sure:
            raise UsageError(planned.sure[0], "look at it, and say that it is meant so")
        made.append(planned)
        return planned.plan

    written = memory.write(make, shown=asked.version, about=lambda _: True)
    leave(request, asked)
    sources = [(id_, id_ in written.after.repository.sources) for id_ in made[0].sources]
    html = fragment("brought.html", add=made[0].add, sources=sources)
    return {"html": html, "add": made[0].add, "version": written.after.version}


def map_(request: Request, asked: Asking) -> Mapping[str, Any]:
    """What was said of a project as a mapping file: its `name` and `text`."""
    brought = _brought(request, asked)[0]
    name = f"{PurePosixPath(brought.name).stem}.yaml"
    text = template(Path(brought.name), Path(name), asked.said.mapping()).decode("utf-8")
    return {"name": name, "text": text}


def _brought(request: Request, asked: Asking) -> Sequence[Brought]:
    """What waits of these files.

    Raises:
        UsageError: it does not wait any more, or it cannot come in together.
    """
    waiting: dict[str, Brought] = request.app.state.brought
    found = [waiting[id_] for id_ in asked.files if id_ in waiting]
    if not found or len(found) < len(asked.files):
        raise UsageError("the page was opened anew since these files were chosen", "choose them again")
    projects = [one.name for one in found if one.project is not None]
    if projects and len(found) > 1:
        raise UsageError(
            f"{projects[0]} is a project, which comes in by itself",
            "take the other files out first; a table and its documents come in as a zip file",
        )
    names = [one.name for one in found]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise UsageError(f"two files are called {twice}", "take one out, or give it another name")
    return found


def _folder(memory: Memory, state: State) -> Path | None:
    return store.folder(memory.root, state.repository.evaluation.texts, memory.texts)


def _planned(memory: Memory, state: State, brought: Sequence[Brought], asked: Asking) -> Planned:
    folder, also = _folder(memory, state), list[FileChange]()
    if folder is None and asked.said.texts.strip():
        folder = memory.root / asked.said.texts.strip()
        also = [texts_named(memory.root, folder)]
    if brought[0].project is not None:
        return bring_project.planned(state, brought[0], asked.said, folder)
    return bring_texts.planned(state, brought, asked.said, folder, also)


ROUTES: Sequence[Route] = (
    Route("/bring", shown(bring)),
    Route(FILES, receive, methods=["POST"]),
    Route("/bring/form", done(Asking, form), methods=["POST"]),
    Route("/bring/plan", done(Asking, plan), methods=["POST"]),
    Route("/bring/write", done(Asking, write), methods=["POST"]),
    Route("/bring/map", done(Asking, map_), methods=["POST"]),
    Route("/bring/leave", done(Asking, leave), methods=["POST"]),
)
