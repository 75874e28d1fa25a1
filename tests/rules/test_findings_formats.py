"""Findings as text, JSON and annotations, whatever characters the data hold."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cmo_eval.diagnostics import Finding, Location, Severity
from cmo_eval.output.findings import findings_github, findings_json, findings_text
from cmo_eval.output.plain import columns

FILE = "claims/C1-x.yaml"


def finding(message="what is wrong", line=1, column=1, *, severity=Severity.ERROR, hint="", file=FILE):
    return Finding("CMO012", severity, message, Location(file, line, column), hint, "C1")


def shown(found, *lines, **options):
    return findings_text([found], lambda file: list(lines), **options).split("\n")


def test_a_finding_is_its_place_its_line_with_a_caret_and_a_hint():
    lines = shown(finding(line=2, column=7, hint="do this"), "id: C1", "kind: remark", width=80)
    assert lines == [
        "claims/C1-x.yaml:2:7: CMO012 error: what is wrong",
        "    2 | kind: remark",
        "      |       ^",
        "        hint: do this",
        "",
    ]


def test_without_a_line_to_show_there_is_no_excerpt():
    assert shown(finding(line=1), "   ") == ["claims/C1-x.yaml:1:1: CMO012 error: what is wrong", ""]
    assert shown(finding(line=9), "id: C1") == ["claims/C1-x.yaml:9:1: CMO012 error: what is wrong", ""]


def test_no_findings_are_no_text():
    assert findings_text([], lambda file: []) == ""


def caret(lines):
    """What stands in the excerpt from the caret onwards."""
    return lines[1][lines[2].index("^") :]


@pytest.mark.parametrize(
    ("line", "snippet"),
    [
        ("\tb:\tremark", "remark"),
        ("é: ëô remark", "remark"),
        ("a" * 300 + " remark " + "b" * 300, "remark"),
        ("remark " + "b" * 300, "remark"),
        ("a" * 300 + " remark", "remark"),
        ("x" * 84 + "remark" + "y" * 50, "remark"),
    ],
)
def test_the_caret_stands_under_the_column(line, snippet):
    lines = shown(finding(column=line.index(snippet) + 1), line, width=100)
    assert caret(lines).startswith(snippet)
    assert all(len(shown_line) <= 100 for shown_line in lines[1:3])


def test_a_line_that_is_cut_says_so_at_both_ends():
    line = "a" * 300 + " remark " + "b" * 300
    excerpt = shown(finding(column=302), line, width=100)[1]
    assert excerpt.startswith("    1 | …")
    assert excerpt.endswith("…")


@given(
    line=st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\n\r"), min_size=1, max_size=300),
    place=st.floats(0, 1, exclude_max=True),
    width=st.integers(40, 200),
)
@example(line="000000\x1f\x1f\x1f\u0e5c\u0e5c\u0e5c\u2d680", place=0.9375, width=40)
@example(line="日" * 100, place=0.5, width=41)
def test_an_excerpt_never_grows_wider_than_asked_nor_obeys_a_control_character(line, place, width):
    column = int(place * len(line)) + 1
    lines = shown(finding(column=column), line, width=width)[:-1]
    assert all(columns(part) <= width for part in lines[1:])
    assert not any(character < " " or "\x7f" <= character <= "\x9f" for part in lines for character in part)


@pytest.mark.parametrize("character", ["\x1b", "\x00", "\r", "\x7f", "\x9b", "\u202e", "\u2066", "\u200f"])
def test_control_and_direction_characters_are_escaped_and_the_caret_moves_with_them(character):
    line = f"a{character}b: remark"
    lines = shown(finding(f"not '{character}[31m'", column=line.index("remark") + 1, hint=character), line)
    text = "\n".join(lines)
    assert character not in text
    assert text.count(f"\\u{ord(character):04x}") == 3
    assert caret(lines).startswith("remark")


def test_a_line_end_in_a_message_starts_no_new_line():
    assert len(shown(finding("one\ntwo"))) == 2


def test_control_characters_in_a_files_name_are_escaped():
    assert "\x1b" not in "\n".join(shown(finding(file="claims/C1-\x1b[31m.yaml")))


def test_the_caret_counts_the_columns_of_a_terminal():
    lines = shown(finding(column=4), "日本: remark")
    assert lines[2].index("^") == len("    1 | ") + 5


@pytest.mark.parametrize(
    ("severity", "colour"), [(Severity.ERROR, "31"), (Severity.WARNING, "33"), (Severity.NOTE, "36")]
)
def test_colour_tells_severities_apart(severity, colour):
    text = findings_text([finding(severity=severity)], lambda file: ["id: C1"], colour=True)
    assert f"\x1b[1;{colour}mCMO012 {severity}\x1b[0m" in text
    assert "\x1b" not in findings_text([finding(severity=severity)], lambda file: ["id: C1"])


def test_json_has_each_finding_and_counts():
    found = [finding(hint="h"), finding(severity=Severity.WARNING, line=3, column=4), finding(severity=Severity.NOTE)]
    data = json.loads(findings_json(found, files=7, accepted=2))
    assert data["version"] == 1
    assert data["summary"] == {"files": 7, "errors": 1, "warnings": 1, "notes": 1, "accepted": 2}
    assert data["findings"][0] == {
        "code": "CMO012",
        "severity": "error",
        "message": "what is wrong",
        "hint": "h",
        "file": FILE,
        "line": 1,
        "column": 1,
        "id": "C1",
        "related": None,
    }
    assert (data["findings"][1]["line"], data["findings"][1]["column"]) == (3, 4)


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_json_keeps_every_character(message):
    assert json.loads(findings_json([finding(message)], files=1, accepted=0))["findings"][0]["message"] == message


@pytest.mark.parametrize(
    ("severity", "level"), [(Severity.ERROR, "error"), (Severity.WARNING, "warning"), (Severity.NOTE, "notice")]
)
def test_an_annotation_names_level_place_and_code(severity, level):
    assert findings_github([finding(line=2, column=7, severity=severity, hint="do this")]) == (
        f"::{level} file=claims/C1-x.yaml,line=2,col=7,title=CMO012::what is wrong (do this)\n"
    )


def test_an_annotation_is_one_line_whatever_it_says():
    text = findings_github([finding("50% a:b,c\r\n::error::injected", file="claims/a,b:c%.yaml")])
    assert text == (
        "::error file=claims/a%2Cb%3Ac%25.yaml,line=1,col=1,title=CMO012::50%25 a:b,c\\u000d ::error::injected\n"
    )


@pytest.mark.parametrize("character", ["\x1b", "\x00", "\x9b", "\u202e"])
def test_control_characters_are_escaped_in_annotations(character):
    assert character not in findings_github([finding(f"not '{character}'")])


def test_on_a_terminal_messages_are_broken_between_words_and_files_stand_apart():
    long = finding(message="the words of this message are many more than would ever fit on one line of a terminal")
    text = findings_text(
        [long, finding(message=long.message, file="sources/X.yaml")], lambda _: [], width=60, terminal=True
    )
    assert max(map(len, text.splitlines())) <= 60
    assert " ".join(text.split()).count(long.message) == 2
    assert "\n\nsources/X.yaml" in text
    assert text.splitlines()[1].startswith("        ")


def test_elsewhere_a_finding_begins_with_one_whole_line():
    long = finding(message="word " * 60 + "end")
    assert long.message in findings_text([long], lambda _: [], width=60).splitlines()[0]


def test_an_error_that_is_found_a_hundred_times_is_shown_once_with_its_places():
    def one(number, file="a.yaml", code="CMO103", subject=None):
        subject = subject or f"FG1-{number:03}"
        return Finding(code, Severity.ERROR, f"{subject} names claim C9", Location(file, number, 3), "mend it", subject)

    findings = [*(one(number) for number in range(1, 81)), *(one(number, "b.yaml") for number in range(1, 21))]
    findings.insert(3, one(4, code="CMO104"))
    shown = findings_text(findings, lambda _: [])
    assert shown.count("names claim C9") == 2
    assert shown.startswith("a.yaml:1:3: CMO103 error: FG1-001 names claim C9\n")
    (rest,) = [line for line in shown.splitlines() if "of this kind" in line]
    assert rest.startswith("        99 more of this kind: a.yaml:2:3, 3:3, 4:3,")
    assert rest.endswith("; b.yaml:" + ", ".join(f"{number}:3" for number in range(1, 21)))
    short = findings_text(findings, lambda _: [], width=60, terminal=True)
    assert "and 79 more" in " ".join(short.split())
    assert max(map(len, short.splitlines())) <= 60
    few = findings_text(findings[:3], lambda _: [])
    assert few.count("names claim C9") == 3
    words = findings_text(findings, lambda _: [], more=lambda finding: [finding.subject])
    assert words.count("names claim C9") == 101
    assert findings_text(findings, lambda _: [], whole=True).count("names claim C9") == 101


def weak(number, *, code="CMO201", severity=Severity.WARNING, hint="say why", subject=""):
    subject = subject or f"C{number}"
    return Finding(code, severity, f"{subject} lacks a {number}", Location(FILE, number, 1), hint, subject)


def test_warnings_and_notes_of_a_kind_are_a_line_with_their_number_and_what_they_are_about():
    notes = [weak(number, code="CMO403", severity=Severity.NOTE) for number in (1, 2, 3)]
    findings = [*notes, weak(4), weak(5, subject="C4"), weak(6, code="CMO205"), weak(7)]
    shown = findings_text(findings, lambda _: ["words"] * 9)
    assert shown.splitlines() == [
        f"{FILE}:6:1: CMO205 warning: C6 lacks a 6",
        "    6 | words",
        "      | ^",
        "        hint: say why",
        "CMO201 warning 3 times: a criterion that is unmet or not judged (C4, C7); say why",
        "CMO403 note 3 times: a code without a description of its use (C1, C2, C3); say why",
        "`cmo-eval validate --all` shows each with its line",
    ]
    whole = findings_text(findings, lambda _: [], whole=True)
    assert [line.split(":")[1] for line in whole.splitlines() if "lacks" in line] == ["1", "2", "3", "4", "5", "6", "7"]
    assert "times" not in whole
    assert "--all" not in whole


def test_of_many_of_a_kind_the_first_are_named_and_the_line_is_broken_on_a_terminal():
    shown = findings_text([weak(number) for number in range(1, 21)], lambda _: [], width=60, terminal=True)
    assert max(map(len, shown.splitlines())) <= 60
    assert "(C1, C2, C3, C4, C5, C6, C7, C8 and 12 more)" in " ".join(shown.split())
    nine = findings_text([weak(number) for number in range(1, 10)], lambda _: [])
    assert "C8, C9)" in nine


def test_what_is_no_kind_is_shown_one_by_one():
    apart = [weak(1), weak(2, hint="did you mean C1?"), weak(3, severity=Severity.NOTE)]
    assert findings_text(apart, lambda _: []).count("lacks") == 3
    words = findings_text([weak(1), weak(2)], lambda _: [], more=lambda finding: [finding.subject])
    assert words.count("lacks") == 2
    place = Finding("CMO013", Severity.WARNING, "odd", Location("a.yaml", 1, 2), "mend it")
    assert "(a.yaml:1:2)" in findings_text([place, place], lambda _: [])
