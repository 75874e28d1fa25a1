"""Who speaks, each person under one name throughout a report: the role with a number of its own, never a name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from cmo_eval.report.sentences import speaker
from cmo_eval.store.repository import Coded, Repository, natural

_TOGETHER = frozenset({"focus_group", "group_interview"})
"""Kinds of talk in which whoever is not registered could be anybody at the table."""

Person = tuple[str, str | None]


class Cast:
    """The names by which a report calls those who speak.

    Everybody who is registered with a role has a number in it, by the order of sources and of the people in each; so
    has whoever is not registered but spoke alone, in a talk of which citations give the role. A person who is heard in
    several talks has one number. Who speaks in a pooled source, or unregistered among others, has none. People who
    withdrew have none either, so numbers may differ from those of an earlier report.

    Args:
        repository: the evaluation, as its readers may see it.
        language: of the names.
        names: words that keep their capital, see `names_of`.
    """

    def __init__(self, repository: Repository, language: str, names: frozenset[str]) -> None:
        self._repository, self._language, self._names = repository, language, names

    def called(self, coded: Coded, *, alone: bool = False) -> str:
        """Who speaks in a citation, with the group; `alone`: without it."""
        repository = self._repository
        source, role, key = repository.sources.get(coded.source), repository.role_of(coded), repository.group_of(coded)
        group = "" if alone or not key else repository.evaluation.groups.get(key, key)
        number = self._numbers.get(role.casefold(), {}).get(self._person(coded)) if role else None
        foreign = self._language != repository.evaluation.language
        return speaker(role, group, source, self._language, self._names, number=number, foreign=foreign)

    def _person(self, coded: Coded) -> Person:
        return self._repository.voices.first_told(coded.source, coded.citation.speaker)

    @cached_property
    def _numbers(self) -> Mapping[str, Mapping[Person, int]]:
        """By role, in small letters, the number of each person."""
        repository, found = self._repository, dict[str, dict[Person, int]]()

        def number(role: str, person: Person) -> None:
            of_role = found.setdefault(role.casefold(), {})
            of_role.setdefault(person, len(of_role) + 1)

        alone: dict[str, list[Coded]] = {}
        for coded in repository.citations:
            alone.setdefault(coded.source, []).append(coded)
        for id_ in sorted(repository.sources, key=natural):
            source = repository.sources[id_]
            if source.pooled:
                continue
            for person in source.participants:
                if person.role:
                    number(person.role, repository.voices.first_told(id_, person.id))
            if not source.participants and source.kind not in _TOGETHER:
                roles = {role for coded in alone.get(id_, ()) if (role := repository.role_of(coded))}
                if len(roles) == 1:
                    number(roles.pop(), (id_, None))
        return found
