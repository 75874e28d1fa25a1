"""The programme theory of an evaluation as figures: claims, patterns, ripples and contrasts; draws nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cmo_eval.analysis.verification import ClaimResult, Verification
from cmo_eval.charts.diagram import Legend, theory_diagram
from cmo_eval.charts.mermaid import theory_mermaid
from cmo_eval.charts.picture import PAGE_HEIGHT, About, Picture
from cmo_eval.charts.theory import Box, Group, Theory
from cmo_eval.messages import count, label, phrase, say
from cmo_eval.model import Pattern
from cmo_eval.report.captions import about_part, named_thing, pictured
from cmo_eval.store.repository import Repository, natural

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
        title = say(
            phrase("picture.theory.of", claim=named_thing(claims[0], repository.claims[claims[0]].title)), language
        )
    legend = Legend(
        label("picture.theory.ripple", language),
        label("picture.theory.contrast", language),
        tuple((sign, label(f"picture.theory.{direction}", language)) for direction, sign in SIGNS.items()),
    )
    shown = _pages(theory, elsewhere, legend) if paged else [theory]
    found = []
    for number, part in enumerate(shown, start=1):
        about = about_part(name, title, _told(part, language), language, (number, len(shown)))
        drawing = theory_diagram(about, part, legend)
        picture = pictured(about, _caption(part, language), drawing)
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
            joined = "; ".join(
                say(phrase(f"picture.theory.{key}.pair", one=one, other=other), language) for one, other in pairs
            )
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
