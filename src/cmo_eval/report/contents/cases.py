"""Cases, and what is made of them side by side."""

from __future__ import annotations

from collections.abc import Iterable

from cmo_eval.analysis.framework_table import lies
from cmo_eval.charts.picture import Picture
from cmo_eval.deferred import dataclass
from cmo_eval.report.contents.named import Named


@dataclass(frozen=True, slots=True)
class Shown:
    """What a case shows about a pattern beyond its citations."""

    pattern: Named
    absent: tuple[str, ...]
    why: str
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A case; `attributes_held_back` where attributes, or some of them, would give it away."""

    id: str
    title: str
    kind: str
    summary: str
    attributes: tuple[tuple[str, str], ...]
    attributes_held_back: bool
    opened_by: tuple[str, ...]
    shows: tuple[Shown, ...]
    cells: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """What a case says of a dimension; all are empty where it says nothing. `said` has the ids behind the words.

    `shade` is a mark that says how far along the scale the value is, from ○ to ●.
    """

    text: str
    citations: tuple[str, ...] = ()
    value: str = ""
    shade: str = ""

    @property
    def said(self) -> str:
        """The value and the text."""
        return ": ".join(one for one in (self.value, self.text) if one)


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework x case table: the cases of the columns, and rows of a dimension with its cells.

    `same` and `differ` are the dimensions in which all cases that have a value agree, and in which they do not;
    `unknown` those of which no case has a value or a text, where others have. `about` says what the table is.
    """

    name: str
    cases: tuple[Named, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    same: tuple[str, ...] = ()
    differ: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    about: str = ""

    @property
    def told(self) -> tuple[tuple[str, tuple[Cell, ...]], ...]:
        """The rows that tell something: without the dimensions that are `unknown`."""
        return tuple(row for row in self.rows if row[0] not in self.unknown)

    @property
    def untold(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The dimensions that are `unknown`, each with the citations behind it."""
        return tuple((title, _cited([(title, cells)])) for title, cells in self.rows if title in self.unknown)

    @property
    def heads(self) -> tuple[str, ...]:
        """The cases of its columns by title and id."""
        return tuple(f"{case.title} ({case.id})" for case in self.cases)

    @property
    def cited(self) -> tuple[str, ...]:
        """The citations behind its cells, each once."""
        return _cited(self.rows)


@dataclass(frozen=True, slots=True)
class Partners:
    """The partners in a case by the dimensions of a framework: what they are called, each with its cells.

    `lying`: it reads better with dimensions as rows; `heads` and `beside` are its columns and rows as they read best.
    """

    name: str
    case: Named
    dimensions: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    about: str = ""

    @property
    def lying(self) -> bool:
        """Whether dimensions are rows: they are more than fit beside each other, and more than the partners."""
        return lies(len(self.dimensions), len(self.rows))

    @property
    def heads(self) -> tuple[str, ...]:
        """The columns: dimensions, or where these are rows partners."""
        return tuple(name for name, _ in self.rows) if self.lying else self.dimensions

    @property
    def beside(self) -> tuple[tuple[str, tuple[Cell, ...]], ...]:
        """The rows with their cells."""
        if not self.lying:
            return self.rows
        return tuple(zip(self.dimensions, zip(*(cells for _, cells in self.rows), strict=True), strict=True))

    @property
    def cited(self) -> tuple[str, ...]:
        """The citations behind its cells, each once."""
        return _cited(self.rows)


def _cited(rows: Iterable[tuple[object, Iterable[Cell]]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(id_ for _, cells in rows for cell in cells for id_ in cell.citations))


@dataclass(frozen=True, slots=True)
class CaseInTerm:
    """A case that a combination holds for: what it has of each condition and of the outcome, and its patterns.

    `patterns` come with how each is there: it shows, is denied, or was looked for and not found.
    """

    case: Named
    values: tuple[tuple[str, Cell], ...]
    patterns: tuple[tuple[Named, str], ...]
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A combination of an answer, in `words` and as the program writes it (`name`); with its cases and those against.

    `consistency` and `coverage` are numbers, said.
    """

    name: str
    words: str
    consistency: str
    coverage: str
    cases: tuple[CaseInTerm, ...]
    against: tuple[CaseInTerm, ...]


@dataclass(frozen=True, slots=True)
class SolutionModel:
    """An answer: combinations of which any goes with the outcome; `assumed` counts those that no case has."""

    terms: tuple[Term, ...]
    consistency: str
    coverage: str
    assumed: int
    uncovered: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class SolutionOf:
    """All answers of a kind: `kind` is conservative, intermediate or parsimonious, `about` says it, `many` how many.

    `none` says why there is no answer.
    """

    kind: str
    about: str
    many: str
    none: str
    models: tuple[SolutionModel, ...]


@dataclass(frozen=True, slots=True)
class Combination:
    """Cases with the same conditions (`values`, a mark each), and whether the outcome goes with them, said."""

    values: tuple[str, ...]
    leads: str
    cases: tuple[Named, ...]
    consistency: str
    contradiction: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Cases compared by conditions and an outcome; `withheld` says why nothing of it is shown.

    `rows` are cases with a cell for each condition and the outcome. `table` and `combinations_about` are captions,
    `notes` sentences.
    """

    id: str
    title: str
    asked: str = ""
    withheld: str = ""
    conditions: tuple[str, ...] = ()
    outcome: str = ""
    rows: tuple[tuple[Named, tuple[Cell, ...]], ...] = ()
    table: str = ""
    left_out: tuple[str, ...] = ()
    combinations: tuple[Combination, ...] = ()
    combinations_about: str = ""
    notes: tuple[str, ...] = ()
    solutions: tuple[SolutionOf, ...] = ()
    pictures: tuple[Picture, ...] = ()

    @property
    def cited(self) -> tuple[str, ...]:
        """The citations behind its values, each once."""
        return _cited(self.rows)
