"""Results of `verify` on a terminal: the table of all claims, and the way to one proposal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cmo_eval.cli.output import console, without_trailing_blanks
from cmo_eval.formats.plain import visible
from cmo_eval.repository import Repository
from cmo_eval.verification import ClaimResult, Proposal, Side, Verification
from cmo_eval.verification.difference import changes_since
from cmo_eval.wording import count, label, phrase, say

if TYPE_CHECKING:
    from cmo_eval.formats.verification_json import Further
    from cmo_eval.verification import Completeness, Flip, Sensitivity, Yield

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


def explanation(
    verification: Verification, repository: Repository | None = None, further: Further | None = None
) -> str:
    """For each claim how each rule looked at the evidence, the evidence, the decision, and how far it has come.

    With the repository and what `further_on` found, also the evidence of each pattern.
    """
    terminal = console()
    with terminal.capture() as captured:
        for result in verification.values():
            _explain(terminal, result)
            if repository is not None and further is not None:
                _explain_patterns(terminal, repository, further, result)
            _explain_route(terminal, result)
            _explain_confidence(terminal, result)
            _explain_tests(terminal, result)
            terminal.print()
    return without_trailing_blanks(captured.get())


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
    from cmo_eval.formats.verification_json import Further
    from cmo_eval.verification import completeness_of, configuration, saturation_of, sensitivities
    from cmo_eval.verification import without as proposals_without
    from cmo_eval.verification.completeness import names_of

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
        changes = [visible(change.phrase().say()) for change in changes_since(result.staleness)]
        text.append("\nstale, the evidence changed since:\n" + "\n".join(changes), style="red")
    if result.lacks:
        text.append("\nlacks " + "; ".join(lack.say() for lack in result.lacks), style="red")
    return text


def _indented(terminal: Console, text: RenderableType, indent: int = 2) -> None:
    terminal.print(Padding(text, (0, 0, 0, indent), expand=False))


def _explain_patterns(terminal: Console, repository: Repository, further: Further, result: ClaimResult) -> None:
    found = further.completeness.get(result.claim.id, {})
    if found:
        _indented(terminal, "Patterns:")
    for id_, one in found.items():
        _indented(terminal, Text(f"{id_} {visible(repository.patterns[id_].title)}"), 4)
        _indented(terminal, Text(visible(further.sentences[id_]), style="italic"), 6)
        grid = Table.grid(padding=(0, 1))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        for part, side in one.parts.items():
            who = f"{', '.join(side.voices)} ({_groups(side)})" if side.rows else "no evidence"
            grid.add_row(f"{part}:", Text(who, style="" if side.rows else "yellow"))
        _indented(terminal, grid, 6)
        for line in _in_cases(one):
            _indented(terminal, Text(line), 6)


def _in_cases(found: Completeness) -> Iterator[str]:
    if found.cases:
        seen = [f"{case} ({', '.join(parts) or 'no part named'})" for case, parts in found.cases.items()]
        regular = " -- a demi-regularity: two cases or more" if found.demi_regular else ""
        yield f"seen in {', '.join(seen)}{regular}"
    for case, parts in found.absent.items():
        deviant = " -- deviant: the mechanism is there" if case in found.deviant else ""
        yield f"absent in {case}: {', '.join(parts)}{deviant}"


_MARKS = {"reached": "[x]", "not": "[ ]", "not_applicable": "[-]"}


def _explain_route(terminal: Console, result: ClaimResult) -> None:
    _indented(terminal, "Ladder:")
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for rung in result.ladder.rungs:
        words = label(f"rung.{rung.name}")
        if rung.standing == "not_applicable":
            words += f", {label('standing.not_applicable')}"
        if rung.missing:
            words += ": " + "; ".join(visible(missing.say()) for missing in rung.missing)
        grid.add_row(_MARKS[rung.standing], Text(words, style="" if rung.standing == "not" else "dim"))
    _indented(terminal, grid, 4)
    _indented(terminal, Text(f"Next step: {(result.ladder.next_step or phrase('next.nothing')).say()}"))


def _explain_confidence(terminal: Console, result: ClaimResult) -> None:
    from cmo_eval.formats.verification_json import COMPONENTS

    confidence = result.claim.confidence
    if confidence is None:
        return
    _indented(terminal, Text(f"Confidence ({label('confidence.adapted')}):"))
    judged = {name: getattr(confidence, name) for name in COMPONENTS}
    for name, one in judged.items():
        if one is not None:
            words = f"{label(f'component.{name}')}, concern {label(f'concern.{one.concern}')}: {visible(one.why)}"
            _indented(terminal, Text(words), 4)
    missing = [label(f"component.{name}") for name, one in judged.items() if one is None]
    if missing:
        key = "confidence.no_overall_one" if len(missing) == 1 else "confidence.no_overall"
        whole = say(phrase(key, missing=missing))
    elif confidence.overall is None:
        whole = label("confidence.overall_open")
    else:
        whole = f"as a whole: {label(f'level.{confidence.overall}')}"
    _indented(terminal, Text(whole), 4)


def _explain_tests(terminal: Console, result: ClaimResult) -> None:
    tests = result.claim.tests
    if not tests:
        return
    _indented(terminal, "Process-tracing tests (Van Evera 1997; Bennett 2010):")
    for test in tests:
        when = f"declared {test.declared}" if test.declared else "not declared beforehand"
        outcome = (
            label(f"result.{test.result}") + (f" {test.date}" if test.date else "") if test.result else "no result yet"
        )
        _indented(terminal, Text(f"{test.id} {label(f'test_kind.{test.kind}')}, {when}: {outcome}"), 4)
        _indented(terminal, Text(f"expects: {visible(test.expects)}"), 6)
        if test.citations:
            _indented(terminal, Text(", ".join(test.citations), style="dim"), 6)
    for kind in dict.fromkeys(test.kind for test in tests):
        _indented(terminal, Text(f"{label(f'test_kind.{kind}')}: {label(f'test_means.{kind}')}", style="dim"), 4)
    _indented(terminal, Text(label("test_means.use"), style="dim"), 4)


def _verdict(proposal: Proposal) -> Text:
    words = proposal.verdict + (f" into {proposal.becomes}" if proposal.becomes else "")
    return Text.assemble((words, STYLES[proposal.verdict]), (f" {proposal.rule}", "dim"))


def _print_without(terminal: Console, verification: Verification, further: Further) -> None:
    found = further.without
    names = next(iter(found.values())).names
    terminal.print(Text(f"Without {say(list(names))}", style="bold"))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("Claim", "With", "Without", "Decision"):
        table.add_column(heading, overflow="fold")
    table.add_column("Lost", justify="right")
    for result in verification.values():
        one = found[result.claim.id]
        table.add_row(
            Text.assemble((f"{result.claim.id} ", "bold"), visible(result.claim.title)),
            _verdict(result.proposal),
            _verdict(one.proposal) if one.changed or one.lost else Text("the same", style="dim"),
            _verdict_taken(result),
            str(len(one.lost)),
        )
    terminal.print(table)
    changed = [one for one in found.values() if one.changed]
    if not changed:
        terminal.print("No proposal changes.")
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for one in changed:
        version = "" if one.version == verification[one.claim].version else f" (then version {one.version} is weighed)"
        reason = f"{one.proposal.verdict}: {visible(one.proposal.reason.say())}{version}"
        grid.add_row(Text(one.claim, style="bold"), reason)
    if changed:
        terminal.print(Text("Changes", style="bold"))
        terminal.print(grid)
    terminal.print()
    terminal.print("Lost: weighed citations. No file changes, and no decision is stale because of this.")
    terminal.print()


def _print_sensitivity(terminal: Console, result: ClaimResult, found: Sensitivity) -> None:
    terminal.print(
        Text.assemble((f"{result.claim.id} ", "bold"), f"{visible(result.claim.title)}: ", _verdict(result.proposal))
    )
    flipping = {flip.loss for flip in found.flips}
    firm = [count(number, f"loss.{loss}") for loss, number in found.tried.items() if number and loss not in flipping]
    if not result.evidence.rows and not found.flips:
        _indented(terminal, Text("no evidence is weighed, so nothing can be left out", style="dim"))
    elif found.robust:
        robust = "" if found.proposal.verdict == "undecided" else "robust: "
        _indented(terminal, Text(f"{robust}the same without any one of {say(firm)}", style="green" if robust else ""))
    elif firm:
        _indented(terminal, Text(f"the same without any one of {say(firm)}"))
    if found.flips:
        _indented(terminal, _flips(found.flips))
    if found.untried_pairs:
        _indented(terminal, Text(f"{count(found.untried_pairs, 'loss.pair')} not tried", style="dim"))


_MOST_NAMED = 12


def _flips(flips: Sequence[Flip]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=True, header_style="dim", padding=(0, 2, 0, 0))
    for heading in ("without", "", "it is"):
        table.add_column(heading, overflow="fold")
    kinds = groupby(flips, key=lambda flip: flip.loss)
    for loss, of_loss in kinds:
        alike: dict[tuple[str, str | None, str], list[Flip]] = {}
        for flip in of_loss:
            alike.setdefault((flip.proposal.verdict, flip.proposal.becomes, flip.proposal.rule), []).append(flip)
        for same in alike.values():
            named = [" + ".join(flip.ids) for flip in same[:_MOST_NAMED]]
            more = f" and {len(same) - _MOST_NAMED} more" if len(same) > _MOST_NAMED else ""
            reasons = {flip.proposal.reason.say() for flip in same}
            words = _verdict(same[0].proposal)
            if len(reasons) == 1:
                words = Text.assemble(words, f": {visible(reasons.pop())}")
            what = "as coded by" if loss == "recoded" else label(f"loss.{loss}")
            table.add_row(Text(what), Text(", ".join(named) + more), words)
    return table


def _print_saturation(terminal: Console, yields: Sequence[Yield]) -> None:
    terminal.print(Text("What each next source added", style="bold"))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("Source", "Date"):
        table.add_column(heading, overflow="fold")
    for heading in ("Citations", "New patterns", "All", "New codes", "All"):
        table.add_column(heading, justify="right")
    for one in yields:
        numbers = (one.citations, len(one.new_patterns), one.patterns, len(one.new_codes), one.codes)
        table.add_row(one.source, one.date or Text("no date", style="dim"), *(str(number) for number in numbers))
    terminal.print(table)
    for noun, reached in (("pattern", [one.patterns for one in yields]), ("code", [one.codes for one in yields])):
        if any(reached):
            terminal.print(f"{noun}s seen, source by source (up to {reached[-1]})")
            for line in curve(reached, terminal.width - 4):
                terminal.print(Text("  " + line))
    undated = sum(one.date is None for one in yields)
    if undated:
        terminal.print(f"{count(undated, 'source')} without a date stand last, by id: their order says nothing.")
    terminal.print(
        "A curve that flattens says that the last sources added little. It is no proof that enough was heard."
    )


_EIGHTHS = " ▁▂▃▄▅▆▇█"


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
