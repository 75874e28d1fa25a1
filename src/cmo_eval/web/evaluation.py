"""The first page: each claim with what is proposed and decided, what to do next, and what is wrong with the files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from cmo_eval import api
from cmo_eval.analysis.completeness import completeness_of
from cmo_eval.analysis.framework_table import filled_frameworks
from cmo_eval.analysis.ladder import ladder
from cmo_eval.analysis.robustness import Sensitivity
from cmo_eval.diagnostics import Severity
from cmo_eval.messages import count, say
from cmo_eval.model import PARTS
from cmo_eval.output.plain import number_of
from cmo_eval.store.repository import Repository
from cmo_eval.web.findings import by_kind
from cmo_eval.web.memory import Memory, State
from cmo_eval.web.page import fragment, memory_of, page, shown


class Step(NamedTuple):
    """Something to do next: what, and about what, each with the address of its page (None: it has none)."""

    what: str
    about: Sequence[tuple[str, str | None]]


def overview(request: Request, state: State) -> Response:
    """Claims with their standing, and what to do next."""
    verification, repository = state.verification, state.repository
    return page(
        request,
        "evaluation.html",
        state,
        title="Evaluation",
        claims=[(result, result.question.sides, ladder(result)) for result in verification.values()],
        steps=[*_next(state)],
        begin=_begin(repository),
        comparisons=repository.evaluation.comparisons,
        tables=filled_frameworks(repository),
        unread=state.unread,
        astray=verification.astray,
    )


def _begin(repository: Repository) -> Mapping[str, Any]:
    """What a fresh evaluation has of what one begins with; `source` is the first to code in."""
    texts = [source.id for source in repository.sources.values() if source.text]
    return {
        "sources": len(repository.sources),
        "texts": bool(texts),
        "claims": bool(repository.claims),
        "citations": bool(repository.citations),
        "source": texts[0] if texts else None,
    }


def _next(state: State) -> Iterator[Step]:
    """What to do next: the next step of claims, groups that were not heard, and parts of patterns that are thin."""
    results, repository = state.verification.values(), state.repository
    steps: dict[str, list[tuple[str, str]]] = {}

    def say_step(what: str, folder: str, id_: str) -> None:
        steps.setdefault(what, []).append((id_, f"/{folder}/{id_}"))

    for result in results:
        step = ladder(result).next_step
        if step is not None:
            say_step(step.say(), "claims", result.claim.id)
    groups = repository.evaluation.groups
    for result in results:
        for group in result.question.not_heard:
            say_step(f"hear {groups.get(group, group)} on", "claims", result.claim.id)
    for pattern, found in completeness_of(repository, results).items():
        parts = [part for part in PARTS if not found.parts[part].rows]
        denied = [part for part in PARTS if found.denied[part].rows]
        if parts:
            say_step(f"find who shows the {say(parts)} of", "patterns", pattern)
        if denied:
            say_step(f"look again at the {say(denied)}, which somebody denies, of", "patterns", pattern)
    for what, things in steps.items():
        yield Step(what, things)


def robust(_: Request, state: State) -> Response:
    """By claim whether the loss of one voice would flip its proposal, in words: it takes longer than the rest."""
    return JSONResponse({id_: _robust(found) for id_, found in state.sensitivity.items()})


def _robust(found: Sensitivity) -> str:
    voices = [flip.ids[0] for flip in found.flips if flip.change in {"source", "case"}]
    if voices:
        return f"{', '.join(voices[:4])}{f' and {len(voices) - 4} more' if voices[4:] else ''}"
    if found.flips:
        return f"no voice alone; {len(found.flips)} of {count(found.changes, 'change')} flip it"
    return "robust" if found.proposal.verdict != "undecided" else "stays undecided"


def findings(request: Request) -> Response:
    """What `validate` finds, as a part of the first page: it takes longer than the rest."""
    memory = memory_of(request)
    return HTMLResponse(memory.now().once("findings", lambda: _findings(memory)))


def _findings(memory: Memory) -> str:
    validation = api.validate(memory.root, texts=memory.texts)
    kinds = by_kind(validation.findings, validation.repository)
    counts = Counter(one.severity for one in validation.findings)
    said = ", ".join(number_of(counts[one], one.value) for one in Severity if counts[one])
    return fragment("findings.html", kinds=kinds, said=said, accepted=len(validation.accepted))


ROUTES = (Route("/", shown(overview)), Route("/robust", shown(robust)), Route("/findings", findings))
