"""The sheet of relations: everything that refers to something else, as one list from one to another."""

from __future__ import annotations

from collections.abc import Iterator

from cmo_eval.report.contents import Chapter, Named, ReportView
from cmo_eval.report.workbook.layout import Layout, Planned
from cmo_eval.report.workbook.words import Words
from cmo_eval.spreadsheet import Column, Sheet, Value

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
