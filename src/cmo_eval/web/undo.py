"""Undo and redo: the last change put back or made anew; one that was not made here is shown first, and asked about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from cmo_eval import api
from cmo_eval.errors import UsageError
from cmo_eval.store.writing.change import diff
from cmo_eval.store.writing.transaction import Undo, last
from cmo_eval.web.memory import Memory
from cmo_eval.web.page import Sent, done, memory_of


class Back(Sent):
    """`change` is the id of a change that the person was shown and agreed to."""

    change: str = ""


def undo(request: Request, sent: Back) -> Mapping[str, Any]:
    """Put the last change back (`_put_back`)."""
    return _put_back(memory_of(request), sent, again=False)


def redo(request: Request, sent: Back) -> Mapping[str, Any]:
    """Make the change anew that was undone last (`_put_back`)."""
    return _put_back(memory_of(request), sent, again=True)


def _put_back(memory: Memory, sent: Back, *, again: bool) -> Mapping[str, Any]:
    """What was put back, or what would be, where somebody else made the change and nobody agreed yet.

    `what` says the change, `when` it was made (an ISO time), `files` those that it changes. With `change` nothing was
    written: it is to be sent again by whoever agrees; `diff` is what it would do.

    Raises:
        UsageError: there is nothing to put back.
        CmoEvalError: a file changed since, or what was kept cannot be read.
    """
    memory.now()  # what a run that was cut off began is finished first
    found = last(memory.root, again=again)
    if found is None:
        raise UsageError(
            f"there is nothing to {'make anew' if again else 'undo'}",
            "only changes that were undone, and nothing since" if again else "an editor's changes are no part of it",
        )
    told = {
        "what": found.what or "a change",
        "when": found.when,
        "files": [one.target for one in found.change.files],
    }
    if found.id not in {*memory.made, sent.change}:
        shown = diff(memory.root, found.change, api.redaction(memory.root, texts=memory.texts))
        return {**told, "change": found.id, "diff": shown}

    def planned(_: object) -> Undo:
        return found

    return {**told, "version": memory.write(planned, shown=sent.version).after.version}


ROUTES = (
    Route("/undo", done(Back, undo), methods=["POST"]),
    Route("/redo", done(Back, redo), methods=["POST"]),
)
