"""cases/<id>-<slug>.yaml: case studies, programmes and practice examples."""

from typing import Annotated, Literal

from pydantic import Field

from cmo_eval.model.base import CitationIds, Id, Key, Names, Part, PatternId, Record, Short, Text

CaseKind = Literal["case_study", "programme", "practice_example"]


class Shown(Record):
    """What the citations cannot say by themselves about a pattern in this case, absences above all."""

    pattern: PatternId = Field(description="Id of the pattern that was looked for in this case.")
    absent: tuple[Part, ...] = Field(default=(), description="Parts of the pattern that were looked for and not found.")
    why: Text | None = Field(default=None, description="How it shows, in a sentence or two.")
    citations: CitationIds = Field(default=(), description="Ids of the citations that it shows in.")


class Cell(Record):
    """What a dimension of a framework looks like in this case; a text alone is that description."""

    text: Text = Field(description="What this dimension looks like in the case.")
    citations: CitationIds = Field(default=(), description="Ids of the citations that it rests on.")


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
    framework: dict[Annotated[str, Names("cell")], Annotated[Cell, Short(Text, "text")]] = Field(
        default={}, description="Cells by `framework.dimension`, as named in evaluation.yaml."
    )

    @property
    def speaks_as_one(self) -> bool:
        """Whether all its sources are one voice: a case is one organisation, but a programme joins many."""
        return (self.voices or ("apart" if self.kind == "programme" else "one")) == "one"
