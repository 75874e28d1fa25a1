"""How the sheets hang together: where each record stands, which lists there are, what a column is, and what says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from typing import Any, TypeAlias, get_args

from cmo_eval.analysis.verification import WhyShown
from cmo_eval.deferred import dataclass
from cmo_eval.messages import label
from cmo_eval.model import CRITERIA, PARTS, QUALITIES, RESULTS, STANCES, Verdict
from cmo_eval.model.case import CaseKind
from cmo_eval.model.claim import ClaimKind
from cmo_eval.model.conclusions import PRIORITIES
from cmo_eval.model.source import Confidentiality, SourceKind
from cmo_eval.report.contents import Quote, ReportView
from cmo_eval.report.sentences import date
from cmo_eval.spreadsheet.book import Column, Formula, Sheet, Value
from cmo_eval.spreadsheet.text import MAX_LINKS, MAX_ROWS, reference
from cmo_eval.store.repository import natural

MOST_ROWS = MAX_ROWS - 10
"""Rows of a table in one sheet: some are left for headings and totals."""

_ENUMERATIONS: Mapping[str, tuple[str, Sequence[str]]] = {
    "stances": ("", STANCES),
    "verdicts": ("", get_args(Verdict)),
    "qualities": ("quality.", QUALITIES),
    "source_kinds": ("source_kind.", get_args(SourceKind)),
    "claim_kinds": ("claim_kind.", get_args(ClaimKind)),
    "case_kinds": ("case_kind.", get_args(CaseKind)),
    "criteria": ("criterion.", CRITERIA),
    "directions": ("direction.", ("positive", "negative", "mixed")),
    "readers": ("confidentiality.", get_args(Confidentiality)),
    "parts": ("part.", PARTS),
    "shown": ("shown.", get_args(WhyShown)),
    "results": ("result.", RESULTS),
    "priorities": ("priority.", PRIORITIES),
}
"""Lists of words of the program, in their order: how the keys of the words begin, and how they end."""


@dataclass(frozen=True)
class Planned:
    """A column of ours before it knows the workbook: its key in the wording, and what it refers to by name.

    `choices` is a list; a value of an enumeration is said in its words. `links` is a kind of record. `of` is the field
    of a record that it shows where that is called otherwise.
    """

    key: str
    width: int
    choices: str = ""
    links: str = ""
    total: bool = False
    of: str = ""


Keyed: TypeAlias = tuple[str, Sheet]
"""A sheet with its key in the wording."""


@dataclass(frozen=True)
class Layout:
    """The workbook before its rows.

    Attributes:
        view: what it shows.
        lists: by name what may be chosen, each with its title.
        places: by kind of record, for each id the cell where it stands; of all kinds together by `any`.
        enumerations: by name of a list the words of its values.
        codings: how many codes all citations have together.
    """

    view: ReportView
    lists: Mapping[str, Sequence[tuple[str, str]]]
    places: Mapping[str, Mapping[str, str]]
    enumerations: Mapping[str, Mapping[Any, str]]
    codings: int

    def __call__(self, key: str) -> str:
        """A word of the workbook's own."""
        return self.word(f"book.{key}")

    def word(self, key: str) -> str:
        """A word or heading in the language of the report."""
        return label(key, self.view.language)

    def title(self, sheet: str) -> str:
        """The name of a sheet."""
        return self.word(f"sheet.{sheet}")

    def ranges(self) -> Mapping[str, str]:
        """For each list the cells that hold it."""
        found, row = {}, 2
        for name, choices in self.lists.items():
            if choices:
                found[name] = reference(self.title("lists"), f"$B${row}", f"$B${row + len(choices) - 1}")
            row += len(choices)
        return found

    def sheet(
        self,
        key: str,
        planned: Sequence[Planned],
        rows: Iterable[Sequence[Any]],
        count: int | None = None,
        *,
        frozen: int = 1,
        title: str = "",
    ) -> Keyed:
        """A sheet with its key; the number of its rows is counted where they are not a stream."""
        ranges = self.ranges()
        columns = [
            Column(
                header=self.word(f"column.{one.key}"),
                width=one.width,
                about=self.word(f"column.{one.key}.about"),
                choices=ranges.get(one.choices, ""),
                links=self.places.get(one.links, {}),
                total=one.total,
            )
            for one in planned
        ]
        said: Iterable[Sequence[Value]] = self._said(planned, rows)
        if count is None:
            said = list(said)
            count = len(said)
        total = self("total") if any(one.total for one in planned) else ""
        below = () if count else ([self.empty(key)],)
        return key, Sheet(title or self.title(key), columns, said, count, below=below, frozen=frozen, total=total)

    def empty(self, key: str) -> str:
        """Why a sheet has no rows."""
        return self(f"none.{key}" if key in _NONE else "none")

    def records(self, planned: Sequence[Planned], records: Iterable[object]) -> Iterator[list[Any]]:
        """A row for each record, with what its columns show of it; several texts are one below the other."""
        fields = attrgetter(*(one.of or one.key for one in planned))
        for record in records:
            yield ["\n".join(value) if isinstance(value, tuple) else value for value in fields(record)]

    def _said(self, planned: Sequence[Planned], rows: Iterable[Sequence[Any]]) -> Iterator[list[Value]]:
        """The rows, with values of enumerations in words."""
        places = [
            (place, self.enumerations[one.choices])
            for place, one in enumerate(planned)
            if one.choices in self.enumerations
        ]
        for row in rows:
            said = list(row)
            for place, words in places:
                said[place] = words.get(said[place], said[place])
            yield said


def layout_of(view: ReportView) -> Layout:
    """How the sheets of a view hang together."""
    language = view.language
    codings = sum(len(one.codes) for one in each_once(view.citations))
    enumerations: dict[str, dict[Any, str]] = {
        name: {one: label(prefix + one, language) for one in values} for name, (prefix, values) in _ENUMERATIONS.items()
    }
    enumerations["parts"]["influence"] = label("book.influence", language)
    enumerations["yes_no"] = {True: label("status.yes", language), False: label("status.no", language)}
    codes = {code for quote in view.citations for code in quote.codes}
    book = {one.id: one for one in view.method.every_code if one.id in codes}
    labels = Counter(one.label for one in book.values())
    enumerations["codes"] = {
        code: code if code not in book else book[code].label + (f" ({code})" if labels[book[code].label] > 1 else "")
        for code in sorted(codes, key=natural)
    }
    spoken_for = [one.title for one in view.groups if one.id] + [one.group for one in view.sources if one.group]
    lists: dict[str, Sequence[tuple[str, str]]] = {
        "claims": [(one.id, one.title) for one in view.chapters],
        "patterns": [(one.id, one.title) for one in view.patterns],
        "sources": [(one.id, one.title) for one in view.sources],
        "cases": [(one.id, one.title) for one in view.cases],
        "codes": [(word, book[code].use if code in book else "") for code, word in enumerations["codes"].items()],
        "groups": [(title, "") for title in dict.fromkeys(spoken_for)],
        **{name: [(word, "") for word in words.values()] for name, words in enumerations.items() if name != "codes"},
        "team": [(one.id, one.title) for one in view.team],
    }
    linked: dict[str, Iterable[Any]] = {
        "claims": view.chapters,
        "patterns": view.patterns,
        "cases": view.cases,
        "sources": view.sources,
    }
    if codings <= MAX_LINKS and len(view.citations) <= MOST_ROWS:
        linked["citations"] = view.citations
    places: dict[str, dict[str, str]] = {}
    for sheet, records in linked.items():
        found = places[sheet.removesuffix("s")] = dict[str, str]()
        for row, one in enumerate(records, start=2):
            if one.id not in found:
                found[one.id] = reference(label(f"sheet.{sheet}", language), f"A{row}")
    places["any"] = {id_: place for found in places.values() for id_, place in found.items()}
    return Layout(view, lists, places, enumerations, codings)


def each_once(quotes: Iterable[Quote]) -> Iterator[Quote]:
    """Of rows that each have a stance of a citation, the first of each citation."""
    return (next(same) for _, same in groupby(quotes, key=attrgetter("id")))


# ---- the sheets about the others -------------------------------------------------------------------------------------

_NONE = frozenset({"decisions", "flips", "codings", "facts", "goals", "recommendations", "combinations", "answers"})
"""Sheets of which it is said in words of their own why they have no rows."""
_NOTES = {"matrix": "matrix_note", "citations": "citations_note"}


def contents(layout: Layout, keyed: Sequence[Keyed]) -> Sheet:
    """The first sheet: what this is, and where each sheet is."""
    head = layout.view.head
    planned = [Planned("sheet", 26), Planned("row_for", 60), Planned("rows", 12), Planned("remark", 90)]
    rows: list[list[Value]] = []
    followed = (*(key for key, _ in keyed[1:]), "")
    for (key, sheet), following in zip(keyed, followed, strict=True):
        cells = reference(sheet.title, f"A{sheet.first_row}", f"A{sheet.last_row}")
        remark = [layout(_NOTES[key])] if key in _NOTES else []
        if (sheet.count > MAX_LINKS and any(column.links for column in sheet.columns)) or (
            key == "codings" and "citation" not in layout.places
        ):
            remark.append(layout("no_links"))
        if following == key:
            remark.append(layout("continued"))
        if not sheet.count:
            remark.append(layout.empty(key))
        counted = Formula(f"COUNTA({cells})", sheet.count)
        rows.append([sheet.title, layout.word(f"sheet.{key}.rows"), counted, " ".join(remark)])
    about = ", ".join(filter(None, (head.programme, head.period, date(head.date, layout.view.language))))
    fictional = layout("fictional") if head.fictional else ""
    above = (head.title, about, fictional, *layout.view.readers, layout("made"))
    _, made = _linked(layout.sheet("contents", planned, rows), [sheet for _, sheet in keyed])
    return replace(made, above=tuple(filter(None, above)))


def columns(layout: Layout, sheets: Sequence[Sheet]) -> Keyed:
    """What each column of each sheet holds."""
    planned = [Planned("sheet", 24), Planned("column", 34), Planned("holds", 120), Planned("choices", 24)]
    names = {range_: layout(f"list.{name}") for name, range_ in layout.ranges().items()}
    rows = [
        [sheet.title, column.header, column.about, names.get(column.choices, "")]
        for sheet in sheets
        for column in sheet.columns
    ]
    return _linked(layout.sheet("columns", planned, rows), sheets)


def _linked(keyed: Keyed, sheets: Sequence[Sheet]) -> Keyed:
    """The sheet, with the names in its first column leading to these sheets."""
    key, made = keyed
    links = {sheet.title: reference(sheet.title, "A1") for sheet in sheets}
    return key, replace(made, columns=[replace(made.columns[0], links=links), *made.columns[1:]])


def lists(layout: Layout) -> Keyed:
    """What the lists of the other sheets offer, one list below the other."""
    planned = [Planned("list", 24), Planned("choice", 50), Planned("meaning", 100)]
    rows = [
        [layout(f"list.{name}"), value, title] for name, choices in layout.lists.items() for value, title in choices
    ]
    return layout.sheet("lists", planned, rows)
