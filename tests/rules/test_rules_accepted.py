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


# ---- in a comment ---------------------------------------------------------------------------------------------------

CLAIM, CITATIONS = "claims/C1-value.yaml", "sources/FG1.citations.yaml"


def inline(evaluation, lines, file=CLAIM):
    root = evaluation({f"{file}+": lines})
    result = api.validate(root)
    return root, {finding.code for finding in result.findings}, {finding.code for finding in result.accepted}, result


@pytest.mark.parametrize(
    "lines",
    [
        "origin: [KA9] # cmo: ignore[CMO106] it is coming\n",
        "origin: [KA9] # cmo:ignore [ cmo106 ] -- it is coming\n",
        "# cmo: ignore[CMO106] it is coming\norigin: [KA9]\n",
        "  # cmo: ignore[CMO106] it is coming\norigin: [KA9]\r\n",
        "# cmo: ignore[CMO106] it is coming\n# cmo: ignore[CMO106] really\norigin: [KA9]\n",
        "origin: [KA9] # cmo: ignore[CMO106,CMO106] it is coming",
        "origin:\n  # cmo: ignore[CMO106] it is coming\n  - KA9\n",
        "intended: >- # not this\n  a # cmo: ignore[CMO303] no\norigin: [KA9] # cmo: ignore[CMO106] x\n",
        "intended: 'a\u2028b'\norigin: [KA9] # cmo: ignore[CMO106] x\n",
        "intended: 'a # b'\norigin: ['KA9'] # cmo: ignore[CMO106] x\n",
    ],
)
def test_a_comment_accepts_what_is_found_on_its_line_or_the_one_below(evaluation, lines):
    assert inline(evaluation, lines)[1:3] == (set(), {"CMO106"})


def test_several_codes_in_one_comment(evaluation):
    _, found, accepted, result = inline(evaluation, "origin: [KA9] # cmo: ignore[CMO105, CMO106] it is coming\n")
    assert (found, accepted) == ({"CMO016"}, {"CMO106"})
    assert "CMO105" in result.findings[0].message


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("origin: [FG1] # cmo: ignore[CMO106] x\n", "no finding CMO106 at {} is there to accept"),
        ("origin: [FG1] # cmo: ignore[CMO999] x\n", "there is no code CMO999 to accept at {}"),
        ("origin: [FG1] # cmo: ignore[CMO010] x\n", "CMO010 at {} comes from reading and cannot be accepted"),
        ("origin: [FG1] # cmo: ignore[] x\n", "the comment at {} names no code to accept"),
        ("origin: [FG1] # cmo: ignore this\n", "the comment at {} names no code to accept"),
    ],
)
def test_a_comment_that_accepts_nothing_is_found_at_its_place(evaluation, place, lines, says):
    root, _, _, result = inline(evaluation, lines)
    (finding,) = result.findings
    where = place(root, CLAIM, "# cmo")
    assert (finding.code, finding.location) == ("CMO016", where)
    assert finding.message == says.format(f"{CLAIM}:{where.line}")


@pytest.mark.parametrize("why", ["", " ", " --", " : …"])
def test_a_comment_without_a_reason_accepts_nothing(evaluation, why):
    _, found, accepted, _ = inline(evaluation, f"origin: [KA9] # cmo: ignore[CMO106]{why}\n")
    assert (found, accepted) == ({"CMO106", "CMO017"}, set())


@pytest.mark.parametrize(
    "lines",
    [
        "intended: 'a # cmo: ignore[CMO106] x'\norigin: [KA9]\n",
        "intended: |\n  # cmo: ignore[CMO106] x\norigin: [KA9]\n",
        "intended: >-\n  a\n\n  # cmo: ignore[CMO106] x\n\norigin: [KA9]\n",
        'intended: "a\n  # cmo: ignore[CMO106] x"\norigin: [KA9]\n',
        "origin: [KA9] # cmo: todo\n",
        "intended: a# cmo:ignore[CMO106] x\norigin: [KA9]\n",
        "# such as # cmo: ignore[CMO106] x\norigin: [KA9]\n",
        "origin: [KA9] # see # cmo: ignore[CMO106] x\n",
    ],
)
def test_text_that_looks_like_a_comment_accepts_nothing(evaluation, lines):
    _, found, accepted, _ = inline(evaluation, lines)
    assert (found, accepted) == ({"CMO106"}, set())


@pytest.mark.parametrize("gap", ["\n", "# other\n", "intended: x\n"])
def test_a_comment_further_above_accepts_nothing(evaluation, gap):
    _, found, accepted, _ = inline(evaluation, f"# cmo: ignore[CMO106] x\n{gap}origin: [KA9]\n")
    assert (found, accepted) == ({"CMO016", "CMO106"}, set())


def test_the_header_of_a_block_scalar_takes_a_comment(evaluation):
    lines = "  - id: FG1-002 # cmo: ignore[CMO301] nothing yet\n    quote: >- # cmo: ignore[CMO302] x\n      q\n"
    _, found, accepted, _ = inline(evaluation, lines, CITATIONS)
    assert (found, accepted) == ({"CMO016"}, {"CMO301"})


def test_what_comes_from_reading_cannot_be_accepted_in_a_comment(evaluation):
    _, found, accepted, _ = inline(evaluation, "titel: x # cmo: ignore[CMO010] x\n")
    assert {"CMO010", "CMO016"} <= found
    assert accepted == set()


def test_in_a_file_that_breaks_off_no_comment_is_blamed(evaluation):
    _, found, _, _ = inline(evaluation, "origin: [FG1] # cmo: ignore[CMO106] x\na: b: c\n")
    assert "CMO016" not in found


def test_without_evaluation_yaml_no_comment_is_blamed(evaluation):
    root = evaluation({EVALUATION: "a: b: c\n", f"{CLAIM}+": "origin: [KA9] # cmo: ignore[CMO106] x\n"})
    assert "CMO016" not in {finding.code for finding in api.validate(root).findings}


def test_a_finding_may_be_accepted_in_both_ways(evaluation):
    root = evaluation(
        {
            f"{EVALUATION}+": "ignore: [{code: CMO106, why: x}]\n",
            f"{CLAIM}+": "origin: [KA9] # cmo: ignore[CMO106] x\n",
        }
    )
    result = api.validate(root)
    assert (result.findings, len(result.accepted)) == ((), 1)


# ---- severities -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("severity", ["error", "warning", "note"])
def test_an_evaluation_gives_findings_its_severities(evaluation, severity):
    root = evaluation({f"{EVALUATION}+": f"severity: {{CMO106: {severity}}}\n", f"{CLAIM}+": "origin: [KA9]\n"})
    (finding,) = api.validate(root).findings
    assert (finding.code, finding.severity) == ("CMO106", severity)


@pytest.mark.parametrize(
    ("code", "says"), [("CMO999", "is the code of no finding"), ("CMO010", "comes from reading; its severity is fixed")]
)
def test_a_code_that_cannot_have_a_severity_is_found(evaluation, place, code, says):
    root = evaluation({f"{EVALUATION}+": f"severity: {{{code}: note}}\n", f"{CLAIM}+": "titel: x\n"})
    found = {finding.code: finding for finding in api.validate(root).findings}
    assert found["CMO018"].message == f"{code} {says}"
    assert found["CMO018"].location == place(root, EVALUATION, code)
    assert found["CMO010"].severity == "error"


@pytest.mark.parametrize("lines", ["severity: {CMO106: fatal}\n", "severity: {c106: note}\n", "severity: [CMO106]\n"])
def test_a_severity_that_is_none_is_refused(evaluation, lines):
    found = {finding.code for finding in api.validate(evaluation({f"{EVALUATION}+": lines})).findings}
    assert "CMO012" in found


# ---- both ends ------------------------------------------------------------------------------------------------------


def test_the_other_end_of_a_finding_is_shown():
    import json

    from cmo_eval.diagnostics import Finding, Location, Severity
    from cmo_eval.output.findings import findings_json, findings_text

    first = Location("claims/C1-x.yaml", 1, 5)
    finding = Finding("CMO101", Severity.ERROR, "m", Location("claims/C1-y.yaml", 2, 3), "h", "C1", first)
    assert findings_text([finding], lambda _: []).splitlines() == [
        "claims/C1-y.yaml:2:3: CMO101 error: m",
        "        see claims/C1-x.yaml:1:5",
        "        hint: h",
    ]
    (shown,) = json.loads(findings_json([finding], files=1, accepted=0))["findings"]
    assert shown["related"] == {"file": "claims/C1-x.yaml", "line": 1, "column": 5}


def test_an_entry_is_not_blamed_while_what_it_accepts_may_stand_in_a_file_that_cannot_be_read(evaluation):
    """Else whoever follows the advice takes an acceptance out that is wanted once git's conflict is settled."""
    broken = {"sources/FG1.citations.yaml": "citations:\n<<<<<<< HEAD\n- a\n=======\n- b\n>>>>>>> carl\n"}
    entry = "  - {code: CMO319, id: FG1-001, why: x}\n"
    comment = {"claims/C1-value.yaml+": "# cmo: ignore[CMO226] x\nreflection: y\n"}
    _, whole = validation(evaluation, entry, files=comment)
    assert [code for code, _ in subjects(whole.findings)].count("CMO016") == 2
    _, result = validation(evaluation, entry, files={**broken, **comment})
    assert "CMO016" not in [code for code, _ in subjects(result.findings)]
