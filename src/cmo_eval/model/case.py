"""cases/<id>-<slug>.yaml: case studies, programmes and practice examples."""

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from cmo_eval.model.base import CitationIds, Id, Key, Names, Part, PatternId, Record, Short, Text
from cmo_eval.model.goals import Goal

CaseKind = Literal["case_study", "programme", "practice_example"]


class Shown(Record):
    """What the citations cannot say by themselves about a pattern in this case, absences above all."""

    pattern: PatternId = Field(description="Id of the pattern that was looked for in this case.")
    absent: tuple[Part, ...] = Field(default=(), description="Parts of the pattern that were looked for and not found.")
    why: Text | None = Field(default=None, description="How it shows, in a sentence or two.")
    citations: CitationIds = Field(default=(), description="Ids of the citations that it shows in.")


class Cell(Record):
    """The value that a dimension has in this case, and in a text what it looks like; a text alone is that text."""

    value: Text | None = Field(
        default=None,
        description="One of the dimension's scale, a number of its unit, `unknown` or `not_applicable`.",
    )
    text: Text | None = Field(default=None, description="What this dimension looks like in the case.")
    citations: CitationIds = Field(default=(), description="Ids of the citations that it rests on.")

    @model_validator(mode="after")
    def _says_something(self) -> "Cell":
        if self.value is None and self.text is None:
            raise PydanticCustomError("cell_shape", "must have a value or a text")
        return self

    @property
    def said(self) -> str:
        """The value and the text, on one line."""
        return " ".join(": ".join(one for one in (self.value, self.text) if one).split())


Cells = dict[Annotated[str, Names("cell")], Annotated[Cell, Short(Text, "text")]]


class Partner(Record):
    """An organisation that takes part in the case, and what the dimensions look like for it."""

    label: Text = Field(description="What the organisation is called in reports, such as the ministry.")
    framework: Cells = Field(default={}, description="Cells of this organisation, by `framework.dimension`.")


class Case(Record):
    """A case; what its sources say is one voice where it is one organisation (`speaks_as_one`)."""

    id: Id = Field(description="Short id that never changes, such as K2; the file's name begins with it.")
    title: Text = Field(description="A few words that name the case, without names of persons.")
    kind: CaseKind = Field(
        default="case_study", description="`case_study` (unless given), `programme` or `practice_example`."
    )
    opened_by: CitationIds = Field(
        default=(), description="Ids of the citations whose question or issue called for this case."
    )
    voices: Literal["one", "apart"] | None = Field(
        default=None,
        description="Whether its sources are `one` voice or speak `apart`; one unless given, apart for a programme.",
    )
    attributes: dict[Key, Text] = Field(
        default={}, description="What distinguishes the case, such as sector, region and size."
    )
    summary: Text | None = Field(default=None, description="What the case is about, in a few sentences.")
    shows: tuple[Shown, ...] = Field(
        default=(), description="What the citations cannot say about a pattern, above all that something is absent."
    )
    framework: Cells = Field(default={}, description="Cells by `framework.dimension`, as named in evaluation.yaml.")
    partners: dict[Key, Partner] = Field(
        default={}, description="Organisations that take part, each under a short key, with cells of their own."
    )
    goals: tuple[Goal, ...] = Field(
        default=(), description="Goals that the case set itself, each with its owner, its yardstick and its result."
    )

    @property
    def cells(self) -> tuple[tuple[str, Cell], ...]:
        """All its cells with their names, those of its partners after its own."""
        of_each = (self.framework, *(partner.framework for partner in self.partners.values()))
        return tuple(cell for cells in of_each for cell in cells.items())

    @property
    def speaks_as_one(self) -> bool:
        """Whether all its sources are one voice: a case is one organisation, but a programme joins many."""
        return (self.voices or ("apart" if self.kind == "programme" else "one")) == "one"
