"""The figures of an evaluation: evidence, patterns by case, saturation and the programme theory; draws nothing itself.

Withdrawn people and sources are not in a repository, so they are in no figure. Figures show titles and numbers, never
words of quotes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from cmo_eval.analysis.saturation import saturation_of
from cmo_eval.analysis.verification import Verification
from cmo_eval.charts.bars import Bar, stacked_bars
from cmo_eval.charts.heat import Named, heat_map
from cmo_eval.charts.picture import PAGE_HEIGHT, About, Drawing, Picture
from cmo_eval.charts.steps import Curve, step_curves
from cmo_eval.messages import count, label, phrase, say
from cmo_eval.model import STANCES
from cmo_eval.report.captions import about_part, named_thing, pictured
from cmo_eval.report.programme_theory import theory_pictures
from cmo_eval.store.repository import Repository

__all__ = [
    "Pictures",
    "case_pictures",
    "evidence_pictures",
    "pictures",
    "saturation_pictures",
    "theory_pictures",
]

T = TypeVar("T")


@dataclass(frozen=True)
class Pictures:
    """The figures of a report; none where there is nothing to show, several where one would not fit on a page."""

    theory: tuple[Picture, ...]
    claims: Mapping[str, tuple[Picture, ...]]
    evidence: tuple[Picture, ...]
    cases: tuple[Picture, ...]
    saturation: tuple[Picture, ...]

    @property
    def all(self) -> Mapping[str, Picture]:
        """Every figure by its id."""
        of_claims = [picture for pictures in self.claims.values() for picture in pictures]
        return {one.id: one for one in (*self.theory, *of_claims, *self.evidence, *self.cases, *self.saturation)}


def pictures(repository: Repository, verification: Verification, language: str, *, paged: bool = True) -> Pictures:
    """All figures.

    Args:
        repository: the evaluation, without what was withdrawn.
        verification: of all its claims, or of those that the figures are about.
        language: `nl` or `en`.
        paged: cut a figure that is higher than a page into several.
    """
    return Pictures(
        theory=theory_pictures(repository, verification, language, paged=paged),
        claims={
            id_: theory_pictures(repository, verification, language, claims=(id_,), paged=paged) for id_ in verification
        },
        evidence=evidence_pictures(verification, language, paged=paged),
        cases=case_pictures(repository, verification, language, paged=paged),
        saturation=saturation_pictures(
            repository, language, claims=() if len(verification) == len(repository.claims) else tuple(verification)
        ),
    )


def evidence_pictures(verification: Verification, language: str, *, paged: bool = True) -> tuple[Picture, ...]:
    """How many weighed citations take which stance on each claim; none where there is no claim."""
    kinds = [label(stance, language) for stance in STANCES]
    bars = []
    for result in verification.values():
        evidence = result.evidence
        sides: dict[str, set[str]] = {stance: set() for stance in STANCES}
        for strand, citations in evidence.rows.strands.items():
            sides[strand.stance].update(citations)
        numbers = tuple(map(len, sides.values()))
        bars.append(Bar(result.claim.id, result.claim.title, numbers, len(evidence.all.citations)))

    def alternative(shown: Sequence[Bar]) -> str:
        return " ".join(
            say(
                phrase(
                    "picture.evidence.row",
                    claim=named_thing(bar.id, bar.title),
                    numbers=", ".join(f"{kind} {number}" for kind, number in zip(kinds, bar.numbers, strict=True)),
                    total=bar.whole,
                ),
                language,
            )
            for bar in shown
        )

    def draw(about: About, shown: Sequence[Bar]) -> Drawing:
        return stacked_bars(about, kinds, shown, label("picture.citations", language), label("picture.total", language))

    return _paged("evidence", bars, alternative, draw, language, paged=paged)


def case_pictures(
    repository: Repository, verification: Verification, language: str, *, paged: bool = True
) -> tuple[Picture, ...]:
    """How many weighed citations show which pattern in which case; none where no pattern was seen in a case.

    Patterns and cases that have nothing in common are left out. What was looked for and not found is marked.
    """
    seen: dict[tuple[str, str], set[str]] = {}
    concerned = {pattern for result in verification.values() for pattern in result.claim.patterns}
    for result in verification.values():
        for strand, citations in result.evidence.rows.strands.items():
            if strand.pattern in repository.patterns and strand.case in repository.cases:
                seen.setdefault((strand.pattern or "", strand.case or ""), set()).update(citations)
                concerned.add(strand.pattern or "")
    absent = frozenset(
        (shown.pattern, case.id)
        for case in repository.cases.values()
        for shown in case.shows
        if shown.absent and shown.pattern in repository.patterns
        if shown.pattern in concerned or len(verification) == len(repository.claims)
    )
    numbers = {cell: len(citations) for cell, citations in seen.items()}
    cells = numbers.keys() | absent
    rows = [Named(one.id, one.title) for one in repository.patterns.values() if any(one.id == row for row, _ in cells)]
    columns = [
        Named(one.id, one.title) for one in repository.cases.values() if any(one.id == case for _, case in cells)
    ]
    most = max(numbers.values(), default=0)

    def alternative(shown: Sequence[Named]) -> str:
        said = []
        for row in shown:
            parts = [f"{case.id} {numbers[row.id, case.id]}" for case in columns if (row.id, case.id) in numbers]
            parts += [
                say(phrase("picture.cases.absent", case=case.id), language)
                for case in columns
                if (row.id, case.id) in absent
            ]
            said.append(f"{named_thing(row.id, row.title)}: {', '.join(parts)}.")
        return " ".join(said)

    def draw(about: About, shown: Sequence[Named]) -> Drawing:
        return heat_map(
            about,
            shown,
            columns,
            numbers,
            absent,
            most=most,
            absent_label=label("picture.cases.mark", language),
            scale_label=label("picture.citations", language),
        )

    return _paged("cases", rows, alternative, draw, language, paged=paged)


def saturation_pictures(repository: Repository, language: str, *, claims: Sequence[str] = ()) -> tuple[Picture, ...]:
    """How many patterns and codes had been seen after each next source; none where no source has a citation."""
    yields = saturation_of(repository, claims)
    if not any(one.citations for one in yields):
        return ()
    undated = sum(one.date is None for one in yields)
    curves = [
        Curve(label(f"picture.saturation.{noun}", language), reached)
        for noun, reached in (
            ("patterns", tuple(one.patterns for one in yields)),
            ("codes", tuple(one.codes for one in yields)),
        )
        if reached[-1]
    ]
    last = yields[-1]
    said = [
        say(
            phrase(
                "picture.saturation.reached",
                sources=count(len(yields), "source", language),
                patterns=count(last.patterns, "pattern", language),
                codes=count(last.codes, "picture.code", language),
            ),
            language,
        )
    ]
    for noun, added in (
        ("patterns", [(one.source, len(one.new_patterns)) for one in yields]),
        ("codes", [(one.source, len(one.new_codes)) for one in yields]),
    ):
        steps = ", ".join(f"{source} +{number}" for source, number in added if number)
        if steps:
            said.append(f"{label(f'picture.saturation.{noun}', language)}: {steps}.")
    if undated:
        said.append(say(phrase("picture.saturation.undated", n=undated), language))
    about = About("saturation", label("picture.saturation.title", language), " ".join(said), language)
    drawing = step_curves(
        about,
        [(one.source, one.date or "") for one in yields],
        curves,
        undated,
        label("picture.saturation.no_date", language),
    )
    return (pictured(about, label("picture.saturation.caption", language), drawing),)


def _paged(
    name: str,
    items: Sequence[T],
    alternative: Callable[[Sequence[T]], str],
    draw: Callable[[About, Sequence[T]], Drawing],
    language: str,
    *,
    paged: bool,
) -> tuple[Picture, ...]:
    """The figure of these items, or as many figures of equally many items as it takes to fit on pages."""
    if not items:
        return ()
    title, caption = label(f"picture.{name}.title", language), label(f"picture.{name}.caption", language)

    def figures(many: int) -> list[Picture]:
        size = -(-len(items) // many)
        parts = [items[first : first + size] for first in range(0, len(items), size)]
        found = []
        for number, part in enumerate(parts, start=1):
            about = about_part(name, title, alternative(part), language, (number, len(parts)))
            found.append(pictured(about, caption, draw(about, part)))
        return found

    found = figures(1)
    many = int(found[0].height // PAGE_HEIGHT) + 1
    while paged and many <= len(items) and any(one.height > PAGE_HEIGHT for one in found):
        found = figures(many)
        many += 1
    return tuple(found)
