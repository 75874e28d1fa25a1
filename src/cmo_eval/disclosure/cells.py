"""Small cells: attributes that too few organisations share are made coarser; knows no words.

The least important attribute goes first. Whatever is left is shared, as it is left, by as many organisations as the
policy's `small_cell` asks: those that keep more of theirs do not count for those that keep less, or one could tell by
subtraction who is meant.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from cmo_eval.model import Case, Participant, Source
from cmo_eval.repository import Repository

STRATA = ("region", "size")
"""The attributes by which an organisation can be recognised, next to a role; the most important one first."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """Somebody or something with a role (empty for a case) and attributes, of one organisation."""

    organisation: Hashable
    role: str
    values: tuple[str, ...]


def strata(repository: Repository) -> tuple[str, ...]:
    """The attributes that can give an organisation away: region, size, and the strata by which was invited."""
    return tuple(dict.fromkeys([*STRATA, *repository.evaluation.sampling.invitations]))


def case_attributes(repository: Repository) -> Mapping[str, Mapping[str, str]]:
    """The attributes that may be shown of each case of which not all may be, by its id.

    Of case studies and practice examples in fieldwork: a case is an organisation. Programmes, and re-readings of
    published reports, are public already.
    """
    if repository.evaluation.basis == "published":
        return {}
    names = strata(repository)
    cases = [case for case in repository.cases.values() if case.kind != "programme"]
    units = [_Unit(case.id, "", tuple(case.attributes.get(name, "") for name in names)) for case in cases]
    kept = _kept(units, repository.evaluation.policy.small_cell)
    shown = {case.id: _left(case.attributes, names, depth) for case, depth in zip(cases, kept, strict=True)}
    return {case.id: shown[case.id] for case in cases if shown[case.id] != dict(case.attributes)}


def people_attributes(repository: Repository) -> Mapping[tuple[str, int], Mapping[str, str]]:
    """The attributes that may be shown of each participant of whom not all may be, by source and place in it.

    Counted are organisations with that role: a case is one, and a participant of a talk that belongs to no case stands
    for one. What is not recorded of a participant is known from the case.
    """
    if repository.evaluation.basis == "published":
        return {}
    names = strata(repository)
    units, places, people = [], [], []
    for source in repository.sources.values():
        for number, person in enumerate(source.participants):
            organisation = (source.case, -1) if source.case else (source.id, number)
            values = tuple(_value(repository, source, person, name) for name in names)
            units.append(_Unit(organisation, person.role or "", values))
            places.append((source.id, number))
            people.append(person)
    kept = _kept(units, repository.evaluation.policy.small_cell)
    shown = {}
    for place, person, depth in zip(places, people, kept, strict=True):
        left = _left(person.attributes, names, depth)
        if left != dict(person.attributes):
            shown[place] = left
    return shown


def _value(repository: Repository, source: Source, person: Participant, name: str) -> str:
    case: Case | None = repository.cases.get(source.case) if source.case else None
    return person.attributes.get(name) or (case.attributes.get(name) if case else None) or ""


def _kept(units: Sequence[_Unit], least: int) -> list[int]:
    """For each unit how many of its values may stay, the most important ones first."""
    kept = [0] * len(units)
    left = list(range(len(units)))
    for depth in range(max((len(unit.values) for unit in units), default=0), 0, -1):
        sharing: dict[tuple[str, tuple[str, ...]], set[Hashable]] = {}
        for place in left:
            unit = units[place]
            sharing.setdefault((unit.role, unit.values[:depth]), set()).add(unit.organisation)
        still = []
        for place in left:
            unit = units[place]
            cell = (unit.role, unit.values[:depth])
            if len(sharing[cell]) >= least or not any(cell[1]):
                kept[place] = depth
            else:
                still.append(place)
        left = still
    return kept


def _left(attributes: Mapping[str, str], names: Sequence[str], depth: int) -> dict[str, str]:
    gone = names[depth:]
    return {name: value for name, value in attributes.items() if name not in gone}
