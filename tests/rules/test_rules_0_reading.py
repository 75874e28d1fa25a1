"""0xx: what reading finds, through validate."""

from __future__ import annotations

import pytest
from tables import Bad, Good, check_bad, check_good, name

CLAIM, EVALUATION, CITATIONS = "claims/C1-value.yaml", "evaluation.yaml", "sources/FG1.citations.yaml"
NOTE = "claims/C2-note.yaml"
FULL = """\
id: C2
title: Motives
questions: [Q1]
for: [staff]
versions: [{version: 1, statement: S}]
criteria: {researchable: a, refutable: b, relevant: c, addressed: d}
mechanisms: [P1]
"""


def loop(root):
    (root / NOTE).symlink_to("C2-note.yaml")


BAD = [
    Bad("CMO001", {}, [(NOTE, "")], "cannot be read", prepare=loop),
    Bad("CMO001", {}, [(NOTE, "")], "a folder stands", prepare=lambda root: (root / NOTE).mkdir()),
    Bad("CMO002", {NOTE: "id: C2\ntitle: Één wijk\n".encode("latin-1")}, [(NOTE, "\udcc9")], "byte 0xc9"),
    Bad("CMO003", {NOTE: "id: C2\ntitle: Motives: why\n"}, [(NOTE, ": why")], "a colon stands"),
    Bad("CMO004", {NOTE: "id: C2\ntitle: *same\n"}, [(NOTE, "*same")], "alias"),
    Bad("CMO005", {NOTE: "id: C2\ntitle: A\nkind: claim\ntitle: B\n"}, [(NOTE, "title", 2)], "first at line 2"),
    Bad("CMO006", {NOTE: ""}, [(NOTE, "")], "empty"),
    Bad("CMO007", {NOTE: "# a list\n- id: C2\n"}, [(NOTE, "- id")], "a list where a mapping"),
    Bad("CMO007", {NOTE: "networks\n"}, [(NOTE, "")], "a bare text where a mapping"),
    Bad("CMO008", {NOTE: "title: " + "[" * 200}, [(NOTE, "[", 100)], "deeper than 100 levels"),
    Bad("CMO010", {NOTE: f"{FULL}titel: Networks\n"}, [(NOTE, "titel")], "unknown key 'titel'", about="C2"),
    Bad("CMO011", {NOTE: FULL.replace("title: Motives\n", "")}, [(NOTE, "")], "'title' is missing", about="C2"),
    Bad("CMO011", {f"{CITATIONS}+": "  - {id: FG1-002, quality: report, codes: []}\n"},
        [(CITATIONS, "{id: FG1-002")], "'quote' is missing in citation FG1-002", also={"CMO301"}, about="FG1-002"),
    Bad("CMO012", {f"{CITATIONS}+": "  - {id: FG1-002, quote: q, quality: good}\n"},
        [(CITATIONS, "good")], "'quality' must be one of opinion, report, observation, documented, not 'good'"),
    Bad("CMO013", {"claims/C2-note.yml": FULL}, [("claims/C2-note.yml", "")], "does not end in .yaml"),
    Bad("CMO014",
        {CITATIONS: "citations: [{id: FG1-001, quote: q, quality: report, evidence: [{supports: C1}]}]\n"
                    "defaults: {quality: report}\n"},
        [(CITATIONS, "defaults")], "'defaults' stands below"),
    Bad("CMO015", {EVALUATION: "schema: 1\nid: a: b\n"}, [(EVALUATION, "")], "only the shape", also={"CMO003"}),
    Bad("CMO016", {f"{EVALUATION}+": "ignore:\n  - {code: CMO304, id: cases, why: x}\n"},
        [(EVALUATION, "{code: CMO304")], "no finding CMO304 about cases is there to accept", about="cases"),
    Bad("CMO017", {f"{CLAIM}+": "origin: [KA9] # cmo: ignore[CMO106]\n"},
        [(CLAIM, "# cmo")], "gives no reason to accept CMO106", also={"CMO106"}),
    Bad("CMO018", {f"{EVALUATION}+": "severity: {CMO304: note, CMO999: note, CMO010: note}\n"},
        [(EVALUATION, "CMO999"), (EVALUATION, "CMO010")], "CMO"),
    Bad("CMO019", {NOTE: FULL.replace("researchable: a,", "researchable: {why: seen by a, b and c, met: true},")},
        [(NOTE, "b and c")], "a comma broke the text off: 'b and c'", about="C2"),
]  # fmt: skip

GOOD = [
    Good("CMO001", {NOTE: FULL}),
    Good("CMO002", {NOTE: FULL.replace("Motives", "Één wijk")}),
    Good("CMO003", {NOTE: FULL.replace("Motives", '"Motives: why"')}),
    Good("CMO004", {NOTE: FULL.replace("Motives", '"*same"')}),
    Good("CMO005", {NOTE: FULL}),
    Good("CMO006", {NOTE: FULL}),
    Good("CMO007", {NOTE: f"# a mapping\n{FULL}"}),
    Good("CMO008", {NOTE: FULL.replace("[{version: 1, statement: S}]", "\n  -\n    version: 1\n    statement: S")}),
    Good("CMO010", {f"{CLAIM}+": "intended: Networks\n"}),
    Good("CMO011", {NOTE: FULL}),
    Good("CMO012", {f"{CITATIONS}+":
        "  - {id: FG1-002, quote: q, quality: documented, evidence: [{supports: C1}]}\n"}),
    Good("CMO013", {"claims/C2-note.yaml": FULL, "claims/notes.txt": "x"}),
    Good("CMO014", {CITATIONS: "defaults: {quality: report}\n"
                               "citations: [{id: FG1-001, quote: q, evidence: [{supports: C1}]}]\n"}),
    Good("CMO015", {}),
    Good("CMO016", {f"{EVALUATION}+": "declared: [{what: cases, count: 3, kinds: [case_study]}]\n"
                                      "ignore:\n  - {code: CMO304, id: cases, why: x}\n"}),
    Good("CMO017", {f"{CLAIM}+": "origin: [KA9] # cmo: ignore[CMO106] it is coming\n"}),
    Good("CMO018", {f"{EVALUATION}+": "severity: {CMO304: note}\n"}),
    Good("CMO019", {NOTE: FULL.replace("researchable: a,", 'researchable: {why: "seen by a, b and c", met: true},')}),
]  # fmt: skip


@pytest.mark.parametrize("case", BAD, ids=name)
def test_what_cannot_be_read_is_found_at_its_place(case, evaluation, place):
    check_bad(case, evaluation, place)


@pytest.mark.parametrize("case", GOOD, ids=name)
def test_what_can_be_read_has_no_finding(case, evaluation):
    check_good(case, evaluation)
