"""A project of another program that comes in: what may be said of its sources, codes and coders, and its plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from cmo_eval.edits.exchange import incoming
from cmo_eval.edits.exchange.ids import id_map
from cmo_eval.edits.exchange.mapping import CODE_KINDS, NOTHING, USUAL_CODE, USUAL_QUALITY, mapped
from cmo_eval.edits.kinds import SOURCE_KINDS, USUAL_KIND
from cmo_eval.model import PARTS, QUALITIES
from cmo_eval.output.exchange import added, told
from cmo_eval.store.repository import Repository
from cmo_eval.web.bringing import CONSENTS, Brought, Planned, Row, Said
from cmo_eval.web.judgement import today
from cmo_eval.web.memory import State
from cmo_eval.web.page import fragment

_EMPTY = dict.fromkeys(("id", "kind", "group", "consent", "leave_out", "means", "initials"), "")

MOST = 500
"""Sources, codes or coders that the form shows; a mapping file may speak of more."""


def form(state: State, brought: Brought, said: Said) -> str:
    """What may be said of a project, as a mapping file may, with what was said already."""
    assert brought.project is not None  # noqa: S101 - who calls it looked
    repository = state.repository
    proposed = incoming.proposed(repository, brought.project, id_map(state.root, repository))
    usual = {**_EMPTY, "kind": USUAL_KIND, "quality": USUAL_QUALITY, "code_kind": USUAL_CODE, **said.usual}
    return fragment(
        "bring-project.html",
        usual=usual,
        kinds=SOURCE_KINDS,
        groups=repository.evaluation.groups,
        consents=CONSENTS,
        qualities=QUALITIES,
        code_kinds=CODE_KINDS,
        meanings=[*_meanings(repository)],
        sources=[*_overlaid(proposed["sources"], said.sources)],
        codes=[*_overlaid(map(_without_usual, proposed["codes"]), said.codes)],
        coders=[*_overlaid(proposed["coders"], said.coders)],
        most=MOST,
    )


def planned(state: State, brought: Brought, said: Said, folder: Path | None) -> Planned:
    """What becomes of a project.

    Raises:
        UsageError: what is said cannot be, or as `incoming.plan`.
        CmoEvalError: as there.
    """
    assert brought.project is not None  # noqa: S101 - who calls it looked
    assert brought.placing is not None  # noqa: S101
    repository = state.repository
    says = mapped(said.mapping(), repository.evaluation.groups, "the form")
    read = incoming.Read(brought.project, brought.placing, says)
    plan = incoming.plan(state.root, repository, read, id_map(state.root, repository), folder, today=today())
    sources = [one.source for one in plan.came if one.new or one.added]
    return Planned(plan, [*told(plan)], added(plan), plan.notes, sources=sources)


def _without_usual(code: Mapping[str, str]) -> Row:
    """A proposed code without the kind that all codes have unless the form says otherwise."""
    return {name: part for name, part in code.items() if (name, part) != ("kind", USUAL_CODE)}


def _overlaid(proposed: Sequence[Mapping[str, str]] | Iterator[Row], said: Sequence[Row]) -> Iterator[Row]:
    """What is proposed of each, with what was said of it in its place."""
    by = {key: row for row in reversed(said) for key in (row.get("name"), row.get("guid")) if key}
    for one in proposed:
        row = by.get(one["guid"]) or by.get(one["name"])
        yield {**_EMPTY, **one, **(row or {})}


def _meanings(repository: Repository) -> Iterator[str]:
    """What a code may mean in place of a code of the codebook."""
    yield NOTHING
    for claim in repository.claims:
        yield from (f"{stance} {claim}" for stance in ("supports", "nuances", "refutes"))
    for pattern in repository.patterns:
        yield from (f"{pattern}:{part}" for part in PARTS)
    yield from (f"quality: {quality}" for quality in QUALITIES)
    yield "paraphrase"
