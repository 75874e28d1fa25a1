"""How far coders agree on codes, stances and qualities, as rows of a table."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from cmo_eval.analysis.agreement.coefficients import Table
from cmo_eval.analysis.agreement.intervals import RESAMPLES, SEED, Measured, Question, measured
from cmo_eval.analysis.agreement.units import NONE, Compared, Disagreement, Judgement, Unit, compared, differences
from cmo_eval.errors import UsageError
from cmo_eval.model import QUALITIES, STANCES
from cmo_eval.store.repository import Repository

if TYPE_CHECKING:
    import pandas as pd

By = Literal["summary", "code", "stance", "quality", "coder"]
BYS: tuple[By, ...] = ("summary", "code", "stance", "quality", "coder")
About = Literal["code", "stance", "claim", "quality"]

NOMINAL_TWO = (
    "percent",
    "cohen_kappa",
    "krippendorff_alpha_nominal",
    "gwet_ac1",
    "fleiss_kappa",
    "brennan_prediger",
)
NOMINAL_MORE = (
    "percent",
    "fleiss_kappa",
    "krippendorff_alpha_nominal",
    "gwet_ac1",
    "conger_kappa",
    "brennan_prediger",
)
ORDINAL_TWO = (
    "percent",
    "weighted_kappa_linear",
    "weighted_kappa_quadratic",
    "krippendorff_alpha_ordinal",
    "cohen_kappa",
    "fleiss_kappa",
    "gwet_ac1",
)
ORDINAL_MORE = ("percent", "fleiss_kappa", "krippendorff_alpha_ordinal", "gwet_ac1", "conger_kappa")
"""Which coefficients fit a scale and a number of coders, those for a narrow table first."""

Said = Callable[[Judgement], Hashable | None]


@dataclass(frozen=True)
class Row:
    """How far these coders agree on one thing.

    `about` is code, stance, claim (the stances on it) or quality; `item` the code, stance, claim or quality, None for
    all of them together.
    `units` counts citations that two of the coders coded (and gave a quality, where that is the question), `items`
    what is averaged over. `scale` is nominal or ordinal.
    """

    about: About
    item: str | None
    coders: tuple[str, ...]
    units: int
    items: int
    scale: Literal["nominal", "ordinal"]
    measures: tuple[Measured, ...]

    def measure(self, name: str) -> Measured | None:
        """The coefficient of that name; None where it does not fit."""
        return next((one for one in self.measures if one.name == name), None)


@dataclass(frozen=True)
class Agreement:
    """What was compared, and how far the coders agree.

    `by` says what the rows are; `resamples` and `seed` how the intervals were made.
    """

    compared: Compared
    by: By
    rows: tuple[Row, ...]
    resamples: int = RESAMPLES
    seed: int = SEED

    @cached_property
    def disagreements(self) -> tuple[Disagreement, ...]:
        """All differences by citation, in natural order of ids."""
        return tuple(one for unit in self.compared.units for one in differences(unit))

    def frame(self) -> pd.DataFrame:
        """A tidy pandas table with a row for each coefficient of each row.

        Columns: about, item (None for all), coders, units, items, coefficient, value, low, high, why (why there is no
        value), no_interval (why there is no interval), observed, expected.
        """
        import pandas as pd  # noqa: PLC0415 - only those who want a table need it

        columns = ["about", "item", "coders", "units", "items", "coefficient", "value", "low", "high", "why"]
        return pd.DataFrame(
            [
                {
                    "about": row.about,
                    "item": row.item,
                    "coders": " ".join(row.coders),
                    "units": row.units,
                    "items": row.items,
                    "coefficient": one.name,
                    "value": one.value,
                    "low": one.low,
                    "high": one.high,
                    "why": one.coefficient.why,
                    "no_interval": one.no_interval,
                    "observed": one.coefficient.observed,
                    "expected": one.coefficient.expected,
                }
                for row in self.rows
                for one in row.measures
            ],
            columns=[*columns, "no_interval", "observed", "expected"],
        )


def agreement(
    repository: Repository,
    sources: Sequence[str] = (),
    *,
    by: By = "summary",
    coders: Sequence[str] = (),
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Agreement:
    """How far coders agree in the named sources, or in all.

    Args:
        repository: the evaluation.
        sources: ids of sources with a second coding.
        by: `summary` (codes, stances and quality), `code`, `stance`, `quality`, or `coder` (each pair of coders).
        coders: initials of those to compare; all unless given.
        resamples: how often units are drawn again for the intervals.
        seed: where drawing at random begins.

    Raises:
        UsageError: there is no such source or table, a source has no second coding, or a coder coded none of it.
    """
    if by not in BYS:
        raise UsageError(f"there is no table by '{by}'", f"it can be {', '.join(BYS)}")
    found = compared(repository, sources, coders)
    rows: list[Row] = []
    groups = found.pairs if by == "coder" else [found.coders]
    for group in groups:
        units = found.between(group)
        if units:
            rows += _measured(units, tuple(group), _asked(found, by), resamples, seed)
    return Agreement(found, by, tuple(rows), resamples, seed)


# ---- what is asked of the units -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Asked:
    """A row to be: what each coder said of each item, and on which scale."""

    about: About
    item: str | None
    said: Sequence[Said]
    categories: Sequence[Sequence[Hashable]]
    ordinal: bool = False


def _asked(found: Compared, by: By) -> list[_Asked]:
    codes = [_of_code(code) for code in found.codes]
    claims = [_of_claim(claim) for claim in found.claims]
    scales = [_stances_of(found, claim) for claim in found.claims]
    yes_no = [(True, False)]
    all_codes = [_Asked("code", None, codes, yes_no * len(codes))] if codes else []
    all_stances = [_Asked("stance", None, claims, scales)] if claims else []
    quality = [_Asked("quality", None, [_quality], [QUALITIES], ordinal=True)]
    if by == "code":
        each = zip(found.codes, codes, strict=True)
        return [*all_codes, *(_Asked("code", code, [said], yes_no) for code, said in each)]
    if by == "stance":
        each_claim = zip(found.claims, claims, scales, strict=True)
        per_claim = [_Asked("claim", claim, [said], [scale]) for claim, said, scale in each_claim]
        taken = [
            stance
            for stance in STANCES
            if any(stance == part.split(" ")[0] for scale in _used(found) for part in scale.split("+"))
        ]
        per_stance = [
            _Asked("stance", stance, [_takes(claim, stance) for claim in found.claims], yes_no * len(claims))
            for stance in taken
        ]
        return [*all_stances, *per_claim, *per_stance]
    if by == "quality":
        given = {said.quality for unit in found.units for said in unit.judgements.values()}
        each_quality = [one for one in QUALITIES if one in given]
        return [*quality, *(_Asked("quality", one, [_is_quality(one)], yes_no) for one in each_quality)]
    return [*all_codes, *all_stances, *quality]


def _of_code(code: str) -> Said:
    return lambda said: code in said.codes


def _of_claim(claim: str) -> Said:
    return lambda said: said.stances.get(claim, NONE)


def _takes(claim: str, stance: str) -> Said:
    return lambda said: any(part.split(" ")[0] == stance for part in said.stances.get(claim, NONE).split("+"))


def _quality(said: Judgement) -> Hashable | None:
    return said.quality


def _is_quality(quality: str) -> Said:
    return lambda said: None if said.quality is None else said.quality == quality


def _used(found: Compared) -> set[str]:
    return {stance for unit in found.units for said in unit.judgements.values() for stance in said.stances.values()}


def _stances_of(found: Compared, claim: str) -> tuple[str, ...]:
    """The scale for a claim: the five answers that are open to a coder, of `suggests` those that were given."""
    given = {said.stances[claim] for unit in found.units for said in unit.judgements.values() if claim in said.stances}
    suggested = sorted(one for one in given if one.startswith("suggests ") and "+" not in one) or ["suggests"]
    plain = [*(stance for stance in STANCES if stance != "suggests"), *suggested, NONE]
    return (*plain, *sorted(given.difference(plain)))


def _measured(
    units: Sequence[Unit], coders: tuple[str, ...], asked: Iterable[_Asked], resamples: int, seed: int
) -> Iterator[Row]:
    """The rows of these coders; of all of them the same units are drawn, so that one row does not change another."""
    kept: list[tuple[_Asked, Question]] = []
    for one in asked:
        tables = [
            Table([[_answer(unit, coder, said) for coder in coders] for unit in units], scale)
            for said, scale in zip(one.said, one.categories, strict=True)
        ]
        two = len(coders) == 2
        names = (ORDINAL_TWO if two else ORDINAL_MORE) if one.ordinal else (NOMINAL_TWO if two else NOMINAL_MORE)
        kept.append((one, Question(tables, names)))
    results = measured([question for _, question in kept], resamples=resamples, seed=seed)
    for (one, question), found in zip(kept, results, strict=True):
        scale: Literal["nominal", "ordinal"] = "ordinal" if one.ordinal else "nominal"
        yield Row(one.about, one.item, coders, question.overlap, len(one.said), scale, tuple(found))


def _answer(unit: Unit, coder: str, said: Said) -> Hashable | None:
    judgement = unit.judgements.get(coder)
    return None if judgement is None else said(judgement)
