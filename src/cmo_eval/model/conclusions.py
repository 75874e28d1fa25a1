"""conclusions.yaml: answers per question and recommendations, with what they rest on."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from cmo_eval.model.base import Id, Key, Keys, Record, Text, anchored, listed

Ground = Annotated[str, anchored(r"^[A-Za-z][A-Za-z0-9_]*(-[A-Za-z0-9_]+)*$", "must be an id")]
Grounds = Annotated[tuple[Ground, ...], BeforeValidator(listed)]
"""Ids of claims, patterns, cases or citations that a conclusion rests on."""


class Answer(Record):
    """The answer to one question, what it rests on, and its limits."""

    text: Text
    rests_on: Grounds = ()
    limits: Text | None = None


class Recommendation(Record):
    """What follows, for whom, and from what."""

    id: Id
    text: Text
    rests_on: Grounds = ()
    for_: Keys = Field(default=(), alias="for")


class Conclusions(Record):
    """All answers and recommendations."""

    answers: dict[Key, Answer] = {}
    recommendations: tuple[Recommendation, ...] = ()
