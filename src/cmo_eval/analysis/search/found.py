"""Where somebody wants to look, and what is found there; plain values."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal

from cmo_eval.diagnostics import Finding
from cmo_eval.model import Source

Kind = Literal["quotes", "memos", "texts"]
KINDS: tuple[Kind, ...] = ("quotes", "memos", "texts")


@dataclass(frozen=True)
class Wanted:
    """Where to look; an empty choice is no limit.

    `speakers` are ids of participants or roles, in a transcript labels too; `codes` and `claims` keep what citations
    with one of these codes, or with evidence on one of these claims, are about. `most` is how many hits are given
    whole; 0 for all.
    """

    kinds: Collection[Kind] = KINDS
    sources: Collection[str] = ()
    speakers: Collection[str] = ()
    codes: frozenset[str] = frozenset()
    claims: Collection[str] = ()
    most: int = 100


@dataclass(frozen=True)
class Hit:
    """One part of a citation, or one line of a transcript, in which all that was searched for occurs.

    `field` is quote, judgement, observation, event, memo, disputed or text. `words` are None where they may not be
    shown; `spans` are the places in them, as offsets. `line` counts in the transcript, from 1. `citation` is the one
    whose part it is; `citations` are those that stand at a line of a transcript. `evidence` and `codes` are the
    citation's.
    """

    kind: Kind
    field: str
    source: str
    words: str | None
    spans: tuple[tuple[int, int], ...] = ()
    line: int | None = None
    page: str | None = None
    section: str | None = None
    time: str | None = None
    speaker: str | None = None
    role: str | None = None
    citation: str | None = None
    citations: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass
class Found:
    """Hits in the order of sources, at most as many as were wanted; `total` counts all, by kind.

    `further` counts sources that were not looked into, since there were hits enough, and may hold more. `sources` are
    those that the hits are of; `searched` counts transcripts; `notes` says what was not searched. `unread` names files
    that could not be read, and `findings` say why.
    """

    hits: list[Hit] = field(default_factory=list)
    total: dict[Kind, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    sources: dict[str, Source] = field(default_factory=dict)
    searched: int = 0
    further: int = 0
    notes: list[str] = field(default_factory=list)
    unread: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
