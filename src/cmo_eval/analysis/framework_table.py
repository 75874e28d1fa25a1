"""Cases compared by a framework: which value each has, who agree and who differ; prints nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Literal

from cmo_eval.deferred import dataclass
from cmo_eval.errors import UsageError
from cmo_eval.messages import label
from cmo_eval.model import Case, Cell
from cmo_eval.model.framework import NOT_APPLICABLE, OPEN_VALUES, UNKNOWN, Measure, cells_of
from cmo_eval.nearest import did_you_mean
from cmo_eval.store.repository import Repository, natural

ORGANISATION = "organisation"
MARKS = "○◔◑◕●"
"""Marks for how far along its scale a value is; no colour says it alone."""
SHADES = len(MARKS) - 1
_BESIDE = 6
"""Dimensions that can be read beside each other."""

Agreement = Literal["same", "differs", "separated", "too_few"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What one case, or a partner of it, says of a dimension.

    `value` is None where there is a text only; `number` is what the value stands for, and `shade` how far along the
    scale it is, from 0 to `SHADES`; both are None for what is unknown, not applicable or not on the scale.
    """

    of: str
    value: str | None
    text: str
    citations: tuple[str, ...]
    number: float | None
    shade: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """A case, a partner, or all cases with one value of an attribute: its key and title, and entries by dimension."""

    key: str
    title: str
    cells: tuple[tuple[Entry, ...], ...]


@dataclass(frozen=True, slots=True)
class Across:
    """A dimension: what it is called, and who has which of its values.

    `values` are those that occur, in the order of the scale (numbers by size), each with whose it is. `agreement`:
    `same` where at least two have one value and nobody has another, `differs`, `too_few` where fewer than two have a
    value, `separated` where they differ between the rows of an attribute and in none of them.
    """

    name: str
    title: str
    values: tuple[tuple[str, tuple[str, ...]], ...]
    unknown: tuple[str, ...]
    not_applicable: tuple[str, ...]
    empty: tuple[str, ...]
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class FrameworkTable:
    """A framework with a row for each case that fills it, or for each partner, or for each value of an attribute.

    `by` is None, `organisation` or the name of an attribute; `left_out` are the cases that fill the framework and have
    no such attribute, or no partner with a cell.
    """

    framework: str
    by: str | None
    dimensions: tuple[Across, ...]
    rows: tuple[Row, ...]
    left_out: tuple[str, ...]

    @property
    def lying(self) -> bool:
        """Whether it reads better with dimensions as rows: more than fit beside each other, and more than the rows."""
        return lies(len(self.dimensions), len(self.rows))

    @property
    def cited(self) -> tuple[str, ...]:
        """The citations behind its cells, each once."""
        entries = (entry for row in self.rows for cell in row.cells for entry in cell)
        return tuple(dict.fromkeys(id_ for entry in entries for id_ in entry.citations))


def framework_table(repository: Repository, framework: str, by: str | None = None) -> FrameworkTable:
    """The cases by the dimensions of a framework; a dimension that only holds others is left out.

    Args:
        repository: the evaluation, without what was withdrawn.
        framework: its key in evaluation.yaml.
        by: None for a row for each case, `organisation` for one for each partner of each case, or an attribute of
            cases for one for each of its values.

    Raises:
        UsageError: there is no such framework or attribute.
    """
    cells = cells_within(repository, framework)
    attributes = {name for case in repository.cases.values() for name in case.attributes}
    if by is not None and by != ORGANISATION and by not in attributes:
        choices = [ORGANISATION, *sorted(attributes)]
        raise UsageError(
            f"no case has the attribute '{by}'", did_you_mean(by, choices) or f"it can be {', '.join(choices)}"
        )
    filling = [case for case in repository.cases.values() if any(name in cells for name, _ in case.cells)]
    told: list[tuple[str, str, str, Mapping[str, Cell]]] = []  # row, its title, whose, cells
    for case in filling:
        told += _told(case, by, cells)
    spans = {
        name: _span(measure, [one[name] for *_, one in told if name in one]) for name, (_, measure) in cells.items()
    }
    filled_in = {name for *_, one in told for name in one}
    names = [name for name in cells if name in filled_in or not any(other.startswith(f"{name}.") for other in cells)]
    rows: dict[str, tuple[str, list[list[Entry]]]] = {}
    for key, title, whose, filled in told:
        entries = rows.setdefault(key, (title, [[] for _ in names]))[1]
        for place, name in enumerate(names):
            if name in filled:
                entries[place].append(_entry(whose, filled[name], cells[name][1], spans[name]))
    made = [Row(key, title, tuple(map(tuple, entries))) for key, (title, entries) in rows.items()]
    if by is not None and by != ORGANISATION:
        made.sort(key=lambda row: natural(row.key))
    heard = [whose for _, _, whose, _ in told]
    across = (_across(name, *cells[name], made, place, heard) for place, name in enumerate(names))
    there = {whose.partition(".")[0] for whose in heard}
    left = tuple(case.id for case in filling if case.id not in there)
    return FrameworkTable(framework, by, tuple(across), tuple(made), left)


def lies(dimensions: int, rows: int) -> bool:
    """Whether a table reads better with dimensions as rows: more than fit beside each other, and more than the rows."""
    return dimensions > max(_BESIDE, rows)


def filled_frameworks(repository: Repository) -> dict[str, str]:
    """What each framework is called that a case or a partner fills, by its key."""
    evaluation = repository.evaluation
    filled = {
        name.split(".")[0]
        for case in repository.cases.values()
        for cells in (case.framework, *(partner.framework for partner in case.partners.values()))
        for name in cells
    }
    return {name: titled(name, evaluation.language) for name in evaluation.frameworks if name in filled}


def titled(framework: str, language: str) -> str:
    """What a framework is called: in the words of the program where it has any, else by its key."""
    title = label(f"framework.{framework}", language)
    return framework.replace("_", " ").replace("-", " ") if title == f"framework.{framework}" else title


def cells_within(repository: Repository, framework: str) -> dict[str, tuple[str, Measure]]:
    """The cells of one framework by name, each with what it is called and its measure.

    Raises:
        UsageError: there is no such framework.
    """
    known = repository.evaluation.frameworks
    if framework not in known:
        hint = (
            did_you_mean(framework, known) or f"there are {', '.join(known)}" if known else "evaluation.yaml has none"
        )
        raise UsageError(f"'{framework}' is no framework of evaluation.yaml", hint)
    return {name: one for name, one in cells_of(known).items() if name.split(".")[0] == framework}


def _told(
    case: Case, by: str | None, known: Mapping[str, object]
) -> Iterator[tuple[str, str, str, Mapping[str, Cell]]]:
    """The rows that a case has a part in: key, title, whose it is, and its cells."""
    if by == ORGANISATION:
        for key, partner in case.partners.items():
            if any(name in known for name in partner.framework):
                yield f"{case.id}.{key}", partner.label, f"{case.id}.{key}", partner.framework
    elif any(name in known for name in case.framework):
        if by is None:
            yield case.id, case.title, case.id, case.framework
        elif by in case.attributes:
            yield case.attributes[by], case.attributes[by], case.id, case.framework


def _span(measure: Measure, cells: Iterable[Cell]) -> tuple[float, ...]:
    """The numbers that stand at even distances along the shades: of the scale, the anchors, or what occurs."""
    if measure.scale:
        numbers: list[float] = [*measure.scale.values()]
    elif measure.anchors is not None:
        return measure.anchors
    else:
        numbers = [one for cell in cells if (one := measure.number(cell.value)) is not None]
    return (min(numbers), max(numbers)) if len(set(numbers)) > 1 else ()


def _entry(whose: str, cell: Cell, measure: Measure, span: tuple[float, ...]) -> Entry:
    number = measure.number(cell.value)
    shade = round(SHADES * _along(number, span)) if number is not None and span else None
    return Entry(whose, cell.value, " ".join((cell.text or "").split()), cell.citations, number, shade)


def _along(number: float, span: tuple[float, ...]) -> float:
    """How far along its span a number is, from 0 to 1; the numbers of the span are evenly apart, up or down."""
    if span[0] > span[-1]:
        number, span = -number, tuple(-one for one in span)
    if number <= span[0]:
        return 0.0
    for place, (low, high) in enumerate(pairwise(span)):
        if number <= high:
            return (place + (number - low) / (high - low)) / (len(span) - 1)
    return 1.0


def _across(name: str, title: str, measure: Measure, rows: Iterable[Row], place: int, heard: list[str]) -> Across:
    of_row = {row.key: row.cells[place] for row in rows}
    entries = [entry for found in of_row.values() for entry in found]
    having: dict[str, list[str]] = {}
    for entry in entries:
        if entry.value is not None:
            having.setdefault(entry.value, []).append(entry.of)
    apart = {one: tuple(sorted(having.pop(one, ()), key=natural)) for one in OPEN_VALUES}
    order = {one: number for number, one in enumerate(measure.scale)}
    ranked = sorted(having, key=lambda one: (order.get(one, len(order)), measure.number(one) or 0, one))
    filled = {entry.of for entry in entries}
    return Across(
        name=name,
        title=title,
        values=tuple((one, tuple(sorted(having[one], key=natural))) for one in ranked),
        unknown=apart[UNKNOWN],
        not_applicable=apart[NOT_APPLICABLE],
        empty=tuple(one for one in heard if one not in filled),
        agreement=_agreement(having, of_row),
    )


def _agreement(having: Mapping[str, list[str]], of_row: Mapping[str, tuple[Entry, ...]]) -> Agreement:
    if sum(map(len, having.values())) < 2:
        return "too_few"
    if len(having) == 1:
        return "same"
    within = [{entry.value for entry in found if entry.value in having} for found in of_row.values()]
    gathered = any(len(found) > 1 for found in of_row.values())
    return "separated" if gathered and all(len(one) < 2 for one in within) else "differs"
