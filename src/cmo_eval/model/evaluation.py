"""evaluation.yaml: what is evaluated, the questions, groups, team and policies."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainValidator
from pydantic_core import PydanticCustomError

from cmo_eval.model.base import Boolean, Key, Keys, PartialDate, Period, Record, Text, Whole, anchored
from cmo_eval.model.citation import Quality
from cmo_eval.model.source import Confidentiality, SourceKind


class Programme(Record):
    """The policy programme under evaluation."""

    name: Text
    owner: Text | None = None
    executor: Text | None = None
    period: Period | None = None
    description: Text | None = None


def _member(value: Any) -> Any:
    return {"role": value} if isinstance(value, str) else value


class Member(Record):
    """A member of the team, known by initials; a text alone is the role."""

    role: Text


class VerdictPolicy(Record):
    """The conventions by which a verdict is proposed; printed in every report.

    `min_sources` counts voices (a case is one voice), `min_kinds` kinds of source, `min_groups` address groups.
    """

    min_sources: Whole = Field(default=3, ge=1)
    min_kinds: Whole = Field(default=2, ge=1)
    min_groups: Whole = Field(default=2, ge=1)
    min_quality: Quality = "report"
    require_disconfirming_search: bool = True


class Policy(Record):
    """How verdicts are proposed, who may see which kind of source, and how small a published cell may be."""

    verdict: VerdictPolicy = VerdictPolicy()
    confidentiality: dict[SourceKind, Confidentiality] = {}
    small_cell: Whole = Field(default=3, ge=1)


def _target(value: Any) -> Any:
    if value in {"percent", "number"} or isinstance(value, int):
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9]+", value):
        return int(value)
    raise PydanticCustomError("target_shape", "must be a whole number, or after `unit` percent or number")


Target = Annotated[int | Literal["percent", "number"], PlainValidator(_target, json_schema_input_type=int | str)]
"""How many to invite of a stratum, or the unit of the strata's numbers."""


class Sampling(Record):
    """Targets for inviting and limits for attendance, per panel; `invitations` per stratum, with its unit."""

    invited_per_panel: Whole | None = Field(default=None, ge=1)
    max_attendance: Whole | None = Field(default=None, ge=1)
    invitations: dict[Key, dict[Key, Target]] = {}


class Declared(Record):
    """A count that the report states, to be checked against the register of sources and cases."""

    what: Text
    count: Whole = Field(ge=0)
    kinds: Keys
    at: Text | None = None


class Accepted(Record):
    """A finding that the team accepts, with the reason; without `id`, every finding of that code."""

    code: Annotated[str, anchored(r"^CMO[0-9]{3}$", "must be the code of a finding, such as CMO304")]
    id: Text | None = None
    why: Text


class ChecklistItem(Record):
    """An answer to an item of the RAMESES II reporting standards (Wong et al. 2016)."""

    status: Literal["yes", "no", "unclear"]
    text: Text | None = None


class Evaluation(Record):
    """The evaluation as a whole (evaluation.yaml)."""

    schema_: Whole = Field(alias="schema", ge=1, le=1)
    id: Key
    title: Text
    language: Literal["nl", "en"] = "nl"
    basis: Literal["fieldwork", "published"] = "fieldwork"
    programme: Programme
    questions: dict[Key, Text]
    groups: dict[Key, Text]
    team: dict[Key, Annotated[Member, BeforeValidator(_member)]] = {}
    policy: Policy = Policy()
    frameworks: dict[Key, dict[Key, Text]] = {}
    sampling: Sampling = Sampling()
    declared: tuple[Declared, ...] = ()
    ignore: tuple[Accepted, ...] = ()
    texts: Text | None = None
    names: Text | None = None
    rameses: dict[
        Annotated[str, anchored(r"^([1-9]|1[0-9]|20)$", "must be the number of an item, 1 to 20")], ChecklistItem
    ] = {}
    fictional: Boolean = False
    date: PartialDate | None = None
