"""`cmo-eval list`, `show`, `explain`, `schema` and `open`: looking things up; the page itself is tried in tests/web."""

import importlib.util
import json
import subprocess
import sys

import pytest

from cmo_eval.cli.open import _path
from cmo_eval.errors import UsageError
from cmo_eval.output.plain import beside, columns, number_of
from cmo_eval.output.schema import KINDS
from cmo_eval.rules import CODES
from cmo_eval.web.memory import Memory
from minimal import MINIMAL

BACKGROUND = {
    "sources/FG1.yaml": """\
id: FG1
kind: focus_group
title: First panel
group: staff
participants:
  - {id: r1, role: manager, consent: quote}
  - {id: r2, role: nurse, consent: background}
""",
    "sources/FG1.citations.yaml+": """\
  - id: FG1-002
    quote: SECRETQUOTE
    speaker: r2
    judgement: SECRETJUDGEMENT
    observation: SECRETOBSERVATION
    event: SECRETEVENT
    memo: SECRETMEMO
    selector: {start: 1, end: 12, prefix: SECRETPREFIX, suffix: SECRETSUFFIX}
    evidence: [{nuances: C1, pattern: P1, parts: [outcome]}]
""",
}


# list


def test_list_gives_a_line_an_id(cmo, evaluation):
    run = cmo("list", "claims", cwd=evaluation())
    assert (run.code, run.out) == (0, "C1  Value comes first\n")


def test_list_as_json(cmo, evaluation):
    (row,) = json.loads(cmo("list", "claims", "--json", cwd=evaluation()).out)
    assert row == {"id": "C1", "title": "Value comes first"}


def test_listed_citations_say_who_and_what_they_show_but_not_their_words(cmo, evaluation):
    root = evaluation()
    text, data = cmo("list", "citations", cwd=root).out, cmo("list", "citations", "--json", cwd=root).out
    assert "manager" in text
    assert "supports C1" in text
    assert "on the table" not in text + data
    assert json.loads(data)[0]["file"] == "sources/FG1.citations.yaml"
    assert json.loads(data)[0]["line"] == 4


def test_a_citation_is_listed_with_the_claim_that_it_suggests_instead(cmo, evaluation):
    other = "  - {id: FG1-002, quote: No., evidence: [{suggests: C2, instead_of: C1}]}\n"
    second = "id: C2\ntitle: T\nversions: [{version: 1, statement: S}]\n"
    root = evaluation({"sources/FG1.citations.yaml+": other, "claims/C2-x.yaml": second})
    assert "FG1-002  staff: suggests C2 instead of C1" in cmo("list", "citations", cwd=root).out


def test_a_citation_is_listed_and_shown_with_what_it_denies(cmo, evaluation):
    denied = "  - {id: FG1-002, quote: No., evidence: [{refutes: C1, pattern: P1, lacks: [reasoning, outcome]}]}\n"
    root = evaluation({"sources/FG1.citations.yaml+": denied})
    listed = cmo("list", "citations", cwd=root).out
    assert "FG1-002  staff: refutes C1 (P1 lacks reasoning, outcome)" in listed
    assert "lacks: reasoning, outcome" in cmo("show", "FG1-002", cwd=root).out


@pytest.mark.parametrize(("number", "words"), [(0, "0 files"), (1, "1 file"), (2, "2 files")])
def test_a_noun_is_singular_for_one_only(number, words):
    assert number_of(number, "file") == words


def test_list_of_nothing_is_empty(cmo, evaluation):
    root = evaluation()
    assert (cmo("list", "cases", cwd=root).out, json.loads(cmo("list", "cases", "--json", cwd=root).out)) == ("", [])


def test_claims_are_listed_in_natural_order(cmo, evaluation):
    claim = "title: T\nversions: [{version: 1, statement: S}]\n"
    root = evaluation({"claims/C10.yaml": f"id: C10\n{claim}", "claims/C2.yaml": f"id: C2\n{claim}"})
    assert [row["id"] for row in json.loads(cmo("list", "claims", "--json", cwd=root).out)] == ["C1", "C2", "C10"]


def test_what_cannot_be_listed_is_refused_with_the_nearest(cmo, evaluation):
    run = cmo("list", "claim", cwd=evaluation())
    assert run.code == 2
    assert "did you mean 'claims'?" in run.err


def test_a_list_beside_an_unread_file_says_so(cmo, evaluation):
    run = cmo("list", "claims", cwd=evaluation({"claims/C2.yaml": "id: [\n"}))
    assert run.code == 1
    assert "claims/C2.yaml" in run.err
    assert run.out == "C1  Value comes first\n"


LONG = "K" + "9" * 50


def test_one_long_id_does_not_move_the_titles_of_others(cmo, evaluation):
    title = "A title that goes on and on, " * 8
    root = evaluation(
        {f"cases/{LONG}.yaml": f"id: {LONG}\ntitle: Long\n", "cases/K1.yaml": f"id: K1\ntitle: {title}end\n"}
    )
    lines = cmo("list", "cases", cwd=root).out.splitlines()
    assert sorted(lines) == [f"K1  {title}end", f"{LONG}  Long"]


def test_codes_are_whole_in_a_pipe(cmo, evaluation):
    label = "A label that goes on and on, " * 8
    code = "c" * 90
    book = (
        f"codes:\n  - {{id: scan, label: '{label}end', kind: theme}}\n  - {{id: {code}, label: Short, kind: actor}}\n"
    )
    out = cmo("list", "codes", cwd=evaluation({"codebook.yaml": book})).out
    assert f"{label}end (theme)" in out
    assert "…" not in out
    assert [line.split()[0] for line in out.splitlines()] == ["code", "scan", code]


@pytest.mark.parametrize("wide", [40, 60, 100])
def test_two_columns_fit_a_terminal(wide):
    rows = [("C1", "word " * 40), ("x" * 70, "other words " * 10), ("日本語", "text"), ("C2", "")]
    lines = list(beside(rows, wide))
    assert max(map(columns, lines)) <= wide
    assert "".join("".join(lines).split()) == "".join("".join(name + text for name, text in rows).split())
    assert [line for line in lines if line.startswith("日")] == ["日本語  text"]


# show


def test_show_gives_what_the_file_says_and_where(cmo, evaluation):
    data = json.loads(cmo("show", "C1", "--json", cwd=evaluation()).out)
    assert data["title"] == "Value comes first"
    assert data["for"] == ["staff"]
    assert data["file"] == "claims/C1-value.yaml:1"


def test_show_lists_what_refers_to_it(cmo, evaluation):
    root = evaluation(
        {
            "cases/K1.yaml": "id: K1\ntitle: T\nopened_by: [FG1-001]\nshows: [{pattern: P1, absent: [outcome]}]\n",
            "conclusions.yaml": "answers: {Q1: {text: t, rests_on: [C1]}}\n"
            "recommendations: [{id: A1, text: t, rests_on: [P1, FG1-001]}]\n",
        }
    )

    def referring(id_):
        return json.loads(cmo("show", id_, "--json", cwd=root).out)["referred_to_by"]

    assert referring("C1") == ["FG1-001", "Q1"]
    assert referring("P1") == ["C1", "K1", "FG1-001", "A1"]
    assert referring("FG1-001") == ["K1", "A1"]
    assert referring("K1") == []


def test_show_says_what_refers_to_a_source_and_to_words_of_it(cmo, evaluation):
    coded = "".join(f"  - {{id: FG1-{n:03}, quote: q, quality: report, codes: [x]}}\n" for n in range(2, 9))
    claim = MINIMAL["claims/C1-value.yaml"]
    root = evaluation(
        {
            "claims/C1-value.yaml": f"{claim}origin: [FG1]\n",
            "claims/C2-x.yaml": "id: C2\ntitle: T\nversions: [{version: 1, statement: S, citations: [FG1-002]}]\n",
            "claims/C3-x.yaml": "id: C3\ntitle: T\nversions: [{version: 1, statement: S}]\n",
            "cases/K1.yaml": "id: K1\ntitle: T\nopened_by: [FG1-001]\n",
            "sources/I1.yaml": "id: I1\nkind: interview\ntitle: T\nreported_in: {source: FG1}\ncase: K1\n",
            "sources/FG1.citations.yaml+": coded,
            "conclusions.yaml": "answers: {Q1: {text: t, rests_on: [FG1-003], limits: l}}\n",
        }
    )
    data = json.loads(cmo("show", "FG1", "--json", cwd=root).out)["referred_to_by"]
    assert data == ["C1", "C2", "K1", "I1", *(f"FG1-{n:03}" for n in range(1, 9)), "Q1"]
    text = cmo("show", "FG1", cwd=root).out
    assert "referred_to_by: C1, C2, K1, I1, FG1-001 to FG1-008 (8 citations), Q1" in text
    assert json.loads(cmo("show", "K1", "--json", cwd=root).out)["referred_to_by"] == ["I1"]
    assert json.loads(cmo("show", "FG1-003", "--json", cwd=root).out)["referred_to_by"] == ["Q1"]


def test_show_prints_the_words_of_someone_who_may_be_quoted(cmo, evaluation):
    assert "We saw it on the table." in cmo("show", "FG1-001", cwd=evaluation(BACKGROUND)).out


@pytest.mark.parametrize("arguments", [(), ("--json",)], ids=["text", "json"])
def test_show_keeps_back_every_word_of_someone_who_may_not_be_quoted(cmo, evaluation, arguments):
    run = cmo("show", "FG1-002", *arguments, cwd=evaluation(BACKGROUND))
    assert run.code == 0
    assert "SECRET" not in run.out
    assert "nuances" in run.out
    assert "may not be quoted" in run.out


@pytest.mark.parametrize("change", ["consent: withdrawn}", "role: nurse}"], ids=["withdrawn", "unrecorded"])
def test_show_keeps_back_the_words_without_consent(cmo, evaluation, change):
    files = dict(BACKGROUND)
    files["sources/FG1.yaml"] = files["sources/FG1.yaml"].replace("role: nurse, consent: background}", change)
    run = cmo("show", "FG1-002", cwd=evaluation(files))
    assert "SECRET" not in run.out + run.err
    assert run.code == (2 if "withdrawn" in change else 0)


def test_an_unknown_id_is_refused_with_the_nearest(cmo, evaluation):
    run = cmo("show", "FG1-01", cwd=evaluation())
    assert (run.code, run.out) == (2, "")
    assert "did you mean 'FG1-001'?" in run.err


def test_control_characters_are_shown_as_escapes(cmo, evaluation):
    root = evaluation({"cases/K1.yaml": 'id: K1\ntitle: "a \\e[31m b"\nsummary: "c \\u202e d"\n'})
    out = cmo("show", "K1", cwd=root).out + cmo("list", "cases", cwd=root).out
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "\\u001b" in out


# explain


@pytest.mark.parametrize("code", sorted(CODES))
def test_each_code_is_explained_with_a_bad_and_a_good_example(cmo, code):
    run = cmo("explain", code)
    assert run.code == 0
    assert run.out.startswith(f"{code} ({CODES[code].severity}): {CODES[code].title}\n")
    assert "Bad:" in run.out
    assert "Good:" in run.out


def test_codes_may_be_asked_for_in_lower_case(cmo):
    assert cmo("explain", "cmo101").out == cmo("explain", "CMO101").out


def test_without_a_code_all_are_listed(cmo):
    out = cmo("explain").out
    assert [code for code in CODES if code not in out] == []
    assert "rules of verify:" in out
    assert "  V5     two sides" in out


@pytest.mark.parametrize("rule", [f"V{number}" for number in range(9)])
def test_each_rule_of_verify_is_explained_within_the_width_of_the_terminal(cmo, rule):
    run = cmo("explain", rule.lower(), columns=60)
    title, text = run.out.split("\n\n", 1)
    assert title.startswith(f"{rule}: ")
    assert len(text) > 40
    assert max(map(len, run.out.splitlines())) <= 60


def test_an_unknown_code_is_refused_with_the_nearest(cmo):
    run = cmo("explain", "CMO999")
    assert run.code == 2
    assert "hint:" in run.err


# schema


def test_without_a_kind_all_kinds_of_files_are_listed(cmo):
    lines = cmo("schema").out.splitlines()
    assert [line.split()[0] for line in lines] == list(KINDS)


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        ("evaluation", ["* schema: whole number", "  language: nl | en"]),
        ("claim", ["* id: text", "  for: list of text", "  kind: claim | concern | issue"]),
        ("pattern", ["* title: text"]),
        ("source", ["* kind: key_actor | focus_group | group_interview"]),
        ("citations", ["  coder: text", "    * id: text"]),
        ("case", ["  kind: case_study | programme | practice_example"]),
        ("codebook", ["    * id: text"]),
        ("conclusions", ["    * text: text"]),
    ],
)
def test_the_keys_of_a_kind_are_listed(cmo, kind, lines):
    out = cmo("schema", kind).out
    for line in lines:
        assert any(printed.startswith(line) for printed in out.splitlines()), line


def references(schema):
    if isinstance(schema, dict):
        if "$ref" in schema:
            yield schema["$ref"]
        for value in schema.values():
            yield from references(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from references(value)


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_json_schema_of_a_kind_is_valid(cmo, kind):
    run = cmo("schema", kind, "--json")
    assert run.code == 0
    schema = json.loads(run.out)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["type"] == "object"
    assert schema["additionalProperties"] is False
    assert schema["properties"]
    for reference in references(schema):
        assert reference.removeprefix("#/$defs/") in schema["$defs"]
    if importlib.util.find_spec("jsonschema") is not None:
        import jsonschema

        jsonschema.Draft202012Validator.check_schema(schema)


def test_the_json_schema_names_keys_as_files_spell_them(cmo):
    claim = json.loads(cmo("schema", "claim", "--json").out)["properties"]
    assert "for" in claim
    assert "for_" not in claim
    assert "schema" in json.loads(cmo("schema", "evaluation", "--json").out)["properties"]


def test_an_unknown_kind_is_refused_with_the_nearest(cmo):
    run = cmo("schema", "claims")
    assert run.code == 2
    assert "did you mean 'claim'?" in run.err


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("claims", "no claims yet: `cmo-eval new claim` writes one to start from\n"),
        ("citations", "no citations yet: `cmo-eval code add SOURCE` codes one\n"),
        ("codes", "no codes yet: `cmo-eval code new CODE` makes one\n"),
    ],
)
def test_of_what_there_is_none_the_list_says_so_and_how_it_begins(cmo, tmp_path, what, says):
    cmo("init", "new", "--title", "T")
    run = cmo("list", what, cwd=tmp_path / "new")
    assert (run.code, run.out, run.err) == (0, "", says)
    assert cmo("list", what, "--json", cwd=tmp_path / "new").err == ""


def test_of_what_no_filter_lets_through_the_list_says_so(cmo, evaluation):
    run = cmo("list", "citations", "--stance", "refutes", cwd=evaluation())
    assert (run.code, run.out, run.err) == (0, "", "no citations of these\n")


def test_a_new_source_without_a_text_is_no_transcript_that_is_not_searched(cmo, tmp_path):
    cmo("init", "new", "--title", "T")
    cmo("new", "source", "--title", "T", cwd=tmp_path / "new")
    assert cmo("search", "x", cwd=tmp_path / "new").err == "nothing found\n"
    source = tmp_path / "new/sources/IN1.yaml"
    source.write_text(source.read_text() + "text: IN1.txt\n")
    told = f"note: transcripts are not searched: there is no folder {tmp_path / 'new-texts'}\n"
    assert told in cmo("search", "x", cwd=tmp_path / "new").err


@pytest.mark.parametrize(
    "arguments",
    [
        ("verify", "C1"),
        ("show", "C1"),
        ("trace", "C1"),
        ("decide", "C1", "--verdict", "holds"),
        ("trace", "FG1-001"),
        ("code", "edit", "FG1-001", "--code", "x", "--yes"),
        ("code", "remove", "FG1-001", "--yes"),
    ],
)
def test_what_may_stand_in_a_file_that_cannot_be_read_is_not_said_not_to_be_there(cmo, evaluation, arguments):
    """As after a merge in which git left both sides: `there is no claim C1` would make somebody write it anew."""
    left = "<<<<<<< HEAD\nid: C1\n=======\nid: C1\n>>>>>>> carl\n"
    root = evaluation({"claims/C1-value.yaml": left, "sources/FG1.citations.yaml": left})
    run = cmo(*arguments, cwd=root)
    assert run.code == 2
    assert "cannot be read" in run.err
    assert "there is no" not in run.err.replace("there is no evidence", "")


# open


@pytest.mark.parametrize(("what", "path"), [("FG1", "/transcripts/FG1"), ("C1", "/claims/C1"), ("P1", "/patterns/P1")])
def test_a_source_claim_or_pattern_has_a_page(evaluation, what, path):
    assert _path(Memory(evaluation()), what) == path


def test_what_has_no_page_is_said_with_what_comes_near(evaluation):
    with pytest.raises(UsageError, match="there is no source, claim or pattern FG11") as caught:
        _path(Memory(evaluation()), "FG11")
    assert "FG1" in caught.value.hint


def test_a_port_that_is_in_use_is_not_taken_from_another(cmo, evaluation):
    import socket

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = cmo("open", "--no-browser", "--port", str(other.getsockname()[1]), cwd=evaluation())
    assert done.code == 3
    assert "is in use" in done.err


def test_the_page_is_soon_there():
    heavy = "numpy", "pandas", "docx", "xlsxwriter", "cmo_eval.report.contents"
    said = f"import cmo_eval.web.serving, sys; print([one for one in {heavy} if one in sys.modules])"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_compares_no_cases_brings_no_numpy(evaluation):
    asked = [["validate"], ["verify"], ["list", "claims"], ["show", "C1"], ["trace", "C1"], ["search", "words"]]
    said = f"""
import contextlib, os, sys
from cmo_eval.__main__ import main
for asked in {asked}:
    sys.argv = ["cmo-eval", *asked]
    with contextlib.suppress(SystemExit), open(os.devnull, "w") as nothing, contextlib.redirect_stdout(nothing):
        main()
    assert "numpy" not in sys.modules, asked
"""
    done = subprocess.run([sys.executable, "-c", said], cwd=evaluation(), capture_output=True, text=True, check=False)
    assert (done.returncode, "AssertionError" in done.stderr) == (0, False), done.stderr
