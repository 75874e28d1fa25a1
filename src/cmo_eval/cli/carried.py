"""What `verify` shows of what carries the proposals: --sensitivity, --without and --saturation on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cmo_eval.analysis.verdict import Proposal
from cmo_eval.analysis.verification import ClaimResult, Verification
from cmo_eval.cli.output import console, without_trailing_blanks
from cmo_eval.cli.verdicts import indented, numbered, taken, verdict
from cmo_eval.messages import count, label, say
from cmo_eval.output.plain import visible
from cmo_eval.store.repository import Repository

if TYPE_CHECKING:
    from cmo_eval.analysis.robustness import Flip, Sensitivity
    from cmo_eval.analysis.saturation import Yield
    from cmo_eval.output.verification_json import Further

_MOST_NAMED = 12
_EIGHTHS = " ▁▂▃▄▅▆▇█"


def further_on(
    repository: Repository,
    verification: Verification,
    claims: Sequence[str],
    *,
    explain: bool,
    sensitivity: bool,
    without: Sequence[str],
    saturation: bool,
) -> Further:
    """What the options of `verify` ask for beyond the verdicts.

    Raises:
        UsageError: `without` names a source or participant that does not exist.
    """
    from cmo_eval.analysis.completeness import completeness_of, configuration, names_of
    from cmo_eval.analysis.robustness import sensitivities
    from cmo_eval.analysis.robustness import without as proposals_without
    from cmo_eval.analysis.saturation import saturation_of
    from cmo_eval.output.verification_json import Further

    names = names_of(repository.evaluation)
    language = repository.evaluation.language
    found = {one.claim.id: completeness_of(repository, [one]) for one in verification.values()} if explain else {}
    shown = {pattern for patterns in found.values() for pattern in patterns}
    return Further(
        completeness=found,
        sentences={id_: configuration(repository.patterns[id_], language, names) for id_ in sorted(shown)},
        sensitivity=sensitivities(repository, verification.values()) if sensitivity else {},
        without=proposals_without(repository, verification, without) if without else {},
        saturation=saturation_of(repository, claims) if saturation else None,
    )


def further_text(verification: Verification, further: Further) -> str:
    """What would change the proposals, what some sources carry, and what each source still added."""
    terminal = console()
    with terminal.capture() as captured:
        if further.without:
            _print_without(terminal, verification, further)
        if further.sensitivity:
            terminal.print(Text("What the proposals hang on", style="bold"))
            for result in verification.values():
                terminal.print()
                _print_sensitivity(terminal, result, further.sensitivity[result.claim.id])
            terminal.print()
        if further.saturation is not None:
            _print_saturation(terminal, further.saturation)
    return without_trailing_blanks(captured.get().rstrip("\n") + "\n")


def _with_rule(proposal: Proposal) -> Text:
    return Text.assemble(verdict(proposal), (f" {proposal.rule}", "dim"))


def _print_without(terminal: Console, verification: Verification, further: Further) -> None:
    found = further.without
    names = next(iter(found.values())).names
    terminal.print(Text(f"Without {say(list(names))}", style="bold"))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("Claim", "Proposal now", "Without", "Decision"):
        table.add_column(heading, overflow="fold")
    table.add_column("Lost", justify="right")
    for result in verification.values():
        one = found[result.claim.id]
        same = not one.changed and one.proposal.rule == result.proposal.rule
        table.add_row(
            Text.assemble((f"{result.claim.id} ", "bold"), visible(result.claim.title)),
            _with_rule(result.proposal),
            Text("the same", style="dim") if same else _with_rule(one.proposal),
            taken(result),
            str(len(one.lost)),
        )
    terminal.print(table)
    changed = [one for one in found.values() if one.changed]
    if changed:
        terminal.print(Text("Why", style="bold"))
        reasons = [
            Text.assemble(verdict(one.proposal), f": {visible(one.proposal.reason.say())}")
            .append(_other_version(one.version, verification[one.claim]))
            for one in changed
        ]  # fmt: skip
        terminal.print(numbered(zip((one.claim for one in changed), reasons, strict=True)))
    else:
        terminal.print("No proposal changes.")
    terminal.print()
    terminal.print("Lost: citations that were weighed. No file changes, and no decision is stale because of this.")
    terminal.print()


def _other_version(version: int, result: ClaimResult) -> str:
    return "" if version == result.version else f" (then version {version} is weighed)"


def _print_sensitivity(terminal: Console, result: ClaimResult, found: Sensitivity) -> None:
    terminal.print(
        Text.assemble((f"{result.claim.id} ", "bold"), f"{visible(result.claim.title)}: ", _with_rule(result.proposal))
    )
    if result.proposal.missing:
        indented(terminal, Text(f"Missing: {'; '.join(visible(missing.say()) for missing in result.proposal.missing)}"))
    for line in _unchanged(result, found):
        indented(terminal, line)
    for flips in _alike(found.flips):
        proposal = flips[0].proposal
        reason = f": {visible(proposal.reason.say())}{_other_version(flips[0].version, result)}"
        indented(terminal, Text.assemble("becomes ", _with_rule(proposal), reason))
        lines = Table.grid(padding=(0, 1))
        lines.add_column(no_wrap=True)
        lines.add_column(overflow="fold")
        for loss, same in groupby(flips, key=lambda flip: flip.loss):
            lines.add_row("-", Text(_loss(loss, list(same))))
        indented(terminal, lines, 4)
    if found.untried_pairs:
        indented(terminal, Text(f"{count(found.untried_pairs, 'loss.pair')} not tried", style="dim"))


def _unchanged(result: ClaimResult, found: Sensitivity) -> Iterator[Text]:
    """What changes nothing, in a sentence or two."""
    if not result.evidence.rows and not found.flips:
        yield Text("No evidence is weighed, so nothing can be left out.", style="dim")
        return
    flipping = {flip.loss for flip in found.flips}
    firm = {loss: number for loss, number in found.tried.items() if number and loss not in flipping}
    readings = firm.pop("recoded", 0)
    robust = "Robust. " if found.robust and found.proposal.verdict != "undecided" else ""
    style = "green" if robust else ""
    if firm:
        words = say([count(number, f"loss.{loss}") for loss, number in firm.items()])
        yield Text(f"{robust}Left out in turn, these change nothing: {words}.", style=style)
    if readings:
        coded = count(readings, "loss.recoded")
        yield Text(f"Put in place of the agreed coding, {coded} {'changes' if readings == 1 else 'change'} nothing.")


def _alike(flips: Sequence[Flip]) -> Iterator[list[Flip]]:
    """Flips to the same proposal for the same reason together, in the order in which they were found."""
    found: dict[tuple[object, ...], list[Flip]] = {}
    for flip in flips:
        proposal = flip.proposal
        key = (proposal.verdict, proposal.becomes, proposal.rule, proposal.reason.say(), flip.version)
        found.setdefault(key, []).append(flip)
    return iter(found.values())


def _loss(loss: str, flips: Sequence[Flip]) -> str:
    named = [" + ".join(_called(loss, id_) for id_ in flip.ids) for flip in flips[:_MOST_NAMED]]
    if len(flips) > _MOST_NAMED:
        said = f"{', '.join(named)} or one of {len(flips) - _MOST_NAMED} more"
    else:
        said = " or ".join(filter(None, (", ".join(named[:-1]), named[-1])))
    return f"as coded by {said}" if loss == "recoded" else f"without {label(f'loss.{loss}')} {said}"


def _called(loss: str, id_: str) -> str:
    return label(f"source_kind.{id_}") if loss == "kind" else id_


def _print_saturation(terminal: Console, yields: Sequence[Yield]) -> None:
    terminal.print(Text("What each next source added", style="bold"))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("Source", "Date"):
        table.add_column(heading, overflow="fold")
    for heading in ("Citations", "New patterns", "So far", "New codes", "So far"):
        table.add_column(heading, justify="right")
    for one in yields:
        numbers = (one.citations, len(one.new_patterns), one.patterns, len(one.new_codes), one.codes)
        table.add_row(one.source, one.date or Text("no date", style="dim"), *(str(number) for number in numbers))
    terminal.print(table)
    for noun, reached in (("pattern", [one.patterns for one in yields]), ("code", [one.codes for one in yields])):
        if any(reached):
            terminal.print(f"{noun}s seen so far, source by source (up to {reached[-1]})")
            lines = curve(reached, terminal.width - 4)
            for line in [*lines, _ends(yields, len(lines[-1]))]:
                terminal.print(Text("  " + line))
            terminal.print()
    undated = sum(one.date is None for one in yields)
    if undated:
        stand, their = ("stands", "its") if undated == 1 else ("stand", "their")
        terminal.print(f"{count(undated, 'source')} without a date {stand} last, by id: {their} place says nothing.")
    terminal.print(
        "A curve that flattens says that the last sources added little. It is no proof that enough was heard."
    )


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
