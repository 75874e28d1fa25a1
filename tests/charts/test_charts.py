"""Charts show every number, stay readable with what users write, and are the same bytes each time."""

import random
import re

import pytest
from seeing import assert_tidy, page, rectangles, texts

from cmo_eval.charts.picture import PAGE_WIDTH, About
from cmo_eval.charts.plots import Bar, Curve, Named, heat_map, stacked_bars, step_curves, ticks

ABOUT = About("chart", "A <title> & more", 'What it "shows" ]]> <b>', "nl")
KINDS = ("ondersteunt", "nuanceert", "weerspreekt", "stelt iets anders voor")
HOSTILE = (
    "<script>alert(1)</script>",
    '"aanhalingstekens" & ampersand ]]>',
    "Arbeidsmarktdiscriminatiebestrijdingsmaatregelenpakketverantwoordelijkheid",
    "\u202eomgekeerd\u202c \x00\x1b[31m\ufffe\ud800",
    "שלום مرحبا 漢字かな 😀👩‍👩‍👧",
    "&lt;al ontsnapt&gt; url(http://x.example/a.png)",
    "",
)


def _words(svg):
    return [one.text for one in texts(svg)]


def _bars(bars):
    return stacked_bars(ABOUT, KINDS, bars, "citaten", "totaal").svg


def test_bars_are_as_long_as_their_numbers_say():
    svg = _bars([Bar("C1", "Een", (4, 2, 1, 0), 7), Bar("C2", "Twee", (0, 0, 0, 2), 2)])
    assert_tidy(svg)
    parts = [one for one in rectangles(svg) if one.bottom - one.y == 18]
    unit = (parts[0].right - parts[0].x) / 4
    assert [round((one.right - one.x) / unit) for one in parts] == [4, 2, 1, 2]
    assert parts[1].x == pytest.approx(parts[0].right, abs=0.02)


def test_every_number_is_printed_and_the_whole_is_the_given_one():
    words = _words(_bars([Bar("C1", "Een", (14, 9, 3, 17), 41)]))
    assert {"14", "9", "3", "17", "41"} <= set(words)
    assert "43" not in words


def test_kinds_can_be_told_apart_without_colours():
    svg = _bars([Bar("C1", "Een", (4, 2, 1, 1), 8)])
    fills = re.findall(r'height="18" fill="([^"]+)"', svg)
    assert fills[0].startswith("#")
    assert [re.sub(r".*chart-([a-z]+).*", r"\1", fill) for fill in fills[1:]] == ["diagonal", "crossed", "dotted"]


@pytest.mark.parametrize("most", [0, 1, 3, 10, 11, 29, 999, 12_345_678])
def test_an_axis_goes_from_nothing_to_beyond_the_most_in_a_few_round_steps(most):
    marks = ticks(most)
    assert marks[0] == 0
    assert max(most, 1) <= marks[-1]
    assert marks[-2] < max(most, 1)
    assert len(marks) <= 6
    assert str(marks[1]).rstrip("0") in {"1", "2", "5"}


def test_bars_hold_what_users_write_and_large_numbers():
    bars = [Bar(f"C{place}", text, (12000, 0, 1, 345), 12346) for place, text in enumerate(HOSTILE)]
    svg = _bars([*bars, Bar("C" + "9" * 60, HOSTILE[2] * 9, (0, 0, 0, 0), 0)])
    assert_tidy(svg)
    assert "<script" not in svg


def test_no_bars_is_no_error():
    assert_tidy(_bars([]))


def _map(rows=6, columns=5, most=7, name="P"):
    generator = random.Random(1)  # noqa: S311 - the same each time
    one = [Named(f"{name}{place}", HOSTILE[place % len(HOSTILE)]) for place in range(rows)]
    other = [Named(f"K{place}", HOSTILE[place % len(HOSTILE)]) for place in range(columns)]
    numbers = {(row.id, column.id): generator.randint(0, most) for row in one for column in other}
    return one, other, numbers


def test_every_cell_prints_its_number_and_empty_cells_none():
    rows, columns = [Named("P1", "Een"), Named("P2", "Twee")], [Named("K1", "Huis"), Named("K2", "Straat")]
    svg = heat_map(ABOUT, rows, columns, {("P1", "K1"): 31, ("P2", "K2"): 42, ("P2", "K1"): 0}).svg
    assert_tidy(svg)
    words = _words(svg)
    assert [words.count(number) for number in ("31", "42", "0")] == [1, 1, 0]


def test_what_was_looked_for_and_not_found_has_a_mark_and_the_legend_says_so():
    rows, columns = [Named("P1", "Een")], [Named("K1", "Huis")]
    plain = heat_map(ABOUT, rows, columns, {("P1", "K1"): 1}, absent_label="niet gevonden").svg
    marked = heat_map(ABOUT, rows, columns, {}, frozenset({("P1", "K1")}), absent_label="niet gevonden").svg
    assert "niet gevonden" not in plain
    assert "niet gevonden" in marked
    assert marked.count("Z") > plain.count("Z")


def _contrast(one, other):
    def light(short):
        colour = short if len(short) == 7 else "#" + "".join(digit * 2 for digit in short[1:])
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    first, second = sorted((light(one), light(other)), reverse=True)
    return (first + 0.05) / (second + 0.05)


def test_numbers_in_cells_stand_out_from_their_ground():
    from cmo_eval.charts import canvas, plots

    for value in range(1, 13):
        assert _contrast(*plots._colours(value, 12)) >= 4.5
    assert _contrast(canvas.FAINT, "#ffffff") >= 4.5
    assert _contrast(canvas.FAINT, "#eef3f7") >= 4.5
    grounds = [plots._colours(value, 6)[0] for value in range(1, 7)]
    lights = [_contrast(ground, "#000000") for ground in grounds]
    assert lights == sorted(lights, reverse=True)


@pytest.mark.parametrize(("rows", "columns", "most"), [(6, 5, 7), (45, 33, 24000), (300, 14, 3), (1, 1, 1)])
def test_a_map_holds_many_rows_and_columns(rows, columns, most):
    one, other, numbers = _map(rows, columns, most)
    drawing = heat_map(ABOUT, one, other, numbers, absent_label="x", scale_label="citaten die meewegen")
    assert drawing.width == PAGE_WIDTH
    if rows * columns < 1000:
        assert_tidy(drawing.svg)
    assert page(drawing.svg).bottom == pytest.approx(drawing.height, abs=0.01)


def test_long_ids_of_columns_stand_upright():
    one, other, numbers = _map(4, 12)
    wide = [Named(f"CASUS_{column.id}_LANG", column.title) for column in other]
    svg = heat_map(ABOUT, one, wide, {(row, f"CASUS_{column}_LANG"): n for (row, column), n in numbers.items()}).svg
    assert "rotate(-90" in svg
    assert_tidy(svg)


def _steps(moments, patterns, codes, undated=0):
    return step_curves(
        ABOUT,
        moments,
        [Curve("Patronen", patterns), Curve("Codes", codes)],
        undated,
        "zonder datum: volgorde zegt niets",
    ).svg


def test_a_step_says_what_its_source_added():
    svg = _steps([("FG1", "2017-01"), ("FG2", "2017-02"), ("FG3", "")], (3, 3, 8), (1, 2, 2), 1)
    assert_tidy(svg)
    words = _words(svg)
    assert [word for word in words if word.startswith("+")] == ["+3", "+5", "+1", "+1"]
    assert "FG1 2017-01" in words


def test_sources_without_a_date_stand_on_hatched_ground():
    svg = _steps([("A", "2017"), ("B", ""), ("C", "")], (1, 1, 2), (0, 0, 1), 2)
    grounds = rectangles(svg, fill="url(#chart-diagonal-1)")
    assert len(grounds) == 3  # the legend's and one in each panel
    wide = grounds[1].right - grounds[1].x
    assert wide == pytest.approx((grounds[1].right - 34) * 2 / 3, abs=0.1)
    assert "zonder datum" not in _steps([("A", "2017")], (1,), (1,))


@pytest.mark.parametrize("many", [0, 1, 30, 60, 500])
def test_any_number_of_sources_stays_readable(many):
    moments = [(f"BRON{place}", "2017-01-20") for place in range(many)]
    assert_tidy(_steps(moments, tuple(range(1, many + 1)), tuple(range(many)), min(many, 3)))


def test_the_same_numbers_give_the_same_bytes():
    one, other, numbers = _map()
    backwards = dict(reversed(numbers.items()))
    assert heat_map(ABOUT, one, other, numbers).svg == heat_map(ABOUT, one, other, backwards).svg
