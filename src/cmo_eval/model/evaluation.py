"""evaluation.yaml: what is evaluated, the questions, groups, team and policies."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from cmo_eval.model.base import Boolean, Key, Keys, PartialDate, Period, Record, Text
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

    min_sources: int = Field(default=3, ge=1)
    min_kinds: int = Field(default=2, ge=1)
    min_groups: int = Field(default=2, ge=1)
    min_quality: Quality = "report"
    require_disconfirming_search: bool = True


class Policy(Record):
    """How verdicts are proposed, who may see which kind of source, and how small a published cell may be."""

    verdict: VerdictPolicy = VerdictPolicy()
    confidentiality: dict[SourceKind, Confidentiality] = {}
    small_cell: int = Field(default=3, ge=1)


class Sampling(Record):
    """Targets for inviting and limits for attendance, per panel; `invitations` per stratum, with its unit."""

    invited_per_panel: int | None = Field(default=None, ge=1)
    max_attendance: int | None = Field(default=None, ge=1)
    invitations: dict[Key, dict[Key, int | Literal["percent", "number"]]] = {}


class Declared(Record):
    """A count that the report states, to be checked against the register of sources and cases."""

    what: Text
    count: int = Field(ge=0)
    kinds: Keys
    at: Text | None = None


class Accepted(Record):
    """A finding that the team accepts, with the reason; without `id`, every finding of that code."""

    code: Annotated[str, Field(pattern=r"^CMO\d{3}$")]
    id: Text | None = None
    why: Text


class ChecklistItem(Record):
    """An answer to an item of the RAMESES II reporting standards (Wong et al. 2016)."""

    status: Literal["yes", "no", "unclear"]
    text: Text | None = None


class Evaluation(Record):
    """The evaluation as a whole (evaluation.yaml)."""

    schema_: int = Field(alias="schema", ge=1, le=1)
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
    rameses: dict[Annotated[str, Field(pattern=r"^([1-9]|1\d|20)$")], ChecklistItem] = {}
    fictional: Boolean = False
    date: PartialDate | None = None
