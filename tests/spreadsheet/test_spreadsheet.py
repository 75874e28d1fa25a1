"""Tables as Excel and CSV take them, whatever is in them."""

from __future__ import annotations

import csv
import io
import re
import string
import zipfile
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from cmo_eval.spreadsheet.book import Book, Column, Formula, Link, Sheet, write_book
from cmo_eval.spreadsheet.csv_tables import csv_rows, csv_text, guarded
from cmo_eval.spreadsheet.text import MAX_CELL, MAX_LINKS, clean, headers, letters, lines, sheet_titles, table_names
from workbooks import Workbook, faults

MADE = datetime(2017, 4, 1)  # noqa: DTZ001 - naive, as openpyxl wants it


def written(*sheets, title="A title", cut="…"):
    target = io.BytesIO()
    write_book(Book(sheets, title, "maker", MADE, cut=cut, unlisted=("No", "Not there")), target)
    return target.getvalue()


def opened(*sheets, **more):
    content = written(*sheets, **more)
    assert faults(content) == []
    return load_workbook(io.BytesIO(content))


def table(rows, heads=("One", "Two"), **more):
    rows = list(rows)
    return Sheet("Page", [Column(head, 20) for head in heads], rows, len(rows), **more)


FORMULAS = ["=1+1", "+31 6", "-5 graden", "@iemand", "\t=1", "=cmd|' /C calc'!A0", "＝1+1", "\n=1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_text_stays_text_wherever_it_stands(text):
    sheet = Sheet(
        text,
        [Column(text, 20, about=text), Column("b", 20, total=True)],
        [[text, 1]],
        1,
        above=[text, text],
        below=[[text, 1], [text]],
        total=text,
    )
    content = written(sheet, title=text)
    assert faults(content) == []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        formulas = [found for name in archive.namelist() for found in re.findall(b"<f>(.*?)</f>", archive.read(name))]
    assert formulas == [b"SUBTOTAL(109,B5:B5)"]
    cells = [cell for row in load_workbook(io.BytesIO(content)).active.iter_rows() for cell in row if cell.value]
    for cell in cells:
        if cell.value == text:
            assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert sum(cell.value == text for cell in cells) == (
        7 if text == text.strip() else 5
    )  # headings and labels are one line


def test_errors_of_excel_are_words():
    page = opened(table([["#N/A", "#REF!"], ["TRUE", "1.5"]])).active
    assert [[cell.data_type for cell in row] for row in page["A2:B3"]] == [["s", "s"], ["s", "s"]]


def test_what_xml_refuses_is_replaced():
    page = opened(table([["a\x00b\x0bc\ufffed\r\ne\u2028f", "\ud800"]])).active
    assert page["A2"].value == "a\ufffdb\ufffdc\ufffdd\ne\nf"
    assert page["B2"].value == "\ufffd"


def test_what_looks_like_a_character_of_excel_stays_what_it_is():
    book = Workbook(written(table([["_x0041_", "a_x000D_b"]], heads=("_x0042_", "B"))))
    assert book.faults == []
    assert [book.cells["Page"][place] for place in ("A1", "B1", "A2", "B2")] == ["_x0042_", "B", "_x0041_", "a_x000D_b"]


def test_spaces_and_line_ends_are_kept():
    assert opened(table([["  a ", "b\n\nc"]])).active["A2"].value == "  a "


@pytest.mark.parametrize("letter", ["w", "é", "😀"])
def test_what_does_not_fit_is_cut_with_a_mark(letter):
    page = opened(table([[letter * 40_000, ""]]), cut=" [cut]").active
    text = page["A2"].value
    assert MAX_CELL - 2 <= len(text.encode("utf-16-le")) // 2 <= MAX_CELL
    assert text.endswith(f"{letter} [cut]")


def test_what_just_fits_is_whole():
    assert clean("😀" * 16_383 + "a") == "😀" * 16_383 + "a"
    assert clean("😀" * 16_384).endswith("😀…")


def test_headings_are_one_line_and_differ():
    assert headers(["a", "A", "a (2)", "", " ", "b\nc", "x" * 400]) == [
        *("a", "A (2)", "a (2) (2)", "-", "- (2)", "b c"),
        "x" * 247,
    ]


def test_sheets_have_legal_names():
    assert sheet_titles(["[a]:b*?/\\c", "", "History", "'q'", "y" * 40, "Y" * 40]) == [
        *("a b c", "-", "History.", "q", "y" * 31, "Y" * 27 + " (2)"),
    ]


def test_names_are_as_long_as_excel_counts_them():
    assert sheet_titles(["😀" * 20, "😀" * 20]) == ["😀" * 15, "😀" * 13 + " (2)"]


def test_tables_have_legal_names():
    assert table_names(["A b", "R1C1", "AB12", "12", "c", "a_B", "Été"]) == [
        *("A_b", "_R1C1", "_AB12", "_12", "_c", "a_B_2", "Été"),
    ]


def test_tables_are_named_and_can_be_filtered():
    page = opened(table([["a", 1], ["b", 2]])).active
    (found,) = page.tables.values()
    assert (found.displayName, found.ref, found.autoFilter.ref) == ("Page", "A1:B3", "A1:B3")


def test_a_table_of_nothing_has_the_row_that_excel_wants():
    page = opened(table([])).active
    assert next(iter(page.tables.values())).ref == "A1:B2"


def test_totals_are_formulas_with_their_value():
    sheet = Sheet(
        "Page",
        [Column("what", 9), Column("n", 9, total=True)],
        [["a", 3], ["b", Formula("1+3", 4)], ["c", None]],
        3,
        total="Total",
    )
    content = written(sheet)
    assert faults(content) == []
    formulas, values = (load_workbook(io.BytesIO(content), data_only=only).active["B5"].value for only in (False, True))
    assert (formulas, values) == ("=SUBTOTAL(109,B2:B4)", 7)
    found = next(iter(load_workbook(io.BytesIO(content)).active.tables.values()))
    assert (found.ref, found.autoFilter.ref, found.totalsRowCount) == ("A1:B5", "A1:B4", 1)


def test_lists_are_offered_in_the_rows_of_the_table():
    lists = Sheet("Lists", [Column("v", 9)], [["yes"], ["no"]], 2)
    page = Sheet("Page", [Column("a", 9, choices="'Lists'!$A$2:$A$3")], [["yes"], [""]], 2)
    (found,) = opened(page, lists)["Page"].data_validations.dataValidation
    assert (str(found.sqref), found.formula1, found.errorStyle) == ("A2:A3", "'Lists'!$A$2:$A$3", "warning")


def links(content, number=1):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(f"xl/worksheets/sheet{number}.xml").count(b"<hyperlink ")


@pytest.mark.parametrize(("rows", "columns"), [(3, 2), (21, 1), (40, 1), (41, 0)])
def test_links_end_where_excel_has_no_more(rows, columns, monkeypatch):
    assert MAX_LINKS == 65_530
    monkeypatch.setattr("cmo_eval.spreadsheet.book.MAX_LINKS", 40)  # as many are written slowly
    to = {"x": "'Page'!A1"}
    sheet = Sheet("Page", [Column("a", 9, links=to), Column("b", 9, links=to)], (["x", "x"] for _ in range(rows)), rows)
    assert links(written(sheet)) == rows * columns


def test_a_text_that_leads_elsewhere_stays_text():
    hostile = '"&HYPERLINK("http://x","y")&"' * 12
    there = "'A\"b'!A2:B2"
    rows = [[Link("short", there), ""], [Link(hostile, there), ""], [Link("x " * 4500, there), ""]]
    other = Sheet('A"b', [Column("One", 20), Column("Two", 20)], [["1", "2"]], 1)
    content = written(table(rows), other)
    assert faults(content) == []
    short, long, longest = (cell for (cell, _) in load_workbook(io.BytesIO(content))["Page"]["A2:B4"])
    assert (short.value, short.hyperlink.location, longest.hyperlink.location) == ("short", there, there)
    place, *pieces = (one.replace('""', '"') for one in re.findall(r'"((?:[^"]|"")*)"', long.value))
    assert re.sub(r'"(?:[^"]|"")*"', "", long.value) == "=HYPERLINK(,&)"  # nothing but two literals after the place
    assert (place, "".join(pieces)) == (f"#{there}", hostile)
    assert all(len(one) <= 255 for one in pieces)
    shown = load_workbook(io.BytesIO(content), data_only=True)["Page"]["A3"]
    assert shown.value == hostile


def test_rows_are_read_once_and_counted():
    with pytest.raises(ValueError, match="2 rows, where 3"):
        written(Sheet("Page", [Column("a", 9)], iter([["a"], ["b"]]), 3))


def test_no_words_lie_in_another_file_meanwhile(monkeypatch):
    def refused(*arguments, **options):
        raise AssertionError("a temporary file was made")

    monkeypatch.setattr("tempfile.mkstemp", refused)
    monkeypatch.setattr("tempfile.NamedTemporaryFile", refused)
    assert faults(written(table([["a", "b"]]))) == []


def test_the_same_book_gives_the_same_bytes():
    assert written(table([["a", "b"]])) == written(table([["a", "b"]]))


def test_properties_have_fixed_dates():
    about = opened(table([["a", "b"]])).properties
    assert (about.created, about.modified, about.creator, about.lastModifiedBy) == (MADE, MADE, "maker", "maker")
    with zipfile.ZipFile(io.BytesIO(written(table([])))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_pages_are_a4_with_their_headings_and_numbers():
    page = opened(table([["a", "b"]], frozen=2), title="R&D").active
    assert (page.page_setup.orientation, page.page_setup.paperSize) == (
        "landscape",
        "9",
    ) or page.page_setup.paperSize == 9
    assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)  # one is what Excel takes by itself
    assert page.print_title_rows == "$1:$1"
    assert page.freeze_panes == "C2"
    assert page.oddHeader.left.text == "R&&D"
    assert page.oddFooter.right.text == "&P / &N"


def test_a_table_too_wide_for_a_page_repeats_its_first_column():
    page = opened(table([["x"] * 30], heads=[f"c{number}" for number in range(30)])).active
    assert page.page_setup.fitToWidth == 3
    assert page.print_title_cols == "$A:$A"


def test_rows_are_as_high_as_their_text():
    page = opened(table([["woord " * 100, ""], ["kort", ""], ["日本語" * 20, ""]])).active
    assert page.row_dimensions[2].height > 300
    assert page.row_dimensions[3].height is None
    assert page.row_dimensions[4].height > 80
    assert [lines("a" * long, 20) for long in (10, 23, 24, 100)] == [1, 1, 2, 5]


def test_letters_of_columns():
    assert [letters(number) for number in (1, 26, 27, 702, 703, 16_384)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


ANY = st.text(st.characters(codec=None), max_size=60)


@settings(max_examples=60)
@given(ANY, st.lists(ANY, min_size=1, max_size=4), ANY)
def test_any_text_gives_a_workbook_that_opens(name, heads, cell):
    sheet = Sheet(
        name,
        [Column(head, 9, about=head) for head in heads],
        [[cell] * len(heads)],
        1,
        above=[cell],
        below=[[cell, cell], [cell]],
    )
    assert faults(written(sheet, sheet, title=name)) == []


# ---- CSV


@pytest.mark.parametrize("text", FORMULAS)
def test_csv_guards_formulas(text):
    (row,) = csv.reader(io.StringIO(csv_text([[text, "b"]]), newline=""))
    assert row == [f"'{text}", "b"] or row[0].replace("'", "") == text.replace("'", "")
    assert row[0].startswith("'")


@pytest.mark.parametrize("number", ["-0.0412", "-5", "12", -3, 0.5])
def test_csv_leaves_numbers_alone(number):
    assert guarded(number) == number


@given(st.lists(st.text(string.printable + "＝é", max_size=20), min_size=1, max_size=4))
def test_no_piece_of_csv_begins_as_a_formula_at_whatever_mark_it_is_split(cells):
    for line in re.split(r"[\r\n]", csv_text([cells])):
        for piece in re.split(r"[;\t]", line):
            text = piece.strip("\"' \x0b\x0c")
            if text.startswith(("=", "+", "@", "＝")):
                assert piece.lstrip('" \x0b\x0c').startswith("'"), line


def test_csv_has_no_null_character():
    assert csv_text([["a\0b"]]) == "a\ufffdb\n"


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
def test_a_line_end_of_any_kind_within_a_cell_ends_no_row_of_a_table(end):
    text = csv_text([[f"one{end}two", "b"], ["c", "d"]])
    assert [cells for _, cells in csv_rows(text, ",")] == [["one\ntwo", "b"], ["c", "d"]]
