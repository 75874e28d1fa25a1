"""Measures how long `cmo-eval search` takes among many transcripts, beside `grep -ri` over the same files.

python benchmarks/searching.py                               # 8,000 transcripts of 4 kB
python benchmarks/searching.py --documents 300 --size 200000 # 300 of 200 kB

Whole processes, seconds as a clock shows them and CPU seconds, the median of the runs; prints a Markdown table. Each
transcript has two citations, whose words stand in it. grep knows of no accents, speakers, citations, or people who
withdrew: it is shown for scale.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from generate import generate

SYLLABLES = [left + right for left in "bdfgklmnprst" for right in ("a", "e", "é", "i", "o", "oe")]
RARE, COMMON, ACCENTED = "kwartiermaker", "huis", "financiële"
RUNS = 3


def write(root: Path, documents: int, size: int, seed: int = 1) -> None:
    """An evaluation with so many transcripts of about `size` bytes, the same for the same numbers."""
    chance = random.Random(seed)  # noqa: S311 - the same files for the same seed
    generate(root, sources=documents, citations=2 * documents)
    evaluation = root / "evaluation.yaml"
    evaluation.write_text(evaluation.read_text("utf-8") + "texts: texts\n", "utf-8")
    texts = root / "texts"
    texts.mkdir()
    made = ("".join(chance.choices(SYLLABLES, k=chance.randint(2, 5))) for _ in range(20_000))
    words = [COMMON, ACCENTED, *dict.fromkeys(made)]
    weights = list(itertools.accumulate(1 / (rank + 1) for rank in range(len(words))))
    for number in range(documents):
        source = root / f"sources/S{number}.yaml"
        source.write_text(f"{source.read_text('utf-8')}text: S{number}.txt\n", "utf-8")
        lines, length = _quoted(root / f"sources/S{number}.citations.yaml"), 0
        while length < size:
            who = f"R{chance.randint(0, 3)}" if len(lines) % 2 else "INT"
            said = chance.choices(words, cum_weights=weights, k=chance.randint(8, 60))
            lines.append(f"{who}: {' '.join(said)}.")
            length += len(lines[-1]) + 1
        if number % (documents // 4 or 1) == 0:
            lines[-1] += f" {RARE.capitalize()}!"
        (texts / f"S{number}.txt").write_text("\n".join(lines) + "\n", "utf-8")


def _quoted(file: Path) -> list[str]:
    """The quotes of a file that `generate` wrote, as turns of a talk."""
    lines = file.read_text("utf-8").splitlines()
    return [f"R1: {below.strip()}" for line, below in itertools.pairwise(lines) if line.endswith("quote: >-")]


def cost(command: Sequence[str], root: Path) -> tuple[float, float, int]:
    """Seconds by the clock, CPU seconds (medians), and lines of output."""
    seconds, cpu, lines = [], [], 0
    for _ in range(RUNS):
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        lines = sum(1 for _ in process.stdout)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in {0, 1}:
            raise SystemExit(f"{' '.join(command)} ends with {process.returncode}")
        seconds.append(time.perf_counter() - start)
        cpu.append(used.ru_utime + used.ru_stime)
    return statistics.median(seconds), statistics.median(cpu), lines


def main() -> None:
    """Make the evaluation, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=8000)
    parser.add_argument("--size", type=int, default=4000, help="bytes of each")
    parser.add_argument("--keep", type=Path, help="make the evaluation in this folder, and leave it there")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = given.keep or Path(folder) / "evaluation"
        if not root.exists():
            write(root, given.documents, given.size)
        ours = [sys.executable, "-m", "cmo_eval", "search"]
        rows = [
            ("for scale: all files read as YAML (`list questions`)", [*ours[:-1], "list", "questions"], None),
            ("a rare word, in texts", [*ours, RARE, "--in", "texts"], RARE),
            ("a rare word, everywhere", [*ours, RARE], RARE),
            ("a common word, in texts", [*ours, COMMON, "--in", "texts"], COMMON),
            ("a common word, everywhere", [*ours, COMMON], COMMON),
            ("a word of all quotes, everywhere", [*ours, "coach"], "coach"),
            ("two words in one line", [*ours, COMMON, RARE], RARE),
            ("a phrase", [*ours, f"{COMMON} {ACCENTED}"], f"{COMMON} {ACCENTED}"),
            ("a word's start without its accent", [*ours, "financie*"], "financi.le"),
        ]
        print(f"{given.documents} transcripts of {given.size} bytes\n")
        print(
            "| what | seconds | CPU s | lines | grep -ri: seconds | lines |\n| --- | ---: | ---: | ---: | ---: | ---: |"
        )
        for what, command, word in rows:
            seconds, cpu, lines = cost(command, root)
            line = f"| {what} | {seconds:.2f} | {cpu:.2f} | {lines} |"
            if word is not None:
                theirs = cost(["grep", "-ri", word, "texts", "sources"], root)
                line += f" {theirs[0]:.2f} | {theirs[2]} |"
            else:
                line += " | |"
            print(line, flush=True)


if __name__ == "__main__":
    main()
