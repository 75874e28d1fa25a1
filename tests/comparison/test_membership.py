"""How values become memberships, what is refused, and what stays when something is chosen otherwise."""

from __future__ import annotations

import pytest

from cmo_eval.comparison import robust
from cmo_eval.comparison.measures import necessity, sufficiency
from cmo_eval.comparison.sets import Anchors, Table, Threshold, calibrated, literal, sets_of
from cmo_eval.comparison.solving import expectations, solve
from cmo_eval.comparison.truth import CutOffs, truth_table
from cmo_eval.errors import UsageError
from cmo_eval.messages import say


def table(**columns):
    number = len(next(iter(columns.values())))
    return Table(tuple(f"k{at}" for at in range(1, number + 1)), columns)


@pytest.mark.parametrize(
    ("anchors", "values"),
    [((10, 30, 90), (10, 30, 90)), ((90, 30, 10), (90, 30, 10)), ((-2, 0, 0.5), (-2, 0, 0.5))],
)
def test_anchors_come_out_as_they_should_on_both_sides(anchors, values):
    how = Anchors(*anchors)
    assert [how.membership(value) for value in values] == pytest.approx([0.05, 0.5, 0.95])
    assert how.membership(1e6 * (values[2] - values[0])) == pytest.approx(1)
    assert how.membership(-1e6 * (values[2] - values[0])) == pytest.approx(0)


def test_between_anchors_membership_is_logistic_with_a_slope_for_each_side():
    how = Anchors(10, 30, 90)
    assert how.membership(20) == pytest.approx(1 / (1 + 19**0.5))
    assert how.membership(60) == pytest.approx(1 - 1 / (1 + 19**0.5))


@pytest.mark.parametrize("anchors", [(10, 10, 20), (10, 30, 20), (1, 2, float("inf"))])
def test_anchors_that_neither_rise_nor_fall_are_refused(anchors):
    with pytest.raises(UsageError, match="neither rise nor fall"):
        Anchors(*anchors)


def test_a_threshold_counts_from_itself_on_and_a_scale_by_its_words():
    found = calibrated(
        table(A=(9.9, 10.0, None), B=("Yes", "partly", "no"), C=(3.0, 1.0, 2.0)),
        {"A": Threshold(10), "B": {"yes": 1, "partly": 0.5, "no": 0}, "C": {"1": 0, "2": 0.4, "3": 1}},
    )
    assert found.columns == {"A": (0, 1, None), "B": (1, 0.5, 0), "C": (1, 0, 0.4)}
    with pytest.raises(UsageError, match="B of k2 is 'perhaps'"):
        calibrated(table(B=("yes", "perhaps")), {"B": {"yes": 1}})
    with pytest.raises(UsageError, match="A of k1 is 'yes', and anchors need a number"):
        calibrated(table(A=("yes",)), {"A": Threshold(1)})
    with pytest.raises(UsageError, match="there is no column X"):
        calibrated(table(A=(1.0,)), {"X": Threshold(1)})


@pytest.mark.parametrize(
    ("columns", "outcome", "conditions", "said"),
    [
        ({"A": (1.2, 0.0), "O": (1.0, 0.0)}, "O", ["A"], "A of k1 is 1.2, outside 0..1"),
        ({"A": (-1.0, 0.0), "O": (1.0, 0.0)}, "O", ["A"], "A of k1 is -1, outside 0..1"),
        ({"A": (12.0, 0.0), "O": (1.0, 0.0)}, "O", ["A"], "A of k1 is 12, outside 0..1"),
        ({"A": (float("nan"), 0.0), "O": (1.0, 0.0)}, "O", ["A"], "A of k1 is no finite number"),
        ({"A": ("yes", "no"), "O": (1.0, 0.0)}, "O", ["A"], "A of k1 is 'yes', which is no number"),
        ({"A": (1.0, 0.0), "O": (1.0, 2.0)}, "O", ["A"], "the outcome O has 3 values"),
        ({"A": (1.0, 0.0), "O": (1.0, 0.0)}, "O", [], "no conditions"),
        ({"A": (1.0, 0.0), "O": (1.0, 0.0)}, "O", ["A", "A"], "A is named twice"),
        ({"A": (1.0, 0.0), "O": (1.0, 0.0)}, "O", ["A", "O"], "O is the outcome and a condition"),
        ({"A": (1.0, 0.0), "O": (1.0, 0.0)}, "O", ["A*B"], "cannot be the name"),
        ({"A": (1.0, 0.0), "O": (1.0, 0.0)}, "O", ["B"], "there is no column B"),
        ({"A": (1.0, 0.0), "O": (1.0, 0.0)}, "~Q", ["A"], "there is no column Q"),
        ({"A": (1.0, 0.0), "O": (1.0, 0.0)}, "~O{1}", ["A"], "is no set"),
        ({"A": (None, 0.0), "O": (1.0, None)}, "O", ["A"], "no case has a value"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_its_case(columns, outcome, conditions, said):
    with pytest.raises(UsageError, match=said.replace("*", r"\*")) as error:
        sets_of(table(**columns), outcome, conditions)
    assert error.value.hint


def test_26_conditions_are_refused_with_what_to_do_and_15_are_not():
    names = [chr(ord("A") + at) for at in range(26)]
    columns = dict.fromkeys(names, (1.0, 0.0)) | {"O1": (1.0, 0.0)}
    with pytest.raises(UsageError, match="26 conditions are too many: at most 15") as error:
        sets_of(table(**columns), "O1", names)
    assert "choose those that the theory names" in error.value.hint
    assert len(sets_of(table(**columns), "O1", names[:15]).conditions) == 15


def test_a_case_without_a_value_is_left_out_and_named():
    sets = sets_of(table(A=(1.0, None, 0.0), B=(1.0, 0.0, 0.0), O=(1.0, 1.0, None)), "O", ["A", "B"])
    assert sets.cases == ("k1",)
    assert sets.left_out == {"k2": ("A",), "k3": ("O",)}
    assert sets.notes()[:2] == ["k2 is left out: no value for A", "k3 is left out: no value for O"]


def test_a_condition_that_is_the_same_everywhere_is_named():
    sets = sets_of(table(A=(1.0, 1.0), B=(0.0, 0.0), C=(2.0, 2.0), D=(0.2, 0.8), O=(1.0, 0.0)), "O", list("ABCD"))
    assert sets.notes() == [
        "every case is in A: it can tell nothing apart",
        "every case is out of B: it can tell nothing apart",
        "C has the values 0 to 2",
        "every case is C{2}: it can tell nothing apart",
    ]


def test_a_case_at_the_crossover_is_in_no_row_and_named():
    found = truth_table(sets_of(table(A=(0.5, 0.9, 0.1), O=(1.0, 1.0, 0.0)), "O", ["A"]), CutOffs(0.7))
    assert found.nowhere == ("k1",)
    assert [row.cases for row in found.rows] == [("k2",), ("k3",)]
    assert "exactly 0.5, so in no row of the truth table (k1: A)" in found.sets.notes()[0]


def test_fuzzy_rows_and_measures_are_sums_of_memberships():
    sets = sets_of(table(A=(0.9, 0.6, 0.2, 0.1), O=(0.8, 0.7, 0.4, 0.1)), "O", ["A"])
    assert sets.fuzzy()
    x, y = sets.memberships[:, 0], sets.outcome
    assert sufficiency(x, y) == pytest.approx((1.7 / 1.8, 1.7 / 2.0, (1.7 - 0.8) / (1.8 - 0.8)))
    assert necessity(x, y) == pytest.approx((1.7 / 2.0, 1.7 / 1.8, 2.2 / 2.3))
    row = truth_table(sets).rows[0]
    assert (row.cases, row.out) == (("k1", "k2"), 1)
    assert (row.consistency, row.pri) == pytest.approx((1.7 / 1.8, 0.9))


def test_a_row_exactly_at_the_cut_off_is_coded_1_and_flagged():
    columns = {"A": (1.0,) * 30 + (0.0,), "O": (1.0,) * 24 + (0.0,) * 7}
    found = truth_table(sets_of(table(**columns), "O", ["A"]), CutOffs(0.8))
    assert [(row.out, row.tie) for row in found.rows] == [(1, True), (0, False)]
    assert "row 1 is exactly at a cut-off and is coded 1" in found.notes()[0]
    assert [row.out for row in truth_table(found.sets, CutOffs(0.8001)).rows] == [0, 0]


def test_frequency_and_pri_decide_too():
    sets = sets_of(table(A=(1.0, 1.0, 0.0), B=(0.9, 0.9, 0.9), O=(1.0, 1.0, 1.0)), "O", ["A", "B"])
    found = truth_table(sets, CutOffs(0.8, 2))
    assert [(row.out, row.cases) for row in found.rows] == [(1, ("k1", "k2")), (None, ("k3",))]
    assert found.empty == 2
    assert found.unseen(9) == [(0, 0), (1, 0)]
    assert "fewer than 2 cases in their row, so not counted: k3" in found.notes()
    fuzzy = sets_of(table(A=(0.6, 0.6), O=(0.5, 0.55)), "O", ["A"])
    assert truth_table(fuzzy, CutOffs(0.8)).rows[0].out == 1
    assert truth_table(fuzzy, CutOffs(0.8, pri=0.9)).rows[0].out == 0
    for wrong in ({"consistency": 1.1}, {"frequency": 0}, {"pri": -1}):
        with pytest.raises(UsageError, match="the cut-off for"):
            CutOffs(**wrong)


def test_an_outcome_that_never_or_always_occurs_and_rows_that_all_contradict_are_said():
    never = solve(truth_table(sets_of(table(A=(1.0, 0.0), O=(0.0, 0.0)), "O", ["A"])), ["A"])
    assert "no case has the outcome O: nothing leads to it" in never.table.notes()
    assert never.conservative.models == never.parsimonious.models == never.intermediate.models == ()
    assert never.parsimonious.why_none.say() == "no row is coded 1: the most consistent has 0.000, the cut-off is 0.8"
    always = solve(truth_table(sets_of(table(A=(1.0, 0.0), O=(1.0, 1.0)), "O", ["A"])))
    assert "every case has the outcome O" in always.table.notes()[0]
    assert always.parsimonious.why_none.say() == "no row is coded 0: nothing says which conditions matter"
    assert always.conservative.models[0].name == "1"
    torn = solve(truth_table(sets_of(table(A=(1.0, 1.0, 0.0, 0.0), O=(1.0, 0.0, 1.0, 0.0)), "O", ["A"])))
    assert torn.table.notes()[0].startswith("every row holds cases with and without the outcome")
    assert torn.parsimonious.count == 0


def test_a_condition_may_be_called_pri():
    sets = sets_of(table(PRI=(1.0, 0.0), n=(1.0, 1.0), OUT=(1.0, 0.0)), "OUT", ["PRI", "n"])
    assert solve(truth_table(sets)).parsimonious.models[0].name == "PRI"


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        (["Q"], "Q is expected and is no condition"),
        (["A", "~A"], "A is expected twice"),
        (["C"], "C has 3 values"),
        (["C{3}"], "C has the values 0 to 2"),
    ],
)
def test_expectations_that_cannot_be_meant_are_refused(expected, said):
    sets = sets_of(table(A=(1.0, 0.0), C=(2.0, 0.0), O=(1.0, 0.0)), "O", ["A", "C"])
    with pytest.raises(UsageError, match=said):
        expectations(sets, expected)


def test_sets_are_read_as_they_are_written():
    assert (literal(" ~ A b").name, literal("~A").negated, literal("A{2, 1}").values) == ("A b", True, (1, 2))
    for wrong in ("", "~", "A{}", "{1}", "A{x}"):
        with pytest.raises(UsageError, match="is no set"):
            literal(wrong)


def asked(**more):
    columns = {
        "A": (80.0, 70.0, 90.0, 10.0, 20.0, 30.0),
        "B": (1.0, 1.0, 0.0, 0.0, 1.0, 0.0),
        "O": (1.0, 1.0, 1.0, 0.0, 0.0, 0.0),
    }
    calibrations = {"A": Anchors(10, 50, 90)}
    return robust.Asked(table(**columns), calibrations, "O", ["A", "B"], CutOffs(0.8, **more))


def test_robust_tries_cut_offs_anchors_cases_and_conditions():
    found = robust.robust(asked())
    assert found.terms == {"conservative": ("A",), "parsimonious": ("A",)}
    kinds = [one.kind for one in found.variants]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "consistency": 6,
        "frequency": 2,
        "anchors": 6,
        "case": 6,
        "condition": 2,
    }
    by_name = {(one.kind, say(one.what)): one for one in found.variants}
    assert by_name["anchors", "A cross 54"].stays["parsimonious"] == ("A",)
    assert by_name["frequency", "3"].models["parsimonious"] == 0
    assert by_name["frequency", "3"].stays["parsimonious"] == ()
    assert by_name["condition", "A"].apart["parsimonious"] == ("A",)
    assert by_name["condition", "B"].stays["parsimonious"] == by_name["condition", "B"].always["parsimonious"] == ("A",)
    stays, could = found.share("parsimonious", "A")
    assert could == len(found.variants) - 1
    assert stays == sum("A" in one.stays["parsimonious"] for one in found.variants)
    assert 0 < stays < could


def test_a_term_without_the_condition_left_out_is_the_same_term():
    columns = {"A": (1.0, 0.0), "B": (1.0, 0.0), "O": (1.0, 0.0)}
    found = robust.robust(robust.Asked(table(**columns), {}, "O", ["A", "B"], CutOffs()))
    variant = next(one for one in found.variants if (one.kind, one.what) == ("condition", "A"))
    assert found.terms["parsimonious"] == ("A", "B")
    assert variant.stays["parsimonious"] == ("B",)
    assert next(one for one in found.variants if one.what == "k1").stays["parsimonious"] == ()


def test_robust_has_the_intermediate_solution_of_each_run_where_something_is_expected():
    rows = "110111 101101 010111 001011 111001 100110 011010 000000 110001 010010 101111 000101"
    columns = {name: tuple(float(row[at]) for row in rows.split()) for at, name in enumerate("ABCDEO")}
    whole = sets_of(table(**columns), "O", [*"ABCDE"])
    expect = ("A", "~C", "D", "E")
    found = robust.robust(robust.Asked(table(**columns), {}, "O", [*"ABCDE"], CutOffs(), expect))
    assert found.expected == expect
    assert [*found.terms] == ["conservative", "parsimonious", "intermediate"]

    def models(sets, expected):
        solution = solve(truth_table(sets, CutOffs()), expected).intermediate
        return [{term.name for term in model.terms} for model in solution.models]

    assert {*found.terms["intermediate"]} == set().union(*models(whole, expect))
    others = {*found.terms["conservative"], *found.terms["parsimonious"]}
    assert {*found.terms["intermediate"]} - others
    gone = 0
    for one in found.variants:
        if one.kind == "case":
            number = whole.cases.index(one.what)
            other = models(whole.only([at for at in range(len(whole.cases)) if at != number]), expect)
        elif one.kind == "condition":
            other = models(whole.without("ABCDE".index(one.what)), [text for text in expect if one.what not in text])
        else:
            continue
        assert one.models["intermediate"] == len(other)
        terms = {*found.terms["intermediate"]}
        assert {*one.stays["intermediate"]} == terms & set().union(*other)
        assert {*one.always["intermediate"]} == {term for term in terms if all(term in model for model in other)}
        gone += len(terms) - len(one.stays["intermediate"])
    assert gone
    with pytest.raises(UsageError, match="is expected and is no condition"):
        robust.robust(robust.Asked(table(**columns), {}, "O", ["A", "B"], CutOffs(), ("Z",)))


def test_anchors_that_move_too_far_are_not_tried():
    moved = [how for *_, how in robust._moved(Anchors(10, 20, 90))]
    assert len(moved) == 6
    assert all(how.out < how.cross < how.into for how in moved)
