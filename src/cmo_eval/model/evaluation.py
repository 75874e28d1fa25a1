"""evaluation.yaml: what is evaluated, the questions, groups, team and policies."""

import re
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from cmo_eval.model.base import (
    Boolean,
    Key,
    Keys,
    PartialDate,
    Period,
    Record,
    Short,
    Spelled,
    Text,
    Texts,
    Whole,
)
from cmo_eval.model.citation import Quality
from cmo_eval.model.comparing import Comparison
from cmo_eval.model.framework import Dimension
from cmo_eval.model.source import Confidentiality, SourceKind


class Programme(Record):
    """The policy programme under evaluation."""

    name: Text = Field(description="Name of the programme.")
    owner: Text | None = Field(default=None, description="Who answers for it.")
    executor: Text | None = Field(default=None, description="Who carries it out.")
    period: Period | None = Field(default=None, description="From when to when it ran.")
    description: Text | None = Field(default=None, description="What the programme is, in a few sentences.")


class Member(Record):
    """A member of the team, known by initials; a text alone is the role."""

    role: Text = Field(description="What the member does, such as researcher.")


class VerdictPolicy(Record):
    """The conventions by which a verdict is proposed; printed in every report.

    `min_sources` counts voices (a case is one voice), `min_kinds` kinds of source, `min_groups` address groups.
    """

    min_sources: Whole = Field(
        default=3, ge=1, description="Least number of voices (all sources of one case are one voice); 3 unless given."
    )
    min_kinds: Whole = Field(default=2, ge=1, description="Least number of kinds of source; 2 unless given.")
    min_groups: Whole = Field(default=2, ge=1, description="Least number of groups that are heard; 2 unless given.")
    min_publications: Whole = Field(
        default=2,
        ge=1,
        description="Least number of publications, where nothing was heard in fieldwork of one's own; 2 unless given.",
    )
    min_quality: Quality = Field(
        default="report", description="Least quality of an observation that counts; `report` unless given."
    )
    require_disconfirming_search: Boolean = Field(
        default=True,
        description="Whether a claim holds only after a search for evidence against it; true if absent.",
    )


class Policy(Record):
    """How verdicts are proposed, who may see which kind of source, and how small a published cell may be."""

    verdict: VerdictPolicy = Field(
        default_factory=VerdictPolicy,
        description="How much must be heard before a verdict is proposed; printed in every report.",
    )
    confidentiality: dict[SourceKind, Confidentiality] = Field(
        default={}, description="Who may see the notes, for each kind of source."
    )
    small_cell: Whole = Field(
        default=3,
        ge=1,
        description="Attributes that fewer organisations than this share, by all that a report lets be joined, are not "
        "published; 3 unless given.",
    )


def _target(value: Any) -> Any:
    if isinstance(value, int) or (isinstance(value, str) and value in {"percent", "number"}):
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,15}", value):
        return int(value)
    raise PydanticCustomError("target_shape", "must be a whole number, or after `unit` percent or number")


Target = Annotated[
    int | Literal["percent", "number"],
    PlainValidator(_target),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "enum": ["percent", "number"]}]}),
]
"""How many to invite of a stratum, or the unit of the strata's numbers."""


class Sampling(Record):
    """Targets for inviting and limits for attendance, per panel; `invitations` per stratum, with its unit."""

    invited_per_panel: Whole | None = Field(
        default=None, ge=1, description="Number of people to invite to a focus group."
    )
    max_attendance: Whole | None = Field(default=None, ge=1, description="Greatest number of people at a focus group.")
    invitations: dict[Key, dict[Key, Target]] = Field(
        default={},
        description="For each stratum, such as region: how many to invite of each, and the `unit` (percent or number).",
    )


class Declared(Record):
    """A count that the report states, to be checked against the register of sources and cases."""

    what: Text = Field(description="What is counted, in words.")
    count: Whole = Field(ge=0, description="The number that the report states.")
    kinds: Keys = Field(description="Kinds of source or of case that are counted.")
    at: Text | None = Field(default=None, description="Where the report states it.")


class Attribute(Record):
    """An attribute of cases and participants: whether an organisation can be known by it, and what it is called."""

    identifying: Boolean = Field(
        default=True,
        description="Whether an organisation can be known by it: a report leaves it out where too few share it; true "
        "if absent.",
    )
    label: Text | None = Field(default=None, description="What a report calls it; its key unless given.")


FindingCode = Annotated[str, Spelled(r"^CMO[0-9]{3}$", "must be the code of a finding, such as CMO304")]


class Accepted(Record):
    """A finding that the team accepts, with the reason; without `id`, every finding of that code."""

    code: FindingCode = Field(description="Code of the finding, such as CMO304.")
    id: Text | None = Field(
        default=None, description="What the finding is about; without it, every finding with this code is accepted."
    )
    why: Text = Field(description="Why the team accepts it.")


ItemNumber = Annotated[str, Spelled(r"^([1-9]|1[0-9]|20)$", "must be the number of an item, 1 to 20")]


class ChecklistItem(Record):
    """An answer to an item of the RAMESES II reporting standards (Wong et al. 2016)."""

    status: Literal["yes", "no", "unclear"] = Field(description="Whether it is reported: `yes`, `no` or `unclear`.")
    text: Text | None = Field(default=None, description="What is reported, and where.")


DesignStep = Literal["key_actors", "focus_groups", "cases", "reassessment", "test", "distance"]


class Evaluation(Record):
    """The evaluation as a whole (evaluation.yaml)."""

    schema_: Whole = Field(alias="schema", ge=1, le=1, description="Version of this form of file: 1.")
    id: Key = Field(description="Short name of the evaluation.")
    title: Text = Field(description="Title of the evaluation and of its report.")
    language: Literal["nl", "en"] = Field(
        default="nl", description="Language of the report: `nl` (unless given) or `en`."
    )
    design: tuple[DesignStep, ...] | None = Field(
        default=None,
        description="The steps that this evaluation plans, which alone are asked for; all of them unless given.",
    )
    basis: Literal["fieldwork", "published"] = Field(
        default="fieldwork",
        description="`fieldwork` (unless given), or `published`: a re-reading of published reports.",
    )
    programme: Programme = Field(description="The programme that is evaluated.")
    questions: dict[Key, Text] = Field(
        description="The questions of the evaluation, each under a short key such as Q1."
    )
    groups: dict[Key, Text] = Field(
        description="Groups whom the answers are for and who are heard, each under a short key."
    )
    team: dict[Key, Annotated[Member, Short(Text, "role")]] = Field(
        default={}, description="The members of the team, by their initials only."
    )
    policy: Policy = Field(default_factory=Policy, description="The conventions of this evaluation.")
    attributes: dict[Key, Attribute] = Field(
        default={},
        description="Attributes of cases and participants, the most important one first: whether they identify, what "
        "they are called.",
    )
    frameworks: dict[Key, dict[Key, Annotated[Dimension, Short(Text, "label")]]] = Field(
        default={}, description="Frameworks by which cases are compared, each with its dimensions."
    )
    comparisons: dict[Key, Comparison] = Field(
        default={}, description="Comparisons of cases by conditions and an outcome that the report shows."
    )
    sampling: Sampling = Field(
        default_factory=Sampling, description="Targets for inviting people and limits for attendance."
    )
    declared: tuple[Declared, ...] = Field(
        default=(), description="Counts that the report states, to be compared with what lies in the folder."
    )
    ignore: tuple[Accepted, ...] = Field(
        default=(), description="Findings of `cmo-eval validate` that the team accepts, each with the reason."
    )
    severity: dict[FindingCode, Literal["error", "warning", "note"]] = Field(
        default={}, description="How serious findings of a code are in this evaluation, where that differs."
    )
    texts: Text | None = Field(default=None, description="Folder where the transcripts lie, usually outside this one.")
    names: Text | None = Field(
        default=None, description="File with names that must never be published, outside the folder."
    )
    rameses: dict[ItemNumber, ChecklistItem] = Field(
        default={}, description="Answers to the RAMESES II reporting standards, by the number of the item (1 to 20)."
    )
    fictional: Boolean = Field(default=False, description="true when nothing in it is real; every report then says so.")
    date: PartialDate | None = Field(default=None, description="Date of the evaluation, printed in the report.")
    commissioner: Text | None = Field(default=None, description="Who commissioned the evaluation; on the title page.")
    authors: Texts = Field(default=(), description="Who wrote the report, as its title page names them.")
    version: Text | None = Field(default=None, description="Version of the report, such as `1.0` or `draft 2`.")
