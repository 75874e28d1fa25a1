"""What `verify` finds of each claim: proposal and decision side by side, and what lies beneath them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

from cmo_eval.analysis.decision import Staleness, lacking, staleness
from cmo_eval.analysis.evidence import EvidenceRow, EvidenceTable, Side, evidence_for, stands, weighed_version
from cmo_eval.analysis.goals import OwnGoal, goal_table
from cmo_eval.analysis.proposal import RULES_VERSION, Context, Proposal, Question
from cmo_eval.analysis.sides import Sides
from cmo_eval.analysis.verdict import propose
from cmo_eval.deferred import dataclass
from cmo_eval.errors import UsageError
from cmo_eval.messages import Phrase, phrase
from cmo_eval.model import FIRST_HAND, PARTS, Claim, Decision, Part, Rival, Stance
from cmo_eval.model.base import last_day
from cmo_eval.nearest import unknown
from cmo_eval.store.repository import Repository, natural

if TYPE_CHECKING:
    import pandas as pd

    from cmo_eval.analysis.completeness import Completeness
    from cmo_eval.analysis.refinement import History
    from cmo_eval.analysis.robustness import Sensitivity, Without
    from cmo_eval.analysis.saturation import Yield


BACKWARD_STEPS = ("focus_groups_reassessed", "key_actors_reassessed")
"""The checks that lead back to whom the claim is about; a result is preliminary until they are done."""


@dataclass(frozen=True)
class Configuration:
    """A pattern of the claim and the evidence that shows it."""

    pattern: str
    rows: Sequence[EvidenceRow]

    @cached_property
    def citations(self) -> Mapping[Part, tuple[str, ...]]:
        """By part the citations that show it."""
        return {part: Side([row for row in self.showing if part in row.parts]).citations for part in PARTS}

    @cached_property
    def denied(self) -> Mapping[Part, tuple[str, ...]]:
        """By part the citations that deny it, whatever their stance."""
        return {part: Side([row for row in self.rows if part in row.lacks]).citations for part in PARTS}

    @cached_property
    def showing(self) -> Sequence[EvidenceRow]:
        """What shows the pattern for the claim: a part that is shown by somebody who refutes does not count for it."""
        return [row for row in self.rows if row.stance in {"supports", "nuances"}]

    @cached_property
    def seen(self) -> frozenset[Part]:
        """The parts that somebody for the claim shows first hand."""
        return frozenset().union(*{row.parts for row in self.showing if row.first_hand})

    @property
    def cases(self) -> tuple[str, ...]:
        """The cases they come from."""
        return tuple(
            sorted({row.case for row in self.showing if row.case is not None and row.shows_pattern}, key=natural)
        )

    @property
    def complete(self) -> bool:
        """Whether context, resource, reasoning and outcome all have evidence."""
        return set().union(*{row.parts for row in self.showing}) == {*PARTS}


@dataclass(frozen=True)
class ClaimResult:
    """What `verify` says about one claim.

    `agrees` and `stale` are None where nobody has decided; `agrees` also where the decision is about another version,
    `stale` where the decision does not say on which evidence it was taken. `preliminary` lists why the result is not
    yet final; `lacks` what the decision lacks; `incomplete` names the files that could not be read and may hold
    evidence on the claim. `pinned`: the version was asked for, or is the decision's, wherever the evidence is.
    `origin_kinds` are the kinds of source in which the claim was voiced; `design` the steps that are planned, None for
    all of them; `goals` those that cases set themselves, where the claim is judged by them.
    """

    question: Question
    version: int
    proposal: Proposal
    decision: Decision | None
    agrees: bool | None
    staleness: Staleness | None
    lacks: tuple[Phrase, ...]
    preliminary: tuple[Phrase, ...]
    configurations: tuple[Configuration, ...]
    incomplete: tuple[str, ...] = ()
    pinned: bool = False
    origin_kinds: tuple[str, ...] = ()
    design: tuple[str, ...] | None = None
    goals: tuple[OwnGoal, ...] = ()

    @property
    def claim(self) -> Claim:
        """The claim."""
        return self.question.claim

    @property
    def evidence(self) -> EvidenceTable:
        """What is weighed, and what is left out."""
        return self.question.evidence

    @property
    def rivals(self) -> tuple[tuple[Rival, Side], ...]:
        """The rival explanations with the evidence that favours each; nothing can favour one without an id."""
        favours = self.question.sides.favours
        return tuple((one, favours.get(one.id or "", Side(()))) for one in self.claim.rivals)

    @cached_property
    def why_shown(self) -> WhyShown | None:
        """Whether somebody for the claim saw each part of one of its patterns at work; None for a claim without any.

        `partly`: some parts. A claim that holds while its mechanism is not shown happened; why is not known.
        """
        seen = [one.seen for one in self.configurations if one.pattern in self.claim.patterns]
        if not self.claim.patterns:
            return None
        if any(parts == {*PARTS} for parts in seen):
            return "shown"
        return "partly" if any(seen) else "not_shown"

    @cached_property
    def unweighed_goals(self) -> Mapping[str, str]:
        """By name each goal that the claim does not rest on, with the key of why."""
        weighed = {row.goal for row in self.evidence.results}
        left_out = {row.goal: f"left_out.{why}" for row, why in self.evidence.dropped}
        return {
            one.name: f"silent.{one.silent}" if one.silent else left_out.get(one.name, "")
            for one in self.goals
            if one.name not in weighed
        }

    @property
    def other_rules(self) -> int | None:
        """The version of the rules by which the decision's proposal was made, where it is another than today's."""
        decision = self.decision
        if decision is None or decision.reported_in is not None:
            return None
        then = decision.rules or 1
        return None if then == RULES_VERSION else then

    @property
    def stale(self) -> bool | None:
        """Whether the evidence changed since the decision."""
        return None if self.staleness is None else bool(self.staleness)

    @property
    def sound(self) -> bool:
        """Nothing here makes `verify` fail: no stale decision, none that lacks something, no file unread."""
        return not (self.stale or self.lacks or self.incomplete)


WhyShown = Literal["shown", "partly", "not_shown"]
T = TypeVar("T")


class Results(Mapping[str, T], Generic[T]):
    """What was found, by id of a claim or pattern."""

    results: Mapping[str, T]

    def __getitem__(self, id_: str) -> T:
        return self.results[id_]

    def __iter__(self) -> Iterator[str]:
        return iter(self.results)

    def __len__(self) -> int:
        return len(self.results)

    def __repr__(self) -> str:
        """Of what there are results; each of them says all that it holds."""
        return f"{type(self).__name__}({', '.join(self)})"


@dataclass(frozen=True, repr=False)
class Verification(Results[ClaimResult]):
    """Results by claim id, in natural order; files that could not be read; claims with evidence that do not exist."""

    evaluation: str
    results: Mapping[str, ClaimResult]
    unread: tuple[str, ...] = ()
    astray: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """What is proposed of each claim."""
        return f"Verification({', '.join([f'{id_} {one.proposal.verdict}' for id_, one in self.items()])})"

    def frame(self) -> pd.DataFrame:
        """A pandas table with a row a claim; `decision`, `agrees` and `stale` are missing where nobody has decided.

        Columns: `claim`, `title`, `claim_version`, `verdict`, `becomes`, `rule`, `reason`, `missing` (in words),
        `decision`, `agrees`, `stale`, `preliminary`, `why_shown`, and in numbers `voices`, `kinds`, `groups` and
        `publications`.
        """
        columns = (
            *("claim", "title", "claim_version", *PROPOSAL, "missing"),
            *("decision", "agrees", "stale", "preliminary", "why_shown"),
            *("voices", "kinds", "groups", "publications"),
        )
        rows = []
        for claim, one in self.items():
            heard, missing = one.question.sides.everybody, "; ".join(words.say() for words in one.proposal.missing)
            decision = one.decision.verdict if one.decision else None
            rows.append(
                (
                    *(claim, one.claim.title, one.version, *proposed(one.proposal), missing),
                    *(decision, one.agrees, one.stale, bool(one.preliminary), one.why_shown),
                    *(len(heard.voices), len(heard.kinds), len(heard.groups), len(heard.publications)),
                )
            )
        return framed(columns, rows).astype({"agrees": "boolean", "stale": "boolean"})

    @property
    def sound(self) -> bool:
        """All results are sound and every file was read."""
        return not self.unread and all(result.sound for result in self.results.values())


@dataclass(frozen=True)
class Details:
    """What is asked for beside the verdicts: whether the way to each is shown, and the rest by claim id.

    `completeness` is by pattern too, `sentences` by pattern only; `saturation` is of the whole evaluation.
    """

    explain: bool = False
    completeness: Mapping[str, Mapping[str, Completeness]] = field(default_factory=dict)
    sentences: Mapping[str, str] = field(default_factory=dict)
    sensitivity: Mapping[str, Sensitivity] = field(default_factory=dict)
    without: Mapping[str, Without] = field(default_factory=dict)
    history: Mapping[str, History] = field(default_factory=dict)
    saturation: Sequence[Yield] | None = None


def verify(repository: Repository, claims: Sequence[str] = (), version: int | None = None) -> Verification:
    """Weigh the evidence for the named claims, or for all.

    Args:
        repository: the evaluation, without what was withdrawn.
        claims: ids; none means all.
        version: of the claim to weigh, in place of the one that `weighed_version` picks.

    Raises:
        UsageError: there is no such claim, or it has no such version.
    """
    chosen = sorted(dict.fromkeys(claims), key=natural) if claims else list(repository.claims)
    results = {}
    for id_ in chosen:
        if id_ not in repository.claims:
            repository.refuse_unread(id_)
            if repository.claims:
                hint = f"the claims are {', '.join(repository.claims)}"
            elif any(file.startswith("claims/") for file in repository.unread):
                hint = "no claim could be read; `cmo-eval validate` shows why"
            else:
                hint = "there are no claims yet; `cmo-eval new claim` writes one"
            raise unknown("claim", id_, repository.claims, hint)
        claim = repository.claims[id_]
        if version is not None and claim.version(version) is None:
            numbers = ", ".join(str(known.version) for known in claim.versions)
            raise UsageError(f"{id_} has no version {version}", f"its versions are {numbers}")
        results[id_] = _result(repository, claim, version)
    of_claim = repository.citations.of_claim
    named = of_claim.keys() | {said.suggests for stances in of_claim.values() for _, said in stances if said.suggests}
    unread = {re.split(r"[-.]", file.removeprefix("claims/"), maxsplit=1)[0] for file in repository.unread}
    astray = tuple(sorted(named - repository.claims.keys() - unread, key=natural))
    return Verification(repository.evaluation.id, results, repository.unread, astray)


def _result(repository: Repository, claim: Claim, number: int | None) -> ClaimResult:
    version = weighed_version(repository, claim) if number is None else number
    evidence = evidence_for(repository, claim, version)
    question = question_on(repository, claim, evidence)
    proposal = propose(question)
    decision = claim.decision
    taken_on = evidence
    if decision is not None and decision.version != version:
        taken_on = evidence_for(repository, claim, decision.version)
    configurations = tuple(_configurations(repository, claim, evidence))
    return ClaimResult(
        question=question,
        version=version,
        proposal=proposal,
        decision=decision,
        agrees=None if decision is None or decision.version != version else agrees(decision, proposal),
        staleness=None if decision is None else staleness(decision, taken_on),
        lacks=() if decision is None else lacking(decision, taken_on),
        preliminary=tuple(_preliminary(claim, configurations, repository.evaluation.design)),
        configurations=configurations,
        incomplete=tuple(file for file in repository.unread if _may_touch(file, claim)),
        pinned=number is not None or decision is not None,
        origin_kinds=tuple(repository.sources[id_].kind for id_ in claim.origin if id_ in repository.sources),
        design=repository.evaluation.design,
        goals=goal_table(repository).goals if claim.judged_by == "own_goals" else (),
    )


def question_on(repository: Repository, claim: Claim, evidence: EvidenceTable) -> Question:
    """What the rules are asked about a claim with this evidence, by the conventions of the evaluation."""
    listed = [id_ for test in claim.tests for id_ in test.citations if id_ in repository.citations.by_id]
    search = claim.disconfirming_search
    found = search.citations if search is not None else ()
    of_claim = repository.citations.of_claim.get(claim.id, ()) if found else ()
    return Question(
        claim,
        evidence,
        repository.evaluation.policy.verdict,
        {id_: not one.unmet_criteria for id_, one in repository.claims.items()},
        frozenset(
            id_ for id_ in listed if (one := repository.citations.by_id[id_]).quality >= FIRST_HAND and stands(one)
        ),
        any(coded.id in found and said.stance != "supports" for coded, said in of_claim),
        _context(repository, evidence),
        {id_: _against(repository, id_) for id_ in _suggested(evidence) if id_ in repository.claims},
    )


def _suggested(evidence: EvidenceTable) -> set[str]:
    return {row.other for row in evidence.kept if row.other is not None}


def _against(repository: Repository, claim: str) -> Side:
    """Who stands against a claim, in the version of it that is weighed."""
    record = repository.claims[claim]
    return Sides(evidence_for(repository, record, weighed_version(repository, record)).weighed).against


def _context(repository: Repository, evidence: EvidenceTable) -> Context:
    period = repository.evaluation.programme.period
    began = (period.from_ if period is not None else None) or ""
    ids = {row.source for row in evidence.weighed}
    sources = [one for id_ in ids if (one := repository.sources.get(id_)) is not None]
    theirs: dict[tuple[str | None, str], set[Stance]] = {}
    for coded, said in repository.second_codings.of_claim.get(evidence.claim, ()):
        if said.version == evidence.version:
            theirs.setdefault((coded.coder, coded.id), set()).add(said.stance)
    stances: dict[str, set[Stance]] = {}
    read = {id_ for _, id_ in theirs}
    for row in evidence.kept if theirs else ():
        if row.citation in read and repository.citations.by_id[row.citation].citation.adjudicated is None:
            stances.setdefault(row.citation, set()).add(row.stance)
    theirs = {key: taken for key, taken in theirs.items() if key[1] in stances}
    return Context(
        began=began,
        early=frozenset(one.id for one in sources if began and (last := one.until) and last_day(last) < began),
        first=min((one.since for one in sources if one.since is not None), default=""),
        varied=repository.voices.varied,
        coded_twice=len({id_ for _, id_ in theirs}),
        read_otherwise=len({id_ for (_, id_), taken in theirs.items() if taken != stances[id_]}),
    )


def agrees(decision: Decision, proposal: Proposal) -> bool:
    """Whether the decision is the verdict that is proposed; where it names another claim to become, that one."""
    becomes = decision.becomes.split("@")[0] if decision.becomes else None
    return decision.verdict == proposal.verdict and becomes in {None, proposal.becomes}


def _preliminary(
    claim: Claim, configurations: Sequence[Configuration], design: Sequence[str] | None
) -> Iterable[Phrase]:
    done = {check.step for check in claim.checks}
    for step in BACKWARD_STEPS if planned(design, "reassessment") else ():
        if step not in done:
            yield phrase(f"preliminary.{step}")
    if not any(configuration.complete for configuration in configurations):
        yield phrase("preliminary.configuration")


def planned(design: Sequence[str] | None, step: str) -> bool:
    """Whether the evaluation plans that step; one that does not say what it plans, plans all."""
    return design is None or step in design


def _configurations(repository: Repository, claim: Claim, evidence: EvidenceTable) -> Iterable[Configuration]:
    shown: dict[str, list[EvidenceRow]] = {}
    for row in evidence.kept:
        if row.pattern is not None:
            shown.setdefault(row.pattern, []).append(row)
    others = sorted(shown.keys() - set(claim.patterns), key=natural)
    for pattern in (*claim.patterns, *others):
        if pattern in repository.patterns:
            yield Configuration(pattern, shown.get(pattern, ()))


def _may_touch(file: str, claim: Claim) -> bool:
    """Whether a file that could not be read may hold something about the claim.

    Sources and their citations may be about any claim; another claim's file or a pattern that the claim does not
    list is not.
    """
    kind, _, name = file.rpartition("/")
    id_ = name.replace(".", "-").split("-")[0]
    if kind == "claims":
        return id_ == claim.id
    if kind == "patterns":
        return id_ in claim.patterns
    second_coding = re.fullmatch(r".*\.citations\..+\.yaml", name) is not None
    return file == "claims" or (kind == "sources" and not second_coding) or file == "sources"


# ---- as tables ------------------------------------------------------------------------------------------------------


Row = tuple[object, ...]


@dataclass(frozen=True, repr=False)
class ById(Results[T]):
    """What was found, by id, that `frame()` makes a tidy pandas table with these columns and rows."""

    results: Mapping[str, T]
    columns: Sequence[str]
    rows: tuple[Row, ...]

    def frame(self) -> pd.DataFrame:
        """A tidy pandas table with these columns and rows."""
        return framed(self.columns, self.rows)


def framed(columns: Sequence[str], rows: Iterable[Row]) -> pd.DataFrame:
    """A pandas table; without rows it has its columns all the same."""
    import pandas as pd  # noqa: PLC0415 - heavy

    return pd.DataFrame(list(rows), columns=pd.Index(columns))


PROPOSAL = ("verdict", "becomes", "rule", "reason")
"""The columns of `proposed`."""


def proposed(proposal: Proposal) -> Row:
    """What a table says of a proposal."""
    return (proposal.verdict, proposal.becomes, proposal.rule, proposal.reason.say())
