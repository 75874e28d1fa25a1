"""sources/<id>.yaml: who was heard, how, when and under which consent."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cmo_eval.model.base import Boolean, Id, Key, PartialDate, Period, Record, ReportedIn, Sha256, Text, Whole

SourceKind = Literal[
    "key_actor",
    "focus_group",
    "group_interview",
    "case_interview",
    "interview",
    "informal",
    "document",
    "observation",
    "research",
]
Consent = Literal["quote", "background", "withdrawn"]
Confidentiality = Literal["public", "committee", "team"]


class Participant(Record):
    """A person who was heard, never named; the id is unique within the source.

    Consent: `quote` (anonymised quotes allowed), `background` (counts, is never quoted), `withdrawn` (as if
    it were never said).
    """

    id: Id
    role: Text | None = None
    group: Key | None = None
    consent: Consent | None = None
    attributes: dict[Key, Text] = {}


class Reference(Record):
    """A published document; author and year where it gives them."""

    title: Text
    author: Text | None = None
    year: Whole | None = Field(default=None, ge=1500, le=2200)
    url: Text | None = None


class Table(Record):
    """Figures that a document gives, row by row, with the total that it prints."""

    id: Id
    title: Text | None = None
    section: Text | None = None
    rows: dict[Text, Whole]
    total: Whole | None = None


class Source(Record):
    """Someone or something that was heard or read."""

    id: Id
    kind: SourceKind
    title: Text
    date: PartialDate | None = None
    period: Period | None = None
    group: Key | None = None
    case: Id | None = None
    participants: tuple[Participant, ...] = ()
    invited: dict[Key, dict[Key, Annotated[Whole, Field(ge=0)]]] = {}
    text: Text | None = None
    text_sha256: Sha256 | None = None
    confidentiality: Confidentiality | None = None
    withdrawn: PartialDate | None = None
    reported_in: ReportedIn | None = None
    pooled: Boolean = False
    reference: Reference | None = None
    tables: tuple[Table, ...] = ()

    def participant(self, id_: str) -> Participant | None:
        """The participant with that id, or None."""
        return next((person for person in self.participants if person.id == id_), None)
