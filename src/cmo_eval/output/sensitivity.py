"""What the proposals hang on, as `verify --sensitivity` and `--without` show it: for a terminal, and for the JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from cmo_eval.analysis.robustness import Flip, Sensitivity, Without
from cmo_eval.analysis.verdict import Proposal
from cmo_eval.analysis.verification import ClaimResult, Verification
from cmo_eval.messages import count, label, say
from cmo_eval.output.explanation import because, taken, verdict
from cmo_eval.output.tables import Page, Part, name

_MOST_NAMED = 12


def without_page(page: Page, verification: Verification, found: Mapping[str, Without]) -> None:
    """Write the proposals without some sources or participants beside those that stand, and why they change."""
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
            (
                name(one.claim, "bold"),
                [
                    *because(one.proposal),
                    _version(one.version, verification[one.claim]),
                ],
            )
            for one in changed
        )
    else:
        page.line("No proposal changes.")
    page.line()
    page.line("Lost: citations that were weighed. No file changes, and no decision is stale because of this.")
    page.line()


def sensitivity_page(page: Page, verification: Verification, found: Mapping[str, Sensitivity]) -> None:
    """Write for each claim the losses that flip its proposal, and those that change nothing."""
    page.line(("What the proposals hang on", "bold"))
    for result in verification.values():
        page.line()
        _claim(page, result, found[result.claim.id])
    page.line()


def _claim(page: Page, result: ClaimResult, found: Sensitivity) -> None:
    page.line((f"{result.claim.id} ", "bold"), f"{result.claim.title}: ", *_with_rule(result.proposal))
    if result.proposal.missing:
        page.line(f"Missing: {'; '.join(missing.say() for missing in result.proposal.missing)}", indent=2)
    for line in _unchanged(result, found):
        page.line(line, indent=2)
    for flips in _alike(found.flips):
        proposal = flips[0].proposal
        reason = f": {proposal.reason.say()}{_version(flips[0].version, result)}"
        page.line("becomes ", *_with_rule(proposal), reason, indent=2)
        losses = groupby(flips, key=lambda flip: flip.loss)
        page.grid([("-", _loss(loss, list(same))) for loss, same in losses], 4)
    if found.untried_pairs:
        page.line((f"{count(found.untried_pairs, 'loss.pair')} not tried", "dim"), indent=2)


def _with_rule(proposal: Proposal) -> list[Part]:
    return [verdict(proposal), (f" {proposal.rule}", "dim")]


def _version(version: int, result: ClaimResult) -> str:
    return "" if version == result.version else f" (then version {version} is weighed)"


def _unchanged(result: ClaimResult, found: Sensitivity) -> Iterator[Part]:
    """What changes nothing, in a sentence or two."""
    if not result.evidence.rows and not found.flips:
        yield "No evidence is weighed, so nothing can be left out.", "dim"
        return
    flipping = {flip.loss for flip in found.flips}
    firm = {loss: number for loss, number in found.tried.items() if number and loss not in flipping}
    readings = firm.pop("recoded", 0)
    robust = "Robust. " if found.robust and found.proposal.verdict != "undecided" else ""
    if firm:
        words = say([count(number, f"loss.{loss}") for loss, number in firm.items()])
        yield f"{robust}Left out in turn, these change nothing: {words}.", "green" if robust else ""
    if readings:
        coded = count(readings, "loss.recoded")
        yield f"Put in place of the agreed coding, {coded} {'changes' if readings == 1 else 'change'} nothing."


def _alike(flips: Sequence[Flip]) -> Iterator[list[Flip]]:
    """Flips to the same proposal for the same reason together, in the order in which they were found."""
    found: dict[tuple[object, ...], list[Flip]] = {}
    for flip in flips:
        proposal = flip.proposal
        key = (proposal.verdict, proposal.becomes, proposal.rule, proposal.reason.say(), flip.version)
        found.setdefault(key, []).append(flip)
    return iter(found.values())


def _loss(loss: str, flips: Sequence[Flip]) -> str:
    named = [
        " + ".join(label(f"source_kind.{id_}") if loss == "kind" else id_ for id_ in flip.ids)
        for flip in flips[:_MOST_NAMED]
    ]
    if len(flips) > _MOST_NAMED:
        said = f"{', '.join(named)} or one of {len(flips) - _MOST_NAMED} more"
    else:
        said = " or ".join(filter(None, (", ".join(named[:-1]), named[-1])))
    return f"as coded by {said}" if loss == "recoded" else f"without {label(f'loss.{loss}')} {said}"


# ---- JSON -----------------------------------------------------------------------------------------------------------


def sensitivity_data(found: Sensitivity) -> dict[str, Any]:
    """Whether a proposal is robust, what was left out to try, and each loss that flips it."""
    return {
        "robust": found.robust,
        "tried": dict(found.tried),
        "untried_pairs": found.untried_pairs,
        "flips": [
            {"loss": flip.loss, "ids": list(flip.ids), "claim_version": flip.version, **_brief(flip.proposal)}
            for flip in found.flips
        ],
    }


def without_data(found: Without) -> dict[str, Any]:
    """The proposal without what is named, and the citations that are lost with it."""
    return {
        "names": list(found.names),
        "lost": list(found.lost),
        "claim_version": found.version,
        "proposal": _brief(found.proposal),
        "changed": found.changed,
    }


def _brief(proposal: Proposal) -> dict[str, Any]:
    return {
        "verdict": proposal.verdict,
        "rule": proposal.rule,
        "reason": proposal.reason.say(),
        "becomes": proposal.becomes,
    }
