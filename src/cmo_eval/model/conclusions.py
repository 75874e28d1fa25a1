"""conclusions.yaml: answers per question and recommendations, with what they rest on."""

from typing import Annotated, Literal, get_args

from pydantic import Field

from cmo_eval.model.base import GroupKeys, Id, Key, Names, PartialDate, Record, Short, Spelled, Text

Ground = Annotated[str, Spelled(r"^[A-Za-z][A-Za-z0-9_]{0,63}(-[A-Za-z0-9_]{1,63}){0,3}$", "must be an id")]
Grounds = Annotated[tuple[Ground, ...], Short(Ground), Names("ground")]
"""Ids of claims, patterns, cases or citations that a conclusion rests on."""


Priority = Literal["high", "middle", "low"]
PRIORITIES: tuple[Priority, ...] = get_args(Priority)


class Answer(Record):
    """The answer to one question, what it rests on, and its limits."""

    text: Text = Field(description="The answer to the question.")
    rests_on: Grounds = Field(
        default=(), description="Ids of the claims, patterns, cases or citations that it rests on."
    )
    limits: Text | None = Field(default=None, description="What the answer does not cover, or how sure it is.")


class Recommendation(Record):
    """What follows, for whom, and from what."""

    id: Id = Field(description="Short id that never changes, such as A1.")
    text: Text = Field(description="What is recommended.")
    rests_on: Grounds = Field(
        default=(), description="Ids of the claims, patterns, cases or citations that it rests on."
    )
    for_: GroupKeys = Field(default=(), alias="for", description="Keys of the groups that it is addressed to.")
    owner: Text | None = Field(
        default=None, description="Who is to see to it: a role or an organisation, never a person's name."
    )
    due: PartialDate | None = Field(default=None, description="When it is to be done, as precise as known.")
    priority: Priority | None = Field(default=None, description="`high`, `middle` or `low`.")


class Conclusions(Record):
    """All answers and recommendations."""

    answers: dict[Annotated[Key, Names("answered")], Answer] = Field(
        default={}, description="An answer for each question of the evaluation, by its key."
    )
    recommendations: tuple[Recommendation, ...] = Field(default=(), description="What follows from the answers.")
