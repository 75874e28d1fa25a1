"""The sheets of the register: patterns, cases and sources, what is concluded, and how all of them hang together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cmo_eval.model import Source, holding
from cmo_eval.report.contents import Cell, Chapter, Named
from cmo_eval.report.formats.workbook.layout import Keyed, Layout, Planned
from cmo_eval.spreadsheet.book import Value


def _patterns(layout: Layout) -> Iterator[Keyed]:
    """A row for each pattern: the configuration as a whole."""
    planned = [
        Planned("pattern", 9, of="id"),
        Planned("title", 22),
        Planned("intervention", 20),
        Planned("context", 30),
        Planned("actor", 14),
        Planned("resource", 28),
        Planned("reasoning", 30),
        Planned("outcome", 28),
        Planned("is_intended", 9, "yes_no", of="intended"),
        Planned("direction", 9, "directions"),
        Planned("retroduction", 23),
    ]
    yield layout.sheet("patterns", planned, layout.records(planned, layout.view.patterns))


def _parts(layout: Layout) -> Iterator[Keyed]:
    """A row for each part of each pattern, also where it is not written down."""
    planned = [
        Planned("pattern", 9, "patterns", "pattern"),
        Planned("part", 18, "parts"),
        Planned("part_text", 100),
        Planned("part_citations", 11),
        Planned("part_denied", 11),
    ]
    rows: list[list[Value]] = []
    for one in layout.view.patterns:
        for (part, shown), (_, denied) in zip(one.evidence, one.denied, strict=True):
            written = getattr(one, part)
            texts = (written or ("",)) if isinstance(written, tuple) else (written,)
            rows.extend([one.id, part, text, shown, denied] for text in texts)
        rows.extend([one.id, "influence", text, None, None] for text in one.other_influences)
    yield layout.sheet("parts", planned, rows)


def _cases(layout: Layout) -> Iterator[Keyed]:
    """A row for each case."""
    planned = [
        Planned("case", 9, of="id"),
        Planned("title", 40),
        Planned("kind", 20, "case_kinds"),
        Planned("summary_text", 100, of="summary"),
        Planned("attributes_held_back", 14, "yes_no"),
    ]
    yield layout.sheet("cases", planned, layout.records(planned, layout.view.cases))


def _facts(layout: Layout) -> Iterator[Keyed]:
    """A row for each attribute of a case, and for each cell of a framework that the case or a partner fills."""
    planned = [Planned("case", 9, "cases", "case"), Planned("set", 24), Planned("item", 34), Planned("value", 90)]
    planned.append(Planned("fact_citation", 12, links="citation"))
    rows: list[list[Value]] = []
    for case in layout.view.cases:
        for name, value in case.attributes:
            said = layout.word(f"attribute.{name}")
            rows.append([case.id, layout("attribute"), name if said == f"attribute.{name}" else said, value, ""])
        for framework in layout.view.frameworks:
            ids = [column.id for column in framework.cases]
            if case.id in ids:
                place = ids.index(case.id)
                for item, cells in framework.rows:
                    rows += _fact(case.id, framework.name, item, cells[place])
        for table in layout.view.partners:
            for who, cells in table.rows if table.case.id == case.id else ():
                for item, one in zip(table.dimensions, cells, strict=True):
                    rows += _fact(case.id, table.name, f"{who}: {item}", one)
    yield layout.sheet("facts", planned, rows)


def _fact(case: str, name: str, item: str, cell: Cell) -> Iterator[list[Value]]:
    """A row for each citation that a cell rests on, or one where it rests on none."""
    if cell.said:
        for citation in cell.citations or ("",):
            yield [case, name, item, cell.said, citation]


def _goals(layout: Layout) -> Iterator[Keyed]:
    """A row for each goal that a case set itself."""
    planned = [
        Planned("case", 9, "cases", "case"),
        Planned("goal", 10, of="id"),
        Planned("goal_text", 40, of="text"),
        Planned("goal_parent", 9, of="parent"),
        Planned("goal_owner", 24, of="owner"),
        Planned("goal_year", 8, of="year"),
        Planned("goal_due", 12, of="due"),
        Planned("yardstick", 32),
        Planned("result", 13, "results"),
        Planned("goal_citations", 12, links="citation", of="citations"),
    ]
    fields = [one.of or one.key for one in planned[1:-1]]
    rows = [
        [one.case.id, *(getattr(one, name) for name in fields), citation]
        for one in layout.view.goals
        for citation in one.citations or ("",)
    ]
    yield layout.sheet("goals", planned, rows)


def _recommendations(layout: Layout) -> Iterator[Keyed]:
    """A row for each recommendation."""
    planned = [
        Planned("recommendation", 9, of="id"),
        Planned("recommended", 70, of="text"),
        Planned("recommended_for", 30, of="for_groups"),
        Planned("by_whom", 30, of="owner"),
        Planned("by_when", 16, of="due"),
        Planned("priority", 10, "priorities"),
    ]
    yield layout.sheet("recommendations", planned, layout.records(planned, layout.view.recommendations))


def _combinations(layout: Layout) -> Iterator[Keyed]:
    """A row for each combination of conditions that cases have, of each comparison."""
    planned = [
        Planned("comparison", 34),
        Planned("combination", 60),
        Planned("leads", 18),
        Planned("compared_cases", 30),
        Planned("consistency", 13),
        Planned("contradiction", 60),
    ]
    rows = [
        [
            one.title,
            "; ".join(f"{name}: {mark}" for name, mark in zip(one.conditions, row.values, strict=True)),
            *(row.leads, _ids(row.cases), row.consistency, row.contradiction),
        ]
        for one in layout.view.comparisons
        for row in one.combinations
    ]
    yield layout.sheet("combinations", planned, rows)


def _answers(layout: Layout) -> Iterator[Keyed]:
    """A row for each combination of each answer that the report shows."""
    planned = [
        Planned("comparison", 26),
        Planned("assumes", 30),
        Planned("answer_number", 10),
        Planned("combination", 50),
        Planned("compared_cases", 24),
        Planned("against_it", 18),
        Planned("consistency", 13),
        Planned("coverage", 10),
        Planned("assumed", 13),
    ]
    rows = [
        [
            *(one.title, solution.about, number, term.words),
            *(_ids(case.case for case in cases) for cases in (term.cases, term.against)),
            *(term.consistency, term.coverage, model.assumed),
        ]
        for one in layout.view.comparisons
        for solution in one.solutions
        for number, model in enumerate(solution.models, 1)
        for term in model.terms
    ]
    yield layout.sheet("answers", planned, rows)


def _ids(things: Iterable[Named]) -> str:
    return ", ".join(one.id for one in things)


def _sources(layout: Layout) -> Iterator[Keyed]:
    """A row for each source of the register."""
    planned = [
        Planned("source", 9, of="id"),
        Planned("source_title", 38, of="title"),
        Planned("source_kind", 16, "source_kinds", of="kind"),
        Planned("group", 30, "groups"),
        Planned("date", 15),
        Planned("case", 8, "cases", "case"),
        Planned("participants", 12, total=True),
        Planned("source_citations", 10, total=True, of="citations"),
        Planned("pooled", 13, "yes_no"),
        Planned("reported_in", 16),
        Planned("reference", 32),
        Planned("confidentiality", 23, "readers"),
    ]
    more = holding(Source, "about")
    said = (map(dict(one.about).get, more) for one in layout.view.sources)
    rows = ([*row, *last] for row, last in zip(layout.records(planned, layout.view.sources), said, strict=True))
    yield layout.sheet("sources", [*planned, *(Planned(name, 20) for name in more)], rows)


def _relations(layout: Layout) -> Iterator[Keyed]:
    """A row for each relation, by what it starts from; ids of all kinds differ, so each links to where it stands."""
    planned = (
        Planned("from_kind", 16),
        Planned("from", 12, links="any"),
        Planned("relation", 22),
        Planned("to_kind", 14),
        Planned("to", 24, links="any"),
        Planned("to_title", 60),
        Planned("note", 50),
    )
    rows = []
    for one, relation, to, note in _related(layout):
        kind, title = layout(f"kind.{to.kind}") if to.kind else "", to.title if to.title != to.id else ""
        rows.append([layout(f"kind.{one.kind}"), one.id, layout(f"rel.{relation}"), kind, to.id, title, note])
    yield layout.sheet("relations", planned, rows)


def _related(layout: Layout) -> Iterator[tuple[Named, str, Named, str]]:
    """What starts a relation, its key, what it leads to, and a note."""
    view = layout.view
    for chapter in view.chapters:
        yield from _of_claim(chapter)
    for answer in view.questions:
        yield from ((answer.question, "rests_on", one, "") for one in answer.rests_on)
    for recommendation in view.recommendations:
        start = Named(recommendation.id, recommendation.text, "recommendation")
        for title in recommendation.for_groups:
            yield start, "for", Named(title, title, "group"), ""
        yield from ((start, "rests_on", one, "") for one in recommendation.rests_on)
    titles = {one.id: one.title for one in view.cases}
    for pattern in view.patterns:
        start = Named(pattern.id, pattern.title, "pattern")
        yield from ((start, "leads_to", one, "") for one in pattern.leads_to)
        yield from ((start, "contrasts", one, "") for one in pattern.contrasts_with)
        yield from ((start, "seen_in", Named(id_, titles.get(id_, id_), "case"), "") for id_ in pattern.cases)
        yield from ((start, "deviates", Named(id_, titles.get(id_, id_), "case"), "") for id_ in pattern.deviant)
    for case in view.cases:
        start = Named(case.id, case.title, "case")
        yield from ((start, "opened_by", Named(id_, id_, "citation"), "") for id_ in case.opened_by)
        for shown in case.shows:
            absent = ", ".join(layout.enumerations["parts"][part] for part in shown.absent)
            note = ". ".join(filter(None, (f"{layout('absent')}: {absent}" if absent else "", shown.why)))
            yield start, "shows", shown.pattern, note


def _of_claim(chapter: Chapter) -> Iterator[tuple[Named, str, Named, str]]:
    start = Named(chapter.id, chapter.title, "claim")
    yield from ((start, "serves", one, "") for one in chapter.questions)
    # a group is called by its title, as in the other sheets
    yield from ((start, "for", Named(one.title, one.title, one.kind), "") for one in chapter.for_groups)
    yield from ((start, "comes_from", one, "") for one in chapter.origin)
    if chapter.decision:
        yield from ((start, "sets_aside", Named(id_, id_, "citation"), "") for id_ in chapter.decision.sets_aside)


TABLES = (_patterns, _parts, _cases, _facts, _goals, _recommendations, _combinations, _answers, _sources, _relations)
"""What makes the sheets, in their order."""
