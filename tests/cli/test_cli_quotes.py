"""`cmo-eval quotes`, and the words that other commands show beside what they are about."""

from __future__ import annotations

import csv
import io
import json
import sys

import pytest

CODEBOOK = (
    "version: 1\ncodes:\n  - {id: sight, label: Seeing, kind: theme}\n  - {id: view, kind: theme, parent: sight}\n"
)
MORE = """\
  - {id: FG1-002, quote: "We *never* saw\\n it, said one of the managers of the other panel", speaker: r1,
     at: {line: 4}, codes: [view], evidence: [{refutes: C1}]}
  - {id: FG1-003, quote: "=1+1 was the sum", verbatim: false, speaker: r1, codes: [sight], evidence: [{nuances: C1}]}
  - {id: FG1-004, quote: Hush, speaker: r2, codes: [view], evidence: [{supports: C1}]}
"""
SECOND = "  - {id: r2, role: nurse, group: users, consent: background}\n"


@pytest.fixture
def root(evaluation):
    return evaluation({"codebook.yaml": CODEBOOK, "sources/FG1.citations.yaml+": MORE, "sources/FG1.yaml+": SECOND})


def test_words_stand_below_their_source_with_who_and_where(cmo, root):
    run = cmo("quotes", "--code", "sight", cwd=root)
    assert (run.code, run.err) == (0, "3 quotes from 1 source, 1 of which may not be shown\n")
    assert run.out.splitlines() == [
        "FG1  First panel (focus group)",
        "  FG1-002, line 4, r1 (manager), refutes C1, codes view",
        "    “We *never* saw it, said one of the managers of the other panel”",
        "  FG1-003, r1 (manager), nuances C1, codes sight",
        "    =1+1 was the sum (paraphrase)",
        "  FG1-004, r2 (nurse), supports C1, codes view",
        "    (may not be quoted)",
    ]


def test_a_terminal_gets_lines_of_its_width(cmo, root, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr("cmo_eval.cli.quotes.room", lambda: 40)
    lines = cmo("quotes", "--stance", "refutes", cwd=root).out.splitlines()
    assert max(map(len, lines)) <= 40
    assert lines[3:] == ["    “We *never* saw it, said one of the", "    managers of the other panel”"]


def test_background_is_for_reading_here(cmo, root, tmp_path):
    assert "“Hush”" in cmo("quotes", "--background", cwd=root).out
    for more in (["-o", tmp_path / "q.txt"], ["--format", "json"], ["--audience", "committee"]):
        run = cmo("quotes", "--background", *more, cwd=root)
        assert (run.code, run.out) == (2, "")
        assert not (tmp_path / "q.txt").exists()


def test_nothing_found_is_no_failure(cmo, root):
    run = cmo("quotes", "--stance", "suggests", cwd=root)
    assert (run.code, run.out, run.err) == (0, "", "no quotes\n")


def test_json_and_csv_hold_every_field_and_csv_no_formula(cmo, root):
    found = json.loads(cmo("quotes", "--claim", "C1", "--format", "json", cwd=root).out)
    assert (found["version"], found["filters"], found["total"], found["held_back"]) == (1, {"claim": ["C1"]}, 4, 1)
    assert [one["words"] and one["words"][:8] for one in found["quotes"]] == ["We *neve", "We saw i", "=1+1 was", None]
    rows = list(csv.DictReader(io.StringIO(cmo("quotes", "--format", "csv", cwd=root).out)))
    assert list(rows[0]) == list(found["quotes"][0])
    assert rows[2]["words"] == "'=1+1 was the sum"
    assert rows[1]["evidence"] == "supports C1 (P1 resource, reasoning)"


def test_markdown_keeps_words_as_words_and_counts_what_is_held_back(cmo, root):
    run = cmo("quotes", "--code", "sight", "--format", "md", cwd=root)
    assert run.out.startswith("<!-- cmo-eval")
    assert "# A small evaluation: Quotes" in run.out
    assert "code: sight." in run.out
    assert "2 citations from 1 source." in run.out
    assert "One citation counts here but is not shown" in run.out
    assert (
        "> “We \\*never\\* saw it, said one of the managers of the other panel”\n>\n> — A manager (The staff), r1 "
        in run.out
    )
    assert "[FG1-002, line 4]: refutes C1; view" in run.out
    assert "FG1-004" not in run.out


def test_word_says_what_markdown_says(cmo, root, tmp_path):
    docx = pytest.importorskip("docx")
    file = tmp_path / "q.docx"
    assert cmo("quotes", "-o", file, cwd=root).code == 0
    said = "\n".join(one.text for one in docx.Document(file).paragraphs)
    assert "We *never* saw it, said one of the managers" in said
    assert "FG1-003, paraphrase" in said
    assert "Hush" not in said


def test_workbook_has_a_row_for_each_and_the_same_bytes_each_time(cmo, root, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    file, again = tmp_path / "q.xlsx", tmp_path / "again.xlsx"
    for one in (file, again):
        assert cmo("quotes", "--language", "nl", "-o", one, cwd=root).code == 0
    assert file.read_bytes() == again.read_bytes()
    (sheet,) = openpyxl.load_workbook(file)
    head, *rows = ([cell.value for cell in row] for row in sheet.iter_rows())
    found = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    assert list(found) == ["FG1-002", "FG1-001", "FG1-003", "FG1-004"]
    assert (found["FG1-002"]["Spreker"], found["FG1-002"]["Plaats"], found["FG1-002"]["Toont"]) == (
        *("r1", "regel 4", "weerspreekt C1"),
    )
    assert found["FG1-003"]["Woorden"] == "=1+1 was the sum"
    assert (found["FG1-004"]["Woorden"], found["FG1-004"]["Niet getoond"]) == (None, "ja")


def test_workbook_says_nothing_of_a_source_without_a_file(cmo, root, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    (root / "sources/IN9.citations.yaml").write_text("citations:\n  - {id: IN9-001, quote: Whose, role: guard}\n")
    cmo("quotes", "--source", "IN9", "-o", tmp_path / "q.xlsx", cwd=root)
    row = [cell.value for cell in openpyxl.load_workbook(tmp_path / "q.xlsx").active[2]]
    assert [value for value in row if value] == ["IN9-001", "IN9", "IN9", "guard", "yes", "yes"]


def test_a_file_is_not_replaced_unasked(cmo, root, tmp_path):
    file = tmp_path / "q.md"
    file.write_text("mine")
    assert cmo("quotes", "-o", file, cwd=root).code == 2
    assert file.read_text() == "mine"
    assert cmo("quotes", "-o", file, "--yes", cwd=root).code == 0
    assert file.read_text().startswith("<!-- cmo-eval")


@pytest.mark.parametrize("words", [("quotes",), ("matrix", "claims", "stances")])
def test_text_goes_into_no_file_that_says_it_is_something_else(cmo, root, tmp_path, words):
    run = cmo(*words, "-o", str(tmp_path / "out.pdf"), cwd=root)
    assert (run.code, "does not say which format it is" in run.err) == (2, True)
    assert not (tmp_path / "out.pdf").exists()
    for name in ("out.txt", "out", "OUT.MD"):
        assert cmo(*words, "-o", str(tmp_path / name), cwd=root).code == 0, name


def test_what_is_packed_needs_a_file(cmo, root, monkeypatch):
    assert cmo("quotes", "--format", "docx", cwd=root).code == 2


def test_a_public_file_is_refused_where_a_public_report_is(cmo, root, tmp_path):
    file = root / "sources/FG1.citations.yaml"
    file.write_text(file.read_text().replace("We *never*", "Mail jan@example.org, we *never*"))
    for audience, code in (("public", 1), ("committee", 0)):
        target = tmp_path / f"{audience}.md"
        run = cmo("quotes", "--audience", audience, "-o", target, cwd=root)
        assert (run.code, target.exists()) == (code, code == 0), run.err
        assert "jan@" not in run.err


def test_names_of_the_list_are_not_printed_for_the_public(cmo, root, tmp_path):
    with (root / "evaluation.yaml").open("a") as file:
        file.write("names: names.txt\n")
    for name in ("panel", "Quotes"):  # in a text of the evaluation, and in what the program adds
        (root / "names.txt").write_text(f"{name}\n")
        run = cmo("quotes", "--audience", "public", "-o", tmp_path / "q.md", cwd=root)
        assert (run.code, (tmp_path / "q.md").exists()) == (1, False)
        assert name not in run.err
    assert cmo("quotes", "--audience", "committee", "-o", tmp_path / "q.md", cwd=root).code == 0


def test_a_file_that_cannot_be_read_is_said_and_the_rest_shown(cmo, root):
    (root / "cases").mkdir()
    (root / "cases/K1-x.yaml").write_text("id: [")
    run = cmo("quotes", "--stance", "refutes", cwd=root)
    assert run.code == 1
    assert "FG1-002" in run.out
    assert "K1-x.yaml" in run.err


def test_list_has_the_same_filters_for_citations_only(cmo, root):
    run = cmo("list", "citations", "--code", "sight", "--stance", "refutes", "--stance", "nuances", cwd=root)
    assert run.out.splitlines() == ["FG1-002  manager: refutes C1", "FG1-003  manager: nuances C1"]
    assert cmo("list", "citations", "--stance", "suggests", cwd=root).out == ""
    rows = json.loads(cmo("list", "citations", "--speaker", "r2", "--json", cwd=root).out)
    assert [row["id"] for row in rows] == ["FG1-004"]
    refused = cmo("list", "codes", "--code", "sight", cwd=root)
    assert (refused.code, "the filters are for citations, not for codes" in refused.err) == (2, True)


# ---- beside what they are about


def test_show_of_a_code_says_what_it_is_and_the_words_below_it(cmo, root):
    lines = cmo("show", "sight", cwd=root).out.splitlines()
    assert lines[:5] == [
        *("id: sight", "label: Seeing", "kind: theme", "file: codebook.yaml:3"),
        "referred_to_by: view, FG1-003",
    ]
    assert lines[5:8] == [
        "quotes:",
        "  FG1-002, line 4, r1 (manager), refutes C1, codes view",
        "    “We *never* saw it, said one of the managers of the other panel”",
    ]
    assert lines[-1] == "    (may not be quoted)"


def test_show_of_a_claim_and_a_pattern_has_the_words(cmo, root):
    assert "    “We saw it on the table.”" in cmo("show", "P1", cwd=root).out.splitlines()
    quotes = json.loads(cmo("show", "C1", "--json", cwd=root).out)["quotes"]
    assert [one["words"] is None for one in quotes] == [False, False, False, True]
    assert "quotes" not in json.loads(cmo("show", "FG1", "--json", cwd=root).out)


def test_show_says_how_to_read_what_is_too_much(cmo, root):
    more = "".join(f"  - {{id: FG1-1{n:02}, quote: W{n}., speaker: r1, codes: [view]}}\n" for n in range(13))
    with (root / "sources/FG1.citations.yaml").open("a") as file:
        file.write(more)
    lines = cmo("show", "view", cwd=root).out.splitlines()
    assert sum(line.startswith("    ") for line in lines) == 12
    assert lines[-1] == "  and 3 more: cmo-eval quotes --code view"


OPTIONS = ["--verdict", "nuanced", "--by", "AB", "--second-reader", "CD", "--rationale", "So it is.", "--sets-aside"]


def test_a_dry_run_of_a_decision_shows_the_words_for_and_against(cmo, root):
    run = cmo("decide", "C1", *OPTIONS, "FG1-002", "--dry-run", cwd=root)
    assert run.code == 0, run.err
    assert "supports C1: 2 quotes from 1 source, 1 of which may not be shown" in run.err
    against = run.err.split("refutes C1: 1 quote")[1]
    assert "“We *never* saw it" in against
    assert "“We saw it on the table.”" not in against
    assert run.out.startswith("---")
    assert "Hush" not in run.out + run.err


def test_who_decides_on_a_terminal_reads_the_words_before_the_question(cmo, root, monkeypatch):
    stdin = io.StringIO("nuanced\n")
    stdin.isatty = lambda: True
    monkeypatch.setattr(sys, "stdin", stdin)
    run = cmo("decide", "C1", cwd=root)
    assert "“We *never* saw it, said one of the managers of the other panel”" in run.out
    assert "“We saw it on the table.”" in run.out


def test_words_about_an_earlier_version_without_an_answer_are_read_too(cmo, root):
    claim = root / "claims/C1-value.yaml"
    two = "Value came before cost.}\n  - {version: 2, statement: Value came first., why: clearer}\n"
    claim.write_text(claim.read_text().replace("Value came before cost.}\n", two))
    (root / "sources/DD1.yaml").write_text("id: DD1\nkind: document\ntitle: A letter\n")
    later = "{id: DD1-001, quote: Later, verbatim: false, quality: documented, evidence: [{supports: C1, version: 2}]}"
    (root / "sources/DD1.citations.yaml").write_text(f"citations:\n  - {later}\n")
    run = cmo("decide", "C1", *OPTIONS[:-1], "--version", "2", "--dry-run", cwd=root)
    words = run.err.split("left behind, about an earlier version of C1: 2 quotes from 1 source\n")[1]
    assert "“We *never* saw it" in words
    assert "Later" in run.err.removesuffix(words)
    assert "Later" not in words


def test_of_a_stance_with_very_many_the_first_are_read(cmo, root):
    more = "".join(
        f"  - {{id: FG1-1{n:02}, quote: W{n}., speaker: r1, evidence: [{{nuances: C1}}]}}\n" for n in range(42)
    )
    with (root / "sources/FG1.citations.yaml").open("a") as file:
        file.write(more)
    shown = cmo("decide", "C1", *OPTIONS, "FG1-002", "--dry-run", cwd=root).err.split("nuances C1: ")[1]
    assert "W38." in shown
    assert "W39." not in shown
    assert "and 3 more: cmo-eval quotes --claim C1 --stance nuances" in shown


def test_without_a_look_a_decision_is_not_told_the_words(cmo, root):
    assert "“We saw it" not in cmo("decide", "C1", *OPTIONS, "FG1-002", "--yes", cwd=root).err


def test_filters_are_completed_with_ids(process, root):
    def offered(line):
        shell = {"_CMO_EVAL_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": line}
        return process("-m", "cmo_eval", cwd=root, **shell).out

    assert "sight" in offered("cmo-eval quotes --code si")
    assert "staff" in offered("cmo-eval quotes --group ")
    assert "adviser" in offered("cmo-eval list citations --coder E")
    assert "CD" not in offered("cmo-eval list citations --coder E")
    assert "nurse" in offered("cmo-eval quotes --source FG1 --speaker ")
    assert "refutes" in offered("cmo-eval quotes --stance r")


def test_the_words_that_are_offered_are_those_of_the_model():
    from typing import get_args

    from cmo_eval.cli import filters
    from cmo_eval.model import PARTS
    from cmo_eval.model.source import SourceKind

    assert get_args(SourceKind) == filters._KINDS
    assert (*PARTS, "mechanism") == filters._PARTS
