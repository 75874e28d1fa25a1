"""How the sheets hang together: where each record stands, which lists there are, and what a column is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from cmo_eval.messages import label
from cmo_eval.model import CRITERIA, PARTS, QUALITIES, STANCES, Verdict
from cmo_eval.model.case import CaseKind
from cmo_eval.model.claim import ClaimKind
from cmo_eval.model.source import Confidentiality, SourceKind
from cmo_eval.report.contents import ReportView
from cmo_eval.spreadsheet import MAX_LINKS, MAX_ROWS, Column, Sheet, Value, reference
from cmo_eval.store.repository import natural

MOST_ROWS = MAX_ROWS - 10
"""Rows of a table in one sheet: some are left for headings and totals."""

Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Planned:
    """A column of ours before it knows the workbook: its key in the wording, and what it refers to by name.

    `choices` is a list, `links` a kind of record.
    """

    key: str
    width: int
    choices: str = ""
    links: str = ""
    total: bool = False


@dataclass(frozen=True)
class Layout:
    """The workbook before its rows.

    Attributes:
        words: its wording.
        lists: by name what may be chosen, each with its title.
        places: by kind of record, for each id the cell where it stands.
    """

    words: Words
    lists: Mapping[str, Choices]
    places: Mapping[str, Mapping[str, str]]

    def ranges(self) -> Mapping[str, str]:
        """For each list the cells that hold it."""
        found, row = {}, 2
        for name, choices in self.lists.items():
            if choices:
                found[name] = reference(self.words.title("lists"), f"$B${row}", f"$B${row + len(choices) - 1}")
            row += len(choices)
        return found

    def columns(self, planned: Iterable[Planned]) -> list[Column]:
        """The columns as the writer wants them."""
        ranges = self.ranges()
        return [
            Column(
                header=self.words.header(one.key),
                width=one.width,
                about=self.words.about(one.key),
                choices=ranges.get(one.choices, ""),
                links=self.places.get(one.links, {}),
                total=one.total,
            )
            for one in planned
        ]

    def sheet(
        self,
        key: str,
        planned: Sequence[Planned],
        rows: Iterable[Sequence[Value]],
        count: int | None = None,
        *,
        frozen: int = 1,
        title: str = "",
    ) -> Sheet:
        """A sheet; the number of its rows is counted where they are not a stream."""
        if count is None:
            rows = list(rows)
            count = len(rows)
        total = self.words("total") if any(one.total for one in planned) else ""
        title = title or self.words.title(key)
        return Sheet(title, self.columns(planned), rows, count, frozen=frozen, total=total)


def layout_of(view: ReportView, words: Words, codings: int) -> Layout:
    """How the sheets of a view hang together; `codings` is how many rows would link to citations."""
    places = {
        "claim": _places(words.title("claims"), (one.id for one in view.chapters)),
        "pattern": _places(words.title("patterns"), (one.id for one in view.patterns)),
        "case": _places(words.title("cases"), (one.id for one in view.cases)),
        "source": _places(words.title("sources"), (one.id for one in view.sources)),
    }
    if codings <= MAX_LINKS and len(view.citations) <= MOST_ROWS:
        places["citation"] = _places(words.title("citations"), (one.id for one in view.citations))
    return Layout(words, _lists(view, words), places)


def _places(title: str, ids: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row, id_ in enumerate(ids, start=2):
        if id_ not in found:
            found[id_] = reference(title, f"A{row}")
    return found


def _lists(view: ReportView, words: Words) -> dict[str, Choices]:
    codes = {code for quote in view.citations for code in quote.codes}
    spoken_for = [one.title for one in view.groups if one.id] + [one.group for one in view.sources if one.group]
    return {
        "claims": [(one.id, one.title) for one in view.chapters],
        "patterns": [(one.id, one.title) for one in view.patterns],
        "sources": [(one.id, one.title) for one in view.sources],
        "cases": [(one.id, one.title) for one in view.cases],
        "codes": [(code, "") for code in sorted(codes, key=natural)],
        "groups": [(title, "") for title in dict.fromkeys(spoken_for)],
        "stances": [(words.named(one), "") for one in STANCES],
        "verdicts": [(words.named(one), "") for one in get_args(Verdict)],
        "qualities": [(words.of("quality", one), "") for one in QUALITIES],
        "source_kinds": [(words.of("source_kind", one), "") for one in get_args(SourceKind)],
        "claim_kinds": [(words.of("claim_kind", one), "") for one in get_args(ClaimKind)],
        "case_kinds": [(words.of("case_kind", one), "") for one in get_args(CaseKind)],
        "criteria": [(words.of("criterion", one), "") for one in CRITERIA],
        "directions": [(words.of("direction", one), "") for one in ("positive", "negative", "mixed")],
        "readers": [(words.of("confidentiality", one), "") for one in get_args(Confidentiality)],
        "parts": [*((words.of("part", one), "") for one in PARTS), (words("influence"), "")],
        "yes_no": [(words.truth(one), "") for one in (True, False)],
        "team": [(one.id, one.title) for one in view.team],
    }


# ---- wording ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Words:
    """What the workbook says, by key."""

    language: str

    def __call__(self, key: str) -> str:
        return label(f"book.{key}", self.language)

    def of(self, prefix: str, key: str) -> str:
        """A word of an enumeration; nothing for nothing."""
        return label(f"{prefix}.{key}", self.language) if key else ""

    def named(self, key: str) -> str:
        """A word that is its own key: a verdict or a stance; nothing for nothing."""
        return label(key, self.language) if key else ""

    def truth(self, value: bool | None) -> str:
        """Yes, no, or nothing where it is not known."""
        return "" if value is None else label("status.yes" if value else "status.no", self.language)

    def title(self, sheet: str) -> str:
        """The name of a sheet."""
        return label(f"sheet.{sheet}", self.language)

    def row(self, sheet: str) -> str:
        """What a sheet has a row for."""
        return label(f"sheet.{sheet}.rows", self.language)

    def header(self, column: str) -> str:
        """The heading of a column."""
        return label(f"column.{column}", self.language)

    def about(self, column: str) -> str:
        """What a column holds."""
        return label(f"column.{column}.about", self.language)
