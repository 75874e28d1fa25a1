"""codebook.yaml: the codes, a tree, each with a kind."""

from typing import Literal

from pydantic import Field

from cmo_eval.model.base import Key, Record, Text, Whole

CodeKind = Literal["context", "resource", "reasoning", "mechanism", "outcome", "actor", "intervention", "theme"]


class Code(Record):
    """A code: what it stands for, when to use it and when not; `parent` places it in the tree."""

    id: Key = Field(description="Short name by which citations use the code.")
    label: Text | None = Field(default=None, description="The code in words.")
    kind: CodeKind = Field(description="What sort of thing the code marks.")
    parent: Key | None = Field(default=None, description="Id of the code above it in the tree.")
    use: Text | None = Field(default=None, description="When to use the code.")
    avoid: Text | None = Field(default=None, description="When not to use it.")


class Codebook(Record):
    """All codes of an evaluation, with the version of the book."""

    version: Whole = Field(default=1, ge=1, description="Version of the codebook; 1 unless given.")
    codes: tuple[Code, ...] = Field(default=(), description="The codes.")
