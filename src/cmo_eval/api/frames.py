"""An evaluation as tidy pandas tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from cmo_eval.store.repository import Repository


def frames(repository: Repository) -> dict[str, pd.DataFrame]:
    """See `Evaluation.frames`."""
    import pandas as pd

    from cmo_eval.model import PARTS, QUALITIES

    def frame(columns: str, rows: Iterable[Sequence[Any]]) -> pd.DataFrame:
        return pd.DataFrame(list(rows), columns=columns.split())

    claims = frame(
        "claim title kind statement version questions groups patterns decision",
        (
            (
                *(one.id, one.title, one.kind, one.versions[-1].statement, one.versions[-1].version),
                *(one.questions, one.for_, one.patterns, one.decision.verdict if one.decision else None),
            )
            for one in repository.claims.values()
        ),
    )
    patterns = frame(
        "pattern title intervention context actor resource reasoning outcome leads_to",
        (
            (
                *(one.id, one.title, one.intervention, "; ".join(one.context), one.actor, one.resource, one.reasoning),
                *(one.outcome.text if one.outcome else None, one.leads_to),
            )
            for one in repository.patterns.values()
        ),
    )
    cases = frame(
        "case title kind summary", ((one.id, one.title, one.kind, one.summary) for one in repository.cases.values())
    )
    attributes = [one.attributes for one in repository.cases.values()]
    for name in dict.fromkeys(name for case in attributes for name in case):
        cases[f"attribute_{name}"] = [case.get(name, float("nan")) for case in attributes]
    sources = frame(
        "source title kind group case date participants pooled",
        (
            (one.id, one.title, one.kind, one.group, one.case, one.date, len(one.participants), one.pooled)
            for one in repository.sources.values()
        ),
    )
    citations = frame(
        "citation source voice speaker role group coder quality verbatim disputed codes file line",
        (
            (
                *(one.id, one.source, repository.voice_of(one), one.citation.speaker),
                *(repository.role_of(one), repository.group_of(one), one.coder, one.citation.quality),
                *(one.citation.verbatim, one.citation.disputed is not None, one.citation.codes, one.file, one.line),
            )
            for one in repository.citations
        ),
    )
    citations["quality"] = citations["quality"].astype(pd.CategoricalDtype(list(QUALITIES), ordered=True))
    evidence = frame(
        f"citation claim version stance suggests pattern {' '.join(PARTS)} lacks favours",
        (
            (
                *(one.id, stance.claim, stance.version, stance.stance, stance.suggests, stance.pattern),
                *(part in stance.parts for part in PARTS),
                *(stance.lacks, stance.favours),
            )
            for one in repository.citations
            for stance in one.citation.evidence
        ),
    )
    found = {"claims": claims, "patterns": patterns, "cases": cases, "sources": sources, "citations": citations}
    return {**found, "evidence": evidence}
