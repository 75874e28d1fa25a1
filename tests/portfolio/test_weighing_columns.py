"""The verdicts of a portfolio are those of `verify`: on small evaluations by chance, the reference and the demo."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from small_evaluations import small

from cmo_eval import api
from cmo_eval.analysis.verification import verify
from cmo_eval.disclosure.gate import disclose
from cmo_eval.edits.new import demo_files, write_new
from cmo_eval.portfolio import engine
from cmo_eval.portfolio.duck import connect
from cmo_eval.portfolio.rows import rows
from cmo_eval.portfolio.weighing import Weighed

ROOT = Path(__file__).parents[2]
NUMBER = 300


def filled(evaluations):
    """The tables of a portfolio in memory."""
    db = connect()
    engine.prepare(db)
    made = {}
    for one in evaluations:
        for name, found in rows(one).items():
            made.setdefault(name, []).extend((one.evaluation.id, *row) for row in found)
    for name, found in made.items():
        engine.insert(db, name, found)
    engine.fill(db)
    return db


def told(evaluations):
    """By evaluation and claim what `verify` says."""
    return {
        (one.evaluation.id, id_): (
            *(found.version, found.proposal.verdict, found.proposal.becomes, found.proposal.rule),
            *(found.proposal.separates, found.proposal.trail[-1].why.say(), found.agrees),
        )
        for one in evaluations
        for id_, found in verify(one).items()
    }


def columns(db):
    """By evaluation and claim what the columns say."""
    found = engine.Duck(db).rows("SELECT * FROM verdicts")
    return {(one.evaluation, one.claim): (*one[2:8], one.agrees) for one in map(Weighed._make, found)}


def test_300_small_evaluations_have_the_verdicts_of_verify():
    evaluations = [small(seed) for seed in range(NUMBER)]
    expected = told(evaluations)
    db = filled([disclose(one, ("team", "public")[seed % 2]) for seed, one in enumerate(evaluations)])
    assert columns(db) == expected
    assert len(expected) == 2 * NUMBER
    db.close()
    rules, verdicts = (Counter(said[place] for said in expected.values()) for place in (3, 1))
    assert set(rules) == {f"V{number}" for number in range(1, 9)}
    assert set(verdicts) == {"holds", "nuanced", "rejected", "transformed", "undecided"}
    assert any(said[4] not in {None, "group"} for said in expected.values())  # a split by an attribute


@pytest.mark.parametrize("audience", ["public", "team"])
def test_the_reference_and_the_demo_have_the_verdicts_of_verify(tmp_path, audience):
    write_new(tmp_path / "demo", demo_files())
    folders = [ROOT, tmp_path / "demo"]
    whole = [api.load(folder).repository for folder in folders]
    db = filled([api.admit(folder, audience).repository for folder in folders])
    assert columns(db) == told(whole)
    db.close()
