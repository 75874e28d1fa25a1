"""Findings that the team accepts, each with its reason."""

from __future__ import annotations

import pytest

from cmo_eval import api

EVALUATION, BOOK = "evaluation.yaml", "codebook.yaml"
TWO_COUNTS = """\
declared:
  - {what: case studies, count: 4, kinds: [case_study]}
  - {what: interviews, count: 5, kinds: [interview]}
"""


def validation(evaluation, ignore, *, files=()):
    root = evaluation({f"{EVALUATION}+": f"{TWO_COUNTS}ignore:\n{ignore}", **dict(files)})
    return root, api.validate(root)


def subjects(findings):
    return [(finding.code, finding.subject) for finding in findings]


def test_a_finding_is_accepted_by_its_code_and_id(evaluation):
    _, result = validation(evaluation, "  - {code: CMO304, id: case studies, why: x}\n")
    assert subjects(result.accepted) == [("CMO304", "case studies")]
    assert subjects(result.findings) == [("CMO304", "interviews")]


def test_without_id_all_findings_of_the_code_are_accepted(evaluation):
    _, result = validation(evaluation, "  - {code: CMO304, why: x}\n")
    assert subjects(result.accepted) == [("CMO304", "case studies"), ("CMO304", "interviews")]
    assert result.findings == ()


def test_two_entries_that_match_one_finding_are_both_matched(evaluation):
    _, result = validation(evaluation, "  - {code: CMO304, why: x}\n  - {code: CMO304, id: interviews, why: y}\n")
    assert len(result.accepted) == 2
    assert result.findings == ()


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{code: CMO304, id: panels, why: x}", "no finding CMO304 about panels is there to accept"),
        ("{code: CMO303, why: x}", "no finding CMO303 is there to accept"),
        ("{code: CMO999, why: x}", "no finding CMO999 is there to accept"),
    ],
)
def test_an_entry_that_matches_nothing_is_found_at_its_place(evaluation, place, entry, message):
    root, result = validation(evaluation, f"  - {{code: CMO304, why: x}}\n  - {entry}\n")
    (finding,) = result.findings
    assert (finding.code, finding.severity, finding.message) == ("CMO016", "warning", message)
    assert finding.location == place(root, EVALUATION, entry)


@pytest.mark.parametrize(
    ("code", "path", "content"),
    [
        ("CMO003", "codebook.yaml", "a: b: c\n"),
        ("CMO006", "codebook.yaml", ""),
        ("CMO010", "codebook.yaml", "colour: red\n"),
        ("CMO013", "claims/C2.yml", "id: C2\n"),
    ],
)
def test_what_comes_from_reading_cannot_be_accepted(evaluation, code, path, content):
    _, result = validation(
        evaluation, f"  - {{code: CMO304, why: x}}\n  - {{code: {code}, why: x}}\n", files={path: content}
    )
    assert {finding.code for finding in result.findings} == {code, "CMO016"}
    assert {finding.code for finding in result.accepted} == {"CMO304"}


def test_an_unmatched_entry_cannot_be_accepted_by_another(evaluation):
    _, result = validation(
        evaluation, "  - {code: CMO304, why: x}\n  - {code: CMO303, why: x}\n  - {code: CMO016, why: x}\n"
    )
    assert [finding.code for finding in result.findings] == ["CMO016", "CMO016"]


def test_an_error_can_be_accepted_with_a_reason(evaluation):
    root = evaluation(
        {
            f"{EVALUATION}+": "ignore: [{code: CMO303, id: FG1.T1, why: the document is wrong itself}]\n",
            "sources/FG1.yaml+": "tables: [{id: T1, rows: {a: 1}, total: 2}]\n",
        }
    )
    result = api.validate(root)
    assert (result.findings, subjects(result.accepted)) == ((), [("CMO303", "FG1.T1")])


def test_an_entry_without_reason_is_refused(evaluation, place):
    root, result = validation(evaluation, "  - {code: CMO304}\n")
    found = {finding.code: finding for finding in result.findings}
    assert found["CMO011"].location == place(root, EVALUATION, "{code: CMO304}")
    assert "'why' is missing" in found["CMO011"].message
