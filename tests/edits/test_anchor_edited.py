"""Whatever is done to a transcript: after `code anchor` no quote lies elsewhere without a sign.

`python benchmarks/misplaced.py` does the same to more talks.
"""

from __future__ import annotations

from editing_rounds import Tally, edited

from often import often

TALKS = often(100)


def test_no_quote_lies_elsewhere_without_a_sign(tmp_path):
    tally = Tally()
    for seed in range(TALKS):
        edited(tmp_path / str(seed), seed, tally)
    assert tally.misplaced == []
    assert tally.quotes > 10 * TALKS
    # and what was not touched is found again, hardly ever with a question
    assert tally.questioned <= 0.12 * tally.untouched


def test_nor_after_several_corrections_one_after_another(tmp_path):
    tally = Tally()
    for seed in range(500, 500 + often(30)):
        edited(tmp_path / str(seed), seed, tally, rounds=3)
    assert tally.misplaced == []
    assert tally.placed > tally.quotes
