"""Who coded what, how far coders agree, and the citations that a second coder codes by themselves, blind."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from cmo_eval.analysis.double_coding import waits
from cmo_eval.deferred import dataclass
from cmo_eval.disclosure import quotable
from cmo_eval.edits.coding import add, edit, second
from cmo_eval.edits.coding.adjudicate import open_disagreements
from cmo_eval.edits.coding.checking import coder_named
from cmo_eval.edits.plan import Plan
from cmo_eval.errors import CmoEvalError
from cmo_eval.model import Source
from cmo_eval.store.repository import Coded, Repository
from cmo_eval.web.judgement import Judgement, choices, judgement_of, today
from cmo_eval.web.memory import ChangedMeanwhileError, State
from cmo_eval.web.page import Sent, done, fragment, memory_of, page, shown

if TYPE_CHECKING:
    from cmo_eval.analysis.agreement import Agreement

AROUND = 2
"""Lines of the transcript that a second coder sees before and after the words."""


@dataclass(frozen=True)
class Second:
    """What a second coder has of a source: how many citations coded, given and not coded yet, and of their own."""

    coder: str
    coded: int
    waiting: int
    own: int


@dataclass(frozen=True)
class Row:
    """A source with who coded it; `first` are the initials of its first coder, `agreed` the citations of that one."""

    source: Source
    first: str | None
    agreed: int
    seconds: Mapping[str, Second]


@dataclass(frozen=True)
class Line:
    """A line of the transcript; `words` are its pieces, each with whether it is part of what is to be coded.

    `quiet` when its words may not be quoted.
    """

    number: int
    speaker: str | None
    quiet: bool
    words: tuple[tuple[str, bool], ...]


class Given(Sent):
    """Which citations a second coder is to code: all, so many (`10`) or a share (`20%`)."""

    sample: str = ""


class Coding(Sent):
    """What a second coder makes of a citation; `before` is what the page showed (None: nothing yet)."""

    citation: str
    judgement: Judgement
    before: Judgement | None = None


def overview(request: Request, state: State) -> Response:
    """Who coded what; with `?coder=CD`, what CD can code as a second coder."""
    repository, coder = state.repository, request.query_params.get("coder") or None
    if coder is not None:
        coder_named(repository, coder)
    rows = [_row(repository, source) for source in repository.sources.values()]
    return page(
        request,
        "coders.html",
        state,
        title="Coders",
        rows=rows,
        coder=coder,
        coders=_coders(repository),
    )


def figures(request: Request) -> Response:
    """How far coders agree, and what is open, as a part of that page: it takes longer than the rest."""
    return HTMLResponse(_figures_of(memory_of(request).now()))


@lru_cache(maxsize=1)
def _figures_of(state: State) -> str:
    from cmo_eval.analysis.agreement import agreement

    repository = state.repository
    found = agreement(repository)
    open_ = open_disagreements(found.compared)
    by_source = []
    for source in found.compared.sources:
        one = agreement(repository, [source])
        by_source.append(
            {
                "source": repository.sources[source],
                "agreed": len(repository.citations.of_source.get(source, ())),
                "units": len(one.compared.units),
                "figures": {row.about: _figures(row) for row in one.rows},
                "open": sum(id_ in open_ for id_ in (unit.citation for unit in one.compared.units)),
                "alone": sum(len(alone.second) for alone in one.compared.alone),
            }
        )
    return fragment("agreement.html", by_source=by_source, **_table(found))


def given(request: Request, state: State) -> Response:
    """The citations that a second coder was given, one of them to be coded, blind."""
    repository, coder, source = _asked(request, state)
    there = _seconds(repository, source.id).get(coder)
    seen = second.shown(state.root, repository, source.id, coder, background=True) if there is not None else ()
    ids = [one.citation for one in seen]
    wanted = request.query_params.get("citation") or next((one.citation for one in seen if not one.coded), None)
    place = ids.index(wanted) if wanted in ids else 0
    theirs = {one.id: one.citation for one in _of(repository, source.id, coder)}
    now = seen[place] if seen else None
    coded = judgement_of(theirs[now.citation]) if now is not None and now.coded else None
    around = _around(state, source.id, now.citation) if now is not None else None
    return page(
        request,
        "given.html",
        state,
        title=f"{source.id} coded by {coder}",
        source=source,
        coder=coder,
        agreed=len(repository.citations.of_source.get(source.id, ())),
        seen=seen,
        now=now,
        place=place,
        around=around,
        may_be_quoted=now is None or quotable(repository, repository.citations.by_id[now.citation]),
        is_marked=any(inside for line in around or () for _, inside in line.words),
        before=coded.model_dump() if coded is not None else None,
        choices=choices(repository, source, coder=coder, recent=_of(repository, source.id, coder)),
    )


def give(request: Request, sent: Given) -> Mapping[str, Any]:
    """Write the file in which a second coder codes, or what it lacks; `number` is how many citations it gets."""
    memory, params = memory_of(request), request.path_params

    def make(state: State) -> second.SecondFile:
        return second.plan(
            state.root, state.repository, params["source"], params["coder"], sample=sent.sample.strip() or None
        )

    done_ = memory.write(make, shown=sent.version)
    return {"version": done_.after.version, "number": len(done_.plan.ids), "of": done_.plan.of}


def code(request: Request, sent: Coding) -> Mapping[str, Any]:
    """What a second coder makes of a citation, in their own file; only what they had made of it may not differ now."""
    memory, source, coder = memory_of(request), request.path_params["source"], request.path_params["coder"]

    def make(state: State) -> Plan:
        repository = state.repository
        theirs = next((one for one in _of(repository, source, coder) if one.id == sent.citation), None)
        now = judgement_of(theirs.citation) if theirs is not None and not waits(theirs.citation) else None
        if now not in (sent.before, sent.judgement):
            raise ChangedMeanwhileError((f"sources/{source}.citations.{coder}.yaml",))
        if theirs is not None:
            return edit.plan(state.root, repository, sent.judgement.edited(theirs, day=today()), texts=memory.texts)
        draft = sent.judgement.draft(source, second=True, coder=coder, id=sent.citation, coded=today())
        return add.plan(state.root, repository, draft, texts=memory.texts)

    done_ = memory.write(make, shown=sent.version)
    return {"version": done_.after.version, "notes": done_.plan.notes}


# ---- who coded what --------------------------------------------------------------------------------------------------


def _asked(request: Request, state: State) -> tuple[Repository, str, Source]:
    """The evaluation, the second coder and the source that the address names.

    Raises:
        CmoEvalError: there is no such source or coder, or the coder is the first one of that source.
    """
    repository, id_ = state.repository, request.path_params["source"]
    coder = coder_named(repository, request.path_params["coder"])
    if id_ not in repository.sources:
        raise CmoEvalError(f"there is no source {id_}", "the page of the coders lists them")
    if _first(repository, id_) == coder:
        raise CmoEvalError(f"{coder} is the first coder of {id_}", "a second coder is somebody else")
    return repository, coder, repository.sources[id_]


def _row(repository: Repository, source: Source) -> Row:
    agreed = repository.citations.of_source.get(source.id, ())
    return Row(source, _first(repository, source.id), len(agreed), _seconds(repository, source.id))


def _first(repository: Repository, source: str) -> str | None:
    return next((one.coder for one in repository.citations.of_source.get(source, ())), None)


def _seconds(repository: Repository, source: str) -> Mapping[str, Second]:
    """What second coders have of a source, by their initials."""
    agreed = {one.id for one in repository.citations.of_source.get(source, ())}
    found: dict[str, list[Coded]] = {}
    for one in repository.second_codings.of_source.get(source, ()):
        found.setdefault(one.coder or "", []).append(one)
    counted = {}
    for coder in sorted(found):
        waiting = sum(waits(one.citation) for one in found[coder])
        own = sum(one.id not in agreed for one in found[coder])
        counted[coder] = Second(coder, len(found[coder]) - waiting, waiting, own)
    return counted


def _of(repository: Repository, source: str, coder: str) -> list[Coded]:
    """What a second coder has of a source."""
    return [one for one in repository.second_codings.of_source.get(source, ()) if one.coder == coder]


def _coders(repository: Repository) -> list[tuple[str, str]]:
    """Who can code, with their roles: the team, else whoever coded anything."""
    team = repository.evaluation.team
    if team:
        return [(initials, member.role or "") for initials, member in team.items()]
    return [(initials, "") for initials in sorted({one.coder for one in repository.coded if one.coder})]


def _around(state: State, source: str, citation: str) -> list[Line] | None:
    """The lines of the transcript in which a citation stands, with a few around; None where it is not at hand."""
    try:
        text = state.text(source)
        first, last = text.around(citation, AROUND)
    except CmoEvalError:
        return None
    parts = next(one for one in text.coded if one.citation.id == citation).parts
    found = []
    for line in text.transcript.lines[first - 1 : last]:
        if line.is_page or text.is_silent(line) or not text.transcript.text[line.words : line.end].strip():
            continue
        inside = [(max(start, line.words), min(end, line.end)) for start, end in parts]
        edges = [line.words, *(edge for pair in inside if pair[0] < pair[1] for edge in pair), line.end]
        words = [text.transcript.text[start:end] for start, end in pairwise(edges)]
        label = text.speaker(line) if line.label is not None else None
        quiet = text.talk is not None and text.is_quiet(line)
        found.append(Line(line.number, label, quiet, tuple((one, bool(at % 2)) for at, one in enumerate(words) if one)))
    return found


# ---- figures ---------------------------------------------------------------------------------------------------------


def _figures(row: Any) -> Mapping[str, Any]:
    """Of how many units, the share on which coders agree, and the coefficient beside it with its interval."""
    from cmo_eval.output import agreement as written

    return {"units": row.units, "percent": written.figure(row.measures[0]), "beside": _beside(row)}


def _beside(row: Any) -> str:
    from cmo_eval.output import agreement as written

    name = next((one for one in row.measures[1:]), None)
    return f"{written.NAMES[name.name]} {written.figure(name)}" if name is not None else ""


def _table(found: Agreement) -> Mapping[str, Any]:
    """The agreement over all sources, as a terminal shows it: tables, what they are, and what was left out."""
    from cmo_eval.output import agreement as written

    blocks = [
        (
            [written.NAMES[name] for name in names],
            [
                (written.row_name(row), row.units, [written.figure(one) for one in row.measures[: len(names)]])
                for row in rows
            ],
        )
        for names, rows in written.blocks(found)
        if any(row.units for row in rows)
    ]
    return {
        "found": found,
        "blocks": blocks,
        "notes": [*written.notes(found), *written.left_out(found)] if found.rows else [],
        "reading": written.READING,
    }


ROUTES = (
    Route("/coders", shown(overview)),
    Route("/coders/figures", figures),
    Route("/coders/{coder}/{source}", shown(given)),
    Route("/coders/{coder}/{source}/given", done(Given, give), methods=["POST"]),
    Route("/coders/{coder}/{source}/code", done(Coding, code), methods=["POST"]),
)
