"""What a proposal hangs on: the same rules with something left out or let in again, or with another threshold.

Nothing is read again. The rules look at voices, kinds, groups, publications and first-hand knowledge, never at single
citations; so rows that say the same to them are one *statement*, and only a loss that takes away the last row of a
statement can change anything.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from cmo_eval.analysis.evidence import LEFT_OUT, EvidenceRow, EvidenceTable, evidence_for, weighed_version
from cmo_eval.analysis.proposal import Proposal, Question, differs
from cmo_eval.analysis.sides import Sides
from cmo_eval.analysis.verdict import propose
from cmo_eval.analysis.verification import PROPOSAL, ById, ClaimResult, Verification, proposed, question_on, verify
from cmo_eval.deferred import dataclass
from cmo_eval.errors import UsageError
from cmo_eval.messages import Phrase, phrase
from cmo_eval.model import QUALITIES, VerdictPolicy
from cmo_eval.nearest import did_you_mean
from cmo_eval.store.repository import Citations, Repository, natural

Change = Literal[
    "source", "kind", "group", "coder", "case", "publication", "citation", "recoded", "threshold", "let_in"
]
LOSSES: tuple[Change, ...] = ("source", "kind", "group", "coder", "case", "publication", "citation")
CHANGES: tuple[Change, ...] = (*LOSSES, "recoded", "threshold", "let_in")
"""What is tried, in the order in which it is shown."""

_SHARED = ("kind", "group", "coder", "case", "publication")
_COUNTS = ("min_sources", "min_kinds", "min_groups", "min_publications")
_EARLIER = "other_version"
_LATER = -1
"""In place of the number of an earlier version: that a row is about a later one."""


@dataclass(frozen=True)
class Flip:
    """A change that gives another proposal, and the proposal then, on which version of the claim.

    `ids` names what is left out; of a second coder's reading (`recoded`, in place of the agreed one) the coder; of a
    threshold the key of the policy and its value then (`min_sources 4`); of what is let in again why it was left out.
    """

    change: Change
    ids: tuple[str, ...]
    version: int
    proposal: Proposal


@dataclass(frozen=True)
class Sensitivity:
    """What was tried on a claim, and which of it flips its proposal.

    `tried` counts by sort of change. A kind, group, coder, case or publication that all evidence shares is not tried:
    without it there would be nothing.
    """

    claim: str
    proposal: Proposal
    tried: Mapping[Change, int]
    flips: tuple[Flip, ...]

    @property
    def changes(self) -> int:
        """How many changes were tried."""
        return sum(self.tried.values())

    @property
    def robust(self) -> bool:
        """Whether nothing that was tried flips the proposal."""
        return not self.flips

    @property
    def alike(self) -> tuple[tuple[Flip, ...], ...]:
        """Flips to the same proposal by the same rule that lacks the same, together, in the order in which found."""
        found: dict[tuple[object, ...], list[Flip]] = {}
        for flip in self.flips:
            then = flip.proposal
            missing = tuple(one.say() for one in then.missing)
            found.setdefault((then.verdict, then.becomes, then.rule, missing, flip.version), []).append(flip)
        return tuple(map(tuple, found.values()))


def grounds(alike: Sequence[Flip]) -> Phrase | None:
    """What the proposal of these flips lacks; where it lacks nothing its reason, if that is the same for each."""
    missing = alike[0].proposal.missing
    if missing:
        return phrase("change.lacking", missing=list(missing))
    reasons = {flip.proposal.trail[-1].why.say(): flip.proposal.trail[-1].why for flip in alike}
    return next(iter(reasons.values())) if len(reasons) == 1 else None


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
    readings = _readings(repository)
    return {result.claim.id: _sensitivity(repository, result, readings) for result in results}


@dataclass(frozen=True)
class Recoded:
    """How many claims second codings speak of, and for how many of them one gives another proposal; numbers alone."""

    claims: int
    flipped: int


def recoded(repository: Repository) -> Recoded:
    """What the readings of second coders do to proposals; of the whole, since readers beyond the team see none."""
    readings = _readings(repository).values()
    touched = frozenset[str]().union(*(claims for _, claims in readings))
    ids = [id_ for id_ in repository.claims if id_ in touched]
    flipped = 0
    for id_, result in (verify(repository, ids) if ids else {}).items():
        own = (_reread(reading, result)[1] for reading, claims in readings if id_ in claims)
        flipped += any(differs(result.proposal, one) for one in own)
    return Recoded(len(ids), flipped)


def _reread(reading: Repository, result: ClaimResult) -> tuple[int, Proposal]:
    """The version that is weighed in a second coder's reading, and the proposal."""
    version = result.version if result.pinned else weighed_version(reading, result.claim)
    table = evidence_for(reading, result.claim, version)
    return version, propose(question_on(reading, result.claim, table))


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


class _Layer:
    """The evidence about one version of the claim: how often what is said, by which row, and who it is lost with.

    What was said about other versions is among it, each row a statement of its own: it can be left behind. In a
    voice that is divided it is told how many persons stand where, so there each person makes statements.
    `lost_with` has for each loss the numbers of its rows. Statements are numbers: they are compared again and again.
    """

    def __init__(self, table: EvidenceTable) -> None:
        self.table = table
        rows = [*((row, None) for row in table.weighed), *table.earlier, *((row, _LATER) for row in table.later)]
        self.rows = [row for row, _ in rows]
        divided = Sides(table.weighed).torn
        numbers: dict[tuple[object, ...], int] = {}
        self._says = [
            numbers.setdefault(
                row.statement
                if number is None and row.voice not in divided
                else (number, row.citation if number else row.speaker, row.source, *row.statement),
                len(numbers),
            )
            for row, number in rows
        ]
        self._said = dict(zip(self._says, rows, strict=True))
        self._times = Counter(self._says)
        self.lost_with: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for number, row in enumerate(self.rows):
            for loss, value in _losses(row):
                if value is not None:
                    self.lost_with[loss, value].append(number)

    def lost(self, losses: Sequence[tuple[str, str]]) -> Collection[int]:
        """Numbers of the rows that are lost, each once."""
        if len(losses) == 1:
            return self.lost_with.get(losses[0], ())
        return {row for loss in losses for row in self.lost_with.get(loss, ())}

    def weighed(self, lost: Collection[int]) -> int:
        """How many of these rows are about the version itself."""
        return sum(number < len(self.table.weighed) for number in lost)

    def gone(self, lost: Collection[int]) -> frozenset[int]:
        """The statements that nobody makes any more without these rows."""
        times: dict[int, int] = {}
        for row in lost:
            times[self._says[row]] = times.get(self._says[row], 0) + 1
        return frozenset(said for said, number in times.items() if number == self._times[said])

    def without(self, gone: frozenset[int]) -> EvidenceTable:
        """A row for each statement that is left."""
        left = [pair for said, pair in self._said.items() if said not in gone]
        kept = [row for row, number in left if number is None]
        earlier = [(row, number) for row, number in left if number is not None and number != _LATER]
        later = [row for row, number in left if number == _LATER]
        return replace(self.table, kept=kept, absences=(), results=(), earlier=earlier, later=later)

    def citations_of(self, losses: Sequence[tuple[str, str]]) -> tuple[str, ...]:
        """The citations that are weighed and lost, in natural order."""
        lost = {self.rows[number].citation for number in self.lost(losses) if number < len(self.table.kept)}
        return tuple(sorted(lost, key=natural))

    def values(self, loss: str) -> list[str]:
        """What can be lost in this way, in natural order."""
        return sorted((value for what, value in self.lost_with if what == loss), key=natural)


def _losses(row: EvidenceRow) -> Sequence[tuple[str, str | None]]:
    """What a row is lost with, None where it has none of that sort; an absence is no citation."""
    who, case = row.who, row.case
    return (
        ("source", row.source),
        ("kind", row.kind),
        ("group", who.group),
        ("coder", row.coder),
        ("case", case),
        ("publication", who.publication),
        ("citation", row.citation if row.citation != case else None),
        ("participant", f"{row.source}.{row.speaker}" if row.speaker else None),
    )


class _Weighing:
    """One claim, to be weighed again and again with something left out."""

    def __init__(self, repository: Repository, result: ClaimResult) -> None:
        self._repository, self._question = repository, result.question
        self.base = _Layer(result.evidence)
        claim = result.claim
        # where nobody fixed the version, an earlier one comes in when the later has nothing left
        numbers = [] if result.pinned else [version.version for version in claim.versions]
        self._earlier = [number for number in reversed(numbers) if number < result.version]
        self._latest = result.version if result.pinned else claim.versions[-1].version
        self._known: dict[tuple[int, frozenset[int]], Proposal] = {}

    def proposal(self, losses: Sequence[tuple[str, str]]) -> tuple[int, Proposal]:
        """The version that is then weighed, and the proposal."""
        for layer in self._layers():
            lost = layer.lost(losses)
            weighed = len(layer.table.weighed)
            if len(lost) < weighed or layer.weighed(lost) < weighed:
                return layer.table.version, self._propose(layer, layer.gone(lost))
        if self._latest == self.base.table.version:  # what was said about other versions is still there
            return self._latest, self._propose(self.base, self.base.gone(self.base.lost(losses)))
        nothing = EvidenceTable(self._question.claim.id, self._latest)
        return self._latest, propose(replace(self._question, evidence=nothing))

    def _layers(self) -> Iterator[_Layer]:
        yield self.base
        for number in self._earlier:
            yield _Layer(evidence_for(self._repository, self._question.claim, number))

    def _propose(self, layer: _Layer, gone: frozenset[int]) -> Proposal:
        key = (layer.table.version, gone)
        if key not in self._known:
            self._known[key] = propose(replace(self._question, evidence=layer.without(gone)))
        return self._known[key]


def _sensitivity(
    repository: Repository, result: ClaimResult, readings: Mapping[str, tuple[Repository, frozenset[str]]]
) -> Sensitivity:
    tried: Counter[Change] = Counter(dict.fromkeys(CHANGES, 0))
    flips: list[Flip] = []
    for change, ids, version, proposal in _changes(repository, result, readings):
        tried[change] += 1
        if differs(result.proposal, proposal):
            flips.append(Flip(change, ids, version, proposal))
    return Sensitivity(result.claim.id, result.proposal, dict(tried), tuple(flips))


def _changes(
    repository: Repository, result: ClaimResult, readings: Mapping[str, tuple[Repository, frozenset[str]]]
) -> Iterator[tuple[Change, tuple[str, ...], int, Proposal]]:
    """All that is tried on a claim: each change with what it concerns, the version then and the proposal then."""
    weighing = _Weighing(repository, result)
    layer = weighing.base
    for loss in LOSSES:
        for value in layer.values(loss):
            if loss in _SHARED and layer.weighed(layer.lost_with[loss, value]) == len(layer.table.weighed):
                continue
            yield loss, (value,), *weighing.proposal([(loss, value)])
    for coder, (reading, claims) in readings.items():
        if result.claim.id in claims:
            yield "recoded", (coder,), *_reread(reading, result)
    for named, question in _otherwise(result.question):
        yield "threshold", named, result.version, propose(question)
    for why, table in _let_in(result.evidence):
        yield "let_in", (why,), result.version, propose(replace(result.question, evidence=table))


def _otherwise(question: Question) -> Iterator[tuple[tuple[str, str], Question]]:
    """The same question with each threshold one up and one down, where there is such a value.

    No quality is asked of a need, so that none is tried.
    """

    def with_policy(key: str, value: str | int) -> tuple[tuple[str, str], VerdictPolicy]:
        return (key, str(value)), question.policy.model_copy(update={key: value})

    for key in _COUNTS:
        for value in (getattr(question.policy, key) - 1, getattr(question.policy, key) + 1):
            if value >= 1:
                named, policy = with_policy(key, value)
                yield named, question.under(policy)
    least, table = QUALITIES.index(question.policy.min_quality), question.evidence
    for rank in (least - 1, least + 1) if question.claim.kind != "need" else ():
        if 0 <= rank < len(QUALITIES):
            named, policy = with_policy("min_quality", QUALITIES[rank])
            yield named, replace(question, policy=policy, evidence=_of_quality(table, rank))


def _of_quality(table: EvidenceTable, least: int) -> EvidenceTable:
    """The evidence where another quality is asked: rows that then count, without those that do not."""
    let_in = [row for row, why in table.dropped if why == "below_quality"]
    return replace(
        table,
        kept=[row for row in (*table.kept, *let_in) if row.quality >= least],
        absences=[row for row in table.absences if row.quality >= least],
        results=[row for row in table.results if row.quality >= least],
        earlier=[(row, number) for row, number in table.earlier if row.quality >= least],
    )


def _let_in(table: EvidenceTable) -> Iterator[tuple[str, EvidenceTable]]:
    """What was left out for one reason, let in again."""
    for why in LEFT_OUT:
        rows = [row for row, reason in table.dropped if reason == why]
        if rows:
            yield why, replace(table, kept=[*table.kept, *rows])
    if table.earlier:
        yield _EARLIER, replace(table, kept=[*table.kept, *(row for row, _ in table.earlier)], earlier=())


def _readings(repository: Repository) -> Mapping[str, tuple[Repository, frozenset[str]]]:
    """By coder the evaluation as each second coder reads it; see `_recoded`."""
    coders = sorted({one.coder for one in repository.second_codings if one.coder is not None})
    return {coder: _recoded(repository, coder) for coder in coders}


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
            case = citation.case or twin.citation.case
            citation = citation.model_copy(update={"speaker": speaker, "quality": quality, "case": case})
            touched |= {evidence.claim for evidence in twin.citation.evidence}
        read.append(one.but(citation=citation))
        touched |= {evidence.claim for evidence in citation.evidence}
    return replace(repository, citations=Citations(read)), frozenset(touched)


# ---- as tables


def by_flip(found: Mapping[str, Sensitivity]) -> ById[Sensitivity]:
    """What would flip each proposal: by claim; as a table a row for each change that does.

    Columns: `claim`; `change` (one of `CHANGES`); `ids`, joined by a space; `claim_version`, `verdict`, `becomes`,
    `rule` and `reason` of the proposal then.
    """
    columns = ("claim", "change", "ids", "claim_version", *PROPOSAL)
    rows = (
        (claim, flip.change, " ".join(flip.ids), flip.version, *proposed(flip.proposal))
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
