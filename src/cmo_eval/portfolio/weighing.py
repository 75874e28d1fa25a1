"""The verdict on each claim of a portfolio: the query of rule V0, then the very rules by which `verify` proposes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

from cmo_eval.analysis.evidence import EvidenceRow, EvidenceTable, Side, set_aside
from cmo_eval.analysis.proposal import Question
from cmo_eval.analysis.verdict import propose
from cmo_eval.analysis.verification import agrees
from cmo_eval.model import QUALITIES, Claim, Stance, VerdictPolicy
from cmo_eval.portfolio.duck import quoted
from cmo_eval.portfolio.sql import LISTED, STATEMENTS
from cmo_eval.store.voices import Speaker


class Engine(Protocol):
    """Whatever answers SQL: DuckDB or Spark."""

    def rows(self, query: str) -> Sequence[tuple[Any, ...]]:
        """The rows that a query gives."""


class Weighed(NamedTuple):
    """What the rules say of a claim, and who is heard on each side; in the order of the table `verdicts`."""

    evaluation: str
    claim: str
    version: int
    verdict: str
    becomes: str | None
    rule: str
    separates: str | None
    reason: str
    reason_nl: str
    decision: str | None
    agrees: bool | None
    for_voices: int
    for_kinds: int
    for_groups: int
    for_publications: int
    for_best: int | None
    against_voices: int
    against_kinds: int
    against_groups: int
    against_publications: int
    against_best: int | None
    left_behind: int


VERDICTS: Mapping[str, str] = {
    name: "INTEGER" if "int" in str(kind) else "BOOLEAN" if "bool" in str(kind) else "VARCHAR"
    for name, kind in Weighed.__annotations__.items()
}
"""The columns of the table `verdicts` with their types."""

_SEPARATED: Mapping[str, str] = {"supports": "for", "nuances": "for", "refutes": "against", "suggests": "for"}


class _Said(NamedTuple):
    """What one voice says of a claim, once however many citations say so; in the order of `sql.STATEMENTS`."""

    absence: bool
    voice: str
    publication: str | None
    own_sentence: bool
    group: str | None
    kind: str
    stance: Stance
    other: str | None
    goal: str | None
    about: int
    before: int
    citation: str
    quality: int
    citations: int


class _Listed(NamedTuple):
    """A citation that a test or a search of a claim lists; in the order of `sql.LISTED`."""

    by: str
    citation: str
    first_hand: int
    contrary: int


class _Known(NamedTuple):
    """What the tables say of a claim itself."""

    meets_criteria: int
    separated_by: str | None
    record: str
    version: int


def weighed(engine: Engine, only: Sequence[str] | None = None) -> Iterator[Weighed]:
    """The verdict on each claim, or on those of some evaluations.

    Args:
        engine: which knows the tables and the views of `sql`.
        only: ids of evaluations.
    """
    named = "" if only is None else f" WHERE evaluation IN ({', '.join(map(quoted, only)) or 'NULL'})"
    said = _by_claim(engine.rows(f"SELECT * FROM ({STATEMENTS}) s{named}"), _Said)
    listed = _by_claim(engine.rows(f"SELECT * FROM ({LISTED}) l{named}"), _Listed)
    claims: dict[str, dict[str, _Known]] = {}
    for evaluation, claim, *about in engine.rows(
        f"SELECT evaluation, claim, meets_criteria, separated_by, record, weighed FROM (SELECT c.*, w.weighed "
        f"FROM claims c JOIN wordings w ON w.evaluation = c.evaluation AND w.claim = c.claim) q{named}"
    ):
        claims.setdefault(evaluation, {})[claim] = _Known(*about)
    policies = dict(_policies(engine, named))
    for evaluation in sorted(claims):
        meets = {id_: bool(known.meets_criteria) for id_, known in claims[evaluation].items()}
        for id_, known in sorted(claims[evaluation].items()):
            statements, lists = said.get((evaluation, id_), []), listed.get((evaluation, id_), [])
            yield _answer(evaluation, _question(known, statements, lists, policies[evaluation], meets))


R = TypeVar("R")


def _by_claim(rows: Iterable[tuple[Any, ...]], record: Callable[..., R]) -> dict[tuple[str, str], list[R]]:
    """The rows as records, by the evaluation and the claim with which each begins."""
    found: dict[tuple[str, str], list[R]] = {}
    for evaluation, claim, *values in rows:
        found.setdefault((evaluation, claim), []).append(record(*values))
    return found


def _policies(engine: Engine, named: str) -> Iterator[tuple[str, VerdictPolicy]]:
    """By evaluation the conventions by which its claims are weighed."""
    for evaluation, sources, kinds, groups, publications, quality, search in engine.rows(
        "SELECT evaluation, min_sources, min_kinds, min_groups, min_publications, min_quality, requires_search "
        f"FROM evaluations{named}"
    ):
        yield (
            evaluation,
            VerdictPolicy(
                min_sources=sources,
                min_kinds=kinds,
                min_groups=groups,
                min_publications=publications,
                min_quality=QUALITIES[quality],
                require_disconfirming_search=search,
            ),
        )


def _question(
    known: _Known,
    said: Iterable[_Said],
    listed: Sequence[_Listed],
    policy: VerdictPolicy,
    meets: Mapping[str, bool],
) -> Question:
    """What the rules are asked about a claim."""
    claim, version = Claim.model_validate_json(known.record), known.version
    separated_by = (known.separated_by or "").split()
    kept: list[EvidenceRow] = []
    absences: list[EvidenceRow] = []
    results: list[EvidenceRow] = []
    earlier: list[tuple[EvidenceRow, int]] = []
    later: list[EvidenceRow] = []
    for one in said:
        # which attributes separate the sides is known; who has which value is not told
        attributes = tuple((key, _SEPARATED[one.stance]) for key in separated_by)
        row = EvidenceRow(
            citation=one.citation,
            source=one.voice,
            who=Speaker(one.voice, one.publication, bool(one.own_sentence), one.group, None, attributes),
            kind=one.kind,
            case=None,
            quality=one.quality,
            stance=one.stance,
            other=one.other,
            goal=one.goal,
        )
        if one.about < 0:
            earlier.append((row, one.before))
        elif one.about > 0:
            later.append(row)
        else:
            (absences if one.absence else results if one.goal else kept).append(row)
    searched = claim.disconfirming_search is not None and claim.disconfirming_search.citations
    return Question(
        claim,
        EvidenceTable(
            claim=claim.id,
            version=version,
            kept=kept,
            absences=absences,
            results=results,
            earlier=earlier,
            later=later,
            set_aside=set_aside(claim, version),
        ),
        policy,
        meets,
        frozenset(one.citation for one in listed if one.by == "test" and one.first_hand),
        bool(searched) and any(one.contrary for one in listed if one.by == "search"),
    )


def _answer(evaluation: str, question: Question) -> Weighed:
    claim, version = question.claim, question.evidence.version
    proposal, decision, sides = propose(question), question.claim.decision, question.sides
    why = proposal.trail[-1].why
    said = (proposal.verdict, proposal.becomes, proposal.rule, proposal.separates, why.say("en"), why.say("nl"))
    decided = None if decision is None else decision.verdict
    agreed = None if decision is None or decision.version != version else agrees(decision, proposal)
    heard = (*_heard(sides.for_), *_heard(sides.against), len(question.evidence.left_behind.voices))
    return Weighed._make((evaluation, claim.id, version, *said, decided, agreed, *heard))


def _heard(side: Side) -> tuple[int, int, int, int, int | None]:
    best = max((row.quality for row in side.rows), default=None)
    return (*side.heard, len(side.publications), best)
