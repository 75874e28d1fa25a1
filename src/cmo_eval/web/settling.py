"""What coders made of the same words, side by side, and what holds of each from now on: settled one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Literal

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cmo_eval.analysis.double_coding import UNNAMED, Disagreement, DoubleCoding, Unit, differences, double_coding
from cmo_eval.analysis.quotes import stance_line
from cmo_eval.deferred import dataclass
from cmo_eval.disclosure import quotable
from cmo_eval.edits.coding import adjudicate
from cmo_eval.model import Citation
from cmo_eval.model.citation import FirstCoding
from cmo_eval.store.repository import Coded, Repository
from cmo_eval.web.judgement import Judgement, choices, held, today
from cmo_eval.web.memory import State
from cmo_eval.web.page import Sent, done, memory_of, page, shown

_BEGINNING = 60


Standing = Literal["open", "alone", "settled", "agreed"]


@dataclass(frozen=True)
class Item:
    """A fragment that is compared; it is `alone` where one coder only marked it."""

    id: str
    state: Standing
    beginning: str
    differs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Made:
    """What one coder made of the words, to be read; `judgement` is what the form shows.

    `id` and `words` are those of another fragment than is looked at, which stands at the same place; else empty.
    """

    stances: tuple[str, ...]
    codes: tuple[str, ...]
    quality: str | None
    memo: str
    judgement: Judgement
    id: str = ""
    words: str = ""


class Settling(Sent):
    """What holds of a citation: as the coder `take` had it, or this `judgement`; by whom and when."""

    citation: str
    by: str
    date: str
    take: str | None = None
    judgement: Judgement | None = None


def side_by_side(request: Request, state: State) -> Response:
    """One citation as each coder coded it, beside the list of all that are compared."""
    repository, source = state.repository, request.path_params["source"]
    found = double_coding(repository, [source])
    units = {unit.citation: unit for unit in found.units}
    alone = dict(_alone(repository, found))
    items = [*_items(found, alone)]
    open_ = [item.id for item in items if item.state in {"open", "alone"}]
    wanted = request.query_params.get("citation") or next(iter(open_), None)
    here = next((item for item in items if item.id == wanted), None)
    unit = units.get(here.id) if here is not None else None
    made = {} if here is None else _made(repository, found, unit, alone.get(here.id))
    settled = unit.settled if unit is not None else None
    holds = _read(repository, unit.coded.citation) if unit is not None and unit.coded and settled else None
    place = open_.index(here.id) if here is not None and here.id in open_ else -1
    by = request.query_params.get("by", "")
    coded = None if here is None else unit.coded if unit is not None else alone[here.id]
    return page(
        request,
        "settling.html",
        state,
        title=f"{source} side by side",
        source=repository.sources[source],
        found=found,
        items={name: [item for item in items if item.state == name] for name in ("open", "alone", "settled", "agreed")},
        here=here,
        coded=coded,
        may_be_quoted=coded is None or quotable(repository, coded),
        role=repository.role_of(coded) if coded is not None else None,
        settled=settled,
        holds=holds,
        disputed=unit is not None and unit.disputed,
        made=made,
        differing=_differing(found, unit, here),
        takes=[coder for coder, one in made.items() if coder not in {UNNAMED, ""} and not one.id],
        next=open_[(place + 1) % len(open_)] if open_ else "",
        previous=open_[(place - 1) % len(open_)] if open_ and place >= 0 else next(reversed(open_), ""),
        by=by,
        team=repository.evaluation.team,
        today=today(),
        choices=choices(repository, repository.sources[source], recent=repository.citations.of_source.get(source, ())),
        start=next((one.judgement.model_dump() for one in (holds, *made.values()) if one and not one.id), None),
    )


def settle(request: Request, sent: Settling) -> Mapping[str, Any]:
    """Record what holds, in the agreed coding."""
    memory, source = memory_of(request), request.path_params["source"]
    judged = sent.judgement

    def make(state: State) -> adjudicate.Settled:
        outcome = adjudicate.Outcome(sent.citation, sent.take)
        if judged is not None:
            outcome = adjudicate.Outcome(sent.citation, None, judged.taken, judged.codes, judged.quality)
        return adjudicate.plan(state.root, state.repository, [outcome], by=sent.by, date=sent.date)

    files = memory.now().touching(source)
    written = memory.write(make, shown=sent.version, about=files.__contains__)
    return {"version": written.after.version, "notes": written.plan.notes}


def _alone(repository: Repository, found: DoubleCoding) -> Iterator[tuple[str, Coded]]:
    """Fragments that only a second coder marked, and that nobody took into the agreed coding yet."""
    marked = {(one.coder, id_) for one in found.alone for id_ in one.second}
    for source in found.sources:
        for coded in repository.second_codings.of_source.get(source, ()):
            if (coded.coder, coded.id) in marked and coded.id not in repository.citations.by_id:
                yield coded.id, coded


def _items(found: DoubleCoding, alone: Mapping[str, Coded]) -> Iterator[Item]:
    from cmo_eval.output.agreement import about

    for unit in found.units:
        differs = tuple(dict.fromkeys(about(one) for one in differences(unit)))
        state: Standing = "settled" if unit.settled is not None else "open" if differs else "agreed"
        if unit.citation not in alone:
            yield Item(unit.citation, state, _beginning(unit.coded), differs)
    for id_, coded in alone.items():
        yield Item(id_, "alone", _beginning(coded), (f"marked by {coded.coder} alone",))


def _beginning(coded: Coded | None) -> str:
    words = (coded.citation.quote or "") if coded is not None else ""
    return words if len(words) <= _BEGINNING else f"{words[:_BEGINNING].rsplit(' ', 1)[0]} …"


def _made(repository: Repository, found: DoubleCoding, unit: Unit | None, alone: Coded | None) -> Mapping[str, Made]:
    """What each coder made of it by themselves, the first coder first; of one's own fragment also what lies beside."""
    if alone is not None:
        from cmo_eval.analysis import boundaries

        near = boundaries.beside(found, alone.source, alone.id)
        others = {coder: one.coded for coder, one in near.items() if one.coded.id != alone.id}
        beside = {
            coder: replace(_read(repository, one.citation), id=one.id, words=one.citation.quote or "")
            for coder, one in others.items()
        }
        return {**beside, alone.coder or "": _read(repository, alone.citation)}
    if unit is None:
        return {}
    theirs = repository.second_codings.of_source.get(unit.source, ())
    second = {one.coder or UNNAMED: one.citation for one in theirs if one.id == unit.citation}
    made = {}
    for coder in unit.judgements:
        given: Citation | FirstCoding | None = second.get(coder)
        if given is None and unit.coded is not None:
            given = unit.settled.first if unit.settled is not None else unit.coded.citation
        if given is not None:
            made[coder] = _read(repository, given)
    return made


def _read(repository: Repository, given: Citation | FirstCoding) -> Made:
    codes = tuple(given.codes)
    labels = tuple((repository.codes[one].label if one in repository.codes else None) or one for one in codes)
    stances = tuple(map(held, given.evidence))
    memo = given.memo or "" if isinstance(given, Citation) else ""
    judgement = Judgement(stances=stances, codes=codes, quality=given.quality)
    return Made(tuple(stance_line(one) for one in given.evidence), labels, given.quality, memo, judgement)


def _differing(found: DoubleCoding, unit: Unit | None, here: Item | None) -> list[tuple[str, Disagreement]]:
    """What the coders saw differently in it, with the name of each thing; where they marked it, too."""
    from cmo_eval.analysis import boundaries
    from cmo_eval.output.agreement import about

    if here is None:
        return []
    several = [*differences(unit)] if unit is not None else []
    several += [
        one
        for one in boundaries.differing(found)
        if here.id == one.citation or any(text.endswith(f"({here.id})") for text in one.said.values())
    ]
    return [(about(one), one) for one in several]


ROUTES = (
    Route("/coders/{source}/side-by-side", shown(side_by_side)),
    Route("/coders/{source}/settle", done(Settling, settle), methods=["POST"]),
)
