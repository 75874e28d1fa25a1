"""A code made while a transcript is read, as `code new` makes it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import Field
from starlette.requests import Request
from starlette.routing import Route

from cmo_eval.edits import codebook
from cmo_eval.web.memory import State
from cmo_eval.web.page import Asked, done, memory_of

_LONGEST = 40


class NewCode(Asked):
    """A code in words; of the kind of its `parent`, if it has one and no `kind`."""

    label: str = Field(min_length=1, max_length=200)
    kind: str | None = None
    parent: str | None = None
    use: str | None = None


def make(request: Request, asked: NewCode) -> Mapping[str, Any]:
    """The code in the book: its id, label, kind and how deep it stands in the tree."""
    memory = memory_of(request)
    label = " ".join(asked.label.split())
    day = datetime.now().astimezone().date().isoformat()

    def plan(state: State) -> codebook.Recoding:
        id_ = name_for(label, state.repository.codes)
        said = {"id": id_, "label": label, "kind": asked.kind, "parent": asked.parent, "use": asked.use}
        return codebook.new(state.root, said, codebook.Signed(day))

    written = memory.write(plan, shown=asked.version)
    codes = written.after.repository.codes
    made = next(code for id_, code in codes.items() if id_ not in written.before.repository.codes)
    depth, above = 0, made.parent
    while above is not None and above in codes and depth < len(codes):
        depth, above = depth + 1, codes[above].parent
    return {
        "id": made.id,
        "label": made.label or made.id,
        "kind": made.kind,
        "depth": depth,
        "version": written.after.version,
        "notes": written.plan.notes,
    }


def name_for(label: str, taken: Mapping[str, Any]) -> str:
    """A free name for a code that is called so in words: small letters, digits and `_`, with a number where needed."""
    bare = "".join(one for one in unicodedata.normalize("NFKD", label.casefold()) if not unicodedata.combining(one))
    name = re.sub(r"\W+", "_", bare).strip("_")[:_LONGEST].rstrip("_")
    if not name or not name[0].isalpha():
        name = f"code_{name}".rstrip("_")
    known = {one.casefold() for one in taken}
    number = 1
    while (free := name if number == 1 else f"{name}_{number}") in known:
        number += 1
    return free


ROUTES = (Route("/codes/new", done(NewCode, make), methods=["POST"]),)
