"""4xx: a codebook that can be used, coding that can be compared, quotes that stand there once."""

from __future__ import annotations

import pytest
from tables import Bad, Good, check_bad, check_good, name

import cmo_eval

SOURCE, CITATIONS, SECOND = "sources/FG1.yaml", "sources/FG1.citations.yaml", "sources/FG1.citations.CD.yaml"
EVALUATION, BOOK, OTHER = "evaluation.yaml", "codebook.yaml", "sources/IN1.citations.yaml"
CLAIM = "claims/C2-x.yaml"
LONG = "The scan put on the table what everybody had known and nobody had said"


def entry(more, quote="q"):
    return {f"{CITATIONS}+": f"  - {{id: FG1-002, quote: {quote}, {more}}}\n"}


def book(*codes, used="scan"):
    return {BOOK: "codes:\n" + "".join(f"  - {{{code}}}\n" for code in codes), **entry(f"codes: [{used}]")}


def second(more, coder="CD", at=SECOND):
    return {at: f"coder: {coder}\ncitations:\n  - {{quality: report, evidence: [{{supports: C1}}], {more}}}\n"}


def talk(text):
    there = {f"{EVALUATION}+": "basis: published\ntexts: texts\n", "texts/FG1.txt": "R1: We saw it on the table.\n"}
    return {**there, f"{SOURCE}+": f"text: {text}\n"}


def interview(quote):
    return {
        "sources/IN1.yaml": "id: IN1\nkind: interview\ntitle: T\ngroup: users\n",
        OTHER: f"citations: [{{id: IN1-001, quote: {quote}, quality: report, evidence: [{{nuances: C1}}]}}]\n",
    }


PUBLISHED = {f"{EVALUATION}+": "basis: published\n"}
SCAN = "id: scan, kind: theme, use: a"
DATED = {f"{SOURCE}+": "date: 2017-01-20\n"}
SETTLED = "evidence: [{supports: C1}], coded: 2017-03-11, adjudicated: {by: EF, date: "
SELECTOR = "evidence: [{supports: C1}], selector: {start: "
TWICE = "evidence: [{supports: C1, pattern: P1, parts: [context]}, {supports: C1, pattern: P1, parts: [outcome]}]"
C2 = {CLAIM: "id: C2\ntitle: T\nquestions: Q1\nfor: staff\nversions: [{version: 1, statement: S}]\n"
             "criteria: {researchable: a, refutable: b, relevant: c, addressed: d}\nmechanisms: [P1]\n"}  # fmt: skip

BAD = [
    Bad("CMO401", book(SCAN, "id: focus, kind: theme, use: b"), [(BOOK, "focus")],
        "no citation has the code focus", about="focus"),
    Bad("CMO402", book(f"{SCAN}, parent: start", "id: start, kind: theme, use: b, parent: scan"),
        [(BOOK, "start")], "scan > start > scan", about="scan"),
    Bad("CMO402", book(f"{SCAN}, parent: scan"), [(BOOK, "scan", 2)], "scan > scan"),
    Bad("CMO403", book("id: scan, kind: theme"), [(BOOK, "scan")], "when to use scan", about="scan"),
    Bad("CMO404", {**DATED, **entry("evidence: [{supports: C1}], coded: 2017-01-19")},
        [(CITATIONS, "2017-01-19")], "coded on 2017-01-19, FG1 was held on 2017-01-20", about="FG1-002"),
    Bad("CMO404", {**DATED, **entry("evidence: [{supports: C1}], coded: 2016")}, [(CITATIONS, "2016")], "FG1-002"),
    Bad("CMO405", {**DATED, **entry(f"{SETTLED}2017-03-01}}")}, [(CITATIONS, "2017-03-01")],
        "settled on 2017-03-01, and coded on 2017-03-11", about="FG1-002"),
    Bad("CMO406", {**interview(LONG), **entry("evidence: [{supports: C1}]", f"'{LONG.upper()}!'")},
        [(OTHER, LONG)], "IN1-001 has the same words as FG1-002", about="IN1-001"),
    Bad("CMO406", {CITATIONS: "citations:\n" + "".join(
            f"  - {{id: FG1-00{number}, quote: {quote}, quality: report, evidence: [{{supports: C1}}]}}\n"
            for number, quote in enumerate((f"{LONG} until now", f"{LONG} until then")))},
        [(CITATIONS, LONG, 2)], "FG1-001 has nearly the same words as FG1-000"),
    Bad("CMO408", entry(f"{SELECTOR}12, end: 11}}"), [(CITATIONS, "11")], "ends at 11, and starts at 12",
        about="FG1-002"),
    Bad("CMO409", second("id: FG1-001", "AB", "sources/FG1.citations.AB.yaml"),
        [("sources/FG1.citations.AB.yaml", "AB")], "AB coded FG1 for the agreed coding too", about="FG1"),
    Bad("CMO410", second("id: FG1-009"), [(SECOND, "FG1-009")], "the agreed coding of FG1 has no FG1-009",
        about="FG1-009"),
    Bad("CMO411", entry("evidence: [{suggests: C1, instead_of: C1}]"), [(CITATIONS, "C1", 2)],
        "FG1-002 suggests C1 instead of itself", about="FG1-002"),
    Bad("CMO412", entry(TWICE), [(CITATIONS, "{supports: C1, pattern: P1, parts: [outcome]}")],
        "FG1-002 supports C1 twice", about="FG1-002"),
    Bad("CMO413", talk("FG2.txt"), [(SOURCE, "FG2.txt")],
        "FG2.txt does not lie in the folder texts", about="FG1"),
    *(Bad("CMO414", {**PUBLISHED, f"{SOURCE}+": f"text: {path}\n"}, [(SOURCE, path)], "leads out", about="FG1")
      for path in ("../FG1.txt", "/home/FG1.txt", "a/../../FG1.txt", r"C:\FG1.txt", r"..\FG1.txt")),
]  # fmt: skip

GOOD = [
    Good("CMO401", book(SCAN)),
    Good("CMO401", book(f"{SCAN}, parent: start", "id: start, kind: theme, use: b")),
    Good("CMO401", {BOOK: f"codes: [{{{SCAN}}}]\n"}),
    Good("CMO402", book(f"{SCAN}, parent: start", "id: start, kind: theme, use: b")),
    Good("CMO403", book(SCAN)),
    Good("CMO404", {**DATED, **entry("evidence: [{supports: C1}], coded: 2017-01-20")}),
    Good("CMO404", {**DATED, **entry("evidence: [{supports: C1}], coded: 2017-01")}),
    Good("CMO405", {**DATED, **entry(f"{SETTLED}2017-03-11}}")}),
    Good("CMO405", {**DATED, **entry(f"{SETTLED}2017-03}}")}),
    Good("CMO406", {**interview(LONG), **entry("evidence: [{supports: C1}]", f"{LONG} until the spring came")}),
    Good("CMO406", {**interview("Yes of course"), **entry("evidence: [{supports: C1}]", "Yes of course")}),
    Good("CMO408", entry(f"{SELECTOR}11, end: 12}}")),
    Good("CMO409", second("id: FG1-001")),
    Good("CMO410", second("id: FG1-CD-001, quote: q, speaker: r1")),
    Good("CMO411", {**C2, **entry("evidence: [{suggests: C2, instead_of: C1}]")}),
    Good("CMO412", entry("evidence: [{refutes: C1, favours: R1}, {refutes: C1, favours: R2}]"),
         also={"CMO119"}),
    Good("CMO412", entry("evidence: [{supports: C1, pattern: P1}, {nuances: C1, pattern: P1}, {supports: C1}]")),
    Good("CMO413", talk("FG1.txt")),
    Good("CMO413", {f"{SOURCE}+": "text: FG2.txt\n", f"{EVALUATION}+": "basis: published\ntexts: texts\n"},
         also=["CMO417"]),
    Good("CMO414", {**PUBLISHED, f"{SOURCE}+": "text: panels/FG1.txt\n"}, also=["CMO417"]),
]  # fmt: skip


@pytest.mark.parametrize("case", BAD, ids=name)
def test_coding_that_does_not_hold_is_found_at_its_place(case, evaluation, place):
    check_bad(case, evaluation, place)


@pytest.mark.parametrize("case", GOOD, ids=name)
def test_coding_that_holds_has_no_finding(case, evaluation):
    check_good(case, evaluation)


def test_quotes_are_compared_by_their_letters_and_short_ones_are_not(evaluation):
    quotes = [LONG, f"«{LONG.upper()}»", f"{LONG} And more.", "Yes of course", "Yes of course"]
    entries = [
        f"  - {{id: FG1-{place:03}, quote: '{quote}', quality: report, codes: [scan]}}\n"
        for place, quote in enumerate(quotes)
    ]
    root = evaluation({"sources/FG1.citations.yaml": f"citations:\n{''.join(entries)}"})
    found = [finding.message for finding in cmo_eval.validate(root).findings if finding.code == "CMO406"]
    assert "FG1-001 has the same words as FG1-000" in found
    assert "FG1-002 has nearly the same words as FG1-000" in found
    assert not any("FG1-004" in message for message in found)


def test_of_the_same_words_one_that_was_taken_back_is_not_the_first(evaluation):
    entries = [
        f"  - {{id: FG1-{place:03}, quote: '{LONG}', quality: report{gone}}}\n"
        for place, gone in enumerate([", withdrawn: 2024-01-01", "", ""])
    ]
    root = evaluation({"sources/FG1.citations.yaml": f"citations:\n{''.join(entries)}"})
    found = [finding.message for finding in cmo_eval.validate(root).findings if finding.code == "CMO406"]
    assert found == ["FG1-002 has the same words as FG1-001"]
