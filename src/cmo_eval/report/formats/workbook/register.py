"""The sheets about what there is: patterns and their parts, cases and their facts, sources."""

from __future__ import annotations

from collections.abc import Iterator

from cmo_eval.model import PARTS, Source, holding
from cmo_eval.report.contents import Chapter, Named, ReportView
from cmo_eval.report.formats.workbook.layout import Layout, Planned, Words
from cmo_eval.spreadsheet import Column, Sheet, Value


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
        *(Planned(name, 20) for name in holding(Source, "about")),
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
            *map(dict(one.about).get, holding(Source, "about")),
        ]
        for one in view.sources
    ]
    return layout.sheet("sources", planned, rows)


# ---- relations -------------------------------------------------------------------------------------------------------

_PLANNED = (
    Planned("from_kind", 16),
    Planned("from", 12, links="any"),
    Planned("relation", 22),
    Planned("to_kind", 14),
    Planned("to", 24, links="any"),
    Planned("to_title", 60),
    Planned("note", 50),
)


def relations(view: ReportView, layout: Layout) -> Sheet:
    """A row for each relation, by what it starts from; ids of all kinds differ, so each links to where it stands."""
    words = layout.words
    rows: list[list[Value]] = [
        [words(f"kind.{from_.kind}"), from_.id, words(f"rel.{relation}"), _kind(to, words), to.id, _title(to), note]
        for from_, relation, to, note in _all(view, words)
    ]
    made = layout.sheet("relations", _PLANNED, rows)
    places = {id_: place for kind in layout.places.values() for id_, place in kind.items()}
    columns = [
        Column(column.header, column.width, column.about, links=places) if one.links == "any" else column
        for one, column in zip(_PLANNED, made.columns, strict=True)
    ]
    return Sheet(made.title, columns, made.rows, made.count)


_Relation = tuple[Named, str, Named, str]


def _kind(one: Named, words: Words) -> str:
    return words(f"kind.{one.kind}") if one.kind else ""


def _title(one: Named) -> str:
    return one.title if one.title != one.id else ""


def _all(view: ReportView, words: Words) -> Iterator[_Relation]:
    for chapter in view.chapters:
        yield from _of_claim(chapter)
    for answer in view.questions:
        yield from ((answer.question, "rests_on", one, "") for one in answer.rests_on)
    groups = {one.title: one.id for one in view.groups}
    for recommendation in view.recommendations:
        from_ = Named(recommendation.id, recommendation.text, "recommendation")
        for title in recommendation.for_groups:
            yield from_, "for", Named(groups.get(title, title), title, "group"), ""
        yield from ((from_, "rests_on", one, "") for one in recommendation.rests_on)
    titles = {one.id: one.title for one in view.cases}
    for pattern in view.patterns:
        from_ = Named(pattern.id, pattern.title, "pattern")
        yield from ((from_, "leads_to", one, "") for one in pattern.leads_to)
        yield from ((from_, "contrasts", one, "") for one in pattern.contrasts_with)
        yield from ((from_, "seen_in", Named(id_, titles.get(id_, id_), "case"), "") for id_ in pattern.cases)
        yield from ((from_, "deviates", Named(id_, titles.get(id_, id_), "case"), "") for id_ in pattern.deviant)
    for case in view.cases:
        from_ = Named(case.id, case.title, "case")
        yield from ((from_, "opened_by", Named(id_, id_, "citation"), "") for id_ in case.opened_by)
        for one in case.shows:
            absent = ", ".join(words.of("part", part) for part in one.absent)
            note = ". ".join(filter(None, (f"{words('absent')}: {absent}" if absent else "", one.why)))
            yield from_, "shows", one.pattern, note


def _of_claim(chapter: Chapter) -> Iterator[_Relation]:
    from_ = Named(chapter.id, chapter.title, "claim")
    yield from ((from_, "serves", one, "") for one in chapter.questions)
    yield from ((from_, "for", Named(one.id, one.title, "group"), "") for one in chapter.for_groups)
    yield from ((from_, "comes_from", one, "") for one in chapter.origin)
    if chapter.decision:
        yield from ((from_, "sets_aside", Named(id_, id_, "citation"), "") for id_ in chapter.decision.sets_aside)
