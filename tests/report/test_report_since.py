"""`report --since`: whatever `diff` can say about a change stands in the annex, and what is gone has no name."""

from __future__ import annotations

import os
import subprocess

import pytest
from reported import FILES

CLAIM, CODED, TEAM = "claims/C1-waarde.yaml", "sources/IN1.citations.yaml", "evaluation.yaml"
SEARCHED = "disconfirming_search: {by: CD, date: 2017-02-20, where: alle gesprekken, found: niets, none: true}\n"
TESTED = "tests: [{id: T1, kind: hoop, expects: rust, declared: 2016-10-10, result: passed, date: 2017-02-14}]\n"
HOLDS = {  # three sources of three kinds in two groups for the claim, a search for the opposite, and nothing against
    CLAIM: ("reflection:", SEARCHED + "reflection:"),
    CODED: ("refutes: C1", "supports: C1"),
    "sources/FG1.citations.yaml": ("nuances: C1", "supports: C1"),
}
SHAPES = {
    "evidence that came": ({CODED: ("{refutes: C1}, ", "")}, {}, "erbij: IN1-001"),
    "evidence that is not weighed any more": (
        {},
        {CODED: ("evidence:", "disputed: nagaan\n    evidence:")},
        "weg: IN1-001",
    ),
    "another stance": ({}, {CODED: ("refutes: C1", "supports: C1")}, "ander standpunt: IN1-001"),
    "another quality": (
        {},
        {CODED: ("    evidence:", "    quality: report\n    evidence:")},
        "anders gewogen: IN1-001",
    ),
    "another pattern": ({}, {CODED: ("refutes: C1}", "refutes: C1, pattern: P1}")}, "anders gecodeerd: IN1-001"),
    "another group": ({}, {"sources/IN1.yaml": ("inside", "outside")}, "van een ander: IN1-001"),
    "a decision that came": ({CLAIM: (FILES[CLAIM].partition("decisions:")[2], " []\n")}, {}, "besluit 1 erbij"),
    "a decision that went": ({}, {CLAIM: (FILES[CLAIM].partition("decisions:")[2], " []\n")}, "besluit 1 weg"),
    "a decision that is another": ({}, {CLAIM: ("verdict: nuanced", "verdict: holds")}, "besluit 1 overschreven"),
    "a version that came": (
        {"claims/C2-later.yaml": ("  - {version: 2, date: 2017-01, statement: Daarna dat., why: Zo bleek het.}\n", "")},
        {},
        "versie 2 erbij",
    ),
    "a version that went": (
        {},
        {"claims/C2-later.yaml": ("  - {version: 2, date: 2017-01, statement: Daarna dat., why: Zo bleek het.}\n", "")},
        "versie 2 weg",
    ),
    "other words": ({}, {CLAIM: ("Waarde ging voor kosten", "Waarde kwam eerst")}, "versie 1 overschreven"),
    "a criterion": ({}, {CLAIM: ("relevant: kern", "relevant: {met: false, why: toch niet}")}, "criterium relevant"),
    "a search": (
        {},
        {CLAIM: ("reflection:", SEARCHED + "reflection:")},
        "zoektocht naar tegenbewijs: geen -> vastgelegd op 2017-02-20, vond niets",
    ),
    "a search that found something": (
        {},
        {CLAIM: ("reflection:", SEARCHED.replace("none: true", "citations: [IN1-001]") + "reflection:")},
        "vastgelegd op 2017-02-20, vond IN1-001",
    ),
    "a search that does not account for itself": (
        {},
        {CLAIM: ("reflection:", SEARCHED.replace(", none: true", "") + "reflection:")},
        "vastgelegd op 2017-02-20, zegt niet wat zij vond",
    ),
    "a test": ({}, {CLAIM: ("reflection:", TESTED + "reflection:")}, "toets T1"),
    "an origin": ({}, {CLAIM: ("intended:", "origin: [IN1]\nintended:")}, "herkomst"),
    "a threshold": ({}, {TEAM: ("team:", "policy: {verdict: {min_sources: 5}}\nteam:")}, "Drempel"),
    "a claim that came": ({"claims/C2-later.yaml": None}, {}, "nieuw; "),
    "a claim that went": ({}, {"claims/C2-later.yaml": None}, "de claim is weg"),
    "one change that did it": (HOLDS, {**HOLDS, CLAIM: ("Wat opvalt", "Wat toch opvalt")}, "zonder deze verandering"),
    "evidence that did it": (HOLDS, {**HOLDS, CODED: ("refutes: C1", "nuances: C1")}, "zonder deze verandering"),
}


@pytest.fixture
def between(tmp_path):
    """Write a state, commit it with the tag `one`, and make of it the next."""

    def build(before, after):
        root = tmp_path / "evaluation"
        git(root, "init", "--quiet", "--initial-branch", "main")
        write(root, edited(before))
        git(root, "add", "--all", ".")
        git(root, "commit", "--quiet", "--message", "one")
        git(root, "tag", "one")
        write(root, edited(after))
        return root

    return build


def edited(edits):
    """The files with each edit made: a pair of texts, or None for no file."""
    result = dict(FILES)
    for name, edit in edits.items():
        if isinstance(edit, tuple):
            assert edit[0] in result[name]
            result[name] = result[name].replace(edit[0], edit[1], 1)
        else:
            result[name] = edit
    return result


def write(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink(missing_ok=True)
        else:
            path.write_text(text, encoding="utf-8")


def git(root, *words):
    root.mkdir(exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    env = {**kept, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    who = ("-c", "user.name=AB", "-c", "user.email=ab@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *words], cwd=root, env=env, check=True, capture_output=True)


def annex(cmo, root):
    words = ("--since", "one", "--audience", "team", "--format", "md", "-o", root.parent / "out")
    done = cmo("report", "--project", root, *words, cwd=root.parent)
    assert done.code == 0, done.err
    text = (root.parent / "out" / "report.md").read_text(encoding="utf-8")
    return text.partition("\n## Bijlage F. Veranderingen sinds one")[2].replace("\\", "")


@pytest.mark.parametrize("shape", SHAPES)
def test_each_shape_of_change_is_told(cmo, between, shape):
    before, after, said = SHAPES[shape]
    root = between(before, after)
    assert said in annex(cmo, root)


def test_evidence_that_is_gone_is_told_once_and_has_no_name(cmo, between):
    shorter = FILES["sources/FG1.citations.yaml"].partition("  - id: FG1-002")
    root = between(HOLDS, {**HOLDS, CODED: None, "sources/FG1.citations.yaml": ("".join(shorter[1:]), "")})
    told = annex(cmo, root).partition("### C1")[2].partition("### C2")[0]
    assert told.count("weg: ") == 1
    assert "IN1-001" not in told
    assert "FG1-002" not in told
