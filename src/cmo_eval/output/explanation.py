"""The way to each proposal, as `verify --explain` and `decide` show it on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from cmo_eval.analysis.evidence import EvidenceRow, Side
from cmo_eval.analysis.evidence_change import changes_since
from cmo_eval.analysis.ladder import ladder
from cmo_eval.analysis.proposal import RULES_VERSION, Proposal
from cmo_eval.analysis.sides import Separation, Sides, joined
from cmo_eval.analysis.verdict import dimension
from cmo_eval.analysis.verification import ClaimResult, Verification, agrees
from cmo_eval.messages import count, label, phrase, say
from cmo_eval.model import FIRST_HAND, QUALITIES, Decision, VerdictPolicy
from cmo_eval.output.tables import Cell, Hanging, Page, Part, name
from cmo_eval.store.repository import Repository

if TYPE_CHECKING:
    from cmo_eval.analysis.completeness import Completeness
    from cmo_eval.analysis.verification import Details

STYLES = {"holds": "green", "nuanced": "yellow", "rejected": "red", "transformed": "magenta", "undecided": "cyan"}
COMPONENTS = ("methods", "coherence", "adequacy", "relevance")
"""The components of GRADE-CERQual, as a claim's `confidence` names them."""

_MARKS = {"reached": "[x]", "not": "[ ]", "not_applicable": "[-]"}


def explanation(
    verification: Verification,
    repository: Repository | None = None,
    details: Details | None = None,
    *,
    width: int = 100,
    colour: bool = False,
) -> str:
    """For each claim how each rule looked at the evidence, the evidence, the decision, and how far it has come.

    Args:
        verification: the results.
        repository: of the evaluation, for the patterns and for citations that are gone.
        details: what there is of the patterns, if they are to be shown.
        width: columns.
        colour: with ANSI styles.
    """
    page = Page(width, colour=colour)
    for result in verification.values():
        _proposal(page, result)
        _evidence(page, result)
        _rivals(page, result)
        _decision(page, result, repository)
        if repository is not None and details is not None:
            _patterns(page, repository, details.completeness[result.claim.id], details.sentences)
        _route(page, result)
        _confidence(page, result)
        _tests(page, result)
        page.line()
    return page.text()


def verdict(one: Proposal | Decision) -> tuple[str, str]:
    """The verdict of a proposal or decision, with the claim it becomes."""
    return one.verdict + (f" into {one.becomes}" if one.becomes else ""), STYLES[one.verdict]


def because(proposal: Proposal) -> list[Part]:
    """The verdict of a proposal, and its reason."""
    return [verdict(proposal), f": {proposal.reason.say()}"]


def unusual(policy: VerdictPolicy) -> str:
    """The conventions of an evaluation that are not the usual ones, with these; empty where all are."""
    usual = VerdictPolicy()
    others = (key for key in VerdictPolicy.model_fields if getattr(policy, key) != getattr(usual, key))
    named = [f"{key} {_value(policy, key)} (usual {_value(usual, key)})" for key in others]
    return f"By this evaluation's own conventions: {', '.join(named)}" if named else ""


def _value(policy: VerdictPolicy, key: str) -> str:
    return str(getattr(policy, key)).lower()


def announced(result: ClaimResult, decision: Decision, file: str) -> str:
    """What was decided and written into a file, in a sentence."""
    beside = "as proposed"
    if not agrees(decision, result.proposal):
        beside = f"{verdict(result.proposal)[0]} is proposed, both will be shown"
    return f"{result.claim.id} is decided: {verdict(decision)[0]} ({beside}); written into {file}"


def taken(result: ClaimResult) -> Part:
    """The verdict that somebody took, if anybody did."""
    return ("none yet", "dim") if result.decision is None else verdict(result.decision)


def _proposal(page: Page, result: ClaimResult) -> None:
    proposal, claim = result.proposal, result.claim
    version = claim.version(result.version)
    page.line((f"{claim.id} {claim.title}", "bold"))
    if version is not None:
        page.line((f"version {result.version}: {version.statement}", "italic"), indent=2)
    page.line("Proposal: ", verdict(proposal), f", by rule {proposal.rule} of rules {RULES_VERSION}", indent=2)
    if others := unusual(result.question.policy):
        page.line(others, indent=2)
    steps = ((step, "" if step.decided else "dim") for step in proposal.trail)
    page.grid((("=>" if one.decided else "", (one.rule, style), (one.why.say(), style)) for one, style in steps), 4)
    for remark in proposal.remarks:
        page.line(f"Mind: {remark.say()}", indent=2)
    if result.why_shown is not None:
        page.line(f"Why: {label(f'why_shown.{result.why_shown}')}", indent=2)
    if proposal.sides:
        apart = any(one.separates for one in proposal.sides)
        page.line(f"What separates the two sides{'' if apart else '? Nothing does'}:", indent=2)
        page.grid(_two_sides(proposal.sides), 4)


def _evidence(page: Page, result: ClaimResult) -> None:
    evidence, proposal = result.evidence, result.proposal
    weighed = "a voice a line; first hand unless said:" if evidence.weighed else "none"
    page.line(f"Evidence that is weighed{',' if evidence.weighed else ':'} {weighed}", indent=2)
    sides: dict[str, Side] = {stance: evidence.sides[stance] for stance in ("supports", "nuances", "refutes")}
    sides |= {f"suggests {other}": side for other, side in result.question.sides.suggests.items()}
    for stance, side in sides.items():
        if side.rows:
            page.line(f"{stance}: {heard(side)}{both_ways(result.question.sides, stance, side)}", indent=4)
            page.grid(_voices(side), 6)
    for row in evidence.absences:
        page.line(
            f"{row.source} of case {row.case} refutes: {row.pattern} was at work, its outcome was not found", indent=4
        )
    _own_goals(page, result)
    for which, told in (
        ("left behind, about an earlier version and not answered", evidence.left_behind.rows),
        ("set aside by name, about an earlier version", evidence.put_aside.rows),
        ("about a later version, not weighed", evidence.later),
    ):
        if told:
            page.line((f"{which}: {', '.join(f'{row.citation} {row.stance}' for row in told)}", "yellow"), indent=4)
    for reason in dict.fromkeys(reason for _, reason in evidence.left_out):
        rows = ", ".join(f"{row.citation} {row.stance}" for row, why in evidence.left_out if why == reason)
        page.line((f"left out, {label(f'left_out.{reason}')}: {rows}", "dim"), indent=4)
    if proposal.missing and proposal.rule != "V1":  # its reason says it in as many words
        page.line(f"Missing: {lacking(proposal)}", indent=2)
    if proposal.change is not None:
        page.line(f"Would change it: {proposal.change.say()}", indent=2)


def both_ways(sides: Sides, stance: str, side: Side) -> str:
    """Who of a stance is counted elsewhere too: without it, the voices of the stances add up to more than there are."""
    torn = [voice for voice in side.voices if voice in sides.torn] if stance != "nuances" else []
    against = [voice for voice in side.voices if voice in sides.against.voices] if stance == "nuances" else []
    if not (torn or against):
        return ""
    s = "s" if len([*torn, *against]) == 1 else ""
    if against:
        return f"; {say(against)} refute{s} it too, and stand{s} against it"
    return f"; {say(torn)} {'refute' if stance == 'supports' else 'support'}{s} it too, and count{s} as nuance"


def _own_goals(page: Page, result: ClaimResult) -> None:
    """The goals that cases set themselves: what came of each, whose it is and by which yardstick; not weighed, why."""
    if not result.claim.judged_by:
        return
    page.line("Goals that cases set themselves:" if result.goals else "Goals that cases set themselves: none", indent=4)
    for one in result.goals:
        goal, why = one.goal, label(result.unweighed_goals.get(one.name, ""))
        came, style = label(f"result.{goal.result or 'none'}"), "dim" if why else ""
        page.line((f"{one.name} {came}{f' (not weighed: {why})' if why else ''}: {goal.text}", style), indent=6)
        about = [f"owner: {goal.owner or 'nobody'}", f"yardstick: {goal.yardstick or 'none'}"]
        about += [f"due {goal.due}"] if goal.due else []
        cited = f" [{', '.join(one.citations)}]" if one.citations else ""
        page.line((f"{'; '.join(about)}{cited}", "dim"), indent=8)


def lacking(proposal: Proposal) -> str:
    """What a proposal lacks, the criteria that nobody judged as one."""
    judged = [one.values["criterion"] for one in proposal.missing if one.key == "missing.criterion"]
    others = [one for one in proposal.missing if one.key != "missing.criterion"]
    return "; ".join(one.say() for one in [*[phrase("missing.criterion", criterion=judged)] * bool(judged), *others])


def _rivals(page: Page, result: ClaimResult) -> None:
    """Each rival explanation, and who speaks for it, whatever they say of the claim."""
    if result.rivals:
        page.line("Rival explanations:", indent=2)
    for rival, favoured in result.rivals:
        page.line(" ".join(filter(None, (rival.id, rival.text))), indent=4)
        page.line(f"favoured by {heard(favoured)}" if favoured.rows else ("nobody favours it", "dim"), indent=6)
        if favoured.rows:
            page.grid(_voices(favoured), 8)


def _two_sides(sides: Sequence[Separation]) -> Iterator[tuple[Cell, Cell]]:
    """Along each dimension who stands on which side, or why it does not keep them apart."""
    first = next((one for one in sides if one.separates), None)
    for one in sides:
        what = dimension_of(one)
        if one.separates:
            yield ("=>", f"{what} separates them") if one is first else ("", f"{what} separates them as well")
            yield "", Hanging(f"in favour: {stand(one.for_)}")
            yield "", Hanging(f"against: {stand(one.against)}")
        else:
            yield "", (f"{what} does not: {'; '.join(not_apart(one))}", "dim" if first else "")


def dimension_of(one: Separation) -> str:
    """Along what the two sides lie: `address group`, or an attribute."""
    return dimension(one.dimension).say().removeprefix("the ")


def stand(side: Mapping[str, Sequence[str]]) -> str:
    """Who stands on a side, by the values that they have."""
    return ", ".join(
        value if [value] == [*voices] else f"{value} ({', '.join(voices)})" for value, voices in side.items()
    )


def not_apart(one: Separation) -> Iterator[str]:
    """Why a dimension does not keep the two sides apart."""
    for value in one.shared:
        ours, theirs = (", ".join(side[value]) for side in (one.for_, one.against))
        yield f"both sides have {value} (in favour {ours}, against {theirs})"
    if one.without:
        noun = label(one.dimension)
        yield f"{say(list(one.without))} {'has' if len(one.without) == 1 else 'have'} no {noun}"


def heard(side: Side) -> str:
    """How many voices, kinds, groups and publications, said."""
    heard = zip(joined(side.rows).heard, ("voice", "kind", "group"), strict=True)
    through = [count(len(side.publications), "publication")] if side.publications else []
    return ", ".join([*(count(number, noun) for number, noun in heard), *through])


def _voices(side: Side) -> Iterator[tuple[Cell, Cell]]:
    """For each voice its kinds, groups, how well it knows, and its citations."""
    by_voice: dict[str, list[EvidenceRow]] = {voice: [] for voice in side.voices}
    counted = joined(side.rows).voices
    for row in side.rows:
        by_voice[row.voice].append(row)
    for voice, said in by_voice.items():
        own = Side(said)
        about = [*(label(f"source_kind.{kind}") for kind in own.kinds), groups(own)]
        best = max(row.quality for row in said)
        if best < FIRST_HAND:
            about.append(label(f"quality.{QUALITIES[best]}"))
        if voice not in counted:
            about.append("adds no voice to the talks that it tells of")
        yield name(voice), [f"{', '.join(about)}: ", (", ".join(own.citations), "dim")]


def groups(side: Side) -> str:
    """Its address groups."""
    return ", ".join(side.groups) or "of no group"


def _decision(page: Page, result: ClaimResult, repository: Repository | None) -> None:
    page.line(*_decided(result, repository), indent=2)
    if result.preliminary:
        page.line(f"Preliminary: {'; '.join(unfinished.say() for unfinished in result.preliminary)}", indent=2)
    for file in result.incomplete:
        page.line((f"Incomplete: {file} could not be read", "red"), indent=2)


def _decided(result: ClaimResult, repository: Repository | None) -> Iterator[Part]:
    """Who decided what and why, and what is wrong with it, a line each."""
    yield "Decision: "
    yield taken(result)
    decision = result.decision
    if decision is None:
        return
    if decision.reported_in is not None:
        section = f", section {decision.reported_in.section}" if decision.reported_in.section else ""
        yield f", our reading of {decision.reported_in.source}{section}"
    else:
        for word, who in ((" by", decision.by), (" on", decision.date), (", second reader", decision.second_reader)):
            if who:
                yield f"{word} {who}"
    if result.agrees is False:
        yield " (differs from the proposal)"
    if result.other_rules is not None:
        yield f", {say(phrase('rules.then', n=result.other_rules))}"
    if decision.rationale:
        yield f"\n{decision.rationale}", "dim"
    if result.staleness:
        yield "\nstale, the evidence changed since:", "red"
        evidence = result.evidence if result.version == decision.version else None
        for change in changes_since(result.staleness, evidence, repository):
            yield f"\n- {change.phrase().say()}", "red"
    if result.lacks:
        yield f"\nlacks {'; '.join(lack.say() for lack in result.lacks)}", "red"


def _patterns(
    page: Page, repository: Repository, completeness: Mapping[str, Completeness], sentences: Mapping[str, str]
) -> None:
    if completeness:
        page.line("Patterns:", indent=2)
    for id_, one in completeness.items():
        page.line(f"{id_} {repository.patterns[id_].title}", indent=4)
        page.line((sentences[id_], "italic"), indent=6)
        page.grid(((f"{part}:", _of_part(side, one.denied[part])) for part, side in one.parts.items()), 6)
        for line in _in_cases(one):
            page.line(line, indent=6)


def _of_part(shown: Side, denied: Side) -> list[Part]:
    """Who shows a part, and beside it who denies it."""
    cell: list[Part] = [f"{', '.join(shown.voices)} ({groups(shown)})" if shown.rows else ("no evidence", "yellow")]
    if denied.rows:
        cell.append(f"; denied by {', '.join(denied.voices)} ({groups(denied)})")
    return cell


def _in_cases(found: Completeness) -> Iterator[str]:
    if found.cases:
        seen = [f"{case} ({', '.join(parts) or 'no part named'})" for case, parts in found.cases.items()]
        regular = " -- a demi-regularity: two cases or more" if found.demi_regular else ""
        yield f"seen in {', '.join(seen)}{regular}"
    for case, parts in found.absent.items():
        deviant = " -- deviant: the mechanism is there" if case in found.deviant else ""
        yield f"absent in {case}: {', '.join(parts)}{deviant}"


_BY_NOBODY = {"decided": "ladder.undecided", "tested": "ladder.tested", "distance": "ladder.distance"}
"""Rungs that stand on a line where nobody did any of them, by what is then missing."""


def _route(page: Page, result: ClaimResult) -> None:
    route = ladder(result)
    page.line("Ladder:", indent=2)
    rungs: list[tuple[Cell, Cell]] = []
    told = [*result.preliminary, *(step.why for step in result.proposal.trail)]  # above, in the same words
    nobodys = [rung for rung in route.rungs if [one.key for one in rung.missing] == [_BY_NOBODY.get(rung.name)]]
    for rung in route.rungs:
        if rung in nobodys and len(nobodys) > 1:
            if rung is nobodys[0]:
                names = ", ".join(label(f"rung.{one.name}") for one in nobodys)
                rungs.append((_MARKS["not"], f"{names}: by nobody yet"))
            continue
        words = label(f"rung.{rung.name}")
        if rung.standing == "not_applicable":
            words += f", {label('standing.not_applicable')}"
        if more := [one.say() for one in rung.missing if one not in told]:
            words += ": " + "; ".join(more)
        rungs.append((_MARKS[rung.standing], (words, "" if rung.standing == "not" else "dim")))
    page.grid(rungs, 4)
    page.line(f"Next step: {(route.next_step or phrase('next.nothing')).say()}", indent=2)


def _confidence(page: Page, result: ClaimResult) -> None:
    confidence = result.claim.confidence
    if confidence is None:
        return
    page.line(f"Confidence ({label('confidence.adapted')}):", indent=2)
    judged = {component: getattr(confidence, component) for component in COMPONENTS}
    for component, one in judged.items():
        if one is not None:
            concern = label(f"concern.{one.concern}")
            page.line(f"{label(f'component.{component}')}, concern {concern}: {one.why}", indent=4)
    missing = [label(f"component.{component}") for component, one in judged.items() if one is None]
    if missing:
        key = "confidence.no_overall_one" if len(missing) == 1 else "confidence.no_overall"
        whole = say(phrase(key, missing=missing))
    elif confidence.overall is None:
        whole = label("confidence.overall_open")
    else:
        whole = f"as a whole: {label(f'level.{confidence.overall}')}"
    page.line(whole, indent=4)


def _tests(page: Page, result: ClaimResult) -> None:
    tests = result.claim.tests
    if not tests:
        return
    page.line("Process-tracing tests (Van Evera 1997; Bennett 2010):", indent=2)
    for test in tests:
        when = f"declared {test.declared}" if test.declared else "not declared beforehand"
        when += "" if test.foretold or not test.declared else ", which is not shown to be before its result"
        dated = f" {test.date}" if test.date else ""
        outcome = f"{label(f'result.{test.result}')}{dated}" if test.result else "no result yet"
        page.line(f"{test.id} {label(f'test_kind.{test.kind}')}, {when}: {outcome}", indent=4)
        page.line(f"expects: {test.expects}", indent=6)
        if test.citations:
            page.line((", ".join(test.citations), "dim"), indent=6)
    for kind in dict.fromkeys(test.kind for test in tests):
        page.line((f"{label(f'test_kind.{kind}')}: {label(f'test_means.{kind}')}", "dim"), indent=4)
    page.line((label("test_means.use"), "dim"), indent=4)
