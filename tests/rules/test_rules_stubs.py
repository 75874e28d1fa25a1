"""What `new` wrote is quiet until something is filled in or refers to it."""

from __future__ import annotations

import pytest

import cmo_eval
from cmo_eval.rules import CODES
from cmo_eval.rules.stubs import LATER

CLAIM = "claims/C1-eating.yaml"


@pytest.fixture
def fresh(cmo, tmp_path):
    """A new evaluation with one of each kind of record, as the commands write them."""
    cmo("init", "new", "--title", "Warm Meals", "--language", "en")
    root = tmp_path / "new"
    for kind in ("claim", "pattern", "case", "source --kind focus_group", "source --kind document"):
        assert cmo("new", *kind.split(), "--title", "Eating", cwd=root).code == 0
    return root


def found(root):
    return {(one.code, one.subject) for one in cmo_eval.validate(root).findings}


def add(root, file, text):
    (root / file).write_text((root / file).read_text() + text)


def test_what_new_writes_has_no_findings(fresh):
    assert found(fresh) == set()


CITATION = "  - {{id: {0}-001, quote: x, evidence: [{{supports: C1}}]}}\n"


def coded(root, source):
    path = root / f"sources/{source}.citations.yaml"
    path.write_text("citations:\n" + CITATION.format(source))


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (lambda root: coded(root, "FG1"), {("CMO201", "C1"), ("CMO205", "C1"), ("CMO305", "FG1")}),
        (lambda root: coded(root, "DOC1"), {("CMO201", "C1"), ("CMO205", "C1"), ("CMO315", "DOC1")}),
        (lambda root: add(root, CLAIM, "intended: a plan\n"), {("CMO201", "C1"), ("CMO205", "C1")}),
        (
            lambda root: add(root, "patterns/P01-eating.yaml", "actor: guests\n"),
            {("CMO202", "P01"), ("CMO203", "P01"), ("CMO206", "P01")},
        ),
        (lambda root: add(root, "cases/K1-eating.yaml", "summary: a table\n"), {("CMO311", "K1")}),
        (
            lambda root: add(root, "sources/FG1.yaml", "participants: [{id: r1, consent: quote}]\n"),
            {("CMO305", "FG1")},
        ),
        (
            lambda root: (root / "conclusions.yaml").write_text("answers: {Q1: {text: It works., rests_on: [C1]}}\n"),
            {("CMO201", "C1"), ("CMO205", "C1")},
        ),
    ],
    ids=["coded", "read", "claim", "pattern", "case", "people", "concluded"],
)
def test_what_something_rests_on_or_says_more_is_looked_at(fresh, change, codes):
    change(fresh)
    assert {one for one in found(fresh) if one[0] in LATER} == codes


def test_a_transcript_alone_begins_nothing(fresh):
    add(fresh, "sources/FG1.yaml", "text: FG1.txt\n")
    assert {code for code, _ in found(fresh)} & LATER == set()


def test_a_finding_about_something_begun_can_still_be_accepted(fresh):
    add(fresh, "evaluation.yaml", "ignore: [{code: CMO205, id: C1, why: patterns follow}]\n")
    assert found(fresh) == set()
    assert [one.code for one in cmo_eval.validate(fresh).accepted] == ["CMO205"]


def test_codes_that_wait_exist():
    assert set(CODES) >= LATER
