"""Citations as they may be shown: whose words, where, and what is held back; leaves chapters to others.

Each person speaks under one name throughout a report: the role with a number of its own, never a name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import Any, NamedTuple

from cmo_eval.analysis.evidence import EvidenceRow, EvidenceTable
from cmo_eval.analysis.verification import ClaimResult, Verification
from cmo_eval.disclosure import quotable
from cmo_eval.messages import label, phrase, say
from cmo_eval.model import STANCES, Citation, Source, holding
from cmo_eval.report.contents import Quote
from cmo_eval.report.sentences import amount, place, speaker
from cmo_eval.store.repository import Coded, Repository, natural


def shown_of(record: Citation | Source) -> tuple[tuple[str, str], ...]:
    """What readers may know of a citation beside its words, or of a source, as its model says."""
    names = holding(Citation, "about") if isinstance(record, Citation) else holding(Source, "about")
    return tuple((name, value) for name in names if (value := getattr(record, name)))


class Taken(NamedTuple):
    """A stance that citations take on a claim, and why they are left out; without a stance, they take none."""

    stance: str = ""
    claim: str = ""
    version: int = 1
    other: str = ""
    pattern: str = ""
    parts: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    left_out: str = ""


class Quotes:
    """All citations of an evaluation, ready to be shown; of an id that is used twice, the first."""

    def __init__(self, repository: Repository, language: str, names: frozenset[str]) -> None:
        """The citations of `repository`, each with its words unless they may not be printed; see `names_of`."""
        self._repository = repository
        self._language = language
        self._cast = Cast(repository, language, names)
        self._titles = {pattern.id: pattern.title for pattern in repository.patterns.values()}
        self._said = cache(self._what_is_said)
        self._spoken: dict[tuple[str, str | None, str | None, str | None], tuple[str, ...]] = {}  # few differ
        self._quotes = defaultdict[Taken, dict[str, Quote]](dict)  # a chapter has those that the list of all has
        self._place = {id_: place for place, id_ in enumerate(sorted(repository.citations.by_id, key=natural))}

    def _what_is_said(self, id_: str) -> tuple[Any, ...]:
        """The fields of a quote that do not depend on a stance, in their order."""
        coded = self._repository.citations.by_id[id_]
        citation = coded.citation
        *who, case = self._who_speaks(coded)
        shown = quotable(self._repository, coded)
        text = " ".join((citation.quote or "").split()) if shown else ""
        where, quality = place(citation.at, self._language), citation.quality or ""
        form = (text, citation.verbatim, not shown, where, quality, citation.codes, shown_of(citation), case)
        return (citation.id, coded.source, *who, *form)

    def _who_speaks(self, coded: Coded) -> tuple[str, ...]:
        """Voice, kind, group, role, speaker, name and case of a quote."""
        key = coded.source, coded.citation.speaker, coded.citation.role, coded.citation.case
        found = self._spoken.get(key)
        if found is None:
            repository = self._repository
            source, group = repository.sources.get(coded.source), repository.group_of(coded)
            found = self._spoken[key] = (
                repository.voice_of(coded),
                source.kind if source else "",
                repository.evaluation.groups.get(group, group) if group else "",
                repository.role_of(coded) or "",
                self._cast.called(coded),
                self._cast.called(coded, alone=True),
                repository.case_of(coded) or "",
            )
        return found

    def of(self, result: ClaimResult) -> tuple[Quote, ...]:
        """A quote for each row of evidence that is weighed, in the rows' order, with the voice it counts for."""
        return tuple(_heard(self._in_order(_weighed(result.evidence)), {result.claim.id: result}))

    def left_out(self, evidence: EvidenceTable) -> tuple[Quote, ...]:
        """A quote for each row of evidence that is left out, with the reason's key, in the rows' order."""
        return self._in_order(_stances(evidence, evidence.left_out))

    def all(self, verification: Verification, evidence: Mapping[str, Iterable[EvidenceTable]]) -> tuple[Quote, ...]:
        """A row for each stance of each citation on these claims; one for a citation that takes none.

        A stance on another version than the one weighed is there too, left out with the reason `other_version`.

        Args:
            verification: the claims, weighed.
            evidence: by claim that about each of its versions.
        """
        stances: list[tuple[Taken, list[str]]] = []
        for claim, result in verification.items():
            for table in evidence[claim]:
                weighed = table.version == result.version
                both = [*_weighed(table), *_stances(table, table.left_out)]
                stances += both if weighed else [(one._replace(left_out="other_version"), ids) for one, ids in both]
        heard = {id_ for _, ids in stances for id_ in ids}
        quotes = self._in_order([*stances, (Taken(), [id_ for id_ in self._place if id_ not in heard])])
        return tuple(_heard(quotes, verification))

    def words(self, ids: Iterable[str]) -> dict[str, Quote]:
        """The citations with these ids, as far as they are known, by id and without a stance."""
        return {id_: self._quote(id_, Taken()) for id_ in ids if id_ in self._place}

    def _in_order(self, stances: Sequence[tuple[Taken, list[str]]]) -> tuple[Quote, ...]:
        """A quote for each citation of each stance, in the order of citations, and for each in that of stances."""
        rows = sorted((self._place[id_], number, id_) for number, (_, ids) in enumerate(stances) for id_ in ids)
        known = [self._quotes[taken] for taken, _ in stances]
        return tuple([known[number].get(id_) or self._quote(id_, stances[number][0]) for _, number, id_ in rows])

    def _quote(self, id_: str, taken: Taken) -> Quote:
        found = self._quotes[taken].get(id_)
        if found is None:
            *stance, parts, lacks, left_out = taken
            title = self._titles.get(taken.pattern, "")
            found = Quote._make((*self._said(id_), *stance, title, parts, lacks, left_out))
            self._quotes[taken][id_] = found
        return found

    @property
    def verbatim(self) -> int:
        """How many citations are literal."""
        return sum(coded.citation.verbatim for coded in self._repository.citations.by_id.values())

    @property
    def held_back(self) -> int:
        """Of how many citations no words are shown."""
        return sum(not quotable(self._repository, coded) for coded in self._repository.citations.by_id.values())

    def __len__(self) -> int:
        return len(self._place)


def _heard(quotes: Iterable[Quote], results: Mapping[str, ClaimResult]) -> Iterator[Quote]:
    """The quotes, those that are weighed with the voice that they count for."""
    for one in quotes:
        voices = results[one.claim].question.sides.heard_as if one.stance and not one.left_out else {}
        voice = voices.get((one.id, one.stance, one.other or None), one.voice)
        yield one if voice == one.voice else one._replace(voice=voice)


def _weighed(evidence: EvidenceTable) -> list[tuple[Taken, list[str]]]:
    return _stances(evidence, ((row, "") for row in evidence.rows))


def _stances(evidence: EvidenceTable, rows: Iterable[tuple[EvidenceRow, str]]) -> list[tuple[Taken, list[str]]]:
    """The stances of these rows with the reason why they are left out, each with the ids of who takes it."""
    found = defaultdict[tuple[str, str | None, str | None, tuple[str, ...], tuple[str, ...], str], list[str]](list)
    for row, reason in rows:
        found[row.stance, row.other, row.pattern, row.parts, row.lacks, reason].append(row.citation)
    taken = (
        (Taken(stance, evidence.claim, evidence.version, other or "", pattern or "", parts, lacks, why), ids)
        for (stance, other, pattern, parts, lacks, why), ids in found.items()
    )
    stances: Sequence[str] = STANCES
    return sorted(
        taken,
        key=lambda pair: (stances.index(pair[0].stance), pair[0].other, pair[0].pattern, pair[0].parts, pair[0].lacks),
    )


def held_back(quotes: Iterable[Quote]) -> int:
    """How many citations are not shown."""
    return len({quote.id for quote in quotes if quote.held_back})


def independence(quotes: Sequence[Quote], language: str) -> str:
    """How many citations of how many voices, said, and by stance where not all support; empty without any."""
    said = heard_from(quotes, language)
    stances = {stance: len({quote.id for quote in quotes if quote.stance == stance}) for stance in STANCES}
    if stances["supports"] == len({quote.id for quote in quotes}):
        return said
    taken = [f"{label(f'report.noun.{stance}', language)} {number}" for stance, number in stances.items() if number]
    return f"{said}: {', '.join(taken)}"


def heard_from(quotes: Sequence[Quote], language: str, voices: int | None = None) -> str:
    """How many citations of how many voices (those of the quotes unless given) of how many kinds; empty without any."""
    if not quotes:
        return ""
    citations = amount(len({quote.id for quote in quotes}), "citation", language)
    heard = amount(len({quote.voice for quote in quotes}) if voices is None else voices, "voice", language)
    kinds = amount(len({quote.kind for quote in quotes}), "report.kinds", language)
    return say(phrase("report.independence", citations=citations, voices=heard, kinds=kinds), language)


# ---- who speaks ------------------------------------------------------------------------------------------------------

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
