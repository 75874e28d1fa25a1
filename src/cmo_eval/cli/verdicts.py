"""Results of `verify` on a terminal: the table of all claims, and the way to one proposal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cmo_eval.analysis.difference import changes_since
from cmo_eval.analysis.evidence import Rows, Side, Strand
from cmo_eval.analysis.ladder import ladder
from cmo_eval.analysis.verdict import Proposal, Separation
from cmo_eval.analysis.verification import ClaimResult, Verification
from cmo_eval.cli.output import console, without_trailing_blanks
from cmo_eval.messages import count, label, phrase, say
from cmo_eval.model import FIRST_HAND, QUALITIES, Decision
from cmo_eval.output.plain import named, visible
from cmo_eval.store.repository import Repository

if TYPE_CHECKING:
    from cmo_eval.analysis.completeness import Completeness
    from cmo_eval.output.verification_json import Further

STYLES = {"holds": "green", "nuanced": "yellow", "rejected": "red", "transformed": "magenta", "undecided": "cyan"}


def overview(verification: Verification, title: str) -> str:
    """A table with a row a claim, the reason for each proposal, and what to keep in mind."""
    terminal = console()
    with terminal.capture() as captured:
        terminal.print(visible(title), style="bold")
        terminal.print(_table(verification.values()))
        terminal.print(Text("Why", style="bold"))
        results = verification.values()
        terminal.print(numbered((result.claim.id, _reason(result.proposal)) for result in results))
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
            _explain(terminal, result, repository)
            if repository is not None and further is not None:
                _explain_patterns(terminal, repository, further, result)
            _explain_route(terminal, result)
            _explain_confidence(terminal, result)
            _explain_tests(terminal, result)
            terminal.print()
    return without_trailing_blanks(captured.get())


def _table(results: Iterable[ClaimResult]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Claim", overflow="fold")
    table.add_column("Proposal", overflow="fold")
    table.add_column("Decision", overflow="fold")
    for heading in ("Voices", "Kinds", "Groups"):
        table.add_column(heading, justify="right", no_wrap=True)
    for result in results:
        heard = result.evidence.all
        table.add_row(
            Text.assemble((f"{result.claim.id} ", "bold"), visible(result.claim.title)),
            Text.assemble(verdict(result.proposal), (f" {result.proposal.rule}", "dim")),
            _decided(result),
            *(str(len(values)) for values in (heard.voices, heard.kinds, heard.groups)),
        )
    return table


def numbered(lines: Iterable[tuple[str, Text]]) -> Table:
    """Lines that begin with the id of a claim and hang behind it."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for id_, line in lines:
        grid.add_row(Text(named(id_), style="bold"), line)
    return grid


def _reason(proposal: Proposal) -> Text:
    return Text.assemble(verdict(proposal), f": {visible(proposal.reason.say())}")


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
        why = "a re-assessment is not recorded, or no pattern has evidence for all its parts"
        yield f"Preliminary ({why}): {', '.join(preliminary)}."
    yield ""
    yield "Voices are sources, those of one case counted once; kinds are kinds of source."
    yield (
        "`cmo-eval verify CLAIM --explain` shows the way to a proposal and the next step,"
        " `cmo-eval explain V7` what rule V7 is."
    )


def verdict(one: Proposal | Decision) -> Text:
    """The verdict of a proposal or decision, with the claim it becomes."""
    return Text(one.verdict + (f" into {one.becomes}" if one.becomes else ""), style=STYLES[one.verdict])


def taken(result: ClaimResult) -> Text:
    """The verdict that somebody took, if anybody did."""
    return Text("none yet", style="dim") if result.decision is None else verdict(result.decision)


def _decided(result: ClaimResult) -> Text:
    text = taken(result)
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


def _explain(terminal: Console, result: ClaimResult, repository: Repository | None) -> None:
    proposal, claim = result.proposal, result.claim
    version = claim.version(result.version)

    def line(text: RenderableType, indent: int = 2) -> None:
        terminal.print(Padding(text, (0, 0, 0, indent), expand=False))

    terminal.print(Text(f"{claim.id} {visible(claim.title)}", style="bold"))
    if version is not None:
        line(Text(f"version {result.version}: {visible(version.statement)}", style="italic"))
    line(Text.assemble("Proposal: ", verdict(proposal), f", by rule {proposal.rule}"))
    line(_trail(result), 4)
    if proposal.sides:
        line(f"What separates the two sides{'' if proposal.separates else '? Nothing does'}:")
        line(_two_sides(proposal.sides), 4)
    weighed = "a voice a line; first hand unless said:" if result.evidence.rows else "none"
    line(f"Evidence that is weighed{',' if result.evidence.rows else ':'} {weighed}")
    for name, side in _sides(result):
        line(Text(f"{name}: {_heard(side)}"), 4)
        line(_voices(side), 6)
    for reason in dict.fromkeys(reason for _, reason in result.evidence.left_out):
        rows = ", ".join(f"{row.citation} {row.stance}" for row, why in result.evidence.left_out if why == reason)
        line(Text(f"left out, {label(f'left_out.{reason}')}: {rows}", style="dim"), 4)
    if proposal.missing:
        line(Text(f"Missing: {'; '.join(visible(missing.say()) for missing in proposal.missing)}"))
    if proposal.change is not None:
        line(Text(f"Would change it: {visible(proposal.change.say())}"))
    line(_decision(result, repository))
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


def _two_sides(sides: Sequence[Separation]) -> Table:
    """Along each dimension who stands on which side, or why it does not keep them apart."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    first = next((one for one in sides if one.separates), None)
    for one in sides:
        what = label(f"dimension.{one.dimension}").removeprefix("the ")
        if one.separates:
            words = "separates them" if one is first else "separates them as well"
            grid.add_row("=>" if one is first else "", f"{what} {words}")
            grid.add_row("", Padding(Text(f"support: {_stand(one.supports)}"), (0, 0, 0, 2)))
            grid.add_row("", Padding(Text(f"refutation: {_stand(one.refutes)}"), (0, 0, 0, 2)))
        else:
            grid.add_row("", Text(f"{what} does not: {'; '.join(_not_apart(one))}", style="dim" if first else ""))
    return grid


def _stand(side: Mapping[str, Sequence[str]]) -> str:
    return ", ".join(
        value if [value] == [*voices] else f"{value} ({', '.join(voices)})" for value, voices in side.items()
    )


def _not_apart(one: Separation) -> Iterator[str]:
    for value in one.shared:
        ours, theirs = (", ".join(side[value]) for side in (one.supports, one.refutes))
        yield f"both sides have {value} (support {ours}, refutation {theirs})"
    if one.without:
        noun = label(one.dimension)
        yield f"{say(list(one.without))} {'has' if len(one.without) == 1 else 'have'} no {noun}"


def _voices(side: Side) -> Table:
    """A line for each voice: kinds, groups, how well it knows, and its citations."""
    strands: dict[str, list[Strand]] = {voice: [] for voice in side.voices}
    for strand in side.rows.strands:
        strands[strand.voice].append(strand)
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for voice, said in strands.items():
        own = Side(Rows({strand: side.rows.strands[strand] for strand in said}))
        about = [*(label(f"source_kind.{kind}") for kind in own.kinds), _groups(own)]
        best = max(strand.quality for strand in said)
        if best < FIRST_HAND:
            about.append(label(f"quality.{QUALITIES[best]}"))
        grid.add_row(named(voice), Text.assemble(f"{', '.join(about)}: ", (", ".join(own.citations), "dim")))
    return grid


def _heard(side: Side) -> str:
    return f"{count(len(side.voices), 'voice')}, {count(len(side.kinds), 'kind')}, {count(len(side.groups), 'group')}"


def _groups(side: Side) -> str:
    return ", ".join(side.groups) or "of no group"


def _decision(result: ClaimResult, repository: Repository | None) -> Text:
    decision = result.decision
    text = Text.assemble("Decision: ", taken(result))
    if decision is None:
        return text
    if decision.reported_in is not None:
        section = f", section {decision.reported_in.section}" if decision.reported_in.section else ""
        text.append(f", our reading of {decision.reported_in.source}{section}")
    else:
        for word, who in ((" by", decision.by), (" on", decision.date), (", second reader", decision.second_reader)):
            if who:
                text.append(f"{word} {who}")
    if result.agrees is False:
        text.append(" (differs from the proposal)")
    if decision.rationale:
        text.append(f"\n{visible(decision.rationale)}", style="dim")
    if result.staleness:
        known = repository.citations.row_of if repository is not None else None
        changes = changes_since(
            result.staleness, result.evidence if result.version == decision.version else None, known
        )
        said = [f"- {visible(change.phrase().say())}" for change in changes]
        text.append("\nstale, the evidence changed since:\n" + "\n".join(said), style="red")
    if result.lacks:
        text.append("\nlacks " + "; ".join(lack.say() for lack in result.lacks), style="red")
    return text


def indented(terminal: Console, text: RenderableType, indent: int = 2) -> None:
    """Print it some columns from the left."""
    terminal.print(Padding(text, (0, 0, 0, indent), expand=False))


def _explain_patterns(terminal: Console, repository: Repository, further: Further, result: ClaimResult) -> None:
    found = further.completeness.get(result.claim.id, {})
    if found:
        indented(terminal, "Patterns:")
    for id_, one in found.items():
        indented(terminal, Text(f"{id_} {visible(repository.patterns[id_].title)}"), 4)
        indented(terminal, Text(visible(further.sentences[id_]), style="italic"), 6)
        grid = Table.grid(padding=(0, 1))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        for part, side in one.parts.items():
            who = f"{', '.join(side.voices)} ({_groups(side)})" if side.rows else "no evidence"
            grid.add_row(f"{part}:", Text(who, style="" if side.rows else "yellow"))
        indented(terminal, grid, 6)
        for line in _in_cases(one):
            indented(terminal, Text(line), 6)


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
    route = ladder(result)
    indented(terminal, "Ladder:")
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for rung in route.rungs:
        words = label(f"rung.{rung.name}")
        if rung.standing == "not_applicable":
            words += f", {label('standing.not_applicable')}"
        if rung.missing:
            words += ": " + "; ".join(visible(missing.say()) for missing in rung.missing)
        grid.add_row(_MARKS[rung.standing], Text(words, style="" if rung.standing == "not" else "dim"))
    indented(terminal, grid, 4)
    indented(terminal, Text(f"Next step: {(route.next_step or phrase('next.nothing')).say()}"))


def _explain_confidence(terminal: Console, result: ClaimResult) -> None:
    from cmo_eval.output.verification_json import COMPONENTS

    confidence = result.claim.confidence
    if confidence is None:
        return
    indented(terminal, Text(f"Confidence ({label('confidence.adapted')}):"))
    judged = {name: getattr(confidence, name) for name in COMPONENTS}
    for name, one in judged.items():
        if one is not None:
            words = f"{label(f'component.{name}')}, concern {label(f'concern.{one.concern}')}: {visible(one.why)}"
            indented(terminal, Text(words), 4)
    missing = [label(f"component.{name}") for name, one in judged.items() if one is None]
    if missing:
        key = "confidence.no_overall_one" if len(missing) == 1 else "confidence.no_overall"
        whole = say(phrase(key, missing=missing))
    elif confidence.overall is None:
        whole = label("confidence.overall_open")
    else:
        whole = f"as a whole: {label(f'level.{confidence.overall}')}"
    indented(terminal, Text(whole), 4)


def _explain_tests(terminal: Console, result: ClaimResult) -> None:
    tests = result.claim.tests
    if not tests:
        return
    indented(terminal, "Process-tracing tests (Van Evera 1997; Bennett 2010):")
    for test in tests:
        when = f"declared {test.declared}" if test.declared else "not declared beforehand"
        outcome = (
            label(f"result.{test.result}") + (f" {test.date}" if test.date else "") if test.result else "no result yet"
        )
        indented(terminal, Text(f"{test.id} {label(f'test_kind.{test.kind}')}, {when}: {outcome}"), 4)
        indented(terminal, Text(f"expects: {visible(test.expects)}"), 6)
        if test.citations:
            indented(terminal, Text(", ".join(test.citations), style="dim"), 6)
    for kind in dict.fromkeys(test.kind for test in tests):
        indented(terminal, Text(f"{label(f'test_kind.{kind}')}: {label(f'test_means.{kind}')}", style="dim"), 4)
    indented(terminal, Text(label("test_means.use"), style="dim"), 4)
