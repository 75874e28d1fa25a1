"""Voices, rivals, splits and searches: what a proposal could rest on."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from tables import Bad, Good, check_bad, check_good, name

from minimal import MINIMAL

CLAIM, PATTERN, EVALUATION = "claims/C1-value.yaml", "patterns/P1-scan.yaml", "evaluation.yaml"
TALK, CITATIONS = "sources/FG1.yaml", "sources/FG1.citations.yaml"
OTHER = "sources/KA1.yaml"
HEAD = "kind: {kind}\ntitle: T\ngroup: staff\nparticipants:\n"
PANEL = "id: FG1\n" + HEAD.format(kind="focus_group")
ACTOR = "id: KA1\n" + HEAD.format(kind="key_actor")
SEARCH = "disconfirming_search: {{by: CD, date: 2017, where: both panels, found: {}}}\n"


def talks(of_actor="", of_panel=""):
    """A key actor and a panel, each with one participant, and what their entries say more."""
    person = "  - {{id: {}, role: manager, consent: quote{}}}\n"
    return {
        OTHER: ACTOR + person.format("r1", of_actor),
        TALK: PANEL + person.format("r1", of_panel),
        "sources/KA1.citations.yaml": "coder: AB\ncitations:\n"
        "  - {id: KA1-001, quote: q, speaker: r1, quality: report, evidence: [{nuances: C1}]}\n",
    }


def entry(evidence):
    return {f"{CITATIONS}+": f"  - {{id: FG1-002, quote: q, speaker: r1, evidence: [{{{evidence}}}]}}\n"}


def searched(found):
    return {f"{CLAIM}+": SEARCH.format(found)}


def aside(citation):
    """A claim whose second version sets that citation aside."""
    worded = (
        f"  - {{version: 2, statement: Value came first., why: w, sets_aside: [{{citation: {citation}, why: w}}]}}\n"
    )
    return MINIMAL[CLAIM].replace("criteria:", worded + "criteria:")


def reported(back):
    """Two reports, the first known through the second, which is known through `back`."""
    report = "id: {}\nkind: document\ntitle: T\ngroup: staff\nreported_in: {{source: {}}}\n"
    second = report.format("S2", "S1") if back else "id: S2\nkind: document\ntitle: T\nreference: {title: A report}\n"
    return {"sources/S1.yaml": report.format("S1", "S2"), "sources/S2.yaml": second}


RIVALS = {f"{CLAIM}+": "rivals: [{id: R1, text: the weather}, another law]\n"}
BAD_OUTCOME = {PATTERN: "id: P1\ntitle: T\ncontext: c\nresource: r\nreasoning: s\n"
                        "outcome: {text: delay, direction: negative}\n"}  # fmt: skip

BAD = [
    Bad("CMO117", talks(of_panel=", same_as: KA1.r9"), [(TALK, "KA1.r9")],
        "FG1 names person KA1.r9, which does not exist", also={"CMO306"}, about="FG1"),
    Bad("CMO118", talks(of_actor=", same_as: FG1.r1", of_panel=", same_as: KA1.r1"),
        [(OTHER, "FG1.r1"), (TALK, "KA1.r1")], "is the same as itself", also={"CMO306"}),
    Bad("CMO118", {TALK: PANEL + "  - {id: r1, role: manager, consent: quote, same_as: FG1.r1}\n"},
        [(TALK, "FG1.r1")], "FG1.r1 is the same as itself"),
    Bad("CMO119", {**RIVALS, **entry("nuances: C1, favours: R2")}, [(CITATIONS, "R2")],
        "FG1-002 names rival explanation C1.R2, which does not exist"),
    Bad("CMO225", {f"{CLAIM}+": "split: {by: regoin, why: w}\n",
                   TALK: PANEL + "  - {id: r1, role: manager, consent: quote, attributes: {region: north}}\n"},
        [(CLAIM, "regoin")], "C1 is split by regoin, which no case or participant has", about="C1"),
    Bad("CMO226", searched("two doubted it"), [(CLAIM, "{by: CD")], "does not say which citations it found",
        about="C1"),
    Bad("CMO227", searched("two letters contradict it, none: true"), [(CLAIM, "two letters")],
        "found none, but says: two letters contradict it", about="C1"),
    Bad("CMO227", searched("een brief met tegenspraak, none: true"), [(CLAIM, "een brief")], "tegenspraak"),
    Bad("CMO228", {CLAIM: aside("FG1-001")}, [(CLAIM, "FG1-001")],
        "FG1-001 says nothing against a version of C1 before 2", about="C1"),
    Bad("CMO229", reported("S2"), [("sources/S1.yaml", "reported_in"), ("sources/S2.yaml", "reported_in")],
        "is reported in itself"),
    Bad("CMO321", entry("refutes: C1, pattern: P1, parts: [context, outcome]"), [(CITATIONS, "[context")],
        "FG1-002 refutes C1, and shows the outcome of P1", about="FG1-002"),
]  # fmt: skip

GOOD = [
    Good("CMO117", talks(of_panel=", same_as: KA1.r1"), also={"CMO306"}),
    Good("CMO118", talks(of_actor=", same_as: FG1.r1"), also={"CMO306"}),
    Good("CMO119", {**RIVALS, **entry("nuances: C1, favours: R1")}),
    Good("CMO225", {f"{CLAIM}+": "split: {by: group, why: w}\n"}),
    Good("CMO225", {f"{CLAIM}+": "split: {by: region, why: w}\n",
                    TALK: PANEL + "  - {id: r1, role: manager, consent: quote, attributes: {region: north}}\n"}),
    Good("CMO226", searched("two doubted it, citations: FG1-001")),
    Good("CMO226", searched("nothing, none: true")),
    Good("CMO226", {**searched("two doubted it"), f"{EVALUATION}+": "basis: published\n"}),
    Good("CMO226", {**searched("two doubted it"),
                    f"{EVALUATION}+": "policy: {verdict: {require_disconfirming_search: false}}\n"}),
    Good("CMO227", searched("nobody who spoke against it, none: true")),
    Good("CMO227", searched("de rekening klopte, none: true")),
    Good("CMO228", {CLAIM: aside("FG1-002"), **entry("refutes: C1")}),
    Good("CMO229", reported(None)),
    Good("CMO321", entry("refutes: C1, pattern: P1, parts: [context], lacks: outcome")),
    Good("CMO321", {**entry("refutes: C1, pattern: P1, parts: [context, outcome]"), **BAD_OUTCOME}),
    Good("CMO321", entry("nuances: C1, pattern: P1, parts: [outcome]")),
]  # fmt: skip


def of_family(family):
    """The cases of one family, as the catalogue looks at them."""
    return SimpleNamespace(
        BAD=[case for case in BAD if case.code[3] == family],
        GOOD=[case for case in GOOD if case.code[3] == family],
        __name__=__name__,
    )


@pytest.mark.parametrize("case", BAD, ids=name)
def test_what_a_proposal_cannot_rest_on_is_found_at_its_place(case, evaluation, place):
    check_bad(case, evaluation, place)


@pytest.mark.parametrize("case", GOOD, ids=name)
def test_what_it_can_rest_on_has_no_finding(case, evaluation):
    check_good(case, evaluation)


@pytest.mark.parametrize("origin", ["KA1", "bureau", "AB"])
def test_an_origin_may_be_a_source_an_organisation_or_somebody_in_the_team(origin, evaluation):
    from cmo_eval import api

    files = {**talks(of_panel=", organisation: bureau"), f"{CLAIM}+": f"origin: [{origin}]\n"}
    assert "CMO106" not in {finding.code for finding in api.validate(evaluation(files)).findings}
