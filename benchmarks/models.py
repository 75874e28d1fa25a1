"""CPU time to solve a truth table with all its models: 12 conditions x 30 cases in 0.1 s, 15 x 60 in 5 s."""

from __future__ import annotations

import random
import statistics
import sys
import time

from cmo_eval.comparison.sets import Table, sets_of
from cmo_eval.comparison.solving import solve
from cmo_eval.comparison.truth import truth_table

GOALS = {(12, 30): 0.1, (15, 60): 5.0}
SEEDS = range(5)


def made(conditions: int, cases: int, seed: int) -> Table:
    """Random crisp cases of which about half have the outcome."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    names = [f"C{place}" for place in range(conditions)] + ["O"]
    columns = {name: tuple(float(draw.randint(0, 1)) for _ in range(cases)) for name in names}
    return Table(tuple(f"k{place}" for place in range(cases)), columns)


def main() -> int:
    """Print a row for each size; 1 when a goal is missed."""
    missed = 0
    print("| conditions x cases | CPU seconds: median, most | models: least, most | goal |\n| --- | --- | --- | --- |")
    solve(truth_table(sets_of(made(3, 8, 0), "O", ["C0", "C1", "C2"])))
    for (conditions, cases), goal in GOALS.items():
        taken, models = [], []
        for seed in SEEDS:
            table = made(conditions, cases, seed)
            names = [name for name in table.columns if name != "O"]
            start = time.process_time()
            found = solve(truth_table(sets_of(table, "O", names)), names if conditions < 15 else names[:5])
            taken.append(time.process_time() - start)
            models.append(found.parsimonious.count)
        late = statistics.median(taken) > goal
        missed += late
        said = f"{statistics.median(taken):.3f}, {max(taken):.3f} | {min(models)}, {max(models)} | {goal} s"
        print(f"| {conditions} x {cases} | {said}{' missed' if late else ''} |", flush=True)
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
