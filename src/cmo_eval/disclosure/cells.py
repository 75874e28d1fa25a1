"""Small cells: attributes that too few organisations share are left out, judged by all that a report lets be joined.

A quote says a role, its source, and with that a case; the case says its attributes. So an attribute of an organisation
stays only where, with each role, group and kind of source that is printed of it, as many organisations as the policy's
`small_cell` asks show exactly the same. Knows no words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import TypeVar

from cmo_eval.disclosure.audience import Audience
from cmo_eval.disclosure.consent import ALLOWED, closed_to, words_for
from cmo_eval.model import Case, Source
from cmo_eval.store.repository import Repository

STRATA = ("region", "size")
"""The attributes by which an organisation is known first of all, where the evaluation gives no order of its own."""
_OUTSIDE: tuple[Audience, ...] = ("public", "committee")
_OF_NOBODY = frozenset(("document", "research"))
_MOST = 10
"""So many attributes are tried in all combinations; those after them are left out wherever one of them is."""

_Where = TypeVar("_Where")
_Key = tuple[str, ...]
"""What is printed of somebody in an organisation: for which readers, kind of source, group and role."""
_ITSELF: _Key = ("",)
"""That the organisation itself is printed."""


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


@dataclass(frozen=True, slots=True)
class _Unit:
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
    given = [case.attributes for case in repository.cases.values()]
    given += [person.attributes for source in repository.sources.values() for person in source.participants]
    used = (name for attributes in given for name in attributes)
    invited = (name for source in repository.sources.values() for name in source.invited)
    names = dict.fromkeys([*said, *STRATA, *evaluation.sampling.invitations, *invited, *used])
    return tuple(name for name in names if name not in said or said[name].identifying)


def shown(repository: Repository) -> Shown:
    """What may be shown of cases, participants and panels to the public and the committee; the same to both.

    Of fieldwork: re-readings of published reports are public already. A programme is public too, but who speaks in it
    is not.
    """
    names = identifying(repository)
    if repository.evaluation.basis == "published" or not _any(repository):
        return Shown()
    printed, cited = _printed(repository)
    organisations: dict[Hashable, _Unit] = {}
    within: dict[str, list[Source]] = defaultdict(list)
    for source in repository.sources.values():
        within[source.case or ""].append(source)
    for case in repository.cases.values():
        keys = frozenset().union(
            *(_all(printed, source) for source in within[case.id]), *(cited[id_] for id_ in _cited(case))
        )
        own = keys if case.kind == "programme" else keys | {_ITSELF}
        organisations[case.id] = _Unit(case.id, own, _only(case.attributes, names))
    apart: dict[Hashable, _Unit] = {}
    for source in repository.sources.values():
        if source.case not in repository.cases:
            for number, person in enumerate(source.participants):
                place = source.id, number
                apart[place] = _Unit(place, printed[place], _only(person.attributes, names))
    kept: dict[Hashable, frozenset[str]] = {}
    for units in (organisations, apart):  # a report prints attributes of cases only, so others are no cover for these
        stay = _kept(list(units.values()), names, repository.evaluation.policy.small_cell)
        kept |= dict(zip(units, stay, strict=True))
    return _left(repository, names, kept)


def _any(repository: Repository) -> bool:
    """Whether anything is known by which an organisation could be known."""
    return any(case.attributes for case in repository.cases.values()) or any(
        source.invited or any(person.attributes for person in source.participants)
        for source in repository.sources.values()
    )


def _cited(case: Case) -> Iterator[str]:
    """The citations that a case prints as being about it: who speaks in them belongs to it, as far as readers know."""
    for shown in case.shows:
        yield from shown.citations
    for cell in case.framework.values():
        yield from cell.citations


def _only(attributes: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    return {name: attributes[name] for name in names if name in attributes}


def _everybody(source: Source, name: str) -> str:
    """The one value of a stratum by which all were invited; empty where there are more."""
    values = [value for value, number in source.invited.get(name, {}).items() if number]
    return values[0] if len(values) == 1 else ""


def _all(printed: Mapping[tuple[str, int], frozenset[_Key]], source: Source) -> frozenset[_Key]:
    places = range(-1, len(source.participants))
    return frozenset().union(*(printed[source.id, place] for place in places))


def _printed(
    repository: Repository,
) -> tuple[Mapping[tuple[str, int], frozenset[_Key]], Mapping[str, frozenset[_Key]]]:
    """What is printed of whom, by source and place in it, and of the citations that cases name, by their ids.

    At place -1 of a source is what is printed of nobody who is registered.
    """
    keys: dict[tuple[str, int], set[_Key]] = defaultdict(set)
    named: dict[str, set[_Key]] = defaultdict(set)
    citations, first = repository.citations, repository.citations.by_id
    cited = [first[id_] for case in repository.cases.values() for id_ in _cited(case) if id_ in first]
    places = {
        source.id: {person.id: number for number, person in reversed(list(enumerate(source.participants)))}
        for source in repository.sources.values()
    }
    for audience in _OUTSIDE:
        roles = _registered(repository, audience, keys)
        word_of = {one.key: word for one, word in zip(citations, words_for(repository, audience), strict=True)}
        for id_, speaker, role, word in {
            (one.source, one.citation.speaker, one.citation.role, word_of[one.key]) for one in citations
        }:
            place = id_, places.get(id_, {}).get(speaker or "", -1)
            if id_ in places and (place[1] < 0 or place in roles):
                keys[place].update(_said(audience, repository.sources[id_], speaker, role, word, roles.get(place)))
        for one in cited:
            source, speaker, role = one.source, one.citation.speaker, one.citation.role
            if source in places:
                place = source, places[source].get(speaker or "", -1)
                whose = roles.get(place)
                named[one.id].update(
                    _said(audience, repository.sources[source], speaker, role, word_of[one.key], whose)
                )
    return _frozen(keys), _frozen(named)


def _registered(
    repository: Repository, audience: Audience, keys: dict[tuple[str, int], set[_Key]]
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
            keys[source.id, -1].add((audience, source.kind, source.group or "", ""))
    return roles


def _said(
    audience: Audience, source: Source, speaker: str | None, role: str | None, word: int, registered: str | None
) -> Iterator[_Key]:
    """What is printed with a citation, of whoever speaks in it."""
    shown = (role if word == ALLOWED else None) or registered or ""
    if shown or source.kind not in _OF_NOBODY:
        yield audience, source.kind, source.group_of(speaker) or "", shown


def _frozen(keys: Mapping[_Where, set[_Key]]) -> Mapping[_Where, frozenset[_Key]]:
    found: dict[_Where, frozenset[_Key]] = defaultdict(frozenset)
    return found | {where: frozenset(several) for where, several in keys.items()}


def _kept(units: Sequence[_Unit], names: Sequence[str], least: int) -> list[frozenset[str]]:
    """For each unit the names of the values that may stay: as many as can, and of as many the most important ones.

    Whoever keeps more does not count for those that keep less, or one could tell by subtraction who is meant.
    """
    kept: list[frozenset[str]] = [frozenset()] * len(units)
    left = {place for place, unit in enumerate(units) if unit.values}
    for chosen in _combinations(names):
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


def _combinations(names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    if len(names) > _MOST:
        yield tuple(names)
    for number in range(min(len(names), _MOST), 0, -1):
        yield from combinations(names[:_MOST], number)


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
        case.id: less
        for case in repository.cases.values()
        if (less := _without(case.attributes, gone[case.id])) != dict(case.attributes)
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
            less = _without(person.attributes, away)
            if less != dict(person.attributes):
                people[source.id, number] = less
        single = {name for name in names if _everybody(source, name)}  # who speaks there is of that stratum
        if single:
            invited[source.id] = {name: values for name, values in source.invited.items() if name not in single}
    return Shown(cases, people, invited)


def _without(attributes: Mapping[str, str], gone: Iterable[str]) -> dict[str, str]:
    hidden = {*gone}
    return {name: value for name, value in attributes.items() if name not in hidden}
