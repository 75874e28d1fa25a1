"""The truth table: each combination of conditions with its cases, how consistently it leads to the outcome, and gaps.

As in Ragin (2008, chapter 7): a row has the cases that are more in it than out; a row with too few of them is a
remainder, and of the others those that are consistent enough are coded 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, product
from math import prod
from typing import TypeAlias

from cmo_eval.comparison.measures import of_term, sufficiency
from cmo_eval.comparison.sets import Sets
from cmo_eval.deferred import dataclass
from cmo_eval.errors import UsageError
from cmo_eval.messages import Phrase, phrase

TOLERANCE = 1e-9
"""What two shares may differ and count as equal: 24/30 is 0.8, whatever is left of rounding."""

Config: TypeAlias = tuple[int, ...]
"""The value of each condition."""


@dataclass(frozen=True, slots=True)
class CutOffs:
    """What a row needs to be coded: cases, and to be coded 1 consistency and PRI (none where it is 0)."""

    consistency: float = 0.8
    frequency: int = 1
    pri: float = 0.0

    def __post_init__(self) -> None:
        for name, share in (("consistency", self.consistency), ("PRI", self.pri)):
            if not 0 <= share <= 1:
                raise UsageError(f"the cut-off for {name} is {share:g}", "give a number between 0 and 1, such as 0.8")
        if self.frequency < 1:
            raise UsageError(f"the cut-off for frequency is {self.frequency}", "give 1 or more cases")


@dataclass(frozen=True, slots=True)
class Row:
    """A combination with cases in it.

    `out` is 1 or 0, None for a remainder, of which too few cases are known. `tie` says that a share is exactly at its
    cut-off. `inside` are those of its cases that have the outcome, `outside` those that have not.
    """

    config: Config
    cases: tuple[str, ...]
    consistency: float | None
    pri: float | None
    out: int | None
    tie: bool
    inside: tuple[str, ...]
    outside: tuple[str, ...]

    @property
    def contradictory(self) -> bool:
        """Whether the same conditions go with different outcomes."""
        return bool(self.inside and self.outside)


@dataclass(frozen=True, slots=True)
class TruthTable:
    """The rows with cases, those with the outcome first, and how many combinations there are in all."""

    sets: Sets
    cut_offs: CutOffs
    rows: tuple[Row, ...]
    combinations: int
    nowhere: tuple[str, ...]  # cases at 0.5 in some condition, which are in no row

    def coded(self, out: int | None) -> list[Config]:
        """The combinations that are coded so."""
        return [row.config for row in self.rows if row.out == out]

    @property
    def empty(self) -> int:
        """How many combinations have no case."""
        return self.combinations - len(self.rows)

    def unseen(self, most: int) -> list[Config]:
        """The first combinations without any case, in their order."""
        seen = {row.config for row in self.rows}
        every = product(*(range(level) for level in self.sets.levels))
        return list(islice((one for one in every if one not in seen), most))

    def notes(self, language: str = "en") -> list[str]:
        """What a reader should know of the rows before any solution."""
        said = [phrase("solving.tie", row=shown(row.config), out=row.out) for row in self.rows if row.tie]
        said += self._nothing_to_tell()
        few = ", ".join(case for row in self.rows if row.out is None for case in row.cases)
        said += [phrase("solving.few", least=self.cut_offs.frequency, cases=few)] if few else []
        return [one.say(language) for one in said]

    def nothing_to_tell(self) -> list[str]:
        """Why the table can explain nothing, where that is so."""
        return [one.say() for one in self._nothing_to_tell()]

    def _nothing_to_tell(self) -> Iterator[Phrase]:
        if self.rows and all(row.contradictory for row in self.rows):
            yield phrase("solving.contradictory")
        if not (self.sets.outcome > 0.5).any():
            yield phrase("solving.never", outcome=self.sets.outcome_name)
        elif (self.sets.outcome > 0.5).all():
            yield phrase("solving.always", outcome=self.sets.outcome_name)


def truth_table(sets: Sets, cut_offs: CutOffs = CutOffs()) -> TruthTable:  # noqa: B008 - it never changes
    """The rows that cases are in, with their codes.

    Args:
        sets: cases by conditions, with the outcome.
        cut_offs: what a row needs.
    """
    members: dict[Config, list[int]] = {}
    nowhere = []
    for place, values in enumerate(sets.memberships):
        config = _config(values.tolist(), sets.levels)
        if config is None:
            nowhere.append(sets.cases[place])
        else:
            members.setdefault(config, []).append(place)
    rows = [_row(sets, cut_offs, config, places) for config, places in members.items()]
    order = {1: 0, 0: 1, None: 2}
    rows.sort(key=lambda row: (order[row.out], -(row.consistency or 0), -len(row.cases), [-one for one in row.config]))
    return TruthTable(sets, cut_offs, tuple(rows), prod(sets.levels), tuple(nowhere))


def _config(values: Sequence[float], levels: Sequence[int]) -> Config | None:
    found = []
    for value, level in zip(values, levels, strict=True):
        if level == 2 and value == 0.5:
            return None
        found.append(int(value) if level > 2 else int(value > 0.5))
    return tuple(found)


def _row(sets: Sets, cut_offs: CutOffs, config: Config, places: Sequence[int]) -> Row:
    measured = sufficiency(of_term(sets, config), sets.outcome)
    shares = [(measured.consistency or 0.0, cut_offs.consistency)]
    shares += [(measured.pri or 0.0, cut_offs.pri)] if cut_offs.pri > 0 else []
    enough = len(places) >= cut_offs.frequency
    out = int(all(share >= least - TOLERANCE for share, least in shares)) if enough else None
    ties = [abs(share - least) <= TOLERANCE and 0 < least < 1 for share, least in shares]
    return Row(
        config,
        tuple(sets.cases[place] for place in places),
        measured.consistency,
        measured.pri,
        out,
        tie=bool(out) and any(ties),
        inside=tuple(sets.cases[place] for place in places if sets.outcome[place] > 0.5),
        outside=tuple(sets.cases[place] for place in places if sets.outcome[place] <= 0.5),
    )


def shown(config: Sequence[int]) -> str:
    """A combination in short: `1011`, the value of each condition in their order."""
    return "".join(map(str, config))
