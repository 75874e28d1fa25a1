"""5xx: what was promised to those who spoke."""

from __future__ import annotations

import pytest
from tables import Bad, Good, check_bad, check_good, name

SOURCE, CITATIONS, SECOND = "sources/FG1.yaml", "sources/FG1.citations.yaml", "sources/FG1.citations.CD.yaml"
PEOPLE = "  - {id: r2, role: coach, consent: background}\n  - {id: r3, role: coach, consent: withdrawn}\n"


def says(more):
    return {
        f"{SOURCE}+": PEOPLE,
        f"{CITATIONS}+": f"  - {{id: FG1-002, quote: q, {more}, evidence: [{{supports: C1}}]}}\n",
    }


BAD = [
    Bad("CMO501", says("speaker: r2"), [(CITATIONS, "FG1-002")],
        "FG1-002 gives the words of r2, whose consent is 'background'", about="FG1-002"),
    Bad("CMO501", says("speaker: r3"), [(CITATIONS, "FG1-002")], "the words of r3, whose consent is 'withdrawn'"),
    Bad("CMO501", says("speaker: r3, verbatim: false"), [(CITATIONS, "FG1-002")], "consent is 'withdrawn'"),
    Bad("CMO502", {f"{SOURCE}+": "  - {id: r2, role: coach}\n"}, [(SOURCE, "{id: r2")],
        "no consent is recorded of r2", about="FG1"),
]  # fmt: skip

GOOD = [
    Good("CMO501", says("speaker: r2, verbatim: false")),
    Good("CMO501", says("speaker: r1")),
    Good("CMO502", {f"{SOURCE}+": "  - {id: r2, role: coach, consent: quote}\n"}),
]


@pytest.mark.parametrize("case", BAD, ids=name)
def test_a_broken_promise_is_found_at_its_place(case, evaluation, place):
    check_bad(case, evaluation, place)


@pytest.mark.parametrize("case", GOOD, ids=name)
def test_promises_that_are_kept_have_no_finding(case, evaluation):
    check_good(case, evaluation)


def test_words_in_a_second_coders_file_are_looked_at_too(evaluation, place):
    second = "coder: CD\ncitations:\n  - {id: FG1-CD-001, quote: q, speaker: r2, evidence: [{supports: C1}]}\n"
    files = {f"{SOURCE}+": PEOPLE, SECOND: second}
    check_bad(Bad("CMO501", files, [(SECOND, "FG1-CD-001")], "the words of r2"), evaluation, place)
