"""3xx: citations that show something, figures that add up."""

from __future__ import annotations

import pytest
from tables import Bad, Good, check_bad, check_good, name

SOURCE, CITATIONS, SECOND = "sources/FG1.yaml", "sources/FG1.citations.yaml", "sources/FG1.citations.CD.yaml"
EVALUATION, CASE = "evaluation.yaml", "cases/K1-x.yaml"
P2 = {"patterns/P2-x.yaml": "id: P2\ntitle: T\ncontext: c\nresource: r\nreasoning: s\noutcome: o\n",
      "claims/C2-x.yaml": "id: C2\ntitle: T\nquestions: Q1\nfor: staff\nversions: [{version: 1, statement: S}]\n"
                          "criteria: {researchable: a, refutable: b, relevant: c, addressed: d}\n"
                          "mechanisms: [P2]\n"}  # fmt: skip


def entry(more):
    return {f"{CITATIONS}+": f"  - {{id: FG1-002, quote: q, {more}}}\n"}


def table(rows):
    return {f"{SOURCE}+": f"tables:\n  - {{id: T1, rows: {{a: 1}}, total: 1}}\n  - {{id: T2, {rows}}}\n"}


def declared(entry):
    return {f"{EVALUATION}+": f"declared:\n  - {{what: panels, count: 1, kinds: [focus_group]}}\n  - {{{entry}}}\n"}


TALK = "id: FG1\nkind: {kind}\ntitle: T\nparticipants:\n  - {{id: r1, role: manager, consent: quote{group}}}\n"

BAD = [
    Bad("CMO301", entry("memo: striking"), [(CITATIONS, "FG1-002")], "FG1-002 has neither evidence nor codes",
        about="FG1-002"),
    Bad("CMO302", {**P2, **entry("evidence: [{supports: C2, pattern: P2}, {nuances: C1, pattern: P2}]")},
        [(CITATIONS, "P2", 2)], "FG1-002 is evidence on C1 for P2, which C1 does not list", about="FG1-002"),
    Bad("CMO303", table("rows: {intake: 138, scan: 60}, total: 279"), [(SOURCE, "279")],
        "the rows of FG1.T2 add up to 198, not to 279", about="FG1.T2"),
    Bad("CMO304", declared("what: case studies, count: 4, kinds: [case_study]"), [(EVALUATION, "4, kinds")],
        "4 case studies are declared, the register has 0", about="case studies"),
    Bad("CMO305", {SOURCE: TALK.format(kind="interview", group="")}, [(SOURCE, "FG1")],
        "FG1", about="FG1"),
]  # fmt: skip

GOOD = [
    Good("CMO301", {**entry("codes: [scan]"), "codebook.yaml": "codes: [{id: scan, kind: theme, use: u}]\n"}),
    Good("CMO302", {**P2, **entry("evidence: [{supports: C2, pattern: P2}, {nuances: C1, pattern: P1}]")}),
    Good("CMO303", table("rows: {intake: 138, scan: 60, stopped: -1}, total: 197")),
    Good("CMO303", table("rows: {intake: 138, scan: 60}")),
    Good("CMO304", {**declared("what: talks and cases, count: 2, kinds: [focus_group, case_study]"),
                    CASE: "id: K1\ntitle: T\nopened_by: FG1-001\n"}),
    Good("CMO305", {SOURCE: TALK.format(kind="interview", group=", group: users")}),
    Good("CMO305", {SOURCE: TALK.format(kind="interview", group="") + "group: users\n"}),
    Good("CMO305", {SOURCE: "id: FG1\nkind: document\ntitle: T\nreference: {title: T}\n",
                    CITATIONS: "citations: [{id: FG1-001, quote: q, quality: report, evidence: [{supports: C1}]}]\n"}),
]  # fmt: skip


@pytest.mark.parametrize("case", BAD, ids=name)
def test_evidence_that_does_not_carry_is_found_at_its_place(case, evaluation, place):
    check_bad(case, evaluation, place)


@pytest.mark.parametrize("case", GOOD, ids=name)
def test_evidence_that_carries_has_no_finding(case, evaluation):
    check_good(case, evaluation)


def test_a_citation_of_someone_without_a_group_is_found_though_another_has_one(evaluation):
    from cmo_eval import api

    source = TALK.format(kind="focus_group", group="") + "  - {id: r2, group: users, consent: quote}\n"
    assert [finding.code for finding in api.validate(evaluation({SOURCE: source})).findings] == ["CMO305"]


def test_what_was_withdrawn_is_not_counted(evaluation):
    from cmo_eval import api

    files = {
        **declared("what: interviews, count: 0, kinds: [interview]"),
        "sources/IN1.yaml": "id: IN1\nkind: interview\ntitle: T\ngroup: users\nwithdrawn: 2017\n",
    }
    assert api.validate(evaluation(files)).findings == ()
