"""6xx: conclusions that follow from findings."""

from __future__ import annotations

import pytest
from tables import Bad, Good, check_bad, check_good, name

FILE, EVALUATION = "conclusions.yaml", "evaluation.yaml"
CLAIM = "claims/C1-value.yaml"
ANSWER = "answers:\n  Q1: {text: It works., rests_on: [P1], limits: L}\n"
DECISION = "verdict: holds, rationale: x, reported_in: {source: FG1}"
DECIDED = {f"{CLAIM}+": f"intended: i\nrivals: r\ndecisions:\n  - {{{DECISION}}}\n"}
TWO_QUESTIONS = """\
schema: 1
id: demo
title: A small evaluation
language: en
programme: {name: The programme}
questions: {Q1: Does it work?, Q2: Does it last?}
groups: {staff: The staff, users: The users}
team: {AB: researcher}
"""
OTHER = """\
id: C2
title: T
questions: [Q2]
for: [staff]
versions: [{version: 1, statement: S}]
criteria: {researchable: a, refutable: b, relevant: c, addressed: d}
mechanisms: [P1]
"""
HEARD = {"sources/FG1.citations.yaml+": "  - {id: FG1-002, quote: q, evidence: [{supports: C2}]}\n"}

BAD = [
    Bad("CMO601", {FILE: "answers:\n  Q1: {text: It works., limits: L}\n"}, [(FILE, "{text")],
        "the answer to Q1 rests on nothing", about="Q1"),
    Bad("CMO601", {FILE: f"{ANSWER}recommendations:\n  - {{id: A1, text: x, rests_on: P1, for: staff}}\n"
                         "  - {id: A2, text: y, rests_on: [], for: staff}\n"},
        [(FILE, "{id: A2")], "recommendation A2 rests on nothing", about="A2"),
    Bad("CMO602", {FILE: "answers:\n  Q1: {text: It works., rests_on: [C1, C12], limits: L}\n"}, [(FILE, "C12")],
        "the answer to Q1 rests on C12, which is no claim, pattern, case or citation", about="Q1"),
    Bad("CMO602", {FILE: f"{ANSWER}recommendations: [{{id: A1, text: x, rests_on: [FG1], for: staff}}]\n"},
        [(FILE, "FG1")], "recommendation A1 rests on FG1, which is no", about="A1"),
    Bad("CMO603", {FILE: "answers: {}\n"}, [(EVALUATION, "Q1")], "question Q1 is not answered", about="Q1"),
    Bad("CMO604", {FILE: ANSWER.replace("P1", "C1")}, [(FILE, "[C1]")],
        "the answer to Q1 rests only on C1, on which nobody has decided", about="Q1"),
    Bad("CMO604", {FILE: f"{ANSWER}recommendations:\n  - {{id: A1, text: x, rests_on: C1, for: staff}}\n",
                   f"{CLAIM}+": f"intended: i\ndecisions: [{{{DECISION.replace('holds', 'undecided')}}}]\n"},
        [(FILE, "C1")], "recommendation A1 rests only on C1", about="A1"),
    Bad("CMO605", {FILE: "answers:\n  Q1: {text: It works., rests_on: [P1]}\n"}, [(FILE, "{text")],
        "the answer to Q1 names no limits", about="Q1"),
    Bad("CMO606", {FILE: f"{ANSWER}recommendations:\n  - {{id: A1, text: x, rests_on: P1}}\n"}, [(FILE, "{id: A1")],
        "recommendation A1 does not say for whom it is", about="A1"),
    Bad("CMO607", {FILE: f"{ANSWER}recommendations:\n  - {{id: A1, text: Keep the scan., rests_on: P1, for: staff}}\n"
                         "  - {id: A2, text: keep the  scan, rests_on: P1, for: users}\n"}, [(FILE, "keep")],
        "A2 says the same as A1", about="A2"),
    Bad("CMO608", {EVALUATION: TWO_QUESTIONS}, [(EVALUATION, "Q2")], "no claim serves question Q2", about="Q2"),
    Bad("CMO609", {FILE: ANSWER.replace("P1", "FG1-001"), **DECIDED}, [(CLAIM, "{verdict")],
        "C1 was decided, but no conclusion rests on it", about="C1"),
    Bad("CMO610", {EVALUATION: TWO_QUESTIONS, "claims/C2-x.yaml": OTHER, **DECIDED, **HEARD,
                   FILE: f"{ANSWER}  Q2: {{text: It does., rests_on: [C1, P1], limits: L}}\n"}, [(FILE, "[C1")],
        "the answer to Q2 rests on C1, which serve other questions", about="Q2"),
    Bad("CMO611", {f"{EVALUATION}+": "date: 2024-05\n", "sources/FG1.yaml+": "date: 2024-06-01\n"},
        [(EVALUATION, "2024-05")], "the evaluation is dated 2024-05, before FG1 of 2024-06-01"),
    Bad("CMO611", {f"{EVALUATION}+": "date: 2024\n", "sources/FG1.yaml+": "date: 2025\n",
                   f"{CLAIM}+": DECIDED[f"{CLAIM}+"].replace("x, rep", "x, date: 2025-02-01, rep")},
        [(EVALUATION, "2024")], "the evaluation is dated 2024, before a decision on C1 of 2025-02-01, and 1 more"),
]  # fmt: skip

GOOD = [
    Good("CMO601", {FILE: f"{ANSWER}recommendations:\n"
                          "  - {id: A1, text: x, rests_on: [C1, P1, K1, FG1-001], for: staff}\n",
                    "cases/K1-x.yaml": "id: K1\ntitle: T\nopened_by: FG1-001\n"}),
    Good("CMO602", {FILE: "answers:\n  Q1: {text: It works., rests_on: FG1-001, limits: L}\n"}),
    Good("CMO603", {FILE: ANSWER}),
    Good("CMO603", {}),
    Good("CMO604", {FILE: ANSWER.replace("P1", "C1"), **DECIDED}),
    Good("CMO604", {FILE: ANSWER.replace("P1", "C1, FG1-001")}),
    Good("CMO605", {FILE: ANSWER}),
    Good("CMO606", {FILE: f"{ANSWER}recommendations:\n  - {{id: A1, text: x, rests_on: P1, for: staff}}\n"}),
    Good("CMO607", {FILE: f"{ANSWER}recommendations:\n  - {{id: A1, text: Keep the scan., rests_on: P1, for: staff}}\n"
                          "  - {id: A2, text: Drop the scan., rests_on: P1, for: users}\n"}),
    Good("CMO608", {EVALUATION: TWO_QUESTIONS, "claims/C2-x.yaml": OTHER}),
    Good("CMO608", {EVALUATION: TWO_QUESTIONS, CLAIM: None, "patterns/P1-scan.yaml": None,
                    "sources/FG1.citations.yaml": None}),
    Good("CMO609", {FILE: ANSWER, **DECIDED}),
    Good("CMO609", DECIDED),
    Good("CMO610", {EVALUATION: TWO_QUESTIONS, "claims/C2-x.yaml": OTHER, **DECIDED, **HEARD,
                    FILE: f"{ANSWER}  Q2: {{text: It does., rests_on: [C2, P1], limits: L}}\n"}),
    Good("CMO611", {f"{EVALUATION}+": "date: 2024-05\n", "sources/FG1.yaml+": "date: 2024-05-31\n"}),
    Good("CMO611", {f"{EVALUATION}+": "date: 2024-05\n",
                    "sources/FG1.yaml+": "date: 2024-06-01\nwithdrawn: 2024-07-01\n"}),
]  # fmt: skip


@pytest.mark.parametrize("case", BAD, ids=name)
def test_a_conclusion_that_does_not_follow_is_found_at_its_place(case, evaluation, place):
    check_bad(case, evaluation, place)


@pytest.mark.parametrize("case", GOOD, ids=name)
def test_a_conclusion_that_follows_has_no_finding(case, evaluation):
    check_good(case, evaluation)
