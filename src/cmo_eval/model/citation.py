"""sources/<id>.citations.yaml: what was coded in a source, and what it says about which claim."""

from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from cmo_eval.model.base import (
    AROUND,
    BY_PROGRAM,
    DISPUTE,
    NOTED,
    PARTS,
    RETOLD,
    SPOKEN,
    Boolean,
    CaseId,
    CitationId,
    ClaimId,
    CodeKeys,
    Id,
    Initials,
    Key,
    Keys,
    Part,
    PartialDate,
    PatternId,
    Record,
    Sha256,
    Slotted,
    SpeakerId,
    Text,
    Whole,
    holding,
    slotted,
)

Quality = Literal["opinion", "report", "observation", "documented"]
QUALITIES: tuple[Quality, ...] = get_args(Quality)
"""Qualities of an observation by rank: 0 opinion, 1 report, 2 observation, 3 documented."""
FIRST_HAND = QUALITIES.index("observation")

Actor = Literal["person", "import", "model"]
Reviewed = Literal["accepted", "changed", "rejected"]

Stance = Literal["supports", "nuances", "refutes", "suggests"]
STANCES: tuple[Stance, ...] = get_args(Stance)


@slotted
class Place(Slotted):
    """Where in its source a citation stands; for a recording `time` as h:mm:ss."""

    line: Whole | None = Field(default=None, ge=1, description="Line of the transcript, counted from 1.")
    page: Text | None = Field(default=None, description="Page, as it is printed.")
    section: Text | None = Field(default=None, description="Section or chapter, such as 4.3.")
    time: Text | None = Field(default=None, description="Time in a recording, as h:mm:ss.")

    @model_validator(mode="before")
    @classmethod
    def _says_something(cls, value: Any) -> Any:
        if value == {}:
            raise PydanticCustomError("place_shape", "must have one of line, page, section or time")
        return value


@slotted
class Selector(Slotted):
    """Where the quote stands in its text: W3C Web Annotation text position and text quote selectors.

    `start` and `end` count Unicode code points from 0 in the text without BOM, with LF line ends, NFC.
    """

    start: Annotated[Whole, BY_PROGRAM] = Field(
        ge=0, description="First character of the quote in its text, counted from 0."
    )
    end: Annotated[Whole, BY_PROGRAM] = Field(ge=0, description="The character after the last one of the quote.")
    prefix: str = Field(default="", description="The characters just before the quote.")
    suffix: str = Field(default="", description="The characters just after the quote.")


def _parts(value: Any) -> Any:
    """`mechanism` means both of its halves; one part alone is a list of one."""
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list | tuple):
        return value
    if "mechanism" not in items:
        return items
    if not all(item in _SPELLED for item in items if isinstance(item, str)):
        return ["resource" if item == "mechanism" else item for item in items]  # so that the wrong one keeps its place
    spelled: list[Any] = []
    for item in items:
        spelled.extend(["resource", "reasoning"] if item == "mechanism" else [item])
    return spelled


_SPELLED = frozenset({*PARTS, "mechanism"})
_PART: dict[str, Any] = {"type": "string", "enum": [*PARTS, "mechanism"]}
_WRITTEN_PARTS = WithJsonSchema({"anyOf": [{"type": "array", "items": _PART}, _PART]})


@slotted
class Evidence(Slotted):
    """A stance on one claim, and which parts of which pattern the citation shows."""

    supports: ClaimId | None = Field(default=None, description="Id of the claim that this citation speaks for.")
    nuances: ClaimId | None = Field(
        default=None,
        description="Id of the claim that this citation qualifies: it holds in part, or under a condition.",
    )
    refutes: ClaimId | None = Field(default=None, description="Id of the claim that this citation speaks against.")
    suggests: ClaimId | None = Field(
        default=None, description="Id of another claim that would fit better; needs `instead_of`."
    )
    instead_of: ClaimId | None = Field(
        default=None, description="Id of the claim that the suggested one would replace."
    )
    version: Whole = Field(default=1, ge=1, description="Version of the claim that this is about; 1 unless given.")
    pattern: PatternId | None = Field(default=None, description="Id of the pattern that the citation shows at work.")
    parts: Annotated[tuple[Part, ...], BeforeValidator(_parts), _WRITTEN_PARTS] = Field(
        default=(), description="Which parts of the pattern it shows; `mechanism` means resource and reasoning."
    )
    lacks: Annotated[tuple[Part, ...], BeforeValidator(_parts), _WRITTEN_PARTS] = Field(
        default=(), description="Which parts of the pattern it shows to be absent."
    )
    favours: Id | None = Field(
        default=None, description="Id of the rival explanation of that claim that this citation speaks for."
    )

    @model_validator(mode="after")
    def _one_stance(self) -> "Evidence":
        taken = [self.supports, self.nuances, self.refutes, self.suggests]
        if taken.count(None) != len(taken) - 1:
            raise PydanticCustomError("stance_shape", "must have exactly one of supports, nuances, refutes or suggests")
        if (self.suggests is None) != (self.instead_of is None):
            raise PydanticCustomError("stance_shape", "suggests and instead_of go together")
        if (self.parts or self.lacks) and self.pattern is None:
            raise PydanticCustomError("stance_shape", "parts need a pattern that they are parts of")
        if self.lacks and set(self.parts) & set(self.lacks):
            raise PydanticCustomError("stance_shape", "a part is either shown or lacking, not both")
        return self

    @property
    def stance(self) -> Stance:
        """The stance that is taken."""
        if self.supports is not None:
            return "supports"
        if self.nuances is not None:
            return "nuances"
        return "refutes" if self.refutes is not None else "suggests"

    @property
    def claim(self) -> str:
        """The claim that the stance is about; of `suggests`, the one it would replace."""
        claim = self.instead_of or self.supports or self.nuances or self.refutes
        assert claim is not None  # noqa: S101 - _one_stance saw to it
        return claim

    @property
    def shows_pattern(self) -> bool:
        """Whether it names a pattern and does more than deny parts of it."""
        return self.pattern is not None and bool(self.parts or not self.lacks)


class FirstCoding(Record):
    """What the first coder had made of a citation before a difference with another coder was settled."""

    quality: Quality | None = Field(default=None, description="The quality that the first coder gave.")
    evidence: tuple[Evidence, ...] = Field(default=(), description="The stances that the first coder took.")
    codes: Keys = Field(default=(), description="The codes that the first coder gave.")


class Adjudicated(Record):
    """Who settled two coders' difference, when, and what the first coder had made of it."""

    by: Initials = Field(description="Initials of who settled the difference.")
    date: PartialDate = Field(description="When it was settled.")
    first: FirstCoding | None = Field(
        default=None,
        description="What the first coder had made of it, for the agreement between coders; written by a program.",
    )


class Review(Record):
    """What a person made of a model's proposal."""

    outcome: Reviewed = Field(
        description="`accepted` as it was, `changed` and then accepted, or `rejected`; written by a program."
    )
    by: Initials = Field(description="Initials of who looked at it.")
    date: PartialDate = Field(description="When that was.")
    citation: CitationId | None = Field(default=None, description="Id of the citation that it became.")


@slotted
class Citation(Slotted):
    """A fragment of a source: the words, who said them, of what quality, and what they show."""

    id: CitationId = Field(description="The source's id, a hyphen and a number, such as FG2-014; never changed.")
    quote: Annotated[Text | None, SPOKEN] = Field(
        default=None,
        description="The words as they were said, with cuts as […]; or a paraphrase, with `verbatim: false`.",
    )
    verbatim: Boolean = Field(
        default=True, description="true (unless given) for the words as they were said, false for a paraphrase."
    )
    speaker: SpeakerId | None = Field(default=None, description="Id of the participant who speaks, such as r1.")
    role: Text | None = Field(
        default=None, description="Role of the speaker, where the person is not registered as a participant."
    )
    at: Place | None = Field(default=None, description="Where in the source it stands: line, page, section or time.")
    selector: Annotated[Selector | None, AROUND] = Field(
        default=None, description="The exact place in the transcript, by characters; written by a program."
    )
    quality: Quality | None = Field(
        default=None,
        description="How good it is: `opinion` < `report` (hearsay) < `observation` (first hand) < `documented`.",
    )
    utterance: Literal["claim", "concern", "issue"] | None = Field(
        default=None,
        description="What the speaker utters: a `claim` (in favour), a `concern` (against) or an `issue` (contested).",
    )
    judgement: Annotated[Text | None, RETOLD] = Field(
        default=None, description="The opinion that the speaker gives, apart from what it is based on."
    )
    observation: Annotated[Text | None, RETOLD] = Field(
        default=None, description="What the speaker's opinion is based on: what was seen or heard."
    )
    event: Annotated[Text | None, RETOLD] = Field(default=None, description="The event that is told.")
    case: CaseId | None = Field(
        default=None, description="Id of the case that it is about, where that is another than its source's."
    )
    evidence: tuple[Evidence, ...] = Field(default=(), description="What the citation shows: a stance on a claim each.")
    codes: CodeKeys = Field(default=(), description="Codes of the codebook that apply.")
    coded: PartialDate | None = Field(default=None, description="When it was coded.")
    memo: Annotated[Text | None, NOTED] = Field(default=None, description="A note of the coder.")
    disputed: Annotated[Text | None, DISPUTE] = Field(
        default=None, description="Why it does not count until this is resolved."
    )
    withdrawn: PartialDate | None = Field(
        default=None, description="When the words were withdrawn; from then on it is as if they were never said."
    )
    adjudicated: Adjudicated | None = Field(
        default=None, description="Who settled what two coders saw differently, and when."
    )
    actor: Actor | None = Field(
        default=None,
        description="What put it here: a `person` (unless given), an `import`, or a `model` whose proposal a person "
        "accepted.",
    )
    proposed_by: Id | None = Field(
        default=None, description="The model, by the name of its file, whose proposal a person accepted."
    )
    review: Review | None = Field(
        default=None, description="In a file of proposals: what a person made of this one; written by a program."
    )

    def __repr__(self) -> str:
        """The id alone: what is printed in passing, in a log or a traceback, holds nobody's words."""
        return f"Citation(id={self.id!r})"


REMARKS = holding(Citation, "retold", "note", "about")
"""Keys of a citation in which a coder writes what belongs to the words: a judgement, a memo and the like."""


class Defaults(Record):
    """What the entries of a file leave out."""

    verbatim: Boolean | None = Field(
        default=None, description="true for words as they were said, false for paraphrases."
    )
    speaker: Id | None = Field(default=None, description="Id of the participant who speaks.")
    role: Text | None = Field(default=None, description="Role of the speaker.")
    quality: Quality | None = Field(
        default=None,
        description="How good it is: `opinion` < `report` (hearsay) < `observation` (first hand) < `documented`.",
    )
    at: Place | None = Field(default=None, description="Where in the source the words stand.")
    coded: PartialDate | None = Field(default=None, description="When they were coded.")
    codes: Keys = Field(default=(), description="Codes of the codebook that apply.")


class Proposed(Record):
    """Whose proposals a file holds, and what became of the answers that they came in; written by a program."""

    by: Id = Field(description="What the model is called here; the file's name has it too.")
    model: Text = Field(description="Which model it was, with its version.")
    prompt_sha256: Sha256 = Field(description="SHA-256 digest of what the model was asked.")
    date: PartialDate = Field(description="When its first answer came in.")
    answers: tuple[Sha256, ...] = Field(default=(), description="SHA-256 digests of the answers that came in.")
    offered: Whole = Field(default=0, ge=0, description="How many proposals for this source the answers held.")
    refused: dict[Key, Whole] = Field(default={}, description="How many of them were refused, by the reason.")
    coded_first: tuple[CitationId, ...] = Field(
        default=(), description="Citations that people had coded when the first answer came in."
    )


class CitationFile(Record):
    """A file of citations: who coded them, what the entries share, and the entries."""

    proposed: Proposed | None = Field(
        default=None, description="Of a file of proposals: which model they are of; nothing in it counts."
    )

    coder: Initials | None = Field(default=None, description="Initials of who coded the source.")
    defaults: Defaults = Field(
        default_factory=Defaults, description="What holds for every citation that does not say it itself."
    )
    citations: tuple[Citation, ...] = Field(default=(), description="The fragments of the source that matter.")
