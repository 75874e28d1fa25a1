"""The patterns: each configuration drawn with the words that show its parts or deny them, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cmo_eval.analysis.completeness import Completeness, completeness_of, configuration, names_of
from cmo_eval.analysis.evidence import EvidenceRow, Side
from cmo_eval.analysis.verification import ClaimResult
from cmo_eval.errors import CmoEvalError
from cmo_eval.model import PARTS, Part, Pattern
from cmo_eval.nearest import did_you_mean
from cmo_eval.output.explanation import groups
from cmo_eval.web.evidence import ByVoice, by_voice, words_of
from cmo_eval.web.memory import State
from cmo_eval.web.page import page, shown
from cmo_eval.web.places import Quote

_DRAWN = 2
"""Quotes that stand in the drawing itself, for each part; the others stand below it."""

_MOST = 100
"""Quotes that stand below it for each part; the page says how to read more of them."""


class Box(NamedTuple):
    """A part of a configuration: what the pattern says of it, who shows it and who denies it, and some of the words."""

    part: Part
    texts: tuple[str, ...]
    shown: ByVoice
    denied: ByVoice
    words: Sequence[Quote]
    against: Sequence[Quote]
    quoted: AbstractSet[str]

    @property
    def more(self) -> int:
        """How many citations stand in no drawing."""
        drawn = {quote.said.citation for quote in (*self.words, *self.against)}
        return len({*self.shown.side.citations, *self.denied.side.citations} & self.quoted - drawn)

    @property
    def standing(self) -> str:
        """How well it is shown, in words."""
        side = self.shown.side
        if not side.rows:
            return "nobody shows it"
        hand = "" if side.first_hand else ", none of them first hand"
        return f"shown by {self.shown.heard} ({groups(side)}){hand}"


def pattern(request: Request, state: State) -> Response:
    """One pattern, drawn with its words."""
    repository, id_ = state.repository, request.path_params["id"]
    if id_ not in repository.patterns:
        hint = did_you_mean(id_, repository.patterns) or "the patterns are listed on their page"
        raise CmoEvalError(f"there is no pattern {id_}", hint)
    one, results = repository.patterns[id_], state.verification
    found = completeness_of(repository, results.values(), patterns=(id_,))[id_]
    sides = [*found.parts.values(), *found.denied.values()]
    words = words_of(repository, (row for side in sides for row in side.rows))
    boxes = {part: _box(part, one, found, words) for part in PARTS}
    known = repository.patterns
    return page(
        request,
        "pattern.html",
        state,
        title=f"{id_} {one.title}",
        pattern=one,
        found=found,
        boxes=boxes,
        sentence=configuration(one, repository.evaluation.language, names_of(repository.evaluation)),
        names=repository.evaluation.groups,
        cases=repository.cases,
        patterns=known,
        leads_here=[other for other in known.values() if id_ in other.leads_to],
        claims=_claims(state, id_),
        looked=[
            (case, said)
            for case in repository.cases.values()
            for said in case.shows
            if said.pattern == id_ and said.why
        ],
    )


def _box(part: Part, one: Pattern, found: Completeness, words: Mapping[str, Quote]) -> Box:
    texts = {
        "context": one.context,
        "outcome": (one.outcome.text,) if one.outcome else (),
        "resource": (one.resource,) if one.resource else (),
        "reasoning": (one.reasoning,) if one.reasoning else (),
    }
    showing, denying = found.parts[part], found.denied[part]
    return Box(
        part,
        texts[part],
        by_voice(part, part, showing.rows, words, _MOST),
        by_voice(part, part, denying.rows, words, _MOST),
        _few(showing, words),
        _few(denying, words),
        words.keys(),
    )


def _few(side: Side, words: Mapping[str, Quote]) -> Sequence[Quote]:
    """The first words of different voices, those who saw it themselves first."""

    def order(row: EvidenceRow) -> tuple[int, int]:
        return -row.quality, words[row.citation].place

    by_voice: dict[str, Quote] = {}
    for row in sorted((row for row in side.rows if row.citation in words), key=order):
        by_voice.setdefault(row.voice, words[row.citation])
    return list(dict.fromkeys(by_voice.values()))[:_DRAWN]


def _claims(state: State, id_: str) -> list[tuple[ClaimResult, bool]]:
    """The claims that the pattern works in, or has evidence in; whether it is one of their mechanisms."""
    return [
        (result, id_ in result.claim.patterns)
        for result in state.verification.values()
        if any(one.pattern == id_ for one in result.configurations)
    ]


def patterns(request: Request, state: State) -> Response:
    """All patterns, with how well each part is shown, and what leads to what."""
    repository = state.repository
    found = completeness_of(repository, state.verification.values(), patterns=repository.patterns)
    names = names_of(repository.evaluation)
    return page(
        request,
        "patterns.html",
        state,
        title="Patterns",
        patterns=[
            (one, found[id_], configuration(one, repository.evaluation.language, names), _claims(state, id_))
            for id_, one in repository.patterns.items()
        ],
        known=repository.patterns,
    )


ROUTES = (Route("/patterns", shown(patterns)), Route("/patterns/{id}", shown(pattern)))
