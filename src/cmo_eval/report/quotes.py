"""Citations as they may be shown: whose words, where, and what is held back; leaves chapters to others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from cmo_eval.analysis.evidence import EvidenceRow, EvidenceTable, evidence_for
from cmo_eval.analysis.verification import Verification
from cmo_eval.disclosure import quotable
from cmo_eval.messages import label, phrase, say
from cmo_eval.model import STANCES, Citation, Source, holding
from cmo_eval.report.contents import Quote
from cmo_eval.report.sentences import amount, names_of, place, speaker
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
    left_out: str = ""


_Stance = tuple[Taken, Sequence[str]]
"""A stance, with the ids of the citations that take it."""


class Quotes:
    """All citations of an evaluation, ready to be shown; of an id that is used twice, the first."""

    def __init__(self, repository: Repository, language: str) -> None:
        """The citations of `repository`, each with its words unless they may not be printed."""
        self._repository = repository
        self._language = language
        self._names = names_of(repository.evaluation)
        self._titles = {pattern.id: pattern.title for pattern in repository.patterns.values()}
        self._said: dict[str, dict[str, Any]] = {}
        self._place = {id_: place for place, id_ in enumerate(sorted(repository.citations.by_id, key=natural))}

    def quote(self, id_: str, taken: Taken) -> Quote:
        """A citation with a stance that it takes."""
        said = self._said.get(id_)
        if said is None:
            said = self._said[id_] = self._what_is_said(self._repository.citations.by_id[id_])
        return Quote(**said, **taken._asdict(), pattern_title=self._titles.get(taken.pattern, ""))

    def _what_is_said(self, coded: Coded) -> dict[str, Any]:
        """Of a quote what does not depend on a stance."""
        repository, citation = self._repository, coded.citation
        source, role = repository.sources.get(coded.source), repository.role_of(coded)
        key, shown = repository.group_of(coded), quotable(repository, coded)
        group = repository.evaluation.groups.get(key, key) if key else ""
        return {
            "id": citation.id,
            "source": coded.source,
            "voice": repository.voice_of(coded.source),
            "kind": source.kind if source else "",
            "group": group,
            "role": role or "",
            "speaker": speaker(role, group, source, self._language, self._names),
            "text": " ".join((citation.quote or "").split()) if shown else "",
            "verbatim": citation.verbatim,
            "held_back": not shown,
            "place": place(citation.at, self._language),
            "quality": citation.quality or "",
            "codes": citation.codes,
            "about": shown_of(citation),
        }

    def of(self, evidence: EvidenceTable) -> tuple[Quote, ...]:
        """A quote for each row of evidence that is weighed, in the rows' order."""
        return self._in_order(_stances(evidence, ((row, "") for row in evidence.rows)))

    def left_out(self, evidence: EvidenceTable) -> tuple[Quote, ...]:
        """A quote for each row of evidence that is left out, with the reason's key, in the rows' order."""
        return self._in_order(_stances(evidence, evidence.left_out))

    def all(self, verification: Verification) -> tuple[Quote, ...]:
        """A row for each stance of each citation on these claims; one for a citation that takes none.

        A stance on another version than the one weighed is there too, left out with the reason `other_version`.
        """
        stances: list[_Stance] = []
        for result in verification.values():
            for number in (version.version for version in result.claim.versions):
                weighed = number == result.version
                table = result.evidence if weighed else evidence_for(self._repository, result.claim, number)
                kept = _stances(table, ((row, "") for row in table.rows))
                both = [*kept, *_stances(table, table.left_out)]
                stances += both if weighed else [(one._replace(left_out="other_version"), ids) for one, ids in both]
        heard = {id_ for _, ids in stances for id_ in ids}
        return self._in_order([*stances, (Taken(), [id_ for id_ in self._place if id_ not in heard])])

    def _in_order(self, stances: Sequence[_Stance]) -> tuple[Quote, ...]:
        """A quote for each citation of each stance, in the order of citations, and for each in that of stances."""
        rows = sorted((self._place[id_], number, id_) for number, (_, ids) in enumerate(stances) for id_ in ids)
        return tuple(self.quote(id_, stances[number][0]) for _, number, id_ in rows)

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


def _stances(evidence: EvidenceTable, rows: Iterable[tuple[EvidenceRow, str]]) -> list[_Stance]:
    found: dict[Taken, list[str]] = {}
    for row, reason in rows:
        other, pattern = row.other or "", row.pattern or ""
        taken = Taken(row.stance, evidence.claim, evidence.version, other, pattern, row.parts, reason)
        found.setdefault(taken, []).append(row.citation)
    return sorted(found.items(), key=lambda pair: _stance_order(pair[0]))


def _stance_order(taken: Taken) -> tuple[object, ...]:
    return STANCES.index(taken.stance), taken.other, taken.pattern, taken.parts


def once_each(quotes: Sequence[Quote], printed: set[str]) -> tuple[Quote, ...]:
    """The quotes that may be shown, each citation once; those in `printed` are marked as repeated.

    Adds the ids to `printed`.
    """
    shown: dict[str, Quote] = {}
    for quote in quotes:
        if quote.id in shown or quote.held_back:
            continue
        shown[quote.id] = replace(quote, repeated=True) if quote.id in printed else quote
        printed.add(quote.id)
    return tuple(shown.values())


def held_back(quotes: Iterable[Quote]) -> int:
    """How many citations are not shown."""
    return len({quote.id for quote in quotes if quote.held_back})


def independence(quotes: Iterable[Quote], language: str) -> str:
    """How many citations of how many voices, said, and by stance where not all support; empty without any."""
    rows = list(quotes)
    said = heard_from(rows, language)
    if not said:
        return ""
    citations = {quote.id for quote in rows}
    stances = {stance: len({quote.id for quote in rows if quote.stance == stance}) for stance in STANCES}
    if stances["supports"] == len(citations):
        return said
    taken = [f"{label(f'report.noun.{stance}', language)} {number}" for stance, number in stances.items() if number]
    return f"{said}: {', '.join(taken)}"


def heard_from(quotes: Iterable[Quote], language: str) -> str:
    """How many citations of how many voices of how many kinds, said; empty without any."""
    rows = list(quotes)
    citations, voices = {quote.id for quote in rows}, {quote.voice for quote in rows}
    if not citations:
        return ""
    kinds = {quote.kind for quote in rows}
    return say(
        phrase(
            "report.independence",
            citations=amount(len(citations), "citation", language),
            voices=amount(len(voices), "voice", language),
            kinds=amount(len(kinds), "report.kinds", language),
        ),
        language,
    )
