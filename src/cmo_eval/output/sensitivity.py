"""What `verify` is asked beyond its verdicts: what they hang on (`--sensitivity`, `--without`), and `--saturation`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from cmo_eval.analysis.proposal import Proposal
from cmo_eval.analysis.robustness import Change, Flip, Sensitivity, Without, grounds
from cmo_eval.analysis.saturation import Yield
from cmo_eval.analysis.verification import ClaimResult, Details, Verification
from cmo_eval.messages import count, label, say
from cmo_eval.output.explanation import because, lacking, taken, verdict
from cmo_eval.output.plain import fields
from cmo_eval.output.refinement import history_page
from cmo_eval.output.tables import Page, Part, name

_MOST_NAMED = 12
_EIGHTHS = " ▁▂▃▄▅▆▇█"


def details_text(verification: Verification, details: Details, *, width: int, colour: bool) -> str:
    """The proposals without some sources, what would change them, and what each source still added; what was asked."""
    page = Page(width, colour=colour)
    if details.without:
        _without(page, verification, details.without)
    if details.sensitivity:
        page.line(("What the proposals hang on", "bold"))
        for id_, result in verification.items():
            page.line()
            _sensitivity(page, result, details.sensitivity[id_])
        page.line()
    if details.history:
        history_page(page, verification, details.history)
    if details.saturation is not None:
        _saturation(page, details.saturation)
    return page.text().rstrip("\n") + "\n"


def sensitivity_data(details: Details, claim: str) -> dict[str, Any]:
    """What was asked about a claim, for JSON: each change that flips its proposal, and the proposal without sources."""
    data: dict[str, Any] = {}
    if claim in details.sensitivity:
        tried = details.sensitivity[claim]
        flips = [
            {**fields(flip, "change", "ids"), "claim_version": flip.version, **_brief(flip.proposal)}
            for flip in tried.flips
        ]
        data["sensitivity"] = {**fields(tried, "robust", "changes", "tried"), "flips": flips}
    if claim in details.without:
        found = details.without[claim]
        data["without"] = {
            **fields(found, "names", "lost"),
            "claim_version": found.version,
            "proposal": _brief(found.proposal),
            "changed": found.changed,
        }
    return data


def _brief(proposal: Proposal) -> dict[str, Any]:
    return fields(proposal, "verdict", "rule", "reason", "becomes")


# ---- without some sources -------------------------------------------------------------------------------------------


def _without(page: Page, verification: Verification, found: Mapping[str, Without]) -> None:
    """The proposals without some sources or participants beside those that stand, and why they change."""
    page.line((f"Without {say(list(next(iter(found.values())).names))}", "bold"))
    rows = []
    for result in verification.values():
        one = found[result.claim.id]
        same = not one.changed and one.proposal.rule == result.proposal.rule
        title: list[Part] = [(f"{result.claim.id} ", "bold"), result.claim.title]
        other: list[Part] = [("the same", "dim")] if same else _with_rule(one.proposal)
        rows.append((title, _with_rule(result.proposal), other, taken(result), str(len(one.lost))))
    page.table(("Claim", "Proposal now", "Without", "Decision", "Lost"), rows, numbers=1)
    changed = [one for one in found.values() if one.changed]
    if changed:
        page.line(("Why", "bold"))
        page.grid(
            (name(one.claim, "bold"), [*because(one.proposal), _version(one.version, verification[one.claim])])
            for one in changed
        )
    else:
        page.line("No proposal changes.")
    page.line()
    page.line("Lost: citations that were weighed. No file changes, and no decision is stale because of this.")
    page.line()


def _with_rule(proposal: Proposal) -> list[Part]:
    return [verdict(proposal), (f" {proposal.rule}", "dim")]


def _version(version: int, result: ClaimResult) -> str:
    return "" if version == result.version else f" (then version {version} is weighed)"


# ---- what the proposals hang on -------------------------------------------------------------------------------------


def _sensitivity(page: Page, result: ClaimResult, found: Sensitivity) -> None:
    """The changes that flip a claim's proposal, and those that change nothing."""
    page.line((f"{result.claim.id} ", "bold"), f"{result.claim.title}: ", *_with_rule(result.proposal))
    if result.proposal.missing:
        page.line(f"Missing: {lacking(result.proposal)}", indent=2)
    for line in unchanged(result, found):
        page.line(line, indent=2)
    for flips in found.alike:
        proposal = flips[0].proposal
        why = grounds(flips)
        reason = f"{': ' + why.say() if why else ''}{_version(flips[0].version, result)}"
        page.line("becomes ", *_with_rule(proposal), reason, indent=2)
        page.grid([("-", said) for said in by_sort(flips)], 4)


def unchanged(result: ClaimResult, found: Sensitivity) -> Iterator[Part]:
    """How many changes give another proposal, and what changes nothing, in a sentence or two."""
    if not result.evidence.weighed and not found.flips:
        yield "No evidence is weighed, so nothing can be left out.", "dim"
        return
    if found.robust:
        firm = found.proposal.verdict != "undecided"
        stays = f"{'Robust: stays' if firm else 'Stays'} the same under all {found.changes} changes"
        yield f"{stays} ({_counted(found.tried)}).", "green" if firm else ""
        return
    yield f"Another proposal under {len(found.flips)} of {count(found.changes, 'change')}."
    flipping = {flip.change for flip in found.flips}
    same = {change: number for change, number in found.tried.items() if change not in flipping}
    if any(same.values()):
        yield f"The same under these: {_counted(same)}."


def _counted(tried: Mapping[Change, int]) -> str:
    """So many of each sort of change."""
    return say([count(number, f"change.{change}") for change, number in tried.items() if number])


def by_sort(flips: Sequence[Flip]) -> Iterator[str]:
    """The changes that give the same proposal, each sort of them in words."""
    return (_change(change, list(same)) for change, same in groupby(flips, key=lambda flip: flip.change))


def _change(change: Change, flips: Sequence[Flip]) -> str:
    """The changes of one sort that give the same proposal."""
    named = [_named(change, flip) for flip in flips[:_MOST_NAMED]]
    if len(flips) > _MOST_NAMED:
        said = f"{', '.join(named)} or one of {len(flips) - _MOST_NAMED} more"
    else:
        said = " or ".join(filter(None, (", ".join(named[:-1]), named[-1])))
    begins = {"recoded": "as coded by", "threshold": "with", "let_in": "with what was left out let in again, as"}
    begin = begins.get(change) or f"without {label('change.' + change)}"
    return f"{begin} {said}"


def _named(change: Change, flip: Flip) -> str:
    if change == "kind":
        return label(f"source_kind.{flip.ids[0]}")
    return label(f"left_out.{flip.ids[0]}") if change == "let_in" else " ".join(flip.ids)


# ---- what each next source still added ------------------------------------------------------------------------------


def _saturation(page: Page, yields: Sequence[Yield]) -> None:
    """A row for each source in order of date, and curves of the patterns and codes seen so far."""
    page.line(("What each next source added", "bold"))
    rows = [
        (
            one.source,
            one.date or ("no date", "dim"),
            *map(str, (one.citations, len(one.new_patterns), one.patterns, len(one.new_codes), one.codes)),
        )
        for one in yields
    ]
    heads = ("Source", "Date", "Citations", "New patterns", "So far", "New codes", "So far")
    page.table(heads, rows, numbers=5)
    for noun, reached in (("pattern", [one.patterns for one in yields]), ("code", [one.codes for one in yields])):
        if any(reached):
            page.line(f"{noun}s seen so far, source by source (up to {reached[-1]})")
            lines = curve(reached, page.width - 4)
            for line in [*lines, _ends(yields, len(lines[-1]))]:
                page.line(f"  {line}")
            page.line()
    undated = sum(one.date is None for one in yields)
    if undated:
        stand, their = ("stands", "its") if undated == 1 else ("stand", "their")
        page.line(f"{count(undated, 'source')} without a date {stand} last, by id: {their} place says nothing.")
    page.line("A curve that flattens says that the last sources added little. It is no proof that enough was heard.")


def _ends(yields: Sequence[Yield], width: int) -> str:
    """The first source at the left below a curve, and the last at its right, as far as there is room."""
    first, last = yields[0].source, yields[-1].source
    if len(yields) < 2 or len(first) + len(last) + 1 > width:
        return first
    return first + last.rjust(width - len(first))


def curve(values: Sequence[int], width: int, height: int = 4) -> list[str]:
    """The values as columns of block characters, each as wide as fits up to four; many values share a column.

    Where several share one it shows the last of them, since the values rise.
    """
    if not values or not max(values):
        return []
    if len(values) > width:
        values = [values[(place + 1) * len(values) // width - 1] for place in range(width)]
    wide = min(4, width // len(values))
    most = max(values)
    eighths = [-(-value * height * 8 // most) for value in values]
    return [
        "".join(_EIGHTHS[max(0, min(8, one - 8 * row))] * wide for one in eighths).rstrip()
        for row in reversed(range(height))
    ]
