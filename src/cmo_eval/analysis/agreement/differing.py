"""Where the coders of a citation differ, in words; knows no coefficients."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cmo_eval.analysis.agreement.units import NONE, Unit
from cmo_eval.model import PARTS, Adjudicated
from cmo_eval.store.repository import natural

What = Literal["code", "stance", "quality", "pattern"]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One thing that coders saw differently in a citation; `said` gives each coder's answer in a word or some.

    `about` is code, stance, quality or pattern, `item` the code, claim or pattern (None for quality). `settled` says by
    whom and when it was settled, None while it is open.
    """

    citation: str
    source: str
    row: int | None
    about: What
    item: str | None
    said: Mapping[str, str]
    settled: Adjudicated | None = None
    disputed: bool = False


def differences(unit: Unit) -> Iterator[Disagreement]:
    """What the coders of a citation saw differently: codes, stances, quality, and what is shown of patterns.

    Where one gives no quality at all there is nothing to differ about.
    """
    judgements = unit.judgements

    def differing(about: What, item: str | None, answers: Mapping[str, str | None]) -> Iterator[Disagreement]:
        given = {coder: answer for coder, answer in answers.items() if answer is not None}
        if len(set(given.values())) > 1:
            yield Disagreement(unit.citation, unit.source, unit.row, about, item, given, unit.settled, unit.disputed)

    for claim in _sorted(said.stances for said in judgements.values()):
        answers = {coder: said.stances.get(claim, NONE) for coder, said in judgements.items()}
        yield from differing("stance", claim, answers)
    for pattern in _sorted(said.shown for said in judgements.values()):
        shown = {coder: _parts(said.shown.get(pattern)) for coder, said in judgements.items()}
        yield from differing("pattern", pattern, shown)
    for code in _sorted(said.codes for said in judgements.values()):
        yield from differing("code", code, {c: "yes" if code in said.codes else "no" for c, said in judgements.items()})
    yield from differing("quality", None, {coder: said.quality for coder, said in judgements.items()})


def _sorted(found: Iterable[Iterable[str]]) -> list[str]:
    return sorted({name for names in found for name in names}, key=natural)


def _parts(parts: Sequence[str] | None) -> str:
    """Parts in words; a pattern that is named without any is shown as a whole."""
    if parts is None:
        return NONE
    if not parts:
        return "no part named"
    return "all parts" if len(parts) == len(PARTS) else ", ".join(parts)
