"""claims/<id>-<slug>.yaml: a claim, concern or issue with its route from first wording to decision."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from cmo_eval.model.base import (
    Boolean,
    CitationIds,
    Id,
    Ids,
    Key,
    Keys,
    PartialDate,
    Record,
    ReportedIn,
    Sha256,
    Text,
    Texts,
    Verdict,
    Whole,
    anchored,
    listed,
)

ClaimKind = Literal["claim", "concern", "issue"]
CriterionName = Literal["researchable", "refutable", "relevant", "addressed"]
CRITERIA: tuple[CriterionName, ...] = get_args(CriterionName)
Step = Literal["focus_groups_reassessed", "key_actors_reassessed", "test", "distance", "committee", "core_team"]
TestKind = Literal["hoop", "smoking_gun", "straw_in_the_wind", "doubly_decisive"]
Level = Literal["high", "moderate", "low", "very_low"]
Concern = Literal["none", "minor", "moderate", "serious"]

Becomes = Annotated[
    str,
    anchored(r"^[A-Za-z][A-Za-z0-9_]*(@[1-9]\d*)?$", "must be a claim's id, or one with a version (C9 or C3@2)"),
]


class Version(Record):
    """A wording of the claim in its refinement log; `why` says what made it change, `citations` on which words."""

    version: Whole = Field(ge=1)
    date: PartialDate | None = None
    statement: Text
    why: Text | None = None
    citations: CitationIds = ()


class Criterion(Record):
    """Whether a criterion is met and why; a text alone means: met, because of that."""

    met: Boolean = True
    why: Text


def _criterion(value: Any) -> Any:
    return {"why": value} if isinstance(value, str) else value


class Criteria(Record):
    """The four criteria that a claim must meet to be evaluated; absent means: not judged."""

    researchable: Annotated[Criterion | None, BeforeValidator(_criterion)] = None
    refutable: Annotated[Criterion | None, BeforeValidator(_criterion)] = None
    relevant: Annotated[Criterion | None, BeforeValidator(_criterion)] = None
    addressed: Annotated[Criterion | None, BeforeValidator(_criterion)] = None


class WorkingMechanism(Record):
    """Patterns that the chapter presents together, under a principle where the writer names one.

    A pattern's id alone is a group of one.
    """

    principle: Text | None = None
    patterns: Ids = Field(min_length=1)


def _mechanism(value: Any) -> Any:
    return {"patterns": [value]} if isinstance(value, str) else value


class Search(Record):
    """A logged search for evidence against the claim."""

    by: Key
    date: PartialDate
    where: Text
    found: Text


class Test(Record):
    """A process-tracing test (Van Evera 1997; Befani and Mayne 2014), declared before its result."""

    id: Id
    kind: TestKind
    expects: Text
    declared: PartialDate | None = None
    result: Literal["passed", "failed"] | None = None
    date: PartialDate | None = None
    citations: CitationIds = ()


class Route(Record):
    """Who is planned to research, test and keep a distance."""

    researcher: Key | None = None
    tester: Key | None = None
    distance: Key | None = None


class Check(Record):
    """A step of quality control that was done."""

    step: Step
    by: Key
    date: PartialDate
    found: Text | None = None


class Component(Record):
    """A person's level of concern on one CERQual component, with the rationale."""

    concern: Concern
    why: Text


class Confidence(Record):
    """Confidence in the finding, after GRADE-CERQual (Lewin et al. 2018); an adaptation within one evaluation."""

    methods: Component | None = None
    coherence: Component | None = None
    adequacy: Component | None = None
    relevance: Component | None = None
    overall: Level | None = None


class EvidenceRecord(Record):
    """The evidence a decision was taken on: one short line a citation, and the digest of those lines."""

    sha256: Sha256
    citations: tuple[Text, ...] = ()


class Decision(Record):
    """A person's verdict on a version of the claim, or our reading of a published report's (`reported_in`)."""

    verdict: Verdict
    version: Whole = Field(default=1, ge=1)
    by: Key | None = None
    date: PartialDate | None = None
    second_reader: Key | None = None
    rationale: Text | None = None
    sets_aside: CitationIds = ()
    becomes: Becomes | None = None
    evidence: EvidenceRecord | None = None
    reported_in: ReportedIn | None = None


class Claim(Record):
    """A claim about the programme, with everything that was done to find out whether it holds."""

    id: Id
    title: Text
    kind: ClaimKind = "claim"
    questions: Keys = ()
    for_: Keys = Field(default=(), alias="for")
    origin: Ids = ()
    intended: Text | None = None
    versions: tuple[Version, ...] = Field(min_length=1)
    criteria: Criteria = Criteria()
    mechanisms: Annotated[
        tuple[Annotated[WorkingMechanism, BeforeValidator(_mechanism)], ...], BeforeValidator(listed)
    ] = ()
    rivals: Texts = ()
    disconfirming_search: Search | None = None
    tests: tuple[Test, ...] = ()
    route: Route | None = None
    checks: tuple[Check, ...] = ()
    confidence: Confidence | None = None
    reflection: Text | None = None
    decisions: tuple[Decision, ...] = ()

    @model_validator(mode="after")
    def _unique_versions(self) -> Claim:
        numbers = [version.version for version in self.versions]
        if numbers != sorted(set(numbers)):
            raise PydanticCustomError("versions_shape", "must have versions numbered upwards, each number once")
        return self

    @property
    def decision(self) -> Decision | None:
        """The decision that counts: the last one."""
        return self.decisions[-1] if self.decisions else None

    @property
    def patterns(self) -> tuple[str, ...]:
        """Ids of the patterns that work in this claim, in the chapter's order, each once."""
        return tuple(dict.fromkeys(pattern for group in self.mechanisms for pattern in group.patterns))

    def version(self, number: int) -> Version | None:
        """The wording with that number, or None."""
        return next((version for version in self.versions if version.version == number), None)

    @property
    def unmet_criteria(self) -> tuple[CriterionName, ...]:
        """Criteria that are unmet or not judged, in their order."""
        judged = {name: getattr(self.criteria, name) for name in CRITERIA}
        return tuple(name for name in CRITERIA if judged[name] is None or not judged[name].met)
