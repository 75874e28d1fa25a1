"""`cmo-eval verify`: does the evidence carry the verdicts?"""

from __future__ import annotations


from typing import TYPE_CHECKING, Annotated

import typer

from cmo_eval.cli.options import Project, start

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from cmo_eval.verification import ClaimResult, Verification

FORMATS = ("text", "json", "markdown", "csv")
_STYLES = {"holds": "green", "nuanced": "yellow", "rejected": "red", "transformed": "magenta", "undecided": "dim"}


def command(
    claims: Annotated[list[str] | None, typer.Argument(metavar="[CLAIM]...", help="Ids of claims; all by default.")] = None,
    project: Project = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show how each rule looked at the evidence.")] = False,
    version: Annotated[
        int | None, typer.Option("--version", metavar="N", help="Weigh the evidence about this version of the claim.")
    ] = None,
    format_: Annotated[str, typer.Option("--format", metavar="text|json|markdown|csv")] = "text",
) -> None:
    """Weigh the evidence for each claim: the proposed verdict, its reason, and the decision beside it.

    The tool proposes, a person decides. Exits 1 when a decision is stale or lacks what a decision needs, or when a
    file could not be read; a proposal that differs from a reasoned decision is shown, not an error.

    \b
    Example:
      cmo-eval verify
      cmo-eval verify C3 --explain
      cmo-eval verify --format json > verdicts.json
    """
    from cmo_eval import api
    from cmo_eval.cli.output import emit, one_of, tell_unread

    form = one_of(format_, FORMATS, "--format")
    evaluation = api.load(start(project))
    verification = evaluation.verify(claims or (), version=version)
    tell_unread(evaluation.unread, evaluation.findings, evaluation.root)
    if form == "json":
        from cmo_eval.formats.verification_json import verification_json

        emit(verification_json(verification, explain=explain))
    elif form in {"markdown", "csv"}:
        from cmo_eval.formats.verification_table import verification_csv, verification_markdown

        emit(verification_markdown(verification) if form == "markdown" else verification_csv(verification))
    else:
        emit(_text(verification, evaluation.repository.evaluation.title, explain=explain))
    if not verification.sound:
        raise typer.Exit(1)


def _text(verification: Verification, title: str, *, explain: bool) -> str:
    from cmo_eval.cli.output import console
    from cmo_eval.formats.plain import visible

    terminal = console()
    with terminal.capture() as captured:
        if not verification:
            terminal.print("no claims yet: `cmo-eval new claim` writes one to start from")
        elif explain:
            for result in verification.values():
                _explained(terminal, result)
        else:
            terminal.print(visible(title), style="bold")
            terminal.print(_table(verification))
            terminal.print(_reasons(verification))
            for line in _notes(verification):
                terminal.print(line)
    return captured.get()


def _table(verification: Verification) -> object:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from cmo_eval.formats.plain import visible

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=False)
    table.add_column("Claim", overflow="fold", min_width=20)
    table.add_column("Proposal", overflow="fold", min_width=14)
    table.add_column("Decision", overflow="fold", min_width=13)
    for heading in ("Sources", "Kinds", "Groups"):
        table.add_column(heading, justify="right", no_wrap=True)
    for result in verification.values():
        heard = result.evidence.all
        table.add_row(
            Text.assemble((f"{result.claim.id} ", "bold"), visible(result.claim.title)),
            Text.assemble(_verdict(result), (f" {result.proposal.rule}", "dim")),
            _decision(result),
            str(len(heard.voices)),
            str(len(heard.kinds)),
            str(len(heard.groups)),
        )
    return table


def _reasons(verification: Verification) -> object:
    from rich.table import Table
    from rich.text import Text

    from cmo_eval.formats.plain import visible

    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(Text("Why", style="bold"), "")
    for result in verification.values():
        proposal = result.proposal
        reason = Text.assemble(_verdict(result), f": {visible(proposal.reason.say())}")
        grid.add_row(Text(result.claim.id, style="bold"), reason)
    return grid


def _verdict(result: ClaimResult) -> Text:
    from rich.text import Text

    proposal = result.proposal
    words = proposal.verdict + (f" into {proposal.becomes}" if proposal.becomes else "")
    return Text(words, style=_STYLES[proposal.verdict])


def _decision(result: ClaimResult) -> Text:
    from rich.text import Text

    decision = result.decision
    if decision is None:
        return Text("none yet", style="dim")
    text = Text(decision.verdict, style=_STYLES[decision.verdict])
    if decision.becomes:
        text.append(f" into {decision.becomes}")
    if decision.reported_in is not None:
        section = f" {decision.reported_in.section}" if decision.reported_in.section else ""
        text.append(f"\nread in {decision.reported_in.source}{section}", style="dim")
    elif decision.by:
        text.append(f"\n{decision.by} {decision.date or ''}".rstrip(), style="dim")
    if result.stale:
        text.append("\nstale", style="red")
    if result.lacks:
        text.append("\nlacks something", style="red")
    if result.incomplete:
        text.append("\nincomplete", style="red")
    return text


def _notes(verification: Verification) -> list[str]:
    results = list(verification.values())
    differing = [result.claim.id for result in results if result.agrees is False]
    preliminary = [result.claim.id for result in results if result.preliminary]
    lines = []
    if differing:
        lines.append(f"Decided otherwise than proposed: {', '.join(differing)}.")
    if preliminary:
        lines.append(f"Preliminary, since steps are not recorded: {', '.join(preliminary)}.")
    lines.append("Sources are voices: those of one case count as one. `--explain` shows the way to each proposal.")
    return lines


def _explained(terminal: Console, result: ClaimResult) -> None:
    from rich.text import Text

    from cmo_eval.formats.plain import visible

    proposal, claim = result.proposal, result.claim
    terminal.print(Text.assemble((f"{claim.id} ", "bold"), (visible(claim.title), "bold")))
    version = claim.version(result.version)
    if version is not None:
        terminal.print(Text(f"  version {result.version}: {visible(version.statement)}", style="italic"))
    terminal.print(Text.assemble("  Proposal: ", _verdict(result), f", by {proposal.rule}"))
    for step in proposal.trail:
        mark = "=>" if step.decided else "  "
        terminal.print(Text(f"   {mark} {step.rule:<3} {visible(step.why.say())}", style="" if step.decided else "dim"))
    sides = {
        "supports": result.evidence.supports,
        "nuances": result.evidence.nuances,
        "refutes": result.evidence.refutes,
        **{f"suggests {other}": side for other, side in result.evidence.suggests.items()},
    }
    terminal.print("  Evidence that is weighed:")
    for name, side in sides.items():
        if side.rows:
            voices = ", ".join(side.voices)
            terminal.print(f"    {name}: {voices} ({', '.join(side.kinds)}; {', '.join(side.groups) or 'no group'})")
            terminal.print(Text(f"      {', '.join(side.citations)}", style="dim"))
    if not result.evidence.rows:
        terminal.print("    none")
    for row, reason in result.evidence.left_out:
        from cmo_eval.wording import label

        terminal.print(Text(f"    left out: {row.citation} {row.stance} ({label(f'left_out.{reason}')})", style="dim"))
    if proposal.missing:
        terminal.print(f"  Missing: {'; '.join(visible(missing.say()) for missing in proposal.missing)}")
    if proposal.change is not None:
        terminal.print(f"  Would change it: {visible(proposal.change.say())}")
    terminal.print(Text.assemble("  Decision: ", _decision_line(result)))
    for reason in result.preliminary:
        terminal.print(f"  Preliminary: {reason.say()}")
    for file in result.incomplete:
        terminal.print(f"  Incomplete: {file} could not be read")
    terminal.print()


def _decision_line(result: ClaimResult) -> Text:
    from rich.text import Text

    from cmo_eval.formats.plain import visible

    decision = result.decision
    if decision is None:
        return Text("none yet", style="dim")
    text = Text(decision.verdict, style=_STYLES[decision.verdict])
    if decision.reported_in is not None:
        section = f", section {decision.reported_in.section}" if decision.reported_in.section else ""
        text.append(f", our reading of {decision.reported_in.source}{section}")
    else:
        by = f" by {decision.by}" if decision.by else ""
        second = f", read by {decision.second_reader}" if decision.second_reader else ""
        text.append(f"{by} {decision.date or ''}".rstrip() + second)
    if result.agrees is False:
        text.append(" (differs from the proposal)")
    if decision.rationale:
        text.append(f"\n    because {visible(decision.rationale)}", style="dim")
    if result.staleness:
        changes = [f"+ {line}" for line in result.staleness.added] + [f"- {line}" for line in result.staleness.removed]
        text.append("\n    stale: the evidence changed since\n      " + "\n      ".join(changes), style="red")
    if result.lacks:
        text.append("\n    lacks " + "; ".join(lack.say() for lack in result.lacks), style="red")
    return text



