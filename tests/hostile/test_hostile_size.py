"""Too much of everything: refused, or read in reasonable time.

Sizes are such that work in proportion to their square takes several times the seconds that are given.
"""

from __future__ import annotations

import re

import pytest

MIB = 2**20
CLAIM, CITATIONS = "claims/C2-x.yaml", "sources/FG1.citations.yaml"
WHOLE = """\
id: C2
title: Another
questions: [Q1]
for: [users]
versions:
  - {version: 1, statement: Something else.}
criteria: {researchable: a, refutable: b, relevant: c, addressed: d}
mechanisms: [P1]
"""


@pytest.mark.parametrize("path", [CLAIM, CITATIONS, "evaluation.yaml"])
def test_a_file_of_200_mib_is_refused_before_it_is_read(evaluation, program, path):
    root = evaluation()
    with (root / path).open("wb") as file:
        file.truncate(200 * MIB)
    ran = program(root)
    assert ran.code == 1
    assert f"{path}:1:1: CMO008 error: the file has 200 MiB" in ran.out
    assert "0000" not in ran.out  # nor for its excerpt


@pytest.mark.parametrize("content", ["title: " + "a" * 30 * MIB, "🦔" * 4 * MIB, "[" + "a" * 8 * MIB])
def test_many_mebibytes_on_one_line(evaluation, program, content):
    ran = program(evaluation({CLAIM: content}), seconds=4)
    assert ran.code == 1
    assert len(ran.out) < 2000


@pytest.mark.parametrize(
    ("before", "part", "after"), [("rivals: [", "a, ", "]"), ("a: [", "{}, ", "]"), ("", "\n", ""), ("", "# x\n", "")]
)
def test_a_mebibyte_of_small_parts(evaluation, program, before, part, after):
    root = evaluation({CLAIM: before + part * (MIB // len(part)) + after})
    program(root, seconds=2)


def test_5_000_unknown_keys_in_one_mapping(evaluation, program):
    for content in (
        "".join(f"key{number}: x\n" for number in range(5_000)),
        "{" + ", ".join(f"key{number}: x" for number in range(5_000)) + "}\n",
    ):
        ran = program(evaluation({CLAIM: content}), "--all", seconds=2)
        assert ran.code == 1
        assert ran.out.count("CMO010") == 5_000


def test_a_key_or_a_text_of_4_mib(evaluation, program):
    long = "a" * 4 * MIB
    root = evaluation(
        {
            CLAIM: f"? {long}\n: x\n",
            "claims/C3-x.yaml": f"kind: {long}\n",
            "claims/C4-x.yaml": f"id: {long}\ntitle: {long}\n",
            "sources/FG2.yaml": f"id: FG2\nkind: {long}\ndate: {long}\n",
        }
    )
    ran = program(root, seconds=3)
    assert ran.code == 1
    assert len(ran.out) < 20_000


def test_an_unknown_reference_of_a_mebibyte(evaluation, program):
    long = "C" + "a" * MIB
    ran = program(evaluation({f"{CITATIONS}+": f"  - {{id: FG1-2, quote: x, evidence: [{{supports: {long}}}]}}\n"}))
    assert ran.code == 1
    assert len(ran.out) < 20_000


def test_5_000_citations_with_one_id(evaluation, program):
    body = "  - {id: FG1-002, quote: x, codes: [a]}\n" * 5_000
    ran = program(evaluation({f"{CITATIONS}+": body}), "--select", "CMO101", seconds=6)
    assert ran.code == 1
    assert ran.out.count("CMO101") == 1  # told once, with every place
    assert len(set(re.findall(r"\b\d+:10\b", ran.out))) == 5_000


def test_2_000_files_with_one_id(evaluation, program):
    ran = program(evaluation({f"claims/C2-{number}.yaml": WHOLE for number in range(2000)}), seconds=6)
    assert ran.code == 1
    assert ran.out.count("CMO101") == 1  # told once, with every place
    assert len(set(re.findall(r"claims/C2-\d+\.yaml", ran.out))) == 2000


@pytest.mark.parametrize("name", ["FG1-{}", "ZZ-{}", "FG1-x{:06}"])
def test_3_000_unknown_references_among_3_000_known(evaluation, program, name):
    known = "".join(f"  - {{id: FG1-k{number}, quote: x, evidence: [{{supports: C1}}]}}\n" for number in range(3_000))
    unknown = ", ".join(name.format(number) for number in range(3_000))
    root = evaluation({f"{CITATIONS}+": known, "cases/K1-x.yaml": f"id: K1\ntitle: x\nopened_by: [{unknown}]\n"})
    ran = program(root, "--all", "--select", "CMO107", seconds=3)
    assert ran.code == 1
    assert ran.out.count("CMO107") == 3_000


def test_4_000_unknown_references_among_250_known(evaluation, program):
    known = {f"patterns/P{number}-x.yaml": f"id: P{number}\ntitle: x\n" for number in range(2, 250)}
    unknown = ", ".join(f"P{number}" for number in range(1000, 5_000))
    root = evaluation({**known, CLAIM: WHOLE.replace("[P1]", f"[{unknown}]")})
    ran = program(root, "--all", "--select", "CMO104", seconds=4)
    assert ran.code == 1
    assert ran.out.count("CMO104") == 4_000


def test_4_000_unknown_references_and_2_000_unread_files(evaluation, program):
    unread = {f"claims/C{number}-x.yaml": "[" for number in range(100, 2100)}
    unknown = ", ".join(f"P{number}" for number in range(1000, 5_000))
    root = evaluation({**unread, CLAIM: WHOLE.replace("[P1]", f"[{unknown}]")})
    assert program(root, "--select", "CMO104", seconds=4).code == 1


@pytest.mark.parametrize(("form", "end"), [("text", "\n"), ("text", " "), ("json", " "), ("github", "\n")])
def test_findings_by_the_5_000(evaluation, program, form, end):
    body = "other_influences: [" + f",{end}".join(["''"] * 5_000) + "]\n"
    ran = program(evaluation({"patterns/P1-scan.yaml+": body}), "--all", "--format", form, seconds=2)
    assert ran.code == 1
    assert ran.out.count("CMO012") == 5_000


def test_10_000_empty_lists_where_none_may_be(evaluation, program):
    body = WHOLE.replace("[P1]", "[" + ", ".join(["{patterns: []}"] * 10_000) + "]")
    ran = program(evaluation({CLAIM: body}), "--format", "json", seconds=6)
    assert ran.code == 1
    assert ran.out.count("CMO012") == 10_000


def test_2_000_accepted_findings_and_10_000_findings(evaluation, program):
    ignore = "ignore: [" + ", ".join(f"{{code: CMO301, id: FG1-x{number}, why: x}}" for number in range(2000)) + "]\n"
    body = "".join(f"  - {{id: FG1-k{number}, quote: x}}\n" for number in range(10_000))
    root = evaluation({"evaluation.yaml+": ignore, f"{CITATIONS}+": body})
    ran = program(root, "--format", "json", seconds=12)
    assert ran.code == 0
    assert ran.out.count('"code": "CMO301"') == 10_000


def test_10_000_participants_and_citations(evaluation, program):
    people = "".join(f"  - {{id: r{number}x, consent: quote}}\n" for number in range(10_000))
    body = "".join(
        f"  - {{id: FG1-k{number}, quote: x, speaker: r{number}x, evidence: [{{supports: C1}}]}}\n"
        for number in range(10_000)
    )
    root = evaluation({"sources/FG1.yaml+": people, f"{CITATIONS}+": body})
    ran = program(root, seconds=12)
    assert ran.code == 0


def test_3_000_versions_and_decisions(evaluation, program):
    versions = "".join(f"  - {{version: {number}, statement: x}}\n" for number in range(1, 3001))
    decisions = "".join("  - {verdict: holds, version: 2999, by: AB}\n" for _ in range(3000))
    head = "id: C2\ntitle: x\nversions:\n"
    assert program(evaluation({CLAIM: f"{head}{versions}decisions:\n{decisions}"}), seconds=3).code == 1


def test_2_000_files_in_claims(evaluation, program):
    root = evaluation({f"claims/C{number}-x.yaml": WHOLE.replace("C2", f"C{number}") for number in range(2, 2002)})
    ran = program(root, seconds=15)
    assert ran.code == 0
    assert "2005 files checked" in ran.err


def test_2_000_files_that_are_not_read(evaluation, program):
    root = evaluation()
    for number in range(2000):
        (root / f"sources/x{number}.yml").write_bytes(b"")
        (root / f"sources/{number}.yaml").write_bytes(b"")
    assert program(root, seconds=8).code == 1
