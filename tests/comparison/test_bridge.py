"""Cases of an evaluation as sets: values, calibration, what is left out, what patterns expect, what is refused."""

from __future__ import annotations

import json

import pytest
from openpyxl import load_workbook

from cmo_eval import api
from cmo_eval.analysis.case_sets import Question
from cmo_eval.comparison.robust import robust
from cmo_eval.comparison.sets import Anchors, Threshold
from cmo_eval.errors import UsageError
from cmo_eval.messages import say
from homes import COMPARISON, FRAMEWORK, VALUES, homes


def asked(root, outcome="change", conditions=("trust",), **more):
    return api.load(root).case_sets(Question("homes", outcome, tuple(conditions), **more))


def column(found, name):
    place = found.sets.conditions.index(name)
    return dict(zip(found.sets.cases, (round(float(one), 3) for one in found.sets.memberships[:, place]), strict=True))


def codes(root):
    return [(one.code, one.subject, one.location.file, one.location.line) for one in api.validate(root).findings]


def test_scales_anchors_and_inner_dimensions_become_memberships(evaluation):
    found = api.load(evaluation(homes())).case_sets("lasting")
    assert found.sets.conditions == ("trust", "steering.content", "hours")
    assert found.sets.cases == ("K1", "K2", "K3", "K4", "K5", "K6")
    assert column(found, "trust") == {"K1": 1, "K2": 1, "K3": 0.6, "K4": 0.2, "K5": 0, "K6": 0.6}
    assert column(found, "steering.content") == {"K1": 1, "K2": 0, "K3": 1, "K4": 1, "K5": 0, "K6": 0}
    anchors = Anchors(2, 10, 20)
    assert column(found, "hours") == {
        case: round(anchors.membership(float(VALUES[case][2])), 3) for case in VALUES if case not in {"K7", "K8"}
    }
    assert found.sets.outcome.tolist() == [1, 1, 0, 0, 0, 1]


def test_what_is_unknown_or_not_applicable_is_left_out_and_named_with_why(evaluation):
    sets = api.load(evaluation(homes())).case_sets("lasting").sets
    assert sets.left_out == {"K7": ("trust",), "K8": ("steering.content",)}
    assert sets.notes()[:2] == [
        "K7 is left out: no value for trust (unknown)",
        "K8 is left out: no value for steering.content (not applicable)",
    ]


def test_a_text_only_or_no_cell_is_no_value_and_a_warning_at_the_case(evaluation):
    files = homes()
    files["cases/K1-house.yaml"] = files["cases/K1-house.yaml"].replace("value: fully, ", "")
    rows = files["cases/K2-house.yaml"].splitlines(keepends=True)
    files["cases/K2-house.yaml"] = "".join(row for row in rows if "homes.hours" not in row)
    root = evaluation(files)
    sets = api.load(root).case_sets("lasting").sets
    assert {case: sets.left_out[case] for case in ("K1", "K2")} == {"K1": ("trust",), "K2": ("hours",)}
    assert "K1 is left out: no value for trust (a text only)" in sets.notes()
    assert codes(root) == [("CMO132", "K1", "cases/K1-house.yaml", 4), ("CMO132", "K2", "cases/K2-house.yaml", 4)]


def test_a_case_that_fills_no_cell_of_the_framework_is_not_compared(evaluation):
    files = homes() | {"cases/K9-other.yaml": "id: K9\ntitle: Elsewhere\nattributes: {own_team: yes}\n"}
    found = asked(evaluation(files), conditions=["own_team"])
    assert "K9" not in {*found.sets.cases, *found.sets.left_out}


def test_several_values_of_a_scale_are_a_condition_with_levels(evaluation):
    found = asked(evaluation(homes()), conditions=["size"])
    assert found.sets.levels == (3,)
    assert column(found, "size")["K1"] == 2
    whole = asked(evaluation(homes()), "size{2}", ["trust"])
    assert dict(zip(whole.sets.cases, whole.sets.outcome.tolist(), strict=True))["K2"] == 1


def test_attributes_are_numbers_or_yes_and_no(evaluation):
    found = asked(evaluation(homes()), conditions=["own_team", "beds"], calibrations={"beds": Threshold(40)})
    assert column(found, "own_team") == {"K1": 1, "K2": 0, "K3": 0, "K4": 1, "K5": 0, "K6": 1, "K7": 1, "K8": 1}
    assert column(found, "beds")["K3"] == 0
    assert column(found, "beds")["K4"] == 1
    with pytest.raises(UsageError, match="region of K1 is 'north', which is no number"):
        asked(evaluation(homes()), conditions=["region"])
    by_word = asked(evaluation(homes()), conditions=["region", "trust"], calibrations={"region": {"North": 1}})
    assert set(column(by_word, "region").values()) == {1}


def test_a_given_calibration_goes_before_that_of_the_dimension(evaluation):
    words = {"fully": 1, "partly": 0.4, "hardly": 0, "none": 0}
    how = {"trust": words, "homes.hours": Anchors(20, 10, 2)}
    found = asked(evaluation(homes()), conditions=["homes.trust", "hours"], calibrations=how)
    assert column(found, "trust")["K3"] == 0.4
    assert column(found, "hours")["K3"] > 0.5 > column(found, "hours")["K1"]


def test_a_condition_is_the_same_with_and_without_the_name_of_the_framework(evaluation):
    root = evaluation(homes())
    one = asked(root, "~homes.change", ["homes.trust", "homes.steering.content"], expect=("~homes.trust",))
    assert (one.sets.conditions, one.sets.outcome_name) == (("trust", "steering.content"), "~change")
    assert "~trust" in one.asked.expect


def test_patterns_say_what_is_expected_and_of_the_absence_the_opposite(evaluation):
    root = evaluation(homes())
    found = api.load(root).case_sets("lasting")
    assert found.asked.expect == ("trust", "~steering.content", "hours")
    assert found.patterns == {"trust": ("P1",), "hours": ("P1",), "~steering.content": ("P1",)}
    assert asked(root, "~change").asked.expect == ("~trust",)
    given = asked(root, conditions=["trust", "hours"], expect=("~trust",))
    assert (given.asked.expect, given.patterns) == (("~trust", "hours"), {"hours": ("P1",)})
    assert asked(root, "size{2}").asked.expect == ()


def test_patterns_that_say_opposite_things_expect_nothing_and_a_claim_has_its_own(evaluation):
    files = homes()
    files["patterns/P2-other.yaml"] = files["patterns/P3-none.yaml"] = (
        "id: P2\ntitle: The other\ncontext: a\nresource: b\nreasoning: c\noutcome: d\nconditions: ~homes.trust\n"
    )
    files["patterns/P3-none.yaml"] = files["patterns/P3-none.yaml"].replace("P2", "P3")
    files["claims/C2-other.yaml"] = "id: C2\ntitle: O\nversions: [{version: 1, statement: S.}]\nmechanisms: [P2]\n"
    root = evaluation(files)
    found = asked(root)
    assert (found.asked.expect, found.disputed) == ((), {"trust": ("P1", "P2")})
    assert [one.say() for one in found.notes()] == ["P1, P2 expect opposite things of trust: nothing is expected of it"]
    assert asked(root, claim="C2").patterns == {"~trust": ("P2",)}
    with pytest.raises(UsageError, match="there is no claim C9"):
        asked(root, claim="C9")


@pytest.mark.parametrize(
    ("question", "said", "hint"),
    [
        (("homes", "change", ("trsut",)), "'trsut' is no dimension of homes", "did you mean 'trust'?"),
        (("homes", "chance", ("trust",)), "'chance' is no dimension of homes", "did you mean 'change'?"),
        (("homes", "change", ("remarks",)), "homes.remarks has texts only", "give it a `scale`"),
        (("homes", "change", ("trust", "homes.trust")), "trust is named twice", "once"),
        (("homes", "change", ("trust", "change")), "change is the outcome and a condition", "leave it out"),
        (("homes", "change", tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), "26 conditions are too many", "choose those"),
        (("house", "change", ("trust",)), "'house' is no framework", "did you mean 'homes'?"),
    ],
)
def test_what_there_is_not_is_refused_with_what_to_do(evaluation, question, said, hint):
    with pytest.raises(UsageError, match=said) as error:
        api.load(evaluation(homes())).case_sets(Question(*question))
    assert hint in error.value.hint


def test_a_value_off_the_scale_is_refused_with_its_case_and_its_line_is_found(evaluation):
    root = evaluation(homes(K2=("nearly", *VALUES["K2"][1:])))
    with pytest.raises(UsageError, match=r"homes\.trust of K2 is 'nearly', which its dimension cannot have") as error:
        asked(root)
    assert "fully, partly, hardly, none" in error.value.hint
    found = codes(root)
    assert ("CMO120", "K2", "cases/K2-house.yaml", 5) in found
    assert [one[:3] for one in found if one[0] == "CMO131"] == [("CMO131", "lasting", "evaluation.yaml")]


def test_a_scale_beyond_memberships_needs_words_as_memberships(evaluation):
    files = homes()
    files["evaluation.yaml+"] = files["evaluation.yaml+"].replace(
        "{fully: 1, partly: 0.6,", "{fully: 100, partly: 0.6,"
    )
    with pytest.raises(UsageError, match=r"the scale of homes\.trust goes beyond 0\.\.1"):
        asked(evaluation(files))


def test_nothing_left_names_the_first_cases(evaluation):
    lacking = {case: ("unknown", *one[1:]) for case, one in VALUES.items()}
    with pytest.raises(UsageError, match="no case has a value for each") as error:
        asked(evaluation(homes(**lacking)))
    assert error.value.hint == "K1 has none for trust; K2 has none for trust; K3 has none for trust"


def test_a_framework_that_no_case_fills_is_refused(evaluation):
    with pytest.raises(UsageError, match="no case fills this framework"):
        asked(evaluation({"evaluation.yaml+": FRAMEWORK}))


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("framework: homes", "framework: hoems", [("CMO130", 4)]),
        ("conditions: [trust,", "conditions: [trusts,", [("CMO130", 6)]),
        ("outcome: change", "outcome: changes", [("CMO130", 5)]),
        ("claim: C1", "expect: ~trusts", [("CMO130", 7)]),
        ("claim: C1", "calibrate: {sizes: {least: 1}}", [("CMO130", 7)]),
        ("claim: C1", "claim: C7", [("CMO103", 7)]),
        ("outcome: change", "outcome: trust", [("CMO131", 2)]),
        ("outcome: change", "outcome: size", [("CMO131", 2)]),
        ("conditions: [trust,", "conditions: [remarks,", [("CMO131", 2)]),
        ("claim: C1", "expect: ~size", [("CMO131", 2)]),
        ("conditions: [trust, steering.content, hours]", "conditions: size", []),
    ],
)
def test_a_comparison_of_evaluation_yaml_is_checked_at_its_line(evaluation, old, new, found):
    files = homes()
    before = 8 + FRAMEWORK.count("\n")
    files["evaluation.yaml+"] = FRAMEWORK + COMPARISON.replace(old, new)
    root = evaluation(files)
    assert [(code, line - before) for code, _, _, line in codes(root)] == found


def test_conditions_and_outcomes_that_tell_nothing_apart_are_found(evaluation):
    same = {case: ("fully", *one[1:]) for case, one in VALUES.items()}
    assert [one[:2] for one in codes(evaluation(homes(**same)))] == [("CMO133", "lasting")]
    never = {case: (*one[:4], "no", one[5]) for case, one in VALUES.items()}
    root = evaluation(homes(**never))
    (one,) = api.validate(root).findings
    assert (one.code, one.message) == ("CMO133", "no case has the outcome change: nothing leads to it")
    alike = ("fully", "yes", "25", "large")
    whole = {case: (*alike, "yes" if int(case[1]) % 2 else "no", "yes") for case in VALUES}
    messages = [one.message for one in api.validate(evaluation(homes(**whole))).findings]
    assert sum("same in every case" in one for one in messages) == 3
    assert sum("every row holds cases with and without the outcome" in one for one in messages) == 1


def test_a_condition_of_a_pattern_that_there_is_not_is_found_at_its_line(evaluation):
    files = homes()
    files["patterns/P1-scan.yaml+"] = (
        "conditions:\n  - homes.trust\n  - ~homes.trsut\n  - own_team\n  - trust\n  - '~'\n"
    )
    found = api.validate(evaluation(files)).findings
    assert [(one.code, one.location.line) for one in found] == [("CMO134", 9), ("CMO134", 11), ("CMO134", 12)]
    assert found[0].hint == "did you mean 'homes.trust'?"


def test_the_command_compares_a_comparison_or_a_framework(cmo, evaluation):
    root = evaluation(homes())
    run = cmo("compare", "solve", "lasting", "--format", "json", cwd=root)
    found = json.loads(run.out)
    assert [model["solution"] for model in found["conservative"]["models"]] == ["trust*~steering.content*hours"]
    assert found["expected"] == ["trust", "~steering.content", "hours"]
    assert "trust is expected by P1" in found["notes"]
    words = ("--outcome", "change", "--conditions", "trust,steering.content,hours", "--claim", "C1")
    assert cmo("compare", "solve", "homes", *words, "--format", "json", cwd=root).out == run.out
    other = cmo("compare", "truth-table", "lasting", "--consistency", "0.7", "--conditions", "trust,hours", cwd=root)
    assert "from consistency 0.7" in other.out
    assert "steering" not in other.out
    rows = cmo("compare", "truth-table", "lasting", "--format", "sets", cwd=root).out
    assert rows.splitlines()[:2] == ["case,trust,steering.content,hours,change", "K1,1,1,0.9880695422,1"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["last"], "'last' is no comparison and no framework"),
        (["homes"], "no outcome is named"),
        (["homes", "--outcome", "change"], "no conditions are named"),
        (["lasting", "--calibrate", "beds=1"], "beds is calibrated and is neither"),
        (["lasting", "--expect", "size"], "size is expected and is no condition"),
        (["lasting", "--claim", "C9"], "there is no claim C9"),
    ],
)
def test_the_command_refuses_what_it_cannot_compare(cmo, evaluation, words, said):
    run = cmo("compare", "solve", *words, cwd=evaluation(homes()))
    assert (run.code, said in run.err) == (2, True)


def test_robust_moves_the_anchors_of_dimensions_and_thresholds(evaluation):
    found = asked(evaluation(homes()), conditions=["hours", "beds"], calibrations={"beds": Threshold(40)})
    what = [say(one.what) for one in robust(found.asked).variants if one.kind == "anchors"]
    assert what[:6] == [
        "hours out 1.2",
        "hours out 2.8",
        "hours cross 9.2",
        "hours cross 10.8",
        "hours in 19",
        "hours in 21",
    ]
    assert what[6:] == ["beds least 30", "beds least 50"]


def test_robust_goes_by_what_patterns_expect(cmo, evaluation):
    root = evaluation(homes())
    said = cmo("compare", "robust", "lasting", cwd=root, columns=120).out
    assert "Intermediate solution (expected: trust, ~steering.content, hours)" in said
    told = json.loads(cmo("compare", "robust", "lasting", "--expect", "~trust", "--format", "json", cwd=root).out)
    assert told["expected"][0] == "~trust"


def test_a_workbook_is_in_the_language_of_the_evaluation_unless_another_is_asked(cmo, evaluation):
    root = evaluation(homes())
    about = root / "evaluation.yaml"
    about.write_text(about.read_text(encoding="utf-8").replace("language: en", "language: nl"), encoding="utf-8")
    for name, more in {"own": (), "asked": ("--language", "en")}.items():
        assert cmo("compare", "truth-table", "lasting", "-o", f"{name}.xlsx", *more, cwd=root).code == 0
    sheets = {name: load_workbook(root / f"{name}.xlsx") for name in ("own", "asked")}
    assert {name: book.sheetnames for name, book in sheets.items()} == {
        "own": ["Casussen", "Waarheidstabel"],
        "asked": ["Cases", "Truth table"],
    }
    said = [row[0].value for row in sheets["own"]["Casussen"]]
    assert "K7 doet niet mee: geen waarde voor trust (onbekend)" in said
