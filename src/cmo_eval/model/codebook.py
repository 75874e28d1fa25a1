"""codebook.yaml: the codes, a tree, each with a kind."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cmo_eval.model.base import Key, Record, Text, Whole

CodeKind = Literal["context", "resource", "reasoning", "mechanism", "outcome", "actor", "intervention", "theme"]


class Code(Record):
    """A code: what it stands for, when to use it and when not; `parent` places it in the tree."""

    id: Key
    label: Text | None = None
    kind: CodeKind
    parent: Key | None = None
    use: Text | None = None
    avoid: Text | None = None


class Codebook(Record):
    """All codes of an evaluation, with the version of the book."""

    version: Whole = Field(default=1, ge=1)
    codes: tuple[Code, ...] = ()
