"""How it was done: sources, sampling, coders, codebook, checklist."""

from __future__ import annotations

from cmo_eval.deferred import dataclass
from cmo_eval.report.contents.named import Named


@dataclass(frozen=True, slots=True)
class Source:
    """A source of the register; `participants` counts those who did not withdraw, `about` is as in a quote."""

    id: str
    title: str
    kind: str
    group: str
    date: str
    case: str
    pooled: bool
    reported_in: str
    reference: str
    participants: int
    citations: int
    confidentiality: str
    about: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """An address group with what the register says was heard of it."""

    id: str
    title: str
    sources: int
    participants: int
    citations: int


@dataclass(frozen=True, slots=True)
class Stratum:
    """One stratum of a panel's invitations: its target with the unit, what was invited, and on how many in all."""

    panel: str
    stratum: str
    value: str
    target: int | None
    unit: str
    invited: int
    total: int

    @property
    def share(self) -> int:
        """Invited, as a whole percentage of the panel's invitations in this stratum."""
        return round(100 * self.invited / self.total) if self.total else 0


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel: how many were invited and how many are registered as present."""

    id: str
    title: str
    invited: int
    present: int


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """An item of RAMESES II: `status` is yes, no or unclear; `where` a section's key, or empty.

    `computed`: from the data; else the evaluation says so itself.
    """

    number: int
    title: str
    status: str
    text: str
    where: str
    computed: bool = True


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finding that the team accepts, with the reason; `about` says by its title what it is about, `what` what it is.

    `mentions` are things of which only the ids stand there.
    """

    code: str
    id: str
    why: str
    about: str = ""
    what: str = ""
    mentions: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreed:
    """How far coders agree on one thing, said: citations (of boundaries fragments), percentage, alpha and interval."""

    about: str
    units: int
    percent: str
    alpha: str
    interval: str


@dataclass(frozen=True, slots=True)
class Code:
    """A code that citations have: its words, its kind (a key), the code above it, when to use it and when not.

    `citations` says how many have it.
    """

    id: str
    label: str
    kind: str
    parent: str
    use: str
    citations: int
    avoid: str = ""


@dataclass(frozen=True, slots=True)
class Method:
    """How the citations were coded: sentences, agreement, and the codebook with what changed from version to version.

    `recoded` says what second coders' readings do to proposals, to readers who see none; empty for others.
    `more_codes` counts those that are not among `codes` since there are too many to read; `every_code` has all.
    """

    coded: tuple[str, ...] = ()
    recoded: str = ""
    agreement: tuple[Agreed, ...] = ()
    codebook_version: int = 1
    codes: tuple[Code, ...] = ()
    more_codes: int = 0
    every_code: tuple[Code, ...] = ()
    codebook_changes: tuple[tuple[int, str, str, str], ...] = ()
