"""The verdicts of `verify`: the table of all claims for a terminal, and as Markdown, CSV and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from cmo_eval.analysis.evidence import Side
from cmo_eval.analysis.further import Further
from cmo_eval.analysis.ladder import ladder
from cmo_eval.analysis.verification import ClaimResult, Verification
from cmo_eval.model import Claim
from cmo_eval.model.claim import Confidence
from cmo_eval.output.explanation import (
    COMPONENTS,
    because,
    changed_data,
    completeness_data,
    explanation,
    explanation_data,
    taken,
    verdict,
)
from cmo_eval.output.plain import markdown_table
from cmo_eval.output.tables import Page, Part, name
from cmo_eval.spreadsheet import csv_text

if TYPE_CHECKING:
    from cmo_eval.store.repository import Repository

HEADINGS = (
    *("claim", "title", "proposal", "rule", "reason", "decision", "agrees", "stale"),
    *("voices", "kinds", "groups"),
)


# ---- the terminal ---------------------------------------------------------------------------------------------------


def verification_text(
    verification: Verification,
    repository: Repository,
    further: Further | None = None,
    *,
    width: int = 100,
    colour: bool = False,
) -> str:
    """The table of all claims; or what was asked for: the way to each proposal, what carries it, what sources added."""
    if further is None:
        return overview(verification, repository.evaluation.title, width=width, colour=colour)
    text = ""
    if further.explain:
        text = explanation(
            verification, repository, further.completeness, further.sentences, width=width, colour=colour
        )
    return text + _carrying(verification, further, Page(width, colour=colour))


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


def _carrying(verification: Verification, further: Further, page: Page) -> str:
    """What some sources carry, what would change the proposals, and what each source still added."""
    from cmo_eval.output.saturation import saturation_page
    from cmo_eval.output.sensitivity import sensitivity_page, without_page

    if further.without:
        without_page(page, verification, further.without)
    if further.sensitivity:
        sensitivity_page(page, verification, further.sensitivity)
    if further.saturation is not None:
        saturation_page(page, further.saturation)
    shown = page.text().rstrip("\n")
    return f"{shown}\n" if shown else ""


def _row(result: ClaimResult) -> tuple[list[Part], ...]:
    heard = result.evidence.all
    return (
        [(f"{result.claim.id} ", "bold"), result.claim.title],
        [verdict(result.proposal), (f" {result.proposal.rule}", "dim")],
        _decided(result),
        [str(len(heard.voices))],
        [str(len(heard.kinds))],
        [str(len(heard.groups))],
    )


def _decided(result: ClaimResult) -> list[Part]:
    decision, parts = result.decision, [taken(result)]
    if decision is not None and decision.reported_in is not None:
        where = " ".join(filter(None, (decision.reported_in.source, decision.reported_in.section)))
        parts.append((f"\n({where})", "dim"))
    elif decision is not None and decision.by:
        parts.append((f"\n{decision.by} {decision.date or ''}".rstrip(), "dim"))
    wrong = {"stale": result.stale, "lacks a part": result.lacks, "incomplete": result.incomplete}
    return [*parts, *((f"\n{words}", "red") for words, is_so in wrong.items() if is_so)]


def _notes(verification: Verification, results: Sequence[ClaimResult]) -> Iterator[str]:
    why = "a re-assessment is not recorded, or no pattern has evidence for all its parts"
    yield ""
    for what, ids in (
        ("Stale, the evidence changed since the decision", [one.claim.id for one in results if one.stale]),
        ("The decision lacks a part that it needs", [one.claim.id for one in results if one.lacks]),
        ("Incomplete, a file could not be read", [one.claim.id for one in results if one.incomplete]),
        ("Not shown, since their files could not be read", [f for f in verification.unread if f.startswith("claims/")]),
        ("Evidence names claims that do not exist", verification.astray),
        ("Decided otherwise than proposed", [one.claim.id for one in results if one.agrees is False]),
        (f"Preliminary ({why})", [one.claim.id for one in results if one.preliminary]),
    ):
        if ids:
            yield f"{what}: {', '.join(ids)}."
    yield ""
    yield "Voices are sources, those of one case counted once; kinds are kinds of source."
    yield (
        "`cmo-eval verify CLAIM --explain` shows the way to a proposal and the next step,"
        " `cmo-eval explain V7` what rule V7 is."
    )


# ---- tables for others ----------------------------------------------------------------------------------------------


def verification_csv(verification: Verification) -> str:
    """CSV with a heading; text that a spreadsheet would take for a formula begins with an apostrophe."""
    return csv_text([HEADINGS, *(_cells(result) for result in verification.values())])


def verification_markdown(verification: Verification) -> str:
    """A table in Markdown."""
    return markdown_table(HEADINGS, (_cells(result) for result in verification.values()))


def _cells(result: ClaimResult) -> tuple[str, ...]:
    heard = result.evidence.all
    yes_no = {True: "yes", False: "no", None: ""}
    return (
        result.claim.id,
        result.claim.title,
        result.proposal.verdict,
        result.proposal.rule,
        result.proposal.reason.say(),
        result.decision.verdict if result.decision else "",
        yes_no[result.agrees],
        yes_no[result.stale],
        *(str(len(values)) for values in (heard.voices, heard.kinds, heard.groups)),
    )


# ---- JSON -----------------------------------------------------------------------------------------------------------


def verification_json(verification: Verification, further: Further | None = None) -> str:
    """The results as JSON, version 1, with all that was asked for beyond them."""
    data: dict[str, Any] = {
        "version": 1,
        "evaluation": verification.evaluation,
        "unread": list(verification.unread),
        "astray": list(verification.astray),
        "claims": [_claim(result, further or Further()) for result in verification.values()],
    }
    if further is not None and further.saturation is not None:
        from cmo_eval.output.saturation import yield_data

        data["saturation"] = [yield_data(one) for one in further.saturation]
    return json.dumps(data, ensure_ascii=False, indent=2)


def _claim(result: ClaimResult, further: Further) -> dict[str, Any]:
    proposal, evidence, route, id_ = result.proposal, result.evidence, ladder(result), result.claim.id
    data: dict[str, Any] = {
        "id": id_,
        "title": result.claim.title,
        "claim_version": result.version,
        "proposal": {
            "verdict": proposal.verdict,
            "rule": proposal.rule,
            "reason": proposal.reason.say(),
            "missing": [missing.say() for missing in proposal.missing],
            "becomes": proposal.becomes,
            "separates": proposal.separates,
            **(explanation_data(result) if further.explain else {}),
        },
        "decision": _decision(result),
        "agrees": result.agrees,
        "stale": result.stale,
        "lacks": [lack.say() for lack in result.lacks],
        "preliminary": bool(result.preliminary),
        "preliminary_because": [reason.say() for reason in result.preliminary],
        "incomplete": list(result.incomplete),
        "ladder": [
            {"rung": rung.name, "standing": rung.standing, "missing": [missing.say() for missing in rung.missing]}
            for rung in route.rungs
        ],
        "next_step": route.next_step.say() if route.next_step else None,
        "confidence": _confidence(result.claim.confidence),
        "tests": _tests(result.claim),
        "evidence": {
            "supports": _side(evidence.supports),
            "nuances": _side(evidence.nuances),
            "refutes": _side(evidence.refutes),
            "suggests": {other: _side(side) for other, side in evidence.suggests.items()},
        },
        "patterns": list(_patterns(result, further)),
    }
    if further.explain:
        data["changed_since"] = changed_data(result)
        data["left_out"] = [
            {"citation": row.citation, "stance": row.stance, "because": reason} for row, reason in evidence.left_out
        ]
    if further.sensitivity or further.without:
        from cmo_eval.output.sensitivity import sensitivity_data, without_data

        if id_ in further.sensitivity:
            data["sensitivity"] = sensitivity_data(further.sensitivity[id_])
        if id_ in further.without:
            data["without"] = without_data(further.without[id_])
    return data


def _patterns(result: ClaimResult, further: Further) -> Iterator[dict[str, Any]]:
    completeness = further.completeness.get(result.claim.id, {})
    for one in result.configurations:
        found = completeness.get(one.pattern)
        yield {
            "id": one.pattern,
            **{part: list(citations) for part, citations in one.citations.items()},
            "cases": list(one.cases),
            **(completeness_data(found, further.sentences.get(found.pattern)) if found is not None else {}),
        }


def _confidence(confidence: Confidence | None) -> dict[str, Any] | None:
    """The components that a person judged; a level as a whole only with all four."""
    if confidence is None:
        return None
    judged = {name: getattr(confidence, name) for name in COMPONENTS}
    return {
        **{name: {"concern": one.concern, "why": one.why} if one else None for name, one in judged.items()},
        "overall": confidence.overall if all(judged.values()) else None,
    }


def _tests(claim: Claim) -> list[dict[str, Any]]:
    return [
        {
            "id": test.id,
            "kind": test.kind,
            "expects": test.expects,
            "declared": test.declared,
            "result": test.result,
            "date": test.date,
            "citations": list(test.citations),
        }
        for test in claim.tests
    ]


def _decision(result: ClaimResult) -> dict[str, Any] | None:
    decision = result.decision
    if decision is None:
        return None
    reported = decision.reported_in
    return {
        "verdict": decision.verdict,
        "by": decision.by,
        "date": decision.date,
        "version": decision.version,
        "second_reader": decision.second_reader,
        "becomes": decision.becomes,
        "reported_in": {"source": reported.source, "section": reported.section} if reported else None,
    }


def _side(side: Side) -> dict[str, list[str]]:
    return {name: list(getattr(side, name)) for name in ("sources", "voices", "kinds", "groups", "citations")}
