"""Results of `verify` as a Markdown table or as CSV, one row a claim."""

from __future__ import annotations

from cmo_eval.analysis.verification import ClaimResult, Verification
from cmo_eval.output.plain import visible
from cmo_eval.spreadsheet import csv_text

HEADINGS = (
    "claim",
    "title",
    "proposal",
    "rule",
    "reason",
    "decision",
    "agrees",
    "stale",
    "voices",
    "kinds",
    "groups",
)


def verification_csv(verification: Verification) -> str:
    """CSV with a heading; text that a spreadsheet would take for a formula begins with an apostrophe."""
    return csv_text([HEADINGS, *(_cells(result) for result in verification.values())])


def verification_markdown(verification: Verification) -> str:
    """A table in Markdown."""
    rows = [HEADINGS, tuple("---" for _ in HEADINGS), *(_cells(result) for result in verification.values())]
    return "".join("| " + " | ".join(_escaped(cell) for cell in row) + " |\n" for row in rows)


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
        str(len(heard.voices)),
        str(len(heard.kinds)),
        str(len(heard.groups)),
    )


def _escaped(cell: str) -> str:
    return visible(cell).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
