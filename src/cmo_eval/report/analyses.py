"""What a report asks of an evaluation: every analysis, each once, before anything is worded.

Whoever words a report looks up names and records in the evaluation, and asks it nothing more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from cmo_eval.analysis import sampling
from cmo_eval.analysis.coding import Coding, coding_of
from cmo_eval.analysis.completeness import Completeness, completeness_of, names_of
from cmo_eval.analysis.evidence import EvidenceTable, suggested_instead
from cmo_eval.analysis.framework_table import ORGANISATION, FrameworkTable, framework_table
from cmo_eval.analysis.goals import GoalTable, goal_table
from cmo_eval.analysis.refinement import History, evidence_by_version, history
from cmo_eval.analysis.robustness import Recoded, Sensitivity, sensitivities
from cmo_eval.analysis.saturation import Saturation, saturation_of
from cmo_eval.analysis.verification import Verification
from cmo_eval.deferred import dataclass
from cmo_eval.disclosure import Audience, Disclosed, opened_to

if TYPE_CHECKING:
    from cmo_eval.analysis.term_evidence import Answered


@dataclass(frozen=True)
class Analyses:
    """What the analyses found of an evaluation.

    Attributes:
        verification: of the claims that the report is about; what is by claim, is by these.
        names: words that keep their capital in a sentence.
        patterns: by pattern the evidence of its parts, over all claims.
        patterns_of: the same by claim, of its own patterns and for it alone.
        evidence: by claim the evidence about each of its versions, oldest first.
        histories: what became of it, for the claims that have several versions.
        sensitivities: by claim what would flip its proposal.
        suggested: by claim, and by key of a group, the claims in the place of which somebody suggests it.
        frameworks: each framework by case.
        partners: each framework by partner.
        goals: those that cases set themselves.
        comparisons: by key; None where the cases cannot be compared, or readers may not see by what.
        groups: what was heard of each group.
        panels: those for which invitations are registered.
        strata: what was invited beside its target.
        saturation: what each next source added for these claims.
        coding: how the whole evaluation was coded.
        recoded: what second coders' readings do to proposals, for readers who see none.
        opened: by source the widest circle that may see its notes.
    """

    verification: Verification
    names: frozenset[str]
    patterns: Mapping[str, Completeness]
    patterns_of: Mapping[str, Mapping[str, Completeness]]
    evidence: Mapping[str, Sequence[EvidenceTable]]
    histories: Mapping[str, History]
    sensitivities: Mapping[str, Sensitivity]
    suggested: Mapping[str, Mapping[str, Sequence[str]]]
    frameworks: tuple[FrameworkTable, ...]
    partners: tuple[FrameworkTable, ...]
    goals: GoalTable
    comparisons: Mapping[str, Answered | None]
    groups: tuple[sampling.Heard, ...]
    panels: tuple[sampling.Panel, ...]
    strata: tuple[sampling.Stratum, ...]
    saturation: Saturation
    coding: Coding
    recoded: Recoded | None
    opened: Mapping[str, Audience]


def analyses(
    repository: Disclosed,
    verification: Verification,
    *,
    coding: Coding | None = None,
    recoded: Callable[[], Recoded] | None = None,
) -> Analyses:
    """All that a report asks.

    Args:
        repository: the evaluation as its readers may see it.
        verification: of all its claims, or of those that the report is about.
        coding: how the whole evaluation was coded; what these readers may see of it unless given.
        recoded: what second coders' readings of the whole evaluation do to proposals; asked for readers who see none.
    """
    evaluation, results = repository.evaluation, verification.results
    evidence = {id_: evidence_by_version(repository, result) for id_, result in results.items()}
    return Analyses(
        verification=verification,
        names=names_of(evaluation),
        patterns=completeness_of(repository, results.values(), patterns=repository.patterns),
        patterns_of={id_: completeness_of(repository, [result]) for id_, result in results.items()},
        evidence=evidence,
        histories={id_: history(results[id_], tables) for id_, tables in evidence.items() if len(tables) > 1},
        sensitivities=sensitivities(repository, results.values()),
        suggested=suggested_instead(repository),
        frameworks=tuple(framework_table(repository, name) for name in evaluation.frameworks),
        partners=tuple(framework_table(repository, name, ORGANISATION) for name in evaluation.frameworks),
        goals=goal_table(repository),
        comparisons=_comparisons(repository),
        groups=tuple(one for one in sampling.heard(repository) if one.dimension == sampling.GROUP),
        panels=tuple(sampling.panels(repository)),
        strata=tuple(sampling.strata(repository)),
        saturation=saturation_of(repository, () if len(results) == len(repository.claims) else tuple(results)),
        coding=coding or coding_of(repository),
        recoded=recoded() if recoded is not None and repository.audience != "team" else None,
        opened={id_: opened_to(repository, source) for id_, source in repository.sources.items()},
    )


def _comparisons(repository: Disclosed) -> Mapping[str, Answered | None]:
    stated = repository.evaluation.comparisons
    if not stated:
        return {}
    from cmo_eval.analysis.term_evidence import answered  # noqa: PLC0415 - brings numpy, which few evaluations need

    return {key: answered(repository, one) for key, one in stated.items()}
