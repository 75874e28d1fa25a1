"""Cases of an evaluation as sets: dimensions of a framework and attributes as columns, and what patterns expect."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import field, replace
from itertools import chain

from cmo_eval.analysis.framework_table import cells_within
from cmo_eval.comparison.robust import Asked
from cmo_eval.comparison.sets import (
    MOST_CONDITIONS,
    MOST_LEVELS,
    Anchors,
    Calibration,
    Literal,
    Sets,
    Table,
    Threshold,
    Value,
    conditions_may_be,
    literal,
)
from cmo_eval.comparison.solving import Solved, expectations, solve
from cmo_eval.comparison.truth import CutOffs, truth_table
from cmo_eval.deferred import dataclass
from cmo_eval.errors import UsageError
from cmo_eval.messages import Phrase, phrase
from cmo_eval.model import Case
from cmo_eval.model.base import number
from cmo_eval.model.comparing import Calibrated, Comparison
from cmo_eval.model.framework import NOT_APPLICABLE, OPEN_VALUES, UNKNOWN, Measure
from cmo_eval.nearest import did_you_mean, unknown
from cmo_eval.store.repository import Repository

YES_NO = {"yes": 1.0, "no": 0.0, "ja": 1.0, "nee": 0.0, "true": 1.0, "false": 0.0}
"""Words that an attribute may have for a set and what is outside it."""
_WHY = {UNKNOWN: "value.unknown", NOT_APPLICABLE: "value.not_applicable"}


@dataclass(frozen=True, slots=True)
class Column:
    """A condition or outcome by the name it has here: the cell of each case that it stands for, or an attribute.

    `title` is what it is called in words. `cell` and `measure` are None for an attribute.
    """

    name: str
    title: str
    cell: str | None
    measure: Measure | None


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be compared: conditions and an outcome by their names, and how their values become memberships."""

    framework: str
    outcome: str
    conditions: tuple[str, ...]
    cut_offs: CutOffs = field(default_factory=CutOffs)
    expect: tuple[str, ...] = ()
    claim: str | None = None
    calibrations: Mapping[str, Calibration] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseSets:
    """What is compared in an evaluation: `columns` by name, the outcome last, what is `asked` of them, and the sets.

    `patterns` names by each of the sets with which the outcome is expected the patterns that say so, and `disputed` by
    condition those that say opposite things.
    """

    question: Question
    columns: Mapping[str, Column]
    asked: Asked
    sets: Sets
    patterns: Mapping[str, tuple[str, ...]]
    disputed: Mapping[str, tuple[str, ...]]

    def notes(self) -> list[Phrase]:
        """Who expects what."""
        said = [phrase("solving.expected", what=text, by=", ".join(by)) for text, by in self.patterns.items()]
        return said + [phrase("solving.disputed", by=", ".join(by), name=name) for name, by in self.disputed.items()]


def asked_by(repository: Repository, key: str) -> Question:
    """What the comparison with that key asks.

    Raises:
        UsageError: there is none.
    """
    known = repository.evaluation.comparisons
    if key not in known:
        there_are = f"there are {', '.join(known)}" if known else "evaluation.yaml has none"
        raise UsageError(f"'{key}' is no comparison of evaluation.yaml", did_you_mean(key, known) or there_are)
    return question_of(known[key])


def question_of(comparison: Comparison) -> Question:
    """What a comparison of evaluation.yaml asks.

    Raises:
        UsageError: its anchors neither rise nor fall.
    """
    how = {name: _calibration(one) for name, one in comparison.calibrate.items()}
    cut_offs = CutOffs(comparison.consistency, comparison.frequency, comparison.pri)
    named = comparison.framework, comparison.outcome, comparison.conditions
    return Question(*named, cut_offs, comparison.expect, comparison.claim, how)


def _calibration(how: Calibrated) -> Calibration:
    if how.anchors is not None:
        return Anchors(*how.anchors)
    return Threshold(how.least) if how.least is not None else how.scale


def case_sets(repository: Repository, question: Question) -> CaseSets:
    """The cases that fill a framework, with a value for each condition and the outcome.

    A value that is unknown, not applicable or a text only is none; `Sets.left_out` then names the case.

    Args:
        repository: the evaluation, without what was withdrawn.
        question: names conditions and an outcome.

    Raises:
        UsageError: it names what there is not, or a case has a value that its dimension cannot have.
    """
    if question.claim is not None and question.claim not in repository.claims:
        raise unknown("claim", question.claim, repository.claims)
    wanted = literal(question.outcome)
    cells = cells_within(repository, question.framework)
    given = (*question.conditions, wanted.name)
    if len(question.conditions) > MOST_CONDITIONS:
        conditions_may_be(question.conditions, wanted.name)
    found = [_column(repository, question.framework, cells, name) for name in given]
    conditions, outcome = [column.name for column in found[:-1]], found[-1].name
    conditions_may_be(conditions, outcome)
    columns = {column.name: column for column in found}
    before = f"{question.framework}."
    how = _calibrations(columns, {name.removeprefix(before): one for name, one in question.calibrations.items()})
    cases = [case for case in repository.cases.values() if any(name in cells for name in case.framework)]
    asked = Asked(_table(cases, columns, how), how, _as_written(wanted, outcome), conditions, question.cut_offs)
    sets = asked.sets()
    expect = [_as_written(one, one.name.removeprefix(before)) for one in map(literal, question.expect)]
    expectations(sets, expect)
    patterns, disputed = _patterns(repository, question.claim, columns, wanted, sets, expect)
    in_order = sorted((*expect, *patterns), key=lambda text: conditions.index(literal(text).name))
    return CaseSets(question, columns, replace(asked, expect=tuple(in_order)), sets, patterns, disputed)


def solved(found: CaseSets) -> Solved:
    """The solutions of what is compared, with who expects what."""
    return solve(truth_table(found.sets, found.asked.cut_offs), found.asked.expect, found.notes())


def _as_written(one: Literal, name: str) -> str:
    """A set under another name."""
    values = f"{{{','.join(map(str, one.values))}}}" if one.values else ""
    return f"{'~' if one.negated else ''}{name}{values}"


# ---- columns --------------------------------------------------------------------------------------------------------


def column_of(
    repository: Repository, framework: str, cells: Mapping[str, tuple[str, Measure]], name: str
) -> Column | None:
    """What a name stands for: a cell of the framework, with or without that before it, else an attribute of cases."""
    short = name.removeprefix(f"{framework}.")
    if f"{framework}.{short}" in cells:
        title, measure = cells[f"{framework}.{short}"]
        return Column(short, title, f"{framework}.{short}", measure)
    if any(name in case.attributes for case in repository.cases.values()):
        known = repository.evaluation.attributes.get(name)
        return Column(name, known.label if known is not None and known.label else name, None, None)
    return None


def _column(repository: Repository, framework: str, cells: Mapping[str, tuple[str, Measure]], name: str) -> Column:
    found = column_of(repository, framework, cells, name)
    if found is None:
        every = names_of(repository, framework, cells)
        raise UsageError(
            f"'{name}' is no dimension of {framework} and no attribute of a case",
            did_you_mean(name, every) or f"there are {', '.join(every)}",
        )
    if found.measure is not None and not found.measure.scale and not found.measure.numeric:
        raise UsageError(
            f"{found.cell} has texts only, which cannot be compared as sets",
            "give it a `scale` or a `unit` in evaluation.yaml, and its cells a `value`",
        )
    return found


def names_of(repository: Repository, framework: str, cells: Collection[str]) -> list[str]:
    """All that can be a condition: dimensions of the framework by their short names, and attributes of cases."""
    attributes = {name for case in repository.cases.values() for name in case.attributes}
    short = [name.removeprefix(f"{framework}.") for name in cells]
    return [*short, *sorted(attributes.difference(short))]


def _calibrations(columns: Mapping[str, Column], given: Mapping[str, Calibration]) -> dict[str, Calibration]:
    """How each column is calibrated: as is given, else by the anchors of its dimension, else not."""
    for name in given:
        if name not in columns:
            hint = did_you_mean(name, columns) or f"they are {', '.join(columns)}"
            raise UsageError(f"{name} is calibrated and is neither a condition nor the outcome", hint)
    found: dict[str, Calibration] = {}
    for name, column in columns.items():
        if name in given:
            found[name] = given[name]
        elif column.measure is not None and column.measure.anchors is not None:
            found[name] = Anchors(*column.measure.anchors)
    return found


# ---- values ---------------------------------------------------------------------------------------------------------


def _table(cases: Sequence[Case], columns: Mapping[str, Column], how: Mapping[str, Calibration]) -> Table:
    if not cases:
        raise UsageError("no case fills this framework", "give cases cells with a `value`, under `framework`")
    lacking: dict[tuple[str, str], str] = {}
    values: dict[str, list[Value]] = {name: [] for name in columns}
    for case in cases:
        for name, column in columns.items():
            value, why = _value(case, column, in_words=isinstance(how.get(name), Mapping))
            values[name].append(value)
            if why:
                lacking[case.id, name] = why
    for name, column in columns.items():
        if name not in how and column.measure is not None:
            _on_a_scale(name, column.cell or name, column.measure.scale)
    return Table(tuple(case.id for case in cases), {name: tuple(one) for name, one in values.items()}, lacking)


def _value(case: Case, column: Column, *, in_words: bool) -> tuple[Value, str]:
    """What a case has in a column, and why it has nothing."""
    if column.cell is None or column.measure is None:
        return _of_attribute(case.attributes.get(column.name), in_words=in_words)
    cell = case.framework.get(column.cell)
    if cell is None:
        return None, ""
    if cell.value is None:
        return None, "solving.text_only"
    if cell.value in OPEN_VALUES:
        return None, _WHY[cell.value]
    number_ = column.measure.number(cell.value)
    if number_ is None:
        can_be = f"a number of {column.measure.unit or 'its unit'}" if column.measure.numeric else None
        raise UsageError(
            f"{column.cell} of {case.id} is '{cell.value[:40]}', which its dimension cannot have",
            f"it can be {can_be or ', '.join(column.measure.scale)}; `cmo-eval validate` shows the line",
        )
    return (cell.value if in_words else number_), ""


def _of_attribute(text: str | None, *, in_words: bool) -> tuple[Value, str]:
    if text is None:
        return None, ""
    word = text.casefold()
    if word in OPEN_VALUES:
        return None, _WHY[word]
    if in_words:
        return text, ""
    read = number(text.replace(",", ".") if text.count(",") == 1 else text)
    return (read if read is not None else YES_NO.get(word, text)), ""


def _on_a_scale(name: str, cell: str, scale: Mapping[str, float]) -> None:
    """Let a scale through whose numbers are memberships, or several values.

    Raises:
        UsageError: they are neither.
    """
    whole = all(one == int(one) for one in scale.values())
    if not all(0 <= one <= (MOST_LEVELS - 1 if whole else 1) for one in scale.values()):
        raise UsageError(
            f"the scale of {cell} goes beyond 0..1",
            f"say what its words are as memberships: --scale {name}={':…,'.join(scale)}:…",
        )


# ---- expectations ---------------------------------------------------------------------------------------------------


def _patterns(
    repository: Repository,
    claim: str | None,
    columns: Mapping[str, Column],
    outcome: Literal,
    sets: Sets,
    given: Sequence[str],
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """What claims' patterns expect of conditions of which nothing is given, by whom; and where they do not agree.

    For the outcome's absence the opposite is expected. Of an outcome with several values patterns say nothing.
    """
    taken = {literal(one).name for one in given}
    by_cell = {column.cell or column.name: name for name, column in columns.items() if name in sets.conditions}
    said: dict[str, dict[str, list[str]]] = {}
    for pattern, one in _conditions(repository, claim) if not outcome.values else ():
        name = by_cell.get(one.name, "")
        if not name or name in taken or (one.values and outcome.negated):
            continue
        what = _as_written(Literal(name, one.negated != outcome.negated, one.values), name)
        if _may_be(sets, what):
            said.setdefault(name, {}).setdefault(what, []).append(pattern)
    expected = {text: tuple(by) for texts in said.values() if len(texts) == 1 for text, by in texts.items()}
    disputed = {name: tuple(chain(*texts.values())) for name, texts in said.items() if len(texts) > 1}
    return expected, disputed


def _may_be(sets: Sets, text: str) -> bool:
    try:
        return bool(expectations(sets, [text]))
    except UsageError:
        return False


def _conditions(repository: Repository, claim: str | None) -> Iterator[tuple[str, Literal]]:
    """The patterns that work in the claim, or in any, each with a condition that it names."""
    claims = repository.claims.values() if claim is None else [repository.claims[claim]]
    for id_ in dict.fromkeys(pattern for one in claims for pattern in one.patterns):
        for text in repository.patterns[id_].conditions if id_ in repository.patterns else ():
            with suppress(UsageError):  # CMO134 says of what is no set
                yield id_, literal(text)
