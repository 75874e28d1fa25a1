"""The evaluations that the benchmark of pseudonyms makes: of many anchors none is lost, and no name is left."""

from __future__ import annotations

import importlib.util
import random
from pathlib import Path

import yaml

from cmo_eval.edits.pseudonyms import pseudonymise
from cmo_eval.edits.pseudonyms.table import read_table
from often import often


def test_of_many_anchors_none_is_lost(tmp_path):
    anchors = often(5_000)
    file = Path(__file__).parents[2] / "benchmarks" / "pseudonyms.py"
    spec = importlib.util.spec_from_file_location("benchmarks_pseudonyms", file)
    benchmark = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    chance = random.Random(3)  # noqa: S311 - the same each time
    names = benchmark.people(40, chance)
    root, table = tmp_path / "evaluation", tmp_path / "names.yaml"
    benchmark.write(root, 8 * anchors, names, anchors, chance)
    rows = [f"  - {{pseudonym: Person {number}, forms: [{name}]}}\n" for number, name in enumerate(names, 1)]
    table.write_text("names:\n" + "".join(rows), "utf-8")
    assert benchmark.lost(root) == 0
    before = _citations(root)
    plan = pseudonymise.plan(root, read_table(table))
    assert plan.open == ()
    plan.apply()
    assert plan.quotes == sum(old != new for old, new in zip(before, _citations(root), strict=True)) > 0.9 * anchors
    assert benchmark.lost(root) == 0
    text = (root / "texts/FG1.txt").read_text("utf-8").casefold()
    assert not [name for name in names if name.split()[-1].casefold() in text]
    assert [one["id"] for one in _citations(root)] == [f"FG1-{number:04d}" for number in range(1, anchors + 1)]


def _citations(root):
    return yaml.load((root / "sources/FG1.citations.yaml").read_text("utf-8"), yaml.CSafeLoader)["citations"]
