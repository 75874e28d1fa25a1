"""Citations as they may be shown: whose words, where, and what is held back; leaves chapters to others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cmo_eval.disclosure import quotable
from cmo_eval.model import QUALITIES, STANCES
from cmo_eval.progress import steps
from cmo_eval.report.contents import Quote
from cmo_eval.report.sentences import WRITTEN, amount, names_of, place, speaker
from cmo_eval.repository import Repository, natural
from cmo_eval.verification import EvidenceRow
from cmo_eval.wording import label, phrase, say


@dataclass(frozen=True)
class Quotes:
    """All citations of an evaluation by id, without stance, ready to be shown."""

    by_id: Mapping[str, Quote]
    pattern_titles: Mapping[str, str]

    def of(self, rows: Iterable[EvidenceRow], claim: str, version: int, left_out: str = "") -> tuple[Quote, ...]:
        """A quote for each row of evidence on a claim, in the rows' order."""
        return tuple(
            replace(
                self.by_id[row.citation],
                stance=row.stance,
                claim=claim,
                version=version,
                other=row.other or "",
                pattern=row.pattern or "",
                pattern_title=self.pattern_titles.get(row.pattern or "", ""),
                parts=tuple(row.parts),
                left_out=left_out,
            )
            for row in rows
        )


def read_quotes(repository: Repository, language: str) -> Quotes:
    """Every citation with its words, unless they may not be printed; each file is read once.

    Of an id that is used twice, the first is taken.
    """
    columns = repository.citations
    names = names_of(repository.evaluation)
    # file by file, so that each file is parsed once however the rows are mixed
    order = sorted(columns.row_of.values(), key=lambda row: (columns.files[row], columns.indexes[row]))
    quotes: dict[str, Quote] = {}
    speakers: dict[tuple[str | None, str, str], str] = {}  # few, and said for each citation
    for row, citation in zip(steps(order, "reading quotes"), repository.whole_citations(order), strict=True):
        allowed = quotable(repository, row)
        source = repository.sources.get(columns.sources[row])
        key = repository.group_of(row)
        group = repository.evaluation.groups.get(key, key) if key else ""
        role = repository.role_of(row)
        who = role, group, source.id if source is not None and source.kind in WRITTEN else ""
        if who not in speakers:
            speakers[who] = speaker(role, group, source, language, names)
        quotes[columns.ids[row]] = Quote(
            id=columns.ids[row],
            source=columns.sources[row],
            voice=repository.voice_of(columns.sources[row]),
            kind=source.kind if source else "",
            group=group,
            role=role or "",
            speaker=speakers[who],
            text=" ".join((citation.quote or "").split()) if allowed else "",
            verbatim=citation.verbatim,
            held_back=not allowed,
            place=place(citation.at, language),
            quality=QUALITIES[columns.qualities[row]] if columns.qualities[row] >= 0 else "",
            codes=columns.codes[row],
        )
    ordered = {id_: quotes[id_] for id_ in sorted(quotes, key=natural)}
    return Quotes(ordered, {pattern.id: pattern.title for pattern in repository.patterns.values()})


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
