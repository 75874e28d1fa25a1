"""Frameworks by which cases are compared: dimensions, which may nest, and the values that each can have."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from cmo_eval.model.base import Key, Number, Record, Short, Text, number

UNKNOWN, NOT_APPLICABLE = "unknown", "not_applicable"
OPEN_VALUES = (UNKNOWN, NOT_APPLICABLE)
"""Values that every dimension can have, and that are on no scale: it was not found out; it cannot be asked here."""


Out = Annotated[Number | None, Field(description="Number at which a case is fully out of the set.")]
Cross = Annotated[Number | None, Field(description="Number at which a case is as much in the set as out of it.")]
In = Annotated[Number | None, Field(alias="in", description="Number at which a case is fully in the set.")]


def anchors_of(out: float | None, cross: float | None, in_: float | None) -> tuple[float, float, float] | None:
    """The three anchors; None where there is none at all.

    Raises:
        PydanticCustomError: one is missing, or they neither rise nor fall.
    """
    if out is None and cross is None and in_ is None:
        return None
    if out is None or cross is None or in_ is None or not (out < cross < in_ or out > cross > in_):
        raise PydanticCustomError("measure_shape", "out, cross and in go together, each further than the one before")
    return out, cross, in_


class Measure(Record):
    """A dimension: what it is called, and either a scale of labels, or a number with its unit; or neither: text only.

    `out`, `cross` and `in` are the numbers at which a case is fully out of the set, as much in as out, and fully in.
    """

    label: Text = Field(description="What the dimension is about, in words.")
    scale: dict[Text, Number] = Field(
        default={}, description="The values that it can have, in words, each with its number, such as `partly: 0.5`."
    )
    unit: Text | None = Field(default=None, description="Of what its values are a number, such as percent.")
    out: Out = None
    cross: Cross = None
    in_: In = None

    @model_validator(mode="after")
    def _one_measure(self) -> "Measure":
        if self.scale and (self.unit is not None or (self.out, self.cross, self.in_) != (None, None, None)):
            raise PydanticCustomError("measure_shape", "has either a scale, or a number with its unit")
        anchors_of(self.out, self.cross, self.in_)
        if taken := [one for one in OPEN_VALUES if one in self.scale]:
            raise PydanticCustomError(
                "measure_shape", f"{taken[0]} is a value of every dimension: not one of the scale"
            )
        return self

    @property
    def anchors(self) -> tuple[float, float, float] | None:
        """The numbers at which a case is fully out of the set, neither in nor out, and fully in."""
        return anchors_of(self.out, self.cross, self.in_)

    @property
    def numeric(self) -> bool:
        """Whether its values are numbers of a unit."""
        return self.unit is not None or self.cross is not None

    def number(self, value: str | None) -> float | None:
        """The number that a value stands for; None where it stands for none: unknown, or not one of its values."""
        return number(value or "") if self.numeric else self.scale.get(value or "")

    def allows(self, value: str) -> bool:
        """Whether the dimension can have the value."""
        return value in OPEN_VALUES or self.number(value) is not None


class Dimension(Measure):
    """A dimension of a framework, and those within it; a text alone is its label."""

    dimensions: dict[Key, Annotated[Measure, Short(Text, "label")]] = Field(
        default={}, description="The dimensions within this one, each as a dimension is; they hold no others."
    )


def cells_of(frameworks: Mapping[str, Mapping[str, Dimension]]) -> dict[str, tuple[str, Measure]]:
    """Each cell that a case can fill, as `framework.dimension` or `framework.dimension.inner`.

    Each with what it is called, `Process > Trust` for an inner one, and its measure, in the order of the file.
    """
    found: dict[str, tuple[str, Measure]] = {}
    for framework, dimensions in frameworks.items():
        for key, dimension in dimensions.items():
            found[f"{framework}.{key}"] = (dimension.label, dimension)
            for inner, measure in dimension.dimensions.items():
                found[f"{framework}.{key}.{inner}"] = (f"{dimension.label} > {measure.label}", measure)
    return found
