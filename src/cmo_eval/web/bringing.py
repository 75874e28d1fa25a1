"""What files that come in are, what a person says of them, and what becomes of them, of whichever kind they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from cmo_eval.deferred import dataclass
from cmo_eval.output.exchange import Told
from cmo_eval.projects.counting import Placing
from cmo_eval.projects.project import Project
from cmo_eval.transcripts.reading import Rows
from cmo_eval.web.memory import Planned as Writable
from cmo_eval.web.page import Sent

Row = dict[str, str]

CONSENTS = {"quote": "may be quoted", "background": "background: never quoted"}
"""What people agreed to, as the form says it."""


class Said(BaseModel):
    """What a person says of files that come in.

    `usual` holds for all that do not say otherwise; `sources`, `codes` and `coders` are entries of a mapping file,
    `rows` rows of a table of new sources, by its columns. `heard` are labels that may begin a turn, with whose they
    are; `texts` is where transcripts are to lie in an evaluation that does not say it, seen from its folder.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    usual: Row = Field(default_factory=dict)
    sources: tuple[Row, ...] = ()
    codes: tuple[Row, ...] = ()
    coders: tuple[Row, ...] = ()
    rows: tuple[Row, ...] = ()
    heard: tuple[Row, ...] = ()
    texts: str = ""

    def mapping(self) -> Mapping[str, Any]:
        """What is said of a project, by the keys of a mapping file."""
        parts = {"sources": [*self.sources], "codes": [*self.codes], "coders": [*self.coders]}
        return {**self.usual, **{what: items for what, items in parts.items() if items}}


class Asking(Sent):
    """Files by the ids under which they wait, and what is said of them; `sure`: what is odd about them is meant so."""

    files: tuple[str, ...]
    said: Said = Said()
    sure: bool = False


@dataclass(frozen=True)
class Brought:
    """A file by its `name`, and what was in it: a `project` with where its codings stand, or the `rows` of a text."""

    name: str
    project: Project | None = None
    placing: Placing | None = None
    rows: Rows | None = None


class Planned(NamedTuple):
    """What becomes of files: the `plan`, and how it is `told`.

    `add` says in a few words what is added, empty where nothing is; `notes` are what a person should look at, `sure`
    what they must agree to, in sentences; `changes` is a diff of files that are there. `sources` have what came in.
    """

    plan: Writable
    told: Sequence[Told]
    add: str
    notes: Sequence[str] = ()
    sure: Sequence[str] = ()
    changes: str = ""
    sources: Sequence[str] = ()
