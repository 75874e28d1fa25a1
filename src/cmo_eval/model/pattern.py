"""patterns/<id>-<slug>.yaml: a context-mechanism-outcome configuration."""

from typing import Annotated, Literal

from pydantic import Field

from cmo_eval.model.base import PARTS, Boolean, Id, Keys, Part, PatternIds, Record, Short, Text, Texts


class Outcome(Record):
    """What comes of it; a text alone is the description. `intended` and `direction` where they are known."""

    text: Text = Field(description="What comes of it.")
    intended: Boolean | None = Field(default=None, description="Whether the programme meant this outcome.")
    direction: Literal["positive", "negative", "mixed"] | None = Field(
        default=None, description="Whether it is `positive`, `negative` or `mixed`."
    )


class Pattern(Record):
    """If <context>, then <resource> leads <actor> to <reasoning>, resulting in <outcome>.

    Resource and reasoning together are the mechanism (Dalkin et al. 2015).
    """

    id: Id = Field(description="Short id that never changes, such as P07; the file's name begins with it.")
    title: Text = Field(description="A few words that name the pattern.")
    intervention: Text | None = Field(default=None, description="What the programme did.")
    context: Texts = Field(default=(), description="The circumstances in which it works so.")
    conditions: Texts = Field(
        default=(),
        description="Dimensions with which it is expected to work (`process.trust`), with `~` those without which.",
    )
    actor: Text | None = Field(default=None, description="Whose reasoning changes.")
    resource: Text | None = Field(
        default=None, description="What the programme offers: the first half of the mechanism."
    )
    reasoning: Text | None = Field(
        default=None, description="What the offer changes in how the actor thinks: the other half of the mechanism."
    )
    outcome: Annotated[Outcome | None, Short(Text, "text")] = Field(default=None, description="What comes of it.")
    leads_to: PatternIds = Field(
        default=(), description="Ids of the patterns of whose context this outcome is part (ripple)."
    )
    contrasts_with: PatternIds = Field(
        default=(), description="Ids of the patterns that are the other side of the medal."
    )
    instance_of: Keys = Field(
        default=(),
        description="Keys of mechanisms that several evaluations share and that this is an instance of.",
    )
    retroduction: Text | None = Field(
        default=None, description="Why this mechanism explains the outcome; more than a restatement."
    )
    other_influences: Texts = Field(default=(), description="What else contributed to the outcome.")

    @property
    def missing_parts(self) -> tuple[Part, ...]:
        """The parts of the configuration that are not written down, in their order."""
        return tuple(part for part in PARTS if not getattr(self, part))
