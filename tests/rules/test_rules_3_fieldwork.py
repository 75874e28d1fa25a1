"""3xx: what is heard from whom, and the talks themselves."""

from __future__ import annotations

import pytest
from tables import Bad, Good, check_bad, check_good, name

SOURCE, CITATIONS, SECOND = "sources/FG1.yaml", "sources/FG1.citations.yaml", "sources/FG1.citations.CD.yaml"
EVALUATION, CLAIM, PATTERN, CASE = "evaluation.yaml", "claims/C1-value.yaml", "patterns/P1-scan.yaml", "cases/K1-x.yaml"
CASE2, INTERVIEW, OTHER = "cases/K2-x.yaml", "sources/IN1.yaml", "sources/IN1.citations.yaml"
REPORT = "decisions: [{verdict: holds, reported_in: {source: S1}}]\n"
S1 = {"sources/S1.yaml": "id: S1\nkind: document\ntitle: T\nreference: {title: T}\n"}
DECIDED = {**S1, f"{CLAIM}+": REPORT}
DECIDED_ALSO = {"CMO209", "CMO210"}
SHOWN = "citations: [{id: FG1-001, quote: q, quality: report, speaker: r1, evidence: [{supports: C1%s}]}]\n"
FRAME = "frameworks: {hub: {door: Door}}\n"
SAMPLING = """\
sampling:
  invited_per_panel: 25
  max_attendance: 2
  invitations:
    region: {unit: percent, north: 20, south: 80}
    size: {unit: number, large: 10, small: 15}
"""


def heard(group="staff", more="", evidence="supports: C1", quality="report"):
    return {
        INTERVIEW: f"id: IN1\nkind: interview\ntitle: T\ngroup: {group}\n{more}",
        OTHER: f"citations: [{{id: IN1-001, quote: q, quality: {quality}, evidence: [{{{evidence}}}]}}]\n",
    }


def invited(numbers, people=""):
    return {f"{EVALUATION}+": SAMPLING, f"{SOURCE}+": f"{PERSON.format('r2')}{people}invited: {{{numbers}}}\n"}


PERSON = "  - {{id: {}, role: nurse, consent: quote}}\n"
TABLED = {f"{EVALUATION}+": FRAME, CASE: "id: K1\ntitle: T\nframework: {hub.door: {text: a, citations: [FG1-001]}}\n"}
DOCUMENT = "id: D1\nkind: document\ntitle: T\n"
TRANSCRIPT = {f"{SOURCE}+": "text: FG1.txt\n"}

BAD = [
    Bad("CMO306", heard(), [(CLAIM, "C1")], "C1 is heard in 2 sources, all of them staff", about="C1"),
    Bad("CMO306", {**heard(quality="opinion"), f"{CLAIM}+": "kind: need\n"}, [(CLAIM, "C1")],
        "C1 is heard in 2 sources"),
    Bad("CMO307", invited("region: {north: 7, south: 18}"), [(SOURCE, "7"), (SOURCE, "18")],
        "the sampling says", about="FG1"),
    Bad("CMO307", invited("size: {large: 9, small: 15}"), [(SOURCE, "size"), (SOURCE, "9")], "FG1 invited"),
    Bad("CMO308", {f"{EVALUATION}+": SAMPLING, f"{SOURCE}+": PERSON.format("r2") + PERSON.format("r3")},
        [(SOURCE, "participants")], "FG1 has 3 participants, the sampling allows 2", about="FG1"),
    Bad("CMO309", {f"{SOURCE}+": "invited: {region: {north: 25}}\n"}, [(SOURCE, "participants")],
        "FG1 is a focus group of one", about="FG1"),
    Bad("CMO310", {f"{CITATIONS}+": "    coded: 2017-01-20\n"}, [(SOURCE, "focus_group")],
        "does not say when the talk was held", about="FG1"),
    Bad("CMO311", {CASE: "id: K1\ntitle: T\nsummary: s\n"}, [(CASE, "K1")], "no source belongs to K1", about="K1"),
    Bad("CMO312", {**TABLED, CASE2: "id: K2\ntitle: T\nshows: [{pattern: P1, citations: [FG1-001]}]\n"},
        [(CASE2, "K2")], "K2 has no cell of hub, which K1 fill", about="K2"),
    Bad("CMO313", {**DECIDED, CITATIONS: SHOWN % ", pattern: P1, lacks: outcome"}, [(PATTERN, "P1")],
        "no citation shows its pattern P1", also=DECIDED_ALSO),
    Bad("CMO313", {**DECIDED, CITATIONS: SHOWN % ""}, [(PATTERN, "P1")], "no citation shows its pattern P1",
        also=DECIDED_ALSO, about="P1"),
    Bad("CMO314", {**DECIDED, CITATIONS: SHOWN % ", pattern: P1, parts: resource"}, [(PATTERN, "P1")],
        "no citation shows two parts of P1 together",
        also=DECIDED_ALSO, about="P1"),
    Bad("CMO315", {"sources/D1.yaml": f"{DOCUMENT}date: 2017\n"}, [("sources/D1.yaml", "document")], "D1 is a document",
        about="D1"),
    Bad("CMO316", {f"{SOURCE}+": "pooled: true\n"}, [(SOURCE, "participants")], "FG1 is pooled", about="FG1"),
    Bad("CMO317", {**S1, f"{SOURCE}+": "reported_in: {source: S1}\n"}, [(SOURCE, "reported_in")],
        "FG1 is a talk that only a report tells of", about="FG1"),
    Bad("CMO318", {f"{EVALUATION}+": "declared:\n  - {what: panels, count: 1, kinds: [focus_group, panel]}\n"},
        [(EVALUATION, "panel]")], "no source or case is of the kind 'panel'", about="panels"),
    Bad("CMO319", {**DECIDED, CITATIONS: SHOWN.replace("q,", "q, disputed: d,") % ", pattern: P1, parts: mechanism"},
        [(CITATIONS, "disputed")], "FG1-001 is disputed, but C1 is decided", also=DECIDED_ALSO, about="FG1-001"),
    Bad("CMO320", TRANSCRIPT, [(CITATIONS, "FG1-001")], "does not say where it stands", also=["CMO417"],
        about="FG1-001"),
]  # fmt: skip

GOOD = [
    Good("CMO306", heard("users")),
    Good("CMO306", heard(more="withdrawn: 2017\n")),
    Good("CMO306", heard(quality="opinion")),
    Good("CMO306", {**heard(), f"{CLAIM}+": "origin: [IN1]\n"}),
    Good("CMO307", invited("region: {north: 6, south: 19}, size: {large: 10, small: 15}")),
    Good("CMO308", {f"{EVALUATION}+": SAMPLING, f"{SOURCE}+": PERSON.format("r2")}),
    Good("CMO309", {f"{SOURCE}+": PERSON.format("r2") + "invited: {region: {north: 25}}\n"}),
    Good("CMO310", {f"{CITATIONS}+": "    coded: 2017-01-20\n", f"{SOURCE}+": "date: 2017-01\n"}),
    Good("CMO311", {CASE: "id: K1\ntitle: T\nshows: [{pattern: P1, citations: [FG1-001]}]\n"}),
    Good("CMO311", {CASE: "id: K1\ntitle: T\n", f"{SOURCE}+": "case: K1\n"}),
    Good("CMO311", {CASE: "id: K1\ntitle: T\n", f"{CITATIONS}+": "    case: K1\n"}),
    Good("CMO312", {**TABLED, CASE2: "id: K2\ntitle: T\nframework: {hub.door: {text: b, citations: [FG1-001]}}\n"}),
    Good("CMO313", {**DECIDED, CITATIONS: SHOWN % ", pattern: P1, parts: mechanism"}, also=DECIDED_ALSO),
    Good("CMO313", {CITATIONS: SHOWN % ""}),
    Good("CMO314", {**DECIDED, CITATIONS: SHOWN % ", pattern: P1, parts: [context, outcome]"}, also=DECIDED_ALSO),
    Good("CMO315", {"sources/D1.yaml": f"{DOCUMENT}reference: {{title: T}}\n"}),
    Good("CMO316", {SOURCE: "id: FG1\nkind: focus_group\ntitle: T\ngroup: staff\npooled: true\n",
                    CITATIONS: SHOWN.replace("speaker: r1", "role: nurse") % ""}),
    Good("CMO317", {**S1, f"{SOURCE}+": "reported_in: {source: S1}\n", f"{EVALUATION}+": "basis: published\n"}),
    Good("CMO318", {f"{EVALUATION}+": "declared:\n  - {what: panels, count: 1, kinds: [focus_group, programme]}\n"}),
    Good("CMO319", {CITATIONS: SHOWN.replace("q,", "q, disputed: d,") % ""}),
    Good("CMO320", {**TRANSCRIPT, f"{CITATIONS}+": "    at: {line: 3}\n"}, also=["CMO417"]),
    Good("CMO320", {**TRANSCRIPT, f"{CITATIONS}+": "    verbatim: false\n"}),
    Good("CMO320", {**TRANSCRIPT, f"{EVALUATION}+": "basis: published\n"}, also=["CMO417"]),
]  # fmt: skip


@pytest.mark.parametrize("case", BAD, ids=name)
def test_fieldwork_that_does_not_carry_is_found_at_its_place(case, evaluation, place):
    check_bad(case, evaluation, place)


@pytest.mark.parametrize("case", GOOD, ids=name)
def test_fieldwork_that_carries_has_no_finding(case, evaluation):
    check_good(case, evaluation)
