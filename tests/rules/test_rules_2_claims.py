"""2xx: claims, patterns and decisions."""

from __future__ import annotations

import pytest
from tables import Bad, Good, check_bad, check_good, name

CLAIM, PATTERN, CITATIONS = "claims/C1-value.yaml", "patterns/P1-scan.yaml", "sources/FG1.citations.yaml"

HEAD = "id: C1\ntitle: T\nintended: I\nrivals: R\n"
SERVES = "questions: [Q1]\nfor: [staff]\n"
VERSIONS = "versions:\n  - {version: 1, statement: S}\n"
CRITERIA = "criteria: {researchable: a, refutable: b, relevant: c, addressed: d}\n"
MECHANISMS = "mechanisms: [P1]\n"
WHOLE = HEAD + SERVES + VERSIONS + CRITERIA + MECHANISMS
CHECKS = "checks:\n  - {step: test, by: CD, date: 2017}\n  - {step: distance, by: EF, date: 2017}\n"
DECIDABLE = f"{WHOLE}{CHECKS}disconfirming_search: {{by: CD, date: 2017, where: w, found: f, none: true}}\n"
WHY = "retroduction: x\nother_influences: [y]\n"
EXPLAINED = {PATTERN: f"id: P1\ntitle: T\ncontext: c\nresource: r\nreasoning: s\noutcome: o\n{WHY}"}


def decided(*decisions):
    """A claim with all that a decision asks for, and decisions, one a line."""
    return {CLAIM: DECIDABLE + "decisions:\n" + "".join(f"  - {{{decision}}}\n" for decision in decisions), **EXPLAINED}


REFUTED = {f"{CITATIONS}+": "  - {id: FG1-002, quote: q, evidence: [{refutes: C1}]}\n"}
COMPLETE = "verdict: holds, by: AB, date: 2017-03-20, second_reader: CD, rationale: x"

BAD = [
    Bad("CMO201", {CLAIM: WHOLE.replace("relevant: c, ", "")}, [(CLAIM, "criteria")],
        "C1: the criterion 'relevant' is not judged", about="C1"),
    Bad("CMO201", {CLAIM: WHOLE.replace("refutable: b", "refutable: {met: false, why: too vague}")},
        [(CLAIM, "{met")], "C1: the criterion 'refutable' is unmet"),
    Bad("CMO201", {CLAIM: WHOLE.replace(CRITERIA, "")}, [(CLAIM, "")] * 4, "is not judged"),
    Bad("CMO202", {PATTERN: "id: P1\ntitle: T\ncontext: c\nresource: a scan\noutcome: o\n"}, [(PATTERN, "resource")],
        "P1 does not say what changes in the actor's reasoning", about="P1"),
    Bad("CMO203", {PATTERN: "title: T\nid: P1\nresource: a scan\nreasoning: s\noutcome: o\n"}, [(PATTERN, "P1")],
        "P1 has no context", about="P1"),
    Bad("CMO203", {PATTERN: "title: T\nid: P1\nreasoning: s\ncontext: []\n"}, [(PATTERN, "P1")] * 3, "P1 has no "),
    Bad("CMO204", decided("verdict: holds, by: AB, date: 2017-03-20, second_reader: CD"), [(CLAIM, "{verdict")],
        "the decision on C1 lacks a rationale", about="C1"),
    Bad("CMO204", decided("verdict: holds"), [(CLAIM, "{verdict")] * 4, "the decision on C1 lacks "),
    Bad("CMO204", decided("verdict: rejected", COMPLETE.replace("holds", "transformed")), [(CLAIM, "{verdict", 2)],
        "the decision on C1 lacks "),
    Bad("CMO204", {**decided(COMPLETE), **REFUTED}, [(CLAIM, "{verdict")], "FG1-002"),
    Bad("CMO204", {**decided(COMPLETE), CITATIONS: "coder: AB\ncitations: []\n"}, [(CLAIM, "{verdict")],
        "the decision on C1 lacks ", also={"CMO313"}),
    Bad("CMO204", decided("verdict: transformed, reported_in: {source: FG1}"), [(CLAIM, "{verdict")],
        "the decision on C1 lacks "),
    Bad("CMO205", {CLAIM: WHOLE.replace(MECHANISMS, "")}, [(CLAIM, "C1")], "C1 lists no patterns under mechanisms",
        also={"CMO206", "CMO302"}, about="C1"),
    Bad("CMO206", {"patterns/P2-x.yaml": "title: T\nid: P2\ncontext: c\nresource: r\nreasoning: s\noutcome: o\n"},
        [("patterns/P2-x.yaml", "P2")], "no claim lists P2 under mechanisms", about="P2"),
    Bad("CMO207", decided(COMPLETE.replace("CD", "AB")), [(CLAIM, "AB, rationale")],
        "AB took the decision and read it too", about="C1"),
    Bad("CMO207", decided(COMPLETE.replace("CD", "AB"), COMPLETE), [(CLAIM, "AB, rationale")],
        "AB took the decision and read it too"),
    Bad("CMO208", {CLAIM: WHOLE.replace("for: [staff]\n", "")}, [(CLAIM, "C1")],
        "C1 does not say for which address groups it is", about="C1"),
    Bad("CMO208", {CLAIM: WHOLE.replace("questions: [Q1]\n", "questions: []\n")}, [(CLAIM, "C1")],
        "C1 does not say which questions it serves", also={"CMO608"}),
]  # fmt: skip

GOOD = [
    Good("CMO201", {CLAIM: WHOLE.replace("refutable: b", "refutable: {met: true, why: b}")}),
    Good("CMO202", {PATTERN: "id: P1\ntitle: T\ncontext: c\nresource: a scan\nreasoning: s\noutcome: o\n"}),
    Good("CMO203", {PATTERN: "id: P1\ntitle: T\ncontext: [c, d]\nresource: r\nreasoning: s\noutcome: {text: o}\n"}),
    Good("CMO204", {**decided("verdict: holds", f"{COMPLETE}, sets_aside: [FG1-002]"), **REFUTED}),
    Good("CMO204", decided("verdict: holds, reported_in: {source: FG1}")),
    Good("CMO204", {**decided(COMPLETE.replace("holds", "undecided")), CITATIONS: None}, also={"CMO313"}),
    Good("CMO205", {CLAIM: WHOLE.replace("[P1]", "[{principle: x, patterns: P1}]")}),
    Good("CMO206", {CLAIM: WHOLE}),
    Good("CMO207", decided(COMPLETE)),
    Good("CMO208", {CLAIM: WHOLE.replace("[staff]", "staff").replace("[Q1]", "Q1")}),
]  # fmt: skip


@pytest.mark.parametrize("case", BAD, ids=name)
def test_a_claim_that_cannot_be_defended_is_found_at_its_place(case, evaluation, place):
    check_bad(case, evaluation, place)


@pytest.mark.parametrize("case", GOOD, ids=name)
def test_a_claim_that_can_be_defended_has_no_finding(case, evaluation):
    check_good(case, evaluation)


def test_a_pattern_that_offers_nothing_is_not_said_to_say_what_is_offered(evaluation):
    from cmo_eval import api

    root = evaluation({PATTERN: "id: P1\ntitle: T\ncontext: c\noutcome: o\n"})
    messages = [finding.message for finding in api.validate(root).findings if finding.code == "CMO202"]
    assert messages
    assert not any("says what is offered" in message for message in messages)
