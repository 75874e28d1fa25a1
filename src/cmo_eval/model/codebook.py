"""codebook.yaml: the codes, a tree, each with a kind, and how the book came to be what it is."""

from typing import Annotated, Literal

from pydantic import Field

from cmo_eval.model.base import Initials, Key, Names, PartialDate, Record, Text, Whole

CodeKind = Literal["context", "resource", "reasoning", "mechanism", "outcome", "actor", "intervention", "theme"]


class Code(Record):
    """A code: what it stands for, when to use it and when not; `parent` places it in the tree."""

    id: Key = Field(description="Short name by which citations use the code.")
    label: Text | None = Field(default=None, description="The code in words.")
    kind: CodeKind = Field(description="What sort of thing the code marks.")
    parent: Annotated[Key, Names("parent")] | None = Field(
        default=None, description="Id of the code above it in the tree."
    )
    use: Text | None = Field(default=None, description="When to use the code.")
    avoid: Text | None = Field(default=None, description="When not to use it.")


class CodebookChange(Record):
    """What changed with a version of the book; `became` says which code stands where another one stood."""

    version: Whole = Field(ge=1, description="Version of the book that the change made.")
    date: PartialDate = Field(description="When it was changed.")
    by: Initials | None = Field(default=None, description="Initials of who changed it.")
    change: Text = Field(description="What was changed.")
    why: Text | None = Field(default=None, description="Why it was changed.")
    became: dict[Key, Key] = Field(
        default={}, description="Codes that went, each with the code that took its place; written by a program."
    )


class Codebook(Record):
    """All codes of an evaluation, with the version of the book and how it changed."""

    version: Whole = Field(default=1, ge=1, description="Version of the codebook; 1 unless given.")
    codes: tuple[Code, ...] = Field(default=(), description="The codes.")
    history: tuple[CodebookChange, ...] = Field(
        default=(), description="What changed from version to version, the last change at the end."
    )

    def successor(self, code: str) -> str | None:
        """The code of the book that a code of an earlier version became; None where the history tells of none."""
        name = code
        for change in self.history:
            name = change.became.get(name, name)
        return name if name != code and any(one.id == name for one in self.codes) else None
