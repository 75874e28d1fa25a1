"""2xx: what a decision on a claim rests on, its route, its tests and its versions."""

from __future__ import annotations

import pytest
from tables import Bad, Good, check_bad, check_good, name
from test_rules_2_claims import CITATIONS, CLAIM, COMPLETE, DECIDABLE, EXPLAINED, VERSIONS, WHOLE, decided

EVALUATION, CONCLUSIONS = "evaluation.yaml", "conclusions.yaml"

REPORTED = "verdict: nuanced, rationale: x, reported_in: {source: FG1}"
UNDECIDED = COMPLETE.replace("holds", "undecided")
NUANCED = COMPLETE.replace("holds", "nuanced")
TRANSFORMED = COMPLETE.replace("holds", "transformed")
SECOND = "  - {version: 2, date: 2017-06-02, statement: S2, why: x}\n"
SEARCH = "disconfirming_search: {by: CD, date: 2017, where: w, found: f, none: true}\n"
CONCLUDED = {CONCLUSIONS: "answers:\n  Q1: {text: It works., rests_on: [P1], limits: L}\n"}
CHECKS = "checks: [{step: test, by: CD, date: 2017}, {step: distance, by: EF, date: 2017}]\n"
COMPONENT = "{concern: none, why: x}"


def with_(more, claim=WHOLE):
    """The claim with more keys."""
    return {CLAIM: claim + more}


def without(*gone, decision=COMPLETE):
    """A decided claim that lacks these pieces of text."""
    files = decided(decision)
    for text in gone:
        assert text in files[CLAIM]
        files[CLAIM] = files[CLAIM].replace(text, "")
    return files


def worded(second, decision=None):
    """A claim with a second version, and a decision on it."""
    files = decided(decision) if decision else {CLAIM: DECIDABLE}
    first = "versions:\n  - {version: 1, date: 2017-03-02, statement: S}\n"
    return {**files, CLAIM: files[CLAIM].replace(VERSIONS, first + second)}


def test_(more):
    """A claim with one process-tracing test."""
    return with_(f"tests:\n  - {{id: T1, kind: hoop, expects: x, {more}}}\n")


test_.__test__ = False


def coded(more, about="supports: C1"):
    """A second citation with what is said about it."""
    citation = f"  - {{id: FG1-002, quote: q, {more}, evidence: [{{{about}}}]}}\n"
    return {f"{CITATIONS}+": citation, "sources/FG1.yaml+": "date: 2016\n"}


def routed(route, checks, decision=COMPLETE):
    """A decided claim with this route and these checks."""
    files = decided(decision)
    old = files[CLAIM][files[CLAIM].index("checks:") : files[CLAIM].index(SEARCH)]
    return {**files, CLAIM: files[CLAIM].replace(old, f"route: {{{route}}}\nchecks: [{checks}]\n")}


PUBLISHED = {f"{EVALUATION}+": "basis: published\n"}
ON_SECOND = coded("speaker: r1", "supports: C1, version: 2")

BAD = [
    Bad("CMO209", without("rivals: R\n"), [(CLAIM, "{verdict")], "C1 was decided without other explanations",
        about="C1"),
    Bad("CMO209", {**without("rivals: R\n", decision=REPORTED), **PUBLISHED}, [(CLAIM, "{verdict")],
        "C1 was decided without"),
    Bad("CMO210", without("intended: I\n"), [(CLAIM, "C1")], "C1 was decided, but does not say what was intended",
        about="C1"),
    Bad("CMO211", test_("declared: 2017-03-10, result: passed, date: 2017-02-14, citations: FG1-001"),
        [(CLAIM, "2017-03-10")], "T1 was declared on 2017-03-10, after its result of 2017-02-14", about="C1"),
    Bad("CMO211", test_("declared: 2018, result: passed, date: 2017, citations: FG1-001"), [(CLAIM, "2018")],
        "after its result of 2017"),
    Bad("CMO212", test_("result: failed"), [(CLAIM, "failed")],
        "T1 has a result, but no declared, date, citations", about="C1"),
    Bad("CMO212", test_("declared: 2016, date: 2017, result: passed"), [(CLAIM, "passed")],
        "T1 has a result, but no citations"),
    Bad("CMO213", {**worded(SECOND, f"{COMPLETE}, version: 2"), **ON_SECOND}, [(CLAIM, "2017-03-20")],
        "decided on 2017-03-20, before version 2 was worded on 2017-06-02", about="C1"),
    Bad("CMO214", {**decided(COMPLETE), **coded("coded: 2017-04-02")}, [(CLAIM, "2017-03-20")],
        "C1 was decided on 2017-03-20, before FG1-002 was coded on 2017-04-02", about="C1"),
    Bad("CMO214", {**decided(UNDECIDED), CITATIONS: "defaults: {quality: report, coded: 2018}\ncitations:\n"
                   "  - {id: FG1-001, quote: q, coded: 2016, evidence: [{nuances: C1}]}\n"
                   "  - {id: FG1-002, quote: q, evidence: [{nuances: C1, pattern: P1, parts: mechanism}]}\n",
                   "sources/FG1.yaml+": "date: 2016\n"},
        [(CLAIM, "2017-03-20")], "before FG1-002 was coded on 2018"),
    Bad("CMO214", {**decided(COMPLETE), "sources/FG1.yaml+": "date: 2017-04-02\n"}, [(CLAIM, "2017-03-20")],
        "C1 was decided on 2017-03-20, before FG1-001 was heard in FG1 on 2017-04-02", about="C1"),
    Bad("CMO215", worded(SECOND.replace("2017-06", "2016-12")), [(CLAIM, "2016-12-02")],
        "version 2 is of 2016-12-02, before version 1 of 2017-03-02", about="C1"),
    Bad("CMO216", with_("route: {researcher: AB, tester: CD, distance: AB}\n"), [(CLAIM, "AB", 2)],
        "AB is both researcher and distance on the route of C1", about="C1"),
    Bad("CMO216", with_("route: {researcher: AB, tester: AB, distance: AB}\n"), [(CLAIM, "AB", 2), (CLAIM, "AB", 3)],
        "AB is both researcher and "),
    Bad("CMO217", routed("researcher: EF", "{step: test, by: CD, date: 2017}, {step: distance, by: EF, date: 2017}"),
        [(CLAIM, "EF", 2)], "EF was at a distance from C1, but is its researcher", about="C1"),
    Bad("CMO217", routed("researcher: CD", "{step: test, by: AB, date: 2017}, {step: distance, by: EF, date: 2017}"),
        [(CLAIM, "AB")], "AB tested C1, but decided on it"),
    Bad("CMO217", routed("tester: CD", "{step: test, by: CD, date: 2017}, {step: distance, by: CD, date: 2017}"),
        [(CLAIM, "CD", 3)], "CD was at a distance from C1, but tested it"),
    Bad("CMO218", without(SEARCH), [(CLAIM, "holds")],
        "C1 was decided as 'holds', but no search for evidence against it is logged", about="C1"),
    Bad("CMO219", with_(f"confidence: {{overall: high, methods: {COMPONENT}}}\n"), [(CLAIM, "high")],
        "C1 has an overall confidence, but no coherence, adequacy, relevance", about="C1"),
    Bad("CMO220", decided(NUANCED), [(CLAIM, "nuanced")], "C1 was nuanced, but no version after 1 says how",
        about="C1"),
    Bad("CMO221", decided(f"{TRANSFORMED}, becomes: C1"), [(CLAIM, "C1", 2)], "version 1 of C1 becomes C1, itself",
        about="C1"),
    Bad("CMO221", decided(f"{TRANSFORMED}, becomes: C1@1"), [(CLAIM, "C1@1")], "version 1 of C1 becomes C1@1, itself"),
    Bad("CMO222", {**CONCLUDED, CITATIONS: None}, [(CLAIM, "C1")], "no citation is about C1", about="C1"),
    Bad("CMO223", without("  - {step: test, by: CD, date: 2017}\n"), [(CLAIM, "{verdict")],
        "C1 was decided, but has no 'test' under checks", about="C1"),
    Bad("CMO223", without(decided(COMPLETE)[CLAIM].split(VERSIONS)[1].split("mechanisms: [P1]\n")[1].split(SEARCH)[0]),
        [(CLAIM, "{verdict")], "but has no 'test' and no 'distance' under checks"),
    Bad("CMO224", worded("  - {version: 2, statement: S2}\n"), [(CLAIM, "{version: 2")],
        "version 2 of C1 does not say what made the wording change", about="C1"),
]  # fmt: skip

GOOD = [
    Good("CMO209", without("rivals: R\n", decision=UNDECIDED)),
    Good("CMO209", decided(COMPLETE)),
    Good("CMO210", decided(COMPLETE)),
    Good("CMO211", test_("declared: 2017-02, result: passed, date: 2017-02-14, citations: FG1-001")),
    Good("CMO211", test_("declared: 2017-02-14, result: passed, date: 2017-02-14, citations: FG1-001")),
    Good("CMO212", test_("declared: 2018")),
    Good("CMO213", {**worded(SECOND.replace("06-02", "03"), f"{COMPLETE}, version: 2"), **ON_SECOND}),
    Good("CMO214", {**decided(COMPLETE), **coded("coded: 2017")}),
    Good("CMO214", {**decided(COMPLETE), **coded("coded: 2018, disputed: x")}, also={"CMO319"}),
    Good("CMO214", {**decided(COMPLETE), **coded("coded: 2018", "supports: C1, version: 2"),
                    CLAIM: decided(COMPLETE)[CLAIM].replace(VERSIONS, VERSIONS + SECOND)}),
    Good("CMO215", worded(SECOND)),
    Good("CMO215", worded(SECOND.replace("2017-06", "2017-03"))),
    Good("CMO215", worded("  - {version: 2, date: 2017, statement: S2, why: x}\n")),
    Good("CMO216", with_("route: {researcher: AB, tester: CD, distance: EF}\n")),
    Good("CMO217", routed("researcher: AB", "{step: test, by: CD, date: 2017}, {step: distance, by: EF, date: 2017}")),
    Good("CMO217", with_("route: {researcher: AB}\nchecks: [{step: core_team, by: AB, date: 2017}]\n")),
    Good("CMO218", decided(COMPLETE)),
    Good("CMO218", without(SEARCH, decision=COMPLETE.replace("holds", "rejected, sets_aside: FG1-001"))),
    Good("CMO218", {**without(SEARCH),
                    f"{EVALUATION}+": "policy: {verdict: {require_disconfirming_search: false}}\n"}),
    Good("CMO219", with_(f"confidence: {{overall: high, methods: {COMPONENT}, coherence: {COMPONENT},"
                         f" adequacy: {COMPONENT}, relevance: {COMPONENT}}}\n")),
    Good("CMO220", worded(SECOND, NUANCED)),
    Good("CMO220", decided(REPORTED)),
    Good("CMO221", worded(SECOND, f"{TRANSFORMED}, becomes: C1@2")),
    Good("CMO222", CONCLUDED),
    Good("CMO222", {CITATIONS: None}),
    Good("CMO223", decided(COMPLETE)),
    Good("CMO223", {CLAIM: f"{WHOLE}decisions: [{{{UNDECIDED}}}]\n", **EXPLAINED}),
    Good("CMO223", {CLAIM: f"{WHOLE}decisions: [{{{REPORTED}}}]\n", **PUBLISHED}),
    Good("CMO224", worded(SECOND)),
    Good("CMO224", worded("  - {version: 2, statement: S2, citations: FG1-001}\n")),
]  # fmt: skip


@pytest.mark.parametrize("case", BAD, ids=name)
def test_a_decision_that_can_be_doubted_is_found_at_its_place(case, evaluation, place):
    check_bad(case, evaluation, place)


@pytest.mark.parametrize("case", GOOD, ids=name)
def test_a_decision_beyond_doubt_has_no_finding(case, evaluation):
    check_good(case, evaluation)


def test_what_a_withdrawn_source_says_dates_no_decision(evaluation):
    from cmo_eval import api

    files = {**decided(UNDECIDED), **coded("coded: 2018"), "sources/FG1.yaml+": "withdrawn: 2018\n"}
    assert "CMO214" not in {finding.code for finding in api.validate(evaluation(files)).findings}


def test_what_may_stand_in_a_file_that_cannot_be_read_is_not_missed(evaluation):
    from cmo_eval import api

    files = {**CONCLUDED, CITATIONS: "citations: [a: b: c\n"}
    assert "CMO222" not in {finding.code for finding in api.validate(evaluation(files)).findings}
