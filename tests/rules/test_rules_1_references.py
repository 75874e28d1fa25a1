"""1xx: ids and references."""

from __future__ import annotations

import pytest
from tables import Bad, Good, check_bad, check_good, name

from cmo_eval import api
from cmo_eval.rules import registry
from minimal import MINIMAL

CLAIM, PATTERN, SOURCE = "claims/C1-value.yaml", "patterns/P1-scan.yaml", "sources/FG1.yaml"
CITATIONS, SECOND = "sources/FG1.citations.yaml", "sources/FG1.citations.CD.yaml"
CASE, BOOK, CONCLUSIONS, EVALUATION = "cases/K1-x.yaml", "codebook.yaml", "conclusions.yaml", "evaluation.yaml"

SCALED = "frameworks: {gov: {trust: {label: Trust, scale: {much: 1, little: 0}}}}\n"
VALUED = "id: K1\ntitle: T\nopened_by: FG1-001\nframework:\n  gov.trust: {{value: {}}}\n"
P2 = "id: P2\ntitle: T\ncontext: c\nresource: r\nreasoning: s\noutcome: o\n"
DECISION = "verdict: undecided, by: AB, date: 2017, second_reader: CD, rationale: x"
REPORTED = "verdict: holds, rationale: x, reported_in"
WEIGHED = "intended: i\nrivals: r\n"
BOTH = """\
id: C1
title: T
questions: Q1
for: staff
versions: [{version: 1, statement: S}]
mechanisms: [P1, P2]
criteria: {researchable: a, refutable: b, relevant: c, addressed: d}
"""


def entry(more, id_="FG1-002"):
    """One citation more in the agreed coding."""
    return {f"{CITATIONS}+": f"  - {{id: {id_}, quote: q, {more}}}\n"}


def second(more, id_="FG1-001"):
    """A second coder's file with one citation."""
    return {SECOND: f"coder: CD\ncitations:\n  - {{id: {id_}, {more}}}\n"}


SUPPORTS = "evidence: [{supports: C1}]"


def goals(*more, date="2017-06", **files):
    """A case with these goals, each whole but for what it says otherwise, in an evaluation of that date."""
    whole = {"owner": "o", "yardstick": "y", "result": "unknown", "text": "t"}
    told = []
    for number, one in enumerate(more, start=1):
        keys = {"id": f"G{number}", **whole, **one}
        told.append(f"  - {{{', '.join(f'{key}: {value}' for key, value in keys.items() if value is not None)}}}\n")
    case = "id: K1\ntitle: T\nopened_by: FG1-001\ngoals:\n" + "".join(told)
    return {CASE: case, f"{EVALUATION}+": f"date: {date}\n", **files}


def compared(states, said, *cases, attribute="{}", conditions=""):
    """Cases K1, K2 ... with these values of gov.trust and gov.lasts, and the comparison `tried` of them."""
    made = {
        f"cases/K{number}-x.yaml": f"id: K{number}\ntitle: T\nopened_by: FG1-001\nattributes: {attribute}\nframework:\n"
        f"  gov.trust: {trust}\n  gov.lasts: {{value: {lasts}, citations: FG1-001}}\n"
        for number, (trust, lasts) in enumerate(cases, start=1)
    }
    scale = "scale: {much: 1, little: 0}"
    frameworks = f"frameworks: {{gov: {{trust: {{label: T, {scale}}}, lasts: {{label: L, {scale}}}}}}}\n"
    asked = f"comparisons: {{tried: {{framework: gov, outcome: {states}, conditions: [{said}]}}}}\n"
    pattern = {PATTERN + "+": f"conditions: [{conditions}]\n"} if conditions else {}
    return {f"{EVALUATION}+": frameworks + asked, **made, **pattern}


MUCH, LITTLE = "{value: much, citations: FG1-001}", "{value: little, citations: FG1-001}"
TOLD = (MUCH, "much"), (LITTLE, "little")

SERVED = "answers: {Q1: {text: x, rests_on: FG1-001, limits: l}}\n"
OWN = "judged_by: own_goals\n"

BAD = [
    Bad("CMO101", {f"{CLAIM}+": "", "patterns/P1-coach.yaml": P2.replace("P2", "P1")}, [(PATTERN, "P1")],
        "the id P1 is used already, in patterns/P1-coach.yaml:1:5", about="P1"),
    Bad("CMO101", {"cases/P1-x.yaml": "id: P1\ntitle: T\nopened_by: FG1-001\n"}, [("cases/P1-x.yaml", "P1")],
        "used already, in patterns/P1-scan.yaml:1:5"),
    Bad("CMO101", entry(SUPPORTS, "FG1-001"), [(CITATIONS, "FG1-001", 2)],
        f"the id FG1-001 is used already, in {CITATIONS}:4:9"),
    Bad("CMO101", {f"{SOURCE}+": "  - {id: r1, consent: quote}\n"}, [(SOURCE, "r1", 2)], "the id r1 is used already"),
    Bad("CMO101", {BOOK: "codes:\n  - {id: scan, kind: theme, use: u}\n  - {id: scan, kind: actor, use: u}\n"},
        [(BOOK, "scan", 2)],
        "the id scan is used already, in codebook.yaml:2:10"),
    Bad("CMO101", {CONCLUSIONS: "answers: {Q1: {text: x, rests_on: FG1-001, limits: l}}\n"
                                "recommendations:\n  - {id: P1, text: x, rests_on: FG1-001, for: staff}\n"},
        [(CONCLUSIONS, "P1")], "used already, in patterns/P1-scan.yaml"),
    Bad("CMO101", {f"{CLAIM}+": "rivals: [{id: R1, text: a}, {id: R1, text: b}]\n"}, [(CLAIM, "R1", 2)],
        "the id R1 is used already, in claims/"),
    Bad("CMO101", {SECOND: "coder: CD\ncitations:\n  - {id: FG1-001, evidence: [{supports: C1}]}\n"
                           "  - {id: FG1-001, evidence: [{refutes: C1}]}\n"}, [(SECOND, "FG1-001", 2)],
        "the id FG1-001 is used already"),
    Bad("CMO102", {CLAIM: None, "claims/networks.yaml": "id: C1\ntitle: T\nquestions: Q1\nfor: staff\n"
                   "versions: [{version: 1, statement: S}]\nmechanisms: [P1]\n"
                   "criteria: {researchable: a, refutable: b, relevant: c, addressed: d}\n"},
        [("claims/networks.yaml", "C1")], "the file networks.yaml holds the id C1", about="C1"),
    Bad("CMO102", {"cases/K10-x.yaml": "title: T\nid: K1\nopened_by: FG1-001\n"},
        [("cases/K10-x.yaml", "K1")], "holds the id K1"),
    Bad("CMO103", entry("evidence: [{supports: C1}, {refutes: C33}]"), [(CITATIONS, "C33")],
        "FG1-002 names claim C33, which does not exist", about="FG1-002"),
    Bad("CMO103", entry("evidence: [{nuances: C33}]"), [(CITATIONS, "C33")], "names claim C33"),
    Bad("CMO103", entry("evidence: [{suggests: C33, instead_of: C1}]"), [(CITATIONS, "C33")], "names claim C33"),
    Bad("CMO103", entry("evidence: [{suggests: C1, instead_of: C33}]"), [(CITATIONS, "C33")], "names claim C33"),
    Bad("CMO103", second("evidence: [{supports: C33}]"), [(SECOND, "C33")], "FG1-001 names claim C33"),
    Bad("CMO103", {f"{CLAIM}+": f"{WEIGHED}decisions: [{{{DECISION}, becomes: C9@2}}]\n"}, [(CLAIM, "C9@2")],
        "C1 names claim C9", about="C1"),
    Bad("CMO104", {f"{CLAIM}+": "", "claims/C2-x.yaml": "id: C2\ntitle: T\nquestions: Q1\nfor: staff\n"
                   "versions: [{version: 1, statement: S}]\nmechanisms: [P1, {patterns: [P1, P7]}]\n"
                   "criteria: {researchable: a, refutable: b, relevant: c, addressed: d}\n"},
        [("claims/C2-x.yaml", "P7")], "C2 names pattern P7"),
    Bad("CMO104", entry("evidence: [{supports: C1, pattern: P7}]"), [(CITATIONS, "P7")], "FG1-002 names pattern P7"),
    Bad("CMO104", {f"{PATTERN}+": "leads_to: [P7]\ncontrasts_with: [P8]\n"}, [(PATTERN, "P7"), (PATTERN, "P8")],
        "P1 names pattern P"),
    Bad("CMO104", {CASE: "id: K1\ntitle: T\nopened_by: FG1-001\nshows: [{pattern: P1}, {pattern: P7}]\n"},
        [(CASE, "P7")],
        "K1 names pattern P7"),
    Bad("CMO105", {f"{SOURCE}+": "case: K9\n"}, [(SOURCE, "K9")], "FG1 names case K9", about="FG1"),
    Bad("CMO106", {f"{CLAIM}+": "origin: [FG1, KA9]\n"}, [(CLAIM, "KA9")], "C1 names source KA9", about="C1"),
    Bad("CMO106", {f"{CLAIM}+": f"{WEIGHED}decisions: [{{{REPORTED}: {{source: S9}}}}]\n"}, [(CLAIM, "S9")],
        "names source S9"),
    Bad("CMO106", {f"{SOURCE}+": "reported_in: {source: S9}\n"}, [(SOURCE, "S9")], "FG1 names source S9",
        also={"CMO317"}),
    Bad("CMO107", {f"{CLAIM}+": f"{WEIGHED}decisions: [{{{DECISION}, sets_aside: [FG1-001, FG1-9]}}]\n"},
        [(CLAIM, "FG1-9")], "C1 names citation FG1-9", about="C1"),
    Bad("CMO107", {f"{CLAIM}+": "tests: [{id: T1, kind: hoop, expects: x, citations: [FG1-9]}]\n"},
        [(CLAIM, "FG1-9")], "C1 names citation FG1-9"),
    Bad("CMO107", {CASE: "id: K1\ntitle: T\nopened_by: [FG1-7]\nshows: [{pattern: P1, citations: [FG1-001, FG1-8]}]\n"
                         "framework: {f.d: {text: x, citations: [FG1-9]}}\n",
                   f"{EVALUATION}+": "frameworks: {f: {d: D}}\n"},
        [(CASE, "FG1-7"), (CASE, "FG1-8"), (CASE, "FG1-9")], "K1 names citation FG1-"),
    Bad("CMO108", entry(f"speaker: r9, {SUPPORTS}"), [(CITATIONS, "r9")], "r9 is no participant of FG1",
        about="FG1-002"),
    Bad("CMO108", second(f"speaker: r9, {SUPPORTS}"), [(SECOND, "r9")], "r9 is no participant of FG1"),
    Bad("CMO109", {"claims/C2-x.yaml": "id: C2\ntitle: T\nquestions: [Q1, Q9]\nfor: staff\n"
                   "versions: [{version: 1, statement: S}]\nmechanisms: [P1]\n"
                   "criteria: {researchable: a, refutable: b, relevant: c, addressed: d}\n"},
        [("claims/C2-x.yaml", "Q9")], "C2 names question Q9"),
    Bad("CMO109", {CONCLUSIONS: "answers:\n  Q1: {text: x, rests_on: P1, limits: l}\n  Q9: {text: y, rests_on: P1,"
                                " limits: l}\n"},
        [(CONCLUSIONS, "Q9")], "question Q9 is answered but not asked", about="Q9"),
    Bad("CMO110", {f"{SOURCE}+": "  - {id: r2, group: strangers, consent: quote}\n"}, [(SOURCE, "strangers")],
        "FG1 names address group strangers", about="FG1"),
    Bad("CMO110", {CLAIM: "id: C1\ntitle: T\nquestions: Q1\nfor: strangers\nmechanisms: [P1]\n"
                   "versions: [{version: 1, statement: S}]\n"
                   "criteria: {researchable: a, refutable: b, relevant: c, addressed: d}\n"},
        [(CLAIM, "strangers")], "C1 names address group strangers"),
    Bad("CMO110", {"sources/FG2.yaml": "id: FG2\nkind: document\ntitle: T\nreference: {title: T}\ngroup: strangers\n"},
        [("sources/FG2.yaml", "strangers")], "FG2 names address group strangers"),
    Bad("CMO110", {CONCLUSIONS: "answers: {Q1: {text: x, rests_on: P1, limits: l}}\nrecommendations:\n"
                   "  - {id: A1, text: x, rests_on: P1, for: [staff, strangers]}\n"},
        [(CONCLUSIONS, "strangers")], "A1 names address group strangers"),
    Bad("CMO111", {f"{CLAIM}+": "route: {researcher: AB, tester: XY}\n"}, [(CLAIM, "XY")],
        "C1 names team member XY", about="C1"),
    Bad("CMO111", {f"{CLAIM}+": "checks: [{step: test, by: XY, date: 2017}]\n"}, [(CLAIM, "XY")], "team member XY"),
    Bad("CMO111", {f"{CLAIM}+": "disconfirming_search: {by: XY, date: 2017, where: x, found: y, none: true}\n"},
        [(CLAIM, "XY")],
        "team member XY"),
    Bad("CMO111", {f"{CLAIM}+": f"{WEIGHED}decisions: [{{{DECISION.replace('CD', 'XY')}}}]\n"}, [(CLAIM, "XY")],
        "team member XY"),
    Bad("CMO111", {CITATIONS: "# coded in May\ncoder: XY\ncitations:\n  - {id: FG1-001, quote: q, quality: report,"
                   " evidence: [{supports: C1}]}\n"}, [(CITATIONS, "XY")], "team member XY"),
    Bad("CMO111", entry(f"adjudicated: {{by: XY, date: 2017}}, {SUPPORTS}"), [(CITATIONS, "XY")],
        "FG1-002 names team member XY"),
    Bad("CMO112", {**entry("codes: [scan, scann]"), BOOK: "codes: [{id: scan, kind: theme, use: u}]\n"},
        [(CITATIONS, "scann")],
        "FG1-002 has the code scann, which is not in the codebook", about="FG1-002"),
    Bad("CMO112", second("codes: [scann]"), [(SECOND, "scann")], "FG1-001 has the code scann"),
    Bad("CMO112", {BOOK: "codes: [{id: scan, kind: theme, use: u, parent: start}]\n"}, [(BOOK, "start")],
        "scan names code start", about="scan"),
    Bad("CMO113", {CASE: "id: K1\ntitle: T\nopened_by: FG1-001\nframework:\n  gov.start: words\n",
                   f"{EVALUATION}+": "frameworks: {gov: {start_conditions: Start}}\n"}, [(CASE, "gov.start")],
        "K1 names framework cell gov.start", about="K1"),
    Bad("CMO120", {CASE: VALUED.format("maybe, citations: FG1-001"), f"{EVALUATION}+": SCALED}, [(CASE, "maybe")],
        "maybe is not on the scale of gov.trust", about="K1"),
    Bad("CMO121", {CASE: VALUED.format("much"), f"{EVALUATION}+": SCALED}, [(CASE, "{value: much}")],
        "much in gov.trust rests on no citation", about="K1"),
    Bad("CMO105", entry(f"case: K7, {SUPPORTS}"), [(CITATIONS, "K7")], "FG1-002 names case K7"),
    Bad("CMO101", goals({"id": "G1"}, {"id": "G1"}), [(CASE, "G1,", 2)], "the id G1 is used already"),
    Bad("CMO122", goals({"parent": "G7"}), [(CASE, "G7")], "K1.G1 works out K1.G7, which is no goal", about="K1.G1"),
    Bad("CMO122", goals({"parent": "K2.G1"}), [(CASE, "K2.G1")], "K1.G1 works out K2.G1", about="K1.G1"),
    Bad("CMO123", goals({"parent": "G2"}, {"parent": "K1.G1"}), [(CASE, "G2"), (CASE, "K1.G1")],
        "works itself out, by way of `parent`"),
    Bad("CMO124", goals({}, {"owner": None}), [(CASE, "G2")], "K1.G2 has no owner", about="K1.G2"),
    Bad("CMO125", goals({}, {"yardstick": None}), [(CASE, "G2")], "K1.G2 has no yardstick", about="K1.G2"),
    Bad("CMO126", goals({"result": None, "due": "2017-05"}), [(CASE, "2017-05")],
        "K1.G1 was due 2017-05 and has no result", about="K1.G1"),
    Bad("CMO126", goals({"result": None}, **{CONCLUSIONS: SERVED}), [(CASE, "G1,")], "K1.G1 has no result, while",
        about="K1.G1"),
    Bad("CMO127", goals({"due": "2016"}), [(CASE, "2016")], "K1.G1 was due 2016, and its result is unknown",
        about="K1.G1"),
    Bad("CMO127", {CONCLUSIONS: f"{SERVED}recommendations:\n"
                                "  - {id: A1, text: x, rests_on: FG1-001, for: staff, owner: o, due: 2016-12}\n",
                   f"{EVALUATION}+": "date: 2017\n"},
        [(CONCLUSIONS, "2016-12")], "recommendation A1 was due 2016-12", about="A1"),
    Bad("CMO128", goals({"result": "partly"}), [(CASE, "partly")], "the result of K1.G1 rests on no citation",
        about="K1.G1"),
    Bad("CMO129", {f"{CLAIM}+": OWN}, [(CLAIM, "own_goals")], "C1 is judged by own goals, and no case has any"),
    Bad("CMO130", compared("lasts", "trusts", *TOLD), [(EVALUATION, "trusts]")],
        "trusts is no dimension of gov and no attribute of a case", about="tried"),
    Bad("CMO130", compared("lasted", "trust", *TOLD), [(EVALUATION, "lasted")], "lasted is no dimension",
        about="tried"),
    Bad("CMO131", compared("lasts", "trust, lasts", *TOLD), [(EVALUATION, "tried")], "the comparison cannot be made",
        about="tried"),
    Bad("CMO132", compared("lasts", "trust", *TOLD, ("Words", "much")), [("cases/K3-x.yaml", "framework")],
        "K3 has no value for trust: the comparison tried leaves it out", about="K3"),
    Bad("CMO133", compared("lasts", "trust, key", *TOLD, attribute="{key: 'yes'}"), [(EVALUATION, "key]")],
        "key is the same in every case", about="tried"),
    Bad("CMO134", compared("lasts", "trust", *TOLD, conditions="gov.trust, gov.trusted"), [(PATTERN, "gov.trusted")],
        "gov.trusted is no dimension of a framework", about="P1"),
    Bad("CMO114", entry("evidence: [{supports: C1}, {supports: C1, version: 4}]"), [(CITATIONS, "4}")],
        "C1 has no version 4", about="FG1-002"),
    Bad("CMO114", {f"{CLAIM}+": f"{WEIGHED}decisions: [{{{DECISION}, version: 3}}]\n"}, [(CLAIM, "3}")],
        "C1 has no version 3"),
    Bad("CMO114", {f"{CLAIM}+": f"{WEIGHED}decisions: [{{{DECISION}, becomes: C1@5}}]\n"}, [(CLAIM, "C1@5")],
        "C1 has no version 5"),
    Bad("CMO115", {"sources/FG4.citations.yaml": "citations: [{id: FG4-001, quote: q, quality: report, codes: [],"
                                                 " evidence: [{supports: C1}]}]\n"},
        [("sources/FG4.citations.yaml", "")], "there is no source FG4", about="FG4"),
    Bad("CMO115", {"sources/FG4.citations.yaml": "coder: AB\ncitations: []\n"},
        [("sources/FG4.citations.yaml", "")], "there is no source FG4"),
    Bad("CMO116", entry(SUPPORTS, "FG2-002"), [(CITATIONS, "FG2-002")],
        "the citation FG2-002 stands among those of FG1", about="FG2-002"),
    Bad("CMO116", second("evidence: [{supports: C1}]", "FG2-002"), [(SECOND, "FG2-002")], "stands among those of FG1"),
]  # fmt: skip

GOOD = [
    Good("CMO101", {**second("evidence: [{supports: C1}]"), "sources/FG2.yaml":
        "id: FG2\nkind: focus_group\ntitle: T\ngroup: users\nparticipants: [{id: r1, consent: quote}]\n"}),
    Good("CMO101", {f"{CLAIM}+": "rivals: [{id: P1, text: a}, b, c]\n"}),
    Good("CMO102", {CASE: None, "cases/K1.yaml": "id: K1\ntitle: T\nopened_by: FG1-001\n",
                    "cases/K2-a-b.yaml": "id: K2\ntitle: T\nopened_by: FG1-001\n"}),
    Good("CMO103", entry("evidence: [{supports: C1}, {refutes: C1}]")),
    Good("CMO104", {f"{PATTERN}+": "leads_to: P2\n", CLAIM: BOTH, "patterns/P2-x.yaml": P2,
                    CASE: "id: K1\ntitle: T\nopened_by: FG1-001\nshows: [{pattern: P1}]\n"}),
    Good("CMO105", {f"{SOURCE}+": "case: K1\n", CASE: "id: K1\ntitle: T\nopened_by: FG1-001\n"}),
    Good("CMO106", {f"{CLAIM}+": f"{WEIGHED}origin: FG1\ndecisions: [{{{REPORTED}: {{source: FG1}}}}]\n"}),
    Good("CMO107", {CASE: "id: K1\ntitle: T\nopened_by: FG1-001\n"}),
    Good("CMO108", entry(f"role: manager, {SUPPORTS}")),
    Good("CMO109", {CONCLUSIONS: "answers: {Q1: {text: x, rests_on: P1, limits: l}}\n"}),
    Good("CMO110", {f"{SOURCE}+": "  - {id: r2, group: users, consent: quote}\n"}),
    Good("CMO111", {f"{CLAIM}+": f"{WEIGHED}route: {{tester: EF}}\ndecisions: [{{{DECISION}}}]\n"}),
    Good("CMO112", {**entry("codes: [scan]"),
                    BOOK: "codes: [{id: scan, kind: theme, use: u, parent: start}, "
                          "{id: start, kind: theme, use: u}]\n"}),
    Good("CMO113", {CASE: "id: K1\ntitle: T\nopened_by: FG1-001\nframework: {gov.start: words}\n",
                    f"{EVALUATION}+": "frameworks: {gov: {start: Start}}\n"}),
    Good("CMO120", {CASE: VALUED.format("not_applicable"), f"{EVALUATION}+": SCALED}),
    Good("CMO121", {CASE: VALUED.format("much, citations: FG1-001"), f"{EVALUATION}+": SCALED}),
    Good("CMO105", {CASE: "id: K1\ntitle: T\nopened_by: FG1-001\n", **entry(f"case: K1, {SUPPORTS}")}),
    Good("CMO101", goals({"id": "P1"})),  # a goal's id is its case's only
    Good("CMO122", goals({}, {"parent": "G1"}, {"parent": "K1.G2"})),
    Good("CMO123", goals({}, {"parent": "G1"}, {"parent": "G1"})),
    Good("CMO124", goals({})),
    Good("CMO125", goals({})),
    Good("CMO126", goals({"result": None, "due": "2017-06"}, {"result": None, "due": "2018"},
                         **{CONCLUSIONS: SERVED})),
    Good("CMO126", goals({"result": None})),
    Good("CMO127", goals({"due": "2017"}, {"due": "2016", "result": "partly", "citations": "FG1-001"})),
    Good("CMO127", {CONCLUSIONS: f"{SERVED}recommendations:\n"
                                 "  - {id: A1, text: x, rests_on: FG1-001, for: staff, owner: o, due: 2017-12}\n",
                    f"{EVALUATION}+": "date: 2017\n"}),
    Good("CMO128", goals({"result": "partly", "citations": "FG1-001"})),
    Good("CMO129", {f"{CLAIM}+": OWN, **goals({})}),
    Good("CMO130", compared("lasts", "trust", *TOLD)),
    Good("CMO131", compared("~lasts", "trust", *TOLD)),
    Good("CMO134", compared("lasts", "trust", *TOLD, conditions="~gov.trust")),
    Good("CMO132", compared("lasts", "trust", *TOLD, ("{value: unknown}", "much"))),
    Good("CMO133", compared("lasts", "trust", *TOLD)),
    Good("CMO114", entry("evidence: [{supports: C1, version: 1}]")),
    Good("CMO115", {"sources/FG4.citations.yaml": "citations: [{id: FG4-001, quote: q, quality: report,"
                                                  " evidence: [{supports: C1}]}]\n",
                    "sources/FG4.yaml": "id: FG4\nkind: interview\ntitle: T\ngroup: users\n"}),
    Good("CMO116", second("quote: q, evidence: [{supports: C1}]", "FG1-CD-001")),
]  # fmt: skip


@pytest.mark.parametrize("case", BAD, ids=name)
def test_a_broken_reference_is_found_at_its_place(case, evaluation, place):
    check_bad(case, evaluation, place)


@pytest.mark.parametrize("case", GOOD, ids=name)
def test_references_that_hold_have_no_finding(case, evaluation):
    check_good(case, evaluation)


@pytest.mark.parametrize("path", [CLAIM, PATTERN, SOURCE, BOOK])
def test_references_to_what_stands_in_an_unread_file_are_not_called_unknown(path, evaluation):
    from cmo_eval import api

    files = {**entry("codes: [scan]"), BOOK: "codes: [{id: scan, kind: theme, use: u}]\n", path: "id: a: b\n"}
    assert {finding.code for finding in api.validate(evaluation(files)).findings} == {"CMO003"}


@pytest.mark.parametrize(
    ("files", "hint"),
    [
        ({f"{CLAIM}+": "origin: [FG11]\n"}, "did you mean 'FG1'?"),
        (entry("evidence: [{supports: C11}]"), "did you mean 'C1'?"),
        (entry(f"speaker: r11, {SUPPORTS}"), "did you mean 'r1'?"),
        ({f"{SOURCE}+": "  - {id: r2, group: stafff, consent: quote}\n"}, "did you mean 'staff'?"),
        ({f"{CLAIM}+": "origin: [XX9]\n"}, "`cmo-eval list sources` shows the ids"),
    ],
)
def test_the_hint_names_the_nearest_id_or_where_to_look(files, hint, evaluation):
    from cmo_eval import api

    (finding,) = api.validate(evaluation(files)).findings
    assert finding.hint == hint


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"patterns/p1-coach.yaml": P2.replace("P2", "p1")}, ["the id p1 is that of P1 in patterns/P1-scan.yaml:1:5"]),
        ({"sources/fg1.yaml": "id: fg1\nkind: interview\ntitle: T\n"}, [f"the id fg1 is that of FG1 in {SOURCE}:1:5"]),
        (
            {f"{CITATIONS}+": "".join(f"  - {{id: FG1-{id_}, quote: q, {SUPPORTS}}}\n" for id_ in ("X1", "x1", "X2"))},
            [f"the id FG1-x1 is that of FG1-X1 in {CITATIONS}"],
        ),
        ({f"{SOURCE}+": "  - {id: R1, consent: quote}\n"}, [f"the id R1 is that of r1 in {SOURCE}"]),
        (
            {BOOK: "codes:\n  - {id: één, kind: theme, use: u}\n  - {id: Één, kind: actor, use: u}\n"},
            [f"the id Één is that of één in {BOOK}:2:10"],
        ),
        (
            {EVALUATION: MINIMAL[EVALUATION].replace("{AB: ", "{ab: second, AB: ")},
            ["the id AB is that of ab in evaluation.yaml"],
        ),
        (
            {
                "sources/I1.yaml": "id: I1\nkind: interview\ntitle: T\ntext: talk.txt\n",
                "sources/I2.yaml": "id: I2\nkind: interview\ntitle: T\ntext: Talk.txt\n",
            },
            ["the text Talk.txt is talk.txt in sources/I1.yaml"],
        ),
    ],
)
def test_names_that_differ_by_capitals_only_are_one_name(files, said, evaluation):
    found = [one.message for one in api.validate(evaluation(files)).findings if one.code == "CMO101"]
    assert len(found) == len(said)
    assert all(
        message.startswith(start) and "but for capitals" in message for message, start in zip(found, said, strict=True)
    )


def test_of_many_broken_references_only_so_many_are_looked_up(evaluation, monkeypatch):
    looked_up = []
    monkeypatch.setattr(registry, "did_you_mean", lambda word, _: looked_up.append(word) or "did you mean C1?")
    named = "".join(
        f"  - {{id: FG1-{n}, quote: q, evidence: [{{supports: C{n}}}]}}\n"
        for n in range(2, registry.MOST_LOOKED_UP + 9)
    )
    found = [one for one in api.validate(evaluation({f"{CITATIONS}+": named})).findings if one.code == "CMO103"]
    assert len(looked_up) == registry.MOST_LOOKED_UP < len(found)
    assert sum(one.hint == "did you mean C1?" for one in found) == registry.MOST_LOOKED_UP
