"""The codebook: the tree of codes with how often each is used; a code made, renamed, or merged into another one.

What would change is shown first, as the commands do, and made when the person agrees.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cmo_eval import api
from cmo_eval.analysis.code_tree import code_tree
from cmo_eval.edits import codebook
from cmo_eval.edits.codebook import Recoding, Signed
from cmo_eval.edits.coding.who_codes import usual_coder
from cmo_eval.model.codebook import CodeKind
from cmo_eval.output.changes import recoding_text
from cmo_eval.store.writing.change import diff
from cmo_eval.web.judgement import today
from cmo_eval.web.memory import State
from cmo_eval.web.page import Sent, done, memory_of, page, shown

Plan = Callable[[Path, Signed], Recoding]

_LONGEST = 40
"""Letters of a name that is made of words."""


class Change(Sent):
    """A change of the codebook; `agreed` once the person was shown what it changes. `by` are initials."""

    agreed: bool = False
    by: str | None = None
    why: str | None = None


class New(Change):
    """A code more; without an `id` it gets a free one that is made of its `label`."""

    id: str = ""
    label: str = Field(default="", max_length=200)
    kind: str | None = None
    parent: str | None = None
    use: str | None = None
    avoid: str | None = None


class Renamed(Change):
    """The code `old` under another name."""

    old: str
    new: str


class Merged(Change):
    """`codes` that become the one that stays."""

    codes: tuple[str, ...]
    into: str


def codes(request: Request, state: State) -> Response:
    """The page."""
    repository = state.repository
    book = repository.stored_codebook
    return page(
        request,
        "codes.html",
        state,
        title="Codes",
        tree=code_tree(repository),
        kinds=get_args(CodeKind),
        team=repository.evaluation.team,
        usual=usual_coder(state.root),
        book=book.record if book is not None else None,
    )


def make(request: Request, asked: New) -> Mapping[str, Any]:
    """A code made (`_changed`), with its `label` and how deep it stands in the tree (`depth`)."""
    said = {key: _line(getattr(asked, key)) for key in ("label", "kind", "parent", "use", "avoid")}
    known = memory_of(request).now().repository.codes
    id_ = asked.id.strip() or (name_for(said["label"], known) if said["label"] else "")
    told = _changed(request, asked, lambda root, signed: codebook.new(root, {"id": id_, **said}, signed), id_)
    made = next((one for one in code_tree(memory_of(request).now().repository) if one.id == id_ and one.code), None)
    return {**told, "label": said["label"] or id_, "depth": made.depth if made is not None else 0}


def rename(request: Request, asked: Renamed) -> Mapping[str, Any]:
    """A code under another name, everywhere (`_changed`)."""
    new = asked.new.strip()
    return _changed(request, asked, lambda root, signed: codebook.rename(root, asked.old, new, signed), new)


def merge(request: Request, asked: Merged) -> Mapping[str, Any]:
    """Codes that become one of them (`_changed`)."""
    into = asked.into
    return _changed(request, asked, lambda root, signed: codebook.merge(root, asked.codes, into, signed), into)


def _changed(request: Request, asked: Change, plan: Plan, code: str) -> Mapping[str, Any]:
    """What was changed, or what would be, where the person has not agreed yet.

    `code` is the one to look at afterwards, `notes` are what a person must look at. Once changed, `before` is the
    version of the files that it was made on, and `version` that of now. Before it is agreed to, `changes` has the
    entries and files that change, `citations` how many of the former have another code then.

    Raises:
        ChangedMeanwhileError: a file of codes or citations changed since the changes were shown.
        CmoEvalError: it cannot be made.
    """
    memory = memory_of(request)
    signed = Signed(today(), asked.by or None, _line(asked.why))
    if asked.agreed:
        written = memory.write(lambda state: plan(state.root, signed), shown=asked.version, about=_about)
        between = {"before": written.before.version, "version": written.after.version}
        return {"code": code, "notes": written.plan.notes, **between}
    state = memory.now()
    planned = plan(state.root, signed)
    shown_ = diff(planned.root, planned.others, api.redaction(memory.root, texts=memory.texts))
    return {
        "code": code,
        "notes": planned.notes,
        "version": state.version,
        "citations": len({(one.file, one.id) for one in planned.recoded if one.id is not None}),
        "changes": recoding_text(planned.recoded, whole=True) + shown_,
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


def _about(path: str) -> bool:
    """Whether a file may name codes."""
    return path in {codebook.BOOK, "evaluation.yaml"} or ".citations" in path


def _line(text: str | None) -> str | None:
    """The text on one line; None where there is none."""
    return " ".join(text.split()) or None if text is not None else None


ROUTES: Sequence[Route] = (
    Route("/codes", shown(codes)),
    Route("/codes/make", done(New, make), methods=["POST"]),
    Route("/codes/rename", done(Renamed, rename), methods=["POST"]),
    Route("/codes/merge", done(Merged, merge), methods=["POST"]),
)
