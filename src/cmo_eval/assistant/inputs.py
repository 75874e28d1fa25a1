"""What an assistant asks of each tool, and as whom; the schemas that it is given are made from these."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from cmo_eval.deferred import dataclass

_MOST = 100
_USUAL = 25


@dataclass(frozen=True)
class Coder:
    """As whom an assistant proposes: what it is called here, and which model it is."""

    name: str
    model: str


class Asked(BaseModel):
    """What a tool is asked."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Also = Literal["patterns", "codes", "sources", "questions", "groups"]
ALSO: tuple[Also, ...] = get_args(Also)

Ids = Annotated[tuple[str, ...], Field(max_length=50)]


class Claims(Asked):
    """Which claims."""

    claims: Annotated[Ids, Field(description="Ids of claims; all unless given.")] = ()
    also: Annotated[
        tuple[Also, ...],
        Field(description="What else of the evaluation is wanted: it says what ids mean."),
    ] = ()


class Evidence(Asked):
    """Which citations; all filters must hold, of several values of one any will do."""

    claim: Annotated[Ids, Field(description="Ids of claims.")] = ()
    stance: Annotated[
        tuple[Literal["supports", "nuances", "refutes", "suggests"], ...], Field(description="On these claims.")
    ] = ()
    pattern: Annotated[Ids, Field(description="Ids of patterns.")] = ()
    code: Annotated[Ids, Field(description="Codes; those below them in the codebook count too.")] = ()
    group: Annotated[Ids, Field(description="Keys of the groups that speak.")] = ()
    source: Annotated[Ids, Field(description="Ids of sources.")] = ()
    case: Annotated[Ids, Field(description="Ids of cases.")] = ()
    citation: Annotated[Ids, Field(description="Ids of citations.")] = ()
    limit: Annotated[int, Field(ge=1, le=_MOST, description="How many are given.")] = _USUAL
    after: Annotated[int, Field(ge=0, description="How many are passed over, to read on.")] = 0


class Find(Asked):
    """What to search for."""

    words: Annotated[
        str,
        Field(min_length=1, max_length=300, description='Words, "phrases" and word starts (trust*); all must occur.'),
    ]
    limit: Annotated[int, Field(ge=1, le=_MOST, description="How many are given.")] = _USUAL


class Trace(Asked):
    """From where to walk."""

    id: Annotated[
        str,
        Field(max_length=100, description="Of a citation, pattern, claim, case, source, recommendation or question."),
    ]


class Nothing(Asked):
    """Nothing is asked."""


class Propose(BaseModel):
    """Proposals, as `code brief` asks for them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    proposals: Annotated[list[Any], Field(min_length=1, max_length=2000)]
