"""The evaluations that benchmarks make: no errors, the same each time; with pseudonyms no name is left."""

from __future__ import annotations

import importlib.util
import random
from pathlib import Path

import pytest
import yaml

from cmo_eval import api
from cmo_eval.diagnostics import Severity
from cmo_eval.edits.pseudonyms import pseudonymise
from cmo_eval.edits.pseudonyms.table import read_table
from often import often

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def module(name):
    spec = importlib.util.spec_from_file_location(f"benchmarks_{name}", BENCHMARKS / f"{name}.py")
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


@pytest.fixture(scope="module")
def generate():
    return module("generate").generate


@pytest.fixture(scope="module")
def baseline():
    return module("baseline")


def contents(root):
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "numbers",
    [
        {},
        {"patterns": 300},
        {"citations": 2000, "sources": 10},
        {"claims": 1, "patterns": 94, "cases": 1, "sources": 5, "citations": 20},
        {"patterns": 50, "cases": 0, "sources": 0, "citations": 0},
        {"claims": 0, "patterns": 0, "cases": 0, "sources": 0, "citations": 0},
    ],
)
def test_generated_evaluation_has_no_errors(generate, tmp_path, numbers):
    generate(tmp_path, **numbers)
    validation = api.validate(tmp_path)
    assert [finding for finding in validation.findings if finding.severity is Severity.ERROR] == []
    assert validation.files == len(contents(tmp_path))


def test_half_of_the_claims_are_decided_and_set_refutations_aside(generate, tmp_path):
    generate(tmp_path, citations=2000, sources=10)
    evaluation = api.load(tmp_path)
    decided = {id_: claim.decision for id_, claim in evaluation.claims.items() if claim.decision is not None}
    assert sorted(decided) == ["C0", "C2", "C4", "C6"]
    verification = evaluation.verify()
    assert verification.sound
    for id_, decision in decided.items():
        refuted_by = {row.citation for row in verification[id_].evidence.refutes.rows}
        assert refuted_by
        assert refuted_by <= set(decision.sets_aside)


def test_same_seed_gives_the_same_files(generate, tmp_path):
    for name, seed in (("one", 1), ("same", 1), ("other", 2)):
        generate(tmp_path / name, seed=seed)
    assert contents(tmp_path / "one") == contents(tmp_path / "same")
    assert contents(tmp_path / "one") != contents(tmp_path / "other")


def test_baseline_reads_every_file(generate, baseline, tmp_path):
    root = tmp_path / "evaluation"
    generate(root)
    assert {Path(path).relative_to(root).as_posix() for path in baseline.paths(str(root))} == set(contents(root))
    for validate in (True, False):
        baseline.cold(str(root), validate=validate)


def test_of_many_anchors_none_is_lost(tmp_path):
    anchors = often(5_000)
    benchmark = module("pseudonyms")
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
