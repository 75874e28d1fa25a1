"""Frameworks by which cases are compared: dimensions, which may nest, and the values that each can have."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from cmo_eval.model.base import Key, Number, Record, Short, Text, number

UNKNOWN, NOT_APPLICABLE = "unknown", "not_applicable"
OPEN_VALUES = (UNKNOWN, NOT_APPLICABLE)
"""Values that every dimension can have, and that are on no scale: it was not found out; it cannot be asked here."""


class Measure(Record):
    """A dimension: what it is called, and either a scale of labels, or a number with its unit; or neither: text only.

    `out`, `cross` and `in` are the numbers at which a case is fully out of the set, as much in as out, and fully in.
    """

    label: Text = Field(description="What the dimension is about, in words.")
    scale: dict[Text, Number] = Field(
        default={}, description="The values that it can have, in words, each with its number, such as `partly: 0.5`."
    )
    unit: Text | None = Field(default=None, description="Of what its values are a number, such as percent.")
    out: Number | None = Field(default=None, description="Number at which a case is fully out of the set.")
    cross: Number | None = Field(default=None, description="Number at which a case is as much in the set as out of it.")
    in_: Number | None = Field(default=None, alias="in", description="Number at which a case is fully in the set.")

    @model_validator(mode="after")
    def _one_measure(self) -> "Measure":
        anchors = [one for one in (self.out, self.cross, self.in_) if one is not None]
        if self.scale and (self.unit is not None or anchors):
            raise PydanticCustomError("measure_shape", "has either a scale, or a number with its unit")
        if anchors and (len(anchors) < 3 or anchors not in (sorted(set(anchors)), sorted(set(anchors), reverse=True))):
            raise PydanticCustomError(
                "measure_shape", "out, cross and in go together, each further than the one before"
            )
        if taken := [one for one in OPEN_VALUES if one in self.scale]:
            raise PydanticCustomError(
                "measure_shape", f"{taken[0]} is a value of every dimension: not one of the scale"
            )
        return self

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
