"""Language models as coders: what became of their proposals, and how they code what a person coded first.

A model reads a whole transcript and marks what it chooses to mark. So on each citation that a person had coded before
the model's answer came in, the model says what its proposals say that stand there, and nothing where none does.
Citations that a person took from a model are not asked: on them the two do not judge apart from each other; nor those
of people who may not be quoted, whose words no model reads.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cmo_eval.deferred import dataclass
from cmo_eval.model import Citation, Proposed
from cmo_eval.model.citation import Reviewed
from cmo_eval.store.repository import Citations, Coded, Repository, natural

if TYPE_CHECKING:
    from cmo_eval.analysis.agreement import Row

HALF = 0.5
"""Share of the shorter of two passages that both have, from which on they are about the same words."""


@dataclass(frozen=True)
class Code:
    """How often people (in the coding as it is settled now), the model, and both gave a code to the same citations."""

    code: str | None
    people: int
    model: int
    both: int

    @property
    def precision(self) -> float | None:
        """Of what the model gave, the share that people gave; None where it gave nothing."""
        return self.both / self.model if self.model else None

    @property
    def recall(self) -> float | None:
        """Of what people gave, the share that the model gave; None where they gave nothing."""
        return self.both / self.people if self.people else None


@dataclass(frozen=True)
class ModelCoder:
    """What a model proposed, and what became of it; numbers alone.

    `name` is what it is called here, `models` which it was. `offered` counts the proposals in its answers, `refused`
    those that were not taken in, by the reason; `taken` those that were, of which people made `outcomes`; the rest
    waits. `units` counts the citations on which it is compared with people, `codes` has a row for each code, the first
    for all of them (code None); `agreement` are the rows on codes and stances, of the people's first coding and it.
    """

    name: str
    models: tuple[str, ...]
    sources: tuple[str, ...]
    offered: int
    refused: Mapping[str, int]
    taken: int
    outcomes: Mapping[Reviewed, int]
    units: int
    codes: tuple[Code, ...]
    agreement: tuple[Row, ...]

    @property
    def waiting(self) -> int:
        """How many proposals nobody looked at yet."""
        return self.taken - sum(self.outcomes.values())


def model_coders(repository: Repository) -> tuple[ModelCoder, ...]:
    """Every model that proposed something, by name."""
    names = sorted({name.coder for name in repository.proposal_files if name.coder}, key=natural)
    return tuple(_coder(repository, name) for name in names)


def with_models(repository: Repository, names: Sequence[str] = ()) -> Repository:
    """The evaluation in which these models, or all, are second coders of what people coded first.

    Args:
        repository: the evaluation.
        names: what the models are called; all unless given.
    """
    theirs = Citations(one for name, found in _units(repository, names) for one in found)
    return replace(repository, second_codings=Citations([*repository.second_codings, *theirs]))


def _coder(repository: Repository, name: str) -> ModelCoder:
    from cmo_eval.analysis.agreement import agreement  # noqa: PLC0415 - heavy, and few evaluations have a model

    said = {source: one for (source, coder), one in _proposed(repository).items() if coder == name}
    theirs = [one for one in repository.proposals if one.coder == name]
    units = [one for _, found in _units(repository, [name]) for one in found if one.id in repository.citations.by_id]
    alone = replace(repository, second_codings=Citations())
    rows = agreement(with_models(alone, [name])).rows if units else ()
    refused: Counter[str] = Counter()
    for one in said.values():
        refused.update(one.refused)
    return ModelCoder(
        name=name,
        models=tuple(dict.fromkeys(one.model for one in said.values())),
        sources=tuple(sorted(said, key=natural)),
        offered=sum(one.offered for one in said.values()),
        refused=dict(refused),
        taken=len(theirs),
        outcomes=Counter(one.citation.review.outcome for one in theirs if one.citation.review is not None),
        units=len(units),
        codes=tuple(_codes(repository, units)) if units else (),
        agreement=tuple(row for row in rows if row.about in {"code", "stance"}),
    )


def _codes(repository: Repository, units: Sequence[Coded]) -> Iterator[Code]:
    """By code, against the coding as it is settled now; first all codes together."""
    known = repository.citations.by_id
    people = Counter(code for one in units for code in {*known[one.id].citation.codes})
    model = Counter(code for one in units for code in one.citation.codes)
    both = Counter(code for one in units for code in {*known[one.id].citation.codes} & {*one.citation.codes})
    yield Code(None, people.total(), model.total(), both.total())
    order = [*repository.codes, *sorted({*people, *model} - repository.codes.keys())]
    yield from (Code(code, people[code], model[code], both[code]) for code in order if people[code] or model[code])


def _proposed(repository: Repository) -> dict[tuple[str, str], Proposed]:
    """What the files of proposals say of themselves, by source and model."""
    return {
        (name.source, name.coder): stored.record.proposed
        for name, stored in repository.proposal_files.items()
        if name.source is not None and name.source in repository.sources and name.coder
        if stored is not None and stored.record.proposed
    }


def _units(repository: Repository, names: Sequence[str]) -> Iterator[tuple[str, list[Coded]]]:
    """By model, what it says of each citation that a person had coded first, and what it marked elsewhere."""
    for (source, name), proposed in sorted(_proposed(repository).items()):
        if names and name not in names:
            continue
        theirs = [one for one in repository.proposals.of_source.get(source, ()) if one.coder == name]
        first = {*proposed.coded_first}
        agreed = {
            one.id: one
            for one in repository.citations.of_source.get(source, ())
            if one.id in first
            and one.citation.proposed_by is None
            and _is_placed(one.citation)
            and repository.consent_of(one) not in {"background", "withdrawn"}
        }
        met: set[str] = set()
        found = []
        for one in agreed.values():
            here = [other for other in theirs if _meet(one.citation, other.citation)]
            met.update(other.id for other in here)
            found.append(_said(one, name, here, proposed.date))
        # a proposal that became a citation, or that nobody's citation meets, is marked by the model alone
        found += [
            other.but(citation=other.citation.model_copy(update={"coded": proposed.date, "review": None}))
            for other in theirs
            if other.id not in met
        ]
        yield name, found


def _said(one: Coded, name: str, here: Sequence[Coded], date: str) -> Coded:
    """A citation as a model coded it: by all its proposals that stand there."""
    codes = dict.fromkeys(code for other in here for code in other.citation.codes)
    evidence = dict.fromkeys(said for other in here for said in other.citation.evidence)
    qualities = {other.citation.quality for other in here}
    places = [other.citation.selector for other in here if other.citation.selector is not None]
    citation = Citation(
        id=one.id,
        codes=tuple(codes),
        evidence=tuple(evidence),
        quality=qualities.pop() if len(qualities) == 1 else None,
        selector=places[0] if places else None,
        coded=date,
    )
    return Coded(citation, one.source, name)


def _is_placed(citation: Citation) -> bool:
    return citation.selector is not None or (citation.at is not None and citation.at.line is not None)


def _meet(one: Citation, other: Citation) -> bool:
    """Whether both are about the same words: by their places, and where one has none by their lines."""
    mine, theirs = one.selector, other.selector
    if mine is not None and theirs is not None:
        shared = min(mine.end, theirs.end) - max(mine.start, theirs.start)
        return shared >= HALF * min(mine.end - mine.start, theirs.end - theirs.start) and shared > 0
    if one.at is None or other.at is None:
        return False
    return one.at.line is not None and one.at.line == other.at.line
