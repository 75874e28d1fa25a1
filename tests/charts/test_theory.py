"""A programme theory becomes a diagram in which nothing lies over anything else, loops and all."""

import itertools
import random
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seeing import Rectangle, assert_tidy, lines, page, rectangles, texts

from cmo_eval.charts.diagram import Legend, theory_diagram
from cmo_eval.charts.layout import lanes
from cmo_eval.charts.picture import PAGE_WIDTH, About
from cmo_eval.charts.theory import Box, Group, Theory, layers, rows

ABOUT = About("theory", "Theory", "What it says", "en")
LEGEND = Legend("leads to", "contrasts with", (("+", "good"), ("-", "bad")))
WORDS = ["zorg", "kwaliteitsregistratiesystemen", "de", "meervoudigeonzelfstandigheidsproblematiek", "<b>", "&", "end"]


def _theory(*groups, ripples=(), contrasts=()):
    made = tuple(
        Group(f"C{number}", f"Claim {number}", tuple(Box(id_, f"Pattern {id_}", "+") for id_ in ids.split()), "holds")
        for number, ids in enumerate(groups, start=1)
    )
    return Theory(
        made, tuple(tuple(pair.split(">")) for pair in ripples), tuple(tuple(pair.split("|")) for pair in contrasts)
    )


def _random(boxes, groups, ripples, contrasts, seed=1):
    draw = random.Random(seed)  # noqa: S311 - the same each time
    ids = [f"P{number}" for number in range(boxes)]
    titled = [Box(id_, " ".join(draw.choices(WORDS, k=draw.randint(0, 6))), draw.choice("+- ").strip()) for id_ in ids]
    size = -(-boxes // groups)
    made = tuple(
        Group(f"C{number}", " ".join(draw.choices(WORDS, k=5)), tuple(titled[number * size : (number + 1) * size]), "x")
        for number in range(groups)
    )
    pairs = [(draw.choice(ids), draw.choice(ids)) for _ in range(ripples)]
    return Theory(made, tuple(pairs), tuple((draw.choice(ids), draw.choice(ids)) for _ in range(contrasts)))


def _drawn(theory):
    return theory_diagram(ABOUT, theory, LEGEND).svg


def _boxes(svg):
    return rectangles(svg, rx="3")


def test_a_layer_is_one_below_the_lowest_of_what_leads_to_it():
    assert layers(list("ABCD"), [("A", "B"), ("B", "C"), ("A", "C"), ("C", "D")]) == {"A": 0, "B": 1, "C": 2, "D": 3}


def test_a_loop_is_cut_where_it_closes():
    assert layers(list("ABC"), [("A", "B"), ("B", "C"), ("C", "A")]) == {"A": 0, "B": 1, "C": 2}
    assert layers(list("AB"), [("A", "A"), ("A", "B"), ("B", "A")]) == {"A": 0, "B": 1}


def test_a_chain_of_thousands_is_no_trouble():
    ids = [f"P{number}" for number in range(5000)]
    assert layers(ids, itertools.pairwise(ids))["P4999"] == 4999


def test_what_leads_to_something_stands_before_it():
    theory = _theory("A B C D", ripples=("D>A",))
    assert [box.id for box in rows(theory.groups[0], theory, 4)[0]] == ["B", "C", "D", "A"]


def test_what_contrasts_stands_side_by_side_and_not_over_a_row_end():
    theory = _theory("A B C D E", contrasts=("A|D", "C|E"))
    found = [[box and box.id for box in row] for row in rows(theory.groups[0], theory, 3)]
    assert found == [["A", "D", "B"], ["C", "E", None]]


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)).map(lambda pair: tuple(sorted(pair))), max_size=40))
def test_lines_in_one_lane_do_not_touch(intervals):
    found = lanes(intervals)
    for place, (first, last) in enumerate(intervals):
        for other in range(place):
            if found[place] == found[other]:
                assert last < intervals[other][0] or intervals[other][1] < first


def test_every_box_and_claim_is_drawn_and_the_legend_names_what_occurs():
    svg = _drawn(_theory("P1 P2 P3", "P4", ripples=("P1>P2", "P3>P4")))
    assert_tidy(svg)
    assert len(_boxes(svg)) == 4
    words = [one.text for one in texts(svg)]
    assert {"P1", "P2", "P3", "P4", "C1 Claim 1", "C2 Claim 2", "leads to", "good"} <= set(words)
    assert "contrasts with" not in words
    assert "bad" not in words


def test_an_arrow_runs_from_the_one_to_the_other():
    svg = _drawn(_theory("P1 P2", "P3", ripples=("P1>P3",)))
    start, _, end = _boxes(svg)
    way = next(points for points in lines(svg) if len(points) > 2)
    assert start.x < way[0][0] < start.right
    assert way[0][1] == pytest.approx(start.bottom, abs=0.02)
    assert end.x < way[-1][0] < end.right
    assert way[-1][1] == pytest.approx(end.y - 6, abs=0.02)
    assert all(one[0] == other[0] or one[1] == other[1] for one, other in itertools.pairwise(way))


def test_a_contrast_is_dashed_and_a_ripple_is_not():
    svg = _drawn(_theory("P1 P2 P3", ripples=("P1>P3",), contrasts=("P1|P2",)))
    drawn = re.findall(r'<path d="[^"]*" fill="none" stroke="(#\w+)"[^>]*?(stroke-dasharray)?[^>]*/>', svg)
    assert len(drawn) == 4  # two in the legend
    assert svg.count("stroke-dasharray") == 2


def test_pairs_of_what_is_not_there_are_not_drawn():
    svg = _drawn(_theory("P1", ripples=("P1>P9", "P8>P1"), contrasts=("P1|P7",)))
    assert_tidy(svg)
    assert lines(svg) == []


def test_a_part_shows_what_it_is_connected_to_elsewhere():
    whole = _theory("P1 P2", "P3 P4", "P5", ripples=("P1>P3", "P4>P5"), contrasts=("P2|P5",))
    part = whole.only({"C1"}, "Elsewhere")
    assert [[box.id for box in group.boxes] for group in part.groups] == [["P1", "P2"], ["P3", "P5"]]
    assert part.groups[1].boxes[0].title == "Pattern P3 (C2)"
    assert part.ripples == (("P1", "P3"),)
    svg = _drawn(part)
    assert_tidy(svg)
    assert svg.count('stroke-dasharray="2 2"') == 2


def _crossed(svg):
    """Texts and boxes that a line runs through."""
    found = []
    things = [*texts(svg), *(Rectangle(one.x, one.y, one.right, one.bottom, "box") for one in _boxes(svg))]
    legend = min(one.y for one in rectangles(svg, rx="5"))
    for points in lines(svg):
        for (x, y), (to_x, to_y) in itertools.pairwise(points):
            piece = Rectangle(min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y))
            found += [one.text for one in things if one.y > legend and _through(piece, one)]
    return found


def _through(piece, thing):
    return (
        piece.x < thing.right - 0.1
        and thing.x + 0.1 < piece.right + 0.01
        and piece.y < thing.bottom - 0.1
        and thing.y + 0.1 < piece.bottom + 0.01
    )


@pytest.mark.parametrize(
    "size", [(1, 1, 2, 1), (3, 1, 4, 2), (12, 2, 14, 4), (40, 8, 30, 10), (41, 3, 90, 40), (30, 30, 20, 5)]
)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_line_runs_through_a_box_or_text_and_every_text_is_in_its_box(size, seed):
    theory = _random(*size, seed=seed)
    svg = _drawn(theory)
    assert_tidy(svg)
    assert _crossed(svg) == []
    boxes = _boxes(svg)
    frames = rectangles(svg, rx="5")
    legend = min(one.y for one in frames)
    for one in texts(svg):
        around = [box for box in (*boxes, *frames) if box.overlaps(one)]
        assert all(box.holds(one) for box in around), one
        assert around or one.y < legend
    for place, box in enumerate(boxes):
        assert sum(frame.holds(box) for frame in frames) == 1
        assert not any(box.overlaps(other) for other in boxes[:place])


def test_three_hundred_patterns_are_drawn_at_once():
    start = time.perf_counter()
    drawing = theory_diagram(ABOUT, _random(300, 8, 400, 100), LEGEND)
    assert time.perf_counter() - start < 5
    assert drawing.width == PAGE_WIDTH
    assert len(_boxes(drawing.svg)) == 300
    assert min(box.right - box.x for box in _boxes(drawing.svg)) > 90


def test_ids_as_long_as_they_may_be_stay_in_their_boxes():
    groups = (Group("C" * 64, "Title", (Box("P" * 64, "Long", "+"), Box("P2", "Short"))),)
    svg = _drawn(Theory(groups, (("P" * 64, "P2"),)))
    assert_tidy(svg)
    assert all(any(box.holds(one) for box in _boxes(svg)) for one in texts(svg) if one.text.startswith("PP"))


def test_no_boxes_is_no_error():
    assert_tidy(_drawn(Theory(())))
    assert_tidy(_drawn(Theory((Group("C1", "Empty", ()),))))


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_whatever_users_write_the_drawing_stays_whole(title, note, pattern):
    theory = Theory((Group("C1", title, (Box("P1", pattern, "+"), Box("P2", title)), note),), (("P1", "P2"),))
    svg = theory_diagram(About("t", title, note, "nl"), theory, LEGEND).svg
    assert_tidy(svg)
    assert svg == theory_diagram(About("t", title, note, "nl"), theory, LEGEND).svg


def test_a_page_is_as_high_as_what_stands_on_it():
    svg = _drawn(_theory("P1 P2 P3 P4 P5 P6"))
    assert page(svg).bottom == pytest.approx(max(frame.bottom for frame in rectangles(svg, rx="5")) + 2, abs=0.1)
