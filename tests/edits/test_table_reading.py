"""A coding table comes in as text by column, from Excel and CSV, and what could not be read is said."""

import csv
import datetime as dt
from types import SimpleNamespace

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmo_eval.edits.coding.table import BY_NAME, column_of
from cmo_eval.edits.coding.table_reading import guarded, mapping, read_csv, read_excel
from cmo_eval.errors import UsageError


def rows(table):
    return [(row.number, {name: list(texts) for name, texts in row.cells.items()}) for row in table.rows]


@pytest.fixture
def csv_file(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "t.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return write


@pytest.fixture
def workbook(tmp_path):
    def write(*rows, **more):
        book = openpyxl.Workbook()
        for title, lines in {"Coding": rows, **more}.items():
            page = book.active if title == "Coding" else book.create_sheet(title)
            page.title = title
            for line in lines:
                page.append(line)
        path = tmp_path / "t.xlsx"
        book.save(path)
        return path

    return write


HEADS = ["Source", "Quote", "Supports", "Codes"]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Quote", "quote"),
        ("CITAAT", "quote"),
        (" Fragment: ", "quote"),
        ("Instead of", "instead_of"),
        ("instead_of", "instead_of"),
        ("In plaats van", "instead_of"),
        ("i.p.v.", "instead_of"),
        ("Ondersteunt", "supports"),
        ("Code 2", "codes"),
        ("Kwaliteit", "quality"),
        ("Quote 2", None),
        ("Something", None),
        ("", None),
    ],
)
def test_columns_are_known_by_names_in_two_languages(header, name):
    assert column_of(header) == name


def test_every_column_is_known_by_the_headers_of_a_template():
    for column in BY_NAME.values():
        assert {column_of(column.header("en")), column_of(column.header("nl")), column_of(column.name)} == {column.name}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_with_any_delimiter_in_any_usual_encoding(delimiter, encoding, csv_file):
    text = (
        delimiter.join(HEADS) + "\r\n" + delimiter.join(["FG1", '"Café, ""dé"" plek; zó\r\nverder"', "C1", ""]) + "\r\n"
    )
    found = read_csv(csv_file(text, encoding), {})
    quote = 'Café, "dé" plek; zó\r\nverder'
    assert rows(found) == [(2, {"source": ["FG1"], "quote": [quote], "supports": ["C1"]})]


def test_a_guess_at_the_encoding_is_said(csv_file):
    found = read_csv(csv_file("Source,Quote\nFG1,één café\n", "cp1252"), {})
    assert "Windows-1252" in found.notes[0]


def test_lines_of_csv_are_counted_as_an_editor_does(csv_file):
    found = read_csv(csv_file('Source,Quote\nFG1,"a\nb"\n\nFG1,c\n'), {})
    assert [row.number for row in found.rows] == [2, 5]


def test_excel_may_say_which_delimiter_it_wrote(csv_file):
    assert rows(read_csv(csv_file("sep=;\r\nSource;Quote\r\nFG1;a, b, c\r\n"), {}))[0][1]["quote"] == ["a, b, c"]


def test_headers_may_stand_below_a_title(csv_file):
    assert len(read_csv(csv_file("Our coding,,\n,,\nSource,Quote,Codes\nFG1,a,x\n"), {}).rows) == 1


def test_columns_may_be_mapped_and_others_are_named(csv_file):
    found = read_csv(csv_file("Bron,Wat zij zei,Kleur\nFG1,a,rood\n"), mapping(["Wat zij zei=quote"]))
    assert rows(found) == [(2, {"source": ["FG1"], "quote": ["a"]})]
    assert found.notes == ["columns that were not read: Kleur"]


def test_a_mapped_column_goes_before_one_of_that_name(csv_file):
    found = read_csv(csv_file("Source,Quote,Fragment\nFG1,a,b\n"), mapping(["fragment=quote"]))
    assert rows(found)[0][1]["quote"] == ["b"]


def test_a_column_may_be_left_out(csv_file):
    found = read_csv(csv_file("Id,Source,Quote\n17,FG1,b\n"), mapping(["Id="]))
    assert "id" not in found.rows[0].cells


@pytest.mark.parametrize(
    ("text", "mapped", "says"),
    [
        ("a,b\nc,d\n", [], "no column 'Quote'"),
        ("Quote\nx\n", [], "no column 'Quote'"),
        ("Source,Quote,Text\nFG1,a,b\n", [], "both hold the quote"),
        ("Source,Quote\nFG1,a\n", ["Colour=memo"], "no column 'Colour'"),
        ('Source,Quote\nFG1,"a\n' + "x" * 1_100_000, [], "opens on line 2 is not closed"),
        (b"\x01\x02\x03\x81\xfe" * 100, [], "no text"),
        ("", [], "is empty"),
    ],
)
def test_what_is_no_coding_table_is_refused(text, mapped, says, csv_file):
    with pytest.raises(UsageError, match=says):
        read_csv(csv_file(text), mapping(mapped))


@pytest.mark.parametrize("option", ["quote", "=quote", "Fragment=colour"])
def test_a_mapping_names_a_header_and_a_column(option):
    with pytest.raises(UsageError):
        mapping([option])


def test_excel_gives_texts_numbers_dates_and_truth_as_a_person_writes_them(workbook):
    when = dt.datetime(2024, 5, 13)  # noqa: DTZ001 - as Excel has it
    path = workbook(
        ["Source", "Quote", "Line", "Coded", "Paraphrase", "Time"],
        ["FG1", "Zó 😀 één", 12.0, when, True, dt.time(0, 12, 31)],
    )
    assert rows(read_excel(path, {})) == [
        (
            2,
            {
                "source": ["FG1"],
                "quote": ["Zó 😀 één"],
                "line": ["12"],
                "coded": ["2024-05-13"],
                "paraphrase": ["yes"],
                "time": ["0:12:31"],
            },
        )
    ]


def test_a_formula_that_was_never_computed_is_named(workbook):
    found = read_excel(workbook(HEADS, ["FG1", "=A2", "C1"], ["FG1", "b", "C1"]), {})
    assert (
        found.rows[0].trouble
        == "B2 holds a formula without a value: open the file in Excel or LibreOffice, and save it"
    )
    assert found.rows[1].trouble is None


def test_a_formula_in_a_column_that_is_not_read_is_no_trouble(workbook):
    found = read_excel(workbook([*HEADS, "Mine"], ["FG1", "a", "C1", "", "=1+1"]), {})
    assert found.rows[0].trouble is None


def test_numbers_of_rows_are_those_of_excel(workbook):
    found = read_excel(workbook(["Our coding"], [], HEADS, [], ["FG1", "a"], [None, None], ["FG1", "b"]), {})
    assert [row.number for row in found.rows] == [5, 7]


def test_a_sheet_may_be_named_and_others_are_looked_through(workbook):
    path = workbook(["nothing", "here"], Second=[HEADS, ["FG1", "a"]])
    found = read_excel(path, {})
    assert (len(found.rows), found.notes) == (1, ["what was read is the sheet Second; --sheet names another"])
    with pytest.raises(UsageError, match="no column 'Quote'"):
        read_excel(path, {}, "Coding")
    with pytest.raises(UsageError, match="no sheet second"):
        read_excel(path, {}, "second")


def test_two_sheets_that_could_be_meant_are_a_question(workbook):
    path = workbook(HEADS, ["FG1", "a"], Second=[HEADS, ["FG1", "b"]])
    with pytest.raises(UsageError, match="more than one sheet"):
        read_excel(path, {})
    assert read_excel(path, {}, "Second").rows[0].one("quote") == "b"


def test_several_columns_of_codes_are_put_together(workbook):
    found = read_excel(workbook(["Source", "Quote", "Code 1", "Code 2"], ["FG1", "a", "x", "y"]), {})
    assert found.rows[0].cells["codes"] == ["x", "y"]


@pytest.mark.parametrize("content", [b"PK\x03\x04 and no more", b"Source,Quote\nFG1,a\n", b"\xd0\xcf\x11\xe0old"])
def test_what_is_no_workbook_is_refused(content, tmp_path):
    (tmp_path / "t.xlsx").write_bytes(content)
    with pytest.raises(UsageError):
        read_excel(tmp_path / "t.xlsx", {})


@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x00"), max_size=30).map(str.strip))
def test_what_is_guarded_against_spreadsheets_comes_back(text, tmp_path_factory):
    from cmo_eval.edits.coding.imports import Imported
    from cmo_eval.output.coding_table import rest

    path = tmp_path_factory.mktemp("t") / "t.csv"
    lost = [Imported(2, "not_placed", cells={"source": "FG1", "quote": text, "memo": "-m"})]
    path.write_bytes(rest(lost, SimpleNamespace(evaluation=SimpleNamespace(language="nl")), ".csv"))
    with path.open(encoding="utf-8-sig", newline="") as file:
        written = [cell for row in csv.reader(file, delimiter=";") for cell in row]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in written)
    (row,) = read_csv(path, {}).rows
    expected = text[1:] if text[:1] == "'" and guarded(text[1:]) != text[1:] else text
    assert (row.one("quote"), row.one("memo")) == (expected.strip(), "-m")


def test_a_merged_cell_counts_for_each_of_its_rows(tmp_path):
    book = openpyxl.Workbook()
    page = book.active
    for row in (
        ["A title over all columns"],
        ["Source", "Quote", "Supports", "Codes"],
        ["FG1", "We saw it.", "C1", "scan"],
        [None, None, "C2", None],
        [None, None, None, None],
        ["FG2", "And so did I.", "C1", None],
    ):
        page.append(row)
    for cells in ("A1:D1", "A3:A5", "B3:B4", "D3:D4"):
        page.merge_cells(cells)
    book.save(tmp_path / "merged.xlsx")
    found = read_excel(tmp_path / "merged.xlsx", {})
    assert [
        (row.number, *(row.one(name) for name in ("source", "quote", "supports", "codes"))) for row in found.rows
    ] == [
        (3, "FG1", "We saw it.", "C1", "scan"),
        (4, "FG1", "We saw it.", "C2", "scan"),
        (6, "FG2", "And so did I.", "C1", ""),
    ]
    assert found.notes == ["a merged cell counts for each of its rows"]


def merged(tmp_path, rows, *areas, hide=()):
    book = openpyxl.Workbook()
    page = book.active
    for row in rows:
        page.append(row)
    for area in areas:
        page.merge_cells(area)
    for one in hide:
        (page.row_dimensions if isinstance(one, int) else page.column_dimensions)[one].hidden = True
    book.save(tmp_path / "t.xlsx")
    return read_excel(tmp_path / "t.xlsx", {})


def test_a_block_of_merged_cells_counts_for_its_rows_in_its_first_column(tmp_path):
    found = merged(
        tmp_path,
        [["Quote", "Memo", "Supports", "Refutes"], ["They came late.", None, "C1"], [None, None, None, "C2"]],
        "A2:B3",
    )
    assert rows(found) == [
        (2, {"quote": ["They came late."], "supports": ["C1"]}),
        (3, {"quote": ["They came late."], "refutes": ["C2"]}),
    ]


def test_a_merged_cell_of_any_length_counts(tmp_path):
    found = merged(
        tmp_path,
        [["Source", "Quote", "Codes"], *([["FG1", "a", "x"]] + [[None, f"b{n}", None] for n in range(1500)])],
        "A2:A1502",
        "C2:C3",
    )
    assert {row.one("source") for row in found.rows} == {"FG1"}
    assert [row.number for row in found.rows if row.one("codes")] == [2, 3]


def test_a_heading_over_several_columns_is_that_of_each(tmp_path):
    found = merged(tmp_path, [["Source", "Quote", "Codes"], ["FG1", "a", "x", "y", "z"]], "C1:E1")
    assert found.rows[0].cells["codes"] == ["x", "y", "z"]


def test_headings_may_stand_in_two_rows(tmp_path):
    found = merged(
        tmp_path,
        [
            ["Source", "Quote", "Claims", None],
            [None, None, "Supports", "Refutes"],
            ["FG1", "a", "C1", "C2"],
        ],
        "A1:A2",
        "B1:B2",
        "C1:D1",
    )
    assert rows(found) == [(3, {"source": ["FG1"], "quote": ["a"], "supports": ["C1"], "refutes": ["C2"]})]


def test_what_is_hidden_is_read_and_said(tmp_path):
    found = merged(tmp_path, [["Source", "Quote", "Memo"], ["FG1", "a", "m"], ["FG1", "b", "n"]], hide=(3, "C"))
    assert [row.one("memo") for row in found.rows] == ["m", "n"]
    assert found.notes == ["hidden rows are read as others are: 3", "hidden columns are read as others are: C"]


def test_a_hidden_sheet_is_read_when_it_is_named(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["nothing"])
    page = book.create_sheet("Old")
    page.append(["Source", "Quote"])
    page.append(["FG1", "a"])
    page.sheet_state = "hidden"
    book.save(tmp_path / "t.xlsx")
    with pytest.raises(UsageError, match="hidden sheet, Old"):
        read_excel(tmp_path / "t.xlsx", {})
    assert read_excel(tmp_path / "t.xlsx", {}, "Old").rows[0].one("quote") == "a"


def test_what_stands_beside_the_table_is_said(tmp_path):
    found = merged(tmp_path, [["Source", "Quote", None], ["FG1", "a", None, "aside"], ["FG1", "b", "aside"]])
    assert found.notes == ["not read, since no header stands above it: D2, C3"]


def test_a_row_of_csv_with_more_cells_than_headers_is_not_placed(csv_file):
    found = read_csv(csv_file("Source,Supports,Quote\nFG1,C1,We waited, and waited\nFG1,C1,Well.,\n"), {})
    assert [row.trouble for row in found.rows] == ["it has 4 cells, and there are 3 headers", None]


def test_days_and_numbers_are_shown_or_themselves_as_their_column_wants(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Quote", "Line", "Coded", "Time", "Paraphrase", "Section", "Memo", "Memo 2", "Memo 3"])
    book.active.append(["a", 12, dt.date(2024, 5, 13), dt.time(0, 12, 31), True, 3.1, True, dt.date(2024, 5, 13), 0.25])
    for place, code in {"B": "0.00", "C": "d mmm", "D": "h:mm", "F": "0.00", "H": "d mmm", "I": "0%"}.items():
        book.active[f"{place}2"].number_format = code
    book.save(tmp_path / "t.xlsx")
    (row,) = read_excel(tmp_path / "t.xlsx", {}).rows
    assert row.cells == {
        "quote": ["a"],
        "line": ["12"],
        "coded": ["2024-05-13"],
        "time": ["0:12:31"],
        "paraphrase": ["yes"],
        "section": ["3.10"],
        "memo": ["TRUE", "13 May", "25%"],
    }


def test_numbers_and_days_in_csv_stay_as_they_are_written(csv_file):
    (row,) = read_csv(csv_file("Quote|Memo|Section|Event\n007|1e5|3-4|1/2/24\n"), {}).rows
    assert row.cells == {"quote": ["007"], "memo": ["1e5"], "section": ["3-4"], "event": ["1/2/24"]}


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_lines_are_counted_with_the_one_that_says_the_delimiter(end, csv_file):
    found = read_csv(csv_file(end.join(["sep=|", "Source|Quote", "FG1|a", ""])), {})
    assert [(row.number, row.one("quote")) for row in found.rows] == [(3, "a")]
