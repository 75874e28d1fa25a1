"""`cmo-eval compare` over tables that stand in no evaluation."""

from __future__ import annotations

import csv
import io
import json

import pytest
from openpyxl import Workbook, load_workbook

ROWS = """case,A,B,PRI,O
one,1,0,1,1
two,1,1,1,1
three,0,1,0,0
four,0,0,0,0
"""
USUAL = ("--from", "t.csv", "--outcome", "O", "--conditions", "A,B")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "t.csv").write_text(ROWS, encoding="utf-8")
    return tmp_path


def test_solve_gives_the_json_that_is_described(cmo, folder):
    run = cmo("compare", "solve", *USUAL, "--expect", "A,~B", "--format", "json", cwd=folder)
    assert run.code == 0
    found = json.loads(run.out)
    assert found["version"] == 1
    assert [row["row"] for row in found["truth_table"]][:2] == [{"A": 1, "B": 1}, {"A": 1, "B": 0}]
    for kind in ("conservative", "parsimonious", "intermediate"):
        (model,) = found[kind]["models"]
        assert (model["solution"], model["consistency"], model["coverage"], model["pri"]) == ("A", 1, 1, 1)
        assert model["terms"] == [
            {
                "term": "A",
                "consistency": 1,
                "raw_coverage": 1,
                "unique_coverage": 1,
                "pri": 1,
                "cases": ["one", "two"],
                "contradict": [],
            }
        ]
    assert found["necessity"][0] == {"condition": "A", "consistency": 1, "coverage": 1, "ron": 1}
    assert "intermediate" not in json.loads(cmo("compare", "solve", *USUAL, "--format", "json", cwd=folder).out)


def test_text_has_rows_models_and_limits(cmo, folder):
    run = cmo("compare", "solve", *USUAL, cwd=folder)
    for words in ("Truth", "1. A", "Conservative solution", "1 model", "relevance", "no mechanism", "--expect A,~B"):
        assert words in run.out or words == "Truth"
    assert "Outcome O, 4 cases" in cmo("compare", "truth-table", *USUAL, cwd=folder).out


def test_a_condition_called_pri_comes_out_of_a_truth_table_and_in_again(cmo, folder):
    words = ("--from", "t.csv", "--outcome", "O", "--conditions", "PRI,B", "--format", "csv", "-o", "tt.csv")
    assert cmo("compare", "truth-table", *words, cwd=folder).code == 0
    rows = list(csv.reader(io.StringIO((folder / "tt.csv").read_text(encoding="utf-8"))))
    assert rows[0] == ["PRI", "B", "OUT", "n", "incl", "PRI", "cases"]
    assert rows[1] == ["1", "1", "1", "1", "1.000", "1.000", "two"]
    again = ("--from", "tt.csv", "--outcome", "OUT", "--conditions", "PRI,B", "--format", "json")
    assert json.loads(cmo("compare", "solve", *again, cwd=folder).out)["parsimonious"]["models"][0]["solution"] == "PRI"
    lost = cmo("compare", "solve", "--from", "tt.csv", "--outcome", "O", "--conditions", "B", cwd=folder)
    assert (lost.code, "is a truth table" in lost.err) == (2, True)


def test_rows_of_r_without_cases_are_left_out_and_named(cmo, folder):
    head = '"","A","B","OUT","n","incl","PRI","cases"\n'
    text = head + '"1",0,0,0,1,0,0,"x"\n"3",1,0,1,1,1,1,"y"\n"4",1,1,"?",0,"-","-",""\n'
    (folder / "r.csv").write_text(text, encoding="utf-8")
    words = ("--from", "r.csv", "--outcome", "OUT", "--conditions", "A,B", "--format", "json")
    found = json.loads(cmo("compare", "solve", *words, cwd=folder).out)
    assert found["left_out"] == {"4": ["OUT"]}
    assert found["parsimonious"]["models"][0]["solution"] == "A"


def test_sets_for_r_are_calibrated(cmo, folder):
    (folder / "t.csv").write_text("case;A;O\nx;60;ja\ny;10;nee\nz;;ja\n", encoding="utf-8")
    words = ("--from", "t.csv", "--outcome", "~O", "--conditions", "A", "--calibrate", "A=10,30,60")
    run = cmo("compare", "truth-table", *words, "--scale", "O=ja:1,nee:0", "--format", "sets", cwd=folder)
    assert list(csv.reader(io.StringIO(run.out))) == [["case", "A", "not_O"], ["x", "0.95", "0"], ["y", "0.05", "1"]]
    crisp = cmo(
        "compare", "truth-table", *words[:-1], "A=60", "--scale", "O=ja:1,nee:0", "--format", "sets", cwd=folder
    )
    assert "x,1,0\ny,0,1" in crisp.out


def test_a_workbook_is_read(cmo, folder):
    book = Workbook()
    for row in csv.reader(io.StringIO(ROWS)):
        book.active.append([float(cell) if cell.isdigit() else cell for cell in row])
    book.save(folder / "t.xlsx")
    ours = [cmo("compare", "solve", "--from", name, *USUAL[2:], cwd=folder).out for name in ("t.csv", "t.xlsx")]
    assert ours[0] == ours[1]


def test_workbooks_hold_sets_rows_terms_and_what_stays(cmo, folder):
    for name in ("truth-table", "solve", "robust"):
        assert cmo("compare", name, *USUAL, "-o", f"{name}.xlsx", cwd=folder).code == 0
    assert cmo("compare", "solve", *USUAL, "--format", "xlsx", cwd=folder).code == 2
    book = load_workbook(folder / "solve.xlsx")
    assert book.sheetnames == ["Cases", "Truth table", "Necessary", "Solutions"]
    assert [cell.value for cell in book["Cases"][2]] == ["one", 1, 0, 1]
    assert [cell.value for cell in book["Truth table"][2]][:7] == [1, 1, 1, 1, 1, 1, "two"]
    assert [cell.value for cell in book["Solutions"][2]][:7] == ["conservative", 1, 1, "A", "A", 1, 1]
    assert [cell.value for cell in book["Solutions"][2]][9] == "one, two"
    stays = [[cell.value for cell in row] for row in load_workbook(folder / "robust.xlsx")["What stays"]]
    assert ["parsimonious", "A", "frequency", "3", 0, "no"] in stays
    assert load_workbook(folder / "truth-table.xlsx").sheetnames == ["Cases", "Truth table"]


def test_workbooks_are_in_the_language_that_is_asked(cmo, folder):
    (folder / "t.csv").write_text(ROWS + "five,,1,1,0\n", encoding="utf-8")
    asked = (*USUAL, "--language", "nl", "--calibrate", "A=1")
    for name in ("truth-table", "solve", "robust"):
        more = ["--frequency", "9"] if name != "robust" else []
        assert cmo("compare", name, *asked, *more, "-o", f"{name}.xlsx", cwd=folder).code == 0
    told = {}
    for name in ("truth-table", "solve", "robust"):
        for sheet in load_workbook(folder / f"{name}.xlsx"):
            told[sheet.title] = [[cell.value for cell in row] for row in sheet]
    assert [*told] == ["Casussen", "Waarheidstabel", "Noodzakelijk", "Oplossingen", "Wat blijft"]
    assert told["Casussen"][0] == ["Casus", "A", "B", "O"]
    assert told["Casussen"][-1][0] == "five doet niet mee: geen waarde voor A"
    heads = ["A", "B", "Uitkomst O", "Casussen", "Consistentie", "PRI", "Welke casussen", "Met de uitkomst"]
    assert told["Waarheidstabel"][0] == [*heads, "Zonder de uitkomst"]
    assert told["Waarheidstabel"][-1][0] == "Zonder enige casus: 0 van 4 rijen"
    assert told["Noodzakelijk"][0] == ["Voorwaarde", "Consistentie", "Dekking", "Relevantie"]
    said = [row[0] for row in told["Oplossingen"]]
    assert "spaarzaam: geen rij telt als 1: de meest consistente heeft 0.000, de grens is 0.8" in said
    assert said[-1].startswith("Dat voorwaarden en uitkomst samengaan, is geen mechanisme")
    assert told["Wat blijft"][0] == ["Oplossing", "Term", "Variant", "Wat", "Modellen", "Blijft"]
    rows = [[*row[:4], row[5]] for row in told["Wat blijft"]]
    assert ["spaarzaam", "A", "voorwaarde", "A", "weggelaten"] in rows
    assert ["spaarzaam", "A", "ankers", "A vanaf 0", "nee"] in rows
    assert ["spaarzaam", "A", "casus", "three", "ja"] in rows
    assert cmo("compare", "solve", *USUAL, "--language", "fr", cwd=folder).code == 2


def test_robust_says_what_stays(cmo, folder):
    run = cmo("compare", "robust", *USUAL, "--format", "json", cwd=folder)
    terms = json.loads(run.out)["terms"]
    assert [one["term"] for one in terms["parsimonious"]] == ["A"]
    rows = list(csv.reader(io.StringIO(cmo("compare", "robust", *USUAL, "--format", "csv", cwd=folder).out)))
    assert ["parsimonious", "A", "condition", "A", "0", "left out"] in [[*row[:4], "0", row[5]] for row in rows]
    assert ["parsimonious", "A", "frequency", "3", "0", "no"] in rows
    assert "is gone with another" in cmo("compare", "robust", *USUAL, cwd=folder).out


def test_csv_has_a_row_for_each_term_of_each_model(cmo, folder):
    rows = list(csv.reader(io.StringIO(cmo("compare", "solve", *USUAL, "--format", "csv", cwd=folder).out)))
    assert rows[1] == ["conservative", "1", "1", "A", "1.000", "1.000", "1.000", "1.000", "one,two", ""]
    assert len(rows) == 3


def test_a_file_that_is_there_is_replaced_only_when_told(cmo, folder):
    (folder / "o.csv").write_text("mine", encoding="utf-8")
    run = cmo("compare", "solve", *USUAL, "-o", "o.csv", cwd=folder)
    assert (run.code, (folder / "o.csv").read_text(encoding="utf-8")) == (2, "mine")
    assert cmo("compare", "solve", *USUAL, "-o", "o.csv", "--yes", cwd=folder).code == 0
    assert (folder / "o.csv").read_text(encoding="utf-8").startswith("solution,model")
    assert cmo("compare", "solve", *USUAL, "-o", "o.txt", cwd=folder).code == 0
    assert "1. A" in (folder / "o.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--outcome", "O", "--conditions", "A"], "no table is named, and no framework"),
        (["--from", "no.csv", "--outcome", "O", "--conditions", "A"], "there is no file no.csv"),
        (["--from", "t.csv", "--outcome", "O", "--conditions", "A,Q"], "t.csv has no column Q"),
        (
            ["--from", "t.csv", "--outcome", "O", "--conditions", ",".join("ABCDEFGHIJKLMNOPQRSTUVWXYZ")],
            "26 conditions",
        ),
        ([*USUAL, "--calibrate", "Z=1"], "Z is calibrated and is neither a condition nor the outcome"),
        ([*USUAL, "--calibrate", "1"], "--calibrate 1 names no condition"),
        (["--from", "t.csv", "--conditions", "A"], "no outcome is named"),
        (["--from", "t.csv", "--outcome", "O"], "no conditions are named"),
        (["process", *USUAL], "stands in no evaluation"),
        ([*USUAL, "--calibrate", "A=1,2"], "has no anchors"),
        ([*USUAL, "--calibrate", "A=x"], "has no anchors"),
        ([*USUAL, "--scale", "A=yes"], "is no scale"),
        ([*USUAL, "--scale", "A=yes:2"], "is no scale"),
        ([*USUAL, "--consistency", "1.5"], "the cut-off for consistency is 1.5"),
        ([*USUAL, "--frequency", "0"], "the cut-off for frequency is 0"),
        ([*USUAL, "--expect", "Q"], "Q is expected and is no condition"),
    ],
)
def test_what_cannot_be_meant_is_refused(cmo, folder, words, said):
    run = cmo("compare", "solve", *words, cwd=folder)
    assert run.code == 2
    assert said in run.err


def test_a_case_that_stands_twice_and_a_table_without_cases_are_refused(cmo, folder):
    (folder / "t.csv").write_text(ROWS + "two,1,1,1,0\n", encoding="utf-8")
    assert "the case two twice, in rows 3 and 6" in cmo("compare", "solve", *USUAL, cwd=folder).err
    (folder / "t.csv").write_text("case,A,B,O\n", encoding="utf-8")
    assert "has no rows of cases" in cmo("compare", "solve", *USUAL, cwd=folder).err
