"""What carries a proposal: the same rules without a source, a kind, a group, a coder, a case or a citation.

Nothing is read again. The rules look at voices, kinds, groups, cases, patterns and first-hand knowledge, never at
single citations; so rows that say the same to them are one *statement*, and only a loss that takes away the last row
of a statement can change anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, Literal

from cmo_eval.analysis.evidence import EvidenceTable, evidence_for, weighed_version
from cmo_eval.analysis.verdict import Proposal, differs, propose
from cmo_eval.analysis.verification import PROPOSAL, ById, ClaimResult, Verification, proposed
from cmo_eval.errors import UsageError
from cmo_eval.nearest import did_you_mean
from cmo_eval.store.repository import Citations, Repository, natural

Loss = Literal["source", "kind", "group", "coder", "case", "citation", "pair", "recoded"]
LOSSES: tuple[Loss, ...] = ("source", "kind", "group", "coder", "case", "citation", "pair", "recoded")
MOST_PAIRS = 2000
"""So many pairs of sources are looked at for one claim; sources that say the same count as one."""

_SHARED = ("kind", "group", "coder", "case")


@dataclass(frozen=True)
class Flip:
    """A loss that gives another proposal: what is left out, and the proposal then, on which version of the claim.

    `loss` is `pair` for two sources whose loss changes it together and not alone, and `recoded` where nothing is
    lost: there a second coder's reading takes the place of the agreed one.
    """

    loss: Loss
    ids: tuple[str, ...]
    version: int
    proposal: Proposal


@dataclass(frozen=True)
class Sensitivity:
    """What was tried on a claim, and which of it flips its proposal.

    `tried` counts by loss. A kind, group, coder or case that all evidence shares is not tried: without it there would
    be nothing. `untried_pairs` counts pairs beyond `MOST_PAIRS`.
    """

    claim: str
    proposal: Proposal
    tried: Mapping[Loss, int]
    flips: tuple[Flip, ...]
    untried_pairs: int = 0

    @property
    def robust(self) -> bool:
        """Whether nothing that was tried flips the proposal."""
        return not self.flips


@dataclass(frozen=True)
class Without:
    """The proposal for a claim without some sources or participants, and the citations that it then lacks."""

    claim: str
    names: tuple[str, ...]
    version: int
    proposal: Proposal
    lost: tuple[str, ...]
    changed: bool


def sensitivities(repository: Repository, results: Iterable[ClaimResult]) -> Mapping[str, Sensitivity]:
    """For each of these claims what would flip its proposal, by claim id."""
    coders = sorted({one.coder for one in repository.second_codings if one.coder is not None})
    readings = {coder: _recoded(repository, coder) for coder in coders}
    return {result.claim.id: _sensitivity(repository, result, readings) for result in results}


def without(repository: Repository, verification: Verification, names: Sequence[str]) -> Mapping[str, Without]:
    """For each claim the proposal without these sources or participants, as if they had never been heard.

    Args:
        repository: the evaluation.
        verification: the results to compare with.
        names: ids of sources, and of participants as `SOURCE.PARTICIPANT`.

    Raises:
        UsageError: there is no such source or participant.
    """
    losses = [_named(repository, name) for name in dict.fromkeys(names)]
    found = {}
    for result in verification.values():
        weighing = _Weighing(repository, result)
        version, proposal = weighing.proposal(losses)
        found[result.claim.id] = Without(
            result.claim.id,
            tuple(dict.fromkeys(names)),
            version,
            proposal,
            weighing.base.citations_of(losses),
            differs(result.proposal, proposal),
        )
    return found


def _named(repository: Repository, name: str) -> tuple[str, str]:
    source, dot, person = name.partition(".")
    if source not in repository.sources:
        raise UsageError(f"there is no source {source}", _hint(source, repository.sources))
    if not dot:
        return ("source", source)
    people = [participant.id for participant in repository.sources[source].participants]
    if person not in people:
        hint = f"its participants are {', '.join(people)}" if people else "it names no participants"
        raise UsageError(f"source {source} has no participant {person}", hint)
    return ("participant", name)


def _hint(word: str, known: Collection[str]) -> str:
    meant = did_you_mean(word, known)
    if meant or not known:
        return meant or "no source could be read"
    return f"the sources are {', '.join(known)}" if len(known) <= 30 else "`cmo-eval list sources` names them"


_Statement = tuple[object, ...]


class _Layer:
    """The evidence about one version of the claim: how often what is said, by which row, and who it is lost with.

    `lost_with` has for each loss the numbers of its rows, `statements` for each row what it says.
    """

    def __init__(self, table: EvidenceTable, people: Mapping[tuple[str, str], tuple[str | None, str | None]]) -> None:
        self.table = table
        self.statements = [row.statement for row in table.rows]
        self.said = dict(zip(self.statements, table.rows, strict=True))
        self._times = Counter(self.statements)
        self.lost_with: dict[tuple[str, str], list[int]] = {}
        for number, row in enumerate(table.rows):
            speaker, coder = people.get((row.citation, row.source), (None, None))
            values = {
                "source": row.source,
                "kind": row.kind,
                "group": row.group,
                "coder": coder,
                "case": row.case,
                "citation": row.citation,
                "participant": f"{row.source}.{speaker}" if speaker else None,
            }
            for loss, value in values.items():
                if value is not None:
                    self.lost_with.setdefault((loss, value), []).append(number)

    def lost(self, losses: Sequence[tuple[str, str]]) -> Collection[int]:
        """Numbers of the rows that are lost, each once."""
        if len(losses) == 1:
            return self.lost_with.get(losses[0], ())
        return {row for loss in losses for row in self.lost_with.get(loss, ())}

    def gone(self, lost: Collection[int]) -> frozenset[_Statement]:
        """What nobody says any more without these rows."""
        times = Counter(self.statements[row] for row in lost)
        return frozenset(said for said, number in times.items() if number == self._times[said])

    def citations_of(self, losses: Sequence[tuple[str, str]]) -> tuple[str, ...]:
        """The citations that are lost, in their order."""
        return tuple(dict.fromkeys(self.table.rows[row].citation for row in sorted(self.lost(losses))))

    def values(self, loss: str) -> list[str]:
        """What can be lost in this way, in natural order."""
        return sorted((value for what, value in self.lost_with if what == loss), key=natural)


class _Weighing:
    """One claim, to be weighed again and again with something left out."""

    def __init__(self, repository: Repository, result: ClaimResult) -> None:
        self._repository = repository
        self._claim = result.claim
        self._policy = repository.evaluation.policy.verdict
        stances = repository.citations.of_claim.get(result.claim.id, ())
        self._people = {(one.id, one.source): (one.citation.speaker, one.coder) for one, _ in stances}
        self.base = _Layer(result.evidence, self._people)
        # where nobody fixed the version, an earlier one comes in when the later has nothing left
        numbers = [] if result.pinned else [version.version for version in result.claim.versions]
        self._earlier = [number for number in reversed(numbers) if number < result.version]
        self._latest = result.version if result.pinned else result.claim.versions[-1].version
        self._known: dict[tuple[int, frozenset[_Statement]], Proposal] = {}

    def proposal(self, losses: Sequence[tuple[str, str]]) -> tuple[int, Proposal]:
        """The version that is then weighed, and the proposal."""
        for layer in self._layers():
            lost = layer.lost(losses)
            if len(lost) < len(layer.statements):
                return layer.table.version, self._propose(layer, layer.gone(lost))
        return self._latest, propose(self._claim, EvidenceTable(self._claim.id, self._latest, ()), self._policy)

    def _layers(self) -> Iterator[_Layer]:
        yield self.base
        for number in self._earlier:
            yield _Layer(evidence_for(self._repository, self._claim, number), self._people)

    def _propose(self, layer: _Layer, gone: frozenset[_Statement]) -> Proposal:
        key = (layer.table.version, gone)
        if key not in self._known:
            rows = tuple(row for said, row in layer.said.items() if said not in gone)
            table = EvidenceTable(self._claim.id, layer.table.version, rows)
            self._known[key] = propose(self._claim, table, self._policy)
        return self._known[key]


def _sensitivity(
    repository: Repository, result: ClaimResult, readings: Mapping[str, tuple[Repository, frozenset[str]]]
) -> Sensitivity:
    weighing = _Weighing(repository, result)
    layer, everything = weighing.base, len(weighing.base.statements)
    tried: dict[Loss, int] = {}
    flips: list[Flip] = []

    def note(loss: Loss, ids: tuple[str, ...], version: int, proposal: Proposal) -> None:
        if differs(result.proposal, proposal):
            flips.append(Flip(loss, ids, version, proposal))

    for loss in LOSSES[:6]:
        values = layer.values(loss)
        if loss in _SHARED:
            values = [value for value in values if len(layer.lost_with[loss, value]) < everything]
        tried[loss] = len(values)
        for value in values:
            note(loss, (value,), *weighing.proposal([(loss, value)]))
    alone = {flip.ids[0] for flip in flips if flip.loss == "source"}
    tried["pair"], untried = _pairs(weighing, [one for one in layer.values("source") if one not in alone], note)
    tried["recoded"] = 0
    for coder, (reading, claims) in readings.items():
        if result.claim.id in claims:
            tried["recoded"] += 1
            version = result.version if result.pinned else weighed_version(reading, result.claim)
            table = evidence_for(reading, result.claim, version)
            note("recoded", (coder,), version, propose(result.claim, table, reading.evaluation.policy.verdict))
    return Sensitivity(result.claim.id, result.proposal, tried, tuple(flips), untried)


def _pairs(weighing: _Weighing, sources: Sequence[str], note: Any) -> tuple[int, int]:
    """Try pairs of sources; how many were tried, and how many not.

    Sources outside cases that say the same are interchangeable, so one pair of each sort is weighed.
    """
    layer = weighing.base
    alike: dict[Any, list[str]] = {}
    for source in sources:
        said = [layer.statements[row] for row in layer.lost_with["source", source]]
        own_voice = said[0][0] == source and said[0][3] is None
        alike.setdefault(frozenset(one[1:] for one in said) if own_voice else source, []).append(source)
    sorts = list(alike.values())
    tried, weighed, found = 0, 0, []
    for place, first in enumerate(sorts):
        for second in sorts[place:]:
            same = first is second
            pairs = list(combinations(first, 2)) if same else [(one, other) for one in first for other in second]
            if not pairs or weighed >= MOST_PAIRS:
                continue
            weighed += 1
            tried += len(pairs)
            version, proposal = weighing.proposal([("source", one) for one in pairs[0]])
            found += [(tuple(sorted(pair, key=natural)), version, proposal) for pair in pairs]
    for pair, version, proposal in sorted(found, key=lambda one: [natural(source) for source in one[0]]):
        note("pair", pair, version, proposal)
    return tried, len(sources) * (len(sources) - 1) // 2 - tried


def _recoded(repository: Repository, coder: str) -> tuple[Repository, frozenset[str]]:
    """The evaluation as that second coder reads it, and the claims that this may touch.

    The fragments that this coder's file repeats are replaced, those that it adds are added, and the rest stays. What
    it leaves out (who speaks, the quality) is as in the agreed coding.
    """
    agreed = repository.citations
    theirs = [one for one in repository.second_codings if one.coder == coder]
    twins = {one.id: agreed.by_id[one.id] for one in theirs if one.id in agreed.by_id}
    read = [one for one in agreed if twins.get(one.id) is not one]
    touched: set[str] = set()
    for one in theirs:
        citation, twin = one.citation, twins.get(one.id)
        if twin is not None:
            speaker, quality = citation.speaker or twin.citation.speaker, citation.quality or twin.citation.quality
            citation = citation.model_copy(update={"speaker": speaker, "quality": quality})
            touched |= {evidence.claim for evidence in twin.citation.evidence}
        read.append(one.but(citation=citation))
        touched |= {evidence.claim for evidence in citation.evidence}
    return replace(repository, citations=Citations(read)), frozenset(touched)


# ---- as tables


def by_flip(found: Mapping[str, Sensitivity]) -> ById[Sensitivity]:
    """What would flip each proposal: by claim; as a table a row for each loss that does.

    Columns: `claim`; `loss` (source, kind, group, coder, case, citation, pair or recoded); `ids`, joined by ` + `;
    `claim_version`, `verdict`, `becomes`, `rule` and `reason` of the proposal then.
    """
    columns = ("claim", "loss", "ids", "claim_version", *PROPOSAL)
    rows = (
        (claim, flip.loss, " + ".join(flip.ids), flip.version, *proposed(flip.proposal))
        for claim, one in found.items()
        for flip in one.flips
    )
    return ById(found, columns, tuple(rows))


def by_loss(found: Mapping[str, Without]) -> ById[Without]:
    """The proposals without some sources: by claim; as a table a row a claim.

    Columns: `claim`, `changed`, `lost` (a number of citations), `claim_version`, `verdict`, `becomes`, `rule`,
    `reason`.
    """
    columns = ("claim", "changed", "lost", "claim_version", *PROPOSAL)
    rows = ((claim, one.changed, len(one.lost), one.version, *proposed(one.proposal)) for claim, one in found.items())
    return ById(found, columns, tuple(rows))
