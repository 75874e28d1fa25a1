"""Who speaks in a source with one voice, and through which publication the words reached us; decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property
from typing import NamedTuple

from cmo_eval.model import Case, Participant, Source


class Speaker(NamedTuple):
    """What the words of one speaker in one source count for.

    `voice` is the one independent origin that they come from; `publication` the source that is the report through which
    they are known, None for fieldwork of one's own; `own_sentence`: they are that report's own words, and not those of
    a talk that it reports. `attributes` are those of the person, else of the case, by their key; of words about another
    case than the source's, those of that case come first.
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
    person who is heard in another talk too (`same_as`) speaks there with the voice of the talk that is named; where
    that one is gone, with one voice all the same. Where one person was heard, whoever is quoted is that person.
    Documents that give the same reference are parts of one publication, and a report that is known through another
    report is known through that one.

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
        self._whole: dict[tuple[object, ...], str] = {}
        for id_ in sorted(sources):
            if (title := _title(sources[id_])) is not None:
                self._whole.setdefault(title, id_)
        self._absent: dict[tuple[str, str], tuple[str, str | None]] = {}
        for id_ in sorted(sources):
            for person in sources[id_].participants:
                if person.same_as is not None and not self._known_person(link := _link(person.same_as)):
                    self._absent.setdefault(link, (id_, person.id))
        self._reports = {one.reported_in.source for one in sources.values() if one.reported_in is not None}
        self._known: dict[tuple[str, str | None, str | None], Speaker] = {}
        self._first = cache(self._followed)

    def of(self, source: str, speaker: str | None = None, about: str | None = None) -> Speaker:
        """What that participant's words count for, or those of nobody in particular in that source.

        Args:
            source: id of the source.
            speaker: id of the participant.
            about: id of the case that the words are about, where the citation names one. Who speaks stays who it is:
                one talk about three cases is one voice.
        """
        key = source, self._people.get((source, speaker), speaker), about
        if key not in self._known:
            self._known[key] = self._speaker(*key)
        return self._known[key]

    def first_told(self, source: str, speaker: str | None) -> tuple[str, str | None]:
        """The talk in which a person is registered first: where `same_as` leads, step by step, as far as it is known.

        Of persons who are said to be each other, or to be somebody who is gone, the first in order of ids.
        """
        return self._first(source, self._people.get((source, speaker), speaker))

    def _followed(self, source: str, speaker: str | None) -> tuple[str, str | None]:
        record = self._sources.get(source)
        person = _person(record, speaker) if record is not None else None
        passed = [(source, person.id if person is not None else speaker)]
        while (following := self._same(*passed[-1])) is not None:
            if following in passed:
                return min(passed[passed.index(following) :], key=str)
            passed.append(following)
        return passed[-1]

    def under(self, people: Mapping[tuple[str, str | None], str], organisations: Mapping[str | None, str]) -> Voices:
        """The same voices for readers beyond the team (see the class)."""
        return Voices(self._sources, self._cases, people, organisations, masked=True)

    def _same(self, source: str, speaker: str | None) -> tuple[str, str | None] | None:
        record = self._sources.get(source)
        person = record.participant(speaker) if record is not None and speaker is not None else None
        if person is None or person.same_as is None:
            return None
        link = _link(person.same_as)
        return self._absent.get(link, link)

    def _known_person(self, link: tuple[str, str]) -> bool:
        talk, who = link
        return talk in self._sources and self._sources[talk].participant(who) is not None

    def _speaker(self, source: str, speaker: str | None, about: str | None) -> Speaker:
        record = self._sources.get(source)
        if record is None:
            return Speaker(source, None, own_sentence=False, group=None, organisation=None, attributes=())
        person = _person(record, speaker)
        own = about is None or about == record.case or about not in self._cases
        case = self._cases.get((record.case if own else about) or "")
        of_each = [case.attributes if case else {}, person.attributes if person else {}]
        attributes = {key: value for one in (of_each if own else reversed(of_each)) for key, value in one.items()}
        published = source in self._reports or (record.reference is not None and record.reported_in is None)
        return Speaker(
            voice=self._voice(self._first(source, speaker)[0]),
            publication=self.publication(source) if published or record.reported_in is not None else None,
            own_sentence=published,
            group=record.group_of(speaker),
            organisation=self._organisations.get(person.organisation, person.organisation) if person else None,
            attributes=tuple(sorted((key, self._value(key, value)) for key, value in attributes.items())),
        )

    def _value(self, key: str, value: str) -> str:
        return self._numbers.setdefault((key, value), str(len(self._numbers) + 1)) if self._masked else value

    @cached_property
    def varied(self) -> frozenset[str]:
        """The attributes of cases and participants of which more than one value is known, by their keys."""
        records = [one.attributes for one in self._cases.values()]
        records += [person.attributes for source in self._sources.values() for person in source.participants]
        values: dict[str, set[str]] = {}
        for key, value in (pair for record in records for pair in record.items()):
            values.setdefault(key, set()).add(" ".join(value.casefold().split()))
        return frozenset(key for key, several in values.items() if len(several) > 1)

    def publication(self, source: str) -> str:
        """The report through which that source is known in the end, if it is one: itself, or where `reported_in` leads.

        Of reports that are said to be in each other, the first in order of ids.
        """
        passed = [self.part_of(source)]
        while (record := self._sources.get(passed[-1])) is not None and record.reported_in is not None:
            following = self.part_of(record.reported_in.source)
            if following in passed:
                return min(passed[passed.index(following) :])
            passed.append(following)
        return passed[-1]

    def part_of(self, source: str) -> str:
        """The first in order of ids of the documents that give the same reference as that one."""
        record = self._sources.get(source)
        title = _title(record) if record is not None else None
        return self._whole[title] if title is not None else source

    def _voice(self, source: str) -> str:
        record = self._sources.get(source)
        case = record.case if record is not None else None
        if case is None or (case in self._cases and not self._cases[case].speaks_as_one):
            return self.part_of(source)
        return case


def _link(same_as: str) -> tuple[str, str]:
    talk, _, who = same_as.partition(".")
    return talk, who


def _person(source: Source, speaker: str | None) -> Participant | None:
    """Who speaks: where the citation does not say, the only one who was heard."""
    if speaker is not None:
        return source.participant(speaker)
    return source.participants[0] if len(source.participants) == 1 else None


def _title(source: Source) -> tuple[object, ...] | None:
    """What tells one publication from another; None of what is none, or is known through another."""
    if source.reference is None or source.reported_in is not None:
        return None
    author = (source.reference.author or "").casefold()
    return " ".join(source.reference.title.casefold().split()), author, source.reference.year
