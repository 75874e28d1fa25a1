"""Who reads, and which sources were opened to whom; knows no words and no attributes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from cmo_eval.model import Source
from cmo_eval.store.repository import Repository

Audience = Literal["public", "committee", "team"]
AUDIENCES: tuple[Audience, ...] = get_args(Audience)
"""From the widest circle of readers to the narrowest; who comes later may see all that who comes earlier may see."""

_USUAL: Mapping[str, Audience] = {"case_interview": "team", "document": "public", "research": "public"}


def opened_to(repository: Repository, source: Source) -> Audience:
    """The widest audience that may see the notes of a source.

    What the source says itself, counts. Else: what is known through a published report only is as open as that report
    is, and of a re-reading everything is published. Else the policy's for its kind; where that is silent, case
    interviews are for the team, documents and research for the public, and all other talks for the committee.
    """
    seen: set[str] = set()
    while source.confidentiality is None and source.reported_in is not None and source.id not in seen:
        seen.add(source.id)
        document = repository.sources.get(source.reported_in.source)
        if document is None:
            return "public"
        source = document
    if source.confidentiality is not None:
        return source.confidentiality
    evaluation = repository.evaluation
    if evaluation.basis == "published":
        return "public"
    return evaluation.policy.confidentiality.get(source.kind) or _USUAL.get(source.kind, "committee")


def may_see(audience: Audience, opened: Audience) -> bool:
    """Whether an audience may see what was opened to that one."""
    return AUDIENCES.index(audience) >= AUDIENCES.index(opened)
