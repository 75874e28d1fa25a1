"""The sheets about evidence: the matrix by claim, group and kind, every citation, and its codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from cmo_eval.model import PARTS, STANCES, Citation, holding
from cmo_eval.report.contents import Quote, ReportView
from cmo_eval.report.formats.workbook.claims import MATRIX_LEFT_OUT, MATRIX_STANCES
from cmo_eval.report.formats.workbook.layout import MOST_ROWS, Layout, Planned
from cmo_eval.spreadsheet import Formula, Sheet, Value

_ABOUT = holding(Citation, "about")


def matrix(view: ReportView, layout: Layout) -> Sheet:
    """A row for each group and kind of source that was heard on a claim, with citations and voices by stance."""
    planned = [Planned("claim", 9, "claims", "claim"), Planned("group", 44, "groups")]
    planned.append(Planned("source_kind", 20, "source_kinds"))
    for stance in STANCES:
        planned += [Planned(f"{stance}_here", 13, total=True), Planned(f"{stance}_voices", 13)]
    planned += [Planned("weighed_here", 13, total=True), Planned("voices_here", 14)]
    planned.append(Planned("left_out", 13, total=True))
    words = layout.words
    rows: list[list[Value]] = []
    for chapter in view.chapters:
        for cross in chapter.matrix[:-1]:
            row = len(rows) + 2
            added = "+".join(f"{letter}{row}" for letter in MATRIX_STANCES.values())
            counts = [number for _, citations, voices in cross.stances for number in (citations, voices)]
            group, kind = cross.group or words("no_group"), words.of("source_kind", cross.kind)
            together = Formula(added, cross.citations)
            rows.append([cross.claim, group, kind, *counts, together, cross.voices, cross.left_out])
    assert [one.key for one in planned].index("left_out") == ord(MATRIX_LEFT_OUT) - ord("A")  # noqa: S101 - for readers
    return layout.sheet("matrix", planned, rows, frozen=3)


def citations(view: ReportView, layout: Layout) -> Iterator[Sheet]:
    """A row for each stance of each citation on a claim; more sheets than one where Excel has too few rows."""
    planned = [
        Planned("citation", 9),
        Planned("claim", 7, "claims", "claim"),
        Planned("version", 4),
        Planned("stance", 11, "stances"),
        Planned("other", 6, "claims"),
        Planned("pattern", 7, "patterns", "pattern"),
        *(Planned(f"in_{part}", 4, total=True) for part in PARTS),
        Planned("counts", 6, total=True),
        Planned("not_weighed", 12),
        Planned("source", 7, "sources", "source"),
        Planned("source_kind", 15, "source_kinds"),
        Planned("group", 18, "groups"),
        Planned("voice", 7, "sources"),
        Planned("role", 13),
        Planned("place", 9),
        Planned("words", 49),
        Planned("verbatim", 4, "yes_no"),
        Planned("held_back", 4, "yes_no"),
        Planned("quality", 15, "qualities"),
        *(Planned(name, 20) for name in _ABOUT),
    ]
    rows, left, title = _citation_rows(view.citations, layout), len(view.citations), layout.words.title("citations")
    number = 1
    while number == 1 or left > 0:
        count = min(left, MOST_ROWS)
        name = title if number == 1 else f"{title} {number}"
        yield layout.sheet("citations", planned, islice(rows, count), count, title=name)
        left -= count
        number += 1


def _citation_rows(quotes: Iterable[Quote], layout: Layout) -> Iterator[list[Value]]:
    words = layout.words
    yes, no = words.truth(True), words.truth(False)
    stances = {stance: words.named(stance) for stance in ("", *STANCES)}
    last, counted = "", set[tuple[str, str]]()
    for one in quotes:
        if one.id != last:
            last, counted = one.id, set()
        counts = 0
        if one.stance and not one.left_out:
            counts = (one.claim, one.stance) not in counted
            counted.add((one.claim, one.stance))
        yield [
            one.id,
            one.claim,
            one.version if one.stance else None,
            stances[one.stance],
            one.other,
            one.pattern,
            *((1 if part in one.parts else 0) if one.pattern else None for part in PARTS),
            int(counts),
            words.of("left_out", one.left_out),
            one.source,
            words.of("source_kind", one.kind),
            one.group,
            one.voice,
            one.role,
            one.place,
            one.text,
            yes if one.verbatim else no,
            yes if one.held_back else no,
            words.of("quality", one.quality),
            *map(dict(one.about).get, _ABOUT),
        ]


def codings(view: ReportView, layout: Layout, count: int) -> Iterator[Sheet]:
    """A row for each code of each citation; more sheets than one where Excel has too few rows."""
    planned = [
        Planned("citation", 14, links="citation"),
        Planned("source", 14, "sources", "source"),
        Planned("code", 60, "codes"),
    ]
    rows, left, title = _coding_rows(view.citations), count, layout.words.title("codings")
    number = 1
    while number == 1 or left > 0:
        some = min(left, MOST_ROWS)
        name = title if number == 1 else f"{title} {number}"
        yield layout.sheet("codings", planned, islice(rows, some), some, title=name)
        left -= some
        number += 1


def coding_count(quotes: Iterable[Quote]) -> int:
    """How many codes all citations have together."""
    return sum(1 for _ in _coding_rows(quotes))


def _coding_rows(quotes: Iterable[Quote]) -> Iterator[list[Value]]:
    last = ""
    for one in quotes:
        if one.id != last:
            last = one.id
            for code in one.codes:
                yield [one.id, one.source, code]
