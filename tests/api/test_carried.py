"""From Python: what carries the proposals, what the next step is, what changed; objects and tables."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

import cmo_eval
import cmo_eval.edits
from cmo_eval.edits.decide import Taken
from cmo_eval.store.writing.transaction import apply

DEMO = Path(cmo_eval.edits.__file__).parent / "demo"


@pytest.fixture
def demo():
    return cmo_eval.load(DEMO)


@pytest.fixture
def root(tmp_path):
    """A copy of the demo to change."""
    shutil.copytree(DEMO, tmp_path / "demo")
    return tmp_path / "demo"


def git(root, *arguments):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    env = {**kept, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    who = ("-c", "user.name=AB", "-c", "user.email=ab@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=root, env=env, check=True, capture_output=True)


def test_sensitivity_is_by_claim_and_has_a_row_for_each_flip(demo):
    found = demo.sensitivity(["C3", "C1"])
    assert list(found) == ["C1", "C3"]
    frame = found.frame()
    assert list(zip(frame["claim"], frame["change"], frame["ids"], strict=True))[:2] == [
        ("C1", "group", "participants"),
        ("C1", "recoded", "CD"),
    ]
    assert len(frame) == sum(len(one.flips) for one in found.values())


def test_without_takes_one_name_or_several(demo):
    assert demo.without("CI1")["C4"].changed
    frame = demo.without(["CI1"], ["C4"]).frame()
    assert (len(frame), frame.loc[0, "verdict"], frame.loc[0, "lost"]) == (1, "undecided", 1)
    with pytest.raises(cmo_eval.UsageError, match="no source"):
        demo.without(["XX9"])


def test_saturation_adds_up_and_may_be_about_some_claims(demo):
    found, frame = demo.saturation(), demo.saturation().frame()
    assert list(frame["new_patterns"].cumsum()) == list(frame["patterns"])
    assert list(frame["source"]) == [one.source for one in found]
    assert len(demo.saturation(["C5"])) < len(found)
    with pytest.raises(cmo_eval.UsageError, match="no claim"):
        demo.saturation(["C99"])


def test_completeness_has_a_row_for_each_part_of_each_pattern(demo):
    found = demo.completeness(["C2"])
    assert found["P03"].deviant == ("K2",)
    frame = found.frame()
    assert len(frame) == 4 * len(found)
    row = frame[(frame["pattern"] == "P03") & (frame["part"] == "outcome")].iloc[0]
    assert (row["voices"], row["cases"], row["absent"]) == (3, 1, 1)


def test_the_ladder_says_the_next_step(demo):
    assert demo.ladder("C1").next_step is None
    assert demo.ladder("C5").next_step.say() == "hear a key actor on the claim"
    with pytest.raises(cmo_eval.UsageError, match="no claim"):
        demo.ladder("C99")


def test_verify_as_a_table_says_what_nobody_knows(demo):
    frame = demo.verify().frame().set_index("claim")
    assert frame.loc["C4", ["verdict", "becomes", "decision"]].tolist() == ["transformed", "C5", "transformed"]
    assert frame["agrees"].isna().tolist() == [False, False, False, False, True]
    assert str(frame["stale"].dtype) == "boolean"
    assert (frame.loc["C5", "voices"], frame.loc["C5", "preliminary"]) == (1, True)


def test_tables_without_rows_have_their_columns(evaluation):
    empty = cmo_eval.load(evaluation({"claims/C1-value.yaml": None, "sources/FG1.citations.yaml": None}))
    for frame in (empty.verify(), empty.sensitivity(), empty.without(["FG1"]), empty.completeness()):
        assert len(frame.frame()) == 0
        assert "verdict" in frame.frame() or "pattern" in frame.frame()


def test_a_planned_decision_writes_nothing_until_it_is_applied(root):
    file = root / "claims/C5-peers-spread-practice.yaml"
    before = file.read_bytes()
    plan = cmo_eval.load(root).plan_decision("C5", Taken("undecided", 1, "AB", "CD", "2024-10-14", "Too few."))
    assert file.read_bytes() == before
    apply(plan.root, plan.change)
    assert cmo_eval.load(root).claims["C5"].decision.rationale == "Too few."
    with pytest.raises(cmo_eval.UsageError, match="second reader"):
        cmo_eval.load(root).plan_decision("C5", Taken("undecided", 1, "AB", "AB", "2024-10-14", "Too few."))


def test_diff_compares_two_states_of_the_history(root):
    git(root, "init", "--quiet", "--initial-branch", "main")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "one")
    assert cmo_eval.diff(root).claims == {}
    file = root / "sources/GI1.citations.yaml"
    file.write_text(file.read_text("utf-8").replace("supports: C3", "refutes: C3"), "utf-8")
    found = cmo_eval.diff(root / "claims")
    assert (found.before.revision, found.after.revision, found.after.commit) == ("HEAD", None, None)
    assert list(found.claims) == ["C3"]
    frame = found.frame()
    assert list(frame["what"]) == ["proposal", "evidence"]
    assert frame.loc[0, ["before", "after"]].tolist() == ["undecided", "rejected"]
    assert frame.loc[1, ["change", "subject", "without"]].tolist() == ["restanced", "GI1-003", "undecided"]
    git(root, "commit", "--quiet", "--all", "--message", "two")
    assert list(cmo_eval.diff(root, "HEAD~1", "HEAD").claims) == ["C3"]
    with pytest.raises(cmo_eval.UsageError, match="no revision nonsense"):
        cmo_eval.diff(root, "nonsense")
