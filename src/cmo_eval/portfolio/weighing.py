"""The verdict on each claim of a portfolio: the query of rule V0, then the very rules by which `verify` proposes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from cmo_eval.analysis.evidence import EvidenceRow, EvidenceTable, Side, set_aside
from cmo_eval.analysis.proposal import Question
from cmo_eval.analysis.verdict import propose
from cmo_eval.analysis.verification import agrees
from cmo_eval.model import QUALITIES, Claim, VerdictPolicy
from cmo_eval.portfolio.duck import quoted
from cmo_eval.portfolio.sql import LISTED, STATEMENTS
from cmo_eval.store.voices import Speaker


class Asked(Protocol):
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


def weighed(engine: Asked, only: Sequence[str] | None = None) -> Iterator[Weighed]:
    """The verdict on each claim, or on those of some evaluations.

    Args:
        engine: which knows the tables and the views of `sql`.
        only: ids of evaluations.
    """
    named = "" if only is None else f" WHERE evaluation IN ({', '.join(map(quoted, only)) or 'NULL'})"
    said: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
    for row in engine.rows(f"SELECT * FROM ({STATEMENTS}) s{named}"):
        said.setdefault((row[0], row[1]), []).append(row[2:])
    listed: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
    for row in engine.rows(f"SELECT * FROM ({LISTED}) l{named}"):
        listed.setdefault((row[0], row[1]), []).append(row[2:])
    claims: dict[str, dict[str, tuple[Any, ...]]] = {}
    for evaluation, claim, *about in engine.rows(
        f"SELECT evaluation, claim, meets_criteria, separated_by, record, weighed FROM (SELECT c.*, w.weighed "
        f"FROM claims c JOIN wordings w ON w.evaluation = c.evaluation AND w.claim = c.claim) q{named}"
    ):
        claims.setdefault(evaluation, {})[claim] = tuple(about)
    policies = {
        row[0]: VerdictPolicy(
            min_sources=row[1],
            min_kinds=row[2],
            min_groups=row[3],
            min_publications=row[4],
            min_quality=QUALITIES[row[5]],
            require_disconfirming_search=row[6],
        )
        for row in engine.rows(
            "SELECT evaluation, min_sources, min_kinds, min_groups, min_publications, min_quality, requires_search "
            f"FROM evaluations{named}"
        )
    }
    for evaluation in sorted(claims):
        known = claims[evaluation]
        meets = {id_: bool(about[0]) for id_, about in known.items()}
        for id_ in sorted(known):
            _, separated_by, record, version = known[id_]
            claim = Claim.model_validate_json(record)
            heard = said.get((evaluation, id_), [])
            question = _question(
                *(claim, version, heard, listed.get((evaluation, id_), []), policies[evaluation], meets),
                (separated_by or "").split(),
            )
            yield _answer(evaluation, question)


def _question(
    claim: Claim,
    version: int,
    said: Iterable[tuple[Any, ...]],
    listed: Sequence[tuple[Any, ...]],
    policy: VerdictPolicy,
    meets: Mapping[str, bool],
    separated_by: Sequence[str],
) -> Question:
    kept: list[EvidenceRow] = []
    absences: list[EvidenceRow] = []
    results: list[EvidenceRow] = []
    earlier: list[tuple[EvidenceRow, int]] = []
    later: list[EvidenceRow] = []
    for row in said:
        absence, voice, publication, own, group, kind, stance, other, goal, about, before, citation, quality, _ = row
        # which attributes separate the sides is known; who has which value is not told
        attributes = tuple((key, _SEPARATED[stance]) for key in separated_by)
        who = Speaker(voice, publication, bool(own), group, None, attributes)
        one = EvidenceRow(citation, voice, who, kind, None, quality, stance, other, goal=goal)
        if about < 0:
            earlier.append((one, before))
        elif about > 0:
            later.append(one)
        else:
            (absences if absence else results if goal else kept).append(one)
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
        frozenset(citation for by, citation, first_hand, _ in listed if by == "test" and first_hand),
        bool(searched) and any(contrary for by, _, _, contrary in listed if by == "search"),
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
