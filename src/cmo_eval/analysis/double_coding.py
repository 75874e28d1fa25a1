"""What two coders or more made of the same citations, each by themselves; knows the repository, computes nothing.

The agreed coding of a source is its first coder's; where a difference was settled, what the first coder had made of it
is in the citation's `adjudicated`. Whatever was withdrawn is not in the repository, so it is not compared either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property
from typing import Literal, NamedTuple

from cmo_eval.deferred import dataclass
from cmo_eval.errors import UsageError
from cmo_eval.model import PARTS, STANCES, Adjudicated, Citation
from cmo_eval.model.citation import FirstCoding
from cmo_eval.nearest import unknown
from cmo_eval.store.repository import Citations, Coded, Repository, natural

_SAID_OF_PARTS = (*PARTS, *(f"no {part}" for part in PARTS))
NONE = "none"
"""What a coder who takes no stance on a claim is said to say of it."""
UNNAMED = "(first)"
"""A first coder whose initials the file does not give."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one coder made of a citation.

    `stances` says by claim (`C3`, or `C3@2` for a later version) which stance was taken: `supports`, `nuances`,
    `refutes`, `suggests C9`, or several with `+`. `shown` says by pattern which parts, those that are
    denied as `no outcome`: a denial differs from a sighting and from silence. `quality` is None where none is given.
    """

    quality: str | None
    codes: frozenset[str]
    stances: Mapping[str, str]
    shown: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Unit:
    """A citation that two coders or more coded, by coder; `settled` by whom and when, None while it is open."""

    citation: str
    source: str
    coded: Coded | None
    judgements: Mapping[str, Judgement]
    settled: Adjudicated | None = None

    @property
    def disputed(self) -> bool:
        """Whether the agreed coding says that it does not count until a doubt is resolved."""
        return self.coded is not None and self.coded.citation.disputed is not None


@dataclass(frozen=True)
class Alone:
    """Citations of a source that only one of two coders has, by ids; nothing can be compared in them.

    `agreed` are citations of the agreed coding that are not in the second coder's file, `second` fragments that only
    the second coder marked, `waiting` those in the second coder's file with nothing coded yet. Of a `model` the first
    are those that cannot be compared with what it said.
    """

    source: str
    coder: str
    agreed: tuple[str, ...] = ()
    second: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    model: bool = False


@dataclass(frozen=True, slots=True)
class Fragment:
    """A fragment as a coder marked it: from where to where in the text, None where nothing says so.

    `own` when the coder chose it: not when it was another's, whose boundaries these are. `settled` by whom and when one
    that only a second coder had marked was taken into the agreed coding.
    """

    coded: Coded
    place: tuple[int, int] | None
    own: bool = True
    settled: Adjudicated | None = None


@dataclass(frozen=True)
class DoubleCoding:
    """What several coders made of the same citations: these units, in natural order of ids, and what is left out.

    `coders` are those who coded a unit, sorted (all whom it is about where there is no unit). `sources` have a second
    coding. `unknown_first` are citations whose difference was settled without a record of what the first coder had
    made of it. `same_coder` names sources with a second coding by the first coder. `fragments` are what each coder has,
    by source and coder, coded by others too or not.
    """

    coders: tuple[str, ...]
    sources: tuple[str, ...]
    units: tuple[Unit, ...]
    alone: tuple[Alone, ...] = ()
    unknown_first: tuple[str, ...] = ()
    same_coder: tuple[str, ...] = ()
    fragments: Mapping[str, Mapping[str, tuple[Fragment, ...]]] = field(default_factory=dict)

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Pairs of coders who both coded a unit."""
        met = {
            (one, other) for unit in self.units for one in unit.judgements for other in unit.judgements if one < other
        }
        return tuple(sorted(met))

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Codes that anybody gave to any unit, in natural order."""
        found = {code for unit in self.units for said in unit.judgements.values() for code in said.codes}
        return tuple(sorted(found, key=natural))

    @cached_property
    def stances(self) -> Mapping[str, frozenset[str]]:
        """What anybody said of each claim that anybody took a stance on in any unit, by claim in natural order."""
        found: dict[str, set[str]] = {}
        for unit in self.units:
            for judgement in unit.judgements.values():
                for claim, said in judgement.stances.items():
                    found.setdefault(claim, set()).add(said)
        return {claim: frozenset(found[claim]) for claim in sorted(found, key=natural)}

    @cached_property
    def qualities(self) -> frozenset[str]:
        """Qualities that anybody gave to any unit."""
        found = {said.quality for unit in self.units for said in unit.judgements.values()}
        return frozenset(quality for quality in found if quality is not None)

    def between(self, coders: Sequence[str]) -> tuple[Unit, ...]:
        """The units that at least two of these coders coded."""
        return tuple(unit for unit in self.units if sum(coder in unit.judgements for coder in coders) > 1)


def double_coding(repository: Repository, sources: Sequence[str] = (), coders: Sequence[str] = ()) -> DoubleCoding:
    """What there is to compare in the named sources, or in all, between the named coders, or all.

    Raises:
        UsageError: there is no such source, it has no second coding, or somebody coded none of it.
    """
    coded_again = repository.second_codings.of_source.keys() & repository.sources.keys()
    for source in sources:
        if source not in repository.sources:
            raise unknown("source", source, repository.sources)
    for source in sources:
        if source not in coded_again:
            raise UsageError(
                f"nobody coded {source} a second time",
                f"`cmo-eval code second {source} --coder CD` writes a file for a second coder",
            )
    wanted = sorted(coded_again.intersection(sources) if sources else coded_again, key=natural)
    found = [_of_source(repository, source) for source in wanted]
    everybody = {coder for one in found for unit in one.units for coder in unit.judgements}
    everybody |= {alone.coder for one in found for alone in one.alone}
    chosen = _chosen(coders, everybody)
    units = [
        replace(unit, judgements={coder: said for coder, said in unit.judgements.items() if coder in chosen})
        for one in found
        for unit in one.units
    ]
    both = [unit for unit in units if len(unit.judgements) > 1]
    met = {coder for unit in both for coder in unit.judgements}
    return DoubleCoding(
        tuple(sorted(met or chosen)),
        tuple(wanted),
        tuple(sorted(both, key=lambda unit: natural(unit.citation))),
        tuple(alone for one in found for alone in one.alone if alone.coder in chosen),
        tuple(id_ for one in found for id_ in one.blind),
        tuple(source for source, one in zip(wanted, found, strict=True) if one.by_first_coder),
        {
            source: {coder: marked for coder, marked in one.fragments.items() if coder in chosen}
            for source, one in zip(wanted, found, strict=True)
        },
    )


def _chosen(coders: Sequence[str], everybody: set[str]) -> set[str]:
    if not coders:
        return everybody
    known = f"coded by: {', '.join(sorted(everybody))}" if everybody else "nothing was coded a second time"
    for coder in coders:
        if coder not in everybody:
            raise UsageError(f"{coder} coded none of it", known)
    if len(set(coders)) == 1:
        raise UsageError(f"{coders[0]} alone cannot agree or disagree", known)
    return set(coders)


class _OfSource(NamedTuple):
    """All citations of a source with who coded them, what only one coder has, what is left out, and the fragments."""

    units: list[Unit]
    alone: list[Alone]
    blind: list[str]
    by_first_coder: bool
    fragments: Mapping[str, tuple[Fragment, ...]]


def _of_source(repository: Repository, source: str) -> _OfSource:
    first = Citations(repository.citations.of_source.get(source, ())).by_id
    by_coder: dict[str, list[Coded]] = {}
    for one in repository.second_codings.of_source[source]:
        by_coder.setdefault(one.coder or UNNAMED, []).append(one)
    first_coders = {one.coder or UNNAMED for one in first.values()}
    second = {coder: Citations(by_coder[coder]).by_id for coder in sorted(by_coder.keys() - first_coders)}
    settled = {id_: one.citation.adjudicated for id_, one in first.items() if one.citation.adjudicated is not None}
    judgements: dict[str, dict[str, Judgement]] = {}
    for id_, one in first.items():
        # what the first coder had made of it by themselves, which nobody may know once it was settled
        own = settled[id_].first if id_ in settled else one.citation
        judgements[id_] = {} if own is None else {one.coder or UNNAMED: _judgement(repository, own)}

    def adopted(id_: str, coder: str) -> bool:
        """Whether a fragment that only this second coder had marked was taken into the agreed coding."""
        return id_.startswith(f"{source}-{coder}-") and id_ in settled and settled[id_].first is None

    models = {name.coder for name in repository.proposal_files}
    fragments: dict[str, list[Fragment]] = {}
    for id_, one in first.items():
        if not any(adopted(id_, coder) for coder in second):
            fragments.setdefault(one.coder or UNNAMED, []).append(Fragment(one, _place(one.citation)))
    alone = []
    for coder, theirs in second.items():
        waiting = {id_ for id_, one in theirs.items() if waits(one.citation)}
        for id_, one in theirs.items():
            if id_ not in waiting:
                judgements.setdefault(id_, {})[coder] = _judgement(repository, one.citation)
            new, place = id_ not in first or adopted(id_, coder), _place(one.citation)
            if new or place is not None:
                fragment = Fragment(one, place, settled=settled.get(id_) if new else None)
            elif id_ not in waiting:
                fragment = Fragment(first[id_], _place(first[id_].citation), own=False)
            else:
                continue
            fragments.setdefault(coder, []).append(fragment)
        marked = (id_ for id_ in theirs if id_ not in first or adopted(id_, coder))
        missing = first.keys() - theirs.keys()
        only, theirs_only, open_ = (tuple(sorted(ids, key=natural)) for ids in (missing, marked, waiting))
        alone.append(Alone(source, coder, only, theirs_only, open_, coder in models))
    blind = [
        id_
        for id_, by in settled.items()
        if by.first is None
        and any(id_ in theirs for theirs in second.values())
        and not any(adopted(id_, coder) for coder in second)
    ]
    units = [Unit(id_, source, first.get(id_), found, settled.get(id_)) for id_, found in judgements.items()]
    same = len(second) < len(by_coder)
    of_coder = {coder: tuple(theirs) for coder, theirs in fragments.items()}
    return _OfSource(units, alone, sorted(blind, key=natural), same, of_coder)


def _place(citation: Citation) -> tuple[int, int] | None:
    """From where to where a citation stands, by its selector; None of one that ends before it begins."""
    found = citation.selector
    return (found.start, found.end) if found is not None and found.start < found.end else None


def waits(citation: Citation) -> bool:
    """Whether a second coder wrote nothing below a citation, not even when it was coded."""
    return not (citation.quality or citation.codes or citation.evidence or citation.coded)


def _judgement(repository: Repository, given: Citation | FirstCoding) -> Judgement:
    stances: dict[str, set[str]] = {}
    shown: dict[str, set[str]] = {}
    known, book = repository.codes, repository.stored_codebook
    for one in given.evidence:
        claim = one.claim if one.version == 1 else f"{one.claim}@{one.version}"
        stances.setdefault(claim, set()).add(f"{one.stance} {one.suggests}" if one.suggests else one.stance)
        if one.pattern is not None:
            shown.setdefault(one.pattern, set()).update(one.parts, (f"no {part}" for part in one.lacks))
    return Judgement(
        given.quality,
        # those that got another name since they were given under the name that they have now
        frozenset((book.record.successor(one) or one) if book and one not in known else one for one in given.codes),
        {claim: "+".join(sorted(said, key=_ranked)) for claim, said in stances.items()},
        {pattern: tuple(part for part in _SAID_OF_PARTS if part in parts) for pattern, parts in shown.items()},
    )


def _ranked(said: str) -> tuple[int, str]:
    return STANCES.index(said.split(" ", maxsplit=1)[0]), said


What = Literal["code", "stance", "quality", "pattern", "boundary"]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One thing that coders saw differently in a citation; `said` gives each coder's answer in a word or some.

    `about` is code, stance, quality, pattern or boundary, `item` the code, claim or pattern (None for quality and
    boundary). `settled` says by whom and when it was settled, None while it is open.
    """

    citation: str
    source: str
    coded: Coded | None
    about: What
    item: str | None
    said: Mapping[str, str]
    settled: Adjudicated | None = None
    disputed: bool = False


def differences(unit: Unit) -> Iterator[Disagreement]:
    """What the coders of a citation saw differently: codes, stances, quality, and what is shown of patterns.

    Where one gives no quality at all there is nothing to differ about.
    """
    judgements = unit.judgements

    def disagreement(about: What, item: str | None, said: Mapping[str, str]) -> Disagreement:
        return Disagreement(unit.citation, unit.source, unit.coded, about, item, said, unit.settled, unit.disputed)

    for claim in _varying([said.stances for said in judgements.values()]):
        yield disagreement("stance", claim, {by: said.stances.get(claim, NONE) for by, said in judgements.items()})
    for pattern in _varying([said.shown for said in judgements.values()]):
        yield disagreement("pattern", pattern, {by: _parts(said.shown.get(pattern)) for by, said in judgements.items()})
    given = [said.codes for said in judgements.values()]
    for code in sorted(frozenset().union(*given).difference(frozenset.intersection(*given)), key=natural):
        yield disagreement("code", code, {c: "yes" if code in said.codes else "no" for c, said in judgements.items()})
    qualities = {coder: said.quality for coder, said in judgements.items() if said.quality is not None}
    if len(set(qualities.values())) > 1:
        yield disagreement("quality", None, qualities)


def _varying(answers: Sequence[Mapping[str, object]]) -> list[str]:
    """The claims or patterns of which not all coders say the same, in natural order."""
    found = {item for one in answers for item, said in one.items() if any(other.get(item) != said for other in answers)}
    return sorted(found, key=natural)


def _parts(parts: Sequence[str] | None) -> str:
    """Parts in words; a pattern that is named without any is shown as a whole."""
    if parts is None:
        return NONE
    if not parts:
        return "no part named"
    return "all parts" if tuple(parts) == PARTS else ", ".join(parts)
