"""The transcripts: every source with who speaks, whether its text is at hand, and how much of it is coded by whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cmo_eval.analysis.coded_text import coded_text
from cmo_eval.errors import CmoEvalError
from cmo_eval.messages import label
from cmo_eval.model import Source
from cmo_eval.store.repository import Coded
from cmo_eval.web.memory import Memory, State
from cmo_eval.web.page import memory_of, page, shown


class Row(NamedTuple):
    """A source in the list.

    `groups` are keys of address groups that speak in it. `text` is `there`, `away` where the source names one that is
    not at hand, or `none`. `coders` and `second` count citations by initials, those of the agreed coding and those of
    second coders; empty initials where nobody says who coded.
    """

    source: Source
    kind: str
    groups: Sequence[str]
    text: str
    citations: int
    coders: Mapping[str, int]
    second: Mapping[str, int]
    shown: bool


def transcripts(request: Request, state: State) -> Response:
    """The list; `kind` and `group` in the address say which sources are shown."""
    repository = state.repository
    kind, group = (request.query_params.get(key, "") for key in ("kind", "group"))
    rows = [*_rows(state, kind, group)]
    return page(
        request,
        "transcripts.html",
        state,
        title="Transcripts",
        unread=state.unread,
        rows=rows,
        kind=kind,
        group=group,
        kinds={row.source.kind: row.kind for row in sorted(rows, key=lambda row: row.kind)},
        groups=repository.evaluation.groups,
        without=sum(row.text != "there" for row in rows),
        lacking=next((row.source.id for row in rows if row.text == "none"), None),
        folder=repository.texts,
    )


def _rows(state: State, kind: str, group: str) -> Iterator[Row]:
    repository = state.repository
    for id_, source in repository.sources.items():
        groups = dict.fromkeys([source.group, *(person.group for person in source.participants)])
        keys = [key for key in groups if key]
        yield Row(
            source,
            label(f"source_kind.{source.kind}"),
            keys,
            _text(state, source),
            len(repository.citations.of_source.get(id_, ())),
            _by_coder(repository.citations.of_source.get(id_, ())),
            _by_coder(repository.second_codings.of_source.get(id_, ())),
            shown=(not kind or source.kind == kind) and (not group or group in keys),
        )


def _text(state: State, source: Source) -> str:
    if not source.text:
        return "none"
    return "there" if at_hand(state, source) else "away"


def at_hand(state: State, source: Source) -> bool:
    """Whether the transcript of a source can be read."""
    folder = state.repository.texts
    return bool(folder is not None and source.text and str(folder / source.text) in state.files)


def _by_coder(citations: Sequence[Coded]) -> Mapping[str, int]:
    return Counter(one.coder or "" for one in citations)


# ---- how much is coded: the texts are read for it, so that it comes after the page -----------------------------------


def shares(request: Request, state: State) -> Response:
    """Which part of the words of each `source` of the address is coded, from 0 to 1; null where it cannot be told."""
    memory, known = memory_of(request), state.repository.sources
    asked = [id_ for id_ in request.query_params.getlist("source") if id_ in known]
    return JSONResponse({id_: _share(memory, state, id_) for id_ in asked})


def _share(memory: Memory, state: State, id_: str) -> float | None:
    files = frozenset(state.files[path] for path in state.touching(id_))
    remembered = memory.shares.get(id_)
    if remembered is not None and remembered[0] == files:
        return remembered[1]
    repository = state.repository
    stored = next(one for one in repository.stored_sources if one.record.id == id_)
    try:
        share = coded_text(repository, stored, repository.texts, background=True).share
    except CmoEvalError:
        return None
    memory.shares[id_] = files, share
    return share


ROUTES = (Route("/transcripts", shown(transcripts)), Route("/shares", shown(shares)))
