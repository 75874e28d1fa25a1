"""A table in CSV gives each cell of each row, whatever stands between them, or says where it is broken."""

import csv
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmo_eval.errors import CmoEvalError
from cmo_eval.spreadsheet.csv_tables import DELIMITERS, csv_rows, said_delimiter

TEXT = st.text(st.sampled_from("ab é7\"';,\t|\n=") | st.characters(codec="utf-8", exclude_characters="\r"), max_size=12)


@given(
    st.lists(st.lists(TEXT, min_size=1, max_size=4), max_size=5),
    st.sampled_from(DELIMITERS),
    # with CR alone, that writer puts no marks around LF
    st.sampled_from(
        [("\n", csv.QUOTE_MINIMAL), ("\r\n", csv.QUOTE_MINIMAL), ("\n", csv.QUOTE_ALL), ("\r", csv.QUOTE_ALL)]
    ),
)
@settings(max_examples=300)
def test_any_table_comes_back_cell_by_cell(table, delimiter, how):
    end, quoting = how
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(table)
    text = out.getvalue()
    read = list(csv_rows(text, delimiter))
    assert [cells for _, cells in read] == table
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for line, cells in read:  # where the first cell begins
        assert lines[line - 1].startswith(('"', cells[0].split("\n")[0]))


@given(st.text('a",;\n ', max_size=40), st.sampled_from(",;"))
@settings(max_examples=500)
def test_any_text_gives_cells_or_says_on_which_line_a_mark_is_not_closed(text, delimiter):
    try:
        found, refused = list(csv_rows(text, delimiter)), ""
    except CmoEvalError as error:
        found, refused = [], error.message
    if refused:
        line = int(re.search(r"opens on line (\d+)", refused)[1])
        assert '"' in text.split("\n")[line - 1]
    else:
        assert sum(cell.count("a") for _, cells in found for cell in cells) == text.count("a")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('a;b\nc;"d\ne;f\n', 2),
        ('a;b\nc;"d\ne;"f";g\n', 2),
        ('a;b\n"x\ny";1\nc;"d\ne;""f"";g\n', 4),
        ('a;b\nc;"d" e\n', 2),
    ],
)
def test_a_mark_that_is_not_closed_is_refused_at_its_line(text, line):
    with pytest.raises(CmoEvalError, match=f"the quotation mark that opens on line {line} is not closed"):
        list(csv_rows(text, ";"))


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ('a,said "no" to it,b\n', ["a", 'said "no" to it', "b"]),
        ('a, "b, c" ,d\n', ["a", "b, c", "d"]),
        ('a, "b" c,d\n', ["a", ' "b" c', "d"]),
        ('"a"  ,b', ["a", "b"]),
        ("a,b,\n", ["a", "b", ""]),
        ("007,1e5,3-4\n", ["007", "1e5", "3-4"]),
        ("a,'b,c\n", ["a", "'b", "c"]),
    ],
)
def test_marks_within_a_cell_are_characters(text, cells):
    assert [found for _, found in csv_rows(text, ",")] == [cells]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("sep=;\na;b", (";", 6)),
        ('"sep=,"\r\na,b', (",", 9)),
        ("sep=\t\na\tb", ("\t", 6)),
        ("SEP=|\rx", ("|", 6)),
        ("separate;x", (None, 0)),
        ("sep=#\na#b", (None, 6)),
    ],
)
def test_a_first_line_may_say_what_stands_between_cells(text, found):
    assert said_delimiter(text) == found


def test_limits_are_said():
    with pytest.raises(CmoEvalError, match="more than 16,384 cells"):
        list(csv_rows("," * 20_000, ","))
    with pytest.raises(CmoEvalError, match="a cell on line 1 has"):
        list(csv_rows("x" * 1_000_001, ","))
    for far in ('"' + "x" * 1_500_000, '"' + '""' * 800_000, '"' + "x" * 1_500_000 + '"'):
        with pytest.raises(CmoEvalError, match="opens on line 2 is not closed within 1,000,000 characters"):
            list(csv_rows(f"a,b\n{far}", ","))
