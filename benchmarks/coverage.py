"""Counts how often intervals of agreement between coders hold the truth, by coding at random; prints a Markdown table.

python benchmarks/coverage.py            # 2,000 double codings of each kind
python benchmarks/coverage.py --times 200

Sources differ in how hard they are: in each, a coder gives the wrong answer (does a code apply, or not) with a chance
of its own, drawn on the logit scale with a standard deviation; at most one half. The truth is the coefficient over all
sources like these. Beside the intervals of the program: the middle 95 % of draws of citations, and of draws of sources,
with replacement (percentile bootstrap; Efron and Tibshirani 1993), and the plain jackknife of sources, without Fisher's
scale.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cmo_eval.analysis.coefficients import CHANCES, Array, Places, Table, corrected
from cmo_eval.analysis.intervals import Question, measured, student

NAMES = ("percent", "cohen_kappa", "krippendorff_alpha_nominal", "gwet_ac1")
METHODS = ("citations drawn", "sources drawn", "plain jackknife", "the program")
DRAWS = 1000
ANSWERS = np.array([(1, 1), (1, 0), (0, 1), (0, 0)], dtype=np.intp)  # by number: what the two coders say
POPULATION = 200_000

Interval = tuple[float, float]


@dataclass(frozen=True)
class Kind:
    """Sources of so many citations, coded by two people who err with this chance, differing so much between sources."""

    sizes: Sequence[int]
    wrong: float
    spread: float
    prevalences: Sequence[float] = (0.4,)

    def chances(self, sources: int, random: np.random.Generator) -> list[Array]:
        """For each code the chance of each of ANSWERS in so many sources, as (source, answer)."""
        wrong = _logistic(_logit(self.wrong) + self.spread * random.standard_normal(sources)).clip(max=0.5)
        found = []
        for prevalence in self.prevalences:
            applies = _logistic(_logit(prevalence) + 0.3 * random.standard_normal(sources))
            either = wrong * (1 - wrong)
            both = applies * (1 - wrong) ** 2 + (1 - applies) * wrong**2
            found.append(np.stack([both, either, either, 1 - both - 2 * either], axis=1))
        return found

    def __str__(self) -> str:
        sizes = f"{len(self.sizes)} of {self.sizes[0]}" if len(set(self.sizes)) == 1 else "+".join(map(str, self.sizes))
        codes = f", {len(self.prevalences)} codes" if len(self.prevalences) > 1 else ""
        return f"{sizes} | {100 * self.wrong:g}%, {self.spread:g}{codes}"


SEVERAL = (0.4, 0.3, 0.2, 0.1, 0.1)
UNEQUAL = (40, 20, 10, 10, 5, 5)
KINDS = [
    *(Kind([15] * 6, wrong, spread) for wrong, spread in ((0.08, 1.0), (0.08, 1.5), (0.15, 1.2), (0.03, 1.2))),
    Kind([15] * 6, 0.08, 1.2, SEVERAL),
    *(Kind([15] * 12, wrong, spread) for wrong, spread in ((0.08, 1.0), (0.08, 1.5), (0.15, 1.2), (0.03, 1.2))),
    Kind([15] * 12, 0.08, 1.2, SEVERAL),
    *(Kind(UNEQUAL, wrong, spread) for wrong, spread in ((0.08, 1.0), (0.08, 1.5))),
    Kind([30] * 3, 0.08, 1.2),
    Kind([30] * 2, 0.08, 1.2),
    Kind([15] * 6, 0.005, 1.2),
    *(Kind([number], 0.08, 0) for number in (20, 50, 100)),
]


def _logit(share: float) -> float:
    return float(np.log(share / (1 - share)))


def _logistic(values: Array) -> Array:
    found: Array = 1 / (1 + np.exp(-values))
    return found


def pooled(tables: Sequence[Table], weights: Sequence[Array], name: str) -> Array:
    """The coefficient for each line of the weights of each table."""
    found = [CHANCES[name](table, lines) for table, lines in zip(tables, weights, strict=True)]
    return corrected(np.mean([one for one, _ in found], axis=0), np.mean([other for _, other in found], axis=0))


def truth(kind: Kind, random: np.random.Generator) -> dict[str, float]:
    """The coefficients over very many sources like these."""
    every = Table(ANSWERS, (0, 1))
    cells = [chances.mean(axis=0)[None, :] * 1e9 for chances in kind.chances(POPULATION, random)]
    return {name: float(pooled([every] * len(cells), cells, name)[0]) for name in NAMES}


def coded(kind: Kind, random: np.random.Generator) -> tuple[list[Table], Places]:
    """A double coding: a table for each code, and the number of the source of each citation."""
    sources = np.repeat(np.arange(len(kind.sizes)), kind.sizes)
    tables = []
    for chances in kind.chances(len(kind.sizes), random):
        drawn = (random.random(len(sources))[:, None] > chances.cumsum(axis=1)[sources][:, :3]).sum(axis=1)
        tables.append(Table(ANSWERS[drawn], (0, 1)))
    return tables, sources


def intervals(tables: Sequence[Table], sources: Places, random: np.random.Generator) -> Iterator[list[Interval | None]]:
    """For each of NAMES the interval by each of METHODS, None where it gives none."""
    number, units = int(sources.max()) + 1, len(sources)
    drawn = random.multinomial(units, np.full(units, 1 / units), size=DRAWS).astype(float)
    which = random.multinomial(number, np.full(number, 1 / number), size=DRAWS).astype(float)
    row_is = [np.eye(len(table.counts))[table.row_of_unit] for table in tables]
    of_source = [(np.arange(number)[:, None] == sources) @ rows for rows in row_is]
    once = [table.once for table in tables]
    program = measured([Question(tables, NAMES)], sources)[0]
    for name, ours in zip(NAMES, program, strict=True):
        found: list[Interval | None] = []
        for weights in ([drawn @ rows for rows in row_is], [which @ rows for rows in of_source]):
            values = pooled(tables, weights, name)
            low, high = np.nanquantile(values, [0.025, 0.975])
            found.append((float(low), float(high)))
        without = pooled(tables, [one - rows for one, rows in zip(once, of_source, strict=True)], name)
        error = np.sqrt((number - 1) / number * ((without - ours.value) ** 2).sum()) if number > 1 else np.nan
        half = student(number - 1) * error
        found.append(None if ours.value is None or np.isnan(half) else (ours.value - half, ours.value + half))
        found.append(None if ours.low is None or ours.high is None else (ours.low, ours.high))
        yield found


def row(kind: Kind, times: int, seed: int) -> str:
    """How often the interval of each method holds the truth, over all coefficients, and of ours how wide it is."""
    random = np.random.default_rng(seed)
    true = truth(kind, random)
    holds: npt.NDArray[np.float64] = np.zeros((len(NAMES), len(METHODS)))
    given, width = np.zeros_like(holds), np.zeros(len(NAMES))
    for _ in range(times):
        for place, found in enumerate(intervals(*coded(kind, random), random)):
            for method, one in enumerate(found):
                if one is not None:
                    given[place, method] += 1
                    holds[place, method] += one[0] - 1e-9 <= true[NAMES[place]] <= one[1] + 1e-9
            if found[-1] is not None:
                width[place] += found[-1][1] - found[-1][0]
    with np.errstate(invalid="ignore"):
        shares, wide = holds / given, width / given[:, -1]
    kappa = NAMES.index("cohen_kappa")
    others = [_percent(shares[kappa, method]) for method in range(len(METHODS) - 1)]
    ours = [_percent(share) for share in shares[:, -1]]
    return f"| {kind} | {true['cohen_kappa']:.2f} | {' | '.join([*others, *ours])} | {wide[kappa]:.2f} |"


def _percent(share: float) -> str:
    return "" if np.isnan(share) else f"{share:.1%}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=2000, help="double codings of each kind")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    heads = ["sources", "wrong, spread", "kappa", *(f"kappa: {method}" for method in METHODS[:-1])]
    heads += [f"{name}: the program" for name in ("percent", "kappa", "alpha", "AC1")] + ["width of kappa's"]
    print(f"| {' | '.join(heads)} |\n| --- | --- |{' ---: |' * (len(heads) - 2)}")
    for number, kind in enumerate(KINDS):
        print(row(kind, asked.times, asked.seed + number), flush=True)


if __name__ == "__main__":
    main()
