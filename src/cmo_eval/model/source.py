"""sources/<id>.yaml: who was heard, how, when and under which consent."""

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field

from cmo_eval.model.base import (
    Boolean,
    CaseId,
    GroupKey,
    Id,
    Key,
    PartialDate,
    Period,
    PersonId,
    Record,
    ReportedIn,
    Sha256,
    Text,
    Whole,
)

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
Models = Literal["none", "local", "any"]
"""Which language models may read what was said: none, those that run on a computer of the team's own, or any."""
ModelRuns = Literal["local", "any"]
"""Where a language model runs: on a computer of the team's own, or anywhere."""


class Participant(Record):
    """A person who was heard, never named; the id is unique within the source.

    Consent: `quote` (anonymised quotes allowed), `background` (counts, is never quoted), `withdrawn` (as if
    it were never said).
    """

    id: Id = Field(description="Code of the person, such as r1; unique within the source, never a name.")
    role: Text | None = Field(default=None, description="Role of the person, such as director.")
    group: GroupKey | None = Field(default=None, description="Key of the group that the person speaks for.")
    consent: Consent | None = Field(
        default=None,
        description="`quote` (anonymised), `background` (counts, is never quoted) or `withdrawn` (as if never said).",
    )
    same_as: PersonId | None = Field(
        default=None,
        description="The same person in another talk, such as KA1.r1; what both say is one voice.",
    )
    organisation: Key | None = Field(
        default=None,
        description="Short key of the organisation that the person works for; a claim's origin may name it.",
    )
    attributes: dict[Key, Text] = Field(
        default={}, description="What distinguishes the person's organisation, such as region and size."
    )

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """The id alone: what is printed in passing, in a log or a traceback, points at nobody."""
        yield "id", self.id


class SourceConsent(Record):
    """What those who were heard agreed to beside being quoted."""

    models: Models = Field(
        default="none",
        description="Which language models may read the transcript: `none` (unless given), `local` (those on a "
        "computer of the team's own) or `any`.",
    )


class Reference(Record):
    """A published document; author and year where it gives them."""

    title: Text = Field(description="Title of the document.")
    author: Text | None = Field(default=None, description="Author or publisher.")
    year: Whole | None = Field(default=None, ge=1500, le=2200, description="Year of publication, four digits.")
    url: Text | None = Field(default=None, description="Where it can be found on the web.")


class Table(Record):
    """Figures that a document gives, row by row, with the total that it prints."""

    id: Id = Field(description="Short id of the table, such as T2.")
    title: Text | None = Field(default=None, description="What the table is about.")
    section: Text | None = Field(default=None, description="Where it stands in the document.")
    rows: dict[Text, Whole] = Field(description="The figure in each row, by the row's name.")
    total: Whole | None = Field(default=None, description="The total that the document prints.")


class Source(Record):
    """Someone or something that was heard or read."""

    id: Id = Field(description="Short id that never changes, such as FG2; the file's name begins with it.")
    kind: SourceKind = Field(description="What sort of source it is.")
    title: Text = Field(description="A few words that name the source, without names of persons.")
    date: PartialDate | None = Field(default=None, description="When the talk was held, or the document published.")
    period: Period | None = Field(default=None, description="From when to when, in place of one date.")
    group: GroupKey | None = Field(
        default=None,
        description="Key of the group that speaks here; who is only written about does not speak.",
    )
    case: CaseId | None = Field(
        default=None, description="Id of the case it belongs to; all sources of one case are one voice."
    )
    participants: tuple[Participant, ...] = Field(
        default=(), description="Who was heard: by a code and a role, never by name."
    )
    invited: dict[Key, dict[Key, Annotated[Whole, Field(ge=0)]]] = Field(
        default={}, description="How many were invited, for each stratum, such as region."
    )
    text: Text | None = Field(default=None, description="Name of the transcript's file in the folder of texts.")
    text_sha256: Sha256 | None = Field(
        default=None, description="SHA-256 digest of the transcript: 64 digits and letters a-f; written by a program."
    )
    imported_sha256: Sha256 | None = Field(
        default=None,
        description="SHA-256 digest of the transcript as it was brought in, before anybody corrected it by hand; "
        "written by a program.",
    )
    pseudonymised: Boolean = Field(
        default=False,
        description="true once the names in the transcript were replaced by pseudonyms; written by a program, or by "
        "hand where that was done before.",
    )
    consent: SourceConsent | None = Field(
        default=None, description="What those who were heard agreed to beside being quoted, such as `models: local`."
    )
    confidentiality: Confidentiality | None = Field(
        default=None, description="Who may see the notes, where that differs from the policy."
    )
    withdrawn: PartialDate | None = Field(
        default=None, description="When the whole source was withdrawn; from then on it is as if it was never heard."
    )
    reported_in: ReportedIn | None = Field(
        default=None, description="The published report through which alone it is known."
    )
    pooled: Boolean = Field(
        default=False,
        description="true when several talks are put together because a report does not tell them apart; one voice.",
    )
    reference: Reference | None = Field(default=None, description="Title, author and year of a document.")
    tables: tuple[Table, ...] = Field(default=(), description="Figures that a document gives.")

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """The id and the kind: what is printed in passing, in a log or a traceback, points at nobody."""
        yield from (("id", self.id), ("kind", self.kind))

    @property
    def since(self) -> str | None:
        """When the talk was held or began, as far as that is known."""
        return self.date or (self.period.from_ or self.period.to if self.period else None)

    @property
    def until(self) -> str | None:
        """When the talk was held or ended, or the document was published, as far as that is known."""
        year = self.reference.year if self.reference is not None else None
        return (
            self.date or (self.period.to or self.period.from_ if self.period else None) or (str(year) if year else None)
        )

    def participant(self, id_: str) -> Participant | None:
        """The participant with that id, or None."""
        return self._by_id.get(id_)

    @cached_property
    def _by_id(self) -> dict[str, Participant]:
        """Participants by id; of an id used twice, the first: a source may have thousands, and each citation asks."""
        return {person.id: person for person in reversed(self.participants)}

    @property
    def models(self) -> Models:
        """Which language models may read it; none as long as its names are not known to be replaced."""
        return self.consent.models if self.pseudonymised and self.consent is not None else "none"

    def open_to(self, model: ModelRuns) -> bool:
        """Whether a language model that runs there may read it."""
        return self.models in {"any", model}

    def group_of(self, speaker: str | None) -> str | None:
        """The address group that what a participant says counts for: that person's own, else the source's."""
        person = self.participant(speaker) if speaker else None
        return (person.group if person else None) or self.group
