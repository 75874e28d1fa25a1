"""The verdicts of `verify`: the table of all claims for a terminal, and as Markdown, CSV and JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, get_args

from cmo_eval.analysis.evidence import Side
from cmo_eval.analysis.evidence_change import changes_since
from cmo_eval.analysis.goals import OwnGoal
from cmo_eval.analysis.ladder import ladder
from cmo_eval.analysis.proposal import RULES_VERSION
from cmo_eval.analysis.verification import ClaimResult, Configuration, Details, Verification, WhyShown
from cmo_eval.model import PARTS, Claim
from cmo_eval.output.explanation import COMPONENTS, because, explanation, taken, unusual, verdict
from cmo_eval.output.plain import fields, json_text, markdown_table
from cmo_eval.output.refinement import history_data
from cmo_eval.output.tables import Cell, Page, Part, name
from cmo_eval.spreadsheet.csv_tables import csv_text

if TYPE_CHECKING:
    from cmo_eval.store.repository import Repository

HEADINGS = (
    *("claim", "title", "proposal", "rule", "reason", "decision", "agrees", "stale"),
    *("voices", "kinds", "groups", "publications", "why_shown"),
)


def verification_text(
    verification: Verification,
    repository: Repository,
    details: Details | None = None,
    *,
    width: int = 100,
    colour: bool = False,
) -> str:
    """The table of all claims; or what was asked for: the way to each proposal, what carries it, what sources added."""
    if details is None:
        return overview(verification, repository.evaluation.title, width=width, colour=colour)
    text = ""
    if details.explain:
        text = explanation(verification, repository, details, width=width, colour=colour)
    if details.without or details.sensitivity or details.history or details.saturation is not None:
        from cmo_eval.output.sensitivity import details_text

        text += details_text(verification, details, width=width, colour=colour)
    return f"{text.rstrip()}\n"


def overview(verification: Verification, title: str, *, width: int = 100, colour: bool = False) -> str:
    """A table with a row a claim, the reason for each proposal, and what to keep in mind."""
    results = list(verification.values())
    page = Page(width, colour=colour)
    page.line((title, "bold"))
    page.table(("Claim", "Proposal", "Decision", "Voices", "Kinds", "Groups"), map(_row, results), numbers=3)
    page.line(("Why", "bold"))
    page.grid((name(one.claim.id, "bold"), because(one.proposal)) for one in results)
    for line in _notes(verification, results):
        page.line(line)
    return page.text()


def _row(result: ClaimResult) -> tuple[Cell, ...]:
    title: list[Part] = [(f"{result.claim.id} ", "bold"), result.claim.title]
    proposal: list[Part] = [verdict(result.proposal), (f" {result.proposal.rule}", "dim")]
    decision, decided = result.decision, [taken(result)]
    if decision is not None and decision.reported_in is not None:
        where = " ".join(filter(None, (decision.reported_in.source, decision.reported_in.section)))
        decided.append((f"\n({where})", "dim"))
    elif decision is not None and decision.by:
        decided.append((f"\n{decision.by} {decision.date or ''}".rstrip(), "dim"))
    wrong = {"stale": result.stale, "lacks a part": result.lacks, "incomplete": result.incomplete}
    decided += [(f"\n{words}", "red") for words, is_so in wrong.items() if is_so]
    return (title, proposal, decided, *_heard(result))


def _heard(result: ClaimResult) -> tuple[str, str, str]:
    everybody = result.question.sides.everybody
    return str(len(everybody.voices)), str(len(everybody.kinds)), str(len(everybody.groups))


def _notes(verification: Verification, results: Sequence[ClaimResult]) -> Iterator[str]:
    why = "a re-assessment is not recorded, or no pattern has evidence for all its parts"
    shown = {
        standing: [one.claim.id for one in results if one.why_shown == standing] for standing in get_args(WhyShown)
    }
    yield ""
    for what, ids in (
        ("Stale, the evidence changed since the decision", [one.claim.id for one in results if one.stale]),
        ("The decision lacks a part that it needs", [one.claim.id for one in results if one.lacks]),
        ("Incomplete, a file could not be read", [one.claim.id for one in results if one.incomplete]),
        ("Not shown, since their files could not be read", [f for f in verification.unread if f.startswith("claims/")]),
        ("Evidence names claims that do not exist", verification.astray),
        ("Decided otherwise than proposed", [one.claim.id for one in results if one.agrees is False]),
        ("Decided under other rules than those that propose now", [r.claim.id for r in results if r.other_rules]),
        (f"Preliminary ({why})", [one.claim.id for one in results if one.preliminary]),
        ("Why it happens is shown, each part of a pattern was seen at first hand", shown["shown"]),
        ("Why is shown in part", shown["partly"]),
        ("Why is not shown: nobody in favour saw a part of its patterns", shown["not_shown"]),
    ):
        if ids:
            yield f"{what}: {', '.join(ids)}."
    yield ""
    if results and (others := unusual(results[0].question.policy)):
        yield f"{others}."
    yield (
        f"Proposed by rules {RULES_VERSION}. Voices are independent origins: talks, those of one case or person counted"
        " once; kinds are kinds of source."
    )
    yield (
        "`cmo-eval verify CLAIM --explain` shows the way to a proposal and the next step,"
        " `cmo-eval explain V7` what rule V7 is."
    )


# ---- tables for others ----------------------------------------------------------------------------------------------


def verification_csv(verification: Verification) -> str:
    """CSV with a heading; text that a spreadsheet would take for a formula begins with an apostrophe."""
    return csv_text([HEADINGS, *map(_cells, verification.values())])


def verification_markdown(verification: Verification) -> str:
    """A table in Markdown."""
    return markdown_table(HEADINGS, map(_cells, verification.values()))


def _cells(result: ClaimResult) -> tuple[str, ...]:
    proposal, decision = result.proposal, result.decision
    yes_no = {True: "yes", False: "no", None: ""}
    return (
        *(result.claim.id, result.claim.title, proposal.verdict, proposal.rule, proposal.reason.say()),
        *(decision.verdict if decision else "", yes_no[result.agrees], yes_no[result.stale]),
        *_heard(result),
        *(str(len(result.question.sides.everybody.publications)), result.why_shown or ""),
    )


# ---- JSON -----------------------------------------------------------------------------------------------------------


def verification_json(verification: Verification, details: Details | None = None) -> str:
    """The results as JSON, version 1, with all that was asked for beyond them."""
    details = details or Details()
    claims = [_claim(result, details) for result in verification.values()]
    about = fields(verification, "evaluation", "unread", "astray")
    data: dict[str, Any] = {"version": 1, "rules": RULES_VERSION, **about, "claims": claims}
    if details.saturation is not None:
        seen = ("source", "date", "citations", "new_patterns", "patterns", "new_codes", "codes")
        data["saturation"] = [fields(one, *seen) for one in details.saturation]
    return json_text(data)


def _claim(result: ClaimResult, details: Details) -> dict[str, Any]:
    claim, proposal, decision, evidence = result.claim, result.proposal, result.decision, result.evidence
    route = ladder(result)
    data: dict[str, Any] = {
        **fields(claim, "id", "title"),
        "claim_version": result.version,
        "proposal": fields(proposal, "verdict", "rule", "reason", "missing", "becomes", "separates"),
        "decision": decision
        and {
            **fields(decision, "verdict", "by", "date", "version", "second_reader", "becomes", "rules"),
            "reported_in": decision.reported_in and fields(decision.reported_in, "source", "section"),
        },
        **fields(result, "agrees", "stale", "lacks", "why_shown"),
        "not_heard": result.question.not_heard,
        "left_behind": _side(evidence.left_behind),
        "absences": [fields(row, "case", "pattern", "lacks") for row in evidence.absences],
        "judged_by": claim.judged_by,
        "goals": [_goal(one, result.unweighed_goals.get(one.name)) for one in result.goals],
        "preliminary": bool(result.preliminary),
        "preliminary_because": result.preliminary,
        "incomplete": result.incomplete,
        "ladder": [{"rung": rung.name, **fields(rung, "standing", "missing")} for rung in route.rungs],
        "next_step": route.next_step,
        "confidence": _confidence(claim),
        "tests": [
            fields(test, "id", "kind", "expects", "declared", "result", "date", "citations") for test in claim.tests
        ],
        "evidence": {
            **{stance: _side(getattr(evidence, stance)) for stance in ("supports", "nuances", "refutes")},
            "suggests": {other: _side(side) for other, side in result.question.sides.suggests.items()},
        },
        "rivals": [{**fields(one, "id", "text"), "favoured_by": _side(side)} for one, side in result.rivals],
        "patterns": [_pattern(one, claim.id, details) for one in result.configurations],
    }
    if details.explain:
        sides = [
            {**fields(one, "dimension", "separates", "against", "without"), "for": one.for_} for one in proposal.sides
        ]
        data["proposal"] |= {"trail": proposal.trail, "change": proposal.change, "sides": sides}
        since = None if result.staleness is None else changes_since(result.staleness)
        data["changed_since"] = since and [change.phrase() for change in since]
        data["left_out"] = [
            {**fields(row, "citation", "stance"), "because": reason} for row, reason in evidence.left_out
        ]
    if claim.id in details.history:
        data["history"] = history_data(details.history[claim.id])
    if details.sensitivity or details.without:
        from cmo_eval.output.sensitivity import sensitivity_data

        data |= sensitivity_data(details, claim.id)
    return data


def _goal(one: OwnGoal, why: str | None) -> dict[str, Any]:
    """A goal that a case set itself; `weighed`: the claim rests on its result, `not_because`: why it does not."""
    goal = one.goal
    return {
        **fields(one, "case", "name"),
        **fields(goal, "text", "parent", "owner", "year", "due", "yardstick", "result"),
        "citations": one.citations,
        "weighed": why is None,
        "not_because": why and why.partition(".")[2],
    }


def _pattern(shown: Configuration, claim: str, details: Details) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": shown.pattern,
        **{part: shown.citations[part] for part in PARTS},
        "denied": {part: ids for part, ids in shown.denied.items() if ids},
        "cases": shown.cases,
    }
    found = details.completeness.get(claim, {}).get(shown.pattern)
    if found is None:
        return data
    return {
        **data,
        "sentence": details.sentences.get(shown.pattern),
        "missing": found.missing,
        "voices": {part: side.voices for part, side in found.parts.items()},
        "groups": {part: side.groups for part, side in found.parts.items()},
        "parts_in_cases": found.cases,
        "demi_regular": found.demi_regular,
        "absent_in_cases": found.absent,
        "deviant_cases": found.deviant,
        "two_parts_or_more": found.joined,
        "of_citations": found.citations,
    }


def _confidence(claim: Claim) -> dict[str, Any] | None:
    """The components that a person judged; a level as a whole only with all four."""
    confidence = claim.confidence
    if confidence is None:
        return None
    judged = fields(confidence, *COMPONENTS)
    return {
        **{name: one and fields(one, "concern", "why") for name, one in judged.items()},
        "overall": confidence.overall if all(judged.values()) else None,
    }


def _side(side: Side) -> dict[str, Any]:
    return fields(side, "sources", "voices", "kinds", "groups", "publications", "citations")
