"""The workbook as a reader opens it."""

from __future__ import annotations

import zipfile
from datetime import datetime

import pytest
from reported import FILES, changed

from cmo_eval.report import write_workbook
from cmo_eval.report.workbook import MAX_CELL


def rows(sheet):
    """The rows below the header as mappings of header to value, up to the first empty row."""
    headers = [cell.value for cell in sheet[1]]
    found = []
    for cells in sheet.iter_rows(min_row=2, values_only=True):
        if not any(cells):
            break
        found.append(dict(zip(headers, cells, strict=True)))
    return found


def test_sheets_are_named_in_the_language(workbook):
    assert workbook().sheetnames == [
        "Samenvatting",
        "Claims",
        "Bewijsmatrix",
        "Citaten",
        "Patronen",
        "Casussen",
        "Bronnen",
    ]
    assert workbook(language="en").sheetnames[2] == "Evidence matrix"


def test_every_sheet_is_ready_to_read_and_print(workbook):
    for sheet in workbook():
        assert sheet.freeze_panes == "C2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet["A2"].alignment.wrap_text
        assert sheet.row_dimensions[2].height >= 13


def test_long_text_gets_a_high_row(workbook):
    book = workbook(changed("sources/CI1.citations.yaml", "Het ging ook over geld.", "woord " * 200))
    heights = [book["Citaten"].row_dimensions[number].height for number in range(2, 9)]
    assert max(heights) > 200
    assert min(heights) < 50


@pytest.mark.parametrize("text", ["=1+1", "+31 6", "-5 graden", "@iemand", "=cmd|' /C calc'!A0", "#N/A", "#REF!"])
def test_text_is_never_a_formula(workbook, text):
    files = changed("sources/CI1.citations.yaml", "Het ging ook over geld.", f'"{text}"')
    cell = next(cell for row in workbook(files)["Citaten"].iter_rows() for cell in row if cell.value == text)
    assert cell.data_type == "s"
    assert cell.quotePrefix is (not text.startswith("#"))


def test_no_part_of_the_file_holds_a_formula(see, tmp_path):
    files = changed("claims/C1-waarde.yaml", "title: Waarde vóór kosten", 'title: "=HYPERLINK(1)"')
    write_workbook(see(files), tmp_path / "book.xlsx")
    with zipfile.ZipFile(tmp_path / "book.xlsx") as book:
        assert not any(b"<f>" in book.read(name) for name in book.namelist())


def test_characters_that_excel_refuses_are_replaced(see, tmp_path):
    from dataclasses import replace

    from openpyxl import load_workbook

    view = see()
    first = replace(view.citations[0], text="a\x00b\x0bc\ufffed\r\ne")
    write_workbook(replace(view, citations=(first,)), tmp_path / "book.xlsx")
    assert load_workbook(tmp_path / "book.xlsx")["Citaten"]["H2"].value == "a\ufffdb\ufffdc\ufffdd\ne"


def test_text_that_does_not_fit_is_cut_with_a_mark(workbook):
    book = workbook(changed("sources/CI1.citations.yaml", "Het ging ook over geld.", "w" * 40_000))
    text = next(row["Woorden"] for row in rows(book["Citaten"]) if row["Citaat"] == "CI1-002")
    assert len(text) == MAX_CELL
    assert text.endswith("in de bestanden van de evaluatie]")


def test_every_citation_stands_there_and_background_without_words(workbook):
    found = {row["Citaat"]: row for row in rows(workbook()["Citaten"])}
    assert list(found) == ["CI1-001", "CI1-002", "FG1-001", "FG1-002", "FG1-003", "FG1-005", "IN1-001"]
    assert (found["FG1-002"]["Woorden"], found["FG1-002"]["Niet getoond"]) == (None, "ja")
    assert found["FG1-005"]["Meegewogen"] == "nee: onder de vereiste kwaliteit"
    assert found["FG1-001"]["Plaats"] == "regel 12"


def test_citation_has_a_row_for_each_stance(workbook):
    stances = [
        (row["Claim"], row["Standpunt"], row["Versie"])
        for row in rows(workbook()["Citaten"])
        if row["Citaat"] == "IN1-001"
    ]
    assert stances == [("C1", "weerspreekt", 1), ("C2", "ondersteunt", 2)]


def test_totals_of_the_matrix_add_up(workbook):
    found = [row for row in rows(workbook()["Bewijsmatrix"]) if row["Claim"] == "C1"]
    *parts, total = found
    assert total["Groep"] == "Totaal"
    columns = [header for header in total if header.endswith(": citaten") or header == "Niet meegewogen"]
    assert len(columns) == 6
    for column in columns:
        assert total[column] == sum(row[column] for row in parts)
    for row in found:
        assert row["Samen: citaten"] == sum(row[c] for c in columns if c not in {"Samen: citaten", "Niet meegewogen"})
    assert total["Samen: citaten"] == 6
    assert total["Samen: verschillende stemmen"] == 3
    assert total["Niet meegewogen"] == 1


def test_summary_stands_beside_each_other(workbook):
    first, second = rows(workbook()["Samenvatting"])
    assert (first["Voorstel van de regels"], first["Regel"], first["Besluit"]) == ("genuanceerd", "V7", "genuanceerd")
    assert (first["Stemt overeen"], first["Bewijs sindsdien veranderd"]) == ("ja", "onbekend")
    assert (second["Besluit"], second["Stemt overeen"]) == ("nog niet besloten", None)


def test_case_has_its_framework_cells(workbook):
    assert rows(workbook()["Casussen"])[0]["Samenwerking: Startcondities"] == "Er was haast. [CI1-001]"


def test_same_evaluation_gives_the_same_bytes(see, tmp_path):
    view = see()
    write_workbook(view, tmp_path / "a.xlsx")
    write_workbook(view, tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_dates_come_from_the_evaluation(workbook, monkeypatch):
    assert workbook().properties.created == workbook().properties.modified == datetime(2017, 4, 1)  # noqa: DTZ001
    undated = {"evaluation.yaml": FILES["evaluation.yaml"].replace("date: 2017-04\n", "")}
    assert workbook(undated).properties.created == datetime(2000, 1, 1)  # noqa: DTZ001
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert workbook(undated).properties.modified == datetime(1970, 1, 2)  # noqa: DTZ001


def test_workbook_says_who_made_it(workbook):
    assert workbook().properties.creator == "cmo-eval"
