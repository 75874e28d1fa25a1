"""Small cells: attributes that too few organisations share are left out, judged by all that a report lets be joined.

A quote says a role, its source, and with that a case; the case says its attributes. So an attribute of an organisation
stays only where, with each role, group and kind of source that is printed of it, as many organisations as the policy's
`small_cell` asks show exactly the same. Knows no words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import field
from itertools import chain, combinations
from typing import NamedTuple

from cmo_eval.deferred import dataclass
from cmo_eval.disclosure import ALLOWED, Audience, closed_to, words_for
from cmo_eval.model import Case
from cmo_eval.store.repository import Repository

STRATA = ("region", "size")
"""The attributes by which an organisation is known first of all, where the evaluation gives no order of its own."""
_OUTSIDE: tuple[Audience, ...] = ("public", "committee")
_OF_NOBODY = frozenset(("document", "research"))
_MOST = 10
"""So many attributes are tried in all combinations; those after them are left out wherever one of them is."""

_Key = tuple[str, ...]
"""What is printed of somebody in an organisation: for which readers, kind of source, group and role."""
_ITSELF: _Key = ("",)
"""That the organisation itself is printed."""
_NOBODY = -1
"""In the place of a participant: who speaks is not registered."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be shown outside the team, of those of whom not all may be.

    Attributes:
        cases: the attributes of a case, by its id.
        people: the attributes of a participant, by source and place in it.
        invited: the strata of a panel, by its source.
    """

    cases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    people: Mapping[tuple[str, int], Mapping[str, str]] = field(default_factory=dict)
    invited: Mapping[str, Mapping[str, Mapping[str, int]]] = field(default_factory=dict)


class _Unit(NamedTuple):
    """An organisation, or somebody or a panel that stands for one, with what is printed of it."""

    organisation: Hashable
    keys: frozenset[_Key]
    values: Mapping[str, str]


def identifying(repository: Repository) -> tuple[str, ...]:
    """The attributes that can give an organisation away, the most important one first.

    All are, but those of which evaluation.yaml says that they are not. Its order comes first; then region and size, the
    strata by which was invited, and others as they come.
    """
    evaluation = repository.evaluation
    said = evaluation.attributes
    sources = repository.sources.values()
    given = [case.attributes for case in repository.cases.values()]
    given += [person.attributes for source in sources for person in source.participants]
    invited = (source.invited for source in sources)
    names = dict.fromkeys(chain(said, STRATA, evaluation.sampling.invitations, *invited, *given))
    return tuple(name for name in names if name not in said or said[name].identifying)


def shown(repository: Repository) -> Shown:
    """What may be shown of cases, participants and panels to the public and the committee; the same to both.

    Of fieldwork: re-readings of published reports are public already. A programme is public too, but who speaks in it
    is not.
    """
    sources, cases = repository.sources.values(), repository.cases.values()
    known = any(case.attributes for case in cases) or any(
        source.invited or any(person.attributes for person in source.participants) for source in sources
    )
    if repository.evaluation.basis == "published" or not known:
        return Shown()
    names = identifying(repository)
    cited = {case.id: _cited(case) for case in cases}
    for one in repository.citations:
        if one.citation.case in cited:
            cited[one.citation.case] |= {one.id}
    printed, named = _printed(repository, frozenset().union(*cited.values()))
    of_cases: defaultdict[str, set[_Key]] = defaultdict(set)
    apart: list[_Unit] = []
    for source in sources:
        people = [(source.id, number) for number in range(len(source.participants))]
        if source.case is not None and source.case in repository.cases:
            of_cases[source.case].update(*(printed[place] for place in [*people, (source.id, _NOBODY)]))
        else:
            apart += [
                _Unit(place, frozenset(printed[place]), _only(person.attributes, names))
                for place, person in zip(people, source.participants, strict=True)
            ]
    organisations: list[_Unit] = []
    for case in cases:
        own = of_cases[case.id].union(*(named[id_] for id_ in cited[case.id]))
        own |= set() if case.kind == "programme" else {_ITSELF}
        organisations.append(_Unit(case.id, frozenset(own), _only(case.attributes, names)))
    kept: dict[Hashable, frozenset[str]] = {}
    for units in (organisations, apart):  # a report prints attributes of cases only, so others are no cover for these
        stay = _kept(units, names, repository.evaluation.policy.small_cell)
        kept |= {unit.organisation: names_ for unit, names_ in zip(units, stay, strict=True)}
    return _left(repository, names, kept)


def _cited(case: Case) -> frozenset[str]:
    """The citations that a case prints as being about it: who speaks in them belongs to it, as far as readers know."""
    of_each = [*(one.citations for one in case.shows), *(cell.citations for _, cell in case.cells)]
    of_each += [case.opened_by, *(goal.citations for goal in case.goals)]
    return frozenset(chain.from_iterable(of_each))


def _only(attributes: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    return {name: attributes[name] for name in names if name in attributes}


def _printed(
    repository: Repository, cited: AbstractSet[str]
) -> tuple[defaultdict[tuple[str, int], set[_Key]], defaultdict[str, set[_Key]]]:
    """What is printed of whom, by source and place in it, and of the citations that cases name, by their ids.

    At place `_NOBODY` of a source is what is printed of nobody who is registered.
    """
    keys: defaultdict[tuple[str, int], set[_Key]] = defaultdict(set)
    named: defaultdict[str, set[_Key]] = defaultdict(set)
    citations, first = repository.citations, repository.citations.by_id
    places = {
        source.id: {person.id: number for number, person in reversed(list(enumerate(source.participants)))}
        for source in repository.sources.values()
    }
    for audience in _OUTSIDE:
        roles = _registered(repository, audience, keys)
        distinct = {  # of many citations few say something else about who speaks
            (
                one.source,
                one.citation.speaker,
                one.citation.role if word == ALLOWED else None,
                one.id if one.id in cited and first[one.id] is one else None,
            )
            for one, word in zip(citations, words_for(repository, audience), strict=True)
            if one.source in places
        }
        for id_, speaker, role, own in distinct:
            source, place = repository.sources[id_], (id_, places[id_].get(speaker or "", _NOBODY))
            shown = role or roles.get(place) or ""
            if not shown and source.kind in _OF_NOBODY:
                continue
            key = audience, source.kind, source.group_of(speaker) or "", shown
            if place[1] == _NOBODY or place in roles:
                keys[place].add(key)
            if own is not None:
                named[own].add(key)
    return keys, named


def _registered(
    repository: Repository, audience: Audience, keys: defaultdict[tuple[str, int], set[_Key]]
) -> dict[tuple[str, int], str]:
    """The roles of participants as these readers see them, of those whose organisation says something of itself.

    What is printed of participants without any quote is added to `keys`.
    """
    roles: dict[tuple[str, int], str] = {}
    for source in repository.sources.values():
        closed = closed_to(repository, audience, source)
        for number, person in enumerate(source.participants):
            quoted = not closed and person.consent == "quote"
            if quoted or source.case in repository.cases:
                role = roles[source.id, number] = (person.role if quoted else None) or ""
                keys[source.id, number].add((audience, source.kind, person.group or source.group or "", role))
        if not source.participants and source.kind not in _OF_NOBODY:
            keys[source.id, _NOBODY].add((audience, source.kind, source.group or "", ""))
    return roles


def _kept(units: Sequence[_Unit], names: Sequence[str], least: int) -> list[frozenset[str]]:
    """For each unit the names of the values that may stay: as many as can, and of as many the most important ones.

    Whoever keeps more does not count for those that keep less, or one could tell by subtraction who is meant.
    """
    kept: list[frozenset[str]] = [frozenset()] * len(units)
    left = {place for place, unit in enumerate(units) if unit.values}
    few = names[:_MOST]
    tried = chain.from_iterable(combinations(few, number) for number in range(len(few), 0, -1))
    for chosen in chain([tuple(names)] if len(names) > _MOST else [], tried):
        cells: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for place in left:
            values = units[place].values
            if all(name in values for name in chosen):
                cells[tuple(values[name] for name in chosen)].append(place)
        for members in cells.values():
            for place in _enough(units, members, least):
                kept[place] = frozenset(chosen)
                left.discard(place)
    return kept


def _enough(units: Sequence[_Unit], members: list[int], least: int) -> list[int]:
    """Those of the members of a cell of whom nothing is printed that fewer than so many organisations in it share."""
    while members:
        sharing: dict[_Key, set[Hashable]] = defaultdict(set)
        for place in members:
            for key in units[place].keys:
                sharing[key].add(units[place].organisation)
        still = [place for place in members if all(len(sharing[key]) >= least for key in units[place].keys)]
        if len(still) == len(members):
            break
        members = still
    return members


def _left(repository: Repository, names: Sequence[str], kept: Mapping[Hashable, frozenset[str]]) -> Shown:
    """What is shown of whom of whom not all is."""
    gone = {key: {*names} - stays for key, stays in kept.items()}
    cases = {
        case.id: _without(case.attributes, gone[case.id])
        for case in repository.cases.values()
        if gone[case.id] & case.attributes.keys()
    }
    people: dict[tuple[str, int], Mapping[str, str]] = {}
    invited: dict[str, Mapping[str, Mapping[str, int]]] = {}
    for source in repository.sources.values():
        case = repository.cases.get(source.case) if source.case else None
        known = cases.get(case.id, case.attributes) if case else {}
        for number, person in enumerate(source.participants):
            away = gone.get((source.id, number), set())
            if case is not None:  # what the case does not show of itself, nobody in it may show of it
                away = {name for name in names if person.attributes.get(name) != known.get(name)}
            if away & person.attributes.keys():
                people[source.id, number] = _without(person.attributes, away)
        # who speaks where all were invited by one value of a stratum is of that one
        single = {name for name in names if sum(map(bool, source.invited.get(name, {}).values())) == 1}
        if single:
            invited[source.id] = {name: values for name, values in source.invited.items() if name not in single}
    return Shown(cases, people, invited)


def _without(attributes: Mapping[str, str], gone: AbstractSet[str]) -> dict[str, str]:
    return {name: value for name, value in attributes.items() if name not in gone}
