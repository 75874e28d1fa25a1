"""3xx: quotes that stop short of what turns them, and what language models proposed."""

from __future__ import annotations

import pytest
from tables import Bad, Good, check_bad, check_good, name
from test_rules_4_quotes import CITATIONS, quote, talk

TURNED = """\
INT: Who begins?
R1: We saw it on the table. I do not think it helped us much. They came not only for the coffee, but to learn.
R2: Dat hielp ons niet, zei ze. Dat werkte.
R1: Niet bij ons.
"""

BAD = [
    Bad("CMO322", talk(quote("think it helped us much"), text=TURNED), [(CITATIONS, '"think')],
        "FG1-002 stops next to a negation in FG1.txt, on line 2", about="FG1-002"),
    Bad("CMO322", talk(quote("Dat hielp ons"), text=TURNED), [(CITATIONS, '"Dat')], "on line 3", about="FG1-002"),
]  # fmt: skip

GOOD = [
    Good("CMO322", talk(quote("I do not think it helped us much"), text=TURNED)),
    Good("CMO322", talk(quote("They came"), text=TURNED)),
    Good("CMO322", talk(quote("Dat werkte."), text=TURNED)),
    Good("CMO322", talk(quote("bij ons", ", verbatim: false"), text=TURNED)),
]  # fmt: skip


@pytest.mark.parametrize("case", BAD, ids=name)
def test_what_turns_words_or_nobody_answers_for_is_found(case, evaluation, place):
    check_bad(case, evaluation, place)


@pytest.mark.parametrize("case", GOOD, ids=name)
def test_what_is_sound_is_not_found(case, evaluation):
    check_good(case, evaluation)
