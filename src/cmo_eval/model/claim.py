"""claims/<id>-<slug>.yaml: a claim, concern or issue with its route from first wording to decision."""

from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from cmo_eval.model.base import (
    BY_PROGRAM,
    AllInitials,
    Boolean,
    CitationId,
    CitationIds,
    GroupKeys,
    Id,
    Initials,
    Key,
    Names,
    Origins,
    PartialDate,
    PatternIds,
    QuestionKeys,
    Record,
    ReportedIn,
    Sha256,
    Short,
    Spelled,
    Text,
    Verdict,
    Whole,
)

ClaimKind = Literal["claim", "concern", "issue", "need"]
CriterionName = Literal["researchable", "refutable", "relevant", "addressed"]
CRITERIA: tuple[CriterionName, ...] = get_args(CriterionName)
Step = Literal["focus_groups_reassessed", "key_actors_reassessed", "test", "distance", "committee", "core_team"]
TestKind = Literal["hoop", "smoking_gun", "straw_in_the_wind", "doubly_decisive"]
Level = Literal["high", "moderate", "low", "very_low"]
Concern = Literal["none", "minor", "moderate", "serious"]

Becomes = Annotated[
    str,
    Spelled(
        r"^[A-Za-z][A-Za-z0-9_]{0,63}(@[1-9][0-9]{0,8})?$", "must be a claim's id, or one with a version (C9 or C3@2)"
    ),
]


class SetAside(Record):
    """A citation about an earlier wording that the new one no longer has to answer, and why."""

    citation: Annotated[CitationId, Names("citation")] = Field(description="Id of the citation.")
    why: Text = Field(description="Why it does not speak about the new wording.")


class Version(Record):
    """A wording of the claim in its refinement log; `why` says what made it change, `citations` on which words."""

    version: Whole = Field(ge=1, description="Number of this wording; the first is 1, each next one is higher.")
    date: PartialDate | None = Field(default=None, description="When the claim was worded so.")
    statement: Text = Field(description="The claim in one sentence that can be shown to be wrong.")
    why: Text | None = Field(default=None, description="What made the wording change.")
    citations: CitationIds = Field(default=(), description="Ids of the citations that made the wording change.")
    sets_aside: tuple[SetAside, ...] = Field(
        default=(),
        description="Citations against an earlier wording that this one need not answer, each with why.",
    )


class Criterion(Record):
    """Whether a criterion is met and why; a text alone means: met, because of that."""

    met: Boolean = Field(default=True, description="Whether the criterion is met; true unless given.")
    why: Text = Field(description="Why it is met, or is not.")


Judged = Annotated[Criterion | None, Short(Text, "why")]


class Criteria(Record):
    """The four criteria that a claim must meet to be evaluated; absent means: not judged."""

    researchable: Judged = Field(
        default=None, description="Can it be investigated? Who can have seen whether it is so?"
    )
    refutable: Judged = Field(default=None, description="May it turn out either way? What would refute it?")
    relevant: Judged = Field(default=None, description="How does it bear on the instrument that is evaluated?")
    addressed: Judged = Field(default=None, description="Whom is the answer for, and what can they do with it?")


class WorkingMechanism(Record):
    """Patterns that the chapter presents together, under a principle where the writer names one.

    A pattern's id alone is a group of one.
    """

    principle: Text | None = Field(
        default=None, description="The principle that these patterns share, as the chapter names it."
    )
    patterns: PatternIds = Field(min_length=1, description="Ids of the patterns, in the order of the chapter.")


class Search(Record):
    """A logged search for evidence against the claim."""

    by: Initials = Field(description="Initials of who searched.")
    date: PartialDate = Field(description="When the search was done.")
    where: Text = Field(description="Where was searched: which people, texts or cases.")
    found: Text = Field(description="What was found, also if it was nothing.")
    citations: CitationIds = Field(default=(), description="Ids of the citations that were found.")
    none: Boolean = Field(default=False, description="true when the search found no citation against the claim.")

    @model_validator(mode="after")
    def _one_result(self) -> "Search":
        if self.none and self.citations:
            raise PydanticCustomError("search_shape", "has citations, and `none: true` says that it found none")
        return self

    @property
    def accounted(self) -> bool:
        """Whether it lists the citations that it found, or says that there were none."""
        return self.none or bool(self.citations)


class Split(Record):
    """What makes a claim true for some and not for others, and why it would."""

    by: Key = Field(description="`group`, or the key of an attribute of cases or participants.")
    why: Text = Field(description="Why the claim is true on one side and not on the other.")


class Rival(Record):
    """Another explanation of what the claim says; a text alone is that explanation, without an id."""

    id: Id | None = Field(default=None, description="Short id, such as R1, by which citations can favour it.")
    text: Text = Field(description="The other explanation, in a sentence.")


class Test(Record):
    """A process-tracing test (Van Evera 1997; Befani and Mayne 2014), declared before its result."""

    id: Id = Field(description="Short id of the test, such as T1; unique in the folder.")
    kind: TestKind = Field(
        description="`hoop` (failing counts against), `smoking_gun` (passing counts for), `straw_in_the_wind` (neither "
        "decides) or `doubly_decisive` (both do)."
    )
    expects: Text = Field(description="What must be found if the claim is true.")
    declared: PartialDate | None = Field(
        default=None, description="When the expectation was put down: before the result."
    )
    result: Literal["passed", "failed"] | None = Field(default=None, description="`passed` or `failed`.")
    date: PartialDate | None = Field(default=None, description="When the result was known.")
    citations: CitationIds = Field(default=(), description="Ids of the citations that show the result.")

    @property
    def foretold(self) -> bool:
        """Whether it is known to have been declared before its result: it has none yet, or one of a later day."""
        if self.declared is None or self.result is None:
            return self.declared is not None
        when = self.date or ""
        days = min(len(self.declared), len(when))  # a month says nothing of a day in it
        return self.declared[:days] < when[:days]

    @property
    def failed(self) -> bool:
        """Whether it is one that the claim must pass, and failed."""
        return self.kind in {"hoop", "doubly_decisive"} and self.result == "failed"


class Route(Record):
    """Who is planned to research, test and keep a distance."""

    researcher: AllInitials = Field(default=(), description="Initials of who take the claim through all steps.")
    tester: Initials | None = Field(default=None, description="Initials of who tests its first presentation.")
    distance: Initials | None = Field(
        default=None, description="Initials of whoever looks at the result from outside the claim's route."
    )


class Check(Record):
    """A step of quality control that was done."""

    step: Step = Field(
        description="What was done: focus groups or key actors re-assessed, the test, the check at a distance, the "
        "reading by the committee or the core team."
    )
    by: Initials = Field(description="Initials of who did it.")
    date: PartialDate = Field(description="When it was done.")
    found: Text | None = Field(default=None, description="What came out of it.")


class Component(Record):
    """A person's level of concern on one CERQual component, with the rationale."""

    concern: Concern = Field(description="How much concern this gives: `none`, `minor`, `moderate` or `serious`.")
    why: Text = Field(description="The reason for that level.")


class Confidence(Record):
    """Confidence in the finding, after GRADE-CERQual (Lewin et al. 2018); an adaptation within one evaluation."""

    methods: Component | None = Field(default=None, description="Methodological limitations of the sources.")
    coherence: Component | None = Field(default=None, description="How well the data fit the finding.")
    adequacy: Component | None = Field(default=None, description="How rich and how many the data are.")
    relevance: Component | None = Field(default=None, description="How well the sources' setting fits the claim.")
    overall: Level | None = Field(
        default=None, description="Confidence in the finding as a whole, from `very_low` to `high`."
    )


class EvidenceRecord(Record):
    """The evidence a decision was taken on: one short line a citation, and digests of those lines and who is heard."""

    sha256: Sha256 = Field(description="SHA-256 digest of the lines under `citations`: 64 digits and letters a-f.")
    voices: Sha256 | None = Field(
        default=None,
        description="Digest of who is heard in them: the voice, kind of source and address group of each citation.",
    )
    citations: Annotated[tuple[Text, ...], BY_PROGRAM] = Field(
        default=(), description="One short line for each piece of evidence: citation, stance and quality."
    )


class Decision(Record):
    """A person's verdict on a version of the claim, or our reading of a published report's (`reported_in`)."""

    verdict: Verdict = Field(
        description="`holds`, `nuanced`, `rejected`, `transformed` (another claim takes its place) or `undecided`."
    )
    version: Whole = Field(default=1, ge=1, description="Version of the claim that was decided on; 1 unless given.")
    by: Initials | None = Field(default=None, description="Initials of who took the decision.")
    date: PartialDate | None = Field(default=None, description="When it was taken.")
    second_reader: Initials | None = Field(
        default=None, description="Initials of who read along; somebody else than `by`."
    )
    rationale: Text | None = Field(default=None, description="Why, and how the evidence against it was weighed.")
    sets_aside: CitationIds = Field(
        default=(), description="Ids of citations against the decision that the rationale deals with."
    )
    becomes: Becomes | None = Field(
        default=None,
        description="With `transformed`: the claim that takes its place (C9), or a version of this one (C3@2).",
    )
    rules: Whole | None = Field(
        default=None,
        ge=1,
        description="Version of the rules that proposed a verdict then; 1 where it is absent. Written by a program.",
    )
    evidence: EvidenceRecord | None = Field(
        default=None, description="What the decision was taken on, so that later changes show."
    )
    reported_in: ReportedIn | None = Field(
        default=None, description="The published report that this is our reading of; then nothing else is needed."
    )


class Claim(Record):
    """A claim about the programme, with everything that was done to find out whether it holds."""

    id: Id = Field(description="Short id that never changes, such as C3; the file's name begins with it.")
    title: Text = Field(description="A few words that name the claim.")
    kind: ClaimKind = Field(
        default="claim",
        description="`claim` (in favour; unless given), `concern` (against), `issue` (contested) or `need`.",
    )
    questions: QuestionKeys = Field(default=(), description="Keys of the questions of the evaluation that it serves.")
    for_: GroupKeys = Field(
        default=(), alias="for", description="Keys of the groups that want to know: whom the answer is for."
    )
    origin: Origins = Field(
        default=(),
        description="What voiced it: sources, organisations or team; their support is the hypothesis, not evidence.",
    )
    intended: Text | None = Field(default=None, description="What the programme meant to do here.")
    versions: tuple[Version, ...] = Field(
        min_length=1, description="The wordings of the claim, oldest first; never overwrite one, add the next."
    )
    criteria: Criteria = Field(
        default_factory=Criteria, description="The four criteria that a claim must meet to be evaluated."
    )
    mechanisms: Annotated[tuple[Annotated[WorkingMechanism, Short(Id, "patterns")], ...], Short(Id)] = Field(
        default=(), description="The patterns that work in this claim, in the order of the chapter."
    )
    rivals: Annotated[tuple[Annotated[Rival, Short(Text, "text")], ...], Short(Text)] = Field(
        default=(), description="Other explanations that were considered."
    )
    judged_by: Literal["own_goals"] | None = Field(
        default=None,
        description="`own_goals`: judged by what came of the goals that cases set themselves, each by its own "
        "yardstick.",
    )
    split: Split | None = Field(
        default=None, description="What separates those for whom the claim is true from those for whom it is not."
    )
    disconfirming_search: Search | None = Field(default=None, description="The search for evidence against the claim.")
    tests: tuple[Test, ...] = Field(default=(), description="Process-tracing tests, each declared before its result.")
    route: Route | None = Field(default=None, description="Who is planned to research, test and keep a distance.")
    checks: tuple[Check, ...] = Field(default=(), description="What was done to guard the quality.")
    confidence: Confidence | None = Field(default=None, description="Confidence in the finding, after GRADE-CERQual.")
    reflection: Text | None = Field(default=None, description="Your own text for the chapter.")
    highlights: CitationIds = Field(
        default=(), description="Ids of the citations that the chapter quotes, in the order in which it tells them."
    )
    decisions: tuple[Decision, ...] = Field(
        default=(), description="Verdicts of people, oldest first; the last one counts."
    )

    @model_validator(mode="after")
    def _unique_versions(self) -> "Claim":
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
        """Criteria that are unmet or not judged, in their order.

        Of a claim that is judged by own goals, each goal's yardstick makes it one that can be looked into and refuted.
        """
        judged = {name: getattr(self.criteria, name) for name in CRITERIA}
        by_yardsticks = ("researchable", "refutable") if self.judged_by == "own_goals" else ()
        return tuple(
            name for name in CRITERIA if (name not in by_yardsticks if judged[name] is None else not judged[name].met)
        )
