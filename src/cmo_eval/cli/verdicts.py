"""Results of `verify` on a terminal: the table of all claims, and the way to one proposal."""

from __future__ import annotations

from collections.abc import Iterable

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cmo_eval.cli.output import console, without_trailing_blanks
from cmo_eval.formats.plain import visible
from cmo_eval.verification import ClaimResult, Side, Verification
from cmo_eval.wording import label

STYLES = {"holds": "green", "nuanced": "yellow", "rejected": "red", "transformed": "magenta", "undecided": "cyan"}


def overview(verification: Verification, title: str) -> str:
    """A table with a row a claim, the reason for each proposal, and what to keep in mind."""
    terminal = console()
    with terminal.capture() as captured:
        terminal.print(visible(title), style="bold")
        terminal.print(_table(verification.values()))
        terminal.print(Text("Why", style="bold"))
        terminal.print(_reasons(verification.values()))
        for line in _notes(verification):
            terminal.print(line)
    return without_trailing_blanks(captured.get())


def explanation(verification: Verification) -> str:
    """For each claim how each rule looked at the evidence, the evidence, and the decision."""
    terminal = console()
    with terminal.capture() as captured:
        for result in verification.values():
            _explain(terminal, result)
            terminal.print()
    return without_trailing_blanks(captured.get())


def _table(results: Iterable[ClaimResult]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Claim", overflow="fold")
    table.add_column("Proposal", overflow="fold")
    table.add_column("Decision", overflow="fold")
    for heading in ("Sources", "Kinds", "Groups"):
        table.add_column(heading, justify="right", no_wrap=True)
    for result in results:
        heard = result.evidence.all
        table.add_row(
            Text.assemble((f"{result.claim.id} ", "bold"), visible(result.claim.title)),
            Text.assemble(_proposed(result), (f" {result.proposal.rule}", "dim")),
            _decided(result),
            *(str(len(values)) for values in (heard.voices, heard.kinds, heard.groups)),
        )
    return table


def _reasons(results: Iterable[ClaimResult]) -> Table:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for result in results:
        reason = Text.assemble(_proposed(result), f": {visible(result.proposal.reason.say())}")
        grid.add_row(Text(result.claim.id, style="bold"), reason)
    return grid


def _notes(verification: Verification) -> Iterable[str]:
    results = list(verification.values())
    yield ""
    for what, ids in (
        ("Stale, the evidence changed since the decision", [one.claim.id for one in results if one.stale]),
        ("The decision lacks a part that it needs", [one.claim.id for one in results if one.lacks]),
        ("Incomplete, a file could not be read", [one.claim.id for one in results if one.incomplete]),
        ("Not shown, since their files could not be read", [f for f in verification.unread if f.startswith("claims/")]),
        ("Evidence names claims that do not exist", verification.astray),
    ):
        if ids:
            yield f"{what}: {', '.join(ids)}."
    differing = [result.claim.id for result in results if result.agrees is False]
    if differing:
        yield f"Decided otherwise than proposed: {', '.join(differing)}."
    preliminary = [result.claim.id for result in results if result.preliminary]
    if preliminary:
        yield f"Preliminary (steps not recorded, or no whole configuration): {', '.join(preliminary)}."
    yield "Sources of one case count as one. `cmo-eval verify CLAIM --explain` shows the way to a proposal."


def _proposed(result: ClaimResult) -> Text:
    proposal = result.proposal
    words = proposal.verdict + (f" into {proposal.becomes}" if proposal.becomes else "")
    return Text(words, style=STYLES[proposal.verdict])


def _verdict_taken(result: ClaimResult) -> Text:
    decision = result.decision
    if decision is None:
        return Text("none yet", style="dim")
    words = decision.verdict + (f" into {decision.becomes}" if decision.becomes else "")
    return Text(words, style=STYLES[decision.verdict])


def _decided(result: ClaimResult) -> Text:
    text = _verdict_taken(result)
    decision = result.decision
    if decision is not None and decision.reported_in is not None:
        where = " ".join(filter(None, (decision.reported_in.source, decision.reported_in.section)))
        text.append(f"\n({where})", style="dim")
    elif decision is not None and decision.by:
        text.append(f"\n{decision.by} {decision.date or ''}".rstrip(), style="dim")
    for wrong, words in ((result.stale, "stale"), (result.lacks, "lacks a part"), (result.incomplete, "incomplete")):
        if wrong:
            text.append(f"\n{words}", style="red")
    return text


def _explain(terminal: Console, result: ClaimResult) -> None:
    proposal, claim = result.proposal, result.claim
    version = claim.version(result.version)

    def line(text: RenderableType, indent: int = 2) -> None:
        terminal.print(Padding(text, (0, 0, 0, indent), expand=False))

    terminal.print(Text(f"{claim.id} {visible(claim.title)}", style="bold"))
    if version is not None:
        line(Text(f"version {result.version}: {visible(version.statement)}", style="italic"))
    line(Text.assemble("Proposal: ", _proposed(result), f", by rule {proposal.rule}"))
    line(_trail(result), 4)
    line("Evidence that is weighed:")
    for name, side in _sides(result):
        line(Text(f"{name}: {', '.join(side.voices)} ({', '.join(side.kinds)}; {_groups(side)})"), 4)
        line(Text(", ".join(side.citations), style="dim"), 6)
    if not result.evidence.rows:
        line("none", 4)
    for reason in dict.fromkeys(reason for _, reason in result.evidence.left_out):
        rows = ", ".join(f"{row.citation} {row.stance}" for row, why in result.evidence.left_out if why == reason)
        line(Text(f"left out, {label(f'left_out.{reason}')}: {rows}", style="dim"), 4)
    if proposal.missing:
        line(Text(f"Missing: {'; '.join(visible(missing.say()) for missing in proposal.missing)}"))
    if proposal.change is not None:
        line(Text(f"Would change it: {visible(proposal.change.say())}"))
    line(_decision(result))
    for unfinished in result.preliminary:
        line(Text(f"Preliminary: {unfinished.say()}"))
    for file in result.incomplete:
        line(Text(f"Incomplete: {file} could not be read", style="red"))


def _trail(result: ClaimResult) -> Table:
    grid = Table.grid(padding=(0, 1))
    for _ in range(2):
        grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for step in result.proposal.trail:
        style = "" if step.decided else "dim"
        grid.add_row("=>" if step.decided else "", Text(step.rule, style), Text(visible(step.why.say()), style))
    return grid


def _sides(result: ClaimResult) -> Iterable[tuple[str, Side]]:
    evidence = result.evidence
    every = (
        ("supports", evidence.supports),
        ("nuances", evidence.nuances),
        ("refutes", evidence.refutes),
        *((f"suggests {other}", side) for other, side in evidence.suggests.items()),
    )
    return (pair for pair in every if pair[1].rows)


def _groups(side: Side) -> str:
    return ", ".join(side.groups) or "of no group"


def _decision(result: ClaimResult) -> Text:
    decision = result.decision
    text = Text.assemble("Decision: ", _verdict_taken(result))
    if decision is None:
        return text
    if decision.reported_in is not None:
        section = f", section {decision.reported_in.section}" if decision.reported_in.section else ""
        text.append(f", our reading of {decision.reported_in.source}{section}")
    else:
        for word, who in (("by", decision.by), ("on", decision.date), ("second reader", decision.second_reader)):
            if who:
                text.append(f" {word} {who}")
    if result.agrees is False:
        text.append(" (differs from the proposal)")
    if decision.rationale:
        text.append(f"\n{visible(decision.rationale)}", style="dim")
    if result.staleness:
        changes = [f"+ {line}" for line in result.staleness.added] + [f"- {line}" for line in result.staleness.removed]
        text.append("\nstale, the evidence changed since:\n" + "\n".join(changes), style="red")
    if result.lacks:
        text.append("\nlacks " + "; ".join(lack.say() for lack in result.lacks), style="red")
    return text
