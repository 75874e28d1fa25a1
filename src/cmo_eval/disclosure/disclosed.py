"""An evaluation as one audience may see it, and how much was held back; makes neither."""

from __future__ import annotations

from dataclasses import dataclass

from cmo_eval.disclosure.audience import Audience
from cmo_eval.store.repository import Repository


@dataclass(frozen=True, slots=True)
class Held:
    """How much was held back, by reason; never what or whose.

    Attributes:
        consent: citations whose words are not shown since the speaker's consent does not allow it, or is not recorded.
        confidentiality: citations whose words are not shown since their source is not open to this audience.
        sources: sources of which title, roles and reference are not shown, since they are closed to this audience.
        people: participants of whom attributes are not shown, or not all, since too few organisations share them.
        cases: cases of which they are not shown, or not all, for the same reason.
    """

    consent: int = 0
    confidentiality: int = 0
    sources: int = 0
    people: int = 0
    cases: int = 0

    @property
    def words(self) -> int:
        """Citations whose words are not shown, for either reason."""
        return self.consent + self.confidentiality

    def __bool__(self) -> bool:
        return bool(self.words or self.sources or self.people or self.cases)


@dataclass(frozen=True)
class Disclosed(Repository):
    """What an audience may see of an evaluation, and nothing else: whoever writes from it cannot leak.

    It counts as the whole does: sources, citations, stances and groups are all there, so that every proposal and every
    total is the same for each audience. Held back are words, notes, roles and attributes; records carry neither the
    names of their files nor what these held beside. `quotable` has the key of each citation whose words are there;
    `coarsened` names the cases whose attributes are not all there.
    """

    audience: Audience = "public"
    held: Held = Held()
    quotable: frozenset[tuple[str, int]] = frozenset()
    coarsened: frozenset[str] = frozenset()
