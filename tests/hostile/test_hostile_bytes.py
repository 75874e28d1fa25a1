"""Bytes that are no text, text that is no YAML, and characters that deceive."""

from __future__ import annotations

import json

import pytest

CLAIM = """\
id: C2
title: Another
questions: [Q1]
for: [users]
versions:
  - {version: 1, statement: Something else.}
criteria: {researchable: a, refutable: b, relevant: c, addressed: d}
mechanisms: [P1]
"""
PATH = "claims/C2-x.yaml"
FILES = [
    "evaluation.yaml",
    "claims/C1-value.yaml",
    "patterns/P1-scan.yaml",
    "sources/FG1.yaml",
    "sources/FG1.citations.yaml",
    "sources/FG1.citations.CD.yaml",
    "cases/K1-x.yaml",
    "codebook.yaml",
    "conclusions.yaml",
]


@pytest.mark.parametrize("bad", [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\x80", b"\x80"])
@pytest.mark.parametrize("where", ["start", "middle", "end"])
def test_bytes_that_are_not_utf8_are_named_with_their_place(evaluation, checked, bad, where):
    good = CLAIM.encode()
    content = {"start": bad + good, "middle": good.replace(b"Another", b"An" + bad + b"ther"), "end": good + bad}[where]
    root = evaluation({PATH: content})
    (finding,) = checked(root).findings
    lines = {"start": (1, 1), "middle": (2, 10), "end": (9, 1)}
    assert (finding.code, finding.location[1:]) == ("CMO002", lines[where])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "cp037", "latin-1"])
def test_other_encodings_are_refused(evaluation, checked, encoding):
    text = CLAIM.replace("Another", "Één andere")
    found = checked(evaluation({PATH: text.encode(encoding)})).findings
    assert [finding.code for finding in found] in (["CMO002"], ["CMO003"])


def test_marks_and_line_ends_of_other_systems_say_the_same(evaluation, checked):
    for change in (
        lambda content: b"\xef\xbb\xbf" + content,
        lambda content: content.replace(b"\n", b"\r\n"),
        lambda content: content.replace(b"\n", b"\r"),
        lambda content: content.rstrip(b"\n"),
        lambda content: content + b"...\n",
        lambda content: b"--- # x\n" + content,
    ):
        assert checked(evaluation({PATH: change(CLAIM.encode())})).findings == ()


@pytest.mark.parametrize(
    "character", ["\0", "\x01", "\x08", "\x0b", "\x1b", "\x7f", "\ufffe", "\uffff", "\x80", "\x9b"]
)
@pytest.mark.parametrize("where", ["id: C2", "Another", "# x", ""])
def test_characters_that_yaml_does_not_allow_are_named(evaluation, checked, character, where):
    text = CLAIM.replace(where, where + character, 1) if where != "# x" else f"# x{character}\n{CLAIM}"
    found = [finding for finding in checked(evaluation({PATH: text})).findings if finding.location.file == PATH]
    assert [finding.code for finding in found] == ["CMO003"]
    assert character not in found[0].message


@pytest.mark.parametrize(
    "text", ["id:\tC2\n", "id: C2\n\ttitle: x\n", "\tid: C2\n", "versions:\n\t- x\n", "a:\n  b: 1\n\tc: 2\n"]
)
def test_tabs_do_no_harm(evaluation, checked, text):
    assert checked(evaluation({PATH: text})).findings


def test_no_control_character_of_an_escape_reaches_the_terminal(evaluation, program, deceiving):
    escapes = ["\\x1b[31m", "\\a", "\\0", "\\u202e", "\\u2028", "\\x9b", "\\ud800", "\\U0010ffff", "\\e]0;x"]
    root = evaluation(
        {
            f"claims/C{number}-x.yaml": f'id: "C{text}2"\n"title{text}": x\norigin: ["K{text}A"]\nversions: "{text}"\n'
            for number, text in enumerate(escapes, start=2)
        }
    )
    for form in ("text", "github", "json"):
        ran = program(root, "--format", form, "--all")
        assert ran.code == 1
        assert ran.out.count("CMO010") == len(escapes) - 1  # one is no escape at all
        assert form == "json" or not deceiving(ran.out + ran.err)
    assert json.loads(ran.out)["findings"]


@pytest.mark.parametrize(
    "id_", ["🦔", "C🦔", "מזהה", "C\u202e1", "Ｃ1", "С1", "C\u200b1", "é", "e\u0301", "C1²", "C٣", "C 1"]
)
def test_ids_of_other_characters_are_refused_wherever_they_stand(evaluation, checked, id_):
    root = evaluation(
        {
            PATH: CLAIM.replace("id: C2", f'id: "{id_}"'),
            "claims/C3-x.yaml": CLAIM.replace("C2", "C3").replace("P1", f'"{id_}"'),
            "sources/FG1.citations.yaml+": f'  - {{id: "FG1-{id_}", quote: x, evidence: [{{supports: "{id_}"}}]}}\n',
        }
    )
    found = checked(root).findings
    assert {finding.location.file for finding in found} == {
        PATH,
        "claims/C3-x.yaml",
        "sources/FG1.citations.yaml",
    }
    assert {finding.code for finding in found} == {"CMO012"}


@pytest.mark.parametrize("key", ["g²", "g1²", "g٣", "é", "e\u0301", "組", "ﬀ", "a\u200db"])
def test_names_of_other_characters_are_kept_or_refused_and_never_trip_the_program(evaluation, checked, key):
    from cmo_eval import load

    root = evaluation(
        {
            "sources/FG1.yaml": f"id: FG1\nkind: focus_group\ntitle: x\ngroup: {key}\n",
            "sources/FG2.yaml": "id: FG2\nkind: interview\ntitle: x\ngroup: staff\n",
            "sources/FG2.citations.yaml": "citations:\n"
            "  - {id: FG2-1, quote: x, quality: report, evidence: [{supports: C1}]}\n",
        }
    )
    checked(root)
    load(root).verify()


@pytest.mark.parametrize("digits", [20, 30, 4300, 4301, 100_000])
@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("sources/FG1.citations.yaml+", "  - {id: FG1-2, quote: x, evidence: [{supports: C1, version: NUMBER}]}\n"),
        ("sources/FG1.citations.yaml+", "  - {id: FG1-2, quote: x, at: {line: NUMBER}, codes: [a]}\n"),
        ("sources/FG1.citations.yaml+", "  - {id: FG1-NUMBER, quote: x, codes: [a]}\n"),
        ("sources/FG1.yaml+", "tables: [{id: t, rows: {a: NUMBER, b: NUMBER}, total: 1}]\n"),
        ("sources/FG1.yaml+", "invited: {size: {small: NUMBER, large: NUMBER}}\n"),
        ("claims/C1-value.yaml+", "decisions: [{verdict: transformed, becomes: C1@NUMBER}]\n"),
        ("claims/C1-value.yaml+", "decisions: [{verdict: holds, version: NUMBER}]\n"),
        ("claims/C1-value.yaml+", "origin: [ANUMBER]\n"),
        ("patterns/P2-x.yaml", "id: PNUMBER\ntitle: x\n"),
        ("evaluation.yaml+", "declared: [{what: x, count: NUMBER, kinds: [interview]}]\n"),
        ("evaluation.yaml+", "policy: {verdict: {min_sources: NUMBER}, small_cell: NUMBER}\n"),
        ("evaluation.yaml+", "sampling: {invitations: {size: {small: NUMBER, large: NUMBER}}}\n"),
        ("evaluation.yaml+", "date: NUMBER\n"),
    ],
)
def test_numbers_of_many_digits_do_not_trip_the_program(evaluation, checked, path, line, digits):
    from cmo_eval import CmoEvalError, load

    root = evaluation({path: line.replace("NUMBER", "9" * digits)})
    checked(root)
    try:
        load(root).verify()
    except CmoEvalError as error:
        assert path.startswith("evaluation.yaml")
        assert error.message.startswith("evaluation.yaml")  # noqa: PT017 - only one of the cases raises


@pytest.mark.parametrize(
    "value", ["[]", "{}", "[a]", "{a: b}", "[[a]]", "~", "''", "2017", "x", "[~]", "{~: ~}", "{a: }"]
)
@pytest.mark.parametrize("path", FILES)
def test_a_value_of_any_kind_under_any_key_is_a_finding_or_none(evaluation, checked, path, value):
    from cmo_eval.output.schema import KINDS

    kinds = {"evaluation": "evaluation", "claims": "claim", "patterns": "pattern", "cases": "case",
             "codebook": "codebook", "conclusions": "conclusions"}  # fmt: skip
    kind = "citations" if "citations" in path else kinds.get(path.split(".")[0].split("/")[0], "source")
    model = KINDS[kind][0]
    root = evaluation({path: "x: y\n"})
    for name, field in model.model_fields.items():
        key = field.alias or name
        shell = {"citations": "citations:\n  - ", "conclusions": "answers: "}
        (root / path).write_text(f"{key}: {value}\n", encoding="utf-8")
        checked(root)
        if kind in shell:
            (root / path).write_text(f"{shell[kind]}{{{key}: {value}}}\n", encoding="utf-8")
            checked(root)


@pytest.mark.parametrize("value", ["[]", "{}", "[a]", "{a: b}", "[[a]]", "~", "2017", "[~]"])
@pytest.mark.parametrize(
    "line",
    [
        "sampling: {invitations: VALUE}",
        "sampling: {invitations: {a: VALUE}}",
        "sampling: {invitations: {a: {b: VALUE}}}",
        "team: {AB: VALUE}",
        "policy: {confidentiality: {interview: VALUE}}",
        "policy: {verdict: VALUE}",
        "rameses: {1: VALUE}",
        "frameworks: {a: VALUE}",
        "ignore: [VALUE]",
        "declared: [VALUE]",
    ],
)
def test_a_value_of_any_kind_in_the_policies(evaluation, checked, line, value):
    checked(evaluation({"evaluation.yaml+": line.replace("VALUE", value) + "\n"}))
