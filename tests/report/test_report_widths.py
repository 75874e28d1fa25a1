"""Widths of columns: words stay whole, and the rest goes where it saves lines."""

from __future__ import annotations

from cmo_eval.report.document import NoteMark, Strong, Text
from cmo_eval.report.document.markdown import document
from cmo_eval.report.document.widths import widths


def table(heads, *rows):
    return widths([(Text(head),) for head in heads], [[(Text(cell),) for cell in row] for row in rows])


def test_column_is_as_wide_as_its_longest_word():
    long = "programmaorganisatie"  # takes about 20 % of the lines of a page in small print
    found = table(["Groep", "Wat"], *[[long, "woord " * 80]] * 3)
    assert 20 <= found[0] <= 28


def test_words_stay_whole_in_a_font_that_stands_in_for_ours_where_the_page_has_room():
    rows = [["genuanceerd", "tegenspraak", "woord " * 40]] * 6
    found = table(["Conclusie", "Wat ertegen pleit", "Omdat"], *rows)
    wide = 11 * 0.64 * 1.88 + 2.3  # percent: eleven letters of DejaVu Sans
    assert min(found[:2]) >= wide
    full = table(["Id", *["kop"] * 6], *[["A1", *["verantwoordingsdocument"] * 6]] * 3)
    assert sum(full) == 100  # none to spare


def test_id_is_one_word():
    longer = table(["Id", "Wat"], *[["ABCDE-12345", "woord " * 80]] * 3)
    shorter = table(["Id", "Wat"], *[["ABCDE", "woord " * 80]] * 3)
    assert longer[0] > shorter[0]


def test_bold_words_and_those_with_a_note_take_more():
    def of(*cell):
        return widths([(Text("a"),), (Text("b"),)], [[cell, (Text("woord " * 200),)]] * 5)[0]

    word = "startcondities"
    assert of(Text(word), NoteMark(1)) > of(Text(word))
    assert of(Strong((Text(word),)), NoteMark(1)) > of(Strong((Text(word),))) >= of(Text(word))


def test_number_of_a_note_stays_with_its_word():
    def of(*more):
        word = (Strong((Text("onbekend"),)), *more)
        return widths([(Text("a"),), (Text("b"),)], [[word, (Text("woord " * 200),)]] * 5)[0]

    assert of(NoteMark(146, 0)) > of()


def test_room_goes_where_it_saves_lines():
    found = table(["a", "b", "c"], *[["kort", "woord " * 60, "nog wat"]] * 10)
    assert found[1] > 60


def test_long_word_in_one_of_many_rows_leaves_room_to_the_others():
    rows = [["§ 4.2", "woord " * 9, "zin " * 9] for _ in range(150)]
    rows[70][0] = "netwerksamenwerkingsverband"
    assert table(["Plaats", "Een", "Twee"], *rows)[0] < table(["Plaats", "Een", "Twee"], *rows[69:72])[0]


def test_where_no_words_fit_the_longest_are_hyphenated():
    found = table(["Id", *["kop"] * 6], *[["A1", *["verantwoordingsdocument"] * 6]] * 3)
    assert sum(found) == 100
    assert found[0] >= 6


def test_headings_stay_whole_though_widths_are_whole_percentages():
    heads = ["Id", "Pattern", "Claims", "Context", "Resource", "Reasoning", "Outcome", "Cases"]
    dashes = ["-" * many for many in (3, 14, 5, 5, 5, 6, 5, 7)]
    (one,) = document(f"| {' | '.join(heads)} |\n| {' | '.join(dashes)} |\n{'| P01 ' * 8}|\n", "", "en").blocks
    assert one.widths[6] >= 11  # "Outcome" in bold takes 10.4
