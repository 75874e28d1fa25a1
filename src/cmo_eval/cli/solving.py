"""`cmo-eval compare truth-table|solve|robust`: combinations of conditions, and what they lead to."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cmo_eval.cli.options import Output, formats
from cmo_eval.cli.output import coloured, deliver, emit, progress, width
from cmo_eval.errors import UsageError

if TYPE_CHECKING:
    from cmo_eval.comparison.robust import Asked
    from cmo_eval.comparison.sets import Calibration
    from cmo_eval.comparison.truth import TruthTable

From = Annotated[
    Path | None,
    typer.Option("--from", metavar="TABLE", help="Cases as rows, named in the first column: .csv or .xlsx."),
]
Outcome = Annotated[str, typer.Option(metavar="OUT", help="What is to be explained: OUT, ~OUT, or OUT{2}.")]
Conditions = Annotated[str, typer.Option(metavar="A,B,C", help="The conditions, at most 15.")]
Consistency = Annotated[float, typer.Option(metavar="SHARE", help="From which consistency on a row is 1.")]
Frequency = Annotated[int, typer.Option(metavar="CASES", help="With how many cases a row counts.")]
Pri = Annotated[float, typer.Option("--pri", metavar="SHARE", help="From which PRI on a row is 1; 0 for any.")]
Calibrate = Annotated[
    list[str] | None,
    typer.Option(metavar="A=OUT,CROSS,IN", help="Anchors of a fuzzy set, or A=LEAST for a crisp one; again for each."),
]
Scale = Annotated[
    list[str] | None, typer.Option(metavar="A=yes:1,no:0", help="What the words of a column mean; again for each.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Replace FILE if it is there.")]


def truth_table(
    outcome: Outcome,
    conditions: Conditions,
    from_: From = None,
    consistency: Consistency = 0.8,
    frequency: Frequency = 1,
    pri: Pri = 0.0,
    calibrate: Calibrate = None,
    scale: Scale = None,
    format_: Annotated[
        str, formats("text", "json", "csv", "sets", help_="`csv`: rows as R's QCA names them; `sets`: cases, for R.")
    ] = "text",
    output: Output = None,
    yes: Yes = False,
) -> None:
    """Put cases with the same conditions into one row, and say which rows lead to the outcome.

    \b
    Example:
      cmo-eval compare truth-table --from t.csv --outcome OUT --conditions A,B,C
    """
    from cmo_eval.output import compare

    _may_be(output, yes=yes)
    table = _table(_asked(from_, outcome, conditions, (consistency, frequency, pri), calibrate, scale))
    if format_ == "text":
        text = compare.truth_table_text(table, width=width(), colour=_colour(output))
    elif format_ == "sets":
        text = compare.sets_csv(table.sets)
    else:
        text = {"json": compare.truth_table_json, "csv": compare.truth_table_csv}[format_](table)
    _give(text, output, styled=format_ == "text")


def solve(
    outcome: Outcome,
    conditions: Conditions,
    from_: From = None,
    consistency: Consistency = 0.8,
    frequency: Frequency = 1,
    pri: Pri = 0.0,
    expect: Annotated[
        str | None, typer.Option(metavar="A,~B", help="With which of them the outcome is expected, by theory.")
    ] = None,
    calibrate: Calibrate = None,
    scale: Scale = None,
    format_: Annotated[str, formats("text", "json", "csv")] = "text",
    output: Output = None,
    yes: Yes = False,
) -> None:
    """Say which combinations of conditions lead to the outcome: three solutions, with all their models.

    \b
    Example:
      cmo-eval compare solve --from t.csv --outcome OUT --conditions A,B,C
    """
    from cmo_eval.comparison import solving
    from cmo_eval.output import compare

    _may_be(output, yes=yes)
    table = _table(_asked(from_, outcome, conditions, (consistency, frequency, pri), calibrate, scale))
    found = solving.solve(table, _names(expect or ""))
    if format_ == "text":
        text = compare.solved_text(found, width=width(), colour=_colour(output))
    else:
        text = {"json": compare.solved_json, "csv": compare.solved_csv}[format_](found)
    _give(text, output, styled=format_ == "text")


def robust(
    outcome: Outcome,
    conditions: Conditions,
    from_: From = None,
    consistency: Consistency = 0.8,
    frequency: Frequency = 1,
    pri: Pri = 0.0,
    calibrate: Calibrate = None,
    scale: Scale = None,
    format_: Annotated[str, formats("text", "json", "csv")] = "text",
    output: Output = None,
    yes: Yes = False,
) -> None:
    """Say which terms stay with other cut-offs and anchors, and without each case and each condition.

    \b
    Example:
      cmo-eval compare robust --from t.csv --outcome OUT --conditions A,B,C
    """
    from cmo_eval.comparison import robust as robustness
    from cmo_eval.output import compare

    _may_be(output, yes=yes)
    asked = _asked(from_, outcome, conditions, (consistency, frequency, pri), calibrate, scale)
    with progress():
        found = robustness.robust(asked)
    if format_ == "text":
        text = compare.robust_text(found, width=width(), colour=_colour(output))
    else:
        text = {"json": compare.robust_json, "csv": compare.robust_csv}[format_](found)
    _give(text, output, styled=format_ == "text")


def _asked(
    file: Path | None,
    outcome: str,
    conditions: str,
    cut_offs: tuple[float, int, float],
    calibrate: list[str] | None,
    scale: list[str] | None,
) -> Asked:
    from cmo_eval.comparison.robust import Asked
    from cmo_eval.comparison.sets import conditions_may_be, literal
    from cmo_eval.comparison.truth import CutOffs
    from cmo_eval.edits.case_table import read_table

    if file is None:
        raise UsageError("no table is named", "name one: --from TABLE.csv")
    names, name = _names(conditions), literal(outcome).name
    conditions_may_be(names, name)
    how: dict[str, Calibration] = {}
    for option, texts, read in (("--calibrate", calibrate, _numbers), ("--scale", scale, _words)):
        for text in texts or ():
            column, equals, rest = text.partition("=")
            if not equals or column.strip() not in {*names, name}:
                raise UsageError(f"{option} {text} names no condition", f"begin it with one, such as {names[0]}=")
            how[column.strip()] = read(text, rest)
    return Asked(read_table(file, [*names, name]), how, outcome, names, CutOffs(*cut_offs))


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


def _may_be(output: Path | None, *, yes: bool) -> None:
    if output is not None and str(output) != "-" and output.exists() and not yes:
        raise UsageError(f"{output} is there already", "--yes replaces it")


def _colour(output: Path | None) -> bool:
    return coloured(sys.stdout) if output is None or str(output) == "-" else False


def _give(text: str, output: Path | None, *, styled: bool) -> None:
    target = None if output is None or str(output) == "-" else output
    if target is None:
        emit(text, styled=styled)
    else:
        deliver(text, target)
