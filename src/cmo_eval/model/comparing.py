"""Comparisons of cases that an evaluation states: which conditions, which outcome, and how they are made into sets."""

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from cmo_eval.model.base import ClaimId, Key, Number, Record, Text, Texts, Whole
from cmo_eval.model.framework import Cross, In, Out, anchors_of


class Calibrated(Record):
    """How the values of one condition become memberships: by a scale of words, three anchors, or a threshold."""

    scale: dict[Text, Number] = Field(default={}, description="Membership, from 0 to 1, of each word.")
    out: Out = None
    cross: Cross = None
    in_: In = None
    least: Number | None = Field(default=None, description="Number from which on a case is in a crisp set.")

    @model_validator(mode="after")
    def _one_way(self) -> "Calibrated":
        given = [bool(self.scale), self.anchors is not None, self.least is not None]
        if sum(given) != 1:
            raise PydanticCustomError("calibrated_shape", "has a scale, or out, cross and in, or least")
        if not all(0 <= one <= 1 for one in self.scale.values()):
            raise PydanticCustomError("calibrated_shape", "has a scale of memberships, from 0 to 1")
        return self

    @property
    def anchors(self) -> tuple[float, float, float] | None:
        """The numbers at which a case is fully out of the set, neither in nor out, and fully in."""
        return anchors_of(self.out, self.cross, self.in_)


class Comparison(Record):
    """A comparison of cases by conditions and an outcome: dimensions of a framework, or attributes of cases."""

    title: Text | None = Field(
        default=None, description="What is asked, as the report's heading; its key unless given."
    )
    framework: Key = Field(description="The framework whose cases are compared.")
    outcome: Text = Field(
        description="What is to be explained: a dimension, `~` before it for its absence, `{2}` after it for a value."
    )
    conditions: Texts = Field(
        min_length=1,
        description="Dimensions of the framework (`trust`, `steering.content`), or attributes of cases; at most 15.",
    )
    claim: ClaimId | None = Field(
        default=None, description="The claim whose patterns say what is expected; all claims' patterns unless given."
    )
    expect: Texts = Field(
        default=(),
        description="With which conditions the outcome is expected (`trust`, `~size`), where patterns do not say so.",
    )
    consistency: Number = Field(default=0.8, ge=0, le=1, description="From which consistency on a row is 1; 0.8.")
    frequency: Whole = Field(default=1, ge=1, description="With how many cases a row counts; 1 unless given.")
    pri: Number = Field(default=0.0, ge=0, le=1, description="From which PRI on a row is 1; any unless given.")
    calibrate: dict[Text, Calibrated] = Field(
        default={}, description="How values become memberships where the dimension does not say it, by condition."
    )
