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

SHA = "a" * 64
PROPOSED = "sources/FG1.proposed.model_a.yaml"
OPEN = {"sources/FG1.yaml+": "pseudonymised: true\nconsent: {models: local}\n"}
ONE = "  - {id: FG1-model_a-001, quote: We saw it on the table., codes: []%s}\n"
REVIEWED = ", review: {outcome: %s, by: AB, date: 2024-05-13%s}"


def proposed(more="", source="FG1"):
    head = f"proposed: {{by: model_a, model: m, prompt_sha256: {SHA}, date: 2024-05-13}}\ncitations:\n"
    return {f"sources/{source}.proposed.model_a.yaml": head + (ONE % more).replace("FG1-", f"{source}-")}


def taken(review):
    return (
        proposed(review)
        | OPEN
        | {
            f"{CITATIONS}+": (
                "  - {id: FG1-002, quote: We saw it on the table., quality: report, evidence: [{supports: C1}], "
                "actor: model, proposed_by: model_a}\n"
            )
        }
    )


BAD = [
    Bad("CMO323", proposed(source="FG9"), [("sources/FG9.proposed.model_a.yaml", "")],
        "there is no source FG9 for these proposals", about="FG9"),
    Bad("CMO324", proposed(), [(PROPOSED, "")], "and its names are not known to be replaced", about="FG1"),
    Bad("CMO324", proposed() | {"sources/FG1.yaml+": "pseudonymised: true\n"}, [(PROPOSED, "")],
        "and models may not read it", about="FG1"),
    Bad("CMO325", taken(""), [(CITATIONS, "model_a")], "FG1-002 is said to be proposed by model_a", about="FG1-002"),
    Bad("CMO325", taken(REVIEWED % ("accepted", ", citation: FG1-001")), [(CITATIONS, "model_a")],
        "no proposal became it"),
    Bad("CMO326", proposed(REVIEWED % ("accepted", ", citation: FG1-009")) | OPEN, [(PROPOSED, "{outcome")],
        "FG1-model_a-001 became FG1-009, which is not there", about="FG1-model_a-001"),
    Bad("CMO326", proposed(REVIEWED % ("changed", "")) | OPEN, [(PROPOSED, "{outcome")], "became no citation"),

    Bad("CMO322", talk(quote("think it helped us much"), text=TURNED), [(CITATIONS, '"think')],
        "FG1-002 stops next to a negation in FG1.txt, on line 2", about="FG1-002"),
    Bad("CMO322", talk(quote("Dat hielp ons"), text=TURNED), [(CITATIONS, '"Dat')], "on line 3", about="FG1-002"),
]  # fmt: skip

GOOD = [
    Good("CMO323", proposed() | OPEN),
    Good("CMO324", proposed() | OPEN),
    Good("CMO325", taken(REVIEWED % ("accepted", ", citation: FG1-002"))),
    Good("CMO326", proposed(REVIEWED % ("rejected", "")) | OPEN),
    Good("CMO326", proposed(REVIEWED % ("accepted", ", citation: FG1-001")) | OPEN),

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
