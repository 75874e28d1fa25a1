"""Goals that a case set itself: whose each is, by which yardstick it is judged, and what came of it."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field

from cmo_eval.model.base import ID_PATTERN, CitationIds, Id, PartialDate, Record, Spelled, Text, Whole

Result = Literal["reached", "partly", "not", "unknown"]
RESULTS: tuple[Result, ...] = get_args(Result)

GoalName = Annotated[
    str,
    Spelled(
        rf"{ID_PATTERN[:-1]}(\.{ID_PATTERN[1:-1]})?$", "must be a goal of this case, or one with its case: G0 or K1.G0"
    ),
]
"""A goal of the same case by its id, or of another case as `CASE.GOAL`."""


class Goal(Record):
    """A goal that the case set itself, with the result by its own yardstick; the id is unique within the case."""

    id: Id = Field(description="Short id, such as G1; unique within the case.")
    text: Text = Field(description="What is to be reached.")
    parent: GoalName | None = Field(
        default=None, description="The goal that this one works out: G0 of this case, or K1.G0 of another."
    )
    owner: Text | None = Field(
        default=None, description="Who answers for it: a role or an organisation, never a person's name."
    )
    year: Whole | None = Field(default=None, ge=1500, le=2200, description="The year for which it was set.")
    due: PartialDate | None = Field(default=None, description="When it is to be reached, as precise as known.")
    yardstick: Text | None = Field(default=None, description="By what its owner tells whether it is reached.")
    result: Result | None = Field(
        default=None,
        description="What came of it by that yardstick: `reached`, `partly`, `not`, or `unknown` if nobody can tell.",
    )
    citations: CitationIds = Field(default=(), description="Ids of the citations that the result rests on.")

    def of(self, case: str) -> str:
        """What the goal is called over the whole folder: `K1.G1`."""
        return f"{case}.{self.id}"

    def parent_of(self, case: str) -> str | None:
        """What its parent is called over the whole folder."""
        return self.parent if self.parent is None or "." in self.parent else f"{case}.{self.parent}"
