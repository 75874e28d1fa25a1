"""Measures what the workbook takes with 10,000 citations, beside openpyxl in write_only mode with the same cells.

python benchmarks/excel.py                      # three runs of each
python benchmarks/excel.py --citations 100000   # many more
python benchmarks/excel.py --whole              # also `cmo-eval report --format xlsx` as a whole

Whole processes, CPU seconds (user plus system) and peak memory as `run.py` measures them, in turn, medians. openpyxl
gets the values of all cells and nothing else: no styles, widths, tables, notes, lists or links. Both read the
citations from a stream that keeps none of them, so the peaks are those of writing. `--whole` adds reading, verifying
and the view.
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from generate import GROUPS, KINDS, PARTS, STANCES, WORDS, generate
from run import Job, Row, against, in_turn, table

if TYPE_CHECKING:
    from cmo_eval.report.contents import Quote, ReportView

HERE = Path(__file__).resolve().parent
GOAL, PEAK_GOAL = 1.0, 150.0
SOURCES, CLAIMS, PATTERNS = 500, 8, 40


class Stream:
    """Citations that are made as they are read, the same for each reading."""

    def __init__(self, number: int) -> None:
        """So many."""
        self._number = number

    def __len__(self) -> int:
        """How many there are."""
        return self._number

    def __iter__(self) -> Iterator[Quote]:
        """One after the other."""
        from cmo_eval.report.contents import Quote  # noqa: PLC0415 - the measured process imports it

        for number in range(self._number):
            source = f"S{number % SOURCES}"
            start = number % len(WORDS)
            words = (WORDS[start:] + WORDS[:start])[: 12 + number % 16]
            yield Quote(
                id=f"{source}-{number}",
                source=source,
                voice=source,
                kind=KINDS[number % len(KINDS)],
                group=GROUPS[number % len(GROUPS)],
                role="nurse",
                speaker="",
                text=f"{number}: {' '.join(words)}.",
                verbatim=True,
                held_back=False,
                place=f"line {number}",
                quality="observation",
                stance=STANCES[number % len(STANCES)],
                claim=f"C{number % CLAIMS + 1}",
                pattern=f"P{number % PATTERNS + 1}",
                parts=(PARTS[number % len(PARTS)],),
                codes=(f"code-{number % 30}",),
            )


def view_of(evaluation: Path, number: int) -> ReportView:
    """The view of a small evaluation, with so many citations in the place of its own."""
    from cmo_eval import api  # noqa: PLC0415 - as above
    from cmo_eval.report import view  # noqa: PLC0415

    disclosed = api.disclose(evaluation, "team")
    shown = view(disclosed.repository, disclosed.verify(()), "en")
    return replace(shown, citations=Stream(number))  # type: ignore[arg-type] - read as the tuple that it replaces


def write_ours(evaluation: Path, number: int, target: Path) -> None:
    """The workbook as `cmo-eval report` writes it."""
    from cmo_eval.report.formats.workbook import write_workbook  # noqa: PLC0415

    write_workbook(view_of(evaluation, number), target)


def write_theirs(evaluation: Path, number: int, target: Path) -> None:
    """The same cells by openpyxl."""
    from openpyxl import Workbook  # noqa: PLC0415

    from cmo_eval.report.formats.workbook import sheets_of  # noqa: PLC0415
    from cmo_eval.report.formats.workbook.layout import layout_of  # noqa: PLC0415
    from cmo_eval.spreadsheet.book import Formula  # noqa: PLC0415

    book = Workbook(write_only=True)
    for sheet in sheets_of(layout_of(view_of(evaluation, number))):
        page = book.create_sheet(sheet.title)
        page.append([column.header for column in sheet.columns])
        for row in sheet.rows:
            page.append(
                [f"={value.text}" if isinstance(value, Formula) else None if value == "" else value for value in row]
            )
    book.save(target)


def main() -> None:
    """Measure and print, or be one of the measured processes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--citations", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--whole", action="store_true", help="also measure the command as a whole")
    parser.add_argument("--write", choices=("ours", "theirs"), help=argparse.SUPPRESS)
    parser.add_argument("paths", nargs="*", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.write:
        gc.disable()  # as `cmo-eval` does
        writer = write_ours if given.write == "ours" else write_theirs
        writer(given.paths[0], given.citations, given.paths[1])
        return
    number = given.citations
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        small = root / "small"
        generate(small, citations=1000, sources=SOURCES)
        script = [sys.executable, str(HERE / "excel.py"), "--citations", str(number)]
        jobs = {
            name: Job([*script, "--write", name, str(small), str(root / f"{name}.xlsx")], root)
            for name in ("ours", "theirs")
        }
        if given.whole:
            whole = root / "whole"
            generate(whole, citations=number, sources=SOURCES)
            report = [sys.executable, "-m", "cmo_eval", "report", "--format", "xlsx", "--audience", "team"]
            jobs["whole"] = Job([*report, "-o", str(root / "out"), "--yes"], whole)
        costs = in_turn(jobs, given.runs)
        sizes = {name: (root / f"{name}.xlsx").stat().st_size / 2**20 for name in ("ours", "theirs")}
    rows: list[Row] = [against(f"writing {number:,} citations", costs["ours"], costs["theirs"], GOAL, PEAK_GOAL)]
    if given.whole:
        rows.append(against("`report --format xlsx` as a whole", costs["whole"], costs["theirs"], GOAL, PEAK_GOAL))
    print(table(rows))
    print(
        f"\nopenpyxl: peak {costs['theirs'].peak:.0f} MiB, file {sizes['theirs']:.1f} MiB; ours {sizes['ours']:.1f} MiB"
    )


if __name__ == "__main__":
    main()
