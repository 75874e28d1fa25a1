"""`cmo-eval trace`, `matrix` and `sampling`: the evidence from all sides."""

import json

import pytest
from openpyxl import load_workbook


def test_trace_shows_both_directions(cmo, evaluation):
    run = cmo("trace", "FG1-001", cwd=evaluation())
    assert run.code == 0
    assert "├─ supports C1: Value comes first" in run.out
    assert "└─ FG1 holds it: First panel" in run.out
    assert "“We saw it on the table.”" in run.out


def test_trace_as_json(cmo, evaluation):
    data = json.loads(cmo("trace", "C1", "--format", "json", cwd=evaluation()).out)
    assert data["root"] == "claim:C1"
    assert {"from": "pattern:P1", "to": "claim:C1", "relation": "works_in"}.items() <= {
        **next(edge for edge in data["edges"] if edge["from"] == "pattern:P1")
    }.items()


def test_trace_of_an_unknown_id_is_usage(cmo, evaluation):
    run = cmo("trace", "FG1-01", cwd=evaluation())
    assert (run.code, run.out) == (2, "")
    assert "did you mean 'FG1-001'?" in run.err


def test_trace_draws_plain_lines_where_the_stream_is_not_utf8(process, evaluation):
    script = (
        "import sys; sys.stdout.reconfigure(encoding='ascii', errors='backslashreplace');"
        "from unittest import mock; import cmo_eval.__main__ as program;"
        "program._speak_utf8 = lambda: (sys.stdout, sys.stderr);"
        "sys.argv = ['cmo-eval', 'trace', 'FG1-001']; program.main()"
    )
    run = process("-c", script, cwd=evaluation())
    assert run.code == 0, run.err
    assert "|- supports C1: Value comes first" in run.out
    assert run.out.isascii()


@pytest.mark.parametrize("words", [["trace", "C1"], ["matrix", "claims", "stances"], ["sampling"]])
def test_a_file_that_cannot_be_read_is_named_and_exits_1(cmo, evaluation, words):
    run = cmo(*words, cwd=evaluation({"sources/FG2.citations.yaml": "citations: [\n"}))
    assert run.code == 1
    assert "FG2.citations.yaml" in run.err
    assert run.out


def test_matrix_on_the_terminal_says_what_its_totals_are(cmo, evaluation):
    run = cmo("matrix", "claims", "stances", cwd=evaluation())
    assert run.code == 0
    assert "C1: Value comes first         1        0        0         0      1" in run.out
    assert "counts each of them once" in " ".join(run.out.split())


def test_matrix_takes_the_format_from_the_file_and_replaces_it_only_when_told(cmo, evaluation, tmp_path):
    root = evaluation()
    for name in ("m.csv", "m.md", "m.json", "m.xlsx"):
        words = ("matrix", "claims", "stances", "-o", tmp_path / name)
        run = cmo(*words, cwd=root)
        assert (run.code, run.out) == (0, "")
        refused = cmo(*words, cwd=root)
        assert refused.code == 2
        assert "--yes" in refused.err
        assert cmo(*words, "--yes", cwd=root).code == 0
    assert (tmp_path / "m.csv").read_text("utf-8").startswith("claims,supports,")
    assert json.loads((tmp_path / "m.json").read_text("utf-8"))["total"] == 1
    assert load_workbook(tmp_path / "m.xlsx").active["F2"].value == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["claim", "stances"], "did you mean 'claims'?"),
        (["claims", "stance"], "did you mean 'stances'?"),
        (["claims", "stances", "--count", "voice"], "did you mean 'voices'?"),
        (["claims", "stances", "--count", "text"], "cells by cases"),
        (["claims", "stances", "--format", "xlsx"], "-o FILE"),
        (["claims", "stances", "-o", "nowhere/m.csv"], "cannot be written"),
    ],
)
def test_matrix_refuses_what_cannot_be_meant(cmo, evaluation, words, said):
    run = cmo("matrix", *words, cwd=evaluation())
    assert (run.code, run.out) == (2, "")
    assert said in run.err


def test_sampling_names_who_was_not_heard(cmo, evaluation):
    root = evaluation()
    run = cmo("sampling", cwd=root)
    assert run.code == 0
    assert "  group users: nobody was spoken to\n" in run.out
    data = json.loads(cmo("sampling", "--format", "json", cwd=root).out)
    assert [one["value"] for one in data["unheard"]] == ["users"]
