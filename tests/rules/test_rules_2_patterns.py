"""2xx: patterns that explain something, and that fit together."""

from __future__ import annotations

import pytest
from tables import Bad, Good, check_bad, check_good, name
from test_rules_2_claims import CLAIM, COMPLETE, EXPLAINED, PATTERN, WHOLE, decided

SECOND, THIRD = "patterns/P2-coach.yaml", "patterns/P3-peer.yaml"

LISTED = WHOLE.replace("[P1]", "[P1, P2, P3]")
REASON = "verdict: holds, rationale: x, reported_in: {source: FG1}"


def pattern(id_, more=""):
    """A whole pattern, worded unlike the others, with more keys."""
    return f"id: {id_}\ntitle: T\ncontext: c\nresource: r {id_}\nreasoning: s\noutcome: o\n{more}"


def three(first="", second="", third=""):
    """Three patterns that the claim lists."""
    texts = {PATTERN: pattern("P1", first), SECOND: pattern("P2", second), THIRD: pattern("P3", third)}
    return {CLAIM: LISTED, **texts}


BAD = [
    Bad("CMO230", {PATTERN: pattern("P1", "leads_to: [P1]\n")}, [(PATTERN, "P1", 3)], "P1 leads to itself", about="P1"),
    Bad("CMO230", three("contrasts_with: [P2, P1]\n", "contrasts_with: P1\n"), [(PATTERN, "P1", 3)],
        "P1 contrasts with itself"),
    Bad("CMO231", three("contrasts_with: [P2, P3]\n", third="contrasts_with: P1\n"), [(PATTERN, "P2")],
        "P1 contrasts with P2, but P2 does not say so of P1", about="P1"),
    Bad("CMO232", three("leads_to: [P3, P2]\n", "leads_to: [P1]\n"), [(PATTERN, "P2")],
        "the ripple runs in a loop: P1 -> P2 -> P1", about="P1"),
    Bad("CMO232", three("leads_to: [P2]\n", "leads_to: [P3]\n", "leads_to: [P2, P1]\n"), [(PATTERN, "P2")],
        "the ripple runs in a loop: P1 -> P2 -> P3 -> P1"),
    Bad("CMO233", {**decided(COMPLETE), PATTERN: pattern("P1", "retroduction: x\n")}, [(PATTERN, "P1")],
        "C1 was decided, but its pattern P1 does not say what else contributed", about="P1"),
    Bad("CMO234", {**decided(COMPLETE), PATTERN: pattern("P1", "other_influences: y\n")}, [(PATTERN, "P1")],
        "C1 was decided, but its pattern P1 does not say why its mechanism explains the outcome", about="P1"),
    Bad("CMO235", {PATTERN: "id: P1\ntitle: T\ncontext: c\nresource: a scan\nreasoning: it can no longer be denied\n"
                            "outcome: a plan that is carried out\n"
                            "retroduction: It can no longer be denied; a plan is carried out.\n"},
        [(PATTERN, "It can")], "the retroduction of P1 repeats", about="P1"),
    Bad("CMO236", {CLAIM: WHOLE.replace("[P1]", "[P1, P2]"), PATTERN: pattern("P1"),
                   SECOND: pattern("P2").replace("r P2", "r  p1.").replace("title: T", "title: Another")},
        [(SECOND, "P2")], "P2 is worded as P1 is", about="P2"),
]  # fmt: skip

GOOD = [
    Good("CMO230", three("leads_to: P2\n")),
    Good("CMO231", three("contrasts_with: P2\n", "contrasts_with: P1\n")),
    Good("CMO232", three("leads_to: [P2, P3]\n", "leads_to: P3\n")),
    Good("CMO233", {**decided(COMPLETE), **EXPLAINED}),
    Good("CMO233", {PATTERN: pattern("P1", "retroduction: x\n")}),
    Good("CMO233", {CLAIM: f"{WHOLE}decisions: [{{{REASON}}}]\n", "evaluation.yaml+": "basis: published\n"}),
    Good("CMO234", {**decided(COMPLETE.replace("holds", "undecided")), PATTERN: pattern("P1")}),
    Good("CMO234", {**decided(COMPLETE), **EXPLAINED}),
    Good("CMO235", {PATTERN: pattern("P1", "retroduction: who paid for it has to show what was done with it\n")}),
    Good("CMO236", three()),
]  # fmt: skip


@pytest.mark.parametrize("case", BAD, ids=name)
def test_a_pattern_that_does_not_fit_is_found_at_its_place(case, evaluation, place):
    check_bad(case, evaluation, place)


@pytest.mark.parametrize("case", GOOD, ids=name)
def test_a_pattern_that_fits_has_no_finding(case, evaluation):
    check_good(case, evaluation)


def test_each_loop_is_named_once_and_a_long_one_is_no_burden(evaluation):
    from cmo_eval import api

    number = 1500
    files = {
        f"patterns/P{n}-x.yaml": pattern(f"P{n}", f"leads_to: [P{n % number + 1}]\n") for n in range(1, number + 1)
    }
    files |= {
        "patterns/R1-x.yaml": pattern("R1", "leads_to: [R2, P1]\n"),
        "patterns/R2-x.yaml": pattern("R2", "leads_to: [R1]\n"),
        PATTERN: None,
    }
    loops = [finding for finding in api.validate(evaluation(files)).findings if finding.code == "CMO232"]
    assert [finding.subject for finding in loops] == ["P1", "R1"]
    assert loops[1].message.endswith("R1 -> R2 -> R1")
