"""What an assistant may see of an evaluation at one moment: through its audience's gate, with consent for models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from cmo_eval import api
from cmo_eval.analysis.query import folded
from cmo_eval.analysis.quotes import Said, quotes_of
from cmo_eval.analysis.selection import reading_order
from cmo_eval.analysis.trace import Arrows, arrows_of
from cmo_eval.analysis.verification import Verification
from cmo_eval.deferred import dataclass
from cmo_eval.disclosure import Disclosed, quotable
from cmo_eval.model import ModelRuns
from cmo_eval.store.repository import Coded

_WRITTEN = frozenset({"document", "research"})
"""Kinds of sources in which nobody is heard."""


@dataclass(frozen=True)
class Snapshot:
    """What may be seen at one moment.

    Beside what the audience may not read, words of sources are held back that no model, or not this one, may read.
    """

    evaluation: api.Disclosure
    where: ModelRuns

    @property
    def repository(self) -> Disclosed:
        """The records as the audience may see them."""
        return self.evaluation.repository

    @cached_property
    def verification(self) -> Verification:
        """Proposal and decision for each claim, weighed once."""
        return self.evaluation.verify()

    @cached_property
    def validation(self) -> api.Validation:
        """The findings of `validate`, looked for once; they are about the whole, and not to be told as they are."""
        return api.validate(self.evaluation.root)

    @cached_property
    def open(self) -> frozenset[str]:
        """The sources whose words the assistant's model may read; those of documents are nobody's in a talk."""
        sources = self.repository.sources.values()
        published = self.repository.evaluation.basis == "published"
        return frozenset(
            one.id
            for one in sources
            if one.open_to(self.where) or published or (one.kind in _WRITTEN and not one.participants)
        )

    @cached_property
    def closed(self) -> frozenset[str]:
        """The sources of which nothing is taken: their words, or all that is not quoted, are not for these readers."""
        return frozenset(self.repository.sources.keys() - self.open) | self.repository.closed

    @cached_property
    def in_order(self) -> Sequence[Coded]:
        """All citations, in the order of the talks."""
        return reading_order(self.repository.citations)

    @cached_property
    def readable(self) -> frozenset[tuple[str, int]]:
        """The keys of the citations whose words are to be had."""
        some = (one for one in self.in_order if one.source in self.open and one.citation.quote)
        return frozenset(one.key for one in some if quotable(self.repository, one))

    @cached_property
    def arrows(self) -> Arrows:
        """All arrows of the chain from words to conclusions."""
        return arrows_of(self.repository, self.verification)

    @cached_property
    def words(self) -> Sequence[tuple[Coded, str]]:
        """The citations whose words are to be had, each with these as they are searched."""
        some = (one for one in self.in_order if one.key in self.readable)
        return tuple((one, folded(" ".join((one.citation.quote or "").split()))) for one in some)

    def said(self, citations: Sequence[Coded]) -> Sequence[Said]:
        """These citations to be read, in their order in the talks; without words where these are not to be had."""
        rows = quotes_of(self.repository, citations).rows
        return tuple(one if one.source in self.open else replace(one, words=None) for one in rows)
