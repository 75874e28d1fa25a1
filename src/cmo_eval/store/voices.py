"""Who speaks in a source with one voice, and through which publication the words reached us; decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cmo_eval.model import Case, Source


class Speaker(NamedTuple):
    """What the words of one speaker in one source count for.

    `voice` is the one independent origin that they come from; `publication` the source that is the report through which
    they are known, None for fieldwork of one's own; `own_sentence`: they are that report's own words, and not those of
    a talk that it reports. `attributes` are those of the person, else of the case, by their key.
    """

    voice: str
    publication: str | None
    own_sentence: bool
    group: str | None
    organisation: str | None
    attributes: tuple[tuple[str, str], ...]


class Voices:
    """Looks up who speaks, each speaker once.

    A talk is one voice, however many speak in it. Sources of a case are one voice where the case is one organisation. A
    person who is heard in another talk too (`same_as`) speaks there with the voice of the talk that is named.

    Args:
        sources: by id.
        cases: by id.
        people: for readers beyond the team, to whom participants go by other ids: by source and that id, their own.
        organisations: for the same readers, what each organisation is called. Attributes then have numbers for values:
            who is alike in them can still be told, and not in what.
    """

    def __init__(
        self,
        sources: Mapping[str, Source],
        cases: Mapping[str, Case],
        people: Mapping[tuple[str, str | None], str] | None = None,
        organisations: Mapping[str | None, str] | None = None,
        *,
        masked: bool = False,
    ) -> None:
        self._sources, self._cases = sources, cases
        self._people, self._organisations, self._masked = people or {}, organisations or {}, masked
        self._numbers: dict[tuple[str, str], str] = {}
        self._reports = {one.reported_in.source for one in sources.values() if one.reported_in is not None}
        self._known: dict[tuple[str, str | None], Speaker] = {}

    def of(self, source: str, speaker: str | None = None) -> Speaker:
        """What that participant's words count for, or those of nobody in particular in that source."""
        key = source, self._people.get((source, speaker), speaker)
        if key not in self._known:
            self._known[key] = self._speaker(*key)
        return self._known[key]

    def first_told(self, source: str, speaker: str | None) -> tuple[str, str | None]:
        """The talk in which a person is registered first: where `same_as` leads, step by step, as far as it is known.

        Of persons who are said to be each other, the first in order of ids.
        """
        return self._first(source, self._people.get((source, speaker), speaker))

    def _first(self, source: str, speaker: str | None) -> tuple[str, str | None]:
        passed = [(source, speaker)]
        while (following := self._same(*passed[-1])) is not None:
            if following in passed:
                return min(passed[passed.index(following) :], key=str)
            passed.append(following)
        return passed[-1]

    def under(self, people: Mapping[tuple[str, str | None], str], organisations: Mapping[str | None, str]) -> Voices:
        """The same voices for readers beyond the team (see the class)."""
        return Voices(self._sources, self._cases, people, organisations, masked=True)

    def _same(self, source: str, speaker: str | None) -> tuple[str, str] | None:
        record = self._sources.get(source)
        person = record.participant(speaker) if record is not None and speaker is not None else None
        if person is None or person.same_as is None:
            return None
        talk, _, who = person.same_as.partition(".")
        other = self._sources.get(talk)
        return (talk, who) if other is not None and other.participant(who) is not None else None

    def _speaker(self, source: str, speaker: str | None) -> Speaker:
        record = self._sources.get(source)
        if record is None:
            return Speaker(source, None, own_sentence=False, group=None, organisation=None, attributes=())
        person = record.participant(speaker) if speaker is not None else None
        case = self._cases.get(record.case) if record.case is not None else None
        attributes = {**(case.attributes if case else {}), **(person.attributes if person else {})}
        reported = record.reported_in.source if record.reported_in is not None else None
        published = record.reference is not None or source in self._reports
        return Speaker(
            voice=self._voice(self._first(source, speaker)[0]),
            publication=reported or (source if published else None),
            own_sentence=reported is None and published,
            group=record.group_of(speaker),
            organisation=self._organisations.get(person.organisation, person.organisation) if person else None,
            attributes=tuple(sorted((key, self._value(key, value)) for key, value in attributes.items())),
        )

    def _value(self, key: str, value: str) -> str:
        return self._numbers.setdefault((key, value), str(len(self._numbers) + 1)) if self._masked else value

    def _voice(self, source: str) -> str:
        case = self._sources[source].case
        if case is None or (case in self._cases and not self._cases[case].speaks_as_one):
            return source
        return case
