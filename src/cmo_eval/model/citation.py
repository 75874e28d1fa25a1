"""sources/<id>.citations.yaml: what was coded in a source, and what it says about which claim."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from cmo_eval.model.base import Boolean, CitationId, Id, Key, Keys, Part, PartialDate, Record, Text, Whole

Quality = Literal["opinion", "report", "observation", "documented"]
QUALITIES: tuple[Quality, ...] = get_args(Quality)
"""Qualities of an observation by rank: 0 opinion, 1 report, 2 observation, 3 documented."""
FIRST_HAND = QUALITIES.index("observation")

Stance = Literal["supports", "nuances", "refutes", "suggests"]
STANCES: tuple[Stance, ...] = get_args(Stance)


class Place(Record):
    """Where in its source a citation stands; for a recording `time` as h:mm:ss."""

    line: Whole | None = Field(default=None, ge=1)
    page: Text | None = None
    section: Text | None = None
    time: Text | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Place:
        if not self.model_fields_set:
            raise PydanticCustomError("place_shape", "must have one of line, page, section or time")
        return self


class Selector(Record):
    """Where the quote stands in its text: W3C Web Annotation text position and text quote selectors.

    `start` and `end` count Unicode code points from 0 in the text without BOM, with LF line ends, NFC.
    """

    start: Whole = Field(ge=0)
    end: Whole = Field(ge=0)
    prefix: str = ""
    suffix: str = ""


def _parts(value: Any) -> Any:
    """`mechanism` means both of its halves; one part alone is a list of one."""
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list | tuple):
        return value
    spelled: list[Any] = []
    for item in items:
        spelled.extend(["resource", "reasoning"] if item == "mechanism" else [item])
    return spelled


class Evidence(Record):
    """A stance on one claim, and which parts of which pattern the citation shows."""

    supports: Id | None = None
    nuances: Id | None = None
    refutes: Id | None = None
    suggests: Id | None = None
    instead_of: Id | None = None
    version: Whole = Field(default=1, ge=1)
    pattern: Id | None = None
    parts: Annotated[tuple[Part, ...], BeforeValidator(_parts)] = ()

    @model_validator(mode="after")
    def _one_stance(self) -> Evidence:
        stances = [stance for stance in STANCES if getattr(self, stance) is not None]
        if len(stances) != 1:
            raise PydanticCustomError("stance_shape", "must have exactly one of supports, nuances, refutes or suggests")
        if (self.suggests is None) != (self.instead_of is None):
            raise PydanticCustomError("stance_shape", "suggests and instead_of go together")
        if self.parts and self.pattern is None:
            raise PydanticCustomError("stance_shape", "parts need a pattern that they are parts of")
        return self

    @property
    def stance(self) -> Stance:
        """The stance that is taken."""
        return next(stance for stance in STANCES if getattr(self, stance) is not None)

    @property
    def claim(self) -> str:
        """The claim that the stance is about; of `suggests`, the one it would replace."""
        claim = self.instead_of or self.supports or self.nuances or self.refutes
        assert claim is not None  # noqa: S101 - _one_stance saw to it
        return claim


class Adjudicated(Record):
    """Who settled two coders' difference, and when."""

    by: Key
    date: PartialDate


class Citation(Record):
    """A fragment of a source: the words, who said them, of what quality, and what they show."""

    id: CitationId
    quote: Text | None = None
    verbatim: Boolean = True
    speaker: Id | None = None
    role: Text | None = None
    at: Place | None = None
    selector: Selector | None = None
    quality: Quality | None = None
    utterance: Literal["claim", "concern", "issue"] | None = None
    judgement: Text | None = None
    observation: Text | None = None
    event: Text | None = None
    evidence: tuple[Evidence, ...] = ()
    codes: Keys = ()
    coded: PartialDate | None = None
    memo: Text | None = None
    disputed: Text | None = None
    withdrawn: PartialDate | None = None
    adjudicated: Adjudicated | None = None


class Defaults(Record):
    """What the entries of a file leave out."""

    verbatim: Boolean | None = None
    speaker: Id | None = None
    role: Text | None = None
    quality: Quality | None = None
    at: Place | None = None
    coded: PartialDate | None = None
    codes: Keys = ()


class CitationFile(Record):
    """A file of citations: who coded them, what the entries share, and the entries."""

    coder: Key | None = None
    defaults: Defaults = Defaults()
    citations: tuple[Citation, ...] = ()
