"""Measures every command against the first house (commit 600554c), as ratios of whole processes in one run.

benchmarks/today.sh TODAY                                       # once: an environment with the first house
python benchmarks/against_today.py --today TODAY/bin/cmo-eval   # all rows; about half an hour
python benchmarks/against_today.py --today TODAY/bin/cmo-eval --quick --only reference

Both read the same folders in turn; what the first house keeps between runs is removed before each run. Prints a
Markdown table; with --strict it exits 1 when a goal is missed. README.md says what the rows mean.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import generate
from run import GROWTH, UNCOMPILED, Cost, Row, growth, say, table

FIRST = "600554c"
ROOT = Path(__file__).resolve().parents[1]
PARTS = ("evaluation.yaml", "codebook.yaml", "conclusions.yaml", "claims", "patterns", "cases", "sources")
FORMATS = "md,html,docx,pdf,xlsx"

QUESTIONS = {
    "validate": ["validate"],
    "verify": ["verify"],
    "verify --sensitivity": ["verify", "--sensitivity"],
    "list citations": ["list", "citations"],
    "show C1": ["show", "C1"],
    "trace C1": ["trace", "C1"],
    "matrix claims groups": ["matrix", "claims", "groups"],
    "sampling": ["sampling"],
    "agreement": ["agreement"],
    "agreement --by code": ["agreement", "--by", "code"],
    "diff HEAD": ["diff", "HEAD"],
    "search coach": ["search", "coach"],
    "graph C1": ["graph", "C1"],
    "code add --dry-run": [
        "code",
        "add",
        "S1",
        "--quote",
        "QUOTE",
        "--supports",
        "C1",
        "--code",
        "code1",
        "--quality",
        "observation",
        "--coder",
        "AB",
        "--dry-run",
    ],
    "code anchor --dry-run": ["code", "anchor", "--dry-run"],
    "report --format md": ["report", "--format", "md"],
    "report --format docx": ["report", "--format", "docx"],
    "report --format pdf": ["report", "--format", "pdf"],
}
LARGE_GOALS = {"verify": 0.8}
LARGE_PEAKS = {"verify": 150.0}
LEFT_OUT = {"validate"}
"""Of 10,000 citations; its goals are about 100,000."""
NO_TEXTS = {"code add --dry-run", "code anchor --dry-run"}
"""Left out of the reference evaluation, whose documents are not in it."""


@dataclass(frozen=True)
class Pair:
    """What a command took: today's and ours, and by the clock."""

    today: Cost
    ours: Cost
    today_clock: float
    ours_clock: float


class Bench:
    """Runs both programs in turn in copies of the same folder."""

    def __init__(self, today: str, ours: str, folder: Path, runs: int) -> None:
        self.programs = {"today": today, "ours": ours}
        self.folder = folder
        self.runs = runs
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if name not in {"GITHUB_ACTIONS", "FORCE_COLOR", "PYTHONPATH", UNCOMPILED}
            and not name.startswith("CMO_EVAL_")
        }

    def once(self, which: str, arguments: Sequence[str], root: Path) -> tuple[Cost, float]:
        """One run. A finding (1) is an answer; what could not run or was used wrongly stops the benchmark."""
        shutil.rmtree(root / ".cmo-eval", ignore_errors=True)
        out = self.folder / f"out-{which}"
        shutil.rmtree(out, ignore_errors=True)
        command = [self.programs[which], *arguments, *(["--output", str(out)] if arguments[0] == "report" else [])]
        if "QUOTE" in command:
            turn = (root / "texts/S1.txt").read_text("utf-8").splitlines()[5]
            command[command.index("QUOTE")] = " ".join(turn.split()[3:14])
        begun = time.perf_counter()
        with subprocess.Popen(
            command,
            cwd=root,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        clock = time.perf_counter() - begun
        if process.returncode not in (0, 1):
            sys.exit(f"exit {process.returncode} in {root}: {' '.join(command)}")
        unit = 1024 * 1024 if sys.platform == "darwin" else 1024
        return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit), clock

    def median(self, arguments: Sequence[str], root: Path, runs: int) -> Cost:
        """What ours costs, of so many runs."""
        return _median([self.once("ours", arguments, root) for _ in range(runs)])[0]

    def pair(self, arguments: Sequence[str], root: Path, runs: int | None = None) -> Pair:
        """The medians of both, in turn A B A B."""
        found: dict[str, list[tuple[Cost, float]]] = {"today": [], "ours": []}
        for _ in range(runs or self.runs):
            for which, several in found.items():
                several.append(self.once(which, arguments, root))

        (today, today_clock), (ours, ours_clock) = _median(found["today"]), _median(found["ours"])
        say(f"  {' '.join(arguments[:4])}: {today.cpu:.2f} s, {ours.cpu:.2f} s, {ours.cpu / today.cpu:.2f}")
        return Pair(today, ours, today_clock, ours_clock)


def _median(several: Sequence[tuple[Cost, float]]) -> tuple[Cost, float]:
    """The middle cost, the highest peak, and the middle of the times by the clock."""
    cpu = statistics.median(one.cpu for one, _ in several)
    return Cost(cpu, max(one.peak for one, _ in several)), statistics.median(clock for _, clock in several)


def row(what: str, pair: Pair, goal: float | None, peak_goal: float | None = None) -> Row:
    """CPU of ours beside today's."""
    return Row(what, pair.ours.cpu, pair.today.cpu, pair.ours.cpu / pair.today.cpu, goal, peak=pair.ours.peak,
               peak_goal=peak_goal)  # fmt: skip


def committed(root: Path) -> Path:
    """The folder as a git repository with one commit, for `diff`."""
    git = ["git", "-C", str(root), "-c", "user.name=b", "-c", "user.email=b@example.org"]
    for step in (["init", "-q"], ["add", "."], ["commit", "-qm", "all"]):
        subprocess.run([*git, *step], check=True)
    return root


def reference(bench: Bench) -> Iterator[Row]:
    """Every command on the reference evaluation."""
    root = bench.folder / "reference"
    root.mkdir()
    kept = subprocess.run(["git", "-C", str(ROOT), "archive", FIRST, *PARTS], check=True, stdout=subprocess.PIPE).stdout
    with tarfile.open(fileobj=io.BytesIO(kept)) as archive:  # what is written by later rules it cannot read
        archive.extractall(root, filter="data")
    committed(root)
    for name, arguments in QUESTIONS.items():
        goal = 0.6 if name == "report --format md" else 0.65
        if name not in NO_TEXTS and (not name.startswith("report") or name == "report --format md"):
            yield row(f"reference: `{name}`", bench.pair(arguments, root), goal)
    yield row("reference: `report`, five formats", bench.pair(["report", "--format", FORMATS], root), 0.6)


def large(bench: Bench) -> Iterator[Row]:
    """Every command among 10,000 citations with transcripts and second coders, and its growth from a tenth."""
    roots = {}
    for number, sources in ((0, 0), (1_000, 10), (10_000, 100)):
        roots[number] = bench.folder / f"large-{number}"
        generate.generate(
            roots[number], claims=20 if number else 0, patterns=20 if number else 0, cases=4 if number else 0,
            sources=sources, citations=number, texts=20_000, second_coders=1,
        )  # fmt: skip
        committed(roots[number])
    start = bench.median(["list", "claims"], roots[0], 9)
    for name, arguments in QUESTIONS.items():
        whole = bench.pair(arguments, roots[10_000], 1 if name.startswith("report") else None)
        if name not in LEFT_OUT:
            yield row(f"10,000 citations: `{name}`", whole, LARGE_GOALS.get(name, 0.7), LARGE_PEAKS.get(name))
        tenth = bench.median(arguments, roots[1_000], 3)
        yield growth(f"`{name}`: growth from 1,000 to 10,000 citations", tenth, whole.ours, start, GROWTH)


def lists(bench: Bench) -> Iterator[Row]:
    """`validate` of 100,000 citations in 500 files."""
    root = bench.folder / "lists"
    generate.generate(root, claims=20, patterns=20, sources=500, citations=100_000)
    found = bench.pair(["validate"], root)
    yield row("100,000 citations: `validate`", found, 1.0, 500)
    yield Row("the same by the clock", found.ours_clock, found.today_clock, found.ours_clock / found.today_clock, 0.6)


def talks(bench: Bench) -> Iterator[Row]:
    """`search` in 28 interviews of 1.7 MB, and `code import` of a table of 753 rows."""
    root = bench.folder / "talks"
    generate.generate(root, claims=8, patterns=8, sources=28, citations=280, texts=60_000)
    yield row("28 interviews of 60 kB: `search`", bench.pair(["search", "coach"], root), 0.4)
    chance = random.Random(1)  # noqa: S311 - the same rows each time
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(["source", "speaker", "quote", "codes", "coder", "quality"])
    for number in range(753):
        source = f"S{number % 28}"
        lines = (root / f"texts/{source}.txt").read_text("utf-8").splitlines()
        speaker, words = re.fullmatch(r"(r\d): (.*)", chance.choice(lines)).groups()  # type: ignore[union-attr]
        some = words.split()
        begin = chance.randrange(max(1, len(some) - 14))
        quote = " ".join(some[begin : begin + 14])
        if number % 3 == 1:  # as somebody typed it over
            place = chance.randrange(len(quote) - 3)
            quote = f"{quote[:place]}{quote[place + 1]}{quote[place]}{quote[place + 2 :]}"
        elif number % 3 == 2:  # over two turns, with the label that stands between
            at = lines.index(f"{speaker}: {words}")
            quote = " ".join([*some[-7:], *(lines[at + 1].split()[:8] if at + 1 < len(lines) else ())])
        rows.writerow([source, speaker, quote, f"code{number % 20}", "AB", "observation"])
    (root / "coding.csv").write_text(written.getvalue(), encoding="utf-8")
    yield row("`code import` of 753 rows", bench.pair(["code", "import", "coding.csv", "--dry-run"], root), 0.25)


GROUPS: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "reference": reference,
    "large": large,
    "lists": lists,
    "talks": talks,
}


def main() -> None:
    """Measure, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--today", required=True, metavar="PROGRAM", help="cmo-eval as today.sh installs it")
    parser.add_argument("--ours", default=str(Path(sys.executable).parent / "cmo-eval"), metavar="PROGRAM")
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="of each command")
    parser.add_argument("--only", action="append", choices=GROUPS, metavar="NAME", help=f"of {', '.join(GROUPS)}")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a goal is missed")
    options = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="cmo-today-") as folder:
        bench = Bench(os.path.abspath(options.today), os.path.abspath(options.ours), Path(folder), options.runs)
        for name in options.only or GROUPS:
            say(name)
            rows += GROUPS[name](bench)
    print(table(rows))
    missed = sum(one.met is False for one in rows)
    say(f"{missed} goals missed" if missed else "all goals met")
    if missed and options.strict:
        sys.exit(1)


if __name__ == "__main__":
    main()
