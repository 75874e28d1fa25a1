"""Measures whether the goals of speed and memory are met, as ratios to baselines measured in the same run.

python benchmarks/run.py --peers PEERS/bin/python       # all rows; about ten minutes
python benchmarks/run.py --quick --only files           # a tenth of the size, three runs, one group of rows

Whole processes are measured, one after the other and in turn (A B A B), and the median is taken: CPU seconds (user plus
system) and peak memory. Prints a Markdown table; with --strict it exits 1 when a goal is missed. README.md says what
the rows mean.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
GROUPS = ("files", "lists", "help", "jsonschema", "doorstop")
MISSING = "- left out, for want of `--peers`: {what}"

COLD, PEAK, LISTS_PEAK = 2.0, 150.0, 500.0
GROWTH = 11.0
HELP, COMMAND_HELP = 1.3, 2.8
JSONSCHEMA, DOORSTOP = 4.0, 10.0
HEAVY = ("jinja2", "openpyxl", "pandas")
MINUTE = 60.0
UNCOMPILED = "PYTHONDONTWRITEBYTECODE"  # with it, what is not installed but run from its sources is compiled each time


# --- costs and goals


@dataclass(frozen=True)
class Cost:
    """What a process took: CPU seconds and the most memory that it had, in MiB."""

    cpu: float
    peak: float


@dataclass(frozen=True)
class Row:
    """A row of the table; a goal that is None is none. `at_least` turns the goal of the ratio round."""

    what: str
    ours: float | None = None
    baseline: float | None = None
    ratio: float | None = None
    goal: float | None = None
    at_least: bool = False
    peak: float | None = None
    peak_goal: float | None = None
    yes: bool | None = None

    @property
    def met(self) -> bool | None:
        """Whether all goals of the row are met; None where it has none."""
        answers = [] if self.yes is None else [self.yes]
        if self.goal is not None and self.ratio is not None:
            answers.append(self.ratio >= self.goal if self.at_least else self.ratio <= self.goal)
        if self.peak_goal is not None and self.peak is not None:
            answers.append(self.peak <= self.peak_goal)
        return all(answers) if answers else None


def against(what: str, ours: Cost, baseline: Cost, goal: float | None, peak_goal: float | None = None) -> Row:
    """Ours takes at most `goal` times what the baseline takes."""
    ratio = ours.cpu / baseline.cpu
    return Row(what, ours.cpu, baseline.cpu, ratio, goal, peak=ours.peak, peak_goal=peak_goal)


def faster(what: str, ours: Cost, peer: Cost, goal: float | None) -> Row:
    """The peer takes at least `goal` times what ours takes."""
    return Row(what, ours.cpu, peer.cpu, peer.cpu / ours.cpu, goal, at_least=True, peak=ours.peak)


def growth(what: str, tenth: Cost, whole: Cost, start: Cost, goal: float = GROWTH) -> Row:
    """Ten times the items take at most `goal` times the cost above that of an empty evaluation."""
    small, large = tenth.cpu - start.cpu, whole.cpu - start.cpu
    ratio = large / small if small > 0 else float("inf")
    return Row(what, large, small, ratio, goal, peak=whole.peak)


def table(rows: Iterable[Row]) -> str:
    """The rows as a Markdown table."""
    lines = [
        "| what | ours CPU s | baseline CPU s | ratio | goal | peak MiB | goal | met |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for row in rows:
        sign = "≥" if row.at_least else "≤"
        cells = [
            row.what,
            _number(row.ours, 3),
            _number(row.baseline, 3),
            _number(row.ratio, 2),
            _number(row.goal, 2, sign),
            _number(row.peak, 0),
            _number(row.peak_goal, 0, "≤"),
            {True: "yes", False: "**no**", None: ""}[row.met],
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _number(value: float | None, digits: int, sign: str = "") -> str:
    return "" if value is None else f"{sign} {value:.{digits}f}".strip()


# --- processes


@dataclass(frozen=True)
class Job:
    """A command to measure, and where and in which environment it runs."""

    command: Sequence[str]
    folder: Path
    environment: Mapping[str, str] | None = None


def measure(job: Job, limit: float | None = None) -> Cost | None:
    """Run the command; None when it takes more than `limit` seconds on the clock.

    The system counts the memory of whoever starts a process as that process's first: the runner keeps itself small, and
    leaves to other processes what takes memory.

    Raises:
        SystemExit: the command failed, so its cost says nothing.
    """
    with subprocess.Popen(
        list(job.command),
        cwd=job.folder,
        env=None if job.environment is None else dict(job.environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        alarm = threading.Timer(limit, stop) if limit else None
        if alarm:
            alarm.start()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if alarm:
            alarm.cancel()
    if late.is_set():
        return None
    if process.returncode:
        sys.exit(f"exit {process.returncode} in {job.folder}: {' '.join(job.command[:8])}")
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


def in_turn(jobs: Mapping[str, Job], runs: int) -> dict[str, Cost]:
    """The median cost of each job, measured in turn."""
    seen: dict[str, list[Cost]] = {name: [] for name in jobs}
    for number in range(runs):
        for name, job in jobs.items():
            cost = measure(job)
            assert cost is not None  # noqa: S101 - without a limit there is a cost
            seen[name].append(cost)
            say(f"  {number + 1}/{runs} {name}: {cost.cpu:.3f} s, {cost.peak:.0f} MiB")
    return {name: median(costs) for name, costs in seen.items()}


def median(costs: Sequence[Cost]) -> Cost:
    """The median of the seconds and the median of the memory."""
    return Cost(statistics.median(cost.cpu for cost in costs), statistics.median(cost.peak for cost in costs))


def say(line: str) -> None:
    """Progress, beside the table."""
    print(line, file=sys.stderr, flush=True)


# --- the evaluations


@dataclass(frozen=True)
class Setting:
    """Where and how large: `size` is 1 for the sizes of the goals, and smaller for a try."""

    folder: Path
    runs: int
    size: float
    peers: str | None
    environment: Mapping[str, str]

    def ours(self, *arguments: str, folder: Path) -> Job:
        """A run of the program."""
        return Job([sys.executable, "-m", "cmo_eval", *arguments], folder, self.environment)

    def python(self, *arguments: str, folder: Path) -> Job:
        """A run of our own Python."""
        return Job([sys.executable, *arguments], folder, self.environment)

    def peer(self, *arguments: str, folder: Path) -> Job:
        """A run of the peers' Python, which sees nothing of ours."""
        rest = {name: value for name, value in self.environment.items() if name != "PYTHONPATH"}
        return Job([self.peers or "", *arguments], folder, rest)

    def evaluation(self, name: str, **numbers: int) -> Path:
        """A generated evaluation."""
        root = self.folder / name
        options = [part for key, number in numbers.items() for part in (f"--{key}", str(number))]
        self.do([sys.executable, str(HERE / "generate.py"), str(root), *options])
        return root

    def do(self, command: Sequence[str]) -> str:
        """Run something that is not measured, and give what it says."""
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=dict(self.environment))
        return done.stdout


# --- groups of rows


def of_evaluation(setting: Setting, name: str, root: Path, tenth: Path, peak: float) -> tuple[list[Row], list[str]]:
    """`validate` and its growth, and `verify`, of one evaluation; `tenth` has a tenth of the items."""
    empty = setting.evaluation("empty", claims=0, patterns=0, cases=0, sources=0, citations=0)
    jobs = {
        "empty": setting.ours("validate", folder=empty),
        "tenth": setting.ours("validate", folder=tenth),
        "floor": setting.python(str(HERE / "baseline.py"), "cold", str(root), folder=root),
        "validate": setting.ours("validate", folder=root),
        "verify": setting.ours("verify", folder=root),
    }
    cost = in_turn(jobs, setting.runs)
    return [
        against(f"`validate`, {name}", cost["validate"], cost["floor"], COLD, peak),
        against(f"`verify`, {name}", cost["verify"], cost["floor"], None),
        growth(
            f"`validate`: growth to {name}, from a tenth, above start-up",
            cost["tenth"],
            cost["validate"],
            cost["empty"],
        ),
    ], []


def files(setting: Setting) -> tuple[list[Row], list[str]]:
    """Many small files."""
    whole, tenth = (
        setting.evaluation(
            f"files-{many}",
            patterns=round(9417 * many),
            claims=max(1, round(80 * many)),
            cases=max(1, round(100 * many)),
            sources=max(5, round(200 * many)),
            citations=round(2000 * many),
        )
        for many in (setting.size, setting.size / 10)
    )
    number = sum(1 for _ in whole.rglob("*.yaml"))
    return of_evaluation(setting, f"{number:,} files", whole, tenth, PEAK)


def lists(setting: Setting) -> tuple[list[Row], list[str]]:
    """Long lists of citations."""
    citations, sources = round(100_000 * setting.size), round(500 * setting.size)
    whole = setting.evaluation("lists", citations=citations, sources=sources)
    tenth = setting.evaluation("lists-tenth", citations=citations // 10, sources=sources // 10)
    name = f"{citations:,} citations in {sources} files"
    return of_evaluation(setting, name, whole, tenth, LISTS_PEAK)


LOADED = """\
import runpy, sys
sys.argv = ["cmo-eval", *{arguments!r}]
try:
    runpy.run_module("cmo_eval", run_name="__main__")
except SystemExit:
    pass
print("loaded:", *sorted(set({heavy!r}) & set(sys.modules)))
"""


def help_(setting: Setting) -> tuple[list[Row], list[str]]:
    """Start-up: help, and what it does not import."""
    shown = {"cmo-eval --help": (["--help"], HELP)}
    shown |= {f"cmo-eval {name} --help": ([name, "--help"], COMMAND_HELP) for name in ("validate", "verify")}
    jobs = {"typer": setting.python("-c", "import typer", folder=setting.folder)}
    jobs |= {name: setting.ours(*arguments, folder=setting.folder) for name, (arguments, _) in shown.items()}
    in_turn(jobs, 1)
    cost = in_turn(jobs, 4 * setting.runs)
    rows = [against(f"`{name}`", cost[name], cost["typer"], goal) for name, (_, goal) in shown.items()]
    loaded: set[str] = set()
    for arguments, _ in shown.values():
        code = LOADED.format(arguments=arguments, heavy=HEAVY)
        loaded |= set(setting.do([sys.executable, "-c", code]).rpartition("loaded:")[2].split())
    said = f", but {', '.join(sorted(loaded))}" if loaded else ""
    rows.append(Row(f"{', '.join(HEAVY)} not loaded by these{said}", yes=not loaded))
    return rows, []


def _patterns(setting: Setting, number: int) -> Path:
    return setting.evaluation(f"patterns-{number}", patterns=number, cases=0, sources=0, citations=0)


def jsonschema(setting: Setting) -> tuple[list[Row], list[str]]:
    """check-jsonschema with our own schema, on the same files of patterns."""
    number = round(10_000 * setting.size)
    what = f"check-jsonschema, {number:,} equal files"
    if not setting.peers:
        return [], [MISSING.format(what=what)]
    root = _patterns(setting, number)
    schema = setting.folder / "pattern.schema.json"
    schema.write_text(setting.do([sys.executable, "-m", "cmo_eval", "schema", "pattern", "--json"]), encoding="utf-8")
    names = [f"patterns/{path.name}" for path in sorted((root / "patterns").iterdir())]
    jobs = {
        "check-jsonschema": setting.peer(
            "-m", "check_jsonschema", "--schemafile", str(schema), "--no-cache", *names, folder=root
        ),
        "ours": setting.ours("validate", folder=root),
    }
    cost = in_turn(jobs, setting.runs)
    return [faster(what, cost["ours"], cost["check-jsonschema"], JSONSCHEMA)], []


ITEM = """\
active: true
derived: false
header: ''
level: 1.{part}.{place}
links: {links}
normative: true
ref: ''
reviewed: null
text: |
"""


def doorstop_items(root: Path, like: Path, number: int) -> None:
    """Two documents of doorstop in a git repository, each item of the second linked to one of the first.

    The items are as long as the patterns in `like`; of these, each is named by a claim.
    """
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    half = number // 2
    for folder, prefix, parent in (("needs", "REQ", ""), ("tests", "TST", "  parent: REQ\n")):
        document = root / folder
        document.mkdir(parents=True)
        settings = f"settings:\n  digits: 6\n{parent}  prefix: {prefix}\n  sep: ''\n"
        (document / ".doorstop.yml").write_text(settings, encoding="utf-8")
        for place in range(half):
            links = f"\n- REQ{place + 1:06d}: null" if parent else "[]"
            head = ITEM.format(part=place // 100 + 1, place=place % 100 + 1, links=links)
            text = (like / f"P{place + (half if parent else 0)}-generated.yaml").read_text(encoding="utf-8")
            words = re.findall(r"[a-z]+", text)
            lines = [f"  {' '.join(words[start : start + 12])}" for start in range(0, len(words), 12)]
            body = "\n".join(lines)[: max(40, len(text) - len(head))]
            (document / f"{prefix}{place + 1:06d}.yml").write_text(f"{head}{body.rstrip()}\n", encoding="utf-8")


DOORSTOP_OPTIONS = ("--no-reformat", "--no-review-check")
"""It changes no file; marking new items as reviewed would."""


def doorstop(setting: Setting) -> tuple[list[Row], list[str]]:
    """The check of doorstop without reformatting, on as many items; the goal is that of the largest number."""
    if not setting.peers:
        return [], [MISSING.format(what="doorstop")]
    most = round(10_000 * setting.size)
    rows: list[Row] = []
    for number in dict.fromkeys((most, most // 2, most // 5, min(1000, most))):
        if rows and number != min(1000, most):
            continue
        root, items = _patterns(setting, number), setting.folder / f"doorstop-{number}"
        doorstop_items(items, root / "patterns", number)
        theirs = setting.peer("-m", "doorstop.cli.main", *DOORSTOP_OPTIONS, folder=items)
        if measure(theirs, MINUTE) is None:
            say(f"  doorstop takes more than a minute for {number} items")
            continue
        cost = in_turn({"doorstop": theirs, "ours": setting.ours("validate", folder=root)}, setting.runs)
        goal = None if rows else DOORSTOP
        rows.append(faster(f"doorstop without reformatting, {number:,} items", cost["ours"], cost["doorstop"], goal))
    return rows, []


MEASURES = {
    "files": files,
    "lists": lists,
    "help": help_,
    "jsonschema": jsonschema,
    "doorstop": doorstop,
}


def heading(setting: Setting) -> str:
    """When and on what this was measured."""
    versions = "import importlib.metadata as m; print(*(f'{n} {m.version(n)}' for n in ('typer', 'pydantic')))"
    mine = setting.do([sys.executable, "-c", versions]).strip()
    size = "" if setting.size == 1 else ", smaller sizes than the goals are about"
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {os.cpu_count()} cores, {mine}; "
        f"medians of {setting.runs} runs{size}."
    )


def main() -> None:
    """Measure, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, metavar="N", help="of each command; 5, or 3 with --quick")
    parser.add_argument("--quick", action="store_true", help="a tenth of the items, to try the runner")
    parser.add_argument("--only", action="append", choices=GROUPS, metavar="NAME", help=f"of {', '.join(GROUPS)}")
    parser.add_argument("--peers", metavar="PYTHON", help="of the environment with requirements.txt in it")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a goal is missed")
    options = parser.parse_args()
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"GITHUB_ACTIONS", "FORCE_COLOR", UNCOMPILED} and not name.startswith("CMO_EVAL_")
    }
    if "PYTHONPATH" in environment:
        parts = environment["PYTHONPATH"].split(os.pathsep)
        environment["PYTHONPATH"] = os.pathsep.join(os.path.abspath(part) for part in parts)
    peers = shutil.which(options.peers) if options.peers else None
    if options.peers and peers is None:
        parser.error(f"--peers {options.peers}: no such program")
    rows: list[Row] = []
    notes: list[str] = []
    with tempfile.TemporaryDirectory(prefix="cmo-benchmarks-") as folder:
        setting = Setting(
            folder=Path(folder),
            runs=options.runs or (3 if options.quick else 5),
            size=0.1 if options.quick else 1,
            peers=None if peers is None else os.path.abspath(peers),
            environment=environment,
        )
        print(heading(setting) + "\n", flush=True)
        for name in options.only or GROUPS:
            say(name)
            found, left_out = MEASURES[name](setting)
            rows += found
            notes += left_out
    print(table(rows))
    if notes:
        print("\n" + "\n".join(notes))
    missed = sum(row.met is False for row in rows)
    say(f"{missed} goals missed" if missed else "all goals met")
    if missed and options.strict:
        sys.exit(1)


if __name__ == "__main__":
    main()
