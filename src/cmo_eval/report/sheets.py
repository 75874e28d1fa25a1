"""What stands in the sheets of the workbook: headers, widths and rows of plain values; knows no openpyxl."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cmo_eval.model import PARTS, STANCES
from cmo_eval.report.contents import Case, Chapter, Cross, Named, Quote, ReportView
from cmo_eval.wording import label, phrase, say

Value = str | int | None


@dataclass(frozen=True)
class Sheet:
    """A sheet: its title, its columns as (header, width in characters), and its rows.

    Rows in `bold` (indexes from 0) are totals; `note` stands below the table, apart from it.
    """

    title: str
    columns: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[Value]]
    bold: frozenset[int] = frozenset()
    note: str = ""


def sheets(view: ReportView) -> Iterator[Sheet]:
    """The sheets in their order: summary, claims, evidence matrix, citations, patterns, cases, sources."""
    words = _Words(view.language)
    yield _summary(view, words)
    yield _claims(view, words)
    yield _matrix(view, words)
    yield _citations(view, words)
    yield _patterns(view, words)
    yield _cases(view, words)
    yield _sources(view, words)


@dataclass(frozen=True)
class _Words:
    """The wording of one language."""

    language: str

    def __call__(self, key: str, **values: object) -> str:
        return say(phrase(key, **values), self.language) if values else label(key, self.language)

    def of(self, prefix: str, key: str) -> str:
        """A word of an enumeration; nothing for nothing."""
        return label(f"{prefix}.{key}", self.language) if key else ""

    def truth(self, value: bool | None) -> str:
        return "" if value is None else self("status.yes" if value else "status.no")

    def verdict(self, verdict: str, becomes: str) -> str:
        return self(verdict) + (f" ({becomes})" if becomes else "")


def _ids(items: Iterable[str]) -> str:
    return ", ".join(items)


def _named(items: Iterable[Named]) -> str:
    return "; ".join(f"{one.id}: {one.title}" if one.id != one.title else one.id for one in items)


def _summary(view: ReportView, words: _Words) -> Sheet:
    columns = [
        (words("report.claim"), 8),
        (words("workbook.title"), 28),
        (words("report.proposal"), 20),
        (words("report.rule"), 7),
        (words("workbook.reason"), 45),
        (words("workbook.missing"), 30),
        (words("report.decision"), 22),
        (words("workbook.agrees"), 10),
        (words("workbook.stale"), 14),
        (words("workbook.lacks"), 24),
        (words("workbook.preliminary"), 34),
        (words("report.voices"), 9),
        (words("report.citations"), 9),
        *((words("workbook.voices_of", stance=words(f"report.noun.{stance}")), 14) for stance in STANCES),
        (words("workbook.incomplete"), 18),
    ]
    rows = [_summary_row(chapter, words) for chapter in view.chapters]
    note = words("report.fictional") if view.head.fictional else ""
    return Sheet(words("workbook.summary"), columns, rows, note=note)


def _summary_row(chapter: Chapter, words: _Words) -> list[Value]:
    decision, proposal = chapter.decision, chapter.proposal
    stale: str = ""
    if decision is not None:
        stale = words("workbook.unknown") if decision.stale is None else words.truth(decision.stale)
    return [
        chapter.id,
        chapter.title,
        words.verdict(proposal.verdict, proposal.becomes),
        proposal.rule,
        proposal.reason,
        "; ".join(proposal.missing),
        _decided(chapter, words),
        words.truth(decision.agrees) if decision else "",
        stale,
        "; ".join(decision.lacks) if decision else "",
        "; ".join(chapter.preliminary),
        chapter.voices,
        chapter.citations,
        *(voices for _, _, voices in chapter.matrix[-1].stances),
        "; ".join(chapter.incomplete),
    ]


def _decided(chapter: Chapter, words: _Words) -> str:
    decision = chapter.decision
    if decision is None:
        return words("report.not_decided")
    reading = f", {words('report.our_reading_short')}" if decision.report else ""
    return words.verdict(decision.verdict, decision.becomes) + reading


def _claims(view: ReportView, words: _Words) -> Sheet:
    columns = [
        (words("report.claim"), 8),
        (words("workbook.title"), 24),
        (words("workbook.kind"), 9),
        (words("report.version"), 8),
        (words("workbook.statement"), 40),
        (words("report.intended"), 30),
        (words("report.for"), 20),
        (words("report.questions"), 24),
        *((words(f"criterion.{name}"), 22) for name in ("researchable", "refutable", "relevant", "addressed")),
        (words("workbook.patterns"), 14),
        (words("report.rivals"), 24),
        (words("report.search"), 26),
        (words("report.decision"), 16),
        (words("report.by"), 8),
        (words("report.date"), 12),
        (words("report.second_reader"), 10),
        (words("workbook.rationale"), 45),
        (words("report.set_aside"), 14),
    ]
    return Sheet(words("workbook.claims"), columns, [_claim_row(chapter, words) for chapter in view.chapters])


def _claim_row(chapter: Chapter, words: _Words) -> list[Value]:
    decision, search = chapter.decision, chapter.search
    judged = [
        words("report.not_judged") if one.met is None else one.why if one.met else f"{words('status.no')}: {one.why}"
        for one in chapter.criteria
    ]
    found = f"{search.by}, {search.date}. {search.where} → {search.found}" if search else words("report.no_search")
    return [
        chapter.id,
        chapter.title,
        words.of("claim_kind", chapter.kind),
        chapter.version,
        chapter.statement,
        chapter.intended,
        "; ".join(one.title for one in chapter.for_groups),
        _named(chapter.questions),
        *judged,
        _ids(one.pattern.id for one in chapter.mechanisms),
        "; ".join(chapter.rivals),
        found,
        _decided(chapter, words),
        decision.by if decision else "",
        decision.date if decision else "",
        decision.second_reader if decision else "",
        decision.rationale if decision else "",
        _ids(decision.sets_aside) if decision else "",
    ]


def _matrix(view: ReportView, words: _Words) -> Sheet:
    columns = [(words("report.claim"), 9), (words("report.group"), 36), (words("report.kind"), 20)]
    for stance in STANCES:
        noun = words(f"report.noun.{stance}")
        columns += [
            (words("workbook.citations_of", stance=noun), 13),
            (words("workbook.voices_of", stance=noun), 13),
        ]
    columns += [
        (words("workbook.all_citations"), 12),
        (words("workbook.all_voices"), 14),
        (words("workbook.left_out"), 12),
    ]
    rows: list[list[Value]] = []
    bold: set[int] = set()
    for chapter in view.chapters:
        for cross in chapter.matrix:
            if cross is chapter.matrix[-1]:
                bold.add(len(rows))
                rows.append(_cross_row(cross, words("workbook.total"), "", words))
            else:
                rows.append(_cross_row(cross, cross.group or words("report.no_group"), cross.kind, words))
    return Sheet(words("workbook.matrix"), columns, rows, frozenset(bold), words("workbook.matrix_note"))


def _cross_row(cross: Cross, group: str, kind: str, words: _Words) -> list[Value]:
    counts = [number for _, citations, voices in cross.stances for number in (citations, voices)]
    return [cross.claim, group, words.of("source_kind", kind), *counts, cross.citations, cross.voices, cross.left_out]


def _citations(view: ReportView, words: _Words) -> Sheet:
    columns = [
        (words("report.citation"), 12),
        (words("report.source"), 9),
        (words("report.kind"), 16),
        (words("report.group"), 26),
        (words("workbook.voice"), 9),
        (words("workbook.role"), 18),
        (words("report.place"), 11),
        (words("workbook.text"), 62),
        (words("workbook.verbatim"), 10),
        (words("workbook.held_back"), 10),
        (words("report.quality"), 16),
        (words("report.stance"), 16),
        (words("report.claim"), 8),
        (words("report.version"), 8),
        (words("workbook.other"), 10),
        (words("report.pattern"), 10),
        (words("workbook.parts"), 20),
        (words("report.weighed"), 22),
        (words("workbook.codes"), 20),
    ]
    return Sheet(words("workbook.citations"), columns, [_citation_row(one, words) for one in view.citations])


def _citation_row(one: Quote, words: _Words) -> list[Value]:
    weighed = ""
    if one.stance:
        weighed = words("status.yes")
        if one.left_out:
            weighed = f"{words('status.no')}: {words(f'left_out.{one.left_out}')}"
    return [
        one.id,
        one.source,
        words.of("source_kind", one.kind),
        one.group,
        one.voice,
        one.role,
        one.place,
        one.text,
        words.truth(one.verbatim),
        words.truth(one.held_back),
        words.of("quality", one.quality),
        words(one.stance) if one.stance else "",
        one.claim,
        one.version if one.stance else None,
        one.other,
        one.pattern,
        _ids(words(f"part.{part}") for part in one.parts),
        weighed,
        _ids(one.codes),
    ]


def _patterns(view: ReportView, words: _Words) -> Sheet:
    columns = [
        (words("report.pattern"), 9),
        (words("workbook.title"), 24),
        (words("workbook.intervention"), 22),
        (words("part.context"), 28),
        (words("workbook.actor"), 16),
        (words("part.resource"), 28),
        (words("part.reasoning"), 28),
        (words("part.outcome"), 28),
        (words("workbook.intended"), 9),
        (words("workbook.direction"), 11),
        (words("workbook.retroduction"), 34),
        (words("report.other_influences"), 20),
        (words("report.leads_to"), 12),
        (words("report.contrasts_with"), 12),
        (words("report.claims"), 12),
        *((words("workbook.evidence_of", part=words(f"part.{part}")), 11) for part in PARTS),
        (words("report.seen_in"), 14),
        (words("workbook.deviant"), 12),
    ]
    rows: list[list[Value]] = [
        [
            one.id,
            one.title,
            one.intervention,
            "\n".join(one.context),
            one.actor,
            one.resource,
            one.reasoning,
            one.outcome,
            words.truth(one.intended),
            words.of("direction", one.direction),
            one.retroduction,
            "\n".join(one.other_influences),
            _ids(other.id for other in one.leads_to),
            _ids(other.id for other in one.contrasts_with),
            _ids(one.claims),
            *(number for _, number in one.evidence),
            _ids(one.cases),
            _ids(one.deviant),
        ]
        for one in view.patterns
    ]
    return Sheet(words("workbook.patterns"), columns, rows)


def _cases(view: ReportView, words: _Words) -> Sheet:
    dimensions = [(framework, place) for framework in view.frameworks for place in range(len(framework.rows))]
    columns = [
        (words("report.case"), 8),
        (words("workbook.title"), 22),
        (words("workbook.kind"), 14),
        (words("workbook.attributes"), 26),
        (words("workbook.summary_of"), 40),
        (words("report.opened_by"), 14),
        (words("workbook.shows"), 24),
        *((f"{framework.name}: {framework.rows[place][0]}", 34) for framework, place in dimensions),
    ]
    rows: list[list[Value]] = []
    for case in view.cases:
        cells = []
        for framework, place in dimensions:
            ids = [column.id for column in framework.cases]
            cells.append(framework.rows[place][1][ids.index(case.id)] if case.id in ids else "")
        rows.append([*_case_row(case, words), *cells])
    return Sheet(words("workbook.cases"), columns, rows)


def _case_row(case: Case, words: _Words) -> list[Value]:
    attributes = [f"{_attribute(name, words)}: {value}" for name, value in case.attributes]
    if case.attributes_held_back:
        attributes.append(words("report.attributes_held_back"))
    shows = []
    for one in case.shows:
        absent = _ids(words(f"part.{part}") for part in one.absent)
        said = " ".join(filter(None, (f"{words('report.absent')} {absent}." if absent else "", one.why)))
        shows.append(f"{one.pattern.id}: {said}" if said else one.pattern.id)
    return [
        case.id,
        case.title,
        words.of("case_kind", case.kind),
        "\n".join(attributes),
        case.summary,
        _ids(case.opened_by),
        "\n".join(shows),
    ]


def _attribute(name: str, words: _Words) -> str:
    key = f"attribute.{name}"
    said = words(key)
    return name if said == key else said


def _sources(view: ReportView, words: _Words) -> Sheet:
    columns = [
        (words("report.source"), 9),
        (words("workbook.title"), 50),
        (words("report.kind"), 18),
        (words("report.group"), 34),
        (words("report.date"), 20),
        (words("report.case"), 8),
        (words("report.participants"), 13),
        (words("report.citations"), 10),
        (words("workbook.pooled"), 14),
        (words("workbook.reported_in"), 22),
        (words("workbook.reference"), 55),
        (words("workbook.confidentiality"), 24),
    ]
    rows: list[list[Value]] = [
        [
            one.id,
            one.title,
            words.of("source_kind", one.kind),
            one.group,
            one.date,
            one.case,
            one.participants,
            one.citations,
            words.truth(one.pooled),
            one.reported_in,
            one.reference,
            words.of("confidentiality", one.confidentiality),
        ]
        for one in view.sources
    ]
    return Sheet(words("workbook.sources"), columns, rows)
