"""The sheets about claims: what was found, claimed, decided, judged and said about each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cmo_eval.model import STANCES
from cmo_eval.report.contents import Chapter, ReportView
from cmo_eval.report.formats.workbook.layout import Layout, Planned
from cmo_eval.spreadsheet import Formula, Sheet, Value, reference

MATRIX_STANCES: Mapping[str, str] = {"supports": "D", "nuances": "F", "refutes": "H", "suggests": "J"}
"""In which column of the evidence matrix the citations of each stance stand."""
MATRIX_LEFT_OUT = "N"
_STANCES_AT = "IJKL"
"""Columns of the summary for the stances, in their order."""


def summary(view: ReportView, layout: Layout) -> Sheet:
    """A row for each claim: proposal beside decision, and the numbers that both rest on."""
    planned = [
        Planned("claim", 8, "claims", "claim"),
        Planned("title", 34),
        Planned("proposal", 15, "verdicts"),
        Planned("proposal_becomes", 10, "claims"),
        Planned("rule", 7),
        Planned("decision", 15, "verdicts"),
        Planned("agrees", 9, "yes_no"),
        Planned("stale", 13),
        *(Planned(stance, 12, total=True) for stance in STANCES),
        Planned("weighed", 12, total=True),
        Planned("voices", 10),
        Planned("left_out", 13, total=True),
        Planned("decision_becomes", 10, "claims"),
    ]
    words = layout.words
    count = sum(len(chapter.matrix) - 1 for chapter in view.chapters)
    rows: list[list[Value]] = []
    for row, chapter in enumerate(view.chapters, start=2):
        decision, proposal, all_ = chapter.decision, chapter.proposal, chapter.matrix[-1]
        stale = ""
        if decision is not None:
            stale = words("unknown") if decision.stale is None else words.truth(decision.stale)
        rows.append(
            [
                chapter.id,
                chapter.title,
                words.named(proposal.verdict),
                proposal.becomes,
                proposal.rule,
                words.named(decision.verdict) if decision else "",
                words.truth(decision.agrees) if decision else "",
                stale,
                *(
                    _sum(words.title("matrix"), MATRIX_STANCES[stance], row, count, citations)
                    for stance, citations, _ in all_.stances
                ),
                Formula(f"SUM({_STANCES_AT[0]}{row}:{_STANCES_AT[-1]}{row})", all_.citations),
                chapter.voices,
                _sum(words.title("matrix"), MATRIX_LEFT_OUT, row, count, all_.left_out),
                decision.becomes if decision else "",
            ]
        )
    return layout.sheet("summary", planned, rows, frozen=2)


def _sum(matrix: str, letter: str, row: int, count: int, value: int) -> Formula:
    """What the claim of this row has in a column of the evidence matrix."""
    last = 1 + max(1, count)
    numbers, claims = (reference(matrix, f"${one}$2", f"${one}${last}") for one in (letter, "A"))
    return Formula(f"SUMIFS({numbers},{claims},$A{row})", value)


def claims(view: ReportView, layout: Layout) -> Sheet:
    """A row for each claim, with the search for what speaks against it."""
    planned = [
        Planned("claim", 8),
        Planned("title", 26),
        Planned("kind", 11, "claim_kinds"),
        Planned("version", 9),
        Planned("statement", 45),
        Planned("intended", 40),
        Planned("search_by", 12, "team"),
        Planned("search_date", 13),
        Planned("search_where", 28),
        Planned("search_found", 30),
    ]
    rows: list[list[Value]] = []
    for chapter in view.chapters:
        search = chapter.search
        said = [search.by, search.date, search.where, search.found] if search else [None] * 4
        kind = layout.words.of("claim_kind", chapter.kind)
        rows.append([chapter.id, chapter.title, kind, chapter.version, chapter.statement, chapter.intended, *said])
    return layout.sheet("claims", planned, rows, frozen=2)


def decisions(view: ReportView, layout: Layout) -> Sheet:
    """A row for each claim that somebody decided on."""
    planned = [
        Planned("claim", 8, "claims", "claim"),
        Planned("verdict", 15, "verdicts"),
        Planned("becomes", 10, "claims", "claim"),
        Planned("version", 9),
        Planned("by", 10, "team"),
        Planned("date", 12),
        Planned("second_reader", 12, "team"),
        Planned("reading_of", 14, "sources", "source"),
        Planned("section", 12),
        Planned("rationale", 100),
    ]
    rows: list[list[Value]] = []
    for chapter in view.chapters:
        one = chapter.decision
        if one is not None:
            verdict, report = layout.words.named(one.verdict), one.report.id if one.report else ""
            who = [one.by, one.date, one.second_reader, report, one.section]
            rows.append([chapter.id, verdict, one.becomes, one.version, *who, one.rationale])
    return layout.sheet("decisions", planned, rows)


def criteria(view: ReportView, layout: Layout) -> Sheet:
    """A row for each criterion of each claim."""
    planned = [
        Planned("claim", 8, "claims", "claim"),
        Planned("criterion", 26, "criteria"),
        Planned("met", 9, "yes_no"),
        Planned("why", 110),
    ]
    words = layout.words
    rows: list[list[Value]] = [
        [chapter.id, words.of("criterion", one.name), words.truth(one.met), one.why]
        for chapter in view.chapters
        for one in chapter.criteria
    ]
    return layout.sheet("criteria", planned, rows)


def remarks(view: ReportView, layout: Layout) -> Sheet:
    """A row for each thing to know about a claim: reasons, what is missing, rival explanations."""
    planned = [
        Planned("claim", 8, "claims", "claim"),
        Planned("about", 34),
        Planned("rule", 8),
        Planned("text", 120),
    ]
    rows: list[list[Value]] = []
    for chapter in view.chapters:
        for about, rule, text in _remarks(chapter):
            rows.append([chapter.id, layout.words(f"about.{about}"), rule, text])
    return layout.sheet("remarks", planned, rows)


def _remarks(chapter: Chapter) -> Iterator[tuple[str, str, str]]:
    proposal = chapter.proposal
    yield "reason", proposal.rule, proposal.reason
    if proposal.change:
        yield "change", proposal.rule, proposal.change
    several: Sequence[tuple[str, Sequence[str]]] = (
        ("missing", proposal.missing),
        ("lacks", chapter.decision.lacks if chapter.decision else ()),
        ("preliminary", chapter.preliminary),
        ("incomplete", chapter.incomplete),
        ("rival", chapter.rivals),
    )
    for about, texts in several:
        for text in texts:
            yield about, "", text


def mechanisms(view: ReportView, layout: Layout) -> Sheet:
    """A row for each pattern in each claim."""
    planned = [
        Planned("claim", 8, "claims", "claim"),
        Planned("number", 9),
        Planned("pattern", 9, "patterns", "pattern"),
        Planned("title", 50),
        Planned("principle", 40),
        Planned("shown_by", 11),
        Planned("voices", 11),
        Planned("held_back_count", 11),
    ]
    rows: list[list[Value]] = []
    for chapter in view.chapters:
        for principle in chapter.principles:
            for one in principle.mechanisms:
                numbers = [len(one.quotes) + one.more + one.held_back, one.voices, one.held_back]
                rows.append([chapter.id, one.number, one.pattern.id, one.pattern.title, principle.name, *numbers])
    return layout.sheet("mechanisms", planned, rows)
