"""The sheets about what there is: patterns and their parts, cases and their facts, sources."""

from __future__ import annotations

from cmo_eval.model import PARTS
from cmo_eval.report.contents import ReportView
from cmo_eval.report.workbook.layout import Layout, Planned
from cmo_eval.report.workbook.words import Words
from cmo_eval.spreadsheet import Sheet, Value


def patterns(view: ReportView, layout: Layout) -> Sheet:
    """A row for each pattern: the configuration as a whole."""
    planned = [
        Planned("pattern", 9),
        Planned("title", 22),
        Planned("intervention", 20),
        Planned("context", 30),
        Planned("actor", 14),
        Planned("resource", 28),
        Planned("reasoning", 30),
        Planned("outcome", 28),
        Planned("is_intended", 9, "yes_no"),
        Planned("direction", 9, "directions"),
        Planned("retroduction", 23),
    ]
    words = layout.words
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
        ]
        for one in view.patterns
    ]
    return layout.sheet("patterns", planned, rows)


def parts(view: ReportView, layout: Layout) -> Sheet:
    """A row for each part of each pattern, also where it is not written down."""
    planned = [
        Planned("pattern", 9, "patterns", "pattern"),
        Planned("part", 18, "parts"),
        Planned("part_text", 100),
        Planned("part_citations", 11),
    ]
    words = layout.words
    rows: list[list[Value]] = []
    for one in view.patterns:
        shown = dict(one.evidence)
        written = {
            "context": one.context,
            "resource": (one.resource,),
            "reasoning": (one.reasoning,),
            "outcome": (one.outcome,),
        }
        for part in PARTS:
            texts = written[part] or ("",)
            rows.extend([one.id, words.of("part", part), text, shown.get(part, 0)] for text in texts)
        rows.extend([one.id, words("influence"), text, None] for text in one.other_influences)
    return layout.sheet("parts", planned, rows)


def cases(view: ReportView, layout: Layout) -> Sheet:
    """A row for each case."""
    planned = [
        Planned("case", 9),
        Planned("title", 40),
        Planned("kind", 20, "case_kinds"),
        Planned("summary_text", 100),
        Planned("attributes_held_back", 14, "yes_no"),
    ]
    words = layout.words
    rows: list[list[Value]] = [
        [one.id, one.title, words.of("case_kind", one.kind), one.summary, words.truth(one.attributes_held_back)]
        for one in view.cases
    ]
    return layout.sheet("cases", planned, rows)


def facts(view: ReportView, layout: Layout) -> Sheet:
    """A row for each attribute of a case, and for each cell of a framework that the case fills."""
    planned = [Planned("case", 9, "cases", "case"), Planned("set", 24), Planned("item", 34), Planned("value", 100)]
    words = layout.words
    rows: list[list[Value]] = []
    for case in view.cases:
        for name, value in case.attributes:
            rows.append([case.id, words("attribute"), _attribute(name, words), value])
        for framework in view.frameworks:
            ids = [column.id for column in framework.cases]
            if case.id in ids:
                place = ids.index(case.id)
                filled = ((item, cells[place]) for item, cells in framework.rows if cells[place])
                rows.extend([case.id, framework.name, item, value] for item, value in filled)
    return layout.sheet("facts", planned, rows)


def _attribute(name: str, words: Words) -> str:
    said = words.of("attribute", name)
    return name if said == f"attribute.{name}" else said


def sources(view: ReportView, layout: Layout) -> Sheet:
    """A row for each source of the register."""
    planned = [
        Planned("source", 9),
        Planned("source_title", 38),
        Planned("source_kind", 16, "source_kinds"),
        Planned("group", 30, "groups"),
        Planned("date", 15),
        Planned("case", 8, "cases", "case"),
        Planned("participants", 12, total=True),
        Planned("source_citations", 10, total=True),
        Planned("pooled", 13, "yes_no"),
        Planned("reported_in", 16),
        Planned("reference", 32),
        Planned("confidentiality", 23, "readers"),
    ]
    words = layout.words
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
    return layout.sheet("sources", planned, rows)
