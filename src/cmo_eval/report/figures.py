"""The figures of an evaluation: evidence, patterns by case, saturation and the programme theory; draws nothing itself.

Withdrawn people and sources are not in a repository, so they are in no figure. Figures show titles and numbers, never
words of quotes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from functools import partial
from typing import TypeVar

from cmo_eval.analysis.completeness import Completeness
from cmo_eval.analysis.evidence import Side
from cmo_eval.analysis.refinement import History
from cmo_eval.analysis.saturation import Saturation
from cmo_eval.analysis.verification import ClaimResult, Verification
from cmo_eval.charts.diagram import pages as theory_pages
from cmo_eval.charts.diagram import theory_diagram, theory_mermaid
from cmo_eval.charts.layout import SCREEN, lines_drawn
from cmo_eval.charts.picture import PAGE_HEIGHT, About, Drawing, Picture
from cmo_eval.charts.plots import Bar, Curve, Named, heat_map, stacked_bars, step_curves
from cmo_eval.charts.theory import Box, Group, Theory, Wording
from cmo_eval.charts.theory import Part as Shown
from cmo_eval.deferred import dataclass
from cmo_eval.messages import count, label, phrase, say
from cmo_eval.model import PARTS, STANCES, Claim, Pattern
from cmo_eval.report.analyses import Analyses
from cmo_eval.report.contents import Comparison
from cmo_eval.store.repository import Repository, natural

T = TypeVar("T")


@dataclass(frozen=True)
class Pictures:
    """The figures of a report; none where there is nothing to show, several where one would not fit on a page."""

    theory: tuple[Picture, ...]
    claims: Mapping[str, tuple[Picture, ...]] = field(default_factory=dict)
    evidence: tuple[Picture, ...] = ()
    cases: tuple[Picture, ...] = ()
    saturation: tuple[Picture, ...] = ()
    versions: Mapping[str, tuple[Picture, ...]] = field(default_factory=dict)
    comparisons: tuple[Picture, ...] = ()

    @property
    def all(self) -> Mapping[str, Picture]:
        """Every figure by its id."""
        by_claim = (*self.claims.values(), *self.versions.values())
        of_claims = [picture for pictures in by_claim for picture in pictures]
        whole = (*self.theory, *of_claims, *self.evidence, *self.cases, *self.comparisons, *self.saturation)
        return {one.id: one for one in whole}


def pictures(
    repository: Repository, analyses: Analyses, language: str, compared: Iterable[Comparison] = ()
) -> Pictures:
    """All figures of an evaluation without what was withdrawn, about the claims that were verified.

    Those of cases that are `compared` come with them.
    """
    verification = analyses.verification
    return Pictures(
        theory=theory_pictures(repository, verification, analyses.patterns, language),
        claims={
            id_: theory_pictures(repository, verification, shown, language, claims=(id_,))
            for id_, shown in analyses.patterns_of.items()
        },
        evidence=evidence_pictures(verification, language),
        cases=case_pictures(repository, verification, language),
        saturation=saturation_pictures(analyses.saturation, language, ordered=True),
        versions={
            id_: version_pictures(repository.claims[id_], one, language) for id_, one in analyses.histories.items()
        },
        comparisons=tuple(picture for one in compared for picture in one.pictures),
    )


def linked_pictures(
    repository: Repository, analyses: Analyses, language: str, links: Callable[[str, str], str]
) -> Pictures:
    """The figures of the programme theory alone, each whole and with `links`, see `theory_pictures`."""
    verification = analyses.verification
    return Pictures(
        theory_pictures(repository, verification, analyses.patterns, language, paged=False, links=links),
        {
            id_: theory_pictures(repository, verification, shown, language, claims=(id_,), paged=False, links=links)
            for id_, shown in analyses.patterns_of.items()
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


def saturation_pictures(yields: Saturation, language: str, *, ordered: bool = False) -> tuple[Picture, ...]:
    """How many patterns and codes had been seen after each next source; none where no source has a citation.

    Where it is to be `ordered`, also none where most sources have no date: it would show an order that is none.
    """
    undated = sum(one.date is None for one in yields)
    if not any(one.citations for one in yields) or (ordered and 2 * undated > len(yields)):
        return ()
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
        *(about.id, about.title, caption, about.alternative, drawing.svg),
        width=drawing.width,
        height=drawing.height,
        cuts=drawing.cuts,
    )


def named_thing(id_: str, title: str) -> str:
    """An id with its title; either may be empty."""
    return f"{id_} {title}".strip()


# ---- the programme theory --------------------------------------------------------------------------------------------

SIGNS = {"positive": "+", "negative": "−", "mixed": "±"}
_ANY = 1_000_000
_WHOLE = ((160, 1), (100, 1), (70, 2), (0, _ANY))
_OF_CLAIM = ((400, 1), (160, 1), (110, 1), (70, 1), (110, _ANY))
"""Characters of a part that are shown, and on how many pages at most: the first that will do. At 0 rows are brief."""


def theory_pictures(
    repository: Repository,
    verification: Verification,
    evidence: Mapping[str, Completeness],
    language: str,
    *,
    claims: Sequence[str] = (),
    paged: bool = True,
    links: Callable[[str, str], str] | None = None,
) -> tuple[Picture, ...]:
    """The programme theory: claims with their patterns, how well each part of these is shown, ripples and contrasts.

    None where there is no pattern. Numbers are voices in what is weighed for the claims that are shown.

    Args:
        repository: the evaluation, without what was withdrawn.
        verification: of the claims that are shown, for their verdicts.
        evidence: by pattern that of its parts, for these claims.
        language: `nl` or `en`.
        claims: only these; patterns elsewhere that theirs are joined to are named.
        paged: cut a diagram that is higher than a page into several.
        links: where a `claim` or a `pattern` (the first argument) with an id (the second) links to; nowhere without.
    """
    theory = _theory(repository, verification, evidence, language, claims, links)
    elsewhere = label("picture.theory.elsewhere", language)
    chosen = claims or (tuple(verification) if len(verification) < len(repository.claims) else ())
    if chosen:
        theory = theory.only([group for group in theory.groups if group.id in chosen], elsewhere)
    if not theory.boxes:
        return ()
    name = "-".join(("theory", *claims))
    title = label("picture.theory.title", language)
    if len(claims) == 1:
        claim = named_thing(claims[0], repository.claims[claims[0]].title)
        title = say(phrase("picture.theory.of", claim=claim), language)
    wording = _wording(language)
    for most, many in _OF_CLAIM if claims else _WHOLE:
        if pages := theory_pages(theory, most, wording, many):
            break
    shown = [theory.only(page, elsewhere) for page in pages] if paged and len(pages) > 1 else [theory]
    found, as_before = [], label("picture.theory.as_before", language)
    for number, part in enumerate(shown, start=1):
        about = about_part(name, title, _told(part, language, whole=bool(claims)), language, (number, len(shown)))
        caption = _caption(theory, shown, most, language) if number == 1 else as_before
        if number == 1 and _together(repository, verification, claims):
            caption += f" {label('picture.theory.together', language)}"
        picture = pictured(about, caption, theory_diagram(about, part, most, wording))
        narrow = partial(theory_diagram, replace(about, id=f"{about.id}-narrow"), part, most, wording, SCREEN)
        found.append(replace(picture, drawn_narrow=narrow, mermaid=theory_mermaid(about, part, wording.contrast)))
    return tuple(found)


def _wording(language: str) -> Wording:
    def said(key: str) -> str:
        return label(f"picture.theory.{key}", language)

    context, resource, reasoning, outcome = (label(f"part.{part}", language) for part in PARTS)
    return Wording(
        parts=(context, resource, reasoning, outcome),
        mechanism=said("mechanism"),
        missing=said("missing"),
        full=said("full"),
        half=said("half"),
        none=said("nobody"),
        denied=said("denied"),
        ripple=said("ripple"),
        contrast=said("contrast"),
        leads_to=said("leads_to"),
        comes_from=said("comes_from"),
        against=said("against"),
        continued=said("continued"),
        signs=tuple((sign, said(direction)) for direction, sign in SIGNS.items()),
    )


def _theory(
    repository: Repository,
    verification: Verification,
    evidence: Mapping[str, Completeness],
    language: str,
    first: Sequence[str],
    links: Callable[[str, str], str] | None,
) -> Theory:
    """The whole theory; a pattern of several claims stands in the first of them, those in `first` before others."""
    home: dict[str, str] = {}
    for id_ in (*first, *repository.claims):
        for pattern in repository.claims[id_].patterns:
            if pattern in repository.patterns:
                home.setdefault(pattern, id_)
    boxes = {
        id_: _box(one, evidence[id_], links) if home.get(id_) in first or not first else Box(id_, one.title)
        for id_, one in repository.patterns.items()
    }
    groups = []
    for id_, claim in repository.claims.items():
        own = tuple(boxes[one] for one in claim.patterns if home.get(one) == id_)
        others = [one for one in claim.patterns if one in boxes and home[one] != id_]
        notes = [_verdict(verification[id_], language)] if id_ in verification else []
        if others:
            said = ", ".join(f"{one} ({home[one]})" for one in others)
            notes.append(say(phrase("picture.theory.also", patterns=said), language))
        groups.append(Group(id_, claim.title, own, "; ".join(notes), links("claim", id_) if links else ""))
    loose = tuple(box for id_, box in boxes.items() if id_ not in home)
    if loose:
        groups.append(Group("", label("picture.theory.loose", language), loose))
    contrasts: dict[tuple[str, str], None] = {}
    for record in repository.patterns.values():
        for other in record.contrasts_with:
            one, two = sorted((record.id, other), key=natural)
            if one != two:
                contrasts[one, two] = None
    ripples = tuple((pattern.id, other) for pattern in repository.patterns.values() for other in pattern.leads_to)
    return Theory(
        tuple(groups),
        tuple(pair for pair in dict.fromkeys(ripples) if set(pair) <= boxes.keys()),
        tuple(pair for pair in contrasts if set(pair) <= boxes.keys()),
    )


def _box(pattern: Pattern, found: Completeness, links: Callable[[str, str], str] | None) -> Box:
    outcome = pattern.outcome
    reasoning = pattern.reasoning or ""
    texts = {
        "context": "; ".join(pattern.context),
        "resource": pattern.resource or "",
        "reasoning": f"{pattern.actor}: {reasoning}" if pattern.actor and reasoning else reasoning,
        "outcome": outcome.text if outcome else "",
    }
    context, resource, reasoned, led_to = (
        Shown(texts[part], _voices(found.parts[part]), _voices(found.denied[part])) for part in PARTS
    )
    sign = SIGNS.get((outcome.direction if outcome else None) or "", "")
    href = links("pattern", pattern.id) if links else ""
    return Box(pattern.id, pattern.title, (context, resource, reasoned, led_to), sign, href)


def _voices(side: Side) -> int:
    return len({row.who.voice for row in side.rows})


def _verdict(result: ClaimResult, language: str) -> str:
    decision = result.decision
    if decision is None:
        return say(phrase("picture.proposal", verdict=label(result.proposal.verdict, language)), language)
    key = "picture.reading" if decision.reported_in else "picture.decision"
    return say(phrase(key, verdict=label(decision.verdict, language)), language)


def _told(theory: Theory, language: str, *, whole: bool) -> str:
    """The theory in sentences: what each claim holds, how well parts are shown, what leads to and contrasts with what.

    `whole`: with all words of each part.
    """
    groups = [group for group in theory.groups if not group.elsewhere]
    number = sum(len(group.boxes) for group in groups)
    claims = sum(bool(group.id) for group in groups)
    said = [f"{count(claims, 'claim', language)}, {count(number, 'pattern', language)}."]
    for group in theory.groups:
        titles = "; ".join(named_thing(box.id, box.title) for box in group.boxes)
        note = f" ({group.note})" if group.note else ""
        named = f"{named_thing(group.id, group.title)}{note}"
        if group.elsewhere or not group.boxes:
            said.append(f"{named}: {titles or label('none', language)}.")
            continue
        said.append(f"{named}.")
        said += [_box_told(box, language, whole=whole) for box in group.boxes]
    for key, pairs in (("ripples", theory.ripples), ("contrasts", theory.contrasts)):
        if pairs:
            said_pairs = (phrase(f"picture.theory.{key}.pair", one=one, other=other) for one, other in pairs)
            joined = "; ".join(say(one, language) for one in said_pairs)
            said.append(f"{joined[:1].upper()}{joined[1:]}.")
    return " ".join(said)


def _box_told(box: Box, language: str, *, whole: bool) -> str:
    parts = []
    for name, part in zip(PARTS, box.parts, strict=True):
        words = part.text.rstrip(".") or label("picture.theory.missing", language)
        key = "picture.theory.shown.denied" if part.denying else "picture.theory.shown"
        numbers = say(phrase(key, n=part.showing, denied=part.denying), language)
        told = f"{label(f'part.{name}', language)}, {words} ({numbers})"
        parts.append(told if whole or not part.text else f"{label(f'part.{name}', language)} {numbers}")
    return f"{named_thing(box.id, box.title)}: {'; '.join(parts)}."


def _together(repository: Repository, verification: Verification, claims: Sequence[str]) -> bool:
    """Whether numbers in a figure of these claims (all, where none is given) add up over several of them."""
    claims_of = Counter(pattern for id_ in claims or verification for pattern in repository.claims[id_].patterns)
    return any(number > 1 for pattern, number in claims_of.items() if pattern in repository.patterns)


def _caption(theory: Theory, pages: Sequence[Theory], most: int, language: str) -> str:
    """What rows, parts and marks are, the lines that are drawn on these pages of it, and where words are cut off."""
    boxes = [box for group in theory.groups if not group.elsewhere for box in group.boxes]
    arrows, dashed = (any(drawn) for drawn in zip(*map(lines_drawn, pages), strict=True))
    signed = {bool(box.sign) for box in boxes}
    keys = {"ripples.caption": arrows, "contrasts.caption": dashed, "unsigned": len(signed) > 1, "brief": not most}
    said = [label(f"picture.theory.{key}", language) for key in ("caption", *(key for key in keys if keys[key]))]
    if most and any(len(part.text) > most for box in boxes for part in box.parts):
        said.append(say(phrase("picture.theory.cut", n=most), language))
    return " ".join(said)
