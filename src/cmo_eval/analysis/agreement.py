"""How far coders agree on codes, stances and qualities, as rows of a table."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from cmo_eval.analysis import boundaries
from cmo_eval.analysis.coefficients import Places, Scale, Table, fitting
from cmo_eval.analysis.double_coding import NONE, Disagreement, DoubleCoding, Unit, differences, double_coding
from cmo_eval.analysis.intervals import Measured, Measurement, measured
from cmo_eval.deferred import dataclass
from cmo_eval.errors import UsageError
from cmo_eval.model import QUALITIES, STANCES
from cmo_eval.store.repository import Repository

if TYPE_CHECKING:
    import pandas as pd

By = Literal["summary", "code", "stance", "quality", "boundary", "coder"]
BYS: tuple[By, ...] = get_args(By)
About = Literal["code", "stance", "claim", "quality", "boundary"]


@dataclass(frozen=True)
class Row:
    """How far these coders agree on one thing.

    `about` is code, stance, claim (the stances on it), quality or boundary; `item` the code, stance, claim, quality or
    (of boundaries) source, None for all of them together.
    `units` counts citations that two of the coders coded (and gave a quality, where that is the question), `items`
    what is averaged over. `scale` is nominal or ordinal. `sources` says of how many sources the units are. Of
    boundaries the units are fragments that were marked.
    """

    about: About
    item: str | None
    coders: tuple[str, ...]
    units: int
    items: int
    scale: Scale
    measures: tuple[Measured, ...]
    sources: int = 1

    def measure(self, name: str) -> Measured | None:
        """The coefficient of that name; None where it does not fit."""
        return next((one for one in self.measures if one.name == name), None)


@dataclass(frozen=True)
class Agreement:
    """What was compared, and how far the coders agree.

    `by` says what the rows are.
    """

    compared: DoubleCoding
    by: By
    rows: tuple[Row, ...]

    @cached_property
    def disagreements(self) -> tuple[Disagreement, ...]:
        """All differences by citation, in natural order of ids."""
        return tuple(one for unit in self.compared.units for one in differences(unit))

    @cached_property
    def boundaries(self) -> tuple[Disagreement, ...]:
        """Fragments that coders marked differently, or only some of them, by source in the order of the text."""
        return tuple(boundaries.differing(self.compared))

    @cached_property
    def unplaced(self) -> tuple[str, ...]:
        """Ids of fragments that cannot be compared with others since nothing says where they stand."""
        return tuple(boundaries.unplaced(self.compared))

    def frame(self) -> pd.DataFrame:
        """A tidy pandas table with a row for each coefficient of each row.

        Columns: about, item (None for all), coders, units, items, coefficient, value, low, high, why (why there is no
        value), no_interval (why there is no interval), observed, expected.
        """
        from cmo_eval.analysis.verification import framed  # noqa: PLC0415 - only those who want a table need it

        columns = ("about", "item", "coders", "units", "items", "coefficient", "value", "low", "high", "why")
        rows = (
            (
                *(row.about, row.item, " ".join(row.coders), row.units, row.items),
                *(one.name, one.value, one.low, one.high, one.coefficient.why, one.no_interval),
                *(one.coefficient.observed, one.coefficient.expected),
            )
            for row in self.rows
            for one in row.measures
        )
        return framed((*columns, "no_interval", "observed", "expected"), rows)


def agreement(
    repository: Repository,
    sources: Sequence[str] = (),
    *,
    by: By = "summary",
    coders: Sequence[str] = (),
) -> Agreement:
    """How far coders agree in the named sources, or in all.

    Args:
        repository: the evaluation.
        sources: ids of sources with a second coding.
        by: `summary` (codes, stances, quality and boundaries), `code`, `stance`, `quality`, `boundary` (each source),
            or `coder` (each pair of coders).
        coders: initials of those to compare; all unless given.

    Raises:
        UsageError: there is no such source or table, a source has no second coding, or a coder coded none of it.
    """
    if by not in BYS:
        raise UsageError(f"there is no table by '{by}'", f"it can be {', '.join(BYS)}")
    found = double_coding(repository, sources, coders)
    rows: list[Row] = []
    for group in found.pairs if by == "coder" else [found.coders]:
        units = found.between(group)
        if units:
            asked = list(_asked(found, by, _Answers(units, group)))
            rows += _measured(asked, units, tuple(group))
        if found.sources and by in {"summary", "boundary", "coder"}:
            rows += _boundaries(repository, found, by, tuple(group) if by == "coder" else ())
    return Agreement(found, by, tuple(rows))


# ---- what is asked of the units -------------------------------------------------------------------------------------

Aspect = Literal["codes", "stances", "quality"]
Said = Callable[[Any], Hashable | None]
"""An answer, from what a coder gave in one aspect: the codes, the stances by claim, or the quality."""

YES_NO = (True, False)


@dataclass(frozen=True)
class _Asked:
    """A row to be: what each coder said of each item, and on which scale."""

    about: About
    item: str | None
    tables: Sequence[Table]
    scale: Scale = "nominal"


class _Answers:
    """What some coders said of some units, as tables: alike judgements are asked once, however many units have them."""

    def __init__(self, units: Sequence[Unit], coders: Sequence[str]) -> None:
        self._units, self._coders = units, coders
        self._numbered: dict[Aspect, tuple[list[Any], Places]] = {}

    def table(self, aspect: Aspect, said: Said, categories: Sequence[Hashable] = YES_NO) -> Table:
        """What was said of each unit, as a place among the categories; a None that is said is no answer."""
        if aspect not in self._numbered:
            self._numbered[aspect] = self._numbers(aspect)
        different, number_of = self._numbered[aspect]
        place = {category: number for number, category in enumerate(categories)} | {None: -1}
        places = np.array([*(place[said(one)] for one in different), -1], dtype=np.intp)
        return Table(places[number_of], categories)

    def _numbers(self, aspect: Aspect) -> tuple[list[Any], Places]:
        """The different judgements, and by unit and coder the number of the one that was given, -1 where none was."""
        numbers: dict[Hashable, int] = {}
        different: list[Any] = []
        number_of = np.full((len(self._units), len(self._coders)), -1, dtype=np.intp)
        for line, unit in enumerate(self._units):
            for place, coder in enumerate(self._coders):
                judgement = unit.judgements.get(coder)
                if judgement is not None:
                    given = getattr(judgement, aspect)
                    number = numbers.setdefault(tuple(given.items()) if aspect == "stances" else given, len(different))
                    if number == len(different):
                        different.append(given)
                    number_of[line, place] = number
        return different, number_of


def _asked(found: DoubleCoding, by: By, answers: _Answers) -> Iterator[_Asked]:
    if by in {"summary", "code", "coder"}:
        codes = [answers.table("codes", _gives(code)) for code in found.codes]
        if codes:
            yield _Asked("code", None, codes)
        if by == "code":
            yield from (_Asked("code", code, [table]) for code, table in zip(found.codes, codes, strict=True))
    if by in {"summary", "stance", "coder"}:
        yield from _asked_of_stances(found, by, answers)
    if by in {"summary", "quality", "coder"}:
        yield _Asked("quality", None, [answers.table("quality", lambda given: given, QUALITIES)], "ordinal")
    if by == "quality":
        for quality in (one for one in QUALITIES if one in found.qualities):
            yield _Asked("quality", quality, [answers.table("quality", _is(quality))])


def _asked_of_stances(found: DoubleCoding, by: By, answers: _Answers) -> Iterator[_Asked]:
    claims = [answers.table("stances", _on(claim), _scale(said)) for claim, said in found.stances.items()]
    if claims:
        yield _Asked("stance", None, claims)
    if by == "stance":
        yield from (_Asked("claim", claim, [table]) for claim, table in zip(found.stances, claims, strict=True))
        used = {stance for said in found.stances.values() for one in said for stance in _taken(one)}
        for stance in (one for one in STANCES if one in used):
            takes = [answers.table("stances", _takes(claim, stance)) for claim in found.stances]
            yield _Asked("stance", stance, takes)


def _gives(code: str) -> Said:
    return lambda codes: code in codes


def _on(claim: str) -> Said:
    return lambda stances: stances.get(claim, NONE)


def _takes(claim: str, stance: str) -> Said:
    return lambda stances: stance in _taken(stances.get(claim, NONE))


def _is(quality: str) -> Said:
    return lambda given: None if given is None else given == quality


def _taken(said: str) -> list[str]:
    """The stances in what was said of a claim (`supports+suggests C9`)."""
    return [part.split(" ")[0] for part in said.split("+")]


def _scale(said: Collection[str]) -> tuple[str, ...]:
    """The scale for a claim: the five answers that are open to a coder, of `suggests` those that were given."""
    suggested = sorted(one for one in said if one.startswith("suggests ") and "+" not in one) or ["suggests"]
    plain = [*(stance for stance in STANCES if stance != "suggests"), *suggested, NONE]
    return (*plain, *sorted(set(said).difference(plain)))


def _measured(asked: Sequence[_Asked], units: Sequence[Unit], coders: tuple[str, ...]) -> Iterator[Row]:
    """The rows of these coders, who coded these units."""
    number = {source: place for place, source in enumerate(dict.fromkeys(unit.source for unit in units))}
    sources = np.array([number[unit.source] for unit in units], dtype=np.intp)
    questions = [Measurement(one.tables, fitting(one.scale, len(coders))) for one in asked]
    for one, question, found in zip(asked, questions, measured(questions, sources), strict=True):
        paired = np.any([table.is_paired for table in one.tables], axis=0)
        of = len(np.unique(sources[paired]))
        yield Row(one.about, one.item, coders, question.overlap, len(one.tables), one.scale, tuple(found), of)


def _boundaries(repository: Repository, found: DoubleCoding, by: By, coders: tuple[str, ...]) -> Iterator[Row]:
    """Rows on where fragments begin and end, of these coders or of all: over all sources, and of each if asked."""
    for source in (None, *(found.sources if by == "boundary" else ())):
        sources = found.sources if source is None else [source]
        measures, fragments, texts = boundaries.measured(repository, found, sources, coders)
        if source is None or fragments:
            marked = {coder for one in sources for coder in boundaries.marked_by(found, one, coders)}
            who = tuple(sorted(marked)) or coders or found.coders
            yield Row("boundary", source, who, fragments, texts, "nominal", measures, texts)
