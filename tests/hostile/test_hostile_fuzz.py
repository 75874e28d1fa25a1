"""A small run of the fuzzer of benchmarks/fuzz.py; what a long run found stands in docs/robustness.md."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from often import often

ROOT = Path(__file__).parents[2]
FUZZ = [sys.executable, str(ROOT / "benchmarks" / "fuzz.py")]


def fuzz(*arguments):
    return subprocess.run(
        [*FUZZ, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_damaged_evaluations_do_not_trip_the_program(tmp_path):
    done = fuzz("--inputs", number := often(300), "--processes", 2, "--seed", 7, "--out", tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith(f"{number} inputs, ")


def test_an_input_of_a_seed_is_always_the_same(tmp_path):
    made = []
    for folder in ("one", "two"):
        fuzz("--replay", 4, "--seed", 7, "--out", tmp_path / folder)
        files = sorted((tmp_path / folder / "replay-7-4").rglob("*.yaml"))
        made.append([(path.name, path.read_bytes()) for path in files])
    assert made[0] == made[1]
    assert made[0]
