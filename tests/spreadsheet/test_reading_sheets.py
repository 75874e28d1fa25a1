"""A workbook from elsewhere gives what its cells show, whatever program wrote it, or a message."""

import datetime as dt
import io
import re
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from raw import data, inline, workbook

from cmo_eval.errors import CmoEvalError
from cmo_eval.spreadsheet.number_format import plain, shown
from cmo_eval.spreadsheet.workbook_reading import opened, read_sheet


def read(content, sheet=0):
    book = opened(zipfile.ZipFile(io.BytesIO(content)))
    return read_sheet(book, book.sheets[sheet])


def texts(content, sheet=0):
    return [
        (number, {place: cell.text for place, cell in cells.items()}) for number, cells in read(content, sheet).rows
    ]


def only(cell, **more):
    ((_, cells),) = read(workbook(data(cell), **more)).rows
    return cells[1]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (7, "000", "007"),
        (1.1, "0.00", "1.10"),
        (0.256, "0%", "26%"),
        (0.2555, "0.0%", "25.6%"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (-3, "0;(0)", "(3)"),
        (0, '0;-0;"none"', "none"),
        (12, '"R"0', "R12"),
        (3, "\\R0", "R3"),
        (1234.5, "[$€-413] #,##0.00", "€ 1,234.50"),
        (612345678, "00-00000000", "06-12345678"),
        (12345678, "0.00E+00", "1.23E+07"),
        (1500000, '0.0,,"M"', "1.5M"),
        (2, '[>1]"many";"one"', "many"),
        (1, '[>1]"many";"one"', "one"),
        (0.1 + 0.2, "General", "0.3"),
        (123456789012, "General", "123456789012"),
        (1e25, "General", "1E+25"),
        (5, ";;;", "5"),
        (1.5, "# ?/?", "1.5"),
        (45000, "yyyy-mm-dd", "2023-03-15"),
        (45000, "yyyy-mm-dd h:mm:ss", "2023-03-15"),
        (45000, "d-m-yyyy", "15-3-2023"),
        (45000, "[$-413]d mmmm yyyy", "15 maart 2023"),
        (45000, "dddd d mmm yy", "Wednesday 15 Mar 23"),
        (45000, "d mmmmm", "15 M"),
        (45000.5, "dd/mm/yyyy hh:mm", "15/03/2023 12:00"),
        (0.135416667, "h:mm", "3:15"),
        (0.0086921296, "h:mm:ss", "0:12:31"),
        (0.0086921296, "mm:ss.0", "12:31.0"),
        (1.5, "[h]:mm:ss", "36:00:00"),
        (0.75, "h:mm AM/PM", "6:00 PM"),
        (1, "yyyy-mm-dd", "1900-01-01"),
        (61, "yyyy-mm-dd", "1900-03-01"),
        (-1, "yyyy-mm-dd", "-1"),
        (1e9, "yyyy-mm-dd", "1000000000"),
        (44927.999999, "yyyy-mm-dd hh:mm", "2023-01-02"),
    ],
)
def test_a_number_is_what_its_cell_shows(value, code, text):
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("value", "code", "itself"),
    [
        (12, "0.00", "12"),
        (45000, "d mmm", "2023-03-15"),
        (0.0086921296, "h:mm", "0:12:31"),
        (0.135416667, "h:mm", "3:15"),
        (0.0510, "mm:ss", "1:13:26"),
        (0.75, "h:mm AM/PM", "18:00:00"),
        (0.256, "0%", "0.256"),
    ],
)
def test_and_the_number_itself_is_known(value, code, itself):
    assert plain(value, code) == itself


@given(st.floats(allow_nan=False, allow_infinity=False), st.text("0#?.,%E+-;\"[]$hmsdyAPM/@_*\\> 'x", max_size=12))
@settings(max_examples=400)
def test_any_format_shows_something_of_any_number(value, code):
    assert shown(value, code)
    assert plain(value, code)


@given(st.dates(dt.date(1900, 3, 1), dt.date(2200, 1, 1)), st.sampled_from(["yyyy-mm-dd", "d-m-yyyy", "mm/dd/yy"]))
def test_days_are_those_that_openpyxl_writes(day, code):
    book = openpyxl.Workbook()
    book.active["A1"] = day
    book.active["A1"].number_format = code
    packed = io.BytesIO()
    book.save(packed)
    ((_, cells),) = read(packed.getvalue()).rows
    assert (cells[1].value or cells[1].text) == day.isoformat()
    assert (
        cells[1].text
        == {
            "yyyy-mm-dd": day.isoformat(),
            "d-m-yyyy": f"{day.day}-{day.month}-{day.year}",
            "mm/dd/yy": f"{day:%m/%d/%y}",
        }[code]
    )


def test_days_may_be_counted_from_1904():
    book = '<workbookPr date1904="1"/><e:workbookPr xmlns:e="urn:extension" e:chart="1"/>'
    cell = only('<c s="1"><v>43538</v></c>', formats=["d-m-yyyy"], book=book)
    assert (cell.text, cell.value) == ("15-3-2023", "2023-03-15")


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("a_x000B_b", "a\nb"),
        ("a_x000D__x000A_b", "a\nb"),
        ("a_x000d_b", "a\nb"),
        ("a_x00A0_b", "a\u00a0b"),
        ("a_x2028_b", "a\nb"),
        ("_x005F_x000D_", "_x000D_"),
        ("_x005f_x005F_", "_x005F_"),
        ("_xD83D__xDE00_", "\N{GRINNING FACE}"),
        ("_xD83D_", "\ufffd"),
        ("_x12_ _x000G_", "_x12_ _x000G_"),
    ],
)
@pytest.mark.parametrize("how", ["inline", "shared", "formula", "rich"])
def test_codes_of_characters_are_characters(written, text, how):
    cell, shared = {
        "inline": (inline(written), None),
        "shared": ('<c t="s"><v>0</v></c>', f"<si><t>{written}</t></si>"),
        "formula": (f'<c t="str"><f>A2</f><v>{written}</v></c>', None),
        "rich": (f'<c t="inlineStr"><is><r><rPr><b/></rPr><t>{written}</t></r></is></c>', None),
    }[how]
    assert only(cell, shared=shared).text == text


def test_runs_are_one_text_and_how_it_is_pronounced_is_none_of_it():
    shared = (
        '<si><r><t xml:space="preserve">We </t></r><r><rPr><i/></rPr><t>saw</t></r><r><t> it</t></r>'
        "<rPh><t>uisoit</t></rPh></si>"
    )
    assert only('<c t="s"><v>0</v></c>', shared=shared).text == "We saw it"


@pytest.mark.parametrize(
    ("cell", "text", "trouble"),
    [
        ('<c t="b"><v>1</v></c>', "TRUE", None),
        ('<c t="b"><v>0</v></c>', "FALSE", None),
        ('<c t="e"><v>#N/A</v></c>', "", "A1 holds an error (#N/A)"),
        ('<c t="e"><f>1/0</f><v>#DIV/0!</v></c>', "", "the formula in A1 ends in an error (#DIV/0!)"),
        ("<c><f>1+1</f></c>", "", "A1 holds a formula without a value"),
        ("<c><f>1+1</f><v></v></c>", "", "A1 holds a formula without a value"),
        ("<c><f>1+1</f><v>2</v></c>", "2", None),
        ('<c t="str"><f>A2&amp;""</f><v>so</v></c>', "so", None),
        ('<c t="d"><v>2024-05-13</v></c>', "2024-05-13", None),
        ('<c t="d"><v>2024-05-13T00:00:00</v></c>', "2024-05-13", None),
        ("<c><v>twelve</v></c>", "", "A1 holds what is no number ('twelve')"),
        ("<c><v>NaN</v></c>", "", "A1 holds what is no number ('NaN')"),
        ("<c><v>1_000</v></c>", "", "A1 holds what is no number"),
        ('<c s="999"><v>5</v></c>', "5", None),
        ('<c s="-1"><v>5</v></c>', "5", None),
        ('<c r="A0"><v>5</v></c>', "5", None),
        ('<c t="s"><v>9</v></c>', "", "A1 refers to a text that the file does not have"),
        ('<c t="s"><v>-1</v></c>', "", "A1 refers to a text that the file does not have"),
    ],
)
def test_every_kind_of_cell(cell, text, trouble):
    found = only(cell, shared="<si><t>x</t></si>", formats=["0"])
    assert found.text == text
    assert (found.trouble or "").startswith(trouble or "") == ((trouble is None) == (found.trouble is None))


def test_an_empty_text_of_a_formula_is_nothing():
    assert texts(workbook(data('<c t="str"><f>""</f><v></v></c>'))) == []


def test_a_file_without_its_texts_is_refused():
    with pytest.raises(CmoEvalError, match="lacks the texts"):
        read(workbook(data('<c t="s"><v>0</v></c>')))


@pytest.mark.parametrize("broken", ["<sheetData><row><c></row></sheetData>", "<sheetData>", "&#0;"])
def test_a_part_that_is_no_xml_is_refused(broken):
    with pytest.raises(CmoEvalError, match="damaged"):
        read(workbook(broken))


def test_what_a_file_says_of_its_size_does_not_matter():
    sheet = (
        '<dimension ref="A1:XFD1048576"/><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        '<mergeCells count="-5"><mergeCell ref="A1:XFC1048575"/></mergeCells>'
    )
    assert texts(workbook(sheet)) == [(1048576, {16384: "1"})]


@pytest.mark.parametrize(
    "place", ["ZZZ1", "A99999999", "1A", "", "\N{ARABIC-INDIC DIGIT ONE}"], ids=["far", "low", "odd", "none", "digits"]
)
def test_odd_places_are_no_error(place):
    read(workbook(f'<sheetData><row r="{place}"><c r="{place}"><v>1</v></c></row></sheetData>'))


def test_a_text_shown_too_often_is_a_limit_that_is_said(monkeypatch):
    import cmo_eval.spreadsheet.workbook_reading as module

    monkeypatch.setattr(module, "MOST_CHARACTERS", 1000)
    with pytest.raises(CmoEvalError, match="characters"):
        read(workbook(data('<c t="s"><v>0</v></c>' * 20), shared=f"<si><t>{'x' * 100}</t></si>"))


def test_a_sheet_of_too_many_elements_is_refused_before_it_is_read(monkeypatch):
    import cmo_eval.spreadsheet.workbook_reading as module

    monkeypatch.setattr(module, "MOST_ELEMENTS", 100)
    monkeypatch.setattr(module.ET, "iterparse", lambda *_: pytest.fail("it was read"))
    with pytest.raises(CmoEvalError, match="more than 100 elements"):
        list(module.walked(zipfile.ZipFile(io.BytesIO(workbook(data("<c/>" * 200)))), "xl/worksheets/s1.xml"))


def test_a_cell_that_is_too_long_is_named():
    assert "A1 holds 200000 characters" in (only(inline("x" * 200_000)).trouble or "")


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("prefix", ["", "x"])
@pytest.mark.parametrize("absolute", [False, True])
def test_namespaces_and_targets_may_be_written_in_any_way(strict, prefix, absolute):
    inner = data('<c t="s"><v>0</v></c>', '<c s="1"><v>0.5</v></c>')
    shared = "<si><t>yes</t></si>"
    if prefix:
        inner, shared = (re.sub(r"<(/?)(?=\w)", rf"<\1{prefix}:", one) for one in (inner, shared))
    content = workbook(inner, shared=shared, formats=["0%"], strict=strict, prefix=prefix, absolute=absolute)
    assert texts(content) == [(1, {1: "yes"}), (2, {1: "50%"})]


def test_hidden_rows_columns_and_sheets_are_known():
    sheet = (
        '<cols><col min="2" max="3" hidden="1"/></cols><sheetData><row r="2" hidden="1"><c r="B2"><v>1</v></c></row>'
        '</sheetData><mergeCells><mergeCell ref="C3:B2"/><mergeCell ref="nonsense"/></mergeCells>'
    )
    content = workbook(("Seen", sheet), ('Un_x0041_seen|state="veryHidden"', data()))
    found = read(content)
    assert (found.hidden_rows, found.hidden_columns, found.merged) == ([2], [(2, 3)], [(2, 2, 3, 3)])
    sheets = opened(zipfile.ZipFile(io.BytesIO(content))).sheets
    assert [(one.title, one.hidden) for one in sheets] == [("Seen", False), ("UnAseen", True)]


LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff\u2028\u2029")
CELLS = st.lists(st.lists(st.text(LETTERS | st.sampled_from("_x0D;\n"), max_size=12), max_size=4), max_size=5)


def expected(table):
    return [
        (number, {place: cell for place, cell in enumerate(row, 1) if cell.strip()})
        for number, row in enumerate(table, 1)
        if any(cell.strip() for cell in row)
    ]


def coded(text):
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)


@given(CELLS)
@settings(max_examples=150)
def test_any_table_comes_back_from_the_bytes_of_any_writer(table):
    from xml.sax.saxutils import escape

    book = openpyxl.Workbook()
    for number, row in enumerate(table, 1):
        for place, cell in enumerate(row, 1):
            book.active.cell(number, place).value = coded(cell)
            book.active.cell(number, place).data_type = "s"
    packed = io.BytesIO()
    book.save(packed)
    assert texts(packed.getvalue()) == expected(table)
    assert texts(workbook(data(*("".join(inline(coded(cell)) for cell in row) for row in table)))) == expected(table)
    flat = [cell for row in table for cell in row]
    shared = "".join(f'<si><r><t xml:space="preserve">{escape(coded(cell))}</t></r></si>' for cell in flat)
    numbers = iter(range(len(flat)))
    rows = ["".join(f'<c t="s"><v>{next(numbers)}</v></c>' for _ in row) for row in table]
    assert texts(workbook(data(*rows), shared=shared, strict=True)) == expected(table)
