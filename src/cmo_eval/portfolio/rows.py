"""From an evaluation, as an audience may see it, to the rows of the portfolio's tables; writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from cmo_eval.analysis.evidence import (
    EvidenceRow,
    LeftOut,
    absences,
    own_results,
    row_of,
    stances_on,
    weighed_version,
)
from cmo_eval.analysis.sides import Sides, attributes, separation
from cmo_eval.disclosure import Disclosed
from cmo_eval.model import PARTS, QUALITIES, Claim, Part
from cmo_eval.portfolio.schema import TABLES

Row = tuple[Any, ...]


class _Said(NamedTuple):
    """A row of evidence, the wording that it is about (None: each), and why rule V0 leaves it out (None: kept)."""

    row: EvidenceRow
    version: int | None
    why: LeftOut | None = None
    absence: bool = False


def rows(disclosed: Disclosed) -> Mapping[str, Iterable[Row]]:
    """By table, each row without the evaluation's id, which is the same in all of them."""
    said = {id_: [*_said(disclosed, claim)] for id_, claim in disclosed.claims.items()}
    made: dict[str, Iterable[Row]] = {
        "evaluations": [_evaluation(disclosed)],
        "groups": disclosed.evaluation.groups.items(),
        "claims": (_claim(disclosed, claim, said[claim.id]) for claim in disclosed.claims.values()),
        "listed": _listed(disclosed),
        "addressed": ((claim.id, group) for claim in disclosed.claims.values() for group in claim.for_),
        "decisions": (row for claim in disclosed.claims.values() for row in _decisions(claim)),
        "patterns": _patterns(disclosed),
        "working": ((claim.id, pattern) for claim in disclosed.claims.values() for pattern in claim.patterns),
        "instances": ((key, one.id) for one in disclosed.patterns.values() for key in one.instance_of),
        "contexts": ((one.id, context) for one in disclosed.patterns.values() for context in one.context),
        "cases": ((one.id, one.title, one.kind, one.summary) for one in disclosed.cases.values()),
        "attributes": ((one.id, *pair) for one in disclosed.cases.values() for pair in one.attributes.items()),
        "sources": (
            (one.id, one.title, one.kind, one.group, one.case, one.since, len(one.participants))
            for one in disclosed.sources.values()
        ),
        "citations": _citations(disclosed),
        "codes": _codes(disclosed),
        "evidence": (_stance(id_, one) for id_, on in said.items() for one in on),
    }
    return {name: made[name] for name in TABLES}


def _evaluation(disclosed: Disclosed) -> Row:
    one, held = disclosed.evaluation, disclosed.held
    period, policy = one.programme.period, one.policy.verdict
    return (
        *(one.title, one.language, one.basis, one.programme.name, period and period.from_, period and period.to),
        *(one.date, one.fictional, disclosed.audience, held.words),
        *(policy.min_sources, policy.min_kinds, policy.min_groups, policy.min_publications),
        *(QUALITIES.index(policy.min_quality), policy.require_disconfirming_search),
    )


def _claim(disclosed: Disclosed, claim: Claim, said: Sequence[_Said]) -> Row:
    latest, decision = claim.versions[-1], claim.decision
    about = {None, weighed_version(disclosed, claim)}
    weighed = [one.row for one in said if one.why is None and one.version in about]
    # which attributes tell the two sides apart is printed in reports, and who has which value may not be
    sides = Sides(weighed)
    apart = [name for name in attributes(sides) if separation(sides, name).separates]
    record = claim.model_dump_json(by_alias=True, exclude_defaults=True)
    return (
        *(claim.id, claim.title, claim.kind, latest.statement, latest.version, decision and decision.version),
        *(not claim.unmet_criteria, " ".join(apart) or None, record),
    )


def _listed(disclosed: Disclosed) -> Iterator[Row]:
    for claim in disclosed.claims.values():
        yield from ((claim.id, "test", test.id, id_) for test in claim.tests for id_ in test.citations)
        if claim.disconfirming_search is not None:
            yield from ((claim.id, "search", None, id_) for id_ in claim.disconfirming_search.citations)


def _decisions(claim: Claim) -> Iterator[Row]:
    for number, one in enumerate(claim.decisions, start=1):
        yield (
            *(claim.id, number, one is claim.decision, one.verdict, one.becomes, one.version, one.date),
            *(one.reported_in is not None, one.rationale),
        )


def _patterns(disclosed: Disclosed) -> Iterator[Row]:
    for one in disclosed.patterns.values():
        come = one.outcome
        yield (
            *(one.id, one.title, one.intervention, "; ".join(one.context) or None, one.actor, one.resource),
            *(one.reasoning, come and come.text, come and come.direction),
        )


def _citations(disclosed: Disclosed) -> Iterator[Row]:
    for coded in disclosed.citations:
        source, said = disclosed.sources[coded.source], coded.citation
        who = disclosed.voices.of(coded.source, said.speaker, said.case)
        shown = coded.key in disclosed.quotable
        yield (
            *(coded.id, coded.source, who.voice, source.kind, who.group, disclosed.case_of(coded), coded.quality),
            *(
                said.disputed is not None,
                said.verbatim,
                disclosed.role_of(coded) if shown else None,
                said.quote if shown else None,
            ),
        )


def _codes(disclosed: Disclosed) -> Iterator[Row]:
    known = disclosed.codes
    for coded in disclosed.citations:
        for code in coded.citation.codes:
            yield coded.id, code, known[code].label if code in known else None


def _said(disclosed: Disclosed, claim: Claim) -> Iterator[_Said]:
    for coded, said, why in stances_on(disclosed, claim):
        yield _Said(row_of(disclosed, coded, said), said.version, why)
    for row in absences(disclosed, claim):
        yield _Said(row, None, absence=True)
    for row, why in own_results(disclosed, claim):
        yield _Said(row, None, why)


def _stance(claim: str, said: _Said) -> Row:
    row, version, why, absence = said
    who = row.who
    return (
        *(claim, version, row.citation, absence, row.goal, row.source, who.voice, who.publication),
        *(who.own_sentence, who.group, row.kind, row.case, row.quality, row.stance, row.other, row.pattern),
        *_which(row.parts),
        *_which(row.lacks),
        row.favours,
        *_why(why),
    )


@cache  # few rows differ in these
def _which(parts: tuple[Part, ...]) -> tuple[bool, ...]:
    return tuple(part in parts for part in PARTS)


@cache
def _why(why: LeftOut | None) -> tuple[bool, ...]:
    return tuple(why == one for one in ("disputed", "own_origin", "own_conclusion", "no_result"))
