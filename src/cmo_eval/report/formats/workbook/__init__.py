"""The workbook for analysts, written as Excel: from a view to sheets, each with one table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

from cmo_eval.model import PARTS, STANCES, Citation, holding
from cmo_eval.report.contents import LeftBehind, ReportView, Rival
from cmo_eval.report.formats import CREATOR, moment
from cmo_eval.report.formats.workbook import layout as about
from cmo_eval.report.formats.workbook import register
from cmo_eval.report.formats.workbook.layout import MOST_ROWS, Keyed, Layout, Planned, each_once, layout_of
from cmo_eval.spreadsheet.book import Book, Formula, Sheet, Value, write_book
from cmo_eval.spreadsheet.text import reference

_ABOUT = holding(Citation, "about")
_MATRIX_STANCES: Mapping[str, str] = {"supports": "D", "nuances": "F", "refutes": "H", "suggests": "J"}
"""In which column of the evidence matrix the citations of each stance stand."""
_MATRIX_LEFT_OUT = "N"
_STANCES_AT = "IJKL"
"""Columns of the summary for the stances, in their order."""


def write_workbook(view: ReportView, target: Path | BinaryIO) -> None:
    """Write the workbook; the same view gives the same bytes.

    Every sheet is a table with a row for each record and one fact in a cell. Text stays text, whatever it begins
    with; characters that Excel refuses become U+FFFD, and a text that does not fit in a cell is cut with a mark that
    says so.
    """
    layout = layout_of(view)
    book = Book(
        sheets=sheets_of(layout),
        title=view.head.title,
        subject=view.head.programme,
        creator=CREATOR,
        made=moment(view.head.date).replace(tzinfo=None),  # XlsxWriter writes it as UTC
        cut=layout("cut"),
        unlisted=(layout("not_listed"), layout("not_listed.about")),
    )
    write_book(book, target)


def sheets_of(layout: Layout) -> list[Sheet]:
    """All sheets: contents, what is about claims, evidence, the register, and what explains the columns."""
    keyed = [one for made in _TABLES for one in made(layout)]
    keyed += [about.columns(layout, [sheet for _, sheet in keyed]), about.lists(layout)]
    return [about.contents(layout, keyed), *(sheet for _, sheet in keyed)]


# ---- what was found, claimed, decided, judged and said about each claim ----------------------------------------------


def _summary(layout: Layout) -> Iterator[Keyed]:
    """A row for each claim: proposal beside decision, and the numbers that both rest on."""
    planned = [
        Planned("claim", 8, "claims", "claim"),
        Planned("title", 34),
        Planned("proposal", 15, "verdicts"),
        Planned("proposal_becomes", 8, "claims"),
        Planned("rule", 6),
        Planned("decision", 15, "verdicts"),
        Planned("agrees", 8, "yes_no"),
        Planned("stale", 12),
        *(Planned(stance, 8, total=True) for stance in STANCES),
        Planned("weighed", 8, total=True),
        Planned("voices", 8),
        Planned("left_out", 8, total=True),
        Planned("decision_becomes", 8, "claims"),
        Planned("rules", 6),
        Planned("publications", 8),
        Planned("why_shown", 12, "shown"),
        Planned("changes", 8),
        Planned("flips", 8),
    ]
    chapters = layout.view.chapters
    last = 1 + max(1, sum(len(chapter.matrix) - 1 for chapter in chapters))

    def from_matrix(letter: str, row: int, value: int) -> Formula:
        """What the claim of this row has in a column of the evidence matrix."""
        numbers, claims = (reference(layout.title("matrix"), f"${one}$2", f"${one}${last}") for one in (letter, "A"))
        return Formula(f"SUMIFS({numbers},{claims},$A{row})", value)

    rows = []
    for row, chapter in enumerate(chapters, start=2):
        decision, proposal, all_ = chapter.decision, chapter.proposal, chapter.matrix[-1]
        decided: list[Any] = ["", "", ""]
        if decision is not None:
            stale = layout("unknown") if decision.stale is None else layout.enumerations["yes_no"][decision.stale]
            decided = [decision.verdict, decision.agrees, stale]
        rows.append(
            [
                *(chapter.id, chapter.title, proposal.verdict, proposal.becomes, proposal.rule, *decided),
                *(from_matrix(_MATRIX_STANCES[stance], row, citations) for stance, citations, _ in all_.stances),
                Formula(f"SUM({_STANCES_AT[0]}{row}:{_STANCES_AT[-1]}{row})", all_.citations),
                chapter.voices,
                from_matrix(_MATRIX_LEFT_OUT, row, all_.left_out),
                *(decision.becomes if decision else "", proposal.rules, len(chapter.publications), proposal.why_shown),
                *(chapter.robustness.changes, chapter.robustness.times),
            ]
        )
    yield layout.sheet("summary", planned, rows, frozen=2)


def _claims(layout: Layout) -> Iterator[Keyed]:
    """A row for each claim, with the search for what speaks against it."""
    planned = [
        Planned("claim", 8, of="id"),
        Planned("title", 26),
        Planned("kind", 11, "claim_kinds"),
        Planned("version", 9),
        Planned("statement", 40),
        Planned("intended", 36),
    ]
    searched = [
        Planned("search_by", 12, "team"),
        Planned("search_date", 13),
        Planned("search_where", 26),
        Planned("search_found", 28),
        Planned("search_citations", 12),
    ]
    searches = (chapter.search for chapter in layout.view.chapters)
    said = [
        [one.by, one.date, one.where, one.found, ", ".join(one.citations)] if one else [None] * 5 for one in searches
    ]
    rows = [[*row, *more] for row, more in zip(layout.records(planned, layout.view.chapters), said, strict=True)]
    yield layout.sheet("claims", [*planned, *searched], rows, frozen=2)


def _decisions(layout: Layout) -> Iterator[Keyed]:
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
        Planned("other_rules", 10),
        Planned("rationale", 100),
    ]
    rows = []
    for chapter in layout.view.chapters:
        one = chapter.decision
        if one is not None:
            who = [one.by, one.date, one.second_reader, one.report.id if one.report else "", one.section]
            rows.append([chapter.id, one.verdict, one.becomes, one.version, *who, one.other_rules, one.rationale])
    yield layout.sheet("decisions", planned, rows)


def _criteria(layout: Layout) -> Iterator[Keyed]:
    """A row for each criterion of each claim."""
    planned = [
        Planned("claim", 8, "claims", "claim"),
        Planned("criterion", 26, "criteria"),
        Planned("met", 9, "yes_no"),
        Planned("why", 110),
    ]
    rows = [[chapter.id, one.name, one.met, one.why] for chapter in layout.view.chapters for one in chapter.criteria]
    yield layout.sheet("criteria", planned, rows)


def _remarks(layout: Layout) -> Iterator[Keyed]:
    """A row for each thing to know about a claim: reasons, what is missing, rival explanations."""
    planned = [Planned("claim", 8, "claims", "claim"), Planned("about", 34), Planned("rule", 8), Planned("text", 120)]
    rows = []
    for chapter in layout.view.chapters:
        proposal = chapter.proposal
        several: Sequence[tuple[str, str, Sequence[str]]] = (
            ("reason", proposal.rule, (proposal.reason,)),
            ("change", proposal.rule, (proposal.change,) if proposal.change else ()),
            ("missing", "", proposal.missing),
            ("why_shown", "", (layout.word(f"why_shown.{proposal.why_shown}"),) if proposal.why_shown else ()),
            ("absence", "", [f"{one.case.id}: {one.pattern.id} {one.pattern.title}" for one in chapter.absences]),
            ("left_behind", "", [_left_behind(layout, one) for one in chapter.left_behind]),
            ("hangs", "", (chapter.robustness.sentence,)),
            ("lacks", "", chapter.decision.lacks if chapter.decision else ()),
            ("preliminary", "", chapter.preliminary),
            ("incomplete", "", chapter.incomplete),
            ("rival", "", tuple(f"{one.said} ({_favoured(layout, one)})" for one in chapter.rivals)),
        )
        rows += [[chapter.id, layout(f"about.{key}"), rule, text] for key, rule, texts in several for text in texts]
    yield layout.sheet("remarks", planned, rows)


def _favoured(layout: Layout, rival: Rival) -> str:
    """How much evidence favours a rival explanation, and which."""
    if not rival.citations:
        return layout("no_favour")
    return f"{layout('favour')} {rival.favoured}: {', '.join(rival.citations)}"


def _left_behind(layout: Layout, one: LeftBehind) -> str:
    return f"{one.voice}: {layout.word(f'report.noun.{one.stance}')} {', '.join(one.citations)}"


def _flips(layout: Layout) -> Iterator[Keyed]:
    """A row for each change that would give a claim another proposal."""
    planned = [
        Planned("claim", 8, "claims", "claim"),
        Planned("change", 24),
        Planned("changed", 40),
        Planned("then_verdict", 15, "verdicts"),
        Planned("then_becomes", 10, "claims"),
        Planned("then_rule", 8),
        Planned("then_reason", 100),
    ]
    rows = [
        [
            *(chapter.id, layout.word(f"change.{change.sort}"), name),
            *(one.verdict, one.becomes, one.rule, one.reason),
        ]
        for chapter in layout.view.chapters
        for one in chapter.robustness.flips
        for change in one.changes
        for name in change.names
    ]
    yield layout.sheet("flips", planned, rows)


def _mechanisms(layout: Layout) -> Iterator[Keyed]:
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
    rows = [
        [
            *(chapter.id, one.number, one.pattern.id, one.pattern.title, principle.name),
            *(one.citations, one.voices, one.held_back),
        ]
        for chapter in layout.view.chapters
        for principle in chapter.principles
        for one in principle.mechanisms
    ]
    yield layout.sheet("mechanisms", planned, rows)


# ---- evidence: the matrix by claim, group and kind, every citation, and its codes ------------------------------------


def _matrix(layout: Layout) -> Iterator[Keyed]:
    """A row for each group and kind of source that was heard on a claim, with citations and voices by stance."""
    by_stance = ((Planned(f"{one}_here", 13, total=True), Planned(f"{one}_voices", 13)) for one in STANCES)
    planned = [
        Planned("claim", 9, "claims", "claim"),
        Planned("group", 44, "groups"),
        Planned("source_kind", 20, "source_kinds"),
        *chain.from_iterable(by_stance),
        Planned("weighed_here", 13, total=True),
        Planned("voices_here", 14),
        Planned("left_out", 13, total=True),
    ]
    rows: list[list[Value]] = []
    for chapter in layout.view.chapters:
        for cross in chapter.matrix[:-1]:
            row = len(rows) + 2
            added = "+".join(f"{letter}{row}" for letter in _MATRIX_STANCES.values())
            counts = [number for _, citations, voices in cross.stances for number in (citations, voices)]
            together = Formula(added, cross.citations)
            group = cross.group or layout("no_group")
            rows.append([cross.claim, group, cross.kind, *counts, together, cross.voices, cross.left_out])
    assert [one.key for one in planned].index("left_out") == ord(_MATRIX_LEFT_OUT) - ord("A")  # noqa: S101 - for readers
    yield layout.sheet("matrix", planned, rows, frozen=3)


def _citations(layout: Layout) -> Iterator[Keyed]:
    """A row for each stance of each citation on a claim; more sheets than one where Excel has too few rows."""
    planned = [
        Planned("citation", 9),
        Planned("claim", 7, "claims", "claim"),
        Planned("version", 4),
        Planned("stance", 11, "stances"),
        Planned("other", 6, "claims"),
        Planned("pattern", 7, "patterns", "pattern"),
        *(Planned(f"{what}_{part}", 4, total=True) for what in ("in", "lacks") for part in PARTS),
        Planned("counts", 6, total=True),
        Planned("not_weighed", 10),
        Planned("source", 7, "sources", "source"),
        Planned("source_kind", 15, "source_kinds"),
        Planned("group", 18, "groups"),
        Planned("voice", 7, "sources"),
        Planned("role", 11),
        Planned("place", 9),
        Planned("words", 40),
        Planned("verbatim", 4, "yes_no"),
        Planned("held_back", 4, "yes_no"),
        Planned("quality", 12, "qualities"),
        *(Planned(name, 20) for name in _ABOUT),
    ]
    rows = _citation_rows(layout)
    yield from _in_sheets(layout, "citations", planned, rows, len(layout.view.citations))


def _citation_rows(layout: Layout) -> Iterator[list[Any]]:
    last, counted = "", set[tuple[str, str]]()
    for one in layout.view.citations:
        if one.id != last:
            last, counted = one.id, set()
        counts = 0
        if one.stance and not one.left_out and (one.claim, one.stance) not in counted:
            counts = 1
            counted.add((one.claim, one.stance))
        yield [
            *(one.id, one.claim, one.version if one.stance else None, one.stance, one.other, one.pattern),
            *((1 if part in of else 0) if one.pattern else None for of in (one.parts, one.lacks) for part in PARTS),
            *(counts, layout.word(f"left_out.{one.left_out}") if one.left_out else ""),
            *(one.source, one.kind, one.group, one.voice, one.role, one.place),
            *(one.text, one.verbatim, one.held_back, one.quality),
            *map(dict(one.about).get, _ABOUT),
        ]


def _codings(layout: Layout) -> Iterator[Keyed]:
    """A row for each code of each citation, with its words; more sheets than one where Excel has too few rows."""
    planned = [
        Planned("citation", 11, links="citation"),
        Planned("source", 9, "sources", "source"),
        Planned("code", 26, "codes"),
        Planned("group", 24, "groups"),
        Planned("role", 18),
        Planned("place", 12),
        Planned("words", 90),
        Planned("verbatim", 9, "yes_no"),
        Planned("held_back", 9, "yes_no"),
    ]
    rows = (
        [one.id, one.source, code, one.group, one.role, one.place, one.text, one.verbatim, one.held_back]
        for one in each_once(layout.view.citations)
        for code in one.codes
    )
    yield from _in_sheets(layout, "codings", planned, rows, layout.codings)


def _in_sheets(
    layout: Layout, key: str, planned: Sequence[Planned], rows: Iterable[Sequence[Any]], left: int
) -> Iterator[Keyed]:
    """So many rows in as many sheets as they take; one where there are none."""
    title, rows = layout.title(key), iter(rows)
    for number, first in enumerate(range(0, max(left, 1), MOST_ROWS), start=1):
        count = min(left - first, MOST_ROWS)
        name = title if number == 1 else f"{title} {number}"
        yield layout.sheet(key, planned, islice(rows, count), count, title=name)


_TABLES = (
    *(_summary, _claims, _decisions, _criteria, _remarks, _flips, _mechanisms),
    *(_matrix, _citations, _codings),
    *register.TABLES,
)
"""What makes the sheets, in their order."""
