from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def run():
    spec = importlib.util.spec_from_file_location("benchmarks_run", BENCHMARKS / "run.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def test_at_most_so_many_times_the_baseline(run):
    baseline = run.Cost(0.5, 30)
    assert run.against("x", run.Cost(1.0, 150), baseline, 2.0, 150.0).met
    slow = run.against("x", run.Cost(1.01, 10), baseline, 2.0, 150.0)
    assert slow.ratio == pytest.approx(2.02)
    assert slow.met is False
    assert run.against("x", run.Cost(0.1, 151), baseline, 2.0, 150.0).met is False
    assert run.against("x", run.Cost(0.1, 151), baseline, 2.0).met


def test_the_peer_takes_at_least_so_many_times_ours(run):
    ours = run.Cost(0.5, 30)
    assert run.faster("x", ours, run.Cost(5.0, 30), 10.0).met
    close = run.faster("x", ours, run.Cost(4.9, 30), 10.0)
    assert close.ratio == pytest.approx(9.8)
    assert close.met is False
    assert run.faster("x", ours, run.Cost(1.0, 30), None).met is None


def test_growth_is_what_comes_above_start_up(run):
    start = run.Cost(0.2, 20)
    row = run.growth("x", run.Cost(0.3, 20), run.Cost(1.3, 40), start)
    assert row.ratio == pytest.approx(11.0)
    assert (row.ours, row.baseline, row.peak) == (pytest.approx(1.1), pytest.approx(0.1), 40)
    assert run.growth("x", run.Cost(0.3, 20), run.Cost(1.31, 40), start).met is False
    assert run.growth("x", run.Cost(0.2, 20), run.Cost(1.3, 40), start).met is False


def test_median_of_seconds_and_of_memory(run):
    costs = [run.Cost(1.0, 30), run.Cost(9.0, 10), run.Cost(2.0, 20)]
    assert run.median(costs) == run.Cost(2.0, 20)


def test_table_says_what_is_met(run):
    rows = [
        run.against("cold", run.Cost(1.0, 40), run.Cost(0.4, 30), 2.0, 150.0),
        run.faster("peer", run.Cost(1.0, 40), run.Cost(12.0, 30), 10.0),
        run.Row("imports", yes=True),
        run.faster("fewer", run.Cost(1.0, 40), run.Cost(2.0, 30), None),
    ]
    assert run.table(rows).splitlines()[2:] == [
        "| cold | 1.000 | 0.400 | 2.50 | ≤ 2.00 | 40 | ≤ 150 | **no** |",
        "| peer | 1.000 | 12.000 | 12.00 | ≥ 10.00 | 40 |  | yes |",
        "| imports |  |  |  |  |  |  | yes |",
        "| fewer | 1.000 | 2.000 | 2.00 |  | 40 |  |  |",
    ]


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="measures with os.wait4")
class TestProcesses:
    def test_measures_processes_in_turn(self, run, tmp_path):
        log = tmp_path / "log"
        code = "import sys; from pathlib import Path; p = Path('log'); p.write_text(p.read_text() + sys.argv[1])"
        log.write_text("")
        jobs = {name: run.Job([sys.executable, "-c", code, name], tmp_path) for name in ("a", "b")}
        cost = run.in_turn(jobs, 2)
        assert log.read_text() == "abab"
        assert set(cost) == {"a", "b"}
        assert cost["a"].cpu > 0
        assert 1 < cost["a"].peak < 1000

    def test_a_command_that_fails_is_not_measured(self, run, tmp_path):
        with pytest.raises(SystemExit, match="exit 3"):
            run.measure(run.Job([sys.executable, "-c", "raise SystemExit(3)"], tmp_path))

    def test_a_command_that_takes_too_long_is_stopped(self, run, tmp_path):
        job = run.Job([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path)
        assert run.measure(job, 0.2) is None
        assert run.measure(run.Job([sys.executable, "-c", ""], tmp_path), 60) is not None

    def test_strict_exits_1_when_a_goal_is_missed(self, run, tmp_path, monkeypatch, capsys):
        missed = run.against("cold", run.Cost(1.0, 40), run.Cost(0.4, 30), 2.0)
        monkeypatch.setitem(run.MEASURES, "files", lambda setting: ([missed], ["a note"]))
        monkeypatch.setattr(sys, "argv", ["run.py", "--only", "files"])
        run.main()
        out = capsys.readouterr().out
        assert "**no**" in out
        assert "a note" in out
        monkeypatch.setattr(sys, "argv", ["run.py", "--only", "files", "--strict"])
        with pytest.raises(SystemExit) as ending:
            run.main()
        assert ending.value.code == 1


def test_rows_of_peers_are_left_out_without_them(run, tmp_path):
    setting = run.Setting(tmp_path, 1, 0.01, None, {})
    for group in ("jsonschema", "doorstop"):
        rows, notes = run.MEASURES[group](setting)
        assert rows == []
        assert "left out" in notes[0]
    assert list(tmp_path.iterdir()) == []


def test_groups_and_their_names(run):
    assert tuple(run.MEASURES) == run.GROUPS


def test_items_of_doorstop_are_about_as_long_as_patterns(run, tmp_path):
    like = tmp_path / "patterns"
    like.mkdir()
    for number in range(150):
        (like / f"P{number}-generated.yaml").write_text("word " * 90, encoding="utf-8")
    run.doorstop_items(tmp_path / "items", like, 150)
    for folder in ("needs", "tests"):
        written = sorted((tmp_path / "items" / folder).glob("*0*.yml"))
        assert len(written) == 75
        assert all(400 <= path.stat().st_size <= 460 for path in written)
        texts = [path.read_text(encoding="utf-8") for path in written]
        levels = [line for text in texts for line in text.splitlines() if "level" in line]
        assert (len(set(levels)), levels[-1]) == (75, "level: 1.1.75")
        assert all(("- REQ" in text) == (folder == "tests") for text in texts)
