"""6xx: conclusions that follow from findings."""

from __future__ import annotations

import pytest
from tables import Bad, Good, check_bad, check_good, name

FILE, EVALUATION = "conclusions.yaml", "evaluation.yaml"
ANSWER = "answers:\n  Q1: {text: It works., rests_on: [P1], limits: L}\n"

BAD = [
    Bad("CMO601", {FILE: "answers:\n  Q1: {text: It works., limits: L}\n"}, [(FILE, "{text")], "the answer to Q1 rests on nothing",
        about="Q1"),
    Bad("CMO601", {FILE: f"{ANSWER}recommendations:\n  - {{id: A1, text: x, rests_on: P1, for: staff}}\n"
                         "  - {id: A2, text: y, rests_on: [], for: staff}\n"},
        [(FILE, "{id: A2")], "recommendation A2 rests on nothing", about="A2"),
    Bad("CMO602", {FILE: "answers:\n  Q1: {text: It works., rests_on: [C1, C12], limits: L}\n"}, [(FILE, "C12")],
        "the answer to Q1 rests on C12, which is no claim, pattern, case or citation", about="Q1"),
    Bad("CMO602", {FILE: f"{ANSWER}recommendations: [{{id: A1, text: x, rests_on: [FG1], for: staff}}]\n"}, [(FILE, "FG1")],
        "recommendation A1 rests on FG1, which is no", about="A1"),
    Bad("CMO603", {FILE: "answers: {}\n"}, [(EVALUATION, "Q1")], "question Q1 is not answered", about="Q1"),
]  # fmt: skip

GOOD = [
    Good("CMO601", {FILE: f"{ANSWER}recommendations: [{{id: A1, text: x, rests_on: [C1, P1, K1, FG1-001], for: staff}}]\n",
                    "cases/K1-x.yaml": "id: K1\ntitle: T\n"}),
    Good("CMO602", {FILE: "answers:\n  Q1: {text: It works., rests_on: FG1-001, limits: L}\n"}),
    Good("CMO603", {FILE: ANSWER}),
    Good("CMO603", {}),
]  # fmt: skip


@pytest.mark.parametrize("case", BAD, ids=name)
def test_a_conclusion_that_does_not_follow_is_found_at_its_place(case, evaluation, place):
    check_bad(case, evaluation, place)


@pytest.mark.parametrize("case", GOOD, ids=name)
def test_a_conclusion_that_follows_has_no_finding(case, evaluation):
    check_good(case, evaluation)
