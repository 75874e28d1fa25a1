"""The figures of an evaluation: evidence, patterns by case, saturation and the programme theory; draws nothing itself.

Withdrawn people and sources are not in a repository, so they are in no figure. Figures show titles and numbers, never
words of quotes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from cmo_eval.analysis.refinement import History
from cmo_eval.analysis.saturation import saturation_of
from cmo_eval.analysis.verification import ClaimResult, Verification
from cmo_eval.charts.diagram import Legend, theory_diagram, theory_mermaid
from cmo_eval.charts.picture import PAGE_HEIGHT, About, Drawing, Picture
from cmo_eval.charts.plots import Bar, Curve, Named, heat_map, stacked_bars, step_curves
from cmo_eval.charts.theory import Box, Group, Theory
from cmo_eval.messages import count, label, phrase, say
from cmo_eval.model import STANCES, Claim, Pattern
from cmo_eval.store.repository import Repository, natural

T = TypeVar("T")


@dataclass(frozen=True)
class Pictures:
    """The figures of a report; none where there is nothing to show, several where one would not fit on a page."""

    theory: tuple[Picture, ...]
    claims: Mapping[str, tuple[Picture, ...]]
    evidence: tuple[Picture, ...]
    cases: tuple[Picture, ...]
    saturation: tuple[Picture, ...]
    versions: Mapping[str, tuple[Picture, ...]] = field(default_factory=dict)

    @property
    def all(self) -> Mapping[str, Picture]:
        """Every figure by its id."""
        by_claim = (*self.claims.values(), *self.versions.values())
        of_claims = [picture for pictures in by_claim for picture in pictures]
        return {one.id: one for one in (*self.theory, *of_claims, *self.evidence, *self.cases, *self.saturation)}


def pictures(
    repository: Repository,
    verification: Verification,
    language: str,
    histories: Mapping[str, History] | None = None,
) -> Pictures:
    """All figures of an evaluation without what was withdrawn, about the claims that were verified.

    Those of claims with several wordings are made from their `histories`.
    """
    return Pictures(
        theory=theory_pictures(repository, verification, language),
        claims={id_: theory_pictures(repository, verification, language, claims=(id_,)) for id_ in verification},
        evidence=evidence_pictures(verification, language),
        cases=case_pictures(repository, verification, language),
        saturation=saturation_pictures(
            repository, language, claims=() if len(verification) == len(repository.claims) else tuple(verification)
        ),
        versions={
            id_: version_pictures(repository.claims[id_], one, language) for id_, one in (histories or {}).items()
        },
    )


def version_pictures(claim: Claim, history: History, language: str) -> tuple[Picture, ...]:
    """How much evidence each wording of a claim kept, gained, left behind and lost; what is set aside is lost too."""
    kinds = [label(f"picture.versions.{one}", language) for one in ("carried", "gained", "left_behind", "lost")]
    bars, said = [], []
    for one in history:
        lost = {*one.lost.citations, *(aside.citation for aside in one.set_aside)}
        sides = (one.carried.citations, one.gained.citations, one.left_behind.citations, lost)
        numbers = tuple(map(len, sides))
        name = say(phrase("picture.versions.version", n=one.wording.version), language)
        bars.append(Bar(name, one.wording.statement, numbers, numbers[0] + numbers[1]))
        told = ", ".join(f"{kind} {number}" for kind, number in zip(kinds, numbers, strict=True))
        said.append(f"{name} ({one.wording.date}): {told}." if one.wording.date else f"{name}: {told}.")
    title = say(phrase("picture.versions.title", claim=named_thing(claim.id, claim.title)), language)
    about = About(f"versions-{claim.id}", title, " ".join(said), language)
    drawing = stacked_bars(
        about, kinds, bars, label("citation.many", language), label("picture.versions.about_it", language)
    )
    return (pictured(about, label("picture.versions.caption", language), drawing),)


def evidence_pictures(verification: Verification, language: str, *, paged: bool = True) -> tuple[Picture, ...]:
    """How many weighed citations take which stance on each claim; none where there is no claim."""
    kinds = [label(stance, language) for stance in STANCES]
    bars = []
    for result in verification.values():
        sides: dict[str, set[str]] = {stance: set() for stance in STANCES}
        for row in result.evidence.rows:
            sides[row.stance].add(row.citation)
        numbers = tuple(map(len, sides.values()))
        bars.append(Bar(result.claim.id, result.claim.title, numbers, len(result.evidence.all.citations)))

    def alternative(shown: Sequence[Bar]) -> str:
        said = []
        for bar in shown:
            numbers = ", ".join(f"{kind} {number}" for kind, number in zip(kinds, bar.numbers, strict=True))
            claim = named_thing(bar.id, bar.title)
            said.append(say(phrase("picture.evidence.row", claim=claim, numbers=numbers, total=bar.whole), language))
        return " ".join(said)

    def draw(about: About, shown: Sequence[Bar]) -> Drawing:
        return stacked_bars(about, kinds, shown, label("picture.citations", language), label("picture.total", language))

    return _paged("evidence", bars, alternative, draw, language, paged=paged)


def case_pictures(
    repository: Repository, verification: Verification, language: str, *, paged: bool = True
) -> tuple[Picture, ...]:
    """How many weighed citations show which pattern in which case; none where no pattern was seen in a case.

    Patterns and cases that have nothing in common are left out. What is denied, or was looked for and not found, is
    marked.
    """
    seen: dict[tuple[str, str], set[str]] = {}
    denied: set[tuple[str, str]] = set()
    concerned = {pattern for result in verification.values() for pattern in result.claim.patterns}
    for result in verification.values():
        for row in result.evidence.rows:
            if row.pattern in repository.patterns and row.case in repository.cases:
                cell = (row.pattern or "", row.case or "")
                concerned.add(cell[0])
                if row.shows_pattern:
                    seen.setdefault(cell, set()).add(row.citation)
                if row.lacks:
                    denied.add(cell)
    absent = denied | {
        (shown.pattern, case.id)
        for case in repository.cases.values()
        for shown in case.shows
        if shown.absent and shown.pattern in repository.patterns
        if shown.pattern in concerned or len(verification) == len(repository.claims)
    }
    numbers = {cell: len(citations) for cell, citations in seen.items()}
    cells = numbers.keys() | absent
    with_row, with_column = {row for row, _ in cells}, {case for _, case in cells}
    rows = [Named(one.id, one.title) for one in repository.patterns.values() if one.id in with_row]
    columns = [Named(one.id, one.title) for one in repository.cases.values() if one.id in with_column]
    most = max(numbers.values(), default=0)

    def alternative(shown: Sequence[Named]) -> str:
        said = []
        for row in shown:
            parts = [f"{case.id} {numbers[row.id, case.id]}" for case in columns if (row.id, case.id) in numbers]
            missing = [phrase("picture.cases.absent", case=case.id) for case in columns if (row.id, case.id) in absent]
            parts += [say(one, language) for one in missing]
            said.append(f"{named_thing(row.id, row.title)}: {', '.join(parts)}.")
        return " ".join(said)

    def draw(about: About, shown: Sequence[Named]) -> Drawing:
        return heat_map(
            about,
            shown,
            columns,
            numbers,
            frozenset(absent),
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
    last = yields[-1]
    reached = phrase(
        "picture.saturation.reached",
        sources=count(len(yields), "source", language),
        patterns=count(last.patterns, "pattern", language),
        codes=count(last.codes, "picture.code", language),
    )
    said, curves = [say(reached, language)], []
    for noun in ("patterns", "codes"):
        name = label(f"picture.saturation.{noun}", language)
        if getattr(last, noun):
            curves.append(Curve(name, tuple(getattr(one, noun) for one in yields)))
        steps = ", ".join(f"{one.source} +{len(new)}" for one in yields if (new := getattr(one, f"new_{noun}")))
        if steps:
            said.append(f"{name}: {steps}.")
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


# ---- what figures say of themselves ----------------------------------------------------------------------------------


def about_part(name: str, title: str, alternative: str, language: str, part: tuple[int, int]) -> About:
    """What a drawing says of itself; which of several it is, where there are more."""
    number, many = part
    if many == 1:
        return About(name, title, alternative, language)
    title = say(phrase("picture.part", title=title, n=number, many=many), language)
    return About(f"{name}-part{number}", title, alternative, language)


def pictured(about: About, caption: str, drawing: Drawing) -> Picture:
    """The figure: the drawing with its words."""
    return Picture(
        about.id, about.title, caption, about.alternative, drawing.svg, width=drawing.width, height=drawing.height
    )


def named_thing(id_: str, title: str) -> str:
    """An id with its title; either may be empty."""
    return f"{id_} {title}".strip()


# ---- the programme theory --------------------------------------------------------------------------------------------

SIGNS = {"positive": "+", "negative": "−", "mixed": "±"}
_MOST_BOXES = 36
"""Of one claim in one frame: more would not fit on a page."""


def theory_pictures(
    repository: Repository,
    verification: Verification,
    language: str,
    *,
    claims: Sequence[str] = (),
    paged: bool = True,
) -> tuple[Picture, ...]:
    """The programme theory: claims with their patterns, ripples and contrasts; none where there is no pattern.

    Args:
        repository: the evaluation, without what was withdrawn.
        verification: of the claims that are shown, for their verdicts.
        language: `nl` or `en`.
        claims: only these; patterns elsewhere that theirs are connected with stand beneath them.
        paged: cut a diagram that is higher than a page into several.
    """
    theory = _theory(repository, verification, language, claims)
    elsewhere = label("picture.theory.elsewhere", language)
    if claims:
        theory = theory.only(claims, elsewhere)
    elif len(verification) < len(repository.claims):
        theory = theory.only(tuple(verification), elsewhere)
    if not theory.boxes:
        return ()
    name = "-".join(("theory", *claims))
    title = label("picture.theory.title", language)
    if len(claims) == 1:
        claim = named_thing(claims[0], repository.claims[claims[0]].title)
        title = say(phrase("picture.theory.of", claim=claim), language)
    legend = Legend(
        label("picture.theory.ripple", language),
        label("picture.theory.contrast", language),
        tuple((sign, label(f"picture.theory.{direction}", language)) for direction, sign in SIGNS.items()),
    )
    shown = _pages(theory, elsewhere, legend) if paged else [theory]
    found = []
    for number, part in enumerate(shown, start=1):
        about = about_part(name, title, _told(part, language), language, (number, len(shown)))
        picture = pictured(about, _caption(part, language), theory_diagram(about, part, legend))
        found.append(replace(picture, mermaid=theory_mermaid(about, part, legend.contrast)))
    return tuple(found)


def _theory(repository: Repository, verification: Verification, language: str, first: Sequence[str]) -> Theory:
    """The whole theory; a pattern of several claims stands in the first of them, those in `first` before others."""
    home: dict[str, str] = {}
    for id_ in (*first, *repository.claims):
        for pattern in repository.claims[id_].patterns:
            if pattern in repository.patterns:
                home.setdefault(pattern, id_)
    groups = []
    for id_, claim in repository.claims.items():
        own = [repository.patterns[one] for one in claim.patterns if home.get(one) == id_]
        others = [one for one in claim.patterns if one in repository.patterns and home[one] != id_]
        notes = [_verdict(verification[id_], language)] if id_ in verification else []
        if others:
            said = ", ".join(f"{one} ({home[one]})" for one in others)
            notes.append(say(phrase("picture.theory.also", patterns=said), language))
        groups.append(Group(id_, claim.title, tuple(map(_box, own)), "; ".join(notes)))
    loose = [pattern for pattern in repository.patterns.values() if pattern.id not in home]
    if loose:
        groups.append(Group("", label("picture.theory.loose", language), tuple(map(_box, loose))))
    contrasts: dict[tuple[str, str], None] = {}
    for record in repository.patterns.values():
        for other in record.contrasts_with:
            one, two = sorted((record.id, other), key=natural)
            if one != two:
                contrasts[one, two] = None
    ripples = tuple((pattern.id, other) for pattern in repository.patterns.values() for other in pattern.leads_to)
    known = repository.patterns.keys()
    return Theory(
        tuple(groups),
        tuple(pair for pair in dict.fromkeys(ripples) if set(pair) <= known),
        tuple(pair for pair in contrasts if set(pair) <= known),
    )


def _box(pattern: Pattern) -> Box:
    direction = pattern.outcome.direction if pattern.outcome else None
    return Box(pattern.id, pattern.title, SIGNS.get(direction or "", ""))


def _verdict(result: ClaimResult, language: str) -> str:
    decision = result.decision
    if decision is None:
        return say(phrase("picture.proposal", verdict=label(result.proposal.verdict, language)), language)
    key = "picture.reading" if decision.reported_in else "picture.decision"
    return say(phrase(key, verdict=label(decision.verdict, language)), language)


def _told(theory: Theory, language: str) -> str:
    """The theory in sentences: what each claim holds, what leads to what, what stands against what."""
    groups = [group for group in theory.groups if not group.elsewhere]
    number = sum(len(group.boxes) for group in groups)
    claims = sum(bool(group.id) for group in groups)
    said = [f"{count(claims, 'claim', language)}, {count(number, 'pattern', language)}."]
    for group in theory.groups:
        titles = "; ".join(named_thing(box.id, box.title) for box in group.boxes)
        note = f" ({group.note})" if group.note else ""
        said.append(f"{named_thing(group.id, group.title)}{note}: {titles or label('none', language)}.")
    for key, pairs in (("ripples", theory.ripples), ("contrasts", theory.contrasts)):
        if pairs:
            said_pairs = (phrase(f"picture.theory.{key}.pair", one=one, other=other) for one, other in pairs)
            joined = "; ".join(say(one, language) for one in said_pairs)
            said.append(f"{joined[:1].upper()}{joined[1:]}.")
    return " ".join(said)


def _caption(theory: Theory, language: str) -> str:
    """What frames and boxes are, and the lines that are drawn."""
    lines = (("ripples", theory.ripples), ("contrasts", theory.contrasts))
    keys = ["caption", *(f"{key}.caption" for key, pairs in lines if pairs)]
    return " ".join(label(f"picture.theory.{key}", language) for key in keys)


def _pages(theory: Theory, elsewhere: str, legend: Legend) -> list[Theory]:
    """The theory in parts of whole claims, none higher than a page; a claim with very many patterns is cut up."""
    pieces: list[Group] = []
    for group in theory.groups:
        for first in range(0, max(1, len(group.boxes)), _MOST_BOXES):
            title = group.title if not first else f"{group.title} ({first // _MOST_BOXES + 1})"
            pieces.append(replace(group, title=title, boxes=group.boxes[first : first + _MOST_BOXES]))
    whole = replace(theory, groups=tuple(pieces))
    nothing = About("page", "", "", "en")

    def part(chosen: Sequence[Group]) -> Theory:
        if len(chosen) == len(pieces):
            return whole
        return _with(whole, [group for group in chosen if not group.elsewhere], elsewhere)

    def fits(chosen: Sequence[Group]) -> bool:
        return theory_diagram(nothing, part(chosen), legend).height <= PAGE_HEIGHT

    if fits(pieces):
        return [whole]
    pages: list[list[Group]] = [[]]
    for group in pieces:
        if group.elsewhere:
            continue
        if pages[-1] and not fits([*pages[-1], group]):
            pages.append([])
        pages[-1].append(group)
    return [part(page) for page in pages]


def _with(theory: Theory, chosen: Sequence[Group], elsewhere: str) -> Theory:
    """The theory of these groups, told apart by themselves: pieces of one claim have the same id."""
    numbered = tuple(replace(group, id=f"{place}") for place, group in enumerate(theory.groups))
    names = {f"{place}": group.id for place, group in enumerate(theory.groups)}
    keys = [f"{place}" for place, group in enumerate(theory.groups) if group in chosen]
    kept = replace(theory, groups=numbered).only(keys, elsewhere)
    origin = {box.id: group.id for group in theory.groups for box in group.boxes}
    titles = {box.id: box.title for group in theory.groups for box in group.boxes}
    groups = []
    for group in kept.groups:
        if not group.elsewhere:
            groups.append(replace(group, id=names[group.id]))
            continue
        boxes = (
            replace(box, title=f"{titles[box.id]} ({origin[box.id]})" if origin[box.id] else titles[box.id])
            for box in group.boxes
        )
        groups.append(replace(group, boxes=tuple(boxes)))
    return replace(kept, groups=tuple(groups))
