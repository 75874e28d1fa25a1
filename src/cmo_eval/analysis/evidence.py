"""Which evidence is weighed for a claim (rule V0), and who speaks in it; decides nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple, get_args

from cmo_eval.deferred import dataclass
from cmo_eval.model import (
    FIRST_HAND,
    PARTS,
    QUALITIES,
    STANCES,
    Claim,
    Evidence,
    Part,
    Result,
    Stance,
    Verdict,
    VerdictPolicy,
)
from cmo_eval.store.repository import Coded, Repository, natural
from cmo_eval.store.voices import Speaker

MECHANISM: frozenset[Part] = frozenset({"resource", "reasoning"})

LeftOut = Literal["disputed", "below_quality", "own_origin", "own_conclusion", "no_result"]
LEFT_OUT: tuple[LeftOut, ...] = get_args(LeftOut)
"""Why rule V0 leaves evidence out."""

_CONCLUDED: Mapping[Verdict, tuple[Stance, ...]] = {
    "holds": ("supports",),
    "nuanced": ("supports", "nuances"),
    "rejected": ("refutes",),
    "transformed": ("suggests",),
}
"""The stances that speak for a verdict."""


class EvidenceRow(NamedTuple):
    """One stance on the claim: of a citation, of a case in which an outcome was looked for and not found, or a result.

    `citation` is its id, or of such an absence the case's. `goal` is the goal (`K1.G1`) whose result the citation
    shows, where that is the stance. `case` is the case that it is about; `elsewhere`: its source is not of that case.
    `quality` is 0-3, `other` the claim that is suggested instead; `parts` are those of the pattern that it shows,
    `lacks` those that it denies, in the order of PARTS. `favours` is the id of the rival explanation that it speaks
    for.
    """

    citation: str
    source: str
    who: Speaker
    kind: str
    case: str | None
    quality: int
    stance: Stance
    other: str | None = None
    pattern: str | None = None
    parts: tuple[Part, ...] = ()
    lacks: tuple[Part, ...] = ()
    speaker: str | None = None
    coder: str | None = None
    favours: str | None = None
    elsewhere: bool = False
    goal: str | None = None

    @property
    def voice(self) -> str:
        """The one independent origin that it comes from."""
        return self.who.voice

    @property
    def group(self) -> str | None:
        """The address group that it counts for."""
        return self.who.group

    @property
    def publication(self) -> str | None:
        """The report through which it is known; None for fieldwork of one's own."""
        return self.who.publication

    @property
    def first_hand(self) -> bool:
        """Whether the speaker saw it, or it is documented."""
        return self.quality >= FIRST_HAND

    @property
    def statement(self) -> tuple[object, ...]:
        """All that the rules see of it: of rows with the same statement one does as well as many."""
        first_hand, result = min(self.quality, FIRST_HAND), self.goal is not None
        return (self.who, self.kind, first_hand, self.stance, self.other, result)

    @property
    def shows_pattern(self) -> bool:
        """Whether it names a pattern and does more than deny parts of it."""
        return self.pattern is not None and bool(self.parts or not self.lacks)

    @property
    def shown(self) -> str | None:
        """The pattern with what is shown and what is denied, as a decision keeps it: `P06:context+resource-outcome`."""
        if self.pattern is None or not (self.parts or self.lacks):
            return self.pattern
        return f"{self.pattern}:{written(self.parts, self.lacks)}"

    @property
    def line(self) -> str:
        """The line that a decision keeps of it: citation, stance, the other claim, quality, and what is shown."""
        words = (self.citation, self.stance, self.other, QUALITIES[self.quality], self.goal or self.shown)
        return " ".join(word for word in words if word)


class Heard(NamedTuple):
    """How many voices are heard, and how many kinds of source and address groups.

    There are n kinds when n of the voices can each be given a different one: a voice that was heard in two kinds of
    source cannot stand for both.
    """

    voices: int
    kinds: int
    groups: int


@dataclass(frozen=True)
class Side:
    """Rows of evidence, such as those that take one stance, and who speaks in them; lists have each value once."""

    rows: Sequence[EvidenceRow]

    @cached_property
    def citations(self) -> tuple[str, ...]:
        """Ids of the citations (of an absence the case's), in natural order, as are all of these."""
        return _ordered({row.citation for row in self.rows})

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources."""
        return _ordered({row.source for row in self.rows})

    @cached_property
    def voices(self) -> tuple[str, ...]:
        """Cases that speak as one, and sources."""
        return _ordered({row.who.voice for row in self.rows})

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of source."""
        return _ordered({row.kind for row in self.rows})

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """Address groups; evidence without a group adds none."""
        return _ordered({group for row in self.rows if (group := row.who.group) is not None})

    @cached_property
    def publications(self) -> tuple[str, ...]:
        """Reports through which voices are known that are not heard in fieldwork of one's own."""
        own = self.own_voices
        published = ((row.who.publication, row.who.voice) for row in self.rows)
        return _ordered({publication for publication, voice in published if publication and voice not in own})

    @cached_property
    def own_voices(self) -> frozenset[str]:
        """Voices that were heard in fieldwork of one's own."""
        return frozenset({row.who.voice for row in self.rows if row.who.publication is None})

    @cached_property
    def heard(self) -> Heard:
        """How many are heard: what the rules ask, again and again, and who they are is only for who reads it."""
        kinds: dict[str, set[str]] = {}
        groups: dict[str, set[str]] = {}
        said = {(row.who.voice, row.kind, row.who.group) for row in self.rows}  # far fewer than rows
        for voice, kind, group in said:
            kinds.setdefault(voice, set()).add(kind)
            if group is not None:
                groups.setdefault(voice, set()).add(group)
        return Heard(len(kinds), _different(kinds.values()), _different(groups.values()))

    @cached_property
    def first_hand(self) -> bool:
        """Whether at least one voice saw it itself, or documents it."""
        return any(row.quality >= FIRST_HAND for row in self.rows)


def _ordered(values: AbstractSet[str]) -> tuple[str, ...]:
    return tuple(sorted(values, key=natural))


def _different(choices: Collection[Collection[str]]) -> int:
    """How many can each be given a value of their own choices that no other has: a matching by augmenting paths."""
    if all(len(one) == 1 for one in choices):
        return len({value for one in choices for value in one})
    holders: dict[str, Collection[str]] = {}

    def give(one: Collection[str], tried: set[str]) -> bool:
        for value in one:
            if value not in tried:
                tried.add(value)
                if value not in holders or give(holders[value], tried):
                    holders[value] = one
                    return True
        return False

    return sum(give(one, set()) for one in choices)


@dataclass(frozen=True)
class EvidenceTable:
    """The evidence about one version of a claim: the rows that V0 keeps, and those that it drops, sorted as text.

    `dropped` has each row that is left out with the reason's key (see `LEFT_OUT`). `absences` are the cases in which
    the outcome was looked for and not found; `results` what came of goals that cases set themselves, where the claim is
    judged by those; `earlier` what V0 keeps about earlier versions, each with its version,
    `later` what it keeps about later ones, and `set_aside` the citations about a version that a later one need not
    answer.
    """

    claim: str
    version: int
    kept: Sequence[EvidenceRow] = ()
    dropped: Sequence[tuple[EvidenceRow, LeftOut]] = ()
    absences: Sequence[EvidenceRow] = ()
    earlier: Sequence[tuple[EvidenceRow, int]] = ()
    set_aside: frozenset[tuple[str, int]] = frozenset()
    later: Sequence[EvidenceRow] = ()
    results: Sequence[EvidenceRow] = ()

    @cached_property
    def rows(self) -> tuple[EvidenceRow, ...]:
        """What is kept in the natural order of citations, whatever the order of files."""
        return tuple(sorted(self.kept, key=_row_order))

    @cached_property
    def left_out(self) -> tuple[tuple[EvidenceRow, LeftOut], ...]:
        """What is dropped, with the reason, in the same order."""
        return tuple(sorted(self.dropped, key=lambda pair: _row_order(pair[0])))

    @cached_property
    def weighed(self) -> tuple[EvidenceRow, ...]:
        """All that the rules look at: what is kept, the cases that lack the outcome, and the results of own goals."""
        return (*self.kept, *self.absences, *self.results)

    @cached_property
    def all(self) -> Side:
        """All that is weighed, whatever its stance."""
        return Side(self.weighed)

    @cached_property
    def sides(self) -> Mapping[Stance, Side]:
        """What is weighed by the stance that it takes, for each stance; suggestions together, whatever they suggest."""
        taken: dict[Stance, list[EvidenceRow]] = {stance: [] for stance in STANCES}
        for row in self.weighed:
            taken[row.stance].append(row)
        return {stance: Side(rows) for stance, rows in taken.items()}

    @cached_property
    def left_behind(self) -> Side:
        """What nuances or refutes an earlier version, by voices silent about this one; not what was set aside."""
        return Side([row for row, number in self._unanswered if (row.citation, number) not in self.set_aside])

    @cached_property
    def put_aside(self) -> Side:
        """What is not left behind only because a later version set it aside by name."""
        return Side([row for row, number in self._unanswered if (row.citation, number) in self.set_aside])

    @cached_property
    def _unanswered(self) -> Sequence[tuple[EvidenceRow, int]]:
        heard = {row.voice for row in self.weighed} if self.earlier else set()
        return [
            (row, number)
            for row, number in self.earlier
            if row.stance in {"nuances", "refutes"} and row.voice not in heard
        ]

    @property
    def supports(self) -> Side:
        return self.sides["supports"]

    @property
    def nuances(self) -> Side:
        return self.sides["nuances"]

    @property
    def refutes(self) -> Side:
        return self.sides["refutes"]


def weighed_version(repository: Repository, claim: Claim) -> int:
    """The version whose evidence is weighed: the one the last decision names, else the latest whose evidence counts.

    A claim without decision and without evidence is weighed in its latest version.
    """
    if claim.decision is not None:
        return claim.decision.version
    numbers = [version.version for version in claim.versions]
    if len(numbers) == 1:
        return numbers[0]
    heard = {said.version for _, said, why in stances_on(repository, claim) if why is None}
    return next((number for number in reversed(numbers) if number in heard), numbers[-1])


def stances_on(repository: Repository, claim: Claim) -> Iterator[tuple[Coded, Evidence, LeftOut | None]]:
    """Each stance on the claim, in whatever version, with its citation and why rule V0 leaves it out (None: kept).

    Kept is what has the quality that is asked (see `least_quality`) and is not disputed. Support from the claim's own
    origin is left out: it voiced the hypothesis, in whatever talk it says so again; and so is what a report says for a
    verdict that is `reported_in` that report, unless it documents it. Of a claim that is judged by own goals all
    support is left out: what came of them supports it (see `own_results`), and what speaks against it or qualifies it
    counts, whoever says so. What is withdrawn, or of a source that there is not, is not among them.
    """
    why_not = _Weighing(repository, claim)
    for coded, said in repository.citations.of_claim.get(claim.id, ()):
        if coded.withdrawn or coded.source not in repository.sources:
            continue
        why = why_not(coded, said.stance)
        if why is None and said.supports is not None and claim.judged_by == "own_goals":
            why = "no_result"
        yield coded, said, why


def least_quality(policy: VerdictPolicy, claim: Claim) -> int:
    """The least quality that counts for a claim, 0-3: what the policy asks.

    Of a claim of kind `need` opinions count too: what people say that they need is what it is about. They are not first
    hand, so that hearsay alone carries none.
    """
    return 0 if claim.kind == "need" else QUALITIES.index(policy.min_quality)


class _Weighing:
    """Why rule V0 leaves what a citation says about a claim out, whatever it says of another."""

    def __init__(self, repository: Repository, claim: Claim) -> None:
        self._least = least_quality(repository.evaluation.policy.verdict, claim)
        self._origin, self._voices, decision = _Origin(repository, claim), repository.voices, claim.decision
        reported_in = decision.reported_in if decision is not None else None
        self._concluded = reported_in.source if reported_in is not None else None
        self._conclusions = _CONCLUDED.get(decision.verdict, ()) if decision is not None else ()

    def __call__(self, coded: Coded, stance: Stance) -> LeftOut | None:
        """The reason; None where it is weighed."""
        voices = self._voices
        if coded.citation.disputed is not None:
            return "disputed"
        if coded.quality < self._least:
            return "below_quality"
        if stance == "supports" and self._origin.voiced(coded):
            return "own_origin"
        if (
            self._concluded is not None
            and voices.part_of(coded.source) == voices.part_of(self._concluded)
            and stance in self._conclusions
            and QUALITIES[coded.quality] != "documented"
            and voices.of(coded.source, coded.citation.speaker).own_sentence
        ):
            return "own_conclusion"
        return None


class _Origin:
    """What voiced a claim: sources, the persons heard there wherever else they speak, and organisations."""

    def __init__(self, repository: Repository, claim: Claim) -> None:
        self._voices, self._names = repository.voices, frozenset(claim.origin)
        sources = (repository.sources[id_] for id_ in claim.origin if id_ in repository.sources)
        self._people = {
            self._voices.first_told(source.id, person.id) for source in sources for person in source.participants
        }

    def voiced(self, coded: Coded) -> bool:
        """Whether a citation is from there."""
        source, speaker = coded.source, coded.citation.speaker
        if source in self._names or self._voices.of(source, speaker).organisation in self._names:
            return True
        return self._voices.first_told(source, speaker) in self._people


def evidence_for(repository: Repository, claim: Claim, version: int) -> EvidenceTable:
    """The evidence about that version of the claim, by rule V0 (see `stances_on`).

    That voices collapse follows from counting voices.
    """
    kept: list[EvidenceRow] = []
    dropped: list[tuple[EvidenceRow, LeftOut]] = []
    earlier: list[tuple[EvidenceRow, int]] = []
    later: list[EvidenceRow] = []
    for coded, said, why in stances_on(repository, claim):
        row = row_of(repository, coded, said)
        if said.version < version:
            if why is None:
                earlier.append((row, said.version))
        elif said.version > version:
            if why is None:
                later.append(row)
        elif why is not None:
            dropped.append((row, why))
        else:
            kept.append(row)
    results = []
    for row, why in own_results(repository, claim):
        if why is not None:
            dropped.append((row, why))
        else:
            results.append(row)
    # the same order whatever the order of files; natural order takes longer than all else here, and few ask for it
    kept.sort(key=_as_text)
    dropped.sort(key=lambda pair: _as_text(pair[0]))
    return EvidenceTable(
        claim=claim.id,
        version=version,
        kept=kept,
        dropped=dropped,
        absences=tuple(absences(repository, claim)),
        earlier=sorted(earlier, key=lambda pair: _as_text(pair[0])),
        set_aside=set_aside(claim, version),
        later=sorted(later, key=_as_text),
        results=sorted(results, key=_as_text),
    )


def set_aside(claim: Claim, version: int) -> frozenset[tuple[str, int]]:
    """The citations, each with the earlier version it is about, that a version up to that one need not answer."""
    return frozenset(
        (one.citation, number)
        for wording in claim.versions
        if wording.version <= version
        for one in wording.sets_aside
        for number in range(1, wording.version)
    )


def row_of(repository: Repository, coded: Coded, said: Evidence) -> EvidenceRow:
    """A stance that a citation of a known source takes, as the rules look at it."""
    source, speaker, about = repository.sources[coded.source], coded.citation.speaker, coded.citation.case
    return EvidenceRow(
        citation=coded.citation.id,
        source=source.id,
        who=repository.voices.of(source.id, speaker, about),
        kind=source.kind,
        case=about or source.case,
        quality=coded.quality,
        stance=said.stance,
        other=said.suggests,
        pattern=said.pattern,
        parts=in_order(said.parts),
        lacks=in_order(said.lacks),
        speaker=speaker if source.participant(speaker or "") else None,
        coder=coded.coder,
        favours=said.favours,
        elsewhere=about is not None and about != source.case,
    )


def absences(repository: Repository, claim: Claim) -> Iterator[EvidenceRow]:
    """Cases in which a pattern of the claim was at work, by a citation that shows it, and its outcome was not found.

    A row for each source of the case: each is of its kind and group, and all are the case's one voice. The quality is
    that of the citations that the case lists, else `report`.
    """
    for case in repository.cases.values():
        for shown in case.shows:
            if "outcome" not in shown.absent or shown.pattern not in claim.patterns:
                continue
            about = [one for one in repository.citations if stands(one) and repository.case_of(one) == case.id]
            if not any(_at_work(one, shown.pattern, shown.absent) for one in about):
                continue
            telling = {one.source for one in about}
            sources = [one for one in repository.sources.values() if one.case == case.id or one.id in telling]
            known = (repository.citations.by_id.get(id_) for id_ in shown.citations)
            listed = [one.quality for one in known if one is not None and stands(one)]
            quality = max(listed, default=QUALITIES.index("report"))
            if quality < least_quality(repository.evaluation.policy.verdict, claim):
                continue
            for source in sources:
                yield EvidenceRow(
                    citation=case.id,
                    source=source.id,
                    who=repository.voices.of(source.id)._replace(voice=case.id, own_sentence=False),
                    kind=source.kind,
                    case=case.id,
                    quality=quality,
                    stance="refutes",
                    pattern=shown.pattern,
                    lacks=in_order(shown.absent),
                )


def _at_work(coded: Coded, pattern: str, absent: Collection[Part]) -> bool:
    """Whether a citation shows the pattern's resource or reasoning, where that was not found absent."""
    return any(
        said.pattern == pattern and (MECHANISM & set(said.parts)) - set(absent) for said in coded.citation.evidence
    )


RESULT_STANCES: Mapping[Result, Stance] = {"reached": "supports", "partly": "nuances", "not": "refutes"}
"""The stance on a claim that is judged by own goals which a result takes; `unknown` takes none."""


def own_results(repository: Repository, claim: Claim) -> Iterator[tuple[EvidenceRow, LeftOut | None]]:
    """What came of the goals that cases set themselves, for a claim that is judged by them; and why it is left out.

    A row for each citation that a result rests on: of its kind, group and quality, and all of a case are that case's
    one voice, however many goals it set. A result without a yardstick or a citation judges nothing.
    """
    if claim.judged_by != "own_goals":
        return
    why_not = _Weighing(repository, claim)
    for case in repository.cases.values():
        for goal in case.goals:
            stance = RESULT_STANCES.get(goal.result or "unknown")
            if stance is None or goal.yardstick is None:
                continue
            for id_ in dict.fromkeys(goal.citations):
                coded = repository.citations.by_id.get(id_)
                source = repository.sources.get(coded.source) if coded is not None else None
                if coded is None or source is None or coded.withdrawn:
                    continue
                speaker = coded.citation.speaker
                who = repository.voices.of(coded.source, speaker, case.id)._replace(voice=case.id, own_sentence=False)
                row = EvidenceRow(
                    citation=id_,
                    source=source.id,
                    who=who,
                    kind=source.kind,
                    case=case.id,
                    quality=coded.quality,
                    stance=stance,
                    speaker=speaker if source.participant(speaker or "") else None,
                    coder=coded.coder,
                    elsewhere=source.case != case.id,
                    goal=goal.of(case.id),
                )
                yield row, why_not(coded, row.stance)


def stands(coded: Coded) -> bool:
    """Whether a citation is neither withdrawn nor disputed."""
    return coded.citation.disputed is None and not coded.withdrawn


def weighed_stances(repository: Repository) -> Mapping[Coded, list[Evidence]]:
    """The stances that are weighed for all claims, each in its weighed version, by the citation that takes them."""
    found: dict[Coded, list[Evidence]] = {}
    for claim in repository.claims.values():
        version = weighed_version(repository, claim)
        for coded, said, why in stances_on(repository, claim):
            if why is None and said.version == version:
                found.setdefault(coded, []).append(said)
    return found


def suggested_instead(repository: Repository) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """By claim, and by key of a group (empty for none), the claims in the place of which somebody suggests it."""
    found: dict[str, dict[str, set[str]]] = {}
    for coded in repository.citations.by_id.values():
        for said in coded.citation.evidence:
            if said.suggests and not coded.withdrawn:
                group = repository.group_of(coded) or ""
                found.setdefault(said.suggests, {}).setdefault(group, set()).add(said.claim)
    return {
        claim: {group: sorted(others, key=natural) for group, others in groups.items()}
        for claim, groups in found.items()
    }


def written(parts: Iterable[str], lacks: Iterable[str]) -> str:
    """The parts that are shown and those that are denied, as stances and decisions write them: `context-outcome`."""
    return "+".join(parts) + "".join(f"-{part}" for part in lacks)


@lru_cache
def in_order(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Parts of a pattern in the order of PARTS, each once."""
    return tuple(part for part in PARTS if part in parts)


def _row_order(row: EvidenceRow) -> tuple[object, ...]:
    return (natural(row.citation), STANCES.index(row.stance), *_as_text(row)[2:])


def _as_text(row: EvidenceRow) -> tuple[object, ...]:
    return (
        row.citation,
        row.stance,
        row.other or "",
        row.pattern or "",
        row.parts,
        row.lacks,
        row.source,
        row.goal or "",
    )
