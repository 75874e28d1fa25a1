"""A programme theory becomes a diagram in which nothing lies over anything else, loops and all."""

import itertools
import random
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seeing import Rectangle, assert_tidy, lines, page, rectangles, texts

from cmo_eval.charts.diagram import pages, theory_diagram
from cmo_eval.charts.layout import PAGE, SCREEN, lanes
from cmo_eval.charts.picture import PAGE_HEIGHT, PAGE_WIDTH, About
from cmo_eval.charts.theory import Box, Group, Part, Theory, Wording, in_order, layers

ABOUT = About("theory", "Theory", "What it says", "en")
WORDING = Wording(
    parts=("context", "resource", "reasoning", "outcome"),
    mechanism="Mechanism",
    missing="not said",
    full="by two or more",
    half="by one",
    none="by nobody",
    denied="denied by",
    ripple="leads to",
    contrast="contrasts with",
    leads_to="Leads to",
    comes_from="Comes from",
    against="Contrasts with",
    continued="continued",
    signs=(("+", "good"), ("-", "bad")),
)
WORDS = ["zorg", "kwaliteitsregistratiesystemen", "de", "meervoudigeonzelfstandigheidsproblematiek", "<b>", "&", "end"]
SAID = (Part("where", 3), Part("what", 1), Part("why"), Part("so that", 2, 1))
SHAPES = pytest.mark.parametrize("shape", [PAGE, SCREEN], ids=["page", "screen"])


def _theory(*groups, ripples=(), contrasts=(), parts=SAID):
    made = tuple(
        Group(
            f"C{number}",
            f"Claim {number}",
            tuple(Box(id_, f"Pattern {id_}", parts, "+") for id_ in ids.split()),
            "holds",
        )
        for number, ids in enumerate(groups, start=1)
    )
    return Theory(
        made, tuple(tuple(pair.split(">")) for pair in ripples), tuple(tuple(pair.split("|")) for pair in contrasts)
    )


def _random(boxes, groups, ripples, contrasts, seed=1):
    draw = random.Random(seed)  # noqa: S311 - the same each time
    ids = [f"P{number}" for number in range(boxes)]

    def words(most):
        return " ".join(draw.choices(WORDS, k=draw.randint(0, most)))

    made = [
        Box(
            id_,
            words(6),
            tuple(Part(words(20), draw.choice((0, 1, 2, 88)), draw.choice((0, 0, 1, 12))) for _ in range(4)),
            draw.choice("+- ").strip(),
        )
        for id_ in ids
    ]
    size = -(-boxes // groups)
    titled = tuple(
        Group(f"C{number}", words(5), tuple(made[number * size : (number + 1) * size]), "x") for number in range(groups)
    )
    pairs = [(draw.choice(ids), draw.choice(ids)) for _ in range(ripples)]
    return Theory(titled, tuple(pairs), tuple((draw.choice(ids), draw.choice(ids)) for _ in range(contrasts)))


def _drawn(theory, most=60, shape=PAGE):
    return theory_diagram(ABOUT, theory, most, WORDING, shape).svg


def _rows(svg):
    """The frames of patterns."""
    return rectangles(svg, rx="4")


def _parts(svg):
    """The parts of each pattern, four by four."""
    found = rectangles(svg, rx="2")
    return [found[first : first + 4] for first in range(0, len(found), 4)]


def _words(svg):
    return [one.text for one in texts(svg)]


def test_a_layer_is_one_below_the_lowest_of_what_leads_to_it():
    assert layers(list("ABCD"), [("A", "B"), ("B", "C"), ("A", "C"), ("C", "D")]) == {"A": 0, "B": 1, "C": 2, "D": 3}


def test_a_loop_is_cut_where_it_closes():
    assert layers(list("ABC"), [("A", "B"), ("B", "C"), ("C", "A")]) == {"A": 0, "B": 1, "C": 2}
    assert layers(list("AB"), [("A", "A"), ("A", "B"), ("B", "A")]) == {"A": 0, "B": 1}


def test_a_chain_of_thousands_is_no_trouble():
    ids = [f"P{number}" for number in range(5000)]
    assert layers(ids, itertools.pairwise(ids))["P4999"] == 4999


def test_what_leads_to_something_stands_above_it():
    theory = _theory("A B C D", ripples=("D>A",))
    assert [box.id for box in in_order(theory.groups[0], theory)] == ["B", "C", "D", "A"]


def test_what_contrasts_stands_under_each_other():
    theory = _theory("A B C D E", contrasts=("A|D", "C|E"))
    assert [box.id for box in in_order(theory.groups[0], theory)] == ["A", "D", "B", "C", "E"]


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)).map(lambda pair: tuple(sorted(pair))), max_size=40))
def test_lines_in_one_lane_do_not_touch(intervals):
    found = lanes(intervals)
    for place, (first, last) in enumerate(intervals):
        for other in range(place):
            if found[place] == found[other]:
                assert last < intervals[other][0] or intervals[other][1] < first


@SHAPES
def test_every_pattern_shows_its_parts_and_the_legend_names_what_occurs(shape):
    svg = _drawn(_theory("P1 P2 P3", "P4", ripples=("P1>P2", "P3>P4")), shape=shape)
    assert_tidy(svg)
    assert len(_rows(svg)) == len(_parts(svg)) == 4
    words = _words(svg)
    assert [words.count(f"P{number} Pattern P{number}") for number in range(1, 5)] == [1, 1, 1, 1]
    assert [words.count(part.text) for part in SAID] == [4, 4, 4, 4]
    assert {"C1 Claim 1", "C2 Claim 2", "leads to", "good", "by one", "by nobody", "denied by"} <= set(words)
    assert not {"contrasts with", "bad", "not said"} & set(words)


@SHAPES
def test_how_well_a_part_is_shown_is_told_by_form_and_number(shape):
    svg = _drawn(_theory("P1"), shape=shape)
    circles = re.findall(r'<circle cx="([0-9.]+)" cy="([0-9.]+)" r="4.2" fill="([^"]+)"', svg)[3:]  # 3 in the legend
    assert [fill for *_, fill in circles] == ["#1a1a1a", "#fff", "#fff", "#1a1a1a"]
    halves = [path for path in re.findall(r'<path d="([^"]+)Z"', svg) if path.count("L") == 8]
    assert len(halves) == 2  # of the legend and of what one shows
    assert min(float(x) for x in re.findall(r"[ML]([0-9.]+) ", halves[1])) == pytest.approx(float(circles[1][0]) - 4.2)
    dashed = re.findall(r'<rect [^>]*rx="2"[^>]*?(stroke-dasharray="2 2")?/>', svg)
    assert [bool(one) for one in dashed] == [False, False, True, False]
    for (x, y, _), part, (rect, number) in zip(
        circles, SAID, [(rect, str(part.showing)) for rect, part in zip(_parts(svg)[0], SAID, strict=True)], strict=True
    ):
        inside = [one.text for one in texts(svg) if rect.holds(one)]
        assert rect.holds(Rectangle(float(x) - 4.2, float(y) - 4.2, float(x) + 4.2, float(y) + 4.2))
        assert number in inside
        assert ("1" in inside) == (part.denying == 1 or part.showing == 1)


def test_a_part_that_nobody_wrote_down_says_so():
    svg = _drawn(_theory("P1", parts=(Part(""), *SAID[1:])))
    assert _parts(svg)[0][0].holds(next(one for one in texts(svg) if one.text == "not said"))


@SHAPES
def test_the_mechanism_holds_resource_and_reasoning_and_nothing_else(shape):
    svg = _drawn(_theory("P1"), shape=shape)
    (mechanism,) = rectangles(svg, rx="3")
    assert [mechanism.holds(part) for part in _parts(svg)[0]] == [False, True, True, False]
    assert not any(mechanism.overlaps(_parts(svg)[0][place]) for place in (0, 3))


@SHAPES
@pytest.mark.parametrize("ripple", ["P1>P3", "P3>P1", "P2>P2"])
def test_an_arrow_runs_from_the_outcome_of_the_one_to_the_context_of_the_other(shape, ripple):
    svg = _drawn(_theory("P1 P2 P3", contrasts=("P1|P2",)), shape=shape)
    order = re.findall(r">(P\d) Pattern", svg)
    with_arrow = _drawn(_theory("P1 P2", "P3", ripples=(ripple,)), shape=shape)
    order = re.findall(r">(P\d) Pattern", with_arrow)
    start, end = (_parts(with_arrow)[order.index(id_)] for id_ in ripple.split(">"))
    (way,) = (points for points in lines(with_arrow) if len(points) == 6)
    assert way[0][0] == pytest.approx(start[3].right, abs=0.02)
    assert start[3].y < way[0][1] < start[3].bottom
    assert way[-1][0] == pytest.approx(end[0].x - 6, abs=0.02)  # where its head begins
    assert end[0].y < way[-1][1] < end[0].bottom
    assert all(one[0] == other[0] or one[1] == other[1] for one, other in itertools.pairwise(way))


def test_an_arrow_that_branches_off_does_so_at_a_joint():
    svg = _drawn(_theory("P1 P2 P3", ripples=("P1>P2", "P1>P3")))
    trunk, branch = sorted((points for points in lines(svg) if len(points) > 3), key=len, reverse=True)
    (joint,) = re.findall(r'<circle cx="([0-9.]+)" cy="([0-9.]+)" r="2.2"', svg)
    assert branch[0] == tuple(map(float, joint))
    assert trunk[1][0] == trunk[2][0] == branch[0][0]
    assert trunk[1][1] < branch[0][1] < trunk[2][1]


def test_a_contrast_is_dashed_and_joins_two_titles():
    svg = _drawn(_theory("P1 P2 P3", contrasts=("P1|P3",)))
    one, other, _ = _rows(svg)
    assert svg.count('stroke-dasharray="4 3"') == 2  # one in the legend
    (way,) = (points for points in lines(svg) if len(points) == 4)
    assert [point[0] for point in (way[0], way[-1])] == pytest.approx([one.right, other.right], abs=0.02)
    assert one.y < way[0][1] < _parts(svg)[0][0].y
    assert other.y < way[-1][1] < _parts(svg)[1][0].y


def test_pairs_of_what_is_not_there_are_not_drawn():
    svg = _drawn(_theory("P1", parts=(Part("a", 2),) * 4, ripples=("P1>P9", "P8>P1"), contrasts=("P1|P7", "P1|P1")))
    assert_tidy(svg)
    assert not [points for points in lines(svg) if len(points) > 2]
    assert "P9" not in svg


def test_what_is_joined_to_a_pattern_elsewhere_is_told_beneath_it():
    whole = _theory("P1 P2", "P3 P4", "P5 P6", ripples=("P1>P3", "P1>P4", "P4>P6", "P5>P2"), contrasts=("P2|P6",))
    part = whole.only(whole.groups[:1], "Elsewhere")
    assert [[box.id for box in group.boxes] for group in part.groups] == [["P1", "P2"], ["P3", "P4", "P5", "P6"]]
    assert part.groups[1].boxes[0].title == "Pattern P3 (C2)"
    assert part.ripples == (("P1", "P3"), ("P1", "P4"), ("P5", "P2"))
    svg = _drawn(part)
    assert_tidy(svg)
    first, second = _rows(svg)
    told = {one.text: one for one in texts(svg)}
    assert first.holds(told["Leads to P3 Pattern P3 (C2); P4 Pattern P4 (C2)"])
    assert second.holds(told["Comes from P5 Pattern P5 (C3)"])
    assert second.holds(told["Contrasts with P6 Pattern P6 (C3)"])
    assert "leads to" not in told  # no arrow is drawn
    assert len(_rows(svg)) == 2


def test_more_lines_than_can_run_beside_each_other_are_told():
    ids = [f"P{number}" for number in range(30)]
    pairs = [f"{one}>{other}" for one, other in zip(ids[:15], ids[15:], strict=True)]
    svg = _drawn(_theory(" ".join(ids[:15]), " ".join(ids[15:]), ripples=pairs))
    drawn = [points for points in lines(svg) if len(points) == 6]
    assert len(drawn) == PAGE.lanes
    assert len([word for word in _words(svg) if word.startswith("Leads to")]) == 15 - PAGE.lanes
    assert max(x for points in drawn for x, _ in points) < PAGE_WIDTH


def test_a_long_part_is_cut_off_behind_a_word_and_shows_the_whole_to_who_points_at_it():
    svg = _drawn(_theory("P1", parts=(Part("een lange context met veel woorden erin", 1), *SAID[1:])), most=20)
    assert "<g>\n<title>een lange context met veel woorden erin</title>" in svg
    assert "".join(_words(svg)).count("een lange context…") == 1
    assert svg.count("<g>") == 1


def test_a_brief_row_has_numbers_and_no_words():
    svg = _drawn(_theory("P1 P2", ripples=("P1>P2",)), most=0)
    assert_tidy(svg)
    assert not {part.text for part in SAID} & set(_words(svg))
    assert len(_parts(svg)) == 2
    assert _rows(svg)[0].bottom - _rows(svg)[0].y < 32
    (way,) = (points for points in lines(svg) if len(points) == 6)
    assert way[-1][0] == pytest.approx(_rows(svg)[1].x - 6, abs=0.02)  # its title stands before its parts


@SHAPES
def test_titles_link_where_a_place_is_given(shape):
    box = Box("P1", "One", SAID, href='patterns/P1.html?a=1&b="2"')
    svg = _drawn(Theory((Group("C1", "Claim", (box,), href="claims/C1.html"),)), shape=shape)
    assert 'role="group"' in svg  # what is an image would hide its links from who listens
    assert 'href="patterns/P1.html?a=1&amp;b=&quot;2&quot;"' in svg
    assert svg.index('href="claims/C1.html"') < svg.index(">C1 Claim<") < svg.index('href="patterns/')
    assert 'role="img"' in _drawn(_theory("P1"), shape=shape)


def test_letters_on_paper_are_8_points_or_more_at_16_centimetres():
    svg = _drawn(_random(12, 2, 14, 4))
    sizes = [float(size) for size in re.findall(r'font-size="([0-9.]+)"', svg)]
    assert min(sizes) * (16 / 2.54 * 72) / PAGE_WIDTH >= 8
    assert min(float(size) for size in re.findall(r'font-size="([0-9.]+)"', _drawn(_theory("P1"), shape=SCREEN))) >= 13
    assert page(_drawn(_theory("P1"), shape=SCREEN)).right == 320  # what 360 leaves between margins


def _crossed(svg):
    """Texts and parts that a line runs through, and rows that one passes through from below to above."""
    found = []
    top = min(one.y for one in _rows(svg))
    things = [one for one in texts(svg) if one.y > top]
    things += [Rectangle(one.x, one.y, one.right, one.bottom, "part") for four in _parts(svg) for one in four]
    rows = [Rectangle(one.x, one.y, one.right, one.bottom, "row") for one in _rows(svg)]
    for points in lines(svg):
        if len(points) < 4:
            continue
        for (x, y), (to_x, to_y) in itertools.pairwise(points):
            piece = Rectangle(min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y))
            found += [one.text for one in things if _through(piece, one)]
            if x == to_x or to_x < x - PAGE_WIDTH / 4:  # up and down, or from the right to the left
                found += [one.text for one in rows if _through(piece, one)]
    return found


def _shared(svg):
    """Pairs of lines that run over each other at the right of the rows, but for those that branch off."""
    right = max(one.right for one in _rows(svg))
    found = []
    for points in (points for points in lines(svg) if len(points) == 6 or (len(points) == 4 and points[0][0] == right)):
        (x, y), (_, to_y) = points[1:3]
        found.append((x, min(y, to_y), max(y, to_y)))
    return [
        (one, other)
        for one, other in itertools.combinations(found, 2)
        if one[0] == other[0] and one[1] < other[2] and other[1] < one[2]
    ]


def _through(piece, thing):
    return (
        piece.x < thing.right - 0.1
        and thing.x + 0.1 < piece.right + 0.01
        and piece.y < thing.bottom - 0.1
        and thing.y + 0.1 < piece.bottom + 0.01
    )


@SHAPES
@pytest.mark.parametrize("most", [0, 60, 400])
@pytest.mark.parametrize("size", [(1, 1, 2, 1), (3, 1, 4, 2), (12, 2, 14, 4), (40, 8, 30, 10), (41, 3, 90, 40)])
def test_no_line_runs_through_a_part_or_text_and_every_text_is_in_its_box(size, most, shape):
    svg = _drawn(_random(*size, seed=most), most, shape)
    assert_tidy(svg)
    assert _crossed(svg) == []
    assert _shared(svg) == []
    rows, parts, whole = _rows(svg), _parts(svg), page(svg)
    for row, four in zip(rows, parts, strict=True):
        assert all(row.holds(part) for part in four)
        assert not any(one.overlaps(other) for one, other in itertools.combinations(four, 2))
    assert not any(one.overlaps(other) for one, other in itertools.pairwise(rows))
    boxes = [*rows, *(part for four in parts for part in four)]
    assert all(whole.holds(box) for box in boxes)
    for one in texts(svg):
        assert all(box.holds(one) for box in boxes if box.overlaps(one)), one
    assert all(whole.x <= x <= whole.right and y <= whole.bottom for points in lines(svg) for x, y in points)


@pytest.mark.parametrize("most", [0, 60])
@pytest.mark.parametrize("size", [(9, 3, 0, 0), (40, 8, 30, 10), (41, 3, 90, 40), (60, 1, 20, 20)])
def test_pages_hold_everything_once_and_none_is_too_high(size, most):
    theory = _random(*size)
    found = pages(theory, most, WORDING, 1000)
    drawn = [theory_diagram(ABOUT, theory.only(groups, "Elsewhere"), most, WORDING) for groups in found]
    assert all(one.height <= PAGE_HEIGHT for one in drawn)
    ids = [box.id for groups in found for group in groups for box in group.boxes]
    assert sorted(ids) == sorted(theory.boxes)
    assert all(any(group.boxes for group in groups) for groups in found)
    assert pages(theory, most, WORDING, len(found)) == found
    assert len(found) == 1 or pages(theory, most, WORDING, len(found) - 1) == []
    begun = [group.title for groups in found for group in groups if "(continued)" not in group.title]
    assert begun == [group.title for group in theory.groups]


def test_a_page_with_more_lines_than_can_be_drawn_is_not_too_high_either():
    ids = [f"P{number}" for number in range(22)]
    theory = _theory(" ".join(ids), contrasts=[f"{one}|{other}" for one, other in itertools.combinations(ids, 2)])
    found = pages(theory, 0, WORDING, 1000)
    drawn = [theory_diagram(ABOUT, theory.only(groups, "Elsewhere"), 0, WORDING) for groups in found]
    assert all(one.height <= PAGE_HEIGHT for one in drawn)


def test_what_goes_on_on_another_page_says_so():
    theory = _theory(" ".join(f"P{number}" for number in range(11)))
    found = pages(theory, 60, WORDING, 1000)
    assert [len(group.boxes) for groups in found for group in groups] == [9, 2]
    assert [group.title for groups in found for group in groups] == ["Claim 1", "Claim 1 (continued)"]


def test_three_hundred_patterns_are_drawn_at_once():
    start = time.perf_counter()
    drawing = theory_diagram(ABOUT, _random(300, 8, 400, 100), 60, WORDING)
    assert time.perf_counter() - start < 5
    assert drawing.width == PAGE_WIDTH
    assert len(_rows(drawing.svg)) == 300
    assert min(part.right - part.x for four in _parts(drawing.svg) for part in four) > 125


@SHAPES
def test_ids_as_long_as_they_may_be_stay_in_their_boxes(shape):
    groups = (Group("C" * 64, "Title", (Box("P" * 64, "Long", SAID, "+"), Box("P2", "Short"))),)
    svg = _drawn(Theory(groups, (("P" * 64, "P2"),)), shape=shape)
    assert_tidy(svg)
    assert all(any(row.holds(one) for row in _rows(svg)) for one in texts(svg) if one.text.startswith("PP"))


@SHAPES
def test_no_boxes_is_no_error(shape):
    assert_tidy(_drawn(Theory(()), shape=shape))
    assert_tidy(_drawn(Theory((Group("C1", "Empty", ()),)), shape=shape))
    assert pages(Theory((Group("C1", "Empty", ()),)), 60, WORDING, 9) == [(Group("C1", "Empty", ()),)]


@settings(max_examples=30)
@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=200))
def test_whatever_users_write_the_drawing_stays_whole(title, note, words):
    box = Box("P1", title, tuple(Part(words, 1) for _ in range(4)), "+")
    theory = Theory((Group("C1", title, (box, Box("P2", title)), note),), (("P1", "P2"),))
    for shape in (PAGE, SCREEN):
        svg = theory_diagram(About("t", title, note, "nl"), theory, 60, WORDING, shape).svg
        assert_tidy(svg)
        assert svg == theory_diagram(About("t", title, note, "nl"), theory, 60, WORDING, shape).svg


def test_a_page_is_as_high_as_what_stands_on_it():
    svg = _drawn(_theory("P1 P2 P3 P4 P5 P6"))
    assert page(svg).bottom == pytest.approx(max(row.bottom for row in _rows(svg)) + 6, abs=0.1)


def test_it_may_go_on_on_the_next_page_only_where_both_parts_can_be_read():
    ids = [f"P{number}" for number in range(1, 10)]

    def cuts(theory, most):
        drawn = theory_diagram(ABOUT, theory, most, WORDING)
        return len(drawn.cuts), all(1 / 3 <= cut / drawn.height <= 2 / 3 for cut in drawn.cuts)

    many, inside = cuts(_theory(" ".join(ids)), 100)
    assert many > 1
    assert inside
    assert cuts(_theory(" ".join(ids)), 0) == (0, True)  # brief rows without a title
    assert cuts(_theory(" ".join(ids[:5]), " ".join(ids[5:])), 0) == (1, True)  # above the second title
    assert cuts(_theory(" ".join(ids), ripples=["P1>P9"]), 100) == (0, True)  # an arrow would be cut
