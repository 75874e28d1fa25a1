"""Agreement between coders in words: names, figures, and sentences on what they mean and what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cmo_eval.analysis.agreement.agreement import Agreement, Row
from cmo_eval.analysis.agreement.coefficients import REASONS
from cmo_eval.analysis.agreement.intervals import CONFIDENCE, NO_INTERVAL, Measured
from cmo_eval.analysis.agreement.units import Disagreement

NAMES: Mapping[str, str] = {
    "percent": "agree",
    "cohen_kappa": "kappa",
    "weighted_kappa_linear": "kappa (linear)",
    "weighted_kappa_quadratic": "kappa (squared)",
    "fleiss_kappa": "kappa (Fleiss)",
    "krippendorff_alpha_nominal": "alpha",
    "krippendorff_alpha_ordinal": "alpha (ordinal)",
    "gwet_ac1": "AC1",
}
"""What a coefficient is called at the top of a column."""

_EXPLAINED = {
    "cohen_kappa": "kappa: Cohen's",
    "weighted_kappa_linear": "kappa of quality: Cohen's, weighted by the steps between two qualities, or their square",
    "fleiss_kappa": "kappa: Fleiss'",
    "krippendorff_alpha_nominal": "alpha: Krippendorff's",
    "krippendorff_alpha_ordinal": "alpha of quality: Krippendorff's, ordinal",
    "gwet_ac1": "AC1: Gwet's",
}

_SHORT: Mapping[str, str] = {
    "no_overlap": "no overlap",
    "one_unit": "one unit",
    "no_variation": "no variation",
    "not_two_coders": "not two coders",
    "not_numbers": "no numbers",
}

_SHOWN = 4
_FEW = 4

READING = (
    "No figure makes coding good or bad by itself. Kappa and alpha fall where nearly all citations get the same "
    "answer, AC1 does not; with few citations none of them says much. What helps is to talk about the disagreements."
)
"""What to make of the figures."""


def row_name(row: Row) -> str:
    """What a row is about."""
    return row.item or {"code": "codes", "stance": "stances"}.get(row.about, row.about)


def figure(one: Measured) -> str:
    """A coefficient with its interval, or in a word why there is none; percent agreement without its interval."""
    if one.value is None:
        return _SHORT[one.coefficient.why or "no_overlap"]
    if one.name == "percent":
        text = f"{one.value:.0%}"
        return ">99%" if text == "100%" and one.value < 1 else text
    interval = "" if one.low is None or one.high is None else f" [{_number(one.low)} {_number(one.high)}]"
    return _number(one.value) + interval


def _number(value: float) -> str:
    text = f"{value:.2f}"
    return "0.00" if text == "-0.00" else text


def about(one: Disagreement) -> str:
    """What a disagreement is about, in a word or some."""
    what = {"code": "code", "stance": "stance on", "pattern": "shown of", "quality": "quality"}[one.about]
    return f"{what} {one.item}" if one.item else what


def blocks(found: Agreement) -> list[tuple[tuple[str, ...], list[Row]]]:
    """Rows that have the same coders and coefficients, with the names of those that a table shows."""
    made: list[tuple[tuple[str, ...], list[Row]]] = []
    for row in found.rows:
        names = tuple(one.name for one in row.measures)[:_SHOWN]
        if not made or made[-1][0] != names or made[-1][1][-1].coders != row.coders:
            made.append((names, []))
        made[-1][1].append(row)
    return made


def notes(found: Agreement) -> Iterator[str]:
    """What the figures of this table are, as sentences."""
    shown = [one for row in found.rows for one in row.measures[:_SHOWN]]
    names = {one.name for one in shown}
    explained = "; ".join(text for name, text in _EXPLAINED.items() if name in names)
    draws = f"{CONFIDENCE:.0%} of {found.resamples:,} random draws of the same citations (seed {found.seed})"
    if explained:
        yield f"{explained}. Between brackets: {draws}."
    averaged = {
        "codes" if row.about == "code" else "claims": row.items
        for row in found.rows
        if row.items > 1 and row.about != "claim"
    }
    if averaged:
        over = " and ".join(f"{number} {what}" for what, number in averaged.items())
        rows = "Codes as a whole" if found.by == "code" else "Stances" if found.by == "stance" else "Codes and stances"
        yield f"{rows}: averaged over {over} before chance is taken off (pooled)."
    for why in dict.fromkeys(one.coefficient.why for one in shown):
        if why is not None:
            yield f"{_SHORT[why].capitalize()}: not computable; {REASONS[why]}."
    bare = dict.fromkeys(one.no_interval for one in shown if one.value is not None and one.name != "percent")
    reasons = [NO_INTERVAL[none] for none in bare if none is not None]
    if reasons:
        yield f"No brackets: {'; or '.join(reasons)}."


def left_out(found: Agreement) -> Iterator[str]:
    """What could not be compared, as sentences."""
    compared = found.compared
    if compared.unknown_first:
        yield (
            f"Left out: {_counted(compared.unknown_first)} settled without a record of what the first coder had "
            f"made of it ({_some(compared.unknown_first)})."
        )
    for one in compared.alone:
        if one.agreed:
            yield f"{one.source}: {_counted(one.agreed)} of the agreed coding not in {one.coder}'s file."
        if one.waiting:
            yield f"{one.source}: {_counted(one.waiting)} in {one.coder}'s file not coded yet."
        if one.second:
            fragments = "1 fragment" if len(one.second) == 1 else f"{len(one.second)} fragments"
            yield f"{one.source}: {fragments} that only {one.coder} marked ({_some(one.second)})."
    for source in compared.same_coder:
        yield f"{source}: a second coding by its first coder compares nobody; left out."


def _counted(ids: Sequence[str]) -> str:
    return "1 citation" if len(ids) == 1 else f"{len(ids)} citations"


def _some(ids: Sequence[str]) -> str:
    return ", ".join(ids) if len(ids) <= _FEW else f"{', '.join(ids[:_FEW])} and {len(ids) - _FEW} more"
