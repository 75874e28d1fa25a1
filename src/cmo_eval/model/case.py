"""cases/<id>-<slug>.yaml: case studies, programmes and practice examples."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from cmo_eval.model.base import CitationIds, Id, Key, Part, Record, Text

CaseKind = Literal["case_study", "programme", "practice_example"]


class Shown(Record):
    """What the citations cannot say by themselves about a pattern in this case, absences above all."""

    pattern: Id
    absent: tuple[Part, ...] = ()
    why: Text | None = None
    citations: CitationIds = ()


class Cell(Record):
    """What a dimension of a framework looks like in this case; a text alone is that description."""

    text: Text
    citations: CitationIds = ()


def _cell(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


class Case(Record):
    """A case: voices from it count as one voice."""

    id: Id
    title: Text
    kind: CaseKind = "case_study"
    opened_by: CitationIds = ()
    attributes: dict[Key, Text] = {}
    summary: Text | None = None
    shows: tuple[Shown, ...] = ()
    framework: dict[str, Annotated[Cell, BeforeValidator(_cell)]] = Field(
        default={}, description="Cells by `framework.dimension`."
    )
