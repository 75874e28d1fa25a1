"""Patterns as the report shows them, with their evidence over all claims; leaves chapters to others."""

from __future__ import annotations

from collections.abc import Mapping

from cmo_eval.analysis.verification import Verification
from cmo_eval.disclosure import Disclosed
from cmo_eval.disclosure.consent import closed_to
from cmo_eval.model import PARTS
from cmo_eval.report.contents import Named, Pattern
from cmo_eval.report.sentences import configuration, names_of
from cmo_eval.store.repository import Repository, natural


def patterns(repository: Repository, verification: Verification, language: str) -> Mapping[str, Pattern]:
    """Every pattern by id, in natural order, with the weighed citations of each part and the cases it shows in."""
    names = names_of(repository.evaluation)
    shown: dict[str, Pattern] = {}
    for pattern in repository.patterns.values():
        seen = [
            (result.claim.id, strand, citations)
            for result in verification.values()
            for strand, citations in result.evidence.rows.strands.items()
            if strand.pattern == pattern.id
        ]
        deviant = [
            case.id
            for case in repository.cases.values()
            for said in case.shows
            if said.pattern == pattern.id and said.absent
        ]
        listed = [result.claim.id for result in verification.values() if pattern.id in result.claim.patterns]
        claims = dict.fromkeys([*listed, *(claim for claim, _, _ in seen)])
        outcome = pattern.outcome
        shown[pattern.id] = Pattern(
            id=pattern.id,
            title=pattern.title,
            sentence=configuration(pattern, language, names),
            intervention=pattern.intervention or "",
            context=pattern.context,
            actor=pattern.actor or "",
            resource=pattern.resource or "",
            reasoning=pattern.reasoning or "",
            outcome=outcome.text if outcome else "",
            intended=outcome.intended if outcome else None,
            direction=(outcome.direction or "") if outcome else "",
            retroduction=pattern.retroduction or "",
            other_influences=pattern.other_influences,
            leads_to=named(repository, pattern.leads_to),
            contrasts_with=named(repository, pattern.contrasts_with),
            missing=pattern.missing_parts,
            claims=tuple(sorted(claims, key=natural)),
            evidence=tuple(
                (part, len({id_ for _, strand, citations in seen if part in strand.parts for id_ in citations}))
                for part in PARTS
            ),
            cases=tuple(sorted({strand.case for _, strand, _ in seen if strand.case}, key=natural)),
            deviant=tuple(dict.fromkeys(deviant)),
        )
    return shown


def named(repository: Repository, ids: tuple[str, ...]) -> tuple[Named, ...]:
    """Ids with their titles and kinds; an id that stands for nothing keeps its id as title.

    A citation has no title: it is named by the title of its source.
    """
    return tuple(_named(repository, id_) for id_ in ids)


def _named(repository: Repository, id_: str) -> Named:
    kind = repository.kind_of(id_) or ""
    if kind == "citation":
        columns = repository.citations
        source = repository.sources.get(columns.sources[columns.row_of[id_]])
        if source is None:
            return Named(id_, id_, kind)
        untitled = isinstance(repository, Disclosed) and closed_to(repository, repository.audience, source)
        return Named(id_, source.title, kind, untitled)
    record = (
        repository.claims.get(id_)
        or repository.patterns.get(id_)
        or repository.cases.get(id_)
        or repository.sources.get(id_)
    )
    return Named(id_, record.title if record else id_, kind)
