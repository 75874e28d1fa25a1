"""`cmo-eval compare truth-table|solve|robust`: combinations of conditions, and what they lead to."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from cmo_eval.cli import completion
from cmo_eval.cli.options import Many, Output, Project, among, formats, together
from cmo_eval.cli.output import coloured, deliver, emit, end, opened, progress, target_of, width
from cmo_eval.errors import UsageError
from cmo_eval.messages import LANGUAGES

if TYPE_CHECKING:
    from cmo_eval.analysis.case_sets import CaseSets, Question
    from cmo_eval.api import Evaluation
    from cmo_eval.comparison.robust import Asked
    from cmo_eval.comparison.sets import Calibration
    from cmo_eval.comparison.truth import CutOffs, TruthTable

FORMS = {".csv": "csv", ".json": "json", ".xlsx": "xlsx"}
"""The form of a file by its ending."""


class Of(NamedTuple):
    """The options that say what is compared, and which rows lead to the outcome."""

    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME",
            help="A comparison or a framework of evaluation.yaml.",
            show_default=False,
            autocompletion=completion.compared,
        ),
    ] = None
    from_: Annotated[
        Path | None,
        typer.Option("--from", metavar="TABLE", help="Cases as rows, named in the first column: .csv or .xlsx."),
    ] = None
    outcome: Annotated[
        str | None,
        typer.Option(metavar="OUT", help="What is to be explained: OUT, ~OUT, or OUT{2}.", show_default=False),
    ] = None
    conditions: Annotated[
        str | None, typer.Option(metavar="A,B,C", help="The conditions, at most 15.", show_default=False)
    ] = None
    consistency: Annotated[
        float | None,
        typer.Option(metavar="SHARE", help="From which consistency on a row is 1; else 0.8.", show_default=False),
    ] = None
    frequency: Annotated[
        int | None, typer.Option(metavar="CASES", help="With how many cases a row counts; else 1.", show_default=False)
    ] = None
    pri: Annotated[
        float | None,
        typer.Option("--pri", metavar="SHARE", help="From which PRI on a row is 1; else any.", show_default=False),
    ] = None

    def cut(self, cut_offs: CutOffs) -> CutOffs:
        """The cut-offs with those that are given in place of these."""
        names = ("consistency", "frequency", "pri")
        given: dict[str, Any] = {name: one for name in names if (one := getattr(self, name)) is not None}
        return replace(cut_offs, **given)

    def named(self) -> tuple[str, str]:
        """The outcome and conditions, which must be named where nothing else says them."""
        if self.outcome is None or self.conditions is None:
            lacks = "no outcome is named" if self.outcome is None else "no conditions are named"
            raise UsageError(lacks, "name them, such as --outcome OUT --conditions A,B,C")
        return self.outcome, self.conditions


class Expected(NamedTuple):
    """The options that say what theory expects."""

    expect: Annotated[
        str | None, typer.Option(metavar="A,~B", help="With which of them the outcome is expected, by theory.")
    ] = None
    claim: Annotated[
        str | None,
        typer.Option(
            metavar="ID",
            help="Whose patterns say what is expected; else all claims'.",
            show_default=False,
            autocompletion=completion.claims,
        ),
    ] = None


class Calibrated(NamedTuple):
    """The options that say how a column becomes a set."""

    calibrate: Annotated[
        Many,
        typer.Option(
            metavar="A=OUT,CROSS,IN", help="Anchors of a fuzzy set, or A=LEAST for a crisp one; again for each."
        ),
    ] = None
    scale: Annotated[
        Many, typer.Option(metavar="A=yes:1,no:0", help="What the words of a column mean; again for each.")
    ] = None

    def by_column(self) -> dict[str, Calibration]:
        """How each column is calibrated, by its name."""
        how: dict[str, Calibration] = {}
        for option, texts, read in (("--calibrate", self.calibrate, _numbers), ("--scale", self.scale, _words)):
            for text in texts or ():
                column, equals, rest = text.partition("=")
                if not equals or not column.strip():
                    raise UsageError(f"{option} {text} names no condition", "begin it with one and =")
                how[column.strip()] = read(text, rest)
        return how


class To(NamedTuple):
    """The options that say where a result goes, and whose cases it is about."""

    output: Output = None
    language: Annotated[
        str | None,
        typer.Option(
            metavar="nl|en", help="Of xlsx; the evaluation's by default.", callback=among(LANGUAGES, "--language")
        ),
    ] = None
    project: Project = None
    yes: Annotated[bool, typer.Option("--yes", help="Replace FILE if it is there.")] = False


@together
def truth_table(
    *,
    of: Of,
    calibrated: Calibrated,
    format_: Annotated[
        str | None,
        formats("text", "json", "csv", "sets", "xlsx", help_="`csv`: rows as R's QCA names them; `sets`: cases."),
    ] = None,
    to: To,
) -> None:
    """Put cases with the same conditions into one row, and say which rows lead to the outcome.

    \b
    Example:
      cmo-eval compare truth-table --from t.csv --outcome OUT --conditions A,B,C
    """
    from cmo_eval.output import compare, compare_book

    form, target = target_of(to.output, format_, FORMS, yes=to.yes)
    asked, evaluation, _ = _asked(of, Expected(), calibrated, to.project)
    writers: dict[str, Callable[..., str | bytes]] = {
        "text": compare.truth_table_text,
        "json": compare.truth_table_json,
        "csv": compare.truth_table_csv,
        "sets": lambda table: compare.sets_csv(table.sets),
        "xlsx": compare_book.truth_table_xlsx,
    }
    _give(_table(asked), form, target, writers, evaluation, to.language)


@together
def solve(
    *,
    of: Of,
    expected: Expected,
    calibrated: Calibrated,
    trace: Annotated[
        bool, typer.Option("--trace", help="With the cases of each term, and the patterns and words behind them.")
    ] = False,
    format_: Annotated[str | None, formats("text", "json", "csv", "xlsx")] = None,
    to: To,
) -> None:
    """Say which combinations of conditions lead to the outcome: three solutions, with all their models.

    \b
    Example:
      cmo-eval compare solve lasting --trace
      cmo-eval compare solve --from t.csv --outcome OUT --conditions A,B,C
    """
    from cmo_eval.analysis import case_sets, term_evidence
    from cmo_eval.comparison import solving
    from cmo_eval.output import compare, compare_book

    form, target = target_of(to.output, format_, FORMS, yes=to.yes)
    asked, evaluation, found = _asked(of, expected, calibrated, to.project)
    if found is not None and evaluation is not None:
        solved = case_sets.solved(found)
        traced = term_evidence.evidence_of_terms(evaluation.repository, found, solved) if trace else ()
    elif trace:
        raise UsageError("a table has no words to lead back to", "leave out --trace, or compare an evaluation's cases")
    else:
        solved, traced = solving.solve(_table(asked), asked.expect), ()
    writers: dict[str, Callable[..., str | bytes]] = {
        "text": partial(compare.solved_text, traced=traced),
        "json": partial(compare.solved_json, traced=traced),
        "csv": compare.solved_csv,
        "xlsx": compare_book.solved_xlsx,
    }
    _give(solved, form, target, writers, evaluation, to.language)


@together
def robust(
    *,
    of: Of,
    expected: Expected,
    calibrated: Calibrated,
    format_: Annotated[str | None, formats("text", "json", "csv", "xlsx")] = None,
    to: To,
) -> None:
    """Say which terms stay with other cut-offs and anchors, and without each case and each condition.

    \b
    Example:
      cmo-eval compare robust --from t.csv --outcome OUT --conditions A,B,C
    """
    from cmo_eval.comparison import robust as robustness
    from cmo_eval.output import compare, compare_book

    form, target = target_of(to.output, format_, FORMS, yes=to.yes)
    asked, evaluation, _ = _asked(of, expected, calibrated, to.project)
    with progress():
        found = robustness.robust(asked)
    writers: dict[str, Callable[..., str | bytes]] = {
        "text": compare.robust_text,
        "json": compare.robust_json,
        "csv": compare.robust_csv,
        "xlsx": compare_book.robust_xlsx,
    }
    _give(found, form, target, writers, evaluation, to.language)


# ---- what is asked --------------------------------------------------------------------------------------------------


def _asked(
    of: Of, expected: Expected, calibrated: Calibrated, project: Path | None
) -> tuple[Asked, Evaluation | None, CaseSets | None]:
    """What is compared: the cases of a table, or those of an evaluation, which then comes with it."""
    if of.from_ is not None and (of.name is not None or expected.claim is not None):
        raise UsageError(
            f"--from {of.from_} is a table that stands in no evaluation", "leave out NAME and --claim, or --from"
        )
    if of.name is not None:
        evaluation = opened(project)
        found = evaluation.case_sets(_question(evaluation, of.name, of, expected, calibrated))
        return found.asked, evaluation, found
    if of.from_ is None:
        raise UsageError(
            "no table is named, and no framework",
            "name a comparison or framework of evaluation.yaml, or a table: --from TABLE.csv",
        )
    return _of_table(of.from_, of, expected, calibrated), None, None


def _question(evaluation: Evaluation, name: str, of: Of, expected: Expected, calibrated: Calibrated) -> Question:
    """What a comparison of the evaluation asks, or the options of a framework, with what is given otherwise."""
    from cmo_eval.analysis.case_sets import Question, asked_by
    from cmo_eval.nearest import did_you_mean

    known = evaluation.repository.evaluation
    if name in known.comparisons:
        question = asked_by(evaluation.repository, name)
    elif name in known.frameworks:
        of.named()
        question = Question(name, "", ())
    else:
        every = [*known.comparisons, *known.frameworks]
        hint = did_you_mean(name, every) or (f"there are {', '.join(every)}" if every else "evaluation.yaml has none")
        raise UsageError(f"'{name}' is no comparison and no framework of evaluation.yaml", hint)
    return replace(
        question,
        outcome=of.outcome or question.outcome,
        conditions=tuple(_names(of.conditions)) if of.conditions is not None else question.conditions,
        cut_offs=of.cut(question.cut_offs),
        expect=tuple(_names(expected.expect)) if expected.expect is not None else question.expect,
        claim=expected.claim or question.claim,
        calibrations={**question.calibrations, **calibrated.by_column()},
    )


def _of_table(file: Path, of: Of, expected: Expected, calibrated: Calibrated) -> Asked:
    from cmo_eval.comparison.robust import Asked
    from cmo_eval.comparison.sets import conditions_may_be, literal
    from cmo_eval.comparison.truth import CutOffs
    from cmo_eval.edits.case_table import read_table

    outcome, conditions = of.named()
    names, name = _names(conditions), literal(outcome).name
    conditions_may_be(names, name)
    how = calibrated.by_column()
    for one in how:
        if one not in {*names, name}:
            raise UsageError(f"{one} is calibrated and is neither a condition nor the outcome", f"such as {names[0]}=")
    table = read_table(file, [*names, name])
    return Asked(table, how, outcome, names, of.cut(CutOffs()), _names(expected.expect or ""))


def _numbers(text: str, rest: str) -> Calibration:
    from cmo_eval.comparison.sets import Anchors, Threshold

    try:
        numbers = [float(one) for one in rest.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) == 1:
        return Threshold(numbers[0])
    if len(numbers) != 3:
        raise UsageError(
            f"--calibrate {text} has no anchors", "give three (fully out, crossover, fully in), or a threshold"
        )
    return Anchors(*numbers)


def _words(text: str, rest: str) -> Calibration:
    found = {}
    for part in rest.split(","):
        word, _, number = part.rpartition(":")
        try:
            found[word.strip()] = float(number)
        except ValueError:
            found[""] = -1.0
    if not all(word and 0 <= number <= 1 for word, number in found.items()):
        raise UsageError(
            f"--scale {text} is no scale", "write words with numbers from 0 to 1, such as A=yes:1,partly:0.5,no:0"
        )
    return found


def _table(asked: Asked) -> TruthTable:
    from cmo_eval.comparison.truth import truth_table as made

    return made(asked.sets(), asked.cut_offs)


def _names(text: str) -> list[str]:
    """Names between commas, where a comma between braces is not one of them."""
    return [one.strip() for one in re.split(r",(?![^{]*\})", text) if one.strip()]


def _give(
    found: Any,
    form: str,
    target: Path | None,
    writers: Mapping[str, Callable[..., str | bytes]],
    evaluation: Evaluation | None,
    language: str | None,
) -> None:
    """Write what was found in a form: as a text as wide as the terminal it goes to, as a workbook in a language."""
    text = form == "text"
    look: dict[str, Any] = {"width": width(), "colour": target is None and coloured(sys.stdout)} if text else {}
    if form == "xlsx":
        look["language"] = language or (evaluation.repository.evaluation.language if evaluation is not None else "en")
    written = writers[form](found, **look)
    if target is None and isinstance(written, str):
        emit(written, styled=text)
    else:
        deliver(written, target)
    if evaluation is not None:
        end(evaluation.unread)
